"""Record how a test call of a number went: `tested` and `failed` of a phone."""

import re
from datetime import date
from typing import Any

from cmcct.edit.key_paths import hint_to_show, is_same_item
from cmcct.edit.operations import RawTable, get_items
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import LongDate, _, join_or, quote_text

_KEY = "phones"
_MIN_DIGITS = 4  # fewer last digits do not name a number


def find_phone(entry: RawTable, number: str) -> int:
    """Return the index of the phone with a number in any spelling, or its last digits.

    Raises `CmcctError` unless exactly one has it.
    """
    phones, digits = get_items(entry, _KEY), _digits(number)
    if key := re.fullmatch(rf"{_KEY}\.([0-9]+)", number):
        indexes = [index for index in range(len(phones)) if index == int(key[1])]
    else:
        indexes = [
            index
            for index, item in enumerate(phones)
            if is_same_item((_KEY,), number, item) or digits == _digits(item) != ""
        ]
    if not indexes and len(digits) >= _MIN_DIGITS:
        indexes = [i for i, item in enumerate(phones) if _digits(item).endswith(digits)]
    if len(indexes) == 1:
        return indexes[0]
    id_ = entry["id"]
    if not indexes:
        message = _("{id} has no number {number}", id=id_, number=quote_text(number))
        raise CmcctError(message, hint_to_show(entry))
    message = _("{id} has several numbers {number}", id=id_, number=quote_text(number))
    keys = join_or(f"{_KEY}.{index}" for index in indexes)
    raise CmcctError(message, _("give one of their keys: {keys}", keys=keys))


def _digits(item: Any) -> str:
    return re.sub("[^0-9]", "", str(item.get("number", "") if isinstance(item, dict) else item))


def record_call(phones: list[Any], index: int, day: date, why: str | None) -> None:
    """Write that a number was answered on a day, or why not; an answer ends earlier failures.

    Raises `CmcctError` if a later call is recorded.
    """
    item = phones[index]
    phone = dict(item) if isinstance(item, dict) else {"number": item}
    failed = phone.get("failed")
    failed_on = failed.get("on") if isinstance(failed, dict) else None
    recorded = (phone.get("tested"), failed_on if why else None)
    if later := [other for other in recorded if type(other) is date and other > day]:
        message = _("a later test call is recorded, of {day}", day=LongDate(max(later)))
        raise CmcctError(message, _("give a later date, or correct it with cmcct edit"))
    if why:
        phone["failed"] = {"on": day, "why": why}
    else:
        phone["tested"] = day
        if type(failed_on) is not date or failed_on <= day:
            phone.pop("failed", None)
            phone.pop("doubtful", None)
    phones[index] = phone
