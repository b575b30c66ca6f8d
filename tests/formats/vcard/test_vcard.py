"""vCards: exact bytes, and the results of programs that read them."""

import re
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import StringIO
from itertools import pairwise
from typing import Any
from unicodedata import category
from urllib.parse import unquote
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from vobject.base import getLogicalLines, parseLine
from vobject.vcard import VCard3_0

from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.opening_hours import is_round_the_clock
from cmcct.fieldtypes.phone_number import can_exist, format_e164
from cmcct.formats import vcard
from cmcct.formats.vcard import ContentLine
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import DirectoryInfo, Email, FocalPoint, Phone, WorkingGroup
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.reference.languages import is_tag
from cmcct.reference.toll_free import is_toll_free
from cmcct.storage import directory_file
from cmcct.text.control_chars import replace_control_chars, to_one_line
from cmcct.text.folding import is_slug
from tests.conftest import BARE_PYTHON, SHIPPED, bare_environment
from tests.support import texts
from tests.support.cases import each
from tests.support.entries import FULL, WORKING_GROUPS, extract, listing, point, short_card
from tests.support.hostile import TEXTS, points
from tests.support.vcards import Card, Property, by_ical_js, by_vobject, faults

VERSIONS = pytest.mark.parametrize("version", vcard.VERSIONS)

LEAST = """\
BEGIN:VCARD
VERSION:{version}
PRODID:-//cmcct//contact directory//EN
UID:urn:uuid:e180152a-8893-5032-85e4-91e8a366d490
ADR:;;;;;;
FN:gy-example
{kind}N:gy-example;;;;
NOTE:TLP:CLEAR\\nNot confirmed yet\\nEntry: gy-example
ROLE:Focal point
END:VCARD
"""
NOTED = {"number": "+592 609 1234", "type": "hotline"}
# The UID namespace of directories without one of their own: it must never change.
NAMESPACE = UUID("c1a7a0e8-6d54-5a51-9f6e-0d3b5f2f9a11")


def _plain(text: str) -> str:
    """Return cards with the line ends of this repository's files."""
    plain = text.replace("\r\n", "\n")
    assert plain.replace("\n", "\r\n") == text
    return plain


def _lines(text: str) -> list[str]:
    """Return the unfolded lines of cards."""
    return text.replace("\r\n ", "").split("\r\n")


def _line(text: str, name: str) -> list[str]:
    """Return the lines of one property."""
    return [line for line in _lines(text) if re.match(f"{name}[:;]", line)]


def _made(version: str = "3.0", audience: str = "network", **values: Any) -> str:
    return vcard.dump(extract(point(**values), audience=audience), version=version)


@each("version", vcard.VERSIONS)
def test_a_full_entry_is_this_card_in(version: str) -> None:
    texts.expect(f"vcard-{version}", _plain(_made(version, "secretariat", **FULL)))


@each(("version", "kind"), [("3.0", ""), ("4.0", "KIND:org\n")])
def test_empty_entry_has_minimal_card(version: str, kind: str) -> None:
    bare = AudienceView("public", DirectoryInfo(), (), (), (point(),))
    expected = LEAST.format(version=version, kind=kind)
    assert vcard.dump(bare, version=version) == expected.replace("\n", "\r\n")


def test_cards_are_of_3_0_unless_4_0_is_asked_for() -> None:
    made = extract(point(**FULL))
    assert vcard.dump(made) == vcard.dump(made, version="3.0")
    assert dict(vcard.iter_cards(made)) == {"gy-ctu": vcard.dump(made)}


def test_lines_are_those_of_the_card_not_folded() -> None:
    made = extract(point(id="gy-ctu", notes="a long note; " * 20), point(id="gy-desk"))
    unfolded = [card.replace("\r\n ", "") for _, card in vcard.iter_cards(made)]
    lines = [*vcard.iter_lines(made, Translator())]
    assert ["".join(f"{line}\r\n" for line in each) for each in lines] == unfolded


def test_cards_keep_order_of_extract_also_one_by_one() -> None:
    made = extract(point(id="b"), point(id="a"), point(id="c"))
    each = list(vcard.iter_cards(made, version="4.0"))
    assert [id_ for id_, _ in each] == ["b", "a", "c"]
    assert "".join(card for _, card in each) == vcard.dump(made, version="4.0")


def test_empty_extract_has_no_card() -> None:
    assert vcard.dump(extract()) == ""


def test_suffix_is_vcf() -> None:
    assert vcard.SUFFIX == ".vcf"


def test_short_card_has_name_office_number_address() -> None:
    expected = """\
BEGIN:VCARD
VERSION:3.0
EMAIL:ctu@example.org
FN:Ada María Example Pérez
N:Example Pérez;Ada María;;Dr;
ORG:Example Ministry of Home Affairs;Example Counter-Trafficking Unit
TEL:+5926091234
END:VCARD
"""
    assert short_card(point(**FULL)) == expected.replace("\n", "\r\n")


def test_texts_for_a_code_become_shorter() -> None:
    *cards, link = vcard.list_short(point(**FULL | {"phones": [NOTED]}), "")
    assert link == "tel:+5926091234"
    names = [
        re.findall("^([A-Z]+)[:;]", card.replace("\r", ""), re.MULTILINE)[2:-1] for card in cards
    ]
    assert names == [
        ["ADR", "EMAIL", "FN", "N", "NOTE", "ORG", "TEL", "UID"],
        ["ADR", "EMAIL", "FN", "N", "NOTE", "ORG", "TEL"],
        ["ADR", "FN", "N", "NOTE", "ORG", "TEL"],
        ["ADR", "FN", "N", "NOTE", "TEL"],
        ["FN", "N", "NOTE", "TEL"],
        ["FN", "N", "TEL"],
        ["FN", "TEL"],
    ]
    assert [by_vobject(card)[0]["version"][0].text for card in cards] == ["3.0"] * 6 + ["4.0"]
    assert by_ical_js([cards[-1]]) == [by_vobject(cards[-1])]
    assert not any(text.startswith("tel:") for text in vcard.list_short(point(), ""))
    first = next(vcard.list_short(point(**FULL), ""))
    assert "ADR:;;;;;;Guyana\r\n" in first
    assert f"UID:{vcard.make_uid(point(**FULL), '')}\r\n" in first.replace("\r\n ", "")
    assert "ADR" not in next(vcard.list_short(point(), ""))


def test_short_card_prefers_dialable_number_and_no_fax() -> None:
    fax = {"number": "+592 609 1230", "type": "fax"}
    national = {"number": "0800 0911", "national": True}
    mobile = {"number": "+592 609 1231", "ext": "7"}
    short = short_card(point(phones=[fax, national, mobile]))
    assert _line(short, "TEL") == ["TEL:+5926091231"]
    assert _line(short, "NOTE") == ["NOTE:Office ext. 7"]
    assert _line(short_card(point(phones=[fax, national])), "TEL") == []
    assert _line(short_card(point(phones=[fax])), "TEL") == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": "Ada Example", "unit": "Unit", "organisation": "Ministry"}, "Ada Example"),
        ({"unit": "Unit", "organisation": "Ministry"}, "Unit"),
        ({"organisation": "Ministry"}, "Ministry"),
        ({}, "gy-example"),
        ({"name": "Ada; Example,\nJunior"}, "Ada / Example\\, Junior"),
        ({"organisation": "Ministry; Unit"}, "Ministry / Unit"),
    ],
)
@VERSIONS
def test_fn_is_person_unit_or_organisation_on_one_line(
    version: str, values: dict[str, str], expected: str
) -> None:
    assert _line(_made(version, **values), "FN") == [f"FN:{expected}"]


@pytest.mark.parametrize(
    ("name", "family_name", "expected"),
    [
        ("Ada Example", "", "Example;Ada;;;"),
        ("Ada María Example Pérez", "Example Pérez", "Example Pérez;Ada María;;;"),
        ("Example Ada", "Example", "Example;Ada;;;"),
        ("Mariano Example Maria", "", "Maria;Mariano Example;;;"),
        ("Example Ada Example", "", "Example;Example Ada;;;"),
        ("Ada Example Junior", "Example", "Example;Ada Junior;;;"),
        ("Ada Example-Pérez", "", "Example-Pérez;Ada;;;"),
        ("李明", "李", "李;明;;;"),
        ("Ada", "", "Ada;;;;"),
        ("Ada Example", "Other", "Other;Ada Example;;;"),
        ("Ada; Example; Pérez", "Example; Pérez", "Example / Pérez;Ada /;;;"),
        ("Ada Example, Junior", "Example, Junior", "Example\\, Junior;Ada;;;"),
        ("Ada Exa.ple (x", "Exa.ple (x", "Exa.ple (x;Ada;;;"),
    ],
)
@VERSIONS
def test_n_has_family_and_given_name_in_five_parts(
    version: str, name: str, family_name: str, expected: str
) -> None:
    assert _line(_made(version, name=name, family_name=family_name), "N") == [f"N:{expected}"]


def test_n_has_honorific_and_desk_has_family_part_only() -> None:
    assert _line(_made(name="Ada Example", honorific="Dr, h.c."), "N") == [
        "N:Example;Ada;;Dr\\, h.c.;"
    ]
    assert _line(_made(unit="Example; Unit", honorific="Dr"), "N") == ["N:Example / Unit;;;;"]


@pytest.mark.parametrize(
    ("organisation", "unit", "expected"),
    [
        ("Ministry", "", ["ORG:Ministry"]),
        ("Ministry; Home, Affairs", "A\nB", ["ORG:Ministry\\; Home\\, Affairs;A B"]),
        ("", "Unit", ["ORG:Unit"]),
        ("", "", []),
    ],
)
@VERSIONS
def test_org_is_the_organisation_and_the_unit(
    version: str, organisation: str, unit: str, expected: list[str]
) -> None:
    assert _line(_made(version, organisation=organisation, unit=unit), "ORG") == expected


@each(
    ("type_", "expected"),
    [
        ("office", "WORK,VOICE"),
        ("mobile", "CELL,VOICE"),
    ],
)
def test_every_phone_type_has_one_known_to_programs(type_: str, expected: str) -> None:
    phones = [{"number": "+592 609 1234", "type": type_}] * 2
    assert _line(_made("3.0", phones=phones), "TEL") == [
        f"TEL;TYPE={expected},PREF:+5926091234",
        f"TEL;TYPE={expected}:+5926091234",
    ]
    assert _line(_made("4.0", phones=phones), "TEL") == [
        f"TEL;PREF=1;TYPE={expected}:+5926091234",
        f"TEL;TYPE={expected}:+5926091234",
    ]


@each(
    ("phone", "label"),
    [
        ({"type": "hotline"}, "Hotline"),
        ({"ext": "7"}, "Office ext. 7"),
        ({"hours": "24/7"}, "Office 24/7"),
        ({"number": "+592 289 1234", "type": "hotline"}, "Hotline"),
    ],
)
def test_type_is_completed_by_a_label_in_3_0(phone: dict[str, str], label: str) -> None:
    first = {"number": "+592 609 1234", **phone}
    lines = _lines(_made("3.0", phones=[first]))
    number = first["number"].replace(" ", "")
    assert f"item1.TEL;TYPE=WORK,VOICE,PREF:{number}" in lines
    assert f"item1.X-ABLabel:{label}" in lines
    lines = _lines(_made("4.0", phones=[first]))
    assert f"TEL;PREF=1;TYPE=WORK,VOICE:{number}" in lines
    assert "X-ABLabel" not in "".join(lines)


def test_first_number_to_try_is_preferred_never_a_fax() -> None:
    fax = {"number": "+592 609 1230", "type": "fax"}
    national = {"number": "0800 0911", "national": True}
    phones = [national, fax, "+592 289 1234", "+592 609 1231"]
    expected = ["TEL;PREF=1;TYPE=WORK,VOICE:+5926091231", "TEL;TYPE=WORK,VOICE:+5922891234"]
    expected += ["TEL;TYPE=WORK,FAX:+5926091230"]
    assert _line(_made("4.0", phones=phones), "TEL") == expected
    alone = ["TEL;PREF=1;TYPE=WORK,VOICE:+5922891234", "TEL;TYPE=WORK,FAX:+5926091230"]
    assert _line(_made("4.0", phones=phones[:3]), "TEL") == alone
    assert _line(_made("4.0", phones=phones[:2]), "TEL") == ["TEL;TYPE=WORK,FAX:+5926091230"]
    assert _line(_made("3.0", phones=phones[:2]), "TEL") == ["TEL;TYPE=WORK,FAX:+5926091230"]
    assert _line(_made("3.0", phones=phones[:1]), "TEL") == []


def test_phone_types_are_these_four() -> None:
    assert set(vocabulary.slugs("phone")) == {"office", "mobile", "hotline", "fax"}


@each("number", ["#767", "*21*+592 609 1234#", "0800 HELP", "0800,1", "911p2"])
def test_no_card_dials_a_service_code(number: str) -> None:
    entry = point(phones=[{"number": number, "national": True}, "+592 609 1234"])
    made = extract(entry)
    (card,) = by_vobject(vcard.dump(made))
    assert [tel.text for tel in card["tel"]] == ["+5926091234"]
    assert number in card["note"][0].text
    (short,) = by_vobject(short_card(entry))
    assert [tel.text for tel in short["tel"]] == ["+5926091234"]


def test_note_holds_phone_details_tel_cannot_carry() -> None:
    phones = [
        "+592 609 1230",
        {"number": "+592 609 1231", "type": "hotline"},
        {"number": "+592 609 1232", "apps": ["telegram"]},
        {"number": "+592 609 1233", "type": "mobile", "hours": "24/7"},
        {"number": "911", "national": True, "ext": "3"},
        {"number": "+592 609 1235", "type": "fax"},
    ]
    assert _line(_made(phones=phones, country="Guyana"), "NOTE") == [
        (
            "NOTE:Mobile: +592 609 1233\\, 24 hours a day\\n"
            "Office: 911 ext. 3 (only inside Guyana)\\n"
            "TLP:AMBER\\nNot confirmed yet\\n"
            "Hotline: +592 609 1231\\nOffice: +592 609 1232 (Telegram)\\n"
            "Entry: gy-example\\nCorrections: corrections@example.org"
        )
    ]


# Hours in words, and hours that have none.
RULES = [
    ("Mo-Fr 08:00-12:00; Sa 09:00-12:00; PH off", ["Mon–Fri 08:00–12:00", "Sat 09:00–12:00"]),
    (
        "Mo-Fr 08:00-16:00; week 1-10 Sa 09:00-12:00",
        ["Mo-Fr 08:00-16:00", "week 1-10 Sa 09:00-12:00"],
    ),
]


@pytest.mark.parametrize(("hours", "rules"), RULES)
@pytest.mark.parametrize("lang", LANGUAGES)
@VERSIONS
def test_note_has_no_semicolon_of_hours(
    version: str, lang: str, hours: str, rules: list[str]
) -> None:
    phones = ["+592 609 1230", {"number": "+592 609 1231", "type": "hotline", "hours": hours}]
    view = extract(point(hours=hours, phones=phones))
    (note,) = _line(vcard.dump(view, Translator(lang), version=version), "NOTE")
    assert ";" not in note
    for rule in rules if lang == "en" else ():
        assert note.count(rule) == 2  # of the seat and of the line


@pytest.mark.parametrize(
    ("audience", "label"),
    [("public", "TLP:CLEAR"), ("network", "TLP:AMBER"), ("secretariat", "TLP:RED")],
)
@VERSIONS
def test_note_has_label_and_date_after_what_people_wrote(
    version: str, audience: str, label: str
) -> None:
    values = {"verified": date(2026, 3, 2), "notes": "TLP:GREEN", "sharing": "public"}
    (note,) = _line(_made(version, audience, **values), "NOTE")
    assert note.startswith(f"NOTE:TLP:GREEN\\n{label}\\nConfirmed 2 March 2026\\n")
    assert note.endswith("\\nCorrections: corrections@example.org")


def test_unknown_group_ids_are_shown() -> None:
    card = _made("3.0", "secretariat", working_groups=["nobody", "venezuela"])
    assert _line(card, "CATEGORIES") == [
        "CATEGORIES:Example Network,nobody,Venezuela example group"
    ]


def test_a_list_without_a_name_is_no_category() -> None:
    view = extract(point(working_groups=["nobody"]), about=DirectoryInfo(), audience="secretariat")
    assert _line(vcard.dump(view), "CATEGORIES") == ["CATEGORIES:nobody"]


@pytest.mark.parametrize(
    ("website", "expected"),
    [
        ("https://example.org/a,b;c", "https://example.org/a%2Cb%3Bc"),
        ("https://example.org/%2C?x=1&y=%3B#z", "https://example.org/%2C?x=1&y=%3B#z"),
        ("https://example.org/100%,5%2", "https://example.org/100%25%2C5%252"),
        ("https://example.org/é ü\\", "https://example.org/%C3%A9%20%C3%BC%5C"),
        ("https://example.org/\r\nTEL:+15550100", "https://example.org/%0D%0ATEL:+15550100"),
    ],
)
@VERSIONS
def test_url_escapes_comma_semicolon_and_line_end(
    version: str, website: str, expected: str
) -> None:
    assert _line(_made(version, website=website), "URL") == [f"URL:{expected}"]


@each(
    ("values", "in_3", "in_4"),
    [
        ({"country": "Guyana"}, ["TZ:-04:00"], ["TZ:America/Guyana"]),
        ({"timezone": "America/Santiago"}, ["TZ:-04:00"], ["TZ:America/Santiago"]),
        ({"timezone": "America/Havana"}, ["TZ:-05:00"], ["TZ:America/Havana"]),
        ({"timezone": "Europe/Amsterdam"}, ["TZ:+01:00"], ["TZ:Europe/Amsterdam"]),
        ({"timezone": "America/St_Johns"}, ["TZ:-03:30"], ["TZ:America/St_Johns"]),
        ({"timezone": "Asia/Kathmandu"}, ["TZ:+05:45"], ["TZ:Asia/Kathmandu"]),
        ({"country": "Brazil"}, [], []),
        ({"country": "Guyana", "timezone": "America/Nowhere"}, [], []),
        ({}, [], []),
    ],
)
def test_tz_is_offset_in_3_0_and_zone_in_4_0(
    values: dict[str, str], in_3: list[str], in_4: list[str]
) -> None:
    assert _line(_made("3.0", **values), "TZ") == in_3
    assert _line(_made("4.0", **values), "TZ") == in_4


def test_lang_and_kind_are_in_4_0_only_and_valid() -> None:
    languages = ["pap", "Dutch\r\nTEL:+1", "zh-Hant-TW"]
    values: dict[str, Any] = {"name": "Ada Example", "languages": languages}
    assert _line(_made("3.0", **values), "LANG") == []
    assert _line(_made("3.0", **values), "KIND") == []
    assert _line(_made("4.0", **values), "LANG") == ["LANG;PREF=1:pap", "LANG;PREF=2:zh-Hant-TW"]
    assert _line(_made("4.0", **values), "KIND") == ["KIND:individual"]
    assert _line(_made("4.0", unit="Unit"), "KIND") == ["KIND:org"]


def test_uid_comes_from_oldest_id_and_directory_only() -> None:
    seat = point(id="gy-ctu")
    expected = f"urn:uuid:{uuid5(NAMESPACE, 'gy-ctu')}"
    assert vcard.make_uid(seat, "") == expected
    renamed = point(**FULL | {"id": "gy-new", "formerly": ["gy-ctu", "gy-middle"]})
    assert vcard.make_uid(renamed, "") == expected
    own = "43ea73a8-87c6-4c14-bd6c-5bfc836ae37e"
    assert vcard.make_uid(seat, own) == f"urn:uuid:{uuid5(UUID(own), 'gy-ctu')}" != expected


@VERSIONS
def test_uid_namespace_is_directory_uid(version: str) -> None:
    own = "43ea73a8-87c6-4c14-bd6c-5bfc836ae37e"
    card = vcard.dump(extract(point(), about=DirectoryInfo(uid=own)), version=version)
    assert _line(card, "UID") == [f"UID:urn:uuid:{uuid5(UUID(own), 'gy-example')}"]


def _cards(version: str) -> str:
    """Return a card of every hostile text, in all text fields at once."""
    return vcard.dump(extract(*map(_of_text, TEXTS), audience="secretariat"), version=version)


def _of_text(text: str) -> FocalPoint:
    fields = FocalPoint.model_fields.items()
    texts = [key for key, field in fields if field.annotation is str and not field.metadata]
    known = {"id": "gy-example", "website": f"https://example.org/{text}"}
    values = dict.fromkeys(texts, text) | known
    phones = [
        {"number": text, "national": True, "ext": text, "hours": text},
        {"number": "+592 609 1234", "ext": text, "apps": ["signal"], "hours": text},
    ]
    lists = {key: [text] for key in ("languages", "working_groups", "meetings", "formerly")}
    return point(**values, **lists, emails=[text], phones=phones)


@VERSIONS
def test_hostile_cards_keep_to_the_grammar(version: str) -> None:
    assert faults(_cards(version), version) == []


@VERSIONS
def test_both_readers_read_all_fields_of_hostile_cards(version: str) -> None:
    made = extract(*map(_of_text, TEXTS), audience="secretariat")
    assert _read_by_both(made, version) == len(TEXTS) - 1


@pytest.mark.sweep
@VERSIONS
@given(entries=st.lists(points(only=("name", "organisation", "notes")), min_size=1, max_size=12))
@settings(max_examples=25)
def test_any_entry_keeps_grammar_and_is_read_by_both(
    version: str, entries: list[FocalPoint]
) -> None:
    made = extract(*entries, audience="secretariat")
    cards = vcard.dump(made, version=version)
    assert faults(cards, version) == []
    _read_by_both(made, version)


@pytest.mark.sweep
@given(entries=st.lists(points(only=("name", "organisation")), min_size=1, max_size=8))
@settings(max_examples=50)
def test_vobject_writes_same_cards_as_it_read(entries: list[FocalPoint]) -> None:
    made = extract(*entries, *map(_of_text, TEXTS), audience="secretariat")
    cards = vcard.dump(made)
    # It folds lines by characters, and only a very large length prevents that.
    written = [card.serialize(lineLength=10**9) for card in vobject.readComponents(cards)]
    assert _lines("".join(written)) == _lines(cards.replace("X-ABLabel", "X-ABLABEL"))


@pytest.mark.sweep
@VERSIONS
@given(entries=st.lists(points(), min_size=1, max_size=4))
@settings(max_examples=50)
def test_vobject_reads_the_properties_as_written(version: str, entries: list[FocalPoint]) -> None:
    groups = next(key for key, (needed, *_) in vcard.GROUPS.items() if needed == version)
    made = extract(*entries, *map(_of_text, TEXTS), audience="secretariat")
    for name, card in vcard.iter_cards(made, version=version, groups=groups):
        lines = _content_lines(card)
        assert vcard.format_card(lines[2:-1], version) == card
        counts = Counter(line.name for line in lines)
        known = VCard3_0.knownChildren.items()
        wrong = {key for key, (low, high, _) in known if not low <= counts[key] <= (high or 99)}
        assert (name, wrong) == (name, set())


def _content_lines(card: str) -> list[ContentLine]:
    """Return the lines of a card as vobject reads them."""
    logical = getLogicalLines(StringIO(card, newline=""), allowQP=False)
    return [
        ContentLine(
            f"{group}.X-ABLabel" if name == "X-ABLABEL" else f"{group}.{name}" if group else name,
            value,
            "".join(f";{key}={','.join(values)}" for key, *values in given),
        )
        for name, given, value, group in (parseLine(text) for text, _ in logical)
    ]


def _read_by_both(made: AudienceView, version: str) -> int:
    """Compare the results of both readers with the entries; return how many ical.js can read.

    It takes the semicolon after an escaped backslash for an escaped one, so it misreads a part of
    N, ADR or ORG that ends in a backslash.
    """
    read = by_vobject(vcard.dump(made, version=version))
    readable = tuple(
        entry
        for entry, card in zip(made.focal_points, read, strict=True)
        if not any(
            part.endswith("\\")
            for name in ("n", "adr", "org", "categories")
            for found in card.get(name, ())
            for part in found.value
        )
    )
    few = replace(made, focal_points=readable)
    (ical,) = by_ical_js([vcard.dump(few, version=version)])
    for cards, entries in ((read, made.focal_points), (ical, readable)):
        for card, entry in zip(cards, entries, strict=True):
            _assert_read(card, entry, made, version)
    return len(readable)


@given(points())
def test_short_card_agrees_with_full_card(entry: FocalPoint) -> None:
    (short,) = by_vobject(short_card(entry))
    (full,) = by_vobject(vcard.dump(extract(entry, audience="secretariat")))
    plain = {key: [Property(p.value) for p in found] for key, found in full.items()}
    alike = ("version", "fn", "n", "org")
    assert [short.get(key) for key in alike] == [full.get(key) for key in alike]
    assert set(short) <= {*alike, "tel", "email", "note"}
    plain["note"] = plain.get("x-ablabel", [])
    assert all(found[0] in plain[key] for key, found in short.items())
    assert len(short.get("email", ())) == any(email.address for email in entry.emails[:1])


def _assert_read(card: Card, entry: FocalPoint, made: AudienceView, version: str) -> None:
    """Compare the result of a reader with the entry."""
    note = card["note"][0].text
    family, given_name, *rest = card["n"][0].value
    found = {key: properties for key, properties in card.items() if key not in {"n", "note"}}
    # URLs are compared in decoded form.
    found |= {"url": [Property((unquote(p.text),)) for p in found["url"]]} if "url" in found else {}
    assert found == _expected(entry, made, version)
    assert rest == ["", to_one_line(entry.honorific) if entry.name else "", ""]
    _assert_name(entry, family, given_name)
    notes = [
        f"{replace_control_chars(text)}\n" for text in (entry.notes, entry.private_notes) if text
    ]
    assert note.startswith("".join(notes))
    confirmed = "Not confirmed yet"
    if entry.verified:
        confirmed = f"Confirmed {Translator().format_date(entry.verified)}"
    assert f"{made.marking}\n{confirmed}\n" in note
    assert note.endswith(f"\nCorrections: {made.info.contact}")


def _assert_name(entry: FocalPoint, family: str, given_name: str) -> None:
    label = to_one_line(entry.label).replace(";", " /")
    if not entry.name:
        assert (family, given_name) == (label, "")
    elif entry.family_name:
        assert family == to_one_line(entry.family_name).replace(";", " /")
    else:
        # No letter of the name is lost or repeated, whichever word is the family name.
        assert Counter("".join(f"{family}{given_name}".split())) == Counter("".join(label.split()))


def _expected(entry: FocalPoint, made: AudienceView, version: str) -> Card:
    """Return the expected result of a reader for an entry, except N and NOTE."""
    is_4 = version == "4.0"
    groups = {group.id: group.name for group in WORKING_GROUPS}
    words = [
        made.info.name,
        *(vocabulary.get_term("sector", slug).label() for slug in entry.sectors),
        *(groups.get(id_, id_) for id_ in entry.working_groups),
    ]
    address = (entry.address, entry.city)
    url = entry.website.replace(",", "%2C").replace(";", "%3B")
    # TEL is E.164; all other numbers are in the note. National ones, faxes and toll-free ones wait.
    dialled = sorted(
        (
            phone
            for phone in entry.phones
            if can_exist(phone.number) and not phone.national and re.fullmatch("[0-9]*", phone.ext)
        ),
        key=lambda phone: (phone.type == "fax", is_toll_free(phone.number)),
    )
    labels = [label for phone in dialled if (label := _label(phone))]
    properties: dict[str, list[Property]] = {
        "version": [Property((version,))],
        "prodid": [Property(("-//cmcct//contact directory//EN",))],
        "uid": [Property((f"urn:uuid:{uuid5(NAMESPACE, entry.oldest_id)}",))],
        "adr": [
            Property(("", "", *map(replace_control_chars, address), "", "", entry.country.name))
        ],
        "categories": [Property(tuple(to_one_line(word) for word in words if word))],
        "fn": [Property((to_one_line(entry.label).replace(";", " /"),))],
        "org": _given(tuple(map(to_one_line, filter(None, (entry.organisation, entry.unit))))),
        "title": _given(tuple(filter(None, (replace_control_chars(entry.title),)))),
        "role": [Property((vocabulary.get_term("role", entry.role).label(),))],
        "tel": [_tel(phone, rank, is_4=is_4) for rank, phone in enumerate(dialled)],
        "x-ablabel": [Property((label,)) for label in labels if not is_4],
        "email": [_email(email, rank, is_4=is_4) for rank, email in enumerate(entry.emails)],
        "url": _given((unquote(url),) if url else ()),
        "tz": _given(_tz(entry, is_4=is_4)),
        "rev": _given(_rev(entry, is_4=is_4)),
    }
    if is_4:
        tags = [tag for tag in entry.languages if is_tag(tag)]
        is_person = entry.name and entry.role != "duty-desk"
        properties["kind"] = [Property(("individual" if is_person else "org",))]
        properties["lang"] = [Property((tag,), (), str(n)) for n, tag in enumerate(tags, 1)]
    # Properties without a value are not written, except ADR.
    full = {key: [one for one in given if any(one.value)] for key, given in properties.items()}
    return {key: given for key, given in full.items() if given} | {"adr": properties["adr"]}


def _given(value: tuple[str, ...]) -> list[Property]:
    return [Property(value)] if value else []


def _tel(phone: Phone, rank: int, *, is_4: bool) -> Property:
    types = {"mobile": ("CELL", "VOICE"), "fax": ("WORK", "FAX")}
    return _preferred(
        format_e164(phone.number),
        types.get(phone.type, ("WORK", "VOICE")),
        rank or phone.type == "fax",
        is_4=is_4,
    )


def _label(phone: Phone) -> str:
    """Return the expected label of a number in 3.0, "" for one that needs none."""
    kind = vocabulary.get_term("phone", phone.type).label()
    extension = f" ext. {phone.ext}" if phone.ext else ""
    always = " 24/7" if is_round_the_clock(phone.hours) else ""
    is_needed = phone.type == "hotline" or extension or always
    label = f"{kind}{always}{extension}"
    return (label if len(label) <= 30 else f"{kind}{always}") if is_needed else ""


def _email(email: Email, rank: int, *, is_4: bool) -> Property:
    types = ("WORK",) if is_4 else ("WORK", "INTERNET")
    return _preferred(to_one_line(email.address), types, rank, is_4=is_4)


def _preferred(text: str, types: tuple[str, ...], rank: int, *, is_4: bool) -> Property:
    if rank:
        return Property((text,), types)
    return Property((text,), types, "1") if is_4 else Property((text,), (*types, "PREF"))


def _tz(entry: FocalPoint, *, is_4: bool) -> tuple[str, ...]:
    offsets = {
        "America/Guyana": "-04:00",
        "America/Santiago": "-04:00",
        "Asia/Kathmandu": "+05:45",
    }
    if not time_zone.is_zone(entry.zone):
        return ()
    return (entry.zone if is_4 else offsets.get(entry.zone) or _standard_offset(entry.zone),)


def _standard_offset(zone: str) -> str:
    # Not every month: Western Sahara changes its clocks during Ramadan.
    moments = [datetime(2026, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7)]
    west = min(moment.utcoffset() or timedelta() for moment in moments)
    return moments[0].replace(tzinfo=timezone(west)).isoformat()[-6:]


def _rev(entry: FocalPoint, *, is_4: bool) -> tuple[str, ...]:
    if entry.verified is None:
        return ()
    day = entry.verified.isoformat()
    return (f"{day.replace('-', '')}T000000Z" if is_4 else f"{day}T00:00:00Z",)


@given(
    st.text(min_size=30, max_size=400) | st.sampled_from(TEXTS),
    st.sampled_from(vcard.VERSIONS),
)
def test_lines_are_folded_between_visible_characters(text: str, version: str) -> None:
    card = _made(version, notes=text, title=text, organisation=text)
    lines = card.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    # Each line is valid UTF-8, no escape is split, and no mark is separated from its letter unless
    # the cluster is longer than a line.
    for before, after in pairwise(line.decode() for line in lines):
        if after.startswith(" "):
            assert (len(before) - len(before.rstrip("\\"))) % 2 == 0
            assert not _is_mark(after[1]) or len(_last_character(before).encode()) > 70


def _is_mark(char: str) -> bool:
    return category(char)[0] == "M" or char in "\u200c\u200d"


def _last_character(line: str) -> str:
    """Return the last letter of a line with its marks."""
    start = len(line) - 1
    while _is_mark(line[start]):
        start -= 1
    return line[start:]


@each(
    ("text", "lines"),
    [
        ("x" * 69, ["TITLE:" + "x" * 69]),
        ("x" * 70, ["TITLE:" + "x" * 69, " x"]),
        ("x" * 144, ["TITLE:" + "x" * 69, " " + "x" * 74, " x"]),
        ("x" * 68 + "é", ["TITLE:" + "x" * 68, " é"]),
        ("x" * 68 + "\\", ["TITLE:" + "x" * 68, " \\\\"]),
        ("x" * 68 + "e\u0301", ["TITLE:" + "x" * 68, " e\u0301"]),
        ("x" * 68 + "1\u20e3", ["TITLE:" + "x" * 68, " 1\u20e3"]),
        ("x" * 66 + "\u0915\u093e", ["TITLE:" + "x" * 66, " \u0915\u093e"]),
        ("x" * 65 + "👩\u200d", ["TITLE:" + "x" * 65, " 👩\u200d"]),
        (
            "e" + "\u0301" * 40,
            ["TITLE:", " e" + "\u0301" * 36, " \u0301\u0301\u0301\u0301"],
        ),
    ],
)
def test_line_over_75_octets_continues_after_a_space(text: str, lines: list[str]) -> None:
    card = _made(title=text).split("\r\n")
    start = next(index for index, line in enumerate(card) if line.startswith("TITLE:"))
    assert card[start : start + len(lines)] == lines
    assert not card[start + len(lines)].startswith(" ")


_MEMBERS = (
    point(
        id="gy-ctu", name="Ada Example", working_groups=["venezuela"], meetings=["georgetown-2019"]
    ),
    point(id="sr-ctu", formerly=["sr-old"], working_groups=["venezuela", "islands"]),
    point(id="venezuela", name="No member"),
)


def _groups(made: AudienceView, groups: str) -> list[tuple[str, str]]:
    version = vcard.resolve_version(groups, None)
    each = [*vcard.iter_cards(made, version=version, groups=groups)]
    assert each[: len(made.focal_points)] == [*vcard.iter_cards(made, version=version)]
    assert "".join(card for _, card in each) == vcard.dump(made, version=version, groups=groups)
    return each[len(made.focal_points) :]


def test_groups_and_meetings_are_cards_with_members() -> None:
    kind, apple = (
        _plain("".join(card for _, card in _groups(extract(*_MEMBERS), groups)))
        for groups in ("kind", "apple")
    )
    texts.expect("vcard-groups", kind)
    fields = re.sub("(?m)^(KIND|MEMBER)", r"X-ADDRESSBOOKSERVER-\1", kind)
    assert apple == fields.replace("VERSION:4.0", "VERSION:3.0")


def test_no_seat_has_file_or_uid_of_a_group() -> None:
    seats = (point(id="group-venezuela"), point(id="meeting-georgetown-2019"))
    cards = _groups(extract(*_MEMBERS, *seats), "kind")
    names = [name for name, _ in cards]
    assert names == ["group_venezuela", "group_islands", "meeting_georgetown-2019"]
    assert not any(is_slug(name) or is_slug(name.replace("_", ":")) for name in names)


def test_a_group_without_members_or_a_name() -> None:
    unnamed = WorkingGroup(id="unnamed")
    ((name, card),) = _groups(listing((), (unnamed,)), "apple")
    assert name == "group_unnamed"
    assert _line(card, "FN") == ["FN:unnamed"]
    assert _line(card, "NOTE") == ["NOTE:TLP:RED"]
    assert _groups(extract(point()), "apple") == []


@each("groups", vcard.GROUPS)
def test_both_readers_find_the_members_of_groups(groups: str) -> None:
    hostile = [WorkingGroup(id=f"g{n}", name=text, purpose=text) for n, text in enumerate(TEXTS)]
    made = listing((), tuple(hostile), sharing="network")
    text = "".join(card for _, card in _groups(made, groups))
    # ical.js takes the semicolon after an escaped backslash for an escaped one.
    readable = [card for name, card in _groups(made, groups) if "\\\\;" not in card]
    (ical,) = by_ical_js(["".join(readable)])
    assert len(ical) == len(TEXTS) - 1
    for cards, expected in ((by_vobject(text), hostile), (ical, None)):
        _assert_groups(cards, expected, groups)
    if groups == "kind":
        assert faults(text, "4.0") == []


def _assert_groups(cards: list[Card], expected: list[WorkingGroup] | None, groups: str) -> None:
    prefix = "" if groups == "kind" else "x-addressbookserver-"
    urn = f"urn:uuid:{uuid5(NAMESPACE, 'gy-example')}"
    assert all(card[f"{prefix}kind"][0].text == "group" for card in cards)
    assert all([found.text for found in card[f"{prefix}member"]] == [urn] for card in cards)
    for card, group in zip(cards, expected or (), strict=expected is not None):
        assert card["fn"][0].text == to_one_line(group.name).replace(";", " /")
        assert card["note"][0].text == f"{replace_control_chars(group.purpose)}\nTLP:RED"


@each(
    ("groups", "asked", "version"),
    [
        (None, None, "3.0"),
        (None, "4.0", "4.0"),
        ("kind", None, "4.0"),
        ("kind", "4.0", "4.0"),
        ("apple", None, "3.0"),
        ("apple", "3.0", "3.0"),
    ],
)
def test_groups_decide_the_version(groups: str | None, asked: str | None, version: str) -> None:
    assert vcard.resolve_version(groups, asked) == version


@each(("groups", "asked"), [("kind", "3.0"), ("apple", "4.0")])
def test_groups_with_another_card_version_are_refused(groups: str, asked: str) -> None:
    with pytest.raises(CmcctError) as refused:
        vcard.resolve_version(groups, asked)
    assert refused.value.message == f"--groups {groups} cannot be used with --vcard-version {asked}"
    assert refused.value.hint == "omit --vcard-version"


def test_a_card_is_said_in_the_language_asked_for() -> None:
    translator = Translator("es")
    card = vcard.dump(extract(point(**FULL)), translator)
    assert _line(card, "CATEGORIES") == [
        (
            "CATEGORIES:Example Network,Policía\\, unidad contra la trata de personas,"
            "Protección y asistencia a víctimas,Venezuela example group,Islands\\; example"
        )
    ]
    assert _line(card, "ROLE") == [
        f"ROLE:{vocabulary.get_term('role', 'head-of-unit').label('es')}"
    ]
    french = vcard.dump(extract(point(country="Trinidad and Tobago")), Translator("fr"))
    assert _line(french, "ADR") == ["ADR:;;;;;;Trinité-et-Tobago"]


SCRIPT = """
import locale, sys, tomllib
from cmcct.model import loader
from cmcct.privacy import audiences
from cmcct.formats import vcard
locale.setlocale(locale.LC_ALL, "")
read = loader.parse_directory(tomllib.loads(open(sys.argv[1], encoding="utf-8").read())).directory
made = audiences.view_for(read, read.focal_points, "secretariat")
texts = [vcard.dump(made, version=version) for version in vcard.VERSIONS]
texts += [text for point in made.focal_points for text in vcard.list_short(point, "")]
sys.stdout.buffer.write("".join(texts).encode())
"""


@pytest.mark.sweep
def test_cards_are_same_bytes_at_any_time_and_place() -> None:
    surroundings = [
        {"CMCCT_TODAY": "2026-06-01", "TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {"CMCCT_TODAY": "2031-12-31", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"},
        {"CMCCT_TODAY": "2024-02-29", "TZ": "America/Lima", "PYTHONHASHSEED": "4711"},
    ]
    made = {
        subprocess.run(
            [*BARE_PYTHON, "-c", SCRIPT, SHIPPED],
            capture_output=True,
            check=True,
            timeout=60,
            env=bare_environment() | changed,
        ).stdout
        for changed in surroundings
    }
    assert len(made) == 1
    (text,) = made
    assert text.startswith(b"BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")


@VERSIONS
def test_shipped_cards_keep_grammar_and_are_read_alike(version: str) -> None:
    shipped = directory_file.load(SHIPPED).directory
    made = audiences.view_for(shipped, shipped.focal_points, "secretariat")
    cards = vcard.dump(made, version=version)
    assert faults(cards, version) == []
    (ical,) = by_ical_js([cards])
    assert by_vobject(cards) == ical
    assert len({card["uid"][0].text for card in ical}) == len(shipped.focal_points)


FULL_IN_4 = texts.read("vcard-4.0")


@each(
    ("card", "expected"),
    [
        ("BEGIN:VCARD\r\nVERSION:4.0\r\nEND:VCARD\r\n", ["no FN", "no N", "no UID"]),
        (FULL_IN_4.replace("\n", "\r\n").replace("; example", "\\; example"), None),
        (FULL_IN_4.replace("\n", "\r\n").replace(":Head of unit", ":a,b"), None),
        (FULL_IN_4.replace("\n", "\r\n").replace("REV:2026", "REV:2026-"), None),
        (FULL_IN_4.replace("\n", "\r\n").replace("PREF=1", "PREF=0"), None),
        (FULL_IN_4.replace("\n", "\r\n").replace(";Dr;", ";Dr"), None),
        (FULL_IN_4.replace("\n", "\r\n").replace("\r\n ", ""), None),
        (FULL_IN_4.replace("\n", "\r\n") + "x", None),
        (FULL_IN_4, None),
    ],
)
def test_the_grammar_of_these_tests_finds_faults(card: str, expected: list[str] | None) -> None:
    found = faults(card, "4.0")
    assert found
    assert expected is None or found == expected
