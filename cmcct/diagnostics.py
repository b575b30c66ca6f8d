"""A finding: what is wrong with the directory, where, and what to write instead."""

from typing import NamedTuple, TypeAlias

from cmcct.wording import Message, Said

KeyPath: TypeAlias = tuple[str | int, ...]

ERROR = "error"
WARNING = "warning"
NOTE = "note"  # of what was there before a change, and is not its fault

_UNNAMED = "***"


class Span(NamedTuple):
    """A piece of a text: lines and columns from 1, columns in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Finding(NamedTuple):
    """One fault of one value.

    `path` names the value from the top of the file: `("focal_point", 3, "emails", 0)`.
    `message` is a phrase that says what is wrong, `help` one that says what to write instead;
    `detail` stands beside the value where its line is shown. `entry` is the id of the focal point
    that the fault stands in, or nothing. `first` names the value that this one repeats.
    `is_private` is a fault of the private file.
    """

    code: str
    path: KeyPath
    message: Message
    help: Said = ""
    entry: str = ""
    detail: Said = ""
    first: KeyPath = ()
    severity: str = ERROR
    is_private: bool = False


class Diagnostic(NamedTuple):
    """A finding at its place: the file as people name it, the span, and the span's first line.

    `first_line` is the line of the value that this one repeats, or nothing.
    """

    file: str
    span: Span
    finding: Finding
    excerpt: str
    first_line: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether the list may not go out because of it."""
        return self.finding.severity == ERROR

    def unquoted(self) -> "Diagnostic":
        """Return it without the line and the name that it repeats of its file."""
        message = self.finding.message
        if "name" in message.values:
            message = message.filled(**{**message.values, "name": _UNNAMED})
        return self._replace(finding=self.finding._replace(message=message), excerpt="")
