"""Faults in the values of an entry: `tests/texts/faults.txt` has each with what is found and read.

A fault is TOML to put into an entry without findings; `without` names keys to leave out of it, and
below `[private]` stands its part of the overlay. To add one, write it there, and run with
`CMCCT_REWRITE=1`.
"""

import tomllib

from cmcct.check import rules
from cmcct.diagnostics import Finding
from cmcct.model import loader
from tests.conftest import MINIMAL
from tests.support import texts
from tests.support.check_samples import TODAY, entry

GROUP = '\n[[working_group]]\nid = "g"\nname = "G"\ncountries = ["Suriname"]\n'


def _answer(block: str) -> str:
    """Return a fault with its findings, and what of its values is read all the same."""
    toml = "".join(f"{line}\n" for line in block.splitlines() if not line.startswith("# "))
    given = tomllib.loads(toml)
    private, without = given.pop("private", None), given.pop("without", ())
    raw = tomllib.loads(MINIMAL + GROUP + entry(**dict.fromkeys(without)))
    raw["focal_point"][0] |= given
    read = loader.parse_directory(raw)
    found = rules.run_rules(read, TODAY)
    if private is not None:
        part = {"id": "gy-ctu", "name": "Ada Example"} | private
        overlay = loader.parse_overlay({"focal_point": [part]})
        found = rules.run_overlay_rules(overlay, read.directory, TODAY)
    (point,) = read.directory.focal_points
    kept = point.model_dump(exclude_defaults=True, include={*given} - {"country", "covers"})
    values = (f"# read: {key} = {value}\n" for key, value in kept.items())
    return "".join((toml, *map(_describe, found), *values))


def _describe(finding: Finding) -> str:
    path = ".".join(map(str, finding.path))
    parts = [finding.message, finding.hint, finding.detail]
    said = " | ".join(str(part) for part in parts if part)
    return f"# {finding.severity}[{finding.code}] {path}, {finding.entry}: {said}\n"


def test_faults_of_values_are_found_like_this() -> None:
    blocks = texts.read("faults").split("\n\n")
    texts.expect("faults", "\n".join(map(_answer, blocks)))
