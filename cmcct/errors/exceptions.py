"""Exceptions and exit codes."""

import errno
import re
from collections.abc import Mapping, Sequence
from enum import IntEnum

from cmcct import system
from cmcct.i18n.messages import (
    Message,
    OptionalMessage,
    SafeText,
    _,
    did_you_mean,
    join_or,
    list_choices,
    list_texts,
    quote_text,
)


class ExitCode(IntEnum):
    """Exit codes of the commands."""

    OK = 0
    FINDINGS = 1  # error findings, differences, or an empty result
    ERROR = 2  # usage, unreadable or invalid file, output not writable
    CONFLICT = 65  # conflict markers were written: EX_DATAERR of sysexits.h
    BUG = 70  # a bug in cmcct: EX_SOFTWARE of sysexits.h
    INTERRUPTED = 130


_PLACEHOLDER = re.compile(r"…|(?<!\S)[A-Z]{2,}(?!\S)")  # what is not typed as it stands: `FILE`
# Kinds of words that the place, the option or the hint names.
_VALUES = (
    *("value", "side", "list", "region", "body", "role", "status", "half", "audience", "sharing"),
    *("phone", "code", "way", "column", "encoding"),
)
# The messages for an unknown word of a kind. Each is whole: an adjective agrees with its noun.
_UNKNOWN: Mapping[str, Message] = {
    **dict.fromkeys(_VALUES, _("unknown value {text}")),
    "key": _("unknown key {text}"),
    "country": _("unknown country {text}"),
    "language": _("unknown language {text}"),
    "sector": _("unknown sector {text}"),
    "working group": _("unknown working group {text}"),
    "meeting": _("unknown meeting {text}"),
    "id": _("unknown id {text}"),
    "format": _("unknown format {text}"),
}
# Translators: {option} is an option, as it is typed: --sector
_UNKNOWN_TO_OPTION = _("unknown value {text} for {option}")
# Hints for vocabularies too large to list.
LIST_HINTS: Mapping[str, Message] = {
    **{
        kind: _("run {command}", command=SafeText(f"cmcct {command}"))
        for kind, command in {
            "country": "list countries",
            "sector": "list sectors",
            "body": "list bodies",
            "role": "list roles",
            "working group": "list groups",
            "meeting": "list meetings",
            "key": "list keys",
        }.items()
    },
    "id": _(
        "no similar id found; run {command} to see all entries, including those of people who left",
        command=SafeText("cmcct search --status all"),
    ),
    "language": _(
        'write "en", "es", "nl", "fr" or another language code; '
        "run cmcct list languages to see the list"
    ),
    "code": _("cmcct check prints codes in brackets; docs/rules.md of cmcct lists all"),
}


# Translators: reasons of the operating system
_SYSTEM_REASONS: Mapping[int, Message] = {
    errno.EACCES: _("Permission denied"),
    errno.EBADF: _("Bad file descriptor"),
    errno.EBUSY: _("Device or resource busy"),
    errno.EDQUOT: _("Disk quota exceeded"),
    errno.EEXIST: _("File exists"),
    errno.EFBIG: _("File too large"),
    errno.EIO: _("Input/output error"),
    errno.EISDIR: _("Is a directory"),
    errno.ELOOP: _("Too many levels of symbolic links"),
    errno.ENAMETOOLONG: _("File name too long"),
    errno.ENOENT: _("no such file or folder"),
    errno.ENOEXEC: _("Exec format error"),
    errno.ENOSPC: _("No space left on device"),
    errno.ENOTDIR: _("Not a directory"),
    errno.EPERM: _("Operation not permitted"),
    errno.EROFS: _("Read-only file system"),
}
# Translators: LongPathsEnabled is a setting of Windows
_TOO_LONG = _(
    "the path is longer than the {count} characters that Windows takes; shorten it, or set "
    "LongPathsEnabled",
    count=system.MAX_PATH - 1,
)


NOTHING_SAVED = _("nothing was saved")


class CmcctError(Exception):
    """A failure with a message for the user and an optional hint."""

    exit_code: int = ExitCode.ERROR
    lines: Sequence[str] = ()  # shown below the message, one a line
    instead: Sequence[str] = ()  # commands of which one may be meant, if no text names them
    text: str = ""  # what was typed and is not understood
    candidates: Sequence[str] = ()  # what may be meant by it, best first

    def __init__(self, message: Message, hint: OptionalMessage = "") -> None:
        """Store the message (a phrase) and the hint (a phrase or "")."""
        super().__init__(message)
        self.message = message
        self.hint: OptionalMessage = hint

    @property
    def explanation(self) -> Message:
        """Return the message with the hint."""
        return add_hint(self.message, self.hint)


class DeclinedError(CmcctError):
    """The user answered no: what was asked is not done, and that is no fault."""

    def __init__(self, message: Message = NOTHING_SAVED) -> None:
        """Store what was not done."""
        super().__init__(message)


class NoAccessError(CmcctError):
    """An encrypted private file that cannot be read here; everything else works without it."""


class UnknownValueError(CmcctError):
    """An unknown word.

    `suggestions` are the closest known words, best first; `choices` all known words if they are few
    enough to list.
    """

    def __init__(
        self, kind: str, text: str, suggestions: Sequence[str] = (), choices: Sequence[str] = ()
    ) -> None:
        """Build the message for an unknown `kind` (`"country"`, `"sector"`)."""
        self.suggestions, self.choices = tuple(suggestions), tuple(choices)
        self.text, self.candidates = text, self.suggestions or self.choices
        hint = did_you_mean(self.suggestions) or list_choices(self.choices)
        super().__init__(unknown_value_message(kind, text), hint or LIST_HINTS.get(kind, ""))


class AmbiguousCountryError(CmcctError):
    """A spelling shared by several countries; `candidates` are their canonical names."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        """Build the message and list the candidates."""
        self.text, self.candidates = text, tuple(candidates)
        message = _("ambiguous country {text}", text=quote_text(text))
        super().__init__(message, _("write {words}", words=join_or(self.candidates)))


def commands_of(error: CmcctError) -> list[str]:
    """Return the commands that an error names in place of the one that failed, as typed."""
    if isinstance(error, DeclinedError):
        return []
    texts = error.instead or [*list_texts(error.message), *list_texts(error.hint)]
    named = dict.fromkeys(text for text in texts if text.startswith("cmcct "))
    return [text for text in named if not _PLACEHOLDER.search(text)]


def add_hint(message: Message, hint: OptionalMessage) -> Message:
    """Return a message with its hint on the same line."""
    return _("{label}: {text}", label=message, text=hint) if hint else message


def system_reason(error: OSError) -> str:
    """Return why the system refused; a message for the usual reasons and for the program's own."""
    own = error.strerror or type(error).__name__
    if isinstance(own, Message):
        return own
    # Of a path that is too long, Windows says that there is none.
    if error.errno == errno.ENOENT and system.is_too_long(error.filename):
        return _TOO_LONG
    return _SYSTEM_REASONS.get(error.errno or 0, own)


def unknown_value_message(kind: str, text: str) -> Message:
    """Return the message for an unknown word; `kind` is a key above or an option's name."""
    if message := _UNKNOWN.get(kind):
        return message.with_values(text=quote_text(text))
    return _UNKNOWN_TO_OPTION.with_values(text=quote_text(text), option=SafeText(f"--{kind}"))


def add_option(option: str, error: CmcctError) -> Message:
    """Return the message of an error about the value of an option or environment variable."""
    if isinstance(error, UnknownValueError):
        return _UNKNOWN_TO_OPTION.with_values(text=quote_text(error.text), option=SafeText(option))
    return _("{label}: {text}", label=SafeText(option), text=error.message)
