"""Find a channel of an entry by what is typed, and move it to the private file or back."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cmcct.diagnostics import KeyPath
from cmcct.edit import key_paths, operations, parse_value
from cmcct.edit.operations import RawTable, get_items
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import _, join, quote_text
from cmcct.model import synonyms
from cmcct.model.entities import STRICTEST, Email, FocalPoint, Phone
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS
from cmcct.privacy.levels import channel_key, strictest
from cmcct.reference import vocabulary
from cmcct.toml import writer

_MIN_DIGITS = 6  # digits of a part of a number that selects it


def select_channel(table: RawTable, text: str, country_code: str) -> KeyPath:
    """Return the key path of the only channel of a table that a text names, or of its first one.

    The text is a key path (`phones.1`), a kind of line (`mobile`), `email`, an address, or a number
    or its last digits. Raises `CmcctError` if it names none or several.
    """
    paths = find_channels(table, text, country_code)
    if len({_item_key(str(key), table[str(key)][index]) for key, index in paths}) == 1:
        return paths[0]  # a number that is there twice is one
    if paths:
        message = _("{text} matches several channels", text=quote_text(text))
        hint = _("give one of {keys}", keys=join(map(format_path, paths)))
        raise CmcctError(message, hint)
    message = _("this entry has no {key}", key=quote_text(text))
    known = [format_path(path) for path in _channel_paths(table)]
    raise CmcctError(message, _("it has {keys}", keys=join(known)) if known else "")


def find_channels(table: RawTable, text: str, country_code: str) -> list[KeyPath]:
    """Return the key paths of the channels of a table that a text names."""
    paths = _channel_paths(table)
    top, dot, _index = text.partition(".")
    key = synonyms.find_key(top, ENTRY_KEYS)
    if dot and key in PLAIN_KEYS:
        return [path for path in paths if path == parse_value.key_path(text)]
    if key in PLAIN_KEYS:
        return [path for path in paths if path[0] == key]
    points = [(path, operations.parse_entry(_take(table, path))) for path in paths]
    if kind := vocabulary.find_slug("phone", text):
        return [path for path, point in points if any(one.type == kind for one in point.phones)]
    return [path for path, point in points if _is_meant(point, text, country_code)]


def _is_meant(point: FocalPoint, text: str, country_code: str) -> bool:
    """Return whether a text is the address, the number or the last digits of an only channel."""
    if point.emails:
        return channel_key(point.emails[0])[0] == text.strip().casefold()
    if not point.phones:
        return False
    (phone,) = point.phones
    for written in phone_number.read_numbers(text, country_code):
        if phone_number.format_e164(written.number) == phone.e164:
            return written.ext in ("", phone.ext)
    digits, own = (re.sub("[^0-9]", "", number) for number in (text, phone.e164))
    is_number = not re.search("[^0-9\\s+().-]", text)
    return is_number and (digits == own or (len(digits) >= _MIN_DIGITS and own.endswith(digits)))


def _channel_paths(table: RawTable) -> list[KeyPath]:
    """Return the key paths of an entry's e-mail addresses and numbers."""
    return [(key, index) for key in PLAIN_KEYS for index, _item in enumerate(get_items(table, key))]


def format_path(path: KeyPath) -> str:
    """Return a key path as it is typed: `phones.1`."""
    return ".".join(map(str, path))


def _take(table: RawTable, path: KeyPath) -> RawTable:
    """Return a table with one channel of another."""
    key, index = path
    return {str(key): [table[str(key)][index]]}


def parse_channel(table: RawTable, path: KeyPath) -> Email | Phone | str:
    """Return the channel of a table at a key path; as a text if it cannot be read."""
    taken = _take(table, path)
    point = operations.parse_entry(taken)
    found: tuple[Email | Phone, ...] = (*point.emails, *point.phones)
    return found[0] if found else writer.format_inline(taken)


def list_shared(entry: RawTable) -> list[str]:
    """Return the addresses and numbers of an entry that are not for the secretariat only."""
    point = operations.parse_entry(entry)
    found: tuple[Email | Phone, ...] = (*point.emails, *point.phones)
    return [
        describe(channel)
        for channel in found
        if strictest((point.sharing, channel.sharing)) != STRICTEST
    ]


def describe(channel: Email | Phone | str) -> str:
    """Return a channel as it is shown."""
    if isinstance(channel, str):
        return channel
    return channel.address if isinstance(channel, Email) else channel.formatted


def find_repeated(entry: RawTable, part: RawTable, keys: Iterable[str]) -> list[KeyPath]:
    """Return the key paths of an entry's channels that are in some lists of another table too.

    A number without extension is in the other table too if it is there with one.
    """
    held = {(key, _item_key(key, item)) for key in keys for item in get_items(part, key)}
    return [
        (key, index)
        for key, index in _channel_paths(entry)
        if any((key, own) in held for own in _disclosed_keys(str(key), entry[str(key)][index]))
    ]


def _disclosed_keys(key: str, item: Any) -> Iterator[object]:
    """Yield what identifies an item of a list; of an extension, the number alone too."""
    found = _item_key(key, item)
    yield found
    if isinstance(found, tuple) and len(found) > 1:
        yield (found[0], "")


def find_path(entry: RawTable, key: str, channel: Email | Phone | str) -> str:
    """Return the key path of a channel in the list of an entry that has it: `phones.2`."""
    return next(
        f"{key}.{index}"
        for index, item in enumerate(get_items(entry, key))
        if _item_key(key, item) == _channel_key(channel)
    )


def _item_key(key: str, item: Any) -> object:
    """Return what identifies an item of a list in any spelling."""
    return _channel_key(parse_channel({key: [item]}, (key, 0)))


def _channel_key(channel: Email | Phone | str) -> object:
    return channel if isinstance(channel, str) else channel_key(channel)


def move(source: RawTable, target: RawTable, paths: Iterable[KeyPath], sharing: str = "") -> None:
    """Move channels of a table to another; nothing that is said of them is lost.

    The channels get `sharing`; without it, they lose their own.
    """
    items = [
        (str(key), source[str(key)].pop(index)) for key, index in sorted({*paths}, reverse=True)
    ]
    for key, item in reversed(items):
        if not source.get(key, True):
            del source[key]
        _join_item(target, key, _with_sharing(key, item, sharing))


def _with_sharing(key: str, item: Any, sharing: str) -> Any:
    """Return an item of a list with this sharing; as plain text if nothing else is said."""
    plain = PLAIN_KEYS[key]
    table = dict(item) if isinstance(item, dict) else {plain: item}
    table.pop("sharing", None)
    if sharing:
        table["sharing"] = sharing
    return table[plain] if table.keys() == {plain} else table


def _join_item(target: RawTable, key: str, item: Any) -> None:
    """Add an item to a list, or what it says to an equal item that says nothing else."""
    items, plain = key_paths.get_list(target, (key,), make=True), PLAIN_KEYS[key]
    for index, known in enumerate(items):
        old, new = (one if isinstance(one, dict) else {plain: one} for one in (known, item))
        same = old.keys() & new.keys() - {plain}
        if _item_key(key, known) == _item_key(key, item) and all(old[k] == new[k] for k in same):
            joined = new | old
            items[index] = joined if len(joined) > 1 else known
            return
    items.append(item)
