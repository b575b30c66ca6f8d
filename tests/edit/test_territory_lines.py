"""Territory lines under edits: they belong to no entry, and a new entry goes below its own."""

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.edit import formatter, operations
from cmcct.edit.external_editor import entry_lines
from cmcct.edit.operations import directory_layout
from cmcct.model import territory_lines
from cmcct.toml import patch
from tests.conftest import THOROUGH, Run, examples
from tests.support import layouts, merge_trees, territories, texts
from tests.support.cases import each
from tests.support.layouts import Raw
from tests.support.repositories import repository

LAYOUT = directory_layout()
AT_RANDOM = settings(max_examples=examples(30, 2000), database=None)
# Every line touches what is above and below it.
TOUCHING = texts.read("territories")


def _raw(data: bytes) -> Raw:
    return tomllib.loads(data.decode("utf-8-sig"))


def _outline(text: str) -> list[str]:
    """Return the countries of the lines and the ids of the entries, in file order."""
    lines = (line.strip().removeprefix("id = ").strip('"') for line in text.splitlines())
    known = {line.decode(): name for line, name in territory_lines.names_by_line().items()}
    ids = ("gy-", "ht-", "jm-", "sr-", "jp-", "bb-")
    return [known.get(line, line) for line in lines if line in known or line.startswith(ids)]


@pytest.mark.parametrize(
    ("words", "outline"),
    [
        ("remove ht-ctu --yes", "Guyana gy-ctu Haiti Jamaica jm-ctu Suriname"),
        ("remove gy-ctu ht-ctu jm-ctu --yes", "Guyana Haiti Jamaica Suriname"),
        ("merge gy-ctu ht-ctu --prefer keep --yes", "Guyana gy-ctu Haiti Jamaica jm-ctu Suriname"),
        ("set gy-ctu country=Suriname", "Guyana gy-ctu Haiti ht-ctu Jamaica jm-ctu Suriname"),
        ("rename ht-ctu ht-unit", "Guyana gy-ctu Haiti ht-unit Jamaica jm-ctu Suriname"),
        ("retire jm-ctu --yes", "Guyana gy-ctu Haiti ht-ctu Jamaica jm-ctu Suriname"),
    ],
)
def test_no_edit_moves_a_line(run: Run, tmp_path: Path, words: str, outline: str) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(TOUCHING, encoding="utf-8")
    result = run(*words.split(), "--directory", str(path))
    assert result.code == 0, result.err
    text = path.read_text(encoding="utf-8")
    assert " ".join(_outline(text)) == outline
    assert "# ---- Guyana ----\n" in text
    assert ("# At the first." in text) == ("gy-ctu" in outline)


# Added entries


def _added(text: str, *new: tuple[str, str]) -> str:
    data = text.encode()
    raw, lines = _raw(data), territory_lines.read_lines(data)
    operations.add(raw, [{"id": id_, "country": name} for id_, name in new], lines.above)
    return patch.apply(data, _raw(data), raw, LAYOUT).decode()


@each(
    ("new", "outline"),
    [
        ("sr-a Suriname", "Guyana gy-ctu Haiti ht-ctu Jamaica jm-ctu Suriname sr-a"),
        ("gy-a Guyana", "Guyana gy-a gy-ctu Haiti ht-ctu Jamaica jm-ctu Suriname"),
        ("gy-z Guyana", "Guyana gy-ctu gy-z Haiti ht-ctu Jamaica jm-ctu Suriname"),
        ("jm-z Jamaica ht-a Haiti", "Guyana gy-ctu Haiti ht-a ht-ctu Jamaica jm-ctu jm-z Suriname"),
        # Without a line of their own: where the order of countries puts them.
        ("bb-a Barbados", "Guyana bb-a gy-ctu Haiti ht-ctu Jamaica jm-ctu Suriname"),
        ("jp-b Japan jp-a Japan", "Guyana gy-ctu Haiti ht-ctu Jamaica jm-ctu jp-a jp-b Suriname"),
        (
            "jp-a Japan sr-a Suriname",
            "Guyana gy-ctu Haiti ht-ctu Jamaica jm-ctu jp-a Suriname sr-a",
        ),
    ],
)
def test_new_entry_goes_below_its_line(new: str, outline: str) -> None:
    words = new.split()
    text = _added(TOUCHING, *zip(words[::2], words[1::2], strict=True))
    assert " ".join(_outline(text)) == outline


def test_first_entry_goes_below_its_line() -> None:
    members = '[directory]\ncountries = ["Venezuela", "Haiti", "Guyana", "French Guiana"]\n'
    bare = formatter.format_file(members.encode(), tomllib.loads(members)).text.decode()
    assert _outline(bare) == ["French Guiana", "Guyana", "Haiti", "Venezuela"]
    text = _added(bare, ("gy-b", "Guyana"), ("jp-a", "Japan"), ("gy-a", "Guyana"))
    assert _outline(text)[-1] == "Venezuela"
    block = '[[focal_point]]\nid = "gy-a"\ncountry = "Guyana"\n'
    second = block.replace("gy-a", "gy-b")
    other = block.replace("gy-a", "jp-a").replace("Guyana", "Japan")
    assert f"\n\n# ---- Guyana ----\n\n{block}\n{second}\n{other}\n# ---- Haiti ----\n\n" in text


def test_moved_entry_does_not_mislead_a_new_one() -> None:
    moved = TOUCHING.replace('country = "Guyana"', 'country = "Suriname"')
    text = _added(moved, ("sr-a", "Suriname"), ("gy-a", "Guyana"))
    assert (
        " ".join(_outline(text)) == "Guyana gy-a gy-ctu Haiti ht-ctu Jamaica jm-ctu Suriname sr-a"
    )


def test_order_of_ids_elsewhere_does_not_matter() -> None:
    text = _added(TOUCHING, ("gy-a", "Guyana")).replace('"gy-a"', '"gy-z"')
    assert " ".join(_outline(_added(text, ("sr-a", "Suriname"))))[-13:] == "Suriname sr-a"
    assert " ".join(_outline(_added(text, ("gy-a", "Guyana"))))[:24] == "Guyana gy-z gy-ctu gy-a "


def test_draft_of_an_entry_has_no_line(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(TOUCHING, encoding="utf-8")
    lines = entry_lines(path, "ht-ctu").decode()
    assert lines.startswith("[[focal_point]]\n")
    assert lines.endswith('emails = ["unit@example.org"]\n')


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_edits_at_random_keep_every_line(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing to be guessed
    data = territories.insert_lines(layouts.written(seed, plain=True).data, seed)
    old, new = _raw(data), _raw(data)
    entries = new.get("focal_point", [])
    for _ in range(chance.randint(0, len(entries))):
        del entries[chance.randrange(len(entries))]
    if not entries:
        new.pop("focal_point", None)
    lines = territory_lines.read_lines(data)
    added = {"id": "new", "country": chance.choice(lines.names or ("Guyana",))}
    if old == new:
        operations.add(new, [added], lines.above)
    after = patch.apply(data, old, new, LAYOUT)
    assert _raw(after) == new
    assert territory_lines.read_lines(after).names == lines.names


@pytest.mark.parametrize("kind", merge_trees.KINDS)
def test_git_merges_additions_to_different_countries(tmp_path: Path, kind: str) -> None:
    assert merge_trees.find_conflicts(repository(tmp_path), kind, 300 if THOROUGH else 3) == []
