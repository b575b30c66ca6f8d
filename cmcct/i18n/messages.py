"""User-facing messages and their translations (en, es, nl, fr).

`_` creates a message: English text with its template and values, so that it can be translated
later. Catalogues are gettext `.mo` files, loaded on first use of a language. Values with a method
`localize(lang)`, such as countries and terms, are translated too. Babel formats dates, numbers and
lists; it takes 20 ms to load, so it is imported where it is used.
"""

import gettext
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from cmcct.text.folding import fold

_T = TypeVar("_T")

ENGLISH = "en"
# The languages, with the CLDR locales whose date and list formats are usual in the region.
_LOCALES = {ENGLISH: "en_001", "es": "es_419", "nl": "nl", "fr": "fr"}
LANGUAGES = (*_LOCALES,)
_CATALOGUES = Path(__file__).with_name("locale")


class ByLanguage(dict[str, _T]):
    """Values by language, such as names; a language that has none has the English one."""

    def __missing__(self, lang: str) -> _T:
        """Return the English value."""
        return self[ENGLISH]

    def __hash__(self) -> int:  # type: ignore[override]
        """Return the hash of the English value."""
        return hash(self[ENGLISH])


QUOTATION_MARKS = ByLanguage(
    en=("'", "'"),
    es=("«", "»"),
    nl=("‘", "’"),  # noqa: RUF001
    fr=("«\u00a0", "\u00a0»"),
)
_IN_STRAIGHT_MARKS = re.compile(r'(?<![\w"])"([^"]+)"(?![\w"])')
# Spanish conjunctions change before their own sound: `A1 e I1`, `siete u ocho`.
_CHANGING = {"standard": r"h?[ií](?![aeo])", "or": "h?[oó]"}
_MIN_GROUPED = 10_000  # the least number whose digits are grouped
_LAST = "\U0010ffff"  # sorts after every letter


class Message(str):
    """English text that can be translated: a template and its values."""

    __slots__ = ("in_log", "plural", "template", "values")

    template: str  # `str.format` template; the gettext msgid
    values: Mapping[str, object]
    plural: str  # template for `count` != 1 (msgid_plural), or ""
    in_log: "OptionalMessage"  # what a log has in its place if it may not show a value

    def localize(self, lang: str) -> str:
        """Return the text in one of LANGUAGES; in English without a translation."""
        if lang == ENGLISH:
            return str(self)
        return _fill(
            _find_translation(self.template, self.plural, self.values, lang), self.values, lang
        )

    def localize_with(self, lang: str, show: Callable[[str], str]) -> str:
        """Return the text in one of LANGUAGES, with `show` applied to the texts in its values."""
        values = {key: _to_text_with(value, lang, show) for key, value in self.values.items()}
        return _fill(_find_translation(self.template, self.plural, self.values, lang), values, lang)

    def with_values(self, **values: object) -> "Message":
        """Return the message with values for a template created without, as in tables."""
        return _(self.template, **values)


class SafeText(str):
    """A value from the program itself, not from data; may appear in logs."""

    __slots__ = ()


class Quoted(NamedTuple):
    """A text that messages put in quotation marks; what cannot be printed is escaped."""

    text: str

    def localize(self, lang: str) -> str:
        """Return the text in the quotation marks of one of LANGUAGES; in English as Python does."""
        if lang == ENGLISH:
            return repr(str(self.text))
        shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in self.text)
        return shown.join(QUOTATION_MARKS[lang])


class Lowered(NamedTuple):
    """A label inside a sentence: its first letter in lower case, unless it begins an acronym."""

    label: Message

    def localize(self, lang: str) -> str:
        """Return the label in one of LANGUAGES."""
        text = self.label.localize(lang)
        return text if text[1:2].isupper() else text[:1].lower() + text[1:]


OptionalMessage: TypeAlias = Message | Literal[""]  # "" for no message


def _(template: str, /, **values: object) -> Message:
    """Return a message; a template without values is used literally, including braces."""
    return _make_message(template, "", values)


def ngettext(singular: str, many: str, number: int, **values: object) -> Message:
    """Return a message with a plural form; the template has the number as `{count}`."""
    return _make_message(singular, many, {"count": _Count(number), **values})


def quote_text(text: str) -> Quoted:
    """Return a text from a user or a file as the value of a message, in quotation marks."""
    return Quoted(text)


def did_you_mean(suggestions: Sequence[object]) -> OptionalMessage:
    """Return a "did you mean" question, or "" without suggestions."""
    return _("did you mean {words}?", words=join_or(suggestions)) if suggestions else ""


def list_choices(choices: Sequence[object]) -> OptionalMessage:
    """Return the hint that lists all choices, or "" without choices."""
    return _("write {words}", words=join_or(choices)) if choices else ""


def hint_to_write(*forms: str) -> Message:
    """Return the hint to write one of some forms, which are the program's own."""
    return _("write {words}", words=join_or(map(SafeText, forms)))


def join_or(texts: Iterable[object]) -> Message:
    """Join texts as alternatives: `a, b or c`."""
    return join(texts, style="or")


def join_and(texts: Iterable[object]) -> Message:
    """Join texts as a list: `a, b and c`."""
    return join(texts, style="standard")


def join(
    texts: Iterable[object], separator: str = ", ", style: Literal["or", "standard"] | None = None
) -> Message:
    """Join texts to a message in which each is translated; `style` is one of CLDR's for lists."""
    return _make_message("{texts}", "", {"texts": _Joined(tuple(texts), separator, style)})


def list_texts(value: object) -> list[str]:
    """Return the texts of which a message is made: its values, and those of the messages in it."""
    if isinstance(value, Message):
        return [text for inner in value.values.values() for text in list_texts(inner)]
    if isinstance(value, _Joined):
        return [text for inner in value.texts for text in list_texts(inner)]
    return [value] if isinstance(value, str) else []


class MonthName(NamedTuple):
    """A month; messages spell out its name."""

    number: int

    def localize(self, lang: str) -> str:
        """Return the month's name as used within a date."""
        return Translator(lang).format_datetime(datetime(2000, self.number, 1), "MMMM")  # noqa: DTZ001 - only the month is used


class DayOfMonth(NamedTuple):
    """The day in a date without a year."""

    number: int

    def localize(self, lang: str) -> str:
        """Return the number, in French as an ordinal for the first day."""
        return "1er" if (lang, self.number) == ("fr", 1) else str(self.number)


class LongDate(NamedTuple):
    """A date, or several days with the last; messages spell it out."""

    day: date
    last: date | None = None

    def localize(self, lang: str) -> str:
        """Return the date in one of LANGUAGES."""
        return Translator(lang).format_date(self.day, self.last)


class _Count(int):
    """A number of things; messages group the digits of thousands."""

    def localize(self, lang: str) -> str:
        """Return the number in one of LANGUAGES."""
        return Translator(lang).format_number(self) if self >= _MIN_GROUPED else f"{self}"


class Translator:
    """Translator for one language."""

    def __init__(self, lang: str = ENGLISH) -> None:
        """Store one of LANGUAGES."""
        self.lang = lang

    def gettext(self, template: str, /, **values: object) -> str:
        """Return a translated text."""
        return _fill(_find_translation(template, "", values, self.lang), values, self.lang)

    def ngettext(self, singular: str, many: str, number: int, **values: object) -> str:
        """Return a translated text with a plural form."""
        return ngettext(singular, many, number, **values).localize(self.lang)

    def translate(self, value: object) -> str:
        """Return a translatable value in this language, any other value as text."""
        return _to_text(value, self.lang)

    def mark_quotations(self, text: str) -> str:
        """Return a text with the quotation marks of the language in place of straight ones."""
        left, right = QUOTATION_MARKS[self.lang]
        return _IN_STRAIGHT_MARKS.sub(rf"{left}\1{right}", text)

    def join_long(self, texts: Iterable[str]) -> str:
        """Join texts that may have commas."""
        return _localize_separator("; ", self.lang).join(texts)

    def format_number(self, number: int) -> str:
        """Format a whole number: `3,000`."""
        if self.lang == ENGLISH:
            return f"{number:,}"  # as Babel writes it, which takes 30 ms to load
        from babel.numbers import format_decimal

        return format_decimal(number, locale=_LOCALES[self.lang])

    def format_date(self, day: date, last: date | None = None) -> str:
        """Format a date, or several days: `2 March 2026`, `2–4 March 2026`."""
        from babel.dates import format_date

        if last and (day.year, day.month) == (last.year, last.month):
            return f"{DayOfMonth(day.day).localize(self.lang)}–{self.format_date(last)}"
        if last:
            first = self.format_day(day) if day.year == last.year else self.format_date(day)
            return f"{first} – {self.format_date(last)}"
        return self._mark_first(format_date(day, "long", _LOCALES[self.lang]), day)

    def format_day(self, day: date) -> str:
        """Format a date without its year: `2 March`."""
        from babel.dates import format_skeleton

        return self._mark_first(format_skeleton("MMMMd", day, locale=_LOCALES[self.lang]), day)

    def _mark_first(self, text: str, day: date) -> str:
        """Return a date with the first day of a month as an ordinal, in French."""
        return text.replace("1 ", "1er ", 1) if (self.lang, day.day) == ("fr", 1) else text

    def format_month(self, first: datetime) -> str:
        """Format a month with year: `April 2018`."""
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", first, locale=_LOCALES[self.lang])

    def format_datetime(self, moment: datetime, pattern: str) -> str:
        """Format a moment by a CLDR pattern such as `EEE d MMM HH:mm`."""
        from babel.dates import format_datetime

        text = format_datetime(moment, pattern, moment.tzinfo, _LOCALES[self.lang])
        return self._mark_first(text, moment)

    def collation_key(self, text: str) -> tuple[str, str]:
        """Return the collation key of a text: accents only break ties.

        As in CLDR for all four languages; in Spanish, ñ is a letter after n.
        """
        composed = unicodedata.normalize("NFC", text)
        if self.lang != "es":
            return fold(composed), composed
        parts = re.split("[ñÑ]", composed)
        return f"n{_LAST}".join(map(fold, parts)), composed


def preferred_language(environment: Mapping[str, str]) -> str:
    """Return the language of the environment, or English if it is none of LANGUAGES."""
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    for wish in (environment.get("CMCCT_LANG", ""), locale):
        lang = re.split("[-_.@]", wish.lower())[0]
        if lang in LANGUAGES:
            return lang
    return ENGLISH


class _Joined(NamedTuple):
    """Several texts to be joined by a separator, or in a CLDR list style."""

    texts: tuple[object, ...]
    separator: str
    style: Literal["or", "standard"] | None

    def localize(self, lang: str) -> str:
        """Return the joined texts in one of LANGUAGES."""
        return self.join([_to_text(text, lang) for text in self.texts], lang)

    def join(self, texts: list[str], lang: str) -> str:
        """Join texts that are in this language."""
        if not self.style or len(texts) < 2:  # noqa: PLR2004 - one text is no list
            return _localize_separator(self.separator, lang).join(texts)
        from babel.lists import format_list

        text = format_list(texts, self.style, _LOCALES[lang])
        if lang == "es" and re.match(_CHANGING[self.style], texts[-1], re.IGNORECASE):
            word = "u" if self.style == "or" else "e"
            return f"{text.removesuffix(texts[-1])[:-2]}{word} {texts[-1]}"
        return text


def _localize_separator(separator: str, lang: str) -> str:
    """Return a separator of texts; French has a space before a semicolon."""
    return "\u202f; " if (separator, lang) == ("; ", "fr") else separator


def _make_message(template: str, plural: str, values: Mapping[str, object]) -> Message:
    chosen = plural if plural and values["count"] != 1 else template
    message = Message(_fill(chosen, values, ENGLISH))
    message.template, message.plural, message.values, message.in_log = template, plural, values, ""
    return message


def _fill(template: str, values: Mapping[str, object], lang: str) -> str:
    if not values:
        return template
    return template.format_map({key: _to_text(value, lang) for key, value in values.items()})


def _to_text(value: object, lang: str) -> str:
    localize: Callable[[str], str] | None = getattr(value, "localize", None)
    return localize(lang) if localize else str(value)


def _to_text_with(value: object, lang: str, show: Callable[[str], str]) -> str:
    if isinstance(value, Message):
        return value.localize_with(lang, show)
    if isinstance(value, _Joined):
        return value.join([_to_text_with(text, lang, show) for text in value.texts], lang)
    if isinstance(value, Quoted):
        return value.localize(lang) if (shown := show(value.text)) == value.text else shown
    return show(value) if isinstance(value, str) else _to_text(value, lang)


def _find_translation(template: str, plural: str, values: Mapping[str, object], lang: str) -> str:
    """Return the translated template, or the English one without a translation."""
    if lang == ENGLISH or not template:  # "" is the header of a catalogue
        return plural if plural and values["count"] != 1 else template
    catalogue = _load_catalogue(lang)
    if not plural:
        return catalogue.gettext(template)
    number: Any = values["count"]
    return catalogue.ngettext(template, plural, number)


@cache
def _load_catalogue(lang: str) -> NullTranslations:
    return gettext.translation("cmcct", _CATALOGUES, [lang])


# Translators: a year in figures, as a reader fills it in: AAAA; so in AAAA-MM-DD
MONTH_FORM = join([_("YYYY"), "-MM"], "")
# Translators: a day of a month in figures: DD, JJ
DAY_FORM = _("DD")
DATE_FORM = join([MONTH_FORM, "-", DAY_FORM], "")
