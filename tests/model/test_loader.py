"""Parsed data to a directory: readable values are kept, even beside broken ones."""

import copy
import string
import tomllib
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmcct.model import loader
from cmcct.model.entities import (
    CheckConfig,
    Directory,
    DirectoryInfo,
    Email,
    FocalPoint,
    OverlayEntry,
    Phone,
    PrivateInfo,
)
from cmcct.privacy import audiences, levels
from tests.conftest import ENTRY, MINIMAL, SHIPPED
from tests.support.cases import each
from tests.support.findings import a_finding

WHOLE: dict[str, Any] = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
# Enough entries for every kind of value and `sharing`, and few enough to be fast.
VALID = {**WHOLE, "focal_point": WHOLE["focal_point"][1:18]}


JUNK = st.recursive(
    st.one_of(
        st.text(max_size=8),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(timezones=st.just(UTC)),
        st.times(),
        st.sampled_from(["secretariat", "publik", "+592 609 1234", "gy-ctu", "", "Guiana"]),
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "number", "address", "sharing", "apps", "x"]), inner, max_size=3
        )
    ),
    max_leaves=4,
)


def _read(more: str) -> loader.ParseResult:
    return loader.parse_directory(tomllib.loads(MINIMAL + more))


def _ids(read: loader.ParseResult) -> list[str]:
    return [point.id for point in read.directory.focal_points]


def test_least_and_shipped_directory_are_read_whole() -> None:
    assert _read("").findings == ()
    read = loader.parse_directory(WHOLE)
    assert read.findings == ()
    assert read.broken_ids == frozenset()
    assert _ids(read) == [entry["id"] for entry in WHOLE["focal_point"]]
    assert [meeting.id for meeting in read.directory.meetings] == [
        "port-of-spain-2018",
        "georgetown-2019",
    ]


def test_empty_file_is_an_empty_directory() -> None:
    assert loader.parse_directory({}).directory == Directory(
        DirectoryInfo(), CheckConfig(), PrivateInfo(), (), (), ()
    )
    assert loader.parse_directory({}).findings == ()


def test_unknown_table_is_named_with_closest() -> None:
    read = _read("[[focal_points]]\nid = 'gy-ctu'\n[xyzzy]\n")
    assert read.findings == (
        a_finding(
            "unknown-key",
            ("focal_points",),
            "unknown key 'focal_points'",
            "did you mean [[focal_point]]?",
        ),
        a_finding(
            "unknown-key",
            ("xyzzy",),
            "unknown key 'xyzzy'",
            "write [directory], [check], [private], [[meeting]], [[working_group]] or "
            "[[focal_point]]",
        ),
    )


def test_single_brackets_keep_the_entry() -> None:
    read = _read(ENTRY.replace("[[focal_point]]", "[focal_point]"))
    assert _ids(read) == ["gy-ctu"]
    assert [table.path for table in read.tables["focal_point"]] == [("focal_point",)]
    assert read.findings == (
        a_finding(
            "wrong-type",
            ("focal_point",),
            "not a list of tables",
            "write [[focal_point]], with double brackets, above each one",
        ),
    )


@each("table", ["meeting", "working_group", "focal_point"])
def test_malformed_list_of_tables_is_empty(table: str) -> None:
    read = loader.parse_directory({"directory": {"name": "Example Network"}, table: 3})
    hint = f"write [[{table}]], with double brackets, above each one"
    assert read.tables[table] == ()
    assert read.findings == (a_finding("wrong-type", (table,), "not a list of tables", hint),)


def test_item_that_is_no_table_hides_no_others() -> None:
    raw = {"focal_point": [3, {"id": "gy-ctu"}]}
    read = loader.parse_directory(raw)
    assert _ids(read) == ["gy-ctu"]
    assert [table.path for table in read.tables["focal_point"]] == [("focal_point", 1)]
    assert read.findings == (
        a_finding("wrong-type", ("focal_point", 0), "not a table", "write { key = value }"),
    )


@each("table", ["directory", "check"])
def test_malformed_table_counts_as_empty(table: str) -> None:
    read = loader.parse_directory({table: 3})
    assert (read.directory.info, read.directory.check) == (DirectoryInfo(), CheckConfig())
    assert read.tables["directory"] == (
        () if table == "directory" else (loader.ParsedTable(("directory",), {}, DirectoryInfo()),)
    )
    assert read.findings == (
        a_finding("wrong-type", (table,), "not a table", "write { key = value }"),
    )


def test_directory_table_is_read() -> None:
    raw = {"directory": {"name": "Example Network", "x": 1}, "check": {"ignore": ["stale"]}}
    read = loader.parse_directory(raw)
    assert read.directory.info == DirectoryInfo(name="Example Network")
    assert read.directory.check == CheckConfig(ignore=("stale",))
    hint = "remove the key, or write name, contact, verify_every_days, network_label, "
    hint += "countries, uid or format"
    assert read.findings == (a_finding("unknown-key", ("directory", "x"), "unknown key 'x'", hint),)


def test_the_broken_ids_are_those_of_entries_only() -> None:
    raw = {
        "meeting": [{"id": "georgetown-2019", "x": 1}],
        "focal_point": [{"id": "gy-ctu", "name": 5}, {"id": "sr-police"}],
    }
    read = loader.parse_directory(raw)
    assert [finding.entry for finding in read.findings] == ["", "gy-ctu"]
    assert read.broken_ids == {"gy-ctu"}


def test_a_text_in_place_of_a_list_keeps_the_number() -> None:
    read = _read(ENTRY + 'phones = "+592 609 1234"\n')
    (point,) = read.directory.focal_points
    assert point.phones == (Phone(number="+592 609 1234"),)
    assert point.emails == (Email(address="ctu@example.org"),)


def test_place_is_of_file_despite_unreadable_items() -> None:
    read = _read(
        ENTRY.replace('["ctu@example.org"]', '[5, "a@example.org", { address = "b@example.org" }]')
        + 'phones = [{ number = "+592 609 1234", apps = ["viber", "signal"] }]\nlanguages = "en"\n'
    )
    (table,) = read.tables["focal_point"]
    top = ("focal_point", 0)
    assert table.path_of() == top
    assert table.path_of("name") == (*top, "name")
    assert table.path_of("title") == top
    assert table.path_of("emails", 0) == (*top, "emails", 1)
    assert table.path_of("emails", 0, "address") == (*top, "emails", 1)
    assert table.path_of("emails", 1, "address") == (*top, "emails", 2, "address")
    assert table.path_of("phones", 0, "hours") == (*top, "phones", 0)
    assert table.path_of("phones", 0, "apps", 0) == (*top, "phones", 0, "apps", 1)
    assert table.path_of("languages", 0) == (*top, "languages")


def test_a_key_is_lost_whether_unreadable_or_misspelt() -> None:
    read = _read('[[focal_point]]\nid = "gy-ctu"\nname = 5\norganization = "x"\ncity = "x"\n')
    (table,) = read.tables["focal_point"]
    keys = ("name", "organisation", "organization", "city", "country")
    assert [table.is_unreadable(key) for key in keys] == [True, True, True, False, False]


def test_an_overlay_is_read_as_far_as_it_can_be() -> None:
    raw = {
        "directory": {},
        "focal_point": [
            {"id": "gy-ctu", "phones": "+592 609 1236", "country": "Guyana"},
            {"emails": ["x@example.org"]},
        ],
    }
    read = loader.parse_overlay(raw)
    assert list(loader.with_id(read.tables["focal_point"])) == [
        OverlayEntry(id="gy-ctu", phones=(Phone(number="+592 609 1236"),))
    ]
    hint = 'put it in square brackets: ["+592 609 1236"]'
    assert read.findings == (
        a_finding(
            "unknown-key",
            ("directory",),
            "unknown key 'directory'",
            "write [[focal_point]], [private] or [secret]",
        ),
        a_finding("wrong-type", ("focal_point", 0, "phones"), "not a list", hint, "gy-ctu"),
        a_finding(
            "unknown-key",
            ("focal_point", 0, "country"),
            "unknown key 'country'",
            "remove the key: it belongs in the directory file, not in the private file",
            "gy-ctu",
        ),
        a_finding(
            "missing-key",
            ("focal_point", 1),
            "'id' is missing",
            'write id = "…" in lower-case letters, digits and hyphens',
        ),
    )


def test_private_channels_join_their_entries() -> None:
    directory = Directory(
        focal_points=(
            FocalPoint(
                id="gy-ctu",
                emails=(Email(address="a@example.org"),),
                address="6 Example Dam",
                private_notes="First.",
            ),
            FocalPoint(id="sr-police", address="1 Example Street"),
            FocalPoint(id="tt-ctu"),
        )
    )
    parts = [
        OverlayEntry(
            id="gy-ctu",
            emails=(Email(address="b@example.org", sharing="public"),),
            phones=(Phone(number="+592 609 1234"),),
            address="7 Example Dam",
            private_notes="Second.",
        ),
        OverlayEntry(id="gy-ctu", phones=(Phone(number="+592 609 1236", sharing="network"),)),
        OverlayEntry(id="sr-police", private_notes="Only."),
        OverlayEntry(id="nobody", emails=(Email(address="x@example.org"),)),
    ]
    joined = loader.merge_overlay(directory, parts)
    assert joined.focal_points == (
        FocalPoint(
            id="gy-ctu",
            emails=(
                Email(address="a@example.org"),
                Email(address="b@example.org", sharing="secretariat"),
            ),
            phones=(
                Phone(number="+592 609 1234", sharing="secretariat"),
                Phone(number="+592 609 1236", sharing="secretariat"),
            ),
            address="6 Example Dam",
            private_notes="First.\nSecond.",
        ),
        FocalPoint(id="sr-police", address="1 Example Street", private_notes="Only."),
        FocalPoint(id="tt-ctu"),
    )
    assert joined.private_addresses == {"gy-ctu": "7 Example Dam"}


def _ways(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the key path of every value below `value`."""
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path for key, item in items for path in ((*way, key), *_ways(item, (*way, key)))]


def _parent(raw: Any, way: tuple[str | int, ...]) -> Any:
    for step in way[:-1]:
        raw = raw[step]
    return raw


def _corrupt(raw: dict[str, Any], data: st.DataObject) -> None:
    """Replace, rename or remove one value of the entries."""
    ways = [way for way in _ways(raw) if way[0] == "focal_point" and len(way) > 2]
    way = data.draw(st.sampled_from(ways), label="way")
    parent, key = _parent(raw, way), way[-1]
    kinds = ["replace", "remove"] + ["rename"] * isinstance(parent, dict)
    match data.draw(st.sampled_from(kinds), label="kind"):
        case "replace":
            parent[key] = data.draw(JUNK, label="junk")
        case "remove":
            del parent[key]
        case _:
            name = data.draw(st.text(string.ascii_lowercase, min_size=1, max_size=9), label="name")
            parent[name] = parent.pop(key)


SOME = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.sweep
@SOME
@given(st.data())
def test_corrupted_file_keeps_every_entry_with_text_id(data: st.DataObject) -> None:
    raw = copy.deepcopy(VALID)
    for _ in range(data.draw(st.integers(1, 6))):
        _corrupt(raw, data)
    before = copy.deepcopy(raw)
    read = loader.parse_directory(raw)
    assert repr(raw) == repr(before)
    texts = [entry["id"] for entry in raw["focal_point"] if isinstance(entry.get("id"), str)]
    assert _ids(read) == texts
    for finding in read.findings:
        _parent(raw, (*finding.path, ""))


@pytest.mark.sweep
@SOME
@given(
    JUNK, st.sampled_from(["directory", "check", "meeting", "working_group", "focal_point", "x"])
)
def test_junk_in_place_of_table_hides_no_other_table(junk: Any, table: str) -> None:
    read = loader.parse_directory({**VALID, table: junk})
    kept = [name for name in loader.LIST_MODELS if name != table]
    assert {name: len(read.tables[name]) for name in kept} == {
        name: len(VALID[name]) for name in kept
    }


@SOME
@given(st.data())
def test_a_value_that_was_not_touched_is_kept(data: st.DataObject) -> None:
    raw = copy.deepcopy(VALID)
    entry = data.draw(st.sampled_from(raw["focal_point"]), label="entry")
    key = data.draw(st.sampled_from(sorted(entry.keys() - {"id"})), label="key")
    entry[key] = data.draw(JUNK, label="junk")
    whole, read = loader.parse_directory(VALID), loader.parse_directory(raw)
    for old, new in zip(whole.directory.focal_points, read.directory.focal_points, strict=True):
        touched = {key} if old.id == entry["id"] else set()
        kept = FocalPoint.model_fields.keys() - touched
        assert {name: getattr(new, name) for name in kept} == {
            name: getattr(old, name) for name in kept
        }


def _given_away(read: loader.ParseResult, audience: str) -> set[tuple[str, str]]:
    """Return the channels and entries that an audience gets, each with its seat."""
    view = audiences.view_for(read.directory, read.directory.focal_points, audience)
    return {
        (point.id, text)
        for point in view.focal_points
        for text in (
            "",
            *(email.address for email in point.emails),
            *(phone.number for phone in point.phones),
        )
    }


@pytest.mark.sweep
@SOME
@given(st.data())
def test_corrupted_sharing_is_never_wider(data: st.DataObject) -> None:
    raw = copy.deepcopy(VALID)
    ways = [way for way in _ways(raw) if way[-1] == "sharing"]
    for way in data.draw(st.lists(st.sampled_from(ways), min_size=1, unique=True), label="ways"):
        parent = _parent(raw, way)
        slips = ("Sharing", "shring", "shairng", "sharin", "sharing_", "xyzzy")
        if data.draw(st.booleans(), label="rename"):
            parent[data.draw(st.sampled_from(slips), label="name")] = parent.pop("sharing")
        else:
            value = data.draw(JUNK, label="junk")
            parent["sharing"] = value if value not in levels.AUDIENCES else "secretariatt"
    whole, read = loader.parse_directory(VALID), loader.parse_directory(raw)
    for audience in levels.AUDIENCES:
        assert _given_away(read, audience) <= _given_away(whole, audience)
    # Nothing is lost: the secretariat gets everything.
    assert _given_away(read, "secretariat") == _given_away(whole, "secretariat")


@each("value", [time(8), date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)])
def test_misplaced_time_is_left_out(value: object) -> None:
    read = loader.parse_directory(
        {"focal_point": [{"id": "gy-ctu", "name": value, "city": "Georgetown"}]}
    )
    assert read.directory.focal_points == (FocalPoint(id="gy-ctu", city="Georgetown"),)
