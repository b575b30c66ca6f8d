"""Find and read files; the private overlay joins the directory here."""

import os
import re
import stat
import sys
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cmcct import reading
from cmcct.diagnostics import Finding, Span
from cmcct.errors import CmcctError
from cmcct.model import Directory, PrivatePart
from cmcct.shell import quoted
from cmcct.wording import Message, Said, join_or, say

DIRECTORY_NAME = "directory.toml"
OVERLAY_NAME = "directory.private.toml"
LARGEST = 20_000_000  # bytes of a file, half as much again as 30,000 entries have

# What a shell hands a command under a name of this kind belongs to whoever typed the command.
_HANDED = re.compile(r"/dev/(?:std(?:in|out|err)|fd/\d+)|/proc/self/fd/\d+")


class NotTomlError(CmcctError):
    """A file whose text the TOML parser does not take, and what its author should mend where."""

    def __init__(self, path: Path, text: str, span: Span, reason: Message, advice: Message) -> None:
        """Keep the file's text, and where in it the fault is: a phrase each on what and how."""
        help_ = say("run {command}", command=checking(path))
        super().__init__(not_toml(str(path), span.line, reason), help_)
        self.path = path
        self.text = text
        self.span = span
        self.reason = reason
        self.advice = advice


def not_toml(file: str, line: int, reason: Message) -> Message:
    """Say that a file cannot be read, where and why."""
    return say(
        "{file} is not valid TOML: line {line}: {reason}", file=file, line=line, reason=reason
    )


class Loaded(NamedTuple):
    """A directory, joined with its overlay or not, and what could not be read of the files.

    `with_private` is the directory joined with the overlay where `directory` is not, and
    `not_joined` says what would be missing all the same.
    """

    directory: Directory
    broken_ids: frozenset[str]
    warnings: tuple[Message, ...]
    with_private: Directory | None = None
    not_joined: tuple[Message, ...] = ()


def locate(given: Path | None) -> Path:
    """Return the directory file: the one given, `CMCCT_DIRECTORY`, or the nearest upwards."""
    if given is None and os.environ.get("CMCCT_DIRECTORY"):
        given = Path(os.environ["CMCCT_DIRECTORY"])
    if given is not None:
        return given
    try:
        here = Path.cwd()
    except OSError as error:
        message = say("cannot see the current folder: {reason}", reason=error.strerror)
        raise CmcctError(message) from None
    for folder in (here, *here.parents):
        # Not `is_file`: it raises where a folder may not be looked into.
        if os.path.isfile(folder / DIRECTORY_NAME):  # noqa: PTH113
            return _own(folder / DIRECTORY_NAME)
    message = say("no {name} in {folder} or a folder above it", name=DIRECTORY_NAME, folder=here)
    help_ = say("run cmcct init to make one, or name one with --directory")
    raise CmcctError(message, help_)


def _own(path: Path) -> Path:
    """Return a file that nobody has named; raises `CmcctError` where it is of another user.

    Anybody can put one into a folder in which others may write. What root has put there is taken,
    and root takes what is of whoever called sudo, as git does. A link is somebody's too.
    """
    if hasattr(os, "geteuid"):  # Windows has none
        trusted = {"0", str(user := os.geteuid())}
        if user == 0:
            trusted.add(os.environ.get("SUDO_UID", ""))
        if not {str(path.stat().st_uid), str(path.lstat().st_uid)} <= trusted:
            message = say("{file} belongs to another user, so it is not used", file=path)
            raise CmcctError(message, say("if it is the right one, name it with --directory"))
    return path


def checking(path: Path) -> str:
    """Return the command that checks a file: it names one that is not in use anyhow."""
    with suppress(CmcctError, OSError):
        in_use = locate(None)
        if os.path.realpath(path) in map(os.path.realpath, [in_use, overlay_of(in_use) or in_use]):
            return "cmcct check"
    return f"cmcct check --directory {quoted(str(path))}"


def is_handed(path: Path) -> bool:
    """Tell whether a path is one that a shell hands a command: a stream, `<(…)`, `>(…)`."""
    return str(path) == os.devnull or bool(_HANDED.fullmatch(str(path)))


def read(path: Path) -> bytes:
    """Return the bytes of a regular file or of what the shell hands over; raises `CmcctError`.

    Whoever commits a pipe, a device or a link would else decide how long a command waits, and of
    which file it shows the content as private contacts.
    """
    try:
        _refuse_link(path)
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or is_handed(path)):
            raise _unreadable(path, say("it is not a regular file"))
        with path.open("rb") as file:
            return _limited(path, file)
    except OSError as error:
        raise _unreadable(path, error.strerror) from None


def read_standard_input() -> bytes:
    """Return what is piped in, nothing where the caller has closed it; raises `CmcctError`."""
    name = Path("standard input")
    try:
        return _limited(name, sys.stdin.buffer) if sys.stdin else b""
    except OSError as error:
        raise _unreadable(name, error.strerror) from None


def _refuse_link(path: Path) -> None:
    """Refuse a link as private file unless the user names it: it may be somebody else's commit."""
    named = os.environ.get("CMCCT_PRIVATE")
    if path.name == OVERLAY_NAME and path.is_symlink() and not (named and Path(named) == path):
        help_ = say("put the file itself there, or set CMCCT_PRIVATE to its path")
        raise _unreadable(path, say("it is a link"), help_)


def _limited(path: Path, file: BinaryIO) -> bytes:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _unreadable(path, say("it is larger than {size} MB", size=LARGEST // 1_000_000))
    return data


def _unreadable(path: Path, reason: object, help_: Said = "") -> CmcctError:
    return CmcctError(say("cannot read {file}: {reason}", file=path, reason=reason), help_)


def parse(path: Path) -> dict[str, Any]:
    """Read a TOML file; raises `NotTomlError` and `CmcctError`."""
    return parse_bytes(path, read(path))


def parse_bytes(path: Path, data: bytes) -> dict[str, Any]:
    """Return what the bytes of a TOML file say, with a BOM or without; raises `NotTomlError`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_text(path, error) from None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        from cmcct import syntax

        *span, reason, advice = syntax.explain(text, error)
        raise NotTomlError(path, text, Span(*span), reason, advice) from None


def _not_text(path: Path, error: UnicodeDecodeError) -> NotTomlError:
    """Say of bytes that are not UTF-8 which the first is, and what they probably are."""
    data = error.object  # without a BOM, as its offset counts
    text = data.decode(errors="replace")
    before = data[: error.start].decode()
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    reason = say("this is not UTF-8 text")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        reason = say("this is UTF-16 text, not UTF-8")
    span = Span(line, column, line, column + 1)
    return NotTomlError(path, text, span, reason, say("save the file with the encoding UTF-8"))


def overlay_path(path: Path) -> Path:
    """Return where the private overlay of a directory file is, or would be.

    It is beside the file, not beside a link to it. Raises `CmcctError`.
    """
    named = os.environ.get("CMCCT_PRIVATE")
    if not named:
        beside = Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114 - no error
        return beside.with_name(OVERLAY_NAME)
    if os.path.realpath(named) == os.path.realpath(path):
        message = say("CMCCT_PRIVATE names the directory itself: {file}", file=named)
        raise CmcctError(message, say("name another file for what is private"))
    return Path(named)


def overlay_of(path: Path) -> Path | None:
    """Return the private overlay of a directory file, if there is one; raises `CmcctError`."""
    overlay = overlay_path(path)
    # One that is named, or is there and cannot be read, is an error, not one that is not there.
    return overlay if os.environ.get("CMCCT_PRIVATE") or os.path.lexists(overlay) else None


def load(path: Path, data: bytes | None = None, *, private: bool = True) -> Loaded:
    """Read all that is readable of a directory and its overlay, however broken they are.

    `data` are the bytes to take for the directory file's; `private` says whether to join the
    overlay. Raises `NotTomlError` and `CmcctError`.
    """
    read = reading.read(parse(path) if data is None else parse_bytes(path, data))
    warnings = tuple(_warnings(path, path, read.findings))
    loaded = Loaded(read.directory, read.broken_ids, warnings)
    joined = with_overlay(path, loaded)
    # What could not be read of the overlay is of no interest to who does not get it.
    if private:
        return joined
    left = tuple(not_joined(path, joined.directory))
    return loaded._replace(with_private=joined.directory, not_joined=left)


def with_overlay(path: Path, loaded: Loaded) -> Loaded:
    """Join a directory with the private overlay of its file, as far as that can be read."""
    directory, broken_ids = loaded.directory, loaded.broken_ids
    warnings = [*loaded.warnings]
    try:
        overlay = overlay_of(path)
        said = parse(overlay) if overlay else {}
    except CmcctError as error:
        # An officer needs what the directory says, with the overlay or without.
        reason = error.message
        warnings.append(say("shown without private channels: {reason}", reason=reason))
        overlay = None
    if overlay is not None:
        extra = reading.read_overlay(said)
        parts = reading.parts_of(extra)
        warnings += _warnings(path, overlay, extra.findings)
        warnings += _strangers(overlay, parts, directory)
        directory = reading.join(directory, parts)
        warnings += not_joined(path, directory)
        broken_ids |= extra.broken_ids
    return Loaded(directory, broken_ids, tuple(warnings))


def _warnings(directory: Path, path: Path, findings: Sequence[Finding]) -> list[Message]:
    if not findings:
        return []
    message = say("{file} holds values that cannot be read: run {command}")
    return [message.filled(file=path, command=checking(directory))]


def not_joined(path: Path, directory: Directory) -> list[Message]:
    """Say which parts of the overlay are not shown, because they are of another person."""
    if not directory.not_joined:
        return []
    ids = join_or(list(map(repr, directory.not_joined)))
    # Translators: {ids} are ids of entries
    message = say(
        "left out, as the private file names another person than the entry: {ids}; run {command}"
    )
    return [message.filled(ids=ids, command=checking(path))]


def _strangers(path: Path, parts: Sequence[PrivatePart], directory: Directory) -> list[Message]:
    """Say that private channels are not shown, because nobody knows whose they are."""
    known = {id_ for point in directory.focal_points for id_ in point.ids}
    strange = [repr(part.id) for part in parts if part.id not in known]
    if not strange:
        return []
    return [say("{file}: no focal point has the id {ids}", file=path, ids=join_or(strange))]
