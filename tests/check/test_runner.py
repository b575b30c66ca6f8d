"""Findings about a file and its private overlay, with their positions."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from cmcct.check import rules, runner
from cmcct.check.rules.registry import Rule
from cmcct.check.runner import CheckResult
from cmcct.diagnostics import ERROR, WARNING, Diagnostic, Span
from cmcct.model.entities import Directory, Phone
from cmcct.storage import directory_file
from tests.conftest import ENTRY, MINIMAL, OVERLAY, SHIPPED, Write, error_of, write_overlay
from tests.support.findings import a_finding

TODAY = date(2026, 6, 1)

CONFIRMED = f"{ENTRY}verified = 2026-03-02\n"
MEND = "run cmcct check"


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def _check(
    path: Path, today: date = TODAY, applied: Sequence[Rule] = rules.ALL_RULES
) -> CheckResult:
    return runner.check_files(path, directory_file.find_overlay(path), today, applied)


def _inspect(path: Path) -> tuple[Diagnostic, ...]:
    return _check(path).diagnostics


def _inspect_text(data: bytes) -> tuple[Diagnostic, ...]:
    return runner.check_text(Path("-"), data, TODAY).diagnostics


def _places(found: tuple[Diagnostic, ...]) -> list[tuple[str, int, str]]:
    return [(each.file, each.span.line, each.finding.code) for each in found]


# The directory


def test_the_least_directory_has_no_finding(write: Write) -> None:
    assert write("").read_text(encoding="utf-8") == f"{MINIMAL}\n"
    assert _inspect(write("")) == ()
    assert _inspect(write(CONFIRMED)) == ()


def test_a_finding_has_its_place_and_its_line(write: Write) -> None:
    path = write(f"{CONFIRMED}title = 5\n")
    finding = a_finding(
        "wrong-type",
        ("focal_point", 0, "title"),
        "not text",
        'put it in quotes: "5"',
        "gy-ctu",
    )
    (found,) = _inspect(path)
    assert found == Diagnostic("directory.toml", Span(23, 9, 23, 10), finding, "title = 5")
    assert found.is_error


def test_a_warning_is_no_error(write: Write) -> None:
    (found,) = _inspect(write(f'{CONFIRMED}title = ""\n'))
    assert (found.finding.severity, found.is_error) == (WARNING, False)


@pytest.mark.parametrize(
    ("more", "span", "excerpt"),
    [
        # At the value, or its item.
        ('emails = ["ctu@@example.org"]\n', (5, 11, 5, 29), 'emails = ["ctu@@example.org"]'),
        ("title = 5\n", (5, 9, 5, 10), "title = 5"),
        # At the key, if it is unknown.
        ("tilte = 5\n", (5, 1, 5, 6), "tilte = 5"),
        ('phones = [{ number = "+592 609 1234", xyz = 1 }]\n', (5, 39, 5, 42), ""),
        # At the header, if a key is missing.
        ("", (3, 1, 3, 16), "[[focal_point]]"),
        # At the first line of a value with several.
        ('phones = [\n  "+592",\n]\n', (6, 3, 6, 9), '  "+592",'),
        ('title = """\na\u0007b"""\n'.replace("\u0007", "\\u0007"), (5, 9, 6, 12), 'title = """'),
    ],
)
def test_place_of_finding_is_its_value(
    more: str, span: tuple[int, int, int, int], excerpt: str
) -> None:
    text = f"[directory]\nname = 'X'\n[[focal_point]]\nid = 'gy-ctu'\n{more}status = 'vacant'\n"
    text += "organisation = 'X'\nsectors = ['police']\n" + ("country = 'GY'\n" if more else "")
    (found,) = _inspect_text(text.encode())
    assert found.span == span
    assert found.excerpt == (excerpt or more.strip())


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"# Only comments.\n# And more.\n", b"\xef\xbb\xbf"]
)
def test_missing_key_of_empty_file_is_at_its_start(data: bytes) -> None:
    hint = 'write name = "…" below [directory]'
    finding = a_finding("missing-key", ("directory",), "'name' is missing", hint)
    line = data.decode("utf-8-sig").split("\n")[0]
    found = _inspect_text(data)
    assert found == (Diagnostic("-", Span(1, 1, 1, 1), finding, line),)


def test_findings_of_all_rules_stand_in_order_of_file(write: Write) -> None:
    path = write(
        'extra = 1\n[[focal_point]]\nhours = "xyzzy"\nphones = ["12"]\nid = "GY"\n'
        "status = 'vacant'\ncountry = 'Xyz'\norganisation = 'X'\nsectors = ['police']\n"
    )
    assert _places(_inspect(path)) == [
        ("directory.toml", 14, "unknown-key"),
        ("directory.toml", 16, "invalid-hours"),
        ("directory.toml", 17, "invalid-phone"),
        ("directory.toml", 18, "invalid-id"),
        ("directory.toml", 20, "unknown-country"),
    ]


def test_repeated_value_names_line_of_first(write: Write) -> None:
    name = 'name = "Bram Voorbeeld"\n'
    again = CONFIRMED.replace('name = "Ada Example"\n', name).replace("ctu@", "unit@")
    (found,) = _inspect(write(CONFIRMED + again))
    assert (found.finding.code, found.span.line, found.first_line) == ("duplicate-id", 25, 16)


@pytest.mark.parametrize(("before", "column"), [(b"", 9), (b"\xef\xbb\xbf", 9)])
def test_a_byte_order_mark_is_no_column(before: bytes, column: int) -> None:
    (found,) = _inspect_text(before + b"check = 5\n[directory]\nname = 'X'\n")
    assert (found.span, found.excerpt) == ((1, column, 1, column + 1), "check = 5")


def test_a_line_ends_before_cr_lf() -> None:
    text = "[directory]\r\nname = 'X'\r\n[check]\r\nignore = 5\r\n"
    (found,) = _inspect_text(text.encode())
    assert (found.span, found.excerpt) == ((4, 10, 4, 11), "ignore = 5")


def test_columns_are_characters() -> None:
    (found,) = _inspect_text("[directory]\nname = 'X'\n[check]\n'e\u0301国😀' = 5\n".encode())
    assert (found.finding.code, found.span) == ("unknown-key", (4, 1, 4, 7))


@pytest.mark.parametrize(
    "junk", ["x = " + "[" * 100 + '"\\u0007"' + "]" * 100, ".".join("x" * 3000) + ' = "\\u0007"']
)
@pytest.mark.parametrize("before", ["", "[[focal_point]]\nid = 'gy-ctu'\n"])
def test_deeply_nested_junk_is_a_finding(write: Write, junk: str, before: str) -> None:
    path = write(f"{before}{junk}\n") if before else write("")
    if not before:
        path.write_text(f"{junk}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    found = {diagnostic.finding.code for diagnostic in _inspect(path)}
    assert {"unknown-key", "control-character"} <= found


# Invalid TOML


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_other_errors_stand_beside_one_without_correction(end: str, mark: bytes) -> None:
    text = end.join(["[directory]", "name = X #", "nmae = 5", ""])
    finding = a_finding("toml-syntax", (), "this text must be in quotes", 'write name = "X" #')
    found = runner.check_text(Path("-"), mark + text.encode(), TODAY)
    assert found.directory == Directory()
    first, second = found.diagnostics
    assert first == Diagnostic("-", Span(2, 8, 2, 9), finding, "name = X #")
    assert (second.finding.code, second.span) == ("unknown-key", Span(3, 1, 3, 5))
    assert second.excerpt == "nmae = 5"
    assert finding.severity == ERROR


def test_bytes_that_are_not_utf_8_are_shown_as_such() -> None:
    (found,) = _inspect_text("# ñ\nname = 'Marí".encode() + b"\xeda'\n")
    assert (found.span, found.excerpt) == ((2, 13, 2, 14), "name = 'Marí\ufffda'")


# The overlay


def test_the_overlay_is_joined(write: Write) -> None:
    path = write(CONFIRMED)
    write_overlay(path)
    found = _check(path)
    assert found.diagnostics == ()
    assert runner.load_valid(path, TODAY) == found.directory
    (point,) = found.directory.focal_points
    assert point.phones == (Phone(number="+592 609 1234", type="mobile", sharing="secretariat"),)


def test_overlay_findings_follow_directory_findings(write: Write) -> None:
    path = write(f"{CONFIRMED}hours = 'xyzzy'\ntitle = 5\n")
    write_overlay(path, f'{OVERLAY}emails = [5, "x"]\n')
    assert _places(_inspect(path)) == [
        ("directory.toml", 23, "invalid-hours"),
        ("directory.toml", 24, "wrong-type"),
        ("directory.private.toml", 7, "wrong-type"),
        ("directory.private.toml", 7, "invalid-email"),
    ]


def test_file_may_be_inspected_with_another_overlay(write: Write) -> None:
    path = write(CONFIRMED)
    other = write_overlay(path, "title = 5\n").rename("other.toml")
    assert runner.check_files(path, None, TODAY).diagnostics == ()
    found = runner.check_files(path, other, TODAY).diagnostics
    assert _places(found) == [("other.toml", 1, "unknown-key")]


def test_broken_overlay_hides_no_directory_finding(write: Write) -> None:
    path = write(f"{CONFIRMED}title = 5\n")
    write_overlay(path, "a = 1\na = 2\n")
    found = _check(path)
    assert _places(found.diagnostics) == [
        ("directory.toml", 23, "wrong-type"),
        ("directory.private.toml", 2, "toml-syntax"),
    ]
    assert [point.id for point in found.directory.focal_points] == ["gy-ctu"]


def test_broken_directory_makes_no_overlay_id_unknown(write: Write) -> None:
    path = write("x = ")
    write_overlay(path, f"{OVERLAY}title = 5\n")
    assert _places(_inspect(path)) == [
        ("directory.toml", 14, "toml-syntax"),
        ("directory.private.toml", 7, "unknown-key"),
    ]
    write_overlay(path, "x = ")
    assert [line for _, line, _ in _places(_inspect(path))] == [14, 1]


def test_unreadable_overlay_is_never_skipped(write: Write) -> None:
    path = write(CONFIRMED)
    overlay = path.with_name("directory.private.toml")
    overlay.symlink_to("nowhere")
    message, _ = error_of(lambda: runner.load_valid(path, TODAY))
    assert message == f"cannot read {overlay}: it is a link"
    overlay.unlink()
    overlay.mkdir()
    assert error_of(lambda: _check(path)) == (
        f"cannot read {overlay}: Is a directory",
        "",
    )


# The directory, strict


def test_directory_with_warnings_is_loaded_strictly(write: Write) -> None:
    path = write(CONFIRMED.replace("2026-03-02", "2020-03-02"))
    assert [found.finding.code for found in _inspect(path)] == ["stale"]
    assert len(runner.load_valid(path, TODAY).focal_points) == 1


@pytest.mark.parametrize(
    ("more", "overlay", "have"),
    [
        ("title = 5\nunit = 5\n", OVERLAY, "the errors in directory.toml"),
        ("", OVERLAY.replace("gy-ctu", "gy-cut"), "the errors in directory.private.toml"),
        (
            "title = 5\n",
            OVERLAY.replace("gy-ctu", "gy-cut"),
            "the errors in directory.toml and directory.private.toml",
        ),
    ],
)
def test_file_with_error_is_refused_strictly_by_name(
    write: Write, more: str, overlay: str, have: str
) -> None:
    path = write(CONFIRMED + more)
    write_overlay(path, overlay)
    refusal = error_of(lambda: runner.load_valid(path, TODAY))
    assert refusal == (f"exports are blocked until {have} are fixed", MEND)


@pytest.mark.parametrize(
    ("more", "overlay", "template"),
    [
        ("x = ", OVERLAY, "directory.toml is not valid TOML: line 23: {}"),
        ("", "x = ", "directory.private.toml is not valid TOML: line 1: {}"),
        ("title = 5\n", "x = ", "directory.private.toml is not valid TOML: line 1: {}"),
        ("x = ", "x = ", "directory.toml is not valid TOML: line 23: {}"),
    ],
)
def test_broken_file_is_refused_strictly_with_reason(
    write: Write, more: str, overlay: str, template: str
) -> None:
    path = write(CONFIRMED + more)
    write_overlay(path, overlay)
    message = template.format("there is no value after the =")
    assert error_of(lambda: runner.load_valid(path, TODAY)) == (message, "run cmcct check")


# Names


def test_file_is_named_relative_to_current_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert runner.display_path(Path("x.toml")) == "x.toml"
    assert runner.display_path(folder / "x.toml") == "x.toml"
    assert runner.display_path(folder / "d" / "e" / "x.toml") == "d/e/x.toml"
    assert runner.display_path(tmp_path / "a" / "b" / "x.toml") == "../x.toml"
    assert runner.display_path(tmp_path / "a" / "x.toml") == "../../x.toml"
    assert runner.display_path(Path("./d/../x.toml")) == "x.toml"
    assert runner.display_path(Path("-")) == "-"


@pytest.mark.parametrize("name", ["b/d/x.toml", "b/c.toml/x.toml", "x/x.toml"])
def test_a_file_elsewhere_is_named_in_full(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "b" / "c"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert runner.display_path(tmp_path / name) == str(tmp_path / name)
    assert runner.display_path(Path(os.path.relpath(tmp_path / name))) == str(tmp_path / name)


def test_all_files_are_below_the_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir("/")
    assert runner.display_path(tmp_path / "x.toml") == str(tmp_path / "x.toml")[1:]


def test_file_keeps_its_name_if_current_folder_is_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert runner.display_path(tmp_path / "x.toml") == str(tmp_path / "x.toml")
    assert runner.display_path(Path("x.toml")) == "x.toml"


@pytest.mark.parametrize(
    "broken", ['[[focal_point]]\ncity = "X"\n', "[[focalpoint]]\n", "[focal_point]\n"]
)
def test_unreadable_id_may_match_overlay_part(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "directory.toml"
    path.write_text(f'[directory]\nname = "X"\n{broken}', encoding="utf-8")
    write_overlay(path, '[[focal_point]]\nid = "gy-ctu"\n')
    found = _check(path).diagnostics
    assert "unknown-value" not in {diagnostic.finding.code for diagnostic in found}
    assert found


def test_strict_load_skips_warnings_with_same_result() -> None:
    later = date(2030, 1, 1)
    assert {d.finding.code for d in _check(SHIPPED, later).diagnostics} == {
        "stale",
        "until-passed",
    }
    assert _check(SHIPPED, later, rules.ERROR_RULES).diagnostics == ()
    assert runner.load_valid(SHIPPED, later) == _check(SHIPPED, later).directory
