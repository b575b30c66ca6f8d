"""Imports between modules, and the imports of a search in a pipe."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHIPPED, environment

# Each may import only those before it; a folder covers all its modules.
ORDER = [
    "cmcct",
    "cmcct.folding",
    "cmcct.wording",
    "cmcct.errors",
    "cmcct.controls",
    "cmcct.shell",
    "cmcct.slugs",
    "cmcct.clock",
    "cmcct.logs",
    "cmcct.git_process",
    "cmcct.moments",
    "cmcct.git",
    "cmcct.data",
    "cmcct.suggest",
    "cmcct.languages",
    "cmcct.countries",
    "cmcct.vocabulary",
    "cmcct.repairs",
    "cmcct.emails",
    "cmcct.urls",
    "cmcct.phones",
    "cmcct.zones",
    "cmcct.hours",
    "cmcct.hours_advice",
    "cmcct.qr",
    "cmcct.diagnostics",
    "cmcct.keys",
    "cmcct.syntax.scene",
    "cmcct.syntax.words",
    "cmcct.syntax.repeats",
    "cmcct.syntax.lines",
    "cmcct.syntax.texts",
    "cmcct.syntax.brackets",
    "cmcct.syntax",
    "cmcct.source",
    "cmcct.json_source",
    "cmcct.toml_text",
    "cmcct.kinds",
    "cmcct.model",
    "cmcct.schema",
    "cmcct.salvage",
    "cmcct.owners",
    "cmcct.reading",
    "cmcct.keeping",
    "cmcct.tables",
    "cmcct.sharing",
    "cmcct.checks.rules",
    "cmcct.checks.form",
    "cmcct.checks.ids",
    "cmcct.checks.channels",
    "cmcct.checks.times",
    "cmcct.checks.names",
    "cmcct.checks.people",
    "cmcct.checks.safety",
    "cmcct.checks.private",
    "cmcct.checks.changed",
    "cmcct.checks",
    "cmcct.redaction",
    "cmcct.report",
    "cmcct.store",
    "cmcct.inspection",
    "cmcct.filesystem",
    "cmcct.writing",
    "cmcct.values",
    "cmcct.places",
    "cmcct.changes",
    "cmcct.succession",
    "cmcct.overlay",
    "cmcct.drafts",
    "cmcct.differences",
    "cmcct.history",
    "cmcct.review",
    "cmcct.duplicates",
    "cmcct.merging",
    "cmcct.splices",
    "cmcct.matching",
    "cmcct.stretches",
    "cmcct.line_diff",
    "cmcct.edits",
    "cmcct.formatting",
    "cmcct.doubts",
    "cmcct.summary",
    "cmcct.revising",
    "cmcct.editor",
    "cmcct.terms",
    "cmcct.query",
    "cmcct.formats",
    "cmcct.formats.said",
    "cmcct.formats.columns",
    "cmcct.formats.heads",
    "cmcct.formats.cards",
    "cmcct.formats.address_books",
    "cmcct.formats.csv",
    "cmcct.formats.google",
    "cmcct.formats.outlook",
    "cmcct.formats.thunderbird",
    "cmcct.formats.xlsx",
    "cmcct.formats.emails",
    "cmcct.formats.json",
    "cmcct.formats.toml",
    "cmcct.formats.tsv",
    "cmcct.formats.wire",
    "cmcct.formats.markdown",
    "cmcct.formats.taken_out",
    "cmcct.formats.differences",
    "cmcct.formats.vcard",
    "cmcct.formats.ours",
    "cmcct.vdir",
    "cmcct.formats.html.coverage",
    "cmcct.formats.html.filters",
    "cmcct.formats.html.cards",
    "cmcct.formats.html.data",
    "cmcct.formats.html",
    "cmcct.render",
    "cmcct.starting",
    "cmcct.cli.output",
    "cmcct.cli.error_handler",
    "cmcct.cli.groups",
    "cmcct.cli.complete",
    "cmcct.cli.options",
    "cmcct.cli.loading",
    "cmcct.cli.selection",
    "cmcct.cli.search",
    "cmcct.cli.show",
    "cmcct.cli.list",
    "cmcct.cli.check",
    "cmcct.cli.targets",
    "cmcct.cli.handing_out",
    "cmcct.cli.export",
    "cmcct.cli.emails",
    "cmcct.cli.schema",
    "cmcct.cli.diff",
    "cmcct.cli.log",
    "cmcct.cli.asking",
    "cmcct.cli.consent",
    "cmcct.cli.editing",
    "cmcct.cli.same_person",
    "cmcct.cli.add",
    "cmcct.cli.set",
    "cmcct.cli.edit",
    "cmcct.cli.verify",
    "cmcct.cli.replace",
    "cmcct.cli.retire",
    "cmcct.cli.remove",
    "cmcct.cli.attend",
    "cmcct.cli.rename",
    "cmcct.cli.duplicates",
    "cmcct.cli.merge",
    "cmcct.cli.fmt",
    "cmcct.cli.init",
    "cmcct.cli",
    "cmcct.__main__",
]
# Third-party package -> the modules that may import it.
OWNERS = {
    "babel": {"cmcct.wording"},
    "email_validator": {"cmcct.emails"},
    "jinja2": {"cmcct.formats.html"},
    "opening_hours": {"cmcct.hours"},
    "phonenumbers": {"cmcct.phones"},
    "pydantic": {"cmcct.kinds", "cmcct.model", "cmcct.salvage", "cmcct.reading"},
    "pydantic_core": {"cmcct.kinds", "cmcct.salvage"},
    "rapidfuzz": {"cmcct.suggest"},
    "rich": {"cmcct.render"},
    "segno": {"cmcct.qr"},
    "tomli_w": {"cmcct.toml_text"},
    "tree_sitter": {"cmcct.source"},
    "tree_sitter_toml": {"cmcct.source"},
    "tzdata": {"cmcct.zones"},
    "typer": {name for name in ORDER if name.startswith("cmcct.cli")}
    - {f"cmcct.cli.{name}" for name in ("output", "targets", "asking", "same_person")},
    "vobject": {"cmcct.formats.vcard"},
    "xlsxwriter": {"cmcct.formats.xlsx"},
}
# All that a search in a pipe imports: each import delays the start.
NEEDED = [
    "cmcct",
    *(f"cmcct.{name}" for name in ("__main__", "clock", "controls", "countries", "data")),
    *(f"cmcct.{name}" for name in ("diagnostics", "errors", "folding", "keys", "kinds")),
    *(f"cmcct.{name}" for name in ("languages", "logs", "model", "query", "reading", "sharing")),
    *(f"cmcct.{name}" for name in ("shell", "slugs", "store", "suggest", "vocabulary", "wording")),
    *(f"cmcct.formats{name}" for name in ("", ".columns", ".said", ".tsv")),
    *(
        f"cmcct.cli{name}"
        for name in ("", ".complete", ".error_handler", ".groups", ".loading", ".options")
    ),
    *(f"cmcct.cli.{name}" for name in ("output", "search", "selection")),
]
# Third-party packages: typer and pydantic with their dependencies.
LIBRARIES = {
    *("typer", "annotated_doc", "shellingham"),
    *("pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"),
}


def _modules() -> dict[str, Path]:
    names = {}
    for path in (ROOT / "cmcct").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        names[".".join(parts).removesuffix(".__init__")] = path
    return names


def _imports(path: Path) -> Iterator[str]:
    """Yield the imports of a file, including those inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            assert node.module is not None
            yield from (_meant(node.module, alias.name) for alias in node.names)


def _meant(module: str, name: str) -> str:
    """Return the module that `from module import name` imports."""
    return f"{module}.{name}" if f"{module}.{name}" in MODULES else module


MODULES = _modules()
IMPORTS = {name: set(_imports(path)) for name, path in MODULES.items()}


def test_the_order_names_every_module_once() -> None:
    assert sorted(ORDER) == sorted(MODULES)


@pytest.mark.parametrize("name", ORDER)
def test_a_module_imports_only_those_before_it(name: str) -> None:
    own = {other for other in IMPORTS[name] if other.split(".")[0] == "cmcct"}
    assert own <= set(ORDER[: ORDER.index(name)])


def test_what_the_commands_are_read_from_is_no_import_of_theirs() -> None:
    # The table of commands names the modules as text, and comes after them too.
    text = MODULES["cmcct.cli"].read_text(encoding="utf-8")
    named = [name for name in ORDER if f'("{name}",' in text]
    assert len(named) == 22
    assert all(ORDER.index(name) < ORDER.index("cmcct.cli") for name in named)


def test_every_library_has_its_owners_and_no_other_module_imports_it() -> None:
    found: dict[str, set[str]] = {}
    for name, imported in IMPORTS.items():
        for library in {other.split(".")[0] for other in imported}:
            if library != "cmcct" and library not in sys.stdlib_module_names:
                found.setdefault(library, set()).add(name)
    assert found == OWNERS


def test_a_check_asks_where_things_stand_only_when_something_is_wrong(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("[directory]\n", encoding="utf-8")
    code = "import sys; from cmcct.__main__ import main\ntry: main()\nfinally: print(*sys.modules)"
    for path, is_asked in ((SHIPPED, False), (bad, True)):
        done = subprocess.run(
            [sys.executable, "-c", code, "check", path],
            capture_output=True,
            check=False,
            encoding="utf-8",
            env=environment(),
        )
        assert ("tree_sitter" in done.stdout.split()) is is_asked


def test_a_search_in_a_pipe_imports_nothing_that_it_does_not_need() -> None:
    # Modules loaded before belong to the machine: site, coverage.
    code = """
import sys
before = {*sys.modules}
from cmcct.__main__ import main
try:
    main()
except SystemExit:
    print(*sorted({*sys.modules} - before), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, "search", "--country", "Guyana", "--directory", SHIPPED],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment(),
    )
    imported = done.stderr.split()
    assert done.stdout.count("\n") == 5
    assert [name for name in imported if name.split(".")[0] == "cmcct"] == sorted(NEEDED)
    others = {name.split(".")[0] for name in imported} - {"cmcct"} - sys.stdlib_module_names
    assert {name for name in others if not name.startswith("_sysconfigdata_")} <= LIBRARIES
    # It would load the modules for mail, archives and sockets.
    assert "importlib.metadata" not in imported
