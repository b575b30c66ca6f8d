"""Rules about opening hours, time zones and confirmations."""

from cmcct.diagnostics import NOTE, KeyPath, LineOf
from tests.conftest import MINIMAL
from tests.support.cases import each
from tests.support.check_samples import check, entry, error, findings, warning

USUAL = 'write days and times as in "Mo-Fr 08:00-16:30", or write "24/7"'
NOT_HOURS = "not valid opening hours"
NOW = "write today (2026-06-01) or an earlier date"


@each(
    "changes",
    [
        {"hours": '"Mo-Fr 08:00-16:30; PH off"', "timezone": '"America/Guyana"'},
        {"since": "2026-06-01", "verified": "2026-06-01", "until": "2030-01-01"},
        {"since": "2020-01-01"},
        {"since": "2026-03-02", "until": "2026-03-02", "status": '"left"'},
    ],
)
def test_times_in_order_are_no_finding(changes: dict[str, str]) -> None:
    assert findings(entry(**changes)) == []


@each(
    ("changes", "path", "hint"),
    [
        ({"hours": '"Mon-Fri 8am-5pm"'}, ("hours",), 'write "Mo-Fr 08:00-17:00"'),
        ({"hours": '"xyzzy"'}, ("hours",), USUAL),
        (
            {"phones": '["+592 220 1234", { number = "+592 220 1236", hours = "always" }]'},
            ("phones", 1, "hours"),
            'write "24/7"',
        ),
    ],
)
def test_hours_are_written_as_openstreetmap_does(
    changes: dict[str, str], path: KeyPath, hint: str
) -> None:
    assert findings(entry(**changes)) == [error("invalid-hours", path, NOT_HOURS, hint)]


def test_a_time_zone_is_one_of_the_iana_database() -> None:
    hint = 'write "America/Guyana"'
    finding = error("invalid-timezone", ("timezone",), "not a time zone", hint)
    assert findings(entry(timezone='"America/Example"')) == [finding]


def test_time_zone_of_another_country_is_a_note() -> None:
    zone = {"timezone": '"America/Paramaribo"'}
    hint = "if the office is not there, remove the key, or write the zone of the office"
    finding = error("invalid-timezone", ("timezone",), "the time zone of Suriname", hint)
    assert findings(entry(**zone)) == [finding._replace(severity=NOTE)]
    assert findings(entry(**zone, covers='["Suriname"]')) == []
    assert findings(entry(**zone, body='"international-organisation"')) == []


def test_hours_need_a_time_zone_where_there_are_several() -> None:
    message = "the entry has no timezone, so the local time is not known"
    hint = 'write timezone = "…", the IANA time zone of the office'
    note = error("invalid-timezone", ("country",), message, hint)._replace(severity=NOTE)
    there = {"country": '"Brazil"', "hours": '"Mo-Fr 08:00-16:30"'}
    assert findings(entry(**there)) == [note]
    assert findings(entry(**there, timezone='"America/Bahia"')) == []
    assert findings(entry(**there | {"hours": '"24/7"'})) == []


@each(
    ("changes", "key"),
    [
        ({"since": "2026-03-02", "until": "2026-03-01", "verified": "2026-03-01"}, "until"),
        ({"since": "2026-03-02", "verified": "2026-03-01"}, "verified"),
        ({"since": "2026-03-02", "until": "2026-03-01", "verified": None}, "until"),
    ],
)
def test_dates_before_since_are_out_of_order(changes: dict[str, str | None], key: str) -> None:
    message, hint = (
        f"{key!r} is before 'since'",
        "correct one of the two dates; 'since' is 2 March 2026",
    )
    finding = error("dates-out-of-order", (key,), message, hint)
    assert findings(entry(name=None, status='"vacant"', **changes)) == [finding]


@each(
    ("changes", "key"),
    [
        ({"since": "2026-06-03"}, "since"),
        ({"verified": "2026-06-03"}, "verified"),
        ({"since": "2030-01-01", "until": "2029-01-01", "verified": "2026-01-01"}, "since"),
    ],
)
def test_past_event_in_future_is_error(changes: dict[str, str], key: str) -> None:
    finding = error("future-date", (key,), f"{key!r} is in the future", NOW)
    assert findings(entry(**changes)) == [finding]


@each("key", ["since", "verified"])
def test_tomorrow_is_today_further_east(key: str) -> None:
    assert findings(entry(**{"verified": "2026-06-02", key: "2026-06-02"})) == []


def test_dates_out_of_order_are_found_tomorrow_too() -> None:
    (finding,) = findings(entry(since="2026-06-02", verified="2026-06-01"))
    assert finding.code == "dates-out-of-order"


@each(("past", "asked"), [(0, False), (2, True), (3, False)])
def test_mostly_future_dates_question_the_clock(past: int, *, asked: bool) -> None:
    days = ["2027-01-01"] * 3 + ["2026-01-01"] * past
    entries = [
        entry(id=f'"gy-{n}"', name=f'"Ada {n}"', emails=f'["a{n}@example.org"]', verified=day)
        for n, day in enumerate(days)
    ]
    found = [
        finding for finding in check(MINIMAL + "".join(entries)) if finding.code == "future-date"
    ]
    clock = "today is 1 June 2026; is the clock of this computer right?"
    assert {finding.hint for finding in found} == {clock if asked else NOW}


@each(
    ("term", "verified", "days"),
    [
        ("", "2025-06-01", 0),
        ("", "2025-05-31", 366),
        ("30", "2026-05-02", 0),
        ("30", "2026-05-01", 31),
    ],
)
def test_entry_confirmed_too_long_ago_is_stale(term: str, verified: str, days: int) -> None:
    line = f"verify_every_days = {term}\n" if term else ""
    text = MINIMAL.replace("\n[[meeting]]", f"{line}\n[[meeting]]", 1) + entry(verified=verified)
    at = LineOf(("focal_point", 0, "verified"))
    hint = (
        f"if it is your own entry, write verified = 2026-06-01 on line {at}; otherwise, ask the "
        "person (secretariat: cmcct verify gy-ctu)"
    )
    finding = warning("stale", ("verified",), f"last confirmed {days} days ago", hint)
    assert check(text) == ([finding] if days else [])


def test_unconfirmed_entry_is_unverified_and_not_stale() -> None:
    at = LineOf(("focal_point", 0))
    hint = (
        f"if it is your own entry, write verified = 2026-06-01 below line {at}; otherwise, ask the "
        "person (secretariat: cmcct verify gy-ctu)"
    )
    finding = warning("unverified", (), "never confirmed", hint)
    assert findings(entry(verified=None)) == [finding]


@each("status", ["vacant", "left"])
@each("verified", [None, "2020-01-01"])
def test_unheld_seat_needs_no_confirmation(status: str, verified: str | None) -> None:
    name = None if status == "vacant" else '"Ada Example"'
    assert findings(entry(name=name, status=f'"{status}"', verified=verified)) == []


def test_confirmation_before_since_is_not_also_stale() -> None:
    found = findings(entry(since="2020-01-01", verified="2016-05-01"))
    assert [finding.code for finding in found] == ["dates-out-of-order"]
