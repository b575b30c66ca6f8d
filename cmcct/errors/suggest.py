"""Suggestions for unknown values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmcct.errors.exceptions import UnknownValueError
from cmcct.text.folding import fold

MIN_SIMILARITY = 0.7  # two typos (or swapped pairs) in seven letters; below are unrelated words
MARGIN = 0.12  # maximum difference in similarity from the best suggestion
_LEAST_ALIKE = 0.6  # of a word typed for a key, whose meaning is shown beside it
MIN_START_LENGTH = 3  # minimum letters of a matching word start

MAX_RECORDS = 9  # meetings or working groups that are suggested
_MAX_LISTED_WORDS = 9  # maximum number of words listed in a sentence
_MAX_PAIRED_TEXTS = 500  # number of texts above which not all pairs are compared
_MAX_NEIGHBOURS = 10  # neighbours compared in sorted order


def closest(
    text: str,
    candidates: Iterable[str] | Mapping[str, str],
    limit: int = 3,
    slips: int | None = None,
) -> list[str]:
    """Return the values closest to `text`, best first; a mapping is folded key -> value.

    `slips` limits the edit distance, for single words; names of several words may differ more.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    alike = OSA.normalized_similarity
    known = candidates if isinstance(candidates, Mapping) else {fold(c): c for c in candidates}
    wanted = fold(text)
    is_start = len(wanted) >= MIN_START_LENGTH
    longer = [key for key in known if is_start and f" {wanted}" in f" {key}"]
    near = [key for key in known if slips is None or OSA.distance(wanted, key) <= slips]
    ranked = process.extract(wanted, near, scorer=alike, score_cutoff=MIN_SIMILARITY, limit=None)
    similar = [key for key, score, _index in ranked if score >= ranked[0][1] - MARGIN]
    return list(dict.fromkeys(known[key] for key in (*similar, *longer)))[:limit]


def is_one_edit(one: str, other: str) -> bool:
    """Return whether two texts differ in at most one letter, or in the place of one."""
    # Most texts differ in more letters, and do not need the library, which takes 10 ms to load.
    if abs(len(one) - len(other)) > 1 or len({*one} - {*other}) > 1:
        return False
    from rapidfuzz.distance import LCSseq

    # Distance: the length of the longer text minus that of the longest common subsequence.
    return LCSseq.distance(one, other) <= 1


def closest_words(text: str, candidates: Mapping[str, str], limit: int) -> list[str]:
    """Return the values of the folded words that begin with a text or are like it, best first."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    alike = OSA.normalized_similarity
    folded = fold(text)
    start = folded if len(folded) >= MIN_START_LENGTH else f"{folded} "
    longer = [word for word in candidates if word.startswith(start)]
    ranked = process.extract(
        folded, [*candidates], scorer=alike, score_cutoff=_LEAST_ALIKE, limit=None
    )
    words = [*longer, *(word for word, _score, _index in ranked)]
    return [*dict.fromkeys(candidates[word] for word in words)][:limit]


def match_known(kind: str, value: str, known: Sequence[str]) -> str:
    """Return the known id or word that is spelt like `value`; raises `UnknownValueError`."""
    folded = fold(value)
    for word in known:
        if fold(word) == folded:
            return word
    raise unknown_choice_error(kind, value, known)


def unknown_choice_error(kind: str, text: str, known: Sequence[str]) -> UnknownValueError:
    """Return the error for a value outside a list, with the closest values, or all if few.

    If there are too many, the hint names the command that lists them.
    """
    error = UnknownValueError(kind, text, closest(text, known), list_if_few(known))
    if not known:
        error.hint = ""  # an empty list has no command
    return error


def list_if_few(words: Sequence[str]) -> list[str]:
    """Return the words if they are few enough to list, else []."""
    return [*words] if len(words) <= _MAX_LISTED_WORDS else []


def similar_pairs(texts: Sequence[str], least: float) -> Iterator[tuple[int, int]]:
    """Yield the index pairs of different texts with at least a given similarity.

    Of many texts, each is compared only with its neighbours in sorted order, once by the texts and
    once by the reversed texts.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    similarity = OSA.normalized_similarity
    is_many = len(texts) > _MAX_PAIRED_TEXTS
    room = _MAX_NEIGHBOURS if is_many else len(texts)
    found = set()
    for step in (1, -1) if is_many else (1,):
        order = sorted(range(len(texts)), key=lambda index: texts[index][::step])
        for rank, index in enumerate(order):
            others = {other: texts[other] for other in order[rank + 1 : rank + 1 + room]}
            scored = process.extract(
                texts[index], others, scorer=similarity, score_cutoff=least, limit=None
            )
            found |= {(min(index, other), max(index, other)) for _, _, other in scored}
    yield from sorted(found)


def likely_names(name: str, names: Mapping[str, str], least: float) -> list[tuple[str, float]]:
    """Return the keys of names that share most words with a folded name, best first.

    `least` is the similarity, of 100; words of one that the other lacks do not count.
    """
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, names, scorer=fuzz.token_set_ratio, score_cutoff=least, limit=None
    )
    return [(key, score) for _name, score, key in found]
