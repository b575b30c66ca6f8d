"""One entry as text for an editor: extracted and put back."""

import tomllib
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.edit import external_editor
from cmcct.edit.external_editor import EntryReplacement
from cmcct.edit.transaction import NO_OPERATION, EditRejectedError, apply
from cmcct.errors.exceptions import CmcctError, UnknownValueError
from cmcct.i18n.messages import Translator
from cmcct.storage.directory_file import TomlSyntaxError
from cmcct.toml.tables import UnsupportedLayoutError, table_regions
from tests.conftest import Write, examples
from tests.support import layouts
from tests.support.cases import each
from tests.support.rewrites import rewrite_text

DAY = date(2026, 6, 1)
FIRST = """\
[[focal_point]] # c
id = "gy-ctu"
country = "Guyana"
name = "Ada Example"
organisation = "Example Ministry"
sectors = ["police"]
emails = ["ctu@example.org"]
# About it.
"""
LAST = FIRST.replace("gy-ctu", "gy-desk").replace("ctu@", "desk@").replace("Ada", "Óscar")
BOTH = f"# Above.\n{FIRST}\n# Next.\n{LAST}"


def _replaced(path: Path, after: str, id_: str = "gy-ctu") -> EntryReplacement:
    return EntryReplacement(path, id_, external_editor.entry_lines(path, id_), after.encode())


def _carried_out(replacement: EntryReplacement, data: bytes) -> bytes:
    return replacement.rewrite(data, tomllib.loads(data.decode())).text


def test_an_entry_is_shown_from_its_header_on(write: Write) -> None:
    path = write(BOTH)
    assert external_editor.entry_lines(path, "gy-ctu").decode() == FIRST
    assert external_editor.entry_lines(path, "gy-desk").decode() == LAST
    with pytest.raises(UnknownValueError, match="unknown id 'x'"):
        external_editor.entry_lines(path, "x")


@settings(max_examples=examples(16, 500), database=None)
@given(st.integers(0, 2**63))
def test_lines_of_entry_run_from_header_to_comments(seed: int) -> None:
    file = layouts.written(seed)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "directory.toml"
        path.write_bytes(file.data)
        for region in table_regions(file.data):
            if region.path[0] == "focal_point":
                entry = file.raw["focal_point"][region.path[1]]
                assert (
                    external_editor.entry_lines(path, entry["id"])
                    == file.data[region.start : region.end]
                )


@pytest.mark.parametrize(
    ("table", "refusal"),
    [
        ("focal_point = [{ id = 'a' }]\n", UnsupportedLayoutError),
        ("[focal_point]\nid = 'a'\n", UnknownValueError),
    ],
)
def test_entry_without_own_header_is_not_taken_out(
    tmp_path: Path, table: str, refusal: type[CmcctError]
) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(table)
    with pytest.raises(refusal):
        external_editor.entry_lines(path, "a")


def test_other_lines_take_its_place(write: Write) -> None:
    path = write(BOTH)
    before = path.read_text()
    edited = FIRST.replace("Ada", "Zoë")
    for text in (edited, edited.removesuffix("\n")):
        path.write_text(before)
        apply(path, NO_OPERATION, DAY, rewrite=_replaced(path, text).rewrite)
        assert path.read_text() == before.replace(FIRST, edited)


def test_the_last_line_of_a_file_may_lack_its_end(write: Write) -> None:
    path = write(FIRST.removesuffix("\n# About it.\n"))
    edited = FIRST.replace("Ada", "Zoë").removesuffix("\n# About it.\n")
    after = _carried_out(_replaced(path, edited), path.read_bytes())
    assert after.decode().endswith(edited)


def test_lines_of_a_draft_end_as_those_of_the_file(write: Write) -> None:
    path = write(BOTH.replace("\n", "\r\n"))
    data = path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    path.write_bytes(data)
    edited = FIRST.replace("\n", "\r\n").removesuffix("\r\n")
    assert _carried_out(_replaced(path, edited), data) == data


@pytest.mark.parametrize("id_", ["gy-ctu", "gy-desk"])
@pytest.mark.parametrize(
    "draft",
    [
        "",
        "# nothing\n",
        f"{FIRST}\n[check]\nignore = []\n",
        FIRST + FIRST,
        "[[meeting]]\nid = 'x'\n",
    ],
)
def test_a_draft_is_of_one_entry(write: Write, draft: str, id_: str) -> None:
    path = write(BOTH)
    with pytest.raises(CmcctError, match="the draft must contain exactly one entry"):
        _carried_out(_replaced(path, draft, id_), path.read_bytes())


def test_an_entry_changed_meanwhile_is_left_as_it_is(write: Write) -> None:
    path = write(BOTH)
    replacement = _replaced(path, FIRST)
    data = path.read_bytes().replace(b"police", b"justice")
    with pytest.raises(CmcctError, match="gy-ctu was changed by someone else in the meantime"):
        _carried_out(replacement, data)
    elsewhere = path.read_bytes().replace(b"# Above.", b"# Higher.")
    assert _carried_out(replacement, elsewhere) == elsewhere


def _notes(path: Path, draft: str, id_: str = "gy-desk") -> list[tuple[int, str]]:
    replacement = _replaced(path, draft, id_)
    try:
        apply(path, NO_OPERATION, DAY, rewrite=replacement.rewrite)
    except (TomlSyntaxError, EditRejectedError) as error:
        return replacement.notes(error, Translator())
    return []


def test_notes_are_in_the_language_of_the_editor(write: Write) -> None:
    path = write(BOTH)
    replacement = _replaced(path, LAST.replace('"desk@example.org"', '"x"'), "gy-desk")
    with pytest.raises(EditRejectedError) as caught:
        apply(path, NO_OPERATION, DAY, rewrite=replacement.rewrite)
    ((_, note),) = replacement.notes(caught.value, Translator("es"))
    assert note == "no es una dirección de correo electrónico: escriba name@example.org"


def test_finding_is_noted_above_its_line(write: Write) -> None:
    path = write(BOTH)
    draft = LAST.replace("police", "polize").replace('"desk@example.org"', '"x"')
    notes = _notes(path, draft)
    assert [line for line, _ in notes] == [6, 7]
    assert notes[1][1].startswith("not an e-mail address")
    shown = external_editor.add_notes(draft.encode(), notes)
    lines = shown.decode().splitlines()
    assert [i for i, line in enumerate(lines) if line.startswith("#! ")] == [5, 7]
    assert lines[6] == 'sectors = ["polize"]'
    assert external_editor.strip_notes(shown) == draft.encode()


def test_toml_error_is_noted_at_its_line(write: Write) -> None:
    ((line, text),) = _notes(write(BOTH), LAST.replace('"Guyana"', "Guyana"))
    assert line == 3
    assert text
    assert "\n" not in text


def test_finding_elsewhere_is_noted_at_nearest_end(write: Write) -> None:
    path = write(BOTH)
    replacement = _replaced(path, LAST, "gy-ctu")
    with pytest.raises(EditRejectedError) as caught:
        apply(
            path,
            NO_OPERATION,
            DAY,
            rewrite=rewrite_text(
                lambda data: data.replace(b"desk@", b"@").replace(b"2019-03-12", b"1")
            ),
        )
    assert [line for line, _ in replacement.notes(caught.value, Translator())] == [
        1,
        LAST.count("\n") + 1,
    ]
    relocated = replacement.relocate_error(caught.value, path)
    assert isinstance(relocated, EditRejectedError)
    assert relocated.diagnostics == caught.value.diagnostics


@each("text", [b"", b"a", b"a\n", b"a\r\nb", b"\xff\n#!x\n\n"])
@each("line", [1, 2, 3])
def test_notes_come_and_go_and_the_text_stays(text: bytes, line: int) -> None:
    lines = text.count(b"\n") + 1
    notes = [(min(line, lines), "é"), (1, "b")]
    noted = external_editor.add_notes(text, notes)
    assert noted.count(b"#! ") == 2
    assert external_editor.strip_notes(noted) == text


def _placed(path: Path, draft: str) -> list[tuple[int, int, str, int | None]]:
    """Return the findings about a draft of the first entry that has a note in its second line."""
    replacement = _replaced(path, draft, "gy-ctu")
    file = path.with_name("entry.toml")
    file.write_text(draft.replace("\n", "\n#! noted\n", 1), encoding="utf-8")
    with pytest.raises(EditRejectedError) as caught:
        apply(path, NO_OPERATION, DAY, rewrite=replacement.rewrite)
    error = replacement.relocate_error(caught.value, file)
    assert isinstance(error, EditRejectedError)
    assert {found.file for found in error.diagnostics} == {str(file)}
    return [
        (found.span.line, found.span.column, found.finding.message, found.first_line)
        for found in error.diagnostics
    ]


def test_an_error_has_the_line_of_the_draft(write: Write) -> None:
    path = write(BOTH)
    line = FIRST.splitlines().index('country = "Guyana"') + 2
    draft = FIRST.replace('country = "Guyana"', 'country = "Nowhere"')
    assert _placed(path, draft) == [(line, 11, "unknown country 'Nowhere'", None)]


def test_id_taken_in_directory_is_named_by_its_line(write: Write) -> None:
    path = write(BOTH)
    known = path.read_text(encoding="utf-8").splitlines().index('id = "gy-desk"') + 1
    message = f"the id 'gy-desk' is already used, on line {known} of {path}"
    draft = FIRST.replace('id = "gy-ctu"\n', 'id = "gy-ctu"\nformerly = ["gy-desk"]\n')
    assert _placed(path, draft) == [(4, 1, message, None)]


def test_id_repeated_in_draft_is_named_by_its_lines(write: Write) -> None:
    path = write(BOTH)
    draft = FIRST.replace('id = "gy-ctu"\n', 'id = "gy-ctu"\nformerly = ["x", "x"]\n')
    assert _placed(path, draft) == [(4, 18, "the id 'x' is already used", 4)]
