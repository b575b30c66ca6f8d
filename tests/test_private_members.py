"""The encrypted private file under attack: pull requests, members, forged and missing files."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cmcct.model import members
from cmcct.storage import encrypted_file
from tests.conftest import (
    MINIMAL,
    OVERLAY,
    Result,
    Run,
    command,
    entry,
    environment,
    limit_file_size,
    list_names,
    run_process,
    write_overlay,
)
from tests.support.members import LOCKED, NAME, become, parse, read
from tests.support.repositories import Repo, repository

MISSING = "the encrypted private file is missing, and the directory has its members"
OLD = MINIMAL + entry(verified="2026-03-02")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository with Ada's encrypted private file, committed; be Ada."""
    folder, made = _encrypt()
    shutil.copytree(folder.name, tmp_path, dirs_exist_ok=True)
    trusted = become(monkeypatch, tmp_path, "ada") / "known-keys.json"
    trusted.write_text(trusted.read_text("utf-8").replace(folder.name, str(tmp_path)), "utf-8")
    made = replace(made, root=tmp_path / "clone")
    monkeypatch.setenv("CMCCT_DIRECTORY", str(made.path))
    return made


@cache
def _encrypt() -> tuple["tempfile.TemporaryDirectory[str]", Repo]:
    """Make the repository, beside the settings of Ada, in a folder that each test copies."""
    folder = tempfile.TemporaryDirectory()
    made = repository(Path(folder.name, "clone"))
    made.commit_bytes(OLD.encode())
    write_overlay(made.path)
    recovery = Path(folder.name, "recovery.txt")
    words = ("--name", "Ada", "--recovery", recovery, "--directory", made.path)
    settings = {"XDG_CONFIG_HOME": str(Path(folder.name, "ada"))}
    assert run_process(command("private", "init", *words), env=environment() | settings).code == 0
    made.git("add", "--all")
    made.commit_all()
    return folder, made


def _replace(repo: Repo, old: str, new: str) -> None:
    text = repo.path.read_text(encoding="utf-8")
    assert old in text
    repo.path.write_text(text.replace(old, new), encoding="utf-8")


KEY = encrypted_file.make_identity()[1]


def _key() -> str:
    return encrypted_file.make_identity()[1]


def _write(repo: Repo, text: bytes) -> None:
    """Encrypt a text as anybody can who knows the public keys."""
    age = encrypted_file._age()  # noqa: SLF001
    keys = members.read_members(read(repo.path)).values()
    recipients = [*map(age.x25519.Recipient.from_str, keys)]
    (repo.root / NAME).write_bytes(age.encrypt(text, recipients, armored=True))


# Pull requests


@pytest.mark.parametrize("code", ["members-changed", "private-file-changed"])
def test_pull_request_cannot_ignore_the_warning(run: Run, repo: Repo, code: str) -> None:
    assert run("private", "add", "Bo", _key()).code == 0
    repo.path.write_text(
        repo.path.read_text(encoding="utf-8") + f'\n[check]\nignore = ["{code}"]\n', "utf-8"
    )
    done = run("check", "--changed-since", "HEAD", "--format", "concise")
    assert f"warning[{code}]" in done.out
    assert f"error[unknown-code] {code!r} cannot be ignored" in done.out


@pytest.mark.parametrize("when", ["now", "before"])
@pytest.mark.parametrize("ignored", ["number-changed", "gy-ctu:number-changed"])
def test_rule_switched_off_is_a_note_from_the_next_change(
    run: Run, repo: Repo, ignored: str, when: str
) -> None:
    text = repo.path.read_text(encoding="utf-8")
    repo.path.write_text(f'{text}\n[check]\nignore = ["{ignored}"]\n', encoding="utf-8")
    if when == "before":
        repo.git("add", "--all")
        repo.commit_all()
    _replace(repo, "verified =", 'phones = ["+592 220 1277"]\nverified =')
    done = run("check", "--changed-since", "HEAD", "--format", "concise")
    severity = {"now": "warning", "before": "note"}[when]
    assert done.out.count(f"{severity}[number-changed]") == 1


def test_removed_table_stops_writes(run: Run, repo: Repo) -> None:
    before = (repo.root / NAME).read_bytes()
    repo.path.write_text(OLD, encoding="utf-8")
    done = run("set", "gy-ctu", "--private", "address=x")
    assert (done.code, "the member list in the directory differs" in done.err) == (2, True)
    assert (repo.root / NAME).read_bytes() == before
    assert "warning[members-changed]" in run("check", "--changed-since", "HEAD").out


def test_name_with_two_keys_is_a_difference(run: Run, repo: Repo) -> None:
    """A reader who looks for Ada's key finds the first; the last one is right."""
    added = (f'\n    {{ name = "{name}", key = "{_key()}" }},' for name in ("Ada", "recovery"))
    _replace(repo, "members = [", f"members = [{''.join(added)}")
    done = run("check")
    told = "differs from the one in the private file: 'Ada', the recovery identity"
    assert (done.code, told in done.out) == (1, True)
    assert told in run("set", "gy-ctu", "--private", "address=x").err
    assert run("private", "accept", "--yes").code == 0
    assert (run("check").code, repo.git("status", "--porcelain")) == (0, "")


WRITES = {
    "set": ("set", "gy-ctu", "--private", "address=x", "--yes"),
    "add": ("add", "--private", "--id", "gy-ctu", "--phone", "+592 609 1277"),
    "retire": ("retire", "gy-ctu", "--yes"),
    "replace": ("replace", "gy-ctu", "--name", "Eve Núñez", "--yes"),
    "remove": ("remove", "gy-ctu", "--yes"),
    "rename": ("rename", "gy-ctu", "gy-new"),
    "test": ("test", "gy-ctu", "phones.0", "--private"),
    "round": ("round", "letters", "--since", "2026-06-01", "-o", "letters"),
    "private-add": ("private", "add", "Bo", KEY),
    "private-remove": ("private", "remove", "recovery", "--yes"),
}


@pytest.mark.parametrize("name", WRITES)
def test_every_write_refuses_a_difference_of_members(run: Run, repo: Repo, name: str) -> None:
    _replace(repo, "members = [", f'members = [\n    {{ name = "Mallory", key = "{KEY}" }},')
    before = (repo.root / NAME).read_bytes(), repo.path.read_bytes()
    done = run(*WRITES[name])
    told = (
        "error: the member list in the directory differs from the one in the private file: "
        "'Mallory'\n"
    )
    assert (done.code, told in done.err) == (2, True)
    assert ((repo.root / NAME).read_bytes(), repo.path.read_bytes()) == before


def test_member_named_twice_is_a_difference(run: Run, repo: Repo) -> None:
    key = members.read_members(read(repo.path))["Ada"]
    _replace(repo, "members = [", f'members = [\n    {{ name = "Ada", key = "{key}" }},')
    assert "[members-differ]" in run("check").out


def test_older_version_from_before_a_removal_is_refused(
    run: Run, repo: Repo, tmp_path: Path
) -> None:
    assert run("private", "add", "Bo", _key()).code == 0
    older = shutil.copy(repo.root / NAME, tmp_path)
    assert run("private", "remove", "Bo", "--yes").code == 0
    shutil.copy(older, repo.root / NAME)
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert ("609 1234" in done.out, "it may be forged" in done.err) == (False, True)
    assert run("set", "gy-ctu", "--private", "address=x").code == 2


def test_older_version_with_the_same_key_is_told_to_reviewers(
    run: Run, repo: Repo, tmp_path: Path
) -> None:
    """It is joined: no command can tell it from the newest, but its history is in git."""
    older = shutil.copy(repo.root / NAME, tmp_path)
    assert run("set", "gy-ctu", "--private", "address=2 Example Road", "--yes").code == 0
    repo.git("add", "--all")
    repo.commit_all()
    assert "-changed]" not in run("check", "--changed-since", "HEAD").out
    shutil.copy(older, repo.root / NAME)
    shown = run("show", "gy-ctu", "--audience", "secretariat").out
    assert ("6 Example Dam" in shown, "2 Example Road" in shown) == (True, False)
    done = run("check", "--changed-since", "HEAD", "--format", "concise")
    assert "warning[private-file-changed] the encrypted private file changed" in done.out
    assert run("check", "--changed-since", "HEAD", "--strict").code == 1


# What it does not protect from


def test_key_exchange_is_that_of_x25519_alone(repo: Repo) -> None:
    """Whoever could break X25519 reads the numbers: there is no other lock beside it."""
    lines = (repo.root / NAME).read_text(encoding="ascii").splitlines()[1:-1]
    header = base64.b64decode("".join(lines)).partition(b"\n---")[0].decode("ascii")
    stanzas = [line.split()[1] for line in header.splitlines() if line.startswith("-> ")]
    assert {*stanzas} - {line for line in stanzas if line.endswith("-grease")} == {"X25519"}
    assert stanzas.count("X25519") == len(members.read_members(read(repo.path)))


@pytest.mark.usefixtures("repo")
def test_forwarded_list_is_readable_by_anybody(run: Run, tmp_path: Path) -> None:
    """Only its label asks not to pass it on: it is not encrypted."""
    file = tmp_path / "list.csv"
    assert run("export", "csv", "--audience", "secretariat", "-o", file).code == 0
    text = file.read_text(encoding="utf-8-sig")
    assert ("TLP:RED" in text, "+592 609 1234" in text) == (True, True)


# A file that is missing


def test_missing_file_is_told(run: Run, repo: Repo) -> None:
    (repo.root / NAME).unlink()
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert done.err == f"warning: private channels are left out: {MISSING}\n"
    done = run("export", "csv", "--audience", "secretariat")
    assert f"warning: private channels are left out: {MISSING}\n" in done.err
    unchecked = "not checked whether the directory has numbers of the private file"
    assert f"warning: {unchecked}: {MISSING}\n" in run("export", "csv").err
    assert "warning[private-file-changed]" in run("check", "--changed-since", "HEAD").out


@pytest.mark.parametrize(
    "words",
    [
        ("set", "gy-ctu", "--private", "address=x"),
        ("add", "--private", "--id", "gy-ctu", "--phone", "+592 609 1277"),
        ("round", "letters", "--since", "2026-06-01", "-o", "letters"),
    ],
)
def test_no_plain_file_takes_the_place(run: Run, repo: Repo, words: tuple[str, ...]) -> None:
    (repo.root / NAME).unlink()
    before = list_names(repo.root)
    done = run(*words)
    assert done.code == 2
    assert done.err.endswith(
        f"error: {MISSING}\nhelp: restore it from git, or run cmcct private init to begin again\n"
    )
    assert list_names(repo.root) == before


def test_undo_restores_a_deleted_file(run: Run, repo: Repo) -> None:
    before = (repo.root / NAME).read_bytes()
    (repo.root / NAME).unlink()
    assert run("save") == Result(
        2,
        "",
        f"error: {NAME} was deleted, so nothing was added to the history\nhelp: run cmcct undo\n",
    )
    assert run("undo", "--yes") == Result(
        0,
        f"undoing will make these changes:\n  changed: {NAME}\n",
        "this undoes all changes since the last commit (one entry only: cmcct undo ID). 1 "
        "file will be restored\n",
    )
    assert (repo.root / NAME).read_bytes() == before


def test_file_elsewhere_is_not_saved(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere.toml.age"
    shutil.move(repo.root / NAME, elsewhere)
    monkeypatch.setenv("CMCCT_PRIVATE", str(elsewhere))
    assert run("save").err == "nothing changed since the last saved version\n"


def test_undo_restores_an_encrypted_file(run: Run, repo: Repo) -> None:
    assert run("set", "gy-ctu", "--private", "address=x", "--yes").code == 0
    done = run("undo", "--yes")
    assert (done.code, "has no history" in done.err) == (0, False)
    assert read(repo.path)["focal_point"][0]["address"] == "6 Example Dam"


# Forged files


@pytest.mark.parametrize("text", [b"a = " + b"[" * 5000, b"a = " + b"1" * 5000, b"\xff", b"]"])
def test_text_that_cannot_be_parsed_hides_no_entry(run: Run, repo: Repo, text: bytes) -> None:
    _write(repo, text)
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert (done.code, "ctu@example.org" in done.out) == (0, True)
    assert "is not valid TOML" in done.err
    assert run("verify", "gy-ctu").code == 0


@pytest.mark.parametrize("side", [0, 2])
def test_empty_version_is_not_merged(run: Run, repo: Repo, tmp_path: Path, side: int) -> None:
    files = [Path(shutil.copy(repo.root / NAME, tmp_path / str(index))) for index in range(3)]
    files[side].write_bytes(b"")
    done = run("merge-file", *files, "--path", repo.root / NAME)
    assert (done.code, "is not an encrypted file" in done.err) == (65, True)


# Members


@pytest.mark.parametrize("name", ["", " ", " Bo", "Bo\n", "Bo\u001b[31m", "Bo\u202e", "B\u2028o"])
def test_name_is_one_visible_line(run: Run, repo: Repo, name: str) -> None:
    before = (repo.root / NAME).read_bytes()
    for words in (("private", "add", name, _key()),):
        done = run(*words)
        assert (done.code, "cannot be the name of a member" in done.err) == (2, True)
        assert done.err.isprintable() or "\u001b" not in done.err
    assert (repo.root / NAME).read_bytes() == before


def test_init_needs_a_visible_name(run: Run, tmp_path: Path, repo: Repo) -> None:
    (repo.root / NAME).unlink()
    done = run("private", "init", "--name", "A\u001b", "--recovery", tmp_path / "other.txt")
    assert (done.code, "cannot be the name of a member" in done.err) == (2, True)
    assert not (tmp_path / "other.txt").exists()


def test_key_has_one_member(run: Run, repo: Repo) -> None:
    key = _key()
    assert run("private", "add", "Bo", key.upper()).code == 0
    assert members.read_members(read(repo.path))["Bo"] == key
    assert run("private", "add", "Bo's desk", key) == Result(
        2,
        "",
        "error: this is the key of the member 'Bo'\nhelp: each member has a key of their own\n",
    )


def test_key_of_two_names_is_removed_with_either(run: Run, repo: Repo) -> None:
    """Two members may have added the same person under two names, in two clones."""
    data, key = read(repo.path), _key()
    both = members.read_members(data) | {"Bo": key, "Bo's desk": key}
    names = ", ".join(f'{{ name = "{name}", key = "{known}" }}' for name, known in both.items())
    text = f'[private]\nkey = "{members.read_key(data)}"\nmembers = [{names}]\n{OVERLAY}'
    _write(repo, text.encode())
    assert run("private", "accept", "--yes").code == 0
    assert run("private", "remove", "Bo", "--yes").code == 0
    assert list(members.read_members(read(repo.path))) == ["Ada", "recovery"]


@pytest.mark.usefixtures("repo")
def test_lost_recovery_identity_is_replaced(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("private", "remove", "recovery", "--yes").code == 0
    monkeypatch.setenv("CMCCT_IDENTITY", str(tmp_path / "new.txt"))
    key = run("private", "key").out.strip()
    monkeypatch.delenv("CMCCT_IDENTITY")
    assert run("private", "add", "recovery", key).code == 0
    monkeypatch.setenv("CMCCT_IDENTITY", str(tmp_path / "new.txt"))
    assert "609 1234" in run("show", "gy-ctu", "--audience", "secretariat").out


# Passphrases


QUIET = [
    ("search",),
    ("search", "ctu"),
    ("show", "gy-ctu"),
    ("call", "Guyana"),
    ("check",),
    ("status",),
    ("list", "countries"),
    ("export", "csv"),
    ("verify", "gy-ctu"),
    ("fmt",),
    ("save", "-m", "x"),
]
ASKING = [
    ("show", "gy-ctu", "--audience", "secretariat"),
    ("search", "--audience", "secretariat"),
    ("call", "Guyana", "--audience", "secretariat"),
    ("export", "csv", "--audience", "secretariat"),
    ("set", "gy-ctu", "--private", "address=x"),
    ("set", "gy-ctu", "name=Eve Núñez"),
    ("add", "--private", "--id", "gy-ctu", "--phone", "+592 609 1277"),
    ("retire", "gy-ctu", "--yes"),
    ("replace", "gy-ctu", "--name", "Eve Núñez", "--yes"),
    ("remove", "gy-ctu", "--yes"),
    ("rename", "gy-ctu", "gy-new"),
    ("private", "add", "Bo", KEY),
    ("private", "accept"),
]


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [*((words, False) for words in QUIET), *((words, True) for words in ASKING)],
)
def test_passphrase_is_asked_for_by_what_needs_it_only(
    run: Run, repo: Repo, words: tuple[str, ...], *, is_asked: bool
) -> None:
    encrypted_file.identity_path().write_bytes(LOCKED)
    before = (repo.root / NAME).read_bytes(), repo.path.read_bytes()
    done = run(*words)
    told = (
        "error: a passphrase is needed, and there is no terminal to ask for it\n"
        "help: nothing was saved; run it in a terminal\n"
    )
    assert (done.code == 2, done.err == told) == (is_asked, is_asked)
    assert "609 1234" not in done.out
    if is_asked:
        assert ((repo.root / NAME).read_bytes(), repo.path.read_bytes()) == before


# Commands of everyday


def test_round_is_possible_with_an_encrypted_file(run: Run, repo: Repo) -> None:
    done = run("round", "letters", "--since", "2026-06-01", "-o", repo.root.parent / "letters")
    assert done.code == 0
    assert "round" in parse((repo.root / NAME).read_bytes())["secret"]


def test_check_names_what_a_member_has_to_run(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody without an identity has changed the directory alone."""
    done = {}
    old = repo.path.read_bytes()
    for words in (("retire", "gy-ctu"), ("replace", "gy-ctu", "--name", "Eve Núñez")):
        repo.path.write_bytes(old)
        become(monkeypatch, tmp_path, "nobody")
        assert run(*words, "--yes").code == 0
        become(monkeypatch, tmp_path, "ada")
        done[words[0]] = run("check")
        assert run(*words, "--yes").code == 0
        assert "focal_point" not in read(repo.path)
        repo.git("checkout", "-q", "--", NAME)
    told = "gy-ctu has left, but the private file still has data for it: run cmcct retire gy-ctu\n"
    assert told in done["retire"].err
    assert "otherwise cmcct replace gy-ctu --name 'Eve Núñez' removes this data" in (
        done["replace"].out
    )


def test_file_of_strangers_is_not_checked(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, tmp_path, "stranger")
    assert run("private", "key").code == 0
    done = run("check")
    told = f"the private file is not checked: {repo.root / NAME} is not encrypted for this identity"
    assert (done.code, told in done.err) == (0, True)


@pytest.mark.sweep
def test_edits_at_once_keep_every_number(repo: Repo) -> None:
    numbers = [f"+592 609 12{number}" for number in range(35, 40)]
    running = [
        subprocess.Popen(
            command("set", "gy-ctu", "--private", "--add", f"phones={number}"),
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        for number in numbers
    ]
    assert [process.wait(120) for process in running] == [0] * len(numbers)
    found = [phone["number"] for phone in read(repo.path)["focal_point"][0]["phones"]]
    assert sorted(found) == ["+592 609 1234", *numbers]


def test_test_call_without_identity_names_the_reason(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, tmp_path, "nobody")
    done = run("test", "gy-ctu", "phones.0", "--private")
    assert "there is no identity to read the encrypted private file with" in done.err
    assert repo.git("status", "--porcelain") == ""


def test_drafts_of_killed_commands_are_removed(run: Run, repo: Repo) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "cmcct"
    draft, other = folder / ".cmcct-0123456789ab", folder / "identity.txt.old"
    for file in (draft, other):
        file.write_text("x", encoding="utf-8")
    assert run("private", "add", "Bo", _key()).code == 0
    assert run("private", "remove", "Bo", "--yes").code == 0  # its key is written there
    assert (draft.exists(), other.exists()) == (False, True)
    assert (repo.root / NAME).exists()


# Merges while a member is removed


def _versions(run: Run, repo: Repo, tmp_path: Path) -> tuple[Path, Path, Path]:
    """Return three versions: the common one, a change of it, and one without a member."""
    file = repo.root / NAME
    assert run("private", "add", "Bo", _key()).code == 0
    base = Path(shutil.copy(file, tmp_path / "base"))
    assert run("set", "gy-ctu", "--private", "address=x", "--yes").code == 0
    changed = Path(shutil.copy(file, tmp_path / "changed"))
    shutil.copy(base, file)
    assert run("private", "remove", "Bo", "--yes").code == 0
    return base, changed, Path(shutil.copy(file, tmp_path / "removed"))


DIFFERENT = (
    "not merged: the versions have different keys: a member was removed in one, and the other "
    "changed gy-ctu\nhelp: "
)


@pytest.mark.parametrize("is_ours", [True, False])
@pytest.mark.parametrize("is_known", [True, False])
def test_conflict_with_a_removal_says_which_version_to_take(
    run: Run, repo: Repo, tmp_path: Path, *, is_ours: bool, is_known: bool
) -> None:
    base, changed, removed = _versions(run, repo, tmp_path)
    if not is_known:
        shutil.copy(changed, repo.root / NAME)
        assert run("private", "accept", "--yes").code == 0
    ours, theirs = (removed, changed) if is_ours else (changed, removed)
    before = ours.read_bytes()
    done = run("merge-file", ours, base, theirs, "--path", repo.root / NAME)
    take = f"git checkout --{'ours' if is_ours else 'theirs'} {repo.root / NAME} && "
    take += f"git add {repo.root / NAME}"
    told = f"{repo.root / NAME}: {DIFFERENT}" + (
        f"run {take}, and make the other change again\n"
        if is_known
        else f"it may be forged, so ask a member; if somebody was removed, run {take} && "
        "cmcct private accept, and make "
        "the other change again\n"
    )
    assert done == Result(65, "", told)
    assert ours.read_bytes() == before


def test_removal_against_a_change_of_members_names_them(
    run: Run, repo: Repo, tmp_path: Path
) -> None:
    base, _, removed = _versions(run, repo, tmp_path)
    shutil.copy(base, repo.root / NAME)
    shutil.copy(base, tmp_path / "changed")
    done = run("merge-file", removed, base, base, "--path", repo.root / NAME)
    assert "and the other changed the members\nhelp: run git checkout --ours" in done.err


def test_two_new_keys_are_a_plain_refusal(run: Run, repo: Repo, tmp_path: Path) -> None:
    base, _, removed = _versions(run, repo, tmp_path)
    text = encrypted_file.decrypt_any(
        base,
        base.read_bytes(),
        encrypted_file._identities(),  # noqa: SLF001
    )
    key = members.read_key(parse(base.read_bytes())).encode()
    _write(repo, text.replace(key, b"0" * len(key)))
    done = run("merge-file", removed, base, repo.root / NAME, "--path", repo.root / NAME)
    assert "has another key than before: it may be forged" in done.err


def test_accept_waits_for_the_merge(run: Run, repo: Repo) -> None:
    """During a conflict, OURS is in the work tree: the removed member would be listed again."""
    blob = repo.git("hash-object", "-w", NAME)
    lines = "".join(f"100644 {blob} {stage}\t{NAME}\n" for stage in (1, 2, 3))
    repo.run(
        "sh", "-c", f"git rm -q --cached {NAME} && printf '{lines}' | git update-index --index-info"
    )
    assert run("private", "accept", "--yes") == Result(
        2,
        "",
        f"error: git has not merged {repo.root / NAME}\n"
        f"help: take one version, then run git add {repo.root / NAME}\n",
    )
    repo.git("add", NAME)
    assert run("private", "accept", "--yes").code == 0


# Full disks


FULL = {
    "set": ("set", "gy-ctu", "--private", "address=x", "--yes"),
    "retire": ("retire", "gy-ctu", "--yes"),
    "add": ("private", "add", "Bo", _key()),
    "remove": ("private", "remove", "Bo", "--yes"),
    "init": ("private", "init", "--name", "Ada", "--recovery", "recovery.txt"),
    "key": ("private", "key"),
}


def _pair(repo: Repo) -> tuple[str, str]:
    """Return the directory and what is private, wherever it is, without the random key."""
    file, plain = repo.root / NAME, repo.root / "directory.private.toml"
    data = parse(file.read_bytes()) if file.exists() else tomllib.loads(plain.read_text("utf-8"))
    data.get("private", {}).pop("key", None)
    return repo.path.read_text(encoding="utf-8"), json.dumps(data)


@pytest.mark.sweep
@pytest.mark.parametrize("name", FULL)
def test_full_disk_leaves_old_or_new_pair(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if name in {"init", "key"}:
        (repo.root / NAME).unlink()
        repo.path.write_text(OLD, encoding="utf-8")
        write_overlay(repo.path)
        become(monkeypatch, tmp_path, "cy")
    if name == "remove":
        assert run(*FULL["add"]).code == 0
    settings = Path(os.environ["XDG_CONFIG_HOME"])
    settings.mkdir(exist_ok=True)
    saved, old = tmp_path / "saved", _pair(repo) if name != "key" else None
    places = (repo.root, settings)
    for place in places:
        shutil.copytree(place, saved / place.name)
    codes = set()
    for size in range(0, 3000, 200):
        with limit_file_size(size):
            done = run(*FULL[name])
        codes.add(done.code)
        if done.code:
            assert (done.code, "cannot write" in done.err) == (2, True)
            assert str(tmp_path) in done.err or "recovery.txt" in done.err
        if done.code and old:
            assert _pair(repo) == old
        for place in places:
            assert not list(place.rglob(".cmcct-*"))
            shutil.rmtree(place)
            shutil.copytree(saved / place.name, place)
        (tmp_path / "recovery.txt").unlink(missing_ok=True)
    assert codes == {0, 2}
