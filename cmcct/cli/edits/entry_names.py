"""Entries in a user's words: a part of a name, an office, an address, a number.

Where a user can answer, these are understood, and the change is asked about. In a pipe, an id, an
address or a full name are.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import takewhile
from typing import Any

from cmcct.cli.edits.edit_options import EditOptions
from cmcct.cli.options import WORDS, load_options
from cmcct.cli.screen import output, prompts
from cmcct.cli.vendored_click import get_current_context
from cmcct.clock import today
from cmcct.edit import operations
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError, DeclinedError, UnknownValueError
from cmcct.i18n.messages import _, ngettext
from cmcct.model import loader
from cmcct.model.entities import STRICTEST, Directory, FocalPoint
from cmcct.model.loader import parse_entry
from cmcct.reference import vocabulary
from cmcct.search import query
from cmcct.search.query import OPTIONS, Query
from cmcct.storage import directory_file
from cmcct.system import is_log
from cmcct.text.folding import fold
from cmcct.text.shell import quote
from cmcct.toml.values import get_tables

_LEAST_LETTERS, _LEAST_DIGITS = 4, 6  # of a part of a name or an address, and of a number
MAX_LISTED = 10
_ENTRIES = ("focal_point",)  # the tables of those that are named
_OPTION_OF = {"people": "country", "place": "country"}  # facets that are no options


def select(
    chosen: EditOptions, texts: Sequence[str], selection: Query, tables: Sequence[str] = _ENTRIES
) -> tuple[EditOptions, Sequence[str]]:
    """Return as `resolve` does, or the ids of the entries that the filters select.

    Raises `CmcctError` if both are given, or neither.
    """
    if bool(texts) == (selection != Query()):
        message = _("give either one or more ids, or options that select entries")
        raise CmcctError(message, _("for example: gy-ctu, or --meeting georgetown-2019"))
    if texts:
        return resolve(chosen, texts, tables=tables)
    loaded = load_options.load_lenient(chosen.directory, None, private=True)
    view = query.search(loaded.directory, selection, STRICTEST, today())
    if not view.focal_points:
        command = query.format_command(selection)
        raise CmcctError(_("no entry matches"), _("run {command}", command=command))
    return chosen, [point.id for point in view.focal_points]


def resolve(
    chosen: EditOptions,
    texts: Sequence[str],
    *,
    tables: Sequence[str] = _ENTRIES,
) -> tuple[EditOptions, list[str]]:
    """Return the options with the entries to be asked about, and the ids that the texts mean.

    `tables` are the lists of what may be meant. What is like nothing is returned as it is. Raises
    `CmcctError`.
    """
    texts = [text.rstrip(",") for text in texts]  # `gy-ctu, tt-ctu`
    links = vocabulary.typed_words("link")  # `gy-ctu y tt-ctu`
    texts = [text for text in texts if fold(text) not in links] or texts
    path = directory_file.find_editable(chosen.directory)
    data = directory_file.read_text(path)
    # Ids as they stand in the file: the edit parses it, which takes long, and refuses what is none.
    # An argument may have bytes that are no UTF-8, as surrogates.
    if all(f'\nid = "{text}"\n'.encode("utf-8", "surrogateescape") in data for text in texts):
        return chosen, [*texts]
    raw = directory_file.parse_bytes(path, data)
    items = [item for table in tables for item in get_tables(raw, table)]
    ids = {operations.SETTINGS, *(str(item.get("id")) for item in items)}
    if ids.issuperset(texts):
        return chosen, [*texts]
    directory = loader.parse_directory(raw).directory

    def find(text: str) -> list[RawTable]:
        parts = {point.id for point in find_parts(directory.focal_points, text)}
        if not parts and " " in text and prompts.can_ask():  # `court jamaica`
            parts = {point.id for point in search(directory, text)}
        return _find_exact(items, text) or [item for item in items if str(item.get("id")) in parts]

    is_named = any(text in ids or _find_exact(items, text) for text in texts)
    if len(texts) > 1 and not is_named and find(" ".join(texts)):
        texts = [" ".join(texts)]
    if prompts.can_ask():
        for text in texts if len(texts) > 1 else ():  # before a question about the others
            if not (text in ids or find(text) or any(_find_selected(directory, text))):
                operations.find_table(raw, text)
    meant = [
        text if text in ids else _choose_id(directory, text, find(text), items) for text in texts
    ]
    entries = {str(item.get("id")) for item in get_tables(raw, "focal_point")}
    named = [id_ for id_ in meant if id_ in entries and id_ not in texts]
    return chosen._replace(named=(*chosen.named, *named)), meant


def find_record(chosen: EditOptions, table: str, text: str) -> str:
    """Return the id of the meeting or working group that a text means; on a terminal, ask.

    Raises `CmcctError` for what names none, or several.
    """
    raw = directory_file.parse_file(directory_file.find_editable(chosen.directory))
    labels = {str(item.get("id")): describe_record(item) for item in get_tables(raw, table)}

    def find(text: str) -> RawTable:
        return operations.get_entry(raw, text, table)

    return str(prompts.resolve(find, text, labels.__getitem__)["id"])


def list_meetings(raw: RawTable) -> list[RawTable]:
    """Return the meetings that have an id, the latest first."""
    meetings = [item for item in get_tables(raw, "meeting") if "id" in item]
    return sorted(meetings, key=lambda meeting: str(meeting.get("date", "")), reverse=True)


def describe_record(item: RawTable) -> str:
    """Return a meeting or working group as a choice: `Second Meeting, Georgetown (x-2019)`."""
    words = dict.fromkeys(str(item[key]) for key in ("name", "place") if item.get(key))
    return f"{', '.join(words)} ({item.get('id')})"


def _find_exact(items: Sequence[RawTable], text: str) -> list[RawTable]:
    """Return the tables with an e-mail address or a full name."""
    return [item for item in items if fold(text) in operations.list_names(item)]


def _choose_id(
    directory: Directory, text: str, candidates: Sequence[RawTable], items: Sequence[RawTable]
) -> str:
    """Return the id of the one of `items` that a text means; the candidates match its words.

    Raises `CmcctError`.
    """
    selecting, selected = _find_selected(directory, text)
    candidates = candidates or [item for item in items if str(item.get("id")) in selected]
    error: CmcctError = UnknownValueError("id", text)
    if exact := _find_exact(candidates, text):
        if len(exact) == 1:
            return str(exact[0].get("id", text))
        if not prompts.can_ask():
            return text  # the operation says what it matches
    elif selecting:
        lines = [*_commands(candidates[:MAX_LISTED], text), selecting]
        error.lines, error.instead = lines, [line.partition("  ")[0] for line in lines]
        error.hint = _("it can mean a person or several entries: run one of these commands")
        raise error
    elif not candidates:
        return text
    if len(candidates) > MAX_LISTED:
        error = CmcctError(prompts.several_message(text, candidates))
    if len(candidates) > MAX_LISTED or not prompts.can_ask():
        raise operations.choice_error(error, candidates, MAX_LISTED)
    if len(candidates) == 1:
        return str(candidates[0]["id"])
    points = [parse_entry(item) for item in candidates]
    if point := choose(text, points):
        return point.id
    raise DeclinedError


def ask(points: Iterable[FocalPoint], text: str) -> FocalPoint | None:
    """Ask which of some entries is to be shown; return None for none."""
    candidates = [*find_parts(points, text)]
    if len(candidates) == 1:
        (point,) = candidates
        meant = _("{text} ({remark})", text=point.label, remark=point.id)
        question = _("did you mean {words}?", words=meant)
        return point if prompts.confirm(question, default=True) else None
    return choose(text, candidates)


def choose(text: str, points: Sequence[FocalPoint]) -> FocalPoint | None:
    """Ask which of some entries is meant by a text, unless they are many; return None for none."""
    if len(points) > MAX_LISTED:
        return None
    translate = output.translator().translate
    texts = ((p, dict.fromkeys((p.label, p.organisation, translate(p.country)))) for p in points)
    labels = {f"{', '.join(filter(None, words))} ({p.id})": p for p, words in texts}
    return prompts.choose(prompts.several_message(text, points), labels)


def search(directory: Directory, text: str) -> Sequence[FocalPoint]:
    """Return the active entries that have all words of a text, as `cmcct search` finds them."""
    with suppress(CmcctError):  # `country:Guyana` is no word
        words = Query(terms=tuple(text.split()))
        return query.search(directory, words, STRICTEST, today()).focal_points
    return ()


def find_parts(points: Iterable[FocalPoint], text: str) -> Iterator[FocalPoint]:
    """Yield the active entries with all words of a text in a name, or with a number or address."""
    from cmcct.search import terms

    words = [f" {word}" for word in fold(text).split()]
    is_number = terms.NUMBER.fullmatch(text)
    least = _LEAST_DIGITS if is_number else _LEAST_LETTERS
    if sum(map(str.isalnum, text)) < least:
        return
    has_number = terms.build_term_predicate(terms.Reading(text), {})
    for point in points:
        names = (point.name, f"{point.organisation} {point.unit or ''}")
        has_name = any(all(word in f" {fold(name)}" for word in words) for name in names)
        has_address = any(text.casefold() in address for address in terms.address_texts(point))
        is_active = point.status == "active" and not point.has_left(today())
        if is_active and (has_number(point) if is_number else has_name or has_address):
            yield point


def _commands(candidates: Sequence[RawTable], text: str) -> list[str]:
    """Return the present command for each of some entries, in place of a text."""
    context = get_current_context()
    typed = context.meta[WORDS]
    behind = typed[typed.index(text) + 1 :] if text in typed and not is_log() else []
    rest = [*takewhile(lambda word: not word.startswith("--directory"), behind)]
    lines = (
        (" ".join([context.command_path, *map(quote, [str(item["id"]), *rest])]), item)
        for item in candidates
    )
    return output.align((line, operations.describe(item)) for line, item in lines)


def _find_selected(directory: Directory, text: str) -> tuple[str, set[str]]:
    """Return the command for the entries that a word selects, with their number; "" for a name.

    Of a few, return the ids instead, unless the present command takes the filter for all of them.
    """
    from cmcct.search import terms

    readings = terms.read(text.split(), Directory(), lambda _key: False)
    facets = [_OPTION_OF.get(facet, facet) for each in readings for facet, _value in each.meanings]
    if len(readings) > 1 or not facets:
        return "", set()
    context = get_current_context()
    selection, command = Query(terms=tuple(text.split())), f"cmcct search {quote(text)}"
    has_filters = OPTIONS.keys() <= {parameter.name for parameter in context.command.params}
    if facets[0] in OPTIONS:
        values: dict[str, Any] = {facets[0]: (text,)}
        selection = Query(**values)
        start = context.command_path if has_filters else "cmcct search"
        command = f"{start} --{facets[0]} {quote(text)}"
    try:
        view = query.search(directory, selection, STRICTEST, today())
    except CmcctError:  # a word of which the option is not sure
        return f"cmcct search {quote(text)}", set()
    count = len(view.focal_points)
    if (context.info_name == "set" or not has_filters) and count <= MAX_LISTED:
        return "", {point.id for point in view.focal_points}
    counted = ngettext("{count} entry", "{count} entries", count)
    return f"{command}  {output.translator().translate(counted)}", set()
