"""`cmcct show`."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import typer

from cmcct.calling.lines import order_lines
from cmcct.cli import options
from cmcct.cli.framework.lazy_group import OtherCommand
from cmcct.cli.options import filter_options, load_options
from cmcct.cli.screen import output, prompts
from cmcct.clock import now, today
from cmcct.errors.exceptions import CmcctError, ExitCode
from cmcct.errors.suggest import closest
from cmcct.formats.shared import cards
from cmcct.i18n.messages import Message, SafeText, Translator, _, did_you_mean, join, quote_text
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.privacy import audiences, levels
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.search import lookup, query
from cmcct.storage import directory_file
from cmcct.text.control_chars import to_one_line
from cmcct.text.folding import fold
from cmcct.text.shell import at_option, quote

FORMATS = ("card", "json", "toml", "vcard")
_NOTHING = _("nothing found for {text}")  # of words that no entry has
_LINES_BELOW_CODE = 2  # its label, and the prompt; a note stands above


@options.command("show gy-ctu --qr")
def show(
    ids: list[str] = options.argument(
        "ID", "Ids of entries, or words that only one entry has, such as a name."
    ),
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    version: str | None = load_options.AT,
    output_format: str = options.choice("format", FORMATS, "Output format.", "card"),
    lang: str | None = options.LANG,
    qr: bool = options.flag("--qr", "Show a QR code to scan with a phone, instead of the card."),
) -> None:
    """Show the card of an entry, with local time and what is open now."""
    translator = options.translator_for(output_format, lang)
    if qr and output_format != "card":
        raise options.conflict_error("--qr", f"--format {output_format}")
    private = load_options.shows_private(audience)
    # TOML may be pasted into the directory, so the overlay's part stays separate there.
    is_joined = private and output_format != "toml"
    at = _find_earlier(directory, ids, version)
    loaded = load_options.load_lenient(
        directory, at, may_be_older=True, private=is_joined, audience=audience
    )
    if version is None and output_format == "card":
        loaded = load_options.mark_left(loaded)
    seen_by = audience or audiences.default_audience(output_format)
    points, several, unknown = _find(loaded.directory, ids, seen_by, version)
    shown = audiences.view_for(loaded.directory, points, seen_by)
    with_code = [point for point in points if qr and point.status == "active"]
    codes = audiences.view_for(
        loaded.directory, with_code, audience or audiences.default_audience("qr")
    )
    typed = tuple(_select_typed(point, ids) for point in codes.focal_points)
    codes = replace(codes, focal_points=typed)
    if output_format == "toml":
        from cmcct.formats import toml

        output.write(toml.dump(shown, loaded.with_private if private else None))
    elif output_format == "card":
        output.write_page(
            _cards(shown, codes, load_options.marked_ids(loaded), translator, version)
        )
    elif output_format == "json":
        from cmcct.formats import json

        output.write_json(json.dump_entries(shown, loaded.conflicting_ids))
    else:
        from cmcct.formats import vcard

        output.write(vcard.dump(shown, translator))
    output.warn(*loaded.warnings)
    if seen_by == STRICTEST and not private:
        load_options.report_hidden_channels(loaded, shown.focal_points)
    report_several(several, version)
    below = () if points and prompts.can_ask() else unknown  # else they stand above the card
    _report_unknown(loaded.directory, below, seen_by, version)
    for point in _left_out_points(points, shown):
        output.note(
            _("{label}: {text}", label=point.id, text=left_out_reason(point, shown.audience))
        )
    if qr:
        _report_no_codes(shown, codes)
    if unknown or several or not shown.focal_points:
        raise typer.Exit(ExitCode.FINDINGS)


def _find_earlier(directory: Path | None, ids: Sequence[str], version: str | None) -> str | None:
    """Return a version; for the previous one, that before the last change of the entry meant."""
    if not vocabulary.means("version", version or "", "HEAD~"):
        return version
    from cmcct.history import revisions

    path = directory_file.find_directory(directory)
    with suppress(CmcctError, ValueError):  # it cannot be read, or the words name not one entry
        (point,) = find_entries(directory_file.load(path).directory, ids, STRICTEST)[0]
        if revisions.last_committed(path, point.id, STRICTEST) != point:
            return "HEAD"
        step, *_older = revisions.filter_by_seat(revisions.log(path, STRICTEST), point.id)
        return f"{step.commit.id}~" if step.changes.changes[0].before else version
    return version


def _find(directory: Directory, ids: Sequence[str], audience: str, at: str | None) -> "Lookup":
    """Find entries; on a terminal, ask which are meant where no text names one entry.

    What else may be meant is said there before a card fills the screen.
    """
    if not prompts.can_ask():
        return find_entries(directory, ids, audience)
    _name_record(directory, " ".join(ids))
    points, several, unknown = find_entries(directory, ids, audience)
    if not points:
        from cmcct.cli.edits import entry_names

        meant = _ask_words(directory, unknown, audience)
        texts = [*filter(None, meant.values())]
        points, of_words, _unknown = find_entries(directory, texts, audience)
        asked = {**several, **of_words}
        chosen = {text: entry_names.choose(text, among) for text, among in asked.items()}
        points = [*points, *(each for each in chosen.values() if each and each not in points)]
        several = {text: among for text, among in asked.items() if not chosen[text]}
        unknown = [text for text, typed in meant.items() if not typed]
    if points:
        _report_unknown(directory, unknown, audience, at)
    return points, several, unknown


def _name_record(directory: Directory, text: str) -> None:
    """Print the command for each meeting and group that a text may name; run it for an id."""
    for command, key in (("meeting", "meetings"), ("group", "working_groups")):
        for record in lookup.match_records(getattr(directory, key), text):
            if record.id == text:
                raise OtherCommand(command, text)
            shown = SafeText(f"cmcct {command} {quote(record.id)}")
            output.note(_("{label}: {text}", label=record.name, text=shown))


def _report_unknown(
    directory: Directory, texts: Sequence[str], audience: str, at: str | None
) -> None:
    """Print what was looked for in vain: mistyped ids, and the words that no entry has."""
    close = {text: closest_ids(directory, text) for text in texts}
    for text, ids in close.items():
        if ids:
            output.note(join([unknown_id_message(text), did_you_mean(ids)], "; "))
    words = " ".join(text for text, ids in close.items() if not ids)
    if words or not all(texts):
        output.note(_NOTHING.with_values(text=quote_text(words)))
        output.advise(*suggest(directory, words, audience, at))


def left_out_reason(point: FocalPoint, audience: str) -> Message:
    """Return why an entry is missing; one that was withdrawn is for the strictest audience only."""
    was_withdrawn = levels.may_see(audience, point.sharing)
    of = vocabulary.InlineTerm("audience", audience)
    advice = _("use {option}", option=f"--audience {STRICTEST if was_withdrawn else point.sharing}")
    return _("left out for the {audience} audience: {what}", audience=of, what=advice)


def _report_no_codes(shown: AudienceView, codes: AudienceView) -> None:
    """Print why entries have no code; that of a seat that nobody holds would be like others."""
    for point in _left_out_points(shown.focal_points, codes):
        reason: object = left_out_reason(point, codes.audience)
        if point.status != "active":
            reason = vocabulary.InlineTerm("status", point.status)
        output.note(_no_code_message(point, reason))


def _no_code_message(point: FocalPoint, reason: object) -> Message:
    # Translators: a QR code
    return _("no QR code for {id}: {reason}", id=point.id, reason=reason)


def _left_out_points(points: Sequence[FocalPoint], view: AudienceView) -> list[FocalPoint]:
    """Return the entries that an audience's view of them lacks."""
    shown_ids = {point.id for point in view.focal_points}
    return [point for point in points if point.id not in shown_ids]


def _cards(
    shown: AudienceView,
    codes: AudienceView,
    marked_ids: frozenset[str],
    translator: Translator,
    at: str | None,
) -> str:
    coded = {point.id: point for point in codes.focal_points}
    moment = now() if at is None else None
    texts = []
    for point in shown.focal_points:
        # The date of a version stands above the first screen of a pager, out of sight.
        title = cards.card_title(point) + (f" ({at})" if at else "")
        rows = list(cards.card_rows(point, shown, moment, translator))
        card = _card(f"! {title}" if point.id in marked_ids else title, rows)
        if point.id in coded:
            try:
                card = _code(coded[point.id], codes, translator)
            except CmcctError as error:
                output.note(_no_code_message(point, error.message))
        texts.append(card)
    return "".join(texts)


def _select_typed(point: FocalPoint, words: Sequence[str]) -> FocalPoint:
    """Return an entry with the numbers that are among the words alone; else with all in order.

    The order is that of `cmcct call`: a code has room for the first.
    """
    from cmcct.search import terms

    readings = terms.read(words, Directory(), lambda _key: False)
    tests = [terms.build_term_predicate(r, {}) for r in readings if terms.NUMBER.fullmatch(r.text)]
    alone = [(phone, point.model_copy(update={"phones": (phone,)})) for phone in point.phones]
    typed = [phone for phone, one in alone if any(test(one) for test in tests)]
    first = [line.phone for line in order_lines([point], point.country)]
    ordered = (*first, *(phone for phone in point.phones if phone not in first))
    return point.model_copy(update={"phones": tuple(typed) or ordered})


def _card(title: str, rows: Sequence[cards.CardRow]) -> str:
    if not output.is_stdout_terminal():
        return cards.format_card(title, rows)
    from cmcct.cli.screen import terminal

    return terminal.render_card(title, rows)


def _code(point: FocalPoint, view: AudienceView, translator: Translator) -> str:
    """Return the QR code of an entry and its label; raises `CmcctError` if it has none."""
    from cmcct.fieldtypes import qr
    from cmcct.formats import vcard
    from cmcct.formats.shared.contact_fields import dialable_phones
    from cmcct.formats.shared.phrases import format_phone

    texts = vcard.list_short(point, view.info.uid)
    phone = vcard.number_to_call(point)
    number = format_phone(phone, point.country, translator, ()) if phone else ""
    # The number comes first: where the label is too long, its end is cut.
    about = (number, point.label, translator.translate(point.country))
    label = to_one_line(" · ".join(filter(None, about)))
    left_out = [p.formatted for p in dialable_phones(point) if p != phone and p.type != "fax"]
    if left_out:
        # Translators: numbers of an entry
        output.note(_("not in the QR code of {id}: {numbers}", id=point.id, numbers=join(left_out)))
    if not output.is_stdout_terminal():
        return "".join(f"{line}\n" for line in (*qr.render_half_blocks(next(texts)), label))
    from cmcct.cli.screen import terminal

    width, height = terminal.size()
    lines = qr.fit_half_blocks(texts, width, height - _LINES_BELOW_CODE - bool(left_out))
    if len(lines[0]) > width:
        raise CmcctError(
            _("the terminal must be at least {count} columns wide", count=len(lines[0]))
        )
    return terminal.render_qr(lines, label)


_MAX_LISTED = 10  # entries listed where words match several


# The entries, the texts that name several entries, and those that name none.
Lookup: TypeAlias = tuple[Sequence[FocalPoint], Mapping[str, Sequence[FocalPoint]], Sequence[str]]


def find_entries(directory: Directory, texts: Sequence[str], audience: str) -> Lookup:
    """Find entries by id; texts that are no ids are words, all of one entry or each of its own.

    A name comes first: `Ada Example` is a person, though others are at an Example Ministry.
    """
    points, words = lookup.find_by_id(directory, texts)
    # `gy-ctu 1234`: digits of a number of that entry
    numbers = " ".join(re.sub(r"\D", "", phone.number) for p in points for phone in p.phones)
    words = [word for word in words if not (word.isdigit() and word in numbers)]
    if not words:
        return points, {}, ()
    from cmcct.search import no_match

    whole = " ".join(words)
    matches = {whole: _search(directory, whole, audience)}
    # Of a whole number, no part says whose it is.
    if not (any(matches.values()) or no_match.describe_number(whole, ())):
        matches = {text: _search(directory, text, audience) for text in words}
    for matching in matches.values():
        points += [point for point in matching if len(matching) == 1 and point not in points]
    several = {text: matching for text, matching in matches.items() if len(matching) > 1}
    return points, several, [text for text, matching in matches.items() if not matching]


def _ask_words(directory: Directory, texts: Sequence[str], audience: str) -> dict[str, str | None]:
    """Ask for the ids or words that are meant by unknown texts; None for those that stay so.

    Texts that are like no id are words of one search.
    """
    ids = {text: closest_to for text in texts if (closest_to := closest_ids(directory, text))}
    meant: dict[str, str | None] = {
        text: prompts.choose(unknown_id_message(text), {id_: id_ for id_ in candidates})
        for text, candidates in ids.items()
    }
    if words := " ".join(text for text in texts if text not in ids):
        selection = query.Query(terms=tuple(words.split()))
        result = query.find_entries(directory, selection, audience, today())
        asked = prompts.ask_query(result, _NOTHING.with_values(text=quote_text(words)))
        meant[words] = " ".join(asked.terms) if asked else None
    return meant


def closest_ids(directory: Directory, text: str) -> list[str]:
    """Return the ids closest to a text."""
    return closest(text, [point.id for point in directory.focal_points])


def unknown_id_message(text: str) -> Message:
    """Return what is said about a text that is like an id."""
    return _("no entry has the id {id}", id=quote_text(text))


def report_several(several: Mapping[str, Sequence[FocalPoint]], at: str | None) -> None:
    """List the entries that words match, each with the command that shows it."""
    for text, points in several.items():
        output.note(prompts.several_message(text, points))
        shown, translate = points[:_MAX_LISTED], output.translator().translate
        commands = (f"cmcct show {quote(point.id)}{at_option(at)}" for point in shown)
        offices = (f"{point.label}, {translate(point.country)}" for point in shown)
        output.note(*(f"  {line}" for line in output.align(zip(commands, offices, strict=True))))
        if len(points) > _MAX_LISTED:
            command = f"cmcct search {' '.join(map(quote, text.split()))}{at_option(at)}"
            output.note(_("run {command} to see all of them", command=command))


def suggest(directory: Directory, text: str, audience: str, at: str | None) -> list[Message]:
    """Return hints on words that no entry has, as a search for them prints."""
    from cmcct.search import no_match

    selection = query.Query(terms=tuple(text.split()))
    with suppress(CmcctError):  # `country:Guyana` is no word
        if selection.terms:
            result = query.find_entries(directory, selection, audience, today())
            return no_match.no_match_hints(result, at)
    return []


def _search(directory: Directory, text: str, audience: str) -> Sequence[FocalPoint]:
    """Return the active entries that match all words of a text, else those of any status.

    It is one alone if the name of only one person has all words.
    """
    selection = query.Query(terms=tuple(text.split()))
    for status in ((), ("all",)) if selection.terms else ():
        asked = selection._replace(status=status)
        with suppress(CmcctError):  # `country:Guyana` is no word
            view = query.search(directory, asked, audience, today(), output.translator())
            if view.focal_points:
                points = lookup.find_by_id(directory, [point.id for point in view.focal_points])[0]
                wanted = {*map(fold, selection.terms)}
                named = [point for point in points if wanted <= {*fold(point.name).split()}]
                return named if len(named) == 1 else points
    return ()
