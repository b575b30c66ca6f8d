"""Write docs/rules.md from the rules' docstrings: `python scripts/rules.py`."""

from collections.abc import Iterator
from pathlib import Path

import cmcct.check.rules  # noqa: F401 - fills the list of rules
from cmcct.check.rules.registry import RULES, Rule
from cmcct.diagnostics import ERROR, WARNING

DOCUMENT = Path(__file__).parent.parent / "docs" / "rules.md"
_HEAD = """\
# What cmcct check finds

Every finding has a code. `cmcct check --explain CODE` prints the text of this page. Errors
block exports, and `cmcct check` exits with 1. Warnings are for review: they fail the check with
`--strict` only. `[check] ignore` in `directory.toml` silences a warning everywhere
(`ignore = ["phone-not-assigned"]`) or for one entry (`ignore = ["gy-ctu:stale"]`).
"""


def format_document() -> str:
    """Return the text of the document."""
    return _HEAD + "".join(_sections())


def _sections() -> Iterator[str]:
    for title, severity in (("Errors", ERROR), ("Warnings", WARNING)):
        yield f"\n## {title}\n"
        rules = sorted(rule for rule in RULES.values() if rule.severity == severity)
        yield from map(_section, rules)


def _section(rule: Rule) -> str:
    return f"\n### {rule.code}\n\n{rule.text}\n"


if __name__ == "__main__":
    DOCUMENT.write_text(format_document(), encoding="utf-8")
