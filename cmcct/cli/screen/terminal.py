"""Terminal output: tables and cards of focal points, QR codes, styled text.

In a pipe, output has no colours and no borders.
"""

import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.style import Style
from rich.table import Column, Table
from rich.text import Text

from cmcct.formats.shared import cards, columns
from cmcct.formats.shared.phrases import list_written, mark_phone
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from cmcct.text.control_chars import replace_control_chars, to_one_line

T = TypeVar("T")

_PAPER = Style(color="white", bgcolor="black")
_PIECES = {
    "": "",
    "bold": "bold",
    "error": "bold red",
    "warning": "bold yellow",
    "note": "bold blue",
    "help": "bold cyan",
    "rule": "blue",
    "added": "green",
    "removed": "red",
    "number": "bold green",
}
_MARKS = {
    "always": "green",
    "open": "green",
    "stale": "yellow",
    "secret": "red",
    "vacant": "magenta",
    "left": "magenta",
}
_MIN_PROSE_WIDTH = 18  # columns needed to read prose
_PHONE_WIDTH = 40  # of a number in a table, with what is said of it; numbers alone are shorter
_GUTTER = 3  # columns between two table columns
_FRAME = 6  # columns around and between a label and its text
# Values that must not be truncated or wrapped.
_UNWRAPPED = columns.PHONES | {"id", "email", "website"}


def size() -> tuple[int, int]:
    """Return the width and the height of the terminal in characters."""
    console = _console()
    return console.width, console.height


def track(items: Iterable[T], label: str, total: int) -> Iterable[T]:
    """Yield items with a bar on stderr, which goes when they are done."""
    from rich import progress

    console = Console(stderr=True, highlight=False)
    return progress.track(items, escape(label), total, console=console, transient=True)


def wait(label: str) -> AbstractContextManager[object]:
    """Show on stderr that something takes its time, until the context ends."""
    return Console(stderr=True, highlight=False).status(escape(label))


def render_entries(
    points: Sequence[FocalPoint],
    marked_ids: frozenset[str],
    translator: Translator,
    marks_of: Callable[[FocalPoint], Iterable[cards.Mark]],
) -> str:
    """Format entries as a table if no number is truncated, else as cards.

    `marks_of` returns the marks of an entry.
    """
    marks = [
        [Text(mark.text, style=_MARKS.get(mark.kind, "")) for mark in marks_of(point)]
        for point in points
    ]
    table = _table(
        Column(translator.gettext("Country"), overflow="fold"),
        Column(translator.gettext("Name"), overflow="fold"),
        # Translators: the unit and the organisation of a focal point
        Column(translator.gettext("Office"), overflow="fold"),
        # Translators: heading of: open now, 24/7, stale, vacant
        Column(translator.gettext("State"), overflow="fold"),
        Column(translator.gettext("Phones"), no_wrap=True),
        Column(translator.gettext("E-mails"), no_wrap=True),
        Column(translator.gettext("ID"), no_wrap=True, style="cyan"),
    )
    for point, texts in zip(points, marks, strict=True):
        table.add_row(
            Text(to_one_line(point.country.localize(translator.lang))),
            _person(point),
            Text(_office(point)),
            Text("\n").join(texts),
            Text("\n").join(map(_wrap, _phones(point, translator))),
            Text("\n".join(_written(point, translator))),
            Text(_mark(point, marked_ids) + to_one_line(point.id)),
        )
    if _fits(table):
        return _text(table)
    rows = zip(points, marks, strict=True)
    return _text(*(_short_card(point, texts, marked_ids, translator) for point, texts in rows))


def render_rows(rows: Sequence[Sequence[str]], header: Sequence[str]) -> str:
    """Format rows as a table if no number is truncated, else as cards."""
    table = _table(*(Column(name, no_wrap=name in _UNWRAPPED, overflow="fold") for name in header))
    for column, texts in zip(table.columns, zip(*rows, strict=True), strict=False):
        column.justify = "right" if all(map(str.isdecimal, texts)) else "left"
    for row in rows:
        table.add_row(*map(_cell, header, row))
    if _fits(table):
        return _text(table)
    cells = (zip(header, row, strict=True) for row in rows)
    listed = ([cards.CardRow(name, name, text) for name, text in row if text] for row in cells)
    return _text(*(Group(_write_labelled(row), "") for row in listed))


def render_card(title: str, rows: Iterable[cards.CardRow]) -> str:
    """Format a card, framed if the terminal is wide enough."""
    heading = Text(title, style="bold")
    labelled = _write_labelled(rows)
    if not isinstance(labelled, Table):
        return _text(heading, labelled, "")
    return _text(Panel(Group(heading, labelled), border_style="dim", expand=False))


def render_qr(lines: Sequence[str], label: str) -> str:
    """Format a QR code and its label, cut to a line of the terminal.

    Light modules are white on black, whatever the terminal's colours.
    """
    below = Text(label)
    below.truncate(size()[0], overflow="ellipsis")
    return _text(Text("\n".join(lines), style=_PAPER, no_wrap=True), below)


def render_pieces(styled: Iterable[tuple[str, str]]) -> str:
    """Format text in named styles, without wrapping lines."""
    console = _console()
    with console.capture() as capture:
        for name, text in styled:
            console.print(Text(text, style=_PIECES[name]), end="", soft_wrap=True)
    return capture.get()


def _text(*parts: RenderableType) -> str:
    """Return rich's output; data is never interpreted as markup."""
    console = _console()
    with console.capture() as capture:
        for part in parts:
            console.print(part)
    return capture.get()


def _console() -> Console:
    is_terminal = sys.stdout.isatty()
    return Console(
        file=sys.stdout, force_terminal=is_terminal, markup=False, highlight=False, emoji=False
    )


def _table(*header: Column) -> Table:
    lines = box.SIMPLE_HEAD if sys.stdout.isatty() else None
    return Table(*header, box=lines, header_style="bold", pad_edge=False)


def _fits(table: Table) -> bool:
    """Return whether a table fits without truncation, with room for prose."""
    return sum(_min_width(column) + _GUTTER for column in table.columns) <= _console().width


def _min_width(column: Column) -> int:
    cells = (column.header, *column.cells)
    widest = max(map(cell_len, (line for cell in cells for line in str(cell).split("\n"))))
    return widest if column.no_wrap else min(widest, _MIN_PROSE_WIDTH)


def _write_labelled(rows: Iterable[cards.CardRow]) -> Table | Group:
    """Put each text beside its label, or below it if the terminal is narrow."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    texts = []
    for row in rows:
        text = _cell(row.key, row.text, _style(row))
        for word, link in row.links.items():
            text.highlight_words([word], Style(link=link))
        texts.append((row.label, text))
    widest = max((cell_len(label) for label, _ in texts), default=0)
    if _console().width < widest + _MIN_PROSE_WIDTH + _FRAME:
        return Group(*(part for label, text in texts for part in (Text(label, "cyan"), text)))
    for label, text in texts:
        grid.add_row(label, text)
    return grid


def _cell(name: str, text: str, style: str = "") -> Text:
    """Put each of several numbers or addresses on its own line."""
    lines = text.replace(columns.SEPARATOR, "\n") if name in _UNWRAPPED else text
    return Text(replace_control_chars(lines), style=style)


def _style(row: cards.CardRow) -> str:
    if row.key == "phone" or row.key in columns.CALLABLE:
        return "bold green"
    return "yellow" if row.is_stale else ""


def _short_card(
    point: FocalPoint, marks: Sequence[Text], marked_ids: frozenset[str], translator: Translator
) -> RenderableType:
    head = Text.assemble(
        (_mark(point, marked_ids), "red"),
        (to_one_line(cards.card_title(point)), "bold"),
        f"  {to_one_line(point.country.localize(translator.lang))}  ",
        (to_one_line(point.id), "cyan"),
    )
    lines = [Text(line) for line in (to_one_line(point.title), _office(point)) if line]
    if marks:
        lines.append(Text(" · ").join(marks))
    channels = [*_phones(point, translator), *map(Text, _written(point, translator))]
    return Group(
        head, *(Padding(part, (0, 0, 0, 2), expand=False) for part in [*lines, *channels]), ""
    )


def _mark(point: FocalPoint, marked_ids: frozenset[str]) -> str:
    return "! " if point.id in marked_ids else ""


def _person(point: FocalPoint) -> Text:
    name = to_one_line(cards.card_title(point)) if point.name else ""
    return Text.assemble(
        (name, "bold"), ", " if name and point.title else "", to_one_line(point.title)
    )


def _office(point: FocalPoint) -> str:
    return to_one_line(", ".join(filter(None, (point.unit, point.organisation))))


def _phones(point: FocalPoint, translator: Translator) -> list[Text]:
    """Return the numbers to call, without faxes; green if they can be called from any country."""
    phones = (phone for phone in point.phones_to_try if phone.type != "fax")
    texts = ((phone, to_one_line(mark_phone(phone.number, phone, translator))) for phone in phones)
    return [Text(text, style="green" if phone.is_dialable else "") for phone, text in texts]


def _wrap(phone: Text) -> Text:
    """Break what is said of a number, never the number, so that a table is not too wide for it."""
    lines = textwrap.wrap(phone.plain, _PHONE_WIDTH, subsequent_indent="  ", break_long_words=False)
    return Text("\n".join(lines), style=phone.style)


def _written(point: FocalPoint, translator: Translator) -> list[str]:
    return [*map(to_one_line, list_written(point, translator))]
