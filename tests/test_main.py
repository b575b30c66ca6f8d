"""How a process begins and ends."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import SHIPPED, environment

PROBE = """
import atexit, gc, sys
from cmcct.__main__ import main
atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 0))
sys.argv = ["cmcct", *sys.argv[1:]]
main()
"""


def test_nobody_looks_for_garbage_in_a_command_nor_at_its_end() -> None:
    command = [sys.executable, "-c", PROBE, "--no-such-option"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 2
    assert done.stdout == "False True\n"


def test_no_plugin_of_another_package_sees_the_contacts_pass(tmp_path: Path) -> None:
    metadata = tmp_path / "spy-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1\n", "utf-8")
    (metadata / "entry_points.txt").write_text("[pydantic]\nspy = spy:plugin\n", "utf-8")
    (tmp_path / "spy.py").write_text("print('I see')\nplugin = None\n", "utf-8")

    def output(*words: str) -> str:
        surroundings = environment() | {"PYTHONPATH": str(tmp_path)}
        # Commands that ran in this process have set it.
        surroundings.pop("PYDANTIC_DISABLE_PLUGINS", None)
        command = [sys.executable, *words]
        done = subprocess.run(
            command, capture_output=True, check=False, encoding="utf-8", env=surroundings
        )
        return done.stdout

    anybody = "import pydantic; pydantic.create_model('Anybody')"
    assert "I see" in output("-c", anybody)
    found = output("-m", "cmcct", "show", "gy-ctu", "--directory", str(SHIPPED))
    assert "Ada" in found
    assert "I see" not in found
