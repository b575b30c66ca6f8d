"""What must hold of every list of lines to call, said apart from the program: by filters.

Nothing of `cmcct.calling` decides here. Hours are those of `tests.support.random_calls`, and read
by hand.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from cmcct.model.entities import FocalPoint, Phone
from cmcct.reference import holidays, vocabulary
from cmcct.reference.countries import Country

ONE_PLAN = ({"BQ", "BQ-BO", "BQ-SA", "BQ-SE"}, {"GP", "BL", "MF"})
ALWAYS = {"24/7", "Mo-Su 00:00-24:00"}
NOT_KNOWN = {"", "???"}


class Number(NamedTuple):
    """A number that somebody could be asked to dial."""

    seat: FocalPoint
    place: int
    asked: Any
    now: datetime

    @property
    def phone(self) -> Phone:
        return self.seat.phones[self.place]

    @property
    def hours(self) -> str:
        return self.phone.hours or self.seat.hours

    @property
    def is_near(self) -> bool:
        return is_for(self.seat, self.asked.country)

    @property
    def is_own(self) -> bool:
        return is_part(self.seat.country, self.asked.country)

    @property
    def is_inside_only(self) -> bool:
        caller = self.asked.caller
        is_home = caller and is_one_plan(self.seat.country, caller)
        return not is_home and (self.phone.national or self.phone.number[0] != "+")

    @property
    def is_free_abroad(self) -> bool:
        caller = self.asked.caller
        is_home = caller and is_one_plan(self.seat.country, caller)
        return not is_home and self.phone.number.startswith("+1 800") and not self.phone.national

    @property
    def has_failed(self) -> bool:
        return self.phone.doubtful or has_failed(self.phone)

    def is_open(self, moment: datetime) -> bool | None:
        """Whether it is open by its hours, None if these are not known."""
        return is_open(self.hours, moment, self.seat)

    @property
    def is_sure(self) -> bool:
        """Whether somebody answers it now, and it can be dialled."""
        return (
            not (self.is_inside_only or self.is_free_abroad or self.has_failed)
            and self.is_open(self.now) is True
            and not may_be_closed(self.hours, self.now, self.seat)
        )

    @property
    def is_closed(self) -> bool:
        return self.is_open(self.now) is False

    @property
    def name(self) -> tuple[str, int]:
        return self.seat.id, self.place

    @property
    def digits(self) -> tuple[str, str, str]:
        national = self.phone.national or self.phone.number[0] != "+"
        digits = "".join(filter(str.isdigit, self.phone.number))
        return digits, self.phone.ext, self.seat.country.code if national else "+"


def is_part(one: Country, other: Country) -> bool:
    islands = all(code.startswith("BQ") for code in (one.code, other.code))
    return one == other or (islands and "BQ" in {one.code, other.code})


def is_one_plan(one: Country, other: Country) -> bool:
    return one == other or any({one.code, other.code} <= group for group in ONE_PLAN)


def is_for(seat: FocalPoint, country: Country) -> bool:
    return any(is_part(each, country) for each in (seat.country, *seat.covers))


def has_failed(phone: Phone) -> bool:
    return bool(phone.failed and not (phone.tested and phone.tested > phone.failed.on))


def is_house(seat: FocalPoint) -> bool:
    return "shelter" in seat.sectors and (seat.body == "ngo" or seat.sharing == "secretariat")


def is_holiday(moment: datetime, seat: FocalPoint) -> bool:
    return holidays.find_holiday(seat.country.code, moment.date()) is not None


def is_open(hours: str, moment: datetime, seat: FocalPoint) -> bool | None:
    local = moment.astimezone(ZoneInfo(seat.zone or "UTC"))
    clock, is_weekday = local.strftime("%H:%M"), local.weekday() < 5
    if hours in NOT_KNOWN or not (seat.zone or hours.removesuffix("; PH off") in ALWAYS):
        return None
    if hours.endswith("PH off") and is_holiday(local, seat):
        return False
    spans = {
        "Mo-Su 20:00-06:00": clock >= "20:00" or clock < "06:00",
        "Mo-Su 09:00-21:00": "09:00" <= clock < "21:00",
        "Mo-Fr 08:00-16:30": is_weekday and "08:00" <= clock < "16:30",
    }
    usual = hours.removesuffix("; PH off")
    return usual in ALWAYS or spans[usual]


def may_be_closed(hours: str, moment: datetime, seat: FocalPoint) -> bool:
    local = moment.astimezone(ZoneInfo(seat.zone or "UTC"))
    return hours not in ALWAYS and "PH" not in hours and is_holiday(local, seat)


def numbers(
    seats: Iterable[FocalPoint], wrong: Iterable[tuple[str, int]], asked: Any, now: datetime
) -> list[Number]:
    """Return all numbers that a voice may answer; `wrong` are those that reached a stranger."""
    stranger = set(wrong)
    return [
        Number(seat, place, asked, now)
        for seat in seats
        for place, phone in enumerate(seat.phones)
        if (seat.status == "active" and not (seat.until and seat.until < now.date()))
        or (seat.status == "vacant" and phone.type == "hotline")
        if phone.type != "fax" and phone.number != "*21#" and (seat.id, place) not in stranger
    ]


def of_staff(all_numbers: Iterable[Number]) -> list[Number]:
    """Return the numbers of the country, or covering it, of no shelter and no observer."""
    return [
        one
        for one in all_numbers
        if one.is_near and not is_house(one.seat) and one.seat.role != "observer"
    ]


def elsewhere(all_numbers: Iterable[Number]) -> list[Number]:
    """Return the 24/7 numbers of other countries that are named where nobody nearer answers."""
    late = {"technical", "secretariat", "observer"}
    return [
        one
        for one in all_numbers
        if not one.is_near and not is_house(one.seat) and one.seat.role not in late
        if one.hours in ALWAYS and one.is_sure
        if not (one.asked.caller and is_part(one.seat.country, one.asked.caller))
    ]


def first_by_filters(some: Sequence[Number]) -> Number:
    """Return the number to dial first of those that answer: each rule keeps the best."""
    asked = some[0].asked

    def met(one: Number) -> int:
        seat = one.seat
        hits = [
            (asked.language, seat.languages, seat.languages),
            (asked.sector, seat.sectors, seat.sectors),
            (asked.half, seat.sectors, vocabulary.halves_of(seat.sectors)),
        ]
        return sum((2 if wish in able else 0) if said else 1 for wish, said, able in hits if wish)

    usual = {"police", "coordination", "victim-assistance"}
    roles: list[Collection[str]] = [{"duty-desk"}, {"focal-point", "head-of-unit"}]
    roles += [{role} for role in ("alternate", "technical", "secretariat")]
    rules: list[Callable[[Number], bool]] = [
        lambda one: one.is_own,
        lambda one: one.seat.role not in {"technical", "secretariat"},
        *(partial(_is_most, met, most) for most in range(6, 0, -1)),
        lambda one: one.hours in ALWAYS and one.phone.tested is not None,
        lambda one: one.hours in ALWAYS,
        *(partial(_is_of_role, role) for role in roles),
        lambda one: (
            asked.sector in one.seat.sectors
            or asked.half in vocabulary.halves_of(one.seat.sectors)
            or bool(usual & set(one.seat.sectors))
        ),
        lambda one: one.phone.type == "mobile",
    ]
    left = list(some)
    for rule in rules:
        left = [one for one in left if rule(one)] or left
    latest = max(one.seat.verified or date.min for one in left)
    left = [one for one in left if (one.seat.verified or date.min) == latest]
    return min(left, key=lambda one: one.name)


def _is_most(met: Callable[[Number], int], most: int, one: Number) -> bool:
    return met(one) >= most


def _is_of_role(role: Collection[str], one: Number) -> bool:
    return one.seat.role in role


def opens_later(one: Number, moment: datetime) -> bool:
    """Return whether a closed number stays closed up to a moment."""
    step = timedelta(minutes=15)
    times = [one.now + step * n for n in range((moment - one.now) // step)]
    return all(not one.is_open(each) or may_be_closed(one.hours, each, one.seat) for each in times)
