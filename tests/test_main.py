"""How a process begins and ends."""

import subprocess
import sys

PROBE = """
import atexit, gc, sys
from cmcct.__main__ import main
atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 10_000))
sys.argv = ["cmcct", *sys.argv[1:]]
main()
"""


def test_nobody_looks_for_garbage_in_a_command_nor_at_its_end() -> None:
    command = [sys.executable, "-c", PROBE, "--no-such-option"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 2
    assert done.stdout == "False True\n"
