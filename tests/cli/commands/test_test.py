"""`cmcct test`: test calls of numbers."""

import tomllib

import pytest

from cmcct.text import shell
from tests.conftest import Result, Run, Write, entry, write_overlay
from tests.support.edited import brief, changed
from tests.support.person import typing

PHONES = """[
    "+592 220 1234",
    { number = "+592 609 1234", type = "mobile", failed = { on = 2026-05-02, why = "busy" } },
]"""
HEAD = "2026-03-02"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("no contesta", "no-answer"),
        ("Niet opgenomen", "no-answer"),
        ("pas de réponse", "no-answer"),
        ("ocupado", "busy"),
        ("bezet", "busy"),
        ("occupe", "busy"),
        ("número equivocado", "wrong-number"),
        ("verkeerd nummer", "wrong-number"),
        ("mauvais numéro", "wrong-number"),
        ("ya no existe", "wrong-number"),
        ("fuera de servicio", "wrong-number"),
        ("bestaat niet meer", "wrong-number"),
        ("no longer in service", "wrong-number"),
        ("nadie contestó", "no-answer"),
        ("no contestó nadie", "no-answer"),
        ("niemand nam op", "no-answer"),
        ("personne n'a répondu", "no-answer"),
        ("nobody answered", "no-answer"),
        ("estaba ocupado", "busy"),
        ("was bezet", "busy"),
        ("c'était occupé", "busy"),
        ("número errado", "wrong-number"),
        ("verkeerd verbonden", "wrong-number"),
    ],
)
def test_reason_is_a_word_of_any_language(run: Run, write: Write, typed: str, why: str) -> None:
    path = write(entry(phones=PHONES))
    words = ("test", "gy-ctu", "2201234", "--failed", typed, "--directory", path)
    assert run(*words).code == 0
    assert f'why = "{why}"' in path.read_text(encoding="utf-8")
    spoken = write(entry(phones=PHONES))  # without the option
    assert run("test", "gy-ctu", "2201234", *typed.split(), "--directory", spoken).code == 0
    assert f'why = "{why}"' in spoken.read_text(encoding="utf-8").partition("mobile")[0]


def test_call_without_a_number_is_to_the_only_line(run: Run, write: Write) -> None:
    fax = '["+592 220 1234", { number = "+592 220 1235", type = "fax" }]'
    path = write(entry(phones=fax))
    assert run("test", "gy-ctu", "bezet", "--directory", path).code == 0
    assert 'number = "+592 220 1234", failed' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("typed", [["answered"], ["ok"], ["a", "répondu"], ["contestó"]])
def test_answer_may_be_said(run: Run, write: Write, typed: list[str]) -> None:
    path = write(entry(phones=PHONES))
    assert run("test", "gy-ctu", "2201234", *typed, "--directory", path).code == 0
    assert 'number = "+592 220 1234", tested' in path.read_text(encoding="utf-8")


def test_numbers_are_named_where_several_may_be_meant(run: Run, write: Write) -> None:
    path = write(entry(phones=PHONES))
    numbers = ("+592 220 1234", "+592 609 1234")
    words = [shell.command_line("test", "gy-ctu", each, "--failed", "busy") for each in numbers]
    channels = "phones.0 +592 220 1234, phones.1 +592 609 1234"
    assert run("test", "gy-ctu", "ocupado", "--directory", path) == Result(
        2,
        "",
        f"error: gy-ctu, phones: the entry has {channels}\n"
        f"help: say which one is meant: {words[0]} or {words[1]}\n",
    )


def test_unknown_reason_is_answered_with_the_reasons(run: Run) -> None:
    told = "\nayuda: escriba no-answer, busy o wrong-number\n"
    result = run("--lang", "es", "test", "gy-hotline", "1240", "--failed", "zzz")
    assert (result.code, result.err.endswith(told)) == (2, True)
    result = run("--lang", "es", "test", "gy-hotline", "1240", "--failed", "noanswer")
    assert result.err.endswith("ayuda: ¿quiso decir no-answer?\n")


def test_answer_is_written_with_the_day(run: Run, write: Write) -> None:
    path = write(entry(phones=PHONES, verified=HEAD))
    before = path.read_bytes()
    result = run("test", "gy-ctu", "+592 609-1234", "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\n")
    mobile = '    { number = "+592 609 1234", type = "mobile", '
    assert changed(path, before) == [
        f'-{mobile}failed = {{ on = 2026-05-02, why = "busy" }} }},',
        f"+{mobile}tested = 2026-06-01 }},",
    ]


@pytest.mark.parametrize("typed", ["phones.0 phones.1", "office mobile 609-1234"])
def test_several_numbers_are_tested_at_once(run: Run, write: Write, typed: str) -> None:
    path = write(entry(phones=PHONES))
    assert run("test", "gy-ctu", *typed.split(), "--directory", path).code == 0
    assert path.read_text(encoding="utf-8").count("tested = 2026-06-01") == 2


@pytest.mark.parametrize("typed", [("+592 609 1234",), ("+592", "609", "1234")], ids=" ".join)
def test_number_names_its_entry_too(write: Write, typed: tuple[str, ...]) -> None:
    path = write(entry(phones=PHONES, verified=HEAD))
    answers = [("Save? [no]: ", "y\n")]
    words = ("--failed", "no-answer", "--directory")
    assert typing(answers, "test", *typed, *words, path, columns=300).code == 0
    (phone,) = tomllib.loads(path.read_text())["focal_point"][0]["phones"][1:]
    assert phone["failed"]["why"] == "no-answer"


def test_failure_does_not_change_the_confirmation(run: Run, write: Write) -> None:
    path = write(entry(phones=PHONES, verified=HEAD))
    before = path.read_bytes()
    words = ("test", "gy-ctu", "2201234", "--failed", "no-answer", "--on", "2026-05-31")
    assert run(*words, "--directory", path).code == 0
    assert changed(path, before) == [
        '-    "+592 220 1234",',
        ('+    { number = "+592 220 1234", failed = { on = 2026-05-31, why = "no-answer" } },'),
    ]


def test_wrong_number_names_command_that_removes_it(run: Run, write: Write) -> None:
    path = write(entry(phones=PHONES, verified=HEAD))
    result = run("test", "gy-ctu", "2201234", "--failed", "wrong-number", "--directory", path)
    command = ("set", "gy-ctu", "--remove", "+592 220 1234")
    told = f"to remove this number: {shell.command_line(*command)}\n"
    assert result.err.endswith(told)
    assert run(*command, "--yes", "--directory", path).code == 0
    assert "+592 220 1234" not in path.read_text(encoding="utf-8")


def test_number_of_the_private_file_is_tested(run: Run, write: Write) -> None:
    path = write(entry(phones=PHONES, verified=HEAD))
    part = '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = ["+592 609 1250"]\n'
    overlay = write_overlay(path, part)
    words = ("test", "gy-ctu", "6091250", "--private", "--directory", path)
    result = run(*words, "--failed", "wrong-number")
    assert result.err.endswith(
        "to remove this number: cmcct set gy-ctu --remove phones.0 --private\n"
    )
    assert run(*words, "--on", "2026-06-02").code == 0
    written = '[{ number = "+592 609 1250", tested = 2026-06-02 }]'
    assert f"phones = {written}" in overlay.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [[], ["--failed", "busy"]])
def test_line_that_is_not_to_be_rung_is_recorded_and_named(
    run: Run, write: Write, words: list[str]
) -> None:
    phones = '["+592 220 1234", { number = "+592 609 1234", hours = "24/7", no_test = true }]'
    path = write(entry(phones=phones, verified=HEAD))
    path.write_text(path.read_text().replace("[[meeting", "format = 2\n\n[[meeting", 1))
    result = run("test", "gy-ctu", "6091234", *words, "--directory", path)
    said = "warning: this line is marked as not to be rung for tests: phones.1.no_test\n"
    assert (result.code, result.err.endswith(said), result.err.count("not to be")) == (0, True, 1)
    (phone,) = tomllib.loads(path.read_text())["focal_point"][0]["phones"][1:]
    assert {"tested", "failed"} & phone.keys()
    assert "not tested for 180 days\t0\t" in run("status", "--directory", path).out
    assert run("search", "untested", "--directory", path).out == ""


def test_number_is_quoted_as_the_language_does(run: Run, write: Write) -> None:
    path = write(entry(phones=PHONES, verified=HEAD))
    result = run("--lang", "es", "test", "gy-ctu", "2201235", "--directory", path)
    assert result.err.startswith("error: esta ficha no tiene «2201235»\n")


@pytest.mark.parametrize(("number", "kept"), [("+592 220-1234", 1), ("+592 220 1240", 0)])
def test_other_number_loses_its_test_calls(run: Run, write: Write, number: str, kept: int) -> None:
    phones = '[{ number = "+592 220 1234", tested = 2026-05-02 }]'
    path = write(entry(phones=phones, verified=HEAD))
    assert run("set", "gy-ctu", f"phones.0.number={number}", "--directory", path).code == 0
    assert path.read_text(encoding="utf-8").count("tested") == kept
