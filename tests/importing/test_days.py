from datetime import date, datetime

from cmcct.importing.cells import row_values
from cmcct.importing.readers.rows import Cell
from tests.support.cases import each


@each(
    ("texts", "expected"),
    [
        (["03/02/2024", "25/03/2024"], "dmy"),
        (["03/02/2024", "03/25/2024"], "mdy"),
        (["03/02/2024", "", "2024-03-25"], ""),
        (["25/03/2024", "03/25/2024"], ""),
    ],
)
def test_number_over_twelve_decides_for_a_column(texts: list[str], expected: str) -> None:
    assert row_values.find_order(map(Cell, texts)) == expected


@each(
    ("cell", "order", "expected"),
    [
        (Cell("2024-02-03"), "", [date(2024, 2, 3)]),
        (Cell("2024/2/3 10:00"), "mdy", [date(2024, 2, 3)]),
        (Cell("03.02.2024"), "dmy", [date(2024, 2, 3)]),
        (Cell("03/02/2024 10:00"), "mdy", [date(2024, 3, 2)]),
        (Cell("03/02/2024"), "", [date(2024, 2, 3), date(2024, 3, 2)]),
        (Cell("03/03/2024"), "", [date(2024, 3, 3)]),
        (Cell("3 de marzo de 2024"), "", [date(2024, 3, 3)]),
        (Cell("31/04/2024"), "dmy", []),
        (Cell("soon"), "", []),
        (Cell("x", date(2024, 2, 3)), "", [date(2024, 2, 3)]),
        (Cell("x", datetime(2024, 2, 3, 10)), "", [date(2024, 2, 3)]),  # noqa: DTZ001 - a cell
    ],
)
def test_cell_may_have_no_date_or_two(cell: Cell, order: str, expected: list[date]) -> None:
    assert [*row_values.read_day(cell, order)] == expected
