"""Entries and records by id or name."""

from collections.abc import Sequence

from cmcct.errors.suggest import match_known
from cmcct.model.entities import Directory, FocalPoint, Meeting, WorkingGroup
from cmcct.text.folding import fold


def find_by_id(directory: Directory, ids: Sequence[str]) -> tuple[list[FocalPoint], list[str]]:
    """Return the entries for ids, without duplicates, and the unknown ids."""
    present: dict[str, list[FocalPoint]] = {}
    former: dict[str, list[FocalPoint]] = {}
    for point in directory.focal_points:
        present.setdefault(point.id.casefold(), []).append(point)
        for id_ in point.ids[1:]:
            former.setdefault(id_.casefold(), []).append(point)
    points = {id_: present.get(id_.casefold()) or former.get(id_.casefold(), []) for id_ in ids}
    found = {id(point): point for several in points.values() for point in several}
    return [*found.values()], [id_ for id_, several in points.items() if not several]


def find_record(kind: str, value: str, records: Sequence[Meeting | WorkingGroup]) -> str:
    """Return the id that `value` is, or whose record alone has it as its name.

    Raises `UnknownValueError`.
    """
    ids = [record.id for record in records]
    named = [record.id for record in records if fold(record.name) == fold(value)]
    is_id = fold(value) in map(fold, ids)
    return named[0] if len(named) == 1 and not is_id else match_known(kind, value, ids)
