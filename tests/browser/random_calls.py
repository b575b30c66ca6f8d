"""Random directories and moments: the page lists the lines to call in the command's order.

`python -m tests.browser.random_calls 10000 [SEED]`
"""

import json
import random
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from cmcct.formats.html.page_data import PageData
from cmcct.i18n.messages import Translator
from cmcct.model.entities import Directory
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.privacy.levels import AUDIENCES
from cmcct.search.line_order import (
    ELSEWHERE,
    MET,
    NO,
    Line,
    Request,
    choose_lines,
    dial_text,
    rank_lines,
)
from tests.browser.programs import call_js
from tests.search.test_line_order import NIGHT, random_points, random_request
from tests.support.entries import point

_BATCH = 250  # directories for one process of node
_QUARTERS = 4 * 24 * 180  # of an hour, in the half year from which a moment is taken


class Call(NamedTuple):
    """A list, what somebody asks of it, and when."""

    view: AudienceView
    request: Request
    now: datetime


def random_calls(chance: random.Random, count: int) -> list[Call]:
    """Return calls on random directories, for those who have entries."""
    return [_random_call(chance) for _ in range(count)]


def _random_call(chance: random.Random) -> Call:
    # The day of the list is that of an entry without lines.
    points = [*random_points(chance), point(status="left", verified=date(2026, 7, 1))]
    view = audiences.view_for(
        Directory(focal_points=tuple(points)), points, chance.choice(AUDIENCES[1:])
    )
    now = NIGHT + timedelta(minutes=15 * chance.randrange(_QUARTERS))
    return Call(view, random_request(chance), now)


def by_command(call: Call) -> dict[str, Any]:
    """Return the lines in the command's order, and the wishes that nobody meets."""
    ranked = rank_lines(call.view.focal_points, call.request, call.now)
    chosen = choose_lines(ranked)
    lines = [{**_facts(line), "isShown": line in chosen} for line in ranked]
    near = [line for line in ranked if line.nearness != ELSEWHERE]
    asked = [wish for wish in ("language", "sector", "half") if getattr(call.request, wish)]
    best = [max((line.wishes[at] for line in near), default=None) for at in range(len(asked))]
    unmet = [
        {"wish": wish, "isKnown": one == NO}
        for wish, one in zip(asked, best, strict=True)
        if one != MET
    ]
    return {"lines": lines, "unmet": unmet}


def _facts(line: Line) -> dict[str, Any]:
    opens = line.opens.astimezone(UTC) if line.opens else None
    return {
        "id": line.point.id,
        "place": line.place,
        "dial": dial_text(line),
        "reach": line.reach,
        "nearness": line.nearness,
        "state": line.state,
        "status": line.status and line.status.is_open,
        "opens": f"{opens:%Y-%m-%dT%H:%M:%S}.000Z" if opens else None,
        "wishes": list(line.wishes),
        "shared": list(line.shared),
    }


def by_page(calls: Sequence[Call]) -> list[dict[str, Any]]:
    """Return the same of the page's script."""
    given = [_arguments(call) for call in calls]
    batches = [given[at : at + _BATCH] for at in range(0, len(given), _BATCH)]
    answers = [answer for batch in batches for answer in call_js(*batch)]
    for answer in answers:
        for line in answer["lines"]:
            assert line.pop("entry") is line.pop("phone") is None
    return answers


def _arguments(call: Call) -> tuple[str, dict[str, Any], dict[str, str], str]:
    data = PageData(call.view, Translator())
    for one in call.view.focal_points:
        data.add(one)
    given = {key: value for key, value in json.loads(data.as_json()).items() if key != "words"}
    request = call.request
    caller = request.caller.code if request.caller else ""
    asked = request._replace(country=request.country.code, caller=caller)._asdict()  # type: ignore[arg-type]
    return "linesOf", given, asked, call.now.isoformat()


def differences(calls: Sequence[Call]) -> list[object]:
    """Return the calls with another answer in the page, with both answers."""
    answers = zip(calls, map(by_command, calls), by_page(calls), strict=True)
    return [(call, one, other) for call, one, other in answers if one != other]


def main(count: str, seed: str = "1") -> None:
    """Print how many calls differ, and how many lines were compared."""
    calls = random_calls(random.Random(seed), int(count))  # noqa: S311 - not for secrets
    found = differences(calls)
    lines = sum(len(by_command(call)["lines"]) for call in calls)
    for line in (f"{len(found)} of {count} calls differ; {lines} lines", *found[:3]):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
