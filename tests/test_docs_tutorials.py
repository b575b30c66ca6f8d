"""The tutorials of focal points and officers match the program, in four languages."""

import re
from pathlib import Path

import pytest

from cmcct import scaffold
from cmcct.i18n.messages import LANGUAGES, Translator
from tests.conftest import ROOT, SHIPPED, Run
from tests.support.cases import each
from tests.support.repositories import repository

DOCS = ROOT / "docs"
PAGES = {
    lang: (DOCS / f"correct-your-entry.{lang}.md").read_text(encoding="utf-8") for lang in LANGUAGES
}
# As GitHub shows them: its pages are in English only.
GITHUB_WORDS = (
    *("Issues", "New issue", "Create", "Edit this file", "Fork this repository"),
    *("Commit changes...", "Commit message", "Propose changes", "Create pull request"),
    "Create a new branch for this commit and start a pull request",
    *("All checks have passed", "Files changed", "Edit file", "Commit changes"),
)
NUMBER = '    "+592 220 1234",\n'
SECRETARIAT = {
    lang: (DOCS / f"secretariat.{lang}.md").read_text(encoding="utf-8") for lang in LANGUAGES
}
OFFICER = {lang: (DOCS / f"officer.{lang}.md").read_text(encoding="utf-8") for lang in LANGUAGES}


def _quoted(page: str) -> set[str]:
    """Return the words in italics, without their line breaks."""
    return {" ".join(words.split()) for words in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", page)}


@each("lang", LANGUAGES)
def test_the_tutorial_has_the_same_parts_in_every_language(lang: str) -> None:
    for part in (r"^## ", r"^\d\. ", r"^ +\| ", r"^ +```", r"`[^`\n]+`"):
        counts = [len(re.findall(part, page, re.MULTILINE)) for page in PAGES.values()]
        assert len(re.findall(part, PAGES[lang], re.MULTILINE)) == counts[0] > 0
    others = {f"correct-your-entry.{other}.md" for other in LANGUAGES if other != lang}
    assert set(re.findall(r"\]\((correct-your-entry\.\w+\.md)\)", PAGES[lang])) == others
    assert len(PAGES[lang].splitlines()) <= 60


@each("lang", LANGUAGES)
def test_secretariat_has_the_same_ten_commands_in_every_language(lang: str) -> None:
    pages = [
        [line.split()[:3] for line in re.findall(r"^\$ (.*)$", page, re.MULTILINE)]
        for page in (SECRETARIAT["en"], SECRETARIAT[lang])
    ]
    assert pages[0] == pages[1]
    assert len(pages[0]) == 10
    assert len(re.findall(r"^## \d+\. ", SECRETARIAT[lang], re.MULTILINE)) == 10
    others = {f"secretariat.{other}.md" for other in LANGUAGES if other != lang}
    assert set(re.findall(r"\]\((secretariat\.\w+\.md)\)", SECRETARIAT[lang])) == others
    assert len(SECRETARIAT[lang].splitlines()) <= 160


@each("lang", LANGUAGES)
def test_the_tutorial_names_what_github_shows(lang: str) -> None:
    form = next(path for path in scaffold.repository_files(None) if f"correction.{lang}." in path)
    assert {*GITHUB_WORDS, _form_name(form)} <= _quoted(PAGES[lang])


def _form_name(path: str) -> str:
    (name,) = re.findall(r'^name: "(.*)"$', scaffold.repository_files(None)[path], re.MULTILINE)
    return str(name)


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to a repository with the shipped directory; return its file."""
    repo = repository(tmp_path / "list")
    repo.commit_bytes(SHIPPED.read_bytes())
    monkeypatch.chdir(repo.root)
    return repo.root / "directory.toml"


def _edited(page: str) -> str:
    """Return the directory with the lines of the tutorial in place of those of the entry."""
    (block,) = re.findall(r"```toml\n(.*?) *```", page, re.DOTALL)
    number, verified = block.splitlines()
    text = SHIPPED.read_text(encoding="utf-8")
    start = text.index('id = "gy-ctu"')
    end = text.index("[[focal_point]]", start)
    entry = text[start:end].replace(NUMBER, f"    {number.strip()}\n")
    entry = re.sub(
        r"^verified = .*\nverified_via = .*$", verified.strip(), entry, flags=re.MULTILINE
    )
    return text[:start] + entry + text[end:]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_edit_of_the_tutorial_passes_the_check(lang: str, run: Run, directory: Path) -> None:
    directory.write_text(_edited(PAGES[lang]), encoding="utf-8")
    result = run("check", "--changed-since", "HEAD", "--lang", "en")
    assert result.code == 0
    assert re.findall(r"^\w+\[[\w-]+\]", result.out, re.MULTILINE) == ["note[number-changed]"]
    changed = run("diff", "--format", "text").out
    assert "+592 220 1236" in changed


def test_number_removed_as_the_tutorial_says_leaves_the_others(run: Run, directory: Path) -> None:
    assert all("`{`" in page and "`}`" in page for page in PAGES.values())
    sent = SHIPPED.read_text(encoding="utf-8")
    (line,) = re.findall(r'^phones = .*"\+599 9 435 1250".*$', sent, re.MULTILINE)
    for removed in ('"+599 9 435 1250",', line[line.index("{") : line.index("}") + 1]):
        directory.write_text(sent.replace(line, line.replace(removed, "")), encoding="utf-8")
        assert run("check").code == 0
        assert run("show", "cw-slachtofferhulp").out.count("+599 ") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_check_says_what_the_tutorial_quotes(lang: str, run: Run, directory: Path) -> None:
    sent = SHIPPED.read_text(encoding="utf-8")
    rows = re.findall(r"^ +\| \*(.+)\* \|", PAGES[lang], re.MULTILINE)
    mistakes = ('"+592 220 12",', '"+592 220 1236"', '"+592 220 1236",')
    for quoted, mistake in zip(rows, mistakes, strict=True):
        directory.write_text(sent.replace(NUMBER, f"    {mistake}\n"), encoding="utf-8")
        out = run("check", "--changed-since", "HEAD", "--lang", lang).out
        assert quoted in out


def test_this_repository_has_the_forms_that_the_tutorials_name() -> None:
    for path, text in scaffold.repository_files(None).items():
        if "/ISSUE_TEMPLATE/" in path:
            assert (ROOT / path).read_text(encoding="utf-8") == text


@each("lang", LANGUAGES)
def test_officer_names_what_the_page_shows(lang: str) -> None:
    translator = Translator(lang)
    words = {translator.gettext(word) for word in ("Calling from", "Call")}
    words.add(translator.gettext("day and night").capitalize())
    assert words <= _quoted(OFFICER[lang])
    assert translator.gettext("Answers now") in OFFICER[lang]


@each("lang", LANGUAGES)
def test_officer_is_one_screen_with_the_same_parts_in_every_language(lang: str) -> None:
    page = OFFICER[lang]
    for part in (r"^## ", r"^\d\. ", r"^\| ", r"^<img src="):
        counts = [len(re.findall(part, text, re.MULTILINE)) for text in OFFICER.values()]
        assert len(re.findall(part, page, re.MULTILINE)) == counts[0] > 0
    others = {f"officer.{other}.md" for other in LANGUAGES if other != lang}
    assert set(re.findall(r"\]\((officer\.\w+\.md)\)", page)) == others
    assert f"pictures/phone.{lang}.png" in page
    assert len(page.splitlines()) <= 40


@pytest.mark.sweep
@each("lang", LANGUAGES)
def test_officer_names_files_of_a_pack(lang: str, run: Run, tmp_path: Path) -> None:
    assert run("export", "all", "--lang", lang, "-o", tmp_path, "--directory", SHIPPED).code == 0
    packed = {path.name for path in (tmp_path / "network" / lang).iterdir()}
    named = set(re.findall(r"`(\w+\.(?:html|pdf|vcf))`", OFFICER[lang]))
    assert len(named & packed) == len(named) == 3
