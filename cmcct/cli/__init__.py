"""The command line: the list of commands. Each command has its own module."""

from functools import cache
from itertools import chain
from pathlib import Path
from typing import ClassVar

import typer

from cmcct import __version__
from cmcct.cli import options
from cmcct.cli.framework.lazy_group import LazyGroup, install_completion, show_completion
from cmcct.i18n.messages import LANGUAGES
from cmcct.storage import filesystem


class Commands(LazyGroup):
    """The commands, in the sections and the order of the help."""

    sections: ClassVar = {
        "Find": ("call", "search", "show", "status", "list"),
        "Keep up to date": (
            *("check", "add", "import", "set", "edit", "verify", "test", "round"),
            *("replace", "retire", "remove", "meeting", "group", "merge", "fmt"),
        ),
        "Hand out": ("export", "edition"),
        "History": ("save", "undo", "diff", "log"),
        "Set up": ("init", "private"),
    }
    names: ClassVar = [*chain(*sections.values())]
    unlisted: ClassVar = ("rename", "git-setup", "merge-file", "schema")
    renamed: ClassVar = {
        "attend": "meeting attend",
        "duplicates": "merge",
        "emails": "export emails",
    }
    offered: ClassVar = frozenset(
        (*sections["Find"], "check", "diff", "log", "list countries", "round status")
    )


@cache
def _is_tracked_link(link: Path) -> bool:
    from cmcct.history.git import repository

    return repository.is_tracked_link(link)


# Before any command runs: `storage` asks it, and cannot import `history`, which is above it.
filesystem.is_tracked = _is_tracked_link

app = typer.Typer(
    cls=Commands,
    name="cmcct",
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: cmcct search --country Guyana",
)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"cmcct {__version__}")
        raise typer.Exit


@app.callback()
def cmcct(
    ctx: typer.Context,
    directory: Path | None = options.option("PATH", options.DIRECTORY_HELP, "--directory"),
    lang: str | None = options.choice(
        "lang", LANGUAGES, "Language of messages and help [default: $CMCCT_LANG, or your system's]"
    ),
    no_pager: bool = options.flag("--no-pager", "Print long output all at once, not page by page."),
    version: bool = options.flag(
        "--version", "Show the version.", callback=_print_version, is_eager=True
    ),
    install: bool = options.flag(
        "--install-completion",
        "Install completion for your shell, or the one that is named: bash, zsh, fish.",
        callback=install_completion,
        is_eager=True,
    ),
    show: bool = options.flag(
        "--show-completion",
        "Print the completion script of your shell, or the one that is named: bash, zsh, fish.",
        callback=show_completion,
        is_eager=True,
    ),
) -> None:
    """Search, check and export the focal points of the counter-trafficking network."""
    ctx.obj = directory
