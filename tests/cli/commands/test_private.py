"""`cmcct private`, and the other commands where the private file is encrypted."""

import json
import os
import re
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from cmcct.model import members
from cmcct.storage import directory_file, encrypted_file
from tests.conftest import (
    ENTRY,
    OVERLAY,
    OnTerminal,
    Result,
    Run,
    Write,
    command,
    entry,
    environment,
    list_names,
    write_overlay,
)
from tests.support import terminals
from tests.support.members import (  # noqa: F401 - fixtures
    FIRST,
    IDENTITY_HINT,
    LOCKED,
    NAME,
    TYPED,
    ada,
    become,
    encrypt,
    encrypted_path,
    parse,
    read,
)

NO_IDENTITY = "there is no identity to read the encrypted private file with"
ASK_KEY = "run cmcct private join, and send what it prints to a member"


def add_member(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let Ada add a member."""
    become(monkeypatch, tmp_path, name.lower())
    key = run("private", "key").out.strip()
    become(monkeypatch, tmp_path, "ada")
    done, said = run("private", "add", name, key), "can read the private file after the next"
    last = f"{name} {said} cmcct save and git push"
    assert (done.code, done.err.splitlines()[-1]) == (0, last)


def add_bo(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Ada add Bo; then be Bo."""
    add_member(run, tmp_path, monkeypatch, "Bo")
    become(monkeypatch, tmp_path, "bo")


# init


def test_init_replaces_the_plain_file(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(ENTRY)
    plain = write_overlay(path)
    recovery = tmp_path / "recovery.txt"
    words = ("private", "init", "--name", "Desk", "--recovery", recovery, "--directory", path)
    identity = tmp_path / "ada" / "cmcct" / "identity.txt"
    encrypted = path.with_name(NAME)
    assert run(*words) == Result(
        0,
        "",
        f"made an identity: {identity}\n"
        f"wrote the recovery identity to {recovery}: keep it in a safe\n"
        f"wrote {encrypted}\n"
        f"the unencrypted file was deleted: {plain}\n"
        f"without another member (cmcct private add), only {identity} and the recovery identity "
        "can open the private file\n"
        "next: cmcct git-setup && cmcct save\n",
    )
    assert not plain.exists()
    assert [stat.S_IMODE(file.stat().st_mode) for file in (identity, recovery)] == [0o600] * 2
    data = read(path)
    assert data["focal_point"] == tomllib.loads(OVERLAY)["focal_point"]
    listed = members.read_members(data)
    assert list(listed) == ["Desk", "recovery"]
    assert members.read_members(directory_file.parse_file(path)) == listed


def test_recovery_identity_opens_the_file(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, tmp_path, "nobody")
    monkeypatch.setenv("CMCCT_IDENTITY", str(path.with_name("recovery.txt")))
    assert "609 1234" in run("show", "gy-ctu", "--audience", "secretariat").out


def test_init_writes_the_name_of_each_person(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nameless = OVERLAY.replace('name = "Ada Example"\n', "")
    path = encrypt(run, write, nameless, ENTRY + entry(id='"gy-vacant"', name=None))
    monkeypatch.setenv("CMCCT_DIRECTORY", str(path))
    assert read(path)["focal_point"] == tomllib.loads(OVERLAY)["focal_point"]
    # So no number passes to the next person, whom somebody without an identity enters.
    become(monkeypatch, tmp_path, "nobody")
    assert run("replace", "gy-ctu", "--name", "Eve Núñez", "--yes").code == 0
    become(monkeypatch, tmp_path, "ada")
    assert "609 1234" not in run("show", "gy-ctu", "--audience", "secretariat").out
    write_overlay(path, nameless)
    assert run("private", "init", "--name", "Desk").code == 2


def test_init_without_plain_file_makes_an_empty_one(run: Run, write: Write) -> None:
    path = write(ENTRY)
    recovery = path.with_name("recovery.txt")
    done = run("private", "init", "--name", "Desk", "--recovery", recovery, "--directory", path)
    assert "the unencrypted file was deleted" not in done.err
    assert set(read(path)) == {"private"}


def test_recovery_identity_goes_to_no_pipe(run: Run, write: Write) -> None:
    path = write(ENTRY)
    plain = write_overlay(path)
    assert run("private", "init", "--name", "Desk", "--directory", path) == Result(
        2,
        "",
        "error: the recovery identity is not written to a pipe or a log\n"
        "help: give --recovery FILE, or run it in a terminal\n",
    )
    assert list_names(path.parent) == [path.name, plain.name] or plain.exists()


def test_recovery_identity_is_shown_on_terminal(
    terminal: OnTerminal, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ENTRY)
    words = ("private", "init", "--directory", path)
    name, question = (
        "Your name, or that of your desk: ",
        "Type the last 4 characters from the paper: ",
    )
    with terminals.running(command(*words), environment()) as person:
        person.until(name)
        person.type("recovery\n")
        assert "is the name of the recovery identity" in person.until(name)
        person.type("Desk\n")
        shown = person.until(question)
        (secret,) = re.findall("AGE-SECRET-KEY-1[0-9A-Z]+", shown)
        person.type("0000\n")
        assert "these are not the last 4 characters: compare the paper" in person.until(question)
        assert not path.with_name(NAME).exists()
        person.type(f"{secret[-4:].lower()}\n")
        assert "AGE-SECRET-KEY-1" not in person.rest()
        assert person.process.wait(timeout=terminals.PATIENCE) == 0
    path.with_name(NAME).unlink()
    monkeypatch.setenv("CI", "true")
    assert terminal(*words, "--name", "Desk").code == 2


def test_recovery_file_is_never_overwritten(run: Run, write: Write) -> None:
    path = write(ENTRY)
    plain = write_overlay(path)
    words = ("private", "init", "--name", "Desk", "--recovery", plain, "--directory", path)
    assert run(*words).err.endswith(f"error: {plain} exists already\nhelp: choose another one\n")
    assert plain.read_text(encoding="utf-8") == OVERLAY


def test_name_is_required(run: Run, write: Write) -> None:
    done = run("private", "init", "--directory", write(ENTRY))
    hint = "run cmcct private init --name CTU"
    assert done == Result(2, "", f"error: --name is missing\nhelp: {hint}\n")


def test_name_of_recovery_is_taken(run: Run, write: Write) -> None:
    done = run("private", "init", "--name", "recovery", "--directory", write(ENTRY))
    assert done == Result(
        2,
        "",
        "error: 'recovery' is the name of the recovery identity\nhelp: choose another one\n",
    )


def test_second_init_is_refused(run: Run, path: Path) -> None:
    assert run("private", "init") == Result(
        2,
        "",
        f"error: the private file is encrypted already: {path.with_name(NAME)}\n"
        "help: to add a member: cmcct private add\n",
    )


def test_init_finishes_what_a_kill_left(run: Run, path: Path) -> None:
    plain = write_overlay(path)
    path.write_text(path.read_text(encoding="utf-8").partition("[private]")[0], encoding="utf-8")
    found = run("check")
    assert "[plain-beside-encrypted]" in found.out
    assert "[members-differ]" in found.out
    assert run("private", "init", "--name", "Desk") == Result(
        0, "", f"the unencrypted file was deleted: {plain}\n"
    )
    assert run("check").code == 0


def test_init_keeps_a_plain_file_with_other_data(run: Run, path: Path) -> None:
    plain = write_overlay(path, OVERLAY.replace("1234", "1235"))
    done = run("private", "init", "--name", "Desk")
    assert done.code == 2
    assert f"{plain} and {path.with_name(NAME)} have different data" in done.err
    assert plain.exists()


def test_plain_file_stays_if_readback_fails(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ENTRY)
    plain = write_overlay(path)
    monkeypatch.setattr(encrypted_file, "decrypt_any", lambda *_: b"")
    recovery = path.with_name("recovery.txt")
    done = run("private", "init", "--name", "Desk", "--recovery", recovery, "--directory", path)
    assert done.err.endswith("is damaged\nhelp: the plain file was kept\n")
    assert plain.exists()


def test_named_private_file_is_encrypted_where_it_is(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(ENTRY)
    named = tmp_path / "elsewhere" / "numbers.toml"
    named.parent.mkdir()
    named.write_text(OVERLAY, encoding="utf-8")
    monkeypatch.setenv("CMCCT_PRIVATE", str(named))
    recovery = tmp_path / "recovery.txt"
    words = ("private", "init", "--name", "Desk", "--recovery", recovery, "--directory", path)
    assert run(*words).err.endswith(
        f"error: CMCCT_PRIVATE is set to a file that is not encrypted: {named}\n"
        f"help: set it to {named}.age\n"
    )
    monkeypatch.setenv("CMCCT_PRIVATE", f"{named}.age")
    assert run(*words).code == 0
    assert list_names(named.parent) == ["numbers.toml.age"]


# Members


def test_added_member_reads_and_writes(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_bo(run, tmp_path, monkeypatch)
    encrypted = path.with_name(NAME)
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert ("609 1234" in done.out, done.err) == (True, FIRST.format(encrypted))
    words = ("set", "gy-ctu", "--private", "address=2 Example Road", "--yes")
    done = run(*words)
    assert (done.code, f"wrote {encrypted}\ngy-ctu: address\n" in done.err) == (0, True)
    become(monkeypatch, tmp_path, "ada")
    assert "2 Example Road" in run("show", "gy-ctu", "--audience", "secretariat").out


def test_removed_member_reads_no_more(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_bo(run, tmp_path, monkeypatch)
    run("show", "gy-ctu")
    become(monkeypatch, tmp_path, "ada")
    encrypted = path.with_name(NAME)
    add_member(run, tmp_path, monkeypatch, "Cy")
    assert "every other member" not in run("private", "remove", "Bo", "--dry-run").err
    assert run("private", "remove", "Bo") == Result(
        0,
        "",
        f"wrote {path}\nwrote {encrypted}\nBo was able to read the numbers of: gy-ctu\n"
        "every other member must now run cmcct private accept\n",
    )
    assert list(members.read_members(read(path))) == ["Desk", "recovery", "Cy"]
    become(monkeypatch, tmp_path, "bo")
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert "609 1234" not in done.out
    assert f"{encrypted} is not encrypted for this identity" in done.err


def test_removal_of_the_last_colleague_needs_a_yes(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_member(run, tmp_path, monkeypatch, "Bo")
    before = path.read_bytes(), path.with_name(NAME).read_bytes()
    alone = (
        "without another member (cmcct private add), only "
        f"{encrypted_file.identity_path()} and the recovery identity can open the private file"
    )
    refused = Result(2, "", f"error: nothing was saved: {alone}\nhelp: use --yes to proceed\n")
    assert run("private", "remove", "Bo") == refused
    assert (path.read_bytes(), path.with_name(NAME).read_bytes()) == before
    with terminals.running(command("private", "remove", "Bo"), environment()) as person:
        person.until("Continue? [no]: ")
        person.type("\n")
        assert "nothing was saved" in person.rest()
    assert (path.read_bytes(), path.with_name(NAME).read_bytes()) == before
    done = run("private", "remove", "Bo", "--yes")
    assert (done.code, done.err.splitlines()[0]) == (0, alone)
    assert "every other member" not in done.err
    alone = alone.replace(" and the recovery identity", "")
    assert run("private", "remove", "recovery").err.startswith(
        f"error: nothing was saved: {alone}\n"
    )


def test_removal_of_all_data_lists_no_seat(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(encrypt(run, write, text="")))
    add_bo(run, tmp_path, monkeypatch)
    become(monkeypatch, tmp_path, "ada")
    assert "was able to read" not in run("private", "remove", "Bo", "--yes").err


def test_removal_makes_another_key(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = members.read_key(read(path))
    add_bo(run, tmp_path, monkeypatch)
    become(monkeypatch, tmp_path, "ada")
    assert members.read_key(read(path)) == before
    run("private", "remove", "Bo", "--yes")
    assert members.read_key(read(path)) != before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Desk", "error: you cannot remove yourself\nhelp: another member can remove you\n"),
        (
            "Cy",
            "error: there is no member 'Cy'\nhelp: members: 'Desk' and the recovery identity\n",
        ),
    ],
)
def test_oneself_and_strangers_are_not_removed(
    run: Run, path: Path, name: str, message: str
) -> None:
    before = path.with_name(NAME).read_bytes()
    assert run("private", "remove", name) == Result(2, "", message)
    assert path.with_name(NAME).read_bytes() == before


def test_last_member_is_not_removed(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMCCT_IDENTITY", str(path.with_name("recovery.txt")))
    assert run("private", "remove", "Desk") == Result(
        2,
        "",
        FIRST.format(path.with_name(NAME))
        + "error: the last member cannot be removed\nhelp: add another member first\n",
    )


def test_name_and_key_of_a_member_are_checked(run: Run, path: Path) -> None:
    key = members.read_members(read(path))["recovery"]
    assert run("private", "add", "Desk", key) == Result(
        2,
        "",
        "error: 'Desk' is a member with another key\n"
        "help: remove that member first, or choose another name\n",
    )
    assert run("private", "add", "Bo", "age1x") == Result(
        2,
        "",
        "error: 'age1x' is not a public key\n"
        "help: cmcct private join prints one, which starts with age1\n",
    )
    assert run("private", "add", "Desk", members.read_members(read(path))["Desk"]) == Result(
        0, "", "nothing to change\n"
    )


def test_members_need_an_encrypted_file(run: Run, write: Write) -> None:
    assert run("private", "add", "Bo", "age1x", "--directory", write(ENTRY)) == Result(
        2, "", "error: there is no private file yet\nhelp: run cmcct private init\n"
    )


def test_reader_added_in_the_directory_only_stops_writes(run: Run, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    key = members.read_members(read(path))["Desk"]
    mallory = f'members = [\n    {{ name = "Mallory", key = "{key}" }},'
    path.write_text(text.replace("members = [", mallory), encoding="utf-8")
    before = path.with_name(NAME).read_bytes()
    assert run("set", "gy-ctu", "--private", "address=x") == Result(
        2,
        "",
        "error: the member list in the directory differs from the one in the private file: "
        "'Mallory'\n"
        "help: the list in the private file is the valid one; to copy it to the directory, run "
        "cmcct private accept\n",
    )
    assert path.with_name(NAME).read_bytes() == before
    assert "[members-differ]" in run("check").out
    done = run("private", "accept", "--yes")
    assert (done.code, path.read_text(encoding="utf-8")) == (0, text)
    assert path.with_name(NAME).read_bytes() == before
    path.write_text(f"<<<<<<< a\n{text}=======\n{text}# x\n>>>>>>> b\n", encoding="utf-8")
    found = run("check").out
    assert ("[conflict]" in found, "[members-differ]" in found) == (True, False)


# The random key


def forge(path: Path) -> None:
    """Replace the private file as anybody can who knows the members' public keys."""
    data = read(path)
    listed = "".join(
        f'{{ name = "{name}", key = "{key}" }},' for name, key in members.read_members(data).items()
    )
    text = f'[private]\nkey = "x"\nmembers = [{listed}]\n{OVERLAY.replace("1234", "6666")}'
    encrypted = path.with_name(NAME)
    encrypted.write_bytes(encrypted_file.encrypt(encrypted, text.encode()))


def test_forged_file_is_not_joined(run: Run, path: Path) -> None:
    forge(path)
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert "6666" not in done.out
    assert f"{path.with_name(NAME)} has another key than before: it may be forged" in done.err
    for words in (("set", "gy-ctu", "--private", "address=x"), ("retire", "gy-ctu", "--yes")):
        assert run(*words).code == 2
    done = run("check")
    assert (done.code, "it may be forged" in done.err) == (2, True)


def test_accept_takes_a_new_key(run: Run, path: Path) -> None:
    forge(path)
    assert run("private", "accept") == Result(
        2,
        "",
        "members: 'Desk' and the recovery identity\nerror: the file is not trusted yet\n"
        "help: use --yes to proceed\n",
    )
    assert run("private", "accept", "--yes").code == 0
    assert "6666" in run("show", "gy-ctu", "--audience", "secretariat").out


def test_accept_of_a_known_file_lists_the_members(run: Run, path: Path) -> None:
    before = path.read_bytes(), path.with_name(NAME).read_bytes()
    assert run("private", "accept") == Result(
        0, "", "members: 'Desk' and the recovery identity\nthe private file is trusted\n"
    )
    assert (path.read_bytes(), path.with_name(NAME).read_bytes()) == before


def test_key_says_what_to_do_with_it(run: Run) -> None:
    first, second = run("private", "key"), run("private", "key")
    made = f"made an identity: {encrypted_file.identity_path()}\n"
    told = "send this public key to a member; it is not secret\n"
    assert (first.err, second) == (made + told, Result(0, first.out, told))
    assert first.out.startswith("age1")


def test_accept_asks_on_terminal(path: Path) -> None:
    forge(path)
    known = Path(os.environ["XDG_CONFIG_HOME"]) / "cmcct" / "known-keys.json"
    before = known.read_bytes()
    for answer in ("no", "yes"):
        assert known.read_bytes() == before
        with terminals.running(command("private", "accept"), environment()) as seat:
            seat.until("Did a member confirm this file? [no]: ")
            seat.type(f"{answer}\n")
            seat.rest()
            assert seat.process.wait(60) == (0 if answer == "yes" else 2)
    assert known.read_bytes() != before


def test_file_without_key_is_never_accepted(run: Run, path: Path) -> None:
    encrypted = path.with_name(NAME)
    text = encrypted_file.decrypt_any(
        encrypted,
        encrypted.read_bytes(),
        encrypted_file._identities(),  # noqa: SLF001
    )
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith(b"key = "))
    encrypted.write_bytes(encrypted_file.encrypt(encrypted, b"".join(lines)))
    known = Path(os.environ["XDG_CONFIG_HOME"]) / "cmcct" / "known-keys.json"
    known.write_text("[]", encoding="utf-8")
    assert "it may be forged" in run("show", "gy-ctu", "--audience", "secretariat").err
    assert run("private", "accept", "--yes") == Result(
        2,
        "",
        f"error: {encrypted} was not written by cmcct: it has no key\nhelp: restore it from git\n",
    )


def test_thief_of_known_keys_learns_no_key(path: Path) -> None:
    known = Path(os.environ["XDG_CONFIG_HOME"]) / "cmcct" / "known-keys.json"
    assert [*json.loads(known.read_bytes())] == [str(path.with_name(NAME))]
    assert members.read_key(read(path)) not in known.read_text(encoding="utf-8")


# Without an identity


@pytest.fixture
def _nobody(
    path: Path,  # noqa: ARG001 - Ada has encrypted it before
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Be somebody who has no identity."""
    become(monkeypatch, tmp_path, "nobody")


@pytest.mark.usefixtures("_nobody")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("search", "--audience", "secretariat"), "private channels are left out"),
        (("show", "gy-ctu", "--audience", "secretariat"), "private channels are left out"),
        (("export", "csv", "--audience", "secretariat"), "private channels are left out"),
    ],
)
def test_who_has_no_identity_is_told_once(run: Run, words: tuple[str, ...], message: str) -> None:
    done = run(*words)
    assert (done.code, "ctu@example.org" in done.out) == (0, True)
    assert done.err.count(f"warning: {message}: {NO_IDENTITY}: {ASK_KEY}\n") == 1


@pytest.mark.usefixtures("_nobody")
@pytest.mark.parametrize("words", [("search",), ("show", "gy-ctu")])
def test_others_are_not_told(run: Run, words: tuple[str, ...]) -> None:
    assert NO_IDENTITY not in run(*words).err


@pytest.mark.usefixtures("_nobody")
def test_list_that_is_not_checked_for_private_numbers_says_so(run: Run) -> None:
    done = run("export", "csv")
    assert done.err.startswith(
        "warning: not checked whether the directory has numbers of the private file: "
        f"{NO_IDENTITY}: {ASK_KEY}\n"
    )


@pytest.mark.usefixtures("_nobody")
def test_edit_without_identity_changes_the_directory(run: Run, path: Path) -> None:
    before = path.with_name(NAME).read_bytes()
    told = (
        f"the private file is unchanged: {NO_IDENTITY}\n"
        "a member runs cmcct check, which says what is left to do\n"
    )
    done = run("retire", "gy-ctu", "--yes")
    assert (done.code, told in done.err) == (0, True)
    assert 'status = "left"' in path.read_text(encoding="utf-8")
    assert path.with_name(NAME).read_bytes() == before
    done = run("check")
    assert (done.code, f"the private file is not checked: {NO_IDENTITY}" in done.err) == (0, True)


@pytest.mark.usefixtures("_nobody")
def test_replace_without_identity_leaves_work_for_a_member(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("replace", "gy-ctu", "--name", "Eve Núñez", "--yes")
    assert (done.code, "the private file is unchanged" in done.err) == (0, True)
    become(monkeypatch, tmp_path, "ada")
    assert "[private-of-another]" in run("check").out
    assert "609 1234" not in run("show", "gy-ctu", "--audience", "secretariat").out


@pytest.mark.usefixtures("_nobody")
@pytest.mark.parametrize(
    "words",
    [
        ("set", "gy-ctu", "--private", "address=x"),
        ("set", "gy-ctu", "--private", "name=Bo Pérez"),
        ("add", "--private", "--id", "gy-ctu", "--phone", "+592 609 1299"),
        ("private", "add", "Bo", "age1x"),
        ("private", "accept"),
    ],
)
def test_private_edit_without_identity_is_refused(
    run: Run, path: Path, words: tuple[str, ...]
) -> None:
    before = path.read_bytes(), path.with_name(NAME).read_bytes()
    assert run(*words) == Result(2, "", f"error: {NO_IDENTITY}\nhelp: {ASK_KEY}\n")
    assert (path.read_bytes(), path.with_name(NAME).read_bytes()) == before


@pytest.mark.usefixtures("_nobody")
def test_edit_of_directory_alone_asks_for_no_identity(run: Run) -> None:
    for words in (("verify", "gy-ctu"), ("set", "gy-ctu", "title=Chief"), ("fmt",)):
        done = run(*words)
        assert (done.code, "private" in done.err) == (0, False)


@pytest.mark.usefixtures("_nobody")
def test_add_by_questions_works_without_identity(path: Path) -> None:
    with terminals.running(command("add", "--country", "Guyana"), environment()) as seat:
        for question, answer in (
            ("Organisation: ", "Example Office"),
            ("Unit (optional): ", ""),
            ("Sectors, main one first (e.g. 2,9): ", "police"),
            ("Full name (optional): ", "Bo Pérez"),
            ("Family name, for sorting (optional): ", ""),
            ("Job title (optional): ", ""),
            ("Role", ""),
            ("E-mail (optional): ", "bo@example.org"),
            ("Phone (optional): ", ""),
            ("Languages (optional): ", ""),
            ("Hours (optional): ", ""),
            ("Meetings (optional): ", ""),
            ("Id of the entry, used in commands [", ""),
            ("Save these changes? [no]: ", "yes"),
        ):
            seat.until(question)
            seat.type(f"{answer}\n")
        seat.rest()
        assert seat.process.wait(60) == 0
    assert "Bo Pérez" in path.read_text(encoding="utf-8")


def test_without_pyrage_one_sentence_tells_how_to_install(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert (done.code, "609 1234" in done.out) == (0, False)
    assert done.err == (
        "warning: private channels are left out: pyrage is not installed; it is needed to encrypt "
        'or read the private file: reinstall cmcct with its extra "private"; see '
        "docs/install.md\n"
    )
    assert run("verify", "gy-ctu").code == 0
    assert path.with_name(NAME).exists()


# Passphrase


def test_wrong_passphrase_writes_nothing(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = encrypted_file.identity_path()
    identity.parent.mkdir(parents=True)
    identity.write_bytes(encrypted_file._age().passphrase.decrypt(LOCKED, TYPED))  # noqa: SLF001
    identity.chmod(0o600)
    path = encrypt(run, write)
    monkeypatch.setenv("CMCCT_DIRECTORY", str(path))
    identity.write_bytes(LOCKED)
    before = path.read_bytes(), path.with_name(NAME).read_bytes()
    words = ("set", "gy-ctu", "--private", "address=2 Example Road", "--yes")
    for typed, code in (("mistyped", 2), (TYPED, 0)):
        assert (path.read_bytes(), path.with_name(NAME).read_bytes()) == before
        with terminals.running(command(*words), environment()) as seat:
            seat.until("Passphrase of your identity: ")
            seat.type(f"{typed}\n")
            shown = seat.rest()
            assert (seat.process.wait(60), typed in shown) == (code, False)
    assert path.with_name(NAME).read_bytes() != before[1]
    # Nobody is asked without need, and off a terminal nobody can be.
    done = run("show", "gy-ctu")
    assert (done.code, done.err) == (0, "")
    assert run("check").code == 0
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert done == Result(
        2,
        "",
        "error: a passphrase is needed, and there is no terminal to ask for it\n"
        "help: nothing was saved; run it in a terminal\n",
    )


@pytest.mark.parametrize("fault", ["newer", "broken"])
def test_no_secret_is_asked_for_or_shown_for_a_file_that_is_not_edited(
    run: Run, path: Path, fault: str
) -> None:
    key = run("private", "join").out.strip()
    encrypted_file.identity_path().write_bytes(LOCKED)
    text = path.read_text(encoding="utf-8")
    settings = "[directory]\nformat = 99\n" if fault == "newer" else "[directory\n"
    path.write_text(text.replace("[directory]\n", settings), encoding="utf-8")
    fresh = path.parent / "fresh" / path.name
    fresh.parent.mkdir()
    fresh.write_bytes(path.read_bytes())
    refused = "written for a newer version of cmcct" if fault == "newer" else "is not valid TOML"
    edits = [
        ("private", "add", "Bo", key),
        ("private", "remove", "Bo"),
        ("private", "accept"),
        ("set", "gy-ctu", "--private", "address=2 Example Road"),
        ("set", "gy-ctu", "--public", "phones.0"),
        ("edit", "gy-ctu", "--private"),
        ("add",),
        ("replace", "gy-ctu"),
        ("private", "init", "--name", "Desk", "--directory", fresh),
    ]
    before = list_names(path.parent), path.read_bytes(), path.with_name(NAME).read_bytes()
    for words in (*edits, *[("private",)] * (fault == "broken")):
        with terminals.running(command(*words), environment()) as person:
            shown = person.rest()
            assert person.process.wait(60) == 2, shown
        assert refused in " ".join(shown.split()), words
        assert not re.search("Passphrase|AGE-SECRET-KEY|Country|Name:", shown), words
    assert (list_names(path.parent), path.read_bytes(), path.with_name(NAME).read_bytes()) == before
    write_overlay(fresh, "[broken")
    fresh.write_text(text, encoding="utf-8")
    recovery = fresh.with_name("recovery.txt")
    words = ("private", "init", "--name", "Desk", "--recovery", recovery, "--directory", fresh)
    assert "is not valid TOML" in run(*words).err
    assert not recovery.exists()


def test_new_identity_may_have_a_passphrase(run: Run) -> None:
    words = command("private", "key", "--passphrase")
    for again, code in (("mistyped", 2), (TYPED, 0)):
        with terminals.running(words, environment()) as seat:
            seat.until("New passphrase: ")
            seat.type(f"{TYPED}\n")
            seat.until("The passphrase again: ")
            seat.type(f"{again}\n")
            seat.rest()
            assert seat.process.wait(60) == code
    identity = encrypted_file.identity_path()
    assert identity.read_text(encoding="utf-8").startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    assert run("private", "key").code == 2


def test_end_of_input_is_no_passphrase(path: Path) -> None:
    with terminals.running(command("private", "join", "--passphrase"), environment()) as seat:
        assert seat.rest().startswith("age1")
    encrypted_file.identity_path().unlink()
    with terminals.running(command("private", "join", "--passphrase"), environment()) as seat:
        seat.until("New passphrase: ")
        seat.type("\x04")
        assert "no answer; nothing was saved" in seat.rest()
    assert path.with_name(NAME).exists()


# edit --private


def test_edit_asks_field_by_field(path: Path, tmp_path: Path) -> None:
    empty = tmp_path / "temporary"
    empty.mkdir()
    env = environment() | {"TMPDIR": str(empty), "EDITOR": "false"}
    with terminals.running(command("edit", "gy-ctu", "--private", "--yes"), env) as seat:
        seat.until("E-mails: ")
        seat.type("ada@example.org\n")
        seat.until('Phones [[{ number = "+592 609 1234", type = "mobile" }]]: ')
        seat.type("\n")
        seat.until("App usernames: ")
        seat.type("\n")
        seat.until("Address [6 Example Dam]: ")
        seat.type("-\n")
        seat.until("Private notes: ")
        seat.type("first\\nsecond\n")
        seat.rest()
        assert seat.process.wait(60) == 0
    (part,) = read(path)["focal_point"]
    assert part == {
        "id": "gy-ctu",
        "name": "Ada Example",
        "emails": ["ada@example.org"],
        "phones": [{"number": "+592 609 1234", "type": "mobile"}],
        "private_notes": "first\nsecond",
    }
    assert list_names(empty) == []
    words = ("edit", "gy-ctu", "--private", "--yes", "--verify")
    with terminals.running(command(*words), env) as seat:
        for question in (
            "E-mails [",
            "Phones [",
            "App usernames: ",
            "Address: ",
            "Private notes [",
        ):
            seat.until(question)
            seat.type("-\n")
        seat.rest()
    assert "focal_point" not in read(path)
    assert "verified = 2026-06-01\n" in path.read_text("utf-8")
    with terminals.running(command("edit", "gy-ctu", "--private"), env) as seat:
        seat.type("\n" * 5)
        assert "nothing to change" in seat.rest()


def test_edit_off_a_terminal_names_set(run: Run, path: Path) -> None:
    assert run("edit", "gy-ctu", "--private") == Result(
        2,
        "",
        "error: --private asks questions, and there is no terminal\n"
        "help: run cmcct set gy-ctu --private KEY=VALUE\n",
    )
    assert path.exists()


# Files


def test_unchanged_content_is_not_written(run: Run, path: Path) -> None:
    before = path.with_name(NAME).read_bytes()
    assert run("set", "gy-ctu", "--private", "address=6 Example Dam") == Result(
        0, "", "nothing to change\n"
    )
    assert run("set", "gy-ctu", "title=Chief").code == 0
    assert path.with_name(NAME).read_bytes() == before


def test_deletion_from_encrypted_file_is_asked_for(run: Run, path: Path) -> None:
    words = ("set", "gy-ctu", "--private", "--unset", "address")
    assert run(*words) == Result(
        2,
        "",
        "error: nothing was saved: 1 value will be deleted from the private file\n"
        "help: use --yes to proceed\n",
    )
    assert run(*words, "--yes").code == 0
    assert "address" not in read(path)["focal_point"][0]


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        (
            b"junk",
            "is not an encrypted file",
            "run git checkout HEAD -- ",
        ),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\nYW\n", "is damaged", "restore it from git"),
    ],
)
def test_damaged_file_is_an_error(
    run: Run, path: Path, data: bytes, message: str, hint: str
) -> None:
    encrypted = path.with_name(NAME)
    encrypted.write_bytes(data)
    done = run("set", "gy-ctu", "--private", "address=x")
    assert (done.code, done.err.startswith(f"error: {encrypted} {message}")) == (2, True)
    assert hint in done.err
    assert encrypted.read_bytes() == data
    assert run("check").code == 2


def test_text_that_is_not_toml_is_an_error(run: Run, path: Path) -> None:
    encrypted = path.with_name(NAME)
    key = members.read_members(read(path))["Desk"]
    recipient = encrypted_file._recipient(key)  # noqa: SLF001
    encrypted.write_bytes(encrypted_file._age().encrypt(b"]", [recipient]))  # noqa: SLF001
    assert run("set", "gy-ctu", "--private", "address=x") == Result(
        2,
        "",
        f"error: the text inside {encrypted} is not valid TOML\nhelp: restore it from git\n",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"x", f"is not an age identity\nhelp: {IDENTITY_HINT}\n"),
        (None, ": Is a directory\n"),
    ],
)
def test_unreadable_identity_is_an_error(
    run: Run, path: Path, text: bytes | None, message: str
) -> None:
    identity = encrypted_file.identity_path()
    identity.unlink()
    identity.write_bytes(text) if text else identity.mkdir()
    done = run("set", "gy-ctu", "--private", "address=x")
    assert (done.code, done.err.endswith(message)) == (2, True)
    assert path.with_name(NAME).exists()


def test_unwritable_settings_are_an_error(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    assert run("private", "key").err.startswith("error: cannot read ")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "cmcct").symlink_to("nowhere")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "new"))
    assert run("private", "key").err.startswith("error: cannot write ")
    monkeypatch.setenv("CMCCT_IDENTITY", str(path.with_name("recovery.txt")))
    place = path.with_name("known-keys.json")
    place.mkdir()
    done = run("show", "gy-ctu", "--audience", "secretariat")
    assert f"cannot write {place}: Is a directory" in done.err


def test_link_as_encrypted_file_is_refused(run: Run, path: Path, tmp_path: Path) -> None:
    encrypted = path.with_name(NAME)
    encrypted.rename(tmp_path / "target")
    encrypted.symlink_to(tmp_path / "target")
    assert "it is a link" in run("show", "gy-ctu", "--audience", "secretariat").err


@pytest.mark.parametrize("name", [NAME, directory_file.OVERLAY_NAME])
def test_export_never_replaces_the_private_file(run: Run, path: Path, name: str) -> None:
    done = run("export", "csv", "-o", path.with_name(name), "--force")
    assert f"the output would overwrite {path.with_name(name)}" in done.err


def test_encrypted_file_can_be_checked_alone(run: Run, path: Path) -> None:
    assert run("set", "gy-ctu", "--private", "private_notes=x").code == 0
    path.write_text(path.read_text(encoding="utf-8").replace("Ada Example", "Cy"), "utf-8")
    assert "[private-of-another]" in run("check", path.with_name(NAME)).out


def test_encrypted_file_is_no_directory(run: Run, path: Path) -> None:
    done = run("show", "gy-ctu", "--directory", path.with_name(NAME))
    assert "is the private file of a directory" in done.err


def test_members_are_read_as_far_as_they_are_right(run: Run, write: Write) -> None:
    private = '[private]\nmembers = [3, { name = "Bo" }, { name = 3, key = "age1x", x = 1 }]\n'
    done = run("check", write(private + entry(verified="2026-03-02")))
    assert done.code == 1
    assert members.read_members({"private": {"members": [3, {"name": "Bo"}]}}) == {}
    assert members.read_members({"private": {"members": 3}}) == {}
    assert members.read_members({"private": 3}) == {}
    assert members.read_key({"private": 3}) == members.read_key({"private": {"key": 3}}) == ""


def test_data_of_an_older_list_reads_members(run: Run, path: Path) -> None:
    assert list(parse(path.with_name(NAME).read_bytes())) == ["focal_point", "private"]
    assert run("check").code == 0


# where one stands


def test_private_alone_says_where_one_stands(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state(path: Path) -> list[str]:
        result = run("private", "--directory", path)
        assert (result.code, result.err) == (0, "")
        return result.out.splitlines()

    path = write(ENTRY)
    none = "there is no private file yet"
    assert state(path) == [
        none,
        "to create one, move a number into it: cmcct set ID --private phones.0",
    ]
    plain = write_overlay(path)
    alone = f"the private file is not encrypted: {plain}"
    assert state(path) == [alone, 'next: cmcct private init --name "…"']
    path = encrypt(run, write)
    assert state(path) == [
        "members: 'Desk' and the recovery identity",
        'to add a member: cmcct private add "…" age1…',
    ]
    become(monkeypatch, tmp_path, "bo")
    assert state(path) == [NO_IDENTITY, f"next: {ASK_KEY}"]
    key = run("private", "join")
    assert key.out.startswith("age1")
    assert len(key.out.splitlines()) == 1
    assert state(path) == [
        f"{path.with_name(NAME)} is not encrypted for this identity",
        "next: a member runs cmcct private add; cmcct private join prints the key to add",
    ]


def test_private_alone_names_what_is_wrong(run: Run, write: Write) -> None:
    path = encrypt(run, write)
    path.with_name(NAME).unlink()
    missing = run("private", "--directory", path)
    assert (missing.code, missing.out) == (2, "")
    assert missing.err.startswith(f"error: {members.MISSING}\n")


def test_accept_is_named_where_it_is_needed(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, tmp_path, "cy")
    key = run("private", "join").out.strip()
    add_bo(run, tmp_path, monkeypatch)
    become(monkeypatch, tmp_path, "ada")
    assert run("private", "add", "Cy", key).code == 0
    become(monkeypatch, tmp_path, "bo")
    assert run("private").err == FIRST.format(path.with_name(NAME))
    become(monkeypatch, tmp_path, "ada")
    assert run("private", "remove", "Cy").code == 0
    become(monkeypatch, tmp_path, "bo")
    assert run("private").out == (
        f"{path.with_name(NAME)} has another key than before: it may be forged\n"
        "next: ask a member; if a member was removed, run cmcct private accept\n"
    )
    assert run("private", "accept", "--yes").code == 0
    assert run("private").out.startswith("members: 'Desk', the recovery identity and 'Bo'\n")
    commands = run("private", "--help").out.partition("\nCommands:\n")[2]
    listed = re.findall("^  ([a-z]+)  ", commands, re.MULTILINE)
    assert listed == ["init", "join", "add", "remove", "accept"]


def test_key_is_the_earlier_name_of_join(terminal: OnTerminal, run: Run) -> None:
    key = run("private", "join").out
    assert run("private", "key").out == key
    assert terminal("private", "key").out.startswith("private key is now: private join\n")
