"""The shipped `directory.toml`: a sample that uses every feature."""

import re
from collections.abc import Iterable
from datetime import date

import phonenumbers

from cmcct.check import runner
from cmcct.fieldtypes.opening_hours import holiday_kinds
from cmcct.model import loader
from cmcct.model.entities import APPS, VERIFIED_VIA, DirectoryInfo, FocalPoint, Phone, WorkingGroup
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.storage import directory_file
from cmcct.text.folding import fold
from tests.conftest import SHIPPED, TODAY, Result, Run
from tests.support.cases import each

DIRECTORY, FOUND, *_ = runner.check_files(SHIPPED, None, date.fromisoformat(TODAY))
POINTS = DIRECTORY.focal_points
RAW = directory_file.parse_file(SHIPPED)


def _used(values: Iterable[str | None]) -> set[str]:
    return {value for value in values if value}


def test_shipped_directory_has_no_finding() -> None:
    assert FOUND == ()
    assert directory_file.load(SHIPPED).warnings == ()


def test_a_strict_check_passes(run: Run) -> None:
    assert run("check", SHIPPED, "--strict") == Result(0, "", "no findings\n")


def test_shipped_directory_has_seats_in_many_countries() -> None:
    assert len(POINTS) >= 40
    assert len({point.country for point in POINTS}) >= 20


def test_shipped_directory_has_two_real_meetings() -> None:
    shown = [(m.name.split(" of ")[0], m.place, m.host.name, m.date) for m in DIRECTORY.meetings]
    assert shown == [
        ("First Meeting", "Port of Spain", "Trinidad and Tobago", "2018-04"),
        ("Second Meeting", "Georgetown", "Guyana", date(2019, 3, 12)),
    ]


def test_shipped_directory_has_two_groups_with_seats() -> None:
    ids = [group.id for group in DIRECTORY.working_groups]
    assert ids == ["information-sharing", "venezuela"]
    assert _used(id_ for point in POINTS for id_ in point.working_groups) == set(ids)
    assert all(group.name and group.purpose for group in DIRECTORY.working_groups)


def test_its_meetings_and_groups_are_public() -> None:
    levels = [meeting.sharing for meeting in DIRECTORY.meetings]
    levels += [group.sharing for group in DIRECTORY.working_groups]
    assert levels == ["public"] * 4


def test_every_key_is_in_use_somewhere() -> None:
    keys = {key for entry in RAW["focal_point"] for key in entry}
    assert keys == set(FocalPoint.model_fields)
    tables = [p for entry in RAW["focal_point"] for p in entry["phones"] if isinstance(p, dict)]
    # Lists for others have `doubtful` in place of `failed`.
    assert {key for table in tables for key in table} == set(Phone.model_fields) - {"doubtful"}
    assert {key for group in RAW["working_group"] for key in group} == set(
        WorkingGroup.model_fields
    )
    assert set(RAW["meeting"][0]) == {"id", "name", "date", "place", "host", "sharing"}
    assert set(RAW["directory"]) == {*DirectoryInfo.model_fields}


@each("facet", ["role", "body", "status"])
def test_every_word_of_a_facet_is_in_use(facet: str) -> None:
    assert _used(getattr(point, facet) for point in POINTS) == set(vocabulary.slugs(facet))


def test_every_vocabulary_value_is_in_use() -> None:
    phones = [phone for point in POINTS for phone in point.phones]
    assert _used(s for point in POINTS for s in point.sectors) == set(vocabulary.slugs("sector"))
    assert _used(point.sharing for point in POINTS) == set(AUDIENCES)
    assert _used(point.verified_via for point in POINTS) == set(VERIFIED_VIA)
    assert _used(app for phone in phones for app in phone.apps) == set(APPS)
    assert _used(phone.type for phone in phones) == set(vocabulary.slugs("phone"))
    assert any(email.sharing for point in POINTS for email in point.emails)
    assert any(phone.sharing for phone in phones)


def test_four_languages_accents_surnames_are_in_use() -> None:
    assert _used(tag for point in POINTS for tag in point.languages) >= {"en", "es", "nl", "fr"}
    assert any(fold(point.name) != point.name.casefold() for point in POINTS)
    assert any(" " in point.family_name for point in POINTS)


def test_every_person_is_plainly_fictional() -> None:
    invented = re.compile("Example|Ejemplo|Voorbeeld|Exemple|Modelo|Muestra")
    assert [point.id for point in POINTS if not invented.search(point.name or "Example")] == []
    assert [
        point.id
        for point in POINTS
        if not re.search("example|ejemplo|voorbeeld|exemple", point.organisation.casefold())
    ] == []


def test_no_id_has_a_part_of_the_name_of_its_person() -> None:
    for point in POINTS:
        words = {word for word in fold(point.name).split() if len(word) > 2}
        ids = {word for id_ in (point.id, *point.formerly) for word in id_.split("-")}
        assert words & ids == set()


def test_every_address_leads_nowhere() -> None:
    domain = re.compile(r"(.+\.)?example\.(org|com|net)")
    addresses = [email.address for point in POINTS for email in point.emails]
    sites = [point.website.split("/")[2] for point in POINTS if point.website]
    hosts = [*(a.partition("@")[2] for a in (*addresses, DIRECTORY.info.contact)), *sites]
    assert [host for host in hosts if not domain.fullmatch(host)] == []
    assert len(set(addresses)) == len(addresses)


def test_every_number_is_dialable_and_stands_once() -> None:
    numbers = [
        phonenumbers.parse(phone.number, point.country.code[:2])
        for point in POINTS
        for phone in point.phones
        if not phone.national
    ]
    assert [n for n in numbers if not phonenumbers.is_valid_number(n)] == []
    written = [phone.number for point in POINTS for phone in point.phones]
    assert len(set(written)) == len(written)


def test_every_number_is_example_number() -> None:
    samples = {
        phonenumbers.format_number(sample, phonenumbers.PhoneNumberFormat.E164)[:-2]
        for point in POINTS
        for kind in range(11)
        if (sample := phonenumbers.example_number_for_type(point.country.code[:2], kind))
    }
    ours = {
        (point.id, phone.number): re.sub(r"[^\d+]", "", phone.number)[:-2]
        for point in POINTS
        for phone in point.phones
        if not phone.national
    }
    assert {key: number for key, number in ours.items() if number not in samples} == {}


def test_some_offices_have_hours_on_public_holidays() -> None:
    named = [point.hours for point in POINTS if "public" in holiday_kinds(point.hours)]
    assert any(hours.endswith("PH off") for hours in named)
    assert any(not hours.endswith("off") for hours in named)


def test_some_numbers_work_only_inside_the_country() -> None:
    assert any(phone.national for point in POINTS for phone in point.phones)


def test_no_shelter_has_an_address() -> None:
    shelters = [point for point in POINTS if "shelter" in point.sectors]
    assert shelters
    assert all(not point.address for point in shelters)


def test_shipped_directory_is_read_as_checked() -> None:
    assert loader.parse_directory(RAW).directory == DIRECTORY
