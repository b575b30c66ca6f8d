"""The table of coverage on a screen: a country on each line, with a legend."""

from collections.abc import Sequence
from shutil import get_terminal_size

from cmcct.i18n.messages import Translator
from cmcct.reference import vocabulary
from cmcct.search.coverage import HALF_LABELS, CoverageRow, row_texts

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
