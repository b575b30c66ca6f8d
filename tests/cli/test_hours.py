"""Opening hours whose days have no times: written as the list that is meant, else never open."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import OVERLAY, Run, Write, entry, write_overlay

WRITTEN, MEANT = "Mo-Sa 08:00-16:00; PH, Su off", "Mo-Sa 08:00-16:00; PH,Su off"
UNSURE = "Sa,Su; Mo-Fr 08:00-12:00"
READ = f'days without times are open round the clock in this notation; read as "{MEANT}"'
WARNED = (
    'warning[hours-all-day] days without times: "Sa,Su 00:00-24:00; Mo-Fr 08:00-12:00" '
    "or \"Sa,Su,Mo-Fr 08:00-12:00\" may be meant (entry 'gy-ctu')\n"
)
# Independence Day, a public holiday; a Sunday.
MOMENTS = ("2026-05-26T14:00Z", "2026-05-31T14:00Z")


def _read(path: Path) -> dict[str, Any]:
    *_others, last = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    return dict(last)


@pytest.fixture
def directory(write: Write) -> Path:
    return write(entry(phones='["+592 220 1234"]', hours='"Mo-Fr 08:00-16:30"'))


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ([f"hours={WRITTEN}"], "hours"),
        (["horario=" + WRITTEN], "hours"),
        ([f"phones.0.hours={WRITTEN}"], "phones"),
        (["phones=" + f'[{{ number = "+592 220 1234", hours = "{WRITTEN}" }}]'], "phones"),
    ],
)
def test_set_writes_the_list_and_says_so(
    run: Run, directory: Path, words: list[str], key: str
) -> None:
    done = run("set", "gy-ctu", *words, "--directory", directory)
    assert done.code == 0
    assert READ in done.err
    value = {"hours": MEANT, "phones": [{"number": "+592 220 1234", "hours": MEANT}]}[key]
    assert _read(directory)[key] == value


def test_a_trial_shows_what_would_be_read(run: Run, directory: Path) -> None:
    before = directory.read_bytes()
    done = run("set", "gy-ctu", f"hours={WRITTEN}", "--dry-run", "--directory", directory)
    assert f'+hours = "{MEANT}"\n' in done.out
    assert READ in done.err
    assert directory.read_bytes() == before


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Mon, Wed 8am-12pm", "Mo,We 08:00-12:00"),
        ("lunes a viernes 8-16", "Mo-Fr 08:00-16:00"),
        ("werkdagen 8-16", "Mo-Fr 08:00-16:00"),
        ("always", "24/7"),
    ],
)
def test_hours_in_words_are_read_and_said(
    run: Run, directory: Path, written: str, meant: str
) -> None:
    done = run("set", "gy-ctu", f"hours={written}", "--directory", directory)
    assert done.err.startswith(f'opening hours understood as "{meant}"\n')
    assert (done.code, _read(directory)["hours"]) == (0, meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lunes a viernes 8-16", "Mo-Fr 08:00-16:00; PH off"),
        ("lunes a viernes 8-16, feriados 9-12", "Mo-Fr 08:00-16:00; PH 09:00-12:00"),
        ("always", "24/7"),
        ("Mo-Fr 08:00-16:00", "Mo-Fr 08:00-16:00"),
    ],
)
def test_an_office_stays_closed_on_holidays_that_new_words_do_not_name(
    run: Run, directory: Path, written: str, meant: str
) -> None:
    run("set", "gy-ctu", "hours=Mo-Fr 07:00-15:00; PH off", "--directory", directory)
    done = run("set", "gy-ctu", f"hours={written}", "--directory", directory)
    assert (done.code, _read(directory)["hours"]) == (0, meant)
    hours = 'phones.0.hours="lunes a viernes 8-16"'
    run("set", "gy-ctu", hours.replace('"', ""), "--directory", directory)
    assert _read(directory)["phones"][0]["hours"] == "Mo-Fr 08:00-16:00"


@pytest.mark.parametrize("written", ["8-5", "by appointment", "Apr 31 08:00-12:00"])
def test_hours_that_cannot_be_read_are_refused(run: Run, directory: Path, written: str) -> None:
    before = directory.read_bytes()
    done = run("set", "gy-ctu", f"hours={written}", "--directory", directory)
    assert (done.code, directory.read_bytes()) == (2, before)
    assert done.err.startswith("error[invalid-hours]: ")


def test_what_may_be_meant_stays_with_a_warning(run: Run, directory: Path) -> None:
    done = run("set", "gy-ctu", f"hours={UNSURE}", "--directory", directory)
    assert (done.code, _read(directory)["hours"]) == (0, UNSURE)
    assert done.err.endswith(f": {WARNED}")


def test_another_value_is_another_warning(run: Run, directory: Path) -> None:
    for hours in (UNSURE, "Mo-Fr", "Sa-Su"):
        done = run("set", "gy-ctu", f"hours={hours}", "--directory", directory)
        assert "warning[hours-all-day] days without times: " in done.err
        assert "read as" not in done.err


def test_hours_that_were_there_stay_as_they_are(run: Run, write: Write) -> None:
    path = write(entry(hours=f'"{WRITTEN}"', phones=f'[{{number="5", hours="{WRITTEN}"}}]'))
    for words in (
        ("set", "gy-ctu", "title=Chief"),
        ("rename", "gy-ctu", "gy-desk"),
        ("set", "gy-desk", "--add", "languages=es"),
    ):
        assert run(*words, "--directory", path).code == 0
        assert _read(path)["hours"] == WRITTEN
        assert _read(path)["phones"][0]["hours"] == WRITTEN


def test_private_hours_are_read_alike(run: Run, directory: Path) -> None:
    text = OVERLAY.replace('type = "mobile"', 'hours = "24/7"')
    overlay = write_overlay(directory, text)
    words = ("set", "gy-ctu", "--private", f"phones.0.hours={WRITTEN}")
    done = run(*words, "--directory", directory)
    assert done.code == 0
    assert READ in done.err
    assert _read(overlay)["phones"][0]["hours"] == MEANT


def test_an_editor_may_write_it_too(
    run: Run, directory: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\nsed -i "s/^hours.*/hours = \\"{WRITTEN}\\"/" "$1"\n')
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.delenv("VISUAL", raising=False)
    done = run("edit", "gy-ctu", "--directory", directory)
    assert done.code == 0
    assert READ in done.err
    assert _read(directory)["hours"] == MEANT


NEW = {
    "country": "Guyana",
    "name": "Bo Example",
    "organisation": "Example Unit",
    "sectors": ["police"],
    "emails": ["bo@example.org"],
}


def test_add_writes_the_list_too(run: Run, directory: Path, tmp_path: Path) -> None:
    options = [
        word
        for key, value in NEW.items()
        for word in (f"--{key.removesuffix('s')}", value if isinstance(value, str) else value[0])
    ]
    done = run("add", *options, "--id", "gy-new", "--hours", WRITTEN, "--directory", directory)
    assert READ in done.err
    assert _read(directory)["hours"] == MEANT
    draft = tmp_path / "draft.json"
    entries = [{**NEW, "id": "gy-other", "emails": ["c@example.org"], "hours": WRITTEN}]
    draft.write_text(json.dumps(entries))
    done = run("add", "--from", draft, "--directory", directory)
    assert READ in done.err
    added = tomllib.loads(directory.read_text(encoding="utf-8"))["focal_point"]
    assert [one["hours"] for one in added if one["id"] == "gy-other"] == [MEANT]


def test_check_fixes_a_list_and_no_other(run: Run, write: Write) -> None:
    phones = f'[{{ number = "+592 220 1234", hours = "{UNSURE}" }}]'
    path = write(entry(hours=f'"{WRITTEN}"', phones=phones))
    done = run("check", "--fix", path)
    assert WARNED.partition("]")[2].strip() in done.out
    assert (_read(path)["hours"], _read(path)["phones"][0]["hours"]) == (MEANT, UNSURE)
    assert run("check", "--fix", path).err.endswith("\nnothing to fix\n")


HEADER = "Country,Name,Organisation,Sectors,E-mail,Phones,Hours\n"


def test_import_reads_a_list_and_asks_for_the_rest(
    run: Run, directory: Path, tmp_path: Path
) -> None:
    number = "+297 560 1234, Mo, We 08:00-12:00"
    sheet = tmp_path / "list.csv"
    sheet.write_text(
        HEADER
        + f'Guyana,Bo Example,Example Agency,Police,bo@example.org,,"{WRITTEN}"\n'
        + f'Belize,Cy Example,Example Agency,Police,cy@example.org,,"{UNSURE}"\n'
        + f'Aruba,Di Example,Example Agency,Police,di@example.org,"{number}",\n'
    )
    done = run("import", sheet, "--directory", directory)
    assert done.code == 1
    marked = READ.replace('"', "'")  # as the report marks what it quotes
    assert f"    G2: note[hours-all-day] {marked}\n" in done.out
    assert "    F4: note[hours-all-day]" in done.out
    assert "list.csv:3: not imported until you correct G3\n" in done.out
    saved = {
        one["country"]: one
        for one in tomllib.loads(directory.read_text(encoding="utf-8"))["focal_point"]
        if one["id"] != "gy-ctu"
    }
    assert {*saved} == {"Guyana", "Aruba"}
    assert saved["Guyana"]["hours"] == MEANT
    assert saved["Aruba"]["phones"][0]["hours"] == "Mo,We 08:00-12:00"


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx", "vcard"])
def test_a_list_that_comes_back_changes_no_hours(
    run: Run, write: Write, tmp_path: Path, format_: str
) -> None:
    phones = f'[{{ number = "+592 220 1234", hours = "{UNSURE}" }}]'
    path = write(entry(hours=f'"{WRITTEN}"', phones=phones, verified="2026-03-02"))
    target = tmp_path / f"list.{'vcf' if format_ == 'vcard' else format_}"
    words = ("export", format_, "--audience", "secretariat", "-o", target)
    assert run(*words, "--directory", path).code == 0
    done = run("import", target, "--directory", path)
    assert (done.code, done.err.splitlines()[-1]) == (0, "nothing to change")


def _states(run: Run, path: Path) -> Iterator[str]:
    """Yield what the commands say of an office, without its hours."""
    yield from re.findall(r"Hours +(.*)", run("show", "gy-ctu", "--directory", path).out)
    yield run("search", "open", "--directory", path).out
    called = run("call", "Guyana", "--directory", path).out
    yield from re.findall("^  (hours not known)", called, re.MULTILINE)
    table = run("export", "html", "--audience", "network", "--directory", path, "-o", "-").out
    yield from re.findall(r'"tables":(\[.*?\]),"holidays"', table)


@pytest.mark.parametrize("written", [WRITTEN, UNSURE, "Mo-Su", "Su, Tu 09:00-10:00"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_no_office_is_open_on_a_day_that_nobody_meant(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, moment: str, written: str
) -> None:
    monkeypatch.setenv("CMCCT_NOW", moment)
    path = write(entry(hours=f'"{written}"', phones='["+592 220 1234"]'))
    assert [*_states(run, path)] == [
        f"{written}: not known whether open now",
        "",
        "hours not known",
        "[]",
    ]


def test_a_number_added_beside_them_changes_no_hours(
    run: Run, write: Write, tmp_path: Path
) -> None:
    phones = f'[{{ number = "+592 220 1234", hours = "{UNSURE}" }}]'
    path = write(entry(phones=phones, verified="2026-03-02"))
    target = tmp_path / "list.json"
    run("export", "json", "--audience", "network", "--directory", path, "-o", target)
    exported = json.loads(target.read_text(encoding="utf-8"))
    exported["focal_points"][0]["phones"].append({"number": "+592 220 1250"})
    target.write_text(json.dumps(exported), encoding="utf-8")
    done = run("import", target, "--directory", path)
    # What the directory has is not read again; the new number is all that is asked about.
    assert "hours-all-day" not in done.out
    assert "    Phones: added +592 220 1250 (not imported)\n" in done.out
