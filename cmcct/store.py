"""Find, read and (for outputs) write files; the private overlay joins the directory here."""

import os
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cmcct import checks, reading
from cmcct.diagnostics import Finding
from cmcct.errors import CmcctError
from cmcct.model import Directory

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
        names = " and ".join(str(path) for path in dict.fromkeys(files))
        message = f"{names} has errors, and a list that goes out is never silently incomplete"
        super().__init__(message, "run cmcct check, and mend what it names")


@dataclass(frozen=True)
class Loaded:
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
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / DIRECTORY_NAME).is_file():
            return folder / DIRECTORY_NAME
    message = f"no {DIRECTORY_NAME} in {here} or a folder above it"
    raise CmcctError(message, "run cmcct init to make one, or name one with --directory")


def parse(path: Path) -> dict[str, Any]:
    """Read a TOML file; a BOM is allowed. Raises `NotTomlError` and `CmcctError`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text)
    except OSError as error:
        raise CmcctError(f"cannot read {path}: {error.strerror}") from None
    except RecursionError:
        raise NotTomlError(path, "brackets are nested too deep") from None
    except ValueError as error:
        raise NotTomlError(path, _reason(error)) from None


def _reason(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 text (byte {error.start})"
    return str(error)


def overlay_of(path: Path) -> Path | None:
    """Return the private overlay of a directory file, if there is one."""
    named = os.environ.get("CMCCT_PRIVATE")
    if named:
        return Path(named)
    beside = path.with_name(OVERLAY_NAME)
    return beside if beside.is_file() else None


def load(path: Path) -> Loaded:
    """Read all that is readable of a directory and its overlay, however broken they are."""
    read = reading.read(parse(path))
    warnings = _warnings(path, read.findings)
    directory = read.directory
    overlay = overlay_of(path)
    if overlay is not None:
        try:
            records, findings = reading.read_overlay(parse(overlay))
        except CmcctError as error:
            # An officer needs what the directory says, with the overlay or without.
            warnings.append(f"shown without private channels: {error.message}")
        else:
            warnings += _warnings(overlay, findings)
            directory = reading.join(directory, [record.value for record in records])
    return Loaded(directory, read.broken_ids, tuple(warnings))


def _warnings(path: Path, findings: Sequence[Finding]) -> list[str]:
    return [f"{path} holds values that cannot be read: run cmcct check"] if findings else []


def inspect(path: Path, today: date) -> tuple[Directory, list[tuple[Path, Finding]]]:
    """Return a directory and every finding about it and its overlay, with the file of each."""
    read = reading.read(parse(path))
    directory = read.directory
    found = [(path, finding) for finding in checks.check(read, today)]
    overlay = overlay_of(path)
    if overlay is not None:
        raw = parse(overlay)
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
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data, private=private)
    except OSError as error:
        raise CmcctError(f"cannot write {path}: {error.strerror}") from None


def make_folder(path: Path) -> None:
    """Make a folder and those above it, where they are missing; raises `CmcctError`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CmcctError(f"cannot make the folder {path}: {error.strerror}") from None


def _replace(target: Path, data: bytes, *, private: bool) -> None:
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
