"""JSON for programs: both shapes, exactly."""

import json as parser
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cmcct.fieldtypes.phone_number import format_e164
from cmcct.formats import json
from cmcct.model.entities import DirectoryInfo, FocalPoint
from cmcct.privacy.audiences import AudienceView
from tests.support import texts
from tests.support.entries import FULL, extract, point
from tests.support.hostile import points


# A change of these files breaks programs that read the lists: note it in the changelog.
def test_an_export_is_this_document() -> None:
    made = extract(point(**FULL), point(), audience="secretariat")
    texts.expect("json-export", json.dump(made))


def test_a_search_is_the_list_of_its_entries() -> None:
    made = extract(point(**FULL), point(), audience="secretariat")
    texts.expect("json-search", json.dump_entries(made))


def test_lists_may_be_empty_and_other_values_null() -> None:
    bare = AudienceView("public", DirectoryInfo(name="Example"), (), (), ())
    assert parser.loads(json.dump(bare)) == {
        "directory": {"name": "Example", "contact": None},
        "audience": "public",
        "marking": "TLP:CLEAR",
        "edition": {"number": None, "date": None, "draft": True, "excerpt": False},
        "content": None,
        "meetings": [],
        "working_groups": [],
        "focal_points": [],
    }
    assert json.dump_entries(bare) == "[]\n"


def test_every_entry_has_same_keys_and_country_code() -> None:
    keys = {*FocalPoint.model_fields, "country_code"}
    assert set(json.entry_object(point(**FULL))) == set(json.entry_object(point())) == keys


def test_text_is_written_as_it_is() -> None:
    assert '"name": "Zoë 李 \U0001f6b8"' in json.dump_entries(
        extract(point(name="Zoë 李 \U0001f6b8"))
    )


@given(st.lists(points(), max_size=4))
def test_any_entry_is_read_back_with_all_that_it_says(entries: list[FocalPoint]) -> None:
    made = extract(*entries, audience="secretariat")
    read = parser.loads(json.dump(made))["focal_points"]
    assert read == parser.loads(json.dump_entries(made))
    for found, entry in zip(read, made.focal_points, strict=True):
        numbers = [p.number if p.national else format_e164(p.number) for p in entry.phones]
        assert [phone.pop("number") for phone in found["phones"]] == numbers
        assert found.pop("country_code") == (entry.country.code or None)
        assert found.pop("country") == (entry.country.name or None)
        assert found.pop("covers") == [country.name for country in entry.covers]
        plain = parser.loads(entry.model_dump_json(exclude={"country", "covers"}))
        for channel in (*plain["emails"], *plain["phones"]):
            channel["sharing"] = channel["sharing"] or entry.sharing
        for phone in plain["phones"]:
            del phone["number"]
            phone |= {key: phone[key] or None for key in ("ext", "hours")}
        assert found == {key: None if value == "" else value for key, value in plain.items()}


def test_failed_call_is_for_the_secretariat_only() -> None:
    failed = {"on": date(2026, 5, 2), "why": "busy"}
    phone = {"number": "+592 609 1234", "tested": date(2026, 4, 14), "failed": failed}
    found = {
        audience: parser.loads(
            json.dump_entries(extract(point(phones=[phone]), audience=audience))
        )[0]["phones"][0]
        for audience in ("secretariat", "network")
    }
    keys = ("tested", "failed", "doubtful")
    told = {audience: tuple(number[key] for key in keys) for audience, number in found.items()}
    assert told == {
        "secretariat": ("2026-04-14", {"on": "2026-05-02", "why": "busy"}, True),
        "network": ("2026-04-14", None, True),
    }
