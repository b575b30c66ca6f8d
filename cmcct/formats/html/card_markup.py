"""HTML of an entry's card, and of its rows.

Markup and texts are collected in turns, and the texts are escaped together: with a call for each,
of a template too, thousands of cards take three times as long.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple, TypeAlias

from cmcct.text.control_chars import replace_control_chars

# A text, or its parts, each with where it leads: an address, an anchor, or "".
RowText: TypeAlias = str | tuple[tuple[str, str], ...]

_LONG_DOMAIN = 16  # characters
_BETWEEN = "\0"  # separates texts


class Channel(NamedTuple):
    """A number or an e-mail address, with its details.

    `others` are the other ways to reach the number, labels and links.
    """

    label: str
    text: str
    href: str
    others: tuple[tuple[str, str], ...] = ()
    notes: str = ""
    hours: str = ""
    table: int | None = None
    only: str = ""  # the stricter audience, if any


class Card(NamedTuple):
    """The data of an entry's card."""

    id: str
    country: str
    name: str
    title: str
    offices: tuple[str, ...]
    status: str
    channels: list[Channel]
    short: str  # HTML, children of a definition list
    rows: str  # the same, of what is folded
    withheld: str
    report: str  # link, or ""


def fill(parts: Sequence[str]) -> str:
    """Return HTML from markup and texts in turns, markup first and last; all texts are escaped."""
    filled, texts = [*parts], parts[1::2]
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= len(texts):
        joined = _BETWEEN.join(map(replace_control_chars, texts))
    filled[1::2] = escape(joined).split(_BETWEEN)
    return "".join(filled)


def render_row(
    label: str, text: RowText, key: str = "", table: int | None = None, only: str = ""
) -> str:
    """Return a row: a label and a text.

    `key` is a class that the script reads, `table` the number of a timetable, `only` the stricter
    audience.
    """
    given = ["<dt>", label, f"<dd class={key}>" if key else "<dd>", ""]
    for part, target in [(text, "")] if isinstance(text, str) else text:
        away = "" if target.startswith("#") else ' rel="noreferrer"'
        given += ('<a href="', target, f'"{away}>', part, "</a>", "") if target else ("", part)
    given += _timetable(table)
    if only:
        given += (' <span class="only">', only, "</span>", "")
    return fill(given)


def render_card(card: Card, more: str, change: str) -> str:
    """Return a card; `more` and `change` are the labels of what is folded and of the report."""
    given = [
        '<article class=card id="entry-',
        card.id,
        '" aria-label="',
        f"{card.name}, {card.country}",
    ]
    given += ('"><header><p class=country>', card.country)
    if card.status:
        given += (' <span class="badge">', card.status, "</span>", "")
    given += ("<h4>", card.name, "</h4>", "")
    if card.title:
        given += ("<p class=title>", card.title)
    for office in card.offices:
        given += ("<p class=office>", office)
    given += ("</header>", "")
    if card.channels or card.withheld:
        given += ("<ul class=channels>\n", "")
        for channel in card.channels:
            given += _channel(channel)
        if card.withheld:
            given += ('<li class="withheld">', card.withheld, "\n", "")
        given += ("</ul>", "")
    if card.short:
        given += (f"<dl>{card.short}</dl>", "")
    given += ("<details><summary>", more)
    given += (f"</summary><dl>{card.rows}</dl></details>\n<footer>", "")
    if card.report:
        given += ('<a href="', card.report, '">', change, "</a> ", "")
    return fill([*given, "<span class=id>", card.id, "</span></footer></article>", ""])


def _channel(channel: Channel) -> Iterator[str]:
    if channel.href:
        yield from ('<li><a class=call href="', channel.href, '"><small>', channel.label)
        yield from ("</small> <bdi>", *_breakable(channel.text), "</bdi></a>", "")
    else:
        yield from ("<li><span class=call><small>", channel.label)
        yield from ("</small> <bdi>", channel.text, "</bdi></span>", "")
    if channel.others:
        yield from (" <span class=beside>", "")
        for label, href in channel.others:
            yield from ('<a href="', href, '">', label, "</a> ", "")
        yield from ("</span>", "")
    if channel.notes:
        yield from (' <span class="notes">', channel.notes, "</span>", "")
    if channel.hours:
        yield from (' <span class="hours">', channel.hours, "</span>", "")
        yield from _timetable(channel.table)
    if channel.only:
        yield from (' <span class="only">', channel.only, "</span>", "")
    yield from ("\n", "")


def _timetable(table: int | None) -> Sequence[str]:
    return () if table is None else (f' <span class="open" data-table="{table:d}"></span>', "")


def _breakable(text: str) -> Iterator[str]:
    """Yield a text that can break after an @, and between the words of a long domain."""
    local, at, domain = text.partition("@")
    yield local
    if at:
        first, *rest = domain.split(".")
        dot = "<wbr>." if len(domain) > _LONG_DOMAIN else "."
        yield from ("@<wbr>", first)
        for part in rest:
            yield from (dot, part)
