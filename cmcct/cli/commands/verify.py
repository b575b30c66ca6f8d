"""`cmcct verify`."""

from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing, entry_names
from cmcct.cli.options.filter_options import add_filters_without_terms
from cmcct.edit import operations, parse_value
from cmcct.edit.transaction import DirectoryOnly
from cmcct.model.entities import VERIFIED_VIA
from cmcct.search.query import Query


@options.command("verify gy-ctu --via phone --dry-run")
@add_filters_without_terms
@edit_options.edit_command
def verify(
    chosen: edit_options.EditOptions,
    ids: list[str] | None = edit_options.IDS_OR_SELECTION,
    on: str = edit_options.day_option("Date of the confirmation [default: today]"),
    via: str | None = options.option(
        "|".join(VERIFIED_VIA),
        "Method of confirmation.",
        callback=options.one_of("way", VERIFIED_VIA),
    ),
    force: bool = options.flag("--force", "Allow a date before the last confirmation."),
    *,
    selection: Query,
) -> None:
    """Mark entries as confirmed.

    Give their ids, or options that select entries, such as --meeting. An existing later date is
    kept unless you use --force. For more than 20 entries, you are asked to confirm.
    """
    day = parse_value.parse_value(("verified",), on)
    chosen, selected = entry_names.select(chosen, ids or (), selection)

    def change(raw: operations.RawTable) -> list[operations.RawTable]:
        entries = operations.get_entries(raw, selected)
        if not force:
            return operations.verify_unless_later(entries, day, via)
        for entry in entries:
            operations.verify(entry, day, via)
        return []

    outcome = editing.run_edit(chosen, DirectoryOnly(change), entries=selected)
    editing.note_kept_confirmations(outcome.report)
