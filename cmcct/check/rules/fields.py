"""Rules about keys, types, ids and vocabulary, and the version of cmcct that the file is for."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, count
from operator import itemgetter
from typing import Any

from cmcct.check.rules import registry
from cmcct.check.rules.registry import rule
from cmcct.diagnostics import NOTE, WARNING, Finding, Items, KeyPath, Keys, advise_text, make_advice
from cmcct.errors.exceptions import unknown_value_message
from cmcct.errors.suggest import closest, list_if_few
from cmcct.i18n.messages import DATE_FORM, Message, SafeText, _, did_you_mean, join_or, quote_text
from cmcct.model import file_format
from cmcct.model.entities import CHANNELS
from cmcct.model.fields import ENTRY_KEYS, REFERENCES, REQUIRED
from cmcct.model.loader import LIST_MODELS, ParsedTable, ParseResult, with_id
from cmcct.text.control_chars import FORBIDDEN, FORBIDDEN_IN_BLOCK
from cmcct.text.folding import MAX_LENGTH, fold, is_device, is_slug
from cmcct.text.shell import quote

_MULTILINE = {key for key, spec in ENTRY_KEYS.items() if spec.multiline}
_AS_WRITTEN = {
    "date": _("write date = {date}", date=DATE_FORM),
    "sectors": _('write sectors = ["…"]; run cmcct list sectors to see the list'),
}
_BELOW = _("write {words} below [directory]")
_NAME = ('name = "…"', 'role = "duty-desk"', 'status = "vacant"')
# What `cmcct init` writes for the network where neither is given.
EXAMPLE_NAME = "Example Counter-Trafficking Network"
EXAMPLE_CONTACT = "list@network.example"
_BREAKS = "\n\v\f\r\x85\u2028\u2029"


# The runner makes the findings of the first two: such a file cannot be parsed.


@rule()
def toml_syntax(_parsed: ParseResult, _today: date) -> None:
    """The file is TOML: UTF-8 text in which every line is a comment, a `[table]` or `key = value`.

    Text is in quotation marks; a list is in square brackets, with commas between its items. An
    error with one correction is read as corrected, up to ten in a file: missing or curly quotes,
    `:` for `=`, a missing comma, the digits of a date. Another one ends the check of the file.
    """


@rule()
def conflict(_parsed: ParseResult, _today: date) -> None:
    """No merge is unfinished: git marks the lines that two people changed, in both versions.

    The lines between `<<<<<<<` and `=======` are one version, those up to `>>>>>>>` the other. Keep
    what is correct, delete the lines with the markers, and run `git add`. Author and date are those
    of the last commit that changed the file in that version.
    """


@rule()
def unknown_key(_parsed: ParseResult, _today: date) -> None:
    """Every key is a key of the directory file. Values of unknown keys are not shown or exported.

    The usual cause is a spelling mistake. Information without a key of its own belongs in `notes`.

    A fix renames a key if only one can be meant, and the table lacks that one. A value that belongs
    in another table, or in a list as `fax` does, must be moved by hand.
    """


@rule()
def missing_key(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Every table has its required keys.

    An entry needs `id`, `country`, `organisation`, at least one of `sectors`, and a `name` unless
    it is a duty desk or a vacant seat. The directory needs a `name`, a working group `id` and
    `name`, a meeting `id`, `name` and `date`.
    """
    for table_name, tables in parsed.tables.items():
        for table in tables:
            is_person = registry.needs_name(table)
            for key in (*REQUIRED[table_name], *(["name"] if is_person else [])):
                # The model reports a missing id itself.
                if key != "id" and not registry.has_value(table, key):
                    message = _("{key} is empty") if key in table.raw else _("{key} is missing")
                    message = message.with_values(key=quote_text(key))
                    forms = _NAME if is_person and key == "name" else (f'{key} = "…"',)
                    text = _BELOW if table_name == "directory" else _("write {words}")
                    written = text.with_values(words=join_or(map(SafeText, forms)))
                    hint = _AS_WRITTEN.get(key) or written
                    yield Finding(table.path_of(key), message, hint, registry.entry_id(table))


@rule()
def wrong_type(_parsed: ParseResult, _today: date) -> None:
    """A value has the type of its key.

    Text is in quotes, lists are in square brackets; dates, numbers, true and false have no quotes.
    """


@rule()
def unknown_country(_parsed: ParseResult, _today: date) -> None:
    """A country is a name in English, Spanish, Dutch or French, an alias or an ISO 3166 code.

    `Curaçao`, `Curazao` and `CW` are the same country. A city, region or nationality is not a
    country. `cmcct list countries` lists the members and other countries with an entry.
    """


@rule()
def ambiguous_country(_parsed: ParseResult, _today: date) -> None:
    """A country name has one meaning only.

    Saint-Martin can be either half of the island, and an entry under the wrong one sends people to
    the wrong police.
    """


@rule()
def unknown_sector(_parsed: ParseResult, _today: date) -> None:
    """A sector is one that `cmcct list sectors` lists, spelled the same.

    People search by these words, and would not find an office under another word.
    """


@rule()
def unknown_value(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A value with a fixed vocabulary is one of its words, and a referenced id exists in the file.

    `cmcct list bodies`, `roles`, `groups` and `meetings` list them. The meetings and working groups
    of an entry are in the file as `[[meeting]]` and `[[working_group]]`, and the entries that a
    private file refers to as `[[focal_point]]`.
    """
    for key, table_name in REFERENCES.items():
        known = [value.id for value in with_id(parsed.tables[table_name])]
        entered = parsed.raw.get(table_name, [])
        if len(known) < (len(entered) if isinstance(entered, list) else 1):
            continue  # an unreadable table may have the id
        for table, point in registry.iter_entries(parsed):
            for index, id_ in enumerate(getattr(point, key)):
                if id_ not in known:
                    message = unknown_value_message(table_name.replace("_", " "), id_)
                    hint = did_you_mean(closest(id_, known)) or _describe_declared(
                        table_name, known, id_
                    )
                    yield Finding(table.path_of(key, index), message, hint, point.id)


def _describe_declared(table_name: str, known: list[str], id_: str) -> Message:
    """Return a hint that lists the known ids, if they are few, and how to add one."""
    date_ = " --date …" if table_name == "meeting" else ""
    group = table_name.removeprefix("working_")
    command = f"cmcct {group} add {quote(id_)} --name …{date_}"
    if few := list_if_few([*dict.fromkeys(known)]):
        ids = join_or(few)
        return _("write {ids}, or run {command}", ids=ids, command=command)
    return _("run {command}", command=command)


@rule(is_for_overlay=True)
def control_character(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """No value has control characters or marks that change the direction of writing.

    They hide or reorder text, and break lists and address books. They usually come from pasted
    text. Line breaks and tabs are allowed in `notes`, `private_notes` and `address`.

    A soft hyphen, which most programs do not show, is one of them.
    """
    if _is_plain(parsed.text):
        return
    entries = {table.path: registry.entry_id(table) for table, _ in registry.iter_entries(parsed)}
    for path, text in _iter_texts(parsed.raw):
        forbidden = FORBIDDEN_IN_BLOCK if path[-1] in _MULTILINE else FORBIDDEN
        match = forbidden.search(text)
        if match:
            message, hint = _character(match[0])
            yield Finding(path, message, hint, entries.get(path[:2], entries.get(path[:1], "")))


def _is_plain(text: bytes) -> bool:
    """Return whether a file has neither escapes, nor texts of several lines, nor odd characters.

    It is the fastest check, which most files pass.
    """
    shown = text.decode("utf-8-sig").replace("\n", "").replace("\r", "")
    has_escapes = "\\" in shown or '"""' in shown or "'''" in shown
    return bool(shown) and shown.isprintable() and not has_escapes


def _character(char: str) -> tuple[Message, Message]:
    """Return message and hint about an invisible character."""
    if char == "\t":
        return _("tabs are not allowed here"), _("write a space instead")
    if char in _BREAKS:
        return _("line breaks are not allowed here"), _("write a space instead")
    message = _(
        "the invisible character U+{number} is not allowed here",
        number=SafeText(f"{ord(char):04X}"),
    )
    return message, _("type this text again; pasted text can contain invisible characters")


def _iter_texts(raw: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Yield every text of the file with its key path, in file order."""
    # A stack instead of recursion: input may be nested deeper than Python's recursion limit.
    left: list[tuple[KeyPath, Any]] = [((), raw)]
    while left:
        path, value = left.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict | list):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            left += reversed([((*path, key), item) for key, item in items])


@rule(WARNING, is_for_overlay=True)
def empty_value(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A key without a value is left out.

    An empty value gives no information, and looks like something that was forgotten.
    """
    for tables in parsed.tables.values():
        for table in tables:
            for path in _iter_blanks(table):
                yield Finding(
                    path,
                    _("{key} is empty", key=quote_text(str(path[-1]))),
                    make_advice(_("write a value, or remove the key"), Items(), is_safe=False),
                    registry.entry_id(table),
                )


def _iter_blanks(table: ParsedTable) -> Iterator[KeyPath]:
    """Yield the key paths of empty values in a table, including keys of its channels."""
    for key, value in table.raw.items():
        if registry.is_blank(value):
            # `unreachable` reports the others.
            if key not in CHANNELS or not registry.is_unreachable(table):
                yield (*table.path, key)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                for inner, written in item.items() if isinstance(item, dict) else ():
                    if registry.is_blank(written):
                        yield (*table.path, key, index, inner)


@rule(WARNING)
def example_contact(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Name and address in `[directory]` are the network's own, not those of the example.

    Every list that is handed out shows both. `cmcct init` writes an example if you do not give
    them, and corrections sent to that address would reach nobody.
    """
    info = parsed.directory.info
    examples = {"name": (info.name, EXAMPLE_NAME), "contact": (info.contact, EXAMPLE_CONTACT)}
    for key, (written, example) in examples.items():
        if written == example:
            message = _("{key} is still the example that cmcct init writes", key=quote_text(key))
            hint = _("write {words}", words=SafeText(f'{key} = "…"'))
            yield Finding(("directory", key), message, hint)


@rule()
def newer_format(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """`format` in `[directory]` is one that this version of cmcct reads.

    A newer cmcct writes it with the first key that older versions do not know. This version does
    not know what it does not see: it makes no list of the file and edits nothing in it. It shows
    what it can read.
    """
    if message := file_format.describe_newer(parsed.raw):
        yield Finding(("directory", "format"), message, file_format.UPDATE)


@rule(NOTE)
def format_missing(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A file with a key that older versions of cmcct do not know has `format` in `[directory]`.

    Without it, they report the key as unknown. `--fix` writes the format.
    """
    needed = file_format.needed_format(parsed.raw)
    if file_format.declared_format(parsed.raw) < needed:
        first, _format = max(file_format.find_newer_keys(parsed.raw), key=itemgetter(1))
        message = _("{key} needs format {format}", key=quote_text(str(first[-1])), format=needed)
        # Set beside a key of the table, or as a table beside another one.
        info = parsed.raw.get("directory")
        path: KeyPath = first[:1]
        keys: dict[str, Any] = {"directory": {"format": needed}}
        if isinstance(info, dict) and info:
            path, keys = ("directory", next(iter(info))), {"format": needed}
        hint = _BELOW.with_values(words=SafeText(f"format = {needed}"))
        yield Finding(path, message, make_advice(hint, Keys(keys)))


@rule(WARNING, may_be_ignored=False, is_advisory=True)
def schema_outdated(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """The schema beside the file, which editors complete from, is that of this version of cmcct.

    With an older one, they mark new keys as wrong. `cmcct check --fix` and `cmcct save` write it.
    This never fails a check.
    """
    if parsed.is_schema_outdated:
        message = _("the schema beside the file is of another version of cmcct")
        yield Finding((), message, _("run {command}", command=SafeText("cmcct check --fix")))


@rule()
def invalid_id(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An id has lower-case letters and digits in groups joined by hyphens, at most 64 characters.

    It identifies the seat (country, institution), not the person: `gy-ctu`. Files are named after
    it, so the device names of Windows are not allowed: `con`, `prn`, `aux`, `nul`, `com1`, `lpt1`.
    """
    for name in LIST_MODELS:
        for table in parsed.tables[name]:
            for place, id_ in _ids(table):
                if not is_slug(id_):
                    message = _("{id} is not a valid id", id=quote_text(id_))
                    path = table.path_of(*place)
                    yield Finding(path, message, _advice(id_), registry.entry_id(table))


def _advice(id_: str) -> Message:
    """Return the hint for an invalid id; none repeats an e-mail address, since logs show it."""
    meant = "-".join(re.findall("[a-z0-9]+", fold(id_)))
    if is_device(id_):
        return _("choose another id; Windows reserves this name")
    if is_slug(meant) and "@" not in id_:
        return advise_text(meant, is_safe=False)
    if len(meant) > MAX_LENGTH:
        return _("write at most {number} characters", number=MAX_LENGTH)
    return _('write lower-case letters, digits and hyphens, as in "gy-ctu"')


@rule()
def duplicate_id(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An id belongs to one seat permanently and is never reused (`formerly` and `merged` included).

    Address books find the entry to update by its id, and the private file refers to entries by id.
    Commands find meetings and working groups by id too, so an entry, a meeting and a group never
    have the same id.
    """
    used = _current_ids(parsed, "focal_point")
    tables = chain.from_iterable(parsed.tables.get(name, ()) for name in LIST_MODELS)
    taken = {id_ for table in tables for _place, id_ in _ids(table)}
    for name in LIST_MODELS:
        seen = {} if name == "focal_point" else {**used}
        for table in parsed.tables.get(name, ()):
            for place, id_ in _ids(table):
                if id_ in seen:
                    other, first = seen[id_]
                    message = _("the id {id} is already used", id=quote_text(id_))
                    hint = _("remove the id here")
                    if place == ("id",):
                        numbered = (f"{id_}-{number}" for number in count(2))
                        free = next(each for each in numbered if each not in taken)
                        hint = _("write {words}", words=f'"{free}"')
                        hint.in_log = _("choose another one")
                    path, earlier = table.path_of(*place), other.path_of(*first)
                    yield Finding(path, message, hint, registry.entry_id(table), first=earlier)
                seen.setdefault(id_, (table, place))
        used |= _current_ids(parsed, name)


def _current_ids(parsed: ParseResult, name: str) -> dict[str, tuple[ParsedTable, KeyPath]]:
    """Return the first table with each id in a list, and the place of the id in it."""
    return {
        table.value.id: (table, ("id",))
        for table in reversed(parsed.tables.get(name, ()))
        if not table.is_unreadable("id")
    }


def _ids(table: ParsedTable) -> Iterator[tuple[KeyPath, str]]:
    """Yield the current and former ids of a table, each with its place in the table."""
    if not table.is_unreadable("id"):
        yield ("id",), table.value.id
    for key in ("formerly", "merged"):
        for index, id_ in enumerate(getattr(table.value, key, ())):
            yield (key, index), id_
