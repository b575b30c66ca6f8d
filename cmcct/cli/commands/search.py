"""`cmcct search`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import typer

from cmcct.cli import options
from cmcct.cli.options import filter_options, load_options
from cmcct.cli.screen import output
from cmcct.clock import now, today
from cmcct.errors.exceptions import CmcctError, ExitCode
from cmcct.formats import tsv
from cmcct.formats.shared import columns as csv_columns
from cmcct.i18n.messages import LongDate, SafeText, Translator, _, hint_to_write, join, ngettext
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.model.fields import find_key
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.search import query
from cmcct.storage.directory_file import LoadResult
from cmcct.system import is_log
from cmcct.text.control_chars import to_one_line
from cmcct.text.folding import fold
from cmcct.text.shell import command_line

_CHANNELS = csv_columns.PHONES | {"email", "address", "private_notes"}
_MOST_GONE = 3  # seats that are shown though nobody holds them
_WITH_COLUMNS = ("table", "tsv", "csv")
FORMATS = (*_WITH_COLUMNS, "json", "ids")


@options.command("search --country Guyana --sector police")
@filter_options.add_filters
def search(
    selection: query.Query,
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    at: str | None = load_options.AT,
    output_format: str | None = options.choice(
        "format", FORMATS, "Output format [default: table; tab-separated in a pipe]"
    ),
    columns: str | None = options.option("NAME,...", "CSV columns to show, separated by commas."),
    sort: str | None = options.option("[-]NAME", "Sort by this column; prefix with - to reverse."),
    lang: str | None = options.LANG,
    header: bool = options.flag("--header", "Add a header row."),
) -> None:
    """Search entries by word, country, sector and more.

    Repeat an option to match any of its values; combine options to narrow the result.
    """
    translator = options.reader_translator(lang)
    output_format = output_format or ("table" if output.is_stdout_terminal() else "tsv")
    names = _names(columns, output_format)
    private = load_options.shows_private(audience)
    loaded = load_options.load_lenient(
        directory, at, may_be_older=True, private=private, audience=audience
    )
    if at is None and audiences.is_for_user(output_format):
        loaded = load_options.mark_left(loaded)
    audience = audience or audiences.default_audience(output_format)
    # Output for programs has an order that is independent of the locale.
    order = translator if output_format == "table" else Translator()
    result = _search(loaded.directory, selection, audience, order)
    view = result.view
    if sort is not None:
        points = csv_columns.sort_by_column(view.focal_points, sort, order)
        view = replace(view, focal_points=points)
    if output_format == "table":
        output.write_page(_table(view, names, load_options.marked_ids(loaded)))
        _report_count(view, is_asked=selection.stale)
    else:
        text = _text(view, output_format, names, loaded, header=header)
        (output.write_json if output_format == "json" else output.write)(text)
    output.warn(*loaded.warnings)
    output.report_withheld(view)
    if audience == STRICTEST and not private:
        load_options.report_hidden_channels(
            loaded, _with_channels(loaded, view, output_format, names)
        )
    output.report_search(result, at)
    if not view.focal_points:
        # How the seats are reached that nobody holds.
        from cmcct.formats.shared.phrases import list_written, mark_phone
        from cmcct.search import no_match

        for point in () if is_log() else no_match.find_gone(result)[:_MOST_GONE]:
            phones = [each for each in point.phones_to_try if each.type != "fax"]
            numbers = [mark_phone(each.formatted, each, translator) for each in phones]
            texts = filter(None, (point.organisation, *numbers, *list_written(point, translator)))
            output.advise(_("{label}: {text}", label=point.id, text=join(texts)))
        raise typer.Exit(ExitCode.FINDINGS)


def _search(
    directory: Directory, selection: query.Query, audience: str, order: Translator
) -> query.Result:
    """Search; on a terminal, ask for the closest values and words where nothing is found."""
    try:
        result = query.find_entries(directory, selection, audience, today(), order)
    except query.OptionValueError as error:
        from cmcct.cli.screen import prompts

        facet = error.option

        def describe(text: str) -> str:
            return output.translator().translate(join([vocabulary.add_label(facet, text)]))

        chosen = prompts.choose_value(error.message, error.candidates, describe)
        if chosen is None:
            raise
        typed = getattr(selection, facet)
        values: Any = tuple(chosen if value == error.text else value for value in typed)
        return _search(directory, selection._replace(**{facet: values}), audience, order)
    if result.view.focal_points or not selection.terms:
        return result
    from cmcct.search import no_match, terms

    asked = {term.casefold() for term in selection.terms}
    if any(not asked.isdisjoint(terms.entry_ids(point)) for point in no_match.find_gone(result)):
        return _search(directory, selection._replace(status=("all",)), audience, order)
    if wider := _find_inside(result, audience, order) or _find_alike(result, audience, order):
        return wider
    common = tuple(reading.text for reading in result.readings if reading.is_common)
    telling = tuple(reading.text for reading in result.readings if not reading.is_common)
    if common and telling:
        fewer = _search(directory, selection._replace(terms=telling), audience, order)
        return fewer._replace(dropped=common)
    from cmcct.cli.screen import prompts

    meant = None
    if prompts.can_ask():
        _refuse_other(selection.terms)
        meant = next(no_match.find_statuses(result), None)  # `vacant`
    meant = meant or prompts.ask_query(result, _("nothing found"))
    return _search(directory, meant, audience, order) if meant else result


def _refuse_other(terms: Sequence[str]) -> None:
    """Raise `CmcctError` for words that another command answers: `how many`, `police addresses`."""
    words, texts = {*map(fold, " ".join(terms).split())}, vocabulary.typed_words("command")
    addresses = {word for word in words if "export emails" in texts.get(word, ())}
    counts = vocabulary.typed_words("count")
    command = ""
    if any(f" {count} " in f" {fold(' '.join(terms))} " for count in counts):
        is_by_country = any(find_key(word) == "country" for word in words)
        command = "cmcct list countries" if is_by_country else "cmcct status"
    elif addresses:
        others = (word for word in " ".join(terms).split() if fold(word) not in addresses)
        command = command_line("export", "emails", *others)
    if command:
        raise CmcctError(_("nothing found"), _("run {command}", command=SafeText(command)))


def _find_inside(result: query.Result, audience: str, order: Translator) -> query.Result | None:
    """Return what a search for 24/7 finds of lines that only callers inside the country can dial.

    None if it is not asked for, or there is nothing.
    """
    from cmcct.search.terms import find_line_inside

    other = [each for each in result.readings if ("state", "always") not in each.meanings]
    if len(other) == len(result.readings):
        return None
    selection = result.selection._replace(terms=tuple(each.text for each in other))
    wider = query.find_entries(result.directory, selection, audience, today(), order)
    points = tuple(filter(find_line_inside, wider.view.focal_points))
    if not points:
        return None
    output.note(_("no 24/7 line for calls from abroad; inside the country there is one"))
    return wider._replace(view=replace(wider.view, focal_points=points))


def _find_alike(result: query.Result, audience: str, order: Translator) -> query.Result | None:
    """Return what is found if words of a kind, `police customs`, are alternatives, or None."""
    from cmcct.search import no_match, terms

    alike = terms.join_alike(result.readings)
    asked = (result.directory, result.selection, audience, today(), order)
    if not (alike and (wider := query.find_entries(*asked, alike)).view.focal_points):
        return None
    output.advise(*no_match.alternative_hints(result, alike))
    return wider


def _with_channels(
    loaded: LoadResult, view: AudienceView, output_format: str, names: tuple[str, ...]
) -> Iterable[FocalPoint]:
    """Return the entries whose channels are printed, or all if the search found none."""
    if not view.focal_points:
        return loaded.directory.focal_points
    has_channels = output_format != "ids" and not (names and _CHANNELS.isdisjoint(names))
    return view.focal_points if has_channels else ()


def _names(columns: str | None, output_format: str) -> tuple[str, ...]:
    """Return the requested columns; raises `CmcctError` if the format has no columns."""
    if columns is None:
        return ()
    if output_format not in _WITH_COLUMNS:
        hint = hint_to_write(*_WITH_COLUMNS)
        raise options.conflict_error("--columns", f"--format {output_format}", hint)
    return csv_columns.select_columns([name.strip() for name in columns.split(",")])


def _report_count(view: AudienceView, *, is_asked: bool) -> None:
    """Print how many entries a table on a terminal has, and how many of them are stale.

    If stale ones were asked for, also since when those are not confirmed.
    """
    points, day = view.focal_points, view.today
    if not (points and day and output.is_stdout_terminal() and output.is_stderr_terminal()):
        return
    entries = ngettext("{count} entry", "{count} entries", len(points))
    stale = sum(point.is_stale(day, view.info.verify_every_days) for point in points)
    # Translators: {entries} is 7 entries
    text = _("{entries}, {stale} stale or never confirmed", entries=entries, stale=stale)
    if is_asked:
        text = _(
            "{entries}, not confirmed since {day}",
            entries=entries,
            day=LongDate(day - timedelta(view.info.verify_every_days)),
        )
    output.note(text if stale else entries)


def _text(
    view: AudienceView, format_: str, names: tuple[str, ...], loaded: LoadResult, *, header: bool
) -> str:
    if format_ == "csv":
        from cmcct.formats import csv

        return csv.dump(view, names=names)
    if format_ == "json":
        from cmcct.formats import json

        return json.dump_entries(view, loaded.conflicting_ids)
    if format_ == "ids":
        return "".join(f"{to_one_line(point.id)}\n" for point in view.focal_points)
    reader = output.translator()
    return tsv.dump(view, reader, names=names, header=header, marked_ids=loaded.conflicting_ids)


def _table(view: AudienceView, names: tuple[str, ...], marked_ids: frozenset[str]) -> str:
    from cmcct.cli.screen import terminal
    from cmcct.formats.shared.cards import entry_marks

    points, translator = view.focal_points, output.translator()
    marks_of = partial(entry_marks, view=view, now=now(), translator=translator)
    if not names:
        return terminal.render_entries(points, marked_ids, translator, marks_of) if points else ""
    rows = []
    for point in points:
        texts = (csv_columns.readable_texts(point, name, view, translator) for name in names)
        first, *further = map(csv_columns.SEPARATOR.join, texts)
        rows.append([f"! {first}" if point.id in marked_ids else first, *further])
    return terminal.render_rows(rows, names)
