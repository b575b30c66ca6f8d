"""Edits of ids, and of what refers to them: rename, remove, join and leave.

As in `edit/operations`, the functions modify parsed data in place.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from cmcct.diagnostics import KeyPath
from cmcct.edit import key_paths
from cmcct.edit.key_paths import add_item, get_list
from cmcct.edit.operations import (
    SETTINGS,
    TABLES,
    RawTable,
    find_table,
    get_entry,
    get_items,
    get_tables,
    table_ids,
)
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, quote_text
from cmcct.model.fields import KEYS, RECORDS, REFERENCES


def add_table(raw: RawTable, table: str, item: RawTable) -> None:
    """Append a meeting or working group, with its keys in canonical order.

    Raises `CmcctError` if a command that is given its id would find something else.
    """
    refuse_id_of_others(raw, table, item["id"])
    item = {key: item[key] for key in KEYS[table] if key in item}
    get_list(raw, (table,), make=True).append(item)


def refuse_id_of_others(raw: RawTable, table: str, id_: str) -> None:
    """Raise `CmcctError` if a table of another kind has an id, or it is the word `directory`."""
    others = {
        str(item["id"])
        for other in TABLES
        if other != table
        for item in get_tables(raw, other)
        if "id" in item
    }
    if id_ in {SETTINGS, *others}:
        message = _("the id {id} is already used", id=quote_text(id_))
        raise CmcctError(message, _("choose another id"))


def remove(raw: RawTable, ids: Iterable[str]) -> None:
    """Remove entries, meetings and working groups, and all references to them."""
    found = {id(item): (table, item) for table, item in (find_table(raw, id_) for id_ in ids)}
    for table, item in found.values():
        if table == "focal_point":
            _rename_ignored(raw, str(item["id"]), "")
        else:
            leave_table(raw, table, str(item["id"]), get_tables(raw, "focal_point"))
        raw[table] = [other for other in raw[table] if other is not item]
        if not raw[table]:
            del raw[table]


def join_table(raw: RawTable, table: str, id_: str, entries: Iterable[RawTable]) -> None:
    """Add a meeting or working group to each entry."""
    item = get_entry(raw, id_, table)
    for entry in entries:
        add_item(entry, (RECORDS[table],), item["id"])


def leave_table(raw: RawTable, table: str, id_: str, entries: Iterable[RawTable]) -> None:
    """Remove a meeting or working group from each entry that has it, under any key."""
    item = get_entry(raw, id_, table)
    for entry in entries:
        for key in _keys_referring_to(table):
            if item["id"] in get_items(entry, key):
                key_paths.remove_item(entry, (key,), item["id"])


def _keys_referring_to(table: str) -> list[str]:
    return [key for key, referred in REFERENCES.items() if referred == table]


def rename(raw: RawTable, old: str, new: str) -> bool:
    """Change the id of an entry, meeting or working group, and all references to it.

    An entry keeps the old id in `formerly`. Returns True if it does not, because `new` is its only
    former id. Raises `CmcctError`.
    """
    table, found = find_table(raw, old)
    old = str(found["id"])
    if old == new:
        return False
    refuse_id_of_others(raw, table, new)
    found["id"] = new
    if table == "focal_point":
        _rename_ignored(raw, old, new)
        return not _keep_old_id(found, old, new)
    for entry in get_tables(raw, "focal_point"):
        for key in _keys_referring_to(table):
            if old in get_items(entry, key):
                entry[key] = [new if id_ == old else id_ for id_ in entry[key]]
    return False


def _keep_old_id(entry: RawTable, old: str, new: str) -> bool:
    """Add the old id to `formerly`; return whether `formerly` is present afterwards.

    The first former id, on which the card's UID is based, can only become the id again if it is the
    only one.
    """
    former = get_items(entry, "formerly")
    if new not in former:
        add_item(entry, ("formerly",), old)
    elif former[0] != new:
        entry["formerly"] = [*(id_ for id_ in former if id_ != new), old]
    elif len(former) == 1:
        # `formerly` must start with the first id, so it can only go as a whole.
        del entry["formerly"]
    else:
        message = _("{id} is the original id of this entry", id=quote_text(new))
        hint = _("choose another id: address books identify the card by the original id")
        raise CmcctError(message, hint)
    return "formerly" in entry


def find_id_conflict(raw: RawTable, table: str, old: str, new: str) -> KeyPath:
    """Return where another table of the list of `old` uses the id `new`; () if none does."""
    for number, item in enumerate(get_items(raw, table)):
        if isinstance(item, dict) and item.get("id") != old and new in table_ids(item):
            keys = (key for key in ("formerly", "merged") if new in get_items(item, key))
            key = next(keys, "id")
            at = () if key == "id" else (get_items(item, key).index(new),)
            return (table, number, key, *at)
    return ()


def _rename_ignored(raw: RawTable, old: str, new: str) -> None:
    """Replace an id in `[check] ignore`, or remove its items if `new` is empty."""
    check = raw.get("check")
    ignored = get_items(check, "ignore") if isinstance(check, dict) else []
    kept = list(_rename_codes(ignored, old, new))
    if kept != ignored:
        raw["check"]["ignore"] = kept


def _rename_codes(codes: list[Any], old: str, new: str) -> Iterator[Any]:
    for code in codes:
        id_, colon, rest = str(code).rpartition(":")
        if id_ != old:
            yield code
        elif new:
            yield f"{new}{colon}{rest}"
