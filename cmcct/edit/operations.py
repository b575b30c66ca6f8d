"""Edits of entries as parsed TOML data: find, name, add, verify, merge and retire them.

A single value is set, removed or extended by its key path.

The functions modify in place the dictionary that `tomllib.loads` returns; the text is patched to
match later.
"""

import re
from bisect import bisect, bisect_left
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import chain, count
from typing import Any, NamedTuple, NoReturn, TypeAlias

from cmcct.diagnostics import KeyPath
from cmcct.errors.exceptions import CmcctError, UnknownValueError
from cmcct.errors.suggest import MAX_RECORDS, closest, likely_names
from cmcct.i18n.messages import Message, SafeText, _, join, join_or, quote_text
from cmcct.model import fields, territory_lines
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.model.loader import parse_entry
from cmcct.model.territory_lines import country_name
from cmcct.privacy.levels import AUDIENCES, strictest
from cmcct.reference.countries import find_country, network_countries
from cmcct.system import is_log
from cmcct.text import shell
from cmcct.text.folding import MAX_LENGTH, fold, is_device
from cmcct.toml import patch
from cmcct.toml.values import format_inline, get_items, get_tables

RawTable: TypeAlias = dict[str, Any]


class Parsed(NamedTuple):
    """The text of a directory, and its data: to parse it takes as long as all else of an edit."""

    text: bytes
    raw: RawTable


_ENTRY = "focal_point"
_COUNTRIES = ("country", "covers")
NO_PERSON = _("a vacant seat has no person")
OF_NUMBER = ("tested", "failed", "doubtful")  # test calls of a number are not those of another
# What goes with the digits of a number, while type, apps, hours and sharing stay with the line.
_WITH_DIGITS = (*OF_NUMBER, "ext")


def assign(entry: RawTable, path: KeyPath, value: Any) -> None:
    """Set a value; a plain e-mail or number becomes a table if the path goes below it."""
    container, last = _container(entry, path)
    if isinstance(container, list) and not last < len(container):
        raise _missing_part_error(path, len(path) - 1, container)
    container[last] = value


def renew_item(key: str, item: Any, value: RawTable) -> Any:
    """Return an e-mail or number of a list with another address or other digits.

    `value` has these, and what was typed beside them. What belongs to the line stays.
    """
    plain = fields.PLAIN_KEYS[key]
    table = {**to_table(item, plain)}
    if not is_same_item((key,), table, value):
        gone = {*_WITH_DIGITS, *(("national",) if str(value[plain]).startswith("+") else ())}
        table = {part: content for part, content in table.items() if part not in gone}
    if "apps" in table and "apps" in value:
        value = value | {"apps": [*dict.fromkeys((*table["apps"], *value["apps"]))]}
    table |= value
    return table if len(table) > 1 else table[plain]


def to_table(item: Any, plain: str = "number") -> RawTable:
    """Return an e-mail or number of a list, which may be the `plain` value alone, as a table."""
    return item if isinstance(item, dict) else {plain: item}


def unset(entry: RawTable, path: KeyPath, table: str = _ENTRY) -> None:
    """Remove a key or a list item, and the list if it becomes empty; raises `CmcctError`."""
    container, last = _container(entry, path)
    if not (last < len(container) if isinstance(container, list) else last in container):
        raise CmcctError(_missing_error(path, table), hint_to_show(entry, table))
    del container[last]
    if container == []:
        unset(entry, path[:-1], table)


def add_item(entry: RawTable, path: KeyPath, item: Any) -> None:
    """Append an item to a list unless it contains it."""
    items = get_list(entry, path, make=True)
    if not any(is_same_item(path, item, present) for present in items):
        items.append(item)


def add_items(entry: RawTable, key: str, items: Iterable[Any]) -> None:
    """Append to a list of an entry the items that it lacks."""
    for item in items:
        add_item(entry, (key,), item)


def remove_item(entry: RawTable, path: KeyPath, item: Any, table: str = _ENTRY) -> None:
    """Remove an item from a list; tables match by number or address.

    Raises `CmcctError` if there is none.
    """
    items = get_list(entry, path)
    remaining = [present for present in items if not is_same_item(path, item, present)]
    if len(remaining) == len(items):
        shown = quote_text(item) if isinstance(item, str) else format_inline(item)
        message = _("{key} has no {item}", key=_format_path(path), item=shown)
        raise CmcctError(message, hint_to_show(entry, table))
    items[:] = remaining
    if not remaining:
        unset(entry, path)


def _container(entry: RawTable, path: KeyPath) -> tuple[Any, Any]:
    """Return the table or list that contains the last part of a path, and that part."""
    container: Any = entry
    for depth, part in enumerate(path[:-1]):
        try:
            below = container[part]
        except LookupError:
            raise _missing_part_error(path, depth, container) from None
        if isinstance(below, str) and depth and path[depth - 1] in fields.PLAIN_KEYS:
            below = container[part] = to_table(below, fields.PLAIN_KEYS[str(path[depth - 1])])
        # An index needs a list and a key needs a table; the file may have another type.
        if not isinstance(below, list if isinstance(path[depth + 1], int) else dict):
            where = _format_path(path[: depth + 1])
            raise CmcctError(_("{key} is a single value", key=where), _whole_value_error(where))
        container = below
    return container, path[-1]


def _missing_error(path: KeyPath, table: str = _ENTRY) -> Message:
    if table != _ENTRY:
        return _("{key} is not set", key=_format_path(path))
    return _("this entry has no {key}", key=_format_path(path))


def hint_to_show(entry: RawTable, table: str = _ENTRY) -> Message:
    """Return the hint to look at an entry as it is in the file; of another table, its keys."""
    if table != _ENTRY:
        return _("it has {names}", names=join([*entry]))
    return _("run {command}", command=f"cmcct show {shell.quote(str(entry['id']))} --format toml")


def refuse_id(path: KeyPath) -> None:
    """Raise `CmcctError` if a path is that of an id, which `cmcct rename` changes."""
    if path == ("id",):
        hint = _("run {command}", command="cmcct rename ID …")
        raise CmcctError(_("this command cannot change an id"), hint)


def _whole_value_error(key: str) -> Message:
    # Translators: give the key a value with cmcct set
    return _("set {key} as a whole", key=key)


def _missing_part_error(path: KeyPath, depth: int, container: Any) -> CmcctError:
    """Return the error for a path whose part at `depth` its container lacks."""
    message = _missing_error(path[: depth + 1])
    is_list = isinstance(container, list)
    key = _format_path(path[: depth if is_list else depth + 1])
    if is_list and len(container) > 1:
        hint = _("the items of {key} are numbered 0 to {last}", key=key, last=len(container) - 1)
    elif is_list and container:
        hint = _("{key} has only one item, number 0", key=key)
    elif is_list or isinstance(path[depth + 1], int):
        # Translators: --add and what follows is what to type
        hint = _('add one with --add {key}="…"', key=key)
    else:
        hint = _whole_value_error(key)
    return CmcctError(message, hint)


def get_list(entry: RawTable, path: KeyPath, *, make: bool = False) -> list[Any]:
    """Return the list at a path, else an empty list; with `make`, insert it."""
    container, last = _container(entry, path)
    where = _format_path(path)
    if isinstance(container, list):
        hint = _("use {key} alone", key=_format_path(path[:-1]))
        raise CmcctError(_("{key} is not a list", key=where), hint)
    items = container.setdefault(last, []) if make else container.get(last, [])
    if not isinstance(items, list):
        raise CmcctError(_("{key} is not a list", key=where), _whole_value_error(where))
    return items


def is_same_item(path: KeyPath, value: Any, other: Any) -> bool:
    """Return whether two values are equal: numbers, addresses, countries match in any spelling."""
    if path[-1] in _COUNTRIES:
        with suppress(CmcctError):
            return value == other or find_country(str(value)) == find_country(str(other))
        return False
    key = str(path[-1])
    return bool(
        normalise(key, value) == normalise(key, other)
        if key in fields.PLAIN_KEYS
        else value == other
    )


def as_written(key: str, item: Any) -> str:
    """Return an item of a list as text: a number as written, other tables in a normal form."""
    is_table = isinstance(item, dict)
    return str((item.get("number") or normalise(key, item)) if is_table else item)


def normalise(key: str, item: Any) -> str:
    """Return an item as text, in a normal form for channels."""
    if key == "handles" and isinstance(item, dict):
        item = f"{item.get('app')}: {item.get('id')}"
    plain = fields.PLAIN_KEYS.get(key, "")
    text = str(item.get(plain, "") if isinstance(item, dict) else item)
    if plain == "number":
        from cmcct.fieldtypes import phone_number

        return phone_number.format_e164(text)
    return text.casefold() if plain else text


def _format_path(path: KeyPath) -> str:
    return ".".join(map(str, path))


# The lists of tables with ids; entries refer to the records by keys of theirs.
TABLES = ("focal_point", *fields.RECORDS)
SETTINGS = "directory"  # the table about the directory itself, by which `set` names it
# The word for an unknown id of each list.
_KINDS = {"focal_point": "id", "meeting": "meeting", "working_group": "working group"}
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{5,}")  # of a telephone
_LEAST_ALIKE, _MAX_ALIKE = 70, 3  # how like a name is that is suggested, of 100, and how many are
_STOP_WORDS = frozenset(
    (
        *("of", "and", "for", "the", "de", "del", "la", "las", "los", "el", "y", "van", "voor"),
        *("en", "het", "des", "du", "et", "aux", "pour", "example"),
    )
)


def directory_layout() -> patch.Layout:
    """Return the order of keys and the lines that divide the entries of a directory."""
    lines = territory_lines.names_by_line()
    keys = [*fields.KEYS["focal_point"]]
    keys.insert(keys.index("until"), "date")  # of a meeting
    return patch.Layout(keys, lines, territory_lines.line_of, fields.ALL_KEYS)


def get_entry(raw: RawTable, id_: str, table: str = "focal_point") -> RawTable:
    """Return the table that an id names; raises `CmcctError`."""
    return get_entries(raw, [id_], table)[0]


def get_entries(raw: RawTable, ids: Iterable[str], table: str = "focal_point") -> list[RawTable]:
    """Return the table of each id, or of an e-mail address or full name that one table has.

    Raises `CmcctError` for what names none or several.
    """
    by_id = _by_id(raw, table)
    return [_find(by_id, id_) or _unknown(id_, _KINDS[table], by_id) for id_ in ids]


def find_table(raw: RawTable, id_: str) -> tuple[str, RawTable]:
    """Return the list and the table that an id names: an entry, a meeting or a working group.

    Raises `CmcctError` as `get_entries` does, and if tables of two kinds have the id.
    """
    tables = {table: _by_id(raw, table) for table in TABLES}
    refuse_shared_id(id_, tables.values())
    # That of the list with the id, else the first that an address or a name finds.
    for table, by_id in sorted(tables.items(), key=lambda item: id_ not in item[1]):
        if item := _find(by_id, id_):
            return table, item
    every = {current: items for by_id in tables.values() for current, items in by_id.items()}
    return _unknown(id_, "id", every)


def refuse_shared_id(id_: str, kinds: Iterable[Container[str]]) -> None:
    """Raise `CmcctError` if more than one of the kinds, as the ids of each, has an id."""
    if sum(id_ in ids for ids in kinds) > 1:
        raise repeated_id_error(id_)


def repeated_id_error(id_: str) -> CmcctError:
    """Return the error for an id that several tables have."""
    message = _("the id {id} appears more than once", id=quote_text(id_))
    return CmcctError(message, _("give each its own id; run cmcct check FILE to see the lines"))


def _by_id(raw: RawTable, table: str) -> dict[str, list[RawTable]]:
    by_id: dict[str, list[RawTable]] = {}
    for item in get_tables(raw, table):
        if "id" in item:
            by_id.setdefault(str(item["id"]), []).append(item)
    return by_id


def _find(by_id: Mapping[str, list[RawTable]], id_: str) -> RawTable | None:
    """Return the only table with an id, address or name, or None; raises `CmcctError`."""
    if len(by_id.get(id_, ())) > 1:
        raise repeated_id_error(id_)
    if id_ in by_id:
        return by_id[id_][0]
    wanted = fold(id_)
    named = [item for items in by_id.values() for item in items if wanted in list_names(item)]
    if len(named) > 1:
        message = _("{text} has {count} matches:", text=quote_text(id_), count=len(named))
        raise choice_error(CmcctError(message), named)
    return named[0] if named else None


def choice_error(error: CmcctError, items: Sequence[RawTable], most: int = 99) -> CmcctError:
    """Return an error that lists up to `most` of the tables that may be meant, each with its id."""
    width = max(len(str(item["id"])) for item in items[:most])
    lines = [f"{item['id']!s:<{width}}  {describe(item)}".rstrip() for item in items[:most]]
    error.lines = [*lines, "…"] if len(items) > most else lines
    error.hint = _("give the id of the one that you mean")
    return error


def describe(item: RawTable) -> str:
    """Return the name and the office of an entry, or a record's name; nothing in a log."""
    if is_log():
        return ""
    keys = ("name", "organisation") if item.get("name") else ("unit", "organisation")
    return ", ".join(str(item[key]) for key in keys if item.get(key))


def list_names(item: RawTable) -> Iterator[str]:
    """Yield the folded e-mail addresses and the full name of a table, none of them empty."""
    for value in (*get_items(item, "emails"), item.get("name")):
        text = value.get("address") if isinstance(value, dict) else value
        if name := fold(str(text or "")):
            yield name


def _unknown(id_: str, kind: str, by_id: Mapping[str, list[RawTable]]) -> NoReturn:
    items = [(current, item) for current, named in by_id.items() for item in named]
    texts = {
        text: current
        for current, item in items
        for text in (*list_names(item), fold(current), fold(f"{item.get('place', '')} {current}"))
    }
    alike = closest(id_, texts, _MAX_ALIKE if kind == "id" else MAX_RECORDS)
    if " " in id_:  # a name, of which several words may be missing
        likely = likely_names(fold(id_), {text: text for text in texts}, _LEAST_ALIKE)
        alike = [*dict.fromkeys([*alike, *(texts[name] for name, _score in likely)])][:_MAX_ALIKE]
    error = UnknownValueError(kind, id_, alike)
    if error.suggestions and kind == "id":
        choice_error(error, [by_id[current][0] for current in error.suggestions])
    if renamed := [current for current, item in items if id_ in table_ids(item)]:
        error.hint = _("its id is now {ids}", ids=join_or(renamed))
    raise error


def table_ids(entry: RawTable) -> Iterator[str]:
    """Yield the ids that an entry occupies: current, former and merged."""
    for id_ in [entry.get("id", ""), *get_items(entry, "formerly"), *get_items(entry, "merged")]:
        yield str(id_)


def taken_ids(entries: Iterable[RawTable]) -> set[str]:
    """Return all ids that the entries occupy."""
    return {id_ for entry in entries for id_ in table_ids(entry)}


def verify(entry: RawTable, day: date, via: str | None) -> None:
    """Set the date and the way of the last confirmation by the person.

    Raises `CmcctError` if nobody holds the seat, whatever numbers it has.
    """
    if entry.get("status") in {"vacant", "left"}:
        command = SafeText(f'cmcct replace {shell.quote(str(entry["id"]))} --name "…"')
        hint = _("when somebody takes the seat, run {command}", command=command)
        raise CmcctError(_("{id}: there is nobody who can confirm the entry", id=entry["id"]), hint)
    entry["verified"] = day
    entry.pop("verified_via", None)
    if via:
        entry["verified_via"] = via


def verify_unless_later(entries: Iterable[RawTable], day: date, via: str | None) -> list[RawTable]:
    """Confirm the entries that have no later confirmation; return the others."""
    unchanged = []
    for entry in entries:
        verified = entry.get("verified")
        if type(verified) is date and verified > day:
            unchanged.append(entry)
        else:
            verify(entry, day, via)
    return unchanged


def mark_mobiles(entry: RawTable, country: object, before: RawTable) -> list[str]:
    """Set `type = "mobile"` on new mobile numbers without a type; return their key paths.

    `before` is the old table; numbers that it contains are left alone.
    """
    if entry.get("phones") == before.get("phones"):
        return []
    from cmcct.fieldtypes import phone_number

    present = {normalise("phones", item) for item in get_items(before, "phones")}
    code = country_code(country)
    marked = []
    for index, item in enumerate(get_items(entry, "phones")):
        table = to_table(item)
        is_open = not table.keys() & {"type", "ext"} and isinstance(table.get("number"), str)
        is_new = is_open and normalise("phones", item) not in present
        if is_new and phone_number.line_type(table["number"], code) == phone_number.MOBILE:
            entry["phones"][index] = table | {"type": phone_number.MOBILE}
            marked.append(f"phones.{index}")
    return marked


def country_code(country: object) -> str:
    """Return the country's code, or "" for an unknown country."""
    with suppress(CmcctError):
        return find_country(str(country)).code
    return ""


def retire(entry: RawTable, day: date) -> None:
    """Mark the person as having left, and delete secretariat-only data.

    Raises `CmcctError` for a vacant seat.
    """
    if entry.get("status") == "vacant":
        command = SafeText(f"cmcct remove {shell.quote(str(entry['id']))}")
        hint = _("if there is no such seat any more, run {command}", command=command)
        raise CmcctError(NO_PERSON, hint)
    entry["status"] = "left"
    until = entry.get("until")
    # A past `until` is the real date; a future one was only an expectation.
    if not (type(until) is date and until < day):
        entry["until"] = day
    # The parser decides the sharing level, also where a word is misspelt.
    if parse_entry(entry).sharing == STRICTEST:
        for key in fields.CONTACT_KEYS:
            entry.pop(key, None)
    for key in fields.PLAIN_KEYS:
        items = [item for item in get_items(entry, key) if not is_strictest(key, item)]
        if items:
            entry[key] = items
        elif get_items(entry, key):
            del entry[key]
    for key in fields.SECRETARIAT_KEYS:
        entry.pop(key, None)


def is_strictest(key: str, item: Any) -> bool:
    """Return whether a channel is for the secretariat only, or cannot be parsed."""
    channels = getattr(parse_entry({key: [item]}), key)
    return all(channel.sharing == STRICTEST for channel in channels)


# Edits of the whole file.


def add(raw: RawTable, entries: Iterable[RawTable], above: Sequence[str] = ()) -> list[int]:
    """Insert entries in sort order, with their keys in canonical order.

    `above` has the country of the territory line above each entry of `raw`, or "" for none: an
    entry of another country that stands there does not move others. Returns the new index of each.
    """
    keys = [*fields.KEYS["focal_point"]]
    listed = get_list(raw, ("focal_point",), make=True)
    ranks = [sort_key(each if isinstance(each, dict) else {}) for each in listed]
    if len(above) == len(ranks):
        pairs = zip(above, ranks, strict=True)
        ranks = [(fold(name) if name else own, id_) for name, (own, id_) in pairs]
    added: list[RawTable] = []
    # Entries at their places keep the list sorted.
    find_index = bisect if ranks == sorted(ranks) else _insertion_index
    for entry in entries:
        rank = sort_key(entry)
        index = find_index(ranks, rank)
        ranks.insert(index, rank)
        added.append({key: entry[key] for key in keys if key in entry} | entry)
        listed.insert(index, added[-1])
    indexes = {id(each): index for index, each in enumerate(listed)}
    return [indexes[id(entry)] for entry in added]


def _insertion_index(ranks: list[tuple[str, str]], rank: tuple[str, str]) -> int:
    """Return the index for a new entry: by country and id as far as the list is sorted.

    If the countries are not sorted, after its country; if its ids are not sorted, after them.
    """
    countries = [country for country, _ in ranks]
    if countries == sorted(countries):
        start, end = bisect_left(countries, rank[0]), bisect(countries, rank[0])
        own = ranks[start:end]
        return start + bisect(own, rank) if own == sorted(own) else end
    same = [index for index, country in enumerate(countries) if country == rank[0]]
    return same[-1] + 1 if same else len(ranks)


def sort_key(entry: RawTable) -> tuple[str, str]:
    """Return the sort key of an entry: country name, then id."""
    written = str(entry.get("country", ""))
    return fold(country_name(entry) or written), str(entry.get("id", ""))


def add_table(raw: RawTable, table: str, item: RawTable) -> None:
    """Append a meeting or working group, with its keys in canonical order.

    Raises `CmcctError` if a command that is given its id would find something else.
    """
    refuse_id_of_others(raw, table, item["id"])
    item = {key: item[key] for key in fields.KEYS[table] if key in item}
    get_list(raw, (table,), make=True).append(item)


def refuse_id_of_others(raw: RawTable, table: str, id_: str) -> None:
    """Raise `CmcctError` if a table of another kind has an id, or it is the word `directory`."""
    if id_ == SETTINGS or any(id_ in _by_id(raw, other) for other in TABLES if other != table):
        raise used_id_error(id_)


def used_id_error(id_: str) -> CmcctError:
    """Return the error that a new id is not free."""
    message = _("the id {id} is already used", id=quote_text(id_))
    return CmcctError(message, _("choose another one"))


def remove(raw: RawTable, ids: Iterable[str]) -> None:
    """Remove entries, meetings and working groups, and all references to them."""
    items = {id(item): (table, item) for table, item in (find_table(raw, id_) for id_ in ids)}
    for table, item in items.values():
        if table == "focal_point":
            _rename_ignored(raw, str(item["id"]), "")
        else:
            leave_table(raw, table, str(item["id"]), get_tables(raw, "focal_point"))
        raw[table] = [other for other in raw[table] if other is not item]
        if not raw[table]:
            del raw[table]


def join_table(raw: RawTable, table: str, id_: str, entries: Iterable[RawTable]) -> None:
    """Add a meeting or working group to each entry."""
    item = get_entry(raw, id_, table)
    for entry in entries:
        add_item(entry, (fields.RECORDS[table],), item["id"])


def leave_table(raw: RawTable, table: str, id_: str, entries: Iterable[RawTable]) -> None:
    """Remove a meeting or working group from each entry that has it, under any key."""
    item = get_entry(raw, id_, table)
    for entry in entries:
        for key in _keys_referring_to(table):
            if item["id"] in get_items(entry, key):
                remove_item(entry, (key,), item["id"])


def _keys_referring_to(table: str) -> list[str]:
    return [key for key, referred in fields.REFERENCES.items() if referred == table]


def rename(raw: RawTable, old: str, new: str) -> bool:
    """Change the id of an entry, meeting or working group, and all references to it.

    An entry keeps the old id in `formerly`. Returns True if it does not, because `new` is its only
    former id. Raises `CmcctError`.
    """
    table, item = find_table(raw, old)
    old = str(item["id"])
    if old == new:
        return False
    refuse_id_of_others(raw, table, new)
    item["id"] = new
    if table == "focal_point":
        _rename_ignored(raw, old, new)
        return not _keep_old_id(item, old, new)
    for entry in get_tables(raw, "focal_point"):
        for key in _keys_referring_to(table):
            if old in get_items(entry, key):
                entry[key] = [new if id_ == old else id_ for id_ in entry[key]]
    return False


def _keep_old_id(entry: RawTable, old: str, new: str) -> bool:
    """Add the old id to `formerly`; return whether `formerly` is present afterwards.

    The first former id, on which the card's UID is based, can only become the id again if it is the
    only one.
    """
    former = get_items(entry, "formerly")
    if new not in former:
        add_item(entry, ("formerly",), old)
    elif former[0] != new:
        entry["formerly"] = [*(id_ for id_ in former if id_ != new), old]
    elif len(former) == 1:
        # `formerly` must start with the first id, so it can only go as a whole.
        del entry["formerly"]
    else:
        message = _("{id} is the original id of this entry", id=quote_text(new))
        hint = _("choose another id: address books identify the card by the original id")
        raise CmcctError(message, hint)
    return "formerly" in entry


def find_id_conflict(raw: RawTable, table: str, old: str, new: str) -> KeyPath:
    """Return where another table of the list of `old` uses the id `new`; () if none does."""
    for number, item in enumerate(get_items(raw, table)):
        if isinstance(item, dict) and item.get("id") != old and new in table_ids(item):
            keys = (key for key in ("formerly", "merged") if new in get_items(item, key))
            key = next(keys, "id")
            at = () if key == "id" else (get_items(item, key).index(new),)
            return (table, number, key, *at)
    return ()


def _rename_ignored(raw: RawTable, old: str, new: str) -> None:
    """Replace an id in `[check] ignore`, or remove its items if `new` is empty."""
    check = raw.get("check")
    ignored = get_items(check, "ignore") if isinstance(check, dict) else []
    renamed = [
        f"{new}{str(code).removeprefix(old)}" if str(code).rpartition(":")[0] == old else code
        for code in ignored
        if new or str(code).rpartition(":")[0] != old
    ]
    if renamed != ignored:
        raw["check"]["ignore"] = renamed


# New entries: their missing keys, and a proposed id.


def missing_keys(entry: RawTable) -> list[str]:
    """Return the required keys that an entry lacks, in the order in which to ask for them."""
    lacking = [key for key in fields.REQUIRED["focal_point"] if key != "id" and key not in entry]
    status = entry.get("status", "active")
    if "name" not in entry and entry.get("role") != "duty-desk" and status != "vacant":
        lacking.append("name")
    if status == "active" and fields.PLAIN_KEYS.keys().isdisjoint(entry):
        lacking.append("emails")
    return lacking


def propose_id(entry: RawTable, taken: Container[str]) -> str:
    """Return an unused id: the country code, then the institution's initials, else its words.

    It has a number only if both are taken. Initials that are a country's code are not proposed.
    """
    country = None
    with suppress(CmcctError):
        country = find_country(str(entry.get("country", "")))
    institution = str(entry.get("unit") or entry.get("organisation", ""))
    names = _short_names(institution, fold(country.name).split() if country else ())
    code = country.code.lower() if country else ""
    return _first_free([f"{code}-{name or 'seat'}".strip("-") for name in names], taken)


def propose_record_id(record: RawTable, taken: Container[str]) -> str:
    """Return an unused id for a meeting or working group: the words of its name.

    A meeting that is named by its place has the year too.
    """
    name = str(record.get("name", ""))
    year = str(record.get("date", ""))[:4] if name == record.get("place") else ""
    return _first_free([_to_slug(fold(f"{name} {year}"))], taken)


def _first_free(stems: Sequence[str], taken: Container[str]) -> str:
    """Return the first id that is not taken, with a number if all are."""
    shortened = [stem[: MAX_LENGTH - 4].rstrip("-") for stem in stems]
    proposed = chain(shortened, (f"{shortened[0]}-{number}" for number in count(2)))
    return next(id_ for id_ in proposed if id_ not in taken and not is_device(id_))


def _short_names(institution: str, own: Collection[str]) -> Iterator[str]:
    """Yield the initials of an institution's telling words, and all without the country's `own`."""
    words = fold(_NUMBER.sub(" ", institution)).split()
    telling = [word for word in words if word not in _STOP_WORDS] or words
    initials = _to_slug("".join(word[0] for word in telling))
    codes = {country.code for country in network_countries()}
    if len(telling) > 1 and initials.upper() not in codes:
        yield initials
    yield _to_slug("-".join([word for word in telling if word not in own] or telling))


def _to_slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-")


# Default values of absent keys.
_DEFAULTS = {key: FocalPoint.model_fields[key].default for key in ("sharing", "status", "role")}
# Dependent keys: taken from the same side as the chosen value.
_DEPENDENT_KEYS = {"address": ("city",), "city": ("address",), **fields.PARTS}


def merge_entries(
    keep: RawTable, drop: RawTable, choose: Callable[[str, Any, Any], Any]
) -> list[str]:
    """Merge `drop` into `keep`; `choose` decides where values differ.

    `choose` gets the key and both values. Lists are joined, and the stricter sharing is kept.
    `keep` keeps its id and records the ids of `drop` as merged. Returns the dependent keys that
    were dropped because the value they belong to was not chosen.
    """
    before, left_out = dict(keep), list[str]()
    settled = {"id", "formerly", "merged"}
    if "verified" not in keep:  # nobody has confirmed what `keep` says
        settled |= {"verified", "verified_via"}
    for key in ("sharing", *sorted(drop, key=lambda key: key not in _DEPENDENT_KEYS)):
        if key in settled:
            continue
        value = drop.get(key, _DEFAULTS.get(key))
        current = keep.get(key, _DEFAULTS.get(key))
        if isinstance(value, list):
            _join(keep, key, value)
        elif current is None:
            keep[key] = value
        elif key == "country" and is_same_item((key,), current, value):
            continue
        elif current != value and key == "sharing":
            keep[key] = _stricter(current, value)
        elif current != value:
            chosen = choose(key, current, value)
            if chosen != current:  # else a default would be written
                keep[key] = chosen
            sides = (before, drop) if chosen == current else (drop, before)
            # Which of two honorifics is right, the name does not say.
            asked = {"honorific"} & keep.keys() & drop.keys()
            related = [each for each in _DEPENDENT_KEYS.get(key, ()) if each not in asked]
            left_out += _copy_related(keep, *sides, related)
            settled.update(related)
    add_items(keep, "merged", list(table_ids(drop)))
    return left_out


def lost_keys(keep: RawTable, drop: RawTable) -> list[str]:
    """Return the keys of `drop` whose value differs from that of the merged `keep`."""
    return [
        key
        for key, value in drop.items()
        if not isinstance(value, list)
        and key not in ("id", "sharing")
        and not is_same_item((key,), keep.get(key, _DEFAULTS.get(key)), value)
    ]


def _copy_related(
    keep: RawTable, chosen: RawTable, other: RawTable, keys: Sequence[str]
) -> list[str]:
    """Copy dependent keys from the chosen side; return the keys that only the other side has."""
    for key in keys:
        keep.pop(key, None)
        if key in chosen:
            keep[key] = chosen[key]
    return [key for key in keys if key in other and key not in chosen]


def _join(keep: RawTable, key: str, items: Sequence[Any]) -> None:
    """Join a list; a channel on both sides gets the stricter sharing, and what it lacks."""
    for item in items:
        add_item(keep, (key,), item)
        if key in fields.PLAIN_KEYS and isinstance(item, dict):
            for index, present in enumerate(keep[key]):
                if is_same_item((key,), item, present):
                    keep[key][index] = _join_channels(key, present, item)


def _join_channels(key: str, channel: Any, item: RawTable) -> Any:
    """Return a channel of the kept entry with what another table says of the same channel."""
    table = to_table(channel, fields.PLAIN_KEYS[key])
    parts = (*OF_NUMBER, "type", "apps", "hours")
    joined = table | {part: item[part] for part in parts if part in item.keys() - table.keys()}
    if table.get("apps") and isinstance(item.get("apps"), list):
        joined["apps"] = [*dict.fromkeys([*table["apps"], *item["apps"]])]
    if sharing := item.get("sharing"):
        joined["sharing"] = _stricter(table.get("sharing", sharing), sharing)
    return joined if joined != table else channel


def _stricter(first: Any, other: Any) -> Any:
    """Return the stricter of two audiences; an unknown word counts as the strictest."""
    unread = [sharing for sharing in (first, other) if sharing not in AUDIENCES]
    return unread[0] if unread else strictest([first, other])
