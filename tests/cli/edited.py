"""What the tests of the commands that write share: a directory, and what changed in it."""

import difflib
from pathlib import Path

from tests.cli.samples import ADA, HOUSE

# In the file's order, with what an edit has to leave alone.
BOTH = f"{HOUSE}\n# The unit moved in 2024.\n{ADA}# The end.\n"


def changed(path: Path, before: bytes) -> list[str]:
    """Return the lines that went, with `-` in front, and those that came, with `+`."""
    lines = difflib.unified_diff(
        before.decode().splitlines(), path.read_bytes().decode().splitlines(), n=0, lineterm=""
    )
    return [line for line in list(lines)[2:] if not line.startswith("@@")]


def in_folder(folder: Path) -> list[str]:
    """Return the names of all that is in a folder."""
    return sorted(path.name for path in folder.iterdir())
