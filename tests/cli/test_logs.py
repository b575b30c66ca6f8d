"""Logs of a build server: changes are shown by key, without values of contacts."""

import json
import re
from pathlib import Path

import pytest

from cmcct.cli.framework.lazy_group import report_bug
from tests.conftest import Run, Write, write_overlay
from tests.support.cli_samples import ADA
from tests.support.repositories import repository


@pytest.fixture(params=["CI", "JENKINS_URL", "TF_BUILD"])
def _log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(request.param, "1")


@pytest.fixture
def _folder(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    monkeypatch.chdir(write(ADA).parent)


@pytest.mark.usefixtures("_log", "_folder")
def test_dry_run_shows_keys_only(run: Run) -> None:
    shown = run("set", "gy-ctu", "title=Chief", "--add", "phones=+592 609 1299", "--dry-run").out
    assert '+title = "*****"\n' in shown
    assert "Chief" not in shown
    assert "1299" not in shown


@pytest.mark.usefixtures("_log", "_folder")
def test_fmt_shows_keys_only(run: Run) -> None:
    path = Path("directory.toml")
    path.write_text(path.read_text(encoding="utf-8").replace('"Guyana"', '"GY"'), encoding="utf-8")
    for option in ("--diff", "--dry-run"):
        shown = run("fmt", option).out
        assert '-country = "**"\n+country = "******"\n' in shown
        assert "ctu@example.org" not in shown


@pytest.mark.usefixtures("_log", "_folder")
def test_edit_shows_keys_only(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/ctu@example.org/zeta@example.org/")
    shown = run("edit", "gy-ctu", "--dry-run").out
    assert '-emails = ["***@*******.***"]\n+emails = ["****@*******.***"]\n' in shown
    assert "zeta" not in shown


@pytest.mark.usefixtures("_log", "_folder")
def test_replace_counts_values(run: Run) -> None:
    path = Path("directory.toml")
    text = path.read_text(encoding="utf-8").replace("ctu@example.org", "ada.example@example.org")
    path.write_text(text, encoding="utf-8")
    messages = run("replace", "gy-ctu", "--name", "Eva Example", "--email", "ctu@example.org").err
    assert "fields and channels" in messages
    assert "ada.example" not in messages


@pytest.mark.usefixtures("_log")
def test_bug_shows_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_DEBUG", "1")
    assert report_bug(ValueError("ada@example.org")) == 70
    messages = capsys.readouterr().err
    assert "this is a bug in cmcct" in messages
    assert "ada@" not in messages


CANARIES = re.compile(r"609 ?\d{4}|220 ?\d{4}|(?<!write name)@example|Canary Street|canary note")
PRIVATE_PART = """\
[[focal_point]]
id = "gy-ctu"
name = "Ada Example"
phones = ["+592 609 7777"]
emails = ["hidden@example.org"]
"""


def _prepare_json_commands() -> None:
    """Write a directory with two versions, a private file and a list that came back changed."""
    path = Path("directory.toml")
    repo = repository(path.parent)
    repo.commit_bytes(path.read_bytes())
    added = 'address = "12 Canary Street"\nnotes = "canary note"\n'
    text = path.read_text(encoding="utf-8").replace("609 1234", "609 4321") + added
    path.write_text(text, encoding="utf-8")
    write_overlay(path, PRIVATE_PART)
    Path("list.csv").write_text(
        "country,name,email,phone,notes\nGuyana,Ada Example,new@example.org,+592 609 8888,x\n"
        "Guyana,Bea Example,bea.example.org,592 609 999,canary note\n",
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    "words",
    [
        ("search", "--audience", "secretariat"),
        ("show", "gy-ctu", "--audience", "secretariat"),
        ("call", "guyana", "--audience", "secretariat"),
        ("diff", "HEAD", "--audience", "secretariat"),
        ("log", "--audience", "secretariat"),
        ("import", "list.csv", "--private", "--dry-run"),
        ("status", "--audience", "secretariat"),
        ("check",),
    ],
)
@pytest.mark.usefixtures("_folder")
def test_json_in_a_log_has_no_contact(
    run: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepare_json_commands()
    outside = run(*words, "--format", "json")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    inside = run(*words, "--format", "json")
    assert CANARIES.search(inside.out + inside.err) is None
    assert len(json.loads(inside.out)) == len(json.loads(outside.out)) > 0
    assert inside.code == outside.code
    has_contacts = words[0] not in {"check", "status"}
    assert bool(CANARIES.search(outside.out)) is has_contacts
    assert ("a build server keeps what is printed" in inside.err) is has_contacts
    assert "gy-ctu" in inside.out or words[0] == "status"


@pytest.mark.parametrize(
    "words",
    [
        ("search", "--columns", "phone,email"),
        ("search", "--format", "csv"),
        ("show", "gy-ctu"),
        ("show", "gy-ctu", "--format", "vcard"),
        ("show", "gy-ctu", "--format", "toml"),
        ("call", "guyana"),
        ("duplicates",),
        ("diff", "HEAD"),
    ],
)
@pytest.mark.usefixtures("_folder")
def test_lookup_in_a_log_shows_no_private_number(
    run: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepare_json_commands()
    private = re.compile("7777|hidden@")
    outside = run(*words, "--audience", "secretariat")
    assert bool(private.search(outside.out)) is (words[0] not in {"duplicates", "diff"})
    monkeypatch.setenv("CI", "true")
    inside = run(*words, "--audience", "secretariat")
    assert private.search(inside.out + inside.err) is None
    told = "numbers, addresses and notes are left out: a build server keeps what is printed"
    assert (told in inside.err) is (words[0] != "diff")
