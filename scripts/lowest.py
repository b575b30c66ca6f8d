"""Print the lowest allowed version of each dependency in pyproject.toml, for pip."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def lowest() -> list[str]:
    """Return `name==version` for every run-time dependency, optional ones included."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    requirements = [*project["dependencies"], *project["optional-dependencies"]["private"]]
    return [re.sub(r">=", "==", requirement) for requirement in requirements]


if __name__ == "__main__":
    print("\n".join(lowest()))
