"""Address lines: results of parsers that follow RFC 5322, and of those that do not."""

import csv
import io
import re
from dataclasses import replace
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.formats import email_lists
from cmcct.formats.email_lists import find_recipient
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import to_one_line
from tests.support.cases import each
from tests.support.entries import FULL, directory, extract, point
from tests.support.hostile import TEXTS, points

DESK = point(id="cw-desk", country="Curaçao", unit="Meldpunt, dag; nacht", emails=["a@Example.org"])
SAME = point(id="cw-same", name="Other Example", emails=["a@example.ORG", "b@example.org"])
NOBODY = point(id="jm-none", country="Jamaica", name="Cato Example")
MADE = extract(point(**FULL), DESK, SAME, NOBODY)


def test_plain_form_is_one_line_of_quoted_mailboxes() -> None:
    line = '"Ada María Example Pérez" <ctu@example.org>, "Meldpunt, dag, nacht" <a@Example.org>\n'
    assert email_lists.dump(MADE) == email_lists.dump(MADE, output_format="plain") == line


def test_outlook_form_has_semicolons_between_only() -> None:
    line = '"Ada María Example Pérez" <ctu@example.org>; "Meldpunt, dag, nacht" <a@Example.org>\n'
    assert email_lists.dump(MADE, output_format="outlook") == line


def test_csv_has_name_address_and_country() -> None:
    rows = (
        "\ufeffname,address,country",
        "Ada María Example Pérez,ctu@example.org,Guyana",
        '"Meldpunt, dag; nacht",a@Example.org,Curazao',
    )
    text = email_lists.dump(MADE, Translator("es"), output_format="csv")
    assert text == "".join(f"{row}\r\n" for row in rows)


def test_mutt_form_has_message_and_line_per_address() -> None:
    assert email_lists.dump(MADE, output_format="mutt") == (
        "3 addresses; withheld from this list: 2 e-mails\n"
        "ctu@example.org\tAda María Example Pérez"
        "\tDirector; Operations, Example Ministry of Home Affairs, Guyana\n"
        "a@Example.org\tMeldpunt, dag; nacht\tCuraçao\n"
        "b@example.org\tOther Example\t\n"
    )


def test_mutt_cell_has_no_tab_or_line_end() -> None:
    values = {"name": "a\tb\nc", "title": "d\te", "organisation": "g\nh"}
    made = extract(point(emails=["a\n@example.org", "b@example.org"], **values))
    assert (
        email_lists.dump(made, output_format="mutt")
        == "1 address\nb@example.org\ta b c\td e, g h\n"
    )


def test_mutt_form_tells_withheld_and_empty_result() -> None:
    assert email_lists.dump(extract(), output_format="mutt") == "no address found\n"
    one = replace(extract(DESK), withheld_entries=1)
    held = "1 address; withheld from this list: 1 entry\n"
    assert email_lists.dump(one, output_format="mutt").startswith(held)


@each("form", ["plain", "outlook"])
def test_line_without_entries_is_empty(form: str) -> None:
    assert email_lists.dump(extract(NOBODY), output_format=form) == ""


def test_preferred_address_is_first_permitted_one() -> None:
    listed = [{"address": "own@example.org", "sharing": "secretariat"}, "office@example.org"]
    seat = point(name="Ada", emails=listed)
    assert email_lists.dump(extract(seat)) == '"Ada" <office@example.org>\n'
    assert email_lists.dump(extract(seat, audience="secretariat")) == '"Ada" <own@example.org>\n'


def test_the_entries_without_an_address_are_known() -> None:
    secret = point(id="x", emails=[{"address": "x@example.org", "sharing": "secretariat"}])
    made = extract(point(**FULL), NOBODY, secret)
    assert [p.id for p in made.focal_points if not find_recipient(p)] == ["jm-none", "x"]


@each(
    "address",
    [
        "a@example.org, b@example.org",
        "a@example.org>,<b@example.org",
        "a@example.org;b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\tb@example.org",
        "a@@example.org",
        '"a"@example.org',
        "a@example.org (b@example.org)",
        "nobody",
        "",
    ],
)
def test_invalid_address_is_left_out(address: str) -> None:
    made = extract(point(name="Ada", emails=[address, "c@example.org"]))
    assert email_lists.dump(made) == '"Ada" <c@example.org>\n'
    assert find_recipient(point(emails=[address])) is None


@given(st.lists(st.sampled_from(TEXTS) | st.text(max_size=60), min_size=1, max_size=8))
def test_any_name_is_read_back_and_adds_no_address(names: list[str]) -> None:
    seats = [
        point(id=f"e{n}", name=name, emails=[f"e{n}@example.org"]) for n, name in enumerate(names)
    ]
    made = extract(*seats)
    plain, outlook = (email_lists.dump(made, output_format=form) for form in ("plain", "outlook"))
    assert plain.count("\n") == outlook.count("\n") == 1
    expected = [(_as_written(seat), seat.emails[0].address) for seat in seats]
    assert getaddresses([plain.rstrip("\n")]) == expected
    # Outlook ends an address at any semicolon.
    assert [getaddresses([part])[0] for part in outlook.rstrip("\n").split("; ")] == expected
    # A parser that ignores quotes finds the same addresses in angle brackets.
    assert re.findall("<(.*?)>", plain) == [address for _, address in expected]


def _as_written(seat: FocalPoint) -> str:
    text = to_one_line(seat.label)
    for sign, alike in (('"', "'"), ("\\", "/"), ("<", "("), (">", ")"), (";", ",")):
        text = text.replace(sign, alike)
    return text


@pytest.mark.sweep
@given(st.lists(points(), max_size=8))
def test_entries_make_three_cells_without_formula(seats: list[FocalPoint]) -> None:
    made = audiences.view_for(directory(*seats), seats, "secretariat")
    _, *lines = email_lists.dump(made, output_format="mutt").split("\n")
    assert lines.pop() == ""
    assert all(line.count("\t") == 2 for line in lines)
    assert [line.split("\t")[0] for line in lines] == _addresses(made, "mutt")
    text = email_lists.dump(made, output_format="csv").removeprefix("\ufeff")
    rows = [*csv.reader(io.StringIO(text, newline=""))]
    assert [len(row) for row in rows] == [3] * (1 + len(_addresses(made, "csv")))
    assert not any(re.match("[=+@-]", cell) for row in rows for cell in row)


def _addresses(made: AudienceView, form: str) -> list[str]:
    return [found.address for found in email_lists.recipients(made, form)]
