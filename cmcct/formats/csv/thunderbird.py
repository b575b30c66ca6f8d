"""CSV for Thunderbird, with headings that its import maps by itself: UTF-8."""

from cmcct.formats import csv
from cmcct.formats.shared import contact_fields
from cmcct.formats.shared.columns import HEADINGS, readable_texts
from cmcct.formats.shared.contact_fields import Notes
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import FocalPoint
from cmcct.privacy.audiences import AudienceView

HEADER = (
    "First Name,Last Name,Display Name,Primary Email,Secondary Email,Work Phone,Mobile Number,"
    "Fax Number,Organization,Department,Job Title,Work Address,Work City,Work Country,Web Page 1,"
    "Notes"
)
_PHONES = {"Work Phone": {"office", "hotline"}, "Mobile Number": {"mobile"}, "Fax Number": {"fax"}}
_EMAILS = ("Primary Email", "Secondary Email")
_FILED_UNDER = ("sectors", "working_groups")  # not categories: the names may contain commas
_FACTS = ("role", "honorific", "timezone")


def dump(view: AudienceView, translator: Translator) -> str:
    """Return one contact per entry; fields that Thunderbird lacks go into the notes."""
    notes = Notes(view, translator)
    return csv.dump_table(HEADER, (_contact(point, notes) for point in view.focal_points))


def _contact(point: FocalPoint, notes: Notes) -> dict[str, str]:
    first_name, family = contact_fields.name_parts(point)
    channels, facts, left_over = contact_fields.assign_fields(point, _PHONES, _EMAILS)
    facts += [
        (_("Directory"), notes.view.info.name),
        *(
            (HEADINGS[name], " / ".join(readable_texts(point, name, notes.view, notes.translator)))
            for name in _FILED_UNDER
        ),
        *(notes.fact(point, name) for name in _FACTS),
    ]
    return {
        "First Name": first_name,
        "Last Name": family,
        "Display Name": point.label,
        **channels,
        "Organization": point.organisation,
        "Department": point.unit,
        "Job Title": point.title,
        "Work Address": point.address,
        "Work City": point.city,
        "Work Country": notes.translator.translate(point.country),
        "Web Page 1": point.website,
        "Notes": "\n".join(notes.lines(point, facts, left_over)),
    }
