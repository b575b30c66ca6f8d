"""The mutants that show what the tests find."""

import ast

from tests.support import mutants


def test_each_mutant_is_another_program() -> None:
    drawn = mutants.draw(40, 1)
    assert len(set(drawn)) == 40
    for mutant in drawn:
        before = (mutants.PACKAGE / mutant.path).read_bytes()
        assert ast.dump(ast.parse(before)) != ast.dump(ast.parse(mutant.applied_to(before)))
