"""Checks on the output file of an export: only files that cmcct wrote are overwritten."""

import errno
import os
from pathlib import Path

from cmcct import system
from cmcct.cli import options
from cmcct.cli.screen import output, prompts
from cmcct.cli.vendored_click import get_current_context
from cmcct.errors.exceptions import CmcctError, system_reason
from cmcct.formats.recognition import OTHER_KINDS, SUFFIXES, is_own_export
from cmcct.i18n.messages import _, join, join_or, quote_text
from cmcct.model.entities import STRICTEST
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.storage import atomic, directory_file
from cmcct.text import shell

STDOUT = "-"

# As text: `Path` drops a slash at the end, which says that a folder is meant.
TARGET = options.option("FILE", "Output file [default: standard output]", "--output", "-o")
FORCE = options.flag("--force", "Overwrite any file, without a question.")

_OPEN_FILES = ("~${}", ".~lock.{}#")  # beside a file that Excel or LibreOffice has open
_OTHER_NAME_HINT = _("choose another one")
_FOLDER_ENDS = ("/", "/.", os.sep)
_TEXT_SUFFIXES = (".txt",)  # of the format that is none of an export
_KNOWN_SUFFIXES = {*OTHER_KINDS, *(each for suffixes in SUFFIXES.values() for each in suffixes)}


def write_file(
    name: str, content: bytes, directory: Path, output_format: str, *, force: bool, private: bool
) -> None:
    """Write a file in a format, readable for the user alone if it is private.

    Raises `CmcctError` if it would overwrite one that cmcct did not write, unless `force`.
    """
    target = Path(name)
    if name.endswith(_FOLDER_ENDS) and not target.is_dir():
        _refuse_missing_folder(target)
        reason = system_reason(OSError(errno.ENOTDIR, ""))
        raise CmcctError(
            _("cannot write {file}: {reason}", file=name, reason=reason), _OTHER_NAME_HINT
        )
    refuse_target(Path(name), directory, output_format, force=force)
    if not force:
        _ask_replacement(Path(name))
    atomic.write_file(Path(name), content, private=private)


def write_list(
    name: str,
    content: bytes,
    directory: Path,
    output_format: str,
    view: AudienceView,
    *about: str,
    force: bool,
) -> None:
    """Write a file like `write_file`, and say what it is about and for whom."""
    private = view.audience == STRICTEST
    write_file(name, content, directory, output_format, force=force, private=private)
    audience = _("audience {audience}", audience=vocabulary.InlineTerm("audience", view.audience))
    output.note(_("{label}: {text}", label=Path(name), text=join([*about, audience, view.marking])))


def refuse_target(target: Path, directory: Path, output_format: str, *, force: bool) -> None:
    """Raise `CmcctError` if an export in a format must not be written to this file.

    `force` allows any file except the directory file and its private file.
    """
    # They are the only copy of the data.
    overlay = directory_file.find_overlay(directory)
    private = (overlay, directory_file.plain_path(overlay)) if overlay else ()
    if any(_is_same_file(target, file) for file in (directory, *private)):
        raise CmcctError(_("the output would overwrite {file}", file=target), _OTHER_NAME_HINT)
    if not force:
        _refuse_suffix(target, output_format)
    _refuse_missing_folder(target.parent)
    if os.path.isdir(target):  # noqa: PTH112 - `is_dir` raises where a name is too long
        reason = system_reason(OSError(errno.EISDIR, ""))
        message = _("cannot write {file}: {reason}", file=target, reason=reason)
        if output_format == "vcard":
            raise CmcctError(message, _("use --split to write one file per contact into it"))
        raise CmcctError(message, _("give the name of a file in it"))
    if not force and os.path.lexists(target) and not _is_stream(target):
        _refuse_foreign(target)


def _ask_replacement(target: Path) -> None:
    """Ask on a terminal whether an existing file is replaced; raises `CmcctError` if not.

    Also if a spreadsheet program has the file open, as its file beside it says.
    """
    if any(os.path.lexists(target.with_name(name.format(target.name))) for name in _OPEN_FILES):
        message = _("{file} is open in a spreadsheet program", file=target)
        raise CmcctError(message, _("close {file} in Excel", file=target.name))
    if not (prompts.is_interactive() and target.is_file() and target.stat().st_size):
        return
    if target.suffix.lower() == ".xlsx":
        from cmcct.formats import xlsx

        if not xlsx.is_sealed(target.read_bytes()):
            output.warn(_("{file} was changed by hand, or saved by another program", file=target))
    prompts.require_yes(_("Replace {file}?", file=target))


def ask_name(output_format: str) -> str | None:
    """Return the name of the output file, None where nobody can answer."""
    if not prompts.is_interactive():
        return None
    # Translators: the name of a file without its end: list.xlsx
    default = output.translator().gettext("list") + SUFFIXES[output_format][0]
    return prompts.prompt(_("Name of the file"), str, default=default)


def add_suffix(name: str, output_format: str) -> str:
    """Return the name of a new file with the suffix of its format, if a person typed it without."""
    is_typed = prompts.is_interactive() and not name.endswith(_FOLDER_ENDS)
    is_new = not (Path(name).suffix or os.path.lexists(name))
    return name + SUFFIXES[output_format][0] if is_typed and is_new else name


def refuse_git_folder(folder: Path) -> None:
    """Raise `CmcctError` for a folder `.git`, or one inside it."""
    parts = (*folder.parts, *Path(os.path.realpath(folder)).parts)
    if any(part.casefold() == ".git" for part in parts):
        message = _("{folder} is part of a git repository's data", folder=folder)
        raise CmcctError(message, _("choose an empty folder"))


def refuse_file_name(folder: Path) -> Path:
    """Return an output folder; raises `CmcctError` if its name is that of a file, and it is new."""
    if folder.suffix.lower() in _KNOWN_SUFFIXES and not folder.is_dir():
        message = _("several files are written, and {name} is the name of one", name=folder)
        raise CmcctError(message, _("name a folder: {folder}", folder=folder.with_suffix("")))
    return folder


def is_name(word: str) -> bool:
    """Return whether a word ends as the names of exported files do, and is no e-mail address."""
    return "@" not in word and Path(word).suffix.lower() in _KNOWN_SUFFIXES


def find_format(name: str) -> str:
    """Return the format that the end of a file's name says; raises `CmcctError`."""
    suffix = Path(name).suffix.lower()
    formats = [form for form, suffixes in SUFFIXES.items() if suffix in suffixes]
    if len(formats) == 1:
        return formats[0]
    message = _("the name {file} does not say which format to write", file=quote_text(name))
    if formats:
        commands = (f"cmcct export {form} -o {shell.quote(name)}" for form in formats)
        raise CmcctError(message, _("run {command}", command=join_or(commands)))
    suffixes = (suffix for (suffix, *_others) in SUFFIXES.values())
    raise CmcctError(message, _("end it in {words}", words=join_or(suffixes)))


def _refuse_suffix(target: Path, output_format: str) -> None:
    """Refuse a name whose end is that of another format, and name the command that writes that."""
    suffix, fitting = target.suffix.lower(), SUFFIXES.get(output_format, _TEXT_SUFFIXES)
    if suffix not in _KNOWN_SUFFIXES or suffix in fitting:
        return
    hints = [_("end it in {words}", words=fitting[0])]
    words = get_current_context().meta[options.WORDS]
    formats = [form for form, suffixes in SUFFIXES.items() if suffix in suffixes]
    if len(formats) == 1 and {"export", output_format} <= {*words}:
        command = (formats[0] if word == output_format else word for word in words)
        hints.append(options.hint_to_run(*command))
    message = _("the name {file} does not match the format {format}")
    raise CmcctError(message.with_values(file=target, format=output_format), join_or(hints))


def _is_same_file(path: Path, other: Path) -> bool:
    """Return whether two paths are the same file, on case-insensitive systems too.

    The file may be missing.
    """
    try:
        return path.samefile(other)
    except OSError:
        return os.path.realpath(path) == os.path.realpath(other)


def _refuse_missing_folder(folder: Path) -> None:
    if not os.path.lexists(folder):
        message = _("the folder {folder} does not exist", folder=folder)
        raise CmcctError(message, _("run {command}", command=shell.mkdir_command(folder)))


def _is_stream(target: Path) -> bool:
    """Return whether nothing can be overwritten: a pipe of the shell or a device."""
    is_device = target.parts[1:2] == ("dev",) and target.is_char_device()
    return system.is_shell_stream(target) or is_device


def _refuse_foreign(target: Path) -> None:
    """Refuse an existing file that is not an export, links to such files, and dangling links."""
    is_link, is_file = target.is_symlink(), target.is_file()
    if is_file and (is_own_export(target) or not (is_link or target.stat().st_size)):
        return
    hint = _("choose another name, or use --force to overwrite it")
    message = _("{file} is not an export of cmcct")
    if is_link and target.exists():
        message = _("{file} is a link to {target}, which is not an export of cmcct")
    elif is_link:
        message = _("{file} is a link to {target}, which does not exist")
    raise CmcctError(message.with_values(file=target, target=os.path.realpath(target)), hint)
