"""`cmcct check --explain` in the user's language."""

import pytest

from cmcct.check.rules.registry import RULES
from cmcct.cli.screen import check_report
from cmcct.i18n.messages import Translator
from scripts.catalogues import LANGUAGES_OF_CATALOGUES
from tests.conftest import OnTerminal, Run
from tests.support.cases import each


@each("lang", LANGUAGES_OF_CATALOGUES)
def test_rules_are_explained_in_language(run: Run, lang: str) -> None:
    for code, rule in sorted(RULES.items()):
        _, *shown = run("check", "--explain", code, "--lang", lang).out.split("\n\n")
        english = check_report.paragraphs(rule)
        translations = [*map(Translator(lang).gettext, english)]
        paragraphs = [" ".join(paragraph.rstrip("\n").split("\n")) for paragraph in shown]
        assert paragraphs == translations, code
        assert not {*english} & {*translations}, code


def test_code_is_explained_in_spanish(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """\
private-of-another (advertencia)

Los datos del anexo privado pertenecen a la persona de su ficha.

La persona es la misma si las palabras de un nombre incluyen las del otro. Los datos con otro
nombre, o de un puesto sin persona, no se muestran, para que el número de una persona anterior
nunca aparezca con un nombre nuevo. Si solo se corrigió el nombre, corríjalo también en el anexo
privado (`cmcct set ID --private name="…"`). Si una persona nueva ocupa el puesto,
`cmcct replace ID --name "…"` elimina los datos privados de la anterior.
"""
    words = ("check", "--explain", "private-of-another")
    assert run(*words, "--lang", "es").out == text
    assert run("--lang", "es", *words).out == text
    monkeypatch.setenv("CMCCT_LANG", "es")
    assert run(*words).out == text


def test_page_is_as_wide_as_a_narrow_terminal(terminal: OnTerminal, run: Run) -> None:
    words = ("check", "--explain", "private-of-another", "--lang", "fr")
    narrow, wide = terminal(*words, columns=50).out, terminal(*words, columns=200).out
    assert 40 < max(map(len, narrow.splitlines())) <= 50
    assert '`cmcct set ID --private name="…"`' in narrow
    assert wide == run(*words).out
