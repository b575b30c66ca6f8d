"""Write a directory of a given size, the same for the same size, without a finding.

`python -m benchmarks.generate 300 directory.toml` writes one with 300 focal points.
"""

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import phonenumbers

from cmcct.countries import Country, countries
from cmcct.toml_text import table
from cmcct.vocabulary import slugs

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
_OFTEN = 0.4  # of the entries that have a key which is not required


def directory(size: int, seed: int = 1) -> Iterator[str]:
    """Yield the text of a directory of `size` focal points, spread over the whole region."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    region = [country for country in countries() if country.tier == "core"]
    yield _HEAD
    for number in range(size):
        yield "\n" + table("[[focal_point]]", _entry(number, region[number % len(region)], chance))


def _entry(number: int, country: Country, chance: random.Random) -> dict[str, object]:
    """Return what every entry has, and of the rest what a list after a meeting has now and then."""
    family = f"Example {chance.choice(_FAMILY)}"
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
        "phones": _phones(country, number),
        "verified": _VERIFIED - timedelta(days=chance.randrange(300)),
        **{key: value for key, value in rest.items() if chance.random() < _OFTEN},
    }


def _phones(country: Country, number: int) -> list[object]:
    kind = phonenumbers.PhoneNumberType.MOBILE
    example = phonenumbers.example_number_for_type(country.code[:2], kind)
    assert example is not None, country
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    stem = phonenumbers.format_number(example, form).replace("-", " ")[:-2]
    office: list[object] = [f"{stem}{number % 100:02}"]
    mobile = {"number": f"{stem}{(number + 50) % 100:02}", "type": "mobile", "apps": ["whatsapp"]}
    return [*office, mobile] if number % 4 == 0 else office


if __name__ == "__main__":
    Path(sys.argv[2]).write_text("".join(directory(int(sys.argv[1]))), encoding="utf-8")
