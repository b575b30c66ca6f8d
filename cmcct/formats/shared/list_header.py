"""Texts about a list as a whole: edition, corrections, withheld entries, groups."""

from collections.abc import Iterator, Mapping

from cmcct.formats.shared.phrases import format_meeting_day
from cmcct.i18n.messages import Message, Translator, _, ngettext
from cmcct.model.entities import FocalPoint, Meeting, WorkingGroup
from cmcct.privacy.audiences import AudienceView
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country

# Colours of the labels of the Traffic Light Protocol 2.0, on black.
TLP_COLOURS = {"TLP:CLEAR": "#ffffff", "TLP:AMBER": "#ffc000", "TLP:RED": "#ff2b2b"}
# Translators: the heading above those who were in an earlier list and are to be deleted from it
REMOVED_HEADING = _("No longer in the list")


def format_edition(view: AudienceView, translator: Translator) -> str:
    """Return the date of a list as text; it may have none."""
    if view.edition is None:
        return translator.gettext("Edition without a date")
    return translator.gettext("Edition of {date}", date=translator.format_date(view.edition))


def format_corrections(contact: str, translator: Translator) -> str:
    """Return where to send corrections, or ""."""
    return translator.gettext("Corrections: {contact}", contact=contact) if contact else ""


def describe_record(record: WorkingGroup | Meeting, translator: Translator) -> Iterator[str]:
    """Yield the details of a working group or meeting, without its name."""
    if isinstance(record, Meeting):
        where = (
            format_meeting_day(record, translator),
            record.place,
            translator.translate(record.host),
        )
        yield ", ".join(filter(None, where))
    else:
        yield record.purpose
        if record.countries:
            listed = ", ".join(map(translator.translate, record.countries))
            yield translator.gettext("Countries: {countries}", countries=listed)


def describe_withheld(view: AudienceView, translator: Translator) -> Iterator[str]:
    """Yield how many entries, e-mails and numbers the audience may not have."""
    if view.withheld_entries:
        yield translator.ngettext(
            "{count} entry is withheld from this list",
            "{count} entries are withheld from this list",
            view.withheld_entries,
        )
    if channels := _channels(view.withheld_channels, translator):
        yield channels


def describe_withdrawn(entries: Mapping[Country, int]) -> Iterator[Message]:
    """Yield how many entries of an earlier list must not be named any more, by country."""
    for country, count in entries.items():
        if country == UNKNOWN_COUNTRY:
            yield ngettext(
                "{count} entry was withdrawn: delete the earlier list before you load this one",
                "{count} entries were withdrawn: delete the earlier list before you load this one",
                count,
            )
        else:
            yield ngettext(
                "{count} entry of {country} was withdrawn:"
                " delete the earlier list before you load this one",
                "{count} entries of {country} were withdrawn:"
                " delete the earlier list before you load this one",
                count,
                country=country,
            )


def describe_withheld_of(point: FocalPoint, view: AudienceView, translator: Translator) -> str:
    """Return how many of an entry's e-mails and numbers the audience may not have, or ""."""
    return _channels(view.withheld.get(point.id, 0), translator)


def _channels(count: int, translator: Translator) -> str:
    if not count:
        return ""
    return translator.ngettext(
        "{count} e-mail or number is withheld from this list",
        "{count} e-mails and numbers are withheld from this list",
        count,
    )
