"""Filters, text search and duplicates."""

from collections.abc import Callable
from typing import TypeAlias

from cmcct.model.entities import FocalPoint

Predicate: TypeAlias = Callable[[FocalPoint], bool]  # of a filter
