"""Kills, full disks, concurrent writers: directory and private file stay whole and consistent."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cmcct.storage import directory_file
from tests.conftest import (
    MINIMAL,
    ROOT,
    Run,
    command,
    environment,
    list_names,
)

WRITERS, EDITS = 8, 6
FIRED = 100  # as in `tests/support/killer.py`

pytestmark = pytest.mark.gate


def _seat(id_: str, name: str, more: str = "") -> str:
    return f"""
[[focal_point]]
id = "{id_}"
{more}country = "Guyana"
name = "{name}"
organisation = "Example Ministry"
sectors = ["police"]
emails = ["{id_}@example.org", "own-{id_}@example.org"]
"""


NAMES = {
    "gy-1": "Ada Example",
    "gy-2": "Bo Pérez",
    "gy-3": "Cy Charles",
    "gy-4": "Di Joseph",
    "gy-6": "Ada Example Pérez",
}
NUMBERS = {name: f"+592 609 120{index}" for index, name in enumerate(NAMES.values())}
FORMERLY = {"gy-3": 'formerly = ["gy-0"]\n'}
OLD = "".join((MINIMAL, *(_seat(id_, name, FORMERLY.get(id_, "")) for id_, name in NAMES.items())))
# One line is not formatted.
UNTIDY = OLD.replace('"Guyana"', '"GY"', 1)
PRIVATE = "".join(
    f'[[focal_point]]\nid = "{id_}"\nname = "{name}"\nphones = ["{NUMBERS[name]}"]\n'
    for id_, name in NAMES.items()
)


class Case(NamedTuple):
    """A command, and the file that may be the only new one after a kill."""

    words: tuple[str, ...]
    middle: str = ""
    overlay: str | None = PRIVATE


NEW = (
    *("add", "--id", "gy-9", "--country", "Guyana", "--organisation", "Example Office"),
    *("--sector", "police", "--status", "vacant"),
)
CASES = {
    "add": Case(NEW),
    "add-private": Case(("add", "--private", "--id", "gy-1", "--phone", "+592 609 1299")),
    "add-private-new": Case(
        ("add", "--private", "--id", "gy-1", "--phone", "+592 609 1299"), overlay=None
    ),
    "set": Case(("set", "gy-1", "title=Chief")),
    "set-private": Case(("set", "gy-1", "--private", "phones=['+592 609 1298']", "--yes")),
    "set-private-move": Case(
        ("set", "gy-1", "--private", "emails.1", "--yes"), directory_file.OVERLAY_NAME
    ),
    "set-private-move-new": Case(
        ("set", "gy-1", "--private", "emails.1", "--yes"), directory_file.OVERLAY_NAME, None
    ),
    "set-public": Case(("set", "gy-1", "--public", "phones.0", "--yes"), "directory.toml"),
    "edit": Case(("edit", "gy-1")),
    "verify": Case(("verify", "gy-1")),
    "replace": Case(("replace", "gy-1", "--name", "Eve Núñez", "--yes"), "directory.toml"),
    "retire": Case(("retire", "gy-1", "--yes"), "directory.toml"),
    "remove": Case(("remove", "gy-1", "--yes"), "directory.toml"),
    "attend": Case(("attend", "georgetown-2019", "gy-1")),
    "rename": Case(("rename", "gy-1", "gy-5"), "directory.toml"),
    "rename-back": Case(("rename", "gy-3", "gy-0"), directory_file.OVERLAY_NAME),
    # A part of another person is unchanged; two parts of the same person are merged.
    "merge": Case(("merge", "gy-1", "gy-2", "--prefer", "keep")),
    "merge-same": Case(("merge", "gy-1", "gy-6", "--prefer", "keep"), "directory.toml"),
    "fmt": Case(("fmt",)),
}
NEXT = ("set", "gy-4", "title=Next")
each_command = pytest.mark.parametrize("name", CASES)


class Paths(NamedTuple):
    """The paths of the two files."""

    directory: Path
    overlay: Path

    @property
    def folders(self) -> list[Path]:
        """Return the folders of the files, without duplicates."""
        return [*dict.fromkeys((self.directory.parent, self.overlay.parent))]

    def write(self, case: Case) -> None:
        """Write the files as before the command."""
        self.directory.write_bytes(UNTIDY.encode())
        self.overlay.unlink(missing_ok=True)
        if case.overlay is not None:
            self.overlay.write_bytes(case.overlay.encode())

    def pair(self) -> tuple[str | None, str | None]:
        """Return the contents of both files."""
        return _text(self.directory), _text(self.overlay)


def _text(path: Path) -> str | None:
    return path.read_bytes().decode() if path.exists() else None


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """Create a folder for the two files, and an editor that changes an entry."""
    folder = tmp_path / "in"
    folder.mkdir()
    editor = tmp_path / "editor"
    editor.write_text("import pathlib, sys\np = pathlib.Path(sys.argv[1])\n"
                      "p.write_text(p.read_text().replace('Ministry', 'Office'))\n")  # fmt: skip
    monkeypatch.setenv("EDITOR", shlex.join((sys.executable, "-S", str(editor))))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    found = Paths(folder / "directory.toml", folder / directory_file.OVERLAY_NAME)
    monkeypatch.setenv("CMCCT_DIRECTORY", str(found.directory))
    return found


class Stop(NamedTuple):
    """A stopped command: its exit code, and the contents then and after the next command."""

    code: int
    messages: str
    then: dict[str, str]
    after: dict[str, str]


def _stopped(how: str, paths: Paths, case: Case) -> list[Stop]:
    """Stop a command before each call that changes a file; the last run ends by itself."""
    paths.write(case)
    given = {
        "how": how,
        "folders": [*map(str, paths.folders)],
        "words": case.words,
        "after": NEXT,
        "log": str(paths.directory.parent.parent / "log"),
    }
    words = [sys.executable, str(ROOT / "tests" / "support" / "killer.py"), json.dumps(given)]
    done = subprocess.run(
        words,
        capture_output=True,
        check=True,
        timeout=110,
        env=environment() | {"PYTHONPATH": str(ROOT)},
    )
    return [Stop(**json.loads(line)) for line in done.stdout.splitlines()]


def _pair(paths: Paths, files: dict[str, str]) -> tuple[str | None, str | None]:
    return files.get(str(paths.directory)), files.get(str(paths.overlay))


def _refuse_strangers(paths: Paths, pair: tuple[str | None, str | None]) -> None:
    """Assert that no private number is joined to another person."""
    for path, text in zip(paths, pair, strict=True):
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_bytes(text.encode())
    for point in directory_file.load(paths.directory).directory.focal_points:
        of_others = {number for name, number in NUMBERS.items() if point.name not in name}
        assert of_others.isdisjoint(phone.number for phone in point.phones)


def _see_kills(paths: Paths, case: Case) -> None:
    *killed, ended = _stopped("kill", paths, case)
    old, new = (UNTIDY, case.overlay), _pair(paths, ended.then)
    assert (ended.code, new != old) == (0, True)
    found = [_pair(paths, stop.then) for stop in killed]
    middles = {
        (new[0], old[1]) if case.middle == "directory.toml" else old,
        (old[0], new[1]) if case.middle == directory_file.OVERLAY_NAME else old,
    }
    # Some call leaves only the permitted file new.
    assert {*found} == {old, new} | middles
    for stop in (*killed, ended):
        # The next command can change the pair, and nothing else is left.
        directory, overlay = _pair(paths, stop.after)
        assert directory is not None
        untitled = directory.replace('title = "Next"\n', "")
        assert (untitled != directory, untitled, overlay) == (True, *_pair(paths, stop.then))
        assert not [file for file in stop.after if "/.cmcct-" in file]
    for pair in {*found}:
        _refuse_strangers(paths, pair)


@pytest.mark.sweep(3)
@each_command
def test_killed_command_leaves_a_pair(paths: Paths, name: str) -> None:
    _see_kills(paths, CASES[name])


@pytest.mark.parametrize("name", ["retire", "remove"])
def test_check_names_command_that_finishes_killed_one(run: Run, paths: Paths, name: str) -> None:
    case = CASES[name]
    paths.write(case)
    assert run(*case.words).code == 0
    new = paths.pair()
    paths.overlay.write_bytes(PRIVATE.encode())  # as after a kill
    draft = paths.directory.with_name(".cmcct-0123456789ab")
    draft.write_bytes(UNTIDY.encode())
    found = run("check")
    assert f"cmcct {name} gy-1" in found.out + found.err
    assert f"{draft.name} was left by a command that was killed" in found.err
    assert paths.overlay.read_bytes() == PRIVATE.encode()
    assert run(*case.words).code == 0
    assert (paths.pair(), draft.exists()) == (new, False)
    found = run("check")
    assert f"cmcct {name}" not in found.out + found.err


# Failures of `edit` in its own folder do not concern the two files.
@pytest.mark.sweep(3)
@pytest.mark.parametrize("name", sorted({*CASES} - {"edit"}))
def test_failed_call_leaves_both_files_old_or_both_new(paths: Paths, name: str) -> None:
    case = CASES[name]
    *failed, ended = _stopped("fail", paths, case)
    old, new = (UNTIDY, case.overlay), _pair(paths, ended.then)
    assert ended.code == 0
    for stop in failed:
        pair = _pair(paths, stop.then)
        assert pair in {old, new}
        # The message tells whether the files were written.
        is_told = "error: written, but a power failure could undo it: " in stop.messages
        is_done = is_told or stop.code == FIRED
        assert (stop.code, pair) == (
            (FIRED + 2 * (not is_done or is_told)),
            new if is_done else old,
        )
        assert not [file for file in stop.then if "/.cmcct-" in file] or stop.code == FIRED
        assert not [file for file in stop.after if "/.cmcct-" in file]


# Disks and folders


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 96 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def _on(disk: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """Put the private file on another disk."""
    monkeypatch.setenv("CMCCT_PRIVATE", str(disk / "private.toml"))
    return paths._replace(overlay=disk / "private.toml")


# Where CMCCT_PRIVATE names no file yet, the next command is refused.
@pytest.mark.sweep(2)
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.overlay])
def test_killed_command_leaves_a_pair_on_two_disks(
    paths: Paths, disk: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    _see_kills(_on(disk, paths, monkeypatch), CASES[name])


def _see_full_disk(run: Run, paths: Paths, disk: Path, case: Case) -> set[int]:
    """Run a command with increasing room on a disk; return its exit codes."""
    codes, filler = set(), disk / "filler"
    for free in range(7):
        paths.write(case)
        filler.write_bytes(b"")
        room = os.statvfs(disk)
        filler.write_bytes(b"x" * ((room.f_bavail - free) * room.f_bsize))
        old = paths.pair()
        result = run(*case.words)
        codes.add(result.code)
        assert (paths.pair() == old) is bool(result.code)
        assert "No space left on device" in result.err or not result.code
        assert not list(disk.glob(".cmcct-*"))
        for file in {*disk.iterdir()} - {filler}:
            file.unlink()
    return codes


@pytest.mark.sweep(6)
@each_command
def test_full_disk_leaves_both_files_old_or_both_new(
    run: Run, paths: Paths, disk: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    paths = Paths(disk / "directory.toml", disk / directory_file.OVERLAY_NAME)
    monkeypatch.setenv("CMCCT_DIRECTORY", str(paths.directory))
    assert _see_full_disk(run, paths, disk, CASES[name]) == {0, 2}


@pytest.mark.sweep(4)
@each_command
def test_full_disk_of_private_file_leaves_old_or_new(
    run: Run, paths: Paths, disk: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    paths = _on(disk, paths, monkeypatch)
    codes = {0, 2} if _writes_private(name) else {0}
    assert _see_full_disk(run, paths, disk, CASES[name]) == codes


def _writes_private(name: str) -> bool:
    return "private" in name or bool(CASES[name].middle)


@each_command
def test_read_only_folder_leaves_both_files_old(
    run: Run, paths: Paths, disk: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    paths, case = _on(disk, paths, monkeypatch), CASES[name]
    paths.write(case)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    result = run(*case.words)
    if _writes_private(name):
        assert paths.pair() == (UNTIDY, case.overlay)
        assert result.code == 2
        message = f"error: cannot write {_first_written(paths, case)}: Read-only file system"
        assert message in result.err.splitlines()
    else:
        assert result.code == 0
    assert list_names(paths.directory.parent) == ["directory.toml"]


def _first_written(paths: Paths, case: Case) -> Path:
    return paths.overlay.with_name(".gitignore") if case.overlay is None else paths.overlay


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@each_command
def test_folder_of_another_user_leaves_both_files_old(run: Run, paths: Paths, name: str) -> None:
    paths.write(CASES[name])
    paths.directory.parent.chmod(0o555)
    result = run(*CASES[name].words)
    paths.directory.parent.chmod(0o755)
    assert (result.code, paths.pair()) == (2, (UNTIDY, CASES[name].overlay))
    assert "Permission denied" in result.err


# Killed by the system


# System calls; those that only sometimes change a file have a pattern of their arguments.
SYSTEM_CALLS = {
    "openat": "O_CREAT",
    "write": "",
    "fsync": "",
    "fchmod": "",
    "rename": "",
    "unlink": "",
}


def _traced(paths: Paths, words: tuple[str, ...], *options: str) -> int:
    log = paths.directory.parent.parent / "log"
    words = ("strace", "-qq", "-y", "-o", str(log), *options, *command(*words))
    settled = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    env = environment() | settled
    return subprocess.run(words, capture_output=True, check=False, timeout=60, env=env).returncode


def _calls(paths: Paths, case: Case, name: str) -> list[int]:
    """Return the indices, from 1, of a system call's uses on the files."""
    paths.write(case)
    assert _traced(paths, case.words, "-e", f"trace={name}") == 0
    log = paths.directory.parent.parent / "log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    calls = [line for line in lines if line.startswith(f"{name}(")]
    folders = [str(folder) for folder in paths.folders]
    return [
        number
        for number, line in enumerate(calls, 1)
        if SYSTEM_CALLS[name] in line and any(folder in line for folder in folders)
    ]


@pytest.mark.sweep(1)  # a killed process writes no data of it
@pytest.mark.usefixtures("_strace")
@each_command
def test_killed_command_leaves_a_consistent_pair(run: Run, paths: Paths, name: str) -> None:
    case = CASES[name]
    paths.write(case)
    assert run(*case.words).code == 0
    old, new = (UNTIDY, case.overlay), paths.pair()
    middles = {
        (new[0], old[1]) if case.middle == "directory.toml" else old,
        (old[0], new[1]) if case.middle == directory_file.OVERLAY_NAME else old,
    }
    for call in SYSTEM_CALLS:
        for number in _calls(paths, case, call):
            paths.write(case)
            inject = f"inject={call}:signal=SIGKILL:when={number}"
            assert _traced(paths, case.words, "-e", inject) == -9
            pair = paths.pair()
            assert pair in {old, new, *middles}
            assert run(*NEXT).code == 0
            assert not list(paths.directory.parent.glob(".cmcct-*"))
            _refuse_strangers(paths, pair)


@pytest.mark.sweep(1)
@pytest.mark.usefixtures("_strace")
@each_command
def test_failed_sync_leaves_both_files_old_or_both_new(run: Run, paths: Paths, name: str) -> None:
    case = CASES[name]
    paths.write(case)
    assert run(*case.words).code == 0
    old, new = (UNTIDY, case.overlay), paths.pair()
    numbers = _calls(paths, case, "fsync")
    for number in numbers:
        paths.write(case)
        assert _traced(paths, case.words, "-e", f"inject=fsync:error=EIO:when={number}") == 2
        assert paths.pair() == (new if number == numbers[-1] else old)
        assert not list(paths.directory.parent.glob(".cmcct-*"))


@pytest.mark.sweep
@pytest.mark.usefixtures("_strace")
@pytest.mark.parametrize("error", ["ENOLCK", "EOPNOTSUPP"])
def test_folder_without_locks_is_written_at_once(paths: Paths, error: str) -> None:
    case = CASES["retire"]
    paths.write(case)
    assert _traced(paths, case.words, "-e", f"inject=flock:error={error}") == 0
    assert 'status = "left"' in str(paths.pair()[0])
    assert list_names(paths.directory.parent) == ["directory.private.toml", "directory.toml"]


# Other writers

SEATS = [_seat(f"gy-{n:03}", "Ada Example", f'formerly = ["g-{n}"]\n') for n in range(200)]
MANY = "".join((MINIMAL, *SEATS)).encode()

# Waits for the lock longer than users do: the machine may be busy.
WRITER = """
import sys
from cmcct.__main__ import main
from cmcct.storage import filesystem
filesystem._LOCK_TIMEOUT = 600
item, *words = sys.argv[1:]
for edit in range(int(words.pop())):
    added = item.format(edit)
    sys.argv = ["cmcct", *words, added]
    try:
        main()
    except SystemExit as ended:
        if not ended.code:
            print(added, flush=True)
"""


def _write_at_once(items: list[tuple[str, tuple[str | Path, ...]]]) -> list[str]:
    """Add items from concurrent writers, repeating each; return the items reported as added."""
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, item, *map(str, words), str(EDITS)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment(),
        )
        for item, words in items
    ]
    return [line for writer in writers for line in writer.communicate()[0].splitlines()]


@pytest.mark.sweep
@pytest.mark.timeout(600)  # the writers wait for each other
def test_successful_edits_of_many_writers_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(MANY)
    words = ("set", "gy-000", "--directory", path, "--add")
    reported = _write_at_once([(f"formerly=seat-{n}-{{}}", words) for n in range(WRITERS)])
    points = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    assert len(reported) == WRITERS * EDITS
    added = [item.removeprefix("formerly=") for item in reported]
    assert sorted(points[0]["formerly"]) == sorted(["g-0", *added])
    assert points[1:] == tomllib.loads(MANY.decode())["focal_point"][1:]
    assert list_names(tmp_path) == ["directory.toml"]


@pytest.mark.sweep
def test_directories_with_one_private_file_lose_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay = tmp_path / "private" / "p.toml"
    overlay.parent.mkdir()
    monkeypatch.setenv("CMCCT_PRIVATE", str(overlay))
    items = list[tuple[str, tuple[str | Path, ...]]]()
    for number in range(4):
        path = tmp_path / f"in-{number % 2}" / "directory.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(OLD.encode())
        words = ("set", "gy-1", "--private", "--directory", path, "--add")
        items.append((f"phones=+592 609 {number + 1}{{:03}}", words))
    reported = _write_at_once(items)
    (part,) = tomllib.loads(overlay.read_text(encoding="utf-8"))["focal_point"]
    assert len(reported) == 4 * EDITS
    numbers = sorted(phone["number"] for phone in part["phones"])  # `set` adds the type
    assert numbers == sorted(item.removeprefix("phones=") for item in reported)


def test_write_keeps_mode_owner_and_links(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "real"
    folder.mkdir()
    path, link, other = folder / "contacts.toml", tmp_path / "directory.toml", folder / "other"
    path.write_bytes(MANY)
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
    # Replacing a file creates a new inode; a hard link keeps the old one.
    assert (other.read_bytes(), other.stat().st_ino) == (MANY, before.st_ino)
    assert list_names(folder) == ["contacts.toml", "other"]


@pytest.mark.usefixtures("_strace")
def test_text_is_on_disk_before_it_replaces_the_old(tmp_path: Path) -> None:
    path, log = tmp_path / "directory.toml", tmp_path / "log"
    path.write_bytes(MANY)
    calls = "trace=fsync,rename,renameat,renameat2"
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
    assert [name[0] for name in order if name] == ["fsync", "rename", "fsync"]
    assert f"<{tmp_path}>" in lines[-1]
