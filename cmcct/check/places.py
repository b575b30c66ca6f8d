"""Places in a corrected text, of which each line has the number that it has in the file."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TypeVar

from cmcct.diagnostics import Diagnostic, Span, TextEdit

P = TypeVar("P", Span, TextEdit)


class Places:
    """Translates places in a corrected text to those in the file as it is."""

    def __init__(self, file: bytes, text: bytes | str) -> None:
        """Take the file, and its text after corrections."""
        corrected = text if isinstance(text, str) else _decode(text)
        self._lines = [*zip(_decode(file).split("\n"), corrected.split("\n"), strict=True)]

    def restore(self, place: P) -> P:
        """Return a range in the file."""
        columns = self._column(place.line, place.column), self._column(*place[2:4])
        return place._replace(column=columns[0], end_column=columns[1])

    def restore_finding(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a finding with its range in the file, and the line there."""
        line = self._lines[diagnostic.span.line - 1][0].removesuffix("\r")
        return diagnostic._replace(span=self.restore(diagnostic.span), excerpt=line)

    def _column(self, line: int, column: int) -> int:
        before, after = self._lines[line - 1]
        if before == after:  # a line may be as long as the file
            return column
        changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        for tag, start, _end, new_start, new_end in changes:
            if column <= new_end:
                return start + (column - new_start if tag == "equal" else 1)
        return len(before) + 1


def compare_lines(number: int, before: str, after: str) -> Iterator[TextEdit]:
    """Yield the edits that make one line of another."""
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for tag, start, end, new_start, new_end in changes:
        if tag != "equal":
            yield TextEdit(number, start + 1, number, end + 1, after[new_start:new_end])


def _decode(data: bytes) -> str:
    return data.decode("utf-8-sig", errors="replace")
