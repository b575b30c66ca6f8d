"""CSV for Google Contacts, with the header of its own exports: UTF-8, no byte order mark."""

from collections.abc import Iterator

from cmcct.formats import csv
from cmcct.formats.shared import contact_fields
from cmcct.formats.shared.contact_fields import Notes
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from cmcct.privacy.audiences import AudienceView

NAME = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,"
    "Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,"
    "Organization Department,Birthday,Notes,Photo,Labels"
)
_PLACE = (
    "Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
    "Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,"
    "Address 1 - Extended Address,Website 1 - Label,Website 1 - Value"
)
_BETWEEN = " ::: "  # separates several values in a cell
_NOTED = ("sectors", "working_groups", "role", "timezone")
_WORK = "Work"
# Google's own labels; other labels are shown unchanged.
_LABELS = {"office": _WORK, "mobile": "Mobile", "fax": "Work Fax"}


def dump(view: AudienceView, translator: Translator) -> str:
    """Return one contact per entry, with as many channel columns as the largest one needs."""
    points = view.focal_points
    emails = _number_headings("E-mail", max((len(point.emails) for point in points), default=0))
    counts = (len(contact_fields.dialable_phones(point)) for point in points)
    phones = _number_headings("Phone", max(counts, default=0))
    header = ",".join((NAME, *emails, *phones, _PLACE))
    notes = Notes(view, translator)
    return csv.dump_table(header, (_contact(point, notes) for point in points))


def _number_headings(kind: str, most: int) -> Iterator[str]:
    """Yield the headings of a kind of channel, for at least one."""
    for rank in range(1, max(most, 1) + 1):
        yield f"{kind} {rank} - Label"
        yield f"{kind} {rank} - Value"


def _contact(point: FocalPoint, notes: Notes) -> dict[str, str]:
    first_name, family = contact_fields.name_parts(point)
    return {
        "First Name": first_name,
        "Last Name": family,
        "Name Prefix": point.honorific,
        "Organization Name": point.organisation,
        "Organization Title": point.title,
        "Organization Department": point.unit,
        "Notes": "\n".join(notes.lines(point, [notes.fact(point, name) for name in _NOTED])),
        "Labels": _escape_separator(notes.view.info.name),
        **_channels(point, notes.translator),
        **_address_fields(point, notes.translator),
    }


def _channels(point: FocalPoint, translator: Translator) -> dict[str, str]:
    cells = {}
    for rank, email in enumerate(point.emails, 1):
        cells[f"E-mail {rank} - Label"] = _WORK
        cells[f"E-mail {rank} - Value"] = _escape_separator(email.address)
    for rank, phone in enumerate(contact_fields.dialable_phones(point), 1):
        label = contact_fields.phone_label(phone, translator) or _LABELS[phone.type]
        cells[f"Phone {rank} - Label"] = label
        cells[f"Phone {rank} - Value"] = phone.e164
    return cells


def _address_fields(point: FocalPoint, translator: Translator) -> dict[str, str]:
    country = translator.translate(point.country)
    return {
        "Address 1 - Label": _WORK,
        "Address 1 - Formatted": "\n".join(filter(None, (point.address, point.city, country))),
        "Address 1 - Street": point.address,
        "Address 1 - City": point.city,
        "Address 1 - Country": country,
        "Website 1 - Label": _WORK if point.website else "",
        "Website 1 - Value": point.website,
    }


def _escape_separator(text: str) -> str:
    """Replace the value separator within a value."""
    return text.replace(_BETWEEN.strip(), "::")
