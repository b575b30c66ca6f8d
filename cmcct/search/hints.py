"""Hints on any result of a search: ambiguous countries, and seats that nobody holds."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cmcct.i18n.messages import Message, _, join, join_or, quote_text
from cmcct.model.entities import FocalPoint
from cmcct.reference import countries, vocabulary
from cmcct.search.query import Result

if TYPE_CHECKING:
    from cmcct.search.terms import Reading

COMMON = _("without {word}, which is true of the whole list")


def match_hints(result: Result) -> list[Message]:
    """Return hints beside entries that were found."""
    codes = () if result.selection.status else result.countries
    gone = [point for point in result.directory.focal_points if point.country.code in codes]
    return [
        *common_hints(result.dropped),
        *ambiguous_hints(result.readings),
        *gone_hints(point for point in gone if point.status != "active"),
    ]


def common_hints(words: Iterable[str]) -> list[Message]:
    """Return a hint for each word without which the others were searched for."""
    return [COMMON.with_values(word=quote_text(word)) for word in words]


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


def gone_hints(points: Iterable[FocalPoint]) -> list[Message]:
    """Return a hint that names some seats that nobody holds."""
    names = [
        _("{text} ({remark})", text=point.id, remark=vocabulary.InlineTerm("status", point.status))
        for point in points
    ]
    hint = _("no longer active: {entries}; use --status all to show them", entries=join(names))
    return [hint] if names else []
