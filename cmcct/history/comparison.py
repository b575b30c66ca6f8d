"""Differences between two versions of the directory: joined, left and changed records."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, cast

from cmcct.model.entities import (
    CHANNELS,
    STRICTEST,
    Directory,
    DirectoryInfo,
    FocalPoint,
    Meeting,
    Phone,
    WorkingGroup,
)
from cmcct.model.fields import CONTACT_KEYS, CONTACT_TEXTS, UNORDERED
from cmcct.privacy import audiences, levels, limits
from cmcct.privacy.audiences import AudienceView
from cmcct.privacy.redaction import PRIVATE, is_plain
from cmcct.reference.countries import Country

Record: TypeAlias = FocalPoint | Meeting | WorkingGroup | DirectoryInfo
R = TypeVar("R", bound=Record)

# An entry in which nothing else changed was only confirmed.
_CONFIRMATION_KEYS = frozenset(("verified", "verified_via"))
# Keys of an older version that today's directory limits.
_LIMITED = frozenset((*CONTACT_KEYS, "sharing"))


class RecordChange(NamedTuple):
    """The change of one record: both versions (None if absent) and the keys that differ.

    `withheld` lists the keys whose change the audience may not see. `removed_kinds` maps a key to
    the kinds of removed channels that today's directory lacks or withholds; neither record contains
    their values. `is_removed` means that the entry was removed or that today's directory lacks it;
    an audience that may not have everything is then given its country, person, unit and
    organisation. `merged_into` is the entry that replaces this one.
    """

    before: Record | None
    after: Record | None
    keys: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    removed_kinds: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    is_removed: bool = False
    merged_into: FocalPoint | None = None

    @property
    def record(self) -> Record:
        """The current version of the record, or the last one."""
        return self.after or self.before  # type: ignore[return-value] # at least one is set

    @property
    def kind(self) -> Literal["joined", "left", "merged", "changed", "confirmed"]:
        """What became of the record; an entry with status "left" counts as absent."""
        was_there, is_there = _is_present(self.before), _is_present(self.after)
        if self.merged_into:
            return "merged"
        if was_there != is_there or not (self.before and self.after):
            return "joined" if is_there else "left"
        # A confirmation that was withdrawn, also its way, or set back is a correction.
        days = [getattr(side, "verified", None) or date.min for side in (self.before, self.after)]
        is_newer = days[1] > days[0] or (
            date.min < days[1] == days[0] and bool(getattr(self.after, "verified_via", ""))
        )
        is_only = _CONFIRMATION_KEYS.issuperset(self.keys) and not self.withheld
        return "confirmed" if is_newer and is_only else "changed"

    @property
    def id(self) -> str:
        """The id of the record; "" for the directory's own table."""
        return limits.record_ids(self.record)[0]

    @property
    def old_id(self) -> str:
        """The former id of a renamed record, else ""."""
        ids = [getattr(side, "id", "") for side in (self.before, self.after)]
        return ids[0] if all(ids) and ids[0] != ids[1] else ""


class DirectoryDiff(NamedTuple):
    """The changes visible to an audience, with the audience's view of both versions."""

    before: AudienceView
    after: AudienceView
    changes: tuple[RecordChange, ...]
    withheld: int  # number of changes to records hidden from the audience
    # Number of entries that the audience could see but can no longer, by country.
    withdrawn: Mapping[Country, int] = MappingProxyType({})
    unlisted: tuple[RecordChange, ...] = ()  # changes that are only counted
    ignored: tuple[str, ...] = ()  # findings that `[check] ignore` silences from now on


def compare(before: Directory, after: Directory) -> list[RecordChange]:
    """Return the changes between two directories: about, meetings, groups, entries."""
    merged = {id_: point for point in after.focal_points for id_ in point.merged}
    entries = _record_changes(before.focal_points, after.focal_points)
    return [
        *_record_changes([before.info], [after.info]),
        *_record_changes(before.meetings, after.meetings),
        *_record_changes(before.working_groups, after.working_groups),
        *(c if c.after else c._replace(merged_into=merged.get(c.id)) for c in entries),
    ]


def compare_for(before: Directory, after: Directory, audience: str) -> DirectoryDiff:
    """Return the changes between two directories that an audience may see."""
    visible: list[RecordChange] = []
    withheld = 0
    withdrawn: Counter[Country] = Counter()
    then = limits.limit_sharing(after, before)
    for change in compare(before, after):
        if restricted := _visible_change(change, then, after, audience):
            into = _visible_record(change.merged_into, after, audience)[0]
            visible.append(restricted._replace(merged_into=cast("FocalPoint | None", into)))
        elif lost := _visible_earlier(change.before, before, audience):
            withdrawn[lost.country] += 1
        else:
            withheld += 1
    sides = [audiences.view_for(side, (), audience) for side in (then, after)]
    return DirectoryDiff(sides[0], sides[1], tuple(visible), withheld, withdrawn)


def view_of_earlier(
    directory: Directory, points: Iterable[FocalPoint], audience: str
) -> tuple[FocalPoint, ...]:
    """Return the entries as the audience received them then, without today's limits."""
    as_it_was = dataclasses.replace(directory, current=None)
    return audiences.view_for(as_it_was, points, audience).focal_points


def pair_records(before: Iterable[R], after: Iterable[R]) -> Iterator[tuple[R | None, R | None]]:
    """Pair records by current id, else by any id both have had; skip equal records."""
    olds, news = Counter(before), Counter(after)
    old, new = dict(enumerate((olds - news).elements())), [*(news - olds).elements()]
    past: dict[int, R] = {}
    for most in (1, None):
        index_by_id = {
            id_: index for index in reversed(old) for id_ in limits.record_ids(old[index])[:most]
        }
        for index, record in enumerate(new):
            named = (index_by_id.get(id_, -1) for id_ in limits.record_ids(record)[:most])
            indexes = [at for at in named if at in old]
            if index not in past and indexes:
                past[index] = old.pop(indexes[0])
    yield from ((past.get(index), record) for index, record in enumerate(new))
    yield from ((record, None) for record in old.values())


def differing_keys(before: Record, after: Record) -> Iterator[str]:
    """Yield the keys whose values differ in meaning."""
    for key in type(after).model_fields:
        if getattr(before, key) != getattr(after, key) and _normalise(before, key) != _normalise(
            after, key
        ):
            yield key


def keep_changed_since(
    view: AudienceView, before: Directory, earlier: Iterable[FocalPoint]
) -> AudienceView:
    """Keep the entries that are new or changed since `earlier`, and list the removed ones.

    `earlier` has the entries with their contacts at that time, which today's directory may lack.
    They are only compared; none of them is in the result.
    """
    pairs = [*pair_records(earlier, view.focal_points)]
    new = {point for old, point in pairs if point and (not old or any(differing_keys(old, point)))}
    points = tuple(point for point in view.focal_points if point in new)
    lost = [old for old, point in pairs if old and not point]
    lost_view = audiences.view_for(before, lost, view.audience)
    gone = (*map(limits.strip_entry_contacts, lost_view.focal_points), *lost_view.removed)
    nameless = Counter(point.country for point in lost)
    nameless.subtract(point.country for point in gone)
    # The number of withheld entries that changed is not disclosed.
    return dataclasses.replace(
        view, focal_points=points, removed=gone, withdrawn=+nameless, withheld_entries=0
    )


def strip_diff_contacts(changes: DirectoryDiff) -> DirectoryDiff:
    """Return the changes without contact values, for copies that are stored."""
    bare = (
        RecordChange(
            change.before and _strip_record(change.before),
            change.after and _strip_record(change.after),
            tuple(key for key in change.keys if key not in PRIVATE),
            (*change.withheld, *(key for key in change.keys if key in PRIVATE)),
            is_removed=change.is_removed,
            merged_into=change.merged_into and _strip_record(change.merged_into),
        )
        for change in changes.changes
    )
    sides = _strip_view(changes.before), _strip_view(changes.after)
    ignored = tuple(map(_plain, changes.ignored))
    return changes._replace(before=sides[0], after=sides[1], changes=tuple(bare), ignored=ignored)


def _strip_view(view: AudienceView) -> AudienceView:
    return dataclasses.replace(
        view,
        info=_strip_record(view.info),
        meetings=tuple(map(_strip_record, view.meetings)),
        working_groups=tuple(map(_strip_record, view.working_groups)),
        focal_points=tuple(map(_strip_record, view.focal_points)),
    )


def _strip_record(record: R) -> R:
    """Return a record without contacts and without free text."""
    fields = type(record).model_fields
    bare = {key: _plain(value) for key, value in record}
    bare |= {key: field.get_default() for key, field in fields.items() if key in PRIVATE}
    return cast("R", record.model_copy(update=bare))


def _plain(value: Any) -> Any:
    if type(value) is tuple:  # includes Country, a tuple of names
        return tuple(map(_plain, value))
    return "…" if isinstance(value, str) and not is_plain(value) else value


def _visible_change(
    change: RecordChange, before: Directory, after: Directory, audience: str
) -> RecordChange | None:
    """Return the part of a change that an audience may see; None if nothing."""
    sides = (change.before, before), (change.after, after)
    (old, was_gone), (new, is_gone) = (_visible_record(*side, audience) for side in sides)
    if not (old or new):
        return None
    is_gone = (was_gone or not old) and (is_gone or not new)
    if old is None or new is None:
        # The record becomes visible to the audience, or stops being so.
        is_gone |= new is None and isinstance(old, FocalPoint) and audience != STRICTEST
        return RecordChange(old, new, is_removed=is_gone)
    removed_kinds: Mapping[str, tuple[str, ...]] = {}
    is_limited = audience != STRICTEST and not _LIMITED.isdisjoint(change.keys)
    if is_limited and isinstance(old, FocalPoint) and isinstance(new, FocalPoint):
        then, now = (_visible_earlier(*side, audience) for side in sides)
        old = old.model_copy(update={"sharing": (then or old).sharing})
        removed_kinds = {} if is_gone else _removed_kinds(then or old, old, now or new)
    differing = (key for key in change.keys if _normalise(old, key) != _normalise(new, key))
    shown = limits.IDENTIFYING_FIELDS if is_gone else change.keys
    visible = {*removed_kinds, *differing}.intersection(shown)
    keys = tuple(key for key in change.keys if key in visible)
    withheld = tuple(key for key in change.keys if key not in visible)
    return RecordChange(old, new, keys, withheld, removed_kinds, is_gone)


def _removed_kinds(
    then: FocalPoint, old: FocalPoint, new: FocalPoint
) -> dict[str, tuple[str, ...]]:
    """Return the kinds of removed channels by key, where `old` does not contain them."""
    removed_kinds: dict[str, tuple[str, ...]] = {}
    for key in CHANNELS:
        still = {
            levels.channel_key(channel) for side in (old, new) for channel in getattr(side, key)
        }
        went = [
            channel for channel in getattr(then, key) if levels.channel_key(channel) not in still
        ]
        removed_kinds[key] = tuple(getattr(channel, "type", key[:-1]) for channel in went)
    for key in CONTACT_TEXTS:
        is_out = getattr(then, key) not in {getattr(old, key), getattr(new, key)}
        removed_kinds[key] = (key,) if is_out else ()
    return {key: kinds for key, kinds in removed_kinds.items() if kinds}


def _visible_record(
    record: Record | None, directory: Directory, audience: str
) -> tuple[Record | None, bool]:
    """Return the audience's view of a record, and whether today's directory lacks it."""
    if isinstance(record, FocalPoint):
        view = audiences.view_for(directory, [record], audience)
        return next(iter((*view.focal_points, *view.removed)), None), bool(view.removed)
    if record is None or isinstance(record, DirectoryInfo):
        return record, False
    visible = audiences.restrict_directory(audience, directory)
    records = visible.meetings if isinstance(record, Meeting) else visible.working_groups
    return (record if any(record.id == other.id for other in records) else None), False


def _visible_earlier(
    record: Record | None, directory: Directory, audience: str
) -> FocalPoint | None:
    points = [record] if isinstance(record, FocalPoint) else []
    return next(iter(view_of_earlier(directory, points, audience)), None)


def _is_present(record: Record | None) -> bool:
    return record is not None and getattr(record, "status", "") != "left"


def _record_changes(before: Sequence[Record], after: Sequence[Record]) -> Iterator[RecordChange]:
    for old, new in pair_records(before, after):
        keys = tuple(differing_keys(old, new)) if old and new else ()
        if keys or not (old and new):
            yield RecordChange(old, new, keys)


def _normalise(record: Record, key: str) -> object:
    """Return the value of a key, normalised for comparison."""
    value = getattr(record, key)
    if key in UNORDERED:
        return frozenset(value)
    if key in {"emails", "handles"}:
        return [(each.text, _limit(each.sharing, record)) for each in value]
    if key == "phones":
        return [_phone(phone, _limit(phone.sharing, record)) for phone in value]
    return value


def _phone(phone: Phone, limit: str) -> tuple[object, ...]:
    own = phone.model_copy(update={"number": phone.e164, "sharing": limit, "apps": ()})
    return own, frozenset(phone.apps)


def _limit(level: str | None, record: Record) -> str:
    """Return the sharing level of a channel if stricter than its entry's, else ""."""
    own = getattr(record, "sharing", "")
    limit = levels.strictest((own, level))
    return limit if limit != own else ""
