"""New entries: their missing keys, and a proposed id."""

import re
from collections.abc import Container, Iterator

from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.model.fields import REQUIRED
from cmcct.reference.countries import find_country
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
    """Return an unused id: the country code, then the institution's initials or name.

    It is not the code alone, nor made of a phone number.
    """
    code = _code(str(entry.get("country", "")))
    institution = str(entry.get("unit") or entry.get("organisation", ""))
    words = fold(_NUMBER.sub(" ", institution)).split()
    telling = [word for word in words if word not in _STOP_WORDS] or words
    name = "".join(word[0] for word in telling) if len(telling) > 1 else "".join(telling)
    slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    stem = f"{code}-{slug or 'seat'}".strip("-")
    proposed = _number_id(stem[: MAX_LENGTH - 4].rstrip("-"))
    return next(id_ for id_ in proposed if id_ not in taken and not is_device(id_))


def _code(country: str) -> str:
    try:
        return find_country(country).code.lower()
    except CmcctError:
        return ""


def _number_id(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
