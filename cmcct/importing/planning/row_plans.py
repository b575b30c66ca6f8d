"""What becomes of each row, as a value that nothing has written yet."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple

from cmcct.edit import operations, overlay
from cmcct.edit.operations import RawTable
from cmcct.formats import json
from cmcct.i18n.messages import Message, _
from cmcct.importing.cells.row_values import CellFinding, Note
from cmcct.importing.planning.row_changes import Change, Open
from cmcct.importing.readers.rows import Row, Sheet
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import PLAIN_KEYS
from cmcct.toml.values import copy_data


class Result(Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    QUESTION = "question"
    UNREADABLE = "unreadable"
    IGNORED = "ignored"


class Field(NamedTuple):
    """A key that differs: its values as in `search --format json`.

    `open` says why it is not written, or is None; in a conflict, `base` is what was handed out.
    """

    before: Any
    after: Any
    open: Open | None = None
    base: Any = None


_NO_ENTRY = operations.parse_entry({"id": ""})
_IGNORED = _("empty, a title or a total")


class RowPlan(NamedTuple):
    """What becomes of a row.

    `entry` is the id that was found, is proposed or is asked about, or "". `after` is the entry as
    it is written, or None if nothing of the row is. `missing` are the keys that somebody has to
    give, and `answers` the words that answer the question. `has_left` marks a person who has left.
    `private` has the values that the private file gets, None for those that it loses.
    """

    sheet: Sheet
    row: Row
    result: Result
    entry: str = ""
    fields: Mapping[str, Field] = MappingProxyType({})
    notes: tuple[Note, ...] = ()
    findings: tuple[CellFinding, ...] = ()
    why: Message = _IGNORED
    after: RawTable | None = None
    missing: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    has_left: bool = False
    private: Mapping[str, Any] = MappingProxyType({})

    def ask(self, why: Message, *answers: str, missing: tuple[str, ...] = ()) -> "RowPlan":
        """Return the row as a question, with the words that answer it."""
        return self._replace(result=Result.QUESTION, why=why, answers=answers, missing=missing)

    def refuse(self, why: Message) -> "RowPlan":
        """Return the row as one that has to be corrected first."""
        return self._replace(result=Result.UNREADABLE, why=why)

    @property
    def place(self) -> str:
        """The row as findings name it: `list.xlsx:Participants!9`, `file.csv:7`."""
        return self.place_of("")

    def place_of(self, cell: str) -> str:
        """Return a cell of the row as findings name it: `list.xlsx:Participants!E6`."""
        return f"{self.sheet.file}:{self.sheet.place_of(self.row, cell)}"


class Plan(NamedTuple):
    """The rows in file order, and the entries that they write, by id."""

    rows: Sequence[RowPlan]
    entries: Mapping[str, RawTable] = {}

    @property
    def is_settled(self) -> bool:
        """Whether no row waits for an answer or has to be mended."""
        return not any(row.result in (Result.QUESTION, Result.UNREADABLE) for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not self.entries and not any(row.private for row in self.rows)

    @property
    def removes_channels(self) -> bool:
        """Whether an entry loses an e-mail address or a number."""
        return any(
            not _channels(key, field.before) <= _channels(key, field.after)
            for row in self.rows
            for key, field in row.fields.items()
            if row.after is not None and key in PLAIN_KEYS and not field.open
        )

    def apply(
        self, raw: RawTable, overlay_raw: RawTable, find_above: Callable[[], Sequence[str]] = tuple
    ) -> None:
        """Write the entries into the data of the directory that the plan was made for.

        `find_above` returns the country of the territory line above each entry, or "" for none; it
        is called for new entries only.
        """
        for row in self.rows:
            if row.has_left:
                entry = operations.get_entry(raw, row.entry)
                parts = overlay.joined_parts(raw, overlay_raw, entry)
                overlay.remove_parts(overlay_raw, parts)
        entries = dict(self.entries)
        for table in operations.get_tables(raw, "focal_point"):
            if (after := entries.pop(str(table.get("id")), None)) is not None:
                table.clear()
                table.update(copy_data(after))
        if entries:
            operations.add(raw, [*entries.values()], find_above())
        for row in self.rows:
            if row.private:
                entry = operations.get_entry(raw, row.entry)
                part = overlay.get_or_create_part(raw, overlay_raw, entry)
                for key, value in row.private.items():
                    part.pop(key, None)
                    part |= {} if value is None else {key: value}
                overlay.remove_if_empty(overlay_raw, part)

    def count(self, result: Result) -> int:
        """Return the number of rows with a result."""
        return sum(row.result is result for row in self.rows)


def _channels(key: str, items: Any) -> set[Any]:
    """Return the numbers or addresses of a list as in JSON."""
    return {item[PLAIN_KEYS[key]] for item in items or ()}


def find_differences(
    before: FocalPoint | None, after: FocalPoint, opened: Mapping[str, Change]
) -> dict[str, Field]:
    """Return the keys whose values in JSON differ; without `before`, those that are given."""
    keys = json.differing_keys(before or _NO_ENTRY, after, opened)
    keys = [key for key in keys if key not in ("id", "country_code")]
    new = json.entry_object(after, keys)
    if not before:
        return {key: Field(None, new[key]) for key in keys if new[key]}
    old = json.entry_object(before, keys)
    fields: dict[str, Field] = {}
    for key in keys:
        if old[key] != new[key] or key in opened:
            change = opened.get(key, Change(key, None))
            fields[key] = Field(old[key], new[key], change.open, change.base)
    return fields
