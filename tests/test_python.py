"""The functions for Python programs: `cmcct.load`, `cmcct.check` and `cmcct.export`."""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cmcct
from cmcct.check import runner
from cmcct.clock import today
from cmcct.diagnostics import Advice, Finding, Items, Keys, Rename
from cmcct.formats.recognition import SUFFIXES
from cmcct.model.entities import Directory
from cmcct.privacy.levels import AUDIENCES
from tests.conftest import ROOT, Run, environment, list_names, write_overlay
from tests.support.repositories import Repo, entry, repository

SETTINGS = '[directory]\nname = "Example Network"\ncontact = "list@example.org"\n\n'
BAD = SETTINGS + entry("gy-ctu", emails='["a@@example.org"]')


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Return a repository with a directory of an entry for each audience."""
    made = repository(tmp_path)
    texts = [
        entry(
            f"gy-{audience}",
            verified="2026-03-02",
            sharing=f'"{audience}"',
            phones=f'["+592 220 12{number}0"]',
        )
        for number, audience in enumerate(AUDIENCES, 1)
    ]
    made.commit_files({"directory.toml": SETTINGS + "\n".join(texts)})
    return made


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("output_format", SUFFIXES)
def test_export_has_bytes_of_command(
    run: Run, repo: Repo, tmp_path: Path, output_format: str, audience: str
) -> None:
    target = tmp_path / f"list{SUFFIXES[output_format][0]}"
    words: list[str | Path] = ["--audience", audience, "--directory", repo.path, "-o", target]
    lang = "en" if output_format == "csv" else "es"
    if run("export", output_format, *words, "--lang", lang).code:  # the same in every language
        assert run("export", output_format, *words).code == 0
    product = cmcct.export(cmcct.load(repo.path), output_format, audience=audience, lang=lang)
    content = product.encode() if isinstance(product, str) else product
    assert content == target.read_bytes()


def test_private_file_is_read_by_none(repo: Repo) -> None:
    write_overlay(repo.path, "not TOML")
    listed = cmcct.export(cmcct.load(repo.path), "json", audience="secretariat")
    assert isinstance(listed, str)
    assert '"gy-secretariat"' in listed
    assert cmcct.check(repo.path) == []


def test_findings_are_those_of_command(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(BAD, encoding="utf-8")
    found = [one.finding for one in runner.check_files(path, None, today()).diagnostics]
    assert cmcct.check(str(path)) == found
    assert "invalid-email" in [finding.code for finding in found]
    with pytest.raises(cmcct.DirectoryError, match="not an e-mail address") as caught:
        cmcct.load(path)
    assert [finding.severity for finding in caught.value.findings] == ["error"]


def test_reference_names_functions_fields_and_errors() -> None:
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    assert {*re.findall(r"## `cmcct\.(\w+)", page)} == {*cmcct.__all__}
    fields = {*Finding._fields, "fix"} | {f.name for f in dataclasses.fields(Directory)}
    internal = {"private", "private_addresses", "unjoined", "current", "source"}
    assert {name for name in fields if f"`{name}`" not in page} <= internal
    values = {*Advice.__slots__, *Items._fields, *Keys._fields, *Rename._fields}
    for error in ("ValueError", "TypeError", "cmcct.DirectoryError", *values):
        assert f"`{error}`" in page


@pytest.mark.parametrize("function", [cmcct.load, cmcct.check])
def test_missing_file_is_an_error_without_findings(tmp_path: Path, function: object) -> None:
    assert callable(function)
    with pytest.raises(cmcct.DirectoryError, match="no such file") as caught:
        function(tmp_path / "missing.toml")
    assert caught.value.findings == ()


def test_file_that_is_no_toml_has_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text("x = ", encoding="utf-8")
    with pytest.raises(cmcct.DirectoryError) as caught:
        cmcct.load(path)
    assert [finding.code for finding in caught.value.findings] == ["toml-syntax"]


def test_unknown_words_and_empty_lists_are_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(SETTINGS + entry("gy-ctu", sharing='"secretariat"'), encoding="utf-8")
    directory = cmcct.load(path)
    for words in (("vcf", "public", "en"), ("vcard", "all", "en"), ("vcard", "public", "de")):
        with pytest.raises(ValueError, match="is none of"):
            cmcct.export(directory, *words)
    with pytest.raises(ValueError, match="the columns of plain CSV are the same in every"):
        cmcct.export(directory, "csv", "secretariat", lang="fr")
    with pytest.raises(cmcct.DirectoryError, match="no entry for the public audience"):
        cmcct.export(directory, "csv", audience="public")
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(cmcct.DirectoryError, match="typst"):
        cmcct.export(directory, "pdf", audience="secretariat")
    with pytest.raises(TypeError, match="export takes the directory that load returns"):
        cmcct.export("a.toml", "csv")  # type: ignore[arg-type]


def test_functions_print_and_write_nothing_and_load_late(repo: Repo) -> None:
    code = (
        "import sys, cmcct\n"
        "assert not [name for name in sys.modules if name.startswith('cmcct.')]\n"
        "for once in (1, 2):\n"
        "    assert cmcct.check('directory.toml') == []\n"
        "    cmcct.export(cmcct.load('directory.toml'), 'html', audience='secretariat')\n"
    )
    before = list_names(repo.root)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repo.root,
        env=environment(),
        capture_output=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert list_names(repo.root) == before
