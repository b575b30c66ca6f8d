"""Usage errors: those that Typer finds in the arguments, in the user's language.

Typer words them in English, so each is worded anew from its class and attributes, or from its
sentence if that is all there is.
"""

import re
import sys

from cmcct.cli import help_page, output
from cmcct.cli.vendored_click import MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, OptionalMessage, _, join_or
from cmcct.text.shell import quote

_EXTRA_ARGUMENTS = r"Got unexpected extra argument\(s\) \((?P<words>.*)\)"
_SENTENCES = {
    r"Missing command\.": _("no command is given"),
    _EXTRA_ARGUMENTS: _("unexpected arguments: {words}"),
    r"Option '(?P<option>.*)' requires an argument\.": _("option {option} needs a value"),
    r"Option '(?P<option>.*)' does not take a value\.": _("option {option} takes no value"),
}


def report(error: UsageError) -> None:
    """Print a usage error below the usage of its command; for no arguments at all, the help."""
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
    output.explain(CmcctError(describe(error), _advise(error)))


def _advise(error: UsageError) -> OptionalMessage:
    """Return the hint for a file given to a command that takes it as an option, or ""."""
    extra = re.fullmatch(_EXTRA_ARGUMENTS, error.message, re.DOTALL)
    takes_directory = error.ctx and any(p.name == "directory" for p in error.ctx.command.params)
    if extra and takes_directory and extra["words"].endswith(".toml"):
        return _("name the file with --directory {file}", file=quote(extra["words"]))
    return ""


def describe(error: UsageError) -> Message:
    """Return the message of a usage error."""
    if isinstance(error.message, Message):
        return error.message
    if isinstance(error, NoSuchOption):
        return _describe_unknown_option(error)
    if isinstance(error, MissingParameter) and error.param:
        if error.param.param_type_name == "option":
            return _("missing: {options}", options=error.param.opts[0])
        return _("missing argument {name}", name=error.param.display_name_raw)
    for sentence, message in _SENTENCES.items():
        if found := re.fullmatch(sentence, error.message, re.DOTALL):
            return message.with_values(**found.groupdict())
    return _("cannot use these arguments: {reason}", reason=error.format_message())


def _describe_unknown_option(error: NoSuchOption) -> Message:
    if not error.possibilities:
        return _("no such option {option}", option=error.option_name)
    return _(
        "no such option {option}; did you mean {words}?",
        option=error.option_name,
        words=join_or(sorted(error.possibilities)),
    )
