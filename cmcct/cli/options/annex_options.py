"""The option of the participants annex: read the participants, and say what is not known."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from cmcct.cli import options
from cmcct.cli.options import completion, load_options
from cmcct.cli.screen import output
from cmcct.clock import today
from cmcct.errors.exceptions import CmcctError
from cmcct.formats.shared.annex import describe_gone
from cmcct.history.participants import Annex
from cmcct.i18n.messages import LongDate, _, join
from cmcct.privacy import audiences
from cmcct.search import lookup
from cmcct.search.query import Query
from cmcct.storage import directory_file

AnnexOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--annex",
        metavar="MEETING",
        help="Who attended, by country, with who held each seat on that day; no contacts.",
        autocompletion=completion.complete_meetings,
    ),
]


def load_annex(
    directory: Path | None,
    asked: str,
    audience: str,
    *,
    selection: Query,
    at: str | None,
    since: str | None,
) -> Annex:
    """Return the participants of a meeting for an audience; raises `CmcctError`."""
    from cmcct.history import annex

    _refuse_options(selection, at, since)
    loaded = load_options.load_strict(directory, None, audience)
    visible = audiences.restrict_directory(audience, loaded)
    meetings = {meeting.id: meeting for meeting in visible.meetings}
    meeting = meetings[lookup.find_record("meeting", asked, visible.meetings)]
    path = directory_file.find_directory(directory)
    found = annex.list_participants(path, loaded, meeting, audience, today())
    if not found.participants:
        output.report_withheld(found.view)
        advice = _("run {command}", command=f"cmcct attend {meeting.id}")
        raise CmcctError(_("no entry attended this meeting"), advice)
    _note_unknown(found)
    return found


def _refuse_options(selection: Query, at: str | None, since: str | None) -> None:
    """Refuse what would leave out participants; raises `CmcctError`."""
    chosen = [
        "TERM" if name == "terms" else f"--{name}"
        for name in Query._fields
        if getattr(selection, name)
    ]
    chosen += [*["--at"] * bool(at), *["--since"] * bool(since)]
    if chosen:
        raise options.conflict_error("--annex", chosen[0])


def _note_unknown(found: Annex) -> None:
    """Report whose persons are not known, why, and which seats are no longer in the directory."""
    likely, unknown = (
        [one.point.id for one in found.participants if one.known == known]
        for known in ("likely", "unknown")
    )
    if likely:
        output.note(_("not certain who held the seat at that meeting: {ids}", ids=join(likely)))
    if unknown:
        output.note(_("not known who held the seat at that meeting: {ids}", ids=join(unknown)))
    if likely or unknown:
        _note_history(found)
    for line in describe_gone(found):
        output.note(line)


def _note_history(found: Annex) -> None:
    from cmcct.history import version_names

    start = found.history_start
    if start is None:
        output.note(_("there is no git history: only since and until say who held a seat when"))
    elif found.is_shallow:
        output.note(_("older changes are missing: {advice}", advice=version_names.UNSHALLOW))
    elif start > found.day:
        date = LongDate(start)
        output.note(_("the history starts on {date}, after that meeting", date=date))
