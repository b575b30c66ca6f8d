"""Sentences about removed channels: their kind and the current ones, without old values."""

from collections.abc import Callable, Mapping, Sequence

from cmcct.i18n.messages import Message, _, join, ngettext
from cmcct.model.fields import ENTRY_KEYS

_REPLACED: Mapping[str, Message] = {
    "office": _("Phone: office number replaced by {texts}"),
    "mobile": _("Phone: mobile number replaced by {texts}"),
    "hotline": _("Phone: hotline replaced by {texts}"),
    "fax": _("Phone: fax number replaced by {texts}"),
    "email": _("E-mail: replaced by {texts}"),
    "address": _("Address: replaced by {texts}"),
    "notes": _("Notes: replaced by {texts}"),
}


_GONE: Mapping[str, Callable[[int], Message]] = {
    "office": lambda number: ngettext(
        "Phone: one office number removed", "Phone: {count} office numbers removed", number
    ),
    "mobile": lambda number: ngettext(
        "Phone: one mobile number removed", "Phone: {count} mobile numbers removed", number
    ),
    "hotline": lambda number: ngettext(
        "Phone: one hotline removed", "Phone: {count} hotlines removed", number
    ),
    "fax": lambda number: ngettext(
        "Phone: one fax number removed", "Phone: {count} fax numbers removed", number
    ),
    "email": lambda number: ngettext("E-mail: one removed", "E-mail: {count} removed", number),
    "address": lambda _ignored: _("Address: removed"),
    "notes": lambda _ignored: _("Notes: removed"),
}


def describe_removed(kind: str, number: int, now: Sequence[str]) -> Message:
    """Return a sentence about removed channels of a kind and the current ones."""
    if kind not in _GONE:
        replaced = _("{label}: replaced by {texts}") if now else _("{label}: removed")
        return replaced.with_values(label=ENTRY_KEYS[kind].label, texts=join(now, "; "))
    return _REPLACED[kind].with_values(texts=join(now, "; ")) if now else _GONE[kind](number)
