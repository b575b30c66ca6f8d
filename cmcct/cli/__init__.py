"""The command line: the table of commands. Each command has its own module."""

from typing import ClassVar

import typer

from cmcct.cli.lazy_group import LazyGroup
from cmcct.cli.options import DirectoryBefore, VersionFlag


class Commands(LazyGroup):
    """The commands: name -> (module, one-line summary)."""

    table: ClassVar = {
        "search": (
            "cmcct.cli.commands.search",
            "Find focal points by word, country, sector and more.",
        ),
        "show": (
            "cmcct.cli.commands.show",
            "Show the card of a seat, with local time and who is open now.",
        ),
        "list": (
            "cmcct.cli.commands.list",
            "List countries, sectors and the other values to select by.",
        ),
        "check": ("cmcct.cli.commands.check", "Name every fault of the directory."),
        "export": (
            "cmcct.cli.commands.export",
            "Write the files to hand out: vCards, tables, a page.",
        ),
        "emails": (
            "cmcct.cli.commands.emails",
            "Write e-mail addresses for the BCC line of a mail.",
        ),
        "schema": (
            "cmcct.cli.commands.schema",
            "Print the JSON Schema of directory.toml, for editors.",
        ),
        "add": ("cmcct.cli.commands.add", "Add an entry."),
        "set": ("cmcct.cli.commands.set", "Change keys of an entry, and nothing else."),
        "edit": ("cmcct.cli.commands.edit", "Open one entry in your editor."),
        "verify": ("cmcct.cli.commands.verify", "Say that entries were confirmed with the person."),
        "replace": ("cmcct.cli.commands.replace", "Give a seat to somebody else."),
        "retire": ("cmcct.cli.commands.retire", "Say that the person has left."),
        "remove": ("cmcct.cli.commands.remove", "Take entries out."),
        "attend": ("cmcct.cli.commands.attend", "Say who was at a meeting."),
        "rename": ("cmcct.cli.commands.rename", "Give a seat, a meeting or a group another id."),
        "duplicates": (
            "cmcct.cli.commands.duplicates",
            "Find the same person or seat entered twice.",
        ),
        "merge": ("cmcct.cli.commands.merge", "Make one entry of two."),
        "fmt": ("cmcct.cli.commands.fmt", "Lay the directory out as it should be."),
        "diff": (
            "cmcct.cli.commands.diff",
            "Show what changed between two versions of the directory.",
        ),
        "log": ("cmcct.cli.commands.log", "Show what each commit changed, and who confirmed what."),
        "init": ("cmcct.cli.commands.init", "Start a directory of your own."),
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
def cmcct(
    ctx: typer.Context, directory: DirectoryBefore = None, version: VersionFlag = False
) -> None:
    """Find, check and hand out the focal points of the counter-trafficking network."""
    ctx.obj = directory
