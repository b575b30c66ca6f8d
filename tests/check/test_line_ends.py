"""CRLF and byte order marks in what git holds, in real repositories."""

import json
from pathlib import Path

import pytest

from cmcct.history.git import process
from cmcct.history.git.repository import held_content
from tests.conftest import MINIMAL, Result, Run
from tests.support.repositories import Repo, entry

VALUES = {"name": '"Ada Example"', "phones": '["+592 225 1234"]', "verified": "2026-03-02"}
TEXT = (MINIMAL + entry("gy", **VALUES)).encode()
WINDOWS = TEXT.replace(b"\n", b"\r\n")
BOM = b"\xef\xbb\xbf"
CRLF, MARK = "line-endings", "byte-order-mark"


def _said(run: Run, *words: str) -> list[str]:
    found = json.loads(run("check", *words, "--format", "json").out)["findings"]
    return [f"{one['severity']} {one['code']}" for one in found]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (TEXT, []),
        (WINDOWS, [CRLF]),
        (BOM + TEXT, [MARK]),
        (BOM + WINDOWS, [CRLF, MARK]),
        (TEXT.replace(b"\n", b"\r\n", 1), [CRLF]),
        (TEXT[:-1] + b"\r\n", [CRLF]),
    ],
)
def test_file_with_crlf_or_mark_in_git_is_reported(
    repo: Repo, run: Run, data: bytes, codes: list[str]
) -> None:
    repo.commit_bytes(data)
    expected = [f"warning {code}" for code in codes]
    assert _said(run) == expected
    # As soon as `git add` would store it; and no warning can be ignored.
    repo.commit_bytes(TEXT)
    repo.path.write_bytes(data)
    assert _said(run) == expected
    repo.path.write_bytes(data + b'[check]\nignore = ["line-endings", "byte-order-mark"]\n')
    assert _said(run).count("error unknown-code") == 2
    assert {*expected} <= {*_said(run)}


@pytest.mark.parametrize("autocrlf", ["true", "input", "false", ""])
@pytest.mark.parametrize("line", ["", "text", "text=auto", "eol=lf", "eol=crlf", "-text", "binary"])
def test_what_git_converts_is_as_git_converts_it(repo: Repo, autocrlf: str, line: str) -> None:
    """Git itself is the oracle: what it stores after `git add`."""
    if autocrlf:
        repo.git("config", "core.autocrlf", autocrlf)
    else:
        repo.git("config", "--unset", "core.autocrlf")
    (repo.root / ".gitattributes").write_text(f"*.toml {line}\n" * bool(line), encoding="utf-8")
    repo.path.write_bytes(WINDOWS)
    foretold = held_content(repo.path, WINDOWS)  # of a new file
    blob = _stored(repo)
    assert foretold == blob
    repo.commit_bytes(TEXT)
    repo.path.write_bytes(WINDOWS)
    foretold = held_content(repo.path, WINDOWS)
    assert foretold == _stored(repo) == blob


def _stored(repo: Repo) -> bytes:
    repo.git("add", "--all")
    return process.run(repo.root, "cat-file", "blob", ":directory.toml")


def test_crlf_that_was_committed_stays_a_finding(repo: Repo, run: Run) -> None:
    repo.commit_bytes(WINDOWS)
    repo.git("config", "core.autocrlf", "true")
    assert _said(run) == [f"warning {CRLF}"]
    (repo.root / ".gitattributes").write_text("*.toml text eol=lf\n", encoding="utf-8")
    assert _said(run) == [f"warning {CRLF}"]
    assert run("fmt").code == 0
    assert _said(run) == []
    assert _stored(repo) == repo.path.read_bytes()


@pytest.mark.parametrize("place", ["outside", "ignored", "no git"])
def test_nothing_is_said_of_what_git_does_not_hold(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    path = tmp_path / "directory.toml" if place == "outside" else repo.path
    path.write_bytes(BOM + WINDOWS)
    if place == "ignored":
        (repo.root / ".gitignore").write_text("*.toml\n", encoding="utf-8")
    if place == "no git":
        monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert _said(run, str(path)) == []
    monkeypatch.undo()
    assert run("fmt", "--directory", path).code == 0
    assert path.read_bytes().startswith(BOM) == (place != "no git")


def test_no_program_of_the_repository_runs(repo: Repo, run: Run) -> None:
    repo.git("config", "filter.x.clean", "touch pwned")
    (repo.root / ".gitattributes").write_text("*.toml filter=x\n", encoding="utf-8")
    repo.path.write_bytes(WINDOWS)
    assert _said(run) == [f"warning {CRLF}"]
    assert not (repo.root / "pwned").exists()


def test_old_line_ends_are_a_note_until_there_are_more(repo: Repo, run: Run) -> None:
    repo.commit_bytes(TEXT.replace(b"\n", b"\r\n", 2))
    repo.git("tag", "base")
    assert _said(run, "--changed-since", "base") == [f"note {CRLF}"]
    repo.commit_bytes(BOM + TEXT.replace(b"\n", b"\r\n", 2))
    assert _said(run, "--changed-since", "base") == [f"note {CRLF}", f"warning {MARK}"]
    repo.commit_bytes(WINDOWS)
    assert _said(run, "--changed-since", "base") == [f"warning {CRLF}"]
    assert run("check", "--changed-since", "base", "--strict").code == 1


def test_a_copy_with_crlf_hides_no_change(repo: Repo, run: Run) -> None:
    repo.commit_bytes(TEXT)
    repo.git("tag", "base")
    repo.commit_bytes(BOM + WINDOWS.replace(b"225 1234", b"225 1235"))
    said = sorted(_said(run, "--changed-since", "base"))
    assert said == [f"warning {code}" for code in (MARK, CRLF, "number-changed")]
    assert run("diff", "base..").out == (
        "1 changed\nGuyana\n  changed: Ada Example (gy)\n"
        "    Phones: Office +592 225 1234 → Office +592 225 1235\n"
    )
    repo.commit_bytes(BOM + WINDOWS)
    assert run("diff", "base..", "--exit-code") == Result(0, "", "nothing changed since base\n")


@pytest.mark.parametrize("command", [["fmt"], ["check", "--fix"]])
@pytest.mark.parametrize("data", [WINDOWS, BOM + TEXT, BOM + WINDOWS])
def test_fmt_and_fix_mend_both(repo: Repo, run: Run, command: list[str], data: bytes) -> None:
    assert run("fmt", "--directory", _write(repo, TEXT)).code == 0
    plain = repo.path.read_bytes()
    repo.commit_bytes(plain)
    windows = data.count(b"\r") > 0
    changed = BOM * data.startswith(BOM) + (plain.replace(b"\n", b"\r\n") if windows else plain)
    repo.path.write_bytes(changed)
    assert run("fmt", "--check").code == 1
    assert run(*command).code == 0
    assert repo.path.read_bytes() == plain
    assert _said(run) == []


def test_fix_counts_and_chooses_them(repo: Repo, run: Run) -> None:
    both = BOM + WINDOWS.replace(b"gy@example", b"gy@ example")
    repo.commit_bytes(both)
    trial = run("check", "--fix", "--dry-run")
    assert trial.err == "3 findings can be fixed\n"
    assert repo.path.read_bytes() == both
    assert run("check", "--fix", CRLF).err.endswith("fixed 1 finding\n")
    assert repo.path.read_bytes() == both.replace(b"\r\n", b"\n")
    assert run("check", "--fix", "invalid-email").err.endswith("fixed 1 finding\n")
    assert repo.path.read_bytes() == BOM + TEXT
    assert run("check", "--fix").err.endswith("fixed 1 finding\n")
    assert repo.path.read_bytes() == TEXT


def test_fix_and_fmt_keep_crlf_of_the_work_tree(repo: Repo, run: Run) -> None:
    (repo.root / ".gitattributes").write_text("*.toml text eol=crlf\n", encoding="utf-8")
    repo.commit_bytes(TEXT)
    assert run("fmt").code == 0
    repo.git("add", "--all")
    repo.commit_all()
    repo.path.unlink()
    repo.git("checkout", "--", ".")
    before = repo.path.read_bytes()
    assert b"\r\n" in before
    assert _said(run) == []
    for words in (["fmt", "--check"], ["fmt"], ["check", "--fix"]):
        assert run(*words).code == 0
    assert repo.path.read_bytes() == before
    assert repo.git("status", "--porcelain") == ""


def _write(repo: Repo, data: bytes) -> Path:
    repo.path.write_bytes(data)
    return repo.path


@pytest.mark.parametrize(
    "data",
    [TEXT.decode().encode("utf-16"), TEXT.decode().encode("utf-16-le"), TEXT.replace(b"\n", b"\r")],
)
def test_another_encoding_is_an_error(repo: Repo, run: Run, data: bytes) -> None:
    repo.commit_bytes(TEXT)
    repo.git("tag", "base")
    repo.commit_bytes(data)
    assert _said(run, "--changed-since", "base") == ["error toml-syntax"]
    assert run("check", "--changed-since", "base").code == 1
