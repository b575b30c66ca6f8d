"""Rules about the private file: the owners of its parts, and read access."""

from collections.abc import Iterator, Sequence
from datetime import date

from cmcct.check.rules.registry import rule
from cmcct.diagnostics import NOTE, WARNING, Finding, KeyPath
from cmcct.fieldtypes.phone_number import split_code
from cmcct.i18n.messages import Message, SafeText, _, quote_text
from cmcct.model import members, person_names
from cmcct.model.entities import CHANNELS, Channel, FocalPoint, Phone
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy.levels import channel_key, channel_pattern
from cmcct.text import shell

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
