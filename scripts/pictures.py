"""Write the pictures of the documents in docs/pictures.

    python scripts/pictures.py        # terminals, as SVG
    python scripts/pictures.py --all  # sheets and the page too, as PNG

A picture of a terminal is a real run of a command, that of the page is an export in Chromium. Tests
make both again, and compare the texts. To add one, add it to `TERMINALS` or `SHEETS`.
"""

import html
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.properties import PageSetupProperties
from rich.console import Console
from rich.text import Text

from cmcct.i18n.messages import LANGUAGES
from tests.support.terminals import running

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
TODAY = "2026-06-01"
PAGE_QUERY = "guyana"
_LINES_OF_PNG = b"Lines\0\0\0\0\0"  # keyword, no compression, no language, no translation
_PNG_END = 12  # bytes of the last chunk


class Terminal(NamedTuple):
    """A command line without `cmcct`, and the size of its terminal in columns and lines.

    With `has_sheet`, it is run in a pipe, in a folder with `_FILES`; else with `directory.toml`.
    """

    words: str
    width: int = 100
    height: int = 50
    now: str = ""  # CMCCT_NOW, where the hour matters
    has_sheet: bool = False


class Screen(NamedTuple):
    """The exported page on a phone: its language, and the size of the picture in CSS pixels.

    Without scripts, as an iPhone previews it, the lines of the night are on top.
    """

    lang: str = "en"
    width: int = 360
    height: int = 400
    has_scripts: bool = True


PAGES: Mapping[str, Screen] = {
    "page": Screen(width=390, height=844),
    **{f"phone.{lang}": Screen(lang) for lang in LANGUAGES},
    "preview": Screen(height=250, has_scripts=False),
}
TERMINALS: Mapping[str, Terminal] = {
    "call": Terminal("call Guyana --from Suriname", 106, 30, "2026-08-02T06:30Z"),
    "import-plan": Terminal("import participants.xlsx --meeting georgetown-2019", has_sheet=True),
}
SHEETS = ("participants.xlsx",)

_ROWS: tuple[tuple[str | int, ...], ...] = (
    ("Third Meeting of the Example Network: list of participants",),
    ("No.", "Country", "NAME", "Position", "Organisation", "Sector", "Tel/Cell", "E-mail"),
    (1, "GUYANA", "Ms. EXAMPLE PEREZ, Ada María", "Director", "Example Ministry of Home Affairs",
     "Police", "592-220-1234 / 609-1234 (whatsapp)", "ctu@example.org"),
    (2, "GUYANA", "Dr. Nadira EXAMPLE", "Medical Officer", "Example Ministry of Health", "Health",
     "220-1277", "nadira@@health.gy.example.org"),
    (3, "SURINAME", "Ruben Voorbeeld-Tjin", "Hoofd", "Politie Voorbeeld", "Police",
     "(597) 211-240", "mensenhandel@sr.example.org"),
    (4, "Jamaica", "Mr. Peter EXAMPLE-BROWN", "Superintendent", "Example Constabulary Force",
     "Police", "see card", "peter@jm.example.org"),
    ("Total: 4",),
)  # fmt: skip
_DIRECTORY = """\
[directory]
name = "Example Network"

[[meeting]]
id = "georgetown-2019"
name = "Third Meeting of the Example Network"
date = 2019-03-12

[[focal_point]]
id = "gy-ctu"
country = "Guyana"
name = "Ada María Example Perez"
organisation = "Example Ministry of Home Affairs"
sectors = ["police"]
emails = ["ctu@example.org"]
phones = ["+592 220 1234"]
verified = 2026-03-02

[[focal_point]]
id = "sr-politie"
country = "Suriname"
name = "Kwasi Guno Voorbeeld-Abena"
organisation = "Politie Voorbeeld"
sectors = ["police"]
emails = ["mensenhandel@sr.example.org"]
phones = ["+597 211 240"]
verified = 2026-03-02
"""


def _participants() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Participants"
    for row in _ROWS:
        sheet.append(row)
    for cell in (sheet["A1"], *sheet[2]):
        cell.font = Font(name="Calibri", bold=True)
    sheet["G5"].comment = Comment("new mobile: ask", "secretariat")
    widths = (6, 11, 31, 16, 33, 9, 35, 31)
    for letter, width in zip("ABCDEFGH", widths, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.print_options.headings = sheet.print_options.gridLines = True
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_FILES: Mapping[str, Callable[[], bytes]] = {
    "directory.toml": _DIRECTORY.encode,
    "participants.xlsx": _participants,
}


def draw_terminal(terminal: Terminal) -> str:
    """Return a picture of a command and its output as SVG."""
    run = _run_with_sheet if terminal.has_sheet else _run
    console = Console(width=terminal.width, record=True, file=io.StringIO(), highlight=False)
    console.print(Text(f"$ cmcct {terminal.words}", style="bold"))
    console.print(Text.from_ansi(run(terminal).rstrip()))
    picture = console.export_svg(title="cmcct", unique_id="terminal")
    # A document fetches no font.
    return re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)


def _run_with_sheet(terminal: Terminal) -> str:
    with TemporaryDirectory() as folder:
        for name, content in _FILES.items():
            (Path(folder) / name).write_bytes(content())
        return subprocess.run(
            [sys.executable, "-m", "cmcct", *terminal.words.split()],
            cwd=folder,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        ).stdout


def _run(terminal: Terminal) -> str:
    words = [sys.executable, "-m", "cmcct", *terminal.words.split()]
    environment = _environment() | ({"CMCCT_NOW": terminal.now} if terminal.now else {})
    # The root is the working directory, since a command that is shown repeats `--directory`.
    size = (terminal.width, terminal.height)
    with running(words, environment, *size, cwd=ROOT) as screen:
        return screen.rest().replace("\r\n", "\n")


def read_text(picture: str) -> str:
    """Return the text of a picture, which versions of the library draw differently."""
    lines = re.findall(r"<text[^>]*>([^<]*)</text>", picture)
    return " ".join("".join(map(html.unescape, lines)).split())


def _environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    ours = {"CMCCT_TODAY": TODAY, "CMCCT_LANG": "en", "CMCCT_PAGER": "", "TZ": "America/Jamaica"}
    return kept | ours | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


def draw_page(screen: Screen, target: Path) -> None:
    """Write a picture of the exported page on a phone as PNG: the answer to `PAGE_QUERY`.

    The PNG contains the lines of text that it shows, so that a test can compare them.
    """
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        # A copy outside git is a draft of the day of its newest confirmation, with hours on TODAY.
        copy = shutil.copy(ROOT / "directory.toml", folder)
        words = [sys.executable, "-m", "cmcct", "export", "html", "-o", str(page)]
        words += ["--directory", copy, "--lang", screen.lang]
        subprocess.run(words, cwd=ROOT, env=_environment(), check=True)
        size = str(screen.width), str(screen.height)
        script = ROOT / "tests" / "browser" / "screenshot.mjs"
        query = [PAGE_QUERY] if screen.has_scripts else []
        words = ["node", str(script), str(page), str(target), *size, TODAY, *query]
        shown = subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout
    chunk = b"iTXt" + _LINES_OF_PNG + shown
    frame = struct.pack(">I", len(chunk) - 4), chunk, struct.pack(">I", zlib.crc32(chunk))
    picture = target.read_bytes()
    target.write_bytes(b"".join([picture[:-_PNG_END], *frame, picture[-_PNG_END:]]))


def read_lines(picture: Path) -> list[str]:
    """Return the lines of text that a picture of the page shows."""
    after = picture.read_bytes().partition(_LINES_OF_PNG)[2]
    lines: list[str] = json.loads(after.partition(b"\n")[0])
    return lines


def draw_sheet(name: str, target: Path) -> None:
    """Write a picture of a sheet as PNG, as LibreOffice prints it."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / name
        source.write_bytes(_FILES[name]())
        run = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL)
        crop = ("-x", "70", "-y", "100", "-W", "1060", "-H", "120")
        page = ("-png", "-singlefile", "-gray", "-r", "110")
        files = (source.with_suffix(".pdf"), target.with_suffix(""))
        subprocess.run(["pdftoppm", *page, *crop, *files], check=True)  # noqa: S607


def main() -> None:
    """Write the pictures of terminals; all others only with `--all`."""
    FOLDER.mkdir(exist_ok=True)
    for name, terminal in TERMINALS.items():
        (FOLDER / f"{name}.svg").write_text(draw_terminal(terminal), encoding="utf-8")
    if "--all" in sys.argv:
        for name, screen in PAGES.items():
            draw_page(screen, FOLDER / f"{name}.png")
        for name in SHEETS:
            draw_sheet(name, (FOLDER / name).with_suffix(".png"))


if __name__ == "__main__":
    main()
