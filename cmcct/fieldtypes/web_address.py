"""Web addresses: validation, corrections of common mistakes, percent-encoding."""

import re
import unicodedata
from urllib.parse import quote

from cmcct.fieldtypes.corrections import (
    PASTE_CORRECTIONS,
    QUOTATION_MARKS,
    Correction,
    Fault,
    correct,
    make_fault,
    trailing,
)
from cmcct.i18n.messages import _, hint_to_write

EXAMPLE = hint_to_write('"https://www.example.org"')
_UNKNOWN = Fault(_("not a web address"), EXAMPLE)

_MAX_LENGTH = 2000  # characters; the repair patterns are slow on longer texts
_HOST = r"(?:[^\W_]+(?:-+[^\W_]+)*\.)+[^\W_]+(?:-+[^\W_]+)*"
_COMPLETE = rf"(?i:https?)://{_HOST}(?::\d{{1,5}})?(?:[/?#][^\s<>\"\\^`{{|}}\x00-\x1f\x7f-\x9f]*)?"
# The reserved characters of RFC 3986, except `,` and `;`, at which programs split.
_PLAIN = "%:/?#[]@!$&'()*+="

_TWO = re.compile(r"(?i)\.[^\s.]+(?:[\s;,|]+|\s*/\s+)(?:https?:/|www\.)")
# What comes before path, query and fragment, as people write it.
_START = re.compile(
    r"(?i)\W*(?:[^\s:./]+:\s+(?!//)|(?:web|website|site|sitio|url):)?"
    r"(?:\W*[htps]{2,6}[\s:;.,\uff1a]*[/\\\uff0f][\s:;/\\\uff0f]*)*+[^/?#\\\uff0f\uff1f\uff03]*"
)
_AROUND = (
    Correction(_("no text in it"), r"^\s*$"),
    Correction(_("an invisible character"), r"^[\u200b-\u200f\ufeff]+|[\u200b-\u200f\ufeff]+$", ""),
    QUOTATION_MARKS,
    Correction(_("brackets around it"), r"^\s*[<(\[](.*)[>)\]]\s*$", r"\1"),
    Correction(_("a space in it"), r"^\s+|\s+$", ""),
)
_OF_START = (
    *PASTE_CORRECTIONS,
    Correction(
        _("words in front of it"),
        r"(?i)^[^\s:./]+:\s+(?!//)|^(?:web|website|site|sitio|url):",
        "",
        is_safe=False,
    ),
    Correction(_("a backslash instead of a slash"), r"\\", "/"),
    Correction(_("an e-mail address"), r"(?i)^(?:mailto:)?[^\s/:]+@[^\s/:]+$"),
    Correction(_("http:// or https:// twice"), r"(?i)^https?:/*(?=https?:)", ""),
    Correction(_("nothing after http:// or https://"), r"(?i)^https?[:/]*$"),
    Correction(
        _("http:// or https:// misspelt"),
        r"(?i)^(https?)(?!://[^/\s])(?:\s*[:;.,]*\s*/+\s*:?/*|\s*:+\s*)(?=\w)",
        r"\1://",
    ),
    Correction(
        _("http:// or https:// misspelt"), r"(?i)^(?!https?:)[htp]{2,6}(s?)s*[:;]?//+", r"http\1://"
    ),
    Correction(_("http:// or https:// misspelt"), r"(?i)^https?[.,;](?!/)"),
    Correction(_("neither http:// nor https://"), r"(?i)^(?!https?:)[^\s\d:/.]+:(?!\d+$)"),
    Correction(_("the domain has no dot"), r"^(?:[^/]*//)?+[^/.,]*$"),
    Correction(_("no https:// in front"), r"(?i)^/*(?!https?\b)(?=[^/])", "https://"),
    Correction(_("a name or password in it"), r"^[^/]*//[^/]*@"),
    *(Correction(trailing(sign), rf"(?<=\w)\{sign}+$", "") for sign in ".,"),
    Correction(_("a comma instead of a dot"), r"(?<=\w),(?=[^\W\d]+(?:[.,:]|$))", "."),
    Correction(_("a space in it"), r"\s+(?=\.)|(?<=[./])\s+", ""),
    Correction(_("a space in it"), r"\s+"),
    Correction(_("two dots in a row"), r"(?<=\w)\.\.+(?=\w)", "."),
    Correction(_("a _ in the domain"), "^[^/]*//[^/]*_"),
)
_OF_END = (
    Correction(_("a space in it"), r"\s"),
    Correction(_("an invalid character"), r"[<>\"^`{|}]"),
)


def check_url(url: str) -> Fault | None:
    """Return the problem of a web address and its fix; None if valid.

    A fix keeps port, path, query and fragment: nobody can guess which page is meant.
    """
    if len(url) > _MAX_LENGTH:
        return Fault(_("too long"), _UNKNOWN.hint)
    if _is_accepted(url):
        return None
    if _TWO.search(url):
        return Fault(_("several addresses in one"), _UNKNOWN.hint)
    around, text = correct(url, _AROUND)
    end = _START.sub("", text, count=1)
    mistakes, start = correct(text.removesuffix(end), _OF_START)
    mistakes = [*around, *mistakes, *correct(end, _OF_END)[0]]
    return make_fault(url, mistakes, start + end, _is_accepted, _UNKNOWN)


def encode(url: str) -> str:
    """Return a web address in ASCII, percent-encoded except for reserved characters."""
    return quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", url), safe=_PLAIN)


def _is_accepted(url: str) -> bool:
    # Accents may be combining marks, and some scripts need them.
    plain = "".join(char for char in url if unicodedata.category(char)[0] != "M")
    return len(url) <= _MAX_LENGTH and bool(re.fullmatch(_COMPLETE, plain))
