"""Headings: what those of lists, forms and address books mean, and what wrote a table.

Terms of the vocabulary below a heading tell its meaning too; a cell may list several of them.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.fieldtypes import corrections
from cmcct.formats.shared import columns
from cmcct.formats.xlsx import sheets as workbook
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.readers.rows import ADDRESS_BOOK, CALLS, FORM, LIST, OWN, Column
from cmcct.model.entities import CHANNELS, NUMBER_COLUMNS
from cmcct.model.fields import ENTRY_KEYS, words_by_key
from cmcct.reference import vocabulary
from cmcct.text.folding import fold

ADDRESS_BOOKS = ("google", "outlook", "thunderbird")

_TABLE = Path(__file__).with_name("headings.toml")
_AGAIN = re.compile(r"(?<=[^\W\d])\.?\s*\d$")  # `Phone 2`
_NUMBERING = re.compile(r"\s*\d{1,2}\s*[.):]\s*")
_BRACKETS = re.compile(r"\([^()]*\)")
_REMARK = re.compile(r"\(([^()]*)\)")
_QUESTION = re.compile(
    r"(what is|which is|wat is|cual es|indique|quel est|quelle est)? ?(your|uw|su|votre) (.+)"
)
_BETWEEN = re.compile(r"\s*[/|\n]\s*")
_DIGITS = re.compile(r"\d+")


QUOTED = "quoted"  # the key of a heading whose values are quoted; the type is the key in an entry
DISPLAY = "display"  # of a name that counts where the row has no other

# So many headings of one language make a table ours, if one of them is that of the ids.
_MIN_OWN = 4
_LETTERS = 26
_TIME_STAMPS = frozenset({"timestamp", "marca temporal", "tijdstempel", "horodateur"})


class Meaning(NamedTuple):
    """What a heading means: the key of an entry or "", the type of phone or name, the label."""

    key: str
    type: str = ""
    label: str = ""


IGNORED = Meaning("")
# Columns of our own exports whose values are not those of a key of the same name.
_OF_COLUMNS = {
    "email": Meaning("emails"),
    **{
        name: Meaning("phones", "", spec.kind)
        if spec.kind == "national"
        else Meaning("phones", spec.kind)
        for name, spec in NUMBER_COLUMNS.items()
    },
    "country_code": IGNORED,
    "marking": IGNORED,
    "corrections": IGNORED,
    "display_name": Meaning("name", DISPLAY),
}
# Columns of a sheet of lines that were rung; who rang and what they remark is quoted only.
_FILLED_IN = {key: Meaning(key) for key in ("number", "day", "answered")}  # make it such a sheet
_OF_CALLS = {
    **_FILLED_IN,
    "id": Meaning("id"),
    **dict.fromkeys(("caller", "remark"), Meaning(QUOTED, "notes")),
}
COLUMN_NAMES = (*_OF_COLUMNS, *ENTRY_KEYS)  # what `read_column_name` knows


def read_column_name(name: str) -> Meaning | None:
    """Return what a name of our columns or a key means, or None."""
    if name in _OF_COLUMNS:
        return _OF_COLUMNS[name]
    return Meaning(name) if name in ENTRY_KEYS else None


def name_column(meaning: Meaning) -> str:
    """Return the name of our column for a meaning, such as `mobile_phone`; "" if it has none."""
    if meaning == IGNORED or meaning.key == QUOTED:
        return ""
    names = (name for name, of_column in _OF_COLUMNS.items() if of_column == meaning)
    return next(names, meaning.key)


def find_in_list(heading: str) -> Meaning | None:
    """Return what a heading of a list or a form means, or None.

    `País / Country` says it twice; `Cargo / Institución` says two things, and so neither. In a
    column `Teléfono / celular` are numbers of any type.
    """
    whole = _find_words(heading)
    parts = {*filter(None, map(_find_words, _BETWEEN.split(heading)))}
    if whole and any(find_label(remark) == "" for remark in _REMARK.findall(heading)):
        return Meaning(QUOTED, whole.key)  # `Phone (home)` is no number of the office
    if len(parts) > 1 and {part.key for part in parts} == {"phones"}:
        return Meaning("phones")
    return whole or (parts.pop() if len(parts) == 1 else None)


def _find_words(heading: str) -> Meaning | None:
    if meaning := next(filter(None, map(_in_list().get, _spellings(heading))), None):
        return meaning
    again = _find_words(_AGAIN.sub("", heading)) if _AGAIN.search(heading) else None
    return again if again and again.key in CHANNELS else None


def find_in_form(heading: str) -> Meaning | None:
    """Return what a heading of the form "Correct my entry" means, or None."""
    return section("form").get(fold(heading))


def find_in_address_book(program: str, heading: str) -> Meaning | None:
    """Return what a heading of an address book means, or None.

    A column that somebody added means what it means in a list.
    """
    folded = fold(heading)
    spellings = folded, _DIGITS.sub("*", folded, count=1)
    meaning = next(filter(None, map(section(program).get, spellings)), None)
    if meaning == IGNORED:
        return next(filter(None, map(section("quoted").get, spellings)), meaning)
    return meaning or find_in_list(heading)


def find_label(label: str) -> str | None:
    """Return the type of phone that a label of an address book means.

    "" is for what is private, None for a label of somebody's own.
    """
    folded = fold(label.strip("* "))
    return next((kind for kind, words in _labels().items() if folded in words), None)


@cache
def own_headings() -> Mapping[str, Mapping[str, Meaning]]:
    """Return language -> folded heading -> meaning; "" has the names of columns for programs."""
    names = {name: read_column_name(name) or IGNORED for name in columns.NAMES}
    by_name = {fold(name): meaning for name, meaning in names.items()}
    # A workbook says the time zone of the country too.
    shown = names | {"timezone": IGNORED}
    meanings = [(columns.HEADINGS[name], meaning) for name, meaning in shown.items()]
    for heading, key, label in workbook.list_headings():
        meanings.append((heading, Meaning(key, "", label)))
    return {"": by_name} | {
        lang: {fold(Translator(lang).translate(heading)): meaning for heading, meaning in meanings}
        for lang in LANGUAGES
    }


@cache
def _call_headings() -> Mapping[str, Mapping[str, Meaning]]:
    """Return language -> folded heading -> meaning, of a sheet of lines to ring."""
    return {
        lang: {
            fold(Translator(lang).translate(column.heading)): _OF_CALLS.get(key, IGNORED)
            for key, column in workbook.CALL_COLUMNS.items()
        }
        for lang in LANGUAGES
    }


@cache
def section(name: str) -> Mapping[str, Meaning]:
    """Return folded heading -> meaning of a section of the table; digits of `*` are a star."""
    return {
        " ".join("*" if word == "*" else fold(word) for word in re.split(r"\s+", heading)).replace(
            "  ", " "
        ): Meaning(*target.split(" ", 1))
        for target, words in _load()[name].items()
        if target != "@"
        for heading in words
    }


@cache
def _labels() -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(map(fold, words)) for kind, words in _load()["labels"].items()}


@cache
def words_of_cells(kind: str) -> frozenset[str]:
    """Return the folded words of a kind in the table's section `cells`."""
    return frozenset(map(fold, _load()["cells"][kind]))


@cache
def _load() -> Mapping[str, Any]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


@cache
def _in_list() -> Mapping[str, Meaning]:
    """Return folded heading -> meaning: the table's first, then the words of keys, then ours."""
    own = own_headings()
    ours = {heading: meaning for words in own.values() for heading, meaning in words.items()}
    words = {
        word: read_column_name(name) or IGNORED
        for table in ("focal_point", "column")
        for name, listed in words_by_key(table).items()
        for word in listed
    }
    return {**ours, **words, **section("list")}


def _spellings(heading: str) -> Iterator[str]:
    """Yield a folded heading, then without its number, remarks in brackets and a question."""
    bare = _NUMBERING.sub("", heading, count=1) if _NUMBERING.match(heading) else heading
    for text in (heading, bare, _BRACKETS.sub(" ", bare)):
        folded = fold(text)
        yield folded
        if asked := _QUESTION.fullmatch(folded):
            yield asked[3]


class Header(NamedTuple):
    """A row of headings: the columns, and what wrote them (`kind`, language of our own)."""

    columns: tuple[Column, ...]
    kind: str = LIST
    lang: str = ""
    program: str = ""  # of an address book

    @property
    def known_count(self) -> int:
        """The number of headings that are recognised."""
        return sum(column.is_known for column in self.columns)

    def widen(self, width: int) -> "Header":
        """Return the header with columns that have no heading, up to a number of columns."""
        more = range(len(self.columns), width)
        return self._replace(
            columns=(*self.columns, *(make_column("", place_of(index), None) for index in more))
        )


def read_header(texts: Sequence[str], column_map: Mapping[str, Meaning]) -> Header:
    """Return the columns of a row of headings; `column_map` has a user's by folded heading."""
    kind, lang, program, meanings = _recognise(texts)
    columns = (
        make_column(
            text, place_of(index), (column_map.get(fold(text)) or meaning) if text else None
        )
        for index, (text, meaning) in enumerate(zip(texts, meanings, strict=True))
    )
    return Header((*columns,), kind, lang, program)


def place_of(index: int) -> str:
    """Return how a spreadsheet calls a column, counted from 0: `A`, `AB`."""
    name, number = "", index + 1
    while number:
        number, letter = divmod(number - 1, _LETTERS)
        name = chr(ord("A") + letter) + name
    return name


def number_of(place: str) -> int:
    """Return the number of a column from 1, by how a spreadsheet calls it; 0 for ""."""
    number = 0
    for letter in place.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def make_column(text: str, place: str, meaning: Meaning | None) -> Column:
    """Return the column of a heading, None for one that nothing recognises."""
    key, type_, label = meaning or IGNORED
    if key == QUOTED:
        return Column(text, "", place, quoted_as=type_)
    return Column(text, key, place, type_, label, is_known=meaning is not None)


def _recognise(texts: Sequence[str]) -> tuple[str, str, str, list[Meaning | None]]:
    """Return the kind of a table, its language, the program that wrote it, and its meanings."""
    folded = tuple(map(fold, texts))
    for lang, names in _call_headings().items():
        meanings = [names.get(text) for text in folded]
        if {*_FILLED_IN.values()}.issubset(meanings):
            return CALLS, lang, "", meanings
    for lang, headings in own_headings().items():
        ours = [headings.get(text) for text in folded]
        if Meaning("id") in ours and sum(map(bool, ours)) >= _MIN_OWN:
            return OWN, lang, "", ours
    for program in ADDRESS_BOOKS:
        # Headings that only this program writes.
        if not {*map(fold, _load()[program]["@"])}.isdisjoint(folded):
            return ADDRESS_BOOK, "", program, [*_in_address_book(program, texts)]
    # Microsoft Forms begins with the account of who answered.
    accounts = ([*map(fold, words)] for words in _load()["microsoft-forms"].values())
    skipped = next((len(words) for words in accounts if [*folded[: len(words)]] == words), 0)
    listed = [*[IGNORED] * skipped, *map(find_in_list, texts[skipped:])]
    is_form = skipped or not _TIME_STAMPS.isdisjoint(folded)
    beside = {kind: {*map(fold, words)} for kind, words in _load()["beside-given"].items()}
    if not beside["given"].isdisjoint(folded):  # `Nom`, `Prénom`
        family = Meaning("family_name")
        pairs = zip(folded, listed, strict=True)
        listed = [family if text in beside["family"] else meaning for text, meaning in pairs]
    return FORM if is_form else LIST, "", "", listed


def _in_address_book(program: str, texts: Sequence[str]) -> Iterator[Meaning | None]:
    """Yield the meanings; French Outlook has `Nom` twice, whose first is the full name."""
    seen: Counter[str] = Counter()
    total = Counter(map(fold, texts))
    for text in texts:
        folded = fold(text)
        seen[folded] += 1
        first = find_in_address_book(program, text)
        again = section(program).get(f"{folded} 2") if total[folded] > 1 else None
        if not again:
            yield first
        elif seen[folded] > 1:
            yield again
        else:
            yield IGNORED if again == first else first


def known_headings(header: Iterable[Column]) -> Iterator[tuple[str, Meaning]]:
    """Yield each heading of a table once, with its meaning, but for those that are quoted."""
    seen = set()
    for column in header:
        if column.header and column.header not in seen and not column.quoted_as:
            seen.add(column.header)
            yield column.header, Meaning(column.key, column.type, column.label)


# What certainly separates answers: forms join them by semicolons, Google's address book by colons.
_BETWEEN_ANSWERS = re.compile(r"\s*(?:;|\n|:::)\s*")
_COMMA = re.compile(r"\s*,\s*")
_BULLET = re.compile(r"^(?:[*•-]\s+)+")
_MAX_COMMAS = 5  # in one label
_MIN_NAME = 4  # letters of a country or a language: `No` is an answer too
# Keys whose values are terms, with the kind of each; the first that has all terms counts.
_KEYS = {
    "sectors": "sector",
    "body": "body",
    "role": "role",
    "languages": "tag",
    "country": "country",
}


def split_answers(text: str) -> list[str]:
    """Split a text where answers are certainly separate."""
    parts = (_BULLET.sub("", part).strip() for part in _BETWEEN_ANSWERS.split(text))
    return [part for part in parts if part]


@cache
def read_list(kind: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the values that a text lists, and its parts that are none.

    `kind` is that of an item: `sector`, `tag`, `country`. The longest label matches first. Cached,
    since the rows of a list have few different ones.
    """
    pairs = [pair for answer in split_answers(text) for pair in _read_answer(kind, answer)]
    values = dict.fromkeys(value for value, _part in pairs if value)
    return (*values,), tuple(part for value, part in pairs if not value)


def find_key(texts: Iterable[str]) -> str:
    """Return the key of an entry whose terms all texts are, or ""; codes may be other words."""
    wanted = {text.strip() for text in texts} - {""}
    is_long = all(len(text) >= _MIN_NAME for text in wanted)
    for key, kind in _KEYS.items():
        if not wanted or (kind in ("tag", "country") and not is_long):
            continue
        if all(_is_of_kind(kind, text) for text in wanted):
            return key
    return ""


def _is_of_kind(kind: str, text: str) -> bool:
    if kind == "country":
        return bool(corrections.find_item(kind, text))
    if kind not in ("sector", "tag"):
        return vocabulary.find_slug(kind, text) is not None
    terms, unknown = read_list(kind, text)
    return bool(terms) and not unknown


def _read_answer(kind: str, answer: str) -> Iterator[tuple[str, str]]:
    """Yield the value of each part of an answer, "" for an unknown one, and the part."""
    parts = [part for part in _COMMA.split(answer) if part]
    while parts:
        sizes = range(min(len(parts), _MAX_COMMAS), 0, -1)
        labels = ((size, corrections.find_item(kind, ", ".join(parts[:size]))) for size in sizes)
        size, value = next((pair for pair in labels if pair[1]), (1, ""))
        values = [] if value else corrections.split_items(kind, parts[0])
        yield from ((each, parts[0]) for each in values or [value])
        del parts[:size]
