"""What an edit means: from what a directory file says to what it shall say.

The functions change in place what `tomllib.loads` returned; `edits` then changes the text.
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NoReturn, TypeAlias

from cmcct import places, reading
from cmcct.countries import find_country
from cmcct.diagnostics import KeyPath
from cmcct.errors import LISTED, CmcctError, UnknownValueError
from cmcct.folding import fold
from cmcct.keys import KEYS, PLAIN
from cmcct.model import STRICTEST, FocalPoint
from cmcct.places import add_item, list_at
from cmcct.suggest import closest
from cmcct.wording import join_or, say

Raw: TypeAlias = places.Raw

_REFERENCES = {"meeting": "meetings", "working_group": "working_groups"}


def entry(raw: Raw, id_: str, table: str = "focal_point") -> Raw:
    """Return the one table that has an id; raises `CmcctError`."""
    return entries(raw, [id_], table)[0]


def entries(raw: Raw, ids: Iterable[str], table: str = "focal_point") -> list[Raw]:
    """Return the table of each id; raises `CmcctError` where there is none, or more than one."""
    known: dict[str, list[Raw]] = {}
    for item in tables(raw, table):
        if "id" in item:
            known.setdefault(str(item["id"]), []).append(item)
    return [_only(known.get(id_, []), id_) or _unknown(id_, table, known) for id_ in ids]


def _unknown(id_: str, table: str, known: Mapping[str, list[Raw]]) -> NoReturn:
    error = UnknownValueError("id", id_, closest(id_, [*known]))
    items = ((now, item) for now, found in known.items() for item in found)
    now = [now for now, item in items if id_ in ids_of(item)]
    if now:
        error.help = say("it is called {ids} now", ids=join_or(now))
    elif not error.suggestions and table == "meeting":
        error.help = LISTED["meeting"]
    raise error


def _only(found: list[Raw], id_: str) -> Raw | None:
    """Return the table that was found, if there is one; raises `CmcctError` where several were."""
    if len(found) > 1:
        message = say("the id {id} stands more than once", id=repr(id_))
        raise CmcctError(message, say("give each entry its own: cmcct check FILE names the lines"))
    return found[0] if found else None


def tables(raw: Raw, table: str) -> list[Raw]:
    """Return the tables of a name, as far as they are tables."""
    return [item for item in _items(raw, table) if isinstance(item, dict)]


def ids_of(point: Raw) -> Iterator[str]:
    """Yield the ids that an entry has taken: its own, earlier ones, those merged into it."""
    for id_ in [point.get("id", ""), *_items(point, "formerly"), *_items(point, "merged")]:
        yield str(id_)


def all_ids(points: Iterable[Raw]) -> set[str]:
    """Return all the ids that entries have taken."""
    return {id_ for point in points for id_ in ids_of(point)}


def _items(table: Raw, key: str) -> list[Any]:
    """Return what is in a list, as far as it is one."""
    found = table.get(key, [])
    return found if isinstance(found, list) else []


# A seat and who sits there.


def verify(point: Raw, day: date, via: str | None) -> None:
    """Say when the person last confirmed the entry, and how."""
    point["verified"] = day
    point.pop("verified_via", None)
    if via:
        point["verified_via"] = via


def mark_mobiles(point: Raw, country: object, before: Raw) -> list[str]:
    """Write `type = "mobile"` where a new number is one and has no type; return the keys.

    `before` is what the table said; the numbers in it stay as they are.
    """
    from cmcct import phones

    known = {places.normal("phones", item) for item in _items(before, "phones")}
    code = code_of(country)
    marked = []
    for index, item in enumerate(_items(point, "phones")):
        table = item if isinstance(item, dict) else {"number": item}
        is_open = not table.keys() & {"type", "ext"} and isinstance(table.get("number"), str)
        is_new = is_open and places.normal("phones", item) not in known
        if is_new and phones.line(table["number"], code) == phones.MOBILE:
            point["phones"][index] = table | {"type": phones.MOBILE}
            marked.append(f"phones.{index}")
    return marked


def code_of(country: object) -> str:
    """Return the code of a country, or nothing where it cannot be read."""
    try:
        return find_country(str(country)).code
    except CmcctError:
        return ""


def retire(point: Raw, day: date) -> None:
    """Say that the person has left; what only the secretariat may have goes."""
    point["status"] = "left"
    known = point.get("until")
    # A day that has passed is when the person left; a later one was only expected.
    if not (type(known) is date and known < day):
        point["until"] = day
    # Whom a channel is for, and whether a misspelt word meant to hold it back, reading decides.
    if as_read(point).sharing == STRICTEST:
        for key in ("emails", "phones", "address", "notes"):
            point.pop(key, None)
    for key in PLAIN:
        kept = [item for item in _items(point, key) if not is_strictest(key, item)]
        if kept:
            point[key] = kept
        elif _items(point, key):
            del point[key]
    point.pop("private_notes", None)


def as_read(point: Raw) -> FocalPoint:
    """Return an entry as it is read, with what it shares where a word of that is misspelt."""
    read = reading.read({"focal_point": [point]})
    point_: FocalPoint = read.records["focal_point"][0].value
    return point_


def is_strictest(key: str, item: Any) -> bool:
    """Whether an e-mail or number is for the secretariat only, or cannot be read."""
    channels = getattr(as_read({key: [item]}), key)
    return all(channel.sharing == STRICTEST for channel in channels)


# The file as a whole.


def add(raw: Raw, points: Iterable[Raw]) -> None:
    """Add entries where the file's order puts them, each with its keys in their order."""
    keys = [*KEYS["focal_point"]]
    listed = list_at(raw, ("focal_point",), make=True)
    ranks = [rank_of(known if isinstance(known, dict) else {}) for known in listed]
    for point in points:
        rank = rank_of(point)
        place = _place(ranks, rank)
        ranks.insert(place, rank)
        listed.insert(place, {key: point[key] for key in keys if key in point} | point)


def _place(ranks: list[tuple[str, str]], rank: tuple[str, str]) -> int:
    """Return where a new entry stands: by country and id, or else after those of its country."""
    if ranks == sorted(ranks):
        return bisect(ranks, rank)
    same = [index for index, known in enumerate(ranks) if known[0] == rank[0]]
    return same[-1] + 1 if same else len(ranks)


def rank_of(point: Raw) -> tuple[str, str]:
    """Return what entries are ordered by: the country, then the id."""
    written = str(point.get("country", ""))
    with suppress(CmcctError):
        written = find_country(written).name
    return fold(written), str(point.get("id", ""))


def remove(raw: Raw, ids: Sequence[str]) -> None:
    """Take entries out, and what `[check]` ignores of them."""
    gone, points = {id(point) for point in entries(raw, ids)}, raw["focal_point"]
    points[:] = [point for point in points if id(point) not in gone]
    if not points:
        del raw["focal_point"]
    for id_ in ids:
        _rename_ignored(raw, id_, "")


def attend(raw: Raw, meeting: str, ids: Iterable[str]) -> None:
    """Add a meeting to the ones that seats attended."""
    entry(raw, meeting, "meeting")
    for point in entries(raw, ids):
        add_item(point, ("meetings",), meeting)


def rename(raw: Raw, old: str, new: str) -> bool:
    """Give a seat, meeting or group another id everywhere; a seat remembers the old one.

    Returns whether it is forgotten all the same. Raises `CmcctError`.
    """
    table = _table_of(raw, old)
    found = entry(raw, old, table or "focal_point")
    if old == new:
        return False
    found["id"] = new
    if table == "focal_point":
        _rename_ignored(raw, old, new)
        return not _remembers(found, old, new)
    for point in tables(raw, "focal_point"):
        key = _REFERENCES[table]
        if old in _items(point, key):
            point[key] = [new if id_ == old else id_ for id_ in point[key]]
    return False


def _remembers(point: Raw, old: str, new: str) -> bool:
    """Let a seat remember its old id, unless the first, which the UID is made from, is back."""
    former = _items(point, "formerly")
    if new not in former:
        add_item(point, ("formerly",), old)
    elif former[0] != new:
        point["formerly"] = [*(id_ for id_ in former if id_ != new), old]
    elif len(former) == 1:
        # With another one in it, `formerly` would not begin with the first any more.
        del point["formerly"]
    else:
        message = say("{id} is the first of the ids that the seat had before", id=repr(new))
        help_ = say("choose another: address books know the card by the first of them")
        raise CmcctError(message, help_)
    return "formerly" in point


def taken_by_other(raw: Raw, old: str, new: str) -> KeyPath:
    """Return where the id `new` stands in another one of the kind that has the id `old`, if so."""
    table = _table_of(raw, old)
    others = ((n, i) for n, i in enumerate(_items(raw, table)) if isinstance(i, dict))
    for number, item in others:
        if item.get("id") != old and new in ids_of(item):
            keys = (key for key in ("formerly", "merged") if new in _items(item, key))
            key = next(keys, "id")
            at = () if key == "id" else (_items(item, key).index(new),)
            return (table, number, key, *at)
    return ()


def _table_of(raw: Raw, id_: str) -> str:
    return next((name for name in ("focal_point", *_REFERENCES) if _has(raw, name, id_)), "")


def _has(raw: Raw, table: str, id_: str) -> bool:
    return any(item.get("id") == id_ for item in tables(raw, table))


def _rename_ignored(raw: Raw, old: str, new: str) -> None:
    """Let `[check] ignore` speak of a seat by its new id, or no longer."""
    check = raw.get("check")
    ignored = _items(check, "ignore") if isinstance(check, dict) else []
    kept = list(_renamed(ignored, old, new))
    if kept != ignored:
        raw["check"]["ignore"] = kept


def _renamed(codes: list[Any], old: str, new: str) -> Iterator[Any]:
    for code in codes:
        id_, colon, rest = str(code).rpartition(":")
        if id_ != old:
            yield code
        elif new:
            yield f"{new}{colon}{rest}"
