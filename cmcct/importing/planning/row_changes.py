"""What a row changes in its entry: other files add, our own sheet also changes and removes."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from itertools import compress
from typing import Any, NamedTuple

from cmcct.edit import operations
from cmcct.edit.operations import RawTable, to_table
from cmcct.importing.cells.row_values import Record
from cmcct.importing.readers.rows import ADDRESS_BOOK, OWN
from cmcct.model.entities import APPS, STRICTEST, FocalPoint
from cmcct.model.fields import ENTRY_KEYS, PARTS, PLAIN_KEYS
from cmcct.model.loader import parse_entry
from cmcct.privacy.levels import strictest
from cmcct.text.folding import fold

# Never changed by a row: names are asked about, ids are not data, a zone is derived in our sheets.
_NEVER = frozenset({"id", "formerly", "merged", "name", "timezone", *PARTS["name"]})
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
            # A row that says otherwise may be about another seat.
            yield Change(key, value, Open.CONFLICT if key in {"country", "organisation"} else None)


def drop_old(values: RawTable, was: RawTable, now: RawTable) -> RawTable:
    """Return values of a row without those that an entry had, `was`, and `now` no longer has."""
    result: RawTable = {}
    for key, value in values.items():
        if not (_is_readable(key, was) and _is_readable(key, now)):
            result[key] = value
        elif ENTRY_KEYS[key].is_list:
            gone = [i for i in was.get(key, []) if not has_item(key, now.get(key, []), i)]
            result[key] = [item for item in value if not has_item(key, gone, item)]
        elif not is_same_text(value, was.get(key)) or is_same_text(value, now.get(key)):
            result[key] = value
    return result


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
        table = to_table(item)
        same = [phone for phone in phones if _has_value("phones", [phone], item)]
        if "ext" in table or has_item("phones", same, item):
            same = [phone for phone in same if _is_same("phones", item, phone)]
        if not same:
            yield item
        for phone in same:
            details = {"ext": phone["ext"]} if "ext" in phone else {}
            if phone.get("type") == "hotline" and "type" not in table:
                details["type"] = "hotline"
            yield _set_details(item, details)
    if is_own:
        yield from compress(phones, (not phone.is_dialable for phone in point.phones))


def find_stated(record: Record, key: str, now: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the channels that a row gives its person, and those that it takes away.

    In our own sheet, a channel that was handed out says nothing: nobody wrote it for this person.
    Without a base, `now` stands for what was handed out, and nothing is known to be taken away.
    """
    items = record.entry.get(key, [])
    if not (record.is_own or record.sheet.kind == OWN):
        return items, []
    was = now if record.base is None else record.base.get(key) or []
    is_read = record.base is not None and key in record.keys
    gone = [item for item in was if is_read and not has_item(key, items, item)]
    return [item for item in items if not has_item(key, was, item)], gone


def keep_stated(record: Record, values: RawTable) -> RawTable:
    """Return answered values, where "yes" says which channels stay, with those of the row.

    Those that may be private are asked about by the next import.
    """
    if record.guard or (record.sheet.kind == OWN and record.base is None):
        return values
    stated = dict(values)
    for key in PLAIN_KEYS.keys() & values.keys():
        added, _gone = find_stated(record, key, ())
        new = (item for item in added if not has_item(key, values[key], item))
        stated[key] = [*values[key], *new]
    return stated


def _is_readable(key: str, entry: RawTable) -> bool:
    """Return whether a list of an entry is one; the directory has an error where it is not."""
    return not ENTRY_KEYS[key].is_list or isinstance(entry.get(key, []), list)


def _correct_text(
    key: str, value: Any, entry: RawTable, point: FocalPoint, base: Mapping[str, Any] | None
) -> Iterator[Change]:
    now = entry.get(key)
    if _is_equal(key, value, now) or (now is None and value == getattr(point, key)):
        return
    was = base.get(key) if base is not None else None
    is_asked = base is None or key in _CONFIRMATION or not _is_equal(key, now, was)
    kind = Open.CONFLICT if value is not None else Open.REMOVAL
    yield Change(key, value, kind if is_asked or value is None else None, was)


def _correct_list(
    key: str, value: Any, entry: RawTable, point: FocalPoint, base: Mapping[str, Any] | None
) -> Iterator[Change]:
    wanted, before = value or [], entry.get(key, [])
    is_channel = key in PLAIN_KEYS
    if base is not None:
        was = base.get(key) or []
    else:  # a list may have the channels without an audience of their own
        was = [i for i in before if not (is_channel and isinstance(i, dict) and "sharing" in i)]
    now, is_contested = before, False
    if key == "phones" and base is not None:
        now, is_contested = _correct_details(before, wanted, was)
    gone = [item for item in now if has_item(key, was, item) and not has_item(key, wanted, item)]
    added = [item for item in wanted if not has_item(key, was, item)]
    unchanged = [item for item in now if item not in gone]
    items = _extend(key, unchanged, _add_audience(key, added, gone), point)
    if is_channel:  # in their order, what is new in place of what is gone
        new, old = iter(items[len(unchanged) :]), iter(items)
        placed = [next(new, None) if item in gone else next(old) for item in now]
        items = [*(item for item in placed if item is not None), *new]
    if items != before or is_contested:
        is_moved = any(not _has_value(key, now, item) for item in was)
        # A channel more is gone than is new: one is removed, and nobody says which.
        is_removal = not items or (is_channel and len(gone) > len(added))
        is_replaced = is_moved or len(items) > len(unchanged)
        kind = Open.REMOVAL if gone and not is_replaced else Open.CONFLICT
        is_asked = base is None or is_moved or is_removal or is_contested
        yield Change(key, items or None, kind if is_asked else None, was)


def _correct_details(now: list[Any], wanted: list[Any], was: list[Any]) -> tuple[list[Any], bool]:
    """Return numbers with the details that the sheet changed, and whether the directory did too."""
    items, is_contested = [*now], False
    for index, item in enumerate(now):
        new, old = (_find("phones", item, numbers) for numbers in (wanted, was))
        if new is None or old is None:
            continue
        corrected = {}
        for key in _DETAILS:
            here, there, before = (_get_detail(number, key) for number in (item, new, old))
            if there != before:
                corrected[key] = there
                is_contested |= here not in (there, before)
        items[index] = _set_details(item, corrected)
    return items, is_contested


def _set_details(item: Any, details: Mapping[str, Any]) -> Any:
    """Return a number with details, None for one that goes."""
    if not details:
        return item
    pairs = {**to_table(item), **details}.items()
    table = {key: value for key, value in pairs if value is not None}
    return table if len(table) > 1 else table["number"]


def _find(key: str, item: Any, items: Sequence[Any]) -> Any:
    return next((other for other in items if _is_same(key, item, other)), None)


def _get_detail(item: Any, key: str) -> Any:
    """Return a detail of a number, None if it has none or the default; apps in their order."""
    value = item.get(key) if isinstance(item, dict) else None
    if key == "apps":
        return [app for app in APPS if app in (value or ())] or None
    return None if value == "office" else value


def _add_audience(key: str, added: list[Any], gone: list[Any]) -> list[Any]:
    """Return new channels, none for more people than the channel that it is in place of.

    If it is not certain which one that is, the strictest of those that are gone counts.
    """
    if key not in PLAIN_KEYS:
        return added
    levels = [_level(key, item) for item in gone]
    if len(gone) != len(added):
        level = strictest(levels) if any(levels) else ""
        levels = [level] * len(added)
    tables = (to_table(item, PLAIN_KEYS[key]) for item in added)
    return [
        {**table, "sharing": table.get("sharing", level)} if level else item
        for item, table, level in zip(added, tables, levels, strict=True)
    ]


def _level(key: str, item: Any) -> str:
    """Return the audience of a channel, or ""; the strictest if it is misspelt."""
    channels = getattr(parse_entry({key: [item]}), key)
    return next((channel.sharing for channel in channels if channel.sharing), "")


def _extend(key: str, items: list[Any], added: list[Any], point: FocalPoint) -> list[Any]:
    """Return a list with the items that it lacks; an app is added to its number."""
    result = [*items]
    for item in added:
        index = next((i for i, other in enumerate(result) if _is_same(key, item, other)), None)
        if index is not None:
            apps = item.get("apps", []) if isinstance(item, dict) else []
            table = to_table(result[index])
            if new := [app for app in apps if app not in table.get("apps", [])]:
                result[index] = {**table, "apps": [*table.get("apps", []), *new]}
        elif not is_known(key, item, point):
            result.append(_hide_like_others(key, item, point))
    return result


def _hide_like_others(key: str, item: Any, point: FocalPoint) -> Any:
    """Return a new item: a channel for the secretariat alone where all others of its kind are."""
    new = getattr(parse_entry({key: [item]}), key) if key in PLAIN_KEYS else ()
    kinds = [getattr(channel, "type", "") for channel in new]
    others = getattr(point, key) if kinds else ()
    levels = {each.sharing for each in others if getattr(each, "type", "") in kinds}
    if levels != {STRICTEST}:
        return item
    table = to_table(item, PLAIN_KEYS[key])
    return {**table, "sharing": table.get("sharing", STRICTEST)}


def is_known(key: str, item: Any, point: FocalPoint) -> bool:
    """Return whether the private file has a channel."""
    if key not in PLAIN_KEYS:
        return False
    return has_item(key, [channel.model_dump() for channel in getattr(point, key)], item)


def has_item(key: str, items: Sequence[Any], item: Any) -> bool:
    """Return whether a list has an item, with its extension."""
    return _find(key, item, items) is not None


def _has_value(key: str, items: list[Any], item: Any) -> bool:
    """Return whether a list has a value, with any extension: not every format carries it."""
    value = operations.normalise(key, item)
    return any(operations.normalise(key, item) == value for item in items)


def _is_same(key: str, first: Any, second: Any) -> bool:
    """Return whether two items are one: numbers with their extension, addresses in any case."""
    if operations.normalise(key, first) != operations.normalise(key, second):
        return False
    return bool(to_table(first).get("ext", "") == to_table(second).get("ext", ""))


def _is_equal(key: str, value: Any, before: Any) -> bool:
    """Return whether two values are equal, lists in any order, a text also without its accents."""
    if not ENTRY_KEYS[key].is_list:
        letters = unicodedata.normalize("NFD", str(before or ""))
        plain = "".join(char for char in letters if not unicodedata.combining(char))
        return bool(value == before) or (bool(value) and value == plain)
    lists = value or [], before or []
    pairs = ((item, _find(key, item, lists[1 - i])) for i in (0, 1) for item in lists[i])
    return all(
        other is not None
        and all(_get_detail(item, name) == _get_detail(other, name) for name in _DETAILS)
        for item, other in pairs
    )


def is_same_text(first: Any, second: Any) -> bool:
    """Return whether two values are alike but for accents, case and punctuation."""
    if isinstance(first, str) and isinstance(second, str):
        return first == second or (bool(fold(first)) and fold(first) == fold(second))
    return bool(first == second)
