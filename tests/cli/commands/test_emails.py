"""`cmcct emails`: address lines, messages beside them, and use by mutt."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result, Run, Write, command, environment
from tests.interop.readings import reads
from tests.support import terminals
from tests.support.cli_samples import ADA, BROKEN, HOUSE, LEFT
from tests.support.programs import MUTT

ADA_LINE = '"Ada Example" <ctu@example.org>\n'
NO_EMAIL = """\
[[focal_point]]
id = "jm-none"
country = "Jamaica"
name = "Cato Example"
organisation = "Example Agency"
sectors = ["shelter"]
phones = ["+1 876 621 1234"]
verified = 2026-03-02
"""
HELD = "left out for the network audience: 1 entry\n"
TWO = 'emails = [{ address = "own@example.org", sharing = "secretariat" }, "ctu@example.org"]'


def test_addresses_are_those_for_the_network(run: Run, write: Write) -> None:
    path = write(ADA + LEFT + HOUSE)
    assert run("emails", "--directory", path) == Result(0, ADA_LINE, HELD)


def test_entry_without_address_is_named(run: Run, write: Write) -> None:
    path = write(ADA + NO_EMAIL)
    message = "1 entry without an e-mail address: jm-none\n"
    assert run("emails", "--directory", path) == Result(0, ADA_LINE, message)


def test_only_addresses_are_counted_as_withheld(run: Run, write: Write) -> None:
    other = '{ address = "other@example.org", sharing = "secretariat" }'
    two = ADA.replace('emails = ["ctu@example.org"]', TWO).replace('"ctu@', f'{other}, "ctu@')
    path = write(two)
    held = "left out for the network audience: 1 e-mail\n"
    assert run("emails", "--directory", path) == Result(0, ADA_LINE, held)
    assert run("emails", "--format", "mutt", "--directory", path).out.startswith(
        "1 address; withheld from this list: 2 e-mails\n"
    )
    path = write(ADA + HOUSE + two.replace("gy-ctu", "gy-two").replace("gy-unit", "gy-2"))
    assert "1 entry, 1 e-mail\n" in run("emails", "--directory", path).err


def test_secretariat_is_told_of_private_addresses(run: Run, write: Write) -> None:
    done = run("emails", "--audience", "secretariat", "--directory", write(ADA + HOUSE))
    assert done.code == 0
    assert done.out == f'"Cato Example" <house@example.org>, {ADA_LINE}'
    assert done.err == "contains 1 private address; for the secretariat only\n"


def test_a_working_group_for_outlook(run: Run, write: Write) -> None:
    house = HOUSE.replace('"secretariat"', '"network"') + 'working_groups = ["venezuela"]\n'
    args = ("--group", "venezuela", "--format", "outlook", "--directory")
    done = run("emails", *args, write(ADA + house))
    assert done.out == f'"Cato Example" <house@example.org>; {ADA_LINE}'


def test_countries_are_said_in_the_language_asked_for(run: Run, write: Write) -> None:
    path = write(ADA.replace('"Guyana"', '"Netherlands"'))
    done = run("emails", "--format", "csv", "--lang", "es", "--directory", path)
    assert done.out.endswith("Ada Example,ctu@example.org,Países Bajos\r\n")


def test_a_spreadsheet(run: Run, write: Write) -> None:
    done = run("emails", "--format", "csv", "--directory", write(ADA))
    assert done.out == "\ufeffname,address,country\r\nAda Example,ctu@example.org,Guyana\r\n"


def test_empty_result_gets_hint(run: Run, write: Write) -> None:
    done = run("emails", "--country", "Guyana", "nobody", "--directory", write(ADA))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("nothing found\nhelp: ")


def test_entries_without_address_exit_with_1(run: Run, write: Write) -> None:
    done = run("emails", "--directory", write(NO_EMAIL))
    assert done == Result(1, "", "1 entry without an e-mail address: jm-none\n")


def test_a_directory_with_an_error_is_refused(run: Run, write: Write) -> None:
    done = run("emails", "--directory", write(ADA + BROKEN))
    assert (done.code, done.out) == (2, "")
    assert "cmcct check" in done.err


def test_an_unknown_format_is_refused(run: Run, write: Write) -> None:
    done = run("emails", "--format", "mut", "--directory", write(ADA))
    assert done.code == 2
    assert "mutt" in done.err


@pytest.mark.parametrize("bad", ["", BROKEN])
def test_mutt_gets_message_line_and_nothing_on_stderr(run: Run, write: Write, bad: str) -> None:
    done = run("emails", "ada", "--format", "mutt", "--directory", write(ADA + bad))
    line = "ctu@example.org\tAda Example\tDirector, Example Ministry, Guyana\n"
    assert done == Result(0, f"1 address\n{line}", "")


def test_mutt_is_told_of_empty_result(run: Run, write: Write) -> None:
    done = run("emails", "nobody", "--format", "mutt", "--directory", write(ADA))
    assert done == Result(1, "no address found\n", "")


@pytest.fixture
def mutt(tmp_path: Path, write: Write) -> Callable[[str, str], str]:
    """Return a function that queries mutt; it returns the screen once a text is shown."""
    MUTT.need()
    (tmp_path / "box").touch()
    asking = shlex.join(command("emails", "--format", "mutt", "--directory", write(ADA)))
    settings = {
        "folder": tmp_path,
        "spoolfile": tmp_path / "box",
        "query_command": f"{asking} -- %s",
    }
    lines = [f'set {name}="{value}"\n' for name, value in settings.items()]

    def ask(word: str, answer: str) -> str:
        rc = tmp_path / "muttrc"
        rc.write_text("".join([*lines, f'push "<query>{word}<enter>"\n']), encoding="utf-8")
        words, env = ["mutt", "-n", "-F", str(rc)], environment() | {"LC_ALL": "C.UTF-8"}
        with terminals.running(words, env) as terminal:
            return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", " ", terminal.until(answer))

    return ask


@reads("`emails --format mutt`", MUTT, read="the addresses found, with names")
def test_mutt_itself_shows_the_addresses(mutt: Callable[[str, str], str]) -> None:
    shown = mutt("ada", "Query 'ada'")
    assert re.search(
        "1 address.*1 +ctu@example.org +Ada Example +.Director, Example Mi", shown, re.DOTALL
    )


def test_mutt_itself_shows_empty_result(mutt: Callable[[str, str], str]) -> None:
    assert "no address found" in mutt("nobody", "no address found")
