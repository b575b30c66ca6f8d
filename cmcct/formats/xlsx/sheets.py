"""The sheets of a workbook: entries, removed ones, meetings, groups, participants.

A sheet has columns, cells, and lines above the table.
"""

import re
import tomllib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cmcct.calling.lines import MAY_WORK, Line
from cmcct.calling.words import HALF_LABELS
from cmcct.fieldtypes import web_address
from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats.shared import annex_rows, list_header, phrases
from cmcct.formats.shared.columns import (
    HEADINGS,
    NAMES,
    PHONES,
    PLAIN_TEXTS,
    SEPARATOR,
    readable_texts,
)
from cmcct.history.people import Annex
from cmcct.i18n.messages import Lowered, OptionalMessage, Translator, _
from cmcct.model.entities import AROUND_THE_CLOCK, STRICTEST, FocalPoint, Meeting, Phone
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.text.folding import fold

_OLDEST = date(1900, 3, 1)  # before this date, Excel's calendar is wrong

WITHHELD = "withheld"
# The first number that can be dialled, as a link: a cell has one. The others stand beside it.
FIRST, NUMBERS = "first_number", "numbers"
CONTINUED = "…"  # before what else is said of the first number
# Sectors by group: a filter on one column of them all would offer each combination.
GROUPS = {
    "both": _("Sectors: coordination"),
    "law-enforcement": _(
        "{label}: {text}", label=_("Sectors"), text=Lowered(HALF_LABELS["law-enforcement"])
    ),
    "protection": _("{label}: {text}", label=_("Sectors"), text=Lowered(HALF_LABELS["protection"])),
}
_COLUMNS = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
_ON_PAPER, _ON_SCREEN = _COLUMNS["paper"], _COLUMNS["screen"]
_DATES = frozenset({"since", "until", "verified"})
_SHORT = frozenset({"covers", "languages"})  # several values share a line
_OTHER_WIDTH = 30
# Columns of earlier workbooks: such a list may still come back.
_EARLIER = dict.fromkeys([*sorted(PHONES - {"fax"}), "phones", "sectors"], _OTHER_WIDTH)
_PLACED = {*_ON_PAPER, *_ON_SCREEN, *_EARLIER, "marking", "corrections"}
_OTHERS = dict.fromkeys((name for name in NAMES if name not in _PLACED), _OTHER_WIDTH)
_WIDTHS = {**_ON_PAPER, **_ON_SCREEN, **_OTHERS}
_OWN_HEADINGS = {
    WITHHELD: _("Withheld"),
    # Translators: the heading of the telephone number to try first
    FIRST: _("Call first"),
    # Translators: the heading of telephone numbers beside the one to try first
    NUMBERS: _("Numbers and details"),
    **GROUPS,
}
_WEB = re.compile("https?://[!-~]{1,2000}")  # Excel takes no longer ones
_NAMING = ("name", "unit", "organisation", "country")
_WIDTHS_OF_ANNEX = (22, 12, 24, 24, 26, 26, 26)


class Month(NamedTuple):
    """A month without a day."""

    first: date


class Link(NamedTuple):
    """A text of one line that leads to an address: `tel:`, `mailto:`, `http:` or `https:`."""

    text: str
    url: str


CellValue: TypeAlias = str | date | Month | Link  # "" is an empty cell


class Column(NamedTuple):
    """A column: its heading, its width in characters, and what its empty cells are for.

    `choices` are the words that may be filled in; `is_day` marks a column of days.
    """

    heading: OptionalMessage
    width: int
    choices: str = ""  # a facet of the vocabulary
    is_day: bool = False


class Sheet(NamedTuple):
    """The content and layout of a sheet: `about` are the texts above the table."""

    name: OptionalMessage
    columns: Sequence[Column]
    rows: Iterable[Sequence[CellValue]]
    about: Sequence[str]
    frozen: int = 1  # columns
    on_paper: int = 0  # the first columns, if not all are printed

    @property
    def printed(self) -> int:
        """The number of columns that fill a page's width."""
        return self.on_paper or len(self.columns)


def to_day(day: date | None, translator: Translator) -> CellValue:
    """Return a date, or text if the date is too old for Excel."""
    if day is None:
        return ""
    return day if day >= _OLDEST else translator.format_date(day)


def _describe_list(view: AudienceView, translator: Translator) -> list[str]:
    """Return the edition and the address for corrections."""
    lines = (
        list_header.format_edition(view, translator),
        list_header.format_corrections(view.info.contact, translator),
    )
    return [*filter(None, lines)]


def list_points(view: AudienceView, translator: Translator, earlier: Container[str] = ()) -> Sheet:
    """Return the sheet of the entries of a view.

    `earlier` are the folded headings of a sheet that came back: columns of earlier versions follow
    if it has them, and those of numbers are left out if it has not.
    """
    private = () if view.audience == STRICTEST else ("private_notes",)
    headings = HEADINGS | _OWN_HEADINGS
    has = {name: fold(translator.translate(headings[name])) in earlier for name in headings}
    left_out = {*private, *(name for name in (FIRST, NUMBERS) if earlier and not has[name])}
    widths = {name: width for name, width in _WIDTHS.items() if name not in left_out}
    widths |= {name: width for name, width in _EARLIER.items() if has[name]}
    cells = [_cell_of(name, view, translator) for name in widths]
    return Sheet(
        _("Focal points"),
        [Column(headings[name], width) for name, width in widths.items()],
        ([cell(point) for cell in cells] for point in view.focal_points),
        [*_describe_list(view, translator), *list_header.describe_limits(view, translator)],
        frozen=2,
        on_paper=len(_ON_PAPER),
    )


def _cell_of(
    name: str, view: AudienceView, translator: Translator
) -> Callable[[FocalPoint], CellValue]:
    """Return the function that makes the cells of a column."""
    between = ", " if name in _SHORT else "\n"

    def text(point: FocalPoint) -> str:
        return between.join(readable_texts(point, name, view, translator))

    def email(point: FocalPoint) -> CellValue:
        # A single address is a link; Calc shows several in one on one line.
        link = mail_link(point.emails[0].address) if len(point.emails) == 1 else ""
        return Link(text(point), link) if link else text(point)

    def handles(point: FocalPoint) -> str:
        texts = (
            phrases.add_remarks(each.text, [phrases.describe_secrecy(each.sharing, translator)])
            for each in point.handles
        )
        return SEPARATOR.join(texts)

    def website(point: FocalPoint) -> CellValue:
        url = web_address.encode(point.website) if point.website else ""
        return Link(point.website, url) if _WEB.fullmatch(url) else point.website

    def withheld(point: FocalPoint) -> str:
        count = view.withheld.get(point.id, 0)
        has_handles = point.id in view.withheld_handles
        message = phrases.count_channels(count, has_handles=has_handles)
        return translator.translate(message) if count else ""

    def sectors(point: FocalPoint) -> str:
        terms = (vocabulary.get_term("sector", slug) for slug in point.sectors)
        return "\n".join(term.label(translator.lang) for term in terms if term.half == name)

    special: dict[str, Callable[[FocalPoint], CellValue]] = {
        FIRST: lambda point: _link_first_number(point, translator) or "",
        NUMBERS: lambda point: _list_numbers(point, view, translator),
        "email": email,
        "handles": handles,
        WITHHELD: withheld,
        **dict.fromkeys(_DATES, lambda point: to_day(getattr(point, name), translator)),
        **dict.fromkeys(PLAIN_TEXTS, attrgetter(name)),
        "website": website,
        **dict.fromkeys(GROUPS, sectors),
    }
    return special.get(name, text)


def _link_first_number(point: FocalPoint, translator: Translator) -> Link | None:
    phone = next(filter(phrases.tel_link, point.phones_to_try), None)
    if phone is None:
        return None
    return Link(phrases.add_extension(phone.formatted, phone, translator), phrases.tel_link(phone))


def _list_numbers(point: FocalPoint, view: AudienceView, translator: Translator) -> str:
    """Return what else is said of the first number, and the other ones."""
    texts = [*readable_texts(point, "phones", view, translator)]
    if first := _link_first_number(point, translator):
        place = next(at for at, text in enumerate(texts) if text.startswith(first.text))
        # Calc shows a link on one line, so details of its number do not stand in it.
        details = texts.pop(place).removeprefix(first.text)
        texts = [f"{CONTINUED}{details}", *texts] if details else texts
    return "\n".join(texts)


def list_headings() -> Iterator[tuple[OptionalMessage, str, str]]:
    """Yield the headings that only this sheet has, each with the key of its values or "".

    The third is FIRST or NUMBERS for the columns that `join_numbers` joins.
    """
    yield _OWN_HEADINGS[WITHHELD], "", ""
    yield HEADINGS["phones"], "phones", ""
    yield from ((_OWN_HEADINGS[name], "phones", name) for name in (FIRST, NUMBERS))
    yield from ((heading, "sectors", "") for heading in GROUPS.values())


def join_numbers(first: str, numbers: str) -> str:
    """Return the numbers of an entry, a line each, from the texts of the columns of numbers."""
    is_continued = numbers.startswith(CONTINUED)
    numbers = numbers.removeprefix(CONTINUED)
    if is_continued and not first.strip():  # nothing is said of a number that is gone
        return numbers.partition("\n")[2]
    return f"{first}{numbers}" if is_continued else "\n".join(filter(None, (first, numbers)))


def list_removed(view: AudienceView, translator: Translator) -> Sheet:
    """Return the entries that an earlier list had, without contacts."""
    rows = (
        ["\n".join(readable_texts(point, name, view, translator)) for name in _NAMING]
        for point in view.removed
    )
    withdrawn = map(translator.translate, list_header.describe_withdrawn(view.withdrawn))
    return Sheet(
        list_header.REMOVED_HEADING,
        [Column(HEADINGS[name], 36) for name in _NAMING],
        rows,
        [*_describe_list(view, translator), *withdrawn],
    )


def list_meetings(view: AudienceView, translator: Translator) -> Sheet:
    """Return the meetings that entries attended."""
    headings = (_("Meeting"), _("Date"), _("Place"), _("Host"), _("ID"))
    columns = [*map(Column, headings, (48, 20, 28, 28, 28))]

    def day(meeting: Meeting) -> CellValue:
        """Return the date or the month of a meeting; text of several days, and if it is too old."""
        in_words = phrases.format_meeting_day(meeting, translator)
        if meeting.until:
            return in_words
        if isinstance(meeting.date, date):
            return to_day(meeting.date, translator)
        first = date.fromisoformat(f"{meeting.date}-01") if meeting.date else _OLDEST
        if first < _OLDEST:
            return in_words
        return Month(first) if meeting.date else ""

    rows = (
        [meeting.name, day(meeting), meeting.place, translator.translate(meeting.host), meeting.id]
        for meeting in view.meetings_attended
    )
    return Sheet(_("Meetings"), columns, rows, _describe_list(view, translator))


def list_groups(view: AudienceView, translator: Translator) -> Sheet:
    """Return the working groups with entries in them."""
    headings = (_("Working group"), _("Purpose"), _("Countries"), _("ID"))
    columns = [*map(Column, headings, (40, 52, 38, 28))]
    rows = []
    for group in view.groups_joined:
        names = ", ".join(map(translator.translate, group.countries))
        names = names or translator.gettext("open to all")
        rows.append((group.name, group.purpose, names, group.id))
    return Sheet(_("Working groups"), columns, rows, _describe_list(view, translator))


def list_participants(participants: Annex, translator: Translator) -> Sheet:
    """Return the participants of a meeting by country, the host's first."""
    headings = (*(HEADINGS[key] for key in annex_rows.COLUMNS), _("Remark"))
    return Sheet(
        _("Participants"),
        [*map(Column, headings, _WIDTHS_OF_ANNEX)],
        annex_rows.list_rows(participants, translator),
        [
            annex_rows.title(participants),
            *annex_rows.describe(participants, translator)[1:],
            *map(translator.translate, annex_rows.describe_gone(participants)),
        ],
    )


# Of a sheet of lines to ring: those in its last four are filled in, and come back.
CALL_COLUMNS: Mapping[str, Column] = {
    "country": Column(HEADINGS["country"], 16),
    # Translators: heading of the names of those who answer a telephone number
    "whose": Column(_("Whose"), 34),
    "number": Column(_("Number to ring"), 24),
    # Translators: when a telephone number is answered, and the time zone
    "hours": Column(_("Hours there"), 24),
    # Translators: heading of the day of the last test call
    "last": Column(_("Last test"), 18),
    "day": Column(_("Day of the call"), 15, is_day=True),
    # Translators: heading of: yes, no, busy, wrong number
    "answered": Column(_("Answered"), 18, choices="failed"),
    # Translators: heading of who made a test call
    "caller": Column(_("By whom"), 20),
    "remark": Column(_("Remark"), 34),
    "id": Column(HEADINGS["id"], 24),
}


def list_calls(
    view: AudienceView, numbers: Iterable[Sequence[Line]], limit: str, translator: Translator
) -> Sheet:
    """Return a sheet of lines to ring for a test, with cells to fill in.

    A number has its lines in one row. `limit` marks the toll-free ones. How a call failed is for
    the secretariat only.
    """

    def last_test(phone: Phone) -> CellValue:
        if view.audience == STRICTEST and phone.last_failure:
            return "\n".join(phrases.describe_tests(phone, translator))
        return to_day(phone.tested, translator)

    def make_row(lines: Sequence[Line]) -> list[CellValue]:
        (first, *_others), points = lines, [line.point for line in lines]
        zone = phrases.describe_zone(first.point.zone, translator) if first.point.zone else ""
        hours = ", ".join(filter(None, (AROUND_THE_CLOCK, zone)))
        cells: dict[str, CellValue] = {
            "country": translator.translate(first.point.country),
            "whose": "\n".join(", ".join((p.full_label, *phrases.list_offices(p))) for p in points),
            "number": phrases.add_extension(first.phone.formatted, first.phone, translator),
            "hours": f"{hours}\n{limit}" if first.reach == MAY_WORK else hours,
            "last": last_test(first.phone),
            "id": "\n".join(point.id for point in points),
        }
        return [cells.get(name, "") for name in CALL_COLUMNS]

    return Sheet(
        # Translators: name of a sheet of telephone numbers to ring for a test
        _("Test calls"),
        [*CALL_COLUMNS.values()],
        map(make_row, numbers),
        [list_header.format_corrections(view.info.contact, translator)],
    )
