"""Write files whole or not at all, by one writer at a time."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cmcct import writing
from tests.conftest import disk_of, in_folder, refusal_of


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    """Set the umask for one test."""
    before = os.umask(0o022)
    yield lambda mask: (os.umask(mask), None)[1]
    os.umask(before)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_has_the_bytes_and_the_mode_that_the_umask_leaves(
    tmp_path: Path, umask: Callable[[int], None]
) -> None:
    for mask, mode in ((0o022, 0o644), (0o077, 0o600), (0o002, 0o664)):
        umask(mask)
        path = tmp_path / f"list-{mask:o}.csv"
        writing.write(path, b"\xef\xbb\xbfa\r\n")
        assert (path.read_bytes(), _mode(path)) == (b"\xef\xbb\xbfa\r\n", mode)
        assert os.umask(mask) == mask
    assert len(in_folder(tmp_path)) == 3


def test_a_private_file_is_its_owners_only_even_where_one_stood(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    writing.write(path, b"new", private=True)
    assert _mode(path) == 0o600
    path.chmod(0o644)
    writing.write(path, b"newer", private=True)
    assert (path.read_bytes(), _mode(path)) == (b"newer", 0o600)


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    writing.write(path, b"new")
    assert (path.read_bytes(), _mode(path)) == (b"new", 0o640)
    assert in_folder(tmp_path) == ["list.csv"]


def test_a_reader_of_the_old_file_goes_on_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        writing.write(path, b"new")
        assert reader.read() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_is_followed(tmp_path: Path, *, is_there: bool) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    if is_there:
        target.write_bytes(b"old")
    link.symlink_to("target.csv")
    writing.write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert in_folder(tmp_path) == ["link.csv", "target.csv"]


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to("link.csv")
    reason = "Too many levels of symbolic links"
    assert refusal_of(lambda: writing.write(link, b"new")) == (
        f"cannot write {link}: {reason}",
        "",
    )
    assert link.is_symlink()


def test_a_write_that_fails_leaves_the_old_bytes_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with disk_of(1000):
        refusal = refusal_of(lambda: writing.write(path, b"x" * 100_000))
    assert refusal == (f"cannot write {path}: File too large", "")
    assert path.read_bytes() == b"old"
    assert in_folder(tmp_path) == ["list.csv"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/list.csv", "No such file or directory"),
        ("file/list.csv", "Not a directory"),
        (".", "Is a directory"),
    ],
)
def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / name
    assert refusal_of(lambda: writing.write(path, b"new")) == (
        f"cannot write {path}: {reason}",
        "",
    )
    assert in_folder(tmp_path) == ["file"]


def test_a_file_is_taken_away_once(tmp_path: Path) -> None:
    path = tmp_path / "old.vcf"
    path.touch()
    writing.remove(path)
    writing.remove(path)
    assert list(tmp_path.iterdir()) == []
    said = refusal_of(lambda: writing.remove(tmp_path))
    assert said == (f"cannot remove {tmp_path}: Is a directory", "")


def test_a_folder_in_which_nothing_can_be_written_is_said() -> None:
    path = Path("/proc/self/list.csv")
    message, _ = refusal_of(lambda: writing.write(path, b"new"))
    assert message.startswith("cannot write /proc/self/list.csv: ")


def test_a_full_device_is_said() -> None:
    assert refusal_of(lambda: writing.write(Path("/dev/full"), b"new")) == (
        "cannot write /dev/full: No space left on device",
        "",
    )


def test_a_device_is_written_to_directly() -> None:
    writing.write(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()


def test_a_pipe_is_written_to_directly(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    writing.write(path, b"new", private=True)
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert path.is_fifo()


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    for _ in range(2):
        writing.make_folder(tmp_path / "a" / "b")
        assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, reason in (
        (tmp_path / "file", "File exists"),
        (tmp_path / "file" / "x", "Not a directory"),
    ):
        message = f"cannot make the folder {path}: {reason}"
        assert refusal_of(lambda path=path: writing.make_folder(path)) == (message, "")  # type: ignore[misc]


# Where the system has no files without a name


def test_a_draft_has_a_name_where_the_system_knows_none_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE")
    path = tmp_path / "list.csv"
    for data in (b"old", b"new"):
        writing.write(path, data)
        assert (path.read_bytes(), in_folder(tmp_path)) == (data, ["list.csv"])
    with disk_of(1000):
        refusal = refusal_of(lambda: writing.write(path, b"x" * 100_000))
    assert refusal == (f"cannot write {path}: File too large", "")
    assert (path.read_bytes(), in_folder(tmp_path)) == (b"new", ["list.csv"])


def test_a_draft_goes_when_somebody_presses_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        writing.write(path, b"new")
    assert (path.read_bytes(), in_folder(tmp_path)) == (b"old", ["list.csv"])


def test_an_owner_that_may_not_be_given_is_no_reason_not_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fchown", refuse)
    writing.write(path, b"new")
    assert path.read_bytes() == b"new"


# One writer at a time

HOLD = """
import sys, time
from pathlib import Path
from cmcct import writing
with writing.locked(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(float(sys.argv[2]))
    (Path(sys.argv[1]).parent / "done").touch()
"""


@contextmanager
def _held(path: Path, seconds: float) -> Iterator[None]:
    """Let another process hold the lock for a while."""
    words = [sys.executable, "-c", HOLD, str(path), str(seconds)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8") as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        yield
        other.kill()


def test_a_writer_waits_for_another(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    with _held(path, 0.2), writing.locked(path):
        # The other did this last of all.
        assert in_folder(tmp_path) == ["done"]


def test_a_writer_loses_patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 0.1)
    path = tmp_path / "directory.toml"
    with _held(path, 30):
        refusal = refusal_of(lambda: writing.locked(path).__enter__())
    message = "somebody else is writing in this folder"
    assert refusal == (message, "nothing is written; try again")
    with writing.locked(path):
        pass


def test_a_writer_that_was_killed_keeps_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    with _held(path, 30):
        pass
    with writing.locked(path):
        pass


def test_without_locks_a_file_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with writing.locked(tmp_path / "directory.toml"):
        pass


def test_a_folder_that_cannot_be_locked_is_said(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "directory.toml"
    message = f"cannot open the folder {path.parent}: No such file or directory"
    assert refusal_of(lambda: writing.locked(path).__enter__()) == (message, "")


def test_the_next_writer_takes_out_the_drafts_of_one_that_was_killed(tmp_path: Path) -> None:
    drafts = [
        f".{name}.0123456789ab"
        for name in ("directory.toml", "directory.private.toml", ".gitignore")
    ]
    others = [
        ".directory.toml.swp",
        ".directory.toml.0123456789abc",
        ".list.csv.0123456789ab",
        "directory.toml",
    ]
    for name in (*drafts, *others):
        (tmp_path / name).touch()
    link = tmp_path / "elsewhere"
    link.mkdir()
    (link / "d.toml").symlink_to(tmp_path / "directory.toml")
    with writing.locked(link / "d.toml"):
        assert in_folder(tmp_path) == sorted([*others, "elsewhere"])
