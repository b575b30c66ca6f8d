"""`cmcct export`: the files to hand out, whole or not at all."""

import csv
import io
import json
import os
import re
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from cmcct.cli.commands.export import DIALECTS
from cmcct.formats.recognition import SUFFIXES
from tests.conftest import (
    BARE_PYTHON,
    MINIMAL,
    SHIPPED,
    TODAY,
    OnTerminal,
    Result,
    Run,
    Write,
    bare_environment,
    write_overlay,
)
from tests.support import libreoffice
from tests.support.cases import each
from tests.support.cli_samples import ADA, BROKEN, HOUSE, LEFT, checking
from tests.support.pdf_texts import read_text
from tests.support.repositories import entry, repository

NETWORK = "1 entry, audience network, TLP:AMBER"
DRAFT = "a draft: directory.toml is not in a git repository"
WITHHELD = "left out for the network audience: 1 entry, 1 e-mail or number"


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("form", SUFFIXES)
def test_file_for_network_is_written_and_reported(
    run: Run, write: Write, tmp_path: Path, form: str
) -> None:
    target = tmp_path / "list"
    path = write(ADA + HOUSE)
    result = run("export", form, "--directory", path, "-o", target)
    assert result == Result(0, "", f"{target}: {NETWORK}\n{WITHHELD}\n{DRAFT}\n")
    text = _text(target)
    assert "Ada Example" in text
    assert "TLP:AMBER" in text
    assert "609" not in text
    assert "Cato" not in text


def _text(path: Path) -> str:
    """Return the text of a list; of a workbook, its cells."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            return book.read("xl/sharedStrings.xml").decode()
    content = path.read_bytes()
    return read_text(content) if content.startswith(b"%PDF") else content.decode()


@pytest.mark.parametrize("form", [form for form in SUFFIXES if form not in {"xlsx", "pdf"}])
def test_pipe_gets_same_as_file(run: Run, write: Write, tmp_path: Path, form: str) -> None:
    target = tmp_path / "list"
    path = write(ADA + HOUSE)
    run("export", form, "--directory", path, "-o", target)
    message = f"standard output: {NETWORK}\n{WITHHELD}\n{DRAFT}\n"
    piped = run("export", form, "--directory", path)
    assert piped == Result(0, target.read_bytes().decode(), message)
    dashed = run("export", form, "--directory", path, "--output", "-")
    assert dashed == piped


@pytest.mark.parametrize("form", ["xlsx", "pdf", "html"])
def test_bytes_are_not_for_the_screen(terminal: OnTerminal, write: Write, form: str) -> None:
    shown = terminal("export", form, "-o", "-", "--directory", write(ADA))
    message = f"error: {form} cannot be shown in a terminal\nhelp: give a file with -o\n"
    assert shown == Result(2, message, "")


def test_meeting_cards_are_its_participants(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "list.vcf"
    args = ("export", "vcard", "--meeting", "georgetown-2019", "-o", target)
    result = run(*args, "--directory", SHIPPED)
    cards = target.read_bytes().decode()
    count = cards.count("BEGIN:VCARD\r\n")
    assert (result.code, result.out) == (0, "")
    assert result.err.splitlines()[0] == f"{target}: {count} entries, audience network, TLP:AMBER"
    assert count == cards.count("END:VCARD\r\n") == cards.count("\r\nVERSION:3.0\r\n") > 20


@pytest.mark.parametrize("columns", [80, 200])
def test_public_csv_is_same_in_pipe_and_on_terminal(
    run: Run, terminal: OnTerminal, columns: int
) -> None:
    args = ("export", "csv", "--audience", "public", "--directory", SHIPPED)
    piped = run(*args)
    assert piped.code == 0
    assert {row["sharing"] for row in _rows(piped.out)} == {"public"}
    assert {row["marking"] for row in _rows(piped.out)} == {"TLP:CLEAR"}
    assert piped.out.startswith("\ufeffid,country,")
    messages = piped.err.splitlines()
    assert (
        messages[0]
        == f"standard output: {len(_rows(piped.out))} entries, audience public, TLP:CLEAR"
    )
    assert messages[1].startswith("left out for the public audience: ")
    shown = terminal(*args, columns=columns)
    assert shown.out == piped.out + piped.err


def test_a_card_can_have_the_newer_version(run: Run, write: Write) -> None:
    result = run("export", "vcard", "--vcard-version", "4.0", "--directory", write(ADA))
    assert "\r\nVERSION:4.0\r\n" in result.out
    refused = run("export", "vcard", "--vcard-version", "2.1", "--directory", write(ADA))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("error: unknown value '2.1' for --vcard-version\nhelp: write 3.0")


@pytest.mark.parametrize("name", ["out", "deep/er"])
def test_split_writes_a_file_for_each_entry(
    run: Run, write: Write, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / name
    path = write(ADA + ADA.replace("gy-ctu", "gy-two").replace("gy-unit", "gy-deux"))
    result = run("export", "vcard", "--split", "-o", folder, "--directory", path)
    message = f"{folder}: 2 entries, audience network, TLP:AMBER\n"
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith(message)
    assert sorted(file.name for file in folder.iterdir()) == ["gy-ctu.vcf", "gy-two.vcf"]
    for file in folder.iterdir():
        assert file.read_bytes().count(b"BEGIN:VCARD\r\n") == 1


def test_split_needs_a_folder(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(ADA)
    result = run("export", "vcard", "--split", "--directory", path)
    assert result == Result(
        2, "", ("error: --split requires --output\nhelp: add --output, or omit --split\n")
    )
    taken = run("export", "vcard", "--split", "-o", path, "--directory", path)
    assert taken == Result(2, "", f"error: cannot use {path}: File exists\n")
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("given", "between"), [(";", ";"), ("|", "|"), ("tab", "\t"), ("\\t", "\t"), ("\t", "\t")]
)
def test_cells_are_parted_as_the_spreadsheet_likes(
    run: Run, write: Write, given: str, between: str
) -> None:
    result = run("export", "csv", "--delimiter", given, "--directory", write(ADA))
    assert result.code == 0
    assert result.out.startswith(f"\ufeffid{between}country{between}country_code{between}")


@pytest.mark.parametrize(
    "given", ["", ";;", "a", '"', "'", "+", " ", "\n", "\x1b", "\udcff", "é", "\u2028"]
)
def test_invalid_delimiter_is_refused(run: Run, write: Write, tmp_path: Path, given: str) -> None:
    args = ("export", "csv", "--directory", write(ADA), "-o", tmp_path / "list.csv")
    message = f"error: {given!r} cannot be a delimiter\nhelp: use , ; | or tab\n"
    assert run(*args, "--delimiter", given) == Result(2, "", message)
    assert not (tmp_path / "list.csv").exists()


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("file", ["directory.toml", "directory.private.toml"])
def test_nothing_goes_out_while_there_is_an_error(
    run: Run, write: Write, tmp_path: Path, form: str, file: str
) -> None:
    target = tmp_path / "list"
    target.write_text("old", encoding="utf-8")
    path = write(ADA + BROKEN if file == "directory.toml" else ADA)
    if file != path.name:
        content = '[[focal_point]]\nid = "gy-ctuu"\n'
        (tmp_path / file).write_text(content, encoding="utf-8")
    args = ("export", form, "--directory", path, "--country", "Guyana", "-o", target)
    audience = () if file == path.name else ("--audience", "secretariat")
    assert run(*args, *audience) == Result(
        2,
        "",
        f"error: exports are blocked until the errors in {tmp_path / file} are fixed\nhelp: "
        f"run {checking(path)}\n",
    )
    assert target.read_text(encoding="utf-8") == "old"
    assert run(*args[:-2], *audience).out == ""


def test_the_check_that_is_named_finds_the_error(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(ADA)
    mine = tmp_path / "mine.toml"
    mine.write_text(f"{MINIMAL}\n{BROKEN}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    words = "cmcct check --directory mine.toml"
    assert f"\nhelp: run {words}\n" in run("--directory", "mine.toml", "export", "csv").err
    assert run(*words.split()[1:]).err == "1 error\n"


@pytest.mark.parametrize("form", SUFFIXES)
def test_empty_selection_writes_nothing(run: Run, write: Write, tmp_path: Path, form: str) -> None:
    target = tmp_path / "list"
    path = write(ADA + LEFT + HOUSE)
    result = run("export", form, "jamaica", "--directory", path, "-o", target)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: nothing to export\nhelp: ")
    assert "jm-left" in result.err
    withheld = run("export", form, "-c", "bahamas", "--directory", path, "-o", target)
    assert withheld.code == 2
    assert withheld.err.startswith("left out for the network audience: 1 entry\nerror: nothing to")
    split = ("--split",) if form == "vcard" else ()
    assert run("export", form, "xyzzy", "--directory", path, "-o", target, *split).code == 2
    assert not target.exists()


def test_secretariat_list_says_content_and_is_private(
    run: Run, write: Write, tmp_path: Path
) -> None:
    path = write(ADA + HOUSE)
    args = ("export", "vcard", "--audience", "secretariat", "--directory", path)
    target = tmp_path / "list.vcf"
    holds = (
        "contains 1 private entry, 2 private channels, 1 private note; for the secretariat only\n"
    )
    message = f"{target}: 2 entries, audience secretariat, TLP:RED\n{holds}{DRAFT}\n"
    assert run(*args, "-o", target) == Result(0, "", message)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert run(*args).err == message.replace(str(target), "standard output")
    assert run(*args, "guyana", "--sector", "police").err.count("1 private channel;") == 1
    folder = tmp_path / "cards"
    assert run(*args, "--split", "-o", folder).code == 0
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_secretariat_list_may_hold_nothing_private(run: Run, write: Write) -> None:
    path = write(ADA.replace('sharing = "secretariat"', 'sharing = "network"'))
    result = run("export", "csv", "--audience", "secretariat", "--directory", path)
    assert result.err == (
        "standard output: 1 entry, audience secretariat, TLP:RED\n"
        "no private channels included; still marked TLP:RED, for the secretariat only\n"
        f"{DRAFT}\n"
    )


def test_a_list_for_others_is_readable_as_any_new_file(
    run: Run, write: Write, tmp_path: Path
) -> None:
    mask = os.umask(0o022)
    try:
        run("export", "json", "--directory", write(ADA), "-o", tmp_path / "list.json")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "list.json").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/dev/full", "write /dev/full: No space left on device"),
        ("directory.toml/list.csv", "write {0}/directory.toml/list.csv: Not a directory"),
        ("a" * 300, f"write {{0}}/{'a' * 300}: File name too long"),
    ],
)
def test_an_output_that_cannot_be_written_is_named(
    run: Run, write: Write, tmp_path: Path, target: str, reason: str
) -> None:
    result = run("export", "csv", "--directory", write(ADA), "-o", tmp_path / target)
    assert result == Result(2, "", f"error: cannot {reason.format(tmp_path)}\n")
    assert [file.name for file in tmp_path.iterdir()] == ["directory.toml"]


def test_export_without_format_shows_help(run: Run) -> None:
    result = run("export")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Usage: cmcct export [OPTIONS] COMMAND [ARGS]...\n")
    other = run("export", "report")
    assert (other.code, other.out) == (2, "")
    assert other.err == (
        "error: unknown format 'report'\n"
        "help: write vcard, csv, xlsx, html, pdf, markdown, json, emails or all; "
        "to export the entries that the words find, run cmcct export report -o list.xlsx\n"
    )
    assert run("help", "export", "report").err.endswith("error: no such command 'report'\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes every file")
@pytest.mark.parametrize("form", SUFFIXES)
def test_a_folder_that_may_not_be_written_to_is_named(
    run: Run, write: Write, tmp_path: Path, form: str
) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    result = run("export", form, "--directory", write(ADA), "-o", folder / "list")
    assert result == Result(2, "", f"error: cannot write {folder / 'list'}: Permission denied\n")


def test_folder_with_foreign_cards_is_refused(run: Run, write: Write, tmp_path: Path) -> None:
    path, folder = write(ADA + HOUSE), tmp_path / "cards"
    args = ("export", "vcard", "--split", "-o", folder, "--directory", path)
    assert run(*args, "--audience", "secretariat").code == 0
    assert run(*args, "--audience", "secretariat").code == 0
    before = sorted(file.name for file in folder.iterdir())
    assert run(*args, "--audience", "network") == Result(
        2,
        "",
        f"error: {folder} contains a card that is not in this list: bs-house.vcf\nhelp: choose "
        "an empty folder, or use --prune to delete earlier cards\n",
    )
    assert sorted(file.name for file in folder.iterdir()) == before


def test_prune_removes_cards_of_left_and_renamed_seats(
    run: Run, write: Write, tmp_path: Path
) -> None:
    folder = tmp_path / "cards"
    args = ("export", "vcard", "--split", "--prune", "-o", folder, "--directory")
    path = write(ADA + HOUSE)
    first = run(*args, path, "--audience", "secretariat")
    assert (first.code, "no longer in this list" in first.err) == (0, False)
    path = write(ADA.replace('"gy-ctu"', '"gy-police"'))
    second = run(*args, path)
    assert (second.code, second.out) == (0, "")
    assert second.err.endswith(
        f"\ndeleted, no longer in this list: bs-house.vcf, gy-ctu.vcf\n{DRAFT}\n"
    )
    assert [file.name for file in folder.iterdir()] == ["gy-police.vcf"]
    assert "no longer in this list" not in run(*args, path).err


def test_prune_needs_split(run: Run, write: Write, tmp_path: Path) -> None:
    result = run("export", "vcard", "--prune", "-o", tmp_path / "x", "--directory", write(ADA))
    assert result == Result(
        2, "", "error: --prune requires --split\nhelp: add --split, or omit --prune\n"
    )


def test_prune_removes_nothing_if_export_fails(run: Run, write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    args = ("export", "vcard", "--split", "--prune", "-o", folder, "--directory")
    assert run(*args, write(ADA)).code == 0
    assert run(*args, write(ADA + BROKEN)).code == 2
    assert run(*args, write(ADA), "-c", "jamaica").code == 2
    assert [file.name for file in folder.iterdir()] == ["gy-ctu.vcf"]


def test_a_list_is_never_written_over_the_directory(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(ADA)
    text = path.read_bytes()
    overlay = write_overlay(path, "")
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    for target, message in (
        (path, f"the output would overwrite {path}"),
        (link, f"the output would overwrite {link}"),
        (overlay, f"the output would overwrite {overlay}"),
    ):
        expected = f"error: {message}\nhelp: choose another one\n"
        assert run("export", "csv", "--directory", path, "-o", target) == Result(2, "", expected)
    assert (path.read_bytes(), overlay.read_bytes()) == (text, b"")


def test_the_directory_may_be_named_before_the_format(run: Run, write: Write) -> None:
    path = write(ADA)
    expected = run("export", "csv", "--directory", path)
    assert expected.code == 0
    assert run("export", "--directory", path, "csv") == expected
    assert run("--directory", path, "export", "csv") == expected


def test_private_address_is_counted_for_secretariat(run: Run, write: Write) -> None:
    path = write(ADA)
    overlay = '[[focal_point]]\nid = "gy-ctu"\naddress = "2 Example Street"\n'
    write_overlay(path, overlay)
    result = run("export", "csv", "--audience", "secretariat", "--directory", path)
    assert "1 private address" in result.err
    shown = run("show", "gy-ctu", "--audience", "secretariat", "--directory", path)
    assert "  Address         2 Example Street   (secretariat only)\n" in shown.out
    assert "2 Example Street" not in run("export", "csv", "--directory", path).out


@each(
    ("options", "refused"),
    [
        (
            ("--dialect", "google", "--delimiter", ";"),
            "--delimiter cannot be used with --dialect google\nhelp: leave out one of them",
        ),
        (
            ("--lang", "es"),
            (
                "--lang es requires --dialect google, outlook or thunderbird\nhelp: the "
                "columns of plain CSV are the same in every language"
            ),
        ),
    ],
)
def test_option_unfit_for_dialect_is_refused(
    run: Run, options: tuple[str, ...], refused: str
) -> None:
    result = run("export", "csv", *options, "--directory", SHIPPED)
    assert (result.code, result.out, result.err) == (2, "", f"error: {refused}\n")


@each("dialect", ["google", "outlook", "thunderbird"])
def test_dialect_option_selects_its_module(run: Run, dialect: str) -> None:
    result = run("export", "csv", "--dialect", dialect, "--lang", "nl", "--directory", SHIPPED)
    assert result.code == 0
    assert "Bevestigd op 6 januari 2026" in result.out


# Exports, and searches for programs. Tab-separated lines have remarks in the reader's language.
MADE = [
    *(("search", "--format", form) for form in ("csv", "json", "ids")),
    *(("export", form) for form in SUFFIXES),
    ("export", "vcard", "--vcard-version", "4.0"),
    *(("export", "vcard", "--groups", groups) for groups in ("kind", "apple")),
    *(("export", "csv", "--dialect", dialect) for dialect in DIALECTS[1:]),
]
MAKER = """
import json, os, sys
from cmcct.__main__ import main
for number, words in enumerate(json.loads(sys.argv[1])):
    os.dup2(os.open(str(number), os.O_CREAT | os.O_WRONLY), 1)
    sys.argv = ["cmcct", *words, "--directory", sys.argv[-1]]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, words
"""
HERE = {"TZ": "UTC", "LC_ALL": "C", "LANG": "C", "CMCCT_LANG": "", "PYTHONHASHSEED": "0"}
THERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "es_DO.UTF-8",
    "LANG": "fr_FR.UTF-8",
    "CMCCT_LANG": "nl",
    "PYTHONHASHSEED": "4711",
}


@pytest.mark.sweep
def test_same_directory_gives_same_bytes_in_any_place(tmp_path: Path) -> None:
    folders = [tmp_path / "here", tmp_path / "there"]
    for folder, surroundings in zip(folders, (HERE, THERE), strict=True):
        folder.mkdir()
        subprocess.run(
            [*BARE_PYTHON, "-c", MAKER, json.dumps(MADE), SHIPPED],
            cwd=folder,
            env={**bare_environment(), "CMCCT_TODAY": TODAY, **surroundings},
            check=True,
            capture_output=True,
        )
    for number, words in enumerate(MADE):
        here, there = ((folder / str(number)).read_bytes() for folder in folders)
        assert here, words
        assert here == there, words


_COUNTS = re.compile("withheld from this list|e-mail or number|e-mails and numbers")


_WHOLE: tuple[list[str], ...] = ([], ["--audience", "network"])
_SELECTED = (
    ["ada"],
    ["--country", "Guyana"],
    ["--meeting", "georgetown-2019"],
    ["--status", "all"],
    ["--half", "law-enforcement"],
)


@pytest.mark.parametrize("form", ["html", "markdown", "xlsx", "pdf"])
@pytest.mark.parametrize("options", [*_WHOLE, *_SELECTED])
def test_withheld_counts_stand_only_in_whole_list(
    run: Run, write: Write, tmp_path: Path, form: str, options: list[str]
) -> None:
    target = tmp_path / "list"
    path = write(ADA + HOUSE)
    result = run("export", form, *options, "--directory", path, "-o", target)
    assert result.code == 0
    assert "left out for the network audience" in result.err
    assert bool(_COUNTS.search(_text_of(target, form))) == (options in _WHOLE)


@pytest.mark.parametrize("options", [*_WHOLE, *_SELECTED])
def test_mutt_is_told_counts_only_of_a_whole_list(
    run: Run, write: Write, options: list[str]
) -> None:
    result = run("emails", "--format", "mutt", *options, "--directory", write(ADA + HOUSE))
    assert bool(_COUNTS.search(result.out)) == (options in _WHOLE)


def _text_of(path: Path, form: str) -> str:
    if form == "pdf":
        return read_text(path.read_bytes())
    if form != "xlsx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    ("option", "id_"), [("--meeting", "quiet-2026"), ("--group", "quiet-group")]
)
def test_withheld_meeting_is_no_choice_for_its_public(
    run: Run, write: Write, option: str, id_: str
) -> None:
    records = '[[meeting]]\nid = "quiet-2026"\nname = "Quiet"\ndate = 2026-01-02\n'
    records += 'sharing = "secretariat"\n[[working_group]]\nid = "quiet-group"\nname = "Quiet"\n'
    records += 'sharing = "secretariat"\n'
    seat = ADA.replace('"georgetown-2019"', '"quiet-2026"').replace('"venezuela"', '"quiet-group"')
    path = write(records + seat)
    for command in (["search", "--format", "json"], ["export", "vcard"], ["emails"]):
        asked = run(*command, option, id_, "--directory", path)
        unknown = run(*command, option, id_.replace("quiet", "loud"), "--directory", path)
        assert (asked.code, unknown.code) == (2, 2)
        assert asked.out == unknown.out.replace("loud", "quiet")
        assert asked.err == unknown.err.replace("loud", "quiet")
        misspelt = run(*command, option, f"{id_[:-1]}x", "--directory", path)
        assert id_ not in misspelt.err
        whole = run(*command, option, id_, "--audience", "secretariat", "--directory", path)
        assert whole.code == 0


def _base(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        parts = [book.read(name) for name in book.namelist() if name == "docProps/custom.xml"]
    found = [re.search(rb'name="cmcct-base".*?<vt:lpwstr>(.*?)</', part) for part in parts]
    return b"".join(one[1] for one in found if one).decode()


def test_workbook_names_the_commit_it_is_made_from(run: Run, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    first = repo.commit(entry("ada"))
    second = repo.commit(entry("ada"), entry("bob"))
    book = tmp_path / "list.xlsx"

    def export(*words: str) -> str:
        assert run("export", "xlsx", "--directory", repo.path, "-o", book, *words).code == 0
        return _base(book)

    assert export() == f"{second} network en"
    assert export("--lang", "es", "--audience", "secretariat") == f"{second} secretariat es"
    assert export("--at", "HEAD~") == f"{first} network en"
    windows = repo.path.read_bytes().replace(b"\n", b"\r\n")
    repo.path.write_bytes(windows)
    assert export() == f"{second} network en"
    repo.path.write_bytes(windows.replace(b"Director", b"Head"))
    assert export() == ""
    repo.path.write_bytes(windows)
    export()
    (saved,) = libreoffice.resave(tmp_path / "saved", book)
    assert _base(saved) == f"{second} network en"


def test_workbook_made_outside_git_names_no_commit(run: Run, write: Write, tmp_path: Path) -> None:
    book = tmp_path / "list.xlsx"
    assert run("export", "xlsx", "--directory", write(entry("ada")), "-o", book).code == 0
    assert _base(book) == ""


MEETING = "Second Meeting of the CMC Counter-Trafficking Network"


@each(
    ("words", "said"),
    [
        ("guyana --language es", "'guyana', Spanish"),
        ("-c Guyana -s police", "Guyana, Police, anti-trafficking unit"),
        ("--role duty-desk --half protection", "Duty desk, Protection"),
        ("--status all --region caricom", "caricom, all"),
        ("--meeting georgetown-2019", MEETING),
        ("--absent georgetown-2019", f"absent from {MEETING}"),
        ("--absent all", "absent from all"),
        ("--group venezuela", "Venezuela working group"),
        ("--body agency", "Agency, authority"),
        ("--validates information-sharing", "Validates: Regional CT information-sharing"),
        ("--untested whatsapp", "'whatsapp', 24/7 line to be tested"),
    ],
)
def test_list_says_what_it_is_filtered_by(run: Run, words: str, said: str) -> None:
    result = run("export", "markdown", "--directory", SHIPPED, *words.split())
    assert f"Filtered by: {said}" in result.out.replace("\\", "")


@pytest.mark.parametrize(
    ("words", "audience"),
    [
        (("html", "público"), "public"),
        (("html", "openbaar", "guyana"), "public"),
        (("html", "ministerio", "público"), "network"),
        (("html", "director", "of", "public", "prosecutions"), "network"),
        (("html", "--audience", "network", "ministerio público"), "network"),
    ],
)
def test_public_is_for_whom_a_page_is(
    run: Run, tmp_path: Path, words: tuple[str, ...], audience: str
) -> None:
    done = run("export", *words, "-o", tmp_path / "x.html", "--directory", SHIPPED)
    assert f"audience {audience}" in done.err
