"""Lines to ring for a test: the sheet, and its results read back."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cmcct.i18n.messages import LANGUAGES
from cmcct.reference import vocabulary
from tests.conftest import Result, Run, Write, write_overlay
from tests.support.cases import each

COUNTRIES = ("Guyana", "Suriname", "Aruba", "Haiti", "Jamaica")
NUMBERS = (
    *("+592 609 12{:02}", "+597 8512 3{:02}", "+297 560 10{:02}"),
    *("+509 34 10 12{:02}", "+1 876 210 12{:02}"),
)
RESULTS = ("answered", "no-answer", "busy", "wrong-number")
DAY = date(2026, 5, 20)
FIRST = 4  # row of the first line of a sheet
COLUMNS = (
    *("country", "whose", "number", "hours", "last", "day", "answered", "caller", "remark", "id"),
)


def _seat(number: int, phone: str, more: str = "") -> str:
    country = COUNTRIES[number % len(COUNTRIES)]
    lines = (
        *(f'id = "seat-{number}"', f'country = "{country}"', 'role = "duty-desk"'),
        *(f'organisation = "Example Office {number}"', 'sectors = ["police"]'),
        *(f'emails = ["s{number}@example.org"]', f"phones = [{phone}]", "verified = 2026-03-02"),
    )
    return "\n".join(["\n[[focal_point]]", *lines, more])


def _line(number: str, more: str = "") -> str:
    return f'{{ number = "{number}", hours = "24/7"{more} }}'


def _open(path: Path) -> tuple[Any, Any]:
    """Return a workbook and its sheet."""
    book = openpyxl.load_workbook(path)
    return book, book.active


def _fill(path: Path, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Fill in cells of a sheet, by the index of the line and the column."""
    book, sheet = _open(path)
    for index, cells in rows.items():
        for name, value in cells.items():
            sheet.cell(FIRST + index, COLUMNS.index(name) + 1).value = value
    book.save(path)


def _cells(path: Path, name: str) -> list[Any]:
    _book, sheet = _open(path)
    column = COLUMNS.index(name) + 1
    return [sheet.cell(row, column).value for row in range(FIRST, sheet.max_row + 1)]


def _phones(path: Path) -> dict[str, list[Any]]:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {entry["id"]: entry["phones"] for entry in raw["focal_point"]}


def _through_libreoffice(path: Path) -> None:
    folder = path.parent / "saved"
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command: list[str | Path] = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        folder,
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    shutil.copy(folder / path.name, path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sheet_of_forty_lines_is_rung_filled_and_read_back(
    run: Run, write: Write, tmp_path: Path, lang: str
) -> None:
    _ring_forty(run, write, tmp_path, lang)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is missing")
def test_sheet_that_libreoffice_saved_is_read_back(run: Run, write: Write, tmp_path: Path) -> None:
    _ring_forty(run, write, tmp_path, "es", _through_libreoffice)


def _ring_forty(
    run: Run, write: Write, tmp_path: Path, lang: str, save: Callable[[Path], None] | None = None
) -> None:
    seats = [
        _seat(n, _line(NUMBERS[n % 5].format(n), ", tested = 2025-03-01" if n % 3 else ""))
        for n in range(40)
    ]
    path, sheet = write("".join(seats)), tmp_path / "calls.xlsx"
    where = ("--directory", path)
    assert run("round", "calls", "-o", sheet, "--lang", lang, *where).code == 0
    ids = _cells(sheet, "id")
    assert sorted(ids) == sorted(f"seat-{n}" for n in range(40))
    rule = _open(sheet)[1].data_validations.dataValidation[0]
    words = [vocabulary.get_term("failed", slug).label(lang) for slug in RESULTS]
    assert (str(rule.sqref), rule.formula1) == ("G4:G43", f'"{",".join(words)}"')
    rows = {n: {"day": DAY, "answered": words[n % 4], "caller": "Ada Example"} for n in range(36)}
    _fill(sheet, rows)
    if save:
        save(sheet)
    assert run("import", sheet, "--yes", *where).code == 0
    phones = _phones(path)
    for index, id_ in enumerate(ids):
        (phone,) = phones[id_]
        result = RESULTS[index % 4] if index < 36 else ""
        assert (phone.get("tested") == DAY) == (result == "answered"), id_
        failed = {"on": DAY, "why": result} if result not in {"", "answered"} else None
        assert phone.get("failed") == failed, id_
    assert "Ada" not in path.read_text(encoding="utf-8")
    before = path.read_bytes()
    assert "36 " in run("import", sheet, "--yes", *where).out or path.read_bytes() == before
    assert path.read_bytes() == before
    again = run("round", "calls", "-o", tmp_path / "next.xlsx", *where)
    assert _cells(tmp_path / "next.xlsx", "id") == ids[36:], again


HOUSE = 'body = "ngo"\n'
ALONE = (
    _seat(0, _line("+592 609 1240", ", tested = 2025-03-01"))
    + _seat(5, _line("+592 609 1241", ', failed = { on = 2025-04-01, why = "busy" }'))
    + _seat(10, _line("+1 800 212 3470"))
    + _seat(15, _line("289 1240", ", national = true"))
    + _seat(20, _line("+592 609 1242", ", no_test = true"))
    + _seat(25, _line("+592 609 1243", ', sharing = "secretariat"'))
    + _seat(30, _line("+592 609 1244"), HOUSE).replace('["police"]', '["shelter"]')
    + _seat(35, _line("+592 609 1245", ', failed = { on = 2026-05-01, why = "busy" }'))
    + _seat(40, '"+592 609 1246"')
    + _seat(45, _line("+592 609 1240", ', ext = "12"'))
)
LINES = ALONE + _seat(50, _line("+592 609 1240"))
SAID = """\
{file}: 4 lines, 24/7, not tested for 180 days, audience network, TLP:AMBER
3 to ring from abroad: seat-0, seat-50, seat-45, seat-5
1 that may not work from abroad: seat-10
not in it: 1 number that works only inside its country, shelters, and numbers with no_test
fill in the day, the answer ('yes', 'no', 'busy', 'wrong or out-of-service number'), \
who called, and a remark; then run cmcct import {file}
"""


def test_sheet_has_the_lines_to_ring(run: Run, write: Write, tmp_path: Path) -> None:
    path, sheet = write(LINES), tmp_path / "calls.xlsx"
    words = ("round", "calls", "-o", sheet, "--directory", path)
    for typed, error in (
        ((*words, "Guyna"), "no entry matches\nhelp: did you mean 'guyana'?\n"),
        (
            (*words, "--output", tmp_path / "calls.csv"),
            (
                f"the name {tmp_path}/calls.csv does not match the format xlsx\n"
                "help: end it in .xlsx\n"
            ),
        ),
    ):
        assert run(*typed) == Result(2, "", f"error: {error}")
    assert [*tmp_path.glob("calls.*")] == []
    assert run(*words) == Result(0, "", SAID.format(file=sheet))
    listed = _open(sheet)[1]
    rows = [[cell.value for cell in row] for row in listed.iter_rows(min_row=3)]
    assert rows[0] == [
        "Country",
        "Whose",
        "Number to ring",
        "Hours there",
        "Last test",
        "Day of the call",
        "Answered",
        "By whom",
        "Remark",
        "Entry",
    ]
    first, *_others, last = rows[1:]
    offices = "Example Office 0\nExample Office 50"
    assert first[1:4] == [offices, "+592 609 1240", "24/7, UTC\u22124"]
    assert first[-1] == "seat-0\nseat-50"
    assert last[2:4] == ["+1 800 212 3470", "24/7, UTC\u22124\nmay not work from abroad"]
    assert [row[2] for row in rows[1:]] == [
        "+592 609 1240",
        "+592 609 1240 ext. 12",
        "+592 609 1241",
        "+1 800 212 3470",
    ]
    # How a call failed is for the secretariat; here, the day of an answered one alone.
    assert [value and value.date() for value in _cells(sheet, "last")] == [
        date(2025, 3, 1),
        None,
        None,
        None,
    ]
    heading = "24/7 lines that can be dialled from abroad: 5; untested in 5 entries"
    figure = f"{heading}; not tested for 180 days\t4\t"
    assert figure in run("status", "--audience", "network", "--directory", path).out
    _fill(sheet, {0: {"day": DAY, "answered": "yes"}})
    assert run("import", sheet, "--yes", "--directory", path).code == 0
    assert [_phones(path)[id_][0]["tested"] for id_ in ("seat-0", "seat-50")] == [DAY, DAY]


def test_secretariat_has_its_lines_and_failures_too(run: Run, write: Write, tmp_path: Path) -> None:
    path, sheet = write(LINES), tmp_path / "calls.xlsx"
    run("round", "calls", "-o", sheet, "--directory", path, "--audience", "secretariat")
    assert sheet.stat().st_mode & 0o077 == 0
    last = dict(zip(_cells(sheet, "id"), _cells(sheet, "last"), strict=True))
    assert last["seat-5"] == "busy on 1 April 2025"
    assert "seat-25" in last
    assert "seat-30" not in last  # a shelter, for nobody


def test_national_lines_are_for_callers_inside(run: Run, write: Write, tmp_path: Path) -> None:
    path, sheet = write(LINES), tmp_path / "calls.xlsx"
    words = ("round", "calls", "-o", sheet, "--directory", path)
    said = run(*words, "--from", "Linden").err
    assert "6 to ring" not in said
    assert "not in it: 0 numbers that work only inside their country" in said
    assert "289 1240" in _cells(sheet, "number")
    _fill(sheet, {_cells(sheet, "number").index("289 1240"): {"day": DAY, "answered": "sí"}})
    assert run("import", sheet, "--yes", "--directory", path).code == 0
    assert _phones(path)["seat-15"][0]["tested"] == DAY
    refused = run(*words, "--from", "Guyana")
    assert refused.code == 2
    assert "import it first, or use --force to overwrite it" in refused.err
    assert run(*words, "--from", "Guyana", "--force").code == 0


def test_toll_free_line_is_last_and_marked_for_the_caller(
    run: Run, write: Write, tmp_path: Path
) -> None:
    path, sheet = write(LINES), tmp_path / "calls.xlsx"
    run("round", "calls", "-o", sheet, "--from", "Haiti", "--directory", path)
    assert _cells(sheet, "number")[-1] == "+1 800 212 3470"
    assert _cells(sheet, "hours")[-1].endswith("\nmay not work from Haiti")


def test_nothing_to_ring_writes_nothing(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(_seat(0, _line("+592 609 1240", ", tested = 2026-05-01")))
    result = run("round", "calls", "-o", tmp_path / "calls.xlsx", "--directory", path)
    assert result == Result(0, "", "no 24/7 line to ring: all were tested in the last 180 days\n")
    path = write(_seat(0, '"+592 609 1240"'))
    result = run("round", "calls", "-o", tmp_path / "calls.xlsx", "--directory", path)
    assert result == Result(0, "", "no 24/7 line to ring\n")
    assert not (tmp_path / "calls.xlsx").exists()


OTHER = "the sheet has '+592 609 1299', the entry now has '+592 609 1240'; if another entry has"


@each(
    ("cells", "code", "said"),
    [
        ({}, 0, ""),
        ({"answered": "yes"}, 1, "a result without its day"),
        ({"day": DAY}, 1, "a day without a result"),
        ({"day": "03/02/2026", "answered": "no"}, 1, "day: 3 February 2026 or 2 March 2026?"),
        ({"day": "soon", "answered": "no"}, 1, "'soon' is not the day of a call"),
        ({"day": date(2026, 6, 3), "answered": "no"}, 1, "is not the day of a call"),
        ({"day": date(2026, 6, 2), "answered": "no"}, 0, "no answer on 2 June 2026"),
        (
            {"day": DAY, "answered": "maybe"},
            1,
            "busy or wrong or out-of-service number",
        ),
        ({"day": date(2025, 2, 28), "answered": "no"}, 0, ""),
        ({"day": date(2025, 3, 1), "answered": "yes"}, 0, ""),
        ({"day": date(2025, 3, 1), "answered": "no"}, 1, "another result of the same day"),
        ({"day": DAY, "answered": "Bezet", "remark": "rang twice"}, 0, "'Remark: rang twice'"),
        ({"day": DAY, "answered": "no", "caller": "Ada Example"}, 0, "'By whom: Ada Example'"),
        ({"id": None, "day": DAY, "answered": "yes"}, 1, "no entry has the id ''"),
        ({"id": "seat-9", "day": DAY, "answered": "yes"}, 1, "no entry has the id 'seat-9'"),
        ({"number": "+592 609 1299", "day": DAY, "answered": "yes"}, 1, OTHER),
    ],
)
def test_result_is_written_asked_or_refused(
    run: Run, write: Write, cells: dict[str, Any], code: int, said: str
) -> None:
    path = write(ALONE)
    sheet = path.with_name("calls.xlsx")
    sheet.unlink(missing_ok=True)
    run("round", "calls", "-o", sheet, "--directory", path)
    before = _phones(path)
    _fill(sheet, {0: cells})
    result = run("import", sheet, "--yes", "--directory", path)
    assert result.code == code, result
    assert said in result.out, result
    is_written = code == 0 and cells.get("day", DAY) > date(2025, 3, 1) and "answered" in cells
    assert (_phones(path) == before) is not is_written
    assert "rang twice" not in path.read_text(encoding="utf-8")


def test_number_that_was_corrected_since_is_asked_about(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sheet = write(ALONE), tmp_path / "calls.xlsx"
    where = ("--directory", path)
    run("round", "calls", "-o", sheet, *where)
    _fill(sheet, {0: {"day": DAY, "answered": "yes"}})
    assert run("set", "seat-0", "phones.0.number=+592 609 1298", "--yes", *where).code == 0
    assert run("rename", "seat-0", "seat-now", *where).code == 0
    said = "the sheet has '+592 609 1240', the entry now has '+592 609 1298'"
    words = ("import", sheet, "--yes", *where)
    result = run(*words)
    assert (result.code, said in result.out, "1 question" in result.out) == (1, True, True)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert not re.search("609.?12", run(*words).out)
    monkeypatch.delenv("GITHUB_ACTIONS")
    assert run("set", "seat-now", "--unset", "phones", "--yes", *where).code == 0
    assert "the entry now has none" in run(*words).out


def test_questions_are_answered(run: Run, write: Write, tmp_path: Path) -> None:
    path, sheet = write(LINES), tmp_path / "calls.xlsx"
    answers, where = tmp_path / "answers.toml", ("--directory", path)
    run("round", "calls", "-o", sheet, *where)
    _fill(
        sheet,
        {
            0: {"number": "+592 609 1246", "day": DAY, "answered": "yes"},
            2: {"day": date(2025, 4, 1), "answered": "yes"},
            3: {"answered": "no"},
        },
    )
    asked = run("import", sheet, "--yes", "--questions", answers, *where)
    assert (asked.code, asked.out.splitlines()[0]) == (1, "1 row without changes, 3 questions")
    text = answers.read_text(encoding="utf-8")
    for row, word in (("row-4", "seat-40"), ("row-6", "yes"), ("row-7", "skip")):
        assert f'{row} = ""' in text
        text = text.replace(f'{row} = ""', f'{row} = "{word}"')
    answers.write_text(text, encoding="utf-8")
    assert run("import", sheet, "--yes", "--answers", answers, *where).code == 0
    phones = _phones(path)
    assert phones["seat-40"] == [{"number": "+592 609 1246", "tested": DAY}]
    assert phones["seat-5"][0]["tested"] == date(2025, 4, 1)
    assert "failed" not in phones["seat-5"][0]
    answers.write_text(text.replace("seat-40", "seat-41"), encoding="utf-8")
    assert (
        "is not the id of an entry: 'seat-41'"
        in run("import", sheet, "--answers", answers, *where).err
    )


def test_private_number_is_tested_with_private(run: Run, write: Write, tmp_path: Path) -> None:
    path, sheet = write(LINES), tmp_path / "calls.xlsx"
    numbers = ", ".join(map(_line, ("+592 609 1250", "+592 609 1251")))
    overlay = write_overlay(path, f'[[focal_point]]\nid = "seat-0"\nphones = [{numbers}]\n')
    where = ("--directory", path)
    run("round", "calls", "-o", sheet, "--audience", "secretariat", *where)
    rows = [n for n, text in enumerate(_cells(sheet, "number")) if text.startswith("+592 609 125")]
    assert len(rows) == 2
    _fill(sheet, {n: {"day": DAY, "answered": "yes"} for n in rows})
    before = overlay.read_bytes()
    asked = run("import", sheet, "--yes", *where)
    assert (asked.code, overlay.read_bytes()) == (1, before)
    assert "the number is in the private file: use --private, or skip the row" in asked.out
    assert run("import", sheet, "--yes", "--private", *where).code == 0
    raw = tomllib.loads(overlay.read_text(encoding="utf-8"))
    assert [phone["tested"] for phone in raw["focal_point"][0]["phones"]] == [DAY, DAY]
    assert "tested = 2026-05-20" not in path.read_text(encoding="utf-8")


def test_map_of_columns_leaves_the_sheet_out(run: Run, write: Write, tmp_path: Path) -> None:
    path, sheet, columns = write(LINES), tmp_path / "calls.xlsx", tmp_path / "map.toml"
    run("round", "calls", "-o", sheet, "--directory", path)
    run("import", sheet, "--write-map", columns, "--dry-run", "--directory", path)
    assert columns.read_text(encoding="utf-8") == ""


def test_sheet_saved_as_csv_is_read_back(run: Run, write: Write, tmp_path: Path) -> None:
    path, sheet = write(ALONE), tmp_path / "calls.csv"
    header = "Number to ring,Day of the call,Answered,By whom,Entry\n"
    rows = "+592 609 1240,2026-05-20,no,Ada,seat-0\n+592 609 1241,2026-05-20,no,Ada,seat-5,more\n"
    sheet.write_text(header + rows, encoding="utf-8")
    result = run("import", sheet, "--yes", "--directory", path)
    assert (result.code, "not imported until you correct the row" in result.out) == (1, True)
    phones = _phones(path)
    assert phones["seat-0"][0]["failed"] == {"on": DAY, "why": "no-answer"}
    assert phones["seat-5"][0]["failed"]["on"] == date(2025, 4, 1)


def test_sheet_is_no_output_and_replaces_no_other_file(run: Run, write: Write) -> None:
    path = write(ALONE)
    refused = run("round", "calls", "-o", "-", "--directory", path)
    assert (refused.code, "give a file with -o" in refused.err) == (2, True)
    other = path.with_name("other.xlsx")
    other.write_text("mine", encoding="utf-8")
    refused = run("round", "calls", "-o", other, "--directory", path)
    assert (refused.code, "is not an export of cmcct" in refused.err) == (2, True)
    assert other.read_text(encoding="utf-8") == "mine"


def test_log_has_no_text_of_a_cell(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sheet = write(LINES), tmp_path / "calls.xlsx"
    run("round", "calls", "-o", sheet, "--directory", path)
    _fill(sheet, {0: {"day": DAY, "answered": "Johnny"}})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = run("import", sheet, "--dry-run", "--format", "json", "--directory", path)
    assert "is not the result of a call" in result.out
    assert "Johnny" not in result.out + result.err
