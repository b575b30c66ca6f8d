"""`cmcct verify`."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer

from cmcct.cli import completion, consent, edit_options, options
from cmcct.edit import operations, parse_value
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import DirectoryOnly
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import LongDate, Message, _, ngettext
from cmcct.model.entities import VERIFIED_VIA

_MAX_UNCONFIRMED = 20  # more entries at once need confirmation

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct verify gy-ctu --via phone --dry-run")
def verify(
    ids: edit_options.Ids,
    directory: options.DirectoryOption = None,
    on: Annotated[str, typer.Option(metavar="DATE", help="Date of the confirmation.")] = "today",
    via: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(VERIFIED_VIA),
            help="Method of confirmation.",
            callback=options.one_of("way", VERIFIED_VIA),
            autocompletion=completion.complete_words(VERIFIED_VIA),
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Allow a date before the last confirmation.")
    ] = False,
    yes: consent.Yes = False,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Mark entries as confirmed.

    An existing later date is kept unless you use --force. For more than 20 entries, you are asked
    first.
    """
    day = parse_value.parse_value(("verified",), on)

    def change(raw: RawTable) -> None:
        for entry in operations.get_entries(raw, ids):
            if not force:
                _refuse_earlier(entry, day)
            operations.verify(entry, day, via)

    edit_options.run_edit(
        directory,
        DirectoryOnly(change),
        dry_run=dry_run,
        yes=yes,
        find_statements=lambda _: _many(len({*ids})),
    )


def _refuse_earlier(entry: RawTable, day: date) -> None:
    known = entry.get("verified")
    if type(known) is date and known > day:
        message = _(
            "{id} was last confirmed on {day}, a later date", id=entry["id"], day=LongDate(known)
        )
        raise CmcctError(message, _("use --force to write the earlier date"))


def _many(number: int) -> Iterator[Message]:
    if number > _MAX_UNCONFIRMED:
        yield ngettext(
            "{count} entry will be marked as confirmed",
            "{count} entries will be marked as confirmed",
            number,
        )
