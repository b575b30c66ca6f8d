"""`cmcct round`: letters, their answers and where a round stands; lines to ring for a test."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import typer

from cmcct.calling import lines
from cmcct.calling.words import PHRASES
from cmcct.cli import options
from cmcct.cli.commands import call
from cmcct.cli.edits import editing
from cmcct.cli.edits.edit_options import YES, EditOptions, edit_command
from cmcct.cli.framework.lazy_group import make_group
from cmcct.cli.options import export_options, export_targets, load_options
from cmcct.cli.options.filter_options import AUDIENCE, add_filters
from cmcct.cli.screen import output, prompts
from cmcct.clock import today
from cmcct.edit import operations, parse_value
from cmcct.errors.exceptions import CmcctError, ExitCode
from cmcct.formats import xlsx
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import LongDate, Translator, _, join, ngettext, quote_text
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.privacy import audiences
from cmcct.reference import vocabulary
from cmcct.reference.countries import InSentence
from cmcct.reference.languages import language_name
from cmcct.rounds import answers as judging
from cmcct.rounds import letters as writing
from cmcct.rounds import mails, tokens
from cmcct.rounds.answers import Answer, Judge
from cmcct.rounds.letters import Round
from cmcct.search import lookup, no_match, query
from cmcct.storage import directory_file
from cmcct.system import is_log
from cmcct.text.folding import fold
from cmcct.text.shell import quote

_DAYS = lines.TEST_DAYS
_MAX_LETTERS = "50"


_SINCE = options.option(
    "DATE",
    "First day of the round; everyone who has not confirmed since then is asked.",
    "--since",
    default=...,
    callback=lambda text: str(_past_day(text)),  # refused before the command starts
)
_PATH = "PATH"
_ANSWERS_HELP = "Answers: e-mails, mailboxes (mbox) or folders with them."


@make_group("cmcct round status --since 2026-06-01")
def app(_directory: Path | None) -> None:
    """Ask everyone to confirm their entry, and read the answers."""


@app.command(epilog="Example: cmcct round letters --since 2026-06-01 -c Guyana -o round/letters")
@add_filters
def letters(
    selection: query.Query,
    since: str = _SINCE,
    target: Path = export_options.FOLDER,
    directory: Path | None = options.DIRECTORY,
    due: str | None = options.option("DATE", "Last day for an answer."),
    reminder: bool = options.flag("--reminder", "Remind those who have not answered."),
    second: bool = options.flag(
        "--second", "Remind for the second time, with a copy to the country's coordinator."
    ),
    answer_paths: list[Path] | None = options.option(_PATH, _ANSWERS_HELP, "--answers"),
    limit: str = options.option(
        "COUNT", "Above this number of letters, --yes is needed.", "--max", default=_MAX_LETTERS
    ),
    yes: bool = YES,
) -> None:
    """Write a letter to each person who is asked: drafts for your mail program.

    A letter is in the entry's language, and has two links for the answer.
    """
    path = directory_file.find_directory(directory)
    loaded = load_options.load_strict(directory, None, "network")
    number = writing.SECOND if second else int(reminder)
    day: date | None = parse_value.parse_value(("until",), due) if due else None
    if day and day < today():
        message = _("the last day for an answer is in the past: {day}", day=LongDate(day))
        raise CmcctError(message, _("give {day} or a later date", day=today()))
    round_plan = Round(loaded, path.parent, "", _past_day(since), day, number)
    points = _asked_points(round_plan, selection)
    if number:
        received = _judge(path, loaded, answer_paths) if answer_paths else []
        asked = [point.id for point in points]
        states = judging.find_states(loaded, round_plan.day, asked, received)
        points = [point for point, state in states if state == judging.SILENT]
    sendable = [p for p in points if writing.mail_address(writing.view_of(loaded, p))]
    if len(sendable) > parse_value.parse_count(limit) and not yes:
        count = ngettext("{count} letter", "{count} letters", len(sendable))
        editing.agree(_("{letters} would be written", letters=count), yes=False)
    if not sendable:
        output.note(_("no letter to write"))
    else:
        _write_letters(path, target, round_plan, sendable)
    _note_not_mailed(path, loaded, points, sendable)


def _past_day(text: str) -> date:
    """Return the day of a round; raises `CmcctError` for a day in the future."""
    day: date = parse_value.parse_value(("verified",), text)
    if day > today():
        message = _("the round would begin in the future: {day}", day=LongDate(day))
        raise CmcctError(message, _("write today ({day}) or an earlier date", day=today()))
    return day


def _asked_points(round_plan: Round, selection: query.Query) -> list[FocalPoint]:
    """Return the selected entries that a round asks; the first letters say who has confirmed.

    A word for what letters are for, `confirmation`, selects nothing.
    """
    terms = [word for word in selection.terms if not vocabulary.means("command", word, "verify")]
    selection = selection._replace(terms=tuple(terms))
    selected = _find(round_plan.directory, selection, STRICTEST, Translator()).focal_points
    points, _unknown = lookup.find_by_id(round_plan.directory, [point.id for point in selected])
    present = [point for point in points if writing.is_present(point, today())]
    ids = [point.id for point in present if writing.is_confirmed(point, round_plan.day)]
    asked = [point for point in present if point.id not in ids]
    start = round_plan.day - timedelta(days=30)
    again = {point.id: str(point.verified) for point in asked if writing.is_confirmed(point, start)}
    for named, day, text in (
        (ids, round_plan.day, _("left out, confirmed on {day} or later: {entries}: {ids}")),
        (again, start, _("asked again, though confirmed since {day}: {ids}; {option} omits them")),
    ):
        if named and not round_plan.reminder:
            entries = ngettext("{count} entry", "{count} entries", len(named))
            option = f"--since {min(again.values(), default='')}"
            values = {"entries": entries, "ids": ", ".join(named), "option": option}
            output.note(text.with_values(day=LongDate(day), **values))
    return asked


def _find(
    loaded: Directory, selection: query.Query, audience: str, translator: Translator
) -> audiences.AudienceView:
    """Return what an audience may have of a selection; raises `CmcctError` if it finds nothing."""
    result = query.find_entries(loaded, selection, audience, today(), translator)
    if selection != query.Query() and not result.view.focal_points:
        hints = no_match.no_match_hints(result, is_search=False)
        raise CmcctError(_("no entry matches"), join(hints, "; "))
    return result.view


def _write_letters(
    path: Path, target: Path, round_plan: Round, points: Sequence[FocalPoint]
) -> None:
    """Write letters into a folder, with the key of the directory file, which may be made."""
    writing.refuse_contact(round_plan.directory.info.contact)
    export_targets.refuse_git_folder(target)
    names = [writing.file_name(point.id, round_plan.reminder) for point in points]
    writing.refuse_foreign(target, names)
    key, is_new = tokens.ensure_key(path, today())
    if is_new:
        file = directory_file.overlay_path(path).name
        output.note(_("made a key for rounds in {file}: keep a copy of that file", file=file))
    round_plan = replace(round_plan, key=key)
    letters = [writing.Letter(round_plan, point) for point in points]
    drafts = (letter.to_bytes() for letter in letters)
    writing.write_letters(target, dict(zip(names, drafts, strict=True)))
    count = ngettext("{count} letter", "{count} letters", len(names))
    langs = Counter(letter.translator.lang for letter in letters).most_common()
    texts = [f"{language_name(lang, output.translator().lang)} {number}" for lang, number in langs]
    text = _("{text} ({remark})", text=count, remark=join(texts))
    output.note(_("{label}: {text}", label=target, text=text))


def _note_not_mailed(
    path: Path, loaded: Directory, points: Sequence[FocalPoint], sendable: Sequence[FocalPoint]
) -> None:
    """Report who gets no letter, and what the letters leave out."""
    sent = {point.id for point in sendable}
    whole = {point.id: point for point in directory_file.load(path).directory.focal_points}
    views = (writing.view_of(loaded, point) for point in points if point.id not in sent)
    unsent = [point for view in views for point in view.focal_points]
    held = [p.id for p in unsent if whole[p.id].emails and not p.emails]
    for ids, text in (
        ([p.id for p in unsent if p.id not in held], _("{seats} without an e-mail address: {ids}")),
        (held, _("{seats} whose e-mail address is withheld: {ids}")),
    ):
        seats = ngettext("{count} entry", "{count} entries", len(ids))
        output.note(*[text.with_values(seats=seats, ids=", ".join(ids))] * bool(ids))
    sendable_views = [writing.view_of(loaded, point) for point in sendable]
    sides = [(whole[shown.id], shown) for view in sendable_views for shown in view.focal_points]
    counts = {shown.id: len(before.channels) - len(shown.channels) for before, shown in sides}
    if number := sum(counts.values()):
        has_handles = any(len(before.handles) > len(shown.handles) for before, shown in sides)
        what = phrases.count_channels(number, has_handles=has_handles)
        names = ", ".join(id_ for id_, count in counts.items() if count)
        output.note(_("not in the letters: {what} of {ids}", what=what, ids=names))


@app.command(epilog="Example: cmcct round answers answers.mbox --dry-run")
@edit_command
def answers(
    chosen: EditOptions,
    paths: list[Path] = options.argument(_PATH, _ANSWERS_HELP),
    format_: str = options.TEXT_FORMAT,
) -> None:
    """Read the answers to letters: confirmations are saved, everything else is listed.

    An answer changes nothing but the confirmation of its own entry. On a terminal, you are asked
    before it is saved, and about confirmations that say anything else. The exit code is 1 if a
    person has to read one of the answers.
    """
    target = editing.EditTarget.load(directory_file.find_directory(chosen.directory))
    loaded = directory_file.load(target.path, private=False).directory
    received = _judge(target.path, loaded, paths)
    if not received:
        output.note(_("no mail in {paths}", paths=", ".join(map(str, paths))))
        return
    is_text = format_ == "text"
    if is_text:
        _write_answers(received)
    else:
        output.write_json(judging.format_json(received, output.translator()))
    agreed = [answer for answer in received if answer.result == judging.CONFIRMED]
    if is_text and not chosen.dry_run:
        with_words = [answer for answer in received if answer.result == judging.WITH_WORDS]
        agreed += _ask_about_words(with_words)
    is_saved = _save(target, agreed, chosen)
    days = [date.fromisoformat(answer.token.day) for answer in received if answer.token]
    if is_text and days:
        loaded = directory_file.load(target.path, private=False).directory
        _write_status(loaded, max(days), _present_ids(loaded), received)
    is_open = any(answer.result in judging.OPEN and answer not in agreed for answer in received)
    if is_open or not is_saved:
        raise typer.Exit(ExitCode.FINDINGS)


def _write_answers(received: Sequence[Answer]) -> None:
    """Write the answers by result, in which those with words are numbered.

    A terminal wraps lines, but not commands; the sender's lines are in quotation marks.
    """
    translate, gettext = output.translator().translate, output.translator().gettext
    lang = output.translator().lang
    for result, label in judging.LABELS.items():
        same = [answer for answer in received if answer.result == result]
        if same:
            _write_lines([gettext("{label}: {text}", label=label, text=len(same))])
        for number, answer in enumerate(same, 1):
            mark = f"{number}" if result == judging.WITH_WORDS else ""
            names = filter(None, (mark, answer.id, answer.mail.sender, answer.mail.file))
            changes = (
                gettext(
                    "{label}: {before} → {after}",
                    label=line.label,
                    before=line.value or translate(phrases.EMPTY),
                    after=line.answer or translate(phrases.EMPTY),
                )
                for line in answer.changes
            )
            words = (quote_text(translate(line)).localize(lang) for line in answer.words)
            texts = filter(None, (translate(answer.reason), *changes, *words))
            _write_lines([f"  {'  '.join(names)}", *(f"      {text}" for text in texts)])
            output.write("".join(f"      {command}\n" for command in answer.commands))


def _write_lines(lines: Sequence[str]) -> None:
    output.write(output.fit("".join(f"{line}\n" for line in lines)))


def _ask_about_words(with_words: Sequence[Answer]) -> list[Answer]:
    """Return the confirmations with words that the user agrees to, by their numbers."""
    if not (with_words and prompts.is_interactive()):
        return []
    # Translators: an answer to: confirm which?
    every = {"all", fold(output.translator().gettext("all of them"))}

    def read(text: str) -> list[Answer]:
        every_number = range(1, len(with_words) + 1)
        numbers = every_number if fold(text) in every else _read_numbers(text)
        if any(number not in every_number for number in numbers):
            raise prompts.number_error(len(with_words))
        return [with_words[number - 1] for number in numbers]

    return prompts.prompt(_("Confirm which? Numbers such as 1 3-5, or all; Enter for none"), read)


def _read_numbers(text: str) -> list[int]:
    """Return the numbers in a text such as `1 3-5`, 0 for what is none."""
    numbers: list[int] = []
    for word in text.replace(",", " ").split():
        match = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", word, re.ASCII)
        chosen = range(int(match[1]), int(match[2] or match[1]) + 1) if match else []
        numbers += chosen or [0]
    return numbers


def _save(target: editing.EditTarget, agreed: Sequence[Answer], chosen: EditOptions) -> bool:
    """Save confirmations if the user agrees; return whether none is left over."""
    # The newest of an entry's confirmations counts.
    by_day = sorted(agreed, key=lambda answer: str(answer.day))
    days = {answer.id: answer.day for answer in by_day if answer.day}
    if not days:
        editing.note_unchanged()
        return True
    count = len(days)
    is_given = chosen.yes or chosen.dry_run
    if not (is_given or prompts.is_interactive()):
        text = ngettext(
            "{count} confirmation is not saved: use --yes",
            "{count} confirmations are not saved: use --yes",
            count,
        )
        output.note(text)
        return False
    question = ngettext("Save {count} confirmation?", "Save {count} confirmations?", count)
    if not is_given:
        prompts.require_yes(question)

    def change(raw: operations.RawTable, _overlay_raw: operations.RawTable) -> None:
        for id_, day in days.items():
            operations.verify(operations.get_entry(raw, id_), day, "email")

    target.write(change, chosen)
    return True


def _judge(path: Path, loaded: Directory, paths: list[Path]) -> list[Answer]:
    """Return the answers in files and folders."""
    key = tokens.require_key(load_options.read_private(path))
    round_plan = Round(loaded, path.parent, key, today())
    joined = directory_file.load(path).directory
    return Judge(round_plan, joined, is_log()).judge_all(mails.read_mails(paths))


@app.command(epilog="Example: cmcct round status --since 2026-06-01")
def status(
    since: str = _SINCE,
    directory: Path | None = options.DIRECTORY,
    letter_paths: list[Path] | None = options.option(
        "FOLDER", "Folder with the letters [default: all active entries]", "--letters"
    ),
    answer_paths: list[Path] | None = options.option(_PATH, _ANSWERS_HELP, "--answers"),
    output_format: str | None = options.TABLE_FORMAT,
) -> None:
    """Show how many have confirmed, by country, and who has not."""
    path = directory_file.find_directory(directory)
    loaded = directory_file.load(path, private=False).directory
    day = _past_day(since)
    asked = judging.find_asked_ids(letter_paths, day) if letter_paths else _present_ids(loaded)
    received = _judge(path, loaded, answer_paths) if answer_paths else []
    if output_format == "json":
        states = judging.find_states(loaded, day, asked, received)
        entries = [
            {"id": point.id, "country_code": point.country.code, "state": state}
            for point, state in states
        ]
        output.write_objects("entries", entries)
    else:
        _write_status(loaded, day, asked, received)


def _present_ids(loaded: Directory) -> list[str]:
    return [point.id for point in loaded.focal_points if writing.is_present(point, today())]


def _write_status(
    loaded: Directory, day: date, asked: Sequence[str], received: Sequence[Answer]
) -> None:
    states = judging.find_states(loaded, day, asked, received, output.translator())
    translate = output.translator().translate
    # A terminal leaves out what nobody has, and breaks headings, so that a country is one row in
    # all languages.
    shown: Sequence[str] = judging.STATES
    if output.is_stdout_terminal():
        reached = {state for _point, state in states}
        shown = [state for state in judging.STATES if state in reached]
    names = (_("Country"), _("asked"), *(judging.LABELS[state] for state in shown))
    counts, everywhere = list[Sequence[str]](), _("all")
    for country in (*dict.fromkeys(point.country for point, _state in states), everywhere):
        own = [state for point, state in states if country in {point.country, everywhere}]
        counts.append((translate(country), str(len(own)), *(str(own.count(s)) for s in shown)))
    output.write_rows(counts, [translate(name).replace(" ", "\n") for name in names])
    waited = translate(ngettext("{count} day", "{count} days", (today() - day).days))
    rows = [
        (translate(judging.LABELS[state]), point.id, translate(point.country), waited)
        for point, state in states
        if state != judging.CONFIRMED
    ]
    if rows:
        output.write_rows(rows, (_("Status"), _("Entry"), _("Country"), _("Waiting")))


@app.command(epilog="Example: cmcct round calls --from Haiti -o calls.xlsx")
@add_filters
def calls(
    selection: query.Query,
    target: str = options.option("FILE", "Excel file to write.", "--output", "-o", default=...),
    directory: Path | None = options.DIRECTORY,
    caller: str | None = call.CALLER,
    audience: str | None = AUDIENCE,
    lang: str | None = options.LANG,
    force: bool = export_targets.FORCE,
) -> None:
    """Write a sheet of 24/7 lines to ring for a test; cmcct import reads it back.

    It has the lines that can be rung from where you are and that nobody has tested for 180 days; no
    shelters, and no number with no_test. Toll-free numbers come last: many work in their country
    only.
    """
    translator = options.recipient_translator(lang)
    output.set_language(output.preferred_translator())
    audience = audience or audiences.default_audience("export")
    path = directory_file.find_directory(directory)
    loaded = load_options.load_strict(directory, None, audience)
    view = _find(loaded, selection, audience, translator)
    country = call.find_caller(caller, view)
    points = [point for point in view.focal_points if not point.has_left(today())]
    numbers = lines.find_untested(points, today(), country)
    if not numbers:
        tested = _("no 24/7 line to ring: all were tested in the last {days} days", days=_DAYS)
        can_ring = any(line.is_dialable for line in lines.build_test_lines(points, country))
        output.note(tested if can_ring else _("no 24/7 line to ring"))
        return
    place = InSentence(country) if country else PHRASES["abroad"]
    limit = _("may not work from {country}", country=place)
    _refuse_target(target, path, force=force)
    product = xlsx.dump_calls(view, numbers, translator.translate(limit), translator)
    count = ngettext(
        "{count} line, 24/7, not tested for {days} days",
        "{count} lines, 24/7, not tested for {days} days",
        len(numbers),
        days=_DAYS,
    )
    languages = [] if lang else export_options.describe_language(translator)
    export_targets.write_list(target, product, path, "xlsx", view, count, *languages, force=force)
    free = [number for number in numbers if number[0].reach == lines.MAY_WORK]
    for part, message in (
        (numbers[: len(numbers) - len(free)], _("{count} to ring from {country}: {ids}")),
        (free, _("{count} that may not work from {country}: {ids}")),
    ):
        if part:
            ids = join(dict.fromkeys(line.point.id for number in part for line in number))
            output.note(message.with_values(count=len(part), country=place, ids=ids))
    inside = [line for line in lines.build_test_lines(points, country) if not line.is_dialable]
    national = ngettext(
        "{count} number that works only inside its country",
        "{count} numbers that work only inside their country",
        len({line.identity for line in inside}),
    )
    output.note(_("not in it: {numbers}, shelters, and numbers with no_test", numbers=national))
    words = join(quote_text(term.label(translator.lang)) for term in vocabulary.terms("failed"))
    text = _("fill in the day, the answer ({words}), who called, and a remark; then run {command}")
    output.note(text.with_values(words=words, command=f"cmcct import {quote(target)}"))


def _refuse_target(target: str, directory: Path, *, force: bool) -> None:
    """Refuse to replace a sheet that somebody may have filled in; raises `CmcctError`."""
    if target == export_targets.STDOUT:
        message = _("{format} cannot be shown in a terminal", format="xlsx")
        raise CmcctError(message, _("give a file with -o"))
    export_targets.refuse_target(Path(target), directory, "xlsx", force=force)
    if force or not Path(target).is_file() or xlsx.is_sealed(Path(target).read_bytes()):
        return
    message = _("{file} was changed by hand, or saved by another program", file=target)
    raise CmcctError(message, _("import it first, or use --force to overwrite it"))
