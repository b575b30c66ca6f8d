"""E-mail addresses for the address fields of mail programs (RFC 5322), each once.

Names are always quoted, in UTF-8; the mail program encodes them. Characters that RFC 5322 escapes
with a backslash, or that programs misread as the end of an address even in quotes, are replaced by
similar ones.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cmcct.formats import csv
from cmcct.formats.shared import phrases
from cmcct.i18n.messages import Lowered, Translator, join, ngettext
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
    by_address: dict[tuple[str, str], Recipient] = {}
    for point in view.focal_points:
        usable = [*_usable(point)]
        for recipient in usable if output_format == "mutt" else usable[:1]:
            local, _, domain = recipient.address.partition("@")
            by_address.setdefault((local, domain.casefold()), recipient)
    return [*by_address.values()]


def dump(
    view: AudienceView, translator: Translator = _ENGLISH, *, output_format: str = "plain"
) -> str:
    """Return the addresses in one of FORMATS; without any, "" for `plain` and `outlook`."""
    listed = recipients(view, output_format)
    if output_format == "mutt":
        return "".join(f"{line}\n" for line in _for_mutt(listed, view, translator))
    if output_format == "csv":
        contacts = (
            {"name": p.label, "address": address, "country": translator.translate(p.country)}
            for address, p, _ in listed
        )
        return csv.BYTE_ORDER_MARK + csv.dump_table("name,address,country", contacts)
    # On one line: some input fields drop line ends, which would join two addresses.
    separator = "; " if output_format == "outlook" else ", "
    mailboxes = (
        f'"{to_one_line(point.label).translate(_LOOK_ALIKE)}" <{address}>'
        for address, point, _ in listed
    )
    return separator.join(mailboxes) + "\n" if listed else ""


def find_recipient(point: FocalPoint) -> Recipient | None:
    """Return the preferred address of an entry, one that is not for the secretariat only first."""
    return min(_usable(point), key=lambda recipient: recipient.sharing == STRICTEST, default=None)


def _usable(point: FocalPoint) -> Iterator[Recipient]:
    for email in point.emails:
        if _ADDRESS.fullmatch(address := to_one_line(email.address)):
            yield Recipient(address, point, email.sharing)


def _for_mutt(listed: list[Recipient], view: AudienceView, translator: Translator) -> Iterator[str]:
    """Yield mutt's query protocol: a message, then address, name and details, tab-separated.

    The message is the status line, its only place for messages.
    """
    summary = [ngettext("{count} address", "{count} addresses", len(listed))]
    emails = ngettext("{count} e-mail", "{count} e-mails", view.withheld_channels)
    if withheld := phrases.list_withheld(view, emails):
        summary.append(join([Lowered(phrases.WITHHELD.with_values(what=join(withheld)))]))
    yield (
        translator.translate(join(summary, "; "))
        if listed
        else translator.gettext("no address found")
    )
    for address, point, _ in listed:
        more = filter(None, (point.title, point.organisation, translator.translate(point.country)))
        yield "\t".join((address, to_one_line(point.label), to_one_line(", ".join(more))))
