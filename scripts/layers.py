"""Draw the layers of the packages into docs/architecture.md.

    python scripts/layers.py

The layers are those of `tests/test_imports.py`, the highest at the top; the text beside each is the
first line of its docstring.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.test_imports import LAYERS, MODULES

PAGE = Path(__file__).parent.parent / "docs" / "architecture.md"
_BEGIN, _END = "<!-- layers -->\n", "<!-- end of layers -->\n"


def format_layers() -> str:
    """Return the layers as a table of text, a row each."""
    rows = [*_rows()]
    names, ideas = (max(map(len, column)) for column in zip(*rows, strict=True))
    lines = [f"│ {name:<{names}} │ {idea:<{ideas}} │\n" for name, idea in rows]
    top, bottom = (
        f"{left}{'─' * (names + 2)}{middle}{'─' * (ideas + 2)}{right}\n"
        for left, middle, right in ("┌┬┐", "└┴┘")
    )
    return f"```text\n{top}{''.join(lines)}{bottom}```\n"


def _rows() -> Iterator[tuple[str, str]]:
    """Yield the name of each layer and the first line of its docstring, from the top."""
    for layer in reversed(LAYERS):
        path = MODULES[layer]
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        name = layer.removeprefix("cmcct.").replace(".", "/")
        yield name + ("/" if path.name == "__init__.py" else ".py"), docstring.splitlines()[0]


def draw(text: str) -> str:
    """Return the text of the page with the current picture."""
    before, _, rest = text.partition(_BEGIN)
    return f"{before}{_BEGIN}{format_layers()}{_END}{rest.partition(_END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(draw(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
