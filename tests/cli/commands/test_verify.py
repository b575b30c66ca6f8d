"""`cmcct verify`: confirmation with the person."""

import re

import pytest

from tests.conftest import Result, Run, Write, entry
from tests.support.edited import BOTH, TWICE, brief, changed, left_alone
from tests.support.person import typing


def test_the_day_and_the_way_are_written(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    result = run("verify", "gy-ctu", "bs-house", "--via", "phone", "--directory", path)
    assert brief(result) == Result(0, "", f"wrote {path}\n")
    lines = ["-verified = 2026-03-02", "+verified = 2026-06-01", '+verified_via = "phone"']
    assert changed(path, before) == lines * 2


def test_earlier_day_may_be_given_and_old_way_goes(run: Run, write: Write) -> None:
    path = write(BOTH.replace("# The end.", 'verified_via = "form"\n# The end.'))
    before = path.read_bytes()
    run("verify", "gy-ctu", "--on", "2026-05-04", "--directory", path)
    assert changed(path, before) == [
        "-verified = 2026-03-02",
        '-verified_via = "form"',
        "+verified = 2026-05-04",
    ]


@pytest.mark.parametrize("yesterday", ["ayer", "gisteren", "hier", "Yesterday", "2026-05-31"])
@pytest.mark.parametrize("mail", ["correo", "courriel", "per e-mail", "Correo electrónico"])
def test_day_and_way_are_words_of_four_languages(
    run: Run, write: Write, yesterday: str, mail: str
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    assert run("verify", "gy-ctu", "--on", yesterday, "--via", mail, "--directory", path).code == 0
    lines = ["-verified = 2026-03-02", "+verified = 2026-05-31", '+verified_via = "email"']
    assert changed(path, before) == lines
    assigned = ("verified=ayer", "verified_via=correo")
    assert run("set", "gy-ctu", *assigned, "--directory", path).err == "nothing to change\n"


def test_a_later_confirmation_is_not_taken_back(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("verify", "gy-ctu", "--on", "2026-03-01")
    kept = "nothing to change\ngy-ctu: confirmed on 2 March 2026, which stays\n"
    assert left_alone(run, path, *words) == Result(0, "", kept)
    assert run(*words, "--force", "--directory", path).code == 0
    assert "verified = 2026-03-01" in path.read_text().partition("gy-ctu")[2]
    assert run("verify", "gy-ctu", "--on", "2026-03-01", "--directory", path).code == 0


def test_selection_is_confirmed_like_ids(run: Run, write: Write) -> None:
    path = write(TWICE)
    result = run("verify", "--country", "Guyana", "--directory", path)
    assert result.code == 0
    ids = re.findall("^([a-z-]+): confirmation", result.err, re.MULTILINE)
    assert ids == ["gy-ctu", "gy-police"]
    assert path.read_text().count("verified = 2026-06-01") == 2


@pytest.mark.parametrize("name", ["CTU@example.org", "ada example"])
def test_entry_is_named_by_address_or_name(run: Run, write: Write, name: str) -> None:
    path = write(BOTH)
    assert "gy-ctu: confirmation date" in run("verify", name, "--directory", path).err


def test_name_of_two_entries_names_candidates(run: Run, write: Write) -> None:
    path = write(TWICE.replace("Ada Exampel", "Ada Example"))
    result = left_alone(run, path, "verify", "Ada Example")
    assert result == Result(
        2,
        "",
        "error: 'Ada Example' has 2 matches:\n  gy-ctu     Ada Example, Example Ministry\n"
        "  gy-police  Ada Example, Example Ministry\n"
        "help: give the id of the one that you mean\n",
    )


def test_more_than_twenty_entries_need_yes(run: Run, write: Write) -> None:
    ids = [f"gy-{number}" for number in range(21)]
    path = write("".join(entry(id=f'"{id_}"', emails=f'["{id_}@example.org"]') for id_ in ids))
    assert run("verify", *ids[1:], "--directory", path).code == 0
    message = "21 entries will be changed"
    refused = left_alone(run, path, "verify", *ids)
    assert refused.err == f"error: nothing was saved: {message}\nhelp: use --yes to proceed\n"
    no = typing([(f"{message}. Continue? [no]: ", "n\n")], "verify", *ids, "--directory", path)
    assert (no.code, "\nnothing was saved" in no.out) == (2, True)
    assert run("verify", *ids, "--yes", "--directory", path).code == 0
    assert path.read_text().count("verified = 2026-06-01") == len(ids)


@pytest.mark.parametrize("words", ["gy-ctu --on 15 de mayo", "--on 15 de mayo de 2026 gy-ctu"])
def test_a_day_of_several_words_needs_no_quotes(run: Run, write: Write, words: str) -> None:
    path = write(entry())
    assert run("--lang", "es", "verify", *words.split(), "--directory", path).code == 0
    assert "verified = 2026-05-15" in path.read_text(encoding="utf-8")
    refused = run("--lang", "es", "verify", "--on", "15", "gy-ctu", "--directory", path)
    assert refused.err.startswith("error: «15» no es una fecha\n")
