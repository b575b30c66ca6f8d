"""Ids: lower-case letters and digits in groups joined by hyphens."""

import re

LONGEST = 64
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Whether `text` is an id: `gy-ctu`."""
    return len(text) <= LONGEST and bool(_SLUG.fullmatch(text))
