"""Marks of an entry in a list: what to know before somebody calls it."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from cmcct.fieldtypes import time_zone
from cmcct.fieldtypes.opening_hours_rules import is_round_the_clock
from cmcct.formats.shared.phrases import describe_audience
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import AROUND_THE_CLOCK, STRICTEST, FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference.vocabulary import InlineTerm
from cmcct.search import terms
from cmcct.text.control_chars import to_one_line


class Mark(NamedTuple):
    """A mark: its kind, independent of the language, and its text.

    The kinds are the statuses `vacant` and `left`, and `always`, `inside`, `open`, `closed`,
    `stale` and `secret`.
    """

    kind: str
    text: str


def entry_marks(
    point: FocalPoint, view: AudienceView, now: datetime, translator: Translator
) -> Iterator[Mark]:
    """Yield the marks of an entry; `now` (aware) decides whether its office is open."""
    if point.status != "active":
        yield Mark(point.status, translator.translate(InlineTerm("status", point.status)))
    if point.status != "left":
        yield from _opening_marks(point, now, translator)
    if point.is_stale(view.today or now.date(), view.info.verify_every_days):
        state = _("stale") if point.verified else _("never confirmed")
        yield Mark("stale", translator.translate(state))
    if point.sharing == STRICTEST:
        yield Mark("secret", describe_audience(point.sharing, translator))


def _opening_marks(point: FocalPoint, now: datetime, translator: Translator) -> Iterator[Mark]:
    """Yield whether a line or the office answers at all hours, else whether the office is open.

    Both only where a number can be dialled from abroad; one for callers inside is named.
    """
    if terms.is_always_open(point):
        yield Mark("always", AROUND_THE_CLOCK)
    elif inside := terms.find_line_inside(point):
        # Translators: {number} works only inside the country
        message = _("24/7 inside {country}: {number}", country=point.country, number=inside.number)
        yield Mark("inside", to_one_line(translator.translate(message)))
    local = time_zone.local_time(now, point.zone)
    if local is None or not point.hours.strip() or is_round_the_clock(point.hours):
        return
    from cmcct.calling.opening_state import describe_status
    from cmcct.fieldtypes.opening_hours import opening_status

    status = opening_status(point.hours, now, point.zone, point.country.code)
    if status and not (status.is_open and point.hours.strip() not in terms.answered_hours(point)):
        text = to_one_line(describe_status(status, local, translator))
        is_sure = status.is_open and not status.may_be_closed
        yield Mark("open" if is_sure else "closed", text)
