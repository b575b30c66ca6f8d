"""Build cmcct/reference/data from the tables of this folder and public libraries."""

import csv
import gettext
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
import pycountry
from babel import Locale
from babel.languages import get_official_languages

from cmcct.i18n.messages import ENGLISH, LANGUAGES
from cmcct.model.entities import APPS
from cmcct.reference.words import place_keys
from cmcct.text.folding import canonical, fold, split_apostrophes

HERE = Path(__file__).parent
DATA = HERE.parent / "cmcct" / "reference" / "data"
REGIONAL_TIERS = ("core", "adjacent")
GROUP_LANGUAGES = {"english": "en", "spanish": "es", "dutch": "nl", "french": "fr"}

# A section of a JSON file, with a line per dictionary.
Section = Iterable[Mapping[str, object]]

# Aliases of countries outside the region that CLDR and ISO lack; of those next to it, the French
# article, which a sentence takes.
MORE_ALIASES = {
    "AE": ["UAE", "EAU", "VAE", "Emirates", "Emiratos", "Emiraten", "Émirats"],
    "BA": ["Bosnia", "Bosnië", "Bosnie"],
    "BF": ["Burkina"],
    "BR": ["Le Brésil"],
    "CA": ["Le Canada"],
    "CD": ["DRC", "DR Congo", "RDC", "Congo (Kinshasa)", "République démocratique du Congo"],
    "CF": ["CAR", "RCA", "Centrafrique", "Centroáfrica"],
    "CG": ["Congo Republic", "República del Congo", "République du Congo", "Congo (Brazzaville)"],
    "CI": ["Ivory Coast", "Ivory", "Costa de Marfil", "Costa Marfil", "Côte Ivoire"],
    "CN": ["PRC"],
    "CO": ["La Colombie"],
    "CR": ["Le Costa Rica"],
    "CV": ["Cabo Verde"],
    "CZ": ["Czech"],
    "FK": ["Falklands", "Malvinas"],
    "FO": ["Faroes"],
    "GT": ["Le Guatemala"],
    "GW": ["Bissau"],
    "HN": ["Le Honduras"],
    "IE": ["Eire", "Republic of Ireland"],
    "KH": ["Kampuchea"],
    "LK": ["Ceylon"],
    "MH": ["Marshalls", "Marshall Is.", "RMI"],
    "MK": ["Macedonia"],
    "MM": ["Burma", "Birmania", "Birma", "Birmanie"],
    "MP": ["Northern Marianas", "Marianas"],
    "MX": ["Le Mexique"],
    "NI": ["Le Nicaragua"],
    "PA": ["Le Panama"],
    "PG": ["Papua", "Papoea", "Papouasie"],
    "PS": ["Palestine", "Palestina"],
    "SA": ["Saudi", "KSA", "Arabia Saudita"],
    "SB": ["Solomons", "Solomon Is."],
    "SH": ["Saint Helena", "Ascension", "Tristan da Cunha"],
    "ST": ["Sao Tome", "Santo Tomé"],
    "SV": ["Le Salvador"],
    "SZ": ["Swaziland", "Suazilandia"],
    "TL": ["East Timor", "Timor"],
    "TR": ["Turkey"],
    "VA": ["Vatican", "Vaticano", "Vaticaan", "Holy See", "Santa Sede", "Saint-Siège"],
    "ZA": ["RSA"],
}

# Ambiguous names beyond region.tsv: translations, a withdrawn code, and `Congo`, which ISO gives to
# CG but common usage to two countries.
MORE_AMBIGUOUS = {
    "Islas Vírgenes": ["VG", "VI"],
    "Maagdeneilanden": ["VG", "VI"],
    "Îles Vierges": ["VG", "VI"],
    "Antillas Neerlandesas": ["CW", "SX", "BQ"],
    "Antillas Holandesas": ["CW", "SX", "BQ"],
    "Nederlandse Antillen": ["CW", "SX", "BQ"],
    "Antilles néerlandaises": ["CW", "SX", "BQ"],
    "AN": ["CW", "SX", "BQ"],
    "Dutch Antilles": ["CW", "SX", "BQ"],
    "Congo": ["CD", "CG"],
    "Korea": ["KR", "KP"],
    "Corea": ["KR", "KP"],
    "Corée": ["KR", "KP"],
}

# Names of the region's languages that CLDR lacks, by the language of the name; `more` are not
# displayed. Suggestions come in this order.
MORE_LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "ht": {
        "en": "Haitian Creole",
        "es": "criollo haitiano",
        "nl": "Haïtiaans Creools",
        "fr": "créole haïtien",
        "more": "Kreyòl;Kreyòl ayisyen",
    },
    "jam": {
        "en": "Jamaican Creole",
        "es": "criollo jamaicano",
        "nl": "Jamaicaans Creools",
        "fr": "créole jamaïcain",
        "more": "Jamaican Patois;Patwa",
    },
    "acf": {
        "en": "Saint Lucian Creole",
        "es": "criollo de Santa Lucía",
        "nl": "Saint Luciaans Creools",
        "fr": "créole saint-lucien",
        "more": "Kwéyòl",
    },
    "cab": {
        "en": "Garifuna",
        "es": "garífuna",
        "nl": "Garifuna",
        "fr": "garifuna",
    },
    "bzj": {
        "en": "Belize Kriol",
        "es": "criollo beliceño",
        "nl": "Belizaans Creools",
        "fr": "créole bélizien",
    },
    "gcf": {
        "en": "Antillean Creole (Guadeloupe, Martinique)",
        "es": "criollo antillano (Guadalupe, Martinica)",
        "nl": "Antilliaans Creools (Guadeloupe, Martinique)",
        "fr": "créole antillais (Guadeloupe, Martinique)",
        "more": "Guadeloupean Creole;criollo de Guadalupe;Guadeloups Creools;créole guadeloupéen;"
        "Martinican Creole;créole martiniquais;Antillean Creole;criollo antillano;"
        "Antilliaans Creools;créole antillais",
    },
    "gcr": {
        "en": "Guianese Creole",
        "es": "criollo guayanés",
        "nl": "Frans-Guyaans Creools",
        "fr": "créole guyanais",
    },
    "hns": {
        "en": "Caribbean Hindustani",
        "es": "hindustaní caribeño",
        "nl": "Sarnami",
        "fr": "hindoustani des Caraïbes",
        "more": "Sarnami Hindoestani",
    },
    "pap": {
        "en": "Papiamento",
        "es": "papiamento",
        "nl": "Papiaments",
        "fr": "papiamento",
        "more": "Papiamentu",
    },
    "srn": {
        "en": "Sranan Tongo",
        "es": "sranan tongo",
        "nl": "Sranantongo",
        "fr": "sranan tongo",
        "more": "Sranan",
    },
    "es": {
        "en": "Spanish",
        "es": "español",
        "nl": "Spaans",
        "fr": "espagnol",
        "more": "Castilian;castellano",
    },
    "nl": {
        "en": "Dutch",
        "es": "neerlandés",
        "nl": "Nederlands",
        "fr": "néerlandais",
        "more": "holandés;hollandais;Flemish",
    },
}

# Each of these words means every language of MORE_LANGUAGES that has one in a name.
LANGUAGE_FAMILY = ("creole", "criollo", "creools")

# Codes that a search gives to several countries; like all codes, they count in capitals only there.
# In a cell, `SXM` is what ISO 3166-1 says, Sint Maarten; whoever types it at night may mean either
# half of the island.
SHARED_CODES = {"an": ("CW", "SX", "BQ"), "sxm": ("SX", "MF")}

# Folded names that several languages share, within CLDR and within ISO 639-3 (used where CLDR has
# no name). They match no language.
SHARED_IN_CLDR = frozenset({"makua"})
SHARED_IN_ISO = SHARED_IN_CLDR | {
    "ache",
    "bari",
    "gadang",
    "kwa",
    "madi",
    "mbe",
    "molo",
    "saliba",
    "voro",
    "wara",
}


class CollisionError(Exception):
    """Two records claim the same key."""


def main(folder: Path = DATA) -> None:
    """Write every data file, and print the names."""
    for name, text in build().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}: {len(text.encode()):,} bytes")


def build() -> dict[str, str]:
    """Return file name -> text for each data file."""
    return {
        "countries.json": layout(country_sections()),
        "vocabulary.json": layout(vocabulary_sections()),
        "languages.json": layout(language_sections()),
        "language_names.json": layout(language_name_sections()),
        "words.json": layout(word_sections()),
        "typed_words.json": layout(typed_word_sections()),
        "toll_free.json": layout({"patterns": toll_free_patterns()}),
    }


def layout(sections: Mapping[str, Section]) -> str:
    """Return JSON with one line per dictionary of a section, for readable diffs."""
    parts = []
    for name, lines in sections.items():
        body = ",\n".join(map(_inner_json, lines))
        parts.append(f"{json.dumps(name)}: {{\n{body}\n}}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _inner_json(line: Mapping[str, object]) -> str:
    """Return the members of an object without the enclosing braces."""
    return json.dumps(line, ensure_ascii=False)[1:-1]


def rows(name: str) -> list[dict[str, str]]:
    """Read a TSV file in this folder."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def split(cell: str, separator: str = ";") -> list[str]:
    """Return the values of a cell."""
    return [value.strip() for value in cell.split(separator) if value.strip()]


def unique(values: Iterable[str]) -> list[str]:
    """Return the values without repetitions and empty ones, in order."""
    return [value for value in dict.fromkeys(values) if value]


def key(name: str) -> str:
    """Return the lookup key of a name."""
    return canonical(fold(name))


def by_language(names: Mapping[str, str]) -> dict[str, str]:
    """Return those names that `ByLanguage` needs: the English one, and those that differ."""
    english = names[ENGLISH]
    return {ENGLISH: english} | {
        lang: name for lang, name in names.items() if name and name != english
    }


def register(
    claims: Iterable[tuple[str, str]], shared: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Return key -> owner; raises `CollisionError` for two owners unless the key is in `shared`.

    A key in `shared` has no owner.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for wanted, owner in claims:
        if wanted not in shared:
            owners[wanted].add(owner)
    if collisions := {wanted: sorted(by) for wanted, by in owners.items() if len(by) > 1}:
        raise CollisionError(collisions)
    return {wanted: by.pop() for wanted, by in owners.items()}


def by_owner(index: Mapping[str, str]) -> Section:
    """Return the index with one line per owner."""
    lines: dict[str, dict[str, str]] = defaultdict(dict)
    for wanted, owner in index.items():
        lines[owner][wanted] = owner
    return lines.values()


# Countries


def country_sections() -> dict[str, Section]:
    """Return the countries, their codes, the ambiguous spellings and the names."""
    records = country_records()
    ambiguous = ambiguous_keys()
    codes = country_codes(records, ambiguous)
    return {
        "countries": [{code: record} for code, record in records.items()],
        "listed": [{row["code"]: 1} for row in rows("region.tsv") if row["cmc_listed"] == "yes"],
        "ambiguous": [{spelling: candidates} for spelling, candidates in ambiguous.items()],
        "codes": by_owner(codes),
        "names": by_owner(country_names(records, ambiguous, codes)),
    }


def country_records() -> dict[str, dict[str, Any]]:
    """Return the region's rows in file order, then the other countries by code."""
    regional = {row["code"]: regional_record(row) for row in rows("region.tsv")}
    others = {country.alpha_2 for country in pycountry.countries} - regional.keys()
    return regional | {code: other_record(code) for code in sorted(others)}


def regional_record(row: Mapping[str, str]) -> dict[str, Any]:
    """Return the record of a country or territory in region.tsv."""
    names = {lang: row.get(f"name_{lang}", "") for lang in LANGUAGES}
    return {
        "names": by_language(names),
        "aliases": [
            alias for alias in unique(split(row["aliases"])) if alias not in names.values()
        ],
        "zone": row["tz"],
        "calling_code": row["calling_code"],
        "area_codes": split(row["area_codes"]),
        "languages": split(row["lang_official"], ","),
        "groups": groups(row) if row["tier"] in REGIONAL_TIERS else [],
    }


def groups(row: Mapping[str, str]) -> list[str]:
    """Return the `--region` values of a regional row: memberships and official languages."""
    spoken = split(row["lang_official"], ",")
    return [
        "caricom" if is_member(row, "caricom") else "non-caricom",
        *(name for name in ("oecs", "acs") if is_member(row, name)),
        *(name for name, tag in GROUP_LANGUAGES.items() if tag in spoken),
    ]


def is_member(row: Mapping[str, str], organisation: str) -> bool:
    """Return whether a country is a member or an associate of an organisation (not `pending`)."""
    return row[organisation].startswith(("member", "associate"))


def other_record(code: str) -> dict[str, Any]:
    """Return the record of a country outside the region, from the libraries."""
    calling_code = phonenumbers.country_code_for_region(code)
    spoken = get_official_languages(code, de_facto=True)
    return {
        "names": cldr_names(code),
        "aliases": MORE_ALIASES.get(code, []),
        "zone": common_zone(country_zones()[code]),
        "calling_code": f"+{calling_code}" if calling_code else "",
        "area_codes": nanp_area_codes(code),
        "languages": unique(tag.split("_")[0] for tag in spoken),
        "groups": [],
    }


def cldr_names(code: str) -> dict[str, str]:
    """Return CLDR's names of a country by language."""
    return by_language({lang: Locale(lang).territories[code] for lang in LANGUAGES})


def nanp_area_codes(code: str) -> list[str]:
    """Return the area codes of a +1 territory if the phone library lists them."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(code)
    digits = metadata.leading_digits if metadata and metadata.country_code == 1 else None
    return re.findall(r"\d{3}", digits or "")


def common_zone(zones: Sequence[str]) -> str:
    """Return the first of some zones whose clocks agree today, else "": no guess among several."""
    weeks = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(weeks=week) for week in range(104)]
    clocks = {
        tuple(week.astimezone(ZoneInfo(zone)).utcoffset() for week in weeks) for zone in zones
    }
    return zones[0] if len(clocks) == 1 else ""


@cache
def country_zones() -> dict[str, list[str]]:
    """Return country code -> time zones, from zone.tab."""
    zones: dict[str, list[str]] = defaultdict(list)
    for line in files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            zones[code].append(zone)
    return zones


def ambiguous_keys() -> dict[str, list[str]]:
    """Return ambiguous spelling -> candidate codes, in order of first mention."""
    found: dict[str, list[str]] = {}
    for row in rows("region.tsv"):
        for spellings, candidates in re.findall(r"([^()]+)\(([^)]*)\)", row["ambiguous_inputs"]):
            for spelling in split(spellings):
                found.setdefault(key(spelling), re.findall(r"\b[A-Z]{2}\b", candidates))
    found |= {key(spelling): candidates for spelling, candidates in MORE_AMBIGUOUS.items()}
    return {wanted: codes for name, codes in found.items() for wanted in join_words(name)}


def country_codes(records: Mapping[str, Any], ambiguous: Mapping[str, object]) -> dict[str, str]:
    """Return folded ISO codes -> code."""
    alpha3 = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    return register(
        (folded, code)
        for code in records
        for folded in unique((fold(code), fold(alpha3.get(code, ""))))
        if folded not in ambiguous
    )


def country_names(
    records: Mapping[str, Any], ambiguous: Mapping[str, object], codes: Mapping[str, str]
) -> dict[str, str]:
    """Return name key -> code; raises `CollisionError` if a name is another country's code too."""
    names = [
        (wanted, code)
        for code, record in records.items()
        for name in (*record["names"].values(), *record["aliases"], *library_names(code))
        for wanted in join_words(key(name))
        if wanted not in ambiguous
    ]
    register([*codes.items(), *names])
    return register(names)


def join_words(name: str) -> list[str]:
    """Return a key, and the variant for `St.Lucia` typed without a space."""
    return [name, f"st{name.removeprefix('saint ')}"] if name.startswith("saint ") else [name]


def library_names(code: str) -> Iterator[str]:
    """Yield a country's names in CLDR and ISO 3166-1; none for a part of a country."""
    if "-" in code:
        return
    yield from cldr_names(code).values()
    country = pycountry.countries.get(alpha_2=code)
    for attribute in ("name", "official_name", "common_name"):
        if english := getattr(country, attribute, ""):
            for name in unique(iso_translation(lang).gettext(english) for lang in LANGUAGES):
                yield name
                yield " ".join(reversed(name.split(", ")))  # Bolivia, Plurinational State of


@cache
def iso_translation(lang: str) -> gettext.NullTranslations:
    """Return the translations of ISO 3166-1 that pycountry has."""
    folder = pycountry.LOCALES_DIR
    return gettext.translation("iso3166-1", folder, [lang], fallback=True)


# Vocabulary


def vocabulary_sections() -> dict[str, Section]:
    """Return the terms of each facet in file order."""
    facets: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows("vocabulary.tsv"):
        facets[row["facet"]][row["slug"]] = term(row)
    for terms in facets.values():
        register((wanted, slug) for slug, record in terms.items() for wanted in record["keys"])
    return {
        facet: [{slug: record} for slug, record in terms.items()] for facet, terms in facets.items()
    }


def term(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a term with its lookup keys: slug, labels, their comma-separated parts, synonyms."""
    labels = by_language({lang: row.get(lang, "") for lang in LANGUAGES})
    parts = [part for label in labels.values() for part in (label, *label.split(","))]
    words = (row["slug"], *parts, *split(row["synonyms"]))
    return {
        "half": row["half"],
        "labels": labels,
        "keys": unique(wanted for word in words for wanted in keys_of(word)),
    }


# Languages


def language_sections() -> dict[str, Section]:
    """Return all tags by their first letter, and the display names."""
    tags = language_tags()
    by_letter: dict[str, list[str]] = defaultdict(list)
    for tag in sorted(tags):
        by_letter[tag[0]].append(tag)
    return {
        "tags": [{letter: " ".join(found)} for letter, found in by_letter.items()],
        "names": [
            {tag: names} for tag in sorted(tags) if (names := shown_names(tag, tags[tag].name))
        ],
    }


def language_name_sections() -> dict[str, Section]:
    """Return the names of languages, and the three-letter codes with a shorter tag."""
    tags = language_tags()
    codes = [
        dict.fromkeys(unique((language.alpha_3, getattr(language, "bibliographic", ""))), tag)
        for tag, language in tags.items()
        if tag != language.alpha_3
    ]
    return {"codes": codes, "names": by_owner(language_names(tags))}


def language_tags() -> dict[str, Any]:
    """Return the languages of ISO 639-3 by primary subtag, the two-letter code if it exists."""
    return {
        getattr(language, "alpha_2", language.alpha_3): language
        for language in pycountry.languages
        if language.scope in "IM"
    }


def shown_names(tag: str, iso_name: str) -> dict[str, str]:
    """Return the display names by language, ISO's where CLDR has no English one; {} for none."""
    names = MORE_LANGUAGES.get(tag, cldr_languages(tag))
    shown = {lang: names.get(lang, "") for lang in LANGUAGES}
    return (
        by_language({ENGLISH: iso_name} | {k: v for k, v in shown.items() if v})
        if any(shown.values())
        else {}
    )


def cldr_languages(tag: str) -> dict[str, str]:
    """Return CLDR's names of a language by language."""
    return {lang: Locale(lang).languages.get(tag, "") for lang in LANGUAGES}


def all_names(names: Mapping[str, str]) -> list[str]:
    """Return the names of a language, with those that are not displayed."""
    return [name for text in names.values() for name in split(text)]


def language_names(tags: Mapping[str, Any]) -> dict[str, str]:
    """Return name key -> tag; CLDR takes precedence over ISO."""
    cldr = register(
        (
            (key(name), tag)
            for tag in unique((*MORE_LANGUAGES, *sorted(tags)))
            for name in unique(
                (*all_names(MORE_LANGUAGES.get(tag, {})), *all_names(cldr_languages(tag)))
            )
            if not is_invented(tags[tag])
        ),
        SHARED_IN_CLDR,
    )
    iso = register(
        (
            (key(name), tag)
            for tag, language in tags.items()
            for name in (language.name, getattr(language, "common_name", language.name))
            if not is_invented(language)
        ),
        SHARED_IN_ISO,
    )
    return cldr | {wanted: tag for wanted, tag in iso.items() if wanted not in cldr}


def is_invented(language: Any) -> bool:
    """Return whether a language is of a book or a film: constructed, without a two-letter code."""
    return language.type == "C" and not hasattr(language, "alpha_2")


# Words of a search


def word_sections() -> dict[str, Section]:
    """Return the words that a search knows: facet -> value -> keys; a key may have several.

    Of places, it is key -> names as written, since they are shown, with their countries.
    """
    terms: dict[str, dict[str, Any]] = {
        facet: {slug: record for line in lines for slug, record in line.items()}
        for facet, lines in vocabulary_sections().items()
    }
    trade = trade_words()
    sectors = {wanted for record in terms["sector"].values() for wanted in record["keys"]}
    names = [*country_words()]
    keys = {wanted for wanted, _code in names}
    pairs = {
        "country": names,
        "code": [*code_words()],
        "sector": [*term_words(terms["sector"])],
        "role": [*term_words(terms["role"])],
        "body": [
            (wanted, slug)
            for wanted, slug in term_words(terms["body"])
            # A word of a sector is never a synonym of a body; a slug is.
            if wanted not in sectors or wanted == key(slug)
        ],
        "language": [*language_words()],
        "phone": [
            (wanted, slug)
            for wanted, slug in term_words(terms["phone"])
            if slug != "office"  # half of all organisations are called so
        ],
        "app": [(key(app), app) for app in APPS],
        "state": [],
        "people": [],
        "drop": [],
    }
    trade["people"] = [pair for pair in trade["people"] if pair[0] not in keys]
    sections: dict[str, Section] = {
        facet: by_value([*found, *trade[facet]]) for facet, found in pairs.items()
    }
    return {**sections, "place": place_words()}


def place_words() -> Section:
    """Return key -> name and country of each place that has it, capitals first."""
    order = [*(row["code"] for row in rows("region.tsv")), "BR", "CO"]
    found = defaultdict[str, list[list[str]]](list)
    places = sorted(
        rows("places.tsv"), key=lambda row: (row["kind"] != "capital", order.index(row["country"]))
    )
    for row in places:
        for name in split(row["names"]):
            for wanted in place_keys(name):
                found[wanted].append([name, row["country"]])
    return [{wanted: names} for wanted, names in found.items()]


def trade_words() -> dict[str, list[tuple[str, str]]]:
    """Return facet -> key and value of the words of the trade and of peoples, in words.tsv."""
    found = defaultdict[str, list[tuple[str, str]]](list)
    for row in rows("words.tsv"):
        for word in split(row["words"]):
            found[row["facet"]] += ((form, row["value"]) for form in keys_of(word))
    return found


def typed_word_sections() -> dict[str, Section]:
    """Return the words that people type for options, commands and others: kind -> key -> values."""
    found = defaultdict[str, dict[str, list[str]]](lambda: defaultdict(list))
    for row in rows("typed_words.tsv"):
        for word in split(row["words"]):
            found[row["kind"]][fold(word)].append(row["value"])
    return {
        kind: [{word: unique(values)} for word, values in words.items()]
        for kind, words in found.items()
    }


def keys_of(word: str) -> list[str]:
    """Return the lookup keys of a word: an apostrophe vanishes, and separates words."""
    return unique((key(word), key(split_apostrophes(word))))


def by_value(pairs: Iterable[tuple[str, str]]) -> Section:
    """Return value -> keys, with a line per value."""
    found: dict[str, list[str]] = defaultdict(list)
    for wanted, value in pairs:
        found[value].append(wanted)
    return [{value: unique(keys)} for value, keys in found.items()]


def country_words() -> Iterator[tuple[str, str]]:
    """Yield the names and aliases of countries; an ambiguous one belongs to each candidate."""
    ambiguous = ambiguous_keys()
    for code, record in country_records().items():
        names = map(key, (*record["names"].values(), *record["aliases"]))
        own = [joined for name in names for joined in join_words(name) if joined not in ambiguous]
        shared = [name for name, candidates in ambiguous.items() if code in candidates]
        yield from ((name, code) for name in (*own, *shared) if name not in SHARED_CODES)


def code_words() -> Iterator[tuple[str, str]]:
    """Yield the ISO codes of countries, and the codes that several share."""
    ambiguous = ambiguous_keys()
    codes = country_codes(country_records(), ambiguous)
    yield from ((code, country) for code, country in codes.items() if code not in SHARED_CODES)
    yield from ((code, country) for code, of in SHARED_CODES.items() for country in of)


def term_words(terms: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the keys of the terms of a facet."""
    yield from ((wanted, slug) for slug, record in terms.items() for wanted in record["keys"])


def language_words() -> Iterator[tuple[str, str]]:
    """Yield the names of the languages of CLDR and of the region; not their tags."""
    tags = language_tags()
    names = language_names(tags)
    yield from ((name, tag) for name, tag in names.items() if shown_names(tag, ""))
    for tag, more in MORE_LANGUAGES.items():
        if not {word for name in all_names(more) for word in key(name).split()}.isdisjoint(
            LANGUAGE_FAMILY
        ):
            yield from ((word, tag) for word in LANGUAGE_FAMILY)


# Telephone numbers


def toll_free_patterns() -> Section:
    """Yield calling code -> pattern of its toll-free numbers, as the phone library knows them."""
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        known = unique(toll_free_pattern(code, region) for region in regions)
        if known:
            yield {str(code): "|".join(known)}


def toll_free_pattern(code: int, region: str) -> str:
    """Return the pattern of a region's toll-free numbers, "" if it has none."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    numbers = metadata and metadata.toll_free
    return (numbers and numbers.national_number_pattern) or ""


if __name__ == "__main__":
    main()
