"""`cmcct merge`."""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

from cmcct.cli import options
from cmcct.cli.edits import editing, entry_names
from cmcct.cli.edits.edit_options import EditOptions, edit_command
from cmcct.cli.options import filter_options, load_options
from cmcct.cli.screen import output, prompts
from cmcct.edit import operations, overlay, replace_person
from cmcct.edit.change_words import describe_value
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import BeforeAfter
from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import match_known
from cmcct.i18n.messages import Message, SafeText, _, join, join_and, ngettext
from cmcct.model import person_names
from cmcct.model.entities import STRICTEST
from cmcct.model.fields import LABELS, name_key
from cmcct.privacy import audiences
from cmcct.reference import vocabulary
from cmcct.search import duplicates
from cmcct.storage import directory_file
from cmcct.system import is_log
from cmcct.text.folding import fold
from cmcct.text.shell import quote

SIDES = ("keep", "drop")
_NUMBERS = ("1", "2")  # of the values of the two sides, in a question
_NOTES = ("notes", "private_notes")


@options.command("merge gy-ctu gy-labour --prefer keep --dry-run")
@edit_command
def merge(
    chosen: EditOptions,
    keep: str | None = options.argument("KEEP", "Id of the entry to keep.", default=None),
    words: list[str] | None = options.argument(
        "DROP", "Id of the entry to merge into KEEP.", default=None
    ),
    prefer: str | None = options.choice(
        "prefer", SIDES, "Which entry wins where they differ [default: ask]"
    ),
    audience: str | None = filter_options.AUDIENCE,
    at: str | None = load_options.AT,
    format_: str | None = options.TABLE_FORMAT,
    lang: str | None = options.LANG,
) -> None:
    """Merge two entries, or list pairs that may be the same.

    Lists are joined; you are asked where values differ. Honorific and family name go with the
    chosen name, the city with its address. The id of KEEP identifies the card that recipients have;
    they must delete the card of DROP.

    Without DROP, nothing is changed: the pairs that may be the same person or office are listed,
    with the reasons; with KEEP, those of that entry. If more than 50 entries share a value, each is
    paired only with the first one.
    """
    options.reader_translator(lang)
    links = vocabulary.typed_words("link")  # `merge gy-ctu con gy-labour`
    drop = " ".join(word for word in words or () if fold(word) not in links)
    if keep is None or not drop:
        for name, value in {"--prefer": prefer, "--yes": chosen.yes}.items():
            if value:
                raise options.requirement_error(name, "DROP")
        _list_pairs(chosen.directory, keep, audience, at, format_)
        return
    for name, value in {"--audience": audience, "--at": at}.items():
        if value:
            raise options.conflict_error(name, "DROP")
    if chosen.is_json and not chosen.dry_run:
        raise options.requirement_error("--format json", "--dry-run")
    _merge(chosen, keep, drop, prefer)


def _list_pairs(
    path: Path | None, asked: str | None, audience: str | None, at: str | None, format_: str | None
) -> None:
    """Print the pairs of entries that may be the same, or those of one entry."""
    private = load_options.shows_private(audience)
    loaded = load_options.load_lenient(path, at, private=private, audience=audience)
    present = [point for point in loaded.directory.focal_points if point.status != "left"]
    points = audiences.view_for(loaded.directory, present, audience or STRICTEST).focal_points
    listed, is_truncated = duplicates.find_duplicates(points)
    translate = output.translator().translate
    pairs = [(first, second, [*map(translate, why)]) for first, second, why in listed]
    if asked:
        raw = directory_file.parse_file(directory_file.find_directory(path))
        id_ = str(operations.get_entry(raw, asked)["id"])
        pairs = [pair for pair in pairs if id_ in pair]
    if format_ == "json":
        keys = ("first", "second", "reasons")
        output.write_objects("pairs", [dict(zip(keys, pair, strict=True)) for pair in pairs])
    elif pairs:
        rows = [(first, second, ", ".join(why)) for first, second, why in pairs]
        entry = _("Entry")
        output.write_rows(rows, (entry, entry, _("Reasons")))
    output.warn(*loaded.warnings)
    if audience in {None, STRICTEST}:
        load_options.report_hidden_channels(loaded, points)
    counted = ngettext("{count} pair", "{count} pairs", len(pairs))
    output.note(counted if pairs else _("no duplicates"))
    if is_truncated:
        text = _("more than {number} entries share a value: each is paired only with the first one")
        output.note(text.with_values(number=duplicates.MAX_GROUP))


def _merge(chosen: EditOptions, keep: str, drop: str, prefer: str | None) -> None:
    """Merge an entry into another one, and say what the recipients have to do."""

    def change(
        raw: RawTable, _overlay_raw: RawTable
    ) -> tuple[list[RawTable], RawTable, list[str], list[str]]:
        merged, dropped = operations.get_entries(raw, [keep, drop])
        before = [deepcopy(merged), deepcopy(dropped)]
        left_out = operations.merge_entries(merged, dropped, choose)
        gone = operations.lost_keys(merged, dropped)
        operations.remove(raw, [str(dropped["id"])])
        return before, merged, left_out, [key for key in gone if key not in left_out]

    def merge_private(raw: RawTable, overlay_raw: RawTable) -> None:
        overlay.merge_parts(raw, overlay_raw, operations.get_entry(raw, keep))

    chosen, (keep,) = entry_names.resolve(chosen, [keep])
    chosen, (drop,) = entry_names.resolve(chosen, [drop])
    raw = directory_file.parse_file(directory_file.find_editable(chosen.directory))
    # A name may be another after the merge; an id is not.
    sides = operations.get_entries(raw, [keep, drop])
    keep, drop = (str(entry["id"]) for entry in sides)
    chosen = chosen._replace(named=(keep, drop))  # one question asks, whatever was typed
    names = [*map(overlay.person_name, sides)]
    if keep == drop:
        raise CmcctError(_("KEEP and DROP are the same entry"), _("give two different ids"))

    def find_statements(changed: BeforeAfter) -> Iterator[Message]:
        if prompts.is_interactive():
            text = _("{keep} is kept and {drop} is removed; to keep {drop} instead: {command}")
            command = SafeText(f"cmcct merge {quote(drop)} {quote(keep)}")
            sides = {side: SafeText(id_) for side, id_ in (("keep", keep), ("drop", drop))}
            yield text.with_values(**sides, command=command)
        # In a pipe, --prefer says it; --yes would also join the private data of both.
        if prompts.is_interactive() and not _may_be_one(*names):
            yield _(
                "{names} may be two different people",
                names=join_and(map(editing.display_name, names)),
            )
        yield from editing.find_widened(changed)

    choose = _make_chooser(prefer, [keep, drop])
    outcome = editing.run_edit(
        chosen, change, may_be_same=True, finish=merge_private, find_statements=find_statements
    )
    before, merged, left_out, gone = outcome.report
    if left_out:  # since they depend on a value of the other entry
        output.note(_("left out of the merged entry: {keys}", keys=join(map(name_key, left_out))))
    editing.report_narrowed(before, merged)
    describe = partial(_foreign_channel_warnings, merged=merged, is_written=outcome.is_written)
    output.warn(*(text for pair in permutations(before, 2) for text in describe(*pair)))
    if gone:
        output.note(_("not copied from {id}: {keys}", id=drop, keys=join(map(name_key, gone))))
    if outcome.is_written:
        output.note(_("people who saved the {id} card must delete it", id=drop))


def _may_be_one(name: str, other: str) -> bool:
    """Return whether two names may be one person's, or one is missing."""
    is_same = person_names.is_same_person(name, other) or duplicates.are_alike(name, other)
    return is_same or not (name and other)


def _foreign_channel_warnings(
    side: RawTable, other: RawTable, merged: RawTable, *, is_written: bool
) -> Iterator[Message]:
    """Warn of channels and notes that only `side` has, if they are another person's."""
    name, owner = overlay.person_name(side), overlay.person_name(merged)
    if _may_be_one(name, owner):
        return
    present = [piece.words for piece in replace_person.iter_pieces(other)]
    channels = [
        piece.words
        for piece in replace_person.iter_pieces(side)
        if piece.words not in present
        if (piece.channel or (piece.key in _NOTES and merged.get(piece.key) == piece.value))
        and replace_person.belongs_to_person(side, piece) is not False
    ]
    if channels:
        counted = ngettext("{count} channel", "{count} channels", len(channels))
        text = _(
            "{id} ({owner}) gets channels of {name}: {channels}",
            id=merged.get("id"),
            owner=editing.display_name(owner),
            name=editing.display_name(name),
            channels=counted if is_log() else join(channels),
        )
        undoing = _("if they are different people, undo the merge: {command}")
        undoing = undoing.with_values(command=SafeText("cmcct undo last"))
        yield join([text, undoing], "; ") if is_written else text


def _make_chooser(prefer: str | None, ids: Sequence[str]) -> Callable[[str, Any, Any], Any]:
    """Return a function that chooses between two values; it asks once per pair."""
    sides: dict[tuple[str, str, str], str] = {}

    def choose(key: str, value: Any, dropped: Any) -> Any:
        question = (key, str(value), str(dropped))
        if question not in sides:
            sides[question] = prefer or _ask(key, [value, dropped], ids)
        return value if sides[question] == "keep" else dropped

    return choose


def _ask(key: str, values: Sequence[Any], ids: Sequence[str]) -> str:
    if not prompts.is_interactive():
        hint = _("give --prefer keep (values of {keep}) or --prefer drop (values of {drop})")
        hint = hint.with_values(keep=ids[0], drop=ids[1])
        raise CmcctError(_("{key} differs between the two entries", key=name_key(key)), hint)
    translator = output.translator()
    labels = [translator.translate(vocabulary.InlineTerm("prefer", side)) for side in SIDES]
    # One line each: line breaks in a value are escaped.
    output.note(_("{label}:", label=LABELS.get(key, key)))
    for number, value, id_ in zip(_NUMBERS, values, ids, strict=True):
        text = _("{text} ({remark})", text=describe_value(key, value), remark=SafeText(id_))
        output.note(f"  {number}  {translator.translate(text)}")
    sides = dict(zip((*labels, *_NUMBERS), SIDES * 2, strict=True))
    letters = {word[0]: side for label, side in sides.items() for word in (side, label)}

    def read(text: str) -> str:
        """Parse an answer: a number, a side in any of the languages, or its first letter."""
        side = letters.get(text.lower()) or vocabulary.find_slug("prefer", text)
        return side or sides[match_known("side", text, _NUMBERS)]

    return prompts.prompt(_("Which value do you want to use?"), read, _NUMBERS, default=_NUMBERS[0])
