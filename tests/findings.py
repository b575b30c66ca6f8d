"""Findings made of plain texts, as tests expect them."""

from typing import Any

from cmcct.diagnostics import Finding, KeyPath
from cmcct.wording import say


def a_finding(code: str, path: KeyPath, message: str, *more: str, **rest: Any) -> Finding:
    """Make a finding; `more` are help, entry and detail, as far as there are any."""
    help_, entry, detail = (*more, "", "", "")[:3]
    found = Finding(code, path, say(message), say(help_), entry, say(detail))
    return found._replace(**rest)
