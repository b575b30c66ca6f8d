"""Partial reading of a broken table, and the findings about the rest."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from cmcct.diagnostics import Finding, KeyPath
from cmcct.model.entities import (
    NETWORK_LABELS,
    DirectoryInfo,
    Email,
    FocalPoint,
    OverlayEntry,
    Phone,
)
from cmcct.model.recovery import salvage
from tests.support.cases import each
from tests.support.findings import a_finding

PATH = ("focal_point", 0)
ID = {"id": "gy-ctu"}


def _read(
    values: dict[str, Any], model: type[BaseModel] = FocalPoint
) -> tuple[dict[str, Any], list[Finding]]:
    """Return the values that were kept, without id and defaults, and the findings."""
    value, findings, _ = salvage(model, {**ID, **values}, PATH)
    assert value is not None
    kept = {key: getattr(value, key) for key in value.model_dump(exclude_defaults=True)}
    assert kept.pop("id") == "gy-ctu"
    return kept, findings


def _finding(code: str, key_path: KeyPath, message: str, hint: str = "") -> Finding:
    return a_finding(code, PATH + key_path, message, hint, "gy-ctu")


def test_a_table_without_fault_is_read_whole() -> None:
    kept, findings = _read({"name": "Ada Example", "sectors": ["police"]})
    assert (kept, findings) == ({"name": "Ada Example", "sectors": ("police",)}, [])


AN_ID = 'write id = "…" in lower-case letters, digits and hyphens'
OF_A_NUMBER = "write phones = [{ number = …, no_test = … }]"
IN_NOTES = "move the text to notes, or remove the key"
BELONGS = "remove the key: it belongs under [[focal_point]]"
OVERLAY = "remove the key: it belongs in the directory file, not in the private file"


def test_number_of_a_thousand_digits_is_not_repeated() -> None:
    fault = _finding("wrong-type", ("name",), "not text", 'put it in quotes: "…"')
    assert _read({"name": 10**1000}) == ({}, [fault])


def test_single_table_without_known_key_has_two_faults() -> None:
    kept, findings = _read({"emails": {"adress": "a@example.org"}})
    assert kept == {}
    assert findings == [
        _finding("wrong-type", ("emails",), "not a list", 'put it in square brackets: ["…"]'),
        _finding("unknown-key", ("emails",), "unknown key 'adress'", "did you mean address?"),
    ]


def test_each_fault_of_one_table_is_found_in_one_go() -> None:
    values = {"name": 5, "sectors": ["polcie"], "since": "today", "city": "Georgetown"}
    kept, findings = _read(values)
    assert kept == {"city": "Georgetown"}
    assert [(finding.code, finding.path) for finding in findings] == [
        ("wrong-type", (*PATH, "name")),
        ("unknown-sector", (*PATH, "sectors", 0)),
        ("wrong-type", (*PATH, "since")),
    ]


def test_channel_with_faults_goes_and_each_is_named() -> None:
    kept, findings = _read({"phones": [{"number": 5, "apps": ["viber", 3], "hours": 24, "x": 1}]})
    assert kept == {}
    assert [finding.path[2:] for finding in findings] == [
        ("phones", 0, "number"),
        ("phones", 0, "apps", 0),
        ("phones", 0, "apps", 1),
        ("phones", 0, "hours"),
        ("phones", 0, "x"),
    ]


def test_text_in_place_of_list_is_checked_too() -> None:
    kept, findings = _read({"sectors": "polcie", "name": "Ada Example"})
    assert kept == {"name": "Ada Example"}
    assert [(finding.code, finding.path) for finding in findings] == [
        ("wrong-type", (*PATH, "sectors")),
        ("unknown-sector", (*PATH, "sectors")),
    ]


@each(
    "sharing",
    [
        {"sharing": "publik"},
        {"sharing": True},
        {"sharing": ["network"]},
        {"shraing": "public"},
        {"Sharing": "network"},
        {"audience": "secretariat"},
        {"sharing": "public", "sharin": "secretariat"},
        {"sharing": "publik", "sharin": 1},
    ],
)
def test_a_misspelt_sharing_counts_as_secretariat(sharing: dict[str, Any]) -> None:
    kept, findings = _read(
        {
            **sharing,
            "emails": [{"address": "a@example.org", **sharing}],
            "phones": [{"number": "+592 609 1234", **sharing}],
        }
    )
    assert kept == {
        "sharing": "secretariat",
        "emails": (Email(address="a@example.org", sharing="secretariat"),),
        "phones": (Phone(number="+592 609 1234", sharing="secretariat"),),
    }
    assert len({finding.path for finding in findings}) == len(findings) >= 3


def test_unknown_other_key_holds_nothing_back() -> None:
    number = {"number": "+592 609 1234", "tpye": "mobile"}
    kept, findings = _read({"colour": "blue", "phones": [number]})
    assert kept == {"phones": (Phone(number="+592 609 1234"),)}
    assert len(findings) == 2


@each("key", ["private", "tlp", "x"])
def test_unexplained_key_of_channel_holds_it_back(key: str) -> None:
    kept, findings = _read({"phones": [{"number": "+592 609 1234", key: True}]})
    assert kept == {"phones": (Phone(number="+592 609 1234", sharing="secretariat"),)}
    assert len(findings) == 1


def test_misplaced_sharing_is_unknown_key() -> None:
    kept, findings = _read({"sharing": "secretariat"}, OverlayEntry)
    assert kept == {}
    assert findings == [
        a_finding("unknown-key", (*PATH, "sharing"), "unknown key 'sharing'", OVERLAY, "gy-ctu")
    ]


@each(
    ("raw", "key_path", "code", "message", "hint"),
    [
        ({"id": 5}, ("id",), "wrong-type", "not text", 'put it in quotes: "5"'),
        ({}, (), "missing-key", "'id' is missing", AN_ID),
        ({"Id": "gy-ctu"}, ("Id",), "unknown-key", "unknown key 'Id'", "did you mean id?"),
    ],
)
def test_unreadable_id_is_empty_and_lost(
    raw: dict[str, object], key_path: KeyPath, code: str, message: str, hint: str
) -> None:
    value, findings, lost = salvage(FocalPoint, {**raw, "city": "Georgetown"}, PATH)
    assert value == FocalPoint(id="", city="Georgetown")
    assert findings == [a_finding(code, PATH + key_path, message, hint)]
    assert ("id",) in lost


@each("raw", ["x", []])
def test_malformed_table_gives_no_value(raw: object) -> None:
    value, findings, _ = salvage(FocalPoint, raw, PATH)
    assert value is None
    hint = "write { key = value }"
    assert findings == [a_finding("wrong-type", PATH, "not a table", hint)]


@each(
    ("days", "message", "hint"),
    [
        (0, "too small", "write 1 or more"),
        ("365", "not a whole number", "write 365, without quotes"),
        ("all", "not a whole number", "write digits, without quotes"),
        (1.5, "not a whole number", "write digits, without quotes"),
        (True, "not a whole number", "write digits, without quotes"),
    ],
)
def test_a_number_of_days_is_whole_and_one_or_more(days: object, message: str, hint: str) -> None:
    value, findings, lost = salvage(DirectoryInfo, {"verify_every_days": days}, ("directory",))
    path = ("directory", "verify_every_days")
    assert value == DirectoryInfo()
    assert findings == [a_finding("wrong-type", path, message, hint)]
    assert lost == {("verify_every_days",)}


def test_lost_and_intended_keys_are_returned() -> None:
    raw = {
        **ID,
        "name": "Ada Example",
        "organization": "Example Ministry",
        "emails": [5, "a@example.org"],
        "phones": [{"number": "+592 609 1234", "tpye": "mobile"}, {"number": 5}],
        "verified": date(2026, 3, 2),
    }
    _, _, lost = salvage(FocalPoint, raw, PATH)
    assert lost == {
        ("organization",),
        ("organisation",),
        ("emails", 0),
        ("phones", 0, "tpye"),
        ("phones", 0, "type"),
        ("phones", 1),
    }


def test_the_table_given_is_not_changed() -> None:
    raw = {**ID, "phones": "+592 609 1234", "sharing": "publik"}
    salvage(FocalPoint, raw, PATH)
    assert raw == {**ID, "phones": "+592 609 1234", "sharing": "publik"}


ON = date(2026, 5, 2)


@each(
    "wrong",
    [
        {"failed": {"on": "2026-05-02", "why": 3}},
        {"failed": {"on": ON}},
        {"failed": {"why": "busy"}},
        {"failed": {"on": ON, "why": "bussy"}},
        {"failed": {"on": ON, "why": "busy", "sharing": "network"}},
        {"failed": "busy"},
        {"failed": ON, "doubtful": "yes"},
        {"faild": {"on": ON, "why": "busy"}},
        {"doubtful": "yes"},
    ],
)
def test_unreadable_failure_leaves_line_doubtful(wrong: dict[str, Any]) -> None:
    kept, findings = _read({"phones": [{"number": "+592 609 1234", **wrong}]})
    assert kept == {"phones": (Phone(number="+592 609 1234", doubtful=True),)}
    assert findings


def test_failure_without_its_parts_names_them() -> None:
    _, findings = _read({"phones": [{"number": "+592 609 1234", "failed": {}}]})
    path = ("phones", 0, "failed")
    words = 'write why = "no-answer", why = "busy" or why = "wrong-number"'
    day = "write on = YYYY-MM-DD"
    assert findings == [
        _finding("missing-key", path, "'on' is missing", day),
        _finding("missing-key", path, "'why' is missing", words),
    ]


def test_failure_of_number_that_cannot_be_read_goes() -> None:
    kept, _ = _read({"phones": [{"number": 3, "failed": 3}], "emails": [{"failed": 3}]})
    assert kept == {}


@each(
    "label",
    [
        {"network_label": "TLP:GREEN"},
        {"network_label": 1},
        {"network_lable": "TLP:AMBER"},
        {"network_label": "TLP:AMBER", "networklabel": "x"},
    ],
)
def test_unreadable_label_of_network_is_the_stricter(label: dict[str, Any]) -> None:
    value, findings, _ = salvage(DirectoryInfo, {"name": "A", **label}, ("directory",))
    assert len(findings) == 1
    assert value == DirectoryInfo.model_validate({"name": "A", "network_label": NETWORK_LABELS[1]})
