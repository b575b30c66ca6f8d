"""Other words for the keys of the file: in the four languages, in the plural, or as options."""

from collections.abc import Collection, Mapping
from functools import cache

from cmcct.model.fields import KEYS
from cmcct.text.folding import fold

_TABLES = [keys for table, keys in KEYS.items() if table != "file"]
ALL_KEYS = frozenset(key for keys in _TABLES for key in keys)


def find_key(word: str, known: Collection[str] = ALL_KEYS) -> str:
    """Return the one of the `known` keys that a word stands for, or ""."""
    if word in known:
        return word
    return next((key for key in _index().get(fold(word), ()) if key in known), "")


@cache
def _index() -> Mapping[str, list[str]]:
    """Return folded word -> keys; each key is a word for itself."""
    index: dict[str, list[str]] = {}
    for keys in _TABLES:
        for key, spec in keys.items():
            for word in filter(None, (key, *spec.words.split(", "))):
                index.setdefault(fold(word), []).append(key)
    return index
