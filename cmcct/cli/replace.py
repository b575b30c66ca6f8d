"""`cmcct replace`."""

import os

import typer

from cmcct import changes, clock, overlay
from cmcct.changes import Raw
from cmcct.cli import editing, options, output, same_person
from cmcct.errors import CmcctError
from cmcct.logs import is_log
from cmcct.wording import say, say_count

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_KEYS = (
    *("name", "honorific", "family_name", "title", "languages", "emails", "phones"),
    *("since", "until", "verified", "verified_via", "sharing", "notes", "private_notes"),
)


@app.command(epilog='Example: cmcct replace gy-ctu --name "Óscar Example" --dry-run')
@editing.giving(*_KEYS)
def replace(
    id_: editing.Id,
    given: Raw,
    directory: options.Directory = None,
    dry_run: editing.DryRun = False,
) -> None:
    """Give a seat to somebody else: the seat's numbers and addresses stay, the person's go.

    The person's are mobiles, what only the secretariat may have, and addresses with the name in it.
    The entry counts as unconfirmed until it is verified.
    """
    if "name" not in given:
        raise CmcctError(say("who takes the seat?"), say('give --name "…"'))
    gone: list[str] = []

    def change(raw: Raw, private: Raw) -> None:
        point = changes.entry(raw, id_)
        overlay.drop(private, overlay.of_others(raw, private, point, str(given["name"])))
        gone[:] = changes.replace(point, dict(given), clock.today())

    decider = same_person.nobody
    if same_person.carry_out(directory, change, dry_run=dry_run, decider=decider) and gone:
        counted = say_count("{count} e-mail or number", "{count} e-mails and numbers", len(gone))
        # A log is a copy.
        told = counted if is_log(os.environ) else ", ".join(gone)
        output.remark(say("taken out with the person before: {channels}", channels=told))
        editing.tell_history()
