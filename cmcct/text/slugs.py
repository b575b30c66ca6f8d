"""Ids: lower-case letters and digits in groups joined by hyphens."""

import re

MAX_LENGTH = 64
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# Device names, reserved by Windows with any suffix.
_DEVICES = frozenset({"con", "prn", "aux", "nul"}) | {
    f"{n}{i}" for n in ("com", "lpt") for i in range(10)
}


def is_slug(text: str) -> bool:
    """Return whether `text` is a valid id: `gy-ctu`."""
    return len(text) <= MAX_LENGTH and bool(_SLUG.fullmatch(text)) and not is_device(text)


def is_device(text: str) -> bool:
    """Return whether `text` is a device name of Windows: `con`, `nul`, `com1`."""
    return text in _DEVICES
