"""E-mail addresses: validation, and corrections for common mistakes."""

import re
import unicodedata

from cmcct.fieldtypes.corrections import PASTED, Fault, Repair, find_fault
from cmcct.i18n.messages import _

_TOO_LONG = _("too long")
_UNKNOWN = Fault(_("not an e-mail address"), _("write name@domain"))

_LONGEST = 500  # characters of two or three addresses in one; a single address has at most 254

# Reserved domains (IANA) that receive no mail; `example` is allowed for documents.
_UNREACHABLE = "arpa|invalid|local|localhost|onion|test"

# The common form. The library takes 30 ms to import and 35 µs per address, too long for thousands.
# At most 64 characters, so that no part exceeds its limit.
PLAIN = re.compile(
    rf"""(?=.{{1,64}}\Z)
    [a-z0-9_+-]+ (\.[a-z0-9_+-]+)* @
    ([a-z0-9]+ (-[a-z0-9]+)* \.)+
    (?!({_UNREACHABLE})\Z) [a-z]{{2,}}""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
# Separators between two addresses.
_BETWEEN = r'[\s;,:/|<>()\[\]"“”]+'

_REPAIRS = (
    Repair(_("nothing in it"), r"^\s*$"),
    *PASTED,
    Repair(
        _("brackets around the address"),
        r"^\s*[<(\[]([^<>()\[\]]*@[^<>()\[\]]*)[>)\]]\s*$",
        r"\1",
    ),
    Repair(_("a name around the address"), r"^.*[<(\[]([^<>()\[\]]*@[^<>()\[\]]*)[>)\]].*$", r"\1"),
    Repair(_("mailto: in front"), r"(?i)^\s*mailto:\s*", ""),
    Repair(_("http:// in front"), r"(?i)^\s*https?:/*", ""),
    Repair(_("words in front of the address"), r"^[^@:]*:\s*", ""),
    Repair(_("a curly apostrophe"), "[\u2018\u2019\u02bc\u00b4]", "'"),
    Repair(
        _("no @ sign"), r"(?i)^(?!.*@)(.*?)\s*[\[({]\s*(?:at|arroba|arobase)\s*[\])}]\s*", r"\1@"
    ),
    Repair(_("no @ sign"), r"(?i)^(?!.*@)(.*?)\s+(?:at|arroba|arobase)\s+", r"\1@"),
    Repair(
        _("a word instead of a dot"), r"(?i)\s*[\[({]\s*(?:dot|punto|point|punt)\s*[\])}]\s*", "."
    ),
    Repair(_("a word instead of a dot"), r"(?i)(?<=\S)\s+(?:dot|punto|point|punt)\s+(?=\S)", "."),
    Repair(_("a space before it"), r"^\s+", ""),
    Repair(_("a space after it"), r"\s+$", ""),
    Repair(_("a space in it"), r"\s+(?=[@.,])|(?<=[@.,])\s+", ""),
    Repair(_("a space in it"), r"\s+"),
    Repair(_("two @ signs"), "@@+", "@"),
    Repair(_("two @ signs"), "@.*@"),
    Repair(_("no @ sign"), "^[^@]+$"),
    Repair(_("a dot at the end"), r"\.+$", ""),
    Repair(_("a comma at the end"), ",+$", ""),
    Repair(_("a semicolon at the end"), ";+$", ""),
    Repair(_("a comma instead of a dot"), r"(?<=[^,]),(?=[^,])", "."),
    Repair(_("a dot at the start"), r"^\.+", ""),
    Repair(_("two dots in a row"), r"\.\.+", "."),
    Repair(_("a dot before the @"), r"\.@", "@"),
    Repair(_("a dot after the @"), r"@\.", "@"),
    Repair(_("nothing before the @"), "^@"),
    Repair(_("nothing after the @"), "@$"),
    Repair(_("a slash at the end"), "/+$", ""),
    Repair(_("a _ after the @"), "@.*_"),
    Repair(_("a sign before the @ that no address has"), r"[^\w.!#$%&'*+/=?^`{|}~@-].*@"),
    Repair(_("a sign after the @ that no address has"), r"@.*[^\w.-]"),
    Repair(_("the domain has no dot"), r"@[^.]+$"),
    Repair(_("no mail reaches this domain"), rf"(?i)\.(?:{_UNREACHABLE})$"),
    Repair(_("the domain ends in a digit"), r"\d$"),
    Repair(_("a hyphen where the domain begins or ends"), r"[@.]-|-\.|-$"),
    Repair(_TOO_LONG, r"^.{65,}$"),
)


def fault(address: str) -> Fault | None:
    """Return the problem of an e-mail address and its fix; None if valid."""
    if len(address) > _LONGEST:
        return Fault(_TOO_LONG, _UNKNOWN.hint)
    if _is_accepted(address):
        return None
    if several := _several(address):
        are_two = len(several) == 2  # noqa: PLR2004 - two addresses have their own message
        written = ", ".join(f'"{one}"' for one in several)
        detail = _("two addresses in one") if are_two else _("several addresses in one")
        return Fault(detail, _("write {words}", words=written))
    return find_fault(address, _REPAIRS, _is_accepted, _UNKNOWN)


def _several(text: str) -> list[str]:
    """Return the addresses in `text` if there are several and all are valid."""
    found = [part for part in re.split(_BETWEEN, text) if "@" in part]
    return found if len(found) > 1 and all(map(_is_accepted, found)) else []


def _is_accepted(address: str) -> bool:
    return bool(PLAIN.fullmatch(address)) or (not _is_odd(address) and _is_valid(address))


def _is_odd(address: str) -> bool:
    """Return whether it has symbols or compatibility characters that the library accepts."""
    marks = (
        char
        for char in address
        if not char.isascii() and unicodedata.category(char)[0] not in "LMN"
    )
    same = unicodedata.normalize("NFC", address)
    return any(marks) or unicodedata.normalize("NFKC", address) != same


def _is_valid(address: str) -> bool:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
