"""An older version gives an audience no more than today's directory."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmcct.formats import csv, json, markdown, vcard
from cmcct.formats.changes import WRITERS
from cmcct.history.comparison import compare_for
from cmcct.i18n.messages import Translator
from cmcct.model.entities import Directory, FocalPoint
from cmcct.privacy.audiences import AudienceView, view_for
from cmcct.privacy.levels import AUDIENCES
from tests.support.cases import each
from tests.support.entries import directory, point

ENGLISH = Translator()
MAILS = tuple(f"canary{number}@example.org" for number in range(4))
NUMBERS = tuple(f"+592609123{number}" for number in range(4))
HANDLES = tuple(f"canary_{number}.42" for number in range(4))
TEXTS = tuple(f"Canary{word}" for word in ("street", "lane", "court", "note"))

_LEVELS = st.sampled_from(AUDIENCES)


def _some(
    key: str, values: Sequence[str], **fixed: st.SearchStrategy[str]
) -> st.SearchStrategy[list[dict[str, str]]]:
    tables = st.fixed_dictionaries(
        {key: st.sampled_from(values), **fixed}, optional={"sharing": _LEVELS}
    )
    return st.lists(tables, max_size=3)


SEATS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(("a", "b", "c")),
        "formerly": st.lists(st.sampled_from(("a", "b")), max_size=1),
        "merged": st.lists(st.sampled_from(("a", "c")), max_size=1),
        "sharing": _LEVELS,
        "emails": _some("address", MAILS),
        "phones": _some("number", NUMBERS),
        "handles": _some("id", HANDLES, app=st.just("signal")),
        "address": st.sampled_from(("", *TEXTS)),
        "notes": st.sampled_from(("", *TEXTS)),
        "private_notes": st.sampled_from(("", *TEXTS)),
    }
).map(FocalPoint.model_validate)
DIRECTORIES = st.builds(
    lambda points, private: replace(directory(*points), private_addresses=private),
    st.lists(SEATS, max_size=3),
    st.dictionaries(st.sampled_from("ab"), st.sampled_from(TEXTS), max_size=1),
)


def _given(older: Directory, audience: str) -> AudienceView:
    return view_for(older, older.focal_points, audience)


def _told(text: str) -> set[str]:
    return {
        secret for secret in (*MAILS, *NUMBERS, *HANDLES, *TEXTS) if secret in text.replace(" ", "")
    }


@given(DIRECTORIES, DIRECTORIES, DIRECTORIES, st.sampled_from(AUDIENCES[:2]))
def test_older_versions_tell_no_more_than_today(
    one: Directory, two: Directory, now: Directory, audience: str
) -> None:
    known = _told(json.dump(_given(now, audience)))
    older, newer = (replace(version, current=lambda: now) for version in (one, two))
    listed = _given(older, audience)
    changes = compare_for(older, newer, audience)
    texts = [write(changes, ENGLISH) for write in WRITERS.values()]
    texts += [json.dump(listed), csv.dump(listed), vcard.dump(listed)]
    texts += [markdown.dump(listed, ENGLISH), repr(listed.removed)]
    assert _told("\n".join(texts)) <= known


@given(DIRECTORIES, DIRECTORIES, st.sampled_from(AUDIENCES))
def test_older_version_is_for_no_wider_audience(
    one: Directory, now: Directory, audience: str
) -> None:
    limited = _given(replace(one, current=lambda: now), audience)
    assert _told(json.dump(limited)) <= _told(json.dump(_given(one, audience)))


@given(DIRECTORIES, DIRECTORIES)
def test_secretariat_has_all_of_an_older_version(one: Directory, now: Directory) -> None:
    assert _given(replace(one, current=lambda: now), "secretariat") == _given(one, "secretariat")


FULL: dict[str, Any] = {
    "emails": ["a@example.org"],
    "phones": [{"number": "+592 609 1234", "ext": "5", "type": "mobile"}],
    "handles": [{"app": "signal", "id": "ada.42"}, {"app": "threema", "id": "ABCD1234"}],
    "address": "6 Example Dam",
    "notes": "Ring first.",
}
KEYS = tuple(FULL)
WITHOUT = {*KEYS} - {"handles"}


def _left(then: dict[str, Any], now: dict[str, Any], **addresses: str) -> set[str]:
    """Return the keys of the channels that the network gets of a past entry."""
    current = Directory(focal_points=(point(**now),), private_addresses=addresses)
    older = replace(directory(point(**then)), current=lambda: current)
    kept = _given(older, "network").focal_points
    return {key for seat in kept for key in KEYS if getattr(seat, key)}


@each(
    ("changed", "kept"),
    [
        ({}, {*KEYS}),
        ({"emails": ["A@Example.org"]}, {*KEYS}),
        ({"phones": [{"number": "+592-609-1234", "ext": "5"}]}, {*KEYS}),
        ({"address": "6, example DAM", "notes": "Ring first"}, {*KEYS}),
        ({"sharing": "public"}, {*KEYS}),
        ({"emails": []}, {*KEYS} - {"emails"}),
        (
            {"emails": [{"address": "a@example.org", "sharing": "secretariat"}]},
            {*KEYS} - {"emails"},
        ),
        ({"phones": [{"number": "+592 609 1234", "ext": "6"}]}, {*KEYS} - {"phones"}),
        ({"handles": [{"app": "signal", "id": "Ada.42"}]}, {*KEYS}),
        ({"handles": [{"app": "telegram", "id": "ABCD1234"}]}, WITHOUT),
        ({"handles": [{"app": "signal", "id": "ada.42", "sharing": "secretariat"}]}, WITHOUT),
        ({"address": "", "notes": "?"}, {"emails", "phones", "handles"}),
        ({"sharing": "secretariat"}, set()),
        ({"id": "other", "formerly": ["gy-example"]}, {*KEYS}),
        ({"id": "other", "merged": ["gy-example"]}, {*KEYS}),
        ({"id": "other"}, set()),
    ],
)
def test_channel_stays_where_today_has_it(changed: dict[str, Any], kept: set[str]) -> None:
    assert _left(FULL, FULL | changed) == kept


def test_strictest_of_two_copies_counts() -> None:
    copies = [{"address": "a@example.org", "sharing": "secretariat"}, "a@example.org"]
    for emails in (copies, copies[::-1]):
        assert _left(FULL, FULL | {"emails": emails}) == {*KEYS} - {"emails"}


def test_address_in_the_private_file_is_private() -> None:
    assert _left(FULL, FULL, **{"gy-example": "6 Example Dam"}) == {*KEYS} - {"address"}
    assert _left(FULL, FULL, **{"gy-example": "Elsewhere 1"}) == {*KEYS}


@each(("now", "kept"), [("0800-0911", {"phones"}), ("0800 0912", set())])
def test_national_number_is_known_by_its_digits(now: str, kept: set[str]) -> None:
    then, today = ({"phones": [{"number": n, "national": True}]} for n in ("0800 0911", now))
    assert _left(then, today) == kept


def test_removed_entry_is_named_and_nothing_else() -> None:
    named = {"country": "Guyana", "name": "Ada Example", "unit": "Unit", "organisation": "Office"}
    then = point(**FULL, **named, title="Director", city="Lethem", website="https://example.org")
    older = replace(directory(then), current=Directory)
    found = _given(older, "network")
    assert (found.focal_points, found.removed) == ((), (point(**named),))
    assert _given(older, "public").removed == ()


def test_meeting_withheld_today_is_in_no_older_version() -> None:
    then = directory(point(meetings=["georgetown-2019", "port-of-spain-2018"]))
    first, *rest = then.meetings
    held = first.model_copy(update={"sharing": "secretariat"})
    now = replace(then, meetings=(held, *rest))
    older = _given(replace(then, current=lambda: now), "network")
    assert [meeting.id for meeting in older.meetings] == ["port-of-spain-2018"]
    assert older.focal_points[0].meetings == ("port-of-spain-2018",)
