"""Killed, on a full disk, among other writers: the file is the old or the new one, whole."""

import os
import random
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cmcct import writing
from tests.cli.samples import ADA
from tests.conftest import MINIMAL, THOROUGH, Result, Run, command, environment, in_folder
from tests.programs import need

# A kill takes as long as a command: all of them where there is time.
KILLS = 500 if THOROUGH else 100
WRITERS, EDITS = 10, 20

SEATS = "".join(
    "\n" + ADA.replace("gy-ctu", f"gy-{n:03}").replace("gy-unit", f"g-{n}") for n in range(200)
)
OLD = f"{MINIMAL}{SEATS}".encode()
# Each changes a file of this kind; one of its lines could be laid out better.
UNTIDY = OLD.replace(b'"Guyana"', b'"GY"', 1)
COMMANDS: list[tuple[str, ...]] = [
    ("set", "gy-100", "title=Chief"),
    (
        *("add", "--id", "gy-new", "--country", "Guyana", "--organisation", "Example Office"),
        *("--sector", "police", "--status", "vacant"),
    ),
    ("fmt",),
]

pytestmark = pytest.mark.gate


def _started(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command(*words, "--directory", folder / "directory.toml"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )


def _finished(folder: Path, words: tuple[str, ...]) -> tuple[bytes, float]:
    """Let a command end; return what it wrote, and how long it took."""
    start = time.monotonic()
    assert _started(folder, *words).wait(timeout=60) == 0
    return (folder / "directory.toml").read_bytes(), time.monotonic() - start


def _killed(folder: Path, words: tuple[str, ...], moments: list[float]) -> list[bytes]:
    """Kill a command at each of some moments after its start; return what the file says then."""
    path, found = folder / "directory.toml", []
    for moment in moments:
        path.write_bytes(UNTIDY)
        with _started(folder, *words) as process:
            time.sleep(moment)
            process.kill()
        found.append(path.read_bytes())
    return found


@pytest.mark.parametrize("words", COMMANDS, ids=[words[0] for words in COMMANDS])
def test_killed_at_any_instant_the_file_is_the_old_or_the_new_one(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        (folder / "directory.toml").write_bytes(UNTIDY)
    new, _ = _finished(folders[0], words)
    (folders[0] / "directory.toml").write_bytes(UNTIDY)
    _, duration = _finished(folders[0], words)
    chance = random.Random(KILLS)  # noqa: S311 - not a secret
    # Most of a command's time goes by before it writes.
    moments = [duration * chance.triangular(0, 1.3, 1) for _ in range(KILLS // len(COMMANDS) + 1)]
    with ThreadPoolExecutor(len(folders)) as pool:
        runs = pool.map(_killed, folders, [words] * 2, [moments[::2], moments[1::2]])
        found = [text for run in runs for text in run]
    assert new != UNTIDY
    assert len(found) == len(moments)
    assert set(found) <= {UNTIDY, new}
    for folder in folders:
        # A draft that had its name for an instant goes with the next edit.
        with writing.locked(folder / "directory.toml"):
            assert in_folder(folder) == ["directory.toml"]


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


def test_the_text_is_on_the_disk_before_it_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    need("strace", "apt install strace")
    path, log = tmp_path / "directory.toml", tmp_path / "log"
    path.write_bytes(OLD)
    calls = "trace=fsync,linkat,rename,renameat,renameat2"
    words = command("set", "gy-000", "title=Chief", "--directory", path)
    done = subprocess.run(
        ["strace", "-y", "-qq", "-o", log, "-e", calls, *words],
        capture_output=True,
        check=False,
        timeout=60,
        env=environment(),
    )
    if done.returncode:
        pytest.skip("strace may not look into processes")
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if "directory" in line
             or str(tmp_path) in line]  # fmt: skip
    order = [re.match("[a-z]+", line) for line in lines]
    assert [name[0] for name in order if name] == ["fsync", "linkat", "rename", "fsync"]
    assert f"<{tmp_path}>" in lines[-1]
