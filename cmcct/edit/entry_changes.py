"""What an edit changes: entries, compared as data, with values by key; files, in their order."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import groupby, zip_longest
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.check import runner
from cmcct.diagnostics import Finding
from cmcct.edit import change_words, operations
from cmcct.edit.channels import Channel, list_channels
from cmcct.edit.operations import TABLES, RawTable, normalise, to_table, unset
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, OptionalMessage, _, join
from cmcct.model import person_names
from cmcct.model.fields import PLAIN_KEYS, name_key
from cmcct.privacy import redaction
from cmcct.storage import atomic, directory_file
from cmcct.storage.atomic import NewContent
from cmcct.text import diffs
from cmcct.toml.values import copy_data, get_items, get_tables, identity, is_same

# Keys that change together with an id.
_ID_KEYS = ("id", "formerly")
# Keys of an overlay entry that identify it; without others it is empty.
IDENTIFYING_KEYS = frozenset({"id", "name"})
_MOVED = (
    _("moved to the private file: {channels}"),
    _("moved from the private file: {channels}"),
)


@dataclass(frozen=True)
class EntryChange:
    """An entry before and after an edit; {} if it does not exist.

    `moved` are the channels that move to or from the other file, by key and normal form.
    """

    before: RawTable
    after: RawTable
    moved: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def keys(self) -> list[str]:
        """The keys that were added, removed or changed."""
        return [
            key
            for key in {**self.before, **self.after}
            if _differs(self.before.get(key), self.after.get(key))
        ]

    def line(self, *, has_values: bool, is_private: bool = False, who: str = "") -> OptionalMessage:
        """Return the changes as one line; without values unless `has_values`.

        `who` is named beside the id, before the changes are made. A channel that moves between
        the files is in the line of the directory alone; that of the private file is "" if nothing
        else changed there.
        """
        id_ = ", ".join(filter(None, (str((self.before or self.after).get("id", "")), who)))
        is_whole = is_private and not (self.before and self.after)
        hidden = IDENTIFYING_KEYS if is_whole else frozenset()
        rest = self._find_rest(hidden) if hidden or self.moved else self
        if not self.after and (rest.keys or not self.moved):
            if who:
                removal = _("delete all data on {id} from the private file")
                return (removal if is_private else _("remove {id}")).with_values(id=id_)
            removed = _("{id}: all data deleted from the private file", id=id_)
            return removed if is_private else _("{label}: removed", label=id_)
        keys = map(redaction.mask_key, rest.keys)  # one that is not of the file may be a number
        changes = [] if is_private else [*self._describe_moves(has_values=has_values)]
        changes += _join_items(rest.describe()) if has_values else map(name_key, keys)
        return _("{label}: {text}", label=id_, text=join(changes, "; ")) if changes else ""

    def _find_rest(self, hidden: frozenset[str]) -> "EntryChange":
        """Return the change without the channels that move, and without some keys."""
        before, after = copy_data([self.before, self.after])
        for side in (before, after):
            for form, channel in reversed(_channels(side)):
                if form in self.moved:
                    unset(side, (channel.key, channel.place))
            for key in hidden & side.keys():
                del side[key]
        return EntryChange(before, after)

    def _describe_moves(self, *, has_values: bool) -> Iterator[Message]:
        """Yield which channels move to the private file, and from it."""
        for side, template in zip((self.before, self.after), _MOVED, strict=True):
            moving = [each for form, each in _channels(side) if form in self.moved]
            names = [each.words if has_values else name_key(each.key) for each in moving]
            if names:
                yield template.with_values(channels=join(dict.fromkeys(names)))

    def differences(self) -> Iterator[tuple[str, Any, Any]]:
        """Yield (key path, old value, new value), down to list items and keys of tables."""
        for key in self.keys:
            yield from _differences(key, self.before.get(key), self.after.get(key))

    def describe(self) -> Iterator[Message]:
        """Yield each change in words."""
        differences = [*self.differences()]
        real = [change for change in differences if not change_words.is_default(*change)]
        for path, old, new in real or differences:  # a default that is written changes nothing
            key = path.partition(".")[0]
            sides = self.before.get(key), self.after.get(key)
            yield change_words.describe_change(sides, path, old, new)


def mark_moves(
    changes: Sequence[EntryChange], others: Sequence[EntryChange]
) -> Sequence[EntryChange]:
    """Return the changes of one file, with the channels that move to or from the other."""
    if not others:
        return changes
    before, after = (_forms(map(attrgetter(side), others)) for side in ("before", "after"))
    marked = []
    for change in changes:
        old, new = _forms([change.before]), _forms([change.after])
        moved = ((old - new) & after) | ((new - old) & (before - after))
        marked.append(replace(change, moved=moved))
    return marked


def _forms(tables: Iterable[RawTable]) -> frozenset[tuple[str, str]]:
    return frozenset(form for table in tables for form, _channel in _channels(table))


def _channels(table: RawTable) -> list[tuple[tuple[str, str], Channel]]:
    """Return the channels of an entry, each with its key and normal form."""
    return [((each.key, normalise(each.key, each.item)), each) for each in list_channels(table)]


def _join_items(changes: Iterable[Message]) -> Iterator[Message]:
    """Join what a list gains or loses, so that its label stands once."""
    labels = groupby(changes, lambda each: ("text" in each.values, each.values["label"]))
    for (is_item, label), same in labels:
        if is_item:
            text = join(each.values["text"] for each in same)
            yield _("{label}: {text}", label=label, text=text)
        else:
            yield from same


def _differs(old: Any, other: Any) -> bool:
    return repr(old) != repr(other) and not is_same(old, other)  # a text is compared faster


def _differences(key: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield (path, old, new) for each difference, down to list items and table keys.

    A failed test call is one value: its reason is told with its day.
    """
    are_lists = isinstance(old, list) and isinstance(new, list)
    olds, news = ([*map(identity, side)] if are_lists else [] for side in (old, new))
    if are_lists and Counter(olds) != Counter(news):  # another order alone is one difference
        for hunk in diffs.hunks(olds, news):
            pairs = zip_longest(old[hunk.start : hunk.end], new[hunk.new_start : hunk.new_end])
            start = hunk.new_start if hunk.new_start < hunk.new_end else hunk.start
            for index, (before, other) in enumerate(pairs, start):
                yield from _item_differences(key, index, before, other)
    elif isinstance(old, dict) and isinstance(new, dict) and not key.endswith(".failed"):
        for part in {**old, **new}:
            if _differs(old.get(part), new.get(part)):
                yield from _differences(f"{key}.{part}", old.get(part), new.get(part))
    else:
        yield key, old, new


def _item_differences(key: str, index: int, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield the differences of two list items; a channel may be a text or a table."""
    if (
        isinstance(old, dict) != isinstance(new, dict)
        and key in PLAIN_KEYS
        and None not in (old, new)
    ):
        old, new = (to_table(value, PLAIN_KEYS[key]) for value in (old, new))
    yield from _differences(f"{key}.{index}", old, new)


def compare_entries(raw: RawTable, new: RawTable) -> list[EntryChange]:
    """Return the changed settings, entries, meetings and groups, in file order of each."""
    changes = (
        change
        for table in TABLES
        for change in _pairs(get_tables(raw, table), get_tables(new, table))
    )
    settings = EntryChange(_settings(raw), _settings(new))
    return [
        change
        for change in (settings, *changes)
        if (change.before != change.after or repr(change.before) != repr(change.after))
        and change.keys
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
    numbered: dict[tuple[str, int], RawTable] = {}
    counts = Counter[str]()
    for item in items:
        id_ = str(item.get("id"))
        counts[id_] += 1
        numbered[id_, counts[id_]] = item
    return numbered


def _content_key(item: RawTable) -> str:
    return repr({key: value for key, value in item.items() if key not in _ID_KEYS})


def list_entries(raw: RawTable) -> dict[int, RawTable]:
    """Return the entries of a directory by their index in the list, which may have others."""
    listed = enumerate(get_items(raw, "focal_point"))
    return {index: entry for index, entry in listed if isinstance(entry, dict)}


def find_changed(raw: RawTable, other_raw: RawTable) -> dict[int, RawTable]:
    """Return the entries of one version that are not the same in another, by their index."""
    others = {str(entry.get("id")): entry for entry in list_entries(other_raw).values()}
    return {
        index: entry
        for index, entry in list_entries(raw).items()
        if not is_same(entry, others.get(str(entry.get("id"))))
    }


_IGNORE_FILE = ".gitignore"


class FileChange(NamedTuple):
    """A file before and after an edit; `before` is empty for a new file."""

    path: Path
    before: bytes
    after: bytes
    new_warnings: tuple[Finding, ...] = ()  # about the changed entries, at their paths in `after`
    entry_changes: Sequence[EntryChange] = ()
    is_private: bool = False
    readings: tuple[Finding, ...] = ()  # notes of values that were written as they are read

    def diff(self) -> str:
        """Return the change as a unified diff."""
        before, after = (data.decode("utf-8-sig") for data in (self.before, self.after))
        name = runner.display_path(self.path).lstrip("/")
        return "".join(diffs.unified_diff(before, after, name))


def compare_files(
    folder: Path, before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]
) -> list[FileChange]:
    """Return what changes when files get other contents, by their names; None for a missing one.

    Of a file that is not a directory, or not TOML, there are no entries; of an encrypted one, there
    is no text.
    """
    return [_compare_file(folder / name, data, after[name]) for name, data in before.items()]


def _compare_file(path: Path, before: bytes | None, after: bytes | None) -> FileChange:
    if directory_file.is_encrypted(path):
        return FileChange(path, b"", b"", is_private=True)
    entries: Sequence[EntryChange] = ()
    with suppress(CmcctError):
        sides = (directory_file.parse_bytes(path, text or b"") for text in (before, after))
        entries = compare_entries(*sides)
    return FileChange(path, before or b"", after or b"", entry_changes=tuple(entries))


def replace_files(file_changes: Iterable[FileChange]) -> None:
    """Replace the changed files in the given order; add a new private file to .gitignore first."""
    for change in file_changes:
        text = directory_file.read_text(change.path) if change.path.exists() else b""
        if change.before != text:
            raise atomic.changed_error(change.path)
    files = list[NewContent]()
    for change in file_changes:
        file = change.path
        if directory_file.is_encrypted(file):
            files.append(NewContent(file, atomic.encrypt_text(file, change.after)))
            continue
        if change.is_private and not change.before:
            files += _gitignore_change(file)
        is_new = change.is_private and not file.exists()
        files.append(NewContent(file, change.after, private=is_new))
    if files:
        atomic.replace_files(files)


def keeps_private_data(raw: RawTable, overlay_raw: RawTable, new_overlay_raw: RawTable) -> bool:
    """Return whether the new private file keeps all data that the current directory refers to.

    Decides which file is replaced first, in case the process is killed in between. The state left
    behind may have too much private data, but never too little or another entry's:
    - The private file grows (`set --private`, `add --private`): private file first. A number moved
      to it from the directory is briefly in both, never in neither.
    - It shrinks (`retire`, `remove`, `replace`): directory first. Otherwise the only copy could be
      lost while the seat is still active.
    - An overlay entry gets another id (`rename`): directory first; the renamed entry finds the old
      overlay entry by `formerly`. For a return to an earlier id, private file first: the renamed
      entry may lack its last id, but the entry before the edit has the earlier one.
    - Overlay entries are merged (`merge`): directory first; it finds them by the ids of the kept
      entry. Otherwise the dropped entry would lose its own.

    The decision depends on the data only, not on the command.
    """
    reach = person_names.map_ids(
        [list(operations.table_ids(entry)) for entry in get_tables(raw, "focal_point")]
    )
    return _private_content(overlay_raw, reach) <= _private_content(new_overlay_raw, reach)


def _private_content(
    overlay_raw: RawTable, reach: Mapping[str, Sequence[int]]
) -> set[tuple[object, str, str]]:
    """Return the items of a private file, each with the entry that it belongs to."""
    return {
        (tuple(reach.get(str(part.get("id")), ())) or part.get("id"), key, repr(item))
        for part in get_tables(overlay_raw, "focal_point")
        for key, value in part.items()
        if key not in IDENTIFYING_KEYS
        for item in (value if isinstance(value, list) else [value])
    }


def _gitignore_change(overlay_path: Path) -> list[NewContent]:
    """Return an updated .gitignore, unless it already ignores the private file.

    Git does not follow a link named .gitignore, and the last matching pattern wins.
    """
    ignored = overlay_path.with_name(_IGNORE_FILE)
    if ignored.is_symlink():
        message = _("{file} is a link, which git does not follow", file=ignored)
        raise CmcctError(message, _("nothing was saved; replace the link with a file"))
    text = directory_file.read_file(ignored) if ignored.exists() else b""
    name = os.fsencode(overlay_path.name)
    lines = (line.rstrip() for line in text.splitlines())
    about = [line for line in lines if fnmatchcase(name, line.removeprefix(b"!").lstrip(b"/"))]
    if about and not about[-1].startswith(b"!"):
        return []
    end = b"" if not text or text.endswith(b"\n") else b"\n"
    return [NewContent(ignored, text + end + name + b"\n")]
