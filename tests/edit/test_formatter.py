"""Formatting of a directory file."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.edit.formatter import format_file
from cmcct.fieldtypes import phone_number
from cmcct.model import loader
from cmcct.model.territory_lines import country_name, names_by_line, read_lines
from cmcct.storage import directory_file
from cmcct.text.folding import fold
from cmcct.toml.tables import UnsupportedLayoutError, plain_text
from tests.conftest import SHIPPED, examples
from tests.support import layouts, territories, texts
from tests.support.cases import each
from tests.support.layouts import Raw
from tests.support.relayouts import lay_out_anew

EXAMPLES = examples(30, 2000)
AT_RANDOM = settings(max_examples=EXAMPLES, database=None)
SETS = {"working_groups", "meetings", "covers", "countries"}
COMMENT = re.compile(
    r"""
    \"{3} (?: [^"\\] | \\. | "(?!"") )* \"{3} | \'{3} .*? \'{3}
    | " (?: [^"\\\n] | \\. )* " | '[^'\n]*' | ([#][^\n]*)""",
    re.DOTALL | re.VERBOSE,
)


def _formatted(data: bytes) -> bytes:
    return format_file(data, tomllib.loads(data.decode("utf-8-sig"))).text


def _comments(data: bytes) -> Counter[str]:
    text = data.decode().replace("\r\n", "\n")
    found = (match[1] for match in COMMENT.finditer(text) if match[1])
    return Counter(comment for comment in found if comment.encode() not in names_by_line())


def _meant(value: Any, key: str = "") -> Any:
    """Return the meaning of a value: without surrounding spaces, and with numbers normalised."""
    if isinstance(value, dict):
        return {name: _meant(item, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_meant(item, key) for item in value]
        once = [item for index, item in enumerate(items) if item not in items[:index]]
        return sorted(once, key=repr) if key in {*SETS, *loader.LIST_MODELS} else once
    if isinstance(value, str):
        number = " ".join(value.split())
        return phone_number.format_e164(number) if key in {"phones", "number"} else value.strip()
    return value


def _meaning(data: bytes) -> Any:
    read = loader.parse_directory(directory_file.parse_bytes(Path("directory.toml"), data))
    directory = read.directory
    meant: Raw = {
        "about": directory.info.model_dump(),
        "check": directory.check.model_dump(),
        "meeting": [meeting.model_dump() for meeting in directory.meetings],
        "working_group": [group.model_dump() for group in directory.working_groups],
        "focal_point": [point.model_dump() for point in directory.focal_points],
        "findings": sorted(finding.code for finding in read.findings),
    }
    return _meant(meant)


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_formatting_is_idempotent_and_keeps_meaning(seed: int) -> None:
    data = layouts.written(seed).data
    once = _formatted(data)
    assert _formatted(once) == once
    assert _comments(once) == _comments(data)
    assert _meaning(once) == _meaning(data)


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_every_country_has_one_line_in_order(seed: int) -> None:
    data = territories.insert_lines(layouts.written(seed).data, seed)
    once = _formatted(data)
    assert _formatted(once) == once
    assert _comments(once) == _comments(data)
    assert _meaning(once) == _meaning(data)
    raw = tomllib.loads(once.decode("utf-8-sig"))
    members = raw.get("directory", {}).get("countries", [])
    written = [*raw.get("focal_point", []), *({"country": name} for name in members)]
    names = {*map(country_name, written), *read_lines(data).names} - {""}
    assert [*read_lines(once).names] == sorted(names, key=fold)


def _refuse_other_layout(seed: int) -> None:
    """Fail unless two layouts of the same data and comments give the same bytes."""
    once = _formatted(plain_text(layouts.written(seed).data))
    assert _formatted(once) == once
    other = lay_out_anew(once, seed)
    assert other != once
    assert tomllib.loads(other.decode()) != {}
    assert _formatted(other) == once, seed


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_two_layouts_give_the_same_bytes(seed: int) -> None:
    _refuse_other_layout(seed)


@pytest.mark.sweep(1)
@pytest.mark.parametrize("part", range(40))
def test_three_thousand_layouts_give_the_same_bytes(part: int) -> None:
    for seed in range(part * 75, part * 75 + 75):
        _refuse_other_layout(seed)


# Single cases


def _formatted_twice(text: str) -> str:
    once = _formatted(text.encode())
    assert _formatted(once) == once
    return once.decode()


def _laid_out(text: str) -> str:
    """Return the formatted text without the territory lines."""
    return territories.strip_lines(_formatted_twice(text))


def test_tables_stand_in_order_with_their_comments() -> None:
    texts.expect("fmt-tables-after", _laid_out(texts.read("fmt-tables-before")))


def test_keys_stand_in_order_with_comments_above_them() -> None:
    texts.expect("fmt-keys-after", _laid_out(texts.read("fmt-keys-before")))


def test_the_last_key_may_lack_a_line_end() -> None:
    assert _laid_out('[directory]\ncontact = "a"\nname = "b"') == (
        '[directory]\nname = "b"\ncontact = "a"\n'
    )


@each(
    ("before", "after"),
    [
        ("country = 'guyane'", 'country = "French Guiana"'),
        ("country   ='Guyana'", 'country = "Guyana"'),
        ("country = 'San Martin'", 'country = "San Martin"'),
        ('"country" = """Guyana"""', 'country = "Guyana"'),
        ("country = ' Nowhere '", 'country = "Nowhere"'),
        ("country = 1", "country = 1"),
        ("title = '  x  y '", 'title = "x  y"'),
        ("unknown = ' x '", 'unknown = "x"'),
        ("phones = ['+592-609-1201']", 'phones = ["+592 609 1201"]'),
        ("phones = ['+592 609 1201 x1']", 'phones = ["+592 609 1201 x1"]'),
        ("phones = [ '0800  0911', '+1', ]", 'phones = ["0800 0911", "+1"]'),
        ("phones = [{number='+5926091201' }]", 'phones = [{ number = "+592 609 1201" }]'),
        ("phones = [{type='fax',number=1}]", 'phones = [{ number = 1, type = "fax" }]'),
        ("phones = ['+592 609 1201', '+5926091201']", 'phones = ["+592 609 1201"]'),
        ("sectors = ['b', 'a', 'b']", 'sectors = ["b", "a"]'),
        ("meetings = ['b', 'a', 'b']", 'meetings = ["a", "b"]'),
        ("covers = ['Guyana', 'aw']", 'covers = ["Aruba", "Guyana"]'),
        ("meetings = ['b', 1]", 'meetings = ["b", 1]'),
        ("meetings = 'b'", 'meetings = "b"'),
        (
            "meetings = [ # all\n  'b',\n  'a',\n]",
            'meetings = [  # all\n    "a",\n    "b",\n]',
        ),
        # The comment would be separated from its item, or lost.
        ("meetings = [\n  'b', # b\n  'a']", 'meetings = [\n    "b",  # b\n    "a",\n]'),
        (
            "covers = [\n  'GY',\n  'LC', # c\n  'Guyana',\n]",
            'covers = [\n    "Guyana",\n    "Saint Lucia",  # c\n    "Guyana",\n]',
        ),
        ("sectors = [\n  'b',\n  'b' # c\n]", 'sectors = [\n    "b",\n    "b",  # c\n]'),
        ("x = [{ b = 1, a = [\n1, # c\n2]}]", "x = [\n    # c\n    { a = [1, 2], b = 1 },\n]"),
        ("x = [\n# c\n]", "x = [\n    # c\n]"),
        ("x = { b = 1, a = 2 }", "x = { a = 2, b = 1 }"),
        ("x = [{ b = 1, a = 2 }]", "x = [{ a = 2, b = 1 }]"),
        ("  notes =  '''  a\n b''' ", 'notes = """\na\n b"""'),
    ],
)
def test_values_are_written_alike(before: str, after: str) -> None:
    head = '[[focal_point]]\nid = "x"\n'
    assert _laid_out(f"{head}{before} # c\n") == f"{head}{after}  # c\n"


def test_tables_below_an_entry_are_a_list() -> None:
    head, number = '[[focal_point]]\nid = "x"\n', "[[focal_point.phones]]\nnumber = '1'\n"
    once = 'phones = [{ number = "1" }]\n'
    assert _laid_out(head + number + number) == head + once
    listed = '    { number = "1" },\n'
    more = "# c\n[focal_point.x]\ny.z = 1 # d\ny.a = 2\n"
    assert _laid_out(f"{head}{number}\n# b\n{number}{more}") == (
        f"{head}phones = [\n{listed}    # b\n{listed}]\n"
        "# c\n# d\nx = { y = { a = 2, z = 1 } }\n"
    )


def test_an_entry_twice_stays_for_its_author_to_see() -> None:
    text = '[[focal_point]]\nid = "a"\n\n[[focal_point]]\nid = "a"\n'
    assert _laid_out(text) == text


@each("text", ["", "# x\n"])
def test_file_without_data_keeps_its_layout(text: str) -> None:
    assert _laid_out(text) == text


def test_values_above_all_headers_become_tables() -> None:
    texts.expect("fmt-values-after", _laid_out(texts.read("fmt-values-before")))


def test_line_ends_are_alike_and_a_bom_stays() -> None:
    assert _laid_out("\ufeff[directory]\r\nname = 'x'\n\n\n[check]\nignore = []") == (
        '\ufeff[directory]\r\nname = "x"\r\n\r\n[check]\r\nignore = []\r\n'
    )


def test_interleaved_tables_are_refused() -> None:
    with pytest.raises(UnsupportedLayoutError):
        _formatted(b"[a.b]\n[c]\n[a.d]\n")


@pytest.mark.parametrize("text", [b"[x]", b"["])
def test_arrangement_with_another_meaning_is_refused(
    text: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cmcct.edit.formatter._arrange", lambda *_: text)
    with pytest.raises(UnsupportedLayoutError):
        _formatted(b"[directory]\n")


def test_comments_between_lines_stay_below_what_is_above() -> None:
    texts.expect("fmt-lines-after", _formatted_twice(texts.read("fmt-lines-before")))


def test_lines_come_below_examples_at_the_end() -> None:
    text = "[directory]\ncountries = ['GY']\n\n# [[focal_point]]\n# id = 'gy-ctu'\n"
    assert _formatted(text.encode()).decode().endswith("'gy-ctu'\n\n# ---- Guyana ----\n")


def test_shipped_file_is_canonical() -> None:
    assert _formatted(SHIPPED.read_bytes()) == SHIPPED.read_bytes()


def test_similar_but_different_values_stay() -> None:
    head = "[[focal_point]]\nid = 'x'\n"
    for line in ("phones = [1, true, 1.0]", "emails = [{ address = 1 }, { address = true }]"):
        assert line in _laid_out(f"{head}{line}\n")
