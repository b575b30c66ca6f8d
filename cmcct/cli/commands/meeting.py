"""`cmcct meeting`."""

from datetime import date
from pathlib import Path

from cmcct.cli import options
from cmcct.cli.commands import group
from cmcct.cli.commands.list import print_values
from cmcct.cli.edits import edit_options, editing, entry_names
from cmcct.cli.framework.lazy_group import make_group
from cmcct.cli.options import load_options
from cmcct.edit import operations, parse_value
from cmcct.edit.transaction import DirectoryOnly
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _
from cmcct.model.fields import KEYS


class _MeetingCommands(group.RecordCommands):
    table = "meeting"
    joining = "cmcct meeting attend"


@make_group(
    "cmcct meeting add x-2027 --name X --date 2027-03 --dry-run",
    _MeetingCommands,
    is_help_first=False,
)
def app(directory: Path | None) -> None:
    """List or add meetings, and record who attended.

    To change or remove one, use cmcct set or cmcct remove with its id.
    """
    print_values("meetings", load_options.load_lenient(directory, None))


@app.command(epilog="Example: cmcct meeting add x-2027 --name X --date 2027-03 --dry-run")
@edit_options.field_options(
    *(key for key in KEYS["meeting"] if key != "id"),
    table="meeting",
    until="Last day, of several.",
)
@edit_options.edit_command_without_yes
def add(
    chosen: edit_options.EditOptions,
    id_: str | None = group.NEW_ID,
    place: list[str] | None = options.argument("PLACE", "As with --place.", default=None),
    *,
    values: operations.RawTable,
) -> None:
    """Add a meeting."""
    if place:
        values.setdefault("place", " ".join(place))
    group.add_record(chosen, "meeting", id_, values)


@app.command(epilog="Example: cmcct meeting attend georgetown-2019 gy-ctu tt-ctu --dry-run")
@edit_options.edit_command
def attend(
    chosen: edit_options.EditOptions,
    meeting: str = options.argument("MEETING", "Id or name of a meeting; see cmcct list meetings."),
    ids: list[str] = edit_options.ID,
    verify: bool = options.flag("--verify", "Also mark the entries as confirmed at the meeting."),
    on: str | None = options.option(
        "DATE", "With --verify: date of the confirmation [default: the meeting's]"
    ),
    remove: bool = options.flag("--remove", "Record that they did not attend."),
) -> None:
    """Record who attended a meeting.

    With --verify, a later confirmation stays as it is. For more than 20 entries, you are asked to
    confirm.
    """
    if remove and verify:
        raise options.conflict_error("--remove", "--verify")
    if on is not None and not verify:
        raise options.requirement_error("--on", "--verify")
    day = parse_value.parse_value(("verified",), on) if on else None
    # First, since its error says more of a meeting that is given behind the ids.
    meeting = entry_names.find_record(chosen, "meeting", meeting)
    chosen, ids = entry_names.resolve(chosen, ids)

    def change(raw: operations.RawTable) -> list[operations.RawTable]:
        attended = operations.get_entry(raw, meeting, "meeting")
        entries = operations.get_entries(raw, ids)
        change_table = operations.leave_table if remove else operations.join_table
        change_table(raw, "meeting", meeting, entries)
        if not verify:
            return []
        return operations.verify_unless_later(entries, day or _day_of(attended), "meeting")

    outcome = editing.run_edit(chosen, DirectoryOnly(change), entries=ids)
    editing.note_kept_confirmations(outcome.report)


def _day_of(meeting: operations.RawTable) -> date:
    """Return the day of a meeting; raises `CmcctError` if only its month is known."""
    day = meeting.get("date")
    if type(day) is date:
        return day
    message = _("the day of {id} is not known", id=str(meeting["id"]))
    raise CmcctError(message, _("give the day of the confirmation with --on"))
