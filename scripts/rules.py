"""Write docs/rules.md from the rules' docstrings: `python scripts/rules.py`.

Whether a rule's findings have fixes is found in its bad file.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cmcct.check import runner
from cmcct.check.rules.registry import RULES, Rule
from cmcct.diagnostics import ERROR, NOTE, WARNING

DOCUMENT = Path(__file__).parent.parent / "docs" / "rules.md"
_HEAD = """\
# What cmcct check finds

Every finding has a code. `cmcct check --explain CODE` prints the text of this page. Errors
block exports, and `cmcct check` exits with 1. Warnings are for review: they fail the check with
`--strict` only, and {advisory} never. `[check] ignore` in `directory.toml`
silences a warning everywhere (`ignore = ["phone-not-assigned"]`) or for one entry
(`ignore = ["gy-ctu:stale"]`). Warnings of `--changed-since` about a change become notes
instead, where the version before ignores them.

`cmcct check --fix` corrects some findings. A fix is unsafe if something else may have been meant.
"""
_BAD_FILES = DOCUMENT.parent.parent / "tests" / "rules"
# Whether the findings in the bad file have safe and unsafe fixes -> a sentence.
_FIXES = {
    (True, False): "\n`--fix` corrects some of these findings.\n",
    (False, True): "\n`--fix` corrects some of these findings with `--unsafe-fixes`.\n",
    (True, True): "\n`--fix` corrects some of these findings, others with `--unsafe-fixes`.\n",
}


def format_document() -> str:
    """Return the text of the document."""
    advisory = " and ".join(f"`{code}`" for code, rule in RULES.items() if rule.is_advisory)
    return _HEAD.format(advisory=advisory) + "".join(_sections())


def _sections() -> Iterator[str]:
    for title, severity in (("Errors", ERROR), ("Warnings", WARNING), ("Notes", NOTE)):
        yield f"\n## {title}\n"
        rules = sorted(rule for rule in RULES.values() if rule.severity == severity)
        yield from map(_section, rules)


def _section(rule: Rule) -> str:
    path = _BAD_FILES / f"{rule.code}.toml"
    found = runner.check_text(path, path.read_bytes(), date.today()).diagnostics  # noqa: DTZ011 - no fix depends on the day
    safe = {diagnostic.finding.fix.is_safe for diagnostic in found if diagnostic.finding.fix}
    return f"\n### {rule.code}\n\n{rule.text}\n{_FIXES.get((True in safe, False in safe), '')}"


if __name__ == "__main__":
    DOCUMENT.write_text(format_document(), encoding="utf-8")
