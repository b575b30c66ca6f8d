"""Each parser of foreign text as a function of bytes, which may only raise `CmcctError`.

`tests/support/fuzz_parsers.py` looks for inputs that break one, and keeps those that reach other
code in `fuzz_corpus`: a file for each parser, an input on each line, as a literal of Python.
"""

import ast
import binascii
import io
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from cmcct.check import runner
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import (
    dates,
    email_address,
    opening_hours,
    opening_hours_text,
    opening_hours_words,
    phone_number,
    web_address,
)
from cmcct.history import revisions
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.cells import numbers, row_values
from cmcct.importing.readers import headings, read
from cmcct.importing.readers.rows import Cell
from cmcct.reference.countries import find_country
from cmcct.rounds import letters, mails, tokens
from tests.conftest import ENTRY, MINIMAL, ROOT
from tests.support.repositories import Repo, repository

CORPUS = Path(__file__).parent / "fuzz_corpus"
FILES = ROOT / "tests" / "importing" / "files"
TODAY = date(2026, 6, 1)
_WORKBOOK = FILES / "participants.xlsx"
_SHEET = "xl/worksheets/sheet1.xml"

Parser: TypeAlias = Callable[[bytes], object]


def _of_text(parse: Callable[[str], object]) -> Parser:
    return lambda data: parse(data.decode("utf-8", "replace"))


def _read_file(suffix: str) -> Parser:
    """Return a function that reads the content of a file, and each of its rows."""
    path = Path("foreign").with_suffix(suffix)

    def parse(data: bytes) -> object:
        sheets = read.read_sheets(path, data)
        return [[*row_values.read_records(sheet, row_values.ids_by_name({}))] for sheet in sheets]

    return parse


def _read_workbook(data: bytes) -> object:
    """Read a workbook with these bytes as its sheet; the sums of a damaged archive are wrong."""
    packed = io.BytesIO()
    with zipfile.ZipFile(_WORKBOOK) as given, zipfile.ZipFile(packed, "w") as made:
        for name in given.namelist():
            made.writestr(name, data if name == _SHEET else given.read(name))
    return _read_file(".xlsx")(packed.getvalue())


def _check(data: bytes) -> object:
    return runner.check_text(Path("directory.toml"), data, TODAY)


def _read_mail(data: bytes) -> object:
    mail = mails.Mail("foreign.eml")
    with suppress(binascii.Error):  # which `parse_mail` reports
        mails.read_content(mail, data)
    return letters.find_own_lines(mail.text, ["ok"]), tokens.find_tokens(mail.subject)


def _read_hours(text: str) -> None:
    opening_hours.is_valid(text)
    opening_hours_words.suggest_hours(text)
    for lang in LANGUAGES:
        opening_hours_text.describe_hours(text, Translator(lang))
    opening_hours.build_timetable(text, "GY", TODAY, 14)
    row_values.read_hours(text)


def _read_phones(text: str) -> None:
    country = find_country("Guyana")
    [*numbers.read_phones(text, country)]
    [*numbers.read_national(text)]
    phone_number.read_numbers(text, "GY")
    phone_number.check_phone(text, "GY")
    for read_one in (phone_number.format_international, phone_number.format_e164):
        read_one(text)


def _read_date(text: str) -> None:
    for order in ("", *dates.ORDERS):
        row_values.read_day(Cell(text), order)
    row_values.find_order([Cell(text)])
    dates.parse_git_date(text)
    dates.parse_end(text, TODAY)


@cache
def _history() -> tuple[Repo, "TemporaryDirectory[str]"]:
    """Return a repository of one commit, and the folder that holds it."""
    folder = TemporaryDirectory()
    made = repository(Path(folder.name) / "repo")
    made.commit(ENTRY)
    return made, folder


def _read_version(text: str) -> object:
    made, _ = _history()
    # No argument of a command has a NUL.
    return revisions.resolve_version(made.path, text.replace("\0", ""), TODAY)


def _read_words(text: str) -> None:
    """Read the other texts of an entry."""
    email_address.check_email(text)
    web_address.check_url(text)
    row_values.read_name(text)
    headings.split_answers(text)


PARSERS: dict[str, Parser] = {
    "toml": _check,
    "csv": _read_file(".csv"),
    "xlsx": _read_workbook,
    "vcard": _read_file(".vcf"),
    "json": _read_file(".json"),
    "mail": _read_mail,
    "hours": _of_text(_read_hours),
    "phones": _of_text(_read_phones),
    "dates": _of_text(_read_date),
    "at": _of_text(_read_version),
    "words": _of_text(_read_words),
}


def parse(name: str, data: bytes) -> None:
    """Call a parser; a `CmcctError` is a fault of the data, any other exception one of ours."""
    with suppress(CmcctError):
        PARSERS[name](data)


def seeds(name: str) -> list[bytes]:
    """Return correct inputs of a parser, to begin with."""
    if name in {"csv", "vcard"}:
        suffix = {"csv": ".csv", "vcard": ".vcf"}[name]
        return [path.read_bytes() for path in sorted(FILES.glob(f"*{suffix}"))]
    if name == "xlsx":
        with zipfile.ZipFile(_WORKBOOK) as given:
            return [given.read(_SHEET)]
    return [text.encode() for text in _TEXTS[name]]


_PLAIN_MAIL = """\
From: Ada <ctu@example.org>
Subject: Re: entry
Date: Mon, 1 Jun 2026 08:00:00 -0400
Content-Type: text/plain; charset=utf-8

OK

On Mon, 1 Jun 2026 at 07:00, Bo wrote:
> Phone: +592 609 1234
"""
_HTML_MAIL = """\
From: ctu@example.org
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/html

<p>Phone: 609&nbsp;1234<br>OK</p>
--b--
"""
_TEXTS: dict[str, tuple[str, ...]] = {
    "toml": (MINIMAL + ENTRY,),
    "json": ('{"entries": [{"id": "gy-ctu", "country": "Guyana", "phones": ["+592 609 1234"]}]}',),
    "mail": (_PLAIN_MAIL, _HTML_MAIL),
    "hours": (
        "Mo-Fr 08:00-16:30; PH off",
        "24/7",
        "Monday to Friday 8am - 4.30 pm",
        "lun. à ven. 8h00–16h30",
        "van maandag t/m vrijdag 8.00-16.30 uur",
        "lunes a viernes de 8 a 16 h",
        'Jan-Mar Sa[1] 09:00-12:00 || "by appointment"',
    ),
    "phones": (
        "+592 609 1234, 225-1234 ext. 5 (WhatsApp)",
        "tel:+5926091234;ext=7",
        "0800 1234 (only inside Guyana), 24/7",
    ),
    "dates": ("2026-06-01", "1/6/2026 08:00", "25.11.2026", "3 weeks ago", "1780000000 -0400"),
    "at": ("HEAD~1", "2026-06-01", "2026-06", "a week ago", "georgetown-2019", "1/6/2026"),
    "words": (
        "Dr. EXAMPLE PÉREZ, Ada María",
        "ctu@example.org",
        "https://example.org/a?b#c",
        "a; b",
    ),
}


def kept(name: str) -> list[bytes]:
    """Return the inputs that are kept of earlier runs."""
    path = CORPUS / f"{name}.txt"
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return [ast.literal_eval(line) for line in lines]


def keep(name: str, inputs: Iterable[bytes]) -> None:
    """Write the inputs to keep, the shortest first."""
    CORPUS.mkdir(exist_ok=True)
    lines = sorted({ascii(data) for data in inputs}, key=lambda line: (len(line), line))
    (CORPUS / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
