"""A text as a QR code that a phone's camera reads from a terminal."""

import segno

from cmcct.errors import CmcctError
from cmcct.wording import say

_QUIET = 4  # modules of margin that ISO/IEC 18004 asks for
_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def half_blocks(text: str) -> list[str]:
    """Draw `text` as lines of half blocks, two rows of modules a line.

    What is drawn are the light modules: on a dark terminal without colour that is a code on
    white paper, and with colours swapped it is one on any terminal. Raises `CmcctError`.
    """
    try:
        # Readers guess at the encoding of accents that are not announced (ECI), and some guess
        # wrong; some show the announcement, so it is made only where it is needed.
        code = segno.make_qr(text, error="l", encoding="utf-8", eci=not text.isascii())
    except segno.DataOverflowError:
        message = say("the name, organisation and e-mail are too long for a QR code")
        raise CmcctError(message, say("leave out --qr")) from None
    rows = [[not dark for dark in row] for row in code.matrix_iter(border=_QUIET)]
    rows.append([True] * len(rows[0]))  # every code has an odd number of rows
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(_HALVES[pair] for pair in zip(*two, strict=True)) for two in pairs]
