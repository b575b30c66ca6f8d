"""While a number or address is in both files, nothing with it is handed out to others."""

from pathlib import Path

import pytest

from cmcct.formats.recognition import SUFFIXES
from cmcct.privacy.levels import AUDIENCES
from tests.conftest import Run, Write, list_names, write_overlay
from tests.support import members
from tests.support.decoding import decoded, unzipped
from tests.support.edited import BOTH
from tests.support.pdf_texts import read_text
from tests.support.repositories import Repo

NUMBER, ADDRESS = "+592 609 1234", "ada@example.org"
CANARIES = ("6091234", "609-1234", ADDRESS)
SHARED = (
    BOTH.replace(', sharing = "secretariat"', "")
    .replace('"ctu@example.org"', f'"ctu@example.org", "{ADDRESS}"')
    .replace('id = "gy-ctu"', 'id = "gy-ctu"\nsharing = "public"')
)
PART = '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\n'
NUMBERS = f'{PART}phones = [{{ number = "{NUMBER}", type = "mobile" }}]\n'
ADDRESSES = f'{PART}emails = ["{ADDRESS.upper()}"]\n'
EXPORTS = {form: ("export", form, "-o", f"list.{form}") for form in SUFFIXES} | {
    "all": ("export", "all", "-o", "lists"),
    "emails": ("emails",),
    "annex": ("export", "markdown", "--annex", "georgetown-2019"),
    "since": ("export", "csv", "--country", "Guyana"),
}
LOOKUPS = (
    *(("search", "--format", name) for name in ("tsv", "csv", "json", "table")),
    *(("show", "gy-ctu", "--format", name) for name in ("card", "vcard", "json", "toml")),
    ("emails", "Guyana", "--format", "mutt"),
)


def _written(folder: Path) -> str:
    """Return what is in the files of a folder, other than the directory and its private file."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    made = [path for path in files if not path.name.startswith(("directory.", ".git"))]
    return "".join(map(_read, made))


def _read(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".pdf":
        return read_text(content)
    text = unzipped(content) if content.startswith(b"PK") else content.decode(errors="replace")
    return "\n".join((text, *decoded(text)))


def _holds(text: str) -> list[str]:
    """Return the canaries in a text, in any spelling."""
    return [one for one in CANARIES if one in text or one in text.replace(" ", "")]


@pytest.fixture
def path(write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the directory in use, in the current folder, whose meetings everyone may have."""
    made = write(SHARED)
    text = made.read_text(encoding="utf-8").replace("12\n", '12\nsharing = "public"\n', 1)
    made.write_text(text, encoding="utf-8")
    monkeypatch.chdir(made.parent)
    return made


@pytest.mark.sweep
@pytest.mark.parametrize("private", [NUMBERS, ADDRESSES], ids=["number", "address"])
@pytest.mark.parametrize("words", EXPORTS.values(), ids=EXPORTS)
def test_export_stops_for_every_audience(
    run: Run, path: Path, words: tuple[str, ...], private: str
) -> None:
    write_overlay(path, private)
    before = list_names(path.parent)
    for audience in AUDIENCES:
        result = run(*words, "--audience", audience)
        assert (result.code, result.out, list_names(path.parent)) == (2, "", before)
        assert "exports are blocked until the errors in directory.private.toml" in result.err
        assert _holds(result.err) == []


@pytest.mark.sweep
@pytest.mark.parametrize("audience", AUDIENCES[:2])
@pytest.mark.parametrize("words", LOOKUPS, ids=" ".join)
def test_lookup_for_an_audience_withholds_it(
    run: Run, path: Path, words: tuple[str, ...], audience: str
) -> None:
    assert _holds(run(*words, "--audience", audience).out)
    write_overlay(path, f'{NUMBERS}emails = ["{ADDRESS}"]\n')
    result = run(*words, "--audience", audience)
    assert result.out
    assert _holds(result.out + result.err) == []


@pytest.mark.sweep
@pytest.mark.parametrize("words", EXPORTS.values(), ids=EXPORTS)
def test_moved_number_and_address_are_in_no_list_of_others(
    run: Run, path: Path, words: tuple[str, ...]
) -> None:
    assert run("set", "gy-ctu", "--private", "mobile", ADDRESS, "--yes").code == 0
    for audience in AUDIENCES[:2]:
        result = run(*words, "--audience", audience)
        assert result.code == 0, result.err
        assert _holds(result.out + result.err + _written(path.parent)) == []
        for made in path.parent.glob("list*"):
            made.rename(path.parent.parent / f"{audience}-{made.name}")


def test_round_edition_and_save_stop(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo(tmp_path)
    repo.git("init", "-q")
    repo.git("add", "--all")
    repo.git("commit", "-qm", "one")
    (tmp_path / ".git/info/exclude").write_text("directory.private.toml\n", encoding="utf-8")
    write_overlay(path, NUMBERS)
    result = run("round", "letters", "--since", "2026-05-01", "-o", "letters")
    assert (result.code, (tmp_path / "letters").exists()) == (2, False)
    assert "the errors in directory.private.toml" in result.err
    monkeypatch.delenv("CMCCT_TODAY")
    result = run("edition", "issue", "1", "-o", "lists")
    assert (result.code, (tmp_path / "lists").exists(), repo.git("tag")) == (2, False, "")
    assert "the errors in directory.private.toml" in result.err
    path.write_bytes(path.read_bytes() + b"# More.\n")
    result = run("save")
    assert (result.code, repo.git("status", "--porcelain")) == (2, "M directory.toml")
    assert "has errors, so it was not saved" in result.err


def test_check_names_the_command_that_ends_it(run: Run, path: Path) -> None:
    write_overlay(path, f'{NUMBERS}emails = ["{ADDRESS}"]\n')
    found = run("check", path)
    assert found.code == 1
    for key in ("phones.1", "emails.1"):
        command = f"cmcct set gy-ctu --private {key}"
        assert f"help: to keep it private: {command}; to keep it in" in found.out
        assert run(*command.split()[1:], "--yes", "--directory", path).code == 0
    assert run("check", path).code == 0
    assert _holds(found.out + found.err) == []


def test_unreadable_private_file_is_told_and_stops_nobody(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    members.become(monkeypatch, tmp_path, "ada")
    path = members.encrypt(run, write, NUMBERS, more=SHARED)
    monkeypatch.setenv("CMCCT_DIRECTORY", str(path))
    assert run("export", "csv").code == 2
    members.become(monkeypatch, tmp_path, "bo")
    for words in (("export", "csv"), ("emails",), ("export", "csv", "--audience", "secretariat")):
        result = run(*words)
        assert result.code == 0
        assert "warning: not checked whether the directory has numbers of the private" in result.err
