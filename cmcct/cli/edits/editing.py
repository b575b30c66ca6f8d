"""Run an edit: prepare it, have the user agree to what it does, write it, and report it.

A question is asked on a terminal; in a pipe, `--yes` answers it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypedDict, Unpack

from cmcct.check import reporters, runner
from cmcct.cli import options
from cmcct.cli.edits.edit_options import EditOptions
from cmcct.cli.options import load_options
from cmcct.cli.screen import output, prompts
from cmcct.cli.vendored_click import get_current_context
from cmcct.clock import today
from cmcct.diagnostics import Diagnostic, Finding
from cmcct.edit import operations, overlay, transaction
from cmcct.edit.channels import list_channels
from cmcct.edit.entry_changes import EntryChange, FileChange
from cmcct.edit.operations import Parsed, RawTable
from cmcct.edit.overlay import Move
from cmcct.edit.transaction import BeforeAfter, Draft, Operation, R, Rewrite
from cmcct.errors.exceptions import CmcctError, DeclinedError, NoAccessError
from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import LongDate, Message, OptionalMessage, SafeText, _, join, ngettext
from cmcct.model import members, person_names
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.model.fields import CONTACT_KEYS
from cmcct.model.loader import parse_entry
from cmcct.privacy import redaction, widening
from cmcct.storage import atomic, directory_file
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.text.control_chars import dump_json, to_one_line
from cmcct.toml import values
from cmcct.toml.values import copy_data, get_tables

# Moves findings to another file or position for display, given the report of the operation.
Relocate: TypeAlias = Callable[[Sequence[Diagnostic], Any], Sequence[Diagnostic]]

_MAX_WARNINGS = 5  # warnings shown after an edit
_MAX_UNCONFIRMED = 20  # more entries at once need confirmation
_STYLES = {"+": "added", "-": "removed", "@": "rule"}  # diff line prefix -> style
# What says who may see which channels of an entry.
_AUDIENCE_KEYS = ("sharing", *CONTACT_KEYS)
UNCHANGED = _("nothing to change")


class Terms(TypedDict, total=False):
    """What an edit needs of the user.

    `find_statements` returns what to agree to besides changes of private channels; `replaced` has
    the channels that are corrected, as (key, text): they are not lost. `entries` are the ids of
    those that are edited, to be agreed to where they are many. `may_be_same` says of an
    entry that gets another name whether that may be the same person's, corrected, so that the user
    is asked; without it, no entry gets another name. `finish` runs after the names in its overlay
    entries are set.
    """

    find_statements: transaction.FindStatements
    replaced: Collection[tuple[str, str]]
    entries: Collection[str]
    may_be_same: bool
    finish: Operation[object]


def run_edit(
    chosen: EditOptions,
    operation: Operation[R],
    *,
    relocate: Relocate | None = None,
    **terms: Unpack[Terms],
) -> Draft[R]:
    """Apply an edit to the directory, and print the changes or the findings that prevented them.

    `relocate` maps findings to the positions that the user sees.
    """
    path = directory_file.find_editable(chosen.directory)
    had_overlay = directory_file.find_overlay(path)
    with report_rejections(relocate):
        draft, unjoined = apply_agreed(path, chosen, operation, **terms)
    report_edit(draft, chosen)
    load_options.note_unread(draft.unread)
    output.warn(*unjoined)
    if not had_overlay and (new_overlay := directory_file.find_overlay(path)):
        file = runner.display_path(new_overlay.with_name(".gitignore"))
        output.note(_("the private file stays out of git ({file})", file=file))
    return draft


def apply_agreed(
    path: Path,
    chosen: EditOptions,
    operation: Operation[R],
    *,
    rewrite: Rewrite | None = None,
    before: Parsed | None = None,
    **terms: Unpack[Terms],
) -> tuple[Draft[R], list[Message]]:
    """Prepare an edit, and write it once the user agrees; raises `CmcctError` if not.

    `before` is the directory as it was read before. The messages are about overlay entries that are
    no longer joined, since their directory entry is another person's now, and about repeated ids.
    """
    is_of_both = "may_be_same" in terms or not isinstance(operation, transaction.DirectoryOnly)
    before = transaction.read(path, before)  # nobody types a passphrase for a broken file
    load_options.prepare_access(path, may_ask=is_of_both)
    moved = _find_moves(path, operation, rewrite, before) if "may_be_same" in terms else None
    corrected, unjoined = list[Move](), list[Move]()
    for move in moved or () if terms.get("may_be_same") else ():
        is_joined = move.is_same or _is_corrected(move, yes=chosen.yes)
        (corrected if is_joined else unjoined).append(move)

    def change(raw: RawTable, overlay_raw: RawTable) -> R:
        """Set the owners' names in the overlay, too."""
        report = operation(raw, overlay_raw)
        overlay.set_part_names(overlay_raw, moved or (), corrected)
        terms.get("finish", transaction.NO_OPERATION)(raw, overlay_raw)
        return report

    draft = transaction.prepare(
        path,
        operation if moved is None else change,
        today(),
        dry_run=chosen.dry_run,
        find_statements=partial(_find_statements, terms),
        rewrite=rewrite,
        before=before,
    )
    named = _describe_named(chosen, draft.file_changes)
    for statement in draft.statements:  # of what is named, one question asks about all
        agree(statement, yes=chosen.yes or chosen.dry_run or bool(named))
    if named:
        entries = [c for f in draft.file_changes if not f.is_private for c in f.entry_changes]
        is_deletion = bool(entries) and not any(change.after for change in entries)
        _ask_named(named, yes=chosen.yes, is_deletion=is_deletion)
    if not chosen.dry_run:
        command = shell.command_line(*get_current_context().meta[options.WORDS])
        if moved:
            # If the process is killed before the directory entry gets another name, no number is
            # joined to the next person.
            changed = transaction.apply(
                path, lambda _raw, overlay_raw: overlay.set_part_names(overlay_raw, moved), today()
            )
            if changed.file_changes:
                report_changes(changed.file_changes, dry_run=False)
                command = ""  # it cannot be undone without the private file
        draft.write(must_be_same=bool(named), command=command)
    return draft, [*map(_left_message, unjoined), *draft.warnings]


def _find_statements(terms: Terms, sides: BeforeAfter) -> Iterator[Message]:
    """Yield what the user has to agree to."""
    yield from _find_unassigned(sides)
    yield from _find_losses(sides, terms.get("replaced", ()))
    yield from _find_releases(sides)
    if find_statements := terms.get("find_statements"):
        yield from find_statements(sides)
    count = len({*terms.get("entries", ())})
    if count > _MAX_UNCONFIRMED:
        yield ngettext("{count} entry will be changed", "{count} entries will be changed", count)


def _find_moves(
    path: Path, operation: Operation[object], rewrite: Rewrite | None, before: Parsed
) -> list[Move] | None:
    """Try an edit, and return the overlay entries whose entries get another name.

    None if there is no private file, or it is not readable.
    """
    with suppress(NoAccessError):
        if overlay_raw := load_options.read_private(path):
            after = copy_data((rewrite(*before) if rewrite else before).raw)
            operation(after, copy_data(overlay_raw))
            return overlay.find_moves(before.raw, after, overlay_raw)
    return None


class EditTarget(NamedTuple):
    """The directory as it is read for a plan: its text and data, and its private file's.

    `unread` is why the private file cannot be read, or None.
    """

    path: Path
    text: bytes
    raw: RawTable
    overlay_raw: RawTable
    unread: NoAccessError | None = None

    @classmethod
    def load(cls, path: Path) -> "EditTarget":
        """Read a directory and its private file; raises `CmcctError`."""
        parsed = transaction.read(path)
        load_options.prepare_access(path, may_ask=True)
        try:
            return cls(path, *parsed, load_options.read_private(path))
        except NoAccessError as error:  # who has no identity edits the directory alone
            return cls(path, *parsed, {}, error)

    def write(
        self, operation: Operation[object], chosen: EditOptions, unchanged: Message = UNCHANGED
    ) -> bool:
        """Make an edit, unless the directory was changed since; return whether it is written."""

        def change(raw: RawTable, overlay_raw: RawTable) -> None:
            if raw != self.raw:
                raise atomic.changed_error(self.path)
            operation(raw, overlay_raw)

        with report_rejections():
            draft, unjoined = apply_agreed(
                self.path,
                chosen,
                change,
                find_statements=find_widened_values,
                may_be_same=False,
                before=Parsed(self.text, self.raw),
            )
        if not (chosen.is_json and chosen.dry_run):  # a plan in JSON has what it would change
            report_changes(draft.file_changes, dry_run=chosen.dry_run, unchanged=unchanged)
        output.warn(*unjoined)
        return draft.is_written

    def note_warnings(self, operation: Operation[object]) -> None:
        """Print the warnings that an edit would bring about, before anybody agrees to it."""
        before = Parsed(self.text, self.raw)
        with report_rejections():
            draft = transaction.prepare(self.path, operation, today(), dry_run=True, before=before)
        for file_change in draft.file_changes:
            _note_new_warnings(file_change)


# What a user agrees to.


def _describe_named(chosen: EditOptions, file_changes: Sequence[FileChange]) -> list[Message]:
    """Return all that an edit changes, if one of its entries was named in other words than its id.

    So no change is saved that is not in the question.
    """
    if not chosen.named or chosen.dry_run or not prompts.is_interactive():
        return []
    lines = (
        change.line(
            has_values=True,
            is_private=file_change.is_private,
            who=operations.describe(change.before),
        )
        for file_change in file_changes
        for change in file_change.entry_changes
    )
    return [line for line in lines if line]


def _ask_named(changes: Sequence[Message], *, yes: bool, is_deletion: bool) -> None:
    """Ask whether changes are meant: one is part of the question. Raises `CmcctError` if not.

    With `yes`, they are printed only.
    """
    if len(changes) == 1 and not yes:
        question = _("{statement}. Remove it entirely?") if is_deletion else _("{statement}. Save?")
        prompts.require_yes(question.with_values(statement=changes[0]))
        return
    output.note(*changes)
    if not yes:
        prompts.require_yes(_("Delete these?") if is_deletion else _("Save these changes?"))


def agree(statement: Message, *, yes: bool) -> None:
    """Print a statement if it is confirmed already, else ask; raises `CmcctError` if refused."""
    if yes:
        output.note(statement)
    elif not prompts.is_interactive():
        statement = _("{label}: {text}", label=prompts.nothing_done(), text=statement)
        raise CmcctError(statement, _("use --yes to proceed"))
    elif not prompts.confirm(_("{statement}. Continue?", statement=statement)):
        raise DeclinedError(prompts.nothing_done())


def find_widened(sides: BeforeAfter) -> Iterator[Message]:
    """Yield the statement that an edit widens the audience of channels, if it does.

    A channel in place of a stricter one counts: its value may only be corrected.
    """
    yield from _compare_channels(sides, widening.widened_channels, widening.replacing_channels)


def find_widened_values(sides: BeforeAfter) -> Iterator[Message]:
    """Like `find_widened`, but compare values only: a new person's channels replace none."""
    yield from _compare_channels(sides, widening.widened_channels)


def find_unlisted(sides: BeforeAfter) -> Iterator[Message]:
    """Yield, where a user can answer, which channels leave all lists with their entries."""
    gone = [
        _("{text} ({remark})", text=channel.words, remark=hours) if hours else channel.words
        for change in sides.changes
        if change.before.get("status", "active") == "active" != change.after.get("status", "active")
        for channel in list_channels(change.after)
        for hours in [channel.values.get("hours")]
    ]
    if gone and prompts.is_interactive():
        yield _("no list has these until somebody has the seat: {channels}", channels=join(gone))


def find_hidden(sides: BeforeAfter) -> Iterator[Message]:
    """Yield, where a user can answer, that only lists for the secretariat will have an entry."""
    for change in sides.changes if prompts.is_interactive() else ():
        before, after = change.before, change.after
        if before and before.get("sharing") != STRICTEST == after.get("sharing"):
            shared = [e for e in list_channels(after) if e.values.get("sharing") != STRICTEST]
            shared.sort(key=lambda e: (e.key != "phones", e.values.get("type") != "mobile"))
            text = _("only lists for the secretariat will have {id}; for one number: {command}")
            pair = f"{shared[0].path if shared else 'phones.0'}.sharing={STRICTEST}"
            command = SafeText(f"cmcct set {shell.quote(str(after['id']))} {pair}")
            yield text.with_values(id=str(after["id"]), command=command)


def find_released(sides: BeforeAfter) -> Iterator[Message]:
    """Yield the statement that new entries have channels that fewer people may see elsewhere."""
    entries = [*_parse_entries(sides.raw)]
    new = [parse_entry(pair.after) for pair in sides.changes if not pair.before]
    yield from _state_wider(widening.released_channels(entries, entries, new))


def _compare_channels(
    sides: BeforeAfter, *compare: Callable[[FocalPoint, FocalPoint], list[str]]
) -> Iterator[Message]:
    opened: list[str] = []
    gone = {str(pair.before.get("id")): pair.before for pair in sides.changes if not pair.after}
    for pair in sides.changes:
        merged = [gone[id_] for id_ in operations.table_ids(pair.after) if id_ in gone]
        for before in (pair.before, *merged):
            # A new entry widens nothing.
            if before and any(before.get(key) != pair.after.get(key) for key in _AUDIENCE_KEYS):
                points = parse_entry(before), parse_entry(pair.after)
                opened += (channel for find in compare for channel in find(*points))
    yield from _state_wider(opened)


def report_narrowed(before: Iterable[RawTable], after: RawTable) -> None:
    """Print the channels that have a stricter audience in an entry than in those it is made of."""
    now = parse_entry(after)
    closed = [
        channel
        for table in before
        for channel in widening.widened_channels(now, parse_entry(table))
    ]
    if closed:
        text = _("fewer people than before can see {channels}")
        output.note(text.with_values(channels=_format_channels(closed)))


def _state_wider(channels: Sequence[str]) -> Iterator[Message]:
    if channels:
        yield _("more people will see {channels}", channels=_format_channels(channels))


def _format_channels(channels: Sequence[str]) -> str:
    """Return the names of channels; in a log, their number."""
    distinct = dict.fromkeys(channels)
    counted = ngettext("{count} channel", "{count} channels", len(distinct))
    return counted if is_log() else ", ".join(distinct)


def _find_unassigned(sides: BeforeAfter) -> Iterator[Message]:
    """Yield the statements that new numbers are in no range in use: most have a wrong digit."""
    changes = (*sides.changes, *sides.private_changes)
    points = (parse_entry(change.before) for change in changes)
    present = {phone.e164 for point in points for phone in point.phones}
    for change in changes:
        is_hidden = change in sides.private_changes and not output.may_show_private()
        point = parse_entry(change.after)
        for number in (phone.number for phone in point.phones if phone.e164 not in present):
            if phone_number.is_assigned(number) or not phone_number.can_exist(number):
                continue
            text = _("{number} is not a number in use; a digit may be wrong")
            if is_hidden or is_log():
                yield text.with_values(number="…")
                continue
            national = phone_number.split_code(number)[1]
            reading = phone_number.read_numbers(national, point.country.code)[0].number
            if phone_number.is_assigned(reading):
                text = _("{number} is not a number in use; perhaps {reading} is meant")
            yield text.with_values(number=number, reading=reading)


def _find_losses(sides: BeforeAfter, replaced: Collection[tuple[str, str]]) -> Iterable[Message]:
    """Yield the number of channels lost from the private file; a plain one has no history."""
    lost = overlay.lost_channels(sides.raw, sides.overlay_raw, sides.new, sides.new_overlay_raw)
    number = len(lost - {*replaced})
    if number and members.read_key(sides.overlay_raw):
        yield ngettext(
            "{count} value will be deleted from the private file",
            "{count} values will be deleted from the private file",
            number,
        )
    elif number:
        yield ngettext(
            "{count} value will be permanently deleted from the private file, which has no history",
            "{count} values will be permanently deleted from the private file, which "
            "has no history",
            number,
        )


def _find_releases(sides: BeforeAfter) -> Iterator[Message]:
    """Yield the statements that an edit shares channels more widely, as such or in a text."""
    parts = get_tables(sides.new_overlay_raw, "focal_point")
    tables = [
        *get_tables(sides.new, "focal_point"),
        *({**part, "sharing": STRICTEST} for part in parts),
    ]
    quoted = []
    for change in sides.changes:
        points = map(parse_entry, (change.before, change.after, *tables))
        quoted += widening.quoted_channels(next(points), next(points), points)
    yield from _state_wider(quoted)
    if sides.overlay_raw and sides.raw != sides.new:
        released = widening.released_channels(
            _parse_entries(sides.overlay_raw),
            _parse_entries(sides.raw),
            [parse_entry(change.after) for change in sides.changes if change.after],
        )
        if released:
            yield _(
                "more people will see {channels} from the private file",
                channels=_format_channels(released),
            )


def _parse_entries(raw: RawTable) -> Iterator[FocalPoint]:
    return map(parse_entry, get_tables(raw, "focal_point"))


# What a user is told.


@contextmanager
def report_rejections(relocate: Relocate | None = None) -> Iterator[None]:
    """Print the findings of an edit that is rejected in the context, moved by `relocate`."""
    try:
        yield
    except transaction.EditRejectedError as error:
        if relocate:
            error.diagnostics = tuple(relocate(error.diagnostics, error.report))
        report_rejection(error)
        raise


def report_edit(draft: Draft[Any], chosen: EditOptions) -> None:
    """Print what an edit has changed or, as a trial, would change."""
    if chosen.is_json:
        write_trial(draft.file_changes, draft.statements)
    else:
        report_changes(draft.file_changes, dry_run=chosen.dry_run)


def report_changes(
    file_changes: Sequence[FileChange], *, dry_run: bool, unchanged: Message = UNCHANGED
) -> None:
    """Print the changes to each file, or that there are none."""
    if dry_run:
        show_diff(file_changes)
    for file_change in file_changes:
        report = _make_report(_locate(file_change, file_change.readings)[:_MAX_WARNINGS])
        output.note(*(report.format_text(d.finding.message, d.finding) for d in report.diagnostics))
    for file_change in file_changes:
        if not dry_run:
            output.note(_("wrote {file}", file=runner.display_path(file_change.path)))
            is_private = file_change.is_private
            has_values = not is_log() and (not is_private or output.is_stderr_terminal())
            for change in file_change.entry_changes:
                line = change.line(has_values=has_values, is_private=is_private)
                if line and (change.before or is_private):  # `add` reports new entries itself
                    output.note(line)
        _note_new_warnings(file_change)
    if not file_changes:
        note_unchanged(text=unchanged)


def note_unchanged(chosen: EditOptions | None = None, text: Message = UNCHANGED) -> None:
    """Print that nothing changes; as JSON too, if a trial is to be shown so."""
    output.note(text)
    if chosen and chosen.is_json:
        write_trial(())


def update_schema(path: Path) -> None:
    """Write this version's schema beside a directory file."""
    from cmcct.model import json_schema

    schema = path.with_name(directory_file.SCHEMA_NAME)
    atomic.write_file(schema, json_schema.text().encode())
    output.note(_("wrote {file}", file=runner.display_path(schema)))


def note_history() -> None:
    """Print that removed values stay in git's history."""
    output.note(_("data removed from the directory stays in git; anyone with a copy can read it"))


def note_kept_confirmations(entries: Iterable[RawTable]) -> None:
    """Report the entries whose confirmation stays, since it is later than the one given."""
    text = _("{id}: confirmed on {day}, which stays")
    output.note(*(text.with_values(id=e["id"], day=LongDate(e["verified"])) for e in entries))


def note_mobiles(keys: Iterable[str]) -> None:
    """Report the phone types that were added automatically."""
    for key in dict.fromkeys(keys):
        output.note(_('{key} is a mobile number: added type = "mobile"', key=key))


def show_diff(file_changes: Sequence[FileChange]) -> None:
    """Print the changes as a unified diff.

    In a log, values are masked; off a terminal, those of the private file are.
    """
    diff = "".join(map(_masked_diff, file_changes))
    if diff and output.is_stdout_terminal():
        from cmcct.cli.screen import terminal

        styled = []
        for line in diff.replace("\r\n", "\n").removesuffix("\n").split("\n"):
            style = "bold" if line.startswith(("+++ ", "--- ")) else _STYLES.get(line[:1], "")
            styled.append((style, f"{to_one_line(line)}\n"))
        diff = terminal.render_pieces(styled)
    output.write(diff)


def _is_masked(file_change: FileChange) -> bool:
    """Return whether a trial shows no values: in a log, and of the private file off a terminal."""
    return is_log() or (file_change.is_private and not output.is_stdout_terminal())


def _masked_diff(file_change: FileChange) -> str:
    mask = redaction.mask_diff if _is_masked(file_change) else redaction.mask_secrets
    return mask(file_change.diff())


def write_trial(
    changes: Iterable[FileChange], questions: Iterable[Message] = (), error: OptionalMessage = ""
) -> None:
    """Print what an edit would change as JSON, masked like its diff.

    `questions` are what the user would have to agree to; `error` says why a file is missing.
    """
    translate = output.translator().translate
    trial: dict[str, object] = {
        "version": 1,
        "files": [*map(_file_object, changes)],
        "questions": [*map(translate, questions)],
    }
    output.write_json(dump_json(trial | ({"error": translate(error)} if error else {})))


def _file_object(file_change: FileChange) -> dict[str, object]:
    """Return a changed file as an object of `write_trial`."""
    is_masked = _is_masked(file_change)
    findings = (*file_change.readings, *file_change.new_warnings)
    report = _make_report(_locate(file_change, findings))
    objects = [reporters.finding_object(report, each) for each in report.diagnostics]
    return {
        "file": runner.display_path(file_change.path),
        "private": file_change.is_private,
        "masked": is_masked,
        "changes": [
            _change_object(change, is_masked=is_masked) for change in file_change.entry_changes
        ],
        "diff": _masked_diff(file_change),
        # Their edits would be of a file that does not exist yet.
        "findings": [{key: each[key] for key in each if key != "fix"} for each in objects],
    }


def _change_object(change: EntryChange, *, is_masked: bool) -> dict[str, object]:
    fields = [
        {
            "key": redaction.mask_key(key) if is_masked else key,
            "before": "…" if is_masked and old is not None else old,
            "after": "…" if is_masked and new is not None else new,
        }
        for key, old, new in change.differences()
    ]
    kind = ("changed" if change.after else "removed") if change.before else "added"
    return {"change": kind, "id": str((change.before or change.after).get("id")), "fields": fields}


def report_rejection(error: directory_file.TomlSyntaxError | transaction.EditRejectedError) -> None:
    """Print the findings; in a log, without numbers and addresses."""
    if isinstance(error, directory_file.TomlSyntaxError):
        output.error(error)
        return
    findings = reporters.format_full(_make_report(error.diagnostics))
    output.note_lines("".join(text for _, text in findings).rstrip("\n") + "\n")


def note_findings(diagnostics: Sequence[Diagnostic]) -> None:
    """Print findings, a line each; in a log, without contacts."""
    if diagnostics:
        output.note(*reporters.format_concise(_make_report(diagnostics)).splitlines())


def _note_new_warnings(file_change: FileChange) -> None:
    """Report the new warnings about the changed entries."""
    note_findings(_locate(file_change, file_change.new_warnings)[:_MAX_WARNINGS])
    if (number := len(file_change.new_warnings) - _MAX_WARNINGS) > 0:
        more = ngettext("{count} more finding", "{count} more findings", number)
        run = _("run {command}", command=directory_file.check_command(file_change.path))
        output.note(_("{label}: {text}", label=more, text=run))


def _locate(file_change: FileChange, findings: Sequence[Finding]) -> list[Diagnostic]:
    """Return the findings about a file, each with its place."""
    # Locating them is slow.
    located = runner.locate(file_change.path, file_change.after, findings) if findings else ()
    return [each.mark_private() if file_change.is_private else each for each in located]


def _make_report(diagnostics: Sequence[Diagnostic]) -> reporters.Report:
    """Return a report of findings; in a log, without contacts.

    Off a terminal, nothing is quoted from the private file.
    """
    is_hidden = any(d.finding.is_private for d in diagnostics) and not output.may_show_private()
    shown = [d.remove_excerpt() if is_hidden and d.finding.is_private else d for d in diagnostics]
    report = reporters.Report(shown, is_hidden or is_log(), translator=output.translator())
    if output.is_stderr_terminal():
        report = report._replace(fill=output.break_line)
    return report


class Renaming:
    """The user's answers on overlay entries that get another name. Each is asked for once.

    So a change can be tried before the lock is taken, and made without another question.
    """

    def __init__(self, *, yes: bool, is_trial: bool) -> None:
        """Take whether `--yes` is given, and whether nothing is written anyway."""
        self.is_given = yes or is_trial
        self.can_ask = prompts.is_interactive() and not self.is_given
        self.is_agreed = cache(self._ask)

    def settle(self, entry: RawTable, before: RawTable, part: RawTable) -> None:
        """Raise `CmcctError` if an overlay entry becomes another's and the user does not agree."""
        name, new = overlay.person_name(before), overlay.person_name(part)
        owner = overlay.person_name(entry)
        was, will = name or owner, new or owner
        if name == new or (was and will and person_names.is_same_person(was, will)):
            return
        if not self.is_agreed(str(entry["id"]), was, will):
            raise DeclinedError

    def correct_others(
        self, raw: RawTable, overlay_raw: RawTable, entry: RawTable, name: str
    ) -> bool:
        """Join the overlay entries of an entry that name another person, if the user agrees.

        Returns False if there are some and the user refuses. Raises `CmcctError` where one answer
        would count for several persons.
        """
        owner, id_ = overlay.person_name(entry), str(entry["id"])
        foreign = [
            part
            for part in overlay.parts_for(raw, overlay_raw, entry)
            if not person_names.may_join(overlay.person_name(part), owner)
        ]
        names = list(dict.fromkeys(map(overlay.person_name, foreign)))
        if len(names) > 1 and not self.can_ask:
            message = _(
                "the private file has several other names for {id}: {names}",
                id=id_,
                names=", ".join(map(display_name, names)),
            )
            raise CmcctError(
                message, _("run it in a terminal without --yes to be asked about each")
            )
        corrected = [
            part for part in foreign if self.is_agreed(id_, overlay.person_name(part), name)
        ]
        for part in corrected:
            part["name"] = name
        if corrected:
            overlay.merge_parts(raw, overlay_raw, entry)
        return bool(corrected) or not foreign

    def _ask(self, id_: str, name: str, owner: str) -> bool:
        statement = _renamed_statement(id_, name, owner)
        if self.can_ask:
            return _ask_whether_corrected(statement)
        if not self.is_given:
            raise CmcctError(statement, _("if it is the same person, corrected, use --yes"))
        output.note(statement)
        return True


def format_typed(value: Any) -> str:
    """Return a value as it is typed; in a log, "…", since it may be a contact."""
    if is_log():
        return "…"
    return value if isinstance(value, str) else values.format_inline(value)


def display_name(name: str) -> str:
    """Return a name for a message; in a log, "…" in place of one that may hold a contact."""
    return name if not is_log() or redaction.is_plain(name) else "…"


def _ask_whether_corrected(statement: Message) -> bool:
    return prompts.confirm(_("{statement}. The same person, corrected?", statement=statement))


def _renamed_statement(id_: str, name: str, owner: str) -> Message:
    text = _("{id}: data of {name} in the private file would belong to {owner}")
    if not name:
        text = _("{id}: data without a name in the private file would belong to {owner}")
    elif not owner:
        text = _("{id}: data of {name} in the private file would have no name")
    return text.with_values(id=id_, name=display_name(name), owner=display_name(owner))


def _is_corrected(move: Move, *, yes: bool) -> bool:
    """Return whether another name is the same person's, corrected: ask if the names differ much."""
    if not move.owner:
        return False
    if yes or not prompts.is_interactive():
        return yes
    return _ask_whether_corrected(_renamed_statement(move.entry_id, move.name, move.owner))


def unjoined_messages(part: RawTable, entry: RawTable) -> tuple[Message, ...]:
    """Return a warning if an overlay entry is not joined to its entry: it names another person."""
    if person_names.may_join(overlay.person_name(part), overlay.person_name(entry)):
        return ()
    name, id_ = display_name(overlay.person_name(part)), str(entry["id"])
    text = _("data of {name} in the private file is not included in {id}", id=id_, name=name)
    command = f"cmcct replace {shell.quote(id_)} --name {shell.quote(name)}"
    return (join([text, _("when somebody takes the seat, run {command}", command=command)], "; "),)


def _left_message(move: Move) -> Message:
    name, owner, id_ = display_name(move.name), display_name(move.owner), shell.quote(move.entry_id)
    text = _(
        "data of {name} in the private file is no longer included in {id}; for the same "
        "person, run {same}; for a new person, run {command}"
    )
    if move.is_merged or not move.owner:
        text = _("data of {name} in the private file is not included in {id}")
    return text.with_values(
        name=name,
        id=move.entry_id,
        same=f"cmcct set {id_} --private {shell.quote(f'name={owner}')}",
        command=f"cmcct replace {id_} --name {shell.quote(owner)} --force",
    )
