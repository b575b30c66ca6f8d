"""JSON for programs: both shapes, exactly."""

import json as parser
import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cmcct.fieldtypes.phone_number import format_e164
from cmcct.formats import json
from cmcct.model.entities import DirectoryInfo, FocalPoint
from cmcct.privacy.audiences import AudienceView
from tests.support.entries import FULL, extract, point
from tests.support.hostile import points

# A change here breaks programs that read these files: note it in the changelog.
DOCUMENT = """\
{
  "directory": {
    "name": "Example Network",
    "contact": "corrections@example.org"
  },
  "audience": "secretariat",
  "marking": "TLP:RED",
  "edition": {
    "number": null,
    "date": null,
    "draft": true,
    "excerpt": false
  },
  "content": null,
  "meetings": [
    {
      "id": "georgetown-2019",
      "name": "Second Example Meeting",
      "date": "2019-03-12",
      "place": "Georgetown",
      "host": "Guyana",
      "sharing": "network"
    }
  ],
  "working_groups": [
    {
      "id": "venezuela",
      "name": "Venezuela example group",
      "purpose": "Share what works.",
      "countries": [],
      "sharing": "network"
    },
    {
      "id": "islands",
      "name": "Islands; example",
      "purpose": null,
      "countries": [
        "Curaçao",
        "Bonaire"
      ],
      "sharing": "network"
    }
  ],
  "focal_points": [
"""
ENTRIES = """\
    {
      "id": "gy-ctu",
      "formerly": [
        "gy-police",
        "gy-unit"
      ],
      "merged": [
        "gy-labour"
      ],
      "country": "Guyana",
      "country_code": "GY",
      "name": "Ada María Example Pérez",
      "honorific": "Dr",
      "family_name": "Example Pérez",
      "title": "Director; Operations",
      "organisation": "Example Ministry of Home Affairs",
      "unit": "Example Counter-Trafficking Unit",
      "body": "specialised-unit",
      "role": "head-of-unit",
      "sectors": [
        "police",
        "victim-assistance"
      ],
      "languages": [
        "es",
        "pt-BR"
      ],
      "emails": [
        {
          "address": "ctu@example.org",
          "sharing": "network"
        },
        {
          "address": "ada@example.org",
          "sharing": "secretariat"
        }
      ],
      "phones": [
        {
          "number": "+5926091234",
          "type": "office",
          "ext": null,
          "apps": [],
          "hours": null,
          "national": false,
          "sharing": "network",
          "tested": null,
          "failed": null,
          "doubtful": false,
          "no_test": false
        },
        {
          "number": "+5926091236",
          "type": "mobile",
          "ext": "12",
          "apps": [
            "whatsapp",
            "signal"
          ],
          "hours": "Mo-Fr 08:00-12:00",
          "national": false,
          "sharing": "secretariat",
          "tested": null,
          "failed": null,
          "doubtful": false,
          "no_test": false
        },
        {
          "number": "0800 0911",
          "type": "hotline",
          "ext": null,
          "apps": [],
          "hours": "24/7",
          "national": true,
          "sharing": "network",
          "tested": null,
          "failed": null,
          "doubtful": false,
          "no_test": false
        },
        {
          "number": "+18682911234",
          "type": "fax",
          "ext": null,
          "apps": [],
          "hours": null,
          "national": false,
          "sharing": "network",
          "tested": null,
          "failed": null,
          "doubtful": false,
          "no_test": false
        }
      ],
      "handles": [],
      "address": "1 Example Street,\\n\\tKingston",
      "city": "Georgetown",
      "website": "https://example.org/a,b;c/é?d=1#e",
      "hours": "Mo-Fr 08:00-16:30; PH off",
      "timezone": "America/Guyana",
      "covers": [
        "Suriname",
        "Bonaire"
      ],
      "working_groups": [
        "venezuela",
        "islands"
      ],
      "validates": [
        "islands"
      ],
      "meetings": [
        "georgetown-2019"
      ],
      "status": "active",
      "since": "2024-01-15",
      "until": "2027-01-14",
      "verified": "2026-03-02",
      "verified_via": "phone",
      "sharing": "network",
      "notes": "Call first.\\nThen write, please.",
      "private_notes": "Example of a private note."
    },
    {
      "id": "gy-example",
      "formerly": [],
      "merged": [],
      "country": null,
      "country_code": null,
      "name": null,
      "honorific": null,
      "family_name": null,
      "title": null,
      "organisation": null,
      "unit": null,
      "body": null,
      "role": "focal-point",
      "sectors": [],
      "languages": [],
      "emails": [],
      "phones": [],
      "handles": [],
      "address": null,
      "city": null,
      "website": null,
      "hours": null,
      "timezone": null,
      "covers": [],
      "working_groups": [],
      "validates": [],
      "meetings": [],
      "status": "active",
      "since": null,
      "until": null,
      "verified": null,
      "verified_via": null,
      "sharing": "network",
      "notes": null,
      "private_notes": null
    }
"""


def _without_newer_keys(text: str) -> str:
    """Leave out the keys that entries got since: these have no value of them."""
    keys = "|".join(key for key in FocalPoint.model_fields if f'"{key}"' not in ENTRIES)
    return re.sub(rf'^ +"({keys})": (null|\[\]),\n', "", text, flags=re.MULTILINE)


def test_an_export_is_this_document() -> None:
    made = extract(point(**FULL), point(), audience="secretariat")
    assert _without_newer_keys(json.dump(made)) == f"{DOCUMENT}{ENTRIES}  ]\n}}\n"


def test_a_search_is_the_list_of_its_entries() -> None:
    made = extract(point(**FULL), point(), audience="secretariat")
    lines = ENTRIES.splitlines(keepends=True)
    listed = _without_newer_keys(json.dump_entries(made))
    assert listed == f"[\n{''.join(line[2:] for line in lines)}]\n"


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
