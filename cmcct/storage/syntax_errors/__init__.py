"""Explain TOML syntax errors in plain words, for people who edit the file by hand."""

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors.parser_state import SyntaxFault, longest, scan
from cmcct.storage.syntax_errors.rules import RULES

__all__ = ["SyntaxFault", "explain"]


def explain(text: str, error: ValueError | RecursionError) -> SyntaxFault:
    """Return the fault of a text without BOM, given the error of `tomllib.loads`."""
    state = scan(text, error)
    if isinstance(error, RecursionError):
        start, _end = longest(r"[\[{][\[{\s]*", state.text)
        message = _("too many brackets are open at once")
        hint = _("close each [ with ], each { with }")
        return state.fault(start, state.line_end(start), message, hint)
    return next(fault for rule in RULES if (fault := rule(state)))
