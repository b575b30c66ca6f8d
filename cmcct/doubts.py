"""What an edit makes doubtful: new warnings about what it changes, without a check of the rest.

Of the other entries, only those that may be of the same person are looked at.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias

from cmcct import checks, reading
from cmcct.changes import Raw, ids_of
from cmcct.diagnostics import WARNING, Finding, KeyPath
from cmcct.folding import fold
from cmcct.keys import PLAIN

_Entries: TypeAlias = dict[int, Raw]  # by their places in the file

_TABLE = "focal_point"
_LAST_DIGITS = 7  # of a number, however it is written


def added(old: Raw, new: Raw, today: date) -> list[Finding]:
    """Return the warnings about entries that differ which there were not before."""
    changed, before = _differing(new, old), _differing(old, new)
    if not changed:
        return []
    alike = _alike(new, changed)
    ids = {str(point.get("id")) for point in alike.values()}
    others = {place: point for place, point in _entries(old).items() if str(point.get("id")) in ids}
    known = Counter(_name(finding, {}) for finding in _found(old, before, others, today))
    had = {str(point.get("id")) for point in before.values()}
    was = {str(p.get("id")): id_ for p in changed.values() for id_ in ids_of(p) if id_ in had}
    found = []
    for finding in _found(new, changed, alike, today):
        known[_name(finding, was)] -= 1
        found += [finding] if known[_name(finding, was)] < 0 else []
    return found


def _name(finding: Finding, was: Mapping[str, str]) -> tuple[str, str, str]:
    """Return what to know a warning by before and after: of what is there twice, not whose."""
    told = "" if finding.first else finding.message
    return was.get(finding.entry, finding.entry), finding.code, told


def _found(raw: Raw, changed: _Entries, others: _Entries, today: date) -> Iterator[Finding]:
    """Yield the warnings about some entries, which others may be a part of."""
    points = dict(sorted((changed | others).items()))
    places = [*points]
    for finding in checks.check(reading.read({**raw, _TABLE: [*points.values()]}), today):
        # That a new entry was never confirmed, nor a new person, is known to who writes it.
        is_doubt = finding.severity == WARNING and finding.code != "unverified"
        if is_doubt and finding.path[:1] == (_TABLE,):
            path, first = _moved(finding.path, places), _moved(finding.first, places)
            if any(place in changed for place in (*path[1:2], *first[1:2])):
                yield finding._replace(path=path, first=first)


def _moved(path: KeyPath, places: list[int]) -> KeyPath:
    """Return where in the file something is that is known by its place among a few entries."""
    return (path[0], places[int(path[1])], *path[2:]) if path else ()


def _entries(raw: Raw) -> _Entries:
    found = raw.get(_TABLE)
    listed = found if isinstance(found, list) else []
    return {place: point for place, point in enumerate(listed) if isinstance(point, dict)}


def _differing(these: Raw, those: Raw) -> _Entries:
    known = {str(point.get("id")): point for point in _entries(those).values()}
    entries = _entries(these).items()
    return {place: point for place, point in entries if known.get(str(point.get("id"))) != point}


def _alike(raw: Raw, changed: _Entries) -> _Entries:
    """Return the other entries that have a name or a channel of those that changed."""
    traits = {trait for point in changed.values() for trait in _traits(point)} - {""}
    others = ((place, point) for place, point in _entries(raw).items() if place not in changed)
    return {place: point for place, point in others if not traits.isdisjoint(_traits(point))}


def _traits(point: Raw) -> Iterator[str]:
    """Yield what an entry may have in common with another of the same person."""
    yield fold(str(point.get("name", "")))
    for key, plain in PLAIN.items():
        items = point.get(key)
        for item in items if isinstance(items, list) else ():
            text = str(item.get(plain) if isinstance(item, dict) else item).casefold()
            yield text if key == "emails" else re.sub(r"\D", "", text)[-_LAST_DIGITS:]
