"""What the tests of contacts for address books have in common."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from cmcct.controls import visible
from cmcct.formats import address_books, said
from cmcct.model import FocalPoint
from cmcct.sharing import Extract
from cmcct.wording import Wording
from tests.entries import extract, point

ENGLISH = Wording()
Dump: TypeAlias = Callable[[Extract, Wording], str]

# How the note of the full entry begins and ends; between stands what a product has no field for.
NOTE_BEGINS = """\
Call first.
Then write, please.
Example of a private note.
Mobile: +592 609 1236 ext. 12 (WhatsApp, Signal), Mo-Fr 08:00-12:00
Hotline: 0800 0911 (Guyana only), 24/7
"""
NOTE_ENDS = """\
Time zone: America/Guyana
Institution: Specialised unit
Languages: Spanish, Portuguese (BR)
Hours: Mo-Fr 08:00-16:30; PH off
Also covers: Suriname, Bonaire
Meetings: Second Example Meeting
Status: Active
Since: 15 January 2024
Until: 14 January 2027
How confirmed: by phone
Entry: gy-ctu
TLP:RED
Confirmed 2 March 2026
Corrections: corrections@example.org"""


def read(text: str) -> list[dict[str, str]]:
    """Read contacts as Python does."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def made(dump: Dump, words: Wording = ENGLISH, **values: Any) -> dict[str, str]:
    """Return what a reader finds of one entry, empty cells left out."""
    (contact,) = read(dump(extract(point(**values), audience="secretariat"), words))
    return {heading: cell for heading, cell in contact.items() if cell}


def lost(contact: Mapping[str, str], entry: FocalPoint) -> list[str]:
    """Return the e-mails and numbers of an entry that a contact has nowhere."""
    everywhere = "\n".join(contact.values())
    ways = [(email.address,) for email in entry.emails] + [
        (address_books.number(phone), said.described(phone, entry.country, ENGLISH))
        for phone in entry.phones
    ]
    return [way[0] for way in ways if not any(_bare(text) in _bare(everywhere) for text in way)]


def formulas(contact: Mapping[str, str], numbers: Sequence[str]) -> list[str]:
    """Return the cells that a spreadsheet would reckon, a `+` in one of numbers apart."""
    return [
        cell
        for heading, cell in contact.items()
        if cell.startswith(("=", "@", "-", "\t", "\n"))
        or (cell.startswith("+") and not any(word in heading for word in numbers))
    ]


def _bare(text: str) -> str:
    """Return a text without what guards it, and what Google takes for two values."""
    return visible(text).replace("'", "").replace(":::", "::")
