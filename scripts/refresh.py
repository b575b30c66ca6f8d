"""Write all that is generated from the code: `python scripts/refresh.py`.

`git diff` then shows what a change of the code changes for users. The output of a step that fails
is printed, the others run all the same, and the exit code is 1. Not written are what needs more
than the code: `build_data.py` and `build_holidays.py` (the extra `data`), `requirements.py` (uv),
`programs.py` (readings of CI), and the pictures that a browser draws (`pictures.py --all`).
"""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCHEMA = "directory.schema.json"
# The catalogues first: the others print translated messages.
SCRIPTS = ("catalogues", "ignored", "layers", "rules", "reference", "readme", "pictures")


def find_expecting() -> Iterator[str]:
    """Yield the tests that write the texts that they expect."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and "texts.expect(" in ast.unparse(node):
                yield f"{path.relative_to(ROOT)}::{node.name}"


STEPS = {
    SCHEMA: ["-m", "cmcct", "schema"],
    **{f"scripts/{name}.py": [f"scripts/{name}.py"] for name in SCRIPTS},
    "CMCCT_REWRITE=1": ["-m", "pytest", "-q", *find_expecting()],
}


def run(name: str, words: list[str]) -> bool:
    """Run Python in the repository's folder; print the output of a failure. Return whether it ran.

    The schema is the output of its step.
    """
    print(name, flush=True)
    env = os.environ | {"PYTHONPATH": str(ROOT), "CMCCT_REWRITE": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=env, check=False, capture_output=True
    )
    if done.returncode:
        sys.stdout.buffer.write(done.stdout + done.stderr)
    elif name == SCHEMA:
        (ROOT / SCHEMA).write_bytes(done.stdout)
    return not done.returncode


def main() -> int:
    """Run all steps, and say which failed; return the exit code."""
    failures = [name for name, words in STEPS.items() if not run(name, words)]
    print(f"{len(STEPS) - len(failures)} of {len(STEPS)} steps wrote what they generate")
    for name in failures:
        print(f"failed: {name}")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
