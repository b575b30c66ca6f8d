"""The numbers and addresses of an entry, and the words by which one of them is meant."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cmcct.edit import operations
from cmcct.edit.key_paths import RawTable
from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import OptionalMessage
from cmcct.model import synonyms
from cmcct.model.entities import NUMBER_COLUMNS
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS
from cmcct.reference import vocabulary

NATIONAL = "national"


class Word(NamedTuple):
    """What is typed before `=` for a number or an address: the list, and the column, or ""."""

    key: str
    column: str = ""

    @property
    def kind(self) -> str:
        """The type of line, `national`, or "" for any."""
        return NUMBER_COLUMNS[self.column].kind if self.column else ""

    @property
    def short(self) -> str:
        """The shortest word for it: `mobile`, `office_phone`, `phone`."""
        return "mobile" if self.kind == "mobile" else self.column or self.key.removesuffix("s")

    @property
    def label(self) -> OptionalMessage:
        """The label for people: `Mobile phone`."""
        return (NUMBER_COLUMNS[self.column] if self.column else ENTRY_KEYS[self.key]).label


class Side(NamedTuple):
    """What a command changes: the entry, or its part of the private file, which `item` is then.

    `parts` are those that are joined to the entry, where only the entry is named.
    """

    entry: RawTable
    item: RawTable
    parts: Sequence[RawTable] = ()
    table: str = "focal_point"


def find_word(text: str) -> Word | None:
    """Return what a word before `=` means if it is one for numbers or addresses as a whole."""
    if column := synonyms.find_column(text):
        return Word("phones", column)
    key = synonyms.find_key(text, ENTRY_KEYS)
    return Word(key) if key in PLAIN_KEYS else None


class Channel(NamedTuple):
    """A number or address; `table` is the entry, or its part of the private file."""

    table: RawTable
    key: str
    place: int
    is_private: bool

    @property
    def item(self) -> Any:
        """The value in the list: a text or a table."""
        return self.table[self.key][self.place]

    @property
    def values(self) -> RawTable:
        """The item as a table."""
        return self.item if isinstance(self.item, dict) else {PLAIN_KEYS[self.key]: self.item}

    @property
    def text(self) -> str:
        """The number or the address."""
        return str(self.values.get(PLAIN_KEYS[self.key], ""))

    @property
    def name(self) -> str:
        """What is typed for it: `phones.1`, `--private phones.0`."""
        return f"{'--private ' if self.is_private else ''}{self.key}.{self.place}"


def list_channels(table: RawTable, key: str, *, is_private: bool = False) -> Iterator[Channel]:
    """Yield the numbers or addresses of an entry, or of its part of the private file."""
    for index in range(len(operations.get_items(table, key))):
        yield Channel(table, key, index, is_private)


def is_of(channel: Channel, word: Word) -> bool:
    """Return whether a channel is of the kind that a word names; without a kind, an office's."""
    if not word.kind:
        return True
    if word.kind == NATIONAL:
        return bool(channel.values.get(NATIONAL))
    type_ = str(channel.values.get("type", "office"))
    return (vocabulary.find_slug("phone", type_) or type_) == word.kind


def is_doubtful(channel: Channel, word: Word) -> bool:
    """Return whether a number that a word may mean is seldom meant: a national one, or a fax."""
    is_national = bool(channel.values.get(NATIONAL)) and word.kind != NATIONAL
    return is_national or (not word.kind and channel.values.get("type") == "fax")


def is_open(channel: Channel, entry: RawTable) -> bool:
    """Return whether a number's kind is not written, and the phone library calls it no landline."""
    values = channel.values
    if values.keys() & {"type", "ext", NATIONAL}:
        return False
    code = operations.country_code(entry.get("country"))
    is_unknown = not phone_number.is_assigned(channel.text)
    return is_unknown or bool(phone_number.line_type(channel.text, code))


def make_item(word: Word, value: RawTable) -> Any:
    """Return a new number or address, with the type that the word gives it."""
    table = value | type_for(word, value)
    return table if len(table) > 1 else table[PLAIN_KEYS[word.key]]


def type_for(word: Word, value: RawTable) -> RawTable:
    """Return the type that a word gives to a number; that of an office is written if needed."""
    if word.kind == "office":
        return {"type": "office"} if phone_number.is_mobile(value["number"]) else {}
    return {} if word.kind in {"", NATIONAL} else {"type": word.kind}
