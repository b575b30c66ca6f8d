"""Kinds of changes that two people make to one directory, and what a merge of them has to be.

Each kind is a pair of edits of parsed data. The expected merge applies the edits of both sides, one
after the other, to the data of the base: no code of the merge is used.
"""

import random
import re
import tomllib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from cmcct.edit.operations import directory_layout
from cmcct.toml import patch
from tests.conftest import SHIPPED

Data: TypeAlias = dict[str, Any]
Edit: TypeAlias = Callable[[Data], object]
Retype: TypeAlias = Callable[[bytes], bytes]

LAYOUT = directory_layout()
_HEADER = "[[focal_point]]\n"


@dataclass
class Pair:
    """The edits of two sides: those that merge, and in `choices` one each that are in conflict.

    `names` are the names of the conflicts. `retype` changes the text of a side after its edits.
    """

    ours: list[Edit] = field(default_factory=list)
    theirs: list[Edit] = field(default_factory=list)
    choices: tuple[Edit, ...] = ()
    names: tuple[str, ...] = ()
    retype_ours: Retype = bytes
    retype_theirs: Retype = bytes


@dataclass(frozen=True)
class Case:
    """Three texts, the data that both resolutions of their merge must have, and the conflicts."""

    base: bytes
    ours: bytes
    theirs: bytes
    expected: tuple[Data, Data]
    names: tuple[str, ...]


class Sample:
    """A directory of a few entries, and random choices about it."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        head, *entries = SHIPPED.read_text(encoding="utf-8").split(_HEADER)
        chosen = sorted(rng.sample(range(len(entries)), 8))
        texts = [entries[index].rstrip() + "\n" for index in chosen]
        self.text = (head + "\n".join(_HEADER + text for text in texts)).encode()
        self.data = tomllib.loads(self.text.decode())
        self.ids = [entry["id"] for entry in self.data["focal_point"]]
        rng.shuffle(self.ids)

    def pick(self, has: str = "") -> str:
        """Return the id of another entry each time; one that has a key, if any does."""
        found = [id_ for id_ in self.ids if not has or find(self.data, id_).get(has)]
        id_ = found[0] if found else self.ids[0]
        self.ids.remove(id_)
        return str(id_)

    def word(self) -> str:
        """Return a text with characters that a format may trip over."""
        words = ("Example", "Ünit", "it's", 'a "quote"', "#1", "[x]", "a = b", "back\\slash", "=")
        return " ".join(self.rng.sample(words, 2)) + f" {self.rng.randrange(10**6)}"

    def number(self) -> str:
        """Return a number of the phone library's examples, of which the last digits vary."""
        return f"+592 609 {self.rng.randrange(10**4):04}"


def find(data: Data, id_: str, table: str = "focal_point") -> Data:
    """Return the table with an id."""
    return next(entry for entry in data[table] if id_ in {entry["id"], *entry.get("formerly", ())})


def put(id_: str, **values: Any) -> Edit:
    """Return an edit that sets keys of an entry."""
    return lambda data: find(data, id_).update(deepcopy(values))


def drop(id_: str, *keys: str) -> Edit:
    """Return an edit that removes keys of an entry."""
    return lambda data: [find(data, id_).pop(key, None) for key in keys]


def append(id_: str, key: str, item: Any) -> Edit:
    """Return an edit that adds an item to a list of an entry."""
    return lambda data: find(data, id_).setdefault(key, []).append(deepcopy(item))


def change_phone(id_: str, number: str, **values: Any) -> Edit:
    """Return an edit of one number of an entry."""

    def edit(data: Data) -> None:
        phones = find(data, id_)["phones"]
        for index, item in enumerate(phones):
            table = item if isinstance(item, dict) else {"number": item}
            if table["number"] == number:
                phones[index] = table | values

    return edit


def drop_phone(id_: str, number: str) -> Edit:
    """Return an edit that removes one number of an entry."""

    def edit(data: Data) -> None:
        entry = find(data, id_)
        entry["phones"] = [item for item in entry["phones"] if _number(item) != number]

    return edit


def _number(item: Any) -> Any:
    return item["number"] if isinstance(item, dict) else item


def add(entry: Data, place: int) -> Edit:
    """Return an edit that adds an entry."""
    return lambda data: data["focal_point"].insert(place, deepcopy(entry))


def remove(id_: str) -> Edit:
    """Return an edit that removes an entry."""
    return lambda data: data["focal_point"].remove(find(data, id_))


def rename(id_: str, new: str) -> Edit:
    """Return an edit that renames an entry."""

    def edit(data: Data) -> None:
        entry = find(data, id_)
        entry |= {"id": new, "formerly": [*entry.get("formerly", []), id_]}

    return edit


def new_entry(sample: Sample, id_: str) -> Data:
    """Return the data of an entry."""
    return {
        "id": id_,
        "country": sample.rng.choice(("Guyana", "Suriname", "Aruba")),
        "organisation": f"Example {sample.word()}",
        "sectors": ["police"],
        "phones": [sample.number()],
    }


# Kinds.


def two_entries(s: Sample) -> Pair:
    return Pair([put(s.pick(), title=s.word())], [put(s.pick(), organisation=s.word())])


def two_fields(s: Sample) -> Pair:
    id_ = s.pick()
    return Pair([put(id_, title=s.word(), city=s.word())], [put(id_, unit=s.word())])


def same_change(s: Sample) -> Pair:
    edit = put(s.pick(), title=s.word())
    return Pair([edit], [edit])


def field_differs(s: Sample) -> Pair:
    id_ = s.pick()
    choices = put(id_, title=s.word()), put(id_, title=s.word())
    return Pair([put(id_, city="X")], [put(id_, unit="Y")], choices, (f"{id_}: title",))


def field_removed(s: Sample) -> Pair:
    id_ = s.pick("title")
    choices = drop(id_, "title"), put(id_, title=s.word())
    return Pair([], [], choices, (f"{id_}: title",))


def numbers_added(s: Sample) -> Pair:
    id_ = s.pick(s.rng.choice(("phones", "")))
    edits = [append(id_, "phones", s.number() + str(n)) for n in (1, 2)]
    return Pair(edits[:1], edits[1:])


def number_described(s: Sample) -> Pair:
    id_, number = s.pick(), s.number()
    put(id_, phones=["+592 225 1234", number])(s.data)
    return Pair(
        [change_phone(id_, number, type="mobile")],
        [change_phone(id_, number, apps=["signal"], sharing="secretariat")],
    )


def number_moves(s: Sample) -> Pair:
    id_, number = s.pick(), s.number()
    put(id_, phones=["+592 225 1234", {"number": number, "type": "mobile"}])(s.data)
    return Pair([drop_phone(id_, number)], [append(id_, "phones", "+592 225 1299")])


def number_removed(s: Sample) -> Pair:
    id_, number = s.pick(), s.number()
    put(id_, phones=["+592 225 1234", number])(s.data)
    choices = drop_phone(id_, number), change_phone(id_, number, type="mobile")
    return Pair([], [], choices, (f"{id_}: phones",))


def number_corrected(s: Sample) -> Pair:
    id_ = s.pick()
    put(id_, phones=["+592 225 1234"])(s.data)
    choices = tuple(put(id_, phones=[f"+592 225 12{n}{s.rng.randrange(10)}"]) for n in (1, 2))
    return Pair([], [], choices, (f"{id_}: phones",))


def sets_grow(s: Sample) -> Pair:
    id_ = s.pick()
    put(id_, meetings=["georgetown-2019"])(s.data)
    return Pair([append(id_, "meetings", "m-1")], [append(id_, "meetings", "m-2")])


def sets_shrink(s: Sample) -> Pair:
    id_ = s.pick()
    put(id_, meetings=["m-1", "m-2", "m-3"], covers=["Guyana"])(s.data)
    return Pair(
        [lambda data: find(data, id_)["meetings"].remove("m-1"), append(id_, "covers", "Aruba")],
        [lambda data: find(data, id_)["meetings"].remove("m-3"), append(id_, "covers", "Belize")],
    )


def sharing_differs(s: Sample) -> Pair:
    id_ = s.pick()
    put(id_, sharing="network")(s.data)
    words = s.rng.sample(("public", "secretariat"), 2)
    choices = tuple(put(id_, sharing=word) for word in words)
    return Pair([put(id_, city="X")], [], choices, (f"{id_}: sharing",))


def channel_sharing_differs(s: Sample) -> Pair:
    id_, number = s.pick(), s.number()
    put(id_, phones=[{"number": number, "sharing": "network"}])(s.data)
    words = s.rng.sample(("public", "secretariat"), 2)
    choices = tuple(change_phone(id_, number, sharing=word) for word in words)
    return Pair([], [put(id_, city="X")], choices, (f"{id_}: phones",))


def person_replaced(s: Sample) -> Pair:
    id_ = s.pick()
    put(id_, name="Ada Example", title="Director", verified=date(2026, 1, 1))(s.data)
    drop(id_, "honorific", "family_name", "verified_via")(s.data)
    return Pair(
        [put(id_, name="Bo Voorbeeld")],
        [put(id_, organisation=s.word())],
        (lambda _: None, put(id_, verified=date(2026, 5, 1), title="Chief")),
        (f"{id_}: title", f"{id_}: verified"),
    )


def seat_changed(s: Sample) -> Pair:
    id_ = s.pick()
    put(id_, name="Ada Example", since=date(2020, 1, 1), emails=["desk@example.org"])(s.data)
    drop(id_, "honorific", "family_name")(s.data)
    return Pair(
        [put(id_, name="Bo Voorbeeld", since=date(2026, 1, 1))],
        [put(id_, website="https://example.org"), append(id_, "emails", "office@example.org")],
    )


def entries_added(s: Sample) -> Pair:
    edits = [add(new_entry(s, id_), s.rng.randrange(9)) for id_ in ("gy-a", "gy-b")]
    return Pair(edits[:1], edits[1:])


def seat_added_twice(s: Sample) -> Pair:
    entry = new_entry(s, "gy-new")
    place = s.rng.randrange(9)
    return Pair([add(entry, place)], [_once(add(entry, place), "gy-new")])


def _once(edit: Edit, id_: str) -> Edit:
    def add_once(data: Data) -> None:
        if id_ not in {entry["id"] for entry in data["focal_point"]}:
            edit(data)

    return add_once


def seat_added_differently(s: Sample) -> Pair:
    entries = (new_entry(s, "gy-new") for _ in range(2))
    choices = tuple(add(entry, s.rng.randrange(9)) for entry in entries)
    return Pair([put(s.pick(), city="X")], [], choices, ("gy-new",))


def person_added_twice(s: Sample) -> Pair:
    entries = [new_entry(s, id_) | {"name": "Ada Example"} for id_ in ("gy-one", "gy-two")]
    edits = [add(entry, s.rng.randrange(9)) for entry in entries]
    return Pair(edits[:1], edits[1:])


def entry_removed(s: Sample) -> Pair:
    return Pair([remove(s.pick())], [put(s.pick(), title=s.word())])


def changed_entry_removed(s: Sample) -> Pair:
    id_ = s.pick()
    choices = (remove(id_), put(id_, title=s.word()))[:: s.rng.choice((1, -1))]
    return Pair([put(s.pick(), city="X")], [], choices, (id_,))


def entry_renamed(s: Sample) -> Pair:
    id_ = s.pick()
    edits = [rename(id_, "gy-renamed"), put(id_, title=s.word(), phones=[s.number()])]
    s.rng.shuffle(edits)
    return Pair(edits[:1], edits[1:])


def renamed_twice(s: Sample) -> Pair:
    id_ = s.pick()
    choices = tuple(rename(id_, f"gy-renamed-{n}") for n in "ab")
    return Pair([put(id_, city="X")], [put(id_, unit="Y")], choices, ("gy-renamed-a: id",))


def other_tables(_sample: Sample) -> Pair:
    return Pair(
        [
            lambda data: data["directory"].update(name="Example Network"),
            lambda data: find(data, "georgetown-2019", "meeting").update(place="Linden"),
            lambda data: data["working_group"].append({"id": "w-1", "name": "One"}),
            lambda data: data["check"]["ignore"].append("no-meeting"),
        ],
        [
            lambda data: data["directory"].update(verify_every_days=180),
            lambda data: find(data, "venezuela", "working_group").update(purpose="Share."),
            lambda data: data["check"]["ignore"].append("stale"),
        ],
    )


def comment_added(s: Sample) -> Pair:
    id_ = s.pick()
    text = f"# a note by THEIRS {s.rng.randrange(10**6)}"
    place = s.rng.choice((rf'\nid = "{id_}"', rf'\n\[\[focal_point\]\]\nid = "{id_}"', r"\Z"))

    def retype(data: bytes) -> bytes:
        found = re.search(place.encode(), data)
        assert found
        return data[: found.start() + 1] + text.encode() + b"\n" + data[found.start() + 1 :]

    return Pair([put(id_, title=s.word())], [put(id_, unit=s.word())], retype_theirs=retype)


def comment_at_value(s: Sample) -> Pair:
    id_ = s.pick()
    put(id_, city="Exampleton")(s.data)

    def retype(data: bytes) -> bytes:
        return data.replace(b'\ncity = "Exampleton"\n', b'\ncity = "Exampleton"  # to confirm\n')

    return Pair([put(id_, city=s.word())], [put(id_, unit=s.word())], retype_theirs=retype)


def tables_reordered(s: Sample) -> Pair:
    id_ = s.pick()

    def retype(data: bytes) -> bytes:
        head, *entries = data.split(b"\n[[focal_point]]\n")
        s.rng.shuffle(entries)
        return b"\n[[focal_point]]\n".join([head, *(text.rstrip() + b"\n" for text in entries)])

    pair = Pair([put(id_, title=s.word())], [put(id_, unit=s.word()), put(s.pick(), city="X")])
    setattr(pair, s.rng.choice(("retype_ours", "retype_theirs")), retype)
    return pair


def windows_editor(s: Sample) -> Pair:
    id_ = s.pick()

    def retype(data: bytes) -> bytes:
        return b"\xef\xbb\xbf" * s.rng.randrange(2) + data.replace(b"\n", b"\r\n")

    pair = Pair([put(id_, title=s.word())], [put(id_, unit=s.word(), notes="one\ntwo")])
    setattr(pair, s.rng.choice(("retype_ours", "retype_theirs")), retype)
    return pair


def private_keys(s: Sample) -> Pair:
    id_ = s.pick()
    return Pair(
        [put(id_, private_notes=s.word()), append(id_, "emails", "a@example.org")],
        [put(id_, notes=s.word(), x_own={"a": [1, 2.5, True]})],
    )


Kind: TypeAlias = Callable[[Sample], Pair]
KINDS: tuple[Kind, ...] = (
    *(two_entries, two_fields, same_change, field_differs, field_removed, numbers_added),
    *(number_described, number_moves, number_removed, number_corrected, sets_grow, sets_shrink),
    *(sharing_differs, channel_sharing_differs, person_replaced, seat_changed, entries_added),
    *(seat_added_twice, seat_added_differently, person_added_twice, entry_removed),
    *(changed_entry_removed, entry_renamed, renamed_twice, other_tables, comment_added),
    *(comment_at_value, tables_reordered, windows_editor, private_keys),
)


def make_case(kind: Kind, seed: str) -> Case:
    """Return a random case of a kind."""
    sample = Sample(random.Random(seed))  # noqa: S311 - no secret
    pair = kind(sample)
    base = patch.apply(
        sample.text, tomllib.loads(sample.text.decode()), sample.data, directory_layout()
    )
    # Each side also changes an entry of its own.
    ours = [*pair.ours, put(sample.pick(), hours="24/7")]
    theirs = [*pair.theirs, put(sample.pick(), hours="24/7")]
    choices = [pair.choices[index : index + 1] for index in (0, 1)]
    sides = ([*ours, *choices[0]], [*theirs, *choices[1]])
    texts = [patch.apply(base, sample.data, _edited(sample.data, side), LAYOUT) for side in sides]
    retyped = pair.retype_ours(texts[0]), pair.retype_theirs(texts[1])
    expected = (
        _edited(sample.data, [*ours, *theirs, *choices[0]]),
        _edited(sample.data, [*ours, *theirs, *choices[1]]),
    )
    return Case(base, *retyped, expected, pair.names)


def _edited(data: Data, edits: list[Edit]) -> Data:
    copy = deepcopy(data)
    for edit in edits:
        edit(copy)
    return copy
