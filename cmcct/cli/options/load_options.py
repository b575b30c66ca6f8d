"""Load the directory for a command: current, past, or the last valid version.

Where its private file is encrypted, the command needs the passphrase of an identity.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cmcct.cli import options
from cmcct.cli.screen import output
from cmcct.cli.vendored_click import get_current_context
from cmcct.clock import local, today
from cmcct.diagnostics import Finding
from cmcct.errors.exceptions import CmcctError, NoAccessError
from cmcct.i18n.messages import LongDate, Message, SafeText, _, join
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.privacy.levels import AUDIENCES
from cmcct.storage import directory_file, filesystem
from cmcct.storage.directory_file import ConflictError, LoadResult, TomlSyntaxError
from cmcct.system import is_log
from cmcct.text import shell

_AS_OF = _("as of {date}, commit {commit}")
_MAX_LISTED_IDS = 10  # ids shown in a warning

AT = options.option(
    "REV|DATE|MEETING", "Show the directory as of a commit, date or meeting.", "--at"
)


def shows_private(audience: str | None) -> bool:
    """Return whether to show the private overlay: on a terminal, or if explicitly requested.

    The log of a build server never shows it: `load_lenient`.
    """
    is_asked = audience == STRICTEST or (audience is None and output.is_stdout_terminal())
    return is_asked and not is_log()


def load_lenient(
    directory: Path | None,
    at: str | None,
    *,
    may_be_older: bool = False,
    private: bool = False,
    audience: str | None = None,
) -> LoadResult:
    """Read a directory for a lookup, skipping errors in it.

    Of a file with conflict markers, it is OURS, with the stricter sharing of both sides. With
    `may_be_older`, the newest valid committed version replaces another file that is not valid TOML;
    with `private`, the private overlay is joined, but in the log of a build server, which keeps
    what is printed. Its passphrase is asked for only for the strictest audience, if that is
    requested.
    """
    if private and is_log():
        loaded = load_lenient(directory, at, may_be_older=may_be_older, audience=audience)
        report_hidden_channels(loaded, loaded.directory.focal_points)
        return loaded
    path = directory_file.find_directory(directory)
    if at is not None:
        return _load_version(path, at, may_be_broken=True)
    prepare_access(path, may_ask=audience == STRICTEST)
    try:
        return _withhold_private(path, directory_file.load(path, private=private))
    except ConflictError as conflict:
        from cmcct.history import conflicts

        return conflicts.load_ours(path, conflict, private=private)
    except TomlSyntaxError as error:
        if may_be_older and (older := _load_latest_valid(path, error, private=private)):
            return older
        raise


def _withhold_private(path: Path, loaded: LoadResult) -> LoadResult:
    """Return a directory in which a channel that is in the private file too is private.

    `cmcct check` says so, and lists are not made of it.
    """
    if directory_file.find_overlay(path) is None:
        return loaded
    from cmcct.privacy import limits

    joined = loaded.with_private or loaded.directory
    return loaded._replace(directory=limits.take_stricter(loaded.directory, joined))


def marked_ids(loaded: LoadResult) -> frozenset[str]:
    """Return the ids of the entries to mark with `!`: in a pipe, only those in conflict."""
    broken = loaded.broken_ids if output.is_stdout_terminal() else frozenset()
    return loaded.conflicting_ids | broken


def mark_left(loaded: LoadResult) -> LoadResult:
    """Mark seats whose last day has passed as left; for the screen, never for a list."""
    with_private = loaded.with_private and _mark_points_left(loaded.with_private, today())
    return loaded._replace(
        directory=_mark_points_left(loaded.directory, today()), with_private=with_private
    )


def _mark_points_left(directory: Directory, day: date) -> Directory:
    update = {"status": "left"}
    points = directory.focal_points
    seen = (p.model_copy(update=update) if p.has_left(day) else p for p in points)
    return replace(directory, focal_points=tuple(seen))


def report_hidden_channels(loaded: LoadResult, points: Iterable[FocalPoint]) -> None:
    """Print that private channels of these entries are left out, if they have any."""
    if loaded.with_private is None:
        return
    whole = {point.id: point for point in loaded.with_private.focal_points}
    own = {point.id: point for point in loaded.directory.focal_points}
    addresses = loaded.with_private.private_addresses
    if any(whole[p.id] != own[p.id] or p.id in addresses for p in points):
        text = _("private channels are left out: use --audience secretariat to include them")
        output.note(output.LEFT_OUT if is_log() else text)
    output.warn(*loaded.unjoined)


def load_strict(
    directory: Path | None, at: str | None, audience: str, day: date | None = None
) -> Directory:
    """Read a directory for an export; raises `CmcctError` if it has errors on a day, or today.

    The private overlay is read for the secretariat only, so that no other list depends on it.
    Errors in a past version cannot be fixed any more, so its readable part is returned, unless it
    is not valid TOML: then the extent of the loss is unknown.
    """
    path, day = directory_file.find_directory(directory), day or today()
    if at is None:
        from cmcct.check import runner

        prepare_access(path, may_ask=audience == STRICTEST)
        try:
            strict = runner.load_valid(path, day, audience)
        except NoAccessError as error:
            output.warn(_("private channels are left out: {reason}", reason=error.explanation))
            strict = runner.load_valid(path, day, audience := AUDIENCES[0])
        else:
            if audience == STRICTEST and _is_file_missing(path, strict):
                from cmcct.model import members

                output.warn(_("private channels are left out: {reason}", reason=members.MISSING))
        if audience != STRICTEST:  # else it was checked with all of the private file
            refuse_disclosed(path, strict, day)
        output.warn(*directory_file.describe_unjoined(path, strict))
        return strict
    loaded = _load_version(path, at)
    output.warn(*loaded.warnings)
    return loaded.directory


def refuse_disclosed(path: Path, directory: Directory, day: date) -> None:
    """Raise `CmcctError` if a channel is in the directory and in the private file.

    Prints why it cannot be said, if the private file is not readable or not there.
    """
    from cmcct.check import runner
    from cmcct.model import members

    unread = runner.refuse_disclosed(path, directory, day)
    if unread is None and _is_file_missing(path, directory):
        unread = CmcctError(members.MISSING)
    if unread:
        reason = unread.explanation if isinstance(unread, NoAccessError) else unread.message
        message = _("not checked whether the directory has numbers of the private file: {reason}")
        output.warn(message.with_values(reason=reason))


def _is_file_missing(path: Path, directory: Directory) -> bool:
    """Return whether a directory names members of a private file that is not there."""
    return bool(directory.private.members) and directory_file.find_overlay(path) is None


def load_at(directory: Path | None, since: str, at: str | None, audience: str) -> Directory:
    """Read the directory that an earlier list was made from.

    The private overlay has no history: today's is joined to both states, so that it adds no change.
    It is for the strictest audience only.
    """
    path = directory_file.find_directory(directory)
    loaded = _load_version(path, since, _("since {date}, commit {commit}"))
    output.warn(*loaded.warnings)
    # Parts of seats newer than that state have no entry there: this is not worth a warning.
    has_overlay = at is None and audience == STRICTEST
    prepare_access(path, may_ask=has_overlay)
    return (directory_file.join_overlay(path, loaded) if has_overlay else loaded).directory


def _load_version(
    path: Path, name: str, remark: Message = _AS_OF, *, may_be_broken: bool = False
) -> LoadResult:
    """Read a past version, without the private overlay, which has no history."""
    from cmcct.history import entry_versions, revisions
    from cmcct.model import file_format, loader

    version = revisions.resolve_version(path, name, today())
    try:
        read = loader.parse_directory(revisions.parse_version(path, version))
    except TomlSyntaxError as error:
        if not may_be_broken:
            raise
        warning = _("{reason}; showing what can be read", reason=error.message)
        loaded = LoadResult(entry_versions.parse_lenient(version.data)[0], frozenset(), (warning,))
    else:
        warnings = (_unreadable_warning(name, read.findings),) if read.findings else ()
        if file_format.describe_newer(read.raw):
            if not may_be_broken:
                file_format.refuse_newer(read.raw)
            warnings = (file_format.MAY_BE_MISSING,)
        loaded = LoadResult(read.directory, read.broken_ids, warnings)
    day = LongDate(local(version.when).date())
    output.note(remark.with_values(date=day, commit=version.commit[:7]))
    limited = replace(loaded.directory, current=revisions.current_reader(path))
    return loaded._replace(directory=limited)


def _unreadable_warning(name: str, findings: Iterable[Finding]) -> Message:
    """Return a warning that names the entries of a past version with unreadable values."""
    ids = [*dict.fromkeys(filter(None, (finding.entry for finding in findings)))]
    message = _("{file} contains values that cannot be read", file=name)
    if not ids:
        return message
    entries = join(ids[:_MAX_LISTED_IDS])
    if more := len(ids[_MAX_LISTED_IDS:]):
        entries = _("{entries} and {count} more", entries=entries, count=more)
    return _("{label}: {text}", label=message, text=entries)


def _load_latest_valid(path: Path, error: TomlSyntaxError, *, private: bool) -> LoadResult | None:
    """Return the newest committed version that is valid TOML, or None."""
    from cmcct.history import revisions

    version = revisions.latest_valid(path)
    if version is None:
        return None
    loaded = directory_file.load(path, version.data, private=private)
    day = LongDate(local(version.when).date())
    warning = _("{reason}; showing the version of {date}", reason=error.message, date=day)
    return loaded._replace(warnings=(warning, *loaded.warnings))


def prepare_access(path: Path, *, may_ask: bool) -> None:
    """Allow the command to read a directory's private file if that is encrypted.

    With `may_ask`, the passphrase of the identity is asked for, before any lock is taken. Raises
    `CmcctError` if it is wrong.
    """
    overlay = None
    with suppress(CmcctError):  # reported where the file is read
        overlay = directory_file.find_overlay(path)
    if overlay is not None and directory_file.is_encrypted(overlay):
        allow_access(may_ask=may_ask)


def read_private(path: Path) -> dict[str, Any]:
    """Return the data of a directory's private file, none if there is no file.

    Raises `CmcctError`.
    """
    overlay = directory_file.find_overlay(path)
    return directory_file.parse_file(overlay) if overlay else {}


def allow_access(*, may_ask: bool) -> None:
    """Allow the command to read encrypted private files, as `prepare_access` does."""
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
        output.advise(_("run {command}", command=SafeText(f"chmod 600 {shell.quote(str(path))}")))
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
        text = _("a member runs {command}, which says what is left to do", command="cmcct check")
        output.note(text)


def note_missing_driver(paths: Sequence[Path]) -> None:
    """Print on a terminal that git merges a file by lines, although the repository says no."""
    from cmcct.history import merge_driver

    encrypted = (path.parent / directory_file.ENCRYPTED_NAME for path in paths)
    for path in (*paths, *filter(os.path.lexists, encrypted)):
        if output.is_stdout_terminal() and merge_driver.is_missing(path):
            command = directory_file.command_for(path, "git-setup")
            text = _("git merges {file} by lines here: run {command}", file=path, command=command)
            output.note(text)
            return


def _ask_passphrase() -> str:
    from cmcct.cli.screen import prompts

    return prompts.ask_secret(_("Passphrase of your identity"))
