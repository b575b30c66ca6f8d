"""The command line: a table of contents. Each command is a module of its own."""

from typing import ClassVar

import typer

from cmcct.cli.groups import LazyGroup
from cmcct.cli.options import DirectoryBefore, Version


class Commands(LazyGroup):
    """All commands: the module of each, and what it does in a line."""

    table: ClassVar = {
        "search": ("cmcct.cli.search", "Find focal points by word, country, sector and more."),
        "show": ("cmcct.cli.show", "Show the card of a seat, with local time and who is open now."),
        "list": ("cmcct.cli.list", "List countries, sectors and the other values to select by."),
        "check": ("cmcct.cli.check", "Name every fault of the directory."),
        "export": ("cmcct.cli.export", "Write the files to hand out: vCard, CSV, JSON."),
        "schema": ("cmcct.cli.schema", "Print the JSON Schema of directory.toml, for editors."),
        "init": ("cmcct.cli.init", "Start a new directory file."),
    }


app = typer.Typer(
    cls=Commands,
    name="cmcct",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: cmcct search --country Guyana",
)


@app.callback()
def cmcct(ctx: typer.Context, directory: DirectoryBefore = None, version: Version = False) -> None:
    """Find, check and hand out the focal points of the counter-trafficking network."""
    ctx.obj = directory
