"""Handles, by which a messaging app finds a person without a number: validation and links."""

import re
from functools import partial

from cmcct.diagnostics import Advice
from cmcct.fieldtypes.corrections import PASTE_CORRECTIONS, Correction, Fault, correct, make_fault
from cmcct.i18n.messages import Message, SafeText, _

NAMES = {"signal": "Signal", "telegram": "Telegram", "threema": "Threema"}

_MAX_LENGTH = 200  # characters; a link of Signal has 85
# Telegram has given names of three letters to a few accounts; a Threema ID with * is an office's.
_FORMS = {
    "signal": re.compile(r"(?a)[A-Za-z_]\w{2,31}\.\d{2,10}|https://signal\.me/#eu/[\w-]{20,150}"),
    "telegram": re.compile(r"[A-Za-z][A-Za-z0-9_]{2,31}"),
    "threema": re.compile(r"[A-Z0-9*][A-Z0-9]{7}"),
}
# As lists of ours have it, in any language.
_NAMED = re.compile(rf"\s*({'|'.join(NAMES)})\b[^:@]{{0,20}}:\s*(\S.*?)\s*", re.IGNORECASE)
# How the links of each app begin, behind _SCHEME.
_SCHEME = r"(?:https?://|sgnl://)?(?:www\.)?"
_PATHS = {
    "signal": r"signal\.me/#eu/",
    "telegram": r"t(?:elegram)?\.me/(?!\+)",
    "threema": r"threema\.id/",
}
_APPS = "|".join(f"(?P<{app}>{path})" for app, path in _PATHS.items())
_LINK = re.compile(rf"\s*{_SCHEME}(?:{_APPS})\S+\s*", re.IGNORECASE)
_LINKS = {"telegram": "https://t.me/", "threema": "https://threema.id/"}
HINTS: dict[str, Message] = {
    "signal": _("write the username with its digits, as in ada.42, or the link to it"),
    "telegram": _("write the username: a letter, then letters, digits and _"),
    "threema": _("write the Threema ID: 8 letters and digits"),
}
_CORRECTIONS = (
    Correction(_("no text in it"), r"^\s*$"),
    *PASTE_CORRECTIONS,
    Correction(_("a space in it"), r"^\s+|\s+$", ""),
    Correction(
        _("a number, which stands in phones, with the app"),
        r"^\+?[\d\s().-]{7,}$|(?i:signal\.me/#p/|t(?:elegram)?\.me/)\+",
    ),
    Correction(
        _("no https:// in front"),
        rf"(?i)^(?!https://s){_SCHEME}{_PATHS['signal']}",
        "https://signal.me/#eu/",
    ),
    Correction(
        _("a link in place of the name"),
        rf"(?i)^{_SCHEME}(?:{_PATHS['telegram']}|{_PATHS['threema']})"
        r"([^/?#]+)/?(?:\?\D*\d{0,6})?$",
        r"\1",
    ),
    Correction(_("{text} in front", text=SafeText("@")), r"^@+", ""),
)
_OF_THREEMA = (
    *_CORRECTIONS,
    Correction(_("small letters"), r"[a-z]", lambda match: match[0].upper()),
)


def check_handle(app: str, id_: str) -> Fault | None:
    """Return the problem of a handle of an app and its fix; None if valid."""
    unknown = Fault(_("not a name that this app gives"), HINTS[app])
    if len(id_) > _MAX_LENGTH:
        return Fault(_("too long"), unknown.hint)
    if _is_accepted(app, id_):
        return None
    corrections = _OF_THREEMA if app == "threema" else _CORRECTIONS
    text = id_.partition("?")[0]  # what follows in a link is not of the name, nor a number
    return make_fault(text, *correct(id_, corrections), partial(_is_accepted, app), unknown)


def make_link(app: str, id_: str) -> str:
    """Return the link that opens a chat, "" for a username of Signal or an invalid handle."""
    if not _is_accepted(app, id_):
        return ""
    is_whole = id_.startswith("https://")
    return id_ if is_whole else f"{_LINKS[app]}{id_}" if app in _LINKS else ""


def read_handle(text: str, app: str = "") -> dict[str, str] | None:
    """Return app and id of a text such as `signal: ada.42`, or of a link; None for another.

    With an `app`, a text that names none is of that one. What is certainly a slip is corrected.
    """
    if match := _NAMED.fullmatch(text):
        app, text = match[1].lower(), match[2]
    elif match := _LINK.fullmatch(text):
        app = next(name for name in NAMES if match[name])
    elif not app:
        return None
    fault = check_handle(app, text)
    advice = fault.hint if fault and isinstance(fault.hint, Advice) and fault.hint.is_safe else None
    return {"app": app, "id": advice.value if advice else text.strip()}


def _is_accepted(app: str, id_: str) -> bool:
    return _FORMS[app].fullmatch(id_) is not None
