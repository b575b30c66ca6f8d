"""`cmcct attend`."""

from datetime import date

from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing
from cmcct.cli.options import completion
from cmcct.edit import operations, parse_value
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import DirectoryOnly
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, ngettext


@options.command("attend georgetown-2019 gy-ctu tt-ctu --dry-run")
@edit_options.edit_command
def attend(
    chosen: edit_options.EditOptions,
    meeting: str = options.argument(
        "MEETING",
        "Id or name of a meeting; see cmcct list meetings.",
        completion.complete_meetings,
    ),
    ids: list[str] = edit_options.IDS,
    verify: bool = options.flag("--verify", "Also mark the entries as confirmed at the meeting."),
    on: str | None = options.option(
        "DATE", "With --verify: date of the confirmation [default: the meeting's]"
    ),
) -> None:
    """Record who attended a meeting.

    With --verify, a later confirmation stays as it is. For more than 20 entries, you are asked
    first.
    """
    if on is not None and not verify:
        raise options.requirement_error("--on", "--verify")
    day = parse_value.parse_value(("verified",), on) if on else None

    def change(raw: RawTable) -> list[RawTable]:
        # First, since its error says more of a meeting that is given behind the ids.
        attended = operations.get_entry(raw, meeting, "meeting")
        entries = operations.get_entries(raw, ids)
        operations.join_table(raw, "meeting", meeting, entries)
        if not verify:
            return []
        held = day or _day_of(attended)
        return operations.verify_unless_later(entries, held, "meeting")

    statement = ngettext(
        "{count} entry will be added to the meeting",
        "{count} entries will be added to the meeting",
        len({*ids}),
    )
    outcome = editing.run_edit(
        chosen,
        DirectoryOnly(change),
        find_statements=lambda _sides: edit_options.state_if_many(ids, statement),
    )
    editing.note_kept_confirmations(outcome.report)


def _day_of(meeting: RawTable) -> date:
    """Return the day of a meeting; raises `CmcctError` if only its month is known."""
    day = meeting.get("date")
    if type(day) is date:
        return day
    message = _("the day of {id} is not known", id=str(meeting["id"]))
    raise CmcctError(message, _("give the day of the confirmation with --on"))
