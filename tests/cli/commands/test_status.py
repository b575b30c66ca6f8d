"""`cmcct status`: figures, and the commands that list what they count."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmcct.i18n.messages import LANGUAGES
from cmcct.reference import vocabulary
from tests.conftest import MINIMAL, SHIPPED, THOROUGH, OnTerminal, Result, Run, Write, entry
from tests.support import texts
from tests.support.cases import each
from tests.support.cli_samples import ADA, BROKEN, HOUSE, LEFT, unreadable
from tests.support.repositories import repository

UNLISTED = "no member countries are listed; the figures cover only countries with entries\n"
# Alone in Guyana for both halves, with a 24/7 line that works from abroad.
ALONE = ADA.replace('"+592 220 1234"', '{ number = "+592 220 1234", hours = "24/7" }').replace(
    '["police"]', '["coordination"]'
)


def _listed(run: Run, line: str) -> int:
    """Run a command of a report, and return the length of the list that it prints."""
    words = shlex.split(line)
    assert words[0] == "cmcct"
    result = run(*words[1:])
    assert result.code == (1 if words[1] == "search" and not result.out else 0)
    return len(result.out.splitlines())


def _report(run: Run, *args: str | Path) -> Any:
    result = run("status", "--format", "json", *args)
    assert result.code == 0
    return json.loads(result.out)


def _list_members(path: Path, *names: str) -> Path:
    """Write members into a directory file."""
    settings = f"[directory]\nformat = 2\ncountries = {json.dumps(names)}\n"
    text = path.read_text(encoding="utf-8").replace("[directory]\n", settings)
    path.write_text(text, encoding="utf-8")
    return path


def test_status_is_one_screen(terminal: OnTerminal, tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "directory.toml"
    path.write_bytes(SHIPPED.read_bytes())
    monkeypatch.chdir(tmp_path)
    texts.expect("status", terminal("status", columns=80).out)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_status_fits_a_screen_of_80x24(
    terminal: OnTerminal, tmp_path: Path, monkeypatch: Any, lang: str
) -> None:
    (tmp_path / "directory.toml").write_bytes(SHIPPED.read_bytes())
    monkeypatch.chdir(tmp_path)
    lines = terminal("status", "--lang", lang, columns=80).out.splitlines()
    assert len(lines) < 24
    assert max(map(len, lines)) <= 80


def test_pipe_gets_a_figure_and_its_command_per_line(run: Run, write: Write) -> None:
    path = write(ALONE + LEFT + HOUSE)
    result = run("status", "--directory", path)
    lines = [line.split("\t") for line in result.out.splitlines()]
    assert (result.code, result.err) == (0, UNLISTED)
    given_path = f"--directory {path}"
    assert lines[:3] == [
        ["active", "2", f"cmcct search {given_path}"],
        ["vacant", "0", f"cmcct search --status vacant {given_path}"],
        ["of people who left", "1", f"cmcct search --status left {given_path}"],
    ]
    words = "cmcct status --half law-enforcement --gap one"
    assert lines[8] == [
        "Law enforcement: countries with one contact only",
        "1",
        f"{words} {given_path}",
    ]
    assert run(*shlex.split(lines[8][2])[1:]).out == "GY\tGuyana\t1\t\n"
    assert lines[-3][:2] == ["24/7 lines: countries without a usable line", "2"]
    untested = "24/7 lines that can be dialled from abroad: 1; not tested for 180 days"
    assert lines[-2] == [untested, "1", f"cmcct search untested {given_path}"]
    french = run("--lang", "fr", "status", "--directory", path).out
    assert "depuis l\u2019étranger\xa0: 1\u202f; " in french
    assert lines[-1] == [
        "Countries without a validator in venezuela",
        "1",
        f"cmcct status --unvalidated venezuela {given_path}",
    ]


def test_untested_lines_are_counted_by_number(run: Run, write: Write) -> None:
    shared = ALONE.replace('"gy-ctu"', '"gy-other"')
    twice = ALONE.replace(
        'hours = "24/7" }', 'hours = "24/7" }, { number = "+592 609 1240", hours = "24/7" }'
    )
    path = write(twice + shared)
    (figure,) = [
        one for one in _report(run, "--directory", path)["figures"] if one["name"] == "untested"
    ]
    assert (figure["count"], figure["entries"], figure["total"]) == (2, 2, 2)
    path = write(ALONE + shared)
    heading = "24/7 lines that can be dialled from abroad: 1; untested in 2 entries"
    assert f"{heading}; not tested for 180 days\t1\t" in run("status", "--directory", path).out
    failed = 'failed = { on = 2026-05-20, why = "busy" }'
    path = write(ALONE.replace('hours = "24/7"', f'hours = "24/7", {failed}'))
    for audience in ("network", "secretariat"):
        figures = _report(run, "--directory", path, "--audience", audience)["figures"]
        (figure,) = [one for one in figures if one["name"] == "untested"]
        assert (figure["count"], figure["total"]) == (0, 1), audience


ENTRY_COUNTRIES = ("Guyana", "BQ", "Saba", "Bonaire", "Haiti", "Switzerland", "Puerto Rico")


@st.composite
def entries(draw: st.DrawFn) -> str:
    """Return the TOML of some entries, which may lack anything."""
    texts = []
    for number in range(draw(st.integers(0, 7))):
        values = {
            "id": f"seat-{number}",
            "country": draw(st.sampled_from(ENTRY_COUNTRIES)),
            "covers": draw(st.lists(st.sampled_from(ENTRY_COUNTRIES), max_size=2, unique=True)),
            "organisation": "Example Agency",
            "sectors": draw(st.lists(st.sampled_from(vocabulary.slugs("sector")), max_size=2)),
            "status": draw(st.sampled_from(("active", "active", "active", "vacant", "left"))),
            "sharing": draw(st.sampled_from(("public", "network", "secretariat"))),
            "emails": draw(st.sampled_from(([], ["a@example.org"]))),
            "hours": draw(st.sampled_from(("", "24/7", "Mo-Fr 08:00-16:00"))),
            "working_groups": draw(st.sampled_from(([], ["venezuela"]))),
            "validates": draw(st.sampled_from(([], ["venezuela"], ["brief", "secret"]))),
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in values.items() if value]
        lines += draw(
            st.sampled_from(
                (
                    [],
                    ["verified = 2026-05-01"],
                    ["verified = 2024-05-01", "until = 2025-01-01"],
                    ['verified = "2026-05-01"'],  # cannot be read
                )
            )
        )
        phones = (
            "",
            'phones = ["+592 220 1234"]',
            'phones = [{ number = "+592 609 1240", type = "hotline", hours = "24/7" }]',
            'phones = [{ number = "289 1240", national = true, hours = "24/7" }]',
            'phones = [{ number = "+592 609 1240", failed = { on = 2026-05-02, why = "busy" } }]',
            (
                'phones = [{ number = "+592 609 1250", tested = 2025-05-02, hours = "24/7" },'
                ' { number = "+592 609 1260", no_test = true, hours = "24/7" },'
                ' { number = "+592 609 1270", hours = "24/7", sharing = "network" }]'
            ),
            'phones = [{ number = "+1 800 212 3456", type = "hotline", sharing = "secretariat" }]',
        )
        lines.append(draw(st.sampled_from(phones)))
        texts.append("\n".join(["[[focal_point]]", *lines, ""]))
    return "\n".join(texts)


GROUPS = """
[[working_group]]
id = "brief"
name = "Regional brief"
countries = ["Guyana", "BQ", "Haiti", "Suriname"]
sharing = "public"

[[working_group]]
id = "secret"
name = "Secret"
countries = ["Guyana"]
sharing = "secretariat"
"""


@pytest.mark.sweep
@settings(
    max_examples=200 if THOROUGH else 12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=entries(), audience=st.sampled_from(("public", "network", "secretariat")))
def test_figures_equal_the_length_of_their_lists(
    run: Run, tmp_path: Path, text: str, audience: str
) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(f"{MINIMAL}\n{GROUPS}\n{text}", encoding="utf-8")
    options = ("--directory", path, "--audience", audience)
    figures = _report(run, *options)["figures"]
    visible = {"public": ["brief"], "network": ["venezuela", "brief"]}
    groups = [figure["group"] for figure in figures if figure["name"] == "unvalidated"]
    assert groups == visible.get(audience, ["venezuela", "brief", "secret"])
    assert len(figures) == 14 + len(groups)
    for figure in figures:
        count = figure["entries" if figure["name"] == "untested" else "count"] or 0
        assert _listed(run, figure["command"]) == count, figure
    for facet in ("half", "sector"):
        rows = _report(run, *options, "--by", facet)
        cells = [cell for row in rows for cell in row["cells"]]
        some = [cell for cell in cells if cell["seats"] or cell["covering"]][::4]
        for cell in (*some, *cells[:1]):
            listed = cell["seats"] + cell["covering"] + cell["technical"]
            assert _listed(run, cell["command"]) == listed, cell


def test_coverage_is_counted_by_half_or_sector(run: Run, write: Write) -> None:
    path = write(ALONE + HOUSE)
    options = ("--directory", path)
    by_half = run("status", "--by", "half", *options).out.splitlines()
    assert [line for line in by_half if not line.endswith("\t0\t0\t")] == [
        "BS\tBahamas\t0\t1\t",
        "GY\tGuyana\t1\t1\t",
    ]
    assert len(by_half) == 2
    by_sector = run("status", "--by", "sector", *options).out.splitlines()
    assert {line.count("\t") for line in by_sector} == {len(vocabulary.slugs("sector")) + 2}
    shelters = run("status", "--sector", "shelter", "--gap", "one", *options)
    assert shelters == Result(0, "BS\tBahamas\t1\t\n", UNLISTED)
    protecting = _report(run, "--by", "sector", "--half", "protection", *options)
    names = [cell["sector"] for cell in protecting[0]["cells"]]
    assert {vocabulary.get_term("sector", name).half for name in names} == {"both", "protection"}


def test_sector_goes_by_any_of_its_names(run: Run, write: Write) -> None:
    path = write(ADA)
    found = run("status", "--sector", "policía", "--gap", "one", "--directory", path)
    assert found.out == "GY\tGuyana\t1\t\n"
    unknown = run("status", "--sector", "polise", "--directory", path)
    message = (
        "error: unknown sector 'polise'\n"
        "help: did you mean police (Police, anti-trafficking unit)?\n"
    )
    assert unknown == Result(2, "", message)


def test_gap_alone_is_of_either_half(run: Run, write: Write) -> None:
    path = write(HOUSE.replace("secretariat", "network") + ALONE)
    one = run("status", "--gap", "one", "--directory", path)
    assert one.out == "BS\tBahamas\t0\t1\t\nGY\tGuyana\t1\t1\t\n"


def test_json_of_a_table_has_a_command_per_cell(run: Run, write: Write) -> None:
    path = write(ALONE)
    rows = _report(run, "--half", "protection", "--gap", "one", "--directory", path)
    assert rows == [
        {
            "country": "Guyana",
            "country_code": "GY",
            "cells": [
                {
                    "half": "protection",
                    "seats": 1,
                    "covering": 0,
                    "technical": 0,
                    "gap": "one",
                    "command": "cmcct search --country GY --half protection"
                    f" --directory {path} --audience network",
                }
            ],
            "technical_only": 0,
        }
    ]


def test_command_of_a_cell_lists_no_observers(run: Run, write: Write) -> None:
    observer = ALONE.replace('id = "', 'role = "observer"\nid = "x', 1)
    path = write(ALONE + observer)
    rows = _report(run, "--half", "protection", "--directory", path)
    (cell,) = next(row["cells"] for row in rows if row["country_code"] == "GY")
    assert (cell["seats"], _listed(run, cell["command"])) == (1, 1)


def test_night_names_what_a_country_has_instead(run: Run, write: Write) -> None:
    national = ALONE.replace('"+592 220 1234"', '"289 1234", national = true')
    path = write(national + HOUSE.replace("secretariat", "network"))
    rows = run("status", "--night", "--directory", path).out.splitlines()
    assert "GY\tGuyana\tonly inside the country" in rows
    assert "BS\tBahamas\tno 24/7 line" in rows
    assert len(rows) == 2
    found = {row["country_code"]: row for row in _report(run, "--night", "--directory", path)}
    assert found["GY"] == {
        "country": "Guyana",
        "country_code": "GY",
        "reach": "national",
        "command": f"cmcct search --country GY --directory {path} --audience network",
    }
    assert found["BS"]["reach"] is None


def test_table_has_a_column_of_technical_contacts(terminal: OnTerminal, write: Write) -> None:
    path = write(ALONE.replace("sectors", 'role = "technical"\nsectors', 1))
    told = terminal("status", "--by", "half", "--directory", path, columns=80).out.splitlines()
    assert told[4].split("  ")[-3:] == ["Law enforcement", "Protection", "Technical only"]
    (guyana,) = [line for line in told if line.startswith("Guyana")]
    assert guyana.split() == ["Guyana", "0", "0", "1"]


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_table_on_a_terminal_has_a_legend(terminal: OnTerminal, write: Write, columns: int) -> None:
    path = _list_members(write(ALONE), "Guyana", "Saint Vincent and the Grenadines")
    halves = terminal("status", "--gap", "one", "--directory", path, columns=columns).out
    assert halves.splitlines() == [
        " 0 without a contact",
        " 1 with one contact only",
        " + covered by a contact in another country",
        "",
        "        Law enforcement  Protection",
        "Guyana                1           1",
    ]
    sectors = terminal("status", "--by", "sector", "--directory", path, columns=columns).out
    assert max(map(len, sectors.splitlines())) <= columns
    assert columns < 200 or " P Asylum" in sectors
    assert ("Saint Vincent and the Grenadines" in sectors) is (columns > 60)


def test_list_for_others_says_none_in_this_list(terminal: OnTerminal, write: Write) -> None:
    path = write(ALONE + HOUSE)
    shown = terminal("status", "--audience", "network", "--directory", path, columns=200).out
    assert "without a contact" not in shown
    assert "none in this list" in shown
    assert "left out for the network audience: 1 entry, 1 e-mail or number\n" in shown


def test_commands_name_the_version_and_the_file(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "a folder")
    repo.commit_bytes((MINIMAL + ADA).encode())
    repo.path.write_text(MINIMAL, encoding="utf-8")
    result = run("status", "--directory", repo.path, "--at", "HEAD")
    words = f"cmcct search --directory '{repo.path}' --at HEAD"
    assert result.out.splitlines()[0] == f"active\t1\t{words}"
    assert _listed(run, words) == 1
    assert run("status", "--directory", repo.path).out.startswith("active\t0\t")


def test_a_broken_entry_is_counted_as_search_finds_it(run: Run, write: Write) -> None:
    path = write(ADA + BROKEN)
    result = run("status", "--directory", path)
    assert (result.code, result.err) == (0, unreadable(path) + UNLISTED)
    assert result.out.startswith("active\t2\t")
    assert f"of which unconfirmed\t1\tcmcct search --unverified --directory {path}\n" in result.out


MEMBERS = """
[[working_group]]
id = "brief"
name = "Regional brief"
countries = ["Suriname", "Guyana", "Aruba", "BQ"]
"""


def _member(id_: str, country: str, **values: str) -> str:
    given = {"id": f'"{id_}"', "country": f'"{country}"', "validates": '["brief"]'}
    return entry(**{**given, **values})


def test_countries_without_validator_are_listed(run: Run, write: Write) -> None:
    path = write(
        MEMBERS
        + _member("gy-a", "Guyana")
        + _member("bq-a", "Saba")
        + _member("aw-a", "Aruba", status='"left"')
        + _member("sr-a", "Suriname", sharing='"secretariat"')
    )
    words = ("status", "--unvalidated", "Brief", "--directory", path)
    assert run(*words) == Result(0, "AW\tAruba\n", "")
    assert run(*words, "--audience", "network").out == "AW\tAruba\nSR\tSuriname\n"
    assert json.loads(run(*words, "--format", "json", "--audience", "secretariat").out) == [
        {
            "country": "Aruba",
            "country_code": "AW",
            "command": f"cmcct search --country AW --group brief --directory {path} "
            "--audience secretariat",
        }
    ]
    figure = _report(run, "--directory", path, "--audience", "network")["figures"][-1]
    assert figure == {
        "name": "unvalidated",
        "half": None,
        "count": 2,
        "command": f"cmcct status --unvalidated brief --directory {path} --audience network",
        "group": "brief",
        "total": None,
        "entries": None,
    }


def test_open_group_has_the_countries_of_its_members(run: Run, write: Write) -> None:
    groups = {"working_groups": '["venezuela"]', "validates": '["venezuela"]'}
    path = write(
        _member("gy-a", "Guyana", **groups)
        + _member("aw-a", "Aruba", **groups | {"validates": "[]"})
        + _member("sr-a", "Suriname", **groups | {"validates": "[]", "status": '"left"'})
    )
    words = ("status", "--unvalidated", "venezuela", "--directory", path)
    assert run(*words) == Result(0, "AW\tAruba\n", "")


def test_group_is_listed_alone(run: Run, write: Write) -> None:
    options = ("--directory", write(ADA))
    assert run("status", "--unvalidated", "venezula", *options).err == (
        "error: unknown working group 'venezula'\nhelp: did you mean venezuela?\n"
    )
    for other in (("--night",), ("--by", "half"), ("--gap", "one")):
        result = run("status", "--unvalidated", "venezuela", *other, *options)
        assert (result.code, "cannot be used with" in result.err) == (2, True)


@each("words", [("guyana",), ("police", "spanish"), ("saba",), ("24/7",), ("unverified",)])
def test_words_select_what_is_counted(run: Run, words: tuple[str, ...]) -> None:
    options = ("--directory", SHIPPED, "--audience", "network")
    report = run("status", *words, "--format", "json", *options)
    if not run("search", *words, *options).out:
        assert (report.code, report.out) == (1, "")
        assert report.err == run("search", *words, "--status", "all", *options).err
        return
    figures = json.loads(report.out)["figures"]
    assert figures[0]["count"] == len(run("search", *words, *options).out.splitlines())
    for figure in figures:
        assert _listed(run, figure["command"]) == figure["count"], figure


@each("word", ["huecos", "Gaten", "lacunes", "gaps", "état"])
def test_word_for_the_report_selects_nothing(run: Run, word: str) -> None:
    options = ("--directory", SHIPPED)
    assert run("status", "haiti", word, *options) == run("status", "haiti", *options)


def test_member_without_an_entry_is_counted(run: Run, write: Write) -> None:
    path = _list_members(write(ALONE), "Guyana", "Bermuda")
    options = ("--directory", path)
    assert run("status", "bermuda", "--gap", "nobody", *options).out == "BM\tBermuda\t0\t0\t\n"
    assert run("status", "bermuda", "--night", *options).out == "BM\tBermuda\tno 24/7 line\n"
    assert run("status", "bermuda", "police", *options).code == 1
    assert run("status", "zzzz", *options).code == 1


def test_words_name_the_countries_that_are_listed(run: Run) -> None:
    def codes(*words: str) -> list[str]:
        rows = run("status", *words, "--directory", SHIPPED).out.splitlines()
        return [row.split("\t")[0] for row in rows]

    assert codes("haiti", "--by", "half") == codes("haiti", "--night") == ["HT"]
    assert codes("suriname", "cuba", "--by", "half") == []
    assert codes("haiti", "--unvalidated", "venezuela") == []
    assert "GY" in codes("--unvalidated", "venezuela")
    assert codes("guyana", "--unvalidated", "venezuela") == ["GY"]
    assert {"AI", "GY", "HT"} <= {*codes("police", "--by", "half")}


def test_gaps_are_those_of_members_and_others_stand_after_them(run: Run, write: Write) -> None:
    path = _list_members(write(ALONE + entry(id='"aw-a"', country='"Aruba"')), "Haiti", "Guyana")
    by_half = run("status", "--by", "half", "--directory", path)
    names = [line.split("\t")[1] for line in by_half.out.splitlines()]
    assert (names, by_half.err) == (["Guyana", "Haiti", "Aruba"], "")
    nobody = run("status", "--gap", "nobody", "--directory", path)
    assert nobody.out == "HT\tHaiti\t0\t0\t\n"
    assert run("status", "--night", "--directory", path).out == "HT\tHaiti\tno 24/7 line\n"


MEETINGS = """
[[meeting]]
id = "first"
name = "First"
date = 2025-01-01

[[meeting]]
id = "second"
name = "Second"
date = 2026-01-01
"""


def test_members_who_did_not_attend_are_listed(run: Run, write: Write) -> None:
    def came(id_: str, country: str, meeting: str, **values: str) -> str:
        given = {"id": f'"{id_}"', "country": f'"{country}"', "meetings": f'["{meeting}"]'}
        return entry(**given | values)

    path = write(
        MEETINGS
        + came("gy-a", "Guyana", "first", status='"left"')
        + came("bq-a", "Saba", "second")
        + came("sr-a", "Suriname", "first", covers='["Haiti"]', sharing='"secretariat"')
        + entry(id='"ht-a"', country='"Haiti"')
    )
    _list_members(path, "Suriname", "Haiti", "Guyana", "BQ")
    words = ("status", "--directory", path, "--absent")
    assert run(*words, "First").out == "BQ\tBonaire, Sint Eustatius and Saba\nHT\tHaiti\n"
    assert run(*words, "todas").out == "HT\tHaiti\n"
    # The meetings of an entry that the audience may not see say nothing.
    network = run(*words, "all", "--audience", "network", "--lang", "es")
    assert network.out == "HT\tHaití\nSR\tSurinam\n"
    assert json.loads(run(*words, "all", "--format", "json", "--audience", "secretariat").out) == [
        {
            "country": "Haiti",
            "country_code": "HT",
            "command": f"cmcct search --country HT --status all --directory {path} "
            "--audience secretariat",
        }
    ]
    assert run(*words, "third").err.startswith("error: unknown meeting 'third'\n")
    search = ("search", "--directory", path, "--format", "ids", "--absent")
    assert run(*search, "first").out == "ht-a\nbq-a\n"
    assert run(*search, "all", "--audience", "network").out == "ht-a\n"


def test_misspelt_word_names_the_report_of_another(run: Run) -> None:
    lines = [f"help: did you mean: cmcct status {word}\n" for word in ("guyana", "guayana")]
    result = run("status", "guyna", "--directory", SHIPPED)
    assert result == Result(1, "", "nothing found\n" + "".join(lines))


@each("words", ["landen zonder contact", "países sin contacto", "pays sans contact"])
def test_countries_without_a_contact_have_their_command(run: Run, words: str) -> None:
    result = run("status", *words.split(), "--directory", SHIPPED)
    assert result == Result(1, "", "nothing found\nhelp: run cmcct status --gap nobody\n")
