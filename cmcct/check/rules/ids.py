"""Rules about ids."""

import re
from collections.abc import Iterator
from datetime import date

from cmcct.check.rules.registry import entry_id, rule
from cmcct.diagnostics import Finding, KeyPath, advise_text
from cmcct.i18n.messages import Message, _, quote_text
from cmcct.model.loader import LIST_MODELS, ParsedTable, ParseResult
from cmcct.text.folding import MAX_LENGTH, fold, is_device, is_slug


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
                    yield Finding(path, message, _advice(id_), entry_id(table))


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
    have the same.
    """
    used = _current_ids(parsed, "focal_point")
    for name in LIST_MODELS:
        seen = {} if name == "focal_point" else {**used}
        for table in parsed.tables.get(name, ()):
            for place, id_ in _ids(table):
                if id_ in seen:
                    other, first = seen[id_]
                    message = _("the id {id} is already used", id=quote_text(id_))
                    # Translators: another id
                    hint = _("remove the id here") if other is table else _("choose another id")
                    path, earlier = table.path_of(*place), other.path_of(*first)
                    yield Finding(path, message, hint, entry_id(table), first=earlier)
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
