"""A text as a QR code that a phone's camera reads from a terminal."""

import segno

_QUIET = 4  # modules of margin that ISO/IEC 18004 asks for
_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def half_blocks(text: str) -> list[str]:
    """Draw `text` as lines of half blocks, two rows of modules a line.

    What is drawn are the light modules: on a dark terminal without colour that is a code on
    white paper, and with colours swapped it is one on any terminal.
    """
    code = segno.make_qr(text, error="l", encoding="utf-8")
    rows = [[not dark for dark in row] for row in code.matrix_iter(border=_QUIET)]
    if len(rows) % 2:
        rows.append([True] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(_HALVES[pair] for pair in zip(*two, strict=True)) for two in pairs]
