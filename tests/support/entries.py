"""A full entry and small ones, and views of them."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from cmcct.formats import vcard
from cmcct.model.entities import Directory, DirectoryInfo, FocalPoint, Meeting, WorkingGroup
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView

ABOUT = DirectoryInfo(name="Example Network", contact="corrections@example.org")
MEETINGS = (
    Meeting.model_validate(
        {
            "id": "georgetown-2019",
            "name": "Second Example Meeting",
            "date": date(2019, 3, 12),
            "place": "Georgetown",
            "host": "Guyana",
        }
    ),
    Meeting.model_validate(
        {"id": "port-of-spain-2018", "name": "First Example Meeting", "date": "2018-04"}
    ),
)
WORKING_GROUPS = (
    WorkingGroup(id="venezuela", name="Venezuela example group", purpose="Share what works."),
    WorkingGroup.model_validate(
        {"id": "islands", "name": "Islands; example", "countries": ["Curaçao", "BQ-BO"]}
    ),
)

# All keys, with all kinds of values.
FULL: dict[str, Any] = {
    "id": "gy-ctu",
    "formerly": ["gy-police", "gy-unit"],
    "merged": ["gy-labour"],
    "country": "Guyana",
    "name": "Ada María Example Pérez",
    "honorific": "Dr",
    "family_name": "Example Pérez",
    "title": "Director; Operations",
    "organisation": "Example Ministry of Home Affairs",
    "unit": "Example Counter-Trafficking Unit",
    "body": "specialised-unit",
    "role": "head-of-unit",
    "sectors": ["police", "victim-assistance"],
    "languages": ["es", "pt-BR"],
    "emails": ["ctu@example.org", {"address": "ada@example.org", "sharing": "secretariat"}],
    "phones": [
        "+592-609-1234",
        {
            "number": "+592 609 1236",
            "type": "mobile",
            "ext": "12",
            "apps": ["whatsapp", "signal"],
            "hours": "Mo-Fr 08:00-12:00",
            "sharing": "secretariat",
        },
        {"number": "0800 0911", "type": "hotline", "national": True, "hours": "24/7"},
        {"number": "+1 868 291 1234", "type": "fax", "sharing": "network"},
    ],
    "address": "1 Example Street,\n\tKingston",
    "city": "Georgetown",
    "website": "https://example.org/a,b;c/é?d=1#e",
    "hours": "Mo-Fr 08:00-16:30; PH off",
    "timezone": "America/Guyana",
    "covers": ["Suriname", "BQ-BO"],
    "working_groups": ["venezuela", "islands"],
    "validates": ["islands"],
    "meetings": ["georgetown-2019"],
    "status": "active",
    "since": date(2024, 1, 15),
    "until": date(2027, 1, 14),
    "verified": date(2026, 3, 2),
    "verified_via": "phone",
    "sharing": "network",
    "notes": "Call first.\nThen write, please.",
    "private_notes": "Example of a private note.",
}


def point(**values: Any) -> FocalPoint:
    """Return an entry with an id and these values, as in a file."""
    return FocalPoint.model_validate({"id": "gy-example", **values})


def directory(*points: FocalPoint, about: DirectoryInfo = ABOUT) -> Directory:
    """Return a directory of entries, with two meetings and two working groups."""
    return Directory(
        info=about, meetings=MEETINGS, working_groups=WORKING_GROUPS, focal_points=points
    )


def extract(
    *points: FocalPoint, audience: str = "network", about: DirectoryInfo = ABOUT
) -> AudienceView:
    """Return an audience's view of a directory of these entries."""
    return audiences.view_for(directory(*points, about=about), points, audience)


def listing(
    meetings: tuple[Meeting, ...] = MEETINGS,
    working_groups: tuple[WorkingGroup, ...] = WORKING_GROUPS,
    **values: Any,
) -> AudienceView:
    """Return a view of one entry that is in all the meetings and working groups."""
    ids = {"meetings": [m.id for m in meetings], "working_groups": [g.id for g in working_groups]}
    seat = point(**ids, **values)
    made = extract(seat, audience="secretariat")
    return replace(made, meetings=meetings, working_groups=working_groups)


def short_card(entry: FocalPoint) -> str:
    """Return the card of the page's QR code: as `show --qr` has it, without country and UID."""
    _whole, card, *_shorter = vcard.list_short(entry, "")
    return re.sub("ADR:.*\r\n", "", card)
