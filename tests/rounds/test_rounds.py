"""A round as the secretariat plays it: letters, answers, where it stands."""

import json
import mailbox
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import MINIMAL, OnTerminal, Result, Run, entry, write_overlay
from tests.support import replies, rounds
from tests.support.replies import PROGRAMS
from tests.support.repositories import repository
from tests.support.rounds import DAY, KEY, SINCE


@pytest.mark.parametrize("program", PROGRAMS)
def test_reply_of_a_program_is_read(run: Run, place: Path, program: str) -> None:
    path = rounds.start(run, place)
    clean = path.read_bytes()
    made = [*replies.variations(rounds.letter(place), program)]
    assert len(made) == 20
    found = {}
    for reply in made:
        path.write_bytes(clean)
        result = run("round", "answers", rounds.answer(place, reply.to_bytes()))
        found[reply.name] = result.out.partition("\t")[0]
        is_written = rounds.entry_of(path).get("verified_via") == "email"
        assert is_written is (reply.expected == "confirmed"), (reply.name, result)
        assert result.code == (reply.expected != "confirmed")
    names = {"confirmed": "confirmed", "question": "to be read"}
    assert found == {reply.name: names[reply.expected] for reply in made}


def test_letters_are_the_same_bytes_twice(run: Run, place: Path) -> None:
    path = rounds.write(place, entry(), private="")
    path.with_name("directory.private.toml").unlink()
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert result.err == (
        "made a key for rounds in the private file: keep a copy of that file\nletters: 1 letter\n"
    )
    private = path.with_name("directory.private.toml")
    assert private.stat().st_mode & 0o777 == 0o600
    assert (place / ".gitignore").read_text(encoding="utf-8") == "directory.private.toml\n"
    file = place / "letters" / "gy-ctu.eml"
    first = file.read_bytes(), private.read_bytes()
    assert run("round", "letters", *SINCE, "-o", "letters").err == "letters: 1 letter\n"
    assert (file.read_bytes(), private.read_bytes()) == first
    assert first[0].startswith(b"X-Unsent: 1\r\nX-CMC-Round: 2026-06-01 gy-ctu\r\nTo: Ada Example")
    assert b"\nDate:" not in first[0]
    assert b"Message-ID" not in first[0]
    assert b"\n" not in first[0].replace(b"\r\n", b"")


def test_key_is_refused_where_git_has_the_file(run: Run, place: Path) -> None:
    rounds.write(place, entry(), private="")
    repo = repository(place)
    repo.git("add", "--force", ".")
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert result.code == 2
    assert result.err.startswith("error: git does not ignore the private file: ")
    assert not (place / "letters").exists()


def test_key_is_added_to_other_secrets(run: Run, place: Path) -> None:
    path = rounds.write(place, entry(), private="[secret]\n")
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    assert path.with_name("directory.private.toml").read_text("utf-8").startswith("[secret]\nround")


def test_no_letter_holds_data_of_another(run: Run, place: Path) -> None:
    canaries = {
        n: (f"Xname{n:02}", f"x{n:02}@example.org", f"+592 220 13{n:02}") for n in range(47)
    }
    seats = [
        rounds.seat(
            n,
            name=f'"{name}"',
            emails=f'["{email}"]',
            phones=f'["{phone}"]',
            sharing=f'"{("public", "network", "secretariat")[n % 3]}"',
            sectors='["coordination"]' if n > 40 else '["police"]',
            private_notes='"Xsecret"',
        )
        for n, (name, email, phone) in canaries.items()
    ]
    rounds.write(place, *seats)
    for option, suffix in (("--reminder", "1"), ("--second", "2"), ("--max=50", "")):
        assert run("round", "letters", *SINCE, option, "-o", "letters").code == 0
        ending = f".reminder-{suffix}.eml" if suffix else ".eml"
        for n, own in canaries.items():
            data = (place / f"letters/seat-{n:02}{ending}").read_bytes()
            head = data.partition(b"MIME-Version")[0].decode()
            text = replies.decode_all(data)
            assert all(value in text for value in own)
            assert "Xsecret" not in text
            # The country's coordination gets a copy, but never of what the network may not see.
            desks = [m for m in range(41, 47) if m % 5 == n % 5 and m != n and m % 3 != 2]
            shown = desks if suffix == "2" and n % 3 != 2 else []
            assert ("\r\nCc: " in head) is bool(shown)
            for m, others in canaries.items():
                if m != n:
                    assert not any(value in text for value in others), (n, m)
                    assert (others[1] in head) is (m in shown)


def test_entry_for_the_secretariat_gets_its_own_view(run: Run, place: Path) -> None:
    phones = (
        '["+592 220 1234", { number = "+592 609 1234", type = "mobile", sharing = "secretariat" }]'
    )
    private = (
        f'{KEY}[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nemails = ["p@example.org"]\n'
    )
    for sharing, is_shown, left_out in (("network", False, 2), ("secretariat", True, 1)):
        rounds.write(place, entry(phones=phones, sharing=f'"{sharing}"'), private=private)
        result = run("round", "letters", *SINCE, "-o", "letters")
        number = "1 e-mail or number" if left_out == 1 else "2 e-mails and numbers"
        assert f"not in the letters: {number} of gy-ctu\n" in result.err
        text = rounds.letter(place).text
        assert ("609 1234" in text) is is_shown
        assert ("1 e-mail or number of yours is for the secretariat only" in text) is not is_shown
        assert ("TLP:RED" in text) is is_shown
        assert "p@example.org" not in text


def test_who_has_no_address_is_named(run: Run, place: Path) -> None:
    rounds.write(place, entry(emails=None, phones='["+592 220 1234"]'), rounds.seat(1))
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert "no letter, for lack of an e-mail address: gy-ctu\n" in result.err
    assert [file.name for file in (place / "letters").iterdir()] == ["seat-01.eml"]
    result = run("round", "letters", *SINCE, "-o", "letters", "-c", "Guyana")
    assert result.err.startswith("no letter to write\n")


def test_many_letters_need_a_yes(run: Run, place: Path) -> None:
    rounds.write(place, *(rounds.seat(number) for number in range(3)))
    words = ("round", "letters", *SINCE, "-o", "letters", "--max")
    assert (
        run(*words, "2").err == "error: 3 letters would be written\nhelp: use --yes to write them\n"
    )
    assert run(*words, "2", "--yes").code == run(*words, "3").code == 0
    assert run(*words, "many").err.startswith("error: 'many' is not a number\n")


def test_who_has_confirmed_or_left_gets_no_letter(run: Run, place: Path) -> None:
    rounds.write(
        place,
        rounds.seat(1, verified=DAY),
        rounds.seat(2, status='"left"'),
        rounds.seat(3, until="2026-05-01"),
        rounds.seat(4, verified="2026-05-31"),
    )
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    assert [file.name for file in (place / "letters").iterdir()] == ["seat-04.eml"]
    assert run("round", "letters", "--since", "2027-01-01", "-o", "x").err.startswith(
        "error: the round would begin in the future: 1 January 2027\n"
    )


def test_letters_ask_for_no_answer_in_the_past(run: Run, place: Path) -> None:
    rounds.write(place, entry())
    words = ("round", "letters", *SINCE, "-o", "letters", "--due")
    assert run(*words, "2026-05-31") == Result(
        2,
        "",
        "error: the last day for an answer is in the past: 31 May 2026\n"
        "help: give today or a later day with --due\n",
    )
    assert run(*words, "today").code == 0


def test_answers_need_an_address_of_the_directory(run: Run, place: Path) -> None:
    path = rounds.write(place, entry())
    text = path.read_text(encoding="utf-8").replace("corrections@example.org", "the desk")
    path.write_text(text, encoding="utf-8")
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert result.err.startswith("error: the directory has no e-mail address to which answers can")


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_other_file_is_not_overwritten(run: Run, place: Path, kind: str) -> None:
    rounds.write(place, entry())
    target = place / "letters" / "gy-ctu.eml"
    target.parent.mkdir()
    if kind == "file":
        target.write_text("mine", encoding="utf-8")
    elif kind == "link":
        target.symlink_to(place / "directory.toml")
    else:
        target.mkdir()
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert result.err == (
        "error: letters/gy-ctu.eml is not a letter of a round\nhelp: choose an empty folder\n"
    )


def test_letter_is_in_the_language_of_the_entry(run: Run, place: Path) -> None:
    seats = [rounds.seat(n, sharing='"network"') for n in range(4)]
    rounds.write(place, *seats, rounds.seat(4, languages='["pap"]', country='"Aruba"'))
    assert run("round", "letters", *SINCE, "-o", "letters", "--due", "2026-06-15").code == 0
    firsts = ("This is your entry", "Esta es su ficha", "Dit is uw", "Voici votre fiche", "Dit is")
    dues = ("15 June", "15 de junio", "15 juni", "15 juin", "15 juni")
    for number, first, due in zip(range(5), firsts, dues, strict=True):
        letter = rounds.letter(place, f"seat-{number:02}")
        assert first in letter.text
        assert due in letter.text
        assert "seat" not in letter.answers["ok"][1]


def test_links_fit_in_what_programs_take(run: Run, place: Path) -> None:
    long = '"' + "Ministère de l\u2019Éducation " * 60 + '"'
    rounds.start(
        run,
        place,
        organisation=long,
        address='"' + "É" * 500 + '"',
        title='"Xtitle"',
        honorific='"Dr"',
    )
    letter = rounds.letter(place)
    text = letter.text
    links = [line for line in text.splitlines() if line.startswith("<mailto:")]
    assert max(map(len, links)) <= 1902
    assert len(links[0]) <= 300
    assert "Xtitle" in letter.answers["change"][1]
    assert "Dr Ada Example" in text


def test_answer_to_an_older_version_is_a_question(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    repo = repository(place)
    repo.commit_bytes(path.read_bytes())
    letter = rounds.letter(place)
    ok, change = (replies.make_reply(letter, "gmail", kind) for kind in ("ok", "change"))
    assert run("set", "gy-ctu", "title=Director").code == 0
    rounds.answer(place, ok.to_bytes(), "1.eml")
    new = change.body.replace("Job title: ", "Job title: Director")
    rounds.answer(place, replace(change, body=new).to_bytes(), "2.eml")
    rounds.answer(place, replace(change, body=new.replace("Ada", "Bea")).to_bytes(), "3.eml")
    lines = run("round", "answers", "in").out.splitlines()
    assert lines == [
        "to be read\tgy-ctu\tthe entry was changed since the letter\tin/1.eml",
        "already saved\tgy-ctu\tthe entry already has these values\tin/2.eml",
        "to be read\tgy-ctu\tthe entry was changed since the letter\tin/3.eml",
        "\tgy-ctu\tName: Ada Example → Bea Example (not saved)\t",
    ]
    (place / "in/1.eml").unlink()
    (place / "in/3.eml").unlink()
    status = run("round", "status", *SINCE, "--letters", "letters", "--answers", "in").out
    assert status.startswith("Guyana\t1\t0\t1\t0\t0\t0\t0\n")
    assert run("verify", "gy-ctu", "--on", "2026-06-02").code == 0
    assert run("round", "answers", "in").out.startswith(
        "already saved\tgy-ctu\tthe entry was confirmed on 2 June 2026\t"
    )


def test_wrong_codes_are_told_apart(run: Run, place: Path) -> None:
    path = rounds.write(place, entry(), rounds.seat(1))
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    reply = replies.make_reply(rounds.letter(place), "gmail")
    wrong = {
        "1": ("gy-ctu", "seat-01", "seat-01\tthe code is that of the letter to gy-ctu"),
        "2": (DAY, "2026-05-30", "gy-ctu\tthe code is that of the round of 1 June 2026"),
        "3": ("gy-ctu", "gy-zzz", "\tthe code in the subject names no entry"),
        "4": (
            reply.subject[-10:-1],
            "AAAAAAAA",
            "gy-ctu\tthe code is mistyped, or made with another key",
        ),
        "5": (DAY, "0001-01-01", "gy-ctu\tthe code is mistyped, or made with another key"),
    }
    for name, (old, new, _) in wrong.items():
        mail = replace(reply, subject=reply.subject.replace(old.strip(), new))
        rounds.answer(place, mail.to_bytes(), f"{name}.eml")
    result = run("round", "answers", "in")
    assert result.code == 1
    assert result.out.splitlines() == [
        f"refused\t{text}\tin/{name}.eml" for name, (*_, text) in wrong.items()
    ]
    rounds.answer(
        place,
        replace(reply, subject="Hello [cmc ok 2026-99-99 gy-ctu AAAAAAAA]").to_bytes(),
        "1.eml",
    )
    assert (
        "to be read\tgy-ctu\tno code in the subject\tin/1.eml" in run("round", "answers", "in").out
    )
    write_overlay(path, '[secret]\nround = "OTHER"\n')
    rounds.answer(place, reply.to_bytes(), "1.eml")
    assert run("round", "answers", "in/1.eml").out.startswith(
        "refused\tgy-ctu\tthe code is mistyped"
    )
    write_overlay(path, "")
    assert run("round", "answers", "in").err.startswith(
        "error: the private file has no key of rounds"
    )
    assert run("round", "status", *SINCE, "--answers", "in").code == 2
    path.with_name("directory.private.toml").unlink()
    assert run("round", "status", *SINCE, "--answers", "in").code == 2


def test_old_answer_is_refused(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    mail = replies.make_reply(rounds.letter(place), "gmail").to_bytes()
    result = rounds.answer(place, mail)
    for day, expected in (("2026-06-02", "already saved"), ("2026-06-03", "already saved")):
        path.write_text(MINIMAL + entry(verified=day), encoding="utf-8")
        assert run("round", "answers", result).out.startswith(expected)
    later = mail.replace(b"Tue, 02 Jun", b"Wed, 03 Jun")
    rounds.answer(place, later)
    path.write_text(MINIMAL + entry(verified="2026-06-02"), encoding="utf-8")
    result_ = run("round", "answers", "in")
    assert result_.code == 1
    assert result_.out.startswith("refused\tgy-ctu\told: the entry was confirmed on 2 June 2026")


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("Tue, 02 Jun 2026 23:30:00 -0400", "2026-06-02"),
        ("Fri, 05 Jun 2026 01:00:00 +1200", "2026-06-03"),
        ("Mon, 01 Jan 2001 01:00:00 +0000", DAY),
        ("2026-06-02", "2026-06-02"),
        ("yesterday", DAY),
    ],
)
def test_day_of_a_confirmation(run: Run, place: Path, date: str, day: str) -> None:
    path = rounds.start(run, place)
    mail = replace(replies.make_reply(rounds.letter(place), "gmail"), date=date)
    assert run("round", "answers", rounds.answer(place, mail.to_bytes())).code == 0
    assert str(rounds.entry_of(path)["verified"]) == day
    assert rounds.entry_of(path)["verified_via"] == "email"


def test_newest_of_two_answers_counts(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    mail = replies.make_reply(rounds.letter(place), "gmail").to_bytes()
    rounds.answer(place, mail.replace(b"Tue, 02 Jun", b"Wed, 03 Jun"), "1.eml")
    rounds.answer(place, mail, "2.eml")
    rounds.answer(place, (place / "letters/gy-ctu.eml").read_bytes(), "3.eml")
    assert run("round", "answers", "in").out.count("confirmed\tgy-ctu") == 2
    assert str(rounds.entry_of(path)["verified"]) == "2026-06-03"
    assert run("round", "answers", "in").code == 0


def test_mailbox_and_pasted_text_are_read(run: Run, place: Path) -> None:
    path = rounds.start(run, place)
    clean = path.read_bytes()
    reply = replies.make_reply(rounds.letter(place), "gmail")
    box = mailbox.mbox(place / "box")
    box.add(reply.to_bytes())
    box.add(b"Subject: hello\n\nwho are you?")
    box.close()
    result = run("round", "answers", "box", "--dry-run")
    assert (result.code, path.read_bytes()) == (1, clean)
    assert "confirmed\tgy-ctu\teverything is right\tbox:1\n" in result.out
    assert (
        "to be read\t\tno code in the subject, and the sender is in no entry\tbox:2\n" in result.out
    )
    pasted = f"De: Ada\nAsunto: RE: {reply.subject}\nFecha: martes\n\n{reply.body}\n"
    for text in (pasted, f"{reply.subject}\n{reply.body}"):
        path.write_bytes(clean)
        assert run("round", "answers", rounds.answer(place, text, "a.txt")).code == 0
        assert str(rounds.entry_of(path)["verified"]) == DAY
    path.write_bytes(clean)
    assert run("round", "answers", rounds.answer(place, f"No!\n{pasted}", "a.txt")).code == 1
    assert run("round", "answers", rounds.answer(place, f"To-do: x\n\n{pasted}", "a.txt")).code == 1


def test_change_without_a_change_is_a_question(run: Run, place: Path) -> None:
    rounds.start(run, place)
    mail = replies.make_reply(rounds.letter(place), "apple", "change")
    lines = run("round", "answers", rounds.answer(place, mail.to_bytes())).out
    assert lines.startswith("to be read\tgy-ctu\tsomething has changed, but no line is different")


def test_unreadable_mail_is_listed(run: Run, place: Path) -> None:
    rounds.start(run, place)
    nested = b"Subject: x\n" + b"Content-Type: message/rfc822\n\n" * 3000
    result = run("round", "answers", rounds.answer(place, nested))
    assert (result.code, result.out) == (
        1,
        "unreadable\t\tit is too large, or has too many parts\tin/a.eml\n",
    )


def test_log_has_no_words_of_answers(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds.start(run, place)
    monkeypatch.setenv("CI", "true")
    mail = replies.make_reply(rounds.letter(place), "apple", "change")
    changed = mail.body.replace("ctu@example.org", "xqu@example.org") + "\nCall 592 220 9999"
    sent = rounds.answer(place, replace(mail, body=changed).to_bytes())
    as_json = run("round", "answers", sent, "--dry-run", "--format", "json")
    (row,) = json.loads(as_json.out)
    assert (row["entry"], row["words"], row["fields"]["emails"]["after"]) == (
        "gy-ctu",
        ["…"],
        [{"address": "…", "sharing": "network"}],
    )
    assert "xqu" not in as_json.out + as_json.err
    assert "9999" not in as_json.out + as_json.err
    result = run("round", "answers", sent)
    assert "E-mails: …" in result.out
    assert "it says: …" in result.out
    assert "xqu" not in result.out + result.err
    only = mail.body.replace("ctu@example.org", "xqu@example.org")
    saved = run("round", "answers", rounds.answer(place, replace(mail, body=only).to_bytes()))
    assert saved.out.splitlines()[1:] == ["\tgy-ctu\tE-mails: …\t"]
    assert "xqu" not in saved.out + saved.err
    assert "9999" not in result.out + result.err


def test_key_is_never_shown(run: Run, place: Path, terminal: OnTerminal) -> None:
    key = "QKEYQKEYQKEY"
    part = '\n[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\n'
    path = rounds.write(place, entry(), private=f'{part}\n[secret]\nround = "{key}"\n')
    mail = "Subject: [cmc ok 2026-06-01 gy-ctu AAAAAAAA]\nFrom: a@example.org\n\nx"
    commands: list[tuple[str, ...]] = [
        ("round", "letters", *SINCE, "-o", "letters"),
        ("round", "answers", rounds.answer(place, mail)),
        ("round", "status", *SINCE, "--answers", "in"),
        ("check",),
        ("search",),
        ("show", "gy-ctu"),
        ("set", "gy-ctu", "--private", "private_notes=x", "--dry-run"),
        *(
            ("export", form, "--audience", "secretariat")
            for form in ("json", "csv", "vcard", "html")
        ),
    ]
    for words in commands:
        result = run(*words)
        assert key not in result.out + result.err, words
    shown = terminal("set", "gy-ctu", "--private", "private_notes=x", "--dry-run")
    assert key not in str(shown)
    assert "round" in str(shown)
    for file in (place / "letters").iterdir():
        assert key.encode() not in file.read_bytes()
    run("set", "gy-ctu", "--private", "private_notes=x")
    run("fmt")
    assert key in path.with_name("directory.private.toml").read_text(encoding="utf-8")


def test_status_without_folders_reads_the_directory(run: Run, place: Path) -> None:
    rounds.write(
        place, rounds.seat(1, verified=DAY), rounds.seat(2), rounds.seat(3, status='"left"')
    )
    assert run("round", "status", *SINCE).out.splitlines() == [
        "Jamaica\t1\t0\t0\t0\t0\t0\t1",
        "Suriname\t1\t1\t0\t0\t0\t0\t0",
        "all\t2\t1\t0\t0\t0\t0\t1",
        "silent\tseat-02\tJamaica\t2 days\t",
    ]
    rounds.write(place, rounds.seat(1, verified=DAY))
    assert run("round", "status", *SINCE).out.endswith("all\t1\t1\t0\t0\t0\t0\t0\n")


def test_status_fits_a_terminal_without_empty_columns(place: Path, terminal: OnTerminal) -> None:
    rounds.write(place, rounds.seat(1, verified=DAY), rounds.seat(2))
    shown = [line.strip() for line in terminal("round", "status", *SINCE).out.splitlines()]
    assert shown[1].split() == ["Country", "asked", "confirmed", "silent"]
    assert [line.split() for line in shown[3:6]] == [
        ["Jamaica", "1", "0", "1"],
        ["Suriname", "1", "1", "0"],
        ["all", "2", "1", "1"],
    ]


def test_status_leaves_out_answers_of_other_rounds(run: Run, place: Path) -> None:
    rounds.start(run, place)
    note = replies.absence("ctu@example.org", "Out of office", "I am away.")
    rounds.answer(place, note)
    words = ("round", "status", *SINCE, "--letters", "letters", "--answers", "in")
    assert run(*words).out.startswith("Guyana\t1\t0\t0\t0\t0\t1\t0\n")
    rounds.answer(place, note.replace(b"02 Jun 2026", b"02 Jun 2025"))
    assert run(*words).out.startswith("Guyana\t1\t0\t0\t0\t0\t0\t1\n")
    # The answer is there, and waits to be saved.
    rounds.answer(place, replies.make_reply(rounds.letter(place), "gmail").to_bytes())
    assert run(*words).out.startswith("Guyana\t1\t1\t0\t0\t0\t0\t0\n")
