"""Filters, text search, coverage and duplicates."""

from collections.abc import Callable
from typing import TypeAlias

from cmcct.model.entities import FocalPoint

Predicate: TypeAlias = Callable[[FocalPoint], bool]  # of a filter
# The filters without a value, in their order on the command line.
FLAGS = ("stale", "unverified", "unreachable")
