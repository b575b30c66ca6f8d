"""The vocabularies as `scripts/build_data.py` writes them."""

from functools import cache
from pathlib import Path
from typing import Any

from pydantic_core import from_json


@cache
def load(name: str) -> dict[str, Any]:
    """Return the content of `NAME.json`; importlib.resources would cost more than the reading."""
    content: dict[str, Any] = from_json(Path(__file__).with_name(f"{name}.json").read_bytes())
    return content
