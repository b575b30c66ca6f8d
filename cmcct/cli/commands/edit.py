"""`cmcct edit`."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from cmcct import system
from cmcct.cli import options
from cmcct.cli.edits import edit_options, editing, entry_names
from cmcct.cli.options import load_options
from cmcct.cli.screen import output, prompts
from cmcct.clock import today
from cmcct.edit import external_editor, operations, overlay, parse_value, transaction
from cmcct.edit.operations import Parsed, RawTable
from cmcct.edit.transaction import NO_OPERATION, DirectoryOnly, EditRejectedError
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _, quote_text
from cmcct.model.entities import OverlayEntry
from cmcct.model.fields import ENTRY_KEYS
from cmcct.storage import directory_file
from cmcct.text import shell
from cmcct.toml import values

_SAVE_TIMEOUT = 3  # seconds that an editor has to save its buffer


@options.command("edit gy-ctu")
@edit_options.edit_command
def edit(
    chosen: edit_options.EditOptions,
    id_: str = edit_options.ID,
    private: bool = edit_options.PRIVATE,
    verify: bool = options.VERIFY,
) -> None:
    """Edit one entry in your editor.

    The editor is $VISUAL, $EDITOR or a common one; errors are shown as comments. Unfinished drafts
    are kept; their path is printed. With --private, you are asked field by field, so that no draft
    is on the disk.
    """
    path = directory_file.find_editable(chosen.directory)
    chosen, (id_,) = entry_names.resolve(chosen, [id_])
    if private:
        edit_part(chosen, path, id_, verifies=verify)
        return
    before = transaction.read(path)
    # The draft may change the address or the name by which the entry was named.
    id_ = str(operations.get_entry(before.raw, id_)["id"])
    operation = DirectoryOnly(
        lambda raw: operations.verify(operations.get_entry(raw, id_), today(), None)
    )
    operation = operation if verify else NO_OPERATION
    text = external_editor.entry_lines(path, id_, before)
    with _signals_as_exceptions():
        folder = Path(tempfile.mkdtemp(prefix="cmcct-"))
        # Not named by the id, which may contain a path to another folder.
        draft = folder / "entry.toml"
        try:
            draft.write_bytes(text)
            replacement = external_editor.EntryReplacement(path, id_, text, text)
            _edit_until_valid(replacement, operation, draft, before, chosen)
        except BaseException:
            # An interrupted editor may save the user's text beside the draft.
            files = sorted(filter(Path.is_file, folder.iterdir()), key=lambda path: path != draft)
            written = (f for f in files if external_editor.strip_notes(f.read_bytes()) != text)
            if file := next(written, None):
                output.note(_("your draft is kept in {file}", file=file))
            else:
                shutil.rmtree(folder)
            raise
        shutil.rmtree(folder)


@contextmanager
def _signals_as_exceptions() -> Iterator[None]:
    """Turn the signals to end into exceptions, so that the draft is handled before the end."""
    # An ignored signal, as under nohup, stays ignored.
    caught = [
        number for number in system.end_signals() if signal.getsignal(number) == signal.SIG_DFL
    ]

    def end(number: int, _frame: object) -> None:
        for other in caught:
            signal.signal(other, signal.SIG_IGN)
        raise SystemExit(128 + number)  # the shell's convention

    for number in caught:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)


def _edit_until_valid(
    unchanged: external_editor.EntryReplacement,
    operation: DirectoryOnly[None],
    draft: Path,
    before: Parsed,
    chosen: edit_options.EditOptions,
) -> None:
    """Open the draft until its text can be written, or is unchanged; off a terminal, twice."""
    refused: tuple[bytes, directory_file.TomlSyntaxError | EditRejectedError] | None = None
    while True:
        _open_editor(draft)
        written = external_editor.strip_notes(directory_file.read_file(draft))
        if written == unchanged.before:
            editing.note_unchanged(chosen)
            return
        replacement = unchanged._replace(after=written)
        if refused and written == refused[0]:
            _give_up(replacement.relocate_error(refused[1], draft))
        try:
            edited, unjoined = editing.apply_agreed(
                unchanged.path,
                chosen,
                operation,
                find_statements=editing.find_widened,
                may_be_same=True,
                rewrite=replacement.rewrite,
                before=before,
            )
        except (directory_file.TomlSyntaxError, EditRejectedError) as error:
            # A script, unlike a user, might be called for ever.
            if refused and not prompts.is_interactive():
                _give_up(replacement.relocate_error(error, draft))
            refused = written, error
            notes = replacement.notes(error, output.translator())
            draft.write_bytes(external_editor.add_notes(written, notes))
        else:
            output.warn(*unjoined)
            editing.report_edit(edited, chosen)
            load_options.note_unread(edited.unread)
            return


def _give_up(error: directory_file.TomlSyntaxError | EditRejectedError) -> NoReturn:
    editing.report_rejection(error)
    raise CmcctError(_("nothing was saved: this would introduce errors")) from None


def _open_editor(draft: Path) -> None:
    """Open the draft in the user's editor, and wait until it is closed."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not command and prompts.is_interactive():  # each of the usual ones needs a terminal
        command = next(filter(shutil.which, system.usual_editors()), "")
    hint = _("set EDITOR, for example: EDITOR=nano cmcct edit …")
    if not command:
        raise CmcctError(_("no editor is set"), hint)
    program = quote_text(command)
    try:
        code = _run(shell.open_command(command, draft))
    except (OSError, ValueError) as error:
        reason: object = getattr(error, "strerror", _("a quote is missing"))
        if isinstance(error, FileNotFoundError):
            reason = _("program not found")
        message = _("cannot run {command}: {reason}", command=program, reason=reason)
        raise CmcctError(message, hint) from None
    if code:
        message = _("the editor {command} exited with code {code}", command=program, code=code)
        raise CmcctError(message)


def _run(words: str | list[str]) -> int:
    """Run an editor; if the command is interrupted, terminate it with time to save its buffer."""
    with subprocess.Popen(words) as process:  # noqa: S603 - the user's own editor
        try:
            return process.wait()
        except BaseException:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_SAVE_TIMEOUT)
            process.kill()
            raise


_KEYS = tuple(key for key in OverlayEntry.model_fields if key not in {"id", "name"})
_NOTHING = "-"  # the answer that removes a value
_LINE_BREAK = r"\n"  # in an answer, which is one line


def edit_part(chosen: edit_options.EditOptions, path: Path, id_: str, *, verifies: bool) -> None:
    """Ask for each private value of an entry, and write the answers; raises `CmcctError`."""
    if not prompts.is_interactive():
        message = _("--private asks questions, and there is no terminal")
        raise CmcctError(message, options.hint_to_run("set", id_, "--private", "KEY=VALUE"))
    raw = transaction.read(path).raw
    load_options.prepare_access(path, may_ask=True)
    overlay_raw = load_options.read_private(path)
    part = overlay.get_or_create_part(raw, overlay_raw, operations.get_entry(raw, id_))
    output.note(_("press Enter to keep a value; {sign} removes it", sign=_NOTHING))
    answers = {key: _ask(key, part.get(key)) for key in _KEYS}

    def change(raw: RawTable, overlay_raw: RawTable) -> tuple[list[str], tuple[Message, ...]]:
        entry = operations.get_entry(raw, id_)
        part = overlay.get_or_create_part(raw, overlay_raw, entry)
        before = dict(part)
        if verifies:
            operations.verify(entry, today(), None)
        for key, value in answers.items():
            part.pop(key, None)
            part |= {key: value} if value else {}
        if overlay.remove_if_empty(overlay_raw, part):
            return [], ()
        mobiles = operations.mark_mobiles(part, entry.get("country"), before)
        return mobiles, editing.unjoined_messages(part, entry)

    outcome = editing.run_edit(chosen, change)
    mobiles, unjoined = outcome.report
    output.warn(*unjoined)
    if outcome.is_written:
        editing.note_mobiles(mobiles)


def _ask(key: str, value: Any) -> Any:
    """Ask for a value; an empty answer keeps it."""
    return prompts.prompt(ENTRY_KEYS[key].label, partial(_read, key, value), default=_format(value))


def _format(value: Any) -> str:
    if not value:
        return ""
    return (
        value.replace("\n", _LINE_BREAK) if isinstance(value, str) else values.format_inline(value)
    )


def _read(key: str, value: Any, answer: str) -> Any:
    """Return the value that an answer means; raises `CmcctError`."""
    if answer == _NOTHING:
        return None
    if answer == _format(value):
        return value
    if not ENTRY_KEYS[key].is_list:
        return answer.replace(_LINE_BREAK, "\n")
    with parse_value.suggest_assignments():
        return parse_value.parse_value((key,), answer)
