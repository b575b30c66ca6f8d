"""Helpers for the tests of the address-book formats."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from cmcct.formats.shared import phrases
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import replace_control_chars
from tests.support.entries import extract, point

ENGLISH = Translator()
Dump: TypeAlias = Callable[[AudienceView, Translator], str]

# The start and end of the note of the full entry; fields that a product lacks are in between.
NOTE_BEGINS = """\
Call first.
Then write, please.
Example of a private note.
Hours: Mon–Fri 08:00–16:30, closed on public holidays
Languages: Spanish, Portuguese (Brazil)
Mobile: +592 609 1236 ext. 12 (WhatsApp, Signal), Mon–Fri 08:00–12:00
Hotline: 0800 0911 (only inside Guyana), 24 hours a day
TLP:RED
Confirmed 2 March 2026
"""
NOTE_ENDS = """\
Time zone: UTC\u22124
Type of institution: Specialised unit
Also covers: Suriname, Bonaire
Validates for its government: Islands; example
Until: 14 January 2027
Entry: gy-ctu
Corrections: corrections@example.org"""


def read(text: str) -> list[dict[str, str]]:
    """Parse contacts with Python's csv module."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def made(dump: Dump, translator: Translator = ENGLISH, **values: Any) -> dict[str, str]:
    """Return the cells of one entry's contact, without empty ones."""
    (contact,) = read(dump(extract(point(**values), audience="secretariat"), translator))
    return {heading: cell for heading, cell in contact.items() if cell}


def lost(contact: Mapping[str, str], entry: FocalPoint) -> list[str]:
    """Return the e-mails and numbers of an entry that are missing in a contact."""
    everywhere = "\n".join(contact.values())
    ways = [(email.address,) for email in entry.emails] + [
        (
            phrases.describe_phone(phone, entry.country, ENGLISH),
            *([] if phone.ext or not phone.dial else [phone.dial]),
        )
        for phone in entry.phones
    ]
    return [way[0] for way in ways if not any(_bare(text) in _bare(everywhere) for text in way)]


def formulas(contact: Mapping[str, str], numbers: Sequence[str]) -> list[str]:
    """Return the cells that a spreadsheet would treat as formulas, except numbers with `+`."""
    return [
        cell
        for heading, cell in contact.items()
        if cell.startswith(("=", "@", "-", "\t", "\n"))
        or (cell.startswith("+") and not any(word in heading for word in numbers))
    ]


def _bare(text: str) -> str:
    """Return a text without guards against formulas, separators of Google, semicolons of hours."""
    text = replace_control_chars(text)
    return text.replace("'", "").replace(":::", "::").replace(";", ",")
