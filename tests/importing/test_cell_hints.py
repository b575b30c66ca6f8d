from datetime import date
from pathlib import Path

from cmcct.diagnostics import Advice
from cmcct.fieldtypes import phone_number
from cmcct.importing.cells import row_values, validation
from cmcct.importing.cells.validation import put_in_words
from cmcct.importing.readers import read
from tests.support.cases import each

COLUMN = 'or put it into a column "National-only number" if it works only inside the country'
EDIT = "a number that works only inside the country is added with cmcct edit"


@each(
    ("row", "cell", "hint"),
    [
        ("12,", "C2", f"write the number as +592 ### ####, {COLUMN}"),
        ("Bo: 609 1234,", "C2", 'write "+592 609 1234"'),
        (",last week", "D2", "write YYYY-MM-DD"),
        (",45123", "D2", "give the cell the format of a date, or write it as YYYY-MM-DD"),
    ],
)
def test_hint_says_what_to_write_into_the_cell(row: str, cell: str, hint: str) -> None:
    text = f"Country,Name,Phone,Since\nGuyana,Ada Example,{row}\n"
    (sheet,) = read.read_sheets(Path("list.csv"), text.encode())
    (found,) = validation.validate([*row_values.read_records(sheet, {})], {}, date(2026, 6, 1))
    assert [(at, str(one.hint)) for at, one in found.findings] == [(cell, hint)]


def test_hint_about_several_countries_names_the_column() -> None:
    text = b'Country,Name\n"Guyana, Suriname y Cuba",Ada Example\n'
    (sheet,) = read.read_sheets(Path("list.csv"), text)
    (found,) = validation.validate([*row_values.read_records(sheet, {})], {}, date(2026, 6, 1))
    ((at, one),) = found.findings
    hint = 'write "Guyana", and Suriname, Cuba in a column "Also covers"'
    assert (at, str(one.hint)) == ("A2", hint)


def test_a_number_of_an_unknown_country_is_not_judged() -> None:
    text = b"Country,Name,Phone\nNowhere,Ada Example,12\nNowhere,Bea Example,+592 12\n"
    (sheet,) = read.read_sheets(Path("list.csv"), text)
    found = validation.validate([*row_values.read_records(sheet, {})], {}, date(2026, 6, 1))
    codes = [(at, one.code) for record in found for at, one in record.findings]
    assert codes == [
        ("A2", "unknown-country"),
        ("C3", "invalid-phone"),  # it says its country itself
        ("A3", "unknown-country"),
    ]


@each(
    ("number", "hint"),
    [
        ("609 1234 / Bo", ""),
        ("12", f"write the number as +592 ### ####; {EDIT}"),
        ("609 1234 / 911", 'put a semicolon between the numbers: "…", "…"'),
        ("609 1234 / 35", 'put a semicolon between the numbers: "+592 609 1234", "+592 609 1235"'),
        ("609 1234 ext. 5", 'write "+592 609 1234 ext. 5"'),
    ],
)
def test_hint_about_a_number_has_no_keys(number: str, hint: str) -> None:
    known = phone_number.check_phone(number, "GY").hint
    said = put_in_words(known)
    assert said == (hint or known)
    assert isinstance(said, Advice) == isinstance(known, Advice)


def test_what_has_no_hint_gets_none() -> None:
    assert put_in_words("") == ""
