"""Numbers and addresses in `cmcct set`: which is meant, what stays with it, and where it moves."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import date
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.check.rules import safety
from cmcct.cli import options
from cmcct.cli.edits import editing
from cmcct.cli.edits.edit_options import EditOptions
from cmcct.cli.options import load_options
from cmcct.cli.screen import output, prompts
from cmcct.diagnostics import KeyPath
from cmcct.edit import channels, operations, overlay, parse_value, transaction
from cmcct.edit.change_words import describe_field, name_channel
from cmcct.edit.channels import (
    NATIONAL,
    Channel,
    Word,
    find_channels,
    find_kind,
    find_word,
    is_kind_open,
    is_value,
    list_channels,
    select_channel,
)
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import BeforeAfter
from cmcct.editions import manifest
from cmcct.errors.exceptions import CmcctError, DeclinedError, UnknownValueError
from cmcct.errors.suggest import closest
from cmcct.fieldtypes import phone_number
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import (
    ENGLISH,
    LongDate,
    Message,
    OptionalMessage,
    SafeText,
    _,
    did_you_mean,
    join,
    join_or,
    ngettext,
    quote_text,
)
from cmcct.model import fields
from cmcct.model.entities import APPS, STRICTEST
from cmcct.model.fields import ENTRY_KEYS, KEYS, PLAIN_KEYS, name_key
from cmcct.model.loader import parse_entry
from cmcct.privacy import levels
from cmcct.reference import vocabulary
from cmcct.reference.countries import UNKNOWN_COUNTRY, find_country
from cmcct.reference.toll_free import is_toll_free
from cmcct.storage import directory_file
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.text.folding import fold
from cmcct.toml.values import get_items

_MOVES = ("private", "public")
_PRIVATE_READERS = _("what is in the private file is for the secretariat only")
_NO_PART = _("the private file has no {key}")
_LOCAL_DIGITS = 7  # of a number without its area code
_TYPED_NUMBER = re.compile(r"\+?[0-9 ().-]{5,}")


class Side(NamedTuple):
    """What a command changes: the entry, or its part of the private file, which `item` is then.

    `parts` are those that are joined to the entry, where only the entry is named.
    """

    entry: RawTable
    item: RawTable
    parts: Sequence[RawTable] = ()
    table: str = "focal_point"


def _describe(channel: Channel, *, is_typed: bool = False) -> Message:
    """Return what people call a channel, or what is typed for it; with the number if it may."""
    name = join([SafeText(channel.name)])
    if not _may_show(channel):
        return name
    return join([name, channel.text], " ") if is_typed else channel.words


def _may_show(channel: Channel) -> bool:
    """Return whether a message may have the number or address of a channel."""
    return not (is_log() or (channel.is_private and not output.may_show_private()))


def name_typed(channel: Channel) -> str:
    """Return what is typed for a channel: its number or address, or else its key path.

    So it is where the list has it twice, or a message may not have it.
    """
    texts = [each.text for each in list_channels(channel.table, [channel.key])]
    is_clear = _may_show(channel) and channel.key != "handles" and texts.count(channel.text) == 1
    return shell.quote(channel.text) if is_clear else channel.path


class ChannelEdits:
    """The changes of numbers and addresses that one command makes.

    Each question is asked once, so that a change can be tried before the lock is taken. `notes`
    say what stays and what goes; `replaced` are the numbers and addresses that were corrected.
    """

    def __init__(self, *, is_private: bool) -> None:
        """`is_private` is for a command that changes the private file alone."""
        self.is_private = is_private
        self._answers: dict[tuple[str, ...], int] = {}
        self._readings = set[str]()
        self._placed: list[Channel] = []
        self.notes = dict[Message, None]()
        self.confirmations = dict[str, Message]()
        self.replaced = set[tuple[str, str]]()
        self.addition: OptionalMessage = ""  # how a number is added that replaces none
        self.restorations = list[Message]()  # the commands that add what was replaced again

    def begin(self) -> None:
        """Forget what an earlier trial of the change did."""
        self._placed.clear()
        self.notes.clear()
        self.restorations.clear()
        self.confirmations.clear()
        self.replaced.clear()

    def assign(self, side: Side, key: str, text: str) -> bool:
        """Set a number or an address if the key is one for them; return whether it is."""
        first, _dot, part = key.partition(".")
        line, app, answer = channels.find_switch(key, text)
        if app and answer:
            self._switch_app(side, app, line, is_on=answer == "yes")
            return True
        if answer == "no" and self.unset(side, key):  # `mobile=no`
            return True
        _refuse_move(side, key, text)
        word = self._find_word(side, first, "" if part else text)
        is_whole = text.lstrip().startswith(("[", "{"))
        if not word:
            if not (part or fields.find_keys(first, ENTRY_KEYS)):
                self._refuse_number_key(side, first, text)
            return False
        if part and not word.is_of_some and part[0].isdigit():
            return not is_whole and self._assign_index(side, parse_value.key_path(key), text)
        if part:
            below = parse_value.key_path(f"{word.key}.0.{part}")[2:]
            channel = self._find_channel(side, word, f"KEY.{'.'.join(map(str, below))}=…")
            path = (channel.key, channel.place, *below)
            if channel.is_private and path[-1] == "sharing":
                raise sharing_error(side.entry, channel.path)
            operations.assign(channel.table, path, parse_value.parse_value(path, text))
        elif not is_whole:
            self._assign_word(side, word, text)
        elif word.is_of_some:
            raise CmcctError(_("{key} takes one number", key=quote_text(key)), _ONE_NUMBER)
        else:
            self._assign_list(side, word.key, text)
        return True

    def _switch_app(self, side: Side, app: str, line: str = "", *, is_on: bool) -> None:
        """Mark a number of the entry with an app, or take the app off it: `whatsapp=yes`.

        `line` is what is typed for the number, if anything is.
        """
        word = Word("phones", app=app)
        keys = ("phones",) if is_on else ("phones", "handles")
        present: Sequence[Channel] = [c for key in keys for c in self._list_channels(side, key)]
        if line:
            added = f"{app}={line}" if is_on and _TYPED_NUMBER.fullmatch(line) else ""
            present = _find_typed(side, line, added)
        if is_on:
            numbers = [each for each in present if each.values.get("type") != "fax"]
            mobiles = [*filter(Word("phones", "mobile_phone").names, numbers)]
            if any(map(word.names, numbers)) and all(map(word.names, mobiles)):
                return
            meant = [each for each in mobiles or numbers if not word.names(each)]
        else:
            meant = [*filter(word.names, present)]
            if line and not meant:
                return
        form = f"--{'add' if is_on else 'remove'} KEY.apps={app}"
        channel = self.choose(side.entry, word, meant, form)
        if channel is None:
            key = name_key("mobile_phone") if is_on else phrases.APP_LABELS[app]
            raise _missing_error(side.entry, key)
        if is_on:
            operations.add_item(channel.table, (channel.key, channel.place, "apps"), app)
        else:
            _remove(channel, app)

    def adds_note(self, side: Side, key: str, text: str, change: object) -> bool:
        """Add to a note with `--add`, or if a user wants it for `notes=`; return whether it did.

        `change` is the method that is called for a number.
        """
        is_added = change == self.add
        if fields.find_key(key) != "notes" or not (is_added or change == self.assign):
            return False
        old, id_ = str(side.item.get("notes", "")), str(side.entry.get("id", ""))
        if not is_added and old and text.strip() and old not in text and prompts.can_ask():
            gettext = output.translator().gettext
            place = gettext("in place of {channel}", channel=quote_text(old))
            message = _("{id} has a note already: what is done with the new one?", id=id_)
            is_added = bool(self._ask((id_, text), message, {gettext("add it"): 1, place: 0}))
        if is_added:
            sign = " " if not old or old.endswith((".", "!", "?")) else "; "
            operations.assign(side.item, ("notes",), f"{old}{sign}{text.strip()}".strip())
        return is_added

    def add(self, side: Side, key: str, text: str) -> bool:
        """Add a number or an address if the key is one for them; return whether it is."""
        if (app := channels.find_app(key)) in APPS and not text.strip():  # `--add whatsapp`
            self._switch_app(side, app, is_on=True)
            return True
        word = find_word(key, text)
        if not word or text.lstrip().startswith("{"):
            return False
        value = self._read(side.entry, word, text)
        self._note_reading(text, value)
        same = [
            channel
            for channel in _find_same(list_channels(side.item, [word.key]), value)
            if "ext" not in value or channel.values.get("ext", value["ext"]) == value["ext"]
        ]
        if same:
            self._add_details(side.entry, word, same, value)
        else:
            self._append(side, word, value)
        return True

    def _append(self, side: Side, word: Word, value: RawTable) -> None:
        """Add a number or an address; say who may see it if fewer may see another of its kind."""
        others = self._list_channels(side, word.key)
        operations.get_list(side.item, (word.key,), make=True).append(word.make_item(value))
        added = [*list_channels(side.item, [word.key])][-1]
        kind = added.values.get("type", "office")
        strict = any(
            each.values.get("type", "office") == kind
            and (each.is_private or each.values.get("sharing") == STRICTEST)
            for each in others
        )
        audience = str(side.entry.get("sharing", "network"))
        if strict and not self.is_private and audience in {"public", "network"}:
            command = f"cmcct set {shell.quote(str(side.entry['id']))} --private {added.path}"
            text = _(
                "{channel} may be seen by: {audience}; to move it to the private file: {command}"
            )
            name = name_channel(word.key, added.values)
            reader = vocabulary.InlineTerm("audience", audience)
            self.notes[
                text.with_values(channel=name, audience=reader, command=SafeText(command))
            ] = None

    def _refuse_number_key(self, side: Side, key: str, text: str) -> None:
        """Raise `CmcctError` if a key is one of numbers, with a command for each that it fits."""
        is_app = bool(channels.find_app(key))
        inner = "apps" if is_app else fields.find_key(key, KEYS["phone"])
        numbers = self._list_channels(side, "phones")
        fits = {"apps": [True], "ext": [False]}.get(inner, [True, False])
        fitting = [each for each in numbers if (each.values.get("type") == "mobile") in fits]
        if inner and numbers:
            error = UnknownValueError("key", key)
            start = f"cmcct set {shell.quote(str(side.entry['id']))}"
            value = "…" if is_app or is_log() else shell.quote(text)
            commands = {f"{start} {n.name}.{inner}={value}": n for n in fitting or numbers}
            form = _("{text} ({remark})")
            ways = [
                form.with_values(text=SafeText(command), remark=_describe(number))
                for command, number in commands.items()
            ]
            error.hint = _("run {command}", command=join_or(ways))
            raise error

    def remove(self, side: Side, key: str, text: str) -> bool:
        """Remove a number of a kind if the key is a word for one; return whether it is."""
        word = self._find_word(side, key, text)
        if not word or text.lstrip().startswith("{"):
            return False
        channels = [*filter(word.names, list_channels(side.item, [word.key]))]
        code = operations.country_code(side.entry.get("country"))
        # As it is written, or in any spelling; `--remove mobile=1234` names the only one.
        meant = _find_same(channels, text)
        meant += [each for each in find_channels(side.item, text, code) if each in channels]
        if len({each.identity for each in meant}) != 1:
            key = SafeText(word.column or word.app or word.key)
            message = _("{key} has no {item}", key=key, item=parse_value.quote_typed(text))
            raise CmcctError(message, operations.hint_to_show(side.entry))
        _remove(meant[0], word.app)
        return True

    def unset(self, side: Side, key: str) -> bool:
        """Remove the number that is meant by a word, or typed; return whether the key is for one.

        The key of a list in the file is for the whole list.
        """
        word = self._find_word(side, key) or find_kind(key)
        if fold(key) in PLAIN_KEYS or not (word or is_value(key)):
            return False
        if word and word.app:
            self._switch_app(side, word.app, is_on=False)
        elif word:
            _remove(self._find_channel(side, word, "--remove KEY"))
        else:
            code = operations.country_code(side.entry.get("country"))
            _remove(select_channel(side.item, key, code, partial(_describe, is_typed=True)))
        return True

    def find_removed(self, sides: BeforeAfter) -> Iterator[Message]:
        """Yield the statement which numbers and addresses an edit removes from an entry."""
        for change in sides.changes:
            after = {_to_key(channel) for channel in list_channels(change.after)}
            removed = [
                _describe(channel)
                for channel in list_channels(change.before)
                if _to_key(channel) not in after | self.replaced
            ]
            if removed:
                id_ = change.before.get("id", "")
                yield _("{id}: this removes {channels}", id=id_, channels=join(removed))

    def _find_word(self, side: Side, key: str, text: str = "") -> Word | None:
        """Return what a word means; without a value, an app's is what the entry has of it."""
        word = find_word(key, text)
        if not word or not word.app or text:
            return word
        has_number = any(map(word.names, self._list_channels(side, word.key)))
        return word if has_number else word._replace(key="handles")

    def _assign_word(self, side: Side, word: Word, text: str) -> None:
        """Give the entry's number of a kind other digits; add it if there is none."""
        self._refuse_several(side, word, text)
        value = self._read(side.entry, word, text)
        if self.is_private and _find_same(list_channels(side.entry, [word.key]), value):
            self._note_reading(text, value)
            operations.add_item(side.item, (word.key,), word.make_item(value))  # it moves there
            return
        channels = self._list_channels(side, word.key)
        if same := _find_same(channels, value):
            self._note_reading(text, value)
            self._add_details(side.entry, word, same, value)
            return
        candidates = word.select(channels)
        is_clear = len(candidates) != 1 or not word.seldom_means(candidates[0])
        if word.place:  # without a kind, a second number is that of any kind, or a new one
            is_clear = bool(word.column)
        may_add = not (candidates and is_clear)
        if self.is_private and word.is_of_some and not candidates:
            _refuse_shared(side.entry, word)
        if not candidates and word.kind and not word.place:
            candidates = [channel for channel in channels if is_kind_open(channel, side.entry)]
        form = None if may_add else "KEY=…"
        is_office = word.kind == "office" and len(candidates) == 1 and not (may_add or word.place)
        is_asked = is_office and prompts.can_ask()
        channel = self.choose(side.entry, word, candidates, form, may_add=is_asked)
        if channel and form:
            private = ["--private"] * self.is_private
            start = ["set", str(side.entry["id"]), *private, "--add"]
            command = SafeText(shell.command_line(*start, f"{_name_key(word)}={text}"))
            self.addition = _("to add it beside the other: {command}", command=command)
            if is_office and not is_asked and _may_show(channel):
                key = "phones" if isinstance(channel.item, dict) else _name_key(word)
                pair = f"{key}={editing.format_typed(channel.item)}"
                command = SafeText(shell.command_line(*start, pair))
                note = _("to keep the old number too: {command}", command=command)
                self.restorations.append(note)
        if channel and _stays_national(channel, text, side.entry):
            self._renew(side.entry, channel, {"number": text.strip()})
            return
        self._note_reading(text, value)
        if channel is None:
            self._append(side, word, value)
        else:
            self._renew(side.entry, channel, value | word.type_for(value))

    def _refuse_several(self, side: Side, word: Word, text: str) -> None:
        """Raise `CmcctError` for several numbers in place of one, with the commands for them."""
        numbers = [part.strip() for part in re.split(r"[,;/]| (?:y|en|et|and) ", text)]
        if not (numbers[1:] and all(map(_TYPED_NUMBER.fullmatch, numbers))):
            return
        country, present = side.entry.get("country"), self._list_channels(side, word.key)
        new = [n for n in numbers if not _find_same(present, read_number(n, country))]
        error = _more_error(text)
        start = ["set", str(side.entry["id"]), *["--private"] * self.is_private]
        pairs = [f"{_name_key(word)}={number}" for number in new]
        added = [part for pair in pairs for part in ("--add", pair)]
        lines = [[*start, *added]]
        if len(new) == len(numbers) and any(map(word.names, present)):
            lines.append([*start, pairs[0], *added[2:]])
        error.instead = [shell.command_line(*line) for line in lines if new]
        raise error

    def _add_details(
        self, entry: RawTable, word: Word, same: Sequence[Channel], value: RawTable
    ) -> None:
        """Change only what was typed beside a number that the entry has; refuse another kind."""
        channel = next(filter(word.names, same), same[0] if word.app else None)
        if channel is None:
            kind = "national=true" if word.kind == NATIONAL else f"type={word.kind}"
            pair = f"{same[0].name}.{kind}"
            hint = options.hint_to_run("set", str(entry["id"]), *pair.split())
            raise _repeated_error(same[0], hint)
        if len(value) > 1 or word.app:
            value |= word.type_for(value) if word.app else {}
            self._renew(entry, channel, value | {PLAIN_KEYS[word.key]: channel.text})

    def _assign_index(self, side: Side, path: KeyPath, text: str) -> bool:
        """Give a number or address other digits, by its index; return whether the path is one."""
        key, place, *part = map(str, path)
        count = len(operations.get_list(side.item, (key,)))
        if part not in ([], [PLAIN_KEYS[key]]) or int(place) >= count:
            return False
        channel = Channel(side.item, key, int(place), self.is_private)
        value = {"number": text.strip()}
        if not _stays_national(channel, text, side.entry):
            value = self._read(side.entry, Word(key, app=str(channel.values.get("app", ""))), text)
            self._note_reading(text, value)
        self._renew(side.entry, channel, value)
        return True

    def refuse_repeated(self, side: Side) -> None:
        """Raise `CmcctError` if a number that was set is in the entry twice."""
        for channel in self._placed:
            channels = [each for each in self._list_channels(side, channel.key) if each != channel]
            if same := _find_same(channels, channel.values):
                raise _repeated_error(same[0], operations.hint_to_show(side.entry))
        self._placed.clear()

    def _assign_list(self, side: Side, key: str, text: str) -> None:
        """Set a whole list; of numbers and addresses that were there, all that is said stays."""
        items = []
        for typed in parse_value.parse_value((key,), text):
            item = typed
            if isinstance(typed, str):
                value = self._read(side.entry, Word(key), typed)
                self._note_reading(typed, value)
                item = Word(key).make_item(value)
                present = get_items(side.item, key)
                item = next((o for o in present if operations.is_same_item((key,), o, item)), item)
            items.append(item)
        operations.assign(side.item, (key,), self.drop_repeated((key,), items))

    def drop_repeated(self, path: KeyPath, items: Sequence[Any]) -> list[Any]:
        """Return the items of a list, each once, and note if some are repeated.

        Tables stay: what one says may be missing in another.
        """
        kept: list[Any] = []
        for item in items:
            texts = [each for each in kept if isinstance(each, str) and isinstance(item, str)]
            if not any(operations.is_same_item(path, item, each) for each in texts):
                kept.append(item)
        if len(kept) < len(items):
            key = name_key(str(path[-1]))
            self.notes[_("{key}: what is repeated is written once", key=key)] = None
        return kept

    def _renew(self, entry: RawTable, channel: Channel, value: RawTable) -> None:
        """Change a number or an address, and note what stays and what goes with the old one."""
        before = channel.values
        after = operations.renew_item(channel.key, channel.item, value)
        old = _to_key(channel)
        channel.table[channel.key][channel.place] = after
        if operations.is_same_item((channel.key,), before, after):
            return
        if channel in self._placed:
            raise repeated_key_error(channel.name)
        self._placed.append(channel)
        self.replaced.add(old)
        now = channel.values
        name = name_channel(channel.key, now)
        if stays := [*_describe_stays(now, value)]:
            self.notes[_("{channel} stays: {details}", channel=name, details=join(stays))] = None
        if gone := [key for key in before if key not in now]:
            pairs = [
                name_key(key) if is_log() else describe_field(key, before[key]) for key in gone
            ]
            self.notes[_("removed with the old number: {details}", details=join(pairs))] = None
        if entry.get("status", "active") == "active" and type(entry.get("verified")) is date:
            text = _(
                "{id}: last confirmed on {day}, before this change; if the person reported it, "
                "run: {command}"
            )
            id_ = str(entry["id"])
            command = SafeText(f"cmcct verify {shell.quote(id_)} --via email")
            day = LongDate(entry["verified"])
            self.confirmations[id_] = text.with_values(id=id_, day=day, command=command)

    def _read(self, entry: RawTable, word: Word, text: str) -> RawTable:
        """Return a typed number or address as a table; a number as in the entry's country."""
        if word.key == "handles":
            return {**parse_value.parse_handle(text, word.app)}
        if word.key != "phones":
            if sum("@" in part for part in re.split(r"[\s,;/|]+", text)) > 1:
                raise _more_error(text, _ONE_ADDRESS)
            return {PLAIN_KEYS[word.key]: text.strip()}
        if word.kind == NATIONAL:
            return {"number": text.strip(), NATIONAL: True}
        if not re.search("[0-9]", text):
            problem = _("not a phone number")
            message = _("{label}: {text}", label=parse_value.quote_typed(text), text=problem)
            command = f'cmcct set {shell.quote(str(entry["id"]))} {word.short}="+…"'
            raise CmcctError(message, _("run {command}", command=SafeText(command)))
        table = read_number(text, entry.get("country"))
        _refuse_local(entry, text)
        if word.kind and table.get("type", word.kind) != word.kind:
            message = _("{text} says another kind of number", text=parse_value.quote_typed(text))
            raise CmcctError(message, _ONE_NUMBER)
        return table

    def _note_reading(self, text: str, value: RawTable) -> None:
        """Print, once, what a number that is about to be written is read as."""
        if value.get("number", text.strip()) != text.strip() and text not in self._readings:
            self._readings.add(text)
            note_reading(text, [value])

    def _list_channels(self, side: Side, key: str) -> list[Channel]:
        channels = [*list_channels(side.item, [key], is_private=self.is_private)]
        for part in side.parts:
            channels += list_channels(part, [key], is_private=True)
        return channels

    def _find_channel(self, side: Side, word: Word, form: str) -> Channel:
        """Return the one number of a kind; raises `CmcctError`, with what to type in this form."""
        channels = word.select(self._list_channels(side, word.key))
        channel = self.choose(side.entry, word, channels, form)
        if channel is None:
            raise _missing_error(side.entry, word.label)
        return channel

    def choose(
        self,
        entry: RawTable,
        word: Word,
        channels: list[Channel],
        form: str | None,
        command: str = "set",
        *,
        may_add: bool = False,
    ) -> Channel | None:
        """Return the channel that is meant, None for a new one; raises `CmcctError`.

        `form` is what to type for one behind the command, with `KEY` for its key path; None if a
        new one is probably meant. With `may_add`, a new one may be meant too.
        """
        if not channels:
            return None
        if len(channels) == 1 and form and not may_add:
            return channels[0]
        id_ = str(entry["id"])
        names = [*map(output.translator().translate, map(_describe, channels))]
        if not prompts.can_ask():
            raise _unclear_error(id_, word, channels, form, command)
        labels = {name: number for number, name in enumerate(names)}
        if form is None or may_add:
            gettext = output.translator().gettext
            added = {gettext("add it"): -1}
            replaced = {
                gettext("in place of {channel}", channel=name): number
                for name, number in labels.items()
            }
            labels = replaced | added if may_add else added | replaced
        message = _("{id}, {field}: which one do you mean?", id=id_, field=word.label)
        number = self._ask((id_, str(word), *names), message, labels)
        return channels[number] if number >= 0 else None

    def _ask(self, asked: tuple[str, ...], message: Message, choices: Mapping[str, int]) -> int:
        """Ask which of some choices is meant, once; raises `CmcctError` for none."""
        if asked not in self._answers:
            chosen = prompts.choose(message, choices)
            if chosen is None:
                raise DeclinedError
            self._answers[asked] = chosen
        return self._answers[asked]


def _refuse_local(entry: RawTable, text: str) -> None:
    """Raise `CmcctError` for seven digits of a country with several area codes: `523-0141`.

    The number with the area code of the entry's other numbers is the candidate.
    """
    country = entry.get("country")
    digits = re.sub("[^0-9]", "", text)
    number = str(read_number(text, country)["number"])
    codes = {
        each.text[:6] for each in list_channels(entry, ["phones"]) if each.text.startswith("+1 ")
    }
    full = f"{min(codes, default='')} {digits[:3]} {digits[3:]}"
    is_local = len(digits) == _LOCAL_DIGITS and not number.startswith("+")
    if is_local and len(codes) == 1 and phone_number.can_exist(full) and not is_log():
        message = _("{text} has no area code", text=parse_value.quote_typed(text))
        error = CmcctError(message, did_you_mean([quote_text(full)]))
        error.text, error.candidates = text, [full]
        raise error


def _find_typed(side: Side, text: str, added: str) -> Sequence[Channel]:
    """Return the numbers that a text names; raises `CmcctError` for none, naming what adds it."""
    code = operations.country_code(side.entry.get("country"))
    found = (find_channels(table, text, code) for table in (side.item, *side.parts))
    if numbers := next(filter(None, found), ()):
        return numbers
    error = _missing_error(side.entry, parse_value.quote_typed(text))
    if added and not is_log():
        error.hint = options.hint_to_run("set", str(side.entry["id"]), "--add", added)
    raise error


def _missing_error(entry: RawTable, key: object) -> CmcctError:
    return CmcctError(_("this entry has no {key}", key=key), operations.hint_to_show(entry))


def _name_key(word: Word) -> str:
    """Return the key of a number in the reader's language: `oficina`; in English, its own."""
    translator = output.translator()
    if word.kind in {"", NATIONAL} or translator.lang == ENGLISH:
        return word.short
    key = vocabulary.get_term("phone", word.kind).label(translator.lang).casefold()
    return key if find_word(key, channels.ANY_NUMBER) == word else word.short


def _remove(channel: Channel, app: str = "") -> None:
    """Remove a channel; where it is named by an app that a number has, the app alone."""
    path = (channel.key, channel.place)
    if app and channel.key == "phones":
        operations.remove_item(channel.table, (*path, "apps"), app)
    else:
        operations.unset(channel.table, path)


def _to_key(channel: Channel) -> tuple[str, str]:
    """Return the list of a channel, and its number or address in a normal form."""
    return channel.key, operations.normalise(channel.key, channel.item)


def _find_same(channels: Iterable[Channel], value: RawTable | str) -> list[Channel]:
    """Return the channels with a number or an address."""
    return [c for c in channels if operations.is_same_item((c.key,), c.item, value)]


def _stays_national(channel: Channel, text: str, entry: RawTable) -> bool:
    """Return whether a typed number takes the place of a national one, and is one as well.

    With its country code, it is one only if it is toll-free.
    """
    if not channel.values.get(NATIONAL) or text.lstrip().startswith("+"):
        return False
    code = operations.country_code(entry.get("country"))
    number = phone_number.format_e164(phone_number.read_numbers(text, code)[0].number)
    return number != "+" + re.sub("[^0-9]", "", text) or is_toll_free(number)


def _repeated_error(channel: Channel, hint: Message) -> CmcctError:
    name = name_channel(channel.key, channel.values)
    return CmcctError(HAS_ALREADY.with_values(channel=name), hint)


def _refuse_move(side: Side, key: str, text: str) -> None:
    """Raise `CmcctError` for `mobile=public`, with the command that moves or shares a channel.

    So too for words with one audience: `mobile="for the secretariat only"`. A channel is shared
    no wider than its entry.
    """
    top, _dot, index = key.partition(".")
    entry = side.entry
    level = None if re.search(r"[@\d]", text) else vocabulary.find_spoken("audience", text)
    words = vocabulary.typed_words("option").items()
    moves = {word: name for word, names in words for name in names if name in _MOVES}
    option = "public" if level else "".join(closest(text, moves, limit=1, slips=2))
    if not option or index.strip("0123456789") or not channels.names_channel(key):
        return
    word, sharing = find_word(top), str(entry.get("sharing", "network"))
    error = UnknownValueError("value", text)
    typed = [f"--{option}", key if word or not is_log() else "…"]
    code = operations.country_code(entry.get("country"))
    present = channels.find_channels(entry, key, code)
    if not (present or any(channels.find_channels(part, key, code) for part in side.parts)):
        select_channel(entry, key, code, partial(_describe, is_typed=True))  # raises: it has none
    if option == "public" and present:
        level = level or "public"
        name = word.short if word and word.is_of_some else present[0].path
        typed = [f"{name}.sharing={sharing if level == 'public' else level}"]
        if level == "public" and present[0].values.get("sharing", sharing) == sharing:
            wider = "network" if sharing == STRICTEST else "public"
            message = _("shared with {audience}, wider than its entry ({sharing})")
            # Without the command that widens the whole entry: one number was meant.
            term = partial(vocabulary.InlineTerm, "audience")
            raise CmcctError(message.with_values(audience=term(wider), sharing=term(sharing)))
    error.hint = options.hint_to_run("set", str(entry["id"]), *typed)
    raise error


def repeated_key_error(key: str) -> CmcctError:
    """Return the error that a command gives a key two values, of which one would be lost."""
    return CmcctError(_("{key} is set twice", key=SafeText(key)), _("write what is meant"))


def _refuse_shared(entry: RawTable, word: Word) -> None:
    """Raise `CmcctError` if the directory has a number of a kind, which may have to move first."""
    if channels := [*filter(word.names, list_channels(entry, [word.key]))]:
        start, value = f"cmcct set {shell.quote(str(entry['id']))}", f"{word.short}=…"
        added = f"{start} --private --add {value}"
        replaced = f"{start} --private {channels[0].path} && {start} {value}"
        raise _unclear_place_error(str(entry["id"]), channels, added, replaced)


def _unclear_place_error(
    id_: str, channels: Sequence[Channel], added: str, replaced: str
) -> CmcctError:
    """Return the error that a new number may be meant in place of others, with both commands."""
    names = join(_describe(channel, is_typed=True) for channel in channels)
    message = _("{id}: the new number may be meant in place of {channels}", id=id_, channels=names)
    return CmcctError(message, hint_to_place(added, replaced))


def hint_to_place(added: str, replaced: str) -> Message:
    """Return the hint with the command for another value, and for one in place of the present."""
    hint = _("to add it: {added}; to replace: {replaced}")
    return hint.with_values(added=SafeText(added), replaced=SafeText(replaced))


def _unclear_error(
    id_: str, word: Word, channels: Sequence[Channel], form: str | None, command: str
) -> CmcctError:
    """Return the error that several channels may be meant, with what to type for each."""
    start = f"cmcct {command} {shell.quote(id_)}"
    if form is None:
        first = channels[0].name if len(channels) == 1 else f"{word.key}.N"
        kind = f" {first}.type={word.kind}" if word.kind else ""
        added, replaced = f"{start} --add {word.short}=…", f"{start} {first}=…{kind}"
        return _unclear_place_error(id_, channels, added, replaced)
    names = join(_describe(channel, is_typed=True) for channel in channels)
    name = name_typed if "KEY" in form.split() else attrgetter("path")
    ways = [
        SafeText(f"{start} {'--private ' * each.is_private}{form.replace('KEY', name(each))}")
        for each in channels
    ]
    hint = _("say which one is meant: {command}", command=join_or(ways))
    return CmcctError(HAS_VALUES.with_values(id=id_, field=word.label, channels=names), hint)


def sharing_error(entry: RawTable, path: str) -> CmcctError:
    """Return the error for the sharing of a channel of the private file, by its key path."""
    command = SafeText(f"cmcct set {shell.quote(str(entry['id']))} --public {path}")
    return CmcctError(_PRIVATE_READERS, _("run {command}", command=command))


def unread_error(entry: RawTable, word: Word, reason: CmcctError) -> CmcctError:
    """Return the error that the private file, which cannot be read, may have what is meant."""
    channels = [*list_channels(entry, [word.key])]
    names = [channel.name for channel in [*filter(word.names, channels)] or channels]
    commands = [f"{name}=…" for name in names] or [f"--add {word.short}=…"]
    message = _(
        "{id}: the private file may have what is meant, and cannot be read: {reason}",
        id=str(entry["id"]),
        reason=reason.message,
    )
    shown = join([SafeText(command) for command in commands])
    return CmcctError(message, _("these change the directory alone: {commands}", commands=shown))


def _describe_stays(now: RawTable, typed: RawTable) -> Iterator[object]:
    """Yield what stays with a line when its digits change, and was not typed, in words."""
    values = {key: now[key] for key in ("apps", "hours", "sharing") if key in now.keys() - typed}
    apps = values.get("apps", ())
    for app in apps if isinstance(apps, list) else ():
        yield phrases.APP_LABELS.get(app, app)
    if "hours" in values:
        yield str(values["hours"])
    if sharing := str(values.get("sharing", "")):
        yield phrases.describe_audience(sharing, output.translator()) or sharing


HAS_ALREADY = _("the entry has it already: {channel}")
HAS_VALUES = _("{id}, {field}: the entry has {channels}")
_ONE_ADDRESS = _("write one alone; --add email=ADDRESS adds another")
_ONE_NUMBER = _(
    "write one number alone, with its extension if it has one; --add phone=NUMBER adds another"
)


def _more_error(text: str, hint: Message = _ONE_NUMBER) -> CmcctError:
    return CmcctError(_("{text} is more than one value", text=parse_value.quote_typed(text)), hint)


def note_reading(text: str, read: list[Any]) -> None:
    """Print what a text is read as; a log must not have it."""
    if not is_log():
        from cmcct.importing.cells import numbers

        shown, typed = join(map(_describe_number, read)), re.sub(r" \([a-z]+\)$", "", text.strip())
        output.note(numbers.IS_READ_AS.with_values(text=quote_text(typed), numbers=shown))


def _describe_number(item: Any) -> str | Message:
    table = operations.to_table(item)
    number, ext = table["number"], table.get("ext", "")
    return _("{number} ext. {ext}", number=number, ext=ext) if ext else number


def read_phones(entry: RawTable, country: object) -> None:
    """Replace numbers as they are written in a country by those that can be dialled from abroad."""
    phones = []
    for typed in entry.get("phones", ()):
        items = _read_several(typed, country)
        if items != [typed]:
            note_reading(typed, items)
        phones += items
    if phones:
        entry["phones"] = phones


def _read_several(typed: Any, country: object) -> list[Any]:
    from cmcct.importing.cells import numbers

    with suppress(CmcctError):
        if isinstance(typed, str):
            numbers_read = numbers.read_typed(typed, find_country(str(country)))
            # The type of a mobile number is added, and said, with all others.
            is_mobile = numbers_read == [{"number": typed, "type": phone_number.MOBILE}]
            return [typed] if is_mobile or not numbers_read else numbers_read
    return [typed]


def read_number(text: str, country: object) -> RawTable:
    """Return the one number of a text, with what is said beside it; raises `CmcctError`."""
    if phone_number.is_plain(text) and phone_number.can_exist(text):
        return {"number": text}
    from cmcct.importing.cells import numbers

    place = find_country(str(country)) if operations.country_code(country) else UNKNOWN_COUNTRY
    items = numbers.read_typed(text, place)
    if len(items) != 1 or numbers.has_remark(text, place):
        if phone_number.is_marked_private(text):
            hint = _("if it is, save the number in the private file, with --private")
            raise CmcctError(phone_number.MAYBE_PRIVATE, hint)
        raise _more_error(text)
    (item,) = items
    table = dict(item) if isinstance(item, dict) else {"number": item}
    # The type of a mobile number is added, and said, with all others.
    if table.get("type") == phone_number.MOBILE and phone_number.is_mobile(table["number"]):
        del table["type"]
    return table


def split_words(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the ids among the words without a value, and the channels.

    An address is the id where nothing else is.
    """
    named = [word for word in words if channels.names_channel(word)]
    ids = [word for word in words if word not in named]
    return (ids, named) if ids else (named[:1], named[1:])


def share(chosen: EditOptions, ids: Sequence[str], words: Sequence[str]) -> None:
    """Move channels of the private file to the directory, for the secretariat only.

    Raises `CmcctError`.
    """
    if len(ids) > 1 or not words:
        hint = options.hint_to_run("set", "ID", "--public", "phones.0")
        raise CmcctError(_("--public takes one id, and what to move"), hint)
    path = directory_file.find_editable(chosen.directory)
    raw = transaction.read(path).raw
    load_options.prepare_access(path, may_ask=True)
    overlay_raw = load_options.read_private(path)  # raises without an identity
    moves = ChannelMoves(path, ids[0], words)
    is_asked = prompts.can_ask() and not (chosen.yes or chosen.dry_run)
    if is_asked:
        moves.make_shared(raw, overlay_raw)
        gettext = output.translator().gettext
        choices = {gettext("for the secretariat only"): False, gettext("for the network"): True}
        answer = prompts.choose_number(moves.statements[0], choices)
        if answer is None:
            raise DeclinedError
        moves.is_for_network = answer
        chosen = chosen._replace(yes=True)
    outcome = editing.run_edit(
        chosen,
        moves.make_shared,
        find_statements=lambda _sides: () if is_asked else moves.statements,
    )
    if outcome.is_written:
        moves.report_shared()


class ChannelMoves:
    """The channels that an edit moves, and what the user is asked and told about them.

    Each run of the edit fills them again: the files may change between question and write.
    """

    def __init__(self, path: Path, id_: str, words: Sequence[str]) -> None:
        """Take the directory file, what names the entry, and what was typed for the channels."""
        self.path, self.id, self.words = path, id_, words
        self.statements: list[Message] = []  # to be confirmed
        self.moved: list[Channel] = []
        self.is_for_network = False  # what moves to the directory

    def make_private(
        self, entry: RawTable, part: RawTable, keys: Iterable[str], earlier: Sequence[RawTable]
    ) -> None:
        """Move channels of an entry to a part of the private file; raises `CmcctError`.

        Those that were typed, and those that the part has too in the lists of some keys. `earlier`
        are the parts that the entry had before.
        """
        code, before = operations.country_code(entry.get("country")), deepcopy(entry)
        moving = channels.find_repeated(entry, part, keys)
        for word in self.words:
            if not channels.find_channels(entry, word, code):
                _refuse_private(part, word, code)
            channel = channels.select_channel(entry, word, code, partial(_describe, is_typed=True))
            moving += channels.find_repeated(entry, {channel.key: [channel.item]}, [channel.key])
        self.moved = [*{each.path: each for each in deepcopy(moving)}.values()]
        self.statements = []
        if not moving:
            return
        _refuse_other_owner(entry, earlier, is_new=all(part is not each for each in earlier))
        channels.move(moving, part)
        if channels.list_shared(before) and not channels.list_shared(entry):
            id_ = str(entry["id"])
            message = _("this is the last number or address of {id} that others may have", id=id_)
            command = SafeText(f'cmcct set {shell.quote(id_)} --add emails="…"')
            raise CmcctError(message, _("add an office address first: {command}", command=command))
        self.statements = [self._state_private(channels.list_shared(entry))]

    def _state_private(self, shared: Sequence[str]) -> Message:
        remainder = _("the network keeps no number or address of the entry")
        if shared:
            count = ngettext("{count} channel", "{count} channels", len(shared))
            listed = count if is_log() else join(shared)
            remainder = _("the network will still see: {channels}", channels=listed)
        text = _("{channels} will then exist only in the private file; {kept}")
        if directory_file.is_encrypted(directory_file.overlay_path(self.path)):
            text = _("{channels} will move to the encrypted private file; {kept}")
        return text.with_values(channels=self._name_moved(), kept=remainder)

    def make_shared(self, raw: RawTable, overlay_raw: RawTable) -> None:
        """Move channels of the private file to the directory; raises `CmcctError`."""
        entry = operations.get_entry(raw, self.id)
        self.id = str(entry["id"])
        code = operations.country_code(entry.get("country"))
        parts = overlay.joined_parts(raw, overlay_raw, entry)
        if not parts:
            _refuse_other_owner(entry, overlay.parts_for(raw, overlay_raw, entry), is_new=True)
            raise CmcctError(_("the private file has nothing of {id}", id=self.id))
        sharing = STRICTEST
        if self.is_for_network:
            sharing = "network" * (entry.get("sharing", "network") != "network")
        selected: list[channels.Channel] = []
        for word in self.words:
            having = [part for part in parts if channels.find_channels(part, word, code)]
            selected.append(select_channel((having or parts)[0], word, code, missing=_NO_PART))
        self.moved = deepcopy(selected)
        for part in parts:
            moving = [channel for channel in selected if channel.table is part]
            channels.move(moving, entry, sharing)
            overlay.remove_if_empty(overlay_raw, part)
        statement = _(
            "{channels} will move to the directory: everyone with the repository can read it "
            "there, and git keeps it",
            channels=self._name_moved(),
        )
        self.statements = [statement]

    def _name_moved(self) -> Message:
        """Return what moves: the numbers and addresses where they may be shown, else key paths."""
        return join(map(_describe_moved, self.moved))

    def report_private(self) -> None:
        """Print who sees what moved to the private file, and who else still may."""
        output.note(*[_PRIVATE_READERS] * bool(self.moved))
        for channel in self.moved:
            pattern, name = levels.channel_pattern(channel.parsed), _describe_moved(channel)
            count, editions = manifest.find_past_copies(self.path, pattern)
            if count:
                message = _describe_copies(count, editions)
                if len(self.moved) > 1:
                    message = _("{label}: {text}", label=name, text=message)
                output.note(message)
            text = directory_file.read_file(self.path).decode("utf-8-sig", errors="replace")
            lines = [text.count("\n", 0, match.start()) + 1 for match in pattern.finditer(text)]
            if lines:
                places = join(_("line {lines}", lines=line) for line in lines)
                message = _("{file} still has {key} as it was, on {places}")
                output.warn(message.with_values(file=self.path.name, key=name, places=places))

    def report_shared(self) -> None:
        """Print how each channel that moved to the directory is shared more widely."""
        entry = operations.get_entry(directory_file.parse_file(self.path), self.id)
        audience = _("for the network") if self.is_for_network else _("for the secretariat only")
        output.note(_("moved to the directory, {audience}", audience=audience))
        if self.is_for_network or parse_entry(entry).sharing == STRICTEST:
            return
        for channel in self.moved:
            present = list_channels(entry, [channel.key])
            path = next(each.path for each in present if each.identity == channel.identity)
            command = SafeText(f"cmcct set {shell.quote(self.id)} {path}.sharing=network")
            output.note(_("to share it with the network: {command}", command=command))


def _describe_moved(channel: Channel) -> Message:
    """Return the number or address, with its kind, where it may be shown; else its key path."""
    is_shown = output.may_show_private() and not is_log()
    return channel.words if is_shown else join([SafeText(channel.path)])


def _describe_copies(count: int, editions: Sequence[str]) -> Message:
    versions = ngettext("{count} version", "{count} versions", count)
    numbered = (_("edition {numbers}", numbers=number) for number in editions)
    return _(
        "git's history still contains this number or address ({versions}); if it must stay secret, "
        "the person needs a new one",
        versions=join([versions, *numbered]),
    )


def _refuse_private(part: RawTable, word: str, code: str) -> None:
    """Raise `CmcctError` if the private file has a channel that was typed by its number."""
    if not fields.find_key(word.partition(".")[0], ENTRY_KEYS):
        for channel in channels.find_channels(part, word, code):
            name = name_channel(channel.key, channel.values)
            raise CmcctError(_("the private file has it already: {key}", key=name))


def _refuse_other_owner(entry: RawTable, parts: Sequence[RawTable], *, is_new: bool) -> None:
    """Raise `CmcctError` if the private file has data of another person only."""
    if parts and is_new:
        point, name = parse_entry(entry), overlay.person_name(parts[0])
        raise CmcctError(*safety.explain_other(name, point))
