"""Somebody else in a seat: what a row gives the new person, and which channels stay."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cmcct.edit import replace_person
from cmcct.edit.operations import RawTable
from cmcct.edit.replace_person import Piece
from cmcct.importing.cells.values import Record
from cmcct.importing.planning import changes, list_audience
from cmcct.model.fields import PLAIN_KEYS

_OF_PERSON = frozenset(
    {"name", "honorific", "family_name", "title", "languages", "emails", "phones"}
)


class NewPerson(NamedTuple):
    """What a row says about the new person of a seat.

    `given` are the person's values. `stated` has by key the channels that the row gives the person,
    and those that it takes away. Of the keys in `answered`, the user has said which channels stay.
    """

    given: RawTable
    stated: Mapping[str, tuple[Sequence[Any], Sequence[Any]]]
    answered: Container[str]

    def keeps(self, piece: Piece) -> bool | None:
        """Return whether a channel of the entry stays, None if the row does not say."""
        key = str(piece.path[0])
        if key not in PLAIN_KEYS:
            return None
        added, gone = self.stated[key]
        if changes.has_item(key, added, piece.value):
            return True
        is_gone = key in self.answered or changes.has_item(key, gone, piece.value)
        return False if is_gone else None

    def find_undecided(self, entry: RawTable) -> Iterator[str]:
        """Yield the channels of which nobody says whose they are, the seat's or the person's."""
        for piece in replace_person.iter_pieces(entry):
            if self.keeps(piece) is None and replace_person.belongs_to_person(entry, piece) is None:
                yield piece.channel


def read_row(record: Record, entry: RawTable, answered: Mapping[str, Any]) -> NewPerson:
    """Return what a row says about the new person of an entry; `answered` has answered values."""
    stated = {
        key: (record.entry[key], [])
        if key in answered
        else changes.find_stated(record, key, entry.get(key, []))
        for key in PLAIN_KEYS
    }
    # The next import asks about values that may be private.
    left_out = list_audience.GUARDED - answered.keys() if record.guard else frozenset[str]()
    given = {
        key: stated[key][0] if key in stated else value
        for key, value in record.entry.items()
        if key in _OF_PERSON and key not in left_out
    }
    return NewPerson(given, stated, answered)
