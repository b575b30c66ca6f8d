"""A directory of one entry, with changes to the smallest one without findings."""

import tomllib
from datetime import date
from typing import Any

from cmcct.check import rules
from cmcct.diagnostics import WARNING, Finding, KeyPath
from cmcct.model import loader
from tests import conftest
from tests.conftest import MINIMAL
from tests.support.findings import a_finding

TODAY = date(2026, 6, 1)

OTHER = {
    "id": '"sr-unit"',
    "country": '"Suriname"',
    "name": '"Bram Voorbeeld"',
    "emails": '["unit@example.org"]',
}


def entry(**changes: str | None) -> str:
    """Return an entry without findings; None removes a key."""
    return conftest.entry(**{"verified": "2026-03-02", **changes})


def other(**changes: str | None) -> str:
    """Return a second entry, of another seat and person."""
    return entry(**{**OTHER, **changes})


def check(text: str) -> list[Finding]:
    """Check the text of a directory file."""
    return rules.run_rules(loader.parse_directory(tomllib.loads(text)), TODAY)


def findings(more: str) -> list[Finding]:
    """Check the smallest directory plus some text."""
    return check(f"{MINIMAL}\n{more}")


def check_overlay(*tables: dict[str, Any], **changes: str | None) -> list[Finding]:
    """Check an overlay of the directory with one entry; None removes a key."""
    read = loader.parse_directory(tomllib.loads(MINIMAL + entry(**changes)))
    named = [{"name": "Ada Example", **table} for table in tables]
    named = [{key: value for key, value in table.items() if value is not None} for table in named]
    overlay = loader.parse_overlay({"focal_point": named})
    return rules.run_overlay_rules(overlay, read.directory, TODAY)


def error(code: str, path: KeyPath, message: str, hint: str = "", detail: str = "") -> Finding:
    """Return an error about the first entry."""
    return a_finding(code, ("focal_point", 0, *path), message, hint, "gy-ctu", detail)


def warning(code: str, path: KeyPath, message: str, hint: str, first: KeyPath = ()) -> Finding:
    """Return a warning about the first entry."""
    return error(code, path, message, hint)._replace(first=first, severity=WARNING)


def of_other(finding: Finding) -> Finding:
    """Return a finding about the first entry as one about the second."""
    return finding._replace(path=("focal_point", 1, *finding.path[2:]), entry="sr-unit")
