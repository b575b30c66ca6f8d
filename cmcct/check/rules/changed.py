"""Rules that compare two versions: changes that need attention."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from cmcct.check.rules.registry import confirm_hint, iter_entries, rule
from cmcct.diagnostics import WARNING, Finding, KeyPath
from cmcct.i18n.messages import LongDate, Message, SafeText, _, quote_text
from cmcct.model import person_names
from cmcct.model.entities import Email, FocalPoint, Phone
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy.levels import channel_key, may_see, strictest

_Contact: TypeAlias = tuple[str, ...]  # an e-mail address or number, in any spelling


@rule(WARNING, is_of_change=True)
def id_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry that gets a new id keeps its earlier ids in `formerly`.

    Address books and the private file find the entry by these ids. Without the first one, later
    lists report the entry as removed. `cmcct rename` keeps the ids. Earlier ids are known only to
    `cmcct check --changed-since`.
    """
    for then, table in _iter_changed(parsed):
        now = table.value
        is_unknown = table.is_unreadable("id") or table.is_unreadable("formerly")
        # With the first id back, the UIDs of the cards are the same again.
        if is_unknown or now.id in (then.id, then.oldest_id):
            continue
        for id_ in (*then.formerly, then.id):
            if id_ not in now.ids:
                message = _('the earlier id {id} is missing from "formerly"', id=quote_text(id_))
                hint = _('add "{id}" to formerly, as cmcct rename does', id=id_)
                yield Finding(table.path_of("id"), message, hint, now.id)


@rule(WARNING, is_of_change=True)
def entry_removed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry whose person leaves stays in the file with `status = "left"`.

    Then its id is not reused, and lists with changes since an earlier one say who has left. These
    entries may be removed: those that had left before, and those merged into another entry whose
    `merged` has their id. An entry that was renamed more than once is not removed either: add its
    first id to `formerly`. Earlier entries are known only to `cmcct check --changed-since`.
    """
    if parsed.previous is None:
        return
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
        renamed = [point for point in unmatched if point.country == then.country]
        if len(renamed) == 1:
            hint = _(
                '{advice}; if {id} is the same seat, add "{old_id}" to its formerly',
                advice=hint,
                id=quote_text(renamed[0].id),
                old_id=then.id,
            )
        yield Finding(path, message, hint, then.id)


@rule(WARNING, is_of_change=True)
def person_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A new person in a seat has a new `verified` date and none of the previous person's contacts.

    The old date confirmed the previous person. A mobile number and an e-mail address with their
    name are theirs too; `cmcct replace` removes them. A longer or shorter form of a name counts as
    the same person. Earlier names are known only to `cmcct check --changed-since`.
    """
    for then, table in _iter_changed(parsed):
        now = table.value
        if not now.name.strip() or person_names.is_same_person(then.name, now.name):
            continue
        place: tuple[str | int, ...] = ("name",)
        if then.verified and now.verified and now.verified <= then.verified:
            message = _("the name changed, but the entry was not confirmed again")
            hint = confirm_hint(now)
        elif left := next(_channels_left_behind(then, now), None):
            place, message = left
            hint = _("remove this contact, as cmcct replace does")
        else:
            continue
        yield Finding(table.path_of(*place), message, hint, now.id)


def _channels_left_behind(
    then: FocalPoint, now: FocalPoint
) -> Iterator[tuple[tuple[str, int], Message]]:
    """Yield (place, message) for the previous person's channels that remain."""
    known = {contact for contact, _ignored in _contacts(then)}
    words = person_names.name_words(f"{then.name} {then.family_name}") - person_names.name_words(
        now.name
    )
    for index, phone in enumerate(now.phones):
        if phone.type == "mobile" and channel_key(phone) in known:
            message = _("the name changed, but this is the previous person's mobile number")
            yield ("phones", index), message
    for index, email in enumerate(now.emails):
        if person_names.is_named(email.address, words) and channel_key(email) in known:
            message = _("the name changed, but this is the previous person's e-mail address")
            yield ("emails", index), message


@rule(WARNING, is_of_change=True)
def sharing_widened(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Sharing an entry, e-mail address or number with a wider audience is reported.

    Shared data cannot be taken back. A number counts as the same number in any notation, and also
    in another entry. Earlier sharing is known only to `cmcct check --changed-since`.
    """
    earlier = parsed.previous
    if earlier is None:
        return
    everywhere = _audiences(earlier.directory.focal_points)
    was = {table.path: then for then, table in earlier.changed}
    for table, now in iter_entries(parsed):
        then = was.get(table.path)
        before = then.sharing if then else now.sharing
        is_widened = _is_wider(now.sharing, before)
        if is_widened:
            yield _find_widened(table, ("sharing",), before, now.sharing)
        own = _audiences([then] if then else [])
        for key in ("emails", "phones"):
            for index, channel in enumerate(getattr(now, key)):
                level = strictest((now.sharing, channel.sharing))
                contact = channel_key(channel)
                known = own.get(contact) or everywhere.get(contact, level)
                # A channel that follows its entry's `sharing` is covered by the entry's finding.
                if _is_wider(level, known) and not (is_widened and known == before):
                    yield _find_widened(table, (key, index, "sharing"), known, level)


def _find_widened(
    table: ParsedTable, place: tuple[str | int, ...], before: str, now: str
) -> Finding:
    # Translators: the fields are words of the file: public, network
    wider, sharing = SafeText(now), SafeText(before)
    message = _("sharing widened from {before} to {now}", now=wider, before=sharing)
    hint = _('ask the person, or write sharing = "{sharing}"', sharing=sharing)
    return Finding(table.path_of(*place), message, hint, table.value.id)


def _audiences(of: Iterable[FocalPoint]) -> dict[_Contact, str]:
    """Return for each contact the widest audience that may have it."""
    widest: dict[_Contact, str] = {}
    for point in of:
        for contact, level in _contacts(point):
            if contact not in widest or _is_wider(level, widest[contact]):
                widest[contact] = level
    return widest


def _contacts(point: FocalPoint) -> Iterator[tuple[_Contact, str]]:
    """Yield the e-mail addresses and numbers of an entry, each with its audience."""
    channels: tuple[Email | Phone, ...] = (*point.emails, *point.phones)
    for channel in channels:
        yield channel_key(channel), strictest((point.sharing, channel.sharing))


def _is_wider(one: str, other: str) -> bool:
    return one != other and may_see(other, one)


@rule(WARNING, is_of_change=True)
def verified_moved_back(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """`verified` only changes to a later date.

    An earlier date is a mistake, or comes from an older copy of the file. The earlier date is known
    only to `cmcct check --changed-since`.
    """
    for then, table in _iter_changed(parsed):
        now = table.value
        if then.verified and now.verified and now.verified < then.verified:
            message = _("'verified' is earlier than before ({then})", then=LongDate(then.verified))
            hint = _("write the later date")
            path = table.path_of("verified")
            yield Finding(path, message, hint, now.id)


@rule(WARNING, is_of_change=True)
def number_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A number is changed, added or removed together with a new `verified` date.

    Callers rely on the date of the confirmation. If `verified` is removed, the entry counts as
    unconfirmed, which is reported too. Numbers of an entry merged into this one do not count as
    added, and the numbers of a person who has left may be removed. Earlier numbers are known only
    to `cmcct check --changed-since`.
    """
    earlier = parsed.previous.directory.focal_points if parsed.previous else ()
    by_id = {point.id: point for point in earlier}
    for then, table in _iter_changed(parsed):
        now = table.value
        if then.verified and not now.verified:
            continue
        if now.verified and not (then.verified and now.verified <= then.verified):
            continue
        of_then, of_now = _numbers(then), _numbers(now)
        merged = {one for id_ in now.ids if id_ in by_id for one in _numbers(by_id[id_])}
        added = [one for one in of_now if one not in of_then and one not in merged]
        if added or (now.status != "left" and not of_then.keys() <= of_now.keys()):
            message = _("a number changed, but the entry was not confirmed again")
            place = ("phones", of_now[added[0]]) if added else ("phones",)
            yield Finding(table.path_of(*place), message, confirm_hint(now), now.id)


def _numbers(point: FocalPoint) -> dict[_Contact, int]:
    """Return the numbers of an entry, each with its index."""
    return {channel_key(phone): index for index, phone in enumerate(point.phones)}


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
        yield Finding(("private",), message, _("ask the member who changed it"))


@rule(WARNING, is_of_change=True, may_be_ignored=False)
def directory_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A change of `[directory]` is reported, except of its `uid`, which is an error (uid-changed).

    It concerns all entries and every list: who receives corrections, after how many days an entry
    is stale, to whom a list may be passed on. Earlier values are known only to
    `cmcct check --changed-since`.
    """
    for key, path in _iter_settings(parsed):
        if key != "uid":
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
            message = _("the UID of the directory changed")
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


def _iter_changed(parsed: ParseResult) -> Iterable[tuple[FocalPoint, ParsedTable]]:
    return parsed.previous.changed if parsed.previous else ()
