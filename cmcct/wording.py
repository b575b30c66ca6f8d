"""What is said to people, in English, Spanish, Dutch or French.

`say` makes a message: English text that remembers how it was made, so that the catalogue of
another language can say it again. The catalogues are gettext's, one a language, and are read only
when that language is asked for. What fills a message and has a method `said_in(lang)`, as countries
and terms have, is said in that language too.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from cmcct.folding import fold

ENGLISH = "en"
LANGUAGES = (ENGLISH, "es", "nl", "fr")  # the order of every list of names or labels

# Clocks and dates as the region writes them, in CLDR's names of locales.
_LOCALES = {"en": "en_GB", "es": "es_419", "nl": "nl", "fr": "fr"}
_CATALOGUES = Path(__file__).with_name("locale")
_LAST = "\U0010ffff"  # sorts after every letter


class Message(str):
    """A text in English that can be said in other languages: a template and what fills it."""

    __slots__ = ("plural", "template", "values")

    template: str  # with fields for `str.format`; the gettext message id
    values: Mapping[str, object]
    plural: str  # the template where `count` is not 1; "" where there is nothing to count

    def said_in(self, lang: str) -> str:
        """Return the text in one of LANGUAGES; in English where the catalogue has none."""
        return _filled(
            _translated(self.template, self.plural, self.values, lang), self.values, lang
        )

    def said_with(self, lang: str, show: Callable[[str], str]) -> str:
        """Return the text in one of LANGUAGES, each text that fills it as `show` returns it."""
        values = {key: _shown_with(value, lang, show) for key, value in self.values.items()}
        return _filled(_translated(self.template, self.plural, self.values, lang), values, lang)

    def filled(self, **values: object) -> "Message":
        """Fill the fields of a template that was made without: tables hold such."""
        return say(self.template, **values)


class Own(str):
    """A text of the program's own that fills a message; a log may have it."""

    __slots__ = ()


Said: TypeAlias = Message | Literal[""]  # or nothing


def say(template: str, /, **values: object) -> Message:
    """Make a message; a template without values is taken as it is, braces and all."""
    return _message(template, "", values)


def say_count(one: str, many: str, number: int, **values: object) -> Message:
    """Make a message about a number of things, which its template has as `{count}`."""
    return _message(one, many, {"count": number, **values})


def did_you_mean(suggestions: Sequence[str]) -> Said:
    """Turn suggestions into a question, or nothing."""
    return say("did you mean {words}?", words=join_or(suggestions)) if suggestions else ""


def join_or(words: Sequence[str]) -> str:
    """Join words as alternatives: `a, b or c`."""
    if len(words) <= 1:
        return words[0] if words else ""
    return say("{words} or {last}", words=listed(words[:-1]), last=words[-1])


def listed(texts: Iterable[object], separator: str = ", ") -> Message:
    """Join texts to one, in which each is said in the language that is asked for."""
    return _message("{texts}", "", {"texts": _Listed(tuple(texts), separator)})


class Month(NamedTuple):
    """A month of the calendar, which messages name in full."""

    number: int

    def said_in(self, lang: str) -> str:
        """Return its name as it stands within a date."""
        return Wording(lang).moment(datetime(2000, self.number, 1), "MMMM")  # noqa: DTZ001


class Day(NamedTuple):
    """A date, which messages write in full."""

    day: date

    def said_in(self, lang: str) -> str:
        """Return the date in one of LANGUAGES."""
        return Wording(lang).day(self.day)


class Wording:
    """The words of one language, for those who write what people read."""

    def __init__(self, lang: str = ENGLISH) -> None:
        """Take one of LANGUAGES."""
        self.lang = lang

    def say(self, template: str, /, **values: object) -> str:
        """Return a text in this language."""
        return _filled(_translated(template, "", values, self.lang), values, self.lang)

    def say_count(self, one: str, many: str, number: int, **values: object) -> str:
        """Return a text about a number of things in this language."""
        return say_count(one, many, number, **values).said_in(self.lang)

    def of(self, said: object) -> str:
        """Return something sayable in this language, any other text as it is."""
        return _shown(said, self.lang)

    def day(self, day: date) -> str:
        """Write a date in full: `2 March 2026`."""
        if self.lang == ENGLISH:
            return f"{day.day} {day:%B %Y}"
        from babel.dates import format_date

        said = format_date(day, "long", _LOCALES[self.lang])
        # Of the days of a month, French counts the first.
        return said.replace("1 ", "1er ", 1) if (self.lang, day.day) == ("fr", 1) else said

    def month(self, first: datetime) -> str:
        """Write the month of a year: `April 2018`."""
        return self.moment(first, "MMMM 'de' yyyy" if self.lang == "es" else "MMMM yyyy")

    def moment(self, moment: datetime, form: str) -> str:
        """Write a moment by a CLDR pattern, such as `EEE d MMM HH:mm`."""
        if self.lang == ENGLISH:
            return _in_english(moment, form)
        from babel.dates import format_datetime

        return format_datetime(moment, form, moment.tzinfo, _LOCALES[self.lang])

    def key(self, text: str) -> tuple[str, str]:
        """Return what to sort a text by: accents count only between texts alike without them.

        So CLDR has it for all four languages, but that in Spanish ñ is a letter after n.
        """
        composed = unicodedata.normalize("NFC", text)
        if self.lang != "es":
            return fold(composed), composed
        parts = re.split("[ñÑ]", composed)
        return f"n{_LAST}".join(map(fold, parts)), composed


def preferred(environment: Mapping[str, str]) -> str:
    """Return the language that a user's environment asks for, English if none that is known."""
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    for wish in (environment.get("CMCCT_LANG", ""), locale):
        lang = re.split("[-_.@]", wish.lower())[0]
        if lang in LANGUAGES:
            return lang
    return ENGLISH


class _Listed(NamedTuple):
    """Several texts, to be joined."""

    texts: tuple[object, ...]
    separator: str

    def said_in(self, lang: str) -> str:
        """Return the texts in one of LANGUAGES."""
        return self.separator.join(_shown(text, lang) for text in self.texts)


def _message(template: str, plural: str, values: Mapping[str, object]) -> Message:
    chosen = plural if plural and values["count"] != 1 else template
    message = Message(_filled(chosen, values, ENGLISH))
    message.template, message.plural, message.values = template, plural, values
    return message


def _filled(template: str, values: Mapping[str, object], lang: str) -> str:
    if not values:
        return template
    return template.format_map({key: _shown(value, lang) for key, value in values.items()})


def _shown(value: object, lang: str) -> str:
    said_in: Callable[[str], str] | None = getattr(value, "said_in", None)
    return said_in(lang) if said_in else str(value)


def _shown_with(value: object, lang: str, show: Callable[[str], str]) -> str:
    if isinstance(value, Message):
        return value.said_with(lang, show)
    if isinstance(value, _Listed):
        return value.separator.join(_shown_with(text, lang, show) for text in value.texts)
    return show(value) if isinstance(value, str) else _shown(value, lang)


def _translated(template: str, plural: str, values: Mapping[str, object], lang: str) -> str:
    """Return a template in a language; in English where the catalogue has none."""
    forms = _catalogue(lang).get(template) if lang != ENGLISH else None
    forms = forms or (template, plural)
    if not plural:
        return forms[0]
    # French has nought in the singular, the other three have not.
    number: Any = values["count"]
    return forms[int(number > 1 if lang == "fr" else number != 1)]


@cache
def _catalogue(lang: str) -> dict[str, tuple[str, ...]]:
    """Return by message id what is said in a language: one text, or two for one and for many."""
    from babel.messages.pofile import read_po

    with (_CATALOGUES / lang / "LC_MESSAGES" / "cmcct.po").open("rb") as stream:
        messages = list(read_po(stream, locale=lang))
    listed = [(_forms(message.id)[0], _forms(message.string)) for message in messages]
    return {id_: forms for id_, forms in listed if id_ and all(forms)}


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def _in_english(moment: datetime, form: str) -> str:
    """Write a moment by the few fields of CLDR's patterns that are in use."""
    fields = {
        "EEE": f"{moment:%a}",
        "MMMM": f"{moment:%B}",
        "MMM": f"{moment:%b}",
        "yyyy": f"{moment:%Y}",
        "HH": f"{moment:%H}",
        "mm": f"{moment:%M}",
        "d": str(moment.day),
    }
    return re.sub("|".join(fields), lambda found: fields[found[0]], form)
