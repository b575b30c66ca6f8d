"""What somebody may have meant: the closest known values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cmcct.folding import fold

CUT_OFF = 0.7  # two slips in seven letters, a swapped pair being one; nonsense begins below
MARGIN = 0.12  # how much less alike than the best a suggestion may be
SHORTEST_START = 3  # letters before a word's start counts as meant


def closest(text: str, candidates: Iterable[str] | Mapping[str, str], limit: int = 3) -> list[str]:
    """Return the values most like `text`, best first; a mapping is folded key -> value to show."""
    known = candidates if isinstance(candidates, Mapping) else {fold(c): c for c in candidates}
    wanted = fold(text)
    keys = [*_alike(wanted, known), *_begun(wanted, known)]
    return list(dict.fromkeys(known[key] for key in keys))[:limit]


def _alike(wanted: str, keys: Iterable[str]) -> list[str]:
    """Return the keys written like `wanted`, best first, as long as they are nearly as good."""
    alike = OSA.normalized_similarity
    found = process.extract(wanted, list(keys), scorer=alike, score_cutoff=CUT_OFF, limit=None)
    return [key for key, score, _ in found if score >= found[0][1] - MARGIN]


def _begun(wanted: str, keys: Iterable[str]) -> list[str]:
    """Return the keys in which a word begins with `wanted`."""
    if len(wanted) < SHORTEST_START:
        return []
    return [key for key in keys if f" {wanted}" in f" {key}"]


def alike(texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of places whose texts are alike, and how much: 1 for the same, 0 for nothing.

    Those less alike than `least` are not looked at one by one in Python: of many texts there are
    very many pairs.
    """
    similarity = OSA.normalized_similarity
    for first, text in enumerate(texts):
        later = texts[first + 1 :]
        found = process.extract(text, later, scorer=similarity, score_cutoff=least, limit=None)
        for _, likeness, after in found:
            yield first, first + 1 + after, likeness
