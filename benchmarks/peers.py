"""Other address books with the same entries."""

import shutil
import subprocess
from pathlib import Path

_KHARD = """\
[addressbooks]
[[people]]
path = {cards}
[general]
default_action = list
"""


def khard(cmcct: list[str], directory: Path) -> list[str]:
    """Return khard's command to list Guyana, after writing it a folder with a card per person."""
    cards, settings = directory.with_suffix(".cards"), directory.with_suffix(".conf")
    _export(cmcct, directory, "--split", "-o", str(cards))
    settings.write_text(_KHARD.format(cards=cards), encoding="utf-8")
    return [_program("khard"), "-c", str(settings), "list", "Guyana"]


def abook(cmcct: list[str], directory: Path, wanted: str) -> list[str]:
    """Return abook's command to find a part of an e-mail address; it knows no countries."""
    cards, book = directory.with_suffix(".vcf"), directory.with_suffix(".abook")
    _export(cmcct, directory, "-o", str(cards))
    options = ["--informat", "vcard", "--infile", str(cards), "--outformat", "abook"]
    convert = [_program("abook"), "--convert", *options, "--outfile", str(book)]
    subprocess.run(convert, check=True, capture_output=True)
    return [_program("abook"), "--datafile", str(book), "--mutt-query", wanted]


def _export(cmcct: list[str], directory: Path, *options: str) -> None:
    words = [*cmcct, "export", "vcard", *options, "--directory", str(directory)]
    subprocess.run(words, check=True, capture_output=True)


def _program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is not on the PATH; khard is on PyPI, abook a package of Debian's"
    return found
