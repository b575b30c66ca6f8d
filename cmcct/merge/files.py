"""Three-way merge of directory files: by table and key if possible, else by git as text."""

import tomllib
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git import process
from cmcct.history.git.process import GitError
from cmcct.merge import layout, markers, texts, three_way
from cmcct.merge.layout import ParsedText, TextVersion
from cmcct.merge.markers import Conflict, Labels
from cmcct.merge.three_way import DoubtError
from cmcct.model import file_format
from cmcct.storage import conflict_markers, directory_file
from cmcct.toml import splice
from cmcct.toml.pieces import plain_text

# What a merge by table and key fails with: no TOML, a layout or data that it does not cover.
DOUBTS = (DoubtError, CmcctError, ValueError, LookupError, RecursionError)
_MAX_CONFLICTS = 127  # the exit code of `git merge-file` is their number; above, an error


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
    parsed: ParsedText = {}
    versions = [layout.read_version(_to_plain(data), parsed) for data in contents]
    for version in versions:
        file_format.refuse_newer({"directory": version.tables.get(("directory", ""))})
    old, one, other = _align(*versions)
    tables = three_way.merge(old.tables, one.tables, other.tables)
    parts = texts.merge_texts(old, one, other, tables)
    conflicts = dict.fromkeys(part.name for part in parts if isinstance(part, Conflict))
    for is_ours in (True, False) if conflicts else (True,):
        # Read the text again: it must have the merged data.
        found = layout.read_version(markers.resolve(parts, is_ours=is_ours), parsed).tables
        if not three_way.are_same(found, three_way.resolve(tables, is_ours=is_ours)):
            raise DoubtError
    shows_base = bool(conflicts) and _shows_base()
    data = markers.write_markers(parts, labels, shows_base=shows_base)
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
    base, *sides = contents
    try:
        found, *others = (tomllib.loads(text.decode("utf-8-sig")) for text in (data, *sides))
        return all(_is_merge(found, one, *others) for one in _read_bases(base))
    except DOUBTS:
        return False


def _read_bases(base: bytes) -> list[Mapping[str, Any]]:
    """Return the data of BASE, or of both its sides if it has conflict markers.

    Git merges several common ancestors into one, and leaves the markers in it.
    """
    text = base.decode("utf-8-sig")
    found = conflict_markers.read_sides(text)
    return [found.ours.raw, found.theirs.raw] if found else [tomllib.loads(text)]


def _is_merge(found: Mapping[str, Any], *versions: Mapping[str, Any]) -> bool:
    """Return whether data is the merge, without conflict, of BASE, OURS and THEIRS."""
    keyed = (TextVersion({}, three_way.key_tables(version)) for version in versions)
    tables = three_way.merge(*(version.tables for version in _align(*keyed)))
    are_clean = all(table.is_clean for table in tables.values())
    merged = three_way.resolve(tables)
    return are_clean and three_way.are_same(three_way.key_tables(found), merged)
