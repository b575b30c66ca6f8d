"""Patches of TOML text: only the lines that must change."""

import copy
import random
import tomllib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.edit import operations
from cmcct.errors.exceptions import CmcctError
from cmcct.model.fields import KEYS
from cmcct.toml import patch, positions
from cmcct.toml.patch import Layout, apply
from cmcct.toml.splice import ensure_newline
from cmcct.toml.tables import UnsupportedLayoutError
from tests.conftest import examples
from tests.support import layouts
from tests.support.cases import each
from tests.support.layouts import LISTED, Lines, Raw, Written

pytestmark = pytest.mark.gate

ORDER = tuple(KEYS["focal_point"])
LAYOUT = Layout(ORDER)
EXAMPLES = examples(30, 2000)
AT_RANDOM = settings(max_examples=EXAMPLES, database=None)
TRIES = 6  # edits tried, before the next file


def _said(data: bytes) -> Raw:
    return tomllib.loads(data.decode("utf-8-sig"))


def _reads(text: bytes) -> Raw | None:
    """Parse a piece of text; return None if it is not valid TOML."""
    try:
        return tomllib.loads(text.decode())
    except ValueError:
        return None


# Every layout


def _same_outside(before: bytes, after: bytes, spans: list[tuple[int, int]]) -> bool:
    """Return whether the text outside some spans is unchanged, in its order."""
    ends = [0, *(end for _, end in spans)]
    first, *others = [
        before[end:start]
        for end, start in zip(ends, [*(s for s, _ in spans), len(before)], strict=True)
    ]
    if not after.startswith(first):
        return False
    offset = len(first)
    for piece in others[:-1]:
        offset = after.find(piece, offset) + len(piece)
        if offset < len(piece):
            return False
    return len(after) - len(others[-1]) >= offset and after.endswith(others[-1])


def _is_put_in(file: Written, after: bytes, around: tuple[int, int], added: Raw) -> bool:
    """Return whether lines with the data `said` were inserted at a place."""
    before, grown = file.data, len(after) - len(file.data)
    return any(
        before[:offset] + after[offset : offset + grown] + before[offset:] == after
        and _reads(after[offset : offset + grown]) == added
        for offset in file.starts()
        if around[0] <= offset <= around[1]
    )


class Edit:
    """A random edit of a random directory, with the spans that it may change."""

    def __init__(self, file: Written, chance: random.Random, new: Raw | None = None) -> None:
        self.file, self.chance = file, chance
        self.is_right: Callable[[bytes], bool]
        self.old, self.new = file.raw, copy.deepcopy(file.raw) if new is None else new
        kinds = (self.set, self.unset, self.add_item, self.remove_item, self.set_in_channel)
        chance.choice((*kinds, self.insert, self.remove, self.rename))()

    def apply_patch(self) -> bytes:
        after = apply(self.file.data, self.old, self.new, LAYOUT)
        assert _said(after) == self.new
        return after

    def point(self) -> tuple[int, Raw]:
        index = self.chance.randrange(len(self.old["focal_point"]))
        return index, self.new["focal_point"][index]

    def span(self, index: int, key: str) -> tuple[int, int]:
        """Return the byte range of a key's lines, or of the list that contains its entry."""
        inline = self.file.pairs.get(("focal_point",))
        lines = inline or self.file.pairs["focal_point", index, key]
        return self.file.bytes_of(lines)

    def own_lines(self, index: int) -> tuple[int, int]:
        inline = self.file.pairs.get(("focal_point",))
        return self.file.bytes_of(inline or self.file.own["focal_point", index])

    def with_blanks(self, lines: Lines) -> tuple[int, int]:
        """Return the byte range of lines with the blank lines around them."""
        data = self.file.data
        start, end = self.file.bytes_of(lines)
        above = data[:start].removeprefix(b"\xef\xbb\xbf").split(b"\n")[:-1]
        while above and not above[-1].strip():
            start -= len(above.pop()) + 1
        below = data[end:].split(b"\n")
        while len(below) > 1 and not below[0].strip():
            end += len(below.pop(0)) + 1
        return start, len(data) if not data[end:].strip() else end

    # The edits: each changes `new` and leaves a check.

    def replaced(self, *spans: tuple[int, int]) -> None:
        self.is_right = lambda after: _same_outside(self.file.data, after, sorted(spans))

    def set(self) -> None:
        index, point = self.point()
        key = self.chance.choice(ORDER[2:])
        value = layouts.any_value(self.chance, key)
        if key in LISTED and all(isinstance(item, dict) for item in point.get(key, ["none"])):
            # The tables may have headers: then no other items are possible.
            value = [item for item in value if isinstance(item, dict)] or point[key]
        known, point[key] = key in point, value
        if known:
            self.replaced(self.with_blanks_of(index, key))
        elif ("focal_point",) in self.file.pairs:
            self.replaced(self.own_lines(index))
        else:
            lines = self.own_lines(index)
            self.is_right = lambda after: _is_put_in(self.file, after, lines, {key: value})

    def unset(self) -> None:
        index, point = self.point()
        key = self.chance.choice([*point])
        del point[key]
        self.replaced(self.with_blanks_of(index, key))

    def with_blanks_of(self, index: int, key: str) -> tuple[int, int]:
        inline = ("focal_point",) in self.file.pairs
        if inline or key not in LISTED:
            return self.span(index, key)
        return self.with_blanks(self.file.pairs["focal_point", index, key])

    def list(self) -> tuple[int, Raw, str]:
        index, point = self.point()
        return index, point, self.chance.choice([k for k in point if isinstance(point[k], list)])

    def add_item(self) -> None:
        index, point, key = self.list()
        item = layouts.item(self.chance, key)
        if point[key] and all(isinstance(known, dict) for known in point[key]):
            item = item if isinstance(item, dict) else {"number": item}
        point[key].insert(self.chance.randint(0, len(point[key])), item)
        self.replaced(self.with_blanks_of(index, key))

    def remove_item(self) -> None:
        index, point, key = self.list()
        del point[key][self.chance.randrange(len(point[key]))]
        if not point[key]:
            del point[key]
        self.replaced(self.with_blanks_of(index, key))

    def set_in_channel(self) -> None:
        index, point, key = self.list()
        item = self.chance.choice([item for item in point[key] if isinstance(item, dict)])
        name = self.chance.choice([*item, "type", "hours", "ext"])
        if name in item and len(item) > 1 and self.chance.random() < 0.5:
            del item[name]
        else:
            item[name] = self.chance.choice(("Mo-Fr 08:00-16:00", 'a "b"', ["x", "y"]))
        self.replaced(self.with_blanks_of(index, key))

    def insert(self) -> None:
        points = self.new.setdefault("focal_point", [])
        point = layouts.unlike_any(self.chance)
        index = self.chance.randint(0, len(points))
        points.insert(index, point)
        if ("focal_point",) in self.file.pairs:
            self.replaced(self.own_lines(0))
            return
        tables = self.file.tables
        before, after = ("focal_point", index - 1), ("focal_point", index)
        start = self.file.bytes_of(tables[before])[1] if before in tables else 0
        end = self.file.bytes_of(tables[after])[0] if after in tables else len(self.file.data)
        self.is_right = lambda text: _is_put_in(
            self.file, text, (start, end), {"focal_point": [point]}
        )

    def remove(self) -> None:
        index, _ = self.point()
        del self.new["focal_point"][index]
        if not self.new["focal_point"]:
            del self.new["focal_point"]
        if ("focal_point",) in self.file.pairs:
            self.replaced(self.own_lines(0))
        else:
            self.replaced(self.with_blanks(self.file.tables["focal_point", index]))

    def rename(self) -> None:
        index, point = self.point()
        operations.rename(self.new, point["id"], "seat-renamed")
        spans = {self.own_lines(index)}
        if self.new.get("check") != self.old.get("check"):
            spans.add(self.file.bytes_of(self.file.pairs["check", "ignore"]))
        self.replaced(*spans)


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_edit_changes_its_lines_and_no_other_byte(seed: int) -> None:
    file, chance = layouts.written(seed), random.Random(seed)  # noqa: S311 - nothing to be guessed
    for _ in range(TRIES):
        try:
            edit = Edit(file, chance)
        except (LookupError, ValueError):
            continue  # no such item
        after = edit.apply_patch()
        assert edit.is_right(after), after.decode()


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_entries_edited_alone_change_as_in_whole_file(seed: int) -> None:
    file = layouts.written(seed, plain=True)
    chance = random.Random(seed)  # noqa: S311 - nothing to be guessed
    new = copy.deepcopy(file.raw)
    for _ in range(chance.randint(1, TRIES)):
        with suppress(LookupError, ValueError, CmcctError):
            Edit(file, chance, new)
    points = new.get("focal_point", [])
    if len(points) > 1 and chance.random() < 0.5:  # as in a merge
        index = chance.randrange(len(points) - 1)
        del points[index]
        points[index]["phones"] = [*points[index].get("phones", ()), {"number": "+592 609 1207"}]
    with suppress(UnsupportedLayoutError):
        whole = patch._patch_chunk(file.data, file.raw, new, LAYOUT)  # noqa: SLF001 - as one chunk
        assert apply(file.data, file.raw, new, LAYOUT) == whole


@AT_RANDOM
@given(st.integers(0, 2**63))
def test_equal_meaning_changes_no_byte(seed: int) -> None:
    file = layouts.written(seed)
    assert apply(file.data, file.raw, copy.deepcopy(file.raw), LAYOUT) == file.data


@AT_RANDOM
@given(st.integers(0, 2**63), st.integers(0, 2**63))
def test_any_file_becomes_any_other_or_is_refused(seed: int, other: int) -> None:
    file, wanted = layouts.written(seed), layouts.written(other).raw
    with suppress(UnsupportedLayoutError):
        assert _said(apply(file.data, file.raw, wanted, LAYOUT)) == wanted


# Single cases

ENTRY = """\
# The whole file.

# About Guyana.
[[focal_point]] # the first
id = "gy-ctu" # never changed
# The person:
name = 'Ada Example' # é

sectors = ["police"]  # the main one first
phones = [
    "+592 609 1201", # the desk
    # At night:
    { number = "+592 609 1202" }
]
notes = '''
a
# b'''
"""


def _edited(text: str, change: Any, *, order: tuple[str, ...] = ORDER) -> str:
    data = text.encode()
    new = copy.deepcopy(_said(data))
    change(new)
    return apply(data, _said(data), new, Layout(order)).decode()


def _changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines removed and added, as one block."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


def _first(change: Any) -> Any:
    return lambda raw: change(raw["focal_point"][0])


@each("end", ["\n", "\r\n"])
@each("bom", ["", "\ufeff"])
@each(
    ("change", "out", "put"),
    [
        (lambda p: p.update(title="x"), [], ['title = "x"']),
        (lambda p: p.update(country="x"), [], ['country = "x"']),
        (lambda p: p.update(private_notes="x\ny"), [], ['private_notes = """', "x", 'y"""']),
        (lambda p: p.update({"x y": 1}), [], ['"x y" = 1']),
        (lambda p: p.update(name="x"), ["name = 'Ada Example' # é"], ['name = "x" # é']),
        (lambda p: p.pop("name"), ["name = 'Ada Example' # é"], []),
        (lambda p: p.update(notes="c"), ["notes = '''", "a", "# b'''"], ['notes = "c"']),
        (
            lambda p: p["sectors"].append("justice"),
            ['sectors = ["police"]  # the main one first'],
            ['sectors = ["police", "justice"]  # the main one first'],
        ),
        (
            lambda p: p["sectors"].clear(),
            ['sectors = ["police"]  # the main one first'],
            ["sectors = []  # the main one first"],
        ),
        (
            lambda p: p["phones"].append("x"),
            ['    { number = "+592 609 1202" }'],
            ['    { number = "+592 609 1202" },', '    "x"'],
        ),
        (lambda p: p["phones"].insert(1, "x"), [], ['    "x",']),
        (lambda p: p["phones"].insert(0, "x"), [], ['    "x",']),
        (lambda p: p["phones"].pop(0), ['    "+592 609 1201", # the desk'], []),
        (lambda p: p["phones"].pop(1), ['    { number = "+592 609 1202" }'], []),
        (
            lambda p: p["phones"][1].update(type="mobile"),
            ['    { number = "+592 609 1202" }'],
            ['    { number = "+592 609 1202", type = "mobile" }'],
        ),
        (
            lambda p: p["phones"][1].pop("number"),
            ['    { number = "+592 609 1202" }'],
            ["    {  }"],
        ),
        (
            lambda p: p["phones"].__setitem__(0, {"number": "x"}),
            ['    "+592 609 1201", # the desk'],
            ['    { number = "x" }, # the desk'],
        ),
    ],
)
def test_a_change_of_an_entry_is_its_lines(
    change: Any, out: list[str], put: list[str], bom: str, end: str
) -> None:
    text = bom + ENTRY.replace("\n", end)
    lines = _changed(text, _edited(text, _first(change)))
    ends = [[line.removesuffix("\r") for line in side] for side in lines]
    assert ends == [out, put]
    assert ("\r" in "".join([*lines[0], *lines[1]])) == (end == "\r\n")


@each(
    ("before", "after"),
    [
        ("[]", '["x"]'),
        ("[ ]", '["x"]'),
        ("[ # none\n]", '["x", # none\n]'),
        ('["a"]', '["a", "x"]'),
        ('["a",]', '["a", "x",]'),
        ('[ "a" , ]', '[ "a", "x" , ]'),
        ('["a" # c\n]', '["a", "x" # c\n]'),
        ('[\n\t"a"\n]', '[\n\t"a",\n\t"x"\n]'),
        ('[\n  "a", # c\n  # d\n]', '[\n  "a", # c\n  "x",\n  # d\n]'),
        ('[\n  "a" # c\n  , # d\n]', '[\n  "a" # c\n  , # d\n  "x",\n]'),
        ('[\n  "a"]', '[\n  "a", "x"]'),
        ('[\n  "a"\n  # b, c\n]', '[\n  "a",\n  "x"\n  # b, c\n]'),
        ('[\n  "a", "b",\n]', '[\n  "a", "b", "x",\n]'),
    ],
)
def test_an_item_is_added_as_the_list_is_laid_out(before: str, after: str) -> None:
    add = _first(lambda point: point["k"].append("x"))
    assert _edited(f"[[focal_point]]\nk = {before} # e\n", add) == (
        f"[[focal_point]]\nk = {after} # e\n"
    )


@each(
    ("before", "index", "after"),
    [
        ('["a", "b"]', 0, '["b"]'),
        ('["a", "b"]', 1, '["a"]'),
        ('["a", "b",]', 1, '["a", ]'),
        ('[ "a" ,"b" ]', 1, '[ "a"  ]'),
        ('["a" # ,\n, "b"]', 1, '["a" # ,\n]'),
        ('[\n  "a", # a\n  "b"]', 1, '[\n  "a" # a\n]'),
        ('[\n  "a", # a\n  "b", # b\n]', 0, '[\n  "b", # b\n]'),
        ('[\n  "a", "b",\n  "c",\n]', 1, '[\n  "a",\n  "c",\n]'),
        ('[\n  "a", "b",\n  "c",\n]', 0, '[\n  "b",\n  "c",\n]'),
        ('["a",\n  "b"\n]', 1, '["a",\n]'),
        ('[["a", "b"], ["c"]]', 0, '[["c"]]'),
    ],
)
def test_an_item_is_taken_out_with_its_comma(before: str, index: int, after: str) -> None:
    out = _first(lambda point: point["k"].pop(index))
    assert _edited(f"[[focal_point]]\nk = {before}\n", out) == f"[[focal_point]]\nk = {after}\n"


def test_too_long_line_becomes_line_per_item() -> None:
    head = "[[focal_point]]\nk = "
    item = "x" * 36
    fits = f"{head}[ '{item}', '''{item}''' ] # c\n"
    assert len(fits.split("\n")[1]) == 94
    added = _edited(fits, _first(lambda p: p["k"].append("yyy")))
    assert added == f"{head}[ '{item}', '''{item}''', \"yyy\" ] # c\n"
    assert len(added.split("\n")[1].removesuffix(" # c")) == 97
    added = _edited(fits, _first(lambda p: p["k"].insert(1, "é" * 7)))
    assert added == (f"{head}[\n    '{item}',\n    \"{'é' * 7}\",\n    '''{item}''',\n] # c\n")
    inline = f"{head}{{ a = ['{item}', '{item}'] }}\n"
    added = _edited(inline, _first(lambda p: p["k"]["a"].append("yyy" * 9)))
    assert added.count("\n") == 2
    whole = _edited(fits, _first(lambda p: p.update(k=[item, item, item])))
    assert whole == f"{head}[\n    '{item}',\n    '''{item}''',\n    \"{item}\",\n] # c\n"


FILE = """\
[directory]
name = "x"
# About all of them.

# One.
[[focal_point]]
id = "a"
# Still one.

[[focal_point]]
id = "b"

# Two and a half.

# Three.
[[focal_point]]
id = "c"
[[focal_point.phones]]
number = "1"
"""
NEW = {"id": "x", "sectors": ["police"]}
BLOCK = '[[focal_point]]\nid = "x"\nsectors = ["police"]\n'


@each(
    ("index", "anchor", "text"),
    [
        (0, "# One.\n", f"{BLOCK}\n# One.\n"),
        (1, "# Still one.\n", f"# Still one.\n\n{BLOCK}"),
        (2, 'id = "b"\n', f'id = "b"\n\n{BLOCK}'),
        (3, 'number = "1"\n', f'number = "1"\n\n{BLOCK}'),
    ],
)
def test_an_entry_is_put_in_between_blank_lines(index: int, anchor: str, text: str) -> None:
    put = _edited(FILE, lambda raw: raw["focal_point"].insert(index, NEW))
    assert put == FILE.replace(anchor, text)


def test_an_entry_is_put_in_where_no_blank_lines_are() -> None:
    text = '[[focal_point]]\nid = "a"\n# b\n[[focal_point]]\nid = "b"'
    put = _edited(text, lambda raw: raw["focal_point"].insert(1, {"id": "x"}))
    block = '[[focal_point]]\nid = "x"\n'
    assert put == f'[[focal_point]]\nid = "a"\n\n{block}\n# b\n[[focal_point]]\nid = "b"'
    put = _edited(text, lambda raw: raw["focal_point"].append({"id": "x"}))
    assert put == f"{text}\n\n{block}"


@each("text", ["", "\ufeff", "[directory]\nname = 'x'", "# x\n"])
def test_first_entries_stand_at_end_of_file(text: str) -> None:
    put = _edited(text, lambda raw: raw.update(focal_point=[{"id": "x"}, {"id": "y"}]))
    assert put.startswith(text)
    assert put.endswith('[[focal_point]]\nid = "x"\n\n[[focal_point]]\nid = "y"\n')


@each("text", ["", "\ufeff", "[[a]]\nb = 1", "# x\n", "[a]\n\n"])
def test_new_table_stands_at_end_of_file(text: str) -> None:
    put = _edited(text, lambda raw: raw.update(secret={"round": "x"}))
    assert put.startswith(text)
    assert put.endswith('[secret]\nround = "x"\n')


@each(
    ("index", "gone"),
    [
        (0, '# One.\n[[focal_point]]\nid = "a"\n# Still one.\n\n'),
        (1, '[[focal_point]]\nid = "b"\n\n'),
        (2, '\n# Three.\n[[focal_point]]\nid = "c"\n[[focal_point.phones]]\nnumber = "1"\n'),
    ],
)
def test_entry_is_taken_out_with_adjacent_comments(index: int, gone: str) -> None:
    assert _edited(FILE, lambda raw: raw["focal_point"].pop(index)) == FILE.replace(gone, "")


def test_comment_after_blank_line_stays_in_place() -> None:
    text = '[[focal_point]]\nid = "a"  \n[[focal_point]]\nid = "b"\n\n# About all.\n'
    assert _edited(text, lambda raw: raw["focal_point"].pop()) == (
        '[[focal_point]]\nid = "a"  \n\n# About all.\n'
    )


def test_all_entries_are_taken_out() -> None:
    assert _edited(FILE, lambda raw: raw.pop("focal_point")) == (
        '[directory]\nname = "x"\n# About all of them.\n\n# Two and a half.\n'
    )
    assert _edited('\ufeff# x\n[[focal_point]]\nid = "a"', lambda raw: raw.clear()) == "\ufeff"


def test_text_ending_like_comment_is_not_of_next_entry() -> None:
    text = "[[focal_point]]\nid = 'a'\nk = '''\n# x'''\n[[focal_point]]\nid = 'b'\n"
    assert _edited(text, lambda raw: raw["focal_point"].pop()) == (
        "[[focal_point]]\nid = 'a'\nk = '''\n# x'''\n"
    )
    top = "k = '''\n# x'''\n[[focal_point]]\nid = 'a'\n"
    assert _edited(top, lambda raw: raw.pop("focal_point")) == "k = '''\n# x'''\n"


TABLES = FILE.replace(
    'number = "1"', '"number" = "1" # one\n\n# The other.\n[[focal_point.phones]]'
)


def test_tables_below_an_entry_are_edited_like_it() -> None:
    def put(change: Any) -> tuple[list[str], list[str]]:
        edited = _edited(TABLES, lambda raw: change(raw["focal_point"][2]["phones"]))
        return _changed(TABLES, edited)

    assert put(lambda phones: phones[0].update(ext="1")) == ([], ['ext = "1"'])
    assert put(lambda phones: phones[1].update(ext="1")) == ([], ['ext = "1"'])
    assert put(lambda phones: phones[0].update(number="2")) == (
        ['"number" = "1" # one'],
        ['"number" = "2" # one'],
    )
    assert put(lambda phones: phones.pop(1)) == (
        ["# The other.", "[[focal_point.phones]]", ""],
        [],
    )
    assert put(lambda phones: phones.append({"number": "3"})) == (
        [],
        ["[[focal_point.phones]]", 'number = "3"', ""],
    )


@each(
    "change",
    [
        lambda p: p["phones"].append("plain"),
        lambda p: p["phones"].__setitem__(0, "plain"),
        lambda p: p["phones"].clear(),
        lambda p: p.update(phones="plain"),
    ],
)
def test_table_with_header_keeps_its_form(change: Any) -> None:
    with pytest.raises(UnsupportedLayoutError, match="would change other lines") as caught:
        _edited(TABLES, lambda raw: change(raw["focal_point"][2]))
    assert caught.value.hint == "edit the file by hand"


INLINE = 'focal_point = [\n  { id = "a", k.l = 1, k.m = [] },\n  { id = "b" }, # b\n]\n'


@each(
    ("change", "before", "after"),
    [
        (lambda raw: raw["focal_point"][0].update(x=1), "[] }", "[], x = 1 }"),
        (lambda raw: raw["focal_point"][1].update(id="é"), '"b" }', '"é" }'),
        (lambda raw: raw["focal_point"].pop(), '  { id = "b" }, # b\n', ""),
        (lambda raw: raw["focal_point"].append({"id": "c"}), "# b\n", '# b\n  { id = "c" },\n'),
        (lambda raw: raw["focal_point"][0]["k"].pop("l"), "k.l = 1, ", ""),
        (lambda raw: raw["focal_point"][0]["k"].update(l=2), "k.l = 1, ", "k.l = 2, "),
    ],
)
def test_entries_in_one_list_are_edited_in_it(change: Any, before: str, after: str) -> None:
    assert _edited(INLINE, change) == INLINE.replace(before, after)


@each(
    ("text", "change"),
    [
        # Other keys are between the parts of a dotted key.
        (INLINE, lambda raw: raw["focal_point"][0].pop("k")),
        ("a.b = 1\n", lambda raw: raw.pop("a")),
        ("a.b = 1\n", lambda raw: raw["a"].update(c=1)),
        ("a.b = 1\n", lambda raw: raw.update(a=1)),
        ("[a]\nb = 1\n", lambda raw: raw.pop("a")),
        ("[a]\nb = 1\n", lambda raw: raw.update(c=1)),
        ("[a.b]\nc = 1\n", lambda raw: raw["a"].update(d=1)),
        ("[[a]]\n[b]\n[[a.c]]\n[[a]]\n", lambda raw: raw["a"].pop()),
        ("a.b = [1]\nx = nan\n", lambda raw: raw["a"]["b"].append(2)),
    ],
)
def test_disturbing_change_is_refused(text: str, change: Any) -> None:
    with pytest.raises(UnsupportedLayoutError):
        _edited(text, change)


def test_unwritable_character_is_refused() -> None:
    with pytest.raises(CmcctError, match="characters that cannot be saved"):
        _edited(ENTRY, _first(lambda point: point.update(title="\udcff")))


def test_layout_unknown_to_tree_sitter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cmcct.toml.positions._parse", lambda _: [])
    for change in (
        lambda raw: raw["focal_point"][0].update(id="x"),
        lambda raw: raw["focal_point"][0]["phones"].append("x"),
        lambda raw: raw["focal_point"][0].pop("id"),
    ):
        with pytest.raises(UnsupportedLayoutError):
            _edited(ENTRY, change)


def test_a_list_that_is_understood_in_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = positions.PositionMap.children
    monkeypatch.setattr(positions.PositionMap, "children", lambda self, path: pairs(self, path)[:1])
    with pytest.raises(UnsupportedLayoutError):
        _edited(ENTRY, _first(lambda point: point["phones"].append("x")))


RENAMED = b"""\
[t]
# about it
titel = "Head"  # since May
other = 1
point = { numbr = "1" }
"""


@each(
    ("new", "changes"),
    [
        ({"title": "Head", "other": 1, "point": {"numbr": "1"}}, [(b"titel", b"title")]),
        (
            {"title": ["Head"], "other": 1, "point": {"number": "1"}},
            [(b'titel = "Head"', b'title = ["Head"]'), (b"numbr", b"number")],
        ),
        (
            {"title": "Chief", "other": 1, "point": {"numbr": "1"}},
            [(b'titel = "Head"', b'title = "Chief"')],
        ),
        # Neither which of two keys it was nor a key that is not known is a rename.
        (
            {"title": "Chief", "number": "2", "point": {"numbr": "1"}},
            [
                (b'titel = "Head"  # since May\nother = 1\n', b""),
                (b' "1" }\n', b' "1" }\ntitle = "Chief"\nnumber = "2"\n'),
            ],
        ),
        (
            {"titel": "Head", "point": {"numbr": "1"}, "unheard": 1},
            [(b"other = 1\n", b""), (b' "1" }\n', b' "1" }\nunheard = 1\n')],
        ),
    ],
)
def test_misspelt_key_is_renamed_in_its_place(new: Raw, changes: list[tuple[bytes, bytes]]) -> None:
    text = RENAMED
    for before, after in changes:
        text = text.replace(before, after)
    found = apply(RENAMED, _said(RENAMED), {"t": new}, Layout(known={"title", "number"}))
    assert found == text


def test_misspelt_key_of_tables_is_replaced() -> None:
    text = b'[t]\nid = "a"\n\n[[t.fone]]\nnumber = "1"\n'
    new = {"id": "a", "phones": [{"number": "1"}]}
    found = apply(text, _said(text), {"t": new}, Layout(known={"id", "phones"}))
    assert _said(found) == {"t": new}


def test_table_with_only_subtables_is_deleted() -> None:
    text = "[x]\na = 1\n\n[a.b]\nc = 1\n\n# d\n[d]\n"
    assert _edited(text, lambda raw: raw.pop("a")) == "[x]\na = 1\n\n# d\n[d]\n"


def test_a_dotted_key_is_edited_where_it_stands() -> None:
    text = "[a]\nb.c = 1 # x\n'b'.d = [1]\n"
    assert _edited(text, lambda raw: raw["a"]["b"].update(c=2)) == text.replace("1 #", "2 #")
    assert _edited(text, lambda raw: raw["a"]["b"]["d"].append(2)) == text.replace("[1]", "[1, 2]")
    assert _edited(text, lambda raw: raw["a"]["b"].pop("c")) == "[a]\n'b'.d = [1]\n"


def test_a_key_is_put_below_those_that_come_before_it() -> None:
    text = '[[focal_point]]\nnotes = "x"\nid = "a" # c\n\ncity = "y"\n'
    put = _edited(text, _first(lambda point: point.update(title="t", since="s")))
    assert put == text.replace("# c\n", '# c\ntitle = "t"\n').replace('"y"\n', '"y"\nsince = "s"\n')
    put = _edited('[[focal_point]]\nnotes = "x"', _first(lambda p: p.update(title="t")))
    assert put == '[[focal_point]]\ntitle = "t"\nnotes = "x"'
    put = _edited('[[focal_point]]\nid = "x"', _first(lambda p: p.update(title="t")))
    assert put == '[[focal_point]]\nid = "x"\ntitle = "t"'


@each(
    ("text", "data", "ended"),
    [(b"a", b"b\r\n", b"a\r\n"), (b"a", b"b", b"a\n"), (b"a\n", b"b\r\n", b"a\n")],
)
def test_a_text_ends_as_the_lines_of_the_file_do(text: bytes, data: bytes, ended: bytes) -> None:
    assert ensure_newline(text, data) == ended


PHONES = """\
[[focal_point]]
id = "a"
[[focal_point.phones]]
number = "1"
# About b,
# whoever that is.
[[focal_point]]
id = "b"
"""
PHONE = '\n[[focal_point.phones]]\nnumber = "2"\n'


@each(
    ("change", "before", "after"),
    [
        (lambda phones: phones.append({"number": "2"}), '"1"\n', f'"1"\n{PHONE}'),
        (lambda phones: phones[0].update(type="fax"), '"1"\n', '"1"\ntype = "fax"\n'),
        (lambda phones: phones.pop(), '[[focal_point.phones]]\nnumber = "1"\n', ""),
    ],
)
def test_the_comments_above_the_next_entry_stay_there(
    change: Callable[[list[Raw]], object], before: str, after: str
) -> None:
    def first(raw: Raw) -> None:
        change(raw["focal_point"][0]["phones"])
        if not raw["focal_point"][0]["phones"]:
            del raw["focal_point"][0]["phones"]

    assert _edited(PHONES, first) == PHONES.replace(before, after, 1)


def test_comments_above_next_entry_stay_there() -> None:
    text = f"{PHONES}# About c.\n[[focal_point]]\nid = 'c'\n[[focal_point.phones]]\nnumber = '3'\n"
    text += "# About d.\n[[focal_point]]\nid = 'd'\n"

    def change(raw: Raw) -> None:
        del raw["focal_point"][1]
        raw["focal_point"][1]["phones"].append({"number": "2"})

    gone = '# About b,\n# whoever that is.\n[[focal_point]]\nid = "b"\n'
    expected = text.replace(gone, "").replace("# About d.", f"{PHONE}# About d.")
    assert _edited(text, change) == expected


def test_item_with_keys_in_another_order_is_not_written_again() -> None:
    data = b"x = [{ a = 1, b = '2' }, 3]\n"
    old, new = [{"a": 1, "b": "2"}, 3], [{"b": "2", "a": 1}, 4]
    after = b"x = [{ a = 1, b = '2' }, 4]\n"
    assert apply(data, {"x": old}, {"x": new}, LAYOUT) == after
