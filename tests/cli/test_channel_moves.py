"""`cmcct set --private` and `--public`: numbers and addresses move, and are never lost or left."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cmcct.storage import directory_file
from tests.conftest import (
    Result,
    Run,
    Write,
    command,
    environment,
    limit_file_size,
    write_overlay,
)
from tests.support import members, terminals
from tests.support.edited import BOTH, left_alone, part
from tests.support.person import typing
from tests.support.repositories import repository

MOBILE = "+592 609 1234"
SHARED = BOTH.replace(', sharing = "secretariat"', "")
ITEM = {"number": MOBILE, "type": "mobile"}
KEEPS = "the network will still see: ctu@example.org, +592 220 1234"
NOT_SAVED, HELP = "error: nothing was saved: ", "help: use --yes to proceed\n"
ASKED = f"phones.1 will then exist only in the private file; {KEEPS}"
MOVED = f"gy-ctu: moved to the private file: mobile phone {MOBILE}\n"


@pytest.fixture
def path(write: Write) -> Path:
    return write(SHARED)


def _entry(path: Path) -> dict[str, Any]:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return next(entry for entry in raw["focal_point"] if entry["id"] == "gy-ctu")


def _parts(path: Path) -> list[dict[str, Any]]:
    overlay = path.with_name(directory_file.OVERLAY_NAME)
    raw = tomllib.loads(overlay.read_text(encoding="utf-8")) if overlay.exists() else {}
    parts: list[dict[str, Any]] = raw.get("focal_point", [])
    return parts


def _move(run: Run, path: Path, *words: str) -> Result:
    return run("set", "gy-ctu", *words, "--yes", "--directory", path)


# To the private file


def test_first_number_makes_the_private_file_where_it_is_configured(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "elsewhere.toml"
    monkeypatch.setenv("CMCCT_PRIVATE", str(private))
    assert _move(run, path, "--private", "mobile").code == 0
    assert MOBILE in private.read_text(encoding="utf-8")
    assert MOBILE not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words", ["mobile=no publicar", "celular=No compartir", "mobiel=niet delen", "mobile=privado"]
)
def test_value_that_forbids_moves_to_the_private_file(run: Run, path: Path, words: str) -> None:
    asked = run("set", "gy-ctu", words, "--directory", path)
    assert asked.err.splitlines()[0] == f"error: nothing was saved: {ASKED}"
    assert MOVED in _move(run, path, words).err
    assert MOBILE not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "word",
    [
        *("phones.1", "teléfonos.1", "mobile", "celular", "móvil", MOBILE, "609-1234"),
        *("+5926091234", "005926091234", "592 609 1234", f"phones={MOBILE}"),
        f"celular={MOBILE}",
        'phones=[{ number = "+592 609 1234" }]',
    ],
)
def test_number_moves_in_one_change(run: Run, path: Path, word: str) -> None:
    before = _entry(path)
    refused = left_alone(run, path, "set", "gy-ctu", "--private", word)
    assert refused == Result(2, "", f"{NOT_SAVED}{ASKED}\n{HELP}")
    result = _move(run, path, "--private", word)
    assert (result.code, result.err.startswith(f"{ASKED}\n")) == (0, True)
    assert MOVED in result.err
    assert _entry(path) == before | {"phones": ["+592 220 1234"]}
    (part_,) = _parts(path)
    assert part_.keys() == {"id", "name", "phones"}
    assert [key_["number"].replace("-", " ") for key_ in part_["phones"]] == [MOBILE]
    assert part_["phones"][0]["type"] == "mobile"


def test_number_that_moves_replaces_no_private_one(run: Run, path: Path) -> None:
    other = '{ number = "+592 609 1299", type = "mobile" }'
    write_overlay(
        path, f'[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = [{other}]\n'
    )
    assert _move(run, path, "--private", f"celular={MOBILE}").code == 0
    assert [one["number"] for one in _parts(path)[0]["phones"]] == ["+592 609 1299", MOBILE]


@pytest.mark.parametrize("word", ["emails.0", "email", "correo", "CTU@example.org"])
def test_address_moves(run: Run, path: Path, word: str) -> None:
    assert _move(run, path, "--private", word).code == 0
    assert "emails" not in _entry(path)
    assert _parts(path) == [{"id": "gy-ctu", "name": "Ada Example", "emails": ["ctu@example.org"]}]


def test_order_of_the_words_makes_no_difference(run: Run, path: Path) -> None:
    words = ("set", "--private", "phones.1", "gy-ctu", "--yes", "--directory", path)
    assert run(*words).code == 0
    assert _parts(path)[0]["phones"] == [ITEM]


def test_entry_may_be_named_by_its_address(run: Run, path: Path) -> None:
    words = ("set", "ctu@example.org", "--private", "phones.1", "--yes", "--directory", path)
    assert run(*words).code == 0
    assert _parts(path)[0]["phones"] == [ITEM]


def test_terminal_shows_the_number_and_asks(path: Path) -> None:
    before = path.read_bytes()
    question = "ctu@example.org, +592 220 1234. Continue? [no]: "
    words = ("set", "gy-ctu", "--private", "mobile", "--directory", path)
    result = typing([(question, "\n")], *words)
    assert (result.code, path.read_bytes(), _parts(path)) == (2, before, [])
    assert result.out.endswith("\nnothing was saved\n")
    assert typing([(question, "y\n")], *words).code == 0
    assert _parts(path)[0]["phones"] == [ITEM]


def test_move_of_a_number_that_another_command_moved_is_refused(run: Run, path: Path) -> None:
    run("set", "gy-ctu", "--add", "phones=+592 220 1250", "--directory", path)
    words = command("set", "gy-ctu", "--private", "phones.1", "--directory", path)
    with terminals.running(words, environment()) as seat:
        seat.until(f"mobile phone {MOBILE} will then exist")
        seat.until("Continue? [no]: ")
        assert run("set", "gy-ctu", "--unset", "phones.1", "--yes", "--directory", path).code == 0
        seat.type("yes\r")
        seat.until("was changed by someone else in the meantime")
        seat.rest()
    assert (_entry(path)["phones"], _parts(path)) == (["+592 220 1234", "+592 220 1250"], [])


def test_log_names_no_channel(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")
    result = _move(run, path, "--private", "phones.1")
    assert "the network will still see: 2 channels\n" in result.err
    assert "1234" not in result.err
    assert "@" not in result.err
    result = _move(run, path, "--public", "phones.0")
    assert (result.code, "1234" in result.err) == (0, False)


def test_all_that_is_said_of_a_number_moves_with_it(run: Run, write: Write) -> None:
    item = (
        '{ number = "+592 609 1234", type = "mobile", apps = ["signal"], hours = "24/7", '
        'ext = "7", tested = 2026-05-01, sharing = "network" }'
    )
    path = write(SHARED.replace('{ number = "+592 609 1234", type = "mobile" }', item))
    moved = _entry(path)["phones"][1]
    assert _move(run, path, "--private", "phones.1").code == 0
    del moved["sharing"]
    assert _parts(path)[0]["phones"] == [moved]
    assert _move(run, path, "--public", "phones.0").code == 0
    assert _entry(path)["phones"][1] == moved | {"sharing": "secretariat"}


def test_several_move_at_once_in_their_order(run: Run, path: Path) -> None:
    result = _move(run, path, "--private", "phones.1", "phones.0")
    moved = f"gy-ctu: moved to the private file: office phone +592 220 1234, mobile phone {MOBILE}"
    assert (result.code, moved in result.err) == (0, True)
    assert _parts(path)[0]["phones"] == ["+592 220 1234", ITEM]
    assert "phones" not in _entry(path)


def test_what_both_files_have_is_joined(run: Run, path: Path) -> None:
    text = '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = [{}]\n'
    write_overlay(path, text.format('{ number = "+592-609-1234", apps = ["signal"] }'))
    assert _move(run, path, "--private", MOBILE).code == 0
    joined = {"number": "+592-609-1234", "type": "mobile", "apps": ["signal"]}
    assert (_parts(path)[0]["phones"], _entry(path)["phones"]) == ([joined], ["+592 220 1234"])


def test_contradicting_tables_stay_both(run: Run, path: Path) -> None:
    text = '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = [{}]\n'
    write_overlay(path, text.format('{ number = "+592 609 1234", type = "fax" }'))
    assert _move(run, path, "--private", "mobile").code == 0
    assert _parts(path)[0]["phones"] == [{"number": MOBILE, "type": "fax"}, ITEM]


def test_same_number_twice_goes_whole(run: Run, write: Write) -> None:
    path = write(SHARED.replace('"+592 220 1234",', f'"+592 220 1234",\n    "{MOBILE}",'))
    for word in ("phones.2", "phones.1", MOBILE):
        assert _move(run, path, "--private", word).code == 0
        assert (_parts(path)[0]["phones"], _entry(path)["phones"]) == ([ITEM], ["+592 220 1234"])
        path.with_name(directory_file.OVERLAY_NAME).unlink()
        path = write(SHARED.replace('"+592 220 1234",', f'"+592 220 1234",\n    "{MOBILE}",'))


def test_extension_goes_with_its_number_and_alone(run: Run, write: Write) -> None:
    line = '{ number = "+592 220 1250", ext = "7" }'
    path = write(SHARED.replace('"+592 220 1234",', f'"+592 220 1234", "+592 220 1250", {line},'))
    extension = {"number": "+592 220 1250", "ext": "7"}
    assert _move(run, path, "--private", "+592 220 1250 ext. 7").code == 0
    assert _parts(path)[0]["phones"] == [extension]
    assert _move(run, path, "--public", "phones.0").code == 0
    assert _move(run, path, "--private", "phones.1").code == 0
    assert _parts(path)[0]["phones"] == ["+592 220 1250", extension]
    assert "1250" not in path.read_text(encoding="utf-8")


def test_tables_of_their_own_and_windows_lines_move(run: Run, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    start, end = text.index("phones = ["), text.index("]\n", text.index("phones = [")) + 2
    tables = '\n[[focal_point.phones]]\nnumber = "+592 220 1234"\n# Ada\'s own\n'
    tables += f'\n[[focal_point.phones]]\nnumber = "{MOBILE}" # at night\ntype = "mobile"\n'
    rest = text[end:].split("\n\n", 1)
    text = text[:start] + rest[0] + "\n" + tables + "\n" + (rest[1] if len(rest) > 1 else "")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert _entry(path)["phones"][1]["type"] == "mobile"
    assert _move(run, path, "--private", "phones.1").code == 0
    assert _entry(path)["phones"] == [{"number": "+592 220 1234"}]
    assert _parts(path)[0]["phones"] == [ITEM]
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


def test_where_the_file_still_has_the_number_is_told(run: Run, write: Write) -> None:
    path = write(SHARED + "\n# Ada: 609 1234.\n")
    result = _move(run, path, "--private", "phones.1")
    line = path.read_text(encoding="utf-8").splitlines().index("# Ada: 609 1234.") + 1
    assert f"warning: directory.toml still has phones.1 as it was, on line {line}\n" in result.err


def test_number_in_another_text_of_the_entry_stops_the_move(run: Run, write: Write) -> None:
    path = write(SHARED.replace("# The end.", ""))
    run("set", "gy-ctu", "notes=At night: 609-1234", "--directory", path)
    result = left_alone(run, path, "set", "gy-ctu", "--private", "phones.1", "--yes")
    assert (result.code, "help: take it out of notes in the directory" in result.err) == (2, True)


# What git and editions have


def test_versions_and_editions_that_have_it_are_counted(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "clone")
    about: dict[str, object] = {
        "date": "2026-06-01",
        "replaces": None,
        "made_with": {},
        "files": {},
    }
    lists = [{"audience": a, "lang": "en", "content": "01234567"} for a in ("public", "network")]
    for number, text in enumerate((BOTH, SHARED, f"{SHARED}# Once more.\n"), 1):
        made = about | {"edition": str(number), "commit": repo.commit(text), "lists": lists}
        repo.git("tag", "-a", "-m", json.dumps(made), f"edition/{number}")
    repo.git("tag", "-a", "-m", "no manifest", "edition/other")
    result = _move(run, repo.path, "--private", "mobile")
    assert result.err.endswith(
        "git's history still contains this number or address (3 versions, edition 2, "
        "edition 3, edition other); if it must stay secret, the person needs a new one\n"
    )
    assert (run("save", "--directory", repo.path).code, repo.git("status", "--porcelain")) == (
        0,
        "",
    )


def test_history_alone_has_it(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "clone")
    repo.commit(SHARED)
    repo.commit(BOTH.replace(MOBILE, "+592 609 1235"))
    repo.commit(SHARED)
    result = _move(run, repo.path, "--private", "mobile", "phones.0")
    assert result.err.endswith(
        "".join(
            f"{key}: git's history still contains this number or address ({versions}); if "
            "it must stay secret, the person needs a new one\n"
            for key, versions in (("phones.1", "2 versions"), ("phones.0", "3 versions"))
        )
    )


# Refused


def test_last_channel_of_others_does_not_move(run: Run, path: Path) -> None:
    result = left_alone(run, path, "set", "gy-ctu", "--private", "phones", "--yes")
    assert result.err == (
        "error: 'phones' matches several: phones.0 +592 220 1234, phones.1 +592 609 1234\n"
    )
    words = ("--private", "phones.0", "phones.1", "email")
    result = left_alone(run, path, "set", "gy-ctu", *words, "--yes")
    assert result == Result(
        2,
        "",
        "error: this is the last number or address of gy-ctu that others may have\n"
        'help: add an office address first: cmcct set gy-ctu --add emails="…"\n',
    )


def test_last_channel_beside_those_of_the_secretariat_does_not_move(run: Run, write: Write) -> None:
    path = write(BOTH)
    words = ("set", "gy-ctu", "--private", "phones.0", "email", "--yes")
    assert "this is the last number" in left_alone(run, path, *words).err
    result = _move(run, path, "--private", "mobile")
    assert (result.code, KEEPS in result.err) == (0, True)


def test_entry_of_the_secretariat_keeps_nothing_for_the_network(run: Run, write: Write) -> None:
    path = write(SHARED.replace('id = "gy-ctu"', 'id = "gy-ctu"\nsharing = "secretariat"'))
    result = _move(run, path, "--private", "mobile")
    assert result.err.startswith(
        "phones.1 will then exist only in the private file; "
        "the network keeps no number or address of the entry\n"
    )
    result = _move(run, path, "--public", "mobile")
    assert (result.code, "for the network:" in result.err) == (0, False)


ALL = "it has emails.0 ctu@example.org, phones.0 +592 220 1234, phones.1 +592 609 1234"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("phones.2",), f"this entry has no 'phones.2'\nhelp: {ALL}"),
        (("fax",), f"this entry has no 'fax'\nhelp: {ALL}"),
        (("911",), f"this entry has no '911'\nhelp: {ALL}"),
        (("+592 609 1235",), "this entry has no '+592 609 1235'\nhelp: it has "),
        (("+592 609 1234 ext 5",), "this entry has no '+592 609 1234 ext 5'\nhelp: it has "),
        (("b@example.org",), "this entry has no 'b@example.org'\nhelp: it has "),
        (("phones.x",), "'phones' has no 'x'\n"),
        (("bs-house", "phones.1"), "--private takes one id\n"),
        (("title",), "'title' is not KEY=VALUE\n"),
        (("--public", "phones.1"), "--public cannot be used with --private\n"),
    ],
)
def test_meaningless_move_is_refused(
    run: Run, path: Path, words: tuple[str, ...], message: str
) -> None:
    result = left_alone(run, path, "set", "gy-ctu", "--private", *words, "--yes")
    assert (result.code, result.err.startswith(f"error: {message}")) == (2, True), result.err


def test_entry_without_channels_has_none_to_move(run: Run, write: Write) -> None:
    seat = 'id = "gy-seat"\ncountry = "Guyana"\norganisation = "X"\nsectors = ["police"]'
    path = write(f'[[focal_point]]\n{seat}\nstatus = "vacant"\n')
    result = left_alone(run, path, "set", "gy-seat", "--private", "mobile", "--yes")
    assert result == Result(2, "", "error: this entry has no 'mobile'\n")


def test_second_enter_moves_nothing(run: Run, path: Path) -> None:
    assert _move(run, path, "--private", "mobile").code == 0
    for word in ("mobile", MOBILE):
        again = left_alone(run, path, "set", "gy-ctu", "--private", word, "--yes")
        assert again == Result(2, "", "error: the private file has it already: mobile phone\n")
    again = left_alone(run, path, "set", "gy-ctu", "--private", "phones.1", "--yes")
    assert again.code == 2
    assert _parts(path)[0]["phones"] == [ITEM]


def test_part_of_another_person_is_refused(run: Run, path: Path) -> None:
    overlay = write_overlay(path, part("gy-ctu", "Óscar Voorbeeld", 50))
    before = overlay.read_bytes()
    for words in (
        ("--private", "mobile"),
        ("--public", "phones.0"),
        ("--private", f"phones={MOBILE}"),
    ):
        result = left_alone(run, path, "set", "gy-ctu", *words, "--yes")
        assert result.code == 2
        assert "the name 'Óscar Voorbeeld' in the private file is not" in result.err
    assert overlay.read_bytes() == before


def test_own_part_beside_that_of_another_person_counts(run: Run, path: Path) -> None:
    other = part("gy-ctu", "Óscar Voorbeeld", 50)
    write_overlay(path, other + part("gy-ctu", "Ada Example", 51))
    assert _move(run, path, "--private", "mobile").code == 0
    assert [len(one["phones"]) for one in _parts(path)] == [1, 2]


def test_read_only_private_file_moves_nothing(run: Run, path: Path) -> None:
    overlay = write_overlay(path, part("gy-ctu", "Ada Example", 50))
    overlay.chmod(0o400)
    before = path.read_bytes(), overlay.read_bytes()
    result = _move(run, path, "--private", "mobile")
    assert (result.code, path.read_bytes(), overlay.read_bytes()) == (2, *before)


def test_full_disk_moves_nothing(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-ctu", "Ada Example", 50))
    before = path.read_bytes(), _parts(path)
    with limit_file_size(100):
        result = _move(run, path, "--private", "mobile")
    assert (result.code, path.read_bytes(), _parts(path)) == (2, *before)
    assert _move(run, path, "--private", "mobile").code == 0
    before = path.read_bytes(), _parts(path)
    with limit_file_size(100):
        result = _move(run, path, "--public", "mobile")
    assert (result.code, path.read_bytes(), _parts(path)) == (2, *before)


def test_dry_run_moves_nothing(run: Run, path: Path) -> None:
    result = left_alone(run, path, "set", "gy-ctu", "--private", "mobile", "--dry-run")
    assert (result.code, result.err) == (0, f"{ASKED}\n")
    assert MOBILE in result.out


# Back to the directory


RELEASED = (
    "phones.0 will move to the directory: everyone with the repository can read it there, "
    "and git keeps it\n"
)


@pytest.mark.parametrize("word", ["phones.0", "mobile", MOBILE, "6091234"])
def test_number_moves_back_for_the_secretariat_only(run: Run, path: Path, word: str) -> None:
    assert _move(run, path, "--private", "mobile").code == 0
    refused = left_alone(run, path, "set", "gy-ctu", "--public", word)
    assert refused == Result(2, "", f"{NOT_SAVED}{RELEASED}{HELP}")
    result = _move(run, path, "--public", word)
    # Of the private file, no line says that the number is gone.
    overlay = path.with_name(directory_file.OVERLAY_NAME)
    moved = f"gy-ctu: moved from the private file: mobile phone {MOBILE}\n"
    assert result.err.startswith(f"{RELEASED}wrote {path}\n{moved}wrote {overlay}\nmoved to ")
    command = "cmcct set gy-ctu phones.1.sharing=network"
    assert result.err.endswith(
        "moved to the directory, for the secretariat only\n"
        f"to share it with the network: {command}\n"
    )
    assert _entry(path)["phones"] == ["+592 220 1234", ITEM | {"sharing": "secretariat"}]
    assert _parts(path) == []
    assert MOBILE not in run("export", "csv", "--directory", path).out
    assert _move(run, path, *command.split()[3:]).code == 0
    assert MOBILE.replace(" ", "") in run("export", "csv", "--directory", path).out.replace(" ", "")


def test_dry_run_moves_nothing_back(run: Run, path: Path) -> None:
    assert _move(run, path, "--private", "mobile").code == 0
    result = left_alone(run, path, "set", "gy-ctu", "--public", "mobile", "--dry-run")
    assert (result.code, result.err) == (0, RELEASED)


def test_address_moves_back(run: Run, path: Path) -> None:
    write_overlay(path, '[[focal_point]]\nid = "gy-ctu"\nemails = ["a@example.org"]\n')
    result = _move(run, path, "--public", "a@example.org")
    assert result.err.endswith(
        "to share it with the network: cmcct set gy-ctu emails.1.sharing=network\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("phones.0", "sharing=network"), "--public cannot be used with KEY=VALUE\n"),
        (("phones.0", "--add", "phones=+592 220 1250"), "--public cannot be used with KEY"),
        ((), "--public takes one id, and what to move\n"),
        (("bs-house", "phones.0"), "--public takes one id, and what to move\n"),
        (("phones.1",), "the private file has no 'phones.1'\nhelp: it has phones.0\n"),
    ],
)
def test_meaningless_move_back_is_refused(
    run: Run, path: Path, words: tuple[str, ...], message: str
) -> None:
    write_overlay(path, part("gy-ctu", "Ada Example", 50))
    result = left_alone(run, path, "set", "gy-ctu", "--public", *words, "--yes")
    assert (result.code, result.err.startswith(f"error: {message}")) == (2, True), result.err


def test_nothing_private_moves_back(run: Run, path: Path) -> None:
    result = left_alone(run, path, "set", "gy-ctu", "--public", "phones.0", "--yes")
    assert result == Result(2, "", "error: the private file has nothing of gy-ctu\n")


def test_number_of_any_part_of_the_person_moves_back(run: Run, path: Path) -> None:
    write_overlay(path, part("gy-ctu", "Ada Example", 50) + part("gy-ctu", "", 51))
    assert _move(run, path, "--public", "+592 609 1251").code == 0
    assert [one["phones"] for one in _parts(path)] == [["+592 609 1250"]]


@pytest.mark.parametrize("word", ["celular", "móvil", "Mobile phone", "gsm"])
def test_number_is_named_by_an_everyday_word(run: Run, path: Path, word: str) -> None:
    assert _move(run, path, "--private", word).code == 0
    assert _parts(path)[0]["phones"] == [ITEM]


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        (("mobile.sharing=network",), "phones.0"),
        (("--private", "phones.0.sharing=network"), "…"),
        (("--private", "sharing=network"), "…"),
    ],
)
def test_sharing_of_the_private_file_cannot_be_set(
    run: Run, path: Path, words: tuple[str, ...], moved: str
) -> None:
    assert _move(run, path, "--private", "mobile").code == 0
    assert left_alone(run, path, "set", "gy-ctu", *words, "--yes") == Result(
        2,
        "",
        "error: what is in the private file is for the secretariat only\n"
        f"help: run cmcct set gy-ctu --public {moved}\n",
    )


# The encrypted private file


def test_number_moves_to_the_encrypted_file_and_back(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    members.become(monkeypatch, tmp_path, "ada")
    path = members.encrypt(run, write, part("gy-ctu", "Ada Example", 50), more=SHARED)
    encrypted = path.with_name(members.NAME)
    result = _move(run, path, "--private", "mobile")
    assert result.err.startswith(f"phones.1 will move to the encrypted private file; {KEEPS}\n")
    assert MOBILE not in path.read_text(encoding="utf-8")
    assert members.read(path)["focal_point"][0]["phones"] == ["+592 609 1250", ITEM]
    before = path.read_bytes(), encrypted.read_bytes()
    with limit_file_size(300):
        assert _move(run, path, "--private", "phones.0").code == 2
        assert _move(run, path, "--public", "mobile").code == 2
    assert (path.read_bytes(), encrypted.read_bytes()) == before
    members.become(monkeypatch, tmp_path, "bo")
    for words in (("--private", "phones.0"), ("--public", "phones.0")):
        result = _move(run, path, *words)
        assert (result.code, "error: there is no identity" in result.err) == (2, True)
    assert (path.read_bytes(), encrypted.read_bytes()) == before
    members.become(monkeypatch, tmp_path, "ada")
    assert _move(run, path, "--public", "mobile").code == 0
    assert _entry(path)["phones"][1] == ITEM | {"sharing": "secretariat"}
