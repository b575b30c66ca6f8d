"""Countries and territories: names, codes and facts, with lookup by any spelling."""

from collections.abc import Callable, Collection, Iterable
from contextvars import ContextVar
from functools import cache
from typing import Any, NamedTuple

from cmcct.errors.exceptions import AmbiguousCountryError, UnknownValueError
from cmcct.errors.suggest import closest, is_one_edit
from cmcct.i18n.messages import ENGLISH, ByLanguage
from cmcct.reference import data
from cmcct.text.folding import canonical, fold

# Words of many names, as keys: no few countries are closest to them.
_TOO_WIDE = frozenset(
    (
        *("caribbean", "caribe", "caribisch", "caraibes", "caribbean islands", "caribbean region"),
        *("island", "islands", "isla", "islas", "eiland", "eilanden", "ile", "iles"),
        *("saint", "san", "santa", "republic", "republica", "republiek", "republique"),
    )
)
_ARTICLES = {
    "en": ("the",),
    "es": ("el", "la", "los", "las"),
    "nl": ("de", "het"),
    "fr": ("le", "la", "les"),
}
_LEAST_LETTERS, _FEW = 4, 3  # of the beginning of a name, and the countries that it may mean
REGIONS = ("caricom", "non-caricom", "oecs", "acs", "english", "spanish", "dutch", "french")


class Country(NamedTuple):
    """A country, a territory, or an island with its own ISO 3166-2 code."""

    code: str  # ISO 3166-1 alpha-2, or BQ-BO, BQ-SA, BQ-SE
    names: ByLanguage[str]  # the English name is canonical
    aliases: tuple[str, ...]
    zone: str  # IANA; "" if there are several and none is the default
    calling_code: str  # "+592"; "" if there is none
    area_codes: tuple[str, ...]  # distinguish it from others with the same calling code
    languages: tuple[str, ...]  # official languages, BCP 47
    groups: tuple[str, ...]  # its groups among REGIONS

    @property
    def name(self) -> str:
        """Return the canonical name."""
        return self.names[ENGLISH]

    def localize(self, lang: str) -> str:
        """Return the name in one of LANGUAGES."""
        return self.names[lang]


class InSentence(NamedTuple):
    """The name of a country within a sentence: with its article, if an alias has it."""

    country: Country

    def localize(self, lang: str) -> str:
        """Return the name in one of LANGUAGES: `the Bahamas`, `la Barbade`, `Haiti`."""
        name, aliases = self.country.localize(lang), {*map(fold, self.country.aliases)}
        forms = (f"{article} {name}" for article in _ARTICLES.get(lang, ()))
        return next((form for form in forms if fold(form) in aliases), name)


class Name(str):
    """The canonical name of a country, which messages translate."""

    __slots__ = ("code",)

    code: str

    @property
    def is_outside(self) -> bool:
        """Whether the country is outside the network of the directory; False without one."""
        return bool(names := _network_names()) and self not in names

    def localize(self, lang: str) -> str:
        """Return the name in one of LANGUAGES."""
        return localize_code(self.code, lang)


# Used where the country is missing or unknown.
UNKNOWN_COUNTRY = Country("", ByLanguage(en=""), (), "", "", (), (), ())
# Finds the canonical names of the countries in the directory that was read last.
_NETWORK = ContextVar[Callable[[], Iterable[str]]]("network", default=tuple)


@cache
def find_country(text: str) -> Country:
    """Return the country with a name, alias or code; raise if none or several match."""
    folded = fold(text)
    key = canonical(folded)
    index = data.load("countries")
    if key in index["ambiguous"]:
        raise AmbiguousCountryError(
            text, [canonical_name(code) for code in index["ambiguous"][key]]
        )
    # Codes are not stripped of articles: `LA` is Laos.
    code = index["codes"].get(folded) or index["names"].get(key)
    if code is None:
        raise UnknownValueError(kind="country", text=text, suggestions=_suggestions(text))
    return get_country(code)


@cache
def get_country(code: str) -> Country:
    """Return the country with a canonical code."""
    values = data.load("countries")["countries"][code]
    facts: dict[str, Any] = {
        field: tuple(value) if isinstance(value, list) else value for field, value in values.items()
    }
    return Country(code=code, **facts)._replace(names=ByLanguage(values["names"]))


def localize_code(code: str, lang: str) -> str:
    """Return the name of a country, or a code that is of none, unchanged."""
    return get_country(code).localize(lang) if code in data.load("countries")["countries"] else code


def all_countries() -> tuple[Country, ...]:
    """Return all countries: those of the region in their usual order, then by code."""
    return tuple(map(get_country, data.load("countries")["countries"]))


def set_network(find_names: Callable[[], Iterable[str]]) -> None:
    """Set the countries that go before others where one is typed.

    `find_names` returns their names. It is called when they are first needed: most commands need
    none.
    """
    _NETWORK.set(find_names)


def _network_names() -> Collection[str]:
    find_names = _NETWORK.get()
    _NETWORK.set(tuple)  # a country of the directory that is misspelt has suggestions, too
    names = frozenset(find_names())
    _NETWORK.set(lambda: names)
    return names


def network_countries() -> list[Country]:
    """Return the countries of the directory that was read last, in their usual order."""
    names = _network_names()
    return [country for country in all_countries() if country.name in names]


def regions_of(members: Iterable[Country]) -> list[str]:
    """Return those of REGIONS in which a member is."""
    groups = {group for country in members for group in country.groups}
    return [region for region in REGIONS if region in groups]


def caribbean_members() -> list[Country]:
    """Return the Caribbean members of the consultations, by a public list, not a decision."""
    return [*map(get_country, data.load("countries")["listed"])]


@cache
def related_codes(code: str) -> frozenset[str]:
    """Return the codes selected with `code`: BQ selects its islands, an island selects BQ."""
    parts = (other for other in data.load("countries")["countries"] if other.startswith(f"{code}-"))
    return frozenset({code, code.partition("-")[0], *parts})


def canonical_name(code: str) -> Name:
    """Return the canonical name of a country, without building its record."""
    name = Name(data.load("countries")["countries"][code]["names"][ENGLISH])
    name.code = code
    return name


def match_start(text: str) -> list[Name]:
    """Return the countries of the network with a name that begins with a text, if they are few."""
    key, names = canonical(fold(text)), data.load("countries")["names"]
    is_long = len(key) >= _LEAST_LETTERS and key not in _TOO_WIDE
    codes = (code for name, code in names.items() if is_long and name.startswith(key))
    begun = [name for name in map(canonical_name, dict.fromkeys(codes)) if not name.is_outside]
    return begun if len(begun) <= _FEW else []


def _suggestions(text: str) -> list[Name]:
    """Return the canonical names of what a text may mean, best first.

    They are the countries of a people or a place, else those with the closest spelling: of the
    network if possible, and outside it only at one edit. A beginning is closer than two edits.
    """
    index, key = data.load("countries"), canonical(fold(text))
    if not key or key in _TOO_WIDE:
        return []
    from cmcct.reference import words

    if codes := words.find_people(text) or [place.code for place in words.find_places(text)]:
        return [canonical_name(code) for code in codes]
    ambiguous = {name: " ".join(codes) for name, codes in index["ambiguous"].items()}
    spellings = index["names"] | ambiguous
    # `Curaçao (Netherlands)` and `Country of Curaçao` contain a known name.
    first = [spellings[name] for name in spellings if key.startswith(f"{name} ")]
    within = [spellings[name] for name in spellings if f" {name} " in f" {key} "]
    # `Dominica Republic` is closer to another name than to the known one that it contains.
    closest_codes = [*closest(key, spellings), *first] or within
    slips = " ".join(codes for name, codes in spellings.items() if is_one_edit(key, name)).split()
    if not slips and (matches := match_start(text)):
        return matches
    names = [
        name
        for name in map(canonical_name, dict.fromkeys(" ".join(closest_codes).split()))
        if name.code in slips or not name.is_outside
    ]
    near = [name for name in names if not name.is_outside]
    if near or names:
        return near or names
    places = (
        place for name in closest(key, words.all_places()) for place in words.find_places(name)
    )
    return [*map(canonical_name, dict.fromkeys(place.code for place in places))]
