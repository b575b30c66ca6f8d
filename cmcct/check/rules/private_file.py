"""Rules about the private file: the owners of its parts, and read access."""

from collections.abc import Iterator, Sequence
from datetime import date

from cmcct.check.rules.registry import rule
from cmcct.diagnostics import NOTE, WARNING, Finding, KeyPath
from cmcct.i18n.messages import Message, SafeText, _
from cmcct.model import person_names
from cmcct.model.entities import FocalPoint
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.text import shell


@rule(WARNING, is_for_overlay=True)
def private_of_another(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A part of the private file is of the person whom its entry names.

    Part and entry are of the same person if the words of one name contain the other's. A part that
    names another person, or belongs to a seat that names nobody, is shown to nobody, so that no
    number of the person before is given out under the name of the next. Where a name was only
    corrected, write the new one in the part too (`cmcct set ID --private name="…"`); where the seat
    has a new person, `cmcct replace ID --name "…"` takes out what was private of the one before.
    """
    for part, point in _match_entries(parsed):
        if not person_names.may_join(part.value.name, point.name):
            message, hint = _another(part.value.name, point)
            yield Finding(part.path_of("name"), message, hint, point.id)


def _another(name: str, point: FocalPoint) -> tuple[Message, Message]:
    if not point.name.strip():
        message = _(
            "the private file names {name} here, and the entry names nobody", name=repr(name)
        )
        return message, _("take it out, or write the name into the entry")
    message = _(
        "the private file names {name} here, and the entry names {owner}",
        name=repr(name),
        owner=repr(point.name),
    )
    # Names come from other people's pull requests, and commands are pasted into a shell.
    command = f"cmcct set {shell.quote(point.id)} --private {shell.quote(f'name={point.name}')}"
    hint = _("if it is the same person, run {command}; else take it out", command=command)
    return message, hint


@rule(WARNING, is_for_overlay=True)
def private_without_name(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A part of the private file names the person whose numbers it holds.

    A seat gets a new person, the private file is on another computer, and the number of the one
    before would stand under the name of the next. With a `name` in it, such a part is left out.
    """
    for part, point in _match_entries(parsed):
        if point.name.strip() and not (part.value.name.strip() or part.is_unreadable("name")):
            message = _("this part does not say whose it is")
            hint = _('write name = "{name}" below the id, if it is that person', name=point.name)
            yield Finding(part.path_of("id"), message, hint, point.id)


@rule(is_for_overlay=True)
def private_in_git(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """The private file is in no git repository: ignored, and not tracked.

    Whoever has a clone reads all that git tracks, and git never forgets; what it does not ignore,
    the next `git add --all` takes. Git itself is asked, so links and exceptions in `.gitignore`
    count, and in the repository where the file is (`CMCCT_PRIVATE`). A file that was committed
    stays in the older versions: tell whoever keeps the repository. Where git does not answer, as in
    a repository that is damaged or belongs to another user, nobody knows, which is a note.
    """
    exposure = parsed.exposure
    if exposure and exposure.is_tracked:
        message = _("git tracks the private file")
        hint = _(
            "run {command}; if it was committed, everyone with a clone has it",
            command=SafeText(shell.untrack_command(exposure.file)),
        )
        yield Finding((), message, hint)
    elif exposure and exposure.is_addable:
        message = _("git does not ignore the private file")
        yield Finding((), message, _("write its name in .gitignore"))
    elif exposure and exposure.refusal:
        message = _(
            "whether git ignores the private file is not known: {reason}", reason=exposure.refusal
        )
        hint = _("keep it in a folder that is in no repository, or where git answers")
        yield Finding((), message, hint, severity=NOTE)


@rule(is_for_overlay=True)
def private_readable(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Other users of the computer may not read the private file.

    Where modes cannot be set (Windows, some mounted disks) this is a note: who may read the file
    depends on the folder then.
    """
    exposure = parsed.exposure
    if exposure and exposure.is_world_readable and exposure.has_modes:
        message = _("other users of this computer may read the private file")
        command = f"chmod o-rwx {shell.quote(str(exposure.file))}"
        yield Finding((), message, _("run {command}", command=SafeText(command)))
    elif exposure and exposure.is_world_readable:
        message = _("who may read the private file depends on its folder: modes cannot be set here")
        hint = _("keep it in a folder that only you can open")
        yield Finding((), message, hint, severity=NOTE)


def find_repeated(parts: Sequence[ParsedTable]) -> Iterator[Finding]:
    """Yield findings about parts with the same id and the same person."""
    seen: dict[str, list[tuple[str, KeyPath]]] = {}
    for part in parts:
        id_, name, path = part.value.id, part.value.name, part.path_of("id")
        known = seen.setdefault(id_, [])
        first = next((place for other, place in known if _may_be_same_person(name, other)), ())
        if first:
            message, hint = _("id {id} is taken", id=repr(id_)), _("put both into one part")
            yield Finding(path, message, hint, id_, first=first, code="duplicate-id")
        known.append((name, path))


def _may_be_same_person(name: str, other: str) -> bool:
    return bool(name.strip()) == bool(other.strip()) and person_names.is_same_person(name, other)


def _match_entries(parsed: ParseResult) -> Iterator[tuple[ParsedTable, FocalPoint]]:
    """Yield each part of a private file with the entries that have its id."""
    points = parsed.directory.focal_points
    reach = person_names.map_ids([point.ids for point in points]) if parsed.overlay_records else {}
    for part in parsed.overlay_records:
        for index in reach.get(part.value.id, ()):
            yield part, points[index]
