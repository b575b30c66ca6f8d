"""Mutants: single changes of the code, at places drawn by a seed, that the tests must notice.

    python -m tests.support.mutants 60 1            # list the mutants
    python -m tests.support.mutants 60 1 run        # run the tests on each, and list the survivors
    python -m tests.support.mutants 60 1 run 7 12   # on the seventh and the twelfth alone

It changes one file of this checkout at a time and restores it; commit first. The tests of the
mutant's package run first, then all that README's test command runs.
"""

import ast
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "cmcct"

_Positioned = ast.expr | ast.stmt

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: ">=",
    ast.LtE: ">",
    ast.Gt: "<=",
    ast.GtE: "<",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}


@dataclass(frozen=True, order=True)
class Mutant:
    """A change of one file: UTF-8 bytes from `start` to `end` become `text`."""

    path: str  # below `cmcct`, with slashes
    start: int
    end: int
    text: str
    line: int

    def applied_to(self, data: bytes) -> bytes:
        """Return the file with the change."""
        return data[: self.start] + self.text.encode() + data[self.end :]

    def __str__(self) -> str:
        data = (PACKAGE / self.path).read_bytes()
        before = " ".join(data[self.start : self.end].decode().split())
        return f"{self.path}:{self.line}: {before} -> {self.text}"


def list_mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    data = path.read_bytes()
    starts = [0, *accumulate(map(len, data.splitlines(keepends=True)))]
    name = path.relative_to(PACKAGE).as_posix()

    def span(node: _Positioned) -> tuple[int, int]:
        ends = (node.end_lineno or 0) - 1, node.end_col_offset or 0
        return starts[node.lineno - 1] + node.col_offset, starts[ends[0]] + ends[1]

    def text(node: ast.expr) -> str:
        return data[slice(*span(node))].decode()

    for node in _list_measured_nodes(ast.parse(data)):
        for part, changed in _list_changes(node, text):
            yield Mutant(name, *span(part), changed, part.lineno)


def _list_measured_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes inside of functions, without annotations, defaults and type-checking."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for statement in node.body:
                if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
                    yield from ast.walk(statement)


def _list_changes(  # noqa: C901 - a table
    node: ast.AST, text: Callable[[ast.expr], str]
) -> Iterator[tuple[_Positioned, str]]:
    """Yield (expression or statement to replace, its replacement)."""
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            yield node, f"(({text(left)}) {_OPERATORS[type(operator)]} ({text(right)}))"
        case ast.BoolOp(op=operator, values=values):
            word = " or " if isinstance(operator, ast.And) else " and "
            yield node, f"({word.join(f'({text(value)})' for value in values)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"bool({text(operand)})"
        case ast.IfExp(test=test) | ast.If(test=test) | ast.While(test=test):
            yield test, f"(not ({text(test)}))"
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as operator, right=right):
            sign = "-" if isinstance(operator, ast.Add) else "+"
            yield node, f"(({text(left)}) {sign} ({text(right)}))"
        case ast.Constant(value=bool() as value):
            yield node, str(not value)
        case ast.Constant(value=int() as value):
            yield node, str(value + 1)
        case ast.Return(value=ast.expr() as value) if text(value) != "None":
            yield node, "return None"
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise():
            yield node, "pass"
        case ast.Continue():
            yield node, "break"


def draw(count: int, seed: int) -> list[Mutant]:
    """Return that many mutants of all modules, the same for a seed and a version of the code."""
    every = sorted({mutant for path in PACKAGE.rglob("*.py") for mutant in list_mutants(path)})
    return random.Random(seed).sample(every, count)  # noqa: S311 - not a secret


def run(mutant: Mutant) -> str:
    """Return the first test that fails with a mutant, or "" if it survives."""
    path = PACKAGE / mutant.path
    data = path.read_bytes()
    path.write_bytes(mutant.applied_to(data))
    try:
        return next(filter(None, (_run_tests(words) for words in _list_runs(mutant))), "")
    finally:
        path.write_bytes(data)


def _list_runs(mutant: Mutant) -> Iterator[list[str]]:
    """Yield the arguments of pytest, the tests most likely to notice first."""
    folder = ROOT / "tests" / Path(mutant.path).parent
    stem = Path(mutant.path).stem.strip("_")
    near = folder / f"test_{stem}.py"
    if near.is_file():
        yield [str(near)]
    if folder.is_dir() and folder != ROOT / "tests":
        yield [str(folder), "-n", "2"]
    yield ["-n", "2"]


def _run_tests(words: list[str]) -> str:
    """Return the name of the first failed test, or ""."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    if done.returncode in {0, 5}:  # 5: no tests
        return ""
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return failed[1] if failed else "(the tests did not run)"


def main(count: str, seed: str, *words: str) -> None:
    """Print the mutants, or what the tests say of them."""
    mutants = draw(int(count), int(seed))
    chosen = [int(word) for word in words[1:]] or range(1, len(mutants) + 1)
    for number in chosen:
        mutant = mutants[number - 1]
        start = time.monotonic()
        test = run(mutant) if words else ""
        verdict = f"  {test or 'SURVIVES'}  {time.monotonic() - start:.0f} s" if words else ""
        sys.stdout.write(f"{number:2} {mutant}{verdict}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
