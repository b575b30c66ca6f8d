"""Answers of a round as the secretariat reads them: what is saved, asked and listed."""

import json
import mailbox
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cmcct.cli.screen import prompts
from cmcct.rounds import answers as judging
from tests.conftest import MINIMAL, OnTerminal, Result, Run, entry, write_overlay
from tests.support import replies, rounds
from tests.support.person import typing
from tests.support.replies import PROGRAMS, Letter, Reply
from tests.support.rounds import DAY, KEY, SINCE

PHONES = (
    '["+592 220 1234", { number = "+592 609 1234", type = "mobile", apps = ["whatsapp"] },'
    ' { number = "911", type = "hotline", national = true }]'
)
MOBILE = "Mobile phone (WhatsApp): +592 609 1234"
OTHER = "Ada Example <ada@example.net>"
STATUS = re.compile(r"^Guyana\t.*\Z", re.DOTALL | re.MULTILINE)  # the tables below the answers


def _change(place: Path, *pairs: tuple[str, str], **given: str) -> Reply:
    """Return the answer that something has changed, with texts that are overwritten."""
    reply = replies.make_reply(rounds.letter(place), "gmail", "change", **given)
    body = reply.body
    for old, new in pairs:
        assert old in body, body
        body = body.replace(old, new)
    return replace(reply, body=body)


def _ok(place: Path, body: str = "", **given: str) -> Reply:
    reply = replies.make_reply(rounds.letter(place), "gmail", **given)
    return replace(reply, body=f"{reply.body}\n{body}")


def _read(run: Run, place: Path, *mails: Reply | bytes, words: tuple[str, ...] = ()) -> str:
    """Return what `round answers` prints of answers, without the tables below."""
    for number, mail in enumerate(mails, 1):
        data = mail if isinstance(mail, bytes) else mail.to_bytes()
        rounds.answer(place, data, f"{number}.eml")
    return STATUS.sub("", run("round", "answers", "in", *words).out)


@pytest.mark.parametrize("program", PROGRAMS)
def test_reply_of_a_program_is_read(run: Run, place: Path, program: str) -> None:
    path = rounds.start(run, place)
    before = path.read_bytes()
    made = [*replies.variations(rounds.letter(place), program)]
    assert len(made) == 20
    assert {reply.name: rounds.judge(place, reply).result for reply in made} == {
        reply.name: reply.expected for reply in made
    }
    assert path.read_bytes() == before


def test_confirmation_is_saved_with_its_day(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    folder = rounds.answer(place, _ok(place).to_bytes())
    assert run("round", "answers", folder, "--yes") == Result(
        0,
        "confirmed: 1\n  gy-ctu  ctu@example.org  in/a.eml\n"
        "Guyana\t1\t1\t0\t0\t0\nall\t1\t1\t0\t0\t0\n",
        "wrote directory.toml\ngy-ctu: confirmation date: (empty) → 2 June 2026; "
        "confirmation method: (empty) → by e-mail\n",
    )
    before = path.read_bytes()
    assert run("round", "answers", folder, "--yes") == Result(
        0,
        "already confirmed: 1\n  gy-ctu  ctu@example.org  in/a.eml\n"
        "Guyana\t1\t1\t0\t0\t0\nall\t1\t1\t0\t0\t0\n",
        "nothing to change\n",
    )
    assert path.read_bytes() == before


def test_nothing_is_saved_without_a_yes(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    before = path.read_bytes()
    folder = rounds.answer(place, _ok(place).to_bytes())
    result = run("round", "answers", folder)
    assert (result.code, result.err) == (1, "1 confirmation is not saved: use --yes\n")
    trial = run("round", "answers", folder, "--dry-run")
    assert (trial.code, path.read_bytes()) == (0, before)
    assert '+verified = 2026-06-02\n+verified_via = "email"\n' in trial.out
    asked = typing([("Save 1 confirmation? [no]: ", "\n")], "round", "answers", folder)
    assert (asked.code, path.read_bytes()) == (2, before)
    assert asked.out.endswith("\nnothing was saved\n")
    asked = typing([("Save 1 confirmation? [no]: ", "yes\n")], "round", "answers", folder)
    assert (asked.code, rounds.entry_of(path)["verified_via"]) == (0, "email")


def test_confirmations_with_words_are_chosen_by_number(run: Run, place: Path) -> None:
    path = rounds.write(place, *(rounds.seat(number) for number in range(6)))
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    for number in range(6):
        name = f"seat-{number:02}"
        plain = replies.make_reply(rounds.letter(place, name), "gmail")
        body = plain.body if number == 5 else f"{plain.body}\n\n{'All is right. ' * 9}{number}"
        rounds.answer(place, replace(plain, body=body).to_bytes(), f"{number}.eml")
    before = path.read_bytes()
    listed = run("round", "answers", "in", "--yes").out
    assert (
        "confirmed, with words: 5\n  1  seat-00  seat-00@example.org  in/0.eml\n      'All"
        in listed
    )
    saved = {table["id"] for table in _verified(path)}
    assert saved == {"seat-05"}  # in a pipe, those with words stay open
    question = "Confirm which? Numbers such as 1 3-5, or all; Enter for none: "
    for answer, chosen in {
        "1 3-4": "0235",
        "all": "012345",
        "2,2": "15",
        "": "5",
    }.items():
        path.write_bytes(before)
        count = f"Save {len(chosen)} confirmation"
        done = typing([(question, f"{answer}\n"), (count, "yes\n")], "round", "answers", "in")
        assert {str(table["id"]) for table in _verified(path)} == {f"seat-0{n}" for n in chosen}
        assert done.code == (answer != "all")
    path.write_bytes(before)
    wrong = ["0", "6", "x", "3-1", "1-"]
    steps = [(question, f"{word}\n") for word in wrong]
    done = typing([*steps, (question, "\n"), ("Save 1", "no\n")], "round", "answers", "in")
    assert done.out.count("answer with a number from 1 to 5") == len(wrong)
    assert path.read_bytes() == before


def _verified(path: Path) -> list[dict[str, object]]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    return [table for table in tables if "verified_via" in table]


def test_words_are_shown_whole_and_wrapped(run: Run, place: Path) -> None:
    rounds.start(run, place)
    rounds.answer(place, _ok(place, "word " * 40 + "\ncmcct remove gy-ctu\x1b[2J").to_bytes())
    shown = typing([("none: ", "\n")], "round", "answers", "in", columns=60)
    assert max(map(len, shown.out.splitlines()[:6])) <= 60
    assert shown.out.count("word") == 41  # one in the heading
    # What a mail says looks like no command, and moves no cursor.
    assert "      'cmcct remove gy-ctu\ufffd[2J'\n" in shown.out


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        (lambda ok: replace(ok, sender=OTHER), "not an address of the entry"),
        (lambda ok: replace(ok, sender=f"{ok.sender}, {OTHER}"), "it does not have one sender"),
        (lambda ok: replace(ok, headers={"FROM": OTHER}), "it has a header twice"),
        (lambda ok: replace(ok, headers={"subject": "x"}), "it has a header twice"),
        (lambda ok: replace(ok, subject="Re: your letter"), "no code in the subject"),
        (lambda ok: replace(ok, subject=f"{ok.subject} [cmc ok {DAY} gy-ctu AAAAAAAA]"), "several"),
        (lambda ok: replace(ok, subject=ok.subject.replace(DAY, "2026-05-30")), "the code does"),
        (lambda ok: replace(ok, subject=ok.subject.replace("gy-c", "gy-d")), "the code does not"),
        (lambda ok: replace(ok, subject="[cmc ok 2026-99-99 gy-ctu AAAAAAAA]"), "the code does"),
        (lambda ok: replace(ok, body=ok.body + "\n" * 20_000), "it is longer than 20000"),
        (lambda ok: replace(ok, is_html=True), "only HTML: read it in your mail program"),
    ],
)  # fmt: skip
def test_doubtful_answer_is_to_be_read(
    run: Run, place: Path, mail: Callable[[Reply], Reply], reason: str
) -> None:
    path = rounds.start(run, place)
    before = path.read_bytes()
    answer = rounds.judge(place, mail(_ok(place)))
    assert (answer.result, answer.id) == ("to-read", "gy-ctu")
    assert answer.reason.startswith(reason)
    assert answer.commands == ("cmcct edit gy-ctu",)
    found = _read(run, place, mail(_ok(place)), words=("--yes",))
    assert found.startswith("to be read: 1\n  gy-ctu")
    assert path.read_bytes() == before


def test_empty_text_beside_html_is_to_be_read(run: Run, place: Path) -> None:
    rounds.start(run, place)
    plain = _ok(place)
    assert rounds.judge(place, replace(plain, body="")).result == "confirmed"
    answer = rounds.judge(place, replace(plain, body="", has_both=True))
    assert answer.reason == "only HTML: read it in your mail program"


def test_capitals_of_the_sender_do_not_count(run: Run, place: Path) -> None:
    path = rounds.start(run, place, emails='["Ctu@example.org", "desk@example.org"]')
    for sender in ("CTU@EXAMPLE.ORG", '"Example, A." <desk@Example.org>'):
        assert rounds.judge(place, replace(_ok(place), sender=sender)).result == "confirmed"
    private = '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nemails = ["p@example.org"]\n'
    write_overlay(path, KEY + private)
    assert rounds.judge(place, replace(_ok(place), sender="p@example.org")).result == "confirmed"


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("RE: {}", ()),
        ("[EXTERNAL] Fwd: RV: {}", ()),
        ("Antw: RE: {}", ()),
        ("NOT right: {}", ("NOT right: Everything is right",)),
        ("{} except the phone", ("Everything is right except the phone",)),
        ("{}?", ("Everything is right ?",)),
        ("[no] {}", ("[no] Everything is right",)),
    ],
)
def test_words_in_the_subject_are_further_words(
    run: Run, place: Path, subject: str, words: tuple[str, ...]
) -> None:
    rounds.start(run, place)
    plain = _ok(place)
    answer = rounds.judge(place, replace(plain, subject=subject.format(plain.subject)))
    assert (answer.result, answer.words) == ("with-words" if words else "confirmed", words)


def test_forged_sender_confirms_what_was_there(run: Run, place: Path) -> None:
    # `From` proves nothing: whoever has a letter can confirm the entry as it is, and no more.
    path = rounds.start(run, place, phones=PHONES)
    before = rounds.entry_of(path)
    forged = _change(place, ("609 1234", "609 1299"), sender="ctu@example.org")
    _read(run, place, forged, words=("--yes",))
    assert rounds.entry_of(path) == before
    (place / "in/1.eml").unlink()
    found = _read(run, place, _ok(place, sender="ctu@example.org"), words=("--yes",))
    assert "gy-ctu  ctu@example.org  in/1.eml" in found
    assert {**before, **rounds.entry_of(path)} == rounds.entry_of(path)


def test_attached_file_is_further_words(run: Run, place: Path) -> None:
    rounds.start(run, place)
    for kind in ("application/pdf", "image/png", "message/rfc822", "text/calendar"):
        answer = rounds.judge(place, replace(_ok(place), attachment=kind))
        assert (answer.result, answer.words) == ("with-words", (f"attached: {kind}",))


def test_confirmed_entry_is_known_and_further_words_are_to_be_read(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    for day, expected in (
        ("2026-06-01", ("confirmed", "with-words")),
        ("2026-06-02", ("already-confirmed", "to-read")),
        ("2026-06-03", ("already-confirmed", "to-read")),
    ):
        path.write_text(MINIMAL + entry(verified=day), encoding="utf-8")
        found = rounds.judge(place, _ok(place)), rounds.judge(place, _ok(place, "But"))
        assert tuple(one.result for one in found) == expected
    assert found[1].reason == "the entry was confirmed already, and there are further words"


def test_answer_to_an_older_version_is_to_be_read(run: Run, place: Path) -> None:
    rounds.start(run, place, phones=PHONES)
    ok, change = _ok(place), _change(place, ("ctu@", "desk@"))
    assert run("set", "gy-ctu", "title=Director").code == 0
    for mail in (ok, change):
        answer = rounds.judge(place, mail)
        assert (answer.result, answer.changes) == ("to-read", ())
        assert answer.reason.startswith("the code does not match")
    assert answer.words[1:4] == ("Name: Ada Example", "Job title:", "Office phone: +592 220 1234")
    assert (len(answer.words), answer.words[-1]) == (13, "…")


def test_mail_of_nobody_is_listed_with_its_first_lines(run: Run, place: Path) -> None:
    rounds.start(run, place)
    text = "\n\n".join(f"line {n}" for n in range(12))
    found = _read(run, place, f"From: a@b.org\nSubject: hi\n\n{text}".encode())
    assert found.splitlines() == [
        "to be read: 1",
        "  a@b.org  in/1.eml",
        "      no code in the subject",
        *(f"      'line {n}'" for n in range(12)),
    ]


@pytest.mark.parametrize(
    ("pairs", "changes", "commands"),
    [
        (
            [(MOBILE, f"{MOBILE[:-4]}1299")],
            ["Mobile phone (WhatsApp) +592 609 1234 +592 609 1299"],
            ["cmcct set gy-ctu 'mobile=+592 609 1299' --verify"],
        ),
        (
            [(MOBILE, "Mobile phone (WhatsApp):609-1299"), ("220 1234", "220-1235")],
            [
                "Office phone +592 220 1234 +592 220-1235",
                "Mobile phone (WhatsApp) +592 609 1234 609-1299",
            ],
            [
                "cmcct set gy-ctu 'office_phone=+592 220 1235'",
                "cmcct set gy-ctu 'mobile=+592 609 1299' --verify",
            ],
        ),
        (
            [(MOBILE, f"{MOBILE[:-4]}1299 (do not use)")],
            ["Mobile phone (WhatsApp) +592 609 1234 +592 609 1299 (do not use)"],
            ["cmcct set gy-ctu 'mobile=…'"],
        ),
        (
            [(MOBILE, f"{MOBILE[:-4]}1299 / +592 609 1298")],
            ["Mobile phone (WhatsApp) +592 609 1234 +592 609 1299 / +592 609 1298"],
            ["cmcct set gy-ctu 'mobile=…'"],
        ),
        (
            [(MOBILE, "Mobile phone (WhatsApp): +592 1")],
            ["Mobile phone (WhatsApp) +592 609 1234 +592 1"],
            ["cmcct set gy-ctu 'mobile=…'"],
        ),
        (
            [("Guyana): 911", "Guyana): 914")],
            ["National-only number (hotline, only inside Guyana) 911 914"],
            ["cmcct set gy-ctu 'national_phone=…'"],
        ),
        (
            [(MOBILE, f"{MOBILE[:-4]}1299"), ("Job title:", "Job title: Director")],
            ["Job title  Director", "Mobile phone (WhatsApp) +592 609 1234 +592 609 1299"],
            ["cmcct edit gy-ctu", "cmcct set gy-ctu 'mobile=+592 609 1299'"],
        ),
        ([(MOBILE, "Mobile phone (WhatsApp):")], ["Mobile phone (WhatsApp) +592 609 1234 "],
         ["cmcct edit gy-ctu"]),
        ([(f"{MOBILE}\n", "")], ["Mobile phone (WhatsApp) +592 609 1234 "], ["cmcct edit gy-ctu"]),
        ([(MOBILE, f"{MOBILE}\n{MOBILE[:-4]}1299")],
         ["Mobile phone (WhatsApp)  +592 609 1299"],
         ["cmcct set gy-ctu 'mobile=+592 609 1299' --verify"]),
        ([("Ada Example", "Bea Sample")], ["Name Ada Example Bea Sample"],
         ["cmcct replace gy-ctu --name 'Bea Sample'"]),
        ([("Ada Example", "Ada Example-Sample")], ["Name Ada Example Ada Example-Sample"],
         ["cmcct set gy-ctu 'name=Ada Example-Sample'"]),
        ([("ctu@", "desk@")], ["E-mail ctu@example.org desk@example.org"], ["cmcct edit gy-ctu"]),
    ],
)  # fmt: skip
def test_overwritten_lines_are_shown_with_what_to_run(
    run: Run,
    place: Path,
    pairs: list[tuple[str, str]],
    changes: list[str],
    commands: list[str],
) -> None:
    path = rounds.start(run, place, phones=PHONES)
    before = path.read_bytes()
    answer = rounds.judge(place, _change(place, *pairs))
    shown = [f"{line.label} {line.value} {line.answer}" for line in answer.changes]
    assert (shown, answer.words) == (changes, ())
    assert [*answer.commands] == commands
    # Of a stranger, no number or name is in a command, and nothing is confirmed.
    stranger = rounds.judge(place, _change(place, *pairs, sender=OTHER))
    assert "+" not in "".join(stranger.commands)
    assert "ample" not in "".join(stranger.commands)
    assert "verify" not in "".join(stranger.commands)
    assert stranger.changes == answer.changes
    run("round", "answers", rounds.answer(place, _change(place, *pairs).to_bytes()), "--yes")
    assert path.read_bytes() == before


def test_command_that_is_shown_changes_and_confirms(run: Run, place: Path) -> None:
    path = rounds.start(run, place, phones=PHONES)
    answer = rounds.judge(place, _change(place, ("609 1234", "609 1299")))
    assert answer.commands == ("cmcct set gy-ctu 'mobile=+592 609 1299' --verify",)
    assert run("set", "gy-ctu", "mobile=+592 609 1299", "--verify").code == 0
    now = rounds.entry_of(path)
    assert str(now["verified"]) == "2026-06-03"
    assert now["phones"] == [
        "+592 220 1234",
        {"number": "+592 609 1299", "type": "mobile", "apps": ["whatsapp"]},
        {"number": "911", "type": "hotline", "national": True},
    ]


def test_words_beside_a_change_are_shown_and_confirm_nothing(run: Run, place: Path) -> None:
    rounds.start(run, place, phones=PHONES)
    change = _change(place, ("609 1234", "609 1299"))
    answer = rounds.judge(place, replace(change, body=f"{change.body}\nAnna has left.\n-- \nAda"))
    assert answer.words == ("Anna has left.", "-- \nAda".splitlines()[0].strip(), "Ada")
    assert answer.commands == ("cmcct set gy-ctu 'mobile=+592 609 1299'", "cmcct edit gy-ctu")
    prose = rounds.judge(place, replace(change, body="My number is 592 609 1299."))
    assert (prose.changes, prose.words) == ((), ("My number is 592 609 1299.",))
    assert prose.commands == ("cmcct edit gy-ctu",)
    same = rounds.judge(place, _change(place))
    assert (same.result, same.changes, same.words) == ("to-read", (), ())


def test_change_that_a_program_wraps_and_quotes_is_read(run: Run, place: Path) -> None:
    long = "Head of the Unit for the Protection of Victims and Witnesses in Guyana and abroad"
    rounds.start(run, place, phones=PHONES, title=f'"{long}"')
    change = _change(place, ("609 1234", "609 1299"))
    body = change.body.replace("of Victims", "of\nVictims").replace("\n", "\n> ")
    (line,) = rounds.judge(place, replace(change, body=body)).changes
    assert (line.label, line.answer) == ("Mobile phone (WhatsApp)", "+592 609 1299")


def test_yes_beside_a_change_is_to_be_read(run: Run, place: Path) -> None:
    path = rounds.start(run, place, phones=PHONES)
    before = path.read_bytes()
    found = _read(
        run, place, _ok(place), _change(place, ("609 1234", "609 1299")), words=("--yes",)
    )
    assert found.startswith(
        "to be read: 2\n  gy-ctu  ctu@example.org  in/1.eml\n"
        "      another mail says that something has changed\n      cmcct edit gy-ctu\n"
    )
    assert path.read_bytes() == before


def test_automatic_mail_confirms_nothing(run: Run, place: Path) -> None:
    rounds.start(run, place)
    plain = _ok(place)
    automatic = (
        replace(plain, headers={"Auto-Submitted": "auto-replied"}),
        replace(plain, subject=f"Automatic reply: {plain.subject}", body="I am away."),
        replies.bounce((place / "letters/gy-ctu.eml").read_bytes(), "ctu@example.org"),
        replies.absence("ctu@example.org", "Afwezig", "Ik ben er niet.", **{"X-Mailer": "x"}),
    )
    assert [rounds.judge(place, mail).result for mail in automatic] == ["automatic"] * 4
    found = _read(run, place, *automatic[1:2])
    assert found == ("automatic: 1\n  gy-ctu  ctu@example.org  in/1.eml\n      'I am away.'\n")


def test_unreadable_mail_is_one_row(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    rounds.answer(place, b"From: a@b.org\n" + b"a: b\n" * 2_001, "1.eml")
    rounds.answer(place, _ok(place).to_bytes(), "2.eml")
    rounds.answer(place, b"x", "3.msg")
    result = run("round", "answers", "in", "--yes")
    assert result.code == 1
    assert (
        "cannot be read: 2\n  in/1.eml\n      it has more than 2000 lines of headers\n"
        in result.out
    )
    assert "  in/3.msg\n      it is a file of Outlook: save it as text or .eml\n" in result.out
    assert rounds.entry_of(path)["verified_via"] == "email"


def test_whatever_goes_wrong_is_one_row(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds.start(run, place)
    monkeypatch.setattr(judging, "find_own_lines", lambda *_: 1 / 0)
    answer = rounds.judge(place, _ok(place))
    assert (answer.result, answer.reason) == ("unreadable", "cannot be read")


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("Tue, 02 Jun 2026 23:30:00 -0400", "2026-06-02"),
        ("Fri, 05 Jun 2026 01:00:00 +1200", "2026-06-03"),
        ("Mon, 01 Jan 2001 01:00:00 +0000", DAY),
        ("yesterday", DAY),
    ],
)
def test_day_of_a_confirmation(run: Run, place: Path, date: str, day: str) -> None:
    rounds.start(run, place)
    assert str(rounds.judge(place, _ok(place, date=date)).day) == day


def test_newest_of_two_answers_counts_and_letters_do_not(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    mail = _ok(place).to_bytes()
    later = mail.replace(b"Tue, 02 Jun", b"Wed, 03 Jun")
    letter = (place / "letters/gy-ctu.eml").read_bytes()
    found = _read(run, place, later, mail, mail, letter, words=("--yes",))
    assert found.startswith("confirmed: 2\n")
    assert str(rounds.entry_of(path)["verified"]) == "2026-06-03"


def test_mailbox_and_saved_text_are_read(run: Run, place: Path) -> None:
    rounds.start(run, place)
    plain = _ok(place)
    box = mailbox.mbox(place / "box")
    box.add(plain.to_bytes())
    box.add(b"Subject: hello\n\nwho are you?")
    box.close()
    found = run("round", "answers", "box", "--dry-run").out
    assert "confirmed: 1\n  gy-ctu  ctu@example.org  box:1\n" in found
    assert "to be read: 1\n  box:2\n" in found
    text = (
        f"From:\tAda Example <ctu@example.org>\r\nSubject:\tRE: {plain.subject}\r\n\r\n{plain.body}"
    )
    assert rounds.judge(place, text.encode()).result == "confirmed"


def test_empty_folder_says_so(run: Run, place: Path) -> None:
    rounds.start(run, place)
    (place / "in").mkdir()
    assert run("round", "answers", "in") == Result(0, "", "no mail in in\n")


def test_wrong_code_reads_no_history(run: Run, place: Path) -> None:
    rounds.start(run, place)
    mail = b"From: ctu@example.org\nSubject: [cmc ok 2026-06-01 gy-ctu AAAAAAAA]\n\nok\n"
    assert rounds.judge(place, mail).result == "to-read"  # no repository is there


def test_answers_need_the_key_of_the_letters(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    folder = rounds.answer(place, _ok(place).to_bytes())
    write_overlay(path, '[secret]\nround = "OTHER"\n')
    assert run("round", "answers", folder).out.startswith("to be read: 1\n")
    write_overlay(path, "")
    error = "error: the private file has no key for rounds"
    assert run("round", "answers", folder).err.startswith(error)
    path.with_name("directory.private.toml").unlink()
    assert run("round", "status", *SINCE, "--answers", "in").err.startswith(error)


def test_json_lists_answers(run: Run, place: Path) -> None:
    rounds.start(run, place, phones=PHONES)
    folder = rounds.answer(place, _change(place, ("609 1234", "609 1299")).to_bytes())
    result = run("round", "answers", folder, "--format", "json")
    assert json.loads(result.out) == [
        {
            "file": "in/a.eml",
            "result": "to-read",
            "entry": "gy-ctu",
            "day": "2026-06-02",
            "sender": "ctu@example.org",
            "changes": [
                {
                    "label": "Mobile phone (WhatsApp)",
                    "before": "+592 609 1234",
                    "after": "+592 609 1299",
                }
            ],
            "words": [],
            "commands": ["cmcct set gy-ctu 'mobile=+592 609 1299' --verify"],
            "why": "something has changed",
        }
    ]


def test_log_has_no_words_of_a_mail(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds.start(run, place, phones=PHONES)
    change = _change(place, ("609 1234", "609 1299"), ("ctu@", "xqu@"))
    mails: tuple[Reply | bytes, ...] = (
        replace(change, body=f"{change.body}\nXwords"),
        _ok(place, "Xwords"),
        replace(_ok(place), sender="xqu@example.net"),
        replies.absence("xqu@example.org", "Automatic reply", "Xwords"),
        _change(place, ("609 1234", "609 1299")),
    )
    for number, mail in enumerate(mails):
        data = mail if isinstance(mail, bytes) else mail.to_bytes()
        rounds.answer(place, data, f"RE xqu@example.org {number}.eml")
    monkeypatch.setenv("CI", "true")
    for words in ((), ("--format", "json"), ("--yes",), ("--dry-run",)):
        result = run("round", "answers", "in", *words)
        shown = result.out + result.err
        assert "gy-ctu" in shown
        assert "…" in shown
        assert "'mobile=…'" in shown
        for secret in ("1299", "1234", "xqu", "Xwords", "@", "RE "):
            assert secret not in shown, (words, shown)


# Twenty replies by hand of each kind; of each that is no yes, somebody would be misread.
HANDS: dict[str, tuple[str, ...]] = {
    "confirmed": (
        *("", "\n", " \n\t\n", "READY", "READY\n", "\n\nREADY", "READY\n\n\n", "> READY", ">READY"),
        *("> > READY", "READY\n\nREADY", "\u200bREADY", "READY\n>\n>", "READY\n\n> LETTER"),
        *("> LETTER\n\nREADY", "> LETTER", "LETTER", "READY\nLETTER", ">> LETTER\n> READY"),
        "READY\n\nOn Mon, 1 Jun 2026 at 10:00, A <a@example.org> wrote:\n> LETTER",
    ),
    "with-words": (
        *("Yes", "Sí", "Oui", "Ja", "OK", "No", "READY\nNo", "No READY", "READY.", "READY\n?"),
        *("All right! Best regards", "Correct, but nobody uses the 800 line any more."),
        *("Yes. From August I am on leave, please ask my colleague Anna.", "READY\n-- \nAda"),
        *("READY\nSent from my iPhone", "READY\n[EXTERNAL]", "> LETTER\nexcept the fax"),
        *("READY\n________________________________", "READY\n> LETTER\n> P.S. no", "Reçu, merci"),
    ),
}


@pytest.mark.parametrize("kind", HANDS)
def test_replies_by_hand(run: Run, place: Path, kind: str) -> None:
    rounds.start(run, place)
    letter = rounds.letter(place)
    plain = _ok(place)
    assert len({*HANDS[kind]}) == 20
    for text in HANDS[kind]:
        lines = []
        for line in text.split("\n"):
            mark, word, after = line.partition("LETTER")
            quoted = letter.text.splitlines() if word else [""]
            lines += [f"{mark}{one}{after}" for one in quoted]
        body = "\n".join(lines).replace("READY", plain.body.strip())
        answer = rounds.judge(place, replace(plain, body=body))
        assert answer.result == kind, (text, answer.words)


def test_letters_of_four_languages_are_confirmed(run: Run, place: Path) -> None:
    rounds.write(place, *(rounds.seat(n, phones=PHONES) for n in range(5)))
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    made: list[Letter] = [rounds.letter(place, f"seat-{n:02}") for n in range(5)]
    for letter in made:
        assert rounds.judge(place, replies.make_reply(letter, "apple")).result == "confirmed"
        change = replies.make_reply(letter, "apple", "change")
        body = change.body.replace("609 1234", "609 1299")
        (line,) = rounds.judge(place, replace(change, body=body)).changes
        assert (line.value, line.answer) == ("+592 609 1234", "+592 609 1299")


def test_status_without_folders_reads_the_directory(run: Run, place: Path) -> None:
    rounds.write(
        place, rounds.seat(1, verified=DAY), rounds.seat(2), rounds.seat(3, status='"left"')
    )
    shown = json.loads(run("round", "status", *SINCE, "--format", "json").out)
    listed = {one["id"] for one in shown["entries"] if one["state"] == "silent"}
    assert listed
    assert all(f"\t{id_}\t" in run("round", "status", *SINCE).out for id_ in listed)
    assert run("round", "status", *SINCE).out.splitlines() == [
        "Jamaica\t1\t0\t0\t0\t1",
        "Suriname\t1\t1\t0\t0\t0",
        "all\t2\t1\t0\t0\t1",
        "unanswered\tseat-02\tJamaica\t2 days",
    ]
    rounds.write(place, rounds.seat(1, verified=DAY))
    assert run("round", "status", *SINCE).out.endswith("all\t1\t1\t0\t0\t0\n")


def test_country_is_one_row_of_a_narrow_terminal(
    run: Run, place: Path, terminal: OnTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    countries = ("Saint Vincent and the Grenadines", "British Virgin Islands", "Guyana", "Haiti")
    rounds.write(place, *(rounds.seat(n, country=f'"{name}"') for n, name in enumerate(countries)))
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    answered = [replies.make_reply(rounds.letter(place, f"seat-0{n}"), "gmail") for n in range(3)]
    rounds.answer(place, answered[0].to_bytes(), "0.eml")
    rounds.answer(place, replace(answered[1], body="?").to_bytes(), "1.eml")
    rounds.answer(place, replace(answered[2], headers={"Auto-Submitted": "x"}).to_bytes(), "2.eml")
    for lang, names in (
        ("es", ("San Vicente y las Granadinas", "Islas Vírgenes Británicas", "Guyana", "Haití")),
        ("fr", ("Saint-Vincent", "Îles Vierges britanniques", "Guyana", "Haïti")),
    ):
        monkeypatch.setenv("CMCCT_LANG", lang)
        shown = terminal("round", "status", *SINCE, "--answers", "in").out
        for name in names:
            assert any(
                re.match(rf" ?{name.split()[0]}.* +1 +\d", line) for line in shown.splitlines()
            ), shown


def test_status_fits_a_terminal_without_empty_columns(place: Path, terminal: OnTerminal) -> None:
    rounds.write(place, rounds.seat(1, verified=DAY), rounds.seat(2))
    shown = [line.strip() for line in terminal("round", "status", *SINCE).out.splitlines()]
    assert shown[1].split() == ["Country", "asked", "confirmed", "unanswered"]
    assert [line.split() for line in shown[3:6]] == [
        ["Jamaica", "1", "0", "1"],
        ["Suriname", "1", "1", "0"],
        ["all", "2", "1", "1"],
    ]


def test_status_sorts_countries_in_the_language_of_the_reader(run: Run, place: Path) -> None:
    seat = rounds.seat(1)
    others = [
        seat.replace("seat-01", id_).replace("Suriname", country)
        for id_, country in (("a", "Cayman Islands"), ("b", "Guyana"))
    ]
    rounds.write(place, seat, *others)
    lines = run("--lang", "es", "round", "status", *SINCE).out.splitlines()
    assert [line.split("\t")[0] for line in lines[:3]] == ["Guyana", "Islas Caimán", "Surinam"]


def test_status_leaves_out_answers_of_other_rounds(run: Run, place: Path) -> None:
    rounds.start(run, place)
    note = replies.absence("ctu@example.org", "Out of office", "I am away.")
    rounds.answer(place, note)
    words = ("round", "status", *SINCE, "--letters", "letters", "--answers", "in")
    assert run(*words).out.startswith("Guyana\t1\t0\t0\t1\t0\n")
    rounds.answer(place, note.replace(b"02 Jun 2026", b"02 Jun 2025"))
    assert run(*words).out.startswith("Guyana\t1\t0\t0\t0\t1\n")
    # The answer is there, and waits to be saved.
    rounds.answer(place, replies.make_reply(rounds.letter(place), "gmail").to_bytes())
    assert run(*words).out.startswith("Guyana\t1\t1\t0\t0\t0\n")


def test_numbers_are_read_from_what_is_typed(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = rounds.start(run, place)
    rounds.answer(place, _ok(place, "But").to_bytes())
    typed = iter(["2", "x", "2-1", "ALL", "no", "", "1", "yes"])
    monkeypatch.setattr(prompts, "is_interactive", lambda: True)
    monkeypatch.setattr("builtins.input", lambda *_: next(typed))
    refused = run("round", "answers", "in")
    assert refused.err.count("answer with a number from 1 to 1\n") == 3
    none = run("round", "answers", "in")
    assert (refused.code, none.code) == (2, 1)
    assert "verified_via" not in rounds.entry_of(path)
    assert run("round", "answers", "in").code == 0
    assert rounds.entry_of(path)["verified_via"] == "email"
    assert next(typed, None) is None
