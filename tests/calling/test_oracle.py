"""Random directories, moments and callers: what holds of every list of lines to call."""

import random
from collections.abc import Sequence

import pytest

from cmcct.calling.lines import Calls, Line, Sections, choose_lines, find_addressees, find_calls
from cmcct.calling.words import find_sentence
from tests.calling import oracle
from tests.calling.oracle import Number
from tests.conftest import DRAW, examples
from tests.support.random_calls import RandomCall, random_calls


def test_calls_are_those_of_the_oracle() -> None:
    _compare(random_calls_of(300, 1))


@pytest.mark.sweep
@pytest.mark.timeout(1200)
def test_all_calls_are_those_of_the_oracle() -> None:
    _compare(random_calls_of(examples(1_000, 10_000), DRAW))


def random_calls_of(count: int, seed: int | str) -> Sequence[RandomCall]:
    return [*random_calls(random.Random(seed), count)]  # noqa: S311 - not for secrets


def _compare(calls: Sequence[RandomCall]) -> None:
    keys = set()
    for view, request, now in calls:
        seats = view.focal_points
        # Why a test failed is hidden from the network, but never that it reached a stranger.
        wrong = [(s.id, n) for s in seats for n, phone in enumerate(s.phones) if phone.is_wrong]
        everybody = oracle.numbers(seats, wrong, request, now)
        for most_may, first in ((2, 3), (1, 2)):
            found = find_calls(seats, request, now, most_may)
            _check_one_rule(everybody, found.sections, first)
            _check_one_rule(everybody, choose_lines(found), first)
        found = find_calls(seats, request, now)
        _check_who(everybody, found)
        _check_sentence(everybody, found)
        keys.add(find_sentence(found)[0])
    assert {"", "not_certain", "closed_until", "covered", "not_dialable", "nobody"} <= keys


def _check_one_rule(everybody: list[Number], sections: Sections, first: int) -> None:
    lines = [line for name, part in sections.items() if name != "shelters" for line in part]
    sure = [one for one in oracle.of_staff(everybody) if one.is_sure]
    wanted = sure or oracle.elsewhere(everybody)
    dialled = {_digits(line) for line in lines[:first]}
    assert not wanted or dialled & {one.digits for one in wanted}
    if sure:
        assert _digits(lines[0]) == oracle.first_by_filters(sure).digits
        assert "elsewhere" not in sections


def _digits(line: Line) -> tuple[str, str, str]:
    return Number(line.point, line.place, None, None).digits  # type: ignore[arg-type]


def _check_who(everybody: list[Number], found: Calls) -> None:
    country = found.request.country
    staff = oracle.of_staff(everybody)
    listed = [_digits(line) for line in found.lines]
    assert len(listed) == len({*listed})
    assert {one.digits for one in staff} <= {*listed}
    for name, lines in found.sections.items():
        for line in lines:
            seat = line.point
            is_house = oracle.is_house(seat)
            assert (name == "shelters") is is_house
            assert not is_house or oracle.is_part(seat.country, country)
            if seat.role == "observer" and not is_house:
                assert name in {"observers", "inside"}
                assert all(one.seat.status == "vacant" for one in staff)
    names = [name for name in found.sections if name not in {"shelters", "inside"}]
    assert "observers" not in names[:-1]
    mailed = find_addressees(found, dict.fromkeys(found.seats, False))
    barred = {"observer", "secretariat"}
    assert not any(s.status == "vacant" or s.role in barred or oracle.is_house(s) for s in mailed)


def _check_sentence(everybody: list[Number], found: Calls) -> None:
    key, line = find_sentence(found)
    staff = oracle.of_staff(everybody)
    dialable = [one for one in staff if not one.is_inside_only]
    seats = [
        seat
        for seat in found.seats
        if seat.status == "active" and oracle.is_for(seat, found.request.country)
    ]
    assert (key == "") is any(one.is_sure for one in staff)
    if key == "not_certain":
        assert line
        one = next(one for one in staff if one.name == (line.point.id, line.place))
        assert not one.is_closed
        assert {
            "failed": one.has_failed,
            "toll_free": one.is_free_abroad,
            "hours": one.is_open(found.now) is None,
            "zone": bool(one.hours) and not one.seat.zone,
            "holiday": oracle.may_be_closed(one.hours, found.now, one.seat),
        }[line.doubt]
    elif key in {"closed", "closed_until", "closed_probably", "covered"}:
        assert all(one.is_closed for one in dialable)
        assert key == "closed" or (line and line.opens)
        if line and line.opens:
            opens = line.opens
            assert all(oracle.opens_later(one, opens) for one in dialable)
            at = Number(line.point, line.place, found.request, opens)
            assert at.is_open(opens)
            assert not oracle.may_be_closed(at.hours, opens, at.seat)
        if key == "covered":
            assert not any(one.is_own for one in staff)
    else:
        assert not dialable or key == ""
    if key == "nobody":
        assert not any(seat.role != "observer" for seat in seats)
    if key == "observer":
        assert "observers" in found.sections
