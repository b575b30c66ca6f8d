"""Edit an entry's data in the private file by questions, without a draft on the disk."""

from functools import partial
from pathlib import Path
from typing import Any

from cmcct.cli.edits import editing, private_parts
from cmcct.cli.options import private_access
from cmcct.cli.screen import output, prompts
from cmcct.clock import today
from cmcct.edit import operations, overlay, parse_value
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _
from cmcct.model.entities import OverlayEntry
from cmcct.model.fields import ENTRY_KEYS
from cmcct.storage import directory_file
from cmcct.toml import writer

_KEYS = tuple(key for key in OverlayEntry.model_fields if key not in {"id", "name"})
_NOTHING = "-"  # the answer that removes a value
_LINE_BREAK = r"\n"  # in an answer, which is one line


def edit_part(path: Path, id_: str, *, verifies: bool, dry_run: bool, yes: bool) -> None:
    """Ask for each private value of an entry, and write the answers; raises `CmcctError`."""
    if not prompts.is_interactive():
        message = _("--private asks questions, and there is no terminal")
        raise CmcctError(message, _("use cmcct set ID --private KEY=VALUE"))
    private_access.prepare(path, may_ask=True)
    known = private_access.read(path)
    raw = directory_file.parse_file(path)
    part = overlay.get_or_create_part(raw, known, operations.get_entry(raw, id_))
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
        return mobiles, private_parts.unjoined_messages(part, entry)

    outcome = editing.run_edit(path, change, dry_run=dry_run, yes=yes)
    mobiles, unjoined = outcome.report
    output.warn(*unjoined)
    if outcome.is_written:
        editing.note_mobiles(mobiles)


def _ask(key: str, value: Any) -> Any:
    """Ask for a value; an empty answer keeps it."""
    question = output.translator().translate(ENTRY_KEYS[key].label)
    return prompts.prompt(question, partial(_read, key, value), default=_format(value))


def _format(value: Any) -> str:
    if not value:
        return ""
    return (
        value.replace("\n", _LINE_BREAK) if isinstance(value, str) else writer.format_inline(value)
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
