"""Build findings from plain texts."""

from typing import Any

from cmcct.diagnostics import Finding, KeyPath
from cmcct.i18n.messages import _


def a_finding(code: str, path: KeyPath, message: str, *more: str, **rest: Any) -> Finding:
    """Return a finding; `more` is the hint, entry and detail, all optional."""
    hint, entry, detail = (*more, "", "", "")[:3]
    found = Finding(path, _(message), _(hint), entry, _(detail), code=code)
    return found._replace(**rest)
