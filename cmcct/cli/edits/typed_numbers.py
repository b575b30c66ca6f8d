"""Numbers as somebody types them for a command: read as in a country, and said."""

import os
from contextlib import suppress
from typing import Any

from cmcct.cli.screen import output
from cmcct.edit import operations
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import Message, Quoted, _, join, quote_text
from cmcct.importing.cells import numbers
from cmcct.privacy.build_servers import is_log
from cmcct.reference.countries import UNKNOWN_COUNTRY, find_country

ONE_NUMBER = _(
    "write one number alone, with its extension if it has one; --add phone=NUMBER adds another"
)


def show_typed(text: str) -> Quoted:
    """Return a text that may be a number for a message; a log must not have it."""
    return quote_text("…" if is_log(os.environ) else text)


def note_reading(text: str, read: list[Any]) -> None:
    """Print what a text is read as; a log must not have it."""
    if not is_log(os.environ):
        shown = join(map(_describe, read))
        output.note(numbers.IS_READ_AS.with_values(text=quote_text(text), numbers=shown))


def _describe(item: Any) -> str | Message:
    ext = item.get("ext", "") if isinstance(item, dict) else ""
    (number,) = numbers.numbers_in([item])
    return _("{number} ext. {ext}", number=number, ext=ext) if ext else number


def read_phones(entry: RawTable, country: object) -> None:
    """Replace numbers as they are written in a country by those that can be dialled from abroad."""
    phones = []
    for typed in entry.get("phones", ()):
        read = _read_several(typed, country)
        if read != [typed]:
            note_reading(typed, read)
        phones += read
    if phones:
        entry["phones"] = phones


def _read_several(typed: Any, country: object) -> list[Any]:
    with suppress(CmcctError):
        if isinstance(typed, str):
            read = numbers.read_typed(typed, find_country(str(country)))
            # The type of a mobile number is added, and said, with all others.
            is_mobile = read == [{"number": typed, "type": phone_number.MOBILE}]
            return [typed] if is_mobile else read
    return [typed]


def read_number(text: str, country: object) -> RawTable:
    """Return the one number of a text, with what is said beside it; raises `CmcctError`."""
    if phone_number.is_plain(text) and phone_number.can_exist(text):
        return {"number": text}
    known = find_country(str(country)) if operations.country_code(country) else UNKNOWN_COUNTRY
    items = numbers.read_typed(text, known)
    if len(items) != 1 or numbers.has_remark(text, known):
        message = _("{text} is more than a number", text=show_typed(text))
        raise CmcctError(message, ONE_NUMBER)
    (item,) = items
    table = dict(item) if isinstance(item, dict) else {"number": item}
    # The type of a mobile number is added, and said, with all others.
    if table.get("type") == phone_number.MOBILE and phone_number.is_mobile(table["number"]):
        del table["type"]
    return table
