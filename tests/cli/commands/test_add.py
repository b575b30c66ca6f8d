"""`cmcct add`: from options, from a file, by answering questions."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from cmcct.__main__ import main
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.reference import vocabulary
from tests.conftest import SHIPPED, Result, Run, Write, list_names, write_overlay
from tests.support.cli_samples import ADA
from tests.support.edited import BOTH, brief, changed, left_alone
from tests.support.person import typing
from tests.support.repositories import entry, repository
from tests.support.sheets import make_workbook

CTRL_C, CTRL_D, TAB = "\x03", "\x04", "\t"
OFFICE = (
    *("--country", "GY", "--organisation", "Example Ministry of Labour", "--name", "Óscar Example"),
    *("--sector", "labour", "--email", "labour@example.org"),
)
# Inserted before the unit: `gy-aa`, not `gy-ml`.
LINES = [
    "+[[focal_point]]",
    '+id = "gy-aa"',
    '+country = "Guyana"',
    '+name = "Óscar Example"',
    '+organisation = "Example Ministry of Labour"',
    '+sectors = ["labour-inspection"]',
    '+emails = ["labour@example.org"]',
    "+",
]


# Options


def test_options_make_entry_in_its_place_in_order(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    result = run("add", "--id", "gy-aa", *OFFICE, "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\nadded gy-aa\n")
    assert changed(path, before) == LINES
    text = path.read_text(encoding="utf-8")
    assert 'org"]\n\n# The unit moved in 2024.\n[[focal_point]]\nid = "gy-ctu"' in text
    assert list_names(path.parent) == ["directory.toml"]


def test_id_comes_from_country_and_institution_only(run: Run, write: Write) -> None:
    path = write(BOTH)
    for id_ in ("gy-ml", "gy-ministry-labour", "gy-ml-2"):
        result = run("add", *OFFICE, "--directory", path)
        assert (result.code, result.out) == (0, "")
        assert result.err.startswith(f"wrote {path}\n")
        assert result.err.endswith(f"added {id_}\n")
    assert "warning[duplicate-person] same name as in 'gy-ministry-labour' (entry" in result.err


def test_every_key_has_an_option(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = {
        "formerly": "gy-lab",
        "honorific": "Mr",
        "family-name": "Example",
        "title": "Inspector",
        "unit": "Example Labour Unit",
        "body": "ministry",
        "role": "alternate",
        "language": "Spanish",
        "phone": '{ number = "+592 220 1250", type = "mobile" }',
        "address": "6 Example Dam",
        "city": "Linden",
        "website": "https://example.org",
        "hours": "24/7",
        "timezone": "America/Guyana",
        "covers": "Suriname",
        "group": "venezuela",
        "meeting": "georgetown-2019",
        "status": "active",
        "since": "2026-01-01",
        "until": "2027-01-01",
        "verified": "today",
        "verified-via": "phone",
        "sharing": "public",
        "notes": "Ring twice.",
        "private-notes": "Or thrice.",
    }
    options = [word for key, value in words.items() for word in (f"--{key}", value)]
    result = run("add", *OFFICE, *options, "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\nadded gy-lu\n")
    added = path.read_text(encoding="utf-8").partition('[[focal_point]]\nid = "gy-lu"\n')[2]
    assert added.count("\n") == 30
    assert 'languages = ["es"]\n' in added
    assert 'phones = [{ number = "+592 220 1250", type = "mobile" }]\n' in added


@pytest.mark.parametrize(
    ("typed", "number", "said"),
    [
        ("876-922-1234", '"+1 876 922 1234"', "'876-922-1234' is read as +1 876 922 1234\n"),
        (
            "(876) 922-1234 ext. 12",
            '{ number = "+1 876 922 1234", ext = "12" }',
            "'(876) 922-1234 ext. 12' is read as +1 876 922 1234 ext. 12\n",
        ),
        (
            "876 922 1234, 876 922 1235",
            '"+1 876 922 1234", "+1 876 922 1235"',
            "'876 922 1234, 876 922 1235' is read as +1 876 922 1234, +1 876 922 1235\n",
        ),
        ("+1 876 922 1234", '"+1 876 922 1234"', ""),
        ('{ number = "+1 876 922 1234" }', '{ number = "+1 876 922 1234" }', ""),
    ],
)
def test_phone_as_written_nationally_is_taken_as_in_the_form(
    run: Run, write: Write, typed: str, number: str, said: str
) -> None:
    path = write(BOTH)
    options = [*OFFICE, "--country", "Jamaica", "--phone", typed]
    assert brief(run("add", *options, "--directory", path)) == Result(
        0, "", f"{said}wrote {path}\nadded jm-ml\n"
    )
    assert f"\nphones = [{number}]\n" in path.read_text(encoding="utf-8")


def test_private_number_is_read_as_of_the_entrys_country(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(BOTH)
    private = ("add", "--private", "--id", "gy-ctu", "--phone", "220 1250", "--directory", path)
    assert "'220 1250' is read as +592 220 1250\n" in run(*private).err
    monkeypatch.setenv("CI", "1")
    assert "220" not in run(*private[:-3], "220 1251", *private[-2:]).err
    overlay = path.with_name("directory.private.toml").read_text(encoding="utf-8")
    assert 'phones = ["+592 220 1250", "+592 220 1251"]' in overlay


# A file


def test_file_gives_entries_and_options_give_the_rest(
    run: Run, write: Write, tmp_path: Path
) -> None:
    draft = tmp_path / "draft"
    point = {
        "country": "Guyana",
        "name": "Óscar Example",
        "organisation": "Example Ministry of Labour",
        "sectors": ["labour-inspection"],
        "emails": ["labour@example.org"],
    }
    toml = "".join(f"{key} = {json.dumps(value)}\n" for key, value in point.items())
    for text in (json.dumps([point]), json.dumps(point), toml, f"[[focal_point]]\n{toml}"):
        draft.write_text(text, encoding="utf-8")
        path = write(BOTH)
        before = path.read_bytes()
        result = run("add", "--from", draft, "--id", "gy-aa", "--directory", path)
        assert brief(result) == Result(0, "", f"wrote {path}\nadded gy-aa\n")
        assert changed(path, before) == LINES


def test_search_output_can_be_added_elsewhere(run: Run, write: Write) -> None:
    found = run("search", "director", "--format", "json", "--directory", write(BOTH)).out
    assert found.startswith("[")
    path = write("")
    result = run("add", "--from", "-", "--directory", path, stdin=found)
    assert brief(result) == Result(0, "", f"wrote {path}\nadded gy-ctu\n")
    assert "false" not in path.read_text(encoding="utf-8")
    (point,) = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    assert (point["id"], point["name"]) == ("gy-ctu", "Ada Example")
    assert "country_code" not in point
    assert run("check", path) == Result(0, "", "no findings\n")
    assert run("search", "director", "--format", "json", "--directory", path).out == found


def test_several_entries_are_added_or_none(run: Run, write: Write) -> None:
    found = run("search", "-c", "Guyana", "--format", "json", "--directory", SHIPPED).out
    path = write(BOTH)
    before = path.read_bytes()
    refused = run("add", "--from", "-", "--directory", path, stdin=found)
    assert (refused.code, path.read_bytes()) == (2, before)
    assert "the id 'gy-ctu' is already used" in refused.err


LABOUR = (
    'country = "Guyana"\norganisation = "Example Ministry of Labour"\n'
    'role = "duty-desk"\nsectors = ["labour-inspection"]\n'
)
TWO = f"""\
[[focal_point]]
id = "gy-aa"
{LABOUR}emails = ["labour@example.org"]

[[focal_point]]
id = "gy-ctu"
{LABOUR}emails = ["labour-example.org"]
"""
AS_JSON = """\
[{"id": "gy-aa", "country": "Guyana", "organisation": "Example Ministry of Labour",
  "role": "duty-desk", "sectors": ["labour-inspection"],
  "emails": ["labour@example.org"]}, {
  "id": "gy-ctu", "country": "Guyana", "organisation": "Example Ministry of Labour",
  "role": "duty-desk", "sectors": ["labour-inspection"], "verified": "soon",
  "emails": ["", "labour-example.org"], "pager": "1"}]
"""
RECORD_1 = "(record 1, entry 'gy-aa')"
RECORD_2 = "(record 2, entry 'gy-ctu')"
ABSENT = {"id": "gy-aa", "country": "Guyana", "sectors": ["justice"], "role": "duty-desk"}


def _findings(result: Result, draft: Path | str) -> list[str]:
    """Return the first line and the position line of each finding; the draft is called FILE."""
    lines = result.err.replace(str(draft), "FILE").splitlines()
    return [line.strip() for line in lines if line.startswith("error[") or "-->" in line]


def test_an_error_stands_in_the_file_that_is_added(run: Run, write: Write, tmp_path: Path) -> None:
    draft = tmp_path / "new.toml"
    draft.write_text(TWO, encoding="utf-8")
    path = write(BOTH)
    taken = path.read_text(encoding="utf-8").splitlines().index('id = "gy-ctu"') + 1
    result = left_alone(run, path, "add", "--from", str(draft))
    assert _findings(result, draft) == [
        (
            f"error[duplicate-id]: the id 'gy-ctu' is already used, on line {taken} of {path} "
            f"{RECORD_2}"
        ),
        "--> FILE:10:6",
        "error[invalid-email]: not an e-mail address (record 2, entry 'gy-ctu')",
        "--> FILE:15:11",
    ]
    assert ' |\n15 | emails = ["labour-example.org"]\n' in result.err


def test_an_error_stands_in_json_from_standard_input(run: Run, write: Write) -> None:
    path = write(BOTH.replace('"gy-ctu"', '"gy-unit"'))
    result = run("add", "--from", "-", "--directory", path, stdin=AS_JSON)
    assert _findings(result, "standard input") == [
        "error[wrong-type]: not a date (record 2, entry 'gy-ctu')",
        "--> FILE:5:70",
        "error[invalid-email]: not an e-mail address (record 2, entry 'gy-ctu')",
        "--> FILE:6:18",
        """error[unknown-key]: unknown key 'pager' (record 2, entry 'gy-ctu')""",
        "--> FILE:6:50",
    ]
    assert "help: write YYYY-MM-DD\n" in result.err


@pytest.mark.parametrize("key", ["shraing", "sharng"])
def test_a_misspelt_sharing_adds_nothing(run: Run, write: Write, key: str) -> None:
    path = write(BOTH)
    before = path.read_text(encoding="utf-8")
    draft = f"""{key} = "secretariat"
name = "Bo Example"
country = "Guyana"
organisation = "Example Ministry"
sectors = ["police"]
emails = ["bo@example.org"]
"""
    result = run("add", "--from", "-", "--directory", path, stdin=draft)
    assert _findings(result, "standard input") == [
        f"""error[unknown-key]: unknown key '{key}' (record 1, entry 'gy-ministry')""",
        f"--> FILE:1:{len(key) + 4}",
    ]
    assert "\nhelp: did you mean sharing?\n" in result.err
    assert path.read_text(encoding="utf-8") == before


IN_SPANISH = """\
{"id": "gy-bb", "país": "Guyana", "organización": "Example Agency", "rol": "duty-desk",
  "sectores": ["police"], "correo": "bb", "desde": "soon", "grupos": ["x"],
  "teléfonos": ["", {"número": "1", "tipo": "celular"}]}
"""


def test_error_under_another_word_stands_at_its_place(run: Run, write: Write) -> None:
    result = run("add", "--from", "-", "--directory", write(BOTH), stdin=IN_SPANISH)
    assert _findings(result, "standard input") == [
        "error[invalid-email]: not an e-mail address (record 1, entry 'gy-bb')",
        "--> FILE:2:37",
        "error[wrong-type]: not a date (record 1, entry 'gy-bb')",
        "--> FILE:2:52",
        """error[unknown-value]: unknown working group 'x' (record 1, entry 'gy-bb')""",
        "--> FILE:2:71",
        (
            "error[invalid-phone]: not a phone number that can be dialled from abroad "
            "(record 1, entry 'gy-bb')"
        ),
        "--> FILE:3:32",
    ]


def test_error_in_log_repeats_no_contact_of_the_file(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "1")
    result = run("add", "--from", "-", "--directory", write(BOTH), stdin=AS_JSON)
    assert "labour@" not in result.err
    assert " --> standard input:6:18\n" in result.err


def test_value_with_one_correction_is_corrected_and_noted(run: Run, write: Write) -> None:
    path = write(BOTH.replace('"gy-ctu"', '"gy-unit"'))
    draft = f"""[[focal_point]]
id = "gy-aa"
{LABOUR}languages = ["Dutch"]
emails = ["labour@example.org / desk@example.org", "nobody@example.org"]
"""
    result = run("add", "--from", "-", "--directory", path, stdin=draft)
    assert result.code == 0
    assert result.err.splitlines()[:2] == [
        (
            "standard input:7:14: note[invalid-language] unknown language 'Dutch'; "
            f'read as "nl" {RECORD_1}'
        ),
        (
            "standard input:8:11: note[invalid-email] not an e-mail address; "
            f'read as "labour@example.org" and "desk@example.org" {RECORD_1}'
        ),
    ]
    (added,) = (
        one for one in tomllib.loads(path.read_text("utf-8"))["focal_point"] if one["id"] == "gy-aa"
    )
    assert added["languages"] == ["nl"]
    assert added["emails"] == ["labour@example.org", "desk@example.org", "nobody@example.org"]


def test_error_behind_a_split_value_stands_at_its_place(run: Run, write: Write) -> None:
    draft = f"""{LABOUR}emails = ["a@example.org / b@example.org", "nobody", "c@example.org / d"]
"""
    result = run("add", "--from", "-", "--directory", write(BOTH), stdin=draft)
    assert _findings(result, "standard input")[1::2] == ["--> FILE:5:44", "--> FILE:5:54"]


def test_unsafe_correction_needs_the_option(run: Run, write: Write) -> None:
    draft = f"{LABOUR}emails = ['a@example.org']".replace('"Guyana"', '"Guyanna"')
    words = ("add", "--from", "-", "--directory", write(BOTH))
    assert run(*words, stdin=draft).code == 2
    assert run(*words, "--unsafe-fixes", stdin=draft).code == 0


def test_id_of_two_records_is_found_in_the_file(run: Run, write: Write) -> None:
    twice = TWO.replace("gy-ctu", "gy-aa").replace("r-e", "r@e")
    result = run("add", "--from", "-", "--directory", write(BOTH), stdin=twice)
    assert _findings(result, "standard input") == [
        (
            "error[duplicate-id]: the id 'gy-aa' is already used (record 2, "
            "entry 'gy-aa', see line 2)"
        ),
        "--> FILE:10:6",
    ]


def test_record_with_taken_id_names_line_of_entry(run: Run, write: Write) -> None:
    path = write(ADA.replace('"gy-unit"', '"gy-aa"'))
    one = TWO.partition("\n\n")[0]
    taken = path.read_text(encoding="utf-8").splitlines().index('formerly = ["gy-aa"]') + 1
    result = run("add", "--from", "-", "--directory", path, stdin=one)
    assert _findings(result, "standard input") == [
        (
            f"error[duplicate-id]: the id 'gy-aa' is already used, on line {taken} of {path} "
            f"{RECORD_1}"
        ),
        "--> FILE:2:6",
    ]


def test_error_outside_the_text_stands_at_record_head(run: Run, write: Write) -> None:
    path = write(BOTH)
    text = json.dumps([ABSENT], indent=1)
    words = ("add", "--from", "-", "--email", "nobody", "--directory", path)
    result = run(*words, stdin=text)
    assert _findings(result, "standard input") == [
        """error[missing-key]: 'organisation' is missing (record 1, entry 'gy-aa')""",
        "--> FILE:2:2",
        "error[invalid-email]: not an e-mail address (record 1, entry 'gy-aa')",
        "--> FILE:2:2",
    ]
    unnamed = run(*words, stdin=json.dumps({**ABSENT, "id": ["x", "y"]}))
    assert "'organisation' is missing (record 1)\n" in unnamed.err


def test_a_file_that_is_not_toml_says_where(run: Run, write: Write, tmp_path: Path) -> None:
    draft = tmp_path / "new.toml"
    draft.write_text(TWO.replace('"gy-ctu"', "gy-ctu"), encoding="utf-8")
    result = left_alone(run, write(BOTH), "add", "--from", str(draft))
    assert _findings(result, draft) == [
        "error[toml-syntax]: this text must be in quotes",
        "--> FILE:10:6",
    ]


def test_invalid_private_text_is_not_repeated(run: Run, write: Write) -> None:
    text = 'id = "gy-ctu"\nphones = [+592 609 1250]\n'
    add = ("add", "--from", "-", "--directory", write(BOTH))
    assert "609 1250" in run(*add, stdin=text).err
    hidden = run(*add, "--private", stdin=text).err
    assert "standard input:2:" in hidden
    assert "609 1250" not in hidden


def test_private_error_is_placed_in_the_added_file(run: Run, write: Write) -> None:
    path = write(BOTH)
    add = ("add", "--private", "--from", "-", "--directory", path)
    two = '[[focal_point]]\nid = "nl-xx"\n[[focal_point]]\nid = "gy-ctu"\nphones = ["+592 609"]\n'
    result = run(*add, stdin=two)
    assert result.err.startswith("error: standard input:2:6: record 1: unknown id 'nl-xx'\n")
    result = run(*add, stdin=two.replace("nl-xx", "gy-ctu"))
    assert _findings(result, "standard input")[1:] == ["--> FILE:5:11"]
    assert "(record 2, entry 'gy-ctu')" in result.err


def test_an_id_of_the_private_file_names_its_record(run: Run, write: Write) -> None:
    path = write(BOTH)
    write_overlay(path, '[[focal_point]]\nid = "gy-aa"\nphones = ["+592 609 1250"]\n')
    result = run("add", "--from", "-", "--directory", path, stdin=TWO)
    assert result.err.startswith(
        "error: standard input:2:6: record 1: the private file already has data for the id 'gy-aa'"
    )
    assert run("add", "--id", "gy-aa", *OFFICE, "--directory", path).err.startswith(
        "error: the private file already has data for the id 'gy-aa'\n"
    )


def test_closed_standard_input_holds_no_entries(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(BOTH)
    monkeypatch.setattr(sys, "argv", ["cmcct", "add", "--from", "-", "--directory", str(path)])
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("error: standard input contains no entries\n")


# A sheet

ROWS = """\
Country,Name,Organisation,Sectors,E-mail,Phones
Guyana,Bo EXAMPLE,Example Agency,Health,bo@gy.example.org,609-1277
Guyana,Cato Voorbeeld,Example Agency,Police,{email},
"""
SHEET = ROWS.format(email="cato@@gy.example.org")


def _workbook(path: Path, text: str) -> Path:
    path.write_bytes(make_workbook(text))
    return path


@pytest.mark.parametrize("name", ["new.csv", "new.tsv", "new.xlsx", "new.vcf", "-"])
def test_rows_of_a_sheet_become_entries(run: Run, write: Write, tmp_path: Path, name: str) -> None:
    path = write(BOTH)
    source = tmp_path / name
    if name == "new.xlsx":
        _workbook(source, SHEET)
    elif name == "new.vcf":
        source.write_text(
            "BEGIN:VCARD\nVERSION:3.0\nN:Example;Bo;;;\nORG:Example Agency\n"
            "ADR;TYPE=WORK:;;;;;;Guyana\nCATEGORIES:Health\nTEL;TYPE=WORK:609-1277\n"
            "EMAIL;TYPE=WORK:bo@gy.example.org\nEND:VCARD\n",
            encoding="utf-8",
        )
    elif name != "-":
        text = SHEET.replace(",", "\t") if name == "new.tsv" else SHEET
        source.write_text(text, encoding="utf-8")
    given = Path(name) if name == "-" else source
    result = run("add", "--from", given, "--directory", path, stdin=SHEET)
    assert result.code == 0, result.err
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    (added,) = (one for one in entries if one.get("name") == "Bo Example")
    assert added["id"] == "gy-agency"
    assert added["sectors"] == ["health"]
    assert added["emails"] == ["bo@gy.example.org"]


def test_error_stands_in_the_cell(run: Run, write: Write, tmp_path: Path) -> None:
    sheet = _workbook(tmp_path / "new.xlsx", ROWS.format(email="nobody"))
    result = left_alone(run, write(BOTH), "add", "--from", str(sheet))
    assert result.err.splitlines()[:5] == [
        "error[invalid-email]: not an e-mail address (record 2, entry 'gy-agency-2')",
        f" --> {sheet}:Participants!E3",
        "  |",
        "3 | nobody",
        "  | ^^^^^^ no @ sign",
    ]
    table = tmp_path / "new.csv"
    table.write_text(ROWS.format(email="nobody"), encoding="utf-8")
    result = run("add", "--from", table, "--directory", write(BOTH))
    assert f" --> {table}:E3\n" in result.err


def test_correction_of_a_cell_is_noted(run: Run, write: Write, tmp_path: Path) -> None:
    sheet = _workbook(tmp_path / "new.xlsx", SHEET)
    result = run("add", "--from", sheet, "--directory", write(BOTH))
    assert result.err.startswith(
        f"{sheet}:Participants!E3: note[invalid-email] not an e-mail address; "
        'read as "cato@gy.example.org" (record 2)\n'
    )


def test_column_that_is_left_out_is_named(run: Run, write: Write, tmp_path: Path) -> None:
    source = tmp_path / "new.csv"
    text = SHEET.replace("\n", ",Seat\n", 1).replace("\n", "\n").rstrip("\n") + ",12 B\n"
    source.write_text(text, encoding="utf-8")
    result = run("add", "--from", source, "--directory", write(BOTH))
    assert "'Seat', was skipped; its first value is '12 B'\n" in result.err


def test_cell_of_two_people_is_refused(run: Run, write: Write, tmp_path: Path) -> None:
    source = tmp_path / "new.csv"
    source.write_text(SHEET.replace("Bo EXAMPLE", "Bo Example & Cato Test"), encoding="utf-8")
    result = left_alone(run, write(BOTH), "add", "--from", str(source))
    assert "error[two-people]: Bo Example & Cato Test: one person or two?" in result.err


def test_row_that_cannot_be_read_is_refused(run: Run, write: Write, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "Country", "Phones", "In post since"])
    sheet.append(["Bo Example", "Guyana", "5,97741E+09", "03/02/2024"])
    sheet["A2"].font = Font(strike=True)
    path = tmp_path / "new.xlsx"
    book.save(path)
    result = left_alone(run, write(BOTH), "add", "--from", str(path))
    assert [line for line in result.err.splitlines() if "-->" in line] == [
        f" --> {path}:Sheet!C2",
        f" --> {path}:Sheet!D2",
        f" --> {path}:Sheet!A2",
    ]
    assert "error[struck-out]: the name is struck out" in result.err


def test_sheet_without_headings_is_refused(run: Run, write: Write) -> None:
    result = run("add", "--from", "-", "--directory", write(BOTH), stdin="a,b\nc,d\n")
    assert (result.code, result.err.splitlines()[0]) == (
        2,
        "error: standard input has no row of known column headings",
    )


# Questions


def test_each_answer_is_checked_and_tab_completes(write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    answers = [
        ("Country: ", "St. Martin\n"),
        ("Country: ", "gren\n"),
        ("Country: ", "Guayana\n"),
        ("Country: ", f"Guy{TAB}\n"),
        ("Organisation: ", "\n"),
        ("Organisation: ", "Example Ministry of Labour\n"),
        ("Unit (optional): ", "\n"),
        ("Sectors, main one first (e.g. 2,9): ", "polise\n"),
        ("Sectors, main one first (e.g. 2,9): ", "ngo\n"),
        ("Sectors, main one first (e.g. 2,9): ", "Head of unit\n"),
        ("Sectors, main one first (e.g. 2,9): ", "0\n"),
        ("Sectors, main one first (e.g. 2,9): ", f"2, 2, labour-i{TAB}\n"),
        ("Full name (optional): ", "Óscar Example\n"),
        ("Family name, for sorting (optional): ", "Smith\n"),
        ("Family name, for sorting (optional): ", "Exampel\n"),
        ("Family name, for sorting (optional): ", "\n"),
        ("Job title (optional): ", "\n"),
        ("Role [Focal point]: ", "\n"),
        ("E-mail (optional): ", "labour@@example.org\n"),
        ("E-mail (optional): ", "\n"),
        ("Phone (optional): ", "12\n"),
        ("Phone (optional): ", "220 1250; +592 9 (whatsapp)\n"),
        ("Phone (optional): ", "220 1250; 609-1250\n"),
        ("Languages (optional): ", "inglés, klingon\n"),
        ("Languages (optional): ", "inglés, Dutch\n"),
        ("  en, nl", ""),
        ("Hours (optional): ", "sometimes\n"),
        ("Hours (optional): ", "lun a vie de 8 a 16\n"),
        ("  Mo-Fr 08:00-16:00", ""),
        ("Meetings (optional): ", "\n"),
        ("Id of the entry, used in commands [gy-ml]: ", "gy-unit\n"),
        ("Id of the entry, used in commands [gy-ml]: ", "\n"),
        ("Save these changes? [no]: ", "yes\n"),
    ]
    result = typing(answers, "add", "--directory", path)
    assert result.code == 0
    for message in (
        "  ambiguous country 'St. Martin': write Saint Martin (French part) or Sint Maarten\n",
        "  'gren' matches several: 19 (Grenada), 31 (Saint Vincent and the Grenadines): ",
        "  unknown country 'Guayana': did you mean ",
        "Country: Guyana\n",
        "  an answer is required; type 'back' for the previous question, or press Ctrl-C to ",
        "   2  Police, anti-trafficking unit\n",
        "  unknown sector 'polise': did you mean 2 (Police, anti-trafficking unit)?\n",
        "  unknown sector 'ngo': answer with a number from 1 to 16\n",
        "  unknown sector 'Head of unit': 'Head of unit' is a role, which is asked for later\n",
        "  answer with a number from 1 to 16\n",
        "  Police, anti-trafficking unit; Labour inspection\n",
        "  not an e-mail address: write 'labour@example.org'\n",
        "is added with cmcct edit\n",
        "  '+592 9': not a phone number that can be dialled from abroad: ",
        "  +592 220 1250, +592 609 1250 (mobile)\n",
        "  the id 'gy-unit' is already used: write 'gy-unit-2'\n",
        "Óscar Example\n  Country       Guyana\n  Organisation  Example Ministry of Labour\n",
        f"wrote {path}\nadded gy-ml\n",
    ):
        assert message in result.out
    hint = "write the part of 'Óscar Example' that is the family\n      name, for example Example\n"
    assert result.out.count(hint) == 2
    assert changed(path, before) == [
        "+",
        "+[[focal_point]]",
        '+id = "gy-ml"',
        '+country = "Guyana"',
        '+name = "Óscar Example"',
        '+organisation = "Example Ministry of Labour"',
        '+sectors = ["police", "labour-inspection"]',
        '+languages = ["en", "nl"]',
        '+phones = ["+592 220 1250", { number = "+592 609 1250", type = "mobile" }]',
        '+hours = "Mo-Fr 08:00-16:00"',
    ]


def test_only_missing_values_are_asked_for(write: Write) -> None:
    path = write(BOTH)
    given = (
        "--unit",
        "Unit",
        "--title",
        "Officer",
        "--phone",
        "+592 220 1250",
        "--role",
        "technical",
    )
    answers = [
        ("Full name: ", "Óscar Example\n"),
        ("Family name, for sorting (optional): ", "Example\n"),
        ("Languages (optional): ", "\n"),
        ("Hours (optional): ", "\n"),
        ("Meetings (optional): ", "\n"),
        ("Save these changes? [no]: ", "y\n"),
    ]
    result = typing(answers, "add", "--id", "gy-aa", *_but("--name"), *given, "--directory", path)
    assert (result.code, result.out.count("]: ")) == (0, 1)
    assert 'family_name = "Example"\n' in path.read_text(encoding="utf-8")
    assert result.out.endswith(f"Save these changes? [no]: y\nwrote {path}\nadded gy-aa\n")


def test_shelter_is_asked_for_an_email_or_a_phone_and_no_username(write: Write) -> None:
    path = write(BOTH)
    given = ("--country", "Guyana", "--organisation", "Example House", "--sector", "shelter")
    answers = [
        ("E-mail (optional): ", "\n"),
        ("Phone (optional): ", "\n"),
        ("an e-mail or a phone is required", ""),
        ("E-mail: ", "\n"),
        ("E-mail: ", "shelter@example.org\n"),
        ("Languages (optional): ", "\n"),
        ("Hours (optional): ", "\n"),
        ("Meetings (optional): ", "\n"),
        ("Save these changes? [no]: ", "yes\n"),
    ]
    named = ("--name", "Eva Example", "--family-name", "Example", "--title", "Head")
    words = (*named, "--unit", "U", "--role", "technical", "--id", "gy-eh")
    result = typing(answers, "add", *given, *words, "--directory", path)
    assert result.code == 0, result.out
    assert 'emails = ["shelter@example.org"]\n' in path.read_text(encoding="utf-8")


def test_back_returns_and_no_writes_nothing(write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    answers = [
        ("Country: ", "back\n"),
        ("Country: ", "aruba\n"),
        ("  Aruba", ""),
        ("Organisation: ", "Back\n"),
        ("Unit (optional): ", "back\n"),
        ("Organisation [Back]: ", "\n"),
        ("Unit (optional): ", "\n"),
        ("Sectors, main one first (e.g. 2,9): ", "health\n"),
        ("Full name (optional): ", "\n"),
        ("Job title (optional): ", "\n"),
        ("Role [Focal point]: ", "\n"),
        ("a focal point needs a name; only a duty desk or a vacant seat has none", ""),
        ("Full name: ", "back\n"),
        ("Role [Focal point]: ", "d\n"),
        ("  Duty desk", ""),
        ("E-mail (optional): ", "a@example.org, b@example.org\n"),
        ("Phone (optional): ", "back\n"),
        ("E-mail (optional, - for none) [a@example.org, b@example.org]: ", "-\n"),
        ("Phone (optional): ", "back\n"),
        ("E-mail (optional): ", "a@example.org\n"),
        ("Phone (optional): ", "\n"),
        ("Languages (optional): ", "\n"),
        ("Hours (optional): ", "\n"),
        ("Meetings (optional): ", "\n"),
        ("Id of the entry, used in commands [aw-back]: ", "\n"),
        ("Save these changes? [no]: ", "\n"),
    ]
    result = typing(answers, "add", "--directory", path)
    assert (result.code, path.read_bytes()) == (2, before)
    assert result.out.endswith("\nnothing was saved\n")


def test_question_about_one_close_word_is_answered_yes(write: Write) -> None:
    path = write(f'{BOTH}[[meeting]]\nid = "x-2026"\nname = "X 2026"\ndate = 2026-03-12\n')
    given = [*("--organisation", "X", "--sector", "police", "--name", "Eva", "--title", "Officer")]
    given += ["--role", "technical", "--email", "eva@example.org", "--unit", "U"]
    answers = [
        ("País: ", "Guayana\n"),
        ("Francesa?", ""),
        ("País: ", "sí\n"),  # of two, none is taken
        ("escriba su nombre o su código", ""),
        ("País: ", "Guyanna\n"),
        ("¿quiso decir Guyana?", ""),
        ("País: ", "Sí\n"),
        ("  Guyana\r\n", ""),
        ("Apellidos, para ordenar (opcional): ", "\n"),
        ("Teléfono (opcional): ", "\n"),
        ("Idiomas (opcional): ", "\n"),
        ("Horario (opcional): ", "\n"),
        ("   1  X 2026", ""),
        ("Reuniones (opcional): ", "2000\n"),
        ("Reuniones (opcional): ", "1\n"),
        ("Identificador de la ficha, para usar en los comandos [gy-u]: ", "\n"),
        ("¿Guardar estos cambios? [no]: ", "sí\n"),
    ]
    result = typing(answers, "--lang", "es", "add", *given, "--directory", path)
    assert (result.code, 'meetings = ["x-2026"]\n' in path.read_text("utf-8")) == (0, True)


def test_short_numbers_are_taken_one_by_one(write: Write) -> None:
    path = write(BOTH)
    given = ("--country", "Suriname", "--organisation", "X", "--sector", "police", "--name", "Eva")
    answers = [
        ("Unit (optional): ", "\n"),
        ("Family name, for sorting (optional): ", "\n"),
        ("Job title (optional): ", "\n"),
        ("Role [Focal point]: ", "\n"),
        ("E-mail (optional): ", "\n"),
        ("Phone (optional): ", "21 12 34, 741-2345 (whatsapp), 24/7\n"),
        ("  +597 211 234, +597 741 2345 (mobile) (WhatsApp), 24 hours a day", ""),
        ("Languages (optional): ", "\n"),
        ("Hours (optional): ", "\n"),
        ("Meetings (optional): ", "\n"),
        ("Id of the entry, used in commands [sr-x]: ", "\n"),
        ("Save these changes? [no]: ", "yes\n"),
    ]
    assert typing(answers, "add", *given, "--directory", path).code == 0


KIND = "Kind of line: "
DOMINICAN = (
    *("--country", "Dominican Republic", "--organisation", "X", "--sector", "police"),
    *("--name", "Eva"),
)
BEFORE = [
    ("Unit (optional): ", "\n"),
    ("Family name, for sorting (optional): ", "\n"),
    ("Job title (optional): ", "\n"),
    ("Role [Focal point]: ", "\n"),
    ("E-mail (optional): ", "\n"),
]
AFTER = [
    ("Languages (optional): ", "\n"),
    ("Hours (optional): ", "\n"),
    ("Meetings (optional): ", "\n"),
    ("Id of the entry, used in commands [do-x]: ", "\n"),
]
SAVED = ("Save these changes? [no]: ", "yes\n")


def test_kind_of_a_number_that_does_not_tell_it_is_asked(write: Write) -> None:
    path = write(BOTH)
    answers = [
        *BEFORE,
        ("Phone (optional): ", "809-234-5678; 809-234-5679; celular 809-234-5670\n"),
        ("  +1 809 234 5678, +1 809 234 5679, +1 809 234 5670 (mobile)", ""),
        ("+1 809 234 5678", ""),
        ("   1  Office", ""),
        (KIND, "\n"),
        ("an answer is required", ""),
        (KIND, "9\n"),
        ("answer with a number from 1 to 4", ""),
        (KIND, "2\n"),
        ("  +1 809 234 5678 (mobile)", ""),
        ("+1 809 234 5679", ""),
        (KIND, "office\n"),
        *AFTER,
        ("+1 809 234 5678", ""),
        SAVED,
    ]
    assert typing(answers, "add", *DOMINICAN, "--directory", path, columns=200).code == 0
    added = path.read_text(encoding="utf-8")
    phones = added[added.index("phones = [", added.index('id = "do-x"')) :].split("]")[0]
    assert [line.strip(" ,") for line in phones.splitlines()[1:] if line] == [
        '{ number = "+1 809 234 5678", type = "mobile" }',
        '"+1 809 234 5679"',
        '{ number = "+1 809 234 5670", type = "mobile" }',
    ]


def test_kind_of_a_number_is_taken_back(write: Write) -> None:
    path = write(BOTH)
    answers = [
        *BEFORE,
        ("Phone (optional): ", "809-234-5678\n"),
        (KIND, "back\n"),
        ("Phone (optional, - for none) [809-234-5678]: ", "809-234-5679\n"),
        (KIND, "2\n"),
        ("Languages (optional): ", "back\n"),
        ("Kind of line [2]: ", "1\n"),
        *AFTER,
        SAVED,
    ]
    assert typing(answers, "add", *DOMINICAN, "--directory", path).code == 0
    assert 'phones = ["+1 809 234 5679"]\n' in path.read_text(encoding="utf-8")


def test_giving_up_at_the_kind_of_a_number_writes_nothing(write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    answers = [*BEFORE, ("Phone (optional): ", "809-234-5678\n"), (KIND, CTRL_C)]
    result = typing(answers, "add", *DOMINICAN, "--directory", path)
    assert (result.code, path.read_bytes()) == (130, before)


def test_number_given_is_read_as_of_the_country_asked_for(write: Write) -> None:
    path = write(BOTH)
    answers = [
        ("Country: ", "Guyana\n"),
        ("Unit (optional): ", "\n"),
        ("Family name, for sorting (optional): ", "\n"),
        ("Job title (optional): ", "\n"),
        ("Role [Focal point]: ", "\n"),
        ("Languages (optional): ", "\n"),
        ("Hours (optional): ", "\n"),
        ("Meetings (optional): ", "\n"),
        ("Id of the entry, used in commands [gy-ml]: ", "\n"),
        ("Save these changes? [no]: ", "yes\n"),
    ]
    result = typing(answers, "add", *_but("--country"), "--phone", "220-1250", "--directory", path)
    assert "'220-1250' is read as +592 220 1250\n" in result.out
    assert 'phones = ["+592 220 1250"]\n' in path.read_text(encoding="utf-8")


def test_usual_role_is_left_out_only_if_it_was_asked_for(write: Write) -> None:
    path = write(BOTH)
    answers = [
        ("Organisation: ", "Example Ministry of Labour\n"),
        ("(optional): ", "\n"),
        ("(optional): ", "\n"),
        ("(optional): ", "\n"),
        ("(optional): ", "\n"),
        ("Languages (optional): ", "\n"),
        ("Hours (optional): ", "\n"),
        ("Meetings (optional): ", "\n"),
        ("Id of the entry, used in commands [gy-ml]: ", "\n"),
        ("Save these changes? [no]: ", "yes\n"),
    ]
    given = [*_but("--organisation"), "--role", "focal-point"]
    assert typing(answers, "add", *given, "--directory", path).code == 0
    assert 'role = "focal-point"\n' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [100, 40])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_questions_are_in_the_readers_language(
    write: Write, monkeypatch: pytest.MonkeyPatch, lang: str, columns: int
) -> None:
    monkeypatch.setenv("CMCCT_LANG", lang)
    path, translator = write(BOTH), Translator(lang)

    def optional(question: str) -> str:
        text = translator.gettext("{question} (optional)", question=translator.gettext(question))
        return translator.gettext("{label}:", label=text)

    role = vocabulary.get_term("role", "focal-point").label(lang)
    answers = [
        (translator.gettext("Country"), "Guyana\n"),
        (translator.gettext("Organisation"), "Example Office\n"),
        (optional("Unit"), f"{translator.gettext('back')}\n"),
        (translator.gettext("Organisation"), "\n"),
        (optional("Unit"), "\n"),
        (vocabulary.get_term("sector", "police").label(lang), ""),
        (translator.gettext("Sectors, main one first (e.g. 2,9)"), "2\n"),
        (translator.gettext("Full name"), "Óscar Example\n"),
        (optional("Family name, for sorting"), "\n"),
        (optional("Job title"), "\n"),
        (role, ""),
        (f"{translator.gettext('Role')} [{role}]", "\n"),
        (optional("E-mail"), "\n"),
        (translator.gettext("Phone"), "220 1250\n"),
        (optional("Languages"), "\n"),
        (optional("Hours"), "\n"),
        (optional("Meetings"), "\n"),
        (f"{translator.gettext('Id of the entry, used in commands')} [gy-office]", "\n"),
        (translator.gettext("Save these changes?"), "yes\n"),
    ]
    result = typing(answers, "add", "--directory", path, columns=columns)
    added = translator.gettext("added {ids}", ids="gy-office")
    assert (result.code, result.out.splitlines()[-1]) == (0, added)
    assert 'phones = ["+592 220 1250"]\n' in path.read_text(encoding="utf-8")


def _but(option: str) -> list[str]:
    position = OFFICE.index(option)
    return [*OFFICE[:position], *OFFICE[position + 2 :]]


@pytest.mark.parametrize(
    ("key", "code", "message"),
    [(CTRL_C, 130, ""), (CTRL_D, 2, "error: no answer; nothing was saved\n")],
)
def test_giving_up_writes_nothing(write: Write, key: str, code: int, message: str) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    result = typing(
        [("Country: ", "Guyana\n"), ("Organisation: ", key)], "add", "--directory", path
    )
    assert result.code == code
    assert result.out.endswith(message)
    assert "Traceback" not in result.out
    assert path.read_bytes() == before


# Concurrent edits

SEATS = (entry("aw-a", country='"Aruba"'), entry("gy-a"), entry("sr-a", country='"Suriname"'))
CLEAN = "Merge made by the 'ort' strategy."


@pytest.fixture
def merged(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that merges two branches, each with a new seat; it returns git's output."""
    monkeypatch.chdir(tmp_path)
    repo = repository(tmp_path)
    repo.commit(*SEATS)
    repo.git("branch", "side")

    def call(*seats: tuple[str, str, str]) -> str:
        for branch, (id_, country, name) in zip(("side", "main"), seats, strict=True):
            repo.git("checkout", "-q", branch)
            who = ("--name", name, "--email", f"{id_}@example.org", "--verified", "2026-03-02")
            what = ("--organisation", "Example Office", "--sector", "police")
            assert run("add", "--id", id_, "--country", country, *who, *what).code == 0
            repo.git("commit", "-q", "-a", "-m", f"Add {id_}")
        merge = ("git", "merge", "--no-ff", "-m", "Both", "side")
        return repo.run(*merge, may_fail=True).stdout

    return call


def _ids() -> list[str]:
    content = tomllib.loads(Path("directory.toml").read_text(encoding="utf-8"))
    return [point["id"] for point in content["focal_point"]]


def test_seats_of_two_countries_are_merged(run: Run, merged: Callable[..., str]) -> None:
    assert CLEAN in merged(("gy-b", "Guyana", "Bo"), ("sr-b", "Suriname", "Cy"))
    assert _ids() == ["aw-a", "gy-a", "gy-b", "sr-a", "sr-b"]
    assert " error[" not in run("check", "--format", "concise").out


def test_person_added_on_two_branches_is_found(run: Run, merged: Callable[..., str]) -> None:
    assert CLEAN in merged(("gy-b", "Guyana", "Ada Example"), ("gy-0", "Guyana", "Ada Example"))
    assert _ids() == ["aw-a", "gy-0", "gy-a", "gy-b", "sr-a"]
    assert "warning[duplicate-person] " in run("check", "--format", "concise").out


def test_merge_conflict_loses_no_seat(run: Run, merged: Callable[..., str]) -> None:
    seats = [("gy-b", "Guyana", "Bo"), ("gy-c", "Guyana", "Cy")]
    assert "CONFLICT (content): Merge conflict in directory.toml" in merged(*seats)
    found = run("check", "--format", "concise")
    assert (found.code, found.out.count("error[conflict] ")) == (1, 2)
    lines = Path("directory.toml").read_text(encoding="utf-8").splitlines()
    for branch in ("side", "main"):
        whole = subprocess.check_output(["git", "show", f"{branch}:directory.toml"], text=True)
        assert {*whole.splitlines()} <= {*lines}


def test_number_that_fewer_may_see_elsewhere_is_asked_about(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = (
        *("--country", "Guyana", "--name", "Eva Example", "--organisation", "Example Office"),
        *("--sector", "police"),
    )
    refused = left_alone(run, path, "add", *words, "--phone", "609-1234")
    assert refused.code == 2
    message = "error: nothing was saved: more people will see +592 609 1234\n"
    assert f"{message}help: use --yes to proceed\n" in refused.err
    # One that is for the network elsewhere is not, nor a new one for the secretariat.
    for more in (("--phone", "220-1234"), ("--phone", "609-1234", "--sharing", "secretariat")):
        assert run("add", *words, *more, "--directory", path, "--dry-run").code == 0


def test_office_with_a_number_is_one_of_its_numbers(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("country=Aruba", "name=X", "sector=police", "organisation=Y", "email=k@aw.example.org")
    numbers = ("oficina=521-2399", "celular=560-1234")
    assert run("add", *words, *numbers, "--directory", path).code == 0
    added = '["+297 521 2399", { number = "+297 560 1234", type = "mobile" }]'
    assert f"phones = {added}" in path.read_text(encoding="utf-8")
