"""Three-way merge of data: tables by id, fields by their kind.

Fields that belong together conflict together: those of a person, channels and who has them.
"""

from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple, TypeAlias, TypeVar

from cmcct.edit import operations, replace_person
from cmcct.errors.exceptions import CmcctError
from cmcct.model.entities import STRICTEST
from cmcct.model.field_spec import FieldSpec
from cmcct.model.fields import CONTACT_KEYS, ENTRY_KEYS, KEYS, PARTS, PLAIN_KEYS
from cmcct.model.person_names import is_same_person
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference.countries import find_country
from cmcct.toml.values import get_items, identity, is_same

Table: TypeAlias = Mapping[str, Any]
# The name of a table, and the id that its item has in the oldest version; "" without a list.
TableKey: TypeAlias = tuple[str, str]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_UNKNOWN = FieldSpec("", "")
# Kind of a value that identifies a channel -> the key of the list that has such channels.
_CHANNELS = {
    kind: key
    for key, plain in PLAIN_KEYS.items()
    for kind in (ENTRY_KEYS[key].item_kind, KEYS[ENTRY_KEYS[key].item_kind][plain].kind)
}


class DoubtError(Exception):
    """Data or a layout that this merge does not cover: git has to merge the text."""


class ConflictError(Exception):
    """Both sides changed a value or a text differently."""


def pick(base: T, ours: T, theirs: T) -> T:
    """Return the value of the side that changed it; raises `ConflictError` if both did."""
    if is_same(ours, theirs) or is_same(base, theirs):
        return ours
    if is_same(base, ours):
        return theirs
    raise ConflictError


class MergedTable(NamedTuple):
    """A table of two sides (None if absent) and merged, with OURS' values where in conflict.

    `conflicts` are the keys that both sides changed differently. `is_torn` means that the table as
    a whole is in conflict: removed by one side and changed by the other, or added differently.
    """

    ours: Table | None
    theirs: Table | None
    merged: Table | None
    conflicts: frozenset[str] = frozenset()
    is_torn: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether nothing is in conflict."""
        return not (self.conflicts or self.is_torn)

    def resolve(self, *, is_ours: bool) -> Table | None:
        """Return the table with all conflicts resolved to one side."""
        side = self.ours if is_ours else self.theirs
        if self.is_torn or self.merged is None or side is None:
            return side if self.is_torn else self.merged
        clean = {key: value for key, value in self.merged.items() if key not in self.conflicts}
        return clean | {key: side[key] for key in self.conflicts if key in side}


# Tables.


def key_tables(raw: Table) -> dict[TableKey, Table]:
    """Return the tables of parsed TOML by name and id; raises `DoubtError`."""
    tables: dict[TableKey, Table] = {}
    for name, value in raw.items():
        for table in value if isinstance(value, list) else [value]:
            id_ = table.get("id") if isinstance(table, dict) else None
            key = (name, str(id_) if isinstance(value, list) else "")
            if not isinstance(table, dict) or key in tables or (key[1] and not id_):
                raise DoubtError
            tables[key] = table
    return tables


def align(
    older: Mapping[TableKey, Table], newer: Mapping[TableKey, Table]
) -> dict[TableKey, TableKey]:
    """Return for each table of `newer` its key in `older`: by id, else by a former id.

    Raises `DoubtError` if a former id leads to several tables.
    """
    former: dict[TableKey, TableKey] = {}
    for key in older.keys() - newer.keys():
        for id_ in _ids(older[key]):
            if former.setdefault((key[0], id_), key) != key:
                raise DoubtError
    aligned = {}
    for key, table in newer.items():
        keys = {former[key[0], id_] for id_ in _ids(table) if (key[0], id_) in former}
        if len(keys) > 1 and key not in older:
            raise DoubtError
        aligned[key] = key if key in older or not keys else keys.pop()
    if len({*aligned.values()}) < len(aligned):
        raise DoubtError
    return aligned


def _ids(table: Table) -> Iterator[str]:
    """Yield the current and the former ids of a table."""
    yield from map(str, [table.get("id", ""), *get_items(table, "formerly")])


def merge(
    base: Mapping[TableKey, Table], ours: Mapping[TableKey, Table], theirs: Mapping[TableKey, Table]
) -> dict[TableKey, MergedTable]:
    """Merge tables under aligned keys; raises `DoubtError`."""
    merged = {
        key: _merge_tables(key, base.get(key), ours.get(key), theirs.get(key))
        for key in {**base, **ours, **theirs}
    }
    shared = {*_shared_ids(ours.values()), *_shared_ids(theirs.values())}
    if not shared.issuperset(_shared_ids(table.merged for table in merged.values())):
        raise DoubtError  # the sides gave one id to two seats
    return merged


def resolve(
    tables: Mapping[TableKey, MergedTable], *, is_ours: bool = True
) -> dict[TableKey, Table]:
    """Return the tables by name and current id, with all conflicts resolved to one side."""
    sides = ((key, table.resolve(is_ours=is_ours)) for key, table in tables.items())
    return {
        (name, str(side["id"]) if id_ else ""): side
        for (name, id_), side in sides
        if side is not None
    }


def are_same(first: Mapping[TableKey, Table], second: Mapping[TableKey, Table]) -> bool:
    """Return whether two files have the same data; the order of tables has no meaning."""
    return first.keys() == second.keys() and all(is_same(first[key], second[key]) for key in first)


def _shared_ids(tables: Iterable[Table | None]) -> Iterator[str]:
    """Yield the ids that several tables occupy."""
    entries = ({**table} for table in tables if table and "id" in table)
    ids = (id_ for entry in entries for id_ in {*operations.table_ids(entry)})
    yield from (id_ for id_, count in Counter(ids).items() if count > 1)


def _merge_tables(
    key: TableKey, base: Table | None, ours: Table | None, theirs: Table | None
) -> MergedTable:
    name, id_ = key
    with suppress(ConflictError):
        return MergedTable(ours, theirs, pick(base, ours, theirs))
    if ours is None or theirs is None or (base is None and id_):
        return MergedTable(ours, theirs, ours, is_torn=True)
    merged, conflicts = _merge_fields(name, base or {}, ours, theirs)
    if name == "focal_point":
        conflicts |= conflicting_keys(base or {}, ours, theirs)
        if side := find_confirmation(base or {}, ours, theirs, merged, conflicts):
            keys = CONFIRMATION
            conflicts -= {*keys}
            merged = {key: merged[key] for key in merged if key not in keys}
            merged |= {key: side[key] for key in keys if key in side}
    table = MergedTable(ours, theirs, merged, frozenset(conflicts))
    return table._replace(merged=table.resolve(is_ours=True))


# Fields.


def _merge_fields(
    name: str, base: Table, ours: Table, theirs: Table
) -> tuple[dict[str, Any], set[str]]:
    """Return the merged table, and the keys that both sides changed differently."""
    merged, conflicts = dict[str, Any](), set[str]()
    for key in {**ours, **theirs}:
        spec = KEYS.get(name, {}).get(key, _UNKNOWN)
        try:
            value = _merge_value(spec, base.get(key), ours.get(key), theirs.get(key))
        except ConflictError:
            conflicts.add(key)
        else:
            merged |= {} if value is None else {key: value}
    return merged, conflicts


def _merge_value(spec: FieldSpec, base: Any, ours: Any, theirs: Any) -> Any:
    """Return the merged value, None if absent; raises `ConflictError`."""
    sides = [base, ours, theirs]
    with suppress(ConflictError):
        return pick(*sides)
    if spec.is_list and all(side is None or isinstance(side, list) for side in sides):
        return _merge_lists(spec, *(side or [] for side in sides)) or None
    # Two spellings of one country or number differ in nothing that counts.
    before, mine, other = (_identify(spec.kind, side) for side in sides)
    if other in {before, mine}:
        return ours
    if before == mine:
        return theirs
    raise ConflictError


def _merge_lists(spec: FieldSpec, base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    """Merge lists by item; raises `ConflictError`."""
    versions = _index_items(spec.item_kind, [base, ours, theirs])
    orders = [[*items] for items in versions]
    if not spec.unordered and is_ambiguous(orders):
        raise ConflictError
    merged = dict[Hashable, Any]()
    for key in {**versions[1], **versions[2]}:
        item = _merge_item(spec.item_kind, *(items.get(key) for items in versions))
        merged |= {} if item is None else {key: item}
    return [merged[key] for key in merge_order(orders, merged)]


def _index_items(kind: str, lists: Sequence[list[Any]]) -> list[dict[Hashable, Any]]:
    """Return each list by the identity of its items; raises `ConflictError`."""
    for has_ext in (False, True):
        keys = [[_identify(kind, item, has_ext=has_ext) for item in items] for items in lists]
        if all(len({*own}) == len(own) for own in keys):
            return [dict(zip(*pair, strict=True)) for pair in zip(keys, lists, strict=True)]
    raise ConflictError


def _identify(kind: str, item: Any, *, has_ext: bool = False) -> Hashable:
    """Return what identifies a value: a number or address, a country, else the value itself.

    An extension distinguishes two items with one number.
    """
    if kind in _CHANNELS and item is not None:
        text = operations.normalise(_CHANNELS[kind], item)
        return (text, str(item.get("ext"))) if has_ext and isinstance(item, dict) else text
    if kind == "country":
        try:
            return find_country(str(item)).code
        except CmcctError:
            pass
    return identity(item)


def _merge_item(kind: str, base: Any, ours: Any, theirs: Any) -> Any:
    """Return the merged item, None if removed; raises `ConflictError`."""
    with suppress(ConflictError):
        return pick(base, ours, theirs)
    is_removed = ours is None or theirs is None
    if kind not in _CHANNELS:
        return None if is_removed else ours
    if is_removed:
        raise ConflictError
    plain = PLAIN_KEYS[_CHANNELS[kind]]
    tables = [operations.to_table(item, plain) for item in (base, ours, theirs)]
    merged, conflicts = _merge_fields(kind, *tables)
    if conflicts:
        raise ConflictError
    written = (item for item, table in ((ours, tables[1]), (theirs, tables[2])) if table == merged)
    return next(written, merged)


# The order of tables, keys of a table, items of a list: sequences without duplicates.


def merge_order(versions: Sequence[Sequence[K]], keys: Container[K]) -> list[K]:
    """Return the `keys` that stay of OURS and THEIRS, after BASE in `versions`, in order.

    The order is that of the side that reordered them, of OURS if both did. Keys that only the other
    side has follow the key before them there, and what the first side added in the same place.
    """
    base, ours, theirs = versions
    is_theirs = _is_reordered(base, theirs) and not _is_reordered(base, ours)
    first, second = (theirs, ours) if is_theirs else (ours, theirs)
    placed = [key for key in first if key in keys]
    followers: dict[K | None, list[K]] = {}
    anchor: K | None = None
    for key in second:
        if key in placed:
            anchor = key
        elif key in keys:
            followers.setdefault(anchor, []).append(key)
    shared = {*second}
    merged, waiting = list[K](), followers.get(None, [])
    for key in placed:
        if key in shared:
            merged += waiting
            waiting = []
        merged.append(key)
        waiting = [*waiting, *followers.get(key, [])]
    return [*merged, *waiting]


def is_ambiguous(versions: Sequence[Sequence[K]]) -> bool:
    """Return whether OURS and THEIRS changed a list, whose order counts, in ways that exclude.

    Both moved its items differently, put different items first, or replaced an item by others.
    """
    base, ours, theirs = versions
    heads = [*base[:1]], [*ours[:1]], [*theirs[:1]]
    if base and heads[0] not in heads[1:] and heads[1] != heads[2]:
        return True
    if {*base} - {*ours} - {*theirs} and {*ours} - {*base, *theirs} and {*theirs} - {*base, *ours}:
        return True
    common = {*base} & {*ours} & {*theirs}
    orders = [[key for key in side if key in common] for side in (base, ours, theirs)]
    return orders[0] not in orders[1:] and orders[1] != orders[2]


def _is_reordered(base: Sequence[K], side: Sequence[K]) -> bool:
    """Return whether a side has the keys that stayed in another order."""
    before, after = {*base}, {*side}
    return [key for key in base if key in after] != [key for key in side if key in before]


CONFIRMATION = ("verified", "verified_via")
_SHARING = "sharing"
_CHANNEL_KEYS = (*PLAIN_KEYS, "address")


def find_confirmation(
    base: Mapping[str, Any],
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    merged: Mapping[str, Any],
    conflicts: Container[str],
) -> Mapping[str, Any] | None:
    """Return the side whose `verified` and `verified_via` an entry gets; None if each is merged.

    A confirmation is about what its side had. If both sides confirmed an entry, on different days,
    the later one counts if the merged entry has nothing else; else the earlier. If one side did, it
    does not count for contacts that the other changed.
    """
    days = [side.get("verified") for side in (base, ours, theirs)]
    is_known = all(isinstance(day, date) for day in days if day != days[0])
    if not is_known or ours.get("name") != theirs.get("name") or "name" in conflicts:
        return None
    earlier, later = sorted((ours, theirs), key=lambda side: side.get("verified") or date.min)
    is_of_both = len({*days}) == len(days)
    if not is_of_both and (days[1] == days[2] or earlier.get("verified") != days[0]):
        return None
    is_whole = all(
        is_same(merged.get(key), later.get(key)) and key not in conflicts
        for key in ({**merged, **later}.keys() - {*CONFIRMATION} if is_of_both else CONTACT_KEYS)
    )
    if is_whole:
        return later if is_of_both else None
    return earlier


def conflicting_keys(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> set[str]:
    """Return the keys of an entry whose changes by both sides would say what neither meant.

    They belong to the person, and one side put another person in the seat while the other changed
    them; or they have no meaning without a key that the other side changed, such as `verified_via`;
    or it is `sharing`, and more readers would get a channel than the side that added it meant.
    """
    keys = set[str]()
    for side, other in ((ours, theirs), (theirs, ours)):
        changed = {key for key in {**base, **side} if not is_same(base.get(key), side.get(key))}
        for whole, parts in PARTS.items():
            if whole in changed and not is_same(side.get(whole), other.get(whole)):
                keys |= {key for key in parts if not is_same(base.get(key), other.get(key))}
        if not (_is_same_person(base, side) or _is_same_person(side, other)):
            before, after = _personal_pieces(base), _personal_pieces(other)
            keys |= {key for key, _value in (before - after) + (after - before)}
        added = _channels(other) - _channels(base) - _channels(side)
        if added and _level(side) < _level(base) and _level(side) < _level(other):
            keys.add(_SHARING)
    return {key for key in keys if not is_same(ours.get(key), theirs.get(key))}


def _is_same_person(entry: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return is_same_person(str(entry.get("name", "")), str(other.get("name", "")))


def _personal_pieces(entry: Mapping[str, Any]) -> Counter[tuple[str, Hashable]]:
    """Return the values of an entry that are, or may be, the person's."""
    table = {**entry}
    return Counter(
        (str(piece.path[0]), identity(piece.value))
        for piece in replace_person.iter_pieces(table)
        if piece.path[0] in ENTRY_KEYS
        and replace_person.belongs_to_person(table, piece) is not False
    )


def _level(entry: Mapping[str, Any]) -> int:
    """Return the place of the audience among all, from the widest."""
    sharing = entry.get(_SHARING, "network")
    return AUDIENCES.index(sharing if sharing in AUDIENCES else STRICTEST)


def _channels(entry: Mapping[str, Any]) -> set[tuple[str, Hashable]]:
    """Return the channels that are shared like the entry."""
    return {
        (key, identity(item))
        for key in _CHANNEL_KEYS
        if key in entry
        for item in (entry[key] if isinstance(entry[key], list) else [entry[key]])
        if not (isinstance(item, dict) and _SHARING in item)
    }
