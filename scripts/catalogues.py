"""Update the message catalogues in cmcct/i18n/locale from the source code.

    python scripts/catalogues.py

Messages are found by the functions that mark them, the texts of the help by writing its pages, the
documentation of the rules in their registry. New ones are added to each catalogue without a
translation, and unused ones are removed. Translators edit the `.po` files; the `.mo` files that the
program reads are compiled from them.
"""

import io
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typer
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer.core import TyperGroup
from typer.main import get_command

import cmcct
from cmcct.check.rules import ALL_RULES
from cmcct.cli import app
from cmcct.cli.framework.help_page import WHOLE, HelpFormatter
from cmcct.cli.framework.lazy_group import module_name
from cmcct.cli.screen import check_report
from cmcct.i18n.messages import ENGLISH, LANGUAGES

PACKAGE = Path(__file__).parent.parent / "cmcct"
# The functions of `cmcct.i18n.messages`; the page templates use the same names.
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.jinja", "jinja2")]
_BEGUN = datetime(2026, 11, 24, tzinfo=UTC)
LANGUAGES_OF_CATALOGUES = tuple(lang for lang in LANGUAGES if lang != ENGLISH)


def main() -> None:
    """Write every catalogue."""
    for lang in LANGUAGES_OF_CATALOGUES:
        path = path_of(lang)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(updated(lang))
        path.with_suffix(".mo").write_bytes(compiled(lang))


def path_of(lang: str) -> Path:
    """Return the path of a language's catalogue."""
    return PACKAGE / "i18n" / "locale" / lang / "LC_MESSAGES" / "cmcct.po"


def updated(lang: str) -> bytes:
    """Return the updated catalogue of a language, with its existing translations."""
    catalogue = existing(lang)
    catalogue.update(template(), no_fuzzy_matching=True, keep_user_comments=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version = "cmcct", cmcct.__version__
    catalogue.header_comment = f"# What cmcct says, in {Locale.parse(lang).english_name}."
    catalogue.last_translator = catalogue.language_team = "cmcct"
    catalogue.msgid_bugs_address = ""
    catalogue.creation_date = catalogue.revision_date = _BEGUN  # constant, for stable files
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_by_file=True, omit_header=False, include_lineno=False)
    return out.getvalue()


def compiled(lang: str) -> bytes:
    """Return the catalogue of a language as a `.mo` file."""
    out = io.BytesIO()
    write_mo(out, existing(lang))
    return out.getvalue()


def existing(lang: str) -> Catalog:
    """Read the catalogue of a language, or create one."""
    path = path_of(lang)
    if not path.exists():
        return Catalog(locale=lang, fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=lang)


def template() -> Catalog:
    """Return all messages, without translations."""
    catalogue = Catalog(project="cmcct", fuzzy=False)
    for file, message, comments in messages():
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments)
    for text, file in (help_texts() | rule_texts()).items():
        catalogue.add(text, locations=[(file, 0)])
    return catalogue


@cache
def messages() -> list[tuple[str, str | tuple[str, ...], list[str]]]:
    """Return (file, message, translator comments), in the order of the files."""
    with redirect_stderr(io.StringIO()) as warnings:
        found = [
            *extract_from_dir(
                PACKAGE,
                METHODS,
                keywords=KEYWORDS,
                comment_tags=["Translators:"],
                strip_comment_tags=True,
            )
        ]
    # An f-string is a value that fills a message; ruff finds one that is a message (INT001).
    lines = warnings.getvalue().splitlines(keepends=True)
    sys.stderr.writelines(line for line in lines if "Skipping f-string" not in line)
    return [
        (file, message, comments)
        for file, _line, message, comments, _context in sorted(found, key=lambda item: item[:2])
        if message
    ]


class _Recorder(HelpFormatter):
    """A formatter that records the texts that it translates."""

    def __init__(self) -> None:
        super().__init__(sys.stdout, is_coloured=False)
        self.texts: list[str] = []

    def translate(self, template: str, **values: str) -> str:
        """Record a text."""
        self.texts.append(template)
        return super().translate(template, **values)


@cache
def help_texts() -> dict[str, str]:
    """Return the texts of all help pages, each with the module of the first command that has it."""
    found: dict[str, str] = {}
    for command, context in help_pages():
        _, name, *_ = [*context.command_path.split(), ""]
        file = f"cli/commands/{module_name(name)}.py" if name else "cli/__init__.py"
        found = dict.fromkeys(texts_of_page(command, context), file) | found
    return found


def rule_texts() -> dict[str, str]:
    """Return the paragraphs of the rules' documentation, each with the module of its rule."""
    return {
        text: f"{rule.check.__module__.replace('.', '/').removeprefix('cmcct/')}.py"
        for rule in ALL_RULES
        for text in check_report.paragraphs(rule)
    }


def texts_of_page(command: Any, context: typer.Context) -> list[str]:
    """Return the texts of a command's help pages, short and whole, that are translated."""
    recorder = _Recorder()
    for is_whole in (False, True):
        context.meta[WHOLE] = is_whole
        command.format_help(context, recorder)
    return recorder.texts


def help_pages() -> Iterator[tuple[Any, typer.Context]]:
    """Yield every command and its context."""
    group = get_command(app)
    yield from _pages(group, typer.Context(group, info_name="cmcct"))


def _pages(command: Any, context: typer.Context) -> Iterator[tuple[Any, typer.Context]]:
    yield command, context
    if isinstance(command, TyperGroup):
        for name in (*command.list_commands(context), *getattr(command, "unlisted", ())):
            child: Any = command.get_command(context, name)
            yield from _pages(child, typer.Context(child, parent=context, info_name=name))


if __name__ == "__main__":
    main()
