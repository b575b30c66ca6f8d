"""A whole round: 47 people, 80 files of answers in any order, twice over."""

import json
import random
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Result, Run
from tests.support import replies, rounds
from tests.support.replies import Letter
from tests.support.repositories import repository
from tests.support.rounds import SINCE

VERIFIED = {"verified": date(2026, 6, 2), "verified_via": "email"}
# What six people overwrite in the answer: text before and after.
OVERWRITTEN = {
    28: [("+592 220 1228", "+592 220 1299")],
    29: [("Cargo:", "Cargo: Directora"), ("seat-29@", "desk-29@")],
    30: [("Job title:", "Job title: Director"), ("+592 220 1230", "+592 220 1297")],
    31: [("+592 220 1231", "+592 220 1298 (do not use)")],
    32: [("+592 220 1232", "")],
    33: [("Ada Example BH", "Bea Sample")],
}
COMMANDS = {
    28: ["cmcct set seat-28 'office_phone=+592 220 1299' --verify"],
    29: ["cmcct edit seat-29"],
    30: ["cmcct edit seat-30", "cmcct set seat-30 'office_phone=+592 220 1297'"],
    31: ["cmcct set seat-31 'office_phone=…'"],
    32: ["cmcct edit seat-32"],
    33: ["cmcct replace seat-33 --name 'Bea Sample'"],
}


def _overwrite(letter: Letter, pairs: list[tuple[str, str]]) -> bytes:
    reply = replies.make_reply(letter, "gmail", "change")
    body = reply.body
    for old, new in pairs:
        assert body.count(old) >= 1
        body = body.replace(old, new)
    return replace(reply, body=body).to_bytes()


def _answers(place: Path) -> list[bytes]:
    letters = {n: rounds.letter(place, f"seat-{n:02}") for n in range(47)}
    mails = [
        replies.make_reply(
            letters[n], ("gmail", "thunderbird", "apple")[n % 3], quoted=letters[n].text * (n % 2)
        ).to_bytes()
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
    for table in expected["focal_point"][:28]:
        table.update(VERIFIED)
    result = run("round", "letters", *SINCE, "-o", "letters", "--due", "2026-06-15")
    assert result == Result(
        0, "", "letters: 47 letters (Spanish 19, English 10, French 9, Dutch 9)\n"
    )
    mails = _answers(place)
    _save(place / "in", mails, 1)
    listed = json.loads(run("round", "answers", "in", "--dry-run", "--format", "json").out)
    assert Counter(one["result"] for one in listed) == {
        "confirmed": 28,
        "to-read": 6,
        "with-words": 3,
        "automatic": 3,
    }
    commands = {one["entry"]: one["commands"] for one in listed if one["result"] == "to-read"}
    assert commands == {f"seat-{number}": words for number, words in COMMANDS.items()}
    found = run("round", "answers", "in", "--yes")
    assert found.code == 1
    # Of 80 files, only the entries of 28 people change, and of these only the confirmation.
    assert tomllib.loads(path.read_text(encoding="utf-8")) == expected
    before = path.read_bytes()
    _save(place / "again", mails, 2)
    for folder in ("in", "again"):
        again = run("round", "answers", folder, "--yes")
        assert (again.code, again.err) == (1, "nothing to change\n")
        assert path.read_bytes() == before
        assert "already confirmed: 28\n" in again.out
    words = ("--letters", "letters", "--answers", "in")
    status = run("round", "status", *SINCE, *words).out
    # A report that a letter did not arrive comes from a server, and names no entry.
    assert "all\t47\t28\t9\t1\t9\n" in status
    assert "Guyana\t10\t6\t1\t0\t3\n" in status
    assert "unanswered\tseat-46\tSuriname\t2 days\n" in status
    silent = run("round", "letters", *SINCE, "--reminder", "--answers", "in", "-o", "reminders")
    assert silent.err == "reminders: 9 letters (Spanish 4, English 3, French 1, Dutch 1)\n"
    assert sorted(file.name for file in (place / "reminders").iterdir()) == [
        f"seat-{n}.reminder-1.eml" for n in (34, 35, *range(40, 47))
    ]
    # Nobody is ever removed for silence.
    assert len(tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]) == 47
