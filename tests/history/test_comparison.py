"""Changes between two directories, as far as an audience may know them."""

from dataclasses import replace
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.history import comparison
from cmcct.history.comparison import RecordChange, compare, compare_for
from cmcct.model.entities import Directory, FocalPoint, Meeting, WorkingGroup
from cmcct.privacy import audiences, levels
from tests.support.cases import each
from tests.support.entries import ABOUT, MEETINGS, WORKING_GROUPS, directory, point
from tests.support.hostile import points

BASE: dict[str, Any] = {"id": "gy-ctu", "country": "Guyana", "name": "Ada Example"}


def _entry(**values: Any) -> FocalPoint:
    return FocalPoint.model_validate(BASE | values)


def _changes(before: list[FocalPoint], after: list[FocalPoint]) -> list[tuple[Any, ...]]:
    """Return (kind, ids, keys) of each change."""
    found = compare(directory(*before), directory(*after))
    return [(change.kind, change.old_id, change.id, change.keys) for change in found]


def _known(old: FocalPoint | None, new: FocalPoint | None, audience: str) -> list[RecordChange]:
    before, after = (directory(*[side] if side else []) for side in (old, new))
    return [*compare_for(before, after, audience).changes]


def test_joined_left_and_changed_are_told_apart() -> None:
    before = [_entry(), point(id="b")]
    after = [_entry(title="Chief", notes="Call."), point(id="c")]
    assert _changes(before, after) == [
        ("changed", "", "gy-ctu", ("title", "notes")),
        ("joined", "", "c", ()),
        ("left", "", "b", ()),
    ]


@each(
    ("before", "after", "kind"),
    [
        ("active", "left", "left"),
        ("left", "active", "joined"),
        ("vacant", "active", "changed"),
        (None, "left", "left"),
        ("left", None, "left"),
        (None, "vacant", "joined"),
    ],
)
def test_seat_with_left_person_is_gone(before: str | None, after: str | None, kind: str) -> None:
    sides = [[_entry(status=status)] if status else [] for status in (before, after)]
    assert [change[0] for change in _changes(*sides)] == [kind]


def test_edited_entry_of_left_person_is_changed() -> None:
    sides = [[_entry(status="left", notes=notes)] for notes in ("", "x")]
    assert _changes(*sides) == [("changed", "", "gy-ctu", ("notes",))]


@each(
    ("before", "after"),
    [
        ({"id": "a"}, {"id": "b", "formerly": ["a"]}),
        ({"id": "b", "formerly": ["a"]}, {"id": "a"}),
        ({"id": "b", "formerly": ["a"]}, {"id": "c", "formerly": ["a", "b"]}),
        ({"id": "b", "formerly": ["a"]}, {"id": "c", "formerly": ["b"]}),
        ({"id": "b", "formerly": ["a"]}, {"id": "c", "formerly": ["a"]}),
    ],
)
def test_a_seat_is_the_same_under_another_id(before: Any, after: Any) -> None:
    ((kind, old, new, keys),) = _changes([point(**before)], [point(**after)])
    assert (kind, old, new, keys[0]) == ("changed", before["id"], after["id"], "id")


def test_the_present_id_counts_before_a_former_one() -> None:
    before = [point(id="a"), point(id="b")]
    after = [point(id="c", formerly=["b"]), point(id="b", title="Chief"), point(id="a")]
    assert _changes(before, after) == [
        ("joined", "", "c", ()),
        ("changed", "", "b", ("title",)),
    ]


def test_entries_of_one_id_are_paired_in_order() -> None:
    before = [_entry(title=title) for title in ("A", "B", "C")]
    after = [_entry(title=title) for title in ("A", "D", "E", "F")]
    assert _changes(before, after) == [
        ("changed", "", "gy-ctu", ("title",)),
        ("changed", "", "gy-ctu", ("title",)),
        ("joined", "", "gy-ctu", ()),
    ]


def test_meetings_groups_and_directory_change_too() -> None:
    meetings = MEETINGS
    before = directory(about=ABOUT)
    after = Directory(
        info=ABOUT.model_copy(update={"name": "Other"}),
        meetings=(meetings[0].model_copy(update={"place": "Lethem"}),),
        working_groups=(*WORKING_GROUPS, WorkingGroup(id="new")),
    )
    found = compare(before, after)
    assert [(type(c.record).__name__, c.kind, c.id, c.keys) for c in found] == [
        ("DirectoryInfo", "changed", "", ("name",)),
        ("Meeting", "changed", "georgetown-2019", ("place",)),
        ("Meeting", "left", "port-of-spain-2018", ()),
        ("WorkingGroup", "joined", "new", ()),
    ]


Pair: TypeAlias = tuple[dict[str, Any], dict[str, Any]]
SAME: dict[str, Pair] = {
    "the spelling of a number": ({"phones": ["+592 609 1234"]}, {"phones": ["+592-609-1234"]}),
    "the form of a channel": (
        {"emails": ["a@example.org"], "phones": ["+592 609 1234"]},
        {
            "emails": [{"address": "a@example.org", "sharing": "network"}],
            "phones": [{"number": "+5926091234", "sharing": "public", "type": "office"}],
        },
    ),
    "the spelling of a country": ({"covers": ["Curaçao"]}, {"covers": ["CW"]}),
    "an order that says nothing": (
        {"covers": ["CW", "AW"], "meetings": ["a", "b"], "working_groups": ["c", "d"]},
        {"covers": ["AW", "CW"], "meetings": ["b", "a"], "working_groups": ["d", "c"]},
    ),
    "the order of apps": (
        {"phones": [{"number": "+592 609 1234", "apps": ["signal", "whatsapp"]}]},
        {"phones": [{"number": "+592 609 1234", "apps": ["whatsapp", "signal"]}]},
    ),
    "a default that is written": ({}, {"role": "focal-point", "sharing": "network"}),
}
OTHER: dict[str, Pair] = {
    "a number that is dialled otherwise": (
        {"phones": [{"number": "0800 0911", "national": True}]},
        {"phones": [{"number": "08000911", "national": True}]},
    ),
    "which e-mail is preferred": (
        {"emails": ["a@example.org", "b@example.org"]},
        {"emails": ["b@example.org", "a@example.org"]},
    ),
    "whom a channel is for": (
        {"phones": ["+592 609 1234"]},
        {"phones": [{"number": "+592 609 1234", "sharing": "secretariat"}]},
    ),
    "an extension": (
        {"phones": ["+592 609 1234"]},
        {"phones": [{"number": "+592 609 1234", "ext": "5"}]},
    ),
    "the main sector": ({"sectors": ["police", "health"]}, {"sectors": ["health", "police"]}),
}


@each("name", SAME)
def test_equal_meaning_is_no_change(name: str) -> None:
    before, after = SAME[name]
    assert _changes([_entry(**before)], [_entry(**after)]) == []


@each("name", OTHER)
def test_different_meaning_is_change(name: str) -> None:
    before, after = OTHER[name]
    ((kind, _, _, keys),) = _changes([_entry(**before)], [_entry(**after)])
    assert (kind, len(keys)) == ("changed", 1)


def test_the_countries_of_a_group_have_no_order() -> None:
    groups = [
        WorkingGroup.model_validate({"id": "g", "countries": listed})
        for listed in (["AW", "CW"], ["Curaçao", "Aruba"])
    ]
    before, after = (Directory(working_groups=(group,)) for group in groups)
    assert compare(before, after) == []


def _secret(number: str) -> dict[str, str]:
    return {"number": number, "sharing": "secretariat"}


@each(
    ("before", "after", "keys", "withheld"),
    [
        ({"phones": [_secret("+592 609 1234")]}, {"phones": []}, (), ("phones",)),
        (
            {"phones": ["+592 609 1230", _secret("+592 609 1234")]},
            {"phones": ["+592 609 1231", _secret("+592 609 1235")]},
            ("phones",),
            (),
        ),
        (
            {"private_notes": "a"},
            {"private_notes": "b", "title": "C"},
            ("title",),
            ("private_notes",),
        ),
        (
            {"emails": ["a@example.org"], "sharing": "public"},
            {"emails": [{"address": "a@example.org", "sharing": "network"}], "sharing": "public"},
            ("emails",),
            (),
        ),
        (
            {"sharing": "public", "phones": ["+592 609 1234"]},
            {"sharing": "network", "phones": ["+592 609 1234"]},
            ("sharing",),
            (),
        ),
    ],
)
def test_key_withheld_from_network_is_named_only(
    before: Any, after: Any, keys: tuple[str, ...], withheld: tuple[str, ...]
) -> None:
    (change,) = _known(_entry(**before), _entry(**after), "network")
    assert (change.keys, change.withheld) == (keys, withheld)


@each(
    ("before", "after", "kinds"),
    [
        ("secretariat", "network", ["joined"]),
        ("network", "secretariat", ["left"]),
        ("public", "network", ["changed"]),
        ("secretariat", "secretariat", []),
    ],
)
def test_entry_with_new_sharing_joins_or_leaves_list(
    before: str, after: str, kinds: list[str]
) -> None:
    old, new = _entry(sharing=before, title="A"), _entry(sharing=after, title="B")
    assert [change.kind for change in _known(old, new, "network")] == kinds
    changes = compare_for(directory(old), directory(new), "network")
    assert changes.withheld == (not kinds)


def test_two_entries_of_one_id_are_kept_apart() -> None:
    hidden = _entry(sharing="secretariat", title="Hidden")
    before = directory(hidden, _entry(title="A"))
    changes = compare_for(before, directory(_entry(title="A")), "network")
    assert (changes.changes, changes.withheld) == ((), 1)


def test_the_secretariat_knows_all() -> None:
    old, new = (_entry(phones=[_secret(number)]) for number in ("+592 609 1234", "+592 609 1235"))
    (change,) = _known(old, new, "secretariat")
    assert (change.keys, change.withheld) == (("phones",), ())


def _seats(ids: st.SearchStrategy[str]) -> st.SearchStrategy[FocalPoint]:
    """Return entries with few ids, so that two directories often share some."""
    return st.builds(
        lambda point, id_, formerly: point.model_copy(
            update={"id": id_, "formerly": tuple(formerly)}
        ),
        points(),
        ids,
        st.lists(ids, max_size=2),
    )


SEATS = st.lists(_seats(st.sampled_from("abc")), max_size=3)
ALONE = st.lists(_seats(st.sampled_from("abc")), max_size=3, unique_by=lambda seat: seat.id)


@given(SEATS)
def test_a_directory_is_not_different_from_itself(seats: list[FocalPoint]) -> None:
    assert _changes(seats, seats[::-1]) == []


@pytest.mark.sweep
@given(ALONE, ALONE)
def test_directories_are_different_both_ways(
    before: list[FocalPoint], after: list[FocalPoint]
) -> None:
    there = compare(directory(*before), directory(*after))
    back = compare(directory(*after), directory(*before))
    assert len(there) == len(back)


def _given(points: list[FocalPoint], audience: str) -> set[FocalPoint | None]:
    return {*audiences.view_for(directory(), points, audience).focal_points}


@pytest.mark.sweep
@given(SEATS, SEATS, st.sampled_from(levels.AUDIENCES))
def test_audience_is_told_only_permitted_entries(
    before: list[FocalPoint], after: list[FocalPoint], audience: str
) -> None:
    changes = compare_for(directory(*before), directory(*after), audience).changes
    assert {change.before for change in changes} <= {None, *_given(before, audience)}
    assert {change.after for change in changes} <= {None, *_given(after, audience)}
    joined = compare_for(directory(), directory(*after), audience).changes
    assert {change.after for change in joined} == _given(after, audience)


@given(ALONE, st.sampled_from(("public", "network")), st.text(max_size=5))
def test_audience_sees_no_key_of_withheld_values(
    before: list[FocalPoint], audience: str, word: str
) -> None:
    after = [_with_another_secret(seat, audience, word) for seat in before]
    changes = compare_for(directory(*before), directory(*after), audience).changes
    assert [change.keys for change in changes] == [()] * len(changes)
    assert [change.before for change in changes] == [change.after for change in changes]
    news = _news(before, after, audience)
    assert (news.focal_points, news.removed) == ((), ())


def _with_another_secret(seat: FocalPoint, audience: str, word: str) -> FocalPoint:
    """Change all values of an entry that an audience may not have, and nothing else."""
    if not levels.may_see(audience, seat.sharing):
        return seat.model_copy(update={"title": word})
    secret = point(emails=[{"address": word, "sharing": "secretariat"}], phones=[_secret(word)])
    own = {
        key: tuple(
            c for c in getattr(seat, key) if levels.may_see(audience, c.sharing or seat.sharing)
        )
        for key in ("emails", "phones")
    }
    return seat.model_copy(
        update={
            "emails": (*own["emails"], *secret.emails),
            "phones": (*own["phones"], *secret.phones),
            "private_notes": word,
        }
    )


def _news(
    before: list[FocalPoint], after: list[FocalPoint], audience: str
) -> audiences.AudienceView:
    earlier, now = directory(*before), directory(*after)
    limited = replace(earlier, current=lambda: now)
    old = comparison.view_of_earlier(limited, before, audience)
    return comparison.keep_changed_since(audiences.view_for(now, after, audience), limited, old)


def test_news_are_new_changed_and_gone_entries() -> None:
    before = [_entry(), point(id="b"), point(id="c"), point(id="d", phones=["+592 609 1234"])]
    after = [
        point(id="e"),
        _entry(title="Chief"),
        point(id="f", formerly=["b"]),
        point(id="d", phones=["+592-609-1234"]),
    ]
    news = _news(before, after, "network")
    assert [p.id for p in news.focal_points] == ["e", "gy-ctu", "f"]
    assert [p.id for p in news.removed] == ["c"]


def test_withheld_changes_are_no_news_to_audience() -> None:
    before = [
        _entry(phones=[_secret("+592 609 1234")], private_notes="a"),
        point(id="b"),
        point(id="c", sharing="secretariat"),
    ]
    after = [
        _entry(phones=[_secret("+592 609 1235")], private_notes="b"),
        point(id="b", sharing="secretariat"),
        point(id="c", sharing="secretariat", title="Chief"),
    ]
    news = _news(before, after, "network")
    assert ([*news.focal_points], [*news.removed]) == ([], [])
    assert sum(news.withdrawn.values()) == 1
    assert [p.id for p in _news(before, after, "secretariat").focal_points] == ["gy-ctu", "b", "c"]


def test_meetings_are_compared_whole() -> None:
    meeting = Meeting(id="m")
    assert [*comparison.pair_records([meeting], [meeting])] == []


RECORDS = ("meetings", "working_groups")


def _shared(key: str, sharing: str | None, name: str = "One") -> Directory:
    """Return a public entry that names a meeting or group with this `sharing`, if given."""
    seat = _entry(sharing="public", **{key: ["x"] if sharing else []})
    record = {"id": "x", "name": name, "sharing": sharing}
    if key == "meetings":
        found = (Meeting.model_validate(record),) if sharing else ()
        return replace(directory(seat), meetings=found, working_groups=())
    groups = (WorkingGroup.model_validate(record),) if sharing else ()
    return replace(directory(seat), meetings=(), working_groups=groups)


@each("key", RECORDS)
@each(
    ("before", "after", "kinds"),
    [
        ("secretariat", "secretariat", []),
        ("public", "secretariat", []),
        ("secretariat", None, []),
        (None, "secretariat", []),
        ("public", None, ["left", "changed"]),
        (None, "public", ["joined", "changed"]),
        ("secretariat", "public", ["joined"]),
        ("network", "public", ["joined"]),
        ("public", "public", ["changed"]),
    ],
)
def test_meeting_and_group_changes_reach_own_audience(
    key: str, before: str | None, after: str | None, kinds: list[str]
) -> None:
    sides = _shared(key, before), _shared(key, after, "Two")
    known = compare_for(*sides, "public")
    shown = [change for change in known.changes if change.keys or change.id == "x"]
    assert [(change.id, change.kind) for change in shown] == [
        *zip(("x", "gy-ctu")[: len(kinds)], kinds, strict=True)
    ]
    assert known.withheld == (not kinds)
    all_ = compare_for(*sides, "secretariat")
    assert (all_.withheld, len(all_.changes)) == (0, len(compare(*sides)))


@each("key", RECORDS)
def test_a_meeting_that_was_withdrawn_is_no_more_named(key: str) -> None:
    known = compare_for(_shared(key, "public"), _shared(key, "secretariat", "Two"), "network")
    assert known.withheld == 1
    assert not any(getattr(side, key) for side in (known.before, known.after))
    assert "One" not in str(known)
