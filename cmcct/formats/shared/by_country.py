"""Entries in sections, one for each country."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint


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
