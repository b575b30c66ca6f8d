"""Write .github/requirements.txt: `python scripts/requirements.py`. Needs uv.

It has the dependencies of cmcct and of its build, each with its version and hashes.
"""

import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE = ROOT / ".github" / "requirements.txt"
_HEAD = """\
# What action.yml and .ci/run install: the dependencies of cmcct and of its build, with hashes.
# `python scripts/requirements.py` writes it.
"""


def read_requirements() -> list[str]:
    """Return the requirements of cmcct and of its build, as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [*project["project"]["dependencies"], *project["build-system"]["requires"]]


if __name__ == "__main__":
    options = (
        "--universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet"
    )
    done = subprocess.run(
        ["uv", "pip", "compile", *options.split(), "-"],  # noqa: S607 - on the PATH
        input="\n".join(read_requirements()),
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    FILE.write_text(_HEAD + done.stdout, encoding="utf-8")
