"""The sheet of `cmcct call`: whom to call now, why, and what to do when nobody answers."""

import textwrap
from collections.abc import Collection, Container, Iterator, Sequence
from datetime import date
from math import ceil
from typing import NamedTuple

from cmcct.calling import order, words
from cmcct.calling.lines import CLOSED, ELSEWHERE, INSIDE, Line, is_shelter, languages_of
from cmcct.calling.order import Calls, Section
from cmcct.calling.words import LINES, describe_place, describe_state
from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats import email_lists
from cmcct.formats.shared.phrases import (
    APP_LABELS,
    add_extension,
    describe_audience,
    describe_confirmation,
    describe_local_time,
    describe_tests,
    list_offices,
)
from cmcct.i18n.messages import Message, Translator, _
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference.languages import language_name
from cmcct.reference.vocabulary import InlineTerm
from cmcct.text.control_chars import to_one_line

# A smaller screen has fewer words for each line.
LEAST_WIDTH, LEAST_HEIGHT = 60, 24
_MAX_NOTE = 3  # rows of the first line's note
_MAX_ADDRESSES = 3
# What a screen lacks that cannot hold all, in this order: blank lines, ids and notes; the lines
# after the first of a section; when the first line was confirmed, and sections below those to try
# first; then all but who answers the first line, whether that is stale, and the lines to try first.
_CUTS = (
    *("blanks", "ids", "notes", "closed", "too", "elsewhere", "may"),
    *("confirmed", "late", "about later", "answers", "addresses", "first note", "fallback"),
    *("wishes", "vacant", "offices", "names"),
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

    calls: Calls
    view: AudienceView
    translator: Translator
    command: str  # that shows all lines
    place: str = ""  # by which the country was named
    is_whole: bool = False  # all lines are shown
    wish: Message | str = ""  # that a variable made
    conflicting_ids: Container[str] = ()  # of entries in conflict, whose numbers are marked
    is_small: bool = False  # for a small screen

    def rows(self, cuts: Collection[str] = ()) -> Iterator[SheetRow]:
        """Yield the rows, without what is in `cuts`; an empty one is a blank line."""
        translator, calls = self.translator, self.calls
        blank = [] if "blanks" in cuts else [SheetRow("")]
        yield SheetRow(self._heading(), style="bold")
        for seat in calls.vacant if "vacant" not in cuts else ():
            names = filter(None, (seat.title, seat.unit, seat.organisation))
            vacant = LINES["vacant"].with_values(seat=", ".join(names) or seat.id)
            yield SheetRow(to_one_line(translator.translate(vacant)))
        unmet = [] if "wishes" in cuts else [*words.find_unmet_wishes(calls, translator)]
        for sentence in (
            words.describe_calls(calls, translator, is_short=self.is_small),
            *unmet,
        ):
            if sentence:
                yield SheetRow(translator.translate(sentence), style="warning")
        shown = self._choose(cuts)
        yield from blank if shown else ()
        yield from self._section_rows(shown, cuts)
        lines = [line for section in shown for line in section.lines]
        yield from self._count_rows(lines)
        fallback = [*self._fallback_rows(lines, cuts)]
        if fallback:
            yield from blank
            yield SheetRow(translator.translate(LINES["if_nobody"]), style="bold")
            yield from fallback

    def _heading(self) -> str:
        """Return the country, its time, and a wish that the caller did not type."""
        translator, now = self.translator, self.calls.now
        country, caller = self.calls.request[:2]
        local = time_zone.local_time(now, country.zone)
        own = caller and time_zone.local_time(now, caller.zone)
        clock = translator.format_datetime(local, "EEE HH:mm") if local else ""
        if local and own and own.utcoffset() != local.utcoffset() and not self.is_small:
            clock = describe_local_time(local, own, translator)
        named = _("{label}: {text}", label=self.place, text=country) if self.place else country
        return "   ".join(filter(None, map(translator.translate, (named, clock, self.wish))))

    def _choose(self, cuts: Collection[str]) -> list[Section]:
        """Return the sections with the lines that are shown, the second part of `may` as `too`."""
        sections = self.calls.sections if self.is_whole else order.choose_lines(self.calls)
        chosen: list[Section] = []
        for name, lines in sections:
            key = "too" if name == "may" and any(name == other.name for other in chosen) else name
            is_cut = "late" in cuts and key not in _EARLY
            if not (is_cut and chosen):
                chosen.append(Section(key, lines[:1] if key in cuts else lines))
        return chosen

    def _section_rows(
        self, sections: Sequence[Section], cuts: Collection[str]
    ) -> Iterator[SheetRow]:
        """Yield each heading with its lines."""
        rank, above = 0, list[Line]()
        for name, lines in sections:
            yield SheetRow(self._section_heading(name, lines), style="bold")
            for line in lines:
                if name in {"shelters", INSIDE}:
                    yield from self._short_rows(line, name, cuts)
                    continue
                rank += 1
                is_bare = self.is_small and line.state == CLOSED
                number = f"{rank} {self._number(line, is_bare=is_bare and bool(above))}"
                rows = self._next_rows(number, line, above, cuts)
                yield from rows if above else self._first_rows(number, line, cuts)
                above.append(line)

    def _section_heading(self, name: str, lines: Sequence[Line]) -> str:
        key = words.find_heading(name, lines)
        key = f"{key}_short" if self.is_small and f"{key}_short" in words.HEADINGS else key
        heading = words.HEADINGS[key].with_values(country=self.calls.request.country)
        return self.translator.translate(heading)

    def _first_rows(self, number: str, line: Line, cuts: Collection[str]) -> Iterator[SheetRow]:
        """Yield the rows of the line to try first."""
        translator, point = self.translator, line.point
        offices = [] if "offices" in cuts else list_offices(point)
        names = [*self._names(point), *offices]
        confirmed = describe_confirmation(point.verified, point.verified_via, translator)
        label = translator.gettext("Confirmed")
        text = translator.gettext("{label}: {text}", label=label, text=confirmed)
        is_stale = point.is_stale(self.calls.now.date(), self.view.info.verify_every_days)
        mark = translator.gettext("STALE")
        yield SheetRow(number, style="number")
        yield SheetRow(self._about(line, is_first=True), 2)
        if "names" not in cuts:
            yield SheetRow(to_one_line(f"{', '.join(names)} ({point.id})"), 2)
        if "first note" not in cuts:
            yield from self._note_rows(point, _MAX_NOTE)
        about = [*([] if "confirmed" in cuts else [text]), *([mark] if is_stale else [])]
        if about:
            yield SheetRow("   ".join(about), 2, "warning" if is_stale else "")

    def _next_rows(
        self, number: str, line: Line, above: Sequence[Line], cuts: Collection[str]
    ) -> Iterator[SheetRow]:
        """Yield the rows of a line to try later than those `above`."""
        point, last = line.point, above[-1]
        why, id_ = self.why(line, is_first=False), "" if "ids" in cuts else f" ({point.id})"
        same = _("the same person") if point.name else _("the same office")
        if last.point is point:
            yield SheetRow(f"{number}   {self.translator.translate(same)}", style="number")
            is_alike = why == self.why(last, is_first=False)
            yield from [] if is_alike else [SheetRow(why, 2)]
            return
        if any(one.point is point for one in above) or (self.is_small and line.state == CLOSED):
            yield SheetRow(f"{number}   {why}{id_}", style="number")
            return
        name = "" if self.is_small else f"   {', '.join(self._names(point))}"
        yield SheetRow(to_one_line(f"{number}{name}"), style="number")
        if "about later" not in cuts:
            yield SheetRow(f"{self._about(line)}{id_}", 2)
        if "notes" not in cuts:
            yield from self._note_rows(point, 1)

    def _short_rows(self, line: Line, name: str, cuts: Collection[str]) -> Iterator[SheetRow]:
        """Yield the rows of a number that is not to be dialled without care: a shelter's."""
        is_house = name == "shelters"
        id_ = "" if "ids" in cuts else f" ({line.point.id})"
        about = f"{self._about(line) if is_house else self.why(line)}{id_}".strip()
        yield SheetRow("   ".join(filter(None, (self._number(line), about))), 2)
        yield from self._note_rows(line.point, _MAX_NOTE) if is_house else ()

    def _note_rows(self, point: FocalPoint, most: int) -> Iterator[SheetRow]:
        for note in (point.notes, point.private_notes):
            if note:
                yield SheetRow(to_one_line(note), 2, most=most)

    def _number(self, line: Line, *, is_bare: bool = False) -> str:
        """Return a number as written, with its kind, its apps, and whether it is secret.

        `! ` stands before the numbers of an entry in conflict. A shelter is only called. `is_bare`
        is without kind and apps.
        """
        phone, translator = line.phone, self.translator
        is_house, is_kind = is_shelter(line.point), phone.type != "office" and not is_bare
        about: list[object] = [InlineTerm("phone", phone.type)] if is_kind else []
        about += [] if is_house or is_bare else [APP_LABELS[app] for app in phone.apps]
        is_secret = STRICTEST in {phone.sharing, line.point.sharing} and not is_house
        about += [describe_audience(STRICTEST, translator)] if is_secret else []
        number = to_one_line(add_extension(phone.number, phone, translator))
        number = f"! {number}" if line.point.id in self.conflicting_ids else number
        remarks = ", ".join(map(translator.translate, about))
        return f"{number} ({remarks})" if remarks else number

    def _names(self, point: FocalPoint) -> list[str]:
        """Return who answers, and the role."""
        return [*filter(None, (point.full_label, self._role(point)))]

    def _role(self, point: FocalPoint) -> str:
        """Return the role of a seat, unless it is the usual one."""
        if point.role == "focal-point":
            return ""
        return self.translator.translate(InlineTerm("role", point.role))

    def why(self, line: Line, *, is_first: bool = True) -> str:
        """Return what is to be expected of a call, and how test calls went."""
        state = describe_state(line, self.calls.now, self.translator, is_short=self.is_small)
        tests = describe_tests(line.phone, self.translator, self._short_day)
        if line.phone.tested and not line.phone.is_doubtful and not is_first:
            day = self._short_day(line.phone.tested, self.translator)
            # Translators: of a telephone number: somebody answered a test call on this day
            tests = [self.translator.gettext("tested {date}", date=day)]
        if self.is_small and line.doubt != "failed":
            tests = []
        return ", ".join(filter(None, (state, *tests)))

    def _about(self, line: Line, *, is_first: bool = False) -> str:
        """Return why a line is named, where it is, and its languages."""
        place = describe_place(line, self.calls, self.translator)
        texts = (self.why(line, is_first=is_first), place, self._languages(line.point))
        text, *others = filter(None, texts)
        for other in others:
            # Translators: two remarks on a telephone number: open now; English, Spanish
            text = self.translator.gettext("{message}; {hint}", message=text, hint=other)
        return text

    def _languages(self, point: FocalPoint) -> str:
        """Return the languages of an entry; if none are given, the official ones as probable."""
        tags = languages_of(point)
        names = ", ".join(language_name(tag, self.translator.lang) for tag in tags)
        if point.languages or not names:
            return names or self.translator.gettext("languages not known")
        return self.translator.translate(LINES["probably"].with_values(languages=names))

    def _short_day(self, day: date, translator: Translator) -> str:
        """Return a date, without its year if it is this year's."""
        is_recent = day.year == self.calls.now.year
        return translator.format_day(day) if is_recent else translator.format_date(day)

    def _count_rows(self, lines: Sequence[Line]) -> Iterator[SheetRow]:
        """Yield how many lines of the country are shown, if not all are."""
        count = sum(line.nearness != ELSEWHERE for line in lines)
        total = len(self.calls.near)
        # Translators: 3 of its 6 numbers; all: cmcct call trinidad --all
        text = _("{count} of its {total} numbers; all: {command}")
        # Translators: of the numbers that a small screen shows
        small = _("{count} of its {total} numbers; more: {command}")
        if count < total:
            text, command = (small, "--all") if self.is_small else (text, self.command)
            text = text.with_values(count=count, total=total, command=command)
            yield SheetRow(self.translator.translate(text))

    def _fallback_rows(self, lines: Sequence[Line], cuts: Collection[str]) -> Iterator[SheetRow]:
        """Yield the secretariat's line, and a link that writes to seats of the country."""
        if "fallback" in cuts:
            return
        if aid := self.find_aid(lines):
            role = "" if self.is_small else f"{self._role(aid.point)}, "
            number = self._number(aid, is_bare=self.is_small)
            yield SheetRow(f"{number}   {role}{self.why(aid, is_first=False)}", 2, "number")
        addresses = self.find_addresses()
        if addresses and "addresses" not in cuts:
            link = addresses[0] if self.is_small else mail_link(*addresses)
            yield SheetRow(link, 2, is_link=True)

    def find_aid(self, lines: Sequence[Line]) -> Line | None:
        """Return the line of the secretariat to try first, unless it is among `lines`."""
        aid = next(iter(self.calls.secretariat), None)
        is_above = aid and any((aid.point, aid.place) == (one.point, one.place) for one in lines)
        return None if is_above else aid

    def find_addresses(self) -> list[str]:
        """Return the addresses to write to, one of a seat."""
        found = filter(None, map(email_lists.find_recipient, self.view.focal_points))
        able = {recipient.point.id: recipient for recipient in found}
        secret_ids = {
            id_ for id_, one in able.items() if STRICTEST in {one.sharing, one.point.sharing}
        }
        points = [recipient.point for recipient in able.values()]
        seats = order.find_addressees(points, self.calls, secret_ids)
        return [*dict.fromkeys(able[seat.id].address for seat in seats)][:_MAX_ADDRESSES]


def format_text(sheet: Sheet) -> str:
    """Return the whole sheet, for a pipe."""
    return "".join(f"{' ' * row.indent}{row.text}\n" for row in sheet.rows())


def fit_screen(sheet: Sheet, width: int, height: int) -> list[tuple[str, str]]:
    """Return the sheet as styled texts of whole lines, with as much detail as the screen holds.

    `width` and `height` are in characters; one line is left for the prompt.
    """
    wrapped: list[tuple[SheetRow, list[str]]] = []
    for count in range(1 if sheet.is_whole else len(_CUTS) + 1):
        wrapped = [(row, _wrap(row, width)) for row in sheet.rows(_CUTS[:count])]
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
        subsequent_indent=margin or "  ",
        break_on_hyphens=False,
        drop_whitespace=True,
        max_lines=row.most or None,
        placeholder=" …",
    )


def _height(line: str, width: int) -> int:
    """Return the number of screen lines that a line fills."""
    return max(1, ceil(len(line) / width))
