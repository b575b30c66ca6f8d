"""The commands that the documents name exist, with the options that they name."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

import typer.main

from cmcct import scaffold
from cmcct.cli import app
from cmcct.formats.recognition import SUFFIXES
from tests.conftest import ROOT
from tests.support.cases import each

PAGES = (
    *(path for path in ROOT.glob("*.md") if path.name != "CHANGELOG.md"),
    *(ROOT / "docs").glob("*.md"),
)
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in PAGES} | {
    "the README of cmcct init": scaffold.repository_files(None)["README.md"]
}
_SPAN = re.compile(r"(?<!`)`(cmcct [^`]+)`")
_BLOCK = re.compile(r"```(sh|console)[^\n]*\n(.*?)```", re.DOTALL)
_COMMAND = r"(?:\w+=\S+ )*(cmcct .*)"
# In a `console` block, the other lines are output.
_LINES = {
    "sh": re.compile(f"^ *{_COMMAND}", re.MULTILINE),
    "console": re.compile(rf"^ *\$ {_COMMAND}", re.MULTILINE),
}


def _command_lines(text: str) -> Iterator[list[str]]:
    """Yield the words after `cmcct` of each command line in a text."""
    lines = [" ".join(span.split()) for span in _SPAN.findall(text)]
    lines += [line for kind, block in _BLOCK.findall(text) for line in _LINES[kind].findall(block)]
    for line in lines:
        yield shlex.split(re.split(r" [|>&#]", line)[0])[1:]


@cache
def _command_of(*names: str) -> tuple[Any, Any]:
    """Return a command, or None, and its context."""
    if not names:
        group: Any = typer.main.get_command(app)
        return group, group.make_context("cmcct", [], resilient_parsing=True)
    above, context = _command_of(*names[:-1])
    command = above.get_command(context, names[-1])
    return command, command and command.make_context(
        names[-1], [], parent=context, resilient_parsing=True
    )


def _unknown(words: list[str]) -> list[str]:
    """Return the command or the options of a command line that cmcct does not have."""
    names: tuple[str, ...] = ()
    if "--show-completion" in words:  # its value is the name of a shell
        words = words[:1]
    command, _ = _command_of()
    known = {"--help", *_options(command)}
    while hasattr(command, "get_command") and (rest := _after_options(words)):
        word, *words = rest
        # COMMAND stands for any; an export has no format where the name of its file says it.
        is_by_file = names == ("export",) and "-o" in words
        if word.isupper() or (is_by_file and word not in (*SUFFIXES, *command.other_names)):
            return []
        names = (*names, word)
        command, _ = _command_of(*names)
        if command is None:
            return [word]
        known |= _options(command)
    given = [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    return [option for option in given if option not in known]


def _after_options(words: list[str]) -> list[str]:
    """Return the words from a command's name on, or all if there are only options."""
    starts = [index for index, word in enumerate(words) if not word.startswith("-")]
    return words[starts[0] :] if starts else []


def _options(command: Any) -> set[str]:
    return {name for each in command.params for name in (*each.opts, *each.secondary_opts)}


@each("page", TEXTS)
def test_page_names_commands_and_options_that_exist(page: str) -> None:
    lines = list(_command_lines(TEXTS[page]))
    assert [line for line in lines if _unknown(line)] == []


def test_most_pages_name_commands() -> None:
    assert sum(len(list(_command_lines(text))) for text in TEXTS.values()) > 200


@each(
    ("line", "unknown"),
    [
        ("search --nope", ["--nope"]),
        ("--no-pager serch guyana", ["serch"]),
        ("export vcf -o list.vcf", ["vcf"]),
        ("round letters --sinse 2026-06-01", ["--sinse"]),
        ("set ID --private --add phones=1", []),
        ("COMMAND --help", []),
    ],
)
def test_unknown_command_or_option_is_found(line: str, unknown: list[str]) -> None:
    assert _unknown(line.split()) == unknown
