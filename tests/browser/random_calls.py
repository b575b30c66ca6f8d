"""Random directories and moments: the page lists the lines to call in the command's sections.

`python -m tests.browser.random_calls 10000 [SEED]`
"""

import json
import random
import sys
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from cmcct.calling.lines import (
    MET,
    NO,
    Line,
    choose_lines,
    find_addressees,
    find_calls,
    find_seat_with_handles,
)
from cmcct.calling.words import find_sentence
from cmcct.formats.html.page_data import PageData
from cmcct.i18n.messages import Translator
from cmcct.model.entities import STRICTEST
from tests.browser.programs import call_js
from tests.support.random_calls import RandomCall, random_calls

_BATCH = 250  # directories for one process of node


def by_command(call: RandomCall) -> dict[str, Any]:
    """Return the command's sections, and what it says of them."""
    view, request, now = call
    calls = find_calls(view.focal_points, request, now)
    shown = [line for lines in choose_lines(calls).values() for line in lines]
    asked = [wish for wish in ("language", "sector", "half") if getattr(request, wish)]
    best = [max(line.wishes[at] for line in calls.near) for at in range(len(asked)) if calls.near]
    sentence, line = find_sentence(calls)
    writable = find_seat_with_handles(calls, next(iter(shown), None))
    secret = {
        one: all(STRICTEST in {one.sharing, e.sharing} for e in one.emails)
        for one in view.focal_points
        if one.emails
    }
    return {
        "sections": [
            [name, [_facts(line) | {"isShown": line in shown} for line in lines]]
            for name, lines in calls.sections.items()
        ],
        "sentence": [sentence, _name(line)],
        "unmet": [
            {"wish": wish, "isKnown": rank == NO}
            for wish, rank in zip(asked, best, strict=False)
            if rank != MET
        ],
        "secretariat": [*map(_name, calls.secretariat)],
        "mailed": [seat.id for seat in find_addressees(calls, secret)],
        "handles": writable and writable.id,
    }


def _name(line: Line | None) -> list[object] | None:
    return line and [line.point.id, line.place]


def _facts(line: Line) -> dict[str, Any]:
    opens = line.opens.astimezone(UTC) if line.opens else None
    return {
        "line": _name(line),
        "dial": line.dial,
        "state": line.state,
        "doubt": line.doubt,
        "opens": f"{opens:%Y-%m-%dT%H:%M:%S}.000Z" if opens else None,
        "wishes": list(line.wishes),
    }


def by_page(calls: Sequence[RandomCall]) -> list[dict[str, Any]]:
    """Return the same of the page's script."""
    given = [_arguments(call) for call in calls]
    batches = [given[at : at + _BATCH] for at in range(0, len(given), _BATCH)]
    return [answer for batch in batches for answer in call_js(*batch)]


def _arguments(call: RandomCall) -> tuple[str, dict[str, Any], dict[str, str], str]:
    data = PageData(call.view, Translator())
    for one in call.view.focal_points:
        data.add(one)
    given = {key: value for key, value in json.loads(data.as_json()).items() if key != "words"}
    request = call.request
    caller = request.caller.code if request.caller else ""
    asked = request._replace(country=request.country.code, caller=caller)._asdict()  # type: ignore[arg-type]
    return "callsOf", given, asked, call.now.isoformat()


def differences(calls: Sequence[RandomCall]) -> list[object]:
    """Return the calls with another answer in the page, with both answers."""
    answers = zip(calls, map(by_command, calls), by_page(calls), strict=True)
    return [(call, one, other) for call, one, other in answers if one != other]


def main(count: str, seed: str = "1") -> None:
    """Print how many calls differ."""
    calls = [*random_calls(random.Random(seed), int(count))]  # noqa: S311 - not for secrets
    found = differences(calls)
    for line in (f"{len(found)} of {count} calls differ", *found[:3]):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
