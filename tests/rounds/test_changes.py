"""Answers that overwrite lines: what is saved, what is asked, and what is never shared wider."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, command, entry, environment
from tests.support import replies, rounds, terminals
from tests.support.replies import Reply
from tests.support.repositories import repository
from tests.support.rounds import KEY, SINCE

PHONES = (
    '["+592 220 1234", { number = "+592 609 1234", type = "mobile", apps = ["whatsapp"] },'
    ' { number = "911", type = "hotline", national = true },'
    ' { number = "+592 220 1235", ext = "12", hours = "24/7", sharing = "network" }]'
)
OFFICE = "Office phone: +592 220 1234"


def _change(place: Path, *pairs: tuple[str, str]) -> Reply:
    """Return the answer to the letter in a folder with texts that are overwritten."""
    reply = replies.make_reply(rounds.letter(place), "gmail", "change")
    body = reply.body
    for old, new in pairs:
        assert old in body
        body = body.replace(old, new)
    return replace(reply, body=body)


def _start(run: Run, place: Path, **changes: str) -> Path:
    return rounds.start(run, place, **{"phones": '["+592 220 1234"]', **changes})


def _read(run: Run, place: Path, reply: Reply, *options: str) -> list[str]:
    """Return the lines that `round answers` prints of an answer."""
    folder = rounds.answer(place, reply.to_bytes())
    return run("round", "answers", folder, *options).out.splitlines()


def test_overwritten_lines_are_saved_and_confirm_the_entry(run: Run, place: Path) -> None:
    path = _start(run, place, phones=PHONES, title='"Head of the Unit of Guyana"')
    body = _change(place).body
    assert "Mobile phone: +592 609 1234 (whatsapp)" in body
    assert "Office phone: +592 220 1235 ext. 12" in body
    reply = _change(
        place,
        ("609 1234", "609 1299"),
        ("+592 220 1235 ext. 12", "220-1236 ext. 13"),
        ("911", "914"),
        ("of the Unit", "of the\nUnit"),
        ("ctu@", "desk@"),
    )
    expected = rounds.entry_of(path) | {
        "emails": ["desk@example.org"],
        "phones": [
            "+592 220 1234",
            {"number": "+592 609 1299", "type": "mobile", "apps": ["whatsapp"]},
            {"number": "914", "national": True, "type": "hotline"},
            {"number": "+592 220 1236", "ext": "13", "hours": "24/7", "sharing": "network"},
        ],
    }
    found = _read(run, place, reply)
    assert found[0] == "changed\tgy-ctu\tsomething has changed\tin/a.eml"
    now = rounds.entry_of(path)
    assert (str(now.pop("verified")), now.pop("verified_via")) == ("2026-06-02", "email")
    assert now == {key: value for key, value in expected.items() if key in now}


def test_emptied_line_is_a_question_beside_what_is_certain(run: Run, place: Path) -> None:
    path = _start(run, place, phones='["+592 220 1234", "+592 220 1235"]', title='"Chief"')
    before = path.read_bytes()
    for emptied in ("Office phone: +592 220 1234", "E-mail: ctu@example.org"):
        label = emptied.partition(":")[0]
        found = _read(run, place, _change(place, (emptied, f"{label}:"), ("Chief", "Head")))
        text = "a line was emptied: is that to be removed?"
        assert found[0] == f"to be read\tgy-ctu\t{text}\tin/a.eml"
        now = rounds.entry_of(path)
        assert (now["title"], now.get("verified_via")) == ("Head", None)
        assert now["phones"] == ["+592 220 1234", "+592 220 1235"]
        assert now["emails"] == ["ctu@example.org"]
        path.write_bytes(before)
    # Two are gone and one is new: nobody says which is in place of which.
    reply = _change(place, (OFFICE, "Office phone:"), ("220 1235", "220 1299"))
    assert "is that to be removed?" in _read(run, place, reply)[0]
    assert path.read_bytes() == before


def test_questions_are_answered_by_a_file(run: Run, place: Path) -> None:
    path = _start(run, place, phones='["+592 220 1234", "+592 220 1235"]')
    clean = path.read_bytes()
    reply = _change(place, (OFFICE, "Office phone:"))
    assert run("round", "answers", rounds.answer(place, reply.to_bytes()), "--questions", "q")
    asked = tomllib.loads((place / "q").read_text("utf-8"))
    assert (asked["in/a.eml"], [*asked]) == ("", ["in/a.eml", "rows"])
    assert (place / "q").stat().st_mode & 0o777 == 0o600
    text = (place / "q").read_text("utf-8")
    assert "cmcct round answers with --answers" in text
    assert '# answer: "yes" or "no"\n' in text
    for word in ("new", "sr-x"):
        (place / "a").write_text(f'"in/a.eml" = "{word}"\n', "utf-8")
        assert run("round", "answers", "in", "--answers", "a").err == (
            "error: in/a.eml: an answer changes its own entry only\n"
            'help: write "yes", "no" or "skip"\n'
        )
    expected = {
        "yes": ("changed\tgy-ctu\tsomething has changed\tin/a.eml", ["+592 220 1235"], "email"),
        "no": ("already saved\tgy-ctu\tleft as it is, as answered\tin/a.eml", None, None),
        "skip": ("already saved\tgy-ctu\tskipped, as answered\tin/a.eml", None, None),
    }
    for word, (line, phones, via) in expected.items():
        path.write_bytes(clean)
        (place / "a").write_text(f'"in/a.eml" = "{word}"\n', "utf-8")
        result = run("round", "answers", "in", "--answers", "a")
        assert (result.code, result.out.splitlines()[0]) == (0, line)
        now = rounds.entry_of(path)
        assert now["phones"] == (phones or ["+592 220 1234", "+592 220 1235"])
        assert now.get("verified_via") == via
    (place / "a").write_text('"in/b.eml" = "yes"\n', "utf-8")
    assert run("round", "answers", "in", "--answers", "a").err.startswith(
        "error: a: the import has no row 'in/b.eml'"
    )


def test_another_name_is_a_question_about_the_person(run: Run, place: Path) -> None:
    private = (
        f'{KEY}[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = ["+592 609 1240"]\n'
    )
    path = rounds.write(place, entry(phones='["+592 220 1234"]'), private=private)
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    reply = _change(place, ("Ada Example", "Bea Sample"), ("220 1234", "220 1299"))
    before = path.read_bytes()
    assert _read(run, place, reply)[0] == (
        "to be read\tgy-ctu\tanother name: does somebody else sit there?\tin/a.eml"
    )
    assert path.read_bytes() == before
    (place / "a").write_text('"in/a.eml" = "yes"\n', "utf-8")
    assert run("round", "answers", "in", "--answers", "a").code == 0
    assert rounds.entry_of(path)["name"] == "Bea Sample"
    shown = run("show", "gy-ctu").out
    assert "609 1240" not in shown


def test_value_that_is_not_valid_is_a_finding(run: Run, place: Path) -> None:
    path = _start(run, place)
    before = path.read_bytes()
    reply = _change(place, ("+592 220 1234", "ask the desk"), ("ctu@", "c t u@"))
    found = _read(run, place, reply)
    assert found == [
        "to be read\tgy-ctu\ta value that was overwritten is not valid\tin/a.eml",
        "\tgy-ctu\tOffice phone: +592 220 1234 → ask the desk\t",
        "\tgy-ctu\tE-mail: ctu@example.org → c t u@example.org\t",
        "\tgy-ctu\terror[invalid-email] not an e-mail address\t",
        "\tgy-ctu\thelp: write name@domain\t",
        "\tgy-ctu\terror[invalid-phone] not a phone number that can be dialled from abroad\t",
        '\tgy-ctu\thelp: write it as "+592 ### ####"\t',
    ]
    assert path.read_bytes() == before
    (one,) = json.loads("\n".join(_read(run, place, reply, "--format", "json")))
    assert [finding["code"] for finding in one["findings"]] == ["invalid-email", "invalid-phone"]
    assert {finding["file"] for finding in one["findings"]} == {"in/a.eml"}


@pytest.mark.parametrize(
    ("sharing", "old", "expected"),
    [
        ("public", '"+592 220 1234"', "+592 220 1299"),
        (
            "public",
            '{ number = "+592 220 1234", sharing = "network" }',
            {"number": "+592 220 1299", "sharing": "network"},
        ),
        (
            "secretariat",
            '{ number = "+592 220 1234", sharing = "secretariat" }',
            {"number": "+592 220 1299", "sharing": "secretariat"},
        ),
    ],
)
def test_overwritten_number_is_for_the_same_people(
    run: Run, place: Path, sharing: str, old: str, expected: Any
) -> None:
    path = _start(run, place, phones=f"[{old}]", sharing=f'"{sharing}"')
    _read(run, place, _change(place, ("220 1234", "220 1299")))
    assert rounds.entry_of(path)["phones"] == [expected]


@pytest.mark.parametrize(("sharing", "own"), [("public", "network"), ("network", None)])
def test_new_number_is_for_the_readers_of_the_letter(
    run: Run, place: Path, sharing: str, own: str | None
) -> None:
    path = _start(run, place, sharing=f'"{sharing}"')
    lines = f"{OFFICE}\nMobile phone: 609 1240 (WhatsApp)\nE-mail: two@example.org"
    assert _read(run, place, _change(place, (OFFICE, lines)))[0].startswith("changed")
    part = {"sharing": own} if own else {}
    now = rounds.entry_of(path)
    assert now["phones"] == [
        "+592 220 1234",
        {"number": "+592 609 1240", "type": "mobile", "apps": ["whatsapp"], **part},
    ]
    second = {"address": "two@example.org", **part} if own else "two@example.org"
    assert now["emails"] == ["ctu@example.org", second]


def test_private_channel_stays_in_the_private_file(run: Run, place: Path) -> None:
    private = (
        f'{KEY}[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = ["+592 609 1240"]\n'
    )
    hidden = '{ number = "+592 609 1241", sharing = "secretariat" }'
    path = rounds.write(place, entry(phones=f'["+592 220 1234", {hidden}]'), private=private)
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    body = _change(place).body
    assert "609 1240" not in body
    assert "609 1241" not in body
    lines = f"{OFFICE}\nMobile phone: +592 609 1240\nMobile phone: +592 609 1241"
    found = _read(run, place, _change(place, (OFFICE, lines), ("Job title:", "Job title: Chief")))
    assert found[0].startswith("changed")
    now = rounds.entry_of(path)
    assert now["title"] == "Chief"
    assert now["phones"] == [
        "+592 220 1234",
        {"number": "+592 609 1241", "sharing": "secretariat"},
    ]


def test_answer_changes_no_other_entry(run: Run, place: Path) -> None:
    path = rounds.write(place, entry(phones='["+592 220 1234"]'), rounds.seat(1), rounds.seat(2))
    others = [rounds.entry_of(path, f"seat-0{n}") for n in (1, 2)]
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    # The address, number and name of others: they are not the person whose answer it is.
    reply = _change(place, ("ctu@example.org", "seat-01@example.org"), ("220 1234", "220 1202"))
    _read(run, place, reply)
    assert [rounds.entry_of(path, f"seat-0{n}") for n in (1, 2)] == others
    assert rounds.entry_of(path)["emails"] == ["seat-01@example.org"]


def test_words_beside_a_change_make_it_a_question(run: Run, place: Path) -> None:
    path = _start(run, place)
    before = path.read_bytes()
    reply = _change(place, ("220 1234", "220 1299"))
    for one, said in (
        (replace(reply, body=f"{reply.body}\nFrom July on."), "it says more than what has changed"),
        (replace(reply, attachment="application/pdf"), "it has an attachment"),
    ):
        found = _read(run, place, one)
        assert found[0] == f"to be read\tgy-ctu\t{said}\tin/a.eml"
        assert "Phones: added +592 220 1299; removed +592 220 1234 (not saved)" in found[1]
        assert path.read_bytes() == before
    (place / "a").write_text('"in/a.eml" = "yes"\n', "utf-8")
    assert run("round", "answers", "in", "--answers", "a").code == 0
    assert rounds.entry_of(path)["phones"] == ["+592 220 1299"]


def test_change_that_the_import_has_no_word_for_is_a_question(run: Run, place: Path) -> None:
    path = _start(run, place, phones=PHONES)
    before = path.read_bytes()
    found = _read(run, place, _change(place, ("(whatsapp)", "(whatsapp, from July)")))
    number = "+592 609 1234"
    assert found == [
        "to be read\tgy-ctu\tsomething has changed\tin/a.eml",
        f"\tgy-ctu\tMobile phone: {number} (whatsapp) → {number} (whatsapp, from July)\t",
    ]
    assert path.read_bytes() == before


def test_app_of_a_number_is_changed(run: Run, place: Path) -> None:
    path = _start(run, place, phones=PHONES)
    before = rounds.entry_of(path)
    assert _read(run, place, _change(place, ("(whatsapp)", "(signal)")))[0] == (
        "changed\tgy-ctu\tsomething has changed\tin/a.eml"
    )
    number = {"number": "+592 609 1234", "type": "mobile", "apps": ["signal"]}
    phones = before["phones"]
    assert isinstance(phones, list)
    assert rounds.entry_of(path)["phones"] == [phones[0], number, *phones[2:]]


def test_two_answers_that_differ_are_questions(run: Run, place: Path) -> None:
    path = _start(run, place)
    before = path.read_bytes()
    for number in (1, 2):
        reply = _change(place, ("220 1234", f"220 129{number}"))
        rounds.answer(place, reply.to_bytes(), f"{number}.eml")
    found = run("round", "answers", "in")
    assert found.out.count("another answer says otherwise") == 2
    assert path.read_bytes() == before
    # One that changes another line is no contradiction.
    title = _change(place, ("Job title:", "Job title: Chief"))
    rounds.answer(place, title.to_bytes(), "2.eml")
    assert run("round", "answers", "in").code == 0
    now = rounds.entry_of(path)
    assert (now["phones"], now["title"]) == (["+592 220 1291"], "Chief")


def test_all_is_right_after_a_change_is_a_question(run: Run, place: Path) -> None:
    path = _start(run, place)
    clean = path.read_bytes()
    ok = replies.make_reply(rounds.letter(place), "gmail")
    rounds.answer(place, _change(place, ("220 1234", "220 1299")).to_bytes(), "1.eml")
    dates = {
        "Tue, 02 Jun 2026 22:29:59 -0400": "confirmed\tgy-ctu\teverything is right\tin/2.eml",
        "Wed, 03 Jun 2026 02:30:00 +0000": (
            "to be read\tgy-ctu\tanother answer says that something has changed\tin/2.eml"
        ),
        "yesterday": (
            "to be read\tgy-ctu\tanother answer says that something has changed\tin/2.eml"
        ),
    }
    for date, line in dates.items():
        path.write_bytes(clean)
        rounds.answer(place, replace(ok, date=date).to_bytes(), "2.eml")
        assert line in run("round", "answers", "in").out
        assert rounds.entry_of(path)["phones"] == ["+592 220 1299"]


def test_change_of_an_older_letter_is_asked_about(run: Run, place: Path) -> None:
    path = _start(run, place, phones='["+592 220 1234", "+592 220 1235"]')
    repository(place).commit_bytes(path.read_bytes())
    reply = _change(place, ("220 1234", "220 1299"), ("220 1235", "220 1298"))
    assert run("set", "gy-ctu", "phones.1=+592 220 1240", "title=Chief").code == 0
    before = path.read_bytes()
    found = _read(run, place, reply)
    assert found[0] == "to be read\tgy-ctu\tthe entry was changed since the letter\tin/a.eml"
    assert path.read_bytes() == before
    (place / "a").write_text('"in/a.eml" = "yes"\n', "utf-8")
    assert run("round", "answers", "in", "--answers", "a").code == 0
    now = rounds.entry_of(path)
    assert now["phones"] == ["+592 220 1299", "+592 220 1240", "+592 220 1298"]
    assert "verified" not in now


def test_dry_run_and_json_of_changes(run: Run, place: Path) -> None:
    path = _start(run, place)
    before = path.read_bytes()
    folder = rounds.answer(place, _change(place, ("220 1234", "220 1299")).to_bytes())
    result = run("round", "answers", folder, "--dry-run")
    assert (result.code, path.read_bytes()) == (0, before)
    assert '+phones = ["+592 220 1299"]' in result.out
    assert "+verified = 2026-06-02" in result.out
    result = run("round", "answers", folder, "--dry-run", "--format", "json")
    assert path.read_bytes() == before
    (one,) = json.loads(result.out)
    phones = {
        key: [item["number"] for item in one["fields"]["phones"][key]]
        for key in ("before", "after")
    }
    assert phones == {"before": ["+5922201234"], "after": ["+5922201299"]}
    assert {**one, "fields": {}} == {
        "file": "in/a.eml",
        "result": "changed",
        "entry": "gy-ctu",
        "day": "2026-06-02",
        "fields": {},
        "findings": [],
        "words": [],
        "why": "something has changed",
    }
    result = run("round", "answers", folder, "--format", "json")
    assert json.loads(result.out) == [one]
    assert path.read_bytes() != before


def test_changes_are_asked_about_on_a_terminal(run: Run, place: Path) -> None:
    path = _start(run, place)
    before = path.read_bytes()
    folder = rounds.answer(place, _change(place, ("220 1234", "220 1299")).to_bytes())
    for word, is_saved in (("no", False), ("yes", True)):
        with terminals.running(command("round", "answers", folder), environment()) as seat:
            seat.until("Save these changes? [no]:")
            seat.type(f"{word}\n")
            seat.rest()
        assert (path.read_bytes() != before) is is_saved


WORDS = {
    "en": {"English; Dutch": "Dutch; French", "Mon–Fri 08:00–16:30": "Mon-Sat 09:00-12:00"},
    "es": {
        "español; neerlandés": "español, papiamento",
        "lun a vie de 08:00 a 16:30": "lun a sáb de 09:00 a 12:00",
    },
    "nl": {"Nederlands; Engels": "Nederlands", "ma t/m vr 08:00–16:30": "24/7"},
    "fr": {
        "français; néerlandais": "français; anglais",
        "du lun. au ven. de 08:00 à 16:30": "du lun. au sam. de 09:00 à 12:00",
    },
}


@pytest.mark.parametrize(
    ("lang", "languages", "hours"),
    [
        ("en", ["nl", "fr"], "Mo-Sa 09:00-12:00"),
        ("es", ["es", "pap"], "Mo-Sa 09:00-12:00"),
        ("nl", ["nl"], "24/7"),
        ("fr", ["fr", "en"], "Mo-Sa 09:00-12:00"),
    ],
)
def test_languages_and_hours_are_in_words(
    run: Run, place: Path, lang: str, languages: list[str], hours: str
) -> None:
    second = "nl" if lang != "nl" else "en"
    given = {"languages": f'["{lang}", "{second}"]', "hours": '"Mo-Fr 08:00-16:30"'}
    path = _start(run, place, **given)
    reply = _change(place, *WORDS[lang].items())
    assert _read(run, place, reply)[0].startswith("changed")
    now = rounds.entry_of(path)
    assert (now["languages"], now["hours"]) == (languages, hours)
