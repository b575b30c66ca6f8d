"""The terminal: tables and cards of focal points, the QR code. Nothing here is seen in a pipe."""

import sys
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

from cmcct import cards
from cmcct.controls import one_line
from cmcct.formats import tsv
from cmcct.model import FocalPoint

_PAPER = Style(color="white", bgcolor="black")


def show(*parts: RenderableType) -> None:
    """Print to the terminal; no text of the data is taken for markup."""
    console = Console(file=sys.stdout, markup=False, highlight=False, emoji=False)
    for part in parts:
        console.print(part)


def entries(points: Sequence[FocalPoint], broken_ids: frozenset[str]) -> RenderableType:
    """Show found entries as a table where it fits without cutting a number, else as cards."""
    table = _table(points, broken_ids)
    console = Console(file=sys.stdout)
    if Measurement.get(console, console.options, table).minimum <= console.width:
        return table
    return Group(*(_short_card(point, broken_ids) for point in points))


def values(rows: Iterable[Sequence[str]], header: Sequence[str]) -> RenderableType:
    """Show rows of text as a table."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def card(title: str, rows: Iterable[cards.Row], *, is_broken: bool) -> RenderableType:
    """Show a card in a frame."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in rows:
        grid.add_row(label, Text(text, style=_style(label, text)))
    marked = Text(f"! {title}" if is_broken else title, style="bold")
    return Panel(grid, title=marked, title_align="left", border_style="dim", expand=False)


def code(lines: Sequence[str]) -> RenderableType:
    """Show a QR code, light modules drawn white on black whatever the terminal's colours are."""
    return Text("\n".join(lines), style=_PAPER, no_wrap=True, overflow="ignore")


def _style(label: str, text: str) -> str:
    if label == "Phone":
        return "bold green"
    return "yellow" if text.endswith("STALE") else ""


def _table(points: Iterable[FocalPoint], broken_ids: frozenset[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.add_column("Country", min_width=10)
    table.add_column("Name", min_width=18)
    table.add_column("Office", min_width=26)
    table.add_column("Phones", no_wrap=True, style="green")
    table.add_column("E-mails", no_wrap=True)
    table.add_column("ID", no_wrap=True, style="cyan")
    for point in points:
        table.add_row(
            Text(one_line(point.country.name)),
            _person(point),
            Text(_office(point)),
            Text("\n".join(_phones(point))),
            Text("\n".join(one_line(email.address) for email in point.emails)),
            Text(_mark(point, broken_ids) + one_line(point.id)),
        )
    return table


def _short_card(point: FocalPoint, broken_ids: frozenset[str]) -> RenderableType:
    head = Text.assemble(
        (_mark(point, broken_ids), "red"),
        (one_line(cards.title(point)), "bold"),
        f"  {one_line(point.country.name)}  ",
        (one_line(point.id), "cyan"),
    )
    lines = [line for line in (one_line(point.title), _office(point)) if line]
    channels = [Text(number, style="green", overflow="fold") for number in _phones(point)]
    channels += [Text(one_line(email.address), overflow="fold") for email in point.emails]
    return Group(
        head, *(Padding(part, (0, 0, 0, 2)) for part in [*map(Text, lines), *channels]), ""
    )


def _mark(point: FocalPoint, broken_ids: frozenset[str]) -> str:
    return "! " if point.id in broken_ids else ""


def _person(point: FocalPoint) -> Text:
    name = one_line(cards.title(point)) if point.name else ""
    return Text.assemble(
        (name, "bold"), ", " if name and point.title else "", one_line(point.title)
    )


def _office(point: FocalPoint) -> str:
    return one_line(", ".join(filter(None, (point.unit, point.organisation))))


def _phones(point: FocalPoint) -> list[str]:
    return [one_line(tsv.number(phone)) for phone in point.phones]
