"""The sheet of `cmcct call`: whom to call now, why, and what to do when nobody answers."""

import textwrap
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from math import ceil
from typing import NamedTuple
from urllib.parse import unquote

from cmcct.calling import lines as calling
from cmcct.calling import words
from cmcct.calling.lines import CLOSED, ELSEWHERE, INSIDE, Line, languages_of
from cmcct.calling.words import PHRASES, describe_place, describe_state
from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats import email_lists
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import Message, Translator, _
from cmcct.model.entities import STRICTEST, FocalPoint, Handle
from cmcct.privacy.audiences import AudienceView
from cmcct.reference.languages import language_name
from cmcct.reference.vocabulary import InlineTerm
from cmcct.text.control_chars import dump_json, to_one_line

# A smaller screen has fewer words for each line.
LEAST_WIDTH, LEAST_HEIGHT = 60, 24
_MAX_NOTE = 3  # rows of the first line's note
_MAX_ADDRESSES = 3
# What a screen lacks that cannot hold all, in this order: blank lines, ids and notes; the lines
# from the last, of those to try first all but the first of each section, when the first line was
# confirmed before those that may answer; then all but who answers the first line, whether that is
# stale, and the lines to try first. The best match of the wishes stays.
_CUTS = (
    *("blanks", "ids", "notes", *["inside"] * 5, *["observers"] * 5, *["shelters"] * 5),
    *(*["closed"] * 5, *["too"] * 5, "elsewhere", "confirmed", *["may"] * 4, "about later"),
    *(*["answers"] * 4, "addresses", "first note", "fallback", "wishes", "vacant", "offices"),
    "names",
)
_EARLY = frozenset({"answers", "may", "elsewhere"})  # sections with the lines to try first


class SheetRow(NamedTuple):
    """A row of the sheet; a longer one goes on below its indent, to at most `most` rows."""

    text: str
    indent: int = 0
    style: str = ""
    is_link: bool = False
    most: int = 0


class Sheet(NamedTuple):
    """The lines for a request, in words."""

    calls: calling.Calls
    view: AudienceView
    translator: Translator
    command: str  # that shows all lines
    place: str = ""  # by which the country was named
    is_whole: bool = False  # all lines are shown
    wish: Message | str = ""  # that a variable made
    conflicting_ids: Container[str] = ()  # of entries in conflict, whose numbers are marked
    is_small: bool = False  # for a small screen
    cuts: Sequence[str] = ()  # what is left out; of a section, one line each time

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows; an empty one is a blank line."""
        say, calls = self.translator.translate, self.calls
        blank = [] if "blanks" in self.cuts else [SheetRow("")]
        yield SheetRow(self._heading(), style="bold")
        for seat in calls.vacant if "vacant" not in self.cuts else ():
            names = filter(None, (seat.title, seat.unit, seat.organisation))
            vacant = PHRASES["vacant"].with_values(seat=", ".join(names) or seat.id)
            yield SheetRow(to_one_line(say(vacant)))
        if sentence := words.describe_calls(calls, self.translator, is_short=self.is_small):
            yield SheetRow(sentence, style="warning")
            unread = [each.id for each in self.view.focal_points if not each.country.code]
            if unread:
                text = _("Of these entries, the country cannot be read: {ids}. Run cmcct check.")
                yield SheetRow(say(text.with_values(ids=", ".join(unread[:5]))), style="warning")
        if "wishes" not in self.cuts:
            for unmet in words.find_unmet_wishes(calls, self.translator):
                yield SheetRow(say(unmet), style="warning")
        sections = self._choose()
        yield from blank if sections else ()
        yield from self._section_rows(sections)
        lines = [line for part in sections.values() for line in part]
        count, total = sum(line.nearness != ELSEWHERE for line in lines), len(calls.near)
        if count < total:
            command = "--all" if self.is_small else self.command
            # Translators: Haiti: 3 of 6 numbers; all: cmcct call haiti --all
            text = _("{country}: {count} of {total} numbers; all: {command}")
            numbers = {"country": calls.request.country, "count": count, "total": total}
            yield SheetRow(say(text.with_values(**numbers, command=command)))
        if "fallback" not in self.cuts and (fallback := [*self._fallback_rows(lines)]):
            yield from (*blank, SheetRow(say(PHRASES["if_nobody"]), style="bold"), *fallback)

    def _heading(self) -> str:
        """Return the country, its time, and a wish that the caller did not type."""
        translator, now = self.translator, self.calls.now
        country, caller = self.calls.request[:2]
        local = time_zone.local_time(now, country.zone)
        own = caller and time_zone.local_time(now, caller.zone)
        clock = translator.format_datetime(local, "EEE HH:mm") if local else ""
        if local and own and own.utcoffset() != local.utcoffset() and not self.is_small:
            clock = phrases.describe_local_time(local, own, translator)
        named = _("{label}: {text}", label=self.place, text=country) if self.place else country
        return "   ".join(filter(None, map(translator.translate, (named, clock, self.wish))))

    def _choose(self) -> calling.Sections:
        """Return the sections with the lines that are shown."""
        sections = self.calls.sections if self.is_whole else calling.choose_lines(self.calls)
        kept = {*_EARLY, *[*sections][:1]}
        best, shown = calling.find_best(self.calls), dict[str, Sequence[Line]]()
        for name, lines in sections.items():
            most = max(name in kept, len(lines) - self.cuts.count(name))
            if chosen := [line for place, line in enumerate(lines) if place < most or line is best]:
                shown[name] = chosen
        return shown

    def _section_rows(self, sections: calling.Sections) -> Iterator[SheetRow]:
        """Yield each heading with its lines."""
        country, above = self.calls.request.country, list[Line]()
        for name, lines in sections.items():
            heading = words.describe_heading(
                name, lines, country, self.translator, is_short=self.is_small
            )
            yield SheetRow(heading, style="bold")
            for line in lines:
                if name in {"shelters", INSIDE}:
                    yield from self._short_rows(line, is_house=name == "shelters")
                else:
                    yield from self._line_rows(line, above)
                    above.append(line)

    def _line_rows(self, line: Line, above: Sequence[Line]) -> Iterator[SheetRow]:
        """Yield the rows of a line that is tried later than those `above`."""
        point, is_bare = line.point, self.is_small and line.state == CLOSED
        number = f"{len(above) + 1} {self._number(line, is_bare=is_bare and bool(above))}"
        if not above:
            yield SheetRow(number, style="number")
            yield from self._first_rows(line)
            return
        why, id_ = self.why(line, is_first=False), "" if "ids" in self.cuts else f" ({point.id})"
        if above[-1].point is point:
            same = _("the same person") if point.name else _("the same office")
            yield SheetRow(f"{number}   {self.translator.translate(same)}", style="number")
            if why != self.why(above[-1], is_first=False):
                yield SheetRow(why, 2)
        elif is_bare or any(earlier.point is point for earlier in above):
            # Without its id, it would read as a number of the person above.
            is_named = "ids" in self.cuts and not self.is_small
            name = f"{to_one_line(point.full_label)}, " if is_named else ""
            yield SheetRow(f"{number}   {name}{why}{id_}", style="number")
        else:
            name = "" if self.is_small else f"   {', '.join(self._names(point))}"
            yield SheetRow(to_one_line(f"{number}{name}"), style="number")
            if "about later" not in self.cuts:
                yield SheetRow(f"{self._about(line)}{id_}", 2)
            if "notes" not in self.cuts:
                yield from self._note_rows(point, 1)

    def _first_rows(self, line: Line) -> Iterator[SheetRow]:
        """Yield what is said of the line to try first, below its number."""
        translator, point = self.translator, line.point
        names = [
            *self._names(point),
            *([] if "offices" in self.cuts else phrases.list_offices(point)),
        ]
        yield SheetRow(self._about(line, is_first=True), 2)
        if "names" not in self.cuts:
            yield SheetRow(to_one_line(f"{', '.join(names)} ({point.id})"), 2)
        if "first note" not in self.cuts:
            yield from self._note_rows(point, _MAX_NOTE)
        is_stale = point.is_stale(self.calls.now.date(), self.view.info.verify_every_days)
        about = [translator.gettext("stale").upper()] if is_stale else []
        if not point.verified:
            about = [translator.gettext("never confirmed")]
        elif "confirmed" not in self.cuts:
            label = translator.gettext("Confirmed")
            text = phrases.describe_confirmation(point.verified, point.verified_via, translator)
            about.insert(0, translator.gettext("{label}: {text}", label=label, text=text))
        if about:
            yield SheetRow("   ".join(about), 2, "warning" if is_stale else "")

    def _short_rows(self, line: Line, *, is_house: bool) -> Iterator[SheetRow]:
        """Yield the rows of a number that is not to be dialled without care: a shelter's."""
        id_ = "" if "ids" in self.cuts else f" ({line.point.id})"
        about = f"{self._about(line) if is_house else self.why(line)}{id_}".strip()
        yield SheetRow("   ".join(filter(None, (self._number(line), about))), 2)
        yield from self._note_rows(line.point, _MAX_NOTE) if is_house else ()

    def _note_rows(self, point: FocalPoint, most: int) -> Iterator[SheetRow]:
        for note in filter(None, (point.notes, point.private_notes)):
            yield SheetRow(to_one_line(note), 2, most=most)

    def _number(self, line: Line, *, is_bare: bool = False) -> str:
        """Return a number as written, with its kind, its apps, and whether it is secret.

        `! ` stands before the numbers of an entry in conflict. A shelter is only called. `is_bare`
        is without kind and apps.
        """
        phone, translator = line.phone, self.translator
        is_house, is_kind = line.point.is_shelter, phone.type != "office" and not is_bare
        about: list[object] = [InlineTerm("phone", phone.type)] if is_kind else []
        about += [] if is_house or is_bare else [phrases.APP_LABELS[app] for app in phone.apps]
        is_secret = STRICTEST in {phone.sharing, line.point.sharing} and not is_house
        about += [phrases.describe_audience(STRICTEST, translator)] if is_secret else []
        number = to_one_line(phrases.add_extension(phone.number, phone, translator))
        number = f"! {number}" if line.point.id in self.conflicting_ids else number
        remarks = ", ".join(map(translator.translate, about))
        return f"{number} ({remarks})" if remarks else number

    def _names(self, point: FocalPoint) -> Iterable[str]:
        """Return who answers, and the role unless it is the usual one."""
        role = InlineTerm("role", point.role) if point.role != "focal-point" else ""
        return filter(None, (point.full_label, self.translator.translate(role)))

    def why(self, line: Line, *, is_first: bool = True) -> str:
        """Return what is to be expected of a call, and how test calls went."""
        state = describe_state(line, self.calls.now, self.translator, is_short=self.is_small)
        tests = phrases.describe_tests(line.phone, self.translator, self._short_day)
        if line.phone.tested and not line.phone.is_doubtful and not is_first:
            day = self._short_day(line.phone.tested, self.translator)
            # Translators: of a telephone number: somebody answered a test call on this day
            tests = [self.translator.gettext("tested {date}", date=day)]
        if self.is_small and line.doubt != "failed":
            tests = []
        return ", ".join(filter(None, (state, *tests)))

    def _about(self, line: Line, *, is_first: bool = False) -> str:
        """Return why a line is named, where it is, and its languages."""
        translator, point = self.translator, line.point
        languages = ", ".join(language_name(tag, translator.lang) for tag in languages_of(point))
        if not languages:
            languages = translator.gettext("languages not known")
        elif not point.languages:  # the official ones
            languages = translator.translate(PHRASES["probably"].with_values(languages=languages))
        place = describe_place(line, self.calls, translator)
        texts = (self.why(line, is_first=is_first), place, languages)
        return translator.join_long(filter(None, texts))

    def _short_day(self, day: date, translator: Translator) -> str:
        """Return a date, without its year if it is this year's."""
        is_recent = day.year == self.calls.now.year
        return translator.format_day(day) if is_recent else translator.format_date(day)

    def _fallback_rows(self, lines: Sequence[Line]) -> Iterator[SheetRow]:
        """Yield the secretariat's line, and a link that writes to seats of the country."""
        if aid := self.find_aid(lines):
            role = "" if self.is_small else f"{[*self._names(aid.point)][-1]}, "
            number = self._number(aid, is_bare=self.is_small)
            yield SheetRow(f"{number}   {role}{self.why(aid, is_first=False)}", 2, "number")
        addresses = self.find_addresses()
        if addresses and "addresses" not in self.cuts:
            link = addresses[0] if self.is_small else mail_link(*addresses)
            yield SheetRow(link, 2, is_link=True)
        for seat, handle in self.find_handles(lines) if "addresses" not in self.cuts else ():
            name = [] if lines and seat is lines[0].point else [to_one_line(seat.full_label)]
            text = "   ".join([phrases.mark_written(handle, self.translator), *name])
            yield SheetRow(text, 2, is_link=handle.is_link)

    def find_handles(self, lines: Sequence[Line]) -> list[tuple[FocalPoint, Handle]]:
        """Return the handles to write to, each with the seat that has it."""
        seat = calling.find_seat_with_handles(self.calls, next(iter(lines), None))
        return [(seat, handle) for handle in seat.handles] if seat else []

    def find_aid(self, lines: Sequence[Line]) -> Line | None:
        """Return the line of the secretariat to try first, unless it is among `lines`."""
        aid = next(iter(self.calls.secretariat), None)
        is_above = aid and any((aid.point, aid.place) == (line.point, line.place) for line in lines)
        return None if is_above else aid

    def find_addresses(self) -> list[str]:
        """Return the addresses to write to, one of a seat."""
        able = {seat: email_lists.find_recipient(seat) for seat in self.calls.seats}
        recipients = {seat: recipient for seat, recipient in able.items() if recipient}
        is_secret = {
            seat: STRICTEST in {recipient.sharing, seat.sharing}
            for seat, recipient in recipients.items()
        }
        seats = calling.find_addressees(self.calls, is_secret)
        return [*dict.fromkeys(recipients[seat].address for seat in seats)][:_MAX_ADDRESSES]


def format_text(sheet: Sheet) -> str:
    """Return the whole sheet, for a pipe."""
    return "".join(f"{' ' * row.indent}{row.text}\n" for row in sheet.rows())


def fit_screen(sheet: Sheet, width: int, height: int) -> list[tuple[str, str]]:
    """Return the sheet as styled texts of whole lines, with as much detail as the screen holds.

    `width` and `height` are in characters; one line is left for the prompt.
    """
    wrapped: list[tuple[SheetRow, list[str]]] = []
    for count in range(1 if sheet.is_whole else len(_CUTS) + 1):
        wrapped = [(row, _wrap(row, width)) for row in sheet._replace(cuts=_CUTS[:count]).rows()]
        # A link that is longer than the screen fills several lines.
        if sum(ceil(len(line) / width) or 1 for _, lines in wrapped for line in lines) < height:
            break
    return [(row.style, "".join(f"{line}\n" for line in lines)) for row, lines in wrapped]


def _wrap(row: SheetRow, width: int) -> list[str]:
    """Return the lines of a row; a link is left to the terminal, so that it can be copied whole.

    One to several addresses that is longer than the screen is written as these.
    """
    margin, text = " " * row.indent, row.text
    if row.is_link and len(text) + row.indent > width and "," in text:
        text = unquote(text.removeprefix("mailto:")).replace(",", ", ")
    elif row.is_link or not text:
        return [f"{margin}{text}".rstrip()]
    return textwrap.wrap(
        text,
        width,
        initial_indent=margin,
        subsequent_indent=margin or "  ",
        break_long_words=not row.is_link,
        break_on_hyphens=False,
        max_lines=row.most or None,
        placeholder=" …",
    )


def format_json(sheet: Sheet) -> str:
    """Return all lines as an object."""
    calls, lines = sheet.calls, sheet.calls.lines
    local = time_zone.local_time(calls.now, calls.request.country.zone)
    aid, addresses = sheet.find_aid(lines), sheet.find_addresses()
    sections = [name for name, part in calls.sections.items() for _ in part]
    return dump_json(
        {
            "version": 1,
            "country": calls.request.country.name,
            "local_time": local.isoformat() if local else None,
            "answers_now": "answers" in calls.sections,
            "sentence": words.describe_calls(calls, sheet.translator) or None,
            "lines": [
                {
                    "section": "may" if section == "too" else section,
                    "rank": rank,
                    "number": line.phone.e164,
                    "dial": line.dial or None,
                    "entry": line.point.id,
                    "name": line.point.full_label,
                    "role": line.point.role,
                    "state": line.state,
                    "why": sheet.why(line),
                    "note": "\n".join(filter(None, (line.point.notes, line.point.private_notes)))
                    or None,
                    "opens": line.opens.isoformat() if line.opens else None,
                    "languages": list(line.point.languages),
                    "tested": str(line.phone.tested) if line.phone.tested else None,
                    **({"conflict": True} if line.point.id in sheet.conflicting_ids else {}),
                }
                for rank, (section, line) in enumerate(zip(sections, lines, strict=True), 1)
            ],
            "total": len(calls.near),
            "fallback": {
                "number": aid.phone.e164 if aid else None,
                "state": sheet.why(aid) if aid else None,
                "mailto": mail_link(*addresses) or None,
                "handles": [
                    {"app": each.app, "id": each.id, "link": each.link or None, "entry": seat.id}
                    for seat, each in sheet.find_handles(lines)
                ],
            },
            "vacant": [seat.id for seat in calls.vacant],
        }
    )
