"""What was handed out: the base of a returned sheet, and the texts that the sheet had.

The list of that version is exported again, for the audience and in the language of the sheet. A
cell with the text that it had then is not read: it says nothing, also where the directory has
changed since. What was withheld is in neither. The version is read as it was handed out: unlike in
an export, what has become stricter since stays in it, since it is only compared, for whoever
imports.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.formats.shared.columns import PHONES, readable_texts
from cmcct.history import revisions
from cmcct.history.revisions import UnknownVersionError, Version
from cmcct.i18n.messages import ENGLISH, LANGUAGES, Translator, _, quote_text
from cmcct.importing.cells import row_values
from cmcct.importing.cells.row_values import Baseline, Ids, id_of, without_struck
from cmcct.importing.planning.planned_directory import Directories
from cmcct.importing.readers.read import FORMATS, make_own, read_sheets
from cmcct.importing.readers.rows import ADDRESS_BOOK, EMPTY, Cell, Column, Row, Sheet
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.model.fields import ENTRY_KEYS, PARTS, REFERENCES
from cmcct.model.loader import parse_entry
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.privacy.levels import AUDIENCES, AUDIENCES_BY_MARKING
from cmcct.text.folding import fold
from cmcct.toml.values import get_tables

_CHANNELS = {"emails": ("email",), "phones": (*PHONES, "phones"), "handles": ("handles",)}
_BETWEEN = ("\n", ", ")  # between the items of a list in a cell
# Read in every sheet alike: other values depend on the country, groups and meetings have names, a
# workbook has several columns of sectors.
_READ = frozenset({"country", "sectors", *REFERENCES, "name", *PARTS["name"]})


class HandedOut:
    """A list of ours that came back, beside the list as it was handed out."""

    def __init__(self, sheet: Sheet, then: "ListOf", now: "ListOf", *, is_base: bool) -> None:
        """`then` is the list that was handed out; without `is_base`, today's list stands for it."""
        self._sheet, self._then, self._now, self._is_base = sheet, then, now, is_base
        # A program that rewrites cards changes versions, types and labels: values are compared.
        self._is_of_cards = sheet.form == "vcard"
        self._sheet_then = then.sheet if self._is_of_cards else sheet
        places = {name: index for index, name in enumerate(_identities(then.sheet))}
        # Where each column of the sheet stood; one that somebody added was empty.
        self._places = [places.get(name) for name in _identities(sheet)]
        self._imported = [i for i, column in enumerate(sheet.columns) if column.key in ENTRY_KEYS]

    @property
    def is_whole(self) -> bool:
        """Whether the list was for the secretariat, with what the private file adds."""
        return self._then.audience == STRICTEST

    def find_baseline(self, row: Row) -> Baseline:
        """Return which keys of a row somebody changed, and their values before."""
        id_ = id_of(self._sheet, row)
        old = self._then.rows.get(id_)
        if old and not self._is_of_cards:  # in the columns of the sheet
            cells_then = old.cells
            cells = (EMPTY if place is None else cells_then[place] for place in self._places)
            old = Row(old.number, (*cells,))
        keys = self._changed_keys(row, old) if old else frozenset(ENTRY_KEYS)
        noted = frozenset[str]()
        if old and self._sheet.kind == ADDRESS_BOOK:  # in other lists of ours, a note is a value
            texts = (cell.text for _column, cell in self._sheet_then.cells_of(old, "notes"))
            noted = frozenset(line.strip() for text in texts for line in text.splitlines())
        if not keys:
            return Baseline(keys, noted=noted)
        then = self._then.find_shown(id_, keys)
        base = None
        if old and self._is_base:
            base = row_values.read_values(
                self._sheet_then, old, self._then.ids, Baseline(keys, then)
            )
        shown = {**self._now.find_shown(id_, keys), **then}
        return Baseline(keys, shown, base, noted, self.is_whole)

    def _changed_keys(self, row: Row, old: Row) -> frozenset[str]:
        if self._is_of_cards:
            return frozenset(
                key
                for key in self._sheet.imported_keys
                if _texts(self._sheet, row, key) != _texts(self._then.sheet, old, key)
            )
        return frozenset(
            self._sheet.columns[index].key
            for index in self._imported
            if row.cells[index] is not old.cells[index]  # most are
            and _get_content(row.cells[index]) != _get_content(old.cells[index])
        )


class ListOf:
    """The list of a version, exported as a sheet of ours was."""

    def __init__(self, sheet: Sheet, directory: Directory, raw: RawTable) -> None:
        """`raw` is the data of the directory, as far as it is committed."""
        self._made_as, self._raw, self._translator = sheet, raw, Translator(sheet.lang)
        # The property of a workbook may have been edited.
        _commit, audience, lang = sheet.origin
        marked = AUDIENCES_BY_MARKING.get(sheet.marking, audiences.default_audience("export"))
        self.audience = audience if audience in AUDIENCES else marked
        self._lang = (lang if lang in LANGUAGES else sheet.lang) or ENGLISH
        self._directory = directory

    @cached_property
    def _view(self) -> AudienceView:
        return audiences.view_for(self._directory, self._directory.focal_points, self.audience)

    @cached_property
    def sheet(self) -> Sheet:
        """The rows, as they are read."""
        if not self._view.focal_points:  # a file without entries cannot be read
            return replace(self._made_as, rows=())
        return _export(self._made_as, self._view, Translator(self._lang))

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The rows by id."""
        return {id_of(self.sheet, row): row for row in self.sheet.rows}

    @cached_property
    def _entries(self) -> Mapping[str, tuple[FocalPoint, RawTable]]:
        """The entries of the list by id, each with its data."""
        tables = {str(table.get("id")): table for table in get_tables(self._raw, "focal_point")}
        return {point.id: (point, tables.get(point.id, {})) for point in self._view.focal_points}

    def find_shown(self, id_: str, keys: Collection[str]) -> Mapping[tuple[str, str], Any]:
        """Return the raw values of some keys of an entry by their texts in the sheet.

        A sheet says `Mon–Fri 08:00–16:00` and `+592 609 1240, 24/7 (answered a test on 2 May)`:
        nothing can read that back without loss. But the directory, as it is or as it was handed
        out, has each value, so the text leads to it; only a text that somebody changed is read.
        """
        # Columns for programs have values that are read as they are.
        if not self._made_as.lang or id_ not in self._entries:
            return {}
        (point, table), view, translator = self._entries[id_], self._view, self._translator
        shown: dict[tuple[str, str], Any] = {}
        for key in {*keys} - _CHANNELS.keys() - _READ:
            texts = readable_texts(point, key, view, translator)
            shown |= {(key, between.join(texts)): table.get(key) for between in _BETWEEN}
        for key in _CHANNELS.keys() & keys:
            raw_items = {
                _identity(item): raw
                for raw in table.get(key, [])
                # An invalid one is in no list.
                for item in getattr(parse_entry({**table, key: [raw]}), key)
            }
            for item in getattr(point, key):
                alone = point.model_copy(update={key: (item,)})
                raw = raw_items.get(_identity(item), _identity(item)[0])
                for column in _CHANNELS[key]:
                    texts = readable_texts(alone, column, view, translator)
                    shown |= dict.fromkeys(((key, text) for text in texts), raw)
        return shown

    @cached_property
    def ids(self) -> Ids:
        """The ids of meetings and working groups by name."""
        return row_values.ids_by_name(self._raw)


def find_version(path: Path, sheet: Sheet, name: str | None, today: date) -> Version | None:
    """Return the version that a sheet of ours was made from, or None if nobody says.

    `name` is an edition, a commit, a date or a meeting; without one, a workbook may name its
    commit. Raises `CmcctError` for an unknown version.
    """
    commit = sheet.origin.commit
    if not (name or commit):
        return None
    try:
        return revisions.resolve_version(path, name or commit, today)
    except UnknownVersionError as error:
        if name:
            raise
        message = _(
            "{file} was made from commit {commit}, which is not in this repository",
            file=sheet.file,
            commit=quote_text(commit),
        )
        hint = _("run git fetch, or say with --base which version was handed out")
        raise CmcctError(message, hint) from error


def read_handed_out(
    path: Path, sheet: Sheet, version: Version | None, text: bytes, today: Directories
) -> HandedOut:
    """Return a sheet of ours beside what was handed out; `text` is today's of the directory.

    The private file is no part of a version: today's counts.
    """
    then = now = ListOf(sheet, today.joined, today.raw)
    if version and version.data != text:
        before = Directories(revisions.parse_version(path, version), today.overlay_raw)
        then = ListOf(sheet, before.joined, before.raw)
    return HandedOut(sheet, then, now, is_base=version is not None)


def _identities(sheet: Sheet) -> Iterator[tuple[Column, int]]:
    """Yield what each column is, wherever it stands, and which of the same ones."""
    seen: Counter[Column] = Counter()
    for column in sheet.columns:
        identity = replace(column, place="", header=fold(column.header))
        seen[identity] += 1
        yield identity, seen[identity]


def _texts(sheet: Sheet, row: Row, key: str) -> list[tuple[str, str, str]]:
    """Return the types, labels and texts of the cells of a key."""
    cells = sheet.cells_of(row, key)
    return sorted((column.type, column.label, cell.text) for column, cell in cells if cell.text)


def _get_content(cell: Cell) -> Any:
    """Return what counts in a cell: its value as in a directory, else its text."""
    if cell.raw is not None:
        return cell.raw
    return [line.strip() for line in without_struck(cell).splitlines()]


def _export(sheet: Sheet, view: AudienceView, translator: Translator) -> Sheet:
    """Return the list in the format of a sheet, as it would be read."""
    # Only a sheet of ours is compared.
    from cmcct.formats import csv, json, vcard, xlsx
    from cmcct.formats.csv import address_books
    from cmcct.importing.readers.table import read_cell

    if sheet.form == "xlsx":
        headings = {fold(column.header) for column in sheet.columns}
        # A workbook stores dates.
        cells = (
            [
                Cell(str(value), value if isinstance(value, date) else None) if value else EMPTY
                for value in line
            ]
            for line in xlsx.list_entries(view, translator, headings)
        )
        return make_own(sheet.file, cells)
    if sheet.form == "csv":
        return make_own(sheet.file, ([*map(read_cell, line)] for line in csv.list_entries(view)))
    form = sheet.form if sheet.form in FORMATS else "csv"
    if form == "json":
        text = json.dump(view)
    elif form == "vcard":
        text = vcard.dump(view, translator)
    else:
        text = address_books.dump(view, translator, sheet.form)
    (again,) = read_sheets(Path(sheet.file), text.encode(), from_format=form)
    return again


def _identity(channel: Any) -> tuple[str, str]:
    """Return the number and extension of a phone, the address of an e-mail, or a handle."""
    return getattr(channel, "number", "") or channel.text, getattr(channel, "ext", "")
