"""Test calls: which number is meant, and what is written."""

from datetime import date
from typing import Any

import pytest

from cmcct.edit import channels
from cmcct.errors.exceptions import CmcctError
from tests.support.cases import each

MAY = [date(2026, 5, day) for day in range(1, 10)]
ENTRY: dict[str, Any] = {
    "id": "gy-ctu",
    "country": "Guyana",
    "phones": [
        "+592 609 1240",
        {"number": "289 1240", "national": True},
        {"number": "+592 220 1234", "ext": "12"},
        {"number": "+592 220-1234", "ext": "13"},
        3,
    ],
}


@each(
    ("number", "index"),
    [
        ("+592 609 1240", 0),
        ("+592-609-1240", 0),
        ("592 609 1240", 0),
        ("6091240", 0),
        ("2891240", 1),
        ("289 1240", 1),
        ("phones.3", 3),
    ],
)
def test_number_is_found_in_any_spelling(number: str, index: int) -> None:
    assert channels.find_phone(ENTRY, number) == index


@each(
    ("number", "message", "hint"),
    [
        ("1240", "'1240' matches several: phones.0, phones.1", ""),
        ("+592 220 1234", "'+592 220 1234' matches several: phones.2, phones.3", ""),
        ("234", "'234' matches several: phones.2, phones.3", ""),
        ("40", "this entry has no '40'", "it has phones.0, phones.1"),
        ("", "this entry has no ''", "it has phones.0"),
        ("phones.5", "this entry has no 'phones.5'", "it has phones.0"),
    ],
)
def test_other_number_is_refused(number: str, message: str, hint: str) -> None:
    with pytest.raises(CmcctError) as refused:
        channels.find_phone(ENTRY, number)
    assert str(refused.value.message) == message
    assert hint in str(refused.value.hint)


def test_entry_with_malformed_numbers_has_none() -> None:
    with pytest.raises(CmcctError, match="this entry has no '289 1240'"):
        channels.find_phone({"id": "gy-ctu", "phones": "289 1240"}, "289 1240")


def _record(item: Any, day: date, why: str | None = None) -> Any:
    phones = [item]
    channels.record_call(phones, 0, day, why)
    return phones[0]


def test_answer_is_written_and_ends_earlier_failure() -> None:
    number = {"number": "289 1240"}
    failed = {"on": MAY[1], "why": "busy"}
    assert _record("289 1240", MAY[2]) == number | {"tested": MAY[2]}
    assert _record(number | {"failed": failed}, MAY[1]) == number | {"tested": MAY[1]}
    assert _record(number | {"failed": 3, "doubtful": True}, MAY[1]) == number | {"tested": MAY[1]}
    later = number | {"tested": MAY[0], "failed": failed}
    assert _record(number | {"failed": failed}, MAY[0]) == later


def test_failure_is_written_beside_last_answer() -> None:
    number = {"number": "289 1240", "tested": MAY[1]}
    failed = {"on": MAY[1], "why": "busy"}
    assert _record(number, MAY[1], "busy") == number | {"failed": failed}
    newer = {"on": MAY[2], "why": "no-answer"}
    assert _record(number | {"failed": failed}, MAY[2], "no-answer") == number | {"failed": newer}


@each(
    ("known", "why"),
    [
        ({"tested": MAY[4]}, None),
        ({"tested": MAY[4]}, "busy"),
        ({"failed": {"on": MAY[4], "why": "busy"}}, "no-answer"),
    ],
)
def test_later_call_is_not_taken_back(known: dict[str, Any], why: str | None) -> None:
    with pytest.raises(CmcctError, match="a later test call is recorded, of 5 May 2026"):
        _record({"number": "289 1240"} | known, MAY[3], why)
