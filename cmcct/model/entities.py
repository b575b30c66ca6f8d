"""Data model of the directory: focal points, meetings, working groups.

The model defines valid values; the rules define required keys. So an entry with a missing or
unreadable key still has a `FocalPoint`, and its number can be shown.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from cmcct.i18n.messages import _
from cmcct.model import types
from cmcct.model.field_spec import EntryFieldSpec, FieldSpec, Owner
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country
from cmcct.reference.toll_free import is_toll_free

# Replaces an unreadable `sharing`, whose author meant to restrict access.
STRICTEST = "secretariat"
# Labels of lists for the network (TLP 2.0), the stricter one last.
NETWORK_LABELS = ("TLP:AMBER", "TLP:AMBER+STRICT")
APPS = ("whatsapp", "signal", "telegram")
MESSENGERS = ("signal", "telegram", "threema")  # apps that find somebody without a number
VERIFIED_VIA = ("phone", "email", "form", "meeting")
WRONG_NUMBER = "wrong-number"
FAILURES = ("no-answer", "busy", WRONG_NUMBER)
AROUND_THE_CLOCK = "24/7"  # hours, in OpenStreetMap's notation

# A key of an entry has an owner, so that no new field outlives its person.
_of_seat = partial(EntryFieldSpec, owner=Owner.SEAT)
_of_person = partial(EntryFieldSpec, owner=Owner.PERSON)
_of_each = partial(EntryFieldSpec, owner=Owner.EACH)

# A number of the region, without a trunk prefix: E.164 is its digits. The phone library takes long
# to import.
_PLAIN = re.compile(r"\+(?:1|297|50[0-9]|59[0-9])[ .-]?[2-9](?:[ .-]?[0-9]){5,9}")
_BETWEEN = re.compile(r"[ .-]")
# Letters, `*` and `#` are never dialled: they are other digits, or run a service.
_DIGITS = re.compile(r"[+\s()./\-\u2010-\u2015\u2212]*[0-9][0-9\s()./\-\u2010-\u2015\u2212]*")


class _TableModel(BaseModel):
    # Build validators on first use: most commands read only some kinds of table.
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


_OF_CHANNEL = FieldSpec("audience", "Audience, if narrower than the entry's.")
_OF_RECORD = FieldSpec("audience", "Widest audience [default: `network`]", _("Sharing"))


class Email(_TableModel):
    """An e-mail address, and its audience if stricter than the entry's."""

    address: str = FieldSpec("mailbox", "`name@example.org`.", required=True).field()
    sharing: types.Audience | None = _OF_CHANNEL.field(default=None)

    @property
    def text(self) -> str:
        """The address, as it is shown."""
        return self.address


class Failure(_TableModel):
    """A test call that nobody answered as expected."""

    on: date = FieldSpec(
        "day", "Date of the call, without quotes: `2026-05-02`.", required=True
    ).field()
    why: Annotated[str, types.validate_literal(FAILURES, "failed")] = FieldSpec(
        "reason", "What happened.", required=True
    ).field()


class Phone(_TableModel):
    """A telephone number as written: `+592 609 1234`, or a national one if `national`."""

    number: str = FieldSpec(
        "number", "Number with `+` and country code, unless `national = true`.", required=True
    ).field()
    type: Annotated[str, types.validate_facet("phone")] = FieldSpec(
        "phone type",
        "Kind of line [default: `office`]",
        # Translators: of a telephone number: mobile, hotline and so on
        _("Kind of line"),
    ).field(default="office")
    ext: str = FieldSpec(
        "digits",
        'Extension: `"12"`.',
        # Translators: of a telephone number
        _("Extension"),
    ).field(default="")
    apps: tuple[Annotated[str, types.validate_literal(APPS)], ...] = FieldSpec(
        "[app]", "Messaging apps on this number.", _("Apps")
    ).field(default=())
    hours: str = FieldSpec(
        "hours", "Hours when it is answered: `24/7`, `Mo-Fr 08:00-16:30`."
    ).field(default="")
    national: bool = FieldSpec(
        "flag", "`true` if the number works only inside the country.", _("only inside the country")
    ).field(default=False)
    sharing: types.Audience | None = _OF_CHANNEL.field(default=None)
    tested: date | None = FieldSpec(
        "day",
        "Date when somebody last answered a test call, without quotes: `2026-04-14`.",
        # Translators: the last test call of a number that somebody answered
        _("Answered test call"),
    ).field(default=None)
    failed: Failure | None = FieldSpec(
        "failure",
        'A later test call that failed: `{ on = 2026-05-02, why = "no-answer" }`.',
        # Translators: the last test call of a number that nobody answered as expected
        _("Failed test call"),
    ).field(default=None)
    doubtful: bool = FieldSpec(
        "flag",
        "`true` in a list for others, in place of a failed test call.",
        _("a test call failed"),
    ).field(default=False)
    no_test: bool = FieldSpec(
        "flag", "`true` if nobody is to ring the number for a test: a crisis line."
    ).field(default=False)

    # In a list for others, that the last test call reached a stranger, and its day, which nothing
    # shows: `failed` says it no more.
    _is_wrong: bool = PrivateAttr(default=False)
    _failed_on: date | None = PrivateAttr(default=None)

    @property
    def text(self) -> str:
        """The number, as it is shown."""
        return self.formatted

    @property
    def is_wrong(self) -> bool:
        """Whether the last test call reached a stranger: nobody is to call it."""
        failure = self.last_failure
        return self._is_wrong or (failure is not None and failure.why == WRONG_NUMBER)

    def without_failure(self) -> "Phone":
        """Return the number as others may have it: without day and reason of a failed test call."""
        shared = self.model_copy(update={"failed": None, "doubtful": self.is_doubtful})
        shared._is_wrong = self.is_wrong  # noqa: SLF001 - a copy of this class
        shared._failed_on = self.failed.on if self.failed else None  # noqa: SLF001
        return shared

    @property
    def last_test(self) -> date | None:
        """The day of the last test call, answered or not."""
        failed_on = self.failed.on if self.failed else self._failed_on
        return max((day for day in (self.tested, failed_on) if day), default=None)

    @property
    def last_failure(self) -> Failure | None:
        """The failed test call since the last that was answered; on one day, it is the later."""
        failed, tested = self.failed, self.tested
        return failed if failed and (tested is None or tested <= failed.on) else None

    @property
    def is_doubtful(self) -> bool:
        """Whether the last test call failed."""
        return self.doubtful or self.last_failure is not None

    @property
    def e164(self) -> str:
        """The number in E.164; a national number as written."""
        return self.number if self.national else _format_e164(self.number)

    @property
    def is_of_digits(self) -> bool:
        """Whether number and extension are digits, so that a telephone can dial them."""
        return _are_digits(self.number, self.ext)

    @property
    def is_dialable(self) -> bool:
        """Whether it may be dialled in any country.

        A national number would reach a stranger, as would an incomplete one.
        """
        import cmcct.fieldtypes.phone_number

        is_international = not self.national and self.is_of_digits
        return is_international and cmcct.fieldtypes.phone_number.can_exist(self.number)

    @property
    def is_toll_free(self) -> bool:
        """Whether it is an international toll-free number: many cannot be dialled from abroad."""
        return not self.national and is_toll_free(self.number)

    @property
    def dial(self) -> str:
        """What to dial in any country, "" if nothing.

        E.164, and a pause before the extension: `+12423456789,12`.
        """
        if not self.is_dialable:
            return ""
        return f"{self.e164},{self.ext}" if self.ext else self.e164

    @property
    def formatted(self) -> str:
        """The number in groups with single spaces; a national number as written."""
        if self.national:
            return self.number
        import cmcct.fieldtypes.phone_number

        return cmcct.fieldtypes.phone_number.format_international(self.number)


class Handle(_TableModel):
    """The name by which a messaging app finds the person without a number."""

    app: Annotated[str, types.validate_literal(MESSENGERS)] = FieldSpec(
        "messenger", "Messaging app.", required=True
    ).field()
    id: str = FieldSpec(
        "username",
        "Username or Threema ID: `ada.42`; of Signal, its link `https://signal.me/#eu/…` too.",
        required=True,
    ).field()
    sharing: types.Audience | None = _OF_CHANNEL.field(default=None)

    @property
    def text(self) -> str:
        """The app and the name, as in a cell: `signal: ada.42`."""
        return f"{self.app}: {self.id}"

    @property
    def is_link(self) -> bool:
        """Whether the name is the link that Signal makes of a username."""
        return self.id.startswith("https://")

    @property
    def link(self) -> str:
        """The link that opens a chat, "" for a username of Signal, of which there is none."""
        from cmcct.fieldtypes import handle

        return handle.make_link(self.app, self.id)


Channel: TypeAlias = Email | Phone | Handle
# The kinds of channel, by the key of the list that has them.
CHANNELS: Mapping[str, type[Channel]] = {"emails": Email, "phones": Phone, "handles": Handle}
ChannelT = TypeVar("ChannelT", Email, Phone, Handle)


# Cached, since products ask several times for each number.
@cache
def _are_digits(number: str, ext: str) -> bool:
    is_ext = not ext or (ext.isascii() and ext.isdecimal())
    return is_ext and _DIGITS.fullmatch(number) is not None


@cache
def _format_e164(number: str) -> str:
    if _PLAIN.fullmatch(number):
        return _BETWEEN.sub("", number)
    # `from … import` is three times slower, and lists have thousands of numbers.
    import cmcct.fieldtypes.phone_number

    return cmcct.fieldtypes.phone_number.format_e164(number)


def _reach_rank(phone: Phone) -> tuple[bool, bool, bool]:
    """Return a sort key: greater for numbers that reach fewer callers."""
    return phone.national, phone.type == "fax", phone.is_toll_free


Emails: TypeAlias = tuple[Annotated[Email, types.expand_plain_text("address")], ...]
Phones: TypeAlias = tuple[Annotated[Phone, types.expand_plain_text("number")], ...]


# Columns of the numbers of one kind, by which commands call them too: the kind is a type of line,
# or `national`.
NUMBER_COLUMNS: Mapping[str, FieldSpec] = {
    "office_phone": FieldSpec(
        "office", "Office numbers, with those whose type is not written.", _("Office phone")
    ),
    "mobile_phone": FieldSpec("mobile", "Mobile numbers.", _("Mobile phone")),
    "hotline": FieldSpec("hotline", "Hotlines.", _("Hotline")),
    "fax": FieldSpec("fax", "Faxes.", _("Fax")),
    "national_phone": FieldSpec(
        "national",
        "Numbers that work only inside their country.",
        # Translators: a telephone number that works only inside its country
        _("National-only number"),
    ),
}


class FocalPoint(_TableModel):
    """A seat (country, institution, function) and its current person.

    Missing text is "", a missing date None, an unreadable country `UNKNOWN_COUNTRY`.
    """

    id: str = _of_seat(
        "slug",
        "Id of the seat, e.g. `gy-ctu`; it stays when the person changes.",
        _("Entry"),
        required=True,
    ).field()
    formerly: tuple[str, ...] = _of_seat(
        "[slug]",
        "Former ids of the entry, oldest first.",
        # Translators: former ids of the entry
        _("Former ids"),
    ).field(default=())
    merged: tuple[str, ...] = _of_seat(
        "[slug]",
        "Ids of entries merged into this one; never reused.",
        # Translators: ids of entries that were merged into this one
        _("Merged ids"),
        unordered=True,
    ).field(default=())
    country: types.CountryName = _of_seat(
        "country", "Country of the institution.", _("Country"), required=True
    ).field(default=UNKNOWN_COUNTRY)
    name: str = _of_person(
        "text",
        "The person's name, without title. Optional for desks and vacant seats.",
        _("Name"),
        logged=True,
        searched=True,
    ).field(default="")
    honorific: str = _of_person(
        "text",
        "Title before the name, e.g. `Dr`.",
        _("Honorific"),
        logged=True,
        searched=True,
        part_of="name",
    ).field(default="")
    family_name: str = _of_person(
        "text",
        "Part of the name to sort by [default: its last word]",
        _("Family name"),
        logged=True,
        part_of="name",
    ).field(default="")
    title: str = _of_person(
        "text", "Job title of the person.", _("Job title"), logged=True, searched=True
    ).field(default="")
    organisation: str = _of_seat(
        "text", "Ministry or agency.", _("Organisation"), required=True, logged=True, searched=True
    ).field(default="")
    unit: str = _of_seat(
        "text", "Department of the organisation.", _("Unit"), logged=True, searched=True
    ).field(default="")
    body: Annotated[str, types.validate_facet("body")] | None = _of_seat(
        "body", "Type of institution; see cmcct list bodies.", _("Type of institution")
    ).field(default=None)
    role: Annotated[str, types.validate_facet("role")] = _of_seat(
        "role",
        "Role in the network [default: `focal-point`]",
        # Translators: the function of the person or seat in the network
        _("Role"),
    ).field(default="focal-point")
    sectors: tuple[types.Sector, ...] = _of_seat(
        "[sector]", "Sectors, main sector first.", _("Sectors"), required=True
    ).field(default=())
    languages: tuple[str, ...] = _of_person(
        "[tag]", "BCP 47 language tags, preferred first: `es`, `pap`.", _("Languages")
    ).field(default=())
    emails: Emails = _of_each(
        "[email]", 'E-mail addresses, preferred first: `"a@example.org"`, or a table.', _("E-mails")
    ).field(default=())
    phones: Phones = _of_each(
        "[phone]", 'Phone numbers, preferred first: `"+592 609 1234"`, or a table.', _("Phones")
    ).field(default=())
    handles: tuple[Handle, ...] = _of_person(
        "[handle]",
        'Names in messaging apps, without a number: `{ app = "signal", id = "ada.42" }`.',
        # Translators: usernames in Signal, Telegram and Threema
        _("App usernames"),
    ).field(default=())
    address: str = _of_seat(
        "text",
        "Postal address of the office. Never give a shelter's address.",
        _("Address"),
        multiline=True,
    ).field(default="")
    city: str = _of_seat("text", "City.", _("City"), logged=True, searched=True).field(default="")
    website: str = _of_seat(
        "url", "Website of the institution: `https://example.org`.", _("Website"), logged=True
    ).field(default="")
    hours: str = _of_seat(
        "hours",
        "Opening hours in OpenStreetMap notation: `Mo-Fr 08:00-16:30; PH off`.",
        # Translators: opening hours
        _("Hours"),
    ).field(default="")
    timezone: str = _of_seat(
        "text",
        "IANA time zone, e.g. `America/Guyana` [default: the country's]",
        _("Time zone"),
        logged=True,
    ).field(default="")
    covers: tuple[types.CountryName, ...] = _of_seat(
        "[country]", "Further countries that the entry covers.", _("Also covers"), unordered=True
    ).field(default=())
    working_groups: tuple[str, ...] = _of_seat(
        "[slug]",
        "Ids of the entry's working groups.",
        _("Working groups"),
        unordered=True,
        refers_to="working_group",
    ).field(default=())
    validates: tuple[str, ...] = _of_seat(
        "[slug]",
        "Ids of working groups in which the entry answers for its government.",
        # Translators: in which working groups the entry answers for its government
        _("Validates for its government"),
        unordered=True,
        refers_to="working_group",
    ).field(default=())
    meetings: tuple[str, ...] = _of_seat(
        "[slug]",
        "Ids of the meetings attended.",
        _("Meetings"),
        unordered=True,
        refers_to="meeting",
    ).field(default=())
    status: Annotated[str, types.validate_facet("status")] = _of_each(
        "status", "`active`, `vacant` or `left` [default: `active`]", _("Status")
    ).field(default="active")
    since: date | None = _of_person(
        "day",
        "First day in the seat, without quotes: `2024-01-15`.",
        # Translators: the date from which the person has held the seat
        _("Since"),
    ).field(default=None)
    until: date | None = _of_person(
        "day", "The person's last day in the seat, without quotes: `2027-01-14`.", _("Until")
    ).field(default=None)
    verified: date | None = _of_person(
        "day",
        "Date of the last confirmation, without quotes: `2026-03-02`.",
        # Translators: when the entry was last confirmed with the person
        _("Confirmed"),
    ).field(default=None)
    verified_via: Annotated[str, types.validate_literal(VERIFIED_VIA, "way")] | None = _of_person(
        "way", "Method of confirmation.", _("Confirmation method"), part_of="verified"
    ).field(default=None)
    sharing: types.Audience = _of_seat(
        "audience", "Who may see the entry [default: `network`]", _("Sharing")
    ).field(default="network")
    notes: str = _of_person(
        "text",
        "Notes exported with the entry. Exports reorder phone numbers: do not refer to one by "
        "its position.",
        _("Notes"),
        searched=True,
        multiline=True,
    ).field(default="")
    private_notes: str = _of_person(
        "text",
        "Notes for the secretariat only.",
        _("Private notes"),
        multiline=True,
        secretariat_only=True,
    ).field(default="")

    @property
    def label(self) -> str:
        """The name to display: person, else unit, else organisation, else id."""
        return self.name or self.unit or self.organisation or self.id

    @property
    def full_label(self) -> str:
        """The label with the honorific before it."""
        return f"{self.honorific} {self.label}" if self.honorific else self.label

    @property
    def surname(self) -> str:
        """The family name if given, else the last word of the name."""
        return self.family_name or " ".join(self.name.split()[-1:])

    @property
    def zone(self) -> str:
        """The IANA zone if given, else the country's only zone, else ""."""
        return self.timezone or self.country.zone

    @property
    def phones_to_try(self) -> tuple[Phone, ...]:
        """The numbers in the order of the file, but toll-free ones, faxes, national ones last."""
        phones = self.phones
        return tuple(sorted(phones, key=_reach_rank)) if len(phones) > 1 else phones

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The addresses, numbers and handles."""
        return (*self.emails, *self.phones, *self.handles)

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that lead to the entry, current id first."""
        return (self.id, *self.formerly, *self.merged)

    @property
    def oldest_id(self) -> str:
        """The first id of the seat, from which its UID is derived."""
        return next(iter(self.formerly), self.id)

    @property
    def is_shelter(self) -> bool:
        """Whether the seat is a house: its number is for callers in its own country."""
        return "shelter" in self.sectors and (self.body == "ngo" or self.sharing == STRICTEST)

    def has_left(self, today: date) -> bool:
        """Whether an active seat has a last day in the past."""
        return self.status == "active" and self.until is not None and self.until < today

    def is_stale(self, today: date, days: int) -> bool:
        """Whether an active seat was confirmed more than `days` before `today`, or never."""
        confirmed = self.verified
        return self.status == "active" and (confirmed is None or (today - confirmed).days > days)


class Meeting(_TableModel):
    """A meeting of the network; `date` is its first day, or a month such as `2018-04`."""

    id: str = FieldSpec(
        "slug", "Id of the meeting, used in the `meetings` of entries.", _("Entry"), required=True
    ).field()
    name: str = FieldSpec(
        "text", "Name of the meeting.", _("Name"), required=True, logged=True
    ).field(default="")
    date: types.DateOrMonth = FieldSpec(
        "moment",
        'Date without quotes, `2019-03-12`, or month in quotes, `"2018-04"`.',
        _("Date"),
        required=True,
    ).field(default="")
    until: types.Day | None = FieldSpec(
        "day", "Last day of several, without quotes: `2019-03-14`.", _("Until")
    ).field(default=None)
    place: str = FieldSpec("text", "City.", _("Place"), logged=True).field(default="")
    host: types.CountryName = FieldSpec("country", "Country of the meeting.", _("Host")).field(
        default=UNKNOWN_COUNTRY
    )
    sharing: types.Audience = _OF_RECORD.field(default="network")


class WorkingGroup(_TableModel):
    """A working group; open to all if `countries` is empty."""

    id: str = FieldSpec(
        "slug",
        "Id of the group, used in the `working_groups` of entries.",
        _("Entry"),
        required=True,
    ).field()
    name: str = FieldSpec(
        "text", "Name of the working group.", _("Name"), required=True, logged=True
    ).field(default="")
    purpose: str = FieldSpec("text", "Purpose, in one sentence.", _("Purpose"), logged=True).field(
        default=""
    )
    countries: tuple[types.CountryName, ...] = FieldSpec(
        "[country]",
        "Countries that take part [default: open to all]",
        _("Countries"),
        unordered=True,
    ).field(default=())
    sharing: types.Audience = _OF_RECORD.field(default="network")


class DirectoryInfo(_TableModel):
    """The `[directory]` table."""

    name: str = FieldSpec(
        "text", "The name of the network.", _("Name"), required=True, logged=True
    ).field(default="")
    contact: str = FieldSpec(
        "text",
        "Where recipients of a list send corrections.",
        # Translators: the address to which corrections of the list are sent
        _("Corrections to"),
    ).field(default="")
    verify_every_days: Annotated[int, Field(ge=1)] = FieldSpec(
        "days",
        "Days after which a confirmation is stale [default: 365]",
        _("Days between confirmations"),
    ).field(default=365)
    network_label: Annotated[str, types.validate_literal(NETWORK_LABELS)] = FieldSpec(
        "label",
        "TLP label of lists for the network; with `+STRICT` they stay in the organisation "
        "[default: TLP:AMBER]",
        _("Label of lists for the network"),
    ).field(default=NETWORK_LABELS[0])
    countries: tuple[types.CountryName, ...] = FieldSpec(
        "[country]",
        "The members of the network [default: the countries of the entries]",
        # Translators: the countries and territories that belong to the network
        _("Members"),
        unordered=True,
    ).field(default=())
    uid: types.Uid = FieldSpec(
        "uuid", "UUID from which the contacts' UIDs are derived. Never change it.", _("UID")
    ).field(default="")
    format: Annotated[int, Field(ge=1)] = FieldSpec(
        "days",
        "The format of the file, which cmcct writes with the first key that needs it [default: 1]",
        _("Format"),
    ).field(default=1)

    def find_members(self, points: Iterable[FocalPoint]) -> list[Country]:
        """Return the members that are listed, else the countries that entries serve."""
        served = (country for point in points for country in (point.country, *point.covers))
        members = {country.code: country for country in self.countries or served}
        members.pop(UNKNOWN_COUNTRY.code, None)
        return [*members.values()]


class CheckConfig(_TableModel):
    """The `[check]` table."""

    ignore: tuple[str, ...] = FieldSpec(
        "[finding]", 'Warnings to ignore: `"CODE"`, or `"ID:CODE"` for one entry.'
    ).field(default=())


class Member(_TableModel):
    """Somebody who can read the encrypted private file, and the public key that it is for."""

    name: str = FieldSpec("text", "Name of the desk, or of the person at it.", required=True).field(
        default=""
    )
    key: str = FieldSpec(
        "public key", "Public key, as `cmcct private join` prints it.", required=True
    ).field(default="")


class PrivateInfo(_TableModel):
    """The `[private]` table of a directory file: a copy of the private file's members."""

    members: tuple[Member, ...] = FieldSpec(
        "[member]", "Who can read the encrypted private file; `cmcct private` writes it."
    ).field(default=())


class EncryptionInfo(PrivateInfo):
    """The `[private]` table of the encrypted private file: its members, and its random key."""

    key: str = ""


class OverlayEntry(_TableModel):
    """The private file's (overlay's) additions to the entry `id`; for the secretariat only."""

    id: str
    name: str = ""  # the person to whom the channels belong
    emails: Emails = Field((), strict=False)
    phones: Phones = Field((), strict=False)
    handles: tuple[Handle, ...] = Field((), strict=False)
    address: str = ""
    private_notes: str = ""


class Secrets(_TableModel):
    """The `[secret]` table of the private file (overlay): keys that no product contains."""

    round: str = ""  # signs the answers to letters of verification rounds


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
    private: PrivateInfo = field(default_factory=PrivateInfo)
    meetings: tuple[Meeting, ...] = ()
    working_groups: tuple[WorkingGroup, ...] = ()
    focal_points: tuple[FocalPoint, ...] = ()
    private_addresses: Mapping[str, str] = field(default_factory=dict)
    unjoined: tuple[str, ...] = ()  # ids of overlay entries that belong to another person
    current: Callable[[], "Directory"] | None = field(default=None, compare=False)
    source: Path | None = field(default=None, compare=False)  # the file, for `cmcct.export`


# The tables of the file: those that occur once, and the lists.
INFO_MODELS: dict[str, Any] = {
    "directory": DirectoryInfo,
    "check": CheckConfig,
    "private": PrivateInfo,
}
LIST_MODELS: dict[str, type[BaseModel]] = {
    "meeting": Meeting,
    "working_group": WorkingGroup,
    "focal_point": FocalPoint,
}
