"""Hand over a seat to a new person: decide which values are removed, and which are kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from cmcct.diagnostics import KeyPath
from cmcct.edit import channels, operations, parse_value
from cmcct.edit.channels import Channel
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import Message, _, quote_text
from cmcct.model import person_names
from cmcct.model.field_spec import Owner
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS, name_key
from cmcct.reference import vocabulary


class Piece(NamedTuple):
    """A unit of a handover: a key of an entry, or one of its channels."""

    path: KeyPath
    value: Any

    @property
    def key(self) -> str:
        """The key path as typed for `cmcct set`: `title`, `phones.1`."""
        return ".".join(map(str, self.path))

    @property
    def channel(self) -> str:
        """The address, number or handle, or "" for other keys."""
        return self._as_channel.text if self.path[0] in PLAIN_KEYS else ""

    @property
    def words(self) -> Message:
        """The label for people, with the channel, if it is one."""
        return self._as_channel.words if self.channel else name_key(str(self.path[0]))

    @property
    def _as_channel(self) -> Channel:
        key = str(self.path[0])
        return Channel({key: [self.value]}, key, 0)


def iter_pieces(entry: RawTable) -> Iterator[Piece]:
    """Yield all pieces of an entry."""
    for key, value in entry.items():
        if key in PLAIN_KEYS and isinstance(value, list):
            yield from (Piece((key, index), item) for index, item in enumerate(value))
        else:
            yield Piece((key,), value)


def select_pieces(entry: RawTable, keys: Iterable[str]) -> set[KeyPath]:
    """Return the paths of the pieces that typed texts name, such as `title`, `phones.1`, `mobile`.

    Raises `CmcctError`.
    """
    code = operations.country_code(entry.get("country"))
    paths = set[KeyPath]()
    for key in keys:
        named = {
            (channel.key, channel.place) for channel in channels.find_channels(entry, key, code)
        }
        pieces = named or _select_key(entry, key)
        if not pieces:
            message = _("this entry has no {key}", key=key)
            raise CmcctError(message, operations.hint_to_show(entry))
        paths |= pieces
    return paths


def _select_key(entry: RawTable, key: str) -> set[KeyPath]:
    """Return the path that a key names if the entry has it; raises `CmcctError`."""
    word = channels.find_word(key.partition(".")[0])
    if channels.is_value(key) or (word and word.is_of_some):
        return set()
    path = parse_value.key_path(key)
    operations.refuse_id(path)
    whole = path[: 1 + (path[0] in PLAIN_KEYS)]
    if path[0] in entry and path != whole:
        hint = _("use {key} alone", key=Piece(whole, None).key)
        raise CmcctError(_("{key} is only part of a value", key=quote_text(key)), hint)
    return {piece.path for piece in iter_pieces(entry) if piece.path == path}


def belongs_to_person(entry: RawTable, piece: Piece) -> bool | None:
    """Return whether a piece belongs to the person; None if undecidable."""
    key = str(piece.path[0])
    owner = ENTRY_KEYS[key].owner if key in ENTRY_KEYS else Owner.SEAT
    return _DECISIONS[key](entry, piece) if owner is Owner.EACH else owner is Owner.PERSON


def replace_person(
    entry: RawTable,
    values: RawTable,
    day: date,
    stays: Callable[[Piece], bool | None] = lambda _: None,
) -> tuple[list[Piece], list[Piece]]:
    """Replace the person of a seat by `values`: without a name, by nobody.

    Returns the removed pieces, and those that stay. `stays` overrides the decision about a piece,
    unless it returns None. Raises `CmcctError` if a piece is undecidable.
    """
    removed, staying = list[Piece](), list[Piece]()
    for piece in iter_pieces(entry):
        is_staying = stays(piece)
        goes = belongs_to_person(entry, piece) if is_staying is None else not is_staying
        if piece.path[0] in values and piece.path[0] not in PLAIN_KEYS:
            goes = True
        if goes is None:
            raise undecided_error([piece])
        (removed if goes else staying).append(piece)
    for piece in reversed(removed):
        operations.unset(entry, piece.path)
    for key in PLAIN_KEYS.keys() & values.keys():
        operations.add_items(entry, key, values[key])
    if "name" in values:
        entry.setdefault("since", day)
    entry.update({key: value for key, value in values.items() if key not in PLAIN_KEYS})
    return removed, staying


def undecided_error(open_: Iterable[Piece]) -> CmcctError:
    """Return the error for numbers whose owner is undecidable."""
    keys = [piece.key for piece in open_]
    message = _("{keys} may be a mobile or a landline", keys=", ".join(keys))
    advice = _(
        "use --keep {key} if it belongs to the seat, --drop {key} if it belongs to the person",
        key=keys[0],
    )
    return CmcctError(message, advice)


def _is_personal_email(entry: RawTable, piece: Piece) -> bool:
    """Return whether an address is for the secretariat only, or contains the person's name."""
    names = person_names.name_words(f"{entry.get('name', '')} {entry.get('family_name', '')}")
    return _is_private(piece) or person_names.is_named(piece.channel, names)


def _is_personal_phone(entry: RawTable, piece: Piece) -> bool | None:
    """Return whether a number is secretariat-only or a mobile; None if undecidable."""
    table = piece.value if isinstance(piece.value, dict) else {}
    if _is_private(piece):
        return True
    with suppress(CmcctError):
        if "type" in table:
            return vocabulary.find_term("phone", str(table["type"])).slug == phone_number.MOBILE
    if "ext" in table:
        return False
    line = phone_number.line_type(piece.channel, operations.country_code(entry.get("country")))
    return None if line == phone_number.EITHER else line == phone_number.MOBILE


_DECISIONS: Mapping[str, Callable[[RawTable, Piece], bool | None]] = {
    "emails": _is_personal_email,
    "phones": _is_personal_phone,
    "status": lambda _entry, piece: piece.value in ("vacant", "left"),
}


def _is_private(piece: Piece) -> bool:
    """Return whether a channel's own `sharing` is the strictest, or unreadable."""
    is_marked = isinstance(piece.value, dict) and "sharing" in piece.value
    return is_marked and operations.is_strictest(str(piece.path[0]), piece.value)
