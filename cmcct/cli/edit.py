"""`cmcct edit`."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

import typer

from cmcct import editor, store
from cmcct.cli import editing, options, output, same_person
from cmcct.errors import CmcctError
from cmcct.revising import RefusedError
from cmcct.store import NotTomlError
from cmcct.wording import say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct edit gy-ctu")
def edit(
    id_: editing.Id,
    directory: options.Directory = None,
    yes: same_person.Yes = False,
    dry_run: editing.DryRun = False,
) -> None:
    """Open one entry in $VISUAL or $EDITOR; what is wrong with it comes back as comments.

    A draft that is left unfinished is kept, and its place is told.
    """
    path = store.locate(directory)
    text = editor.lines_of(path, id_)
    folder = Path(tempfile.mkdtemp(prefix="cmcct-"))
    # Not called by the id, which a file may misspell as the path of somewhere else.
    draft = folder / "entry.toml"
    draft.write_bytes(text)
    try:
        _edit(path, id_, text, draft, dry_run=dry_run, yes=yes)
    except BaseException:
        if draft.exists() and editor.without_notes(draft.read_bytes()) != text:
            output.remark(say("what you wrote is kept in {file}", file=draft))
            raise
        shutil.rmtree(folder)
        raise
    shutil.rmtree(folder)


def _edit(path: Path, id_: str, text: bytes, draft: Path, *, dry_run: bool, yes: bool) -> None:
    """Open the draft until its text can be written, or comes back as it was."""
    refused: tuple[bytes, NotTomlError | RefusedError] | None = None
    while True:
        _open(draft)
        written = editor.without_notes(store.read(draft))
        if written == text:
            output.remark(say("nothing to change"))
            return
        if refused and written == refused[0]:
            editing.tell_refusal(refused[1])
            raise CmcctError(say("nothing is written: what is wrong is still there"))
        change = editor.Replacement(path, id_, text, written)
        try:
            revisions = same_person.reform(path, change.carried_out, dry_run=dry_run, yes=yes)
        except (NotTomlError, RefusedError) as error:
            refused = written, error
            draft.write_bytes(editor.with_notes(written, change.notes(error)))
        else:
            editing.told(revisions, dry_run=dry_run)
            return


def _open(draft: Path) -> None:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    help_ = say("set EDITOR, as in EDITOR=nano cmcct edit …")
    if not command:
        raise CmcctError(say("no editor is set"), help_)
    try:
        done = subprocess.run([*shlex.split(command), str(draft)], check=False)  # noqa: S603 - the user's own editor
    except (OSError, ValueError) as error:
        reason: object = getattr(error, "strerror", say("a quote is missing"))
        if isinstance(error, FileNotFoundError):
            reason = say("there is no such program")
        message = say(
            "cannot run the editor {command}: {reason}", command=repr(command), reason=reason
        )
        raise CmcctError(message, help_) from None
    if done.returncode:
        code = done.returncode
        raise CmcctError(
            say("the editor {command} ended with {code}", command=repr(command), code=code)
        )
