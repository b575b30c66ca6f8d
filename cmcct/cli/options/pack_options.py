"""Shared by the commands that write packs: their audiences and languages, and the progress."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from cmcct.cli import options
from cmcct.cli.options import completion
from cmcct.cli.screen import output
from cmcct.i18n.messages import ENGLISH, LANGUAGES, Translator
from cmcct.privacy.audiences import AudienceView
from cmcct.privacy.levels import AUDIENCES

if TYPE_CHECKING:
    from cmcct.editions.pack import PackFile


def _list_option(name: str, words: Sequence[str], help_text: str) -> Any:
    """Return an option with several values: repeated, or separated by commas."""
    return typer.Option(
        f"--{name}",
        metavar="|".join(words),
        help=help_text,
        autocompletion=completion.complete_words(words),
    )


Audiences: TypeAlias = Annotated[
    list[str] | None,
    _list_option("audience", AUDIENCES, "Audiences, separated by commas [default: network]"),
]
Languages: TypeAlias = Annotated[
    list[str] | None,
    _list_option("lang", LANGUAGES, "Languages, separated by commas [default: en]"),
]
Target: TypeAlias = Annotated[
    Path,
    typer.Option("--output", "-o", metavar="FOLDER", readable=False, help="Folder for the files."),
]


def parse_audiences(given: list[str] | None) -> list[str]:
    """Return the audiences of a command; raises `CmcctError`."""
    return _parse("audience", AUDIENCES, given or ["network"])


def parse_languages(given: list[str] | None) -> list[str]:
    """Return the languages of a command; raises `CmcctError`."""
    return _parse("lang", LANGUAGES, given or [ENGLISH])


def _parse(kind: str, words: Sequence[str], given: list[str]) -> list[str]:
    named = [word.strip() for text in given for word in text.split(",")]
    check = options.one_of(kind, words)
    return [*dict.fromkeys(map(str, map(check, named)))]


def pack_folder(target: Path, audience: str, lang: str) -> Path:
    """Return the folder of a pack."""
    return target / audience / lang


def make_files(
    packs: Sequence[tuple[AudienceView, Translator]],
) -> Iterator[tuple[AudienceView, Translator, dict[str, "PackFile"]]]:
    """Yield the files of each pack; on a terminal, a bar shows the progress."""
    from cmcct.editions import pack

    with output.progress(len(packs) * len(pack.usable_writers())) as advance:
        for view, translator in packs:
            files = {}
            for name, file in pack.iter_files(view, translator):
                files[name] = file
                advance()
            yield view, translator, files
