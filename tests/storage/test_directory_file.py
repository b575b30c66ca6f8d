"""Finding and reading files; joining the private overlay."""

import os
from pathlib import Path

import pytest

from cmcct.model.entities import Email, Phone
from cmcct.storage import conflict_markers, directory_file
from tests.conftest import ENTRY, OVERLAY, Write, error_of, write_overlay
from tests.support.cli_samples import checking

# Location of the directory


def test_the_file_that_is_given_wins(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", "other.toml")
    monkeypatch.chdir(write("").parent)
    assert directory_file.find_directory(Path("given.toml")) == Path("given.toml")


def test_file_named_by_environment_comes_next(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", "other.toml")
    monkeypatch.chdir(write("").parent)
    assert directory_file.find_directory(None) == Path("other.toml")


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
    assert directory_file.find_directory(None) == path


def test_missing_directory_points_to_init(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert error_of(lambda: directory_file.find_directory(None)) == (
        "no directory.toml in / or a parent folder",
        "run cmcct init to create one, or give one with --directory",
    )


def test_folder_of_that_name_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "parents", ())  # where no list is
    assert error_of(lambda: directory_file.load(directory_file.find_directory(None))) == (
        f"cannot read {path}: Is a directory",
        "",
    )


def test_a_current_folder_that_has_gone_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    message, _ = error_of(lambda: directory_file.find_directory(None))
    assert message == "cannot access the current folder: no such file or folder"


def _another(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a file to another user: root changes its owner, others change the process's user."""
    if os.geteuid() == 0:
        os.chown(path, 12345, -1, follow_symlinks=False)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)


@pytest.mark.parametrize("is_link", [False, True])
def test_file_of_another_user_is_not_used_unless_named(
    *, is_link: bool, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    path = write("")
    if is_link:
        path.rename(own := path.with_name("own.toml"))
        path.symlink_to(own)
    (path.parent / "below").mkdir()
    monkeypatch.chdir(path.parent / "below")
    assert directory_file.find_directory(None) == path
    _another(path, monkeypatch)
    assert error_of(lambda: directory_file.find_directory(None)) == (
        f"{path} belongs to another user, so it is not used",
        "if it is the right file, give it with --directory",
    )
    assert directory_file.find_directory(path) == path
    monkeypatch.setenv("CMCCT_DIRECTORY", str(path))
    assert directory_file.find_directory(None) == path


def test_root_accepts_files_of_sudo_caller(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    path = write("")
    monkeypatch.chdir(path.parent)
    _another(path, monkeypatch)
    owner = path.stat().st_uid
    monkeypatch.setenv("SUDO_UID", str(owner))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert directory_file.find_directory(None) == path
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    assert "another user" in error_of(lambda: directory_file.find_directory(None))[0]


def test_system_without_user_ids_uses_every_file(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    path = write("")
    monkeypatch.chdir(path.parent)
    _another(path, monkeypatch)
    monkeypatch.delattr(os, "geteuid")
    assert directory_file.find_directory(None) == path


# Location of the private file


def test_directory_is_no_private_file_of_itself(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    path = write(ENTRY)
    link = path.with_name("link.toml")
    link.symlink_to(path)
    monkeypatch.setenv("CMCCT_PRIVATE", str(link))
    message = f"CMCCT_PRIVATE is set to the directory file, not a private file: {link}"
    hint = "set it to another file, or unset it"
    assert error_of(lambda: directory_file.find_overlay(path)) == (message, hint)
    # The directory is shown all the same.
    loaded = directory_file.load(path)
    assert [point.id for point in loaded.directory.focal_points] == ["gy-ctu"]
    assert loaded.warnings == (f"private channels are left out: {message}",)


# Reading


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(b'\xef\xbb\xbfname = "Ada Mar\xc3\xada"\r\n')
    assert directory_file.parse_file(path) == {"name": "Ada María"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.toml", "no such file or folder"),
        (".", "Is a directory"),
        ("directory.toml/x.toml", "Not a directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(write: Write, name: str, reason: str) -> None:
    path = write("").parent / name
    assert error_of(lambda: directory_file.parse_file(path)) == (
        f"cannot read {path}: {reason}",
        "",
    )


NOT_UTF_8 = "this text is not UTF-8"
ENCODING = "save the file as UTF-8"
UNFINISHED = (
    "unfinished merge: both versions of some lines are in the file",
    conflict_markers.ADVICE,
)
NO_QUOTES = "this text must be in quotes"
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("data", "span", "reason", "advice"),
    [
        (b"\xff\xfen\x00", (1, 1, 1, 2), "this text is not UTF-8", ENCODING),
        (b"\xfe\xff\x00n", (1, 1, 1, 2), "this text is not UTF-8", ENCODING),
        (b'name = "Mar\xeda"\n', (1, 12, 1, 13), NOT_UTF_8, ENCODING),
        (b"\xff\n", (1, 1, 1, 2), NOT_UTF_8, ENCODING),
        # A column is a character, not a byte; the byte order mark does not count.
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
            "a appears twice, first on line 1",
            "keep one of the two",
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
def test_toml_error_is_said_with_place_and_advice(
    tmp_path: Path, data: bytes, span: tuple[int, int, int, int], reason: str, advice: str
) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(data)
    with pytest.raises(directory_file.TomlSyntaxError) as refused:
        directory_file.parse_file(path)
    error = refused.value
    assert error.message == f"{path} is not valid TOML: line {span[0]}: {reason}"
    assert error.hint == f"run {checking(path)}"
    assert (error.path, error.span, error.reason, error.advice) == (path, span, reason, advice)
    assert error.text == data.removeprefix(BOM).decode(errors="replace")


def test_bytes_are_reported_under_given_name() -> None:
    path = Path("-")
    assert directory_file.parse_bytes(path, b"a = 1\r\n") == {"a": 1}
    message = f"- is not valid TOML: line 1: {NO_QUOTES}"
    assert error_of(lambda: directory_file.parse_bytes(path, b"a = b")) == (
        message,
        "run cmcct check --directory -",
    )


def test_unused_file_is_named_in_check_command(
    monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path
) -> None:
    mine, inside = tmp_path / "my list.toml", tmp_path / "inside"
    named = f"cmcct check --directory '{mine}'"
    assert directory_file.check_command(mine) == named  # no directory is in use
    path, overlay = write(ENTRY), write_overlay(tmp_path / "directory.toml")
    inside.mkdir()
    monkeypatch.chdir(inside)
    assert (
        directory_file.check_command(path) == directory_file.check_command(overlay) == "cmcct check"
    )
    assert directory_file.check_command(Path("../directory.toml")) == "cmcct check"
    assert directory_file.check_command(mine) == named
    monkeypatch.setenv("CMCCT_DIRECTORY", str(mine))
    assert directory_file.check_command(mine) == "cmcct check"
    assert directory_file.check_command(path) == checking(path)
    monkeypatch.setenv("CMCCT_DIRECTORY", "gone.toml")
    inside.rmdir()
    assert directory_file.check_command(mine) == named


# The directory, tolerant


def test_a_directory_is_loaded_without_an_overlay(write: Write) -> None:
    loaded = directory_file.load(write(ENTRY))
    assert [point.id for point in loaded.directory.focal_points] == ["gy-ctu"]
    assert (loaded.broken_ids, loaded.warnings) == (frozenset(), ())


def test_a_broken_entry_is_loaded_marked_and_warned_of(write: Write) -> None:
    path = write(f"{ENTRY}title = 5\n")
    loaded = directory_file.load(path)
    assert [point.name for point in loaded.directory.focal_points] == ["Ada Example"]
    assert loaded.broken_ids == {"gy-ctu"}
    assert loaded.warnings == (f"{path} contains values that cannot be read: run {checking(path)}",)


def test_the_overlay_beside_the_directory_is_joined(write: Write) -> None:
    path = write(ENTRY)
    write_overlay(path)
    loaded = directory_file.load(path)
    (point,) = loaded.directory.focal_points
    assert point.emails == (Email(address="ctu@example.org"),)
    assert point.phones == (Phone(number="+592 609 1234", type="mobile", sharing="secretariat"),)
    assert point.address == ""
    assert loaded.directory.private_addresses == {"gy-ctu": "6 Example Dam"}
    assert (loaded.broken_ids, loaded.warnings) == (frozenset(), ())


def test_overlay_of_environment_is_joined_instead(
    monkeypatch: pytest.MonkeyPatch, write: Write, tmp_path: Path
) -> None:
    path = write(ENTRY)
    write_overlay(path)
    other = tmp_path / "other.toml"
    other.write_text(OVERLAY.replace("1234", "1236"), encoding="utf-8")
    monkeypatch.setenv("CMCCT_PRIVATE", str(other))
    (point,) = directory_file.load(path).directory.focal_points
    assert [phone.number for phone in point.phones] == ["+592 609 1236"]
    assert directory_file.find_overlay(path) == other


def test_a_broken_overlay_does_not_hide_the_directory(write: Write) -> None:
    path = write(ENTRY)
    overlay = write_overlay(path, "x = ")
    loaded = directory_file.load(path)
    assert [point.id for point in loaded.directory.focal_points] == ["gy-ctu"]
    reason = "line 1: there is no value after the ="
    assert loaded.warnings == (
        f"private channels are left out: {overlay} is not valid TOML: {reason}",
    )


def test_missing_cmcct_private_does_not_hide_directory(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.setenv("CMCCT_PRIVATE", "/missing/private.toml")
    loaded = directory_file.load(write(ENTRY))
    assert len(loaded.directory.focal_points) == 1
    reason = "cannot read /missing/private.toml: no such file or folder"
    assert loaded.warnings == (f"private channels are left out: {reason}",)


def test_faulty_overlay_warns_and_shows_the_rest(write: Write) -> None:
    path = write(ENTRY)
    overlay = write_overlay(
        path, f'{OVERLAY}emails = [5]\n[[focal_point]]\nid = "a"\n[[focal_point]]\nid = "b"\n'
    )
    loaded = directory_file.load(path)
    (point,) = loaded.directory.focal_points
    assert [phone.number for phone in point.phones] == ["+592 609 1234"]
    assert loaded.broken_ids == {"gy-ctu"}
    assert loaded.warnings == (
        f"{overlay} contains values that cannot be read: run {checking(path)}",
        f"{overlay}: no entry has the id 'a' or 'b'",
    )
