"""A copy of the package that a test changes: with one more field, or one more language."""

import shutil
import sys
from pathlib import Path

from tests.conftest import MINIMAL, ROOT, Result, entry, environment, run_process


class PackageCopy:
    """A copy of the package and its scripts, with a directory of one entry."""

    def __init__(self, root: Path) -> None:
        """Copy the package."""
        self.root, self.directory = root, root / "data" / "directory.toml"
        for name in ("cmcct", "scripts"):
            shutil.copytree(ROOT / name, root / name)
        self.directory.parent.mkdir()
        self.write()

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace a text that a file has once."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, **changes: str) -> None:
        """Write a directory of one entry."""
        self.directory.write_text(MINIMAL + entry(**changes), encoding="utf-8")

    def python(self, *words: str | Path) -> Result:
        """Run Python on the copy, whose coverage does not count."""
        own = {name: text for name, text in environment().items() if not name.startswith("COV")}
        # With an option before `-m`, it is no fork of this process, whose package is another.
        done = run_process(
            [sys.executable, "-B", *map(str, words)], env=own | {"PYTHONPATH": str(self.root)}
        )
        assert "Traceback" not in done.err
        return done

    def run(self, *words: str | Path) -> str:
        """Run `cmcct` on the directory of the copy; return its output."""
        return self.python("-m", "cmcct", *words, "--directory", self.directory).out

    def export(self, name: str, *options: str) -> bytes:
        """Export a format to a file; return its bytes."""
        path = self.root / "export"
        self.run("export", name, *options, "--force", "-o", path)
        return path.read_bytes()
