"""Wording of opening states: open or closed now, and what is known of holidays there."""

from collections.abc import Mapping
from datetime import datetime

from cmcct.i18n.messages import Message, Translator, _

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcct.fieldtypes.opening_hours import OpeningStatus

# The page fills the same templates with the same keys (`hours.js`).
STATES = {
    "open": _("open now"),
    "open_until": _("open now, until {time}"),
    # Translators: until a day that is estimated, such as Eid
    "open_until_estimated": _("open now, probably until {time}"),
    "closed": _("closed now"),
    "opens": _("closed now, opens {time}"),
    # Translators: after a day that is estimated, such as Eid
    "opens_estimated": _("closed now, probably opens {time}"),
    # Translators: of an office on a public holiday: closed, Independence Day
    "closed_holiday": _("closed, {holiday}"),
    "opens_holiday": _("closed, {holiday}, opens {time}"),
    "opens_holiday_estimated": _("closed, {holiday}, probably opens {time}"),
    # Translators: on a day that is estimated: probably closed, Eid al-Fitr
    "closed_probably": _("probably closed, {holiday}"),
    "opens_probably": _("probably closed, {holiday}, opens {time}"),
    # Translators: of an office whose hours do not say whether it is open on public holidays
    "may_be_closed": _("public holiday there ({holiday}), may be closed"),
    "may_be_closed_probably": _("probably a public holiday there ({holiday}), may be closed"),
}
NOTES = {
    "named": _("{state} ({holiday})"),
    "named_probably": _("{state} (probably {holiday})"),
    # Translators: a public holiday there today (Christmas Day); opens Mon 08:00
    "holiday": _("a public holiday there today ({holiday}); {state}"),
    "holiday_probably": _("probably a public holiday there today ({holiday}); {state}"),
    "public_not_known": _("{state} (public holidays there are not known)"),
    # Translators: of opening hours that name the days before or after public holidays
    "beside_not_known": _("{state} (the days beside public holidays are not known)"),
    "school_not_known": _("{state} (school holidays are not known)"),
}
_MAX_WEEKDAYS_AHEAD = 6  # up to this number of days ahead, the weekday is unambiguous


def describe_status(
    status: "OpeningStatus",
    local: datetime,
    translator: Translator,
    states: Mapping[str, Message] = STATES,
) -> str:
    """Return an opening state in words; `local` is the local time at which it holds."""
    state, *notes = phrase_keys(status)
    time = format_change(status.until, local, translator) if status.until else ""
    text: Message = states[state].with_values(time=time, holiday=status.holiday)
    for note in notes:
        text = NOTES[note].with_values(state=text, holiday=status.holiday)
    return translator.translate(text)


def phrase_keys(status: "OpeningStatus") -> list[str]:
    """Return the key of a state in STATES, and those of its notes in NOTES."""
    holiday, is_named = status.holiday, status.has_holiday_hours
    probably = "_probably" if holiday and holiday.is_estimated else ""
    state = ("open", "open_until") if status.is_open else ("closed", "opens")
    key = state[status.until is not None]
    notes = [f"{kind}_not_known" for kind in status.not_known]
    if status.may_be_closed:
        return [f"may_be_closed{probably}", *notes]
    if holiday and is_named and not status.is_open:
        key += probably or "_holiday"
    elif holiday:
        notes.insert(0, ("named" if is_named else "holiday") + probably)
    if status.is_until_estimated and not key.endswith("_probably"):
        key += "_estimated"
    return [key, *notes]


def format_change(until: datetime, local: datetime, translator: Translator) -> str:
    """Return the time of a change, with its day unless that is the day of `local`."""
    days = (until.date() - local.date()).days
    day = "" if days == 0 else "EEE " if days <= _MAX_WEEKDAYS_AHEAD else "d MMM "
    return translator.format_datetime(until, f"{day}HH:mm")
