"""Findings (problem, key path, fix) and diagnostics (a finding at its position in the text)."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from cmcct.i18n.messages import Message, OptionalMessage, _, did_you_mean

KeyPath: TypeAlias = tuple[str | int, ...]

ERROR = "error"
WARNING = "warning"
NOTE = "note"  # existed before the reviewed change

_UNNAMED = "***"


class Items(NamedTuple):
    """Several items in place of one item of a list, or none in place of a value."""

    items: tuple[Any, ...] = ()


class Keys(NamedTuple):
    """Several keys of the table that contains the value, and their values."""

    values: dict[str, Any]


class Rename(NamedTuple):
    """Another key for the value, which stays."""

    key: str


class Advice(Message):
    """A hint that says what to write, and the same as a value, which `--fix` writes.

    `value` takes the place of the finding's value, several if it is `Items`; `Keys` are set beside
    it, and `Rename` is its key. For a line that is no TOML, it is a tuple of `TextEdit`.
    It is safe if it is the only reading of what was written.
    """

    __slots__ = ("is_safe", "value")

    value: Any
    is_safe: bool


def make_advice(hint: Message, value: Any, *, is_safe: bool = True) -> Advice:
    """Return a hint that carries the value that it says to write."""
    advice = Advice(hint)
    advice.template, advice.values, advice.plural = hint.template, hint.values, hint.plural
    advice.in_log, advice.value, advice.is_safe = hint.in_log, value, is_safe
    return advice


def advise_text(text: str, *, is_safe: bool = True) -> Advice:
    """Return the hint to write another text."""
    return make_advice(_("write {words}", words=f'"{text}"'), text, is_safe=is_safe)


def advise_suggestion(suggestions: Sequence[str], text: OptionalMessage = "") -> OptionalMessage:
    """Return a "did you mean" question; a single suggestion is an unsafe fix.

    `text` is a question that says more than the suggestions.
    """
    question = text or did_you_mean(suggestions)
    if not (isinstance(question, Message) and len(suggestions) == 1):
        return question
    return make_advice(question, str(suggestions[0]), is_safe=False)


class Span(NamedTuple):
    """A range of text: 1-based lines and columns (characters), end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class TextEdit(NamedTuple):
    """A range of a text as in `Span`, and what takes its place.

    An insertion has an empty range, a removal an empty text.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class LineOf(NamedTuple):
    """The line of a value, in a hint for somebody who has no command line.

    `resolve_lines` replaces it: only findings with a position have such a hint.
    """

    path: KeyPath


def resolve_lines(message: Any, find_line: Callable[[KeyPath], int]) -> Any:
    """Return a hint, or a value in it, with the number of each line that it names.

    `find_line` returns that of a key path.
    """
    if not isinstance(message, Message) or not names_lines(message):
        return message
    values = {
        key: find_line(value.path) if isinstance(value, LineOf) else resolve_lines(value, find_line)
        for key, value in message.values.items()
    }
    return message.with_values(**values)


def names_lines(message: object) -> bool:
    """Return whether a hint, or one within it, names the lines of values."""
    values = message.values.values() if isinstance(message, Message) else ()
    return any(isinstance(value, LineOf) or names_lines(value) for value in values)


class Finding(NamedTuple):
    """One problem with one value.

    `path` names the value from the top of the file: `("focal_point", 3, "emails", 0)`.
    `message` is a phrase for the problem, `hint` one for the correction; `detail` is shown beside
    the value in its source line. `entry` is the id of the focal point that contains the fault, or
    "". `first` is the path of the value that this one repeats. `code` and `severity` are those of
    the rule, which sets them. `is_private` marks a fault of the private file. `record_number`
    counts from 1 in an input file of `cmcct add`.
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
    record_number: int = 0

    @property
    def fix(self) -> Advice | None:
        """What the hint says that `--fix` writes at `path`, or None if only a person can say it."""
        if not isinstance(self.hint, Advice):
            return None
        # A number with a type or an hour cannot be split: which part has them is not known.
        is_split = isinstance(self.hint.value, Items) and self.hint.value.items
        return None if is_split and isinstance(self.path[-1], str) else self.hint

    @property
    def fingerprint(self) -> tuple[str, str, str, bool]:
        """What identifies the finding in another version of the file, wherever it is there.

        A warning about a repeated value names the other entry, which may be either of the two.
        """
        message = "" if self.first and self.severity == WARNING else self.message
        return self.entry, self.code, message, self.is_private


class Diagnostic(NamedTuple):
    """A finding at its position: file name to display, span, and the first line of the span.

    `first_line` is the line number of the repeated value, or None. `place` is the cell or the row
    of a table, such as `Participants!E6`: the excerpt is the text of the cell then.
    """

    file: str
    span: Span
    finding: Finding
    excerpt: str
    first_line: int | None = None
    place: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the finding blocks exports."""
        return self.finding.severity == ERROR

    def mark_private(self) -> "Diagnostic":
        """Return a copy that is about the private file: off a terminal, it quotes nothing."""
        return self._replace(finding=self.finding._replace(is_private=True))

    def remove_excerpt(self) -> "Diagnostic":
        """Return a copy without the source line and without a quoted name."""
        message = self.finding.message
        if "name" in message.values:
            message = message.with_values(**{**message.values, "name": _UNNAMED})
        return self._replace(finding=self.finding._replace(message=message), excerpt="")


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """Return the findings of one version that exceed those of the version before.

    Of equal ones, the last are new. A finding that moved to another entry is not: the entry has
    another id, or was merged.
    """
    gone, new = [*before], [*after]
    keys: tuple[Callable[[Finding], Hashable], ...] = (
        lambda finding: finding.fingerprint,
        lambda finding: finding.fingerprint[1:],  # without the entry
    )
    for key in keys:
        gone, new = _unmatched(gone, new, key), _unmatched(new, gone, key)
    return new


def _unmatched(
    findings: Iterable[Finding], others: Iterable[Finding], key: Callable[[Finding], Hashable]
) -> list[Finding]:
    """Return the findings without a counterpart of their own in `others`."""
    left = Counter(map(key, others))
    unmatched = []
    for finding in findings:
        left[key(finding)] -= 1
        unmatched += [finding] if left[key(finding)] < 0 else []
    return unmatched
