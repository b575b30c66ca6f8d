"""Edits as transactions: refused or written, and to which file."""

import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cmcct.edit import entry_changes, operations, parse_value, transaction
from cmcct.edit import overlay as overlays
from cmcct.edit.entry_changes import FileChange
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import NO_OPERATION, BeforeAfter, EditRejectedError, apply, prepare
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message
from cmcct.storage import atomic, directory_file
from cmcct.storage.directory_file import TomlSyntaxError
from cmcct.toml.tables import UnsupportedLayoutError
from tests.conftest import ENTRY, Write, limit_file_size, list_names, write_overlay
from tests.support.cases import each
from tests.support.rewrites import rewrite_text

DAY = date(2026, 6, 1)

OTHER = ENTRY.replace("gy-ctu", "gy-desk").replace("ctu@", "desk@").replace("Ada", "Óscar")
BROKEN = OTHER.replace('"police"', '"polize"')
TOP = {"organisation": "Example Ministry", "sectors": ["police"], "country": "Guyana"}


def _set(key: str, value: Any, id_: str = "gy-ctu") -> transaction.Operation[object]:
    return lambda raw, _: operations.assign(
        operations.get_entry(raw, id_), parse_value.key_path(key), value
    )


def _refusal(path: Path, change: transaction.Operation[object]) -> list[str]:
    """Return the findings about a refused edit; assert that nothing is written."""
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(
        EditRejectedError, match="nothing was saved: this would introduce errors"
    ) as caught:
        apply(path, change, DAY)
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before
    return [diagnostic.finding.code for diagnostic in caught.value.diagnostics]


def test_an_edit_is_written_and_told(write: Write) -> None:
    path = write(ENTRY)
    before = path.read_bytes()
    (revision,) = apply(path, _set("title", "Director"), DAY).file_changes
    assert path.read_bytes() == before.replace(b"organ", b'title = "Director"\norgan')
    assert revision[:3] == (path, before, path.read_bytes())
    assert apply(path, _set("title", "Director"), DAY).file_changes == []


def test_too_large_file_is_not_written(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(ENTRY)
    monkeypatch.setattr(directory_file, "MAX_SIZE", len(path.read_bytes()) + 20)
    apply(path, _set("title", "x"), DAY)
    before = path.read_bytes()
    with pytest.raises(CmcctError, match="would be larger than 0 MB"):
        apply(path, _set("title", "x" * 20), DAY)
    with pytest.raises(CmcctError, match="would be larger than 0 MB"):
        apply(path, NO_OPERATION, DAY, rewrite=rewrite_text(lambda data: data + b"#" * 20))
    assert path.read_bytes() == before


def test_dry_run_does_not_wait_for_lock(write: Write) -> None:
    path = write(ENTRY)
    draft = path.with_name(".cmcct-0123456789ab")
    with atomic.lock_folders(path):
        draft.touch()
        apply(path, NO_OPERATION, DAY, dry_run=True)
        assert draft.exists()


def test_outcome_has_report_of_operation(write: Write) -> None:
    path = write(ENTRY)

    def change(raw: RawTable, overlay_raw: RawTable) -> str:
        _set("title", "Director")(raw, overlay_raw)
        return str(raw["focal_point"][0].get("title"))

    outcome = apply(path, change, DAY, dry_run=True)
    assert (outcome.report, outcome.is_written) == ("Director", False)
    outcome = apply(path, change, DAY)
    assert (outcome.report, outcome.is_written) == ("Director", True)
    outcome = apply(path, change, DAY)
    assert (outcome.report, outcome.is_written) == ("Director", False)


def test_rejection_has_report_of_operation(write: Write) -> None:
    def change(raw: RawTable, overlay_raw: RawTable) -> str:
        _set("emails", ["nonsense"])(raw, overlay_raw)
        return "report"

    with pytest.raises(EditRejectedError) as caught:
        apply(write(ENTRY), change, DAY)
    assert caught.value.report == "report"


def test_operation_follows_rewrite(write: Write) -> None:
    path = write(ENTRY)
    before = path.read_bytes()
    apply(path, _set("title", "x"), DAY, rewrite=rewrite_text(lambda data: data + b"# c\n"))
    assert path.read_bytes() == before.replace(b"organ", b'title = "x"\norgan') + b"# c\n"


def test_a_dry_run_writes_nothing(write: Write) -> None:
    path = write(ENTRY)
    before = path.read_bytes()

    def change(raw: RawTable, overlay_raw: RawTable) -> None:
        _set("title", "x")(raw, overlay_raw)
        overlays.get_or_create_part(raw, overlay_raw, operations.get_entry(raw, "gy-ctu"))[
            "address"
        ] = "6 Example Dam"

    file_changes = apply(path, change, DAY, dry_run=True).file_changes
    assert [file_change.path.name for file_change in file_changes] == [
        path.name,
        directory_file.OVERLAY_NAME,
    ]
    assert [*path.parent.iterdir()] == [path]
    assert path.read_bytes() == before
    (file_change,) = apply(
        path, NO_OPERATION, DAY, dry_run=True, rewrite=rewrite_text(lambda data: data + b"\n")
    ).file_changes
    assert file_change.after == before + b"\n"
    assert path.read_bytes() == before


# Refused edits


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("emails", ["nonsense"], "invalid-email"),
        ("phones", ["123"], "invalid-phone"),
        ("sectors", [], "missing-key"),
        ("verified", date(2027, 1, 1), "future-date"),
        ("meetings", ["nowhere"], "unknown-value"),
        ("name", 3, "wrong-type"),
        ("formerly", ["gy-desk"], "duplicate-id"),
        ("id", "gy-desk", "duplicate-id"),
        ("id", 3, "wrong-type"),
        ("id", "", "invalid-id"),
    ],
)
def test_new_errors_are_refused(write: Write, key: str, value: Any, code: str) -> None:
    path = write(f"{ENTRY}{OTHER}")
    found = _refusal(path, lambda raw, _: operations.get_entry(raw, "gy-ctu").update({key: value}))
    assert found == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda raw, _: operations.rename(raw, "gy-ctu", "gy-desk"), "duplicate-id"),
        (lambda raw, _: operations.rename(raw, "gy-ctu", "Gy"), "invalid-id"),
        (lambda raw, _: operations.unset(raw["focal_point"][0], ("emails", 0)), "unreachable"),
        (lambda raw, _: operations.unset(raw["focal_point"][0], ("id",)), "missing-key"),
        (lambda raw, _: raw["directory"].pop("name"), "missing-key"),
        (lambda _, overlay_raw: overlay_raw.update(focal_point=[{"id": "x"}]), "unknown-value"),
        (lambda raw, _: operations.add(raw, [{"id": "gy-ctu", **TOP}]), "duplicate-id"),
    ],
)
def test_breaking_change_is_refused(
    write: Write, change: transaction.Operation[object], code: str
) -> None:
    assert code in _refusal(write(f"{ENTRY}{OTHER}"), change)


def test_old_errors_do_not_stand_in_the_way(write: Write) -> None:
    path = write(f"{ENTRY}{BROKEN}")
    for id_ in ("gy-ctu", "gy-desk"):
        assert apply(path, _set("title", "Director", id_), DAY).file_changes
    assert apply(path, lambda raw, _: operations.rename(raw, "gy-desk", "gy-new"), DAY).file_changes
    assert apply(path, _set("sectors", ["justice"], "gy-new"), DAY).file_changes


def test_old_error_is_new_in_another_entry(write: Write) -> None:
    path = write(f"{ENTRY}{BROKEN}")
    assert _refusal(path, _set("sectors", ["polize"])) == ["unknown-sector"]
    # Of equal errors, only those that come on top are named.
    assert _refusal(path, _set("sectors", ["polize", "polize"], "gy-desk")) == ["unknown-sector"]


def test_a_private_part_left_alone_is_refused(write: Write) -> None:
    path = write(f"{ENTRY}{OTHER}")
    overlay = path.with_name(directory_file.OVERLAY_NAME)
    overlay.write_text('[[focal_point]]\nid = "gy-ctu"\naddress = "6 Example Dam"\n')
    assert _refusal(path, lambda raw, _: operations.remove(raw, ["gy-ctu"])) == ["unknown-value"]
    # It is found by an earlier id.
    assert apply(
        path, lambda raw, _: operations.rename(raw, "gy-ctu", "x"), DAY, dry_run=True
    ).file_changes
    with pytest.raises(EditRejectedError):
        apply(
            path,
            NO_OPERATION,
            DAY,
            rewrite=rewrite_text(lambda data: data.replace(b"gy-ctu", b"gy-unit")),
        )


def test_broken_or_missing_file_is_left_alone(write: Write) -> None:
    path = write("x = ")
    with pytest.raises(TomlSyntaxError):
        apply(path, _set("title", "x"), DAY)
    with pytest.raises(TomlSyntaxError):
        apply(path, NO_OPERATION, DAY, rewrite=rewrite_text(lambda data: data))
    with pytest.raises(CmcctError, match="cannot read"):
        apply(path.with_name("nothing.toml"), _set("title", "x"), DAY)


def test_uneditable_layout_is_left_alone(write: Write) -> None:
    path = write(ENTRY + '[[focal_point.phones]]\nnumber = "+592 609 1201"\n')
    before = path.read_bytes()
    change = lambda raw, _: operations.add_item(raw["focal_point"][0], ("phones",), "+592 609 1202")  # noqa: E731
    with pytest.raises(UnsupportedLayoutError):
        apply(path, change, DAY)
    assert path.read_bytes() == before


def _set_both(raw: RawTable, overlay_raw: RawTable) -> None:
    _set("title", "x")(raw, overlay_raw)
    part = overlays.get_or_create_part(raw, overlay_raw, operations.get_entry(raw, "gy-ctu"))
    part["address"] = "6 Example Dam"


def _write_meanwhile(write: Write, name: str, note: Callable[[BeforeAfter], str]) -> dict[str, str]:
    """Prepare an edit, change a file, write the edit; return the texts of both files."""
    path = write(ENTRY)
    overlay = path.with_name(directory_file.OVERLAY_NAME)
    overlay.write_text('[[focal_point]]\nid = "gy-ctu"\n')
    draft = prepare(path, _set_both, DAY, find_statements=lambda sides: [Message(note(sides))])
    file = path.with_name(name)
    file.write_bytes(file.read_bytes() + b"# somebody else's\n")
    try:
        draft.write()
    finally:
        assert draft.is_written == ("title" in path.read_text())
    return {file.name: file.read_text() for file in (path, overlay)}


@pytest.mark.parametrize("name", ["directory.toml", directory_file.OVERLAY_NAME])
def test_edit_is_made_in_what_somebody_wrote_meanwhile(write: Write, name: str) -> None:
    texts = _write_meanwhile(write, name, lambda _: "the same is agreed to")
    assert 'title = "x"' in texts["directory.toml"]
    assert "6 Example Dam" in texts[directory_file.OVERLAY_NAME]
    assert [text.count("# somebody else's") for text in texts.values()].count(1) == 1


@pytest.mark.parametrize("name", ["directory.toml", directory_file.OVERLAY_NAME])
def test_edit_is_refused_if_another_statement_is_agreed_to(write: Write, name: str) -> None:
    statements = iter("ab")
    message = "directory.toml was changed by someone else in the meantime"
    with pytest.raises(CmcctError, match=message):
        _write_meanwhile(write, name, lambda _: next(statements))


def test_nothing_is_locked_until_a_draft_is_written(write: Write) -> None:
    path = write(ENTRY)
    draft = prepare(path, _set("title", "x"), DAY)
    apply(path, _set("unit", "y"), DAY)  # a second edit neither waits nor is lost
    draft.write()
    assert 'title = "x"' in path.read_text()
    assert 'unit = "y"' in path.read_text()


def test_replaced_file_must_be_as_it_was_read(write: Write) -> None:
    path = write(ENTRY)
    with pytest.raises(CmcctError, match="was changed by someone else"):
        entry_changes.replace_files([FileChange(path, b"other", b"new")])


def test_a_file_removed_meanwhile_does_not_come_back(write: Write) -> None:
    path = write(ENTRY)

    def rewrite(data: bytes) -> bytes:
        path.unlink()
        return data + b"\n"

    with pytest.raises(CmcctError, match="cannot read"):
        apply(path, NO_OPERATION, DAY, rewrite=rewrite_text(rewrite))
    assert not path.exists()


# The overlay


def _make_private(raw: RawTable, overlay_raw: RawTable) -> None:
    part = overlays.get_or_create_part(raw, overlay_raw, operations.get_entry(raw, "gy-ctu"))
    operations.add_item(part, ("phones",), "+592 609 1201")


@pytest.mark.parametrize(
    ("ignored", "after"),
    [
        (None, b"directory.private.toml\n"),
        (b"*.pyc", b"*.pyc\ndirectory.private.toml\n"),
        (b"*.pyc\n", b"*.pyc\ndirectory.private.toml\n"),
        (b"# directory.private.toml\n", b"# directory.private.toml\ndirectory.private.toml\n"),
        (b"/directory.private.toml", b"/directory.private.toml"),
        (b"x\r\ndirectory.private.toml \r\n", b"x\r\ndirectory.private.toml \r\n"),
        (b" directory.private.toml\n", b" directory.private.toml\ndirectory.private.toml\n"),
    ],
)
def test_new_overlay_is_its_owners_and_kept_out_of_git(
    write: Write, ignored: bytes | None, after: bytes
) -> None:
    path = write(ENTRY)
    if ignored is not None:
        path.with_name(".gitignore").write_bytes(ignored)
    (revision,) = apply(path, _make_private, DAY).file_changes
    overlay = path.with_name(directory_file.OVERLAY_NAME)
    text = b'[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\nphones = ["+592 609 1201"]\n'
    assert revision[:3] == (overlay, b"", text)
    assert revision.is_private
    assert overlay.read_bytes() == text
    assert stat.S_IMODE(overlay.stat().st_mode) == 0o600
    assert path.with_name(".gitignore").read_bytes() == after
    assert apply(path, _make_private, DAY).file_changes == []


def test_existing_overlay_is_not_put_into_gitignore(write: Write) -> None:
    path = write(ENTRY)
    overlay = path.with_name(directory_file.OVERLAY_NAME)
    overlay.write_text('[[focal_point]]\nid = "gy-ctu" # c\n')
    apply(path, _make_private, DAY)
    assert overlay.read_text() == (
        '[[focal_point]]\nid = "gy-ctu" # c\nphones = ["+592 609 1201"]\n'
    )
    assert not path.with_name(".gitignore").exists()


def test_an_overlay_elsewhere_is_written_there(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, overlay = write(ENTRY), tmp_path / "secret.toml"
    monkeypatch.setenv("CMCCT_PRIVATE", str(overlay))
    # A misspelt file name is not an empty file.
    with pytest.raises(CmcctError, match=r"cannot read .*secret\.toml"):
        apply(path, _set("title", "x"), DAY)
    apply(path, _make_private, DAY)
    assert b"1201" in overlay.read_bytes()
    assert stat.S_IMODE(overlay.stat().st_mode) == 0o600
    assert overlay.with_name(".gitignore").read_bytes() == b"secret.toml\n"
    monkeypatch.setenv("CMCCT_PRIVATE", str(tmp_path / "missing" / "secret.toml"))
    with pytest.raises(CmcctError, match=r"cannot use .*missing: no such file"):
        apply(path, _make_private, DAY)


@pytest.mark.parametrize("room", [10, 30, 70, 200])
def test_full_disk_changes_neither_file(write: Write, room: int) -> None:
    path = write(ENTRY)
    before = path.read_bytes()

    def change(raw: RawTable, overlay_raw: RawTable) -> None:
        _set("title", "x")(raw, overlay_raw)
        _make_private(raw, overlay_raw)

    with limit_file_size(room), pytest.raises(CmcctError, match="File too large"):
        apply(path, change, DAY)
    assert path.read_bytes() == before
    assert list_names(path.parent) == [path.name]


def test_private_file_is_beside_target_of_link(write: Write, tmp_path: Path) -> None:
    path, link = write(ENTRY), tmp_path / "in" / "link.toml"
    link.parent.mkdir()
    link.symlink_to(path)
    apply(link, _make_private, DAY)
    assert list_names(link.parent) == ["link.toml"]
    assert list_names(tmp_path) == [
        ".gitignore",
        directory_file.OVERLAY_NAME,
        "directory.toml",
        "in",
    ]
    assert directory_file.load(link).directory.focal_points[0].phones[0].number == "+592 609 1201"


def test_shared_private_file_keeps_its_mode_and_group(write: Write) -> None:
    path = write(ENTRY)
    overlay = write_overlay(path)
    overlay.chmod(0o660)
    if os.geteuid() == 0:
        os.chown(overlay, 1234, 5678)
    before = overlay.stat()
    apply(path, _make_private, DAY)
    after = overlay.stat()
    kept = [(found.st_mode, found.st_uid, found.st_gid) for found in (before, after)]
    assert (kept[0], after.st_ino != before.st_ino) == (kept[1], True)


@pytest.mark.parametrize("name", ["directory.toml", directory_file.OVERLAY_NAME])
def test_read_only_file_of_the_two_changes_neither(write: Write, name: str) -> None:
    path = write(ENTRY)
    write_overlay(path)
    path.with_name(name).chmod(0o444)
    before = {file: file.read_bytes() for file in path.parent.iterdir()}

    def change(raw: RawTable, overlay_raw: RawTable) -> None:
        operations.remove(raw, ["gy-ctu"])
        del overlay_raw["focal_point"]

    with pytest.raises(CmcctError, match=f"cannot write .*{name}: the file is read-only"):
        apply(path, change, DAY)
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before


# Order of the replacements

PRIVATE = {"focal_point": [{"id": "a", "phones": ["1", "2"], "private_notes": "x"}, {"id": "b"}]}
KNOWN = {"focal_point": [{"id": "a", "formerly": ["a0"]}, {"id": "b"}]}


def _parts(*parts: RawTable) -> RawTable:
    return {"focal_point": [*parts]}


ALL = {"id": "a", "phones": ["1", "2"], "private_notes": "x"}


@each(
    ("wanted", "is_first"),
    [
        (_parts({**ALL, "phones": ["1", "2", "3"]}), True),
        (_parts(ALL, {"id": "b", "phones": ["4"]}), True),
        (_parts(ALL, {"id": "new", "phones": ["4"]}), True),
        (_parts({**ALL, "name": "Ada Example"}), True),
        # Back to an earlier id, which the directory knows.
        (_parts({**ALL, "id": "a0"}), True),
        # A new id, another entry's id, a number less, another note, no part.
        (_parts({**ALL, "id": "c"}), False),
        (_parts({**ALL, "id": "b"}), False),
        (_parts({**ALL, "phones": ["1"]}), False),
        (_parts({**ALL, "private_notes": "y"}), False),
        ({}, False),
    ],
)
def test_private_file_comes_first_where_it_keeps_all(wanted: RawTable, *, is_first: bool) -> None:
    assert entry_changes.keeps_private_data(KNOWN, PRIVATE, wanted) is is_first


# Messages


def _diff(before: str, after: str) -> str:
    return FileChange(Path("directory.toml"), before.encode(), after.encode()).diff()


HEAD = "--- a/directory.toml\n+++ b/directory.toml\n"
NO_END = "\\ No newline at end of file\n"


@each(
    ("before", "after", "lines"),
    [
        ("a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"),
        ("a", "b", f"@@ -1 +1 @@\n-a\n{NO_END}+b\n{NO_END}"),
        ("a", "a\n", f"@@ -1 +1 @@\n-a\n{NO_END}+a\n"),
        ("", "b\n", "@@ -0,0 +1 @@\n+b\n"),
        ("\ufeffa\r\n", "\ufeffb\r\n", "@@ -1 +1 @@\n-a\r\n+b\r\n"),
        ("a\u2028b\x0bc\x85\n", "b\n", "@@ -1 +1 @@\n-a\u2028b\x0bc\x85\n+b\n"),
    ],
)
def test_a_diff_is_as_patch_reads_it(before: str, after: str, lines: str) -> None:
    assert _diff(before, after) == HEAD + lines


def test_diff_of_file_elsewhere_has_single_slash() -> None:
    path = Path(os.sep) / "elsewhere" / "directory.toml"
    assert "\n+++ b/" in FileChange(path, b"", b"x\n").diff()
    assert "//" not in FileChange(path, b"", b"x\n").diff()


def test_reforming_writes_result_unless_it_has_errors(write: Write) -> None:
    path = write(ENTRY)
    before = path.read_bytes()
    with pytest.raises(EditRejectedError):
        apply(
            path,
            NO_OPERATION,
            DAY,
            rewrite=rewrite_text(lambda data: data.replace(b'"police"', b'"polize"')),
        )
    assert path.read_bytes() == before
    assert (
        apply(path, NO_OPERATION, DAY, rewrite=rewrite_text(lambda data: data)).file_changes == []
    )
    (revision,) = apply(
        path, NO_OPERATION, DAY, rewrite=rewrite_text(lambda data: data + b"# c\n")
    ).file_changes
    assert revision.after == path.read_bytes() == before + b"# c\n"


@pytest.mark.parametrize("number", [b"1", b"1.0", b"0x1"])
def test_number_in_place_of_boolean_is_an_error(write: Write, number: bytes) -> None:
    path = write(f'{ENTRY}phones = [{{ number = "911", national = true }}]\n')
    with pytest.raises(EditRejectedError) as caught:
        apply(
            path,
            NO_OPERATION,
            DAY,
            rewrite=rewrite_text(lambda data: data.replace(b"true", number)),
        )
    assert [found.finding.code for found in caught.value.diagnostics] == ["wrong-type"]
