"""Rules that protect the people in the directory: what must stay private, and the private file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, starmap
from typing import Any

from cmcct.check.rules.registry import find_quoted, iter_entries, rule
from cmcct.diagnostics import NOTE, WARNING, Finding, KeyPath, make_advice
from cmcct.fieldtypes import phone_number
from cmcct.fieldtypes.phone_number import split_code
from cmcct.i18n.messages import Message, SafeText, _, quote_text
from cmcct.model import members, person_names
from cmcct.model.entities import CHANNELS, STRICTEST, Channel, FocalPoint, Phone
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy.levels import channel_key, channel_pattern, is_wider
from cmcct.privacy.quotations import ADDRESS, DATE, iter_quoted, map_audiences
from cmcct.reference import vocabulary
from cmcct.text import shell
from cmcct.toml.positions import PositionMap
from cmcct.toml.tables import find_comments

_MIN_DIGITS = 6  # digits of a number that is looked for in texts: 911 is in many


@rule(WARNING, is_for_overlay=True)
def private_of_another(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Data in the private file belongs to the person in its entry.

    The person is the same if the words of one name include the words of the other. Data with
    another name, or for a seat without a person, is not shown, so that a previous person's number
    never appears under a new name. If the name was only corrected, correct it in the private file
    too (`cmcct set ID --private name="…"`). If the seat has a new person,
    `cmcct replace ID --name "…"` removes the previous person's private data.
    """
    for part, point in _match_entries(parsed):
        if not person_names.may_join(part.value.name, point.name):
            message, hint = explain_other(part.value.name, point)
            yield Finding(part.path_of("name"), message, hint, point.id)


def explain_other(name: str, point: FocalPoint) -> tuple[Message, Message]:
    """Return message and hint about data in the private file that names another person."""
    message = _(
        "the name {name} in the private file is not that of the entry", name=quote_text(name)
    )
    if not point.name.strip():
        return message, _("remove the name here, or add it to the entry")
    # Names come from other people's pull requests, and commands are pasted into a shell.
    id_ = shell.quote(point.id)
    hint = _(
        "if it is the same person, run {command}; otherwise {other} removes this data",
        command=f"cmcct set {id_} --private {shell.quote(f'name={point.name}')}",
        other=f"cmcct replace {id_} --name {shell.quote(point.name)}",
    )
    return message, hint


@rule(WARNING, is_for_overlay=True)
def private_without_name(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Each entry of the private file has the name of the person that its data belongs to.

    Without a name, a previous person's number could appear under a new person's name, for example
    if the private file is on another computer when the seat changes. With `name`, such data is left
    out.
    """
    for part, point in _match_entries(parsed):
        if point.name.strip() and not (part.value.name.strip() or part.is_unreadable("name")):
            message = _("this entry of the private file has no name")
            hint = _('if it is this person, write name = "{name}" below the id', name=point.name)
            yield Finding(part.path_of("id"), message, hint, point.id)


@rule(is_for_overlay=True)
def private_in_directory(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """No channel of the private file is in its entry of the directory.

    Everyone with a clone can read it there, whatever its `sharing`, and lists are made from the
    directory. Spelling makes no difference, and a text such as `notes` counts too; a private
    extension of an office number does not. While one is in both files, no list, edition or letter
    is written. `cmcct set ID --private` takes it out of the directory, `cmcct set ID --public` out
    of the private file.
    """
    for part, point in _match_entries(parsed):
        if part.is_unreadable("name") or not person_names.may_join(part.value.name, point.name):
            continue  # of somebody else, as `private-of-another` says
        for key in CHANNELS:
            for index, channel in enumerate(getattr(part.value, key)):
                for place in _find_channel(key, channel, point):
                    written = part.place_of(key, index)
                    yield _in_directory((*part.path, *written), written, place, point)


def _find_channel(key: str, channel: Channel, point: FocalPoint) -> Iterator[KeyPath]:
    """Yield the key paths of an entry that have a channel: `phones.1`, or `notes` for its text."""
    if not isinstance(channel, Phone):
        for index, other in enumerate(getattr(point, key)):
            if channel_key(other) == channel_key(channel):
                yield key, index
    else:
        for index, phone in enumerate(point.phones):
            if channel.ext in ("", phone.ext) and _is_same_number(channel, phone):
                yield "phones", index
        if len(split_code(channel.number)[1]) < _MIN_DIGITS:
            return
    pattern = channel_pattern(channel)
    for name, value in point:
        if isinstance(value, str) and pattern.search(value):
            yield (name,)


def _is_same_number(one: Phone, other: Phone) -> bool:
    """Return whether two numbers have the same digits; a country code may be left out."""
    (code, digits), (other_code, others) = split_code(one.number), split_code(other.number)
    return digits == others and (code == other_code or "" in {code, other_code})


def _in_directory(path: KeyPath, written: KeyPath, place: KeyPath, point: FocalPoint) -> Finding:
    key, id_ = SafeText(".".join(map(str, place))), shell.quote(point.id)
    message = _("the directory has this too, as {key}", key=key)
    hint = _("take it out of {key} in the directory", key=key)
    if len(place) > 1:
        hint = _(
            "to keep it private: {command}; to keep it in the directory: {other}",
            command=SafeText(f"cmcct set {id_} --private {key}"),
            other=SafeText(f"cmcct set {id_} --public {'.'.join(map(str, written))}"),
        )
    return Finding(path, message, hint, point.id)


@rule(is_for_overlay=True)
def private_in_git(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """The private file is ignored and not tracked by git.

    Anyone with a clone can read tracked files, and git keeps every version; `git add --all` adds
    files that are not ignored. cmcct asks git itself, so links and exceptions in `.gitignore`
    count, and the repository is the one where the file is (`CMCCT_PRIVATE`). A committed file stays
    in older versions: tell the maintainer of the repository. If git cannot answer, because the
    repository is damaged or belongs to another user, this is a note.
    """
    exposure = parsed.exposure
    if exposure and exposure.is_tracked:
        message = _("git tracks the private file")
        hint = _(
            "run {command}; if it was committed, anyone with a copy of the repository has it",
            command=SafeText(shell.untrack_command(exposure.file)),
        )
        yield Finding((), message, hint)
    elif exposure and exposure.is_addable:
        message = _("git does not ignore the private file")
        yield Finding((), message, _("add its name to .gitignore"))
    elif exposure and exposure.refusal:
        message = _(
            "cannot tell whether git ignores the private file: {reason}", reason=exposure.refusal
        )
        hint = _("move it to a folder outside any git repository, or make git work here")
        yield Finding((), message, hint, severity=NOTE)


@rule(is_for_overlay=True)
def private_readable(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Other users of the computer cannot read the private file.

    Where file permissions cannot be set (Windows, some mounted disks), this is a note: access then
    depends on the folder.
    """
    exposure = parsed.exposure
    if exposure and exposure.is_world_readable and exposure.has_modes:
        message = _("other users of this computer can read the private file")
        command = f"chmod o-rwx {shell.quote(str(exposure.file))}"
        yield Finding((), message, _("run {command}", command=SafeText(command)))
    elif exposure and exposure.is_world_readable:
        message = _("file permissions cannot be set here: others may read the private file")
        yield Finding((), message, _("move it to a folder that only you can open"), severity=NOTE)


@rule(is_for_overlay=True)
def plain_beside_encrypted(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Beside the encrypted private file, there is no plain one.

    Only the encrypted file, `directory.private.toml.age`, is read. The plain one was left by a
    `cmcct private init` that was killed, or made since; its numbers are on the disk for anyone who
    takes the computer.
    """
    if parsed.exposure and parsed.exposure.plain:
        hint = _(
            "run {command}: it deletes {file} if the encrypted file has the same data",
            command=SafeText("cmcct private init"),
            file=SafeText(shell.quote(str(parsed.exposure.plain))),
        )
        yield Finding((), _("a plain private file is beside the encrypted one"), hint)


@rule(is_for_overlay=True)
def members_differ(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """The members in the directory are those of the encrypted private file.

    The list in the private file decides who can read it; `[private]` in the directory is a copy for
    reading. Where the two differ, nothing is written to the private file. `cmcct private accept`
    corrects the copy. Somebody may have tried to add a reader, or a command was killed.
    """
    copied = [(member.name, member.key) for member in parsed.directory.private.members]
    listed = members.list_members(parsed.raw)
    difference = members.read_key(parsed.raw) and members.describe_difference(copied, listed)
    if difference:
        yield Finding(("private", "members"), difference, members.DIFFERENCE_HINT)


def find_repeated(parts: Sequence[ParsedTable]) -> Iterator[Finding]:
    """Yield findings about parts with the same id and the same person."""
    seen: dict[str, list[tuple[str, KeyPath]]] = {}
    for part in parts:
        id_, name, path = part.value.id, part.value.name, part.path_of("id")
        known = seen.setdefault(id_, [])
        first = next((place for other, place in known if _may_be_same_person(name, other)), ())
        if first:
            message = _("the id {id} is already used", id=quote_text(id_))
            hint = _("merge the two entries into one")
            yield Finding(path, message, hint, id_, first=first, code="duplicate-id")
        known.append((name, path))


def _may_be_same_person(name: str, other: str) -> bool:
    return bool(name.strip()) == bool(other.strip()) and person_names.is_same_person(name, other)


def _match_entries(parsed: ParseResult) -> Iterator[tuple[ParsedTable, FocalPoint]]:
    """Yield each part of a private file with the entries that have its id."""
    points = parsed.directory.focal_points
    indexes = person_names.map_ids([point.ids for point in points] if parsed.overlay_tables else [])
    for part in parsed.overlay_tables:
        for index in indexes.get(part.value.id, ()):
            yield part, points[index]


# Digits of a number that somebody could dial.
_NUMBER = re.compile(r"(?<![\d-])\+?\d(?:[^0-9A-Za-z\n]{0,3}\d){6}")
_HOME = re.compile(r"(?i)(?:adres|address|direcci[oó]n|domicil)\D{0,99}\d")
# The word of a street, or its name and the number of a house: `Waterkant 12`.
_STREET = re.compile(
    r"(?i:straat|weg|laan|street|road|avenue|lane|\b(?:rue|calle|kaya))\b|[A-ZÀ-Þ][a-zà-ÿ]{3,} \d+"
)
# A number, an e-mail, a web or a home address has one of these; most values have none.
_SIGN = re.compile(rf"[\d@/]|www\.|{_STREET.pattern}")
# Parts of an address, and those that can be no name of a place: `privé`, `do not share`.
_PARTS = re.compile(r"[^\w\s'’-]+|\s[-–]\s")  # noqa: RUF001
_REMARK = re.compile(r"(?i)\s*(?:\S+|.*\b(?:niet|no|ne|not|pas|don.t|secr[eé]tari\w+)\b.*)\s*")
_KEYS = FocalPoint.model_fields.keys()
_LISTS = ("phones", "emails")
# The dots of an abbreviation end no sentence: `881 2345 a.u.b. niet delen`. A short sentence
# that forbids something belongs to the one before it: `881 2345. Niet delen.`
_FORBIDS = r"(?i:(?:[^\W\d]+,? ){0,2}(?:niet|no|ne|not|pas|do not|don.t)\b)[^.;!?\n]{0,30}"
_SENTENCE_END = re.compile(
    r"(?:[;!?]\s|\n|(?<!\b[^\W\d])(?<!\b[^\W\d]{2})(?<!\b[^\W\d]{3})\.\s(?![a-zà-ÿ]))"
    rf"(?!{_FORBIDS}(?:[.;!?\n]|$))"
)


@rule()
def sharing_too_wide(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An e-mail address, number or username is never shared more widely than its entry.

    `public` is the widest audience, then `network`, then `secretariat`. People who may not see the
    entry cannot receive its number, so one of the two values is wrong.

    The fix writes the audience of the entry, the stricter one. It is unsafe, because that of the
    entry may be the wrong one.
    """
    # Translators: of an e-mail address or number; the fields are words of the file: public, network
    message = _("shared with {audience}, wider than its entry ({sharing})")
    for table, point in iter_entries(parsed):
        if table.is_unreadable("sharing"):
            continue  # the intended audience is unknown
        for key in CHANNELS:
            for index, channel in enumerate(getattr(point, key)):
                if channel.sharing and is_wider(channel.sharing, point.sharing):
                    values = {"audience": channel.sharing, "sharing": point.sharing}
                    hint = _("remove the key, or write {words}", words=f'"{point.sharing}"')
                    hint = make_advice(hint, point.sharing, is_safe=False)
                    path = table.path_of(key, index, "sharing")
                    yield Finding(path, message.with_values(**values), hint, point.id)


@rule(WARNING, suggests_ignore=True)
def private_in_text(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """No text has an address, number or username that fewer people may see than the text.

    Lists have the text: `notes` of a seat, the place of a meeting. What counts as quoted is the
    same as for `sharing-widened`, which stands in place of this warning where a change does it.
    """
    contacts = map_audiences(parsed.directory.focal_points, (*CHANNELS, "address"))
    held = {
        sharing: {key for key, level in contacts.items() if is_wider(sharing, level)}
        for sharing in vocabulary.slugs("audience")
    }
    tables = (parsed.tables[name] for name in ("focal_point", "meeting", "working_group"))
    for table in chain(*tables):
        hidden = held[table.value.sharing]
        quoted = iter_quoted(table.value, None, hidden) if hidden else ()
        levels = {place: contacts[contact] for place, contact, _level in quoted}
        for place, level in levels.items():
            yield find_quoted(table, place, level)


@rule(is_for_overlay=True)
def shelter_address(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """The file never contains the address or a username of a shelter, with any `sharing`.

    Anyone with access to the repository can read it, and traffickers look for people who escaped. A
    message to a username stays on phones that others see. What is committed stays in older
    versions: tell the maintainer of the repository.

    A change that also removes the sector is reported, too: the house is still a shelter.
    """
    shelters = [table for table, point in iter_entries(parsed) if "shelter" in point.sectors]
    if parsed.previous:  # those that the same change makes something else
        were = [table for then, table in parsed.previous.changed if "shelter" in then.sectors]
        shelters = [table for table in were if "shelter" not in table.value.sectors]
    hint = _(
        "remove it; if it was saved, tell the maintainer of the file: older versions contain it too"
    )
    message = _("shelters must not have an address or a username")
    for table in shelters:
        point = table.value
        for key, value in (("address", point.address.strip()), ("handles", point.handles)):
            if value:
                yield Finding(table.path_of(key), message, hint, point.id)


@rule()
def maybe_private(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """No word beside a contact says that it is private: `(privé)`, `home`, `geheim`, `niet delen`.

    Anyone with access to the repository can read it, and older versions keep it. The secretariat
    saves it in the private file. If nothing is private, other wording clears the error. Neither the
    help line nor `--fix` removes the word: that would publish the contact. The word may stand in
    the value, in an unknown key (`mobile_private`) or in a sentence of a text that has a number, an
    e-mail or a home address. It may also stand in a comment, on the line of a number or an e-mail
    address or with one in it.

    `secretariat only` is such a word, too, unless `sharing = "secretariat"` says the same. A key
    such as `private = true` says it of its entry or its number.
    """
    # What may be a comment on a line with a contact: most files have none that says anything.
    marked = (line for line in parsed.text.decode().split("\n") if "#" in line)
    has_any = any(_is_withheld(text.partition("#")[2], {}) for text in marked if _SIGN.search(text))
    positions = PositionMap(parsed.text)
    remarks = {
        positions.to_span(start, start).line: comment
        for start, comment in (find_comments(parsed.text) if has_any else ())
        if _is_withheld(comment, {})
    }
    ring = _(
        "call the secretariat at once if it was pushed: it can be read now; if it is not private, "
        "say it in other words"
    )
    held = _("write {words} if those who can read this file may see it; else {advice}")
    held = held.with_values(words=SafeText(f'sharing = "{STRICTEST}"'), advice=ring)
    beside = dict[int, KeyPath]()  # lines, each with the first contact on it
    for table, point in iter_entries(parsed):
        for place, text in _iter_contacts(table.raw):
            path = (*table.path, *place)
            lines = _list_lines(positions, path) if remarks else set()
            said = [
                line
                for line in lines & remarks.keys()
                if _is_withheld(f"{text}; {remarks[line]}", table.raw)
            ]
            is_own = _is_withheld(text, table.raw)
            if said or is_own:
                first = () if is_own else next(filter(None, map(beside.get, said)), ())
                beside = dict.fromkeys(lines, path) | beside
                hint = held if _is_flagged(table.raw, place) else ring
                yield Finding(path, phone_number.MAYBE_PRIVATE, hint, point.id, first=first)
    for line, remark in remarks.items():
        if line not in beside and _has_contact(remark):
            yield Finding((line, "#"), phone_number.MAYBE_PRIVATE, ring)


def _list_lines(positions: PositionMap, path: KeyPath) -> set[int]:
    """Return the lines on which a value, its header, or a value in it ends."""
    parts = (positions.to_span(*pair) for _path, pair in positions.children(path))
    return {span.end_line for span in (positions.span(path), *parts)}


def _join_words(value: object) -> str:
    """Return a value, or the keys and values in it, as words; without what is nested deeper."""
    items = list(chain.from_iterable(value.items())) if isinstance(value, dict) else value
    parts = items if isinstance(items, list) else [value]
    return " ".join(str(part) for part in parts if not isinstance(part, list | dict))


def _has_contact(text: str) -> bool:
    is_number = bool(_NUMBER.search(DATE.sub(" ", text)))
    return is_number or bool(ADDRESS.search(text) or _HOME.search(text))


def _is_withheld(text: str, raw: Mapping[str, Any]) -> bool:
    """Return whether words in an entry say that a contact is private, or not for its readers."""
    words = ADDRESS.sub(" ", text)  # private@example.org
    is_held = raw.get("sharing") == STRICTEST or f"sharing {STRICTEST}" in words
    return phone_number.is_marked_private(words) or (
        not is_held and phone_number.is_for_secretariat(words)
    )


def _is_flagged(raw: Mapping[str, Any], place: KeyPath) -> bool:
    """Return whether the entry, or the item of a list, at a place has a key such as `private`."""
    key, *rest = place
    item = raw[str(key)][rest[0]] if rest else {key: raw[str(key)]}
    return isinstance(item, dict) and any(starmap(phone_number.is_private_flag, item.items()))


def _iter_contacts(raw: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Yield the place of each number and address of an entry, and its words."""
    for key, value in raw.items():
        if key in _LISTS and isinstance(value, list):
            yield from (((key, index), _join_words(item)) for index, item in enumerate(value))
        elif key in _LISTS or key not in _KEYS:
            words = f"{key} {_join_words(value)}"
            is_flag = phone_number.is_private_flag(key, value)
            if key in _LISTS or is_flag or _has_contact(words):
                yield (key,), words
        elif isinstance(value, str) and (key == "address" or _SIGN.search(value)):
            # The secretariat alone receives private notes, but all who have the file read them.
            reader = {"sharing": STRICTEST} if key == "private_notes" else raw
            for sentence in _SENTENCE_END.split(value):
                words = sentence
                if not _has_contact(sentence):
                    is_home = key == "address" or _STREET.search(sentence)
                    parts = _PARTS.split(sentence) if is_home else ()
                    words = "; ".join(filter(_REMARK.fullmatch, parts))
                if _is_withheld(words, reader):
                    yield (key,), words
                    break
