"""Search terms: which words they are, alone or several together, and what an entry must have.

`formats/html/page/search.js` reads and finds the same in the page.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import NamedTuple

from cmcct import clock
from cmcct.calling import lines as calling
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.opening_hours import is_round_the_clock
from cmcct.i18n.messages import _, quote_text
from cmcct.model.entities import Directory, FocalPoint, Phone
from cmcct.model.fields import ENTRY_KEYS
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import countries, words
from cmcct.reference.words import Meaning
from cmcct.search import FLAGS, Predicate
from cmcct.text.folding import canonical, fold, split_apostrophes
from cmcct.text.shell import quote

NUMBER = re.compile(r"[\d\s().+\-\u2010-\u2015]*[\d+][\d\s().+\-\u2010-\u2015?]*")
_CODE = re.compile(r"[A-Z]{2,3}|[A-Z]{2}-[A-Z]{2}")
_ALIKE = ("country", "sector", "language")  # facets of which several words are alternatives
_OF_PLACES = frozenset({"country", "place"})
_MOST_WORDS = 8  # of a name that is given as several terms
_ELIDED = re.compile(r"^\s*\w{1,2} ")

_SEARCHED = tuple(key for key, spec in ENTRY_KEYS.items() if spec.searched)
_LABELLED = ("country", "sector", "role", "body")  # facets whose labels are text too
# Facets whose words are other text too: the directory names some, and others hide no text.
_ALSO_TEXT = frozenset({"group", "meeting", "people", "place"})
ANSWERING = frozenset({Meaning("state", "always"), Meaning("state", "open")})
_MIN_DIGITS = 3
_TRUNK = "(0)"  # the trunk prefix of +44 (0)20, only dialled within the country
_PAUSE = re.compile(r"[,;]\d+$")  # and an extension, as a number is dialled
_PREFIXES = ("011", "001", "0+")  # international prefixes, and the trunk prefix
_KEYED = re.compile(r"([A-Za-z_-]+):(.*)", re.DOTALL)
# Other names of an option, in addition to its name and plural.
_OPTION_OF = {
    "bodies": "body",
    "countries": "country",
    "covers": "country",
    "sharing": "audience",
    "statuses": "status",
    "working_group": "group",
    "working_groups": "group",
}


class Reading(NamedTuple):
    """One or several terms that belong together, and what they mean; nothing for other text."""

    text: str  # as typed, joined by spaces
    meanings: tuple[Meaning, ...] = ()
    is_code: bool = False  # a code of a country, and no other word

    @property
    def key(self) -> str:
        """The folded text in canonical form."""
        return _key(self.text)

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of the countries that it names: several if it is ambiguous."""
        return tuple(value for facet, value in self.meanings if facet in words.OF_COUNTRIES)

    @property
    def is_common(self) -> bool:
        """Whether it is true of the whole list, or says nothing: `trafficking`, `of`."""
        is_said_of_all = words.is_common(self.key) or words.find_people(self.key)
        return not self.meanings and bool(is_said_of_all)


def _key(text: str) -> str:
    return canonical(fold(text))


def word_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a word: an apostrophe vanishes, and separates words.

    What is elided before it, as in `d'urgence`, may be missing.
    """
    if (parts := split_apostrophes(text)) == text:
        return (_key(text),)
    return tuple(dict.fromkeys(map(_key, (text, parts, _ELIDED.sub("", parts)))))


def read(
    terms: Sequence[str], directory: Directory | AudienceView, has_word: Callable[[str], bool]
) -> list[Reading]:
    """Join the terms that belong together, the longest first, and find what they mean.

    Words that join others, such as `in`, are left out. A place means its country only where no
    entry has its name as a word, as `has_word` says.
    """
    names = find_names(directory)
    terms = [term for term in terms if term != "?"] or terms
    joined: list[Reading] = []
    start = 0
    while start < len(terms):
        size, reading = _next(terms[start:], names, has_word)
        joined.append(reading)
        start += size
    readings = [_with_code(joined, place) for place in range(len(joined))]
    telling = [reading for reading in readings if not words.is_joining(reading.key)] or readings
    return [*map(_without_group, _without_origins(telling))] if len(telling) > 1 else telling


def _without_origins(readings: Sequence[Reading]) -> list[Reading]:
    """Leave out whence somebody comes, beside a country, where she is: `Venezuelan in Trinidad`.

    A people stays as other text.
    """
    # `from haiti guyana` says who calls.
    origins = [place and words.is_origin(each.key) for place, each in enumerate(readings)]
    pairs = [*zip(readings, [False, *origins], strict=False)]
    where = [each for each, after in pairs if not after and _OF_PLACES & {*dict(each.meanings)}]
    if not where:
        return [*readings]
    return [
        each._replace(meanings=()) if "people" in dict(each.meanings) else each
        for each, after in pairs
        if not (after and each.countries)
    ]


def _without_group(reading: Reading) -> Reading:
    """Read a country beside other words as no working group: a consulate of it is in it."""
    if not reading.countries:
        return reading
    return reading._replace(meanings=tuple(m for m in reading.meanings if m.facet != "group"))


def join_alike(readings: Iterable[Reading]) -> list[Reading]:
    """Make those of a kind alternatives, `police` and `customs`; nothing where no two are alike."""
    kinds: dict[object, list[Reading]] = {}
    for reading in readings:
        meant = {"country"} if reading.countries else {*dict(reading.meanings)}
        kind = next((kind for kind in _ALIKE if kind in meant), reading)
        kinds.setdefault(kind, []).append(reading)
    if all(len(alike) == 1 for alike in kinds.values()):
        return []
    return [
        Reading(" ".join(each.text for each in alike), sum((each.meanings for each in alike), ()))
        for alike in kinds.values()
    ]


def _next(
    terms: Sequence[str], names: Mapping[str, tuple[Meaning, ...]], has_word: Callable[[str], bool]
) -> tuple[int, Reading]:
    """Return the reading at the start of the terms that are left, and how many it takes."""
    for size in range(min(len(terms), _MOST_WORDS), 0, -1):
        text = " ".join(terms[:size])
        for key in word_keys(text):
            if meanings := (*words.find_meanings(key), *names.get(key, ())):
                return size, Reading(text, meanings)
            if words.is_common(key):
                return size, Reading(text)
        places = words.find_places(text)
        if places and not has_word(_key(text)):
            return size, Reading(text, tuple(Meaning("place", place.code) for place in places))
    digits = next((n for n, term in enumerate(terms) if not NUMBER.fullmatch(term)), len(terms))
    return max(1, digits), Reading(" ".join(terms[: max(1, digits)]))


def find_names(directory: Directory | AudienceView) -> Mapping[str, tuple[Meaning, ...]]:
    """Return the ids and names of working groups and meetings: those of the audience."""
    names: dict[str, tuple[Meaning, ...]] = {}
    for facet, records in (("group", directory.working_groups), ("meeting", directory.meetings)):
        for record in records:
            # Not a set, whose order differs: the page has the same bytes each time.
            keys = (key for text in (record.id, record.name) for key in word_keys(text))
            for key in filter(None, dict.fromkeys(keys)):
                names[key] = (*names.get(key, ()), Meaning(facet, record.id))
    return names


def _with_code(readings: Sequence[Reading], place: int) -> Reading:
    """Read a code of a country: in capitals, and alone or beside a word or a number."""
    reading = readings[place]
    if not (countries := _countries_by_code(reading)):
        return reading
    sides = reversed(readings[:place]), readings[place + 1 :]
    # Other codes beside it say nothing.
    nearest = (
        next((word for word in side if word.meanings or not _countries_by_code(word)), None)
        for side in sides
    )
    beside = [word for word in nearest if word]
    if beside and not any(word.meanings or NUMBER.fullmatch(word.text) for word in beside):
        return reading
    meanings = tuple(dict.fromkeys((*countries, *reading.meanings)))
    return Reading(reading.text, meanings, is_code=not reading.meanings)


def _countries_by_code(reading: Reading) -> tuple[Meaning, ...]:
    bare = reading.text.strip().replace(".", "")
    return words.find_by_code(fold(bare)) if _CODE.fullmatch(bare) else ()


# What an entry must have for a reading.


def has_word(points: Iterable[FocalPoint], key: str) -> bool:
    """Return whether an active entry has a key in its own text, as whole words."""
    texts = (own_text(point) for point in points if point.status == "active")
    return any(f" {key} " in f"{text} " for text in texts)


def build_term_predicate(reading: Reading, flags: Mapping[str, Predicate]) -> Predicate:
    """Return the test for one or several terms that belong together.

    `flags` are the predicates of `search.FLAGS`, which are words too.
    """
    tests = [_matches_word(reading, flags)] if reading.meanings else []
    # A list names only the meetings and groups of its entries: to it, others are other text.
    if _ALSO_TEXT.issuperset(facet for facet, _value in reading.meanings):
        tests.append(_matches_text(reading.text))
    id_ = reading.text.strip().casefold()
    return lambda point: any(test(point) for test in tests) or id_ in entry_ids(point)


def _matches_word(reading: Reading, flags: Mapping[str, Predicate]) -> Predicate:
    """Return the test for a word: by its facets, and by the entry's own text."""
    now = clock.now()
    tests: Mapping[str, Predicate] = {
        **flags,
        "always": is_always_open,
        "open": lambda point: rank_opening(point, now) != calling.NOT_OPEN,
        "no-phone": lambda point: not point.phones,
        "no-email": lambda point: not point.emails,
        "no-mobile": lambda point: all(phone.type != "mobile" for phone in point.phones),
        "no-fax": lambda point: all(phone.type != "fax" for phone in point.phones),
        "no-whatsapp": lambda point: "whatsapp" not in FACETS["app"](point),
    }
    states = [value for facet, value in reading.meanings if facet == "state"]
    finds = [(FACETS[facet], value) for facet, value in reading.meanings if facet in FACETS]
    finds += [(country_codes, code) for code in reading.countries]
    # `DE` is not the word in `de Example`, nor is who is open or stale known from a text.
    is_text = not (reading.is_code or {*states} - {"always"})
    # A country is found as a whole word only: Guyana does not find the Guyanas.
    text = f" {reading.key} " if reading.countries else f" {reading.key}"
    return lambda point: (
        any(value in values(point) for values, value in finds)
        or any(tests[state](point) for state in states)
        or (is_text and text in f"{own_text(point)} ")
    )


def _matches_text(term: str) -> Predicate:
    """Return the test for other text: starts of words, parts of e-mails, digits of numbers."""
    forms = (fold(term), canonical(fold(term)), fold(split_apostrophes(term)))
    starts = {f" {word}" for word in forms if word}
    # A word of a sector never matches through the label or synonyms of a body.
    sectors = "  ".join(["", *words.keys_of("sector", words.table()["sector"])])
    facets = _LABELLED[:-1] if any(start in sectors for start in starts) else _LABELLED
    address = term.strip().casefold()
    digits = searched_digits(term)

    def test(point: FocalPoint) -> bool:
        text = "  ".join([own_text(point), *_labels(point, facets)])
        return (
            any(start in text for start in starts)
            or any(address in text for text in address_texts(point))
            or any(digit in number for digit in digits for number in phone_digits(point))
        )

    return test


def _labels(point: FocalPoint, facets: Iterable[str]) -> list[str]:
    """Return the keys of the country and of the vocabulary terms of an entry."""
    values = {"country": (point.country.code,), "sector": point.sectors}
    values |= {"role": (point.role,), "body": (point.body or "",)}
    return [text for facet in facets for text in _keys_of(facet, values[facet])]


_keys_of = cache(words.keys_of)


def refuse_option(term: str, options: Collection[str]) -> None:
    """Refuse `country:Guyana`, which would silently match nothing; raises `CmcctError`."""
    match = _KEYED.fullmatch(term)
    if not match:
        return
    key, value = match[1].replace("-", "_").casefold(), match[2].strip()
    option = _OPTION_OF.get(key, key if key in options else key.removesuffix("s"))
    message = _("{term} is not a search term", term=quote_text(term))
    if option in options:
        value = quote(value) if value and option not in FLAGS else ""
        raise CmcctError(message, _("write {words}", words=f"--{option} {value}".rstrip()))
    if key == "id":
        raise CmcctError(message, _("write {words}", words=f"cmcct show {value}".rstrip()))
    if not {key, f"{key}s"}.isdisjoint(FocalPoint.model_fields):
        word = value.rstrip(" :")
        alone = _("search for the word alone")
        raise CmcctError(message, _("{label}: {text}", label=alone, text=word) if word else alone)


def searched_digits(term: str) -> list[str]:
    """Return the digits to search for, with and without international or trunk prefix."""
    number = _PAUSE.sub("", term)
    digits = re.sub(r"\D", "", number.replace(_TRUNK, ""))
    if not NUMBER.fullmatch(number):
        return []
    forms = [digits, *(re.sub(f"^{prefix}", "", digits) for prefix in _PREFIXES)]
    return [form for form in forms if len(form) >= _MIN_DIGITS]


# What an entry is found by. The page has the result of each of these functions.


def phone_digits(point: FocalPoint) -> list[str]:
    """Return the digits of an entry's telephone numbers."""
    return [re.sub(r"\D", "", phone.number.replace(_TRUNK, "")) for phone in point.phones]


def address_texts(point: FocalPoint) -> list[str]:
    """Return the e-mail addresses and the handles of an entry, without letter case."""
    texts = (*(email.address for email in point.emails), *(f"@{each.id}" for each in point.handles))
    return [text.casefold() for text in texts]


def entry_ids(point: FocalPoint) -> list[str]:
    """Return the present and past ids of an entry, without letter case."""
    return [id_.casefold() for id_ in point.ids]


def own_text(point: FocalPoint) -> str:
    """Return the folded texts of an entry, each after two spaces.

    So each word is after a space, and no term matches across two texts.
    """
    texts = [text for key in _SEARCHED if (text := getattr(point, key))]
    # An apostrophe vanishes, but a word also starts after that in d'Exemple.
    apart = dict.fromkeys(form for text in texts for form in (text, split_apostrophes(text)))
    forms = dict.fromkeys(form for text in map(fold, apart) for form in (text, canonical(text)))
    return "  ".join(["", *forms])


def country_codes(point: FocalPoint) -> tuple[str, ...]:
    """Return the country codes by which an entry is found: its own, and those it covers."""
    served = filter(None, (country.code for country in (point.country, *point.covers)))
    return tuple(sorted(frozenset[str]().union(*map(countries.related_codes, served))))


def language_tags(point: FocalPoint) -> tuple[str, ...]:
    """Return the language tags by which an entry is found, lower case, with their short forms."""
    small = [tag.casefold() for tag in point.languages]
    return tuple(dict.fromkeys([form for tag in small for form in (tag.partition("-")[0], tag)]))


def may_answer(point: FocalPoint) -> bool:
    """Return whether somebody may answer: the seat is active, or vacant and has numbers."""
    return point.status == "active" or (point.status == "vacant" and bool(point.phones))


def answered_hours(point: FocalPoint) -> list[str]:
    """Return the hours of the lines that can be dialled from abroad: their own, or the office's."""
    places = (place for place in calling.usable_phones(point) if point.phones[place].is_dialable)
    return [*filter(None, dict.fromkeys(calling.hours_of(point, place) for place in places))]


def is_always_open(point: FocalPoint) -> bool:
    """Return whether a line that can be dialled from abroad is answered round the clock."""
    return any(map(is_round_the_clock, answered_hours(point)))


def find_line_inside(point: FocalPoint) -> Phone | None:
    """Return the first number that is answered round the clock, but only inside its country."""
    lines = calling.build_lines([point], calling.Request(point.country), None)
    return next((line.phone for line in lines if line.is_always and not line.is_dialable), None)


def rank_opening(point: FocalPoint, moment: datetime) -> int:
    """Return 0 if a line that can be dialled from abroad answers, 1 if one may, else NOT_OPEN.

    A shelter's may, and one that is toll-free or failed its test. On a public holiday, a line may
    be closed unless its hours name it: it counts as closed.
    """
    lines = calling.build_lines([point], calling.Request(point.country), moment)
    ready = [line for line in lines if line.readiness != calling.NOT_OPEN]
    risks = [line.risk for line in ready if line.phone.is_dialable]
    return int(point.is_shelter or all(risks)) if risks else calling.NOT_OPEN


def sort_answering(points: Iterable[FocalPoint], readings: Iterable[Reading]) -> list[FocalPoint]:
    """Put those with a line that answers now first, if 24/7 or open ones are asked for."""
    if ANSWERING.isdisjoint(meaning for reading in readings for meaning in reading.meanings):
        return [*points]
    return sorted(points, key=partial(rank_opening, moment=clock.now()))


# Facet -> the values by which an entry is found.
FACETS: Mapping[str, Callable[[FocalPoint], Collection[str]]] = {
    "country": country_codes,
    "sector": lambda point: point.sectors,
    "role": lambda point: (point.role,),
    "body": lambda point: (point.body,) if point.body else (),
    "language": language_tags,
    "phone": lambda point: tuple(dict.fromkeys(phone.type for phone in point.phones)),
    "app": lambda point: tuple(
        dict.fromkeys(
            (
                *(app for phone in point.phones for app in phone.apps),
                *(handle.app for handle in point.handles),
            )
        )
    ),
    "group": lambda point: point.working_groups,
    "meeting": lambda point: point.meetings,
}
