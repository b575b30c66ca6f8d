"""The files of exports: how they end, and begin. Only these are overwritten without `--force`."""

import re
from collections.abc import Mapping
from pathlib import Path

# Format -> file extensions, the default first.
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "vcard": (".vcf",),
    "csv": (".csv", ".txt"),
    "xlsx": (".xlsx",),
    "html": (".html", ".htm"),
    "pdf": (".pdf",),
    "markdown": (".md", ".txt"),
    "json": (".json",),
}
# The end of a file of another kind -> the program, and the format that it opens. `.word` is for
# the word in place of a format.
OTHER_KINDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys((".docx", ".doc", ".odt", ".rtf", ".word"), ("Word", "html")),
    **dict.fromkeys((".xls", ".ods"), ("Excel", "xlsx")),
}
_MAX_BYTES = 200_000_000  # bytes; a list of 30,000 entries has a tenth of it
_COLUMNS = re.compile(r"id([,;|\t])country\1country_code\1")
_MARKDOWN = re.compile(r"# [^\n]*\n\n\*\*TLP:[A-Z+]+\*\*(?: · |\n)")
_JSON = re.compile(
    r'\{\n  "directory": \{.*?\n  \},\n  "audience": "[a-z]+",\n  "marking": "TLP:', re.DOTALL
)
_PAGE = re.compile(r'<!doctype html>\n.{0,2000}<meta name="generator" content="cmcct">', re.DOTALL)
_PDF = re.compile(rb"%PDF-1\.7\b.*/Author\(cmcct\)", re.DOTALL)
_WORKBOOK = b"PK\x03\x04"


def is_own_export(path: Path) -> bool:
    """Return whether the content shows that cmcct wrote a file; False if it is unreadable."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError:
        return False
    if data.startswith(_WORKBOOK):
        return _is_workbook(data)
    if _PDF.match(data):
        return True
    text = data.decode("utf-8-sig", "replace") if len(data) <= _MAX_BYTES else ""
    if text.startswith("BEGIN:VCARD"):
        from cmcct.formats import vcard

        return vcard.are_own_cards(text)
    texts = (_COLUMNS, _MARKDOWN, _JSON, _PAGE)
    return any(pattern.match(text) for pattern in texts) or _is_dialect(text)


def _is_dialect(text: str) -> bool:
    """Return whether each contact of a CSV has a TLP label.

    The header is no proof: the programs' own exports have the same.
    """
    import csv
    import io

    from cmcct.formats.csv.address_books import HEADERS

    if not text.startswith((*HEADERS.values(),)):
        return False
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""))
        return all("TLP:" in (row["Notes"] or "") for row in rows)
    except csv.Error:
        return False


def _is_workbook(data: bytes) -> bool:
    import io
    import zipfile

    from cmcct.formats.xlsx import BROKEN

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book, book.open("docProps/core.xml") as file:
            return b"<dc:creator>cmcct</dc:creator>" in file.read(10_000)
    except BROKEN:
        return False
