"""Killed, on a full disk, among other writers: the file is the old or the new one, whole."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.samples import ADA
from tests.conftest import IN_CI, MINIMAL, THOROUGH, Result, Run, command, environment, in_folder

WRITERS, EDITS = 10, 20

SEATS = [
    "\n" + ADA.replace("gy-ctu", f"gy-{n:03}").replace("gy-unit", f"g-{n}") for n in range(200)
]
OLD = "".join((MINIMAL, *SEATS)).encode()
# Each changes a file of this kind; one of its lines could be laid out better.
UNTIDY = "".join((MINIMAL, *SEATS[:3])).replace('"Guyana"', '"GY"', 1).encode()
COMMANDS: list[tuple[str, ...]] = [
    ("set", "gy-001", "title=Chief"),
    (
        *("add", "--id", "gy-new", "--country", "Guyana", "--organisation", "Example Office"),
        *("--sector", "police", "--status", "vacant"),
    ),
    ("fmt",),
]

pytestmark = pytest.mark.gate

# Runs a command again and again, killed each time before the next line of what writes a file.
KILLER = '''
import os, pathlib, signal, sys
from contextlib import suppress
from cmcct import writing
from cmcct.__main__ import main

path, found = map(pathlib.Path, sys.argv[1:3])
step, old = int(sys.argv[3]), path.read_bytes()
sys.argv = ["cmcct", *sys.argv[4:], "--directory", str(path)]


def writes(frame):
    """Tell whether a function is one of `writing`, or called by one of them."""
    return writing.__file__ in (frame.f_code.co_filename, frame.f_back.f_code.co_filename)


def killed_before(last):
    count = 0

    def line(frame, event, _):
        nonlocal count
        count += event == "line"
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return line

    sys.settrace(lambda frame, *_: line if writes(frame) else None)
    try:
        main()
    finally:
        os._exit(0)


with suppress(SystemExit):
    main()  # all that it needs is imported once
last, status = 0, None  # the last command is not killed
while status != 0:
    path.write_bytes(old)
    last += step
    status = os.waitpid(os.fork() or killed_before(last), 0)[1]
    (found / f"{last:04}").write_bytes(path.read_bytes())
'''


@pytest.mark.parametrize("words", COMMANDS, ids=[words[0] for words in COMMANDS])
def test_killed_at_any_instant_the_file_is_the_old_or_the_new_one(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    path, found = tmp_path / "in" / "directory.toml", tmp_path / "found"
    path.parent.mkdir()
    found.mkdir()
    path.write_bytes(UNTIDY)
    step = 1 if THOROUGH or words == COMMANDS[0] else 5
    killer = [sys.executable, "-c", KILLER, str(path), str(found), str(step), *words]
    subprocess.run(killer, check=True, capture_output=True, timeout=110, env=environment())
    *killed, new = (file.read_bytes() for file in sorted(found.iterdir()))
    assert new != UNTIDY
    assert set(killed) == {UNTIDY, new}
    # A draft that had its name for an instant went with the next edit.
    assert in_folder(path.parent) == ["directory.toml"]


WRITER = """
import sys
from cmcct.__main__ import main
number, edits, path = sys.argv[1:]
for edit in range(int(edits)):
    item = f"seat-{number}-{edit}"
    sys.argv = ["cmcct", "set", "gy-000", "--add", f"formerly={item}", "--directory", path]
    try:
        main()
    except SystemExit as ended:
        if not ended.code:
            print(item, flush=True)
"""


def test_every_edit_of_many_writers_that_reported_success_is_there(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(OLD)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(number), str(EDITS), str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment(),
        )
        for number in range(WRITERS)
    ]
    reported = [item for writer in writers for item in writer.communicate(timeout=110)[0].split()]
    points = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    assert len(reported) == WRITERS * EDITS
    assert sorted(points[0]["formerly"]) == sorted(["g-0", *reported])
    assert points[1:] == tomllib.loads(OLD.decode())["focal_point"][1:]
    assert in_folder(tmp_path) == ["directory.toml"]


# Disks and folders


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk with room for one file of 60 kB and no other."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_on_a_full_disk_the_old_file_stays(run: Run, disk: Path) -> None:
    path = disk / "directory.toml"
    path.write_bytes(OLD[: OLD.rfind(b"\n\n[[", 0, 60_000) + 1])
    before = path.read_bytes()
    result = run("set", "gy-000", "title=Chief", "--directory", path)
    assert result == Result(2, "", f"error: cannot write {path}: No space left on device\n")
    assert (path.read_bytes(), in_folder(disk)) == (before, ["directory.toml"])


def test_in_a_folder_that_is_read_only_the_old_file_stays(run: Run, disk: Path) -> None:
    path = disk / "directory.toml"
    path.write_bytes(MINIMAL.encode() + ADA.encode())
    before = path.read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    result = run("set", "gy-ctu", "title=Chief", "--directory", path)
    assert result == Result(2, "", f"error: cannot write {path}: Read-only file system\n")
    assert (path.read_bytes(), in_folder(disk)) == (before, ["directory.toml"])
    trial = run("set", "gy-ctu", "title=Chief", "--dry-run", "--directory", path)
    assert (trial.code, trial.err) == (0, "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_in_a_folder_of_somebody_elses_the_old_file_stays(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(OLD)
    tmp_path.chmod(0o555)
    result = run("set", "gy-000", "title=Chief", "--directory", path)
    tmp_path.chmod(0o755)
    assert result == Result(2, "", f"error: cannot write {path}: Permission denied\n")
    assert (path.read_bytes(), in_folder(tmp_path)) == (OLD, ["directory.toml"])


def test_mode_owner_and_link_are_kept_and_another_name_of_the_file_has_the_old_text(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "real"
    folder.mkdir()
    path, link, other = folder / "contacts.toml", tmp_path / "directory.toml", folder / "other"
    path.write_bytes(OLD)
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 1234, 5678)
    before = path.stat()
    link.symlink_to("real/contacts.toml")
    other.hardlink_to(path)
    assert run("set", "gy-000", "title=Chief", "--directory", link).code == 0
    after = path.stat()
    assert link.is_symlink()
    assert b'title = "Chief"' in path.read_bytes()
    kept = [(found.st_mode, found.st_uid, found.st_gid) for found in (before, after)]
    assert kept[0] == kept[1]
    # A file that is replaced is another one: a hard link goes on naming the old one.
    assert (other.read_bytes(), other.stat().st_ino) == (OLD, before.st_ino)
    assert in_folder(folder) == ["contacts.toml", "other"]


@pytest.fixture
def _strace() -> None:
    """Skip a test where strace is not there or may not look into processes, but never in CI."""
    probe = ["strace", "-qq", "-e", "trace=none", "true"]
    can = shutil.which("strace") and not subprocess.run(probe, check=False).returncode
    if not can and not IN_CI:
        pytest.skip("strace is not installed, or may not look into processes")
    assert can


@pytest.mark.usefixtures("_strace")
def test_the_text_is_on_the_disk_before_it_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path, log = tmp_path / "directory.toml", tmp_path / "log"
    path.write_bytes(OLD)
    calls = "trace=fsync,linkat,rename,renameat,renameat2"
    words = command("set", "gy-000", "title=Chief", "--directory", path)
    subprocess.run(
        ["strace", "-y", "-qq", "-o", log, "-e", calls, *words],
        capture_output=True,
        check=True,
        timeout=60,
        env=environment(),
    )
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if "directory" in line
             or str(tmp_path) in line]  # fmt: skip
    order = [re.match("[a-z]+", line) for line in lines]
    assert [name[0] for name in order if name] == ["fsync", "linkat", "rename", "fsync"]
    assert f"<{tmp_path}>" in lines[-1]
