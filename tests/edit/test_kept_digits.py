"""What `check --fix` writes keeps every digit of the file."""

import copy
import json
import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from cmcct.edit.fixes import FixFindings
from tests.conftest import SHIPPED, examples

DIRECTORY = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
KEYS = ("emails", "phones", "website", "address", "since", "verified", "hours", "name")
FIX = FixFindings(date(2026, 6, 1))
PIECES = (
    *" ,.;/()+-x\"'@\u200b\t“",
    *("", " / ", " or ", " and ", " ext. 12", " 592 609 1234", " (Ada 3)", "a2@example.org", ","),
)


def _damage(value: Any, chance: random.Random) -> str:
    """Return a value as text with one or two pieces in it."""
    text = str(value)
    for _ in range(chance.randint(1, 2)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 0, 1]))
        text = text[:start] + chance.choice(PIECES) + text[end:]
    return text


def _damage_one(table: Any, chance: random.Random) -> None:
    """Damage one value of a table, at any depth."""
    keys = [*table] if isinstance(table, dict) else range(len(table))
    key = chance.choice(keys)
    if isinstance(table[key], dict | list) and table[key]:
        _damage_one(table[key], chance)
    elif not isinstance(table[key], dict | list):
        table[key] = _damage(table[key], chance)


def _digits(data: Any) -> Counter[str]:
    return Counter(filter(str.isdecimal, json.dumps(data, default=str, ensure_ascii=False)))


def _losses(seeds: range) -> Iterator[str]:
    """Yield the damaged entries of which a fix loses a digit, other than of a prefix: 00, 011."""
    fixed = 0
    for seed in seeds:
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        entry = copy.deepcopy(chance.choice(DIRECTORY["focal_point"]))
        entry.setdefault("website", "https://www.example.org/news,12")
        contacts = {key: entry[key] for key in KEYS if entry.get(key)}
        for _ in range(2):
            _damage_one(contacts, chance)
        entry |= contacts
        raw = {"focal_point": [entry]}
        before = copy.deepcopy(entry)
        fixed += FIX(raw, {}).fixed
        if {*(_digits(before) - _digits(raw["focal_point"]))} - {"0", "1"}:
            yield f"{before} → {raw['focal_point']}"
    assert fixed > len(seeds) / 20


def test_fix_keeps_digits_of_damaged_values() -> None:
    assert [*_losses(range(300))] == []


@pytest.mark.sweep
def test_fix_keeps_digits_of_any_damaged_value() -> None:
    assert [*_losses(range(300, examples(1500, 4000)))] == []
