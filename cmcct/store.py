"""Find and read files; the private overlay joins the directory here."""

import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cmcct import reading
from cmcct.diagnostics import Finding, Span
from cmcct.errors import CmcctError
from cmcct.model import Directory, PrivatePart
from cmcct.wording import join_or

DIRECTORY_NAME = "directory.toml"
OVERLAY_NAME = "directory.private.toml"


class NotTomlError(CmcctError):
    """A file whose text the TOML parser does not take, and what its author should mend where."""

    def __init__(self, path: Path, text: str, span: Span, reason: str, advice: str) -> None:
        """Keep the file's text, and where in it the fault is: a phrase each on what and how."""
        super().__init__(f"{path} is not valid TOML: line {span.line}: {reason}", "run cmcct check")
        self.path = path
        self.text = text
        self.span = span
        self.reason = reason
        self.advice = advice


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


def read(path: Path) -> bytes:
    """Return the bytes of a file; raises `CmcctError`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CmcctError(f"cannot read {path}: {error.strerror}") from None


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
    is_utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    reason = "this is UTF-16 text, not UTF-8" if is_utf_16 else "this is not UTF-8 text"
    span = Span(line, column, line, column + 1)
    return NotTomlError(path, text, span, reason, "save the file with the encoding UTF-8")


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
            extra = reading.read_overlay(parse(overlay))
        except CmcctError as error:
            # An officer needs what the directory says, with the overlay or without.
            warnings.append(f"shown without private channels: {error.message}")
        else:
            parts = reading.named(extra.records["focal_point"])
            warnings += _warnings(overlay, extra.findings)
            warnings += _strangers(overlay, parts, directory)
            directory = reading.join(directory, parts)
            broken_ids |= extra.broken_ids
    return Loaded(directory, broken_ids, tuple(warnings))


def _warnings(path: Path, findings: Sequence[Finding]) -> list[str]:
    return [f"{path} holds values that cannot be read: run cmcct check"] if findings else []


def _strangers(path: Path, parts: Sequence[PrivatePart], directory: Directory) -> list[str]:
    """Say that private channels are not shown, because nobody knows whose they are."""
    known = {point.id for point in directory.focal_points}
    strange = [repr(part.id) for part in parts if part.id not in known]
    return [f"{path}: no focal point has the id {join_or(strange)}"] if strange else []
