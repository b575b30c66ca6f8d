"""vCard 3.0 and 4.0 (RFC 2426, RFC 6350), for phones, mail programs and servers.

The tests parse the cards with vobject. It does not serialise them: it folds lines by characters,
escapes URLs as text, does not support 4.0, and takes ten times as long. In a folder for vdirsyncer,
each card is a file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timezone
from functools import cache
from pathlib import Path
from typing import NamedTuple
from unicodedata import category
from urllib.parse import quote
from uuid import UUID, uuid5

from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import time_zone, web_address
from cmcct.fieldtypes.handle import NAMES
from cmcct.formats.shared import contact_fields, list_header
from cmcct.formats.shared.columns import readable_texts
from cmcct.formats.shared.contact_fields import Notes
from cmcct.formats.shared.phrases import add_remarks, describe_limit
from cmcct.i18n.messages import Translator, _, quote_text
from cmcct.model.entities import FocalPoint, Phone
from cmcct.privacy.audiences import AudienceView
from cmcct.reference.languages import is_tag
from cmcct.storage import atomic
from cmcct.storage.atomic import NewContent
from cmcct.text.control_chars import replace_control_chars, to_one_line
from cmcct.text.folding import is_slug

VERSIONS = ("3.0", "4.0")
# Representation of working groups and meetings as cards -> the vCard version that it needs, and
# the properties of a group and of its members.
GROUPS = {
    "kind": ("4.0", "KIND", "MEMBER"),
    "apple": ("3.0", "X-ADDRESSBOOKSERVER-KIND", "X-ADDRESSBOOKSERVER-MEMBER"),
}
_OCTETS = 75  # longest line before folding
_JOINERS = "\u200c\u200d"
SUFFIX = ".vcf"
PRODUCT = "-//cmcct//contact directory//EN"
# The UID namespace of directories without one of their own.
_NAMESPACE = "c1a7a0e8-6d54-5a51-9f6e-0d3b5f2f9a11"
_parse_namespace = cache(UUID)  # once for all entries of a directory
_ENGLISH = Translator()
_TYPES = {
    "office": ("WORK", "VOICE"),
    "mobile": ("CELL", "VOICE"),
    "hotline": ("WORK", "VOICE"),
    "fax": ("WORK", "FAX"),
}
_FOREIGN = _("{folder} contains a card that cmcct did not write: {file}")
_LEFT_OVER = _("{folder} contains a card that is not in this list: {file}")


class ContentLine(NamedTuple):
    """A property as serialised; `;TYPE=WORK,VOICE` are parameters."""

    name: str
    value: str
    parameters: str = ""


def format_card(lines: Iterable[ContentLine], version: str) -> str:
    """Return a card of these properties: CRLF, folded by octets."""
    return "".join(f"{_fold(line)}\r\n" for line in write_lines(lines, version))


def write_lines(lines: Iterable[ContentLine], version: str) -> list[str]:
    """Return the lines of a card of these properties, not folded."""
    written = [f"{name}{parameters}:{value}" for name, value, parameters in lines]
    return ["BEGIN:VCARD", f"VERSION:{version}", *written, "END:VCARD"]


def escape_text(value: str, version: str) -> str:
    """Escape a text; 4.0 has no escape for a semicolon."""
    if version == "4.0":
        return _escape(value)
    return _escape(value).replace(";", "\\;")


def escape_parts(values: Iterable[str]) -> str:
    """Escape the components of N, ADR or ORG, the same in both versions."""
    return ";".join(value and _escape(value).replace(";", "\\;") for value in values)


def _escape(value: str) -> str:
    return (
        replace_control_chars(value).replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n")
    )


def _fold(line: str) -> str:
    """Fold a line at 75 octets, between grapheme clusters, never within an escape."""
    if len(line) <= _OCTETS and line.isascii():
        return line
    lines, start, room = [], 0, _OCTETS
    while start < len(line):
        head = line[start : start + room].encode()[:room].decode(errors="ignore")
        end = start + len(head)
        while start < end < len(line) and _is_within(line[end], line[start:end]):
            end -= 1
        end = end if end > start else start + len(head)  # a cluster longer than a line is split
        lines.append(line[start:end])
        start, room = end, _OCTETS - 1
    return "\r\n ".join(lines)


def _is_within(char: str, before: str) -> bool:
    """Return whether a character is a mark on what is before it, or escaped by it."""
    is_mark = category(char).startswith("M") or char in _JOINERS
    return is_mark or (len(before) - len(before.rstrip("\\"))) % 2 == 1


def resolve_version(groups: str | None, asked: str | None) -> str:
    """Return the version to write; raises `CmcctError` if it does not fit the groups."""
    needed = GROUPS[groups][0] if groups else None
    if needed and asked not in {None, needed}:
        raise CmcctError(
            _(
                "{option} cannot be used with {other}",
                option=f"--groups {groups}",
                other=f"--vcard-version {asked}",
            ),
            _("omit {option}", option="--vcard-version"),
        )
    return needed or asked or "3.0"


def dump(
    view: AudienceView,
    translator: Translator = _ENGLISH,
    *,
    version: str = "3.0",
    groups: str | None = None,
) -> str:
    """Return one card per entry, in the order of the view; then those of groups and meetings.

    `version` is `3.0` or `4.0`; `groups` is `kind`, which needs 4.0, `apple`, which needs 3.0, or
    None.
    """
    return "".join(card for _, card in iter_cards(view, translator, version=version, groups=groups))


def iter_cards(
    view: AudienceView,
    translator: Translator = _ENGLISH,
    *,
    version: str = "3.0",
    groups: str | None = None,
) -> Iterator[tuple[str, str]]:
    """Yield (file name without suffix, card) for each card of `dump`.

    The file of an entry is named by its id; a group's has a name that no id has: `group_venezuela`.
    """
    for name, lines in _cards(view, translator, version, groups):
        yield name, format_card(lines, version)


def iter_lines(view: AudienceView, translator: Translator) -> Iterator[list[str]]:
    """Yield the lines of the card of each entry, not folded."""
    for _id, lines in _cards(view, translator, "3.0", None):
        yield write_lines(lines, "3.0")


def list_short(point: FocalPoint, namespace: str) -> Iterator[str]:
    """Yield texts for a QR code, ever shorter: cards, the last with name and number, then a link.

    The UID is left out first: phones that scan a card make a new contact, whatever it says. In 4.0,
    a card needs no N. A note stays that has an extension. The link `tel:` fits where a long name
    does not.
    """
    country = escape_parts(("", "", "", "", "", "", point.country.name))
    note, phone = "", number_to_call(point)
    if phone:
        label = contact_fields.phone_label(phone, _ENGLISH)
        note = add_remarks(label, [describe_limit(phone, None, _ENGLISH)]).strip()
    lines = [
        ContentLine("ADR", country if point.country.name else ""),
        *(ContentLine("EMAIL", _text(to_one_line(email.address))) for email in point.emails[:1]),
        _full_name(point, "3.0"),
        _name(point),
        ContentLine("NOTE", _text(note)),
        _organisation(point),
        ContentLine("TEL", phone.e164 if phone else ""),
        ContentLine("UID", make_uid(point, namespace)),
    ]
    left_out: set[str] = set()
    for name in ("", "UID", "EMAIL", "ORG", "ADR", "NOTE", "N"):
        if not (name == "NOTE" and phone and phone.ext):
            left_out.add(name)
        short = (line for line in lines if line.name not in left_out)
        yield format_card(_drop_empty(short), "4.0" if name == "N" else "3.0")
    if phone:
        yield f"tel:{phone.dial}"


def number_to_call(point: FocalPoint) -> Phone | None:
    """Return the number of a card for a QR code; a fax answers no call."""
    return next((p for p in contact_fields.dialable_phones(point) if p.type != "fax"), None)


def _text(text: str) -> str:
    return escape_text(text, "3.0")


def _drop_empty(lines: Iterable[ContentLine]) -> list[ContentLine]:
    """Remove properties without a value."""
    return [line for line in lines if line.value]


def _cards(
    view: AudienceView, translator: Translator, version: str, groups: str | None
) -> Iterator[tuple[str, list[ContentLine]]]:
    """Yield the properties of each card, and what its file is named by."""
    notes = Notes(view, translator)
    for point in view.focal_points:
        yield point.id, _drop_empty(_list_properties(point, notes, version))
    if not groups:
        return
    _version, is_group, member = GROUPS[groups]
    for kind, key, records in (
        ("group", "working_groups", view.groups_joined),
        ("meeting", "meetings", view.meetings_attended),
    ):
        for record in records:
            name = _display_name(record.name or record.id)
            note = (*list_header.describe_record(record, translator), view.marking)
            members = (seat for seat in view.focal_points if record.id in getattr(seat, key))
            lines = [
                ContentLine("PRODID", PRODUCT),
                ContentLine("UID", make_urn(f"{kind}:{record.id}", view.info.uid)),
                ContentLine("FN", escape_text(name, version)),
                ContentLine("N", escape_parts((name, "", "", "", ""))),
                ContentLine("NOTE", escape_text("\n".join(filter(None, note)), version)),
                ContentLine(is_group, "group"),
                *(ContentLine(member, make_uid(seat, view.info.uid)) for seat in members),
            ]
            # An id of a seat has no colon or underscore: UIDs and file names of groups have one.
            yield f"{kind}_{record.id}", lines


def _list_properties(point: FocalPoint, notes: Notes, version: str) -> Iterator[ContentLine]:
    """Yield the properties of an entry, sorted by name after the first two."""
    view, translator = notes.view, notes.translator
    is_4 = version == "4.0"
    country = translator.translate(point.country)
    note = "\n".join(notes.lines(point))

    def escape(texts: Iterable[str]) -> str:
        shown = filter(None, map(to_one_line, texts))
        return ",".join(escape_text(text, version) for text in shown)

    phones = contact_fields.dialable_phones(point)
    yield ContentLine("PRODID", PRODUCT)
    yield ContentLine("UID", make_uid(point, view.info.uid))
    yield ContentLine("ADR", escape_parts(("", "", point.address, point.city, "", "", country)))
    yield ContentLine("CATEGORIES", escape(notes.categories(point)))
    types = ("WORK",) if is_4 else ("WORK", "INTERNET")
    for rank, email in enumerate(point.emails):
        address = escape_text(to_one_line(email.address), version)
        yield ContentLine("EMAIL", address, _type_parameters(types, version, is_first=not rank))
    yield _full_name(point, version)
    for handle in () if point.is_shelter else point.handles:
        uri = handle.id if handle.is_link else f"{handle.app}:{quote(handle.id, safe='*')}"
        yield ContentLine("IMPP", uri, f";X-SERVICE-TYPE={NAMES[handle.app]}")
    if is_4:
        is_desk = not point.name or point.role == "duty-desk"
        yield ContentLine("KIND", "org" if is_desk else "individual")
        for rank, language in enumerate(filter(is_tag, point.languages), 1):
            yield ContentLine("LANG", language, f";PREF={rank}")
    yield _name(point)
    yield ContentLine("NOTE", escape_text(note, version))
    yield _organisation(point)
    # Without a history, an entry changed when it was confirmed.
    moment = view.edition.last_change(point.id) or point.verified
    yield ContentLine("REV", _timestamp(moment, version))
    yield ContentLine("ROLE", escape(readable_texts(point, "role", view, translator)))
    # In 3.0, a number and its label are a group, as Apple writes them.
    labels = []
    for rank, phone in enumerate(phones, 1):
        is_first = rank == 1 and phone.type != "fax"
        parameters = _type_parameters(_TYPES[phone.type], version, is_first=is_first)
        label = "" if is_4 else contact_fields.phone_label(phone, translator)
        group = f"item{rank}." if label else ""
        yield ContentLine(f"{group}TEL", phone.e164, parameters)
        labels += [ContentLine(f"{group}X-ABLabel", _text(label))] if label else []
    yield ContentLine("TITLE", escape_text(point.title, version))
    if offsets := time_zone.utc_offsets(point.zone):
        offset = time(tzinfo=timezone(offsets[0])).isoformat()[-6:]  # such as -04:00
        yield ContentLine("TZ", point.zone if is_4 else offset)
    if point.website:
        yield ContentLine("URL", web_address.encode(point.website))
    yield from labels


def _type_parameters(types: tuple[str, ...], version: str, *, is_first: bool) -> str:
    """Return the parameters of a telephone or e-mail property; the first is preferred."""
    if version == "4.0":
        return f"{';PREF=1' if is_first else ''};TYPE={','.join(types)}"
    return f";TYPE={','.join(types)}{',PREF' if is_first else ''}"


def _full_name(point: FocalPoint, version: str) -> ContentLine:
    """Return FN; the name of a seat without a person is its unit or organisation."""
    return ContentLine("FN", escape_text(_display_name(point.label), version))


def _display_name(name: str) -> str:
    """Return a name on one line, without semicolons: programs cut it there or show the escape."""
    return to_one_line(name).replace(";", " /")


def _name(point: FocalPoint) -> ContentLine:
    label = _display_name(point.label)
    parts = label, "", "", "", ""
    if point.name:
        family = _display_name(point.surname)
        given_name = contact_fields.given_name(label, family)
        parts = family, given_name, "", to_one_line(point.honorific), ""
    return ContentLine("N", escape_parts(parts))


def _organisation(point: FocalPoint) -> ContentLine:
    names = filter(None, (point.organisation, point.unit))
    return ContentLine("ORG", escape_parts(map(to_one_line, names)))


def _timestamp(moment: date | None, version: str) -> str:
    """Return a moment, or the start of a day, in UTC; "" for None."""
    if moment is None:
        return ""
    whole = moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)
    extended = whole.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    basic = extended.replace("-", "").replace(":", "")
    return f"{basic if version == '4.0' else extended}Z"


def make_uid(point: FocalPoint, namespace: str) -> str:
    """Return the UID of a seat, which depends on its oldest id only."""
    return make_urn(point.oldest_id, namespace)


def make_urn(id_: str, namespace: str) -> str:
    """Return the UID of an id in the namespace of a directory, "" for one without."""
    return uuid5(_parse_namespace(namespace or _NAMESPACE), id_).urn


def are_own_cards(text: str) -> bool:
    """Return whether cmcct wrote all cards of a file; line ends may have changed since."""
    lines = Counter(text.splitlines())
    return 0 < lines["BEGIN:VCARD"] == lines[f"PRODID:{PRODUCT}"]


def write_cards(
    folder: Path,
    cards: Sequence[tuple[str, str]],
    *,
    private: bool,
    prune: bool | None,
    force: bool = False,
) -> list[str]:
    """Write one file per card, named by id; return the names of the removed old files.

    `cards` are pairs of name and text. Cards of another list in the folder are an error, since they
    would be passed on with this one; with `prune`, those written by cmcct are removed; None means
    that pruning is not available. `force` overwrites cards of the same name not written by cmcct.
    Raises `CmcctError`.
    """
    _refuse_names([name for name, _ in cards])
    atomic.make_folder(folder, private=private)
    texts = {folder / f"{id_}{SUFFIX}": text for id_, text in cards}
    unlisted = sorted(path for path in folder.glob(f"*{SUFFIX}") if path not in texts)
    _refuse_cards(folder, texts, unlisted, prune=prune, force=force)
    if private and all(path.suffix == SUFFIX for path in folder.iterdir()):
        with suppress(PermissionError):  # another owner; each card is private anyway
            folder.chmod(0o700)
    with atomic.lock_folders(*texts):
        for path, text in texts.items():
            atomic.replace_files([NewContent(path, text.encode(), private=private)])
        # Removed last, so that a failure never leaves cards of the list missing.
        for path in unlisted:
            atomic.remove_file(path)
    return [path.name for path in unlisted]


def _refuse_names(names: Sequence[str]) -> None:
    """Refuse repeated names, and names that lead out of the folder.

    Only an older version can have them, since a file with errors is not exported.
    """
    hint = _("omit --split: it names each file by an id")
    for name in names:
        # Names of groups contain a character that is invalid in ids: `group_venezuela`.
        if not is_slug(name.removeprefix("group_").removeprefix("meeting_")):
            raise CmcctError(_("{id} is not a valid id", id=quote_text(name)), hint)
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise CmcctError(_("the id {id} appears more than once", id=quote_text(twice[0])), hint)


def _refuse_cards(
    folder: Path,
    paths: Iterable[Path],
    unlisted: Sequence[Path],
    *,
    prune: bool | None,
    force: bool,
) -> None:
    """Refuse to overwrite what cmcct did not write, or what was changed; never a link or a pipe.

    Refuse too if `unlisted`, cards that are not in the list, would remain.
    """
    hint = _("choose an empty folder")
    for path in paths:
        is_file = path.is_file() and not path.is_symlink()
        if (path.is_symlink() or path.exists()) and not is_file:
            raise CmcctError(_FOREIGN.with_values(folder=folder, file=path.name), hint)
        if is_file and not force and path.stat().st_size and not _is_ours(path):
            hint = _("choose an empty folder, or use --force to write anyway")
            raise CmcctError(_FOREIGN.with_values(folder=folder, file=path.name), hint)
    foreign = [path for path in unlisted if not _is_ours(path)]
    if foreign or (unlisted and not prune):
        message = _FOREIGN if foreign and prune else _LEFT_OVER
        if not foreign and prune is not None:
            hint = _("choose an empty folder, or use --prune to delete earlier cards")
        file = (foreign or unlisted)[0].name
        raise CmcctError(message.with_values(folder=folder, file=file), hint)


def _is_ours(path: Path) -> bool:
    """Return whether cmcct wrote a file, a single card; False if it cannot be read."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return False
    return text.splitlines().count("BEGIN:VCARD") == 1 and are_own_cards(text)
