"""Description of a field: all that the program knows about one key of the file.

`model/entities` has a description beside the type and default of each key. What formats, edits,
logs, schema, options and completion need is derived from it, by `model/fields`.
"""

from dataclasses import KW_ONLY, dataclass
from enum import Enum
from typing import Any

from pydantic import Field

from cmcct.i18n.messages import OptionalMessage

# Kinds of value that cannot hold a contact.
_HARMLESS_KINDS = frozenset(
    {"app", "audience", "body", "country", "day", "days", "finding", "flag", "hours", "label"}
    | {"messenger", "moment", "phone type", "role", "sector", "slug", "status", "tag", "uuid"}
    | {"way"}
)


class Owner(Enum):
    """Whether a field belongs to the seat or to its person, whose values leave with them."""

    SEAT = "seat"
    PERSON = "person"
    EACH = "each"  # each value decides, in `edit/replace_person`


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A key of a table: its kind of value, its documentation, and its label for people.

    `kind` is in brackets for a list: `[phone]`. A key without a label is never shown by itself.
    """

    kind: str
    meaning: str
    label: OptionalMessage = ""
    _: KW_ONLY
    required: bool = False
    logged: bool = False  # whether a log may show a text of this key: it holds no contact
    unordered: bool = False  # whether the order of a list has no meaning

    def field(self, *, default: Any = ...) -> Any:
        """Return the field of a model that this describes."""
        # A strict tuple would reject TOML lists; the items stay strict.
        field = Field(default, strict=False if self.is_list else None)
        field.metadata.append(self)
        return field

    @property
    def is_list(self) -> bool:
        """Whether the value is a list."""
        return self.kind.startswith("[")

    @property
    def item_kind(self) -> str:
        """The kind of a single value: of the items of a list."""
        return self.kind.strip("[]")

    @property
    def may_log(self) -> bool:
        """Whether a log may show a value; by default it shows no text."""
        return self.logged or self.item_kind in _HARMLESS_KINDS


@dataclass(frozen=True, slots=True)
class EntryFieldSpec(FieldSpec):
    """A key of an entry. `owner` has no default, so that no new field outlives its person."""

    _: KW_ONLY
    owner: Owner
    searched: bool = False  # whether search terms are matched against it
    multiline: bool = False  # whether its text may have line breaks
    secretariat_only: bool = False  # whether no other audience may have it
    refers_to: str = ""  # the list of tables whose ids it has
    part_of: str = ""  # the key that it is shown with, and without which it has no meaning
