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
from datetime import date
from itertools import combinations
from typing import Any, TextIO

import typer

from cmcct.cli.options import SELECT, WORDS, hint_to_run
from cmcct.cli.screen import output
from cmcct.cli.vendored_click import HelpFormatter as PlainFormatter
from cmcct.cli.vendored_click import MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError
from cmcct.errors.exceptions import CmcctError, commands_of
from cmcct.i18n.messages import Message, OptionalMessage, SafeText, _, did_you_mean, join, join_or
from cmcct.text.folding import canonical, fold
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
        prefix = f"{self._style(usage, bold=True)} "
        if len(usage) + len(prog) + max(map(len, words.split())) + 2 <= self.width:
            super().write_usage(prog, words, prefix)
            return
        # A list of choices is not broken.
        self.write(f"{prefix}{prog}\n")
        with self.indentation():
            super().write_text(words)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        text = self.translate("{label}:", label=self.translate(heading))
        self.write(f"{'':>{self.current_indent}}{self._style(text, bold=True)}\n")

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
        names = (
            translate_placeholders(_TYPE.sub("", name), self.translate) for name, _text in rows
        )
        shown = (self._style(name, fg="cyan") for name in names)
        texts = (self._translate_description(text) for _name, text in rows)
        super().write_dl([*zip(shown, texts, strict=True)], col_max, col_spacing)

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

    def _style(self, text: str, **style: Any) -> str:
        return typer.style(text, **style) if self._is_coloured else text


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
        lambda m: m[0] if m[0] in _ACRONYMS else translate(m[0].capitalize()).upper(), text
    )


def translate_options(command: Any, ctx: Any) -> None:
    """Translate the texts of a command's options, which shells show beside them."""
    for parameter in command.get_params(ctx):
        parameter.help = translate(parameter.help)


def make_formatter(stream: TextIO) -> HelpFormatter:
    """Return the formatter for a stream: coloured on a terminal, unless that is unwanted."""
    is_wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return HelpFormatter(stream, is_coloured=is_wanted and stream.isatty())


_EXTRA_ARGUMENTS = r"Got unexpected extra argument\(s\) \((?P<words>.*)\)"
_SENTENCES = {
    r"Missing command\.": _("no command is given"),
    _EXTRA_ARGUMENTS: _("unexpected arguments: {words}"),
    r"Option '(?P<option>.*)' requires an argument\.": _("option {option} needs a value"),
    r"Option '(?P<option>.*)' does not take a value\.": _("option {option} takes no value"),
}


def explain(error: UsageError, words: Sequence[str]) -> CmcctError:
    """Return a usage error; print the usage above it unless it names a command.

    `words` are those of the command line. For no arguments, print the help and exit.
    """
    if isinstance(error, NoArgsIsHelpError):
        page = make_formatter(sys.stderr)
        error.ctx.command.format_help(error.ctx, page)
        output.note_page(page.getvalue().rstrip("\n"))
        sys.exit(error.exit_code)
    if isinstance(error, NoSuchOption):
        problem = _explain_option(error, words)
    else:
        problem = CmcctError(describe(error), _advise(error, words))
    if error.ctx and not (commands_of(problem) and output.is_stdout_terminal()):
        usage = HelpFormatter(sys.stderr, is_coloured=False)
        error.ctx.command.format_usage(error.ctx, usage)
        command = f"{error.ctx.command_path} {error.ctx.help_option_names[0]}"
        advice = output.translator().gettext("Try '{command}' for help.", command=command)
        output.note_lines(f"{usage.getvalue()}{advice}\n")
    return problem


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
        ranges = combinations(range(len(words) + 1), 2)
        at, end = next((r for r in ranges if " ".join(words[slice(*r)]) == extra["words"]), (0, 0))
        if not end:
            return _("did you mean {words}?", words=SafeText(f"--name {quote(extra['words'])}"))
        names = [word for word in words[at:end] if not find_options(word, {"name"})]
        is_vacant = len(names) == 1 and find_options(names[0], {"vacant"})
        named = ["--vacant"] if is_vacant else ["--name", " ".join(names)]
        return hint_to_run(*words[:at], *named, *words[end:])
    return ""


def _advise_form(typed: Sequence[str]) -> OptionalMessage:
    """Return the hint for words behind `add`: keys with values, a meeting, a name and country."""
    from cmcct.reference import vocabulary
    from cmcct.reference.countries import find_country

    if "=" in typed[-1]:
        return _advise_entry(typed)
    first = fold(typed[0])
    for command in vocabulary.typed_words("command").get(first, (first,)):
        if command in {"meeting", "group"}:
            return hint_to_run(command, "add", *typed[1:])
    if any(word.startswith("-") for word in typed):
        return ""
    countries = []
    for word in typed:
        with suppress(CmcctError):
            find_country(word)
            countries.append(word)
    name = " ".join(word for word in typed if word not in countries)
    options = {"--country": "".join(countries[:1]), "--name": name}
    return hint_to_run("add", *(part for pair in options.items() if pair[1] for part in pair))


def _advise_entry(typed: Sequence[str]) -> Message:
    """Return the hint for ids and values behind `add`: with a name, of another person in a seat."""
    from cmcct.model.field_spec import Owner
    from cmcct.model.fields import ENTRY_KEYS, find_key

    ids = [word for word in typed if "=" not in word]
    values, person, name = list[str](), list[str](), ""
    for word in (each for each in typed if each not in ids):
        key, _sign, text = word.partition("=")
        spec = ENTRY_KEYS.get(find_key(key, ENTRY_KEYS))
        values += [*["--add"] * (not spec or spec.is_list), word]
        if spec is ENTRY_KEYS["name"]:
            name = text
        elif not (spec and spec.owner is Owner.SEAT):
            person.append(word)
    if name:
        return hint_to_run("replace", *ids, "--name", name, *person)
    return hint_to_run("set", *ids, *values)


def describe(error: UsageError) -> Message:
    """Return the message of a usage error."""
    if isinstance(error.message, Message):
        return error.message
    if isinstance(error, MissingParameter) and error.param:
        name = translate_placeholders(error.param.display_name_raw)
        if error.param.param_type_name == "option":
            name = error.param.opts[0]
        return _("{key} is missing", key=join_or(name.split("|")))
    for sentence, message in _SENTENCES.items():
        if match := re.fullmatch(sentence, error.message, re.DOTALL):
            return message.with_values(**match.groupdict())
    return _("cannot use these arguments: {reason}", reason=error.format_message())


def _explain_option(error: NoSuchOption, words: Sequence[str]) -> CmcctError:
    """Return the error for an option that a command does not have.

    An option of a command may stand before its name, one of all commands behind it.
    """
    ctx: Any = error.ctx
    name, root = error.option_name, ctx.find_root().command
    typed = next((word for word in words if word.partition("=")[0] == name), name)
    place = words.index(typed) if typed in words else len(words)
    before, after = words[:place], words[place + 1 :]
    general = next((each for each in root.params if name in each.opts), None)
    if not ctx.parent and (start := _find_command_with(name, ctx, words)):
        message = _("{option} stands behind the command", option=SafeText(name))
        return CmcctError(message, hint_to_run(*words[start:], *words[:start]))
    if not (ctx.parent and general):
        return _explain_unknown_option(ctx, before, typed, after)
    is_dated = any("--at" in each.opts for each in ctx.command.params)
    if name == "--version" and is_dated and after and not after[0].startswith("-"):
        message = _("{option} is for the version of cmcct", option=SafeText(name))
        return CmcctError(message, hint_to_run(*before, "--at", *after))
    count = 0 if "=" in typed or general.is_flag else 1  # of words that are its value
    moved = [quote(typed), *(map(quote, after[:count]) if after else ["…"] * count)]
    command = " ".join(["cmcct", *moved, *map(quote, [*before, *after[count:]])])
    message = _("{option} stands before the command", option=SafeText(name))
    return CmcctError(message, _("run {command}", command=command))


def _find_command_with(option: str, ctx: Any, words: Sequence[str]) -> int:
    """Return the place of the name of a command that has an option; 0 if there is none."""
    command, start = ctx.command, 0
    for at, word in enumerate(words):
        if hasattr(command, "get_command") and (inner := command.get_command(ctx, word)):
            command, start = inner, start or at
    has_option = any(option in (*each.opts, *each.secondary_opts) for each in command.params)
    return start if has_option else 0


def _explain_unknown_option(
    ctx: Any, before: Sequence[str], typed: str, after: Sequence[str]
) -> CmcctError:
    """Return the error for an unknown option between words, with what may be meant by it."""
    from cmcct.cli.edits.edit_options import find_options
    from cmcct.model.fields import find_column, find_key
    from cmcct.reference import vocabulary

    name, sign, value = typed.partition("=")
    word, behind = name.lstrip("-"), after if sign else after[1:]
    rest = [*[value] * bool(sign), *after]
    message = _("no such option {option}", option=name)
    lines: dict[str, Sequence[str]] = {}  # what is meant, and the words of the command line
    if ctx.info_name == "set" and (find_column(word) or find_key(word)):
        # It takes no options for keys, as `add` does.
        pair = f"{word}={value if sign else ''.join(after[:1]) or '…'}"
        lines[f"{word}=…"] = [*before, pair, *behind]
    elif find_options(word, {"vacant"}):
        others = ["replace" if each == ctx.info_name else each for each in before]
        lines["cmcct replace ID --vacant"] = [*others, *after, "--vacant"]
    elif fold(word) in vocabulary.typed_words("count"):
        lines["cmcct list countries"] = ["list", "countries"]
    elif ctx.info_name in {"show", "diff"} and fold(word) in vocabulary.typed_words("version"):
        words = [*["--at"] * (ctx.info_name == "show"), word]
        lines[" ".join(words)] = [*before, *words, *behind]
    elif ctx.info_name == "search" and find_key(word) == "emails":
        place = before.index("search")
        end = [*before[place + 1 :], *rest]
        lines["cmcct export emails …"] = [*before[:place], "export", "emails", *end]
    elif find_key(word) == "since" and (line := _ask_standing(before, rest)):
        lines["cmcct round status --since"] = line
    elif ctx.info_name in {"search", "show"} and (find_column(word) or find_key(word)):
        lines[f"cmcct {ctx.info_name} …"] = [*before, *rest]
    else:
        for option in sorted(_find_meant_options(ctx, ctx.command, name)):
            parts = option.split()
            label = option if option[0] == "-" else f"{ctx.command_path} {option}"
            end = [each for each in after if each != parts[0]]
            lines[label] = [*before, *parts, *[value] * bool(sign), *end]
    named = [*lines]
    if len(lines) > 1:  # `--idioma`: what each of them is
        texts = {p.opts[0]: translate(p.help) for p in ctx.command.params}
        about = {option: text.partition(" [")[0].rstrip(".") for option, text in texts.items()}
        named = [f"{option} ({about[option]})" if option in about else option for option in lines]
    error = CmcctError(join([message, did_you_mean(named)], "; ") if lines else message)
    error.instead = [command_line(*line) for line in lines.values()]
    return error


def _ask_standing(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the command for who has not confirmed since the day in front of some words, or []."""
    from cmcct.clock import today
    from cmcct.fieldtypes import dates
    from cmcct.reference.words import Meaning, find_meanings

    for end in range(len(after), 0, -1):
        day: date | str | None = " ".join(after[:end])
        with suppress(CmcctError):  # the command says why not: `3/5/2026`
            day = dates.parse_start(" ".join(after[:end]), today())
        if day:
            words = [*before, *after[end:]]
            ranges = combinations(range(len(words) + 1), 2)
            keys = (canonical(fold(" ".join(words[slice(*each)]))) for each in ranges)
            states = {meaning for key in keys for meaning in find_meanings(key)}
            is_meant = {Meaning("state", "stale"), Meaning("state", "unverified")} & states
            return ["round", "status", "--since", str(day)] if is_meant else []
    return []


def _find_meant_options(ctx: Any, command: Any, name: str) -> set[str]:
    """Return what an unknown option may mean: `--date`, or for a value `--failed no-answer`.

    Of a group without it, those of its commands: `letters --since`.
    """
    from cmcct.cli.edits.edit_options import find_options
    from cmcct.errors.suggest import closest
    from cmcct.model.fields import find_column
    from cmcct.reference import vocabulary

    own = {text[2:]: p for p in command.params for text in p.opts if text.startswith("--")}
    word = name.lstrip("-")
    if meant := find_options("phone" if find_column(word) else word, own):
        return {f"--{option}" for option in meant}
    values = {
        f"--{option} {value}"
        for option, parameter in own.items()
        for kind in ["way" if option == "via" else option]
        for value in (word, vocabulary.find_slug(kind, word.replace("-", " ")))
        if value in (parameter.metavar or "").split("|")
    }
    general = (text for each in ctx.find_root().command.params for text in each.opts)
    synonyms = vocabulary.typed_words("option").items()
    near = {text: option for text, options in synonyms for option in options if option in own}
    inner = getattr(command, "commands", {})
    typed = [each for each in inner if each in ctx.meta[WORDS]]
    return (
        values
        or {*closest(name, [*(f"--{option}" for option in own), *general], slips=2)}
        or {f"--{option}" for option in closest(word, near, slips=2)}  # `--fech`
        or {
            f"{each} {option}"
            for each in typed or inner
            for option in _find_meant_options(ctx, inner[each], name)
        }
    )
