"""Summaries of an edit, per entry."""

from datetime import date
from typing import Any

from cmcct.edit import file_changes
from cmcct.edit.operations import RawTable
from tests.support.cases import each


def _raw(*entries: RawTable) -> RawTable:
    return {"focal_point": [*entries]}


def _lines(raw: RawTable, new: RawTable, *, has_values: bool = True) -> list[str]:
    return [found.line(has_values=has_values) for found in file_changes.changed_entries(raw, new)]


@each(
    ("before", "after", "message"),
    [
        ({"title": "A"}, {"title": "B"}, 'title "A" → "B"'),
        ({"title": "A"}, {}, 'title "A" → none'),
        ({}, {"title": "B"}, 'title none → "B"'),
        (
            {"phones": ["+1", {"number": "+2", "type": "fax", "apps": ["a"]}]},
            {"phones": ["+1"]},
            "phones.1 (fax) +2 → none",
        ),
        ({"emails": [{"address": "a@b", "x": 1}]}, {"emails": []}, "emails.0 a@b → none"),
        ({"phones": [{"type": "fax"}]}, {"phones": []}, 'phones.0 { type = "fax" } → none'),
        ({"sectors": ["a"]}, {"sectors": ["a", "b"]}, 'sectors.1 none → "b"'),
        ({"sectors": ["a", "b"]}, {"sectors": ["b"]}, 'sectors.0 "a" → none'),
        ({"sectors": ["a", "b"]}, {"sectors": ["c", "b"]}, 'sectors.0 "a" → "c"'),
        ({"sectors": ["a", "b"]}, {"sectors": ["b", "a"]}, 'sectors ["a", "b"] → ["b", "a"]'),
        ({"sectors": ["a"]}, {"sectors": "a"}, 'sectors ["a"] → "a"'),
        (
            {"phones": ["+1", {"number": "+2", "type": "fax"}]},
            {"phones": ["+1", {"type": "mobile", "number": "+2"}]},
            'phones.1.type "fax" → "mobile"',
        ),
        (
            {"phones": ["+2"]},
            {"phones": [{"number": "+2", "type": "mobile"}]},
            'phones.0.type none → "mobile"',
        ),
        ({"x": ["a"]}, {"x": [{"b": 1}]}, 'x.0 "a" → { b = 1 }'),
        (
            {"phones": [{"number": "+2", "apps": ["a"]}]},
            {"phones": [{"number": "+3", "apps": ["a", "b"]}]},
            'phones.0 +2 → +3, phones.0.apps.1 none → "b"',
        ),
        (
            {"phones": [{"number": "+2", "type": "fax"}]},
            {"phones": [{"number": "+3", "type": "fax"}]},
            "phones.0 (fax) +2 → +3",
        ),
        ({"verified": date(2026, 1, 2)}, {}, "verified 2026-01-02 → none"),
        ({"hours": 1}, {"hours": True}, "hours 1 → true"),
        ({"name": 1, "unit": 2}, {"name": 2, "unit": 3}, "name 1 → 2, unit 2 → 3"),
    ],
)
def test_each_key_has_its_value_before_and_after(before: Any, after: Any, message: str) -> None:
    raw, new = (_raw({"id": "x"}, {"id": "gy-ctu", **side}) for side in (before, after))
    assert _lines(raw, new) == [f"gy-ctu: {message}"]
    keys = ", ".join(part.split()[0] for part in message.split(", ") if " → " in part)
    if not {"[", "."} & {*message}:
        assert _lines(raw, new, has_values=False) == [f"gy-ctu: {keys}"]


def test_the_order_of_keys_is_no_change() -> None:
    sides = ({"number": "+1", "type": "fax"}, {"type": "fax", "number": "+1"})
    assert _lines(*(_raw({"id": "a", "phones": [phone]}) for phone in sides)) == []


def test_equal_values_are_not_told() -> None:
    assert _lines(_raw({"id": "a"}), _raw({"id": "a"})) == []


def test_an_entry_that_goes_is_told() -> None:
    assert _lines(_raw({"id": "a", "x": 1}), {}) == ["a: removed"]
    (found,) = file_changes.changed_entries(_raw({"id": "a", "x": 1}), {})
    message = "a: removed from the private file"
    assert found.line(has_values=True, is_private=True) == message


def test_a_new_entry_has_only_one_side() -> None:
    (found,) = file_changes.changed_entries({}, _raw({"id": "a", "x": 1}))
    assert (found.before, found.after) == ({}, {"id": "a", "x": 1})
    assert found.line(has_values=False) == "a: id, …"  # a key may be a number


def test_another_id_is_a_change_of_the_entry() -> None:
    new = _raw({"id": "b", "formerly": ["a"], "x": 1}, {"id": "c"})
    assert _lines(_raw({"id": "a", "x": 1}, {"id": "c"}), new) == [
        'a: id "a" → "b", formerly none → ["a"]'
    ]


def test_entries_with_one_id_are_told_apart() -> None:
    raw, new = _raw({"id": "a"}, {"id": "a", "x": 1}), _raw({"id": "a"}, {"id": "a", "x": 2})
    assert _lines(raw, new) == ["a: x 1 → 2"]


def test_meetings_and_groups_are_told_too() -> None:
    raw, new = ({"meeting": [{"id": id_, "name": "M"}]} for id_ in ("m", "n"))
    assert _lines(raw, new) == ['m: id "m" → "n"']
