"""Command groups: suggestions for misspelt names; lazy import of commands; error reporting."""

import os
import re
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from inspect import getdoc
from itertools import dropwhile, product, takewhile
from keyword import iskeyword
from pathlib import Path
from traceback import format_exception, walk_tb
from typing import Any, ClassVar

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
from cmcct.i18n.messages import Message, Translator, _, did_you_mean, join, list_choices, quote_text
from cmcct.reference import vocabulary
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.text.folding import canonical, fold

# The option --help prints by it: on a terminal page by page.
vendored_click.decorators.echo = lambda text, **_: output.write_page(f"{text}\n")  # type: ignore[attr-defined]

_SHELLS = ("bash", "zsh", "fish", "PowerShell")
# Options whose values are understood behind ids, with their facet.
_BEHIND_IDS = {"failed": "failed", "via": "way", "on": "day", "date": "day", "at": "version"}
_NOTE = "set --add notes"  # what the word `note` stands for
_COMMIT = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{7,40}")  # no word, and no number
_MOST_WORDS = 8  # of a value behind ids: `3 to 5 June 2026`
# Modules that write to stdout. Rich writes an empty text even while its output is captured; typer
# writes the help.
_PRINTING = {"cmcct.cli.screen.output", "cmcct.cli.screen.terminal", typer.echo.__module__}


class OtherCommand(Exception):  # noqa: N818 - no error: the words of the command
    """The user runs another command in place of this one."""


def report_bug(error: BaseException) -> int:
    """Report an unexpected exception as a bug of cmcct; return the exit code.

    The text of the exception may quote the directory: it is shown on request, and never in a log.
    """
    with output.in_preferred_language():
        if os.environ.get("CMCCT_DEBUG") == "1" and not is_log():
            output.note_lines("".join(format_exception(error)).rstrip("\n"))
        # The last module and line of cmcct.
        frames = walk_tb(error.__traceback__)
        places = [(frame.f_globals["__name__"], line) for frame, line in frames]
        own = [f"{module}:{line}" for module, line in places if module.startswith("cmcct.")]
        kind, location = type(error).__name__, (own or ["cmcct"])[-1]
        message = _("this is a bug in cmcct: {kind} in {place}", kind=kind, place=location)
        hint = _(
            "report it with the failed command and the output of cmcct --version; "
            "CMCCT_DEBUG=1 shows the traceback, which may contain data of the directory"
        )
        output.explain(CmcctError(message, hint))
    return ExitCode.BUG


@contextmanager
def _report_errors(
    group: "SuggestingGroup", words: Sequence[str], preferred: str | None = None
) -> Iterator[None]:
    """Print an error and exit with its code; exit silently if the reader closed the pipe.

    Until a command sets its language, that is `--lang` among the words, wherever it stands, or else
    `preferred`. An error before a result that is JSON is written in place of it, too. On a
    terminal, a command that an error names may be run in its place.
    """
    lang = options.language_among(words)
    general = [f"--directory={path}" for path in options.values_among("--directory", words)]
    general += [f"--lang={lang or preferred}"] if lang or preferred else []
    with output.in_preferred_language(preferred):
        if lang:
            output.set_language(Translator(lang))
        try:
            yield
        except OtherCommand as other:  # of a command, with the same general options
            raise OtherCommand(*general, *other.args) from None
        except (CmcctError, UsageError, OSError, MemoryError, RecursionError) as error:
            problem = _explain(error, words)
            corrected = (_correct(words, problem.text, meant) for meant in problem.candidates)
            named = [*commands_of(problem), *filter(None, corrected)]
            named = [command for command in named if command != shell.command_line(*words)]
            is_asked = False
            if named:  # only then: where no more files can be opened, the message is printed
                from cmcct.cli.screen import prompts

                is_asked = prompts.can_choose()
            output.explain(problem, is_question=is_asked)
            if options.values_among("--format", words)[-1:] == ["json"]:
                output.write_error(problem)
            paths = ([word for word in c.split()[1:] if word[:1] != "-"] for c in named)
            is_page = all(command.endswith(" --help") for command in named)
            safe = {*group.offered, "export"}
            are_safe = is_page or all({path[0], " ".join(path[:2])} & safe for path in paths)
            if is_asked and (command := prompts.choose_command(named, default=are_safe)):
                raise OtherCommand(*general, *shell.read_words(command)[1:]) from None
            sys.exit(problem.exit_code)


def _explain(error: Exception, words: Sequence[str]) -> CmcctError:
    """Return what to say of an error; exits if the reader closed the pipe."""
    if isinstance(error, CmcctError):
        return error
    if isinstance(error, UsageError):
        return help_page.explain(error, words)
    if isinstance(error, OSError):
        return CmcctError(_explain_refusal(error))
    if isinstance(error, MemoryError):
        return CmcctError(_("not enough memory for this directory"))
    return CmcctError(_("the input is nested too deeply"))


def _explain_refusal(error: OSError) -> Message:
    reason = system_reason(error)
    frames = (frame for frame, _line in walk_tb(error.__traceback__))
    if any(frame.f_globals["__name__"] in _PRINTING for frame in frames):
        output.discard(sys.stdout)
        if isinstance(error, BrokenPipeError):
            sys.exit(ExitCode.OK)  # The reader closed the pipe: `… | head`.
        return _("cannot write {file}: {reason}", file=_("standard output"), reason=reason)
    if error.filename is not None:
        return _("cannot use {file}: {reason}", file=os.fsdecode(error.filename), reason=reason)
    return _("the operating system stopped this command: {reason}", reason=reason)


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
        name, commands = args[0], self.list_commands(ctx)
        if not (ctx.resilient_parsing or self.find_command(name)):
            typed = {
                word: value
                for word, values in vocabulary.typed_words("command").items()
                for value in reversed(values)
                if value.split()[0] in commands
            }
            own = {each: each for each in (*commands, *self.unlisted)}
            names = {**typed, **own, **self.renamed, **self.other_names}
            ends = range(len(args), 1, -1)  # `fichas por país`
            words = next((args[:end] for end in ends if fold(" ".join(args[:end])) in names), [])
            name, args = (" ".join(words), args[len(words) - 1 :]) if words else (name, args)
            words = [names[fold(name)]] if fold(name) in names else closest(name, names)
            words = words or [each for each in commands if len(name) > 1 and each.startswith(name)]
            is_adding = args[1:] or self.adding == "add"
            if self.adding and is_adding and not words and name[:1].isalnum():
                words = [f"{self.adding} {shell.quote(name)}"]
            if not (ctx.parent or words) and _finds_entries(ctx.params["directory"], name):
                words = [f"search {shell.quote(name)}"]
            message = _("no such command {name}", name=quote_text(name))
            if words:
                line = [] if is_log() else [shell.quote(word) for word in args[1:]]  # as typed
                if words == [_NOTE]:
                    words, line = ["set"], _name_note([] if is_log() else args[1:])
                elif words == ["list countries"]:
                    line = [*dropwhile(lambda word: not word.startswith("-"), line)]
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


def _finds_entries(directory: Path | None, word: str) -> bool:
    """Return whether a search for a word finds an entry of the list, if that can be read."""
    from cmcct.cli.edits import entry_names
    from cmcct.storage import directory_file

    with suppress(CmcctError):
        loaded = directory_file.load(directory_file.find_directory(directory))
        return bool(entry_names.search(loaded.directory, word))
    return False


def _name_note(words: Sequence[str]) -> list[str]:
    """Return the words behind `set` that add a note to an entry, of an id and the note's words."""
    id_, *rest = words or ["ID"]
    text = [*takewhile(lambda word: not word.startswith("--"), rest)]
    pair = f"notes={' '.join(text) or '…'}"
    return [*map(shell.quote, (id_, "--add", pair, *rest[len(text) :]))]


def _parse_args(command: Any, ctx: Any, args: Sequence[str]) -> Any:
    """Parse the arguments of a command; on a terminal, ask for what is missing."""
    words = [*args] if ctx.resilient_parsing else _read_words(command, ctx, args)
    while True:
        try:
            return type(command).parse_args(command, ctx, [*words])
        except MissingParameter as error:
            from cmcct.cli.screen import prompts

            if ctx.resilient_parsing or not prompts.is_interactive():
                raise
            words = _ask_missing(command, ctx, words, error.param)


def _read_words(command: Any, ctx: Any, args: Sequence[str]) -> list[str]:
    """Return the arguments of a command as it declares them.

    - `--país Haití` and `país=Haití` are `--country Haití`; `--mobile 609 1234` is a `--phone`.
    - `--without email` is a condition of a search.
    - Behind an id, an everyday word is the value of an option: `ocupado`, `ayer`, `correo`.
    - A `--lang` that is not the command's own is the general one, and read here.
    """
    root, parameters = ctx.find_root(), command.get_params(ctx)
    known = {
        text: each
        for each in parameters
        if each.param_type_name == "option"
        for text in (*each.opts, *each.secondary_opts)
    }
    names = [text[2:] for text in known if text.startswith("--")]
    valued = [name for name in names if not known[f"--{name}"].is_flag]
    takes_pairs = any("=" in (p.metavar or "") for p in parameters if p.opts[0] not in known)
    is_search = any(parameter.name == "terms" for parameter in parameters)
    named, result, alone = list[str](), list[str](), list[int]()  # where an argument may stand
    words = deque(args[: args.index("--")] if "--" in args else args)
    last = args[len(words) :]
    while words:
        word = words.popleft()
        key, sign, value = word.partition("=")
        name, following = key.removeprefix("--"), words[0] if words else ""
        is_unknown = key not in known and word.startswith("--")
        if is_unknown and key == "--lang" and (sign or words):
            (option,) = (each for each in root.command.params if key in each.opts)
            output.prefer_language(option.process_value(root, value if sign else words.popleft()))
        elif (
            "phone" in valued
            and (is_unknown or sign)
            and (kind := _find_kind(name, value if sign else following))
        ):
            value = value if sign or not words else words.popleft()
            result += ["--phone", value if kind in {"office", "national"} else f"{value} ({kind})"]
        elif is_unknown and (meant := _find_option(name, names)):
            words.appendleft(f"--{meant}{sign}{value}")
        elif is_unknown and is_search and not sign and (state := _find_state(name, following)):
            alone.append(len(result))
            result.append(state)
            if state.endswith(f" {following}"):
                words.popleft()
        elif word.startswith("-"):
            result += [word, *([] if sign else _take_value(words, key, known.get(key)))]
        elif sign and not takes_pairs and (meant := _find_option(key, valued)):
            named += [f"--{meant}", value]
        else:
            alone.append(len(result))
            result.append(word)
    tails = [known[f"--{name}"] for name in names if name in _BEHIND_IDS]
    return [*named, *_name_tails(tails, result, alone, is_search=is_search), *last]


def _take_value(words: deque[str], key: str, option: Any) -> list[str]:
    """Take the value of an option from the words behind it; return it, or [] for a flag.

    Raises `CmcctError` with the values if it is missing, and one of a few.
    """
    is_flag = option and option.is_flag
    if words and not (is_flag or words[0].startswith("-")):
        count = _count_words(words) if option and option.metavar == "DATE" else 1
        return [" ".join(words.popleft() for _word in range(count))]
    if option and not is_flag and "|" in (option.metavar or ""):
        message = _("option {option} needs a value", option=key)
        raise CmcctError(message, list_choices(option.metavar.split("|")))
    return []


def _count_words(words: Sequence[str]) -> int:
    """Return how many words, from the first, are a day: three of `15 de mayo gy-ctu`."""
    from cmcct.edit import parse_value

    for count in range(min(_MOST_WORDS, len(words)), 1, -1):
        with suppress(CmcctError):
            parse_value.parse_value(("until",), " ".join([*words][:count]))
            return count
    return 1


def _name_tails(
    tails: Sequence[Any], words: list[str], alone: list[int], *, is_search: bool
) -> list[str]:
    """Return the words of a command, with their options the last of those that stand alone."""
    named = list[str]()
    for option, count in product([*tails, *tails], range(_MOST_WORDS, 0, -1)):  # in any order
        text = " ".join(words[index] for index in alone[-count:])
        if alone[:-count] and (value := _read_tail(option, text, is_search=is_search)):
            named += [option.opts[0], value]
            for index in reversed(alone[-count:]):
                del words[index], alone[-1]
    return [*named, *words]


def _find_state(name: str, following: str) -> str:
    """Return the words of a search that an option is typed for: `without email`; or ""."""
    from cmcct.reference.words import find_meanings

    alone = name.replace("-", " ")
    for text in (f"{alone} {following}".strip(), alone):
        if any(meaning.facet == "state" for meaning in find_meanings(canonical(fold(text)))):
            return text
    return ""


def _find_kind(name: str, value: str) -> str:
    """Return the kind of number that a word means, or ""; `office` may be a ministry, too."""
    from cmcct.edit.channels import find_kind, find_word

    word = find_word(name) or (find_kind(name) if any(map(str.isdigit, value)) else None)
    return word.kind if word else ""


def _find_option(key: str, names: Sequence[str]) -> str:
    """Return the one of some options that a word stands for, or ""."""
    from cmcct.cli.edits.edit_options import find_options

    meant = find_options(key, names)
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
            end = None if is_search else dates.parse_end(text, today())
            is_past = end is not None and end.date() < today()
            is_version = fold(text) in vocabulary.typed_words("version") or _COMMIT.fullmatch(text)
            return text if is_past or is_version else ""
        if name == "date":  # of a meeting
            parse_value.parse_value(("date",), text, "meeting")
            return text
        slug = vocabulary.find_slug(_BEHIND_IDS[name], text) or ""
        return slug if slug in option.metavar.split("|") else ""
    return ""


def _ask_missing(command: Any, ctx: Any, words: Sequence[str], parameter: Any) -> list[str]:
    """Ask for a parameter until its value is valid; return the arguments with it."""
    from cmcct.cli.screen import prompts

    def add_answer(answer: str) -> list[str]:
        option = parameter.opts if parameter.param_type_name == "option" else ()
        longer = [*words, *option[:1], *(answer.split() if parameter.nargs < 0 else [answer])]
        with suppress(MissingParameter):
            type(command).parse_args(command, ctx, [*longer])
        return longer

    question = help_page.translate(parameter.help).partition(";")[0].rstrip(".\u202f")
    if "|" in (parameter.metavar or ""):
        from cmcct.model.fields import find_key, name_key

        keys = filter(None, map(find_key, parameter.metavar.split("|")))
        choices = join(map(name_key, keys))
        question = f"{question} ({output.translator().translate(choices)})"
    # The number of an edition is proposed, as a shell offers it, and an output, as the example has.
    offers = parameter.shell_complete(ctx, "") if parameter.name == "number" else []
    named = options.values_among("-o", command.epilog.split()) if "-o" in parameter.opts else []
    default = next(iter([*(offer.value for offer in offers), *named]), "")
    return prompts.prompt(question, add_answer, default=default, may_leave=True)


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

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; of `help`, the whole page."""
        if vocabulary.means("command", args[0], "help"):
            ctx.meta[help_page.WHOLE] = True
            if args[1:] in ([], ["--help"]):
                output.write_page(f"{self.get_help(ctx)}\n")
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
        with _report_errors(self, args):
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
        with _report_errors(self, ctx.meta[options.WORDS], ctx.params["lang"]):
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
        return [*self.names]

    def find_command(self, name: str) -> Any:
        """Import one command only."""
        if name not in {*self.names, *self.unlisted}:
            return None
        module = import_module(f"cmcct.cli.commands.{module_name(name)}")
        apps = (value for value in vars(module).values() if isinstance(value, typer.Typer))
        command = get_command(next(apps))
        command.name = name
        return command

    def summary(self, name: str) -> str:
        """Return the first line of a command's docstring, without importing the command."""
        folder = Path(__file__).parents[1] / "commands"
        source = (folder / f"{module_name(name)}.py").read_text("utf-8")
        text = source.partition("\n@make_group(")[2] or source.partition("\n@options.command(")[2]
        return text.partition('    """')[2].partition("\n")[0].removesuffix('"""')


def module_name(command: str) -> str:
    """Return the name of a command's module; a word of Python has an underscore behind it."""
    module = command.replace("-", "_")
    return f"{module}_" if iskeyword(module) else module
