"""Three-way merge of directory files: by table and key if possible, else by git as text."""

import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git import process
from cmcct.history.git.process import GitError
from cmcct.i18n.messages import SafeText, _, join
from cmcct.merge import texts, three_way
from cmcct.merge.texts import Conflict, Labels, TextVersion
from cmcct.merge.three_way import DoubtError
from cmcct.model import file_format, members
from cmcct.storage import atomic, conflict_markers, directory_file, encrypted_file
from cmcct.text import shell
from cmcct.toml import splice
from cmcct.toml.tables import plain_text
from cmcct.toml.values import get_tables

# What a merge by table and key fails with: no TOML, a layout or data that it does not cover.
DOUBTS = (DoubtError, CmcctError, ValueError, LookupError, RecursionError)
_MAX_CONFLICTS = 127  # the exit code of `git merge-file` is their number; above, an error


class KeysDifferError(CmcctError):
    """Versions with different random keys; the hint says which one to take."""


class Merge(NamedTuple):
    """The content of the merged file, and the names of its conflicts.

    `is_clean` means that it has the data of both sides. `is_text` means that git merged the text,
    `is_marked` that its conflicts are marked: a text without markers need not have both sides.
    `newer` says that a version has a format which this program cannot read: its text is merged, but
    never cleanly.
    """

    data: bytes
    conflicts: tuple[str, ...]
    is_clean: bool
    is_marked: bool
    is_text: bool = False
    newer: CmcctError | None = None


def merge_files(ours: Path, base: Path, theirs: Path, labels: Labels) -> Merge:
    """Merge three files; writes nothing. Raises `CmcctError`."""
    contents = [directory_file.read_file(path) for path in (base, ours, theirs)]
    try:
        return merge_contents(contents, labels)
    except DOUBTS:
        return _merge_as_text(contents, (ours, base, theirs), labels)


# By table and key.


def merge_contents(contents: Sequence[bytes], labels: Labels) -> Merge:
    """Merge the texts of BASE, OURS and THEIRS; raises one of `DOUBTS`."""
    parsed: dict[bytes, Mapping[str, Any]] = {}
    versions = [texts.read_version(_to_plain(data), parsed) for data in contents]
    for version in versions:
        file_format.refuse_newer({"directory": version.tables.get(("directory", ""))})
    base, ours, theirs = _align(*versions)
    tables = three_way.merge(base.tables, ours.tables, theirs.tables)
    parts = texts.merge_texts(base, ours, theirs, tables)
    conflicts = dict.fromkeys(part.name for part in parts if isinstance(part, Conflict))
    for is_ours in (True, False) if conflicts else (True,):
        # Read the text again: it must have the merged data.
        written = texts.read_version(texts.resolve(parts, is_ours=is_ours), parsed).tables
        if not three_way.are_same(written, three_way.resolve(tables, is_ours=is_ours)):
            raise DoubtError
    shows_base = bool(conflicts) and _shows_base()
    data = texts.write_markers(parts, labels, shows_base=shows_base)
    data = _restore_form(data, contents[1])
    return Merge(data, tuple(conflicts), not conflicts, bool(conflicts))


def _shows_base() -> bool:
    """Return whether the user wants BASE between conflict markers."""
    try:
        style = process.run(Path.cwd(), "config", "--get", "merge.conflictStyle")
    except CmcctError:
        return False  # not set, or no git
    return style.strip() in {b"diff3", b"zdiff3"}


def _align(
    base: TextVersion, ours: TextVersion, theirs: TextVersion
) -> tuple[TextVersion, TextVersion, TextVersion]:
    """Return the versions with the same key for the same table, though its id changed."""
    ours = ours.rename(three_way.align(base.tables, ours.tables))
    theirs = theirs.rename(three_way.align(base.tables, theirs.tables))
    return base, ours, theirs.rename(three_way.align(ours.tables, theirs.tables))


def _to_plain(data: bytes) -> bytes:
    """Return a text with LF line ends, one at its end, and without BOM."""
    text = plain_text(data)
    return splice.ensure_newline(text, b"") if text else text


def _restore_form(data: bytes, ours: bytes) -> bytes:
    """Return a text with the BOM and the line ends of OURS: no branch brings its own with it."""
    bom = BOM_UTF8 if ours.startswith(BOM_UTF8) else b""
    # One line with CRLF makes no other one end so.
    is_crlf = b"\n" in ours and ours.count(b"\r\n") == ours.count(b"\n")
    return bom + (data.replace(b"\n", b"\r\n") if is_crlf else data)


# As text.


def _merge_as_text(
    contents: Sequence[bytes], paths: tuple[Path, Path, Path], labels: Labels
) -> Merge:
    """Let git merge the text; it is clean if it has the merged data of both sides."""
    words = [word for label in labels for word in ("-L", label)]
    base, ours, theirs = map(plain_text, contents)
    newer = next(filter(None, map(_find_newer, contents)), None)
    with TemporaryDirectory() as folder:
        if [base, ours, theirs] != [*contents]:  # else each line would be a conflict
            paths = (Path(folder, "ours"), Path(folder, "base"), Path(folder, "theirs"))
            for path, text in zip(paths, (ours, base, theirs), strict=True):
                path.write_bytes(text)
        try:
            data = process.run(Path.cwd(), "merge-file", "-p", *words, "--", *map(str, paths))
        except GitError as error:
            if error.status > _MAX_CONFLICTS:
                raise
            data = _restore_form(error.output, contents[1])
            return Merge(data, (), is_clean=False, is_marked=True, is_text=True, newer=newer)
    data = _restore_form(data, contents[1])
    is_clean = not newer and _has_both(data, contents)
    return Merge(data, (), is_clean, is_marked=False, is_text=True, newer=newer)


def _find_newer(data: bytes) -> CmcctError | None:
    """Return the error about a version with a newer format than this program reads."""
    try:
        file_format.refuse_newer(tomllib.loads(data.decode("utf-8-sig")))
    except CmcctError as error:
        return error
    except (ValueError, RecursionError):
        pass  # git merges what is not TOML too
    return None


def _has_both(data: bytes, contents: Sequence[bytes]) -> bool:
    """Return whether a text has the data of both sides, merged without conflict."""
    try:
        base, *sides = (text.decode("utf-8-sig") for text in contents)
        merged, ours, theirs = map(tomllib.loads, (data.decode("utf-8-sig"), *sides))
        # Git merges several common ancestors into one, and leaves conflict markers in it.
        marked = conflict_markers.read_sides(base)
        bases = [marked.ours.raw, marked.theirs.raw] if marked else [tomllib.loads(base)]
        return all(_is_merge(merged, version, ours, theirs) for version in bases)
    except DOUBTS:
        return False


def _is_merge(raw: Mapping[str, Any], *versions: Mapping[str, Any]) -> bool:
    """Return whether data is the merge, without conflict, of BASE, OURS and THEIRS."""
    keyed = (TextVersion({}, three_way.key_tables(version)) for version in versions)
    tables = three_way.merge(*(version.tables for version in _align(*keyed)))
    are_clean = all(table.is_clean for table in tables.values())
    merged = three_way.resolve(tables)
    return are_clean and three_way.are_same(three_way.key_tables(raw), merged)


# Encrypted private files, in memory.


def merge_encrypted(path: Path, ours: Path, base: Path, theirs: Path) -> bytes:
    """Return the merge of three encrypted files, which are versions of the file at `path`.

    All must have the random key that is known here: a forged version could name another reader.
    Raises `CmcctError` for a version that cannot be read, and for a conflict.
    """
    mine, old, other = map(directory_file.read_file, (ours, base, theirs))
    try:
        # OURS first: where no key is known yet, its key is.
        mine_text = encrypted_file.decrypt(path, mine)
        old_text = encrypted_file.decrypt(path, old) if old else b""  # new on both sides
        other_text = encrypted_file.decrypt(path, other)
    except encrypted_file.OtherKeyError as error:
        raise _explain_other_key(path, (mine, old, other)) or error from None
    try:
        merge = merge_contents((old_text, mine_text, other_text), Labels("", "", ""))
    except DOUBTS:
        raise CmcctError(_("the versions cannot be merged by entry and field")) from None
    if merge.conflicts:
        raise CmcctError(_("both versions changed {keys}", keys=join(merge.conflicts)))
    return atomic.encrypt_text(path, merge.data)


def _explain_other_key(path: Path, versions: tuple[bytes, ...]) -> KeysDifferError | None:
    """Return what to do where one side has another key than the base; None if both have.

    A removed member knows the old key, so nothing is taken over from the version that has it.
    """
    mine, old, other = (encrypted_file.parse_any(path, data) if data else {} for data in versions)
    is_same = [members.read_key(side) == members.read_key(old) for side in (mine, other)]
    if sum(is_same) != 1:
        return None
    newer, older, side = (other, mine, "--theirs") if is_same[0] else (mine, other, "--ours")
    message = _(
        "the versions have different keys: a member was removed in one, and the other changed "
        "{ids}",
        ids=join(dict.fromkeys(_changed_ids(old, older))) or _("the members"),
    )
    name = shell.quote(str(path))
    take = f"git checkout {side} {name} && git add {name}"
    if encrypted_file.has_known_key(path, newer):
        hint = _("run {command}, and make the other change again", command=SafeText(take))
        return KeysDifferError(message, hint)
    hint = _(
        "it may be forged, so ask a member; if somebody was removed, run {command}, and make the "
        "other change again",
        command=SafeText(f"{take} && cmcct private accept"),
    )
    return KeysDifferError(message, hint)


def _changed_ids(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids of the parts that two versions do not have in common."""
    parts, other_parts = (get_tables(version, "focal_point") for version in (before, after))
    for part in (*parts, *other_parts):
        if part not in parts or part not in other_parts:
            yield str(part.get("id"))
