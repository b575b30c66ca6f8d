"""The shipped data is current, and consistent with the libraries."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pycountry
import pytest
from babel import Locale

from cmcct.reference import data
from cmcct.reference.countries import all_countries, get_country
from cmcct.reference.languages import is_language
from scripts import build_data
from tests.conftest import list_names
from tests.support.cases import each

ROOT = Path(__file__).parents[2]

REGION: list[dict[str, str]] = build_data.rows("region.tsv")
ISO_REGION = [row for row in REGION if row["iso"] == "3166-1"]

# Intended differences between region.tsv and the libraries.
ONE_ZONE_OF_SEVERAL = {"US"}  # the capital's: an observer, whose entries may have another
NAMED_BY_THE_NETWORK = {
    "BQ": ("Bonaire, Sint Eustatius and Saba", "Caribbean Netherlands"),
    "MF": ("Saint Martin (French part)", "St. Martin"),
    "VI": ("United States Virgin Islands", "U.S. Virgin Islands"),
}
# The library's patterns: BQ and CW share +599, distinguished by the next digit; the Dominican
# Republic's are abbreviated (8[024]9).
PREFIXES = {"BQ": ["3", "4", "7"], "CW": ["9"], "DO": ["809", "829", "849"]}


NAMES = [
    *("countries.json", "language_names.json", "languages.json", "toll_free.json"),
    *("typed_words.json", "vocabulary.json", "words.json"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return the folder that the script writes, and what it prints."""
    folder = tmp_path_factory.mktemp("data")
    with redirect_stdout(io.StringIO()) as printed:
        build_data.main(folder)
    return folder, printed.getvalue()


@pytest.mark.gate  # the data is that of the current libraries
@each("name", NAMES)
def test_shipped_file_equals_build_of_script(name: str, built: tuple[Path, str]) -> None:
    text = (built[0] / name).read_bytes()
    shipped = (ROOT / "cmcct" / "reference" / "data" / name).read_bytes()
    assert shipped == text, "run: python scripts/build_data.py"
    assert data.load(name.removesuffix(".json")) == json.loads(text)


def test_the_script_writes_its_files_and_says_which(built: tuple[Path, str]) -> None:
    folder, printed = built
    assert list_names(folder) == NAMES
    assert [line.split(":")[0] for line in sorted(printed.splitlines())] == NAMES


@each("name", ["countries", "languages", "language_names", "toll_free", "vocabulary"])
def test_no_object_of_a_shipped_file_repeats_a_key(name: str) -> None:
    def distinct(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
        pairs = list(pairs)
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    text = (ROOT / "cmcct" / "reference" / "data" / f"{name}.json").read_text(encoding="utf-8")
    assert json.loads(text, object_pairs_hook=distinct)


def test_a_key_that_two_records_claim_stops_the_build() -> None:
    with pytest.raises(build_data.CollisionError, match="'guyana': \\['GF', 'GY'\\]"):
        build_data.register([("guyana", "GY"), ("guyana", "GF"), ("guyane", "GF")])


def test_name_equal_to_code_of_another_stops_build() -> None:
    records = {"MX": {"names": {"en": "Mexico"}, "aliases": ["CO"]}}
    with pytest.raises(build_data.CollisionError, match="'co': \\['CO', 'MX'\\]"):
        build_data.country_names(records, {}, {"co": "CO"})


def test_no_spelling_is_ambiguous_and_answered_at_once() -> None:
    known = data.load("countries")
    assert not known["ambiguous"].keys() & (known["codes"].keys() | known["names"].keys())


@each("row", ISO_REGION)
def test_the_codes_of_the_region_are_those_of_iso(row: dict[str, str]) -> None:
    iso = pycountry.countries.get(alpha_2=row["code"])
    assert iso
    assert (row["alpha3"], row["numeric"]) == (iso.alpha_3, iso.numeric)


def test_islands_without_country_are_iso_subdivisions() -> None:
    islands = [row["code"] for row in REGION if row["iso"] == "3166-2"]
    assert islands == ["BQ-BO", "BQ-SA", "BQ-SE"]
    assert set(islands) <= {subdivision.code for subdivision in pycountry.subdivisions}


@each("row", ISO_REGION)
def test_english_names_of_region_are_those_of_cldr(row: dict[str, str]) -> None:
    cldr = Locale("en").territories[row["code"]]
    assert row["cldr_en"] == cldr
    written_out = cldr.replace("St. ", "Saint ").replace("&", "and")
    written_out = written_out.replace("and Grenadines", "and the Grenadines")
    expected = NAMED_BY_THE_NETWORK.get(row["code"], (written_out, cldr))
    assert (row["name_en"], cldr) == expected


@each("row", ISO_REGION)
def test_calling_codes_of_region_are_of_phone_library(row: dict[str, str]) -> None:
    assert row["calling_code"] == f"+{phonenumbers.country_code_for_region(row['code'])}"


@each("row", ISO_REGION)
def test_area_codes_of_region_are_of_phone_library(row: dict[str, str]) -> None:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(row["code"])
    assert metadata
    expected = PREFIXES.get(row["code"], re.findall(r"\d{3}", metadata.leading_digits or ""))
    assert sorted(build_data.split(row["area_codes"])) == sorted(expected)
    assert all(re.match(metadata.leading_digits or "", prefix) for prefix in expected)


@each("row", REGION)
def test_zones_of_region_are_of_zone_database(row: dict[str, str]) -> None:
    zones = _zones()[row["code"].partition("-")[0]]
    assert row["tz"] in zones
    assert (len(zones) > 1) == (row["code"] in ONE_ZONE_OF_SEVERAL)


@each("row", REGION)
def test_offsets_of_region_are_of_zone_database(row: dict[str, str]) -> None:
    zone = ZoneInfo(row["tz"])
    january, july = (datetime(2026, month, 15, 12, tzinfo=UTC) for month in (1, 7))
    offsets = [moment.astimezone(zone).strftime("%z") for moment in (january, july)]
    assert offsets == [row["utc_jan"], row["utc_jul"]]
    assert row["dst"] == ("yes" if offsets[0] != offsets[1] else "no")


def test_zone_outside_region_is_that_of_all_clocks() -> None:
    regional = {row["code"] for row in REGION}
    hours = [datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 13)]
    for found in all_countries():
        if found.code not in regional:
            zones = _zones()[found.code]
            moments = ([hour.astimezone(ZoneInfo(zone)) for hour in hours] for zone in zones)
            clocks = {tuple(moment.utcoffset() for moment in each) for each in moments}
            assert found.zone == (zones[0] if len(clocks) == 1 else "")


def test_every_calling_code_is_of_phone_library() -> None:
    for found in all_countries():
        code = phonenumbers.country_code_for_region(found.code.partition("-")[0])
        assert found.calling_code == (f"+{code}" if code else "")
    assert get_country("AQ").calling_code == ""
    assert get_country("GU").area_codes == ("671",)


def test_every_official_language_is_a_registered_one() -> None:
    assert all(is_language(tag) for found in all_countries() for tag in found.languages)
    also = {tag for row in REGION for tag in build_data.split(row["lang_also"], ",")}
    assert all(map(is_language, also))


def test_the_labels_of_the_vocabulary_are_complete() -> None:
    for row in build_data.rows("vocabulary.tsv"):
        assert all(row[lang] for lang in ("en", "es", "nl", "fr"))


def _zones() -> dict[str, list[str]]:
    """Return country code -> zones, from zone.tab."""
    zones: dict[str, list[str]] = defaultdict(list)
    text = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    for code, _, zone, *_ in csv.reader(lines, delimiter="\t"):
        zones[code].append(zone)
    return zones
