"""Confirmation of an edit: asked on a terminal; in a pipe, --yes confirms."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from cmcct.cli.screen import output, prompts
from cmcct.clock import today
from cmcct.edit import operations, overlay, transaction
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import (
    BeforeAfter,
    Operation,
    Outcome,
    Parsed,
    R,
    Rewrite,
    TextOperation,
)
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _, ngettext
from cmcct.model import members
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.model.fields import CONTACT_KEYS
from cmcct.privacy import widening
from cmcct.privacy.build_servers import is_log

Yes: TypeAlias = Annotated[bool, typer.Option("--yes", help="Answer yes to all questions.")]
# What says who may see which channels of an entry.
_AUDIENCE_KEYS = ("sharing", *CONTACT_KEYS)
_NOTHING_SAVED = _("nothing was saved")
# Returns the statements that need confirmation.
FindStatements: TypeAlias = Callable[[BeforeAfter], Iterable[Message]]


class _UnconfirmedError(Exception):
    """A statement that the user has not confirmed yet."""

    def __init__(self, statement: Message) -> None:
        super().__init__()
        self.statement = statement


class Consent:
    """Confirmation by the user. Each statement is asked once, while no lock is held."""

    def __init__(
        self,
        find_statements: FindStatements | None = None,
        *,
        yes: bool,
        is_trial: bool,
        replaced: Collection[tuple[str, str]] = (),
    ) -> None:
        """`find_statements` returns what to confirm besides changes of private channels.

        `replaced` has the channels that are corrected, as (key, text): they are not lost.
        """
        self.find_statements, self.yes, self.is_trial = find_statements, yes, is_trial
        self.replaced = replaced
        self.confirmed: set[str] = set()

    def __call__(self, sides: BeforeAfter) -> None:
        """Accept an edit if the user has confirmed all its statements."""
        for statement in (
            *_find_losses(sides, self.replaced),
            *_find_releases(sides),
            *(self.find_statements(sides) if self.find_statements else ()),
        ):
            if statement not in self.confirmed:
                raise _UnconfirmedError(statement)

    def apply(
        self,
        path: Path,
        operation: Operation[R] | TextOperation[R],
        *,
        dry_run: bool,
        rewrite: Rewrite | None = None,
        known: Parsed | None = None,
    ) -> Outcome[R]:
        """Apply an edit as `transaction.apply` does, once every statement is confirmed.

        Raises `CmcctError` if one is refused.
        """
        while True:
            try:
                return transaction.apply(
                    path,
                    operation,
                    today(),
                    dry_run=dry_run,
                    consent=self,
                    rewrite=rewrite,
                    known=known,
                )
            except _UnconfirmedError as unconfirmed:
                self.confirmed.add(unconfirmed.statement)
                agree(unconfirmed.statement, yes=self.yes or self.is_trial)


def agree(statement: Message, *, yes: bool, refusal: Message = _NOTHING_SAVED) -> None:
    """Print a statement if it is confirmed already, else ask; raises `CmcctError` if refused."""
    if yes:
        output.note(statement)
    elif not prompts.is_interactive():
        raise CmcctError(statement, _("use --yes to proceed"))
    elif not prompts.confirm(
        output.translator().gettext("{statement}. Continue?", statement=statement)
    ):
        raise CmcctError(refusal)


def find_widened(sides: BeforeAfter) -> Iterator[Message]:
    """Yield the statement that an edit widens the audience of channels, if it does.

    A channel in place of a stricter one counts: its value may only be corrected.
    """
    yield from _compare_channels(sides, widening.widened_channels, widening.replacing_channels)


def find_widened_values(sides: BeforeAfter) -> Iterator[Message]:
    """Like `find_widened`, but compare values only: a new person's channels replace none."""
    yield from _compare_channels(sides, widening.widened_channels)


def _compare_channels(
    sides: BeforeAfter, *compare: Callable[[FocalPoint, FocalPoint], list[str]]
) -> Iterator[Message]:
    opened: list[str] = []
    for before, after in _find_changed_pairs(sides):
        # A new entry widens nothing.
        if not before or not any(before.get(key) != after.get(key) for key in _AUDIENCE_KEYS):
            continue
        points = operations.parse_entry(before), operations.parse_entry(after)
        opened += (channel for find in compare for channel in find(*points))
    if opened:
        yield _("more people will see {channels}", channels=_format_channels(opened))


def report_narrowed(before: Iterable[RawTable], after: RawTable) -> None:
    """Print the channels that have a stricter audience in an entry than in those it is made of."""
    now = operations.parse_entry(after)
    closed = [
        channel
        for table in before
        for channel in widening.widened_channels(now, operations.parse_entry(table))
    ]
    if closed:
        output.note(_("fewer people can now see {channels}", channels=_format_channels(closed)))


def _find_changed_pairs(sides: BeforeAfter) -> Iterator[tuple[RawTable, RawTable]]:
    """Yield (before, after) for each changed entry, and for each entry merged into it."""
    changed = sides.changes
    gone = {str(change.before.get("id")): change.before for change in changed if not change.after}
    for change in changed:
        yield change.before, change.after
        ids = operations.table_ids(change.after)
        yield from ((gone[id_], change.after) for id_ in ids if id_ in gone)


def _format_channels(channels: Sequence[str]) -> str:
    """Return the names of channels; in a log, their number."""
    distinct = dict.fromkeys(channels)
    counted = ngettext("{count} channel", "{count} channels", len(distinct))
    return counted if is_log(os.environ) else ", ".join(distinct)


def _find_losses(sides: BeforeAfter, replaced: Collection[tuple[str, str]]) -> Iterable[Message]:
    """Yield the number of channels lost from the private file; a plain one has no history."""
    both = sides.raw, sides.overlay_raw, sides.new, sides.new_overlay_raw
    number = len(overlay.lost_channels(*both) - {*replaced})
    if number and members.read_key(sides.overlay_raw):
        yield ngettext(
            "{count} channel will be deleted from the private file",
            "{count} channels will be deleted from the private file",
            number,
        )
    elif number:
        yield ngettext(
            "{count} channel will be permanently deleted from the private file, which "
            "has no history",
            "{count} channels will be permanently deleted from the private file, which "
            "has no history",
            number,
        )


def _find_releases(sides: BeforeAfter) -> Iterator[Message]:
    """Yield the statements that an edit shares channels more widely, as such or in a text."""
    quoted = [
        channel
        for change in sides.changes
        for channel in widening.quoted_channels(
            operations.parse_entry(change.before),
            operations.parse_entry(change.after),
            _parse_all(sides),
        )
    ]
    if quoted:
        yield _("more people will see {channels}", channels=_format_channels(quoted))
    if sides.overlay_raw and sides.raw != sides.new:
        released = widening.released_channels(
            _parse_entries(sides.overlay_raw),
            _parse_entries(sides.raw),
            [operations.parse_entry(change.after) for change in sides.changes if change.after],
        )
        if released:
            yield _(
                "more people will see {channels} from the private file",
                channels=_format_channels(released),
            )


def _parse_all(sides: BeforeAfter) -> Iterator[FocalPoint]:
    """Yield the entries after an edit, and those of the private file, which few may see."""
    yield from _parse_entries(sides.new)
    for point in _parse_entries(sides.new_overlay_raw):
        yield point.model_copy(update={"sharing": STRICTEST})


def _parse_entries(raw: RawTable) -> Iterator[FocalPoint]:
    return map(operations.parse_entry, operations.get_tables(raw, "focal_point"))
