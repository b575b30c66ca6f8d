"""`export all`: packs of files for recipients."""

import json
import re
import stat
import subprocess
from pathlib import Path

import pytest

from cmcct.editions import pack
from cmcct.editions.pack import PackFormat
from cmcct.i18n.messages import LANGUAGES, _
from cmcct.privacy.levels import AUDIENCES
from tests.conftest import SHIPPED, OnTerminal, Result, Run, Write, command, list_names
from tests.support import terminals, texts
from tests.support.cli_samples import ADA, HOUSE
from tests.support.decoding import decoded, unzipped
from tests.support.pdf_texts import read_text
from tests.support.programs import need
from tests.support.repositories import repository

DRAFT = "a draft: directory.toml is not in a git repository\n"
FILES = ["GUIDE.txt", "README.txt", "SHA256SUMS", "list.html", "list.vcf"]
FILES = sorted([*FILES, "list.pdf", "list.xlsx", "outlook.csv"])
PRIVATE = ("609 1234", "6091234", "house@example", "Call first", "Cato")


def _text(folder: Path) -> str:
    """Return the text of all files of a pack, unpacked and decoded."""
    texts = []
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        read = {".xlsx": unzipped, ".pdf": read_text}.get(path.suffix, bytes.decode)
        text = read(data)
        texts += [text, *decoded(text)]
    return "\n".join(texts)


def test_pack_has_files_guide_readme_and_checksums(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(ADA + HOUSE)
    target = tmp_path / "lists"
    made = run("export", "all", "-o", target, "--directory", path)
    place = target / "network" / "en"
    held = "left out for the network audience: 1 entry, 1 e-mail or number\n"
    message = f"{place}: 1 entry, audience network, TLP:AMBER\n{held}{DRAFT}"
    assert made == Result(0, "", message)
    assert list_names(target) == ["network"]
    assert list_names(place) == FILES
    mark = json.loads(run("export", "json", "--directory", path).out)["content"]
    readme = (place / "README.txt").read_text(encoding="utf-8")
    texts.expect("pack-readme", readme.replace(mark, "MARK"))
    need("sha256sum", "apt install coreutils")
    subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=place, check=True)
    sums = (place / "SHA256SUMS").read_text(encoding="utf-8")
    assert re.findall("  (.*)", sums) == [name for name in FILES if name != "SHA256SUMS"]


@pytest.mark.sweep(2)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_guide_names_no_file_whose_library_is_missing(
    lang: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "find_spec", lambda _library: None)
    assert run("export", "all", "--lang", lang, "-o", tmp_path, "--directory", SHIPPED).code == 0
    place = tmp_path / "network" / lang
    guide = (place / "GUIDE.txt").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+\.(?:vcf|csv|xlsx|html|pdf))`", guide))
    assert {*list_names(place)} == {*named, "GUIDE.txt", "README.txt", "SHA256SUMS"}
    assert not any(name.endswith(".pdf") for name in named)


@pytest.mark.sweep(2)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_files_are_those_of_guide_and_other_exports(
    lang: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("export", "all", "--lang", lang, "-o", ".", "--directory", SHIPPED).code == 0
    place = tmp_path / "network" / lang
    guide = (place / "GUIDE.txt").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+\.(?:vcf|csv|xlsx|html|pdf))`", guide))
    assert {*list_names(place)} == {*named, "GUIDE.txt", "README.txt", "SHA256SUMS"}
    assert "```" not in guide
    assert "](" not in guide
    for form in ("csv --dialect outlook", "vcard", "xlsx", "html", "pdf"):
        words = ("--lang", lang, "-o", tmp_path / "one", "--directory", SHIPPED)
        assert run("export", *form.split(), *words).code == 0
        data = (tmp_path / "one").read_bytes()
        assert data in {path.read_bytes() for path in place.iterdir()}


def test_each_audience_has_only_its_data(run: Run, write: Write, tmp_path: Path) -> None:
    public = ADA.replace("gy-ctu", "gy-desk").replace("gy-unit", "x").replace("ctu@", "desk@")
    path = write(ADA + HOUSE + public + 'sharing = "public"\n')
    words = ("--audience", "public,network", "--audience", "secretariat", "--lang", "fr")
    assert run("export", "all", *words, "-o", tmp_path / "lists", "--directory", path).code == 0
    texts = {name: _text(tmp_path / "lists" / name / "fr") for name in AUDIENCES}
    assert all(text in texts["secretariat"] for text in PRIVATE)
    assert not any(text in texts[name] for text in PRIVATE for name in ("public", "network"))
    assert "ctu@example.org" in texts["network"]
    assert "ctu@example.org" not in texts["public"]
    secret = tmp_path / "lists" / "secretariat" / "fr"
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret.iterdir()} == {0o600}


def test_empty_audience_is_named_with_remedy(run: Run, write: Write, tmp_path: Path) -> None:
    target = tmp_path / "lists"
    words = ("export", "all", "-o", target, "--directory", write(ADA))
    made = run(*words, "--audience", "public,network")
    hint = "no entry for the public audience: run cmcct set ID sharing=public\n"
    assert (made.code, made.err.startswith(hint)) == (0, True)
    assert list_names(target) == ["network"]
    none = run(*words, "--audience", "public")
    assert (none.code, none.err) == (2, f"{hint}error: nothing to export\n")


def test_only_an_unchanged_pack_is_replaced(run: Run, write: Write, tmp_path: Path) -> None:
    target = tmp_path / "lists"
    path = write(ADA)
    words = ("export", "all", "-o", target, "--directory", path)
    assert run(*words).code == 0
    place = target / "network" / "en"
    (place / "old.pdf").write_text("x")
    sums = pack.format_sums({file.name: file.read_bytes() for file in place.iterdir()})
    (place / "SHA256SUMS").write_text(sums, encoding="utf-8")
    write(ADA.replace("Director", "Chief"))
    assert run(*words).code == 0
    assert list_names(place) == FILES
    assert "Chief" in (place / "list.vcf").read_text(encoding="utf-8")
    (place / "list.vcf").write_text("x")
    before = _text(place)
    reason = "has files that cmcct did not write, or that were changed"
    message = f"error: {place} {reason}\nhelp: choose an empty folder\n"
    assert run(*words) == Result(2, "", message)
    assert _text(place) == before
    (place / "SHA256SUMS").unlink()
    (place / "SHA256SUMS").mkdir()
    assert run(*words) == Result(2, "", message)


def test_target_must_be_a_folder(run: Run, write: Write, tmp_path: Path) -> None:
    path = write(ADA)
    (tmp_path / "network").mkdir()
    (tmp_path / "network" / "en").symlink_to(tmp_path)
    words = ("export", "all", "--directory", path, "-o")
    place = tmp_path / "network" / "en"
    message = f"error: {place} is not a folder\nhelp: choose an empty folder\n"
    assert run(*words, tmp_path) == Result(2, "", message)
    assert "is part of a git repository's data" in run(*words, tmp_path / ".git").err
    assert run(*words, path).code == 2


@pytest.mark.parametrize("words", [("--audience", "publik"), ("--lang", "en,pt")])
def test_unknown_word_is_an_error(words: tuple[str, str], run: Run, write: Write) -> None:
    made = run("export", "all", "-o", "lists", *words, "--directory", write(ADA))
    assert (made.code, made.out) == (2, "")
    assert made.err.startswith("error: unknown ")


def test_pack_of_past_version(run: Run, write: Write, tmp_path: Path) -> None:
    made = run("export", "all", "-o", tmp_path / "x", "--at", "HEAD", "--directory", write(ADA))
    assert made.code == 2
    assert "is not in a git repository" in made.err


def test_format_without_its_library_is_left_out(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = PackFormat("{list}.xyz", lambda _view, _lang: "", _("Outlook"), "no_such_library")
    monkeypatch.setattr(pack, "WRITERS", (*pack.WRITERS, missing))
    assert run("export", "all", "-o", tmp_path / "x", "--directory", write(ADA)).code == 0
    assert list_names(tmp_path / "x" / "network" / "en") == FILES


def test_terminal_shows_progress(terminal: OnTerminal, write: Write, tmp_path: Path) -> None:
    words = ("export", "all", "-o", tmp_path / "x", "--directory", write(ADA))
    shown = terminal(*words, colour=True)
    assert (shown.code, "100%" in shown.out) == (0, True)
    assert terminal(*words).out.endswith(DRAFT)


def test_pack_of_an_earlier_version_names_its_day(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repository(tmp_path / "work")
    repo.commit_bytes(SHIPPED.read_bytes())
    monkeypatch.chdir(tmp_path)
    words = ("export", "all", "--at", "HEAD", "-o", "lists", "--directory", repo.path)
    made = run(*words)
    assert (made.code, "draft" in made.err) == (0, False)
    readme = (tmp_path / "lists" / "network" / "en" / "README.txt").read_text(encoding="utf-8")
    assert "\nList of " in readme


def test_page_that_phones_do_not_open_is_left_out(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cmcct.formats.html._MOST_BYTES", 100_000)
    path = write(ADA)
    said = "the page is not written: 1 MB, more than the 10 MB that phones open"
    alone = run("export", "html", "--directory", path, "-o", tmp_path / "list.html")
    help_ = "help: run cmcct export html --country COUNTRY\n"
    assert alone == Result(2, "", f"error: {said}\n{help_}")
    assert not (tmp_path / "list.html").exists()
    made = run("export", "all", "-o", tmp_path / "lists", "--directory", path)
    place = tmp_path / "lists" / "network" / "en"
    assert made.code == 0
    assert said in made.err
    assert list_names(place) == sorted({*FILES} - {"list.html"})
    readme = (place / "README.txt").read_text("utf-8")
    assert re.search(rf"(?m)^list[.]html +{re.escape(said)}$", readme)
    assert "list.html" not in (place / "SHA256SUMS").read_text("utf-8")


def test_all_is_a_word_of_the_readers_language(run: Run, tmp_path: Path) -> None:
    words = ("export", "todo", "--directory", SHIPPED, "-o")
    assert run(*words, tmp_path / "lists").code == 0
    assert (tmp_path / "lists" / "network" / "en").is_dir()
    assert terminals.forked(command(*words), {}) is None  # a fork of this process would stand still
    assert run(*words, tmp_path / "all.xlsx").err.startswith(f"{tmp_path / 'all.xlsx'}: ")
