"""Limits of older versions: what today's directory has made stricter stays so in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from cmcct.model.entities import (
    CHANNELS,
    NETWORK_LABELS,
    ChannelT,
    Directory,
    FocalPoint,
    Meeting,
    WorkingGroup,
)
from cmcct.model.fields import CONTACT_TEXTS
from cmcct.privacy.levels import AUDIENCES, channel_key, copy_if_changed, spelling, strictest

RecordT = TypeVar("RecordT", Meeting, WorkingGroup)

# Fields kept of an entry that today's directory lacks: its name, and those that filters use.
IDENTIFYING_FIELDS = frozenset({"country", "name", "unit", "organisation"})
_FILTER_FIELDS = frozenset(
    {"id", "formerly", "merged", "body", "role", "sectors", "languages", "covers", "working_groups"}
    | {"validates", "meetings", "status", "verified", "sharing"}
)


def record_ids(record: object) -> tuple[str, ...]:
    """Return the ids of a record: current, former (newest first), merged."""
    former, merged = (getattr(record, key, ()) for key in ("formerly", "merged"))
    return (getattr(record, "id", ""), *reversed(former), *merged)


def strip_entry_contacts(point: FocalPoint) -> FocalPoint:
    """Return a removed entry without contacts: its name, and the fields that filters use."""
    fields = FocalPoint.model_fields
    blank = {
        key: fields[key].get_default()
        for key in fields.keys() - IDENTIFYING_FIELDS - _FILTER_FIELDS
    }
    return point.model_copy(update=blank)


def limit_sharing(now: Directory, then: Directory) -> Directory:
    """Return `then` with its label and the sharing of meetings and groups limited by `now`."""
    labels = (then.info.network_label, now.info.network_label)
    label = max(labels, key=NETWORK_LABELS.index)
    return replace(
        then,
        info=then.info.model_copy(update={"network_label": label}),
        meetings=_with_strictest_sharing(then.meetings, now.meetings),
        working_groups=_with_strictest_sharing(then.working_groups, now.working_groups),
    )


def _with_strictest_sharing(then: Sequence[RecordT], now: Sequence[RecordT]) -> tuple[RecordT, ...]:
    """Return the records with the strictest level that their id has or had."""
    levels: dict[str, list[str]] = {}
    for record in (*then, *now):
        levels.setdefault(record.id, []).append(record.sharing)
    return tuple(
        record.model_copy(update={"sharing": strictest(levels[record.id])}) for record in then
    )


def take_stricter(directory: Directory, other: Directory) -> Directory:
    """Return a directory in which each record and channel has the stricter level of both versions.

    What the other version lacks is unchanged.
    """
    limits = Limits(other)
    return replace(
        directory,
        meetings=_with_strictest_sharing(directory.meetings, other.meetings),
        working_groups=_with_strictest_sharing(directory.working_groups, other.working_groups),
        focal_points=tuple(map(limits.take_stricter, directory.focal_points)),
    )


class Limits:
    """Limits of an older version set by today's directory: the stricter level counts."""

    def __init__(self, current: Directory) -> None:
        """Index today's directory, joined with its private file (overlay)."""
        self.current = current
        self._private = current.private_addresses
        self._by_id: dict[str, list[FocalPoint]] = {}
        for point in current.focal_points:
            for id_ in record_ids(point):
                self._by_id.setdefault(id_, []).append(point)

    def take_stricter(self, point: FocalPoint) -> FocalPoint:
        """Return an entry and its channels with the stricter level of then and now."""
        return copy_if_changed(point, _limit(point, self._find(point), AUDIENCES[0]))

    def _find(self, point: FocalPoint) -> list[FocalPoint]:
        return [now for id_ in record_ids(point) for now in self._by_id.get(id_, ())]

    def restrict(self, point: FocalPoint) -> FocalPoint | None:
        """Return an entry of an older version, limited by today's entry; None if there is none.

        The entry and its channels get the stricter level of then and now. Channels that today's
        entry lacks are removed.
        """
        current = self._find(point)
        if not current:
            return None
        values = _limit(point, current, absent="")
        for key in CONTACT_TEXTS:
            values[key] = _keep_if_current(
                getattr(point, key), (getattr(now, key) for now in current)
            )
        # An address of today's private file may be in the directory's older versions.
        private_addresses = [self._private[now.id] for now in current if now.id in self._private]
        if _keep_if_current(point.address, private_addresses):
            values["address"] = ""
        return copy_if_changed(point, values)


def _keep_if_current(then: str, now: Iterable[str]) -> str:
    """Return an old text if it equals one of the current texts, ignoring spelling."""
    return then if spelling(then) in map(spelling, now) else ""


def _levels(points: Iterable[FocalPoint], key: str) -> dict[tuple[str, ...], str]:
    """Return the level of each channel; the strictest if it is repeated."""
    levels: dict[tuple[str, ...], str] = {}
    for point in points:
        for channel in getattr(point, key):
            contact = channel_key(channel)
            own = (point.sharing, channel.sharing or point.sharing)
            levels[contact] = strictest((*own, levels.get(contact, AUDIENCES[0])))
    return levels


def _limit(point: FocalPoint, current: Sequence[FocalPoint], absent: str) -> dict[str, object]:
    """Return the sharing and the channels of an entry, each with the stricter level.

    `absent` is the level of channels that today's entry lacks; without one, they are removed.
    """
    return {
        "sharing": strictest((point.sharing, *(now.sharing for now in current))),
        **{
            key: tuple(_limit_channels(point, getattr(point, key), _levels(current, key), absent))
            for key in CHANNELS
        },
    }


def _limit_channels(
    point: FocalPoint,
    channels: Iterable[ChannelT],
    levels: Mapping[tuple[str, ...], str],
    absent: str,
) -> Iterator[ChannelT]:
    for channel in channels:
        if level := levels.get(channel_key(channel), absent):
            own = channel.sharing or point.sharing
            limit = strictest((own, level))
            yield channel if limit == own else channel.model_copy(update={"sharing": limit})
