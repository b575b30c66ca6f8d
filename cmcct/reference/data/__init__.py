"""The vocabularies as `scripts/build_data.py` writes them."""

import json
from pathlib import Path
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Return the content of `NAME.json`; importlib.resources would cost more than the reading."""
    text = Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
