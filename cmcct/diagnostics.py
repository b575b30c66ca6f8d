"""Findings (problem, key path, fix) and diagnostics (a finding at its position in the text)."""

from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from cmcct.i18n.messages import Message, OptionalMessage

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


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem with one value.

    `path` names the value from the top of the file: `("focal_point", 3, "emails", 0)`.
    `message` is a phrase for the problem, `hint` one for the correction; `detail` is shown beside
    the value in its source line. `entry` is the id of the focal point that contains the fault, or
    "". `first` is the path of the value that this one repeats. `code` and `severity` are those of
    the rule, which sets them. `is_private` marks a fault of the private file. `record` is the
    1-based record of an input file of `cmcct add`.
    """

    path: KeyPath
    message: Message
    hint: OptionalMessage = ""
    entry: str = ""
    detail: OptionalMessage = ""
    first: KeyPath = ()
    code: str = ""
    severity: str = ERROR
    is_private: bool = False
    record: int = 0


@dataclass(frozen=True, slots=True)
class Diagnostic:
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

    def mark_private(self) -> "Diagnostic":
        """Return a copy that is about the private file: off a terminal, it quotes nothing."""
        return replace(self, finding=replace(self.finding, is_private=True))

    def remove_excerpt(self) -> "Diagnostic":
        """Return a copy without the source line and without a quoted name."""
        message = self.finding.message
        if "name" in message.values:
            message = message.with_values(**{**message.values, "name": _UNNAMED})
        return replace(self, finding=replace(self.finding, message=message), excerpt="")
