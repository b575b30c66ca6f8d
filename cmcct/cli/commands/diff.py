"""`cmcct diff`."""

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import typer

from cmcct.cli import options
from cmcct.cli.options import export_targets, filter_options
from cmcct.cli.screen import output
from cmcct.clock import local, today
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError, ExitCode
from cmcct.fieldtypes import dates
from cmcct.history import comparison, revisions
from cmcct.history.git.repository import Repository
from cmcct.i18n.messages import LongDate, SafeText, _, join
from cmcct.model import loader
from cmcct.model.entities import Directory, FocalPoint
from cmcct.privacy import audiences, redaction
from cmcct.reference import vocabulary
from cmcct.search import query
from cmcct.search.query import Query
from cmcct.storage import directory_file
from cmcct.text.folding import fold
from cmcct.text.shell import command_line

FORMATS = ("text", "markdown", "json", "csv")


@options.command("diff georgetown-2019 --format markdown")
@partial(filter_options.add_filters_without_terms, status="all")
def diff(
    selection: Query,
    words: list[str] | None = options.argument(
        "[A[..B] | FILE FILE] [TERM]",
        "Revisions, dates, editions, meetings, or two files; other words select entries, as in "
        "search [default: last commit and the current file]",
        default=None,
    ),
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    output_format: str = options.choice("format", FORMATS, "Output format.", "text"),
    target: str | None = export_targets.TARGET,
    force: bool = export_targets.FORCE,
    lang: str | None = options.LANG,
    no_contacts: bool = options.flag("--no-contacts", "Hide e-mails, numbers and notes."),
    no_confirmations: bool = options.flag(
        "--no-confirmations", "Show only the number of entries that were confirmed unchanged."
    ),
    exit_code: bool = options.flag("--exit-code", "Exit with code 1 if there are differences."),
) -> None:
    """Show what changed between two versions.

    Added and removed entries are listed, and the changed fields of all others.
    """
    from cmcct.formats.changes import WRITERS
    from cmcct.formats.shared import list_header

    translator = options.translator_for(output_format, lang)
    words = [_before_today(word, directory) for word in _join_version(words or [])]
    versions, terms = _split_words(words, directory)
    selection = selection._replace(terms=tuple(terms))
    try:
        before, after = _load_sides(versions, directory)
    except directory_file.TomlSyntaxError as error:
        raise (_redact(error) if no_contacts else error) from None
    audience = audience or audiences.default_audience(output_format)
    _refuse_unknown_words(selection, (before, after), audience, directory)
    compared = comparison.compare_for(before, after, audience)._replace(
        ignored=_find_added_ignores(before, after, audience)
    )
    changes = _filter_changes(compared, selection, after)
    if no_contacts:
        changes = comparison.strip_diff_contacts(changes)
    listed = _drop_confirmations(changes) if no_confirmations else changes
    text = WRITERS[output_format](listed, translator)
    if target is None or target == export_targets.STDOUT:
        writers = {"text": output.write_page, "json": output.write_json}
        shown = output.fit(text) if output_format == "text" else text
        writers.get(output_format, output.write)(shown)
    else:
        path, view = _find_directory(directory, versions[-1:]), changes.after
        export_targets.write_list(target, text.encode(), path, output_format, view, force=force)
    if not changes.withdrawn:  # with a selection, shown to the user only
        output.note(*list_header.describe_withdrawn(compared.withdrawn))
    is_other = changes.changes or changes.withheld or changes.withdrawn or changes.ignored
    if output_format == "text" and not (is_other or changes.unlisted):
        selected = query.search(after, selection, audience, today())
        _note_nothing(versions, directory, [point.id for point in selected.focal_points])
    if exit_code and is_other:
        raise typer.Exit(ExitCode.FINDINGS)


def _redact(error: directory_file.TomlSyntaxError) -> CmcctError:
    """Return an error of syntax without what it quotes from the file."""
    reason = join([redaction.Redactor(()).text(error.reason, output.translator().lang)])
    message = directory_file.syntax_error_message(str(error.path), error.span.line, reason)
    return CmcctError(message, error.hint)


def _note_nothing(versions: Sequence[str], directory: Path | None, ids: Sequence[str]) -> None:
    """Print since when nothing changed; since the last version, also where earlier changes are.

    `ids` are the entries that are meant.
    """
    if versions:
        since = versions[0].partition("..")[0] if len(versions) == 1 else ""
        nothing = _("nothing changed since {version}", version=since)
        output.note(nothing if since else _("nothing changed"))
        return
    saved = Repository.open(directory_file.find_directory(directory)).commits()[0]
    day = LongDate(local(saved.when).date())
    nothing = _("nothing changed since the last saved version")
    output.note(_("{text} ({remark})", text=nothing, remark=day))
    command = command_line("log", *(ids if len(ids) == 1 else ()))
    output.advise(_("earlier changes: {command}", command=SafeText(command)))


def _join_version(words: Sequence[str]) -> list[str]:
    """Return the words, those of a version at either end as one: `vorige week`."""
    for count in range(len(words), 1, -1):
        for start in (0, len(words) - count):
            text = " ".join(words[start : start + count])
            if fold(text) in vocabulary.typed_words("version") or dates.parse_word(text, today()):
                return [*words[:start], text, *words[start + count :]]
    return [*words]


def _before_today(word: str, directory: Path | None) -> str:
    """Return the version before the changes of today for a word that means today, else the word."""
    if dates.parse_word(word, today()) != today():
        return word
    before = (today() - timedelta(days=1)).isoformat()
    path = directory_file.find_directory(directory)
    with suppress(CmcctError):
        revisions.resolve_range(path, before, today())
        return before
    commits = Repository.open(path).commits()
    return commits[-1].id if commits else word


def _split_words(words: list[str], directory: Path | None) -> tuple[list[str], list[str]]:
    """Return the words that name versions or two files, and those that select entries."""
    # In `edition 2026-1`, the number alone counts.
    words = [each for each in words if not vocabulary.means("command", each, "edition")] or words
    # A pipe of the shell is a file, too. `Path` raises for a name that is too long.
    folders = {*filter(os.path.isdir, words)}
    is_file = {
        word: word.endswith(".toml") or (os.path.lexists(word) and word not in folders)
        for word in words
    }
    is_named_so = any(word.endswith(".toml") for word in words)
    if len(words) == 2 and (is_named_so or all(is_file.values())):  # noqa: PLR2004 - two sides
        return words, []
    if sum(is_file.values()) < 2:  # noqa: PLR2004
        is_file = {word: _is_version(word, directory) for word in words}
    return [word for word in words if is_file[word]], [word for word in words if not is_file[word]]


def _is_version(word: str, directory: Path | None) -> bool:
    with suppress(revisions.UnknownVersionError):
        revisions.resolve_range(directory_file.find_directory(directory), word, today())
        return True
    # The number of an edition that is not there selects no entry by its digits.
    return ".." in word or bool(re.fullmatch(r"\d\d?|\d{4}-\d\d?", word))


def _refuse_unknown_words(
    selection: Query, sides: Sequence[Directory], audience: str, directory: Path | None
) -> None:
    """Raise the error of a misspelt version for words that select no entry of both sides."""
    asked = Query(selection.terms, status=("all",))
    if not selection.terms or any(
        query.search(side, asked, audience, today()).focal_points for side in sides
    ):
        return
    for reading in query.read_terms(asked, query.restrict(sides[-1], asked, audience)):
        if not reading.meanings:
            revisions.resolve_range(directory_file.find_directory(directory), reading.text, today())


def _find_added_ignores(before: Directory, after: Directory, audience: str) -> tuple[str, ...]:
    """Return what `[check] ignore` silences from now on, about entries that an audience may see."""
    if before.check == after.check:
        return ()
    from cmcct.check.rules import ignores

    pairs = comparison.pair_records(before.focal_points, after.focal_points)
    earlier = ignores.rename_ids(
        before.check.ignore, {old.id: new.id for old, new in pairs if old and new}
    )
    views = (audiences.view_for(side, side.focal_points, audience) for side in (before, after))
    ids = {"", *(point.id for view in views for point in view.focal_points)}
    return tuple(
        ignores.describe_ignore(item)
        for item in dict.fromkeys(after.check.ignore)
        if ignores.is_added(item, earlier) and item.rpartition(":")[0] in ids
    )


def _drop_confirmations(changes: comparison.DirectoryDiff) -> comparison.DirectoryDiff:
    """Keep of the entries that were only confirmed their number."""
    confirmed = tuple(change for change in changes.changes if change.kind == "confirmed")
    unconfirmed = tuple(change for change in changes.changes if change.kind != "confirmed")
    return changes._replace(changes=unconfirmed, unlisted=confirmed)


def _load_sides(versions: list[str], directory: Path | None) -> tuple[Directory, Directory]:
    """Return the two directories to compare, restricted to what today's directory still allows.

    Of two files, that is the one in use, else the newer of both. Raises `CmcctError`.
    """
    if len(versions) == 2:  # noqa: PLR2004 - two sides
        older, newer = versions
        # Not `exists`: it raises for a name that is too long.
        if not (os.path.lexists(older) or os.path.lexists(newer)):
            message = _("the files {older} and {newer} do not exist", older=older, newer=newer)
            range_ = f"{older}..{newer}"
            raise CmcctError(message, _("write {words}", words=range_))
        path = _find_directory(directory, [newer])
        old, new = (_read_file(directory_file.refuse_overlay(Path(side))) for side in versions)
        current = revisions.current_reader(path)
    elif len(versions) > 1:
        raise CmcctError(_("too many versions"), _("give A..B, or two files"))
    else:
        path, range_ = directory_file.find_directory(directory), "".join(versions) or "HEAD"
        before, after, note = revisions.resolve_range(path, range_, today())
        if note:
            output.note(_("{reason}; so it is compared with the first version", reason=note))
        old = _read_version(path, before)
        new = _read_version(path, after) if after else _read_file(path)
        # The file is parsed already, and today's overlay belongs to it.
        now = directory_file.LoadResult(new, frozenset(), ())
        current = (
            revisions.current_reader(path)
            if after
            else lambda: directory_file.join_overlay(path, now).directory
        )
    return replace(old, current=current), replace(new, current=current)


def _find_directory(directory: Path | None, files: list[str]) -> Path:
    """Return the directory file in use, else the one of `files`; raises `CmcctError`."""
    try:
        return directory_file.find_directory(directory)
    except CmcctError:
        if directory or not files:
            raise
        return Path(files[0])


def _read_version(path: Path, version: revisions.Version) -> Directory:
    return _read(revisions.parse_version(path, version), version.commit[:7])


def _read_file(path: Path) -> Directory:
    """Read a file without the private overlay, which no past version has."""
    return _read(directory_file.parse_file(path), str(path))


def _read(raw: RawTable, name: str) -> Directory:
    read = loader.parse_directory(raw)
    if read.findings:
        output.warn(_("{file} contains values that cannot be read", file=name))
    return read.directory


def _filter_changes(
    changes: comparison.DirectoryDiff, selection: Query, directory: Directory
) -> comparison.DirectoryDiff:
    """Keep the changes of entries that match the selection before or after."""
    if selection == Query():
        return changes
    everybody = selection if selection.status else selection._replace(status=("all",))
    restricted = query.restrict(directory, everybody, changes.after.audience)
    filters = query.build_filters(everybody, restricted, today())

    def is_selected(side: object) -> bool:
        return isinstance(side, FocalPoint) and bool(query.apply_filters([side], filters))

    selected = tuple(c for c in changes.changes if is_selected(c.before) or is_selected(c.after))
    # Withheld changes may be of entries outside the selection.
    return changes._replace(changes=selected, withheld=0, withdrawn={}, ignored=())
