"""Texts about a list as a whole: edition, label, corrections, withheld entries; its sections."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from cmcct.formats.shared import phrases
from cmcct.formats.shared.phrases import format_meeting_day
from cmcct.i18n.messages import LongDate, Message, Translator, _, join, ngettext
from cmcct.model.entities import NETWORK_LABELS, FocalPoint, Meeting, WorkingGroup
from cmcct.privacy.audiences import AudienceView
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country

# Colours of the labels of the Traffic Light Protocol 2.0, on black.
TLP_COLOURS = {
    "TLP:CLEAR": "#ffffff",
    **dict.fromkeys(NETWORK_LABELS, "#ffc000"),
    "TLP:RED": "#ff2b2b",
}
# Whom a recipient may pass a list on to, by label (TLP 2.0, first.org/tlp).
LABELS = {
    "TLP:CLEAR": _("you may pass this on to anyone"),
    "TLP:AMBER": _(
        "you may pass this on within your organisation and to its clients, but only to those who "
        "need it"
    ),
    "TLP:AMBER+STRICT": _(
        "you may pass this on within your organisation, only to those who need it; not to its "
        "clients"
    ),
    "TLP:RED": _("this is for you alone; do not pass it on"),
}
# The day of files of a list without one: constant, so that they have the same bytes.
UNDATED = date(2018, 4, 1)
NO_COUNTRY = "–"  # the heading of entries without one, which must have a text
# Translators: the heading above those who were in an earlier list and are to be deleted from it
REMOVED_HEADING = _("No longer in the list")


def day_of(view: AudienceView) -> date | None:
    """Return the day of a list: the commit's, of a draft the newest confirmation."""
    return view.edition.day or view.last_confirmed


def format_edition(view: AudienceView, translator: Translator) -> str:
    """Return what a list is, with its content mark: `Edition 2026-1, content 1a2b3c4d`."""
    name = translator.translate(name_edition(view))
    mark = view.edition.content
    return (
        translator.gettext("{edition}, content {mark}", edition=name, mark=mark) if mark else name
    )


def name_edition(view: AudienceView) -> Message:
    """Return what a list is: an edition, the list of a day, or a draft; or a part of it."""
    edition, day = view.edition, day_of(view)
    if edition.number:
        name = _("From edition {number}") if edition.filters else _("Edition {number}")
        return name.with_values(number=edition.number)
    if day is None:
        return _("From a draft") if edition.filters else _("Draft")
    if edition.day is None:
        name = _("From the draft of {date}") if edition.filters else _("Draft of {date}")
    else:
        name = _("From the list of {date}") if edition.filters else _("List of {date}")
    return name.with_values(date=LongDate(day))


def describe_label(view: AudienceView, translator: Translator) -> str:
    """Return the label of a list, and whom it may be passed on to."""
    words = translator.translate(LABELS[view.marking])
    return translator.gettext("{label}: {text}", label=view.marking, text=words)


def format_corrections(contact: str, translator: Translator) -> str:
    """Return where to send corrections, or ""."""
    if not contact:
        return ""
    return translator.gettext("{label}: {text}", label=_("Corrections"), text=contact)


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
            yield translator.gettext("{label}: {text}", label=_("Countries"), text=listed)


def describe_limits(view: AudienceView, translator: Translator) -> Iterator[str]:
    """Yield what the list was filtered by, and how much of it the audience may not have."""
    if filters := view.edition.filters:
        yield translator.gettext("Filtered by: {filters}", filters=filters)
    if withheld := phrases.list_withheld(view):
        yield translator.translate(phrases.WITHHELD.with_values(what=join(withheld)))


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
    """Return how many of an entry's channels the audience may not have, or ""."""
    if count := view.withheld.get(point.id, 0):
        what = phrases.count_channels(count, has_handles=point.id in view.withheld_handles)
        return translator.translate(phrases.WITHHELD.with_values(what=what))
    return ""


def group_by_country(
    points: Iterable[FocalPoint], translator: Translator
) -> Iterator[tuple[str, list[FocalPoint]]]:
    """Yield the name of each country in the language, in its order, with the entries.

    The entries of a country keep their order; the name is "" for those without one.
    """

    def name_country(point: FocalPoint) -> str:
        return translator.translate(point.country)

    def sort_key(point: FocalPoint) -> tuple[str, str]:
        return translator.collation_key(name_country(point))

    for name, group in groupby(sorted(points, key=sort_key), key=name_country):
        yield name, [*group]
