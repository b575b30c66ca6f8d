"""Coverage table: active seats per country and half of the network."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import FocalPoint
from cmcct.reference import vocabulary
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country, all_countries

HALVES = {"law-enforcement": _("Law enforcement"), "protection": _("Protection")}
# Countries of the region are listed even without seats, to show gaps; others only with one.
_TIERS = frozenset({"core", "adjacent"})


class CoverageCell(NamedTuple):
    """Active seats of one half of the network: in a country, and elsewhere if they cover it."""

    half: str
    seats: int
    covering: int


class CoverageRow(NamedTuple):
    """A country with its cells, in the order of the halves."""

    country: Country
    name: str
    cells: tuple[CoverageCell, ...]

    @property
    def has_seats(self) -> bool:
        """Return whether a filter by this country finds an entry."""
        return any(cell.seats or cell.covering for cell in self.cells)


def coverage_rows(points: Iterable[FocalPoint], translator: Translator) -> list[CoverageRow]:
    """Count the active seats per country, sorted by the country's name in the language."""
    seats: Counter[tuple[str, str]] = Counter()
    covering: Counter[tuple[str, str]] = Counter()
    listed = {country.code: country for country in all_countries() if country.tier in _TIERS}
    for point in points:
        if point.status == "active":
            listed.update({country.code: country for country in (point.country, *point.covers)})
            seats.update((point.country.code, half) for half in entry_halves(point))
            others = {country.code for country in point.covers} - {point.country.code}
            covering.update((code, half) for code in others for half in entry_halves(point))
    listed.pop(UNKNOWN_COUNTRY.code, None)
    found = [
        CoverageRow(
            country,
            country.localize(translator.lang),
            tuple(
                CoverageCell(half, seats[country.code, half], covering[country.code, half])
                for half in vocabulary.HALVES
            ),
        )
        for country in listed.values()
    ]
    return sorted(found, key=lambda row: translator.collation_key(row.name))


def entry_halves(point: FocalPoint) -> tuple[str, ...]:
    """Return the halves of the network that an entry belongs to by its sectors."""
    return _halves(point.sectors)


@cache
def _halves(sectors: tuple[str, ...]) -> tuple[str, ...]:
    of_sectors = {vocabulary.get_term("sector", slug).half for slug in sectors}
    return tuple(h for h in vocabulary.HALVES if not of_sectors.isdisjoint({h, "both"}))
