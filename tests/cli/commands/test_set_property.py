"""`cmcct set` on any entry: no number and no address vanishes, and none is saved unmeant."""

import random
import tomllib
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.cli.edits.channel_edits import ChannelEdits, Side
from cmcct.edit import operations
from cmcct.errors.exceptions import CmcctError
from cmcct.model import fields
from cmcct.model.entities import NUMBER_COLUMNS
from cmcct.model.fields import PLAIN_KEYS
from tests.conftest import SHIPPED, Run, examples

# Words for numbers and addresses; those for other keys must change none.
WORDS = [
    word
    for table, keys in (("focal_point", ("phones", "emails")), ("column", NUMBER_COLUMNS))
    for key in keys
    for word in (key, *fields.words_by_key(table)[key])
]
OTHERS = (
    "cargo=Jefa",
    "ciudad=Ejemplo",
    "título=x",
    "estado=x",
    "función=x",
    "notas=+592 220 1234",
)
SEED, LINES = 20261129, examples(160, 2000)


def _channels(*tables: dict[str, Any]) -> Counter[tuple[str, str]]:
    return Counter(
        (key, operations.normalise(key, item))
        for table in tables
        for key in PLAIN_KEYS
        for item in table.get(key, [])
    )


def _types(phones: Sequence[Any]) -> Counter[str]:
    return Counter(item["type"] for item in phones if isinstance(item, dict) and "type" in item)


def _is_one_change(before: Counter[Any], after: Counter[Any], typed: str) -> bool:
    """Return whether at most one channel became another, which was typed, or was added."""
    gone, come = before - after, after - before
    digits = "".join(filter(str.isdigit, typed.partition("ext")[0]))
    word = typed.strip().casefold()
    meant = [text for _key, text in come if word == text.casefold() or text[-7:] == digits[-7:]]
    return gone.total() <= come.total() <= 1 and len(meant) == len(come)


# Numbers as people type them, of the country of the entry, another, none, or several.
typed_numbers = st.sampled_from(
    [
        *("609-1277", "220 1277", "592 609 1277", "+592 609 1277", "001 592 220 1277"),
        *("220-1277 ext. 14", "011 1 876 523 0123", "+1 876 523 0123", "0800 0912", "12", "x", ""),
        *("609 1277 / 609 1278", "609 1277 (home)", "609 1277 WhatsApp", "new@example.org"),
    ]
)
numbers_in_file = st.sampled_from(
    [
        "+592 220 1234",
        "+1 876 523 0140",
        5,
        {"number": "+592 609 1234", "type": "mobile", "apps": ["whatsapp"]},
        {"number": "+592 609 1235", "type": "mobile", "sharing": "secretariat"},
        {"number": "+592 609 1277", "type": "office", "hours": "24/7"},
        {"number": "+592 220 1239", "type": "fax"},
        {"number": "+592 220 1238", "ext": "12"},
        {"number": "0800 0911", "type": "hotline", "national": True},
        {"number": "+592 220 1237", "type": "x"},
    ]
)
addresses = st.sampled_from(["a@example.org", {"address": "b@example.org", "sharing": "network"}])


@given(
    st.tuples(st.lists(numbers_in_file, max_size=3), st.lists(numbers_in_file, max_size=2)),
    st.lists(addresses, max_size=2),
    st.sampled_from([*WORDS, "phones.0", "phones.1", "phones.0.number", "emails.0"]),
    typed_numbers,
    st.sampled_from(["assign", "add"]),
)
def test_other_numbers_and_addresses_stay(
    numbers: tuple[list[Any], list[Any]], emails: list[Any], key: str, text: str, how: str
) -> None:
    phones, private = numbers
    entry = {"id": "gy-ctu", "country": "Guyana", "phones": phones, "emails": emails}
    part = {"id": "gy-ctu", "phones": private}
    entry, part = deepcopy(entry), deepcopy(part)
    before = _channels(entry, part)
    types = _types(phones)
    edits = ChannelEdits(is_private=False)
    try:
        getattr(edits, how)(Side(entry, entry, [part]), key, text)
    except CmcctError:
        assert _channels(entry, part) == before
    after = _channels(entry, part)
    assert _is_one_change(before, after, text), (before, after)
    assert len(edits.replaced) == (before - after).total()
    # What is private stays so, and nothing is added there.
    assert len(part["phones"]) == len(private)
    assert not types - _types(entry["phones"])


def _lines(rng: random.Random, ids: list[str]) -> list[str]:
    key = rng.choice([*WORDS, "phones.0", "phones.1", "emails.0"])
    last = f"{rng.randint(0, 99):02}"
    text = rng.choice(
        [
            f"+1 809 234 56{last}", f"809-234-56{last}", f"220-12{last}", f"+592 609 12{last}",
            f"001 592 609 12{last}", f"220 12{last} ext. 9", f"x{last}@example.org", "[]", "",
        ]
    )  # fmt: skip
    how = rng.choice([[], [], [], ["--add"], ["--remove"], ["--private"], ["--private", "--add"]])
    word = rng.choice([f"{key}={text}"] * 9 + [rng.choice(OTHERS)])
    return ["--lang", rng.choice(["es", "en"]), "set", rng.choice(ids), *how, word]


@pytest.mark.sweep
@pytest.mark.parametrize("is_private", [False, True])
def test_lines_on_the_shipped_directory_lose_nothing(
    run: Run, tmp_path: Path, *, is_private: bool
) -> None:
    path = tmp_path / "directory.toml"
    private = tmp_path / "directory.private.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    entries = tomllib.loads(text)["focal_point"]
    rng = random.Random(SEED)  # noqa: S311 - the same lines in each run
    overlay = "".join(
        f'[[focal_point]]\nid = "{one["id"]}"\nname = "{one["name"]}"\nphones = '
        f'[{{ number = "+1 868 291 12{index:02}", type = "mobile" }}]\n'
        for index, one in enumerate(entries)
        if "name" in one and one.get("status", "active") == "active" and index % 2
    )
    overlay = overlay if is_private else ""
    old_parts = tomllib.loads(overlay).get("focal_point", [])
    for _ignored in range(LINES // 2):
        path.write_text(text, encoding="utf-8")
        private.write_text(overlay, encoding="utf-8")
        words = _lines(rng, [one["id"] for one in entries])
        result = run("--directory", path, *words)
        now = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
        parts = tomllib.loads(private.read_text(encoding="utf-8")).get("focal_point", [])
        before = _channels(*entries, *old_parts)
        after = _channels(*now, *parts)
        assert result.code in {0, 2}, (words, result)
        assert "Traceback" not in result.err
        assert _is_one_change(before, after, words[-1].partition("=")[2]), (words, result)
        if result.code:
            assert now == entries, words
            assert private.read_text(encoding="utf-8") == overlay, words
        changed = [one for one, other in zip(entries, now, strict=True) if one != other]
        assert {one["id"] for one in changed} <= {words[3]}, words
        if "=" not in words[-1] or words[-1] in OTHERS:
            assert before == after, words
