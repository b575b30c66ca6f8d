"""QR codes for the terminal."""

from collections.abc import Iterable
from contextlib import suppress

import segno

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _

_QUIET = 4  # modules of margin required by ISO/IEC 18004
_NARROW, _LEAST = 2, 1  # margins that readers accept too, for small screens
_HALF_BLOCKS = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def render_half_blocks(text: str) -> list[str]:
    """Return a QR code of `text` as lines of half blocks, two rows of modules per line.

    Light modules are drawn, so a dark terminal shows a dark code on white; with swapped colours it
    works on any terminal. Raises `CmcctError` if the text is too long.
    """
    return _draw(_encode(text), _QUIET)


def fit_half_blocks(texts: Iterable[str], width: int, height: int) -> list[str]:
    """Return the code of the first text that fits a screen, else the smallest one.

    `texts` become shorter. Where the margin of the standard has no room, a smaller one is tried.
    Raises `CmcctError` if all texts are too long.
    """
    *longer, last = texts
    codes = list[segno.QRCode]()
    for text in longer:
        with suppress(CmcctError):
            codes.append(_encode(text))
    codes.append(_encode(last))
    tries = [(code, margin) for code in codes for margin in (_QUIET, _NARROW)]
    tries += [(code, _LEAST) for code in codes]
    for code, margin in tries:
        side = code.symbol_size(border=margin)[0]
        if side <= width and (side + 1) // 2 <= height:
            return _draw(code, margin)
    return _draw(*tries[-1])


def _encode(text: str) -> segno.QRCode:
    try:
        # ECI announces the encoding. Some readers guess it wrong without ECI, others display the
        # ECI itself, so it is used for non-ASCII text only.
        return segno.make_qr(text, error="l", encoding="utf-8", eci=not text.isascii())
    except segno.DataOverflowError:
        message = _("the name, organisation and e-mail are too long for a QR code")
        raise CmcctError(message, _("omit {option}", option="--qr")) from None


def _draw(code: segno.QRCode, margin: int) -> list[str]:
    rows = [[not dark for dark in row] for row in code.matrix_iter(border=margin)]
    rows.append([True] * len(rows[0]))  # QR codes have an odd number of rows
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(_HALF_BLOCKS[pair] for pair in zip(*two, strict=True)) for two in pairs]
