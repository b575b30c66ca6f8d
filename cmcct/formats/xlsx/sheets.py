"""What a sheet is made of: columns, cells, and the lines above the table."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from cmcct.formats.shared import list_header
from cmcct.i18n.messages import OptionalMessage, Translator
from cmcct.privacy.audiences import AudienceView

_OLDEST = date(1900, 3, 1)  # before this date, Excel's calendar is wrong


class Month(NamedTuple):
    """A month without a day."""

    first: date


class Link(NamedTuple):
    """A text of one line that leads to an address: `mailto:`, `http:` or `https:`."""

    text: str
    url: str


CellValue: TypeAlias = str | date | Month | Link  # "" is an empty cell


class Column(NamedTuple):
    """A column: its heading, and its width in characters."""

    heading: OptionalMessage
    width: int


class Sheet(NamedTuple):
    """The content and layout of a sheet; the first `printed` columns fill a page's width."""

    name: OptionalMessage
    columns: Sequence[Column]
    rows: Iterable[Sequence[CellValue]]
    about: Sequence[str]  # texts above the table
    frozen: int  # frozen columns
    printed: int


def to_day(day: date | None, translator: Translator) -> CellValue:
    """Return a date, or text if the date is too old for Excel."""
    if day is None:
        return ""
    return day if day >= _OLDEST else translator.format_date(day)


def to_month(first: date) -> Month | None:
    """Return a month by its first day, None if it is too old for Excel."""
    return Month(first) if first >= _OLDEST else None


def describe_list(view: AudienceView, translator: Translator) -> list[str]:
    """Return the edition and the address for corrections."""
    lines = (
        list_header.format_edition(view, translator),
        list_header.format_corrections(view.info.contact, translator),
    )
    return [*filter(None, lines)]
