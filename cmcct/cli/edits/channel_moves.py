"""Channels that `cmcct set` moves between the directory and the private file."""

import os
from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path

from cmcct.check.rules import private_file
from cmcct.cli.edits import editing
from cmcct.cli.edits.edit_options import EditOptions
from cmcct.cli.options import private_access
from cmcct.cli.screen import output
from cmcct.edit import channels, operations, overlay
from cmcct.edit.operations import RawTable
from cmcct.editions import past_copies
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, SafeText, _, join, join_and, ngettext
from cmcct.model import synonyms
from cmcct.model.entities import STRICTEST, Email, Phone
from cmcct.model.fields import ENTRY_KEYS
from cmcct.privacy import levels
from cmcct.privacy.build_servers import is_log
from cmcct.storage import directory_file
from cmcct.text import shell


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
        hint = _("for example: cmcct set gy-ctu --public phones.0")
        raise CmcctError(_("--public takes one id, and what to move"), hint)
    path = directory_file.find_editable(chosen.directory)
    private_access.prepare(path, may_ask=True)
    private_access.read(path)  # raises without an identity
    moves = ChannelMoves(path, ids[0], words)
    outcome = editing.run_edit(
        chosen, moves.make_shared, find_statements=lambda _sides: moves.statements
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
        self.moved: list[tuple[str, Email | Phone | str]] = []  # by key path

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
            channel = channels.select_channel(entry, word, code)
            moving += channels.find_repeated(entry, {channel.key: [channel.item]}, [channel.key])
        self.moved = [*{channel.path: channel.parsed for channel in moving}.items()]
        self.statements = []
        if not moving:
            return
        _refuse_other_owner(entry, earlier, is_new=all(part is not one for one in earlier))
        channels.move(moving, part)
        if channels.list_shared(before) and not channels.list_shared(entry):
            raise _last_channel_error(str(entry["id"]))
        self.statements = [self._state_private(channels.list_shared(entry))]

    def _state_private(self, shared: Sequence[str]) -> Message:
        remainder = _("the network keeps no number or address of the entry")
        if shared:
            count = ngettext("{count} channel", "{count} channels", len(shared))
            listed = count if is_log(os.environ) else join(shared)
            remainder = _("the network keeps: {channels}", channels=listed)
        text = _("{channels} will move to the private file, the only copy; {kept}")
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
        selected: list[channels.Channel] = []
        for word in self.words:
            having = [part for part in parts if channels.find_channels(part, word, code)]
            selected.append(channels.select_channel((having or parts)[0], word, code))
        self.moved = [(channel.path, channel.parsed) for channel in selected]
        for part in parts:
            moving = [channel for channel in selected if channel.table is part]
            channels.move(moving, entry, STRICTEST)
            overlay.remove_if_empty(overlay_raw, part)
        statement = _(
            "{channels} will move to the directory: everyone with the repository can read it "
            "there, and git keeps it",
            channels=self._name_moved(),
        )
        self.statements = [statement]

    def _name_moved(self) -> str:
        """Return the key paths of what moves; on a terminal, with the numbers and addresses."""
        is_shown = output.is_stderr_terminal() and not is_log(os.environ)
        return ", ".join(
            f"{key} {channels.describe(channel)}" if is_shown else key
            for key, channel in self.moved
        )

    def report_private(self) -> None:
        """Print where git and the directory still have what moved to the private file."""
        for key, channel in self.moved:
            pattern = levels.channel_pattern(channel)
            message = _describe_copies(past_copies.find_past_copies(self.path, pattern))
            if len(self.moved) > 1:
                message = _("{label}: {text}", label=SafeText(key), text=message)
            output.note(message)
            text = directory_file.read_file(self.path).decode("utf-8-sig", errors="replace")
            lines = [text.count("\n", 0, match.start()) + 1 for match in pattern.finditer(text)]
            if lines:
                template = _("line {lines}") if len(lines) == 1 else _("lines {lines}")
                places = template.with_values(lines=join(lines))
                message = _("{file} still has {key} as it was, on {places}")
                output.warn(message.with_values(file=self.path.name, key=key, places=places))

    def report_shared(self) -> None:
        """Print how each channel that moved to the directory is shared more widely."""
        entry = operations.get_entry(directory_file.parse_file(self.path), self.id)
        output.note(_("moved to the directory, for the secretariat only"))
        if operations.parse_entry(entry).sharing == STRICTEST:
            return
        for path, channel in self.moved:
            place = channels.find_path(entry, path.partition(".")[0], channel)
            command = SafeText(f"cmcct set {shell.quote(self.id)} {place}.sharing=network")
            output.note(_("for the network: {command}", command=command))


def _describe_copies(copies: past_copies.PastCopies) -> Message:
    if not copies.versions:
        return _("moved to the private file")
    versions = ngettext("{count} version", "{count} versions", copies.versions)
    if copies.editions:
        text = _("edition {numbers}") if len(copies.editions) == 1 else _("editions {numbers}")
        versions = join([versions, text.with_values(numbers=join_and(copies.editions))])
    return _(
        "moved to the private file; git's history ({versions}) still has it: "
        "if it must be secret, have it changed",
        versions=versions,
    )


def _refuse_private(part: RawTable, word: str, code: str) -> None:
    """Raise `CmcctError` if the private file has a channel that was typed by its number."""
    if not synonyms.find_key(word.partition(".")[0], ENTRY_KEYS):
        for channel in channels.find_channels(part, word, code):
            raise CmcctError(_("the private file has it already: {key}", key=channel.path))


def _refuse_other_owner(entry: RawTable, parts: Sequence[RawTable], *, is_new: bool) -> None:
    """Raise `CmcctError` if the private file has data of another person only."""
    if parts and is_new:
        point, name = operations.parse_entry(entry), overlay.person_name(parts[0])
        raise CmcctError(*private_file.explain_other(name, point))


def _last_channel_error(id_: str) -> CmcctError:
    message = _("this is the last number or address of {id} that others may have", id=id_)
    command = SafeText(f'cmcct set {shell.quote(id_)} --add emails="…"')
    return CmcctError(message, _("add an office address first: {command}", command=command))
