"""Shared by the editing commands: apply an edit, report it, and declare the options of keys."""

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from cmcct import clock
from cmcct.check import reporters, runner
from cmcct.check.reporters import Report
from cmcct.cli.options import completion, private_access, replace_parameters
from cmcct.cli.screen import output
from cmcct.cli.screen.consent import Consent, FindStatements
from cmcct.diagnostics import Diagnostic, Finding
from cmcct.edit import parse_value
from cmcct.edit.file_changes import FileChange
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import (
    DirectoryOnly,
    EditRejectedError,
    Operation,
    Outcome,
    R,
    TextOperation,
)
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import LongDate, Message, OptionalMessage, _, ngettext
from cmcct.model.entities import STRICTEST, VERIFIED_VIA
from cmcct.model.fields import KEYS, REFERENCES
from cmcct.privacy import redaction
from cmcct.privacy.build_servers import is_log
from cmcct.reference.vocabulary import SELECTABLE
from cmcct.search.query import Query
from cmcct.storage import directory_file
from cmcct.storage.directory_file import TomlSyntaxError
from cmcct.text.control_chars import to_one_line

DryRun: TypeAlias = Annotated[
    bool, typer.Option("--dry-run", help="Show the changes without saving them.")
]
Private: TypeAlias = Annotated[bool, typer.Option("--private", help="Write to the private file.")]
# By kind of value; other kinds are placeholders themselves.
_PLACEHOLDERS = {
    **dict.fromkeys(("text", "label"), "TEXT"),
    **dict.fromkeys(("day", "moment"), "DATE"),
    "slug": "ID",
    "tag": "LANGUAGE",
    "email": "ADDRESS",
    "phone": "NUMBER",
}
_IDS_HELP = "Ids of entries, or their e-mail addresses or full names."
Ids: TypeAlias = Annotated[
    list[str],
    typer.Argument(metavar="ID", help=_IDS_HELP, autocompletion=completion.complete_ids),
]
IdsOrSelection: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID", help=_IDS_HELP, autocompletion=completion.complete_ids),
]
AnyIds: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="ID",
        help="Ids of entries, meetings or working groups.",
        autocompletion=completion.complete_any_ids,
    ),
]
Id: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Id of an entry, or its e-mail address or full name.",
        autocompletion=completion.complete_ids,
    ),
]

# Moves findings to another file or position for display, given the report of the operation.
Relocate: TypeAlias = Callable[[Sequence[Diagnostic], Any], Sequence[Diagnostic]]

# Options for lists take one item each.
_SINGULAR = {
    "sectors": "sector",
    "languages": "language",
    "emails": "email",
    "phones": "phone",
    "working_groups": "group",
    "meetings": "meeting",
    "countries": "country",
}
# Help of keys whose form on the command line differs from the file.
_OPTION_HELP = {
    "formerly": "Former id of the entry; repeatable, oldest first.",
    "merged": "Id of an entry merged into this one; repeatable.",
    "sectors": "Sector; repeatable, main sector first.",
    "languages": "Language name or BCP 47 tag, e.g. Dutch or pap; repeatable, preferred first.",
    "emails": "E-mail address, or a table as in the file; repeatable, preferred first.",
    "phones": "Phone number, or a table as in the file; repeatable, preferred first.",
    "covers": "Further country that the entry covers; repeatable.",
    "working_groups": "Id of a working group of the entry; repeatable.",
    "validates": (
        "Id of a working group in which the entry validates for its government; repeatable."
    ),
    "meetings": "Id of a meeting attended; repeatable.",
    "since": "First day of the person: 2024-01-15, or today.",
    "until": "Last day of the person: 2027-01-14, or today.",
    "verified": "Date of the last confirmation: 2026-03-02, or today.",
    "date": "Date, 2019-03-12 or today, or month, 2018-04.",
    "countries": "Country that takes part; repeatable [default: open to all]",
}
_RECORD_COMPLETERS = {
    "meeting": completion.complete_meetings,
    "working_group": completion.complete_groups,
}
_MAX_WARNINGS = 5  # warnings shown after an edit
_MAX_UNCONFIRMED = 20  # more entries at once need confirmation
_STYLES = {"+": "added", "-": "removed", "@": "rule"}  # diff line prefix -> style


def run_edit(
    directory: Path | None,
    operation: Operation[R] | TextOperation[R],
    *,
    dry_run: bool,
    yes: bool = False,
    find_statements: FindStatements | None = None,
    relocate: Relocate | None = None,
    replaced: Collection[tuple[str, str]] = (),
) -> Outcome[R]:
    """Apply an edit to the directory, and print the changes or the findings that prevented them.

    `relocate` maps findings to the positions that the user sees; `replaced` as in `Consent`.
    """
    path = directory_file.find_editable(directory)
    private_access.prepare(path, may_ask=not isinstance(operation, DirectoryOnly))
    had_overlay = directory_file.find_overlay(path)
    consent = Consent(find_statements, yes=yes, is_trial=dry_run, replaced=replaced)
    with report_rejections(relocate):
        outcome = consent.apply(path, operation, dry_run=dry_run)
    report_changes(outcome.file_changes, dry_run=dry_run)
    private_access.note_unread(outcome.unread)
    if not had_overlay and (overlay := directory_file.find_overlay(path)):
        text = _("git ignores the private file ({file})")
        output.note(text.with_values(file=runner.display_path(overlay.with_name(".gitignore"))))
    return outcome


@contextmanager
def report_rejections(relocate: Relocate | None = None) -> Iterator[None]:
    """Print the findings of an edit that is rejected in the context, moved by `relocate`."""
    try:
        yield
    except EditRejectedError as error:
        if relocate:
            error.diagnostics = tuple(relocate(error.diagnostics, error.report))
        report_rejection(error)
        raise


def report_changes(file_changes: Sequence[FileChange], *, dry_run: bool) -> None:
    """Print the changes to each file."""
    if dry_run:
        show_diff(file_changes)
    for file_change in file_changes:
        _note_located(file_change, file_change.readings)
    for file_change in file_changes:
        if not dry_run:
            output.note(_("wrote {file}", file=runner.display_path(file_change.path)))
            _note_entries(file_change)
        note_new_warnings(file_change)
    if not file_changes:
        output.note(_("nothing to change"))


def note_history() -> None:
    """Print that removed values stay in git's history."""
    output.note(_("removed data is still in the git history; anyone with a copy can read it"))


def note_kept_confirmations(entries: Iterable[RawTable]) -> None:
    """Report the entries whose confirmation stays, since it is later than the one given."""
    for entry in entries:
        day = LongDate(entry["verified"])
        output.note(_("{id}: confirmed on {day}, which stays", id=entry["id"], day=day))


def note_mobiles(keys: Iterable[str]) -> None:
    """Report the phone types that were added automatically."""
    for key in dict.fromkeys(keys):
        output.note(_('{key} is a mobile number: added type = "mobile"', key=key))


def show_diff(file_changes: Sequence[FileChange]) -> None:
    """Print the changes as a unified diff.

    In a log, values are masked; off a terminal, those of the private file are.
    """
    diff = "".join(
        redaction.mask_diff(file_change.diff())
        if is_log(os.environ) or (file_change.is_private and not output.is_stdout_terminal())
        else redaction.mask_secrets(file_change.diff())
        for file_change in file_changes
    )
    if diff and output.is_stdout_terminal():
        from cmcct.cli.screen import terminal

        diff = terminal.render_pieces(_style_diff(diff))
    output.write(diff)


def _style_diff(diff: str) -> Iterator[tuple[str, str]]:
    for line in diff.replace("\r\n", "\n").removesuffix("\n").split("\n"):
        is_name = line.startswith(("+++ ", "--- "))
        yield "bold" if is_name else _STYLES.get(line[:1], ""), f"{to_one_line(line)}\n"


def report_rejection(error: TomlSyntaxError | EditRejectedError) -> None:
    """Print the findings; in a log, without numbers and addresses."""
    if isinstance(error, TomlSyntaxError):
        output.error(error)
        return
    findings = reporters.format_full(_make_report(error.diagnostics))
    output.note_lines("".join(text for _, text in findings).rstrip("\n") + "\n")


def note_findings(diagnostics: Sequence[Diagnostic]) -> None:
    """Print findings, a line each; in a log, without contacts."""
    if diagnostics:
        output.note_lines(reporters.format_concise(_make_report(diagnostics)).rstrip("\n"))


def _note_entries(file_change: FileChange) -> None:
    """Report the changes, one line per entry; without values in logs, and in pipes if private."""
    is_visible = not file_change.is_private or output.is_stderr_terminal()
    has_values = is_visible and not is_log(os.environ)
    # `add` reports new entries itself.
    changes = file_change.entry_changes
    for change in (one for one in changes if one.before or file_change.is_private):
        output.note(change.line(has_values=has_values, is_private=file_change.is_private))


def note_new_warnings(file_change: FileChange) -> None:
    """Report the new warnings about the changed entries."""
    _note_located(file_change, file_change.new_warnings)
    if (number := len(file_change.new_warnings) - _MAX_WARNINGS) > 0:
        more = ngettext("{count} more finding", "{count} more findings", number)
        command = directory_file.check_command(file_change.path)
        output.note(_("{more}: run {command}", more=more, command=command))


def _note_located(file_change: FileChange, findings: Sequence[Finding]) -> None:
    """Print the first findings about a file, each with its place."""
    if findings:  # locating them is slow
        found = runner.locate_first(file_change.path, file_change.after, findings, _MAX_WARNINGS)
        note_findings([one.mark_private() if file_change.is_private else one for one in found])


def _make_report(diagnostics: Sequence[Diagnostic]) -> Report:
    """Return a report of findings; in a log, without contacts.

    Off a terminal, nothing is quoted from the private file.
    """
    is_hidden = any(d.finding.is_private for d in diagnostics) and not sys.stderr.isatty()
    shown = [d.remove_excerpt() if is_hidden and d.finding.is_private else d for d in diagnostics]
    return Report(shown, is_hidden or is_log(os.environ), translator=output.translator())


def field_options(
    *keys: str, table: str = "focal_point", **help_texts: str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add an option for each of some keys of a table to a command, in place of `given`.

    `help_texts` has the help of keys that this command treats in its own way.
    """
    texts = {**_OPTION_HELP, **help_texts}
    annotations = {f"key_{key}": _option(table, key, texts.get(key)) for key in keys}
    run = partial(_run_with_fields, table)
    return lambda command: replace_parameters(command, {"given"}, annotations, run)


def _run_with_fields(
    table: str,
    command: Callable[..., None],
    others: Mapping[str, Any],
    **texts: list[str] | str | None,
) -> None:
    """Run a command with the values parsed from the texts given for keys."""
    typed = {name.removeprefix("key_"): text for name, text in texts.items() if text}
    given: RawTable = {
        key: [value for item in text for value in parse_value.parse_items((key,), item, table)]
        if isinstance(text, list)
        else parse_value.parse_value((key,), text, table)
        for key, text in typed.items()
    }
    command(given=given, **others)


def missing_options_error(keys: Iterable[str], hint: OptionalMessage = "") -> CmcctError:
    """Return the error that the options for some keys are missing."""
    named = ", ".join(f"--{option_name(key)}" for key in keys)
    return CmcctError(_("missing: {options}", options=named), hint)


def select_ids(directory: Path | None, ids: Sequence[str], selection: Query) -> Sequence[str]:
    """Return the ids given, or those of the entries that the filters select.

    Raises `CmcctError` if both are given, or neither.
    """
    if bool(ids) == (selection != Query()):
        message = _("give either ids or options that select entries")
        raise CmcctError(message, _("for example: gy-ctu, or --meeting georgetown-2019"))
    if ids:
        return ids
    from cmcct.cli.options import load_options
    from cmcct.search import query

    loaded = load_options.load_lenient(directory, None, private=True)
    view = query.search(loaded.directory, selection, STRICTEST, clock.today())
    if not view.focal_points:
        command = query.format_command(selection)
        raise CmcctError(
            _("no entry matches"), _("check the options with {command}", command=command)
        )
    return [point.id for point in view.focal_points]


def state_if_many(ids: Iterable[str], statement: Message) -> list[Message]:
    """Return the statement on an edit of some entries if they are so many that it is confirmed."""
    return [statement] if len({*ids}) > _MAX_UNCONFIRMED else []


def option_name(key: str) -> str:
    """Return the name of the option for a key; for a list, the singular."""
    return _SINGULAR.get(key, key).replace("_", "-")


def _option(table: str, key: str, help_text: str | None) -> Any:
    """Return the annotation of the option for a key."""
    spec, name = KEYS[table][key], option_name(key)
    option = typer.Option(
        f"--{name}",
        help=help_text or spec.meaning.replace("`", ""),
        metavar=_PLACEHOLDERS.get(spec.item_kind, spec.item_kind.upper()),
        autocompletion=_completer(key, spec.item_kind),
    )
    return Annotated[list[str] | None if spec.is_list else str | None, option]


def _completer(key: str, kind: str) -> Callable[..., Any]:
    if key in REFERENCES:
        return _RECORD_COMPLETERS[REFERENCES[key]]
    if kind == "country":
        return completion.complete_country
    if kind == "way":
        return completion.complete_words(VERIFIED_VIA)
    return completion.complete_facet(kind) if kind in SELECTABLE else completion.complete_words(())
