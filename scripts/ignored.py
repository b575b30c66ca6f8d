"""Have git ignore lists of each format, here and in new repositories: `scripts/ignored.py`."""

from fnmatch import fnmatch
from pathlib import Path

from cmcct.formats.recognition import SUFFIXES

ROOT = Path(__file__).parent.parent
FILES = (ROOT / ".gitignore", ROOT / "cmcct" / "reference" / "data" / "template" / "dot-gitignore")
NEXT = "*.[tT][sS][vV]\n"  # the line below those of formats


def main() -> None:
    """Add a line for each suffix that no line matches, in upper and lower case."""
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        patterns = [line.lstrip("/") for line in text.splitlines()]
        for suffix, *_others in SUFFIXES.values():
            if not any(fnmatch(f"list{suffix}", pattern) for pattern in patterns):
                letters = "".join(f"[{letter}{letter.upper()}]" for letter in suffix[1:])
                text = text.replace(NEXT, f"*.{letters}\n{NEXT}", 1)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
