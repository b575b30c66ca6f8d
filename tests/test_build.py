"""The wheel and the source archive: the same bytes in any place, and pinned requirements."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from scripts.requirements import FILE, read_requirements
from tests.conftest import BARE_PYTHON, ROOT, bare_environment
from tests.support.programs import need

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

PLACES = {
    "here": {"TZ": "UTC", "LC_ALL": "C"},
    "über there": {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"},
}


def _copy(folder: Path, *, umask: int, day: int) -> None:
    """Copy the files of this checkout, with another mode and time."""
    listed = subprocess.run(
        [need("git", "apt install git"), "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
        target.chmod((0o777 if os.access(ROOT / name, os.X_OK) else 0o666) & ~umask)
        os.utime(target, (day * 86_400, day * 86_400))


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_build_has_same_bytes_in_any_place(tmp_path: Path, kind: str) -> None:
    built = []
    for number, (name, surroundings) in enumerate(PLACES.items()):
        folder = tmp_path / name
        _copy(folder, umask=(0o022, 0o002)[number], day=20_000 + number)
        subprocess.run(
            [
                *BARE_PYTHON,
                "-m",
                "hatchling",
                "build",
                "-t",
                kind,
                "-d",
                tmp_path / f"out{number}",
            ],
            cwd=folder,
            env=bare_environment() | surroundings,
            check=True,
            capture_output=True,
        )
        (file,) = (tmp_path / f"out{number}").iterdir()
        built.append((file.name, file.read_bytes()))
    assert built[0] == built[1]


def test_pinned_requirements_have_hashes_and_fit() -> None:
    text = FILE.read_text(encoding="utf-8")
    entries = re.findall(
        r"^([a-z][\w.-]*)==(\S+)(.*\\\n(?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", text, re.MULTILINE
    )
    assert len(entries) == len(re.findall(r"^[a-z]", text, re.MULTILINE))
    pinned = {name: Version(version) for name, version, _ in entries}
    for requirement in map(Requirement, read_requirements()):
        assert pinned[requirement.name] in requirement.specifier, requirement
