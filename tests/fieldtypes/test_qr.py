"""QR codes, decoded by another program."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.qr import fit_half_blocks, render_half_blocks
from cmcct.formats.vcard import list_short
from cmcct.storage import directory_file
from tests.conftest import SHIPPED
from tests.support import qr_codes
from tests.support.cases import each
from tests.support.entries import FULL, point, short_card


def _read(lines: Sequence[str], folder: Path) -> str:
    return qr_codes.decode(qr_codes.draw(lines, folder))


@pytest.mark.parametrize(
    "card",
    [
        short_card(point(**FULL)),
        short_card(point(name="Zoë Núñez Ångström", organisation="Ministère de l’Intérieur")),  # noqa: RUF001
        short_card(point(unit="李明 👩\u200d🚒", phones=[{"number": "911", "national": True}])),
        short_card(point()),
    ],
)
def test_a_drawn_card_is_read_as_it_was_written(card: str, tmp_path: Path) -> None:
    assert _read(render_half_blocks(card), tmp_path).removesuffix("\n") == card


EXAMPLE = """\
█████████████████████████████
█████████████████████████████
████ ▄▄▄▄▄ █  ▀ ██ ▄▄▄▄▄ ████
████ █   █ █▀ █▄▄█ █   █ ████
████ █▄▄▄█ █ ▀█▄▄█ █▄▄▄█ ████
████▄▄▄▄▄▄▄█▄█▄█▄█▄▄▄▄▄▄▄████
████▀██ ▀▀▄▀█ ▄█▄██ ▄ ▀▄ ████
████▄▄▄  █▄█ ▀▀▄▄█ ██▀▄█ ████
████▄████▄▄▄ ▀▄███▀ ▄▀█▄▄████
████ ▄▄▄▄▄ ██▀▀▀▄ ▀ ▄█▄▄▀████
████ █   █ █▀▀█ ▄    ▀▀▀ ████
████ █▄▄▄█ ██▄▀ ▀█▄  ▄▄█▄████
████▄▄▄▄▄▄▄█████▄▄██▄██▄█████
█████████████████████████████
█████████████████████████████
"""


def test_qr_code_is_light_half_blocks_in_light_margin(tmp_path: Path) -> None:
    lines = render_half_blocks("Example")
    assert lines == EXAMPLE.splitlines()
    assert _read(lines, tmp_path) == "Example\n"


def test_shipped_cards_fit_80_columns_and_are_scanned(tmp_path: Path) -> None:
    shipped = directory_file.load(SHIPPED).directory
    cards = [short_card(entry) for entry in shipped.focal_points]
    codes = [render_half_blocks(card) for card in cards]
    assert max(len(line) for lines in codes for line in lines) <= 80
    longest = max(cards, key=len)
    assert _read(render_half_blocks(longest), tmp_path).removesuffix("\n") == longest


def test_a_text_that_no_code_holds_is_refused() -> None:
    assert len(render_half_blocks("x" * 2900)) == 93
    with pytest.raises(CmcctError) as refused:
        render_half_blocks("x" * 3000)
    assert (refused.value.message, refused.value.hint) == (
        "the name, organisation and e-mail are too long for a QR code",
        "omit --qr",
    )


@pytest.mark.sweep
def test_codes_with_country_and_uid_are_scanned(tmp_path: Path) -> None:
    shipped = directory_file.load(SHIPPED).directory
    cards = [next(list_short(entry, shipped.info.uid)) for entry in shipped.focal_points]
    codes = [render_half_blocks(card) for card in cards]
    assert max(len(line) for lines in codes for line in lines) <= 80
    longest = max(cards, key=len)
    assert _read(render_half_blocks(longest), tmp_path).removesuffix("\n") == longest


@pytest.mark.sweep
def test_code_of_any_shipped_entry_fits_80_columns_and_24_lines() -> None:
    shipped = directory_file.load(SHIPPED).directory
    codes = [
        fit_half_blocks(list_short(entry, shipped.info.uid), 80, 22)  # its label, and the prompt
        for entry in shipped.focal_points
    ]
    assert max(map(len, codes)) <= 22
    assert max(len(code[0]) for code in codes) <= 80


@each(
    ("height", "text", "lines"),
    [
        (24, "x" * 100, 23),  # a code of 37 modules, with a margin of 4
        (22, "x" * 100, 21),  # with a margin of 2
        (20, "x" * 100, 15),  # a shorter text
        (14, "x" * 100, 13),
        (12, "x" * 100, 12),  # with a margin of 1
        (5, "x" * 100, 12),  # the smallest, which is too tall
    ],
)
def test_code_fits_the_height_of_the_screen(height: int, text: str, lines: int) -> None:
    assert len(fit_half_blocks([text, "Example"], 80, height)) == lines


def test_code_fits_the_width_of_the_screen() -> None:
    assert {len(line) for line in fit_half_blocks(["x" * 100, "Example"], 41, 50)} == {41}
    assert {len(line) for line in fit_half_blocks(["x" * 100, "Example"], 40, 50)} == {29}


def test_text_too_long_for_a_code_gives_way_to_a_shorter_one() -> None:
    assert fit_half_blocks(["x" * 3000, "Example"], 80, 24) == render_half_blocks("Example")
    with pytest.raises(CmcctError):
        fit_half_blocks(["x" * 3001, "x" * 3000], 80, 24)
