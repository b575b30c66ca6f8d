"""Write all that is generated from the code: `python scripts/refresh.py`.

`git diff` then shows what a change of the code changes for users. Not written are what needs more
than the code: `build_data.py` and `build_holidays.py` (the extra `data`), `requirements.py` (uv),
`programs.py` (readings of CI), and the pictures that a browser draws (`pictures.py --all`).
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# The catalogues first: the others print translated messages.
SCRIPTS = ("catalogues", "layers", "rules", "reference", "readme", "pictures")
# Tests that write the output that they expect.
EXPECTING = (
    "tests/cli/commands/test_call.py",
    "tests/storage/test_syntax_errors.py",
    "tests/test_bad_files.py",
    "tests/test_docs_history.py",
)


def run(*words: str, **environment: str) -> bytes:
    """Run Python in the repository's folder; return its standard output."""
    env = os.environ | {"PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE).stdout


def main() -> None:
    """Write the schema, then what each script and each test writes; say which is being written."""
    (ROOT / "directory.schema.json").write_bytes(run("-m", "cmcct", "schema"))
    for name in SCRIPTS:
        print(f"scripts/{name}.py", flush=True)
        run(f"scripts/{name}.py")
    for path in EXPECTING:
        print(path, flush=True)
        run("-m", "pytest", "-q", path, CMCCT_REWRITE="1")


if __name__ == "__main__":
    main()
