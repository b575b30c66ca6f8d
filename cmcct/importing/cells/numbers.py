"""Telephone numbers in a cell: several, national ones, apps, extensions, hours."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

from cmcct.edit.operations import to_table
from cmcct.fieldtypes import phone_number
from cmcct.fieldtypes.opening_hours_words import to_osm
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import LANGUAGES, Translator, _
from cmcct.importing.readers import headings
from cmcct.importing.readers.headings import split_answers
from cmcct.model.entities import APPS, STRICTEST
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country
from cmcct.text.folding import fold

_REMARK = re.compile(r"\s*\(([^()]*[^\W\d_](?:[^()]|\([^()]*\))*)\)")
# Hours behind a number: with times, or in words, such as `24 hours a day`.
_HOURS = re.compile(r"(?<=[\d)]),\s*(.*[0-9]{1,2}:[0-9]{2}.*)$|(?<=[\d)]),\s*([^,]+)$")
# A comma before a number of its own, not before the last digits of another: `220 1234, 35`.
_BEFORE_NUMBER = re.compile(r",\s*(?=[+(]?[0-9][0-9 ().-]{4})")
# A remark in brackets, or words beside a number.
_LABEL = re.compile(r"\(([^()]*[^\W\d_](?:[^()]|\([^()]*\))*)\)|([^\W\d_][^\d+()/,;&|\n]*)")
_BETWEEN_NUMBERS = re.compile("[/,;&|\n]")
IS_READ_AS = _("{text} is read as {numbers}")
_AROUND = " \t.:/,;&|-\u2013"  # what stands between labels and numbers
_ALONE = re.compile(r"\s*\(?\+?(?:[\s()./-]*[0-9]){7,}\s*")
_SHORT_NAMES = {"wa": "whatsapp", "wsp": "whatsapp", "whats app": "whatsapp"}
# As Excel writes a long number in a narrow column: `5,97741E+09`.
ROUNDED = re.compile(r"\s*[0-9][.,][0-9]+E\+[0-9]+\s*", re.IGNORECASE)
_DECIMAL = re.compile(r"(?<![0-9.])([0-9]{7,})\.0(?![0-9])")  # as programs write a quantity


def read_phones(
    text: str, country: Country, type_: str = "", *, is_own: bool = False
) -> Iterator[Any]:
    """Yield the numbers of a cell as raw values of `phones`; an unreadable text as it is.

    `type_` is the type of line that the column names, or "". In our own sheets (`is_own`), a
    country beside a number says that it works only there. Private numbers are left out.
    """
    if phone_number.is_plain(text):  # most cells
        yield from _tables(text, country, type_, (), (), "")
        return
    for answer in split_answers(_tests().sub("", text) if is_own else text):
        if is_own and any(_names_country(text, country) for text in _REMARK.findall(answer)):
            yield _national(answer, type_)
        else:
            yield from _read_answer(_DECIMAL.sub(r"\1", answer), country, type_)


def add_apps(items: Iterable[Any], heading: str) -> Iterator[Any]:
    """Yield numbers with the app that their column is for: `WhatsApp`, not `Mobile/WhatsApp`."""
    words = _read_words(heading)
    for item in items:
        table = to_table(item)
        apps = [*dict.fromkeys((*table.get("apps", ()), *words.apps))]
        yield table | {"apps": apps} if words.apps and not words.type else item


def is_app_answer(text: str, heading: str) -> bool:
    """Return whether a cell says yes or no in a column that is for an app."""
    return [*add_apps([""], heading)] != [""] and vocabulary.find_flag(text) is not None


def has_remark(text: str, country: Country) -> bool:
    """Return whether a cell says something that is not imported.

    That is a number that is somebody's private one, or a remark such as `(do not use)`; the name of
    the country is none.
    """
    return not phone_number.is_plain(text) and any(
        label.words.is_private
        or (label.words.is_unread and not _names_country(text[label.start : label.end], country))
        for label in _find_labels(text)
    )


def read_typed(text: str, country: Country) -> list[Any]:
    """Return the numbers that somebody typed, as `read_phones` does; commas may stand between."""
    return [*read_phones(_BEFORE_NUMBER.sub("; ", text), country)]


def is_number(text: str) -> bool:
    """Return whether a text has nothing but a telephone number in it."""
    return _ALONE.fullmatch(text) is not None


def has_prefix(text: str) -> bool:
    """Return whether a number of a cell begins with an international prefix: `00 592 220 1234`."""
    return not phone_number.is_plain(text) and any(
        map(phone_number.starts_with_prefix, _BETWEEN_NUMBERS.split(text))
    )


def read_national(text: str) -> Iterator[Any]:
    """Yield the numbers of a cell of numbers that work only inside their country."""
    for answer in split_answers(text):
        yield _national(answer, "")


def _national(answer: str, type_: str) -> dict[str, Any]:
    """Return a national number as our exports write it: `801 2345 (hotline), 24/7`."""
    text, hours = _split_hours(answer)
    words = [word.strip() for remark in _REMARK.findall(text) for word in remark.split(",")]
    line = next(filter(None, map(_find_type, words)), type_)
    table: dict[str, Any] = {"number": _REMARK.sub("", text).strip(), "national": True}
    table |= {"type": line} if line and line != "office" else {}
    return table | ({"hours": hours} if hours else {})


def _split_hours(answer: str) -> tuple[str, str]:
    """Return a text without the hours at its end, and these, or ""."""
    match = _HOURS.search(answer)
    hours = match and (match[1] or to_osm(match[2]))
    return (answer[: match.start()], hours) if match and hours else (answer, "")


def _names_country(text: str, country: Country) -> bool:
    """Return whether a text names a country: `only inside Suriname`."""
    names = (country.localize(lang) for lang in LANGUAGES)
    return any(name in text for name in names if name)


class _Words(NamedTuple):
    """What words say of a number: its type, its apps, and whether it is somebody's private one.

    `is_strict` marks those that say that only the secretariat may have it, `is_unread` words of
    which some say none of these, `is_label` those that say any.
    """

    type: str
    apps: tuple[str, ...]
    is_private: bool
    is_strict: bool
    is_unread: bool
    is_label: bool


class _Label(NamedTuple):
    """A remark in brackets, or words beside a number, and what they say of it."""

    start: int
    end: int
    is_remark: bool  # in brackets
    has_colon: bool
    words: _Words


def _read_answer(answer: str, country: Country, type_: str) -> Iterator[Any]:
    text, hours = _split_hours(answer)
    for part in _parts(text):
        labels = [*_find_labels(part)]
        bare = part
        for label in labels:
            bare = bare[: label.start] + " " * (label.end - label.start) + bare[label.end :]
        first = _first_digit(bare)
        front = [label for label in labels if label.start < first]
        yield from _tables(bare.strip(_AROUND), country, type_, front, labels[len(front) :], hours)


def _find_labels(text: str) -> Iterator[_Label]:
    """Yield remarks in brackets, and words that name the type of a line or an app."""
    for match in _LABEL.finditer(text):
        words = _read_words(match[1] or match[2])
        if match[1] or words.is_label:
            yield _Label(*match.span(), bool(match[1]), match[0].rstrip().endswith(":"), words)


@cache
def _read_words(text: str) -> _Words:
    """Return what words beside a number say; most rows of a list have the same."""
    words = [fold(word) for word in re.split("[/,]", text)]
    types = [*filter(None, map(_find_type_in, words))]
    affirmed = [word for word in words if not _is_negated(word)]
    apps = [app for app in APPS for word in affirmed if app in word]
    apps += [_SHORT_NAMES[word] for word in affirmed if word in _SHORT_NAMES]
    is_private = any(map(_is_private, words))
    is_strict = any(map(_is_strict, words))
    is_label = bool(types or apps or is_private or is_strict or (words[0] and _is_read(words[0])))
    is_unread = not all(map(_is_read, words))
    return _Words(next(iter(types), ""), (*apps,), is_private, is_strict, is_unread, is_label)


def _is_strict(words: str) -> bool:
    return phone_number.is_for_secretariat(words) or words in _marks(STRICTEST)


def _is_read(words: str) -> bool:
    """Return whether words say nothing but the type of a line, an app, or that it is private."""
    plain = {*APPS, *_SHORT_NAMES, *headings.words_of_cells("beside-number")}
    if _is_negated(words):
        return False
    return (
        words in {*plain, *chain.from_iterable(map(_marks, AUDIENCES))}
        or _is_strict(words)
        or _is_of_line(words)
        or all(word in plain or _is_of_line(word) for word in words.split())
    )


def _is_negated(words: str) -> bool:
    """Return whether words deny something: `no WhatsApp`, but not `no.`."""
    first, *more = words.split() or [""]
    return bool(more) and first in headings.words_of_cells("negation")


@cache
def _tests() -> re.Pattern[str]:
    """Return what our lists write behind a number of its last test calls; no row changes them."""
    written = (
        Translator(lang).translate(message.with_values(date="\0"))
        for message in (phrases.TESTED, *phrases.FAILED.values(), phrases.DOUBTFUL, phrases.NO_TEST)
        for lang in LANGUAGES
    )
    texts = "|".join(re.escape(text).replace(re.escape("\0"), "[^,;\n]+") for text in written)
    return re.compile(rf",\s*(?:{texts})(?=\s*(?:[,;]|$))", re.MULTILINE)


@cache
def _marks(audience: str) -> frozenset[str]:
    """Return what our lists write beside a number for an audience, folded."""
    translators = map(Translator, LANGUAGES)
    return frozenset(fold(phrases.describe_audience(audience, each)) for each in translators)


def _find_type_in(words: str) -> str:
    """Return the type of line that words name, alone or with plain ones: `fax no.`."""
    named = (_find_type(word) for word in words.split() if _is_read(words))
    return _find_type(words) or next(filter(None, named), "")


def _is_of_line(words: str) -> bool:
    return bool(_find_type(words)) or headings.find_label(words) is not None


def _is_private(words: str) -> bool:
    """Return whether words say that a number is private: `private cell`, not `Home Affairs`."""
    return (
        phone_number.is_marked_private(words)
        or headings.find_label(words) == ""
        or (_is_read(words) and any(headings.find_label(word) == "" for word in words.split()))
    )


def _find_type(word: str) -> str:
    return vocabulary.find_slug("phone", word) or headings.find_label(word) or ""


def _parts(text: str) -> Iterator[str]:
    """Split a text so that each part has the numbers that its labels are about.

    A remark in brackets is about the number before it. Words are about what follows if they have a
    colon or the text begins with such, else about the number before them.
    """
    labels = [*_find_labels(text)]
    digit = _first_digit(text)
    is_in_front = any(label.start < digit and not label.is_remark for label in labels)
    cuts = [
        label.start if label.has_colon or (is_in_front and not label.is_remark) else label.end
        for label in labels
        if label.start > digit
    ]
    part = ""
    for start, end in pairwise([0, *cuts, len(text)]):
        part += text[start:end]
        # A label without a number is about the next one; at the end, about the last.
        if any(map(str.isdigit, part)) and any(map(str.isdigit, text[end:])):
            yield part
            part = ""
    yield part


def _first_digit(text: str) -> int:
    return next((index for index, char in enumerate(text) if char.isdigit()), len(text))


def _tables(  # noqa: PLR0913, PLR0917 - what a text says of its numbers
    text: str,
    country: Country,
    type_: str,
    front: Sequence[_Label],
    behind: Sequence[_Label],
    hours: str,
) -> Iterator[Any]:
    written = phone_number.read_numbers(text, country.code)
    for index, (number, ext) in enumerate(written):
        is_last = index == len(written) - 1  # what stands behind several is about the last
        labels = [*behind, *front] if is_last else front
        if any(label.words.is_private for label in labels):
            continue
        table: dict[str, Any] = {"number": number}
        line = next((label.words.type for label in labels if label.words.type), type_)
        line = line or (phone_number.MOBILE if phone_number.is_mobile(number) else "")
        apps = [app for label in labels for app in label.words.apps]
        table |= {"type": line} if line and line != "office" else {}
        table |= {"ext": ext} if ext else {}
        table |= {"apps": [*dict.fromkeys(apps)]} if apps else {}
        table |= {"hours": hours} if hours and is_last else {}
        table |= {"sharing": STRICTEST} if any(label.words.is_strict for label in labels) else {}
        yield table if len(table) > 1 else number
