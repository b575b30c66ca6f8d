"""Territory lines: the comment above the entries of a country, `# ---- Guyana ----`.

They keep additions to different countries apart: without a common line between them, git would
report a conflict. A line belongs to no entry, so it stays where the entries around it change.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country, all_countries, find_country
from cmcct.toml.tables import TableRegion, iter_regions
from cmcct.toml.values import get_items, get_table, get_tables

_TABLE = "focal_point"


class TerritoryLines(NamedTuple):
    """The territory lines of a file: their countries in file order, and those above each entry.

    `above` has the canonical name in the nearest line above each entry that has a header, or "".
    """

    names: tuple[str, ...]
    above: tuple[str, ...]


def format_line(name: str) -> bytes:
    """Return the line of a country, given its canonical name, without a line end."""
    return f"# ---- {name} ----".encode()


@cache
def names_by_line() -> Mapping[bytes, str]:
    """Return the canonical name of every country by its line; other headings are comments."""
    return {format_line(country.name): country.name for country in all_countries()}


def read_lines(data: bytes) -> TerritoryLines:
    """Return the territory lines of a file that is valid TOML."""
    names, above = list[str](), list[str]()
    for region in iter_regions(data, names_by_line()):
        if not region.path:
            names.append(line_name(data, region))
        elif region.path[:-1] == (_TABLE,):
            above.append(names[-1] if names else "")
    return TerritoryLines(tuple(names), tuple(above))


def line_name(data: bytes, line: TableRegion) -> str:
    """Return the canonical name in a territory line, given where it stands."""
    return names_by_line()[data[line.start : line.end].rstrip(b"\r\n")]


def member_names(raw: Mapping[str, Any]) -> set[str]:
    """Return the members that are listed."""
    names = get_items(get_table(raw, "directory"), "countries")
    return {country_name({"country": name}) for name in names} - {""}


def expected_names(raw: Mapping[str, Any]) -> set[str]:
    """Return the countries that have a line: the members, and those with an entry."""
    return member_names(raw) | {*map(country_name, get_tables(raw, _TABLE))} - {""}


def country_of(entry: Mapping[str, Any]) -> Country:
    """Return the country of an entry's data, `UNKNOWN_COUNTRY` for an unknown one."""
    try:
        return find_country(str(entry.get("country", "")))
    except CmcctError:
        return UNKNOWN_COUNTRY


def country_name(entry: Mapping[str, Any]) -> str:
    """Return the canonical name of an entry's country, or "" for an unknown country."""
    return country_of(entry).name


def line_of(table: str, entry: Mapping[str, Any]) -> bytes:
    """Return the line below which a table belongs, given the name of its array, or b""."""
    name = country_name(entry) if table == _TABLE else ""
    return format_line(name) if name else b""
