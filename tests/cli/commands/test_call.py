"""`cmcct call`: the numbers to call now, on the shipped directory and where much is missing."""

import json
import re
import shlex
from math import ceil
from pathlib import Path

import pytest

from cmcct.text.control_chars import to_one_line
from tests.conftest import (
    SHIPPED,
    OnTerminal,
    Result,
    Run,
    Write,
    command,
    entry,
    environment,
    write_overlay,
)
from tests.support import terminals, texts
from tests.support.cases import each
from tests.support.cli_samples import checking
from tests.support.person import typing
from tests.support.repositories import Repo

EXAMPLES = [
    "2026-08-02T06:30Z call Guyana --from Suriname --lang nl",
    *(
        f"{words} --lang {lang}"
        for words in (
            "2026-08-02T06:30Z call Guyana --from Suriname --language nl",
            "2026-08-02T06:30Z call Haiti --language es --sector child-protection",
            "2026-12-05T03:30Z call trinidad --from haiti",
            "2026-12-05T03:30Z call haiti --from haiti",
            "2026-12-05T03:30Z call dominica --from haiti",
            "2026-12-25T15:00Z call jamaica --from haiti",
            "2026-12-05T03:30Z call bahamas --from haiti --audience secretariat",
            "2026-08-02T06:30Z call Saba",
            "2026-06-13T02:30Z call bermuda",
            "2026-08-02T06:30Z call 'St. Martin'",
        )
        for lang in ("en", "es")
    ),
]
NIGHT = "2026-08-02T06:30Z"
OFFICE = '"Mo-Fr 08:00-16:30"'


@pytest.fixture(autouse=True)
def _at_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMCCT_NOW", NIGHT)


def _told(run: Run, example: str, monkeypatch: pytest.MonkeyPatch) -> str:
    moment, *words = shlex.split(example)
    monkeypatch.setenv("CMCCT_NOW", moment)
    monkeypatch.setenv("CMCCT_DIRECTORY", str(SHIPPED))
    result = run(*words)
    return f"$ {example}\n{result.out}{result.err}exit {result.code}\n"


def test_examples_are_told_like_this(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told = "\n".join(_told(run, example, monkeypatch) for example in EXAMPLES)
    texts.expect("call-sheets", told)


def test_examples_say_what_an_officer_needs() -> None:
    told = re.split(r"\n(?=\$ )", texts.read("call-sheets"))
    dutch, english, _, haiti, haiti_es, trinidad, *_others = told
    assert dutch.index("+592 609 1240") < dutch.index("289 1240 ")
    assert "Alleen vanuit Guyana" in dutch
    assert "Guyana: no contact in this list speaks Dutch" in english
    assert "Haiti: no contact in this list speaks Spanish" in haiti
    assert "Haití: nadie en esta lista habla español" in haiti_es
    assert trinidad.splitlines()[2:5] == [
        "Its lines that can be dialled from Haiti are closed until Sat 10:00 (in 10 h 30 min).",
        "",
        "Answers now, elsewhere (not their country: ask them to find somebody there)",
    ]


def test_json_is_an_object_for_the_network(run: Run, write: Write) -> None:
    failed = 'failed = { on = 2026-05-02, why = "busy" }'
    phones = (
        '[{ number = "+592 609 1234", type = "mobile", sharing = "secretariat" }, '
        f'{{ number = "+592 220 1234", ext = "12", tested = 2026-05-01, {failed} }}, '
        '{ number = "289 1240", national = true, hours = "24/7" }, '
        '{ number = "+592 609 1240", type = "hotline" }]'
    )
    vacant = entry(id='"gy-vacant"', status='"vacant"', emails='["v@example.org"]')
    keys = {"hours": OFFICE, "languages": '["en"]', "emails": '["a@example.org"]'}
    path = write(entry(phones=phones, notes='"Ask for Ada."', **keys) + vacant)
    result = run("call", "guyana", "--format", "json", "--directory", path)
    assert (result.code, result.err) == (0, "")
    seat = {
        "entry": "gy-ctu",
        "name": "Example Ministry of Home Affairs",
        "role": "focal-point",
        "note": "Ask for Ada.",
        "languages": ["en"],
    }
    opens = "2026-08-03T08:00:00-04:00"
    found = json.loads(result.out)
    seat["name"] = found["lines"][0]["name"]
    assert found == {
        "version": 1,
        "country": "Guyana",
        "local_time": "2026-08-02T02:30:00-04:00",
        "answers_now": False,
        "sentence": "Its lines that can be dialled from abroad are closed until Mon 08:00.",
        "lines": [
            {
                "section": "closed",
                "rank": 1,
                "number": "+5926091240",
                "dial": "+5926091240",
                "state": "closed",
                "why": "opens Mon 08:00",
                "opens": opens,
                "tested": None,
                **seat,
            },
            {
                "section": "closed",
                "rank": 2,
                "number": "+5922201234",
                "dial": "+5922201234,12",
                "state": "closed",
                "why": "opens Mon 08:00, answered a test on 1 May, a test call failed",
                "opens": opens,
                "tested": "2026-05-01",
                **seat,
            },
            {
                "section": "inside",
                "rank": 3,
                "number": "289 1240",
                "dial": None,
                "state": "inside",
                "why": "24/7 there",
                "opens": None,
                "tested": None,
                **seat,
            },
        ],
        "total": 3,
        "fallback": {
            "number": None,
            "state": None,
            "mailto": "mailto:a@example.org",
            "handles": [],
        },
        "vacant": ["gy-vacant"],
    }
    words = ("call", "gy", "--audience", "secretariat", "--format", "json", "--directory", path)
    whys = [line["why"] for line in json.loads(run(*words).out)["lines"]]
    assert whys[2].endswith("busy on 2 May")


def test_json_of_nobody(run: Run, write: Write) -> None:
    path = write(entry(country='"Suriname"'))
    result = run("call", "Antarctica", "--format", "json", "--directory", path)
    assert result.code == 1
    assert json.loads(result.out) == {
        "version": 1,
        "country": "Antarctica",
        "local_time": None,
        "answers_now": False,
        "sentence": "No contact in the list covers Antarctica.",
        "lines": [],
        "total": 0,
        "fallback": {"number": None, "state": None, "mailto": None, "handles": []},
        "vacant": [],
    }


def test_wrong_number_is_a_line_for_no_audience(run: Run, write: Write) -> None:
    failed = 'failed = { on = 2026-05-02, why = "wrong-number" }'
    path = write(entry(phones=f'[{{ number = "+592 609 1234", {failed} }}]'))
    for audience in ("public", "network", "secretariat"):
        words = ("call", "gy", "--format", "json", "--audience", audience, "--directory", path)
        assert (run(*words).code, json.loads(run(*words).out)["lines"]) == (1, [])


def test_half_is_taken_from_the_environment(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(
        entry(id='"a"', sectors='["health"]', phones='["+592 220 1"]')
        + entry(id='"b"', sectors='["prosecution"]', phones='["+592 220 2"]')
    )

    def told(*words: str) -> list[str]:
        return run("call", "Guyana", *words, "--directory", path).out.splitlines()

    assert told()[4] == "1 +592 220 1"
    assert told("--half", "Bescherming") == told("--half", "protection")
    monkeypatch.setenv("CMCCT_HALF", "law-enforcement")
    assert (told()[0], told()[4]) == (
        "Guyana   Sun 02:30   police first (CMCCT_HALF)",
        "1 +592 220 2",
    )
    assert told("--half", "any")[:1] + told("--half", "any")[4:5] == [
        "Guyana   Sun 02:30",
        "1 +592 220 1",
    ]
    assert told("--half", "protection")[0] == "Guyana   Sun 02:30"
    for half in ("any", "protection"):
        monkeypatch.setenv("CMCCT_HALF", half)
        assert told()[4] == "1 +592 220 1"
    monkeypatch.setenv("CMCCT_HALF", "polise")
    refused = run("call", "Guyana", "--directory", path)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("error: unknown value 'polise' for CMCCT_HALF\n")


def test_lines_left_out_have_a_command(run: Run, write: Write) -> None:
    path = write("".join(entry(id=f'"a{n}"', phones=f'["+592 220 {n}"]') for n in range(6)))
    words = ("call", "gy", "--from", "french guiana")
    told = run(*words, "--directory", path).out
    command = f"cmcct call gy --from 'french guiana' --directory {path} --all"
    assert f"Guyana: 5 of 6 numbers; all: {command}\n" in told
    assert "+592 220 5" not in told
    spanish = run(*words, "--lang", "es", "--audience", "secretariat", "--directory", path).out
    assert f" --lang es --audience secretariat --directory {path} --all\n" in spanish
    assert " cmcct --lang fr call gy " in run("--lang", "fr", *words, "--directory", path).out
    whole = run(*words, "--all", "--directory", path).out
    assert "+592 220 5" in whole
    assert "numbers; all" not in whole


def test_caller_is_taken_from_the_environment(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(entry(phones='[{ number = "289 1240", national = true, hours = "24/7" }]'))
    words = ("call", "Guyana", "--directory", path)
    abroad = run(*words)
    assert (abroad.code, abroad.err) == (1, "")
    assert "Only inside Guyana\n  289 1240   24/7 there (gy-ctu)\n" in abroad.out
    monkeypatch.setenv("CMCCT_FROM", "Guyana")
    assert run(*words).code == 0
    assert run(*words, "--from", "Suriname").code == 1
    monkeypatch.setenv("CMCCT_FROM", "Guyan")
    refused = run(*words)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("error: unknown value 'Guyan' for CMCCT_FROM\nhelp: did you mean")


@pytest.mark.parametrize(
    ("typed", "caller"),
    [
        ("haiti vanuit suriname", "suriname"),
        ("haití desde Guyana", "guyana"),
        ("haiti depuis la Guyane", "french guiana"),
        ("haiti police FROM Guyana", "guyana"),
    ],
)
def test_word_for_from_names_the_caller(run: Run, typed: str, caller: str) -> None:
    words = ("--format", "json", "--directory", SHIPPED)
    country = typed.split()[:-2] if "la" not in typed.split() else ["haiti"]
    assert run("call", *typed.split(), *words) == run("call", *country, "--from", caller, *words)
    refused = run("call", "haiti", "desde", "nowhere", *words)
    assert "unknown value 'nowhere' for --from" in refused.err


@pytest.mark.parametrize("word", ["creole", "créole", "kreyòl", "ht"])
def test_creole_is_that_of_haiti(run: Run, write: Write, word: str) -> None:
    number = '["+592 220 1234"]'
    other = entry(id='"gy-2"', languages='["ht"]', phones='["+592 220 1235"]')
    path = write(entry(languages='["en"]', phones=number) + other)
    told = run("call", "Guyana", "--language", word, "--format", "json", "--directory", path)
    assert json.loads(told.out)["lines"][0]["entry"] == "gy-2"


@each(
    ("words", "options"),
    [
        (("haiti police",), ("haiti", "--sector", "police")),
        (("policía", "Haití"), ("haiti", "--sector", "police")),
        (("haitian", "police"), ("haiti", "--sector", "police")),
        (("please", "call", "hotline", "haiti", "police", "now"), ("haiti", "--sector", "police")),
        (("24/7", "georgetown", "guyana"), ("guyana",)),
        (("surinam", "kreyol"), ("suriname", "--language", "ht")),
        (("guyana", "police", "--sector", "health"), ("guyana", "--sector", "health")),
        (("guyana", "spanish", "speaking"), ("guyana", "--language", "es")),
        (("guyana", "que", "hable", "español"), ("guyana", "--language", "es")),
        (("boat", "off", "aruba"), ("aruba", "--sector", "coast-guard-customs")),
        (("ayuda", "haití"), ("haití",)),
        (("duty", "officer", "jamaica"), ("jamaica",)),
        (("una", "niña", "en", "haití"), ("haití", "--sector", "child-protection")),
        (("migrantes", "con", "aruba"), ("aruba", "--sector", "immigration-border")),
    ],
)
def test_words_beside_the_country_are_wishes(
    run: Run, words: tuple[str, ...], options: tuple[str, ...]
) -> None:
    shown = run("call", *words, "--directory", SHIPPED, "--all")
    assert shown == run("call", *options, "--directory", SHIPPED, "--all")
    assert shown.code == 0


@pytest.mark.parametrize(
    "words",
    [
        "haiti saturday 22:00",
        "haití a las 2 de la mañana",
        "haiti in 2 hours",
        "haïti à 3h du matin",
    ],
)
def test_another_moment_is_said_not_to_be_answered(
    run: Run, terminal: OnTerminal, words: str
) -> None:
    screen = terminal("call", *words.split(), "--directory", SHIPPED).out
    assert screen.startswith("help: call is about this moment")
    told = run("call", *words.split(), "--directory", SHIPPED)
    now = run("call", "haiti", "--directory", SHIPPED)
    assert told.out.splitlines()[:20] == now.out.splitlines()[:20]
    assert (now.err, told.err) == (
        "",
        "help: call is about this moment; for other times, see the hours in cmcct show\n",
    )
    assert run("call", "santo", "domingo", "--directory", SHIPPED).err == ""


@each(
    ("words", "told"),
    [
        ("bahamas", "left out for the network audience: 1 entry\n"),
        ("venezuela --format json", "left out for the network audience: 1 entry\n"),
        ("bahamas --audience secretariat", ""),
        ("haiti", ""),  # a number is left out, and no entry
    ],
)
def test_entries_that_the_network_may_not_have_are_counted(run: Run, words: str, told: str) -> None:
    assert run("call", *words.split(), "--directory", SHIPPED).err == told


@each(("audience", "is_told"), [("network", True), ("secretariat", False)])
def test_a_screen_says_who_sees_what_is_left_out(audience: str, *, is_told: bool) -> None:
    words = ("--lang", "es", "call", "bahamas", "--audience", audience, "--directory", SHIPPED)
    told = "ayuda: la secretaría ve todas las fichas: consúltela o, si usted forma parte de ella,"
    assert (told in " ".join(typing([], *words).out.split())) is is_told


@each(
    ("words", "meant"),
    [
        ("Guyana polise", "Guyana police"),
        ("guyna police", "Guyana police"),
        ("haiti xyzzy", "haiti"),
        ("ada guyana", "guyana"),
        ("child haiti xyzzy", "child haiti"),
        ("st martin police", "Saint Martin (French part) police or Sint Maarten police"),
        ("republica dominica na", "Dominican Republic"),
        ("jamaica haiti", "Jamaica or Haiti"),
        ("from haiti guyana", "Haiti or Guyana"),
        ("tt venezuelan", "Trinidad and Tobago or Venezuela"),
        ("Curac", "Curaçao"),
        ("barb", "Antigua and Barbuda or Barbados"),
        ("surin police", "Suriname police"),
        ("guyana police trinidad", "Guyana police or Trinidad and Tobago police"),
    ],
)
def test_unknown_word_is_never_dropped_in_silence(run: Run, words: str, meant: str) -> None:
    message = f"error: unknown country '{words}'\nhelp: did you mean {meant}?\n"
    assert run("call", *words.split(), "--directory", SHIPPED) == Result(2, "", message)


def test_number_in_no_entry_has_a_country(run: Run, write: Write) -> None:
    path = write(
        entry(phones='["+592 220 1234"]') + entry(id='"gy-2"', phones='["+1 246 412 3460"]')
    )

    def told(*words: str) -> str:
        return run(*words, "--directory", path).err.splitlines()[-1]

    for number in ("+592 777 1250", "00592 7771250"):
        text = f"help: '{number}' is not in this list; it is a number of Guyana: run cmcct call gy"
        for verb in ("call", "search", "show"):
            assert told(verb, *number.split()) == text
    islands = "Guadeloupe, Saint Barthélemy or Saint Martin (French part)"
    assert f"a number of {islands}: run cmcct call gp" in told("call", "+590 690 00 12 50")
    assert told("search", "tel", "+592 777 1250").endswith("run cmcct call gy")  # no similar word
    for number in ("+1 800 212 3470", "777 1250", "+592 220 1234", "+870 773 111 632"):
        assert "not in this list" not in run("call", number, "--directory", path).err
    for words in ("who is +592 777 1250?", "quién es +592 777 1250", "qui est +592 777 1250 ?"):
        assert "help: '+592 777 1250' is not in this list" in told("call", words)
    # It is of an entry, though of none that the network may have: a search shows it.
    secret = write(entry(phones='["+592 609 1260"]', sharing='"secretariat"'))
    hint = "run cmcct search +5926091260"
    assert hint in run("call", "+5926091260", "--directory", secret).err
    assert "gy-ctu" in run("search", "+5926091260", "--directory", secret).out


def test_id_is_answered_by_its_lines_first(run: Run) -> None:
    shown = run("call", "gy-labour", "--directory", SHIPPED)
    assert shown.out.startswith("Guyana   Sun 02:30\n")
    closed = shown.out.partition("\nClosed\n")[2]
    assert closed.startswith("2 +592 609 1250 (mobile, WhatsApp)   Abiola Example\n")


def test_police_is_the_half_of_law_enforcement(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(entry(sectors='["health"]', phones='["+592 220 1234"]'))
    told = run("call", "Guyana", "--half", "police", "--directory", path)
    assert "Guyana: this list has no contact under 'law enforcement'\n" in told.out
    monkeypatch.setenv("CMCCT_HALF", "police")
    named = run("call", "Guyana", "--directory", path).out
    assert named.startswith("Guyana   Sun 02:30   police first (CMCCT_HALF)\n")


def test_several_words_are_one_country(run: Run, write: Write) -> None:
    path = write(entry(country='"Trinidad and Tobago"', phones='["+1 868 221 1250"]'))
    result = run("call", "trinidad", "and", "tobago", "--directory", path)
    assert result.code == 0
    assert result.out.startswith("Trinidad and Tobago   Sun 02:30\n")
    assert "\n1 +1 868 221 1250\n" in result.out


def test_country_without_a_number_exits_with_one(run: Run, write: Write) -> None:
    path = write(entry(country='"Suriname"'))
    result = run("call", "Guyana", "--directory", path)
    nobody = "Guyana   Sun 02:30\nNo contact in the list covers Guyana.\n"
    assert result == Result(1, nobody, "")
    unread = "Of these entries, the country cannot be read: gy-ctu. Run cmcct check.\n"
    path = write(entry(country='"Guyanna"'))
    assert run("call", "guyana", "--directory", path).out == nobody + unread


def test_broken_entry_or_file_is_no_reason_for_silence(run: Run, tmp_path: Path) -> None:
    repository = Repo(tmp_path)
    repository.git("init", "--quiet")
    repository.commit(entry(phones='["+592 220 1234"]', verified='"soon"'))
    words = ("call", "Guyana", "--directory", repository.path)
    result = run(*words)
    assert (result.code, "+592 220 1234" in result.out) == (0, True)
    assert "  never confirmed\n" in result.out
    assert "contains values that cannot be read" in result.err
    text = repository.path.read_text(encoding="utf-8")
    repository.path.write_text(f"{text}\n<<<<<<< HEAD\n", encoding="utf-8")
    result = run(*words)
    assert (result.code, "+592 220 1234" in result.out) == (0, True)
    assert "showing the version of" in result.err
    told = [run(*words, "--lang", lang).out.splitlines()[-2] for lang in ("en", "es", "nl", "fr")]
    assert [line for line in told if line] == [
        "If nobody answers",
        "Si nadie contesta",
        "Als niemand opneemt",
        "Si personne ne répond",
    ]


def test_entries_with_one_id_are_both_shown(run: Run, write: Write) -> None:
    other = entry(emails='["desk@example.org"]', phones='["+592 609 1236"]')
    path = write(entry(emails='["a@example.org"]', phones='["+592 609 1234"]') + other)
    told = run("call", "Guyana", "--directory", path)
    assert re.findall(r"\+592 609 12\d\d", told.out) == ["+592 609 1234", "+592 609 1236"]
    assert "mailto:a@example.org,desk@example.org" in told.out
    warning = f"warning: the id 'gy-ctu' appears more than once: run {checking(path)}\n"
    assert warning in told.err


def test_number_in_conflict_is_marked(run: Run, write: Write) -> None:
    sides = (f'phones = ["+592 609 12{number}"]' for number in (34, 35))
    ours, theirs = sides
    conflict = f"<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> other\n"
    other = entry(id='"gy-other"', phones='["+592 609 1236"]')
    path = write(f"{entry()}{conflict}{other}")
    told = run("call", "Guyana", "--directory", path)
    assert "\n1 ! +592 609 1234\n" in told.out
    assert "1235" not in told.out
    assert "\n2 +592 609 1236 " in told.out
    assert "has merge conflicts: " in told.err
    rows = json.loads(run("call", "Guyana", "--format", "json", "--directory", path).out)["lines"]
    assert [row.get("conflict") for row in rows] == [True, None]


def test_screen_is_the_network_s(run: Run, terminal: OnTerminal, write: Write) -> None:
    path = write(entry(name='"Ada Example"', phones='["+592 220 1234"]'))
    part = '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = ["+592 609 1250"]\n'
    write_overlay(path, part)
    words = ("call", "Guyana", "--directory", path)
    for told in (terminal(*words), run(*words), run(*words, "--format", "json")):
        assert "609 1250" not in told.out.replace("592609", "592 609 ")
        assert told.err == ""
    assert "+592 609 1250" in terminal(*words, "--audience", "secretariat").out
    assert "+592 609 1250" in run(*words, "--audience", "secretariat").out


def test_link_has_no_address_of_the_secretariat_only(run: Run, write: Write) -> None:
    emails = '[{ address = "own@example.org", sharing = "secretariat" }, "a@example.org"]'
    path = write(
        entry(emails=emails)
        + entry(id='"gy-2"', emails='["b@example.org"]', sharing='"secretariat"')
        + entry(id='"gy-3"', emails='["c@example.org"]', status='"left"')
        + entry(id='"gy-4"', emails='["d+e@example.org"]')
        + entry(id='"sr-1"', country='"Suriname"', covers='["Guyana"]')
    )
    for audience in ("network", "secretariat"):
        told = run("call", "Guyana", "--audience", audience, "--directory", path).out
        assert "  mailto:d%2Be@example.org,a@example.org,ctu@example.org\n" in told
    public = run("call", "Guyana", "--audience", "public", "--directory", path)
    assert "mailto:" not in public.out


def test_covering_seat_is_written_to_if_alone(run: Run, write: Write) -> None:
    seat = entry(
        id='"bb-eio"', country='"Barbados"', covers='["Guyana"]', emails='["eio@example.org"]'
    )
    assert "mailto:eio@example.org" in run("call", "gy", "--directory", write(seat)).out


def test_small_screen_shows_first_line_whole(terminal: OnTerminal) -> None:
    words = ("call", "Haiti", "--language", "es", "--directory", SHIPPED)
    for columns in (80, 40):
        lines = terminal(*words, columns=columns).out.splitlines()
        assert all(len(line) <= columns for line in lines if "mailto:" not in line)
        assert [to_one_line(line) for line in lines[:2]] == [
            "Haiti   Sun 02:30",
            "Not certain that anybody answers in Haiti now: hours not known."
            if columns == 80
            else "Not certain: hours not known.",
        ]


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (64, 24), (40, 20)])
@pytest.mark.parametrize("lang", ["en", "es", "fr", "nl"])
def test_screen_does_not_scroll(columns: int, lines: int, lang: str) -> None:
    words = ("call", "Haiti", "saturday", "--language", "es", "--lang", lang)
    with terminals.running(
        command(*words, "--directory", SHIPPED), environment(), columns, lines
    ) as screen:
        shown = terminals.plain(screen.rest()).replace("\r\n", "\n")
        assert screen.process.wait(timeout=terminals.PATIENCE) == 0
    filled = [ceil(max(1, len(line)) / columns) for line in shown.splitlines()]
    assert sum(filled) < lines
    numbers = re.findall(r"^\d (\+[\d ]+\d)", shown, re.MULTILINE)
    # The first to dial, and the line that speaks Spanish, which is elsewhere.
    assert numbers[0] == "+509 34 10 1234"
    assert "+1 809 234 5610" in numbers[:3]


def test_name_in_a_pipe_leads_to_the_card(run: Run) -> None:
    for name in ("rojas", "outreach@tt.example.org", "Carolina Example Rojas"):
        refused = run("call", name, "--directory", SHIPPED)
        assert refused.code == 2
        assert refused.err.endswith("run cmcct show tt-refugee-desk\n")
    several = run("call", "example", "--directory", SHIPPED)
    assert several.err.endswith("run cmcct search example\n")
