"""`cmcct set`: corrections of numbers and addresses, as people type them."""

import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MINIMAL, Run, Write, entry, write_overlay
from tests.support.edited import left_alone
from tests.support.members import become, encrypt
from tests.support.person import typing

OFFICE = '"+592 220 1234"'
LINE = '{ number = "+592 609 1234", type = "mobile", apps = ["whatsapp"], hours = "24/7" }'
CALLED = (
    '{ number = "+592 220 1234", ext = "12", sharing = "secretariat", tested = 2026-04-14, '
    'failed = { on = 2026-05-02, why = "busy" } }'
)
NATIONAL = '{ number = "0800 0911", type = "hotline", national = true }'
FAX = '{ number = "+592 220 1239", type = "fax" }'
NEW_LINE = LINE.replace("1234", "1277")
NEW_OFFICE = OFFICE.replace("1234", "1277")
NEW_HOTLINE = '{ number = "+592 220 1277", type = "hotline" }'
DESK = '{ number = "+592 220 1234", ext = "4" }'
SECRETARIAT = '{ number = "+592 220 1277", sharing = "secretariat"'
MARKED = '{{ number = "+592 609 1277", type = "mobile", apps = ["{}"] }}'
NEW_MOBILE = '{ number = "+592 609 1277", type = "mobile" }'
# Its kind is not written, and in Jamaica it may be a mobile or a landline.
OPEN = '"+1 876 523 0123"'
UNASSIGNED = '"+592 109 1234"'
AS_HOTLINE = "phones.0=… phones.0.type=hotline"
TWICE = "{} is set twice\nhelp: write what is meant\n"
SHOW = "help: run cmcct show gy-ctu --format toml\n"
PRIVATE = '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\n'


def _write(write: Write, *phones: str, **values: str) -> Path:
    return write(entry(phones=f"[{', '.join(phones)}]", **values))


def _read(path: Path, key: str = "phones") -> Any:
    (found,) = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    return found[key]


def _values(*items: str) -> Any:
    return tomllib.loads(f"a = [{', '.join(items)}]")["a"]


@pytest.mark.parametrize(
    ("phones", "words", "expected"),
    [
        # The one number of a kind gets the new digits; the line stays what it is.
        ([OFFICE, LINE], ["mobile=609-1277"], [OFFICE, NEW_LINE]),
        ([OFFICE, LINE], ["celular=609 1277"], [OFFICE, NEW_LINE]),
        ([OFFICE, LINE], ["celular", "609-1277"], [OFFICE, NEW_LINE]),
        ([OFFICE, LINE], ["GSM-nummer=+592 609 1277"], [OFFICE, NEW_LINE]),
        ([OFFICE, LINE], ["téléphone portable=609.1277"], [OFFICE, NEW_LINE]),
        ([OFFICE, LINE], ["Mobiele telefoon=00592 609 1277"], [OFFICE, NEW_LINE]),
        ([OFFICE, LINE], ["mobile_phone=001 592 609 1277"], [OFFICE, NEW_LINE]),
        ([OFFICE, LINE], ["fijo=220 1277"], [NEW_OFFICE, LINE]),
        ([OFFICE, LINE], ["office_phone=220 1277"], [NEW_OFFICE, LINE]),
        ([LINE, FAX], ["faxnummer=220 1277"], [LINE, FAX.replace("1239", "1277")]),
        ([LINE], ["phone=609 1277"], [NEW_LINE]),
        ([LINE], ["phones=609 1277"], [NEW_LINE]),
        ([NATIONAL], ["national_phone=0800 0912"], [NATIONAL.replace("0911", "0912")]),
        ([FAX], ["fijo=220 1277", "fax=220 1278"], [FAX.replace("1239", "1278"), NEW_OFFICE]),
        # There is none of the kind: it is added.
        ([OFFICE], ["mobile=609-1277"], [OFFICE, NEW_MOBILE]),
        ([LINE], ["office_phone=220 1277"], [LINE, NEW_OFFICE]),
        ([LINE], ["fijo=609 1277"], [LINE, NEW_MOBILE.replace("mobile", "office")]),
        ([LINE], ["toll-free=220 1277"], [LINE, NEW_HOTLINE]),
        ([LINE], ["hotline=220 1277"], [LINE, NEW_HOTLINE]),
        ([LINE], ["national_phone=0800"], [LINE, '{ number = "0800", national = true }']),
        # An extension is one of a landline.
        ([CALLED, NATIONAL], ["mobile=609-1277"], [CALLED, NATIONAL, NEW_MOBILE]),
        # What goes with the digits, and what is typed in its place.
        ([CALLED], ["phones.0=2201277"], [f"{SECRETARIAT} }}"]),
        ([CALLED], ["phones.0.number=220-1277 ext. 14"], [f'{SECRETARIAT}, ext = "14" }}']),
        ([NATIONAL], ["phones.0=0800 0912"], [NATIONAL.replace("0911", "0912")]),
        ([NATIONAL], ["phones.0=+592 220 1277"], [NEW_HOTLINE]),
        (['{ number = "+592 220 1234", ext = "12" }'], ["phones.0=220-1277"], [NEW_OFFICE]),
        (["5"], ["phones.0=220-1277"], [NEW_OFFICE]),
        # The digits are the same; only what is typed beside them is new.
        ([LINE], ["mobile=592 609 1234"], [LINE]),
        ([OFFICE], ["fijo=220 1234 ext. 9"], ['{ number = "+592 220 1234", ext = "9" }']),
        # A key of the one number of a kind.
        ([OFFICE, LINE], ["celular.hours=Mo-Fr"], [OFFICE, LINE.replace("24/7", "Mo-Fr")]),
        # A list: of numbers that stay, all that is said stays.
        ([LINE], [f'phones=[{NEW_OFFICE}, "592-609-1234"]'], [NEW_OFFICE, LINE]),
        ([LINE], [f"phones=[{FAX}, '609 1234']"], [FAX, LINE]),
        ([LINE], [f"phones.0={FAX}", "--yes"], [FAX]),
        # Items.
        ([OFFICE], ["--add", "mobile=609 1277"], [OFFICE, NEW_MOBILE]),
        ([OFFICE], ["--add", "fax=220 1239"], [OFFICE, FAX]),
        ([OFFICE], ["--add", f"phones={FAX}"], [OFFICE, FAX]),
        ([OFFICE, LINE], ["--remove", "phone=220 1234", "--yes"], [LINE]),
        ([OFFICE, LINE], ["--remove", "móvil=609 1234", "--yes"], [OFFICE]),
        ([OFFICE, LINE], ["--unset", "móvil", "--yes"], [OFFICE]),
        ([LINE], ["--remove", "whatsapp=609 1234"], [LINE.replace(' apps = ["whatsapp"],', "")]),
        ([OFFICE, LINE], ["--remove", f"phones={LINE}", "--yes"], [OFFICE]),
        ([LINE], ["--remove", "correo", "--yes"], [LINE]),
        # What the entry has gets what is typed beside it; another desk has its own extension.
        ([OFFICE], ["--add", "tel=220 1234 ext. 4"], [DESK]),
        ([DESK], ["--add", "tel=220 1234 ext. 5"] * 2, [DESK, DESK.replace('4" }', '5" }')]),
        (
            [OFFICE],
            ["--add", "whatsapp=220 1234"],
            [DESK.replace('ext = "4"', 'apps = ["whatsapp"]')],
        ),
        ([LINE], ["--add", "mobile=609 1234 (signal)"], [LINE.replace('"]', '", "signal"]')]),
        ([OFFICE, LINE], ["celular=609 1277", "móvil=609 1277"], [OFFICE, NEW_LINE]),
        # An app of the number that is typed.
        *(
            ([OFFICE, LINE, NEW_MOBILE], words.split(), [OFFICE, LINE, MARKED.format("whatsapp")])
            for words in (
                "609-1277 whatsapp",
                "+592 609 1277 WhatsApp=oui",
                "1277 wa on",
                "phones.2 whatsapp=sí",
                "1277=whatsapp",
                "app=WhatsApp",
                "móvil whatsapp=ja",
                "móvil+WhatsApp",
                "whatsapp=móvil",
            )
        ),
        ([LINE, NEW_MOBILE], ["609 1277=signal"], [LINE, MARKED.format("signal")]),
        *(
            ([OFFICE, LINE], words.split(), [OFFICE, LINE.replace(' apps = ["whatsapp"],', "")])
            for words in (
                "609-1234 whatsapp=nee",
                "phones.1 whatsapp off",
                "609-1234 --unset whatsapp",
                "--unset WhatsApp",
                "--remove whatsapp",
                "whatsapp=",
                "whatsapp=leeg",
            )
        ),
        ([OFFICE, LINE], ["1234", "whatsapp"], [OFFICE, LINE]),
        *(
            ([OFFICE, FAX], [f"{key}=220 1277"], [OFFICE, FAX, NEW_OFFICE])
            for key in ("tweede-kantoor", "oficina-2", "second-office", "deuxième bureau")
        ),
        *(
            ([OFFICE, NEW_OFFICE], [pair, "--yes"], [OFFICE])
            for pair in ("kantoor2=leeg", "oficina-2=vacío", "second-office=none", "bureau2=")
        ),
    ],
)
def test_number_goes_where_it_was_meant(
    run: Run, write: Write, phones: list[str], words: list[str], expected: list[str]
) -> None:
    path = _write(write, *phones)
    result = run("set", "gy-ctu", *words, "--directory", path)
    assert result.code == 0, result.err
    assert _read(path) == _values(*expected)


def test_list_is_removed_whole(run: Run, write: Write) -> None:
    path = _write(write, OFFICE, LINE)
    assert run("set", "gy-ctu", "--remove", "Phones", "--yes", "--directory", path).code == 0
    assert "phones" not in path.read_text(encoding="utf-8")


def test_each_change_of_a_number_is_said(run: Run, write: Write) -> None:
    path = _write(write, OFFICE, LINE, verified="2026-05-19")
    result = run("set", "gy-ctu", "celular = 609-1277", "--directory", path)
    assert result.err == (
        f"'609-1277' is read as +592 609 1277\nwrote {path}\n"
        "gy-ctu: mobile phone: +592 609 1234 → +592 609 1277\n"
        "mobile phone stays: WhatsApp, 24/7\n"
        "gy-ctu: last confirmed on 19 May 2026, before this change; if the person reported it, "
        "run: cmcct verify gy-ctu --via email\n"
    )
    called = _write(write, CALLED, verified="2026-05-19", status='"left"')
    result = run("set", "gy-ctu", "phones.0=+592 220 1277", "--directory", called)
    assert result.err.endswith(
        "office phone stays: secretariat only\nremoved with the old number: "
        "extension 12, answered test call 14 April 2026, failed test call busy on 2 May 2026\n"
    )
    extended = _write(write, '{ number = "+592 220 1234", ext = "12" }')
    result = run("set", "gy-ctu", "phones.0=+592 220 1277", "--directory", extended)
    assert result.err.endswith("removed with the old number: extension 12\n")


def test_only_address_is_hidden_by_its_name(run: Run, write: Write) -> None:
    path = write(entry(emails='["ctu@example.org"]'))
    assert run("set", "gy-ctu", "correo.difusión=secretaría", "--directory", path).code == 0
    shown = 'emails = [{ address = "ctu@example.org", sharing = "secretariat" }]'
    assert shown in path.read_text(encoding="utf-8")


def test_address_keeps_its_sharing(run: Run, write: Write) -> None:
    address = '{ address = "ctu@example.org", sharing = "secretariat" }'
    path = write(entry(emails=f"[{address}]", phones=f"[{OFFICE}]", verified="2026-05-19"))
    result = run("set", "gy-ctu", "correo= new@example.org ", "--directory", path)
    assert result.code == 0, result.err
    assert _read(path, "emails") == _values(address.replace("ctu", "new"))
    assert _read(path) == _values(OFFICE)
    assert "before this change; if the person reported it, run: cmcct verify" in result.err
    again = run("set", "gy-ctu", "email=new@example.org", "--directory", path)
    assert (again.code, again.err) == (0, "nothing to change\n")


# What is said, and what of it differs: the numbers, and the words that name one.
SEVERAL = (
    "gy-ctu, {}: the entry has phones.0 {}, phones.1 {}\n"
    "help: say which one is meant: "
    "cmcct set gy-ctu {}{key} or cmcct set gy-ctu {}{key}\n"
)
INSTEAD = (
    "gy-ctu: the new number may be meant in place of {}\nhelp: to add it: "
    "cmcct set gy-ctu --add {}=…; to replace: cmcct set gy-ctu {}\n"
)
HAS = "the entry has it already: {}\nhelp: run cmcct {} gy-ctu {}\n"
TO_SEE = "show", "--format toml"
REMOVES = "nothing was saved: gy-ctu: this removes {}\nhelp: use --yes to proceed\n"
ALONE = (
    "{}\nhelp: write one number alone, with its extension if it has one; "
    "--add phone=NUMBER adds another\n"
)
QUOTED = "a value with spaces needs quotation marks, and no space before the =\nhelp: write {}\n"
MOBILES = "+592 609 1234", "+592 609 1277"
OFFICES = OFFICE[1:-1], NEW_OFFICE[1:-1]
TWO_OFFICES = SEVERAL.format(
    "office phone", *OFFICES, *(f"--remove {number!r}" for number in OFFICES), key=""
)
PATHS = "phones.0", "phones.1"
BOTH = "office phone +592 220 1234, mobile phone +592 609 1234"


@pytest.mark.parametrize(
    ("phones", "words", "message"),
    [
        (
            [LINE, NEW_MOBILE],
            ["celular=609 1278"],
            SEVERAL.format("mobile phone", *MOBILES, *PATHS, key="=…"),
        ),
        (
            [LINE, OFFICE],
            ["tel=609 1278"],
            SEVERAL.format("phones", "+592 609 1234", "+592 220 1234", *PATHS, key="=…"),
        ),
        (
            [LINE, NEW_LINE],
            ["tel="],
            SEVERAL.format("phones", *MOBILES, *(f"--remove {n!r}" for n in MOBILES), key=""),
        ),
        *(
            ([OFFICE, NEW_OFFICE], words, TWO_OFFICES)
            for words in (["office="], ["--remove", "office"], ["oficina=no"])
        ),
        (
            [LINE, NEW_LINE],
            ["mobile.type=hotline"],
            SEVERAL.format("mobile phone", *MOBILES, *PATHS, key=".type=…"),
        ),
        *(
            ([line], [f"{word}={number}"], INSTEAD.format(f"phones.0 {stands}", key, command))
            for line, word, number, stands, key, command in (
                (OPEN, "mobile", 6091278, OPEN[1:-1], "mobile", "phones.0=… phones.0.type=mobile"),
                (UNASSIGNED, "hotline", 6091278, UNASSIGNED[1:-1], "hotline", AS_HOTLINE),
                (FAX, "tel", 2201278, "+592 220 1239", "phone", "phones.0=…"),
                (NATIONAL, "hotline", 2201278, "0800 0911", "hotline", AS_HOTLINE),
            )
        ),
        (
            [OFFICE, LINE],
            ["whatsapp=609 1277"],
            INSTEAD.format("phones.1 +592 609 1234", "whatsapp", "phones.1=…"),
        ),
        (
            [OFFICE, LINE],
            ["--private", "celular=609 1277"],
            INSTEAD.format(
                "phones.1 +592 609 1234",
                "mobile",
                "--private phones.1 && cmcct set gy-ctu mobile=…",
            ).replace("--add", "--private --add"),
        ),
        *(
            ([OFFICE], words, HAS.format("office phone", "set", f"phones.0.{key}"))
            for words, key in (
                (["mobile=220 1234"], "type=mobile"),
                (["national_phone=+592 220 1234"], "national=true"),
                (["--add", "hotline=220 1234"], "type=hotline"),
            )
        ),
        ([OFFICE, LINE], ["phones.0=609 1234"], HAS.format("mobile phone", *TO_SEE)),
        *(
            ([OFFICE, LINE], words, REMOVES.format("mobile phone +592 609 1234"))
            for words in (
                ["--remove", "mobile"],
                ["--remove", "609-1234"],
                ["--unset", "+592 609 1234"],
                ["--unset", "celular"],
                ["celular="],  # unsets it, too
                ["phones.1= "],
                ["mobile=\t"],
            )
        ),
        ([OFFICE, LINE], [f"phones=[{NEW_OFFICE}]"], REMOVES.format(BOTH)),
        ([OFFICE, LINE], ["--unset", "phones"], REMOVES.format(BOTH)),
        ([OFFICE, LINE], ["phones="], REMOVES.format(BOTH)),
        ([LINE], ["emails=[]"], REMOVES.format("e-mail ctu@example.org")),
        (
            [OFFICE],
            ["correo=a@example.org, b@example.org"],
            (
                "'a@example.org, b@example.org' is more than one value\n"
                "help: write one alone; --add email=ADDRESS adds another\n"
            ),
        ),
        *(
            ([OFFICE], words, QUOTED.format(pair))
            for words, pair in (
                (["mobile=609", "77", "77"], 'mobile="609 77 77"'),
                (["mobile", "609", "77", "77"], 'mobile="609 77 77"'),
                (["title=Head", "of", "unit", "city=Bartica"], 'title="Head of unit"'),
                (["title=“Head", "of", "unit”"], 'title="Head of unit"'),
                (["celular", "=", "609-7777"], 'celular="609-7777"'),
                (["celular", "=609-7777"], 'celular="609-7777"'),
                (["celular=", "609-7777"], 'celular="609-7777"'),
            )
        ),
        *(
            ([LINE], [f"{key}={text}", "--yes"], ALONE.format(message))
            for key, text, message in (
                ("fax", "220 1278 (mobile)", "'220 1278 (mobile)' says another kind of number"),
                ("mobile", "609 1277 / 609 1278", "'609 1277 / 609 1278' is more than one value"),
                ("mobile", "609 1277 (evenings)", "'609 1277 (evenings)' is more than one value"),
                ("mobile", '["609 1277"]', "'mobile' takes one number"),
            )
        ),
        (
            [OFFICE, LINE],
            ["--remove", "fax=609 1234"],
            "fax has no '609 1234'\nhelp: run cmcct show gy-ctu --format toml\n",
        ),
        (
            [OFFICE],
            ["--unset", "fax"],
            "this entry has no fax\nhelp: run cmcct show gy-ctu --format toml\n",
        ),
        (
            [OFFICE],
            ["phones.1=609 1278"],
            "this entry has no phones.1\nhelp: phones has only one item, number 0\n",
        ),
        ([OFFICE], ["fax", "whatsapp"], f"this entry has no 'fax'\n{SHOW}"),
        (
            [OFFICE],
            ["609-1277", "whatsapp"],
            "this entry has no '609-1277'\nhelp: run cmcct set gy-ctu --add whatsapp=609-1277\n",
        ),
        (
            [OFFICE, LINE],
            ["interno=12"],
            (
                "unknown key 'interno'\nhelp: run "
                "cmcct set gy-ctu phones.0.ext=12 (office phone +592 220 1234)\n"
            ),
        ),
        (
            [OFFICE, LINE],
            ["viber=609 1234"],
            (
                "unknown key 'viber'\nhelp: run "
                "cmcct set gy-ctu phones.1.apps=… (mobile phone +592 609 1234)\n"
            ),
        ),
        (
            [FAX],
            ["whatsapp=yes"],
            f"this entry has no mobile phone\n{SHOW}",
        ),
        (
            [OFFICE, LINE],
            ["segundo teléfono=220 1277"],
            (
                "gy-ctu: the new number may be meant in place of phones.1 +592 609 1234\n"
                "help: to add it: cmcct set gy-ctu --add phone=…; to replace: "
                "cmcct set gy-ctu phones.1=…\n"
            ),
        ),
        ([LINE], ["mobile=609 1277", "celular=609 1278"], TWICE.format("celular")),
        ([OFFICE, LINE], ["phones.1=609 1277", "mobile=609 1278"], TWICE.format("phones.1")),
        ([LINE], ["email=a@example.org", "correo=b@example.org"], TWICE.format("correo")),
        ([LINE], ["cargo=Director", "puesto=Chief"], TWICE.format("puesto")),
        ([LINE], ["title=Chief", "--unset", "title"], TWICE.format("title")),
    ],
)
def test_what_may_be_meant_otherwise_is_not_saved(
    run: Run, write: Write, phones: list[str], words: list[str], message: str
) -> None:
    result = left_alone(run, _write(write, *phones), "set", "gy-ctu", *words)
    assert result.code == 2
    lines = [line for line in result.err.splitlines(keepends=True) if "is read as" not in line]
    assert "".join(lines) == f"error: {message}"


def test_number_of_another_country_is_an_error(run: Run, write: Write) -> None:
    path = _write(write, LINE)
    result = left_alone(run, path, "set", "gy-ctu", "mobile=001 876 523 0123")
    assert "error[invalid-phone]: not a phone number that can be dialled from abroad" in result.err
    assert run("set", "gy-ctu", "mobile=+1 876 523 0123", "--directory", path).code == 0


def test_log_has_no_number(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    path = _write(write, CALLED, LINE, NEW_MOBILE)
    for words in (
        ["mobile=609 1278"],
        ["phones.0=220 1277"],
        ["phones.0=220 1279 ext. 5", "phones.1=609 1279"],
        ["mobile=609 1278 / 609 1279"],
        ["fax=609 1278 (mobile)"],
        ["phones=[]"],
        ["--remove", "fax=609 1278"],
    ):
        result = run("set", "gy-ctu", *words, "--directory", path)
        assert not {"609", "220", "1278", "12"} & {*result.err.split(), *result.out.split()}


def test_terminal_asks_which_number_is_meant(write: Write) -> None:
    path = _write(write, LINE, NEW_MOBILE)
    words = ("set", "gy-ctu", "mobile=609-1278", "--directory", path)
    question = "Your choice (1 or 2; Enter for none): "
    asked = typing([(question, "2\n")], *words)
    assert asked.code == 0
    assert (
        "gy-ctu, mobile phone: which one do you mean?\n   1  mobile phone +592 609 1234\n"
        "   2  mobile phone +592 609 1277\n"
    ) in asked.out
    assert _read(path) == _values(LINE, NEW_MOBILE.replace("1277", "1278"))
    refused = typing([(question, "\n")], *words[:2], "mobile=609 1279", *words[3:])
    assert (refused.code, "\nnothing was saved" in refused.out) == (2, True)
    assert _read(path) == _values(LINE, NEW_MOBILE.replace("1277", "1278"))


def test_answer_about_a_number_counts_for_what_somebody_wrote_meanwhile(write: Write) -> None:
    path = _write(write, LINE, NEW_MOBILE)
    text = path.read_text(encoding="utf-8")
    asked = typing(
        [("Your choice (1 or 2; Enter for none): ", "2\n")],
        *("set", "gy-ctu", "mobile=609-1278", "--directory", path),
        meanwhile=lambda: path.write_text(f"{text}# noted\n", encoding="utf-8"),
    )
    assert (asked.code, asked.out.count("which one do you mean?")) == (0, 1)
    assert _read(path) == _values(LINE, NEW_MOBILE.replace("1277", "1278"))
    assert path.read_text(encoding="utf-8").endswith("# noted\n")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("1", [OPEN, NEW_MOBILE]),
        ("2", [NEW_MOBILE]),
    ],
)
def test_terminal_asks_where_the_kind_is_not_written(
    write: Write, answer: str, expected: list[str]
) -> None:
    path = _write(write, OPEN)
    words = ("set", "gy-ctu", "mobile=609-1277", "--directory", path)
    asked = typing([("Your choice (1 or 2; Enter for none): ", f"{answer}\n")], *words)
    assert "   1  add it\n   2  in place of office phone +1 876 523 0123\n" in asked.out
    assert _read(path) == _values(*expected)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("1", [LINE, '{ number = "+592 609 1277", type = "mobile", apps = ["whatsapp"] }']),
        ("2", [NEW_LINE]),
    ],
)
def test_terminal_asks_of_a_line_with_an_app(
    write: Write, answer: str, expected: list[str]
) -> None:
    path = _write(write, LINE)
    words = ("set", "gy-ctu", "whatsapp=609-1277", "--directory", path)
    asked = typing([("Your choice (1 or 2; Enter for none): ", f"{answer}\n")], *words)
    assert "   2  in place of mobile phone +592 609 1234\n" in asked.out
    assert _read(path) == _values(*expected)


@pytest.mark.parametrize(
    ("word", "answer", "expected"),
    [
        ("kantoor", "1", [NEW_OFFICE, LINE]),
        ("office_phone", "2", [OFFICE, LINE, NEW_OFFICE]),
        ("fijo", "", [OFFICE, LINE]),
    ],
)
def test_terminal_asks_whether_an_office_number_is_a_second_one(
    write: Write, word: str, answer: str, expected: list[str]
) -> None:
    path = _write(write, OFFICE, LINE)
    words = ("set", "gy-ctu", f"{word}=220-1277", "--directory", path)
    asked = typing([("Your choice (1 or 2; Enter for none): ", f"{answer}\n")], *words)
    assert "   1  in place of office phone +592 220 1234\n   2  add it\n" in asked.out
    assert (asked.code, _read(path)) == (0 if answer else 2, _values(*expected))


def test_pipe_names_the_command_that_keeps_both(run: Run, write: Write) -> None:
    path = _write(write, CALLED)
    tried = run("set", "gy-ctu", "office=220 1277", "--dry-run", "--directory", path)
    result = run("set", "gy-ctu", "office=220 1277", "--directory", path)
    assert "too: " not in tried.err
    _before, _text, command = result.err.partition("to keep the old number too: cmcct ")
    run(*shlex.split(command), "--directory", path)
    assert _read(path) == _values(f"{SECRETARIAT} }}", CALLED)
    write_overlay(_write(write, LINE), f"{PRIVATE}phones = [{OFFICE}]\n")
    assert "too: " not in run("set", "gy-ctu", "office=220 1277", "--directory", path).err


def test_private_number_is_marked_with_an_app(run: Run, write: Write) -> None:
    path = _write(write, OFFICE)
    private = write_overlay(path, f"{PRIVATE}phones = [{NEW_MOBILE}]\n")
    assert run("set", "gy-ctu", "609-1277", "whatsapp", "--directory", path).code == 0
    assert _read(private) == _values(MARKED.format("whatsapp"))


def test_national_number_stays_national_on_a_terminal(write: Write) -> None:
    path = _write(write, NATIONAL)
    words = ("set", "gy-ctu", "hotline=0800 0912", "--directory", path)
    asked = typing([("Your choice (1 or 2; Enter for none): ", "2\n")], *words)
    assert "is read as" not in asked.out
    assert _read(path) == _values(NATIONAL.replace("0911", "0912"))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("+58 0412 1234568", "+58 412 1234568"),
        ("+596 0696 20 12 35", "+596 696 20 12 35"),
        ("+31 010 123 4568", "+31 10 123 4568"),
    ],
)
def test_zero_behind_the_country_code_is_no_digit(
    run: Run, write: Write, typed: str, read: str
) -> None:
    path = _write(write, OFFICE)
    result = run("set", "gy-ctu", f"phone={typed}", "--directory", path)
    assert f"'{typed}' is read as {read}\n" in result.err
    assert read in path.read_text(encoding="utf-8")
    path = _write(write, f'"{typed}"')
    assert "a 0 after the country code" in run("check", path).out
    assert run("check", "--fix", path).code == 0
    assert _read(path) == [read]


def test_missing_digit_is_no_number_of_the_country_alone(run: Run, write: Write) -> None:
    result = left_alone(run, _write(write, LINE), "set", "gy-ctu", "mobile=609 123")
    assert "^ too short\nhelp: write the number as +592 ### ####\n" in result.err


def test_app_behind_a_number_is_one_more(run: Run, write: Write) -> None:
    path = _write(write, LINE)
    assert run("set", "gy-ctu", "mobile=609 1277 (Signal)", "--directory", path).code == 0
    assert _read(path) == _values(NEW_LINE.replace('"whatsapp"', '"whatsapp", "signal"'))


def test_private_number_is_corrected_and_stays_private(run: Run, write: Write) -> None:
    path = _write(write, OFFICE)
    private = write_overlay(path, f"{PRIVATE}phones = [{LINE}]\n")
    before = path.read_bytes()
    result = run("set", "gy-ctu", "celular=609-1277", "--directory", path)
    assert (result.code, path.read_bytes()) == (0, before)
    assert result.err == (
        f"'609-1277' is read as +592 609 1277\nwrote {private}\ngy-ctu: phones\n"
        "mobile phone stays: WhatsApp, 24/7\n"
    )
    assert _read(private) == _values(NEW_LINE)
    refused = left_alone(run, path, "set", "gy-ctu", "phone=609-1278")
    assert refused.err.endswith(
        "error: gy-ctu, phones: the entry has phones.0 +592 220 1234, "
        "--private phones.0\n"
        "help: say which one is meant: cmcct set gy-ctu phones.0=… or "
        "cmcct set gy-ctu --private phones.0=…\n"
    )
    same = left_alone(run, path, "set", "gy-ctu", "fijo=609-1277")
    assert "the entry has it already: mobile phone\n" in same.err
    private_word = ("set", "gy-ctu", "--private", "mobile=609 1278", "--directory", path)
    assert run(*private_word).code == 0
    assert _read(private) == _values(NEW_LINE.replace("1277", "1278"))
    assert run("set", "gy-ctu", "--private", "phones.0=609 1279", "--directory", path).code == 0
    assert _read(private) == _values(NEW_LINE.replace("1277", "1279"))


def test_private_file_of_others_refuses_words_alone(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, tmp_path, "ada")
    path = encrypt(run, write, more=entry(phones=f"[{OFFICE}, {LINE}]"))
    become(monkeypatch, tmp_path, "eve")
    for word, ways in (
        ("mobile=609 1277", "phones.1=…"),
        ("tel=609 1277", "phones.0=…, phones.1=…"),
        ("fax=220 1277", "phones.0=…, phones.1=…"),
        ("email=x@example.org", "emails.0=…"),
    ):
        refused = left_alone(run, path, "set", "gy-ctu", word)
        assert refused.code == 2
        assert "error: gy-ctu: the private file may have what is meant, and cannot" in refused.err
        assert f"help: these change the directory alone: {ways}\n" in refused.err
    assert run("set", "gy-ctu", "phones.1=609 1277", "--directory", path).code == 0
    assert run("set", "gy-ctu", "--add", "mobile=609 1278", "--directory", path).code == 0
    (found,) = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    assert found["phones"] == _values(OFFICE, NEW_LINE, NEW_MOBILE.replace("1277", "1278"))
    path.write_text(MINIMAL + entry(), encoding="utf-8")
    refused = left_alone(run, path, "set", "gy-ctu", "mobile=609 1277")
    assert "help: these change the directory alone: --add mobile=…\n" in refused.err


def test_second_copy_of_a_number_for_fewer_people_is_asked_about(run: Run, write: Write) -> None:
    secret = LINE.replace(" }", ', sharing = "secretariat" }')
    path = _write(write, secret)
    for order in ("{open}, {secret}", "{secret}, {open}"):
        phones = order.format(open='{ number = "+592 609 1234" }', secret=secret)
        result = left_alone(run, path, "set", "gy-ctu", f"phones=[{phones}]")
        assert result.err.startswith(
            "error: nothing was saved: more people will see +592 609 1234\n"
        )


def test_second_copy_of_an_address_is_refused(run: Run, write: Write) -> None:
    emails = '["ctu@example.org", { address = "b@example.org", sharing = "secretariat" }]'
    path = write(entry(emails=emails))
    result = left_alone(run, path, "set", "gy-ctu", "correo.0=B@example.org")
    assert result.err.startswith("error: the entry has it already: e-mail\n")
    both = emails.replace('"ctu@example.org"', '{ address = "B@example.org" }')
    done = run("set", "gy-ctu", f"emails={both}", "--yes", "--directory", path)
    assert "more people will see B@example.org" in done.err


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1-592-609-1277", "1-592-609-1277"),
        ("592 609 1277", "+592 609 1277"),
        ("609 1277", "609 1277"),
    ],
)
def test_country_code_makes_a_number_international(
    run: Run, write: Write, typed: str, expected: str
) -> None:
    path = _write(write, NATIONAL)
    assert run("set", "gy-ctu", f"phones.0={typed}", "--directory", path).code == 0
    (phone,) = _read(path)
    assert (phone["number"], "national" in phone) == (expected, not expected.startswith("+"))


def test_toll_free_number_with_its_country_code_stays_national(run: Run, write: Write) -> None:
    path = _write(write, NATIONAL, country='"Jamaica"')
    assert run("set", "gy-ctu", "phones.0=1 800 212 3457", "--directory", path).code == 0
    assert _read(path)[0]["national"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["WhatsApp=609 1234"], [OFFICE, LINE]),
        (["whatsapp.hours=Mo-Fr 08:00-16:00"], [OFFICE, LINE.replace("24/7", "Mo-Fr 08:00-16:00")]),
        (["signal=609 1234"], [OFFICE, LINE.replace('"whatsapp"', '"whatsapp", "signal"')]),
        (["--unset", "whatsapp"], [OFFICE, LINE.replace(' apps = ["whatsapp"],', "")]),
        (
            ["telegram=220 1277"],
            [OFFICE, LINE, '{ number = "+592 220 1277", apps = ["telegram"] }'],
        ),
    ],
)
def test_number_is_named_by_its_app(
    run: Run, write: Write, words: list[str], expected: list[str]
) -> None:
    path = _write(write, OFFICE, LINE)
    assert run("set", "gy-ctu", *words, "--yes", "--directory", path).code == 0
    assert _read(path) == _values(*expected)


def test_first_private_number_of_a_kind_is_added(run: Run, write: Write) -> None:
    path = _write(write, OFFICE)
    words = ("set", "gy-ctu", "--private", "celular=609 1277", "--directory", path)
    assert run(*words).code == 0
    assert _read(path.with_name("directory.private.toml")) == _values(NEW_MOBILE)


def test_two_numbers_change_places(run: Run, write: Write) -> None:
    secret = LINE.replace(" }", ', sharing = "secretariat" }')
    path = _write(write, OFFICE, secret)
    words = ("set", "gy-ctu", "phones.0=609 1234", "phones.1=220 1234")
    result = left_alone(run, path, *words)
    assert "error: nothing was saved: more people will see +592 609 1234\n" in result.err
    assert run(*words, "--yes", "--directory", path).code == 0
    assert _read(path) == _values('"+592 609 1234"', secret.replace("609", "220"))


def test_added_number_says_who_may_see_it_beside_one_for_fewer(run: Run, write: Write) -> None:
    path = _write(write, CALLED)
    result = run("--lang", "nl", "set", "gy-ctu", "--add", "fijo=220 1277", "--directory", path)
    assert result.err.endswith("bijlage: cmcct set gy-ctu --private phones.1\n")
