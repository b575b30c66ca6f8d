"""The sheet of `cmcct call`: whom to call now, why, and what to do when nobody answers."""

import textwrap
from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime
from functools import reduce
from math import ceil
from typing import Any, NamedTuple

from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats import email_lists
from cmcct.formats.shared import opening_state
from cmcct.formats.shared.line_phrases import INLINE_HALVES, LINES
from cmcct.formats.shared.phrases import (
    APP_LABELS,
    HOURS,
    MINUTES,
    add_extension,
    describe_audience,
    describe_confirmation,
    describe_tests,
)
from cmcct.i18n.messages import Message, Translator, _, ngettext
from cmcct.model.entities import AROUND_THE_CLOCK, STRICTEST, FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.reference.languages import language_name
from cmcct.search import line_order
from cmcct.search.line_order import (
    COVERING,
    ELSEWHERE,
    MAY_WORK,
    MET,
    NOT_KNOWN,
    OWN,
    Line,
    Request,
)
from cmcct.text.control_chars import dump_json, to_one_line

_HOUR, _DAY = 60, 24 * 60  # minutes
_TWO_DAYS = 2 * _DAY
# Details: names, languages and blank lines; no blank lines; the later lines without names and
# languages; without kinds and offices; without all that does not help to choose a number; and
# without what to do if nobody answers.
FULL, DENSE, SHORT, BRIEF, TERSE, BARE = range(5, -1, -1)

# Translators: of an office: opens Monday 08:00
_OPENS = _("opens {time}")
# Translators: when an office opens: opens Monday 08:00, 3 h from now
_FROM_NOW = _("{state}, {duration} from now")


class SheetRow(NamedTuple):
    """A row of the sheet; a longer one goes on below its indent."""

    text: str
    indent: int = 0
    style: str = ""
    is_link: bool = False


class Sheet(NamedTuple):
    """The lines for a request: all in their order, and those that are shown."""

    request: Request
    ranked: Sequence[Line]
    shown: Sequence[Line]
    view: AudienceView
    mailed: AudienceView  # the entries to write to, for an audience that may see each other
    now: datetime
    translator: Translator
    conflicting_ids: Container[str] = ()  # of entries in conflict, whose numbers are marked

    def rows(self, detail: int = FULL) -> Iterator[SheetRow]:
        """Yield the rows; an empty one is a blank line."""
        blank = [SheetRow("")] if detail == FULL else []
        yield self.heading()
        for message in self.unmet_wishes():
            yield SheetRow(self.translator.translate(message), style="warning")
        for rank, line in enumerate(self.shown, 1):
            rows = self._next(rank, line, detail)
            yield from (*blank, *self._first(line, detail), *blank) if rank == 1 else rows
        fallbacks = [*self._fallbacks(detail)] if detail > BARE else []
        if fallbacks:
            yield from blank
            yield SheetRow(self.translator.gettext("If nobody answers:"), style="bold")
            yield from fallbacks

    def heading(self) -> SheetRow:
        """Return the country and its time."""
        translator, country = self.translator, self.request.country
        local = time_zone.local_time(self.now, country.zone)
        clock = translator.format_datetime(local, "EEE HH:mm") if local else ""
        return SheetRow("   ".join(filter(None, (translator.translate(country), clock))), 0, "bold")

    def unmet_wishes(self) -> Iterator[Message]:
        """Yield what nobody of the country, or who covers it, is known to meet, or that none is."""
        request, near = self.request, [one for one in self.ranked if one.nearness != ELSEWHERE]
        if not near:
            yield LINES["no_number"].with_values(country=request.country)
            return
        asked = {
            "language": request.language and language_name(request.language, self.translator.lang),
            "sector": request.sector and vocabulary.InlineTerm("sector", request.sector),
            "half": INLINE_HALVES.get(request.half),
        }
        wishes = [(key, wish) for key, wish in asked.items() if wish]
        for place, (key, wish) in enumerate(wishes):
            best = max(line.wishes[place] for line in near)
            if best != MET:
                phrase = LINES[f"{key}_not_known" if best == NOT_KNOWN else key]
                yield phrase.with_values(country=request.country, wish=wish)

    def why(self, line: Line, detail: int = FULL) -> str:
        """Return why a line is named where it is, in a few words."""
        translator, country = self.translator, line.point.country
        tests = describe_tests(line.phone, translator, self._short_day) if detail > TERSE else ()
        reasons = [self._state(line), *tests]
        if not line.is_candidate:
            reasons.append(translator.gettext("only inside {country}", country=country))
        elif line.reach == MAY_WORK:
            reasons.append(translator.gettext("may not work from abroad"))
        if detail <= TERSE:
            reasons += [translator.translate(country)] if line.nearness != OWN else []
        elif line.nearness == COVERING:
            covers = LINES["covers"].with_values(country=self.request.country)
            reasons.append(translator.translate(covers))
        elif line.nearness == ELSEWHERE:
            reasons.append(translator.translate(country))
            names = ", ".join(language_name(tag, translator.lang) for tag in line.shared)
            speaks = LINES["speaks"].with_values(languages=names)
            reasons += [translator.translate(speaks)] if names else []
        return ", ".join(reasons)

    def _first(self, line: Line, detail: int) -> Iterator[SheetRow]:
        """Yield the rows of the line to try first."""
        translator, point = self.translator, line.point
        offices = (point.unit, point.organisation) if detail > BRIEF else ()
        names = [*dict.fromkeys(filter(None, (point.full_label, *offices)))]
        via = point.verified_via if detail > TERSE else None
        confirmed = describe_confirmation(point.verified, via, translator)
        label = translator.gettext("Confirmed")
        told = translator.gettext("{label}: {text}", label=label, text=confirmed)
        is_stale = point.is_stale(self.now.date(), self.view.info.verify_every_days)
        mark = translator.gettext("STALE")
        yield SheetRow(self._number(line, detail), 2, _style(line))
        yield SheetRow(self.why(line), 2)
        yield SheetRow(to_one_line(f"{', '.join(names)} ({point.id})"), 2)
        yield SheetRow(self._join(self._languages(point), self._clock(line)), 2)
        yield SheetRow(f"{told}   {mark}" if is_stale else told, 2, "warning" if is_stale else "")

    def _next(self, rank: int, line: Line, detail: int) -> Iterator[SheetRow]:
        """Yield the rows of a line to try later."""
        point, why = line.point, self.why(line, detail)
        number = f"{rank} {self._number(line, detail)}"
        style = _style(line)
        if detail <= SHORT:
            yield SheetRow(to_one_line(f"{number}   {point.id}"), 2, style)
            clock = self._clock(line) if detail > TERSE else ""
            yield SheetRow(self._join(why, clock), 4)
        else:
            yield SheetRow(to_one_line(f"{number}   {point.full_label} ({point.id})"), 2, style)
            yield SheetRow(self._join(why, self._languages(point), self._clock(line)), 4)

    def _number(self, line: Line, detail: int) -> str:
        """Return a number as written, with its kind, its apps, and whether it is secret.

        `! ` stands before the numbers of an entry in conflict.
        """
        phone, translator = line.phone, self.translator
        kind = vocabulary.get_term("phone", phone.type).label(translator.lang)
        about = [kind.lower()] if phone.type != "office" else []
        about += [translator.translate(APP_LABELS[app]) for app in phone.apps]
        is_secret = STRICTEST in {phone.sharing, line.point.sharing}
        secret = [describe_audience(STRICTEST, translator)] if is_secret else []
        number = to_one_line(add_extension(phone.number, phone, translator))
        number = f"! {number}" if line.point.id in self.conflicting_ids else number
        remarks = ", ".join([*(about if detail > BRIEF else ()), *secret])
        return f"{number} ({remarks})" if remarks else number

    def _state(self, line: Line) -> str:
        """Return whether somebody answers now, or when."""
        translator, status = self.translator, line.status
        if line.hours == AROUND_THE_CLOCK:
            return AROUND_THE_CLOCK
        local = time_zone.local_time(self.now, line.point.zone)
        if status is None or local is None:
            return translator.translate(LINES["hours_not_known"])
        text = opening_state.describe_status(status, local, translator)
        if line.opens is None:
            return text
        if opening_state.phrase_keys(status) == ["opens"]:
            time = opening_state.format_change(line.opens, local, translator, weekday="EEEE")
            text = translator.translate(_OPENS.with_values(time=time))
        minutes = int((line.opens - self.now).total_seconds()) // 60
        later = _FROM_NOW.with_values(state=text, duration=_duration(minutes))
        return translator.translate(later)

    def _clock(self, line: Line) -> str:
        """Return the time of a line, if it is not that of the country."""
        own, local = (
            time_zone.local_time(self.now, zone)
            for zone in (self.request.country.zone, line.point.zone)
        )
        if local is None or (own and own.utcoffset() == local.utcoffset()):
            return ""
        time = self.translator.format_datetime(local, "EEE HH:mm")
        # Translators: the time in another country: Sun 02:30 there
        return self.translator.gettext("{time} there", time=time)

    def _join(self, *texts: str) -> str:
        """Join the texts that are not empty."""
        return reduce(self._pair, filter(None, texts))

    def _pair(self, first: str, second: str) -> str:
        # Translators: two remarks on a telephone number: open now; English, Spanish
        return self.translator.gettext("{first}; {second}", first=first, second=second)

    def _languages(self, point: FocalPoint) -> str:
        """Return the languages of an entry; if none are given, the official ones as probable."""
        tags = line_order.languages_of(point)
        names = ", ".join(language_name(tag, self.translator.lang) for tag in tags)
        if point.languages or not names:
            return names or self.translator.gettext("languages not known")
        return self.translator.translate(LINES["probably"].with_values(languages=names))

    def _short_day(self, day: date, translator: Translator) -> str:
        """Return a date, without its year if it is this year's."""
        is_recent = day.year == self.now.year
        return translator.format_day(day) if is_recent else translator.format_date(day)

    def _fallbacks(self, detail: int) -> Iterator[SheetRow]:
        """Yield a link that writes to all entries of the country, and the secretariat's seats."""
        found = email_lists.recipients(self.mailed)
        if link := mail_link(*(recipient.address for recipient in found)):
            yield SheetRow(link, 2, is_link=True)
            if detail <= TERSE:
                return
        for point in self.view.focal_points:
            if point.role == "secretariat" and point.status == "active":
                numbers = [phone.number for phone in point.phones if phone.type != "fax"][:1]
                emails = [email.address for email in point.emails][:1]
                unit = [point.unit] if detail > BRIEF and point.unit else []
                texts = (*numbers, ", ".join([point.label, *unit]), *emails)
                yield SheetRow(to_one_line("   ".join(texts)), 2)


def _style(line: Line) -> str:
    """Return the style of a number: only one that can be dialled looks like it."""
    return "number" if line.is_candidate else ""


def format_text(sheet: Sheet) -> str:
    """Return the whole sheet, for a pipe."""
    return "".join(f"{' ' * row.indent}{row.text}\n" for row in sheet.rows())


def fit_screen(sheet: Sheet, width: int, height: int) -> list[tuple[str, str]]:
    """Return the sheet as styled texts of whole lines, with as much detail as the screen holds.

    `width` and `height` are in characters; one line is left for the prompt.
    """
    wrapped: list[tuple[SheetRow, list[str]]] = []
    # On the smallest screens, fewer lines: the first must not scroll away. Two have the best match.
    fewer = [(BRIEF, count) for count in range(len(sheet.shown) - 1, 1, -1)]
    fewer += [(TERSE, 2), (BARE, 2), (TERSE, 1), (BARE, 1)]
    for detail, count in (
        *((detail, len(sheet.shown)) for detail in (FULL, DENSE, SHORT, BRIEF)),
        *fewer,
    ):
        cut = sheet._replace(shown=line_order.first_lines(sheet.shown, count))
        wrapped = [(row, _wrap(row, width)) for row in cut.rows(detail)]
        if sum(_height(line, width) for _row, lines in wrapped for line in lines) < height:
            break
    return [(row.style, "".join(f"{line}\n" for line in lines)) for row, lines in wrapped]


def _wrap(row: SheetRow, width: int) -> list[str]:
    """Return the lines of a row; a link is left to the terminal, so that it can be copied whole."""
    margin = " " * row.indent
    if row.is_link or not row.text:
        return [f"{margin}{row.text}".rstrip()]
    return textwrap.wrap(
        row.text,
        width,
        initial_indent=margin,
        subsequent_indent=f"{margin}  ",
        break_on_hyphens=False,
    )


def _height(line: str, width: int) -> int:
    """Return the number of screen lines that a line fills."""
    return max(1, ceil(len(line) / width))


def format_json(sheet: Sheet) -> str:
    """Return the lines that are shown as a list of objects."""
    rows = [_line_object(sheet, rank, line) for rank, line in enumerate(sheet.shown, 1)]
    return dump_json(rows)


def _line_object(sheet: Sheet, rank: int, line: Line) -> dict[str, Any]:
    is_known = line.hours == AROUND_THE_CLOCK or line.status is not None
    phone = line.phone
    marks = {"conflict": True} if line.point.id in sheet.conflicting_ids else {}
    return {
        "rank": rank,
        "number": phone.e164,
        "dial": line_order.dial_text(line) or None,
        "entry": line.point.id,
        "why": sheet.why(line),
        "is_open": line.state != line_order.NOT_OPEN if is_known else None,
        "opens": line.opens.isoformat() if line.opens else None,
        "languages": list(line.point.languages),
        "tested": str(phone.tested) if phone.tested else None,
        "doubtful": phone.is_doubtful,
        **marks,
    }


def _duration(minutes: int) -> Message:
    """Return a length of time in minutes, hours, or from two days on in days."""
    if minutes < _HOUR:
        return MINUTES.with_values(minutes=minutes)
    if minutes < _TWO_DAYS:
        return HOURS.with_values(hours=(minutes + _HOUR // 2) // _HOUR)
    days = minutes // _DAY
    return ngettext("{count} day", "{count} days", days)
