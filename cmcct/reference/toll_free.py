"""Toll-free numbers, which often cannot be dialled from another country."""

import re
from functools import cache

from cmcct.reference import data

# North America's, and the international numbers that few networks connect, assigned or not.
_ALWAYS = ("1800", "800")
_MAX_CODE_DIGITS = 3
_PUNCTUATION = re.compile("[^0-9]")


@cache
def is_toll_free(number: str) -> bool:
    """Return whether a number with `+` and country code is toll-free, in any spelling.

    A search in a pipe marks these numbers, so this does not import the phone library.
    """
    if not number.lstrip().startswith("+"):
        return False
    digits = _PUNCTUATION.sub("", number)
    return digits.startswith(_ALWAYS) or any(
        re.fullmatch(pattern, digits[length:])
        for length in range(1, _MAX_CODE_DIGITS + 1)
        if (pattern := data.load("toll_free")["patterns"].get(digits[:length]))
    )
