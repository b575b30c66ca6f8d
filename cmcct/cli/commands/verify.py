"""`cmcct verify`."""

from pathlib import Path

import typer

from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing
from cmcct.cli.options import completion
from cmcct.cli.options.filter_options import add_filters_without_terms
from cmcct.edit import operations, parse_value
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import DirectoryOnly
from cmcct.i18n.messages import ngettext
from cmcct.model.entities import VERIFIED_VIA
from cmcct.search.query import Query

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct verify gy-ctu --via phone --dry-run")
@add_filters_without_terms
def verify(
    ids: list[str] | None = edit_options.IDS_OR_SELECTION,
    directory: Path | None = options.DIRECTORY,
    on: str = options.option("DATE", "Date of the confirmation.", default="today"),
    via: str | None = options.option(
        "|".join(VERIFIED_VIA),
        "Method of confirmation.",
        complete=completion.complete_words(VERIFIED_VIA),
        callback=options.one_of("way", VERIFIED_VIA),
    ),
    force: bool = options.flag("--force", "Allow a date before the last confirmation."),
    yes: bool = edit_options.YES,
    dry_run: bool = edit_options.DRY_RUN,
    *,
    selection: Query,
) -> None:
    """Mark entries as confirmed.

    Give their ids, or options that select entries, such as --meeting. An existing later date is
    kept unless you use --force. For more than 20 entries, you are asked first.
    """
    day = parse_value.parse_value(("verified",), on)
    chosen = edit_options.select_ids(directory, ids or (), selection)

    def change(raw: RawTable) -> list[RawTable]:
        entries = operations.get_entries(raw, chosen)
        if not force:
            return operations.verify_unless_later(entries, day, via)
        for entry in entries:
            operations.verify(entry, day, via)
        return []

    statement = ngettext(
        "{count} entry will be marked as confirmed",
        "{count} entries will be marked as confirmed",
        len({*chosen}),
    )
    outcome = editing.run_edit(
        directory,
        DirectoryOnly(change),
        dry_run=dry_run,
        yes=yes,
        find_statements=lambda _sides: edit_options.state_if_many(chosen, statement),
    )
    editing.note_kept_confirmations(outcome.report)
