"""QR codes, decoded by another program."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.qr import render_half_blocks
from cmcct.formats.vcard import dump_short
from cmcct.storage import directory_file
from tests.conftest import SHIPPED
from tests.support import qr_codes
from tests.support.entries import FULL, point


def _read(lines: Sequence[str], folder: Path) -> str:
    return qr_codes.decode(qr_codes.draw(lines, folder))


@pytest.mark.parametrize(
    "card",
    [
        dump_short(point(**FULL)),
        dump_short(point(name="Zoë Núñez Ångström", organisation="Ministère de l’Intérieur")),  # noqa: RUF001
        dump_short(point(unit="李明 👩\u200d🚒", phones=[{"number": "911", "national": True}])),
        dump_short(point()),
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
    cards = [dump_short(entry) for entry in shipped.focal_points]
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
