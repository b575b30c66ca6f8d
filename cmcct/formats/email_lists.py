"""E-mail addresses for the address fields of mail programs (RFC 5322), each once.

Names are always quoted, in UTF-8; the mail program encodes them. Characters that RFC 5322 escapes
with a backslash, or that programs misread as the end of an address even in quotes, are replaced by
similar ones.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cmcct.formats import csv
from cmcct.i18n.messages import Translator
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import to_one_line

FORMATS = ("plain", "outlook", "mutt", "csv")

_ENGLISH = Translator()
# Matches a single address, so that a malformed value is never read as two.
_ADDRESS = re.compile(r"[^\s\"(),:;<>@\[\\\]]+@[^\s\"(),:;<>@\[\\\]]+")
_LOOK_ALIKE = str.maketrans({'"': "'", "\\": "/", "<": "(", ">": ")", ";": ","})


class Recipient(NamedTuple):
    """An address, its entry, and its own audience, if any."""

    address: str
    point: FocalPoint
    sharing: str | None


def recipients(view: AudienceView, output_format: str = "plain") -> list[Recipient]:
    """Return the preferred address of each entry, for mutt all of them, without duplicates."""
    found: dict[tuple[str, str], Recipient] = {}
    for point in view.focal_points:
        usable = [*_usable(point)]
        for recipient in usable if output_format == "mutt" else usable[:1]:
            local, _, domain = recipient.address.partition("@")
            found.setdefault((local, domain.casefold()), recipient)
    return [*found.values()]


def entries_without_address(view: AudienceView) -> list[str]:
    """Return the ids of the entries without an address."""
    return [point.id for point in view.focal_points if not any(_usable(point))]


def dump(
    view: AudienceView, translator: Translator = _ENGLISH, *, output_format: str = "plain"
) -> str:
    """Return the addresses in one of FORMATS; without any, "" for `plain` and `outlook`."""
    found = recipients(view, output_format)
    if output_format == "mutt":
        return "".join(f"{line}\n" for line in _for_mutt(found, view, translator))
    if output_format == "csv":
        contacts = (_contact(recipient, translator) for recipient in found)
        return csv.BYTE_ORDER_MARK + csv.dump_table("name,address,country", contacts)
    # On one line: some input fields drop line ends, which would join two addresses.
    separator = "; " if output_format == "outlook" else ", "
    return separator.join(map(_mailbox, found)) + "\n" if found else ""


def find_recipient(point: FocalPoint) -> Recipient | None:
    """Return the preferred address of an entry, one that is not for the secretariat only first."""
    return min(_usable(point), key=lambda one: one.sharing == STRICTEST, default=None)


def _usable(point: FocalPoint) -> Iterator[Recipient]:
    for email in point.emails:
        if _ADDRESS.fullmatch(address := to_one_line(email.address)):
            yield Recipient(address, point, email.sharing)


def _mailbox(recipient: Recipient) -> str:
    name = to_one_line(recipient.point.label).translate(_LOOK_ALIKE)
    return f'"{name}" <{recipient.address}>'


def _contact(recipient: Recipient, translator: Translator) -> dict[str, str]:
    point = recipient.point
    country = translator.translate(point.country)
    return {"name": point.label, "address": recipient.address, "country": country}


def _for_mutt(found: list[Recipient], view: AudienceView, translator: Translator) -> Iterator[str]:
    """Yield mutt's query protocol: a message, then address, name and details, tab-separated."""
    yield ", ".join(_summary(found, view, translator))
    for address, point, _ in found:
        more = filter(None, (point.title, point.organisation, translator.translate(point.country)))
        yield "\t".join((address, to_one_line(point.label), to_one_line(", ".join(more))))


def _summary(found: list[Recipient], view: AudienceView, translator: Translator) -> Iterator[str]:
    """Yield the parts of mutt's status line, its only place for messages."""
    if not found:
        yield translator.gettext("no address found")
        return
    yield translator.ngettext("{count} address", "{count} addresses", len(found))
    if entries := view.withheld_entries:
        yield translator.ngettext("{count} entry withheld", "{count} entries withheld", entries)
    if held := view.withheld_channels:
        yield translator.ngettext("{count} e-mail withheld", "{count} e-mails withheld", held)
