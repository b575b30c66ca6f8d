"""Commands that read run no program that the repository around them names.

Each exploit is a repository with settings that name a program, which leaves a mark. A plain call of
git first proves that the exploit works. Then every command that reads is run in it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from tests.conftest import ROOT, command, environment
from tests.support import terminals
from tests.support.programs import need
from tests.support.repositories import Repo, entry, repository

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

BROKEN = "[[focal_point]]\nid = \n"
# Every command that reads, with each of its calls of git.
COMMANDS = [
    ["search", "person"],
    ["search", "person", "--at", "HEAD"],
    ["show", "a"],
    ["show", "a", "--at", "HEAD~1"],
    ["show", "a", "--at", "2024-01-02"],
    ["show", "a", "--at", "nosuch"],
    ["list", "countries"],
    ["list", "countries", "--at", "HEAD"],
    ["check"],
    ["check", "--changed-since", "HEAD~1"],
    ["diff"],
    ["diff", "HEAD~1..HEAD"],
    ["diff", "HEAD~1...HEAD"],
    ["log"],
    ["log", "a"],
    ["log", "a", "--fields"],
    ["log", "nosuch"],
    ["export", "csv"],
    ["export", "csv", "--at", "HEAD"],
    ["export", "csv", "--since", "HEAD~1"],
    ["duplicates"],
    ["duplicates", "--at", "HEAD"],
    ["emails", "--at", "HEAD"],
]
# Runs commands in turn, and fails if one ends with another exception or exit code.
EACH = """
import json, sys
from cmcct.__main__ import main
for words in json.loads(sys.argv[1]):
    sys.argv = ["cmcct", *words]
    try:
        main()
    except SystemExit as ended:
        assert ended.code in {None, 0, 1, 2}, words
"""
# All git commands that are used; none writes here, and none converts files as for a work tree.
PLUMBING = {
    *("rev-parse", "rev-list", "cat-file", "diff-tree", "merge-base", "config"),
    *("ls-tree", "ls-files", "check-attr", "for-each-ref"),
}
# Logs its arguments, and imitates an old git without the newer protections.
WRAPPER = """\
#!/bin/sh
printf '%s\\n' "$*" >> '{log}'
unset GIT_NO_LAZY_FETCH
for word do
    shift
    [ "$word" != safe.bareRepository=explicit ] || word=cmcct.none=
    set -- "$@" "$word"
done
exec '{git}' "$@"
"""


class Exploit(NamedTuple):
    """Settings in which `RUN` is the program, and the call of git that runs it."""

    proof: tuple[str, ...]
    settings: Mapping[str, str]
    attributes: str = ""


READ = ("cat-file", "blob", "HEAD:directory.toml")
# Exploits in a complete repository.
LOCAL = {
    "fsmonitor": Exploit(("diff-tree", "-r", "HEAD"), {"core.fsmonitor": "RUN"}),
    "clean": Exploit(("hash-object", "directory.toml"), {"filter.x.clean": "RUN"}, "filter=x"),
    "smudge": Exploit(("cat-file", "--filters", READ[2]), {"filter.x.smudge": "RUN"}, "filter=x"),
    "process": Exploit(("cat-file", "--filters", READ[2]), {"filter.y.process": "RUN"}, "filter=y"),
    "textconv": Exploit(("log", "-p"), {"diff.x.textconv": "RUN"}, "diff=x"),
    "driver": Exploit(("diff", "HEAD~1"), {"diff.y.command": "RUN"}, "diff=y"),
    "external": Exploit(("diff", "HEAD~1"), {"diff.external": "RUN"}),
    "gpg": Exploit(("log",), {"log.showSignature": "true", "gpg.program": "RUN"}),
    "hooks": Exploit(("update-ref", "refs/heads/x", "HEAD"), {"core.hooksPath": "HOOKS"}),
    "alias": Exploit(("nosuch",), {"alias.nosuch": "!RUN", "alias.diff-tree": "!RUN"}),
    "pager": Exploit(("rev-list", "HEAD"), {"core.pager": "RUN", "pager.rev-list": "true"}),
}
# Exploits in a clone that lacks a version.
REMOTE = {
    "uploadpack": {"url": "REPO", "uploadpack": "RUN"},
    "ext": {"url": "ext::RUN"},
    "ssh": {"url": "ssh://example.org/x", "core.sshCommand": "RUN"},
    "proxy": {"url": "git://example.org/x", "core.gitProxy": "RUN"},
    "credentials": {"url": "SERVER/x", "credential.helper": "RUN"},
    "bundle": {"url": "SERVER/x", "fetch.bundleURI": "SERVER/b", "credential.helper": "RUN"},
    "askpass": {"url": "SERVER/x", "core.askPass": "RUN"},
    "nameless helper": {"url": "::x", "alias.remote-": "!RUN"},
    "empty helper": {"url": "x", "vcs": "", "alias.remote-": "!RUN"},
    "helper": {"url": "x", "vcs": "never", "alias.remote-never": "!RUN"},
}
PROMISED = {
    "extensions.partialClone": "origin",
    "core.repositoryFormatVersion": "1",
    "remote.origin.promisor": "true",
    **{f"protocol.{name}.allow": "always" for name in ("file", "ext", "never")},
}


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Yield the address of a server that requires authentication, and the paths of its requests."""
    wanted: list[str] = []

    class Asking(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted.append(self.path)
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Basic")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asking)
    wanted.append(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, daemon=True).start()
    yield wanted
    server.shutdown()
    server.server_close()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repository with three commits, the last with a signature."""
    made = repository(tmp_path / "repo")
    made.commit(entry("a"))
    made.commit(entry("a", "Chief"))
    made.commit(entry("a", "Inspector"))
    _sign(made)
    return made


def _sign(repo: Repo) -> None:
    text = repo.git("cat-file", "commit", "HEAD")
    mark = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n"
    head, _, message = text.partition("\n\n")
    signed = repo.root.parent / "signed"
    signed.write_text(f"{head}\n{mark}\n{message}\n", encoding="utf-8")
    repo.git("reset", "-q", repo.git("hash-object", "-t", "commit", "-w", str(signed)))


class Trap(NamedTuple):
    """An exploit's repository, and the path of the program's mark."""

    folder: Path
    mark: Path

    def is_sprung(self) -> bool:
        """Return whether the program has run since the last call."""
        has_run = self.mark.exists()
        self.mark.unlink(missing_ok=True)
        return has_run


def _armed(repo: Repo, settings: Mapping[str, str], attributes: str = "", server: str = "") -> Trap:
    """Turn a repository into an exploit by files in its folder `.git`."""
    outside = repo.root.parent
    program, trap = outside / "program", Trap(repo.root, outside / "mark")
    program.write_text(f"#!/bin/sh\n: > '{trap.mark}'\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    hooks = outside / "hooks"
    hooks.mkdir()
    for name in ("reference-transaction", "post-index-change", "pre-auto-gc"):
        shutil.copy(program, hooks / name)
    (repo.root / ".git/info/attributes").write_text(f"* {attributes}\n", encoding="utf-8")
    meant = {"RUN": program, "HOOKS": hooks, "SERVER": server, "REPO": repo.root / ".git"}
    for key, value in settings.items():
        word = next((word for word in meant if word in value), "")
        repo.git("config", key, value.replace(word, str(meant[word])) if word else value)
    return trap


def _lacking(repo: Repo, remote: Mapping[str, str], server: str = "") -> Trap:
    """Turn a repository into an exploit that lacks its last version, with a remote for it."""
    blob = repo.git("rev-parse", READ[2])
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    settings = {key if "." in key else f"remote.origin.{key}": remote[key] for key in remote}
    return _armed(repo, PROMISED | settings, server=server)


def _embedded(trap: Trap) -> Trap:
    """Move the repository into a folder of another one, where a clone could bring it."""
    outer = repository(trap.folder.parent / "outer")
    inner = outer.root / "data"
    shutil.copytree(trap.folder / ".git", inner)
    shutil.copy(trap.folder / "directory.toml", inner)
    settings = ["git", "config", "-f", str(inner / "config")]
    subprocess.run([*settings, "core.worktree", "../data"], check=True)
    shutil.rmtree(trap.folder)
    return trap._replace(folder=inner)


@pytest.fixture
def old_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a git without the newer protections on the PATH; return its log."""
    log, programs = tmp_path / "git.log", tmp_path / "programs"
    programs.mkdir()
    wrapper = programs / "git"
    text = WRAPPER.format(log=log, git=shutil.which(need("git", "apt install git")))
    wrapper.write_text(text, encoding="utf-8")
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return log


def _git(trap: Trap, *words: str) -> None:
    """Call git on a terminal, as a user does."""
    command = ["git", "-C", str(trap.folder), *words]
    with terminals.running(command, environment() | {"GIT_TERMINAL_PROMPT": "0"}, 80) as seat:
        seat.rest()


def _read_all(folder: Path, commands: Sequence[Sequence[str]] = COMMANDS) -> str:
    """Run commands in a process, in a folder; return their output on both streams."""
    done = subprocess.run(
        [sys.executable, "-c", EACH, json.dumps(commands)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="utf-8",
        timeout=120,
        env=environment(),
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.sweep(3)
@pytest.mark.parametrize("name", LOCAL)
def test_settings_of_a_repository_run_nothing(name: str, repo: Repo) -> None:
    exploit = LOCAL[name]
    trap = _armed(repo, exploit.settings, exploit.attributes)
    _git(trap, *exploit.proof)
    assert trap.is_sprung()
    assert "Inspector" in _read_all(trap.folder)
    repo.path.write_text(BROKEN, encoding="utf-8")
    assert "showing the version of" in _read_all(trap.folder, COMMANDS[:4])
    assert not trap.is_sprung()


TRIALS = [
    ["save", "--dry-run"],
    ["undo", "--dry-run"],
    ["undo", "--last", "--dry-run"],
    ["set", "a", "title=x", "--dry-run"],
    ["fmt", "--dry-run"],
    ["check", "--fix", "--dry-run"],
]
# A plain call of git that compares the work tree, as `save` does.
STATUS = ("status", "--porcelain")
OF_STATUS = {
    "fsmonitor": Exploit(STATUS, {"core.fsmonitor": "RUN"}),
    "clean": Exploit(STATUS, {"filter.x.clean": "RUN"}, "filter=x"),
    "required": Exploit(STATUS, {"filter.x.clean": "RUN", "filter.x.required": "1"}, "filter=x"),
    "process": Exploit(STATUS, {"filter.x.process": "RUN"}, "filter=x"),
    "smudge": LOCAL["smudge"],
    "equals sign": Exploit(STATUS, {"filter.a=b.clean": "RUN"}, "filter=a=b"),
    "capitals": Exploit(STATUS, {"FILTER.Ab.CLEAN": "RUN"}, "filter=Ab"),
    "gpg": LOCAL["gpg"],
    "hooks": LOCAL["hooks"],
}


@pytest.mark.sweep(3)
@pytest.mark.parametrize("name", OF_STATUS)
def test_trial_of_a_save_runs_nothing(name: str, repo: Repo) -> None:
    exploit = OF_STATUS[name]
    repo.commit(entry("a", "Saved"))
    repo.git("commit", "-q", "--amend", "-m", "x\n\nSaved-by: cmcct save")
    trap = _armed(repo, exploit.settings, exploit.attributes)
    undone = _read_all(trap.folder, TRIALS)
    repo.path.write_text(repo.path.read_text(encoding="utf-8").replace("Saved", "Moved"), "utf-8")
    printed = _read_all(trap.folder, TRIALS)
    assert not trap.is_sprung()
    if name == "equals sign":
        assert "has an equals sign in its name" in undone
        assert "has an equals sign" in printed
    else:
        assert "changed: a (job title)" in undone
        assert "changed: a (job title)\n" in printed
    _git(trap, *exploit.proof)
    assert trap.is_sprung()


def test_trial_of_a_save_runs_nothing_of_a_submodule(repo: Repo, tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner")
    inner.commit(entry("a"))
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.root), "in")
    repo.git(*add)
    repo.commit_all()
    trap = _armed(repo, {})
    repo.git("-C", "in", "config", "core.fsmonitor", str(tmp_path / "program"))
    repo.path.write_text(repo.path.read_text(encoding="utf-8").replace("Ins", "Un"), "utf-8")
    _read_all(trap.folder, TRIALS)
    assert not trap.is_sprung()
    _git(trap, *STATUS)
    assert trap.is_sprung()


@pytest.mark.sweep(3)
@pytest.mark.parametrize("name", REMOTE)
@pytest.mark.usefixtures("old_git")
def test_missing_object_of_clone_is_not_fetched(name: str, repo: Repo, asked: list[str]) -> None:
    server, *_ = asked
    trap = _lacking(repo, REMOTE[name], server)
    _git(trap, *READ)
    assert trap.is_sprung()
    wanted = [*asked]
    whole = _read_all(trap.folder)
    repo.path.write_text(BROKEN, encoding="utf-8")
    broken = _read_all(trap.folder, COMMANDS[:3])
    assert not trap.is_sprung()
    assert asked == wanted
    assert "is missing or damaged" in whole
    assert "Chief" in broken
    assert "showing the version of 3 January 2024" in broken


@pytest.mark.parametrize(
    ("git", "expected"),
    [("", "is not in the work tree"), ("old_git", "is missing or damaged")],
)
@pytest.mark.parametrize("name", ["uploadpack", "nameless helper"])
def test_a_repository_in_a_clone_runs_nothing(
    name: str, git: str, expected: str, repo: Repo, request: pytest.FixtureRequest
) -> None:
    trap = _embedded(_lacking(repo, {**REMOTE[name], "core.fsmonitor": "RUN"}))
    for words in (READ, ("diff-tree", "-r", "HEAD")):
        _git(trap, *words)
        assert trap.is_sprung()
    (trap.folder / "directory.toml").write_text(BROKEN, encoding="utf-8")
    if git:
        request.getfixturevalue(git)
    found = _read_all(trap.folder)
    assert not trap.is_sprung()
    assert expected in found


def test_every_git_call_reads_and_runs_nothing(repo: Repo, old_git: Path) -> None:
    _read_all(repo.root)
    calls = old_git.read_text(encoding="utf-8").splitlines()
    options = calls[0].partition(" --no-pager ")[2].rpartition(" rev-parse ")[0]
    for setting in ("core.fsmonitor=false", "core.hooksPath=/dev/null", "core.longpaths=true"):
        assert f"-c {setting}" in options
    assert "-c protocol.allow=never -c fetch.prune=never" in options
    asked = {call.partition(f" {options} ")[2].split()[0] for call in calls}
    assert {"rev-parse", "rev-list", "cat-file", "diff-tree", "merge-base"} <= asked <= PLUMBING


def test_only_one_module_runs_git() -> None:
    runs = re.compile(r"^\s*(import|from) subprocess|os\.(system|popen|exec|spawn)", re.MULTILINE)
    modules = (ROOT / "cmcct").rglob("*.py")
    running = {path.name for path in modules if runs.search(path.read_text(encoding="utf-8"))}
    # `shell` imports only the quoting for Windows from there.
    assert running == {"process.py", "edit.py", "pager.py", "shell.py"}


def test_a_completion_runs_nothing(repo: Repo) -> None:
    trap = _armed(repo, LOCAL["fsmonitor"].settings)
    words = {"_CMCCT_COMPLETE": "complete_bash", "COMP_WORDS": "cmcct show ", "COMP_CWORD": "2"}
    done = subprocess.run(
        command(), cwd=repo.root, env=environment() | words, capture_output=True, check=False
    )
    assert done.stdout.split() == [b"a"]
    assert not trap.is_sprung()


def test_an_init_from_a_clone_runs_nothing(
    repo: Repo, tmp_path: Path, old_git: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = _lacking(repo, {**REMOTE["uploadpack"], "core.fsmonitor": "RUN"})
    note = tmp_path / "site/cmcct-1.0.dist-info/direct_url.json"
    note.parent.mkdir(parents=True)
    note.with_name("METADATA").write_text("Metadata-Version: 2.4\nName: cmcct\nVersion: 1.0\n")
    note.write_text(json.dumps({"url": repo.root.as_uri(), "dir_info": {"editable": True}}))
    monkeypatch.setenv("PYTHONPATH", str(note.parent.parent))
    _read_all(tmp_path, [["init", "new"]])
    assert "config --get remote.origin.url" in old_git.read_text(encoding="utf-8")
    assert not trap.is_sprung()
