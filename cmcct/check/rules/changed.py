"""Rules that compare two versions: changes that need attention."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

from cmcct.check.rules.registry import iter_entries, rule
from cmcct.diagnostics import WARNING, Finding
from cmcct.i18n.messages import Message, SafeText, _
from cmcct.model import person_names
from cmcct.model.entities import FocalPoint
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy.audiences import channel_key, may_see, strictest
from cmcct.text import shell

_ChannelKey: TypeAlias = tuple[str, ...]


@rule(WARNING, suggests_ignore=True)
def id_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry that gets another id keeps the earlier one in `formerly`, and those before that.

    Address books and the private file find the entry by them: without the first one, a list made
    since then names the seat as removed. `cmcct rename` keeps them. Only `cmcct check
    --changed-since` knows what an id was.
    """
    for then, record in _iter_changed(parsed):
        now = record.value
        is_unknown = record.is_unreadable("id") or record.is_unreadable("formerly")
        # With the first id back, the UIDs of the cards are the same again.
        if is_unknown or now.id in (then.id, then.oldest_id):
            continue
        for id_ in (*then.formerly, then.id):
            if id_ not in now.ids:
                message = _('{id}, the earlier id, is not in "formerly"', id=repr(id_))
                hint = _('add "{id}" to formerly, as cmcct rename does', id=id_)
                yield Finding(record.path_of("id"), message, hint, now.id)


@rule(WARNING, suggests_ignore=True)
def entry_removed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry whose person leaves stays in the file with `status = "left"`.

    So its id stays taken, and lists made since an earlier one say who has left. An entry merged
    into another, whose `merged` has its id, is not removed, and one that had left before may go.
    One that got another id more than once since then is not removed either: its first id belongs in
    `formerly` too. Only `cmcct check --changed-since` knows what was there.
    """
    if parsed.previous is None:
        return
    known = {id_ for point in parsed.previous.points for id_ in point.ids}
    # Only a version in between shows which id these had.
    unmatched = [
        point
        for point in parsed.directory.focal_points
        if point.formerly and known.isdisjoint(point.ids)
    ]
    for then, path in parsed.previous.removed:
        message = _("the entry was removed")
        hint = _('keep it with status = "left", as cmcct retire does')
        renamed = [point for point in unmatched if point.country == then.country]
        if len(renamed) == 1:
            hint = _(
                '{advice}; if {id} is the same seat, add "{old_id}" to its formerly',
                advice=hint,
                id=repr(renamed[0].id),
                old_id=then.id,
            )
        yield Finding(path, message, hint, then.id)


@rule(WARNING, suggests_ignore=True)
def person_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Another person in a seat has a `verified` of their own, and no contact of the person before.

    Who was confirmed is the person before, and so are a mobile number and an e-mail address with
    their name. `cmcct replace` takes them out. A longer or shorter form of a name is the same
    person. Only `cmcct check --changed-since` knows whose name stood there.
    """
    for then, record in _iter_changed(parsed):
        now = record.value
        if not now.name.strip() or person_names.is_same_person(then.name, now.name):
            continue
        place: tuple[str | int, ...] = ("name",)
        if then.verified and now.verified and now.verified <= then.verified:
            message = _("the name changed, and the entry was not confirmed since")
            hint = _to_confirm(now)
        elif left := next(_channels_left_behind(then, now), None):
            place, message = left
            hint = _("remove it, as cmcct replace does")
        else:
            continue
        yield Finding(record.path_of(*place), message, hint, now.id)


def _channels_left_behind(
    then: FocalPoint, now: FocalPoint
) -> Iterator[tuple[tuple[str, int], Message]]:
    """Yield (place, message) for the previous person's channels that remain."""
    known = {end for end, _ in _channels(then)}
    words = person_names.name_words(f"{then.name} {then.family_name}") - person_names.name_words(
        now.name
    )
    for index, phone in enumerate(now.phones):
        if phone.type == "mobile" and channel_key(phone) in known:
            message = _("the name changed, and this is the mobile number of the person before")
            yield ("phones", index), message
    for index, email in enumerate(now.emails):
        if person_names.is_named(email.address, words) and channel_key(email) in known:
            message = _("the name changed, and this is the e-mail address of the person before")
            yield ("emails", index), message


@rule(WARNING, suggests_ignore=True)
def sharing_widened(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry, e-mail address or number is not opened to a wider audience unnoticed.

    What went out once cannot be taken back. A number is the same however it is written, and also
    where it moved to another entry. Only `cmcct check --changed-since` knows who could have it.
    """
    earlier = parsed.previous
    if earlier is None:
        return
    everywhere = _audiences(earlier.points)
    was = {record.path: then for then, record in earlier.changed}
    for record, now in iter_entries(parsed):
        then = was.get(record.path)
        before = then.sharing if then else now.sharing
        is_widened = _is_wider(now.sharing, before)
        if is_widened:
            yield _find_widened(record, ("sharing",), before, now.sharing)
        own = _audiences([then] if then else [])
        for key in ("emails", "phones"):
            for index, channel in enumerate(getattr(now, key)):
                level = _audience(now, channel.sharing)
                end = channel_key(channel)
                known = own.get(end) or everywhere.get(end, level)
                # A channel that follows its entry's `sharing` is covered by the entry's finding.
                if _is_wider(level, known) and not (is_widened and known == before):
                    yield _find_widened(record, (key, index, "sharing"), known, level)


def _find_widened(
    record: ParsedTable, place: tuple[str | int, ...], before: str, now: str
) -> Finding:
    # Translators: the fields are words of the file: public, network
    wider, sharing = SafeText(now), SafeText(before)
    message = _("shared with {now}, before with {before} only", now=wider, before=sharing)
    hint = _('ask the person, or write sharing = "{sharing}"', sharing=sharing)
    return Finding(record.path_of(*place), message, hint, record.value.id)


def _audiences(of: Iterable[FocalPoint]) -> dict[_ChannelKey, str]:
    """Return for each end point of a channel the widest audience that may have it."""
    widest: dict[_ChannelKey, str] = {}
    for point in of:
        for end, level in _channels(point):
            if end not in widest or _is_wider(level, widest[end]):
                widest[end] = level
    return widest


def _channels(point: FocalPoint) -> Iterator[tuple[_ChannelKey, str]]:
    """Yield the end points of an entry's channels, each with its audience."""
    for email in point.emails:
        yield channel_key(email), _audience(point, email.sharing)
    for phone in point.phones:
        yield channel_key(phone), _audience(point, phone.sharing)


def _audience(point: FocalPoint, own: str | None) -> str:
    return strictest((point.sharing, own or point.sharing))


def _is_wider(one: str, other: str) -> bool:
    return one != other and may_see(other, one)


@rule(WARNING, suggests_ignore=True)
def verified_moved_back(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """The day of a confirmation moves forward only.

    An earlier day is a slip, or comes of an older copy of the file. Only `cmcct check
    --changed-since` knows the day that stood there.
    """
    for then, record in _iter_changed(parsed):
        now = record.value
        if then.verified and now.verified and now.verified < then.verified:
            message = _("verified moved back from {then}", then=then.verified.isoformat())
            hint = _("write the later day")
            path = record.path_of("verified")
            yield Finding(path, message, hint, now.id)


@rule(WARNING, suggests_ignore=True)
def number_changed(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A number is changed, added or removed together with a new `verified`.

    Who rings it relies on the day of the confirmation. Where `verified` is taken out, the entry
    counts as unconfirmed, which is said too. The numbers of an entry merged into this one are none
    that were added, and those of a person who has left may go. Only `cmcct check --changed-since`
    knows the numbers that stood there.
    """
    by_id = {point.id: point for point in parsed.previous.points} if parsed.previous else {}
    for then, record in _iter_changed(parsed):
        now = record.value
        if then.verified and not now.verified:
            continue
        if now.verified and not (then.verified and now.verified <= then.verified):
            continue
        of_then, of_now = _numbers(then), _numbers(now)
        merged = {end for id_ in now.ids if id_ in by_id for end in _numbers(by_id[id_])}
        added = [end for end in of_now if end not in of_then and end not in merged]
        if added or (now.status != "left" and not of_then.keys() <= of_now.keys()):
            message = _("a number changed, and the entry was not confirmed since")
            place = ("phones", of_now[added[0]]) if added else ("phones",)
            yield Finding(record.path_of(*place), message, _to_confirm(now), now.id)


def _to_confirm(point: FocalPoint) -> Message:
    id_ = shell.quote(point.id)
    return _("confirm it with the person, then run cmcct verify {id}", id=id_)


def _numbers(point: FocalPoint) -> dict[_ChannelKey, int]:
    """Return the end points of an entry's numbers, each with its index."""
    return {channel_key(phone): index for index, phone in enumerate(point.phones)}


def _iter_changed(parsed: ParseResult) -> Iterable[tuple[FocalPoint, ParsedTable]]:
    return parsed.previous.changed if parsed.previous else ()
