"""`cmcct init`."""

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from cmcct import store, writing
from cmcct.cli import output
from cmcct.data import template
from cmcct.errors import CmcctError
from cmcct.wording import say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct init contacts")
def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", readable=False, help="Made if it is missing.", show_default=False
        ),
    ] = Path(),
) -> None:
    """Start a new directory file, with examples in it to copy."""
    path = folder / store.DIRECTORY_NAME
    writing.make_folder(folder)
    if path.exists():
        raise CmcctError(
            say("{file} is there already", file=path), say("edit it, or give another folder")
        )
    writing.write(path, template().replace("@UID@", str(uuid4())).encode())
    output.remark(
        say("wrote {file}: whoever may read it reads all of it, whatever sharing says", file=path)
    )
