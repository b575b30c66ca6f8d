"""What was handed out: the base of a returned sheet, and the texts that the sheet had.

The list of that version is exported again, for the audience and in the language of the sheet, and
read as the sheet is. So a cell that nobody changed has the same value in both, and what was
withheld is in neither. The version is read as it was handed out: unlike in an export, what has
become stricter since stays in it, since it is only compared, for whoever imports.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from cmcct.edit.operations import RawTable
from cmcct.history import revisions
from cmcct.history.revisions import Version
from cmcct.i18n.messages import ENGLISH, Translator
from cmcct.importing import values
from cmcct.importing.read import read_sheets
from cmcct.importing.rows import Sheet
from cmcct.importing.shown_values import Shown, shown_values
from cmcct.model import loader
from cmcct.model.entities import Directory
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AUDIENCES_BY_MARKING, AudienceView

# The values of entries by id.
Base: TypeAlias = Mapping[str, RawTable]


class HandedOut(NamedTuple):
    """What a sheet of ours is compared with.

    `base` has the values that were handed out, or is None if nobody says which version that was;
    `shown` has the values of the directory by their texts in the sheet. If it is doubtful what the
    sheet means, each difference is a question.
    """

    base: Base | None = None
    shown: Shown = MappingProxyType({})
    is_doubtful: bool = False


def find_version(path: Path, sheet: Sheet, name: str | None, today: date) -> Version | None:
    """Return the version that a sheet of ours was made from, or None if nobody says.

    `name` is a commit, a date or a meeting; without one, a workbook may name its commit. Raises
    `CmcctError` for an unknown version.
    """
    if not (name or sheet.base):
        return None
    return revisions.resolve_version(path, name or sheet.base.split()[0], today)


def read_handed_out(
    path: Path, sheet: Sheet, version: Version | None, directory: Directory, raw: RawTable
) -> HandedOut:
    """Return what a sheet of ours is compared with; `directory` and `raw` are today's."""
    audience, lang = _made_for(sheet)
    now = audiences.view_for(directory, directory.focal_points, audience)
    shown = shown_values(now, raw, sheet.lang)
    if version is None:
        return HandedOut(None, shown)
    old_raw = revisions.parse_version(path, version)
    old = loader.parse_directory(old_raw).directory
    view = audiences.view_for(old, old.focal_points, audience)
    (again,) = read_sheets(Path(sheet.file), _dump(sheet, view, Translator(lang)))
    old_shown = shown_values(view, old_raw, sheet.lang)
    records = values.read_records(again, values.ids_by_name(old_raw), shown=old_shown)
    base = {str(record.entry["id"]): record.entry for record in records}
    both = {id_: {**shown.get(id_, {}), **old_shown.get(id_, {})} for id_ in {*shown, *old_shown}}
    return HandedOut(base, both)


def _made_for(sheet: Sheet) -> tuple[str, str]:
    """Return the audience and language of a sheet of ours."""
    _commit, audience, lang = [*sheet.base.split(), "", "", ""][:3]
    marked = AUDIENCES_BY_MARKING.get(sheet.marking, audiences.default_audience("export"))
    return audience or marked, lang or sheet.lang or ENGLISH


def _dump(sheet: Sheet, view: AudienceView, translator: Translator) -> bytes:
    """Return the list in the format of a sheet."""
    # Only a sheet of ours is compared.
    from cmcct.formats import csv, xlsx

    return csv.dump(view).encode() if sheet.name is None else xlsx.dump(view, translator)
