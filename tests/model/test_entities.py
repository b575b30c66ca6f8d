"""Values of the directory, and properties of an entry."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from cmcct.fieldtypes.phone_number import format_e164
from cmcct.model.entities import DirectoryInfo, Email, FocalPoint, Meeting, Phone, WorkingGroup
from cmcct.reference.countries import UNKNOWN_COUNTRY, get_country
from tests.support.cases import each

TODAY = date(2026, 6, 1)

# (code, key path, message, hint), as pydantic carries them.
Fault = tuple[str, tuple[str | int, ...], str, str]


def _point(**values: object) -> FocalPoint:
    return FocalPoint.model_validate({"id": "gy-ctu", **values})


def _faults(model: type[BaseModel], **values: object) -> list[Fault]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({"id": "gy-ctu", **values})
    return [
        (error["type"], error["loc"], error["ctx"]["message"], error["ctx"]["help"])
        for error in refused.value.errors()
    ]


def test_entry_needs_only_id_and_has_defaults() -> None:
    point = _point()
    assert point.model_dump(exclude_defaults=True) == {"id": "gy-ctu"}
    assert (point.country, point.role, point.status, point.sharing) == (
        UNKNOWN_COUNTRY,
        "focal-point",
        "active",
        "network",
    )


def test_an_entry_is_frozen_and_hashable() -> None:
    point = _point(sectors=["police"], phones=["+592 609 1234"], covers=["SR"])
    assert len({point, point.model_copy()}) == 1
    with pytest.raises(ValidationError):
        point.name = "Example"  # type: ignore[misc]


@each("spelling", ["Guyana", "GY", "GUY", "guyana"])
def test_a_country_is_one_however_it_is_spelt(spelling: str) -> None:
    point = _point(country=spelling, covers=[spelling])
    assert (point.country, point.covers) == (get_country("GY"), (get_country("GY"),))


def test_plain_address_or_number_stands_for_table() -> None:
    plain = _point(emails=["ctu@example.org"], phones=["+592 609 1234"])
    tables = _point(emails=[{"address": "ctu@example.org"}], phones=[{"number": "+592 609 1234"}])
    assert plain == tables
    assert plain.emails == (Email(address="ctu@example.org", sharing=None),)
    assert plain.phones == (Phone(number="+592 609 1234", type="office", national=False),)


@each("key", ["name", "organisation", "emails", "phones", "sectors", "since", "country", "status"])
@each("value", [1, 1.5, True, time(8), {"x": 1}, [[1]]])
def test_no_value_is_taken_for_one_of_another_type(key: str, value: object) -> None:
    with pytest.raises(ValidationError):
        _point(**{key: value})


@each("value", ["2026-03-02", datetime(2026, 3, 2, 8, tzinfo=UTC), 20260302])
def test_a_date_is_a_date_and_nothing_else(value: object) -> None:
    with pytest.raises(ValidationError):
        _point(verified=value)


def test_an_unknown_key_is_forbidden_in_every_table() -> None:
    for model in (FocalPoint, Meeting, WorkingGroup):
        with pytest.raises(ValidationError):
            model.model_validate({"id": "x", "colour": "blue"})
    for table in ({"address": "a@example.org", "x": 1}, {"number": "+592 609 1234", "x": 1}):
        with pytest.raises(ValidationError):
            _point(**{"emails" if "address" in table else "phones": [table]})


@each("value", [date(2019, 3, 12), "2018-04"])
def test_a_meeting_was_on_a_day_or_in_a_month(value: object) -> None:
    assert Meeting.model_validate({"id": "x", "date": value}).date == value


@each(
    "value", ["2019-03-12", "2018-4", "2018-13", "April", "", datetime(2019, 3, 12, tzinfo=UTC), 1]
)
def test_a_meeting_was_at_no_other_time(value: object) -> None:
    hint = 'write a date without quotes (YYYY-MM-DD), or a month in quotes ("YYYY-MM")'
    fault = ("wrong-type", ("date",), "neither a date nor a month", hint)
    assert _faults(Meeting, date=value) == [fault]


def test_meeting_on_no_day_is_told_so() -> None:
    hint = "write a day that exists: February 2019 has 28 days"
    fault = ("wrong-type", ("date",), "this date does not exist", hint)
    assert _faults(Meeting, date="29/02/2019") == [fault]


def test_a_uid_is_a_uuid_in_one_spelling() -> None:
    uid = "43ea73a8-87c6-4c14-bd6c-5bfc836ae37e"
    assert DirectoryInfo.model_validate({"uid": uid.upper()}).uid == uid


def test_invalid_uid_is_refused_without_new_one() -> None:
    with pytest.raises(ValidationError) as refused:
        DirectoryInfo.model_validate({"uid": "x"})
    (error,) = refused.value.errors()
    assert (error["type"], error["loc"]) == ("wrong-type", ("uid",))
    assert error["ctx"]["message"] == "not a UUID"
    hint = "restore the earlier UUID: 8-4-4-4-12 digits and letters a to f"
    assert error["ctx"]["help"] == hint


@each("days", [0, -1])
def test_days_between_confirmations_are_one_or_more(days: int) -> None:
    assert DirectoryInfo().verify_every_days == 365
    with pytest.raises(ValidationError):
        DirectoryInfo(verify_every_days=days)


@each(
    ("values", "label"),
    [
        ({"name": "Ada Example", "unit": "Unit", "organisation": "Ministry"}, "Ada Example"),
        ({"unit": "Unit", "organisation": "Ministry"}, "Unit"),
        ({"organisation": "Ministry"}, "Ministry"),
        ({}, "gy-ctu"),
    ],
)
def test_entry_is_named_by_person_unit_or_organisation(values: dict[str, Any], label: str) -> None:
    assert _point(**values).label == label


@each(
    ("values", "surname"),
    [
        ({"name": "Ada María Example Pérez", "family_name": "Example Pérez"}, "Example Pérez"),
        ({"name": "Ada María Example"}, "Example"),
        ({}, ""),
    ],
)
def test_surname_is_given_one_or_last_word(values: dict[str, Any], surname: str) -> None:
    assert _point(**values).surname == surname


@each(
    ("values", "zone"),
    [
        ({"country": "Guyana", "timezone": "America/Panama"}, "America/Panama"),
        ({"country": "Guyana"}, "America/Guyana"),
        ({"country": "Brazil"}, ""),
        ({}, ""),
    ],
)
def test_the_zone_is_the_one_given_else_the_countrys(values: dict[str, Any], zone: str) -> None:
    assert _point(**values).zone == zone


def test_the_oldest_id_is_the_first_that_the_seat_had() -> None:
    assert _point(formerly=["gy-first", "gy-second"]).oldest_id == "gy-first"
    assert _point().oldest_id == "gy-ctu"


@each(
    ("phone", "dialled", "grouped"),
    [
        (Phone(number="+592-609 1234"), "+5926091234", "+592 609 1234"),
        (Phone(number="0800-0911", national=True), "0800-0911", "0800-0911"),
    ],
)
def test_number_has_dialled_and_grouped_form(phone: Phone, dialled: str, grouped: str) -> None:
    assert (phone.e164, phone.formatted) == (dialled, grouped)


@each(
    ("values", "is_stale"),
    [
        ({"verified": date(2025, 6, 1)}, False),
        ({"verified": date(2025, 5, 31)}, True),
        ({}, True),
        ({"status": "vacant"}, False),
        ({"status": "left", "verified": date(2020, 1, 1)}, False),
    ],
)
def test_active_seat_unconfirmed_within_days_is_stale(
    values: dict[str, Any], *, is_stale: bool
) -> None:
    assert _point(**values).is_stale(TODAY, 365) is is_stale


@each(
    ("values", "day"),
    [
        ({}, None),
        ({"tested": date(2026, 4, 14)}, date(2026, 4, 14)),
        ({"failed": {"on": date(2026, 5, 2), "why": "busy"}}, date(2026, 5, 2)),
        (
            {"tested": date(2026, 5, 3), "failed": {"on": date(2026, 5, 2), "why": "busy"}},
            date(2026, 5, 3),
        ),
    ],
)
def test_last_test_call_is_known_where_its_day_is_not_shown(
    values: dict[str, Any], day: date | None
) -> None:
    phone = Phone.model_validate({"number": "+592 609 1240", **values})
    shared = phone.without_failure()
    assert phone.last_test == shared.last_test == day
    assert shared.failed is None
    assert "2026-05-02" not in f"{shared!r} {shared.model_dump()} {vars(shared)}"


@each(
    ("values", "dial"),
    [
        ({"number": "+592 (609) 1234"}, "+5926091234"),
        ({"number": "+592 609 1234", "ext": "12"}, "+5926091234,12"),
        ({"number": "+592 609 1234", "ext": "12a"}, ""),
        ({"number": "+592 609 1234", "ext": "\u0661"}, ""),
        ({"number": "+592 609 1234", "national": True}, ""),
        ({"number": "+1 800 FLOWERS"}, ""),
        ({"number": "+592 6"}, ""),
        ({"number": "609 1234"}, ""),
        ({"number": "*21*+5926091234#"}, ""),
    ],
)
def test_only_international_digits_are_dialled(values: dict[str, Any], dial: str) -> None:
    phone = Phone.model_validate(values)
    assert phone.dial == dial
    assert phone.is_dialable == bool(dial)


def test_numbers_of_few_callers_are_tried_last() -> None:
    phones = [
        {"number": "289 1234", "national": True},
        {"number": "+592 220 1239", "type": "fax"},
        {"number": "+592 289 1234"},
        {"number": "+592 220 1234"},
        {"number": "+592 609 1234", "type": "mobile"},
    ]
    entry = _point(phones=phones)
    assert [phone.number for phone in entry.phones_to_try] == [
        *("+592 220 1234", "+592 609 1234", "+592 289 1234", "+592 220 1239", "289 1234")
    ]
    assert [phone.is_toll_free for phone in entry.phones] == [False, False, True, False, False]


FAILED = {"failed": {"on": TODAY, "why": "busy"}}


@each(
    "values",
    [
        FAILED,
        FAILED | {"tested": date(2026, 5, 31)},
        FAILED | {"tested": TODAY},
        {"doubtful": True, "tested": TODAY},
    ],
)
def test_line_is_doubtful_until_answered(values: dict[str, Any]) -> None:
    assert Phone.model_validate({"number": "+592 609 1234", **values}).is_doubtful


@each("values", [{}, {"tested": TODAY}, FAILED | {"tested": date(2026, 6, 2)}])
def test_line_is_not_doubtful_otherwise(values: dict[str, Any]) -> None:
    assert not Phone.model_validate({"number": "+592 609 1234", **values}).is_doubtful


@given(
    st.sampled_from(["1", "297", "501", "509", "590", "592", "599"]),
    st.lists(st.tuples(st.sampled_from(["", " ", "-", "."]), st.integers(0, 9)), max_size=11),
)
def test_plain_number_is_that_of_the_library(code: str, digits: list[tuple[str, int]]) -> None:
    number = f"+{code}" + "".join(f"{sign}{digit}" for sign, digit in digits)
    assert Phone(number=number).e164 == format_e164(number)
