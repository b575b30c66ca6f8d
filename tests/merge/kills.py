"""Kill git's merge driver at random moments: no file may be empty, or clean with one side only.

python -m tests.merge.kills 500 [SEED]
"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.conftest import command
from tests.merge.kinds import Case, make_case, two_fields
from tests.merge.random_merges import DRIVER, find_fault, git, merge_by_git

# A killed driver is a conflict; else git would give up the whole merge. Coverage data would be cut
# off, so that none is written.
_KILL = "env -u COVERAGE_PROCESS_CONFIG timeout -s KILL $(shuf -i {}-{} -n 1)e-3"


def kill(root: Path, count: int, seed: str) -> Counter[str]:
    """Merge files by one `git merge`, and kill each driver; return the number of each outcome.

    The moments are between half the time that a merge takes here, and a fifth more than it.
    """
    cases = {f"{number}.toml": make_case(two_fields, f"{seed} {number}") for number in range(count)}
    taken = _time_merge(cases["0.toml"])
    stop = _KILL.format(int(taken * 500), int(taken * 1200))
    unmerged, _ = merge_by_git(root, cases, f"{stop} {DRIVER} || exit 65")
    outcomes = Counter[str]()
    for name, case in cases.items():
        data = (root / name).read_bytes()
        if not find_fault(case, data, is_clean=True):
            outcomes["in conflict with both sides" if name in unmerged else "clean"] += 1
        elif data == case.ours and name in unmerged:
            outcomes["in conflict as it was"] += 1
        else:
            outcomes["wrong"] += 1
    return outcomes


def _time_merge(case: Case) -> float:
    """Return the seconds that a merge takes on this machine, now."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for path, data in zip(paths, (case.ours, case.base, case.theirs), strict=True):
            path.write_bytes(data)
        start = time.monotonic()
        subprocess.run(command("merge-file", *paths), check=True)
        return time.monotonic() - start


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = kill(Path(folder), int(sys.argv[1]), (*sys.argv[2:], "1")[0])
        print(dict(found), git(Path(folder), "status", "--short", "--", ".cmcct-*"))  # noqa: T201 - by hand
    sys.exit(found["wrong"])
