"""Marks of an entry in a list."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from cmcct.formats.shared.cards import entry_marks
from cmcct.i18n.messages import LANGUAGES, Translator
from tests.support.cases import each
from tests.support.entries import extract, point

MONDAY = datetime(2026, 6, 1, 14, tzinfo=UTC)  # 10:00 in Guyana
HOURS = "Mo-Fr 08:00-16:30"
LINE = "+592 609 1234"
INSIDE = {"number": "289 1240", "type": "hotline", "hours": "24/7", "national": True}
ALL_DAY = {"number": "+592 609 1240", "type": "hotline", "hours": "24/7 "}


def _marks(moment: datetime = MONDAY, lang: str = "en", **values: Any) -> list[tuple[str, str]]:
    given = {"country": "Guyana", "verified": date(2026, 3, 2), **values}
    seat = point(**given)
    view = replace(extract(seat, audience="secretariat"), today=moment.date())
    return [(mark.kind, mark.text) for mark in entry_marks(seat, view, moment, Translator(lang))]


@each(
    ("values", "marks"),
    [
        ({}, []),
        ({"hours": HOURS, "phones": [LINE]}, [("open", "open now, until 16:30")]),
        # Open, but nobody can dial it from abroad.
        ({"hours": HOURS}, []),
        ({"hours": HOURS, "phones": [{**INSIDE, "hours": ""}]}, []),
        ({"hours": "Tu 08:00-09:00"}, [("closed", "closed now, opens Tue 08:00")]),
        ({"hours": "24/7", "phones": [LINE]}, [("always", "24/7")]),
        ({"hours": "24/7"}, []),
        ({"phones": [INSIDE]}, [("inside", "24/7 inside Guyana: 289 1240")]),
        ({"phones": [INSIDE, ALL_DAY]}, [("always", "24/7")]),
        (
            {"phones": [{**ALL_DAY, "failed": {"on": date(2026, 5, 2), "why": "wrong-number"}}]},
            [],
        ),
        (
            {"hours": "Tu 08:00-09:00", "phones": [ALL_DAY]},
            [("always", "24/7"), ("closed", "Office: closed now, opens Tue 08:00")],
        ),
        ({"phones": [{**ALL_DAY, "type": "fax"}]}, []),
        ({"hours": "sometimes"}, []),
        ({"hours": HOURS, "timezone": "Mars/Olympus"}, []),
        ({"hours": HOURS, "country": "Brazil"}, []),
        ({"verified": date(2024, 3, 2)}, [("stale", "stale")]),
        ({"verified": None}, [("stale", "never confirmed")]),
        ({"sharing": "secretariat"}, [("secret", "secretariat only")]),
        ({"sharing": "public"}, []),
        (
            {"status": "vacant", "verified": None, "phones": [ALL_DAY]},
            [("vacant", "vacant"), ("always", "24/7")],
        ),
        ({"status": "vacant", "hours": "Tu 08:00-09:00", "phones": []}, [("vacant", "vacant")]),
        ({"status": "left", "hours": HOURS, "phones": [ALL_DAY]}, [("left", "left")]),
    ],
)
def test_marks_say_what_to_know_before_a_call(
    values: dict[str, Any], marks: list[tuple[str, str]]
) -> None:
    assert _marks(**values) == marks


def test_marks_are_in_the_language_of_the_reader() -> None:
    given: dict[str, Any] = {
        "phones": [LINE],
        "hours": HOURS,
        "verified": None,
        "sharing": "secretariat",
    }
    texts = {lang: [text for _, text in _marks(lang=lang, **given)] for lang in LANGUAGES}
    assert texts["es"][1:] == ["sin confirmación alguna", "solo para la secretaría"]
    assert {len(marks) for marks in texts.values()} == {3}
    assert len({*map(tuple, texts.values())}) == len(LANGUAGES)
