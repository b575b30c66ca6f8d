"""QR codes for the terminal."""

import segno

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _

_QUIET = 4  # modules of margin required by ISO/IEC 18004
_HALVES = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def render_half_blocks(text: str) -> list[str]:
    """Return a QR code of `text` as lines of half blocks, two rows of modules per line.

    Light modules are drawn, so a dark terminal shows a dark code on white; with swapped colours it
    works on any terminal. Raises `CmcctError` if the text is too long.
    """
    try:
        # ECI announces the encoding. Some readers guess it wrong without ECI, others display the
        # ECI itself, so it is used for non-ASCII text only.
        code = segno.make_qr(text, error="l", encoding="utf-8", eci=not text.isascii())
    except segno.DataOverflowError:
        message = _("the name, organisation and e-mail are too long for a QR code")
        raise CmcctError(message, _("omit --qr")) from None
    rows = [[not dark for dark in row] for row in code.matrix_iter(border=_QUIET)]
    rows.append([True] * len(rows[0]))  # QR codes have an odd number of rows
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(_HALVES[pair] for pair in zip(*two, strict=True)) for two in pairs]
