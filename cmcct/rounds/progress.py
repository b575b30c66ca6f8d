"""Where a round stands: who was asked, who has confirmed, and who is silent."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cmcct.model.entities import Directory, FocalPoint
from cmcct.reference.countries import Country
from cmcct.rounds import answers, letters, tokens
from cmcct.rounds.answers import AWAY, BOUNCED, CHANGED, CONFIRMED, KNOWN, QUESTION, Answer
from cmcct.rounds.mails import Mail
from cmcct.search import lookup, query

SILENT = "silent"
DONE = (CONFIRMED, CHANGED)
STATES = (CONFIRMED, CHANGED, QUESTION, BOUNCED, AWAY, SILENT)


class Progress(NamedTuple):
    """An entry that was asked, its state (one of STATES), and the answer that decides it."""

    point: FocalPoint
    state: str
    answer: Answer | None = None


class CountryCount(NamedTuple):
    """How many entries of a country have each of STATES."""

    country: Country
    counts: tuple[int, ...]


def asked_ids(letters_read: Iterable[Mail], day: date) -> list[str]:
    """Return the ids in the letters of a round."""
    headers = (mail.headers.get(letters.HEADER.lower(), "") for mail in letters_read)
    pairs = (header.partition(" ") for header in headers)
    return [id_ for written, _space, id_ in pairs if written == str(day)]


def find_progress(
    directory: Directory, day: date, asked: Collection[str], found: Iterable[Answer]
) -> list[Progress]:
    """Return where each entry that was asked stands, in the order of lists."""
    points, _unknown = lookup.find_by_id(directory, [*asked])
    by_id: dict[str, list[Answer]] = {}
    for answer in found:
        if answer.day is None or answer.day >= day:
            by_id.setdefault(answer.id, []).append(answer)
    return [_progress(point, day, by_id.get(point.id, ())) for point in query.sort_entries(points)]


def _progress(point: FocalPoint, day: date, found: Sequence[Answer]) -> Progress:
    by_state = {_state_of(answer): answer for answer in found}
    if point.verified is not None and point.verified >= day:
        return Progress(point, CHANGED if CHANGED in by_state else CONFIRMED)
    state = next((state for state in STATES if state in by_state), SILENT)
    return Progress(point, state, by_state.get(state))


def _state_of(answer: Answer) -> str:
    if answer.result == KNOWN:
        return CHANGED if answer.kind == tokens.CHANGE else CONFIRMED
    return QUESTION if answer.result == answers.REFUSED else answer.result


def count_by_country(found: Iterable[Progress]) -> list[CountryCount]:
    """Return the counts of each country, in the order of the entries."""
    by_country: dict[Country, list[str]] = {}
    for one in found:
        by_country.setdefault(one.point.country, []).append(one.state)
    return [
        CountryCount(country, tuple(map(states.count, STATES)))
        for country, states in by_country.items()
    ]
