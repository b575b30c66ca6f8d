"""Rules of the merge of one entry: scalars, lists, sharing, the person."""

import tomllib
from typing import Any

import pytest

from tests.conftest import entry
from tests.merge.conftest import Merge, Merged, marked

# A key, its values in BASE, OURS and THEIRS, and merged; None for no key.
Case = tuple[str, str | None, str | None, str | None, str | None]
CLEAN: dict[str, Case] = {
    "scalar of ours": ("title", '"a"', '"b"', '"a"', '"b"'),
    "scalar of theirs": ("title", '"a"', '"a"', '"b"', '"b"'),
    "scalar removed": ("title", '"a"', '"a"', None, None),
    "scalar changed alike": ("title", '"a"', '"b"', '"b"', '"b"'),
    "1 is not true": ("x", "1", "1", "true", "true"),
    "nan": ("x", "[nan]", "[nan]", "[nan, 1.0]", "[nan, 1.0]"),
    "private notes": ("private_notes", None, None, '"Call first."', '"Call first."'),
    "country in two spellings": ("country", '"Belize"', '"guyana"', '"GY"', '"guyana"'),
    "country respelt by ours": ("country", '"Guyana"', '"GY"', '"Belize"', '"Belize"'),
    "country respelt by theirs": ("country", '"Guyana"', '"Belize"', '"GY"', '"Belize"'),
    "set grows": ("meetings", '["a"]', '["a", "b"]', '["c", "a"]', '["c", "a", "b"]'),
    "set made twice": ("meetings", None, '["a"]', '["b"]', '["a", "b"]'),
    "set emptied": ("meetings", '["a", "b"]', '["a"]', '["b"]', None),
    "set shrinks and grows": ("meetings", '["a", "b"]', '["b"]', '["a", "b", "c"]', '["b", "c"]'),
    "sets replaced": ("meetings", '["a"]', '["b"]', '["c"]', '["b", "c"]'),
    "countries in two spellings": ("covers", '["GY"]', '["Guyana", "AW"]', "[]", '["AW"]'),
    "countries added in two spellings": (
        "covers",
        '["x"]',
        '["x", "GY"]',
        '["x", "gy"]',
        '["x", "GY"]',
    ),
    "list grows": ("sectors", '["a"]', '["a", "b"]', '["a", "c"]', '["a", "b", "c"]'),
    "list reordered by ours": (
        "sectors",
        '["a", "b"]',
        '["b", "a"]',
        '["a", "b", "c"]',
        '["b", "c", "a"]',
    ),
    "list reordered by theirs": (
        "sectors",
        '["a", "b"]',
        '["a", "b", "c"]',
        '["b", "a"]',
        '["b", "c", "a"]',
    ),
    "numbers added": (
        "phones",
        '["+592 1"]',
        '["+592 1", "+592 2"]',
        '["+592 1", "+592 3"]',
        '["+592 1", "+592 2", "+592 3"]',
    ),
    "number added twice": (
        "phones",
        None,
        '["+592 609 1234"]',
        '[{number="+5926091234", type="mobile"}]',
        '[{ number = "+592 609 1234", type = "mobile" }]',
    ),
    "number described": (
        "phones",
        '["+592 1"]',
        '[{number="+592 1", type="mobile"}]',
        '[{number="+592 1", apps=["signal"]}]',
        '[{ number = "+592 1", type = "mobile", apps = ["signal"] }]',
    ),
    "apps added": (
        "phones",
        '[{number="1", apps=["signal"]}]',
        '[{number="1", apps=["signal", "telegram"]}]',
        '[{number="1", apps=["signal", "whatsapp"]}]',
        '[{ number = "1", apps = ["signal", "telegram", "whatsapp"] }]',
    ),
    "number respelt, and described": (
        "phones",
        '["+5926091234"]',
        '["+592 609 1234"]',
        '[{number="+5926091234", type="fax"}]',
        '[{ number = "+592 609 1234", type = "fax" }]',
    ),
    "number withheld, another removed": (
        "phones",
        '["1", "2"]',
        '[{number="1", sharing="secretariat"}, "2"]',
        '["1"]',
        '[{ number = "1", sharing = "secretariat" }]',
    ),
    "number made plain": (
        "phones",
        '[{number="1", type="fax"}, "2"]',
        '["1", "2"]',
        '[{number="1", type="fax"}]',
        '["1"]',
    ),
    "extensions of one number": (
        "phones",
        '[{number="1", ext="2"}, {number="1", ext="3"}]',
        '[{number="1", ext="2", type="fax"}, {number="1", ext="3"}]',
        '[{number="1", ext="3"}, {number="1", ext="2"}, "1"]',
        '[{ number = "1", ext = "3" }, { number = "1", ext = "2", type = "fax" }, "1"]',
    ),
    "handle withheld, another added": (
        "handles",
        '[{app="signal", id="ada.42"}]',
        '[{app="signal", id="Ada.42", sharing="secretariat"}]',
        '[{app="signal", id="ada.42"}, {app="threema", id="ABCD1234"}]',
        (
            '[{ app = "signal", id = "Ada.42", sharing = "secretariat" },'
            ' { app = "threema", id = "ABCD1234" }]'
        ),
    ),
    "addresses by case": (
        "emails",
        '["A@example.org"]',
        '["a@example.org", "b@example.org"]',
        '[{address="A@example.org", sharing="public"}]',
        '[{ address = "a@example.org", sharing = "public" }, "b@example.org"]',
    ),
}
IN_CONFLICT: dict[str, tuple[str, str | None, str | None, str | None]] = {
    "scalar": ("title", '"a"', '"b"', '"c"'),
    "scalar added": ("title", None, '"b"', '"c"'),
    "scalar removed": ("title", '"a"', None, '"c"'),
    "unknown key": ("x", "[1]", "[1, 2]", "[1, 3]"),
    "no list": ("phones", '["1"]', '["1", "2"]', '"3"'),
    "sharing": ("sharing", '"network"', '"public"', '"secretariat"'),
    "sharing added": ("sharing", None, '"network"', '"secretariat"'),
    "sharing of a channel": (
        "emails",
        '["a@b"]',
        '[{address="a@b", sharing="network"}]',
        '[{address="a@b", sharing="secretariat"}]',
    ),
    "number removed and changed": ("phones", '["1", "2"]', '["1"]', '["1", {number="2", ext="3"}]'),
    "number corrected": ("phones", '["1", "2"]', '["1", "3"]', '["1", "4"]'),
    "handle corrected": (
        "handles",
        '[{app="signal", id="ada.42"}]',
        '[{app="signal", id="ada.43"}]',
        '[{app="signal", id="ada.44"}]',
    ),
    "one number twice": ("phones", '["1", "1"]', '["1", "1", "2"]', '["1", "1", "3"]'),
    "main item": ("sectors", '["a", "b"]', '["b", "a"]', '["c", "a", "b"]'),
    "order": ("languages", '["a", "b", "c", "d"]', '["a", "c", "b", "d"]', '["a", "b", "d", "c"]'),
}


def line(key: str, value: str | None) -> str:
    return f"{key} = {value}\n" if value is not None else ""


def with_key(key: str, value: str | None) -> str:
    return entry(**{key: None}) + line(key, value)


def data(text: str) -> Any:
    return tomllib.loads(text)["focal_point"][0]


@pytest.mark.parametrize("case", CLEAN)
def test_key_is_merged(case: str, merge: Merge) -> None:
    key, base, ours, theirs, merged = CLEAN[case]
    done = merge(*(with_key(key, value) for value in (ours, base, theirs)))
    assert (done.code, done.messages) == (0, "")
    assert repr(data(done.text)) == repr(data(with_key(key, merged)))


@pytest.mark.parametrize("case", IN_CONFLICT)
def test_key_is_in_conflict(case: str, merge: Merge) -> None:
    key, base, ours, theirs = IN_CONFLICT[case]
    done = merge(*(with_key(key, value) for value in (ours, base, theirs)))
    conflict = marked(line(key, ours), line(key, theirs), f"gy-ctu: {key}")
    name = f"gy-ctu: {key}"
    assert done == Merged(65, entry(**{key: None}) + conflict, f"conflicts in {name}\n")


Keys = dict[str, str | None]
ADA: Keys = {"name": '"Ada Example"', "verified": "2026-01-01", "title": '"Director"'}
BO: Keys = {**ADA, "name": '"Bo Voorbeeld"'}
VACANT: Keys = {**ADA, "name": None, "status": '"vacant"'}
OWN: Keys = {**ADA, "emails": '["office@example.org"]'}
ADAS = '["office@example.org", "ada@example.org"]'
MOBILE = '[{ number = "+592 609 1234", type = "mobile" }]'

# Values in BASE, of the side that replaced the person and of the other, and the keys in conflict.
PERSON: dict[str, tuple[Keys, Keys, Keys, Keys]] = {
    "verified": (ADA, BO, {**ADA, "verified": "2026-05-01"}, {"verified": "2026-05-01"}),
    "mobile": (ADA, BO, {**ADA, "phones": MOBILE}, {"phones": MOBILE}),
    "their own address": (OWN, {**OWN, **BO}, {**OWN, "emails": ADAS}, {"emails": ADAS}),
    "private notes": (ADA, BO, {**ADA, "private_notes": '"x"'}, {"private_notes": '"x"'}),
    "title removed": (ADA, BO, {**ADA, "title": None}, {"title": None}),
    "vacant": (ADA, VACANT, {**ADA, "title": '"Chief"'}, {"title": '"Chief"'}),
    "landline of the seat": (ADA, BO, {**ADA, "phones": '["+592 225 1234"]'}, {}),
    "organisation": (ADA, BO, {**ADA, "organisation": '"Office"', "city": '"Linden"'}, {}),
    "same person": (ADA, {**ADA, "name": '"Ada Mary Example"'}, {**ADA, "title": '"Chief"'}, {}),
    "same new person": (ADA, BO, {**BO, "title": '"Chief"'}, {}),
    "way of a confirmation": (
        ADA,
        {**ADA, "verified": "2026-02-01"},
        {**ADA, "verified_via": '"phone"'},
        {"verified_via": '"phone"'},
    ),
}


CHECKED = {**ADA, "verified_via": '"phone"'}
EARLIER = {**CHECKED, "verified": "2026-02-01"}
LATER = {**ADA, "verified": "2026-03-01", "verified_via": '"email"'}
# Of two confirmations: one side, the other, and keys of the merged entry.
CONFIRMED: dict[str, tuple[Keys, Keys, Keys]] = {
    "later day": (EARLIER, LATER, LATER),
    "later day without a way": (
        EARLIER,
        {**LATER, "verified_via": None},
        {**LATER, "verified_via": None},
    ),
    "later day of what changed": (
        EARLIER,
        {**LATER, "title": '"Chief"'},
        {**LATER, "title": '"Chief"'},
    ),
    "earlier day, since the later one did not have all": (
        {**EARLIER, "title": '"Chief"'},
        LATER,
        {**EARLIER, "title": '"Chief"'},
    ),
    "both sides changed something": (
        {**EARLIER, "title": '"Chief"'},
        {**LATER, "city": '"Linden"'},
        {**EARLIER, "title": '"Chief"', "city": '"Linden"'},
    ),
    "day before, since the other changed a number": (
        {**CHECKED, "phones": MOBILE},
        LATER,
        {**CHECKED, "phones": MOBILE},
    ),
    "new day, since the other changed no contact": (
        {**CHECKED, "sectors": '["police", "justice"]'},
        LATER,
        {**LATER, "sectors": '["police", "justice"]'},
    ),
}


@pytest.mark.parametrize("is_ours", [True, False])
@pytest.mark.parametrize("case", CONFIRMED)
def test_two_confirmations_are_one_value(case: str, merge: Merge, *, is_ours: bool) -> None:
    one, other, merged = CONFIRMED[case]
    ours, theirs = (one, other) if is_ours else (other, one)
    done = merge(entry(**ours), entry(**CHECKED), entry(**theirs))
    assert (done.code, done.messages) == (0, "")
    assert data(done.text) == data(entry(**merged))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (EARLIER, {**EARLIER, "verified_via": '"email"'}),
        (EARLIER, {**LATER, "name": '"Bo Voorbeeld"'}),
        ({**EARLIER, "title": '"Chief"'}, {**LATER, "title": '"Head"'}),
    ],
)
def test_confirmation_of_another_person_or_way_is_in_conflict(
    merge: Merge, ours: Keys, theirs: Keys
) -> None:
    done = merge(entry(**ours), entry(**ADA), entry(**theirs))
    assert done.code == 65


@pytest.mark.parametrize("is_ours", [True, False])
@pytest.mark.parametrize("case", PERSON)
def test_change_of_a_replaced_person_is_in_conflict(
    case: str, merge: Merge, *, is_ours: bool
) -> None:
    base, one, other, keys = PERSON[case]
    sides = (one, other) if is_ours else (other, one)
    done = merge(entry(**sides[0]), entry(**base), entry(**sides[1]))
    assert done.code == (65 if keys else 0)
    for key, value in keys.items():
        first, last = (one.get(key), value) if is_ours else (value, one.get(key))
        assert marked(line(key, first), line(key, last), f"gy-ctu: {key}") in done.text
    assert done.text.count("<<<<<<<") == len(keys)


NUMBER: Keys = {"phones": '["+592 609 1234"]'}
SECRET: Keys = {"sharing": '"secretariat"'}
NETWORK: Keys = {"sharing": '"network"'}
PUBLIC: Keys = {"sharing": '"public"'}

# Values in BASE, of the side that changed `sharing`, of the other, and whether it conflicts.
WIDENED: dict[str, tuple[Keys, Keys, Keys, bool]] = {
    "number": (SECRET, PUBLIC, {**SECRET, **NUMBER}, True),
    "number, no sharing": ({}, PUBLIC, NUMBER, True),
    "address": (SECRET, NETWORK, {**SECRET, "address": '"6 Example Dam"'}, True),
    "number of limited sharing": (
        SECRET,
        PUBLIC,
        {**SECRET, "phones": '[{ number = "+592 609 1234", sharing = "secretariat" }]'},
        False,
    ),
    "misspelt sharing": (
        {"sharing": '"secretary"'},
        {},
        {"sharing": '"secretary"', **NUMBER},
        True,
    ),
    "title": (SECRET, PUBLIC, {**SECRET, "title": '"Chief"'}, False),
    "number that both add": (SECRET, {**PUBLIC, **NUMBER}, {**SECRET, **NUMBER}, False),
    "narrowed": (PUBLIC, SECRET, {**PUBLIC, **NUMBER}, False),
    "widened by both": (SECRET, PUBLIC, {**PUBLIC, **NUMBER}, False),
}


@pytest.mark.parametrize("is_ours", [True, False])
@pytest.mark.parametrize("case", WIDENED)
def test_added_number_is_not_shared_more_widely(case: str, merge: Merge, *, is_ours: bool) -> None:
    base, one, other, is_in_conflict = WIDENED[case]
    sides = (one, other) if is_ours else (other, one)
    done = merge(entry(**sides[0]), entry(**base), entry(**sides[1]))
    expected = (65, "conflicts in gy-ctu: sharing\n") if is_in_conflict else (0, "")
    assert (done.code, done.messages) == expected


def test_two_new_persons_share_nothing(merge: Merge) -> None:
    eve = {**ADA, "name": '"Eve Voorbeeld"', "title": '"Chief"'}
    done = merge(entry(**BO), entry(**ADA), entry(**eve))
    assert done.messages == "conflicts in gy-ctu: name, gy-ctu: title\n"


def test_whole_entry_is_merged(merge: Merge) -> None:
    ours = entry(title='"Chief"', sectors='["police", "justice"]')
    theirs = entry(unit='"Desk"', emails='["ctu@example.org", "b@example.org"]', sharing='"public"')
    expected = entry(
        sectors='["police", "justice"]',
        emails='["ctu@example.org", "b@example.org"]',
        title='"Chief"',
        unit='"Desk"',
        sharing='"public"',
    )
    assert merge(ours, entry(), theirs) == Merged(0, expected, "")
