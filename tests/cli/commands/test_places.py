"""Peoples and places where a command asks for a country."""

from pathlib import Path

import pytest

from tests.conftest import SHIPPED, Result, Run, Write, command, entry, environment
from tests.support import terminals
from tests.support.cases import each

NIGHT = "2026-08-02T06:30Z"


@pytest.fixture(autouse=True)
def _at_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMCCT_NOW", NIGHT)


def test_call_says_where_a_place_is(run: Run) -> None:
    words = ("call", "bequia", "--from", "fort de france", "--directory", SHIPPED)
    result = run(*words)
    assert result.out.startswith("Bequia: Saint Vincent and the Grenadines   Sun 02:30\n")
    cuba = run(
        "call", "cuba", "--from", "fort de france", "--format", "json", "--directory", SHIPPED
    )
    assert cuba.code == 0


def test_place_in_several_countries_is_refused_in_a_pipe(run: Run) -> None:
    result = run("call", "georgetown", "--directory", SHIPPED)
    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "error: ambiguous country 'georgetown'\n"
        "help: write Guyana, Saint Vincent and the Grenadines or Cayman Islands\n"
    )


def _on_terminal(*words: str | Path, answer: str) -> str:
    screen = command(*words, "--directory", SHIPPED)
    with terminals.running(screen, environment(), 80, 24) as seat:
        asked = seat.until(":")
        seat.type(answer)
        return terminals.plain(asked + seat.rest())


def test_place_in_several_countries_is_asked_for_by_number() -> None:
    told = _on_terminal("call", "georgetown", answer="2\r")
    assert "   1  Guyana\r\n   2  Saint Vincent and the Grenadines\r\n" in told
    assert "Saint Vincent and the Grenadines   Sun 02:30" in told


def test_enter_takes_no_country_outside_the_network() -> None:
    told = _on_terminal("call", "Cezchia", answer="\r")
    assert "did you mean 'Czechia'? [no]" in told
    assert "unknown country 'Cezchia'" in told
    assert "Jamaica   Sun 01:30" in _on_terminal("call", "Jamacia", answer="\r")


def test_filter_by_country_takes_a_place(run: Run) -> None:
    words = ("search", "--country", "ouanaminthe", "--format", "ids", "--directory", SHIPPED)
    assert run(*words).out == "ht-comite\nht-protection-enfance\n"


def test_file_has_no_place_for_a_country(run: Run, write: Write) -> None:
    path = write(entry())
    result = run("set", "gy-ctu", "country=bequia", "--directory", path)
    assert (result.code, result.err) == (
        2,
        "error: unknown country 'bequia'\nhelp: did you mean Saint Vincent and the Grenadines?\n",
    )
    path.write_text(path.read_text("utf-8").replace('"Guyana"', '"Georgetown"'), "utf-8")
    checked = run("check", "--directory", path)
    assert checked.code == 1
    assert "did you mean Guyana, Saint Vincent and the Grenadines or Cayman Islands" in (
        checked.out + checked.err
    )


def test_import_has_no_place_for_a_country(run: Run, write: Write, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "country,name,organisation,sectors,emails\n"
        "Bequia,Ada Example,Example Police,police,ada@example.org\n",
        "utf-8",
    )
    result = run("import", sheet, "--dry-run", "--directory", write())
    assert result.code != 0
    assert "unknown country 'Bequia'" in result.out + result.err
    assert "Saint Vincent and the Grenadines" in result.out + result.err


def test_form_takes_a_place_and_says_its_country(write: Write) -> None:
    path = write(entry(city='"Villa de Ejemplo"'))
    with terminals.running(command("add", "--directory", path), environment(), 80, 24) as seat:
        seat.until("Country")
        seat.type("bequia\r")
        seat.until("  Saint Vincent and the Grenadines")
        seat.until("Organisation")
        seat.type("back\r")
        seat.until("Country")
        seat.type("\x15villa de ejemplo\r")
        seat.until("  Guyana")


@pytest.mark.parametrize("word", ["Georgtwn", "georgetwon"])
def test_every_country_of_a_misspelt_place_is_suggested(run: Run, write: Write, word: str) -> None:
    result = run("call", word, "--directory", write(entry()))
    countries = "Guyana, Saint Vincent and the Grenadines or Cayman Islands"
    assert result.err == f"error: unknown country '{word}'\nhelp: did you mean {countries}?\n"


@each(
    ("typed", "told"),
    [
        (word, f"error: {word}: which country?\nhelp: run cmcct call COUNTRY {word}; ")
        for word in ("police", "victim shelter", "mental", "salud mental")
    ]
    + [("narnia", "error: unknown country 'narnia'\nhelp: ")],
)
def test_call_without_a_country_says_what_to_do(run: Run, typed: str, told: str) -> None:
    meanwhile = (
        "type the country's name or code; meanwhile, these answer now: "
        "+1 809 234 5610 (Dominican Republic), +592 609 1240 (Guyana)\n"
    )
    call = run("call", *typed.split(), "--directory", SHIPPED)
    assert call == Result(2, "", f"{told}{meanwhile}")


@each(("lang", "country"), [("es", "PAÍS"), ("nl", "LAND"), ("fr", "PAYS")])
def test_country_of_the_command_to_run_is_translated(run: Run, lang: str, country: str) -> None:
    hint = run("call", "police", "--lang", lang, "--directory", SHIPPED).err
    assert f" cmcct call {country} police" in hint


@each(
    ("typed", "country"),
    [("filipino", "Philippines"), ("nepalese woman", "Nepal"), ("bengalees", "Bangladesh")],
)
def test_people_of_far_countries_are_told_who_answers(run: Run, typed: str, country: str) -> None:
    rows = run("call", *typed.split(), "--directory", SHIPPED).out.splitlines()
    assert rows[0].startswith(f"{country}   ")
    assert rows[1] == f"No contact in the list covers {country}."
    assert "1 +1 809 234 5610 (hotline, WhatsApp)" in rows


def test_numbers_for_an_unknown_place_are_in_no_log(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "list countries" in run("call", "narnia", "--directory", write(entry())).err
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert "list countries" in run("call", "narnia", "--directory", SHIPPED).err
    assert run("call", "police", "--directory", SHIPPED).err.endswith("COUNTRY police\n")


@each(
    ("place", "country"),
    [("cucuta", "Colombia"), ("oiapoque", "Brazil"), ("anse a galets", "Haiti")],
)
def test_border_town_is_known(run: Run, place: str, country: str) -> None:
    shown = run("call", place, "--directory", SHIPPED).out
    assert shown.partition("   ")[0].partition("\n")[0].endswith(f": {country}")
