"""`cmcct status`."""

from collections.abc import Sequence
from pathlib import Path

from cmcct.calling.lines import OBSERVER
from cmcct.cli import options
from cmcct.cli.options import completion, filter_options, load_options
from cmcct.cli.screen import output
from cmcct.cli.screen.status_report import (
    Figure,
    StatusReport,
    describe_figure,
    format_heading,
    format_label,
    list_figures,
)
from cmcct.clock import today
from cmcct.errors.suggest import match_known
from cmcct.i18n.messages import _
from cmcct.privacy import audiences
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country
from cmcct.search import coverage
from cmcct.search.coverage import CoverageCell, CoverageRow, NightGap
from cmcct.search.query import Query
from cmcct.text.control_chars import dump_json, to_one_line
from cmcct.text.shell import at_option, quote

FORMATS = ("table", "json")
FACETS = ("half", "sector")
_REACHES = {
    "": _("no 24/7 line"),
    "national": _("only inside the country"),
    "toll-free": _("may not work from abroad"),
    # Translators: of a telephone line
    "doubtful": _("its last test call failed"),
}
_DIGITS = 3  # columns of the screen for a figure


@options.command("status --by half")
def status(
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    at: str | None = load_options.AT,
    by: str | None = options.choice(
        "by", FACETS, "Count the entries per country, by half or sector."
    ),
    half: str | None = options.choice("half", vocabulary.HALVES, "Only this half."),
    sector: str | None = options.option(
        "SECTOR", "Sector; see cmcct list sectors.", complete=completion.complete_facet("sector")
    ),
    gap: str | None = options.choice(
        "gap",
        coverage.GAPS,
        "Only countries without a contact (nobody), with a contact in "
        "another country only (covered), or with one contact (one).",
    ),
    night: bool = options.flag("--night", "Countries without a 24/7 line that works from abroad."),
    unvalidated: str | None = options.option(
        "GROUP",
        "Countries of a working group in which nobody validates for their government.",
        complete=completion.complete_groups,
    ),
    output_format: str | None = options.choice(
        "format", FORMATS, "Output format [default: table; tab-separated in a pipe]"
    ),
    lang: str | None = options.LANG,
) -> None:
    """Show how complete the directory is, and what is missing where.

    Each figure has the command that lists what it counts.
    """
    _refuse_conflicts(by, half, sector, gap, unvalidated, night=night)
    translator = options.reader_translator(lang)
    output_format = output_format or "table"
    private = load_options.shows_private(audience)
    loaded = load_options.load_lenient(
        directory, at, may_be_older=True, private=private, audience=audience
    )
    if at is None:
        loaded = load_options.mark_left(loaded)
    seen_by = audience or audiences.default_audience(output_format)
    needed = _given_options(
        directory, at, audience or ("" if output_format == "table" else seen_by)
    )
    report = StatusReport(loaded, seen_by, needed, translator, today())
    if night:
        _show_night(report.night_gaps(), report, output_format)
    elif unvalidated:
        _show_unvalidated(unvalidated, report, output_format)
    elif by or half or sector or gap:
        names = _columns(by, half, sector)
        rows = [row for row in report.rows(names) if gap is None or gap in row.gaps]
        _show_coverage(rows, names, report, output_format)
    else:
        _show_figures([*list_figures(report)], report, output_format)
    output.warn(*loaded.warnings)
    output.report_withheld(report.find(Query(status=("all",))))


def _refuse_conflicts(
    by: str | None,
    half: str | None,
    sector: str | None,
    gap: str | None,
    group: str | None,
    *,
    night: bool,
) -> None:
    """Refuse options that cannot be combined; raises `CmcctError`."""
    chosen = {"--by": by, "--half": half, "--sector": sector, "--gap": gap}
    alone = [*["--night"] * night, *["--unvalidated"] * bool(group)]
    conflicting = [*alone[1:], *(name for name, value in chosen.items() if value)]
    if alone and conflicting:
        raise options.conflict_error(alone[0], conflicting[0])
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


def _show_figures(figures: Sequence[Figure], report: StatusReport, output_format: str) -> None:
    if output_format == "json":
        listed = [
            {key: value if key == "count" else value or None for key, value in vars(figure).items()}
            for figure in figures
        ]
        _write_json({"audience": report.audience, "date": str(report.today), "figures": listed})
        return
    if not output.is_stdout_terminal():
        cells = [
            (describe_figure(figure, report), str(figure.count), figure.command)
            for figure in figures
        ]
        output.write_rows(cells, ())
        return
    width = max(len(format_label(figure, report)) for figure in figures)
    name = to_one_line(report.loaded.directory.info.name)
    lines, heading = [f"{name}, {report.translator.format_date(report.today)}".lstrip(", ")], ""
    for figure in figures:
        if heading != (heading := format_heading(figure, report)):
            lines.append(heading)
        label = format_label(figure, report)
        lines.append(f"  {label:<{width}} {figure.count:>{_DIGITS}}  {figure.command}")
    output.write("".join(f"{line}\n" for line in lines))


def _show_night(gaps: Sequence[NightGap], report: StatusReport, output_format: str) -> None:
    if output_format == "json":
        _write_json(
            [
                _country_object(gap.country, reach=gap.reach or None)
                | {"command": report.complete(f"cmcct search --country {gap.country.code}")}
                for gap in gaps
            ]
        )
        return
    translator = report.translator
    header = (_("Code"), _("Country"), _("24/7 line"))
    rows = [(gap.country.code, gap.name, translator.translate(_REACHES[gap.reach])) for gap in gaps]
    output.write_rows(rows, header)


def _show_unvalidated(asked: str, report: StatusReport, output_format: str) -> None:
    """List the countries of a working group for which nobody validates; raises `CmcctError`."""
    groups = {group.id: group for group in report.groups()}
    group = groups[match_known("working group", asked, [*groups])]
    countries, lang = report.unvalidated(group), report.translator.lang
    if output_format == "json":
        members = f"--group {quote(group.id)}"
        start = f"cmcct search --country {{}} {members}"
        _write_json(
            [
                _country_object(country, command=report.complete(start.format(country.code)))
                for country in countries
            ]
        )
        return
    header = (_("Code"), _("Country"))
    rows = [(country.code, country.localize(lang)) for country in countries]
    output.write_rows(rows, header)


def _show_coverage(
    rows: Sequence[CoverageRow], names: Sequence[str], report: StatusReport, output_format: str
) -> None:
    facet = "half" if names[0] in vocabulary.HALVES else "sector"
    if output_format == "json":
        _write_json(
            [
                _country_object(
                    row.country,
                    cells=[_cell_object(row, cell, facet, report) for cell in row.cells],
                    technical_only=row.technical_only,
                )
                for row in rows
            ]
        )
    elif output.is_stdout_terminal():
        from cmcct.cli.screen import status_report

        none, one = report.label("nobody"), report.label("one")
        output.write_page(status_report.draw(rows, names, none, one, report.translator))
    else:
        cells = [(row.country.code, row.name, *coverage.row_texts(row)) for row in rows]
        output.write_rows(cells, ())


def _cell_object(
    row: CoverageRow, cell: CoverageCell, facet: str, report: StatusReport
) -> dict[str, object]:
    """Return a cell as an object; its command lists `seats`, `covering` and `technical`."""
    command = f"cmcct search --country {row.country.code} --{facet} {cell.name}"
    if cell.observers:
        roles = (role for role in vocabulary.slugs("role") if role != OBSERVER)
        command += "".join(f" --role {role}" for role in roles)
    return {
        facet: cell.name,
        "seats": cell.seats,
        "covering": cell.covering,
        "technical": cell.technical,
        "gap": cell.gap or None,
        "command": report.complete(command),
    }


def _country_object(country: Country, **more: object) -> dict[str, object]:
    return {"country": country.name, "country_code": country.code, **more}


def _write_json(value: object) -> None:
    output.write(dump_json(value))
