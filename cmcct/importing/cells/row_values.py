"""The values of a row: what its cells say, as raw values of an entry, each with its cell.

A name stands in them as sheets have it: `Ms. EXAMPLE PEREZ, Ada María`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from cmcct.check.rules import people
from cmcct.diagnostics import ERROR, NOTE, Finding, KeyPath
from cmcct.edit.operations import RawTable, to_table
from cmcct.fieldtypes import dates, handle, phone_number
from cmcct.i18n.messages import DATE_FORM, Message, OptionalMessage, _, join, quote_text
from cmcct.importing.cells import numbers
from cmcct.importing.readers import headings
from cmcct.importing.readers.headings import DISPLAY
from cmcct.importing.readers.rows import ADDRESS_BOOK, EMPTY, OWN, Cell, Column, Row, Sheet
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS, RECORDS, REFERENCES
from cmcct.model.territory_lines import country_of
from cmcct.reference import vocabulary
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country
from cmcct.text.folding import fold

_SAYS_PRIVATE = _(
    "a note or comment says that something is private: {keys}; "
    "may everybody who may see the entry see it too?"
)
NATIONAL = "national"  # the label of our column of numbers that work only inside their country


# Ids by folded id or name, of `working_group` and `meeting`.
Ids: TypeAlias = Mapping[str, Mapping[str, str]]

_TIME = re.compile("[T ].*", re.DOTALL)  # behind a date
# How a spreadsheet stores the days from 1954 to 2064; some count from 1904, not from 1900.
SERIAL = re.compile(r"[2-5][0-9]{4}(?:[.,][0-9]+)?")
_NAME_KEYS = ("name", "family_name")


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
        ids_of_text = [by_name.get(fold(part), part) for part in headings.split_answers(text)]
        return [id_ for id_ in ids_of_text if sheet.kind == OWN or id_ in by_name.values()]
    if kind == "handle":
        parts = headings.split_answers(text)
        if sheet.kind == OWN:  # with the audience in brackets
            parts = [re.sub(r"\s\([^()]*\)\Z", "", part) for part in parts]
        return [handle.read_handle(part, column.type) or part for part in parts]
    if kind in ("email", "slug"):
        several = text.replace(",", ";") if text.count("@") > 1 else text
        # An apostrophe in front keeps a spreadsheet from reading a text.
        return [part.removeprefix("'") for part in headings.split_answers(several)]
    terms, unknown = headings.read_list(kind, text)
    # Categories of an address book are about other things too.
    return [*terms, *(() if sheet.kind == ADDRESS_BOOK else unknown)]


def read_text(key: str, text: str) -> str:
    """Return the value of a text: of hours, a way of confirmation, a vocabulary, or as it is."""
    kind = kind_of(key)
    if kind == "hours":
        return read_hours(" ".join(text.split()))
    if kind == "way" or kind in vocabulary.SELECTABLE:
        return vocabulary.find_slug(kind, text) or text
    return text if ENTRY_KEYS[key].multiline else " ".join(text.split())


def read_hours(text: str) -> str:
    """Return the notation of hours in words; other text as it is."""
    from cmcct.fieldtypes import opening_hours
    from cmcct.fieldtypes.opening_hours_words import to_osm

    return text if opening_hours.is_valid(text) else to_osm(text) or text


def says_nothing(text: str) -> bool:
    """Return whether a text stands for an empty cell: `n/a`, `---`."""
    return not any(map(str.isalnum, text)) or fold(text) in headings.words_of_cells("nothing")


def without_struck(cell: Cell) -> str:
    """Return the text of a cell, without what is struck out."""
    return cell.unstruck if cell.struck else cell.text.strip()


def find_order(cells: Iterable[Cell]) -> str:
    """Return the order of a column's dates: a number over 12 decides; "" if none does, or both."""
    possible = ([order for order in dates.ORDERS if read_day(cell, order)] for cell in cells)
    decided = {orders[0] for orders in possible if len(orders) == 1}
    return decided.pop() if len(decided) == 1 else ""


def read_day(cell: Cell, order: str) -> tuple[date, ...]:
    """Return the dates that a cell may mean: none if it has no date, two if the order decides."""
    if isinstance(cell.value, date):
        return (cell.value.date() if isinstance(cell.value, datetime) else cell.value,)
    text = cell.text.strip()
    return tuple(dates.read_days(_TIME.sub("", text), order) or dates.read_days(text, order))


class Baseline(NamedTuple):
    """What is known of a row of ours before it is read.

    `keys` are those whose cells somebody changed, or None to read all. `shown` has values of the
    directory by their key and text in the sheet: of a channel the text is a line, else the whole
    cell; None is what the entry does not say, such as the audience of most. `base` has what was
    handed out of `keys`, or is None. `noted` are the lines that the note of a contact had.
    `is_whole` marks a list for the secretariat, which has what the private file adds.
    """

    keys: frozenset[str] | None = None
    shown: Mapping[tuple[str, str], Any] = MappingProxyType({})
    base: RawTable | None = None
    noted: frozenset[str] = frozenset()
    is_whole: bool = False


class Note(NamedTuple):
    """What is quoted of a row and not imported: a comment, a struck-out text, somebody's note."""

    cell: str
    text: str
    is_struck: bool = False


class CellFinding(NamedTuple):
    """A finding and its cell, "" for the whole row."""

    cell: str
    finding: Finding


class Record(NamedTuple):
    """What a row says about an entry.

    `entry` has raw values, as in the file; what cannot be read is as it was written. `cells` has
    the cell of each key path of `entry`. `keys` are the keys that the sheet has columns for.
    `open_days` are dates with two readings. `is_struck` marks a name that is struck out, and
    `may_be_two` one that may be of two people. `base` has the values that were handed out, or None.
    `private` are the cells of private numbers and addresses, each with its column. `is_whole` as in
    `Baseline`.
    `guard` is what is asked before a value that may be private is written, or None.
    """

    sheet: Sheet
    row: Row
    entry: RawTable
    cells: Mapping[KeyPath, str] = MappingProxyType({})
    keys: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()
    findings: tuple[CellFinding, ...] = ()
    open_days: Mapping[str, tuple[date, ...]] = MappingProxyType({})
    is_struck: bool = False
    may_be_two: bool = False
    base: RawTable | None = None
    private: tuple[tuple[Column, str], ...] = ()
    is_whole: bool = False
    guard: Message | None = None

    @property
    def is_own(self) -> bool:
        """Whether an export of cmcct has the row, with the id of its entry."""
        return self.sheet.is_ours and "id" in self.entry

    @property
    def lacks_country(self) -> bool:
        """Whether the row has numbers and does not say in which country."""
        return "country" not in self.entry and "phones" in self.entry

    def cell_of(self, path: KeyPath) -> str:
        """Return the cell of a value or of what contains it, "" if there is none.

        In a text without cells, that is the key path in the file.
        """
        lengths = range(len(path), 0, -1)
        length = next((length for length in lengths if path[:length] in self.cells), 0)
        if not length:
            return ""
        cell = self.cells[path[:length]]
        return ".".join(map(str, (cell, *path[length:]))) if self.sheet.locate else cell

    def with_values(self, values: RawTable) -> "Record":
        """Return the record with values that somebody answered."""
        open_days = {key: two for key, two in self.open_days.items() if key not in values}
        may_be_two = self.may_be_two and "name" not in values
        return self._replace(entry=self.entry | values, open_days=open_days, may_be_two=may_be_two)


def read_records(
    sheet: Sheet,
    ids: Ids,
    date_order: str = "",
    find_baseline: Callable[[Row], Baseline] | None = None,
) -> Iterator[Record]:
    """Yield what each row says, but for the ignored ones.

    `date_order` is the order of days and months, if the user states it. `find_baseline` returns
    what is known of a row in a sheet of ours.
    """
    orders = {
        column: date_order or find_order(row.cells[index] for row in sheet.rows)
        for index, column in enumerate(sheet.columns)
        if kind_of(column.key) == "day"
    }
    for row in sheet.rows:
        is_filled = any(cell.text.strip() or cell.struck for cell in row.cells)
        if row.fault or (is_filled and not row.is_ignored):
            baseline = find_baseline(row) if find_baseline else Baseline()
            yield _Reader(sheet, row, ids, orders, baseline).read()


def read_values(sheet: Sheet, row: Row, ids: Ids, baseline: Baseline) -> RawTable:
    """Return the raw values of a row as it was handed out."""
    return _Reader(sheet, row, ids, {}, baseline).read().entry


def id_of(sheet: Sheet, row: Row) -> str:
    """Return the id that a row brings, or ""."""
    return next((cell.text.strip() for _column, cell in sheet.cells_of(row, "id")), "")


@dataclass
class _Reader:
    """Reads one row."""

    sheet: Sheet
    row: Row
    ids: Ids
    orders: Mapping[Column, str]
    baseline: Baseline
    entry: RawTable = field(default_factory=dict)
    cells: dict[KeyPath, str] = field(default_factory=dict)
    findings: list[CellFinding] = field(default_factory=list)
    remarks: list[Note] = field(default_factory=list)
    open_days: dict[str, tuple[date, ...]] = field(default_factory=dict)
    country: Country = UNKNOWN_COUNTRY
    may_be_two: bool = False
    guard: Message | None = None

    def read(self) -> Record:
        keys = self.sheet.imported_keys
        needed = keys
        if self.baseline.keys is not None:
            keys &= self.baseline.keys
            needed = keys | {"id", "country"} if keys else frozenset({"id"})
        app_answers = []  # read when all numbers are: `WhatsApp`: yes
        # Numbers are read with the country, names too.
        for key in sorted(needed - {*_NAME_KEYS}, key=lambda key: (key != "country", key)):
            for column, cell in self.sheet.cells_of(self.row, key):
                if key == "handles" and column.type and numbers.is_number(cell.text):
                    column = replace(column, key="phones", type="")  # noqa: PLW2901 - an account with a number
                if column.key == "phones" and numbers.is_app_answer(cell.text, column.header):
                    app_answers.append((column, cell))
                else:
                    self._read_cell(column, cell)
        for column, cell in app_answers:
            self._read_app_answer(column, cell)
        is_struck = not keys.isdisjoint(_NAME_KEYS) and self._read_name()
        if self.row.fault:
            self._report("", self.row.fault, "unreadable-row")
        self.findings += (CellFinding("", finding) for finding in self.row.findings)
        notes = (*self.remarks, *self._notes())
        cells = zip(self.sheet.columns, self.row.cells, strict=True)
        return Record(
            self.sheet,
            self.row,
            {key: self.entry[key] for key in ENTRY_KEYS if key in self.entry},
            self.cells,
            keys,
            notes,
            tuple(self.findings),
            self.open_days,
            is_struck,
            self.may_be_two,
            self.baseline.base,
            tuple(
                (column, cell.text)
                for column, cell in cells
                if column.quoted_as in PLAIN_KEYS and cell.text.strip()
            ),
            self.baseline.is_whole,
            self.guard,
        )

    def _notes(self) -> Iterator[Note]:
        is_own = self.sheet.kind == OWN
        for column, cell in zip(self.sheet.columns, self.row.cells, strict=True):
            if cell is EMPTY:
                continue
            is_note = not is_own and column.key == "notes"
            if is_note or column.quoted_as or cell.struck or cell.comment:  # most cells have none
                place = self.sheet.name_cell(column, self.row)
                lines = cell.text.splitlines() if is_note else []
                note = "\n".join(line for line in lines if line.strip() not in self.baseline.noted)
                remarks = (cell.comment, note) if "phones" in self.entry else ()
                if any(map(phone_number.is_marked_private, remarks)):
                    self.guard = _SAYS_PRIVATE
                if column.quoted_as and not says_nothing(cell.text):
                    note = f"{column.header}: {cell.text.strip()}"
                texts = ((cell.struck, True), (cell.comment, False), (note, False))
                yield from (Note(place, text.strip(), kind) for text, kind in texts if text.strip())

    def _read_cell(self, column: Column, cell: Cell) -> None:
        text = without_struck(cell)
        if not text or (self.sheet.kind != OWN and says_nothing(text)):
            return
        place = self.sheet.name_cell(column, self.row)
        if cell.raw is not None and (column.key != "country" or not isinstance(cell.raw, str)):
            self._take(column.key, cell.raw, place)
            return
        is_channel = column.key in PLAIN_KEYS
        if (column.key, text) in self.baseline.shown and not is_channel:
            self._take(column.key, self.baseline.shown[column.key, text], place)
        elif ENTRY_KEYS[column.key].is_list:
            for line in text.splitlines() if is_channel else [text]:
                shown = self.baseline.shown.get((column.key, line.strip()))
                for item in [shown] if shown else self._read_items(column, line, place):
                    self._add(column.key, item, place)
        elif (value := self._read_value(column, cell, text, place)) is not None:
            key = column.key  # English has one word for `Dr.` and for `Director`
            if key == "title" and self.sheet.kind != OWN and is_honorific(text, self.country):
                key = "honorific"
            if self.entry.setdefault(key, value) != value:  # an address book has several
                self.remarks.append(Note(place, f"{column.header}: {text}"))
            self.cells.setdefault((key,), place)

    def _take(self, key: str, value: Any, place: str) -> None:
        """Take a value of the directory, None for what the entry does not say."""
        if value is not None:
            self.entry[key] = value
            self.cells[key,] = place
            if isinstance(value, list):
                is_text = self.sheet.locate is not None
                self.cells |= {
                    (key, index): f"{key}.{index}" if is_text else place
                    for index in range(len(value))
                }

    def _read_app_answer(self, column: Column, cell: Cell) -> None:
        """Read yes for the app of a column: the row's mobile numbers, or its only one, have it."""
        if vocabulary.find_flag(cell.text):
            place = self.sheet.name_cell(column, self.row)
            tables = [*map(to_table, self.entry.get("phones", []))]
            mobiles = [table for table in tables if table.get("type") == phone_number.MOBILE]
            with_app = mobiles or tables * (len(tables) == 1)
            for item in numbers.add_apps(with_app, column.header):
                self._add("phones", item, place)
            if not with_app:
                self.remarks.append(Note(place, f"{column.header}: {cell.text}"))

    def _add(self, key: str, item: Any, place: str) -> None:
        items = self.entry.setdefault(key, [])
        if item in items:
            return
        if key == "phones":  # one number may stand in a column of mobiles and in one of WhatsApp
            new = to_table(item)
            for index, other in enumerate(items):
                table = to_table(other)
                both = table | new
                if all(both[part] == table[part] for part in table if part != "apps"):
                    apps = [*dict.fromkeys((*table.get("apps", ()), *new.get("apps", ())))]
                    items[index] = both | ({"apps": apps} if apps else {})
                    return
        self.cells[key, len(items)] = place
        items.append(item)

    def _read_items(self, column: Column, text: str, place: str) -> Sequence[Any]:
        """Return the items of a text; what is said of them and not imported is quoted."""
        kind = kind_of(column.key)
        is_phone = kind == "phone"
        if is_phone and self.sheet.form != "vcard" and numbers.ROUNDED.fullmatch(text):
            message = _("the spreadsheet has rounded this number: its last digits are lost")
            hint = _("type it again, in a cell with the format Text")
            self._report(place, message, "invalid-phone", hint)
            return []
        items = [*read_items(self.sheet, column, text, self.ids, self.country)]
        if is_phone:
            if column.label and column.label != NATIONAL and not self.sheet.is_ours:
                self.remarks.append(Note(place, f"{column.label}: {text.strip()}"))
            elif numbers.has_remark(text, self.country):  # such as `(do not use)`
                self.remarks.append(Note(place, text.strip()))
            if phone_number.is_marked_private(text):
                self._report(place, phone_number.MAYBE_PRIVATE, "maybe-private", severity=NOTE)
            shown = [str(to_table(item)["number"]) for item in items]
            # An international prefix may be another's code.
            if numbers.has_prefix(text) and any(number.startswith("+") for number in shown):
                message = numbers.IS_READ_AS.with_values(text=quote_text(text), numbers=join(shown))
                self._report(place, message, "invalid-phone", severity=NOTE)
        elif kind in ("sector", "tag") and self.sheet.kind == ADDRESS_BOOK:
            # Google marks its own categories by a star.
            unknown = [p for p in headings.read_list(kind, text)[1] if f"* {p}" not in text]
            if unknown and not self.sheet.is_ours:
                self.remarks.append(Note(place, f"{column.header}: {'; '.join(unknown)}"))
        return items

    def _read_value(self, column: Column, cell: Cell, text: str, place: str) -> Any:
        if column.key == "country":
            country = country_of({"country": text})
            if self.country.name in {"", country.name}:
                self.country = country
            elif country.name and self.sheet.kind != ADDRESS_BOOK:  # whose first one counts
                pairs = self.sheet.cells_of(self.row, "country")
                texts = join(f"{each.header}: {other.text}" for each, other in pairs if other.text)
                message = _("several columns have a country: {texts}", texts=texts)
                hint = _("delete all but one of these columns, or leave them out with --map")
                self._report(place, message, "ambiguous-country", hint)
            return country.name or text
        if kind_of(column.key) != "day":
            return read_text(column.key, text)
        readings = read_day(cell, self.orders.get(column, ""))
        if len(readings) > 1:
            self.open_days[column.key] = readings
            self.cells[column.key,] = place
            return None
        if not readings and SERIAL.fullmatch(text):
            message = _("a number, not a date")
            hint = _("give the cell the format of a date, or write it as {date}", date=DATE_FORM)
            self._report(place, message, "wrong-type", hint)
            return None
        return readings[0] if readings else text

    def _report(
        self,
        place: str,
        message: Message,
        code: str,
        hint: OptionalMessage = "",
        severity: str = ERROR,
    ) -> None:
        finding = Finding((), message, hint, code=code, severity=severity)
        self.findings.append(CellFinding(place, finding))

    def _read_name(self) -> bool:
        """Read the name from its cells; return whether it is struck out as a whole."""
        is_own = self.sheet.kind == OWN
        pairs = [pair for key in _NAME_KEYS for pair in self.sheet.cells_of(self.row, key)]
        pairs = [(column, cell) for column, cell in pairs if cell.text.strip() or cell.struck]
        if not is_own:
            pairs = [pair for pair in pairs if self._is_name(*pair)]
        # What an address book shows is often the name in another order.
        pairs = [pair for pair in pairs if pair[0].type != DISPLAY] or pairs
        texts = [without_struck(cell) for _column, cell in pairs]
        # A list of ours has the full name in one cell, and its family name again in another.
        full = [
            text
            for (column, _cell), text in zip(pairs, texts, strict=True)
            if not is_own or column.key == "name"
        ]
        is_struck = bool(full) and not any(full)
        name = join_parts([cell.text for _column, cell in pairs] if is_struck else texts)
        if not name:
            return False
        self.may_be_two = any(has_two_people(text, self.country) for text in (name, *full))
        values = {"name": name} if is_own else read_name(name, self.country)
        families = self.sheet.cells_of(self.row, "family_name")
        family = " ".join(without_struck(cell) for _column, cell in families).strip()
        # Capitals and commas are kept by no reading of the whole name.
        if family and (is_own or family in values["name"]):
            values["family_name"] = family
        for key, value in values.items():
            self.entry.setdefault(key, value)
            self.cells.setdefault((key,), self.sheet.name_cell(pairs[0][0], self.row))
        return is_struck

    def _is_name(self, column: Column, cell: Cell) -> bool:
        """Return whether a cell names somebody; what it says of a seat without one is quoted."""
        text = without_struck(cell)
        if fold(text) in headings.words_of_cells("nobody"):
            self.remarks.append(Note(self.sheet.name_cell(column, self.row), text))
            return False
        is_address = column.type == DISPLAY and "@" in text
        return bool(cell.struck) or not (is_address or says_nothing(text))


# What stands between two people in a cell; a single letter is no name: `c/o`.
_BETWEEN = re.compile(r"\s*[/;&\n]\s*")
_AND = re.compile("y|e|et|en|[Aa][Nn][Dd]")  # `E` or `Y` may be an initial
_BRACKETS = re.compile(r"\([^()]*\)")
_MIN_LETTERS = 3  # letters of the longest word of a family name in capitals; fewer are initials


def read_name(text: str, country: Country = UNKNOWN_COUNTRY) -> dict[str, str]:
    """Return `name` in spoken order, `honorific` and `family_name`, as far as the text has them.

    A family name is known from its comma or from capitals.
    """
    honorific, name = people.split_honorifics(" ".join(text.split()), country)
    spoken, family = _read_comma(name) or _read_capitals(name)
    if not honorific and spoken != name:  # it may be in front now: `EXAMPLE, Lic. Ada`
        honorific, spoken = people.split_honorifics(spoken, country)
    read = {"name": spoken, "honorific": honorific, "family_name": family}
    return {key: value for key, value in read.items() if value}


def join_parts(parts: Iterable[str]) -> str:
    """Join the given, middle and family names of several cells, each word group once."""
    joined = ""
    for part in filter(None, (" ".join(part.split()) for part in parts)):
        if f" {fold(part)} " not in f" {fold(joined)} ":
            joined = f"{joined} {part}".strip()
    return joined


def is_honorific(text: str, country: Country = UNKNOWN_COUNTRY) -> bool:
    """Return whether a text is an abbreviated honorific alone: `Dr.`, not `Inspector`."""
    return people.split_honorifics(f"{text} Xx", country)[1] == "Xx"


def has_two_people(text: str, country: Country = UNKNOWN_COUNTRY) -> bool:
    """Return whether a cell of a name may have two: `Ana Ejemplo / Luis Muestra`.

    Beside `y`, `and`, `et` or `en`, each needs a given and a family name, for a family name may
    have such a word: `de la Cruz y Peña` is one.
    """
    bare = _BRACKETS.sub(" ", text).strip()
    parts = [part for part in _BETWEEN.split(bare) if _is_person(part, country)]
    words = (bare.lower() if bare.isupper() else bare).split()
    return len(parts) > 1 or any(
        _AND.fullmatch(word)
        and _is_full_name(words[:index], country)
        and _is_full_name(words[index + 1 :], country)
        for index, word in enumerate(words)
    )


def _is_person(text: str, country: Country) -> bool:
    """Return whether a part of a cell may be a name: no honorific alone, nor letters behind one."""
    is_honorific = people.split_honorifics(f"{text} Xx Yy", country)[1] == "Xx Yy"
    return _letters(text) > 1 and not (is_honorific or people.AFTER_NAME.fullmatch(text))


def _is_full_name(words: Sequence[str], country: Country) -> bool:
    """Return whether words are a given and a family name, maybe behind an honorific."""
    first, *more = people.split_honorifics(" ".join(words), country)[1].split() or [""]
    is_given = first not in people.PARTICLES and not _AND.fullmatch("".join(more[:1]))
    return is_given and any(word not in people.PARTICLES for word in more)


def is_same_name(first: str, second: str) -> bool:
    """Return whether two names may be one person's: each word of one is in the other.

    An initial stands for a word: `A. Example-Díaz` may be Ada Example Díaz.
    """
    pair = fold(first).split(), fold(second).split()
    return any(
        # One of the words is no initial.
        any(len(word) > 1 for word in words)
        and all(word in name or word in [each[0] for each in name] for word in words)
        for words, name in (pair, pair[::-1])
    )


def _read_comma(name: str) -> tuple[str, str] | None:
    """Return the name and family name of `Family, Given`; None for another text."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) != 2 or not all(parts) or people.AFTER_NAME.fullmatch(parts[1]):  # noqa: PLR2004
        return None
    return _combine(parts[1].split(), parts[0].split())


def _read_capitals(name: str) -> tuple[str, str]:
    """Return the name and family name of a name whose family name is in capitals."""
    if name.isupper():
        return (people.to_title_case(name), "") if " " in name else (name, "")
    words = name.split()
    runs = [(key, [*run]) for key, run in groupby(words, _is_in_capitals)]
    families = [
        run for is_family, run in runs if is_family and max(map(_letters, run)) >= _MIN_LETTERS
    ]
    if len(families) != 1 or (runs[0][1] is not families[0] and runs[-1][1] is not families[0]):
        return name, ""
    family = families[0]
    return _combine(words[len(family) :] if runs[0][1] is family else words[: -len(family)], family)


def _combine(first_names: Sequence[str], family: Sequence[str]) -> tuple[str, str]:
    """Return the name in spoken order and the family name, both in usual letters."""
    if not any(word.islower() or word.istitle() for word in family):
        family = [people.title_part(word) for word in family]
    first = " ".join(first_names)
    first = people.to_title_case(first) if first.isupper() and _letters(first) > 1 else first
    last = " ".join(family)
    return f"{first} {last}", last


def _is_in_capitals(word: str) -> bool:
    return word.isupper() and _letters(word) > 1 and not people.AFTER_NAME.fullmatch(word)


def _letters(word: str) -> int:
    return len(re.findall(r"[^\W\d_]", word))
