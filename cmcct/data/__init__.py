"""The vocabularies as `scripts/build_data.py` writes them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def read(name: str) -> dict[str, Any]:
    """Return the content of `NAME.json`; importlib.resources would cost more than the reading."""
    text = Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def template() -> Mapping[str, str]:
    """Return by path the files that `cmcct init` starts with; a `dot-` stands for a hidden one.

    `%UID%`, `%URL%`, `%COMMIT%` and `%ACTION%` stand for what each directory has of its own.
    """
    folder = Path(__file__).with_name("template")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [path.relative_to(folder).as_posix().replace("dot-", ".") for path in files]
    texts = [path.read_text(encoding="utf-8") for path in files]
    return dict(zip(names, texts, strict=True))
