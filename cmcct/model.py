"""What one directory says: focal points, meetings, working groups. No file is read here.

The model says what a value may be; `checks` says what an entry must have. So an entry with a
missing or unreadable key still has a `FocalPoint`, and its telephone number can be shown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from cmcct.countries import NOWHERE
from cmcct.keys import PLAIN
from cmcct.kinds import (
    Audience,
    CountryName,
    CountryNames,
    DateOrMonth,
    Sectors,
    Texts,
    Uid,
    one_of,
    plain_as,
    word_of,
)

# What a `sharing` that cannot be read is taken for: its author meant to hold something back.
STRICTEST = "secretariat"
APPS = ("whatsapp", "signal", "telegram")
VERIFIED_VIA = ("phone", "email", "form", "meeting")

_DIALABLE = re.compile(r"[+\s()./-]*[0-9][0-9\s()./-]*")


class _Table(BaseModel):
    # Validators are built when a table is first read: most commands read only some kinds.
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


class Email(_Table):
    """An e-mail address, and who may have it where that is stricter than the entry's."""

    address: str
    sharing: Audience | None = None


class Phone(_Table):
    """A telephone number as written: `+592 609 1234`, or a national one where `national`."""

    number: str
    type: Annotated[str, word_of("phone", noun="phone type")] = "office"
    ext: str = ""
    apps: Annotated[tuple[Annotated[str, one_of(APPS)], ...], Field(strict=False)] = ()
    hours: str = ""
    national: bool = False
    sharing: Audience | None = None

    @property
    def dialled(self) -> str:
        """The number as it is dialled: E.164, a national one as it is written."""
        # With `from` it would take three times as long, and lists have thousands of numbers.
        import cmcct.phones

        return self.number if self.national else cmcct.phones.e164(self.number)

    @property
    def is_dialable(self) -> bool:
        """Whether a telephone may dial it as it stands: letters, `*` and `#` would do more."""
        is_ext = not self.ext or (self.ext.isascii() and self.ext.isdecimal())
        return is_ext and bool(_DIALABLE.fullmatch(self.dialled))

    @property
    def grouped(self) -> str:
        """The number in groups with single spaces, a national one as it is written."""
        import cmcct.phones

        return self.number if self.national else cmcct.phones.international(self.number)


Emails: TypeAlias = Annotated[
    tuple[Annotated[Email, plain_as(PLAIN["emails"])], ...], Field(strict=False)
]
Phones: TypeAlias = Annotated[
    tuple[Annotated[Phone, plain_as(PLAIN["phones"])], ...], Field(strict=False)
]


class FocalPoint(_Table):
    """A seat (country, institution, function) and the person who holds it today.

    Text that is not given is empty, a date that is not given is None, a country that cannot be
    read is `NOWHERE`.
    """

    id: str
    formerly: Texts = ()
    merged: Texts = ()
    country: CountryName = NOWHERE
    name: str = ""
    honorific: str = ""
    family_name: str = ""
    title: str = ""
    organisation: str = ""
    unit: str = ""
    body: Annotated[str, word_of("body")] | None = None
    role: Annotated[str, word_of("role")] = "focal-point"
    sectors: Sectors = ()
    languages: Texts = ()
    emails: Emails = ()
    phones: Phones = ()
    address: str = ""
    city: str = ""
    website: str = ""
    hours: str = ""
    timezone: str = ""
    covers: CountryNames = ()
    working_groups: Texts = ()
    meetings: Texts = ()
    status: Annotated[str, word_of("status")] = "active"
    since: date | None = None
    until: date | None = None
    verified: date | None = None
    verified_via: Annotated[str, one_of(VERIFIED_VIA)] | None = None
    sharing: Audience = "network"
    notes: str = ""
    private_notes: str = ""

    @property
    def label(self) -> str:
        """What to call the entry: the person, else the unit, else the organisation."""
        return self.name or self.unit or self.organisation or self.id

    @property
    def surname(self) -> str:
        """The family name as given, else the last word of the name."""
        return self.family_name or " ".join(self.name.split()[-1:])

    @property
    def zone(self) -> str:
        """The IANA zone given, else the country's only one, else nothing."""
        return self.timezone or self.country.zone

    @property
    def ids(self) -> tuple[str, ...]:
        """All the ids that lead to the entry, its present one first."""
        return (self.id, *self.formerly, *self.merged)

    @property
    def oldest_id(self) -> str:
        """The id that the seat had first, from which its UID is made."""
        return next(iter(self.formerly), self.id)

    def has_left(self, today: date) -> bool:
        """Whether a seat that is said to be active has a last day that has passed."""
        return self.status == "active" and self.until is not None and self.until < today

    def is_stale(self, today: date, days: int) -> bool:
        """Whether an active seat was last confirmed more than `days` before `today`, or never."""
        confirmed = self.verified
        return self.status == "active" and (confirmed is None or (today - confirmed).days > days)


class Meeting(_Table):
    """A meeting of the network; `date` is a day, or a month such as `2018-04`."""

    id: str
    name: str = ""
    date: DateOrMonth = ""
    place: str = ""
    host: CountryName = NOWHERE
    sharing: Audience = "network"


class WorkingGroup(_Table):
    """A working group; without `countries` it is open to all."""

    id: str
    name: str = ""
    purpose: str = ""
    countries: CountryNames = ()
    sharing: Audience = "network"


class About(_Table):
    """The `[directory]` table."""

    name: str = ""
    contact: str = ""
    verify_every_days: Annotated[int, Field(ge=1)] = 365
    uid: Uid = ""


class Check(_Table):
    """The `[check]` table."""

    ignore: Texts = ()


class PrivatePart(_Table):
    """What the private overlay adds to the entry `id`; for the secretariat only."""

    id: str
    name: str = ""  # the person whose channels these are
    emails: Emails = ()
    phones: Phones = ()
    address: str = ""
    private_notes: str = ""


@dataclass(frozen=True)
class Directory:
    """All that a directory file, joined with its private overlay, says.

    The overlay's e-mails, phones and notes are in the entries, marked for the secretariat; its
    addresses are in `private_addresses`, by id, beside the ones that others may have.

    An older version has `current`, which reads today's directory: no audience but the secretariat
    is given more of an older version than of today's.
    """

    about: About = field(default_factory=About)
    check: Check = field(default_factory=Check)
    meetings: tuple[Meeting, ...] = ()
    working_groups: tuple[WorkingGroup, ...] = ()
    focal_points: tuple[FocalPoint, ...] = ()
    private_addresses: Mapping[str, str] = field(default_factory=dict)
    not_joined: tuple[str, ...] = ()  # ids of the overlay's parts that are of another person
    current: Callable[[], "Directory"] | None = field(default=None, compare=False)
