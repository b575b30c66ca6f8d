"""What an edit shares more widely than before: e-mails, numbers and addresses."""

import re
from collections.abc import Iterable, Iterator

from cmcct.model.entities import STRICTEST, Email, FocalPoint, Phone
from cmcct.privacy.levels import AUDIENCES, channel_key, channel_pattern, spelling, strictest

_LISTS = ("emails", "phones", "address")  # keys of the channels that an edit can widen
# A text that may have an address or a number in it; shorter numbers are in many.
_QUOTABLE = re.compile(r"@|[0-9](?:[^0-9]{0,3}[0-9]){5}")


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


def quoted_channels(
    before: FocalPoint, after: FocalPoint, points: Iterable[FocalPoint]
) -> list[str]:
    """Return what the texts of an entry newly have, such as `notes`, and fewer people may see.

    `points` have the channels; they are only read if a text may have one.
    """
    old, new = map(_join_texts, (before, after))
    if old == new or not _QUOTABLE.search(new):
        return []
    rank = AUDIENCES.index(after.sharing)
    return [
        text
        for point in points
        for channel, text, level in _list_channels(point)
        if AUDIENCES.index(level) > rank and _QUOTABLE.search(text)
        for pattern in [channel_pattern(channel)]
        if pattern.search(new) and not pattern.search(old)
    ]


def _join_texts(point: FocalPoint) -> str:
    """Return the texts of an entry that everyone reads who may see it."""
    if point.sharing == STRICTEST:
        return ""
    return "\n".join(
        value for key, value in point if isinstance(value, str) and key != "private_notes"
    )


def _contacts(point: FocalPoint) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield each channel and the address: a key in any spelling, the text, and the audience."""
    for channel, text, level in _list_channels(point):
        yield channel_key(channel), text, level
    if point.address:
        yield (spelling(point.address),), point.address, point.sharing


def _list_channels(point: FocalPoint) -> Iterator[tuple[Email | Phone, str, str]]:
    """Yield each e-mail and number of an entry, its text, and its audience."""
    channels: tuple[Email | Phone, ...] = (*point.emails, *point.phones)
    for channel in channels:
        text = channel.address if isinstance(channel, Email) else channel.formatted
        yield channel, text, strictest((point.sharing, channel.sharing))


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
