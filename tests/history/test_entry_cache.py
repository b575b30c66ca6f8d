"""Of two versions, only differing tables are parsed, with the same result as a full parse."""

import random
from collections import Counter

import pytest

from cmcct.history.comparison import compare
from cmcct.history.entry_versions import parse_differing, parse_lenient
from cmcct.model.entities import Directory
from tests.conftest import MINIMAL, examples
from tests.support import layouts
from tests.support.cases import each
from tests.support.repositories import entry

pytestmark = pytest.mark.gate

SEEDS = range(examples(50, 2000))


def _file(*entries: str) -> bytes:
    return "\n".join((MINIMAL, *entries)).encode()


def _ids(directory: Directory) -> list[str]:
    return [point.id for point in directory.focal_points]


def _read(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    old, new = parse_differing(before, after)
    return _ids(old), _ids(new)


def _changes(sides: tuple[Directory, Directory]) -> Counter[str]:
    return Counter(map(repr, compare(*sides)))


def _same_as_whole(before: bytes, after: bytes) -> None:
    whole = parse_lenient(before)[0], parse_lenient(after)[0]
    assert _changes(parse_differing(before, after)) == _changes(whole)


def test_only_the_entries_that_differ_are_read() -> None:
    before = _file(entry("a"), entry("b"), entry("c"))
    after = _file(entry("a"), entry("b", "Chief"), entry("d"))
    assert _read(before, after) == (["b", "c"], ["b", "d"])


def test_an_entry_that_stands_elsewhere_is_the_same() -> None:
    before = _file(entry("a"), entry("b"))
    assert _read(before, _file(entry("b"), entry("a"))) == ([], [])


@each("made", ["crlf", "bom", "both"])
def test_line_ends_and_mark_are_no_difference(made: str) -> None:
    data = _file(entry("a", notes='"""\nfirst\nsecond"""'))
    after = data.replace(b"\n", b"\r\n") if made != "bom" else data
    after = b"\xef\xbb\xbf" + after if made != "crlf" else after
    assert _read(data, after) == ([], [])


def test_meetings_are_always_read_for_their_entries() -> None:
    old, new = parse_differing(_file(entry("a")), _file(entry("a", "Chief")))
    assert [meeting.id for meeting in (*old.meetings, *new.meetings)] == ["georgetown-2019"] * 2
    assert new.info.name == "Example Network"


def test_tables_within_an_entry_stay_with_it() -> None:
    phones = '[[focal_point.phones]]\nnumber = "+592 609 1234"\n'
    before, after = _file(entry("a") + phones), _file(entry("a") + phones.replace("1234", "1235"))
    old, new = parse_differing(before, after)
    assert [p.number for d in (old, new) for f in d.focal_points for p in f.phones] == [
        "+592 609 1234",
        "+592 609 1235",
    ]


TEXT = '"""\n[[focal_point]]\nid = "x"\n"""'
ODD = {
    "a text that looks like an entry": (
        _file(entry("a", notes=TEXT), entry("b")),
        _file(entry("a", notes=TEXT.replace('"x"', '"y"')), entry("b")),
    ),
    "only the end of such a text": (
        _file(
            entry("a", notes="'''\n[[focal_point]]\nid = \"x\"\nnotes = \"\"\"\n'''", x='"""y"""')
        ),
        _file(
            entry("a", notes="'''\n[[focal_point]]\nid = \"x\"\nnotes = \"\"\"\n'''", x='"""z"""')
        ),
    ),
    # The text after it is valid TOML by itself, with another meaning.
    "an end that means something else by itself": (
        _file(
            'notes = """\n[[focal_point]]\nid = "x"\ntitle = \'\'\'\n"""\nx = 1 # \'\'\'\n',
        ),
        _file(
            'notes = """\n[[focal_point]]\nid = "z"\ntitle = \'\'\'\n"""\nx = 1 # \'\'\'\n',
        ),
    ),
    "headers with spaces and quotes": (
        _file(entry("a") + '[[ focal_point . phones ]]\nnumber = "+592 609 1234"\n'),
        _file(entry("a") + '[[ focal_point . phones ]]\nnumber = "+592 609 1235"\n'),
    ),
    "headers that are indented": (
        _file("\n".join(f"  {line}" for line in (entry("a") + entry("b")).splitlines())),
        _file("\n".join(f"  {line}" for line in (entry("a") + entry("b", "C")).splitlines())),
    ),
    "a list within a list": (
        _file(entry("a", x='[\n[["a"]],\n]')),
        _file(entry("a", x='[\n[["b"]],\n]')),
    ),
    "a table of an entry after that of a meeting": (
        _file(entry("a") + '[[meeting]]\nid="m"\n[[focal_point.phones]]\nnumber="+592 609 1234"\n'),
        _file(entry("a") + '[[meeting]]\nid="m"\n[[focal_point.phones]]\nnumber="+592 609 1235"\n'),
    ),
    "the directory's own table at the end": (
        (entry("a") + '[directory]\nname = "Old"\n').encode(),
        (entry("a") + '[directory]\nname = "New"\n').encode(),
    ),
    "a list in the directory's own table": (
        f'[directory]\nname = "Old"\n[[directory.x]]\n{entry("a")}'.encode(),
        f'[directory]\nname = "New"\n[[directory.x]]\n{entry("a")}'.encode(),
    ),
    "entries in a list": (
        b'focal_point = [{ id = "a", country = "Guyana" }]\n',
        b'focal_point = [{ id = "b", country = "Guyana" }]\n',
    ),
    "one entry with single brackets": (
        b'[focal_point]\nid = "a"\n',
        b'[focal_point]\nid = "b"\n',
    ),
    "the same id twice": (
        _file(entry("a"), entry("a", "Second")),
        _file(entry("a"), entry("a", "Other")),
    ),
    "the same entry twice": (_file(entry("a"), entry("a")), _file(entry("a"))),
    "an entry that goes after it was merged": (
        _file(entry("a", merged='["b"]'), entry("b")),
        _file(entry("a", merged='["b"]')),
    ),
    "one of two merged entries": (
        _file(*[entry("b", merged='["b"]')] * 2, entry("c")),
        _file(entry("b", merged='["b"]'), entry("c")),
    ),
    "one of two entries that were merged": (
        _file(entry("a", merged='["b"]'), entry("b"), entry("b")),
        _file(entry("a", merged='["b"]'), entry("b")),
    ),
    "a key twice": (_file(entry("a") + 'title = "Chief"\n'), _file(entry("a"))),
    "keys with a dot": (_file(entry("a") + "x.y = 1\nx.z = 2\n"), _file(entry("a") + "x.y = 1\n")),
    "comments between": (_file("# one\n", entry("a"), "# two\n"), _file("# two\n", entry("a"))),
    "nothing before": (b"", _file(entry("a"))),
    "no TOML": (_file(entry("a"), "x = [\n", entry("b")), _file(entry("a"), entry("b", "C"))),
    "no text": (_file(entry("a")) + b"\xff", _file(entry("a"))),
    "brackets without end": (b"x = " + b"[" * 5000, _file(entry("a"))),
}


@each("name", ODD)
def test_table_difference_equals_file_difference(name: str) -> None:
    before, after = ODD[name]
    _same_as_whole(before, after)
    _same_as_whole(after, before)


def test_broken_toml_is_read_as_far_as_possible() -> None:
    directory, is_whole = parse_lenient(_file(entry("a"), "x = [\n", entry("b")))
    assert (_ids(directory), is_whole) == (["b"], False)


def test_unknown_table_may_change_its_kind() -> None:
    odd = '[odd]\nb = 1\n[[meeting]]\nid = "m"\n[[odd]]\n[[meeting\n'
    for text in (odd, odd.replace("[odd]\nb", "odd")):
        directory, is_whole = parse_lenient(text.encode())
        assert not is_whole
        assert [meeting.id for meeting in directory.meetings] == ["m"]


def test_a_value_that_cannot_be_read_is_left_out() -> None:
    directory, is_whole = parse_lenient(_file(entry("a", verified='"2026"'), entry("b")))
    assert (_ids(directory), is_whole) == (["a", "b"], False)
    assert parse_lenient(_file(entry("a")))[1]


def _edited(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """Return a version of a file after a random edit, valid or not."""
    lines, more = data.split(b"\n"), other.split(b"\n")
    for _ in range(chance.randint(0, 4)):
        index = chance.randrange(len(lines))
        change = chance.randrange(4)
        if change == 0:
            del lines[index : index + chance.randint(1, 9)]
        elif change == 1:
            start = chance.randrange(len(more))
            lines[index:index] = more[start : start + chance.randint(1, 9)]
        elif change == 2:
            lines[index] = chance.choice(more)
        else:
            lines = [*lines[index:], *lines[:index]]
        lines = lines or [b""]
    return b"\n".join(lines)


@pytest.mark.sweep
@pytest.mark.parametrize("edited", [False, True])
def test_random_difference_equals_difference_of_files(*, edited: bool) -> None:
    for seed in SEEDS:
        chance = random.Random(seed)  # noqa: S311 - nothing to be guessed
        before, after = (layouts.written(seed + step).data for step in (0, 1))
        if edited:
            after = _edited(chance, before, after)
        _same_as_whole(before, after)
