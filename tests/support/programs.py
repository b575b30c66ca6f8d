"""External programs that tests run: a test is skipped if one is missing, except in CI."""

import functools
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.programs import read_pinned_versions
from tests.conftest import IN_CI, ROOT
from tests.support import terminals

TOOLS = "pip install -r tests/interop/requirements.txt, in a virtual environment on the PATH"
NPM = "npm ci --prefix tests/node"


def need(program: str, install: str) -> str:
    """Return the name of a program if it is on the PATH; otherwise skip, or fail in CI."""
    _require(shutil.which(program), program, install)
    return program


def need_of_npm(package: str) -> Path:
    """Return the folder of an npm package; otherwise skip, or fail in CI."""
    need("node", "apt install nodejs")
    folder = ROOT / "tests" / "node" / "node_modules" / package
    _require(folder.is_dir(), package, NPM)
    return folder


def _require(is_there: object, name: str, install: str) -> None:
    if not is_there:
        (pytest.fail if IN_CI else pytest.skip)(f"{name} is not installed: {install}")


def without_root(words: list[str]) -> list[str]:
    """Return a command that runs without root's permission to read every file."""
    if os.geteuid() != 0:
        return words
    setpriv = need("setpriv", "apt install util-linux")
    return [setpriv, terminals.WITHOUT_ROOT, *words]


@dataclass(frozen=True)
class Program:
    """An external program: how to get its version, and where it is installed from."""

    name: str
    command: tuple[str, ...]
    install: str

    @functools.cached_property
    def version(self) -> str:
        """The version, or "" if the program is missing."""
        try:
            done = subprocess.run(
                self.command, cwd=ROOT, capture_output=True, check=False, timeout=60
            )
        except FileNotFoundError:
            return ""
        found = re.search(r"\d+(?:\.\d+)+", done.stdout.decode("utf-8", "replace"))
        return found[0] if found else ""

    def need(self) -> None:
        """Skip the test if the program is missing, or fail in CI."""
        _require(self.version, self.name, self.install)
        read_with[self.name] = _of_the_test[self.name] = self.version


read_with: dict[str, str] = {}  # name -> version, of the whole run
_of_the_test: dict[str, str] = {}


def excuse(*, ends: bool) -> str:
    """Return why the running test may fail: it used a program of an unpinned version.

    In CI, which has the versions of docs/programs.md, the reason is always "".
    """
    if IN_CI or not _of_the_test:
        return ""
    ours = read_pinned_versions()
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
# The bindings exist for Debian's Python only, not in a virtual environment.
EVOLUTION = Program(
    "Evolution, GNOME Contacts (libebook-contacts)",
    ("/usr/bin/python3", str(ROOT / "tests" / "interop" / "ebook.py"), "--version"),
    "apt install python3-gi gir1.2-ebookcontacts-1.2",
)
CAMEL = Program(
    "Evolution (libcamel)",
    ("/usr/bin/python3", str(ROOT / "tests" / "interop" / "camel.py"), "--version"),
    "apt install python3-gi gir1.2-camel-1.2 gir1.2-edataserver-1.2",
)
CALC = Program("LibreOffice Calc", ("soffice", "--version"), "apt install libreoffice-calc-nogui")
CHROMIUM = Program("Chromium", ("chromium", "--version"), "apt install chromium")
CMARK = Program("cmark-gfm, as GitHub", ("cmark-gfm", "--version"), "apt install cmark-gfm")
MUTT = Program("mutt", ("mutt", "-v"), "apt install mutt")
POPPLER = Program(
    "Poppler",
    ("sh", "-c", "pdftotext -v 2>&1"),
    "apt install poppler-utils",
)
# The version is in the name of the file that the first links to; it needs Java and the second.
_JARS = "readlink -e /usr/share/java/ez-vcard.jar"
_NEEDS = "command -v java && readlink -e /usr/share/java/vinnie.jar"
EZ_VCARD = Program(
    "ez-vcard",
    ("sh", "-c", f"({_NEEDS}) >/dev/null && {_JARS}"),
    "apt install default-jre-headless libez-vcard-java libvinnie-java",
)
ZBAR = Program("zbar", ("zbarimg", "--version"), "apt install zbar-tools")
