"""The report of `cmcct status`: its figures, and what each counts in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from shutil import get_terminal_size

from cmcct.calling.words import HALF_LABELS
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import STRICTEST, WorkingGroup
from cmcct.privacy import audiences
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country
from cmcct.search import coverage, query
from cmcct.search.coverage import CoverageRow, NightGap, row_texts
from cmcct.search.query import Query
from cmcct.storage.directory_file import LoadResult
from cmcct.text.control_chars import to_one_line
from cmcct.text.shell import quote

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
_UNVALIDATED = "unvalidated"
_LABELS = {
    # Translators: of entries; at most 23 letters
    "active": _("active"),
    # Translators: of entries; at most 23 letters
    "vacant": _("vacant"),
    # Translators: of entries; at most 23 letters
    "left": _("of people who left"),
    # Translators: of an entry: not confirmed recently, or never; at most 23 letters
    "stale": _("stale"),
    "unverified": _("never confirmed"),
    # Translators: of an entry; at most 23 letters
    "unreachable": _("no e-mail and no phone"),
    # Translators: of a country that only contacts in other countries cover; at most 23 letters
    "covered": _("covered from elsewhere"),
    # Translators: of a country; at most 23 letters
    "one": _("with one contact only"),
    # Translators: of a country and its 24/7 lines; at most 23 letters
    _NIGHT: _("without a usable line"),
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


@dataclass(frozen=True)
class StatusReport:
    """An audience's view of all entries, and the wording of a report on it."""

    loaded: LoadResult
    audience: str
    given: str  # the options that the commands in the report need
    translator: Translator
    today: date

    def find(self, selection: Query) -> audiences.AudienceView:
        """Return what `cmcct search` finds."""
        return query.search(self.loaded.directory, selection, self.audience, self.today)

    def rows(self, names: Iterable[str]) -> list[CoverageRow]:
        """Return the coverage of some halves or sectors."""
        return coverage.count_coverage(self.find(Query()).focal_points, names, self.translator)

    def night_gaps(self) -> list[NightGap]:
        """Return the countries without a 24/7 line for callers abroad."""
        points = self.find(Query(status=("all",))).focal_points
        return coverage.find_night_gaps(points, self.translator)

    def groups(self) -> tuple[WorkingGroup, ...]:
        """Return the working groups that the audience may see."""
        return audiences.restrict_directory(self.audience, self.loaded.directory).working_groups

    def unvalidated(self, group: WorkingGroup) -> list[Country]:
        """Return the countries of a working group for which nobody validates."""
        points = self.find(Query()).focal_points
        return coverage.find_unvalidated(group, points, self.translator)

    def complete(self, command: str) -> str:
        """Return a command with the options for the same directory, version and audience."""
        return f"{command}{self.given}"

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
    for group in report.groups():
        command = report.complete(f"cmcct status --unvalidated {quote(group.id)}")
        yield Figure(_UNVALIDATED, "", len(report.unvalidated(group)), command, group.id)


def format_label(figure: Figure, report: StatusReport) -> str:
    """Return what a figure counts, below its heading."""
    return to_one_line(figure.group) or report.label(figure.name)


def format_heading(figure: Figure, report: StatusReport) -> str:
    """Return the heading above a figure on the screen."""
    translator = report.translator
    if figure.half:
        half = HALF_LABELS[figure.half]
        return translator.gettext("{half}: countries", half=half)
    return translator.translate(_HEADINGS.get(figure.name, _("Entries")))


def describe_figure(figure: Figure, report: StatusReport) -> str:
    """Return what a figure counts, without a heading above it."""
    label = format_label(figure, report)
    is_plain = figure.name in _ENTRIES
    return label if is_plain else f"{format_heading(figure, report)} {label}"


_NARROW = 3  # columns of the screen for the number of a sector, with a space before it
_WIDE = 6  # least columns under a heading in words


def draw(
    rows: Sequence[CoverageRow], names: Sequence[str], none: str, one: str, translator: Translator
) -> str:
    """Return the table of some halves or sectors; if they are many, numbers stand for them.

    `none` and `one` are the wording of the legend for 0 and 1.
    """
    elsewhere = translator.gettext("covered by a contact in another country")
    legend = [f" 0 {none}", f" 1 {one}", f" + {elsewhere}"]
    headings = [_label(name, translator) for name in names]
    if any(row.technical_only for row in rows):
        headings.append(translator.gettext("technical only"))
    widths = [max(len(heading) + 2, _WIDE) for heading in headings]
    widest = max((len(row.name) for row in rows), default=0)
    columns = get_terminal_size().columns
    if widest + sum(widths) > columns:
        numbers = [str(number) for number in range(1, len(headings) + 1)]
        legend += ["", *(f"{n:>2} {label}" for n, label in zip(numbers, headings, strict=True))]
        headings, widths = numbers, [_NARROW] * len(numbers)
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
