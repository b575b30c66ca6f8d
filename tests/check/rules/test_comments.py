"""Rules about comments: the territory lines."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.check import runner
from cmcct.diagnostics import WARNING, Finding, KeyPath
from cmcct.edit.formatter import format_file
from cmcct.model.territory_lines import expected_names
from tests.conftest import MINIMAL, Run, Write, examples
from tests.support import layouts, territories
from tests.support.cases import each
from tests.support.check_samples import TODAY, entry, other
from tests.support.findings import a_finding

HINT = "run cmcct fmt"
AT_RANDOM = settings(max_examples=examples(16, 2000), database=None)


def _formatted(text: str) -> str:
    return format_file(text.encode(), tomllib.loads(text)).text.decode()


def _findings(data: bytes) -> list[Finding]:
    found = runner.check_text(Path("directory.toml"), data, TODAY).diagnostics
    return [one.finding for one in found if one.finding.code == "territory-lines"]


def _warning(message: str, path: KeyPath = (), id_: str = "") -> Finding:
    return a_finding("territory-lines", path, message, HINT, id_)._replace(severity=WARNING)


MEMBERS = ("Aruba", "Barbados", "Belize", "Guyana", "Haiti", "Jamaica", "Venezuela")
SETTINGS = MINIMAL.replace("[directory]\n", f"[directory]\ncountries = {[*MEMBERS]}\nformat = 2\n")
FULL = _formatted(f"{SETTINGS}\n{entry()}\n{other()}")


@each(
    ("old", "new", "message"),
    [
        ("# ---- Haiti ----\n\n", "", "a territory line is missing: Haiti"),
        ("- Haiti", "- Haiti ----\n# ---- Haiti", "a territory line is out of order: Haiti"),
        ("- Haiti", "- Venezuela ----\n# ---- Haiti", "a territory line is out of order: Haiti"),
        ("- Haiti", "- Ghana ----\n# ---- Haiti", "a territory line is out of order: Ghana"),
    ],
)
def test_lines_are_complete_and_in_order(old: str, new: str, message: str) -> None:
    assert _findings(FULL.encode()) == []
    text = FULL.replace(old, new, 1)
    assert _findings(text.encode()) == [_warning(message)]
    assert _findings(_formatted(text).encode()) == []


def test_line_of_a_country_without_an_entry_may_stay() -> None:
    text = FULL.replace("# ---- Haiti", "# ---- Honduras ----\n\n# ---- Haiti")
    ordered = _formatted(text)
    assert "# ---- Haiti ----\n\n# ---- Honduras ----\n" in ordered
    assert _findings(ordered.encode()) == []


def test_missing_lines_are_one_finding() -> None:
    text = FULL.replace("# ---- ", "# -- ").replace("# -- Guyana", "# ---- Guyana")
    message = "7 territory lines are missing: Aruba, Barbados, Belize, Haiti, Jamaica, …"
    assert _findings(text.encode()) == [_warning(message)]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("- Guyana -", "- guyana -", "Guyana"),
        ("# ---- Guyana ----", "# ---- Guyana ----!", "Guyana"),
        ('"Suriname"', '"Japan"', "Japan"),  # another country has a line with its entry
    ],
)
def test_line_is_asked_for_above_the_first_entry(
    old: str, new: str, name: str, run: Run, write: Write
) -> None:
    text = FULL.replace(old, new, 1)
    path = write()
    path.write_text(text, encoding="utf-8")
    entries = [index for index, line in enumerate(text.split("\n"), 1) if line == "[[focal_point]]"]
    number = entries[name == "Japan"]
    out = run("check", path).out
    assert f"a territory line is missing: {name}\n" in out
    assert f"{path.name}:{number}:1\n" in out
    no_member = "it is no member of the network: correct the country, or for a partner "
    advice = f"write # ---- {name} ---- above line {number}\n"
    assert f"help: {no_member * (name == 'Japan')}{advice}" in out
    assert _findings(_formatted(text).encode()) == []


def test_entry_is_below_the_line_of_its_country() -> None:
    path = ("focal_point", 1, "country")
    wrong = _warning("the entry is not below the line # ---- Haiti ----", path, "sr-unit")
    (found,) = _findings(FULL.replace('"Suriname"', '"Haiti"').encode())
    assert found.hint == "move the entry there, or run cmcct fmt"
    assert found._replace(hint=wrong.hint) == wrong
    above = f"{FULL[: FULL.index('# ----')]}{entry()}\n{FULL[FULL.index('# ----') :]}"
    path = ("focal_point", 0, "country")
    message = "the entry is not below the line # ---- Guyana ----"
    assert message in [each.message for each in _findings(above.encode()) if each.path == path]


def test_unknown_country_needs_no_line() -> None:
    assert _findings(FULL.replace('"Suriname"', '"Nowhere"').encode()) == []


@each(("count", "messages"), [(19, []), (20, ["the territory lines are missing"])])
def test_file_without_lines_is_reported_from_20_entries_on(count: int, messages: list[str]) -> None:
    data = "\n".join([MINIMAL, *(entry(id=f'"gy-{i}"') for i in range(count))]).encode()
    assert _findings(data) == [*map(_warning, messages)]


def test_a_table_in_place_of_the_list_is_no_traceback() -> None:
    data = FULL.replace("[[focal_point]]", "[focal_point]", 1)
    assert _findings(data[: data.index("[[focal_point]]")].encode()) != []
    assert expected_names({"directory": {"countries": 5}, "focal_point": {"id": "x"}}) == set()


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_fmt_mends_what_the_rule_reports(seed: int) -> None:
    data = territories.insert_lines(layouts.written(seed).data, seed)
    raw = tomllib.loads(data.decode("utf-8-sig"))
    assert _findings(format_file(data, raw).text) == []
