"""`cmcct log`."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import Any

import typer

from cmcct.cli import options
from cmcct.cli.framework.lazy_group import OtherCommand
from cmcct.cli.options import filter_options
from cmcct.cli.screen import output, prompts
from cmcct.clock import local
from cmcct.edit import parse_value
from cmcct.errors.exceptions import CmcctError, ExitCode, UnknownValueError, unknown_value_message
from cmcct.formats.changes import change_objects, entry_lines
from cmcct.history import people as people_
from cmcct.history import revisions, saves
from cmcct.history.git.repository import Commit
from cmcct.history.people import Term
from cmcct.i18n.messages import LongDate, Message, Translator, _, join
from cmcct.model.entities import STRICTEST
from cmcct.model.fields import LABELS
from cmcct.privacy import audiences, levels
from cmcct.reference import vocabulary
from cmcct.storage import directory_file
from cmcct.text.control_chars import dump_json, to_one_line

# Translators: the first day of a person in a seat: of the date of a commit, or as the entry says
_FROM = {False: _("from {day} (history)"), True: _("from {day} (entry)")}
# Translators: the last day of a person in a seat: of the date of a commit, or as the entry says
_UNTIL = {False: _("until {day} (history)"), True: _("until {day} (entry)")}

_SHORT = 7  # length of an abbreviated commit id


@options.command("log gy-ctu --fields")
def log(
    id_: str | None = options.argument(
        "ID",
        "Id of an entry, or a name or address that it has or had [default: all entries]",
        default=None,
    ),
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    output_format: str = options.TEXT_FORMAT,
    lang: str | None = options.LANG,
    fields: bool = options.flag("--fields", "Show only the last change of each field."),
    people: bool = options.flag("--people", "Show who held the seat, from when until when."),
) -> None:
    """Show what each commit changed.

    The newest comes first, with its date and author. The date is when the commit reached the
    branch, not when it was written.
    """
    translator = options.translator_for(output_format, lang)
    if fields and people:
        raise options.conflict_error("--fields", "--people")
    if (fields or people) and id_ is None:
        raise options.requirement_error("--fields" if fields else "--people", "ID")
    audience = audience or audiences.default_audience(output_format)
    path = directory_file.find_directory(directory)
    later = _load_log(path, id_, audience)
    # All changes of a seat; of all seats the newest, since the others are shown as they are read.
    entries = [*islice(later, 1 if id_ is None else None)]
    if id_ is not None and not entries and (seat := _find_seat(path, id_, audience)):
        id_, entries = seat, list(_load_log(path, seat, audience))
    objects: Iterable[Mapping[str, Any]]
    lines: Iterable[str]
    if fields and id_ is not None:
        last = revisions.blame(entries, revisions.last_committed(path, id_, audience))
        objects = ({"field": key} | _facts(commit) for key, commit in last.items())
        heads = ((LABELS[key], _head(commit, translator)) for key, commit in last.items())
        lines = output.align((translator.translate(label), head) for label, head in heads)
    elif people and id_ is not None:
        now = revisions.last_committed(path, id_, audience)
        changes = people_.changes_of_seat(people_.dated_changes(entries), now)
        terms = people_.list_terms(changes, now)
        objects, lines = map(_to_object, terms), _people(terms, translator)
    else:
        steps = chain(entries, later)
        objects = (_facts(e.commit) | {"changes": change_objects(e.changes)} for e in steps)
        lines = _changes(steps, translator)
    if output_format == "text":
        output.write_parts(output.fit(f"{line}\n") for line in lines)
    else:
        output.write_json(dump_json([*objects]))
    if revisions.is_shallow(path):
        output.note(_("older changes are missing: {advice}", advice=revisions.UNSHALLOW))
    if not entries:
        output.note(_describe_no_change(path, id_, audience))
        raise typer.Exit(ExitCode.FINDINGS)


def _describe_no_change(path: Path, id_: str | None, audience: str) -> Message:
    """Return the message that there is no change; raises `UnknownValueError` for an unknown id.

    For a day in place of an id, `diff` is run.
    """
    none = _("no changes found")
    if id_ is None:
        return none
    from cmcct.cli.commands.show import left_out_reason

    with suppress(CmcctError):
        for point in directory_file.load(path).directory.focal_points:
            if id_ in {point.id, *point.formerly}:  # its changes are not for all, or not committed
                is_open = levels.may_see(audience, point.sharing)
                return none if is_open else left_out_reason(point, audience)
    with suppress(CmcctError):
        parse_value.parse_value(("verified",), id_)  # `today`
        raise OtherCommand("diff", id_)
    from cmcct.errors.suggest import closest

    ids = sorted(revisions.seat_ids(revisions.log(path, audience)))
    error = UnknownValueError("id", id_, closest(id_, ids))
    error.exit_code = ExitCode.FINDINGS
    raise error


def _find_seat(path: Path, text: str, audience: str) -> str:
    """Return the id of the seat that a name or address names, or ""; raises `CmcctError`."""
    ids = people_.find_seats(revisions.log(path, audience), text)
    if len(ids) > 1:
        message = join([prompts.several_message(text, ids), join(ids)], " ")
        raise CmcctError(message, _("give the id of the one that you mean"))
    if not ids and prompts.can_ask():
        from cmcct.cli.edits import entry_names

        points = directory_file.load(path).directory.focal_points
        if point := entry_names.ask(points, text):
            return point.id
        earlier = people_.find_seats(revisions.log(path, audience), text, is_part=True)
        unknown = unknown_value_message("id", text)
        return prompts.choose(unknown, {id_: id_ for id_ in earlier}) or ""
    return "".join(ids)


def _load_log(path: Path, id_: str | None, audience: str) -> Iterator[revisions.LogEntry]:
    entries = revisions.log(path, audience)
    entries = entries if id_ is None else revisions.filter_by_seat(entries, id_)
    if audience == STRICTEST:
        return entries
    # A subject may name a withheld or removed person.
    return (step._replace(commit=step.commit._replace(subject="")) for step in entries)


def _changes(entries: Iterable[revisions.LogEntry], translator: Translator) -> Iterator[str]:
    for step in entries:
        # What `save` writes says less than the changes.
        subject = saves.own_subject(step.commit.subject)
        yield to_one_line(f"{_head(step.commit, translator)}  {subject}".rstrip())
        yield from entry_lines(step.changes, translator)


def _people(terms: Iterable[Term], translator: Translator) -> list[str]:
    vacant = vocabulary.get_term("status", "vacant").label(translator.lang)
    nameless = translator.gettext("no name given")
    named = ((vacant if term.is_vacant else term.name or nameless, term) for term in terms)
    return output.align((to_one_line(name), _days(term, translator)) for name, term in named)


def _days(term: Term, translator: Translator) -> str:
    """Return the days of a term, each with where it is known from."""
    parts = [
        templates[bound.is_stated].with_values(day=LongDate(bound.day))
        for bound, templates in ((term.start, _FROM), (term.end, _UNTIL))
        if bound
    ]
    return translator.translate(join(parts or [_("days not known")]))


def _to_object(term: Term) -> dict[str, Any]:
    about = {"name": term.name or None, "status": "vacant" if term.is_vacant else "active"}
    for key, bound in (("from", term.start), ("until", term.end)):
        origin = bound and ("entry" if bound.is_stated else "history")
        about |= {key: bound and bound.day.isoformat(), f"{key}_known": origin}
    return about


def _head(commit: Commit, translator: Translator) -> str:
    day = translator.format_datetime(local(commit.when), "d MMM yyyy")
    return to_one_line(f"{day}  {commit.author}  {commit.id[:_SHORT]}")


def _facts(commit: Commit) -> dict[str, Any]:
    when, subject = commit.when.isoformat(), commit.subject or None
    return {"commit": commit.id, "author": commit.author, "date": when, "subject": subject}
