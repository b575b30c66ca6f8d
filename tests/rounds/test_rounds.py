"""A round as the secretariat plays it: letters, answers, where it stands."""

import mailbox
import random
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from cmcct.rounds import changes
from cmcct.rounds.changes import Change
from tests.conftest import MINIMAL, OnTerminal, Result, Run, entry, write_overlay
from tests.support import replies
from tests.support.replies import PROGRAMS, Letter
from tests.support.repositories import repository

KEY = '[secret]\nround = "KEY"\n'
DAY = "2026-06-01"
SINCE = ("--since", DAY)
COUNTRIES = ("Guyana", "Suriname", "Jamaica", "Haiti", "Panama")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in use, two days after the round."""
    monkeypatch.setenv("CMCCT_TODAY", "2026-06-03")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(folder: Path, *entries: str, private: str = KEY) -> Path:
    path = folder / "directory.toml"
    path.write_text(MINIMAL + "".join(entries), encoding="utf-8")
    write_overlay(path, private)
    return path


def _seat(number: int, **changes: str | None) -> str:
    values: dict[str, str | None] = {
        "id": f'"seat-{number:02}"',
        "country": f'"{COUNTRIES[number % 5]}"',
        "name": f'"Ada Example {chr(65 + number // 26)}{chr(65 + number % 26)}"',
        "emails": f'["seat-{number:02}@example.org"]',
        "phones": f'["+592 220 12{number:02}"]',
        "languages": f'["{("en", "es", "nl", "fr", "pap")[number % 5]}"]',
        "verified": "2025-01-01",
    }
    return entry(**{**values, **changes})


def _letter(folder: Path, name: str = "gy-ctu") -> Letter:
    return replies.read_letter((folder / "letters" / f"{name}.eml").read_bytes())


def _answer(folder: Path, data: bytes | str, name: str = "a.eml") -> str:
    (folder / "in").mkdir(exist_ok=True)
    path = folder / "in" / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return "in"


def _entry(path: Path, id_: str = "gy-ctu") -> dict[str, object]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    found: dict[str, object] = next(table for table in tables if table["id"] == id_)
    return found


def _one(run: Run, place: Path, **changes: str | None) -> Path:
    path = _write(place, entry(**changes))
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    return path


def test_a_round_of_47_people(run: Run, place: Path) -> None:
    path = _write(place, *(_seat(number) for number in range(47)))
    result = run("round", "letters", *SINCE, "-o", "letters", "--due", "2026-06-15")
    assert result == Result(0, "", "letters: 47 letters\n")
    letters = {n: _letter(place, f"seat-{n:02}") for n in range(47)}
    mails = [
        replies.make_reply(letters[n], PROGRAMS[n % 4], quoted=letters[n].text * (n % 2)).to_bytes()
        for n in range(30)
    ]
    for n in range(30, 34):
        subject, body = letters[n].answers["change"]
        changed = replace(
            replies.make_reply(letters[n], "gmail"),
            subject=subject,
            body=body.replace(f"+592 220 12{n:02}", "+592 220 1299"),
        )
        mails.append(changed.to_bytes())
    mails += [
        replies.bounce((place / f"letters/seat-{n}.eml").read_bytes(), f"seat-{n}@example.org")
        for n in (34, 35)
    ]
    mails.append(
        replies.absence("seat-36@example.org", "Automatic reply: x", "I am away until 20 June.")
    )
    mails += [
        replace(replies.make_reply(letters[n], "apple"), body="Yes, but ask Bea.").to_bytes()
        for n in (37, 38, 39)
    ]
    assert len(mails) == 40
    (place / "in").mkdir()
    twice = mails * 2
    random.Random(1).shuffle(twice)  # noqa: S311
    for number, mail in enumerate(twice):
        (place / "in" / f"{number}.eml").write_bytes(mail)
    found = run("round", "answers", "in")
    results = [line.split("\t")[0] for line in found.out.splitlines()]
    counts = {name: results.count(name) for name in {*results} - {""}}
    assert found.code == 1
    assert counts == {"confirmed": 30, "to be changed": 4, "to be read": 3, "bounced": 2, "away": 1}
    assert "away until 20 June" in found.out
    assert "address does not exist" in found.out
    for number in range(47):
        is_new = number < 30
        verified = _entry(path, f"seat-{number:02}")["verified"]
        assert str(verified) == ("2026-06-02" if is_new else "2025-01-01")
    before = path.read_bytes()
    again = run("round", "answers", "in")
    assert (again.code, path.read_bytes()) == (1, before)
    assert again.err == "nothing to change\n"
    status = run("round", "status", *SINCE, "--letters", "letters", "--answers", "in").out
    assert "all\t47\t30\t4\t3\t2\t1\t7\n" in status
    assert "Guyana\t10\t6\t1\t0\t1\t0\t2\n" in status
    assert "silent\tseat-46\tSuriname\t2 days\t\n" in status
    assert "away\tseat-36\tSuriname\t2 days\taway until 20 June\n" in status
    silent = run("round", "letters", *SINCE, "--reminder", "--answers", "in", "-o", "again")
    assert silent.err == "again: 7 letters\n"
    assert sorted(file.name for file in (place / "again").iterdir()) == [
        f"seat-{n}.reminder-1.eml" for n in range(40, 47)
    ]


@pytest.mark.parametrize("program", PROGRAMS)
def test_reply_of_a_program_is_read(run: Run, place: Path, program: str) -> None:
    path = _one(run, place)
    clean = path.read_bytes()
    made = [*replies.variations(_letter(place), program)]
    assert len(made) == 20
    found = {}
    for reply in made:
        path.write_bytes(clean)
        result = run("round", "answers", _answer(place, reply.to_bytes()))
        found[reply.name] = result.out.partition("\t")[0]
        is_written = _entry(path).get("verified_via") == "email"
        assert is_written is (reply.expected == "confirmed"), (reply.name, result)
        assert result.code == (reply.expected != "confirmed")
    names = {"confirmed": "confirmed", "question": "to be read"}
    assert found == {reply.name: names[reply.expected] for reply in made}


def test_letters_are_the_same_bytes_twice(run: Run, place: Path) -> None:
    path = _write(place, entry(), private="")
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
    _write(place, entry(), private="")
    repo = repository(place)
    repo.git("add", "--force", ".")
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert result.code == 2
    assert result.err.startswith("error: git does not ignore the private file: ")
    assert not (place / "letters").exists()


def test_key_is_added_to_other_secrets(run: Run, place: Path) -> None:
    path = _write(place, entry(), private="[secret]\n")
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    assert path.with_name("directory.private.toml").read_text("utf-8").startswith("[secret]\nround")


def test_no_letter_holds_data_of_another(run: Run, place: Path) -> None:
    canaries = {
        n: (f"Xname{n:02}", f"x{n:02}@example.org", f"+592 220 13{n:02}") for n in range(20)
    }
    seats = [
        _seat(n, name=f'"{name}"', emails=f'["{email}"]', phones=f'["{phone}"]',
              sharing=f'"{("public", "network", "secretariat")[n % 3]}"',
              sectors='["coordination"]' if n > 14 else '["police"]',
              private_notes='"Xsecret"')
        for n, (name, email, phone) in canaries.items()
    ]  # fmt: skip
    _write(place, *seats)
    assert run("round", "letters", *SINCE, "--second", "-o", "letters").code == 0
    for n, own in canaries.items():
        data = (place / f"letters/seat-{n:02}.reminder-2.eml").read_bytes()
        head = data.partition(b"MIME-Version")[0].decode()
        text = replies.decode_all(data)
        assert all(value in text for value in own)
        assert "Xsecret" not in text
        # The country's coordinator gets a copy, but never of what the network may not see.
        is_secret = n % 3 == 2
        copies = [m for m in canaries if m > 14 and m % 5 == n % 5 and m != n and m % 3 != 2]
        shown = [] if is_secret else copies
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
        _write(place, entry(phones=phones, sharing=f'"{sharing}"'), private=private)
        result = run("round", "letters", *SINCE, "-o", "letters")
        number = "1 e-mail or number" if left_out == 1 else "2 e-mails and numbers"
        assert f"not in the letters: {number} of gy-ctu\n" in result.err
        text = _letter(place).text
        assert ("609 1234" in text) is is_shown
        assert ("1 e-mail or number of yours is for the secretariat only" in text) is not is_shown
        assert ("TLP:RED" in text) is is_shown
        assert "p@example.org" not in text


def test_who_has_no_address_is_named(run: Run, place: Path) -> None:
    _write(place, entry(emails=None, phones='["+592 220 1234"]'), _seat(1))
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert "no letter, for lack of an e-mail address: gy-ctu\n" in result.err
    assert [file.name for file in (place / "letters").iterdir()] == ["seat-01.eml"]
    result = run("round", "letters", *SINCE, "-o", "letters", "-c", "Guyana")
    assert result.err.startswith("no letter to write\n")


def test_many_letters_need_a_yes(run: Run, place: Path) -> None:
    _write(place, *(_seat(number) for number in range(3)))
    words = ("round", "letters", *SINCE, "-o", "letters", "--max")
    assert (
        run(*words, "2").err == "error: 3 letters would be written\nhelp: use --yes to write them\n"
    )
    assert run(*words, "2", "--yes").code == run(*words, "3").code == 0
    assert run(*words, "many").err.startswith("error: 'many' is not a number\n")


def test_who_has_confirmed_or_left_gets_no_letter(run: Run, place: Path) -> None:
    _write(
        place,
        _seat(1, verified=DAY),
        _seat(2, status='"left"'),
        _seat(3, until="2026-05-01"),
        _seat(4, verified="2026-05-31"),
    )
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    assert [file.name for file in (place / "letters").iterdir()] == ["seat-04.eml"]
    assert run("round", "letters", "--since", "2027-01-01", "-o", "x").err.startswith(
        "error: the round would begin in the future: 1 January 2027\n"
    )


def test_answers_need_an_address_of_the_directory(run: Run, place: Path) -> None:
    path = _write(place, entry())
    text = path.read_text(encoding="utf-8").replace("corrections@example.org", "the desk")
    path.write_text(text, encoding="utf-8")
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert result.err.startswith("error: the directory has no e-mail address to which answers can")


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_other_file_is_not_overwritten(run: Run, place: Path, kind: str) -> None:
    _write(place, entry())
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
    seats = [_seat(n, sharing='"network"') for n in range(4)]
    _write(place, *seats, _seat(4, languages='["pap"]', country='"Aruba"'))
    assert run("round", "letters", *SINCE, "-o", "letters", "--due", "2026-06-15").code == 0
    firsts = ("This is your entry", "Esta es su ficha", "Dit is uw", "Voici votre fiche", "Dit is")
    dues = ("15 June", "15 de junio", "15 juni", "15 juin", "15 juni")
    for number, first, due in zip(range(5), firsts, dues, strict=True):
        letter = _letter(place, f"seat-{number:02}")
        assert first in letter.text
        assert due in letter.text
        assert "seat" not in letter.answers["ok"][1]


def test_links_fit_in_what_programs_take(run: Run, place: Path) -> None:
    long = '"' + "Ministère de l\u2019Éducation " * 60 + '"'
    _one(
        run,
        place,
        organisation=long,
        address='"' + "É" * 500 + '"',
        title='"Xtitle"',
        honorific='"Dr"',
    )
    letter = _letter(place)
    text = letter.text
    links = [line for line in text.splitlines() if line.startswith("<mailto:")]
    assert max(map(len, links)) <= 1902
    assert len(links[0]) <= 300
    assert "Xtitle" in letter.answers["change"][1]
    assert "Dr Ada Example" in text


def test_change_is_shown_and_not_written(run: Run, place: Path) -> None:
    phones = (
        '["+592 220 1234", { number = "+592 609 1234", type = "mobile", apps = ["whatsapp"] },'
        ' { number = "911", type = "hotline", national = true },'
        ' { number = "+592 220 1235", ext = "12" }]'
    )
    path = _one(run, place, phones=phones, title='"Head of the Counter-Trafficking Unit of Guyana"')
    subject, body = _letter(place).answers["change"]
    assert "Mobile phone: +592 609 1234 (whatsapp)" in body
    assert "Office phone: +592 220 1235 ext. 12" in body
    wrapped = body.replace("Counter-Trafficking Unit", "Counter-Trafficking\nUnit")
    changed = wrapped.replace("609 1234", "609 1299").replace("ctu@example.org", "")
    reply = replace(replies.make_reply(_letter(place), "gmail"), subject=subject)
    before = path.read_bytes()
    result = run(
        "round",
        "answers",
        _answer(place, replace(reply, body=f"{changed}\nThanks!\nBea").to_bytes()),
    )
    assert (result.code, path.read_bytes()) == (1, before)
    assert result.out.splitlines() == [
        "to be changed\tgy-ctu\tsomething has changed\tin/a.eml",
        "\tgy-ctu\tMobile phone: +592 609 1234 (whatsapp) → +592 609 1299 (whatsapp)\t",
        "\tgy-ctu\tE-mail: ctu@example.org → \t",
        "\tgy-ctu\tit says: Bea\t",
    ]
    run("set", "gy-ctu", "phones.1.number=+592 609 1299")
    path.write_text(path.read_text("utf-8").replace('emails = ["ctu@example.org"]\n', ""), "utf-8")
    mail = replace(reply, body=changed).to_bytes()
    # Its letter was of another version, which git does not have: it cannot be told from a forgery.
    assert run("round", "answers", _answer(place, mail)).out.startswith(
        "refused\tgy-ctu\tthe code is"
    )


def test_answer_to_an_older_version_is_a_question(run: Run, place: Path) -> None:
    path = _one(run, place)
    repo = repository(place)
    repo.commit_bytes(path.read_bytes())
    letter = _letter(place)
    ok, change = (replies.make_reply(letter, "gmail", kind) for kind in ("ok", "change"))
    assert run("set", "gy-ctu", "title=Director").code == 0
    _answer(place, ok.to_bytes(), "1.eml")
    new = change.body.replace("Job title: ", "Job title: Director")
    _answer(place, replace(change, body=new).to_bytes(), "2.eml")
    _answer(place, replace(change, body=new.replace("Ada", "Bea")).to_bytes(), "3.eml")
    lines = run("round", "answers", "in").out.splitlines()
    assert lines == [
        "to be read\tgy-ctu\tthe entry was changed since the letter\tin/1.eml",
        "already saved\tgy-ctu\tthe entry already has these values\tin/2.eml",
        "to be read\tgy-ctu\tthe entry was changed since the letter\tin/3.eml",
        "\tgy-ctu\tName: Ada Example → Bea Example\t",
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
    path = _write(place, entry(), _seat(1))
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    reply = replies.make_reply(_letter(place), "gmail")
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
        _answer(place, mail.to_bytes(), f"{name}.eml")
    result = run("round", "answers", "in")
    assert result.code == 1
    assert result.out.splitlines() == [
        f"refused\t{text}\tin/{name}.eml" for name, (*_, text) in wrong.items()
    ]
    _answer(
        place,
        replace(reply, subject="Hello [cmc ok 2026-99-99 gy-ctu AAAAAAAA]").to_bytes(),
        "1.eml",
    )
    assert (
        "to be read\tgy-ctu\tno code in the subject\tin/1.eml" in run("round", "answers", "in").out
    )
    write_overlay(path, '[secret]\nround = "OTHER"\n')
    _answer(place, reply.to_bytes(), "1.eml")
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
    path = _one(run, place)
    mail = replies.make_reply(_letter(place), "gmail").to_bytes()
    result = _answer(place, mail)
    for day, expected in (("2026-06-02", "already saved"), ("2026-06-03", "already saved")):
        path.write_text(MINIMAL + entry(verified=day), encoding="utf-8")
        assert run("round", "answers", result).out.startswith(expected)
    later = mail.replace(b"Tue, 02 Jun", b"Wed, 03 Jun")
    _answer(place, later)
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
    path = _one(run, place)
    mail = replace(replies.make_reply(_letter(place), "gmail"), date=date)
    assert run("round", "answers", _answer(place, mail.to_bytes())).code == 0
    assert str(_entry(path)["verified"]) == day
    assert _entry(path)["verified_via"] == "email"


def test_newest_of_two_answers_counts(run: Run, place: Path) -> None:
    path = _one(run, place)
    mail = replies.make_reply(_letter(place), "gmail").to_bytes()
    _answer(place, mail.replace(b"Tue, 02 Jun", b"Wed, 03 Jun"), "1.eml")
    _answer(place, mail, "2.eml")
    _answer(place, (place / "letters/gy-ctu.eml").read_bytes(), "3.eml")
    assert run("round", "answers", "in").out.count("confirmed\tgy-ctu") == 2
    assert str(_entry(path)["verified"]) == "2026-06-03"
    assert run("round", "answers", "in").code == 0


def test_mailbox_and_pasted_text_are_read(run: Run, place: Path) -> None:
    path = _one(run, place)
    clean = path.read_bytes()
    reply = replies.make_reply(_letter(place), "gmail")
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
        assert run("round", "answers", _answer(place, text, "a.txt")).code == 0
        assert str(_entry(path)["verified"]) == DAY
    path.write_bytes(clean)
    assert run("round", "answers", _answer(place, f"No!\n{pasted}", "a.txt")).code == 1
    assert run("round", "answers", _answer(place, f"To-do: x\n\n{pasted}", "a.txt")).code == 1


def test_change_without_a_change_is_a_question(run: Run, place: Path) -> None:
    _one(run, place)
    mail = replies.make_reply(_letter(place), "apple", "change")
    lines = run("round", "answers", _answer(place, mail.to_bytes())).out
    assert lines.startswith("to be read\tgy-ctu\tsomething has changed, but no line is different")


def test_answer_as_a_sheet_has_its_changes() -> None:
    found = (Change("mobile_phone", ("1",), ("2", "3")), Change("city", ("Linden",), ()))
    sheet = changes.to_sheet("a.eml", "gy-ctu", found)
    (row,) = sheet.rows
    phones = [(column.type, cell.text) for column, cell in sheet.cells_of(row, "phones")]
    assert (sheet.kind, phones) == ("form", [("mobile", "2"), ("mobile", "3")])
    assert [cell.text for key in ("id", "city") for _, cell in sheet.cells_of(row, key)] == [
        "gy-ctu",
        "",
    ]


def test_unreadable_mail_is_listed(run: Run, place: Path) -> None:
    _one(run, place)
    nested = b"Subject: x\n" + b"Content-Type: message/rfc822\n\n" * 3000
    result = run("round", "answers", _answer(place, nested))
    assert (result.code, result.out) == (
        1,
        "unreadable\t\tit is too large, or has too many parts\tin/a.eml\n",
    )


def test_log_has_no_words_of_answers(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _one(run, place)
    monkeypatch.setenv("CI", "true")
    mail = replies.make_reply(_letter(place), "apple", "change")
    changed = mail.body.replace("ctu@example.org", "xqu@example.org") + "\nCall 592 220 9999"
    result = run("round", "answers", _answer(place, replace(mail, body=changed).to_bytes()))
    assert "E-mail: … → …" in result.out
    assert "it says: …" in result.out
    assert "xqu" not in result.out + result.err
    assert "9999" not in result.out + result.err


def test_key_is_never_shown(run: Run, place: Path, terminal: OnTerminal) -> None:
    key = "QKEYQKEYQKEY"
    part = '\n[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\n'
    path = _write(place, entry(), private=f'{part}\n[secret]\nround = "{key}"\n')
    mail = "Subject: [cmc ok 2026-06-01 gy-ctu AAAAAAAA]\nFrom: a@example.org\n\nx"
    commands: list[tuple[str, ...]] = [
        ("round", "letters", *SINCE, "-o", "letters"),
        ("round", "answers", _answer(place, mail)),
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
    _write(place, _seat(1, verified=DAY), _seat(2), _seat(3, status='"left"'))
    assert run("round", "status", *SINCE).out.splitlines() == [
        "Jamaica\t1\t0\t0\t0\t0\t0\t1",
        "Suriname\t1\t1\t0\t0\t0\t0\t0",
        "all\t2\t1\t0\t0\t0\t0\t1",
        "silent\tseat-02\tJamaica\t2 days\t",
    ]
    _write(place, _seat(1, verified=DAY))
    assert run("round", "status", *SINCE).out.endswith("all\t1\t1\t0\t0\t0\t0\t0\n")


def test_status_leaves_out_answers_of_other_rounds(run: Run, place: Path) -> None:
    _one(run, place)
    note = replies.absence("ctu@example.org", "Out of office", "I am away.")
    _answer(place, note)
    words = ("round", "status", *SINCE, "--letters", "letters", "--answers", "in")
    assert run(*words).out.startswith("Guyana\t1\t0\t0\t0\t0\t1\t0\n")
    _answer(place, note.replace(b"02 Jun 2026", b"02 Jun 2025"))
    assert run(*words).out.startswith("Guyana\t1\t0\t0\t0\t0\t0\t1\n")
    # The answer is there, and waits to be saved.
    _answer(place, replies.make_reply(_letter(place), "gmail").to_bytes())
    assert run(*words).out.startswith("Guyana\t1\t1\t0\t0\t0\t0\t0\n")
