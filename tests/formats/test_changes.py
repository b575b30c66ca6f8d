"""The four formats of changes, in full, and none with data that its audience may not have."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from cmcct.formats.changes import CSV_COLUMNS, WRITERS, entry_lines
from cmcct.history.comparison import DirectoryDiff, compare_for
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import Directory, DirectoryInfo, FocalPoint, Meeting, WorkingGroup
from cmcct.model.fields import LABELS
from cmcct.privacy.levels import AUDIENCES, may_see
from tests.support import texts
from tests.support.cases import each
from tests.support.entries import FULL, MEETINGS, WORKING_GROUPS, directory, point
from tests.support.hostile import TEXTS

ENGLISH = Translator()

OLD = directory(
    point(
        id="gy-ctu",
        country="Guyana",
        name="Ada Example",
        title="Inspector",
        phones=[
            "+592 609 1234",
            {"number": "+592 609 1236", "type": "mobile", "sharing": "secretariat"},
        ],
        emails=["a@example.org", "b@example.org"],
        meetings=["georgetown-2019"],
    ),
    point(id="aw-unit", country="Aruba", unit="Example Unit"),
    point(id="gy-old", country="Guyana", name="Bo Example"),
)
NEW = Directory(
    info=DirectoryInfo(name="Example Network", contact="list@example.org"),
    meetings=MEETINGS[:1],
    working_groups=(
        *WORKING_GROUPS[:1],
        WorkingGroup.model_validate({"id": "islands", "name": "Islands", "countries": ["Aruba"]}),
    ),
    focal_points=(
        point(
            id="gy-ctu",
            country="Guyana",
            name="Ada Example",
            title="Director",
            phones=[
                "+592-609-1234",
                {"number": "+592 609 1237", "type": "mobile", "sharing": "secretariat"},
            ],
            emails=["b@example.org", {"address": "a@example.org", "sharing": "secretariat"}],
            verified=FULL["verified"],
        ),
        point(
            id="aw-ctu",
            formerly=["aw-unit"],
            country="Aruba",
            unit="Example Unit",
            private_notes="Secret.",
        ),
        point(
            id="sr-new",
            country="Suriname",
            name="Cy Example",
            organisation="Example Police",
            sectors=["police"],
            emails=["cy@example.org"],
        ),
        point(id="sr-quiet", country="Suriname", sharing="secretariat"),
    ),
)


def _changes(audience: str = "network") -> DirectoryDiff:
    return compare_for(OLD, NEW, audience)


def test_the_text_is_by_country_and_field_by_field() -> None:
    texts.expect("changes", WRITERS["text"](_changes(), ENGLISH))


def test_the_markdown_is_a_note_that_can_go_out() -> None:
    texts.expect("changes-markdown", WRITERS["markdown"](_changes(), ENGLISH))


def test_unchanged_list_is_said_to_be_unchanged() -> None:
    nothing = compare_for(OLD, OLD, "network")
    assert WRITERS["text"](nothing, ENGLISH) == ""
    assert WRITERS["markdown"](nothing, ENGLISH) == (
        "# Changes in the list of Example Network\n\n**TLP:AMBER**\n\nNothing changed.\n"
    )
    assert WRITERS["json"](nothing, ENGLISH) == "[]\n"
    assert WRITERS["csv"](nothing, ENGLISH) == "\ufeff" + ",".join(CSV_COLUMNS) + "\r\n"


def test_withheld_change_is_not_called_no_change() -> None:
    before, after = (
        directory(point(id="a", title=title, sharing="secretariat")) for title in ("One", "Two")
    )
    note = WRITERS["markdown"](compare_for(before, after, "network"), ENGLISH)
    assert "Nothing changed" not in note
    assert note.endswith("**TLP:AMBER**\n\n1 change is withheld from this list\n")


def test_secretariat_reads_all_and_channel_sharing() -> None:
    text = WRITERS["text"](_changes("secretariat"), ENGLISH)
    assert "    E-mails: a@example.org → a@example.org, secretariat only\n" in text
    assert "Mobile +592 609 1236, secretariat only" in text
    assert "    Private notes: (empty) → Secret.\n" in text
    assert "withheld" not in text


def test_another_order_is_shown_whole() -> None:
    before, after = (
        directory(point(id="a", emails=emails))
        for emails in (["a@example.org", "b@example.org"], ["b@example.org", "a@example.org"])
    )
    changes = compare_for(before, after, "network")
    assert "E-mails: a@example.org; b@example.org → b@example.org; a@example.org" in WRITERS[
        "text"
    ](changes, ENGLISH)


def test_json_names_changes_with_both_values() -> None:
    rows = json.loads(WRITERS["json"](_changes(), ENGLISH))
    about, *_, ada, unit, _new, old = rows
    assert about["fields"] == [
        {
            "field": "contact",
            "before": "corrections@example.org",
            "after": "list@example.org",
            "withheld": False,
            "taken_out": [],
        }
    ]
    assert {key: unit[key] for key in unit if key != "fields"} == {
        "change": "changed",
        "table": "focal_point",
        "id": "aw-ctu",
        "old_id": "aw-unit",
        "country": "Aruba",
        "name": "Example Unit",
        "unit": "Example Unit",
        "organisation": "",
    }
    assert ada["fields"][-1] == {
        "field": "phones",
        "before": None,
        "after": None,
        "withheld": True,
        "taken_out": [],
    }
    assert (old["change"], old["name"], old["fields"]) == ("left", "Bo Example", [])
    assert {row["table"] for row in rows} == {
        *("directory", "meeting", "working_group", "focal_point")
    }


def test_csv_has_a_row_for_each_field() -> None:
    text = WRITERS["csv"](_changes(), ENGLISH)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert [row["field"] for row in rows if row["id"] == "gy-ctu"] == [
        *("title", "emails", "meetings", "verified", "phones")
    ]
    (ada,) = (row for row in rows if (row["id"], row["field"]) == ("gy-ctu", "title"))
    assert (ada["before"], ada["after"], ada["withheld"]) == ("Inspector", "Director", "")
    (hidden,) = (row for row in rows if (row["id"], row["field"]) == ("gy-ctu", "phones"))
    assert (hidden["before"], hidden["after"], hidden["withheld"]) == ("", "", "true")


@each(
    ("form", "expected"),
    [
        ("text", ["lun a vie de 08:00 a 16:00", "Oficina +592 609 1234, las 24 horas"]),
        ("markdown", ["lun a vie de 08:00 a 16:00", "Oficina +592 609 1234, las 24 horas"]),
        ("json", ['"Mo-Fr 08:00-16:00"', '"24/7"']),
        ("csv", [",Mo-Fr 08:00-16:00,", ',"Oficina +592 609 1234, 24/7",']),
    ],
)
def test_hours_are_in_words_only_for_people(form: str, expected: list[str]) -> None:
    phone = {"number": "+592 609 1234", "hours": "24/7"}
    old, new = (
        directory(point(id="gy-ctu", hours=hours, phones=phones))
        for hours, phones in (("", [phone["number"]]), ("Mo-Fr 08:00-16:00", [phone]))
    )
    text = WRITERS[form](compare_for(old, new, "secretariat"), Translator("es"))
    assert [part for part in expected if part not in text] == []


def test_month_of_meeting_is_in_language() -> None:
    old, new = (
        Directory(meetings=(Meeting(id="m", name="Meeting", date=month),))
        for month in ("2018-04", "2018-05")
    )
    text = WRITERS["text"](compare_for(old, new, "network"), Translator("fr"))
    assert text.splitlines()[-1] == "    Date\xa0: avril 2018 → mai 2018"


def test_days_of_meeting_are_in_language() -> None:
    first, last = date(2026, 12, 1), date(2026, 12, 3)
    old, new = (
        Directory(meetings=(Meeting(id="m", name="Meeting", date=first, until=until),))
        for until in (None, last)
    )
    text = WRITERS["text"](compare_for(old, new, "network"), Translator("fr"))
    assert text.splitlines()[-1] == "    Dernier jour\xa0: (vide) → 3 décembre 2026"


def test_directory_has_all_its_keys_in_json_and_text() -> None:
    before, after = (
        Directory(info=DirectoryInfo.model_validate({"name": "A", **more}))
        for more in ({}, {"verify_every_days": 90, "uid": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"})
    )
    changes = compare_for(before, after, "network")
    assert WRITERS["text"](changes, ENGLISH).splitlines()[3:] == [
        "    Days between confirmations: 365 → 90",
        "    UID: (empty) → 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    ]
    (row,) = json.loads(WRITERS["json"](changes, ENGLISH))
    assert row["fields"][0] == {
        "field": "verify_every_days",
        "before": 365,
        "after": 90,
        "withheld": False,
        "taken_out": [],
    }


@each("lang", LANGUAGES)
def test_each_language_says_every_key(lang: str) -> None:
    translator = Translator(lang)
    for model in (FocalPoint, Meeting, WorkingGroup, DirectoryInfo):
        assert all(translator.translate(LABELS[key]) for key in model.model_fields)
    for form in WRITERS.values():
        assert form(_changes("secretariat"), translator)


@each("text", TEXTS)
def test_text_of_entry_is_no_markup_and_no_escape(text: str) -> None:
    keys = ("name", "title", "organisation", "unit", "notes", "private_notes")
    changes = compare_for(
        directory(point(id="a")),
        directory(point(id="a", emails=[text], formerly=[text], **dict.fromkeys(keys, text))),
        "secretariat",
    )
    for name, form in WRITERS.items():
        lines = form(changes, ENGLISH).split("\n")
        assert not any(ord(c) < 32 and c not in "\r\t" for line in lines for c in line), name
    assert all("\n" not in line for line in entry_lines(changes, ENGLISH))
    assert "<b>" not in WRITERS["markdown"](changes, ENGLISH)


def _values(seat: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (unique words, required audience, entry values that contain them)."""
    for level in AUDIENCES:
        email = {"address": f"{level}{seat}@example.org", "sharing": level}
        yield email["address"], level, {"emails": [email]}
        number = f"77{AUDIENCES.index(level)}{seat}"
        yield number, level, {"phones": [{"number": number, "national": True, "sharing": level}]}
        yield f"Word{level}{seat}", level, {"sharing": level, "notes": f"Word{level}{seat}"}
    yield f"Private{seat}", "secretariat", {"private_notes": f"Private{seat}"}


FULL_PUBLIC = {**FULL, "sharing": "public"}


@each("form", WRITERS)
@each("audience", AUDIENCES)
def test_no_form_tells_withheld_values(form: str, audience: str) -> None:
    for one, other in zip(_values("11"), _values("22"), strict=True):
        (old_word, level, old), (new_word, _, new) = one, other
        before, after = (point(**{**FULL_PUBLIC, **values}) for values in (old, new))
        for sides in ((before, after), (before, None), (None, after), (after, before)):
            both = [directory(*[side] if side else []) for side in sides]
            text = WRITERS[form](compare_for(both[0], both[1], audience), ENGLISH)
            if not may_see(audience, level):
                assert old_word not in text
                assert new_word not in text
            elif all(sides):
                assert old_word in text
                assert new_word in text


def _limited(old: dict[str, Any], new: dict[str, Any] | None) -> DirectoryDiff:
    """Return the network's view of a change to today's entry."""
    base = {"id": "gy-ctu", "country": "Guyana", "name": "Ada Example"}
    before, now = (directory(*[point(**base, **side)] if side else []) for side in (old, new))
    return compare_for(replace(before, current=lambda: now), now, "network")


TAKEN_OUT: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    (
        {"phones": ["+592 609 1234"]},
        {"phones": ["+592 220 1237"]},
        ["Office phone: replaced by +592 220 1237"],
    ),
    (
        {"phones": [{"number": "+592 609 1234", "type": "mobile"}, "+592 220 1236"]},
        {"phones": ["+592 220 1237", "+592 220 1238"]},
        [
            "Mobile phone: 1 removed",
            "Office phone: replaced by +592 220 1237; +592 220 1238",
        ],
    ),
    (
        {"phones": ["+592 220 1236", {"number": "+592 220 1237", "type": "fax"}]},
        {"phones": [{"number": "+592 220 1236", "type": "hotline"}]},
        [
            "Fax: 1 removed",
            "Phones: Office +592 220 1236 → Hotline +592 220 1236",
        ],
    ),
    (
        {"phones": ["+592 220 1236", "+592 220 1235"]},
        {"phones": [{"number": "+592 220 1236", "sharing": "secretariat"}]},
        ["Office phone: 2 removed"],
    ),
    (
        {"phones": [{"number": "+592 220 1236", "type": "hotline"}], "address": "A", "notes": "B"},
        {"address": "C"},
        ["Hotline: 1 removed", "Address: replaced by C", "Notes: removed"],
    ),
    (
        {"emails": ["a@example.org"], "address": "A", "notes": "B"},
        {"notes": "D"},
        ["E-mail: 1 removed", "Address: removed", "Notes: replaced by D"],
    ),
    (
        {"emails": ["a@example.org", "b@example.org"]},
        {"emails": ["b@example.org", "c@example.org"]},
        ["E-mail: replaced by c@example.org"],
    ),
]


@each(("old", "new", "lines"), TAKEN_OUT)
def test_old_value_is_replaced_by_its_kind(
    old: dict[str, Any], new: dict[str, Any], lines: list[str]
) -> None:
    changes = _limited(old, new)
    written = WRITERS["text"](changes, ENGLISH).splitlines()[3:]
    assert [line.strip() for line in written] == lines
    for lang in LANGUAGES[1:]:
        assert WRITERS["text"](changes, Translator(lang)) != WRITERS["text"](changes, ENGLISH)


def test_json_and_csv_have_the_kinds_taken_out() -> None:
    changes = _limited(TAKEN_OUT[1][0], TAKEN_OUT[1][1])
    ((row,),) = (change["fields"] for change in json.loads(WRITERS["json"](changes, ENGLISH)))
    assert (row["before"], row["taken_out"]) == ([], ["mobile", "office"])
    assert [phone["number"] for phone in row["after"]] == ["+5922201237", "+5922201238"]
    rows = list(csv.DictReader(io.StringIO(WRITERS["csv"](changes, ENGLISH).lstrip("\ufeff"))))
    assert [(row["taken_out"], row["before"], row["after"]) for row in rows] == [
        ("mobile", "", ""),
        ("office", "", "Office +592 220 1237; Office +592 220 1238"),
    ]


@each("country", ["Guyana", None])
def test_withdrawn_entry_is_counted_by_country(country: str | None) -> None:
    then = [point(id=id_, name="Ada", **({"country": country} if country else {})) for id_ in "ab"]
    now = directory(*(seat.model_copy(update={"sharing": "secretariat"}) for seat in then))
    changes = compare_for(replace(directory(*then), current=lambda: now), now, "network")
    of = f" of {country}" if country else ""
    message = f"2 entries{of} were withdrawn: delete the earlier list before you load this one\n"
    assert WRITERS["text"](changes, ENGLISH) == message
    assert WRITERS["markdown"](changes, ENGLISH).endswith(f"**TLP:AMBER**\n\n{message}")
    assert json.loads(WRITERS["json"](changes, ENGLISH)) == 2 * [
        {
            "change": "withdrawn",
            "table": "focal_point",
            "id": None,
            "old_id": None,
            "country": country,
            "name": None,
            "unit": None,
            "organisation": None,
            "fields": [],
        }
    ]
    assert WRITERS["csv"](changes, ENGLISH).count("withdrawn,focal_point,,,") == 2


def test_removed_entry_is_named_with_its_office_only() -> None:
    old = {"unit": "Unit", "organisation": "Office", "title": "Judge", "notes": "x"}
    seats = [directory(point(id="a", **old | {"title": t, "unit": t})) for t in ("Old", "New")]
    one, two = (replace(side, current=directory) for side in seats)
    name = "- **{}**: {}\n  - Unit: {}\n  - Organisation: Office\n"
    for sides, message in (
        ((one, directory()), name.format("removed", "Old", "Old")),
        ((directory(), two), name.format("joined", "New", "New")),
    ):
        assert WRITERS["markdown"](compare_for(*sides, "network"), ENGLISH).endswith(message)
    text = WRITERS["text"](compare_for(one, two, "network"), ENGLISH)
    assert text.splitlines()[2:] == [
        "  changed: New (a)",
        "    Unit: Old → New",
        "    Job title: changed, and withheld from this list",
    ]


NAMED = {"country": "Guyana", "name": "Ada Example", "unit": "Unit", "organisation": "Office"}
IDS = {"id": "gy-old", "formerly": ["gy-older"], "merged": ["gy-oldest"]}
REMOVED = point(**FULL | NAMED | IDS)


@each("current", [None, directory, lambda: directory(REMOVED)])
def test_removed_entry_is_named_and_nothing_else(current: Callable[[], Directory] | None) -> None:
    sides = [replace(directory(*had), current=current) for had in ((REMOVED,), ())]
    changes = compare_for(sides[0], sides[1], "network")
    (row,) = json.loads(WRITERS["json"](changes, ENGLISH))
    what = {"change": "left", "table": "focal_point"}
    assert row == {**what, "id": None, "old_id": None, **NAMED, "fields": []}
    (line,) = csv.DictReader(io.StringIO(WRITERS["csv"](changes, ENGLISH).lstrip("\ufeff")))
    assert {key: text for key, text in line.items() if text} == what | NAMED
    named = "## Guyana\n\n- **removed**: Ada Example\n  - Unit: Unit\n  - Organisation: Office\n"
    assert WRITERS["markdown"](changes, ENGLISH).endswith(named)
    assert "Ada Example (gy-old)" in WRITERS["text"](changes, ENGLISH)
    whole = compare_for(sides[0], sides[1], "secretariat")
    assert all("gy-old" in WRITERS[form](whole, ENGLISH) for form in WRITERS)


def test_removed_entry_without_name_is_not_named_by_id() -> None:
    changes = compare_for(directory(point(id="gy-old")), directory(), "network")
    assert not any("gy-old" in WRITERS[form](changes, ENGLISH) for form in ("json", "csv"))
    assert WRITERS["markdown"](changes, ENGLISH).endswith("- **removed**: …\n")


def test_entry_that_today_lacks_has_no_id_either() -> None:
    sides = [REMOVED, REMOVED.model_copy(update={"id": "gy-x", "formerly": ("gy-old",)})]
    sides[1] = sides[1].model_copy(update={"unit": "Other"})
    old, new = (replace(directory(side), current=directory) for side in sides)
    changes = compare_for(old, new, "network")
    (row,) = json.loads(WRITERS["json"](changes, ENGLISH))
    assert (row["id"], row["old_id"], row["unit"]) == (None, None, "Other")
    text = WRITERS["markdown"](changes, ENGLISH) + WRITERS["csv"](changes, ENGLISH)
    assert "gy-" not in text
