"""Sentences about removed channels: their kind and the current ones, without old values."""

from collections.abc import Callable, Mapping, Sequence

from cmcct.i18n.messages import Message, listed, say, say_count

_REPLACED: Mapping[str, Message] = {
    "office": say("Phone: office number replaced by {texts}"),
    "mobile": say("Phone: mobile number replaced by {texts}"),
    "hotline": say("Phone: hotline replaced by {texts}"),
    "fax": say("Phone: fax number replaced by {texts}"),
    "email": say("E-mail: replaced by {texts}"),
    "address": say("Address: replaced by {texts}"),
    "notes": say("Notes: replaced by {texts}"),
}


_GONE: Mapping[str, Callable[[int], Message]] = {
    "office": lambda number: say_count(
        "Phone: one office number taken out", "Phone: {count} office numbers taken out", number
    ),
    "mobile": lambda number: say_count(
        "Phone: one mobile number taken out", "Phone: {count} mobile numbers taken out", number
    ),
    "hotline": lambda number: say_count(
        "Phone: one hotline taken out", "Phone: {count} hotlines taken out", number
    ),
    "fax": lambda number: say_count(
        "Phone: one fax number taken out", "Phone: {count} fax numbers taken out", number
    ),
    "email": lambda number: say_count("E-mail: one taken out", "E-mail: {count} taken out", number),
    "address": lambda _: say("Address: taken out"),
    "notes": lambda _: say("Notes: taken out"),
}


def said(kind: str, number: int, now: Sequence[str]) -> Message:
    """Return a sentence about removed channels of a kind and the current ones."""
    return _REPLACED[kind].filled(texts=listed(now, "; ")) if now else _GONE[kind](number)
