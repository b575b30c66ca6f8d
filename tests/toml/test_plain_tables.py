"""Plain tables are patched by their lines, as any other table by its parsed positions."""

import copy
import random
import tomllib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.model.fields import KEYS
from cmcct.toml import patch
from cmcct.toml.patch import Layout
from cmcct.toml.tables import UnsupportedLayoutError
from tests.conftest import examples
from tests.support import layouts
from tests.support.cases import each

ORDER = tuple(KEYS["focal_point"])
HEADER = b"[[focal_point]]\n"
PLAIN = HEADER + b'id = "a"  # first\n\n# numbers\nphones = [\n    "1",  # one\n]\n'
OLD = {"id": "a", "phones": ["1"]}


def _patch(data: bytes, old: dict[str, Any], new: dict[str, Any]) -> bytes | None:
    return patch.patch_plain(data, old, new, Layout(ORDER))


def test_keys_are_inserted_replaced_and_deleted() -> None:
    new = {"other": 1, "name": "Ada", "id": "b"}
    after = HEADER + b'id = "b"  # first\nname = "Ada"\nother = 1\n\n# numbers\n'
    assert _patch(PLAIN, OLD, new) == after
    crlf = _patch(PLAIN.replace(b"\n", b"\r\n"), OLD, new)
    assert crlf == after.replace(b"\n", b"\r\n")


def test_list_is_left_to_its_own_patch() -> None:
    after = _patch(PLAIN, OLD, OLD | {"phones": ["1", "2"]})
    assert after == PLAIN.replace(b"one\n", b'one\n    "2",\n')
    # An empty list has nothing to keep.
    assert _patch(PLAIN, OLD, OLD | {"phones": []}) == PLAIN[: PLAIN.index(b"[\n")] + b"[]\n"


@each(
    "line",
    [b'"quoted" = 1\n', b"a.b = 1\n", b'x = """\ny = 1\n"""\n', b"x = 1", b"[[focal_point.x]]\n"],
)
def test_other_layouts_are_left_to_the_parser(line: bytes) -> None:
    data = PLAIN + line
    assert _patch(data, OLD, {"id": "b"}) is None


def test_mixed_line_ends_are_left_to_the_parser() -> None:
    assert _patch(PLAIN.replace(b"first\n", b"first\r\n"), OLD, {"id": "b"}) is None


@each("line", [b'name = "Bob"\n', b'name = "Ada"', b'name = "Ada"\nx = 1\n'])
def test_line_that_does_not_say_what_it_should_is_refused(line: bytes) -> None:
    patch.verify_line(b'name = "Ada"\n', "name", "Ada")
    with pytest.raises(UnsupportedLayoutError):
        patch.verify_line(line, "name", "Ada")


@given(st.text())
def test_line_is_accepted_only_if_it_parses_to_its_value(text: str) -> None:
    line = f'name = "{text}"\n'
    try:
        is_right = tomllib.loads(line) == {"name": text}
    except ValueError:
        is_right = False
    if is_right:
        patch.verify_line(line.encode(), "name", text)
    else:
        with pytest.raises((ValueError, UnsupportedLayoutError)):
            patch.verify_line(line.encode(), "name", text)


def test_new_and_changed_lines_are_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    verified = list[object]()
    monkeypatch.setattr(patch, "verify_line", lambda *line: verified.append(line))
    new = {"id": "b", "phones": ["1"], "name": "Ada"}
    patch.apply(PLAIN, {"focal_point": [OLD]}, {"focal_point": [new]}, Layout(ORDER))
    assert verified == [(b'id = "b"  # first\n', "id", "b"), (b'name = "Ada"\n', "name", "Ada")]


@settings(max_examples=examples(30, 2000), database=None)
@given(st.integers(0, 2**63), st.integers(0, 2**63))
def test_lines_are_patched_as_by_the_parser(seed: int, other: int) -> None:
    file, wanted = layouts.written(seed, plain=True), layouts.written(other).raw
    chance = random.Random(seed)  # noqa: S311 - nothing to be guessed
    new = copy.deepcopy(file.raw)
    for point in new.get("focal_point", []):
        source = chance.choice(wanted.get("focal_point") or [{}])
        for key in [*point, *source]:
            if chance.random() < 0.3 and key != "id":
                point.pop(key, None)
                if key in source and chance.random() < 0.8:
                    point[key] = source[key]
    layout = Layout(ORDER)
    with suppress(UnsupportedLayoutError), pytest.MonkeyPatch.context() as changed:
        by_lines = patch.apply(file.data, file.raw, new, layout)
        assert tomllib.loads(by_lines.decode("utf-8-sig")) == new
        changed.setattr(patch, "patch_plain", lambda *_, **__: None)
        assert patch.apply(file.data, file.raw, new, layout) == by_lines
