"""Findings (problem, key path, fix) and diagnostics (a finding at its position in the text)."""

from typing import NamedTuple, TypeAlias

from cmcct.wording import Message, Said

KeyPath: TypeAlias = tuple[str | int, ...]

ERROR = "error"
WARNING = "warning"
NOTE = "note"  # existed before the reviewed change

_UNNAMED = "***"


class Span(NamedTuple):
    """A range of text: 1-based lines and columns (characters), end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Finding(NamedTuple):
    """One problem with one value.

    `path` is the key path from the root: `("focal_point", 3, "emails", 0)`. `message` is a phrase
    that states the problem, `help` a phrase that states the fix; `detail` is printed beside the
    quoted line. `entry` is the id of the focal point, or "". `first` is the key path of the value
    that this one repeats. `is_private` marks a finding in the private file (overlay).
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
    """A finding at its position: file name to display, span, and the first line of the span.

    `first_line` is the line number of the repeated value, or None.
    """

    file: str
    span: Span
    finding: Finding
    excerpt: str
    first_line: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether the finding blocks exports."""
        return self.finding.severity == ERROR

    def unquoted(self) -> "Diagnostic":
        """Return a copy without the source line and without a quoted name."""
        message = self.finding.message
        if "name" in message.values:
            message = message.filled(**{**message.values, "name": _UNNAMED})
        return self._replace(finding=self.finding._replace(message=message), excerpt="")
