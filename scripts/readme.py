"""Run the examples of README.md, and write their output below them.

bash runs each line of a `console` block that begins with `$`, in a folder with a copy of
`directory.toml`, with both streams in a pipe.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def refresh_examples(text: str) -> str:
    """Return the README's text with fresh output of the examples."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "directory.toml", folder)
        return _BLOCK.sub(lambda block: _run_block(block[0], Path(folder)), text)


def _run_block(block: str, folder: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{line}\n{_run_command(line[2:], folder)}" for line in commands)


def _run_command(command: str, folder: Path) -> str:
    scripts = str(Path(sys.executable).parent)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CMCCT_")},
        "CMCCT_TODAY": "2026-06-01",
        "TZ": "America/Jamaica",
        "PATH": os.pathsep.join([scripts, os.environ["PATH"]]),
    }
    done = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 - the reader's own shell
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
    )
    return done.stdout.replace("\r\n", "\n")


if __name__ == "__main__":
    readme = ROOT / "README.md"
    readme.write_text(refresh_examples(readme.read_text(encoding="utf-8")), encoding="utf-8")
