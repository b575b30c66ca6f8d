"""The position of every key path in a file, in any layout."""

import math
import random
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as clock
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from benchmarks import generate
from cmcct.diagnostics import KeyPath, Span
from cmcct.toml.positions import PositionMap
from tests.support.cases import each

FILE = """\
# José
x = 1

[directory]
name = "é😀" # comment
"na me".'ot.her' = {a.b = [1, {"c" = 2}]}

[[focal_point]]
\tid\t=\t'one'
[[focal_point.phones]]
number = "a"
[[ focal_point . "phones" ]] # comment
number = "b"
[focal_point.x.y]
z = true

[[focal_point]]
phones = [ # é
  "1", # first, or [0]
  # none
  { number = "2" },
]
notes = '''
a
b'''
[focal_point.x]
w = 0
"""


def _value(positions: PositionMap, text: str, path: KeyPath) -> str | None:
    """Return the text of the value at a path."""
    found = positions.value_range(path)
    return found and text.encode()[slice(*found)].decode()


def _text(positions: PositionMap, span: Span) -> str:
    """Return the text in a span, computed from its lines and columns only."""
    lines = [positions.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


# Values


@each(
    ("path", "expected"),
    [
        (("x",), "1"),
        (("directory", "name"), '"é😀"'),
        (("directory", "na me", "ot.her"), '{a.b = [1, {"c" = 2}]}'),
        (("directory", "na me", "ot.her", "a", "b"), '[1, {"c" = 2}]'),
        (("directory", "na me", "ot.her", "a", "b", 0), "1"),
        (("directory", "na me", "ot.her", "a", "b", 1, "c"), "2"),
        (("focal_point", 0, "id"), "'one'"),
        (("focal_point", 0, "phones", 1, "number"), '"b"'),
        (("focal_point", 0, "x", "y", "z"), "true"),
        (("focal_point", 1, "phones", 0), '"1"'),
        (("focal_point", 1, "phones", 1), '{ number = "2" }'),
        (("focal_point", 1, "phones", 1, "number"), '"2"'),
        (("focal_point", 1, "notes"), "'''\na\nb'''"),
        (("focal_point", 1, "x", "w"), "0"),
    ],
)
def test_value_is_found_in_any_notation(path: KeyPath, expected: str) -> None:
    positions = PositionMap(FILE.encode())
    assert _value(positions, FILE, path) == expected
    assert _text(positions, positions.span(path)) == expected


@each(
    "path",
    [
        (),
        ("directory",),
        ("directory", "na me"),
        ("focal_point",),
        ("focal_point", 0),
        ("focal_point", 0, "x"),
        ("directory", "na me", "ot.her", "a"),
        ("directory", "nome"),
        ("focal_point", 2),
        ("focal_point", "x"),
        ("x", 0),
    ],
)
def test_scattered_table_is_no_value(path: KeyPath) -> None:
    assert PositionMap(FILE.encode()).value_range(path) is None


# Spans


@each(
    ("path", "text", "line", "column"),
    [
        (("directory",), "[directory]", 4, 1),
        (("focal_point",), "[[focal_point]]", 8, 1),
        (("focal_point", 0), "[[focal_point]]", 8, 1),
        (("focal_point", 1), "[[focal_point]]", 17, 1),
        (("focal_point", 0, "phones"), "[[focal_point.phones]]", 10, 1),
        (("focal_point", 0, "phones", 1), '[[ focal_point . "phones" ]]', 12, 1),
        (("focal_point", 0, "x"), "[focal_point.x.y]", 14, 1),
        (("focal_point", 1, "x"), "[focal_point.x]", 26, 1),
        (("directory", "na me"), "\"na me\".'ot.her'", 6, 1),
        (("directory", "na me", "ot.her", "a"), "a.b", 6, 21),
    ],
)
def test_table_is_shown_by_header_or_first_mention(
    path: KeyPath, text: str, line: int, column: int
) -> None:
    positions = PositionMap(FILE.encode())
    assert positions.span(path) == Span(line, column, line, column + len(text))
    assert _text(positions, positions.span(path)) == text


@each(
    ("path", "written"),
    [
        (("nowhere", 3, "x"), ()),
        (("directory", "nome"), ("directory",)),
        (("directory", "na me", "z"), ("directory", "na me")),
        (("focal_point", 1, "id"), ("focal_point", 1)),
        (("focal_point", 7, "id"), ("focal_point",)),
        (("focal_point", 1, "phones", 2), ("focal_point", 1, "phones")),
        (("focal_point", 1, "phones", 1, "type"), ("focal_point", 1, "phones", 1)),
        (("x", "y"), ("x",)),
    ],
)
def test_unwritten_path_is_shown_at_nearest_parent(path: KeyPath, written: KeyPath) -> None:
    positions = PositionMap(FILE.encode())
    assert positions.span(path) == positions.span(written)
    assert positions.key_span(path) == positions.key_span(written)


@each("text", ["", "\n", "x = 1", "\ufeffx = 1", "\ufeff"])
def test_the_file_itself_stands_at_its_start(text: str) -> None:
    positions = PositionMap(text.encode())
    assert positions.span(()) == positions.key_span(()) == Span(1, 1, 1, 1)


def test_own_header_of_table_precedes_earlier_mention() -> None:
    positions = PositionMap(b"[a.b]\n[a]\nx = 1\n")
    assert positions.span(("a",)) == Span(2, 1, 2, 4)


def test_first_mention_of_table_is_shown() -> None:
    positions = PositionMap(b"[a]\nb.c = 1\nb.e = 2\n[a.b.d]\n")
    assert positions.span(("a", "b")) == Span(2, 1, 2, 4)
    assert positions.span(("a", "b", "d")) == Span(4, 1, 4, 8)
    assert positions.value_range(("a", "b", "c")) == (10, 11)


def test_table_under_array_belongs_to_its_last_item() -> None:
    positions = PositionMap(b"[[a]]\n[a.b]\n[[a.b.c]]\n[[a]]\n[[a.b.c]]\n[[a.b.c]]\nx = 1\n")
    assert positions.value_range(("a", 1, "b", "c", 1, "x")) == (52, 53)
    assert positions.span(("a", 1, "b")).line == 5
    assert positions.span(("a", 1, "b", "c", 0)).line == 5
    assert positions.span(("a", 0, "b")).line == 2


# Keys


@each(
    ("path", "text", "line", "column"),
    [
        (("x",), "x", 2, 1),
        (("directory",), "directory", 4, 2),
        (("directory", "na me"), '"na me"', 6, 1),
        (("directory", "na me", "ot.her"), "'ot.her'", 6, 9),
        (("directory", "na me", "ot.her", "a", "b"), "b", 6, 23),
        (("directory", "na me", "ot.her", "a", "b", 1, "c"), '"c"', 6, 32),
        (("directory", "na me", "ot.her", "a", "b", 0), "1", 6, 28),
        (("focal_point",), "focal_point", 8, 3),
        (("focal_point", 1), "[[focal_point]]", 17, 1),
        (("focal_point", 0, "id"), "id", 9, 2),
        (("focal_point", 0, "phones"), "phones", 10, 15),
        (("focal_point", 0, "x"), "x", 14, 14),
        (("focal_point", 0, "x", "y"), "y", 14, 16),
    ],
)
def test_a_key_is_found_as_it_is_written(path: KeyPath, text: str, line: int, column: int) -> None:
    positions = PositionMap(FILE.encode())
    assert positions.key_span(path) == Span(line, column, line, column + len(text))
    assert _text(positions, positions.key_span(path)) == text


@each("key", [r'"\u00e9\"."', r"'\u00e9'", '""', "''", "1979-05-27", "inf", "-"])
def test_key_is_read_as_by_tomllib(key: str) -> None:
    (name,) = tomllib.loads(f"{key} = 1")
    positions = PositionMap(f"[{key}]\n{key} = 12\n".encode())
    assert _text(positions, positions.key_span((name, name))) == key
    assert _text(positions, positions.span((name, name))) == "12"


# Lines and columns


def test_columns_count_characters_and_a_tab_is_one() -> None:
    positions = PositionMap('\t"é😀" = "ö" # ü\n'.encode())
    assert positions.key_span(("é😀",)) == Span(1, 2, 1, 6)
    assert positions.span(("é😀",)) == Span(1, 9, 1, 12)


def test_byte_order_mark_is_no_character_of_first_line() -> None:
    positions = PositionMap("\ufeffa = 'é'\nb = '''\n\ufeff''' # c".encode())
    assert positions.line(1) == "a = 'é'"
    assert positions.key_span(("a",)) == Span(1, 1, 1, 2)
    assert positions.span(("b",)) == Span(2, 5, 3, 5)


def test_carriage_return_is_no_part_of_line() -> None:
    positions = PositionMap(b'a = """\r\nx"""\r\n\r\nb = 1')
    assert [positions.line(number) for number in (1, 2, 3, 4)] == ['a = """', 'x"""', "", "b = 1"]
    assert positions.span(("a",)) == Span(1, 5, 2, 5)
    assert positions.span(("b",)) == Span(4, 5, 4, 6)


def test_only_a_line_feed_ends_a_line() -> None:
    positions = PositionMap("a = '\u2028\u0085x'\nb = 1\n".encode())
    assert positions.line(1) == "a = '\u2028\u0085x'"
    assert positions.line(2) == "b = 1"
    assert positions.line(3) == ""
    assert positions.span(("b",)).line == 2


def test_a_range_of_bytes_may_end_where_the_file_does() -> None:
    assert PositionMap("é\nb".encode()).to_span(2, 4) == Span(1, 2, 2, 2)
    assert PositionMap(b"a\n").to_span(0, 2) == Span(1, 1, 2, 1)


# Gaps of tree-sitter


@each("slashes", ["\\", "x\\\\ \\", 'x\\"\\', "\\\\\\", "C:\\\\\\"])
@each("end", ["  \n", "\t\r\n \r\n", "\n"])
def test_backslash_before_line_end_is_read(slashes: str, end: str) -> None:
    text = f'[[a]]\nx = """{slashes}{end} y"""\n[[a]]\nx = 2 # \\  \n'
    positions = PositionMap(text.encode())
    assert tomllib.loads(text)["a"][1] == {"x": 2}
    assert _value(positions, text, ("a", 0, "x")) == f'"""{slashes}{end} y"""'
    assert _value(positions, text, ("a", 1, "x")) == "2"


def test_two_backslashes_before_line_end_stay() -> None:
    text = 'x = """\\\\  \n"""\ny = 1\n'
    assert _value(PositionMap(text.encode()), text, ("x",)) == '"""\\\\  \n"""'


LATER = """\
a = 1
[[f]]
id = 1
k = {FAULT}
m = 2
[[f]]
id = 2
"""


@each("fault", ["{\n a = 1,\n}", "{a = 1,}", '"\\e"', "07:32", '["\\x41", [\n[[1]],\n]]'])
def test_later_toml_is_known_up_to_its_first_use(fault: str) -> None:
    text = LATER.replace("{FAULT}", fault)
    positions = PositionMap(text.encode())
    assert _value(positions, text, ("a",)) == "1"
    assert _value(positions, text, ("f", 0, "id")) == "1"
    for path in [("f", 0, "k"), ("f", 0, "k", "a"), ("f", 0, "m")]:
        assert positions.value_range(path) is None
        assert positions.span(path) == Span(2, 1, 2, 6)
    # No position is better than another entry's: a header may be lost in the text after it.
    assert positions.value_range(("f", 1, "id")) is None
    assert positions.span(("f", 1, "id")) == Span(2, 1, 2, 6)


@each("fault", ["x = {\n", 'x = "\\e"\n[[f]]\ny = 2\n[[f]]\ny = 3\n', "[f g]\ny = 1\n"])
def test_later_paths_are_unknown_after_top_level_fault(fault: str) -> None:
    text = f"a = 1\n{fault}"
    positions = PositionMap(text.encode())
    assert _value(positions, text, ("a",)) == "1"
    assert positions.span(("f", 0, "y")) == Span(1, 1, 1, 1)
    assert positions.span(("x",)) == Span(1, 1, 1, 1)


@each("text", [" .[[[ = ", '"""', "[[a", "= = =", "\x00"])
def test_unparsable_text_is_placed_at_start_of_file(text: str) -> None:
    positions = PositionMap(text.encode())
    assert positions.span(("a", 0)) == positions.key_span(("a", 0)) == Span(1, 1, 1, 1)


def test_failed_parse_of_tree_sitter_is_not_believed() -> None:
    # tree-sitter sees keys and signs at the top level here, without a parent.
    positions = PositionMap(b'b"\x7f""\\u00e9" =  = ]\nb""inf')
    assert positions.span((0,)) == Span(1, 1, 1, 1)
    assert positions.value_range((0,)) is None


def test_key_may_be_the_sign_of_comments() -> None:
    positions = PositionMap(b'# a comment\n"#" = [1]\n')
    assert positions.span((1, "#")) == Span(1, 1, 1, 12)
    assert positions.span(("#",)) == positions.span(("#", 0))._replace(column=7, end_column=10)


# Speed


def test_tree_sitter_is_imported_on_first_question() -> None:
    code = "import sys, cmcct.toml.positions as s; s.PositionMap(b'a = 1'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert b"tree_sitter" not in done.stdout


def test_large_file_answers_a_thousand_questions() -> None:
    positions = PositionMap("".join(generate.directory(3000)).encode())
    spans = [positions.span(("focal_point", 3 * i, "emails", 0)) for i in range(1000)]
    assert len(set(spans)) == 1000
    assert _text(positions, spans[999]) == '"office-924@example.org"'


def test_large_table_answers_a_thousand_questions() -> None:
    items = "".join(f"  {{ a.b = {i} }},\n" for i in range(3000))
    text = f"x = [\n{items}]\n"
    positions = PositionMap(text.encode())
    values = [_value(positions, text, ("x", i, "a", "b")) for i in range(0, 3000, 3)]
    assert values == [str(i) for i in range(0, 3000, 3)]


def test_values_nest_as_deep_as_tomllib_can_read_them() -> None:
    text = f"x = {'[' * 200}1{']' * 200}\n{'.'.join('a' * 500)} = 2\n"
    positions = PositionMap(text.encode())
    tomllib.loads(text)
    assert _value(positions, text, ("x", *[0] * 200)) == "1"
    assert _value(positions, text, ("a",) * 500) == "2"


# Every layout of every value

CHARACTERS = st.one_of(
    st.sampled_from("ab#[]{}=.,\"'\\ \n\t\r_-😀é\u2028\u0085\ufeff\U0010ffff\x00\x7f"),
    st.characters(codec="utf-8"),
)
TEXTS = st.text(CHARACTERS, max_size=8)
KEYS = st.one_of(
    st.sampled_from(["a", "b", "1", "true", "inf", "1979-05-27", "-", "é", "😀 x", "a.b", "", "'"]),
    TEXTS,
)
ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
LEAVES = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.dates(),
    st.times(),
    st.datetimes(timezones=st.none() | st.just(UTC) | ZONES),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(st.dictionaries(KEYS, inner, max_size=3), max_size=3),
        st.dictionaries(KEYS, inner, max_size=4),
    ),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)
SHORT = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}


def _are_tables(value: Any) -> bool:
    is_list = isinstance(value, list) and value
    return bool(is_list) and all(isinstance(item, dict) for item in value)


class Writer:
    """Write a document in a random layout, and record the parts that are one text."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.pieces: set[KeyPath] = set()
        self.headers: set[KeyPath] = set()

    def maybe(self) -> bool:
        return self.chance.random() < 0.5

    def document(self, values: dict[str, Any]) -> str:
        pairs, tables = self.body((), values)
        text = "".join([*pairs, *self.merged(tables)])
        if self.maybe():
            text = text.removesuffix("\n")
        ends = self.chance.choice([["\n"], ["\r\n"], ["\n", "\r\n"]])
        text = re.sub("\n", lambda _: self.chance.choice(ends), text)
        return self.chance.choice(["", "\ufeff"]) + text

    # Tables

    def body(
        self, path: KeyPath, values: dict[str, Any], dotted: tuple[str, ...] = ()
    ) -> tuple[list[str], list[list[str]]]:
        """Return the lines of a table, and its sub-tables, each as a list of parts."""
        lines: list[str] = []
        tables: list[list[str]] = []
        for key, value in values.items():
            here = (*path, *dotted, key)
            is_table = isinstance(value, dict) and self.maybe()
            if is_table and value and self.maybe():
                more, inner = self.body(path, value, (*dotted, key))
                lines += more
                tables += inner
            elif is_table:
                tables.append(self.table(here, value))
            elif _are_tables(value) and self.maybe():
                items = [self.item((*here, i), item) for i, item in enumerate(value)]
                tables.append([part for item in items for part in item])
            else:
                name = self.key((*dotted, key))
                text = f"{self.gap()}{name}{self.gap()}={self.gap()}{self.value(here, value)}"
                lines.append(text + self.end())
        self.chance.shuffle(lines)
        return lines, tables

    def table(self, path: KeyPath, values: dict[str, Any]) -> list[str]:
        pairs, tables = self.body(path, values)
        rest = self.merged(tables)
        if not pairs and tables and self.maybe():
            return rest
        own = self.header(path, "[", "]") + "".join(pairs)
        # Keys must not come after, and so reopen, a table that they share with a header.
        index = 0 if any("." in line for line in pairs) else self.chance.randint(0, len(rest))
        return [*rest[:index], own, *rest[index:]]

    def item(self, path: KeyPath, values: dict[str, Any]) -> list[str]:
        pairs, tables = self.body(path, values)
        own = self.header(path, "[[", "]]") + "".join(pairs)
        return [own, *self.merged(tables)]

    def header(self, path: KeyPath, start: str, end: str) -> str:
        self.headers.add(path)
        name = self.key(tuple(part for part in path if isinstance(part, str)))
        return f"{self.gap()}{start}{self.gap()}{name}{self.gap()}{end}{self.end()}"

    def merged(self, tables: list[list[str]]) -> list[str]:
        """Interleave tables with each other's parts, which keep their order."""
        order = [index for index, parts in enumerate(tables) for _ in parts]
        self.chance.shuffle(order)
        parts = [iter(table) for table in tables]
        return [next(parts[index]) for index in order]

    # Between the values

    def gap(self) -> str:
        return self.chance.choice(["", "", " ", "\t", "  "])

    def comment(self) -> str:
        return self.chance.choice(["", "", "", "# é", "#[[a]] 😀 \\ ", "# x = 1", '#"""', "#}]"])

    def end(self) -> str:
        blank = self.chance.choice(["", "", "\n", f"{self.gap()}{self.comment()}\n"])
        return f"{self.gap()}{self.comment()}\n{blank}"

    def around(self) -> str:
        """Return a gap for between the items of an array."""
        lines = [f"{self.gap()}{self.comment()}\n" for _ in range(self.chance.choice([0, 0, 1, 2]))]
        return "".join(lines) + self.gap()

    def key(self, parts: tuple[str, ...]) -> str:
        first, *rest = map(self.part, parts)
        return first + "".join(f"{self.gap()}.{self.gap()}{part}" for part in rest)

    def part(self, name: str) -> str:
        if re.fullmatch("[A-Za-z0-9_-]+", name) and self.maybe():
            return name
        if not re.search("['\x00-\x08\x0a-\x1f\x7f]", name) and self.maybe():
            return f"'{name}'"
        return f'"{self.escaped(name)}"'

    # Values

    def value(self, path: KeyPath, value: Any) -> str:
        self.pieces.add(path)
        if isinstance(value, dict):
            return self.inline_table(path, value)
        if isinstance(value, list):
            return self.array(path, value)
        if isinstance(value, str):
            return self.string(value)
        if isinstance(value, bool):
            return str(value).lower()
        return self.number(value)

    def array(self, path: KeyPath, values: list[Any]) -> str:
        items = [
            f"{self.around()}{self.value((*path, i), value)}{self.around()}"
            for i, value in enumerate(values)
        ]
        tail = "," if items and self.maybe() else ""
        return f"[{','.join(items)}{tail}{self.around()}]"

    def inline_table(self, path: KeyPath, values: dict[str, Any]) -> str:
        pairs = [
            f"{self.gap()}{self.key(keys)}{self.gap()}={self.gap()}"
            f"{self.value((*path, *keys), value)}{self.gap()}"
            for keys, value in self.dotted(values)
        ]
        self.chance.shuffle(pairs)
        return f"{{{self.gap()}{','.join(pairs)}}}"

    def dotted(self, values: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
        for key, value in values.items():
            if isinstance(value, dict) and value and self.maybe():
                yield from (((key, *keys), inner) for keys, inner in self.dotted(value))
            else:
                yield (key,), value

    def number(self, value: float | date | datetime | clock) -> str:
        if isinstance(value, datetime) and self.maybe():
            return value.isoformat(" ").replace("+00:00", "Z")
        if isinstance(value, date | clock):
            return value.isoformat()
        if isinstance(value, int) and value >= 0 and self.maybe():
            return self.chance.choice(
                [f"0x{value:x}", f"0o{value:o}", f"0b{value:b}", f"{value:_}"]
            )
        sign = "+" if math.copysign(1, value) > 0 and self.maybe() else ""
        return f"{sign}{value!r}"

    def string(self, text: str) -> str:
        choices = [f'"{self.escaped(text)}"', f'"""{self.start(text)}{self.lines(text)}"""']
        if not re.search("[\x00-\x08\x0b-\x1f\x7f]|'''", text):
            choices.append(f"'''{self.start(text)}{text}'''")
            if not set("'\n") & set(text):
                choices.append(f"'{text}'")
        return self.chance.choice(choices)

    def start(self, text: str) -> str:
        """Return a multi-line string's leading line end; required before another one."""
        return "\n" if text.startswith("\n") or self.maybe() else ""

    def lines(self, text: str) -> str:
        """Return the characters of a string between triple quotes."""
        written = ""
        for letter in text:
            if (letter == "\n" or (letter == '"' and not written.endswith('""'))) and self.maybe():
                written += letter
            else:
                escaped = self.escaped(letter)
                written += escaped if escaped in " \t" else self.joint() + escaped
        return written + self.joint()

    def joint(self) -> str:
        """Return a line continuation: a backslash and the white space after it."""
        return self.chance.choice(["", "", "", "", "\\\n", "\\ \t\n\n  ", "\\  \n"])

    def escaped(self, text: str) -> str:
        return "".join(map(self.letter, text))

    def letter(self, letter: str) -> str:
        if not re.match(r'["\\\x00-\x08\x0a-\x1f\x7f]', letter) and self.chance.random() < 0.9:
            return letter
        if letter in SHORT and self.maybe():
            return SHORT[letter]
        is_long = ord(letter) > 0xFFFF or self.maybe()
        return f"\\U{ord(letter):08x}" if is_long else f"\\u{ord(letter):04X}"


def _paths(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    yield path, value
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(inner, (*path, step))


def _names(header: str) -> list[str]:
    """Return the parts of a header's key, parsed by tomllib."""
    names = []
    raw: Any = tomllib.loads(header)
    while raw:
        raw = raw[0] if isinstance(raw, list) else raw
        for name, inner in raw.items():
            names.append(name)
            raw = inner
    return names


def _where(data: bytes, offset: int) -> tuple[int, int]:
    before = data[:offset].decode().removeprefix("\ufeff")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_everything_is_found_in_every_layout(
    document: dict[str, Any], chance: random.Random
) -> None:
    writer = Writer(chance)
    data = writer.document(document).encode()
    assert tomllib.loads(data.decode("utf-8-sig")) == document
    positions = PositionMap(data)
    for path, value in _paths(document):
        piece = positions.value_range(path)
        assert (piece is not None) == (path in writer.pieces)
        if piece:
            text = data[slice(*piece)].decode()
            assert tomllib.loads(f"x = {text}") == {"x": value}
            assert positions.span(path) == (*_where(data, piece[0]), *_where(data, piece[1]))
        if path and isinstance(path[-1], str):
            key = _text(positions, positions.key_span(path))
            assert [*tomllib.loads(f"{key} = 0")] == [path[-1]]
        elif path:
            assert positions.key_span(path) == positions.span(path)


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_every_table_is_shown_by_its_own_header(
    document: dict[str, Any], chance: random.Random
) -> None:
    writer = Writer(chance)
    positions = PositionMap(writer.document(document).encode())
    before: dict[tuple[str, ...], Span] = {}
    for path, _ in _paths(document):
        names = tuple(part for part in path if isinstance(part, str))
        shown = _text(positions, positions.span(path))
        if path in writer.headers:
            assert tuple(_names(shown)) == names
            assert positions.span(path) > before.get(names, ())
            before[names] = positions.span(path)
        elif path not in writer.pieces and shown.startswith("["):
            assert tuple(_names(shown))[: len(names)] == names
        elif path and path not in writer.pieces:
            assert path[-1] in _names(f"[{shown}]")


LAID_OUT = b"""\
name = "X"

[directory]
contact = "x@example.org"  # whose?

[[focal_point]]
id = "gy-ctu"
emails = ["a@example.org", { address = "b@example.org" }]
extra.key = 1

[[focal_point]]
"""


def test_pairs_and_items_are_in_order_of_file() -> None:
    positions = PositionMap(LAID_OUT)
    point = ("focal_point", 0)
    places: dict[KeyPath, list[KeyPath]] = {
        (): [("name",)],
        point: [("id",), ("emails",), ("extra", "key")],
        (*point, "emails"): [(0,), (1,)],
        (*point, "emails", 1): [("address",)],
        ("focal_point", 1): [],
        ("nowhere",): [],
    }
    for path, below in places.items():
        assert [name for name, _ in positions.children(path)] == [path + step for step in below]
    texts = [LAID_OUT[start:end] for _, (start, end) in positions.children((*point, "emails"))]
    assert texts == [b'"a@example.org"', b'{ address = "b@example.org" }']


def test_a_pair_is_a_value_with_its_key() -> None:
    positions = PositionMap(LAID_OUT)
    found = positions.pair_range(("directory", "contact"))
    assert found is not None
    assert LAID_OUT[slice(*found)] == b'contact = "x@example.org"'
    assert positions.pair_range(("directory",)) is None
    assert positions.pair_range(("nowhere",)) is None
