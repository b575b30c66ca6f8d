"""A new field: one description in the model, and every product has it."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cmcct.formats.shared import columns
from tests.conftest import MINIMAL, entry
from tests.support.package_copy import PackageCopy
from tests.support.repositories import Repo

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

KEY = "0x1234 ABCD"
FIELD = """\
    example_key: str = _of_person(
        "text", "The person's example key.", _("Example key")
    ).field(default="")
"""
BEFORE = "    languages: tuple[str, ...] = _of_person(\n"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> PackageCopy:
    """Return a copy of the package with one more field, and a directory that uses it."""
    copy = PackageCopy(tmp_path_factory.mktemp("copy"))
    copy.replace("cmcct/model/entities.py", BEFORE, FIELD + BEFORE)
    copy.write(example_key=f'"{KEY}"')
    return copy


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("csv", ["--dialect", "outlook"]),
        ("csv", ["--dialect", "google"]),
        ("csv", ["--dialect", "thunderbird"]),
        ("vcard", []),
        ("markdown", []),
        ("html", []),
        ("json", []),
    ],
)
def test_format_has_new_field(copy: PackageCopy, name: str, options: list[str]) -> None:
    assert KEY in copy.export(name, *options).decode().replace("\r\n ", "")


def test_csv_has_new_column_behind_known_ones(copy: PackageCopy) -> None:
    header, row = copy.export("csv").decode("utf-8-sig").splitlines()
    assert header.split(",") == [*columns.NAMES, "example_key"]
    assert row.endswith(KEY)


def test_sheet_has_new_column(copy: PackageCopy) -> None:
    sheet = load_workbook(io.BytesIO(copy.export("xlsx"))).worksheets[0]
    cells = [str(cell.value) for column in sheet.iter_cols() for cell in column]
    assert "Example key" in cells
    assert KEY in cells


def test_card_has_new_row(copy: PackageCopy) -> None:
    assert f"Example key   {KEY}\n" in copy.run("show", "gy-ctu")


def test_difference_names_new_field(copy: PackageCopy, tmp_path: Path) -> None:
    old = tmp_path / "old.toml"
    old.write_text(MINIMAL + entry(), encoding="utf-8")
    assert f"Example key: (empty) → {KEY}" in copy.run("diff", old, copy.directory)


def test_schema_has_new_key(copy: PackageCopy) -> None:
    schema = json.loads(copy.python("-m", "cmcct", "schema").out)
    properties = schema["properties"]["focal_point"]["items"]["properties"]
    assert properties["example_key"]["description"] == "The person's example key."


def test_option_sets_new_field_and_replace_removes_it(copy: PackageCopy) -> None:
    copy.write()
    copy.run("set", "gy-ctu", f"example_key={KEY}")
    assert f'example_key = "{KEY}"' in copy.run("show", "gy-ctu", "--format", "toml")
    copy.run("replace", "gy-ctu", "--name", "Bo Example")
    assert KEY not in copy.directory.read_text(encoding="utf-8")
    copy.write(example_key=f'"{KEY}"')


def test_older_versions_lack_removed_value(copy: PackageCopy, tmp_path: Path) -> None:
    repository = Repo(tmp_path)
    repository.git("init", "--quiet")
    repository.commit(entry(example_key=f'"{KEY}"'))
    repository.commit(entry())
    older = ("--at", "HEAD~1", "--directory", repository.path)
    assert KEY not in copy.python("-m", "cmcct", "export", "json", *older).out
    assert (
        KEY in copy.python("-m", "cmcct", "export", "json", "--audience", "secretariat", *older).out
    )
    diff = (
        "-m",
        "cmcct",
        "diff",
        "HEAD~1",
        "--directory",
        repository.path,
        "--audience",
        "network",
    )
    assert (
        copy.python(*diff).out
        == "1 changed\nGuyana\n  changed: Ada Example (gy-ctu)\n    Example key: removed\n"
    )
    repository.commit(entry(example_key='"0x5678"'))
    assert "Example key: replaced by 0x5678" in copy.python(*diff[:3], "HEAD~2", *diff[4:]).out


def test_retired_person_of_secretariat_loses_value(copy: PackageCopy) -> None:
    copy.write(example_key=f'"{KEY}"', sharing='"secretariat"')
    copy.run("retire", "gy-ctu", "--yes")
    text = copy.directory.read_text(encoding="utf-8")
    assert 'status = "left"' in text
    assert KEY not in text
    copy.write(example_key=f'"{KEY}"')


def test_log_shows_no_value_of_new_field(copy: PackageCopy) -> None:
    show = "from cmcct.privacy.redaction import may_show; print(may_show(('focal_point', 0, {!r})))"
    assert copy.python("-c", show.format("example_key")).out == "False\n"
    assert copy.python("-c", show.format("title")).out == "True\n"


def test_catalogues_ask_for_new_label(copy: PackageCopy) -> None:
    copy.python(copy.root / "scripts" / "catalogues.py")
    for path in copy.root.glob("cmcct/i18n/locale/*/LC_MESSAGES/cmcct.po"):
        assert 'msgid "Example key"\nmsgstr ""\n' in path.read_text(encoding="utf-8")
