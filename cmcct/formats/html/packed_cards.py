"""The vCards of the page, packed: each text that several cards share is stored once."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count

from cmcct.formats.html.card_markup import Card

# Stand for the texts that the card on the page has too; no vCard contains them.
_MARKS = [chr(code) for code in (*range(0x01, 0x09), *range(0x0E, 0x20))]
_END = "\0"  # of a piece


class PackedCards:
    """Packs vCards; the script of the page restores them, with the lines folded as they were."""

    def __init__(self) -> None:
        """Start without pieces."""
        self._numbers = defaultdict[str, int](count().__next__)

    @property
    def pieces(self) -> list[str]:
        """The texts of which the cards consist, by their numbers."""
        return [*self._numbers]

    def pack(self, lines: Iterable[str], card: Card) -> list[int]:
        """Return the numbers of the pieces of a vCard, which is given by its lines, not folded."""
        text = f"\r\n{_END}".join((*lines, ""))
        for mark, own in zip(_MARKS, _own_texts(card), strict=False):
            if own:
                text = text.replace(own, mark)
        pieces = text.replace("\\n", f"\\n{_END}").split(_END)
        return [*map(self._numbers.__getitem__, pieces)]


def _own_texts(card: Card) -> Iterable[str]:
    """Yield the texts of a card in the order in which the script reads them from the page."""
    yield from (card.name, card.title, card.id)
    yield from card.offices
    for channel in card.channels:
        yield channel.href.removeprefix("tel:") if channel.href.startswith("tel:") else ""
        yield channel.text
    yield from card.name.split(" ")
