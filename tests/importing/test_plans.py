"""Every file that arrives gives the plan beside it, by a run of the command."""

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Run
from tests.support.repositories import repository

FILES = ROOT / "tests" / "importing" / "files"
PLANS = sorted(path.name for path in FILES.glob("*.plan.toml"))
_SETS = {"sectors", "languages"}


@pytest.mark.parametrize("name", PLANS)
def test_file_gives_the_plan_beside_it(name: str, run: Run, tmp_path: Path) -> None:
    expected = tomllib.loads((FILES / name).read_text(encoding="utf-8"))
    directory = Path(shutil.copy(FILES / "directory.toml", tmp_path))
    if expected.get("handed_out"):
        _hand_out(directory, run, expected["since"])
    before = _entries(directory)
    options = [
        FILES / option if option.endswith(".toml") else option
        for option in expected.get("options", ())
    ]
    words = ("import", FILES / expected["file"], *options, "--directory", directory)

    done = run(*words, "--format", "json")

    assert done.code == expected["exit"], done.err
    rows = json.loads(done.out)
    listed = {row["row"]: row for row in expected["row"]}
    assert listed.keys() <= {row["row"] for row in rows if row["result"] != "ignored"} | {
        row["row"] for row in expected["row"] if row["result"] == "ignored"
    }
    after = _entries(directory)
    for row in rows:
        _compare(row, listed.get(row["row"], {"result": expected["others"]}))
        _compare_kept(listed.get(row["row"], {}), before, after)
    text = directory.read_text(encoding="utf-8")
    assert [word for word in expected["never"] if word in text] == []
    # The second run changes nothing.
    again = json.loads(run(*words, "--format", "json").out)
    assert directory.read_text(encoding="utf-8") == text
    assert {row["result"] for row in again} <= {"same", "question", "unreadable", "ignored"}


def _hand_out(directory: Path, run: Run, since: list[list[str]]) -> None:
    """Commit a directory, tag it, and change it since."""
    repo = repository(directory.parent)
    repo.git("add", directory)
    repo.commit_all()
    repo.git("tag", "handed-out")
    for words in since:
        assert run(*words, "--directory", directory).code == 0
    repo.git("commit", "-qam", "Since")


def _entries(path: Path) -> dict[str, dict[str, Any]]:
    found = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    return {entry["id"]: entry for entry in found}


def _compare(row: dict[str, Any], expected: dict[str, Any]) -> None:
    """Compare a row as `files/README.md` says that plans are to be read."""
    assert row["result"] == expected["result"], row
    if "entry" in expected:
        assert row["entry"] == expected["entry"], row
    for key, value in expected.get("fields", {}).items():
        assert _contains(key, row["fields"][key]["after"], value), (row, key)
        assert "open" not in row["fields"][key]
    if "note" in expected:
        assert any(expected["note"] in note["text"] for note in row["notes"]), row
    for key in {"cell", "code"} & expected.keys():
        assert expected[key] in {finding[key] for finding in row["findings"]}, row


def _contains(key: str, found: Any, expected: Any) -> bool:
    """Texts are alike but for case, sectors and languages sets; other lists contain the listed."""
    if key in _SETS:
        return set(found) == set(expected)
    if isinstance(expected, list):
        return all(any(_is_item(one, item) for one in found) for item in expected)
    return str(found).casefold() == str(expected).casefold()


def _is_item(found: Any, expected: Any) -> bool:
    wanted = expected if isinstance(expected, dict) else {"": expected}
    if not isinstance(found, dict):
        return bool(found == expected)
    main = {"": found.get("number") or found.get("address")}
    return all(_plain((found | main)[key]) == _plain(wanted[key]) for key in wanted)


def _plain(value: Any) -> Any:
    """Return a number as its digits, other texts without case."""
    if not isinstance(value, str):
        return value
    return re.sub(r"\D", "", value) if value.startswith("+") else value.casefold()


def _compare_kept(expected: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> None:
    for key in expected.get("keeps", ()):
        id_ = expected["entry"]
        assert after[id_].get(key) == before[id_].get(key), (id_, key)
