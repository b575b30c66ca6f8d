"""`cmcct set`: changes of single keys."""

import pytest

from tests.conftest import (
    OnTerminal,
    Result,
    Run,
    Write,
    command,
    entry,
    list_names,
    run_process,
    write_overlay,
)
from tests.support.cli_samples import ADA, HOUSE, checking
from tests.support.edited import BOTH, GOES, UNKNOWN, brief, changed, left_alone
from tests.support.person import typing
from tests.support.programs import without_root


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (["title=Chief"], ['-title = "Director"', '+title = "Chief"']),
        (["city=Georgetown"], ['+city = "Georgetown"']),
        (["country=RD"], ['-country = "Guyana"', '+country = "Dominican Republic"']),
        (["sectors=policía"], []),
        (["body=ngo", "role=alternate"], ['+body = "ngo"', '+role = "alternate"']),
        (["since=2026-03-01"], ["+since = 2026-03-01"]),
        (
            ['sectors=["police", "justice"]'],
            ['-sectors = ["police"]', '+sectors = ["police", "justice"]'],
        ),
        (
            ["phones.0.type=mobile"],
            ['-    "+592 220 1234",', '+    { number = "+592 220 1234", type = "mobile" },'],
        ),
        (
            ["phones.1.number=+592 609 1236"],
            [
                '-    { number = "+592 609 1234", type = "mobile", sharing = "secretariat" },',
                '+    { number = "+592 609 1236", type = "mobile", sharing = "secretariat" },',
            ],
        ),
        # Other words for keys and values.
        (["cargo=Chief"], ['-title = "Director"', '+title = "Chief"']),
        (
            ["teléfonos.0.tipo=celular"],
            ['-    "+592 220 1234",', '+    { number = "+592 220 1234", type = "mobile" },'],
        ),
        (["--add", "idioma=Spanish"], ['-languages = ["en"]', '+languages = ["en", "es"]']),
        (["--remove", "réunion=georgetown-2019"], ['-meetings = ["georgetown-2019"]']),
        (["--unset", "cargo"], ['-title = "Director"']),
        (["cargo="], ['-title = "Director"']),
        (["--unset", "inglés"], ['-languages = ["en"]']),
        (["--unset", "languages.en"], ['-languages = ["en"]']),
        (["--unset", "georgetown-2019"], ['-meetings = ["georgetown-2019"]']),
        (["--unset", "talen=en"], ['-languages = ["en"]']),
        (["--add", "languages=Spanish"], ['-languages = ["en"]', '+languages = ["en", "es"]']),
        (
            ["--add", "languages=Spanish, Dutch"],
            ['-languages = ["en"]', '+languages = ["en", "es", "nl"]'],
        ),
        (["--add", "phones=+592 220 1250"], ['+    "+592 220 1250",']),
        (["--remove", "phones=+592 220-1234", "--yes"], ['-    "+592 220 1234",']),
        (["--remove", "meetings=georgetown-2019"], ['-meetings = ["georgetown-2019"]']),
        (
            ["--unset", "title", "--unset", "phones.0", "--yes"],
            ['-title = "Director"', '-    "+592 220 1234",'],
        ),
    ],
)
def test_the_lines_of_the_keys_change_and_no_other(
    run: Run, write: Write, words: list[str], lines: list[str]
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    message = f"wrote {path}\n" if lines else "nothing to change\n"
    if words[0].startswith("phones.1.number"):
        message += "mobile phone stays: secretariat only\n"
    result = run("set", "gy-ctu", *words, "--directory", path)
    # Warnings about another country's numbers do not block the edit.
    warnings = [line for line in result.err.splitlines(keepends=True) if ": warning[" in line]
    assert len(warnings) == (2 if words == ["country=RD"] else 0)
    assert brief(result) == Result(0, "", message + "".join(warnings))
    assert changed(path, before) == lines
    assert list_names(path.parent) == ["directory.toml"]


def test_new_error_comes_back_as_finding(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    monkeypatch.chdir(path.parent)
    monkeypatch.delenv("CI", raising=False)
    finding = (
        "error[invalid-email]: not an e-mail address (entry 'gy-ctu')\n  --> "
        'directory.toml:35:11\n   |\n35 | emails = ["ctu@@example.org"]\n   |           '
        '^^^^^^^^^^^^^^^^^^ two @ signs\nhelp: write "ctu@example.org"\n\nerror: nothing '
        "was saved: this would introduce errors\nhelp: fix the errors above and try "
        "again\n"
    )
    assert run("set", "gy-ctu", "emails.0=ctu@@example.org") == Result(2, "", finding)
    monkeypatch.setenv("CI", "true")
    masked = run("set", "gy-ctu", "emails.0=ctu@@example.org").err
    assert masked == finding.replace("ctu@@example.org", "***@@*******.***").replace(
        'help: write "ctu@example.org"\n',
        "help: write name@example.org\n",
    )
    assert path.read_bytes() == before


def test_a_trial_shows_a_diff_and_writes_nothing(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(BOTH)
    before, time = path.read_bytes(), path.stat().st_mtime_ns
    monkeypatch.chdir(path.parent)
    diff = (
        "--- a/directory.toml\n+++ b/directory.toml\n@@ -28,7 +28,7 @@\n"
        ' formerly = ["gy-unit"]\n country = "Guyana"\n name = "Ada Example"\n'
        '-title = "Director"\n+title = "Chief"\n'
        ' organisation = "Example Ministry"\n sectors = ["police"]\n languages = ["en"]\n'
    )
    assert run("set", "gy-ctu", "title=Chief", "--dry-run") == Result(0, diff, "")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, time)
    assert list_names(path.parent) == ["directory.toml"]


def test_diff_on_terminal_has_colours(terminal: OnTerminal, write: Write) -> None:
    path = write(BOTH)
    words = ("set", "gy-ctu", "title=\u00e9", "--dry-run", "--directory", path)
    shown = terminal(*words, colour=True)
    assert shown.code == 0
    assert '\x1b[31m-title = "Director"\x1b[0m\n' in shown.out
    assert '\x1b[32m+title = "é"\x1b[0m\n' in shown.out


def test_a_file_with_lines_that_end_in_crlf_keeps_them(run: Run, write: Write) -> None:
    path = write(BOTH)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    run("set", "gy-ctu", "title=Chief", "city=Georgetown", "--directory", path)
    anchor = b"]\r\nworking_groups"
    expected = before.replace(b"Director", b"Chief")
    assert path.read_bytes() == expected.replace(
        anchor, anchor.replace(b"\n", b'\ncity = "Georgetown"\r\n')
    )


def test_an_error_elsewhere_is_not_in_the_way(run: Run, write: Write) -> None:
    path = write(BOTH.replace('"house@example.org"', "5"))
    before = path.read_bytes()
    assert run("set", "gy-ctu", "title=Chief", "--directory", path).code == 0
    assert changed(path, before) == ['-title = "Director"', '+title = "Chief"']


def test_a_file_that_is_not_toml_is_in_the_way(run: Run, write: Write) -> None:
    path = write("x = ")
    result = run("set", "gy-ctu", "title=Chief", "--directory", path)
    message = f"error: {path} is not valid TOML: line 14: there is no value after the =\n"
    assert result == Result(2, "", f"{message}help: run {checking(path)}\n")


def test_private_value_goes_into_ignored_overlay(run: Run, write: Write) -> None:
    path = write(BOTH)
    before, overlay = path.read_bytes(), path.with_name("directory.private.toml")
    set_private = ("set", "gy-ctu", "--private", "--directory", path)
    message = (
        f"wrote {overlay}\nthe private file stays out of git ({path.with_name('.gitignore')})\n"
    )
    assert brief(run(*set_private, "--add", "phones=+592 220 1250")) == Result(0, "", message)
    assert overlay.read_text() == (
        '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = ["+592 220 1250"]\n'
    )
    assert overlay.stat().st_mode & 0o777 == 0o600
    assert path.with_name(".gitignore").read_text() == "directory.private.toml\n"
    assert path.read_bytes() == before
    result = run(*set_private, "title=Chief")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error[unknown-key]: ")
    assert brief(run(*set_private, "--unset", "phones", "--yes")) == Result(
        0, "", f"{GOES}wrote {overlay}\n"
    )
    assert overlay.read_text() == ""
    ignored = path.with_name(".gitignore")
    assert run("set", "gy-ct", "--private", "address=x", "--directory", path).err == UNKNOWN
    assert ignored.read_text() == "directory.private.toml\n"


@pytest.mark.parametrize(
    ("ignored", "is_added"),
    [
        ("directory.private.toml\n", False),
        ("!x\n*.private.toml\n!*.age\n", False),
        ("directory.private.toml\n!/directory.private.toml\n", True),
        ("*.toml\n!*.toml", True),
    ],
)
def test_last_line_of_gitignore_decides(
    run: Run, write: Write, ignored: str, *, is_added: bool
) -> None:
    path = write(BOTH)
    file = path.with_name(".gitignore")
    file.write_text(ignored, encoding="utf-8")
    assert run("set", "gy-ctu", "--private", "address=x", "--directory", path).code == 0
    whole = ignored if ignored.endswith("\n") else f"{ignored}\n"
    assert file.read_text() == (f"{whole}directory.private.toml\n" if is_added else ignored)


def test_gitignore_that_is_a_link_is_refused(run: Run, write: Write) -> None:
    path = write(BOTH)
    target, link = path.with_name("target"), path.with_name(".gitignore")
    target.write_text("kept\n", encoding="utf-8")
    link.symlink_to(target)
    result = left_alone(run, path, "set", "gy-ctu", "--private", "address=x")
    message = f"error: {link} is a link, which git does not follow\n"
    hint = "help: nothing was saved; replace the link with a file\n"
    assert result == Result(2, "", message + hint)
    assert target.read_text() == "kept\n"


def test_other_name_of_a_key_is_treated_as_the_key(run: Run, write: Write) -> None:
    path = write(BOTH)
    write_overlay(path)
    # A new name may be that of another person: the private numbers are left out without consent.
    named, called = (
        run("set", "gy-ctu", f"{key}=Eva Example", "--dry-run", "--directory", path)
        for key in ("name", "nombre")
    )
    assert called == named
    assert "data of Ada Example in the private file" in called.err
    for key in ("id", "ID", "identificador"):
        refused = run("set", "gy-ctu", f"{key}=x", "--directory", path)
        assert refused.err.startswith("error: this command cannot change an id\n")


def test_placeholders_of_an_advice_are_in_the_users_language(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_LANG", "es")
    advised = run("set", "gy-ctu", "--directory", write(BOTH)).err
    assert "escriba CLAVE=VALOR, --add o --remove\n" in advised


def test_directory_is_named_before_or_after_command(run: Run, write: Write) -> None:
    path = write(BOTH)
    assert run("--directory", path, "set", "gy-ctu", "title=Chief").code == 0
    assert run("set", "--directory", path, "gy-ctu", "title=Chief").err == "nothing to change\n"


WIDE = BOTH.replace('name = "Ada', 'sharing = "secretariat"\nname = "Ada')


def test_wider_sharing_needs_yes(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(WIDE)
    words = ("set", "gy-ctu", "sharing=network")
    message = "error: nothing was saved: more people will see ctu@example.org, +592 220 1234\n"
    assert left_alone(run, path, *words).err.startswith(message)
    monkeypatch.setenv("CI", "1")
    assert left_alone(run, path, *words).err.startswith(
        "error: nothing was saved: more people will see 2 channels\n"
    )
    monkeypatch.delenv("CI")
    assert run(*words, "--yes", "--directory", path).code == 0
    assert run("set", "gy-ctu", "sharing=secretariat", "--directory", path).code == 0
    assert run("set", "gy-ctu", "--unset", "phones.1.sharing", "--directory", path).code == 0


def test_a_channel_of_its_own_is_opened_with_a_yes(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("set", "gy-ctu", "phones.1.sharing=network")
    message = "error: nothing was saved: more people will see +592 609 1234\n"
    assert left_alone(run, path, *words).err.startswith(message)
    question = "more people will see +592 609 1234. Continue? [no]: "
    assert typing([(question, "n\n")], *words, "--directory", path).code == 2
    assert typing([(question, "y\n")], *words, "--directory", path).code == 0


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--add", "phones=+592 609 1250"], '+    { number = "+592 609 1250", type = "mobile" },'),
        (
            ["phones.0.number=+592 609 1250"],
            '+    { number = "+592 609 1250", type = "mobile" },',
        ),
        (
            ["--add", 'phones={ number = "+592 609 1250", type = "office" }'],
            '+    { number = "+592 609 1250", type = "office" },',
        ),
        (
            ["--add", 'phones={ number = "+592 609 1250", ext = "12" }'],
            '+    { number = "+592 609 1250", ext = "12" },',
        ),
        (["--add", "phones=+1 809 234 5678"], '+    "+1 809 234 5678",'),
        (["--add", "phones=+592 220 1250"], '+    "+592 220 1250",'),
    ],
)
def test_a_mobile_number_gets_its_type(run: Run, write: Write, words: list[str], line: str) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    result = run("set", "gy-ctu", *words, "--directory", path)
    assert line in changed(path, before)
    message = 'is a mobile number: added type = "mobile"\n'
    assert (message in result.err) is ("mobile" in line)


def test_mobile_is_noted_after_confirmation(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("set", "gy-ctu", 'phones=["+592 609 1250"]', "sharing=public", "--yes")
    result = run(*words, "--directory", path)
    assert result.err.startswith(
        "gy-ctu: this removes office phone +592 220 1234, mobile phone +592 609"
    )
    assert "\nmore people will see " in result.err
    assert result.err.endswith('phones.0 is a mobile number: added type = "mobile"\n')


def test_a_number_that_was_there_gets_no_type(run: Run, write: Write) -> None:
    path = write(BOTH.replace("+592 220 1234", "+592 609 1290"))
    before = path.read_bytes()
    result = run("set", "gy-ctu", "phones.0.apps=signal", "--directory", path)
    assert '+    { number = "+592 609 1290", apps = ["signal"] },' in changed(path, before)
    assert "is a mobile number" not in result.err


BROKEN = "[[focal_point]]\nx = [\n"


# Commands that leave the private file alone.
OF_DIRECTORY = [
    ("set", "gy-ctu", "title=Chief"),
    ("set", "gy-ctu", "--add", "phones=+592 220 1250"),
    ("verify", "gy-ctu"),
    ("attend", "georgetown-2019", "bs-house"),
]


@pytest.mark.parametrize("words", OF_DIRECTORY)
def test_broken_private_file_does_not_stop_edit(
    run: Run, write: Write, words: tuple[str, ...]
) -> None:
    path = write(BOTH)
    alone = run(*words, "--directory", path)
    expected = path.read_bytes()
    write(BOTH)
    overlay = write_overlay(path, BROKEN)
    result = run(*words, "--directory", path)
    assert result == alone
    assert result.code == 0
    assert path.read_bytes() == expected
    assert overlay.read_text(encoding="utf-8") == BROKEN
    # Errors in the directory are refused nevertheless.
    before = path.read_bytes()
    assert run("set", "gy-ctu", "emails.0=x@@x.org", "--directory", path).code == 2
    assert path.read_bytes() == before


OF_PAIR = [
    ("name=Ada Exampel",),
    ("--private", "title=Chief"),
    ("--add", "formerly=gy-old"),
    ("--add", "merged=gy-old"),
    ("formerly=[]",),
    ("--unset", "name"),
]


@pytest.mark.parametrize("words", OF_PAIR[:2])
def test_unreadable_private_file_stops_edits_of_pair(write: Write, words: tuple[str, ...]) -> None:
    path = write(BOTH)
    overlay = write_overlay(path, "")
    overlay.chmod(0)
    before = path.read_bytes()
    result = run_process(without_root(command("set", "gy-ctu", *words, "--directory", path)))
    assert result == Result(2, "", f"error: cannot read {overlay}: Permission denied\n")
    assert path.read_bytes() == before


@pytest.mark.sweep
@pytest.mark.parametrize("words", [*OF_DIRECTORY, ("fmt",), ("fmt", "--diff")])
def test_unreadable_private_file_does_not_stop_edit(write: Write, words: tuple[str, ...]) -> None:
    text = BOTH.replace('country = "Guyana"', 'country =  "GY"')
    path = write(text)
    edit = without_root(command(*words, "--directory", path))
    alone, expected = run_process(edit), path.read_bytes()
    write(text)
    overlay = write_overlay(path, "# nothing\n")
    overlay.chmod(0)
    assert run_process(edit) == alone
    assert alone.code == 0
    assert path.read_bytes() == expected
    overlay.chmod(0o600)
    assert overlay.read_text(encoding="utf-8") == "# nothing\n"


@pytest.mark.parametrize("words", OF_PAIR)
def test_broken_private_file_stops_edits_of_pair(
    run: Run, write: Write, words: tuple[str, ...]
) -> None:
    path = write(BOTH)
    write_overlay(path, BROKEN)
    result = left_alone(run, path, "set", "gy-ctu", *words)
    assert (result.code, result.out) == (2, "")
    assert "directory.private.toml is not valid TOML: line 2" in result.err


def test_directory_meeting_and_group_are_set(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    words = ("directory", "contact=list@example.org", "verify_every_days=180")
    result = run("set", *words, "--directory", path)
    assert result.code == 0
    assert "corrections to: 'corrections@example.org' → 'list@example.org'" in result.err
    assert run("set", "georgetown-2019", "date=2019-03", "--directory", path).code == 0
    assert run("set", "venezuela", "countries=+AW", "--directory", path).code == 0
    assert [line for line in changed(path, before) if line[0] == "+"] == [
        '+contact = "list@example.org"',
        "+verify_every_days = 180",
        '+date = "2019-03"',
        '+countries = ["Aruba"]',
    ]


def test_repeated_items_are_written_once(run: Run, write: Write) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    words = ("languages=en,es,en", "meetings=georgetown-2019,georgetown-2019")
    result = run("set", "gy-ctu", *words, "--directory", path)
    notes = (f"{key}: what is repeated is written once\n" for key in ("languages", "meetings"))
    assert result.err.endswith("".join(notes))
    assert changed(path, before) == ['-languages = ["en"]', '+languages = ["en", "es"]']


def test_several_entries_are_set_at_once(run: Run, write: Write) -> None:
    path = write(BOTH)
    result = run("set", "gy-ctu", "bs-house", "--", "city=Example Town", "--directory", path)
    assert result.code == 2  # after --, options are words
    result = run("set", "gy-ctu", "bs-house", "--directory", path, "--", "city=Example Town")
    lines = [f"{id_}: city: (empty) → 'Example Town'\n" for id_ in ("bs-house", "gy-ctu")]
    assert result == Result(0, "", f"wrote {path}\n{''.join(lines)}")
    assert run("set", "--country", "Guyana", "city=X", "--directory", path).err == (
        f"wrote {path}\ngy-ctu: city: 'Example Town' → 'X'\n"
    )


def test_more_than_twenty_entries_change_with_yes(run: Run, write: Write) -> None:
    ids = [f"gy-{number}" for number in range(21)]
    path = write("".join(entry(id=f'"{id_}"', emails=f'["{id_}@example.org"]') for id_ in ids))
    all_set = "set", "--country", "Guyana"
    attended = "meeting", "attend", "georgetown-2019", *ids
    for words in ((*all_set, "city=X"), (*all_set, "name=Ada Example"), attended):
        refused = left_alone(run, path, *words)
        message = "error: nothing was saved: 21 entries will be changed\n"
        assert refused.err == f"{message}help: use --yes to proceed\n"
        assert run(*words, "--yes", "--directory", path).code == 0


@pytest.mark.parametrize(
    "words",
    [("set", "directory", "title=Head"), ("set", "kingston", "title=Head"), ("remove", "kingston")],
    ids=" ".join,
)
def test_id_of_two_things_is_refused(run: Run, write: Write, words: tuple[str, ...]) -> None:
    meeting = '[[meeting]]\nid = "kingston"\nname = "Meeting"\ndate = 2026-06-16\n'
    path = write(f"{meeting}{ADA.replace('gy-ctu', words[1])}")
    error = f"error: the id '{words[1]}' appears more than once\n"
    hint = "help: give each its own id; run cmcct check FILE to see the lines\n"
    assert run(*words, "--directory", path) == Result(2, "", error + hint)


@pytest.mark.parametrize("word", ["status=left", "statut=parti", "status=Left"])
def test_status_of_who_left_is_not_set(run: Run, write: Write, word: str) -> None:
    result = left_alone(run, write(BOTH), "set", "gy-ctu", word)
    assert result == Result(
        2,
        "",
        "error: the status left cannot be set\n"
        "help: run cmcct retire gy-ctu: it removes the person's data too\n",
    )


def test_verify_confirms_in_the_same_edit(run: Run, write: Write) -> None:
    path = write(f'{ADA}verified_via = "meeting"\n')
    result = run("set", "gy-ctu", "mobile=+592 609 1277", "--verify", "--directory", path)
    assert result == Result(
        0,
        "",
        f"wrote {path}\ngy-ctu: mobile phone: +592 609 1234 → +592 609 1277; "
        "confirmation date: 2 March 2026 → 1 June 2026; "
        "confirmation method: at a meeting → (empty)\n"
        "mobile phone stays: secretariat only\n",
    )
    private = run("set", "gy-ctu", "--private", "private_notes=x", "--verify", "--directory", path)
    assert private.code == 0
    refused = left_alone(run, path, "set", "gy-ctu", "--private", "note=x")
    message = 'error: the private file has no notes\nhelp: write private_notes="…"\n'
    assert refused == Result(2, "", message)


@pytest.mark.parametrize("new", ["+592 609 1250", "+5926091250"])
def test_number_of_another_kind_is_named_without_its_kind(run: Run, write: Write, new: str) -> None:
    result = run("set", "gy-ctu", f"phones.0={new}", "--directory", write(BOTH))
    change = "gy-ctu: phones: +592 220 1234 → +592 609 1250; kind of line (+592 609 1250): "
    assert change in result.err


def test_only_entries_are_confirmed(run: Run, write: Write) -> None:
    path = write(f'{ADA}\n[[meeting]]\nid = "kingston"\nname = "Meeting"\ndate = 2026-06-16\n')
    result = left_alone(run, path, "set", "kingston", "name=Second", "--verify")
    assert result == Result(2, "", "error: only an entry can be confirmed\nhelp: omit --verify\n")
    result = left_alone(run, path, "set", "gy-ctu", "phones.0", "--public", "--verify")
    assert result.err.startswith("error: --public cannot be used with KEY=VALUE\n")


@pytest.mark.parametrize("words", [(), ("--unset", "name")])
def test_status_vacant_of_a_person_names_replace(
    run: Run, write: Write, words: tuple[str, ...]
) -> None:
    assert left_alone(run, write(BOTH), "set", "gy-ctu", "status=vacant", *words) == Result(
        2,
        "",
        "error: a vacant seat has no person\n"
        "help: run cmcct replace gy-ctu --vacant: it removes the person's data too\n",
    )


def test_status_vacant_of_a_seat_without_person_is_set(run: Run, write: Write) -> None:
    path = write(entry(name=None))
    assert run("set", "gy-ctu", "status=vacant", "--directory", path).code == 0
    assert 'status = "vacant"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("word", "country", "statement"),
    [
        ("phones.1=+592 109 1234", "Guyana", "+592 109 1234 is not a number in use; a digit may "),
        ("phones.1=+5994351299", "Curaçao", "+5994351299 is not a number in use; perhaps +599 "),
    ],
)
def test_number_that_is_nobodys_is_asked_about(
    run: Run, write: Write, word: str, country: str, statement: str
) -> None:
    path = write(BOTH.replace('"Guyana"', f'"{country}"'))
    result = left_alone(run, path, "set", "gy-ctu", word)
    assert result.err.startswith(f"error: nothing was saved: {statement}")
    assert result.err.endswith("\nhelp: use --yes to proceed\n")
    assert run("set", "gy-ctu", word, "--yes", "--directory", path).code == 0
    # Another change of the entry asks nothing of it.
    assert run("set", "gy-ctu", "title=Chief", "--directory", path).code == 0


def test_private_number_that_is_nobodys_is_not_shown_in_a_pipe(run: Run, write: Write) -> None:
    path = write(BOTH)
    result = left_alone(run, path, "set", "gy-ctu", "--private", "--add", "phones=+592 109 1234")
    assert result.err == (
        "error: nothing was saved: … is not a number in use; a digit may be wrong\n"
        "help: use --yes to proceed\n"
    )


def test_list_is_set_where_nothing_is_lost_unsaid(run: Run, write: Write) -> None:
    path = write(BOTH)
    for typed in ("idiomas=es, en", 'idiomas=["pap"]'):
        assert run("set", "gy-ctu", typed, "--directory", path).code == 0
    assert 'languages = ["pap"]' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["whatsapp", "add whatsapp", "--add whatsapp"])
def test_app_alone_marks_the_mobile(run: Run, write: Write, words: str) -> None:
    path = write(ADA)
    run("set", "gy-ctu", "whatsapp=no", "--directory", path)
    assert run("set", "gy-ctu", *words.split(), "--directory", path).code == 0
    assert 'apps = ["whatsapp"]' in path.read_text(encoding="utf-8")


def test_what_a_list_has_is_not_added_again(run: Run, write: Write) -> None:
    result = run("set", "gy-ctu", "--add", "idioma=inglés", "--directory", write(ADA))
    assert result.err == "nothing to change\nthe entry has it already: English\n"


def test_one_language_may_be_one_more_than_the_only_one(run: Run, write: Write) -> None:
    result = left_alone(run, write(ADA), "set", "gy-ctu", "idioma=nl")
    assert result.err == (
        "error: gy-ctu, languages: the entry has English\n"
        "help: to add it: cmcct set gy-ctu --add idioma=nl; "
        "to replace: cmcct set gy-ctu 'languages=[\"nl\"]'\n"
    )


@pytest.mark.parametrize("words", ["secretariat only", "solo para la secretaría"])
def test_words_beside_a_number_limit_it(run: Run, write: Write, words: str) -> None:
    path = write(ADA)
    assert run("set", "gy-ctu", f"mobile=609 1234, {words}", "--directory", path).code == 0
    assert 'sharing = "secretariat"' in path.read_text(encoding="utf-8")


def test_seats_are_not_made_vacant_by_set(run: Run, write: Write) -> None:
    result = left_alone(run, write(ADA + HOUSE), "set", "gy-ctu", "bs-house", "vacant")
    assert result.err.endswith("help: run cmcct replace gy-ctu --vacant\n")


@pytest.mark.parametrize("pairs", [("notes=On leave.",), ("--add", "notes=On leave.")])
def test_who_sees_a_new_note_is_said(run: Run, write: Write, pairs: tuple[str, ...]) -> None:
    done = run("set", "gy-ctu", *pairs, "--directory", write(ADA))
    assert done.err.splitlines()[-1] == (
        "everybody who gets a list with gy-ctu sees its note; "
        'a private one: cmcct set gy-ctu private_notes="…"'
    )


@pytest.mark.parametrize(
    ("state", "pairs"),
    [
        ("", ("notes=On leave.", "sharing=secretariat")),
        ('status = "left"', ("notes=On leave.",)),
        ("", ("notes=",)),
        ("", ("title=Chief",)),
        ("", ("private_notes=On leave.",)),
    ],
)
def test_note_that_no_list_has_is_not_remarked_on(
    run: Run, write: Write, state: str, pairs: tuple[str, ...]
) -> None:
    path = write(ADA.replace('name = "Ada', f'{state}\nnotes = "Calls back."\nname = "Ada', 1))
    done = run("set", "gy-ctu", *pairs, "--yes", "--directory", path)
    assert (done.code, "everybody" in done.err) == (0, False)


def test_new_note_beside_another_may_be_given_up(write: Write) -> None:
    path = write(ADA.replace('name = "Ada', 'notes = "Calls back."\nname = "Ada', 1))
    before = path.read_bytes()
    words = ("set", "gy-ctu", "notes=On leave.", "--directory", path)
    assert typing([("Your choice", "\n")], *words).code == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("Away until 20 December", "Away until 20 December 2026"),
        ("Ausente hasta el 20 de mayo; llame.", "Ausente hasta el 20 de mayo de 2027; llame."),
        ("Met verlof t/m 20/12 (ziek)", "Met verlof t/m 20/12/2026 (ziek)"),
        (
            "En congé jusqu\N{RIGHT SINGLE QUOTATION MARK}au 3 juillet 2027",
            "En congé jusqu\N{RIGHT SINGLE QUOTATION MARK}au 3 juillet 2027",
        ),
        ("Away until the 3rd at noon", "Away until the 3rd at noon"),
        ("Open until 20 December", "Open until 20 December"),
    ],
)
def test_last_day_of_an_absence_gets_its_year(
    run: Run, write: Write, typed: str, note: str
) -> None:
    path = write(BOTH)
    for words in ((f"notes={typed}",), ("--add", f"notes={typed}")):
        assert run("set", "gy-ctu", *words, "--directory", path).code == 0
    assert f'notes = "{note}' in path.read_text(encoding="utf-8")
    assert f"{note}" in run("call", "guyana", "--directory", path).out


@pytest.mark.parametrize(("answer", "code"), [("n\n", 2), ("y\n", 0)])
def test_hiding_a_whole_entry_is_asked_about(write: Write, answer: str, code: int) -> None:
    path = write(BOTH)
    before = path.read_bytes()
    answers = [("Continue? [no]: ", answer)]
    result = typing(
        answers, "set", "gy-ctu", "sharing=secretariat", "--directory", path, columns=200
    )
    command = "cmcct set gy-ctu phones.0.sharing=secretariat"
    hidden = (
        f"only lists for the secretariat will have gy-ctu; for one number: {command}. Continue?"
    )
    assert hidden in result.out
    assert (result.code, path.read_bytes() == before) == (code, code == 2)


def test_of_a_whole_entry_the_mobile_is_named_first(write: Write) -> None:
    phones = '["+592 220 1234", { number = "+592 609 1234", type = "mobile" }]'
    path = write(entry(phones=phones))
    answers = [("Continue? [no]: ", "n\n")]
    result = typing(answers, "set", "gy-ctu", "sharing=secretariat", "--directory", path)
    assert "phones.1.sharing=secretariat" in result.out


@pytest.mark.parametrize("typed", ["mobile sharing=secretariat", "celular difusión=secretaría"])
def test_a_number_and_what_is_set_of_it_may_be_two_words(
    run: Run, write: Write, typed: str
) -> None:
    mobile = '{ number = "+592 609 1234", type = "mobile" }'
    path = write(entry(phones=f'["+592 220 1234", {mobile}]'))
    before = path.read_bytes()
    assert run("set", "gy-ctu", *typed.split(), "--directory", path).code == 0
    hidden = mobile.replace(" }", ', sharing = "secretariat" }')
    assert changed(path, before)[1:] == [f'+phones = ["+592 220 1234", {hidden}]']


def test_the_corrected_command_is_offered_for_a_refused_value(
    monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    path = write(entry())
    monkeypatch.setenv("CMCCT_LANG", "es")
    question = "¿Ejecutar cmcct set gy-ctu --add correo=ana@example.org "
    typed = ("set", "gy-ctu", "--add", "correo=ana@example.org.", "--directory", path)
    assert typing([(question, ""), ("[no]: ", "sí\n")], *typed).code == 0
    assert 'ana@example.org"' in path.read_text(encoding="utf-8")
