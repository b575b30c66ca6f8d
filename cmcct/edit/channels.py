"""The channels of an entry: what is typed for one, moves, and test calls."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from cmcct.edit import change_words, operations, parse_value
from cmcct.edit.operations import RawTable, to_table
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import handle, phone_number
from cmcct.i18n.messages import LongDate, Message, _, join, quote_text
from cmcct.model import entities, fields
from cmcct.model.entities import APPS, MESSENGERS, NUMBER_COLUMNS, STRICTEST, Email, Handle
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS
from cmcct.model.loader import parse_entry
from cmcct.privacy.levels import channel_key, strictest
from cmcct.reference import vocabulary
from cmcct.text.folding import fold
from cmcct.toml import values
from cmcct.toml.values import get_items

NATIONAL = "national"
_MIN_DIGITS = 4  # fewer last digits do not name a number
_MIN_PART = 3  # nor do fewer digits from anywhere, where a call is recorded
_NO_DIGIT = re.compile("[^0-9]")
_IN_NO_NUMBER = re.compile(r"[^0-9\s+().-]")
# A number that is typed: with at least six digits, or of nothing else.
_NUMBER = re.compile(r"[\s+(]*(?:[0-9][^0-9]{0,3}){6}|[0-9]+\Z")
ANY_NUMBER = "+1 876 523 0123"  # by which a word for a kind of number is recognised
_MISSING = _("this entry has no {key}")
_PATH = attrgetter("path")  # of a channel, as it is typed


class Channel(NamedTuple):
    """A channel: its place in a list of an entry, or of its part of the private file."""

    table: RawTable
    key: str
    place: int
    is_private: bool = False

    @property
    def item(self) -> Any:
        """The value in the list: a text or a table."""
        return self.table[self.key][self.place]

    @property
    def values(self) -> RawTable:
        """The item as a table."""
        return to_table(self.item, PLAIN_KEYS[self.key])

    @property
    def text(self) -> str:
        """The number, the address or the name."""
        return str(self.values.get(PLAIN_KEYS[self.key], ""))

    @property
    def path(self) -> str:
        """The key path as it is typed: `phones.1`."""
        return f"{self.key}.{self.place}"

    @property
    def name(self) -> str:
        """What is typed for it: `phones.1`, `--private phones.0`."""
        return f"--private {self.path}" if self.is_private else self.path

    @property
    def words(self) -> Message:
        """What people call it: its kind, and the number or address."""
        return join([change_words.name_channel(self.key, self.values), self.text], " ")

    @property
    def parsed(self) -> entities.Channel | str:
        """The channel as parsed; as a text if it cannot be read."""
        table = {self.key: [self.item]}
        parsed = parse_entry(table).channels
        return parsed[0] if parsed else values.format_inline(table)

    @property
    def identity(self) -> object:
        """What is equal for the channel in any spelling."""
        parsed = self.parsed
        return parsed if isinstance(parsed, str) else channel_key(parsed)


_Describe: TypeAlias = Callable[[Channel], object]


class Word(NamedTuple):
    """What is typed before `=` for channels: the list, and the kind or app, if any.

    `place` is that among several, from 0: 1 for `office2`; 0 for a word without a figure.
    """

    key: str
    column: str = ""
    app: str = ""
    place: int = 0

    @property
    def is_of_some(self) -> bool:
        """Whether the word names some of the list: those of a kind, or with an app."""
        return bool(self.column or self.app or self.place)

    @property
    def kind(self) -> str:
        """The type of line, `national`, or "" for any."""
        return NUMBER_COLUMNS[self.column].kind if self.column else ""

    @property
    def short(self) -> str:
        """The shortest word for it: `mobile`, `office_phone`, `phone`."""
        name = self.column or self.app or self.key.removesuffix("s")
        return "mobile" if self.kind == "mobile" else name

    @property
    def label(self) -> Message:
        """The label as it stands within a sentence: `mobile phone`."""
        label = fields.name_key(self.column or self.key)
        return join([label, str(self.place + 1)], " ") if self.place else label

    def select(self, channels: Iterable[Channel]) -> list[Channel]:
        """Return the channels that the word names; the one at its place, if it has one."""
        named = [*filter(self.names, channels)]
        return named[self.place : self.place + 1] if self.place else named

    def names(self, channel: Channel) -> bool:
        """Return whether a channel is of the kind that the word names; without one, an office's."""
        if not self.kind:
            apps = (*channel.values.get("apps", ()), channel.values.get("app"))
            return not self.app or self.app in apps
        if self.kind == NATIONAL:
            return bool(channel.values.get(NATIONAL))
        type_ = str(channel.values.get("type", "office"))
        return (vocabulary.find_slug("phone", type_) or type_) == self.kind

    def seldom_means(self, channel: Channel) -> bool:
        """Return whether a new number is seldom meant in place of one that the word names.

        So it is of a national one, a fax, and a line with an app, which may be an office's.
        """
        is_national = bool(channel.values.get(NATIONAL)) and self.kind != NATIONAL
        is_app_line = bool(self.app) and channel.key == "phones"
        return is_national or is_app_line or (not self.kind and channel.values.get("type") == "fax")

    def type_for(self, value: RawTable) -> RawTable:
        """Return the type or app that the word gives to a number; an office's if it is needed."""
        if self.app and self.key == "phones":
            return {"apps": [self.app]}
        if self.kind == "office":
            return {"type": "office"} if phone_number.is_mobile(value["number"]) else {}
        return {} if self.kind in {"", NATIONAL} else {"type": self.kind}

    def make_item(self, value: RawTable) -> Any:
        """Return a new channel, with the type that the word gives it."""
        table = value | self.type_for(value)
        return table if len(table) > 1 else table[PLAIN_KEYS[self.key]]


def find_word(text: str, value: str = "") -> Word | None:
    """Return what a word before `=` means if it is one for channels as a whole.

    An app's is for numbers, or for handles if the `value` is no number, or no number has the app. A
    kind of line, such as `office`, is one if the `value` is a number.
    """
    base, place = _split_ordinal(text)
    if place:
        word = find_kind(base) or find_word(base, value)
        return word._replace(place=place) if word else None
    app = find_app(text)
    if _NUMBER.match(value) and (kind := find_kind(text)):
        return kind
    if app in MESSENGERS and (app not in APPS or (value.strip() and not _NUMBER.match(value))):
        return Word("handles", app=app)
    if text not in ENTRY_KEYS and (column := fields.find_column(text)):
        return Word("phones", column)
    if app in APPS:
        return Word("phones", app=app)
    key = fields.find_key(text, ENTRY_KEYS)
    return Word(key) if key in PLAIN_KEYS else None


def find_app(text: str) -> str:
    """Return the app that a word names, "other" for one that no number is marked with, or ""."""
    word = fold(text)
    is_name = word in {*APPS, *MESSENGERS}
    return word if is_name else vocabulary.typed_words("app").get(word, [""])[0]


def split_app(key: str) -> tuple[str, str]:
    """Return what names a number, and the app of it: of `609-1277.whatsapp`; "" for none."""
    line, _dot, text = key.rpartition(".")
    app = find_app(text)
    return (line, app) if app in {*APPS, *MESSENGERS} else ("", "")


def find_answer(text: str) -> str:
    """Return "yes" or "no" for a word that says so of an app: `sí`, `off`; else ""."""
    switch = vocabulary.typed_words("switch").get(fold(text), ())
    return vocabulary.find_slug("answer", text) or "".join(switch)


def find_switch(key: str, text: str) -> tuple[str, str, str]:
    """Return the number and the app of a key, and the answer of its text; "" for none."""
    line, app = split_app(key)
    if app and not line and names_line(text):  # `whatsapp=mobile`
        return text, app, "yes"
    return line, app, find_answer(text)


def names_line(text: str) -> bool:
    """Return whether a text is a key of numbers, as `phones.2`, or a kind of line."""
    name, _dot, index = text.partition(".")
    word = None if index.strip("0123456789") else find_word(name, ANY_NUMBER)
    return bool(word and word.key == "phones" and not word.app)


def _split_ordinal(text: str) -> tuple[str, int]:
    """Return a key without its figure or ordinal, and the place from 0: `fax-2`, `second fax`."""
    if figure := re.fullmatch(r"(.*[^\W\d])[ _-]?([2-9])", text):
        return figure[1], int(figure[2]) - 1
    first, base = re.split("[ _-]|$", text, maxsplit=1)
    ordinal = vocabulary.typed_words("ordinal").get(fold(first)) if base else None
    return (base, int(ordinal[0]) - 1) if ordinal else (text, 0)


def list_channels(
    table: RawTable, keys: Iterable[str] = PLAIN_KEYS, *, is_private: bool = False
) -> Iterator[Channel]:
    """Yield the channels of an entry, or of its part of the private file."""
    for key in keys:
        for index in range(len(get_items(table, key))):
            yield Channel(table, key, index, is_private)


def is_kind_open(channel: Channel, entry: RawTable) -> bool:
    """Return whether a number's kind is not written, and the phone library calls it no landline."""
    if channel.values.keys() & {"type", "ext", NATIONAL}:
        return False
    code = operations.country_code(entry.get("country"))
    is_unknown = not phone_number.is_assigned(channel.text)
    return is_unknown or bool(phone_number.line_type(channel.text, code))


def select_channel(
    table: RawTable, text: str, code: str, describe: _Describe = _PATH, missing: Message = _MISSING
) -> Channel:
    """Return the only channel of a table that a text names, or the first one that repeats it.

    The text is a key path (`phones.1`), a kind of line (`mobile`), `email`, an address, or a number
    or its last digits. Raises `CmcctError` if it names none (`missing`), or several: `describe`
    shows each.
    """
    return _pick(find_channels(table, text, code), table, text, describe, missing)


def _pick(
    channels: Sequence[Channel], table: RawTable, text: str, describe: _Describe, missing: Message
) -> Channel:
    if len({channel.identity for channel in channels}) == 1:
        return channels[0]  # a number that is there twice is one
    names = join(map(describe, channels or list_channels(table)))
    if channels:
        message = _("{text} matches several: {values}", text=quote_text(text), values=names)
        raise CmcctError(message)
    message = missing.with_values(key=quote_text(text))
    raise CmcctError(message, _("it has {names}", names=names) if names else "")


def find_channels(table: RawTable, text: str, country_code: str) -> Sequence[Channel]:
    """Return the channels of a table that a text names."""
    channels = list_channels(table)
    word = find_word(text.partition(".")[0]) or find_kind(text)
    if word and word.is_of_some:
        keys = PLAIN_KEYS if word.app else {word.key}
        return word.select(channel for channel in channels if channel.key in keys)
    if word:
        path = parse_value.key_path(text)
        return [
            channel for channel in channels if (channel.key, channel.place)[: len(path)] == path
        ]
    return [channel for channel in channels if _is_meant(channel.parsed, text, country_code)]


def names_channel(text: str) -> bool:
    """Return whether a text is a key of a channel, a kind of line, or a channel itself."""
    return bool(find_word(text.partition(".")[0])) or is_value(text)


def is_value(text: str) -> bool:
    """Return whether a text is a channel or a type of line, and no key of a channel."""
    is_handle = handle.read_handle(text) is not None or not handle.check_handle("signal", text)
    is_of_value = bool(find_kind(text)) or "@" in text or is_handle or bool(_NUMBER.match(text))
    return is_of_value and not find_word(text.partition(".")[0])


def find_kind(text: str) -> Word | None:
    """Return the word for a type of line as the vocabulary names it: `office`."""
    slug = vocabulary.find_slug("phone", text)
    columns = [name for name, spec in NUMBER_COLUMNS.items() if slug and spec.kind == slug]
    return Word("phones", columns[0]) if columns else None


def _is_meant(channel: entities.Channel | str, text: str, country_code: str) -> bool:
    """Return whether a text is the address, the handle, the number or its last digits."""
    if isinstance(channel, Handle):
        read = handle.read_handle(text, channel.app)
        return operations.normalise("handles", read) == channel.text.casefold()
    if isinstance(channel, Email):
        return channel_key(channel)[0] == text.strip().casefold()
    if isinstance(channel, str):
        return False
    for written in phone_number.read_numbers(text, country_code):
        if phone_number.format_e164(written.number) == channel.e164:
            return written.ext in ("", channel.ext)
    digits, own = (_NO_DIGIT.sub("", number) for number in (text, channel.e164))
    is_number = not _IN_NO_NUMBER.search(text)
    return is_number and (digits == own or (len(digits) >= _MIN_DIGITS and own.endswith(digits)))


def list_shared(entry: RawTable) -> list[str]:
    """Return the channels of an entry that are not for the secretariat only."""
    point = parse_entry(entry)
    return [
        channel.text
        for channel in point.channels
        if strictest((point.sharing, channel.sharing)) != STRICTEST
    ]


def find_repeated(entry: RawTable, part: RawTable, keys: Iterable[str]) -> list[Channel]:
    """Return an entry's channels that are in some lists of another table too.

    A number without extension is in the other table too if it is there with one.
    """
    identities = {(channel.key, channel.identity) for channel in list_channels(part, keys)}
    repeated = []
    for channel in list_channels(entry):
        identity = channel.identity
        forms = [identity]
        if isinstance(identity, tuple) and len(identity) > 1:
            forms.append((identity[0], ""))
        if any((channel.key, form) in identities for form in forms):
            repeated.append(channel)
    return repeated


def move(channels: Iterable[Channel], target: RawTable, sharing: str = "") -> None:
    """Move channels of one table to another; nothing that is said of them is lost.

    The channels get `sharing`; without it, they lose their own.
    """
    places = {(channel.key, channel.place): channel for channel in channels}
    in_order = [places[place] for place in sorted(places)]
    items = [(channel.key, channel.item) for channel in in_order]
    for channel in reversed(in_order):
        del channel.table[channel.key][channel.place]
        if not channel.table[channel.key]:
            del channel.table[channel.key]
    for key, item in items:
        _join_item(target, key, with_sharing(key, item, sharing))


def with_sharing(key: str, item: Any, sharing: str) -> Any:
    """Return an item of a list with this sharing or none; as plain text if nothing else is said."""
    plain = PLAIN_KEYS[key]
    table = {**to_table(item, plain)}
    table.pop("sharing", None)
    if sharing:
        table["sharing"] = sharing
    return table[plain] if table.keys() == {plain} else table


def _join_item(target: RawTable, key: str, item: Any) -> None:
    """Add an item to a list, or what it says to an equal item that says nothing else."""
    items = operations.get_list(target, (key,), make=True)
    items.append(item)
    *channels, added = list_channels(target, [key])
    for channel in channels:
        old, new = channel.values, added.values
        same = old.keys() & new.keys() - {PLAIN_KEYS[key]}
        if channel.identity == added.identity and all(old[k] == new[k] for k in same):
            joined = new | old
            items[channel.place] = joined if len(joined) > 1 else channel.item
            items.pop()
            return


def find_phones(entry: RawTable, text: str) -> Sequence[Channel]:
    """Return the phones that a text names: three digits or more from anywhere name one too."""
    phones, digits = {"phones": get_items(entry, "phones")}, _NO_DIGIT.sub("", text)
    is_part = len(digits) >= _MIN_PART and not _IN_NO_NUMBER.search(text)
    return find_channels(phones, text, operations.country_code(entry.get("country"))) or [
        channel
        for channel in list_channels(phones)
        if is_part and digits in _NO_DIGIT.sub("", channel.text)
    ]


def find_phone(entry: RawTable, text: str, describe: _Describe = _PATH) -> int:
    """Return the index of the only phone that a text names, as `select_channel` does."""
    phones = {"phones": get_items(entry, "phones")}
    return _pick(find_phones(entry, text), phones, text, describe, _MISSING).place


def record_call(phones: list[Any], index: int, day: date, why: str | None) -> None:
    """Write that a number was answered on a day, or why not; an answer ends earlier failures.

    Raises `CmcctError` if a later call is recorded.
    """
    phone = {**to_table(phones[index])}
    failed = phone.get("failed")
    failed_on = failed.get("on") if isinstance(failed, dict) else None
    recorded = (phone.get("tested"), failed_on if why else None)
    if later := [other for other in recorded if type(other) is date and other > day]:
        message = _("a later test call is recorded, of {day}", day=LongDate(max(later)))
        raise CmcctError(message, _("give a later date, or correct it with cmcct edit"))
    if why:
        phone["failed"] = {"on": day, "why": why}
    else:
        phone["tested"] = day
        if type(failed_on) is not date or failed_on <= day:
            phone.pop("failed", None)
            phone.pop("doubtful", None)
    phones[index] = phone
