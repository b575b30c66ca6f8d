"""docs/reference has everything that the program has, as it is now."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cmcct.cli import app
from cmcct.errors.exceptions import ExitCode
from cmcct.formats.json import entry_object
from cmcct.formats.recognition import SUFFIXES
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import KEYS
from scripts import reference
from tests.conftest import ROOT, SHIPPED, Run
from tests.support.cases import each
from tests.support.repositories import Repo, copy

pytestmark = pytest.mark.gate

PAGES = {path.name: path.read_text(encoding="utf-8") for path in reference.FOLDER.glob("*.md")}


@pytest.mark.sweep
def test_pages_are_current() -> None:
    written_by_hand = {"python.md": PAGES["python.md"]}
    assert reference.format_pages() | written_by_hand == PAGES


def _commands() -> Iterator[tuple[str, Any]]:
    """Yield the path of each command and its object, those of groups too."""

    def walk(path: str, command: Any, parent: Any) -> Iterator[tuple[str, Any]]:
        ctx = command.make_context(path, [], parent=parent, resilient_parsing=True)
        names = command.list_commands(ctx) if hasattr(command, "list_commands") else ()
        for name in (*names, *getattr(command, "unlisted", ())):
            inner = command.get_command(ctx, name)
            yield f"{path} {name}", inner
            yield from walk(f"{path} {name}", inner, ctx)

    return walk("cmcct", get_command(app), None)


COMMANDS = dict(_commands())
_NAME = re.compile(r"(?<![\w-])-{1,2}[a-zA-Z][\w-]*")
FILTERS = (
    "--country --region --sector --body --role --half --language --group --validates --meeting "
    "--absent "
    "--status --stale --unverified --unreachable --untested"
)


def test_commands_are_described_in_5500_words() -> None:
    words = re.findall(r"[^\s|]*\w[^\s|]*", PAGES["commands.md"])  # without the bars of tables
    assert len(words) <= 5_500


@each("path", COMMANDS)
def test_every_command_has_its_options(path: str) -> None:
    page = PAGES["commands.md"]
    section = re.split("\n##", page.partition(f"\n### {path}\n")[2])[0]
    shared = re.split("\n##", page.partition("\n## Shared options\n")[2])[0]
    own, _shared, others = section.partition("\nShared: ")
    if others.startswith("filters"):
        others += FILTERS
    others = others.replace("edits", reference.EDITS)
    rows = [
        row
        for row in shared.splitlines()
        if {*re.findall(r"--[a-z-]+", others)} & {*_NAME.findall(row)}
    ]
    named = {*_NAME.findall(own), *(name for row in rows for name in _NAME.findall(row))}
    options = [p for p in COMMANDS[path].params if p.param_type_name == "option" and not p.hidden]
    assert section
    assert {option for p in options for option in p.opts} - {"--help", "-h", "--directory"} <= named


def test_every_exit_code_and_variable_is_explained() -> None:
    assert set(reference.EXIT_CODES) == set(ExitCode)
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "cmcct").rglob("*.py")]
    named = {name for text in sources for name in re.findall(r"\bCMCCT_[A-Z]+\b", text)}
    assert named == set(reference.VARIABLES)


def test_every_key_has_a_row() -> None:
    for keys in KEYS.values():
        for key in keys:
            assert f"| `{key}` | " in PAGES["keys.md"], key


def test_every_format_has_a_section() -> None:
    sections = re.findall(r"^## export (\w+)$", PAGES["formats.md"], re.MULTILINE)
    assert sections == list(SUFFIXES)


def test_the_columns_of_csv_are_in_their_order(run: Run) -> None:
    header = run("export", "csv", "--directory", SHIPPED).out.partition("\r\n")[0]
    columns = ", ".join(f"`{name}`" for name in header.removeprefix("\ufeff").split(","))
    assert f": {columns}.\n" in PAGES["formats.md"]


def test_every_trial_is_there_as_json() -> None:
    options = [
        {name for one in command.params for name in one.opts} for command in COMMANDS.values()
    ]
    trials = [names for names in options if "--dry-run" in names]
    assert len(trials) > 20
    assert all("--format" in names for names in trials)


def test_json_says_what_an_entry_may_lack() -> None:
    bare = FocalPoint.model_validate({"id": "a", "country": "Guyana", "organisation": "Office"})
    missing = {key for key, value in entry_object(bare).items() if value is None}
    for name in ("search", "export"):
        section = PAGES["json.md"].partition(f"\n## cmcct {name} ")[2].partition("\n## ")[0]
        assert missing <= {*re.findall(r"(\w+): text or null$", section, re.MULTILINE)}


# Other command lines that print what a section of json.md describes, by the start of its heading.
OUTPUTS = {
    "search": ("search --audience secretariat --status all", "show gy-ctu"),
    "call": ("call Aruba", "call Haiti --audience secretariat"),
    "status --format": ("status caribbean", "status --audience public"),
    "status --by": ("status --by sector Guyana", "status --half protection"),
    "status --night": ("status --night --audience secretariat", "status --unvalidated venezuela"),
    "check broken.toml --format": ("check --changed-since HEAD~1",),
    "check broken.toml --statistics": ("check --statistics",),
    "set": (
        "set gy-new city=Linden website= --dry-run",
        "set directory verify_every_days=100 countries=Guyana --dry-run",
        "replace gy-new --vacant --dry-run",
        "add --country GY --name Bo --organisation X --sector police --email a@b.example --dry-run",
    ),
    "export": ("export json --audience secretariat",),
    "diff": (
        "diff HEAD~1",
        "diff HEAD~1 --audience secretariat",
        "diff HEAD~1 --no-contacts",
        "diff HEAD~1 --audience public",
    ),
    "log --format": ("log", "log gy-new", "log --audience secretariat"),
    "log gy-ctu --fields": ("log gy-new --fields",),
    "log gy-labour --people": ("log gy-hotline --people", "log gy-new --people"),
}
_CHANGES = (
    ('id = "gy-ctu"', 'id = "gy-new"\nformerly = ["gy-ctu"]'),
    ('id = "sr-politie"', 'id = "sr-politie"\nsharing = "secretariat"'),
    ('place = "', 'place = "New '),
    ("verify_every_days = ", "verify_every_days = 1"),
    ('"289 1234"', '"289 1235"'),
)


def _commit_changes(repo: Repo) -> None:
    before = SHIPPED.read_text(encoding="utf-8")
    after = before.partition('[[focal_point]]\nid = "ve-ong"')[0]
    for old, new in _CHANGES:
        assert old in after
        after = after.replace(old, new, 1)
    for text in (before, after):
        repo.commit_files({"directory.toml": text})


def _types_by_path(shape: str) -> dict[str, set[str]]:
    """Return the types of each key of a shape; of the whole at ""."""
    path: list[str] = []
    types = {}
    for line in shape.splitlines():
        key, _colon, kinds = line.strip().rpartition(": ")
        path[(len(line) - len(line.lstrip())) // 2 :] = [key.removesuffix("?")]
        types["/".join(path)] = {*re.split(" or (?!false)", kinds)}
    return types


@each("head", OUTPUTS)
def test_outputs_have_the_shapes_of_the_page(
    head: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy(_commit_changes, tmp_path / head).root)
    section = PAGES["json.md"].partition(f"\n## cmcct {head} ")[2]
    described = _types_by_path(section.partition("```text\n")[2].partition("```")[0])
    for words in OUTPUTS[head]:
        form = () if words.startswith("export") else ("--format", "json")
        value = json.loads(run(*words.split(), *form).out)
        other = {
            path: types
            for path, types in _types_by_path(
                "\n".join(reference.describe_shape("", [value]))
            ).items()
            if not _is_described(types, described.get(path, set()))
        }
        assert (words, other) == (words, {})


def _is_described(types: set[str], described: set[str]) -> bool:
    """Return whether a page has these types; what it has as null or empty may have values."""
    is_list = any(kind.startswith("list") for kind in described)
    return described in ({"null"}, {"list"}) or types <= described | (
        {"list"} if is_list else set()
    )


def test_every_command_that_prints_json_has_its_shape() -> None:
    printing = {
        "set" if option.name == "trial_format" else path.removeprefix("cmcct ")
        for path, command in COMMANDS.items()
        for option in command.params
        if "--format" in option.opts and "json" in option.metavar
    }
    lines = [words for runs in reference.JSON for words in runs]
    shown = {" ".join(words.split()[: 1 + words.startswith("round ")]) for words in lines}
    assert shown == {*printing, "export", "remove", "replace"}  # the last two as `set`
