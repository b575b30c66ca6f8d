"""The programs that tests run: where one is missing a test is skipped, but never in CI."""

import functools
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.programs import held
from tests.conftest import IN_CI, ROOT

TOOLS = "pip install -r tests/interop/requirements.txt, in an environment of its own on the PATH"
NPM = "npm ci --prefix tests/node"


def need(program: str, install: str) -> str:
    """Return the name of a program that is on the PATH."""
    _require(shutil.which(program), program, install)
    return program


def need_of_npm(package: str) -> Path:
    """Return the folder of a package that node runs."""
    need("node", "apt install nodejs")
    folder = ROOT / "tests" / "node" / "node_modules" / package
    _require(folder.is_dir(), package, NPM)
    return folder


def _require(is_there: object, name: str, install: str) -> None:
    if not is_there:
        (pytest.fail if IN_CI else pytest.skip)(f"{name} is not installed: {install}")


def without_root(words: list[str]) -> list[str]:
    """Return a command as somebody runs it who may not read every file, as root may."""
    if os.geteuid() != 0:
        return words
    setpriv = need("setpriv", "apt install util-linux")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search", *words]


@dataclass(frozen=True)
class Program:
    """A program that people use: how it says its version, and where it comes from."""

    name: str
    command: tuple[str, ...]
    install: str

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
        _require(self.version, self.name, self.install)
        read_with[self.name] = _of_the_test[self.name] = self.version


read_with: dict[str, str] = {}  # name -> version, of the whole run
_of_the_test: dict[str, str] = {}


def excuse(*, ends: bool) -> str:
    """Return why the test that runs, or ends, may fail: with a program of another version.

    In CI, which has the versions of docs/programs.md, there is none.
    """
    if IN_CI or not _of_the_test:
        return ""
    ours = held()
    others = [
        f"{name} {version} is not {ours[name.lower()]}"
        for name, version in _of_the_test.items()
        if ours.get(name.lower(), version) != version
    ]
    if ends:
        _of_the_test.clear()
    return ", ".join(others)


_ICAL_JS = "console.log(require('./tests/node/node_modules/ical.js/package.json').version)"

RADICALE = Program("Radicale", ("radicale", "--version"), TOOLS)
VDIRSYNCER = Program("vdirsyncer", ("vdirsyncer", "--version"), TOOLS)
KHARD = Program("khard", ("khard", "--version"), TOOLS)
ICAL_JS = Program("ical.js", ("node", "-e", _ICAL_JS), NPM)
ABOOK = Program("abook", ("abook", "--help"), "apt install abook")
TEXT_VCARD = Program(
    "Text::vCard (Perl)",
    ("perl", "-MText::vCard::Addressbook", "-e", "print Text::vCard->VERSION"),
    "apt install libtext-vcard-perl",
)
# Debian's Python has its bindings; an environment of its own would not.
EVOLUTION = Program(
    "Evolution, GNOME Contacts (libebook-contacts)",
    ("/usr/bin/python3", str(ROOT / "tests" / "interop" / "ebook.py"), "--version"),
    "apt install python3-gi gir1.2-ebookcontacts-1.2",
)
CALC = Program("LibreOffice Calc", ("soffice", "--version"), "apt install libreoffice-calc-nogui")
CHROMIUM = Program("Chromium", ("chromium", "--version"), "apt install chromium")
CMARK = Program("cmark-gfm, as GitHub", ("cmark-gfm", "--version"), "apt install cmark-gfm")
MUTT = Program("mutt", ("mutt", "-v"), "apt install mutt")
ZBAR = Program("zbar", ("zbarimg", "--version"), "apt install zbar-tools")
