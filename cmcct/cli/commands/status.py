"""`cmcct status`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from shutil import get_terminal_size

import typer

from cmcct.calling.lines import OBSERVER, TEST_DAYS, build_test_lines, find_untested
from cmcct.calling.words import HALF_LABELS
from cmcct.cli import options
from cmcct.cli.options import filter_options, load_options
from cmcct.cli.screen import output
from cmcct.clock import today
from cmcct.errors.exceptions import ExitCode
from cmcct.errors.suggest import match_known
from cmcct.i18n.messages import Translator, _, ngettext
from cmcct.model.entities import STRICTEST, WorkingGroup
from cmcct.privacy import audiences
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country
from cmcct.search import coverage, query
from cmcct.search.coverage import CoverageCell, CoverageRow, NightGap, row_texts
from cmcct.search.query import Query, find_absent
from cmcct.storage import directory_file
from cmcct.storage.directory_file import LoadResult
from cmcct.text.control_chars import dump_json, to_one_line
from cmcct.text.shell import at_option, command_line, quote

FACETS = ("half", "sector")
_REACHES = {
    "": _("no 24/7 line"),
    "national": _("only inside the country"),
    "toll-free": _("may not work from abroad"),
    # Translators: of a telephone line
    "doubtful": _("a test call failed"),
}
_DIGITS = 3  # columns of the screen for a figure


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
_UNTESTED = "untested"
_UNVALIDATED = "unvalidated"
_LABELS = {
    # Translators: of entries; at most 23 letters
    "active": _("active"),
    # Translators: of entries; at most 23 letters
    "vacant": _("vacant"),
    # Translators: of entries; at most 23 letters
    "left": _("of people who left"),
    # Translators: of an entry: not confirmed recently, or never; at most 23 letters
    "stale": _("stale or unconfirmed"),
    # Translators: of the entries in the line above, "stale or unconfirmed"; at most 23 letters
    "unverified": _("of which unconfirmed"),
    # Translators: of an entry; at most 23 letters
    "unreachable": _("unreachable"),
    # Translators: of a country that only contacts in other countries cover; at most 23 letters
    "covered": _("covered from abroad"),
    # Translators: of a country; at most 23 letters
    "one": _("with one contact only"),
    # Translators: of a country and its 24/7 lines; at most 23 letters
    _NIGHT: _("without a usable line"),
    # Translators: of 24/7 lines; at most 23 letters
    _UNTESTED: _("not tested for {days} days", days=TEST_DAYS),
}
_HEADINGS = {
    _NIGHT: _("24/7 lines: countries"),
    # Translators: above ids of working groups: countries for whose government nobody validates
    _UNVALIDATED: _("Countries without a validator in"),
}


@dataclass(frozen=True)
class Figure:
    """A figure, the command that lists what it counts, and the half or working group, if any."""

    name: str
    half: str
    count: int
    command: str
    group: str = ""
    total: int = 0  # of lines, those that are tested too
    entries: int = 0  # that have the lines


@dataclass(frozen=True)
class StatusReport:
    """An audience's view of the entries that words select, and the wording of a report on it."""

    words: Sequence[str]
    loaded: LoadResult
    audience: str
    needed: str  # the options that the commands in the report need
    translator: Translator
    today: date
    output_format: str

    @cached_property
    def everything(self) -> query.Result:
        """What the words find, of any status."""
        selection = Query(tuple(self.words), status=("all",))
        return query.find_entries(self.loaded.directory, selection, self.audience, self.today)

    def is_asked(self, country: Country) -> bool:
        """Return whether the words name a country, or none."""
        return country.code in (self.everything.countries or {country.code})

    def names_member(self) -> bool:
        """Return whether the words name a member and nothing else: it may be without an entry."""
        result = self.everything
        is_country = len(result.readings) == 1 and bool(result.countries)
        return is_country and any(map(self.is_asked, self.members()))

    def find(self, selection: Query) -> audiences.AudienceView:
        """Return what `cmcct search` finds."""
        asked = selection._replace(terms=tuple(self.words))
        return query.search(self.loaded.directory, asked, self.audience, self.today)

    def rows(self, names: Iterable[str]) -> list[CoverageRow]:
        """Return the coverage of some halves or sectors."""
        points = self.find(Query()).focal_points
        rows = coverage.count_coverage(points, names, self.members(), self.translator)
        return [row for row in rows if self.is_asked(row.country)]

    def night_gaps(self) -> list[NightGap]:
        """Return the countries without a 24/7 line for callers abroad."""
        points = self.everything.view.focal_points
        gaps = coverage.find_night_gaps(points, self.members(), self.translator)
        return [gap for gap in gaps if self.is_asked(gap.country)]

    def count_untested(self) -> tuple[int, int, int]:
        """Return how many 24/7 lines are untested, in how many entries, and how many there are."""
        points = self.find(Query()).focal_points
        numbers = {line.identity for line in build_test_lines(points) if line.is_dialable}
        untested = find_untested(points, self.today)
        entries = {line.point.id for lines in untested for line in lines}
        return len(untested), len(entries), len(numbers)

    def members(self) -> list[Country]:
        """Return the countries of which the figures tell what is missing."""
        return self.loaded.directory.info.find_members(self.everything.view.focal_points)

    def groups(self) -> tuple[WorkingGroup, ...]:
        """Return the working groups that the audience may see."""
        return audiences.restrict_directory(self.audience, self.loaded.directory).working_groups

    def unvalidated(self, group: WorkingGroup) -> list[Country]:
        """Return the countries of a working group for which nobody validates."""
        points = self.find(Query()).focal_points
        return [*filter(self.is_asked, coverage.find_unvalidated(group, points, self.translator))]

    def complete(self, command: str) -> str:
        """Return a command with the same words, directory, version and audience."""
        return " ".join([f"{command}{self.needed}", *map(quote, self.words)])

    def label(self, name: str) -> str:
        """Return what a figure or a cell counts, in the reader's language."""
        none = _("without a contact") if self.audience == STRICTEST else _("none in this list")
        return self.translator.translate({**_LABELS, "nobody": none}[name])


def list_figures(report: StatusReport) -> Iterable[Figure]:
    """Yield the figures, in the order of the screen."""
    for name, selection in _ENTRIES.items():
        points = report.find(selection).focal_points
        yield Figure(name, "", len(points), report.complete(query.format_command(selection)))
    rows = report.rows(vocabulary.HALVES)
    for index, half in enumerate(vocabulary.HALVES):
        for gap in coverage.GAPS:
            count = sum(row.gaps[index] == gap for row in rows)
            command = report.complete(f"cmcct status --half {half} --gap {gap}")
            yield Figure(gap, half, count, command)
    yield Figure(_NIGHT, "", len(report.night_gaps()), report.complete("cmcct status --night"))
    count, entries, total = report.count_untested()
    command = report.complete("cmcct search untested")
    yield Figure(_UNTESTED, "", count, command, total=total, entries=entries)
    for group in report.groups():
        command = report.complete(f"cmcct status --unvalidated {quote(group.id)}")
        yield Figure(_UNVALIDATED, "", len(report.unvalidated(group)), command, group.id)


def format_heading(figure: Figure, translator: Translator) -> str:
    """Return the heading above a figure on the screen."""
    if figure.half:
        return translator.gettext("{half}: countries", half=HALF_LABELS[figure.half])
    if figure.name != _UNTESTED:
        return translator.translate(_HEADINGS.get(figure.name, _("Entries")))
    total = _("24/7 lines that can be dialled from abroad: {count}", count=figure.total)
    entries = ngettext("untested in {count} entry", "untested in {count} entries", figure.entries)
    parts = [total] if figure.entries == figure.count else [total, entries]
    return "; ".join(map(translator.translate, parts))


_NARROW = 3  # columns of the screen for the number of a sector, with a space before it
_WIDE = 6  # least columns under a heading in words


def draw(rows: Sequence[CoverageRow], names: Sequence[str], report: StatusReport) -> str:
    """Return the table of some halves or sectors; if they are many, letters stand for them."""
    translator = report.translator
    elsewhere = translator.gettext("covered by a contact in another country")
    legend = [f" 0 {report.label('nobody')}", f" 1 {report.label('one')}", f" + {elsewhere}"]
    headings = [_label(name, translator) for name in names]
    if any(row.technical_only for row in rows):
        headings.append(translator.gettext("Technical only"))
    widths = [max(len(heading) + 2, _WIDE) for heading in headings]
    widest = max((len(row.name) for row in rows), default=0)
    columns = get_terminal_size().columns
    if widest + sum(widths) > columns:
        letters = [chr(ord("A") + number) for number in range(len(headings))]
        legend += ["", *(f" {a} {label}" for a, label in zip(letters, headings, strict=True))]
        headings, widths = letters, [_NARROW] * len(letters)
    room = min(widest, max(columns - sum(widths), 1))
    lines = [_line("", headings, widths, room)]
    lines += [_line(row.name, row_texts(row)[: len(widths)], widths, room) for row in rows]
    return "".join(f"{line}\n" for line in [*legend, "", *lines])


def _line(name: str, cells: Sequence[str], widths: Sequence[int], room: int) -> str:
    shown = name if len(name) <= room else f"{name[: room - 1]}…"
    numbers = (f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    return f"{shown:<{room}}{''.join(numbers)}".rstrip()


def _label(name: str, translator: Translator) -> str:
    if name in HALF_LABELS:
        return translator.translate(HALF_LABELS[name])
    return vocabulary.get_term("sector", name).label(translator.lang)


@options.command("status --by half")
def status(
    words: list[str] | None = filter_options.TERMS,
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    at: str | None = load_options.AT,
    by: str | None = options.choice(
        "by", FACETS, "Count the entries per country, by half or sector."
    ),
    half: str | None = options.choice(
        "half", vocabulary.HALVES, "Half: law-enforcement or protection."
    ),
    sector: str | None = options.option("SECTOR", "Sector; see cmcct list sectors."),
    gap: str | None = options.choice(
        "gap",
        coverage.GAPS,
        "Only countries without a contact (nobody), with a contact in "
        "another country only (covered), or with one contact (one).",
    ),
    night: bool = options.flag("--night", "Countries without a 24/7 line that works from abroad."),
    unvalidated: str | None = options.option(
        "GROUP", "Countries of a working group in which nobody validates for their government."
    ),
    absent: str | None = options.option(
        "MEETING", "Members who did not attend a meeting; all: who came to none."
    ),
    output_format: str | None = options.TABLE_FORMAT,
    lang: str | None = options.LANG,
) -> None:
    """Show how complete the directory is, and what is missing where.

    Beside each figure is the command that lists what it counts. Words select entries, as in search,
    and the countries that they name.
    """
    alone = {"--night": night, "--unvalidated": unvalidated, "--absent": absent}
    chosen = {"--by": by, "--half": half, "--sector": sector, "--gap": gap}
    _refuse_conflicts(chosen, [name for name in alone if alone[name]])
    translator = options.reader_translator(lang)
    output_format = output_format or "table"
    private = load_options.shows_private(audience)
    loaded = load_options.load_lenient(
        directory, at, may_be_older=True, private=private, audience=audience
    )
    if at is None:
        loaded = load_options.mark_left(loaded)
    seen_by = audience or audiences.default_audience(output_format)
    # The options with which a command sees the same entries.
    path = "" if directory is None else f" --directory {quote(str(directory))}"
    named = audience or ("" if output_format == "table" else seen_by)
    needed = f"{path}{at_option(at)}{f' --audience {named}' if named else ''}"
    # `status huecos` says twice what is asked.
    words = [word for word in words or () if not vocabulary.means("command", word, "status")]
    report = StatusReport(words, loaded, seen_by, needed, translator, today(), output_format)
    if words and not (report.everything.view.focal_points or report.names_member()):
        from cmcct.search import no_match

        if any(vocabulary.means("option", word, "gap") for word in words):
            output.note(_("nothing found"))
            output.advise(_("run {command}", command="cmcct status --gap nobody"))
        elif closest := no_match.closest_queries(report.everything):
            output.note(_("nothing found"))
            lines = (command_line("status", *each.terms) for each in closest)
            output.advise(*(_("did you mean: {command}", command=line) for line in lines))
        else:
            output.report_search(report.everything, at)
        raise typer.Exit(ExitCode.FINDINGS)
    if night:
        reaches = {gap.country: gap.reach for gap in report.night_gaps()}
        _show_countries(reaches, "", report, reaches)
    elif unvalidated:
        groups = {group.id: group for group in report.groups()}
        group = groups[match_known("working group", unvalidated, [*groups])]
        _show_countries(report.unvalidated(group), f" --group {quote(group.id)}", report)
    elif absent:
        _show_absent(absent, report)
    elif by or half or sector or gap:
        names = _columns(by, half, sector)
        rows = [row for row in report.rows(names) if gap is None or gap in row.gaps]
        _show_coverage(rows, names, report)
    else:
        _show_figures([*list_figures(report)], report)
    output.warn(*loaded.warnings)
    if not (unvalidated or loaded.directory.info.countries):
        output.note(
            _("no member countries are listed; the figures cover only countries with entries")
        )
    output.report_withheld(report.everything.view)
    load_options.note_missing_driver([directory_file.find_directory(directory)])


def _refuse_conflicts(chosen: Mapping[str, str | None], alone: Sequence[str]) -> None:
    """Refuse options that cannot be combined; raises `CmcctError`.

    `alone` are the options given that each ask for a list of their own.
    """
    conflicting = [*alone[1:], *(name for name, value in chosen.items() if value)]
    if alone and conflicting:
        raise options.conflict_error(alone[0], conflicting[0])
    if chosen["--sector"] and (chosen["--half"] or chosen["--by"] == "half"):
        raise options.conflict_error("--sector", "--half" if chosen["--half"] else "--by half")


def _columns(by: str | None, half: str | None, sector: str | None) -> tuple[str, ...]:
    """Return the halves or sectors of a table; raises `CmcctError` for an unknown sector."""
    if sector:
        return (vocabulary.find_term("sector", sector).slug,)
    if by == "sector":
        wanted = {half, "both"}
        terms = vocabulary.terms("sector")
        return tuple(term.slug for term in terms if half is None or term.half in wanted)
    return (half,) if half else vocabulary.HALVES


def _show_figures(figures: Sequence[Figure], report: StatusReport) -> None:
    if report.output_format == "json":
        listed = [
            {key: value if key == "count" else value or None for key, value in vars(figure).items()}
            for figure in figures
        ]
        about = {"audience": report.audience, "date": str(report.today), "figures": listed}
        output.write(dump_json(about))
        return
    labels = [to_one_line(each.group) or report.label(each.name) for each in figures]
    headings = [format_heading(each, report.translator) for each in figures]
    rows = [*zip(figures, headings, labels, strict=True)]
    if not output.is_stdout_terminal():
        cells = []
        for figure, heading, label in rows:
            join = report.translator.join_long if figure.name == _UNTESTED else " ".join
            text = label if figure.name in _ENTRIES else join([heading, label])
            cells.append((text, str(figure.count), figure.command))
        output.write_rows(cells, ())
        return
    width, above = max(map(len, labels)), ""
    name = to_one_line(report.loaded.directory.info.name)
    lines = [f"{name}, {report.translator.format_date(report.today)}".lstrip(", ")]
    for figure, heading, label in rows:
        lines += [heading] if heading != above else []
        lines.append(f"  {label:<{width}} {figure.count:>{_DIGITS}}  {figure.command}")
        above = heading
    output.write("".join(f"{line}\n" for line in lines))


def _show_absent(meeting: str, report: StatusReport) -> None:
    """List the members who did not attend a meeting; raises `CmcctError`."""
    known = query.restrict(report.loaded.directory, Query(absent=(meeting,)), report.audience)
    countries = [*filter(report.is_asked, find_absent(meeting, known))]
    countries.sort(key=lambda c: report.translator.collation_key(report.translator.translate(c)))
    _show_countries(countries, " --status all", report)


def _show_countries(
    countries: Iterable[Country],
    members: str,
    report: StatusReport,
    reaches: Mapping[Country, str] | None = None,
) -> None:
    """List countries; `members` are the options of a search for entries of one.

    `reaches` says how far the best 24/7 line of each can be dialled, if that is listed.
    """
    header = (_("Code"), _("Country"), *([] if reaches is None else [_("24/7 line")]))
    objects, rows = [], []
    for country in countries:
        command = report.complete(f"cmcct search --country {country.code}{members}")
        reach = {} if reaches is None else {"reach": reaches[country] or None}
        objects.append(_country_object(country, **reach, command=command))
        texts = (country, *(_REACHES[each or ""] for each in reach.values()))
        rows.append((country.code, *map(report.translator.translate, texts)))
    if report.output_format == "json":
        output.write(dump_json(objects))
    else:
        output.write_rows(rows, header)


def _show_coverage(rows: Sequence[CoverageRow], names: Sequence[str], report: StatusReport) -> None:
    facet = "half" if names[0] in vocabulary.HALVES else "sector"
    if report.output_format == "json":
        objects = []
        for row in rows:
            cells = [_cell_object(row, cell, facet, report) for cell in row.cells]
            about = {"cells": cells, "technical_only": row.technical_only}
            objects.append(_country_object(row.country, **about))
        output.write(dump_json(objects))
    elif output.is_stdout_terminal():
        output.write_page(draw(rows, names, report))
    else:
        output.write_rows([(row.country.code, row.name, *row_texts(row)) for row in rows], ())


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
