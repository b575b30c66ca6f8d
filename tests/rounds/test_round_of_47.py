"""A whole round: 47 people, 80 files of answers in any order, twice over."""

import random
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Result, Run
from tests.support import replies, rounds
from tests.support.replies import PROGRAMS, Letter
from tests.support.repositories import repository
from tests.support.rounds import SINCE

VERIFIED = {"verified": date(2026, 6, 2), "verified_via": "email"}
# What six people overwrite in the answer: text before and after.
OVERWRITTEN = {
    28: [("+592 220 1228", "+592 220 1299")],
    29: [("Cargo: ", "Cargo: Directora"), ("seat-29@", "desk-29@")],
    30: [("Job title: ", "Job title: Director"), ("+592 220 1230", "+592 220 1297")],
    31: [("+592 220 1231", "+592 220 1298")],
    32: [("+592 220 1232", "")],
    33: [("Ada Example BH", "Bea Sample")],
}
# What is saved of it: an emptied line and another name are questions.
SAVED: dict[int, dict[str, Any]] = {
    28: {"phones": ["+592 220 1299"]},
    29: {"title": "Directora", "emails": ["desk-29@example.org"]},
    30: {"title": "Director", "phones": ["+592 220 1297"]},
    31: {"phones": ["+592 220 1298"]},
    32: {},
    33: {},
}


def _overwrite(letter: Letter, pairs: list[tuple[str, str]]) -> bytes:
    reply = replies.make_reply(letter, "gmail", "change")
    body = reply.body
    for old, new in pairs:
        assert body.count(old) == 1
        body = body.replace(old, new)
    return replace(reply, body=body).to_bytes()


def _answers(place: Path) -> list[bytes]:
    letters = {n: rounds.letter(place, f"seat-{n:02}") for n in range(47)}
    mails = [
        replies.make_reply(letters[n], PROGRAMS[n % 4], quoted=letters[n].text * (n % 2)).to_bytes()
        for n in range(28)
    ]
    mails += [_overwrite(letters[n], pairs) for n, pairs in OVERWRITTEN.items()]
    for n in (34, 35):
        sent = (place / f"letters/seat-{n}.eml").read_bytes()
        mails.append(replies.bounce(sent, f"seat-{n}@example.org"))
    subject, text = "Automatic reply: x", "I am away until 20 June."
    mails.append(replies.absence("seat-36@example.org", subject, text))
    return mails + [
        replace(replies.make_reply(letters[n], "apple"), body="Yes, but ask Bea.").to_bytes()
        for n in (37, 38, 39)
    ]


def _save(folder: Path, mails: list[bytes], seed: int) -> None:
    folder.mkdir()
    shuffled = [*mails, *mails]
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    for number, mail in enumerate(shuffled):
        (folder / f"{number}.eml").write_bytes(mail)
    assert len([*folder.iterdir()]) == 80


@pytest.mark.parametrize("has_history", [True, pytest.param(False, marks=pytest.mark.sweep)])
def test_a_round_of_47_people(run: Run, place: Path, has_history: bool) -> None:  # noqa: FBT001
    path = rounds.write(place, *(rounds.seat(number) for number in range(47)))
    if has_history:
        (place / ".gitignore").write_text("directory.private.toml\n", encoding="utf-8")
        repository(place).commit_bytes(path.read_bytes())
    expected = tomllib.loads(path.read_text(encoding="utf-8"))
    for number, table in enumerate(expected["focal_point"][:32]):
        table.update(SAVED.get(number, {}), **VERIFIED)
    result = run("round", "letters", *SINCE, "-o", "letters", "--due", "2026-06-15")
    assert result == Result(0, "", "letters: 47 letters\n")
    mails = _answers(place)
    _save(place / "in", mails, 1)
    found = run("round", "answers", "in")
    results = [line.split("\t")[0] for line in found.out.splitlines()]
    counts = {name: results.count(name) for name in {*results} - {""}}
    assert found.code == 1
    assert counts == {"confirmed": 28, "changed": 4, "to be read": 5, "bounced": 2, "away": 1}
    assert tomllib.loads(path.read_text(encoding="utf-8")) == expected
    before = path.read_bytes()
    _save(place / "again", mails, 2)
    for folder in ("in", "again"):
        again = run("round", "answers", folder)
        assert (again.code, again.err) == (1, "nothing to change\n")
        assert path.read_bytes() == before
        assert again.out.count("already saved") == 32
    words = ("--letters", "letters", "--answers", "in")
    status = run("round", "status", *SINCE, *words).out
    assert "all\t47\t28\t4\t5\t2\t1\t7\n" in status
    assert "Guyana\t10\t6\t1\t0\t1\t0\t2\n" in status
    assert "silent\tseat-46\tSuriname\t2 days\t\n" in status
    assert "away\tseat-36\tSuriname\t2 days\taway until 20 June\n" in status
    silent = run("round", "letters", *SINCE, "--reminder", "--answers", "in", "-o", "reminders")
    assert silent.err == "reminders: 7 letters\n"
    assert sorted(file.name for file in (place / "reminders").iterdir()) == [
        f"seat-{n}.reminder-1.eml" for n in range(40, 47)
    ]
    # Nobody is ever removed for silence.
    assert len(tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]) == 47
