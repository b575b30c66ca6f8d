"""Data model of the directory: focal points, meetings, working groups.

The model defines valid values; the rules define required keys. So an entry with a missing or
unreadable key still has a `FocalPoint`, and its number can be shown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from cmcct.model.fields import PLAIN_KEYS
from cmcct.model.types import (
    Audience,
    CountryName,
    CountryNames,
    DateOrMonth,
    Sectors,
    TextTuple,
    Uid,
    expand_plain_text,
    validate_facet,
    validate_literal,
)
from cmcct.reference.countries import UNKNOWN_COUNTRY

# Replaces an unreadable `sharing`, whose author meant to restrict access.
STRICTEST = "secretariat"
APPS = ("whatsapp", "signal", "telegram")
VERIFIED_VIA = ("phone", "email", "form", "meeting")

_DIALABLE = re.compile(r"[+\s()./-]*[0-9][0-9\s()./-]*")


class _TableModel(BaseModel):
    # Build validators on first use: most commands read only some kinds of table.
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


class Email(_TableModel):
    """An e-mail address, and its audience if stricter than the entry's."""

    address: str
    sharing: Audience | None = None


class Phone(_TableModel):
    """A telephone number as written: `+592 609 1234`, or a national one if `national`."""

    number: str
    type: Annotated[str, validate_facet("phone", noun="phone type")] = "office"
    ext: str = ""
    apps: Annotated[tuple[Annotated[str, validate_literal(APPS)], ...], Field(strict=False)] = ()
    hours: str = ""
    national: bool = False
    sharing: Audience | None = None

    @property
    def e164(self) -> str:
        """The number to dial: E.164; a national number as written."""
        # `from … import` is three times slower, and lists have thousands of numbers.
        import cmcct.fieldtypes.phone_number

        return (
            self.number if self.national else cmcct.fieldtypes.phone_number.format_e164(self.number)
        )

    @property
    def is_dialable(self) -> bool:
        """Whether it is safe to dial; letters, `*` and `#` are not."""
        is_ext = not self.ext or (self.ext.isascii() and self.ext.isdecimal())
        return is_ext and bool(_DIALABLE.fullmatch(self.e164))

    @property
    def formatted(self) -> str:
        """The number in groups with single spaces; a national number as written."""
        import cmcct.fieldtypes.phone_number

        return (
            self.number
            if self.national
            else cmcct.fieldtypes.phone_number.format_international(self.number)
        )


Emails: TypeAlias = Annotated[
    tuple[Annotated[Email, expand_plain_text(PLAIN_KEYS["emails"])], ...], Field(strict=False)
]
Phones: TypeAlias = Annotated[
    tuple[Annotated[Phone, expand_plain_text(PLAIN_KEYS["phones"])], ...], Field(strict=False)
]


class FocalPoint(_TableModel):
    """A seat (country, institution, function) and its current person.

    Missing text is "", a missing date None, an unreadable country `UNKNOWN_COUNTRY`.
    """

    id: str
    formerly: TextTuple = ()
    merged: TextTuple = ()
    country: CountryName = UNKNOWN_COUNTRY
    name: str = ""
    honorific: str = ""
    family_name: str = ""
    title: str = ""
    organisation: str = ""
    unit: str = ""
    body: Annotated[str, validate_facet("body")] | None = None
    role: Annotated[str, validate_facet("role")] = "focal-point"
    sectors: Sectors = ()
    languages: TextTuple = ()
    emails: Emails = ()
    phones: Phones = ()
    address: str = ""
    city: str = ""
    website: str = ""
    hours: str = ""
    timezone: str = ""
    covers: CountryNames = ()
    working_groups: TextTuple = ()
    meetings: TextTuple = ()
    status: Annotated[str, validate_facet("status")] = "active"
    since: date | None = None
    until: date | None = None
    verified: date | None = None
    verified_via: Annotated[str, validate_literal(VERIFIED_VIA)] | None = None
    sharing: Audience = "network"
    notes: str = ""
    private_notes: str = ""

    @property
    def label(self) -> str:
        """The name to display: person, else unit, else organisation, else id."""
        return self.name or self.unit or self.organisation or self.id

    @property
    def surname(self) -> str:
        """The family name if given, else the last word of the name."""
        return self.family_name or " ".join(self.name.split()[-1:])

    @property
    def zone(self) -> str:
        """The IANA zone if given, else the country's only zone, else ""."""
        return self.timezone or self.country.zone

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that lead to the entry, current id first."""
        return (self.id, *self.formerly, *self.merged)

    @property
    def oldest_id(self) -> str:
        """The first id of the seat, from which its UID is derived."""
        return next(iter(self.formerly), self.id)

    def has_left(self, today: date) -> bool:
        """Whether an active seat has a last day in the past."""
        return self.status == "active" and self.until is not None and self.until < today

    def is_stale(self, today: date, days: int) -> bool:
        """Whether an active seat was confirmed more than `days` before `today`, or never."""
        confirmed = self.verified
        return self.status == "active" and (confirmed is None or (today - confirmed).days > days)


class Meeting(_TableModel):
    """A meeting of the network; `date` is a day, or a month such as `2018-04`."""

    id: str
    name: str = ""
    date: DateOrMonth = ""
    place: str = ""
    host: CountryName = UNKNOWN_COUNTRY
    sharing: Audience = "network"


class WorkingGroup(_TableModel):
    """A working group; open to all if `countries` is empty."""

    id: str
    name: str = ""
    purpose: str = ""
    countries: CountryNames = ()
    sharing: Audience = "network"


class DirectoryInfo(_TableModel):
    """The `[directory]` table."""

    name: str = ""
    contact: str = ""
    verify_every_days: Annotated[int, Field(ge=1)] = 365
    uid: Uid = ""


class CheckConfig(_TableModel):
    """The `[check]` table."""

    ignore: TextTuple = ()


class OverlayEntry(_TableModel):
    """The private file's (overlay's) additions to the entry `id`; for the secretariat only."""

    id: str
    name: str = ""  # the person to whom the channels belong
    emails: Emails = ()
    phones: Phones = ()
    address: str = ""
    private_notes: str = ""


@dataclass(frozen=True)
class Directory:
    """The content of a directory file joined with its private file (overlay).

    The overlay's e-mails, phones and notes are part of the entries, with sharing "secretariat"; its
    addresses are in `private_addresses` by id, beside the shared ones.

    An older version has `current`, which reads today's directory: only the secretariat may receive
    more of an older version than of today's.
    """

    info: DirectoryInfo = field(default_factory=DirectoryInfo)
    check: CheckConfig = field(default_factory=CheckConfig)
    meetings: tuple[Meeting, ...] = ()
    working_groups: tuple[WorkingGroup, ...] = ()
    focal_points: tuple[FocalPoint, ...] = ()
    private_addresses: Mapping[str, str] = field(default_factory=dict)
    unjoined: tuple[str, ...] = ()  # ids of overlay entries that belong to another person
    current: Callable[[], "Directory"] | None = field(default=None, compare=False)
