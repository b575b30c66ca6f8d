"""The participants of a meeting, as an audience may have them: the data of its annex."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from cmcct.fieldtypes import dates
from cmcct.model.entities import FocalPoint, Meeting
from cmcct.privacy.audiences import AudienceView
from cmcct.reference.countries import Country

# How a person is known: by entry or history; as the first whom the list names, or one of those in
# the meeting's month; the seat was vacant; nothing says who it was; or the audience may not have
# the person.
Known: TypeAlias = Literal["certain", "likely", "vacant", "unknown", "withheld"]


class Participant(NamedTuple):
    """A seat that attended, under its id of today, with its person on the day."""

    point: FocalPoint
    known: Known


class Annex(NamedTuple):
    """The participants of a meeting that an audience may have, in the order of the file.

    `view` has their entries, cut down to seat and person. `gone` counts the seats that attended and
    are no longer in the directory. `history_start` is None outside git.
    """

    meeting: Meeting
    view: AudienceView
    participants: tuple[Participant, ...]
    gone: Mapping[Country, int]
    history_start: date | None = None
    is_shallow: bool = False

    @property
    def day(self) -> date:
        """The day of the meeting, or the last of its month."""
        return meeting_days(self.meeting)[1]


def meeting_days(meeting: Meeting) -> tuple[date, date]:
    """Return the first and the last day on which the meeting may have been."""
    if isinstance(meeting.date, date):
        return meeting.date, meeting.date
    first = date.fromisoformat(f"{meeting.date}-01")
    return first, dates.last_of_month(first)
