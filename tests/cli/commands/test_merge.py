"""`cmcct merge`: two entries become one, and the pairs that may be the same are listed."""

import json

import pytest

from tests.conftest import OnTerminal, Result, Run, Write, write_overlay
from tests.support.cli_samples import ADA, unreadable
from tests.support.edited import BOTH, TWICE, brief, changed, left_alone, part
from tests.support.person import typing

DELETE = "people who saved the gy-police card must delete it\n"
PERSONAL = 'phones = [{ number = "+592 609 1250", type = "mobile" }]\nprivate_notes = "Call late."'
LOST = "not copied from gy-police: "
GONE = [f"-{line}" for line in TWICE.partition("# The end.\n")[2].splitlines()]
JOINED = ['-sectors = ["police"]', '+sectors = ["police", "justice"]']
CITY = ['+city = "Georgetown"']
IDS = ['+merged = ["gy-police"]']


def test_the_pairs_are_listed_with_the_reasons(run: Run, write: Write) -> None:
    path = write(TWICE)
    line = "gy-ctu\tgy-police\tsame number, similar names\n"
    assert run("merge", "--directory", path) == Result(0, line, "1 pair\n")
    assert run("merge", "--audience", "network", "--directory", path).out == line
    assert run("merge", "--directory", write(BOTH)) == Result(0, "", "no duplicates\n")


def test_pairs_of_one_entry_are_listed(run: Run, write: Write) -> None:
    path = write(TWICE)
    for id_ in ("gy-ctu", "gy-police", "Ada Exampel"):
        result = run("merge", id_, "--directory", path)
        assert result == Result(0, "gy-ctu\tgy-police\tsame number, similar names\n", "1 pair\n")
    path = write(TWICE + ADA.replace("gy-ctu", "gy-b").replace("gy-unit", "gy-c"))
    assert run("merge", "--directory", path).err == "3 pairs\n"
    assert run("merge", "gy-b", "--directory", path).err == "2 pairs\n"
    assert run("merge", "gy-zzz", "--directory", path).code == 2


def test_pairs_are_json_for_programs(run: Run, write: Write) -> None:
    empty = run("merge", "--format", "json", "--directory", write(BOTH))
    assert json.loads(empty.out) == {"version": 1, "pairs": []}
    pairs = json.loads(run("merge", "--format", "json", "--directory", write(TWICE)).out)["pairs"]
    reasons = ["same number", "similar names"]
    assert pairs == [{"first": "gy-ctu", "second": "gy-police", "reasons": reasons}]


def test_crowd_is_paired_with_its_first(run: Run, write: Write) -> None:
    seats = [
        ADA.replace("gy-ctu", f"gy-{n:02}").replace("gy-unit", f"g-{n:02}").replace("Ada", f"A{n}")
        for n in range(60)
    ]
    result = run("merge", "--directory", write("\n".join(seats)))
    rows = result.out.splitlines()
    assert [row for row in rows if "same number" in row and not row.startswith("gy-00\t")] == []
    assert len([row for row in rows if "same number" in row]) == 59
    assert "each is paired only with the first one" in result.err


def test_pairs_on_terminal_are_a_table(terminal: OnTerminal, write: Write) -> None:
    result = terminal("merge", "--directory", write(TWICE))
    words = [line.split() for line in result.out.splitlines()]
    assert ["gy-ctu", "gy-police", "same", "number,", "similar", "names"] in words
    assert ["Entry", "Entry", "Reasons"] in words
    assert ["1", "pair"] in words
    empty = terminal("merge", "--directory", write(BOTH))
    assert empty == Result(0, "no duplicates\n", "")


def test_unreadable_values_are_reported(run: Run, write: Write) -> None:
    path = write(f"{TWICE}notes = 5\n")
    warning = unreadable(path)
    assert run("merge", "--directory", path).err == f"{warning}1 pair\n"


FIRST, SECOND = ("Ada Example", "Ms"), ("Ada Exampel", "Dr")


@pytest.mark.parametrize(
    ("side", "lines"),
    [
        ("keep", [*IDS, *JOINED, *CITY, *GONE]),
        (
            "drop",
            [
                *IDS,
                *('-name = "Ada Example"', '-title = "Director"'),
                *('+name = "Ada Exampel"', '+title = "Head"'),
                *(*JOINED, *CITY, *GONE),
            ],
        ),
    ],
)
def test_option_prefer_decides_in_pipe(run: Run, write: Write, side: str, lines: list[str]) -> None:
    path = write(TWICE)
    before = path.read_bytes()
    result = run("merge", "gy-ctu", "con", "gy-police", "--prefer", side, "--directory", path)
    lost = f"{LOST}name, job title\n" if side == "keep" else ""
    assert brief(result) == Result(0, "", f"wrote {path}\n{lost}{DELETE}")
    assert changed(path, before) == lines


def test_narrowed_sharing_is_reported(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    stricter = TWICE.replace('id = "gy-police"', 'id = "gy-police"\nsharing = "secretariat"')
    words = ("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--directory")
    message = "fewer people than before can see ctu@example.org, +592 220 1234\n"
    result = run(*words, write(stricter))
    assert (result.code, message in result.err) == (0, True)
    monkeypatch.setenv("CI", "1")
    assert "fewer people than before can see 2 channels\n" in run(*words, write(stricter)).err


def test_narrowed_channels_of_kept_entry_are_named(run: Run, write: Write) -> None:
    stricter = TWICE.replace('id = "gy-police"', 'id = "gy-police"\nsharing = "secretariat"')
    path = write(stricter.replace('phones = ["+592 220 1234"]', 'phones = ["+592 220 1240"]'))
    result = run("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--directory", path)
    assert "fewer people than before can see ctu@example.org, +592 220 1234\n" in result.err


@pytest.mark.parametrize("side", ["keep", "drop"])
def test_narrowed_channels_of_dropped_entry_are_named(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, side: str
) -> None:
    both = TWICE.replace('id = "gy-ctu"', 'id = "gy-ctu"\nsharing = "secretariat"')
    path = write(both.replace('phones = ["+592 220 1234"]', 'phones = ["+592 220 1240"]'))
    words = ("merge", "gy-ctu", "gy-police", "--prefer", side, "--dry-run", "--directory", path)
    assert "fewer people than before can see +592 220 1240\n" in run(*words).err
    monkeypatch.setenv("CI", "1")
    assert "fewer people than before can see 1 channel\n" in run(*words).err


@pytest.mark.parametrize(
    ("side", "owner", "name", "channels"),
    [
        ("keep", "Ada Example", "Óscar Demo", ["mobile phone +592 609 1250", "private notes"]),
        ("drop", "Óscar Demo", "Ada Example", ["mobile phone +592 609 1234"]),
    ],
)
def test_channels_of_other_person_are_named(  # noqa: PLR0913, PLR0917 - fixtures
    run: Run,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    side: str,
    owner: str,
    name: str,
    channels: list[str],
) -> None:
    other = TWICE.replace("Ada Exampel", "Óscar Demo")
    other = other.replace('phones = ["+592 220 1234"]', PERSONAL)
    words = ("merge", "gy-ctu", "gy-police", "--prefer", side, "--directory", write(other))
    message = f"warning: gy-ctu ({owner}) gets channels of {name}: "
    assert f"{message}{', '.join(channels)}\n" in run(*words, "--dry-run").err
    advice = "if they are different people, undo the merge: cmcct undo last"
    assert f"{message}{', '.join(channels)}; {advice}\n" in run(*words).err
    monkeypatch.setenv("CI", "1")
    write(other)
    assert f"{message}{len(channels)} channel" in run(*words).err


def test_number_of_both_is_not_only_the_other_persons(run: Run, write: Write) -> None:
    other = TWICE.replace("Ada Exampel", "Óscar Demo")
    both = other.replace('phones = ["+592 220 1234"]', PERSONAL.replace("1250", "1234"))
    words = ("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--dry-run", "--directory")
    assert "gets channels of Óscar Demo: private notes\n" in run(*words, write(both)).err


def test_office_channels_are_not_personal(run: Run, write: Write) -> None:
    path = write(TWICE.replace("Ada Exampel", "Óscar Demo"))
    words = ("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--directory", path)
    assert "gets channels of" not in run(*words).err


def test_terminal_asks_for_preferred_side(write: Write) -> None:
    path = write(TWICE)
    before = path.read_bytes()
    answers = [
        ("Which value do you want to use? [1]: ", "drip\n"),
        ("Which value do you want to use? [1]: ", "2\n"),
        ("Which value do you want to use? [1]: ", "\n"),
        ("Save these changes? [no]: ", "y\n"),
    ]
    result = typing(answers, "merge", "gy-ctu", "gy-police", "--directory", path, columns=200)
    assert result.code == 0
    asked = "Name:\n  1  'Ada Example' (gy-ctu)\n  2  'Ada Exampel' (gy-police)\n"
    assert result.out.startswith(
        f"{asked}Which value do you want to use? [1]: drip\n  unknown value 'drip': write 1 or 2\n"
    )
    assert brief(result).out.endswith(f"\nwrote {path}\n{LOST}job title\n{DELETE}")
    names = ['-name = "Ada Example"', '+name = "Ada Exampel"']
    assert changed(path, before) == [*IDS, *names, *JOINED, *CITY, *GONE]


def test_terminal_asks_whether_two_people_are_one(write: Write) -> None:
    path = write(TWICE.replace("Ada Exampel", "Óscar Demo").replace('title = "Head"\n', ""))
    before = path.read_bytes()
    answers = [("¿Qué valor desea usar? [1]: ", "\n"), ("[no]: ", "\n")]
    result = typing(answers, "--lang", "es", "merge", "gy-ctu", "gy-police", "--directory", path)
    assert "Ada Example y Óscar Demo podrían ser dos personas" in result.out
    other = "para hacerlo al revés: cmcct merge gy-police gy-ctu"
    assert other in result.out
    assert (result.code, path.read_bytes()) == (2, before)


@pytest.mark.parametrize(
    ("lang", "label", "question"),
    [
        ("en", "Honorific:", "Which value do you want to use? [1]: "),
        ("es", "Tratamiento:", "¿Qué valor desea usar? [1]: "),
        ("fr", "Civilité\N{NO-BREAK SPACE}:", "[1]\N{NO-BREAK SPACE}: "),
        ("nl", "Aanspreektitel:", "Welke waarde wilt u gebruiken? [1]: "),
    ],
)
def test_two_honorifics_are_asked_about(write: Write, lang: str, label: str, question: str) -> None:
    people = [f'"{name}"\nhonorific = "{title}"' for name, title in (FIRST, SECOND)]
    text = TWICE.replace(f'"{FIRST[0]}"', people[0]).replace(f'"{SECOND[0]}"', people[1])
    words = ("--lang", lang, "merge", "gy-ctu", "gy-police", "--dry-run")
    answers = [(question, "1\n"), (label, ""), (question, "2\n"), (question, "1\n")]
    shown = typing(answers, *words, "--directory", write(text), columns=200)
    assert (shown.code, '+honorific = "Dr"' in shown.out) == (0, True)


def test_parts_of_names_are_understood_on_a_terminal(write: Write) -> None:
    path = write(TWICE)
    words = ("merge", "Exampel", "gy-ctu", "--prefer", "keep", "--directory", path)
    answers = [("cmcct merge gy-ctu gy-police", ""), ("Save these changes? [no]: ", "y\n")]
    assert typing(answers, *words, columns=200).code == 0
    assert 'id = "gy-ctu"' not in path.read_text()


def test_side_is_named_in_four_languages(run: Run, write: Write) -> None:
    first, second = TWICE.split("# The end.\n")
    path = write(first + second.replace("country", "verified = 2026-04-01\ncountry", 1))
    typed = ("x\n", "\n", "d\n", "behouden\n")
    answers = [("¿Qué valor desea usar? [1]: ", keys) for keys in typed]
    words = ("merge", "gy-ctu", "gy-police", "--dry-run", "--directory", path)
    asked = typing(answers, "--lang", "es", *words)
    assert (asked.code, '+name = "Ada Exampel"' in asked.out) == (0, True)
    assert "  «x» no es un valor conocido: escriba 1 o 2\n" in asked.out
    assert "  1  2 de marzo de 2026 (gy-ctu)\n  2  1 de abril de 2026 (gy-police)\n" in asked.out
    assert run(*words, "--prefer", "Conservar") == run(*words, "--prefer", "keep")


def test_the_first_letter_is_an_answer_too(write: Write) -> None:
    path = write(TWICE)
    before = path.read_bytes()
    answers = [("Which value do you want to use? [1]: ", each) for each in ("D\n", "k\n")]
    answers += [("Save these changes? [no]: ", "y\n")]
    result = typing(answers, "merge", "gy-ctu", "gy-police", "--directory", path)
    assert result.code == 0
    names = ['-name = "Ada Example"', '+name = "Ada Exampel"']
    assert changed(path, before) == [*IDS, *names, *JOINED, *CITY, *GONE]


@pytest.mark.parametrize("country", ["GY", "guyana", "Co-operative Republic of Guyana"])
def test_the_spelling_of_a_country_is_no_difference(run: Run, write: Write, country: str) -> None:
    path = write(TWICE.replace('"Ada Exampel"', '"Ada Example"').replace('title = "Head"\n', ""))
    before, _, after = path.read_text(encoding="utf-8").rpartition('"Guyana"')
    path.write_text(f'{before}"{country}"{after}', encoding="utf-8")
    result = run("merge", "gy-ctu", "gy-police", "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\n{DELETE}")
    assert 'country = "Guyana"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("country", ["Suriname", "Narnia"])
def test_another_country_is_a_difference(run: Run, write: Write, country: str) -> None:
    path = write(TWICE.replace('"Ada Exampel"', '"Ada Example"').replace('title = "Head"\n', ""))
    before, _, after = path.read_text(encoding="utf-8").rpartition('"Guyana"')
    path.write_text(f'{before}"{country}"{after}', encoding="utf-8")
    result = left_alone(run, path, "merge", "gy-ctu", "gy-police")
    assert result.err.startswith("error: country differs between the two entries\n")


def test_private_parts_are_joined(run: Run, write: Write) -> None:
    path = write(TWICE)
    overlay = write_overlay(path, part("gy-police", "", 50) + part("gy-ctu", "", 51))
    run("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--yes", "--directory", path)
    # The kept entry's part had no name, and still has none.
    assert overlay.read_text() == part("gy-ctu", "Ada Example", 50) + part("gy-ctu", "", 51)


@pytest.mark.parametrize("side", ["keep", "drop"])
def test_person_with_two_forms_of_name_is_merged(run: Run, write: Write, side: str) -> None:
    path = write(
        TWICE.replace('"Ada Exampel"', '"Ada Example Pérez"\nfamily_name = "Example Pérez"')
    )
    result = run("merge", "gy-ctu", "gy-police", "--prefer", side, "--directory", path)
    left_out = f"left out of the merged entry: family name\n{LOST}name, job title\n"
    left_out = left_out if side == "keep" else ""
    assert brief(result) == Result(0, "", f"wrote {path}\n{left_out}{DELETE}")
    assert ("family_name" in path.read_text()) == (side == "drop")


def test_dry_run_says_which_values_are_left_out(run: Run, write: Write) -> None:
    path = write(TWICE.replace('"Ada Exampel"', '"Ada Exampel"\nhonorific = "Dr"'))
    words = ("merge", "gy-ctu", "gy-police", "--prefer", "keep", "--dry-run")
    assert left_alone(run, path, *words).err == (
        f"left out of the merged entry: honorific\n{LOST}name, job title\n"
    )


def test_options_of_a_merge_need_two_entries(run: Run, write: Write) -> None:
    path = write(BOTH)
    for words, option in ((("--prefer", "keep"), "--prefer"), (("--yes",), "--yes")):
        result = left_alone(run, path, "merge", "gy-ctu", *words)
        hint = f"help: add DROP, or omit {option}\n"
        assert (result.code, result.err) == (2, f"error: {option} requires DROP\n{hint}")
