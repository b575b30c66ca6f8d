"""Values of random TOML documents are located and patched, as tomlkit reads them."""

import copy
import random
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomlkit

from cmcct.diagnostics import KeyPath
from cmcct.errors.exceptions import CmcctError
from cmcct.toml import patch
from cmcct.toml.positions import PositionMap
from tests.conftest import examples
from tests.peers.toml_documents import Writer

COMMENT = re.compile(r"# c\d+\.")
NEW = ("new", 'two\n"lines"', 5, -1.25, True, ["a", "b"], {"x": 1, "y": ["z"]})


def _read(text: str) -> dict[str, Any]:
    """Return the data of a document as tomlkit reads it, with line ends as tomllib reads them."""
    return tomlkit.parse(text.replace("\r\n", "\n")).unwrap()


def _iter_paths(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield each key path with its value, tables and lists included."""
    keys = [*data.items()] if isinstance(data, dict) else []
    keys = [*enumerate(data)] if isinstance(data, list) else keys
    for key, value in keys:
        yield (*path, key), value
        yield from _iter_paths(value, (*path, key))


def _has_tables(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) for item in items)


def _text_at(positions: PositionMap, text: str, path: KeyPath) -> str:
    span = positions.span(path)
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    return "\n".join([lines[0][span.column - 1 :], *lines[1:]])


def _change(data: Any, chance: random.Random) -> KeyPath:
    """Return the path of what was changed: replace, remove or add one value that is no table."""
    paths = [path for path, value in _iter_paths(data) if not _has_tables(value)]
    path = chance.choice(paths)
    for step in path[:-1]:
        data = data[step]
    kind = chance.choice(["replace", "replace", "remove", "add"])
    if kind == "remove":
        del data[path[-1]]
    elif kind == "replace":
        data[path[-1]] = copy.deepcopy(chance.choice(NEW))
    elif isinstance(data, dict):
        data["added" if len(path) > 1 else path[0]] = copy.deepcopy(chance.choice(NEW))
    else:
        data.append(copy.deepcopy(data[-1]))
    return path


def _count_located(seeds: range) -> int:
    """Locate each value that has a text of its own; return how many there are."""
    count = 0
    for seed in seeds:
        text = Writer(seed).write()
        data, positions = _read(text), PositionMap(text.encode())
        assert data == tomllib.loads(text), text
        for path, value in _iter_paths(data):
            if not isinstance(value, dict | list) or positions.value_range(path):
                piece = _text_at(positions, text, path)
                assert _read(f"x = {piece}\n")["x"] == value, (path, piece, text)
                count += 1
    return count


def _count_patched(seeds: range) -> tuple[int, int]:
    """Patch documents; return how many, and how many changes were refused."""
    patched = refused = 0
    for seed in seeds:
        text, chance = Writer(seed).write(), random.Random(seed)  # noqa: S311 - nothing to be guessed
        text += "[end]\nk = 1\n"
        old = _read(text)
        new = copy.deepcopy(old)
        span = PositionMap(text.encode()).span(_change(new, chance))
        try:
            after = patch.apply(text.encode(), tomllib.loads(text), new).decode()
        except CmcctError:
            refused += 1
            continue
        assert _read(after) == new, (text, after)
        if span.line == span.end_line and len(str(new)) >= len(str(old)):  # nothing was removed
            assert {*COMMENT.findall(text)} <= {*COMMENT.findall(after)}, (text, after)
        patched += 1
    return patched, refused


def test_value_is_where_tomlkit_reads_it() -> None:
    assert _count_located(range(40)) > 500


def test_patched_document_has_new_data() -> None:
    patched, refused = _count_patched(range(80))
    assert patched > 60
    assert refused < patched / 5


@pytest.mark.sweep
def test_any_value_is_where_tomlkit_reads_it() -> None:
    count = examples(200, 700)
    assert _count_located(range(40, 40 + count)) > 12 * count


@pytest.mark.sweep
def test_any_patched_document_has_new_data() -> None:
    count = examples(200, 700)
    patched, refused = _count_patched(range(80, 80 + count))
    assert patched > count * 0.8
    assert refused < patched / 5
