"""Options that commands share."""

import inspect
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from cmcct import sharing
from cmcct.cli import complete
from cmcct.cli.output import speak
from cmcct.errors import CmcctError
from cmcct.suggest import not_among
from cmcct.wording import ENGLISH, LANGUAGES, Message, Wording, preferred, say

_LEAVE_OUT = say("leave one of them out")


def one_of(kind: str, words: Iterable[str]) -> Callable[[str | None], str | None]:
    """Make a callback that refuses a value which is not one of some words, and says which are."""

    def check(value: str | None) -> str | None:
        if value is None or value in words:
            return value
        raise not_among(kind, value, [*words])

    return check


def choice(kind: str, words: Iterable[str], help_: str) -> Any:
    """Make an option `--kind` that takes one of some words."""
    return typer.Option(
        f"--{kind}",
        metavar="|".join(words),
        help=help_,
        callback=one_of(kind, words),
        autocompletion=complete.starting(words),
    )


def conflict(option: str, other: str, help_: Message = _LEAVE_OUT) -> CmcctError:
    """Return the error that two options do not go together."""
    return CmcctError(say("{option} does not go with {other}", option=option, other=other), help_)


def declare(command: Callable[..., None], parameters: Iterable[inspect.Parameter]) -> None:
    """Let typer see these parameters of a command that takes whatever it is given."""
    listed = list(parameters)
    command.__signature__ = inspect.Signature(listed)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in listed}


def words_of(form: str, lang: str | None) -> Wording:
    """Return the words of a result: of one to be passed on, the same wherever it is made."""
    reader = for_reader(lang)
    return reader if sharing.is_read_here(form) else for_recipients(lang)


def for_reader(lang: str | None) -> Wording:
    """Return the words for whoever runs the command, who is spoken to in that language too."""
    words = Wording(lang or preferred(os.environ))
    speak(words)
    return words


def for_recipients(lang: str | None) -> Wording:
    """Return the words of a file that others will read: whoever makes it need not speak theirs."""
    return Wording(lang or ENGLISH)


def _print_version(value: bool) -> None:
    if value:
        from cmcct import __version__

        typer.echo(f"cmcct {__version__}")
        raise typer.Exit


def _given_before(ctx: typer.Context, value: Path | None) -> Path | None:
    """Take `--directory` from before the command where it does not stand after it."""
    given: Path | None = value or ctx.obj
    return given


# `readable=False` on every path: the store finds out, and says it as it says everything else.
_DIRECTORY_HELP = (
    "The directory file; else CMCCT_DIRECTORY, else the nearest directory.toml upwards."
)

Lang: TypeAlias = Annotated[
    str | None, choice("lang", LANGUAGES, "Else CMCCT_LANG or the locale's; what is passed on, en.")
]
FileLang: TypeAlias = Annotated[str | None, choice("lang", LANGUAGES, "The language; else en.")]
Version: TypeAlias = Annotated[
    bool,
    typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
]
DirectoryBefore: TypeAlias = Annotated[
    Path | None,
    typer.Option("--directory", metavar="PATH", readable=False, help=_DIRECTORY_HELP),
]
Directory: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--directory",
        metavar="PATH",
        readable=False,
        help=_DIRECTORY_HELP,
        callback=_given_before,
    ),
]
