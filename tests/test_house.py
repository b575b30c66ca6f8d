"""The size of the packages, by `scripts/house.py`."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from scripts import house

MODULE = '''\
"""Say hello.

A docstring of three lines.
"""

# A comment.
def greet(name: str) -> str:  # another
    """Return a greeting."""
    return (
        f"hello {name}"

    )


class Empty:
    """No body but this."""
'''


def test_code_is_counted_without_blanks_comments_and_docstrings(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(MODULE, encoding="utf-8")
    lines, tokens = house.count_code(path)
    assert lines == 5  # def, return, the text, the bracket, class
    assert tokens == 17


def test_bound_names_are_assigned_looped_over_passed_and_matched() -> None:
    tree = ast.parse("def f(a, *b, c=d.e, **g):\n  h = i\n  for j in k: pass\n  [l for m in n]")
    assert sorted(house.list_bound_names(tree)) == ["a", "b", "c", "g", "h", "j", "m"]


def test_each_package_keeps_its_budget() -> None:
    lines = Counter[str]()
    for path in house.PACKAGE.rglob("*.py"):
        lines[house.package_of(path)] += house.count_code(path)[0]
    budgets = house.read_budgets()
    assert lines.keys() == budgets.keys()
    over = {name: count for name, count in lines.items() if count > budgets[name]}
    assert over == {}, "write less, or raise the budget in docs/architecture.md, with the reason"


@pytest.mark.sweep
def test_house_prints_a_row_for_each_package_and_figure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert house.main() == 0
    rows = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines() if line)
    assert int(rows["modules in search"]) > 10
    assert rows["modules"] == str(len([*house.PACKAGE.rglob("*.py")]))
