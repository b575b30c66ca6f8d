"""Entries as TOML."""

import tomllib
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmcct.formats import toml
from cmcct.model import loader
from cmcct.model.entities import FocalPoint
from tests.support import texts
from tests.support.cases import each
from tests.support.entries import FULL, directory, extract, point
from tests.support.hostile import points


def test_entry_is_table_of_its_nonempty_keys() -> None:
    made = extract(point(**FULL), point(), audience="secretariat")
    texts.expect("toml", toml.dump(made))


def test_part_in_the_private_file_is_a_comment_below_its_entry() -> None:
    own, other = point(emails=["ctu@example.org"]), point(id="gy-two")
    joined = point(emails=["ctu@example.org", "ada@example.org"])
    assert toml.dump(extract(own, other), directory(joined, other)) == (
        '[[focal_point]]\nid = "gy-example"\nemails = ["ctu@example.org"]\n'
        "# directory.private.toml\n# [[focal_point]]\n"
        '# id = "gy-example"\n# emails = ["ada@example.org"]\n'
        '\n[[focal_point]]\nid = "gy-two"\n'
    )


def test_empty_extract_is_empty_text() -> None:
    assert toml.dump(extract()) == ""


@each(
    ("values", "expected"),
    [
        ({"sharing": "network", "role": "focal-point", "status": "active"}, {}),
        ({"sharing": "public", "status": "left"}, {"sharing": "public", "status": "left"}),
        ({"country": "bq-bo", "covers": ["SR"]}, {"country": "Bonaire", "covers": ["Suriname"]}),
        ({"emails": []}, {}),
        ({"emails": [{"address": "a@example.org"}]}, {"emails": ["a@example.org"]}),
        (
            {"emails": [{"address": "a@example.org", "sharing": "network"}]},
            {"emails": ["a@example.org"]},
        ),
        (
            {"emails": [{"address": "", "sharing": "secretariat"}, ""]},
            {"emails": [{"address": "", "sharing": "secretariat"}, ""]},
        ),
        ({"phones": [{"number": "", "type": "office"}]}, {"phones": [""]}),
        (
            {"phones": [{"number": "1", "national": True, "apps": []}]},
            {"phones": [{"number": "1", "national": True}]},
        ),
        (
            {"phones": [{"number": "1", "failed": {"on": date(2026, 5, 2), "why": "no-answer"}}]},
            {"phones": [{"number": "1", "failed": {"on": date(2026, 5, 2), "why": "no-answer"}}]},
        ),
    ],
)
def test_a_value_is_written_the_shortest_way(
    values: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert toml.entry_table(point(**values)) == {"id": "gy-example", **expected}


def _plainly(entry: FocalPoint) -> FocalPoint:
    """Remove the `sharing` of channels if it equals the entry's."""
    update = {
        key: tuple(
            channel.model_copy(update={"sharing": None})
            if channel.sharing == entry.sharing
            else channel
            for channel in getattr(entry, key)
        )
        for key in ("emails", "phones")
    }
    return entry.model_copy(update=update)


@given(st.lists(points(), max_size=4))
def test_any_entry_is_read_back_as_it_was(entries: list[FocalPoint]) -> None:
    made = extract(*entries, audience="secretariat")
    read = loader.parse_directory(tomllib.loads(toml.dump(made)))
    assert [*read.directory.focal_points] == [_plainly(entry) for entry in made.focal_points]
    assert read.findings == ()
