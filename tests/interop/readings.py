"""Which programs read which products: each is asked its version and noted for docs/programs.md."""

import functools
import json
import os
import re
import subprocess
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ParamSpec

import pytest

from tests.conftest import IN_CI, ROOT

HERE = Path(__file__).parent
DOCUMENT = ROOT / "docs" / "programs.md"
P = ParamSpec("P")


@dataclass(frozen=True)
class Program:
    """A program that people use: how it says its version, and where it comes from."""

    name: str
    command: tuple[str, ...]
    install: str
    is_pinned: bool = False  # to the version that the document names

    @functools.cached_property
    def version(self) -> str:
        """The version; nothing where the program is not there."""
        try:
            done = subprocess.run(
                self.command, cwd=ROOT, capture_output=True, check=False, timeout=60
            )
        except FileNotFoundError:
            return ""
        found = re.search(r"\d+(?:\.\d+)+", done.stdout.decode("utf-8", "replace"))
        return found[0] if found else ""

    def need(self) -> None:
        """Skip the test where the program is not there, but never in CI."""
        if not self.version and not IN_CI:
            pytest.skip(f"{self.name} is not installed: {self.install}")
        assert self.version, f"{self.name} is not installed: {self.install}"


_TOOLS = "pip install -r tests/interop/requirements.txt, in an environment of its own on the PATH"
_NPM = "npm ci --prefix tests/node"
_ICAL_JS = "console.log(require('./tests/node/node_modules/ical.js/package.json').version)"

RADICALE = Program("Radicale", ("radicale", "--version"), _TOOLS, is_pinned=True)
VDIRSYNCER = Program("vdirsyncer", ("vdirsyncer", "--version"), _TOOLS, is_pinned=True)
KHARD = Program("khard", ("khard", "--version"), _TOOLS, is_pinned=True)
ICAL_JS = Program("ical.js", ("node", "-e", _ICAL_JS), _NPM, is_pinned=True)
ABOOK = Program("abook", ("abook", "--help"), "apt install abook")
TEXT_VCARD = Program(
    "Text::vCard (Perl)",
    ("perl", "-MText::vCard::Addressbook", "-e", "print Text::vCard->VERSION"),
    "apt install libtext-vcard-perl",
)
# Debian's Python has its bindings; an environment of its own would not.
EVOLUTION = Program(
    "Evolution, GNOME Contacts (libebook-contacts)",
    ("/usr/bin/python3", str(HERE / "ebook.py"), "--version"),
    "apt install python3-gi gir1.2-ebookcontacts-1.2",
)
CALC = Program("LibreOffice Calc", ("soffice", "--version"), "apt install libreoffice-calc-nogui")
CHROMIUM = Program("Chromium", ("chromium", "--version"), "apt install chromium")
CMARK = Program("cmark-gfm, as GitHub", ("cmark-gfm", "--version"), "apt install cmark-gfm")
MUTT = Program("mutt", ("mutt", "-v"), "apt install mutt")
ZBAR = Program("zbar", ("zbarimg", "--version"), "apt install zbar-tools")


@dataclass(frozen=True, order=True)
class Reading:
    """A row of the document."""

    product: str
    program: str
    version: str
    read: str


_FIELDS = frozenset(Reading.__dataclass_fields__)
_declared: list[tuple[str, str, str]] = []


def declared() -> list[tuple[str, str, str]]:
    """Return product, program and what is read for every test that was made so far."""
    return sorted(_declared)


def reads(
    product: str, *programs: Program, read: str
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a test of programs that read a product, and note what they read where it passes."""

    def decorate(test: Callable[P, None]) -> Callable[P, None]:
        _declared.extend((product, program.name, read) for program in programs)

        @functools.wraps(test)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
            for program in programs:
                program.need()
            test(*args, **kwargs)
            for program in programs:
                _note(program, Reading(product, program.name, program.version, read))

        return wrapped

    return decorate


def _note(program: Program, reading: Reading) -> None:
    """Compare a reading with the document, and write it down where the run is asked to."""
    if folder := os.environ.get("CMCCT_READINGS"):
        name = re.sub(r"\W+", "-", f"{reading.product} {reading.program}")
        path = Path(folder) / f"{name}.json"
        path.write_text(json.dumps(asdict(reading)), encoding="utf-8")
    if "CMCCT_REWRITE" not in os.environ:
        kept = _FIELDS if program.is_pinned else _FIELDS - {"version"}
        rows = [_part(row, kept) for row in documented()]
        assert _part(reading, kept) in rows, "run python scripts/programs.py"


def _part(reading: Reading, kept: AbstractSet[str]) -> dict[str, str]:
    return {key: value for key, value in asdict(reading).items() if key in kept}


def documented() -> list[Reading]:
    """Return the rows of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    return [Reading(*row) for row in rows[2:]]  # below the two lines of the head
