"""A workbook as a zip archive: its size and extent, before a library opens it.

Sizes in the archive lie, so they are counted while unpacking. openpyxl makes a cell for each that a
merged range, a link or a comment names, and expat expands entities: such files are refused.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.importing.readers import columns, file_limits

# What the library raises for damaged files; positions outside the file are a ValueError.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError),
    ValueError,
)

_MAX_PARTS = 1_000
_MAX_ELEMENTS = 100_000  # of a part that is neither a sheet nor the texts: styles, comments
_PER_CELL = 6  # elements of a cell with formatted text, on average
_OF_CELLS = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)
_XML = (".xml", ".rels", ".vml")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:[\w.-]+:)?(?:c|si)[\s/>]")
# The ranges for which openpyxl makes cells; each attribute ends before the next element.
_RANGE = re.compile(
    rb"<(?:[\w.-]+:)?(?:c|mergeCell|hyperlink|comment)\s(?:[^<]*?\s)?(?:r|ref)\s*=\s*"
    rb"[\"']([^\"'<]*(?:[A-Za-z]{3}|[S-Zs-z][A-Za-z]\$?\d|\d{5}|[&])[^\"'<]*)"
)
_SPREAD = re.compile(
    rb"<(?:[\w.-]+:)?(?:mergeCell|hyperlink)\s(?:[^<]*?\s)?ref\s*=\s*[\"']([^\"'<]*)"
)
_CORNER = re.compile(rb"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ENCODING = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})
_LINKS = re.compile(rb"<(?:[\w.-]+:)?hyperlinks[\s>]")
_END_OF_LINKS = re.compile(rb"</(?:[\w.-]+:)?hyperlinks\s*>")
_CHUNK = 1 << 16


def unpack_workbook(file: object, data: bytes) -> bytes:
    """Return a workbook as an archive that is not compressed, and without links.

    Nobody reads them, and openpyxl would search all for each: hours for a hostile file. Raises
    `CmcctError` for a workbook that is too large or not one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            contents = dict(_read_parts(file, book))  # of two parts with a name, the last counts
        unpacked = io.BytesIO()
        with zipfile.ZipFile(unpacked, "w") as book:
            for name, content in contents.items():
                book.writestr(name, content)
        return unpacked.getvalue()
    except BROKEN:
        raise refuse_broken(file) from None


def _read_parts(file: object, book: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of the parts; raises `CmcctError` beyond the limits."""
    parts = book.infolist()
    if len(parts) > _MAX_PARTS:
        raise refuse_broken(file)
    left, cells = file_limits.MAX_BYTES, 0
    for part in parts:
        content = _unpack(file, book, part, left)
        left -= len(content)
        if part.filename.casefold().endswith(_XML):
            cells += _check_part(file, part.filename, content)
            if cells > file_limits.MAX_CELLS:
                raise file_limits.refuse_cells(file)
            content = _remove_links(content)
        yield part.filename, content


def refuse_broken(file: object) -> CmcctError:
    """Return the error for a file that is no readable workbook."""
    message = _("{file} is not a readable workbook", file=file)
    return CmcctError(message, _("open it in a spreadsheet and save it again as .xlsx"))


def _unpack(file: object, book: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    chunks = []
    with book.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise file_limits.refuse_size(file, file_limits.MAX_BYTES)
            chunks.append(chunk)
    return b"".join(chunks)


def _check_part(file: object, name: str, content: bytes) -> int:
    """Return the number of cells and texts of a part; raises `CmcctError`."""
    stated = _ENCODING.match(content[:200])
    is_plain = stated is None or stated[1].lower() in _ENCODINGS
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content or not is_plain:
        raise refuse_broken(file)
    is_of_cells = bool(_OF_CELLS.fullmatch(name))
    most = _PER_CELL * file_limits.MAX_CELLS if is_of_cells else _MAX_ELEMENTS
    if content.count(b"<") - content.count(b"</") > most:
        raise file_limits.refuse_cells(file)
    if any(map(_is_far, _RANGE.findall(content))):
        raise file_limits.refuse_extent(file)
    if not is_of_cells:
        return 0
    counts = [len(_CELL.findall(row)) for row in _ROW.split(content)]
    if max(counts[1:], default=0) > file_limits.MAX_COLUMNS:
        raise file_limits.refuse_extent(file)
    return sum(counts) + _spread(content)


def _remove_links(content: bytes) -> bytes:
    """Return a part without what is between its first and its last mark of a list of links."""
    first = _LINKS.search(content) if b"hyperlinks" in content else None
    ends = [end.end() for end in _END_OF_LINKS.finditer(content, first.end())] if first else []
    return content[: first.start()] + content[ends[-1] :] if first and ends else content


def _spread(content: bytes) -> int:
    """Return how many cells the merged ranges and links of a sheet have."""
    return sum(
        (abs(int(last[1]) - int(first[1])) + 1)
        * (abs(columns.number_of(last[0].decode()) - columns.number_of(first[0].decode())) + 1)
        for first, *_others, last in (
            corners * 2 for corners in map(_CORNER.findall, _SPREAD.findall(content)) if corners
        )
    )


def _is_far(text: bytes) -> bool:
    """Return whether a range reaches beyond the limits, or hides where it ends."""
    return b"&" in text or any(
        int(row) > file_limits.MAX_ROWS
        or columns.number_of(letters.decode()) > file_limits.MAX_COLUMNS
        for letters, row in _CORNER.findall(text)
    )
