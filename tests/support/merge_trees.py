"""Pairs of additions to the shipped directory, merged by git alone as GitHub merges them.

`python -m tests.support.merge_trees 300` prints the conflicts of as many pairs of each kind.
"""

import contextlib
import gc
import io
import random
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

from cmcct.__main__ import main
from cmcct.model.territory_lines import format_line, read_lines
from cmcct.reference.countries import find_country
from cmcct.toml.values import format_table
from tests.conftest import SHIPPED
from tests.support.repositories import Repo, repository

Pair = tuple[str, str]  # the countries of two new entries

_NAMES = read_lines(SHIPPED.read_bytes()).names


def random_pairs(count: int) -> Iterator[Pair]:
    """Yield pairs of different countries of the region."""
    chance = random.Random(count)  # noqa: S311 - nothing to be guessed
    for _ in range(count):
        first, second = chance.sample(_NAMES, 2)
        yield first, second


def neighbouring_pairs(count: int) -> Iterator[Pair]:
    """Yield pairs of countries whose lines follow each other, as often as needed."""
    for number in range(count):
        index = number % (len(_NAMES) - 1)
        yield _NAMES[index], _NAMES[index + 1]


def add_by_command(path: Path, entry: dict[str, object]) -> None:
    """Add an entry with `cmcct add`."""
    options = [str(word) for key, value in entry.items() for word in (f"--{key}", value)]
    words = ["cmcct", "add", "--directory", str(path), *options]
    with (
        patch.object(sys, "argv", words),
        contextlib.redirect_stderr(io.StringIO()) as said,
        contextlib.suppress(SystemExit),
    ):
        main()
    gc.unfreeze()
    gc.enable()  # the command switched the collector off
    assert str(entry["id"]) in path.read_text(encoding="utf-8"), said.getvalue()


def add_by_hand(path: Path, entry: dict[str, object]) -> None:
    """Insert an entry directly below its line, as in an editor, without another blank line."""
    line = format_line(str(entry["country"])).decode() + "\n"
    written = {("emails" if key == "email" else key): value for key, value in entry.items()}
    written |= {"emails": [entry["email"]], "sectors": [entry.get("sector")]}
    block = format_table("[[focal_point]]", {k: v for k, v in written.items() if k != "sector"})
    path.write_text(
        path.read_text(encoding="utf-8").replace(line, f"{line}{block}", 1), encoding="utf-8"
    )


Add = Callable[[Path, dict[str, object]], None]
KINDS: dict[str, tuple[Callable[[int], Iterator[Pair]], Add, Add]] = {
    "different countries": (random_pairs, add_by_command, add_by_command),
    "neighbouring countries": (neighbouring_pairs, add_by_command, add_by_command),
    "one by hand": (random_pairs, add_by_command, add_by_hand),
    "neighbouring, one by hand": (neighbouring_pairs, add_by_hand, add_by_command),
    "neighbouring, both by hand": (neighbouring_pairs, add_by_hand, add_by_hand),
}


def find_conflicts(repo: Repo, kind: str, count: int) -> list[Pair]:
    """Return the pairs of countries whose additions git does not merge into both."""
    make_pairs, *adders = KINDS[kind]
    base = repo.commit_bytes(SHIPPED.read_bytes())

    @cache
    def commit_side(number: int, country: str) -> str:
        repo.git("reset", "-q", "--hard", base)
        adders[number](repo.path, _entry(country, number))
        return repo.commit_bytes(repo.path.read_bytes())

    def is_merged(pair: Pair) -> bool:
        sides = (commit_side(*side) for side in enumerate(pair))
        merged = repo.run("git", "merge-tree", "--write-tree", *sides, may_fail=True)
        if merged.returncode:
            return False
        text = repo.git("show", f"{merged.stdout.split()[0]}:{repo.name}")
        ids = {str(_entry(country, 0)["id"]) for country in pair}
        return ids <= {entry["id"] for entry in tomllib.loads(text)["focal_point"]}

    return [pair for pair in make_pairs(count) if not is_merged(pair)]


def _entry(country: str, number: int) -> dict[str, object]:
    code = find_country(country).code.lower()
    return {
        "id": f"{code}-new-office",
        "country": country,
        "name": f"{('Ada', 'Bea')[number]} Example-{code.title()}",
        "organisation": f"Example Office {number}",
        "sector": "police",
        "email": f"office-{code}@example.org",
    }


if __name__ == "__main__":
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            wrong = find_conflicts(repository(Path(folder)), kind, int(sys.argv[1]))
            print(f"{kind}: {len(wrong)} conflicts of {sys.argv[1]}", *wrong, flush=True)  # noqa: T201
