"""What a list says of itself to its readers: its edition, its corrections, what it withholds."""

from collections.abc import Iterator

from cmcct.model import FocalPoint
from cmcct.sharing import Extract
from cmcct.wording import Wording, say

_ONLY = {"network": say("network only"), "secretariat": say("secretariat only")}


def edition(extract: Extract, words: Wording) -> str:
    """Say of which day a list is; nothing that it holds may have a date."""
    if extract.edition is None:
        return words.say("Edition without a date")
    return words.say("Edition of {date}", date=words.day(extract.edition))


def withheld(extract: Extract, words: Wording) -> Iterator[str]:
    """Yield how many entries, e-mails and numbers the audience may not have."""
    if extract.withheld_entries:
        yield words.say_count(
            "{count} entry is withheld from this list",
            "{count} entries are withheld from this list",
            extract.withheld_entries,
        )
    if channels := _channels(extract.withheld_channels, words):
        yield channels


def withheld_of(point: FocalPoint, extract: Extract, words: Wording) -> str:
    """Return how many e-mails and numbers of an entry the audience may not have, or nothing."""
    return _channels(extract.withheld.get(point.id, 0), words)


def _channels(count: int, words: Wording) -> str:
    if not count:
        return ""
    return words.say_count(
        "{count} e-mail or number is withheld from this list",
        "{count} e-mails and numbers are withheld from this list",
        count,
    )


def only(sharing: str | None, words: Wording) -> str:
    """Say whom a channel is for, where it is for fewer than its entry."""
    return words.of(_ONLY[sharing]) if sharing in _ONLY else ""
