"""The coverage table."""

import pytest

from cmcct.formats.html import coverage
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import FocalPoint
from tests.support.entries import point


def _rows(*points: FocalPoint, lang: str = "en") -> dict[str, list[tuple[int, int]]]:
    found = coverage.coverage_rows(points, Translator(lang))
    return {row.name: [(cell.seats, cell.covering) for cell in row.cells] for row in found}


def test_coverage_counts_active_seats_per_country() -> None:
    rows = _rows(
        point(country="Guyana", sectors=["police", "shelter"]),
        point(country="Guyana", sectors=["coordination"], covers=["Aruba", "Panama", "Guyana"]),
        point(country="Aruba", sectors=["police"]),
        point(country="Cuba", sectors=["police"], status="left"),
        point(country="Switzerland", sectors=["health"]),
        point(sectors=["health"]),
    )
    assert rows["Guyana"] == [(2, 0), (2, 0)]
    assert rows["Aruba"] == [(1, 1), (0, 1)]
    assert rows["Panama"] == [(0, 1), (0, 1)]
    assert rows["Switzerland"] == [(0, 0), (1, 0)]
    assert rows["Cuba"] == rows["Venezuela"] == [(0, 0), (0, 0)]
    assert {"", "Netherlands", "France"}.isdisjoint(rows)
    assert len(rows) == 39


@pytest.mark.parametrize("lang", LANGUAGES)
def test_coverage_is_in_the_order_of_the_language(lang: str) -> None:
    names = [*_rows(lang=lang)]
    assert names == sorted(names, key=Translator(lang).collation_key)
