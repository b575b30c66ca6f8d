"""Merges and diffs of random directories, against what deepdiff finds in tomlkit's reading."""

import tomllib
from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest
import tomlkit
from deepdiff import DeepDiff

from cmcct.history.comparison import compare
from cmcct.merge.files import merge_contents
from cmcct.merge.texts import Labels
from cmcct.model import loader
from tests.conftest import THOROUGH
from tests.merge.kinds import KINDS, Case, entry_renamed, make_case, renamed_twice

Data: TypeAlias = dict[str, dict[str, dict[str, Any]]]
Field: TypeAlias = tuple[object, ...]  # table, id and key

MERGED = [kind for kind in KINDS if kind not in {entry_renamed, renamed_twice}]
LABELS = Labels("ours", "base", "theirs")


def _read(text: bytes) -> Data:
    """Return the tables of a file by name and id, as tomlkit reads them."""
    raw = tomlkit.parse(text.decode("utf-8-sig").replace("\r\n", "\n")).unwrap()
    return {
        name: {table.get("id", ""): table for table in (raw[name] if is_list else [raw[name]])}
        for name in raw
        if (is_list := isinstance(raw[name], list)) or raw[name]
    }


def _unlike(data: Data, other: Data) -> Data:
    """Return the data without the records that are equal in both: deepdiff is slow."""
    return {
        name: {id_: table for id_, table in tables.items() if table != other.get(name, {}).get(id_)}
        for name, tables in data.items()
    }


def _changed(before: Data, after: Data) -> set[Field]:
    """Return the fields that differ, as deepdiff finds them; of new and old tables, all."""
    found = DeepDiff(_unlike(before, after), _unlike(after, before), view="tree")
    fields = set[Field]()
    for items in found.values():
        for item in items:
            path = tuple(item.path(output_format="list")[:3])
            sides = (
                side for side in (item.t1, item.t2) if len(path) < 3 and isinstance(side, dict)
            )
            fields |= {path} if len(path) == 3 else {(*path, key) for side in sides for key in side}
    return fields


def _get(data: Data, field: Field) -> object:
    table, id_, key = field
    return data.get(str(table), {}).get(str(id_), {}).get(str(key))


def _cases(count: int, first: int, step: int) -> Iterator[tuple[str, Case]]:
    for kind in MERGED[::step]:
        for number in range(first, first + count):
            name = f"peers {kind.__name__} {number}"
            yield name, make_case(kind, name)


def _check_merge(name: str, case: Case) -> bool:
    """Compare a merge, if it is clean, with the differences of both sides from their base."""
    merge = merge_contents((case.base, case.ours, case.theirs), LABELS)
    assert merge.is_clean == (not case.names), name
    if not merge.is_clean:
        return False
    base, ours, theirs, merged = map(_read, (case.base, case.ours, case.theirs, merge.data))
    by_ours, by_theirs = _changed(base, ours), _changed(base, theirs)
    assert _changed(base, merged) <= by_ours | by_theirs, name
    for side, changed in ((ours, by_ours - by_theirs), (theirs, by_theirs - by_ours)):
        wrong = [field for field in changed if _get(merged, field) != _get(side, field)]
        assert not wrong, name
    return True


TABLES = {
    "DirectoryInfo": "directory",
    "Meeting": "meeting",
    "WorkingGroup": "working_group",
    "FocalPoint": "focal_point",
}


def _is_other_spelling(before: object, after: object) -> bool:
    """Return whether two values mean the same: another order, a number as a table, a wide level."""

    def plain(value: Any) -> object:
        items: list[Any] = value if isinstance(value, list) else [value]
        tables = [{"number": item} if isinstance(item, str) else item for item in items]
        # A channel has no wider audience than its entry.
        wide = ("sharing", "public"), ("sharing", "network")
        return [
            {key: level for key, level in table.items() if (key, level) not in wide}
            for table in tables
        ]

    return not DeepDiff(plain(before), plain(after), ignore_order=True)


def _check_diff(name: str, case: Case) -> int:
    """Compare the changed keys of what is in both versions; return how many there are."""
    texts = case.base, case.ours
    before, after = map(_read, texts)
    sides = [
        loader.parse_directory(tomllib.loads(text.decode("utf-8-sig"))).directory for text in texts
    ]
    told = {
        (TABLES[type(change.record).__name__], change.id, key)
        for change in compare(*sides)
        for key in change.keys
    }
    found = {
        field
        for field in _changed(before, after)
        if field[0] in TABLES.values()
        and all(field[1] in side.get(str(field[0]), {}) for side in (before, after))
    }
    assert told <= found, name
    for field in found - told:
        assert _is_other_spelling(_get(before, field), _get(after, field)), (name, field)
    return len(told)


def _check(count: int, first: int = 0, step: int = 1) -> tuple[int, int]:
    merges = keys = 0
    for name, case in _cases(count, first, step):
        merges += _check_merge(name, case)
        keys += _check_diff(name, case)
    return merges, keys


def test_merge_has_changes_of_both_sides_and_no_other() -> None:
    merges, keys = _check(1, step=6)
    assert merges > 2
    assert keys > 4


@pytest.mark.sweep
def test_every_merge_has_changes_of_both_sides_and_no_other() -> None:
    count = 3 if THOROUGH else 1
    merges, keys = _check(count, 1)
    assert merges > 13 * count
    assert keys > 30 * count
