"""Excel workbooks: sheets of entries, meetings and working groups, without formulas.

All cells are text except dates, which can be sorted and filtered, and are shown in the language of
the list, whatever the language of Excel or Calc. `sheets` makes the sheets, `workbook` writes them.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date

from cmcct.calling.lines import Line
from cmcct.formats.xlsx import sheets
from cmcct.formats.xlsx.sheets import Link
from cmcct.formats.xlsx.workbook import to_cell_text, write_workbook
from cmcct.history.people import Annex
from cmcct.i18n.messages import Translator
from cmcct.privacy.audiences import AudienceView


def dump(view: AudienceView, translator: Translator, paper: str = "a4") -> bytes:
    """Return a view as a workbook: the same bytes for the same input.

    It names the commit that the list was made from: a returned sheet is compared with that version.
    """
    tables = [sheets.list_points(view, translator)]
    if view.removed or view.withdrawn:
        tables.append(sheets.list_removed(view, translator))
    tables += sheets.list_meetings(view, translator), sheets.list_groups(view, translator)
    return write_workbook(view, translator, tables, paper)


def dump_annex(participants: Annex, translator: Translator, paper: str = "a4") -> bytes:
    """Return the participants of a meeting as a workbook of one sheet."""
    sheet = sheets.list_participants(participants, translator)
    return write_workbook(participants.view, translator, [sheet], paper)


def dump_calls(
    view: AudienceView, numbers: Iterable[Sequence[Line]], limit: str, translator: Translator
) -> bytes:
    """Return lines to ring for a test as a workbook of one sheet; `limit` marks toll-free ones."""
    sheet = sheets.list_calls(view, numbers, limit, translator)
    return write_workbook(view, translator, [sheet], "a4")


def list_entries(
    view: AudienceView, translator: Translator, headings: Container[str] = ()
) -> Iterator[list[str | date]]:
    """Yield the headings and rows of the first sheet, as a reader of the workbook finds them.

    Columns of workbooks that earlier versions wrote follow if `headings` has theirs, folded.
    """
    sheet = sheets.list_points(view, translator, headings)
    yield [translator.translate(column.heading) for column in sheet.columns]
    for row in sheet.rows:
        texts = (cell.text if isinstance(cell, Link) else cell for cell in row)
        yield [text if isinstance(text, date) else to_cell_text(str(text)) for text in texts]
