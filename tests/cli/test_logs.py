"""Logs of a build server: changes are shown by key, without values of contacts."""

from pathlib import Path

import pytest

from cmcct.cli.error_handler import report_bug
from tests.conftest import Run, Write
from tests.support.cli_samples import ADA


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
def test_replace_counts_removed_values(run: Run) -> None:
    path = Path("directory.toml")
    text = path.read_text(encoding="utf-8").replace("ctu@example.org", "ada.example@example.org")
    path.write_text(text, encoding="utf-8")
    messages = run("replace", "gy-ctu", "--name", "Eva Example", "--email", "ctu@example.org").err
    assert "removed the previous person's data: " in messages
    assert "keys and channels" in messages
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
