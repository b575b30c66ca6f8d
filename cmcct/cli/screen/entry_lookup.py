"""Find the entries that a user names: by id, or by the words of one entry."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from cmcct.cli.screen import corrections, output
from cmcct.clock import today
from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import closest
from cmcct.i18n.messages import Message, _, quote_text
from cmcct.model.entities import Directory, FocalPoint
from cmcct.search import lookup, query
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
    found, others = lookup.find_by_id(directory, texts)
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


def find_or_ask(directory: Directory, texts: Sequence[str], audience: str) -> Lookup:
    """Find entries; on a terminal, ask which are meant where no text names one entry."""
    lookup = find_entries(directory, texts, audience)
    if lookup.found or not corrections.can_ask():
        return lookup
    meant = _ask_words(directory, lookup.unknown, audience)
    again = find_entries(directory, [*filter(None, meant.values())], audience)
    several = {**lookup.several, **again.several}
    chosen = {text: _ask_entry(text, points) for text, points in several.items()}
    return Lookup(
        [*again.found, *(one for one in chosen.values() if one and one not in again.found)],
        {text: points for text, points in several.items() if not chosen[text]},
        [text for text, words in meant.items() if not words],
    )


def _ask_words(directory: Directory, texts: Sequence[str], audience: str) -> dict[str, str | None]:
    """Ask for the ids or words that are meant by unknown texts; None for those that stay so.

    Texts that are like no id are words of one search.
    """
    ids = {text: found for text in texts if (found := closest_ids(directory, text))}
    meant: dict[str, str | None] = {
        text: corrections.choose(unknown_id_message(text), {id_: id_ for id_ in found})
        for text, found in ids.items()
    }
    if words := " ".join(text for text in texts if text not in ids):
        selection = Query(terms=tuple(words.split()))
        result = query.find_entries(directory, selection, audience, today())
        asked = corrections.ask_query(result, nothing_message(words))
        meant[words] = " ".join(asked.terms) if asked else None
    return meant


def _ask_entry(text: str, points: Sequence[FocalPoint]) -> FocalPoint | None:
    if len(points) > _MAX_LISTED:
        return None
    width = max(len(point.id) for point in points)
    labels = {f"{point.id:<{width}}  {_describe(point)}": point for point in points}
    return corrections.choose(_several_message(text, points), labels)


def closest_ids(directory: Directory, text: str) -> list[str]:
    """Return the ids closest to a text."""
    return closest(text, [point.id for point in directory.focal_points])


def unknown_id_message(text: str) -> Message:
    """Return what is said about a text that is like an id."""
    return _("no entry has the id {id}", id=quote_text(text))


def nothing_message(words: str) -> Message:
    """Return what is said about words that no entry has."""
    return _("nothing found for {text}", text=quote_text(words))


def _several_message(text: str, points: Sequence[FocalPoint]) -> Message:
    return _("{text} matches {count} entries:", text=quote_text(text), count=len(points))


def _describe(point: FocalPoint) -> str:
    return f"{point.label}, {output.translator().translate(point.country)}"


def report_several(several: Mapping[str, Sequence[FocalPoint]], at: str | None) -> None:
    """List the entries that words match, each with the command that shows it."""
    for text, points in several.items():
        output.note(_several_message(text, points))
        commands = [
            f"cmcct show {quote(point.id)}{at_option(at)}" for point in points[:_MAX_LISTED]
        ]
        width = max(map(len, commands))
        for point, command in zip(points, commands, strict=False):
            output.note(f"  {command:<{width}}  {_describe(point)}")
        if len(points) > _MAX_LISTED:
            command = f"cmcct search {' '.join(map(quote, text.split()))}{at_option(at)}"
            output.note(_("to list all of them, run {command}", command=command))


def suggest(directory: Directory, text: str, audience: str, at: str | None) -> list[Message]:
    """Return hints on words that no entry has, as a search for them prints."""
    from cmcct.search import no_match

    selection = Query(terms=tuple(text.split()))
    with suppress(CmcctError):  # `country:Guyana` is no word
        if selection.terms:
            result = query.find_entries(directory, selection, audience, today())
            return no_match.no_match_hints(result, at)
    return []


def _search(directory: Directory, text: str, audience: str) -> Sequence[FocalPoint]:
    """Return the active entries that match all words of a text, else those of any status."""
    selection = Query(terms=tuple(text.split()))
    for status in ((), ("all",)) if selection.terms else ():
        asked = selection._replace(status=status)
        with suppress(CmcctError):  # `country:Guyana` is no word
            view = query.search(directory, asked, audience, today(), output.translator())
            if view.focal_points:
                points = lookup.find_by_id(directory, [point.id for point in view.focal_points])[0]
                return _select_by_name(points, selection.terms) or points
    return ()


def _select_by_name(points: Sequence[FocalPoint], words: Sequence[str]) -> Sequence[FocalPoint]:
    """Return the entries whose person has all words in the name, if that is only one."""
    wanted = {*map(fold, words)}
    named = [point for point in points if wanted <= {*fold(point.name).split()}]
    return named if len(named) == 1 else ()
