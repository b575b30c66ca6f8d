"""Set, remove or extend a single value of an entry by its key path.

The functions modify in place the dictionary that `tomllib.loads` returns.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TypeAlias

from cmcct.diagnostics import KeyPath
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, _, join, quote_text
from cmcct.model.fields import PLAIN_KEYS
from cmcct.reference.countries import find_country
from cmcct.text import shell
from cmcct.toml.writer import format_inline

RawTable: TypeAlias = dict[str, Any]

_ENTRY = "focal_point"
_COUNTRIES = ("country", "covers")
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
    plain = PLAIN_KEYS[key]
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
        if isinstance(below, str) and depth and path[depth - 1] in PLAIN_KEYS:
            below = container[part] = to_table(below, PLAIN_KEYS[str(path[depth - 1])])
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
    id_ = shell.quote(str(entry["id"]))
    return _("run cmcct show {id} --format toml to see the entry", id=id_)


def _whole_value_error(key: str) -> Message:
    # Translators: give the key a value with cmcct set
    return _("set {key} as a whole", key=key)


def _missing_part_error(path: KeyPath, depth: int, container: Any) -> CmcctError:
    """Return the error for a path whose part at `depth` its container lacks."""
    message = _missing_error(path[: depth + 1])
    is_list = isinstance(container, list)
    key = _format_path(path[: depth if is_list else depth + 1])
    if is_list and len(container) > 1:
        hint = _(
            "the items of {key} are numbered from 0 to {last}", key=key, last=len(container) - 1
        )
    elif is_list and container:
        hint = _("{key} has only one item, number 0", key=key)
    elif is_list or isinstance(path[depth + 1], int):
        # Translators: --add and what follows is what to type
        hint = _('add one with --add {key}="…"', key=key)
    else:
        hint = _("set the whole key first")
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
    key = PLAIN_KEYS.get(str(path[-1]))
    value, other = (item.get(key) if isinstance(item, dict) else item for item in (value, other))
    if key == "number" and isinstance(value, str) and isinstance(other, str):
        from cmcct.fieldtypes import phone_number

        return phone_number.format_e164(value) == phone_number.format_e164(other)
    if key == "address" and isinstance(value, str) and isinstance(other, str):
        return value.casefold() == other.casefold()
    return bool(value == other)


def normalise(key: str, item: Any) -> str:
    """Return an item as text, in a normal form for e-mails and numbers."""
    plain = PLAIN_KEYS.get(key, "")
    text = str(item.get(plain, "") if isinstance(item, dict) else item)
    if plain == "number":
        from cmcct.fieldtypes import phone_number

        return phone_number.format_e164(text)
    return text.casefold() if plain else text


def _format_path(path: KeyPath) -> str:
    return ".".join(map(str, path))
