"""`cmcct rename`."""

from typing import Annotated

import typer

from cmcct import changes
from cmcct.changes import Raw
from cmcct.cli import editing, options

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct rename gy-ctu gy-trafficking-unit --dry-run")
def rename(
    id_: editing.Id,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new id.")],
    directory: options.Directory = None,
    dry_run: editing.DryRun = False,
) -> None:
    """Give a seat, a meeting or a working group another id, wherever it is named.

    A seat remembers the old one, so that the cards on people's phones are still updated.
    """

    def change(raw: Raw, private: Raw) -> None:
        changes.rename(raw, id_, new)
        changes.rename_private_part(private, id_, new)

    editing.carry_out(directory, change, dry_run=dry_run)
