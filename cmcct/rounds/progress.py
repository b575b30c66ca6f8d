"""Where a round stands: who was asked, who has confirmed, and who is silent."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import compress
from pathlib import Path
from typing import TypeAlias

from cmcct.i18n.messages import Translator
from cmcct.model.entities import Directory, FocalPoint
from cmcct.reference.countries import Country
from cmcct.rounds import mails
from cmcct.rounds.answers import AUTOMATIC, CONFIRMED, KNOWN, TO_READ, Answer
from cmcct.search import lookup, query

SILENT = "silent"
STATES = (CONFIRMED, TO_READ, AUTOMATIC, SILENT)  # the first of an entry's counts
_STATE_OF_RESULT = {CONFIRMED: CONFIRMED, KNOWN: CONFIRMED, AUTOMATIC: AUTOMATIC}

Progress: TypeAlias = tuple[FocalPoint, str]  # an entry that was asked, and one of STATES


def find_asked_ids(folders: list[Path], day: date) -> list[str]:
    """Return the ids in the letters of a round."""
    pairs = (mail.letter.partition(" ") for mail in mails.read_mails(folders))
    return [id_ for written, _space, id_ in pairs if written == str(day)]


def find_progress(
    directory: Directory, day: date, asked_ids: Collection[str], answers: Iterable[Answer]
) -> list[Progress]:
    """Return each entry that was asked, and its state, in the order of lists."""
    points, _unknown = lookup.find_by_id(directory, [*asked_ids])
    states = defaultdict[str, set[str]](set)
    for answer in answers:
        if (answer.day or answer.mail.day or day) >= day:
            states[answer.id].add(_STATE_OF_RESULT.get(answer.result, TO_READ))
    for point in points:
        if point.verified is not None and point.verified >= day:
            states[point.id].add(CONFIRMED)
    return [
        (point, next((state for state in STATES if state in states[point.id]), SILENT))
        for point in query.sort_entries(points)
    ]


def count_rows(progress: Sequence[Progress], translator: Translator) -> list[tuple[str, ...]]:
    """Return how many entries of each country, and of all, were asked and have each state."""
    by_country: dict[Country | str, list[str]] = {}
    for point, state in progress:
        by_country.setdefault(point.country, []).append(state)
    by_country[translator.gettext("all")] = [state for _point, state in progress]
    return [
        (
            translator.translate(name),
            str(len(states)),
            *(str(states.count(state)) for state in STATES),
        )
        for name, states in by_country.items()
    ]


def drop_empty_columns(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Leave out the states that nobody has, so that a table fits a narrow terminal.

    The first two columns are the country and who was asked, the last row has the totals.
    """
    is_shown = [True, True, *(total != "0" for total in rows[-1][2:])]
    return [[*compress(row, is_shown)] for row in rows]
