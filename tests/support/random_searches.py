"""Random searches, run by the command and by the page: both must find the same.

python -m tests.support.random_searches 2000 [SEED]
"""

import json
import random
import sys
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from cmcct import clock
from cmcct.formats.html.page_data import PageData
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from cmcct.reference import words
from cmcct.search import no_match, query
from cmcct.search.query import Query
from cmcct.storage import directory_file
from tests.browser.programs import call_js
from tests.conftest import SHIPPED

TODAY = date(2026, 6, 1)
SEARCHES = Path(__file__).parent.parent / "search" / "searches" / "directory.toml"


_AUDIENCES = {SEARCHES: "secretariat", SHIPPED: "network"}
_BATCH = 200  # searches for one process of node
_TYPED = (
    *(
        "24/7",
        "24-7",
        "open",
        "geopend",
        "stale",
        "untested",
        "without phone",
        "sin celular",
        "sans courriel",
        "zonder whatsapp",
        "no fax",
        "sin probar",
        "nooit",
        "bevestigd",
        "sin confirmar",
        "T&T",
        "d'exemple",
        "St.",
        "the",
        "de",
        "la",
        "los",
        "...",
        "+",
    ),
    *(
        "@",
        "ctu@",
        "example.org",
        ".com",
        "(0)20",
        "12",
        "592",
        "011",
        "001592",
        "+509",
        "34 10",
        "00",
    ),
    *(
        "DE",
        "AG",
        "AN",
        "SXM",
        "U.S.",
        "R.D.",
        "BQ-SA",
        "dr",
        "uk",
        "HTI",
        "ÉLISE",
        "straße",
        "\u200bx",
    ),
    *(
        "d'urgence",
        "l\u2019avocat",
        "O'Neil",
        "Georgetown",
        "basseterre",
        "vénézuélienne",
        "trafficking of",
    ),
    *("maría de los ángeles", "second meeting", "georgetown 2019", "Venezuela working group"),
)


class Answer(NamedTuple):
    """What is found for some terms, in order, and what is suggested where nothing is."""

    ids: list[str]
    suggested: list[str]


def random_searches(chance: random.Random, count: int) -> list[tuple[str, ...]]:
    """Return terms as typed: words of the table and of entries, cut, misspelt or mixed."""
    pools = (_keys(), _TYPED, *map(_entry_words, _AUDIENCES))
    return [
        tuple(
            _typed(chance.choice(chance.choice(pools)), chance)
            for _ in range(chance.choice((1, 1, 2, 2, 3)))
        )
        for _ in range(count)
    ]


def _typed(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word) + 1)
    changes: list[Callable[[], str]] = [
        lambda: word,
        lambda: word,
        lambda: chance.choice(word.split() or [word]),
        lambda: word[: max(1, place)],
        word.upper,
        lambda: word[:place] + chance.choice("aeinosty1 ") + word[place:],
        lambda: word[:place] + word[place + 1 :],
    ]
    # Quotes are how the page groups words; the shell removes them.
    return chance.choice(changes)().replace('"', "").strip() or word


@cache
def _keys() -> list[str]:
    keys = [key for values in words.table().values() for keys in values.values() for key in keys]
    return [key if isinstance(key, str) else key[0] for key in keys]


@cache
def _entry_words(path: Path) -> list[str]:
    """Return the words, numbers, addresses and ids of a directory, withheld ones too."""
    return [
        word
        for point in directory_file.load(path).directory.focal_points
        for text in (point.id, point.name, point.organisation, point.city, *_channels(point))
        for word in (text, *text.split())
        if word
    ]


def _channels(point: FocalPoint) -> list[str]:
    return [phone.number for phone in point.phones] + [email.address for email in point.emails]


def by_command(path: Path, searches: Sequence[tuple[str, ...]]) -> list[Answer]:
    """Return what the command finds in a directory."""
    audience = _AUDIENCES[path]
    directory = directory_file.load(path).directory
    every = query.search(directory, Query(), audience, TODAY)

    def answer(terms: tuple[str, ...]) -> Answer:
        result = query.find_entries(directory, Query(terms=terms), audience, TODAY)
        found = result.view.focal_points
        suggested = no_match.closest_terms(every.focal_points, result)
        texts = [] if found else [" ".join(some) for some in islice(suggested, 3)]
        return Answer([point.id for point in found], texts)

    return [answer(terms) for terms in searches]


def by_page(path: Path, searches: Sequence[tuple[str, ...]]) -> list[Answer]:
    """Return what the page of the same list finds."""
    directory = directory_file.load(path).directory
    view = query.search(directory, Query(), _AUDIENCES[path], TODAY)
    data = PageData(view, Translator())
    for point in view.focal_points:
        data.add(point)
    typed = [" ".join(f'"{term}"' if " " in term else term for term in terms) for terms in searches]
    (found,) = call_js(("answers", json.loads(data.as_json()), typed, clock.now().isoformat()))
    ids = [point.id for point in view.focal_points]
    return [Answer([ids[place] for place in places], texts) for places, texts in found]


def differences(path: Path, searches: Sequence[tuple[str, ...]]) -> list[object]:
    """Return the searches with other answers in the page, with both answers."""
    answers = zip(searches, by_command(path, searches), by_page(path, searches), strict=True)
    return [(terms, one, other) for terms, one, other in answers if one != other]


def main(count: str, seed: str = "1") -> None:
    """Print the searches that the two answer differently, in each directory."""
    searches = random_searches(random.Random(seed), int(count))  # noqa: S311 - not for secrets
    for path in _AUDIENCES:
        parts = [searches[start : start + _BATCH] for start in range(0, len(searches), _BATCH)]
        found = [other for part in parts for other in differences(path, part)]
        answered = sum(bool(answer.ids) for answer in by_command(path, searches))
        line = f"{path.parent.name}: {len(found)} of {count} differ; {answered} find something"
        sys.stdout.writelines(f"{one}\n" for one in (line, *found[:10]))


if __name__ == "__main__":
    main(*sys.argv[1:])
