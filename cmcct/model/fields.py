"""The keys of the directory file, by table: what the models say about them, and what follows.

People have other words for them: in the four languages, in the plural, or as options.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from cmcct.i18n.messages import LANGUAGES, Lowered, Message, Translator, _, join
from cmcct.model import entities
from cmcct.model.entities import NUMBER_COLUMNS
from cmcct.model.field_spec import EntryFieldSpec, FieldSpec, Owner
from cmcct.reference import vocabulary
from cmcct.text.folding import fold

MODELS: Mapping[str, Any] = {
    **entities.INFO_MODELS,
    **entities.LIST_MODELS,
    "email": entities.Email,
    "phone": entities.Phone,
    "handle": entities.Handle,
    "failure": entities.Failure,
    "member": entities.Member,
}
_TABLES = {
    "directory": FieldSpec("directory", "Settings of the whole directory.", required=True),
    "check": FieldSpec("check", "Settings of `cmcct check`."),
    "private": FieldSpec("private", "Who can read the encrypted private file."),
    "meeting": FieldSpec("[meeting]", "A meeting of the network."),
    "working_group": FieldSpec("[working_group]", "A working group of the network."),
    "focal_point": FieldSpec(
        "[focal_point]", "An entry: a seat (country, institution) and the person in it."
    ),
}


def _specs(model: Any) -> Iterator[tuple[str, FieldSpec]]:
    for key, field in model.model_fields.items():
        yield from ((key, item) for item in field.metadata if isinstance(item, FieldSpec))


KEYS: Mapping[str, Mapping[str, FieldSpec]] = {
    "file": _TABLES,
    **{table: dict(_specs(model)) for table, model in MODELS.items()},
}
# By key alone: a key that has a label in several tables has the same one in each.
LABELS = {key: spec.label for keys in KEYS.values() for key, spec in keys.items() if spec.label}
# Within a sentence, of a key whose label is no noun.
_NOUNS = {"id": _("ID"), "verified": _("confirmation date")}
ENTRY_KEYS = {
    key: spec for key, spec in KEYS["focal_point"].items() if isinstance(spec, EntryFieldSpec)
}
# Required keys of each table.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    table: tuple(key for key, spec in keys.items() if spec.required) for table, keys in KEYS.items()
}
# For the lists of channels: the key of the address, the number or the name, which is the last
# required one. An address or a number may stand alone, as plain text.
PLAIN_KEYS = {
    key: REQUIRED[spec.item_kind][-1] for key, spec in ENTRY_KEYS.items() if spec.item_kind in KEYS
}
# Keys whose values may lead to a person: numbers, addresses, notes.
CONTACT_KEYS = tuple(key for key, spec in ENTRY_KEYS.items() if not spec.may_log)
SECRETARIAT_KEYS = tuple(key for key, spec in ENTRY_KEYS.items() if spec.secretariat_only)
# Texts that a newer version of the directory may withdraw from older ones.
CONTACT_TEXTS = tuple(
    key for key in CONTACT_KEYS if key not in PLAIN_KEYS and key not in SECRETARIAT_KEYS
)
# Lists whose order has no meaning.
UNORDERED = frozenset(key for keys in KEYS.values() for key, spec in keys.items() if spec.unordered)
# By key: the list of tables whose ids it has; and the attribute of a directory for each list.
REFERENCES = {key: spec.refers_to for key, spec in ENTRY_KEYS.items() if spec.refers_to}
RECORDS = {"meeting": "meetings", "working_group": "working_groups"}

# By key: those that are shown with it, and have no meaning without it.
PARTS = {
    whole: tuple(key for key, spec in ENTRY_KEYS.items() if spec.part_of == whole)
    for whole in {spec.part_of for spec in ENTRY_KEYS.values()} - {""}
}


def is_for_people(spec: FieldSpec) -> bool:
    """Return whether only people can judge a value: an id, a text that is no name of a seat."""
    is_of_seat = isinstance(spec, EntryFieldSpec) and spec.owner is Owner.SEAT
    is_text = spec.item_kind in {"text", "moment"} and not is_of_seat
    return is_text or (spec.item_kind == "slug" and not getattr(spec, "refers_to", ""))


def name_key(key: str) -> Message:
    """Return the label of a key as it stands within a sentence; the key itself if it has none."""
    column = entities.NUMBER_COLUMNS.get(key)
    label = _NOUNS.get(key) or (column.label if column else LABELS.get(key))
    return join([Lowered(label) if label else key])


def complete(layout: tuple[str, ...], *elsewhere: str) -> tuple[str, ...]:
    """Return the keys of a layout, then those that it places nowhere: no product loses a field.

    Keys that stand `elsewhere` in the product are left out, and so are parts of other fields.
    """
    placed = {*layout, *elsewhere}
    rest = (key for key, spec in ENTRY_KEYS.items() if key not in placed and not spec.part_of)
    return (*layout, *rest)


ALL_KEYS = frozenset(key for table in MODELS for key in KEYS[table])


def find_key(word: str, known: Collection[str] = ALL_KEYS) -> str:
    """Return the one of the `known` keys that a word stands for, or "".

    Without `known`, the first key of any table.
    """
    keys = find_keys(word, known)
    return keys[0] if len(keys) == 1 or (keys and known is ALL_KEYS) else ""


def find_keys(word: str, known: Collection[str] = ALL_KEYS) -> list[str]:
    """Return the keys that a word may stand for: itself, another word, or a label."""
    if word in known:
        return [word]
    keys = _index("focal_point", *MODELS).get(fold(word), ())  # a key of entries is meant first
    return [key for key in keys if key in known]


def find_column(word: str) -> str:
    """Return the column of numbers of one kind that a word stands for, or "": `mobile_phone`."""
    return next(iter(_index("column").get(fold(word), ())), "")


@cache
def words_by_key(table: str) -> Mapping[str, Sequence[str]]:
    """Return key -> folded words for it, of a table; `column` has the columns of numbers."""
    words = {name: [fold(name)] for name in _specs_of(table)}
    for word, names in vocabulary.typed_words(table).items():
        for name in names:
            words[name].append(word)
    return words


def _specs_of(table: str) -> Mapping[str, FieldSpec]:
    return NUMBER_COLUMNS if table == "column" else KEYS[table]


@cache
def _index(*tables: str) -> Mapping[str, Mapping[str, None]]:
    """Return folded word -> keys; each key is a word for itself, and so are its labels."""
    index: dict[str, dict[str, None]] = {}
    for table in tables:
        for key, words in words_by_key(table).items():
            label = _specs_of(table)[key].label
            labels = [Translator(lang).translate(label) for lang in LANGUAGES] if label else []
            for word in (*words, *map(fold, labels)):
                index.setdefault(word, {})[key] = None
    return index
