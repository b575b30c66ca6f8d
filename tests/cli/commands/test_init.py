"""`cmcct init`: a new repository."""

import re
import tomllib
from pathlib import Path
from uuid import UUID

import pytest
import yaml

from cmcct import scaffold
from cmcct.check.rules import fields
from cmcct.history.merge_driver import ATTRIBUTES_NAME
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.scaffold import template_files
from scripts import build_data
from tests.conftest import SHIPPED, Result, Run
from tests.github.steps import read
from tests.support.cases import each
from tests.support.person import typing
from tests.support.repositories import Repo, repository

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SOURCE = f"https://github.com/example/cmcct@{COMMIT}"
REMOTE = "https://github.com/example/contacts"
OTHER = "git@github.com:example/contacts.git"
CTRL_C, CTRL_D = "\x03", "\x04"
UNPROTECTED = (
    "nothing is protected yet: name a team for * and .github/ in .github/CODEOWNERS, and require "
    "a review from code owners for the branch main\n"
)
SAID = (
    "wrote 21 files\nanyone with access to this repository can read every entry, "
    "whatever its sharing\ncmcct is pinned to 0123456 of "
    "https://github.com/example/cmcct\nmade a git repository in {}\n"
    "added to .gitattributes: directory.toml text eol=lf merge=cmcct\n"
    "git merges directory.toml by entry and field in this clone\n"
    f"{UNPROTECTED}next: save these files with cmcct save, and push them to a private repository\n"
)
OWN = ("--name", "Example Network", "--contact", "list@example.org")
EXAMPLES = (
    "directory.toml:9:8: warning[example-contact] 'name' is still the example that cmcct init "
    "writes\ndirectory.toml:10:11: warning[example-contact] 'contact' is still the example that "
    "cmcct init writes\n"
)
FORMS = [
    f".github/ISSUE_TEMPLATE/{number}-correction.{lang}.yml"
    for number, lang in enumerate(LANGUAGES, 1)
]
FILES = {
    *("README.md", "directory.toml", "directory.schema.json"),
    *(".gitignore", ".pre-commit-config.yaml", ".github/CODEOWNERS", ".github/dependabot.yml"),
    *(".github/workflows/check.yml", ".github/workflows/stale.yml"),
    *FORMS,
    *(f"letters/{kind}.{lang}.txt" for kind in ("edition", "round") for lang in LANGUAGES),
}


def _present(folder: Path) -> set[str]:
    """Return the files in a folder, without git's own and .gitattributes."""
    paths = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    return {
        path.as_posix()
        for path in paths
        if ".git" not in path.parts and path.stem != ATTRIBUTES_NAME
    }


def test_a_new_repository_stands_in_the_current_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("init", "--source", SOURCE)
    assert (result.code, result.err) == (0, SAID.format("."))
    assert set(result.out.splitlines()) == _present(tmp_path) == FILES
    assert _git(tmp_path, "symbolic-ref", "HEAD") == "refs/heads/main"


def test_folders_are_made_where_they_are_missing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    result = run("init", folder, "--source", SOURCE)
    assert set(result.out.splitlines()) == {str(folder / name) for name in FILES}
    assert _present(folder) == FILES


def test_written_directory_and_examples_have_no_errors(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path, *OWN)
    path = tmp_path / "directory.toml"
    assert run("check", path) == Result(0, "", "no findings\n")
    assert run("fmt", "--check", "--directory", path) == Result(0, "", "nothing to change\n")
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line == "# [[meeting]]")
    prose = ("# An entry is", "# example, insert", "# `cmcct list sectors`")
    example = [line for line in lines[start:] if not line.startswith(prose)]
    used = [line.removeprefix("# ") for line in example]
    path.write_text("\n".join([*lines[:start], *used, ""]), encoding="utf-8")
    assert run("fmt", "--directory", path).code == 0
    assert run("check", path) == Result(0, "", "no findings\n")
    assert run("search", "--format", "ids", "--directory", path) == Result(0, "gy-ctu\n", "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_comments_are_in_the_language_asked_for(run: Run, tmp_path: Path, lang: str) -> None:
    assert run("init", tmp_path / lang, "--lang", lang).code == 0
    text = (tmp_path / lang / "directory.toml").read_text(encoding="utf-8")
    assert text.splitlines()[1].startswith(
        {
            "en": '# Focal points of "Example Counter-Trafficking Network".',
            "es": '# Puntos focales de "Example Counter-Trafficking Network".',
            "nl": '# Contactpunten van "Example Counter-Trafficking Network".',
            "fr": '# Points focaux de "Example Counter-Trafficking Network".',
        }[lang]
    )
    assert run("fmt", "--check", "--directory", tmp_path / lang / "directory.toml").code == 0


@each("lang", LANGUAGES)
def test_directory_files_differ_in_comments_only(lang: str) -> None:
    def values(lang: str) -> list[str]:
        lines = template_files(lang)["directory.toml"].splitlines()
        return [
            line.partition("  #")[0] for line in lines if re.match(r"(# )?[\w\[{ ]+[\]=]", line)
        ]

    assert values(lang) == values("en")
    assert len(values(lang)) == 29


def test_schema_is_the_one_directory_names(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path)
    first = (tmp_path / "directory.toml").read_text(encoding="utf-8").splitlines()[0]
    schema = tmp_path / first.removeprefix("#:schema ")
    assert schema.read_text(encoding="utf-8") == run("schema").out


def test_every_directory_has_a_uid_of_its_own(run: Run, tmp_path: Path) -> None:
    uids = set()
    for name in ("one", "two"):
        run("init", tmp_path / name)
        content = (tmp_path / name / "directory.toml").read_text(encoding="utf-8")
        uids.add(UUID(tomllib.loads(content)["directory"]["uid"]))
    assert len(uids) == 2


@pytest.mark.parametrize("prefix", ["", "git+"])
def test_source_stands_in_every_installing_file(run: Run, tmp_path: Path, prefix: str) -> None:
    run("init", tmp_path, "--source", f"{prefix}{SOURCE}")
    texts = {name: (tmp_path / name).read_text(encoding="utf-8") for name in FILES}
    pinned = scaffold.pinned_files(scaffold.parse_origin(SOURCE))
    assert {name for name, text in texts.items() if COMMIT in text} == {*pinned}
    assert f'"cmcct @ git+{SOURCE}"' in texts["README.md"]
    assert f"uses: example/cmcct@{COMMIT}" in texts[".github/workflows/check.yml"]
    hook = f"  - repo: https://github.com/example/cmcct\n    rev: {COMMIT}\n"
    assert hook in texts[".pre-commit-config.yaml"]
    assert not any(re.search("%[A-Z]+%|OWNER", text) for text in texts.values())


def _replace(names: str) -> str:
    return (
        f"warning: before you push, replace OWNER and COMMIT in {names}\n"
        "help: edit those files, or run cmcct init in another folder with --source URL@COMMIT\n"
    )


def test_unknown_source_leaves_placeholder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scaffold, "installed_origin", lambda: None)
    result = run("init", tmp_path)
    names = ", ".join(scaffold.pinned_files(None))
    assert result.code == 0
    assert result.err.splitlines()[-3:] == [
        *f"{_replace(names)}next: save these files with cmcct save, and push them to a private "
        "repository".splitlines()
    ]
    hooks = (tmp_path / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall("repo: (.*)|(?<=entry: )(cmcct .*)|OWNER|COMMIT", hooks) == [
        ("local", ""),
        ("", "cmcct fmt"),
        ("", "cmcct check"),
        ("local", ""),
    ]
    for name in scaffold.pinned_files(None):
        assert re.search("OWNER.*[@\n].*COMMIT", (tmp_path / name).read_text(encoding="utf-8"))


def test_files_of_a_part_are_named_from_the_top(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scaffold, "installed_origin", lambda: None)
    repository(tmp_path)
    files = re.findall("OWNER and COMMIT in (.*)", run("init", tmp_path / "b").err)[0].split(", ")
    assert len(files) == len(scaffold.pinned_files(None))
    assert all("COMMIT" in (tmp_path / name).read_text(encoding="utf-8") for name in files)


@pytest.mark.parametrize("name", [".github", ".github/workflows"])
@pytest.mark.parametrize("target", ["elsewhere", "nowhere"])
def test_link_in_folder_prevents_writing(run: Run, tmp_path: Path, name: str, target: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder = tmp_path / "new"
    link = folder / name
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / target)
    message = f"error: cannot read {link}: it is a link\nhelp: choose an empty folder\n"
    assert run("init", folder, "--source", SOURCE) == Result(2, "", message)
    assert _present(tmp_path) == set()
    assert not (tmp_path / "nowhere").exists()


def test_the_folder_itself_may_be_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert run("init", tmp_path / "link", "--source", SOURCE).code == 0
    assert _present(tmp_path / "real") == FILES


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/cmcct",
        f"@{COMMIT}",
        "https://a.b/c@main",
        f"https://a.b/c # d@{COMMIT}",
    ],
)
def test_a_source_that_names_no_commit_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    result = run("init", tmp_path / "new", "--source", text)
    hint = "help: use URL@COMMIT with the full 40-character commit id\n"
    assert result == Result(2, "", f"error: '{text}' is not a git address and commit\n{hint}")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["README.md", ".github/CODEOWNERS"])
def test_existing_file_is_kept_and_named(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    result = run("init", tmp_path, "--source", SOURCE)
    assert result.code == 0
    assert result.err.startswith(f"wrote 20 files\nkept: {path}\nanyone with access")
    assert path.read_text(encoding="utf-8") == "mine"
    assert str(path) not in result.out
    assert _present(tmp_path) == FILES


def _init_beside(run: Run, folder: Path, name: str, text: str) -> str:
    """Return what `init` prints of a file that exists."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    result = run("init", folder, "--source", SOURCE, *OWN)
    assert (result.code, path.read_text(encoding="utf-8")) == (0, text)
    printed, _end, _steps = result.err.partition("\nanyone with access")
    return printed.partition(f"kept: {path}")[2]


def test_own_gitignore_lacks_lines_that_keep_private_files_away(run: Run, tmp_path: Path) -> None:
    own = "*.pyc\n*.[cC][sS][vV]\n"
    printed = _init_beside(run, tmp_path, ".gitignore", own)
    heading, lines = printed.strip("\n").split("\n", 1)
    path = tmp_path / ".gitignore"
    assert heading == (
        f"warning: {path} does not keep private files and lists out of git: "
        "add these lines at its end"
    )
    assert "directory.private.toml\n" in lines
    assert "*.[cC][sS][vV]" not in lines
    private = tmp_path / "directory.private.toml"
    private.write_text('[secret]\nround = "X"\n', encoding="utf-8")
    for name in ("Private copy.toml", "lista.xlsx"):
        (tmp_path / name).write_text("", encoding="utf-8")
    addable = "ls-files", "--others", "--exclude-standard"
    assert "directory.private.toml" in _git(tmp_path, *addable)
    path.write_text(f"{own}{lines}\n", encoding="utf-8")
    assert not {private.name, "Private copy.toml", "lista.xlsx"} & {
        *_git(tmp_path, *addable).splitlines()
    }
    # It lacks nothing now.
    (tmp_path / "directory.toml").unlink()
    assert "does not keep" not in run("init", tmp_path, "--source", SOURCE, *OWN).err


CHECKS = """\
name: Check
on:
  pull_request:
  merge_group:
jobs:
"""


def test_own_workflow_lacks_the_checks(run: Run, tmp_path: Path) -> None:
    name = ".github/workflows/check.yml"
    printed = _init_beside(run, tmp_path / "other", name, "on: push\n").strip("\n")
    heading, lines = printed.split("\n", 1)
    assert heading == (
        f"warning: {tmp_path / 'other' / name} does not run both checks: have it run on "
        "pull_request and merge_group, and add these lines below jobs"
    )
    jobs = yaml.safe_load(CHECKS + lines)["jobs"]
    assert [*jobs] == ["directory", "secretariat"]
    steps = [job["steps"][-1] for job in jobs.values()]
    assert {step["uses"] for step in steps} == {f"example/cmcct@{COMMIT}"}
    assert ["fail-on" in step["with"] for step in steps] == [False, True]
    assert _init_beside(run, tmp_path / "same", name, f"{CHECKS}{lines}\n") == ""


def test_second_list_of_a_repository_is_checked_too(run: Run, tmp_path: Path) -> None:
    repository(tmp_path)
    for name in ("b", "a-b", "a"):
        result = run("init", tmp_path / name, "--source", SOURCE, *OWN)
    assert result.err.count("warning: ") == 2
    lines = result.err.split("add these lines below jobs\n")[1].partition("\nwarning: ")[0]
    lines = lines.partition("\nanyone")[0]
    workflow = tmp_path / ".github/workflows/check.yml"
    text = f"{workflow.read_text(encoding='utf-8')}{lines}\n"
    jobs = yaml.safe_load(text)["jobs"]
    assert [*jobs] == ["directory", "secretariat", "directory-a", "secretariat-a"]
    names = [job["name"] for job in jobs.values() if "name" in job]
    assert names == ["for the secretariat", "for the secretariat (a)"]
    hooks = result.err.split("add these lines below repos\n")[1].partition("\nanyone")[0]
    (source,) = yaml.safe_load(f"repos:\n{hooks}")["repos"]
    formats = {"id": "cmcct-fmt", "args": ["--directory", "a/directory.toml"]}
    assert source["hooks"] == [formats]
    paths = [job["steps"][-1]["with"]["directory"] for job in jobs.values()]
    assert paths == ["b/directory.toml"] * 2 + ["a/directory.toml"] * 2
    workflow.write_text(text, encoding="utf-8")
    (tmp_path / "a/directory.toml").unlink()
    assert "does not run both" not in run("init", tmp_path / "a", "--source", SOURCE, *OWN).err


def test_no_pin_is_claimed_that_was_not_written(run: Run, tmp_path: Path) -> None:
    for name in scaffold.pinned_files(scaffold.parse_origin(SOURCE)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    assert "cmcct is pinned" not in run("init", tmp_path, "--source", SOURCE, *OWN).err


@pytest.mark.parametrize("url", ["https://git.example.org/example/cmcct", "../cmcct"])
def test_actions_come_from_github_only(run: Run, tmp_path: Path, url: str) -> None:
    result = run("init", tmp_path, "--source", f"{url}@{COMMIT}", *OWN)
    assert result == Result(
        2,
        "",
        f"error: GitHub runs actions from GitHub only, not from {url}\nhelp: use --no-github\n",
    )
    assert _present(tmp_path) == set()
    assert run("init", tmp_path, "--source", f"{url}@{COMMIT}", *OWN, "--no-github").code == 0


def test_own_pre_commit_file_lacks_the_hooks(run: Run, tmp_path: Path) -> None:
    name = ".pre-commit-config.yaml"
    printed = _init_beside(run, tmp_path / "other", name, "repos:\n").strip("\n")
    heading, lines = printed.split("\n", 1)
    assert heading.endswith(f"{name} lacks hooks for this list: add these lines below repos")
    sources = yaml.safe_load(f"repos:\n{lines}")["repos"]
    hooks = [hook["id"] for source in sources for hook in source["hooks"]]
    assert hooks == ["cmcct-fmt", "cmcct-check", "secret-keys"]
    assert _init_beside(run, tmp_path / "same", name, f"repos:\n{lines}\n") == ""


def test_existing_directory_stays_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text("mine", encoding="utf-8")
    message = f"error: {path} exists already\nhelp: choose an empty folder\n"
    assert run("init", tmp_path) == Result(2, "", message)
    assert _present(tmp_path) == {"directory.toml"}


def test_no_repository_is_made_around_other_lists(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("two", "one"):
        assert run("init", tmp_path / name, *OWN, "--no-github").code == 0
    monkeypatch.chdir(tmp_path)
    file = Path("one", "directory.toml")
    message = f"error: {file} exists already\nhelp: choose an empty folder\n"
    assert run("init", *OWN, "--no-github") == Result(2, "", message)
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two"}
    # A repository that is there already may have a list above another one.
    assert run("init", "one/part", *OWN, "--no-github").code == 0
    (tmp_path / "one" / "directory.toml").unlink()
    assert run("init", "one", *OWN, "--no-github").code == 0


def test_dangling_link_is_kept_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "README.md").symlink_to(tmp_path / "nowhere")
    assert f"\nkept: {tmp_path / 'README.md'}\n" in run("init", tmp_path).err
    assert not (tmp_path / "nowhere").exists()


def test_clone_with_readme_becomes_a_directory(run: Run, tmp_path: Path) -> None:
    repository(tmp_path).commit_files({"README.md": "mine\n", "LICENSE": "MIT\n"})
    result = run("init", tmp_path, "--source", SOURCE, *OWN, "--commit")
    assert (result.code, f"kept: {tmp_path / 'README.md'}\n" in result.err) == (0, True)
    committed = {*_git(tmp_path, "ls-files").splitlines()}
    assert committed == {*FILES, "LICENSE", ATTRIBUTES_NAME}
    assert _git(tmp_path, "show", "HEAD:README.md") == "mine"


TOP = {name for name in FILES if name.startswith(".github/")} | {".pre-commit-config.yaml"}
NEXT = (
    "next, in the folder new:\n  cmcct import FILE reads a list of participants\n"
    "  cmcct add adds an entry\n  {} {}\n"
)


def test_without_github_all_is_saved_and_three_commands_are_named(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    result = run("init", folder, *OWN, "--no-github")
    commit = _git(folder, "rev-parse", "HEAD")
    assert (result.code, result.err) == (
        0,
        f"wrote 12 files\nmade a git repository in {folder}\n"
        "added to .gitattributes: directory.toml text eol=lf merge=cmcct\n"
        "git merges directory.toml by entry and field in this clone\n"
        f"saved in commit {commit[:7]}\n" + NEXT.format("cmcct save", "saves a version"),
    )
    assert _present(folder) == FILES - TOP
    assert {*_git(folder, "ls-files").splitlines()} == {*FILES - TOP, ATTRIBUTES_NAME}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert re.findall("issue|browser|pip|github|<!--", readme, re.IGNORECASE) == []
    assert run("save", "--directory", folder / "directory.toml").err == (
        "nothing changed since the last saved version\n"
    )


def test_without_github_and_git_the_files_are_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    result = run("init", tmp_path / "new", "--no-github")
    assert (result.code, result.err) == (
        0,
        "wrote 12 files\nwarning: git is not installed\n"
        "help: cmcct save, undo, diff, edition need git: https://git-scm.com\n"
        + NEXT.format("cmcct check", "looks for errors"),
    )


def test_flag_and_its_opposite_are_refused(run: Run, tmp_path: Path) -> None:
    for name in ("github", "commit"):
        refused = run("init", tmp_path / "new", f"--{name}", f"--no-{name}")
        error = f"error: --{name} cannot be used with --no-{name}\nhelp: leave out one of them\n"
        assert refused == Result(2, "", error)


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--commit",), 2), (("--no-commit",), 0)])
def test_without_github_a_commit_is_only_made_if_git_can(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], code: int
) -> None:
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    repository(tmp_path).git("config", "user.useConfigOnly", "true")
    result = run("init", tmp_path / "new", "--no-github", *options)
    assert result.code == code
    told = "git does not know your name and e-mail address\nhelp: "
    kind = {"": "warning: ", "--commit": "error: "}.get("".join(options))
    assert ("git does not know" in result.err, f"{kind}{told}" in result.err) == (
        (bool(kind), bool(kind))
    )
    assert ("next, in the folder new:\n" in result.err) == (code == 0)


def test_origin_is_named_only_where_a_file_has_it(run: Run, tmp_path: Path) -> None:
    for name in scaffold.pinned_files(scaffold.parse_origin(SOURCE)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine", encoding="utf-8")
    result = run("init", tmp_path)
    names = ".github/workflows/check.yml"
    assert f"\n{_replace(names)}next: " in result.err
    (tmp_path / "directory.toml").unlink()
    for name in scaffold.pinned_files(scaffold.parse_origin(SOURCE)):
        (tmp_path / name).write_text("- uses: a/cmcct@1 # fail-on:", encoding="utf-8")
    result = run("init", tmp_path)
    assert "COMMIT" not in result.err
    assert "is pinned" not in result.err


@pytest.mark.parametrize("name", ["contacts", "team/contact list", 'a "quoted" #1: é'])
def test_subfolder_has_files_for_github_at_the_top(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    repository(tmp_path).commit_files({".github/CODEOWNERS": "* @example/team\n"})
    monkeypatch.chdir(tmp_path)
    result = run("init", name, "--source", SOURCE, *OWN, "--commit", "--lang", "nl")
    assert (result.code, result.err.splitlines()[1]) == (0, "behouden: .github/CODEOWNERS")
    written = {*TOP, *(f"{name}/{file}" for file in FILES - TOP)}
    assert {*result.out.splitlines()} >= written - {".github/CODEOWNERS"}
    assert _present(tmp_path) == written
    directory = f"{name}/directory.toml"
    jobs = {
        f"{path.stem}.{id_}": job["steps"][-1]["with"]
        for path in (tmp_path / ".github/workflows").iterdir()
        for id_, job in read(path)["jobs"].items()
    }
    assert {*jobs} == {"check.directory", "check.secretariat", "stale.list"}
    assert all(inputs["directory"] == directory for inputs in jobs.values())
    assert jobs["check.directory"]["lang"] == jobs["check.secretariat"]["lang"] == "nl"
    hooks = read(tmp_path / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    assert hooks[0] == {"id": "cmcct-fmt", "args": ["--directory", directory]}
    assert _git(tmp_path, "status", "--porcelain", "--ignored") == ""


def test_terminal_asks_before_a_list_is_part_of_another_repository(tmp_path: Path) -> None:
    repo = repository(tmp_path)
    head = repo.commit_files({"thesis.txt": "x"})
    folder = tmp_path / "new"
    result = typing([("part of it? [no]: ", "\n")], "init", folder, columns=300)
    assert f"{folder} is in another git repository, {tmp_path}; make" in result.out
    hint = "help: name a folder outside it: cmcct init FOLDER\n"
    assert result.out.endswith(f"nothing was saved\n{hint}")
    assert (result.code, repo.head, folder.exists()) == (2, head, False)


def test_file_at_the_top_is_named_in_full_from_below(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path)
    (tmp_path / "contacts").mkdir()
    monkeypatch.chdir(tmp_path / "contacts")
    result = run("init", "--source", SOURCE)
    assert {*result.out.splitlines()} == {
        str(tmp_path / name) if name in TOP else name for name in FILES
    }


def test_link_at_the_top_prevents_writing(run: Run, tmp_path: Path) -> None:
    repository(tmp_path / "repo")
    (tmp_path / "repo" / ".github").symlink_to(tmp_path)
    link = tmp_path / "repo" / ".github"
    message = f"error: cannot read {link}: it is a link\nhelp: choose an empty folder\n"
    assert run("init", tmp_path / "repo" / "new", "--source", SOURCE) == Result(2, "", message)


def test_workflow_is_in_the_language_of_init(run: Run, tmp_path: Path) -> None:
    for lang in LANGUAGES:
        run("init", tmp_path / lang, "--lang", lang)
        text = (tmp_path / lang / ".github/workflows/check.yml").read_text(encoding="utf-8")
        assert f"          lang: {lang} #" in text


def test_a_folder_that_cannot_be_made_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    folder = tmp_path / "file" / "sub"
    result = run("init", folder)
    assert result == Result(2, "", f"error: cannot use {folder}: Not a directory\n")
    long = tmp_path / ("a" * 300)
    assert run("init", long).err == f"error: cannot use {long}: File name too long\n"
    (tmp_path / ".github").write_text("", encoding="utf-8")
    result = run("init", tmp_path)
    assert (result.code, _present(tmp_path)) == (2, {"file", ".github"})


@each("command", sorted(set(re.findall(r"`cmcct (\w+)", template_files()["README.md"]))))
def test_the_commands_that_the_readme_names_are_there(run: Run, command: str) -> None:
    assert run(command, "--help").code == 0


@each("command", sorted(set(re.findall(r"`cmcct (\w+ ID[^`]*)`", template_files()["README.md"]))))
def test_the_edits_that_the_readme_names_can_be_made(run: Run, command: str) -> None:
    words = ["gy-ctu" if word == "ID" else word for word in command.split()]
    assert run(*words, "--dry-run", "--directory", SHIPPED).code == 0


def test_the_readme_says_the_same_in_every_language() -> None:
    parts = re.split(r"^## .*\n", template_files()["README.md"], flags=re.MULTILINE)[1:]
    assert len(parts) == len(LANGUAGES)
    codes = [re.findall(r"`([^`]+)`", re.sub(r"(--name) \w+", r"\1", part)) for part in parts]
    same = [sorted(word for word in words if "title=" not in word) for words in codes]
    assert same == [same[0]] * len(LANGUAGES)
    names = [re.search(r"^name: \"(.*)\"", template_files()[form], re.MULTILINE) for form in FORMS]
    assert all(name and f"*{name[1]}*" in part for name, part in zip(names, parts, strict=True))


@each("word", ["caribbean", "Caribe", "Caribisch", "Caraïbes"])
def test_members_of_the_caribbean_are_one_word(run: Run, tmp_path: Path, word: str) -> None:
    run("init", tmp_path / word, "--countries", word)
    table = build_data.rows("region.tsv")
    listed = [row["name_en"] for row in table if row["cmc_listed"] == "yes"]
    assert len(listed) == 22
    path = tmp_path / word / "directory.toml"
    for file in (SHIPPED, path):
        text = file.read_text(encoding="utf-8")
        assert {*tomllib.loads(text)["directory"]["countries"]} == {*listed}
        assert "\n# a sample: a public list, not a decision of the network\ncountries = [" in text
    assert run("fmt", "--check", "--directory", path).code == 0
    assert "country" not in run("check", path).out


# The repository


def _git(folder: Path, *words: str) -> str:
    return Repo(folder).git(*words)


def test_first_commit_has_all_files(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    result = run("init", folder, "--source", SOURCE, *OWN, "--remote", REMOTE, "--commit")
    commit = _git(folder, "rev-parse", "HEAD")
    assert result.code == 0
    assert result.err.endswith(
        f"saved in commit {commit[:7]}\n{UNPROTECTED}next: git push --set-upstream origin HEAD\n"
    )
    assert _git(folder, "status", "--porcelain", "--ignored") == ""
    assert {*_git(folder, "ls-files").splitlines()} == {*FILES, ATTRIBUTES_NAME}
    assert _git(folder, "log", "--format=%B") == (
        "directory: first version\n\nSaved-by: cmcct save"
    )
    assert _git(folder, "remote", "get-url", "origin") == REMOTE
    about = tomllib.loads((folder / "directory.toml").read_text(encoding="utf-8"))["directory"]
    assert (about["name"], about["contact"]) == ("Example Network", "list@example.org")


def test_examples_are_warned_of(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("init")
    checked = run("check", "--format", "concise", "directory.toml")
    assert checked == Result(0, EXAMPLES, "2 warnings\n")
    run("set", "directory", "name=Example Network", "contact=list@example.org")
    assert run("check", "directory.toml") == Result(0, "", "no findings\n")


def test_saved_files_are_those_of_init(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path, *OWN)
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    assert run("save", "--directory", tmp_path / "directory.toml").code == 0
    assert {*_git(tmp_path, "ls-files").splitlines()} == {*FILES, ATTRIBUTES_NAME} - {"README.md"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--contact", "a@@b.org"), "error: 'a@@b.org': not an e-mail address\nhelp: "),
        (("--name", ""), "error: a name is missing\nhelp: write the name of the network\n"),
        (("--name", "a\nb"), "error: line breaks are not allowed here\nhelp: write a space"),
        (("--countries", "Atlantis"), "error: unknown country 'Atlantis'\n"),
        (("--remote", "--x"), "error: '--x' is not the URL of a git repository\nhelp: write it as"),
        (("--remote", "USB"), "error: 'USB' is not the URL of a git repository\nhelp: write it as"),
    ],
)
def test_odd_options_write_nothing(
    run: Run, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    result = run("init", tmp_path / "new", *words)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(message)
    assert not (tmp_path / "new").exists()


def test_second_remote_is_refused(run: Run, tmp_path: Path) -> None:
    repository(tmp_path).git("remote", "add", "origin", REMOTE)
    assert run("init", tmp_path / "new", "--remote", OTHER) == Result(
        2, "", f"error: the repository has a remote already: {REMOTE}\nhelp: omit --remote\n"
    )
    result = run("init", tmp_path / "new", "--commit")
    assert result.err.endswith("next: push the commit to a private repository\n")


def test_refused_commit_is_an_error(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path).git("config", "user.useConfigOnly", "true")
    monkeypatch.delenv("GIT_AUTHOR_NAME")
    monkeypatch.delenv("GIT_AUTHOR_EMAIL")
    result = run("init", tmp_path / "new", "--commit")
    assert result.code == 2
    assert "error: git does not know your name and e-mail address\nhelp: " in result.err
    assert _present(tmp_path / "new") == FILES - TOP


def test_missing_git_is_a_warning(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    result = run("init", tmp_path)
    assert result.code == 0
    needs = "help: cmcct save, undo, diff, edition need git: https://git-scm.com\n"
    assert f"\nwarning: git is not installed\n{needs}{UNPROTECTED}" in result.err
    assert _present(tmp_path) == FILES


def test_bare_repository_is_left_alone(run: Run, tmp_path: Path) -> None:
    repository(tmp_path / "side").git("init", "--quiet", "--bare", str(tmp_path / "bare"))
    result = run("init", tmp_path / "bare")
    reason = "directory.toml is not in the work tree of its git repository"
    assert f"\nwarning: {reason}\n" in result.err
    assert not (tmp_path / "bare" / ".git").exists()


# Questions

QUESTIONS = (
    "Is the list kept on GitHub?",
    *("Name of the network.", "E-mail address to which corrections are sent."),
    "Member countries, separated by commas, or caribbean.",
    *("URL of the private git repository to push to.", "Make the first commit?"),
)


def test_terminal_asks_for_what_is_not_given(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    github, name, address, members, url, commit = (text.removesuffix(".") for text in QUESTIONS)
    answers = [
        (f"{github} [no]: ", "y\n"),
        (f"{name} [{fields.EXAMPLE_NAME}]: ", "Example Network\n"),
        (f"{address} [{fields.EXAMPLE_CONTACT}]: ", "list\n"),
        (f"{address} [{fields.EXAMPLE_CONTACT}]: ", "back\n"),
        (f"{name} [Example Network]: ", "Other Network\n"),
        (f"{address} [{fields.EXAMPLE_CONTACT}]: ", "list@example.org\n"),
        (f"{members} (optional): ", "Togo, Beninn\n"),
        (f"{members} (optional): ", "Togo, Benin, Ghana, togo\n"),
        (f"{url} (optional): ", "\n"),
        (f"{commit} [yes]: ", "y\n"),
    ]
    result = typing(answers, "init", folder, "--source", SOURCE)
    assert result.code == 0
    assert "  'list': not an e-mail address: " in result.out
    assert result.out.endswith("next: push the commit to a private repository\n")
    text = (folder / "directory.toml").read_text(encoding="utf-8")
    assert 'name = "Other Network"\ncontact = "list@example.org"  #' in text
    assert "  unknown country 'Beninn': " in result.out
    assert 'countries = ["Benin", "Ghana", "Togo"]\n' in text
    assert "format = 2\n" in text
    assert re.findall("# ---- (.*) ----", text) == ["Benin", "Ghana", "Togo"]
    assert _git(folder, "log", "--format=%s") == "directory: first version"


@each("lang", LANGUAGES)
def test_terminal_asks_nothing_about_push_without_github(tmp_path: Path, lang: str) -> None:
    folder = tmp_path / lang
    gettext = Translator(lang).gettext
    github, name, address, members, *_ = (gettext(text).removesuffix(".") for text in QUESTIONS)
    answers = [(github, "\n"), (name, "A\n"), (address, "a@example.org\n"), (members, "\n")]
    result = typing(answers, "init", folder, "--lang", lang)
    assert result.code == 0
    assert _present(folder) == FILES - TOP
    assert _git(folder, "log", "--format=%s") == "directory: first version"
    *_before, first, second, third = result.out.splitlines()
    file = Translator(lang).gettext("File").upper()
    commands = (f"  cmcct import {file} ", "  cmcct add ", "  cmcct save ")
    assert all(map(str.startswith, (first, second, third), commands))


@each(
    ("url", "answer"),
    [
        (REMOTE, "yes"),
        ("git@github.com:example/contacts.git", "yes"),
        ("https://user@github.com/example/contacts", "yes"),
        ("ssh://git@ssh.github.com:443/example/contacts.git", "yes"),
        ("https://gitlab.example.org/github.com/contacts", "no"),
        ("https://notgithub.com/example/contacts", "no"),
    ],
)
def test_list_is_on_github_where_its_remote_is(tmp_path: Path, url: str, answer: str) -> None:
    repository(tmp_path).git("config", "remote.origin.url", url)
    answers = [(f"{QUESTIONS[0]} [{answer}]: ", CTRL_C)]
    assert typing(answers, "init", tmp_path / "new").code == 130


def test_given_values_are_not_asked_for(tmp_path: Path) -> None:
    repository(tmp_path).git("remote", "add", "origin", REMOTE)
    options = ("--source", SOURCE, *OWN, "--countries", "GY", "--github", "--no-commit")
    result = typing([], "init", tmp_path / "new", *options)
    assert (result.code, result.out.splitlines()[0]) == (0, f"{tmp_path / 'new' / 'README.md'}")
    assert _git(tmp_path, "status", "--porcelain") == (
        "?? .gitattributes\n?? .github/\n?? .pre-commit-config.yaml\n?? new/"
    )


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_giving_up_makes_no_folder(tmp_path: Path, key: str) -> None:
    answers = [("]: ", "\n"), ("]: ", "A\n"), ("]: ", key)]
    result = typing(answers, "init", tmp_path / "new")
    assert result.code in (130, 2)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_are_in_the_language(tmp_path: Path, lang: str) -> None:
    translator = Translator(lang)
    gettext = translator.gettext
    github, name, address, members, url, commit = (
        gettext(text).removesuffix(".") for text in QUESTIONS
    )
    assert (name == QUESTIONS[1][:-1]) is (lang == "en")
    answers = [
        (github, f"{translator.gettext('yes')}\n"),
        (name, "A\n"),
        (address, f"{translator.gettext('back')}\n"),
        (name, "\n"),
        (address, "a@example.org\n"),
        (members, "\n"),
        (url, f"{REMOTE}\n"),
        (commit, f"{translator.gettext('no')}\n"),
    ]
    result = typing(answers, "init", tmp_path / "new", "--lang", lang)
    assert result.code == 0
    assert 'name = "A"\ncontact = "a@example.org"  #' in (
        (tmp_path / "new" / "directory.toml").read_text(encoding="utf-8")
    )
    assert _git(tmp_path / "new", "remote", "get-url", "origin") == REMOTE
