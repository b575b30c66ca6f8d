"""Hints on any result of a search: ambiguous countries, and seats that nobody holds."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cmcct.i18n.messages import Message, _, join, join_or, quote_text
from cmcct.model.entities import Directory, FocalPoint
from cmcct.privacy import audiences
from cmcct.reference import countries, vocabulary
from cmcct.search import query
from cmcct.search.query import Query

if TYPE_CHECKING:
    from cmcct.search.reading import Reading


def match_hints(directory: Directory, selection: Query, audience: str) -> list[Message]:
    """Return hints beside entries that were found."""
    known = audiences.restrict_directory(audience, directory)
    gone = [] if selection.status else _find_inactive(known, selection, directory, audience)
    return [*ambiguous_hints(query.read_terms(selection, known)), *gone_hints(gone)]


def ambiguous_hints(readings: "Iterable[Reading]") -> list[Message]:
    """Return a hint for each term that names several countries."""
    return [
        _(
            "{term} can be {countries}; all are shown",
            term=quote_text(reading.text),
            countries=join_or(map(countries.get_country, reading.countries)),
        )
        for reading in readings
        if len(reading.countries) > 1
    ]


def _find_inactive(
    known: Directory, selection: Query, directory: Directory, audience: str
) -> list[FocalPoint]:
    """Return the seats of the countries asked for that nobody holds."""
    codes = query.asked_countries(selection, known)
    inside = [point for point in directory.focal_points if point.country.code in codes]
    view = audiences.view_for(directory, inside, audience)
    return [point for point in view.focal_points if point.status != "active"]


def gone_hints(points: Iterable[FocalPoint]) -> list[Message]:
    """Return a hint that names some seats that nobody holds."""
    names = [
        _("{id} ({status})", id=point.id, status=vocabulary.InlineTerm("status", point.status))
        for point in points
    ]
    hint = _("no longer active: {entries}; use --status all to show them", entries=join(names))
    return [hint] if names else []
