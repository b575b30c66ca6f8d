"""Rules that protect the people in the directory."""

from collections.abc import Iterator
from datetime import date

from cmcct.check.rules.registry import iter_entries, rule
from cmcct.diagnostics import Finding
from cmcct.i18n.messages import Message, _
from cmcct.model.loader import ParseResult
from cmcct.reference import vocabulary


@rule()
def sharing_too_wide(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An e-mail address or number is never shared wider than its entry.

    `public` is the widest, `network` comes next, `secretariat` is the strictest. Whoever may not
    have the entry could not be given the number, and whoever wrote this meant something else.
    """
    audiences = vocabulary.slugs("audience")
    for record, point in iter_entries(parsed):
        if record.is_unreadable("sharing"):
            continue  # the intended audience is unknown
        entry_rank = audiences.index(point.sharing)
        for key in ("emails", "phones"):
            for index, channel in enumerate(getattr(point, key)):
                if channel.sharing and audiences.index(channel.sharing) < entry_rank:
                    path = record.path_of(key, index, "sharing")
                    message, hint = _too_wide(channel.sharing, point.sharing)
                    yield Finding(path, message, hint, point.id)


def _too_wide(audience: str, sharing: str) -> tuple[Message, Message]:
    """Return message and hint about a channel shared more widely than its entry."""
    # Translators: of an e-mail address or number; the fields are words of the file: public, network
    message = _(
        "shared with {audience}, its entry with {sharing} only", audience=audience, sharing=sharing
    )
    return message, _('write "{sharing}", or leave it out', sharing=sharing)


@rule(is_for_overlay=True)
def shelter_address(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A shelter's address is nowhere in the file, whatever `sharing` says.

    Whoever reads the repository reads it, and traffickers look for those who got away. What was
    committed once stays in the older versions: tell whoever keeps the repository.
    """
    for record, point in iter_entries(parsed):
        if "shelter" in point.sectors and point.address.strip():
            message = _("a shelter never has an address")
            hint = _("take it out, and tell who keeps the file: its older versions have it too")
            yield Finding(record.path_of("address"), message, hint, point.id)
