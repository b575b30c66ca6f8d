"""Files as sheets: the reader for each kind of file, and the map of columns."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cmcct.check import runner
from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import unknown_choice_error
from cmcct.i18n.messages import _, quote_text
from cmcct.importing.readers import headings, rows
from cmcct.importing.readers.headings import Meaning
from cmcct.importing.readers.rows import CALLS, FORM, OWN, Cell, RecordValues, Row, Sheet
from cmcct.importing.readers.table import Grid, make_sheet
from cmcct.storage import directory_file
from cmcct.text.folding import fold

FORMATS = ("csv", "xlsx", "vcard", "json")

_MOST_HEADINGS = 12  # that an error names
_ARCHIVE = b"PK"
_OLE = b"\xd0\xcf\x11\xe0"  # .xls, and workbooks with a password
_CALC = b"mimetypeapplication/vnd.oasis.opendocument"
_CALC_AT = slice(30, 30 + len(_CALC))
# A key of TOML, maybe below comments; `sep=;` is what Excel writes above a CSV.
_TOML = re.compile(r"(?!sep=.\s)(?:#.*\n|\s)*[\w\"-]+[ \t]*=")
_BEFORE_TEXT = "\xef\xbb\xbf\xff\xfe\r\n\t "  # byte order marks, and what is empty

_QUESTION = re.compile(r"^### (.+)$", re.MULTILINE)


def read_sheets(  # noqa: PLR0913 - what a user may say about a file
    path: Path,
    data: bytes,
    *,
    map_file: Path | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    from_format: str | None = None,
) -> list[Sheet]:
    """Return the sheets of a file that have columns; raises `CmcctError` if it has none."""
    file = runner.display_path(path)
    column_map = _read_map(map_file) if map_file else {}
    form = from_format or find_format(path, data)
    if sheet and form != "xlsx":
        message = _("{file} has no sheet {name}", file=file, name=sheet)
        raise CmcctError(message, _("omit {option}", option="--sheet"))
    if form == "xlsx":
        from cmcct.importing.readers import spreadsheet

        return _of_tables(file, spreadsheet.read_grids(file, data, sheet or ""), column_map)
    if form == "vcard":
        from cmcct.importing.readers import vcf

        return [vcf.read_sheet(file, data, encoding or "")]
    if form == "json":
        from cmcct.importing.readers import objects

        if len(data) > rows.MAX_TEXT_BYTES:
            raise rows.refuse_size(file, rows.MAX_TEXT_BYTES)
        return [objects.read_sheet(file, path, data)]
    from cmcct.importing.readers import table

    text = rows.decode(file, data, encoding or "")
    if not text.strip():
        raise CmcctError(_("{key} is empty", key=file), _("save the sheet again as CSV UTF-8"))
    if any(map(headings.find_in_form, _QUESTION.findall(text))):
        _above, *parts = _QUESTION.split(text.replace("\r\n", "\n"))
        answers = []
        for question, answer in zip(map(str.strip, parts[::2]), parts[1::2], strict=True):
            meaning = headings.find_in_form(question) or headings.find_in_list(question)
            column = headings.make_column(question, "", meaning)
            answers.append((column, answer.strip().replace("_No response_", "")))
        return [rows.make_record_sheet(file, FORM, [RecordValues(answers)])]
    return _of_tables(file, [table.read_grid(file, text, column_map)], column_map)


def make_own(file: str, lines: Iterable[Sequence[Cell]]) -> Sheet:
    """Return the sheet of a table of ours, as it is read from a file."""
    grid = Grid([Row(number, (*cells,)) for number, cells in enumerate(lines, 1)])
    (sheet,) = _of_tables(file, [grid], {})
    return sheet


def format_map(sheets: Iterable[Sheet]) -> str:
    """Return the columns of sheets as TOML for `--map`; "" is for those that are ignored.

    A column whose values are all terms of one vocabulary is proposed as its key.
    """
    from cmcct.toml.values import format_pair

    names: dict[str, str] = {}
    for sheet in (sheet for sheet in sheets if sheet.kind != CALLS):
        for header, meaning in headings.known_headings(sheet.columns):
            names[header] = headings.name_column(meaning)
        for column, _value in sheet.unknown:
            names[column.header] = headings.find_key(sheet.texts_of(column))
    pairs = (format_pair(header, name) for header, name in names.items() if header)
    return "".join(f"{pair}\n" for pair in pairs)


def find_format(path: Path, data: bytes) -> str:
    """Return the format of a file by its content; the name decides for JSON and TOML."""
    suffix = path.suffix.casefold()
    start = data[:4_096].decode("latin-1").replace("\0", "").casefold().lstrip(_BEFORE_TEXT)
    if data.startswith(_OLE) or data[_CALC_AT] == _CALC or suffix in (".xls", ".ods"):
        raise rows.refuse_broken(path)
    if data.startswith(_ARCHIVE) or suffix in (".xlsx", ".xlsm"):
        return "xlsx"
    if start.startswith("begin:vcard") or suffix == ".vcf":
        return "vcard"
    is_data = suffix in (".json", ".toml") or start.startswith(("{", "[")) or _TOML.match(start)
    return "json" if is_data else "csv"


def _of_tables(file: str, grids: Iterable[Grid], column_map: Mapping[str, Meaning]) -> list[Sheet]:
    """Return the sheets with a header; of a workbook of ours, only that of the entries."""
    grids = [*grids]
    sheets = [sheet for grid in grids if (sheet := make_sheet(file, grid, column_map))]
    if not sheets:
        hint = _('write lines such as "Workplace" = "country" to a file, and use --map FILE')
        error = CmcctError(_("{file} has no row of known column headings", file=file), hint)
        lines = ([cell.text for cell in row.cells if cell.text] for g in grids for row in g.lines)
        error.lines = max(lines, key=len, default=[])[:_MOST_HEADINGS]
        raise error
    return [sheet for sheet in sheets if sheet.kind == OWN] or sheets


def _read_map(path: Path) -> dict[str, Meaning]:
    """Return what a user's file says of columns, by folded heading; raises `CmcctError`."""
    column_map = {}
    for heading, name in directory_file.parse_file(path).items():
        meaning = headings.read_column_name(str(name)) if name else headings.IGNORED
        if not meaning:
            error = unknown_choice_error("column", str(name), headings.COLUMN_NAMES)
            hint = _("available columns: {names}", names=", ".join(headings.COLUMN_NAMES))
            message = _("{label}: {text}", label=quote_text(heading), text=error.message)
            message = _("{label}: {text}", label=path, text=message)
            raise CmcctError(message, error.hint or hint)
        column_map[fold(heading)] = meaning
    return column_map
