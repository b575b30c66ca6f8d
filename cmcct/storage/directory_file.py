"""Find and read files; join the private file (overlay) to the directory."""

import os
import re
import stat
import tomllib
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from cmcct import system
from cmcct.diagnostics import Finding, Span
from cmcct.errors.exceptions import CmcctError, NoAccessError, system_reason
from cmcct.i18n.messages import Message, OptionalMessage, _, join_or, quote_text
from cmcct.model import file_format, loader
from cmcct.model.entities import Directory
from cmcct.storage import filesystem
from cmcct.text.shell import quote

if TYPE_CHECKING:
    from cmcct.storage.conflict_markers import Sides

DIRECTORY_NAME = "directory.toml"
OVERLAY_NAME = "directory.private.toml"
ENCRYPTED_SUFFIX = ".age"
ENCRYPTED_NAME = OVERLAY_NAME + ENCRYPTED_SUFFIX
OVERLAY_NAMES = (OVERLAY_NAME, ENCRYPTED_NAME)
_OVERLAY_SUFFIXES = (".private.toml", ".private.toml" + ENCRYPTED_SUFFIX)
SCHEMA_NAME = "directory.schema.json"  # beside a directory, for editors
MAX_SIZE = 20_000_000  # bytes of a file: one and a half times 30,000 entries

_MARKER = "<<<<<<<"  # of a conflict


class TomlSyntaxError(CmcctError):
    """A file that is not valid TOML, with the position of the error and a hint.

    `correction` is the line of the error as it should be, if that is the only reading of it.
    """

    correction = ""

    def __init__(self, path: Path, text: str, span: Span, reason: Message, advice: Message) -> None:
        """Store the text, the position of the error, the reason and the advice (phrases)."""
        hint = _("run {command}", command=check_command(path))
        super().__init__(syntax_error_message(str(path), span.line, reason), hint)
        self.path = path
        self.text = text
        self.span = span
        self.reason = reason
        self.advice = advice


class ConflictError(TomlSyntaxError):
    """A file with conflict markers, whose sides are both valid TOML."""

    def __init__(self, path: Path, text: str, sides: "Sides") -> None:
        """Store the sides; the error is at the first marker."""
        from cmcct.storage import conflict_markers

        line = sides.conflicts[0].start
        end = len(text.split("\n")[line - 1].removesuffix("\r")) + 1
        problem, advice = conflict_markers.PROBLEM, conflict_markers.ADVICE
        super().__init__(path, text, Span(line, 1, line, end), problem, advice)
        self.sides = sides


class UnreadableError(CmcctError):
    """A file that cannot be read."""

    def __init__(self, path: Path | Message, reason: object, hint: OptionalMessage = "") -> None:
        """Store the path or name; `reason` says why the file cannot be read."""
        super().__init__(_("cannot read {file}: {reason}", file=path, reason=reason), hint)
        self.path = path


def syntax_error_message(file: str, line: int, reason: Message) -> Message:
    """Return the message for an unparsable file, with position and reason."""
    return _("{file} is not valid TOML: line {line}: {reason}", file=file, line=line, reason=reason)


class LoadResult(NamedTuple):
    """A directory, with or without its overlay, and warnings about unreadable parts.

    `conflicting_ids` are those of the entries that an unfinished merge is about.
    If `directory` is not joined with the overlay, `with_private` is the joined one, and
    `unjoined` has warnings about overlay entries that could not be joined.
    """

    directory: Directory
    broken_ids: frozenset[str]
    warnings: tuple[Message, ...]
    with_private: Directory | None = None
    unjoined: tuple[Message, ...] = ()
    conflicting_ids: frozenset[str] = frozenset()


def is_overlay(path: Path) -> bool:
    """Return whether a file is a private file: by its name, or because `CMCCT_PRIVATE` names it."""
    target = os.path.realpath(path)
    if any(name.lower().endswith(_OVERLAY_SUFFIXES) for name in (path.name, target)):
        return True
    named = os.environ.get("CMCCT_PRIVATE")
    return os.path.realpath(named) == target if named else False


def refuse_overlay(path: Path) -> Path:
    """Return a path that a command shows the content of; raises `CmcctError` for a private file.

    As a directory, its numbers would be shown to every audience.
    """
    if is_overlay(path):
        message = _("{file} is the private file of a directory", file=path)
        raise CmcctError(message, _("give the directory file; its private file is read with it"))
    return path


def find_directory(path: Path | None, *, may_be_overlay: bool = False) -> Path:
    """Return the directory file: given, `CMCCT_DIRECTORY`, or the nearest, searching upwards.

    A private file is refused unless `may_be_overlay`, which a check is for.
    """
    if path is None and os.environ.get("CMCCT_DIRECTORY"):
        path = Path(os.environ["CMCCT_DIRECTORY"])
    if path is not None:
        return path if may_be_overlay else refuse_overlay(path)
    try:
        here = Path.cwd()
    except OSError as error:
        message = _("cannot access the current folder: {reason}", reason=system_reason(error))
        raise CmcctError(message) from None
    for folder in (here, *here.parents):
        # `Path.is_file` raises for a folder without search permission.
        if os.path.isfile(folder / DIRECTORY_NAME):  # noqa: PTH113
            return _refuse_foreign(folder / DIRECTORY_NAME)
    if os.path.isdir(here / DIRECTORY_NAME):  # noqa: PTH112
        return here / DIRECTORY_NAME  # to read it says what it is
    message = _("no {name} in {folder} or a parent folder", name=DIRECTORY_NAME, folder=here)
    hint = _("run cmcct init to create one, or give one with --directory")
    raise CmcctError(message, hint)


def find_editable(named: Path | None) -> Path:
    """Return the directory file to edit, as `find_directory` does; behind no link that git tracks.

    A command that asks finds it with this before the first question.
    """
    path = find_directory(named)
    filesystem.refuse_tracked(path)
    return path


def _refuse_foreign(path: Path) -> Path:
    """Return a file found by search; raises `CmcctError` if it belongs to another user.

    Anybody can create one in a shared folder. As in git, files of root are trusted, and root trusts
    those of the user who called sudo. For a link, the owners of link and target count.
    """
    user = system.user_id()
    trusted = {"0", str(user), os.environ.get("SUDO_UID", "") if user == 0 else ""}
    owners = {str(path.stat().st_uid), str(path.lstat().st_uid)}
    if user is not None and not owners <= trusted:
        message = _("{file} belongs to another user, so it is not used", file=path)
        raise CmcctError(message, _("if it is the right file, give it with --directory"))
    return path


def check_command(path: Path) -> str:
    """Return the command that checks a file, with `--directory` unless it is in use by default."""
    return command_for(path, "check")


def command_for(path: Path, name: str) -> str:
    """Return a command on a file, with `--directory` unless it is in use by default."""
    with suppress(CmcctError, OSError):
        in_use = find_directory(None)
        used = (in_use, find_overlay(in_use) or in_use)
        if os.path.realpath(path) in map(os.path.realpath, used):
            return f"cmcct {name}"
    return f"cmcct {name} --directory {quote(str(path))}"


def read_file(path: Path) -> bytes:
    """Return the content of a regular file or a stream passed by the shell; raises `CmcctError`.

    Other files are refused: a committed pipe, device or link could make a command hang, or show the
    content of another file as private contacts.
    """
    try:
        # A link may come from a commit, unless the user names it.
        named = os.environ.get("CMCCT_PRIVATE")
        if path.name in OVERLAY_NAMES and path.is_symlink() and not (named and Path(named) == path):
            hint = _("replace the link with the file, or set CMCCT_PRIVATE to its path")
            raise UnreadableError(path, _("it is a link"), hint)
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or system.is_shell_stream(path)):
            raise UnreadableError(path, _("not a regular file"))
        with path.open("rb") as file:
            return read_limited(path, file)
    except OSError as error:
        raise UnreadableError(path, system_reason(error)) from None


def read_limited(path: Path | Message, file: BinaryIO) -> bytes:
    """Return the content of an open file; raises `UnreadableError` if it is too large."""
    data = file.read(MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        raise UnreadableError(path, _("it is larger than {size} MB", size=MAX_SIZE // 1_000_000))
    return data


def is_encrypted(path: Path) -> bool:
    """Return whether a private file is encrypted, by its name."""
    return path.name.endswith(ENCRYPTED_SUFFIX)


def read_text(path: Path) -> bytes:
    """Return the text of a file, decrypted in memory if it is encrypted; raises `CmcctError`."""
    data = read_file(path)
    if not is_encrypted(path):
        return data
    from cmcct.storage import encrypted_file

    return encrypted_file.decrypt(path, data)


def parse_file(path: Path) -> dict[str, Any]:
    """Parse a TOML file; raises `TomlSyntaxError` and `CmcctError`."""
    return parse_bytes(path, read_text(path))


def parse_bytes(path: Path, data: bytes) -> dict[str, Any]:
    """Parse the bytes of a TOML file, with or without BOM.

    Raises `TomlSyntaxError`; `ConflictError` for a file with conflict markers.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _syntax_error(path, data.decode("utf-8-sig", errors="replace"), error) from None
    if _MARKER in text:  # even if the text is TOML: it may be in a string of several lines
        from cmcct.storage import conflict_markers

        if sides := conflict_markers.read_sides(text):
            raise ConflictError(path, text, sides)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _syntax_error(path, text, error) from None


def parse_corrected(
    path: Path, data: bytes, limit: int = 10
) -> tuple[bytes, dict[str, Any] | None, list[TomlSyntaxError]]:
    """Parse the bytes of a TOML file as `parse_bytes` does, after corrections that are no guess.

    Each of them, up to the limit, takes another parse. Returns the corrected text, its data, which
    is None if an error has no correction, and the errors. Those after such an error are found where
    its line holds one whole value: it is read without the line.
    """
    text, errors = data, list[TomlSyntaxError]()
    while True:
        try:
            raw = parse_bytes(path, text)
            return text, raw if all(error.correction for error in errors) else None, errors
        except TomlSyntaxError as error:
            lines = error.text.split("\n")
            number = error.span.line - 1
            is_whole = error.correction or _is_whole_value(lines[number])
            # After a line that was left out, another kind may follow from that.
            errors += [error] if is_whole or not errors or errors[-1].correction else []
            if not is_whole or len(errors) > limit:
                return text, None, errors
            lines[number] = error.correction + "\r" * lines[number].endswith("\r")
            bom = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
            text = bom + "\n".join(lines).encode()


def _is_whole_value(line: str) -> bool:
    """Return whether a line with a key can be taken out, and leaves no bracket or text open.

    An id cannot, since others refer to it, nor what is not UTF-8.
    """
    signs = Counter(line)
    return (
        bool(re.match(r"\s*(?!id\b)[\w-]+\s*[=:\"']", line))
        and "\ufffd" not in line
        and not re.search("\"{3}|'{3}", line)
        and signs["["] == signs["]"]
        and signs["{"] == signs["}"]
    )


def _syntax_error(path: Path, text: str, error: ValueError | RecursionError) -> TomlSyntaxError:
    from cmcct.storage import syntax_errors

    *span, reason, advice, correction = syntax_errors.explain(text, error)
    explained = TomlSyntaxError(path, text, Span(*span), reason, advice)
    explained.correction = correction
    return explained


def overlay_path(path: Path) -> Path:
    """Return the path of a directory file's overlay, whether it exists or not.

    The default is in the folder of the file itself, not of a link to it: the encrypted one if it
    exists. Raises `CmcctError`.
    """
    named = os.environ.get("CMCCT_PRIVATE")
    if not named:
        beside = Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114 - does not raise
        encrypted = beside.parent / ENCRYPTED_NAME
        return encrypted if os.path.lexists(encrypted) else beside.parent / OVERLAY_NAME
    if os.path.realpath(named) == os.path.realpath(path):
        message = _(
            "CMCCT_PRIVATE is set to the directory file, not a private file: {file}", file=named
        )
        raise CmcctError(message, _("set it to another file, or unset it"))
    return Path(named)


def plain_path(overlay: Path) -> Path:
    """Return the path that a private file has, or would have, as plain text."""
    return overlay.with_name(overlay.name.removesuffix(ENCRYPTED_SUFFIX))


def find_overlay(path: Path) -> Path | None:
    """Return the path of a directory file's overlay, if there is one; raises `CmcctError`."""
    overlay = overlay_path(path)
    # A configured or unreadable overlay is not treated as absent: reading it fails later.
    return overlay if os.environ.get("CMCCT_PRIVATE") or os.path.lexists(overlay) else None


def load(path: Path, data: bytes | None = None, *, private: bool = True) -> LoadResult:
    """Load all readable parts of a directory and its overlay.

    `data` replaces the content of the directory file; `private` joins the overlay. Raises
    `TomlSyntaxError` and `CmcctError`.
    """
    read = loader.parse_directory(parse_file(path) if data is None else parse_bytes(path, data))
    if file_format.describe_newer(read.raw):  # what is not known may be right
        loaded = LoadResult(read.directory, frozenset(), (file_format.MAY_BE_MISSING,))
    else:
        ids = (point.id for point in read.directory.focal_points)
        warnings = (*_warnings(path, path, read.findings), *describe_repeated(path, ids))
        loaded = LoadResult(read.directory, read.broken_ids, warnings)
    joined = join_overlay(path, loaded)
    # Without the overlay in the result, warnings about it are of no use.
    if private:
        return joined
    unjoined = tuple(describe_unjoined(path, joined.directory))
    return loaded._replace(with_private=joined.directory, unjoined=unjoined)


def join_overlay(path: Path, loaded: LoadResult) -> LoadResult:
    """Join a directory with its overlay, as far as the overlay is readable."""
    directory, broken_ids = loaded.directory, loaded.broken_ids
    warnings = [*loaded.warnings]
    try:
        overlay = find_overlay(path)
        raw = parse_file(overlay) if overlay else {}
    except CmcctError as error:
        # A broken overlay must not hide the directory.
        reason = error.explanation if isinstance(error, NoAccessError) else error.message
        warnings.append(_("private channels are left out: {reason}", reason=reason))
        overlay = None
    else:
        if overlay is None and directory.private.members:
            from cmcct.model import members

            warnings.append(_("private channels are left out: {reason}", reason=members.MISSING))
    if overlay is not None:
        extra = loader.parse_overlay(raw)
        parts = loader.overlay_entries(extra)
        warnings += _warnings(path, overlay, extra.findings)
        ids = {id_ for point in directory.focal_points for id_ in point.ids}
        if unknown := [quote_text(part.id) for part in parts if part.id not in ids]:
            text = _("no entry has the id {id}", id=join_or(unknown))
            warnings.append(_("{label}: {text}", label=overlay, text=text))
        directory = loader.merge_overlay(directory, parts)
        warnings += describe_unjoined(path, directory)
        broken_ids |= extra.broken_ids
    return LoadResult(directory, broken_ids, tuple(warnings))


def _warnings(directory: Path, path: Path, findings: Sequence[Finding]) -> list[Message]:
    message = _("{file} contains values that cannot be read", file=path)
    return [_name_check(directory, message)] if findings else []


def describe_repeated(path: Path, ids: Iterable[object]) -> list[Message]:
    """Return a warning about the first id that several entries have."""
    repeated = [quote_text(str(id_)) for id_, number in Counter(ids).items() if number > 1]
    message = _("the id {id} appears more than once")
    return [_name_check(path, message.with_values(id=id_)) for id_ in repeated[:1]]


def _name_check(path: Path, message: Message) -> Message:
    """Return a message, and the command that checks the file."""
    run = _("run {command}", command=check_command(path))
    return _("{label}: {text}", label=message, text=run)


def describe_unjoined(path: Path, directory: Directory) -> list[Message]:
    """Return a warning about overlay entries not joined because they name another person."""
    if not directory.unjoined:
        return []
    ids = join_or(map(quote_text, directory.unjoined))
    # Translators: {ids} are ids of entries
    message = _(
        "left out because the private file has another name than the entry: {ids}; run {command}"
    )
    return [message.with_values(ids=ids, command=check_command(path))]
