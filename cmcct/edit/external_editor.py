"""Extract one entry's text for an editor, and put the edited text back."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from cmcct.diagnostics import Diagnostic, Span
from cmcct.edit import transaction
from cmcct.edit.operations import Parsed, RawTable, get_entry, refuse_id
from cmcct.edit.transaction import EditRejectedError
from cmcct.errors.exceptions import CmcctError, add_hint
from cmcct.i18n.messages import SafeText, Translator, _
from cmcct.model.territory_lines import names_by_line
from cmcct.storage import directory_file
from cmcct.storage.directory_file import TomlSyntaxError
from cmcct.toml import splice
from cmcct.toml.tables import find_table
from cmcct.toml.values import get_tables

_MARK = b"#! "
_TABLE = "focal_point"


class EntryReplacement(NamedTuple):
    """New text for one entry of a file."""

    path: Path
    id: str
    before: bytes
    after: bytes

    def rewrite(self, data: bytes, old: RawTable) -> Parsed:
        """Return the file with the entry replaced; `old` is the parsed file.

        Raises `CmcctError` if the entry was changed meanwhile, its id differs, or other data
        changes.
        """
        index, start, end = _find_entry(data, old, self.id)
        if data[start:end] != self.before:
            message = _("{file} was changed by someone else in the meantime", file=self.id)
            raise CmcctError(message, _("edit it again"))
        is_whole = self.before.endswith(b"\n")
        after = splice.ensure_newline(self.after, data) if is_whole else self.after
        text = data[:start] + after + data[end:]
        new = directory_file.parse_bytes(self.path, text)
        entries = get_tables(new, _TABLE)
        others = [*entries[:index], old[_TABLE][index], *entries[index + 1 :]]
        if len(entries) != len(others) or {**new, _TABLE: others} != old:
            message = _("the draft must contain exactly one entry")
            raise CmcctError(message, _("edit one entry at a time"))
        if new[_TABLE][index].get("id", self.id) != self.id:
            refuse_id(("id",))
        return Parsed(text, new)

    def notes(
        self, error: TomlSyntaxError | EditRejectedError, translator: Translator
    ) -> list[tuple[int, str]]:
        """Return messages by draft line; for faults outside the entry, the nearest line."""
        first, lines = self._lines_before(), self._lines
        return [
            (max(1, min(line - first, lines)), translator.translate(message))
            for line, message in _describe_error(error)
        ]

    def relocate_error(
        self, error: TomlSyntaxError | EditRejectedError, draft: Path
    ) -> TomlSyntaxError | EditRejectedError:
        """Return an error with its positions moved to the draft, which contains notes."""
        text = directory_file.read_file(draft)
        numbers = _draft_line_numbers(text)
        first = self._lines_before()

        def to_draft_span(span: Span) -> Span:
            lines = (numbers[max(1, min(n - first, self._lines)) - 1] for n in span[::2])
            return Span(next(lines), span.column, next(lines), span.end_column)

        if isinstance(error, TomlSyntaxError):
            shown = text.decode("utf-8-sig", "replace")
            return TomlSyntaxError(
                draft, shown, to_draft_span(error.span), error.reason, error.advice
            )
        return EditRejectedError(
            [
                self._relocate(diagnostic, first, to_draft_span, draft)
                for diagnostic in error.diagnostics
            ]
        )

    def _relocate(
        self, diagnostic: Diagnostic, first: int, to_draft_span: Callable[[Span], Span], draft: Path
    ) -> Diagnostic:
        span, finding = diagnostic.span, diagnostic.finding
        line, excerpt = diagnostic.first_line, diagnostic.excerpt

        def is_own(number: int) -> bool:
            return first < number <= first + self._lines

        if line and is_own(line) and not is_own(span.line):
            # Report the draft's value as the repetition, not the one in the file.
            excerpt = self.after.decode("utf-8-sig").splitlines()[line - first - 1]
            span, line = Span(line, 1, line, len(excerpt) + 1), span.line
        if finding.is_private or not is_own(span.line):
            return diagnostic
        if line and is_own(line):
            line = to_draft_span(Span(line, 1, line, 1)).line
        elif line:
            more = self.after.count(b"\n") - self.before.count(b"\n") if line > first else 0
            message = _(
                "{message}, on line {line} of {file}",
                message=finding.message,
                line=line - more,
                file=SafeText(diagnostic.file),
            )
            line, finding = None, finding._replace(message=message, entry=self.id)
        return Diagnostic(str(draft), to_draft_span(span), finding, excerpt, line)

    @property
    def _lines(self) -> int:
        return self.after.count(b"\n") + 1

    def _lines_before(self) -> int:
        """Return the number of lines before the entry in the file."""
        data = directory_file.read_file(self.path)
        _ignored, start, _ignored2 = _find_entry(
            data, directory_file.parse_bytes(self.path, data), self.id
        )
        return data[:start].count(b"\n")


def entry_lines(path: Path, id_: str, parsed: Parsed | None = None) -> bytes:
    """Return the text of an entry from its header on; raises `CmcctError`.

    `known` is the file, if it was read before.
    """
    data, raw = parsed or transaction.read(path)
    _ignored, start, end = _find_entry(data, raw, id_)
    return data[start:end]


def add_notes(text: bytes, notes: Iterable[tuple[int, str]]) -> bytes:
    """Insert each note as a marked comment above its line."""
    lines = text.splitlines(keepends=True)
    for line, note in sorted(notes, reverse=True):
        lines.insert(line - 1, _MARK + note.encode() + b"\n")
    return b"".join(lines)


def strip_notes(text: bytes) -> bytes:
    """Remove the comments that `add_notes` inserted."""
    lines = text.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_MARK))


def _draft_line_numbers(text: bytes) -> list[int]:
    """Return the draft line number of each entry line, and of the end, counting notes."""
    lines = text.splitlines()
    numbers = [number for number, line in enumerate(lines, 1) if not line.startswith(_MARK)]
    return [*numbers, len(lines) + 1]


def _find_entry(data: bytes, raw: RawTable, id_: str) -> tuple[int, int, int]:
    """Return the index of an entry in the file, and the start and end of its text."""
    entry = get_entry(raw, id_)
    index = next(i for i, other in enumerate(raw[_TABLE]) if other is entry)
    region = find_table(data, (_TABLE, index), names_by_line())
    return index, region.start, region.end


def _describe_error(error: TomlSyntaxError | EditRejectedError) -> list[tuple[int, str]]:
    if isinstance(error, TomlSyntaxError):
        return [(error.span.line, add_hint(error.reason, error.advice))]
    return [
        (diagnostic.span.line, add_hint(diagnostic.finding.message, diagnostic.finding.hint))
        for diagnostic in error.diagnostics
    ]
