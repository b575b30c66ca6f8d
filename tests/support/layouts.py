"""Random directory files in random layouts, with the position of every value and table."""

import random
import re
import tomllib
from datetime import date
from typing import Any, NamedTuple

from cmcct.diagnostics import KeyPath

Raw = dict[str, Any]
Lines = tuple[int, int]  # (first line, line after the last), from 0

LISTED = ("emails", "phones")
_TEXTS = (
    "Example Ministry",
    "  Example unit ",
    "é😀\u2028 Zoë",
    'x = "1" # no comment',
    "# no comment",
    "[[focal_point]]",
    'it\'s "quoted" and \\ more',
    '"""',
    "'''",
    "tab\tstop",
    "Voorbeeld, ] } ,",
    "",
)
_LONG = ("a\nb", "\n# no comment\n[[meeting]]\n", "6 Example Dam\nGeorgetown", "x\n\n  y # \n'''")
_COUNTRIES = ("Guyana", "GY", "guyane", "Sint Maarten", "Curacao", "St Lucia", "Nowhere", "Aruba")
_NUMBERS = ("+592 609 1201", "+592-609-1202", "+5926091203", " +592  609 1204", "+592 609 1205 x1")
_MORE = ("+592 609 1206", "+592 609 1207", "0800 0911", "nonsense")
_ADDRESSES = ("ctu@example.org", "unit@example.org", " desk@example.org", "a.b@example.org")
_WORDS = ("police", "justice", "victim-assistance", "police", "other # x")
_REFERENCES = ("venezuela", "islands", "b-group", "a-group", "venezuela")
_LISTS = {
    **dict.fromkeys(("sectors", "languages", "formerly", "merged"), _WORDS),
    **dict.fromkeys(("working_groups", "validates", "meetings"), _REFERENCES),
    "covers": _COUNTRIES,
}
_COMMENTS = ("# é", "# x = 1", "#[[focal_point]]", '# """', "# ],", "# 😀 \\", "#")


class Written(NamedTuple):
    """A file, its data, and the lines of its values and tables."""

    data: bytes
    raw: Raw
    pairs: dict[KeyPath, Lines]  # of a key: its lines; of sub-tables: with the comments above
    tables: dict[KeyPath, Lines]  # from the comments above the header to those below the table
    own: dict[KeyPath, Lines]  # below the header, to the last key outside sub-tables

    def starts(self) -> list[int]:
        """Return the byte offset of each line, and the length of the file."""
        first = 3 if self.data.startswith(b"\xef\xbb\xbf") else 0
        ends = [match.end() for match in re.finditer(rb"\n", self.data)]
        return [first, *ends, len(self.data)]

    def bytes_of(self, lines: Lines) -> tuple[int, int]:
        """Return the byte range of some lines."""
        starts = self.starts()
        start, end = (min(line, len(starts) - 1) for line in lines)
        return starts[start], starts[end]


def written(seed: int, *, plain: bool = False) -> Written:
    """Return a random directory; with `plain`, all headers plain and more comments next to them."""
    return Writer(random.Random(seed), plain=plain).directory()  # noqa: S311 - nothing to be guessed


def unlike_any(chance: random.Random) -> Raw:
    """Return an entry with an id that no random directory has."""
    return {**_point(chance, 99), "notes": "New.\nAnd # so on."}


def any_value(chance: random.Random, key: str) -> Any:
    """Return a random value for a key of an entry."""
    return _value(chance, key)


def item(chance: random.Random, key: str) -> Any:
    """Return a random item for a list of an entry."""
    if key in LISTED:
        return _channel(chance, key)
    return chance.choice(("added", "Added, too", 'a "third"', "x" * 60))


def _channel(chance: random.Random, key: str) -> Any:
    plain = chance.choice(_ADDRESSES if key == "emails" else (*_NUMBERS, *_MORE))
    if chance.random() < 0.5:
        return plain
    table: Raw = {"address" if key == "emails" else "number": plain}
    if chance.random() < 0.5:
        table["sharing"] = "secretariat"
    if key == "phones" and chance.random() < 0.5:
        table["apps"] = chance.sample(("whatsapp", "signal", "telegram"), 2)
    if key == "phones" and chance.random() < 0.3:
        table["national"] = True
    return table


def _value(chance: random.Random, key: str) -> Any:
    some = range(chance.choice((0, 1, 1, 2, 3)))
    if key in LISTED:
        channels = [_channel(chance, key) for _ in some]
        if chance.random() < 0.5:
            return channels
        name = "address" if key == "emails" else "number"
        return [item if isinstance(item, dict) else {name: item} for item in channels]
    if key in _LISTS:
        return [chance.choice(_LISTS[key]) for _ in some]
    if key in {"verified", "since"}:
        return date(2026, chance.randint(1, 12), 1)
    texts = {"country": _COUNTRIES, "notes": (*_TEXTS, *_LONG), "address": (*_TEXTS, *_LONG)}
    return chance.choice(texts.get(key, _TEXTS))


def _point(chance: random.Random, number: int) -> Raw:
    keys = ["name", "title", "organisation", "unit", "city", "notes", "address", "emails", "phones"]
    keys += ["sectors", "languages", "working_groups", "meetings", "covers", "verified", "since"]
    keys += ["formerly", "unknown"]
    chosen = [key for key in keys if chance.random() < 0.4]
    point = {"id": f"seat-{number}", "country": chance.choice(_COUNTRIES)}
    return point | {key: _value(chance, key) for key in chosen}


class Writer:
    """Write line by line, and record which lines belong to which value or table."""

    def __init__(self, chance: random.Random, *, plain: bool) -> None:
        self.chance, self.plain = chance, plain
        self.lines: list[str] = []
        self.pairs: dict[KeyPath, Lines] = {}
        self.tables: dict[KeyPath, Lines] = {}
        self.own: dict[KeyPath, Lines] = {}

    def maybe(self, share: float = 0.5) -> bool:
        return self.chance.random() < share

    def directory(self) -> Written:
        raw = self.document()
        for point in raw.get("focal_point", ()) if self.plain else ():
            point["phones"] = [{"number": number} for number in self.chance.sample(_NUMBERS, 2)]
        inline = self.maybe(0.07) and "focal_point" in raw
        self.comments(0.3)
        if self.maybe():
            self.lines += ["#:schema ./directory.schema.json", "", "# The whole file.", ""]
        if inline:
            self.pair(("focal_point",), "focal_point", raw["focal_point"])
        tables: list[tuple[KeyPath, Raw]] = [(("directory",), raw["directory"])]
        tables += [(("check",), raw["check"])] if "check" in raw else []
        names = ("meeting", "working_group", "focal_point")[: 2 if inline else 3]
        lists = {name: [((name, i), t) for i, t in enumerate(raw.get(name, ()))] for name in names}
        if self.maybe(0.2):  # tables of one kind between those of another
            order = [name for name in names for _ in lists[name]]
            self.chance.shuffle(order)
            tables += [lists[name].pop(0) for name in order]
        tables += [table for name in names for table in lists[name]]
        for path, values in tables:
            self.table(path, values)
        self.lines.append("")  # otherwise it would belong to the last table
        self.comments(0.2)
        return self.run_process(raw)

    def run_process(self, raw: Raw) -> Written:
        newline = self.chance.choice(["\n", "\n", "\r\n"])
        text = "".join(line + newline for line in "\n".join(self.lines).split("\n"))
        if self.maybe(0.3):
            text = text.removesuffix(newline)
        data = (("\ufeff" if self.maybe(0.2) else "") + text).encode()
        assert tomllib.loads(data.decode("utf-8-sig")) == raw, data
        return Written(data, raw, self.pairs, self.tables, self.own)

    def document(self) -> Raw:
        chance = self.chance
        raw: Raw = {"directory": {"name": chance.choice(_TEXTS), "verify_every_days": 365}}
        if self.maybe(0.3):
            raw["check"] = {"ignore": ["seat-0:stale", "seat-1:stale", "stale"]}
        names = chance.sample(("a", "b", "c"), chance.randint(0, 3))
        if names:
            raw["meeting"] = [{"id": n, "name": chance.choice(_TEXTS), "host": "GY"} for n in names]
        names = chance.sample(("venezuela", "islands"), chance.randint(0, 2))
        if names:
            raw["working_group"] = [{"id": n, "countries": _value(chance, "covers")} for n in names]
        numbers = chance.sample(range(9), chance.choice((0, 1, 2, 3, 4)))
        if numbers:
            raw["focal_point"] = [_point(chance, number) for number in numbers]
        return raw

    # Lines

    def mark(self) -> int:
        """Return the number of the next line."""
        return sum(line.count("\n") + 1 for line in self.lines)

    def blanks(self) -> None:
        numbers = (0, 0, 1) if self.plain else (0, 1, 1, 1, 2)
        self.lines += ["", "  "][: self.chance.choice(numbers)]

    def comments(self, share: float) -> None:
        while self.maybe(share):
            self.lines.append(self.gap() + self.chance.choice(_COMMENTS))

    def gap(self) -> str:
        return self.chance.choice(("", "", "", " ", "\t"))

    def tail(self) -> str:
        return self.chance.choice(("", "", "", f" {self.chance.choice(_COMMENTS)}", "  "))

    # Tables

    def table(self, path: KeyPath, values: Raw) -> None:
        self.blanks()
        if self.maybe(0.2):
            self.lines.append("")
            self.comments(0.7)
            self.lines.append("")
        lead = self.mark()
        self.comments(0.2)
        if not self.lines or not re.match(r"[ \t]*#(?!:)", self.lines[-1]):
            lead = self.mark()
        while lead > 0 and self.is_comment(lead - 1):
            lead -= 1
        below = self.body(path, values)
        for key in below:
            self.below((*path, key), values[key])
        self.tables[path] = (lead, self.mark())
        if self.maybe(0.15):
            self.lines.append(self.chance.choice(_COMMENTS))
            # An adjacent comment belongs to this table, unless the next header is adjacent too.
            self.tables[path] = (lead, self.mark())
            for key in below[-1:]:
                self.pairs[*path, key] = (self.pairs[*path, key][0], self.mark())
            self.lines.append("")

    def is_comment(self, number: int) -> bool:
        """Return whether a line is a comment, and not within a string."""
        inside = any(start <= number < end for start, end in self.pairs.values())
        line = "\n".join(self.lines).split("\n")[number]
        return not inside and bool(re.match(r"[ \t]*#(?!:schema)", line))

    def body(self, path: KeyPath, values: Raw) -> list[str]:
        """Write a header and its pairs; return the keys that need tables of their own."""
        one = isinstance(path[-1], str)
        names = [str(part) for part in path if isinstance(part, str)]
        if self.plain:
            self.comments(0.4)
            self.lines.append(f"[{'.'.join(names)}]" if one else f"[[{'.'.join(names)}]]")
            return self.written(path, values)
        name = self.chance.choice((".", ".", " . ")).join(self.quoted(name) for name in names)
        gap = self.gap()
        header = f"[{gap}{name}{gap}]" if one else f"[[{gap}{name}{gap}]]"
        self.lines.append(f"{self.gap()}{header}{self.tail()}")
        return self.written(path, values)

    def written(self, path: KeyPath, values: Raw) -> list[str]:
        """Write the pairs below a header; return the keys that need tables of their own."""
        start = self.mark()
        below = [key for key in values if self.has_tables(key, values[key])]
        keys = [key for key in values if key not in below]
        self.chance.shuffle(keys)
        self.own[path] = (start, start)
        for key in keys:
            if self.maybe(0.15):
                self.blanks()
            self.comments(0.1)
            self.pair((*path, key), key, values[key])
            self.own[path] = (start, self.mark())
        return below

    def has_tables(self, key: str, value: Any) -> bool:
        are_tables = key in LISTED and value and all(isinstance(item, dict) for item in value)
        return bool(are_tables) and self.maybe()

    def below(self, path: KeyPath, items: list[Raw]) -> None:
        start = self.mark()
        for index, item in enumerate(items):
            if self.maybe(0.2):
                self.blanks()
            self.comments(0.1)
            self.body((*path, index), item)
        self.pairs[path] = (start, self.mark())

    def pair(self, path: KeyPath, key: str, value: Any) -> None:
        start = self.mark()
        text = f"{self.quoted(key)}{self.gap()}={self.gap()}{self.value(value)}"
        self.lines.append(f"{self.gap()}{text}{self.tail()}")
        self.pairs[path] = (start, self.mark())

    def quoted(self, name: str) -> str:
        return self.chance.choice((name, name, name, f'"{name}"', f"'{name}'"))

    # Values

    def value(self, value: Any, *, inline: bool = False) -> str:
        if isinstance(value, dict):
            pairs = [f"{self.quoted(k)} = {self.value(v, inline=True)}" for k, v in value.items()]
            gap = self.gap()
            return f"{{{gap}{', '.join(pairs)}{gap}}}"
        if isinstance(value, list):
            return self.array(value, inline=inline)
        if isinstance(value, str):
            return self.string(value)
        return str(value).lower()

    def array(self, items: list[Any], *, inline: bool) -> str:
        texts = [self.value(item, inline=inline) for item in items]
        if inline or self.maybe():
            gap = self.gap()
            comma = "," if items and self.maybe(0.2) else ""
            return f"[{gap}{', '.join(texts)}{comma}{gap}]"
        if self.maybe(0.2):
            return f"[{self.around()}{f'{self.around()},{self.around()}'.join(texts)}\n]"
        lines = []
        for index, text in enumerate(texts):
            if self.maybe(0.15):
                lines.append(f"    {self.chance.choice(_COMMENTS)}")
            comma = "," if index < len(texts) - 1 or self.maybe() else ""
            lines.append(f"    {text}{comma}{self.tail()}")
        lines += [f"  {self.chance.choice(_COMMENTS)}"] * self.maybe(0.15)
        return "\n".join([f"[{self.tail()}", *lines, "]"])

    def around(self) -> str:
        return self.chance.choice(("", " ", "\n", f" {self.chance.choice(_COMMENTS)}\n  "))

    def string(self, text: str) -> str:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        choices = [f'"{escaped}"'.replace("\n", "\\n"), f'"""\n{escaped}"""']
        if "'''" not in text:
            choices.append(f"'''\n{text}'''")
            if "'" not in text and "\n" not in text:
                choices += [f"'{text}'"] * 2
        return self.chance.choice(choices)
