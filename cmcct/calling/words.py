"""Wording of the lines to call: headings, the sentence above them, and the state of a line.

A state is open or closed now, and what is known of holidays there. The page fills the same
templates with the same keys (`call_now.js`).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from cmcct.calling.lines import (
    ANSWERS,
    CLOSED,
    COVERING,
    ELSEWHERE,
    INSIDE,
    MAY,
    MET,
    NOT_KNOWN,
    OBSERVER,
    OWN,
    Calls,
    Line,
)
from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.opening_hours import OpeningStatus
from cmcct.i18n.messages import Lowered, Message, Translator, _, join_or
from cmcct.model.entities import AROUND_THE_CLOCK, STRICTEST
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country, InSentence
from cmcct.reference.languages import language_name

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
    "beside_not_known": _("{state} (the days next to public holidays are not known)"),
    "school_not_known": _("{state} (school holidays are not known)"),
}
_MAX_WEEKDAYS_AHEAD = 6  # up to this number of days ahead, the weekday is unambiguous


def describe_status(
    status: OpeningStatus,
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


def phrase_keys(status: OpeningStatus) -> list[str]:
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


PHRASES: Mapping[str, Message] = {
    # Translators: above telephone lines on which somebody answers now
    "heading_answers": _("Answers now"),
    "heading_may": _("May answer"),
    "heading_too": _("May answer too"),
    "heading_elsewhere": _(
        "Answers now, elsewhere (not their country: ask them to find somebody there)"
    ),
    # Translators: above telephone lines of other countries, at most 38 letters
    "heading_elsewhere_short": _("Answers now, elsewhere"),
    # Translators: above telephone lines
    "heading_closed": _("Closed"),
    "heading_shelters": _("Shelters: never pass on or write down a number, and never text."),
    "heading_shelters_secret": _(
        "Shelters: secretariat only. Never pass on or write down a number; never text."
    ),
    "heading_observers": _("Observers"),
    # Translators: above telephone lines
    "heading_inside": _("Only inside {country}"),
    "sentence_closed": _("Its lines that can be dialled from {caller} are closed."),
    # Translators: … are closed until Sat 10:00 (in 10 h 30 min)
    "sentence_closed_until": _(
        "Its lines that can be dialled from {caller} are closed until {time}."
    ),
    # Translators: above telephone lines: closed until Sat 10:00 (in 10 h 30 min)
    "sentence_closed_until_short": _("Closed until {time}."),
    "sentence_closed_probably": _(
        "Its lines that can be dialled from {caller} are closed, probably until {time}."
    ),
    "sentence_covered": _(
        "Covered from {place}, where the office is closed. It opens {time}, time in {country}."
    ),
    "sentence_not_certain": _("Not certain that anybody answers in {country} now: {reason}."),
    # Translators: not certain that somebody answers: the hours are not known
    "sentence_not_certain_short": _("Not certain: {reason}."),
    "sentence_observer": _("Only an observer is in the list for {country}."),
    "sentence_not_dialable": _("Nobody in the list for {country} can be called from {caller}."),
    "sentence_nobody": _("No contact in the list covers {country}."),
    # Why it is not certain that somebody answers.
    "reason_hours": _("hours not known"),
    # Translators: `timezone` is a key of an entry
    "reason_zone": _("the entry has no timezone, so the local time is not known"),
    # Translators: Christmas Day there
    "reason_holiday": _("{holiday} there"),
    "reason_holiday_probably": _("probably {holiday} there"),
    "reason_toll_free": _("the number may not work from abroad"),
    "reason_failed": _("a test call failed"),
    "language": _("{country}: no contact in this list speaks {wish}"),
    "language_not_known": _("{country}: not known whether anyone speaks {wish}"),
    "sector": _("{country}: this list has no contact under '{wish}'"),
    "sector_not_known": _("{country}: not known whether anyone belongs under '{wish}'"),
    "half": _("{country}: this list has no contact under '{wish}'"),
    "half_not_known": _("{country}: not known whether anyone belongs under '{wish}'"),
    "hours_not_known": _("hours not known"),
    "zone_not_known": _("local time not known"),
    # Translators: a toll-free telephone number
    "may_not_work": _("may not work from abroad"),
    # Translators: of a number that works only inside its country
    "always_there": _("24/7 there"),
    "covers": _("covers {country} from {place}"),
    # Translators: of languages that an office has not stated: probably Dutch
    "probably": _("probably {languages}"),
    "vacant": _("Vacant: {seat}."),
    # Translators: after a sentence that says that nobody answers, above the number of a shelter
    "shelters_apart": _("{sentence} Shelters are not counted."),
    # Translators: where a call is made: can be called from abroad
    "abroad": _("abroad"),
    "if_nobody": _("If nobody answers"),
    # Translators: of an office: opens Monday 08:00
    "line_opens": _("opens {time}"),
    # Translators: of an office, after a day that is estimated, such as Eid
    "line_opens_estimated": _("probably opens {time}"),
    # Translators: opens 08:00, in 2 h
    "line_opens_in": _("{state}, in {duration}"),
    # Translators: a time, and how far ahead it is: Sat 10:00 (in 10 h 30 min)
    "time_in": _("{text} (in {remark})"),
    # Translators: a length of time: 1 h
    "hours": _("{hours} h"),
    # Translators: a length of time: 1 h 30 min
    "hours_minutes": _("{hours} h {minutes} min"),
    # Translators: a length of time: 30 min
    "minutes": _("{minutes} min"),
}
HALF_LABELS = {"law-enforcement": _("Law enforcement"), "protection": _("Protection")}
# Translators: of telephone lines, in a heading: police first
WISHED_HALVES = {
    "law-enforcement": _("police first ({variable})"),
    "protection": _("protection first ({variable})"),
}
_DAY = timedelta(days=1)
_CLOSED_STATES = STATES | {
    "opens": PHRASES["line_opens"],
    "opens_estimated": PHRASES["line_opens_estimated"],
}
# Of a line that may answer; what tests say of it stands for itself.
_DOUBTS: Mapping[str, Message | str] = {
    "failed": "",
    "toll_free": PHRASES["may_not_work"],
    "hours": PHRASES["hours_not_known"],
    "zone": PHRASES["zone_not_known"],
}


def describe_heading(
    name: str, lines: Sequence[Line], country: Country, translator: Translator, *, is_short: bool
) -> str:
    """Return the heading of a section; `is_short` is for a small screen."""
    if name == "shelters" and all(line.point.sharing == STRICTEST for line in lines):
        name = "shelters_secret"
    heading = _find_phrase(f"heading_{name}", is_short=is_short)
    return translator.translate(heading.with_values(country=InSentence(country)))


def _find_phrase(key: str, *, is_short: bool) -> Message:
    """Return a phrase, or its short form if it has one."""
    return PHRASES.get(f"{key}_short" if is_short else key, PHRASES[key])


def describe_state(
    line: Line, now: datetime, translator: Translator, *, is_short: bool = False
) -> str:
    """Return what is to be expected of a call, "" where only its tests say it.

    `is_short` is without how long it takes until a line opens.
    """
    local = time_zone.local_time(now, line.point.zone)
    if line.state == INSIDE and not line.status:
        return translator.translate(PHRASES["always_there"]) if line.is_always else ""
    if line.status and not line.status.is_open and local:
        text = describe_status(line.status, local, translator, _CLOSED_STATES)
        if is_short or line.opens is None or line.opens - now >= _DAY:
            return text
        wait = describe_duration(line.opens - now)
        return translator.translate(PHRASES["line_opens_in"].with_values(state=text, duration=wait))
    if line.doubt in _DOUBTS:
        return translator.translate(_DOUBTS[line.doubt])
    if line.is_always or not (line.status and local):
        return AROUND_THE_CLOCK
    return describe_status(line.status, local, translator)


def find_sentence(calls: Calls) -> tuple[str, Line | None]:
    """Return the key of the sentence above the lines, and the line that it speaks of.

    ("", None) where somebody answers now.
    """
    if calls.by_state[ANSWERS]:
        return "", None
    if may := calls.by_state[MAY]:
        return "not_certain", may[0]
    if closed := calls.by_state[CLOSED]:
        opening = [line for line in closed if line.opens]
        first = min(opening, key=lambda line: line.opens or calls.now, default=None)
        is_covered = all(line.nearness == COVERING for line in calls.near)
        is_one_place = len({line.point.country for line in closed}) == 1
        key = "covered" if is_covered and is_one_place else "closed_until"
        if first and first.status and first.status.is_until_estimated:
            key = "closed_probably"
        return key if first else "closed", first
    # Vacant seats and observers without a number are nobody.
    is_staffed = any(seat.status == "active" and seat.role != OBSERVER for seat in calls.seats)
    key = "not_dialable" if calls.near or is_staffed else "nobody"
    return "observer" if "observers" in calls.sections else key, None


def describe_calls(calls: Calls, translator: Translator, *, is_short: bool = False) -> str:
    """Return the sentence above the lines, "" where somebody answers now."""
    (key, line), (country, caller) = find_sentence(calls), calls.request[:2]
    if not key:
        return ""
    # A line that is answered round the clock is in doubt for another reason than its hours.
    may = calls.by_state[MAY]
    doubtful = [*may[:1], *(one for one in may if one.is_always and not is_short)]
    sentence = _find_phrase(f"sentence_{key}", is_short=is_short).with_values(
        country=InSentence(country),
        caller=InSentence(caller) if caller else PHRASES["abroad"],
        reason=join_or(dict.fromkeys(map(_describe_doubt, doubtful))),
        time=line and line.opens and _describe_opening(line.opens, line, calls, translator),
        place=line and InSentence(line.point.country),
    )
    if any(house.state == ANSWERS for house in calls.sections.get("shelters", ())):
        sentence = PHRASES["shelters_apart"].with_values(sentence=sentence)
    return translator.translate(sentence)


def _describe_doubt(line: Line) -> Message:
    """Return why it is not certain that a line answers."""
    holiday = line.status.holiday if line.doubt == "holiday" and line.status else None
    probably = "_probably" if holiday and holiday.is_estimated else ""
    return PHRASES[f"reason_{line.doubt}{probably}"].with_values(holiday=holiday)


def _describe_opening(opens: datetime, line: Line, calls: Calls, translator: Translator) -> str:
    """Return when a line opens, on the clocks of the country that is called."""
    now, zone = calls.now, calls.request.country.zone or line.point.zone
    until, local = (time_zone.local_time(each, zone) or each for each in (opens, now))
    time = format_change(until, local, translator)
    if opens - now >= _DAY:
        return time
    ahead = PHRASES["time_in"].with_values(text=time, remark=describe_duration(opens - now))
    return translator.translate(ahead)


def find_unmet_wishes(calls: Calls, translator: Translator) -> Iterator[Message]:
    """Yield what nobody of the country, or who covers it, is known to meet, or that none does."""
    request = calls.request
    asked = {
        "language": request.language and language_name(request.language, translator.lang),
        "sector": request.sector and vocabulary.InlineTerm("sector", request.sector),
        "half": Lowered(HALF_LABELS[request.half]) if request.half in HALF_LABELS else None,
    }
    wishes = ((key, wish) for key, wish in asked.items() if wish)
    # Without a line, nothing is said of wishes.
    ranks = map(max, zip(*(line.wishes for line in calls.near), strict=True))
    for (key, wish), best in zip(wishes, ranks, strict=False):
        if best != MET:
            phrase = PHRASES[f"{key}_not_known" if best == NOT_KNOWN else key]
            yield phrase.with_values(country=request.country, wish=wish)


def describe_place(line: Line, calls: Calls, translator: Translator) -> str:
    """Return where a line is, and the time there if it is another, "" in the country itself."""
    country, place = calls.request.country, line.point.country
    own, local = (time_zone.local_time(calls.now, zone) for zone in (country.zone, line.point.zone))
    is_other = local and (own is None or own.utcoffset() != local.utcoffset())
    clock = translator.format_datetime(local, "EEE HH:mm") if local and is_other else ""
    name = {
        OWN: "",
        COVERING: PHRASES["covers"].with_values(
            country=InSentence(country), place=InSentence(place)
        ),
        ELSEWHERE: place,
    }[line.nearness]
    return ", ".join(filter(None, (translator.translate(name), clock)))


def describe_duration(duration: timedelta) -> Message:
    """Return a length of time, in whole minutes: `1 h 29 min`."""
    hours, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    key = "minutes" if not hours else "hours_minutes" if minutes else "hours"
    return PHRASES[key].with_values(hours=hours, minutes=minutes)
