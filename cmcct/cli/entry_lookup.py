"""Find the entries that a user names: by id, or by the words of one entry."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from cmcct.cli import output
from cmcct.clock import today
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _, quote_text
from cmcct.model.entities import Directory, FocalPoint
from cmcct.search import query
from cmcct.search.query import Query
from cmcct.text.folding import fold
from cmcct.text.shell import at_option, quote

_MAX_LISTED = 10  # entries listed where words match several


class Lookup(NamedTuple):
    """The entries found, the texts that name several entries, and those that name none."""

    found: Sequence[FocalPoint]
    several: Mapping[str, Sequence[FocalPoint]]
    unknown: Sequence[str]


def find_entries(directory: Directory, texts: Sequence[str], audience: str) -> Lookup:
    """Find entries by id; texts that are no ids are words, all of one entry or each of its own.

    A name comes first: `Ada Example` is a person, though others are at an Example Ministry.
    """
    found, others = query.find_by_id(directory, texts)
    if not others:
        return Lookup(found, {}, ())
    whole = " ".join(others)
    matches = {whole: _search(directory, whole, audience)}
    if not any(matches.values()):
        matches = {text: _search(directory, text, audience) for text in others}
    for points in matches.values():
        found += [point for point in points if len(points) == 1 and point not in found]
    several = {text: points for text, points in matches.items() if len(points) > 1}
    return Lookup(found, several, [text for text, points in matches.items() if not points])


def report_several(several: Mapping[str, Sequence[FocalPoint]], at: str | None) -> None:
    """List the entries that words match, each with the command that shows it."""
    for text, points in several.items():
        output.note(_("{text} matches {count} entries:", text=quote_text(text), count=len(points)))
        commands = [
            f"cmcct show {quote(point.id)}{at_option(at)}" for point in points[:_MAX_LISTED]
        ]
        width = max(map(len, commands))
        for point, command in zip(points, commands, strict=False):
            place = output.translator().translate(point.country)
            output.note(f"  {command:<{width}}  {point.label}, {place}")
        if len(points) > _MAX_LISTED:
            command = f"cmcct search {' '.join(map(quote, text.split()))}{at_option(at)}"
            output.note(_("to list all of them, run {command}", command=command))


def suggest(directory: Directory, text: str, audience: str, at: str | None) -> list[Message]:
    """Return hints on words that no entry has, as a search for them prints."""
    from cmcct.search import no_match

    selection = Query(terms=tuple(text.split()))
    with suppress(CmcctError):  # `country:Guyana` is no word
        if selection.terms:
            return no_match.no_match_hints(directory, selection, audience, today(), at)
    return []


def _search(directory: Directory, text: str, audience: str) -> Sequence[FocalPoint]:
    """Return the active entries that match all words of a text, else those of any status."""
    selection = Query(terms=tuple(text.split()))
    for status in ((), ("all",)) if selection.terms else ():
        asked = replace(selection, status=status)
        with suppress(CmcctError):  # `country:Guyana` is no word
            view = query.search(directory, asked, audience, today(), output.translator())
            if view.focal_points:
                points = query.find_by_id(directory, [point.id for point in view.focal_points])[0]
                return _named(points, selection.terms) or points
    return ()


def _named(points: Sequence[FocalPoint], words: Sequence[str]) -> Sequence[FocalPoint]:
    """Return the entries whose person has all words in the name, if that is only one."""
    wanted = {*map(fold, words)}
    named = [point for point in points if wanted <= {*fold(point.name).split()}]
    return named if len(named) == 1 else ()
