"""Messages and their translations."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from babel import numbers
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from cmcct.check import rules, runner
from cmcct.check.rules.registry import RULES
from cmcct.diagnostics import Finding
from cmcct.i18n import messages
from cmcct.i18n.messages import (
    LANGUAGES,
    Message,
    MonthName,
    Translator,
    _,
    did_you_mean,
    join,
    join_and,
    join_or,
    ngettext,
    preferred_language,
    quote_text,
)
from cmcct.model import loader
from cmcct.model.fields import KEYS
from cmcct.model.loader import LIST_MODELS, Exposure
from cmcct.reference.countries import find_country
from cmcct.reference.vocabulary import get_term
from tests.conftest import AFTER_HOLIDAYS, MINIMAL, ROOT
from tests.support import hostile
from tests.support.cases import each
from tests.support.mistakes import mistakes

Forms: TypeAlias = str | tuple[str, str]
Translate: TypeAlias = Callable[[str, Mapping[Forms, Forms]], None]

TODAY = date(2026, 6, 1)
DAYS = ("day {count}", "days {count}")
_SHIPPED = messages._CATALOGUES  # noqa: SLF001 - before a test replaces it
MOMENT = datetime(2026, 3, 2, 16, 5, tzinfo=UTC)


@pytest.fixture
def translate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Translate]:
    """Return a function that gives a language its own catalogue during a test."""
    monkeypatch.setattr("cmcct.i18n.messages._CATALOGUES", tmp_path)

    def write(lang: str, translations: Mapping[Forms, Forms]) -> None:
        catalogue = Catalog(locale=lang, fuzzy=False)
        # The number of plural forms is that of the shipped catalogue: CLDR's changes.
        with _SHIPPED.joinpath(lang, "LC_MESSAGES", "cmcct.mo").open("rb") as shipped:
            plural = GNUTranslations(shipped).info()["plural-forms"]
        catalogue.mime_headers = [("Plural-Forms", plural)]
        for id_, text in translations.items():
            catalogue.add(id_, text)
        folder = tmp_path / lang / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "cmcct.mo").open("wb") as stream:
            write_mo(stream, catalogue)
        _forget()

    yield write
    _forget()


def _forget() -> None:
    messages._load_catalogue.cache_clear()  # noqa: SLF001 - it is read once only


def test_a_message_is_its_text_in_english() -> None:
    message = _("{key} is missing", key="'name'")
    assert (message, message.localize("en")) == ("'name' is missing", "'name' is missing")
    assert {message: 1} == {"'name' is missing": 1}


def test_unfilled_template_keeps_its_braces() -> None:
    assert _("write it as { key = value }") == "write it as { key = value }"
    assert _("{name} has }") == "{name} has }"


def test_braces_in_filling_text_are_no_fields() -> None:
    assert _("not {text}", text="{x} {{") == "not {x} {{"


def test_a_template_of_a_table_is_filled_later(translate: Translate) -> None:
    translate("es", {"unknown body {text}": "órgano desconocido: {text}"})
    message = _("unknown body {text}").with_values(text="'x'")
    assert (message, message.localize("es")) == ("unknown body 'x'", "órgano desconocido: 'x'")


def test_a_message_is_said_again_in_another_language(translate: Translate) -> None:
    translate(
        "es", {"{file} is not valid: {reason}": "{file} no es válido: {reason}", "bad": "mal"}
    )
    message = _("{file} is not valid: {reason}", file="a.toml", reason=_("bad"))
    assert message.localize("es") == "a.toml no es válido: mal"
    assert message.localize("en") == "a.toml is not valid: bad"


def test_message_missing_from_catalogue_is_in_english(translate: Translate) -> None:
    translate("nl", {"known {x}": "bekend {x}", "empty": "", DAYS: ("dag {count}", "")})
    assert _("known {x}", x=_("other {y}", y=1)).localize("nl") == "bekend other 1"
    assert _("empty").localize("nl") == "empty"
    assert ngettext(*DAYS, 2).localize("nl") == "days 2"


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("en", ["days 0", "day 1", "days 2"]),
        ("es", ["días 0", "día 1", "días 2"]),
        ("nl", ["dagen 0", "dag 1", "dagen 2"]),
        ("fr", ["jour 0", "jour 1", "jours 2"]),
    ],
)
def test_each_language_has_its_own_way_to_say_nought(
    translate: Translate, lang: str, texts: list[str]
) -> None:
    words = {"es": "día días", "nl": "dag dagen", "fr": "jour jours", "en": "day days"}
    one, many = (f"{word} {{count}}" for word in words[lang].split())
    if lang != "en":
        translate(lang, {DAYS: (one, many)})
    assert [ngettext(*DAYS, number).localize(lang) for number in range(3)] == texts
    assert [Translator(lang).ngettext(*DAYS, number) for number in range(3)] == texts


@each(
    ("lang", "texts"),
    [
        ("en", ["999", "1000", "30,000"]),
        ("es", ["999", "1000", "30,000"]),
        ("nl", ["999", "1000", "30.000"]),
        ("fr", ["999", "1000", "30\u202f000"]),
    ],
)
def test_thousands_are_grouped_as_in_language(lang: str, texts: list[str]) -> None:
    messages = [ngettext("{count}", "{count}", number) for number in (999, 1000, 30_000)]
    assert [message.localize(lang) for message in messages] == texts


def test_a_count_has_room_for_more(translate: Translate) -> None:
    translate("fr", {("{count} of {x}", "{count} ofs {x}"): ("{count} de {x}", "{count} des {x}")})
    message = ngettext("{count} of {x}", "{count} ofs {x}", 2, x=_("y"))
    assert (message, message.localize("fr")) == ("2 ofs y", "2 des y")


def test_countries_terms_and_months_are_translated(translate: Translate) -> None:
    translate("es", {})
    message = _(
        "{a}, {b}, {c}", a=find_country("Curaçao"), b=get_term("body", "ngo"), c=MonthName(3)
    )
    assert message.startswith("Curaçao, ")
    assert message.endswith(", March")
    assert message.localize("es") == f"Curazao, {get_term('body', 'ngo').label('es')}, marzo"


@each(("lang", "name"), [("en", "August"), ("es", "agosto"), ("nl", "augustus"), ("fr", "août")])
def test_a_month_has_a_name_in_each_language(lang: str, name: str) -> None:
    assert MonthName(8).localize(lang) == name


@each("lang", LANGUAGES)
def test_every_month_can_be_named(lang: str) -> None:
    assert len({MonthName(number).localize(lang) for number in range(1, 13)}) == 12


@each(
    ("lang", "either", "both"),
    [
        ("en", "{x}, b or {{", "{x}, b and {{"),
        ("es", "{x}, b o {{", "{x}, b y {{"),
        ("nl", "{x}, b of {{", "{x}, b en {{"),
        ("fr", "{x}, b ou {{", "{x}, b et {{"),
    ],
)
def test_lists_are_joined_as_in_each_language(lang: str, either: str, both: str) -> None:
    texts = ["{x}", "b", "{{"]
    assert (join_or(texts).localize(lang), join_and(texts).localize(lang)) == (either, both)


def test_short_lists_and_messages_are_joined(translate: Translate) -> None:
    translate("es", {"x": "equis"})
    assert [join_or(words) for words in ([], ["a"], ["a", "b"])] == ["", "a", "a or b"]
    assert join_or([_("x"), "b", _("x")]).localize("es") == "equis, b o equis"
    assert [join_and(["H2", word]).localize("es")[3:4] for word in ("I2", "hielo")] == ["e", "y"]
    assert join_or(["7", "ocho"]).localize("es") == "7 u ocho"


def test_one_text_is_joined_without_babel() -> None:
    # It takes 20 ms to load.
    code = "import sys; from cmcct.i18n.messages import join_or; join_or('a'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert "babel" not in done.stdout.split()


def test_a_question_is_asked_in_each_language(translate: Translate) -> None:
    translate("fr", {"did you mean {words}?": "vouliez-vous dire {words} ?"})
    assert did_you_mean([]) == ""
    assert did_you_mean(["a", "b"]) == "did you mean a or b?"
    assert Translator("fr").translate(did_you_mean(["a", "b"])) == "vouliez-vous dire a ou b ?"


def test_french_has_a_space_before_a_semicolon() -> None:
    texts = ("a, b", "c")
    assert [Translator(lang).join_long(texts) for lang in ("es", "fr")] == [
        *("a, b; c", "a, b\u202f; c")
    ]
    assert join(texts, "; ").localize("fr") == "a, b\u202f; c"


@each(
    ("lang", "text"),
    [
        ("en", "unknown id 'pol\\nise'"),
        ("es", "no se reconoce «pol\\nise» como identificador"),
        ("nl", "onbekend id ‘pol\\nise’"),  # noqa: RUF001 - quotation marks
        ("fr", "identifiant inconnu\u00a0: «\u00a0pol\\nise\u00a0»"),
    ],
)
def test_a_text_is_quoted_as_in_each_language(lang: str, text: str) -> None:
    message = _("unknown id {text}", text=quote_text("pol\nise"))
    assert message.localize(lang) == text


def test_a_quoted_text_is_left_out_as_a_whole() -> None:
    message = _("{text} is more than one value", text=quote_text("polise"))
    assert message.localize_with("es", lambda text: text) == "«polise» contiene más de un valor"
    assert message.localize_with("es", lambda _text: "…") == "… contiene más de un valor"


def test_texts_are_listed_each_in_the_language(translate: Translate) -> None:
    translate("es", {"x": "equis"})
    message = join([_("x"), "y"], "; ")
    assert (message, message.localize("es")) == ("x; y", "equis; y")
    assert join(["a", "b"]) == "a, b"


def test_wording_fills_and_translates_templates(translate: Translate) -> None:
    translate("es", {"hello {x}": "hola {x}"})
    translator = Translator("es")
    assert translator.gettext("hello {x}", x=1) == "hola 1"
    assert translator.translate(_("hello {x}", x=2)) == "hola 2"
    assert [translator.translate("hello"), translator.translate(3)] == ["hello", "3"]
    assert Translator().gettext("hello {x}", x=1) == "hello 1"


@each(
    ("lang", "text"),
    [
        ("en", "2 March 2026"),
        ("es", "2 de marzo de 2026"),
        ("nl", "2 maart 2026"),
        ("fr", "2 mars 2026"),
    ],
)
def test_a_day_is_written_in_full(lang: str, text: str) -> None:
    assert Translator(lang).format_date(date(2026, 3, 2)) == text


@each(
    ("form", "text"),
    [
        ("EEE d MMM HH:mm", "Mon 2 Mar 16:05"),
        ("d MMMM yyyy", "2 March 2026"),
        ("HH:mm", "16:05"),
    ],
)
def test_english_moment_follows_its_pattern(form: str, text: str) -> None:
    assert Translator("en").format_datetime(MOMENT, form) == text


@each(
    ("lang", "text"),
    [("es", "lun 2 mar 16:05"), ("nl", "ma 2 mrt 16:05"), ("fr", "lun. 2 mars 16:05")],
)
def test_a_moment_is_written_in_each_language(lang: str, text: str) -> None:
    assert Translator(lang).format_datetime(MOMENT, "EEE d MMM HH:mm") == text


def test_the_first_day_of_a_month_is_an_ordinal_in_french() -> None:
    moments = [MOMENT.replace(day=day) for day in (1, 11)]
    texts = [Translator("fr").format_datetime(each, "d MMM yyyy") for each in moments]
    assert texts == ["1er mars 2026", "11 mars 2026"]


@each(
    ("lang", "ordered"),
    [
        ("en", ["nube", "Ñuble", "nuca", "Oeste"]),
        ("nl", ["nube", "Ñuble", "nuca", "Oeste"]),
        ("es", ["nube", "nuca", "Ñuble", "Oeste"]),
    ],
)
def test_a_letter_of_its_own_has_a_place_of_its_own(lang: str, ordered: list[str]) -> None:
    assert sorted({*ordered}, key=Translator(lang).collation_key) == ordered
    assert Translator(lang).collation_key("n\u0303u") == Translator(lang).collation_key("ñu")


def test_accents_order_otherwise_equal_texts() -> None:
    assert sorted(["côté", "cote", "coté"], key=Translator("fr").collation_key) == [
        "cote",
        "coté",
        "côté",
    ]


@each(
    ("environment", "lang"),
    [
        ({}, "en"),
        ({"LANG": "es_DO.UTF-8"}, "es"),
        ({"LANG": "nl"}, "nl"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "es_DO", "LC_MESSAGES": "fr_FR@euro"}, "fr"),
        ({"LANG": "es_DO", "LC_MESSAGES": "fr_FR", "LC_ALL": "nl-SR"}, "nl"),
        ({"LANG": "es_DO", "LC_ALL": ""}, "es"),
        ({"LANG": "es_DO", "CMCCT_LANG": "FR"}, "fr"),
        ({"LANG": "es_DO", "CMCCT_LANG": "xx"}, "es"),
        ({"LANG": "es_DO", "CMCCT_LANG": ""}, "es"),
    ],
)
def test_environment_decides_language_of_user(environment: dict[str, str], lang: str) -> None:
    assert preferred_language(environment) == lang


# All messages about a file.

ODD = (
    b"",
    b"\xff\xfex\x00",
    b"name = \xe9\n",
    b"a = 1\rb = 2\r",
    b"x = " + b"[" * 2000,
    b"x = " + b"9" * 5000,
    b"\x00",
    b"<<<<<<< ours\n",
)
VALUES: tuple[Any, ...] = (
    *(5, True, 1.5, TODAY, MOMENT, 10**30, [], {}, [[]], [5], ["x"], {"x": 1}, "", "x", "5"),
    *("2026-03-02", "Guiana", "publik", "polcie", "whatsap", "es_DO", "8am-5pm", "AST", "a@@b.c"),
    *("+592 1", "(592) 609-1234 / 609-1235", "609 1234 ext 5", "0", "example.org", "1@2, 3@4"),
    *hostile.TEXTS,
)


def _texts() -> Iterator[bytes]:
    """Yield files with all the errors that tests know."""
    yield from ODD
    for path in sorted((ROOT / "tests" / "rules").glob("*.toml")):
        yield path.read_bytes()
    for mistake in mistakes():
        yield mistake.text.encode()


def _tables() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield tables in which one key has an invalid value."""
    for name in ("directory", "check", *LIST_MODELS):
        for key in (*KEYS[name], "phone", "nmae"):
            yield from ((name, {"id": "x", key: value}) for value in VALUES)
    for key in KEYS["phone"]:
        yield from (("focal_point", {"id": "x", "phones": [{key: value}]}) for value in VALUES)
    for key in KEYS["email"]:
        yield from (("focal_point", {"id": "x", "emails": [{key: value}]}) for value in VALUES)


def _raws() -> Iterator[dict[str, Any]]:
    """Yield parsed files with values in wrong places."""
    for name, table in _tables():
        yield {name: [table] if name in LIST_MODELS else table}
    for name in ("directory", "check", *LIST_MODELS, "focal_points"):
        yield from ({name: value} for value in VALUES)


def _findings() -> Iterator[Finding]:
    """Yield the findings about all of these, and about overlays."""
    path = Path("directory.toml")
    for data in _texts():
        yield from (found.finding for found in runner.check_text(path, data, TODAY)[1])
    outdated = (ROOT / "tests" / "rules" / "holidays-outdated.toml").read_bytes()
    later = date.fromisoformat(AFTER_HOLIDAYS)
    yield from (found.finding for found in runner.check_text(path, outdated, later)[1])
    held = b"\xef\xbb\xbf\r\n"
    yield from (found.finding for found in runner.check_text(path, b"", TODAY, held=held)[1])
    known = loader.parse_directory(tomllib.loads(MINIMAL)).directory
    for raw in _raws():
        yield from rules.run_rules(loader.parse_directory(raw), TODAY)
        yield from rules.run_overlay_rules(loader.parse_overlay(raw), known, TODAY)
    yield from _private_findings()


def _private_findings() -> Iterator[Finding]:
    """Yield findings about owners of a private file's parts, and about read access."""
    exposure = Exposure(is_tracked=True, is_world_readable=True, plain=Path("x"))
    for name in ("Ada Example", ""):
        phones = ["+592 609 1234"]
        entry = {"id": "x", "name": name, "phones": phones, "notes": "609 1234"}
        known = loader.parse_directory({"focal_point": [entry]}).directory
        parts = {
            "focal_point": [{"id": "x", "phones": phones}, {"id": "x", "name": "Eva Example"}],
            "private": {"key": "x", "members": [{"name": "Ada", "key": "x"}]},
        }
        overlay = loader.parse_overlay(parts)._replace(exposure=exposure)
        yield from rules.run_overlay_rules(overlay, known, TODAY)


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return list(_findings())


@pytest.mark.sweep
def test_every_finding_can_be_said_in_every_language(findings: list[Finding]) -> None:
    # Rules about changes find nothing without an older version.
    changed = {rule.code for rule in rules.ALL_RULES if rule.is_of_change}
    elsewhere = {"schema-outdated"}  # beside a file only
    assert {finding.code for finding in findings} == {*RULES} - changed - elsewhere
    assert all(isinstance(finding.message, Message) for finding in findings)
    more = [text for found in findings for text in (found.hint, found.detail) if text]
    assert [text for text in more if not isinstance(text, Message)] == []


# Not a part of a code, such as phone-not-assigned.
ENGLISH = re.compile(
    r"(?<![\w-])(?:write|is|are|not|has|have|or|it|this|that|there|with|without|only|missing"
    r"|unknown|delete|here|keep|take|put|today|quotes|too)(?![\w-])"
)


@pytest.mark.sweep
def test_finding_has_no_english_of_its_own(
    findings: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A language without words: only the values in templates remain.
    class Wordless(NullTranslations):
        def gettext(self, message: str) -> str:
            return " ".join(re.findall(r"{\w+}", message))

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return self.gettext(msgid2 if n != 1 else msgid1)

    monkeypatch.setattr("cmcct.i18n.messages._load_catalogue", lambda _lang: Wordless())
    translations = {
        Translator("es").translate(text) for f in findings for text in (f.message, f.hint, f.detail)
    }
    assert len(translations) > 100
    assert [text for text in translations if ENGLISH.search(text)] == []


@each(
    ("lang", "text"),
    [("en", "April 2018"), ("es", "abril de 2018"), ("nl", "april 2018"), ("fr", "avril 2018")],
)
def test_a_month_is_written_in_each_language(lang: str, text: str) -> None:
    assert Translator(lang).format_month(datetime(2018, 4, 1, tzinfo=UTC)) == text


@each("number", [0, 999, 1000, 1_234_567, -5_000])
def test_english_numbers_are_those_of_the_library(number: int) -> None:
    assert Translator().format_number(number) == numbers.format_decimal(number, locale="en_001")
