"""The encrypted private file and the directory: kills, merges, and plain text on no disk."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cmcct.formats.recognition import SUFFIXES
from cmcct.model import members
from cmcct.storage import encrypted_file
from tests.conftest import (
    MINIMAL,
    ROOT,
    THOROUGH,
    Run,
    command,
    entry,
    environment,
    write_overlay,
)
from tests.support.cli_samples import SAMPLES
from tests.support.members import NAME, become, encrypt_clone, parse, read
from tests.support.repositories import Repo

pytestmark = pytest.mark.gate

TWO = entry(id='"gy-two"', name='"Bo Pérez"', emails='["bo@example.org"]')
OLD = MINIMAL + entry(phones='["+592 220 1234"]') + TWO
NUMBER, OTHER, ADDED = "+592 609 1234", "+592 609 1277", "+592 609 1288"
NOTE = "ask for the blue door"
PRIVATE = f"""\
[[focal_point]]
id = "gy-ctu"
name = "Ada Example"
phones = [{{ number = "{NUMBER}", type = "mobile" }}]
private_notes = "{NOTE}"

[[focal_point]]
id = "gy-two"
name = "Bo Pérez"
phones = [{{ number = "{OTHER}", type = "mobile" }}]
"""
CANARIES = (*(number[-8:] for number in (NUMBER, OTHER, ADDED)), NOTE)
KEY = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"  # of age's documentation


@pytest.fixture
def repo(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a clone with an encrypted private file, and change to its folder."""
    made = encrypt_clone(run, tmp_path, monkeypatch, OLD, PRIVATE)
    monkeypatch.chdir(made.root)
    return made


# Kills


class Case(NamedTuple):
    """A command, and the file that may be the only new one after a kill."""

    words: tuple[str, ...]
    middle: str = ""


CASES = {
    "set-private": Case(("set", "gy-ctu", "--private", f"phones={ADDED}", "--yes")),
    "set-private-move": Case(("set", "gy-ctu", "--private", "phones.0", "--yes"), "private"),
    "set-public": Case(("set", "gy-ctu", "--public", "phones.0", "--yes"), "directory"),
    "retire": Case(("retire", "gy-ctu", "--yes"), "directory"),
    "private-add": Case(("private", "add", "Cy", KEY), "private"),
    "private-remove": Case(("private", "remove", "Bo", "--yes"), "private"),
}


def _stops(
    repo: Repo,
    settings: Path,
    words: tuple[str, ...],
    how: str = "kill",
    after: tuple[str, ...] = ("private", "accept", "--yes"),
) -> list[dict[str, Any]]:
    """Stop a command before each call that changes a file; return what `killer.py` prints."""
    given = {
        "how": how,
        "folders": [str(repo.root), str(settings)],
        "words": words,
        "after": after,
        "log": str(repo.root.parent / "log"),
    }
    program = [sys.executable, str(ROOT / "tests" / "support" / "killer.py"), json.dumps(given)]
    done = subprocess.run(
        program,
        capture_output=True,
        check=True,
        timeout=110,
        env=environment() | {"PYTHONPATH": str(ROOT)},
    )
    lines = done.stdout.splitlines()
    return [json.loads(line) for line in lines if line.startswith(b"{")]  # not what it prints


def _pair(repo: Repo, files: dict[str, str]) -> tuple[str, str]:
    """Return the texts of the directory and of the private file, decrypted."""
    data = parse(files[str(repo.root / NAME)].encode())
    data["private"].pop("key")  # a random one
    return files[str(repo.path)], json.dumps(data)


def _old(repo: Repo) -> tuple[str, str]:
    """Return the pair before a command; remove the repository, since `killer.py` restores files."""
    shutil.rmtree(repo.root / ".git")
    return _pair(repo, {str(file): file.read_text("utf-8") for file in repo.root.iterdir()})


@pytest.mark.sweep(1)
@pytest.mark.parametrize("name", CASES)
def test_killed_command_leaves_old_or_new_pair(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    case, settings = CASES[name], become(monkeypatch, tmp_path, "ada")
    pair, old = partial(_pair, repo), _old(repo)
    *killed, ended = _stops(repo, settings, case.words)
    new = pair(ended["then"])
    assert (ended["code"], new != old) == (0, True)
    middles = {"directory": {(new[0], old[1])}, "private": {(old[0], new[1])}, "": set()}
    assert {pair(stop["then"]) for stop in killed} == {old, new} | middles[case.middle]
    for stop in killed:
        # Accepted, the members are the same in both files.
        directory, private = pair(stop["after"])
        listed = members.read_members(json.loads(private))
        assert all(f'"{name}"' in directory for name in listed)
        assert directory.count('key = "age1') == len(listed)
        assert not [file for file in stop["after"] if "/.cmcct-" in file]


@pytest.mark.sweep(1)
@pytest.mark.parametrize("name", CASES)
def test_failed_call_leaves_old_or_new_pair(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    settings, old = become(monkeypatch, tmp_path, "ada"), _old(repo)
    *failed, ended = _stops(repo, settings, CASES[name].words, "fail")
    pairs = {_pair(repo, stop["then"]) for stop in failed}
    assert pairs == {old, _pair(repo, ended["then"])}


@pytest.mark.sweep
def test_killed_init_loses_no_number(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = become(monkeypatch, tmp_path, "ada")
    settings.mkdir(parents=True)
    made = Repo(tmp_path / "clone")
    made.root.mkdir()
    made.path.write_text(OLD, encoding="utf-8")
    monkeypatch.setenv("CMCCT_DIRECTORY", str(made.path))
    assert run("private", "key").code == 0
    plain = write_overlay(made.path, PRIVATE)
    recovery = made.root / "recovery.txt"
    words = ("private", "init", "--name", "Ada", "--recovery", str(recovery))
    # The first run of `killer.py` ends by itself, so the file is new again afterwards.
    *killed, ended = _stops(made, settings, words)
    assert ended["code"] == 0
    assert str(plain) not in ended["then"]
    for stop in killed:
        files = stop["then"]
        held = [files.get(str(plain), "")]
        if encrypted := files.get(str(made.root / NAME)):
            held.append(json.dumps(parse(encrypted.encode()), ensure_ascii=False))
        for canary in (NUMBER, OTHER, NOTE):
            assert any(canary in text for text in held)


@pytest.mark.sweep
def test_killed_key_leaves_one_identity_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = become(monkeypatch, tmp_path, "ada")
    settings.mkdir(parents=True)
    made = Repo(tmp_path / "clone")
    made.root.mkdir()
    # The first run of `killer.py` ends by itself, so the folder is empty again afterwards.
    words = ("private", "key")
    monkeypatch.setenv("CMCCT_IDENTITY", str(settings / "identity.txt"))
    (settings / "other.txt").touch()  # so that the folder exists
    stops = _stops(made, settings, words, after=words)
    assert len(stops) > 3
    for stop in stops:
        files = {Path(name).name: text for name, text in stop["after"].items()}
        assert {*files} == {"identity.txt", "other.txt"}
        assert files["identity.txt"].count("AGE-SECRET-KEY-1") == 1
        if identity := stop["then"].get(str(settings / "identity.txt")):
            assert identity == files["identity.txt"]


@pytest.mark.sweep
def test_killed_accept_trusts_the_key_or_not(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is trusted first: after a kill in between, the members are corrected by the next."""
    settings = become(monkeypatch, tmp_path, "ada")
    known, encrypted = settings / "known-keys.json", repo.root / NAME
    shutil.rmtree(repo.root / ".git")
    new = known.read_text("utf-8"), repo.path.read_text("utf-8")
    other = new[0].replace(json.loads(new[0])[str(encrypted)], "0" * 64)
    known.write_text(other, encoding="utf-8")
    lines = new[1].splitlines(keepends=True)
    copy = "".join(line for line in lines if '"Bo"' not in line)
    repo.path.write_text(copy, encoding="utf-8")
    before = encrypted.read_text("utf-8")
    *killed, ended = _stops(repo, settings, ("private", "accept", "--yes"))
    found = {(stop["then"][str(known)], stop["then"][str(repo.path)]) for stop in killed}
    assert found == {(other, copy), (new[0], copy), new}
    assert ended["code"] == 0
    for stop in killed:
        assert {stop[when][str(encrypted)] for when in ("then", "after")} == {before}
        assert (stop["after"][str(known)], stop["after"][str(repo.path)]) == new
        assert not [file for file in stop["after"] if "/.cmcct-" in file]


# Kills itself before the given call of git.
KILLED_SAVE = """\
import os, signal, sys
from cmcct.__main__ import main
last, count = int(sys.argv.pop(1)), 0
def profile(_frame, event, call):
    global count
    # Python 3.13 starts git by the second.
    if event == "c_call" and call.__name__ in ("fork_exec", "posix_spawn"):
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(profile)
main()
"""


@pytest.mark.sweep(1)
@pytest.mark.parametrize("is_new", [True, False])
def test_killed_save_has_saved_both_files_or_none(
    run: Run, repo: Repo, tmp_path: Path, *, is_new: bool
) -> None:
    if not is_new:
        repo.git("add", "--all")
        repo.commit_all()
    assert run("retire", "gy-ctu", "--yes").code == 0
    pair = [(repo.root / name).read_bytes() for name in ("directory.toml", NAME)]
    old, saved = repo.git("rev-parse", "HEAD"), tmp_path / "saved"
    shutil.copytree(repo.root, saved)
    heads = []
    for last in range(1, 100):
        words = [sys.executable, "-c", KILLED_SAVE, str(last), "save", "-m", "x"]
        code = subprocess.run(words, capture_output=True, check=False, env=environment()).returncode
        heads.append(repo.git("rev-parse", "HEAD"))
        assert run("save", "-m", "x").code == 0
        for name, data in zip(("directory.toml", NAME), pair, strict=True):
            assert (repo.root / name).read_bytes() == data
            committed = repo.run("git", "rev-parse", f"HEAD:{name}").stdout
            assert committed == repo.git("hash-object", name) + "\n"
        assert "nothing changed" in run("save").err
        assert _find_on_disk([], repo) == []
        if not code:
            break
        assert code == -9
        shutil.rmtree(repo.root)
        shutil.copytree(saved, repo.root)
    assert len(heads) > 5
    assert old in heads
    assert heads[-1] != old


# Merges


@pytest.fixture
def _program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Provide the program `cmcct` that git's merge driver runs, as a process that is traced."""
    program = tmp_path / "bin" / "cmcct"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m cmcct "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def _forks(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Provide that program as a fork, where nothing is traced."""
    monkeypatch.setenv("PATH", f"{program}{os.pathsep}{os.environ['PATH']}")


def _fork(run: Run, repo: Repo, ours: str, theirs: str) -> None:
    """Commit two versions of the private file: `ours` on main, `theirs` on side."""
    assert run("git-setup").code == 0
    repo.git("add", "--all")
    repo.commit_all()
    repo.git("switch", "-q", "-c", "side")
    for words in (theirs, ours):
        assert run("set", *words.split(), "--private", "--yes").code == 0
        repo.git("add", "--all")
        repo.commit_all()
        repo.git("switch", "-q", "main")
        repo.git("merge", "-q", "--ff-only", "HEAD") if words == ours else None


@pytest.mark.usefixtures("_forks")
def test_merge_keeps_numbers_of_both_sides(run: Run, repo: Repo) -> None:
    _fork(run, repo, f"gy-ctu phones={ADDED.replace(' ', '')}", "gy-two address=Road")
    repo.git("merge", "-q", "-m", "x", "side")
    one, two = read(repo.path)["focal_point"]
    assert one["phones"][0]["number"] == ADDED.replace(" ", "")
    assert two["address"] == "Road"
    assert repo.git("status", "--porcelain") == ""


@pytest.mark.usefixtures("_forks")
def test_members_added_on_both_sides_are_merged(run: Run, repo: Repo) -> None:
    assert run("git-setup").code == 0
    repo.git("add", "--all")
    repo.commit_all()
    for branch, name in (("side", "Cy"), ("main", "Di")):
        repo.git("switch", "-q", *(["-c"] if branch == "side" else []), branch)
        key = encrypted_file.make_identity()[1]
        assert run("private", "add", name, key).code == 0
        repo.git("add", "--all")
        repo.commit_all()
    repo.git("merge", "-q", "-m", "x", "side")
    names = {"Ada", "recovery", "Bo", "Cy", "Di"}
    assert {*members.read_members(read(repo.path))} == names
    assert "[members-differ]" not in run("check").out


def _see_conflict(repo: Repo, reason: str) -> None:
    before = (repo.root / NAME).read_bytes()
    done = repo.run("git", "merge", "-q", "-m", "x", "side", may_fail=True)
    assert (done.returncode, f"{NAME}: not merged: {reason}" in done.stdout) == (1, True)
    assert (repo.root / NAME).read_bytes() == before
    stages = repo.git("ls-files", "--unmerged", "--", NAME).splitlines()
    assert [line.split()[2] for line in stages] == ["1", "2", "3"]


@pytest.mark.usefixtures("_forks")
def test_merge_without_identity_keeps_all_versions(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fork(run, repo, "gy-ctu address=One", "gy-two address=Two")
    become(monkeypatch, tmp_path, "nobody")
    _see_conflict(repo, "there is no identity to read the encrypted private file with")
    become(monkeypatch, tmp_path, "ada")
    repo.git("checkout", "--merge", NAME)
    assert [part["address"] for part in read(repo.path)["focal_point"]] == ["One", "Two"]


@pytest.mark.usefixtures("_forks")
def test_two_changes_of_one_value_are_a_conflict(run: Run, repo: Repo) -> None:
    _fork(run, repo, "gy-ctu address=One", "gy-ctu address=Two")
    _see_conflict(repo, "both versions changed gy-ctu: address")


def test_unmergeable_versions_are_a_conflict(run: Run, repo: Repo) -> None:
    encrypted = repo.root / NAME
    text = encrypted_file.decrypt_any(
        encrypted,
        encrypted.read_bytes(),
        encrypted_file._identities(),  # noqa: SLF001
    )
    versions = []
    for index, id_ in enumerate((b"gy-ctu", b"gy-two", b"gy-x")):
        version = repo.root / f"{index}.age"
        version.write_bytes(
            encrypted_file.encrypt(encrypted, text + b'[[focal_point]]\nid = "%b"\n' % id_)
        )
        versions.append(version)
    done = run("merge-file", *versions, "--path", encrypted)
    assert done.code == 65
    assert "not merged: the versions cannot be merged by entry and field" in done.err


def test_new_file_on_both_sides_is_merged(run: Run, repo: Repo) -> None:
    encrypted, base = repo.root / NAME, repo.root / "base"
    base.touch()
    ours = shutil.copy(encrypted, repo.root / "ours")
    assert run("merge-file", ours, base, encrypted, "--path", encrypted).code == 0
    assert parse(Path(ours).read_bytes()) == read(repo.path)


def test_forged_version_is_not_merged(run: Run, repo: Repo) -> None:
    encrypted, forged = repo.root / NAME, repo.root / "forged"
    names = ", ".join(
        f'{{ name = "{name}", key = "{key}" }}'
        for name, key in (members.read_members(read(repo.path)) | {"Eve": KEY}).items()
    )
    text = f'[private]\nkey = "x"\nmembers = [{names}]\n'
    forged.write_bytes(encrypted_file.encrypt(encrypted, text.encode()))
    ours, base = (shutil.copy(encrypted, repo.root / name) for name in ("ours", "base"))
    done = run("merge-file", ours, base, forged, "--path", encrypted)
    assert (done.code, "it may be forged" in done.err) == (65, True)
    assert Path(ours).read_bytes() == encrypted.read_bytes()


# Pull requests


def test_pull_request_is_checked_without_identity(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("add", "--all")
    repo.commit_all()
    become(monkeypatch, tmp_path, "nobody")
    assert "-changed]" not in run("check", "--changed-since", "HEAD").out
    become(monkeypatch, tmp_path, "ada")
    assert run("private", "add", "Cy", KEY).code == 0
    repo.git("add", "--all")
    repo.commit_all()
    become(monkeypatch, tmp_path, "nobody")
    done = run("check", "--changed-since", "HEAD~1", "--format", "concise")
    assert "warning[members-changed] the members of the private file changed" in done.out
    assert "warning[private-file-changed] the encrypted private file changed" in done.out


# Plain text on no disk


COMMANDS = {
    "show": ("show", "gy-ctu", "--audience", "secretariat"),
    "search": ("search", "--audience", "secretariat"),
    "call": ("call", "Guyana"),
    "status": ("status",),
    "list": ("list", "countries"),
    "check": ("check",),
    "add": ("add", "--private", "--id", "gy-ctu", "--phone", ADDED),
    "set": ("set", "gy-ctu", "--private", f"phones={ADDED}", "--yes"),
    "dry-run": ("set", "gy-ctu", "--private", f"phones={ADDED}", "--yes", "--dry-run"),
    "refused": ("set", "gy-ctu", "--private", "phones=1"),
    "verify": ("verify", "gy-ctu"),
    "test": ("test", "gy-ctu", "phones.0", "--private"),
    "edit": ("edit", "gy-ctu"),
    "replace": ("replace", "gy-ctu", "--name", "Eve Núñez", "--yes"),
    "retire": ("retire", "gy-ctu", "--yes"),
    "remove": ("remove", "gy-ctu", "--yes"),
    "attend": ("attend", "georgetown-2019", "gy-ctu"),
    "rename": ("rename", "gy-ctu", "gy-new"),
    "merge": ("merge", "gy-ctu", "gy-two", "--prefer", "keep"),
    "duplicates": ("duplicates", "--audience", "secretariat"),
    "fmt": ("fmt",),
    **{f"export-{form}": ("export", form, "--audience", "secretariat") for form in SUFFIXES},
    "emails": ("emails", "--audience", "secretariat"),
    "diff": ("diff", "HEAD"),
    "log": ("log",),
    "git-setup": ("git-setup",),
    "check-since": ("check", "--changed-since", "HEAD", "--format", "github"),
    "call-all": ("call", "Guyana", "--audience", "secretariat"),
    "status-all": ("status", "--audience", "secretariat"),
    "since": ("export", "json", "--since", "HEAD", "--audience", "secretariat"),
    "import": ("import", "list.csv", "--yes"),
    "round-letters": ("round", "letters", "--since", "2026-06-01", "-o", "letters"),
    "round-status": ("round", "status", "--since", "2026-06-01"),
    "save": ("save", "-m", "x"),
    "undo": ("undo", "--yes"),
    "undo-last": ("undo", "--last", "--yes"),
    "private-key": ("private", "key"),
    "private-add": ("private", "add", "Cy", KEY),
    "private-remove": ("private", "remove", "Bo", "--yes"),
    "private-accept": ("private", "accept", "--yes"),
}
# The others with the arguments by which all commands are tried; for two there is a test of its own.
COMMANDS |= {
    name: (*name.split(), *words)
    for name, words in SAMPLES.items()
    if name not in ("merge-file", "private init")
}
FEW = (
    *("set", "private-remove", "import", "save"),
    *(pytest.param(name, marks=pytest.mark.sweep) for name in ("retire", "export-csv")),
    pytest.param("round-letters", marks=pytest.mark.sweep),
)
# What is done before a command, after the last commit.
_SET = ("set", "gy-ctu", "--private", f"phones={ADDED}", "--yes")
BEFORE: dict[str, list[tuple[str, ...]]] = {
    "save": [_SET],
    "undo": [_SET],
    "undo-last": [_SET, ("save",)],
}
SHEET = "Country,Name,Organisation,E-mail\nGuyana,Cy Example,Example Agency,cy@example.org\n"
WRITES = "trace=write,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range,mmap"


def _written(log: Path) -> Iterator[str]:
    """Yield the calls in a trace that write to files, or may do so later."""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        call, _, rest = line.partition("(")
        target = rest.partition("<")[2].partition(">")[0]
        is_file = target.startswith("/") and not target.startswith("/dev/")
        target = line.rpartition("<")[2].partition(">")[0] if call.endswith("mmap") else target
        is_shared = "MAP_SHARED" in line and "PROT_WRITE" in line
        # A measurement of coverage writes the command line into its own file.
        if (is_shared or (is_file and not call.endswith("mmap"))) and ".coverage" not in target:
            yield line


def _has_canary(line: str) -> bool:
    return any(canary in line for canary in CANARIES)


def _find_on_disk(folders: list[Path], repo: Repo) -> list[str]:
    """Return the files and objects of git in which a private number stands."""
    found = [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(canary.encode() in path.read_bytes() for canary in CANARIES)
    ]
    objects = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch"],
        cwd=repo.root,
        capture_output=True,
        check=True,
    ).stdout
    return found + [canary for canary in CANARIES if canary.encode() in objects]


@pytest.mark.sweep(4)
@pytest.mark.usefixtures("_strace", "_program")
@pytest.mark.parametrize("name", sorted(COMMANDS) if THOROUGH else FEW)
def test_no_command_writes_plain_text(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (repo.root / "list.csv").write_text(SHEET, encoding="utf-8")
    repo.git("add", "--all")
    repo.commit_all()
    for words in BEFORE.get(name, []):
        assert run(*words).code == 0
    _watch(repo, tmp_path, monkeypatch, command(*COMMANDS[name]))


@pytest.mark.usefixtures("_strace")
def test_init_writes_no_plain_text(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo.root / NAME).unlink()
    repo.path.write_text(OLD, encoding="utf-8")
    write_overlay(repo.path, PRIVATE)
    words = ("private", "init", "--name", "Ada", "--recovery", str(tmp_path / "other.txt"))
    assert "the unencrypted file was deleted" in _watch(
        repo, tmp_path, monkeypatch, command(*words)
    )


@pytest.mark.usefixtures("_strace")
def test_plain_text_on_disk_would_be_seen(repo: Repo, tmp_path: Path) -> None:
    (repo.root / NAME).unlink()
    repo.path.write_text(OLD, encoding="utf-8")  # without members
    words = command("set", "gy-ctu", "--private", f"phones={ADDED}")
    log = tmp_path / "trace"
    _trace(repo, log, words)
    assert [line for line in _written(log) if _has_canary(line)] != []
    assert _find_on_disk([repo.root], repo) != []


def _trace(repo: Repo, log: Path, words: list[str]) -> str:
    """Run a program, write its calls that may write to files into a log; return its output."""
    options = ("-f", "-qq", "-y", "-s", "1000000", "-e", WRITES, "-o", str(log))
    done = subprocess.run(
        ["strace", *options, *words],
        cwd=repo.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        env=environment(),
    )
    assert done.returncode < 70, done.stdout
    return done.stdout.decode(errors="replace")


def _watch(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> str:
    """Run a program, and return its output.

    It writes private numbers to no file, not even for a moment.
    """
    temporary, log = tmp_path / "temporary", tmp_path / "trace"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EDITOR", "sed -i s/Ministry/Office/")
    # The source has examples of numbers too.
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    printed = _trace(repo, log, words)
    written = [*_written(log)]
    assert [line for line in written if "MAP_SHARED" in line or _has_canary(line)] == []
    log.unlink()
    assert _find_on_disk([tmp_path], repo) == []
    return printed


@pytest.mark.usefixtures("_strace", "_program")
def test_merge_driver_writes_no_plain_text(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fork(run, repo, f"gy-ctu phones={ADDED.replace(' ', '')}", "gy-two address=Road")
    _watch(repo, tmp_path, monkeypatch, ["git", "merge", "-q", "-m", "x", "side"])
    assert read(repo.path)["focal_point"][1]["address"] == "Road"


# What git merges besides branches, from main to side, each with a change.
GIT = {
    "cherry-pick": "git cherry-pick side",
    "rebase": "git rebase side",
    "stash": "git reset -q HEAD~1 && git stash && git switch -q side && git stash pop",
    "checkout": "git reset -q HEAD~1 && git checkout -m side",
}
OF_GIT = [
    *("rebase", "stash"),
    *(pytest.param(name, marks=pytest.mark.sweep) for name in ("cherry-pick", "checkout")),
]


@pytest.mark.sweep
@pytest.mark.usefixtures("_strace", "_program")
@pytest.mark.parametrize("name", OF_GIT)
def test_other_merges_of_git_write_no_plain_text(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    _fork(run, repo, f"gy-ctu phones={ADDED.replace(' ', '')}", f"gy-two private_notes={NOTE[:3]}")
    _watch(repo, tmp_path, monkeypatch, ["sh", "-ec", GIT[name]])
    one, two = read(repo.path)["focal_point"]
    assert (one["phones"][0]["number"], two["private_notes"]) == (ADDED.replace(" ", ""), NOTE[:3])


@pytest.mark.sweep
@pytest.mark.usefixtures("_strace", "_program")
@pytest.mark.parametrize("name", OF_GIT)
def test_other_conflicts_of_git_write_no_plain_text(
    run: Run, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    _fork(run, repo, "gy-ctu address=One", "gy-ctu address=Two")
    printed = _watch(repo, tmp_path, monkeypatch, ["sh", "-ec", GIT[name]])
    assert f"{NAME}: not merged: both versions changed gy-ctu: address\n" in printed
    assert f"a member runs git checkout --merge {NAME}, or takes one with --ours" in printed
    stages = repo.git("ls-files", "--unmerged", "--", NAME).splitlines()
    assert [line.split()[2] for line in stages] == ["1", "2", "3"]
    assert read(repo.path)["focal_point"][0]["address"] in {"One", "Two"}
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert (done.code, NUMBER in done.out) == (0, True)


def test_merge_without_cmcct_names_the_way_out(run: Run, repo: Repo) -> None:
    """Git has merged the lines of the encrypted versions: a conflict, without plain text."""
    _fork(run, repo, "gy-ctu address=One", "gy-two address=Two")
    repo.git("config", "merge.cmcct.driver", "git merge-file %A %O %B")
    done = repo.run("git", "merge", "-q", "-m", "x", "side", may_fail=True)
    encrypted = repo.root / NAME
    assert (done.returncode, b"\n=======\n" in encrypted.read_bytes()) == (1, True)
    told = f"git has not merged {encrypted}"
    assert told in run("show", "gy-ctu", "--audience", "secretariat").err
    assert run("set", "gy-ctu", "--private", "address=x").err == (
        f"error: {told}\nhelp: run cmcct git-setup && git checkout --merge {encrypted}\n"
    )


@pytest.mark.usefixtures("_forks")
def test_checkout_merge_tries_again(run: Run, repo: Repo) -> None:
    _fork(run, repo, "gy-ctu address=One", "gy-two address=Two")
    repo.git("config", "merge.cmcct.driver", "git merge-file %A %O %B")
    repo.run("git", "merge", "-q", "-m", "x", "side", may_fail=True)
    assert run("git-setup").code == 0
    repo.git("checkout", "--merge", str(repo.root / NAME))
    assert [part["address"] for part in read(repo.path)["focal_point"]] == ["One", "Two"]
