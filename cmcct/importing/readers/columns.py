"""Columns by their headings: what wrote the table, and which key each column has."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cmcct.importing.readers import headings
from cmcct.importing.readers.headings import IGNORED, QUOTED, Meaning
from cmcct.importing.readers.rows import (
    ADDRESS_BOOK,
    FORM,
    LIST,
    OWN,
    Column,
)
from cmcct.text.folding import fold

# So many headings of one language make a table ours, if one of them is that of the ids.
_MIN_OWN = 4
_LETTERS = 26
_TIME_STAMPS = frozenset({"timestamp", "marca temporal", "tijdstempel", "horodateur"})


class Header(NamedTuple):
    """A row of headings: the columns, and what wrote them (`kind`, language of our own)."""

    columns: tuple[Column, ...]
    kind: str = LIST
    lang: str = ""
    program: str = ""  # of an address book

    @property
    def known(self) -> int:
        """The number of headings that are recognised."""
        return sum(column.is_known for column in self.columns)

    def widen(self, width: int) -> "Header":
        """Return the header with columns that have no heading, up to a number of columns."""
        more = range(len(self.columns), width)
        return self._replace(
            columns=(*self.columns, *(make_column("", place_of(index), None) for index in more))
        )


def read_header(texts: Sequence[str], given: Mapping[str, Meaning] | None = None) -> Header:
    """Return the columns of a row of headings; `given` has what a user says by folded heading."""
    kind, lang, program, found = _recognise(texts)
    said = [(given or {}).get(fold(text)) for text in texts]
    return Header(
        tuple(
            make_column(text, place_of(index), (said[index] or meaning) if text else None)
            for index, (text, meaning) in enumerate(zip(texts, found, strict=True))
        ),
        kind,
        lang,
        program,
    )


def place_of(index: int) -> str:
    """Return how a spreadsheet calls a column, counted from 0: `A`, `AB`."""
    name, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, _LETTERS)
        name = chr(ord("A") + letter) + name
    return name


def number_of(place: str) -> int:
    """Return the number of a column from 1, by how a spreadsheet calls it; 0 for ""."""
    number = 0
    for letter in place.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def make_column(text: str, place: str, meaning: Meaning | None) -> Column:
    """Return the column of a heading, None for one that nothing recognises."""
    key, type_, label = meaning or IGNORED
    if key == QUOTED:
        return Column(text, "", place, quoted_as=type_)
    return Column(text, key, place, type_, label, is_known=meaning is not None)


_Found = tuple[str, str, str, list[Meaning | None]]


def _recognise(texts: Sequence[str]) -> _Found:
    folded = tuple(map(fold, texts))
    for lang, known in headings.own_headings().items():
        ours = [known.get(text) for text in folded]
        if Meaning("id") in ours and sum(map(bool, ours)) >= _MIN_OWN:
            return OWN, lang, "", ours
    for program in headings.ADDRESS_BOOKS:
        if not headings.signs_of(program).isdisjoint(folded):
            return ADDRESS_BOOK, "", program, [*_in_address_book(program, texts)]
    accounts = [words for words in headings.account_headings() if folded[: len(words)] == words]
    skipped = len(accounts[0]) if accounts else 0
    found = [*[IGNORED] * skipped, *map(headings.find_in_list, texts[skipped:])]
    is_form = skipped or not _TIME_STAMPS.isdisjoint(folded)
    return FORM if is_form else LIST, "", "", found


def _in_address_book(program: str, texts: Sequence[str]) -> Iterator[Meaning | None]:
    """Yield the meanings; French Outlook has `Nom` twice, whose first is the full name."""
    seen: Counter[str] = Counter()
    total = Counter(map(fold, texts))
    for text in texts:
        folded = fold(text)
        seen[folded] += 1
        first = headings.find_in_address_book(program, text)
        again = headings.section(program).get(f"{folded} 2") if total[folded] > 1 else None
        if not again:
            yield first
        elif seen[folded] > 1:
            yield again
        else:
            yield IGNORED if again == first else first


def known_headings(header: Iterable[Column]) -> Iterator[tuple[str, Meaning]]:
    """Yield each heading of a table once, with its meaning, but for those that are quoted."""
    seen = set()
    for column in header:
        if column.header and column.header not in seen and not column.quoted_as:
            seen.add(column.header)
            yield column.header, Meaning(column.key, column.type, column.label)
