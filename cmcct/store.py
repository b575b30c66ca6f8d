"""Find, read and (for outputs) write files; the private overlay joins the directory here."""

import errno
import os
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cmcct import reading
from cmcct.diagnostics import Finding
from cmcct.errors import CmcctError, join_or
from cmcct.model import Directory
from cmcct.reading import Record

DIRECTORY_NAME = "directory.toml"
OVERLAY_NAME = "directory.private.toml"


class NotTomlError(CmcctError):
    """A file whose text the TOML parser does not take; `message` is the parser's reason."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the file's path and the reason."""
        super().__init__(f"{path} is not valid TOML: {reason}", "run cmcct check")
        self.path = path
        self.finding = Finding("toml-syntax", (), f"not valid TOML: {reason}")


class InvalidDirectoryError(CmcctError):
    """A directory with error findings, where only one without will do."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Name the files that hold the errors."""
        names = [str(path) for path in dict.fromkeys(files)]
        have = f"{' and '.join(names)} {'has' if len(names) == 1 else 'have'} errors"
        message = f"{have}, and a list that goes out is never silently incomplete"
        super().__init__(message, "run cmcct check, and mend what it names")


class Loaded(NamedTuple):
    """A directory joined with its overlay, and what could not be read of the files."""

    directory: Directory
    broken_ids: frozenset[str]
    warnings: tuple[str, ...]


def locate(given: Path | None) -> Path:
    """Return the directory file: the one given, `CMCCT_DIRECTORY`, or the nearest upwards."""
    if given is None and os.environ.get("CMCCT_DIRECTORY"):
        given = Path(os.environ["CMCCT_DIRECTORY"])
    if given is not None:
        return given
    try:
        here = Path.cwd()
    except OSError as error:
        raise CmcctError(f"cannot see the current folder: {error.strerror}") from None
    for folder in (here, *here.parents):
        # Not `is_file`: it raises where a folder may not be looked into.
        if os.path.isfile(folder / DIRECTORY_NAME):  # noqa: PTH113
            return folder / DIRECTORY_NAME
    message = f"no {DIRECTORY_NAME} in {here} or a folder above it"
    raise CmcctError(message, "run cmcct init to make one, or name one with --directory")


def parse(path: Path) -> dict[str, Any]:
    """Read a TOML file; a BOM is allowed. Raises `NotTomlError` and `CmcctError`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CmcctError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise NotTomlError(path, f"not UTF-8 text (byte {error.start})") from None
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise NotTomlError(path, "brackets are nested too deep") from None
    except tomllib.TOMLDecodeError as error:
        raise NotTomlError(path, _unmerged(text) or str(error)) from None
    except ValueError:
        # The parser leaves this one to Python, which speaks to programmers.
        raise NotTomlError(path, "a number has too many digits") from None


def _unmerged(text: str) -> str:
    """Say where a merge left its marks, which a parser takes for any other mistake."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ")):
            return f"a merge is not finished (line {number} begins with {line[:7]})"
    return ""


def overlay_of(path: Path) -> Path | None:
    """Return the private overlay of a directory file, if there is one."""
    named = os.environ.get("CMCCT_PRIVATE")
    if named:
        return Path(named)
    beside = path.with_name(OVERLAY_NAME)
    # One that is there and cannot be read is an error, not a directory without an overlay.
    return beside if os.path.lexists(beside) else None


def load(path: Path) -> Loaded:
    """Read all that is readable of a directory and its overlay, however broken they are."""
    read = reading.read(parse(path))
    warnings = _warnings(path, read.findings)
    directory, broken_ids = read.directory, read.broken_ids
    overlay = overlay_of(path)
    if overlay is not None:
        try:
            records, findings = reading.read_overlay(parse(overlay))
        except CmcctError as error:
            # An officer needs what the directory says, with the overlay or without.
            warnings.append(f"shown without private channels: {error.message}")
        else:
            warnings += _warnings(overlay, findings) + _strangers(overlay, records, directory)
            directory = reading.join(directory, [record.value for record in records])
            broken_ids |= {finding.entry for finding in findings if finding.entry}
    return Loaded(directory, broken_ids, tuple(warnings))


def _warnings(path: Path, findings: Sequence[Finding]) -> list[str]:
    return [f"{path} holds values that cannot be read: run cmcct check"] if findings else []


def _strangers(path: Path, parts: Sequence[Record], directory: Directory) -> list[str]:
    """Say that private channels are not shown, because nobody knows whose they are."""
    known = {point.id for point in directory.focal_points}
    strange = [repr(part.value.id) for part in parts if part.value.id not in known]
    return [f"{path}: no focal point has the id {join_or(strange)}"] if strange else []


def inspect(
    path: Path, today: date, *, with_overlay: bool = True
) -> tuple[Directory, list[tuple[Path, Finding]]]:
    """Return a directory and every finding about it and its overlay, with the file of each."""
    from cmcct import checks

    read = reading.read(parse(path))
    directory = read.directory
    found = [(path, finding) for finding in checks.check(read, today)]
    overlay = overlay_of(path) if with_overlay else None
    if overlay is not None:
        try:
            raw = parse(overlay)
        except NotTomlError as error:
            return directory, [*found, (overlay, error.finding)]
        records, unreadable = reading.read_overlay(raw)
        rest = checks.check_overlay(raw, records, directory, today)
        found += [(overlay, finding) for finding in [*unreadable, *rest]]
        directory = reading.join(directory, [record.value for record in records])
    return directory, found


def load_strict(path: Path, today: date) -> Directory:
    """Read a directory that has no error; raises `InvalidDirectoryError` for any other."""
    directory, found = inspect(path, today)
    if found:
        raise InvalidDirectoryError([file for file, _ in found])
    return directory


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all: `path` has the old bytes until it has all the new ones.

    A link is followed; a device or pipe is written to directly. A `private` file is readable by
    its owner only. Raises `CmcctError`.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))  # noqa: TRY301 - as open() would
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data, private=private)
    except OSError as error:
        raise CmcctError(f"cannot write {path}: {error.strerror}") from None


def refuse_as_target(target: Path, directory: Path) -> None:
    """Refuse to write over a directory file or its overlay: they are the only store."""
    kept = [directory, overlay_of(directory)]
    if os.path.realpath(target) in {os.path.realpath(path) for path in kept if path}:
        raise CmcctError(f"{target} is the directory itself", "choose another name")


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are missing; raises `CmcctError`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CmcctError(f"cannot make the folder {path}: {error.strerror}") from None


def _replace(target: Path, data: bytes, *, private: bool) -> None:
    import tempfile

    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(_mode(target, private=private))
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _mode(target: Path, *, private: bool) -> int:
    if private:
        return 0o600
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
