"""Wording of numbers, meetings and groups."""

from datetime import date

from cmcct.formats.shared import phrases
from cmcct.i18n.messages import Translator
from cmcct.model.entities import Failure, Meeting, Phone
from cmcct.reference.countries import get_country
from tests.support.cases import each
from tests.support.entries import MEETINGS, WORKING_GROUPS


@each(
    ("phone", "expected"),
    [
        (Phone(number="+592-609-1234"), "+592 609 1234"),
        (Phone(number="+592 609 1234", ext="12"), "+592 609 1234 ext. 12"),
        (
            Phone(number="+592 609 1234", ext="12", apps=("whatsapp", "signal")),
            "+592 609 1234 ext. 12 (whatsapp, signal)",
        ),
        (Phone(number="0800-0911", national=True), "0800-0911 (only inside Guyana)"),
        (
            Phone(number="911", national=True, ext="1", apps=("signal",)),
            "911 ext. 1 (only inside Guyana) (signal)",
        ),
        (Phone(number="+592 289 1234"), "+592 289 1234 (may not work from abroad)"),
        (Phone(number="not a number"), "not a number"),
    ],
)
def test_telephone_is_grouped_with_notes_for_caller(phone: Phone, expected: str) -> None:
    assert phrases.format_phone(phone, get_country("GY"), Translator(), phone.apps) == expected


def test_meetings_and_groups_without_name_show_ids() -> None:
    assert phrases.record_names(["venezuela", "x"], WORKING_GROUPS) == [
        "Venezuela example group",
        "x",
    ]
    assert phrases.record_names(["georgetown-2019"], MEETINGS) == ["Second Example Meeting"]


@each(
    ("first", "last", "lang", "expected"),
    [
        ("2026-12-08", "2026-12-10", "en", "8–10 December 2026"),
        ("2026-12-08", "2026-12-10", "es", "8–10 de diciembre de 2026"),
        ("2026-12-01", "2026-12-03", "fr", "1er–3 décembre 2026"),
        ("2026-11-30", "2026-12-02", "nl", "30 november – 2 december 2026"),
        ("2026-12-30", "2027-01-02", "es", "30 de diciembre de 2026 – 2 de enero de 2027"),
    ],
)
def test_days_of_a_meeting_are_one_text(first: str, last: str, lang: str, expected: str) -> None:
    meeting = Meeting(id="x", date=date.fromisoformat(first), until=date.fromisoformat(last))
    assert phrases.format_meeting_day(meeting, Translator(lang)) == expected


@each(
    ("zone", "lang", "expected"),
    [
        ("America/Guyana", "en", "UTC\u22124"),
        ("America/New_York", "en", "UTC\u22125, UTC\u22124 in summer"),
        ("America/St_Johns", "es", "UTC\u22123:30, UTC\u22122:30 en verano"),
        ("Europe/London", "nl", "UTC, UTC+1 in de zomer"),
        ("America/Santiago", "fr", "UTC\u22124, UTC\u22123 en été"),
        ("Asia/Kolkata", "en", "UTC+5:30"),
        ("Example/Nowhere", "en", "Example/Nowhere"),
        ("", "en", ""),
    ],
)
def test_zone_is_shown_as_its_difference_from_utc(zone: str, lang: str, expected: str) -> None:
    assert phrases.describe_zone(zone, Translator(lang)) == expected


@each(
    ("lang", "inside", "abroad"),
    [
        ("en", "only inside Haiti", "may not work from abroad"),
        ("es", "solo desde Haití", "puede no funcionar desde el extranjero"),
        ("nl", "alleen vanuit Haïti", "werkt mogelijk niet vanuit het buitenland"),
        (
            "fr",
            "seulement depuis Haïti",
            "peut ne pas fonctionner depuis l\u2019étranger",
        ),
    ],
)
def test_limit_of_number_is_said_in_language_of_reader(lang: str, inside: str, abroad: str) -> None:
    haiti, translator = get_country("HT"), Translator(lang)
    national = Phone(number="80 01 2345", national=True)
    assert phrases.describe_limit(national, haiti, translator) == inside
    toll_free = Phone(number="+1 800 212 3470")
    assert phrases.describe_limit(toll_free, haiti, translator) == abroad
    assert phrases.describe_limit(Phone(number="+509 34 10 1234"), haiti, translator) == ""


def test_fax_and_national_number_have_no_link() -> None:
    assert phrases.tel_link(Phone(number="+1 242 345 6789", ext="12")) == "tel:+12423456789,12"
    assert phrases.tel_link(Phone(number="+1 242 345 6789", type="fax")) == ""
    assert phrases.tel_link(Phone(number="289 1234", national=True)) == ""


def test_how_test_calls_went_is_told() -> None:
    phone = Phone(
        number="+592 609 1234",
        tested=date(2026, 4, 1),
        failed=Failure(on=date(2026, 5, 2), why="no-answer"),
        no_test=True,
    )
    assert phrases.describe_tests(phone, Translator()) == [
        "answered a test on 1 April 2026",
        "no answer on 2 May 2026",
        "do not call to test",
    ]
