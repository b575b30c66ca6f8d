"""Replies as programs write them: what is the sender's own, and never a yes by mistake."""

import random
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cmcct.rounds.letters import find_own_lines, squeeze
from cmcct.rounds.mails import parse_mail
from tests.conftest import Run, examples
from tests.support import replies, rounds
from tests.support.cases import each
from tests.support.replies import Letter
from tests.support.rounds import SINCE

SENDER = "Secretariat <secretariat@example.org>"
# The line above a quotation, of Gmail, Apple Mail and Thunderbird.
ATTRIBUTIONS = (
    f"On Mon, Jun 1, 2026 at 10:00\u202fAM {SENDER} wrote:",
    f"On Mon, 1 Jun 2026 at 10:00, {SENDER} wrote:",
    f"On 1 Jun 2026, at 10:00, {SENDER} wrote:",
    "On 01/06/2026 10:00, Secretariat wrote:",
    "El lun, 1 jun 2026 a las 10:00, Secretaría (<secretariat@example.org>) escribió:",
    "El 1/6/26 a las 10:00, Secretaría escribió:",
    f"Op ma 1 jun 2026 om 10:00 schreef {SENDER}:",
    f"Op 1 jun 2026 om 10:00 heeft {SENDER} het volgende geschreven:",
    "Op 01-06-2026 om 10:00 schreef Secretariaat:",
    f"Le lun. 1 juin 2026 à 10:00, {SENDER} a écrit :",
    "Le 01/06/2026 à 10h00, Secrétariat a écrit\u00a0:",
)
# Lines above a quotation that a person wrote.
SENTENCES = (
    "The mobile number is wrong:",
    "On 1 June 2026 at 10:00 my number changed, as I wrote:",
    "On the phone number: it is wrong, as I wrote:",
    "On Monday 1 June at 10:00, she left, as ada@example.org wrote:",
    "On Mon 1 Jun 2026 at 10:00 my number changed <ada@example.org> wrote:",
    "On 1 June our number changed at 10:00, Ada wrote:",
    "Le 1 juin à 10:00 le numéro a changé :",
    "Op 1 jun 2026 om 10:00 is mijn nummer veranderd:",
    "De: Ada",
)


@pytest.fixture
def letters(run: Run, place: Path) -> list[Letter]:
    """Return the letters to four people, in four languages."""
    seats = [rounds.seat(n, title='"Chief of the Unit for the Protection"') for n in range(4)]
    rounds.write(place, *seats)
    words = ("round", "letters", *SINCE, "-o", "letters", "--due", "2026-06-15")
    assert run(*words).code == 0
    return [rounds.letter(place, f"seat-{n:02}") for n in range(4)]


def _quote(text: str, width: int, mark: str, *, marks_all: bool = True) -> str:
    """Return a text as a program quotes it: each line marked, and wrapped at a width."""
    lines = []
    for line in text.splitlines():
        parts = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [mark + part if marks_all or not n else part for n, part in enumerate(parts)]
    return "\n".join(lines)


_judge_of = cache(rounds.make_judge)  # the folders are those of one test each


def _result(place: Path, letter: Letter, text: str) -> tuple[str, tuple[str, ...]]:
    plain = replies.make_reply(letter, "gmail")
    reply = replace(plain, body=text.replace("READY", plain.body))
    answer = _judge_of(place).judge(parse_mail("a.eml", reply.to_bytes()))
    return answer.result, answer.words


@each("width", [60, 72, 76, 200])
def test_letter_that_is_quoted_and_wrapped_says_nothing(
    place: Path, letters: list[Letter], width: int
) -> None:
    for letter in letters:
        for mark, marks_all in (
            ("> ", True),
            (">", True),
            ("> > ", True),
            ("> ", False),
            ("", True),
        ):
            quoted = _quote(letter.text, width, mark, marks_all=marks_all)
            for text in (f"READY\n\n{quoted}", quoted, f"{quoted}\nREADY"):
                assert _result(place, letter, text) == ("confirmed", ()), (mark, marks_all, text)


def test_html_that_a_program_writes_as_text_says_nothing(
    place: Path, letters: list[Letter]
) -> None:
    for letter in letters:
        text = letter.text
        for kind, (subject, _body) in letter.answers.items():
            link = f"<{letter.links[kind == 'change']}>"
            text = text.replace(link, f"{subject.partition(' [')[0]} {link}")
        assert _result(place, letter, f"READY\n{_quote(text, 76, '> ')}") == ("confirmed", ())


@each("line", ATTRIBUTIONS)
def test_line_above_a_quotation_says_nothing(place: Path, letters: list[Letter], line: str) -> None:
    quoted = _quote(letters[0].text, 72, "> ")
    for written in (line, textwrap.fill(line, 40), f"> {line}"):
        text = f"READY\n\n{written}\n\n{quoted}"
        assert _result(place, letters[0], text) == ("confirmed", ())
    # Directly above it, and once; a quotation begins with a mark.
    assert _result(place, letters[0], f"READY\n{line}\n{letters[0].text}")[1] == (line.strip(),)
    assert _result(place, letters[0], f"READY\n{line}\nx\n{quoted}")[1] == (line.strip(), "x")
    assert _result(place, letters[0], f"READY\n{line}")[1] == (line.strip(),)
    assert _result(place, letters[0], f"{line}\n{quoted}\n{line}\n> x")[1] == (line.strip(), "> x")


@each("line", SENTENCES)
def test_sentence_above_a_quotation_is_the_senders(
    place: Path, letters: list[Letter], line: str
) -> None:
    text = f"READY\n\n{line}\n{_quote(letters[0].text, 72, '> ')}"
    assert _result(place, letters[0], text) == ("with-words", (line,))


def test_quoted_line_that_was_changed_is_the_senders(place: Path, letters: list[Letter]) -> None:
    letter = letters[0]
    for old, new in {
        "+592 220 1200": "+592 220 1299",
        "Country: Guyana": "Country: Guyana ??",
        "If everything is right": "no, if everything is right",
        "Name: Ada": "Name: Bea",
        "Thank you for your help.": "No",
        "Chief of the Unit": "Chief of a Unit",
    }.items():
        assert old in letter.text
        for mark in ("> ", ""):
            quoted = _quote(letter.text.replace(old, new), 72, mark)
            result, words = _result(place, letter, f"READY\n{quoted}")
            assert (result, len(words) > 0) == ("with-words", True), new
    # Who leaves out a line says nothing about it.
    quoted = _quote(letter.text.replace("Country: Guyana\r\n", ""), 72, "> ")
    assert _result(place, letter, f"READY\n{quoted}")[0] == "confirmed"


@each(
    "words",
    [
        *("No", "no", "?", ":-(", "👎", "\u202eton", "1", "Bea Sample", "Former Director", "~"),
        *("Something has changed", "Everything", "Country: Haiti", "E-mail:  x", "+592 220 1299"),
        *("Country:", "Guyana", "Name", "right", "-- \nAda Example", "Kind regards", "> no", ">no"),
        *("Sent from my iPhone", "From: July I am in Brazil", "> From July I am in Brazil"),
        "This message is confidential. If you are not the intended recipient, please delete it.",
        "Everything in the letter is not right.",
        "Everything in the letter is right, but",
        "Please check each line of your entry. Please answer by phone.",
        "Thank you for",
    ],
)
def test_further_words_are_the_senders(place: Path, letters: list[Letter], words: str) -> None:
    lines = tuple(line.strip().replace("\u202e", "\ufffd") for line in words.splitlines())
    for text in ("READY\n\nWORDS", "WORDS\nREADY", "WORDS", "READY\n\n> x\nWORDS\n"):
        quoted = "> " + "\n> ".join(letters[0].text.splitlines())
        result, found = _result(
            place, letters[0], text.replace("WORDS", words).replace("> x", quoted)
        )
        assert (result, found) == ("with-words", lines), text


def test_last_day_for_an_answer_is_a_day(place: Path, letters: list[Letter]) -> None:
    # The answers are not told which day the letter said.
    for day, result in {
        "1 June 2026": "confirmed",
        "30 June 2026": "confirmed",
        "30 June 2028": "with-words",
        "31 June 2026": "with-words",
        "15 June 2026, or never": "with-words",
    }.items():
        quoted = _quote(letters[0].text.replace("15 June 2026", day), 60, "> ")
        assert _result(place, letters[0], f"READY\n{quoted}")[0] == result, day


def test_courtesies_of_another_language_are_shown(place: Path, letters: list[Letter]) -> None:
    # The prepared sentences count in all languages.
    for letter in letters:
        for other in letters:
            assert _result(place, letter, other.answers["ok"][1])[0] == "confirmed"
    assert _result(place, letters[1], "Todo es correcto, salvo el número.")[0] == "with-words"


def test_lines_are_compared_as_wholes() -> None:
    known = {squeeze(line) for line in ("one two three", "one two", "four")}
    own, repeated = find_own_lines("> one\ntwo\n\none two\nthree\none\nfour\nfour\nfive", known)
    assert own == ["one", "five"]
    assert repeated - {""} == {"onetwo", "onetwothree", "four"}


REPLIES = examples(150, 500)
OTHER_SEEDS = [pytest.param(seed, marks=pytest.mark.sweep(2)) for seed in range(9)]


def _generated(seed: int, letters: list[Letter]) -> Iterator[tuple[Letter, str, bool]]:
    """Yield letters, replies, and whether a person would take each reply for a yes."""
    draw = random.Random(seed)  # noqa: S311
    notes = ["No", "ok", "Call 592 220 9999", "> but not the name", "Hours: closed", "--\nAda", "?"]
    for _ in range(REPLIES):
        letter = draw.choice(letters)
        quoted, is_yes = letter.text, True
        if draw.random() < 0.3:
            line = draw.choice([line for line in quoted.split("\r\n") if line])
            at = draw.randrange(len(line))
            new = line[:at] + draw.choice(("x", "", "9", " not ")) + line[at + 1 :]
            is_yes = "".join(new.split()) in {"".join(one.split()) for one in quoted.split("\r\n")}
            quoted = quoted.replace(line, new, 1)
        mark = draw.choice(("> ", ">", ""))
        blocks = ["READY"] if draw.random() < 0.7 else []
        if draw.random() < 0.7:
            above = [draw.choice(ATTRIBUTIONS)] if mark and draw.random() < 0.6 and is_yes else []
            wrapped = _quote(quoted, draw.randint(50, 100), mark, marks_all=draw.random() < 0.8)
            blocks.append("\n".join([*above, wrapped]))
        else:
            is_yes = True
        if draw.random() < 0.4:
            blocks.insert(draw.randint(0, len(blocks)), draw.choice(notes))
            is_yes = False
        yield letter, "\n\n".join(blocks), is_yes


@pytest.mark.parametrize("seed", [1, *OTHER_SEEDS])
def test_generated_replies_are_read_as_a_person_reads_them(
    place: Path, letters: list[Letter], seed: int
) -> None:
    counts = {"confirmed": 0, "with-words": 0}
    judge = rounds.make_judge(place)
    for letter, text, is_yes in _generated(seed, letters):
        plain = replies.make_reply(letter, "gmail")
        reply = replace(plain, body=text.replace("READY", plain.body))
        found = judge.judge(parse_mail("x", reply.to_bytes()))
        assert found.result == ("confirmed" if is_yes else "with-words"), (text, found.words)
        counts[found.result] += 1
    assert min(counts.values()) > REPLIES / 10


def test_plain_reply_of_an_entry_without_a_name(run: Run, place: Path) -> None:
    rounds.start(run, place, name=None, role='"duty-desk"')
    letter = rounds.letter(place)
    assert "Dear colleague," in letter.text
    assert _result(place, letter, f"READY\n{_quote(letter.text, 72, '> ')}")[0] == "confirmed"
