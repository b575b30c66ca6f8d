"""The command line: the list of commands. Each command has its own module."""

from typing import ClassVar

import typer

from cmcct.cli.lazy_group import LazyGroup
from cmcct.cli.options import DirectoryBefore, VersionFlag


class Commands(LazyGroup):
    """The commands, in the order of the help."""

    names: ClassVar = (
        *("search", "show", "list", "check", "export", "emails", "schema"),
        *("add", "set", "edit", "verify", "replace", "retire", "remove", "attend", "rename"),
        *("duplicates", "merge", "fmt", "diff", "log", "init"),
    )


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
def cmcct(
    ctx: typer.Context, directory: DirectoryBefore = None, version: VersionFlag = False
) -> None:
    """Search, check and export the focal points of the counter-trafficking network."""
    ctx.obj = directory
