"""The rule about what a change shares more widely, and the contacts that texts newly quote."""

from collections.abc import Iterator, Mapping
from datetime import date

from cmcct.check.rules.registry import entry_id, find_quoted, iter_changed, iter_entries, rule
from cmcct.diagnostics import WARNING, Finding, KeyPath
from cmcct.i18n.messages import SafeText, _
from cmcct.model.entities import CHANNELS, Directory, FocalPoint
from cmcct.model.fields import RECORDS
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy.levels import AUDIENCES, is_wider, strictest
from cmcct.privacy.quotations import is_telling, iter_quoted, iter_shared, map_audiences

_WITHOUT_SHARING = FocalPoint.model_fields["sharing"].default


@rule(WARNING, is_of_change=True)
def sharing_widened(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Sharing something with a wider audience is reported.

    Shared data cannot be taken back. An entry, a channel, a postal address, a line of the private
    notes, a meeting and a working group have an audience. A number counts as the same number in any
    notation, and also in another entry or within a text. There, letters or words may stand in place
    of digits (`6O9-l234`, `six zero nine …`), and parts of it in several texts; an address may be
    `name (at) example.org`. Earlier sharing is known only to `cmcct check --changed-since`.

    A new entry that is `public` is reported, too: without `sharing`, only the network sees it. So
    is a further number or address of an entry that is public.
    """
    if parsed.previous is None:
        return
    earlier = parsed.previous.directory
    unchanged = {*earlier.focal_points}
    everywhere = map_audiences(earlier.focal_points, (*CHANNELS, "address"))
    notes = map_audiences(earlier.focal_points, ("private_notes",))
    everywhere = {key: notes[key] for key in notes if is_telling(key)} | everywhere
    was = {table.path: then for then, table in iter_changed(parsed)}
    for table, now in iter_entries(parsed):
        if now in unchanged:
            continue
        then = was.get(table.path)
        before = then.sharing if then else _WITHOUT_SHARING if unchanged else now.sharing
        is_widened = is_wider(now.sharing, before)
        if is_widened:
            yield _find_widened(table, ("sharing",), before, now.sharing)
        own = map_audiences([then] if then else [])
        grown = {
            key
            for key in CHANNELS
            if then and not is_widened and _count_public(now, key) > _count_public(then, key)
        }
        widened = {
            place: (known, level)
            for place, contact, level in (*iter_shared(now), *iter_quoted(now, then, everywhere))
            if is_wider(
                level,
                known := own.get(contact)
                or everywhere.get(contact, _WITHOUT_SHARING if place[0] in grown else level),
            )
            # What follows the entry's `sharing` is covered by the entry's finding.
            and not (is_widened and own.get(contact) == before)
        }
        for place, levels in widened.items():
            yield _find_widened(table, place, *levels)
    yield from _find_widened_records(parsed, earlier, everywhere)


def _count_public(point: FocalPoint, key: str) -> int:
    levels = (strictest((point.sharing, channel.sharing)) for channel in getattr(point, key))
    return [*levels].count(AUDIENCES[0])


def _find_widened_records(
    parsed: ParseResult, earlier: Directory, contacts: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield the meetings and working groups that more readers may know of, and contacts in them."""
    for name, attribute in RECORDS.items():
        records = getattr(earlier, attribute)
        by_id = {record.id: record for record in reversed(records)}
        by_name = {record.name: record for record in reversed(records)}
        for table in parsed.tables[name]:
            now = table.value
            then = by_id.get(now.id)
            before = (then or by_name.get(now.name, now)).sharing
            if is_wider(now.sharing, before):
                yield _find_widened(table, ("sharing",), before, now.sharing)
            for place, contact, level in iter_quoted(now, then, contacts):
                if is_wider(level, contacts[contact]):
                    yield _find_widened(table, place, contacts[contact], level)


def _find_widened(table: ParsedTable, place: KeyPath, before: str, now: str) -> Finding:
    if place[-1] != "sharing" and place[0] not in (*CHANNELS, "address"):  # no audience of its own
        return find_quoted(table, place, before)
    # Translators: the fields are words of the file: public, network
    wider, sharing = SafeText(now), SafeText(before)
    message = _("sharing widened from {before} to {now}", now=wider, before=sharing)
    hint = _('ask the person, or write sharing = "{sharing}"', sharing=sharing)
    return Finding(table.path_of(*place), message, hint, entry_id(table))
