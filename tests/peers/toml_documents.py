"""Random TOML documents in all notations, with a comment on many lines."""

import random

_SCALARS = (
    *('"a"', '""', '"é \\u00e9 \\" \\\\ \\t"', "'C:\\a'", "''", '"# no comment"', '"[x] = {}"'),
    *('"""\nb\n  "c" \\\n   d"""', "'''\n'e'\n'''", '"""f""""', "'''g''''"),
    *(
        "0",
        "+1",
        "-17",
        "1_000",
        "0xdead_BEEF",
        "0o755",
        "0b1010",
        "1.5",
        "-2e3",
        "6.02E+23",
        "inf",
    ),
    *("true", "false", "2026-03-02", "2026-03-02T08:30:00Z", "2026-03-02 08:30:00.5", "08:30:00"),
    "2026-03-02T08:30:00-04:00",
)


class Writer:
    """Writes one document; each key occurs once in it. Keys are dotted if the seed is odd."""

    def __init__(self, seed: int) -> None:
        """Start the random choices of a seed."""
        self.lengths = (1, 1, 1, 2, 3) if seed % 2 else (1,)
        self.chance = random.Random(seed)  # noqa: S311 - nothing to be guessed
        self.keys = 0

    def write(self) -> str:
        """Return the document."""
        blocks = [self._pairs(), *(self._table() for _ in range(self.chance.randint(0, 5)))]
        return self.chance.choice(["\n", "\r\n"]).join("\n".join(blocks).split("\n"))

    def value(self, depth: int = 0) -> str:
        """Return a value in one of its notations."""
        kind = self.chance.random()
        if depth > 2 or kind < 0.6:
            return self.chance.choice(_SCALARS)
        if kind < 0.85:
            return self._array(depth)
        pairs = [self._pair(depth) for _ in range(self.chance.randint(0, 3))]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"

    def _key(self) -> str:
        self.keys += 1
        forms = ("k{}", "k-{}", '"k {}"', "'k.{}'", '"é{}"', "{}")
        return self.chance.choice(forms).format(self.keys)

    def _name(self) -> str:
        return ".".join(self._key() for _ in range(self.chance.choice(self.lengths)))

    def _pair(self, depth: int) -> str:
        sign = self.chance.choice([" = ", "=", "  =  "])
        return f"{self._name()}{sign}{self._single_line(depth)}"

    def _single_line(self, depth: int) -> str:
        while "\n" in (text := self.value(depth + 1)):
            pass
        return text

    def _array(self, depth: int) -> str:
        items = [self._single_line(depth) for _ in range(self.chance.randint(0, 4))]
        if self.chance.random() < 0.5:
            return f"[{', '.join(items)}]"
        lines = [f"    {item},{self._comment()}" for item in items]
        return "\n".join(["[" + self._comment(), *lines, "]"])

    def _comment(self) -> str:
        self.keys += 1
        return self.chance.choice(["", "", f"  # c{self.keys}."])

    def _pairs(self) -> str:
        lines = []
        for _ in range(self.chance.randint(0, 5)):
            lines += self.chance.choice([[], [""], [f"# c{self.keys + 1000}."]])
            lines.append(f"{self._name()} = {self.value()}{self._comment()}")
        return "\n".join([*lines, ""])

    def _table(self) -> str:
        name = self._name()
        if self.chance.random() < 0.5:
            return f"[{name}]{self._comment()}\n{self._pairs()}"
        many = [f"[[{name}]]\n{self._pairs()}" for _ in range(self.chance.randint(1, 3))]
        below = f"[{name}.{self._key()}]\n{self._pairs()}" if self.chance.random() < 0.4 else ""
        return "\n".join(many) + below
