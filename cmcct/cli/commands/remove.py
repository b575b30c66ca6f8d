"""`cmcct remove`."""

import typer

from cmcct.cli import confirmation, edit_options, options
from cmcct.edit import operations, overlay
from cmcct.edit.operations import Raw

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct remove gy-shelter --dry-run")
def remove(
    ids: edit_options.Ids,
    directory: options.Directory = None,
    yes: confirmation.Yes = False,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Take entries out, of the private file too. Where the person left, retire says so instead.

    A part of the private file that a killed command left without its entry is taken out too.
    """
    are_known: list[str] = []

    def change(raw: Raw, private: Raw) -> None:
        strays = overlay.strays(raw, private)
        known = [id_ for id_ in ids if id_ not in strays]
        are_known[:] = known
        parts = [
            part
            for point in operations.entries(raw, known)
            for part in overlay.reaching(raw, private, point)
        ]
        overlay.drop(private, [*parts, *(part for id_ in ids for part in strays.get(id_, ()))])
        if known:
            operations.remove(raw, known)

    if edit_options.carry_out(directory, change, dry_run=dry_run, yes=yes) and are_known:
        edit_options.tell_history()
