"""Load and check a directory file with its private file (overlay); locate each finding.

Of a file with conflict markers, the findings are what differs, and who wrote which side; of a
private file, also who else has access to it, according to git and the file system.
"""

import os
import stat
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from cmcct.check import rules as checks
from cmcct.check.rules.registry import Rule
from cmcct.clock import local
from cmcct.diagnostics import Diagnostic, Finding, Span, TextEdit, make_advice, resolve_lines
from cmcct.errors.exceptions import CmcctError
from cmcct.history import conflicts
from cmcct.history.conflicts import Difference, Writer
from cmcct.history.git import repository
from cmcct.history.git.process import GitError, NoGitError
from cmcct.i18n.messages import LongDate, Message, OptionalMessage, SafeText, _, join, join_and
from cmcct.model import loader
from cmcct.model.entities import STRICTEST, Directory
from cmcct.model.loader import Exposure, ParseResult
from cmcct.privacy import redaction
from cmcct.storage import directory_file, filesystem
from cmcct.storage.conflict_markers import ADVICE, Conflict
from cmcct.storage.directory_file import ConflictError, TomlSyntaxError
from cmcct.toml.positions import PositionMap
from cmcct.toml.tables import plain_text

_FOR_MISSING = ("missing-key", "unreachable")  # rules about values that are not there


class InvalidDirectoryError(CmcctError):
    """A directory with errors where an error-free one is required."""

    def __init__(self, path: Path, files: Iterable[str]) -> None:
        """Take the path of the directory file and the names of the files with errors."""
        names = join_and(dict.fromkeys(files))
        message = _("exports are blocked until the errors in {files} are fixed", files=names)
        hint = _("run {command}", command=directory_file.check_command(path))
        super().__init__(message, hint)


class CheckResult(NamedTuple):
    """A directory as far as it can be parsed, and its findings.

    `data` and `parsed` describe the directory file without the overlay, after corrections of its
    syntax; `file` is its text without them. `parsed` is None for other invalid TOML. `unread` says
    why the overlay was not read.
    """

    directory: Directory
    diagnostics: tuple[Diagnostic, ...]
    has_all_ids: bool  # False: an unknown id in the overlay may be that of an unreadable entry
    data: bytes
    parsed: ParseResult | None = None
    file: bytes = b""
    unread: CmcctError | None = None


def check_files(
    path: Path,
    overlay: Path | None,
    today: date,
    rules: Sequence[Rule] = checks.ALL_RULES,
    exposure: Exposure | None = None,
) -> CheckResult:
    """Read and check a directory file and an optional overlay; raises `CmcctError`.

    `exposure` describes how git and the file system expose the overlay, to be checked too.
    """
    private = (overlay, directory_file.read_text(overlay)) if overlay else None
    return check_texts((path, directory_file.read_file(path)), private, today, rules, exposure)


def check_texts(
    text: tuple[Path, bytes],
    private: tuple[Path, bytes] | None,
    today: date,
    rules: Sequence[Rule] = checks.ALL_RULES,
    exposure: Exposure | None = None,
) -> CheckResult:
    """Check the content of a directory file and its overlay."""
    is_full = rules is checks.ALL_RULES
    held = read_held(*text) if is_full else b""
    is_outdated = is_full and is_schema_outdated(text[0])
    found = check_text(*text, today, rules, held, is_schema_outdated=is_outdated)
    return _check_overlay(found, private, today, rules, exposure) if private else found


def read_held(path: Path, data: bytes) -> bytes:
    """Return a directory file as git holds it; b"" if it has neither CRLF nor BOM there."""
    if b"\r\n" in data or data.startswith(BOM_UTF8):
        held = repository.held_content(path, data)
        return held if held != plain_text(held) else b""
    return b""


def is_schema_outdated(path: Path) -> bool:
    """Return whether the schema beside a directory file is not that of this version."""
    schema = path.with_name(directory_file.SCHEMA_NAME)
    if not os.path.isfile(schema):  # noqa: PTH113 - does not raise
        return False
    from cmcct.model import json_schema

    try:
        return plain_text(directory_file.read_file(schema)) != json_schema.text().encode()
    except CmcctError:
        return False


def check_text(  # noqa: PLR0913 - the last two are what is known beside the text
    path: Path,
    data: bytes,
    today: date,
    rules: Sequence[Rule] = checks.ALL_RULES,
    held: bytes = b"",
    *,
    is_schema_outdated: bool = False,
) -> CheckResult:
    """Check the content of a directory file, and what git holds of it, if that is known.

    `path` is only used as its name.
    """
    text, raw, errors = directory_file.parse_corrected(path, data)
    faults = _explain_errors(errors, data)
    if raw is None:
        faults = _sort((*faults, *_find_other_errors(path, text, today, data)))
        return CheckResult(Directory(), faults, has_all_ids=False, data=text, file=data)
    read = loader.parse_directory(raw)._replace(
        text=text, text_in_git=held, is_schema_outdated=is_schema_outdated
    )
    found = locate(path, text, checks.run_rules(read, today, rules), data)
    # Quotes around `private = yes` would not help.
    private = {each.span.line for each in found if each.finding.code == "maybe-private"}
    diagnostics = _sort((*(each for each in faults if each.span.line not in private), *found))
    return CheckResult(read.directory, diagnostics, read.has_all_ids, text, read, data)


def _find_other_errors(path: Path, text: bytes, today: date, data: bytes) -> tuple[Diagnostic, ...]:
    """Return the errors in the values of a file with a syntax error that has no correction.

    `text` is the file without the lines that cannot be read; () if it cannot be parsed either.
    """
    try:
        read = loader.parse_directory(directory_file.parse_bytes(path, text))
    except TomlSyntaxError:
        return ()
    found = checks.run_rules(read._replace(text=text), today, checks.ERROR_RULES)
    return locate(path, text, (each for each in found if each.code not in _FOR_MISSING), data)


def load_valid(path: Path, today: date, audience: str = STRICTEST) -> Directory:
    """Load a directory without errors; raises `InvalidDirectoryError` if it has any.

    The overlay is read for the strictest audience only; its errors do not affect other audiences.
    """
    overlay = directory_file.find_overlay(path) if audience == STRICTEST else None
    found = check_files(path, overlay, today, checks.ERROR_RULES)
    if found.diagnostics:
        # Run all rules: a warning can suppress an error about the same value.
        found = check_files(path, overlay, today)
    for diagnostic in found.diagnostics:
        if diagnostic.finding.code == "newer-format":
            raise CmcctError(diagnostic.finding.message, diagnostic.finding.hint)
        if diagnostic.finding.code == "toml-syntax":
            message = directory_file.syntax_error_message(
                diagnostic.file, diagnostic.span.line, diagnostic.finding.message
            )
            raise CmcctError(
                message, _("run {command}", command=directory_file.check_command(path))
            )
    files = [diagnostic.file for diagnostic in found.diagnostics if diagnostic.is_error]
    if files:
        raise InvalidDirectoryError(path, files)
    return found.directory


def refuse_disclosed(path: Path, directory: Directory, today: date) -> CmcctError | None:
    """Raise `InvalidDirectoryError` if a directory has a channel that is in its private file too.

    Returns why that could not be checked, or None.
    """
    try:
        overlay = directory_file.find_overlay(path)
        raw = directory_file.parse_file(overlay) if overlay else {}
    except CmcctError as error:
        return error
    applied = [checks.get_rule("private-in-directory")]
    found = checks.run_overlay_rules(loader.parse_overlay(raw), directory, today, applied)
    if overlay and any(finding.code == applied[0].code for finding in found):
        raise InvalidDirectoryError(path, [display_path(overlay)])
    return None


def _check_overlay(
    found: CheckResult,
    private: tuple[Path, bytes],
    today: date,
    rules: Sequence[Rule],
    exposure: Exposure | None,
) -> CheckResult:
    """Add the findings of the overlay; join it to the directory if it is valid TOML."""
    path, data = private
    text, raw, errors = directory_file.parse_corrected(path, data)
    faults = [diagnostic.mark_private() for diagnostic in _explain_errors(errors, data)]
    if raw is None:
        return found._replace(diagnostics=(*found.diagnostics, *faults))
    read = loader.parse_overlay(raw)._replace(exposure=exposure)
    if found.parsed is None:  # nothing of the directory is known
        rules = [rule for rule in rules if rule.code != "members-differ"]
    findings = checks.run_overlay_rules(
        read, found.directory, today, rules, has_all_ids=found.has_all_ids
    )
    located = [diagnostic.mark_private() for diagnostic in locate(path, text, findings, data)]
    joined = loader.merge_overlay(found.directory, loader.overlay_entries(read))
    diagnostics = _drop_used_ignores(found, read, today)
    return found._replace(directory=joined, diagnostics=(*diagnostics, *_sort((*faults, *located))))


def _drop_used_ignores(
    found: CheckResult, overlay: ParseResult, today: date
) -> Sequence[Diagnostic]:
    """Return the findings of a directory without ignores that silence warnings of its overlay."""
    if all(diagnostic.finding.code != "unused-ignore" for diagnostic in found.diagnostics):
        return found.diagnostics
    raw = found.parsed.raw if found.parsed else {}
    warned = checks.overlay_warnings(overlay, found.directory, today)
    return [
        diagnostic
        for diagnostic in found.diagnostics
        if diagnostic.finding.code != "unused-ignore"
        or raw["check"]["ignore"][diagnostic.finding.path[-1]] not in warned
    ]


def locate(
    path: Path, text: bytes, findings: Iterable[Finding], data: bytes = b""
) -> tuple[Diagnostic, ...]:
    """Locate findings in the text, and sort them by position.

    `data` is the file as it is, if its syntax was corrected in the text.
    """
    positions, file = PositionMap(text), display_path(path)
    line = cache(positions.line)  # a very long line may have very many findings
    located = [_diagnostic(file, positions, line, finding) for finding in findings]
    if data not in {b"", text}:
        located = [*map(Places(data, text).restore_finding, located)]
    return _sort(located)


def _sort(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.span))


def _diagnostic(
    file: str, positions: PositionMap, line: Callable[[int], str], finding: Finding
) -> Diagnostic:
    is_about_key = finding.code == "unknown-key"
    span = positions.key_span(finding.path) if is_about_key else positions.span(finding.path)
    first = positions.span(finding.first).line if finding.first else None
    hint = resolve_lines(finding.hint, lambda path: positions.span(path).line)
    finding = finding._replace(hint=hint)
    return Diagnostic(file, span, finding, line(span.line), first)


def _explain_errors(errors: Sequence[TomlSyntaxError], data: bytes) -> tuple[Diagnostic, ...]:
    """Return the findings about the errors of a file, at their places in it as it is."""
    return tuple(
        Places(data, error.text).restore_finding(diagnostic)
        for error in errors
        for diagnostic in explain_unparsed(error)
    )


def explain_unparsed(error: TomlSyntaxError) -> tuple[Diagnostic, ...]:
    """Return the finding about a file that is not TOML; those of each conflict, if it has any."""
    lines, file = error.text.split("\n"), display_path(error.path)
    if error.reason.template == "missing quote at the end of the text":
        error.advice.in_log = _('close the value with "')
    elif written := error.advice.values.get("words"):
        error.advice.in_log = _("write {words}", words=SafeText(redaction.outline(str(written))))
    if error.correction:
        line = error.span.line
        edits = (*compare_lines(line, lines[line - 1].removesuffix("\r"), error.correction),)
        error.advice = make_advice(error.advice, edits)
    found = [(error.span, Finding((), error.reason, error.advice, code="toml-syntax"))]
    if isinstance(error, ConflictError):
        found = [*find_conflicts(error)]
    return tuple(
        Diagnostic(file, span, finding, lines[span.line - 1].removesuffix("\r"))
        for span, finding in found
    )


def display_path(path: Path) -> str:
    """Return a path for display: relative if near the current folder, else absolute.

    A file is near if it is below the current folder, or directly in one of its parents, where the
    directory in use is found.
    """
    try:
        here, full = os.getcwd(), os.path.abspath(path)  # noqa: PTH100, PTH109 - does not resolve links
        is_near = os.path.commonpath([here, full]) in {here, os.path.dirname(full)}  # noqa: PTH120
        return os.path.relpath(full) if is_near else full
    except (OSError, ValueError):
        # The current folder was deleted, or is on another drive.
        return str(path)


P = TypeVar("P", Span, TextEdit)


class Places:
    """Translates places in a corrected text to those in the file as it is."""

    def __init__(self, file: bytes, text: bytes | str) -> None:
        """Take the file, and its text after corrections."""
        corrected = text if isinstance(text, str) else _decode(text)
        self._lines = [*zip(_decode(file).split("\n"), corrected.split("\n"), strict=True)]

    def restore(self, place: P) -> P:
        """Return a range in the file."""
        columns = self._column(place.line, place.column), self._column(*place[2:4])
        return place._replace(column=columns[0], end_column=columns[1])

    def restore_finding(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a finding with its range in the file, and the line there."""
        line = self._lines[diagnostic.span.line - 1][0].removesuffix("\r")
        return diagnostic._replace(span=self.restore(diagnostic.span), excerpt=line)

    def _column(self, line: int, column: int) -> int:
        before, after = self._lines[line - 1]
        if before == after:  # a line may be as long as the file
            return column
        changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        for tag, start, _end, new_start, new_end in changes:
            if column <= new_end:
                return start + (column - new_start if tag == "equal" else 1)
        return len(before) + 1


def compare_lines(number: int, before: str, after: str) -> Iterator[TextEdit]:
    """Yield the edits that make one line of another."""
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for tag, start, end, new_start, new_end in changes:
        if tag != "equal":
            yield TextEdit(number, start + 1, number, end + 1, after[new_start:new_end])


def _decode(data: bytes) -> str:
    return data.decode("utf-8-sig", errors="replace")


CONFLICT = "conflict"
_ENTRY = "focal_point"
_LAYOUT = Difference("", "", "", (), ())  # comments, blank lines, notation


def find_conflicts(error: ConflictError) -> Iterator[tuple[Span, Finding]]:
    """Yield a finding for each difference of each conflict, at its first marker."""
    sides, lines = error.sides, error.text.split("\n")
    in_ours, in_theirs = (PositionMap(side.text.encode()) for side in (sides.ours, sides.theirs))
    found: dict[Conflict, list[Difference]] = {conflict: [] for conflict in sides.conflicts}
    for difference in conflicts.compare_sides(sides):
        of_sides = (
            (sides.ours, in_ours, difference.ours),
            (sides.theirs, in_theirs, difference.theirs),
        )
        ranges = [
            (side.lines[span.line - 1], side.lines[span.end_line - 1])
            for side, positions, paths in of_sides
            for span in map(positions.span, paths)
        ]
        for conflict in _touched(sides.conflicts, ranges):
            found[conflict].append(difference)
    labels = [(conflict.ours, conflict.theirs) for conflict in sides.conflicts]
    for conflict, writers in zip(
        sides.conflicts, conflicts.find_writers(error.path, labels), strict=True
    ):
        end = len(lines[conflict.start - 1].removesuffix("\r")) + 1
        span = Span(conflict.start, 1, conflict.start, end)
        for difference in found[conflict] or [_LAYOUT]:
            ours = _describe_side(conflict.ours or "OURS", difference, writers[0])
            theirs = _describe_side(conflict.theirs or "THEIRS", difference, writers[1])
            message = _describe(difference, ours, theirs)
            entry = difference.id if difference.kind == _ENTRY else ""
            yield span, Finding((), message, ADVICE, entry, code=CONFLICT)


def _touched(listed: Sequence[Conflict], ranges: Sequence[tuple[int, int]]) -> Sequence[Conflict]:
    """Return the conflicts that have a part of these lines, else the nearest."""

    def distance(conflict: Conflict) -> int:
        gaps = (max(conflict.start - last, first - conflict.end, 0) for first, last in ranges)
        return min(gaps, default=0)

    nearest = min(map(distance, listed))
    return [conflict for conflict in listed if distance(conflict) == nearest]


def _describe(difference: Difference, ours: str, theirs: str) -> Message:
    if difference == _LAYOUT:
        message = _("merge conflict between {ours} and {theirs} in comments or layout only")
        return message.with_values(ours=ours, theirs=theirs)
    side = ours if difference.ours else theirs
    if difference.kind == _ENTRY:
        if not difference.key:
            return _("merge conflict: only {side} has this entry", side=side)
        key = difference.key
    else:
        record = f"{difference.kind} {difference.id}".rstrip()
        if not difference.key:
            return _("merge conflict: only {side} has {table}", side=side, table=_loggable(record))
        key = f"{record}: {difference.key}"
    message = _("merge conflict in {key} between {ours} and {theirs}")
    return message.with_values(key=_loggable(key), ours=ours, theirs=theirs)


def _describe_side(label: str, difference: Difference, writer: Writer | None) -> str:
    """Return the revision or label of a side, and who wrote it."""
    # `cmcct merge-file` adds the entry and the field to a label.
    name = label.removesuffix(f" {difference.id}: {difference.key}")
    name = name.removesuffix(f" {difference.id}")
    side = _loggable(name)  # it may be a commit's subject
    if writer is None:
        return side
    if writer.revision == conflicts.label_revision(label):
        side = SafeText(writer.revision)
    writing = join([_loggable(writer.author), LongDate(local(writer.when).date())])
    return _("{text} ({remark})", text=side, remark=writing)


def _loggable(text: str) -> str:
    """Return a text that a log shows if it is plain words."""
    return SafeText(text) if redaction.is_plain(text) else text


def check_exposure(path: Path) -> Exposure:
    """Check the access to a private file at its path and at the target of a link."""
    paths = {path.parent.resolve() / path.name, path.resolve()}
    tracked, addable, refusals = zip(*map(_git_status, paths), strict=True)
    is_world_readable = path.exists() and bool(path.stat().st_mode & stat.S_IROTH)
    has_modes = not is_world_readable or filesystem.has_modes(path.parent)
    refusal: OptionalMessage = next(filter(None, refusals), "")
    return Exposure(any(tracked), any(addable), is_world_readable, has_modes, refusal)


def _git_status(path: Path) -> tuple[bool, bool, OptionalMessage]:
    """Return whether git tracks a file, whether `git add` would, and why git does not answer.

    Without a repository or without git: False, False and no reason.
    """
    try:
        # A tracked file is never listed as addable.
        is_tracked = repository.is_tracked(path)
        return is_tracked, not is_tracked and repository.is_addable(path), ""
    except NoGitError:
        return False, False, ""
    except CmcctError as error:
        is_in_repository = _is_in_repository(path.parent, error)
        return False, False, repository.describe_failure(error) if is_in_repository else ""


def _is_in_repository(folder: Path, error: CmcctError) -> bool:
    """Return whether git failed because of a repository, not for lack of one."""
    if not isinstance(error, GitError) or not error.reason.startswith("not a git repository (or "):
        return folder.is_dir()  # the link is dangling: nothing to protect
    # Git gives the same message for an incomplete repository.
    roots = (place for place in (folder, *folder.parents) if os.path.lexists(place / ".git"))
    root = next(roots, None)
    # A root that git can read lies across a file system boundary, where git stops searching.
    return root is not None and not repository.is_repository(root)
