"""`cmcct import`."""

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from cmcct.cli import options
from cmcct.cli.edits import editing, entry_names
from cmcct.cli.edits.edit_options import EditOptions, edit_command
from cmcct.cli.edits.editing import EditTarget
from cmcct.cli.screen import output, prompts
from cmcct.cli.vendored_click import get_current_context
from cmcct.clock import local, today
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import ExitCode
from cmcct.fieldtypes.dates import ORDERS, find_moments
from cmcct.i18n.messages import LongDate, Message, _, join, join_and, ngettext
from cmcct.importing.cells.row_values import Baseline
from cmcct.importing.planning import planner, row_plans
from cmcct.importing.planning import row_answers as answers_file
from cmcct.importing.planning.planned_directory import Directories
from cmcct.importing.planning.row_answers import Answer
from cmcct.importing.planning.row_plans import Plan, Result
from cmcct.importing.readers import read
from cmcct.importing.readers.rows import LIST, Row, Sheet
from cmcct.model import territory_lines
from cmcct.privacy.levels import AUDIENCES_BY_MARKING
from cmcct.storage import atomic, directory_file
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.text.control_chars import to_one_line

_LARGE = 50_000  # bytes of a file that takes a second to read
_MANY = 300  # rows that take a second to compare
_MOST_QUESTIONS = 10  # asked on a terminal
_OR_LATER = _("Your choice ({numbers}; Enter to decide later)")
_WORDS = {
    answers_file.YES: _("yes"),
    answers_file.NO: _("no"),
    answers_file.NEW: _("a new entry"),
    answers_file.SKIP: _("leave this row out"),
    answers_file.ONE: _("one person"),
    answers_file.TWO: _("two people"),
}


@options.command("import participants.csv --meeting georgetown-2019 --dry-run")
@edit_command
def import_(
    chosen: EditOptions,
    files: list[Path] = options.argument(
        "FILE", "XLSX, CSV, TSV, vCard or JSON files; - for standard input."
    ),
    meeting: str | None = options.option(
        "MEETING", "Record that everybody in the file attended this meeting."
    ),
    map_file: Path | None = options.option(
        "FILE", 'Read what columns mean from a TOML file: "Workplace" = "city".', "--map"
    ),
    write_map: Path | None = options.option(
        "FILE", "Write what the columns mean to a TOML file, also with --dry-run."
    ),
    sheet: str | None = options.option("NAME", "Read only this sheet of a workbook."),
    encoding: str | None = options.option("NAME", "Encoding of a CSV file [default: detected]"),
    date_order: str | None = options.choice(
        "date-order", ORDERS, "Order of dates such as 03/02/2026 [default: by the column]"
    ),
    base: str | None = options.option(
        "VERSION",
        "Version that was handed out: a commit, an edition, a date or a meeting"
        " [default: the commit named in the workbook]",
    ),
    answers: Path | None = options.option("FILE", "Read answers from a file of --questions."),
    questions_file: Path | None = options.option(
        "FILE", "Write the open questions to a TOML file, also with --dry-run.", "--questions"
    ),
    from_format: str | None = options.choice(
        "from-format", read.FORMATS, "Format of the file [default: by its content]"
    ),
    format_: str = options.TEXT_FORMAT,
    unsafe_fixes: bool = options.UNSAFE_FIXES,
    private: bool = options.flag(
        "--private", "Also change the private file, from a list for the secretariat."
    ),
) -> None:
    """Import people from a sheet, a form or an address book.

    What is certain is saved; rows that need an answer or a correction are listed and left out. A
    value with only one possible correction is corrected, and listed. A name is never overwritten.
    In lists such as phones, a file that cmcct did not write only adds items. Nobody is marked as
    confirmed. Importing the same file twice changes nothing.
    """
    target = EditTarget.load(directory_file.find_editable(chosen.directory))
    if meeting:
        meeting = entry_names.find_record(chosen, "meeting", meeting)
    how = {"sheet": sheet, "encoding": encoding, "from_format": from_format}
    sheets = [sheet for file in files for sheet in _read(file, map_file=map_file, **how)]
    left_out = row_plans.describe_left_out(sheets, is_log=is_log())
    # On a terminal above the plan: a pager would hide it.
    above = [*left_out] if format_ == "text" and output.is_stdout_terminal() else []
    output.note(*left_out)
    is_asked = format_ == "text" and not (chosen.yes or chosen.dry_run)
    if not meeting:
        meeting = _find_meeting(target.raw, sheets, can_ask=is_asked and prompts.can_ask())
    if write_map:
        atomic.write_file(write_map, read.format_map(sheets).encode())
    read_answers = answers_file.read_answers(answers, sheets) if answers else {}
    before = Directories(target.raw, target.overlay_raw, target.path)
    make_plan = partial(
        planner.make_plan,
        sheets,
        before,
        today(),
        meeting=meeting or "",
        date_order=date_order or "",
        with_unsafe=unsafe_fixes,
        may_write_private=private,
        handed_out=[_read_handed_out(target, before, sheet, base) for sheet in sheets],
        track=_track,
    )
    planned = make_plan(answers=read_answers)
    if is_asked and not questions_file and (typed := _ask_rows(planned)):
        planned = make_plan(answers={**read_answers, **typed})
    _show(planned, format_, above)
    asked = planned.count(Result.QUESTION)
    following = [_write_questions(planned, questions_file)] if asked else []
    _note_unsafe(planned)
    if planned.is_empty:
        editing.report_changes((), dry_run=False)
    else:
        _save(target, planned, chosen)
    output.note(*following)
    if not planned.is_settled:
        sys.exit(ExitCode.FINDINGS)


def _find_meeting(raw: RawTable, sheets: Iterable[Sheet], *, can_ask: bool) -> str | None:
    """Ask at which meeting the people of lists that do not say so were, the latest first.

    One whose date stands above the headings is asked about first. Where nobody can answer, it is
    only named.
    """
    silent = [each for each in sheets if each.kind == LIST and "meetings" not in each.imported_keys]
    if not silent:
        return None
    moments = set.intersection(*(find_moments(" ".join(each.titles)) for each in silent))
    labels, dated = dict[str, str](), list[str]()
    for each in entry_names.list_meetings(raw):
        labels[label := entry_names.describe_record(each)] = str(each["id"])
        day = str(each.get("date", ""))
        last = str(each.get("until", day))
        if any(
            day and (day.startswith(moment) or moment.startswith(day) or day < moment <= last)
            for moment in moments
        ):
            dated.append(label)
    file = silent[0].file
    for label in dated:
        text = _("{file} has the date of {meeting}", file=file, meeting=label)
        id_ = labels.pop(label)
        if not can_ask:
            adding = _("{text}; if these people were there, add {option}")
            output.note(adding.with_values(text=text, option=f"--meeting {id_}"))
        elif prompts.confirm(
            _("{text}; were these people there?", text=text), default=len(dated) == 1
        ):
            return id_
    if not (labels and can_ask):
        return None
    if moments and not dated:
        titles = (each for each in silent[0].titles if each not in AUDIENCES_BY_MARKING)
        name = next((each for each in titles if not find_moments(each)), "…")
        first, last = min(moments), max(moments)
        until = ["--until", last] * (first != last)
        command = shell.command_line("meeting", "add", name, "--date", first, *until)
        text = _("no meeting has the date of {file}; to add it first: {command}")
        output.note(text.with_values(file=file, command=command))
    question = _("Which meeting did the people in {file} attend?", file=file)
    return prompts.choose_number(question, labels)


def _ask_rows(planned: Plan) -> dict[int, Answer]:
    """Ask on a terminal what one word answers, of the first rows; return the answers by row."""
    rows = [row for row in planned.rows if row.result is Result.QUESTION and not row.missing]
    answers: dict[int, Answer] = {}
    translate = output.translator().translate
    for row in rows[:_MOST_QUESTIONS] if prompts.can_ask() else ():
        cells = join(dict.fromkeys(cell.text for cell in row.row.cells if cell.text))
        output.note(_("{label}: {text}", label=row.place, text=cells))
        for line in row_plans.describe_fields(row, output.translator()):
            output.note(f"  {line}")
        labels = {translate(_WORDS[word]): word for word in row.answers}
        if word := prompts.choose_number(row.why, labels, _OR_LATER):
            answers[id(row.row)] = Answer(word)
    return answers


def _read(file: Path, **how: Any) -> Sequence[Sheet]:
    name, data = prompts.name_input(file), prompts.read_input(file)
    waiting: AbstractContextManager[object] = nullcontext()
    if len(data) > _LARGE and output.is_stderr_terminal():
        from cmcct.cli.screen import terminal

        waiting = terminal.wait(output.translator().gettext("Reading {file}", file=name.name))
    with waiting:
        return read.read_sheets(name, data, **how)


def _track(rows: Sequence[Any]) -> Iterable[Any]:
    """Yield rows; on a terminal, a bar shows how many of a long list are compared."""
    if len(rows) < _MANY:
        return rows
    return output.track(rows, output.translator().gettext("Comparing rows"), len(rows))


def _read_handed_out(
    target: EditTarget, before: Directories, sheet: Sheet, name: str | None
) -> Callable[[Row], Baseline] | None:
    """Return what a sheet of ours is compared with; without a version, say that much is asked."""
    if not sheet.is_ours:
        if name:
            text = _("{file} is not a list of cmcct with ids, so --base is ignored for it")
            output.note(text.with_values(file=sheet.file))
        return None
    from cmcct.importing.planning import handed_out

    version = handed_out.find_version(target.path, sheet, name, today())
    if version:
        day = LongDate(local(version.when).date())
        text = _("compared with the list of {date}, commit {commit}")
        output.note(text.with_values(date=day, commit=version.commit[:7]))
    else:
        text = _(
            "{file} does not say which version was handed out; give the version with --base, or you"
            " are asked about each difference"
        )
        output.note(text.with_values(file=sheet.file))
    earlier = handed_out.read_handed_out(target.path, sheet, version, target.text, before)
    if earlier.is_whole and target.unread:
        # Its numbers of the private file would be taken for new ones.
        raise target.unread
    return earlier.find_baseline


def _write_questions(planned: Plan, path: Path | None) -> Message:
    """Write the open questions, if there is a file for them; return how to go on."""
    typed = get_current_context().meta[options.WORDS]
    drop = {"--dry-run", "--questions", *options.values_among("--questions", typed)}
    words = [word for word in typed if word.removeprefix("--questions=") not in drop]
    if not path:
        command = shell.command_line(*words, "--questions", "questions.txt")
        return _("to write the questions to a file: {command}", command=command)
    if path.suffix in {".xlsx", ".csv", ".ods"}:
        output.note(_("{file} would be a text file, no spreadsheet", file=path))
        path = path.with_suffix(".txt")
    text = answers_file.format_questions(planned, output.translator())
    atomic.write_file(path, text.encode(), private=True)
    output.note(_("wrote {file}", file=path))
    command = shell.command_line(*words, "--answers", str(path))
    return _("write your answers in {file}, then run: {command}", file=path, command=command)


def _note_unsafe(planned: Plan) -> None:
    """Say how many values can be corrected with `--unsafe-fixes`."""
    fixes = (finding.fix for row in planned.rows for _cell, finding in row.findings)
    if count := sum(fix is not None and not fix.is_safe for fix in fixes):
        message = ngettext(
            "{count} uncertain value can be corrected with --unsafe-fixes: check it first",
            "{count} uncertain values can be corrected with --unsafe-fixes: check them first",
            count,
        )
        output.note(message)


def _show(planned: Plan, format_: str, above: Sequence[Message]) -> None:
    """Print the plan; a log gets counts only, or JSON without values of contacts."""
    translator = output.translator()
    if format_ == "json":
        output.write_json(row_plans.format_json(planned, translator, is_log=is_log()))
    elif is_log():
        output.write(row_plans.format_counts(planned, translator))
    else:
        lines = [f"{to_one_line(translator.translate(message))}\n" for message in above]
        output.write_page(output.fit("".join(lines) + row_plans.format_text(planned, translator)))


def _question(planned: Plan) -> Message:
    """Return the question whether a plan is saved: it says what yes does, and what stays open."""
    new, changed = planned.count(Result.NEW), planned.count(Result.CHANGED)
    open_ = planned.count(Result.QUESTION) + planned.count(Result.UNREADABLE)
    what = [
        *[ngettext("{count} new entry", "{count} new entries", new)] * bool(new),
        *[ngettext("{count} changed entry", "{count} changed entries", changed)] * bool(changed),
    ]
    question = _("Save {what}?", what=join_and(what)) if what else _("Save these changes?")
    rows = ngettext("{count} row remains open", "{count} rows remain open", open_)
    return join([rows, question], ". ") if open_ else question


def _save(target: EditTarget, planned: Plan, chosen: EditOptions) -> None:
    """Apply a plan to the directory that it was made for, once the user agrees."""

    def change(raw: RawTable, overlay_raw: RawTable) -> None:
        planned.apply(raw, overlay_raw, lambda: territory_lines.read_lines(target.text).above)

    if not (chosen.dry_run or chosen.yes) and prompts.is_interactive():
        target.note_warnings(change)
        prompts.require_yes(_question(planned))
    unchanged = editing.UNCHANGED if planned.is_settled else _("nothing was imported yet")
    is_written = target.write(change, chosen, unchanged)
    ids = dict.fromkeys(row.entry for row in planned.rows if row.result is Result.NEW)
    if is_written and ids and output.is_stderr_terminal():
        output.note(_("added {ids}", ids=", ".join(ids)))
    if is_written and planned.removes_channels:
        editing.note_history()
