"""Access control: the only place that decides what an audience may receive.

Audiences are nested, from widest to strictest: public, network, secretariat. All output is made
from an `AudienceView`; formats to hand out have no other access to the directory.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from cmcct.model.edition import DRAFT, Edition
from cmcct.model.entities import (
    NETWORK_LABELS,
    STRICTEST,
    Directory,
    DirectoryInfo,
    Email,
    FocalPoint,
    Meeting,
    Phone,
    WorkingGroup,
)
from cmcct.model.fields import CONTACT_TEXTS, REFERENCES, SECRETARIAT_KEYS
from cmcct.reference.countries import Country
from cmcct.text.folding import fold

AUDIENCES = ("public", "network", "secretariat")
# The Traffic Light Protocol 2.0 label of an export, by audience.
MARKINGS = {"public": "TLP:CLEAR", "network": NETWORK_LABELS[0], "secretariat": "TLP:RED"}
AUDIENCES_BY_MARKING = {
    **{marking: audience for audience, marking in MARKINGS.items()},
    **dict.fromkeys(NETWORK_LABELS, "network"),
}

# Formats read by the user of the command; all others may be passed on.
_FOR_USER = frozenset({"card", "ids", "table", "text", "toml", "tsv"})

_LISTS = ("emails", "phones", "address")  # keys of the channels that an edit can widen
_BETWEEN_DIGITS = re.compile(r"[\s()./-]+")  # separators; national numbers have no E.164 form

ChannelT = TypeVar("ChannelT", Email, Phone)
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
    withheld: Mapping[str, int] = field(default_factory=dict)  # id -> e-mails and numbers withheld
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
        """The number of withheld e-mails and numbers of these entries."""
        return sum(self.withheld.get(id_, 0) for id_ in {point.id for point in self.focal_points})

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
    if directory.current is not None and audience != STRICTEST:
        directory = limit_sharing(_read_limits(directory.current).current, directory)
    return replace(
        directory,
        meetings=_visible_records(audience, directory.meetings),
        working_groups=_visible_records(audience, directory.working_groups),
    )


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


def _visible_records(audience: str, records: Sequence[RecordT]) -> tuple[RecordT, ...]:
    """Keep the records that `audience` may see; for a repeated id, the strictest counts."""
    held = {record.id for record in records if not may_see(audience, record.sharing)}
    return tuple(record for record in records if record.id not in held)


def view_for(directory: Directory, points: Iterable[FocalPoint], audience: str) -> AudienceView:
    """Return the audience's view of some entries of a directory."""
    known = restrict_directory(audience, directory)
    limited, gone = _limit_entries(directory, points, audience)
    shared = [point for point in limited if may_see(audience, point.sharing)]
    meetings, groups = known.meetings, known.working_groups
    ids = {"meeting": {m.id for m in meetings}, "working_group": {g.id for g in groups}}
    visible_ids = {key: ids[table] for key, table in REFERENCES.items()}
    kept = tuple(_restrict(point, directory, audience, visible_ids) for point in shared)
    withheld: dict[str, int] = {}
    for whole, part in zip(shared, kept, strict=True):
        if count := _channels(whole) - _channels(part):
            withheld[part.id] = withheld.get(part.id, 0) + count
    addresses = frozenset(directory.private_addresses if audience == STRICTEST else ())
    return AudienceView(
        audience, known.info, meetings, groups, kept, addresses, withheld, removed=gone
    )


def _channels(point: FocalPoint) -> int:
    return len(point.emails) + len(point.phones)


def is_for_user(output_format: str) -> bool:
    """Return whether a format is read by the user of the command, not passed on."""
    return output_format in _FOR_USER


def default_audience(output_format: str) -> str:
    """Return the default audience of a format: all data on screen, `network` for exports."""
    return STRICTEST if is_for_user(output_format) else "network"


def may_see(audience: str, sharing: str) -> bool:
    """Return whether `audience` may have data shared up to the level `sharing`."""
    return AUDIENCES.index(sharing) <= AUDIENCES.index(audience)


def widened_channels(before: FocalPoint, after: FocalPoint) -> list[str]:
    """Return the e-mails, numbers and address with a wider audience than before."""
    known = _levels_of(before)
    return [
        channel
        for channel, level in _levels_of(after).items()
        if channel in known and AUDIENCES.index(level) < AUDIENCES.index(known[channel])
    ]


def replacing_channels(before: FocalPoint, after: FocalPoint) -> list[str]:
    """Return the new e-mails, numbers and address with a wider audience than what they replace.

    Channels that only one side has are paired in their order in the list.
    """
    found = []
    for key in _LISTS:
        gone, come = _only_in(before, after, key), _only_in(after, before, key)
        found += [
            text
            for (_ignored, known), (text, level) in zip(gone, come, strict=False)
            if AUDIENCES.index(level) < AUDIENCES.index(known)
        ]
    return found


def released_channels(
    overlay_points: Iterable[FocalPoint], before: Iterable[FocalPoint], after: Iterable[FocalPoint]
) -> list[str]:
    """Return the private file's channels that entries share more widely than before.

    `overlay_points` are the entries of the private file (overlay), `before` is all of the
    directory, which is only read if it matters, and `after` are the changed entries.
    """
    held = {contact for point in overlay_points for contact, _ignored, _level in _contacts(point)}
    shared = [
        (contact, text, level)
        for point in after
        for contact, text, level in _contacts(point)
        if contact in held and level != STRICTEST
    ]
    known: dict[tuple[str, ...], int] = {}
    for point in before if shared else ():
        for contact, _text, level in _contacts(point):
            known[contact] = min(AUDIENCES.index(level), known.get(contact, len(AUDIENCES)))
    strict = AUDIENCES.index(STRICTEST)
    return [
        text
        for contact, text, level in shared
        if AUDIENCES.index(level) < known.get(contact, strict)
    ]


def _contacts(point: FocalPoint) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield each channel and the address: a key in any spelling, the text, and the audience."""
    channels: tuple[Email | Phone, ...] = (*point.emails, *point.phones)
    for channel in channels:
        text = channel.address if isinstance(channel, Email) else channel.formatted
        level = strictest((point.sharing, channel.sharing or point.sharing))
        yield channel_key(channel), text, level
    if point.address:
        yield (_spelling(point.address),), point.address, point.sharing


def _only_in(point: FocalPoint, other: FocalPoint, key: str) -> list[tuple[str, str]]:
    """Return the channels of a list that another entry lacks, each with its audience."""
    known = dict(_levels_of_list(other, key))
    return [(text, level) for text, level in _levels_of_list(point, key) if text not in known]


def _levels_of(point: FocalPoint) -> dict[str, str]:
    """Return the widest audience of each channel of an entry."""
    return {text: level for key in _LISTS for text, level in _levels_of_list(point, key)}


def _levels_of_list(point: FocalPoint, key: str) -> list[tuple[str, str]]:
    """Return the e-mails, the numbers or the address of an entry, each with its audience."""
    lists: dict[str, list[tuple[str, str | None]]] = {
        "emails": [(email.address, email.sharing) for email in point.emails],
        "phones": [(phone.formatted, phone.sharing) for phone in point.phones],
        "address": [(point.address, None)] if point.address else [],
    }
    return [(text, strictest((point.sharing, own or point.sharing))) for text, own in lists[key]]


def strictest(sharings: Iterable[str]) -> str:
    """Return the strictest of some sharing levels."""
    return max(sharings, key=AUDIENCES.index)


def _restrict(
    point: FocalPoint, directory: Directory, audience: str, visible_ids: Mapping[str, set[str]]
) -> FocalPoint:
    kept: dict[str, object] = {
        "emails": _visible_channels(point.emails, point, audience),
        "phones": _visible_channels(point.phones, point, audience),
    }
    if audience != STRICTEST:
        kept |= dict.fromkeys(SECRETARIAT_KEYS, "")
        # Ids missing in the file are removed too: their sharing level is unknown.
        for key, ids in visible_ids.items():
            kept[key] = tuple(id_ for id_ in getattr(point, key) if id_ in ids)
    elif point.id in directory.private_addresses:
        kept["address"] = directory.private_addresses[point.id]
    return _copy_if_changed(point, kept)


def _copy_if_changed(point: FocalPoint, kept: Mapping[str, object]) -> FocalPoint:
    # Most entries are unchanged, and copying thousands is slow.
    is_whole = all(getattr(point, key) == value for key, value in kept.items())
    return point if is_whole else point.model_copy(update=kept)


def _visible_channels(
    channels: tuple[ChannelT, ...], point: FocalPoint, audience: str
) -> tuple[ChannelT, ...]:
    placed = [_mark_stricter(channel, point) for channel in channels]
    kept = (c for c in placed if may_see(audience, c.sharing or point.sharing))
    return tuple(kept if audience == STRICTEST else map(_hide_failure, kept))


def _hide_failure(channel: ChannelT) -> ChannelT:
    """Return a channel without the day and the reason of a failed test call."""
    if isinstance(channel, Email) or channel.failed is None:
        return channel
    return channel.model_copy(update={"failed": None, "doubtful": channel.is_doubtful})


def _mark_stricter(channel: ChannelT, point: FocalPoint) -> ChannelT:
    """Return a channel with `sharing` set only if stricter than its entry's."""
    if channel.sharing is None:
        return channel
    level = strictest((point.sharing, channel.sharing))
    own = None if level == point.sharing else level
    return channel if channel.sharing == own else channel.model_copy(update={"sharing": own})


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


def _limit_entries(
    directory: Directory, points: Iterable[FocalPoint], audience: str
) -> tuple[Iterable[FocalPoint], tuple[FocalPoint, ...]]:
    """Return the entries as limited by today's directory, and those that it lacks."""
    if directory.current is None or audience == STRICTEST:
        return points, ()
    limits = _read_limits(directory.current)
    pairs = [(point, limits.restrict(point)) for point in points]
    gone = (then for then, now in pairs if now is None and may_see(audience, then.sharing))
    return [now for _, now in pairs if now], tuple(map(strip_entry_contacts, gone))


@lru_cache(maxsize=2)
def _read_limits(current: Callable[[], Directory]) -> "Limits":
    """Read today's directory once for all versions that it limits."""
    return Limits(current())


def take_stricter(directory: Directory, other: Directory) -> Directory:
    """Return a directory in which each record and channel has the stricter level of both versions.

    What the other version lacks is unchanged.
    """
    limits = Limits(other)
    records: tuple[Meeting | WorkingGroup, ...] = (*other.meetings, *other.working_groups)
    levels = {record.id: record.sharing for record in records}

    def limit(record: RecordT) -> RecordT:
        level = strictest((record.sharing, levels.get(record.id, record.sharing)))
        return record.model_copy(update={"sharing": level})

    return replace(
        directory,
        meetings=tuple(map(limit, directory.meetings)),
        working_groups=tuple(map(limit, directory.working_groups)),
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
        found = self._find(point)
        emails, phones = _levels(found, "emails"), _levels(found, "phones")
        kept: dict[str, object] = {
            "sharing": strictest((point.sharing, *(now.sharing for now in found))),
            "emails": tuple(
                _limit_channel(emails.get(channel_key(email), AUDIENCES[0]), email, point)
                for email in point.emails
            ),
            "phones": tuple(
                _limit_channel(phones.get(channel_key(phone), AUDIENCES[0]), phone, point)
                for phone in point.phones
            ),
        }
        return _copy_if_changed(point, kept)

    def _find(self, point: FocalPoint) -> list[FocalPoint]:
        return [now for id_ in record_ids(point) for now in self._by_id.get(id_, ())]

    def restrict(self, point: FocalPoint) -> FocalPoint | None:
        """Return an entry of an older version, limited by today's entry; None if there is none.

        The entry and its channels get the stricter level of then and now. Channels that today's
        entry lacks are removed.
        """
        found = self._find(point)
        if not found:
            return None
        kept: dict[str, object] = {
            "sharing": strictest((point.sharing, *(now.sharing for now in found))),
            "emails": _keep_current(point, point.emails, _levels(found, "emails")),
            "phones": _keep_current(point, point.phones, _levels(found, "phones")),
        }
        for key in CONTACT_TEXTS:
            kept[key] = _keep_if_current(getattr(point, key), (getattr(now, key) for now in found))
        # An address of today's private file may be in the directory's older versions.
        private_addresses = [self._private[now.id] for now in found if now.id in self._private]
        if _keep_if_current(point.address, private_addresses):
            kept["address"] = ""
        return _copy_if_changed(point, kept)


def _keep_if_current(then: str, now: Iterable[str]) -> str:
    """Return an old text if it equals one of the current texts, ignoring spelling."""
    return then if _spelling(then) in map(_spelling, now) else ""


def _spelling(text: str) -> str:
    return fold(text) or text


def _levels(points: Iterable[FocalPoint], key: str) -> dict[tuple[str, ...], str]:
    """Return the level of each channel; the strictest if it is repeated."""
    levels: dict[tuple[str, ...], str] = {}
    for point in points:
        for channel in getattr(point, key):
            contact = channel_key(channel)
            own = (point.sharing, channel.sharing or point.sharing)
            levels[contact] = strictest((*own, levels.get(contact, AUDIENCES[0])))
    return levels


def _keep_current(
    point: FocalPoint, channels: Sequence[ChannelT], levels: Mapping[tuple[str, ...], str]
) -> tuple[ChannelT, ...]:
    """Keep the channels that today's entry has, with the stricter level."""
    return tuple(
        _limit_channel(level, channel, point)
        for channel in channels
        if (level := levels.get(channel_key(channel)))
    )


def _limit_channel(level: str, channel: ChannelT, point: FocalPoint) -> ChannelT:
    own = channel.sharing or point.sharing
    narrower = strictest((own, level))
    return channel if narrower == own else channel.model_copy(update={"sharing": narrower})


def channel_key(channel: Email | Phone) -> tuple[str, ...]:
    """Return a key that identifies a channel in any spelling."""
    if isinstance(channel, Email):
        return (channel.address.strip().casefold(),)
    return _BETWEEN_DIGITS.sub("", channel.e164), channel.ext
