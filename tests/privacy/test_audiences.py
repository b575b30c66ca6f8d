"""Audiences and their views."""

import tomllib
from dataclasses import replace
from datetime import date

from cmcct.model import loader
from cmcct.model.entities import (
    NETWORK_LABELS,
    Directory,
    DirectoryInfo,
    Email,
    FocalPoint,
    Meeting,
    Phone,
    WorkingGroup,
)
from cmcct.privacy.audiences import AudienceView, view_for
from cmcct.privacy.levels import AUDIENCES, AUDIENCES_BY_MARKING, MARKINGS, may_see, strictest
from cmcct.privacy.limits import limit_sharing
from cmcct.search import query
from cmcct.search.query import Query
from tests.support.cases import each

NETWORK, SECRETARIAT = "network", "secretariat"


def _extract(directory: Directory, audience: str) -> AudienceView:
    return view_for(directory, directory.focal_points, audience)


def _directory(*points: FocalPoint, **addresses: str) -> Directory:
    return Directory(focal_points=points, private_addresses=addresses)


@each(
    ("audience", "has"),
    [
        ("public", ["public"]),
        (NETWORK, ["public", NETWORK]),
        (SECRETARIAT, ["public", NETWORK, SECRETARIAT]),
    ],
)
def test_audience_may_have_entries_of_wider_ones(audience: str, has: list[str]) -> None:
    assert [sharing for sharing in AUDIENCES if may_see(audience, sharing)] == has
    points = [FocalPoint(id=sharing, sharing=sharing) for sharing in AUDIENCES]
    kept = _extract(_directory(*points), audience).focal_points
    assert [point.id for point in kept] == has


@each(
    ("sharings", "narrowest"),
    [
        (["public"], "public"),
        (["public", NETWORK], NETWORK),
        ([SECRETARIAT, "public", NETWORK], SECRETARIAT),
    ],
)
def test_the_strictest_is_the_narrowest(sharings: list[str], narrowest: str) -> None:
    assert strictest(sharings) == narrowest


@each(
    ("audience", "label"),
    [("public", "TLP:CLEAR"), (NETWORK, "TLP:AMBER"), (SECRETARIAT, "TLP:RED")],
)
def test_a_list_carries_the_label_of_its_audience(audience: str, label: str) -> None:
    assert _extract(_directory(), audience).marking == MARKINGS[audience] == label


@each("entry", AUDIENCES)
@each("channel", [None, *AUDIENCES])
@each("audience", AUDIENCES)
def test_channel_needs_permission_of_itself_and_entry(
    entry: str, channel: str | None, audience: str
) -> None:
    point = FocalPoint(
        id="gy-ctu",
        sharing=entry,
        emails=(Email(address="ctu@example.org", sharing=channel),),
        phones=(Phone(number="+592 609 1234", sharing=channel),),
    )
    kept = _extract(_directory(point), audience).focal_points
    level = strictest([entry, channel or entry])
    own = None if level == entry else level
    channels = [Email(address="ctu@example.org", sharing=own)] * may_see(audience, level)
    numbers = [Phone(number="+592 609 1234", sharing=own)] * may_see(audience, level)
    expected = point.model_copy(update={"emails": tuple(channels), "phones": tuple(numbers)})
    assert kept == (expected,) * may_see(audience, entry)


def test_stricter_number_is_left_out_of_shared_entry() -> None:
    mobile = Phone(number="+592 609 1236", sharing=SECRETARIAT)
    point = FocalPoint(
        id="gy-ctu", phones=(Phone(number="+592 609 1234", ext="5", apps=("signal",)), mobile)
    )
    (kept,) = _extract(_directory(point), NETWORK).focal_points
    assert kept.phones == (Phone(number="+592 609 1234", ext="5", apps=("signal",)),)
    (all_,) = _extract(_directory(point), SECRETARIAT).focal_points
    assert all_.phones[1] == mobile


@each(("audience", "notes"), [(NETWORK, ""), (SECRETARIAT, "Call first.")])
def test_private_notes_go_to_the_secretariat_only(audience: str, notes: str) -> None:
    point = FocalPoint(id="gy-ctu", notes="Spanish is spoken.", private_notes="Call first.")
    (kept,) = _extract(_directory(point), audience).focal_points
    assert (kept.notes, kept.private_notes) == ("Spanish is spoken.", notes)


@each(
    ("audience", "addresses"),
    [(NETWORK, ["6 Example Dam", ""]), (SECRETARIAT, ["7 Example Dam", ""])],
)
def test_overlay_address_goes_to_secretariat_only(audience: str, addresses: list[str]) -> None:
    points = (FocalPoint(id="gy-ctu", address="6 Example Dam"), FocalPoint(id="sr-police"))
    directory = _directory(*points, **{"gy-ctu": "7 Example Dam", "x": "8 Example Dam"})
    kept = _extract(directory, audience).focal_points
    assert [point.address for point in kept] == addresses


def test_extract_keeps_asked_entries_and_other_tables() -> None:
    points = (FocalPoint(id="gy-ctu"), FocalPoint(id="sr-police"))
    directory = Directory(
        info=DirectoryInfo(name="Example Network"),
        meetings=(Meeting(id="georgetown-2019"),),
        working_groups=(WorkingGroup(id="venezuela"),),
        focal_points=points,
    )
    assert view_for(directory, points[1:], NETWORK) == AudienceView(
        NETWORK, directory.info, directory.meetings, directory.working_groups, points[1:]
    )


def test_withheld_channels_of_entry_are_counted() -> None:
    point = FocalPoint(
        id="gy-ctu",
        phones=(Phone(number="+592 609 1234"), Phone(number="+592 609 1236", sharing=SECRETARIAT)),
        emails=(Email(address="ada@example.org", sharing=SECRETARIAT),),
    )
    directory = Directory(focal_points=(point, FocalPoint(id="sr-police")))
    held = view_for(directory, directory.focal_points, NETWORK)
    assert held.withheld == {"gy-ctu": 2}
    assert held.withheld_channels == 2
    assert replace(held, focal_points=held.focal_points[1:]).withheld_channels == 0
    assert view_for(directory, directory.focal_points, SECRETARIAT).withheld == {}


@each(
    ("verified", "edition"),
    [
        ([], None),
        ([None], None),
        ([date(2026, 3, 2), None, date(2025, 1, 1)], date(2026, 3, 2)),
        ([date(2026, 3, 2), date(2026, 6, 1)], date(2026, 6, 1)),
        ([date(2026, 3, 2), date(2026, 6, 2), date(2062, 3, 2)], date(2026, 3, 2)),
        ([date(2062, 3, 2)], None),
    ],
)
def test_edition_is_newest_confirmation(verified: list[date | None], edition: date | None) -> None:
    points = tuple(
        FocalPoint(id="gy-ctu", verified=day, meetings=("past", "planned")) for day in verified
    )
    met = (Meeting(id="past", date="2018-04"), Meeting(id="planned", date=date(2026, 9, 1)))
    directory = Directory(meetings=met, focal_points=points)
    assert query.search(directory, Query(), NETWORK, date(2026, 6, 1)).last_confirmed == edition


def test_edition_ignores_entries_outside_the_list() -> None:
    points = (
        FocalPoint(id="gy-ctu", verified=date(2025, 1, 1)),
        FocalPoint(id="sr-police", verified=date(2026, 1, 1), sharing=SECRETARIAT),
    )
    assert _extract(_directory(*points), NETWORK).last_confirmed == date(2025, 1, 1)


def _records(*levels: tuple[str, str]) -> Directory:
    """Return a public entry with meetings and groups of these ids and `sharing` values."""
    ids = tuple(id_ for id_, _ in levels)
    point = FocalPoint(id="gy-ctu", sharing="public", meetings=ids, working_groups=ids)
    return Directory(
        meetings=tuple(Meeting(id=id_, sharing=level) for id_, level in levels),
        working_groups=tuple(WorkingGroup(id=id_, sharing=level) for id_, level in levels),
        focal_points=(point,),
    )


@each("audience", AUDIENCES)
def test_meetings_and_groups_go_to_their_audience(audience: str) -> None:
    given = _extract(_records(*((level, level) for level in AUDIENCES)), audience)
    (point,) = given.focal_points
    ids = tuple(level for level in AUDIENCES if may_see(audience, level))
    assert point.meetings == point.working_groups == ids
    assert tuple(meeting.id for meeting in given.meetings) == ids
    assert tuple(group.id for group in given.working_groups) == ids
    assert (given.meetings_attended, given.groups_joined) == (given.meetings, given.working_groups)
    alone = replace(given, focal_points=())
    assert (alone.meetings_attended, alone.groups_joined) == ((), ())


def test_meetings_and_groups_are_for_network() -> None:
    assert Meeting(id="x").sharing == WorkingGroup(id="x").sharing == NETWORK


def test_strictest_of_meetings_with_one_id_decides() -> None:
    directory = _records(("x", "public"), ("x", SECRETARIAT), ("y", "public"))
    given = _extract(directory, NETWORK)
    assert given.focal_points[0].meetings == ("y",)
    assert [meeting.id for meeting in given.meetings] == ["y"]


def test_meeting_and_group_of_one_id_are_told_apart() -> None:
    point = FocalPoint(id="gy-ctu", meetings=("x",), working_groups=("x",))
    directory = Directory(
        meetings=(Meeting(id="x", sharing=SECRETARIAT),),
        working_groups=(WorkingGroup(id="x"),),
        focal_points=(point,),
    )
    (kept,) = _extract(directory, NETWORK).focal_points
    assert (kept.meetings, kept.working_groups) == ((), ("x",))


def test_unknown_meeting_is_named_to_secretariat_only() -> None:
    directory = Directory(focal_points=(FocalPoint(id="gy-ctu", meetings=("x",)),))
    assert _extract(directory, NETWORK).focal_points[0].meetings == ()
    assert _extract(directory, SECRETARIAT).focal_points[0].meetings == ("x",)


@each(
    ("line", "codes"),
    [
        ('sharing = "secretariat"', []),
        ('sharing = "secretariaat"', ["unknown-value"]),
        ('sharin = "public"', ["unknown-key"]),
    ],
)
@each("table", ["meeting", "working_group"])
def test_a_misspelt_sharing_counts_as_secretariat(table: str, line: str, codes: list[str]) -> None:
    read = loader.parse_directory(tomllib.loads(f'[[{table}]]\nid = "x"\n{line}\n'))
    assert read.tables[table][0].value.sharing == SECRETARIAT
    assert [finding.code for finding in read.findings] == codes


@each(
    ("then", "now", "level"),
    [("public", SECRETARIAT, SECRETARIAT), (SECRETARIAT, "public", SECRETARIAT)],
)
def test_the_stricter_of_then_and_now_counts(then: str, now: str, level: str) -> None:
    before = limit_sharing(_records(("x", now)), _records(("x", then), ("gone", "public")))
    assert [meeting.sharing for meeting in before.meetings] == [level, "public"]
    assert [group.sharing for group in before.working_groups] == [level, "public"]


def test_counts_can_be_left_out() -> None:
    point = FocalPoint(id="x", emails=(Email(address="a@example.org", sharing=SECRETARIAT),))
    given = replace(_extract(_directory(point), NETWORK), withheld_entries=2)
    bare = given.without_counts()
    assert (bare.withheld_channels, bare.withheld_entries) == (0, 0)
    assert bare.focal_points == given.focal_points


@each("label", NETWORK_LABELS)
def test_directory_chooses_label_of_network(label: str) -> None:
    about = DirectoryInfo.model_validate({"name": "A", "network_label": label})
    found = [view_for(Directory(info=about), (), one).marking for one in AUDIENCES]
    assert found == ["TLP:CLEAR", label, "TLP:RED"]
    assert AUDIENCES_BY_MARKING[label] == "network"


@each(("then", "now"), [(0, 1), (1, 0), (1, 1)])
def test_older_list_has_stricter_label_of_both(then: int, now: int) -> None:
    directories = [
        Directory(info=DirectoryInfo.model_validate({"network_label": NETWORK_LABELS[index]}))
        for index in (then, now)
    ]
    limited = replace(directories[0], current=lambda: directories[1])
    assert view_for(limited, (), NETWORK).marking == "TLP:AMBER+STRICT"
