"""Help pages and usage errors: in the user's language, as wide as the terminal.

The code has the texts in English. Each is translated where it is written into a page, paragraph by
paragraph; `scripts/catalogues.py` collects them by writing every page. Typer words the errors in
English, so each is worded anew from its class and attributes, or from its sentence if that is all
there is.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NoReturn, TextIO

import typer

from cmcct.cli.options import SELECT
from cmcct.cli.screen import output
from cmcct.cli.vendored_click import HelpFormatter as PlainFormatter
from cmcct.cli.vendored_click import MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError
from cmcct.errors.exceptions import CmcctError, commands_of
from cmcct.i18n.messages import Message, OptionalMessage, SafeText, _, did_you_mean, join
from cmcct.text.folding import fold
from cmcct.text.shell import command_line, quote

# In the metadata of contexts: whether a page has everything, as that of `cmcct help search`.
WHOLE = "cmcct.whole"

_PLACEHOLDER = re.compile("[A-Z]{2,}")  # a word that stands for what is typed: `FILE`
_ACRONYMS = {"ID", "REV", "URL"}
_EXAMPLE = "Example: "
_HYPHEN = "\N{NON-BREAKING HYPHEN}"
# Options that a short page leaves out: those of all commands, and what few people need. Where that
# holds in some commands only, the name of the parameter there.
_SELDOM = frozenset(
    (
        *("--directory", "--lang", "--help", "--header", "--encoding", "--from-format"),
        *("--region", "--body", "--role", "--group", "--validates", "--status", "--stale"),
        *("--unverified", "--unreachable", "--untested", "--formerly", "--merged", "--honorific"),
        *("--address", "--website", "--timezone", "--covers", "--until", "--verified"),
        *("--verified-via", "--private-notes", "--unsafe-fixes", "--absent", "--handle", "--prune"),
        *("at", "trial_format"),
    )
)
_TYPE = re.compile(r" <[\w\[\]]+>$")  # Python's name of a type: ` <list[str]>`


class HelpFormatter(PlainFormatter):
    """A formatter that translates what it writes."""

    def __init__(self, stream: TextIO, *, is_coloured: bool) -> None:
        """Take the width from the terminal; in a pipe, at most 80 columns."""
        super().__init__(max_width=shutil.get_terminal_size().columns if stream.isatty() else None)
        self._is_coloured = is_coloured

    def write(self, string: str) -> None:
        """Write a text as it is, with its hyphens."""
        super().write(string.replace(_HYPHEN, "-"))

    def translate(self, template: str, **values: str) -> str:
        """Return a text of the page in the user's language; no line ends at its hyphens."""
        return output.translator().gettext(template, **values).replace("-", _HYPHEN)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        words = translate_placeholders(_TYPE.sub("", args), self.translate)
        usage = self.translate("Usage:")
        prefix = f"{self._style_heading(usage)} "
        if len(usage) + len(prog) + max(map(len, words.split())) + 2 <= self.width:
            super().write_usage(prog, words, prefix)
            return
        # A list of choices is not broken.
        self.write(f"{prefix}{prog}\n")
        with self.indentation():
            super().write_text(words)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        text = self._style_heading(self.translate("{label}:", label=self.translate(heading)))
        self.write(f"{'':>{self.current_indent}}{text}\n")

    def write_text(self, text: str) -> None:
        """Write the text or the example of a command."""
        super().write_text("\n\n".join(map(self._translate_paragraph, text.split("\n\n"))))

    def write_reference(self, label: str, command: str) -> None:
        """Write which command prints what a label says."""
        line = self.translate("{label}: {text}", label=self.translate(label), text=command)
        self.write(f"{line}\n")

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options, arguments or commands with their descriptions."""
        lines = []
        for name, text in rows:
            shown = translate_placeholders(_TYPE.sub("", name), self.translate)
            shown = typer.style(shown, fg="cyan") if self._is_coloured else shown
            lines.append((shown, self._translate_description(text)))
        super().write_dl(lines, col_max, col_spacing)

    def _translate_paragraph(self, text: str) -> str:
        if text.startswith(_EXAMPLE):
            return self.translate("Example: {command}", command=text.removeprefix(_EXAMPLE))
        return self.translate(" ".join(text.split("\n")))

    def _translate_description(self, text: str) -> str:
        """Translate the help of a parameter: a text, and after two spaces Typer's remarks."""
        help_text, gap, remarks = text.partition("  [")
        if not gap:
            return self.translate(help_text)
        listed = "; ".join(map(self._translate_remark, remarks.removesuffix("]").split("; ")))
        return f"{self.translate(help_text)}{gap}{listed}]"

    def _translate_remark(self, text: str) -> str:
        name, _, value = text.partition(": ")
        return self.translate(f"{name}: {{value}}", value=value) if value else self.translate(name)

    def _style_heading(self, text: str) -> str:
        return typer.style(text, bold=True) if self._is_coloured else text


def write_options(command: Any, ctx: Any, formatter: HelpFormatter) -> None:
    """Write a command's arguments, its filters, its other options, and the commands of a group."""
    is_whole = ctx.meta.get(WHOLE, False)
    sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], SELECT: [], "Options": []}
    for parameter in command.get_params(ctx):
        is_argument = parameter.param_type_name == "argument"
        record = parameter.get_help_record(ctx)
        if record and (is_whole or _SELDOM.isdisjoint((parameter.name, *parameter.opts))):
            panel = "Arguments" if is_argument else parameter.rich_help_panel or "Options"
            sections[panel].append(record)
    for heading, rows in sections.items():
        if rows:
            is_beside_filters = heading == "Options" and sections[SELECT]
            with formatter.section("Write" if is_beside_filters else heading):
                formatter.write_dl(rows)
    if hasattr(command, "format_commands"):
        command.format_commands(ctx, formatter)
    if not is_whole:
        _cmcct, _space, words = ctx.command_path.partition(" ")
        formatter.write_reference("All options", f"cmcct help {words}")


def translate(text: str) -> str:
    """Return a text of the help in the user's language."""
    return output.translator().gettext(text)


def translate_placeholders(text: str, translate: Callable[[str], str] = translate) -> str:
    """Translate each placeholder in a text, such as COUNTRY: a label, in capitals."""
    return _PLACEHOLDER.sub(
        lambda m: translate(m[0] if m[0] in _ACRONYMS else m[0].capitalize()).upper(), text
    )


def translate_options(command: Any, ctx: Any) -> None:
    """Translate the texts of a command's options, which shells show beside them."""
    for parameter in command.get_params(ctx):
        parameter.help = translate(parameter.help)


def make_formatter(stream: TextIO) -> HelpFormatter:
    """Return the formatter for a stream: coloured on a terminal, unless that is unwanted."""
    is_wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return HelpFormatter(stream, is_coloured=is_wanted and stream.isatty())


ONE_DAY = _("a meeting has one day, the first")
_EXTRA_ARGUMENTS = r"Got unexpected extra argument\(s\) \((?P<words>.*)\)"
_SENTENCES = {
    r"Missing command\.": _("no command is given"),
    _EXTRA_ARGUMENTS: _("unexpected arguments: {words}"),
    r"Option '(?P<option>.*)' requires an argument\.": _("option {option} needs a value"),
    r"Option '(?P<option>.*)' does not take a value\.": _("option {option} takes no value"),
}


def report(error: UsageError, words: Sequence[str]) -> NoReturn:
    """Raise a usage error, below the usage unless it names a command; for no arguments, the help.

    `words` are those of the command line. Raises `CmcctError`.
    """
    if isinstance(error, NoArgsIsHelpError):
        page = make_formatter(sys.stderr)
        error.ctx.command.format_help(error.ctx, page)
        output.note_page(page.getvalue().rstrip("\n"))
        sys.exit(error.exit_code)
    problem = _misplaced(error, words) or CmcctError(describe(error), _advise(error, words))
    if isinstance(error, NoSuchOption) and not commands_of(problem):
        problem.instead = _correct_option(error, words)
    if error.ctx and not (commands_of(problem) and output.is_stdout_terminal()):
        usage = HelpFormatter(sys.stderr, is_coloured=False)
        error.ctx.command.format_usage(error.ctx, usage)
        command = f"{error.ctx.command_path} {error.ctx.help_option_names[0]}"
        advice = output.translator().gettext("Try '{command}' for help.", command=command)
        output.note_lines(f"{usage.getvalue()}{advice}\n")
    raise problem from None


def _advise(error: UsageError, words: Sequence[str]) -> OptionalMessage:
    """Return the hint for what a command takes as an option: a file, a name, a country; or ""."""
    from cmcct.cli.edits.edit_options import find_options

    extra = re.fullmatch(_EXTRA_ARGUMENTS, error.message, re.DOTALL)
    if not (extra and error.ctx):
        return ""
    takes_directory = any(p.name == "directory" for p in error.ctx.command.params)
    if takes_directory and extra["words"].endswith(".toml"):
        return _("name the file with --directory {file}", file=quote(extra["words"]))
    if error.ctx.command_path == "cmcct add":
        place = words.index("add")
        return _advise_form([*words[:place], *words[place + 1 :]])
    if error.ctx.command_path == "cmcct replace":
        tails = [at for at in range(len(words)) if " ".join(words[at:]) == extra["words"]]
        if not tails:
            return _("did you mean {words}?", words=SafeText(f"--name {quote(extra['words'])}"))
        names = [word for word in words[tails[0] :] if not find_options(word, {"name"})]
        return _run([*words[: tails[0]], "--name", " ".join(names)])
    return ""


def _advise_form(typed: Sequence[str]) -> OptionalMessage:
    """Return the hint for words behind `add`: keys with values, a meeting, a name and country."""
    from cmcct.reference import vocabulary
    from cmcct.reference.countries import find_country

    if "=" in typed[-1]:
        pairs = [part for word in typed if "=" in word for part in ("--add", word)]
        return _run(["set", *(word for word in typed if "=" not in word), *pairs])
    first = fold(typed[0])
    for command in vocabulary.typed_words("command").get(first, (first,)):
        if command in {"meeting", "group"}:
            return _run([command, "add", *typed[1:]])
    if any(word.startswith("-") for word in typed):
        return ""
    countries = []
    for word in typed:
        with suppress(CmcctError):
            find_country(word)
            countries.append(word)
    name = " ".join(word for word in typed if word not in countries)
    options = {"--country": "".join(countries[:1]), "--name": name}
    return _run(["add", *(part for pair in options.items() if pair[1] for part in pair)])


def _run(words: Sequence[str]) -> Message:
    return _("run {command}", command=SafeText(command_line(*words)))


def _misplaced(error: UsageError, words: Sequence[str]) -> CmcctError | None:
    """Return the error for an option of all commands behind a command's name, else None."""
    if not (isinstance(error, NoSuchOption) and error.ctx):
        return None
    if not error.ctx.parent:
        return _find_command_behind(error, words)
    name, options = error.option_name, error.ctx.find_root().command.params
    option: Any = next((parameter for parameter in options if name in parameter.opts), None)
    place = next((at for at, word in enumerate(words) if word.split("=")[0] == name), None)
    if option is None or place is None:
        return None
    is_dated = any("--at" in each.opts for each in error.ctx.command.params)
    following = words[place + 1] if place + 1 < len(words) else "-"
    if name == "--version" and is_dated and not following.startswith("-"):
        words = ["--at" if at == place else word for at, word in enumerate(words)]
        message = _("{option} is for the version of cmcct", option=SafeText(name))
        return CmcctError(message, _run(words))
    end = place + (1 if "=" in words[place] or option.is_flag else 2)
    moved = [*map(quote, words[place:end])]
    moved += ["…"] * (end - place - len(moved))
    command = " ".join(["cmcct", *moved, *map(quote, [*words[:place], *words[end:]])])
    message = _("{option} stands before the command", option=SafeText(name))
    return CmcctError(message, _("run {command}", command=command))


def _find_command_behind(error: NoSuchOption, words: Sequence[str]) -> CmcctError | None:
    """Return the error for an option of a command before its name, else None."""
    group: Any = error.ctx.command if error.ctx else None
    names = {*group.list_commands(error.ctx)}
    place = next((at for at, word in enumerate(words) if word in names), 0)
    if not place:
        return None
    command = group
    for word in words[place : place + 2]:
        find = getattr(command, "get_command", None)
        command = (find and find(error.ctx, word)) or command
    if not any(error.option_name in (*each.opts, *each.secondary_opts) for each in command.params):
        return None
    message = _("{option} stands behind the command", option=SafeText(error.option_name))
    return CmcctError(message, _run([*words[place:], *words[:place]]))


def describe(error: UsageError) -> Message:
    """Return the message of a usage error."""
    if isinstance(error.message, Message):
        return error.message
    if isinstance(error, NoSuchOption):
        return _describe_unknown_option(error)
    if isinstance(error, MissingParameter) and error.param:
        name = translate_placeholders(error.param.display_name_raw)
        if error.param.param_type_name == "option":
            name = error.param.opts[0]
        return _("{key} is missing", key=name)
    for sentence, message in _SENTENCES.items():
        if match := re.fullmatch(sentence, error.message, re.DOTALL):
            return message.with_values(**match.groupdict())
    return _("cannot use these arguments: {reason}", reason=error.format_message())


def _as_value(word: str, params: Sequence[Any]) -> set[str]:
    """Return the options with a word as their value: `--failed no-answer` for `--no-answer`."""
    from cmcct.reference.vocabulary import find_slug

    values = ((param.opts[0], (param.metavar or "").split("|")) for param in params)
    return {
        f"{name} {value}"
        for name, words in values
        for value in {word, find_slug(name.lstrip("-"), word.replace("-", " "))}.intersection(words)
    }


def _describe_unknown_option(error: NoSuchOption) -> Message:
    if _is_end_of_meeting(error):
        return ONE_DAY
    message = _("no such option {option}", option=error.option_name)
    if not (names := _find_meant_options(error)):
        return message
    params: Any = error.ctx.command.params if error.ctx and len(names) > 1 else ()
    # `--idioma`: what each of them is
    texts = {p.opts[0]: translate(p.help).partition(" [")[0].rstrip(".") for p in params}
    named = sorted(f"{n} ({texts[n]})" if n in texts else n for n in names)
    return join([message, did_you_mean(named)], "; ")


def _find_meant_options(error: NoSuchOption) -> set[str]:
    """Return what an unknown option may mean, as it is typed: `--date`, `title=…`."""
    from cmcct.cli.edits.edit_options import find_options
    from cmcct.errors.suggest import closest
    from cmcct.model.fields import find_column, find_key
    from cmcct.reference import vocabulary

    word = error.option_name.lstrip("-")
    if error.ctx and error.ctx.info_name == "set" and (find_column(word) or find_key(word)):
        return {f"{word}=…"}  # it takes no options for keys, as `add` does
    if find_options(word, {"vacant"}):
        return {"cmcct replace ID --vacant"}
    params = error.ctx.command.params if error.ctx else ()
    own = [text[2:] for param in params for text in param.opts if text.startswith("--")]
    word = "phone" if find_column(word) else word
    meant = {f"--{name}" for name in find_options(word, own)} or _as_value(word, params)
    # An option of all commands may be meant.
    general: Any = error.ctx.find_root().command.params if error.ctx else ()
    options = [*(f"--{name}" for name in own), *(text for each in general for text in each.opts)]
    meant = meant or {*closest(error.option_name, options, slips=2)}
    if not meant:  # `--fech`
        synonyms = vocabulary.typed_words("option").items()
        near = {word: name for word, names in synonyms for name in names if name in own}
        meant = {f"--{name}" for name in closest(word, near, slips=2)}
    return meant


def _is_end_of_meeting(error: NoSuchOption) -> bool:
    """Return whether an unknown option is the last day of a meeting, which has one day."""
    from cmcct.reference import vocabulary

    word = fold(error.option_name.lstrip("-"))
    path = error.ctx.command_path if error.ctx else ""
    return path == "cmcct meeting add" and word in vocabulary.typed_words("meeting_end")


def _correct_option(error: NoSuchOption, words: Sequence[str]) -> list[str]:
    """Return the command lines with each option that an unknown one may mean in its place."""
    place = next((n for n, w in enumerate(words) if w.startswith(error.option_name)), -1)
    _option, sign, value = words[place].partition("=")
    lines = []
    if _is_end_of_meeting(error):
        return [command_line(*words[:place], *words[place + 2 - bool(sign) :])]
    for name in sorted(_find_meant_options(error)) if place >= 0 else ():
        if name.startswith("cmcct "):  # `retire ID --vacant`
            others = [*words[1:place], *words[place + 1 :]]
            return [command_line("replace", *others, "--vacant")]
        end = place + 1
        meant = [*name.split(), value] if sign else name.split()
        if name.endswith("=…") and (sign or words[end:]):
            end += not sign
            meant = [f"{name[:-1]}{value if sign else words[end - 1]}"]
        lines.append(command_line(*words[:place], *meant, *words[end:]))
    return lines
