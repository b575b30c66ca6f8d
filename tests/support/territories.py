"""Territory lines in the files of tests."""

import random
import re

from cmcct.model.territory_lines import format_line, names_by_line
from cmcct.toml.tables import table_regions

_LINE = re.compile(r"^# ---- .+ ----\r?\n(?:\r?\n)?", re.MULTILINE)


def strip_lines(text: str) -> str:
    """Return a formatted text without its territory lines."""
    bare = _LINE.sub("", text)
    end = "\r\n" if bare.endswith("\r\n") else "\n"
    return bare.rstrip("\r\n") + end if bare != text else text


def insert_lines(data: bytes, seed: int) -> bytes:
    """Insert territory lines between random tables: none, several or twice, touching or apart."""
    chance = random.Random(seed)  # noqa: S311 - nothing to be guessed
    names = [*chance.choices([*names_by_line().values()], k=3), "Guyana", "Aruba"]
    for region in reversed(table_regions(data)):
        for place in (region.end, region.start, region.lead):
            if chance.random() < 0.3:
                gaps = [b"\n" * chance.randint(0, 2) for _ in range(2)]
                line = gaps[0] + format_line(chance.choice(names)) + b"\n" + gaps[1]
                is_ended = data[:place].endswith((b"\n", b"\xef\xbb\xbf")) or not place
                data = data[:place] + (line if is_ended else b"\n" + line) + data[place:]
    return data
