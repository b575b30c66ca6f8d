"""How a card is recognised: by its UID, and by the product that wrote it."""

from collections import Counter
from functools import cache
from uuid import UUID, uuid5

from cmcct.model.entities import FocalPoint

PRODUCT = "-//cmcct//contact directory//EN"
# The UID namespace of directories without one of their own.
_NAMESPACE = UUID("c1a7a0e8-6d54-5a51-9f6e-0d3b5f2f9a11")


def make_uid(point: FocalPoint, namespace: str) -> str:
    """Return the UID of a seat, which depends on its oldest id only."""
    return make_urn(point.oldest_id, namespace)


def make_urn(id_: str, namespace: str) -> str:
    """Return the UID of an id in the namespace of a directory, "" for one without."""
    return uuid5(_namespace_of(namespace) if namespace else _NAMESPACE, id_).urn


@cache
def _namespace_of(uid: str) -> UUID:
    """Parse the UID namespace of a directory; cached for all its entries."""
    return UUID(uid)


def is_own_card(text: str) -> bool:
    """Return whether a file is a single card that cmcct wrote."""
    return text.splitlines().count("BEGIN:VCARD") == 1 and are_own_cards(text)


def are_own_cards(text: str) -> bool:
    """Return whether cmcct wrote all cards of a file; line ends may have changed since."""
    lines = Counter(text.splitlines())
    return 0 < lines["BEGIN:VCARD"] == lines[f"PRODID:{PRODUCT}"]
