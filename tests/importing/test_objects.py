"""JSON and TOML files give entries."""

import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.diagnostics import Diagnostic, Finding, Span
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.importing.cells.row_values import ids_by_name, read_records
from cmcct.importing.planning.added_records import read_added
from cmcct.importing.readers.objects import read_sheet
from cmcct.importing.readers.rows import OWN
from cmcct.toml import values
from cmcct.toml.positions import PositionMap
from tests.conftest import Run, Write
from tests.support.cases import each
from tests.support.cli_samples import ADA

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
TOML = values.format_table("[[focal_point]]", POINT)


def _read(data: bytes) -> list[dict[str, Any]]:
    sheet = replace(read_sheet("new.toml", FILE, data), kind=OWN)
    return [record.entry for record in read_records(sheet, ids_by_name({}))]


@each(
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
    assert _read(text.encode()) == [POINT]


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
    sheet = read_sheet("new.toml", FILE, text.encode())
    added = read_added([replace(sheet, kind=OWN)], {}, {"name": "Eva"}, date(2026, 6, 1))
    (record,) = added.entries
    assert record == {
        "title": "Jefa",
        "emails": ["ada@example.org"],
        "phones": [{"number": "+592 609 1234", "type": "mobile"}],
        "since": date(2026, 3, 2),
        "name": "Eva",
    }


def test_several_are_read_in_their_order() -> None:
    two = b'[[focal_point]]\nid = "a"\n[[focal_point]]\nid = "b"\n'
    assert _read(two) == [{"id": "a"}, {"id": "b"}]


@each(
    ("data", "message"),
    [
        (b"[]", "new.toml contains no entries"),
        (b'[{"id":\n  oops}]', "new.toml:2:3: not valid JSON"),
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
        (b'{"a": NaN}', "new.toml:1:7: record 1: not valid JSON"),
        (
            b'[{"a": 1}, {"b": [-Infinity]}]',
            "new.toml:1:19: record 2: not valid JSON",
        ),
        (b'{"focal_points": Infinity}', "new.toml:1:18: not valid JSON"),
        (
            b"[" * 50000,
            ("new.toml is not valid TOML: line 1: this line has no key and no ="),
        ),
    ],
)
def test_file_without_entries_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(CmcctError) as caught:
        _read(data)
    assert caught.value.message == message


def test_file_whose_name_says_json_is_not_read_as_toml() -> None:
    with pytest.raises(CmcctError) as caught:
        read_sheet("new.json", Path("new.json"), b"[1, 2")
    assert caught.value.message == "new.json:1:6: not valid JSON"


@each(
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
        _read(text.encode())
    assert caught.value.message == f"new.toml:{location}this key appears twice in one object"


def test_a_finding_about_no_record_stays_where_it_is() -> None:
    added = read_added([read_sheet("new.toml", FILE, TOML.encode())], {}, {}, date(2026, 6, 1))
    for path in (("directory", "name"), ("focal_point", 0, "id")):
        finding = Finding(path, _("x"), code="x")
        found = Diagnostic("directory.toml", Span(1, 1, 1, 2), finding, "x")
        assert added.relocate([found], [1], PositionMap(b"")) == [found]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["title", "phones", "x", ""]), JUNK, min_size=1))
def test_any_json_value_can_be_written_as_toml(entry: dict[str, Any]) -> None:
    for read in _read(json.dumps(entry).encode()):
        assert tomllib.loads(values.format_table("[[a]]", read)) == {"a": [read]}


def test_secret_number_of_an_object_stays_secret(run: Run, write: Write) -> None:
    path = write(ADA)
    secret = {"number": "+592 609 1277", "type": "mobile", "sharing": "secretariat"}
    entry = {
        "country": "Guyana",
        "name": "Cato Voorbeeld",
        "organisation": "Another Example Office",
        "sectors": ["health"],
        "phones": [secret],
    }
    given = path.parent / "people.json"
    given.write_text(json.dumps([entry]), encoding="utf-8")
    # Whoever wrote it has seen what only the secretariat may see.
    assert run("import", given, "--directory", path).code == 1
    answers = path.with_name("a.toml")
    answers.write_text('row-1 = "new"\n', encoding="utf-8")
    assert run("import", given, "--answers", answers, "--directory", path).code == 0
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    (added,) = (one for one in entries if one.get("name") == "Cato Voorbeeld")
    assert added["sharing"] == "secretariat"
    assert added["phones"] == [secret]


def test_import_places_values_of_objects_by_line_and_column(run: Run, write: Write) -> None:
    path = write(ADA)
    people = path.with_name("people.json")
    people.write_text(
        '[{"country": "Guyana", "name": "Cato Voorbeeld", "organisation": "X", '
        '"sectors": ["health"],\n  "correos": ["", "a@example.org / b@example.org", "x"]}]\n',
        encoding="utf-8",
    )
    result = run("import", people, "--directory", path)
    assert "people.json:1: not imported until you correct emails.1\n" in result.out
    assert 'people.json:2:19: note[invalid-email] not an e-mail address; read as "a@' in result.out
    assert "people.json:2:52: error[invalid-email] not an e-mail address\n" in result.out
    found = json.loads(run("import", people, "--format", "json", "--directory", path).out)
    places = [(one["line"], one["column"], one["cell"]) for one in found[0]["findings"]]
    assert places == [(2, 19, "emails.0"), (2, 52, "emails.1")]
