"""One more language is data: Portuguese, of which only a few words are translated."""

import io
import json
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from openpyxl import load_workbook

from tests.support.package_copy import PackageCopy

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

CATALOGUE = """\
msgid ""
msgstr ""
"Language: pt\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Country"
msgstr "País-exemplo"
"""
LANG = ("--lang", "pt")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> PackageCopy:
    """Return a copy of the package with Portuguese: a catalogue, a name of Guyana, a label."""
    copy = PackageCopy(tmp_path_factory.mktemp("copy"))
    copy.replace("cmcct/i18n/messages.py", '"fr": "fr"}', '"fr": "fr", "pt": "pt"}')
    folder = copy.root / "cmcct" / "i18n" / "locale" / "pt" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "cmcct.mo").open("wb") as file:
        write_mo(file, read_po(io.StringIO(CATALOGUE)))
    _add_column(copy.root / "scripts" / "region.tsv", "name_pt", {"GY": "Guiana-exemplo"})
    _add_column(
        copy.root / "scripts" / "vocabulary.tsv", "pt", {"sector\tpolice": "Polícia-exemplo"}
    )
    copy.python(copy.root / "scripts" / "build_data.py")
    copy.write(sectors='["police"]', languages='["en", "pt"]', covers='["Haiti"]')
    return copy


def _add_column(path: Path, name: str, values: dict[str, str]) -> None:
    """Add a column to a table, with a value in the first row of each key."""
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[0] += f"\t{name}"
    for key, value in values.items():
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{key}\t"))
        lines[at] += f"\t{value}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_names_are_in_new_language_or_else_in_english(copy: PackageCopy) -> None:
    counted = copy.run("status", "--by", "half", *LANG)
    assert "Guiana-exemplo" in counted
    assert "Haiti" in counted
    # Nobody can be called from abroad there, so the exit code is 1.
    assert copy.run("call", "Guyana", *LANG).startswith("Guiana-exemplo   seg. 08:00\n")
    found = copy.run("show", "gy-ctu", *LANG)
    assert "País-exemplo" in found
    assert "Guiana-exemplo" in found
    assert "Polícia-exemplo" in found
    assert "Organisation" in found


@pytest.mark.parametrize("words", ["search", "status", "check", "search guiana-exemplo"])
def test_commands_run_in_new_language(copy: PackageCopy, words: str) -> None:
    done = copy.python("-m", "cmcct", *words.split(), *LANG, "--directory", copy.directory)
    assert done.code == 0
    assert done.out


@pytest.mark.parametrize("name", ["csv", "vcard", "html", "markdown", "pdf"])
def test_formats_are_written_in_new_language(copy: PackageCopy, name: str) -> None:
    dialect = ("--dialect", "google") if name == "csv" else ()
    data = copy.export(name, *dialect, *LANG)
    assert name == "pdf" or "Guiana-exemplo" in data.decode()


def test_sheet_has_headings_of_new_language(copy: PackageCopy) -> None:
    sheet = load_workbook(io.BytesIO(copy.export("xlsx", *LANG))).worksheets[0]
    cells = [str(cell.value) for column in sheet.iter_cols() for cell in column]
    assert "País-exemplo" in cells
    assert "Guiana-exemplo" in cells


def test_pack_and_letters_are_written_in_new_language(copy: PackageCopy, tmp_path: Path) -> None:
    copy.run("export", "all", *LANG, "-o", tmp_path / "pack")
    guides = [path for path in (tmp_path / "pack").rglob("*") if "README" in path.name]
    assert guides
    copy.python("-m", "cmcct", "init", tmp_path / "own", *LANG)
    assert (tmp_path / "own" / "directory.toml").exists()


def test_options_and_schema_name_new_language(copy: PackageCopy) -> None:
    wrong = copy.python("-m", "cmcct", "search", "--lang", "xx", "--directory", copy.directory)
    assert "pt" in wrong.err
    assert json.loads(copy.python("-m", "cmcct", "schema").out)
