"""`cmcct set`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from functools import partial
from itertools import takewhile
from typing import NamedTuple, TypeAlias

from cmcct.cli import options
from cmcct.cli.edits import channel_edits, editing, entry_names
from cmcct.cli.edits.edit_options import EditOptions, edit_command, find_options
from cmcct.cli.framework.help_page import translate_placeholders
from cmcct.cli.options import load_options
from cmcct.cli.options.filter_options import add_filters_without_terms
from cmcct.cli.screen import output, prompts
from cmcct.clock import today
from cmcct.diagnostics import KeyPath
from cmcct.edit import change_words, operations, overlay, parse_value, transaction
from cmcct.edit.channels import (
    Word,
    find_answer,
    find_app,
    find_kind,
    find_word,
    names_channel,
    names_line,
    split_app,
)
from cmcct.edit.operations import RawTable
from cmcct.edit.transaction import BeforeAfter, DirectoryOnly, Draft, Operation
from cmcct.errors.exceptions import CmcctError, DeclinedError, UnknownValueError
from cmcct.i18n.messages import LongDate, Message, SafeText, _, hint_to_write, join_or, quote_text
from cmcct.model import fields, person_names
from cmcct.model.entities import APPS, CHANNELS, STRICTEST
from cmcct.model.fields import ENTRY_KEYS, PLAIN_KEYS
from cmcct.reference import vocabulary
from cmcct.search.query import Query
from cmcct.storage import directory_file
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.text.folding import fold
from cmcct.toml.values import get_items, get_tables

# What an edit did: the keys of the numbers marked as mobile, and warnings.
_Report: TypeAlias = tuple[list[str], tuple[Message, ...]]
_NO_PAIR = re.compile("[^=]*")
_MOVES = ("private", "public")
_DIGITS = re.compile(r"[0-9()+./ -]*[0-9][0-9()+./ -]*")
_UNTIL = r"(?i:until|till|hasta(?: el)?|jusqu.?au|tot(?: en met)?|t/m) "
_LAST_DAY = re.compile(rf"\b{_UNTIL}(?P<day>[^.,;()]*[0-9][^.,;()]*)\b")


@options.command("set gy-ctu title=Director phones.0.type=mobile --dry-run")
@add_filters_without_terms
@edit_command
def set_(
    chosen: EditOptions,
    words: list[str] | None = options.argument(
        "ID|KEY=VALUE",
        "Ids of entries, meetings or working groups, or directory for its own settings; "
        "then keys to set, each with its value.",
        default=None,
    ),
    add: list[str] | None = options.option("KEY=VALUE", "Item to add to a list."),
    remove: list[str] | None = options.option("KEY", "What to remove: a key, a number, an item."),
    unset: list[str] | None = options.option("KEY", "", hidden=True),
    private: bool = options.flag(
        "--private", "Write to the private file, or move to it the channels that are named."
    ),
    public: bool = options.flag(
        "--public", "Move the channels that are named from the private file to the directory."
    ),
    verify: bool = options.VERIFY,
    *,
    selection: Query,
) -> None:
    """Change entries, meetings, working groups or the directory.

    Items of lists are numbered from 0: phones.0.type=mobile. Lists and tables are written as in the
    file: sectors='["police", "justice"]'. Instead of ids, options can select entries, such as
    --group. For more than 20 entries, you are asked to confirm.
    """
    items, unset = {"add": add or [], "remove": remove or []}, unset or []
    typed = _read_apps(words or (), unset)
    typed = typed if private or public else [*map(_read_move, _complete(typed, items))]
    if not (public or add or remove or unset) and (channel := _find_moved(typed)):
        private, typed = True, [*typed[:-1], channel]
    ids = [word for word in typed if "=" not in word]
    ids, moved = channel_edits.split_words(ids) if private or public else (ids, [])
    unmoved = [word for word in typed if word not in moved]
    _refuse_loose_words(unmoved)
    if pair := _join_value(unmoved[:1], unmoved[1:]):
        ids = ids[:-2]
    typed_pairs = map(_add_year, (*(word for word in typed if "=" in word), *pair))
    pairs, added, removed, cleared = _split_signs([*typed_pairs])
    added += map(_add_year, items["add"])
    removed += [*items["remove"], *unset]
    cleared += [word.removesuffix("=") for word in removed if not word.partition("=")[2]]
    removed = [word for word in removed if word.partition("=")[2]]
    assigned = _Assignments(tuple(pairs), tuple(added), tuple(removed), tuple(cleared), verify)
    chosen, selected = entry_names.select(chosen, ids, selection, operations.TABLES)
    if public:
        if private:
            raise options.conflict_error("--public", "--private")
        if any(assigned):
            raise options.conflict_error("--public", translate_placeholders("KEY=VALUE"))
        channel_edits.share(chosen, selected, moved)
        return
    if not any((*assigned, moved)):
        hint = hint_to_write(translate_placeholders("KEY=VALUE"), "--add", "--remove")
        if selected[1:] and vocabulary.find_slug("status", selected[-1]) == "vacant":
            hint = options.hint_to_run("replace", selected[0], "--vacant")
        raise CmcctError(_("nothing to change"), hint)
    edits = channel_edits.ChannelEdits(is_private=private)
    try:
        outcome = _apply(chosen, selected, assigned._replace(ids=tuple(selected)), moved, edits)
    except DeclinedError as error:
        error.hint = "" if is_log() else edits.addition
        raise
    mobiles, unjoined = outcome.report
    output.warn(*unjoined)
    output.note(*edits.notes)
    if outcome.is_written:
        editing.note_mobiles(f"--private {key}" if private else key for key in mobiles)
        confirmations = () if verify else edits.confirmations.values()
        output.note(*edits.restorations, *confirmations, *_find_noted(outcome))


def _find_noted(outcome: Draft[_Report]) -> Iterator[Message]:
    """Yield which entries have a new note that recipients of lists see."""
    for change in (each for file in outcome.file_changes for each in file.entry_changes):
        before, after = change.before, change.after
        is_listed = after.get("status", "active") == "active" and after.get("sharing") != STRICTEST
        if is_listed and after.get("notes", "") not in ("", before.get("notes")):
            text = _("everybody who gets a list with {id} sees its note; a private one: {command}")
            command = SafeText(f'cmcct set {after["id"]} private_notes="…"')
            yield text.with_values(id=str(after["id"]), command=command)


def _read_move(word: str) -> str:
    """Return `private=mobile` and `mobile.visible=no` as `mobile=private`."""
    key, _sign, value = word.partition("=")
    line, _dot, part = key.rpartition(".")
    moves, answer = find_options(fold(part), _MOVES), find_answer(value)
    if moves and not line and names_channel(value):
        return f"{value}={key}"
    if moves and line and answer:
        return f"{line}={_MOVES[(moves == ['private']) != (answer == 'yes')]}"
    return word


def _find_moved(words: Sequence[str]) -> str:
    """Return the channel of the only pair, behind ids, that is `mobile=private`; else ""."""
    channel, _sign, reader = "".join(word for word in words if "=" in word).partition("=")
    is_private = bool(find_options(fold(reader), ("private",))) and names_channel(channel)
    return channel if is_private and words[1:] and words[-1] == f"{channel}={reader}" else ""


def _apply(
    chosen: EditOptions,
    ids: Sequence[str],
    assigned: "_Assignments",
    moved: Sequence[str],
    edits: channel_edits.ChannelEdits,
) -> Draft[_Report]:
    """Change the keys of what the ids name, in the private file if that is meant.

    `moved` are the channels that move there.
    """
    keys = assigned.keys()

    def change(raw: RawTable, overlay_raw: RawTable) -> _Report:
        mobiles = list[str]()
        edits.begin()
        for table, item in [_find_table(raw, id_) for id_ in ids]:
            parts = overlay.joined_parts(raw, overlay_raw, item) if overlay_raw else []
            mobiles += assigned.apply(channel_edits.Side(item, item, parts, table), edits)
        return mobiles, ()

    path = directory_file.find_editable(chosen.directory)
    moves = channel_edits.ChannelMoves(path, ids[0], moved)

    def find_statements(sides: BeforeAfter) -> list[Message]:
        removed = () if edits.is_private else edits.find_removed(sides)
        shared = [*editing.find_widened(sides), *editing.find_hidden(sides)]
        return [*removed, *shared, *moves.statements]

    run = partial(
        editing.run_edit,
        chosen,
        find_statements=find_statements,
        replaced=edits.replaced,
        entries=ids,
    )
    if edits.is_private:
        if len(ids) > 1:
            raise CmcctError(_("--private takes one id"), _("run the command for each entry"))
        return _apply_privately(chosen, assigned, moves, edits, run)
    words = [*assigned.channel_words()]
    if words:
        raw = directory_file.parse_file(path)
        load_options.prepare_access(path, may_ask=True)
        try:
            load_options.read_private(path)
        except CmcctError as error:
            raise channel_edits.unread_error(_find_table(raw, ids[0])[1], words[0], error) from None
    if "name" in keys:
        return run(change, may_be_same=True)
    # By the latter two, overlay entries are joined to an entry.
    is_of_both = bool(words) or not keys.isdisjoint(("formerly", "merged"))
    return run(change if is_of_both else DirectoryOnly(lambda raw: change(raw, {})))


def _apply_privately(
    chosen: EditOptions,
    assigned: "_Assignments",
    moves: channel_edits.ChannelMoves,
    edits: channel_edits.ChannelEdits,
    run: Callable[[Operation[_Report]], Draft[_Report]],
) -> Draft[_Report]:
    """Set keys of the overlay entry of an entry's person; the user is asked about its name.

    `moves` are the channels that move there.
    """
    transaction.read(moves.path)  # nobody types a passphrase for a broken file
    load_options.prepare_access(moves.path, may_ask=True)
    if directory_file.overlay_path(moves.path).exists():
        load_options.read_private(moves.path)  # raises if it is unreadable
    keys, renaming = assigned.keys(), editing.Renaming(yes=chosen.yes, is_trial=chosen.dry_run)
    if "notes" in keys:
        hint = _("write {words}", words=SafeText('private_notes="…"'))
        raise CmcctError(_("the private file has no {key}", key="notes"), hint)
    is_named, is_only_name = "name" in keys, keys == {"name"} and not moves.words

    def change(raw: RawTable, overlay_raw: RawTable) -> _Report:
        entry = operations.get_entry(raw, moves.id)
        earlier = overlay.parts_for(raw, overlay_raw, entry)
        part = overlay.get_or_create_part(raw, overlay_raw, entry, is_named=is_named)
        before = deepcopy(part)
        edits.begin()
        mobiles = assigned.apply(channel_edits.Side(entry, part), edits)
        added = assigned._replace(remove=(), unset=())  # to these lists, or items of them are set
        moves.make_private(entry, part, added.keys() & PLAIN_KEYS.keys(), earlier)
        if is_named and any(part is each for each in earlier):
            renaming.settle(entry, before, part)
        name = overlay.person_name(part)
        # If only the entry's name is given, what the file holds of other persons is joined.
        is_entrys = name and person_names.may_join(name, overlay.person_name(entry))
        if is_only_name and is_entrys:
            is_joined = renaming.correct_others(raw, overlay_raw, entry, name)
            if not is_joined and part == before:
                raise CmcctError(_("nothing was saved"))
        is_empty = overlay.remove_if_empty(overlay_raw, part)
        return mobiles, () if is_empty else editing.unjoined_messages(part, entry)

    outcome = run(change)
    if outcome.is_written:
        moves.report_private()
    return outcome


class _Assignments(NamedTuple):
    """What was typed for keys: KEY=VALUE to assign, add or remove, and keys to unset."""

    assign: tuple[str, ...]
    add: tuple[str, ...]
    remove: tuple[str, ...]
    unset: tuple[str, ...]
    verifies: bool  # whether an entry is confirmed, too
    ids: tuple[str, ...] = ()  # of all entries, for the commands that an error names

    def keys(self) -> set[str]:
        """Return the top-level keys of an entry that are meant; of other words, none."""
        pairs = (word.partition("=")[::2] for words in self[:4] for word in words)
        tops = ((key.partition(".")[0], "" if "." in key else value) for key, value in pairs)
        words = ((find_word(top, value), top) for top, value in tops)
        return {word.key if word else fields.find_key(top, ENTRY_KEYS) for word, top in words}

    def channel_words(self) -> Iterator[Word]:
        """Yield the words for numbers or addresses that may be those of the private file."""
        for typed in (*self.assign, *self.unset):
            key, _sign, text = typed.partition("=")
            word = find_word(key.partition(".")[0], "" if "." in key else text)
            word = word or (None if text else find_kind(key))
            if split_app(key)[0]:
                yield Word("phones")
            is_list = text.lstrip().startswith("[") or fold(key) in PLAIN_KEYS
            if word and (word.is_of_some or not (is_list or "." in key)):
                yield word

    def _refuse_losses(self, item: RawTable, table: str) -> None:
        """Raise `CmcctError` if a key is typed twice, in other words too.

        Also for one item in place of several, unless it is typed as a list.
        """
        texts: dict[tuple[object, str], str] = {}
        for typed in (*self.assign, *self.unset):
            key, _sign, text = typed.partition("=")
            if table == "focal_point":
                _refuse_absence(item, typed, (*self.assign, *self.unset))
                _refuse_end(item, key, text)
            top, _dot, part = key.partition(".")
            fits = parse_value.find_fitting(top, table, "" if part else text)
            name = find_word(top) or (fits[0] if len(fits) == 1 else top)
            if texts.setdefault((name, part), text) != text:
                raise channel_edits.repeated_key_error(key)
            items = [*map(str, get_items(item, str(name)))]
            # A meeting or language more seldom takes the place of the only one.
            is_loss = len(items) > (name not in {"meetings", "languages"})
            is_list = not text or text.lstrip().startswith("[")
            if is_loss and not (is_list or part) and table == "focal_point":
                _refuse_single(item, typed, str(name), items, self.ids)

    def apply(self, side: channel_edits.Side, edits: channel_edits.ChannelEdits) -> list[str]:
        """Change an item of a table; return the keys of the numbers marked as mobile."""
        item, table, before = side.item, side.table, deepcopy(side.item)
        self._refuse_losses(item, table)
        remove_item = partial(operations.remove_item, table=table)
        for change, parse, change_channel, words in (
            (operations.assign, parse_value.parse_whole, edits.assign, self.assign),
            (operations.add_item, parse_value.parse_items, edits.add, self.add),
            (remove_item, parse_value.parse_items, edits.remove, self.remove),
        ):
            for word in words:
                key, _sign, text = word.partition("=")
                is_done = table == "focal_point" and change_channel(side, key, text)
                if is_done or edits.adds_note(side, key, text, change_channel):
                    continue
                path, text = _split(word, table)
                with parse_value.suggest_assignments():
                    values = parse(path, text, table)
                if edits.is_private and path[-1] == "sharing":
                    raise channel_edits.sharing_error(side.entry, "…")
                _refuse_status(before, path, values)
                for value in values:
                    is_list = isinstance(value, list)
                    _note_present(edits, change, item, path, value)
                    change(item, path, edits.drop_repeated(path, value) if is_list else value)
                _assign_last_day(item, path, text, table)
            edits.refuse_repeated(side)
        for key in self.unset:
            if not (table == "focal_point" and edits.unset(side, key)):
                _unset(item, key, table)
        if self.verifies and table != "focal_point":
            hint = _("omit {option}", option="--verify")
            raise CmcctError(_("only an entry can be confirmed"), hint)
        if self.verifies:
            operations.verify(side.entry, today(), None)
        return operations.mark_mobiles(item, side.entry.get("country"), before)


def _assign_last_day(item: RawTable, path: KeyPath, text: str, table: str) -> None:
    if last := parse_value.parse_last_day(path, text, table):
        operations.assign(item, ("until",), last)


def _unset(item: RawTable, text: str, table: str) -> None:
    """Remove a key, or what is named from the list that has it; raises `CmcctError`.

    No other key is proposed: it would be deleted.
    """
    try:
        path = parse_value.key_path(text, table)
    except CmcctError as error:
        lists = [key for key, spec in fields.KEYS[table].items() if spec.is_list]
        top, _dot, part = text.partition(".")  # `languages.nl`
        named = fields.find_keys(top, lists) if part else []
        for key in named or lists:
            try:
                for value in parse_value.parse_items((key,), part if named else text, table):
                    operations.remove_item(item, (key,), value, table)
            except CmcctError:
                if named:
                    raise
            else:
                return
        if not isinstance(error, UnknownValueError):
            raise
        raise UnknownValueError("key", error.text) from None
    operations.unset(item, path, table)


def _refuse_status(entry: RawTable, path: KeyPath, values: Sequence[object]) -> None:
    """Raise `CmcctError` for a status that would keep the numbers of a person who has left."""
    status = values[0] if path == ("status",) else ""  # a key of entries alone
    hint = _("run {command}: it removes the person's data too")
    if status == "left":
        command = shell.command_line("retire", str(entry["id"]))
        raise CmcctError(_("the status left cannot be set"), hint.with_values(command=command))
    if status == "vacant" and overlay.person_name(entry):
        command = shell.command_line("replace", str(entry["id"]), "--vacant")
        raise CmcctError(operations.NO_PERSON, hint.with_values(command=command))


def _add_year(pair: str) -> str:
    """Return what is typed with the year of an absence's last day: `away until 20 December`."""
    words = f" {fold(pair)} "
    match = _LAST_DAY.search(pair)
    if match and any(f" {word} " in words for word in vocabulary.typed_words("absence")):
        with suppress(CmcctError):
            year = str(parse_value.parse_value(("until",), match["day"]).year)
            sign = "/" if "/" in match["day"] else " de " if " de " in match["day"] else " "
            if year not in match["day"]:
                return f"{pair[: match.end()]}{sign}{year}{pair[match.end() :]}"
    return pair


def _refuse_end(entry: RawTable, key: str, text: str) -> None:
    """Raise `CmcctError` for `mobile.sharing="secretariat until …"`: nothing ends by itself."""
    line, _dot, part = key.rpartition(".")
    is_sharing = fields.find_key(part, fields.KEYS["phone"] if line else ENTRY_KEYS) == "sharing"
    level = vocabulary.find_spoken("audience", text)
    if level and re.search(_UNTIL, text) and (is_sharing or names_channel(key)):
        pair = f"{key if is_sharing else f'{key}.sharing'}={level}"
        raise CmcctError(
            _("{value}: no end date can be stored", value=quote_text(text)),
            options.hint_to_run("set", str(entry["id"]), pair),
        )


def _refuse_absence(entry: RawTable, pair: str, pairs: Sequence[str]) -> None:
    """Raise `CmcctError` for `away=…` and `status="away until …"`: a note says it.

    The note also says what else is typed that is no key, such as who answers.
    """
    key, _sign, text = pair.partition("=")
    words, text = vocabulary.typed_words("absence"), text.strip()
    is_value = any(f"{fold(text)} ".startswith(f"{word} ") for word in words)
    if fold(key) in words:
        day = None
        with suppress(CmcctError):
            day_text = re.sub(_UNTIL, "", text, count=1)
            day = parse_value.parse_value(("until",), day_text)
        if prompts.find_yes_or_no(text) or not text:
            text = key
        elif day:
            until = _("{text} until {day}", text=key, day=LongDate(day))
            text = output.translator().translate(until)
        elif not is_value:
            text = f"{key}: {text}"
    elif not (is_value and "status" in fields.find_keys(key, ENTRY_KEYS)):
        return
    rest = [other for other in pairs if other != pair]
    tops = {other: re.split("[.=]", other)[0] for other in rest}
    spoken = [other for other, top in tops.items() if not (find_word(top) or fields.find_keys(top))]
    more = [other.replace("=", ": ", 1) for other in spoken]
    old = str(entry.get("notes", ""))
    # A table shows its start.
    notes = "…" if is_log() else "; ".join(filter(None, [text, *more, old]))
    behind = [shell.quote(other) for other in rest if other not in spoken]
    typed = [shell.quote(str(entry["id"])), f"notes={shell.quote(notes)}", *behind]
    command = SafeText(" ".join(["cmcct set", *typed]))
    raise CmcctError(_("an absence is written as a note"), _("run {command}", command=command))


def _note_present(
    edits: channel_edits.ChannelEdits, change: object, item: RawTable, path: KeyPath, value: object
) -> None:
    """Note that a list has what is added to it; `change` is the change of the item."""
    if change == operations.add_item and value in get_items(item, str(path[0])):
        shown = change_words.describe_value(str(path[0]), value)
        edits.notes[channel_edits.HAS_ALREADY.with_values(channel=shown)] = None


def _refuse_single(
    entry: RawTable, typed: str, key: str, items: Sequence[str], ids: Sequence[str]
) -> None:
    """Raise `CmcctError` if one item is typed: `sector=justice` may mean another one.

    The commands that it names are for all entries of the command.
    """
    text, values = typed.partition("=")[2], []
    with suppress(CmcctError):  # said where the value is set
        values = parse_value.parse_value((key,), text)
    if len(values) != 1:
        return
    added = shell.command_line("set", *ids, "--add", typed)
    replaced = shell.command_line("set", *ids, f'{key}=["{values[0]}"]')
    label, listed = fields.name_key(key), change_words.describe_value(key, items)
    if values[0] in items and len(ids) == 1:
        shown = change_words.describe_value(key, values[0])
        hint = _("to keep only this value: {command}", command=SafeText(replaced))
        raise CmcctError(channel_edits.HAS_ALREADY.with_values(channel=shown), hint)
    message = channel_edits.HAS_VALUES.with_values(id=entry["id"], field=label, channels=listed)
    raise CmcctError(message, channel_edits.hint_to_place(added, replaced))


def _find_table(raw: RawTable, id_: str) -> tuple[str, RawTable]:
    """Return what an id names, and its kind; `directory` is the table of that name."""
    if id_ == operations.SETTINGS and isinstance(raw.get(operations.SETTINGS), dict):
        entries = operations.taken_ids(get_tables(raw, "focal_point"))
        operations.refuse_shared_id(id_, ({id_}, entries))
        return operations.SETTINGS, raw[operations.SETTINGS]
    return operations.find_table(raw, id_)


def _refuse_loose_words(words: Sequence[str]) -> None:
    """Raise `CmcctError` for a value that lacks quotation marks: `fax=809 234 5640`, `fax = 5`.

    Ids stand before the keys; where none does, only digits are certain to be of the value.
    """
    for place, word in enumerate(words):
        key, sign, text = word.partition("=")
        is_part = _NO_PAIR if place else _DIGITS
        tail = [*takewhile(is_part.fullmatch, words[place + 1 :])]
        if sign and (tail or not key) and (key or place):
            start = words[: place if key else place - 1]
            value = [*filter(None, [text]), *tail]
            rest = words[place + 1 + len(tail) :]
            raise _quotation_error(start, key or words[place - 1], value, rest)


def _quotation_error(
    start: Sequence[str], key: str, words: Sequence[str], rest: Sequence[str] = ()
) -> CmcctError:
    items = [word for word in words if fold(word) not in vocabulary.typed_words("addition")]
    value = "…" if is_log() else " ".join(items or words).strip("“”")
    message = _("a value with spaces needs quotation marks, and no space before the =")
    option = ["--add"] * (items != [*words])
    pair = " ".join([*option, f'{key}="{value}"'])
    error = CmcctError(message, _("write {words}", words=SafeText(pair)))
    error.instead = [shell.command_line("set", *start, *option, f"{key}={value}", *rest)]
    return error


def _read_apps(words: Sequence[str], unset: list[str]) -> list[str]:
    """Return the words, with a number and the app behind it as one: `609-1277.whatsapp=yes`.

    Apps are removed from the keys to `unset`: they are switched off by a word.
    """
    read: list[str] = []
    switched = [f"{key}=no" for key in unset if find_app(key)]
    unset[:] = [key for key in unset if not find_app(key)]
    for part in [part for typed in (*words, *switched) for part in _split_app(typed)]:
        is_answered = read[1:] and split_app(part)[1] and find_answer(read[-1])
        word = f"{part}={read.pop()}" if is_answered else part  # `without WhatsApp`
        last = read[-1] if read[1:] else ""  # the first names the entry
        if split_app(last)[1] and find_answer(word):
            read[-1] = f"{last}={word}"
            continue
        digits = [*takewhile(_DIGITS.fullmatch, read[:0:-1])]
        count = len(digits) or int(names_line(last))
        if count and split_app(word.partition("=")[0])[1]:
            read[-count:] = [f"{' '.join(read[-count:])}.{word}"]
        else:
            read.append(word)
    return [f"{word}=yes" if split_app(word)[0] else word for word in read]


def _complete(words: Sequence[str], lists: Mapping[str, list[str]]) -> list[str]:
    """Return the words; those behind an id are completed to pairs.

    What is to be added or removed goes to `lists`, by verb: `add language Spanish`, `remove fax`.
    """
    id_, *rest = words or [""]
    for verb, items in lists.items():  # `--add email a@example.org`
        if len(items) == len(rest) == 1 and "=" not in items[0] + rest[0]:
            rest = [verb, items.pop(), *rest]
    may_be_verb = rest[1:] and "=" not in "".join([rest[0], *rest[2:]])
    verbs = find_options(rest[0].casefold(), lists) if may_be_verb else []
    if not verbs:
        return _complete_pair(id_, rest)
    pair = rest[1] if "=" in rest[1] or not rest[2:] else f"{rest[1]}={' '.join(rest[2:])}"
    lists[verbs[-1]].append(pair)
    return [id_]


def _split_app(word: str) -> list[str]:
    """Return `1277=whatsapp`, `mobile+signal` as a number and its app, `"WhatsApp on"` as words."""
    key, _sign, value = word.partition("=" if "=" in word else "+")
    is_line = bool(_DIGITS.fullmatch(key)) or names_line(key)
    named, *answered = _split_app(value) if value else [""]
    if split_app(named)[1] and (is_line or key.casefold() in {"app", "apps"}):
        return [*[key] * is_line, f"{named}={''.join(answered) or 'yes'}"]
    first, _space, last = word.partition(" ")
    before, _space, behind = word.rpartition(" ")
    for app, answer in ((first, last), (behind, before)):  # `WhatsApp on`, `no WhatsApp`
        if split_app(app)[1] and find_answer(answer):
            return [app, answer]
    return [word]


def _complete_pair(id_: str, rest: Sequence[str]) -> list[str]:
    """Return an id and the words behind it, as a pair: `whatsapp`, `absent until 20 June`.

    Also those that say who may see a number: `mobile private`, `mobile sharing=network`.
    """
    first = fold(rest[0]) if rest and "=" not in rest[0] else ""
    if first in vocabulary.typed_words("absence"):
        return [id_, f"{rest[0]}={' '.join(rest[1:])}"]
    if len(rest) == 1 and first in APPS:
        return [id_, f"{first}=yes"]
    part = rest[1].partition("=")[0] if rest[1:] and not rest[2:] else ""
    if part and names_channel(first) and fields.find_key(part, fields.KEYS["phone"]):
        return [id_, ".".join(rest)]
    if len(rest) == 1 and vocabulary.find_slug("status", first) == "vacant":
        return [id_, f"status={first}"]
    spoken = " ".join(rest).split() if "=" not in "".join(rest) else []
    for readers, channel in ((spoken[-1:], spoken[:-1]), (spoken[:1], spoken[1:])):
        key = " ".join(channel)
        if readers and find_options(readers[0], _MOVES) and (not key or names_channel(key)):
            return [id_, f"{key or 'sharing'}={readers[0]}"]
    return [id_, *rest] if id_ else []


def _join_value(start: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return a last key and the value behind it as one: `celular 829-555-9999`; or nothing.

    Raises `CmcctError` for a key without its value, which is no id, and for several words of one.
    """
    for place, word in enumerate(words):
        key = word.partition(":")[0]  # `title: Director`
        top = key.partition(".")[0]
        if "=" not in word and (fields.find_key(top) or find_word(top)):
            value = words[place + 1 :]
            if not value or "=" in "".join(value):
                _split(key, "focal_point")
            if len(value) > 1:
                raise _quotation_error([*start, *words[:place]], key, value)
            return [f"{key}={value[0]}"]
    return []


def _split_signs(pairs: Sequence[str]) -> list[list[str]]:
    """Return the pairs that assign, those that add to a list or remove, and the keys to unset.

    `idioma=+inglés` adds, `city=` unsets.
    """
    signed: dict[str, list[str]] = {"": [], "+": [], "-": [], "unset": []}
    for pair in pairs:
        key, _sign, text = pair.partition("=")
        sign = text[:1].replace("\N{MINUS SIGN}", "-")
        is_list = any(
            keys[name].is_list and name not in CHANNELS
            for keys in fields.KEYS.values()
            for name in fields.find_keys(key, keys)
        )
        if key[-1:] in {"+", "-"}:  # `languages+=en`
            signed[key[-1]].append(f"{key[:-1]}={text}")
        elif not text.strip():
            signed["unset"].append(key)
        elif is_list and sign in {"+", "-"}:
            signed[sign].append(f"{key}={text[1:]}")
        else:
            signed[""].append(pair)
    return [*signed.values()]


def _split(word: str, table: str) -> tuple[KeyPath, str]:
    key, sign, text = word.partition("=")
    if not sign:
        hint = _("write {words}", words=join_or([f"{key}=…", f"--remove {key}"]))
        raise CmcctError(_("{word} is not KEY=VALUE", word=quote_text(word)), hint)
    path = parse_value.key_path(key, table, text)
    operations.refuse_id(path)
    return path, text
