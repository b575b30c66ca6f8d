"""New entries: their missing keys, and a proposed id."""

import re
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import chain, count

from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.model.fields import REQUIRED
from cmcct.reference.countries import find_country, region_countries
from cmcct.text.folding import fold
from cmcct.text.slugs import MAX_LENGTH, is_device

_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{5,}")  # of a telephone
_STOP_WORDS = frozenset(
    (
        *("of", "and", "for", "the", "de", "del", "la", "las", "los", "el", "y", "van", "voor"),
        *("en", "het", "des", "du", "et", "aux", "pour", "example"),
    )
)


def missing_keys(entry: RawTable) -> list[str]:
    """Return the required keys that an entry lacks, in the order in which to ask for them."""
    lacking = [key for key in REQUIRED["focal_point"] if key != "id" and key not in entry]
    status = entry.get("status", "active")
    if "name" not in entry and entry.get("role") != "duty-desk" and status != "vacant":
        lacking.append("name")
    if status == "active" and "emails" not in entry and "phones" not in entry:
        lacking.append("emails")
    return lacking


def propose_id(entry: RawTable, taken: Container[str]) -> str:
    """Return an unused id: the country code, then the institution's initials, else its words.

    It has a number only if both are taken. Initials that are a country's code are not proposed.
    """
    country = None
    with suppress(CmcctError):
        country = find_country(str(entry.get("country", "")))
    institution = str(entry.get("unit") or entry.get("organisation", ""))
    names = _names(institution, fold(country.name).split() if country else ())
    code = country.code.lower() if country else ""
    stems = [f"{code}-{name or 'seat'}".strip("-") for name in names]
    shortened = [stem[: MAX_LENGTH - 4].rstrip("-") for stem in stems]
    proposed = chain(shortened, (f"{shortened[0]}-{number}" for number in count(2)))
    return next(id_ for id_ in proposed if id_ not in taken and not is_device(id_))


def _names(institution: str, country: Sequence[str]) -> Iterator[str]:
    """Yield the initials of an institution's telling words, and all without those of `country`."""
    words = fold(_NUMBER.sub(" ", institution)).split()
    telling = [word for word in words if word not in _STOP_WORDS] or words
    initials = _to_slug("".join(word[0] for word in telling))
    if len(telling) > 1 and initials.upper() not in _country_codes():
        yield initials
    yield _to_slug("-".join([word for word in telling if word not in country] or telling))


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(country.code for country in region_countries())


def _to_slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-")
