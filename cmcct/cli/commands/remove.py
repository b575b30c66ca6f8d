"""`cmcct remove`."""

import re
from collections.abc import Sequence

from cmcct.cli import options
from cmcct.cli.edits import editing, entry_names
from cmcct.cli.edits.edit_options import EditOptions, edit_command
from cmcct.cli.framework.lazy_group import OtherCommand
from cmcct.cli.options import completion
from cmcct.edit import operations, overlay
from cmcct.edit.channels import names_channel
from cmcct.editions import manifest
from cmcct.storage import directory_file
from cmcct.toml.values import get_items, get_tables

_OF = re.compile("of|de|del|du|van", re.IGNORECASE)


@options.command("remove gy-shelter --dry-run")
@edit_command
def remove(
    chosen: EditOptions,
    ids: list[str] = options.argument(
        "ID",
        "Ids of entries, meetings or working groups.",
        autocompletion=completion.complete_any_ids,
    ),
) -> None:
    """Remove entries, meetings or working groups.

    Entries no longer refer to a removed meeting or group. An entry's data in the private file is
    removed too, even if the entry itself is gone. If the person has left, use cmcct retire
    instead.
    """
    if words := _find_channel(chosen, ids):
        flags = {"--yes": chosen.yes, "--dry-run": chosen.dry_run, "--format=json": chosen.is_json}
        raise OtherCommand(*words, *(name for name, is_set in flags.items() if is_set))
    chosen, ids = entry_names.resolve(chosen, ids, tables=operations.TABLES)
    chosen = chosen._replace(named=tuple(ids))  # what is gone is asked about, by its id too

    def change(raw: operations.RawTable, overlay_raw: operations.RawTable) -> list[str]:
        strays = overlay.orphan_parts(raw, overlay_raw)
        present = [id_ for id_ in ids if id_ not in strays]
        removed = [operations.find_table(raw, id_) for id_ in present]
        parts = [
            part
            for table, entry in removed
            if table == "focal_point"
            for part in overlay.parts_for(raw, overlay_raw, entry)
        ]
        overlay.remove_parts(
            overlay_raw, [*parts, *(part for id_ in ids for part in strays.get(id_, ()))]
        )
        if present:
            operations.remove(raw, present)
        keys = ("formerly", "merged")
        earlier = [id_ for _, entry in removed for key in keys for id_ in get_items(entry, key)]
        return [*present, *map(str, earlier)]

    outcome = editing.run_edit(chosen, change)
    if outcome.is_written and outcome.report:
        pattern = re.compile(f"[\"']({'|'.join(map(re.escape, outcome.report))})[\"']")
        if manifest.find_past_copies(directory_file.find_editable(chosen.directory), pattern)[0]:
            editing.note_history()


def _find_channel(chosen: EditOptions, words: Sequence[str]) -> list[str]:
    """Return the command for a kind of number, a number or an address beside an id or a name.

    `marguerite 412-3460`, `gisela mobile`, `fax gy-ctu`; nothing if there is none.
    """
    if len(words) == 1:
        return []
    raw = directory_file.parse_file(directory_file.find_editable(chosen.directory))
    tables = (get_tables(raw, table) for table in operations.TABLES)
    ids = operations.taken_ids([item for items in tables for item in items])
    splits = [(words[:n], words[n:]) for n in range(1, len(words))]
    behind = words[2:] if _OF.fullmatch(words[1]) else words[1:]
    for who, last in (*splits, (behind, words[:1])):
        channel = " ".join(last)
        if names_channel(channel) and not ids.intersection(last):
            return ["set", *who, "--remove", channel]
    return []
