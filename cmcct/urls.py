"""Web addresses: which are complete, and what may be meant by the others."""

import re
import unicodedata

from cmcct.repairs import PASTED, Fault, Repair, find_fault

_UNKNOWN = Fault("not a web address", 'write it as "https://www.example.org"')

_LONGEST = 2000  # characters; the patterns of slips take long over what is longer
_HOST = r"(?:[^\W_]+(?:-+[^\W_]+)*\.)+[^\W_]+(?:-+[^\W_]+)*"
_COMPLETE = rf"(?i:https?)://{_HOST}(?::\d{{1,5}})?(?:[/?#][^\s<>\"\\^`{{|}}\x00-\x1f\x7f-\x9f]*)?"

_REPAIRS = (
    Repair("nothing in it", r"^\s*$"),
    *PASTED,
    Repair("brackets around it", r"^\s*[<(\[](.*)[>)\]]\s*$", r"\1"),
    Repair("a space before it", r"^\s+", ""),
    Repair("a space after it", r"\s+$", ""),
    Repair("two addresses in one", r"(?i)\.[^\s.]+(?:[\s;,|]+|\s*/\s+)(?:https?:/|www\.)"),
    Repair(
        "words in front of it", r"(?i)^[^\s:./]+:\s+(?!//)|^(?:web|website|site|sitio|url):", ""
    ),
    Repair("a backslash instead of a slash", r"\\", "/"),
    Repair("an e-mail address", r"(?i)^(?:mailto:)?[^\s/:]+@[^\s/:]+$"),
    Repair("http:// or https:// twice", r"(?i)^https?:/*(?=https?:)", ""),
    Repair("nothing after http:// or https://", r"(?i)^https?[:/]*$"),
    Repair(
        "http:// or https:// misspelt",
        r"(?i)^(https?)(?!://[^/\s])(?:\s*[:;.,]*\s*/+\s*:?/*|\s*:+\s*)(?=\w)",
        r"\1://",
    ),
    Repair(
        "http:// or https:// misspelt", r"(?i)^(?!https?:)[htp]{2,6}(s?)s*[:;]?//+", r"http\1://"
    ),
    Repair("http:// or https:// misspelt", r"(?i)^https?[.,;](?!/)"),
    Repair("neither http:// nor https://", r"(?i)^(?!https?:)[^\s\d:/.?#]+:(?!\d+(?:/|$))"),
    Repair("the name of the site has no dot", r"^(?:[^/]*//)?+[^/.?#,]*(?:[/?#]|$)"),
    Repair("no https:// in front", r"(?i)^/*(?!https?\b)(?=[^/])", "https://"),
    Repair("a name or password in it", r"^[^/]*//[^/?#]*@"),
    Repair("a dot at the end", r"(?<=\w)\.+$", ""),
    Repair("a comma at the end", r"(?<=\w),+$", ""),
    Repair("a comma instead of a dot", r"(?<=\w),(?=\w+(?:$|/))", "."),
    Repair("a space in it", r"\s+(?=\.)|(?<=[./])\s+", ""),
    Repair("a space in it", r"\s+"),
    Repair("two dots in a row", r"(?<=\w)\.\.+(?=\w)", "."),
    Repair("a _ in the name of the site", "^[^/]*//[^/?#]*_"),
    Repair("a sign that no web address has", r"[<>\"^`{|}]"),
)


def fault(url: str) -> Fault | None:
    """Say what is wrong with a web address and what to write; None where nothing is."""
    if len(url) > _LONGEST:
        return Fault("too long", _UNKNOWN.help)
    return None if _is_accepted(url) else find_fault(url, _REPAIRS, _is_accepted, _UNKNOWN)


def _is_accepted(url: str) -> bool:
    # Accents may be written as marks of their own, and some scripts have no other way.
    plain = "".join(char for char in url if unicodedata.category(char)[0] != "M")
    return len(url) <= _LONGEST and bool(re.fullmatch(_COMPLETE, plain))
