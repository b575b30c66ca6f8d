"""Record how a test call of a number went: `tested` and `failed` of a phone."""

import re
from collections.abc import Sequence
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
    phones = get_items(entry, _KEY)
    if key := re.fullmatch(rf"{_KEY}\.([0-9]+)", number):
        found = [index for index in range(len(phones)) if index == int(key[1])]
    else:
        found = [index for index, item in enumerate(phones) if _is_same(number, item)]
    found = found or [index for index, item in enumerate(phones) if _ends_with(number, item)]
    if len(found) == 1:
        return found[0]
    id_ = entry["id"]
    if not found:
        message = _("{id} has no number {number}", id=id_, number=quote_text(number))
        raise CmcctError(message, hint_to_show(entry))
    message = _("{id} has several numbers {number}", id=id_, number=quote_text(number))
    keys = join_or(f"{_KEY}.{index}" for index in found)
    raise CmcctError(message, _("give one of their keys: {keys}", keys=keys))


def _is_same(number: str, item: Any) -> bool:
    written = _written(item)
    return is_same_item((_KEY,), number, item) or _digits(number) == _digits(written) != ""


def _ends_with(number: str, item: Any) -> bool:
    digits = _digits(number)
    return len(digits) >= _MIN_DIGITS and _digits(_written(item)).endswith(digits)


def _written(item: Any) -> str:
    return str(item.get("number", "") if isinstance(item, dict) else item)


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def record_call(phones: list[Any], index: int, day: date, why: str | None) -> None:
    """Write that a number was answered on a day, or why not; an answer ends earlier failures.

    Raises `CmcctError` if a later call is recorded.
    """
    item = phones[index]
    phone = dict(item) if isinstance(item, dict) else {"number": item}
    known = [phone.get("tested")]
    failed = phone.get("failed")
    failed_on = failed.get("on") if isinstance(failed, dict) else None
    if why:
        known.append(failed_on)
    _refuse_earlier(day, known)
    if why:
        phone["failed"] = {"on": day, "why": why}
    else:
        phone["tested"] = day
        if type(failed_on) is not date or failed_on <= day:
            phone.pop("failed", None)
            phone.pop("doubtful", None)
    phones[index] = phone


def _refuse_earlier(day: date, known: Sequence[Any]) -> None:
    later = [other for other in known if type(other) is date and other > day]
    if later:
        message = _("a later test call is recorded, of {day}", day=LongDate(max(later)))
        raise CmcctError(message, _("give a later date, or correct it with cmcct edit"))
