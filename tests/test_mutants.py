"""The mutants that show what the tests find."""

import ast
from collections.abc import Iterable

import pytest

from tests.support import mutants


def test_each_mutant_of_a_module_is_another_program() -> None:
    _assert_differ(set(mutants.list_mutants(mutants.PACKAGE / "text" / "folding.py")))


@pytest.mark.sweep
def test_each_mutant_is_another_program() -> None:
    drawn = set(mutants.draw(40, 1))
    assert len(drawn) == 40
    _assert_differ(drawn)


def _assert_differ(drawn: Iterable[mutants.Mutant]) -> None:
    for mutant in drawn:
        before = (mutants.PACKAGE / mutant.path).read_bytes()
        assert ast.dump(ast.parse(before)) != ast.dump(ast.parse(mutant.applied_to(before)))
