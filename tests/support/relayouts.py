"""The same data and comments in another layout."""

import random
import re
import tomllib
from typing import Any

from cmcct.model.territory_lines import names_by_line
from cmcct.toml.positions import PositionMap
from cmcct.toml.tables import find_comments, top_regions
from tests.support.layouts import LISTED, Writer


def lay_out_anew(data: bytes, seed: int) -> bytes:
    """Return a canonical file in another layout: blanks, quotes, lists, and the order of keys.

    The tables and territory lines have another order too, if no comment stands between them.
    """
    writer = _Writer(random.Random(seed), plain=False)  # noqa: S311 - repeatable, not secret
    regions = top_regions(data, names_by_line())
    if not regions:
        return data
    parts = [(b"", data[: regions[0].lead])]
    ends = [*(region.lead for region in regions[1:]), len(data)]
    for region, end in zip(regions, ends, strict=True):
        above = data[region.lead : region.start]
        table = data[region.start : region.end]
        text = writer.gaps(above.decode()) + writer.relay(table) if region.path else table.decode()
        parts.append((text.encode(), data[region.end : end]))
    tables = [text for text, _gap in parts[1:]]
    if not any(b"#" in gap for _text, gap in parts[1:]):
        writer.chance.shuffle(tables)
        return parts[0][1].rstrip(b"\n") + b"\n\n" + b"\n".join(tables)
    return b"".join(text + writer.gaps(gap.decode()).encode() for text, gap in parts)


class _Writer(Writer):
    """Writes tables in a random layout, without comments of its own."""

    def gaps(self, text: str) -> str:
        """Return comments and blank lines with other spaces, and more blank lines."""
        lines = text.split("\n")[:-1]
        return "".join(
            f"{self.gap()}{line}{self.spaces()}\n"
            if line
            else "\n \n"[: self.chance.choice((1, 3))]
            for line in lines
        )

    def spaces(self) -> str:
        return self.chance.choice(("", "", "  ", "\t"))

    def tail(self) -> str:
        return self.spaces()

    def relay(self, data: bytes) -> str:
        """Return a table, which has a header, in another layout."""
        text, raw = data.decode(), tomllib.loads(data.decode())
        ((name, table),) = raw.items()
        base = (name, 0) if isinstance(table, list) else (name,)
        values = table[0] if isinstance(table, list) else table
        header, end, groups, below = text.split("\n")[0], data.index(b"\n") + 1, [], []
        for path, (start, stop) in PositionMap(data).children(base):
            line_start, line_end = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", stop)
            above = data[end:line_start].decode()
            pair, tail = data[start:stop], data[stop:line_end].decode().strip()
            end, key = line_end + 1, str(path[-1])
            value = values[key]
            is_free = not [*find_comments(pair)]
            are_tables = key in LISTED and value and all(isinstance(item, dict) for item in value)
            if is_free and are_tables and not (above or tail) and self.maybe():
                below.append("".join(self.subtable(name, key, item) for item in value))
                continue
            written = self.pair_text(key, value) if is_free else pair.decode()
            tail = f"{self.chance.choice((' ', '   '))}{tail}" if tail else self.spaces()
            blank = self.chance.choice(("", "", "\n", " \n\n"))
            groups.append(f"{blank}{self.gaps(above)}{self.gap()}{written}{tail}\n")
        self.chance.shuffle(groups)
        inner = re.fullmatch(r"(\[+)(\w+)(\]+)(.*)", header)
        assert inner
        gap, name = self.gap(), self.quoted(inner[2])
        header = f"{self.gap()}{inner[1]}{gap}{name}{gap}{inner[3]}{inner[4]}{self.spaces()}\n"
        return header + "".join([*groups, *below]) + self.gaps(data[end:].decode())

    def pair_text(self, key: str, value: Any) -> str:
        return f"{self.quoted(key)}{self.gap()}={self.gap()}{self.value(self.shuffled(value))}"

    def subtable(self, name: str, key: str, item: dict[str, Any]) -> str:
        pairs = [f"{self.pair_text(*pair)}\n" for pair in self.shuffled(item).items()]
        return f"{self.gap()}[[ {name} . {key} ]]{self.spaces()}\n" + "".join(pairs)

    def shuffled(self, value: Any) -> Any:
        """Return a value with the keys of its tables in another order."""
        if isinstance(value, list):
            return [self.shuffled(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {key: self.shuffled(value[key]) for key in self.chance.sample([*value], len(value))}

    def array(self, items: list[Any], *, inline: bool) -> str:
        texts = [self.value(item, inline=inline) for item in items]
        gap = "" if inline else self.chance.choice(("", " ", "\n", "\n  \n   "))
        comma = "," if items and self.maybe() else ""
        return f"[{gap}{f'{gap},{gap} '.join(texts)}{comma}{gap}]"
