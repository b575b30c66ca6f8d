"""What somebody may have meant: the closest known values."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmcct.errors import UnknownValueError
from cmcct.folding import fold

CUT_OFF = 0.7  # two slips in seven letters, a swapped pair being one; nonsense begins below
MARGIN = 0.12  # how much less alike than the best a suggestion may be
SHORTEST_START = 3  # letters before a word's start counts as meant

_FEW = 9  # words that a sentence may list


def closest(text: str, candidates: Iterable[str] | Mapping[str, str], limit: int = 3) -> list[str]:
    """Return the values most like `text`, best first; a mapping is folded key -> value to show."""
    known = candidates if isinstance(candidates, Mapping) else {fold(c): c for c in candidates}
    wanted = fold(text)
    keys = [*_alike(wanted, known), *_begun(wanted, known)]
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


def _alike(wanted: str, keys: Iterable[str]) -> list[str]:
    """Return the keys written like `wanted`, best first, as long as they are nearly as good."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

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

    Of many texts there are very many pairs: the library compares them, all of a text at once, and
    only those that are not too long to be as alike as `least`.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    places = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    ordered = [texts[place] for place in places]
    lengths = [len(text) for text in ordered]
    similarity = OSA.normalized_similarity
    for index, text in enumerate(ordered):
        # The division may come out a little low.
        later = ordered[index + 1 : bisect_right(lengths, len(text) / least + 1e-9)]
        found = process.extract(text, later, scorer=similarity, score_cutoff=least, limit=None)
        for _, likeness, behind in found:
            first, second = sorted((places[index], places[index + 1 + behind]))
            yield first, second, likeness
