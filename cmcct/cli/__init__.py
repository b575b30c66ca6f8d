"""The command line: the list of commands. Each command has its own module."""

from functools import cache
from pathlib import Path
from typing import ClassVar

import typer

from cmcct.cli.framework.lazy_group import LazyGroup
from cmcct.cli.options import DirectoryBefore, LangBefore, NoPager, VersionFlag
from cmcct.storage import links


class Commands(LazyGroup):
    """The commands, in the sections and the order of the help."""

    sections: ClassVar = {
        "Find": ("call", "search", "show", "status", "list"),
        "Keep up to date": (
            *("check", "add", "import", "set", "edit", "verify", "test", "round"),
            *("replace", "retire", "remove", "attend", "meeting"),
            *("group", "rename", "duplicates", "merge", "fmt"),
        ),
        "Hand out": ("export", "edition", "emails"),
        "History": ("save", "undo", "diff", "log"),
        "Set up": ("init", "private", "git-setup", "merge-file", "schema"),
    }
    offered: ClassVar = frozenset(sections["Find"])
    # What people type for them.
    other_names: ClassVar = {
        **dict.fromkeys(("find", "contacts", "ls"), "search"),
        "delete": "remove",
        "pdf": "export pdf",
        "help": "--help",
    }


@cache
def _is_tracked_link(link: Path) -> bool:
    from cmcct.history.git import repository

    return repository.is_tracked_link(link)


links.is_tracked = _is_tracked_link

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
    ctx: typer.Context,
    directory: DirectoryBefore = None,
    lang: LangBefore = None,
    no_pager: NoPager = False,
    version: VersionFlag = False,
) -> None:
    """Search, check and export the focal points of the counter-trafficking network."""
    ctx.obj = directory
