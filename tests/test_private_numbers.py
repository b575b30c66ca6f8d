"""Random edits: no private number is joined to another person, none is lost without consent."""

import random
import re
from collections.abc import Container
from pathlib import Path

import pytest

from cmcct.storage import directory_file
from cmcct.text.folding import fold
from tests.conftest import Run, Write, entry, write_overlay

pytestmark = pytest.mark.gate

NAMES = ("Ada Example", "Ada Example Pérez", "Bea Muster", "Cy Beispiel", "Cy Beispiel Li")
IDS = ("a", "b", "c", "d", "e")
NEW = ("--country", "GY", "--organisation", "Example Office", "--sector", "police")
_NUMBER = re.compile(r"\+592 609 1[1-9]\d\d")


class Office:
    """A directory and its private file, with the owner of each private number."""

    def __init__(self, run: Run, path: Path, chance: random.Random) -> None:
        self.run, self.path, self.chance = run, path, chance
        self.overlay = path.with_name(directory_file.OVERLAY_NAME)
        parts = directory_file.parse_file(self.overlay)["focal_point"]
        # A part without a name belongs to the person in its entry.
        self.owners = {p["phones"][0]: p["name"] for p in parts if "name" in p}
        self.compare()

    def joined(self) -> dict[str, tuple[str, str]]:
        """Return number -> (id, name) of its entry, for each number that is shown."""
        return {
            phone.number: (point.id, point.name)
            for point in directory_file.load(self.path).directory.focal_points
            for phone in point.phones
        }

    def kept(self) -> set[str]:
        """Return the numbers in the private file."""
        text = self.overlay.read_text(encoding="utf-8") if self.overlay.exists() else ""
        return set(_NUMBER.findall(text))

    def do(self, *words: str) -> None:
        """Run an edit, and check the owners of the numbers after it."""
        before, kept = self.joined(), self.kept()
        files = self.path.read_bytes(), self.overlay.read_bytes()
        result = self.run(*words, "--directory", self.path)
        if result.code:
            assert (self.path.read_bytes(), self.overlay.read_bytes()) == files, result
            return
        command, context = words[0], (words, result.err, self.overlay.read_text(encoding="utf-8"))
        if command not in ("replace", "retire", "remove"):
            assert kept <= self.kept(), context
        self.compare(before if "--yes" in words else (), context)

    def compare(self, corrected: Container[str] = (), context: object = None) -> None:
        """Assert that each number is with its owner; those in `corrected` may change the owner."""
        for number, (_, name) in self.joined().items():
            owner = self.owners.get(number, "")
            is_right = not owner or number in corrected or _is_same(owner, name)
            assert is_right, (number, owner, name, context)
            self.owners[number] = name


def _is_same(one: str, other: str) -> bool:
    """Return whether the words of one name are in the other; an independent implementation."""
    words, others = fold(one).split(), fold(other).split()
    return all(w in others for w in words) or all(w in words for w in others)


def _edit(office: Office, number: int) -> tuple[str, ...]:
    chance = office.chance
    points = directory_file.load(office.path).directory.focal_points
    point = chance.choice(points)
    name, yes = chance.choice(NAMES), ("--yes",) if chance.random() < 0.2 else ()
    other = chance.choice(points)
    edits: list[tuple[str, ...]] = [
        *[("set", point.id, f"name={name}", *yes)] * 4,
        ("set", point.id, "--unset", "name", "role=duty-desk", "--yes"),
        ("replace", point.id, "--vacant", "--yes"),
        ("set", point.id, "--private", "--add", f"phones=+592 609 {1500 + number}"),
        ("replace", point.id, "--name", name, "--yes"),
        ("rename", point.id, chance.choice((*IDS, *point.formerly, "f"))),
        ("merge", point.id, other.id, "--prefer", chance.choice(("keep", "drop")), *yes),
        (
            "add",
            "--id",
            chance.choice((*IDS, "f", "g")),
            "--name",
            name,
            *NEW,
            "--email",
            "x@b.org",
        ),
        ("add", *NEW, "--status", "vacant"),
    ]
    if len(points) > 3:
        edits += [("remove", point.id, "--yes"), ("retire", point.id, "--yes")]
    return chance.choice(edits)


@pytest.mark.sweep(8)
@pytest.mark.parametrize("seed", range(60))
def test_no_number_is_lost_or_under_another_person(run: Run, write: Write, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same edits each time
    points = [
        entry(
            id=f'"{id_}"',
            name=f'"{chance.choice(NAMES)}"' if chance.random() < 0.8 else None,
            status=None if chance.random() < 0.8 else '"vacant"',
            emails=f'["{id_}@example.org"]',
            formerly=f'["old-{id_}"]' if chance.random() < 0.8 else None,
        )
        for id_ in IDS[:4]
    ]
    path = write("".join(points))
    parts = []
    for number, id_ in enumerate((*IDS, *(f"old-{id_}" for id_ in IDS))):
        named = f'name = "{chance.choice(NAMES)}"\n' if chance.random() < 0.5 else ""
        parts.append(
            f'[[focal_point]]\nid = "{id_}"\n{named}phones = ["+592 609 {1234 + number}"]\n'
        )
    write_overlay(path, "\n".join(chance.sample(parts, 8)))
    office = Office(run, path, chance)
    for number in range(20):
        office.do(*_edit(office, number))
