"""E-mail addresses: validation, and corrections for common mistakes."""

import re
import unicodedata
from urllib.parse import quote

from cmcct.diagnostics import Items, make_advice
from cmcct.fieldtypes.corrections import (
    PASTE_CORRECTIONS,
    QUOTE,
    Correction,
    Fault,
    correct,
    has_words,
    make_fault,
    trailing,
)
from cmcct.i18n.messages import SafeText, _, hint_to_write
from cmcct.text.folding import count_digits

_TOO_LONG = _("too long")
WRITE = hint_to_write("name@example.org")
_UNKNOWN = Fault(_("not an e-mail address"), WRITE)

_MAX_LENGTH = 500  # characters of two or three addresses in one; a single address has at most 254

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
_DOT = "(?:dot|punto|point|punt)"

_CORRECTIONS = (
    Correction(_("no text in it"), r"^\s*$"),
    *PASTE_CORRECTIONS,
    Correction(_("brackets around it"), r"^\s*[<(\[]([^<>()\[\]]*@[^<>()\[\]]*)[>)\]]\s*$", r"\1"),
    Correction(
        _("a name around the address"),
        r"^.*[<(\[]([^<>()\[\]]*@[^<>()\[\]]*)[>)\]].*$",
        r"\1",
        is_safe=False,
    ),
    Correction(_("{text} in front", text=SafeText("mailto:")), r"(?i)^\s*mailto:\s*", ""),
    Correction(
        _("a website, which belongs in {key}", key=SafeText("website")),
        r"(?i)^(?:https?:|www\.)[^@]+$",
    ),
    Correction(_("{text} in front", text=SafeText("http://")), r"(?i)^\s*https?:/*", ""),
    Correction(_("words in front of it"), r"^[^@:]*:\s*", "", is_safe=False),
    Correction(_("a curly apostrophe"), "[\u2018\u2019\u02bc\u00b4]", "'"),
    Correction(
        _("no @ sign"), r"(?i)^(?!.*@)(.*?)\s*[\[({]\s*(?:at|arroba|arobase)\s*[\])}]\s*", r"\1@"
    ),
    Correction(_("no @ sign"), r"(?i)^(?!.*@)(.*?)\s+(?:at|arroba|arobase)\s+", r"\1@"),
    Correction(
        _("a word instead of a dot"),
        rf"(?i)\s*[\[({{]\s*{_DOT}\s*[\])}}]\s*|(?<=\S)\s+{_DOT}\s+(?=\S)",
        ".",
    ),
    Correction(_("a space in it"), r"^\s+|\s+$|\s+(?=[@.]|,\s*$)|(?<=[@.])\s+", ""),
    Correction(_("a space in it"), r"\s+"),
    Correction(_("two {sign} signs", sign=SafeText("@")), "@@+", "@"),
    Correction(_("two {sign} signs", sign=SafeText("@")), "@.*@"),
    Correction(_("no @ sign"), "^[^@]+$"),
    *(Correction(trailing(sign), rf"\{sign}+$", "") for sign in ".,;/"),
    Correction(_("a comma instead of a dot"), r"(?<=[^,]),(?=[^,])", "."),
    Correction(_("a dot at the start"), r"^\.+", ""),
    Correction(_("two dots in a row"), r"\.\.+", "."),
    Correction(_("a dot beside the @"), r"\.@|@\.", "@"),
    Correction(_("nothing before or after the @"), "^@|@$"),
    Correction(_("a _ in the domain"), "@.*_"),
    Correction(_("an invalid character"), r"[^\w.!#$%&'*+/=?^`{|}~@-].*@|@.*[^\w.-]"),
    Correction(_("the domain has no dot"), r"@[^.]+$"),
    Correction(_("this domain cannot receive mail"), rf"(?i)\.(?:{_UNREACHABLE})$"),
    Correction(_("the domain ends in a digit"), r"\d$"),
    Correction(_("a hyphen at the start or end of the domain"), r"[@.]-|-\.|-$"),
    Correction(_TOO_LONG, r"^.{65,}$"),
)


def check_email(address: str) -> Fault | None:
    """Return the problem of an e-mail address and its fix; None if valid."""
    if len(address) > _MAX_LENGTH:
        return Fault(_TOO_LONG, _UNKNOWN.hint)
    if _is_accepted(address):
        return None
    if several := _split_addresses(address):
        hint = _("write {words}", words=", ".join(f'"{each}"' for each in several))
        is_safe = not has_words(part for part in re.split(_BETWEEN, address) if "@" not in part)
        hint.in_log = QUOTE.with_values(values=SafeText('"…", "…"'))
        hint = make_advice(hint, Items(tuple(several)), is_safe=is_safe)
        return Fault(_("several addresses in one"), hint)
    return make_fault(address, *correct(address, _CORRECTIONS), _is_accepted, _UNKNOWN)


def mail_link(*addresses: str, **headers: str) -> str:
    """Return a `mailto:` link (RFC 6068) to those that are addresses, "" if none is.

    Every character that could end an address, add a recipient or set a header is percent-encoded.
    """
    recipients = [
        quote(address, safe="@")
        for address in addresses
        if re.fullmatch(r"[^\s@]+@[^\s@]+", address)
    ]
    fields = "&".join(f"{name}={quote(text, safe='')}" for name, text in headers.items())
    link = f"mailto:{','.join(recipients)}" + (f"?{fields}" if fields else "")
    return link if recipients else ""


def _split_addresses(text: str) -> list[str]:
    """Return the addresses in `text` if there are several, all valid, and no digits beside them."""
    parts = [part for part in re.split(_BETWEEN, text) if "@" in part]
    is_whole = count_digits("".join(parts)) == count_digits(text)
    return parts if len(parts) > 1 and is_whole and all(map(_is_accepted, parts)) else []


def _is_accepted(address: str) -> bool:
    if PLAIN.fullmatch(address):
        return True
    # Two @ signs are the most common mistake, and no reason to load the library.
    return address.count("@") == 1 and not _is_odd(address) and _is_valid(address)


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
