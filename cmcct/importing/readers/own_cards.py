"""Address books that we exported: the note of each contact names its entry and its audience."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from cmcct.formats.shared.columns import HEADINGS
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.readers.rows import (
    Cell,
    Column,
    Row,
    Sheet,
)
from cmcct.privacy.levels import AUDIENCES_BY_MARKING


def with_ids(sheet: Sheet) -> Sheet:
    """Return an address book with the ids, the language and the label that its notes have.

    One without them, of somebody else, is returned as it is.
    """
    found = [next(read_notes(sheet, row), ("", "", "")) for row in sheet.rows]
    ours = next(filter(all, found), None)
    if not ours:
        return sheet
    _id, lang, marking = ours
    rows = (
        replace(row, cells=(*row.cells, Cell(id_)))
        for row, (id_, _lang, _marking) in zip(sheet.rows, found, strict=True)
    )
    columns = (*sheet.columns, Column("", "id"))
    return replace(sheet, columns=columns, rows=(*rows,), lang=lang, marking=marking)


def read_notes(sheet: Sheet, row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield the id, the language and the label of the list that a note has."""
    for _column, cell in sheet.cells_of(row, "notes"):
        marking = next(filter(AUDIENCES_BY_MARKING.__contains__, cell.text.splitlines()), "")
        for lang, pattern in _patterns().items():
            if line := pattern.search(cell.text):
                yield line[1], lang, marking


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the line with the id in a note, by language."""
    line = {
        lang: Translator(lang).gettext("{label}: {text}", label=HEADINGS["id"], text="\0")
        for lang in LANGUAGES
    }
    return {
        lang: re.compile(f"^{re.escape(text)}$".replace(re.escape("\0"), r"(\S+)"), re.MULTILINE)
        for lang, text in line.items()
    }
