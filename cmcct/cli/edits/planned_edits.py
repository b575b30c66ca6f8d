"""Edits that are planned for a directory, shown, and then made in the same directory."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cmcct.cli.edits import edit_options, private_parts
from cmcct.cli.options import private_access
from cmcct.cli.screen import consent, output, prompts
from cmcct.cli.screen.consent import Consent
from cmcct.clock import today
from cmcct.edit import transaction
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import Operation, Parsed
from cmcct.errors.exceptions import CmcctError, NoAccessError
from cmcct.i18n.messages import _
from cmcct.storage import directory_file


class EditTarget(NamedTuple):
    """The directory as it is read for a plan: its data, its private file's, its text.

    `unread` is why the private file cannot be read, or None.
    """

    path: Path
    raw: RawTable
    overlay_raw: RawTable
    text: bytes
    unread: NoAccessError | None = None

    @classmethod
    def load(cls, path: Path) -> "EditTarget":
        """Read a directory and its private file; raises `CmcctError`."""
        private_access.prepare(path, may_ask=True)
        text = directory_file.read_file(path)
        overlay_raw: RawTable = {}
        unread = None
        try:
            overlay_raw = private_access.read(path)
        except NoAccessError as error:  # who has no identity edits the directory alone
            unread = error
        return cls(path, directory_file.parse_bytes(path, text), overlay_raw, text, unread)

    def write(
        self, operation: Operation[object], *, dry_run: bool, yes: bool, shows_diff: bool = True
    ) -> bool:
        """Make an edit, unless the directory was changed since; return whether it is written."""

        def change(raw: RawTable, overlay_raw: RawTable) -> None:
            if raw != self.raw:
                message = _("{file} was changed by someone else in the meantime", file=self.path)
                raise CmcctError(message, _("nothing was saved; try again"))
            operation(raw, overlay_raw)

        with edit_options.report_rejections():
            outcome, decision = private_parts.apply_with_owners(
                self.path,
                change,
                dry_run=dry_run,
                decide=private_parts.decide_replaced,
                consent=Consent(consent.find_widened_values, yes=yes, is_trial=dry_run),
                known=Parsed(self.text, self.raw),
            )
        if shows_diff or not dry_run:
            edit_options.report_changes(outcome.file_changes, dry_run=dry_run)
        decision.warn()
        return outcome.is_written

    def note_warnings(self, operation: Operation[object]) -> None:
        """Print the warnings that an edit would bring about, before anybody agrees to it."""
        known = Parsed(self.text, self.raw)
        with edit_options.report_rejections():
            outcome = transaction.apply(self.path, operation, today(), dry_run=True, known=known)
        for file_change in outcome.file_changes:
            edit_options.note_new_warnings(file_change)


def is_agreed(*, yes: bool, note: Callable[[], None] = lambda: None) -> bool:
    """Return whether to save a plan that was shown; on a terminal, asks after `note`."""
    if yes or not prompts.is_interactive():
        return True
    note()
    return prompts.confirm(output.translator().gettext("Save these changes?"))
