"""Atomic writing of one or several files, by one writer at a time."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cmcct.formats import vcard
from cmcct.storage import atomic, filesystem
from tests.conftest import error_of, limit_file_size, list_names


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    """Return a function that sets the umask for one test."""
    before = os.umask(0o022)
    yield lambda mask: (os.umask(mask), None)[1]
    os.umask(before)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_new_file_has_its_bytes_and_umask_mode(
    tmp_path: Path, umask: Callable[[int], None]
) -> None:
    for mask, mode in ((0o022, 0o644), (0o077, 0o600), (0o002, 0o664)):
        umask(mask)
        path = tmp_path / f"list-{mask:o}.csv"
        atomic.write_file(path, b"\xef\xbb\xbfa\r\n")
        assert (path.read_bytes(), _mode(path)) == (b"\xef\xbb\xbfa\r\n", mode)
        assert os.umask(mask) == mask
    assert len(list_names(tmp_path)) == 3


def test_private_file_is_its_owners_even_if_replaced(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    atomic.write_file(path, b"new", private=True)
    assert _mode(path) == 0o600
    path.chmod(0o644)
    atomic.write_file(path, b"newer", private=True)
    assert (path.read_bytes(), _mode(path)) == (b"newer", 0o600)


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    atomic.write_file(path, b"new")
    assert (path.read_bytes(), _mode(path)) == (b"new", 0o640)
    assert list_names(tmp_path) == ["list.csv"]


def test_a_reader_of_the_old_file_goes_on_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        atomic.write_file(path, b"new")
        assert reader.read() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_is_followed(tmp_path: Path, *, is_there: bool) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    if is_there:
        target.write_bytes(b"old")
    link.symlink_to("target.csv")
    atomic.write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert list_names(tmp_path) == ["link.csv", "target.csv"]


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to("link.csv")
    reason = "Too many levels of symbolic links"
    assert error_of(lambda: atomic.write_file(link, b"new")) == (
        f"cannot write {link}: {reason}",
        "",
    )
    assert link.is_symlink()


def test_failed_write_leaves_old_bytes_only(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with limit_file_size(1000):
        refusal = error_of(lambda: atomic.write_file(path, b"x" * 100_000))
    assert refusal == (f"cannot write {path}: File too large", "")
    assert path.read_bytes() == b"old"
    assert list_names(tmp_path) == ["list.csv"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/list.csv", "use {0}/missing: no such file or folder"),
        ("file/list.csv", "write {0}/file/list.csv: Not a directory"),
        (".", "write {0}: Is a directory"),
        ("a" * 300, f"write {{0}}/{'a' * 300}: File name too long"),
    ],
)
def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / name
    refusal = error_of(lambda: atomic.write_file(path, b"new"))
    assert refusal == (f"cannot {reason.format(tmp_path)}", "")
    assert list_names(tmp_path) == ["file"]


def test_read_only_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    path.chmod(0o444)
    refusal = error_of(lambda: atomic.write_file(path, b"new"))
    assert refusal == (f"cannot write {path}: the file is read-only", "")
    assert (path.read_bytes(), list_names(tmp_path)) == (b"old", ["list.csv"])


def test_a_file_is_taken_away_once(tmp_path: Path) -> None:
    path = tmp_path / "old.vcf"
    path.touch()
    atomic.remove_file(path)
    atomic.remove_file(path)
    assert list(tmp_path.iterdir()) == []
    refusal = error_of(lambda: atomic.remove_file(tmp_path))
    assert refusal == (f"cannot write {tmp_path}: Is a directory", "")


def test_unwritable_folder_is_reported() -> None:
    path = Path("/proc/self/list.csv")
    message, _ = error_of(lambda: atomic.write_file(path, b"new"))
    assert message.startswith("cannot write /proc/self/list.csv: ")


def test_a_full_device_is_said() -> None:
    assert error_of(lambda: atomic.write_file(Path("/dev/full"), b"new")) == (
        "cannot write /dev/full: No space left on device",
        "",
    )


def test_a_device_is_written_to_directly() -> None:
    atomic.write_file(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()


def test_a_pipe_is_written_to_directly(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    atomic.write_file(path, b"new", private=True)
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert path.is_fifo()


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    for _ in range(2):
        atomic.make_folder(tmp_path / "a" / "b")
        assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, reason in (
        (tmp_path / "file", "File exists"),
        (tmp_path / "file" / "x", "Not a directory"),
    ):
        message = f"cannot use {path}: {reason}"
        assert error_of(lambda path=path: atomic.make_folder(path)) == (message, "")  # type: ignore[misc]


def test_interrupted_write_removes_its_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        atomic.write_file(path, b"new")
    assert (path.read_bytes(), list_names(tmp_path)) == (b"old", ["list.csv"])


def test_refused_owner_does_not_prevent_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fchown", refuse)
    atomic.write_file(path, b"new")
    assert path.read_bytes() == b"new"


# Several files together


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Write two files in two folders."""
    paths = tmp_path / "one" / "a.toml", tmp_path / "two" / "b.toml"
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(b"old")
    return paths


def _replace(*paths: Path) -> None:
    atomic.replace_files([atomic.NewContent(path, b"new") for path in paths])


def _failing(name: str, do: Callable[..., Any], *errors: type | None) -> Callable[..., Any]:
    """Return a function that fails in some calls: the errors in order, None for success."""
    left = list(errors)

    def call(*given: Any) -> Any:
        if left and (error := left.pop(0)):
            raise error(errno.ENODEV, f"{name} fails")  # not one of those that are translated
        return do(*given)

    return call


def _state(*paths: Path) -> list[tuple[bytes | None, list[str]]]:
    return [
        (path.read_bytes() if path.exists() else None, list_names(path.parent)) for path in paths
    ]


def test_two_files_are_replaced(pair: tuple[Path, Path]) -> None:
    _replace(*pair)
    assert _state(*pair) == [(b"new", ["a.toml"]), (b"new", ["b.toml"])]


@pytest.mark.parametrize("is_there", [True, False])
def test_failed_second_rename_puts_first_file_back(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, *, is_there: bool
) -> None:
    if not is_there:
        pair[0].unlink()
    before = _state(*pair)
    monkeypatch.setattr(Path, "replace", _failing("rename", Path.replace, None, OSError))
    refusal = error_of(lambda: _replace(*pair))
    assert refusal == (
        f"cannot write {pair[1]}: rename fails; restored: {pair[0]}",
        "",
    )
    assert _state(*pair) == before


def test_special_file_is_not_replaced(pair: tuple[Path, Path]) -> None:
    pair[1].unlink()
    os.mkfifo(pair[1])
    refusal = error_of(lambda: _replace(*pair))
    assert refusal == (f"cannot write {pair[1]}: not a regular file", "")
    assert (pair[0].read_bytes(), pair[1].is_fifo()) == (b"old", True)


def test_failed_first_rename_changes_nothing(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _state(*pair)
    monkeypatch.setattr(Path, "replace", _failing("rename", Path.replace, OSError))
    assert error_of(lambda: _replace(*pair)) == (f"cannot write {pair[0]}: rename fails", "")
    assert _state(*pair) == before


def test_file_that_cannot_be_put_back_is_named(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", _failing("rename", Path.replace, None, OSError, OSError))
    message, hint = error_of(lambda: _replace(*pair))
    problem, left = message.split("; ")
    assert problem == f"cannot write {pair[1]}: rename fails"
    assert left == f"{pair[0]} was already changed and cannot be restored: rename fails"
    assert hint == "run cmcct check"
    assert _state(*pair) == [(b"new", ["a.toml"]), (b"old", ["b.toml"])]


def test_first_folder_without_sync_restores_first_file(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _state(*pair)
    # Three drafts, then the folder.
    monkeypatch.setattr(os, "fsync", _failing("sync", os.fsync, None, None, None, OSError))
    assert error_of(lambda: _replace(*pair)) == (
        f"cannot use {pair[0].parent}: sync fails; restored: {pair[0]}",
        "",
    )
    assert _state(*pair) == before


def test_last_folder_without_sync_has_both_new(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = _failing("sync", os.fsync, None, None, None, None, OSError)
    monkeypatch.setattr(os, "fsync", sync)
    message, hint = error_of(lambda: _replace(*pair))
    done, problem = message.split("; ")
    assert done == f"written, but a power failure could undo it: {pair[0]}, {pair[1]}"
    assert problem == f"cannot use {pair[1].parent}: sync fails"
    assert hint == "check the disk"
    assert _state(*pair) == [(b"new", ["a.toml"]), (b"new", ["b.toml"])]


@pytest.mark.parametrize(("calls", "after"), [(1, b"old"), (2, b"old"), (3, b"new")])
def test_ctrl_c_leaves_both_files_old_or_both_new(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, calls: int, after: bytes
) -> None:
    rename, count = Path.replace, 0

    def interrupt(*given: Any) -> None:
        nonlocal count
        count += 1
        if count == calls:
            raise KeyboardInterrupt
        rename(*given)
        if count + 1 == calls == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        _replace(*pair)
    assert _state(*pair) == [(after, ["a.toml"]), (after, ["b.toml"])]


# One writer at a time

HOLD = """
import sys, time
from pathlib import Path
from cmcct.formats import vcard
from cmcct.storage import atomic
with atomic.lock_folders(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(float(sys.argv[2]))
    (Path(sys.argv[1]).parent / "done").touch()
"""


@contextmanager
def _held(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock in another process for a while."""
    words = [sys.executable, "-c", HOLD, str(path), str(seconds)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, encoding="utf-8") as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        yield
        other.kill()


def test_a_writer_waits_for_another(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    with _held(path, 0.2), atomic.lock_folders(path):
        # The other process did this last.
        assert list_names(tmp_path) == ["done"]


def test_a_writer_loses_patience(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filesystem, "_LOCK_TIMEOUT", 0.1)
    path = tmp_path / "directory.toml"
    with _held(path, 30):
        refusal = error_of(lambda: atomic.lock_folders(path).__enter__())
    message = f"another command is writing to the folder {tmp_path}"
    assert refusal == (message, "nothing was saved; try again")
    with atomic.lock_folders(path):
        pass


def test_killed_writer_blocks_no_other(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    with _held(path, 30):
        pass
    with atomic.lock_folders(path):
        pass


def test_a_folder_that_cannot_be_locked_is_said(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "directory.toml"
    message = f"cannot use {path.parent}: no such file or folder"
    assert error_of(lambda: atomic.lock_folders(path).__enter__()) == (message, "")


DRAFT = ".cmcct-0123456789ab"


def test_next_writer_removes_drafts_of_killed_one(tmp_path: Path) -> None:
    others = [".cmcct-0123456789abc", ".cmcct-lock", ".cmcct-xyz", "cmcct-0123456789ab"]
    for name in (DRAFT, *others):
        (tmp_path / name).touch()
    folder, link = tmp_path / "elsewhere", tmp_path / ".cmcct-000000000000"
    folder.mkdir()
    link.symlink_to("elsewhere")
    (folder / "d.toml").symlink_to(tmp_path / "directory.toml")
    with atomic.lock_folders(folder / "d.toml"):
        # A folder or a link is not a draft.
        assert list_names(tmp_path) == sorted([*others, "elsewhere", link.name])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_draft_of_another_user_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, owner in ((DRAFT, 1234), (".cmcct-000000000000", 5678)):
        (tmp_path / name).touch()
        os.chown(tmp_path / name, owner, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    with atomic.lock_folders(tmp_path / "directory.toml"):
        assert list_names(tmp_path) == [".cmcct-000000000000"]


def test_folder_that_cannot_be_read_has_no_drafts(tmp_path: Path) -> None:
    assert filesystem.find_drafts(tmp_path / "missing") == []


def test_split_folder_loses_drafts_of_killed_export(tmp_path: Path) -> None:
    (tmp_path / DRAFT).touch()
    vcard.write_cards(tmp_path, [("gy-ctu", "x")], private=False, prune=False)
    assert list_names(tmp_path) == ["gy-ctu.vcf"]


def test_export_removes_drafts_of_killed_one(tmp_path: Path) -> None:
    (tmp_path / DRAFT).touch()
    atomic.write_file(tmp_path / "list.csv", b"new")
    assert list_names(tmp_path) == ["list.csv"]


def test_writer_waits_for_each_folder(tmp_path: Path) -> None:
    one, two = tmp_path / "one" / "a.toml", tmp_path / "two" / "b.toml"
    for path in (one, two):
        path.parent.mkdir()
    for path in (one, two):
        with _held(path, 0.2), atomic.lock_folders(one, two):
            assert list_names(path.parent) == ["done"]


def test_folder_of_two_names_is_locked_once(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    with atomic.lock_folders(tmp_path / "real" / "a.toml", tmp_path / "link" / "b.toml"):
        pass
