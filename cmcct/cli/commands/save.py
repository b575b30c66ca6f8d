"""`cmcct save`."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from cmcct import scaffold
from cmcct.check import runner
from cmcct.cli import options
from cmcct.cli.edits import editing
from cmcct.cli.edits.edit_options import EditOptions, edit_command_without_yes
from cmcct.cli.options import load_options
from cmcct.cli.screen import form, output, prompts
from cmcct.clock import today
from cmcct.edit import entry_changes, last_edit
from cmcct.errors.exceptions import CmcctError
from cmcct.history import comparison, merge_driver, saves
from cmcct.history.entry_versions import parse_differing
from cmcct.history.saves import Clone, RefusedError
from cmcct.i18n.messages import ENGLISH, Lowered, SafeText, Translator, _, join
from cmcct.privacy.levels import AUDIENCES
from cmcct.storage import directory_file, encrypted_file
from cmcct.text import shell

_AUTHOR = (
    form.Question("name", _("Your name, for the history"), str),
    form.Question("address", _("Your e-mail address, for the history"), form.read_address),
)


@options.command('save -m "After the meeting in Georgetown"')
@edit_command_without_yes
def save(
    chosen: EditOptions,
    words: list[str] | None = options.argument("TEXT", "As with --message.", default=None),
    message: str | None = options.option(
        "TEXT", "First line of the message [default: the number of changes]", "--message", "-m"
    ),
) -> None:
    """Save the directory in the git history.

    The commit contains the directory file, its schema and its encrypted private file, if there is
    one; never a private file that is not encrypted. It also contains files of cmcct init and
    git-setup, such as .gitignore, if nobody else has changed them. Its message names the changed
    entries and fields, without values. Other files are left as they are, staged or not. Git runs
    as usual, with hooks and signatures.
    """
    save_changes(chosen, " ".join(filter(None, [message, *(words or ())])))


def save_changes(chosen: EditOptions, message: str = "") -> None:
    """Commit the directory, as `save` does; raises `CmcctError`."""
    path = directory_file.find_directory(chosen.directory)
    clone = open_clone(path, is_trial=chosen.dry_run)
    is_outdated = not chosen.dry_run and runner.is_schema_outdated(path)
    states = clone.unsaved()
    if not (states or is_outdated):
        editing.note_unchanged(chosen, _("nothing changed since the last saved version"))
        return
    for name in states:
        if directory_file.is_encrypted(Path(name)):
            _refuse_lost(clone.root / name, name)
    try:
        loaded = runner.load_valid(path, today(), AUDIENCES[0])
        load_options.prepare_access(path, may_ask=False)
        load_options.refuse_disclosed(path, loaded, today())
    except runner.InvalidDirectoryError as error:
        message_ = _("{file} has errors, so it was not saved", file=path)
        raise CmcctError(message_, error.hint) from None
    if is_outdated:
        editing.update_schema(path)
        states = clone.unsaved()
    from cmcct.formats import changes

    before = clone.content("HEAD", clone.names[0]) or b""
    now = directory_file.read_file(clone.root / clone.names[0])
    changed = comparison.compare(*parse_differing(before, now))
    label = Lowered(_("Directory"))
    text = changes.count_changes(changed) or join(states)
    subject = message or _("{label}: {text}", label=label, text=text)

    def write_message(translator: Translator) -> str:
        details = changes.name_changes(changed, translator)
        return saves.save_message(translator.translate(subject), details)

    if chosen.is_json:
        committed = {name: clone.content("HEAD", name) for name in states}
        editing.write_trial(entry_changes.compare_files(clone.root, committed, clone.read(states)))
        return
    shown = write_message(output.translator()).replace(f"\n\n{saves.TRAILER}", "")
    output.write(output.fit(shown))
    if not chosen.dry_run:
        commit(clone, states, write_message(Translator(ENGLISH)))
        last_edit.forget(path)
        load_options.note_missing_driver([path])


def _refuse_lost(path: Path, name: str) -> None:
    """Raise `CmcctError` for an encrypted private file that is deleted or not complete."""
    if not os.path.lexists(path):
        message = _("{file} was deleted, so nothing was added to the history", file=name)
        raise CmcctError(message, options.hint_to_run("undo"))
    if not encrypted_file.is_complete(directory_file.read_file(path)):
        message = _("{file} is damaged", file=name)
        command = SafeText(f"git checkout HEAD -- {shell.quote(str(path))}")
        raise CmcctError(message, _("run {command}", command=command))


def open_clone(path: Path, *, is_trial: bool = False) -> Clone:
    """Return the clone of a directory file, with all files that are saved."""
    clone = Clone.open(path, is_trial=is_trial)
    return clone.including(_own_files(clone))


def commit(clone: Clone, states: Mapping[str, str], message: str) -> None:
    """Commit files, and print the commit, or what git and its hooks said.

    On a terminal, the user is asked for the author if git does not know it.
    """
    if not saves.has_author(clone.root) and prompts.is_interactive():
        author: dict[str, str] = {}
        form.fill(_AUTHOR, author)
        clone.set_author(**author)
    try:
        commit_id = clone.commit(message, states)
    except RefusedError as error:
        output.note_lines(error.printed)
        raise
    output.note(_("saved in commit {commit}", commit=commit_id[:7]))


def _own_files(clone: Clone) -> Iterator[str]:
    """Yield the other files that cmcct wrote and that nobody else has changed."""
    folder = Path(clone.names[0]).parent
    for name in scaffold.own_names():
        is_at_top = name == merge_driver.ATTRIBUTES_NAME or scaffold.is_top_file(name)
        inside = name if is_at_top else (folder / name).as_posix()
        path = clone.root / inside
        if inside not in clone.names and path.is_file() and not path.is_symlink():
            text, before = directory_file.read_file(path), clone.content("HEAD", inside) or b""
            if scaffold.is_own(name, *(data.decode(errors="replace") for data in (text, before))):
                yield inside
