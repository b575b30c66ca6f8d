"""The catalogues have all messages in each language, and keep the parts that must not change."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from babel.messages.catalog import Message

from cmcct.cli import Commands
from cmcct.i18n.messages import ENGLISH, QUOTATION_MARKS
from cmcct.importing.planning import row_answers
from cmcct.reference import vocabulary
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
# These pass on their arguments.
MAKERS = {
    PACKAGE / "i18n" / "messages.py",
    PACKAGE / "cli" / "framework" / "help_page.py",
    PACKAGE / "cli" / "screen" / "check_report.py",
}
PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b")
FIELD = re.compile(r"{(\w+)}")
# Text to type, in a file or a shell: the same in every language.
CODE = re.compile(
    r"""[\w{}]+\ =\ (?:"[^"]*"|\[[^\]]*\]|{\w+}|\d[\d-]*|true|false)   # key = value
    | "[^"]*" | `[^`]*` | (?<!\w)'[^']*'(?!\w)
    | \[\[?[\w{}]+\]\]? | --[\w-]+ | [A-ZÉ]+=\w+ | CMCCT_\w+ | https?:// | U\+"""
    rf"|cmcct\ (?:{'|'.join(Commands.names)})\b",
    re.VERBOSE,
)
SIGNS = "[]{}#=@+\\<>|"
LEADS = ("{advice}", "{message}")  # templates that start with another message start with its words
# A text in quotation marks: in a template, and in a translation.
QUOTED = re.compile(r"(?<!\w)'([^']*)'(?!\w)")
QUOTATION = re.compile(
    "|".join(f"{before}([\\w{{}}() .]*?){after}" for before, after in QUOTATION_MARKS.values())
)


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


@cache
def _calls() -> list[Call]:
    return list(_all_calls())


def _all_calls() -> Iterator[Call]:
    for file in sorted(PACKAGE.rglob("*.py")):
        for above in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for node in ast.iter_child_nodes(above):
                if isinstance(node, ast.Call) and _name(node) in KEYWORDS and file not in MAKERS:
                    yield Call(file, node, above)


def test_every_template_is_literal_at_its_call() -> None:
    computed = [
        str(call) for call in _calls() if not all(isinstance(text, str) for text in call.templates)
    ]
    assert computed == []


def test_the_extraction_finds_every_message() -> None:
    # The extraction misses calls in f-strings, and in the arguments of a plural message.
    found = {(file, id_ if isinstance(id_, tuple) else (id_,)) for file, id_, _ in messages()}
    lost = [
        str(call)
        for call in _calls()
        if (call.file.relative_to(PACKAGE).as_posix(), call.templates) not in found
    ]
    assert lost == []


def test_arguments_match_fields_of_template() -> None:
    wrong = []
    for call in _calls():
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
        for call in _calls()
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


@cache
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


# Words that the catalogues do not use; above each language, what they have instead.
REFUSED = {
    # a new person holds the seat; does not belong to; validates for; save; finding
    ENGLISH: r"sits? there|is not ours|answers? for its government|write it\?|faults?",
    # agregar; predeterminado; presione; campaña
    "es": r"añad\w*|por defecto|pulse|rondas?",
    # behoud; het id; geef ... op; contactkaart; vertrouwelijk. Things are also handed on
    # (door), issued (uit), or given to others.
    "nl": r"houd|de id(?!\u2019)|ids|geef(?! nooit| de cel| de commit| een ervan| elke)"
    r"(?!.* (?:op|door|uit)\b)|noem|kaartjes?|(?<!nummer )(?<!dat het )privé\w*",
    # indiquez; service, but for a kind of number; adresse électronique; message, but for the label
    # and a way of confirming; campagne; détection et répression
    "fr": r"(?<!ne )donnez|(?<!^)(?<!numéro de )(?<!numéros de )(?<!téléphone de )bureaux?|e-mails?"
    r"|(?<!par )(?-i:courriels?)|tours?|(?<!détection et )(?<!détection et la )répression",
}
UNREAD = re.compile(r"{\w+}|--format ids|--[\w-]+|`[^`]*`")  # fields, and what is typed


def test_catalogues_use_words_of_readers() -> None:
    texts = [(ENGLISH, template) for template, _ in _pairs("es")]
    texts += [(lang, said) for lang in LANGUAGES_OF_CATALOGUES for _, said in _pairs(lang)]
    refused = {
        lang: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for lang, words in REFUSED.items()
    }
    hits = [(text, refused[lang].search(UNREAD.sub("", text))) for lang, text in texts]
    assert [(hit[0], text) for text, hit in hits if hit] == []
    # In Spanish, an entry is confirmed; a change is in a commit.
    assert [pair for pair in _pairs("es") if "commit" in pair[0] and "confirm" in pair[1]] == []


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


@cache
def _placeholders(lang: str) -> dict[str, str]:
    """Return the words that stand for what is typed, such as FILE, and their translations."""
    return {
        str(m.id).upper(): str(m.string).upper()
        for m in _messages(lang)
        if PLACEHOLDER.fullmatch(str(m.id).upper()) and str(m.id).istitle()
    }


def _lost(template: str, translation: str, lang: str) -> list[str]:
    """Return the typed texts that are in the template more often than in the translation."""
    if any(f'"{word}"' in template for word in (row_answers.NEW, row_answers.SKIP)):
        # The file of questions is read and written in the user's words.
        words = [("answer", word) for word in row_answers.WORDS] + [("sector", "police")]
        for facet, word in words:
            label = vocabulary.get_term(facet, word).label(lang).partition(",")[0].lower()
            template = template.replace(f'"{word}"', f'"{label}"')
    template = PLACEHOLDER.sub(lambda word: _placeholders(lang).get(word[0], word[0]), template)
    template, translation = (QUOTED.sub(r'"\1"', text) for text in (template, translation))
    translation = QUOTATION.sub(lambda found: f'"{found[found.lastindex or 0]}"', translation)
    pieces = Counter(CODE.findall(template))
    signs = Counter(char for char in FIELD.sub("", template) if char in SIGNS)
    others = Counter(char for char in FIELD.sub("", translation) if char in SIGNS)
    lost = [piece for piece, count in pieces.items() if translation.count(piece) < count]
    return [*lost, *(signs - others), *(others - signs)]


@EVERY_LANGUAGE
def test_typed_text_is_not_translated(lang: str) -> None:
    wrong = [(*pair, lost) for pair in _pairs(lang) if (lost := _lost(*pair, lang))]
    assert wrong == []


@EVERY_LANGUAGE
def test_message_that_leads_a_template_stays_in_front(lang: str) -> None:
    wrong = [
        (template, translation)
        for template, translation in _pairs(lang)
        if template.startswith(LEADS) and not translation.startswith(LEADS)
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


def test_spanish_question_has_both_of_its_marks() -> None:
    said = [text for _, text in _pairs("es")]
    assert [t for t in said if any(t.count(a) != t.count(b) for a, b in ("¿?", "¡!"))] == []


# French punctuation: U+202F before ; ! ?, U+00A0 before a colon and inside guillemets. A place in a
# file, the scheme of an address and the hours of a day have no space before their colon.
FRENCH_FAULT = re.compile(
    r"""(?<!\u202f)[;!?](?=\W|$) | (?<!\u00a0):(?=[^\w/]|$) | «(?!\u00a0) | (?<!\u00a0)»
    | [\u00a0\u202f][ \u00a0\u202f] | [ ][\u00a0\u202f] | (?<=\w)'(?=[\w{«])""",
    re.VERBOSE,
)
FRENCH_CODE = re.compile(
    r"""```.*?```|`[^`]*`|<!--.*?-->|\]\([^)]*\)|\w+://|mailto:|{file}:(?:{line}:{column}|{place}):
    |"[^"\n]*"|(?<!\w)'[\w;]+'|Mo-Fr\ [\d:-]+;\ PH\ off""",
    re.VERBOSE | re.DOTALL,
)


def _french_faults(text: str) -> list[str]:
    """Return what is wrong in the punctuation of French prose, with its surroundings."""
    prose = FRENCH_CODE.sub("x", text)
    return [prose[max(0, f.start() - 20) : f.end() + 10] for f in FRENCH_FAULT.finditer(prose)]


def test_french_messages_have_french_spaces() -> None:
    wrong = {said: faults for _, said in _pairs("fr") if (faults := _french_faults(said))}
    assert wrong == {}


def _texts(value: object) -> Iterator[str]:
    """Yield the texts in a parsed YAML file."""
    if isinstance(value, str):
        yield value
    for part in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _texts(part)


def _french_documents() -> Iterator[str]:
    """Yield what is French in the documents."""
    template = PACKAGE / "reference" / "data" / "template"
    yield (PACKAGE / "editions" / "guides" / "recipients.fr.md").read_text(encoding="utf-8")
    yield (template / "README.md").read_text(encoding="utf-8").partition("## Français")[2]
    yield from re.findall("# .*", (template / "directory.fr.toml").read_text(encoding="utf-8"))
    form = template / "dot-github" / "ISSUE_TEMPLATE" / "4-correction.fr.yml"
    yield from map(str.strip, _texts(yaml.safe_load(form.read_text(encoding="utf-8"))))


def test_french_documents_have_french_spaces() -> None:
    found = [_french_faults(text) for text in _french_documents()]
    assert len(found) > 10
    assert [faults for faults in found if faults] == []


def test_french_labels_have_french_spaces() -> None:
    facets = ("sector", "body", "role", "status", "phone", "audience")
    labels = [term.label("fr") for facet in facets for term in vocabulary.terms(facet)]
    assert [fault for label in labels for fault in _french_faults(label)] == []
