"""`cmcct rename`."""

from typing import Annotated

import typer

from cmcct import changes
from cmcct.changes import Raw
from cmcct.cli import complete, editing, options

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct rename gy-ctu gy-trafficking-unit --dry-run")
def rename(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="The id of now.",
            autocompletion=complete.any_ids,
            show_default=False,
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new id.")],
    directory: options.Directory = None,
    dry_run: editing.DryRun = False,
) -> None:
    """Give a seat, a meeting or a working group another id, wherever it is named.

    A seat remembers the old one, so that the cards on people's phones are still updated.
    """

    def change(raw: Raw, private: Raw) -> None:
        changes.rename(raw, old, new)
        changes.rename_private_part(private, old, new)

    editing.carry_out(directory, change, dry_run=dry_run)
