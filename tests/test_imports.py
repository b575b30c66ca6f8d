"""Import rules: the layers of the packages, and the modules that a search in a pipe needs."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from cmcct.cli import Commands
from cmcct.cli.framework.lazy_group import module_name
from tests.conftest import ROOT, SHIPPED, environment

# From the lowest: each may import itself and those listed before it; a package includes its modules
# without a line of their own.
LAYERS = [
    "cmcct.system",
    "cmcct.text",
    "cmcct.i18n",
    "cmcct.errors",
    "cmcct.diagnostics",
    "cmcct.clock",
    "cmcct.reference",
    "cmcct.toml",
    "cmcct.fieldtypes",
    "cmcct.model",
    "cmcct.storage",
    "cmcct.privacy",
    "cmcct.calling",
    "cmcct.search",
    "cmcct.history.git",
    "cmcct.history",
    "cmcct.check.rules",
    "cmcct.check",
    "cmcct.formats.shared",
    "cmcct.formats",
    "cmcct.editions",
    "cmcct.edit",
    "cmcct.merge",
    "cmcct.importing.readers",
    "cmcct.importing.cells",
    "cmcct.importing.planning",
    "cmcct.importing",
    "cmcct.rounds",
    "cmcct.scaffold",
    "cmcct.cli.vendored_click",
    "cmcct.cli.screen",
    "cmcct.cli.options",
    "cmcct.cli.edits",
    "cmcct.cli.framework",
    "cmcct.cli",
    "cmcct.cli.commands",
    "cmcct.__main__",
]
# Library -> the modules that may import it; for typer, the package.
OWNERS = {
    "babel": {"cmcct.i18n.messages"},
    "email_validator": {"cmcct.fieldtypes.email_address"},
    "jinja2": {"cmcct.formats.html"},
    "openpyxl": {"cmcct.importing.readers.spreadsheet"},
    "opening_hours": {"cmcct.fieldtypes.opening_hours"},
    "phonenumbers": {"cmcct.fieldtypes.phone_number"},
    "pydantic": {
        *(f"cmcct.model.{name}" for name in ("entities", "field_spec", "loader", "recovery")),
        *("cmcct.model.types", "cmcct.editions.manifest"),
    },
    "pydantic_core": {"cmcct.model.recovery", "cmcct.model.types", "cmcct.reference.data"},
    "pyrage": {"cmcct.storage.encrypted_file"},
    "rapidfuzz": {"cmcct.errors.suggest"},
    "rich": {"cmcct.cli.screen.terminal"},
    "segno": {"cmcct.fieldtypes.qr"},
    "tomli_w": {"cmcct.toml.values"},
    "typst": {"cmcct.formats.pdf"},
    "tree_sitter": {"cmcct.toml.positions"},
    "tree_sitter_toml": {"cmcct.toml.positions"},
    "tzdata": {"cmcct.fieldtypes.time_zone"},
    "xlsxwriter": {"cmcct.formats.xlsx"},
}
# The modules that a search in a pipe imports: each import costs time at every start.
NEEDED = [
    *("cmcct", "cmcct.__main__", "cmcct.clock", "cmcct.diagnostics", "cmcct.system"),
    *(f"cmcct.cli{name}" for name in ("", ".commands", ".commands.search", ".vendored_click")),
    *(f"cmcct.cli.framework{name}" for name in ("", ".help_page", ".lazy_group")),
    *(f"cmcct.cli.options{name}" for name in ("", ".completion", ".filter_options")),
    "cmcct.cli.options.load_options",
    *(f"cmcct.cli.screen{name}" for name in ("", ".output")),
    *(f"cmcct.errors{name}" for name in ("", ".exceptions", ".suggest")),
    *(f"cmcct.formats{name}" for name in ("", ".tsv")),
    *(f"cmcct.formats.shared{name}" for name in ("", ".columns", ".phrases")),
    *(f"cmcct.i18n{name}" for name in ("", ".messages")),
    *(f"cmcct.model{name}" for name in ("", ".entities", ".field_spec", ".fields")),
    *("cmcct.model.file_format", "cmcct.model.loader", "cmcct.model.types"),
    *(f"cmcct.privacy{name}" for name in ("", ".audiences", ".levels")),
    *(f"cmcct.reference{name}" for name in ("", ".countries", ".data", ".languages")),
    *(f"cmcct.reference.{name}" for name in ("toll_free", "vocabulary")),
    *(f"cmcct.search{name}" for name in ("", ".query")),
    *(f"cmcct.storage{name}" for name in ("", ".directory_file", ".filesystem")),
    *(f"cmcct.text{name}" for name in ("", ".control_chars", ".folding", ".shell")),
]
# The libraries that it imports: typer and pydantic, each with its dependencies.
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
    """Yield the modules that a file imports, at its top and inside functions."""
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


@cache
def _all_imports() -> dict[str, set[str]]:
    """Return the imports of each module."""
    return {name: set(_imports(path)) for name, path in MODULES.items()}


def _own(name: str) -> set[str]:
    """Return the modules of the package that a module imports."""
    return _all_imports()[name] & MODULES.keys()


def _layer(module: str) -> int:
    """Return the index of a module's layer; -1 for the package itself."""
    if module == "cmcct":
        return -1
    within = [layer for layer in LAYERS if f"{module}.".startswith(f"{layer}.")]
    return LAYERS.index(max(within, key=len))


def test_every_module_has_a_layer_and_none_is_empty() -> None:
    assert {_layer(name) for name in MODULES} == set(range(-1, len(LAYERS)))


def test_modules_import_only_their_and_earlier_layers() -> None:
    later = {
        name: [other for other in _own(name) if _layer(other) > _layer(name)]
        for name in MODULES
        if name != "cmcct"  # its functions import late
    }
    assert {name: others for name, others in later.items() if others} == {}


def test_no_modules_import_each_other_in_a_circle() -> None:
    imports = {name: _own(name) for name in MODULES if name != "cmcct"}
    assert {*TopologicalSorter(imports).static_order()} == {*MODULES}


def test_every_module_of_commands_is_in_the_list() -> None:
    commands = {name for name in MODULES if name.startswith("cmcct.cli.commands.")}
    assert commands == {
        f"cmcct.cli.commands.{module_name(name)}" for name in (*Commands.names, *Commands.unlisted)
    }


def test_every_library_is_imported_by_its_owners_only() -> None:
    found: dict[str, set[str]] = {}
    for name, imported in _all_imports().items():
        for library in {other.split(".")[0] for other in imported}:
            if library != "cmcct" and library not in sys.stdlib_module_names:
                found.setdefault(library, set()).add(name)
    assert all(name.startswith("cmcct.cli") for name in found.pop("typer"))
    assert found == OWNERS


# What asks for the platform, and what a platform lacks.
_PLATFORM = re.compile(
    r"os\.name|sys\.platform|import platform|(?:has|get)attr\((?:os|select|signal)\b"
    r"|import (?:fcntl|select|resource|msvcrt|winreg|pwd)\b|SIGHUP|APPDATA"
    r"|os\.(?:geteuid|getuid|kill|fork|fchmod|fchown|chown|fsync)\b"
)


def test_one_module_asks_for_the_platform() -> None:
    texts = {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()}
    assert [name for name, text in texts.items() if _PLATFORM.search(text)] == ["cmcct.system"]


def test_one_module_imports_private_parts_of_typer() -> None:
    private = {
        name
        for name, imported in _all_imports().items()
        if any(other.startswith("typer._") for other in imported)
    }
    assert private == {"cmcct.cli.vendored_click"}


def test_check_locates_places_only_for_findings(tmp_path: Path) -> None:
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


def test_help_imports_no_model() -> None:
    # The model, and pydantic below it, take half of a start.
    code = "import sys; from cmcct.__main__ import main\ntry: main()\nfinally: print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment(),
    )
    assert {"pydantic", "cmcct.model"}.isdisjoint(done.stdout.split())


def _run(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command on the shipped directory; the last line of stderr names what it imports."""
    # Modules loaded before belong to the machine: its site, and the coverage measurement.
    code = """
import sys
before = {*sys.modules}
from cmcct.__main__ import main
try:
    main()
except SystemExit:
    print(*sorted({*sys.modules} - before), file=sys.stderr)
"""
    return subprocess.run(
        [sys.executable, "-c", code, *words, "--directory", SHIPPED],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=environment(),
    )


def test_words_of_places_are_read_only_for_what_is_no_country() -> None:
    for country, is_read in (("guyana", False), ("st. lucia", False), ("bequia", True)):
        imported = _run("call", country).stderr.splitlines()[-1].split()
        assert ("cmcct.reference.words" in imported) is is_read


def test_piped_search_imports_only_needed_modules() -> None:
    done = _run("search", "--country", "Guyana")
    imported = done.stderr.split()
    assert done.stdout.count("\n") == 5
    assert [name for name in imported if name.split(".")[0] == "cmcct"] == sorted(NEEDED)
    others = {name.split(".")[0] for name in imported} - {"cmcct"} - sys.stdlib_module_names
    assert {name for name in others if not name.startswith("_sysconfigdata_")} <= LIBRARIES
