"""`cmcct undo`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from cmcct.cli import options
from cmcct.cli.edits import editing, entry_names
from cmcct.cli.edits.edit_options import EditOptions, edit_command
from cmcct.cli.options import load_options
from cmcct.cli.screen import output, prompts
from cmcct.edit import change_words, entry_changes, last_edit, operations, overlay
from cmcct.edit.channels import list_channels, with_sharing
from cmcct.edit.last_edit import LastEdit
from cmcct.edit.transaction import BeforeAfter, DirectoryOnly
from cmcct.errors.exceptions import CmcctError, DeclinedError
from cmcct.history import comparison, saves
from cmcct.history.entry_versions import parse_differing
from cmcct.history.saves import Clone, RefusedError
from cmcct.i18n.messages import Message, SafeText, _, join, join_or, ngettext
from cmcct.model import file_format
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.reference import vocabulary
from cmcct.storage import directory_file
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.toml.values import get_items, get_tables, is_same

_MAX_LISTED = 5  # entries named after a no
_MAX_CHOICES = 20  # entries of which one may be chosen


@options.command("undo --dry-run")
@edit_command
def undo(
    chosen: EditOptions,
    words: list[str] | None = options.argument(
        "ID", "Undo this entry alone; the word 'last' undoes the last command.", None
    ),
    last: bool = options.flag("--last", "Undo the newest commit of cmcct save, in a new commit."),
) -> None:
    """Undo the last command, or all changes since the last commit.

    It shows what it will do, and asks. With --yes, it undoes all changes; cmcct undo last
    undoes the last command, which may be an undo. With --last, it undoes the newest unpushed
    commit of cmcct save. With an id, only that entry is restored to its last saved version, or
    the one before. An unencrypted private file stays: it has no history.
    """
    is_latest = vocabulary.means("option", id_ := " ".join(words or ()), "last")
    if id_ and last and not is_latest:
        raise options.conflict_error("ID", "--last")
    path = directory_file.find_directory(chosen.directory)
    clone = Clone.open(path, is_trial=chosen.dry_run)
    present = b""
    with suppress(CmcctError):  # it may be missing
        present = directory_file.read_file(path)
    latest = last_edit.read(path)
    if last:
        _undo_save(clone, chosen)
    elif is_latest and not latest and clone.unsaved():
        message = _("cannot undo the last command alone: it has no record, or the file has changed")
        raise CmcctError(message, options.hint_to_run("undo"))
    elif meant := (latest if is_latest else id_) or _undo_changes(clone, chosen, latest):
        if isinstance(meant, str):
            _undo_entry(clone, path, chosen, meant)
        else:
            before = {clone.names[0]: meant.before}
            statement = _("this undoes {command}", command=_describe(clone, meant))
            _restore(clone, before, clone.read(before), statement, chosen)
        return
    private = directory_file.find_overlay(path)
    if private and not (chosen.dry_run or directory_file.is_encrypted(private)):
        _note_lost(path, present)
        text = _(
            "{file} has no history: what was deleted from it cannot be restored, and what was "
            "moved into it stays there; run {command} to see what is in both files"
        )
        command = directory_file.check_command(path)
        if b"focal_point" in directory_file.read_file(private):  # not a secret of rounds alone
            output.note(text.with_values(file=private.name, command=command))


def _note_lost(path: Path, present: bytes) -> None:
    """Print what an undo took out of the directory, for few people and in no file any more.

    It may be of the private file, which does not return.
    """
    with suppress(CmcctError):
        old = directory_file.parse_bytes(path, present)
        lost = overlay.lost_channels(
            {}, old, directory_file.parse_file(path), load_options.read_private(path)
        )
        for entry in get_tables(old, "focal_point"):
            for channel in list_channels(entry):
                audiences = entry.get("sharing"), channel.values.get("sharing")
                normal = operations.normalise(channel.key, channel.item)
                if STRICTEST not in audiences or (channel.key, normal) not in lost:
                    continue
                id_ = str(entry["id"])
                value = editing.format_typed(with_sharing(channel.key, channel.item, ""))
                typed = shell.quote(f"{channel.key}={value}")
                command = SafeText(f"cmcct set {shell.quote(id_)} --private --add {typed}")
                name = change_words.name_channel(channel.key, channel.values)
                text = _("{id}: no file has {channel} now; to keep it private: {command}")
                output.note(text.with_values(id=id_, channel=name, command=command))


def _undo_changes(clone: Clone, chosen: EditOptions, latest: LastEdit | None) -> str | LastEdit:
    """Restore the files of the last commit; raises `CmcctError` if the user refuses.

    Returns the command, or the id of the entry, that is to be undone instead, or "".
    """
    states = clone.unsaved()
    contents = _committed_contents(clone, states)
    if clone.names[0] in states and clone.names[0] not in contents:
        if latest:
            return latest
        message = _("{file} was never saved, so nothing can be undone", file=clone.names[0])
        raise CmcctError(message, options.hint_to_run("save"))
    if not contents:
        editing.note_unchanged(chosen, _("nothing changed since the last saved version"))
        with suppress(CmcctError):  # nothing of ours that may be undone
            clone.newest_save()
            command = SafeText("cmcct undo --last")
            text = _("to undo the last save: {command} (one entry only: cmcct undo ID)")
            output.note(text.with_values(command=command))
        return ""
    present = clone.read(contents)
    number = len(contents)
    files = ngettext("{count} file will be restored", "{count} files will be restored", number)
    statement = _(
        "this undoes all changes since the last commit (one entry only: cmcct undo ID). {files}",
        files=files,
    )
    if prompts.can_ask() and not (chosen.yes or chosen.dry_run):
        choices: dict[str, str | LastEdit] = {}
        if latest and contents != {clone.names[0]: latest.before}:
            choices[output.translator().translate(_describe(clone, latest))] = latest
        choices[output.translator().gettext("everything")] = ""
        entries, _lines = _compare(clone, contents, present)
        if 1 < len(entries) <= _MAX_CHOICES:
            choices |= {f"{label} ({id_})": id_ for id_, label in entries.items()}
        question = _("What do you want to undo?")
        meant = prompts.choose_number(question, choices) if len(choices) > 1 else ""
        if meant is None:
            raise DeclinedError(prompts.nothing_done())
        if meant:
            return meant
    _restore(clone, contents, present, statement, chosen)
    return ""


def _describe(clone: Clone, latest: LastEdit) -> Message:
    """Return the words of the last command, with the number of its changes."""
    before = {clone.names[0]: latest.before}
    (change,) = entry_changes.compare_files(clone.root, before, clone.read(before))
    text = _("the last command: {command}", command=latest.command.removeprefix("cmcct "))
    count = len(change.entry_changes)
    entries = ngettext("{count} change", "{count} changes", count)
    return _("{text} ({remark})", text=text, remark=entries) if count else text


def _restore(
    clone: Clone,
    contents: Mapping[str, bytes],
    present: Mapping[str, bytes | None],
    statement: Message,
    chosen: EditOptions,
) -> None:
    """Show and write these files, if the user agrees; print how what they replace comes back.

    A trial writes nothing. Raises `CmcctError` if the user refuses the statement.
    """
    _ask(_show(clone, contents, present, statement, chosen), statement, chosen)
    if chosen.dry_run:
        return
    clone.unstage(contents)  # before a file changes: it fails where the index is locked
    for name, blob in clone.restore(contents, present).items():
        command, path = f"git cat-file blob {blob[:12]}", clone.root / name
        if [*contents] == [clone.names[0]]:
            last_edit.record(path, LastEdit("cmcct undo", present[name] or b""), contents[name])
            command = "cmcct undo last" if last_edit.read(path) else command
        text = _("{file}: restored; to get back what was undone: {command}")
        output.note(text.with_values(file=name, command=SafeText(command)))


def _undo_entry(clone: Clone, path: Path, chosen: EditOptions, id_: str) -> None:
    """Restore an entry of the directory file as it is in the last commit; raises `CmcctError`.

    If it is as committed, it is restored as it was before the newest save.
    """
    old = directory_file.parse_bytes(path, clone.content("HEAD", clone.names[0]) or b"")
    entries = {str(entry.get("id")) for entry in get_tables(old, "focal_point")}
    words = id_.split()
    if len(words) > 1 and (ids := [word for word in words if word in entries]):
        commands = (shell.command_line("undo", word) for word in ids)
        message = _("changes of one entry are undone at a time")
        raise CmcctError(message, _("run {command}", command=join_or(commands)))
    if id_ not in entries:
        chosen, (id_,) = entry_names.resolve(chosen, [id_])
    if id_ not in entries:
        entry = operations.get_entry(directory_file.parse_file(path), id_)
        message = _("{id} is in no saved version", id=id_)
        former = [old for old in get_items(entry, "formerly") if old in entries]
        # Removing it would lose what is saved under its former id.
        following = ["rename", id_, former[-1]] if former else ["remove", id_]
        raise CmcctError(message, options.hint_to_run(*following))
    saved = operations.get_entry(old, id_)  # raises if two have the id
    with suppress(CmcctError):  # changed, or no such version of it
        if is_same(saved, operations.get_entry(directory_file.parse_file(path), id_)):
            data = clone.contents_before(clone.newest_save())[clone.names[0]]
            saved = operations.get_entry(directory_file.parse_bytes(path, data), id_)

    def change(raw: operations.RawTable) -> None:
        present = get_tables(raw, "focal_point")
        if id_ in operations.taken_ids(present):
            entry = operations.get_entry(raw, id_)  # raises if its id is another now, or repeated
            entry.clear()
            entry.update(saved)
            return
        # Raises if two entries have an id: one of them may be this entry.
        operations.get_entries(raw, [str(entry["id"]) for entry in present if "id" in entry])
        operations.add(raw, [saved])

    def find_statements(sides: BeforeAfter) -> Iterator[Message]:
        # They are reported afterwards, or in the question about an entry that is named.
        is_told = chosen.yes or (chosen.named and prompts.is_interactive())
        for pair in () if is_told else sides.changes:
            line = pair.line(has_values=bool(pair.before) and not is_log())
            yield _("undoing makes this change: {change}", change=line)
        yield from editing.find_widened(sides)

    operation = DirectoryOnly(change)
    editing.run_edit(chosen, operation, may_be_same=False, find_statements=find_statements)


def _undo_save(clone: Clone, chosen: EditOptions) -> None:
    """Revert the newest save in a new commit; raises `CmcctError` if that cannot be done."""
    if clone.repository.head() is None:
        raise CmcctError(_("there are no commits yet, so there is no history"))
    saved = clone.newest_save()
    contents = clone.contents_before(saved)
    present = clone.read(contents)
    # After the files were read: `restore` compares them with what it finds.
    if _committed_contents(clone, clone.including(contents).unsaved()):
        commands = join_or(map(SafeText, ("cmcct save", "cmcct undo")))
        hint = _("run {command}", command=commands)
        raise CmcctError(_("some changes are not yet in the history"), hint)
    statement = _("this undoes commit {commit}", commit=saved.commit[:7])
    if subject := saves.own_subject(saved.subject):  # `_show` says the same as that of `save`
        statement = _("{text} ({remark})", text=statement, remark=subject)
    _show(clone, contents, present, statement, chosen)
    _ask((), statement, chosen)  # nothing of it is unsaved
    if chosen.dry_run:
        return
    clone.unstage(contents)
    clone.restore(contents, present)
    try:
        commit = clone.commit(saves.revert_message(saved), dict.fromkeys(contents, ""))
    except CmcctError as error:
        old = {name: data for name, data in present.items() if data is not None}
        try:
            clone.restore(old, contents)
        except CmcctError as changed:  # what another command has written since stays
            output.warn(changed.message)
        if isinstance(error, RefusedError):
            output.note_lines(error.printed)
        raise
    output.note(_("undone (commit {commit})", commit=commit[:7]))


def _committed_contents(clone: Clone, names: Mapping[str, object]) -> dict[str, bytes]:
    """Return the content in the last commit of those files that are in it."""
    contents = {name: clone.content("HEAD", name) for name in names}
    return {name: data for name, data in contents.items() if data is not None}


def _compare(
    clone: Clone, contents: Mapping[str, bytes], present: Mapping[str, bytes | None]
) -> tuple[Mapping[str, str], Sequence[str]]:
    """Compare these contents with the files: names of the entries that come back, and changes.

    The names are by id; of the changes, ids and fields. Raises `CmcctError` if a newer cmcct wrote
    one of the versions of the directory file.
    """
    from cmcct.formats import changes

    name = clone.names[0]
    changed, translate = _("changed: {keys}"), output.translator().translate
    files = {file: translate(changed.with_values(keys=file)) for file in (name, *contents)}
    whole = files.pop(name)
    lines = [*files.values()]
    try:
        for data in (contents.get(name), present.get(name)):
            file_format.refuse_newer(directory_file.parse_bytes(Path(name), data or b""))
    except directory_file.TomlSyntaxError:  # what is read of it would seem to change
        return {}, [whole, *lines]
    if name not in contents:
        return {}, lines
    compared = comparison.compare(*parse_differing(present[name] or b"", contents[name]))
    points = [each.after for each in compared if isinstance(each.after, FocalPoint)]
    named = changes.name_changes(compared, output.translator(), is_edit=True)
    return {point.id: point.label for point in points}, [*(named or [whole]), *lines]


def _show(
    clone: Clone,
    contents: Mapping[str, bytes],
    present: Mapping[str, bytes | None],
    statement: Message,
    chosen: EditOptions,
) -> Mapping[str, str]:
    """Print what changes when these contents replace the files, as `_compare` returns it.

    JSON has the values too, and the statement to agree to. Returns the names of the entries.
    """
    entries, lines = _compare(clone, contents, present)
    if chosen.is_json:
        editing.write_trial(entry_changes.compare_files(clone.root, present, contents), [statement])
    else:
        heading = output.translator().gettext("undoing will make these changes:")
        output.write(output.fit("".join([f"{heading}\n", *(f"  {line}\n" for line in lines)])))
    return entries


def _ask(entries: Iterable[str], statement: Message, chosen: EditOptions) -> None:
    """Ask whether a statement is meant; raises `CmcctError` if not."""
    try:
        editing.agree(statement, yes=chosen.yes or chosen.dry_run)
    except DeclinedError as error:
        if ids := [*entries][:_MAX_LISTED]:
            commands = ["cmcct diff", *(f"cmcct undo {shell.quote(id_)}" for id_ in ids)]
            error.hint = _(
                "to see the changes, or undo one entry only: {command}", command=join(commands)
            )
        raise
