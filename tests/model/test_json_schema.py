"""The JSON Schema of `directory.toml` agrees with the program, and Taplo understands it."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from jsonschema import Draft7Validator

from cmcct.model import json_schema
from cmcct.model.entities import Failure
from cmcct.model.fields import KEYS, MODELS
from cmcct.model.loader import INFO_MODELS, LIST_MODELS
from cmcct.reference import vocabulary
from cmcct.reference.countries import all_countries, find_country
from tests.conftest import MINIMAL, ROOT, SHIPPED, VALUES, Run, entry
from tests.support.cases import each
from tests.support.programs import need_of_npm

FILE = ROOT / "directory.schema.json"
BUILT = json_schema.build()


def _entry(**changes: str | None) -> str:
    """Return a directory of one entry; None removes a key."""
    return MINIMAL + entry(**changes)


def _with(old: str, new: str) -> str:
    """Change the text above the entry."""
    text = _entry()
    assert text.count(old) == 1
    return text.replace(old, new)


POINT = ("focal_point", 0)
MEETING = "date = 2019-03-12"
GROUP = 'name = "Venezuela working group"'
ABOUT = 'name = "Example Network"'

GOOD = [
    _entry(),
    _entry(name=None, role='"duty-desk"'),
    _entry(name=None, status='"vacant"', emails=None),
    _entry(status='"left"', emails=None),
    _entry(emails=None, phones='["+592 609 1234"]'),
    _entry(emails=None, handles='[{ app = "signal", id = "ada.42" }]'),
    _entry(emails='[{ address = "ctu@example.org", sharing = "secretariat" }]'),
    _entry(phones='[{ number = "0800 0911", type = "hotline", national = true, hours = "24/7" }]'),
    _entry(phones='[{ number = "+592 220 1234", ext = "12", apps = [], national = false }]'),
    _entry(country='"GUY"', covers='["Surinam", "BQ-BO", "Curacao"]'),
    _entry(sectors='["shelter", "police"]', address='""', website='""', title='""'),
    _entry(languages='["en", "pt-BR", "zh-Hant-TW"]', formerly='["gy-police"]'),
    _entry(since="2020-02-29", verified="2026-03-02", verified_via='"meeting"'),
    _with(MEETING, 'date = "2018-04"\nhost = "RD"'),
    _with(GROUP, f'{GROUP}\ncountries = ["SR", "Guyana"]\npurpose = "Example"'),
    _with(ABOUT, f'{ABOUT}\nverify_every_days = 1\nuid = "43EA73A887C64C14BD6C5BFC836AE37E"'),
    _with("[[meeting]]", "[check]\nignore = []\n\n[[meeting]]"),
]

# (bad text, path of the error, keyword of JSON Schema)
BAD: list[tuple[str, tuple[str | int, ...], str]] = [
    ("", (), "required"),
    ("[directory]\n", ("directory",), "required"),
    ('[directory]\nname = " "\n', ("directory", "name"), "pattern"),
    ("directory = []\n", ("directory",), "type"),
    (f'{MINIMAL}\n[contact]\nname = "x"\n', (), "additionalProperties"),
    (f"{MINIMAL}\n[focal_point]\nid = 'x'\n", ("focal_point",), "type"),
    (_with(ABOUT, f'{ABOUT}\nnom = "x"'), ("directory",), "additionalProperties"),
    (
        _with(ABOUT, f"{ABOUT}\nverify_every_days = 0"),
        ("directory", "verify_every_days"),
        "minimum",
    ),
    (_with(ABOUT, f"{ABOUT}\nverify_every_days = '9'"), ("directory", "verify_every_days"), "type"),
    (_with(ABOUT, f"{ABOUT}\nuid = 'gy-ctu'"), ("directory", "uid"), "pattern"),
    (_with("[[meeting]]", "[check]\nignore = 'x'\n\n[[meeting]]"), ("check", "ignore"), "type"),
    (_with("[[meeting]]", "[check]\nskip = []\n\n[[meeting]]"), ("check",), "additionalProperties"),
    (_with(MEETING, ""), ("meeting", 0), "required"),
    (_with(MEETING, "date = 2019"), ("meeting", 0, "date"), "type"),
    (_with(MEETING, 'date = "2018-13"'), ("meeting", 0, "date"), "pattern"),
    (_with(MEETING, 'date = "April 2018"'), ("meeting", 0, "date"), "pattern"),
    (_with(MEETING, f"{MEETING}\nhost = 592"), ("meeting", 0, "host"), "type"),
    (_with(GROUP, ""), ("working_group", 0), "required"),
    (_with(GROUP, f"{GROUP}\ncountries = 'SR'"), ("working_group", 0, "countries"), "type"),
    (_with(GROUP, f"{GROUP}\nid_ = 'x'"), ("working_group", 0), "additionalProperties"),
    *((_entry(**{key: None}), POINT, "required") for key in VALUES if key != "emails"),
    (_entry(emails=None), POINT, "anyOf"),
    (_entry(emails="[]", phones="[]"), POINT, "anyOf"),
    (_entry(handles='[{ app = "wire", id = "a" }]'), (*POINT, "handles", 0, "app"), "enum"),
    (_entry(handles='[{ app = "signal" }]'), (*POINT, "handles", 0), "required"),
    (_entry(name='""'), (*POINT, "name"), "pattern"),
    (_entry(name=None, status='"left"'), POINT, "required"),
    (_entry(organization='"Example"'), POINT, "additionalProperties"),
    (_entry(id='"GY-CTU"'), (*POINT, "id"), "pattern"),
    (_entry(id='"gy--ctu"'), (*POINT, "id"), "pattern"),
    (_entry(id=f'"{"a" * 65}"'), (*POINT, "id"), "maxLength"),
    (_entry(formerly='["gy", "gy unit"]'), (*POINT, "formerly", 1), "pattern"),
    (_entry(country="592"), (*POINT, "country"), "type"),
    (_entry(country='" "'), (*POINT, "country"), "pattern"),
    (_entry(covers='["Guyana", ["Suriname"]]'), (*POINT, "covers", 1), "type"),
    (_entry(body='"police"'), (*POINT, "body"), "enum"),
    (_entry(role='"Duty desk"'), (*POINT, "role"), "enum"),
    (_entry(status='"retired"'), (*POINT, "status"), "enum"),
    (_entry(sharing='"all"'), (*POINT, "sharing"), "enum"),
    (_entry(verified_via='"fax"'), (*POINT, "verified_via"), "enum"),
    (_entry(sectors="[]"), (*POINT, "sectors"), "minItems"),
    (_entry(sectors='"police"'), (*POINT, "sectors"), "type"),
    (_entry(sectors='["police", "ngo"]'), (*POINT, "sectors", 1), "enum"),
    (_entry(sectors='["shelter"]', address='"1 Example Street"'), (*POINT, "address"), "maxLength"),
    (_entry(languages='["English"]'), (*POINT, "languages", 0), "pattern"),
    (_entry(website='"example.org"'), (*POINT, "website"), "pattern"),
    (_entry(since="2026"), (*POINT, "since"), "type"),
    (_entry(until="2027-01-14T09:00:00"), (*POINT, "until"), "pattern"),
    (_entry(verified="true"), (*POINT, "verified"), "type"),
    (_entry(verified='"2 March 2026"'), (*POINT, "verified"), "pattern"),
    (_entry(emails='"ctu@example.org"'), (*POINT, "emails"), "type"),
    (_entry(emails='["ctu@@example.org"]'), (*POINT, "emails", 0), "pattern"),
    (_entry(emails='[{ adress = "ctu@example.org" }]'), (*POINT, "emails", 0), "required"),
    (_entry(emails='[{ address = "ctu" }]'), (*POINT, "emails", 0, "address"), "pattern"),
    (_entry(phones="[5926091234]"), (*POINT, "phones", 0), "type"),
    (_entry(phones='["+592 609 1234", "609 1234"]'), (*POINT, "phones", 1), "pattern"),
    (_entry(phones='[{ type = "fax" }]'), (*POINT, "phones", 0), "required"),
    (_entry(phones='[{ number = "0800 0911" }]'), (*POINT, "phones", 0, "number"), "pattern"),
    (
        _entry(phones='[{ number = "0800 0911", national = "yes" }]'),
        (*POINT, "phones", 0, "national"),
        "type",
    ),
    (
        _entry(phones='[{ number = "+592 609 1234", type = "cell" }]'),
        (*POINT, "phones", 0, "type"),
        "enum",
    ),
    (
        _entry(phones='[{ number = "+592 609 1234", apps = ["viber"] }]'),
        (*POINT, "phones", 0, "apps", 0),
        "enum",
    ),
    (
        _entry(phones='[{ number = "+592 609 1234", ext = 12 }]'),
        (*POINT, "phones", 0, "ext"),
        "type",
    ),
    (
        _entry(phones='[{ number = "+592 609 1234", mobile = true }]'),
        (*POINT, "phones", 0),
        "additionalProperties",
    ),
]


def _as_taplo(moment: date) -> str:
    """Return a date or time as Taplo passes it to a schema."""
    return moment.isoformat()


def _faults(text: str) -> set[tuple[tuple[str | int, ...], str]]:
    """Return the errors of JSON Schema with their paths."""
    raw = json.loads(json.dumps(tomllib.loads(text), default=_as_taplo))
    found = Draft7Validator(BUILT).iter_errors(raw)
    return {(tuple(error.absolute_path), str(error.validator)) for error in found}


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema in the schema, conditions included."""
    if isinstance(value, dict):
        yield value
        nested = [value.get(key, {}) for key in ("properties", "definitions")]
        rest = [value.get(key) for key in ("items", "contains", "if", "then", "else", "not")]
        for part in (*(p for parts in nested for p in parts.values()), *rest):
            yield from _parts(part)
        for part in (*value.get("anyOf", ()), *value.get("allOf", ())):
            yield from _parts(part)


def _declared(part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every key that may be in the file, with its schema."""
    for name, value in part.get("properties", {}).items():
        yield name, value
        yield from _declared(value)
    yield from _declared(part["items"]) if "items" in part else ()


def _properties(table: str) -> dict[str, Any]:
    """Return the schemas of a table's keys."""
    points = BUILT["properties"]["focal_point"]["items"]["properties"]
    tables: dict[str, Any] = {
        "email": points["emails"]["items"],
        "phone": points["phones"]["items"],
        "handle": points["handles"]["items"],
        "failure": points["phones"]["items"]["properties"]["failed"],
        "member": BUILT["properties"]["private"]["properties"]["members"]["items"],
        **{name: part.get("items", part) for name, part in BUILT["properties"].items()},
    }
    properties: dict[str, Any] = tables[table]["properties"]
    return properties


def _expected(annotation: Any) -> object:
    """Return the JSON type of a model's annotation."""
    (kind,) = {arg for arg in get_args(annotation) if arg is not type(None)} or {annotation}
    types = {bool: "boolean", int: "integer", date: ["string"], Failure: "object"}
    return types.get(kind, "string")


def test_the_command_prints_the_file_that_editors_read(run: Run) -> None:
    result = run("schema")
    assert (result.code, result.err) == (0, "")
    shipped = FILE.read_text(encoding="utf-8")
    assert result.out == shipped, "run: cmcct schema > directory.schema.json"
    assert json.loads(shipped) == BUILT
    assert SHIPPED.read_text(encoding="utf-8").startswith("#:schema ./directory.schema.json\n")


def test_schema_is_draft_7_without_later_words() -> None:
    Draft7Validator.check_schema(BUILT)
    words = {word for part in _parts(BUILT) for word in part}
    assert words <= {*Draft7Validator.META_SCHEMA["properties"], "x-taplo"}


def test_every_key_has_title_and_description() -> None:
    keys = list(_declared(BUILT))
    assert len(keys) == sum(map(len, KEYS.values()))
    for name, value in keys:
        assert value["title"].casefold().replace(" ", "_") == name
        assert value["description"].split("\n")[0].endswith((".", "]"))


def test_every_table_refuses_unknown_keys() -> None:
    tables = [part for part in _parts(BUILT) if "object" in part.get("type", ())]
    assert len(tables) == len(KEYS)
    assert all(part["additionalProperties"] is False for part in tables)


@each("table", MODELS)
def test_keys_are_of_model_with_types_and_defaults(table: str) -> None:
    fields = MODELS[table].model_fields
    properties = _properties(table)
    assert list(properties) == list(KEYS[table]) == list(fields)
    for name, field in fields.items():
        value = properties[name]
        is_list = get_origin(field.annotation) is tuple
        moments = {"date": ["string"]} if table == "meeting" else {}
        expected = "array" if is_list else moments.get(name) or _expected(field.annotation)
        assert value["type"] == expected


def test_stated_defaults_are_those_of_model() -> None:
    defaults = {
        (table, name): value["default"]
        for table in MODELS
        for name, value in _properties(table).items()
        if "default" in value
    }
    assert defaults == {
        ("directory", "verify_every_days"): 365,
        ("directory", "network_label"): "TLP:AMBER",
        ("directory", "format"): 1,
        ("meeting", "sharing"): "network",
        ("working_group", "sharing"): "network",
        ("focal_point", "role"): "focal-point",
        ("focal_point", "status"): "active",
        ("focal_point", "sharing"): "network",
        ("phone", "type"): "office",
    }
    for (table, name), default in defaults.items():
        assert MODELS[table].model_fields[name].default == default
        assert f"{default}" in _properties(table)[name]["description"]


def test_the_tables_are_those_that_are_read() -> None:
    assert set(BUILT["properties"]) == {*INFO_MODELS, *LIST_MODELS}


@each(
    ("table", "key", "facet"),
    [
        ("focal_point", "sectors", "sector"),
        ("focal_point", "body", "body"),
        ("focal_point", "role", "role"),
        ("focal_point", "status", "status"),
        ("focal_point", "sharing", "audience"),
        ("email", "sharing", "audience"),
        ("phone", "sharing", "audience"),
        ("phone", "type", "phone"),
    ],
)
def test_words_are_of_vocabulary_with_their_labels(table: str, key: str, facet: str) -> None:
    value = _properties(table)[key]
    words = value.get("items", value)
    terms = vocabulary.terms(facet)
    assert words["enum"] == [term.slug for term in terms]
    shown = words["x-taplo"]["docs"]["enumValues"]
    assert len(shown) == len(terms)
    for term, labels in zip(terms, shown, strict=True):
        assert all(label in labels for label in term.labels.values())
        assert f"- `{term.slug}`: {term.label()}" in value["description"]


def test_all_countries_are_offered_in_usual_order() -> None:
    names = BUILT["definitions"]["country"]["enum"]
    assert [find_country(name) for name in names] == [*all_countries()]


def test_shipped_directory_fits_schema() -> None:
    assert _faults(SHIPPED.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("text", GOOD)
def test_text_accepted_by_check_passes_schema(run: Run, tmp_path: Path, text: str) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(text, encoding="utf-8")
    assert run("check", path).code == 0
    assert _faults(text) == set()


@pytest.mark.parametrize(("text", "key_path", "word"), BAD)
def test_text_refused_by_schema_is_refused_by_check(
    run: Run, tmp_path: Path, text: str, key_path: tuple[str | int, ...], word: str
) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(text, encoding="utf-8")
    assert run("check", path).code == 1
    found = _faults(text)
    assert (key_path, word) in found
    assert {where for where, _ in found} == {key_path}


def _refused(*paths: Path, words: tuple[str, ...] = ()) -> set[str]:
    """Return the names of the files that Taplo refuses, in one process: it starts slowly."""
    taplo = need_of_npm("@taplo/cli") / "dist" / "cli.js"
    done = subprocess.run(
        ["node", str(taplo), "lint", "--no-auto-config", *words, *map(str, paths)],
        capture_output=True,
        check=False,
        timeout=100,
        encoding="utf-8",
    )
    names = re.findall(r'error=schema validation failed path="(.*)"', done.stderr)
    assert done.stderr.count("invalid file") == len(names)
    assert f"found files total={len(paths)} " in done.stderr
    assert done.returncode == bool(names), done.stderr
    return {Path(path).name for path in names}


@pytest.mark.gate
@pytest.mark.sweep
def test_taplo_finds_schema_from_first_line(tmp_path: Path) -> None:
    assert _refused(SHIPPED) == set()
    shutil.copy(FILE, tmp_path)
    path = tmp_path / "directory.toml"
    path.write_text("#:schema ./directory.schema.json\n[directory]\nnom = 'x'\n", encoding="utf-8")
    assert _refused(path) == {"directory.toml"}


@pytest.mark.gate
@pytest.mark.sweep
def test_taplo_agrees_about_every_file(tmp_path: Path) -> None:
    texts = {"good": GOOD, "bad": [text for text, _, _ in BAD]}
    paths = []
    for kind, files in texts.items():
        for number, text in enumerate(files):
            paths.append(tmp_path / f"{kind}-{number}.toml")
            paths[-1].write_text(text, encoding="utf-8")
    refused = _refused(*paths, SHIPPED, words=("--schema", FILE.as_uri()))
    assert refused == {path.name for path in paths if path.name.startswith("bad")}
