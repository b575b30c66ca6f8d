"""The pages for recipients: the same in four languages, with commands that run."""

import re
import shlex
from pathlib import Path

import pytest

from cmcct.formats import html
from cmcct.formats.csv import address_books
from cmcct.formats.html.page_data import PHRASES
from cmcct.formats.shared import list_header
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.readers import headings
from scripts import layers
from tests.conftest import ROOT, SHIPPED, Run
from tests.support.cases import each
from tests.support.entries import extract, point

DOCS = ROOT / "docs"
GUIDES = ROOT / "cmcct" / "editions" / "guides"
PAGES = {lang: (GUIDES / f"recipients.{lang}.md").read_text(encoding="utf-8") for lang in LANGUAGES}


def _commands(page: str) -> list[list[str]]:
    """Return the words of each command in the page's shell block."""
    (block,) = re.findall(r"^```sh\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    return [shlex.split(line) for line in block.splitlines()]


@each("lang", LANGUAGES)
def test_the_page_has_the_same_parts_in_every_language(lang: str) -> None:
    for part in (r"^## ", r"^\d\. ", r"^\| "):
        counts = [len(re.findall(part, page, re.MULTILINE)) for page in PAGES.values()]
        assert len(re.findall(part, PAGES[lang], re.MULTILINE)) == counts[0] > 0


@each("lang", LANGUAGES)
def test_the_page_links_to_the_other_languages(lang: str) -> None:
    others = {f"recipients.{other}.md" for other in LANGUAGES if other != lang}
    assert set(re.findall(r"\]\((recipients\.\w+\.md)\)", PAGES[lang])) == others


@pytest.mark.sweep
@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_names_files_its_commands_write(
    lang: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _, *words in _commands(PAGES[lang]):
        assert run(*words, "--directory", SHIPPED).code == 0
        assert lang == "en" or f"--lang {lang}" in " ".join(words)
    named = set(re.findall(r"`(\w+\.(?:vcf|csv|xlsx|html|pdf))`", PAGES[lang]))
    assert {path.name for path in tmp_path.iterdir()} == named


@each("lang", LANGUAGES)
def test_page_names_mark_of_stale_entry_as_shown(lang: str) -> None:
    mark = PHRASES["stale"].localize(lang).replace("{days}", "…")
    assert f"*{mark}*" in PAGES[lang]


@each("lang", ["es", "fr"])
def test_guide_assigns_fields_of_outlook_in_the_language(lang: str) -> None:
    text = " ".join(PAGES[lang].split())
    pairs = re.findall(r"\*([A-Z][\w -]+)\* (?:a|vers) \*([^*]+)\*", text)
    assert len(pairs) >= 8
    for heading, field in pairs:
        assert heading in address_books.HEADERS["outlook"].split(",")
        meaning = headings.find_in_address_book("outlook", heading)
        assert meaning is not None
        assert headings.find_in_address_book("outlook", field) == meaning, (heading, field)


# What a reader is to choose in each program, one name after the other.
NAMED_STEPS = {"iPhone": 1, "Android": 4, "Google": 1, "Outlook": 9, "Thunderbird": 6}


@each("lang", LANGUAGES)
def test_guide_says_what_each_step_is_called(lang: str) -> None:
    found: dict[str, list[str]] = {}
    for part in PAGES[lang].split("\n## ")[2:]:
        heading, _, text = part.partition("\n")
        steps, *_of_fields = re.split(r"\*Map\s+Custom\s+Fields\*", text)  # in the language
        named = re.findall(r"\*([^*]+)\*", steps)
        found |= {program: named for program in NAMED_STEPS if program in heading}
    assert {program: len(named) for program, named in found.items()} == NAMED_STEPS


@each("lang", LANGUAGES)
def test_guide_says_that_an_iphone_does_not_search_the_page(lang: str) -> None:
    (part,) = (part for part in PAGES[lang].split("\n\n") if "Safari" in part and "iPad" in part)
    assert "HTML" in part  # the viewer of Android runs no scripts either
    assert re.search(r"`(list|lista|lijst|liste)\.vcf`", part)


# The clients of an organisation, and the word that leaves them out.
CLIENTS = {"en": "clients", "es": "clientes", "fr": "clients", "nl": "klanten"}
ALONE = {"en": "only", "es": "solo", "fr": "seules", "nl": "alleen"}
NOT_TO_CLIENTS = {
    "en": "; not to its clients",
    "es": "; no a los clientes de esta",
    "fr": "\N{NARROW NO-BREAK SPACE}; pas à ses clients",
    "nl": "; niet aan klanten daarvan",
}
EVERYONE = {"en": "to everyone", "es": "a cualquiera", "fr": "à tous", "nl": "aan iedereen"}
NO_ONE = {"en": "to no one", "es": "a nadie", "fr": "à personne", "nl": "aan niemand"}


@each("lang", LANGUAGES)
def test_guide_says_of_each_label_what_tlp_says(lang: str) -> None:
    (about,) = (part for part in PAGES[lang].split("\n\n") if "`TLP:RED`" in part)
    found = dict(re.findall(r"`TLP:(\w+(?:[+]STRICT)?)`([^`]*)", " ".join(about.split())))
    assert [*found] == ["CLEAR", "AMBER", "AMBER+STRICT", "RED"]
    assert EVERYONE[lang] in found["CLEAR"]
    assert CLIENTS[lang] in found["AMBER"]
    assert ALONE[lang] not in found["AMBER"]
    assert CLIENTS[lang] not in found["AMBER+STRICT"]
    assert ALONE[lang] in found["AMBER+STRICT"]
    assert NO_ONE[lang] in found["RED"]


@each("lang", LANGUAGES)
def test_lists_say_of_each_label_what_tlp_says(lang: str) -> None:
    said = {label: text.localize(lang) for label, text in list_header.LABELS.items()}
    assert [*said] == ["TLP:CLEAR", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"]
    assert CLIENTS[lang] in said["TLP:AMBER"]
    assert said["TLP:AMBER+STRICT"].endswith(NOT_TO_CLIENTS[lang])
    assert said["TLP:AMBER+STRICT"].count(CLIENTS[lang]) == 1


def test_documents_say_of_each_label_what_tlp_says() -> None:
    told = {}
    for page in DOCS.rglob("*.md"):
        for sentence in _sentences(page.read_text(encoding="utf-8")):
            labels = re.split(r"(TLP:[A-Z]+(?:[+]STRICT)?)", sentence)
            for label, words in zip(labels[1::2], labels[2::2], strict=True):
                if "organisation" in words:
                    told[page.name, label] = words
    assert sorted(told) == [  # the pages that explain a label
        ("officer.en.md", "TLP:AMBER"),
        ("officer.fr.md", "TLP:AMBER"),
        ("sharing.md", "TLP:AMBER"),
        ("sharing.md", "TLP:AMBER+STRICT"),
        ("year.md", "TLP:AMBER"),
    ]
    for (name, label), words in told.items():
        is_strict = label.endswith("STRICT")
        is_said = ("clients" in words, "organisation only" in words)
        assert is_said == (not is_strict, is_strict), name


def _sentences(page: str) -> list[str]:
    """Return the sentences of a page, without its tables and lists of what a program prints."""
    prose = re.sub(r"^(```.*?^```|\|.*?)$", "", page, flags=re.DOTALL | re.MULTILINE)
    return [
        sentence
        for part in prose.split("\n\n")
        for sentence in re.split(r"(?<=[.])\s", " ".join(part.split()))
    ]


@each("lang", LANGUAGES)
def test_page_says_of_iphones_what_the_guide_says(lang: str) -> None:
    page = html.dump(extract(point()), Translator(lang))
    (told,) = re.findall(r"<noscript><p[^>]*>(.*?)</p></noscript>", page)
    to_save, of_iphones = re.split(r"(?<=[.]) ", told)
    assert "Android" in to_save
    assert "iPhone" not in to_save
    assert re.search(r"\biPhone\b.*\biPad\b", of_iphones)


def test_the_private_file_has_one_name() -> None:
    for page in (*DOCS.glob("*.md"), *GUIDES.iterdir(), ROOT / "README.md", ROOT / "CHANGELOG.md"):
        assert "overlay" not in page.read_text(encoding="utf-8"), page.name


def test_a_link_of_the_documentation_leads_somewhere() -> None:
    pages = (
        *DOCS.rglob("*.md"),
        *GUIDES.iterdir(),
        *ROOT.glob("*.md"),
        *(ROOT / ".github").glob("*.md"),
    )
    for page in pages:
        links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
        missing = [link for link in links if not (page.parent / link).exists()]
        assert missing == [], page.name


def test_a_link_into_a_page_leads_to_a_heading() -> None:
    for page in (*DOCS.rglob("*.md"), *ROOT.glob("*.md")):
        links = re.findall(r"\]\(([^):]*)#([^)]+)\)", page.read_text(encoding="utf-8"))
        missing = [
            (target, anchor)
            for target, anchor in links
            if anchor not in _anchors(page.parent / target if target else page)
        ]
        assert missing == [], page.name


def _anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_architecture_shows_the_layers() -> None:
    page = layers.PAGE.read_text(encoding="utf-8")
    assert layers.draw(page) == page


def test_architecture_names_modules_that_exist() -> None:
    page = layers.PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:\w+/)+\w*)`", page))
    assert len(named) > 20
    places = [ROOT / "cmcct", ROOT]
    missing = [
        name
        for name in named
        if not any((root / f"{name}{end}").exists() for root in places for end in ("", ".py"))
    ]
    assert missing == []


def test_architecture_names_what_its_modules_have() -> None:
    page = " ".join(layers.PAGE.read_text(encoding="utf-8").split())
    found = re.findall(r"((?:`[\w.]+`(?:, | and )?)+) (?:of|in) `([\w/]+)`", page)
    named = [(name, place) for names, place in found for name in re.findall(r"`([\w.]+)`", names)]
    modules = {place: ROOT / "cmcct" / f"{place}.py" for _, place in named}
    missing = [
        (name, place)
        for name, place in named
        if modules[place].is_file()
        if name.rpartition(".")[2] not in modules[place].read_text(encoding="utf-8")
    ]
    assert missing == []
    assert len(named) > 5


DOCUMENTS = [
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
    *DOCS.glob("*.md"),
]


def _paragraphs(page: Path) -> list[str]:
    """Return the paragraphs and items of a page, without its tables, headings and examples."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$|<!--.*?-->", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) |[|#])", text)
    return [" ".join(part.split()) for part in parts if part.strip()[:1] not in {"|", "#", "<"}]


@each("page", DOCUMENTS)
def test_sentences_have_at_most_28_words(page: Path) -> None:
    prose = (re.sub("`[^`]*`", "", part) for part in _paragraphs(page))
    sentences = (one for part in prose for one in re.split(r"(?<=[.!?])[\"”)*]*\s+", part))
    assert [one for one in sentences if len(re.findall(r"\w[\w'\u2019.-]*", one)) > 28] == []


def test_no_two_pages_say_the_same_eleven_words() -> None:
    said: dict[tuple[str, ...], Path] = {}
    repeated = []
    for page in DOCUMENTS:
        for part in _paragraphs(page):
            # What is typed, and what a button says, is the same in all languages.
            told = re.sub(r"`[^`]*`|\*[^*]+\*", "", part.lower())
            words = re.findall(r"[\w'./-]+", told)
            for start in range(len(words) - 10):
                run = tuple(words[start : start + 11])
                if said.setdefault(run, page) != page:
                    repeated.append((said[run].name, page.name, " ".join(run)))
    assert repeated == []
    assert len(said) > 10_000
