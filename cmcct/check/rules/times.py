"""Rules about time: opening hours, time zones, and when an entry was confirmed."""

from collections.abc import Iterator
from datetime import date

from cmcct.check.rules.registry import iter_entries, rule
from cmcct.diagnostics import WARNING, Finding
from cmcct.fieldtypes import opening_hours, time_zone
from cmcct.i18n.messages import _, ngettext
from cmcct.model.loader import ParseResult
from cmcct.text import shell

_A_FEW = 3  # with more dates than this, and most in the future, the clock may be wrong


@rule(is_for_overlay=True)
def invalid_hours(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Hours are written as OpenStreetMap does: `Mo-Fr 08:00-16:30; PH off`, `24/7`.

    A card then says whether the office is open now. Days are `Mo Tu We Th Fr Sa Su`, public
    holidays `PH`, times those of a clock of 24 hours.
    """
    # Translators: opening hours
    usual = _('write them as "Mo-Fr 08:00-16:30" or "24/7"')
    for record, point in iter_entries(parsed):
        places = [(record.path_of("hours"), point.hours)]
        places += [
            (record.path_of("phones", index, "hours"), phone.hours)
            for index, phone in enumerate(point.phones)
        ]
        for path, written in places:
            if written.strip() and not opening_hours.is_valid(written):
                from cmcct.fieldtypes import opening_hours_words

                hint = opening_hours_words.suggest_hours(written) or usual
                yield Finding(path, _("not opening hours"), hint, point.id)


@rule()
def invalid_timezone(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A time zone is a name of the IANA database: `America/Port_of_Spain`.

    An offset such as -04:00 does not say when clocks change. Where the country has one zone only,
    the key can be left out.
    """
    for record, point in iter_entries(parsed):
        if point.timezone and not time_zone.is_zone(point.timezone):
            path = record.path_of("timezone")
            hint = time_zone.suggest_zone(point.timezone, point.country.zone)
            yield Finding(path, _("not a time zone"), hint, point.id)


@rule()
def dates_out_of_order(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """`since` is not later than `until`, nor than `verified`.

    Nobody leaves a seat, or is asked about it, before holding it.
    """
    for record, point in iter_entries(parsed):
        if point.since is None or _is_future(point.since, today):
            continue  # reported by future-date
        for key in ("until", "verified"):
            later = getattr(point, key)
            if later and point.since > later:
                message = _("{key} is before 'since'", key=repr(key))
                hint = _("'since' is {day}: one of the two is wrong", day=point.since)
                yield Finding(record.path_of(key), message, hint, point.id)
                break


@rule()
def future_date(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """`since` and `verified` have happened already; `until` may lie ahead.

    A year that is mistyped would keep an entry from ever being stale. Tomorrow is no fault: it is
    today for who writes from further east.
    """
    dated = [
        (record, point, key, day)
        for record, point in iter_entries(parsed)
        for key in ("since", "verified")
        if (day := getattr(point, key))
    ]
    ahead = [found for found in dated if _is_future(found[-1], today)]
    hint = _("today is {day}: write that day or an earlier one, or leave it out", day=today)
    if len(dated) > _A_FEW and len(dated) < 2 * len(ahead):
        hint = _("today is {day} by the clock of this machine: is it right?", day=today)
    for record, point, key, _ignored in ahead:
        message = _("{key} is in the future", key=repr(key))
        yield Finding(record.path_of(key), message, hint, point.id)


def _is_future(day: date, today: date) -> bool:
    """Return whether a date lies in the future in every time zone."""
    return (day - today).days > 1


@rule(WARNING)
def stale(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An active seat has been confirmed with the person within `verify_every_days`.

    About one in five changes in a year, and a number that nobody answers fails somebody at night.
    """
    days = parsed.directory.info.verify_every_days
    if any(record.is_unreadable("verify_every_days") for record in parsed.records["directory"]):
        return  # the intended number of days is unknown
    for record, point in iter_entries(parsed):
        is_in_order = not (point.since and point.verified and point.since > point.verified)
        is_known = is_in_order and not record.is_unreadable("status")
        if point.verified and point.is_stale(today, days) and is_known:
            days_ago = (today - point.verified).days
            message = ngettext(
                "last confirmed {count} day ago", "last confirmed {count} days ago", days_ago
            )
            hint = _("ask whether it is still right, then write verified = {day}", day=today)
            yield Finding(record.path_of("verified"), message, hint, point.id)


@rule(WARNING)
def until_passed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An active seat has no `until` that has passed.

    The person has left, and lists still have them: `cmcct retire ID` says so, and takes out what
    is private.
    """
    for record, point in iter_entries(parsed):
        is_in_order = not (point.since and point.until and point.since > point.until)
        if point.has_left(today) and is_in_order and not record.is_unreadable("status"):
            message = _("the last day has passed, and the entry is still active")
            hint = _("run {command}", command=f"cmcct retire {shell.quote(point.id)}")
            yield Finding(record.path_of("until"), message, hint, point.id)


@rule(WARNING)
def unverified(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An active seat says when it was last confirmed with the person (`verified`).

    Without the date nobody can tell a number of last week from one of ten years ago.
    """
    for record, point in iter_entries(parsed):
        is_lost = record.is_unreadable("status") or record.is_unreadable("verified")
        if point.status == "active" and not point.verified and not is_lost:
            hint = _("ask whether it is right, then write verified = {day}", day=today)
            yield Finding(record.path, _("never confirmed"), hint, point.id)
