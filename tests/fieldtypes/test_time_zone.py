"""Time zones: validity, local time and suggestions."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.fieldtypes import time_zone
from cmcct.reference.countries import all_countries
from tests.conftest import ENTRY, Write, environment
from tests.support.cases import each

GUYANA = "America/Guyana"


@each("zone", ["localtime", "posixrules", "america/jamaica", "../etc/passwd"])
def test_zone_of_machine_alone_is_no_zone(zone: str) -> None:
    assert not time_zone.is_zone(zone)


@each(
    ("zone", "known"),
    [
        ("America/Port_of_Spain", True),
        *((zone, False) for zone in ("UTC", "EST", "Jamaica", "US/Eastern", "Etc/GMT+4")),
        ("America/Nowhere", False),
        ("America", False),
        ("", False),
        ("../America/Guyana", False),
        ("/etc/localtime", False),
        ("America/Guyana\0", False),
        ("A" * 5000, False),
        ("Zoë", False),
    ],
)
def test_a_zone_is_one_of_the_iana_database(zone: str, *, known: bool) -> None:
    assert time_zone.is_zone(zone) is known


def test_every_country_of_region_has_existing_zone() -> None:
    named = {country.zone for country in all_countries() if country.zone}
    assert len(named) > 30
    assert {zone for zone in named if not time_zone.is_zone(zone)} == set()


def test_local_time_equals_local_clocks() -> None:
    moment = datetime(2026, 6, 1, 2, tzinfo=UTC)
    local = time_zone.local_time(moment, GUYANA)
    assert local == moment
    assert str(local) == "2026-05-31 22:00:00-04:00"
    assert time_zone.local_time(moment, "America/Nowhere") is None


@each(
    ("text", "country_zone", "expected"),
    [
        ("America/Port of Spain", "", "did you mean America/Port_of_Spain?"),
        ("Port_of_Spain", "America/Guyana", "did you mean America/Port_of_Spain?"),
        ("america/jamaica", "", "did you mean America/Jamaica?"),
        ("jamaica", "", "did you mean America/Jamaica?"),
        ("Curaçao", "", "did you mean America/Curacao?"),
        ("Guyana", "", "did you mean America/Guyana?"),
        ("America/Guyanna", "", "did you mean America/Guyana?"),
        ("St. Lucia", "", "did you mean America/St_Lucia?"),
        ("UTC-4", "America/Guyana", 'write "America/Guyana"'),
        ("GMT -04:00", "America/Guyana", 'write "America/Guyana"'),
        ("GMT\u22124", "America/Guyana", 'write "America/Guyana"'),
        ("-4", "America/Guyana", 'write "America/Guyana"'),
        ("AST", "America/Guyana", 'write "America/Guyana"'),
        ("Trinidad", "America/Port_of_Spain", 'write "America/Port_of_Spain"'),
        ("America/Nowhere", "", 'write "America/Port_of_Spain"'),
        ("", "", 'write "America/Port_of_Spain"'),
    ],
)
def test_unknown_zone_suggests_closest_or_country_zone(
    text: str, country_zone: str, expected: str
) -> None:
    assert not time_zone.is_zone(text)
    assert time_zone.suggest_zone(text, country_zone) == expected


def test_zone_of_this_machine_only_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "America").mkdir()
    (tmp_path / "America" / "Guyanna").write_bytes(b"TZif")
    code = (
        "from cmcct.fieldtypes import time_zone;"
        " print(time_zone.suggest_zone('America/Guyannna', ''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONTZPATH": str(tmp_path)},
    )
    assert done.stdout == "did you mean America/Guyana?\n"


MISSING = """
import sys
sys.modules["tzdata"] = None
from cmcct.__main__ import main
sys.argv = ["cmcct", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(
    ("args", "machine"),
    [(("show", "gy-ctu"), False), (("check",), True), (("export", "html"), False)],
)
def test_missing_zone_package_hides_no_number(
    write: Write, tmp_path: Path, args: tuple[str, ...], *, machine: bool
) -> None:
    more = 'hours = "24/7"\nphones = ["+592 609 1234"]\nverified = 2026-03-02\n'
    path = str(write(ENTRY + more))
    done = subprocess.run(
        [sys.executable, "-c", MISSING, *args, "--directory", path],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment() | ({} if machine else {"PYTHONTZPATH": str(tmp_path)}),
    )
    assert done.returncode == 0, done.stderr
    assert args == ("check",) or "609 1234" in done.stdout


def test_missing_zone_data_hides_no_number(write: Write, tmp_path: Path) -> None:
    package = tmp_path / "tzdata"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "zones").write_text(f"{GUYANA}\n", encoding="ascii")
    path = str(write(ENTRY + 'hours = "24/7"\nphones = ["+592 609 1234"]\n'))
    done = subprocess.run(
        [sys.executable, "-m", "cmcct", "show", "gy-ctu", "--directory", path],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment() | {"PYTHONPATH": str(tmp_path), "PYTHONTZPATH": str(package)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "609 1234" in done.stdout


@given(st.text())
def test_proposed_zone_exists(text: str) -> None:
    shown = re.findall(r"\w+/[\w/-]+", time_zone.suggest_zone(text, GUYANA))
    assert shown
    assert all(map(time_zone.is_zone, shown))
