"""`cmcct fmt`."""

from contextlib import nullcontext
from functools import partial
from pathlib import Path

import typer

from cmcct.check import runner
from cmcct.cli import options
from cmcct.cli.edits import editing
from cmcct.cli.edits.edit_options import EditOptions, edit_command_without_yes
from cmcct.cli.screen import output
from cmcct.clock import today
from cmcct.edit import formatter, transaction
from cmcct.edit.operations import Parsed, RawTable
from cmcct.edit.transaction import NO_OPERATION
from cmcct.errors.exceptions import ExitCode
from cmcct.i18n.messages import _
from cmcct.storage import directory_file
from cmcct.toml.tables import plain_text


@options.command("fmt --diff")
@edit_command_without_yes
def fmt(
    chosen: EditOptions,
    check: bool = options.flag(
        "--check", "Save nothing; exit with code 1 if the file is not formatted."
    ),
    diff: bool = options.flag("--diff", "Show the changes without saving them."),
) -> None:
    """Format the directory file.

    It sets the order, the line above each country's entries, country names, spaces, quotes, lists
    and line ends. Comments stay with what they are about, and the data does not change.
    """
    path = directory_file.find_directory(chosen.directory)
    is_trial = check or diff or chosen.dry_run
    with nullcontext() if is_trial else editing.report_rejections():
        file_changes = transaction.apply(
            path, NO_OPERATION, today(), dry_run=is_trial, rewrite=partial(_format, path)
        ).file_changes
    if not is_trial:
        editing.report_changes(file_changes, dry_run=False)
        return
    if chosen.is_json:
        editing.write_trial(file_changes)
    elif diff or chosen.dry_run:
        editing.show_diff(file_changes)
    if not file_changes:
        editing.note_unchanged()
    elif check:
        text = _("{file} is not formatted: run {command}")
        output.note(text.with_values(file=runner.display_path(path), command="cmcct fmt"))
        raise typer.Exit(ExitCode.FINDINGS)


def _format(path: Path, text: bytes, raw: RawTable) -> Parsed:
    """Return the text in canonical layout; without CRLF and BOM if git would hold them."""
    return formatter.format_file(plain_text(text) if runner.read_held(path, text) else text, raw)
