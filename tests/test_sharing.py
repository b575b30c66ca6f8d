"""Who may have what."""

from datetime import date

import pytest

from cmcct.model import About, Directory, Email, FocalPoint, Meeting, Phone, WorkingGroup
from cmcct.sharing import AUDIENCES, MARKINGS, Extract, extract, may_have, strictest

NETWORK, SECRETARIAT = "network", "secretariat"


def _extract(directory: Directory, audience: str) -> Extract:
    return extract(directory, directory.focal_points, audience)


def _directory(*points: FocalPoint, **addresses: str) -> Directory:
    return Directory(focal_points=points, private_addresses=addresses)


@pytest.mark.parametrize(
    ("audience", "has"),
    [
        ("public", ["public"]),
        (NETWORK, ["public", NETWORK]),
        (SECRETARIAT, ["public", NETWORK, SECRETARIAT]),
    ],
)
def test_an_audience_may_have_what_wider_ones_may(audience: str, has: list[str]) -> None:
    assert [sharing for sharing in AUDIENCES if may_have(audience, sharing)] == has
    points = [FocalPoint(id=sharing, sharing=sharing) for sharing in AUDIENCES]
    kept = _extract(_directory(*points), audience).focal_points
    assert [point.id for point in kept] == has


@pytest.mark.parametrize(
    ("sharings", "narrowest"),
    [
        (["public"], "public"),
        (["public", NETWORK], NETWORK),
        ([SECRETARIAT, "public", NETWORK], SECRETARIAT),
    ],
)
def test_the_strictest_is_the_narrowest(sharings: list[str], narrowest: str) -> None:
    assert strictest(sharings) == narrowest


@pytest.mark.parametrize(
    ("audience", "label"),
    [("public", "TLP:CLEAR"), (NETWORK, "TLP:AMBER"), (SECRETARIAT, "TLP:RED")],
)
def test_a_list_carries_the_label_of_its_audience(audience: str, label: str) -> None:
    assert _extract(_directory(), audience).marking == MARKINGS[audience] == label


@pytest.mark.parametrize("entry", AUDIENCES)
@pytest.mark.parametrize("channel", [None, *AUDIENCES])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_channel_goes_to_whom_both_it_and_its_entry_are_for(
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
    channels = [Email(address="ctu@example.org", sharing=own)] * may_have(audience, level)
    numbers = [Phone(number="+592 609 1234", sharing=own)] * may_have(audience, level)
    expected = point.model_copy(update={"emails": tuple(channels), "phones": tuple(numbers)})
    assert kept == (expected,) * may_have(audience, entry)


def test_a_stricter_number_is_left_out_of_an_entry_that_goes_out() -> None:
    private = Phone(number="+592 609 1236", sharing=SECRETARIAT)
    point = FocalPoint(
        id="gy-ctu", phones=(Phone(number="+592 609 1234", ext="5", apps=("signal",)), private)
    )
    (kept,) = _extract(_directory(point), NETWORK).focal_points
    assert kept.phones == (Phone(number="+592 609 1234", ext="5", apps=("signal",)),)
    (all_,) = _extract(_directory(point), SECRETARIAT).focal_points
    assert all_.phones[1] == private


@pytest.mark.parametrize(("audience", "notes"), [(NETWORK, ""), (SECRETARIAT, "Call first.")])
def test_private_notes_go_to_the_secretariat_only(audience: str, notes: str) -> None:
    point = FocalPoint(id="gy-ctu", notes="Spanish is spoken.", private_notes="Call first.")
    (kept,) = _extract(_directory(point), audience).focal_points
    assert (kept.notes, kept.private_notes) == ("Spanish is spoken.", notes)


@pytest.mark.parametrize(
    ("audience", "addresses"),
    [(NETWORK, ["6 Example Dam", ""]), (SECRETARIAT, ["7 Example Dam", ""])],
)
def test_an_address_of_the_overlay_goes_to_the_secretariat_only(
    audience: str, addresses: list[str]
) -> None:
    points = (FocalPoint(id="gy-ctu", address="6 Example Dam"), FocalPoint(id="sr-police"))
    directory = _directory(*points, **{"gy-ctu": "7 Example Dam", "x": "8 Example Dam"})
    kept = _extract(directory, audience).focal_points
    assert [point.address for point in kept] == addresses


def test_only_the_entries_asked_for_are_kept_and_all_of_the_rest_of_the_directory() -> None:
    points = (FocalPoint(id="gy-ctu"), FocalPoint(id="sr-police"))
    directory = Directory(
        about=About(name="Example Network"),
        meetings=(Meeting(id="georgetown-2019"),),
        working_groups=(WorkingGroup(id="venezuela"),),
        focal_points=points,
    )
    assert extract(directory, points[1:], NETWORK) == Extract(
        NETWORK, directory.about, directory.meetings, directory.working_groups, points[1:]
    )


def test_what_is_held_back_of_an_entry_is_counted() -> None:
    point = FocalPoint(
        id="gy-ctu",
        phones=(Phone(number="+592 609 1234"), Phone(number="+592 609 1236", sharing=SECRETARIAT)),
        emails=(Email(address="ada@example.org", sharing=SECRETARIAT),),
    )
    directory = Directory(focal_points=(point, FocalPoint(id="sr-police")))
    held = extract(directory, directory.focal_points, NETWORK)
    assert held.withheld == {"gy-ctu": 2}
    assert held.withheld_channels == 2
    assert held._replace(focal_points=held.focal_points[1:]).withheld_channels == 0
    assert extract(directory, directory.focal_points, SECRETARIAT).withheld == {}


@pytest.mark.parametrize(
    ("verified", "meetings", "edition"),
    [
        ([], [], None),
        ([None], [], None),
        ([date(2026, 3, 2), None, date(2025, 1, 1)], [date(2019, 3, 12)], date(2026, 3, 2)),
        ([date(2017, 1, 1)], [date(2018, 3, 31), "2018-04"], date(2018, 4, 1)),
        ([], ["2018-04", date(2018, 4, 2)], date(2018, 4, 2)),
    ],
)
def test_the_edition_is_the_newest_confirmation_or_meeting(
    verified: list[date | None], meetings: list[date | str], edition: date | None
) -> None:
    points = [FocalPoint(id="gy-ctu", verified=day) for day in verified]
    met = tuple(Meeting(id="georgetown-2019", date=when) for when in meetings)
    directory = Directory(meetings=met, focal_points=tuple(points))
    assert _extract(directory, NETWORK).edition == edition


def test_a_meeting_without_a_date_is_of_no_edition() -> None:
    assert _extract(Directory(meetings=(Meeting(id="x"),)), NETWORK).edition is None


def test_the_edition_tells_nothing_of_an_entry_that_is_not_in_the_list() -> None:
    points = (
        FocalPoint(id="gy-ctu", verified=date(2025, 1, 1)),
        FocalPoint(id="sr-police", verified=date(2026, 1, 1), sharing=SECRETARIAT),
    )
    assert _extract(_directory(*points), NETWORK).edition == date(2025, 1, 1)
