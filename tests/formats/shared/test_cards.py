"""Cards for people."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from cmcct.fieldtypes.opening_hours_text import describe_hours
from cmcct.formats.shared import cards, phrases
from cmcct.i18n.messages import Translator
from cmcct.model.entities import Meeting, WorkingGroup
from tests.support import texts
from tests.support.cases import each
from tests.support.entries import ABOUT, FULL, extract, listing, point

# Monday, 8 in the morning in Guyana.
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

LEAST = """\
gy-example
  Role          Focal point
  Hours         not given
  Confirmed     never
  Sharing       Network
  ID            gy-example

"""


def _text(audience: str = "secretariat", now: datetime = NOW, **values: Any) -> str:
    made = extract(point(**values), audience=audience)
    (entry,) = made.focal_points
    return cards.format_card(
        cards.card_title(entry), cards.card_rows(entry, made, now, Translator())
    )


def _row(label: str, now: datetime = NOW, **values: Any) -> str:
    """Return the text of the row with a label, or ""."""
    made = extract(point(**values), audience="secretariat")
    (entry,) = made.focal_points
    rows = cards.card_rows(entry, made, now, Translator())
    found = [row.text for row in rows if row.label == label]
    assert len(found) <= 1
    return "".join(found)


def test_a_full_entry_is_this_card() -> None:
    texts.expect("card", _text(**FULL))


def test_empty_entry_has_minimal_card() -> None:
    assert _text() == LEAST


def test_card_for_network_lacks_withheld_lines() -> None:
    lines = texts.read("card").splitlines(keepends=True)
    withheld = [line for line in lines if "secretariat only" in line or "Private notes" in line]
    assert len(withheld) == 3
    assert _text("network", **FULL) == "".join(line for line in lines if line not in withheld)


@each(
    ("values", "expected"),
    [
        ({"name": "Ada Example", "honorific": "Dr", "unit": "Unit"}, "Dr Ada Example"),
        ({"name": "Ada Example"}, "Ada Example"),
        ({"unit": "Unit", "organisation": "Ministry"}, "Unit"),
        ({"organisation": "Ministry"}, "Ministry"),
        ({"name": "Ada\x1b[31m\u202eExample"}, "Ada\ufffd[31m\ufffdExample"),
    ],
)
def test_title_is_person_or_name_of_seat(values: dict[str, str], expected: str) -> None:
    assert cards.card_title(point(**values)) == expected


# Monday 1 June 2026, and 26 May, which is Independence Day in Guyana.
@each(
    ("written", "moment", "expected"),
    [
        ("Mo-Fr 08:00-16:30", "2026-06-01T12:00Z", "open now, until 16:30"),
        ("Mo-Fr 08:00-16:30", "2026-06-01T11:59Z", "closed now, opens 08:00"),
        ("Mo-Fr 08:00-16:30", "2026-06-01T21:00Z", "closed now, opens Tue 08:00"),
        ("Mo-Fr 22:00-06:00", "2026-06-02T03:00Z", "open now, until Tue 06:00"),
        ("Mo 08:00-16:30", "2026-06-02T12:00Z", "closed now, opens Mon 08:00"),
        ("Mo 08:00-16:30", "2026-06-01T21:00Z", "closed now, opens 8 Jun 08:00"),
        ("2026 Sep 01 08:00-16:30", "2026-06-01T12:00Z", "closed now, opens 1 Sept 08:00"),
        ("24/7", "2026-06-01T12:00Z", "open now"),
        ("off", "2026-06-01T12:00Z", "closed now"),
        (
            "Mo-Fr 08:00-16:30; PH off",
            "2026-05-26T12:00Z",
            "closed, Independence Day, opens Wed 08:00",
        ),
        (
            "Mo-Fr 08:00-16:30",
            "2026-05-26T12:00Z",
            "public holiday there (Independence Day), may be closed",
        ),
        ("8am to 5pm", "2026-06-01T12:00Z", "not known whether open now"),
        ("Mo, We 08:00-12:00", "2026-06-01T12:00Z", "not known whether open now"),
        ('Mo 08:00-12:00 "by appointment"', "2026-06-01T12:00Z", "not known whether open now"),
    ],
)
def test_hours_say_whether_open_and_until_when(written: str, moment: str, expected: str) -> None:
    now = datetime.fromisoformat(moment)
    row = _row("Hours", now, country="Guyana", hours=written)
    words = describe_hours(written, Translator())
    assert row == f"{words}: {expected}"
    phones = [{"number": "+592 609 1234", "hours": written}]
    row = _row("Phone", now, country="Guyana", phones=phones)
    assert row == f"+592 609 1234   {words}: {expected}"


@each("values", [{"timezone": "America/Nowhere"}, {"country": "Brazil"}, {}])
def test_hours_without_zone_have_unknown_local_time(values: dict[str, Any]) -> None:
    assert _row("Hours", hours="24/7", **values) == "24 hours a day: local time not known"
    assert _row("Local time", **values) == ""


def test_local_time_uses_given_zone_or_zone_of_country() -> None:
    assert _row("Local time", country="GY") == "Mon 08:00, 4 h behind you"
    late = datetime(2026, 6, 1, 2, tzinfo=UTC)
    given = _row("Local time", late, country="GY", timezone="America/New_York")
    assert given == "Sun 22:00, 4 h behind you"


@each(
    ("zone", "lang", "expected"),
    [
        ("Europe/Amsterdam", "en", "Mon 14:00, 2 h ahead of you"),
        ("Asia/Kolkata", "en", "Mon 17:30, 5 h 30 min ahead of you"),
        ("Africa/Abidjan", "en", "Mon 12:00, same time as yours"),
        ("America/Guyana", "es", "lun 08:00, 4 h menos que donde usted está"),
        ("America/St_Johns", "nl", "ma 09:30, 2 uur 30 min. vroeger dan bij u"),
        ("America/Cayenne", "fr", "lun. 09:00, 3\u00a0h de moins que chez vous"),
    ],
)
def test_local_time_is_compared_with_readers(zone: str, lang: str, expected: str) -> None:
    local = NOW.astimezone(ZoneInfo(zone))
    assert phrases.describe_local_time(local, NOW, Translator(lang)) == expected


def test_local_time_near_reader_differs_by_minutes() -> None:
    near = NOW.astimezone(timezone(timedelta(minutes=45)))
    text = phrases.describe_local_time(near, NOW, Translator())
    assert text == "Mon 12:45, 45 min ahead of you"


@each(
    ("values", "expected"),
    [
        ({}, "never"),
        ({"verified": date(2026, 6, 1)}, "1 June 2026"),
        ({"verified": date(2025, 6, 1), "verified_via": "form"}, "1 June 2025, on a form"),
        ({"verified": date(2025, 5, 31), "verified_via": "form"}, "31 May 2025, on a form   STALE"),
        ({"verified": date(2020, 1, 1), "status": "left"}, "1 January 2020"),
        ({"status": "vacant"}, "never"),
    ],
)
def test_active_seat_unconfirmed_for_a_year_is_stale(values: dict[str, Any], expected: str) -> None:
    assert _row("Confirmed", **values) == expected


@each(("days", "expected"), [(30, "1 May 2026   STALE"), (31, "1 May 2026")])
def test_directory_sets_days_until_stale(days: int, expected: str) -> None:
    about = ABOUT.model_copy(update={"verify_every_days": days})
    made = extract(point(verified=date(2026, 5, 1)), about=about)
    rows = cards.card_rows(made.focal_points[0], made, NOW, Translator())
    assert {row.key: row.text for row in rows}["verified"] == expected


@each(("status", "expected"), [("active", ""), ("vacant", "Vacant"), ("left", "Left")])
def test_a_status_is_told_where_a_seat_is_not_active(status: str, expected: str) -> None:
    assert _row("Status", status=status) == expected


@each(
    ("entry", "channel", "limit"),
    [
        ("public", None, ""),
        ("public", "public", ""),
        ("public", "network", "   (network only)"),
        ("network", "secretariat", "   (secretariat only)"),
        ("secretariat", "secretariat", ""),
        # A channel is never shared more widely than its entry.
        ("secretariat", "public", ""),
    ],
)
def test_channel_shared_stricter_than_entry_says_so(
    entry: str, channel: str | None, limit: str
) -> None:
    phones = [{"number": "+592 609 1234", "sharing": channel}]
    emails = [{"address": "a@example.org", "sharing": channel}]
    assert _row("Phone", sharing=entry, phones=phones) == f"+592 609 1234{limit}"
    assert _row("E-mail", sharing=entry, emails=emails) == f"a@example.org{limit}"


@each(
    ("phone", "expected"),
    [
        ({"number": "+592-609-1234"}, "+592-609-1234"),
        ({"number": "+592 609 1234", "ext": "12"}, "+592 609 1234 ext. 12"),
        ({"number": "+592 609 1234", "type": "mobile"}, "+592 609 1234   mobile"),
        ({"number": "+592 609 1234", "apps": ["signal"]}, "+592 609 1234   Signal"),
        ({"number": "911", "national": True}, "911   only inside Guyana"),
        ({"number": "+592 289 1234"}, "+592 289 1234   may not work from abroad"),
    ],
)
def test_telephone_is_as_written_with_notes_for_caller(
    phone: dict[str, Any], expected: str
) -> None:
    assert _row("Phone", country="Guyana", phones=[phone]) == expected


def test_unknown_meeting_and_group_ids_are_shown() -> None:
    assert _row("Meetings", meetings=["other", "georgetown-2019"]) == (
        "other\nSecond Example Meeting"
    )
    assert _row("Working groups", working_groups=["venezuela", "other"]) == (
        "Venezuela example group\nother"
    )


def test_controls_are_shown_and_lines_stay_in_column() -> None:
    values: dict[str, Any] = {"title": "a\x1b]8;;x\x07b\x85", "notes": "one\n\ntwo\r\nthree"}
    assert _text(**values) == (
        "gy-example\n"
        "  Job title     a\ufffd]8;;x\ufffdb\ufffd\n"
        "  Role          Focal point\n"
        "  Hours         not given\n"
        "  Confirmed     never\n"
        "  Sharing       Network\n"
        "  Notes         one\n"
        "                \n"
        "                two\ufffd\n"
        "                three\n"
        "  ID            gy-example\n"
        "\n"
    )
    assert cards.format_card("a\nb", []) == "a b\n\n"


@each(
    ("own", "level", "mark"),
    [
        ("public", "public", ""),
        ("public", "network", "   (network only)"),
        ("network", "network", ""),
        ("network", "public", ""),
        ("network", "secretariat", "   (secretariat only)"),
        ("secretariat", "secretariat", ""),
    ],
)
def test_restricted_meeting_or_group_is_marked(own: str, level: str, mark: str) -> None:
    made = listing(
        (Meeting(id="m", name="Talk", sharing=level), Meeting(id="n", sharing=own)),
        (WorkingGroup(id="g", name="Circle", sharing=level),),
        sharing=own,
    )
    (entry,) = made.focal_points
    rows = {row.label: row.text for row in cards.card_rows(entry, made, NOW, Translator())}
    assert rows["Meetings"] == f"Talk{mark}\nn"
    assert rows["Working groups"] == f"Circle{mark}"
