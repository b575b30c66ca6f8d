"""What a list says of itself: the version of the directory that it was made from."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple


def _unknown_change(_id: str) -> datetime | None:
    """Return None: a draft has no history."""
    return None


class Edition(NamedTuple):
    """The version that a list was made from; without a `day` the list is a draft.

    `number` is that of an edition (`2026-1`), "" if the commit is not one. `day` is the day of the
    commit in the time zone that the commit names. `content` is the content mark: two lists with the
    same mark say the same, whatever their format and language. `last_change` returns when an entry
    changed last, by its id.
    """

    number: str = ""
    day: date | None = None
    commit: str = ""
    content: str = ""
    is_excerpt: bool = False
    last_change: Callable[[str], datetime | None] = _unknown_change


DRAFT = Edition()
