"""Write docs/reference from the program: `python scripts/reference.py`.

Commands with their options and defaults, the keys of the file, what each format lacks, and the JSON
that the commands print, from a run of each on the shipped directory.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from typer.main import get_command

from cmcct.cli import Commands, app
from cmcct.cli.commands.export import DIALECTS
from cmcct.cli.options import SELECT
from cmcct.errors.exceptions import ExitCode
from cmcct.formats.recognition import SUFFIXES
from cmcct.formats.shared.columns import NAMES
from cmcct.model.entities import NUMBER_COLUMNS
from cmcct.model.field_spec import EntryFieldSpec, FieldSpec, Owner
from cmcct.model.fields import KEYS

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "reference"
# By format, why keys are left out, and which.
WITHOUT: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(
    Path(__file__).with_name("left_out.toml").read_text(encoding="utf-8")
)

EXIT_CODES: Mapping[ExitCode, str] = {
    ExitCode.OK: "The command did what was asked.",
    ExitCode.FINDINGS: "`check` found errors, `diff --exit-code` and `fmt --check` differences;"
    " nothing was found, or something is left to decide.",
    ExitCode.ERROR: "The command line is wrong, a file cannot be read or written, or the directory"
    " has errors. Nothing was changed.",
    ExitCode.CONFLICT: "`merge-file` wrote conflict markers.",
    ExitCode.BUG: "A bug in cmcct; `CMCCT_DEBUG=1` shows where.",
    ExitCode.INTERRUPTED: "Interrupted with Ctrl+C; nothing was changed.",
}
VARIABLES: Mapping[str, str] = {
    "CMCCT_DIRECTORY": "The directory file, as with `--directory`.",
    "CMCCT_PRIVATE": "The private file, if it does not lie beside the directory.",
    "CMCCT_IDENTITY": "The file with the identity that decrypts the private file.",
    "CMCCT_LANG": "The language of messages and tables: `en`, `es`, `nl` or `fr`.",
    "CMCCT_FROM": "The country that `call` dials from, as with `--from`.",
    "CMCCT_HALF": "The half of the network that `call` asks for, as with `--half`.",
    "CMCCT_PAGER": "The pager of long output, before `PAGER`.",
    "CMCCT_TODAY": "The date to work with in place of today's, at noon UTC: `2026-06-01`.",
    "CMCCT_NOW": "The moment to work with, before `CMCCT_TODAY`: `2026-08-02T06:30Z`.",
    "CMCCT_DEBUG": "`1` shows the traceback of a bug. It can contain contacts.",
}
_LONG_NAME = re.compile(r"--[a-z-]+|TERM(?=`)")  # of an option, or of words that select
# Command lines that print JSON of one shape; the heading is the first. `_prepare` makes the folder.
JSON = (
    (
        "search --format json",
        "search --status all --audience secretariat --format json",
        "show gy-ctu --format json",
        "search --directory sparse.toml --format json",
        "search --directory conflict.toml --format json",
    ),
    (
        "call Guyana --format json",
        "call Belize --format json",
        "call Brazil --directory sparse.toml --format json",
    ),
    ("status --format json",),
    (
        "status --by half --format json",
        "status --by sector --format json",
        "status --gap nobody --format json",
    ),
    ("status --night --format json", "status --unvalidated venezuela --format json"),
    ("list sectors --format json",),
    ("merge --format json",),
    ("round status --since 2026-06-01 --format json",),
    ("check broken.toml --format json",),
    ("check broken.toml --statistics --format json",),
    (
        "set gy-ctu title=Chief phones.0.type=mobile --dry-run --format json",
        "set gy-ctu languages+=fr phones.0.national=true --dry-run --format json",
        "replace gy-ctu --name Bo --dry-run --format json",
        "remove gy-ctu --dry-run --format json",
    ),
    ("import people.csv --dry-run --format json",),
    ("round answers reply.eml --dry-run --format json",),
    (
        "export json",
        "export json --audience secretariat",
        "export json --directory sparse.toml",
    ),
    (
        "diff HEAD~1 --format json",
        "diff sparse.toml directory.toml --format json",
        "diff sparse.toml renamed.toml --directory renamed.toml --format json",
    ),
    ("log --format json", "log --audience secretariat --format json"),
    (
        "log gy-ctu --fields --format json",
        "log gy-ctu --fields --audience secretariat --format json",
    ),
    ("log gy-labour --people --format json",),
)
# Keys of a change, whose values are of any type: that of the key that changed.
_VALUES = frozenset({"before", "after"})
_LETTERS = "--since 2026-06-01 -c Guyana -o letters"
# An entry, a meeting and a group with no more than they must have.
_SPARSE = """\
[directory]
name = "Example Network"
format = 2

[[meeting]]
id = "one"
name = "One"
date = "2026-01"

[[working_group]]
id = "ours"
name = "Ours"

[[focal_point]]
id = "br-office"
country = "Brazil"
organisation = "Example Office"
role = "duty-desk"
sectors = ["police"]
phones = ["+55 11 2345 6789"]
handles = [{app = "telegram", id = "example_office"}]
meetings = ["one"]
working_groups = ["ours"]
"""
_REPLY = """\
From: ctu@example.org
Subject: Re: Your entry [cmc ok 2026-06-01 gy-ctu AAAAAAAA]

Yes.
"""
_TYPES = {
    str: "text",
    int: "number",
    float: "number",
    bool: "true or false",
    type(None): "null",
    list: "list",
    dict: "object",
}
_TABLE_TITLES = {
    "file": "The tables of the file",
    "directory": "`[directory]`",
    "check": "`[check]`",
    "private": "`[private]`",
    "meeting": "`[[meeting]]`",
    "working_group": "`[[working_group]]`",
    "focal_point": "`[[focal_point]]`",
    "email": "An e-mail address as a table",
    "phone": "A number as a table",
    "handle": "A handle, always a table",
    "failure": "`failed` of a number",
    "member": "A member of `[private]`",
}


def format_pages() -> dict[str, str]:
    """Return the text of each page by its name."""
    return {
        "commands.md": "".join(_commands()),
        "keys.md": "".join(_keys()),
        "formats.md": "".join(_formats()),
        "json.md": "".join(_json()),
    }


EDITS = "--yes, --dry-run, --format"


def _commands() -> Iterator[str]:
    yield "# Commands\n\nThe texts are those of `cmcct help COMMAND`. Options that several commands"
    yield f" have are in [a table of their own](#shared-options); edits are {EDITS}. The options of"
    yield " `cmcct` itself are written before the command; `--directory` and `--lang` also"
    yield " after it.\n"
    root: Any = get_command(app)
    ctx: Any = root.make_context("cmcct", [], resilient_parsing=True)
    yield _table(("option", "meaning"), _parameters(root, ctx))
    pages = [*_walk("cmcct", root, ctx)][1:]
    counts = Counter(row for _path, command, ctx in pages for row in _parameters(command, ctx))
    # Of two meanings of a name, the rarer is in the tables of its commands.
    by_name = {
        match[0]: row
        for row, count in reversed(counts.most_common())
        if count > 1 and (match := _LONG_NAME.search(row[0]))
    }
    shared = [row for row in counts if row in by_name.values()]
    sections = {**Commands.sections, "Not in the help": Commands.unlisted}
    for section, names in sections.items():
        yield f"\n## {section}\n"
        for path, command, context in pages:
            if path.split()[1] in names:
                yield from _command(path, command, context, shared)
    yield "\n## Shared options\n"
    yield _table(("option", "meaning"), shared)
    yield "\n## Exit codes\n"
    yield _table(("code", "meaning"), ((str(int(code)), EXIT_CODES[code]) for code in ExitCode))
    yield "\n## Environment variables\n"
    yield _table(("variable", "meaning"), ((f"`{name}`", VARIABLES[name]) for name in VARIABLES))


def _walk(path: str, command: Any, ctx: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield a command and those below it, each with its words and its context."""
    yield path, command, ctx
    names = command.list_commands(ctx) if hasattr(command, "list_commands") else ()
    for name in (*names, *getattr(command, "unlisted", ())):
        child = command.get_command(ctx, name)
        context = child.make_context(name, [], parent=ctx, resilient_parsing=True)
        yield from _walk(f"{path} {name}", child, context)


def _command(path: str, command: Any, ctx: Any, shared: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"\n### {path}\n\n{command.help}\n"
    rows = [*_parameters(command, ctx)]
    yield _table(("option", "meaning"), (row for row in rows if row not in shared))
    options = [p for p in command.params if p.param_type_name == "option"]
    # A command has all filters, or none.
    filters = {name for p in options if p.rich_help_panel == SELECT for name in p.opts}
    matches = [_LONG_NAME.search(row[0]) for row in rows if row in shared]
    names = [match[0] for match in matches if match]
    names = [*(["filters"] if filters else []), *(one for one in names if one not in filters)]
    if names:
        listed = ", ".join(names).replace(EDITS, "edits")
        yield f"\nShared: {listed}.\n"
    example = (command.epilog or "").removeprefix("Example: ")
    if example not in {"", path}:
        yield f"\nExample: `{example}`\n"


def _parameters(command: Any, ctx: Any) -> Iterator[tuple[str, str]]:
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        is_of_all = "--help" in parameter.opts or (ctx.parent and "--directory" in parameter.opts)
        if record and not is_of_all:
            name, text = record
            yield f"`{name.partition(' <')[0]}`", text


def _keys() -> Iterator[str]:
    yield "# Keys of directory.toml\n\nA kind in square brackets is a list. `cmcct replace` removes"
    yield " what is of the person, and keeps what is of the seat. Commands take the other words"
    yield " too.\n"
    with Path(__file__).with_name("typed_words.tsv").open(encoding="utf-8") as file:
        typed = [line.rstrip("\n").split("\t") for line in file]
    words = {(table, key): text.replace(";", ", ") for table, key, text in typed}
    for table, keys in KEYS.items():
        yield f"\n## {_TABLE_TITLES[table]}\n"
        rows = (_key(table, *pair, words) for pair in keys.items())
        yield _table(("key", "kind", "meaning", "other words"), rows)
    yield "\n## Columns of numbers\n\n`cmcct set` and `--columns` take them in place of a key.\n"
    columns = (
        (f"`{name}`", spec.meaning, words.get(("column", name), ""))
        for name, spec in NUMBER_COLUMNS.items()
    )
    yield _table(("column", "meaning", "other words"), columns)


def _key(
    table: str, key: str, spec: FieldSpec, words: Mapping[tuple[str, str], str]
) -> tuple[str, ...]:
    required = " Required." if spec.required else ""
    owner = {Owner.SEAT: " Of the seat.", Owner.PERSON: " Of the person."}
    belongs = owner.get(spec.owner, "") if isinstance(spec, EntryFieldSpec) else ""
    meaning = f"{spec.meaning.rstrip('.')}.{required}{belongs}"
    return f"`{key}`", spec.kind, meaning, words.get((table, key), "")


def _formats() -> Iterator[str]:
    yield "# Formats\n\nWhat `cmcct export` writes, and which keys a format leaves out.\n"
    for name, suffixes in SUFFIXES.items():
        endings = ", ".join(f"`{suffix}`" for suffix in suffixes)
        yield f"\n## export {name}\n\nFile names end in {endings}.\n"
        yield from _lacks(WITHOUT.get(name, {}))
        if name == "csv":
            columns = ", ".join(f"`{column}`" for column in NAMES)
            yield f"\nThe columns, in order; later versions add theirs at the end: {columns}.\n"
        for dialect in DIALECTS[1:] if name == "csv" else ():
            yield f"\n### export csv --dialect {dialect}\n"
            yield from _lacks(WITHOUT["address-books"])


def _lacks(reasons: Mapping[str, Sequence[str]]) -> Iterator[str]:
    if not reasons:
        yield "\nHas all keys.\n"
    rows = ((", ".join(f"`{key}`" for key in keys), reason) for reason, keys in reasons.items())
    yield from [_table(("without", "because"), rows)] if reasons else []


def _json() -> Iterator[str]:
    yield "# JSON\n\nThe shape of what a command prints: each key with the types of its values."
    yield " A key with ? may be missing. The shapes are those of runs on `directory.toml`: what is"
    yield " null or an empty list in them can have values in another run. A command that ends"
    yield ' with exit code 2 before it has a result writes `{"version": 1, "error": …}`, and the'
    yield " message to stderr. An edit of `check` is a range of the text, whose end is exclusive,"
    yield " and the text that takes its place; lines and columns count from 1, in characters. Those"
    yield " of one finding are applied without those of others. In the log of a build server they"
    yield " have no text; findings of the private file have none.\n\nThe commands that edit show a"
    yield " trial in one shape, with `--dry-run --format json`; `import` and `round answers` have"
    yield " lists of their own. A key of a change is as in `cmcct set`; `change` is `changed`,"
    yield " `added` or `removed`. A `value` is that of the key, of any type: as in the file; in"
    yield " `diff` and `log`, as in `cmcct export json`. `questions` are what the edit would ask."
    yield " `masked` says that a value is `…`, and the diff has none: in the log of a build server,"
    yield " and of the private file off a terminal. Of an encrypted file there is no diff.\n"
    with tempfile.TemporaryDirectory() as folder:
        _prepare(Path(folder))
        for runs in JSON:
            values = [json.loads(_run(Path(folder), f"cmcct {words}")) for words in runs]
            shape = "\n".join(describe_shape("", values))
            yield f"\n## cmcct {runs[0]}\n\n"
            if any(words.startswith("show ") for words in runs):
                yield "`cmcct show` prints the same.\n\n"
            yield f"```text\n{shape}\n```\n"


def _prepare(folder: Path) -> None:
    """Make a repository with a change, a file with an error, a sheet to import, and a reply."""
    text = (ROOT / "directory.toml").read_text(encoding="utf-8")
    (folder / "directory.toml").write_text(text, encoding="utf-8")
    broken = text.replace("Guyana", "Guiana", 1).replace("ctu@example.org", "ctu@example..org", 1)
    (folder / "broken.toml").write_text(broken, encoding="utf-8")
    (folder / "sparse.toml").write_text(_SPARSE, encoding="utf-8")
    renamed = _SPARSE.replace('id = "br-office"', 'id = "br-desk"\nformerly = ["br-office"]')
    (folder / "renamed.toml").write_text(renamed, encoding="utf-8")
    sides = '<<<<<<< HEAD\ncity = "A"\n=======\ncity = "B"\n>>>>>>> other\n'
    (folder / "conflict.toml").write_text(_SPARSE + sides, encoding="utf-8")
    sheet = (
        "Country,Name,E-mail,Phone\nGuyana,Bo Example,bo@example.org,609 12\n"
        "Guyana,,ctu@example.org,+592 609 1234\nGuyanna,Bo Example,bo@example.org,\n"
    )
    (folder / "people.csv").write_text(sheet, encoding="utf-8")
    (folder / "reply.eml").write_text(_REPLY, encoding="utf-8")
    (folder / ".gitignore").write_text("*.private.toml\n", encoding="utf-8")
    _run(folder, "git init --quiet")
    for command in (
        "test gy-ctu phones.0 --failed no-answer",
        "set gy-ctu private_notes=x handles=signal:ada.42",
        "save",
        "replace gy-labour --vacant --yes",
        "remove tt-fiu --yes",
        "set jm-court sharing=secretariat",
        "set gy-ctu title=Head",
        "save",
        f"round letters {_LETTERS}",  # makes the key of the private file
    ):
        _run(folder, f"cmcct {command}")


def _run(folder: Path, command: str) -> str:
    """Return what a command prints to stdout; cmcct is that of this checkout."""
    program, *words = command.split()
    prefix = [sys.executable, "-m", "cmcct"] if program == "cmcct" else [program]
    identity = {"NAME": "Ada Example", "EMAIL": "ada@example.org", "DATE": "2026-06-01T12:00Z"}
    done = subprocess.run(
        [*prefix, *words],
        cwd=folder,
        env={
            **{name: text for name, text in os.environ.items() if not name.startswith("CMCCT_")},
            **{
                f"GIT_{who}_{key}": identity[key]
                for who in ("AUTHOR", "COMMITTER")
                for key in identity
            },
            "CMCCT_NOW": "2026-06-01T12:00Z",
            "CMCCT_LANG": "en",
        },
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    return done.stdout


def describe_shape(name: str, values: list[Any], indent: str = "") -> Iterator[str]:
    """Yield a line for a key with the types of its values, then the lines of what they contain."""
    yield f"{indent}{name}{_types(values)}"
    inner = [item for value in values if isinstance(value, list) for item in value]
    objects = [value for value in (*values, *inner) if isinstance(value, dict)]
    for key in dict.fromkeys(key for value in objects for key in value):
        inside = [value[key] for value in objects if key in value]
        optional = "" if len(inside) == len(objects) else "?"
        if key in _VALUES:
            yield f"{indent}  {key}{optional}: value or null"
        else:
            yield from describe_shape(f"{key}{optional}: ", inside, f"{indent}  ")


def _types(values: list[Any]) -> str:
    """Return the types of values; of lists, with those of their items."""
    kinds = {_TYPES[type(value)] for value in values}
    if items := [item for value in values if isinstance(value, list) for item in value]:
        kinds = {f"list of {_types(items)}" if kind == "list" else kind for kind in kinds}
    return " or ".join(sorted(kinds, key=lambda kind: (kind == "null", kind)))


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table, "" without rows."""
    lines = [f"| {' | '.join(map(_cell, row))} |\n" for row in rows]
    titles = [*heads]
    rule = f"| {' | '.join('---' for _ in titles)} |\n"
    return f"\n| {' | '.join(titles)} |\n{rule}{''.join(lines)}" if lines else ""


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in format_pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
