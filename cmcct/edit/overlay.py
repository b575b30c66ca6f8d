"""Find and edit, in place, the private file's (overlay's) data on an entry and its person."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cmcct.edit.operations import (
    RawTable,
    add_items,
    get_list,
    normalise,
    repeated_id_error,
    table_ids,
)
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, quote_text
from cmcct.model import person_names
from cmcct.model.fields import PLAIN_KEYS
from cmcct.text.folding import fold
from cmcct.toml.values import get_tables

_TABLE = "focal_point"
_TEXTS = ("private_notes", "address")  # texts; both are kept in a merge


class Move(NamedTuple):
    """An overlay entry whose directory entry gets another name."""

    id: str
    name: str  # of the person to whom the overlay entry belongs
    owner: str  # the new name of the directory entry
    entry_id: str  # of the directory entry
    is_merged: bool  # whether the edit merges it into another directory entry

    @property
    def is_same(self) -> bool:
        """Whether the new name is likely the same person's."""
        return bool(self.owner) and person_names.is_same_person(self.name, self.owner)


def person_name(table: RawTable) -> str:
    """Return the name in an entry or overlay entry, or ""."""
    name = table.get("name", "")
    return name.strip() if isinstance(name, str) else person_names.InvalidName(name)


def parts_for(raw: RawTable, overlay_raw: RawTable, entry: RawTable) -> list[RawTable]:
    """Return the overlay entries whose id leads to an entry, whatever their name."""
    return [
        part for part, entries in _pairs(raw, overlay_raw) if any(each is entry for each in entries)
    ]


def joined_parts(raw: RawTable, overlay_raw: RawTable, entry: RawTable) -> list[RawTable]:
    """Return the overlay entries joined to an entry, those with its id and a name first."""
    joined = [
        part
        for part in parts_for(raw, overlay_raw, entry)
        if person_names.may_join(person_name(part), person_name(entry))
    ]
    return sorted(
        joined, key=lambda part: (part.get("id") != entry.get("id"), not person_name(part))
    )


def parts_of_others(
    raw: RawTable, overlay_raw: RawTable, entry: RawTable, name: str
) -> list[RawTable]:
    """Return the overlay entries of an entry that do not belong to the seat's new person.

    Includes those of the previous person, even if the names are similar.
    """
    before = [] if fold(person_name(entry)) == fold(name) else joined_parts(raw, overlay_raw, entry)
    return [
        part
        for part in parts_for(raw, overlay_raw, entry)
        if any(part is each for each in before)
        or not person_names.is_same_person(person_name(part) or person_name(entry), name)
    ]


def get_or_create_part(
    raw: RawTable, overlay_raw: RawTable, entry: RawTable, *, is_named: bool = False
) -> RawTable:
    """Return the overlay entry of an entry's person for editing; create it if missing.

    With `is_named`, its name is about to be set, so a single one may belong to another person.
    Raises `CmcctError` if two match equally.
    """
    joined = joined_parts(raw, overlay_raw, entry)
    parts = parts_for(raw, overlay_raw, entry)
    if is_named and not joined and len(parts) == 1:
        return parts[0]
    if len({(part.get("id"), bool(person_name(part))) for part in joined[:2]}) < len(joined[:2]):
        raise repeated_id_error(str(joined[0]["id"]))
    if joined:
        return joined[0]
    return _add_part(overlay_raw, entry["id"], person_name(entry))


def _add_part(overlay_raw: RawTable, id_: str, name: str) -> RawTable:
    part = {"id": id_, "name": name} if name else {"id": id_}
    get_list(overlay_raw, (_TABLE,), make=True).append(part)
    return part


def named_part(raw: RawTable, overlay_raw: RawTable, entry: RawTable, name: str) -> RawTable:
    """Return the overlay entry of a person by name for editing; create it if missing.

    It is another person's than the entry's if the names differ, and then it is not joined.
    """
    if not name or person_names.is_same_person(name, person_name(entry)):
        part = get_or_create_part(raw, overlay_raw, entry)
        if not name or person_names.may_join(person_name(part), name):
            return part
    for part in parts_for(raw, overlay_raw, entry):
        if person_name(part) and person_names.is_same_person(person_name(part), name):
            return part
    return _add_part(overlay_raw, entry["id"], name)


def orphan_parts(raw: RawTable, overlay_raw: RawTable) -> dict[str, list[RawTable]]:
    """Return the overlay entries that lead to no entry, by id."""
    orphans: dict[str, list[RawTable]] = {}
    for part, entries in _pairs(raw, overlay_raw):
        if not entries:
            orphans.setdefault(str(part["id"]), []).append(part)
    return orphans


def remove_parts(overlay_raw: RawTable, parts: Iterable[RawTable]) -> None:
    """Remove overlay entries."""
    gone = {id(part) for part in parts}
    if gone:
        overlay_raw[_TABLE] = [part for part in overlay_raw[_TABLE] if id(part) not in gone]
        if not overlay_raw[_TABLE]:
            del overlay_raw[_TABLE]


def remove_if_empty(overlay_raw: RawTable, part: RawTable) -> bool:
    """Remove an overlay entry that says nothing of its entry; return whether it is removed."""
    is_empty = part.keys() <= {"id", "name"}
    if is_empty:
        remove_parts(overlay_raw, [part])
    return is_empty


def rename_parts(
    raw: RawTable, overlay_raw: RawTable, parts: Iterable[RawTable], entry: RawTable
) -> None:
    """Set the id of overlay entries to the entry's new id; merge those of the same person."""
    for part in parts:
        part["id"] = entry["id"]
    if len(_list_parts(overlay_raw, entry)) > 1:
        merge_parts(raw, overlay_raw, entry)


def _list_parts(overlay_raw: RawTable, entry: RawTable) -> list[RawTable]:
    """Return the overlay entries with the id of an entry."""
    return [part for part in get_tables(overlay_raw, _TABLE) if part.get("id") == entry["id"]]


def merge_parts(raw: RawTable, overlay_raw: RawTable, entry: RawTable) -> None:
    """Give the overlay entries joined to an entry its id and name, and merge them."""
    for part in joined_parts(raw, overlay_raw, entry):
        part["id"] = entry["id"]
        if person_name(part):
            part["name"] = person_name(entry)
    merged: list[RawTable] = []
    for part in _list_parts(overlay_raw, entry):
        if same := [earlier for earlier in merged if _can_merge(earlier, part)]:
            _merge_into(same[0], part)
            remove_parts(overlay_raw, [part])
        else:
            merged.append(part)


def _can_merge(earlier: RawTable, part: RawTable) -> bool:
    """Return whether two overlay entries belong to one person and have compatible values."""
    names = person_name(earlier), person_name(part)
    is_one = all(names) and person_names.is_same_person(*names)
    return (is_one or not any(names)) and all(
        key not in earlier
        or earlier[key] == value
        or key in ("id", "name")
        or type(earlier[key]) is type(value) is (str if key in _TEXTS else list)
        for key, value in part.items()
    )


def _merge_into(earlier: RawTable, part: RawTable) -> None:
    for key, value in part.items():
        if isinstance(value, list):
            add_items(earlier, key, value)
        elif key in _TEXTS and earlier.get(key, value) != value:
            earlier[key] = f"{earlier[key]}\n{value}"
        else:
            earlier.setdefault(key, value)


def used_ids(overlay_raw: RawTable) -> set[str]:
    """Return the ids in a private file; a new entry with one would get its channels."""
    return {str(part["id"]) for part in get_tables(overlay_raw, _TABLE) if "id" in part}


def refuse_ids(overlay_raw: RawTable, wanted: Iterable[str]) -> None:
    """Raise `CmcctError` if the private file uses one of the ids."""
    used = used_ids(overlay_raw)
    for id_ in wanted:
        if id_ in used:
            message = _("the private file already has data for the id {id}", id=quote_text(id_))
            raise CmcctError(message, _("choose another id, or remove that data first"))


def lost_channels(
    raw: RawTable, overlay_raw: RawTable, new: RawTable, new_overlay_raw: RawTable
) -> set[tuple[str, str]]:
    """Return the private file's channels that an edit would lose, as (key, text)."""
    before, after = _channels(overlay_raw), _channels(new_overlay_raw)
    if before <= after:  # usual, and the directory is long
        return set()
    there = after | (_channels(new) - _channels(raw))
    texts = "\n".join(text for kind, text in there if kind in _TEXTS)
    return {
        (kind, text) for kind, text in before - there if kind not in _TEXTS or text not in texts
    }


def _channels(raw: RawTable) -> set[tuple[str, str]]:
    """Return the channels, addresses and notes of all entries, as (key, text)."""
    return {
        (key, normalise(key, item))
        for entry in get_tables(raw, _TABLE)
        for key in (*PLAIN_KEYS, *_TEXTS)
        if key in entry
        for item in (entry[key] if isinstance(entry[key], list) else [entry[key]])
    }


def find_moves(raw: RawTable, after: RawTable, overlay_raw: RawTable) -> list[Move]:
    """Return the overlay entries whose directory entry has another name after an edit."""
    then = {id(part): entries for part, entries in _pairs(after, overlay_raw)}
    return [
        Move(
            id=str(part["id"]),
            name=person_name(part) or person_name(entry),
            owner=person_name(new),
            entry_id=str(new.get("id", "")),
            is_merged=entry.get("id") != new.get("id"),
        )
        for part, entries in _pairs(raw, overlay_raw)
        for entry in entries
        for new in then.get(id(part), ())
        if person_names.may_join(person_name(part), person_name(entry))
        and person_name(entry) not in ("", person_name(new))
    ]


def set_part_names(
    overlay_raw: RawTable, moved: Iterable[Move], corrected: Iterable[Move] = ()
) -> None:
    """Set the name in overlay entries: the old name in `moved`, the new one in `corrected`."""
    names = {move: move.name for move in moved} | {move: move.owner for move in corrected}
    for part in get_tables(overlay_raw, _TABLE):
        for move, name in names.items():
            if part.get("id") == move.id and person_name(part) in ("", move.name):
                part["name"] = name
                break


def _pairs(raw: RawTable, overlay_raw: RawTable) -> Iterator[tuple[RawTable, list[RawTable]]]:
    """Yield each overlay entry with the directory entries that its id leads to."""
    entries = get_tables(raw, _TABLE)
    indexes = person_names.map_ids([list(table_ids(entry)) for entry in entries])
    for part in get_tables(overlay_raw, _TABLE):
        if "id" in part:
            yield part, [entries[index] for index in indexes.get(str(part["id"]), ())]
