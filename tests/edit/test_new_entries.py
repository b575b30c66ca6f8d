"""New entries from files and from options."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.diagnostics import Diagnostic, Finding, Span
from cmcct.edit import new_entries, operations
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.text.slugs import is_slug
from cmcct.toml import writer
from cmcct.toml.positions import PositionMap

FILE = Path("new.toml")
POINT = {"id": "gy-ctu", "verified": date(2026, 3, 2), "phones": ["1", {"number": "2"}]}
JSON: dict[str, Any] = {
    "id": "gy-ctu",
    "verified": "2026-03-02",
    "country_code": "GY",
    "title": "",
    "hours": None,
    "sectors": [],
    "phones": ["1", {"number": "2", "sharing": None, "apps": []}, None],
}
TOML = writer.format_table("[[focal_point]]", POINT)


@pytest.mark.parametrize(
    "text",
    [
        TOML,
        f"\ufeff{TOML}",
        TOML.removeprefix("[[focal_point]]\n"),
        json.dumps(JSON),
        json.dumps([JSON], indent=2),
        json.dumps({"focal_point": JSON}),
        json.dumps({"focal_points": [JSON]}),
        f"\ufeff\n {json.dumps(JSON)}",
    ],
)
def test_entries_are_read_from_toml_and_json(text: str) -> None:
    assert new_entries.read_entries(FILE, text.encode()).entries == [POINT]


def test_entries_with_other_words_have_keys_of_file() -> None:
    text = json.dumps(
        {
            "cargo": "Jefa",
            "correo": "ada@example.org",
            "teléfonos": ["", {"número": "+592 609 1234", "tipo": "celular"}],
            "desde": "2026-03-02",
            "nombre": "Ada",
        }
    )
    (found,) = new_entries.read_entries(FILE, text.encode(), {"name": "Eva"}).entries
    assert found == {
        "title": "Jefa",
        "emails": ["ada@example.org"],
        "phones": [{"number": "+592 609 1234", "type": "mobile"}],
        "since": date(2026, 3, 2),
        "name": "Eva",
    }


def test_several_are_read_in_their_order() -> None:
    two = b'[[focal_point]]\nid = "a"\n[[focal_point]]\nid = "b"\n'
    assert new_entries.read_entries(FILE, two).entries == [{"id": "a"}, {"id": "b"}]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[]", "new.toml contains no entries"),
        (b'[{"id":\n  oops}]', "new.toml:2:3: this is not valid JSON"),
        (b'{"id": "\xff"}', "new.toml is neither TOML nor JSON"),
        (b"\xff", "new.toml is not valid TOML: line 1: this text is not UTF-8"),
        (b'{"x":' * 50000, "new.toml is neither TOML nor JSON"),
        (b"focal_point = []", "new.toml contains no entries"),
        (b"focal_point = [1]", "new.toml contains no entries"),
        (b"[{}]", "new.toml contains no entries"),
        (b'[{"id": "a"}, 1]', "new.toml:1:15: record 2: not an object"),
        (b'{"focal_point": "x"}', "new.toml:1:17: record 1: not an object"),
        (b'{"focal_points": null}', "new.toml:1:18: record 1: not an object"),
        (b"[null]", "new.toml:1:2: record 1: not an object"),
        (b'[1, {"id": "a"}]', "new.toml:1:2: record 1: not an object"),
        (b'[[{"id": "a"}]]', "new.toml:1:2: record 1: not an object"),
        (b"NaN", "new.toml:1:1: record 1: not an object"),
        (b'{"a": NaN}', "new.toml:1:7: record 1: this value is not valid JSON"),
        (
            b'[{"a": 1}, {"b": [-Infinity]}]',
            "new.toml:1:19: record 2: this value is not valid JSON",
        ),
        (b'{"focal_points": Infinity}', "new.toml:1:18: this value is not valid JSON"),
        (
            b"[" * 50000,
            ("new.toml is not valid TOML: line 1: a table header needs [ before it and ] after it"),
        ),
    ],
)
def test_file_without_entries_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(CmcctError) as caught:
        new_entries.read_entries(FILE, data)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ('{"phones": ["1"],\n "phones": ["2"]}', "2:2: record 1: "),
        ('[{"id": "a"}, {"id": "b", "phones": [{"ext": "1", "ext": "1"}]}]', "1:51: record 2: "),
        ('{"focal_points": [{"id": "a"}, {"id": "b", "id": "c"}]}', "1:44: record 2: "),
        ('{"focal_point": {"id": "b", "\\u0069d": "c"}}', "1:29: record 1: "),
        ('{"focal_points": [{"id": "a"}], "focal_points": []}', "1:33: "),
    ],
)
def test_repeated_key_in_json_is_refused(text: str, location: str) -> None:
    with pytest.raises(CmcctError) as caught:
        new_entries.read_entries(FILE, text.encode())
    assert caught.value.message == f"new.toml:{location}this key appears twice in one object"


def test_a_finding_about_no_record_stays_where_it_is() -> None:
    entries_file = new_entries.read_entries(FILE, TOML.encode())
    for path in (("directory", "name"), ("focal_point", 0, "id")):
        finding = Finding(path, _("x"), code="x")
        found = Diagnostic("directory.toml", Span(1, 1, 1, 2), finding, "x")
        assert entries_file.relocate([found], [1], PositionMap(b"")) == [found]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["title", "phones", "x", ""]), JUNK, min_size=1))
def test_any_json_value_can_be_written_as_toml(entry: dict[str, Any]) -> None:
    (read,) = new_entries.read_entries(FILE, json.dumps(entry).encode()).entries
    assert tomllib.loads(writer.format_table("[[a]]", read)) == {"a": [read]}


@pytest.mark.parametrize(
    ("entry", "lacking"),
    [
        ({}, ["country", "organisation", "sectors", "name", "emails"]),
        ({"role": "duty-desk"}, ["country", "organisation", "sectors", "emails"]),
        ({"status": "vacant"}, ["country", "organisation", "sectors"]),
        ({"status": "left", "sectors": ["police"]}, ["country", "organisation", "name"]),
        ({"country": "GY", "organisation": "x", "sectors": [], "name": "x", "phones": []}, []),
    ],
)
def test_lacking_keys_of_entry_are_named(entry: dict[str, Any], lacking: list[str]) -> None:
    assert new_entries.missing_keys(entry) == lacking


@pytest.mark.parametrize(
    ("entry", "id_"),
    [
        ({"country": "Guyana", "organisation": "Ministry of Home Affairs"}, "gy-mha"),
        ({"country": "guyane", "organisation": "x", "unit": "Brigade des mineurs"}, "gf-bm"),
        ({"country": "BQ-BO", "organisation": "Politie"}, "bq-bo-politie"),
        ({"country": "Nowhere", "organisation": "Police"}, "police"),
        ({"country": "Guyana", "organisation": "The"}, "gy-the"),
        ({"country": "Guyana", "organisation": "милиция", "name": "Ada Example"}, "gy-seat"),
        ({"country": "Guyana"}, "gy-seat"),
        ({"country": "Guyana", "organisation": "+592 220 1250"}, "gy-seat"),
        ({"country": "Guyana", "organisation": "Police 2201250"}, "gy-police"),
        ({"name": "Ada Example"}, "seat"),
        ({"organisation": "Con"}, "con-2"),
        ({}, "seat"),
    ],
)
def test_an_id_is_proposed_from_the_institution(entry: dict[str, Any], id_: str) -> None:
    assert new_entries.propose_id(entry, ()) == id_


def test_a_proposed_id_was_never_anybodys() -> None:
    known = operations.taken_ids([{"id": "gy-mha"}, {"id": "x", "formerly": ["gy-mha-2"]}])
    entry = {"country": "Guyana", "organisation": "Ministry of Home Affairs"}
    assert new_entries.propose_id(entry, known) == "gy-mha-3"


@given(st.text(max_size=90), st.sampled_from(["GY", "BQ-BO", "x", ""]))
def test_a_proposed_id_is_one(organisation: str, country: str) -> None:
    entry = {"country": country, "organisation": organisation}
    id_ = new_entries.propose_id(entry, ())
    assert is_slug(id_)
    assert is_slug(new_entries.propose_id(entry, [id_]))


def test_a_long_name_is_cut_to_an_id() -> None:
    for word in ("x" * 90, f"{'x' * 56}-{'y' * 9}", f"{'x' * 56} é"):
        assert is_slug(new_entries.propose_id({"country": "Guyana", "organisation": word}, ()))
