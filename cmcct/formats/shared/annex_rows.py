"""Rows and texts of the participants of a meeting, for all formats of the annex."""

from collections.abc import Iterator
from typing import NamedTuple

from cmcct.formats.shared import list_header
from cmcct.history.people import Annex
from cmcct.i18n.messages import Message, Translator, _, ngettext
from cmcct.reference.vocabulary import get_term
from cmcct.search import query

COLUMNS = ("country", "honorific", "name", "title", "unit", "organisation")

_REMARKS: dict[str, object] = {
    # Translators: of the person who attended a meeting
    "likely": _("not certain that it was this person"),
    # Translators: of the person who attended a meeting
    "unknown": _("person not known"),
    # Translators: of the person who attended a meeting
    "withheld": _("person withheld from this list"),
    "vacant": get_term("status", "vacant"),
}


class AnnexRow(NamedTuple):
    """A participant as texts, in the order of COLUMNS, with a remark."""

    country: str
    honorific: str
    name: str
    title: str
    unit: str
    organisation: str
    remark: str

    @property
    def label(self) -> str:
        """The person with the honorific, else the office."""
        person = " ".join(filter(None, (self.honorific, self.name)))
        return person or self.unit or self.organisation

    def office_and_note(self, translator: Translator) -> str:
        """Return job title, unit and organisation, without the label, and the remark."""
        names = (self.title, self.unit, self.organisation)
        office = ", ".join(name for name in names if name not in {"", self.label})
        if not (office and self.remark):
            return office or self.remark
        return translator.gettext("{text} ({remark})", text=office, remark=self.remark)


def list_rows(annex: Annex, translator: Translator) -> list[AnnexRow]:
    """Return the participants by country, the host's first, then by role and family name."""
    points = query.sort_entries(annex.view.focal_points, translator)
    host = annex.meeting.host.code
    rows = []
    for point in sorted(points, key=lambda point: point.country.code != host):
        remark = translator.translate(_REMARKS.get(annex.certainty[point.id], ""))
        texts = (getattr(point, key) for key in COLUMNS[1:])
        rows.append(AnnexRow._make((translator.translate(point.country), *texts, remark)))
    return rows


def title(annex: Annex) -> str:
    """Return the name of the meeting, or its id."""
    return annex.meeting.name or annex.meeting.id


def describe(annex: Annex, translator: Translator) -> list[str]:
    """Return the label, what the list is, the day and place, and the address for corrections."""
    lines = (
        annex.view.marking,
        translator.gettext("Participants"),
        *list_header.describe_record(annex.meeting, translator),
        list_header.format_corrections(annex.view.info.contact, translator),
    )
    return [*filter(None, lines)]


def describe_gone(annex: Annex) -> Iterator[Message]:
    """Yield how many seats attended and are no longer in the directory, by country."""
    for country, count in annex.gone.items():
        yield ngettext(
            "{country}: {count} seat that attended is no longer in the directory",
            "{country}: {count} seats that attended are no longer in the directory",
            count,
            country=country,
        )
