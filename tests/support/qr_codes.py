"""Decode QR codes with zbar."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.support.programs import ZBAR

_SCALE = 4  # pixels of the picture per module
_LIGHT = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}


def draw(lines: Sequence[str], folder: Path) -> Path:
    """Draw a code of half blocks as a picture; return its path."""
    rows = [[_LIGHT[char][half] for char in line] for line in lines for half in (0, 1)]
    wide = [bytes(255 * light for light in row for _ in range(_SCALE)) for row in rows]
    header = f"P5 {len(wide[0])} {len(wide) * _SCALE} 255\n".encode()
    path = folder / "code.pgm"
    path.write_bytes(header + b"".join(row for row in wide for _ in range(_SCALE)))
    return path


def decode(path: Path) -> str:
    """Return the text of the code in a picture."""
    ZBAR.need()
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "--nodbus", path],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout.decode()
