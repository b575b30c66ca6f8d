"""Letters of a round: who gets one, and what stands in it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import OnTerminal, Result, Run, entry
from tests.support import replies, rounds, texts
from tests.support.repositories import repository
from tests.support.rounds import DAY, KEY, SINCE

_SEATS, _DESKS = 18, 12  # of a directory; from this one on, seats that coordinate a country


def test_letters_are_the_same_bytes_twice(run: Run, place: Path) -> None:
    path = rounds.write(place, entry(), private="")
    path.with_name("directory.private.toml").unlink()
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert result.err == (
        "made a key for rounds in directory.private.toml: keep a copy of that file\n"
        "letters: 1 letter (English 1)\n"
    )
    private = path.with_name("directory.private.toml")
    assert private.stat().st_mode & 0o777 == 0o600
    assert (place / ".gitignore").read_text(encoding="utf-8") == "directory.private.toml\n"
    file = place / "letters" / "gy-ctu.eml"
    first = file.read_bytes(), private.read_bytes()
    assert run("round", "letters", *SINCE, "-o", "letters").err == "letters: 1 letter (English 1)\n"
    assert (file.read_bytes(), private.read_bytes()) == first
    assert first[0].startswith(b"X-Unsent: 1\r\nX-CMC-Round: 2026-06-01 gy-ctu\r\nTo: Ada Example")
    assert b"\nDate:" not in first[0]
    assert b"Message-ID" not in first[0]
    assert b"\n" not in first[0].replace(b"\r\n", b"")


def test_words_select_who_is_asked(run: Run, place: Path) -> None:
    rounds.write(place, entry(), entry(id='"sr-a"', country='"Suriname"'))
    words = ("round", "letters", *SINCE, "-o", "letters")
    assert run(*words, "surinam", "policía").err.endswith("letters: 1 letter (Dutch 1)\n")
    assert [file.name for file in Path("letters").glob("*.eml")] == ["sr-a.eml"]


def test_key_is_refused_where_git_has_the_file(run: Run, place: Path) -> None:
    rounds.write(place, entry(), private="")
    repo = repository(place)
    repo.git("add", "--force", ".")
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert result.code == 2
    assert result.err.startswith("error: git does not ignore the private file: ")
    assert not (place / "letters").exists()


@pytest.mark.parametrize("private", ['secret = "x"\n', "[[secret]]\n", "[secret]\nround = 5\n"])
def test_broken_key_is_an_error_and_stays(run: Run, place: Path, private: str) -> None:
    path = rounds.write(place, entry(), private=private)
    for words in (("letters", *SINCE, "-o", "letters"), ("answers", "in")):
        assert run("round", *words) == Result(
            2,
            "",
            "error: the key of rounds in the private file is not valid\nhelp: run cmcct check\n",
        )
    assert path.with_name("directory.private.toml").read_text("utf-8") == private


def test_key_is_added_to_other_secrets(run: Run, place: Path) -> None:
    path = rounds.write(place, entry(), private="[secret]\n")
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    assert path.with_name("directory.private.toml").read_text("utf-8").startswith("[secret]\nround")


def test_no_letter_holds_data_of_another(run: Run, place: Path) -> None:
    canaries = {
        n: (f"Xname{n:02}", f"x{n:02}@example.org", f"+592 220 13{n:02}") for n in range(_SEATS)
    }
    seats = [
        rounds.seat(
            n,
            name=f'"{name}"',
            emails=f'["{email}"]',
            phones=f'["{phone}"]',
            sharing=f'"{("public", "network", "secretariat")[n % 3]}"',
            sectors='["coordination"]' if n >= _DESKS else '["police"]',
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
            desks = [m for m in range(_DESKS, _SEATS) if m % 5 == n % 5 and m != n and m % 3 != 2]
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
        withheld = "For the secretariat only, and not in this letter: 1 e-mail or number of yours."
        assert (withheld in text) is not is_shown
        assert ("TLP:RED" in text) is is_shown
        assert "p@example.org" not in text


def test_who_has_no_address_is_named(run: Run, place: Path) -> None:
    rounds.write(place, entry(emails=None, phones='["+592 220 1234"]'), rounds.seat(1))
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert "1 entry without an e-mail address: gy-ctu\n" in result.err
    assert [file.name for file in (place / "letters").iterdir()] == ["seat-01.eml"]
    result = run("round", "letters", *SINCE, "-o", "letters", "-c", "Guyana")
    assert result.err.startswith("no letter to write\n")


def test_who_has_a_withheld_address_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    held = '[{ address = "p@example.org", sharing = "secretariat" }]'
    rounds.write(place, entry(emails=held, phones='["+592 220 1234"]'), rounds.seat(1))
    monkeypatch.setenv("CMCCT_LANG", "es")
    result = run("round", "letters", *SINCE, "-o", "letters")
    assert "1 ficha cuyo correo es de acceso restringido: gy-ctu\n" in result.err
    assert "sin dirección de correo" not in result.err
    assert [file.name for file in (place / "letters").iterdir()] == ["seat-01.eml"]


def test_who_has_just_confirmed_is_named(run: Run, place: Path) -> None:
    days = ("2026-04-01", "2026-05-20", "2026-05-31", "2026-06-01")
    rounds.write(place, *(rounds.seat(n, verified=day) for n, day in enumerate(days)))
    words = ("round", "letters", *SINCE, "-o", "letters")
    left_out = "left out, confirmed on 1 June 2026 or later: 1 entry: seat-03\n"
    again = "asked again, though confirmed since 2 May 2026: seat-02, seat-01; "
    shown = f"{left_out}{again}--since 2026-05-20 omits them\n"
    assert run(*words).err == f"{shown}letters: 3 letters (English 1, Dutch 1, Spanish 1)\n"
    assert again not in run("round", "letters", "--since", "2026-05-20", "-o", "letters").err
    assert run(*words, "--reminder").err == "letters: 3 letters (English 1, Dutch 1, Spanish 1)\n"


def test_many_letters_need_a_yes(run: Run, place: Path) -> None:
    rounds.write(place, *(rounds.seat(number) for number in range(3)))
    words = ("round", "letters", *SINCE, "-o", "letters", "--max")
    message = "error: nothing was saved: 3 letters would be written\n"
    assert run(*words, "2").err == f"{message}help: use --yes to proceed\n"
    assert run(*words, "2", "--yes").code == run(*words, "3").code == 0
    assert run(*words, "many").err.startswith("error: 'many': not a whole number\n")


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
        "help: give 2026-06-03 or a later date\n",
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


def test_letter_has_what_an_official_writes(run: Run, place: Path) -> None:
    phones = (
        '[{ number = "+592 609 1234", type = "mobile", apps = ["whatsapp"], hours = "24/7" },'
        ' { number = "+592 220 1234", ext = "12", sharing = "secretariat" },'
        ' { number = "911", type = "hotline", national = true }]'
    )
    rounds.write(
        place,
        entry(phones=phones, sharing='"secretariat"', honorific='"Dr"'),
        rounds.seat(3, phones=phones, emails='["a@example.org"]'),
    )
    words = ("round", "letters", *SINCE, "--due", "2026-06-15", "--reminder", "-o", "letters")
    assert run(*words).code == 0
    english = rounds.letter(place, "gy-ctu.reminder-1").text.replace("\r\n", "\n")
    texts.expect("round-letter", re.sub(r"<mailto:[^>]*>", "LINK", english))
    french = rounds.letter(place, "seat-03.reminder-1").text
    assert "Téléphone mobile (WhatsApp, 24/7)\u00a0: +592 609 1234" in french


def test_letter_can_be_reworded(run: Run, place: Path) -> None:
    rounds.write(place, entry(phones='["+592 220 1234"]'))
    own = place / "letters" / "round.en.txt"
    own.parent.mkdir()
    own.write_bytes(b"\xef\xbb\xbfHello ${network}!\r\n${due}\r\n${entry}\r\n\r\n${answers}\r\n")
    words = ("round", "letters", *SINCE, "--due", "2026-06-15", "-o", "out")
    assert run(*words).code == 0
    letter = replies.read_letter((place / "out/gy-ctu.eml").read_bytes())
    assert letter.text.startswith(
        "Hello Example Network!\r\nPlease answer by 15 June 2026.\r\nCountry: Guyana\r\n"
    )
    plain = replies.make_reply(letter, "gmail")
    assert rounds.judge(place, replace(plain, quoted=letter.text)).result == "confirmed"
    for text, error in (
        (
            "Hello ${you} ${entry} ${answers}",
            "letters/round.en.txt has a $ that starts",
        ),
        ("Hello ${entry}", f"{own} has no ${{answers}}\n"),
    ):
        own.write_text(text, encoding="utf-8")
        assert run(*words).err.startswith(f"error: {error}"), run(*words)


def test_committed_link_is_no_text_of_letters(run: Run, place: Path) -> None:
    rounds.write(place, entry())
    (place / "secret").write_text("secret ${entry} ${answers}", encoding="utf-8")
    (place / "letters").mkdir()
    (place / "letters/round.en.txt").symlink_to(place / "secret")
    (place / ".gitignore").write_text("directory.private.toml\n", encoding="utf-8")
    repository(place).git("add", "letters")
    result = run("round", "letters", *SINCE, "-o", "out")
    assert "is a link that git tracks" in result.err
    assert not (place / "out").exists()


def test_letter_is_in_the_language_of_the_entry(run: Run, place: Path) -> None:
    seats = [rounds.seat(n, sharing='"network"') for n in range(4)]
    rounds.write(place, *seats, rounds.seat(4, languages='["pap"]', country='"Aruba"'))
    assert run("round", "letters", *SINCE, "-o", "letters", "--due", "2026-06-15").code == 0
    firsts = ("Dear Ada", "un cordial saludo, Ada", "Geachte Ada", "Bonjour Ada", "Geachte Ada")
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
