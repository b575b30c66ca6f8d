"""Coverage: how many active entries serve each country, and what is missing where.

Also which governments nobody answers for in a working group.

An entry serves its own country and those that it covers, as `--country` finds it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from itertools import product
from typing import NamedTuple

from cmcct.calling.lines import INSIDE, OBSERVER, Line, Request, build_night_lines
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint, WorkingGroup
from cmcct.reference import vocabulary
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country, related_codes

# What a country can lack: anybody, an entry of its own, a second entry.
GAPS = ("nobody", "covered", "one")
_KINDS = ("", "technical", OBSERVER)  # entries that serve a country, and those that do not
# How sure a telephone line is to reach somebody, from the least to the most.
_REACHES = ("", "national", "toll-free", "doubtful", "abroad")


class CoverageCell(NamedTuple):
    """Active entries of a half or sector: in a country, and elsewhere if they cover it.

    Technical contacts and observers in a country do not serve it.
    """

    name: str  # slug of the half or sector
    seats: int
    covering: int
    technical: int = 0
    observers: int = 0

    @property
    def gap(self) -> str:
        """One of GAPS, or ""."""
        if self.seats:
            return "one" if (self.seats, self.covering) == (1, 0) else ""
        return "covered" if self.covering else "nobody"


class CoverageRow(NamedTuple):
    """A country with its cells, in the order of the halves or sectors."""

    country: Country
    is_member: bool  # of the network; else, nothing is missing
    name: str  # in the reader's language
    cells: tuple[CoverageCell, ...]
    technical_only: int = 0  # technical contacts where no other seat of the country is

    @property
    def has_seats(self) -> bool:
        """Whether a filter by this country finds an entry, for the template of the page."""
        return any(sum(cell[1:]) for cell in self.cells)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What each cell lacks, one of GAPS or ""."""
        return tuple(cell.gap if self.is_member else "" for cell in self.cells)


def row_texts(row: CoverageRow) -> list[str]:
    """Return the entries in each cell, with + if others cover it: `2`, `1+`, `+`.

    The last text is how many technical contacts are alone.
    """
    texts = (f"{each.seats or ''}+" if each.covering else str(each.seats) for each in row.cells)
    return [*texts, f"{row.technical_only or ''}"]


class NightGap(NamedTuple):
    """A country without a 24/7 line for callers abroad; `reach` of its best one.

    `reach` is `doubtful` (its last test call failed), `toll-free` (may not work from abroad),
    `national` or "".
    """

    country: Country
    name: str  # in the reader's language
    reach: str


def count_coverage(
    points: Iterable[FocalPoint],
    names: Iterable[str],
    members: Collection[Country],
    translator: Translator,
) -> list[CoverageRow]:
    """Count the active entries per country for some halves and sectors.

    Members have a row even without entries, and stand before other countries. Each part is sorted
    by the country's name in the language.
    """
    around: Counter[tuple[str, str]] = Counter()
    # (code, half or sector) -> places of the entries in the country, by their kind
    inside = {kind: defaultdict[tuple[str, str], set[int]](set) for kind in _KINDS}
    listed = {country.code: country for country in members}
    for place, point in enumerate(points):
        if point.status == "active":
            listed.update({country.code: country for country in (point.country, *point.covers)})
            own, covered = _served_codes((point.country, *point.covers))
            works_in = {*vocabulary.halves_of(point.sectors), *point.sectors}
            kind = point.role if point.role in _KINDS else ""
            for code, name in product(own, works_in):
                inside[kind][code, name].add(place)
            if kind != OBSERVER:
                around.update((code, name) for code in covered for name in works_in)
    listed.pop(UNKNOWN_COUNTRY.code, None)
    cells = [*names]

    def technical_only(code: str) -> int:
        bare = [name for name in cells if not inside[""][code, name]]
        return len({place for name in bare for place in inside["technical"][code, name]})

    rows = [
        CoverageRow(
            country,
            country in members,
            country.localize(translator.lang),
            tuple(
                CoverageCell(
                    name,
                    len(inside[""][code, name]),
                    around[code, name],
                    len(inside["technical"][code, name]),
                    len(inside[OBSERVER][code, name]),
                )
                for name in cells
            ),
            technical_only(code),
        )
        for code, country in listed.items()
    ]
    return sorted(rows, key=lambda row: (not row.is_member, translator.collation_key(row.name)))


def find_night_gaps(
    points: Iterable[FocalPoint], members: Iterable[Country], translator: Translator
) -> list[NightGap]:
    """Return the members without a 24/7 line that can be dialled from abroad.

    Sorted by the country's name in the language.
    """
    reaches: dict[str, int] = {}
    for point in points:
        reach = max(map(_reach, build_night_lines([point], Request(point.country))), default=0)
        own, covered = _served_codes((point.country, *point.covers))
        for code in own | covered:
            reaches[code] = max(reach, reaches.get(code, 0))
    gaps = [
        NightGap(country, country.localize(translator.lang), _REACHES[reach])
        for country in members
        if (reach := reaches.get(country.code, 0)) < _REACHES.index("abroad")
    ]
    return sorted(gaps, key=lambda gap: translator.collation_key(gap.name))


def find_unvalidated(
    group: WorkingGroup, points: Iterable[FocalPoint], translator: Translator
) -> list[Country]:
    """Return the participating countries for whose government no active entry answers in a group.

    The countries of a group that is open to all are those of its active members. Sorted by name in
    the language.
    """
    active = [point for point in points if point.status == "active"]
    members = (point.country for point in active if group.id in point.working_groups)
    listed = {country.code: country for country in group.countries or members}
    listed.pop(UNKNOWN_COUNTRY.code, None)
    answered = {point.country.code for point in active if group.id in point.validates}
    missing = (c for c in listed.values() if related_codes(c.code).isdisjoint(answered))
    return sorted(missing, key=lambda c: translator.collation_key(c.localize(translator.lang)))


def _reach(line: Line) -> int:
    """Return the reach of a line that is always answered, as an index of _REACHES."""
    doubts = {"": "abroad", "toll_free": "toll-free", "failed": "doubtful"}
    return _REACHES.index("national" if line.state == INSIDE else doubts[line.doubt])


@cache
def _served_codes(served: tuple[Country, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the codes that are the first country's own, and the others that are served.

    An entry on Saba is in the Caribbean Netherlands; one of the Caribbean Netherlands covers Saba.
    """
    first = served[0].code
    own = frozenset({first, first.partition("-")[0]})
    return own, frozenset().union(*(related_codes(country.code) for country in served)) - own
