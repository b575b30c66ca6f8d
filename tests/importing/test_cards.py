"""Cards as programs write them: what can be read comes in, and the rest is quoted."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cmcct.errors.exceptions import CmcctError
from cmcct.importing.planning import planner
from cmcct.importing.planning.planned_directory import Directories
from cmcct.importing.planning.row_answers import Answer
from cmcct.importing.planning.row_plans import Plan, Result, RowPlan
from cmcct.importing.readers.read import read_sheets
from cmcct.importing.readers.rows import Sheet
from tests.conftest import ENTRY, Run, Write, write_overlay
from tests.support.cases import each
from tests.support.sheets import RAW, TODAY, by_row

HEAD = (
    "N:Example;Bo\nFN:Bo Example\nORG:Example Agency\nADR;TYPE=WORK:;;;;;;Guyana\n"
    "CATEGORIES:Police\n"
)
PHONE = "+592 220 1277"
TEL = f"TEL;TYPE=WORK:{PHONE}\n"
EMAIL = "EMAIL:bo@gy.example.org\n"


def _card(lines: str, version: str = "3.0", head: str = HEAD) -> bytes:
    return f"BEGIN:VCARD\nVERSION:{version}\n{head}{lines}END:VCARD\n".encode()


def _sheet(data: bytes, **options: Any) -> Sheet:
    (sheet,) = read_sheets(Path("a.vcf"), data, **options)
    return sheet


def _plan(data: bytes, answers: dict[str, Answer] | None = None, **options: Any) -> Plan:
    sheets = [_sheet(data, **options)]
    return planner.make_plan(
        sheets, Directories(RAW, {}), TODAY, answers=by_row(answers or {}, sheets[0])
    )


def _row(data: bytes, **options: Any) -> RowPlan:
    (row,) = _plan(data, **options).rows
    return row


def _said(row: RowPlan) -> list[str]:
    return [
        *(note.text for note in row.notes),
        *(str(finding.message) for _cell, finding in row.findings),
    ]


# Lines of a card beside HEAD; the values of the new entry, and what is said.
LINES: dict[str, tuple[str, str, dict[str, Any], list[str]]] = {
    "street of two lines": (
        "2.1",
        TEL + "ADR;WORK;ENCODING=QUOTED-PRINTABLE:;;Example House=0D=0A5 Lane;Linden;;;Guyana\n",
        {"phones": [PHONE], "address": "Example House, 5 Lane", "city": "Linden"},
        [],
    ),
    "office and post box": (
        "3.0",
        TEL + "ADR;TYPE=WORK:Box 7;3rd Floor;5 Lane;Linden;Region 10;00592;Guyana\n",
        {"phones": [PHONE], "address": "Box 7, 3rd Floor, 5 Lane", "city": "Linden"},
        ["ADR: Region 10, 00592"],
    ),
    "a second address": (
        "3.0",
        TEL + "ADR;TYPE=WORK:;;5 Lane;Linden;;;Guyana\nADR;TYPE=WORK:;;6 Lane;Bartica;;;Guyana\n",
        {"phones": [PHONE], "address": "5 Lane", "city": "Linden"},
        ["ADR: 6 Lane, Bartica, Guyana"],
    ),
    "a soft break before an empty line": (
        "2.1",
        "NOTE;ENCODING=QUOTED-PRINTABLE:at night=0D=0A=\n\n" + TEL,
        {"phones": [PHONE]},
        ["at night"],
    ),
    "a soft break and nothing behind it": (
        "2.1",
        "X-NICK;ENCODING=QUOTED-PRINTABLE:=42=6F=\n" + TEL,
        {"phones": [PHONE]},
        [],
    ),
    "soft breaks": (
        "2.1",
        TEL + "TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Pe=C3=\n=B1a=\n  Head\n",
        {"phones": [PHONE], "title": "Peña Head"},
        [],
    ),
    "soft break at the end": (
        "2.1",
        TEL + "TITLE;ENCODING=QUOTED-PRINTABLE:Head=\n",
        {"phones": [PHONE], "title": "Head"},
        [],
    ),
    "an encoding of its own": (
        "2.1",
        TEL + "TITLE;CHARSET=Windows-1251;ENCODING=QUOTED-PRINTABLE:=CD=E0=F7=E0=EB=FC=ED=E8=EA\n",
        {"phones": [PHONE], "title": "Начальник"},
        [],
    ),
    "text in base64": (
        "3.0",
        TEL + "TITLE;ENCODING=b:SGVhZA==\n",
        {"phones": [PHONE], "title": "Head"},
        [],
    ),
    "broken base64": (
        "3.0",
        TEL + "TITLE;ENCODING=b:SGVhZA\n",
        {"phones": [PHONE]},
        ["Bo Example: line 9 cannot be read and is left out: 'TITLE;ENCODING=b:SGVhZA'"],
    ),
    "an unknown encoding": (
        "3.0",
        TEL + "TITLE;ENCODING=rot13:Urnq\n",
        {"phones": [PHONE]},
        ["Bo Example: line 9 cannot be read and is left out: 'TITLE;ENCODING=rot13:Urnq'"],
    ),
    "an unknown charset": (
        "2.1",
        TEL + "TITLE;CHARSET=X-NONE;ENCODING=QUOTED-PRINTABLE:Pe=F1a\n"
        "NOTE;CHARSET=X-NONE;ENCODING=QUOTED-PRINTABLE:call\n",
        {"phones": [PHONE]},
        [
            "call",
            (
                "Bo Example: line 9 cannot be read and is left out: "
                "'TITLE;CHARSET=X-NONE;ENCODING=QUOTED-PRINTABLE:Pe=F1a'"
            ),
        ],
    ),
    "bytes of no encoding": (
        "2.1",
        TEL + "TITLE;ENCODING=QUOTED-PRINTABLE:=81=8D\n",
        {"phones": [PHONE]},
        [
            (
                "Bo Example: line 9 cannot be read and is left out: "
                "'TITLE;ENCODING=QUOTED-PRINTABLE:=81=8D'"
            )
        ],
    ),
    "a control character": (
        "3.0",
        TEL + "EMAIL:a\0b@example.org\n",
        {"phones": [PHONE]},
        ["Bo Example: line 9 cannot be read and is left out: 'EMAIL:a\\x00b@example.org'"],
    ),
    "a photo with an empty line": (
        "2.1",
        "PHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQ\nSkZJRgABAQEAYABg\n\n" + TEL,
        {"phones": [PHONE]},
        [],
    ),
    "a wrong number": (
        "3.0",
        EMAIL + "TEL;TYPE=WORK:+592 22\n" + TEL,
        {"emails": ["bo@gy.example.org"], "phones": [PHONE]},
        ["Bo Example: TEL '+592 22' is left out: not a phone number that can be dialled"],
    ),
    "a wrong number alone, and a wrong website": (
        "3.0",
        EMAIL + "TEL;TYPE=CELL:+592 22\nURL:nothing here\n",
        {"emails": ["bo@gy.example.org"]},
        [
            "Bo Example: TEL '+592 22' is left out: not a phone number that can be dialled",
            "Bo Example: URL 'nothing here' is left out: not a web address",
        ],
    ),
    "numbers that are empty, or addresses": (
        "4.0",
        "TEL:\nTEL;VALUE=uri:tel:+592-220-1277;ext=7;phone-context=x\nTEL:sip:bo@example.org\n",
        {"phones": [{"number": PHONE, "ext": "7"}]},
        ["Bo Example: TEL 'sip:bo@example.org' is left out: not a phone number that can be"],
    ),
    "two numbers in one property": (
        "3.0",
        "TEL;TYPE=WORK:+592 220 1277; +592 220 1278\n",
        {"phones": [PHONE, "+592 220 1278"]},
        [],
    ),
    "types and groups": (
        "4.0",
        (
            'item1.EMAIL;TYPE="work";PREF=1:mailto:bo@gy.example.org\nTEL;TYPE="cell,work":+5926091277\n'
            f"ITEM2.TEL:{PHONE}\nitem2.X-ABLabel:_$!<Work>!$_\nTEL;X-Office;VOICE:+5922201278\n"
        ),
        {
            "emails": ["bo@gy.example.org"],
            "phones": [{"number": "+592 609 1277", "type": "mobile"}, PHONE, "+592 220 1278"],
        },
        [],
    ),
    "the label of a number that has its hours": (
        "3.0",
        (
            f"{TEL}item1.TEL:+5926091277\nitem1.X-ABLabel:Hotline 24/7\n"
            "item2.TEL:+5922201278\nitem2.X-ABLabel:Meldlijn\n"
            "item3.TEL:+5922201279\nitem3.X-ABLabel:Home 24/7\n"
        ),
        {
            "phones": [
                PHONE,
                {"number": "+592 609 1277", "type": "hotline"},
                {"number": "+592 220 1278", "type": "hotline"},
            ]
        },
        ["Hotline 24/7: +5926091277", "TEL Home 24/7: +5922201279"],
    ),
    "a card inside": (
        "2.1",
        TEL + "AGENT:\nBEGIN:VCARD\nN:Voorbeeld;Cy\nTEL:+592 220 1299\nBEGIN:VCARD\nEND:VCARD\n"
        "END:VCARD\n" + EMAIL,
        {"phones": [PHONE], "emails": ["bo@gy.example.org"]},
        [
            (
                "Bo Example: line 11 cannot be read and is left out: "
                "'N:Voorbeeld;Cy / TEL:+592 220 1299'"
            )
        ],
    ),
    "a card in a text": (
        "3.0",
        TEL + "AGENT:BEGIN:VCARD\\nFN:Cy\\nTEL:+592 220 1299\\nEND:VCARD\n",
        {"phones": [PHONE]},
        ["AGENT: BEGIN:VCARD\nFN:Cy\nTEL:+592 220 1299\nEND:VCARD"],
    ),
    "channels that nobody knows": (
        "3.0",
        TEL
        + "IMPP:xmpp:bo@im.example.org\nX-SECOND-PHONE:220 1288\nX-COLOUR:blue\nUID:1234567890\n",
        {"phones": [PHONE]},
        ["IMPP: xmpp:bo@im.example.org", "X-SECOND-PHONE: 220 1288"],
    ),
    "private channels beside others": (
        "3.0",
        TEL + "EMAIL;TYPE=HOME:bo@home.example.org\nADR;HOME:;;3 Close;Linden;;;Guyana\n"
        f"TEL;TYPE=PAGER:220 1299\nitem1.TEL:{PHONE}0\nitem1.X-ABLabel:_$!<Assistant>!$_\n",
        {"phones": [PHONE]},
        [
            "EMAIL home: bo@home.example.org",
            "ADR home: 3 Close, Linden, Guyana",
            "TEL pager: 220 1299",
            f"TEL Assistant: {PHONE}0",
        ],
    ),
    "lines of old versions": (
        "2.1",
        TEL + "TITLE:Head, Unit\nNOTE:one\\, two\n",
        {"phones": [PHONE], "title": "Head, Unit"},
        ["one, two"],
    ),
    "quotes and colons in parameters": (
        "4.0",
        f'TEL;LABEL="a:b;c";TYPE=WORK:{PHONE}\n',
        {"phones": [PHONE]},
        [],
    ),
}


@each("name", LINES)
def test_card_comes_in_and_what_is_left_out_is_quoted(name: str) -> None:
    version, lines, expected, said = LINES[name]
    if "address" in expected:
        data = _card(lines, version, HEAD.replace("ADR;TYPE=WORK:;;;;;;Guyana\n", ""))
    else:
        data = _card(lines, version)
    row = _row(data)
    assert row.result is Result.NEW, row
    assert row.after is not None
    keys = {*expected, "phones", "emails"} & row.after.keys()
    assert {key: row.after[key] for key in keys} == expected
    texts = _said(row)
    assert len(texts) == len(said), texts
    for text, start in zip(texts, said, strict=True):
        assert text.startswith(start)


def test_label_without_an_address_is_quoted() -> None:
    head = HEAD.replace("ADR;TYPE=WORK:;;;;;;Guyana\n", "")
    row = _row(_card(TEL + "LABEL;WORK:5 Lane\\nLinden\n", head=head))
    assert [note.text for note in row.notes] == ["LABEL: 5 Lane\nLinden"]
    row = _row(_card(TEL + "LABEL;WORK:5 Lane\\nLinden\nADR:;;5 Lane;;;;\n"))
    assert [note.text for note in row.notes] == ["ADR: 5 Lane"]


def test_text_outside_of_the_cards_is_quoted() -> None:
    row = _plan(_card(TEL) + b"TEL:+592 220 1288\nat night\n").rows[1]
    assert row.result is Result.UNREADABLE
    assert _said(row)[0] == ("the text is outside of the cards: 'TEL: +592 220 1288 / at night'")


@each(
    ("text", "results", "said"),
    [
        ("BEGIN:VCARD\n{head}BEGIN:VCARD\n{head}END:VCARD\n", ["new", "same"], ["incomplete"]),
        ("{head}END:VCARD\n", ["new"], ["incomplete"]),
        ("BEGIN:VCARD\n{head}TITLE:Hea", ["new"], ["line 8 cannot", "incomplete"]),
        ("BEGIN:VCARD\n{head}TITLE:Head\n", ["new"], ["incomplete"]),
        (
            "\ufeffBEGIN:VCARD\r\r\n{head}END:VCARD\n\ufeffbegin : vcard\n\n",
            ["new", "unreadable"],
            [],
        ),
        ("sent by mail\nBEGIN:VCARD\n{head}END:VCARD", ["unreadable", "new"], ["line 1 cannot"]),
        (
            "BEGIN:VCARD\n{head}NOTE;ENCODING=QUOTED-PRINTABLE:a=\nb=",
            ["new"],
            ["line 8 cannot", "incomplete"],
        ),
        (
            "BEGIN:VCARD\n{head}AGENT:\nBEGIN:VCARD\nFN:Cy\n",
            ["new"],
            ["line 10 cannot", "incomplete"],
        ),
    ],
)
def test_card_without_its_ends_is_read(text: str, results: list[str], said: list[str]) -> None:
    found = _plan(text.format(head=HEAD + TEL).encode())
    assert [row.result.value for row in found.rows] == results
    faults = "the card is empty", "the text is outside of the cards: 'sent by mail'"
    texts = [text for row in found.rows for text in _said(row) if text not in faults]
    assert all(part in text for part, text in zip(said, texts, strict=True)), texts


def test_bytes_of_windows_are_read_line_by_line() -> None:
    text = f"TITLE;CHARSET=Windows-1251:{{}}\nORG:Peña\n{TEL}"
    head = HEAD.replace("ORG:Example Agency\n", "")
    card = _card(text, "2.1", head).replace(b"{}", "Шеф".encode("cp1251"))
    row = _row(card.replace("ñ".encode(), b"\xf1"))
    assert row.after is not None
    assert (row.after["title"], row.after["organisation"]) == ("Шеф", "Peña")
    (row,) = _plan(card.replace(b"ORG:", b"NOTE:\x81\x8d\nORG:")).rows
    assert _said(row)[0].startswith(
        "Bo Example: line 8 cannot be read and is left out: 'NOTE:\ufffd"
    )
    card = _card(EMAIL.replace("bo@", "\xf1@")).decode().encode("cp850")
    assert "ñ@gy" in {cell.text[:4] for cell in _sheet(card, encoding="cp850").rows[0].cells}


@each("codec", ["utf-16", "utf-8-sig"])
def test_byte_order_mark_decides(codec: str) -> None:
    assert _row(_card(TEL).decode().encode(codec)).result is Result.NEW


@each(
    ("data", "message"),
    [
        (b"BEGIN:VCARD\n" + b"X" * 40_000_000, "is larger than 40 MB"),
        (b"BEGIN:VCARD\n" * 2 + b"\n" * 2_000_000, "has more than 20000 rows or 500 columns"),
        (
            b"".join(
                b"BEGIN:VCARD\nX-%d:a@b\nX-A%d:a@b\nEND:VCARD\n" % (n, n) for n in range(2_300)
            ),
            "has more than 20000 rows or 500 columns",
        ),
    ],
)
def test_file_of_cards_has_a_limit(data: bytes, message: str) -> None:
    with pytest.raises(CmcctError, match=message):
        _sheet(data)


def test_group_is_no_person() -> None:
    card = b"BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Task force\nMEMBER:urn:uuid:1\nEND:VCARD\n"
    assert _row(card).result is Result.IGNORED
    row = _row(card.replace(b"MEMBER:", b"EMAIL:all@gy.example.org\nMEMBER:"))
    assert row.result is Result.QUESTION


def test_name_is_that_of_its_parts_or_of_the_organisation() -> None:
    row = _row(_card(TEL, head=HEAD.replace("N:Example;Bo\n", "N:Example;Bo,Cy;Di;Dr.,Prof.\n")))
    assert row.after is not None
    assert (row.after["name"], row.after["honorific"]) == ("Bo Cy Di Example", "Dr. Prof.")
    head = HEAD.replace("N:Example;Bo\nFN:Bo Example", "FN:Example Agency")
    row = _row(_card("TEL:+592 22\nnothing\n", head=head))
    assert "name" not in row.fields
    assert [text[:40] for text in _said(_row(_card(TEL + "?\n", head="N:Example;Bo\n")))] == [
        "Bo Example: line 5 cannot be read and is"
    ]
    assert [text[:40] for text in _said(row)] == [
        "Example Agency: line 8 cannot be read an",
        "TEL '+592 22' is left out: not a phone n",
    ]


PRIVATE = (
    "ADR;TYPE=WORK:;;;;;;Guyana\nTEL;TYPE=HOME:609-1299\nEMAIL;TYPE=HOME:ada@@home.example.org\n"
)


@pytest.fixture
def cards(write: Write) -> Path:
    """Return a file of cards beside a directory with the entry of Ada Example."""
    path = write(ENTRY)
    name = "N:Example;Ada\nFN:Ada Example\n"
    file = path.with_name("cards.vcf")
    file.write_bytes(_card(PRIVATE, head=name))
    return file


def _import(run: Run, cards: Path, *options: str | Path) -> tuple[int, str]:
    done = run("import", cards, "--directory", cards.with_name("directory.toml"), *options)
    return done.code, done.out + done.err


@pytest.mark.parametrize("answer", ["yes", "gy-ctu", "no"])
def test_only_private_channels_go_to_the_private_file(run: Run, cards: Path, answer: str) -> None:
    private = cards.with_name("directory.private.toml")
    before = cards.with_name("directory.toml").read_bytes()
    code, text = _import(run, cards)
    assert code == 1
    assert "is this the same person? if so, its channels are written to the private file" in text
    assert "note, not imported: 'TEL home: 609-1299'" in text
    answers = cards.with_name("a.toml")
    answers.write_text(f'row-1 = "{answer}"\n', encoding="utf-8")
    code, text = _import(run, cards, "--answers", answers, "--yes")
    assert cards.with_name("directory.toml").read_bytes() == before
    if answer == "no":
        assert "1 row without changes" in text
        assert not private.exists()
        return
    assert (code, "its channels are written to the private file" in text) == (0, True)
    (part,) = tomllib.loads(private.read_text(encoding="utf-8"))["focal_point"]
    assert part == {
        "id": "gy-ctu",
        "name": "Ada Example",
        "emails": ["ada@home.example.org"],
        "phones": [{"number": "+592 609 1299", "type": "mobile"}],
    }
    code, text = _import(run, cards, "--answers", answers, "--yes")
    assert "1 row without changes" in text


def test_private_channels_are_added_to_those_of_the_private_file(run: Run, cards: Path) -> None:
    write_overlay(cards.with_name("directory.toml"))
    answers = cards.with_name("a.toml")
    answers.write_text('row-1 = "yes"\n', encoding="utf-8")
    assert _import(run, cards, "--answers", answers, "--yes")[0] == 0
    private = cards.with_name("directory.private.toml").read_text(encoding="utf-8")
    (part,) = tomllib.loads(private)["focal_point"]
    numbers = [one["number"] if isinstance(one, dict) else one for one in part["phones"]]
    assert numbers == ["+592 609 1234", "+592 609 1299"]


def test_new_person_needs_an_office_number_or_address() -> None:
    row = _row(_card(PRIVATE))
    assert row.result is Result.UNREADABLE
    assert str(row.why) == "all its channels are private: add an office number or address"
    row = _row(_card(PRIVATE, head="N:Plumber\nFN:Plumber\n"))
    assert row.result is Result.QUESTION


def test_private_channels_that_cannot_be_read_are_only_quoted() -> None:
    card = _card("ADR;WORK:;;;;;;Guyana\nTEL;HOME:22\n", head="N:Example;Ada\n")
    found = _plan(card, {"row-1": Answer("yes")})
    assert [row.result for row in found.rows] == [Result.SAME]
    assert [note.text for note in found.rows[0].notes] == ["TEL home: 22"]


def test_private_values_of_an_address_book_are_quoted(run: Run, write: Write) -> None:
    path = write(ENTRY)
    file = path.with_name("outlook.csv")
    file.write_text(
        "First Name,Last Name,Business Country/Region,Home Phone,Home Street,User 1,Title\n"
        "Ada,Example,Guyana,609-1299,3 Close,n/a,\n",
        encoding="utf-8",
    )
    done = run("import", file, "--directory", path)
    assert "note, not imported: 'Home Phone: 609-1299'" in done.out
    assert "note, not imported: 'Home Street: 3 Close'" in done.out
    assert "if so, its channels are written to the private file" in done.out
    assert "User 1" not in done.out
