"""Start and end of a process."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHIPPED, Run, environment

PROBE = """
import atexit, gc, sys
from cmcct.__main__ import main
atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 0))
sys.argv = ["cmcct", *sys.argv[1:]]
main()
"""


def test_garbage_collection_is_off_during_command() -> None:
    command = [sys.executable, "-c", PROBE, "--no-such-option"]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 2
    assert done.stdout == "False True\n"


def test_plugin_of_other_package_sees_no_contacts(tmp_path: Path) -> None:
    metadata = tmp_path / "spy-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1\n", "utf-8")
    (metadata / "entry_points.txt").write_text("[pydantic]\nspy = spy:plugin\n", "utf-8")
    (tmp_path / "spy.py").write_text("print('I see')\nplugin = None\n", "utf-8")

    def output(*words: str) -> str:
        surroundings = environment() | {"PYTHONPATH": str(tmp_path)}
        # Commands run in this process have set it.
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


def _unmeasured() -> dict[str, str]:
    """Return the environment without coverage, which imports modules before cmcct starts."""
    return {key: value for key, value in environment().items() if not key.startswith("COV")}


@pytest.mark.parametrize(
    ("started", "surroundings"),
    [
        (["-m", "cmcct"], {}),
        (["-m", "cmcct"], {"PYTHONSAFEPATH": "1"}),
        (["-c", "from cmcct.__main__ import main; main()"], {}),
        ([str(Path(sys.executable).with_name("cmcct"))], {"PYTHONPATH": ":/nowhere"}),
    ],
)
def test_nothing_is_imported_from_the_current_folder(
    started: list[str], surroundings: dict[str, str], tmp_path: Path
) -> None:
    planted = "raise SystemExit('I ran')"
    for name in ("typer", "tomllib", "pydantic", "typing_extensions", "gettext", "json"):
        (tmp_path / f"{name}.py").write_text(planted, encoding="utf-8")
    (tmp_path / "rich").mkdir()
    (tmp_path / "rich/__init__.py").write_text(planted, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, *started, "show", "gy-ctu", "--directory", str(SHIPPED)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=_unmeasured() | surroundings,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ada" in done.stdout


def test_python_itself_would_import_planted_module(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("print('I ran')", encoding="utf-8")
    words = [sys.executable, "-c", "import typer"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True, env=_unmeasured())
    assert done.stdout == b"I ran\n"


def test_cmcct_runs_in_own_and_in_removed_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [*sys.path]
    monkeypatch.chdir(ROOT)
    assert run("schema").code == 0
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run("schema").code == 0
    assert sys.path == before
