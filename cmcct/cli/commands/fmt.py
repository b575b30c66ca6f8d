"""`cmcct fmt`."""

from typing import Annotated

import typer

from cmcct.check import runner
from cmcct.cli import edit_options, options, output
from cmcct.clock import today
from cmcct.edit import formatter, transaction
from cmcct.errors.exceptions import ExitCode
from cmcct.i18n.messages import _
from cmcct.storage import directory_file

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct fmt --diff")
def fmt(
    directory: options.DirectoryOption = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; end with 1 if it would change."),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Lay the directory out as it should be.

    Order, country names and spaces are put right; comments stay. What the directory says does not
    change.
    """
    path = directory_file.find_directory(directory)
    is_trial = check or diff or dry_run
    if not is_trial:
        edit_options.report_edit(
            lambda: transaction.apply_rewrite(path, formatter.format_file, today()), dry_run=False
        )
        return
    file_changes = transaction.apply_rewrite(path, formatter.format_file, today(), dry_run=True)
    if diff or dry_run:
        edit_options.show_diff(file_changes)
    if not file_changes:
        output.note(_("nothing to change"))
    elif check:
        output.note(
            _(
                "{command} would lay out {file} anew",
                command="cmcct fmt",
                file=runner.display_path(path),
            )
        )
        raise typer.Exit(ExitCode.FINDINGS)
