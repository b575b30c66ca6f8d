"""`cmcct save`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cmcct.check import runner
from cmcct.check.runner import InvalidDirectoryError
from cmcct.cli import edit_options, options, output
from cmcct.clock import today
from cmcct.errors.exceptions import CmcctError
from cmcct.history import comparison, saves
from cmcct.history.entry_cache import parse_differing
from cmcct.history.saves import Clone, RefusedError
from cmcct.i18n.messages import ENGLISH, SafeText, Translator, _
from cmcct.privacy.audiences import AUDIENCES
from cmcct.storage import directory_file

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog='Example: cmcct save -m "After the meeting in Georgetown"')
def save(
    directory: options.DirectoryOption = None,
    message: Annotated[
        str | None,
        typer.Option(
            "--message",
            "-m",
            metavar="TEXT",
            help="First line of the message [default: the number of changes]",
        ),
    ] = None,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Save the directory in the git history.

    One commit has the directory file, its schema and its encrypted private file, if there is one;
    never a private file that is not encrypted. Its message names the changed entries and fields,
    without values. Other files are left as they are, staged or not. Git runs as usual, with hooks
    and signatures.
    """
    path = directory_file.find_directory(directory)
    clone = Clone.open(path)
    states = clone.unsaved()
    if not states:
        output.note(_("nothing to save: nothing has changed since the last commit"))
        return
    for name in states:
        if directory_file.is_encrypted(Path(name)) and not os.path.lexists(clone.root / name):
            message_ = _("{file} was deleted, so nothing was saved", file=name)
            raise CmcctError(message_, _("run {command}", command=SafeText("cmcct undo")))
    try:
        runner.load_valid(path, today(), AUDIENCES[0])
    except InvalidDirectoryError as error:
        message_ = _("{file} has errors, so it was not saved", file=path)
        raise CmcctError(message_, error.hint) from None
    text = _message(clone, [*states], message)
    output.write(text)
    if dry_run:
        return
    try:
        commit = clone.commit(text, states)
    except RefusedError as error:
        output.note_lines(error.printed)
        raise
    output.note(_("saved in commit {commit}", commit=commit[:7]))


def _message(clone: Clone, names: list[str], subject: str | None) -> str:
    """Return the message of the commit: a subject, and what changed."""
    from cmcct.formats import changes

    before = clone.content("HEAD", clone.names[0]) or b""
    now = directory_file.read_file(clone.root / clone.names[0])
    found = comparison.compare(*parse_differing(before, now))
    default = f"directory: {changes.count_changes(found) or ', '.join(names)}"
    return saves.save_message(subject or default, changes.name_changes(found, Translator(ENGLISH)))
