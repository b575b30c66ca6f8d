"""What somebody may have meant: the closest known values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmcct.errors import UnknownValueError
from cmcct.folding import fold

CUT_OFF = 0.7  # two slips in seven letters, a swapped pair being one; nonsense begins below
MARGIN = 0.12  # how much less alike than the best a suggestion may be
SHORTEST_START = 3  # letters before a word's start counts as meant

_FEW = 9  # words that a sentence may list
_MANY = 500  # texts, above which not all are compared with all
_NEAR = 10  # texts that stand near one when all are sorted


def closest(
    text: str,
    candidates: Iterable[str] | Mapping[str, str],
    limit: int = 3,
    slips: int | None = None,
) -> list[str]:
    """Return the values most like `text`, best first; a mapping is folded key -> value to show.

    Names of many words may be far from what is meant; of single words, `slips` letters at most.
    """
    known = candidates if isinstance(candidates, Mapping) else {fold(c): c for c in candidates}
    wanted = fold(text)
    keys = [*_alike(wanted, known, slips), *_begun(wanted, known)]
    return list(dict.fromkeys(known[key] for key in keys))[:limit]


def not_among(kind: str, text: str, known: Sequence[str]) -> UnknownValueError:
    """Return the error that `text` is none of some values: with the closest or else all of them.

    Where they are too many to be told, it is said what tells them.
    """
    error = UnknownValueError(kind, text, closest(text, known) or few(known))
    if not known:
        error.help = ""  # nothing would be listed
    return error


def few(words: Sequence[str]) -> list[str]:
    """Return words that are few enough to list all."""
    return [*words] if len(words) <= _FEW else []


def _alike(wanted: str, keys: Iterable[str], slips: int | None) -> list[str]:
    """Return the keys written like `wanted`, best first, as long as they are nearly as good."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = [key for key in keys if slips is None or OSA.distance(wanted, key) <= slips]
    alike = OSA.normalized_similarity
    found = process.extract(wanted, near, scorer=alike, score_cutoff=CUT_OFF, limit=None)
    return [key for key, score, _ in found if score >= found[0][1] - MARGIN]


def _begun(wanted: str, keys: Iterable[str]) -> list[str]:
    """Return the keys in which a word begins with `wanted`."""
    if len(wanted) < SHORTEST_START:
        return []
    return [key for key in keys if f" {wanted}" in f" {key}"]


def alike(texts: Sequence[str], least: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs of places of different texts that are at least so much alike.

    Of many texts there are very many pairs: each is compared with those that stand near it when
    all are sorted by their beginnings, and by their ends.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    similarity = OSA.normalized_similarity
    is_many = len(texts) > _MANY
    room = _NEAR if is_many else len(texts)
    found = set()
    for step in (1, -1) if is_many else (1,):
        places = sorted(range(len(texts)), key=lambda place: texts[place][::step])
        for rank, place in enumerate(places):
            near = places[rank + 1 : rank + 1 + room]
            others = {other: texts[other] for other in near}
            scored = process.extract(
                texts[place], others, scorer=similarity, score_cutoff=least, limit=None
            )
            found |= {(min(place, other), max(place, other)) for _, _, other in scored}
    yield from sorted(found)
