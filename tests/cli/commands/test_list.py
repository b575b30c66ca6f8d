"""`cmcct list`: the values to select by, and how many active entries use each."""

import json

import pytest

from cmcct.i18n.messages import Translator
from tests.conftest import SHIPPED, OnTerminal, Result, Run, Write
from tests.support.cases import each
from tests.support.cli_samples import ADA, BROKEN, HOSTILE, HOUSE, LEFT, unreadable

KINDS = ("countries", "sectors", "bodies", "roles", "groups", "meetings", "languages")


def _rows(result: Result) -> dict[str, tuple[str, int]]:
    assert (result.code, result.err) == (0, "")
    cells = [line.split("\t") for line in result.out.splitlines()]
    return {value: (name, int(count)) for value, name, count in cells}


def test_countries_are_members_and_others_in_use(run: Run) -> None:
    rows = _rows(run("list", "countries", "--directory", SHIPPED))
    assert next(iter(rows)) == "AI"
    assert rows["AI"] == ("Anguilla", 0)
    assert rows["GY"] == ("Guyana", 5)
    assert rows["BQ-BO"] == ("Bonaire", 1)
    # After the members, by their codes.
    assert " ".join([*rows][22:]) == "BQ BQ-BO CH GF GP MF MQ NL PA PR SX VE"
    assert rows["PA"] == ("Panama", 1)
    dutch = [*_rows(run("list", "countries", "--directory", SHIPPED, "--lang", "nl"))]
    assert dutch.index("JM") < dutch.index("KY")  # Kaaimaneilanden


def test_values_are_json_for_programs(run: Run) -> None:
    listed = json.loads(run("list", "countries", "--format", "json", "--directory", SHIPPED).out)
    rows = _rows(run("list", "countries", "--directory", SHIPPED))
    assert listed["version"] == 1
    assert {one["value"]: (one["name"], one["active"]) for one in listed["values"]} == rows


@each(
    ("word", "kind"),
    [
        ("sector", "sectors"),
        ("sectores", "sectors"),
        ("países", "countries"),
        ("landen", "countries"),
        ("soorten instellingen", "bodies"),
        ("rôles", "roles"),
        ("working_groups", "groups"),
        ("reuniones", "meetings"),
        ("talen", "languages"),
    ],
)
def test_other_words_for_a_list_are_known(run: Run, word: str, kind: str) -> None:
    listed = run("list", kind, "--directory", SHIPPED)
    assert run("list", word, "--directory", SHIPPED) == listed
    assert listed.code == 0


def test_only_active_entries_are_counted(run: Run, write: Write) -> None:
    path = write(ADA + LEFT + HOUSE)
    assert _rows(run("list", "countries", "--directory", path)) == {
        "BS": ("Bahamas", 1),
        "GY": ("Guyana", 1),
    }
    sectors = _rows(run("list", "sectors", "--directory", path))
    assert {slug for slug, (_, count) in sectors.items() if count} == {"police", "shelter"}
    assert sectors["shelter"] == ("Shelter operator", 1)


def test_bodies_and_roles_are_listed_even_if_unused(run: Run) -> None:
    bodies = _rows(run("list", "bodies", "--directory", SHIPPED))
    roles = _rows(run("list", "roles", "--directory", SHIPPED))
    assert bodies["ngo"][1] > 0
    assert next(iter(roles)) == "duty-desk"
    assert sum(count for _, count in roles.values()) == 51


def test_groups_and_meetings_come_from_directory(run: Run, write: Write) -> None:
    path = write(ADA)
    groups = _rows(run("list", "groups", "--directory", path))
    assert groups == {"venezuela": ("Venezuela working group", 1)}
    meetings = _rows(run("list", "meetings", "--directory", path))
    assert meetings == {"georgetown-2019": ("Second Meeting, 12 March 2019", 1)}


def test_days_of_a_meeting_are_listed(run: Run, write: Write) -> None:
    path = write(ADA)
    days = "2019-03-12\nuntil = 2019-03-14"
    path.write_text(path.read_text("utf-8").replace("2019-03-12", days), encoding="utf-8")
    listed = run("list", "meetings", "--directory", path, "--lang", "es").out
    assert listed == "georgetown-2019\tSecond Meeting, 12–14 de marzo de 2019\t1\n"


def test_languages_are_those_in_use(run: Run, write: Write) -> None:
    rows = _rows(run("list", "languages", "--directory", write(ADA + HOSTILE)))
    assert rows == {"EN": ("English", 1), "en": ("English", 1), "pap": ("Papiamento", 1)}


def test_undeclared_group_is_called_by_its_id(run: Run, write: Write) -> None:
    rows = _rows(run("list", "groups", "--directory", write(HOSTILE)))
    assert rows == {
        "venezuela": ("Venezuela working group", 0),
        "\ufffd[31m": ("\ufffd[31m", 1),
        "GY": ("GY", 1),
    }


def test_a_country_that_cannot_be_read_is_not_counted(run: Run, write: Write) -> None:
    path = write(ADA.replace("Guyana", "Atlantis"))
    result = run("list", "countries", "--directory", path)
    assert result.code == 0
    assert result.out == ""
    assert result.err == unreadable(path)


@pytest.mark.parametrize("columns", [80, 200])
def test_a_terminal_gets_a_table(terminal: OnTerminal, write: Write, columns: int) -> None:
    result = terminal("list", "groups", "--directory", write(ADA), columns=columns)
    assert result.code == 0
    assert [line.rstrip() for line in result.out.splitlines()] == [
        "",
        " ID          Name                      Active entries",
        f" {'─' * 52}",
        " venezuela   Venezuela working group                1",
        "",
    ]


def test_a_narrow_terminal_breaks_the_names_of_a_table(terminal: OnTerminal, write: Write) -> None:
    result = terminal("list", "groups", "--directory", write(ADA), columns=40)
    assert [line.rstrip() for line in result.out.splitlines()] == [
        "ID              venezuela",
        "Name            Venezuela working group",
        "Active entries  1",
        "",
    ]


@pytest.mark.parametrize("lang", ["es", "nl", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_headings_are_in_the_language_asked_for(
    terminal: OnTerminal, write: Write, kind: str, lang: str
) -> None:
    translator = Translator(lang)
    result = terminal("list", kind, "--lang", lang, "--directory", write(ADA), columns=200)
    first = "ID" if kind in {"groups", "meetings"} else "Code"
    heading = [translator.gettext(text) for text in (first, "Name", "Active entries")]
    assert result.out.splitlines()[1].split() == " ".join(heading).split()
    assert heading[1] != "Name"


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_of_broken_directory_has_warning(run: Run, write: Write, kind: str) -> None:
    path = write(BROKEN)
    result = run("list", kind, "--directory", path)
    assert result.code == 0
    assert result.err == unreadable(path)


def test_another_kind_is_refused_with_the_closest(run: Run) -> None:
    result = run("list", "sectrs", "--directory", SHIPPED)
    assert result == Result(
        2,
        "",
        "error: unknown value 'sectrs'\nhelp: did you mean sectors?\n",
    )
    other = run("list", "zzz", "--directory", SHIPPED)
    assert other.err == (
        "error: unknown value 'zzz'\n"
        "help: write countries, sectors, bodies, roles, groups, meetings, languages or keys\n"
    )


QUIET = """
[[meeting]]
id = "quiet-2026"
name = "Quiet Meeting"
date = 2026-01-02
sharing = "secretariat"

[[working_group]]
id = "quiet"
name = "Quiet group"
sharing = "secretariat"
"""


@pytest.mark.parametrize(
    ("kind", "name"), [("meetings", "Quiet Meeting"), ("groups", "Quiet group")]
)
def test_secretariat_values_are_marked_or_left_out(
    run: Run, write: Write, kind: str, name: str
) -> None:
    quiet = ADA.replace('"georgetown-2019"', '"quiet-2026"').replace('"venezuela"', '"quiet"')
    path = write(QUIET + quiet)
    rows = _rows(run("list", kind, "--directory", path))
    day = ", 2 January 2026" * (kind == "meetings")
    assert list(rows.values())[1] == (f"{name} (secretariat only){day}", 1)
    for audience in ("network", "public"):
        shown = run("list", kind, "--audience", audience, "--directory", path)
        assert "uiet" not in shown.out
        assert shown.err == ""


def test_entries_are_counted_that_an_audience_may_have(run: Run, write: Write) -> None:
    path = write(ADA)
    counts = [
        [*_rows(run("list", "countries", "--directory", path, "--audience", audience)).values()]
        for audience in ("public", "network", "secretariat")
    ]
    assert counts == [[], [("Guyana", 1)], [("Guyana", 1)]]
