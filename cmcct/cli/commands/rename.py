"""`cmcct rename`."""

from cmcct.check import runner
from cmcct.cli import options
from cmcct.cli.edits import editing
from cmcct.cli.edits.edit_options import NEW_ID, EditOptions, edit_command_without_yes
from cmcct.cli.options import completion
from cmcct.cli.screen import output
from cmcct.diagnostics import Finding
from cmcct.edit import operations, overlay
from cmcct.edit.transaction import EditRejectedError
from cmcct.i18n.messages import _, quote_text
from cmcct.storage import directory_file


@options.command("rename gy-ctu gy-trafficking-unit --dry-run")
@edit_command_without_yes
def rename(
    chosen: EditOptions,
    old: str = options.argument(
        "OLD", "Current id.", autocompletion=completion.complete_any_ids, show_default=False
    ),
    new: str = options.argument("NEW", NEW_ID),
) -> None:
    """Change the id of an entry, meeting or working group.

    The id changes everywhere in the directory. An entry keeps its old id in `formerly`, so that the
    cards on people's phones are still updated. You can rename an entry back to its original id if
    it had no other id in between.
    """

    def change(raw: operations.RawTable, overlay_raw: operations.RawTable) -> str:
        table, item = operations.find_table(raw, old)
        was = str(item["id"])
        if place := operations.find_id_conflict(raw, table, was, new):
            message = _("the id {id} is already used", id=quote_text(new))
            fault = Finding(place, message, _("choose another one"), code="duplicate-id")
            path = directory_file.find_directory(chosen.directory)
            raise EditRejectedError(runner.locate(path, directory_file.read_file(path), [fault]))
        seats = [item] if table == "focal_point" else []
        taken = operations.taken_ids(seats)
        parts = [part for entry in seats for part in overlay.parts_for(raw, overlay_raw, entry)]
        is_forgotten = operations.rename(raw, was, new)
        overlay.refuse_ids(overlay_raw, operations.taken_ids(seats) - taken)
        for entry in seats:
            parts = [part for part in parts if part["id"] == was]
            overlay.rename_parts(raw, overlay_raw, parts, entry)
        return was if is_forgotten else ""

    if was := editing.run_edit(chosen, change).report:
        output.note(_("{old} is not kept as a former id: cards use {new}", old=was, new=new))
