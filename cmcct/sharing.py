"""Who may have what: the one place that decides it.

Audiences are nested, from the widest to the strictest: public, network, secretariat. Whatever
leaves the tool is an `Extract`; formats know nothing else of the directory.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from cmcct.countries import Country
from cmcct.folding import fold
from cmcct.model import STRICTEST, About, Directory, Email, FocalPoint, Meeting, Phone, WorkingGroup

AUDIENCES = ("public", "network", "secretariat")
# The Traffic Light Protocol 2.0 label that an export for the audience carries.
MARKINGS = {"public": "TLP:CLEAR", "network": "TLP:AMBER", "secretariat": "TLP:RED"}

# Forms that are read where they are made; whatever else can be passed on.
_READ_HERE = frozenset({"card", "ids", "table", "text", "toml", "tsv"})

_BETWEEN_DIGITS = re.compile(r"[\s()./-]+")  # of a national number, which has no other one spelling

ChannelT = TypeVar("ChannelT", Email, Phone)
RecordT = TypeVar("RecordT", Meeting, WorkingGroup)


class Extract(NamedTuple):
    """What one audience may have of a directory.

    The `sharing` of a channel is given where it is for fewer than its entry, and nowhere else.
    `meetings` and `working_groups` are for looking up what an entry names; a product lists only
    `meetings_attended` and `groups_joined`.
    """

    audience: str
    about: About
    meetings: tuple[Meeting, ...]
    working_groups: tuple[WorkingGroup, ...]
    focal_points: tuple[FocalPoint, ...]
    private_addresses: frozenset[str] = frozenset()  # ids whose address only this audience has
    withheld: Mapping[str, int] = MappingProxyType({})  # id -> e-mails and numbers held back
    withheld_entries: int = 0  # that were found and are not among these
    gone: tuple[FocalPoint, ...] = ()  # of an earlier list, to be deleted from it: who, no contact
    withdrawn: Mapping[Country, int] = MappingProxyType({})  # the same, but not to be named
    today: date | None = None  # no later day is of an edition

    @property
    def marking(self) -> str:
        """The label of the audience: `TLP:AMBER`."""
        return MARKINGS[self.audience]

    @property
    def withheld_channels(self) -> int:
        """How many e-mails and numbers of these entries are held back."""
        return sum(self.withheld.get(id_, 0) for id_ in {point.id for point in self.focal_points})

    def without_counts(self) -> "Extract":
        """Return the extract without how much is held back: of a selection, that says of whom."""
        return self._replace(withheld=MappingProxyType({}), withheld_entries=0)

    @property
    def meetings_attended(self) -> tuple[Meeting, ...]:
        """The meetings that one of the entries attended."""
        ids = {id_ for point in self.focal_points for id_ in point.meetings}
        return tuple(meeting for meeting in self.meetings if meeting.id in ids)

    @property
    def groups_joined(self) -> tuple[WorkingGroup, ...]:
        """The working groups that one of the entries belongs to."""
        ids = {id_ for point in self.focal_points for id_ in point.working_groups}
        return tuple(group for group in self.working_groups if group.id in ids)

    @property
    def edition(self) -> date | None:
        """The newest day on which an entry was confirmed.

        Meetings do not count: one may be planned, and without a clock nobody can tell.
        """
        days = (point.verified for point in self.focal_points if point.verified)
        return max((day for day in days if day <= (self.today or day)), default=None)


def known_to(audience: str, directory: Directory) -> Directory:
    """Return a directory without the meetings and working groups withheld from `audience`."""
    if directory.current is not None and audience != STRICTEST:
        directory = as_strict_as(_limits(directory.current).current, directory)
    return dataclasses.replace(
        directory,
        meetings=_shared(audience, directory.meetings),
        working_groups=_shared(audience, directory.working_groups),
    )


def as_strict_as(now: Directory, then: Directory) -> Directory:
    """Return `then` with meetings and working groups that are no wider shared than they are now."""
    return dataclasses.replace(
        then,
        meetings=_tightened(then.meetings, now.meetings),
        working_groups=_tightened(then.working_groups, now.working_groups),
    )


def _tightened(then: Sequence[RecordT], now: Sequence[RecordT]) -> tuple[RecordT, ...]:
    """Return records as they were, each with the narrowest level that its id has or had."""
    levels: dict[str, list[str]] = {}
    for record in (*then, *now):
        levels.setdefault(record.id, []).append(record.sharing)
    return tuple(
        record.model_copy(update={"sharing": strictest(levels[record.id])}) for record in then
    )


def _shared(audience: str, records: Sequence[RecordT]) -> tuple[RecordT, ...]:
    """Keep what `audience` may know of; of several records with one id, the strictest decides."""
    held = {record.id for record in records if not may_have(audience, record.sharing)}
    return tuple(record for record in records if record.id not in held)


def extract(directory: Directory, points: Iterable[FocalPoint], audience: str) -> Extract:
    """Keep of some entries of a directory what `audience` may have."""
    known = known_to(audience, directory)
    limited, gone = _limited(directory, points, audience)
    shared = [point for point in limited if may_have(audience, point.sharing)]
    meetings, groups = known.meetings, known.working_groups
    named = {"meetings": {m.id for m in meetings}, "working_groups": {g.id for g in groups}}
    kept = tuple(_restricted(point, directory, audience, named) for point in shared)
    withheld: dict[str, int] = {}
    for whole, part in zip(shared, kept, strict=True):
        if less := _channels(whole) - _channels(part):
            withheld[part.id] = withheld.get(part.id, 0) + less
    private = frozenset(directory.private_addresses if audience == STRICTEST else ())
    about = directory.about
    return Extract(audience, about, meetings, groups, kept, private, withheld, gone=gone)


def _channels(point: FocalPoint) -> int:
    return len(point.emails) + len(point.phones)


def is_read_here(form: str) -> bool:
    """Whether a form is for whoever runs the command, and not to be passed on."""
    return form in _READ_HERE


def default_audience(form: str) -> str:
    """Return whom a form is made for where nobody says: what is read on the screen shows all."""
    return STRICTEST if is_read_here(form) else "network"


def may_have(audience: str, sharing: str) -> bool:
    """Whether `audience` may have what is shared up to `sharing`."""
    return AUDIENCES.index(sharing) <= AUDIENCES.index(audience)


def opened(before: FocalPoint, after: FocalPoint) -> list[str]:
    """Return the e-mails, numbers and address that more people may have than before."""
    known = _levels_of(before)
    return [
        channel
        for channel, level in _levels_of(after).items()
        if channel in known and AUDIENCES.index(level) < AUDIENCES.index(known[channel])
    ]


def _levels_of(point: FocalPoint) -> dict[str, str]:
    """Return the widest audience of each channel of an entry."""
    channels = [
        *((email.address, email.sharing) for email in point.emails),
        *((phone.grouped, phone.sharing) for phone in point.phones),
        *([(point.address, None)] if point.address else []),
    ]
    return {text: strictest((point.sharing, own or point.sharing)) for text, own in channels}


def strictest(sharings: Iterable[str]) -> str:
    """Return the narrowest of some sharing levels."""
    return max(sharings, key=AUDIENCES.index)


def _restricted(
    point: FocalPoint, directory: Directory, audience: str, named: Mapping[str, set[str]]
) -> FocalPoint:
    kept: dict[str, object] = {
        "emails": _allowed(point.emails, point, audience),
        "phones": _allowed(point.phones, point, audience),
    }
    if audience != STRICTEST:
        kept["private_notes"] = ""
        # An id that stands for nothing in the file goes too: nobody knows whom it is for.
        for key, ids in named.items():
            kept[key] = tuple(id_ for id_ in getattr(point, key) if id_ in ids)
    elif point.id in directory.private_addresses:
        kept["address"] = directory.private_addresses[point.id]
    return _changed(point, kept)


def _changed(point: FocalPoint, kept: Mapping[str, object]) -> FocalPoint:
    # Most entries lose nothing, and copies of thousands take their time.
    is_whole = all(getattr(point, key) == value for key, value in kept.items())
    return point if is_whole else point.model_copy(update=kept)


def _allowed(
    channels: tuple[ChannelT, ...], point: FocalPoint, audience: str
) -> tuple[ChannelT, ...]:
    placed = [_placed(channel, point) for channel in channels]
    return tuple(c for c in placed if may_have(audience, c.sharing or point.sharing))


def _placed(channel: ChannelT, point: FocalPoint) -> ChannelT:
    """Return a channel that says whom it is for only where that is fewer than its entry."""
    if channel.sharing is None:
        return channel
    level = strictest((point.sharing, channel.sharing))
    own = None if level == point.sharing else level
    return channel if channel.sharing == own else channel.model_copy(update={"sharing": own})


# What is kept of an entry that today's directory no longer has: whom it names, and what selects it.
NAMED = frozenset({"country", "name", "unit", "organisation"})
_SELECTED_BY = frozenset(
    {"id", "formerly", "merged", "body", "role", "sectors", "languages", "covers", "working_groups"}
    | {"meetings", "status", "verified", "sharing"}
)


def ids_of(record: object) -> tuple[str, ...]:
    """Return the ids by which a record is known: its own, those that it had, those merged."""
    former, merged = (getattr(record, key, ()) for key in ("formerly", "merged"))
    return (getattr(record, "id", ""), *reversed(former), *merged)


def named(point: FocalPoint) -> FocalPoint:
    """Return an entry that is gone without its contacts: whom it names, and what selects it."""
    fields = FocalPoint.model_fields
    blank = {key: fields[key].get_default() for key in fields.keys() - NAMED - _SELECTED_BY}
    return point.model_copy(update=blank)


def _limited(
    directory: Directory, points: Iterable[FocalPoint], audience: str
) -> tuple[Iterable[FocalPoint], tuple[FocalPoint, ...]]:
    """Return what is left of entries for `audience`, and those that today's directory lacks."""
    if directory.current is None or audience == STRICTEST:
        return points, ()
    limits = _limits(directory.current)
    pairs = [(point, limits.of(point)) for point in points]
    gone = (then for then, now in pairs if now is None and may_have(audience, then.sharing))
    return [now for _, now in pairs if now], tuple(map(named, gone))


@lru_cache(maxsize=2)
def _limits(current: Callable[[], Directory]) -> "Limits":
    """Read today's directory once for all the versions that it limits."""
    return Limits(current())


class Limits:
    """Today's directory as the limit of an older version: the stricter of then and now counts."""

    def __init__(self, current: Directory) -> None:
        """Take today's directory, joined with its private overlay."""
        self.current = current
        self._private = current.private_addresses
        self._by_id: dict[str, list[FocalPoint]] = {}
        for point in current.focal_points:
            for id_ in ids_of(point):
                self._by_id.setdefault(id_, []).append(point)

    def of(self, point: FocalPoint) -> FocalPoint | None:
        """Return an entry of an older version as far as today's directory still has it.

        The entry and its channels are for the stricter of the audiences of then and now; a
        channel that today's entry lacks is left out. None: today's directory lacks the entry.
        """
        found = [now for id_ in ids_of(point) for now in self._by_id.get(id_, ())]
        if not found:
            return None
        kept: dict[str, object] = {
            "sharing": strictest((point.sharing, *(now.sharing for now in found))),
            "emails": _still(point, point.emails, _levels(found, "emails")),
            "phones": _still(point, point.phones, _levels(found, "phones")),
            "address": self._address(point, found),
            "notes": _text(point.notes, (now.notes for now in found)),
        }
        return _changed(point, kept)

    def _address(self, point: FocalPoint, found: Iterable[FocalPoint]) -> str:
        private = [self._private[now.id] for now in found if now.id in self._private]
        kept = _text(point.address, (now.address for now in found))
        return "" if _text(kept, private) else kept


def _text(then: str, now: Iterable[str]) -> str:
    """Return a text of then if it is among those of now, however it is spelt."""
    return then if _spelling(then) in map(_spelling, now) else ""


def _spelling(text: str) -> str:
    return fold(text) or text


def _levels(points: Iterable[FocalPoint], key: str) -> dict[tuple[str, ...], str]:
    """Return by channel whom it is for, the strictest where it stands several times."""
    levels: dict[tuple[str, ...], str] = {}
    for point in points:
        for channel in getattr(point, key):
            end = reached(channel)
            own = (point.sharing, channel.sharing or point.sharing)
            levels[end] = strictest((*own, levels.get(end, AUDIENCES[0])))
    return levels


def _still(
    point: FocalPoint, channels: Sequence[ChannelT], levels: Mapping[tuple[str, ...], str]
) -> tuple[ChannelT, ...]:
    """Keep the channels that today's entry has, each for the stricter audience."""
    return tuple(
        _for_at_most(level, channel, point)
        for channel in channels
        if (level := levels.get(reached(channel)))
    )


def _for_at_most(level: str, channel: ChannelT, point: FocalPoint) -> ChannelT:
    own = channel.sharing or point.sharing
    narrower = strictest((own, level))
    return channel if narrower == own else channel.model_copy(update={"sharing": narrower})


def reached(channel: Email | Phone) -> tuple[str, ...]:
    """Return what a channel reaches, whatever its spelling."""
    if isinstance(channel, Email):
        return (channel.address.strip().casefold(),)
    return _BETWEEN_DIGITS.sub("", channel.dialled), channel.ext
