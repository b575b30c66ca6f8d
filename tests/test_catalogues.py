"""The catalogues have all messages in each language, and keep the parts that must not change."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.catalog import Message

from cmcct.cli import Commands
from scripts.catalogues import (
    KEYWORDS,
    LANGUAGES_OF_CATALOGUES,
    PACKAGE,
    compiled,
    existing,
    messages,
    path_of,
    updated,
)

EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES_OF_CATALOGUES)
MAKERS = PACKAGE / "i18n" / "messages.py"  # passes on its arguments
FIELD = re.compile(r"{(\w+)}")
# Text to type, in a file or a shell: the same in every language.
CODE = re.compile(
    r"""[\w{}]+\ =\ (?:"[^"]*"|\[[^\]]*\]|{\w+}|\d[\d-]*|true|false)   # key = value
    | "[^"]*" | `[^`]*` | (?<!\w)'[^']*'(?!\w)
    | \[\[?[\w{}]+\]\]? | --[\w-]+ | [A-Z]+=\w+ | CMCCT_\w+ | https?:// | U\+"""
    rf"|cmcct\ (?:{'|'.join(Commands.names)})\b",
    re.VERBOSE,
)
SIGNS = "[]{}#=@+\\<>|"
# Redaction recognises hints by their first word.
WRITE = {"es": "escriba ", "nl": "schrijf ", "fr": "écrivez "}
LEADS = ("{advice}", "{message}")  # templates that start with another message start with its words


class Call(NamedTuple):
    """A call that creates a message."""

    file: Path
    call: ast.Call
    above: ast.AST

    @property
    def name(self) -> str:
        return _name(self.call)

    @property
    def templates(self) -> tuple[object, ...]:
        arguments = self.call.args[: len(KEYWORDS[self.name] or (1,))]
        return tuple(getattr(argument, "value", None) for argument in arguments)

    def __str__(self) -> str:
        return f"{self.file.relative_to(PACKAGE)}:{self.call.lineno}: {ast.unparse(self.call)}"


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _calls() -> Iterator[Call]:
    for file in sorted(PACKAGE.rglob("*.py")):
        for above in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for node in ast.iter_child_nodes(above):
                if isinstance(node, ast.Call) and _name(node) in KEYWORDS and file != MAKERS:
                    yield Call(file, node, above)


CALLS = list(_calls())
FOUND = {(file, id_ if isinstance(id_, tuple) else (id_,)) for file, id_, _ in messages()}


def test_every_template_is_literal_at_its_call() -> None:
    computed = [
        str(call) for call in CALLS if not all(isinstance(text, str) for text in call.templates)
    ]
    assert computed == []


def test_the_extraction_finds_every_message() -> None:
    # The extraction misses calls in f-strings, and in the arguments of a plural message.
    lost = [
        str(call)
        for call in CALLS
        if (call.file.relative_to(PACKAGE).as_posix(), call.templates) not in FOUND
    ]
    assert lost == []


def test_arguments_match_fields_of_template() -> None:
    wrong = []
    for call in CALLS:
        given = {keyword.arg for keyword in call.call.keywords}
        counted = {"count"} if call.name == "ngettext" else set()
        fields = {field for text in call.templates for field in FIELD.findall(str(text))}
        # A template in a table is filled later.
        if (given or counted) and given | counted != fields | counted:
            wrong.append(str(call))
    assert wrong == []


def test_no_message_is_glued_to_other_text() -> None:
    # Joined text is no message any more; `Translator.gettext` returns plain text, which may be
    # formatted.
    glued = [
        str(call)
        for call in CALLS
        if isinstance(call.call.func, ast.Name)
        and isinstance(call.above, ast.BinOp | ast.AugAssign | ast.FormattedValue | ast.Attribute)
        and getattr(call.above, "attr", "") not in {"with_values", "localize"}
    ]
    assert glued == []


@EVERY_LANGUAGE
def test_catalogue_holds_exactly_messages_of_program(lang: str) -> None:
    assert path_of(lang).read_bytes() == updated(lang), "python scripts/catalogues.py mends it"


@EVERY_LANGUAGE
def test_compiled_catalogue_is_up_to_date(lang: str) -> None:
    path = path_of(lang).with_suffix(".mo")
    assert path.read_bytes() == compiled(lang), "python scripts/catalogues.py mends it"


def _forms(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text or ""),)


def _messages(lang: str) -> list[Message]:
    return [message for message in existing(lang) if message.id]


def _pairs(lang: str) -> Iterator[tuple[str, str]]:
    """Yield each template with its translation, form by form."""
    for message in _messages(lang):
        forms = zip(_forms(message.id), _forms(message.string), strict=True)
        yield from ((template, translation) for template, translation in forms if translation)


@EVERY_LANGUAGE
def test_every_message_is_translated(lang: str) -> None:
    found = _messages(lang)
    assert found
    assert [
        message.id
        for message in found
        if message.fuzzy
        or len(_forms(message.string)) != len(_forms(message.id))
        or not all(map(str.strip, _forms(message.string)))
    ] == []


@EVERY_LANGUAGE
def test_the_private_file_has_one_name(lang: str) -> None:
    other = re.compile("overlay|private part|vertrouwelijke? bestand|fichier privé|archivo privado")
    assert [pair for pair in _pairs(lang) if any(map(other.search, pair))] == []


def _fields(text: str) -> set[str]:
    return {*FIELD.findall(text)}


@EVERY_LANGUAGE
def test_a_translation_has_the_fields_of_its_template(lang: str) -> None:
    # The singular may leave out the number, as is usual in the language.
    wrong = [
        (template, translation)
        for template, translation in _pairs(lang)
        if _fields(template) - {"count"} != _fields(translation) - {"count"}
    ]
    assert wrong == []


@EVERY_LANGUAGE
def test_a_number_of_things_is_said_with_the_number(lang: str) -> None:
    counted = [_forms(message.string) for message in _messages(lang) if len(_forms(message.id)) > 1]
    assert counted
    assert [many for _, many in counted if many and "{count}" not in many] == []


def _lost(template: str, translation: str) -> list[str]:
    """Return the typed texts that are in the template more often than in the translation."""
    pieces = Counter(CODE.findall(template))
    signs = Counter(char for char in FIELD.sub("", template) if char in SIGNS)
    others = Counter(char for char in FIELD.sub("", translation) if char in SIGNS)
    lost = [piece for piece, count in pieces.items() if translation.count(piece) < count]
    return [*lost, *(signs - others), *(others - signs)]


@EVERY_LANGUAGE
def test_typed_text_is_not_translated(lang: str) -> None:
    wrong = [(*pair, lost) for pair in _pairs(lang) if (lost := _lost(*pair))]
    assert wrong == []


@EVERY_LANGUAGE
def test_advice_begins_with_its_known_word(lang: str) -> None:
    wrong = [
        (template, translation)
        for template, translation in _pairs(lang)
        if (template.startswith("write ") and not translation.startswith(WRITE[lang]))
        or (template.startswith(LEADS) and not translation.startswith(LEADS))
    ]
    assert wrong == []


def _ends(text: str) -> tuple[bool, bool, str]:
    return text[0].isspace(), text[-1].isspace(), text[-1] if text[-1] in ":?…" else ""


@EVERY_LANGUAGE
def test_translation_begins_and_ends_like_template(lang: str) -> None:
    wrong = [
        (template, translation)
        for template, translation in _pairs(lang)
        if _ends(template) != _ends(translation)
    ]
    assert wrong == []
