"""Explain TOML syntax errors in plain words, for people who edit the file by hand."""

import re

from cmcct.i18n.messages import _
from cmcct.storage.syntax_errors.parser_state import SyntaxFault, is_exact, scan
from cmcct.storage.syntax_errors.rules import find_fault

__all__ = ["SyntaxFault", "explain"]


def explain(text: str, error: ValueError | RecursionError) -> SyntaxFault:
    """Return the fault of a text without BOM, given the error of decoding or `tomllib.loads`."""
    if isinstance(error, UnicodeDecodeError):
        data = error.object  # without BOM, as the offset of the error
        before = data[: error.start].decode()
        number, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message, hint = _("this text is not UTF-8"), _("save the file as UTF-8")
        return SyntaxFault(number, column, number, column + 1, message, hint)
    state = scan(text, error)
    if isinstance(error, RecursionError):
        opened = max(re.finditer(r"[\[{][\[{\s]*|$", state.text), key=lambda match: len(match[0]))
        message = _("too many brackets are open at once")
        hint = _("close each [ with ], each { with }")
        return state.fault(opened.start(), state.bounds(opened.start())[1], message, hint)
    fault = find_fault(state)
    line = state.text.split("\n")[fault.line - 1]
    bare, written = line.strip(" \t"), str(fault.hint.values.get("words", ""))
    correction = line.replace(bare, written) if written and is_exact(bare, written) else ""
    return fault._replace(correction=correction)
