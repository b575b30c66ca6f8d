"""`edition`: the list under a number, made again from its tag, and recognised by its hash."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cmcct.editions import issue, manifest, pack
from cmcct.errors.exceptions import CmcctError
from cmcct.history import revisions
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import LANGUAGES, _
from cmcct.storage import atomic
from tests.conftest import (
    OVERLAY,
    ROOT,
    SHIPPED,
    Result,
    Run,
    bare_environment,
    list_names,
    write_overlay,
)
from tests.support import texts
from tests.support.cases import each
from tests.support.cli_samples import ADA, HOUSE
from tests.support.decoding import decoded, unzipped
from tests.support.pdf_texts import read_text
from tests.support.person import typing
from tests.support.repositories import Repo, copy, repository

CHIEF = ADA.replace("Director", "Chief")
ALL = ["GUIDE.txt", "README.txt", "SHA256SUMS", "changes.md", "letter.txt"]
ALL += ["list.html", "list.pdf", "list.vcf", "list.xlsx", "outlook.csv"]
NEXT = "next: git push origin edition/{}\n"
PLACEHOLDER = re.compile(r"\$\{\w+\}")
SECRETS = ("609 1234", "6091234", "house@example", "Ring her first", "Cato")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository with one commit, change to its folder, and unset the pinned day."""
    made = copy(_commit_once, tmp_path / "repo")
    monkeypatch.chdir(made.root)
    monkeypatch.delenv("CMCCT_TODAY")
    return made


def _commit_once(repo: Repo) -> None:
    repo.commit(ADA, HOUSE)


def _issue(run: Run, number: str, folder: str, *words: str) -> Result:
    return run("edition", "issue", number, "-o", f"../{folder}", *words)


def _read(folder: str) -> dict[str, bytes]:
    """Return path -> content of the files in a folder beside the repository."""
    root = Path("..") / folder
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def test_edition_has_files_manifest_and_tag(repo: Repo, run: Run) -> None:
    repo.git("remote", "add", "origin", "../origin")
    made = _issue(run, "2026-1", "one", "--lang", "en,es")
    places = "".join(f"../one/{name}\n" for name in ("network/en", "network/es", "manifest.json"))
    head = repo.head
    tagged = f"tagged commit {head[:7]} as edition/2026-1\n"
    assert made == Result(
        0, places, f"{tagged}Languages: English, Spanish\n{NEXT.format('2026-1')}"
    )
    assert list_names(Path("../one/network/en")) == [name for name in ALL if name != "changes.md"]
    written = _read("one")
    text = written.pop("manifest.json").decode()
    assert json.loads(text) == {
        "edition": "2026-1",
        "commit": head,
        "date": "2024-01-02",
        "replaces": None,
        "made_with": manifest.installed_versions(),
        "lists": [
            {"audience": "network", "lang": lang, "content": _mark(run)} for lang in ("en", "es")
        ],
        "files": {name: pack.digest(data) for name, data in written.items()},
    }
    assert repo.git("cat-file", "-t", "edition/2026-1") == "tag"
    message = repo.git("for-each-ref", "--format=%(contents)", "refs/tags/edition/2026-1")
    assert message == f"Edition 2026-1\n\n{text}".strip()
    assert repo.git("rev-parse", "edition/2026-1^{commit}") == head
    readme = written["network/en/README.txt"].decode()
    assert readme.startswith(f"Example Network\nEdition 2026-1, content {_mark(run)}\n\nTLP:AMBER")


def _mark(run: Run) -> str:
    return str(json.loads(run("export", "json").out)["content"])


def test_last_edition_is_named_in_words(repo: Repo, run: Run) -> None:
    missing = run("diff", "laatste", "lijsten")
    message = (
        "error: there is no edition here: issue one, or fetch the tags with git fetch --tags\n"
    )
    assert (missing.code, missing.err.startswith(message)) == (2, True)
    _issue(run, "2026-1", "one")
    repo.commit(CHIEF, HOUSE)
    changes = run("diff", "2026-1")
    assert "Director → Chief" in changes.out
    for words in ("última edición", "las últimas listas", "laatste uitgave", "edition"):
        assert run("diff", *words.split()) == changes
    _issue(run, "2026-2", "two")
    nothing = "nothing changed since dernières listes\n"
    assert run("diff", "dernières", "listes") == Result(0, "", nothing)


def test_next_edition_replaces_and_lists_changes(repo: Repo, run: Run) -> None:
    assert _issue(run, "2026-1", "one").err.endswith(
        "Languages: English\n"
        "help: an edition in several languages is issued with --lang en,es,nl,fr\n"
    )
    same = _issue(run, "2026-1b", "same")
    assert ("it replaces edition 2026-1\n" in same.err, "git push" in same.err) == (True, False)
    assert b"since then is in changes.md: none." in _read("same")["network/en/letter.txt"]
    repo.commit(CHIEF, HOUSE)
    made = _issue(run, "2026-2", "two")
    assert made.err.splitlines()[1] == "it replaces edition 2026-1b"
    files = _read("two")
    assert [name.removeprefix("network/en/") for name in files] == ["manifest.json", *ALL]
    before = {"edition": "2026-1b", "commit": repo.git("rev-parse", "HEAD~1")}
    assert json.loads(files["manifest.json"])["replaces"] == before
    note = files["network/en/changes.md"].decode()
    for words in (["edition/2026-1"], ["edición", "2026-1"], ["editie", "2026-1"]):
        assert note == run("diff", *words, "--format", "markdown").out
    named = "help: run cmcct edition issue 2026-3 -o lists or cmcct edition verify …\n"
    assert run("edition").err == f"error: no command is given\n{named}"
    assert "Director → Chief" in note
    assert "\nReplaces edition 2026-1b\n" in files["network/en/README.txt"].decode()
    texts.expect("edition-letter", files["network/en/letter.txt"].decode())
    assert json.loads(run("export", "json", "--since", "edition/2026-1").out)["focal_points"]


def test_existing_edition_is_made_again_and_tag_stays(repo: Repo, run: Run) -> None:
    _issue(run, "2026-1", "one", "--lang", "en,nl")
    tag = repo.git("rev-parse", "edition/2026-1")
    repo.commit(CHIEF.replace("Example Ministry", "Office"), HOUSE)
    repo.path.write_text(repo.path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    made = _issue(run, "2026-1", "again")
    count = 2 * (len(ALL) - 1)
    message = f"edition 2026-1, {count} files: the same as when it was issued\n"
    assert (made.code, made.err) == (0, message)
    assert _read("again") == _read("one")
    part = _issue(run, "2026-1", "part", "--lang", "nl")
    assert (part.code, list_names(Path("../part/network"))) == (0, ["nl"])
    assert repo.git("rev-parse", "edition/2026-1") == tag


def test_withdrawn_entries_are_named_and_not_written(repo: Repo, run: Run) -> None:
    _issue(run, "2026-1", "one", "--audience", "network,secretariat")
    repo.commit(ADA.replace('"+592 220 1234"', '"+592 220 1299"'), HOUSE)
    made = _issue(run, "2026-1", "again")
    assert (made.code, made.out) == (2, "")
    assert made.err.splitlines()[1:] == [
        "error: nothing was written: data withdrawn since then: gy-ctu",
        "help: --audience secretariat writes it, for the secretariat only",
    ]
    assert not Path("../again").exists()
    made = _issue(run, "2026-1", "again", "--audience", "secretariat")
    assert (made.code, list_names(Path("../again"))) == (0, ["manifest.json", "secretariat"])
    assert "2201234" in Path("../again/secretariat/en/list.vcf").read_text(encoding="utf-8")


def test_list_that_was_not_issued_is_not_made_again(repo: Repo, run: Run) -> None:
    _issue(run, "2026-1", "one", "--lang", "es")
    made = _issue(run, "2026-1", "again", "--audience", "secretariat", "--lang", "nl")
    error = "error: edition 2026-1 has no list for nl, secretariat\n"
    assert made == Result(2, "", f"{error}help: it has network/es\n")
    part = _issue(run, "2026-1", "part", "--audience", "network")
    assert (part.code, list_names(Path("../part/network"))) == (0, ["es"])
    repo.commit(ADA.replace('"+592 220 1234"', '"+592 220 1299"'), HOUSE)
    made = _issue(run, "2026-1", "again")
    last = "error: nothing was written: data withdrawn since then: gy-ctu"
    assert (made.code, made.err.splitlines()[1:]) == (2, [last])


@pytest.mark.usefixtures("repo")
def test_edition_without_pdf_is_made_again_where_it_could_have_one(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(pack, "find_spec", lambda _library: None)
        _issue(run, "2026-1", "one")
    made = _issue(run, "2026-1", "again")
    assert made.code == 0, made.err
    names = list_names(Path("../again/network/en"))
    assert names == list_names(Path("../one/network/en")) != []
    assert "list.pdf" not in names


def test_files_that_differ_are_named_with_versions(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    _issue(run, "2026-1", "one")
    monkeypatch.setattr(pack, "_LIST", dict.fromkeys(LANGUAGES, "contacts"))
    names = "network/en/README.txt, network/en/SHA256SUMS, network/en/list.html, "
    made = _issue(run, "2026-1", "again")
    start = f"error: edition 2026-1 cannot be made again; these files differ: {names}"
    assert (made.code, made.err.startswith(start), made.err.count("\n")) == (2, True, 1)
    monkeypatch.setattr(manifest, "installed_versions", dict)
    monkeypatch.setattr(issue, "installed_versions", dict)
    hint = _issue(run, "2026-1", "again").err.splitlines()[1]
    assert hint.startswith("help: install cmcct 0.")
    assert not Path("../again").exists()
    assert repo.git("status", "--porcelain") == ""


def test_only_committed_state_is_issued(repo: Repo, run: Run, tmp_path: Path) -> None:
    text = repo.path.read_text(encoding="utf-8")
    repo.path.write_text(text + "\n", encoding="utf-8")
    message = "error: the repository has changes that are not committed\n"
    advice = "help: run cmcct save\n"
    assert _issue(run, "2026-1", "one") == Result(2, "", message + advice)
    repo.path.write_text(text, encoding="utf-8")
    (repo.root / "untracked.txt").write_text("x", encoding="utf-8")
    write_overlay(repo.path, OVERLAY.replace("609 1234", "609 1255"))
    made = _issue(run, "2026-1", "one", "--audience", "secretariat")
    note = "the edition is made without the private file, which has no history\n"
    assert (made.code, made.err.startswith(note)) == (0, True)
    assert not any(b"6 Example Dam" in data for data in _read("one").values())
    clone = tmp_path / "shallow"
    repo.commit(CHIEF)
    repo.git("clone", "-q", "--depth", "1", repo.root.as_uri(), clone)
    shallow = _issue(run, "2026-2", "two", "--directory", str(clone / "directory.toml"))
    assert shallow == Result(2, "", "error: this clone is shallow: run git fetch --unshallow\n")


def test_day_of_a_commit_may_be_ahead_of_the_clock(repo: Repo, run: Run) -> None:
    confirmed = ADA.replace("2026-03-02", "2099-01-02")
    repo.commit(confirmed)
    assert _issue(run, "2024-1", "one").err.startswith(
        "error: exports are blocked until the errors in directory.toml are fixed"
    )
    when = "2099-01-03T12:00Z"
    repo.commit(confirmed, HOUSE, GIT_COMMITTER_DATE=when, GIT_AUTHOR_DATE=when)
    assert _issue(run, "2099-1", "one").code == 0


def test_repository_without_commit_has_no_edition(run: Run, tmp_path: Path, repo: Repo) -> None:
    empty = repository(tmp_path / "empty")
    empty.path.write_text(repo.path.read_text(encoding="utf-8"), encoding="utf-8")
    made = _issue(run, "2026-1", "one", "--directory", str(empty.path))
    message = "error: there are no commits yet, so there is no history\n"
    assert made == Result(2, "", message)


@pytest.mark.parametrize("name", ["CMCCT_TODAY", "CMCCT_NOW"])
@pytest.mark.usefixtures("repo")
def test_pinned_day_is_refused(name: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "2026-06-01")
    message = f"error: {name} is set\nhelp: unset it\n"
    assert _issue(run, "2026-1", "one") == Result(2, "", message)


@pytest.mark.parametrize(
    "number", ["", "network", "a b", "../x", "a..1", "1.lock", "1.", "-1", "1" * 41, "é"]
)
@pytest.mark.usefixtures("repo")
def test_number_is_a_name_of_a_tag(number: str, run: Run) -> None:
    made = run("edition", "issue", "-o", "../one", "--", number)
    hint = "cannot be the number of an edition\nhelp: write 2026-1\n"
    assert (made.code, made.out, made.err.endswith(hint)) == (2, "", True)


@pytest.mark.usefixtures("repo")
def test_number_that_is_advised_is_free(run: Run) -> None:
    _issue(run, "2026-1", "../one")
    assert _issue(run, "a b", "../two").err.endswith("help: write 2026-2\n")


@pytest.mark.usefixtures("repo")
def test_empty_list_is_no_edition(run: Run) -> None:
    made = _issue(run, "2026-1", "one", "--audience", "network,public")
    assert made == Result(2, "", "error: no entry for the public audience\n")
    words = ("edition", "issue", "2026-1", "-o", "../one", "--audience", "public")
    assert typing([], *words).out == made.err
    assert not Path("../one").exists()


def test_tag_without_manifest_is_refused(repo: Repo, run: Run) -> None:
    repo.git("tag", "edition/2026-1")
    repo.git("tag", "-a", "-m", "{}", "edition/2026-2")
    hint = "help: choose another one\n"
    for number in ("2026-1", "2026-2"):
        message = f"error: the tag edition/{number} holds no manifest of this edition\n"
        assert _issue(run, number, "one") == Result(2, "", message + hint)
    assert run("edition", "verify", "directory.toml").code == 1


def test_clone_without_tags_says_so(repo: Repo, run: Run) -> None:
    _issue(run, "2026-1", "one")
    file = "../one/network/en/list.vcf"
    assert run("edition", "verify", file).code == 0
    repo.git("tag", "-d", "edition/2026-1")
    line = f"{file}: not a file of an edition, or changed since it was issued\n"
    tags = "warning: there is no edition here: issue one, or fetch the tags with git fetch --tags\n"
    assert run("edition", "verify", file) == Result(1, line, tags)


def test_foreign_files_are_not_overwritten(repo: Repo, run: Run) -> None:
    folder = Path("../one")
    folder.mkdir()
    (folder / "manifest.json").symlink_to("/dev/null")
    message = "error: ../one/manifest.json is not a manifest of an edition\n"
    refused = Result(2, "", f"{message}help: choose an empty folder\n")
    assert _issue(run, "2026-1", "one") == refused
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").write_text("[1]", encoding="utf-8")
    assert _issue(run, "2026-1", "one") == refused
    (folder / "manifest.json").unlink()
    assert repo.git("tag") == ""
    assert _issue(run, "2026-1", "one").code == 0
    assert _issue(run, "2026-1", "one").code == 0


def test_letter_comes_from_committed_template(repo: Repo, run: Run) -> None:
    template = "$network $$ ${number}: $corrections\r\n\r\n\r\n\r\n${changes}é\r\n"
    repo.commit_files({"letters/edition.nl.txt": template})
    _issue(run, "2026-1", "one", "--lang", "en,nl")
    letters = [_read("one")[f"network/{lang}/letter.txt"].decode() for lang in ("en", "nl")]
    assert letters[1] == "Example Network $ 2026-1: Correcties: corrections@example.org\n\né\n"
    assert letters[0].startswith("Example Network\nContact list, edition 2026-1, ")
    assert " \n" not in letters[0]  # nothing is replaced
    for text in ("$unknown", "a $ b"):
        repo.commit_files({"letters/edition.en.txt": text})
        made = _issue(run, "2026-2", "two")
        message = "error: letters/edition.en.txt has a $ that starts none of the placeholders\n"
        assert (made.code, made.err.startswith(message)) == (2, True)
        page = (ROOT / "docs" / "editions.md").read_text(encoding="utf-8")
        assert {*PLACEHOLDER.findall(made.err)} == {*PLACEHOLDER.findall(page)}


def test_network_with_markup_stays_on_its_line(repo: Repo, run: Run) -> None:
    text = repo.path.read_text(encoding="utf-8")
    repo.commit_bytes(text.replace('"Example Network"', '"Example $network ${x}"').encode())
    assert _issue(run, "2026-1", "one").code == 0
    for name in ("letter.txt", "README.txt"):
        first = _read("one")[f"network/en/{name}"].decode().splitlines()[0]
        assert first == "Example $network ${x}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_built_in_letter_uses_all_it_is_given(lang: str, repo: Repo, run: Run) -> None:
    _issue(run, "1", "one", "--lang", lang)
    repo.commit(CHIEF, HOUSE)
    _issue(run, "2", "two", "--lang", lang)
    text = _read("two")[f"network/{lang}/letter.txt"].decode()
    assert "$" not in text
    for part in ("Example Network", "TLP:AMBER", "2024", "changes.md", "README.txt", "GUIDE.txt"):
        assert part in text
    assert text.endswith("corrections@example.org\n")


def test_files_of_an_edition_are_recognised(repo: Repo, run: Run) -> None:
    _issue(run, "2026-1", "one", "--lang", "es")
    repo.commit(CHIEF, HOUSE)
    _issue(run, "2026-2", "two", "--lang", "es")
    files = [
        f"../{folder}/network/es/{name}" for folder in ("one", "two") for name in ("lista.xlsx",)
    ]
    good = run("edition", "verify", *files)
    assert good == Result(
        0,
        f"{files[0]}: edition 2026-1, network, Spanish, unchanged\n"
        f"{files[1]}: edition 2026-2, network, Spanish, unchanged\n",
        "",
    )
    whole = run("edition", "verify", "../one")
    files_of_one = {str(path) for path in Path("../one").rglob("*") if path.is_file()}
    assert {line.partition(": ")[0] for line in whole.out.splitlines()} == files_of_one
    assert (whole.code, len(files_of_one)) == (0, 10)
    for words in (
        ["export", "all"],
        ["edition", "issue", "2026-2"],
        ["edition", "issue", "2026-3"],
    ):
        refused = run(*words, "--lang", "es", "-o", "../one")
        why = "error: ../one has the files of an edition\nhelp: choose an empty folder\n"
        assert (refused.code, refused.err.endswith(why)) == (2, True)
    assert not repo.git("tag", "--list", "edition/2026-3")
    letter = Path("../one/network/es/letter.txt")
    letter.rename("../letter.txt")
    lacking = run("edition", "verify", "../one")
    assert (lacking.code, lacking.out.count(f"{letter}: missing\n")) == (1, 1)
    Path("../empty/.git").mkdir(parents=True)
    Path("../empty/.git/config").touch()
    empty = Result(2, "", "error: the folder ../empty has no files\n")
    assert run("edition", "verify", "../empty") == empty
    guide = run("edition", "verify", "../one/network/es/GUIDE.txt")
    assert (guide.code, guide.out.count("unchanged")) == (0, 2)
    for name in ("lista.xlsx", "lista.html", "lista.vcf"):
        path = Path(f"../one/network/es/{name}")
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        made = run("edition", "verify", path, files[1])
        reason = "not a file of an edition, or changed since it was issued"
        if name != "lista.vcf":
            reason = "not a file of edition 2026-1: exported from the same content, or changed"
        lines = f"{path}: {reason}\n{files[1]}: edition 2026-2, network, Spanish, unchanged\n"
        assert made == Result(1, lines, "")
    assert run("edition", "verify", "missing.vcf").code == 2


def test_git_refuses_tag_of_unknown_author(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("config", "user.useConfigOnly", "true")
    for name in ("AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"):
        monkeypatch.delenv(f"GIT_{name}")
    made = _issue(run, "2026-1", "one")
    assert "git does not know your name and e-mail address" in made.err
    assert not Path("../one").exists()


def test_tags_are_listed_by_date_of_commit(repo: Repo) -> None:
    first = repo.head
    repo.commit(CHIEF)
    repo.git("tag", "-a", "-m", "x", "edition/2026-10", first)
    repo.git("tag", "-a", "-m", "x", "edition/2026-9", first)
    repo.git("tag", "-a", "-m", "x\n\ny", "edition/2025-1")
    repository_ = Repository.open(repo.path)
    tags = revisions.list_tags(repository_)
    assert [tag.number for tag in tags] == ["2026-9", "2026-10", "2025-1"]
    assert tags[-1] == ("2025-1", repo.head, "x\n\ny\n")
    assert len(revisions.list_tags(repository_, until=first)) == 2


def _edition_in(folder: Path, python: str, place: Path, **environment: str) -> dict[str, str]:
    """Make the sample's edition in another process; return path -> hash of its files."""
    words = ["-m", "cmcct", "edition", "issue", "2026-1", "--lang", "en,es,nl,fr"]
    words += ["--audience", "public,network", "-o", str(place)]
    mask = os.umask(int(environment.pop("MASK"), 8))
    try:
        subprocess.run(
            [python, "-S", *words],
            cwd=folder,
            check=True,
            capture_output=True,
            env=bare_environment() | environment,
        )
    finally:
        os.umask(mask)
    return {
        path.relative_to(place).as_posix(): pack.digest(path.read_bytes())
        for path in place.rglob("*")
        if path.is_file()
    }


def _other_python() -> str:
    """Return another Python that can run cmcct with the libraries of this one, else this one."""
    for minor in (11, 12, 13, 14):
        found = Path(f"/usr/bin/python3.{minor}")
        words = [str(found), "-c", "import cmcct.formats.xlsx, cmcct.formats.html, pydantic"]
        if minor != sys.version_info.minor and found.exists():
            done = subprocess.run(words, env=_with_path(), check=False, capture_output=True)
            if done.returncode == 0:
                return str(found)
    return sys.executable


def _with_path() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}


@pytest.mark.sweep
def test_two_machines_days_and_pythons_give_same_files(repo: Repo, tmp_path: Path) -> None:
    repo.commit_bytes(SHIPPED.read_bytes())
    other = repository(tmp_path / "Ünother place")
    other.git("pull", "-q", str(repo.root), "main")
    path = {"PYTHONPATH": _with_path()["PYTHONPATH"]}
    here = {"TZ": "America/Jamaica", "LC_ALL": "C", "PYTHONHASHSEED": "1", "MASK": "022"}
    there = {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "MASK": "077"}
    there |= {"CMCCT_LANG": "fr", "GIT_COMMITTER_DATE": "2031-05-06T07:08:09Z"}
    one = _edition_in(repo.root, sys.executable, tmp_path / "1", **path, **here)
    two = _edition_in(other.root, _other_python(), tmp_path / "2", **path, **there)
    assert len(one) == 2 * 4 * (len(ALL) - 1) + 1
    assert one == two


def test_no_file_of_an_edition_has_what_is_withheld(repo: Repo, run: Run) -> None:
    repo.commit(ADA + 'private_notes = "Ring her first."\n', HOUSE)
    _issue(run, "2026-1", "one")
    notes = 'private_notes = "Ring her first. Then."\n'
    repo.commit(CHIEF + notes, HOUSE, HOUSE.replace("bs-", "bb-"))
    _issue(run, "2026-2", "two", "--lang", "en,es,nl,fr")
    files = {**_read("one"), **{f"2/{name}": data for name, data in _read("two").items()}}
    tags = repo.git("for-each-ref", "--format=%(contents)", "refs/tags")
    for name, data in (*files.items(), ("tags", tags.encode())):
        read = {".xlsx": unzipped, ".pdf": read_text}.get(Path(name).suffix, bytes.decode)
        text = read(data)
        for part in (text, *decoded(text)):
            assert not [secret for secret in SECRETS if secret in part], name
    assert len(files) == 1 + (len(ALL) - 1) + 1 + 4 * len(ALL)


def test_manifest_names_only_installed_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "_LIBRARIES", ("no-such-library",))
    assert [*manifest.installed_versions()] == ["cmcct"]


def test_moved_tag_is_refused_and_named(repo: Repo, run: Run) -> None:
    _issue(run, "2026-1", "one")
    first, file = repo.head, "../one/network/en/list.vcf"
    message = repo.git("for-each-ref", "--format=%(contents)", "refs/tags/edition/2026-1")
    repo.commit(CHIEF, HOUSE)
    repo.git("tag", "-f", "-a", "-m", message, "edition/2026-1")
    moved = f"the tag edition/2026-1 was moved away from commit {first[:7]}"
    hint = "help: run git fetch --tags --force\n"
    assert _issue(run, "2026-1", "two") == Result(2, "", f"error: {moved}\n{hint}")
    line = f"{file}: not a file of an edition, or changed since it was issued\n"
    assert run("edition", "verify", file) == Result(1, line, f"warning: {moved}\n")
    repo.git("tag", "-f", "-a", "-m", message, "edition/2026-2", first)
    assert "edition/2026-2 holds no manifest" in run("edition", "verify", file).err


@pytest.mark.usefixtures("repo")
def test_renamed_file_is_recognised_and_converted_one_is_not(run: Run, tmp_path: Path) -> None:
    _issue(run, "2026-1", "one")
    for name, data in _read("one").items():
        renamed = tmp_path / f"Ünnamed {Path(name).name}.bin"
        renamed.write_bytes(data)
        of = "its manifest" if name == "manifest.json" else "network, English"
        line = f"{renamed}: edition 2026-1, {of}, unchanged\n"
        assert run("edition", "verify", renamed) == Result(0, line, "")
        # As mail and zip programs convert line ends, and as a byte order mark is added.
        has_crlf = b"\r\n" in data
        other = data.replace(b"\r\n", b"\n") if has_crlf else data.replace(b"\n", b"\r\n")
        for changed in (other, b"\xef\xbb\xbf" + data, data + b"\n", data[:-1]):
            renamed.write_bytes(changed)
            assert run("edition", "verify", renamed).code == 1


def test_number_that_is_taken_meanwhile_leaves_no_files(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("tag", "edition/2026-1")
    monkeypatch.setattr(revisions, "find_tag", lambda *_args: None)
    made = _issue(run, "2026-1", "one")
    assert made == Result(2, "", "error: git: tag 'edition/2026-1' already exists\n")
    assert not [path for path in Path("../one").rglob("*") if path.is_file()]


def test_folder_that_cannot_be_made_takes_no_number(repo: Repo, run: Run) -> None:
    Path("../file").write_text("", encoding="utf-8")
    made = _issue(run, "2026-1", "file/one")
    assert (made.code, made.out) == (2, "")
    assert made.err.startswith("error: cannot use ../file/one/network/en: ")
    assert repo.git("tag") == ""


def test_edition_whose_files_failed_is_made_again(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_named: object) -> None:
        raise CmcctError(_("nothing"))

    with monkeypatch.context() as patched:
        patched.setattr(atomic, "replace_files", full)
        made = _issue(run, "2026-1", "one")
        tagged = f"tagged commit {repo.head[:7]} as edition/2026-1\n"
        assert made == Result(2, "", f"{tagged}error: nothing\n")
    again = _issue(run, "2026-1", "one")
    assert (again.code, again.err.endswith("the same as when it was issued\n")) == (0, True)
    assert "network/en/list.pdf" in _read("one")


@pytest.mark.usefixtures("repo")
def test_unknown_edition_suggests_those_there_are(run: Run) -> None:
    _issue(run, "2026-1", "one")
    for name, meant in (("edition/2026-2", "edition/2026-1"), ("2027-1", "2026-1")):
        for words in (("export", "vcard", "--since"), ("export", "csv", "--at"), ("diff",)):
            made = run(*words, name)
            assert (made.code, made.out) == (2, "")
            assert f"did you mean {meant}?" in made.err


ODD: tuple[Any, ...] = (
    None,
    True,
    5,
    1.5,
    "",
    "x",
    "../x",
    "x/y",
    "\0",
    "é",
    "a" * 99,
    [],
    {},
    [[]],
    {"x": 5},
)
MAY_BE: dict[tuple[Any, ...], list[Any]] = {
    ("replaces",): [None],
    ("made_with",): [{}],
    ("made_with", "cmcct"): ["x"],
    ("files",): [{}],
}
SUM = "0" * 64


def _good_manifest() -> dict[str, Any]:
    return {
        "edition": "2026-1",
        "commit": "a" * 40,
        "date": "2026-03-02",
        "replaces": {"edition": "2025-1", "commit": "b" * 40},
        "made_with": {"cmcct": "0.1.0"},
        "lists": [{"audience": "network", "lang": "es", "content": "0123abcd"}],
        "files": {"network/es/list.vcf": SUM},
    }


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of each value in a value for JSON."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner if isinstance(value, dict | list) else ():
        yield (*place, key)
        yield from _places(one, (*place, key))


@each("place", [*_places(_good_manifest())])
def test_every_value_of_a_manifest_has_a_form(place: tuple[Any, ...]) -> None:
    assert manifest.parse_manifest(json.dumps(_good_manifest())) is not None
    read = []
    for odd in ODD:
        data = _good_manifest()
        table: Any = data
        for key in place[:-1]:
            table = table[key]
        table[place[-1]] = odd
        if manifest.parse_manifest(json.dumps(data)) is not None:
            read.append(odd)
    assert read == MAY_BE.get(place, [])


@each(
    "changes",
    [
        {"lists": _good_manifest()["lists"] * 2},
        {"files": {"network/es/../x": SUM}},
        {"files": {"public/es/list.vcf": SUM}},
        {"files": {"network/es/": SUM}},
        {"made_with": {"a b": "1"}},
        {"date": "2026-02-30"},
        {"edition": "2026-1\n"},
        {"commit": "A" * 40},
    ],
)
def test_manifest_has_possible_values(changes: dict[str, Any]) -> None:
    assert manifest.parse_manifest(json.dumps(_good_manifest() | changes)) is None


def test_text_that_is_no_manifest_is_none() -> None:
    for text in ("", "x", "{", "[]", "{}", '{"edition": ' * 100_000, '{"x": ' + "9" * 5000):
        assert manifest.parse_manifest(text) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"lists": [{"audience": "network", "lang": "en", "content": 5}]},
        {"lists": [{"audience": "network", "lang": "../../x", "content": "0123abcd"}]},
        {"lists": []},
        {"files": {"q": SUM}},
        {"files": {"network/en/x": 5, "network/en/y": {}}},
        {"replaces": {"edition": 7, "commit": 7}},
    ],
    ids=str,
)
def test_forged_tag_is_named(repo: Repo, run: Run, changes: dict[str, Any]) -> None:
    _issue(run, "2026-1", "one")
    text = Path("../one/manifest.json").read_text(encoding="utf-8")
    forged = json.dumps(json.loads(text) | {"edition": "X1"} | changes)
    repo.git("tag", "-a", "--cleanup=verbatim", "-m", f"E\n\n{forged}", "edition/X1")
    problem = "the tag edition/X1 holds no manifest of this edition\n"
    assert _issue(run, "X1", "x") == Result(2, "", f"error: {problem}help: choose another one\n")
    verified = run("edition", "verify", "directory.toml")
    assert (verified.code, verified.err) == (1, f"warning: {problem}")
    ours = run("edition", "verify", "../one/network/en/list.vcf")
    assert (ours.code, ours.err) == (0, "")
    assert not Path("../x").exists()


def test_tag_that_is_no_number_is_in_no_list(repo: Repo, run: Run) -> None:
    for name in ("edition/<b>", "edition/1\u2028x", "edition/a/b"):
        repo.git("tag", "-a", "-m", "x", name)
    assert json.loads(run("export", "json").out)["edition"]["number"] is None
    _issue(run, "2026-1", "one")
    assert json.loads(Path("../one/manifest.json").read_bytes())["replaces"] is None


@pytest.mark.parametrize("of", ["HEAD^{tree}", "HEAD:directory.toml"])
def test_tag_of_no_commit_is_refused(repo: Repo, run: Run, of: str) -> None:
    _issue(run, "2026-1", "one")
    other = repo.git("rev-parse", of)
    text = Path("../one/manifest.json").read_text(encoding="utf-8")
    forged = json.dumps(json.loads(text) | {"edition": "X1", "commit": other})
    repo.git("tag", "-a", "--cleanup=verbatim", "-m", f"E\n\n{forged}", "edition/X1", other)
    message = f"the tag edition/X1 was moved away from commit {other[:7]}\n"
    refused = _issue(run, "X1", "x")
    assert (refused.code, refused.err.splitlines()[0]) == (2, f"error: {message}".rstrip())
    assert run("edition", "verify", "directory.toml").err == f"warning: {message}"
