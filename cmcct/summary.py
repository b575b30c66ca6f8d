"""Summary of an edit: changed entries, with old and new values by key."""

from collections.abc import Iterator
from typing import NamedTuple

from cmcct import toml_text
from cmcct.changes import Raw, tables
from cmcct.wording import Message, listed, say

_TABLES = ("focal_point", "meeting", "working_group")
# Keys that change together with an id.
_OF_THE_ID = ("id", "formerly")
_NONE = say("none")


class Changed(NamedTuple):
    """An entry before and after an edit; {} where it does not exist."""

    before: Raw
    after: Raw

    @property
    def keys(self) -> list[str]:
        """The keys whose values differ."""
        # Compared by repr, since 1 == True in Python.
        return [
            key
            for key in {**self.before, **self.after}
            if repr(self.before.get(key)) != repr(self.after.get(key))
        ]

    def line(self, *, has_values: bool) -> Message:
        """Return a one-line summary; values only with `has_values`."""
        id_ = (self.before or self.after).get("id", "")
        if not self.after:
            return say("{id}: removed", id=id_)
        said = [self._change(key) if has_values else key for key in self.keys]
        return say("{id}: {changes}", id=id_, changes=listed(said))

    def _change(self, key: str) -> Message:
        sides = (self.before, self.after)
        before, after = (toml_text.inline(side[key]) if key in side else _NONE for side in sides)
        return say("{key} {before} → {after}", key=key, before=before, after=after)


def changed(raw: Raw, new: Raw) -> list[Changed]:
    """Return the changed entries, meetings and groups, in file order."""
    return [
        found
        for table in _TABLES
        if repr(raw.get(table)) != repr(new.get(table))
        for found in _pairs(tables(raw, table), tables(new, table))
        if repr(found.before) != repr(found.after)
    ]


def _pairs(old: list[Raw], new: list[Raw]) -> Iterator[Changed]:
    """Pair tables by id; tables with a new id by all their other data."""
    olds, news = _numbered(old), _numbered(new)
    moved = {_rest(item): item for key, item in news.items() if key not in olds}
    for key, item in olds.items():
        yield Changed(item, news.get(key) or moved.pop(_rest(item), {}))
    yield from (Changed({}, item) for item in moved.values())


def _numbered(items: list[Raw]) -> dict[tuple[str, int], Raw]:
    """Return the tables by id and occurrence (1-based)."""
    found: dict[tuple[str, int], Raw] = {}
    counts: dict[str, int] = {}
    for item in items:
        id_ = str(item.get("id"))
        counts[id_] = counts.get(id_, 0) + 1
        found[id_, counts[id_]] = item
    return found


def _rest(item: Raw) -> str:
    return repr({key: value for key, value in item.items() if key not in _OF_THE_ID})
