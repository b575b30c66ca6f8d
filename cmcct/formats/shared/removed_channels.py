"""Sentences about removed channels: their kind and the current ones, without old values."""

from collections.abc import Callable, Mapping, Sequence

from cmcct.i18n.messages import Message, _, join, ngettext
from cmcct.model.fields import ENTRY_KEYS
from cmcct.reference.vocabulary import get_term

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
}


def describe_removed(kind: str, number: int, now: Sequence[str]) -> Message:
    """Return a sentence about removed channels of a kind and the current ones."""
    if not now and kind in _GONE:
        return _GONE[kind](number)
    label: object = _("E-mail")
    if kind != "email":
        label = get_term("phone", kind) if kind in _GONE else ENTRY_KEYS[kind].label
    if not now:
        return _("{label}: removed", label=label)
    return _("{label}: replaced by {texts}", label=label, texts=join(now, "; "))
