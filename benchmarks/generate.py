"""Write a deterministic directory of a given size, with a given number of faults.

`python -m benchmarks.generate 300 directory.toml` writes one with 300 focal points and no finding.
"""

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import phonenumbers

from cmcct.model.territory_lines import format_line
from cmcct.reference.countries import Country, all_countries
from cmcct.reference.vocabulary import slugs
from cmcct.text.folding import fold
from cmcct.toml.values import format_table

_HEAD = """\
[directory]
name = "Example Network"
contact = "corrections@example.org"

[[meeting]]
id = "georgetown-2019"
name = "Second Meeting of the CMC Counter-Trafficking Network"
date = 2019-03-12

[[working_group]]
id = "venezuela"
name = "Venezuela working group"
"""
_GIVEN = ("Ada", "María José", "Jean-Luc", "Wim", "Élise", "Óscar", "Shanice", "Kòmi", "Nadège")
_FAMILY = ("Pérez", "van der Berg", "Étienne", "Charles", "Núñez", "Pinas", "Joseph", "Croes")
_VERIFIED = date(2026, 3, 2)
_RECENT = 270  # days before that date, so that no entry is stale by June
_OFTEN = 0.4  # share of the entries that have an optional key
_VARIANTS = 50  # variants of a country's example numbers: their last two digits vary
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
# Changes that each make one error in an entry.
_FAULTS: tuple[dict[str, object], ...] = (
    {"emails": ["office@@example.org"]},
    {"organization": "Example Ministry"},
    {"sectors": ["polise"]},
    {"verified": "2026-03-02"},
    {"hours": "Mon-Fri 8am-5pm"},
)


def directory(size: int, faults: int = 0, seed: int = 1) -> Iterator[str]:
    """Yield the text of a directory with `size` focal points of the region, some with a fault."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    region = [country for country in all_countries() if country.groups]
    names = sorted((country.name for country in region), key=fold)
    entries: dict[str, list[dict[str, object]]] = {name: [] for name in names}
    for number in range(size):
        round_, index = divmod(number, len(region))
        entry = _entry(number, round_, region[index], chance)
        fault = _FAULTS[number % len(_FAULTS)] if number < faults else {}
        entries[region[index].name].append(entry | fault)
    yield _HEAD
    for name, own in entries.items():
        yield f"\n{format_line(name).decode()}\n"
        for entry in sorted(own, key=lambda entry: str(entry["id"])):
            yield "\n" + format_table("[[focal_point]]", entry)


def _entry(number: int, round_: int, country: Country, chance: random.Random) -> dict[str, object]:
    """Return an entry with all required keys, and some of the optional ones."""
    # Names are unlike each other, so that no two entries look like one person.
    first_part = "".join(chance.choices(_SYLLABLES, k=4)).title()
    family = f"Example-{first_part} {chance.choice(_FAMILY)}"
    rest = {
        "title": chance.choice(("Director", "Inspector", "Coordinadora", "Teamleider")),
        "unit": f"Example Unit {number}",
        "body": chance.choice(slugs("body")),
        "languages": [*country.languages],
        "working_groups": ["venezuela"],
        "meetings": ["georgetown-2019"],
    }
    return {
        "id": f"{country.code.lower()}-office-{number}",
        "country": country.name,
        "name": f"{chance.choice(_GIVEN)} {family}",
        "family_name": family,
        "organisation": f"Example Ministry {number}",
        "sectors": chance.sample(slugs("sector"), chance.choice((1, 1, 2))),
        "emails": [f"office-{number}@example.org"],
        "phones": _phones(number, round_, country),
        "verified": _VERIFIED - timedelta(days=chance.randrange(_RECENT)),
        **{key: value for key, value in rest.items() if chance.random() < _OFTEN},
    }


def _phones(number: int, round_: int, country: Country) -> list[object]:
    """Return the phones of an entry, distinct between entries.

    If the example numbers are used up, entries share switchboards.
    """
    office, has_office = _example(country, phonenumbers.PhoneNumberType.FIXED_LINE)
    mobile, has_mobile = _example(country, phonenumbers.PhoneNumberType.MOBILE)
    board, index = divmod(round_, _VARIANTS)
    ext = {"ext": str(number)}
    first = f"{office}{index:02}"
    phones: list[object] = [first if has_office and not board else {"number": first, **ext}]
    if round_ % 4 == 0:
        # If landlines and mobiles share a range, they share its example.
        second = {"number": f"{mobile}{index + _VARIANTS:02}", "apps": ["whatsapp"]}
        own = has_mobile and not board
        phones.append(second | ({"type": "mobile"} if own else {"type": "hotline", **ext}))
    return phones


def _example(country: Country, kind: int) -> tuple[str, bool]:
    """Return an example number without its last two digits, and whether it is the country's alone.

    Islands in one numbering plan share its example.
    """
    example = phonenumbers.example_number_for_type(country.code[:2], kind)
    assert example is not None, country
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    stem = phonenumbers.format_number(example, form).replace("-", " ")[:-2]
    return stem, phonenumbers.region_code_for_number(example) == country.code


if __name__ == "__main__":
    Path(sys.argv[2]).write_text("".join(directory(int(sys.argv[1]))), encoding="utf-8")
