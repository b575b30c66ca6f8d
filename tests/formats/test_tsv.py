"""Tab-separated lines for a pipe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.errors.exceptions import UnknownValueError
from cmcct.formats import tsv
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from tests.support.cases import each
from tests.support.entries import FULL, extract, point
from tests.support.hostile import points

HEADER = "id\tcountry\tname\ttitle\torganisation\tphones\temails\n"
FULL_LINE = (
    "gy-ctu\tGuyana\tAda María Example Pérez\tDirector; Operations"
    "\tExample Ministry of Home Affairs"
    "\t+592-609-1234 (landline), "
    "+592 609 1236 ext. 12 (mobile, WhatsApp, Signal, Mon–Fri 08:00–12:00, secretariat only), "
    "0800 0911 (hotline, only inside the country, 24/7 there)"
    "\tctu@example.org, ada@example.org (secretariat only)\n"
)


def test_an_entry_is_a_line_of_seven_columns() -> None:
    made = extract(point(**FULL), point(), audience="secretariat")
    assert tsv.dump(made) == f"{FULL_LINE}gy-example{chr(9) * 6}\n"


def test_remarks_are_in_language_of_reader_and_no_more() -> None:
    made = extract(point(**FULL), audience="secretariat")
    expected = FULL_LINE
    for english, spanish in (
        ("secretariat only", "solo para la secretaría"),
        (
            "hotline, only inside the country, 24/7 there",
            "línea de atención, solo dentro del país, 24/7 allí",
        ),
        ("mobile", "celular"),
        ("Mon–Fri 08:00–12:00", "lun a vie de 08:00 a 12:00"),
        ("landline", "oficina"),
    ):
        expected = expected.replace(english, spanish)
    assert tsv.dump(made, Translator("es")) == expected
    names = ["role", "hours", "mobile_phone", "email", "verified"]
    assert tsv.dump(made, Translator("nl"), names=names).split("\t") == [
        "head-of-unit",
        "ma t/m vr 08:00\u201316:30, op feestdagen gesloten",
        (
            "+592 609 1236 toestel 12 (WhatsApp, Signal), ma t/m vr 08:00\u201312:00 "
            "(alleen voor het secretariaat)"
        ),
        "ctu@example.org; ada@example.org (alleen voor het secretariaat)",
        "2026-03-02\n",
    ]


def test_header_is_written_on_request_without_entries() -> None:
    made = extract(point(**FULL), audience="secretariat")
    assert tsv.dump(made, header=True) == HEADER + FULL_LINE
    assert tsv.dump(extract(), header=True) == HEADER
    assert tsv.dump(extract()) == ""


def test_seat_without_person_is_named_by_organisation() -> None:
    desk = point(organisation="Example Ministry", unit="Example Unit")
    assert tsv.dump(extract(desk)) == "gy-example\t\tExample Ministry\t\tExample Ministry\t\t\n"


def test_the_columns_of_the_csv_can_be_had_instead() -> None:
    made = extract(point(**FULL))
    names = ["country_code", "office_phone", "notes", "marking"]
    assert tsv.dump(made, names=names, header=True) == (
        "country_code\toffice_phone\tnotes\tmarking\n"
        "GY\t+592 609 1234\tCall first. Then write, please.\tTLP:AMBER\n"
    )
    assert tsv.dump(made, names=["id"]) == "gy-ctu\n"
    assert tsv.dump(made, names=["hours", "timezone"]) == (
        "Mon–Fri 08:00–16:30, closed on public holidays\tAmerica/Guyana\n"
    )
    with pytest.raises(UnknownValueError):
        tsv.dump(made, names=["zzzz"])


@each(
    ("text", "expected"),
    [
        ("a\tb\nc", "a b c"),
        ("a\r\nb", "a\ufffd b"),
        ("\x1b[31mred\x07", "\ufffd[31mred\ufffd"),
        ("a\x85b\u2028c\u2029d\u202ee\x0bf", "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf"),
    ],
)
def test_nothing_in_a_value_ends_a_cell_or_a_line(text: str, expected: str) -> None:
    entry = point(name=text, emails=[text], phones=[text])
    assert (
        tsv.dump(extract(entry))
        == f"gy-example\t\t{expected}\t\t\t{expected} (landline)\t{expected}\n"
    )
    assert tsv.dump(extract(entry), names=["name"]) == f"{expected}\n"


@given(st.lists(points(), max_size=4))
def test_any_entry_is_one_line_of_seven_cells(entries: list[FocalPoint]) -> None:
    text = tsv.dump(extract(*entries, audience="secretariat"))
    assert [line.count("\t") for line in text.splitlines()] == [6] * len(entries)
    assert text.count("\n") == len(entries)
