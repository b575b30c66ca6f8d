"""Wording of opening states, in four languages."""

from datetime import UTC, datetime

from cmcct.calling.words import describe_status
from cmcct.fieldtypes.opening_hours import opening_status
from cmcct.i18n.messages import Translator
from tests.support.cases import each

OFFICE = "Mo-Fr 08:00-16:00"
CLOSED = f"{OFFICE}; PH off"
# In Port of Spain: Monday 31 August 2026 is Independence Day, Friday 20 March 2026 Eid, estimated.
INDEPENDENCE, EID, MONDAY = "2026-08-31T14:00Z", "2026-03-20T14:00Z", "2026-06-01T14:00Z"


def _describe(written: str, moment: str, code: str = "TT", lang: str = "en") -> str:
    zone = "America/Port_of_Spain"
    now = datetime.fromisoformat(moment).astimezone(UTC)
    status = opening_status(written, now, zone, code)
    assert status
    return describe_status(status, now, Translator(lang))


@each(
    ("written", "moment", "expected"),
    [
        (OFFICE, MONDAY, "open now, until 16:00"),
        ("24/7", MONDAY, "open now"),
        (OFFICE, "2026-06-01T22:00Z", "closed now, opens Tue 08:00"),
        ("off", MONDAY, "closed now"),
        # The hours do not name public holidays.
        (OFFICE, INDEPENDENCE, "public holiday there (Independence Day), may be closed"),
        (
            OFFICE,
            "2026-08-31T22:00Z",
            "a public holiday there today (Independence Day); closed now, opens Tue 08:00",
        ),
        (OFFICE, EID, "probably a public holiday there (Eid-Ul-Fitr), may be closed"),
        ("Mo-Su 00:00-24:00", INDEPENDENCE, "open now"),
        # The hours name them.
        (CLOSED, INDEPENDENCE, "closed, Independence Day, opens Tue 08:00"),
        ("24/7; 2026 PH off; 2027 off", "2026-12-26T14:00Z", "closed, Boxing Day, opens Sun 00:00"),
        ("PH 10:00-11:00; 2027-2040 off", "2026-12-26T16:00Z", "closed, Boxing Day"),
        (CLOSED, EID, "probably closed, Eid-Ul-Fitr, opens Mon 08:00"),
        # An estimated day comes before the change.
        (CLOSED, "2026-03-19T22:00Z", "closed now, probably opens Mon 08:00"),
        (CLOSED, "2026-03-19T19:59Z", "open now, until 16:00"),
        # It is not known whether it opens on Eid.
        (OFFICE, "2026-03-19T22:00Z", "closed now, probably opens Mon 08:00"),
        ("24/7; PH off", "2026-03-19T22:00Z", "open now, probably until Fri 00:00"),
        (
            "2026 Mar PH 08:00-09:00",
            "2026-03-30T14:00Z",
            "closed, Spiritual Baptist Liberation Day",
        ),
        ("2026 Mar 01-20 PH 08:00-09:00", EID, "probably closed, Eid-Ul-Fitr"),
        (f"{OFFICE}; PH 10:00-12:00", INDEPENDENCE, "open now, until 12:00 (Independence Day)"),
        (f"{OFFICE}; PH 10:00-12:00", EID, "open now, until 12:00 (probably Eid-Ul-Fitr)"),
        # What is not known.
        (f"{OFFICE}; SH off", MONDAY, "open now, until 16:00 (school holidays are not known)"),
        (
            f"{OFFICE}; PH +1 day off",
            MONDAY,
            "open now, until 16:00 (the days next to public holidays are not known)",
        ),
        (
            f"{CLOSED}; SH off",
            INDEPENDENCE,
            "closed, Independence Day, opens Tue 08:00 (school holidays are not known)",
        ),
        (
            CLOSED,
            "2036-06-02T14:00Z",
            "open now, until 16:00 (public holidays there are not known)",
        ),
    ],
)
def test_state_says_what_is_known_of_holidays(written: str, moment: str, expected: str) -> None:
    assert _describe(written, moment) == expected


def test_estimated_day_ahead_makes_opening_probable() -> None:
    # In Guyana, Independence Day is on a Tuesday, Eid two days later.
    assert _describe("Tu,Th,Fr 08:00-16:00; PH off", "2026-05-26T14:00Z", "GY") == (
        "closed, Independence Day, probably opens Fri 08:00"
    )


def test_place_without_known_holidays_says_so() -> None:
    assert _describe(CLOSED, INDEPENDENCE, "UA") == (
        "open now, until 16:00 (public holidays there are not known)"
    )


@each(
    ("lang", "closed", "probably", "unknown"),
    [
        (
            "es",
            "cerrado, Día de la Independencia; abre: mar 08:00",
            "probablemente cerrado, Eid al-Fitr; abre: lun 08:00",
            "atiende ahora; cierra: 16:00 (no se conocen las vacaciones escolares)",
        ),
        (
            "nl",
            "gesloten, Onafhankelijkheidsdag, open vanaf di 08:00",
            "waarschijnlijk gesloten, Ied-ul-Fitre, open vanaf ma 08:00",
            "nu open, tot 16:00 (de schoolvakanties zijn niet bekend)",
        ),
        (
            "fr",
            "fermé jusqu\u2019à mar. 08:00 (Fête de l\u2019Indépendance)",
            "probablement fermé jusqu\u2019à lun. 08:00 (Aïd al-Fitr)",
            "ouvert jusqu\u2019à 16:00 (vacances scolaires non connues)",
        ),
    ],
)
def test_state_is_in_language_of_reader(
    lang: str, closed: str, probably: str, unknown: str
) -> None:
    assert _describe(CLOSED, INDEPENDENCE, lang=lang) == closed
    assert _describe(CLOSED, EID, lang=lang) == probably
    assert _describe(f"{OFFICE}; SH off", MONDAY, lang=lang) == unknown
