"""Warnings introduced by an edit."""

from datetime import date
from typing import Any

from cmcct.edit.changed_entries import ChangedEntries
from cmcct.edit.operations import RawTable
from tests.support.cases import each

DAY = date(2026, 6, 1)
ADA = {
    "id": "gy-ctu",
    "country": "Guyana",
    "name": "Ada Example",
    "organisation": "Example Ministry",
    "sectors": ["police"],
    "emails": ["ctu@example.org"],
    "phones": ["+592 220 1234", {"number": "+592 609 1234", "type": "mobile"}],
    "verified": date(2026, 3, 2),
}
DESK = {**ADA, "id": "gy-desk", "name": "Bo Sample", "emails": ["desk@example.org"]}
DESK["phones"] = ["+592 220 1235"]
FOREIGN = {"phones": ["+597 211 241"]}
ABROAD = "phone-of-another-country"


def _raw(*entries: Any, **more: Any) -> RawTable:
    return {"directory": {"name": "Example"}, **more, "focal_point": list(entries)}


def _added(old: RawTable, new: RawTable) -> list[tuple[Any, ...]]:
    """Return (code, entry, index of the focal point) of each warning."""
    return [
        (found.code, found.entry, *found.path[1:3], *found.first[1:2])
        for found in ChangedEntries(old, new, DAY).find_new_warnings()
    ]


def test_first_change_of_entry_is_checked() -> None:
    old, new = _raw(DESK, ADA), _raw(DESK, ADA | FOREIGN)
    assert _added(old, new) == [(ABROAD, "gy-ctu", 1, "phones")]
    assert _added(new, old) == []
    assert _added(new, _raw(DESK, {**ADA, **FOREIGN, "title": "Director"})) == []
    more = {"phones": ["+597 211 241", "+597 211 242"]}
    (finding,) = ChangedEntries(new, _raw(DESK, ADA | more), DAY).find_new_warnings()
    assert finding.path == ("focal_point", 1, "phones", 1)


def test_only_the_value_that_is_emptied_is_reported() -> None:
    old, new = ADA | {"title": "", "notes": "Nights"}, ADA | {"title": "", "notes": ""}
    assert _added(_raw(DESK, old), _raw(DESK, new)) == [("empty-value", "gy-ctu", 1, "notes")]


def test_entry_with_new_id_or_place_is_the_same() -> None:
    old = _raw(DESK, ADA | FOREIGN)
    assert _added(old, _raw(DESK, {**ADA, **FOREIGN, "id": "x", "formerly": ["gy-ctu"]})) == []
    assert _added(old, _raw(ADA | FOREIGN, DESK)) == []
    assert _added(old, _raw(DESK)) == []
    assert _added(old, _raw(DESK, {**ADA, **FOREIGN, "id": "x"})) == []
    # The same warning about another entry is new.
    both = _raw(DESK | FOREIGN, ADA | FOREIGN | {"title": "Director"})
    assert _added(old, both)[0][:2] == (ABROAD, "gy-desk")


@each(
    "same",
    [
        {"name": "ada Exámple"},
        {"emails": [{"address": "CTU@example.org", "sharing": "public"}]},
        {"phones": [{"number": "+592 (609) 1234", "type": "mobile"}]},
    ],
)
def test_other_entries_count_only_as_same_person(same: RawTable) -> None:
    stale = {**ADA, "verified": date(2020, 1, 1)}
    other = {**DESK, "id": "gy-zz", "name": "Cy Example", "emails": ["cy@example.org"]}
    old = _raw(other, stale, DESK)
    twice = "duplicate-person"
    expected = [(twice, "gy-desk", 2, next(iter(same)), 1)]
    assert _added(old, _raw(other, stale, DESK | same)) == expected
    # The position in the pair, and other warnings about the second entry, are not new.
    both = _raw(other, stale, DESK | same)
    assert _added(both, _raw(other, stale, {**DESK, **same, "title": "Director"})) == []
    assert _added(_raw(stale), _raw(DESK | same, stale))[0][:2] == (twice, "gy-ctu")


def test_ignored_or_expected_doubt_is_not_said() -> None:
    never = {key: value for key, value in ADA.items() if key != "verified"}
    assert _added(_raw(), _raw(never)) == []
    ignore = {"check": {"ignore": [f"gy-ctu:{ABROAD}"]}}
    assert _added(_raw(ADA, **ignore), _raw(ADA | FOREIGN, **ignore)) == []


@each("odd", [3, {"id": "x", "emails": "y", "phones": [3]}, {}])
def test_unreadable_entry_does_not_matter(odd: Any) -> None:
    assert _added(_raw(odd, ADA), _raw(odd, ADA | FOREIGN)) == [(ABROAD, "gy-ctu", 1, "phones")]
    assert _added({"focal_point": odd}, {}) == []


def test_second_validator_of_a_country_is_found() -> None:
    group = {"working_group": [{"id": "brief", "name": "Brief"}]}
    first = {**ADA, "validates": ["brief"]}
    old, new = (_raw(first, desk, **group) for desk in (DESK, {**DESK, "validates": ["brief"]}))
    assert _added(old, new) == [("validator-twice", "gy-desk", 1, "validates", 0)]
    assert _added(new, _raw(first, {**DESK, "validates": "brief"}, **group)) == []
