"""Access control: the only place that decides what an audience may receive.

Audiences are nested, from widest to strictest: public, network, secretariat. All output is made
from an `AudienceView`; formats to hand out have no other access to the directory. It says what
`Edition` of the directory it shows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cmcct.model.entities import (
    CHANNELS,
    STRICTEST,
    ChannelT,
    Directory,
    DirectoryInfo,
    FocalPoint,
    Meeting,
    Phone,
    WorkingGroup,
)
from cmcct.model.fields import REFERENCES, SECRETARIAT_KEYS
from cmcct.privacy.levels import MARKINGS, copy_if_changed, may_see, strictest
from cmcct.reference.countries import Country

if TYPE_CHECKING:
    from cmcct.privacy.limits import Limits


def _find_no_change(_id: str) -> None:
    """Return that an entry of a draft has no last change."""


class Edition(NamedTuple):
    """The version that a list was made from; without a `day` the list is a draft.

    `number` is that of an edition (`2026-1`), "" if the commit is not one. `day` is the day of the
    commit in the time zone that the commit names. `content` is the content mark: two lists with the
    same mark say the same, whatever their format and language. `filters` says in words what
    an excerpt is filtered by, "" for a whole list. `last_change` returns when an entry changed
    last, by its id.
    """

    number: str = ""
    day: date | None = None
    commit: str = ""
    content: str = ""
    filters: str = ""
    last_change: Callable[[str], datetime | None] = _find_no_change


DRAFT = Edition()


# Formats read by the user of the command; all others may be passed on.
_FOR_USER = frozenset({"card", "ids", "table", "text", "toml", "tsv"})

RecordT = TypeVar("RecordT", Meeting, WorkingGroup)


@dataclass(frozen=True, slots=True)
class AudienceView:
    """An audience's view of a directory.

    The `sharing` of a channel is set only if stricter than its entry's. `meetings` and
    `working_groups` resolve ids of entries; output lists only `meetings_attended` and
    `groups_joined`.
    """

    audience: str
    info: DirectoryInfo
    meetings: tuple[Meeting, ...]
    working_groups: tuple[WorkingGroup, ...]
    focal_points: tuple[FocalPoint, ...]
    private_addresses: frozenset[str] = frozenset()  # ids whose address only this audience has
    withheld: Mapping[str, int] = field(default_factory=dict)  # id -> channels withheld
    withheld_handles: frozenset[str] = frozenset()  # ids with a handle among these
    withheld_entries: int = 0  # matching entries that are withheld
    removed: tuple[FocalPoint, ...] = ()  # entries removed since an earlier list; without contacts
    withdrawn: Mapping[Country, int] = field(default_factory=dict)  # others removed, by country
    today: date | None = None  # upper limit of `last_confirmed`
    edition: Edition = DRAFT

    @property
    def marking(self) -> str:
        """The label of the audience: `TLP:AMBER`; for the network, the directory's own."""
        return self.info.network_label if self.audience == "network" else MARKINGS[self.audience]

    @property
    def withheld_channels(self) -> int:
        """The number of withheld e-mails, numbers and handles of these entries."""
        return sum(self.withheld.get(id_, 0) for id_ in {point.id for point in self.focal_points})

    @property
    def withholds_handles(self) -> bool:
        """Whether a handle is among the withheld channels of these entries."""
        return any(point.id in self.withheld_handles for point in self.focal_points)

    def without_counts(self) -> "AudienceView":
        """Return a copy without withheld counts.

        With a selection, a count would disclose whose data is withheld.
        """
        return replace(self, withheld={}, withheld_entries=0)

    @property
    def meetings_attended(self) -> tuple[Meeting, ...]:
        """The meetings attended by at least one of the entries."""
        ids = {id_ for point in self.focal_points for id_ in point.meetings}
        return tuple(meeting for meeting in self.meetings if meeting.id in ids)

    @property
    def groups_joined(self) -> tuple[WorkingGroup, ...]:
        """The working groups with at least one of the entries, as a member or to validate."""
        ids = {
            id_ for point in self.focal_points for id_ in (*point.working_groups, *point.validates)
        }
        return tuple(group for group in self.working_groups if group.id in ids)

    @property
    def last_confirmed(self) -> date | None:
        """The newest date on which an entry was confirmed, up to `today`.

        Meetings do not count: they may be in the future.
        """
        days = (point.verified for point in self.focal_points if point.verified)
        return max((day for day in days if day <= (self.today or day)), default=None)


def restrict_directory(audience: str, directory: Directory) -> Directory:
    """Return a directory without the meetings and working groups withheld from `audience`."""
    if audience == STRICTEST:
        return directory
    if directory.current is not None:
        from cmcct.privacy.limits import limit_sharing

        directory = limit_sharing(_read_limits(directory.current).current, directory)
    return replace(
        directory,
        meetings=_visible_records(audience, directory.meetings),
        working_groups=_visible_records(audience, directory.working_groups),
    )


def _visible_records(audience: str, records: Sequence[RecordT]) -> tuple[RecordT, ...]:
    """Keep the records that `audience` may see; for a repeated id, the strictest counts."""
    held = {record.id for record in records if not may_see(audience, record.sharing)}
    return tuple(record for record in records if record.id not in held)


def view_for(directory: Directory, points: Iterable[FocalPoint], audience: str) -> AudienceView:
    """Return the audience's view of some entries of a directory."""
    visible = restrict_directory(audience, directory)
    limited, gone = _limit_entries(directory, points, audience)
    shared = [point for point in limited if may_see(audience, point.sharing)]
    meetings, groups = visible.meetings, visible.working_groups
    ids = {"meeting": {m.id for m in meetings}, "working_group": {g.id for g in groups}}
    restricted = tuple(_restrict(point, directory, audience, ids) for point in shared)
    withheld, handles = dict[str, int](), set[str]()
    for whole, part in zip(shared, restricted, strict=True):
        if len(whole.handles) > len(part.handles):
            handles.add(part.id)
        if count := len(whole.channels) - len(part.channels):
            withheld[part.id] = withheld.get(part.id, 0) + count
    addresses = frozenset(directory.private_addresses if audience == STRICTEST else ())
    held = (withheld, frozenset(handles))
    return AudienceView(
        audience, visible.info, meetings, groups, restricted, addresses, *held, removed=gone
    )


def is_for_user(output_format: str) -> bool:
    """Return whether a format is read by the user of the command, not passed on."""
    return output_format in _FOR_USER


def default_audience(output_format: str) -> str:
    """Return the default audience of a format: all data on screen, `network` for exports."""
    return STRICTEST if is_for_user(output_format) else "network"


def _restrict(
    point: FocalPoint, directory: Directory, audience: str, visible_ids: Mapping[str, set[str]]
) -> FocalPoint:
    """Return the part of an entry that an audience may see; `visible_ids` are by table."""
    values: dict[str, object] = {
        key: _visible_channels(getattr(point, key), point, audience) for key in CHANNELS
    }
    if audience != STRICTEST:
        values |= dict.fromkeys(SECRETARIAT_KEYS, "")
        # Ids missing in the file are removed too: their sharing level is unknown.
        for key, table in REFERENCES.items():
            values[key] = tuple(id_ for id_ in getattr(point, key) if id_ in visible_ids[table])
    elif point.id in directory.private_addresses:
        values["address"] = directory.private_addresses[point.id]
    return copy_if_changed(point, values)


def _visible_channels(
    channels: tuple[ChannelT, ...], point: FocalPoint, audience: str
) -> tuple[ChannelT, ...]:
    placed = [_mark_stricter(channel, point) for channel in channels]
    visible = (c for c in placed if may_see(audience, c.sharing or point.sharing))
    if audience == STRICTEST:
        return tuple(visible)
    # Without the day and the reason of a failed test call.
    return tuple(c.without_failure() if isinstance(c, Phone) and c.failed else c for c in visible)


def _mark_stricter(channel: ChannelT, point: FocalPoint) -> ChannelT:
    """Return a channel with `sharing` set only if stricter than its entry's."""
    if channel.sharing is None:
        return channel
    level = strictest((point.sharing, channel.sharing))
    own = None if level == point.sharing else level
    return channel if channel.sharing == own else channel.model_copy(update={"sharing": own})


def _limit_entries(
    directory: Directory, points: Iterable[FocalPoint], audience: str
) -> tuple[Iterable[FocalPoint], tuple[FocalPoint, ...]]:
    """Return the entries as limited by today's directory, and those that it lacks."""
    if directory.current is None or audience == STRICTEST:
        return points, ()
    from cmcct.privacy.limits import strip_entry_contacts

    limits = _read_limits(directory.current)
    pairs = [(point, limits.restrict(point)) for point in points]
    gone = (then for then, now in pairs if now is None and may_see(audience, then.sharing))
    return [now for _, now in pairs if now], tuple(map(strip_entry_contacts, gone))


@lru_cache(maxsize=2)
def _read_limits(current: Callable[[], Directory]) -> "Limits":
    """Read today's directory once for all versions that it limits."""
    from cmcct.privacy.limits import Limits

    return Limits(current())
