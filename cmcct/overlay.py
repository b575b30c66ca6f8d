"""What the private file says of an entry and its person, found and changed in place."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cmcct import owners
from cmcct.changes import Raw, ids_of, tables
from cmcct.errors import CmcctError
from cmcct.folding import fold
from cmcct.keys import PLAIN
from cmcct.places import add_items, list_at, normal
from cmcct.wording import say

_TABLE = "focal_point"
_TEXTS = ("private_notes", "address")  # of two, both are kept


class Move(NamedTuple):
    """A part whose entry gets another name."""

    id: str
    name: str  # of the person whose part it is
    owner: str  # the name that the entry gets
    entry: str  # the id of that entry
    is_merged: bool  # into that entry, of which it was not before

    @property
    def is_same(self) -> bool:
        """Whether the new name is plainly one of the same person."""
        return bool(self.owner) and owners.is_same(self.name, self.owner)


def name_of(table: Raw) -> str:
    """Return the name in a part or an entry, or nothing."""
    return str(table.get("name", "")).strip()


def reaching(raw: Raw, private: Raw, point: Raw) -> list[Raw]:
    """Return the parts that lead to an entry, of whatever person."""
    return [part for part, found in _pairs(raw, private) if any(one is point for one in found)]


def joined(raw: Raw, private: Raw, point: Raw) -> list[Raw]:
    """Return the parts that are joined to an entry, those under its present id and a name first."""
    found = [
        part
        for part in reaching(raw, private, point)
        if owners.may_join(name_of(part), name_of(point))
    ]
    return sorted(found, key=lambda part: (part.get("id") != point.get("id"), not name_of(part)))


def of_others(raw: Raw, private: Raw, point: Raw, name: str) -> list[Raw]:
    """Return the parts that lead to an entry and are not of the person who takes the seat.

    What is of the person before goes, even where the next one has a similar name.
    """
    before = [] if fold(name_of(point)) == fold(name) else joined(raw, private, point)
    return [
        part
        for part in reaching(raw, private, point)
        if any(part is known for known in before)
        or not owners.is_same(name_of(part) or name_of(point), name)
    ]


def part_of(raw: Raw, private: Raw, point: Raw, *, is_named: bool = False) -> Raw:
    """Return the part of an entry's person, to be changed; a new one says whose it is.

    With `is_named` the person is about to be written, and the only part may be of another.
    """
    found = joined(raw, private, point)
    others = reaching(raw, private, point)
    if is_named and not found and len(others) == 1:
        return others[0]
    if found[1:] and _key(found[0]) == _key(found[1]):
        message = say("the id {id} stands more than once", id=repr(found[0]["id"]))
        raise CmcctError(message, say("give each entry its own: cmcct check FILE names the lines"))
    if found:
        return found[0]
    name = name_of(point)
    part = {"id": point["id"]} | ({"name": name} if name else {})
    list_at(private, (_TABLE,), make=True).append(part)
    return part


def strays(raw: Raw, private: Raw) -> dict[str, list[Raw]]:
    """Return the parts that lead to no entry, by their ids."""
    found: dict[str, list[Raw]] = {}
    for part, points in _pairs(raw, private):
        if not points:
            found.setdefault(str(part["id"]), []).append(part)
    return found


def drop(private: Raw, parts: Iterable[Raw]) -> None:
    """Take parts out."""
    gone = {id(part) for part in parts}
    if gone:
        private[_TABLE] = [part for part in private[_TABLE] if id(part) not in gone]
        if not private[_TABLE]:
            del private[_TABLE]


def rename(raw: Raw, private: Raw, parts: Iterable[Raw], point: Raw) -> None:
    """Let parts call their entry by its new id; those of one person become one."""
    for part in parts:
        part["id"] = point["id"]
    if len([part for part in tables(private, _TABLE) if part.get("id") == point["id"]]) > 1:
        gather(raw, private, point)


def gather(raw: Raw, private: Raw, point: Raw) -> None:
    """Put all that is joined to an entry under its id; what names its person becomes one part."""
    for part in joined(raw, private, point):
        part["id"] = point["id"]
        if name_of(part):
            part["name"] = name_of(point)
    _fold_together(
        private, [part for part in tables(private, _TABLE) if part.get("id") == point["id"]]
    )


def _fold_together(private: Raw, parts: Sequence[Raw]) -> None:
    """Make one of the parts of each person; nothing that they hold is lost."""
    kept: list[Raw] = []
    for part in parts:
        same = [known for known in kept if _is_foldable(known, part)]
        if same:
            _take_in(same[0], part)
            drop(private, [part])
        else:
            kept.append(part)


def _is_foldable(known: Raw, part: Raw) -> bool:
    """Whether two parts are of one person, and what they hold goes into one."""
    names = name_of(known), name_of(part)
    is_one = all(names) and owners.is_same(*names)
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
    """Return the ids in a private file: no new entry gets one, as it would get the numbers too."""
    return {str(part["id"]) for part in tables(private, _TABLE) if "id" in part}


def refuse_ids(private: Raw, wanted: Iterable[str]) -> None:
    """Refuse ids under which a private file holds something; raises `CmcctError`."""
    known = ids(private)
    for id_ in wanted:
        if id_ in known:
            message = say("the private file holds something under the id {id}", id=repr(id_))
            raise CmcctError(message, say("choose another id, or take it out there first"))


def lost(raw: Raw, private: Raw, new: Raw, new_private: Raw) -> set[tuple[str, str]]:
    """Return the channels of a private file that stand nowhere after an edit."""
    there = _channels(new_private) | (_channels(new) - _channels(raw))
    texts = "\n".join(text for kind, text in there if kind in _TEXTS)
    return {
        (kind, text)
        for kind, text in _channels(private) - there
        if kind not in _TEXTS or text not in texts
    }


def _channels(raw: Raw) -> set[tuple[str, str]]:
    """Return the e-mails, numbers, addresses and notes of all entries."""
    return {
        (key, normal(key, item))
        for point in tables(raw, _TABLE)
        for key in (*PLAIN, *_TEXTS)
        if key in point
        for item in (point[key] if isinstance(point[key], list) else [point[key]])
    }


def moves(raw: Raw, after: Raw, private: Raw) -> list[Move]:
    """Return the parts of somebody whose entry has another name after an edit."""
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
    """Write into parts whose they are: under the new name where it is the same person's."""
    names = {move: move.name for move in moved} | {move: move.owner for move in corrected}
    for part in tables(private, _TABLE):
        for move, name in names.items():
            if part.get("id") == move.id and name_of(part) in ("", move.name):
                part["name"] = name
                break


def _key(part: Raw) -> tuple[object, bool]:
    return part.get("id"), bool(name_of(part))


def _pairs(raw: Raw, private: Raw) -> Iterator[tuple[Raw, list[Raw]]]:
    """Yield each part with the entries that it leads to."""
    points = tables(raw, _TABLE)
    known = owners.reach([list(ids_of(point)) for point in points])
    for part in tables(private, _TABLE):
        if "id" in part:
            yield part, [points[index] for index in known.get(str(part["id"]), ())]
