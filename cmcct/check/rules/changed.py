"""Rules that compare two versions: changes that need attention."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from cmcct.check.rules import registry
from cmcct.check.rules.registry import rule
from cmcct.diagnostics import NOTE, WARNING, Finding, KeyPath
from cmcct.history.comparison import differing_keys
from cmcct.i18n.messages import LongDate, Message, SafeText, _, join, join_and, quote_text
from cmcct.model import person_names
from cmcct.model.entities import CHANNELS, FocalPoint
from cmcct.model.fields import KEYS, PLAIN_KEYS, RECORDS, is_for_people, name_key
from cmcct.model.loader import ParsedTable, ParseResult, PreviousVersion
from cmcct.privacy.levels import AUDIENCES, channel_key, is_wider, strictest
from cmcct.reference.countries import InSentence, related_codes

_CONFIRMED = frozenset(("verified", "verified_via", "tested"))
_OFTEN_OWN = frozenset(("hours", "languages"))  # what people correct in their own entry
_SOON = timedelta(days=90)


@rule(WARNING, is_of_change=True)
def id_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry that gets a new id keeps its former ids in `formerly`.

    Address books and the private file find the entry by these ids. Without the first one, later
    lists report the entry as removed. `cmcct rename` keeps the ids. Former ids are known only to
    `cmcct check --changed-since`.
    """
    for then, table in registry.iter_changed(parsed):
        now = table.value
        is_unknown = table.is_unreadable("id") or table.is_unreadable("formerly")
        # With the first id back, the UIDs of the cards are the same again.
        if is_unknown or now.id in (then.id, then.oldest_id):
            continue
        for id_ in (*then.formerly, then.id):
            if id_ not in now.ids:
                message = _('the former id {id} is missing from "formerly"', id=quote_text(id_))
                hint = _('add "{id}" to formerly, as cmcct rename does', id=id_)
                if id_ == then.id:
                    hint = _('write id = "{id}" as before; or, {advice}', id=id_, advice=hint)
                yield Finding(table.path_of("id"), message, hint, now.id)


@rule(WARNING, is_of_change=True)
def entry_removed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """An entry whose person leaves stays in the file with `status = "left"`.

    Then its id is not reused, and lists with changes since an earlier one say who has left. These
    entries may be removed: those that had left before, and those merged into another. That one is
    of the same person, or of the same organisation where neither has a name. It has their id in
    `merged`, and the numbers and addresses of both, for as many readers. An entry that was renamed
    more than once is not removed either: add its first id to `formerly`. An entry of another
    country is another seat: one that has the id, also in `merged`, takes nothing over. Earlier
    entries are known only to `cmcct check --changed-since`.

    A seat that is vacant or left from now on is reported too. So is one that has a new last day
    within 90 days, leaves an audience no way to reach it, or covers a country no more. The reviewer
    decides whether that is right.
    """
    if parsed.previous is None:
        return
    for then, table in (*parsed.previous.changed, *parsed.previous.merged):
        hint = _("ask the person or their office whether that is right")
        for place, message in _find_lost(then, table.value, today) if not table.unreadable else ():
            if place == ("country",):
                hint = _("write the country as it was; a seat of another country is a new entry")
            yield Finding(table.path_of(*place), message, hint, then.id)
    holders = {id_: point for point in parsed.directory.focal_points for id_ in point.ids}
    known = {id_ for point in parsed.previous.directory.focal_points for id_ in point.ids}
    # Only a version in between shows which id these had.
    unmatched = [
        point
        for point in parsed.directory.focal_points
        if point.formerly and known.isdisjoint(point.ids)
    ]
    for then, path in parsed.previous.removed:
        message = _("the entry was removed")
        hint = _('keep the entry and write status = "left", as cmcct retire does')
        holder = holders.get(then.id)
        if holder and holder.country != then.country:
            hint = _(
                '{advice}; {id}, which has "{old_id}" now, is of another country',
                advice=hint,
                id=quote_text(holder.id),
                old_id=then.id,
            )
        renamed = [point for point in unmatched if point.country == then.country]
        if len(renamed) == 1:
            hint = _(
                '{advice}; if {id} is the same seat, add "{old_id}" to its formerly',
                advice=hint,
                id=quote_text(renamed[0].id),
                old_id=then.id,
            )
        yield Finding(path, message, hint, then.id)


def _find_lost(then: FocalPoint, now: FocalPoint, today: date) -> Iterator[tuple[KeyPath, Message]]:
    """Yield why somebody who found and reached a seat no longer does, each with its place."""
    if then.country.code and now.country.code and now.country != then.country:
        yield ("country",), _("the seat is now one of another country")
    if then.status != "active":
        return
    if now.status != "active":
        yield ("status",), _("the seat is no longer active")
    elif now.until and now.until != then.until and now.until < today + _SOON:
        yield ("until",), _("the last day of the seat is now {date}", date=LongDate(now.until))
    was, level = _widest_level(then), _widest_level(now)
    if was and (not level or is_wider(was, level)):
        key = next(key for key in ("sharing", *CHANNELS) if getattr(now, key) != getattr(then, key))
        message = _(
            "the numbers and addresses that reach the seat are withheld from {audience}, or gone"
        )
        yield (key,), message.with_values(audience=SafeText(was))
    served = {country.code for country in (now.country, *now.covers)}
    lost = [InSentence(each) for each in then.covers if related_codes(each.code).isdisjoint(served)]
    if lost:
        yield ("covers",), _("the seat no longer covers {countries}", countries=join_and(lost))


def _widest_level(point: FocalPoint) -> str:
    """Return the widest audience that may reach a seat; "" without a channel.

    A fax, and a number that works only inside the country, count where there is nothing else.
    """
    minor = {phone for phone in point.phones if phone.national or phone.type == "fax"}
    channels = [each for each in point.channels if each not in minor] or point.channels
    levels = (strictest((point.sharing, each.sharing)) for each in channels)
    return min(levels, key=AUDIENCES.index, default="")


@rule(WARNING, is_of_change=True)
def person_changed(parsed: ParseResult, today: date) -> Iterator[Finding]:
    """A new person in a seat has a new `verified` date and none of the previous person's contacts.

    The old date confirmed the previous person. A mobile number, a username and an e-mail address
    with their name are theirs too; `cmcct replace` removes them. A longer or shorter form of a name
    counts as the same person. Earlier names are known only to `cmcct check --changed-since`.

    A name that is removed counts, too. A seat that is vacant now is reported by `entry-removed`.
    """
    for then, table in registry.iter_changed(parsed):
        now = table.value
        is_vacated = not now.name.strip() and now.status != "active"
        if is_vacated or person_names.is_same_person(then.name, now.name):
            continue
        place: tuple[str | int, ...] = ("name",)
        if then.verified and now.verified and now.verified <= then.verified:
            message = _("the name changed, but the entry was not confirmed again")
            hint = registry.confirm_in_file(table, today)
        elif left := next(_channels_left_behind(then, now), None):
            place, message = left, _("the name changed, but this contact is the previous person's")
            hint = _("remove this number or address, as cmcct replace does")
        else:
            continue
        yield Finding(table.path_of(*place), message, hint, now.id)


def _channels_left_behind(then: FocalPoint, now: FocalPoint) -> Iterator[tuple[str, int]]:
    """Yield the key and index of each of the previous person's channels that remains."""
    known = {*map(channel_key, then.channels)}
    words = person_names.name_words(f"{then.name} {then.family_name}") - person_names.name_words(
        now.name
    )
    for key in ("phones", "emails", "handles"):
        for index, channel in enumerate(getattr(now, key)):
            is_own = key == "handles" or getattr(channel, "type", "") == "mobile"
            is_own |= key == "emails" and person_names.is_named(channel.address, words)
            if is_own and channel_key(channel) in known:
                yield key, index


@rule(WARNING, is_of_change=True)
def verified_moved_back(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """`verified` only changes to a later date.

    An earlier date is a mistake, or comes from an older copy of the file. The earlier date is known
    only to `cmcct check --changed-since`.
    """
    for then, table in registry.iter_changed(parsed):
        now = table.value
        if then.verified and now.verified and now.verified < then.verified:
            message = _("'verified' is earlier than before ({then})", then=LongDate(then.verified))
            yield Finding(table.path_of("verified"), message, _("write the later date"), now.id)


@rule(WARNING, is_of_change=True)
def entry_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A change by which an entry is found, called or listed in another way is reported.

    It is a change that no other finding names at that place: another role, sector, country or day,
    other hours, a narrower sharing. The same holds for another order of the numbers, a failed test
    call, other countries of a meeting or a working group, and for removing one. A changed text is a
    note: the check cannot judge what words say. So is a new entry, a confirmation alone, and other
    hours or languages with a new `verified` date. Earlier values are known only to
    `cmcct check --changed-since`.
    """
    if parsed.previous is None:
        return
    gone = {then.id for then, _path in parsed.previous.removed}  # reported at another entry
    findings = [each for each in parsed.previous.found if each.entry not in gone]
    # A number that the same change confirms says nothing about the others.
    reported = {
        finding.path[:3]
        for finding in findings
        if finding.severity != NOTE or CHANNELS.keys().isdisjoint(map(str, finding.path))
    }
    reported |= {(*each.path[:2], "name") for each in findings if each.code == "person-changed"}
    asked = _("ask its author whether that is right")
    pairs: list[tuple[Any, ParsedTable]] = [*parsed.previous.changed]
    for name, attribute in RECORDS.items():
        tables = {table.value.id: table for table in parsed.tables[name]}
        for record in getattr(parsed.previous.directory, attribute):
            if record.id in tables:
                pairs.append((record, tables[record.id]))
            else:
                message = _("a meeting or working group was removed: {id}", id=record.id)
                yield Finding((), message, asked)
    yield from _find_new(parsed, parsed.previous)
    yield from _find_confirmed(parsed)
    for then, table in pairs:
        specs, entry = KEYS[str(table.path[0])], registry.entry_id(table)
        changed = [*_changed_keys(then, table)] if then != table.value else []
        # What is no longer written has no place of its own, and is told of in any case.
        places = {key: table.path_of(key) for key in changed}
        places = {key: at for key, at in places.items() if at == table.path or at not in reported}
        if keys := [key for key in places if not is_for_people(specs[key])]:
            message = _("changed: {keys}", keys=join(map(name_key, keys)))
            hint = _("ask the person or their office whether that is right") if entry else asked
            is_own = entry and _OFTEN_OWN.issuperset(keys) and _is_confirmed(then, table.value)
            severity = NOTE if is_own else WARNING
            yield Finding(places[keys[0]], message, hint, entry, severity=severity)
        for key in filter(lambda key: is_for_people(specs[key]), places):
            message = _("text changed, read it: {key}", key=name_key(key))
            yield Finding(places[key], message, "", entry, severity=NOTE)


def _find_new(parsed: ParseResult, previous: PreviousVersion) -> Iterator[Finding]:
    """Yield the entries that were not there before."""
    unchanged = {*previous.directory.focal_points}
    known = {table.path for _then, table in (*previous.changed, *previous.merged)}
    for table, point in registry.iter_entries(parsed):
        if table.path not in known and point not in unchanged:
            message = _("new entry: ask who it is and how it was confirmed")
            yield Finding(table.path, message, "", point.id, severity=NOTE)


def _find_confirmed(parsed: ParseResult) -> Iterator[Finding]:
    """Yield the entries in which nothing but the confirmation changes; new ones are one finding.

    If the entries that a change confirms are of several countries, this finding also names those
    with other changes: one focal point confirms entries of one country.
    """
    confirmed, alone = [], []
    for then, table in registry.iter_changed(parsed):
        now = table.value
        keys = [*differing_keys(then, now)]
        is_alone = bool(keys) and _CONFIRMED.issuperset(keys)
        if _is_confirmed(then, now):
            confirmed.append(table)
            alone += [table] if is_alone else []
        elif is_alone and not (then.verified and now.verified and now.verified < then.verified):
            message = _("changed: {keys}", keys=join(map(name_key, keys)))
            yield Finding(table.path_of(keys[0]), message, "", now.id, severity=NOTE)
    countries = dict.fromkeys(table.value.country for table in confirmed)
    message = _("confirmed by this change, ask its author how: {ids}")
    if len(countries) > 1:
        alone = confirmed
        message = _("this change confirms entries of {countries}, ask its author how: {ids}")
    if alone:
        ids = join(SafeText(table.value.id) for table in alone)
        message = message.with_values(countries=join_and(map(InSentence, countries)), ids=ids)
        yield Finding(alone[0].path_of("verified"), message, severity=NOTE)


def _is_confirmed(then: FocalPoint, now: FocalPoint) -> bool:
    return bool(now.verified and now.verified > (then.verified or date.min))


def _changed_keys(then: Any, table: ParsedTable) -> Iterator[str]:
    """Yield the keys with another value, in the order of the model, but id and confirmation.

    Channels that were added or removed are told of by `number-changed` and `address-changed`.
    """
    now = table.value
    for key in differing_keys(then, now):
        if key in {"id", *_CONFIRMED} or not registry.is_all_read(table, key):
            continue
        if key in CHANNELS:
            sides = getattr(then, key), getattr(now, key)
            shared = set.intersection(*({*map(channel_key, channels)} for channels in sides))
            # Neither the spelling of a number nor a test call is a change.
            without = {PLAIN_KEYS[key], *_CONFIRMED}
            before, after = (
                [
                    (name, channel.model_dump(exclude=without))
                    for channel in channels
                    if (name := channel_key(channel)) in shared
                ]
                for channels in sides
            )
            if before == after:
                continue
        yield key


@rule(WARNING, is_of_change=True, may_be_ignored=False)
def members_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A change of the members of the private file is reported.

    Members can read all numbers in it, and keep what they have read. Ask the person who added or
    removed somebody. Earlier members are known only to `cmcct check --changed-since`.
    """
    if parsed.previous and parsed.previous.directory.private != parsed.directory.private:
        message = _("the members of the private file changed")
        yield Finding(("private", "members"), message, _("ask a member whether that is right"))


@rule(WARNING, is_of_change=True, may_be_ignored=False)
def private_file_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A change of the encrypted private file is reported.

    Reviewers cannot see what changed in it. Only a member can change this file, but anyone with the
    members' public keys can put another one in its place. Earlier versions are known only to
    `cmcct check --changed-since`.
    """
    if parsed.previous and parsed.previous.is_private_file_changed:
        message = _("the encrypted private file changed")
        yield Finding(("private",), message, _("ask a member whether that is right"))


@rule(WARNING, is_of_change=True, may_be_ignored=False)
def directory_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A change of `[directory]` is reported, except of its `uid`, which is an error (uid-changed).

    It concerns all entries and every list: who receives corrections, after how many days an entry
    is stale, to whom a list may be passed on. Earlier values are known only to
    `cmcct check --changed-since`.
    """
    for key, path in _iter_settings(parsed):
        if key not in {"uid", "format"}:
            message = _("{key} of the directory changed", key=quote_text(key))
            yield Finding(
                path, message, _("it concerns all entries and lists: ask the secretariat")
            )


@rule(is_of_change=True)
def uid_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """`uid` in `[directory]` stays as `cmcct init` wrote it.

    The UIDs of all contacts are derived from it: with another one, or none, every address book that
    imports the next list has each contact twice. The earlier one is known only to
    `cmcct check --changed-since`.
    """
    for key, path in _iter_settings(parsed):
        if key == "uid":
            message = _("{key} of the directory changed", key=quote_text(key))
            hint = _("write the earlier one: the contacts in address books are found by it")
            yield Finding(path, message, hint)


def _iter_settings(parsed: ParseResult) -> Iterator[tuple[str, KeyPath]]:
    """Yield the keys of `[directory]` with another value than before, each with its key path."""
    earlier = parsed.previous.directory.info if parsed.previous else parsed.directory.info
    for table in parsed.tables["directory"]:
        for key in type(earlier).model_fields:
            is_changed = getattr(earlier, key) != getattr(table.value, key)
            if is_changed and not table.is_unreadable(key):
                yield key, table.path_of(key)
