"""vCard 3.0 and 4.0 (RFC 2426, RFC 6350), for phones, mail programs and servers.

`content_lines` serialises the cards, and vobject must parse each back to the same properties.
vobject does not serialise them: it folds lines by characters, escapes URLs as text, does not
support 4.0, and takes ten times as long.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from io import StringIO
from typing import TypeAlias
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import time_zone, web_address
from cmcct.formats.shared import contact_fields, list_header
from cmcct.formats.vcard import content_lines
from cmcct.formats.vcard.content_lines import GROUPS, Line
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import Email, FocalPoint, Meeting, Phone, WorkingGroup
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.reference.languages import is_tag
from cmcct.text.control_chars import to_one_line

SUFFIX = ".vcf"
CANNOT_CARRY = {
    "sharing": "the card carries the label of the audience that it was made for",
    "emails.sharing": "the card carries the label of the audience that it was made for",
    "phones.sharing": "the card carries the label of the audience that it was made for",
    "formerly": "the UID is made from the oldest id, so a seat under a new id stays one card",
    "merged": "the card of an entry that was merged has another UID, and is deleted by hand",
}

_ENGLISH = Translator()
_PRODUCT = "-//cmcct//contact directory//EN"
# The UID namespace of directories without one of their own.
_NAMESPACE = UUID("c1a7a0e8-6d54-5a51-9f6e-0d3b5f2f9a11")
_TYPES = {
    "office": ("WORK", "VOICE"),
    "mobile": ("CELL", "VOICE"),
    "hotline": ("WORK", "VOICE"),
    "fax": ("WORK", "FAX"),
}
_PROPERTIES_OF_GROUPS = {
    "kind": ("KIND", "MEMBER"),
    "apple": ("X-ADDRESSBOOKSERVER-KIND", "X-ADDRESSBOOKSERVER-MEMBER"),
}

_Cards: TypeAlias = Iterator[tuple[str, list[Line]]]


def version_of(groups: str | None, asked: str | None) -> str:
    """Return the version to write; raises `CmcctError` if it does not fit the groups."""
    needed = GROUPS[groups] if groups else None
    if needed and asked not in {None, needed}:
        raise CmcctError(
            _(
                "--groups {groups} does not go with --vcard-version {version}",
                groups=groups,
                version=asked,
            ),
            _("leave --vcard-version out: these groups are vCard {version}", version=needed),
        )
    return needed or asked or "3.0"


def dump(
    view: AudienceView,
    translator: Translator = _ENGLISH,
    *,
    version: str = "3.0",
    groups: str | None = None,
) -> str:
    """Return one card per entry, in the order of the extract; then those of `groups`."""
    return "".join(card for _, card in dump_each(view, translator, version=version, groups=groups))


def dump_each(
    view: AudienceView,
    translator: Translator = _ENGLISH,
    *,
    version: str = "3.0",
    groups: str | None = None,
) -> Iterator[tuple[str, str]]:
    """Yield (file name, card) for each card, after parsing it with vobject.

    The file of an entry is named by its id; a group's has a name that no id has: `group_venezuela`.
    """
    for name, lines in _cards(view, translator, version, groups):
        yield name, read_back(content_lines.card(lines, version), lines)


def plain_each(
    view: AudienceView, translator: Translator = _ENGLISH, *, version: str = "3.0"
) -> Iterator[tuple[str, str]]:
    """Yield (id, card) for each entry, as `dump_each` does, without vobject."""
    for id_, lines in _cards(view, translator, version, None):
        yield id_, content_lines.card(lines, version)


def dump_short(point: FocalPoint) -> str:
    """Return a card that fits a QR code: name, organisation, one number, one e-mail address."""
    lines = [Line("EMAIL", _text(to_one_line(email.address))) for email in point.emails[:1]]
    lines += [_full_name(point, "3.0"), _name(point), _organisation(point)]
    lines += [Line("TEL", _text(_number(phone))) for phone in _callable(point.phones)[:1]]
    return content_lines.card(_full(lines), "3.0")


def read_back(card: str, lines: Sequence[Line]) -> str:
    """Return a card if vobject parses it to these properties; raises `CmcctError` otherwise."""
    from vobject.base import ParseError, getLogicalLines, parseLine
    from vobject.vcard import VCard3_0

    stream = StringIO(card, newline="")
    try:
        read = [parseLine(text) for text, _ in getLogicalLines(stream, allowQP=False)]
    except ParseError as error:
        message = _("vobject cannot read a card: {reason}", reason=error.msg)
        raise CmcctError(message) from None
    found = [Line(name, str(value), _parameters(given)) for name, given, value, _ in read[2:-1]]
    if found != [*lines]:
        raise CmcctError(_("vobject reads something else than the card was made of"))
    counts = Counter(name for name, *_ in read)
    for name, (least, most, _ignored) in VCard3_0.knownChildren.items():
        if not least <= counts[name] <= (most or counts[name]):
            # Translators: {name} is a property of a vCard: TEL
            raise CmcctError(_("a card has {name} {times} times", name=name, times=counts[name]))
    return card


def uid(point: FocalPoint, namespace: str) -> str:
    """Return the UID of a seat, which depends on its oldest id only."""
    return _urn(point.oldest_id, namespace)


def _urn(id_: str, namespace: str) -> str:
    return uuid5(_space(namespace) if namespace else _NAMESPACE, id_).urn


@cache
def _space(uid: str) -> UUID:
    """Parse the UID namespace of a directory; cached for all its entries."""
    return UUID(uid)


def is_ours(text: str) -> bool:
    """Return whether a file is a single card that cmcct wrote."""
    return text.splitlines().count("BEGIN:VCARD") == 1 and are_ours(text)


def are_ours(text: str) -> bool:
    """Return whether cmcct wrote all cards of a file; line ends may have changed since."""
    lines = Counter(text.splitlines())
    return 0 < lines["BEGIN:VCARD"] == lines[f"PRODID:{_PRODUCT}"]


def _callable(phones: Sequence[Phone]) -> list[Phone]:
    """Return the numbers for calls, the international ones first."""
    numbers = (phone for phone in contact_fields.dialable(phones) if phone.type != "fax")
    return sorted(numbers, key=lambda p: p.national)


def _number(phone: Phone) -> str:
    return to_one_line(contact_fields.number(phone))


def _text(text: str) -> str:
    return content_lines.text(text, "3.0")


def _full(lines: Iterable[Line]) -> list[Line]:
    """Remove properties without a value."""
    return [line for line in lines if line.value]


def _cards(view: AudienceView, translator: Translator, version: str, groups: str | None) -> _Cards:
    for point in view.focal_points:
        yield point.id, _full(_properties(point, view, translator, version))
    if groups:
        yield from _cards_of_groups(view, translator, groups)


def _cards_of_groups(view: AudienceView, translator: Translator, groups: str) -> _Cards:
    """Yield the cards of the working groups and meetings with members among the entries."""
    for kind, records in (("group", view.groups_joined), ("meeting", view.meetings_attended)):
        for record in records:
            members = [uid(seat, view.info.uid) for seat in _members(record, view)]
            # An id of a seat has no colon or underscore, so UIDs and file names of groups are
            # distinct.
            head = Line("UID", _urn(f"{kind}:{record.id}", view.info.uid))
            body = _about_group(record, view, translator, GROUPS[groups])
            is_group, member = _PROPERTIES_OF_GROUPS[groups]
            tail = [Line(is_group, "group"), *(Line(member, urn) for urn in members)]
            yield f"{kind}_{record.id}", [Line("PRODID", _PRODUCT), head, *body, *tail]


def _members(record: WorkingGroup | Meeting, view: AudienceView) -> Iterator[FocalPoint]:
    key = "meetings" if isinstance(record, Meeting) else "working_groups"
    return (point for point in view.focal_points if record.id in getattr(point, key))


def _about_group(
    record: WorkingGroup | Meeting, view: AudienceView, translator: Translator, version: str
) -> Iterator[Line]:
    """Yield the properties for the name and description of a working group or meeting."""
    name = _called(record.name or record.id)
    yield Line("FN", content_lines.text(name, version))
    yield Line("N", content_lines.parts((name, "", "", "", "")))
    note = (*list_header.known(record, translator), view.marking)
    yield Line("NOTE", content_lines.text("\n".join(filter(None, note)), version))


def _properties(
    point: FocalPoint, view: AudienceView, translator: Translator, version: str
) -> Iterator[Line]:
    """Yield the properties of an entry, sorted by name after the first two."""
    is_4 = version == "4.0"
    country = translator.translate(point.country)
    categories = map(to_one_line, contact_fields.categories(point, view, translator))
    note = "\n".join(contact_fields.lines(point, view, translator))
    yield Line("PRODID", _PRODUCT)
    yield Line("UID", uid(point, view.info.uid))
    yield Line("ADR", content_lines.parts(("", "", point.address, point.city, "", "", country)))
    yield Line("CATEGORIES", content_lines.texts(categories, version))
    yield from _emails(point.emails, version)
    yield _full_name(point, version)
    if is_4:
        yield from _only_in_4(point)
    yield _name(point)
    yield Line("NOTE", content_lines.text(note, version))
    yield _organisation(point)
    yield _confirmed(point, version)
    yield Line(
        "ROLE",
        content_lines.text(vocabulary.get_term("role", point.role).label(translator.lang), version),
    )
    yield from _phones(point.phones, version)
    yield Line("TITLE", content_lines.text(point.title, version))
    if time_zone.is_zone(point.zone):
        yield Line("TZ", point.zone if is_4 else _standard_offset(point.zone))
    if point.website:
        yield Line("URL", web_address.encode(point.website))


def _emails(emails: Iterable[Email], version: str) -> Iterator[Line]:
    types = ("WORK",) if version == "4.0" else ("WORK", "INTERNET")
    for rank, email in enumerate(emails):
        address = content_lines.text(to_one_line(email.address), version)
        yield Line("EMAIL", address, _typed(types, rank, version))


def _phones(phones: Iterable[Phone], version: str) -> Iterator[Line]:
    for rank, phone in enumerate(contact_fields.dialable(phones)):
        number = content_lines.text(_number(phone), version)
        yield Line("TEL", number, _typed(_TYPES[phone.type], rank, version))


@cache
def _typed(types: tuple[str, ...], rank: int, version: str) -> str:
    """Return the parameters of a telephone or e-mail property; the first is preferred."""
    if rank:
        return _parameters([["TYPE", *types]])
    if version == "4.0":
        return _parameters([["PREF", "1"], ["TYPE", *types]])
    return _parameters([["TYPE", *types, "PREF"]])


def _parameters(given: Iterable[Sequence[str]]) -> str:
    """Return parameters as text; each is a list of its name and its values."""
    return "".join(f";{name}={','.join(values)}" for name, *values in given)


def _full_name(point: FocalPoint, version: str) -> Line:
    """Return FN; the name of a seat without a person is its unit or organisation."""
    return Line("FN", content_lines.text(_called(point.label), version))


def _called(name: str) -> str:
    """Return a name on one line, without semicolons: programs cut it there or show the escape."""
    return to_one_line(name).replace(";", " /")


def _name(point: FocalPoint) -> Line:
    if not point.name:
        return Line("N", content_lines.parts((_called(point.label), "", "", "", "")))
    family = _called(point.surname)
    given = contact_fields.given_name(_called(point.label), family)
    return Line("N", content_lines.parts((family, given, "", to_one_line(point.honorific), "")))


def _organisation(point: FocalPoint) -> Line:
    given = filter(None, (point.organisation, point.unit))
    return Line("ORG", content_lines.parts(map(to_one_line, given)))


def _confirmed(point: FocalPoint, version: str) -> Line:
    if point.verified is None:
        return Line("REV", "")
    day = point.verified.isoformat()
    basic = f"{day.replace('-', '')}T000000Z"
    return Line("REV", basic if version == "4.0" else f"{day}T00:00:00Z")


def _only_in_4(point: FocalPoint) -> Iterator[Line]:
    is_desk = not point.name or point.role == "duty-desk"
    yield Line("KIND", "org" if is_desk else "individual")
    for rank, language in enumerate(filter(is_tag, point.languages), 1):
        yield Line("LANG", language, f";PREF={rank}")


@cache
def _standard_offset(zone: str) -> str:
    """Return a zone's UTC offset in standard time, as `-04:00`, independent of the date."""
    # Two months of a fixed year: one has standard time on either hemisphere.
    moments = [datetime(2026, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7)]
    offset = min(moments, key=lambda moment: moment.utcoffset() or timedelta()).strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}"
