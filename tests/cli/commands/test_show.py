"""`cmcct show`: the card of a seat, its other formats, and the QR code."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import SHIPPED, OnTerminal, Result, Run, Write
from tests.support import qr_codes, texts
from tests.support.cli_samples import ADA, BROKEN, HOSTILE, HOUSE, unreadable
from tests.support.person import typing

ADA_CARD = texts.read("card-of-ada")
# Half blocks only.
CODE = re.compile("[█▀▄ ]+")
LONG = """\
[[focal_point]]
id = "gy-long"
country = "Guyana"
name = "{name}"
organisation = "Example Ministry"
sectors = ["police"]
emails = ["long@example.org"]
"""


def test_a_pipe_gets_a_card_without_a_frame(run: Run, write: Write) -> None:
    shown = run("show", "gy-ctu", "--directory", write(ADA))
    texts.expect("card-of-ada", shown.out)
    assert (shown.code, shown.err) == (0, "")


def test_a_terminal_gets_a_card_in_a_frame(terminal: OnTerminal, write: Write) -> None:
    result = terminal("show", "gy-ctu", "--directory", write(ADA))
    lines = ADA_CARD.splitlines()[1:-1]
    width = max(len(line) for line in lines)
    assert result.out.splitlines() == [
        f"╭{'─' * (width)}╮",
        f"│ {'Ada Example':<{width - 2}} │",
        *(f"│ {line[2:]:<{width - 2}} │" for line in lines),
        f"╰{'─' * (width)}╯",
    ]


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_card_on_any_terminal_cuts_no_name_or_channel(
    terminal: OnTerminal, write: Write, columns: int
) -> None:
    name = " ".join(["Voorbeeld"] * 12)
    result = terminal(
        "show",
        "gy-long",
        "gy-ctu",
        "--directory",
        write(ADA + LONG.format(name=name)),
        columns=columns,
    )
    lines = result.out.splitlines()
    for text in ("+592 220 1234", "+592 609 1234", "ctu@example.org", "long@example.org"):
        assert any(text in line for line in lines)
    assert max(map(len, lines)) <= columns
    assert result.out.count("Voorbeeld") == 12
    assert "…" not in result.out


def test_cards_stand_in_order_of_arguments(run: Run, write: Write) -> None:
    result = run("show", "gy-ctu", "bs-house", "GY-CTU", "--directory", write(ADA + HOUSE))
    assert re.findall("^  ID +(.*)$", result.out, re.MULTILINE) == ["gy-ctu", "bs-house"]
    assert result.out.startswith(ADA_CARD)
    assert "  Private notes Call first.\n" in result.out


def test_a_former_id_finds_the_seat(run: Run, write: Write) -> None:
    assert run("show", "gy-unit", "--directory", write(ADA)) == Result(0, ADA_CARD, "")


def test_unknown_id_is_named_and_known_ones_are_shown(run: Run, write: Write) -> None:
    result = run("show", "gy-ctuu", "gy-ctu", "xyzzy", "--directory", write(ADA))
    close = "no entry has the id 'gy-ctuu'; did you mean gy-ctu?\n"
    other = "nothing found for 'xyzzy'\n"
    assert result == Result(1, ADA_CARD, close + other)


# Independence Day in Trinidad and in Guyana, and Eid in Suriname, which is estimated.
@pytest.mark.parametrize(
    ("moment", "id_", "state"),
    [
        ("2026-08-31T14:00Z", "tt-ctu", "closed, Independence Day, opens Tue 08:00"),
        ("2026-08-31T14:00Z", "tt-refugee-desk", "open now, until 13:00 (Independence Day)"),
        ("2026-05-26T14:00Z", "gy-ctu", "public holiday there (Independence Day), may be closed"),
        ("2026-03-20T14:00Z", "sr-gezondheid", "probably closed, Eid al-Fitr, opens Mon 07:00"),
    ],
)
def test_card_says_what_holds_on_public_holiday(
    run: Run, monkeypatch: pytest.MonkeyPatch, moment: str, id_: str, state: str
) -> None:
    monkeypatch.setenv("CMCCT_NOW", moment)
    card = run("show", id_, "--directory", SHIPPED).out
    (hours,) = (line for line in card.splitlines() if line.startswith("  Hours "))
    assert hours.endswith(f": {state}")


def test_no_card_is_open_where_nobody_answers(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_NOW", "2026-06-01T14:00Z")
    hours = 'hours = "Mo-Fr 08:00-16:00"\n'
    card = run("show", "gy-ctu", "--directory", write(f'{ADA}{hours}status = "left"\n'))
    assert re.findall("^  Hours +(.*)$", card.out, re.MULTILINE) == [
        "Mon\u2013Fri 08:00\u201316:00"
    ]


def test_card_names_holiday_in_language_of_reader(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_NOW", "2026-08-31T14:00Z")
    card = run("show", "tt-ctu", "--directory", SHIPPED, "--lang", "es").out
    state = "cerrado, Día de la Independencia; abre: mar 08:00"
    assert f"cerrado los feriados: {state}\n" in card


def test_show_without_id_is_usage_error(run: Run) -> None:
    result = run("show", "--directory", SHIPPED)
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith("\nerror: ID is missing\n")


def test_json_is_a_list_for_the_network(run: Run, write: Write) -> None:
    result = run("show", "gy-ctu", "--format", "json", "--directory", write(ADA))
    (point,) = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert [phone["number"] for phone in point["phones"]] == ["+5922201234"]


def test_toml_reads_back_as_the_entry(run: Run, write: Write) -> None:
    result = run("show", "gy-ctu", "--format", "toml", "--directory", write(ADA))
    assert (result.code, result.err) == (0, "")
    assert tomllib.loads(result.out) == tomllib.loads(ADA)


def test_vcard_is_for_the_network(run: Run, write: Write) -> None:
    result = run("show", "gy-ctu", "--format", "vcard", "--directory", write(ADA))
    assert result.code == 0
    assert result.out.startswith("BEGIN:VCARD\r\n")
    assert "609" not in result.out


def test_withheld_card_is_named(run: Run, write: Write) -> None:
    path = write(ADA + HOUSE)
    result = run("show", "bs-house", "gy-ctu", "--audience", "public", "--directory", path)
    assert result == Result(
        1,
        "",
        "bs-house: left out for the public audience: use --audience secretariat\n"
        "gy-ctu: left out for the public audience: use --audience network\n",
    )
    json_ = run("show", "bs-house", "--format", "json", "--directory", path)
    assert json_ == Result(
        1, "[]\n", "bs-house: left out for the network audience: use --audience secretariat\n"
    )


def test_a_pipe_gets_the_code_as_half_blocks(run: Run, write: Write) -> None:
    result = run("show", "gy-ctu", "--qr", "--directory", write(ADA))
    assert (result.code, result.err) == (0, "")
    *code, label = result.out.splitlines()
    assert label == "+592 220 1234 · Ada Example · Guyana"
    assert all(CODE.fullmatch(line) for line in code)
    assert len({len(line) for line in code}) == 1
    assert len(code) > 20


@pytest.mark.parametrize("columns", [80, 200])
def test_a_terminal_gets_the_code_white_on_black(terminal: OnTerminal, columns: int) -> None:
    result = terminal(
        "show", "gy-ctu", "--qr", "--directory", SHIPPED, columns=columns, colour=True
    )
    code = re.findall("\x1b\\[37;40m([█▀▄ ]+)\x1b\\[0m\n", result.out)
    assert result.code == 0
    assert len(code) == 35
    assert {len(line) for line in code} == {69}
    assert "+592 220 1234 · Ada María Example Pérez · Guyana" in result.out


def test_screen_of_24_lines_has_whole_codes_to_scan(terminal: OnTerminal, tmp_path: Path) -> None:
    for id_, number in (("gy-ctu", "+5922201234"), ("sr-gezondheid", "+5977412345")):
        result = terminal("show", id_, "--qr", "--directory", SHIPPED, lines=24)
        *code, label = result.out.splitlines()
        assert len(code) <= 22  # and its label and the prompt
        if id_ == "sr-gezondheid":
            assert code.pop(0).startswith("not in the QR code of sr-gezondheid: +597 ")
        text = qr_codes.decode(qr_codes.draw(code, tmp_path))
        assert f"\nTEL:{number}" in text.replace("\r", "")
        assert label.count(" · ") == 2


def test_a_long_label_is_cut_after_the_number(terminal: OnTerminal) -> None:
    result = terminal("show", "bq-om", "--qr", "--directory", SHIPPED, lines=24)
    *code, label = result.out.splitlines()
    assert len(code) <= 22
    assert label.startswith("+599 715 1240 ext. 304 · Jan-Willem van der Voorbeeld · ")
    assert label.endswith("…")
    assert len(label) == 80


@pytest.mark.parametrize(
    "words",
    [
        ("+592 609 1250",),
        ("+592", "609", "1250"),
        ("gy-labour", "6091250"),
        ("gy-labour", "91250"),
    ],
    ids=" ".join,
)
def test_the_number_that_is_typed_is_in_the_code(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    result = run("show", *words, "--qr", "--directory", SHIPPED)
    *code, label = result.out.splitlines()
    assert (result.err, label) == ("", "+592 609 1250 · Abiola Example · Guyana")
    text = qr_codes.decode(qr_codes.draw(code, tmp_path))
    assert ("TEL:+5926091250" in text, "2201250" in text) == (True, False)


@pytest.mark.parametrize("digits", ["1", "25", "1250"])
def test_digits_beside_an_id_name_no_other_entry(run: Run, digits: str) -> None:
    result = run("show", "gy-labour", digits, "--directory", SHIPPED)
    assert result == run("show", "gy-labour", "--directory", SHIPPED)


def test_numbers_that_the_code_lacks_are_named(run: Run) -> None:
    result = run("show", "gy-labour", "--qr", "--directory", SHIPPED)
    assert result.err == "not in the QR code of gy-labour: +592 220 1250\n"


def test_code_of_a_number_with_extension_names_it(terminal: OnTerminal, tmp_path: Path) -> None:
    for columns, lines, text in ((80, 24, "NOTE:Office ext. 7"), (30, 15, "tel:+5922201240,7")):
        result = terminal(
            "show",
            "gy-foreign-affairs",
            "--qr",
            "--directory",
            SHIPPED,
            columns=columns,
            lines=lines,
        )
        *code, _label = result.out.splitlines()
        assert text in qr_codes.decode(qr_codes.draw(code, tmp_path))


@pytest.mark.parametrize(
    ("id_", "status"), [("kn-police", "left"), ("dm-national-security", "vacant")]
)
def test_a_seat_that_nobody_holds_has_no_code(run: Run, id_: str, status: str) -> None:
    result = run("show", id_, "--qr", "--directory", SHIPPED)
    assert "█" not in result.out
    assert result.err == f"no QR code for {id_}: {status}\n"


def test_a_small_terminal_has_the_code_of_the_number(terminal: OnTerminal, tmp_path: Path) -> None:
    result = terminal("show", "gy-ctu", "--qr", "--directory", SHIPPED, columns=30, lines=15)
    *code, label = result.out.splitlines()
    assert len(code) <= 13
    assert qr_codes.decode(qr_codes.draw(code, tmp_path)) == "tel:+5922201234\n"
    assert label.startswith("+592 220 1234 · Ada")


def test_a_terminal_too_narrow_for_the_code_is_told_so(terminal: OnTerminal) -> None:
    result = terminal("show", "gy-ctu", "--qr", "--directory", SHIPPED, columns=20)
    assert result.code == 0
    assert "the terminal must be at least 23" in " ".join(result.out.split())
    assert "+592 220 1234" in result.out
    assert "█" not in result.out


def test_a_name_too_long_for_a_code_is_still_shown(run: Run, write: Write) -> None:
    path = write(LONG.format(name="Voorbeeld " * 400))
    result = run("show", "gy-long", "--qr", "--directory", path)
    assert result.code == 0
    assert "long@example.org" in result.out  # its card
    assert result.err.startswith("no QR code for gy-long: ")
    assert result.err.count("\n") == 1


def test_qr_code_of_private_entry_needs_secretariat(run: Run, write: Write) -> None:
    path = write(HOUSE)
    result = run("show", "bs-house", "--qr", "--directory", path)
    withheld = "left out for the network audience: use --audience secretariat"
    assert (result.code, result.err) == (0, f"no QR code for bs-house: {withheld}\n")
    assert "  ID            bs-house\n" in result.out
    assert "█" not in result.out
    given = run("show", "bs-house", "--qr", "--audience", "secretariat", "--directory", path)
    assert (given.code, given.err) == (0, "")
    assert "█" in given.out


def test_a_code_goes_with_a_card_only(run: Run) -> None:
    result = run("show", "gy-ctu", "--qr", "--format", "json", "--directory", SHIPPED)
    message = "error: --qr cannot be used with --format json\nhelp: leave out one of them\n"
    assert (result.code, result.err) == (2, message)
    assert json.loads(result.out)["error"].startswith("--qr cannot be used")


def test_a_broken_entry_is_marked_on_the_screen_only(
    run: Run, terminal: OnTerminal, write: Write
) -> None:
    path = write(BROKEN)
    warning = unreadable(path)
    piped = run("show", "aw-broken", "--directory", path)
    assert piped.code == 0
    assert piped.out.startswith("Dirk Voorbeeld\n")
    assert "+297 521 2345" in piped.out
    assert piped.err == warning
    shown = terminal("show", "aw-broken", "--directory", path, columns=400)
    assert "│ ! Dirk Voorbeeld " in shown.out
    assert shown.out.endswith(f"╯\n{warning}")


@pytest.mark.parametrize("form", ["card", "json", "toml", "vcard"])
def test_no_escape_or_markup_of_the_data_does_anything(
    run: Run, terminal: OnTerminal, write: Write, form: str
) -> None:
    path = write(HOSTILE)
    result = run("show", "tt-odd", "--format", form, "--directory", path)
    assert not re.search("[\x1b\x07\x9b\u202e]", result.out + result.err)
    shown = terminal("show", "tt-odd", "--format", form, "--directory", path, colour=True)
    assert not re.search("[\x07\x9b\u202e]|\x1b\\]|\x1b\\[(2J|31m|1mA)", shown.out)
    assert "[red]Example[/red] :smile:" in re.sub("\r?\n ?", "", result.out)


@pytest.mark.parametrize("form", ["json", "toml"])
def test_escape_in_json_and_toml_is_read_back(run: Run, write: Write, form: str) -> None:
    result = run("show", "tt-odd", "--format", form, "--directory", write(HOSTILE))
    (point,) = (
        json.loads(result.out) if form == "json" else tomllib.loads(result.out)["focal_point"]
    )
    (written,) = tomllib.loads(HOSTILE)["focal_point"]
    for key in ("name", "title", "notes", "city"):
        assert point[key] == written[key]


@pytest.mark.parametrize("columns", [20, 30])
def test_a_very_narrow_screen_has_the_numbers_whole(terminal: OnTerminal, columns: int) -> None:
    shown = terminal("show", "gy-ctu", "--directory", SHIPPED, columns=columns)
    assert shown.code == 0
    assert "\n+592 220 1234\n" in shown.out
    assert "Phone\n" in shown.out


@pytest.mark.parametrize("columns", [5, 10])
def test_no_screen_is_too_narrow_for_a_number(terminal: OnTerminal, columns: int) -> None:
    shown = terminal("show", "gy-ctu", "--directory", SHIPPED, columns=columns)
    assert shown.code == 0
    assert "+5922201234" in "".join(shown.out.split())
    assert "…" not in shown.out


NAMES = """
[[focal_point]]
id = "jm-unit"
country = "Jamaica"
name = "Ada Voorbeeld"
organisation = "Example Agency"
sectors = ["police"]
emails = ["unit@example.org"]
verified = 2026-03-02

[[focal_point]]
id = "jm-house"
country = "Jamaica"
name = "Bram Ejemplo"
organisation = "Example Trust"
sectors = ["shelter"]
status = "left"
"""


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["ada example"], ["Ada Example"]),
        (["ada", "example ministry"], ["Ada Example"]),
        (["voorbeeld"], ["Ada Voorbeeld"]),
        (["unit@example.org"], ["Ada Voorbeeld"]),
        (["Bram", "Ejemplo"], ["Bram Ejemplo"]),
        (["Ada Voorbeeld", "Bram Ejemplo"], ["Ada Voorbeeld", "Bram Ejemplo"]),
        (["gy-ctu", "voorbeeld"], ["Ada Example", "Ada Voorbeeld"]),
        (["jm-unit", "voorbeeld"], ["Ada Voorbeeld"]),
    ],
)
def test_words_that_one_entry_has_show_it(
    run: Run, write: Write, words: list[str], titles: list[str]
) -> None:
    result = run("show", *words, "--directory", write(ADA + NAMES))
    assert (result.code, result.err) == (0, "")
    assert [line for line in result.out.splitlines() if line[:1].strip()] == titles


def test_words_of_several_entries_list_them(run: Run, write: Write) -> None:
    result = run("show", "ada", "--directory", write(ADA + NAMES))
    assert result == Result(
        1,
        "",
        "'ada' has 2 matches:\n"
        "  cmcct show gy-ctu   Ada Example, Guyana\n"
        "  cmcct show jm-unit  Ada Voorbeeld, Jamaica\n",
    )
    mixed = run("show", "gy-ctu", "ada", "--lang", "es", "--directory", write(ADA + NAMES))
    assert (mixed.code, mixed.out.splitlines()[0]) == (1, "Ada Example")
    assert mixed.err.startswith("«ada» tiene 2 coincidencias:\n")


def test_many_matches_are_named_with_the_search(run: Run) -> None:
    result = run("show", "a b", "example", "--directory", SHIPPED)
    assert result.code == 1
    listed = run("show", "police", "--directory", SHIPPED).err.splitlines()
    assert len(listed) == 12
    assert listed[-1] == "run cmcct search police to see all of them"


HINT = "help: did you mean: cmcct search guyana example\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["xyzzy"], "nothing found for 'xyzzy'\n"),
        (["", " "], "nothing found for '  '\n"),
        (["country:Guyana"], "nothing found for 'country:Guyana'\n"),
        (["gy-ctx"], "no entry has the id 'gy-ctx'; did you mean gy-ctu?\n"),
        (
            ["guyanna", "exampel"],
            "nothing found for 'guyanna exampel'\n" + HINT,
        ),
    ],
)
def test_words_of_no_entry_have_closest_words(
    run: Run, write: Write, words: list[str], told: str
) -> None:
    assert run("show", *words, "--directory", write(ADA)) == Result(1, "", told)


def test_withheld_words_find_no_entry(run: Run, write: Write) -> None:
    args = ("--audience", "network", "--directory", write(ADA + HOUSE))
    for words in ("Cato", "609 1234", "house@example.org"):
        result = run("show", words, *args)
        assert (result.code, result.out) == (1, "")
        assert "bs-house" not in result.err


def test_word_of_a_meeting_names_its_command() -> None:
    result = typing([], "show", "georgetown", "--directory", SHIPPED, columns=200)
    assert "Network: cmcct meeting georgetown-2019\n" in result.out
