"""What an edit shares more widely than before: e-mails, numbers and addresses."""

from collections.abc import Iterable, Iterator

from cmcct.model.entities import STRICTEST, Email, FocalPoint, Phone
from cmcct.privacy.levels import AUDIENCES, channel_key, spelling, strictest

_LISTS = ("emails", "phones", "address")  # keys of the channels that an edit can widen


def widened_channels(before: FocalPoint, after: FocalPoint) -> list[str]:
    """Return the e-mails, numbers and address with a wider audience than before."""
    earlier = _levels_of(before)
    return [
        text
        for key, (text, level) in _levels_of(after).items()
        if key in earlier and AUDIENCES.index(level) < AUDIENCES.index(earlier[key][1])
    ]


def replacing_channels(before: FocalPoint, after: FocalPoint) -> list[str]:
    """Return the new e-mails, numbers and address with a wider audience than what they replace.

    Channels that only one side has are paired in their order in the list.
    """
    found = []
    for key in _LISTS:
        gone, come = _only_in(before, after, key), _only_in(after, before, key)
        found += [
            text
            for (_ignored, known), (text, level) in zip(gone, come, strict=False)
            if AUDIENCES.index(level) < AUDIENCES.index(known)
        ]
    return found


def released_channels(
    overlay_points: Iterable[FocalPoint], before: Iterable[FocalPoint], after: Iterable[FocalPoint]
) -> list[str]:
    """Return the private file's channels that entries share more widely than before.

    `overlay_points` are the entries of the private file (overlay), `before` is all of the
    directory, which is only read if it matters, and `after` are the changed entries.
    """
    held = {contact for point in overlay_points for contact, _ignored, _level in _contacts(point)}
    shared = [
        (contact, text, level)
        for point in after
        for contact, text, level in _contacts(point)
        if contact in held and level != STRICTEST
    ]
    known: dict[tuple[str, ...], int] = {}
    for point in before if shared else ():
        for contact, _text, level in _contacts(point):
            known[contact] = min(AUDIENCES.index(level), known.get(contact, len(AUDIENCES)))
    strict = AUDIENCES.index(STRICTEST)
    return [
        text
        for contact, text, level in shared
        if AUDIENCES.index(level) < known.get(contact, strict)
    ]


def _contacts(point: FocalPoint) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield each channel and the address: a key in any spelling, the text, and the audience."""
    channels: tuple[Email | Phone, ...] = (*point.emails, *point.phones)
    for channel in channels:
        text = channel.address if isinstance(channel, Email) else channel.formatted
        level = strictest((point.sharing, channel.sharing))
        yield channel_key(channel), text, level
    if point.address:
        yield (spelling(point.address),), point.address, point.sharing


def _only_in(point: FocalPoint, other: FocalPoint, key: str) -> list[tuple[str, str]]:
    """Return the channels of a list that another entry lacks, each with its audience."""
    known = dict(_levels_of_list(other, key))
    return [(text, level) for text, level in _levels_of_list(point, key) if text not in known]


def _levels_of(point: FocalPoint) -> dict[str, tuple[str, str]]:
    """Return the text and the widest audience of each channel of an entry, by its spelling."""
    pairs = [pair for key in _LISTS for pair in _levels_of_list(point, key)]
    strict_first = sorted(pairs, key=lambda pair: -AUDIENCES.index(pair[1]))
    return {spelling(text): (text, level) for text, level in strict_first}


def _levels_of_list(point: FocalPoint, key: str) -> list[tuple[str, str]]:
    """Return the e-mails, the numbers or the address of an entry, each with its audience."""
    lists: dict[str, list[tuple[str, str | None]]] = {
        "emails": [(email.address, email.sharing) for email in point.emails],
        "phones": [(phone.formatted, phone.sharing) for phone in point.phones],
        "address": [(point.address, None)] if point.address else [],
    }
    return [(text, strictest((point.sharing, own))) for text, own in lists[key]]
