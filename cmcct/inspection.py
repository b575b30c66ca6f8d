"""Everything that is wrong with a file and its private overlay, each finding at its place."""

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cmcct import checks, reading, store
from cmcct.checks.rules import Rule
from cmcct.diagnostics import Diagnostic, Finding
from cmcct.errors import CmcctError
from cmcct.model import STRICTEST, Directory
from cmcct.reading import Keeping, Reading
from cmcct.source import Source
from cmcct.store import NotTomlError
from cmcct.wording import say

Rules: TypeAlias = Sequence[Rule]
Text: TypeAlias = tuple[Path, bytes]  # a file's name and what it says, or would say


class InvalidDirectoryError(CmcctError):
    """A directory with error findings, where only one without will do."""

    def __init__(self, path: Path, files: Iterable[str]) -> None:
        """Take the directory's file, and name the files that hold the errors."""
        *others, last = dict.fromkeys(files)
        message = say("{file} has errors, and a list that goes out is never silently incomplete")
        if others:
            message = say(
                "{files} and {file} have errors, "
                "and a list that goes out is never silently incomplete"
            )
        help_ = say("run {command}, and mend what it names", command=store.checking(path))
        super().__init__(message.filled(files=", ".join(others), file=last), help_)


class Inspection(NamedTuple):
    """A directory as far as it can be read, and its findings.

    `data` and `reading` are of its own file, without the overlay; what is no TOML has no reading.
    """

    directory: Directory
    diagnostics: tuple[Diagnostic, ...]
    has_all_ids: bool  # or an entry of the overlay may be one that cannot be read
    data: bytes
    reading: Reading | None = None


def inspect(path: Path, today: date, rules: Rules = checks.ALL) -> Inspection:
    """Read and check a directory file, and the overlay that belongs to it; raises `CmcctError`."""
    return inspect_both(path, store.overlay_of(path), today, rules)


def inspect_both(
    path: Path,
    overlay: Path | None,
    today: date,
    rules: Rules = checks.ALL,
    keeping: Keeping | None = None,
) -> Inspection:
    """Read and check a directory file, and an overlay if there is one; raises `CmcctError`.

    `keeping` is what git and the file system say of the overlay, where that is to be checked too.
    """
    private = (overlay, store.read(overlay)) if overlay else None
    return inspect_texts((path, store.read(path)), private, today, rules, keeping)


def inspect_texts(
    text: Text,
    private: Text | None,
    today: date,
    rules: Rules = checks.ALL,
    keeping: Keeping | None = None,
) -> Inspection:
    """Check what a directory file and its overlay say, or would say."""
    found = inspect_text(*text, today, rules)
    return _with_overlay(found, private, today, rules, keeping) if private else found


def inspect_text(path: Path, data: bytes, today: date, rules: Rules = checks.ALL) -> Inspection:
    """Check the bytes of a directory file that `path` names."""
    try:
        raw = store.parse_bytes(path, data)
    except NotTomlError as error:
        return Inspection(Directory(), (_unparsed(error),), has_all_ids=False, data=data)
    read = reading.read(raw)
    diagnostics = placed(path, data, checks.check(read, today, rules))
    return Inspection(read.directory, diagnostics, read.has_all_ids, data, read)


def load_strict(path: Path, today: date, audience: str = STRICTEST) -> Directory:
    """Read a directory that has no error; raises `InvalidDirectoryError` for any other.

    The private overlay is for the strictest audience: it is not read for others, nor in their way.
    """
    overlay = store.overlay_of(path) if audience == STRICTEST else None
    found = inspect_both(path, overlay, today, checks.ERRORS)
    if found.diagnostics:
        # A rule that warns may know that there is another fault, and not this one.
        found = inspect_both(path, overlay, today)
    for file, span, finding, *_ in found.diagnostics:
        if finding.code == "toml-syntax":
            message = store.not_toml(file, span.line, finding.message)
            raise CmcctError(message, say("run {command}", command=store.checking(path)))
    files = [diagnostic.file for diagnostic in found.diagnostics if diagnostic.is_error]
    if files:
        raise InvalidDirectoryError(path, files)
    return found.directory


def _with_overlay(
    found: Inspection, private: Text, today: date, rules: Rules, keeping: Keeping | None
) -> Inspection:
    """Add what is wrong with the overlay; with a broken one, the directory is what it was."""
    path, data = private
    directory, diagnostics, has_all_ids, *_ = found
    try:
        raw = store.parse_bytes(path, data)
    except NotTomlError as error:
        return found._replace(diagnostics=(*diagnostics, *_private([_unparsed(error)])))
    read = reading.read_overlay(raw)._replace(keeping=keeping)
    findings = checks.check_overlay(read, directory, today, rules, has_all_ids=has_all_ids)
    diagnostics += _private(placed(path, data, findings))
    joined = reading.join(directory, reading.parts_of(read))
    return found._replace(directory=joined, diagnostics=diagnostics)


def _private(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(
        diagnostic._replace(finding=diagnostic.finding._replace(is_private=True))
        for diagnostic in found
    )


def placed(path: Path, data: bytes, findings: Iterable[Finding]) -> tuple[Diagnostic, ...]:
    """Find out where the findings stand, and bring them into the file's order."""
    source, file = Source(data), shown(path)
    line = cache(source.line)  # one that is very long may have very many findings
    placed = (_diagnostic(file, source, line, finding) for finding in findings)
    return tuple(sorted(placed, key=lambda diagnostic: diagnostic.span))


def _diagnostic(
    file: str, source: Source, line: Callable[[int], str], finding: Finding
) -> Diagnostic:
    is_about_key = finding.code == "unknown-key"
    span = source.key_span(finding.path) if is_about_key else source.span(finding.path)
    first = source.span(finding.first).line if finding.first else None
    return Diagnostic(file, span, finding, line(span.line), first)


def _unparsed(error: NotTomlError) -> Diagnostic:
    finding = Finding("toml-syntax", (), error.reason, error.advice)
    line = error.text.split("\n")[error.span.line - 1].removesuffix("\r")
    return Diagnostic(shown(error.path), error.span, finding, line)


def shown(path: Path) -> str:
    """Return how people name a file: from the current folder, or in full where it is elsewhere.

    A file below the current folder, or in one of the folders above it, where the directory in use
    is found, is not elsewhere.
    """
    try:
        here, full = os.getcwd(), os.path.abspath(path)  # noqa: PTH100, PTH109 - no link is followed
        is_near = os.path.commonpath([here, full]) in {here, os.path.dirname(full)}  # noqa: PTH120
        return os.path.relpath(full) if is_near else full
    except (OSError, ValueError):
        # The current folder is gone, or on another drive.
        return str(path)
