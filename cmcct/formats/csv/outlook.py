"""CSV for Outlook, with the header of its own exports: UTF-8 with a byte order mark."""

import re

from cmcct.formats import csv
from cmcct.formats.shared import contact_fields
from cmcct.formats.shared.contact_fields import Notes
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from cmcct.privacy.audiences import AudienceView

HEADER = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,"
    "Business City,Business State,Business Postal Code,Business Country/Region,Business Phone,"
    "Business Phone 2,Mobile Phone,E-mail Address,E-mail Display Name,E-mail 2 Address,Categories,"
    "Notes,Web Page"
)
_PHONES = {
    "Business Phone": {"office", "hotline"},
    "Business Phone 2": {"office", "hotline"},
    "Mobile Phone": {"mobile"},
}
_EMAILS = ("E-mail Address", "E-mail 2 Address")


def dump(view: AudienceView, translator: Translator) -> str:
    """Return one contact per entry; fields that Outlook lacks go into the notes."""
    notes = Notes(view, translator)
    contacts = (_contact(point, notes) for point in view.focal_points)
    return csv.BYTE_ORDER_MARK + csv.dump_table(HEADER, contacts)


def _contact(point: FocalPoint, notes: Notes) -> dict[str, str]:
    first_name, family = contact_fields.name_parts(point)
    channels, facts, left_over = contact_fields.assign_fields(point, _PHONES, _EMAILS)
    facts += (notes.fact(point, name) for name in ("role", "timezone"))
    return {
        "Title": point.honorific,
        "First Name": first_name,
        "Last Name": family,
        "Company": point.organisation,
        "Department": point.unit,
        "Job Title": point.title,
        "Business Street": point.address,
        "Business City": point.city,
        "Business Country/Region": notes.translator.translate(point.country),
        **channels,
        "E-mail Display Name": point.label if point.emails else "",
        # Without separators: which one Outlook uses is a setting.
        "Categories": ";".join(
            re.sub("[,;]", " /", category) for category in notes.categories(point)
        ),
        "Notes": "\n".join(notes.lines(point, facts, left_over)),
        "Web Page": point.website,
    }
