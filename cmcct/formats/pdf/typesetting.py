"""Pages typeset by typst: a document from a template and its texts."""

import json
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from typing import Any

from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import SafeText, _

INSTALL = 'pip install "cmcct[pdf]"'

_STANDARDS = ("ua-1", "a-2a")
_TYPST_PAPERS = {"a4": "a4", "letter": "us-letter"}
_LAST_LATIN = "\u024f"  # the fonts have the letters up to this one; others are tried one by one
_REPLACEMENT = "\ufffd"
_TRIAL = b"#set document(title: [-])\n#sys.inputs.data"
_ANY_DAY = date(2018, 4, 1)


def typeset(template: str, content: dict[str, Any], day: date, paper: str) -> bytes:
    """Return the PDF of a template with this content, dated `day`, on paper `a4` or `letter`.

    A character that the fonts lack is replaced by U+FFFD. Raises `CmcctError` without typst.
    """
    document = {"paper": _TYPST_PAPERS[paper], "date": [day.year, day.month, day.day]}
    data = json.dumps(document | content, ensure_ascii=False)
    folder = resources.files(__package__)
    source = b"".join(folder.joinpath(name).read_bytes() for name in ("page.typ", template))
    return _typeset(source, _keep_displayable(data), day)


def _typeset(source: bytes, data: str, day: date) -> bytes:
    """Return the PDF of a typst document that reads `data`."""
    compiler = _typst().Compiler(source, ignore_system_fonts=True, sys_inputs={"data": data})
    pdf: bytes = compiler.compile(
        format="pdf", pdf_standards=[*_STANDARDS], timestamp=datetime.combine(day, time(), UTC)
    )
    return pdf


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        message = _("PDF requires typst, which is not installed")
        hint = _("run {command}", command=SafeText(INSTALL))
        raise CmcctError(message, hint) from None
    return typst


def _keep_displayable(text: str) -> str:
    """Replace the characters that the fonts lack: the standards allow no text without a glyph."""
    others = {character for character in text if character > _LAST_LATIN}
    lacking = [ord(character) for character in others if not _is_displayable(character)]
    return text.translate(dict.fromkeys(lacking, _REPLACEMENT))


@cache
def _is_displayable(character: str) -> bool:
    # Between letters: alone, some characters without a glyph are left out.
    try:
        _typeset(_TRIAL, f"a{character}a", _ANY_DAY)
    except RuntimeError:
        return False
    return True
