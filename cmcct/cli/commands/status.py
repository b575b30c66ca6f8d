"""`cmcct status`."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cmcct.cli import completion, load_options, options, output
from cmcct.cli.filter_options import AudienceOption
from cmcct.clock import today
from cmcct.i18n.messages import Message, Translator, _
from cmcct.model.entities import STRICTEST
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.reference.vocabulary import InlineTerm
from cmcct.search import coverage, query
from cmcct.search.coverage import CoverageCell, CoverageRow, NightGap
from cmcct.search.query import Query
from cmcct.storage.directory_file import LoadResult
from cmcct.text.control_chars import escape_control_chars, to_one_line
from cmcct.text.shell import at_option, quote

FORMATS = ("table", "json")
FACETS = ("half", "sector")
# Name -> the entries counted, in the order of the screen.
_ENTRIES = {
    "active": Query(),
    "vacant": Query(status=("vacant",)),
    "left": Query(status=("left",)),
    "stale": Query(stale=True),
    "unverified": Query(unverified=True),
    "unreachable": Query(unreachable=True),
}
_NIGHT = "night"
_LABELS: dict[str, Message | InlineTerm] = {
    **{state: InlineTerm("status", state) for state in ("active", "vacant", "left")},
    # Translators: of an entry: not confirmed recently, or never; at most 23 letters
    "stale": _("stale"),
    "unverified": _("never confirmed"),
    # Translators: of an entry; at most 23 letters
    "unreachable": _("no e-mail and no phone"),
    # Translators: of a country that only contacts in other countries cover; at most 23 letters
    "covered": _("contact only elsewhere"),
    # Translators: of a country; at most 23 letters
    "one": _("one contact only"),
    # Translators: of a country and its 24/7 lines; at most 23 letters
    _NIGHT: _("none usable from abroad"),
}
_REACHES = {
    "": _("no 24/7 line"),
    "national": _("works only inside the country"),
    "toll-free": _("may not work from abroad"),
    # Translators: of a telephone line
    "doubtful": _("its last test call failed"),
}
_DIGITS = 3  # columns of the screen for a figure

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@dataclass(frozen=True)
class Figure:
    """A figure and the command that lists what it counts; `half` is "" for entries."""

    name: str
    half: str
    count: int
    command: str


@dataclass(frozen=True)
class _Report:
    """An audience's view of all entries, and the wording of a report on it."""

    loaded: LoadResult
    audience: str
    given: str  # the options that the commands in the report need
    translator: Translator
    today: date

    def find(self, selection: Query) -> AudienceView:
        """Return what `cmcct search` finds."""
        return query.search(self.loaded.directory, selection, self.audience, self.today)

    def rows(self, names: Iterable[str]) -> list[CoverageRow]:
        """Return the coverage of some halves or sectors."""
        return coverage.count_coverage(self.find(Query()).focal_points, names, self.translator)

    def night_gaps(self) -> list[NightGap]:
        """Return the countries without a 24/7 line for callers abroad."""
        points = self.find(Query(status=("all",))).focal_points
        return coverage.find_night_gaps(points, self.translator)

    def complete(self, command: str) -> str:
        """Return a command with the options for the same directory, version and audience."""
        return f"{command}{self.given}"

    def label(self, name: str) -> str:
        """Return what a figure or a cell counts, in the reader's language."""
        none = _("nobody") if self.audience == STRICTEST else _("none in this list")
        return self.translator.translate({**_LABELS, "nobody": none}[name])


@app.command(epilog="Example: cmcct status --by half")
def status(
    directory: options.DirectoryOption = None,
    audience: AudienceOption = None,
    at: load_options.At = None,
    by: Annotated[
        str | None,
        options.choice_option("by", FACETS, "Count the entries per country, by half or sector."),
    ] = None,
    half: Annotated[
        str | None, options.choice_option("half", vocabulary.HALVES, "Only this half.")
    ] = None,
    sector: Annotated[
        str | None,
        typer.Option(
            "--sector",
            metavar="SECTOR",
            help="Sector; see cmcct list sectors.",
            autocompletion=completion.complete_facet("sector"),
        ),
    ] = None,
    gap: Annotated[
        str | None,
        options.choice_option(
            "gap", coverage.GAPS, "Only countries with nobody, only a contact elsewhere, or one."
        ),
    ] = None,
    night: Annotated[
        bool,
        typer.Option("--night", help="Countries without a 24/7 line that works from abroad."),
    ] = False,
    output_format: Annotated[
        str | None,
        options.choice_option(
            "format", FORMATS, "Output format [default: table; tab-separated in a pipe]"
        ),
    ] = None,
    lang: options.Lang = None,
) -> None:
    """Show how complete the directory is, and what is missing where.

    Each figure has the command that lists what it counts.
    """
    _refuse_conflicts(by, half, sector, gap, night=night)
    translator = options.reader_translator(lang)
    form = output_format or "table"
    private = load_options.shows_private(audience)
    loaded = load_options.load_lenient(
        directory, at, may_be_older=True, private=private, audience=audience
    )
    if at is None:
        loaded = load_options.mark_left(loaded)
    seen_by = audience or audiences.default_audience(form)
    given = _given_options(directory, at, audience or ("" if form == "table" else seen_by))
    report = _Report(loaded, seen_by, given, translator, today())
    if night:
        _show_night(report.night_gaps(), report, form)
    elif by or half or sector or gap:
        names = _columns(by, half, sector)
        rows = [row for row in report.rows(names) if gap is None or gap in row.gaps]
        _show_coverage(rows, names, report, form)
    else:
        _show_figures([*_figures(report)], report, form)
    output.warn(*loaded.warnings)
    output.report_withheld(report.find(Query(status=("all",))))


def _refuse_conflicts(
    by: str | None, half: str | None, sector: str | None, gap: str | None, *, night: bool
) -> None:
    """Refuse options that cannot be combined; raises `CmcctError`."""
    given = {"--by": by, "--half": half, "--sector": sector, "--gap": gap}
    for option in [name for name, value in given.items() if value] if night else ():
        raise options.conflict_error("--night", option)
    if sector and (half or by == "half"):
        raise options.conflict_error("--sector", "--half" if half else "--by half")


def _given_options(directory: Path | None, at: str | None, audience: str) -> str:
    """Return the options with which a command sees the same entries."""
    path = "" if directory is None else f" --directory {quote(str(directory))}"
    return f"{path}{at_option(at)}{f' --audience {audience}' if audience else ''}"


def _columns(by: str | None, half: str | None, sector: str | None) -> tuple[str, ...]:
    """Return the halves or sectors of a table; raises `CmcctError` for an unknown sector."""
    if sector:
        return (vocabulary.find_term("sector", sector).slug,)
    if by == "sector":
        wanted = {half, "both"}
        terms = vocabulary.terms("sector")
        return tuple(term.slug for term in terms if half is None or term.half in wanted)
    return (half,) if half else vocabulary.HALVES


def _figures(report: _Report) -> Iterable[Figure]:
    """Yield the figures, in the order of the screen."""
    for name, selection in _ENTRIES.items():
        found = report.find(selection).focal_points
        yield Figure(name, "", len(found), report.complete(query.format_command(selection)))
    rows = report.rows(vocabulary.HALVES)
    for index, half in enumerate(vocabulary.HALVES):
        for gap in coverage.GAPS:
            count = sum(row.gaps[index] == gap for row in rows)
            command = report.complete(f"cmcct status --half {half} --gap {gap}")
            yield Figure(gap, half, count, command)
    yield Figure(_NIGHT, "", len(report.night_gaps()), report.complete("cmcct status --night"))


def _show_figures(figures: Sequence[Figure], report: _Report, form: str) -> None:
    if form == "json":
        listed = [asdict(figure) | {"half": figure.half or None} for figure in figures]
        _write_json({"audience": report.audience, "date": str(report.today), "figures": listed})
        return
    if not output.is_stdout_terminal():
        cells = [
            (_describe(figure, report), str(figure.count), figure.command) for figure in figures
        ]
        output.write_rows(cells, ())
        return
    width = max(len(report.label(figure.name)) for figure in figures)
    name = to_one_line(report.loaded.directory.info.name)
    lines, heading = [f"{name}, {report.translator.format_date(report.today)}".lstrip(", ")], ""
    for figure in figures:
        if heading != (heading := _heading(figure, report)):
            lines.append(heading)
        label = report.label(figure.name)
        lines.append(f"  {label:<{width}} {figure.count:>{_DIGITS}}  {figure.command}")
    output.write("".join(f"{line}\n" for line in lines))


def _heading(figure: Figure, report: _Report) -> str:
    """Return the heading above a figure on the screen."""
    translator = report.translator
    if figure.half:
        half = coverage.HALVES[figure.half]
        return translator.gettext("{half}: countries with", half=half)
    heading: Message = _("24/7 lines: countries with") if figure.name == _NIGHT else _("Entries")
    return translator.translate(heading)


def _describe(figure: Figure, report: _Report) -> str:
    """Return what a figure counts, without a heading above it."""
    label = report.label(figure.name)
    is_plain = figure.name in _ENTRIES
    return label if is_plain else f"{_heading(figure, report)} {label}"


def _show_night(gaps: Sequence[NightGap], report: _Report, form: str) -> None:
    if form == "json":
        _write_json(
            [
                {
                    "country": gap.country.name,
                    "country_code": gap.country.code,
                    "reach": gap.reach or None,
                    "command": report.complete(f"cmcct search --country {gap.country.code}"),
                }
                for gap in gaps
            ]
        )
        return
    translator = report.translator
    header = (_("code"), _("Country"), _("24/7 line"))
    rows = [(gap.country.code, gap.name, translator.translate(_REACHES[gap.reach])) for gap in gaps]
    output.write_rows(rows, [*map(translator.translate, header)])


def _show_coverage(
    rows: Sequence[CoverageRow], names: Sequence[str], report: _Report, form: str
) -> None:
    facet = "half" if names[0] in vocabulary.HALVES else "sector"
    if form == "json":
        _write_json(
            [
                {
                    "country": row.country.name,
                    "country_code": row.country.code,
                    "cells": [_cell_object(row, cell, facet, report) for cell in row.cells],
                }
                for row in rows
            ]
        )
    elif output.is_stdout_terminal():
        from cmcct.cli import coverage_table

        none, one = report.label("nobody"), report.label("one")
        output.write_page(coverage_table.draw(rows, names, none, one, report.translator))
    else:
        cells = [(row.country.code, row.name, *map(coverage.cell_text, row.cells)) for row in rows]
        output.write_rows(cells, ())


def _cell_object(
    row: CoverageRow, cell: CoverageCell, facet: str, report: _Report
) -> dict[str, object]:
    """Return a cell as an object; its command lists `seats` and `covering`."""
    command = f"cmcct search --country {row.country.code} --{facet} {cell.name}"
    return {
        facet: cell.name,
        "seats": cell.seats,
        "covering": cell.covering,
        "gap": cell.gap or None,
        "command": report.complete(command),
    }


def _write_json(value: object) -> None:
    output.write(escape_control_chars(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")
