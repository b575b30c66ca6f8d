"""`-o`: the files that an export may overwrite."""

import json
import os
import shlex
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cmcct.cli.options import export_targets
from cmcct.formats.csv import address_books
from cmcct.formats.recognition import SUFFIXES, is_own_export
from tests.conftest import (
    MINIMAL,
    SHIPPED,
    Result,
    Run,
    Shell,
    Write,
    command,
    entry,
    run_process,
)
from tests.support.cli_samples import ADA, HOUSE
from tests.support.programs import need, without_root
from tests.support.repositories import repository

# Every kind of file that an export writes.
KINDS = [
    *((form,) for form in SUFFIXES),
    *(("csv", "--dialect", dialect) for dialect in ("google", "outlook", "thunderbird")),
    *(("csv", "--delimiter", delimiter) for delimiter in (";", "tab", "|")),
    *(("vcard", "--groups", groups) for groups in ("kind", "apple")),
    ("html", "--lang", "fr"),
    ("markdown", "--audience", "public"),
    ("xlsx", "--lang", "es"),
    ("pdf", "--lang", "nl"),
]
# The marks of cmcct's files, and similar ones of other programs.
MARKS = [
    (("vcard",), b"cmcct//contact", b"other//contact"),
    (("csv",), b"country_code", b"code_of_country"),
    (("csv", "--dialect", "google"), b"TLP:AMBER", b"amber"),
    (("html",), b'content="cmcct"', b'content="other"'),
    (("markdown",), b"**TLP:AMBER**", b"amber"),
    (("pdf",), b"/Author(cmcct)", b"/Author(other)"),
    (("json",), b'"marking"', b'"label"'),
]
HELP = "help: choose another name, or use --force to overwrite it\n"


@pytest.fixture(scope="module", autouse=True)
def _directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let commands read a committed directory of one entry."""
    repo = repository(tmp_path_factory.mktemp("small"))
    public = entry(sharing='"public"', verified="2026-05-01")
    repo.commit_bytes(f"{MINIMAL}{public}".encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CMCCT_DIRECTORY", str(repo.path))
        yield


def _export(run: Run, *words: str | Path) -> Result:
    return run("export", *words)


@pytest.mark.sweep
@pytest.mark.parametrize("words", KINDS, ids=" ".join)
def test_an_export_is_written_over_an_earlier_one(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    target = tmp_path / "list"
    first = _export(run, *words, "-o", target)
    assert first.code == 0
    assert is_own_export(target)
    assert _export(run, *words, "-o", target) == first


@pytest.mark.parametrize("more", [(), ("--force",)])
@pytest.mark.parametrize("form", SUFFIXES)
def test_a_folder_is_no_file(run: Run, tmp_path: Path, form: str, more: tuple[str, ...]) -> None:
    result = _export(run, form, "-o", tmp_path, *more)
    split = "use --split to write one file per contact into it"
    advice = split if form == "vcard" else "give the name of a file in it"
    message = f"error: cannot write {tmp_path}: Is a directory\nhelp: {advice}\n"
    assert result == Result(2, "", message)


@pytest.mark.parametrize(("words", "mark", "other"), MARKS)
def test_file_without_mark_is_not_ours(
    run: Run, tmp_path: Path, words: tuple[str, ...], mark: bytes, other: bytes
) -> None:
    target = tmp_path / "list"
    _export(run, *words, "-o", target)
    theirs = target.read_bytes().replace(mark, other, 1)
    target.write_bytes(theirs)
    message = f"error: {target} is not an export of cmcct\n{HELP}"
    assert _export(run, *words, "-o", target) == Result(2, "", message)
    assert target.read_bytes() == theirs


@pytest.mark.sweep
@pytest.mark.parametrize(
    "content",
    [
        b"mine",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"BEGIN:VCARD",
        b"{}",
        b"# Notes\n",
        b"id,country\r\n",
    ],
)
@pytest.mark.parametrize("form", SUFFIXES)
def test_a_file_of_another_kind_needs_force(
    run: Run, tmp_path: Path, form: str, content: bytes
) -> None:
    target = tmp_path / "list"
    target.write_bytes(content)
    assert _export(run, form, "-o", target).err.endswith(HELP)
    assert target.read_bytes() == content


@pytest.mark.parametrize("form", SUFFIXES)
def test_forced_export_is_written_over_another_file(run: Run, tmp_path: Path, form: str) -> None:
    target = tmp_path / "list"
    target.write_bytes(b"mine")
    assert _export(run, form, "-o", target, "--force").code == 0
    assert is_own_export(target)


def test_a_workbook_of_another_program_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    for name in ("docProps/core.xml", "other.xml"):
        with zipfile.ZipFile(path, "w") as book:
            book.writestr(name, "<dc:creator>Ada</dc:creator>")
        assert not is_own_export(path)


def test_unreadable_file_is_not_ours(tmp_path: Path) -> None:
    assert not is_own_export(tmp_path)
    odd = tmp_path / "odd.csv"
    header = address_books.HEADERS["google"].encode()
    for content in (
        b"First Name,Middle Name",
        header + b'\n"' + b"x" * 200_000,
        header + b"\nAda\n",
    ):
        odd.write_bytes(content)
        assert not is_own_export(odd)
    with odd.open("wb") as file:
        file.write(b"BEGIN:VCARD\r\n")
        file.truncate(10**12)
    assert not is_own_export(odd)


def test_an_export_that_may_not_be_read_needs_force(tmp_path: Path) -> None:
    target = tmp_path / "list"
    words = command("export", "csv", "-o", target, "--directory", SHIPPED)
    assert run_process(words).code == 0
    target.chmod(0)
    message = f"error: {target} is not an export of cmcct\n{HELP}"
    assert run_process(without_root(words)) == Result(2, "", message)


def test_an_empty_file_may_be_written_over(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "list"
    target.touch()
    assert _export(run, "csv", "-o", target).code == 0


def test_a_link_of_ones_own_is_followed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    assert _export(run, "csv", "-o", tmp_path / "shared" / "list.csv").code == 0
    link = tmp_path / "list.csv"
    link.symlink_to("shared/list.csv")
    assert _export(run, "csv", "-o", link, "--audience", "public").code == 0
    assert link.is_symlink()
    assert "TLP:CLEAR" in (tmp_path / "shared" / "list.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"mine", b"", None])
def test_link_to_foreign_file_needs_force(run: Run, tmp_path: Path, content: bytes | None) -> None:
    real, link = tmp_path / "real", tmp_path / "list.csv"
    if content is not None:
        real.write_bytes(content)
    link.symlink_to("real")
    why = "does not exist" if content is None else "is not an export of cmcct"
    message = f"error: {link} is a link to {real}, which {why}\n{HELP}"
    assert _export(run, "csv", "-o", link) == Result(2, "", message)
    assert (real.read_bytes() if real.exists() else None) == content
    assert _export(run, "csv", "-o", link, "--force").code == 0
    assert link.is_symlink()
    assert is_own_export(real)


def test_a_pipe_that_lies_there_needs_force(tmp_path: Path) -> None:
    target = tmp_path / "pipe"
    os.mkfifo(target)
    words = command("export", "csv", "-o", target, "--directory", SHIPPED)
    message = f"error: {target} is not an export of cmcct\n{HELP}"
    assert run_process(words) == Result(2, "", message)


@pytest.mark.parametrize("line", ['"$@" -o >(cat)', '"$@" -o /dev/stdout', '"$@" -o /dev/fd/1'])
def test_descriptor_of_shell_is_written_to(shell: Shell, line: str) -> None:
    done = shell(f"{line} | cat", "export", "json", "--directory", SHIPPED)
    assert (done.code, json.loads(done.out)["audience"]) == (0, "network")


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_directory_is_never_overwritten_under_any_name(
    run: Run, write: Write, tmp_path: Path, force: tuple[str, ...]
) -> None:
    path = write(ADA)
    text = path.read_bytes()
    (tmp_path / "other").hardlink_to(path)
    for target in (path, tmp_path / "other"):
        result = run("export", "csv", "--directory", path, "-o", target, *force)
        assert result.err.startswith(f"error: the output would overwrite {target}\n")
    assert path.read_bytes() == text


@pytest.mark.parametrize("end", ["/", "/.", "//"])
def test_slash_at_the_end_means_a_folder(run: Run, tmp_path: Path, end: str) -> None:
    target = tmp_path / "lists"
    result = _export(run, "vcard", "-o", f"{target}{end}")
    message = f"error: the folder {target} does not exist\nhelp: run mkdir -p {target}\n"
    assert result == Result(2, "", message)
    target.write_bytes(b"")
    result = _export(run, "vcard", "-o", f"{target}{end}")
    message = f"error: cannot write {target}{end}: Not a directory\nhelp: choose another one\n"
    assert result == Result(2, "", message)
    assert target.read_bytes() == b""


@pytest.mark.parametrize("name", [".git", ".GIT/hooks", "link", "link/new"])
def test_cards_are_not_written_into_folder_of_git(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / ".git")
    result = _export(run, "vcard", "--split", "-o", tmp_path / name)
    message = (
        f"error: {tmp_path / name} is part of a git repository's data\n"
        "help: choose an empty folder\n"
    )
    assert result == Result(2, "", message)
    assert not [*(tmp_path / ".git").iterdir()]


def test_cards_are_not_written_into_linked_git_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / ".git").symlink_to(tmp_path / "real")
    assert _export(run, "vcard", "--split", "-o", tmp_path / ".git").code == 2


def test_a_folder_that_is_missing_is_named(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "my lists" / "new"
    result = _export(run, "csv", "-o", folder / "list.csv")
    made = f"mkdir -p {shlex.quote(str(folder))}"
    message = f"error: the folder {folder} does not exist\nhelp: run {made}\n"
    assert result == Result(2, "", message)
    subprocess.run([need("bash", "apt install bash"), "-c", made], check=True)
    assert _export(run, "csv", "-o", folder / "list.csv").code == 0


@pytest.mark.parametrize(
    ("form", "name", "suffix"),
    [
        ("vcard", "out.csv", ".vcf"),
        ("vcard", "out.TXT", ".vcf"),
        ("csv", "out.xlsx", ".csv"),
        ("xlsx", "out.csv", ".xlsx"),
        ("html", "out.md", ".html"),
        ("pdf", "out.html", ".pdf"),
        ("markdown", "out.html", ".md"),
        ("json", "out.vcf", ".json"),
    ],
)
def test_an_extension_of_another_format_is_refused(
    run: Run, tmp_path: Path, form: str, name: str, suffix: str
) -> None:
    target = tmp_path / name
    result = _export(run, form, "-o", target)
    message = f"error: the name {target} does not match the format {form}\n"
    assert (result.code, target.exists()) == (2, False)
    assert result.err.startswith(f"{message}help: end it in {suffix}")
    assert _export(run, form, "-o", target, "--force").code == 0
    assert is_own_export(target)


@pytest.mark.parametrize(
    ("words", "message", "command"),
    [
        ("xlsx -o x.docx", "no hay un formato docx; Word abre html", "html -o x.html"),
        ("guyana -o x.DOC", "no hay un formato DOC; Word abre html", "html guyana -o x.html"),
        ("x.odt", "no hay un formato odt; Word abre html", "html x.html"),
        ("word", "no hay un formato word; Word abre html", "html"),
        ("docx -o x.docx", "no hay un formato docx; Word abre html", "html -o x.html"),
        ("csv -o y.xls", "no hay un formato xls; Excel abre xlsx", "xlsx -o y.xlsx"),
    ],
)
def test_the_format_that_another_program_opens_is_named(  # noqa: PLR0913, PLR0917 - fixtures
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: str,
    message: str,
    command: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CMCCT_LANG", "es")
    refused = _export(run, *words.split())
    help_line = f"ayuda: ejecute cmcct export {command}"
    assert refused == Result(2, "", f"error: {message}\n{help_line}\n")
    assert list(tmp_path.iterdir()) == []
    assert _export(run, "xlsx", "-o", "x.docx", "--force").code == 0


def test_file_of_another_format_is_not_replaced(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "list.html"
    assert _export(run, "html", "-o", target).code == 0
    before = target.read_bytes()
    refused = _export(run, "csv", "-o", target)
    assert (refused.code, target.read_bytes()) == (2, before)
    assert f" or run cmcct export html -o {target}" in refused.err
    assert refused.err.count("cmcct") == 1


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("vcard", "a.vcf"),
        ("vcard", "a.VCF"),
        ("vcard", "a"),
        ("vcard", "a.2026"),
        ("csv", "a.txt"),
        ("html", "a.htm"),
        ("markdown", "a.txt"),
        ("json", "a.json"),
        ("xlsx", "a.xlsx"),
        ("pdf", "a.pdf"),
    ],
)
def test_an_extension_that_fits_needs_no_hint(
    run: Run, tmp_path: Path, form: str, name: str
) -> None:
    assert "hint:" not in _export(run, form, "-o", tmp_path / name).err


# A folder with a file for each card


def test_changed_card_needs_force(run: Run, write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    args = ("export", "vcard", "--split", "-o", folder, "--directory", write(ADA))
    assert run(*args).code == 0
    card = folder / "gy-ctu.vcf"
    card.write_bytes(card.read_bytes().replace(b"\r\n", b"\n"))
    assert run(*args).code == 0  # a server may have changed the line ends
    theirs = card.read_bytes().replace(b"cmcct//contact", b"phone//contact")
    card.write_bytes(theirs)
    assert run(*args) == Result(
        2,
        "",
        f"error: {folder} contains a card that cmcct did not write: gy-ctu.vcf\nhelp: choose "
        "an empty folder, or use --force to write anyway\n",
    )
    assert card.read_bytes() == theirs
    assert run(*args, "--force").code == 0
    assert b"cmcct//contact" in card.read_bytes()


def test_a_card_that_is_a_link_stays_one_with_force(run: Run, write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "cards"
    folder.mkdir()
    (tmp_path / "mine").write_bytes(b"mine")
    (folder / "gy-ctu.vcf").symlink_to(tmp_path / "mine")
    args = ("export", "vcard", "--split", "-o", folder, "--directory", write(ADA + HOUSE))
    assert run(*args, "--force").code == 2
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert [path.name for path in folder.iterdir()] == ["gy-ctu.vcf"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("-o", "list.xlsx"), ("xlsx", "-o", "list.xlsx")),
        (("list.xlsx",), ("xlsx", "-o", "list.xlsx")),
        (("vcard", "guyana", "l.vcf"), ("vcard", "guyana", "-o", "l.vcf")),
        (("guyana", "police", "-o", "l.vcf"), ("vcard", "guyana", "police", "-o", "l.vcf")),
        (("--output=h.MD", "--lang", "es"), ("markdown", "--output=h.MD", "--lang", "es")),
        (("--country", "haiti", "-o", "x/l.htm"), ("html", "--country", "haiti", "-o", "x/l.htm")),
    ],
)
def test_end_of_a_name_says_the_format(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    named: tuple[str, ...],
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(SHIPPED))
    (tmp_path / "x").mkdir()
    monkeypatch.chdir(tmp_path)
    result = run("export", *words)
    (written,) = (path for path in tmp_path.rglob("*.*"))
    data = written.read_bytes()
    assert result.code == 0
    assert run("export", *named) == result
    assert written.read_bytes() == data


def test_end_of_a_name_that_no_format_has_names_those_of_formats(run: Run) -> None:
    result = run("export", "-o", "list.xyz", "--directory", SHIPPED)
    assert result.code == 2
    assert result.err == (
        "error: the name 'list.xyz' does not say which format to write\n"
        "help: end it in .vcf, .csv, .xlsx, .html, .pdf, .md or .json\n"
    )


def test_name_is_not_asked_for_where_nobody_can_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert export_targets.ask_name("xlsx") is None
