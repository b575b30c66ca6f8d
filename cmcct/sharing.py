"""Who may have what: the one place that decides it.

Audiences are nested, from the widest to the strictest: public, network, secretariat. Whatever
leaves the tool is an `Extract`; formats know nothing else of the directory.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from cmcct.model import STRICTEST, About, Directory, Email, FocalPoint, Meeting, Phone, WorkingGroup

AUDIENCES = ("public", "network", "secretariat")
# The Traffic Light Protocol 2.0 label that an export for the audience carries.
MARKINGS = {"public": "TLP:CLEAR", "network": "TLP:AMBER", "secretariat": "TLP:RED"}

# Forms that are read where they are made; whatever else can be passed on.
_READ_HERE = frozenset({"card", "ids", "table", "text", "toml", "tsv"})

ChannelT = TypeVar("ChannelT", Email, Phone)


class Extract(NamedTuple):
    """What one audience may have of a directory.

    The `sharing` of a channel is given where it is for fewer than its entry, and nowhere else.
    """

    audience: str
    about: About
    meetings: tuple[Meeting, ...]
    working_groups: tuple[WorkingGroup, ...]
    focal_points: tuple[FocalPoint, ...]
    private_addresses: frozenset[str] = frozenset()  # ids whose address only this audience has
    withheld: Mapping[str, int] = MappingProxyType({})  # id -> e-mails and numbers held back
    withheld_entries: int = 0  # that were found and are not among these
    gone: tuple[FocalPoint, ...] = ()  # of an earlier list: as it had them, to be deleted from it

    @property
    def marking(self) -> str:
        """The label of the audience: `TLP:AMBER`."""
        return MARKINGS[self.audience]

    @property
    def withheld_channels(self) -> int:
        """How many e-mails and numbers of these entries are held back."""
        return sum(self.withheld.get(id_, 0) for id_ in {point.id for point in self.focal_points})

    @property
    def edition(self) -> date | None:
        """The newest day on which an entry was confirmed or a meeting held, never today."""
        confirmed = [point.verified for point in self.focal_points if point.verified]
        held = [_first_day(meeting.date) for meeting in self.meetings if meeting.date]
        return max(confirmed + held, default=None)


def _first_day(when: date | str) -> date:
    """Return a day, or the first one of a month such as `2018-04`."""
    return when if isinstance(when, date) else date.fromisoformat(f"{when}-01")


def extract(directory: Directory, points: Iterable[FocalPoint], audience: str) -> Extract:
    """Keep of some entries of a directory what `audience` may have."""
    shared = [point for point in points if may_have(audience, point.sharing)]
    kept = tuple(_restricted(point, directory, audience) for point in shared)
    withheld: dict[str, int] = {}
    for whole, part in zip(shared, kept, strict=True):
        if less := _channels(whole) - _channels(part):
            withheld[part.id] = withheld.get(part.id, 0) + less
    private = frozenset(directory.private_addresses if audience == STRICTEST else ())
    about, meetings, groups = directory.about, directory.meetings, directory.working_groups
    return Extract(audience, about, meetings, groups, kept, private, withheld)


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


def strictest(sharings: Iterable[str]) -> str:
    """Return the narrowest of some sharing levels."""
    return max(sharings, key=AUDIENCES.index)


def _restricted(point: FocalPoint, directory: Directory, audience: str) -> FocalPoint:
    kept: dict[str, object] = {
        "emails": _allowed(point.emails, point, audience),
        "phones": _allowed(point.phones, point, audience),
    }
    if audience != STRICTEST:
        kept["private_notes"] = ""
    elif point.id in directory.private_addresses:
        kept["address"] = directory.private_addresses[point.id]
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
