"""Three-way merge of data: tables by id, fields by their kind."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from cmcct.edit import key_paths, operations
from cmcct.errors.exceptions import CmcctError
from cmcct.merge import person, sequences, sharing
from cmcct.model.field_spec import FieldSpec
from cmcct.model.fields import ENTRY_KEYS, KEYS, PLAIN_KEYS
from cmcct.reference.countries import find_country
from cmcct.toml.values import identity, is_same

Table: TypeAlias = Mapping[str, Any]
# The name of a table, and the id that its item has in the oldest version; "" without a list.
TableKey: TypeAlias = tuple[str, str]
Tables: TypeAlias = Mapping[TableKey, Table]

_UNKNOWN = FieldSpec("", "")
# Kind of a value that identifies a channel -> the key of the list that has such channels.
_CHANNELS = {
    kind: key
    for key, plain in PLAIN_KEYS.items()
    for kind in (ENTRY_KEYS[key].item_kind, KEYS[ENTRY_KEYS[key].item_kind][plain].kind)
}


class DoubtError(Exception):
    """Data or a layout that this merge does not cover: git has to merge the text."""


class _ConflictError(Exception):
    """Both sides changed a value differently."""


class MergedTable(NamedTuple):
    """A table in three versions (None if absent) and merged, with OURS' values where in conflict.

    `conflicts` are the keys that both sides changed differently. `is_torn` means that the table as
    a whole is in conflict: removed by one side and changed by the other, or added differently.
    """

    base: Table | None
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
    found: dict[TableKey, Table] = {}
    for name, value in raw.items():
        for table in value if isinstance(value, list) else [value]:
            id_ = table.get("id") if isinstance(table, dict) else None
            key = (name, str(id_) if isinstance(value, list) else "")
            if not isinstance(table, dict) or key in found or (key[1] and not id_):
                raise DoubtError
            found[key] = table
    return found


def align(older: Tables, newer: Tables) -> dict[TableKey, TableKey]:
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
        found = {former[key[0], id_] for id_ in _ids(table) if (key[0], id_) in former}
        if len(found) > 1 and key not in older:
            raise DoubtError
        aligned[key] = key if key in older or not found else found.pop()
    if len({*aligned.values()}) < len(aligned):
        raise DoubtError
    return aligned


def _ids(table: Table) -> Iterator[str]:
    """Yield the current and the former ids of a table."""
    former = table.get("formerly")
    yield from map(str, [table.get("id", ""), *(former if isinstance(former, list) else [])])


def merge(base: Tables, ours: Tables, theirs: Tables) -> dict[TableKey, MergedTable]:
    """Merge tables under aligned keys; raises `DoubtError`."""
    merged = {
        key: _merge_tables(key, base.get(key), ours.get(key), theirs.get(key))
        for key in {**base, **ours, **theirs}
    }
    known = {*_shared_ids(ours.values()), *_shared_ids(theirs.values())}
    if not known.issuperset(_shared_ids(table.merged for table in merged.values())):
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


def are_same(one: Tables, other: Tables) -> bool:
    """Return whether two files have the same data; the order of tables has no meaning."""
    return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)


def _shared_ids(tables: Iterable[Table | None]) -> Iterator[str]:
    """Yield the ids that several tables occupy."""
    ids = (id_ for table in tables if table and "id" in table for id_ in {*_used_ids(table)})
    yield from (id_ for id_, count in Counter(ids).items() if count > 1)


def _used_ids(table: Table) -> Iterator[str]:
    return operations.table_ids({**table})


def _merge_tables(
    key: TableKey, base: Table | None, ours: Table | None, theirs: Table | None
) -> MergedTable:
    name, id_ = key
    for one, other, result in ((ours, theirs, ours), (base, theirs, ours), (base, ours, theirs)):
        if is_same(one, other):
            return MergedTable(base, ours, theirs, result)
    if ours is None or theirs is None or (base is None and id_):
        return MergedTable(base, ours, theirs, ours, is_torn=True)
    merged, conflicts = _merge_fields(name, base or {}, ours, theirs)
    if name == "focal_point":
        conflicts |= person.conflicting_keys(base or {}, ours, theirs)
        conflicts |= sharing.conflicting_keys(base or {}, ours, theirs)
        if side := person.find_confirmation(base or {}, ours, theirs, merged, conflicts):
            conflicts -= {*person.CONFIRMATION}
            merged = {key: merged[key] for key in merged if key not in person.CONFIRMATION}
            merged |= {key: side[key] for key in person.CONFIRMATION if key in side}
    table = MergedTable(base, ours, theirs, merged, frozenset(conflicts))
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
        except _ConflictError:
            conflicts.add(key)
        else:
            merged |= {} if value is None else {key: value}
    return merged, conflicts


def _merge_value(spec: FieldSpec, base: Any, ours: Any, theirs: Any) -> Any:
    """Return the merged value, None if absent; raises `_ConflictError`."""
    sides = [base, ours, theirs]
    if is_same(ours, theirs) or is_same(base, theirs):
        return ours
    if is_same(base, ours):
        return theirs
    if spec.is_list and all(side is None or isinstance(side, list) for side in sides):
        return _merge_lists(spec, *(side or [] for side in sides)) or None
    # Two spellings of one country or number differ in nothing that counts.
    before, one, other = (_identify(spec.kind, side) for side in sides)
    if other in {before, one}:
        return ours
    if before == one:
        return theirs
    raise _ConflictError


def _merge_lists(spec: FieldSpec, base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    """Merge lists by item; raises `_ConflictError`."""
    known = _index_items(spec.item_kind, [base, ours, theirs])
    orders = [[*items] for items in known]
    if not spec.unordered and sequences.is_ambiguous(orders):
        raise _ConflictError
    merged = dict[Hashable, Any]()
    for key in {**known[1], **known[2]}:
        item = _merge_item(spec.item_kind, *(items.get(key) for items in known))
        merged |= {} if item is None else {key: item}
    return [merged[key] for key in sequences.merge_order(orders, merged)]


def _index_items(kind: str, lists: Sequence[list[Any]]) -> list[dict[Hashable, Any]]:
    """Return each list by the identity of its items; raises `_ConflictError`."""
    for has_ext in (False, True):
        keys = [[_identify(kind, item, has_ext=has_ext) for item in items] for items in lists]
        if all(len({*own}) == len(own) for own in keys):
            return [dict(zip(*pair, strict=True)) for pair in zip(keys, lists, strict=True)]
    raise _ConflictError


def _identify(kind: str, item: Any, *, has_ext: bool = False) -> Hashable:
    """Return what identifies a value: a number or address, a country, else the value itself.

    An extension distinguishes two items with one number.
    """
    if kind in _CHANNELS and item is not None:
        text = key_paths.normalise(_CHANNELS[kind], item)
        return (text, str(item.get("ext"))) if has_ext and isinstance(item, dict) else text
    if kind == "country":
        try:
            return find_country(str(item)).code
        except CmcctError:
            pass
    return identity(item)


def _merge_item(kind: str, base: Any, ours: Any, theirs: Any) -> Any:
    """Return the merged item, None if removed; raises `_ConflictError`."""
    if is_same(ours, theirs) or is_same(base, theirs):
        return ours
    if is_same(base, ours):
        return theirs
    is_removed = ours is None or theirs is None
    if kind not in _CHANNELS:
        return None if is_removed else ours
    if is_removed:
        raise _ConflictError
    plain = PLAIN_KEYS[_CHANNELS[kind]]
    tables = [item if isinstance(item, dict) else {plain: item} for item in (base, ours, theirs)]
    merged, conflicts = _merge_fields(kind, *tables)
    if conflicts:
        raise _ConflictError
    written = (item for item, table in ((ours, tables[1]), (theirs, tables[2])) if table == merged)
    return next(written, merged)
