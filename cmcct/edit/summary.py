"""Summary of an edit: changed entries, with old and new values by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest
from typing import Any

from cmcct.edit.operations import TABLES, RawTable, get_tables
from cmcct.i18n.messages import Message, _, join
from cmcct.model.fields import PLAIN_KEYS
from cmcct.text import patience_diff
from cmcct.toml import writer

# Keys that change together with an id.
_ID_KEYS = ("id", "formerly")
_NONE = _("none")
_PLAIN_TYPES = (str, date)


@dataclass(frozen=True)
class EntryChange:
    """An entry before and after an edit; {} if it does not exist."""

    before: RawTable
    after: RawTable

    @cached_property
    def keys(self) -> list[str]:
        """The keys that were added, removed or changed."""
        return [
            key
            for key in {**self.before, **self.after}
            if _differs(self.before.get(key), self.after.get(key))
        ]

    def line(self, *, has_values: bool, is_private: bool = False) -> Message:
        """Return the changes as one line; without values unless `has_values`."""
        id_ = (self.before or self.after).get("id", "")
        if not self.after and is_private:
            return _("{id}: removed from the private file", id=id_)
        if not self.after:
            return _("{id}: removed", id=id_)
        changes = [*self._changes()] if has_values else self.keys
        return _("{label}: {text}", label=id_, text=join(changes))

    def _changes(self) -> Iterator[Message]:
        for key in self.keys:
            for path, old, new in _differences(key, self.before.get(key), self.after.get(key)):
                if path.endswith(".number") and isinstance(old, str) and isinstance(new, str):
                    name, before, after = self._name_number(path), old, new
                else:
                    name = path
                    before, after = (
                        _NONE if one is None else writer.format_inline(one) for one in (old, new)
                    )
                yield _("{key} {before} → {after}", key=name, before=before, after=after)

    def _name_number(self, path: str) -> str:
        """Return the key of a number whose digits change, with its type: `phones.1 (mobile)`."""
        key, index, _number = path.split(".")
        item = self.after[key][int(index)]
        type_ = item.get("type") if isinstance(item, dict) else None
        return f"{key}.{index} ({type_})" if type_ else f"{key}.{index}"


def _differs(one: Any, other: Any) -> bool:
    if (one is None) != (other is None):  # of an entry that comes or goes
        return True
    if one is other or (type(one) is type(other) in _PLAIN_TYPES and one == other):
        return False  # most values of an entry
    return repr(one) != repr(other) and _canonical_repr(one) != _canonical_repr(other)


def _canonical_repr(value: Any) -> str:
    """Return a text that is equal for equal values, ignoring the key order of tables.

    A text, since `1 == True` in Python.
    """
    if isinstance(value, dict):
        return repr(sorted((key, _canonical_repr(item)) for key, item in value.items()))
    return repr([*map(_canonical_repr, value)]) if isinstance(value, list) else repr(value)


def _differences(key: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield (path, old, new) for each difference, down to list items and table keys."""
    if isinstance(old, list) and isinstance(new, list) and not _is_reordered(old, new):
        for hunk in patience_diff.hunks([*map(_canonical_repr, old)], [*map(_canonical_repr, new)]):
            pairs = zip_longest(old[hunk.start : hunk.end], new[hunk.new_start : hunk.new_end])
            start = hunk.new_start if hunk.new_start < hunk.new_end else hunk.start
            for index, (one, other) in enumerate(pairs, start):
                yield from _item_differences(key, index, one, other)
    elif isinstance(old, dict) and isinstance(new, dict):
        for part in {**old, **new}:
            if _differs(old.get(part), new.get(part)):
                yield from _differences(f"{key}.{part}", old.get(part), new.get(part))
    else:
        yield key, old, new


def _is_reordered(old: list[Any], new: list[Any]) -> bool:
    """Return whether two lists differ only in order."""
    return sorted(map(_canonical_repr, old)) == sorted(map(_canonical_repr, new))


def _item_differences(key: str, index: int, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the differences of two list items; a channel may be a text or a table."""
    if (
        isinstance(old, dict) != isinstance(new, dict)
        and key in PLAIN_KEYS
        and None not in (old, new)
    ):
        old, new = (one if isinstance(one, dict) else {PLAIN_KEYS[key]: one} for one in (old, new))
    yield from _differences(f"{key}.{index}", old, new)


def changed_entries(raw: RawTable, new: RawTable) -> list[EntryChange]:
    """Return the changed settings, entries, meetings and groups, in file order of each."""
    changes = (
        found
        for table in TABLES
        for found in _pairs(get_tables(raw, table), get_tables(new, table))
    )
    settings = EntryChange(*(_settings(side) for side in (raw, new)))
    return [
        found
        for found in (settings, *changes)
        if (found.before != found.after or repr(found.before) != repr(found.after)) and found.keys
    ]


def _settings(raw: RawTable) -> RawTable:
    """Return the `[directory]` table, with its name as the id."""
    table = raw.get("directory")
    return {"id": "directory", **table} if isinstance(table, dict) else {}


def _pairs(old: list[RawTable], new: list[RawTable]) -> Iterator[EntryChange]:
    """Pair changed tables by id; those with a new id by all their other data."""
    olds, news = _number_tables(old), _number_tables(new)
    moved = {_content_key(item): item for key, item in news.items() if key not in olds}
    for key, item in olds.items():
        after = news.get(key) or moved.pop(_content_key(item), {})
        if after is not item:  # as most are
            yield EntryChange(item, after)
    yield from (EntryChange({}, item) for item in moved.values())


def _number_tables(items: list[RawTable]) -> dict[tuple[str, int], RawTable]:
    """Return the tables by id and occurrence (1-based)."""
    found: dict[tuple[str, int], RawTable] = {}
    counts: dict[str, int] = {}
    for item in items:
        id_ = str(item.get("id"))
        counts[id_] = counts.get(id_, 0) + 1
        found[id_, counts[id_]] = item
    return found


def _content_key(item: RawTable) -> str:
    return repr({key: value for key, value in item.items() if key not in _ID_KEYS})
