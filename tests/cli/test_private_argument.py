"""A private file given as an argument: no command shows its numbers in a pipe."""

from pathlib import Path

import pytest

from tests.conftest import Result, Run, Write, write_overlay
from tests.support.edited import BOTH, part

SECRET = part("gy-ctu", "Ada Example", 50)
HELP = "help: give the directory file; its private file is read with it\n"


@pytest.fixture(params=["directory.private.toml", "X.PRIVATE.toml", "link.toml", "named.toml"])
def overlay(request: pytest.FixtureRequest, write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private file: by its name, by that of a link's target, and by `CMCCT_PRIVATE`."""
    monkeypatch.chdir(write(BOTH).parent)
    file = Path(request.param)
    if file.name == "link.toml":
        write_overlay(Path("directory.toml").absolute(), SECRET)
        file.symlink_to("directory.private.toml")
    else:
        file.write_text(SECRET, encoding="utf-8")
    if file.name == "named.toml":
        monkeypatch.setenv("CMCCT_PRIVATE", "./named.toml")
    return file


def _refused(file: Path) -> Result:
    return Result(2, "", f"error: {file} is the private file of a directory\n{HELP}")


@pytest.mark.parametrize(
    "words",
    [
        ("search", "ada"),
        ("show", "gy-ctu"),
        ("list", "meetings"),
        ("duplicates",),
        ("emails",),
        ("export", "csv", "--audience", "network"),
        ("log",),
        ("diff",),
        ("diff", "directory.toml", "directory.toml"),
        ("set", "gy-ctu", "name=Ada"),
        ("set", "gy-ctu", "--private", "name=Ada"),
        ("verify", "gy-ctu"),
        ("test", "gy-ctu", "phones.0"),
        ("edit", "gy-ctu"),
        ("fmt", "--diff"),
    ],
    ids=" ".join,
)
def test_a_private_file_is_no_directory(run: Run, overlay: Path, words: tuple[str, ...]) -> None:
    assert run(*words, "--directory", overlay) == _refused(overlay)
    assert overlay.read_text(encoding="utf-8") == SECRET


def test_private_file_is_refused_from_environment(
    run: Run, overlay: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(overlay))
    assert run("search", "ada") == _refused(overlay)


def test_a_private_file_is_no_side_of_a_comparison(run: Run, overlay: Path) -> None:
    assert run("diff", "directory.toml", overlay) == _refused(overlay)
    assert run("diff", overlay, "directory.toml") == _refused(overlay)


def test_a_private_file_is_checked(run: Run, write: Write) -> None:
    path = write(BOTH)
    overlay = write_overlay(path, SECRET)
    checked = run("check", overlay)
    assert (checked.code, checked.err) == (0, "1 warning\n")
    assert run("check", "--directory", overlay) == checked


@pytest.mark.parametrize(
    "text",
    [
        'id = "gy-new"\nphones = ["+592 609 12"]\n',
        'id = "gy-new"\nphones = [+592 609 12]\n',
    ],
)
def test_no_line_of_a_private_file_is_quoted(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(write(BOTH).parent)
    messages = {}
    for name in ("plain.toml", "other.private.toml"):
        Path(name).write_text(text, encoding="utf-8")
        result = run("add", "--from", name)
        assert (result.code, result.out) == (2, "")
        assert f"--> {name}:2:" in result.err
        messages[name] = result.err
    assert "609 12" in messages["plain.toml"]
    assert "609 12" not in messages["other.private.toml"]
