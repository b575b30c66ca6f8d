"""The sheets beside that of the entries: removed ones, meetings, groups, participants."""

from collections.abc import Iterable, Sequence
from datetime import date

from cmcct.formats.shared import annex_rows, list_header
from cmcct.formats.shared.columns import HEADINGS, readable_texts
from cmcct.formats.shared.phrases import format_meeting_day
from cmcct.formats.xlsx.sheets import CellValue, Column, Sheet, describe_list, to_day, to_month
from cmcct.history.participants import Annex
from cmcct.i18n.messages import OptionalMessage, Translator, _
from cmcct.model.entities import Meeting, WorkingGroup
from cmcct.privacy.audiences import AudienceView

_NAMING = ("name", "unit", "organisation", "country")
_WIDTHS_OF_ANNEX = (22, 12, 24, 24, 26, 26, 26)


def list_removed(view: AudienceView, translator: Translator) -> Sheet:
    """Return the entries that an earlier list had, without contacts."""
    rows = (
        ["\n".join(readable_texts(point, name, view, translator)) for name in _NAMING]
        for point in view.removed
    )
    withdrawn = map(translator.translate, list_header.describe_withdrawn(view.withdrawn))
    return _make_sheet(
        list_header.REMOVED_HEADING,
        [Column(HEADINGS[name], 36) for name in _NAMING],
        rows,
        [*describe_list(view, translator), *withdrawn],
    )


def list_meetings(view: AudienceView, translator: Translator) -> Sheet:
    """Return the meetings that entries attended."""
    columns = (
        Column(_("Meeting"), 48),
        Column(_("Date"), 20),
        Column(_("Place"), 28),
        Column(_("Host"), 28),
        Column(_("ID"), 28),
    )
    rows = (_meeting(meeting, translator) for meeting in view.meetings_attended)
    return _make_sheet(_("Meetings"), columns, rows, describe_list(view, translator))


def list_groups(view: AudienceView, translator: Translator) -> Sheet:
    """Return the working groups with entries in them."""
    columns = (
        Column(_("Working group"), 40),
        Column(_("Purpose"), 52),
        Column(_("Countries"), 38),
        Column(_("ID"), 28),
    )
    rows = (_group(group, translator) for group in view.groups_joined)
    return _make_sheet(_("Working groups"), columns, rows, describe_list(view, translator))


def list_participants(participants: Annex, translator: Translator) -> Sheet:
    """Return the participants of a meeting by country, the host's first."""
    headings = (*(HEADINGS[key] for key in annex_rows.COLUMNS), _("Remark"))
    return _make_sheet(
        _("Participants"),
        [*map(Column, headings, _WIDTHS_OF_ANNEX)],
        annex_rows.rows(participants, translator),
        [
            annex_rows.title(participants),
            *annex_rows.describe(participants, translator)[1:],
            *map(translator.translate, annex_rows.describe_gone(participants)),
        ],
    )


def _make_sheet(
    name: OptionalMessage,
    columns: Sequence[Column],
    rows: Iterable[Sequence[CellValue]],
    about: Sequence[str],
) -> Sheet:
    """Return a sheet of which all columns are printed."""
    return Sheet(name, columns, rows, about, frozen=1, printed=len(columns))


def _meeting(meeting: Meeting, translator: Translator) -> list[CellValue]:
    return [
        meeting.name,
        _date_cell(meeting, translator),
        meeting.place,
        translator.translate(meeting.host),
        meeting.id,
    ]


def _group(group: WorkingGroup, translator: Translator) -> list[CellValue]:
    countries = ", ".join(map(translator.translate, group.countries)) or translator.gettext(
        "open to all"
    )
    return [group.name, group.purpose, countries, group.id]


def _date_cell(meeting: Meeting, translator: Translator) -> CellValue:
    """Return the date or the month of a meeting, or text if it is too old for Excel."""
    when = meeting.date
    if isinstance(when, date):
        return to_day(when, translator)
    if not when:
        return ""
    return to_month(date.fromisoformat(f"{when}-01")) or format_meeting_day(meeting, translator)
