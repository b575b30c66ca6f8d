"""`cmcct retire`."""

from copy import deepcopy
from typing import Any

from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing, entry_names
from cmcct.cli.screen import output
from cmcct.clock import today
from cmcct.edit import operations, overlay, parse_value
from cmcct.i18n.messages import LongDate, SafeText, _
from cmcct.model.fields import CONTACT_KEYS
from cmcct.text import shell


@options.command("retire gy-ctu --on 2026-03-31 --dry-run")
@edit_options.edit_command
def retire(
    chosen: edit_options.EditOptions,
    ids: list[str] = edit_options.ID,
    on: str = edit_options.day_option("Last day of the person: 2027-01-14 [default: today]"),
) -> None:
    """Mark a person as having left.

    Their private numbers, addresses and notes are deleted; in an entry for the secretariat only,
    all channels are private. The entry itself is kept. Values removed from the directory file are
    still in the git history; values removed from the private file are lost. With a future date, the
    entry stays active and nothing is deleted yet. If the seat stays: cmcct replace ID --vacant
    """
    day = parse_value.parse_value(("until",), on)
    chosen, ids = entry_names.resolve(chosen, ids)

    def change(raw: operations.RawTable, overlay_raw: operations.RawTable) -> bool:
        has_lost = False
        for entry in operations.get_entries(raw, ids):
            if day > today() and entry.get("status", "active") == "active":
                entry["until"] = day
                continue
            before = _deletable_values(entry)
            operations.retire(entry, day)
            overlay.remove_parts(overlay_raw, overlay.joined_parts(raw, overlay_raw, entry))
            has_lost |= before != _deletable_values(entry)
        return has_lost

    outcome = editing.run_edit(chosen, change)
    if outcome.is_written and outcome.report:
        editing.note_history()
    if day > today():
        output.note(_("it stays active: run cmcct retire again after {day}", day=LongDate(day)))
    elif outcome.is_written and output.is_stderr_terminal():
        command = f"cmcct replace {shell.quote(ids[0]) if len(ids) == 1 else 'ID'} --vacant"
        output.note(_("if the seat stays: {command}", command=SafeText(command)))


def _deletable_values(entry: operations.RawTable) -> list[Any]:
    return [deepcopy(entry.get(key)) for key in CONTACT_KEYS]
