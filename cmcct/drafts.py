"""New entries: read from a file, their missing keys and a proposed id."""

import json
import re
import tomllib
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

from cmcct import values
from cmcct.changes import Raw
from cmcct.countries import find_country
from cmcct.errors import CmcctError
from cmcct.folding import fold
from cmcct.keys import KEYS, REQUIRED
from cmcct.slugs import LONGEST
from cmcct.wording import say

# Translators: ID stands for the id of an entry
_HELP = say("cmcct show ID --format toml shows what an entry looks like")
_DERIVED = {"country_code"}  # keys that only the JSON output of a search has
_NOTHING: tuple[Any, ...] = ("", None, [])
_SMALL = frozenset(
    (
        *("of", "and", "for", "the", "de", "del", "la", "las", "los", "el", "y", "van", "voor"),
        *("en", "het", "des", "du", "et", "aux", "pour", "example"),
    )
)


def read(path: Path, data: bytes) -> list[Raw]:
    """Read entries from TOML or JSON: one table, a list of tables, or `[[focal_point]]`.

    Raises `CmcctError`.
    """
    found = _parsed(path, data)
    if isinstance(found, dict):
        found = found.get("focal_point", found.get("focal_points", found))
    points = found if isinstance(found, list) else [found]
    if not points or not all(point and isinstance(point, dict) for point in points):
        raise CmcctError(say("{file} holds no entries", file=path), _HELP)
    return [_read_entry(point) for point in points]


def _parsed(path: Path, data: bytes) -> Any:
    try:
        text = data.decode("utf-8-sig")
        # In TOML a list follows a key, and no document starts with a brace.
        is_json = text.lstrip().startswith("{") or re.match(r"\s*\[\s*[\]{]", text)
        return json.loads(text) if is_json else tomllib.loads(text)
    except (ValueError, RecursionError):
        raise CmcctError(say("{file} is neither TOML nor JSON", file=path), _HELP) from None


def _read_entry(point: Raw) -> Raw:
    return {
        key: _value(key, value)
        for key, value in point.items()
        if key not in _DERIVED and value not in _NOTHING
    }


def _value(key: str, value: Any) -> Any:
    """Convert a JSON value to its TOML form: parse dates, drop empty keys of channels."""
    if isinstance(value, dict):
        return _read_entry(value)
    if isinstance(value, list):
        return [_value("", item) for item in value if item not in _NOTHING]
    is_day = KEYS["focal_point"].get(key, ("", ""))[0] == "day"
    return values.read((key,), value) if is_day and isinstance(value, str) else value


def missing(point: Raw) -> list[str]:
    """Return the required keys that an entry lacks, in the order in which to ask for them."""
    lacking = [key for key in REQUIRED["focal_point"] if key != "id" and key not in point]
    status = point.get("status", "active")
    if "name" not in point and point.get("role") != "duty-desk" and status != "vacant":
        lacking.append("name")
    if status == "active" and "emails" not in point and "phones" not in point:
        lacking.append("emails")
    return lacking


def propose_id(point: Raw, taken: Container[str]) -> str:
    """Return an unused id: the country code, then the institution's initials or name."""
    code = _code(str(point.get("country", "")))
    words = fold(str(point.get("unit") or point.get("organisation", ""))).split()
    telling = [word for word in words if word not in _SMALL] or words
    name = "".join(word[0] for word in telling) if len(telling) > 1 else "".join(telling)
    stem = re.sub(r"[^a-z0-9]+", "-", f"{code}-{name}").strip("-")[: LONGEST - 4].rstrip("-")
    return next(id_ for id_ in _numbered(stem or "seat") if id_ not in taken)


def _code(country: str) -> str:
    try:
        return find_country(country).code.lower()
    except CmcctError:
        return ""


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
