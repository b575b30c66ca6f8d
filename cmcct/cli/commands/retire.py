"""`cmcct retire`."""

from copy import deepcopy

from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing, entry_names
from cmcct.cli.framework.lazy_group import OtherCommand
from cmcct.cli.screen import output, prompts
from cmcct.clock import today
from cmcct.edit import operations, overlay, parse_value
from cmcct.i18n.messages import LongDate, Message, SafeText, _
from cmcct.model.fields import CONTACT_KEYS
from cmcct.storage import directory_file
from cmcct.text import shell

_STAYS = _("{id}: keep the seat, now vacant (no: the entry is marked as left)?")


@options.command("retire gy-ctu --on 2026-03-31 --dry-run")
@edit_options.edit_command
def retire(
    chosen: edit_options.EditOptions,
    ids: list[str] = edit_options.ID,
    on: str = edit_options.day_option(
        "The person's last day in the seat: 2027-01-14 [default: today]"
    ),
) -> None:
    """Mark a person as having left.

    Their private numbers, addresses and notes are deleted; in an entry for the secretariat only,
    all channels are private. The entry itself is kept. Values removed from the directory file are
    still in the git history; values removed from the private file are lost. With a future date, the
    entry stays active and nothing is deleted yet. If the seat stays: cmcct replace ID --vacant
    """
    day = parse_value.parse_value(("until",), on)
    chosen, ids = entry_names.resolve(chosen, ids)
    is_asked = prompts.can_ask() and not (chosen.yes or chosen.dry_run)
    if is_asked and len(ids) == 1 and on == "today":
        raw = directory_file.parse_file(directory_file.find_editable(chosen.directory))
        operations.get_entry(raw, ids[0])  # raises if there is none
        if prompts.confirm(_STAYS.with_values(id=ids[0])):
            raise OtherCommand("replace", ids[0], "--vacant")
        chosen = chosen._replace(named=(ids[0],))  # Enter alone saves nothing

    def change(
        raw: operations.RawTable, overlay_raw: operations.RawTable
    ) -> tuple[bool, list[Message]]:
        has_lost, notes = False, list[Message]()
        for entry in operations.get_entries(raw, ids):
            if day > today() and entry.get("status", "active") == "active":
                entry["until"] = day
                text = _("{id} stays active: run cmcct retire again after {day}")
                notes.append(text.with_values(id=entry["id"], day=LongDate(day)))
                continue
            before = deepcopy(entry)
            last_day = entry.get("until") if entry.get("status") == "left" else None
            operations.retire(entry, day)
            if last_day and last_day == entry["until"] and on != "today":
                command = SafeText(f"cmcct set {shell.quote(str(entry['id']))} until={day}")
                text = _("{id} already left on {day}; to correct the date, run {command}")
                until = LongDate(last_day)
                notes.append(text.with_values(id=entry["id"], day=until, command=command))
            overlay.remove_parts(overlay_raw, overlay.joined_parts(raw, overlay_raw, entry))
            has_lost |= any(before.get(key) != entry.get(key) for key in CONTACT_KEYS)
        return has_lost, notes

    outcome = editing.run_edit(chosen, change, find_statements=editing.find_unlisted)
    has_lost, notes = outcome.report
    if outcome.is_written and has_lost:
        editing.note_history()
    output.note(*notes)
