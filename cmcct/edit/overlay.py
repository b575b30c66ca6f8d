"""Find and edit, in place, the private file's (overlay's) data on an entry and its person."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cmcct.edit.key_paths import add_items, list_at, normal
from cmcct.edit.operations import Raw, ids_of, tables
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.model import owners
from cmcct.model.fields import PLAIN_KEYS
from cmcct.text.folding import fold

_TABLE = "focal_point"
_TEXTS = ("private_notes", "address")  # texts; both are kept in a merge


class Move(NamedTuple):
    """An overlay entry whose directory entry gets another name."""

    id: str
    name: str  # of the person to whom the overlay entry belongs
    owner: str  # the new name of the directory entry
    entry: str  # the id of the directory entry
    is_merged: bool  # whether the edit merges it into another directory entry

    @property
    def is_same(self) -> bool:
        """Whether the new name is likely the same person's."""
        return bool(self.owner) and owners.is_same_person(self.name, self.owner)


def name_of(table: Raw) -> str:
    """Return the name in an entry or overlay entry, or ""."""
    return str(table.get("name", "")).strip()


def reaching(raw: Raw, private: Raw, point: Raw) -> list[Raw]:
    """Return the overlay entries whose id leads to an entry, whatever their name."""
    return [part for part, found in _pairs(raw, private) if any(one is point for one in found)]


def joined(raw: Raw, private: Raw, point: Raw) -> list[Raw]:
    """Return the overlay entries joined to an entry, those with its id and a name first."""
    found = [
        part
        for part in reaching(raw, private, point)
        if owners.may_join(name_of(part), name_of(point))
    ]
    return sorted(found, key=lambda part: (part.get("id") != point.get("id"), not name_of(part)))


def of_others(raw: Raw, private: Raw, point: Raw, name: str) -> list[Raw]:
    """Return the overlay entries of an entry that do not belong to the seat's new person.

    Includes those of the previous person, even if the names are similar.
    """
    before = [] if fold(name_of(point)) == fold(name) else joined(raw, private, point)
    return [
        part
        for part in reaching(raw, private, point)
        if any(part is known for known in before)
        or not owners.is_same_person(name_of(part) or name_of(point), name)
    ]


def part_of(raw: Raw, private: Raw, point: Raw, *, is_named: bool = False) -> Raw:
    """Return the overlay entry of an entry's person for editing; create it if missing.

    With `is_named`, its name is about to be set, so a single one may belong to another person.
    Raises `CmcctError` if two match equally.
    """
    found = joined(raw, private, point)
    others = reaching(raw, private, point)
    if is_named and not found and len(others) == 1:
        return others[0]
    if found[1:] and _key(found[0]) == _key(found[1]):
        message = _("the id {id} stands more than once", id=repr(found[0]["id"]))
        raise CmcctError(message, _("give each entry its own: cmcct check FILE names the lines"))
    if found:
        return found[0]
    name = name_of(point)
    part = {"id": point["id"]} | ({"name": name} if name else {})
    list_at(private, (_TABLE,), make=True).append(part)
    return part


def strays(raw: Raw, private: Raw) -> dict[str, list[Raw]]:
    """Return the overlay entries that lead to no entry, by id."""
    found: dict[str, list[Raw]] = {}
    for part, points in _pairs(raw, private):
        if not points:
            found.setdefault(str(part["id"]), []).append(part)
    return found


def drop(private: Raw, parts: Iterable[Raw]) -> None:
    """Remove overlay entries."""
    gone = {id(part) for part in parts}
    if gone:
        private[_TABLE] = [part for part in private[_TABLE] if id(part) not in gone]
        if not private[_TABLE]:
            del private[_TABLE]


def rename(raw: Raw, private: Raw, parts: Iterable[Raw], point: Raw) -> None:
    """Set the id of overlay entries to the entry's new id; merge those of the same person."""
    for part in parts:
        part["id"] = point["id"]
    if len([part for part in tables(private, _TABLE) if part.get("id") == point["id"]]) > 1:
        gather(raw, private, point)


def gather(raw: Raw, private: Raw, point: Raw) -> None:
    """Give the overlay entries joined to an entry its id and name, and merge them."""
    for part in joined(raw, private, point):
        part["id"] = point["id"]
        if name_of(part):
            part["name"] = name_of(point)
    _fold_together(
        private, [part for part in tables(private, _TABLE) if part.get("id") == point["id"]]
    )


def _fold_together(private: Raw, parts: Sequence[Raw]) -> None:
    """Merge the overlay entries of each person without losing data."""
    kept: list[Raw] = []
    for part in parts:
        same = [known for known in kept if _is_foldable(known, part)]
        if same:
            _take_in(same[0], part)
            drop(private, [part])
        else:
            kept.append(part)


def _is_foldable(known: Raw, part: Raw) -> bool:
    """Return whether two overlay entries belong to one person and have compatible values."""
    names = name_of(known), name_of(part)
    is_one = all(names) and owners.is_same_person(*names)
    return (is_one or not any(names)) and all(
        key not in known
        or known[key] == value
        or key in ("id", "name")
        or type(known[key]) is type(value) is (str if key in _TEXTS else list)
        for key, value in part.items()
    )


def _take_in(known: Raw, part: Raw) -> None:
    for key, value in part.items():
        if isinstance(value, list):
            add_items(known, key, value)
        elif key in _TEXTS and known.get(key, value) != value:
            known[key] = f"{known[key]}\n{value}"
        else:
            known.setdefault(key, value)


def ids(private: Raw) -> set[str]:
    """Return the ids in a private file; a new entry with one would get its channels."""
    return {str(part["id"]) for part in tables(private, _TABLE) if "id" in part}


def refuse_ids(private: Raw, wanted: Iterable[str]) -> None:
    """Raise `CmcctError` if the private file uses one of the ids."""
    known = ids(private)
    for id_ in wanted:
        if id_ in known:
            message = _("the private file holds something under the id {id}", id=repr(id_))
            raise CmcctError(message, _("choose another id, or take it out there first"))


def lost(raw: Raw, private: Raw, new: Raw, new_private: Raw) -> set[tuple[str, str]]:
    """Return the private file's channels that an edit would lose, as (key, text)."""
    there = _channels(new_private) | (_channels(new) - _channels(raw))
    texts = "\n".join(text for kind, text in there if kind in _TEXTS)
    return {
        (kind, text)
        for kind, text in _channels(private) - there
        if kind not in _TEXTS or text not in texts
    }


def _channels(raw: Raw) -> set[tuple[str, str]]:
    """Return the channels, addresses and notes of all entries, as (key, text)."""
    return {
        (key, normal(key, item))
        for point in tables(raw, _TABLE)
        for key in (*PLAIN_KEYS, *_TEXTS)
        if key in point
        for item in (point[key] if isinstance(point[key], list) else [point[key]])
    }


def moves(raw: Raw, after: Raw, private: Raw) -> list[Move]:
    """Return the overlay entries whose directory entry has another name after an edit."""
    then = {id(part): found for part, found in _pairs(after, private)}
    return [
        Move(
            id=str(part["id"]),
            name=name_of(part) or name_of(point),
            owner=name_of(new),
            entry=str(new.get("id", "")),
            is_merged=point.get("id") != new.get("id"),
        )
        for part, found in _pairs(raw, private)
        for point in found
        for new in then.get(id(part), ())
        if owners.may_join(name_of(part), name_of(point))
        and name_of(point) not in ("", name_of(new))
    ]


def name_parts(private: Raw, moved: Iterable[Move], corrected: Iterable[Move] = ()) -> None:
    """Set the name in overlay entries: the old name in `moved`, the new one in `corrected`."""
    names = {move: move.name for move in moved} | {move: move.owner for move in corrected}
    for part in tables(private, _TABLE):
        for move, name in names.items():
            if part.get("id") == move.id and name_of(part) in ("", move.name):
                part["name"] = name
                break


def _key(part: Raw) -> tuple[object, bool]:
    return part.get("id"), bool(name_of(part))


def _pairs(raw: Raw, private: Raw) -> Iterator[tuple[Raw, list[Raw]]]:
    """Yield each overlay entry with the directory entries that its id leads to."""
    points = tables(raw, _TABLE)
    known = owners.map_ids([list(ids_of(point)) for point in points])
    for part in tables(private, _TABLE):
        if "id" in part:
            yield part, [points[index] for index in known.get(str(part["id"]), ())]
