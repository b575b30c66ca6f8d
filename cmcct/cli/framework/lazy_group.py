"""Command groups: suggestions for misspelt names; lazy import of commands; error reporting."""

import os
import sys
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from inspect import getdoc
from itertools import product
from keyword import iskeyword
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar, NoReturn

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cmcct.cli import options, vendored_click
from cmcct.cli.framework import help_page
from cmcct.cli.options import completion
from cmcct.cli.screen import output
from cmcct.cli.vendored_click import CompletionItem, HelpFormatter, MissingParameter, UsageError
from cmcct.errors.exceptions import CmcctError, ExitCode, commands_of, system_reason
from cmcct.errors.suggest import closest
from cmcct.i18n.messages import Translator, _, did_you_mean, join, list_choices, quote_text
from cmcct.reference import vocabulary
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.text.folding import canonical, fold

_SHELLS = ("bash", "zsh", "fish", "PowerShell")
# Options whose values are understood behind ids, with their facet.
_BEHIND_IDS = {"failed": "failed", "via": "way", "on": "day", "date": "day", "at": "version"}
_MOST_WORDS = 8  # of a value behind ids: `3 to 5 June 2026`
_PROPOSED = frozenset({"number"})  # arguments that are asked for with what a shell offers


# Modules that write to stdout. Rich writes an empty text even while its output is captured; typer
# writes the help.
_PRINTING = {"cmcct.cli.screen.output", "cmcct.cli.screen.terminal", typer.echo.__module__}


class OtherCommand(Exception):  # noqa: N818 - no error: the words of the command
    """The user runs another command in place of this one."""


@contextmanager
def error_handler(
    lang: str | None, offer: Callable[[CmcctError], None], *, is_json: bool = False
) -> Iterator[None]:
    """Print an error and exit with its code; exit silently if the reader closed the pipe.

    `lang` is the user's language if it is not the environment's; `offer` is called with the error.
    With `is_json`, an error before the result is written in place of it, too.
    """

    def fail(error: CmcctError) -> NoReturn:
        output.explain(error)
        if is_json:
            output.write_error(error)
        offer(error)
        sys.exit(error.exit_code)

    with output.in_preferred_language(lang):
        try:
            yield
        except CmcctError as error:
            fail(error)
        except OSError as error:
            reason = system_reason(error)
            message = _("the operating system stopped this command: {reason}", reason=reason)
            if any(frame.f_globals["__name__"] in _PRINTING for frame, _line in _frames(error)):
                output.discard(sys.stdout)
                if isinstance(error, BrokenPipeError):
                    sys.exit(ExitCode.OK)  # The reader closed the pipe: `… | head`.
                message = _(
                    "cannot write {file}: {reason}", file=_("standard output"), reason=reason
                )
            elif error.filename is not None:
                name = os.fsdecode(error.filename)
                message = _("cannot use {file}: {reason}", file=name, reason=reason)
            fail(CmcctError(message))
        except MemoryError:
            fail(CmcctError(_("not enough memory for this directory")))
        except RecursionError:
            fail(CmcctError(_("the input is nested too deeply")))


def report_bug(error: BaseException) -> int:
    """Report an unexpected exception as a bug of cmcct; return the exit code.

    The text of the exception may quote the directory: it is shown on request, and never in a log.
    """
    with output.in_preferred_language():
        if os.environ.get("CMCCT_DEBUG") == "1" and not is_log():
            from traceback import format_exception

            output.note_lines("".join(format_exception(error)).rstrip("\n"))
        # The last module and line of cmcct.
        places = [(frame.f_globals["__name__"], line) for frame, line in _frames(error)]
        own = [f"{module}:{line}" for module, line in places if module.startswith("cmcct.")]
        kind, location = type(error).__name__, (own or ["cmcct"])[-1]
        message = _("this is a bug in cmcct: {kind} in {place}", kind=kind, place=location)
        hint = _(
            "report it with the failed command and the output of cmcct --version; "
            "CMCCT_DEBUG=1 shows the traceback, which may contain data of the directory"
        )
        output.explain(CmcctError(message, hint))
    return ExitCode.BUG


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    """Yield each frame and line of a traceback; no imports, since opening a file may fail."""
    traceback = error.__traceback__
    while traceback:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


@contextmanager
def _typer_errors(
    group: "SuggestingGroup", words: Sequence[str], preferred: str | None = None
) -> Iterator[None]:
    """Report all errors in one form, including Typer's about the arguments.

    Until a command sets its language, that is `--lang` among the words, wherever it stands. On a
    terminal, a command that an error names may be run in its place.
    """

    def offer(error: CmcctError) -> None:
        from cmcct.cli.screen import prompts

        typed = shell.command_line(*words)
        corrected = [_correct(words, error.text, meant) for meant in error.candidates]
        named = commands_of(error) or list(filter(None, corrected))
        named = [command for command in named if command != typed]
        names = [next(w for w in c.split()[1:] if w[:1] != "-") for c in named]
        is_page = all(command.endswith(" --help") for command in named)
        are_safe = is_page or {*group.offered, "export"}.issuperset(names)
        if command := prompts.choose_command(named, default=are_safe):
            raise OtherCommand(*general, *shell.read_words(command)[1:])

    general = [f"--directory={path}" for path in options.values_among("--directory", words)]
    lang = options.language_among(words)
    general += [f"--lang={lang or preferred}"] if lang or preferred else []
    is_json = options.values_among("--format", words)[-1:] == ["json"]
    with error_handler(preferred, offer, is_json=is_json):
        if lang:
            output.set_language(Translator(lang))
        try:
            yield
        except UsageError as error:
            help_page.report(error, words)
        except OtherCommand as other:  # of a command, with the same general options
            raise OtherCommand(*general, *other.args) from None


def _correct(words: Sequence[str], text: str, meant: str) -> str:
    """Return the command line with a word, key or value that is not understood replaced.

    "" if it is not there exactly once, or an option is meant.
    """
    parts = [word.partition("=") for word in words]
    places = [(n, m) for n, part in enumerate(parts) for m in (0, 2) if part[m] == text]
    if len(places) != 1 or meant.startswith("--"):
        return ""
    ((place, side),) = places
    key, sign, value = parts[place]
    word = key + sign + meant if side else meant + sign + value
    return shell.command_line(*words[:place], word, *words[place + 1 :])


class _Context(typer.Context):
    """A context whose help pages are in the user's language."""

    def make_formatter(self) -> HelpFormatter:
        """Return a formatter for a help page."""
        return help_page.make_formatter(sys.stdout)


class SuggestingGroup(TyperGroup):
    """A group that suggests a command for an unknown name.

    `other_names` are further words for its commands.
    Its help is in the user's language, as is that of its commands. It lists neither the commands
    that are `unlisted`, since few people type them, nor the earlier names of those that were
    `renamed`.
    """

    context_class = _Context
    adding: ClassVar[str] = ""  # the command for which an unknown word is the name of a new record
    other_names: ClassVar[Mapping[str, str]] = {}
    sections: ClassVar[Mapping[str, Sequence[str]]] = {}  # heading in the help -> commands
    offered: ClassVar[frozenset[str]] = frozenset()  # commands that a question may offer
    unlisted: ClassVar[Sequence[str]] = ()
    renamed: ClassVar[Mapping[str, str]] = {}  # an earlier name -> the words that it stands for

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command with help in the user's language."""
        command = self.find_command(cmd_name)
        if command:
            command.context_class = _Context
            if not isinstance(command, SuggestingGroup):
                command.format_options = partial(SuggestingGroup.format_options, command)
                command.parse_args = partial(_parse_args, command)
            if ctx.resilient_parsing:  # for completion
                help_page.translate_options(command, ctx)
        return command

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names that the help lists."""
        return [name for name in super().list_commands(ctx) if name not in self.unlisted]

    def find_command(self, name: str) -> Any:
        """Return a command, or None for an unknown name."""
        return self.commands.get(name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or fail with the closest name.

        A terminal is told the new name for an earlier one.
        """
        if renamed := self.renamed.get(args[0]):
            if sys.stderr.isatty() and not ctx.resilient_parsing:
                _cmcct, _space, path = ctx.command_path.partition(" ")
                before, after = (f"{path} {each}".strip() for each in (args[0], renamed))
                output.note(_("{before} is now: {after}", before=before, after=after))
            args = [*renamed.split(), *args[1:]]
        if args[0] in self.unlisted:
            return args[0], self.get_command(ctx, args[0]), args[1:]
        name, commands = args[0], self.list_commands(ctx)
        if name not in commands and not name.startswith("-") and not ctx.resilient_parsing:
            typed = {
                word: value
                for word, values in vocabulary.typed_words("command").items()
                for value in reversed(values)
                if value.split()[0] in commands
            }
            names = {**typed, **{name: name for name in commands}, **self.other_names}
            words = [names[fold(name)]] if fold(name) in names else closest(name, names)
            words = words or [each for each in commands if len(name) > 1 and each.startswith(name)]
            is_adding = args[1:] or self.adding == "add"
            if self.adding and is_adding and not words and name[:1].isalnum():
                words = [f"{self.adding} {shell.quote(name)}"]
            message = _("no such command {name}", name=quote_text(name))
            if words:
                line = [] if is_log() else [shell.quote(word) for word in args[1:]]  # as typed
                starts = [w if w.startswith("cmcct ") else f"{ctx.command_path} {w}" for w in words]
                words = [" ".join([start, *line]) for start in starts]
                message = join([message, did_you_mean(words)], "; ")
            ctx.fail(message)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options and the commands into the help."""
        help_page.write_options(self, ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the summaries of all commands into the help, in sections."""
        sections = self.sections or {"Commands": self.list_commands(ctx)}
        width = max(map(len, self.list_commands(ctx)))
        for heading, names in sections.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), self.summary(name)) for name in names])

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete the names of the commands, with their summaries, or else the options."""
        help_page.translate_options(self, ctx)
        items = [
            CompletionItem(name, help=completion.describe(help_page.translate(self.summary(name))))
            for name in self.list_commands(ctx)
            if name.startswith(incomplete)
        ]
        return items or super().shell_complete(ctx, incomplete)

    def summary(self, name: str) -> str:
        """Return the first line of a command's help."""
        return (self.find_command(name).help or "").partition("\n")[0]


def _parse_args(command: Any, ctx: Any, args: Sequence[str]) -> Any:
    """Parse the arguments of a command; on a terminal, ask for what is missing."""
    words = [*args]
    if not ctx.resilient_parsing:
        words = _name_options(command, _take_language(command, ctx, words))
    while True:
        try:
            return type(command).parse_args(command, ctx, [*words])
        except MissingParameter as error:
            from cmcct.cli.screen import prompts

            if ctx.resilient_parsing or not prompts.is_interactive():
                raise
            words = _ask_missing(command, ctx, words, error.param)


def _take_language(command: Any, ctx: Any, words: list[str]) -> list[str]:
    """Read the general `--lang` behind a command without its own; return the other words."""
    root, has_own = ctx.find_root(), any("--lang" in each.opts for each in command.params)
    if has_own or "--" in words or words[-1:] == ["--lang"]:
        return words
    (option,) = (each for each in root.command.params if "--lang" in each.opts)
    for value in options.values_among("--lang", words):
        output.prefer_language(option.process_value(root, value))
    pairs = zip(["", *words], words, strict=False)
    return [word for before, word in pairs if "--lang" not in {before, word.partition("=")[0]}]


def _name_options(command: Any, words: Sequence[str]) -> list[str]:
    """Return the arguments of a command, a value with its option: of `país=Haití`, `--country`.

    So is an everyday word behind an id: `ocupado`, `ayer`, `correo`.
    """
    options = {p.opts[0][2:]: p for p in command.params if p.param_type_name == "option"}
    valued = [name for name, option in options.items() if not option.is_flag]
    flags = {text for name in options.keys() - {*valued} for text in options[name].opts}
    takes_pairs = any("=" in (p.metavar or "") for p in command.params if p not in options.values())
    texts = {text for option in options.values() for text in option.opts}
    is_search = any(p.name == "terms" for p in command.params)
    if is_search:
        words = [*_join_conditions(words, texts)]
    if "phone" in valued:
        words = [*_name_phones(words, texts)]
    named, result, alone = list[str](), list[str](), list[int]()  # where an argument may stand
    for before, word in zip(["", *words], words, strict=False):
        key, sign, value = word.partition("=")
        is_free = not word.startswith("-") and (not before.startswith("-") or before in flags)
        if is_free and sign and not takes_pairs and (option := _find_option(key, valued)):
            named += [f"--{option}", value]
            continue
        alone += [len(result)] * is_free
        result.append(word)
    tails = [option for name, option in options.items() if name in _BEHIND_IDS]
    for option, count in product([*tails, *tails], range(_MOST_WORDS, 0, -1)):  # in any order
        text = " ".join(result[index] for index in alone[-count:])
        if alone[:-count] and (value := _read_tail(option, text, is_search=is_search)):
            named += [option.opts[0], value]
            for index in reversed(alone[-count:]):
                del result[index], alone[-1]
    return [*named, *result]


def _join_conditions(words: Sequence[str], options: Collection[str]) -> Iterator[str]:
    """Yield the arguments, a condition of a search that is typed as an option as its words."""
    names, rest = [text[2:] for text in options if text.startswith("--")], iter(words)
    for word in rest:
        key = word.removeprefix("--")
        if word in options or key in {word, ""} or "=" in word or _find_option(key, names):
            yield word
            continue
        following = next(rest, "")
        alone = key.replace("-", " ")
        joined = f"{alone} {following}".strip()
        meant = next(filter(_is_condition, (joined, alone)), word)
        yield from filter(None, [meant, following * (meant != joined)])


def _is_condition(text: str) -> bool:
    """Return whether words name a state of entries: `without email`."""
    from cmcct.reference.words import find_meanings

    return any(each.facet == "state" for each in find_meanings(canonical(fold(text))))


def _name_phones(words: Sequence[str], options: Container[str]) -> Iterator[str]:
    """Yield the arguments, a kind of number with its value as `--phone`: `--mobile`, `mobile=`."""
    rest = iter(words)
    for word in rest:
        key, sign, value = word.partition("=")
        kind = ""
        if key not in options and (sign or word.startswith("--")):
            from cmcct.edit.channels import find_word

            meant = find_word(key.removeprefix("--"))
            kind = meant.kind if meant else ""
        if not kind:
            yield word
            continue
        value = value if sign else next(rest, "")
        yield from ("--phone", value if kind in {"office", "national"} else f"{value} ({kind})")


def _find_option(key: str, names: Sequence[str]) -> str:
    """Return the one of some options that a word stands for, or ""."""
    from cmcct.cli.edits.edit_options import find_options

    meant = [key] if key in names else find_options(key, names)
    return meant[0] if len(meant) == 1 else ""


def _read_tail(option: Any, text: str, *, is_search: bool) -> str:
    """Return the value of an option that a text is, or "".

    In a search, the words of a day may be of a condition.
    """
    from cmcct.clock import today
    from cmcct.edit import parse_value
    from cmcct.fieldtypes import dates

    name = option.opts[0][2:]
    first, _space, following = text.partition(" ")
    text = following if following and _find_option(first, [name]) else text  # `por correo`
    with suppress(CmcctError):
        if name == "on":
            if fold(text) in dates.TOMORROW or dates.explain_missing_day(text, today().year):
                return text  # the option says why not
            return str(parse_value.parse_value(("verified",), text))
        if name == "at":
            day = None if is_search else dates.parse_word(text, today())
            is_past = day is not None and day < today()
            return text if is_past or fold(text) in vocabulary.typed_words("version") else ""
        if name == "date":  # of a meeting
            return str(parse_value.parse_value(("date",), text, "meeting"))
        slug = vocabulary.find_slug(_BEHIND_IDS[name], text) or ""
        return slug if slug in option.metavar.split("|") else ""
    return ""


def _ask_missing(command: Any, ctx: Any, words: Sequence[str], parameter: Any) -> list[str]:
    """Ask for a parameter until its value is valid; return the arguments with it."""
    from cmcct.cli.screen import prompts

    def add_answer(answer: str) -> list[str]:
        if not answer:
            raise CmcctError(_("an answer is required (Ctrl-C to cancel)"))
        if parameter.param_type_name == "option":
            longer = [*words, parameter.opts[0], answer]
        else:
            longer = [*words, *(answer.split() if parameter.nargs < 0 else [answer])]
        with suppress(MissingParameter):
            type(command).parse_args(command, ctx, [*longer])
        return longer

    question = help_page.translate(parameter.help).partition(";")[0].rstrip(".\u202f")
    if "|" in (parameter.metavar or ""):
        from cmcct.model.fields import find_key, name_key

        keys = filter(None, map(find_key, parameter.metavar.split("|")))
        choices = join(map(name_key, keys))
        question = f"{question} ({output.translator().translate(choices)})"
    offers = parameter.shell_complete(ctx, "") if parameter.name in _PROPOSED else []
    return prompts.prompt(question, add_answer, default=offers[0].value if offers else "")


def install_completion(ctx: typer.Context, value: bool) -> None:
    """Install completion for a shell, and exit."""
    if value and not ctx.resilient_parsing:
        shell, path = vendored_click.install_completion(_find_shell(ctx, "--install-completion"))
        output.note(_("completion for {shell} is installed in {file}", shell=shell, file=path))
        output.note(_("open a new terminal to use it"))
        raise typer.Exit


def show_completion(ctx: typer.Context, parameter: typer.CallbackParam, value: bool) -> None:
    """Print the completion script of a shell, and exit."""
    if value and not ctx.resilient_parsing:
        vendored_click.show_completion(ctx, parameter, _find_shell(ctx, "--show-completion"))


def _find_shell(ctx: Any, option: str) -> str:
    """Return the shell named after an option, or else the one in use; raises `CmcctError`."""
    (word,) = options.values_among(option, ctx.meta[options.WORDS])[-1:]
    shell = vendored_click.get_shell_name() if word.startswith("-") or not word else word
    if shell in set(vendored_click.Shells):
        return vendored_click.Shells(shell).value
    message = _("there is no completion for the shell {shell}", shell=shell or "?")
    raise CmcctError(message, list_choices(_SHELLS))


def make_group(
    example: str, group: type[SuggestingGroup] = SuggestingGroup, *, is_help_first: bool = True
) -> Callable[[Callable[[Path | None], None]], typer.Typer]:
    """Make a function the command of its module, with commands of its own.

    Without one of these it prints its help, or runs the function unless `is_help_first`.
    """

    def declare(function: Callable[[Path | None], None]) -> typer.Typer:
        app = typer.Typer(
            cls=group,
            rich_markup_mode=None,
            add_completion=False,
            no_args_is_help=is_help_first,
            invoke_without_command=not is_help_first,
            epilog=f"Example: {example}",
        )

        @app.callback(help=getdoc(function))
        def callback(ctx: typer.Context, directory: Path | None = options.DIRECTORY) -> None:
            ctx.obj = directory
            if not ctx.invoked_subcommand:
                function(directory)

        return app

    return declare


class LazyGroup(SuggestingGroup):
    """A group of commands in sections: modules of `cli.commands`, each with an app.

    The module of `git-setup` is `git_setup`.
    """

    names: ClassVar[Sequence[str]] = ()  # of all sections

    def __init_subclass__(cls) -> None:
        """List the commands of the sections, and what may be meant by a misspelt name."""
        cls.names = [name for names in cls.sections.values() for name in names]
        unlisted = {name: name for name in cls.unlisted}
        cls.other_names = {**cls.renamed, **unlisted, **cls.other_names}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; of `help`, the whole page."""
        if "help" in (args[0], *vocabulary.typed_words("command").get(fold(args[0]), ())):
            ctx.meta[help_page.WHOLE] = True
            if args[1:] in ([], ["--help"]):
                output.write(f"{self.get_help(ctx)}\n")
                ctx.exit()
            args = [*args[1:], "--help"]
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command, or complete one; run the one that the user takes in its place, too."""
        while True:
            try:
                with output.in_preferred_language():
                    return super().main(*args, **extra)
            except OtherCommand as other:
                args = ([*other.args],)

    def make_context(self, info_name: Any, args: list[str], *more: Any, **extra: Any) -> Any:
        """Parse the arguments; without this, `cmcct --help | head -1` would exit with 1."""
        with _typer_errors(self, args):
            return super().make_context(info_name, args, *more, **extra)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments; the name of a shell behind a `=` is read by its option."""
        ctx.meta[options.WORDS] = [*args]
        names = (word.partition("=")[0] for word in args)
        words = [
            name if name.endswith("-completion") else word
            for name, word in zip(names, args, strict=True)
        ]
        return super().parse_args(ctx, words)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _typer_errors(self, ctx.meta[options.WORDS], ctx.params["lang"]):
            return super().invoke(ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands, or the whole help."""
        if ctx.meta.get(help_page.WHOLE):
            super().format_help(ctx, formatter)
            return
        self.format_usage(ctx, formatter)
        self.format_commands(ctx, formatter)
        formatter.write_reference("Options", "cmcct help")

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, in their order."""
        return list(self.names)

    def find_command(self, name: str) -> Any:
        """Import one command only."""
        if name not in {*self.names, *self.unlisted}:
            return None
        module = import_module(f"cmcct.cli.commands.{module_name(name)}")
        apps = (value for value in vars(module).values() if isinstance(value, typer.Typer))
        command = get_command(next(apps))
        command.name = name
        for each in getattr(command, "commands", {"": command}).values():
            _accept_synonyms(each)
        return command

    def summary(self, name: str) -> str:
        """Return the first line of a command's docstring, without importing the command."""
        import ast

        commands = Path(__file__).parents[1] / "commands"
        source = (commands / f"{module_name(name)}.py").read_text("utf-8")
        functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
        command = next(
            function
            for function in functions
            if function.decorator_list
            and ast.unparse(function.decorator_list[0]).startswith(
                ("make_group", "options.command")
            )
        )
        return (ast.get_docstring(command) or "").partition("\n")[0]


def module_name(command: str) -> str:
    """Return the name of a command's module; a word of Python has an underscore behind it."""
    module = command.replace("-", "_")
    return f"{module}_" if iskeyword(module) else module


def _accept_synonyms(command: Any) -> None:
    """Accept other words for a command's options, which its help does not name: `--phones`."""
    options = (parameter for parameter in command.params if parameter.param_type_name == "option")
    names = {name.lstrip("-") for option in options for name in option.opts} | {"help", "h"}

    def find_name(word: str) -> str:
        if word in names:
            return word
        from cmcct.cli.edits.edit_options import find_options

        meant = find_options(word, names)
        return meant[0] if len(meant) == 1 else word

    command.context_settings["token_normalize_func"] = find_name
