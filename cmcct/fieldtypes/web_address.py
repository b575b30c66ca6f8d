"""Web addresses: validation, corrections of common mistakes, percent-encoding."""

import re
import unicodedata
from urllib.parse import quote

from cmcct.fieldtypes.corrections import PASTED, Fault, Repair, find_fault
from cmcct.i18n.messages import say

_UNKNOWN = Fault(say("not a web address"), say('write it as "https://www.example.org"'))

_LONGEST = 2000  # characters; the repair patterns are slow on longer texts
_HOST = r"(?:[^\W_]+(?:-+[^\W_]+)*\.)+[^\W_]+(?:-+[^\W_]+)*"
_COMPLETE = rf"(?i:https?)://{_HOST}(?::\d{{1,5}})?(?:[/?#][^\s<>\"\\^`{{|}}\x00-\x1f\x7f-\x9f]*)?"
# The reserved characters of RFC 3986, except `,` and `;`, at which programs split.
_PLAIN = "%:/?#[]@!$&'()*+="

_REPAIRS = (
    Repair(say("nothing in it"), r"^\s*$"),
    *PASTED,
    Repair(say("brackets around it"), r"^\s*[<(\[](.*)[>)\]]\s*$", r"\1"),
    Repair(say("a space before it"), r"^\s+", ""),
    Repair(say("a space after it"), r"\s+$", ""),
    Repair(say("two addresses in one"), r"(?i)\.[^\s.]+(?:[\s;,|]+|\s*/\s+)(?:https?:/|www\.)"),
    Repair(
        say("words in front of it"),
        r"(?i)^[^\s:./]+:\s+(?!//)|^(?:web|website|site|sitio|url):",
        "",
    ),
    Repair(say("a backslash instead of a slash"), r"\\", "/"),
    Repair(say("an e-mail address"), r"(?i)^(?:mailto:)?[^\s/:]+@[^\s/:]+$"),
    Repair(say("http:// or https:// twice"), r"(?i)^https?:/*(?=https?:)", ""),
    Repair(say("nothing after http:// or https://"), r"(?i)^https?[:/]*$"),
    Repair(
        say("http:// or https:// misspelt"),
        r"(?i)^(https?)(?!://[^/\s])(?:\s*[:;.,]*\s*/+\s*:?/*|\s*:+\s*)(?=\w)",
        r"\1://",
    ),
    Repair(
        say("http:// or https:// misspelt"),
        r"(?i)^(?!https?:)[htp]{2,6}(s?)s*[:;]?//+",
        r"http\1://",
    ),
    Repair(say("http:// or https:// misspelt"), r"(?i)^https?[.,;](?!/)"),
    Repair(say("neither http:// nor https://"), r"(?i)^(?!https?:)[^\s\d:/.?#]+:(?!\d+(?:/|$))"),
    Repair(say("the name of the site has no dot"), r"^(?:[^/]*//)?+[^/.?#,]*(?:[/?#]|$)"),
    Repair(say("no https:// in front"), r"(?i)^/*(?!https?\b)(?=[^/])", "https://"),
    Repair(say("a name or password in it"), r"^[^/]*//[^/?#]*@"),
    Repair(say("a dot at the end"), r"(?<=\w)\.+$", ""),
    Repair(say("a comma at the end"), r"(?<=\w),+$", ""),
    Repair(say("a comma instead of a dot"), r"(?<=\w),(?=\w+(?:$|/))", "."),
    Repair(say("a space in it"), r"\s+(?=\.)|(?<=[./])\s+", ""),
    Repair(say("a space in it"), r"\s+"),
    Repair(say("two dots in a row"), r"(?<=\w)\.\.+(?=\w)", "."),
    Repair(say("a _ in the name of the site"), "^[^/]*//[^/?#]*_"),
    Repair(say("a sign that no web address has"), r"[<>\"^`{|}]"),
)


def fault(url: str) -> Fault | None:
    """Return the problem of a web address and its fix; None if valid."""
    if len(url) > _LONGEST:
        return Fault(say("too long"), _UNKNOWN.help)
    return None if _is_accepted(url) else find_fault(url, _REPAIRS, _is_accepted, _UNKNOWN)


def encoded(url: str) -> str:
    """Return a web address in ASCII, percent-encoded except for reserved characters."""
    return quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", url), safe=_PLAIN)


def _is_accepted(url: str) -> bool:
    # Accents may be combining marks, and some scripts need them.
    plain = "".join(char for char in url if unicodedata.category(char)[0] != "M")
    return len(url) <= _LONGEST and bool(re.fullmatch(_COMPLETE, plain))
