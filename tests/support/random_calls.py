"""Random directories, moments and callers, for the tests of the lines to call."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from cmcct.calling.lines import Request
from cmcct.model.entities import Directory, FocalPoint
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.reference.countries import get_country
from tests.support.entries import point

NIGHT = datetime(2026, 8, 2, 6, 30, tzinfo=UTC)  # a Sunday, 02:30 in Georgetown
# Public holidays of some of these countries, and the days around them.
_FEASTS = (date(2026, 12, 25), date(2026, 8, 1), date(2026, 11, 25), date(2026, 11, 9))
CODES = ("GY", "GY", "SR", "HT", "BQ", "BQ-BO", "BQ-SA", "GP", "MF", "LC", "BR")
HOURS = (
    *("", "", "24/7", "24/7", "Mo-Su 00:00-24:00", "24/7; PH off", "???"),
    *("Mo-Fr 08:00-16:30", "Mo-Fr 08:00-16:30; PH off", "Mo-Su 20:00-06:00", "Mo-Su 09:00-21:00"),
)
SECTORS = ("police", "child-protection", "coordination", "prosecution", "shelter")
LANGUAGES = ("en", "nl", "fr", "es", "ht")
_ROLES = ("focal-point", "focal-point", "duty-desk", *vocabulary.slugs("role"))
_QUARTERS = 4 * 24 * 180  # of an hour, in the half year from which a moment is taken


class RandomCall(NamedTuple):
    """A list, what somebody asks of it, and when."""

    view: AudienceView
    request: Request
    now: datetime


def random_calls(chance: random.Random, count: int) -> Iterator[RandomCall]:
    """Yield calls on random directories, for those who have entries."""
    for _ in range(count):
        # The day of the list is that of an entry without lines.
        points = [*random_points(chance), point(status="left", verified=date(2026, 7, 1))]
        directory = Directory(focal_points=tuple(points))
        view = audiences.view_for(directory, points, chance.choice(AUDIENCES[1:]))
        yield RandomCall(view, random_request(chance), random_moment(chance))


def random_moment(chance: random.Random) -> datetime:
    """Return a moment, often on a public holiday."""
    minutes = timedelta(minutes=15 * chance.randrange(_QUARTERS))
    if chance.random() < 0.7:
        return NIGHT + minutes
    feast = datetime.combine(chance.choice(_FEASTS), NIGHT.time(), UTC)
    return feast + timedelta(minutes=15 * chance.randrange(-48, 144))


def random_request(chance: random.Random) -> Request:
    """Return what somebody asks for, from somewhere, with some wishes."""
    return Request(
        get_country(chance.choice(CODES)),
        chance.choice([None, *map(get_country, CODES)]),
        *(chance.choice(["", "", *words]) for words in (LANGUAGES, SECTORS, vocabulary.HALVES)),
    )


def random_points(chance: random.Random) -> list[FocalPoint]:
    """Return the entries of a random directory."""
    return [random_point(chance, number) for number in range(chance.randint(0, 12))]


def random_point(chance: random.Random, number: int) -> FocalPoint:
    """Return an entry with random values, and with numbers that few others have."""
    return FocalPoint.model_validate(
        {
            "id": f"x-{chance.randint(0, 10**6)}-{number}",
            "country": chance.choice(CODES),
            "covers": chance.sample(CODES, chance.choice([0, 0, 1, 2])),
            "languages": chance.sample(LANGUAGES, chance.randint(0, 2)),
            "sectors": chance.sample(SECTORS, chance.randint(0, 2)),
            "body": chance.choice([None, "ngo", "ministry"]),
            "role": chance.choice(_ROLES),
            "sharing": chance.choice(["network", "network", "network", "secretariat"]),
            "hours": chance.choice(HOURS),
            "status": chance.choice(["active", "active", "active", "vacant", "left"]),
            "until": chance.choice([None, None, date(2026, 8, 1), date(2027, 8, 1)]),
            "verified": chance.choice(
                [None, date(2026, 1, 1), date(2026, 3, chance.randint(1, 9))]
            ),
            "emails": [f"x{number}@example.org"] * chance.randint(0, 1),
            "phones": [_random_phone(chance, 10 * number + n) for n in range(chance.randint(0, 3))],
            "handles": [{"app": "signal", "id": f"x{number}.42"}] * chance.choice([0, 0, 1]),
        }
    )


def _random_phone(chance: random.Random, number: int) -> dict[str, Any]:
    day = date(2026, 5, chance.randint(1, 4))
    why = chance.choice(["busy", "no-answer", "wrong-number"])
    written = f"+592 6{chance.choice([number, number, chance.randint(0, 20)]):06d}"
    return {
        "number": chance.choice(
            [written, written, written, f"+1 800 21{number:05d}", f"28{number:05d}", "*21#"]
        ),
        "type": chance.choice(["office", "mobile", "hotline", "fax"]),
        "national": chance.random() < 0.2,
        "hours": chance.choice(("", "", *HOURS)),
        "tested": chance.choice([None, day, date(2026, 5, 2)]),
        "failed": chance.choice([None, None, None, {"on": date(2026, 5, 2), "why": why}]),
        "doubtful": chance.random() < 0.1,
    }
