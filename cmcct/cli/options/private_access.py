"""Access of a command to the encrypted private file: its passphrase, and what it cannot read."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from cmcct.cli.screen import output
from cmcct.cli.vendored_click import get_current_context
from cmcct.errors.exceptions import CmcctError, NoAccessError
from cmcct.i18n.messages import SafeText, _
from cmcct.storage import directory_file, filesystem
from cmcct.text import shell


def prepare(path: Path, *, may_ask: bool) -> None:
    """Allow the command to read a directory's private file if that is encrypted.

    With `may_ask`, the passphrase of the identity is asked for, before any lock is taken. Raises
    `CmcctError` if it is wrong.
    """
    overlay = None
    with suppress(CmcctError):  # reported where the file is read
        overlay = directory_file.find_overlay(path)
    if overlay is not None and directory_file.is_encrypted(overlay):
        allow(may_ask=may_ask)


def read(path: Path) -> dict[str, Any]:
    """Return the data of a directory's private file, none if there is no file.

    Raises `CmcctError`.
    """
    overlay = directory_file.find_overlay(path)
    return directory_file.parse_file(overlay) if overlay else {}


def refuse_unreadable(path: Path) -> None:
    """Raise `CmcctError` if a directory has a private file that cannot be read."""
    if directory_file.overlay_path(path).exists():
        read(path)


def allow(*, may_ask: bool) -> None:
    """Allow the command to read encrypted private files, as `prepare` does."""
    from cmcct.storage import encrypted_file

    access = encrypted_file.access
    access.accepts_any_key = False
    access.notify, access.ask_passphrase = output.note, _ask_passphrase if may_ask else None
    _warn_of_identity(encrypted_file.identity_path())
    if may_ask:
        with suppress(NoAccessError):
            encrypted_file.own_keys()


def _warn_of_identity(path: Path) -> None:
    """Print, once in a command, who else may get the user's identity, which may be missing."""
    shared = get_current_context().meta
    if __name__ in shared or not path.is_file():
        return
    shared[__name__] = "warned"
    if filesystem.is_open_to_others(path):
        output.warn(_("other users of this computer may read your identity: {file}", file=path))
        command = SafeText(f"chmod 600 {shell.quote(str(path))}")
        output.advise(_("run {command}", command=command))
    # Git is asked only where a repository is.
    if any((folder / ".git").exists() for folder in path.resolve().parents):
        from cmcct.check import runner

        exposed = runner.check_exposure(path)
        if exposed.is_tracked or exposed.is_addable:
            output.warn(_("git has, or would add, your identity: {file}", file=path))
            output.advise(_("move it out of the repository; if it was committed, make a new one"))


def note_unread(error: CmcctError | None) -> None:
    """Print why an edit of both files left the private one alone, and what a member runs."""
    if error is not None:
        output.note(_("the private file is unchanged: {reason}", reason=error.message))
        output.note(
            _("a member runs {command}, which says what is left to do", command="cmcct check")
        )


def _ask_passphrase() -> str:
    from cmcct.cli.screen import prompts

    return prompts.ask_secret(_("Passphrase of your identity"))
