"""What one cell says: its text without what is struck out, and the values of its key."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias

from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.cells import numbers
from cmcct.importing.cells.shown_values import read_hours
from cmcct.importing.readers import lists
from cmcct.importing.readers.rows import (
    ADDRESS_BOOK,
    OWN,
    Cell,
    Column,
    Sheet,
)
from cmcct.model.fields import ENTRY_KEYS, RECORDS, REFERENCES
from cmcct.reference import vocabulary
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country, find_country
from cmcct.text.folding import fold

NATIONAL = "national"  # the label of our column of numbers that work only inside their country

# What people write into a cell for which they have no value, folded.
_NOTHING = frozenset(
    (
        *("n a", "na", "nil", "none", "unknown", "tbc", "tbd", "not applicable"),
        *("ninguno", "ninguna", "no aplica", "no tiene", "s d", "sin datos", "desconocido"),
        *("nvt", "n v t", "geen", "onbekend", "aucun", "aucune", "neant", "sans objet", "s o"),
    )
)

# Ids by folded id or name, of `working_group` and `meeting`.
Ids: TypeAlias = Mapping[str, Mapping[str, str]]


def ids_by_name(raw: RawTable) -> Ids:
    """Return the ids of working groups and meetings by what a sheet may call them."""
    return {
        table: {
            fold(str(item[key])): str(item["id"])
            for item in raw.get(table, [])
            for key in ("name", "id")
            if key in item and "id" in item
        }
        for table in RECORDS
    }


@cache
def kind_of(key: str) -> str:
    """Return the kind of the values of a key, "" if it is none of an entry."""
    return ENTRY_KEYS[key].item_kind if key in ENTRY_KEYS else ""


def read_items(
    sheet: Sheet, column: Column, text: str, ids: Ids, country: Country
) -> Iterable[Any]:
    """Return the items of a list that a text has; numbers are read with the country of the row."""
    kind = kind_of(column.key)
    if kind == "phone":
        if column.label == NATIONAL:
            return numbers.read_national(text)
        is_own = sheet.kind == OWN
        items = numbers.read_phones(text, country, column.type, is_own=is_own)
        return items if is_own else numbers.add_apps(items, column.header)
    if column.key in REFERENCES:  # sheets have the names of what the ids stand for
        by_name = ids[REFERENCES[column.key]]
        found = [by_name.get(fold(part), part) for part in lists.split_answers(text)]
        known = {*found} if sheet.kind == OWN else {*by_name.values()}
        return [id_ for id_ in found if id_ in known]
    if kind in ("email", "slug"):
        several = text.replace(",", ";") if text.count("@") > 1 else text
        # An apostrophe in front keeps a spreadsheet from reading a text.
        return [part.removeprefix("'") for part in lists.split_answers(several)]
    terms, unknown = lists.read_list(kind, text)
    # Categories of an address book are about other things too.
    return [*terms, *(() if sheet.kind == ADDRESS_BOOK else unknown)]


def find_unknown(key: str, text: str) -> tuple[str, ...]:
    """Return the parts of a list of terms that are none; of other keys, nothing."""
    kind = kind_of(key)
    return lists.read_list(kind, text)[1] if kind in ("sector", "tag") else ()


def read_text(key: str, text: str) -> str:
    """Return the value of a text: of hours, a way of confirmation, a vocabulary, or as it is."""
    kind = kind_of(key)
    if kind == "hours":
        return read_hours(" ".join(text.split()))
    if kind == "way":
        return _ways().get(fold(text), text)
    if kind in vocabulary.SELECTABLE:
        return vocabulary.find_slug(kind, text) or text
    return text if ENTRY_KEYS[key].multiline else " ".join(text.split())


@cache
def _ways() -> Mapping[str, str]:
    """Return the ways of confirmation by their folded labels in four languages."""
    return {
        fold(Translator(lang).translate(label)): way
        for way, label in phrases.VIA_LABELS.items()
        for lang in LANGUAGES
    }


def says_nothing(text: str) -> bool:
    """Return whether a text stands for an empty cell: `n/a`, `---`."""
    return not any(map(str.isalnum, text)) or fold(text) in _NOTHING


def without_struck(cell: Cell) -> str:
    """Return the text of a cell, without what is struck out."""
    return cell.left if cell.struck else cell.text.strip()


def country_of(entry: RawTable) -> Country:
    """Return the country of raw values, `UNKNOWN_COUNTRY` for an unknown one."""
    try:
        return find_country(str(entry.get("country", "")))
    except CmcctError:
        return UNKNOWN_COUNTRY


DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
ORDERS = (DAY_FIRST, MONTH_FIRST)

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?: .*)?")
_MONTHS = 12
# How a spreadsheet stores the days from 1954 to 2064; some count from 1904, not from 1900.
SERIAL = re.compile(r"[2-5][0-9]{4}(?:[.,][0-9]+)?")


def find_order(cells: Iterable[Cell]) -> str:
    """Return the order of a column's dates: a number over 12 decides; "" if none does, or both."""
    orders = set()
    for cell in cells:
        if match := _YEAR_LAST.fullmatch(cell.text.strip()):
            first, second = int(match[1]), int(match[2])
            orders |= {DAY_FIRST} if first > _MONTHS else set()
            orders |= {MONTH_FIRST} if second > _MONTHS else set()
    return orders.pop() if len(orders) == 1 else ""


def read_day(cell: Cell, order: str) -> tuple[date, ...]:
    """Return the dates that a cell may mean: none if it has no date, two if the order decides."""
    if isinstance(cell.value, date):
        return (cell.value.date() if isinstance(cell.value, datetime) else cell.value,)
    text = cell.text.strip()
    if match := _YEAR_FIRST.fullmatch(text):
        return _valid((int(match[1]), int(match[2]), int(match[3])))
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, match.groups())
        readings = {DAY_FIRST: (year, second, first), MONTH_FIRST: (year, first, second)}
        return _valid(*([readings[order]] if order else readings.values()))
    return ()


def _valid(*readings: tuple[int, int, int]) -> tuple[date, ...]:
    found: dict[date, None] = {}
    for reading in readings:
        with suppress(ValueError):
            found[date(*reading)] = None
    return tuple(found)
