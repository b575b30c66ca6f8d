"""What a row changes in its entry: other files add, our own sheet also changes and removes."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from cmcct.edit import key_paths, operations
from cmcct.edit.operations import RawTable
from cmcct.importing.cells.row_values import Record
from cmcct.importing.readers.rows import ADDRESS_BOOK, OWN
from cmcct.model.entities import APPS, FocalPoint
from cmcct.model.fields import ENTRY_KEYS, PARTS, PLAIN_KEYS
from cmcct.privacy.levels import strictest
from cmcct.text.folding import fold
from cmcct.toml.values import copy_data

# Never changed by a row: names are asked about, ids are not data, a zone is derived in our sheets.
_NEVER = frozenset({"id", "formerly", "merged", "name", "timezone", *PARTS["name"]})
# A row that says otherwise may be about another seat.
_OF_SEAT = frozenset({"country", "organisation"})
# What our lists say beside a number.
_DETAILS = ("type", "apps", "hours")
_CONFIRMATION = frozenset({"verified", "verified_via", "status"})


class Open(Enum):
    """Why a change is not written before somebody answers."""

    CONFLICT = "conflict"
    REMOVAL = "removal"
    NAME = "name"


class Change(NamedTuple):
    """A key and its new raw value, None to remove it; `base` is the value that was handed out."""

    key: str
    value: Any
    open: Open | None = None
    base: Any = None

    def write_to(self, entry: RawTable) -> None:
        """Set the value in an entry, or remove the key."""
        if self.value is None:
            entry.pop(self.key, None)
        else:
            entry[self.key] = copy_data(self.value)


def find_additions(record: Record, entry: RawTable, point: FocalPoint) -> Iterator[Change]:
    """Yield what a file of others changes in an entry: it adds to lists, and removes nothing.

    `point` is the entry with what the private file adds to it.
    """
    for key, value in record.entry.items():
        if key in _NEVER or not _is_readable(key, entry):
            continue
        if ENTRY_KEYS[key].is_list:
            items = _extend(key, entry.get(key, []), value, point)
            if items != entry.get(key, []):
                yield Change(key, items)
        elif not is_same_text(value, entry.get(key)):
            yield Change(key, value, Open.CONFLICT if key in _OF_SEAT else None)


def find_corrections(record: Record, entry: RawTable, point: FocalPoint) -> Iterator[Change]:
    """Yield what our own sheet changes in an entry, compared with what was handed out.

    A key that is in the base as in the sheet is no change, also where the directory has changed
    since; one that both changed is a conflict, but what the directory only added to a list stays
    beside what the sheet changed. Without a base, every difference is a question.
    """
    base = record.base
    for key in sorted(record.keys - _NEVER, key=[*ENTRY_KEYS].index):
        value = record.entry.get(key)
        if not _is_readable(key, entry):
            continue
        if base is not None and _is_equal(key, value, base.get(key)):
            continue
        find = _correct_list if ENTRY_KEYS[key].is_list else _correct_text
        yield from find(key, value, entry, point, base)


def complete_numbers(record: Record, point: FocalPoint) -> Record:
    """Return a record of an address book with what it cannot say of the numbers of its entry.

    A field of a number has no extension, and there is none for a hotline; a number that works only
    inside its country has no field. So they are the entry's, in the row and in what was handed out.
    """
    if record.sheet.kind != ADDRESS_BOOK or "phones" not in record.keys:
        return record

    def complete(entry: RawTable) -> RawTable:
        items = [*_complete_numbers(entry.get("phones", []), point, is_own=record.is_own)]
        return entry | {"phones": items} if items else entry

    base = None if record.base is None else complete(record.base)
    return record._replace(entry=complete(record.entry), base=base)


def _complete_numbers(items: list[Any], point: FocalPoint, *, is_own: bool) -> Iterator[Any]:
    phones = [phone.model_dump(exclude_defaults=True) for phone in point.phones]
    for item in items:
        table = item if isinstance(item, dict) else {"number": item}
        same = [phone for phone in phones if _has_value("phones", [phone], item)]
        if "ext" in table or has_item("phones", same, item):
            same = [phone for phone in same if _is_same("phones", item, phone)]
        if not same:
            yield item
        for phone in same:
            details = {"ext": phone["ext"]} if "ext" in phone else {}
            if phone.get("type") == "hotline" and "type" not in table:
                details["type"] = "hotline"
            yield _with_details(item, details)
    if is_own:
        hidden = (not phone.is_dialable for phone in point.phones)
        yield from (table for table, is_hidden in zip(phones, hidden, strict=True) if is_hidden)


def find_stated(record: Record, key: str, now: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the channels that a row gives its person, and those that it takes away.

    In our own sheet, a channel that was handed out says nothing: nobody wrote it for this person.
    Without a base, `now` stands for what was handed out, and nothing is known to be taken away.
    """
    said = record.entry.get(key, [])
    if not (record.is_own or record.sheet.kind == OWN):
        return said, []
    was = now if record.base is None else record.base.get(key) or []
    is_read = record.base is not None and key in record.keys
    gone = [item for item in was if is_read and not has_item(key, said, item)]
    return [item for item in said if not has_item(key, was, item)], gone


def keep_stated(record: Record, values: RawTable) -> RawTable:
    """Return answered values, where "yes" says which channels stay, with those of the row.

    Those that may be private are asked about by the next import.
    """
    if record.guard or (record.sheet.kind == OWN and record.base is None):
        return values
    kept = dict(values)
    for key in PLAIN_KEYS.keys() & values.keys():
        added, _gone = find_stated(record, key, ())
        kept[key] = [*values[key], *(one for one in added if not has_item(key, values[key], one))]
    return kept


def _is_readable(key: str, entry: RawTable) -> bool:
    """Return whether a list of an entry is one; the directory has an error where it is not."""
    return not ENTRY_KEYS[key].is_list or isinstance(entry.get(key, []), list)


def _correct_text(
    key: str, value: Any, entry: RawTable, point: FocalPoint, base: Mapping[str, Any] | None
) -> Iterator[Change]:
    now = entry.get(key)
    shown = getattr(point, key)
    if _is_equal(key, value, now) or (now is None and value == shown):
        return
    was = base.get(key) if base is not None else None
    is_asked = base is None or key in _CONFIRMATION or not _is_equal(key, now, was)
    kind = Open.CONFLICT if value is not None else Open.REMOVAL
    yield Change(key, value, kind if is_asked or value is None else None, was)


def _correct_list(
    key: str, value: Any, entry: RawTable, point: FocalPoint, base: Mapping[str, Any] | None
) -> Iterator[Change]:
    given, before = value or [], entry.get(key, [])
    was = _visible(key, before) if base is None else base.get(key) or []
    now, is_contested = before, False
    if key == "phones" and base is not None:
        now, is_contested = _correct_details(before, given, was)
    gone = [item for item in now if has_item(key, was, item) and not has_item(key, given, item)]
    added = [item for item in given if not has_item(key, was, item)]
    kept = [item for item in now if item not in gone]
    new = _extend(key, kept, _with_audience(key, added, gone), point)
    items = _in_place(now, gone, new[len(kept) :], new[: len(kept)]) if key in PLAIN_KEYS else new
    if items != before or is_contested:
        is_moved = any(not _has_value(key, now, item) for item in was)
        # A channel more is gone than is new: one is removed, and nobody says which.
        is_removal = not items or (key in PLAIN_KEYS and len(gone) > len(added))
        kind = Open.REMOVAL if gone and not is_moved else Open.CONFLICT
        is_asked = base is None or is_moved or is_removal or is_contested
        yield Change(key, items or None, kind if is_asked else None, was)


def _correct_details(now: list[Any], given: list[Any], was: list[Any]) -> tuple[list[Any], bool]:
    """Return numbers with the details that the sheet changed, and whether the directory did too."""
    items, is_contested = [*now], False
    for index, item in enumerate(now):
        one, old = (_find("phones", item, numbers) for numbers in (given, was))
        if one is None or old is None:
            continue
        corrected = {}
        for key in _DETAILS:
            here, there, before = (_detail(known, key) for known in (item, one, old))
            if there != before:
                corrected[key] = there
                is_contested |= here not in (there, before)
        items[index] = _with_details(item, corrected)
    return items, is_contested


def _with_details(item: Any, details: Mapping[str, Any]) -> Any:
    """Return a number with details, None for one that goes."""
    if not details:
        return item
    known = item if isinstance(item, dict) else {"number": item}
    table = {key: value for key, value in {**known, **details}.items() if value is not None}
    return table if len(table) > 1 else table["number"]


def _find(key: str, item: Any, items: Sequence[Any]) -> Any:
    return next((known for known in items if _is_same(key, item, known)), None)


def _detail(item: Any, key: str) -> Any:
    """Return a detail of a number, None if it has none or the default; apps in their order."""
    value = item.get(key) if isinstance(item, dict) else None
    if key == "apps":
        return [app for app in APPS if app in (value or ())] or None
    return None if value == "office" else value


def _in_place(now: list[Any], gone: list[Any], new: list[Any], kept: list[Any]) -> list[Any]:
    """Return a list in its order, with what is new in place of what is gone."""
    left, rest = iter(new), iter(kept)
    items = (next(left, None) if item in gone else next(rest) for item in now)
    return [*(item for item in items if item is not None), *left]


def _with_audience(key: str, added: list[Any], gone: list[Any]) -> list[Any]:
    """Return new channels, none for more people than the channel that it is in place of.

    If it is not certain which one that is, the strictest of those that are gone counts.
    """
    if key not in PLAIN_KEYS:
        return added
    levels = [_level(key, item) for item in gone]
    if len(gone) != len(added):
        level = strictest(levels) if any(levels) else ""
        levels = [level] * len(added)
    tables = (item if isinstance(item, dict) else {PLAIN_KEYS[key]: item} for item in added)
    return [
        {**table, "sharing": table.get("sharing", level)} if level else item
        for item, table, level in zip(added, tables, levels, strict=True)
    ]


def _level(key: str, item: Any) -> str:
    """Return the audience of a channel, or ""; the strictest if it is misspelt."""
    channels = getattr(operations.parse_entry({key: [item]}), key)
    return next((channel.sharing for channel in channels if channel.sharing), "")


def _visible(key: str, items: list[Any]) -> list[Any]:
    """Return the channels that a list may have: not those with an audience of their own."""
    if key not in PLAIN_KEYS:
        return items
    return [item for item in items if not (isinstance(item, dict) and "sharing" in item)]


def _extend(key: str, items: list[Any], added: list[Any], point: FocalPoint) -> list[Any]:
    """Return a list with the items that it lacks; an app is added to its number."""
    result = [*items]
    for item in added:
        index = next((i for i, known in enumerate(result) if _is_same(key, item, known)), None)
        if index is not None:
            result[index] = _add_apps(result[index], item)
        elif not is_known(key, item, point):
            result.append(item)
    return result


def _add_apps(known: Any, item: Any) -> Any:
    apps = item.get("apps", []) if isinstance(item, dict) else []
    table = known if isinstance(known, dict) else {"number": known}
    new = [app for app in apps if app not in table.get("apps", [])]
    return {**table, "apps": [*table.get("apps", []), *new]} if new else known


def is_known(key: str, item: Any, point: FocalPoint) -> bool:
    """Return whether the private file has a channel."""
    if key not in PLAIN_KEYS:
        return False
    known = [channel.model_dump() for channel in getattr(point, key)]
    return any(_is_same(key, item, one) for one in known)


def has_item(key: str, items: Sequence[Any], item: Any) -> bool:
    """Return whether a list has an item, with its extension."""
    return _find(key, item, items) is not None


def _has_value(key: str, items: list[Any], item: Any) -> bool:
    """Return whether a list has a value, with any extension: not every format carries it."""
    value = key_paths.normalise(key, item)
    return any(key_paths.normalise(key, known) == value for known in items)


def _is_same(key: str, item: Any, known: Any) -> bool:
    """Return whether two items are one: numbers with their extension, addresses in any case."""
    if key_paths.normalise(key, item) != key_paths.normalise(key, known):
        return False
    one, other = (
        table.get("ext", "") if isinstance(table, dict) else "" for table in (item, known)
    )
    return bool(one == other)


def _is_equal(key: str, one: Any, other: Any) -> bool:
    """Return whether two values are equal, those of lists in any order."""
    if not ENTRY_KEYS[key].is_list:
        return bool(one == other) or (bool(one) and bool(other) and _lacks_accents(one, other))
    lists = one or [], other or []
    found = ((item, _find(key, item, lists[1 - i])) for i in (0, 1) for item in lists[i])
    return all(
        known is not None and all(_detail(item, name) == _detail(known, name) for name in _DETAILS)
        for item, known in found
    )


def is_same_text(value: Any, known: Any) -> bool:
    """Return whether two values are alike but for accents, case and punctuation."""
    if isinstance(value, str) and isinstance(known, str):
        return value == known or (bool(fold(value)) and fold(value) == fold(known))
    return bool(value == known)


def _lacks_accents(value: Any, known: Any) -> bool:
    """Return whether a text has the letters of another, and fewer accents."""
    letters = unicodedata.normalize("NFD", str(known))
    return bool(value == "".join(char for char in letters if not unicodedata.combining(char)))
