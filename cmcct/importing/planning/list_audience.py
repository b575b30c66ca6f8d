"""For whom a list was made, by all that says so; the strictest counts.

A list for the secretariat shows what the private file adds like any other value. So nothing of it
gets into the directory, for everybody who has the entry, before somebody is asked; nor of a list
of ours that does not say for whom it is.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from cmcct.edit.operations import RawTable
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import LANGUAGES, Message, Translator, _
from cmcct.importing.cells.row_values import id_of
from cmcct.importing.planning.row_changes import Change
from cmcct.importing.readers.headings import read_column_name
from cmcct.importing.readers.rows import ADDRESS_BOOK, Row, Sheet
from cmcct.importing.readers.table import read_notes
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.model.fields import CONTACT_KEYS, PLAIN_KEYS
from cmcct.privacy.levels import AUDIENCES, AUDIENCES_BY_MARKING
from cmcct.privacy.quotations import LAST_DIGITS, to_digits
from cmcct.reference import vocabulary
from cmcct.text.folding import fold

GUARDED = frozenset({*CONTACT_KEYS, "sharing"})  # keys that may have private values

_OF_LIST = _(
    "from a list for the secretariat: {keys}; may everybody who may see the entry see it too?"
)
_OF_UNKNOWN = _(
    "from a list that does not say for whom it is: {keys}; "
    "may everybody who may see the entry see it too?"
)
_MIN_NAMES = 3  # of our columns, such as `mobile_phone`


def find_guard(sheet: Sheet, directory: Directory) -> Message | None:
    """Return what is asked before values of a list are written, or None if they may be.

    `directory` has what the private file adds.
    """
    stated = {*_stated(sheet)}
    if STRICTEST in stated or _shows_private(sheet, directory):
        return _OF_LIST
    return _OF_UNKNOWN if not stated and _is_ours(sheet, directory) else None


def _is_ours(sheet: Sheet, directory: Directory) -> bool:
    """Return whether cmcct exported a list, also one that has lost its ids or its label."""
    if sheet.kind != ADDRESS_BOOK:
        # Without the column of ids, our own names of columns tell.
        names = {column.header for column in sheet.columns if "_" in column.header}
        return sheet.is_ours or sum(map(bool, map(read_column_name, names))) >= _MIN_NAMES
    ids = {point.id for point in directory.focal_points}
    return any(id_ in ids for row in sheet.rows for id_, _lang, _label in read_notes(sheet, row))


def find_guarded(
    guard: Message | None, changes: Iterable[Change], entry: RawTable
) -> Iterator[str]:
    """Yield the keys of changes that would write a value which the entry does not have."""
    for change in changes if guard else ():
        if change.key in GUARDED and change.value is not None:
            before, after = (
                value if isinstance(value, list) else [value]
                for value in (entry.get(change.key), change.value)
            )
            if any(item not in before for item in after):
                yield change.key


def _stated(sheet: Sheet) -> Iterator[str]:
    """Yield the audiences that a list says it is for; what is misspelt counts as the strictest."""
    if audience := sheet.origin.audience:
        yield audience if audience in AUDIENCES else STRICTEST
    markings = {sheet.marking} if sheet.marking else set()
    for index, column in enumerate(sheet.columns):
        if fold(column.header) == "marking":
            markings |= {row.cells[index].text.strip() for row in sheet.rows if not row.fault}
    if sheet.kind == ADDRESS_BOOK:
        lines = (line for text in _texts(sheet, sheet.rows, "notes") for line in text.splitlines())
        markings |= {line.strip() for line in lines if line.strip().startswith("TLP:")}
    yield from (AUDIENCES_BY_MARKING.get(marking.upper(), STRICTEST) for marking in markings - {""})


def _shows_private(sheet: Sheet, directory: Directory) -> bool:
    """Return whether a list has something that only the secretariat has."""
    has_column = any(column.key == "private_notes" for column in sheet.columns)
    if has_column and sheet.form == "xlsx":  # no other workbook of ours has the column
        return True
    rows = [row for row in sheet.rows if not row.fault]
    points = {point.id: point for point in directory.focal_points} if sheet.is_ours else {}
    return any(_texts(sheet, rows, "private_notes")) or any(
        _says_secretariat(sheet, row) or _is_private(sheet, row, points.get(id_of(sheet, row)))
        for row in rows
    )


def _texts(sheet: Sheet, rows: Iterable[Row], key: str) -> Iterator[str]:
    """Yield the texts of the cells of a key that are not empty."""
    for row in rows:
        yield from (cell.text for _column, cell in sheet.cells_of(row, key) if cell.text.strip())


def _says_secretariat(sheet: Sheet, row: Row) -> bool:
    """Return whether the audience of an entry, or of one of its channels, is the secretariat."""
    texts = [*_texts(sheet, [row], "sharing")]
    if any(fold(text) in _levels() or _answer(text) == "yes" for text in texts):
        return True
    for key in PLAIN_KEYS:
        for _column, cell in sheet.cells_of(row, key):
            items = cell.raw if isinstance(cell.raw, list) else [cell.raw]
            if any(isinstance(item, dict) and item.get("sharing") == STRICTEST for item in items):
                return True
            if _marks().search(cell.text):
                return True
    return False


def says_open(sheet: Sheet, row: Row) -> bool:
    """Return whether a column of others, such as `Confidential`, says no for a row."""
    return "no" in map(_answer, _texts(sheet, [row], "sharing"))


def _answer(text: str) -> str | None:
    return "yes" if fold(text) == "x" else vocabulary.find_slug("answer", text)


@cache
def _levels() -> frozenset[str]:
    term = vocabulary.get_term("audience", STRICTEST)
    return frozenset(fold(text) for text in (STRICTEST, *map(term.label, LANGUAGES)))


@cache
def _marks() -> re.Pattern[str]:
    """Return what our lists write beside a channel that only the secretariat may have."""
    marks = (phrases.describe_audience(STRICTEST, Translator(lang)) for lang in LANGUAGES)
    return re.compile("|".join(map(re.escape, marks)), re.IGNORECASE)


def _is_private(sheet: Sheet, row: Row, point: FocalPoint | None) -> bool:
    """Return whether a row shows its entry, or a value of it, that only the secretariat may see."""
    if not point:
        return False
    if point.sharing == STRICTEST:
        return True
    private = [phone for phone in point.phones if phone.sharing == STRICTEST]
    numbers = [to_digits(phone.e164)[-LAST_DIGITS:] for phone in private]
    digits = [*map(to_digits, _texts(sheet, [row], "phones"))]
    if any(number in text for number in filter(None, numbers) for text in digits):
        return True
    return any(
        each.sharing == STRICTEST and getattr(each, PLAIN_KEYS[key]).casefold() in text.casefold()
        for key in ("emails", "handles")
        for each in getattr(point, key)
        for text in _texts(sheet, [row], key)
    )
