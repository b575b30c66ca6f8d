"""Values of our own sheets that are written for people, found again by their text.

A sheet says `Mon–Fri 08:00–16:00` and `+592 609 1240, 24/7 (answered a test on 2 May)`: nothing can
read that back without loss. But the directory, as it is or as it was handed out, has each value, so
the text leads to it; only a text that somebody changed is read.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from cmcct.edit import operations
from cmcct.edit.operations import RawTable
from cmcct.formats.shared.columns import PHONES, readable_texts
from cmcct.i18n.messages import Translator
from cmcct.importing.readers.rows import Row
from cmcct.model.entities import FocalPoint
from cmcct.model.fields import PARTS, REFERENCES
from cmcct.privacy.audiences import AudienceView

# Key and text -> raw value: of a channel the text is a line, else the whole cell. None is what the
# entry does not say, such as the audience of most.
Shown: TypeAlias = Mapping[tuple[str, str], Any]


class Known(NamedTuple):
    """What is known of a row of ours before it is read.

    `keys` are those whose cells somebody changed, or None to read all. `shown` has values of the
    directory by their texts in the sheet; `base` has what was handed out of `keys`, or is None.
    `noted` are the lines that the note of a contact had. `is_whole` marks a list for the
    secretariat, which has what the private file adds.
    """

    keys: frozenset[str] | None = None
    shown: Shown = MappingProxyType({})
    base: RawTable | None = None
    noted: frozenset[str] = frozenset()
    is_whole: bool = False


# Returns what is known of a row.
FindKnown: TypeAlias = Callable[[Row], Known]


_TABLE = "focal_point"
_CHANNELS = {"emails": ("email",), "phones": (*PHONES, "phones")}
_BETWEEN = ("\n", ", ")  # between the items of a list in a cell
# Read in every sheet alike: other values depend on the country, groups and meetings have names, a
# workbook has several columns of sectors.
_READ = frozenset({"country", "sectors", *REFERENCES, "name", *PARTS["name"]})


class ShownValues:
    """The raw values of a view's entries by their texts in the sheet of a language."""

    def __init__(self, view: AudienceView, raw: RawTable, lang: str) -> None:
        """`raw` is the directory of the view.

        "" is the language of columns for programs, whose values are read as they are.
        """
        self._view, self._translator = view, Translator(lang) if lang else None
        self._tables = {str(one.get("id")): one for one in operations.get_tables(raw, _TABLE)}
        self._points = {point.id: point for point in view.focal_points}

    def of(self, id_: str, keys: Collection[str]) -> Shown:
        """Return the values of some keys of an entry."""
        point = self._points.get(id_)
        if not (self._translator and point):
            return {}
        table = self._tables.get(id_, {})
        return dict(_texts(point, table, keys, self._view, self._translator))


def read_hours(text: str) -> str:
    """Return the notation of hours in words; other text as it is."""
    from cmcct.fieldtypes import opening_hours
    from cmcct.fieldtypes.opening_hours_words import to_osm

    return text if opening_hours.is_valid(text) else to_osm(text) or text


def _texts(
    point: FocalPoint,
    table: RawTable,
    keys: Collection[str],
    view: AudienceView,
    translator: Translator,
) -> Iterator[tuple[tuple[str, str], Any]]:
    for key in {*keys} - _CHANNELS.keys() - _READ:
        texts = readable_texts(point, key, view, translator)
        for between in _BETWEEN:
            yield (key, between.join(texts)), table.get(key)
    for key in _CHANNELS.keys() & keys:
        raw_items = dict(_raw_items(key, table))
        for item in getattr(point, key):
            alone = point.model_copy(update={key: (item,)})
            raw = raw_items.get(_identity(item), _identity(item)[0])
            for column in _CHANNELS[key]:
                for text in readable_texts(alone, column, view, translator):
                    yield (key, text), raw


def _raw_items(key: str, table: RawTable) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield the channels of an entry as the file has them, by what they are."""
    for raw in table.get(key, []):
        # An invalid one is in no list.
        for item in getattr(operations.parse_entry({**table, key: [raw]}), key):
            yield _identity(item), raw


def _identity(channel: Any) -> tuple[str, str]:
    """Return the number and extension of a phone, or the address of an e-mail."""
    return getattr(channel, "number", "") or channel.address, getattr(channel, "ext", "")
