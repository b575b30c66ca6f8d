"""Shared by all exports: select for one audience, write the product, describe it on stderr."""

import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmcct.cli import options
from cmcct.cli.options import export_targets, load_options
from cmcct.cli.options.filter_options import AUDIENCE, add_filters
from cmcct.cli.screen import output, prompts
from cmcct.clock import today
from cmcct.errors.exceptions import CmcctError
from cmcct.formats.shared import list_header
from cmcct.formats.shared.annex_rows import describe_gone
from cmcct.history import comparison, people, revisions
from cmcct.history.entry_versions import LastChanges
from cmcct.i18n.messages import (
    LANGUAGES,
    LongDate,
    Message,
    OptionalMessage,
    Translator,
    _,
    join,
    ngettext,
)
from cmcct.model.entities import STRICTEST, Directory
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView, Edition
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.reference.languages import find_language, language_name
from cmcct.search import lookup, no_match, query
from cmcct.search.query import Query
from cmcct.storage import directory_file


def _list_option(kind: str, words: Sequence[str], help_text: str) -> Any:
    """Return an option with several values, each once: repeated, or separated by commas."""

    def parse(typed: list[str] | None) -> list[str]:
        named = (word.strip() for text in typed or () for word in text.split(","))
        return [*dict.fromkeys(map(str, map(options.one_of(kind, words), named)))]

    return options.option("|".join(words), help_text, f"--{kind}", callback=parse)


AUDIENCES_LISTED = _list_option(
    "audience", AUDIENCES, "Audiences, separated by commas [default: network]"
)
LANGUAGES_LISTED = _list_option("lang", LANGUAGES, "Languages, separated by commas [default: en]")
FOLDER = options.option(
    "FOLDER",
    "Output folder.",
    *("--output", "-o"),
    default=...,
    callback=export_targets.refuse_file_name,
)


# Products without a place for the edition and the content mark.
_WITHOUT_HEADING = frozenset({"vcard", "csv"})
_WITH_CARDS = frozenset({"vcard", "html"})
_WITH_ANNEX = frozenset({"xlsx", "pdf", "markdown"})

_SHARED: dict[str, tuple[Any, Any]] = {
    "selection": (Query, None),
    "directory": (Path | None, options.DIRECTORY),
    "audience": (str | None, AUDIENCE),
    "at": (str | None, load_options.AT),
    "since": (
        str | None,
        options.option(
            "REV|DATE|MEETING",
            "Only entries added or changed since then; removed entries are listed separately.",
            "--since",
        ),
    ),
    "target": (str | None, export_targets.TARGET),
    "force": (bool, export_targets.FORCE),
    "lang": (
        str | None,
        options.choice("lang", LANGUAGES, "Language of the output [default: English]"),
    ),
    "annex": (
        str | None,
        options.option(
            "MEETING",
            "Who attended, by country, with who held each seat on that day; no contacts.",
            "--annex",
        ),
    ),
}
_DERIVED = {"view", "translator"}


def export_command(command: Callable[..., Any]) -> Callable[..., None]:
    """Add the options of all exports to a command, in place of the parameters of `_DERIVED`.

    The command returns the product: text, bytes, or for a folder a list of (name, text); or None
    for that of the module of its name in `formats`, with its other parameters. Without a parameter
    `translator`, it is the same in every language.
    """
    lacking = {"annex"} if command.__name__ not in _WITH_ANNEX else set()
    lacking |= {"lang"} if "translator" not in inspect.signature(command).parameters else set()
    shared = {name: kind for name, kind in _SHARED.items() if name not in lacking}
    return add_filters(options.replace_parameters(command, _DERIVED, shared, _export))


def _export(
    command: Callable[..., Any],
    parameters: Mapping[str, Any],
    *,
    selection: Query,
    directory: Path | None,
    audience: str | None,
    at: str | None,
    since: str | None,
    target: str | None,
    force: bool,
    **optional: str | None,
) -> None:
    """Run an export; `optional` has `lang` and `annex` if the command has these options."""
    translator = options.recipient_translator(optional.get("lang"))
    output.set_language(output.preferred_translator())  # `lang` is not that of messages
    audience = audience or audiences.default_audience("export")
    draft: OptionalMessage = ""
    name = command.__name__
    described = {**parameters, **({"translator": translator} if "lang" in optional else {})}
    if asked := optional.get("annex"):
        _refuse_options(selection, at, since)
        annex = load_annex(directory, asked, audience)
        view, dump_annex = annex.view, import_module(f"cmcct.formats.{name}").dump_annex
        product = dump_annex(annex, **described)
    else:
        loaded = load_options.load_strict(directory, at, audience)
        before = load_options.load_at(directory, since, at, audience) if since else None
        result = _find_entries(loaded, selection, audience, translator)
        view = _select_view(result, before, at)
        if at is None:
            warn_departed(view)
        filters = [*query.describe_filters(result, translator)]
        filters += [translator.gettext("changed since {version}", version=since)] if since else []
        shown, draft = mark_list(directory, at, loaded, view, name, ", ".join(filters))
        product = command(view=shown, **described)
        if product is None:
            product = import_module(f"cmcct.formats.{name}").dump(shown, **described)
    is_for_file = isinstance(product, bytes) or name == "html"
    is_named = is_for_file or (name == "vcard" and isinstance(product, str))
    if target is None and is_named and output.is_stdout_terminal():
        target = export_targets.ask_name(name)
    if isinstance(product, list):
        prune = parameters["prune"]
        if since and prune:  # entries that are not new have no file here
            raise options.conflict_error("--prune", "--since")
        _write_folder(target, product, view, prune=None if since else prune, force=force)
    elif target is None or target == export_targets.STDOUT:
        if is_for_file and output.is_stdout_terminal():
            message = _("{format} cannot be shown in a terminal", format=name)
            raise CmcctError(message, _("give a file with -o"))
        output.write(product)
        summarise(_("standard output"), view)
    else:
        target = export_targets.add_suffix(target, name)
        content = product.encode() if isinstance(product, str) else product
        path, private = directory_file.find_directory(directory), view.audience == STRICTEST
        export_targets.write_file(target, content, path, name, force=force, private=private)
        # The columns of plain CSV are the same in every language.
        is_unsaid = optional.get("lang", "") is None and parameters.get("dialect") != "directory"
        # `--language es` may be meant for the file.
        spoken = [tag for tag in map(find_language, selection.language) if tag in LANGUAGES]
        languages = describe_language(translator, *spoken[:1]) if is_unsaid else []
        summarise(str(Path(target)), view, *languages)
    note_draft(draft)


def mark_list(
    directory: Path | None,
    at: str | None,
    loaded: Directory,
    view: AudienceView,
    output_format: str,
    filters: str = "",
) -> tuple[AudienceView, OptionalMessage]:
    """Return a list that says which edition it is, and why it is a draft, or "".

    An excerpt, which `filters` describes, is without the counts of the whole.
    """
    has_cards = output_format in _WITH_CARDS
    edition, draft = find_edition(directory, at, loaded, view.audience, has_cards=has_cards)
    shown = view.without_counts() if filters else view
    if output_format not in _WITHOUT_HEADING:
        from cmcct.editions import marks

        edition = edition._replace(filters=filters, content=marks.content_mark(shown))
    return replace(shown, edition=edition), draft


def find_edition(
    directory: Path | None, at: str | None, loaded: Directory, audience: str, *, has_cards: bool
) -> tuple[Edition, OptionalMessage]:
    """Return which version a list is made from, and why it is a draft, or "".

    Cards say when an entry changed last: for them the history of the version is read.
    """
    from cmcct.editions import marks

    path = directory_file.find_directory(directory)
    last_change = partial(LastChanges, path, directory=loaded, audience=audience)
    return marks.find_edition(path, at, today(), last_change if has_cards else None)


def warn_departed(view: AudienceView) -> None:
    """Warn of listed entries whose last day has passed: the list cannot drop them by itself."""
    if ids := [point.id for point in view.focal_points if point.has_left(today())]:
        text = _(
            "still listed although their last day has passed: {ids}; run {command}",
            ids=", ".join(ids),
            command="cmcct retire",
        )
        output.warn(text)


def _find_entries(
    directory: Directory, selection: Query, audience: str, translator: Translator
) -> query.Result:
    """Search; without words that are true of the whole list if nothing is found: `network`."""
    result = query.find_entries(directory, selection, audience, today(), translator)
    common = tuple(reading.text for reading in result.readings if reading.is_common)
    if result.view.focal_points or not common:
        return result
    telling = tuple(each.text for each in result.readings if not each.is_common)
    selection = selection._replace(terms=telling)
    result = query.find_entries(directory, selection, audience, today(), translator)
    return result._replace(dropped=common)


def _select_view(result: query.Result, before: Directory | None, at: str | None) -> AudienceView:
    """Return what is found, or what is new since `before`; raises `CmcctError` if it is nothing."""
    view = result.view
    if before is not None:
        # The filters are of today: a selected meeting or working group may be newer than `before`.
        had = comparison.view_of_earlier(
            before, query.apply_filters(before.focal_points, result.filters), view.audience
        )
        news = comparison.keep_changed_since(view, before, query.apply_filters(had, result.filters))
        if not (news.focal_points or news.removed or news.withdrawn):
            raise CmcctError(_("nothing to export: this list has not changed since then"))
        view = news
    if before is not None or view.removed:
        for point in view.removed:
            message = _(
                "no longer in this list: {name} ({id}), {country}",
                name=point.label,
                id=point.id,
                country=point.country,
            )
            output.note(message)
        output.note(*list_header.describe_withdrawn(view.withdrawn))
        # With a selection, the count is for the user only.
        view = view if result.selection == Query() else replace(view, withdrawn={})
    elif not view.focal_points:
        output.report_withheld(view)
        lines = no_match.no_match_hints(result, at, is_search=False)
        raise CmcctError(_("nothing to export"), join(lines, "; "))
    else:
        output.advise(*query.match_hints(result))
    return view


def _write_folder(
    target: str | None,
    cards: list[tuple[str, str]],
    view: AudienceView,
    *,
    prune: bool | None,
    force: bool,
) -> None:
    """Write files for a folder; `prune` is None if they are only a part of the list."""
    from cmcct.formats import vcard

    if target is None or target == export_targets.STDOUT:
        raise options.requirement_error("--split", "--output")
    folder = Path(target)
    export_targets.refuse_git_folder(folder)
    private = view.audience == STRICTEST
    gone = vcard.write_cards(folder, cards, private=private, prune=prune, force=force)
    summarise(str(folder), view)
    if gone:
        output.note(_("deleted, no longer in this list: {files}", files=join(gone)))


def note_draft(reason: OptionalMessage) -> None:
    """Report why a list is a draft, if it is one."""
    if reason:
        output.note(_("a draft: {reason}", reason=reason))


def describe_language(translator: Translator, other: str = "") -> list[str]:
    """Return on a terminal the language of a file, and how to have it in another: the reader's."""
    if not output.is_stderr_terminal():
        return []
    reader = output.translator().lang
    other = other or reader
    name, wanted = (language_name(each, reader) for each in (translator.lang, other))
    if other == translator.lang:
        return [name]
    option = _("{label}: {text}", label=wanted, text=f"--lang {other}")
    return [_("{text} ({remark})", text=name, remark=option)]


def summarise(where: str, view: AudienceView, *languages: str) -> None:
    """Report what was written for whom, and what is withheld or private in it."""
    entries = ngettext("{count} entry", "{count} entries", len(view.focal_points))
    audience = _("audience {audience}", audience=vocabulary.InlineTerm("audience", view.audience))
    text = join([entries, audience, view.marking, *languages])
    output.note(_("{label}: {text}", label=where, text=text))
    output.report_withheld(view)
    if view.audience == STRICTEST:
        output.note(_describe_private(view))


def _describe_private(view: AudienceView) -> Message:
    """State how many entries and channels are for the strictest audience only."""
    points = view.focal_points
    levels = [each.sharing or point.sharing for point in points for each in point.channels]
    channels = levels.count(STRICTEST)
    entries = sum(point.sharing == STRICTEST for point in points)
    notes = sum(bool(point.private_notes) for point in points)
    addresses = sum(point.id in view.private_addresses for point in points)
    counted = [
        ngettext("{count} private entry", "{count} private entries", entries),
        ngettext("{count} private channel", "{count} private channels", channels),
        ngettext("{count} private note", "{count} private notes", notes),
        ngettext("{count} private address", "{count} private addresses", addresses),
    ]
    if what := [message for message in counted if message.values["count"]]:
        return _("contains {what}; for the secretariat only", what=join(what))
    return _(
        "no private channels included; still marked {marking}, for the secretariat only",
        marking=view.marking,
    )


def load_annex(directory: Path | None, asked: str, audience: str) -> people.Annex:
    """Return the participants of a meeting for an audience; raises `CmcctError`."""
    loaded = load_options.load_strict(directory, None, audience)
    visible = audiences.restrict_directory(audience, loaded)
    meetings = {meeting.id: meeting for meeting in visible.meetings}
    find = partial(lookup.find_record, "meeting", records=visible.meetings)
    meeting = meetings[prompts.resolve(find, asked)]
    path = directory_file.find_directory(directory)
    participants = people.list_participants(path, loaded, meeting, audience, today())
    if not participants.certainty:
        output.report_withheld(participants.view)
        advice = _("run {command}", command=f"cmcct meeting attend {meeting.id}")
        raise CmcctError(_("nobody in the directory attended this meeting"), advice)
    _note_unknown(participants)
    return participants


def _refuse_options(selection: Query, at: str | None, since: str | None) -> None:
    """Refuse what would leave out participants; raises `CmcctError`."""
    asked = {**selection._asdict(), "at": at, "since": since}
    if name := next((name for name, value in asked.items() if value), ""):
        raise options.conflict_error("--annex", "TERM" if name == "terms" else f"--{name}")


def _note_unknown(annex: people.Annex) -> None:
    """Report whose persons are not known, why, and which seats are no longer in the directory."""
    doubtful = [
        id_ for id_, certainty in annex.certainty.items() if certainty in ("likely", "unknown")
    ]
    start = annex.history_start
    if doubtful:
        output.note(_("not certain who held the seat at that meeting: {ids}", ids=join(doubtful)))
        if start is None:
            text = _("there is no git history: only 'since' and 'until' say who held a seat when")
            output.note(text)
        elif annex.is_shallow:
            output.note(_("older changes are missing: {advice}", advice=revisions.UNSHALLOW))
        elif start > annex.day:
            output.note(_("the history starts on {date}, after that meeting", date=LongDate(start)))
    output.note(*describe_gone(annex))


if TYPE_CHECKING:
    from cmcct.editions.pack import PackFile


def refuse_foreign(target: Path, folders: Iterable[str], number: str = "") -> None:
    """Raise `CmcctError` if an output folder has files that are not of these lists.

    With the `number` of an edition, its manifest may be there.
    """
    from cmcct.editions import manifest, pack

    file, written = target / manifest.FILE, manifest.read_folder(target)
    if number and written is None and os.path.lexists(file):
        message = _("{file} is not a manifest of an edition", file=file)
        raise CmcctError(message, _("choose an empty folder"))
    if written and written.number != number:
        message = _("{folder} has the files of an edition", folder=target)
        raise CmcctError(message, _("choose an empty folder"))
    for folder in folders:
        pack.refuse_foreign(target / folder)


def make_files(
    packs: Sequence[tuple[AudienceView, Translator]],
) -> Iterator[tuple[AudienceView, Translator, dict[str, "PackFile"]]]:
    """Yield the files of each pack; on a terminal, a bar shows the progress."""
    from cmcct.editions import pack

    total = len(packs) * len(pack.usable_writers())
    products = ((listed, file) for listed in packs for file in pack.iter_files(*listed))
    for (view, translator), parts in groupby(output.track(products, "", total), itemgetter(0)):
        files = dict(file for _listed, file in parts)
        for file in files.values():
            if not file.data:
                output.note(file.purpose)
        yield view, translator, files
