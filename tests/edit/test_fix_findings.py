"""Fixing all findings of a directory and its private file."""

from datetime import date
from typing import Any

from cmcct.edit.fixes import FixFindings, FixReport

TODAY = date(2026, 3, 2)
ADA: dict[str, Any] = {
    "id": "gy-ctu",
    "country": "Guyana",
    "name": "Ada Example",
    "organisation": "Example Unit",
    "sectors": ["police"],
    "emails": ["ctu@example.org"],
    "verified": TODAY,
}
BO = ADA | {"id": "gy-police", "name": "Bo Example", "emails": ["police@example.org"]}
EVERYTHING = FixFindings(TODAY, with_unsafe=True)


def _file(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"focal_point": [*entries]}


def _count(report: FixReport) -> tuple[object, ...]:
    """Return how much was fixed, how many unsafe fixes are left, and what was refused."""
    return report.fixed, report.unsafe, *report.refused


def test_one_value_may_need_several_fixes() -> None:
    # The number can be read only once the country is known.
    raw = _file(ADA | {"country": "Guyanna", "phones": ["220-1234"]})
    assert _count(EVERYTHING(raw, {})) == (2, 0)
    assert raw == _file(ADA | {"phones": ["+592 220 1234"]})


def test_an_id_that_is_taken_is_not_written() -> None:
    raw = _file(ADA | {"id": "GY-POLICE"}, BO | {"languages": ["Dutch"]})
    assert _count(EVERYTHING(raw, {})) == (1, 0, "GY-POLICE")
    assert raw == _file(ADA | {"id": "GY-POLICE"}, BO | {"languages": ["nl"]})


def test_an_id_that_the_private_file_names_stays() -> None:
    raw = _file(ADA | {"id": "GY-CTU"}, BO | {"languages": ["Dutch"]})
    private = _file({"id": "GY-CTU", "phones": ["+592 220 1234"]})
    assert EVERYTHING(raw, private).refused == ("GY-CTU",)
    assert raw == _file(ADA | {"id": "GY-CTU"}, BO | {"languages": ["nl"]})


def test_fixes_that_introduce_an_error_are_dropped() -> None:
    # The address of a shelter may not be public.
    shelter = ADA | {"sectors": ["Shelter"], "address": "Example Street 1", "sharing": "public"}
    raw = _file(shelter, BO | {"sectors": ["Shelter"]})
    assert _count(FixFindings(TODAY)(raw, {})) == (1, 0, "gy-ctu")
    assert raw == _file(shelter, BO | {"sectors": ["shelter"]})


def test_both_files_are_fixed() -> None:
    raw = _file(ADA | {"emails": ["<ctu@example.org>"]})
    private = _file({"id": "gy-ctu", "emails": ["<ada@example.org>"]})
    assert _count(EVERYTHING(raw, private)) == (2, 0)
    assert (raw, private) == (_file(ADA), _file({"id": "gy-ctu", "emails": ["ada@example.org"]}))


def test_the_private_file_names_the_same_person() -> None:
    raw = _file(ADA | {"name": "Example, Ada"})
    private = _file({"id": "gy-ctu", "name": "Example, Ada", "phones": ["+592 220 1234"]})
    assert EVERYTHING(raw, private).fixed == 1
    assert raw == _file(ADA | {"family_name": "Example"})
    assert private == _file({"id": "gy-ctu", "name": "Ada Example", "phones": ["+592 220 1234"]})


def test_a_file_without_findings_is_not_changed() -> None:
    raw, private = _file(ADA, BO), _file()
    assert _count(EVERYTHING(raw, private)) == (0, 0)
    assert (raw, private) == (_file(ADA, BO), _file())
