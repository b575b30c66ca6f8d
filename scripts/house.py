"""Print the size of the code: a row for each package, then figures for the whole.

    python scripts/house.py

Code lines are lines with a token that is no comment or docstring. Each package has a budget of code
lines in docs/architecture.md; the exit code is 1 if one is larger than its budget.
"""

import ast
import io
import re
import subprocess
import sys
import tempfile
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "cmcct"
PAGE = ROOT / "docs" / "architecture.md"

VAGUE_NAMES = frozenset(
    "found known one given kept made left others rest told said".split()  # noqa: SIM905
)
LONG_FUNCTION = 60  # lines
LONG_LINE = 100  # characters

_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_BUDGET = re.compile(r"^\| `(?P<package>[a-z0-9_/]+)` \| (?P<lines>[0-9,]+) \|", re.MULTILINE)

# Commands whose path through the modules is counted, in a folder with the shipped directory.
_ROW = """\
name,country,sector,organisation,phone
Zita Example,Guyana,police,Example Police,+592 609 1299
"""
_WALKS = {
    "search": ["search", "--country", "Guyana"],
    "set": ["set", "gy-ctu", "phones.1.number=+592 609 1299", "--yes"],
    "one imported row": ["import", "row.csv", "--yes"],
}
# Print the modules of which a function, not only the top level, runs in a command.
_TRACE = """\
import sys
from cmcct.__main__ import main
files = set()
def note(frame, event, argument):
    code = frame.f_code
    if event == "call" and code.co_flags & 1:  # CO_OPTIMIZED: a function, no class or module
        files.add(code.co_filename)
sys.setprofile(note)
try:
    main()
finally:
    sys.setprofile(None)
    print("\\n".join(files), file=sys.stderr)
"""


@cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def count_code(path: Path) -> tuple[int, int]:
    """Return the code lines of a module, and its tokens, both without comments and docstrings."""
    docstrings = {
        line
        for node in ast.walk(parse(path))
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    text = io.StringIO(path.read_text(encoding="utf-8"))
    tokens = [
        token
        for token in tokenize.generate_tokens(text.readline)
        if token.type not in _LAYOUT and token.string and token.start[0] not in docstrings
    ]
    lines = {line for token in tokens for line in range(token.start[0], token.end[0] + 1)}
    depth = count = 0  # since Python 3.12, an f-string is several tokens
    for token in tokens:
        kind = tokenize.tok_name[token.type]
        depth -= kind == "FSTRING_END"
        count += not depth and kind != "FSTRING_END"
        depth += kind == "FSTRING_START"
    return len(lines), count


def package_of(path: Path) -> str:
    """Return the package of a module, from `cmcct`; `cmcct` for the modules at its top."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else "cmcct"


def read_budgets() -> dict[str, int]:
    """Return the code lines that each package may have, from docs/architecture.md."""
    rows = _BUDGET.finditer(PAGE.read_text(encoding="utf-8"))
    return {row["package"]: int(row["lines"].replace(",", "")) for row in rows}


def list_bound_names(tree: ast.AST) -> Iterator[str]:
    """Yield each name that an assignment, a loop, a pattern or a parameter binds."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name


def _is_record(node: ast.AST) -> bool:
    if not isinstance(node, ast.ClassDef):
        return False
    marks = [ast.unparse(mark) for mark in (*node.decorator_list, *node.bases)]
    return any(mark.startswith("dataclass") or mark == "NamedTuple" for mark in marks)


def _is_alias(node: ast.AST) -> bool:
    is_annotated = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"
    return is_annotated or type(node).__name__ == "TypeAlias"


def _count_walk(words: Iterable[str]) -> int:
    """Return the number of modules of which a function runs in a command."""
    with tempfile.TemporaryDirectory() as folder:
        shipped = (ROOT / "directory.toml").read_bytes()
        (Path(folder) / "directory.toml").write_bytes(shipped)
        (Path(folder) / "row.csv").write_text(_ROW, encoding="utf-8")
        command = [sys.executable, "-c", _TRACE, *words]
        env = {"PYTHONPATH": str(ROOT), "HOME": folder, "PATH": "", "CMCCT_TODAY": "2026-06-01"}
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, check=True
        )
    return sum(line.startswith(str(PACKAGE)) for line in done.stderr.splitlines())


def _count_folder(folder: str) -> int:
    return sum(count_code(path)[0] for path in (ROOT / folder).rglob("*.py"))


def main() -> int:
    """Print the tables; return the exit code."""
    paths = sorted(PACKAGE.rglob("*.py"))
    counts = {path: count_code(path) for path in paths}
    modules = Counter(map(package_of, paths))
    lines: Counter[str] = Counter()
    for path, (code, _) in counts.items():
        lines[package_of(path)] += code
    budgets = read_budgets()
    print(f"{'package':<14}{'code lines':>12}{'budget':>9}{'modules':>9}")
    for package in sorted(lines):
        budget = budgets.get(package, 0)
        mark = "  over" if lines[package] > budget else ""
        print(f"{package:<14}{lines[package]:>12,}{budget:>9,}{modules[package]:>9}{mark}")
    nodes = [node for path in paths for node in ast.walk(parse(path))]
    functions = [
        (node.end_lineno or 0) - node.lineno + 1
        for node in nodes
        if isinstance(node, ast.FunctionDef)
    ]
    names = Counter(name for path in paths for name in list_bound_names(parse(path)))
    vague = sum(names[name] for name in VAGUE_NAMES)
    texts = [path.read_text(encoding="utf-8") for path in paths]
    figures = {
        "code lines": f"{lines.total():,}",
        "tokens": f"{sum(tokens for _, tokens in counts.values()):,}",
        "modules": len(paths),
        "record classes": sum(map(_is_record, nodes)),
        "type aliases": sum(map(_is_alias, nodes)),
        "vague names": f"{vague / names.total():.1%} of {names.total():,}",
        "longest function": max(functions),
        f"functions over {LONG_FUNCTION} lines": sum(n > LONG_FUNCTION for n in functions),
        f"lines over {LONG_LINE} characters": sum(
            len(line) > LONG_LINE for text in texts for line in text.splitlines()
        ),
        **{f"modules in {name}": _count_walk(words) for name, words in _WALKS.items()},
        "lines of JavaScript": sum(
            len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.js")
        ),
        **{
            f"code lines of {folder}/": f"{_count_folder(folder):,}"
            for folder in ("scripts", "tests")
        },
    }
    print()
    for name, figure in figures.items():
        print(f"{name:<28}{figure!s:>16}")
    return int(any(lines[package] > budgets.get(package, 0) for package in lines))


if __name__ == "__main__":
    raise SystemExit(main())
