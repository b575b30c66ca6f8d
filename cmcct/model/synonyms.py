"""Other words for the keys of the file: in the four languages, in the plural, or as options."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import APPS, NUMBER_COLUMNS
from cmcct.model.field_spec import FieldSpec
from cmcct.model.fields import KEYS
from cmcct.text.folding import fold

_TABLES = [keys for table, keys in KEYS.items() if table != "file"]
ALL_KEYS = frozenset(key for keys in _TABLES for key in keys)


def find_key(word: str, known: Collection[str] = ALL_KEYS) -> str:
    """Return the one of the `known` keys that a word stands for, or "".

    Without `known`, the first key of any table.
    """
    keys = find_keys(word, known)
    return keys[0] if len(keys) == 1 or (keys and known is ALL_KEYS) else ""


def find_keys(word: str, known: Collection[str] = ALL_KEYS) -> list[str]:
    """Return the keys that a word may stand for: itself, another word, or a label."""
    return (
        [word] if word in known else [key for key in _index().get(fold(word), ()) if key in known]
    )


def find_column(word: str) -> str:
    """Return the column of numbers of one kind that a word stands for, or "": `mobile_phone`."""
    return _columns().get(fold(word), "")


def list_words(table: str) -> Mapping[str, str]:
    """Return folded word -> key, column of numbers or app, of a table of the file."""
    is_entry = table == "focal_point"
    specs = {**KEYS[table], **(NUMBER_COLUMNS if is_entry else {})}
    words = {word: name for name, spec in specs.items() for word in _words_of(name, spec)}
    return words | {app: app for app in APPS if is_entry}


def _words_of(name: str, spec: FieldSpec) -> Iterator[str]:
    yield from map(fold, filter(None, (name, *spec.words.split(", "))))


def _labels_of(spec: FieldSpec) -> Iterator[str]:
    if spec.label:
        yield from (fold(Translator(lang).translate(spec.label)) for lang in LANGUAGES)


@cache
def _index() -> Mapping[str, Mapping[str, None]]:
    """Return folded word -> keys; each key is a word for itself, and so are its labels."""
    index: dict[str, dict[str, None]] = {}
    for keys in _TABLES:
        for key, spec in keys.items():
            for word in (*_words_of(key, spec), *_labels_of(spec)):
                index.setdefault(word, {})[key] = None
    return index


@cache
def _columns() -> Mapping[str, str]:
    return {
        word: name
        for name, spec in NUMBER_COLUMNS.items()
        for word in (*_words_of(name, spec), *_labels_of(spec))
    }
