"""Files that an attacker may have committed: links and other special files are not read."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cmcct.history.git.repository import is_tracked_link
from cmcct.storage import directory_file, filesystem
from tests.conftest import (
    MINIMAL,
    OVERLAY,
    Result,
    Run,
    Shell,
    Write,
    command,
    run_process,
    write_overlay,
)
from tests.support.cli_samples import ADA
from tests.support.edited import left_alone
from tests.support.repositories import repository

pytestmark = pytest.mark.gate

SECRETARIAT = ("--audience", "secretariat")  # in a pipe, the private file is for this audience only
NO_FILE = "not a regular file"
PRIVATE = '[[focal_point]]\nid = "gy-ctu"\nphones = ["+592 609 1250"]\n'
HELP = "help: replace the link with the file, or set CMCCT_PRIVATE to its path\n"


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _standard_input(path: Path) -> None:
    path.symlink_to("/dev/stdin")


PLANTED = pytest.mark.parametrize("plant", [_pipe, _device, _standard_input])


@pytest.mark.sweep
@PLANTED
@pytest.mark.parametrize(
    "words",
    [
        ("search", "--directory", "odd"),
        ("show", "gy-ctu", "--directory", "odd"),
        ("export", "csv", "--directory", "odd"),
        ("set", "gy-ctu", "title=x", "--directory", "odd"),
        ("check", "odd"),
        ("add", "--from", "odd"),
        ("diff", "odd", "directory.toml"),
    ],
    ids=" ".join,
)
def test_special_file_blocks_no_command(
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[Path], None],
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(write(ADA).parent)
    plant(Path("odd"))
    assert run_process(command(*words)) == Result(2, "", f"error: cannot read odd: {NO_FILE}\n")


def test_a_pipe_as_private_file_hides_no_public_number(process: Run, write: Write) -> None:
    path = write(ADA)
    overlay = path.with_name("directory.private.toml")
    os.mkfifo(overlay)
    result = process("search", "guyana", *SECRETARIAT, "--directory", path)
    warning = f"warning: private channels are left out: cannot read {overlay}: {NO_FILE}\n"
    assert (result.code, result.err) == (0, warning)
    assert "+592 220 1234" in result.out


def test_a_link_as_private_file_is_not_followed(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(ADA)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text(PRIVATE, encoding="utf-8")
    overlay = tmp_path / "directory.private.toml"
    overlay.symlink_to(elsewhere)
    message = f"cannot read {overlay}: it is a link\n"
    shown = run("show", "gy-ctu", *SECRETARIAT, "--directory", path)
    assert shown.err == f"warning: private channels are left out: {message}"
    assert "609 1250" not in shown.out
    assert run("check", "--directory", path) == Result(2, "", f"error: {message}{HELP}")
    exported = run("export", "csv", *SECRETARIAT, "--directory", path)
    assert exported == Result(2, "", f"error: {message}{HELP}")
    words = ("set", "gy-ctu", "--private", "address=x")
    assert left_alone(run, path, *words) == Result(2, "", f"error: {message}{HELP}")
    assert elsewhere.read_text(encoding="utf-8") == PRIVATE


def test_a_link_that_the_user_names_is_followed(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ADA)
    (tmp_path / "elsewhere").write_text(PRIVATE, encoding="utf-8")
    overlay = tmp_path / "directory.private.toml"
    overlay.symlink_to("elsewhere")
    monkeypatch.setenv("CMCCT_PRIVATE", str(overlay))
    result = run("show", "gy-ctu", *SECRETARIAT, "--directory", path)
    assert "left out" not in result.err
    assert "cannot read" not in result.err
    assert "609 1250" in result.out


@pytest.mark.parametrize(
    "line",
    [
        '"$@" --from <(cat new.toml)',
        'cat new.toml | "$@" --from -',
        'cat new.toml | "$@" --from /dev/stdin',
        '"$@" --from /dev/stdin < new.toml',
    ],
)
def test_entries_may_come_from_a_pipe_of_the_shell(
    shell: Shell, write: Write, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    path = write()
    monkeypatch.chdir(path.parent)
    Path("new.toml").write_text(ADA, encoding="utf-8")
    assert shell(line, "add") == Result(0, "", "wrote directory.toml\nadded gy-ctu\n")


def test_two_pipes_of_the_shell_are_compared(
    shell: Shell, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(ADA).parent)
    line = '"$@" <(cat directory.toml) <(sed s/Director/Chief/ directory.toml)'
    result = shell(line, "diff", "--exit-code")
    assert (result.code, result.err) == (1, "")
    assert "Chief" in result.out


@pytest.mark.parametrize(
    ("words", "stdin", "name"),
    [
        (("check", "large"), "", "large"),
        (("search", "--directory", "large"), "", "large"),
        (("check", "-"), "large", "standard input"),
        (("add", "--from", "-"), "large", "standard input"),
        (("check", "/dev/stdin"), "large", "/dev/stdin"),
        (("check", "-"), "/dev/zero", "standard input"),
    ],
)
def test_a_file_may_have_twenty_megabytes(
    place: Path, shell: Shell, words: tuple[str, ...], stdin: str, name: str
) -> None:
    (place / "directory.toml").write_text(MINIMAL, encoding="utf-8")
    with Path("large").open("wb") as file:
        file.truncate(10**12)
    result = shell(f'"$@" < {stdin or "/dev/null"}', *words)
    assert result == Result(2, "", f"error: cannot read {name}: it is larger than 20 MB\n")


def test_a_file_of_twenty_megabytes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"#" * directory_file.MAX_SIZE)
    assert len(directory_file.read_file(path)) == directory_file.MAX_SIZE


def test_a_private_file_beside_the_directory_is_read(run: Run, write: Write) -> None:
    path = write(ADA)
    write_overlay(path, OVERLAY)
    assert "6 Example Dam" in run("show", "gy-ctu", *SECRETARIAT, "--directory", path).out


COMMITTED = "is a link that git tracks: it was committed by somebody"


@pytest.mark.parametrize(
    "words",
    [
        ("set", "gy-ctu", "title=x", "--yes"),
        ("set", "gy-ctu", "title=x", "--dry-run"),
        ("edit", "gy-ctu"),
        ("edit", "gy-ctu", "--private"),
        ("add", "--name", "Bo Example"),
        ("import", "missing.csv"),
        ("replace", "gy-ctu", "--name", "Bo Example"),
        ("fmt",),
        ("check",),
        ("check", "--fix"),
        ("save",),
        ("undo", "--yes"),
        ("edition", "issue", "1", "-o", "lists"),
        ("remove", "gy-ctu", "--yes"),
        ("private", "init", "--name", "Ada", "--recovery", "../paper"),
    ],
    ids=" ".join,
)
def test_committed_link_leads_no_edit_elsewhere(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.delenv("CMCCT_TODAY")
    monkeypatch.setenv("CMCCT_IDENTITY", str(tmp_path / "identity.txt"))
    other, clone = repository(tmp_path / "other"), repository(tmp_path / "clone")
    other.commit(ADA)
    changed = other.path.read_text(encoding="utf-8").replace("Director", "Chief")
    other.path.write_text(changed, encoding="utf-8")
    before = other.path.read_bytes(), other.git("for-each-ref")
    (clone.root / "directory.toml").symlink_to(other.path)
    clone.git("add", "--all")
    clone.commit_all()
    monkeypatch.chdir(clone.root)
    monkeypatch.setenv("EDITOR", f"touch {tmp_path / 'opened'} ;")
    result = run(*words)
    assert result.code == 2
    assert f"{clone.path} {COMMITTED}" in result.err
    assert not (tmp_path / "opened").exists()
    assert (other.path.read_bytes(), other.git("for-each-ref")) == before
    assert run("search", "guyana", "--format", "ids").out == "gy-ctu\n"


WRITING = [
    ("export", "all", "-o", "{}/lists"),
    ("export", "csv", "-o", "{}/list.csv"),
    ("export", "vcard", "--split", "-o", "{}/cards"),
    ("diff", "-o", "{}/diff.json", "--format", "json"),
    ("round", "letters", "--since", "2026-06-01", "-o", "{}/letters"),
    ("import", "in.csv", "--dry-run", "--write-map", "{}/map.toml"),
    ("import", "in.csv", "--dry-run", "--questions", "{}/q.toml"),
    ("private", "init", "--name", "Ada", "--recovery", "{}/paper"),
]
PLACES = ["out", "out/sub", "up/../out", "chain"]


@pytest.mark.parametrize("is_tracked", [True, False])
@pytest.mark.parametrize(
    ("words", "place"),
    [*((words, "out") for words in WRITING), *((WRITING[1], place) for place in PLACES[1:])],
)
def test_output_follows_a_link_of_ones_own_only(  # noqa: PLR0913, PLR0917 - a table of cases
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    place: str,
    is_tracked: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    monkeypatch.setenv("CMCCT_IDENTITY", str(tmp_path / "identity.txt"))
    clone, elsewhere = repository(tmp_path / "clone"), tmp_path / "elsewhere"
    (elsewhere / "sub").mkdir(parents=True)
    clone.commit(ADA.replace("609 1234", "609 1251"))
    (clone.root / ".gitignore").write_text("directory.private.toml\n", encoding="utf-8")
    (clone.root / "up").mkdir()
    (clone.root / "out").symlink_to(elsewhere)
    (clone.root / "chain").symlink_to("out")
    if is_tracked:
        clone.git("add", "out")
    write_overlay(clone.path)
    monkeypatch.chdir(clone.root)
    sheet = "country,name,email,phone\nGuyana,Ada Other,ctu@example.org,+592 220 1234\n"
    Path("in.csv").write_text(sheet, encoding="utf-8")
    result = run(*(word.format(place) for word in words))
    (file,) = (word.removeprefix("{}/") for word in words if "{}" in word)
    written = elsewhere / ("sub" if place == "out/sub" else "") / file
    assert written.exists() is not is_tracked, result.err
    assert (f"{clone.root / 'out'} {COMMITTED}" in result.err) is is_tracked
    assert (result.code == 2) is is_tracked


@pytest.mark.parametrize(
    ("link", "target", "words"),
    [
        ("directory.toml", "real.toml", ("check",)),
        ("directory.toml", "real.toml", ("check", "--changed-since", "HEAD~1")),
        ("directory.toml", "real.toml", ("check", "--fix")),
        ("directory.toml", "real.toml", ("set", "gy-ctu", "title=Chief")),
        ("contacts", "hidden", ("check", "contacts/directory.toml")),
        (
            "contacts",
            "hidden",
            ("set", "gy-ctu", "title=x", "--directory", "contacts/directory.toml"),
        ),
        ("directory.schema.json", "schema", ("check", "--fix")),
        ("out.csv", "../victim.csv", ("export", "csv", "-o", "out.csv", "--force")),
        ("lists", "..", ("export", "vcard", "-o", "lists/all.vcf")),
        ("lists", "..", ("export", "all", "-o", "lists/new")),
    ],
)
def test_link_of_a_pull_request_is_refused_in_its_clone(  # noqa: PLR0913, PLR0917 - a table of cases
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    link: str,
    target: str,
    words: tuple[str, ...],
) -> None:
    origin = repository(tmp_path / "origin")
    origin.commit(ADA)
    text = origin.path.read_text(encoding="utf-8")
    origin.commit_files({"real.toml": text, "hidden/directory.toml": text, "schema": "{}\n"})
    (origin.root / link).unlink(missing_ok=True)
    (origin.root / link).symlink_to(target)
    origin.git("add", "--all")
    origin.commit_all()
    assert origin.git("ls-files", "--stage", link).startswith("120000 ")
    origin.git("clone", "-q", ".", tmp_path / "work" / "clone")
    monkeypatch.chdir(tmp_path / "work" / "clone")
    result = run(*words)
    assert (result.code, result.out) == (2, ""), result
    assert f"{Path.cwd() / link} {COMMITTED}" in result.err
    assert origin.run("git", "-C", str(Path.cwd()), "status", "--porcelain").stdout == ""
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["clone"]


def test_link_counts_as_tracked_where_git_cannot_tell(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("nowhere")
    assert not is_tracked_link(link)
    (tmp_path / ".git").write_text("gitdir: nowhere\n", encoding="utf-8")
    assert is_tracked_link(link)


def test_link_is_the_users_own_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "link"
    link.symlink_to("nowhere")
    monkeypatch.setenv("PATH", "")
    assert not is_tracked_link(link)


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert {*filesystem.iter_links(tmp_path / "a" / "c")} == {tmp_path / "a", tmp_path / "b"}
    filesystem.refuse_tracked(tmp_path / "a")
