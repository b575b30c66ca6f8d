"""CSV for Google Contacts, Outlook and Thunderbird, with headings that each maps by itself: UTF-8.

Those of Google and Outlook are the headings of their own exports; Outlook needs a byte order mark.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from cmcct.formats import csv
from cmcct.formats.shared import contact_fields
from cmcct.formats.shared.columns import HEADINGS, readable_texts
from cmcct.formats.shared.contact_fields import Notes
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import FocalPoint, Phone
from cmcct.privacy.audiences import AudienceView

# By program the headings, as the file says.
_BOOKS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
HEADERS = {program: ",".join(book["header"]) for program, book in _BOOKS.items()}
_BETWEEN = " ::: "  # separates several values in a cell of Google
_WORK = "Work"
# Google's own labels; other labels are shown unchanged.
_LABELS = {"office": _WORK, "mobile": "Mobile", "fax": "Work Fax"}


def dump(view: AudienceView, translator: Translator, program: str) -> str:
    """Return one contact per entry, for a program of HEADERS.

    Fields that it lacks go into the notes; Google has as many columns of channels as the largest
    entry needs.
    """
    notes, header = Notes(view, translator), HEADERS[program]
    if program == "google":
        points = view.focal_points
        emails = _number_headings("E-mail", [len(point.emails) for point in points])
        counts = [len(contact_fields.dialable_phones(point)) for point in points]
        header = ",".join(
            (header, *emails, *_number_headings("Phone", counts), *_BOOKS["google"]["place"])
        )
    make = _CONTACTS[program]
    text = csv.dump_table(header, (make(point, notes) for point in view.focal_points))
    return csv.BYTE_ORDER_MARK + text if program == "outlook" else text


def _number_headings(kind: str, counts: list[int]) -> Iterator[str]:
    """Yield the headings of a kind of channel, for at least one."""
    for rank in range(1, max([1, *counts]) + 1):
        yield f"{kind} {rank} - Label"
        yield f"{kind} {rank} - Value"


def _fill_fields(point: FocalPoint, translator: Translator, program: str) -> dict[str, str]:
    """Return heading -> text for what all programs have, but for channels and notes."""
    country = translator.translate(point.country)
    office = (point.honorific, point.organisation, point.unit, point.title)
    place = (point.address, point.city, country, point.website)
    first_name, family = contact_fields.name_parts(point)
    fields = dict(zip(_BOOKS[program]["fields"], (*office, *place), strict=True))
    return fields | {"First Name": first_name, "Last Name": family}


def _make_google(point: FocalPoint, notes: Notes) -> dict[str, str]:
    facts = [notes.fact(point, name) for name in (*contact_fields.CATEGORIES, "role", "timezone")]
    country = notes.translator.translate(point.country)
    return {
        **_fill_fields(point, notes.translator, "google"),
        **_list_channels(point, notes.translator),
        "Notes": "\n".join(notes.lines(point, facts)),
        "Labels": _escape_separator(notes.view.info.name),
        "Address 1 - Label": _WORK,
        "Address 1 - Formatted": "\n".join(filter(None, (point.address, point.city, country))),
        "Website 1 - Label": _WORK if point.website else "",
    }


def _make_outlook(point: FocalPoint, notes: Notes) -> dict[str, str]:
    channels, facts, left_over = _assign_channels(point, "outlook")
    facts += [notes.fact(point, name) for name in ("role", "timezone")]
    # Without separators: which one Outlook uses is a setting.
    categories = (re.sub("[,;]", " /", category) for category in notes.categories(point))
    return {
        **_fill_fields(point, notes.translator, "outlook"),
        **channels,
        "E-mail Display Name": point.label if point.emails else "",
        "Categories": ";".join(categories),
        "Notes": "\n".join(notes.lines(point, facts, left_over)),
    }


def _make_thunderbird(point: FocalPoint, notes: Notes) -> dict[str, str]:
    channels, facts, left_over = _assign_channels(point, "thunderbird")
    facts.append((_("Directory"), notes.view.info.name))
    for name in contact_fields.CATEGORIES:  # not as categories: the names may contain commas
        texts = readable_texts(point, name, notes.view, notes.translator)
        facts.append((HEADINGS[name], " / ".join(texts)))
    facts += [notes.fact(point, name) for name in ("role", "honorific", "timezone")]
    return {
        **_fill_fields(point, notes.translator, "thunderbird"),
        **channels,
        "Display Name": point.label,
        "Notes": "\n".join(notes.lines(point, facts, left_over)),
    }


_CONTACTS = {"google": _make_google, "outlook": _make_outlook, "thunderbird": _make_thunderbird}


def _list_channels(point: FocalPoint, translator: Translator) -> dict[str, str]:
    cells = {}
    for rank, email in enumerate(point.emails, 1):
        cells[f"E-mail {rank} - Label"] = _WORK
        cells[f"E-mail {rank} - Value"] = _escape_separator(email.address)
    for rank, phone in enumerate(contact_fields.dialable_phones(point), 1):
        label = contact_fields.phone_label(phone, translator) or _LABELS[phone.type]
        cells[f"Phone {rank} - Label"] = label
        cells[f"Phone {rank} - Value"] = phone.e164
    return cells


def _assign_channels(
    point: FocalPoint, program: str
) -> tuple[dict[str, str], list[tuple[object, str]], list[Phone]]:
    """Return heading -> address or number, the other addresses as facts, and the other numbers."""
    addresses, headings = [email.address for email in point.emails], _BOOKS[program]["emails"]
    filled = dict(zip(headings, addresses, strict=False))
    left_over = []
    for phone in contact_fields.dialable_phones(point):
        free = [name for name, types in _BOOKS[program]["phones"].items() if phone.type in types]
        if heading := next((name for name in free if name not in filled), ""):
            filled[heading] = phone.e164
        else:
            left_over.append(phone)
    others = addresses[len(headings) :]
    return filled, [(HEADINGS["email"], address) for address in others], left_over


def _escape_separator(text: str) -> str:
    """Replace the value separator within a value."""
    return text.replace(_BETWEEN.strip(), "::")
