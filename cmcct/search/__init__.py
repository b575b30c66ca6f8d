"""Filters, text search, coverage and duplicates."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from cmcct.model.entities import FocalPoint

Predicate: TypeAlias = Callable[[FocalPoint], bool]  # of a filter
# The filters without a value, in their order on the command line.
FLAGS = ("stale", "unverified", "unreachable", "untested")


def build_flags(today: date, verify_every_days: int) -> Mapping[str, Predicate]:
    """Return the predicates of FLAGS: of active entries that lack something."""
    return {
        "stale": lambda point: point.is_stale(today, verify_every_days),
        "unverified": lambda point: point.status == "active" and point.verified is None,
        "unreachable": lambda point: point.status == "active" and not point.channels,
        "untested": lambda point: point.status == "active" and is_untested(point, today),
    }


def is_untested(point: FocalPoint, today: date) -> bool:
    """Return whether a 24/7 line of an entry, for callers abroad, is to be rung for a test."""
    from cmcct.calling.lines import find_untested

    return bool(find_untested([point], today))
