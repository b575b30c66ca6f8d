"""Output on screens of any width."""

import re

import pytest

from cmcct.cli.screen import terminal
from cmcct.formats.shared import columns
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint, Phone
from cmcct.storage import directory_file
from tests.conftest import SHIPPED, OnTerminal, Write
from tests.support.cli_samples import ADA

POINTS = directory_file.load(SHIPPED).directory.focal_points
NAMES = ("id", "name", "office_phone", "mobile_phone", "email", "website")


def _whole(points: tuple[FocalPoint, ...]) -> list[str]:
    """Return the texts that must not be wrapped: ids, numbers, addresses."""
    texts = [point.id for point in points]
    texts += [_number(phone) for point in points for phone in point.phones if phone.type != "fax"]
    return texts + [email.address for point in points for email in point.emails]


def _number(phone: Phone) -> str:
    return f"{phone.number} ext. {phone.ext}" if phone.ext else phone.number


@pytest.mark.sweep
@pytest.mark.parametrize("width", range(44, 204, 4))
def test_found_entries_keep_ids_and_contacts_whole(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert terminal.size()[0] == width
    lines = terminal.render_entries(
        POINTS, frozenset(), Translator(), lambda _point: ()
    ).splitlines()
    assert max(map(len, lines)) <= width
    assert [text for text in _whole(POINTS) if not any(text in line for line in lines)] == []


@pytest.mark.parametrize("width", [60, 200])
def test_extension_is_said_in_language_of_reader(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    seat = FocalPoint(id="gy-ctu", phones=(Phone(number="+592 220 1234", ext="12"),))
    for lang, number in (("en", "+592 220 1234 ext. 12"), ("fr", "+592 220 1234 poste 12")):
        shown = terminal.render_entries([seat], frozenset(), Translator(lang), lambda _point: ())
        assert number in shown


@pytest.mark.parametrize("width", range(60, 230, 12))
def test_picked_columns_keep_contacts_whole(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    rows = [columns.cell_texts(point, NAMES) for point in POINTS]
    text = terminal.render_rows(rows, NAMES)
    lines = text.splitlines()
    whole = [cell for row in rows for cells in row[2:] for cell in cells.split("; ") if cell]
    assert max(map(len, lines)) <= width
    assert [cell for cell in whole if not any(cell in line for line in lines)] == []


def test_a_table_fits_to_the_last_column_of_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, header = [["gy-ctu", "ctu@example.org"]], ("id", "email")
    needed = len("gy-ctu") + len("ctu@example.org") + 2 * len("   ")
    monkeypatch.setenv("COLUMNS", str(needed))
    assert terminal.render_rows(rows, header).split() == [
        "id",
        "email",
        "gy-ctu",
        "ctu@example.org",
    ]
    monkeypatch.setenv("COLUMNS", str(needed - 1))
    assert terminal.render_rows(rows, header).split() == [
        "id",
        "gy-ctu",
        "email",
        "ctu@example.org",
    ]


def test_a_table_without_rows_has_its_header() -> None:
    assert terminal.render_rows([], ("id", "email")).split() == ["id", "email"]


def test_numbers_of_a_cell_stand_below_each_other() -> None:
    text = terminal.render_rows(
        [["a; b", "+592 220 1234; +592 220 1235"]], ("name", "office_phone")
    )
    assert [line.split("  ") for line in map(str.rstrip, text.splitlines()[1:])] == [
        ["a; b", "+592 220 1234"],
        ["", "", "", "+592 220 1235"],
    ]


def test_a_number_and_a_stale_date_stand_out(terminal: OnTerminal, write: Write) -> None:
    fresh = terminal("show", "gy-ctu", "--directory", write(ADA), colour=True)
    assert re.search(r"\x1b\[1;32m\+592 220 1234", fresh.out)
    assert "\x1b[33m" not in fresh.out
    path = write(ADA.replace("verified = 2026", "verified = 2024"))
    stale = terminal("show", "gy-ctu", "--directory", path, colour=True)
    assert "\x1b[33m2 March 2024   STALE" in stale.out


def test_code_is_printed_unchanged() -> None:
    code = ["█▀ █", "▄  █"]
    assert terminal.render_qr(code, "label") == "█▀ █\n▄  █\nlabel\n"


def test_message_breaks_between_words_but_not_inside_a_command(terminal: OnTerminal) -> None:
    shown = terminal("--lang", "fr", "show", "gy-ctu", columns=40).out
    assert (
        "    ni dans un dossier parent\nconseil\u00a0: lancez cmcct init pour en\n    créer un"
        in shown
    )
    shown = terminal("search", "Guyana", "--sector", "police", "--no-pager", columns=40).out
    assert "\nhelp: run\n    cmcct --no-pager search Guyana --sector police\nRun " in shown
