"""`cmcct check`."""

import os
from collections.abc import Container, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import typer

from cmcct.check import reporters, rules, runner
from cmcct.check.runner import CheckResult, Places
from cmcct.cli import options
from cmcct.cli.options import load_options
from cmcct.cli.screen import check_report, output, prompts
from cmcct.clock import today
from cmcct.diagnostics import ERROR, NOTE, Diagnostic
from cmcct.errors.exceptions import CmcctError, ExitCode, NoAccessError
from cmcct.i18n.messages import OptionalMessage, _, hint_to_write
from cmcct.model.loader import Exposure
from cmcct.storage import directory_file, filesystem
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.toml.values import get_tables

# The edits of the findings that have a fix.
Edits: TypeAlias = dict[Diagnostic, list[dict[str, Any]]]

if TYPE_CHECKING:
    from cmcct.cli.edits.fixing import Fixing


_STATISTICS_FORMATS = ("full", "json")


def _explain(code: str | None) -> None:
    """Print the documentation of a code, and exit."""
    if code is not None:
        output.write(check_report.format_page(rules.get_rule(code), output.translator()))
        raise typer.Exit


@options.command("check directory.toml")
def check(
    files: list[Path] | None = options.argument(
        "FILE",
        "File to check; - for standard input [default: the directory file]. With --fix, "
        "also the codes to fix [default: all].",
        default=None,
    ),
    directory: Path | None = options.DIRECTORY,
    output_format: str | None = options.choice(
        "format",
        reporters.FORMATS,
        "Output format [default: full; github if GITHUB_ACTIONS is set]",
    ),
    lang: str | None = options.LANG,
    changed_since: str | None = options.option(
        "REV", "Fail only on findings introduced since this revision; others become notes."
    ),
    strict: bool = options.flag("--strict", "Fail on warnings too."),
    fail_on: str | None = options.option(
        "CODE,…",
        "Fail on these warnings, too, even if [check] ignore lists them; separated by commas.",
    ),
    show_all: bool = options.flag(
        "--all",
        f"Show all findings [default: the first {reporters.MAX_SHOWN}, similar warnings grouped]",
    ),
    statistics: bool = options.flag("--statistics", "Count the findings of each rule."),
    fix: bool = options.flag("--fix", "Correct the findings whose help says what to write."),
    unsafe_fixes: bool = options.UNSAFE_FIXES,
    dry_run: bool = options.flag("--dry-run", "Show the changes without saving them."),
    _code: str | None = options.option(
        "CODE", "Explain the rule with this code.", "--explain", callback=_explain, is_eager=True
    ),
) -> None:
    """Check the directory for errors.

    The private file beside it is checked too. --fix corrects what has only one correction.
    """
    options.reader_translator(lang)
    if statistics and output_format not in (None, *_STATISTICS_FORMATS):
        hint = hint_to_write(*_STATISTICS_FORMATS)
        raise options.conflict_error("--statistics", f"--format {output_format}", hint)
    fatal = frozenset(map(str.strip, fail_on.split(","))) if fail_on else frozenset[str]()
    for code in sorted(fatal):
        rules.get_rule(code)
    output_format = output_format or ("github" if os.environ.get("GITHUB_ACTIONS") else "full")
    files, fixing = _read_fix_options(files, fix=fix, with_unsafe=unsafe_fixes, dry_run=dry_run)
    if fixing:
        fixing.is_json = dry_run and output_format == "json"
    in_use = [] if files else [directory_file.find_directory(directory, may_be_overlay=True)]
    paths = [*dict.fromkeys(files or in_use)]
    edits: Edits | None = {} if output_format == "json" and not statistics else None
    found, errors = _check_files(paths, changed_since, fixing, edits, is_in_use=not files)
    failed = bool(errors)
    if fixing and dry_run:
        fixing.report(errors)
        raise typer.Exit(ExitCode.ERROR if failed else ExitCode.OK)
    if statistics:
        check_report.write_statistics(output_format, found)
    else:
        error: OptionalMessage = errors[0].explanation if errors else ""
        check_report.write(output_format, found, show_all=show_all, edits=edits or {}, error=error)
    check_report.summarise(found, failed=failed)
    if fixing:
        fixing.report()
    load_options.note_missing_driver(paths)
    raise typer.Exit(exit_code(found, fatal, strict=strict, failed=failed))


def _read_fix_options(
    arguments: list[Path] | None, *, fix: bool, with_unsafe: bool, dry_run: bool
) -> tuple[list[Path], "Fixing | None"]:
    """Return the files among the arguments, and what to fix in them; None without `--fix`."""
    if fix:
        from cmcct.cli.edits.fixing import Fixing, split_codes

        files, codes = split_codes(arguments or [])
        return files, Fixing(codes, with_unsafe, dry_run)
    if with_unsafe or dry_run:
        raise options.requirement_error("--unsafe-fixes" if with_unsafe else "--dry-run", "--fix")
    return arguments or [], None


def _check_files(
    paths: Sequence[Path],
    changed_since: str | None,
    fixing: "Fixing | None",
    edits: Edits | None,
    *,
    is_in_use: bool,
) -> tuple[list[Diagnostic], list[CmcctError]]:
    """Return the findings of the files, after fixing them, and why a file was not checked.

    The edits of their fixes are added to `edits`, unless that is None.
    """
    found: list[Diagnostic] = []
    errors: list[CmcctError] = []
    for path in paths:
        has_overlay = is_in_use or path.name == directory_file.DIRECTORY_NAME
        try:
            filesystem.refuse_tracked(path)
            if fixing:
                fixing.fix_file(path, has_overlay=has_overlay)
            inspected = _check_file(path, has_overlay=has_overlay)
        except CmcctError as error:
            # Go on, so that the other files are checked too.
            output.explain(error)
            errors.append(error)
        else:
            if inspected.unread:
                output.explain(inspected.unread)
                errors.append(inspected.unread)
            findings = _findings_since(inspected, path, changed_since)
            if edits is not None:
                edits |= _find_edits(inspected, findings)
            found += findings
            if has_overlay:
                _note_leftovers(path)
    return list(dict.fromkeys(found)), errors


def _find_edits(inspected: CheckResult, diagnostics: Sequence[Diagnostic]) -> Edits:
    """Return the edits of the findings about a directory file; in a log without their texts.

    Nothing is written of the private file.
    """
    from cmcct.edit import fixes

    own = [one for one in diagnostics if not one.finding.is_private]
    edits = {one: one.finding.fix.value for one in own if one.finding.fix and not one.finding.path}
    places = Places(inspected.file, inspected.data)
    if inspected.parsed:
        raw = dict(inspected.parsed.raw)
        located = {one.finding: one for one in own if one.finding.path}
        edits |= {
            located[finding]: map(places.restore, changes)
            for finding, changes in fixes.find_edits(inspected.data, raw, located)
        }
    masked = {"text": None} if is_log() else {}
    return {one: [edit._asdict() | masked for edit in changes] for one, changes in edits.items()}


def _note_leftovers(path: Path) -> None:
    """Warn of drafts and overlay entries left by a killed command, and how to remove them."""
    private = directory_file.find_overlay(path)
    folders = {Path(os.path.realpath(file)).parent: None for file in (path, private or path)}
    for draft in (draft for folder in folders for draft in filesystem.find_drafts(folder)):
        text = _(
            "{file} was left by a command that was killed or is still running; the next "
            "edit removes it",
            file=runner.display_path(draft),
        )
        output.warn(text)
    if private is None:
        return
    from cmcct.edit import overlay

    with suppress(CmcctError):
        raw, private_raw = directory_file.parse_file(path), directory_file.parse_file(private)
        for entry in get_tables(raw, "focal_point"):
            if entry.get("status") == "left" and overlay.joined_parts(raw, private_raw, entry):
                text = _(
                    "{id} has left, but the private file still has data for it: run {command}",
                    id=entry["id"],
                    command=f"cmcct retire {shell.quote(str(entry['id']))}",
                )
                output.warn(text)


def exit_code(found: list[Diagnostic], fatal: Container[str], *, strict: bool, failed: bool) -> int:
    """Return the exit code of a check, independent of the format and the number of files.

    Findings with a `fatal` code fail it. A note does if it comes from the change: the version
    before ignores it, but a reviewer has to see it each time.
    """
    if failed:
        return ExitCode.ERROR
    for finding in (diagnostic.finding for diagnostic in found):
        rule, is_note = rules.get_rule(finding.code), finding.severity == NOTE
        is_fatal = finding.code in fatal and (not is_note or rule.is_of_change)
        is_strict = strict and not (is_note or rule.is_advisory)
        if finding.severity == ERROR or is_fatal or is_strict:
            return ExitCode.FINDINGS
    return ExitCode.OK


def _findings_since(result: CheckResult, path: Path, revision: str | None) -> Sequence[Diagnostic]:
    """Return the findings; with a revision, those that existed before it as notes."""
    if revision is None:
        return result.diagnostics
    if path == prompts.STDIN:
        raise CmcctError(_("standard input has no history"), _("give a file name"))
    from cmcct.check import baseline

    return baseline.downgrade_existing(path, result, revision, today())


def _check_file(path: Path, *, has_overlay: bool) -> CheckResult:
    """Check a file, and its private file with it if there is one."""
    if path == prompts.STDIN:
        return runner.check_text(path, prompts.read_input(path), today())
    if path.name in directory_file.OVERLAY_NAMES:
        whole = _check_both(path.with_name(directory_file.DIRECTORY_NAME), path)
        file = runner.display_path(path)
        # Syntax errors of the directory prevent a check.
        of_overlay = (
            d
            for d in whole.diagnostics
            if d.file == file or d.finding.code in {"toml-syntax", "conflict"}
        )
        return whole._replace(diagnostics=tuple(of_overlay), parsed=None)
    return _check_both(path, directory_file.find_overlay(path) if has_overlay else None)


def _check_both(path: Path, overlay: Path | None) -> CheckResult:
    """Check a directory and its overlay, and who else can read the overlay."""
    if overlay is None:
        return runner.check_files(path, None, today())
    if directory_file.is_encrypted(overlay):
        load_options.allow_access(may_ask=False)
        plain = directory_file.plain_path(overlay)
        exposure = Exposure(
            plain=Path(runner.display_path(plain)) if os.path.lexists(plain) else None
        )
    else:
        file = Path(runner.display_path(overlay))
        exposure = runner.check_exposure(overlay)._replace(file=file)
    try:
        return runner.check_files(path, overlay, today(), exposure=exposure)
    except NoAccessError as error:
        output.note(_("the private file is not checked: {reason}", reason=error.explanation))
        text = path, directory_file.read_file(path)
        return runner.check_texts(text, (overlay, b""), today(), exposure=exposure)
    except CmcctError as error:
        # If the fault is the directory's, this raises again.
        return runner.check_files(path, None, today())._replace(unread=error)
