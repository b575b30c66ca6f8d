"""CSV for Google Contacts."""

from functools import partial
from typing import Any

from cmcct.formats.csv import address_books
from cmcct.i18n.messages import Translator
from cmcct.model.entities import DirectoryInfo
from tests.support.cases import each
from tests.support.contacts import ENGLISH, NOTE_BEGINS, NOTE_ENDS, made, read
from tests.support.entries import FULL, extract, point

_dump = partial(address_books.dump, program="google")

# The header of a Google export, with one e-mail and one number.
HEADER = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,"
    "Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,"
    "Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,"
    "Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,"
    "Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,Website 1 - Value"
)
FULL_CONTACT = {
    "First Name": "Ada María",
    "Last Name": "Example Pérez",
    "Name Prefix": "Dr",
    "Organization Name": "Example Ministry of Home Affairs",
    "Organization Title": "Director; Operations",
    "Organization Department": "Example Counter-Trafficking Unit",
    "Notes": (
        f"{NOTE_BEGINS}Sectors: Police, anti-trafficking unit, Victim protection and assistance\n"
        "Working groups: Venezuela example group, Islands; example\n"
        f"Role: Head of unit\n{NOTE_ENDS}"
    ),
    "Labels": "Example Network",
    "E-mail 1 - Label": "Work",
    "E-mail 1 - Value": "ctu@example.org",
    "E-mail 2 - Label": "Work",
    "E-mail 2 - Value": "ada@example.org",
    "Phone 1 - Label": "Work",
    "Phone 1 - Value": "+5926091234",
    "Phone 2 - Label": "Mobile ext. 12",
    "Phone 2 - Value": "+5926091236",
    "Phone 3 - Label": "Work Fax",
    "Phone 3 - Value": "+18682911234",
    "Address 1 - Label": "Work",
    "Address 1 - Formatted": "1 Example Street,\n\tKingston\nGeorgetown\nGuyana",
    "Address 1 - Street": "1 Example Street,\n\tKingston",
    "Address 1 - City": "Georgetown",
    "Address 1 - Country": "Guyana",
    "Website 1 - Label": "Work",
    "Website 1 - Value": "https://example.org/a,b;c/é?d=1#e",
}


def _made(translator: Translator = ENGLISH, **values: Any) -> dict[str, str]:
    return made(_dump, translator, **values)


def test_a_full_entry_is_this_contact() -> None:
    assert _made(**FULL) == FULL_CONTACT


def test_header_is_googles_with_enough_groups() -> None:
    lines = _dump(extract(), ENGLISH), _dump(extract(point()), ENGLISH)
    assert {line.split("\r\n")[0] for line in lines} == {HEADER}
    more = _dump(extract(point(**FULL), point(), audience="secretariat"), ENGLISH)
    header = more.split("\r\n")[0].split(",")
    assert [name for name in header if name not in HEADER.split(",")] == [
        *("E-mail 2 - Label", "E-mail 2 - Value"),
        *(f"Phone {rank} - {kind}" for rank in (2, 3) for kind in ("Label", "Value")),
    ]
    assert header.index("E-mail 2 - Label") == header.index("E-mail 1 - Value") + 1
    assert header.index("Phone 3 - Value") == header.index("Address 1 - Label") - 1


def test_file_has_crlf_and_no_byte_order_mark() -> None:
    text = _dump(extract(point()), ENGLISH)
    assert text.startswith("First Name,")
    assert text.endswith(",\r\n")


def test_words_are_translated_unless_google_knows_them() -> None:
    phones = [{"number": "+592 609 1234", "type": type_} for type_ in ("mobile", "hotline")]
    found = _made(Translator("es"), **FULL | {"phones": phones})
    assert found["Address 1 - Country"] == "Guyana"
    assert found["Phone 1 - Label"] == "Mobile"
    assert found["Phone 2 - Label"] == "Línea de atención"
    assert "\nSectores: Policía, unidad contra la trata de personas, " in found["Notes"]


def test_one_value_is_never_taken_for_two() -> None:
    network = DirectoryInfo(name="A ::: B")
    (found,) = read(_dump(extract(point(emails=["a:::b@example.org"]), about=network), ENGLISH))
    assert found["Labels"] == "A :: B"
    assert found["E-mail 1 - Value"] == "a::b@example.org"


@each(
    ("phone", "label"),
    [
        ({"number": "+592-609-1234"}, "Work"),
        ({"number": "+592 609 1234", "ext": "7"}, "Office ext. 7"),
        ({"number": "+592 609 1234", "hours": "24/7"}, "Office 24/7"),
        ({"number": "+592 289 1234"}, "Work"),
    ],
)
def test_label_has_extension_and_hours_of_number(phone: dict[str, Any], label: str) -> None:
    found = _made(phones=[phone])
    assert found["Phone 1 - Label"] == label
    assert found["Phone 1 - Value"] in {"+5926091234", "+5922891234"}
