"""Duplicates of persons and seats."""

from typing import Any

from cmcct.model.entities import FocalPoint
from cmcct.search import duplicates
from cmcct.search.duplicates import DuplicatePair
from tests.support.cases import each


def _point(id_: str, **more: Any) -> FocalPoint:
    known = {"country": "Guyana", "organisation": f"Office {id_}", "sectors": ["police"]}
    return FocalPoint.model_validate({"id": id_, **known, **more})


def _found(*points: FocalPoint) -> list[tuple[str, ...]]:
    return [
        (pair.first, pair.second, *pair.reasons) for pair in duplicates.find_duplicates(points)[0]
    ]


def test_a_shared_channel_tells_across_countries() -> None:
    first = _point("a", emails=["CTU@example.org"], phones=["+592 609 1201"])
    second = _point("b", country="Aruba", emails=["ctu@example.org"], phones=["+592-609-1201"])
    assert _found(first, second, _point("c")) == [("a", "b", "same e-mail address", "same number")]


def test_a_reason_is_named_once() -> None:
    emails = ["a@example.org", "b@example.org"]
    assert _found(_point("a", emails=emails), _point("b", emails=emails)) == [
        ("a", "b", "same e-mail address")
    ]


def test_a_national_number_is_one_of_its_country() -> None:
    desk = {"number": "0800 0911", "national": True}
    points = [_point("a", phones=[desk]), _point("b", phones=[desk])]
    assert _found(*points, _point("c", country="Aruba", phones=[desk])) == [
        ("a", "b", "same number")
    ]
    assert _found(_point("a", phones=[desk, desk])) == []


def test_extensions_make_switchboard_numbers_different() -> None:
    def at(ext: str) -> list[dict[str, str]]:
        return [{"number": "+592 220 1234", "ext": ext}]

    points = [_point("a", phones=at("1")), _point("b", phones=at("2")), _point("c", phones=at("1"))]
    assert _found(*points) == [("a", "c", "same number")]


@each(
    ("one", "other", "reasons"),
    [
        ("Ada Example Pérez", "PEREZ, Ada Example", ("same name",)),
        ("Ada Example Pérez", "Ada Exampel Peres", ("similar names",)),
        ("Ada Example", "Óscar Prueba", ()),
        ("", "", ()),
    ],
)
def test_names_are_alike_within_a_country(one: str, other: str, reasons: tuple[str, ...]) -> None:
    expected = [("a", "b", *reasons)] if reasons else []
    assert _found(_point("a", name=one), _point("b", name=other)) == expected
    assert _found(_point("a", name=one), _point("b", name=other, country="Aruba")) == []


def test_same_office_and_function_is_same_seat() -> None:
    points = [
        _point("a", organisation="Example Ministry"),
        _point("b", organisation="EXAMPLE MINISTRY", name="Ada Example"),
        _point("c", organisation="Example Ministry", name="Ada Example"),
        _point("d", organisation="Example Ministry", title="Director"),
    ]
    assert duplicates.find_duplicates(points)[0] == [
        DuplicatePair("b", "c", ("same name", "same office and role")),
        DuplicatePair("a", "b", ("same office and role",)),
        DuplicatePair("a", "c", ("same office and role",)),
    ]


def _office(number: int) -> list[FocalPoint]:
    phones = ["+592 220 1234"]
    return [_point(f"gy-{n:05}", name=f"{n:05} Example", phones=phones) for n in range(number)]


def test_every_pair_of_a_few_is_listed() -> None:
    pairs, is_truncated = duplicates.find_duplicates(_office(50))
    assert [len(pairs), is_truncated] == [50 * 49 // 2, False]


def test_each_of_a_crowd_is_paired_with_the_first() -> None:
    pairs, is_truncated = duplicates.find_duplicates(_office(1000))
    same = [(first, second) for first, second, reasons in pairs if "same number" in reasons]
    assert sorted(same) == [("gy-00000", f"gy-{n:05}") for n in range(1, 1000)]
    assert is_truncated
    assert len(pairs) < 25 * 1000
