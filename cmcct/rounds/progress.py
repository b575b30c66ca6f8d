"""Where a round stands: who was asked, who has confirmed, and who is silent."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import compress
from pathlib import Path
from typing import NamedTuple

from cmcct.i18n.messages import Translator
from cmcct.model.entities import Directory, FocalPoint
from cmcct.reference.countries import Country
from cmcct.rounds import mails
from cmcct.rounds.answers import AUTOMATIC, CONFIRMED, KNOWN, TO_READ, Answer
from cmcct.search import lookup, query

SILENT = "silent"
STATES = (CONFIRMED, TO_READ, AUTOMATIC, SILENT)


class Progress(NamedTuple):
    """An entry that was asked, and its state: one of STATES."""

    point: FocalPoint
    state: str


def find_asked(folders: list[Path], day: date) -> list[str]:
    """Return the ids in the letters of a round."""
    pairs = (mail.letter.partition(" ") for mail in mails.read_mails(folders))
    return [id_ for written, _space, id_ in pairs if written == str(day)]


def find_progress(
    directory: Directory, day: date, asked: Collection[str], answers: Iterable[Answer]
) -> list[Progress]:
    """Return where each entry that was asked stands, in the order of lists."""
    points, _unknown = lookup.find_by_id(directory, [*asked])
    states: dict[str, set[str]] = {}
    for answer in answers:
        sent = answer.day or answer.mail.day
        if sent is None or sent >= day:
            states.setdefault(answer.id, set()).add(_state_of(answer))
    return [
        Progress(point, _find_state(point, day, states.get(point.id, ())))
        for point in query.sort_entries(points)
    ]


def _state_of(answer: Answer) -> str:
    if answer.result in {CONFIRMED, KNOWN}:
        return CONFIRMED
    return AUTOMATIC if answer.result == AUTOMATIC else TO_READ


def _find_state(point: FocalPoint, day: date, states: Collection[str]) -> str:
    if point.verified is not None and point.verified >= day:
        return CONFIRMED
    return next((state for state in STATES if state in states), SILENT)


def count_rows(progress: Sequence[Progress], translator: Translator) -> list[tuple[str, ...]]:
    """Return how many entries of each country, and of all, were asked and have each state."""
    by_country: dict[Country | str, list[str]] = {}
    for point, state in progress:
        by_country.setdefault(point.country, []).append(state)
    by_country[translator.gettext("all")] = [state for _point, state in progress]
    return [
        (translator.translate(name), str(len(states)), *(str(states.count(one)) for one in STATES))
        for name, states in by_country.items()
    ]


def drop_empty_columns(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Leave out the states that nobody has, so that a table fits a narrow terminal.

    The first two columns are the country and who was asked, the last row has the totals.
    """
    kept = [True, True, *(total != "0" for total in rows[-1][2:])]
    return [[*compress(row, kept)] for row in rows]
