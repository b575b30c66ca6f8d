"""`cmcct search`: selection and output."""

import csv
import io
import json
import re
import tomllib

import pytest

from tests.conftest import SHIPPED, OnTerminal, Result, Run, Write, entry
from tests.support.cases import each
from tests.support.cli_samples import ADA, BROKEN, HOSTILE, HOUSE, LEFT, unreadable

ADA_LINE = (
    "gy-ctu\tGuyana\tAda Example\tDirector\tExample Ministry"
    "\t+592 220 1234 (landline), +592 609 1234 (mobile, secretariat only)\tctu@example.org\n"
)
BOXES = re.compile("[─-╿]")
CURACAO = """\
cw-meldpunt\tCuraçao\tVoorbeeld Meldpunt Mensenhandel\tDienstdoende medewerker\t\
Voorbeeld Meldpunt Mensenhandel\t+599 9 435 1299 (hotline, WhatsApp, 24/7)\tmeldpunt@cw.example.org
cw-politie\tCuraçao\tQuincy de Voorbeeld-Martis\tTeamleider\tVoorbeeldpolitie Curaçao\t\
+599 9 435 1234 (landline), +599 9 518 1234 (mobile, Signal, secretariat only)\t\
mensenhandel@politie.cw.example.org, \
teamleider@politie.cw.example.org (secretariat only)
"""


def _channels() -> list[str]:
    """Return the numbers to call and addresses of the shipped directory's active entries."""
    found = []
    for point in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["focal_point"]:
        if point.get("status", "active") != "active":
            continue
        for key, inner in (("phones", "number"), ("emails", "address")):
            values = point.get(key, [])
            tables = [{inner: value} if isinstance(value, str) else value for value in values]
            found += [table[inner] for table in tables if table.get("type") != "fax"]
    return found


def _trimmed(text: str) -> list[str]:
    """Return the lines without the padding of a table."""
    return [line.rstrip() for line in text.splitlines()]


def test_pipe_gets_tab_separated_lines_without_header(run: Run, write: Write) -> None:
    path = write(ADA + LEFT + HOUSE)
    house = (
        "bs-house\tBahamas\tCato Example (secretariat only)\t\tExample Trust"
        "\t\thouse@example.org (secretariat only)\n"
    )
    assert run("search", "--directory", path) == Result(0, house + ADA_LINE, "")


def test_entry_without_person_is_named_by_organisation(run: Run) -> None:
    assert run("search", "curacao", "police", "--directory", SHIPPED) == Result(0, CURACAO, "")


def test_a_header_is_written_where_it_is_asked_for(run: Run, write: Write) -> None:
    header = "id\tcountry\tname\ttitle\torganisation\tphones\temails\n"
    assert run("search", "--header", "--directory", write(ADA)) == Result(0, header + ADA_LINE, "")


def test_columns_are_picked_by_the_names_of_the_csv(run: Run, write: Write) -> None:
    result = run("search", "--columns", "id, mobile_phone", "--header", "--directory", write(ADA))
    assert result == Result(0, "id\tmobile_phone\ngy-ctu\t+592 609 1234 (secretariat only)\n", "")


def test_entries_are_sorted_by_a_column_and_backwards(run: Run, write: Write) -> None:
    path = write(ADA + HOUSE)
    sort = ("search", "--format", "ids", "--directory", path, "--sort")
    assert run(*sort, "name") == Result(0, "gy-ctu\nbs-house\n", "")
    assert run(*sort, "-name") == Result(0, "bs-house\ngy-ctu\n", "")
    assert run(*sort, "title") == Result(0, "gy-ctu\nbs-house\n", "")


@pytest.mark.parametrize(
    ("form", "audience"),
    [("tsv", "secretariat"), ("ids", "secretariat"), ("csv", "network"), ("json", "network")],
)
def test_output_to_pass_on_is_for_network(run: Run, write: Write, form: str, audience: str) -> None:
    result = run("search", "--format", form, "--directory", write(ADA + HOUSE))
    withheld = "left out for the network audience: 1 entry, 1 e-mail or number\n"
    assert result.code == 0
    assert ("bs-house" in result.out) == (audience == "secretariat")
    assert ("609 1234" in result.out) == (form == "tsv")
    assert result.err == ("" if audience == "secretariat" else withheld)


def test_withheld_number_is_as_one_that_nobody_has(run: Run, write: Write) -> None:
    path = write(ADA)
    words = ("search", "--directory", path, "--audience", "network")
    withheld, unknown = (run(*words, f"+592 609 {last}") for last in (1234, 1299))
    assert withheld.err.replace("1234", "1299") == unknown.err
    assert "is not in this list; it is a number of Guyana" in unknown.err
    assert (withheld.code, withheld.out, unknown.code) == (1, "", 1)
    assert "gy-ctu" in run("search", "--directory", path, "+592 609 1234").out


def test_too_short_a_number_is_said_to_be(run: Run, write: Write) -> None:
    told = run("search", "12", "--directory", write(ADA)).err
    assert told == "nothing found\nhelp: a number is found by three of its digits or more\n"


def test_another_audience_is_taken_at_its_word(run: Run, write: Write) -> None:
    path = write(ADA + HOUSE)
    nothing = run("search", "--audience", "public", "--directory", path)
    assert (nothing.code, nothing.out) == (1, "")
    assert nothing.err.startswith("left out for the public audience: 2 entries\n")
    everything = run("search", "--audience", "secretariat", "--format", "json", "--directory", path)
    assert [point["id"] for point in json.loads(everything.out)] == ["bs-house", "gy-ctu"]


def test_csv_and_json_hold_the_same_entries(run: Run) -> None:
    picked = run("search", "guyana", "--format", "csv", "--directory", SHIPPED, "--columns", "id")
    listed = run("search", "guyana", "--format", "json", "--directory", SHIPPED)
    rows = list(csv.DictReader(io.StringIO(picked.out.removeprefix("\ufeff"))))
    assert [row["id"] for row in rows] == [point["id"] for point in json.loads(listed.out)]
    assert len(rows) > 3


def test_empty_result_says_which_changes_would_match(run: Run, write: Write) -> None:
    result = run("search", "jamaica", "--directory", write(ADA + LEFT))
    assert (result.code, result.out) == (1, "")
    first, *lines = result.err.splitlines()
    assert first == "nothing found"
    assert lines
    assert all(line.startswith("help: ") for line in lines)
    assert "jm-left" in lines[0]


@each(
    ("typed", "meant"),
    [
        ("vacant", "--status vacant"),
        ("Vacante Dominica", "--status vacant Dominica"),
        ("vacante", "--status vacant"),
        ("vacant Guyana", ""),
    ],
)
def test_word_of_a_status_leads_to_it(run: Run, typed: str, meant: str) -> None:
    told = run("search", *typed.split(), "--directory", SHIPPED).err
    assert (f"help: did you mean: cmcct search {meant}\n" in told) is bool(meant)


def test_a_new_directory_says_that_it_has_no_entries(run: Run, write: Write) -> None:
    message = "no entries yet: run cmcct add to add one\n"
    for words in (["search"], ["search", "ada"], ["emails"]):
        result = run(*words, "--directory", write(""))
        assert result == Result(1, "", f"nothing found\nhelp: {message}")
    result = run("export", "vcard", "--directory", write(""))
    assert result == Result(2, "", f"error: nothing to export\nhelp: {message}")


def test_a_seat_that_nobody_holds_is_shown_with_its_number(
    monkeypatch: pytest.MonkeyPatch, run: Run, write: Write
) -> None:
    path = write(
        ADA
        + """
[[focal_point]]
id = "gp-parquet"
country = "Guadeloupe"
organisation = "Parquet d'Exemple"
sectors = ["prosecution"]
emails = [{ address = "parquet@gp.example.org", sharing = "secretariat" }]
phones = ["+590 590 20 12 34", { number = "+590 590 20 12 99", type = "fax" }]
status = "vacant"
""",
    )
    asked = run("search", "parquet", "guadalupe", "--directory", path)
    assert (asked.code, asked.out) == (1, "")
    assert asked.err.splitlines() == [
        "nothing found",
        "help: not shown: gp-parquet (vacant); use --status all to show them",
        (
            "help: gp-parquet: Parquet d'Exemple, +590 590 20 12 34 (landline), "
            "parquet@gp.example.org (secretariat only)"
        ),
    ]
    for id_ in ("gp-parquet", "GP-Parquet"):
        shown = run("search", id_, "--directory", path, "--format", "ids")
        assert (shown.code, shown.out, shown.err) == (0, "gp-parquet\n", "")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    log = run("search", "parquet", "guadalupe", "--directory", path)
    assert "590" not in log.err


def test_empty_result_on_terminal_draws_no_table(terminal: OnTerminal, write: Write) -> None:
    result = terminal("search", "xyzzy", "--directory", write(ADA))
    assert result.code == 1
    assert not BOXES.search(result.out)
    assert result.out == "nothing found\n"


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        (
            ("--country", "Guyana"),
            "gy-hotline gy-labour gy-shelter gy-ctu gy-foreign-affairs",
        ),
        (("curacao", "police"), "cw-meldpunt cw-politie"),
        (("-c", "RD", "-s", "fiscalía"), "do-fiscalia"),
        (
            ("--region", "caricom", "--half", "protection"),
            (
                "ag-gender-affairs bs-shelter bb-eio bz-council bz-human-services cw-meldpunt "
                "cw-slachtofferhulp gd-coalition gy-hotline gy-shelter gy-ctu gy-foreign-affairs "
                "ht-comite ht-protection-enfance jm-taskforce jm-child-protection "
                "lc-gender-relations sr-gezondheid tt-ctu tt-refugee-desk tt-secretariat"
            ),
        ),
    ],
)
def test_examples_find_same_in_pipe_and_on_terminals(
    run: Run, terminal: OnTerminal, args: tuple[str, ...], ids: str
) -> None:
    result = run("search", *args, "--directory", SHIPPED)
    assert result.code == 0
    assert [line.split("\t")[0] for line in result.out.splitlines()] == ids.split()
    assert "\x1b" not in result.out
    wide = terminal("search", *args, "--directory", SHIPPED, columns=200)
    assert [line.split()[-1] for line in wide.out.splitlines() if " gy-" in line] == [
        id_ for id_ in ids.split() if id_.startswith("gy-")
    ]
    assert "Country" in wide.out
    assert "─" in wide.out
    narrow = terminal("search", *args, "--directory", SHIPPED, columns=80)
    assert "Country" not in narrow.out
    assert re.findall("  ([a-z]+(?:-[a-z]+)+)$", narrow.out, re.MULTILINE) == ids.split()


def test_a_wide_terminal_gets_a_table(terminal: OnTerminal, write: Write) -> None:
    small = ADA.replace("Ada Example", "Ada").replace("Example Ministry", "Example")
    result = terminal("search", "--directory", write(small), columns=120)
    assert result.code == 0
    assert _trimmed(result.out) == [
        "",
        (
            " Country   Name            Office    State   Phones                  "
            "                   E-mails           ID"
        ),
        f" {'─' * 111}",
        (
            " Guyana    Ada, Director   Example           +592 220 1234 (landline)"
            "                   ctu@example.org   gy-ctu"
        ),
        "                                             +592 609 1234 (mobile, secretariat only)",
        "",
        "1 entry",
    ]


MIXED = """\
[[focal_point]]
id = "gy-mixed"
country = "Guyana"
organisation = "Example Office"
sectors = ["police"]
emails = [{ address = "desk@example.org", sharing = "secretariat" }]
phones = [
    { number = "289 1234", national = true, type = "hotline" },
    { number = "+592 609 1299", type = "fax" },
    "+592 289 1234",
    { number = "+592 609 1234", ext = "12", sharing = "secretariat" },
]
verified = 2026-03-02
"""


def test_numbers_are_shown_with_what_they_are(run: Run, terminal: OnTerminal, write: Write) -> None:
    path = write(MIXED)
    assert run("search", "--directory", path).out.split("\t")[5:] == [
        (
            "+592 609 1234 ext. 12 (landline, secretariat only), "
            "+592 289 1234 (landline, may not work from abroad), "
            "289 1234 (hotline, only inside the country)"
        ),
        "desk@example.org (secretariat only)\n",
    ]
    shown = terminal("search", "--lang", "es", "--directory", path, columns=90, colour=True)
    lines = [line.strip() for line in shown.out.splitlines()]
    assert lines[2:6] == [
        "\x1b[32m+592 609 1234 ext. 12 (oficina, solo para la secretaría)\x1b[0m",
        "\x1b[32m+592 289 1234 (oficina, puede no funcionar desde el extranjero)\x1b[0m",
        "289 1234 (línea de atención, solo dentro del país)",
        "desk@example.org (solo para la secretaría)",
    ]
    asked = run("search", "--columns", "fax,national_phone", "--directory", path)
    assert asked.out == "+592 609 1299\t289 1234 (hotline) (only inside Guyana)\n"


def test_number_says_its_hours_and_a_failed_test(
    run: Run, terminal: OnTerminal, write: Write
) -> None:
    path = write(
        entry(
            phones="""[
    { number = "+592 609 1234", type = "mobile", hours = "Mo-Fr 08:00-12:00" },
    { number = "+592 609 1236", failed = { on = 2026-05-02, why = "busy" } },
    { number = "289 1234", type = "hotline", national = true, hours = "24/7" },
]"""
        )
    )
    numbers = [
        "+592 609 1234 (mobile, Mon–Fri 08:00–12:00)",
        "+592 609 1236 (landline, a test call failed)",
        "289 1234 (hotline, only inside the country, 24/7 there)",
    ]
    line = run("search", "--directory", path).out
    assert [line.index(number) for number in numbers] == sorted(map(line.index, numbers))
    shown = terminal("search", "--directory", path, columns=70).out
    assert all(f"  {number}\n" in shown for number in numbers)
    assert "  24/7 inside Guyana: 289 1234 · never confirmed\n" in shown


def test_a_narrow_terminal_gets_cards(terminal: OnTerminal, write: Write) -> None:
    result = terminal("search", "--directory", write(ADA), columns=60)
    assert _trimmed(result.out) == [
        "Ada Example  Guyana  gy-ctu",
        "  Director",
        "  Example Ministry",
        "  +592 220 1234 (landline)",
        "  +592 609 1234 (mobile, secretariat only)",
        "  ctu@example.org",
        "",
        "1 entry",
    ]


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_every_number_and_address_stands_whole_on_line(terminal: OnTerminal, columns: int) -> None:
    result = terminal("search", "--directory", SHIPPED, columns=columns)
    lines = result.out.splitlines()
    missing = [text for text in _channels() if not any(text in line for line in lines)]
    assert missing == []
    assert max(map(len, lines)) <= columns


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_address_in_picked_columns_stands_on_one_line(terminal: OnTerminal, columns: int) -> None:
    names = "id,name,email,website,city"
    result = terminal("search", "--columns", names, "--directory", SHIPPED, columns=columns)
    lines = result.out.splitlines()
    missing = [
        text for text in _channels() if "@" in text and not any(text in line for line in lines)
    ]
    assert missing == []
    assert max(map(len, lines)) <= columns


def test_picked_columns_are_table_or_labelled_lines(terminal: OnTerminal, write: Write) -> None:
    args = ("search", "--columns", "id,title,mobile_phone,email,hotline", "--directory", write(ADA))
    wide = terminal(*args, columns=100)
    assert _trimmed(wide.out) == [
        "",
        " id       title      mobile_phone                       email             hotline",
        f" {'─' * 80}",
        " gy-ctu   Director   +592 609 1234 (secretariat only)   ctu@example.org",
        "",
        "1 entry",
    ]
    narrow = terminal(*args, columns=50)
    assert _trimmed(narrow.out) == [
        "id            gy-ctu",
        "title         Director",
        "mobile_phone  +592 609 1234 (secretariat only)",
        "email         ctu@example.org",
        "",
        "1 entry",
    ]


def test_picked_columns_are_for_people_in_a_table(terminal: OnTerminal, write: Write) -> None:
    seat = ADA.replace(
        'title = "Director"', 'title = "Director"\nhours = "Mo-Fr 08:00-16:30; PH off"'
    )
    args = ("search", "--columns", "id,hours,verified", "--directory", write(seat))
    table = terminal(*args, "--lang", "es", columns=100)
    assert _trimmed(table.out)[3:-2] == [
        " gy-ctu   lun a vie de 08:00 a 16:30, cerrado los feriados   2 de marzo de 2026",
    ]
    lines = terminal(*args, "--lang", "es", "--format", "tsv", columns=100)
    hours = "lun a vie de 08:00 a 16:30, cerrado los feriados"
    assert lines.out.split("\t") == ["gy-ctu", hours, "2026-03-02\n"]


def test_table_in_pipe_has_no_lines_or_colours(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    small = ADA.replace("Ada Example", "Ada").replace("Example Ministry", "Example")
    result = run("search", "--format", "table", "--directory", write(small))
    assert _trimmed(result.out) == [
        (
            "Country  Name           Office   State  Phones                                    "
            "E-mails          ID"
        ),
        (
            "Guyana   Ada, Director  Example         +592 220 1234 (landline)                  "
            "ctu@example.org  gy-ctu"
        ),
        "                                        +592 609 1234 (mobile, secretariat only)",
    ]


MARKED = (
    ADA.replace('title = "Director"', 'title = "Director"\nhours = "Mo-Fr 09:00-16:30"')
    .replace('"+592 220 1234"', '{ number = "+592 220 1234", hours = "24/7" }')
    .replace("verified = 2026", "verified = 2024")
    + HOUSE
    + LEFT.replace("left", "vacant")
)


# Language -> heading, count, marks.
MARKS = {
    "en": (
        *("State", "3 entries, 1 stale or never confirmed", "secretariat only"),
        *("24/7", "Office: closed now, opens 09:00", "stale", "vacant"),
    ),
    "es": (
        *(
            "Situación",
            "3 fichas, 1 con confirmación vencida o sin ella",
            "solo para la secretaría",
        ),
        *("24/7", "Oficina: no atiende ahora; abre: 09:00", "confirmación vencida", "vacante"),
    ),
    "nl": (
        *(
            "Toestand",
            "3 vermeldingen, 1 verouderd of nooit bevestigd",
            "alleen voor het secretariaat",
        ),
        *("24/7", "Kantoor: nu gesloten, open vanaf 09:00", "verouderd", "vacant"),
    ),
    "fr": (
        *("État", "3 fiches, 1 à reconfirmer", "secrétariat uniquement"),
        *("24/7", "Service\u00a0: fermé jusqu\u2019à 09:00", "à reconfirmer", "vacant"),
    ),
}


@pytest.mark.parametrize("lang", MARKS)
def test_cards_have_marks_and_are_counted(terminal: OnTerminal, write: Write, lang: str) -> None:
    args = ("search", "--status", "all", "--lang", lang, "--directory", write(MARKED))
    lines = terminal(*args, columns=80).out.splitlines()
    _heading, count, secret, *office, vacant = MARKS[lang]
    marks = [secret, " · ".join(office), vacant]
    assert [line.strip() for line in lines if line.strip() in marks] == marks
    assert lines[-1] == count


@pytest.mark.parametrize("lang", MARKS)
def test_table_has_marks_and_is_counted(terminal: OnTerminal, write: Write, lang: str) -> None:
    args = ("search", "--status", "all", "--lang", lang, "--directory", write(MARKED))
    lines = terminal(*args, columns=200).out.splitlines()
    heading, count, *marks = MARKS[lang]
    place = lines[1].index(f" {heading} ")
    column = "\n".join(line[place:].partition("   ")[0].strip() for line in lines[3:-1])
    assert [mark for mark in marks if mark not in column] == []
    assert lines[-1] == count


def test_count_is_for_a_table_on_a_terminal(run: Run, terminal: OnTerminal, write: Write) -> None:
    path = write(ADA)
    assert run("search", "--format", "table", "--directory", path).err == ""
    assert "entry" not in terminal("search", "--format", "ids", "--directory", path).out
    nothing = terminal("search", "xyzzy", "--directory", path).out
    assert nothing.splitlines()[0] == "nothing found"
    assert "entries" not in nothing
    stale = terminal("search", "--stale", "--directory", write(MARKED)).out
    assert stale.endswith("\n1 entry, not confirmed since 1 June 2025\n")


@each(
    ("typed", "day"),
    [
        ("--unverified desde enero", "2026-01-01"),
        ("--stale sinds 2026-01-15", "2026-01-15"),
        ("no confirmado desde julio", "2025-07-01"),
        ("haiti unconfirmed since 3 May", "2026-05-03"),
        ("onbevestigd 6 maanden geleden", "2025-12-01"),
    ],
)
def test_unconfirmed_since_a_day_names_the_command(
    typed: str, day: str, run: Run, terminal: OnTerminal, write: Write
) -> None:
    hint = f"did you mean: cmcct round status --since {day}"
    path = write(ADA)
    result = run("search", *typed.split(), "--directory", path)
    assert (result.code, "selects nothing" in result.err) == (1, False)
    assert hint in result.err
    # It asks for no closest word: `genero` is like `enero`.
    shown = terminal("search", *typed.split(), "--directory", path, columns=200).out
    assert (hint in shown, "?" in shown) == (True, False)
    assert "round" not in run("search", "january", "--directory", path).err


def test_colours_are_for_terminals_that_want_them(
    terminal: OnTerminal, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = ("search", "--directory", write(ADA))
    assert "\x1b[32m" in terminal(*args, colour=True).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", terminal(*args, colour=True).out)
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in terminal(*args, colour=True).out


@pytest.mark.parametrize(("columns", "marked"), [(80, "Dirk"), (200, "aw-broken")])
def test_broken_entry_is_marked_and_points_to_check(
    terminal: OnTerminal, write: Write, columns: int, marked: str
) -> None:
    path = write(ADA + BROKEN)
    result = terminal("search", "--directory", path, columns=columns)
    assert result.code == 0
    assert "+297 521 2345" in result.out
    assert re.findall(r"! ([\w-]+)", result.out) == [marked]
    words = " ".join(result.out.replace("\n", "").split())
    assert " contains values that cannot be read: run cmcct check" in words


def test_a_pipe_gets_a_broken_entry_without_a_mark(run: Run, write: Write) -> None:
    path = write(ADA + BROKEN)
    result = run("search", "guyana", "--directory", path)
    warning = unreadable(path)
    assert result == Result(0, ADA_LINE, warning)
    assert run("search", "aruba", "--format", "ids", "--directory", path).out == "aw-broken\n"


FORMATS = ("table", "tsv", "csv", "json", "ids")


@pytest.mark.parametrize("form", FORMATS)
def test_no_escape_or_markup_of_the_data_does_anything(
    run: Run, terminal: OnTerminal, write: Write, form: str
) -> None:
    path = write(HOSTILE)
    for args in ((), ("--columns", "id,name,title,notes,email,city")):
        if args and form in {"json", "ids"}:
            continue
        result = run("search", "--format", form, *args, "--directory", path)
        assert not re.search("[\x1b\x07\x9b\u202e]", result.out + result.err)
        shown = terminal("search", "--format", form, *args, "--directory", path, colour=True)
        assert not re.search("[\x07\x9b\u202e]|\x1b\\]|\x1b\\[(2J|31m|1mA)", shown.out)
        assert form == "ids" or "[red]Example[/red] :smile:" in result.out


def test_any_value_gives_one_line(run: Run, write: Write) -> None:
    result = run("search", "--columns", "id,organisation,notes", "--directory", write(HOSTILE))
    assert result.out == ("tt-odd\tExample Office Two\tfirst second \ufffd[31mred\ufffd0m\n")


def test_meeting_is_selected_by_its_name(run: Run) -> None:
    asked = ("search", "--format", "ids", "--directory", SHIPPED, "--meeting")
    found = run(*asked, "Second Meeting of the CMC Counter-Trafficking Network")
    assert found == run(*asked, "georgetown-2019")
    assert found.code == 0


def test_entry_for_the_secretariat_is_marked_in_a_pipe(run: Run, write: Write) -> None:
    secret = ADA.replace('name = "Ada', 'sharing = "secretariat"\nname = "Ada')
    path = write(secret)
    assert run("search", "ada", "--directory", path).out == (
        "gy-ctu\tGuyana\tAda Example (secretariat only)\tDirector\tExample Ministry"
        "\t+592 220 1234 (landline, secretariat only), +592 609 1234 (mobile, secretariat only)"
        "\tctu@example.org (secretariat only)\n"
    )
    only = "(alleen voor het secretariaat)"
    columns = ("--columns", "name,mobile_phone,email,country", "--lang", "nl")
    assert run("search", "ada", *columns, "--directory", path).out == (
        f"Ada Example {only}\t+592 609 1234 {only}\tctu@example.org {only}\tGuyana\n"
    )
    desk = secret.replace('name = "Ada Example"\n', 'role = "duty-desk"\n')
    assert (
        "\tExample Ministry (secretariat only)\t" in run("search", "--directory", write(desk)).out
    )
    (listed,) = json.loads(
        run("search", "--audience", "secretariat", "--format", "json", "--directory", path).out
    )
    assert listed["sharing"] == "secretariat"
    open_ = run("search", "ada", "--directory", write(ADA)).out
    assert open_.count("secretariat only") == 1
