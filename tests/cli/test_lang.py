"""`--lang`: the languages of messages and files."""

import html
import re
import zipfile
from pathlib import Path

import pytest

from cmcct.i18n.messages import LANGUAGES
from tests.conftest import ENTRY, SHIPPED, OnTerminal, Run, Write
from tests.support import texts
from tests.support.cases import each
from tests.support.pdf_texts import read_text
from tests.support.repositories import entry, repository

GUYANA = ("--country", "Guyana", "--directory", SHIPPED)


@each(
    ("lang", "country", "role", "confirmed"),
    [
        ("en", "Country Suriname", "Head of unit", "7 May 2026, at a meeting"),
        ("es", "País Surinam", "Jefatura de unidad", "7 de mayo de 2026, en una reunión"),
        ("nl", "Land Suriname", "Hoofd van de eenheid", "7 mei 2026, op een bijeenkomst"),
        ("fr", "Pays Suriname", "Responsable d\u2019unité", "7 mai 2026, lors d\u2019une réunion"),
    ],
)
def test_a_card_is_in_the_language_asked_for(
    run: Run, lang: str, country: str, role: str, confirmed: str
) -> None:
    output = run("show", "sr-politie", "--lang", lang, "--directory", SHIPPED).out
    assert output.split("\n")[1].split() == country.split()
    assert role in output
    assert confirmed in output
    # Texts of an entry are never translated.
    assert "Voorbeeldpolitie Suriname" in output


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "País"),
        ({"CMCCT_LANG": "fr"}, "Pays"),
        ({"CMCCT_LANG": "fr", "LC_ALL": "nl_NL.UTF-8"}, "Pays"),
        ({"CMCCT_LANG": "de"}, "País"),
        ({"LC_ALL": "nl_NL.UTF-8"}, "Land"),
        ({"LC_MESSAGES": "fr_FR"}, "Pays"),
        ({"LC_ALL": "C", "LC_MESSAGES": "fr_FR"}, "Country"),
    ],
)
def test_environment_decides_language_without_option(
    run: Run, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], message: str
) -> None:
    monkeypatch.setenv("LANG", "es_DO.UTF-8")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run("show", "gy-ctu", "--directory", SHIPPED).out.split("\n")[1].split()[0] == message


def test_the_option_goes_before_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMCCT_LANG", "fr")
    assert "\n  Land " in run("show", "gy-ctu", "--lang", "nl", "--directory", SHIPPED).out


def test_remarks_in_a_pipe_are_in_language_of_reader(run: Run) -> None:
    search = ("search", "haiti", "--lang", "nl", "--directory", SHIPPED)
    assert run(*search).out.count("80 01 2345 (meldlijn, alleen in het land zelf,") == 1
    asked = run(*search, "--columns", "country,national_phone")
    assert asked.out.splitlines()[0] == (
        "Haiti\t80 01 2345 (meldlijn) (alleen vanuit Haïti), dagelijks"
        " 07:00\u201319:00, niet bellen om te testen"
    )


@each("form", ["csv", "json", "ids"])
def test_piped_search_is_same_in_every_language(run: Run, form: str) -> None:
    search = ("search", "--format", form, "--directory", SHIPPED)
    found = {run(*search, "--lang", lang).out for lang in LANGUAGES}
    assert len(found) == 1


def test_table_has_headings_and_countries_in_language(terminal: OnTerminal) -> None:
    output = terminal("search", *GUYANA, "--lang", "fr", columns=200).out
    assert "Pays" in output.split("\n")[1]
    assert "Guyana" in output
    output = terminal("list", "countries", "--lang", "nl", "--directory", SHIPPED, columns=200).out
    assert "Frans-Guyana" in output


@pytest.mark.parametrize("sort", [(), ("--sort", "country")])
@pytest.mark.parametrize(
    ("lang", "countries"),
    [
        ("en", ["Dominican Republic", "Panama", "Sint Maarten", "Suriname"]),
        ("es", ["Panamá", "República Dominicana", "Sint Maarten", "Surinam"]),
        ("nl", ["Dominicaanse Republiek", "Panama", "Sint Maarten", "Suriname"]),
    ],
)
def test_countries_are_sorted_as_the_language_has_them(
    terminal: OnTerminal, sort: tuple[str, ...], lang: str, countries: list[str]
) -> None:
    words = [word for code in ("SX", "DO", "SR", "PA") for word in ("--country", code)]
    asked = (*words, *sort, "--lang", lang)
    output = terminal("search", *asked, "--directory", SHIPPED, columns=240).out
    assert sorted(countries, key=output.index) == countries


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("es", "error[invalid-email]: no es una dirección de correo electrónico"),
        ("nl", "fout[invalid-email]: geen geldig e-mailadres"),
        ("fr", "erreur[invalid-email]: ce n\u2019est pas une adresse électronique"),
    ],
)
def test_check_answers_in_language_of_contributor(
    run: Run, write: Write, lang: str, message: str
) -> None:
    path = write(ENTRY.replace("ctu@example.org", "ctu@@example.org") + "verified = 2026-03-02\n")
    found = run("check", path, "--lang", lang)
    assert (found.code, found.out.split(" (")[0]) == (1, message)
    assert re.search(
        r"^(ayuda|advies|conseil\u00a0): (escriba|schrijf|écrivez) ", found.out, re.MULTILINE
    )
    # The same in GitHub's annotations, and for a refused edit.
    assert message.split(": ")[1] in run("check", path, "--lang", lang, "--format", "github").out


def test_line_of_check_names_severity_in_language(run: Run, write: Write) -> None:
    path = write(ENTRY.replace("ctu@example.org", "ctu@@example.org") + "verified = 2026-03-02\n")
    said = run("check", path, "--lang", "nl", "--format", "concise").out
    assert ": fout[invalid-email] geen geldig e-mailadres" in said


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ("search", "--country", "KN", "--sector", "police"),
            "fiches non affichées\u00a0: kn-police (parti)",
        ),
        (("search", "--country", "Guiana"), "écrivez Guyane française ou Guyana\n"),
        (("export", "csv", "--lang", "es"), "--dialect google, outlook ou thunderbird\n"),
        (
            ("search", "--directory", "nope.toml"),
            "\u00a0: ce fichier ou ce dossier n\u2019existe pas\n",
        ),
        (("search", "--directory", "."), "\u00a0: c\u2019est un dossier\n"),
    ],
)
def test_words_within_a_sentence_are_in_its_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv("CMCCT_LANG", "fr")
    where = () if "--directory" in command else ("--directory", SHIPPED)
    assert said in run(*command, *where).err


def test_an_invisible_character_is_named_by_number(run: Run, write: Write) -> None:
    path = write(ENTRY + "\u200bcity = 'x'\n")
    assert "onzichtbaar teken (U+200B)" in run("check", path, "--lang", "nl").out


def test_first_day_of_a_month_is_an_ordinal_in_french(run: Run, write: Write) -> None:
    path = write(ENTRY + "verified = 01/05/2026\n")
    assert (
        "2026-05-01 (1er mai) ou 2026-01-05 (5 janvier)" in run("check", path, "--lang", "fr").out
    )


def test_refused_edit_answers_in_language_of_editor(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_LANG", "es")
    path = write(f"{ENTRY}verified = 2026-03-02\n")
    result = run("set", "gy-ctu", "--add", "emails=foo", "--directory", path)
    assert result.code == 2
    assert "no es una dirección de correo" in result.err


def test_file_is_in_english_by_default(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMCCT_LANG", "es")
    made = run("export", "vcard", *GUYANA)
    assert "ROLE:Head of unit" in made.out
    # Messages are in the user's language all the same.
    assert "4 fichas" in made.err
    public = run("export", "vcard", *GUYANA, "--audience", "public")
    counts = [line.count("(destinatarios: público)") for line in public.err.splitlines()]
    assert counts[1] == sum(counts[1:]) == 1
    assert "ROLE:Jefatura de unidad" in run("export", "vcard", *GUYANA, "--lang", "es").out


def test_card_to_pass_on_is_in_english_by_default(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_LANG", "nl")
    show = ("show", "gy-ctu", "--format", "vcard", "--directory", SHIPPED)
    assert "ROLE:Head of unit" in run(*show).out
    assert "ROLE:Jefatura de unidad" in run(*show, "--lang", "es").out


@pytest.mark.parametrize("form", ["plain", "outlook", "csv"])
def test_addresses_ignore_language_of_maker(
    run: Run, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    words = ("emails", "--format", form, "--directory", SHIPPED)
    made = run(*words)
    monkeypatch.setenv("CMCCT_LANG", "es")
    assert run(*words).out == made.out
    assert "no se incluyen" in run(*words).err
    assert run(*words, "--lang", "es").out != made.out


def test_mutt_list_is_in_language_of_reader(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMCCT_LANG", "es")
    done = run("emails", "--format", "mutt", "--country", "SR", "--directory", SHIPPED)
    assert "Surinam\n" in done.out


def test_only_text_diff_follows_language_of_maker(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("diff", write(""), SHIPPED, "--format")
    forms = ("text", "markdown", "json", "csv")
    made = {form: run(*words, form).out for form in forms}
    monkeypatch.setenv("CMCCT_LANG", "es")
    assert [form for form in forms if run(*words, form).out != made[form]] == ["text"]
    asked = {form: run(*words, form, "--lang", "es").out for form in forms}
    assert asked["markdown"] != made["markdown"]
    assert asked["text"] == run(*words, "text").out


@pytest.mark.parametrize("form", ["vcard", "markdown", "html", "xlsx", "pdf"])
def test_every_export_made_for_reading_has_the_option(run: Run, tmp_path: Path, form: str) -> None:
    target = tmp_path / "list"
    texts = {"es": "Policía", "nl": "Politie", "fr": "unité de lutte"}
    assert run("export", form, *GUYANA, "-o", target).code == 0
    assert not [text for text in texts.values() if text in _text(target)]
    for lang, text in texts.items():
        assert run("export", form, *GUYANA, "--lang", lang, "-o", target).code == 0
        assert text in _text(target)


def _text(path: Path) -> str:
    """Return the text of a list; of a workbook, its cells."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            return book.read("xl/sharedStrings.xml").decode()
    if path.read_bytes().startswith(b"%PDF"):
        return read_text(path.read_bytes())
    return html.unescape(path.read_bytes().decode().replace("\r\n ", ""))


def test_changes_are_told_in_language(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    repo = repository(tmp_path)
    repo.commit(entry("a", verified="2024-01-01"), entry("b"))
    phones = '[{ number = "+592 609 1234", sharing = "secretariat" }]'
    chief = entry("a", "Chief", verified="2024-01-03", role='"duty-desk"', phones=phones)
    meeting = '[[meeting]]\nid = "lethem-2024"\nname = "Lethem"\ndate = 2024-01-03\n'
    repo.commit(chief, entry("c", country='"Suriname"'), meeting)
    texts.expect("diff-es", run("diff", "HEAD~1", "--format", "markdown", "--lang", "es").out)
    log = run("log", "--lang", "nl").out.replace(repo.head[:7], "COMMIT")
    texts.expect("log-nl", log.partition("2 jan 2024  ")[0])
    fields = run("log", "a", "--fields", "--lang", "nl").out
    assert [line.split()[0] for line in fields.splitlines()] == [
        *("Functie", "Rol", "Telefoonnummers", "Bevestigd", "Vermelding"),
        *("Land", "Naam", "Organisatie", "Sectoren", "E-mailadressen"),
    ]


def test_empty_result_is_explained_in_language(run: Run) -> None:
    result = run("search", "--sector", "ngo", "--lang", "es", "--directory", SHIPPED)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: valor desconocido para --sector: «ngo»")
    assert "¿" in result.err
    result = run("search", "guyanna", "--lang", "nl", "--directory", SHIPPED)
    assert result.code == 1
    assert result.err == "niets gevonden\nadvies: bedoelt u: cmcct search guyana\n"


def test_a_language_that_is_not_there_is_refused(run: Run) -> None:
    result = run("search", "--lang", "de", "--directory", SHIPPED)
    assert result.code == 2
    assert "'de'" in result.err
