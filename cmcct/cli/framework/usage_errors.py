"""Usage errors: those that Typer finds in the arguments, in the user's language.

Typer words them in English, so each is worded anew from its class and attributes, or from its
sentence if that is all there is.
"""

import re
import sys
from collections.abc import Sequence
from typing import Any

from cmcct.cli.framework import help_page
from cmcct.cli.screen import output
from cmcct.cli.vendored_click import MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError
from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import closest
from cmcct.i18n.messages import Message, OptionalMessage, SafeText, _, did_you_mean, join
from cmcct.model.synonyms import find_column, find_key
from cmcct.text.shell import quote

_EXTRA_ARGUMENTS = r"Got unexpected extra argument\(s\) \((?P<words>.*)\)"
_SENTENCES = {
    r"Missing command\.": _("no command is given"),
    _EXTRA_ARGUMENTS: _("unexpected arguments: {words}"),
    r"Option '(?P<option>.*)' requires an argument\.": _("option {option} needs a value"),
    r"Option '(?P<option>.*)' does not take a value\.": _("option {option} takes no value"),
}


def report(error: UsageError, words: Sequence[str]) -> None:
    """Print a usage error below the usage of its command; for no arguments at all, the help.

    `words` are those of the command line.
    """
    if isinstance(error, NoArgsIsHelpError):
        page = help_page.make_formatter(sys.stderr)
        error.ctx.command.format_help(error.ctx, page)
        output.note_page(page.getvalue().rstrip("\n"))
        return
    if error.ctx:
        usage = help_page.HelpFormatter(sys.stderr, is_coloured=False)
        error.ctx.command.format_usage(error.ctx, usage)
        command = f"{error.ctx.command_path} {error.ctx.help_option_names[0]}"
        advice = output.translator().gettext("Try '{command}' for help.", command=command)
        output.note_lines(f"{usage.getvalue()}{advice}\n")
    output.explain(_misplaced(error, words) or CmcctError(describe(error), _advise(error)))


def _advise(error: UsageError) -> OptionalMessage:
    """Return the hint for a file given to a command that takes it as an option, or ""."""
    extra = re.fullmatch(_EXTRA_ARGUMENTS, error.message, re.DOTALL)
    takes_directory = error.ctx and any(p.name == "directory" for p in error.ctx.command.params)
    if extra and takes_directory and extra["words"].endswith(".toml"):
        return _("name the file with --directory {file}", file=quote(extra["words"]))
    return ""


def _misplaced(error: UsageError, words: Sequence[str]) -> CmcctError | None:
    """Return the error for an option of all commands behind a command's name, else None."""
    if not (isinstance(error, NoSuchOption) and error.ctx and error.ctx.parent):
        return None
    name, options = error.option_name, error.ctx.find_root().command.params
    option: Any = next((one for one in options if name in one.opts), None)
    place = next((at for at, word in enumerate(words) if word.split("=")[0] == name), None)
    if option is None or place is None:
        return None
    end = place + (1 if "=" in words[place] or option.is_flag else 2)
    moved = [*map(quote, words[place:end])]
    moved += ["…"] * (end - place - len(moved))
    command = " ".join(["cmcct", *moved, *map(quote, [*words[:place], *words[end:]])])
    message = _("{option} stands before the command", option=SafeText(name))
    return CmcctError(message, _("run {command}", command=command))


def describe(error: UsageError) -> Message:
    """Return the message of a usage error."""
    if isinstance(error.message, Message):
        return error.message
    if isinstance(error, NoSuchOption):
        return _describe_unknown_option(error)
    if isinstance(error, MissingParameter) and error.param:
        if error.param.param_type_name == "option":
            return _("missing: {options}", options=error.param.opts[0])
        return _("missing argument {name}", name=help_page.translate(error.param.display_name_raw))
    for sentence, message in _SENTENCES.items():
        if found := re.fullmatch(sentence, error.message, re.DOTALL):
            return message.with_values(**found.groupdict())
    return _("cannot use these arguments: {reason}", reason=error.format_message())


def _describe_unknown_option(error: NoSuchOption) -> Message:
    names = {*(error.possibilities or ())}
    # An option of all commands may be meant.
    params = error.ctx.find_root().command.params if error.ctx else ()
    options = [text for param in params for text in param.opts]
    names.update(closest(error.option_name, options, slips=2))
    word = error.option_name.lstrip("-")
    if error.ctx and error.ctx.info_name == "set" and (find_column(word) or find_key(word)):
        names = {f"{word}=…"}  # it takes no options for keys, as `add` does
    message = _("no such option {option}", option=error.option_name)
    return join([message, did_you_mean(sorted(names))], "; ") if names else message
