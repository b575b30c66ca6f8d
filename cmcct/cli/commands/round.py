"""`cmcct round`: letters of a verification round, their answers, and where it stands."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from cmcct.cli import (
    consent,
    edit_options,
    export_targets,
    load_options,
    options,
    output,
    planned_edits,
    private_access,
)
from cmcct.cli.filter_options import filter_options
from cmcct.cli.lazy_group import SuggestingGroup
from cmcct.cli.planned_edits import EditTarget
from cmcct.clock import today
from cmcct.edit import operations, parse_value
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError, ExitCode
from cmcct.history import revisions
from cmcct.i18n.messages import LongDate, _, ngettext, quote_text
from cmcct.importing import answers as answers_file
from cmcct.importing import questions
from cmcct.importing.answers import Answers
from cmcct.importing.row_plans import Result
from cmcct.importing.rows import Sheet
from cmcct.model import loader
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.privacy import audiences
from cmcct.privacy.build_servers import is_log
from cmcct.rounds import folder, keys, mails, planning, progress, report
from cmcct.rounds import letters as writing
from cmcct.rounds.answers import Answer, Judge
from cmcct.rounds.planning import Planned
from cmcct.search import lookup, query
from cmcct.search.query import Query
from cmcct.storage import atomic, directory_file

_MAX_LETTERS = "50"
_MAX_DIGITS = 6  # of the number of letters
FORMATS = ("text", "json")

Since: TypeAlias = Annotated[
    str,
    typer.Option(
        "--since",
        metavar="DATE",
        help="First day of the round; everyone who has not confirmed since then is asked.",
    ),
]
_PATH = "PATH"
_ANSWERS_HELP = "Answers: mails, mailboxes (mbox) or folders with them."

app = typer.Typer(
    cls=SuggestingGroup,
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    epilog="Example: cmcct round status --since 2026-06-01",
)


@app.callback()
def round_(ctx: typer.Context, directory: options.DirectoryOption = None) -> None:
    """Ask everyone to confirm their entry, and read the answers.

    A round starts on a day: everyone who has not confirmed since then is asked.
    """
    ctx.obj = directory


@app.command(epilog="Example: cmcct round letters --since 2026-06-01 -c Guyana -o round/letters")
@filter_options
def letters(
    selection: Query,
    since: Since,
    target: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FOLDER", readable=False, help="Folder for the letters."
        ),
    ],
    directory: options.DirectoryOption = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="Last day for an answer.")] = None,
    reminder: Annotated[
        bool, typer.Option("--reminder", help="Remind those who have not answered.")
    ] = False,
    second: Annotated[
        bool,
        typer.Option(
            "--second",
            help="Remind for the second time, with a copy to the country's coordinator.",
        ),
    ] = False,
    answer_paths: Annotated[
        list[Path] | None,
        typer.Option("--answers", metavar=_PATH, readable=False, help=_ANSWERS_HELP),
    ] = None,
    limit: Annotated[
        str,
        typer.Option(
            "--max", metavar="NUMBER", help="Above this number of letters, --yes is needed."
        ),
    ] = _MAX_LETTERS,
    yes: consent.Yes = False,
) -> None:
    """Write a letter to each person who is asked: drafts for your mail program.

    A letter is in the entry's language, and has two links for the answer.
    """
    path = directory_file.find_directory(directory)
    loaded = load_options.load_strict(directory, None, "network")
    day, last = _past_day(since), _due_day(due)
    points = _asked_points(loaded, selection, day)
    number = writing.SECOND if second else int(reminder)
    if number:
        points = _silent_points(path, loaded, day, points, answer_paths or [])
    sendable = [p for p in points if writing.mail_address(writing.view_of(loaded, p))]
    if len(sendable) > _parse_limit(limit) and not yes:
        count = ngettext("{count} letter", "{count} letters", len(sendable))
        message = _("{letters} would be written", letters=count)
        raise CmcctError(message, _("use --yes to write them"))
    if not sendable:
        output.note(_("no letter to write"))
    else:
        _write_letters(path, target, loaded, sendable, day, last, number)
    _note_not_mailed(path, loaded, points, sendable)


def _parse_limit(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS:
        return int(text)
    raise CmcctError(_("{text} is not a number", text=quote_text(text)), _("write --max 100"))


def _past_day(text: str) -> date:
    """Return the day of a round; raises `CmcctError` for a day in the future."""
    day: date = parse_value.parse_value(("verified",), text)
    if day > today():
        message = _("the round would begin in the future: {day}", day=LongDate(day))
        raise CmcctError(message, _("give today or an earlier day with --since"))
    return day


def _due_day(text: str | None) -> date | None:
    """Return the last day for an answer; raises `CmcctError` for a day in the past."""
    day: date | None = parse_value.parse_value(("verified",), text) if text else None
    if day and day < today():
        message = _("the last day for an answer is in the past: {day}", day=LongDate(day))
        raise CmcctError(message, _("give today or a later day with --due"))
    return day


def _asked_points(loaded: Directory, selection: Query, day: date) -> list[FocalPoint]:
    """Return the selected entries that a round asks."""
    found = query.search(loaded, selection, STRICTEST, today()).focal_points
    points, _unknown = lookup.find_by_id(loaded, [point.id for point in found])
    return [point for point in points if writing.is_asked(point, day, today())]


def _silent_points(
    path: Path, loaded: Directory, day: date, points: Sequence[FocalPoint], paths: list[Path]
) -> list[FocalPoint]:
    """Return the entries from which there is no answer, no bounce and no absence note."""
    found = _judge_and_plan(path, loaded, paths)
    states = progress.find_progress(loaded, day, [point.id for point in points], found)
    return [one.point for one in states if one.state == progress.SILENT]


def _write_letters(
    path: Path,
    target: Path,
    loaded: Directory,
    points: Sequence[FocalPoint],
    day: date,
    due: date | None,
    reminder: int,
) -> None:
    writing.refuse_contact(loaded.info.contact)
    export_targets.refuse_git_folder(target)
    folder.refuse_foreign(target, [writing.file_name(point.id, reminder) for point in points])
    key, is_new = keys.ensure_key(path, today())
    if is_new:
        output.note(_("made a key for rounds in the private file: keep a copy of that file"))
    asked = writing.Round(loaded, key, day, due, reminder)
    made = {writing.file_name(p.id, reminder): writing.make_letter(asked, p) for p in points}
    folder.write_letters(target, made)
    count = ngettext("{count} letter", "{count} letters", len(made))
    output.note(_("{folder}: {letters}", folder=target, letters=count))


def _note_not_mailed(
    path: Path, loaded: Directory, points: Sequence[FocalPoint], sendable: Sequence[FocalPoint]
) -> None:
    """Report who gets no letter, and what the letters leave out."""
    sent = {point.id for point in sendable}
    if ids := [point.id for point in points if point.id not in sent]:
        output.note(_("no letter, for lack of an e-mail address: {ids}", ids=", ".join(ids)))
    whole = {point.id: point for point in directory_file.load(path).directory.focal_points}
    views = [writing.view_of(loaded, point) for point in sendable]
    left_out = {
        shown.id: number
        for (shown,) in (view.focal_points for view in views)
        if (number := audiences.count_channels(whole[shown.id]) - audiences.count_channels(shown))
    }
    if left_out:
        number = sum(left_out.values())
        what = ngettext("{count} e-mail or number", "{count} e-mails and numbers", number)
        text = _("not in the letters: {what} of {ids}", what=what, ids=", ".join(left_out))
        output.note(text)


@app.command(epilog="Example: cmcct round answers answers.mbox --dry-run")
def answers(
    paths: Annotated[list[Path], typer.Argument(metavar=_PATH, readable=False, help=_ANSWERS_HELP)],
    directory: options.DirectoryOption = None,
    answers_path: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            metavar="FILE",
            readable=False,
            help="Read answers from a file of --questions.",
        ),
    ] = None,
    questions_path: Annotated[
        Path | None,
        typer.Option(
            "--questions",
            metavar="FILE",
            readable=False,
            help="Write the open questions to a TOML file, also with --dry-run.",
        ),
    ] = None,
    format_: Annotated[
        str, options.choice_option("format", FORMATS, "Format of the list.")
    ] = "text",
    yes: consent.Yes = False,
    dry_run: edit_options.DryRun = False,
) -> None:
    """Read the answers to letters: confirmations and changes are saved, everything else is listed.

    An answer changes its own entry only. The exit code is 1 if a person has to read one of them.
    """
    translator = options.reader_translator(None)
    target = EditTarget.load(directory_file.find_directory(directory))
    loaded = loader.parse_directory(target.raw).directory
    found = _judge(target.path, loaded, paths, private_access.read(target.path))

    def read_answers(sheets: Sequence[Sheet]) -> Answers:
        given = answers_file.read_answers(answers_path, sheets) if answers_path else None
        return given or Answers({}, sheets)

    made = planning.make_plan(found, target.raw, target.overlay_raw, today(), read_answers)
    if format_ == "json":
        output.write_json(report.format_json(made, translator, is_log=is_log(os.environ)))
    else:
        rows = report.answer_rows(made, translator, is_log=is_log(os.environ))
        output.write_rows(rows, (_("Result"), _("Entry"), _("Answer"), _("File")))
    if questions_path and made.plan.count(Result.QUESTION):
        text = questions.format_questions(made.plan, translator, "cmcct round answers")
        atomic.write_file(questions_path, text.encode(), private=True)
        output.note(_("wrote {file}", file=questions_path))
    if dry_run or not made.plan.entries or planned_edits.is_agreed(yes=yes):
        _write_answers(target, made, dry_run=dry_run, yes=yes, shows_diff=format_ == "text")
    if any(answer.is_open for answer, _row in made.answers):
        raise typer.Exit(ExitCode.FINDINGS)


def _write_answers(
    target: EditTarget, made: Planned, *, dry_run: bool, yes: bool, shows_diff: bool
) -> None:
    def change(raw: RawTable, overlay_raw: RawTable) -> None:
        made.plan.apply(raw, overlay_raw)
        for id_, day in made.confirmations().items():
            operations.verify(operations.get_entry(raw, id_), day, "email")

    is_written = target.write(change, dry_run=dry_run, yes=yes, shows_diff=shows_diff)
    if is_written and made.plan.removes_channels:
        edit_options.note_history()


def _judge(path: Path, loaded: Directory, paths: list[Path], overlay_raw: RawTable) -> list[Answer]:
    """Return the answers in files and folders."""
    key = keys.require_key(overlay_raw)
    judge = Judge(loaded, key, today(), lambda: revisions.iter_directories(path))
    return judge.judge_all(mails.read_mails(paths))


def _judge_and_plan(path: Path, loaded: Directory, paths: list[Path] | None) -> list[Answer]:
    """Return the answers in files and folders, with what is planned for their changes."""
    if not paths:
        return []
    overlay_raw = private_access.read(path)
    found = _judge(path, loaded, paths, overlay_raw)
    made = planning.make_plan(found, directory_file.parse_file(path), overlay_raw, today())
    return [answer for answer, _row in made.answers]


@app.command(epilog="Example: cmcct round status --since 2026-06-01")
def status(
    since: Since,
    directory: options.DirectoryOption = None,
    letter_paths: Annotated[
        list[Path] | None,
        typer.Option(
            "--letters",
            metavar="FOLDER",
            readable=False,
            help="Folder with the letters [default: all active entries]",
        ),
    ] = None,
    answer_paths: Annotated[
        list[Path] | None,
        typer.Option("--answers", metavar=_PATH, readable=False, help=_ANSWERS_HELP),
    ] = None,
) -> None:
    """Show how many have confirmed, by country, and who has not."""
    path = directory_file.find_directory(directory)
    loaded = directory_file.load(path, private=False).directory
    day = _past_day(since)
    if letter_paths:
        asked = progress.asked_ids(mails.read_mails(letter_paths), day)
    else:
        asked = [point.id for point in loaded.focal_points if writing.is_present(point, today())]
    found = _judge_and_plan(path, loaded, answer_paths)
    states = progress.find_progress(loaded, day, asked, found)
    translator = output.translator()
    names = (_("Country"), _("asked"), *(report.RESULTS[state] for state in progress.STATES))
    counts: Sequence[Sequence[str]] = [names, *report.count_rows(states, translator)]
    if output.is_stdout_terminal():
        counts = report.drop_empty_columns(counts)
    output.write_rows(counts[1:], counts[0])
    if rows := report.waiting_rows(states, (today() - day).days, translator):
        names = (_("Status"), _("Entry"), _("Country"), _("Waiting"), _("Answer"))
        output.write_rows(rows, names)
