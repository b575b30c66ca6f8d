"""Rules about time: opening hours, time zones, and when an entry was confirmed."""

from collections.abc import Callable, Iterator
from datetime import date

from cmcct.check.rules.registry import confirm_in_file, iter_entries, rule
from cmcct.diagnostics import NOTE, WARNING, Finding, KeyPath, make_advice
from cmcct.fieldtypes import time_zone
from cmcct.i18n.messages import LongDate, _, ngettext, quote_text
from cmcct.model import file_format
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.reference import holidays
from cmcct.reference.countries import all_countries

_INTERNATIONAL = "international-organisation"
_A_FEW = 3  # with more dates than this, and most in the future, the clock may be wrong


@rule(is_for_overlay=True)
def invalid_hours(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Hours use OpenStreetMap notation: `Mo-Fr 08:00-16:30; PH off`, `24/7`.

    Cards then show whether the office is open now. Days are `Mo Tu We Th Fr Sa Su`, public holidays
    `PH`, times use the 24-hour clock. For `SH` (school holidays) and `PH +1 day`, cards say that
    these days are not known.

    Lists have the hours in words. Months, weeks and dates stay in this notation. Where hours are
    not exact, nothing says whether the office is open now: `08:00+`, `sunrise-sunset`, a comment
    without `open` or `off`, such as `Mo 08:00-12:00 "by appointment"`, points in time
    (`08:00-12:00/01:30`), `||`, and times without days after `;`.
    """
    return _find_faults(parsed, find_invalid_hours)


@rule(WARNING, is_for_overlay=True)
def hours_all_day(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Days of opening hours have times, or `off`: `Mo,We,Fr 08:00-12:00`.

    In OpenStreetMap notation, days without times are open round the clock, and a comma with a space
    begins another rule. So `Mo, We 08:00-12:00` opens an office all Monday, and `PH, Su off` on
    public holidays. What is meant is a list: `--fix` writes `Mo,We 08:00-12:00` and `PH,Su off`,
    and so does each command that edits. Where both may be meant, as in `Sa,Su; Mo-Fr 08:00-12:00`,
    only a person can say it. Until then, nothing says whether the office is open now.

    Round the clock is `24/7`, or `Sa,Su 00:00-24:00`.
    """
    return _find_faults(parsed, find_all_day)


def _find_faults(
    parsed: ParseResult, find: Callable[[KeyPath, str, str], Finding | None]
) -> Iterator[Finding]:
    """Yield the findings about the opening hours of entries and of their numbers."""
    for table, point in iter_entries(parsed):
        places: list[tuple[KeyPath, str]] = [(("hours",), point.hours)]
        places += ((("phones", i, "hours"), phone.hours) for i, phone in enumerate(point.phones))
        for place, written in places:
            if written.strip() and (finding := find(table.path_of(*place), written, point.id)):
                yield finding


def find_invalid_hours(path: KeyPath, written: str, id_: str) -> Finding | None:
    """Return the finding about hours at a key path that are not in the notation, if so.

    The hint carries the hours in the notation where the words have only one meaning.
    """
    from cmcct.fieldtypes import opening_hours

    if opening_hours.is_valid(written):
        return None
    from cmcct.fieldtypes import opening_hours_words

    if day := opening_hours.find_impossible_date(written):
        message = _("{day} does not exist", day=quote_text(day))
        return Finding(path, message, _("correct the date"), id_, code="invalid-hours")
    # Translators: opening hours
    usual = _('write days and times as in "Mo-Fr 08:00-16:30", or write "24/7"')
    hint = opening_hours_words.suggest_hours(written) or usual
    return Finding(path, _("not valid opening hours"), hint, id_, code="invalid-hours")


def find_all_day(path: KeyPath, written: str, id_: str) -> Finding | None:
    """Return the finding about hours at a key path with days that have no times, if there are any.

    The hint carries the hours as a list where that is the only meaning.
    """
    from cmcct.fieldtypes import opening_hours, opening_hours_words

    meant = opening_hours_words.read_days(written) if opening_hours.is_valid(written) else None
    if meant is None:
        return None
    listed, is_certain, always = meant
    # A message about what is not certain has the reading: another value is another finding.
    hint = _("write what is meant")
    if is_certain:
        message = _("days without times are open round the clock in this notation")
        hint = _('write "{text}", or "{always}" if it is open round the clock')
        hint = make_advice(hint.with_values(text=listed, always=always), listed)
    elif listed:
        message = _('days without times: "{always}" or "{text}" may be meant')
    else:
        message = _('days without times: "{always}" may be meant, or the times are missing')
    message = message.with_values(text=listed, always=always)
    return Finding(path, message, hint, id_, code="hours-all-day")


@rule(WARNING, depends_on_clock=True)
def holidays_outdated(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """Where an entry has opening hours, the public holidays of this year are known.

    cmcct has those of ten years. After the last one, an office that is closed on public holidays
    looks open: install a newer version.
    """
    timed = any(
        point.hours or any(phone.hours for phone in point.phones)
        for point in parsed.directory.focal_points
    )
    if timed and today.year > (last := holidays.last_year()):
        message = _("public holidays are known up to {year}", year=last)
        yield Finding(("directory",), message, file_format.UPDATE)


@rule()
def invalid_timezone(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A time zone is a name of the IANA database, with a continent: `America/Port_of_Spain`.

    An offset such as -04:00, or `EST`, does not say when clocks change. If the country has only one
    time zone, leave the key out.

    The usual zone of another country is a note, except of an international organisation. So are
    hours without a time zone in a country that has several: nobody knows when they begin.
    """
    from cmcct.fieldtypes.opening_hours import is_round_the_clock

    for table, point in iter_entries(parsed):
        path = table.path_of("timezone")
        if point.timezone and not time_zone.is_zone(point.timezone):
            hint = time_zone.suggest_zone(point.timezone, point.country.zone)
            yield Finding(path, _("not a time zone"), hint, point.id)
        countries = all_countries() if point.timezone else ()
        usual = [country for country in countries if country.zone == point.timezone]
        is_there = not {*usual}.isdisjoint((point.country, *point.covers))
        # An international organisation may work in the hours of those whom it serves.
        if usual and point.country.code and not is_there and point.body != _INTERNATIONAL:
            message = _("the time zone of {country}", country=usual[0])
            hint = _("if the office is not there, remove the key, or write the zone of the office")
            yield Finding(path, message, hint, point.id, severity=NOTE)
        hours = {point.hours, *(phone.hours for phone in point.phones)} - {""}
        if not (point.zone or all(map(is_round_the_clock, hours))) and point.country.code:
            message = _("the entry has no timezone, so the local time is not known")
            hint = _('write timezone = "…", the IANA time zone of the office')
            yield Finding(table.path_of("country"), message, hint, point.id, severity=NOTE)


@rule()
def dates_out_of_order(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """`since` is not later than `until` or `verified`, nor a meeting's `date` than its `until`.

    A person cannot leave a seat, or confirm it, before the first day in it.
    """
    dated = [
        *((table, "since", ["until", "verified"]) for table, _point in iter_entries(parsed)),
        *((table, "date", ["until"]) for table in parsed.tables["meeting"]),
    ]
    for table, first_key, later_keys in dated:
        first, other = getattr(table.value, first_key), quote_text(first_key)
        if not isinstance(first, date) or (first_key == "since" and _is_future(first, today)):
            continue  # reported by future-date
        for key in later_keys:
            later = getattr(table.value, key)
            if later and first > later:
                message = _("{key} is before {other}", key=quote_text(key), other=other)
                day = LongDate(first)
                hint = _("correct one of the two dates; {key} is {day}", key=other, day=day)
                yield Finding(table.path_of(key), message, hint, table.value.id)
                break


@rule(is_for_overlay=True)
def future_date(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """`since`, `verified` and the days of test calls are not in the future; `until` may be later.

    A mistyped year would keep an entry from ever becoming stale. Tomorrow is allowed, because it
    may already be that day further east.
    """
    dated = [(table, *pair) for table, point in iter_entries(parsed) for pair in _past_dates(table)]
    ahead = [found for found in dated if _is_future(found[-1], today)]
    hint = _("write today ({day}) or an earlier date", day=today)
    if _A_FEW < len(dated) < 2 * len(ahead):
        hint = _("today is {day}; is the clock of this computer right?", day=LongDate(today))
    for table, place, _ignored in ahead:
        path = table.path_of(*place)
        message = _("{key} is in the future", key=quote_text(str(path[-1])))
        yield Finding(path, message, hint, table.value.id)


def _past_dates(table: ParsedTable) -> Iterator[tuple[KeyPath, date]]:
    """Yield the dates of what has happened, each with its place in the entry."""
    for key in ("since", "verified"):
        if key in table.raw and (day := getattr(table.value, key)):
            yield (key,), day
    for index, phone in enumerate(table.value.phones):
        if phone.tested:
            yield ("phones", index, "tested"), phone.tested
        if phone.failed:
            yield ("phones", index, "failed", "on"), phone.failed.on


def _is_future(day: date, today: date) -> bool:
    """Return whether a date lies in the future in every time zone."""
    return (day - today).days > 1


@rule(WARNING, depends_on_clock=True)
def stale(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An active entry was confirmed with the person within `verify_every_days`.

    About one entry in five changes every year, and a wrong number fails people at night.
    """
    days = parsed.directory.info.verify_every_days
    if any(table.is_unreadable("verify_every_days") for table in parsed.tables["directory"]):
        return  # the intended number of days is unknown
    for table, point in iter_entries(parsed):
        is_in_order = not (point.since and point.verified and point.since > point.verified)
        is_known = is_in_order and not table.is_unreadable("status")
        if point.verified and point.is_stale(today, days) and is_known:
            days_ago = (today - point.verified).days
            message = ngettext(
                "last confirmed {count} day ago", "last confirmed {count} days ago", days_ago
            )
            path, hint = table.path_of("verified"), confirm_in_file(table, today)
            yield Finding(path, message, hint, point.id)


@rule(WARNING, depends_on_clock=True)
def until_passed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An active entry has no `until` in the past.

    The person has left but is still in the lists: run `cmcct retire ID`, which also removes the
    private data.
    """
    for table, point in iter_entries(parsed):
        is_in_order = not (point.since and point.until and point.since > point.until)
        if point.has_left(today) and is_in_order and not table.is_unreadable("status"):
            message = _("the last day has passed, but the entry is still active")
            hint = _('keep the entry and write status = "left", as cmcct retire does')
            yield Finding(table.path_of("until"), message, hint, point.id)


@rule(WARNING)
def unverified(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An active entry has the date when the person last confirmed it (`verified`).

    Without the date, a number from last week looks the same as one from ten years ago.
    """
    for table, point in iter_entries(parsed):
        is_lost = table.is_unreadable("status") or table.is_unreadable("verified")
        if point.status == "active" and not point.verified and not is_lost:
            yield Finding(table.path, _("never confirmed"), confirm_in_file(table, today), point.id)
