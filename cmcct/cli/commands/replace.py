"""`cmcct replace`."""

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from cmcct import clock
from cmcct.cli import completion, consent, edit_options, options, output, private_parts, prompts
from cmcct.edit import operations, overlay, replace_person
from cmcct.edit.operations import RawTable
from cmcct.edit.replace_person import Handover, Piece
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, ngettext
from cmcct.model.field_spec import Owner
from cmcct.model.fields import ENTRY_KEYS
from cmcct.privacy.build_servers import is_log
from cmcct.storage import directory_file

app = typer.Typer(rich_markup_mode=None, add_completion=False)

# What may differ for the new person; a status follows from having one.
_KEYS = tuple(
    key
    for key, spec in ENTRY_KEYS.items()
    if key == "sharing" or (spec.owner is not Owner.SEAT and key != "status")
)


@app.command(epilog='Example: cmcct replace gy-ctu --name "Óscar Example" --dry-run')
@edit_options.field_options(
    *_KEYS,
    since="First day of the person: 2024-01-15 [default: today]",
    sharing="Widest audience that may see the entry [default: as before]",
)
def replace(
    id_: edit_options.Id,
    directory: options.DirectoryOption = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY",
            help="Value to keep, e.g. phones.1 or title.",
            autocompletion=completion.complete_keys,
        ),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY",
            help="Value to remove, e.g. phones.1 or city.",
            autocompletion=completion.complete_keys,
        ),
    ] = None,
    yes: consent.Yes = False,
    dry_run: edit_options.DryRun = False,
    *,
    given: RawTable,
) -> None:
    """Put a new person in a seat.

    Office channels stay; the previous person's are removed: mobile numbers, channels for the
    secretariat only, e-mail addresses that contain the name, title, languages and notes. For a
    number that may be a mobile or a landline, you are asked. The entry is unconfirmed until you run
    cmcct verify.
    """
    if "name" not in given:
        raise edit_options.missing_options_error(["name"], _('give --name "…"'))
    choice = _Choice(keep or [], drop or [])
    # Ask before the lock is taken, so that a slow answer blocks no other edit.
    choice.complete(
        operations.get_entry(
            directory_file.parse_file(directory_file.find_directory(directory)), id_
        )
    )

    def change(raw: RawTable, overlay_raw: RawTable) -> Handover:
        entry = operations.get_entry(raw, id_)
        overlay.remove_parts(
            overlay_raw, overlay.parts_of_others(raw, overlay_raw, entry, str(given["name"]))
        )
        choice.read(entry)
        return replace_person.replace_person(entry, dict(given), clock.today(), choice)

    outcome = private_parts.run_edit_with_owners(
        directory,
        change,
        dry_run=dry_run,
        decide=private_parts.decide_replaced,
        yes=yes,
        find_statements=consent.find_widened_values,
    )
    if outcome.is_written:
        _note_pieces(outcome.report)
        if any(piece.channel for piece in outcome.report.removed):
            edit_options.note_history()


class _Choice:
    """The user's choice for each piece of an entry, by options or answers."""

    def __init__(self, keep: list[str], drop: list[str]) -> None:
        self.keep, self.drop = keep, drop
        self.answers: dict[str, bool] = {}

    def read(self, entry: RawTable) -> None:
        """Resolve the pieces that the options name; raises `CmcctError`."""
        self.kept = replace_person.select_pieces(entry, self.keep)
        self.dropped = replace_person.select_pieces(entry, self.drop)
        if both := sorted(Piece(path, None).key for path in self.kept & self.dropped):
            message = _("{key} cannot be both kept and dropped", key=both[0])
            raise CmcctError(message, _("give either --keep or --drop"))

    def __call__(self, piece: Piece) -> bool | None:
        if piece.path in self.kept | self.dropped:
            return piece.path in self.kept
        return self.answers.get(piece.channel)

    def complete(self, entry: RawTable) -> None:
        """Ask about each number that may belong to person or seat; raises `CmcctError`."""
        self.read(entry)
        found = (piece for piece in replace_person.iter_pieces(entry) if self(piece) is None)
        open_ = [piece for piece in found if replace_person.belongs_to_person(entry, piece) is None]
        if open_ and not prompts.is_interactive():
            raise replace_person.undecided_error(open_)
        for piece in open_:
            question = _(
                "{key} {number} may be a mobile or a landline. Does it stay with the seat?",
                key=piece.key,
                number=piece.channel,
            )
            self.answers[piece.channel] = prompts.confirm(output.translator().translate(question))


def _note_pieces(parts: Handover) -> None:
    """Report removed and kept pieces; a log is a copy, so it gets counts only."""
    went, left = map(_describe_pieces, parts)
    if parts.removed:
        output.note(_("removed the previous person's data: {channels}", channels=went))
    output.note(_("kept with the seat: {channels}", channels=left))


def _describe_pieces(pieces: Sequence[Piece]) -> str:
    if is_log(os.environ):
        return ngettext("{count} key or channel", "{count} keys and channels", len(pieces))
    return ", ".join(f"{piece.key} {piece.channel}".rstrip() for piece in pieces)
