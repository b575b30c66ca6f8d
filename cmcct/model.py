"""What one directory says: focal points, meetings, working groups. No file is read here.

The model says what a value may be; `checks` says what an entry must have. So an entry with a
missing or unreadable key still has a `FocalPoint`, and its telephone number can be shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from cmcct import vocabulary
from cmcct.countries import NOWHERE, Country, find_country
from cmcct.errors import AmbiguousCountryError, UnknownValueError, unknown
from cmcct.folding import fold
from cmcct.keys import PLAIN
from cmcct.wording import Message, did_you_mean, join_or, say

# What a `sharing` that cannot be read is taken for: its author meant to hold something back.
STRICTEST = "secretariat"
APPS = ("whatsapp", "signal", "telegram")
_FEW = 4  # words of a vocabulary that are named, whatever was written
_LISTED = {
    # Translators: cmcct list sectors is what to type
    "sector": say("cmcct list sectors names those there are"),
    "body": say("cmcct list bodies names those there are"),
    "role": say("cmcct list roles names those there are"),
}
VERIFIED_VIA = ("phone", "email", "form", "meeting")


def _fault(code: str, message: Message, help_: Message) -> PydanticCustomError:
    # They travel as context: in pydantic's template a brace of the data would be a field.
    return PydanticCustomError(code, "{message}", {"message": message, "help": help_})


def _country(value: object) -> Country:
    if not isinstance(value, str):
        raise _fault("wrong-type", say("not text"), say('write it in quotes: "Guyana"'))
    try:
        return find_country(value)
    except AmbiguousCountryError as error:
        # In quotes, as they are written: some of the names have a comma.
        help_ = say("write {words}", words=join_or([_quoted(name) for name in error.candidates]))
        raise _fault("ambiguous-country", error.message, help_) from None
    except UnknownValueError as error:
        help_ = error.help or _COUNTRIES
        raise _fault("unknown-country", error.message, help_) from None


_COUNTRIES = say('write the name of a country or its code: "Guyana" or "GY"')


def _quoted(text: str) -> str:
    return f'"{text}"'


def _word_of(facet: str, code: str = "unknown-value", noun: str = "") -> AfterValidator:
    """Accept the slugs of one facet of the vocabulary."""

    def check(value: str) -> str:
        if value in vocabulary.slugs(facet):
            return value
        raise _fault(code, unknown(noun or facet, value), _closest_word(facet, value))

    return AfterValidator(check)


def _closest_word(facet: str, value: str) -> Message:
    try:
        return say('write "{text}"', text=vocabulary.find_term(facet, value).slug)
    except UnknownValueError as error:
        words = vocabulary.slugs(facet)
        alike = {*words} & {*error.suggestions}
        if len(alike) == len(words) or (not alike and len(words) <= _FEW):
            return say("write {words}", words=join_or(words))
        # The halves are for selecting only: no key has them.
        meant = [_as_written(s) for s in error.suggestions if not s.startswith("--half")]
        return did_you_mean(meant) or _LISTED[facet]


def _as_written(suggestion: str) -> str:
    """Turn what a command line would take (`--body ngo`) into what the file would."""
    if not suggestion.startswith("--"):
        return suggestion
    facet, _, slug = suggestion.removeprefix("--").partition(" ")
    special = {"sector": f"sectors = [{_quoted(slug)}]", "audience": f"sharing = {_quoted(slug)}"}
    return special.get(facet, f"{facet} = {_quoted(slug)}")


def _one_of(words: tuple[str, ...]) -> AfterValidator:
    """Accept a word of a short list."""

    def check(value: str) -> str:
        if value in words:
            return value
        meant = fold(value)
        all_ = say("write {words}", words=join_or(words))
        help_ = say('write "{text}"', text=meant) if meant in words else all_
        raise _fault("unknown-value", unknown("value", value), help_)

    return AfterValidator(check)


def _plain_as(key: str) -> BeforeValidator:
    """Let a plain text stand for the table that has it under `key`."""

    def check(value: object) -> object:
        if isinstance(value, str):
            return {key: value}
        if isinstance(value, dict | BaseModel):
            return value
        raise _fault("wrong-type", say("neither text nor a table"), say('put it in quotes: "…"'))

    return BeforeValidator(check)


def _date_or_month(value: object) -> date | str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _is_month(value):
        return value
    help_ = say('write a date without quotes (2019-03-12), or a month in quotes ("2018-04")')
    raise _fault("wrong-type", say("neither a date nor a month"), help_)


# A new one would make every recipient's address book add all entries anew.
# Translators: the UUID that it was before somebody changed it
_UID_HELP = say("write the one that it was: digits and letters a to f, 8-4-4-4-12 of them")


def _uuid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise _fault("wrong-type", say("not a UUID"), _UID_HELP) from None


def _is_month(text: str) -> bool:
    try:
        return date.fromisoformat(f"{text}-01").strftime("%Y-%m") == text
    except ValueError:
        return False


CountryName: TypeAlias = Annotated[Country, PlainValidator(_country)]
Audience: TypeAlias = Annotated[str, _word_of("audience", noun="sharing")]
# Strict tuples would refuse the lists that TOML has; their items stay strict.
Texts: TypeAlias = Annotated[tuple[str, ...], Field(strict=False)]
CountryNames: TypeAlias = Annotated[tuple[CountryName, ...], Field(strict=False)]
Uid: TypeAlias = Annotated[str, AfterValidator(_uuid)]
DateOrMonth: TypeAlias = Annotated[date | str, PlainValidator(_date_or_month)]
Sectors: TypeAlias = Annotated[
    tuple[Annotated[str, _word_of("sector", "unknown-sector")], ...], Field(strict=False)
]


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
    type: Annotated[str, _word_of("phone", noun="phone type")] = "office"
    ext: str = ""
    apps: Annotated[tuple[Annotated[str, _one_of(APPS)], ...], Field(strict=False)] = ()
    hours: str = ""
    national: bool = False
    sharing: Audience | None = None


Emails: TypeAlias = Annotated[
    tuple[Annotated[Email, _plain_as(PLAIN["emails"])], ...], Field(strict=False)
]
Phones: TypeAlias = Annotated[
    tuple[Annotated[Phone, _plain_as(PLAIN["phones"])], ...], Field(strict=False)
]


class FocalPoint(_Table):
    """A seat (country, institution, function) and the person who holds it today.

    Text that is not given is empty, a date that is not given is None, a country that cannot be
    read is `NOWHERE`.
    """

    id: str
    formerly: Texts = ()
    country: CountryName = NOWHERE
    name: str = ""
    honorific: str = ""
    family_name: str = ""
    title: str = ""
    organisation: str = ""
    unit: str = ""
    body: Annotated[str, _word_of("body")] | None = None
    role: Annotated[str, _word_of("role")] = "focal-point"
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
    status: Annotated[str, _word_of("status")] = "active"
    since: date | None = None
    until: date | None = None
    verified: date | None = None
    verified_via: Annotated[str, _one_of(VERIFIED_VIA)] | None = None
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
    def oldest_id(self) -> str:
        """The id that the seat had first, from which its UID is made."""
        return next(iter(self.formerly), self.id)

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


class WorkingGroup(_Table):
    """A working group; without `countries` it is open to all."""

    id: str
    name: str = ""
    purpose: str = ""
    countries: CountryNames = ()


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
    emails: Emails = ()
    phones: Phones = ()
    address: str = ""
    private_notes: str = ""


@dataclass(frozen=True)
class Directory:
    """All that a directory file, joined with its private overlay, says.

    The overlay's e-mails, phones and notes are in the entries, marked for the secretariat; its
    addresses are in `private_addresses`, by id, beside the ones that others may have.
    """

    about: About = field(default_factory=About)
    check: Check = field(default_factory=Check)
    meetings: tuple[Meeting, ...] = ()
    working_groups: tuple[WorkingGroup, ...] = ()
    focal_points: tuple[FocalPoint, ...] = ()
    private_addresses: Mapping[str, str] = field(default_factory=dict)
