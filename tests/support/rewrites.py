"""Rewrites of a directory's text, as `transaction.apply` takes them."""

import tomllib
from collections.abc import Callable

from cmcct.edit.operations import Parsed
from cmcct.edit.transaction import Rewrite


def rewrite_text(change: Callable[[bytes], bytes]) -> Rewrite:
    """Return the rewrite that changes the text, and parses the result."""

    def rewrite(data: bytes, _raw: object) -> Parsed:
        text = change(data)
        return Parsed(text, tomllib.loads(text.decode()))

    return rewrite
