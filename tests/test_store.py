"""Find, read and write files, whole or not at all."""

import os
import resource
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cmcct import store
from cmcct.errors import CmcctError
from cmcct.model import Email, Phone

Write = Callable[[str], Path]

ENTRY = """
[[focal_point]]
id = "gy-ctu"
country = "Guyana"
name = "Ada Example"
organisation = "Example Ministry"
sectors = ["police"]
emails = ["ctu@example.org"]
"""
OVERLAY = """
[[focal_point]]
id = "gy-ctu"
phones = ["+592 609 1234"]
address = "6 Example Dam"
"""


def _overlay(path: Path, text: str = OVERLAY) -> Path:
    """Write a private overlay beside a directory file."""
    overlay = path.with_name("directory.private.toml")
    overlay.write_text(text, encoding="utf-8")
    return overlay


def _refusal(do: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(CmcctError) as refused:
        do()
    return refused.value.message, refused.value.help


# Where the directory is


def test_the_file_that_is_given_wins(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", "other.toml")
    monkeypatch.chdir(write("").parent)
    assert store.locate(Path("given.toml")) == Path("given.toml")


def test_the_file_that_the_environment_names_comes_next(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", "other.toml")
    monkeypatch.chdir(write("").parent)
    assert store.locate(None) == Path("other.toml")


@pytest.mark.parametrize("below", ["", "a", "a/b/c"])
def test_the_nearest_file_upwards_comes_last(
    monkeypatch: pytest.MonkeyPatch, write: Write, below: str
) -> None:
    path = write("")
    folder = path.parent / below
    folder.mkdir(parents=True, exist_ok=True)
    (path.parent / "a").mkdir(exist_ok=True)
    (path.parent / "a" / "directory.toml").mkdir()  # no file
    monkeypatch.setenv("CMCCT_DIRECTORY", "")
    monkeypatch.chdir(folder)
    assert store.locate(None) == path


def test_where_there_is_none_init_makes_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _refusal(lambda: store.locate(None)) == (
        f"no directory.toml in {tmp_path} or a folder above it",
        "run cmcct init to make one, or name one with --directory",
    )


def test_a_current_folder_that_has_gone_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    message, _ = _refusal(lambda: store.locate(None))
    assert message == "cannot see the current folder: No such file or directory"


# Reading


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(b'\xef\xbb\xbfname = "Ada Mar\xc3\xada"\r\n')
    assert store.parse(path) == {"name": "Ada María"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.toml", "No such file or directory"),
        (".", "Is a directory"),
        ("directory.toml/x.toml", "Not a directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(write: Write, name: str, reason: str) -> None:
    path = write("").parent / name
    assert _refusal(lambda: store.parse(path)) == (f"cannot read {path}: {reason}", "")


NOT_UTF_8 = "this is not UTF-8 text"
ENCODING = "save the file with the encoding UTF-8"
UNFINISHED = (
    "a merge is not finished: the two versions of some lines stand one below the other",
    "keep the right lines of the two, and delete the lines with <<<<<<<, ======= and >>>>>>>",
)
NO_QUOTES = "this text has no quotes around it"
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("data", "span", "reason", "advice"),
    [
        (b"\xff\xfen\x00", (1, 1, 1, 2), "this is UTF-16 text, not UTF-8", ENCODING),
        (b"\xfe\xff\x00n", (1, 1, 1, 2), "this is UTF-16 text, not UTF-8", ENCODING),
        (b'name = "Mar\xeda"\n', (1, 12, 1, 13), NOT_UTF_8, ENCODING),
        (b"\xff\n", (1, 1, 1, 2), NOT_UTF_8, ENCODING),
        # A column is a character, not a byte, and the mark in front of the file is none.
        ("# ñandú\na = 'é".encode() + b"\xff'\n", (2, 7, 2, 8), NOT_UTF_8, ENCODING),
        (BOM + "a = 'éé".encode() + b"\xff'\n", (1, 8, 1, 9), NOT_UTF_8, ENCODING),
        (BOM + b"name = X\n", (1, 8, 1, 9), NO_QUOTES, 'write name = "X"'),
        (b"a = 1\r\nb = X\r\n", (2, 5, 2, 6), NO_QUOTES, 'write b = "X"'),
        (
            b"x = " + b"[" * 5000,
            (1, 5, 1, 5005),
            "too many brackets are open at once",
            "close each [ with ], each { with }",
        ),
        (
            b"a = 1\na = 2\n",
            (2, 1, 2, 2),
            "a is written twice in one entry, first in line 1",
            "keep one of the two lines",
        ),
        (
            b"a = 1\n<<<<<<< HEAD\nb = 1\n=======\nb = 2\n>>>>>>> theirs\n",
            (2, 1, 2, 13),
            *UNFINISHED,
        ),
        (
            b"a = " + b"9" * 5000 + b"\n",
            (1, 5, 1, 5005),
            "this number has too many digits",
            "put it in quotes, or write a shorter number",
        ),
    ],
)
def test_what_is_not_toml_is_said_with_its_place_and_what_to_do(
    tmp_path: Path, data: bytes, span: tuple[int, int, int, int], reason: str, advice: str
) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(data)
    with pytest.raises(store.NotTomlError) as refused:
        store.parse(path)
    said = refused.value
    assert said.message == f"{path} is not valid TOML: line {span[0]}: {reason}"
    assert said.help == "run cmcct check"
    assert (said.path, said.span, said.reason, said.advice) == (path, span, reason, advice)
    assert said.text == data.removeprefix(BOM).decode(errors="replace")


def test_bytes_that_came_another_way_are_said_to_be_of_the_file_that_is_named() -> None:
    path = Path("-")
    assert store.parse_bytes(path, b"a = 1\r\n") == {"a": 1}
    message = f"- is not valid TOML: line 1: {NO_QUOTES}"
    assert _refusal(lambda: store.parse_bytes(path, b"a = b")) == (message, "run cmcct check")


# The directory, tolerant


def test_a_directory_is_loaded_without_an_overlay(write: Write) -> None:
    loaded = store.load(write(ENTRY))
    assert [point.id for point in loaded.directory.focal_points] == ["gy-ctu"]
    assert (loaded.broken_ids, loaded.warnings) == (frozenset(), ())


def test_a_broken_entry_is_loaded_marked_and_warned_of(write: Write) -> None:
    path = write(f"{ENTRY}title = 5\n")
    loaded = store.load(path)
    assert [point.name for point in loaded.directory.focal_points] == ["Ada Example"]
    assert loaded.broken_ids == {"gy-ctu"}
    assert loaded.warnings == (f"{path} holds values that cannot be read: run cmcct check",)


def test_the_overlay_beside_the_directory_is_joined(write: Write) -> None:
    path = write(ENTRY)
    _overlay(path)
    loaded = store.load(path)
    (point,) = loaded.directory.focal_points
    assert point.emails == (Email(address="ctu@example.org"),)
    assert point.phones == (Phone(number="+592 609 1234", sharing="secretariat"),)
    assert point.address == ""
    assert loaded.directory.private_addresses == {"gy-ctu": "6 Example Dam"}
    assert (loaded.broken_ids, loaded.warnings) == (frozenset(), ())


def test_the_overlay_that_the_environment_names_is_joined_instead(
    monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path
) -> None:
    path = write(ENTRY)
    _overlay(path)
    other = tmp_path / "other.toml"
    other.write_text(OVERLAY.replace("1234", "1236"), encoding="utf-8")
    monkeypatch.setenv("CMCCT_PRIVATE", str(other))
    (point,) = store.load(path).directory.focal_points
    assert [phone.number for phone in point.phones] == ["+592 609 1236"]
    assert store.overlay_of(path) == other


def test_a_broken_overlay_does_not_hide_the_directory(write: Write) -> None:
    path = write(ENTRY)
    overlay = _overlay(path, "x = ")
    loaded = store.load(path)
    assert [point.id for point in loaded.directory.focal_points] == ["gy-ctu"]
    reason = "line 1: x has no value after the ="
    assert loaded.warnings == (
        f"shown without private channels: {overlay} is not valid TOML: {reason}",
    )


def test_a_missing_overlay_that_the_environment_names_does_not_hide_it_either(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.setenv("CMCCT_PRIVATE", "/missing/private.toml")
    loaded = store.load(write(ENTRY))
    assert len(loaded.directory.focal_points) == 1
    reason = "cannot read /missing/private.toml: No such file or directory"
    assert loaded.warnings == (f"shown without private channels: {reason}",)


def test_what_the_overlay_says_wrong_is_warned_of_and_the_rest_of_it_is_shown(
    write: Write,
) -> None:
    path = write(ENTRY)
    overlay = _overlay(
        path, f'{OVERLAY}emails = [5]\n[[focal_point]]\nid = "a"\n[[focal_point]]\nid = "b"\n'
    )
    loaded = store.load(path)
    (point,) = loaded.directory.focal_points
    assert [phone.number for phone in point.phones] == ["+592 609 1234"]
    assert loaded.broken_ids == {"gy-ctu"}
    assert loaded.warnings == (
        f"{overlay} holds values that cannot be read: run cmcct check",
        f"{overlay}: no focal point has the id 'a' or 'b'",
    )


# Writing


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    """Set the umask for one test."""
    before = os.umask(0o022)
    yield lambda mask: (os.umask(mask), None)[1]
    os.umask(before)


@contextmanager
def _disk_of(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_has_the_bytes_and_the_mode_that_the_umask_leaves(
    tmp_path: Path, umask: Callable[[int], None]
) -> None:
    for mask, mode in ((0o022, 0o644), (0o077, 0o600), (0o002, 0o664)):
        umask(mask)
        path = tmp_path / f"list-{mask:o}.csv"
        store.write(path, b"\xef\xbb\xbfa\r\n")
        assert (path.read_bytes(), _mode(path)) == (b"\xef\xbb\xbfa\r\n", mode)
        assert os.umask(mask) == mask
    assert len(_only(tmp_path)) == 3


def test_a_private_file_is_its_owners_only_even_where_one_stood(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    store.write(path, b"new", private=True)
    assert _mode(path) == 0o600
    path.chmod(0o644)
    store.write(path, b"newer", private=True)
    assert (path.read_bytes(), _mode(path)) == (b"newer", 0o600)


def test_a_file_that_is_replaced_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    store.write(path, b"new")
    assert (path.read_bytes(), _mode(path)) == (b"new", 0o640)
    assert _only(tmp_path) == ["list.csv"]


def test_a_reader_of_the_old_file_goes_on_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        store.write(path, b"new")
        assert reader.read() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_is_followed(tmp_path: Path, *, is_there: bool) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    if is_there:
        target.write_bytes(b"old")
    link.symlink_to("target.csv")
    store.write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert _only(tmp_path) == ["link.csv", "target.csv"]


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to("link.csv")
    reason = "Too many levels of symbolic links"
    assert _refusal(lambda: store.write(link, b"new")) == (f"cannot write {link}: {reason}", "")
    assert link.is_symlink()


def test_a_write_that_fails_leaves_the_old_bytes_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with _disk_of(1000):
        refusal = _refusal(lambda: store.write(path, b"x" * 100_000))
    assert refusal == (f"cannot write {path}: File too large", "")
    assert path.read_bytes() == b"old"
    assert _only(tmp_path) == ["list.csv"]


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
    assert _refusal(lambda: store.write(path, b"new")) == (f"cannot write {path}: {reason}", "")
    assert _only(tmp_path) == ["file"]


def test_a_folder_in_which_nothing_can_be_written_is_said() -> None:
    path = Path("/proc/self/list.csv")
    message, _ = _refusal(lambda: store.write(path, b"new"))
    assert message.startswith("cannot write /proc/self/list.csv: ")


def test_the_directory_and_its_overlay_are_refused_as_targets(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ENTRY)
    store.refuse_as_target(tmp_path / "directory.private.toml", path)  # there is none
    overlay, link = _overlay(path), tmp_path / "link"
    link.symlink_to(overlay)
    monkeypatch.chdir(tmp_path)
    for target in (path, overlay, link, Path("directory.toml")):
        assert _refusal(lambda target=target: store.refuse_as_target(target, path)) == (  # type: ignore[misc]
            f"{target} is the directory itself",
            "choose another name",
        )
    store.refuse_as_target(tmp_path / "list.csv", path)


def test_a_full_device_is_said() -> None:
    assert _refusal(lambda: store.write(Path("/dev/full"), b"new")) == (
        "cannot write /dev/full: No space left on device",
        "",
    )


def test_a_device_is_written_to_directly() -> None:
    store.write(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()


def test_a_pipe_is_written_to_directly(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    store.write(path, b"new", private=True)
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert path.is_fifo()


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    for _ in range(2):
        store.make_folder(tmp_path / "a" / "b")
        assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, reason in (
        (tmp_path / "file", "File exists"),
        (tmp_path / "file" / "x", "Not a directory"),
    ):
        message = f"cannot make the folder {path}: {reason}"
        assert _refusal(lambda path=path: store.make_folder(path)) == (message, "")  # type: ignore[misc]
