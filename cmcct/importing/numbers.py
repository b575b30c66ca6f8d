"""Telephone numbers in a cell: several, national ones, apps, extensions, hours."""

import re
from collections.abc import Iterator
from typing import Any

from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import LANGUAGES
from cmcct.importing.lists import split_answers
from cmcct.model.entities import APPS
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country

_REMARK = re.compile(r"\s*\(([^()]*[^\W\d_][^()]*)\)")
_HOURS = re.compile(r"(?<=[\d)]),\s*(24/7|.*[0-9]{1,2}:[0-9]{2}.*)$")
_AROUND = re.compile(r"^\W*([^\W\d_][^\d+(]*?)[\s.:-]+(?=[\d+(])")
# A comma before a number of its own, not before the last digits of another: `220 1234, 35`.
_BEFORE_NUMBER = re.compile(r",\s*(?=[+(]?[0-9][0-9 ().-]{4})")
# As Excel writes a long number in a narrow column: `5,97741E+09`.
ROUNDED = re.compile(r"\s*[0-9][.,][0-9]+E\+[0-9]+\s*", re.IGNORECASE)


def read_phones(
    text: str, country: Country, type_: str = "", *, is_own: bool = False
) -> Iterator[Any]:
    """Yield the numbers of a cell as raw values of `phones`; an unreadable text as it is.

    `type_` is the type of line that the column names, or "". In our own sheets (`is_own`), a
    country beside a number says that it works only there.
    """
    for answer in split_answers(text):
        if is_own and _is_national(_REMARK.findall(answer), country):
            yield _national(answer, type_)
        else:
            yield from _read_answer(answer, country, type_)


def read_typed(text: str, country: Country) -> list[Any]:
    """Return the numbers that somebody typed, as `read_phones` does; commas may stand between."""
    return [*read_phones(_BEFORE_NUMBER.sub("; ", text), country)]


def read_national(text: str) -> Iterator[Any]:
    """Yield the numbers of a cell of numbers that work only inside their country."""
    for answer in split_answers(text):
        yield _national(answer, "")


def _national(answer: str, type_: str) -> dict[str, Any]:
    """Return a national number as our exports write it: `801 2345 (hotline), 24/7`."""
    hours = _HOURS.search(answer)
    text = _HOURS.sub("", answer)
    words = [word.strip() for remark in _REMARK.findall(text) for word in remark.split(",")]
    line = _type(words) or type_
    table: dict[str, Any] = {"number": _REMARK.sub("", text).strip(), "national": True}
    table |= {"type": line} if line and line != "office" else {}
    return table | ({"hours": hours[1]} if hours else {})


def _is_national(remarks: list[str], country: Country) -> bool:
    """Return whether a remark says where a number works: `only inside Suriname`."""
    names = {country.localize(lang) for lang in LANGUAGES} - {""}
    return any(name in remark for remark in remarks for name in names)


def _read_answer(answer: str, country: Country, type_: str) -> Iterator[Any]:
    hours = _HOURS.search(answer)
    text = _HOURS.sub("", answer)
    for part in _parts(text):
        remarks = _REMARK.findall(part)
        bare = _REMARK.sub("", part)
        words = [*remarks, *_AROUND.findall(bare)]
        apps = [app for app in APPS if any(app in word.casefold() for word in words)]
        yield from _tables(bare, country, _type(words) or type_, apps, hours[1] if hours else "")


def _parts(text: str) -> list[str]:
    """Split a text behind each remark: what is in brackets is about the number before it."""
    parts = re.split(r"(?<=\))\s*[/,&]\s*", text)
    return [part for part in parts if part.strip()]


def _tables(text: str, country: Country, type_: str, apps: list[str], hours: str) -> Iterator[Any]:
    written = phone_number.read_numbers(text, country.code)
    for index, (number, ext) in enumerate(written):
        is_last = index == len(written) - 1  # what stands behind several is about the last
        table: dict[str, Any] = {"number": number}
        line = type_ or (phone_number.MOBILE if phone_number.is_mobile(number) else "")
        table |= {"type": line} if line and line != "office" else {}
        table |= {"ext": ext} if ext else {}
        table |= {"apps": apps} if apps and is_last else {}
        table |= {"hours": hours} if hours and is_last else {}
        yield table if len(table) > 1 else number


def _type(words: list[str]) -> str:
    """Return the type of line that words beside a number name, or ""."""
    return next(filter(None, (vocabulary.find_slug("phone", word) for word in words)), "")
