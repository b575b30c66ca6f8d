"""Checks of pull requests: each change that needs attention, and its correct form."""

import json
import re
import time
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

import pytest

from cmcct.model import loader
from cmcct.privacy import quotations
from tests.conftest import ROOT, SHIPPED, Run
from tests.support import texts
from tests.support.repositories import Repo, copy, entry

pytestmark = pytest.mark.gate

MOBILE = '{ number = "+592 609 1234", type = "mobile" }'
HANDLE = '[{ app = "telegram", id = "secretada", sharing = "secretariat" }]'
PRIVATE = '{ number = "+592 225 4321", sharing = "secretariat" }'
WHEN = {"verified": "2026-03-02"}
SEAT = {"emails": '["seat@example.org"]'}
ADA = {**WHEN, **SEAT, "name": '"Ada Example"', "phones": f'["+592 225 1234", {MOBILE}]'}
BEA = {**WHEN, "name": '"Bea Muster"', "country": '"Suriname"', "phones": '["+597 421 234"]'}
CY = {
    **WHEN,
    "emails": '["aw@example.org"]',
    "name": '"Cy Sample"',
    "country": '"Aruba"',
    "phones": '["+297 582 1234"]',
}
NEW = {"verified": "2026-05-02", "name": '"Di Sample"', "country": '"Barbados"'}
SR = {"country": '"Suriname"', "phones": '["+597 421 234"]'}
LATER = "2026-05-02"
NEAR = {"verified": LATER, "covers": '["Suriname"]'}
UID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
ENTRY = "entry-changed gy"
FAILED = '{ on = 2026-05-02, why = "wrong-number" }'
WARNED = ["directory-changed "]
NEXT = entry("sr", **BEA)
RULES = ROOT / "tests" / "rules"
# Other findings about the samples.
_BESIDES = {"empty-value", "phone-of-another-country"}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return a repository in the current folder, with three entries on base."""
    made = copy(_commit_base, tmp_path / "repo")
    monkeypatch.chdir(made.root)
    return made


def _commit_base(repo: Repo) -> None:
    repo.commit(entry("gy", **ADA), NEXT, entry("aw", **CY))
    repo.git("tag", "base")


def _said(run: Run, *more: str) -> list[str]:
    """Return code and entry of the findings that count in a check of a pull request."""
    result = run("check", "--changed-since", "base", "--format", "json", *more)
    found: list[Mapping[str, str]] = json.loads(result.out)["findings"]
    counted = [f for f in found if f["severity"] != "note" and f["code"] not in _BESIDES]
    return [f"{f['code']} {f['entry']}" for f in counted]


def _base(repo: Repo, *entries: str) -> None:
    repo.commit(*entries)
    repo.git("tag", "--force", "base")


def _gy(**changes: str) -> str:
    return entry("gy", **ADA | changes)


def _without(key: str) -> str:
    return entry("gy", **{name: value for name, value in ADA.items() if name != key})


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        # Id.
        ([entry("gy-ctu", **ADA)], ["id-changed gy-ctu"]),
        ([entry("gy-ctu", "Chief", **ADA)], ["id-changed gy-ctu"]),
        ([entry("gy-ctu", **ADA, formerly='["gy"]')], []),
        ([entry("gy-ctu", **ADA, merged='["gy"]')], []),
        # Entry.
        ([], ["entry-removed gy"]),
        ([_gy(status='"left"', until="2026-05-01")], [ENTRY, "entry-removed gy"]),
        ([_gy(until="2026-06-02")], ["entry-removed gy"]),
        ([_gy(until="2028-06-02")], [ENTRY]),
        ([entry("gy-x", **ADA, formerly='["gy"]', status='"left"')], ["entry-removed gy"]),
        (
            [entry("new", **{**CY, "name": '"Di Other"', "emails": '["di@example.org"]'})],
            ["entry-removed gy", "number-changed new"],  # the confirmation and number of aw
        ),
        # Person.
        ([_gy(name='"Eva Other"')], ["person-changed gy"]),
        ([_gy(name='"Eva Other"', verified=LATER)], ["person-changed gy"]),
        ([_gy(name='"Eva Other"', verified=LATER, phones='["+592 225 1234"]')], []),
        ([_gy(name='"Ada María Example"', family_name='"Example"')], []),
        ([_gy(name='"Áda EXample"')], []),
        (
            [_gy(status='"vacant"').replace('name = "Ada Example"\n', "")],
            ["entry-removed gy"],
        ),
        # Audience.
        ([_gy(sharing='"public"')], ["sharing-widened gy"]),
        ([_gy(), entry("bb", **NEW, sharing='"public"')], ["sharing-widened bb"]),
        ([_gy(), entry("bb", **NEW, sharing='"network"')], []),
        ([_gy(sharing='"secretariat"')], ["entry-removed gy"]),
        # Confirmation, and the number of another entry.
        ([_gy(), entry("bb", **NEW | WHEN)], ["number-changed bb"]),
        ([_gy(), entry("bb", **NEW | WHEN, verified_via='"phone"')], []),
        ([_gy(), entry("bb", **NEW | SR, organisation='"Other"')], ["number-changed bb"]),
        ([_gy(), entry("bb", **NEW | SR)], []),
        (
            [_gy(phones=f'["+592 225 1234", {MOBILE}, "+597 421234"]', **NEAR)],
            [ENTRY, "number-changed gy"],
        ),
        ([_gy(phones=f'["+592 225 1234", {MOBILE}, "+597 421235"]', **NEAR)], [ENTRY]),
        ([_gy(verified="2026-01-02")], ["verified-moved-back gy"]),
        ([_gy(verified=LATER)], []),
        # Numbers.
        ([_gy(phones=f'["+592 225 1235", {MOBILE}]')], ["number-changed gy"]),
        ([_gy(phones=f'["+592 225 1235", {MOBILE}]', verified=LATER)], []),
        (
            [_gy(phones=f'["+592 225 1235", {MOBILE}]', verified="2026-01-02")],
            ["number-changed gy", "verified-moved-back gy"],
        ),
        ([_gy(phones=f'["+592 225 1234", {MOBILE}, "+592 225 1236"]')], ["number-changed gy"]),
        ([_gy(phones='["+592 225 1234"]')], ["number-changed gy"]),
        (
            [_gy(phones=f'["+592 225 1234", {MOBILE.replace("mobile", "fax")}]')],
            ["number-changed gy"],
        ),
        ([_gy(phones=f'["+592 225 1234", {MOBILE.replace("mobile", "office")}]')], [ENTRY]),
        ([_without("phones")], ["number-changed gy"]),
        ([_gy(phones=f'["+592-225-1234", {MOBILE}]')], []),
        # Which is called first is a change, too; so is each key that is no text nor confirmation.
        ([_gy(phones=f'[{MOBILE}, "+592-225-1234"]')], [ENTRY]),
        (
            [
                _gy(
                    phones=f'["+592 225 1235", {MOBILE[:-2]}, sharing = "secretariat" }}]',
                    verified=LATER,
                )
            ],
            [ENTRY],
        ),
        (
            [_gy(phones=f'["+592 225 1234", {MOBILE[:-2]}, failed = {FAILED} }}]')],
            [ENTRY, "line-failed gy"],
        ),
        ([_gy(phones=f'["+592 225 1234", {MOBILE[:-2]}, tested = 2026-05-02 }}]')], []),
        *(
            ([_gy(**{key: value})], [ENTRY])
            for key, value in (
                ("role", '"observer"'),
                ("sectors", '["shelter"]'),
                ("unit", '"Desk"'),
                ("body", '"ngo"'),
                ("languages", '["es"]'),
                ("hours", '"Mo 08:00-09:00"'),
                ("organisation", '"Example Court"'),
                ("timezone", '"America/Manaus"'),
                ("covers", '["Suriname"]'),
                ("since", "2024-05-01"),
            )
        ),
        *(
            ([_gy(**{key: value})], [])
            for key, value in (
                ("family_name", '"Example"'),
                ("notes", '"Half a word."'),
                ("honorific", '"Dr"'),
                ("private_notes", '"Ask."'),
                ("verified_via", '"phone"'),
            )
        ),
        ([_gy(phones='["+592 225 1234"]', status='"left"')], ["entry-removed gy"]),
        (
            [_gy(phones=f'["+592 225 1234", {MOBILE}, "+592 225 1236"]', status='"left"')],
            ["entry-removed gy", "number-changed gy"],
        ),
        # Addresses.
        ([_gy(emails='["other@example.net"]')], ["address-changed gy"]),
        ([_gy(emails='["seat@example.org", "other@example.net"]')], ["address-changed gy"]),
        ([_gy().replace('emails = ["seat@example.org"]\n', "")], ["address-changed gy"]),
        ([_gy(emails='["Seat@Example.org"]')], []),
        ([_gy(emails='["other@example.net"]', verified=LATER)], []),
        (
            [_gy(emails='["other@example.net"]', status='"left"')],
            ["address-changed gy", "entry-removed gy"],
        ),
        (
            [_gy(status='"left"').replace('emails = ["seat@example.org"]\n', "")],
            ["entry-removed gy"],
        ),
        ([_gy(website='"https://example.net"')], ["address-changed gy"]),
        ([_gy(notes='"Open 7.30-15.00, or 8.00 - 16.30."')], []),
        # `unverified` may be ignored: it is not all that is said.
        ([_without("verified").replace("1234", "1235", 1)], ["number-changed gy", "unverified gy"]),
    ],
)
def test_pull_request_is_told_its_effects(
    repo: Repo, run: Run, after: Sequence[str], expected: list[str]
) -> None:
    repo.commit(*after, NEXT, entry("aw", **CY))
    assert sorted(_said(run)) == expected
    assert run("check", "--changed-since", "base").code == 0
    assert run("check", "--changed-since", "base", "--strict").code == bool(expected)
    # Without another version, there is no comparison.
    assert json.loads(run("check", "--format", "json").out)["findings"] == [] or not {
        "unverified gy",
        "line-failed gy",
    }.isdisjoint(expected)


# Blocks of `before.KEY = VALUE` and `after.KEY = VALUE`, and the findings of the change.
CHANGES = texts.read("judged-changes").split("\n\n")


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_change_is_judged_by_earlier_values(repo: Repo, run: Run, number: int) -> None:
    changed = CHANGES[number]
    for side in ("before", "after"):
        values = dict(re.findall(rf"^{side}\.(\w+) = (.*)$", changed, re.MULTILINE))
        seat = _gy(**values).replace("verified = \n", "")
        repo.commit(*[seat] * (f"{side} is removed" not in changed), NEXT)
        if side == "before":
            repo.git("tag", "--force", "base")
    given = "".join(f"{line}\n" for line in changed.splitlines() if not line.startswith("# "))
    found = "".join(f"# {finding}\n" for finding in sorted(_said(run)) or ["nothing"])
    whole = texts.read("judged-changes")
    texts.expect("judged-changes", whole.replace(f"{changed.strip()}\n", given + found, 1))


@pytest.mark.parametrize(
    ("after", "is_named"),
    [
        ([entry("c", **ADA | {"name": '"A. Example"'}, formerly='["b"]')], True),
        ([entry("c", **CY, formerly='["b"]')], False),
        ([entry("c", **ADA | {"name": '"A. Example"'})], False),
        ([entry(i, **ADA | {"name": '"A."'}, formerly=f'["{i}2"]') for i in "cd"], False),
    ],
)
def test_a_removed_entry_may_have_been_renamed_twice(
    repo: Repo,
    run: Run,
    after: list[str],
    is_named: bool,  # noqa: FBT001
) -> None:
    _base(repo, _gy(), NEXT, entry("aw", **CY))
    repo.commit(*after, NEXT, entry("aw", **CY))
    output = run("check", "--changed-since", "base").out
    assert "the entry was removed" in output
    advice = "if 'c' is the same seat, add \"gy\" to its formerly; if it is correct"
    assert (advice in output) is is_named


def test_channel_moved_to_wider_entry_is_widened(repo: Repo, run: Run) -> None:
    held = entry("gy", **ADA, sharing='"secretariat"')
    _base(repo, held, NEXT)
    moved = '["+597 421 234", "+592-609-1234"]'
    repo.commit(held, entry("sr", **BEA | {"phones": moved, "verified": LATER}))
    assert _said(run) == ["sharing-widened sr", "number-changed sr"]
    # Also in a merge, and in a new entry.
    repo.commit(entry("sr", **BEA | {"phones": moved}, merged='["gy"]'))
    assert _said(run) == ["entry-removed gy", "sharing-widened sr"]
    repo.commit(held, NEXT, entry("aw", **CY | {"phones": moved, "verified": LATER}))
    assert _said(run) == ["sharing-widened aw"]
    # That an entry is public says nothing of what it has from others.
    public = entry("aw", **CY | SR | {"verified": LATER}, sharing='"public"')
    repo.commit(held, NEXT, public)
    assert _said(run) == ["sharing-widened aw"] * 2


@pytest.mark.parametrize(
    ("header", "key"),
    [("[[meeting]]", "place"), ("[[meeting]]", "name"), ("[[working_group]]", "purpose")],
)
def test_private_number_in_a_meeting_or_group_is_widened(
    repo: Repo, run: Run, header: str, key: str
) -> None:
    seat = entry("gy", **ADA | {"phones": f"[{PRIVATE}]"})
    record = {"id": '"x"', "name": '"Example"', key: '"Linden"'}
    if header == "[[meeting]]":
        record["date"] = "2020-03-12"

    def text(record: Mapping[str, str]) -> str:
        return f"{header}\n" + "".join(f"{name} = {value}\n" for name, value in record.items())

    _base(repo, text(record), seat, NEXT)
    repo.commit(text(record | {key: '"Linden, 225 43 21"'}), seat, NEXT)
    assert _said(run) == ["sharing-widened ", "number-changed "]
    repo.path.write_text(
        repo.path.read_text(encoding="utf-8").replace(header, f'{header}\nsharing = "secretariat"'),
        encoding="utf-8",
    )
    assert "sharing-widened " not in _said(run)
    _base(repo, text(record | {key: '"Linden, 225 43 21"'}), seat, NEXT)
    repo.commit(text(record | {key: '"225 4321, Linden"'}), seat, NEXT)
    assert _said(run) == ["private-in-text "]


def test_private_number_in_a_text_is_found_in_one_version(repo: Repo, run: Run) -> None:
    quoting = _gy(phones=f"[{PRIVATE}]", unit='"Desk 225"', city='"Area 4321"', handles=HANDLE)
    meeting = '[[meeting]]\nid = "x"\nname = "X"\ndate = 2020-03-12\nplace = "22S 4321"\n'
    _base(repo, meeting, _gy(phones=f"[{PRIVATE}]", handles=HANDLE), NEXT)
    repo.commit(meeting, quoting, entry("sr", **BEA, notes='"t.me/secretada"'))
    found = json.loads(run("check", "--format", "json").out)["findings"]
    lines = repo.path.read_text(encoding="utf-8").split("\n")
    assert [(each["code"], lines[each["line"] - 1]) for each in found[1:]] == [
        ("private-in-text", 'place = "22S 4321"'),
        ("private-in-text", 'unit = "Desk 225"'),
        ("private-in-text", 'notes = "t.me/secretada"'),
    ]
    # The change answers for what is new in it alone.
    assert sorted(_said(run)) == [
        *("address-changed gy", "address-changed sr"),
        *("sharing-widened gy", "sharing-widened sr"),
    ]
    repo.commit(quoting.replace('sharing = "secretariat"', 'sharing = "network"'), NEXT)
    assert "private-in-text" not in run("check").out
    repo.commit(_gy(phones=f"[{PRIVATE}]", notes='"225 4321"', sharing='"secretariat"'), NEXT)
    assert run("check", "--format", "concise").out == ""


def test_address_moved_to_wider_entry_is_widened(repo: Repo, run: Run) -> None:
    address = '"6 Example Dam\\nGeorgetown"'
    held = _gy(sharing='"secretariat"')
    _base(repo, _gy(sharing='"secretariat"', address=address), NEXT)
    changed = ["address-changed gy", "address-changed sr"]
    repo.commit(held, entry("sr", **BEA, address='"6 example dam"'))
    changed.insert(2, "entry-changed gy")
    assert sorted(_said(run)) == [*changed, "sharing-widened sr"]
    repo.commit(held, entry("sr", **BEA, notes='"6 example dam"', sharing='"public"'))
    expected = [changed[0], changed[2], "sharing-widened sr", "sharing-widened sr"]
    assert sorted(_said(run)) == expected


def test_no_text_of_our_own_files_reads_like_a_private_number() -> None:
    texts, numbers = list[str](), {str(7 * number) for number in range(300_000, 1_400_000, 211)}
    for path in (SHIPPED, *sorted(RULES.glob("*.toml"))):
        with suppress(tomllib.TOMLDecodeError, UnicodeDecodeError):
            parsed = loader.parse_directory(tomllib.loads(path.read_text(encoding="utf-8")))
            records = parsed.directory.focal_points, parsed.directory.meetings
            texts += [
                "\n".join(text for _, text in quotations.iter_texts(r)) for r in chain(*records)
            ]
    assert len(texts) > 200
    assert [text for text in texts if quotations.find_numbers(text, numbers)] == []


@pytest.mark.parametrize(
    "where", [("meeting", "name"), ("meeting", "place"), ("working_group", "purpose")]
)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Linden; new hotline for Guyana +592 699 9999", ["number-changed "]),
        ("Linden; new hotline 699-9999", ["number-changed "]),
        ("Send cases to intake@example.net", ["address-changed "]),
        ("Or t.me/mallory", ["address-changed "]),
        ("Third Meeting, 12-14 May 2019, room 1204", []),
    ],
)
def test_new_contact_in_a_meeting_or_group_is_reported(
    repo: Repo, run: Run, where: tuple[str, str], text: str, expected: list[str]
) -> None:
    table, key = where
    header = f'[[{table}]]\nid = "x"\n' + "date = 2020-03-12\n" * (table == "meeting")
    header += 'name = "Example"\n' * (key != "name") + f'{key} = "%s"\n'
    _base(repo, header % "Example", _gy(), NEXT)
    repo.commit(header % text, _gy(), NEXT)
    assert _said(run) == expected
    _base(repo, _gy(), NEXT)
    repo.commit(header % text, _gy(), NEXT)
    assert _said(run) == expected
    _base(repo, header % text, _gy(), NEXT)
    repo.commit(header % f"In short: {text}", _gy(), NEXT)
    assert _said(run) == []


@pytest.mark.parametrize("table", ["meeting", "working_group"])
@pytest.mark.parametrize(("then", "now"), [("network", "public"), ("secretariat", "network")])
def test_meetings_and_groups_are_widened(
    repo: Repo, run: Run, table: str, then: str, now: str
) -> None:
    header = f'[[{table}]]\nid = "x"\nname = "Example"\nsharing = "%s"\n'
    header += "date = 2020-03-12\n" * (table == "meeting")
    _base(repo, header % then, _gy(), NEXT, entry("aw", **CY))
    others = _gy(), NEXT, entry("aw", **CY)
    repo.commit(header % now, *others)
    assert _said(run) == ["sharing-widened "]
    repo.commit((header % now).replace('"x"', '"y"'), *others)
    assert _said(run) == ["entry-changed ", "sharing-widened "]
    repo.commit((header % now).replace("Example", "Other").replace('"x"', '"y"'), *others)
    assert _said(run) == ["entry-changed "]
    repo.commit(header % "secretariat", *others)
    assert _said(run) == ["entry-changed "] * (then != "secretariat")


@pytest.mark.parametrize(
    ("country", "key", "said"),
    [
        ("Guyana", "merged", []),
        ("Guyana", "formerly", ["entry-removed gy"]),
        ("Suriname", "merged", ["entry-removed gy"]),
        ("Suriname", "formerly", ["entry-removed gy"]),
    ],
)
def test_a_seat_takes_another_of_its_country_over_by_a_merge_alone(
    repo: Repo, run: Run, country: str, key: str, said: list[str]
) -> None:
    desk = BEA | {"country": f'"{country}"', "name": ADA["name"]}
    _base(repo, entry("gy", **ADA), entry("desk", **desk))
    phones = f'["+597 421 234", "+592 225 1234", {MOBILE}]'
    both = {**desk, "emails": '["desk@example.org", "seat@example.org"]', "phones": phones}
    repo.commit(entry("desk", **both, **{key: '["gy"]'}))
    assert [one for one in _said(run) if "-changed" not in one] == said
    named = "'desk', which has \"gy\" now, is of another country"
    assert (named in run("check", "--changed-since", "base").out) is (country == "Suriname")


def test_a_seat_without_channels_is_not_merged_but_removed(repo: Repo, run: Run) -> None:
    bare = {"name": ADA["name"], "emails": "[]", **WHEN}
    for status, said in (("active", ["entry-removed desk"]), ("vacant", [])):
        _base(repo, entry("gy", **ADA), entry("desk", **bare, status=f'"{status}"'))
        repo.commit(entry("gy", **ADA, merged='["desk"]'))
        assert _said(run) == said


def test_a_seat_is_not_merged_where_fewer_see_its_numbers(repo: Repo, run: Run) -> None:
    phones = f'["+592 225 1234", {MOBILE[:-2]}, sharing = "secretariat" }}]'
    desk = {"name": ADA["name"], "emails": "[]", **WHEN}
    _base(repo, entry("gy", **ADA | {"emails": "[]"}), entry("desk", **desk))
    for text, said in ((phones, ["entry-removed gy"]), (ADA["phones"], [])):
        repo.commit(entry("desk", **desk, phones=text, merged='["gy"]'))
        assert _said(run) == said


def test_a_seat_without_its_numbers_is_not_merged_but_removed(repo: Repo, run: Run) -> None:
    repo.commit(entry("sr", **BEA, merged='["gy"]'), entry("aw", **CY))
    assert _said(run) == ["entry-removed gy"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["rename", "gy", "gy-ctu"], []),
        (["retire", "gy"], ["entry-removed gy", ENTRY]),
        (["replace", "gy", "--vacant"], ["number-changed gy", "entry-removed gy"]),
        (["replace", "gy", "--name", "Eva Other", "--verified", "2026-06-01"], [ENTRY]),
        (["verify", "gy"], []),
        (["merge", "gy", "desk", "--prefer", "keep"], []),
    ],
)
def test_the_commands_do_it_the_right_way(
    repo: Repo, run: Run, words: list[str], expected: list[str]
) -> None:
    desk = CY | {"country": '"Guyana"', "name": '"Ada María Example"'}
    _base(repo, entry("gy", **ADA), NEXT, entry("desk", **desk))
    assert run(*words).code == 0
    assert repo.git("diff", "--stat")
    # Nobody is warned of what they do themselves: a reviewer decides on it.
    assert "entry-removed" not in run("check").out
    assert _said(run) == expected


def test_a_seat_that_vanishes_is_named_at_the_line_with_the_reason(repo: Repo, run: Run) -> None:
    _base(repo, _gy(sharing='"public"', covers='["Bahamas", "Saba"]'), NEXT)
    repo.commit(_gy(sharing='"network"', covers='["Saba"]', until="2026-05-01"), NEXT)
    found = json.loads(run("check", "--changed-since", "base", "--format", "json").out)["findings"]
    lines = repo.path.read_text(encoding="utf-8").split("\n")
    removed = [f for f in found if f["code"] == "entry-removed"]
    assert [(lines[f["line"] - 1], f["message"]) for f in removed] == [
        (
            'sharing = "network"',
            "the numbers and addresses that reach the seat are withheld from public, or gone",
        ),
        ('covers = ["Saba"]', "the seat no longer covers the Bahamas"),
        ("until = 2026-05-01", "the last day of the seat is now 1 May 2026"),
    ]
    assert removed[0]["help"].startswith("ask the person or their office whether that is right; if")


def test_seats_that_vanish_in_several_ways_are_one_warning(repo: Repo, run: Run) -> None:
    _base(repo, *(entry(f"gy-{number}") for number in range(5)))
    repo.commit(*(entry(f"gy-{number}", status='"left"') for number in range(4)))
    said = "5 seats can no longer be found or reached as before: gy-0, gy-1, gy-2, gy-3, gy-4\n"
    out = run("check", "--changed-since", "base", "--format", "concise").out
    assert f"warning[entry-removed] {said}" in out


@pytest.mark.parametrize(
    ("before", "after"),
    [({}, {"status": '"left"'}), ({"covers": '["Suriname"]'}, {}), ({}, {"until": "2026-05-01"})],
)
def test_a_seat_does_not_vanish_by_a_merge(
    repo: Repo, run: Run, before: dict[str, str], after: dict[str, str]
) -> None:
    _base(repo, _gy(**before), NEXT)
    both = entry("desk", **ADA | {"unit": '"Desk"'} | after, merged='["gy"]')
    repo.commit(both, NEXT)
    assert "entry-removed gy" in _said(run)


def test_a_seat_is_merged_into_one_of_its_person_or_desk_alone(repo: Repo, run: Run) -> None:
    both = {**ADA, "phones": f'["+592 225 1234", {MOBILE}, "+592 289 1234"]'}
    court = {"organisation": '"Example Court"'}
    for other, merged, is_removed in (
        ({"name": '"Ada M. Example"'}, {}, False),
        ({"name": '"Eva Other"'}, {}, True),
        ({"name": '""'}, {"name": '""'}, False),
        ({"name": '""', **court}, {"name": '""'}, True),
        # What the one had itself is withheld from now on.
        ({}, {"phones": both["phones"].replace('"+592 289 1234"', "")}, True),
    ):
        desk = {**WHEN, "emails": "[]", "phones": '["+592 289 1234"]', **merged}
        desk |= {"phones": '["+592 289 1234"]'}
        _base(repo, _gy(**other), entry("desk", **{"name": ADA["name"]} | desk), NEXT)
        repo.commit(entry("desk", **both | merged, merged='["gy"]'), NEXT)
        assert ("entry-removed gy" in _said(run)) is is_removed, other


def test_each_text_that_changed_has_a_note(repo: Repo, run: Run) -> None:
    meeting = '[[meeting]]\nid = "x"\nname = "X"\ndate = 2020-03-12\nplace = "Linden"\n'
    group = '[[working_group]]\nid = "g"\nname = "G"\ncountries = ["Guyana"]\n'
    _base(repo, meeting, group, _gy(), NEXT)
    new = (
        meeting.replace("Linden", "Lima").replace("03-12", "03-13"),
        group.replace("Guyana", "Aruba"),
    )
    repo.commit(*new, _gy(notes='"Out of service."', role='"observer"', unit='"Desk"'), NEXT)
    result = run("check", "--changed-since", "base", "--format", "concise", "--strict")
    lines = repo.path.read_text(encoding="utf-8").split("\n")
    said = [line.split(":", 3) for line in result.out.splitlines()]
    assert [(lines[int(number) - 1], text.strip()) for _file, number, _column, text in said] == [
        ('countries = ["Aruba"]', "warning[entry-changed] changed: countries"),
        ('unit = "Desk"', "warning[entry-changed] changed: unit, role (entry 'gy')"),
        ("date = 2020-03-13", "note[entry-changed] text changed, read it: date"),
        ('place = "Lima"', "note[entry-changed] text changed, read it: place"),
        (
            'notes = "Out of service."',
            "note[entry-changed] text changed, read it: notes (entry 'gy')",
        ),
    ]
    repo.commit(new[0], group, _gy(notes='"Out of service."'), NEXT)
    assert run("check", "--changed-since", "base", "--strict").code == 0
    repo.commit(group, _gy(), NEXT)
    assert (
        "a meeting or working group was removed: x" in run("check", "--changed-since", "base").out
    )


def test_the_first_id_may_come_back(repo: Repo, run: Run) -> None:
    _base(repo, entry("gy-ctu", **ADA, formerly='["gy"]'), NEXT)
    assert run("rename", "gy-ctu", "gy").code == 0
    assert _said(run) == []


def test_removed_entry_is_reported_at_next_entry(repo: Repo, run: Run) -> None:
    repo.commit(NEXT)
    found = json.loads(run("check", "--changed-since", "base", "--format", "json").out)["findings"]
    lines = repo.path.read_text(encoding="utf-8").splitlines()
    assert {f["entry"]: f["line"] for f in found} == {
        "gy": lines.index("[[focal_point]]") + 1,
        "aw": len(lines),
    }


def test_the_findings_stand_in_the_order_of_the_file(repo: Repo, run: Run) -> None:
    changed = BEA | {"website": '"x"', "hours": '"24/7"'}
    repo.commit(_gy(sharing='"public"'), entry("sr", "Chief", **changed))
    said = ["sharing-widened gy", "invalid-url sr", "entry-removed aw", "entry-changed sr"]
    assert _said(run) == said


def test_a_new_person_is_reported_after_an_entry_with_the_same_person(repo: Repo, run: Run) -> None:
    new = entry("sr", **BEA | {"name": '"Eva Other"'})
    repo.commit(_gy(city='"Linden"'), new, entry("aw", **CY))
    assert "person-changed sr" in _said(run)


def test_another_id_hides_nothing_else(repo: Repo, run: Run) -> None:
    repo.commit(entry("gy-ctu", **ADA | {"verified": "2026-01-02"}, sharing='"public"'), NEXT)
    expected = ["entry-removed aw", "id-changed gy-ctu"]
    expected += ["sharing-widened gy-ctu", "verified-moved-back gy-ctu"]
    assert sorted(_said(run)) == expected


def test_an_id_that_cannot_be_read_is_no_other_one(repo: Repo, run: Run) -> None:
    repo.commit(entry("gy", **ADA).replace('"gy"', "7", 1), NEXT, entry("aw", **CY))
    assert _said(run) == ["wrong-type "]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phones", '["+592 225 9999"]'),
        ("emails", '["other@example.net"]'),
        ("website", '"https://example.net"'),
        ("phones", '["+592 225 1234"]'),
    ],
)
def test_change_that_confirms_itself_is_a_note(repo: Repo, run: Run, key: str, value: str) -> None:
    repo.commit(_gy(verified=LATER, **{key: value}), NEXT, entry("aw", **CY))
    result = run("check", "--changed-since", "base", "--format", "github")
    lines = repo.path.read_text(encoding="utf-8").split("\n")
    assert f"::notice file=directory.toml,line={lines.index(f'{key} = {value}') + 1}," in result.out
    message = "changed and confirmed by the same change: ask its author how"
    assert f"::{message} (entry 'gy')\n" in result.out


def test_confirmation_of_several_countries_is_told(repo: Repo, run: Run) -> None:
    changed = entry("aw", **CY).replace("Cy", "Cyd").replace(CY["verified"], LATER)
    repo.commit(_gy(verified=LATER), NEXT, changed)
    shown = run("check", "--changed-since", "base", "--format", "concise").out
    said = "note[entry-changed] this change confirms entries of Guyana and Aruba"
    assert f"{said}, ask its author how: gy, aw\n" in shown


def test_pull_request_offers_no_ignore(repo: Repo, run: Run) -> None:
    repo.commit(_gy(phones='["+592 199 1234"]'), NEXT, entry("aw", **CY))
    help_ = "help: check the digits; dial the number, or ask the person; if it is correct, "
    shown = run("check", "--changed-since", "base", "--format", "github").out
    assert f"{help_}say so in the pull request\n" in shown
    assert 'add "gy:phone-not-assigned" to ignore' in run("check").out


HOTLINE = '["+592 225 1234", { number = "+592 609 1234", type = "hotline", hours = "24/7" }]'


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            {},
            {"verified": LATER},
            "note[entry-changed] confirmed by this change, ask its author how: gy",
        ),
        (
            {"verified_via": '"phone"'},
            {},
            "note[entry-changed] changed: confirmation method (entry 'gy')",
        ),
        (
            {},
            {"verified_via": '"phone"'},
            "note[entry-changed] changed: confirmation method (entry 'gy')",
        ),
        (
            {},
            {"languages": '["es"]', "hours": '"Mo 08:00-09:00"', "verified": LATER},
            "note[entry-changed] changed: languages, hours (entry 'gy')",
        ),
        (
            {},
            {"languages": '["es"]', "role": '"observer"', "verified": LATER},
            "warning[entry-changed] changed: role, languages (entry 'gy')",
        ),
        (
            {},
            {"phones": '["+592 225 1234"]'},
            "warning[number-changed] a number or address was removed, but the entry is not",
        ),
        (
            {},
            {"notes": '"After 15:00 at +592 609 9999."'},
            "warning[number-changed] a number or address is new in this text, and nobody",
        ),
        (
            {},
            {"phones": "[]", "verified": LATER},
            "warning[number-changed] numbers were removed, and the same change confirms the entry",
        ),
        (
            {"phones": HOTLINE},
            {"verified": LATER},
            "warning[number-changed] the 24/7 number was removed, and the same change confirms",
        ),
        # A further address of a public entry is public.
        (
            {"sharing": '"public"'},
            {"sharing": '"public"', "emails": '["seat@example.org", "b@example.org"]'},
            "warning[sharing-widened]",
        ),
    ],
)
def test_each_change_of_an_entry_has_a_finding(
    repo: Repo, run: Run, before: dict[str, str], after: dict[str, str], said: str
) -> None:
    _base(repo, _gy(**before), NEXT)
    repo.commit(_gy(**after), NEXT)
    assert said in run("check", "--changed-since", "base", "--format", "concise").out


def test_text_with_a_number_and_an_address_is_reported_once(repo: Repo, run: Run) -> None:
    _base(repo, _gy())
    repo.commit(_gy(notes='"After 15:00 at +592 609 9999 or desk@gy.example.org."'))
    said = run("check", "--changed-since", "base", "--format", "concise").out
    assert re.findall(r"warning\[(.*?)\]", said) == ["number-changed"]


def test_last_entry_that_is_removed_hides_no_change(repo: Repo, run: Run) -> None:
    _base(repo, _gy(role='"observer"'), NEXT)
    repo.commit(_gy(role='"duty-desk"'))  # at its last line, where the other is reported
    said = run("check", "--changed-since", "base", "--format", "concise").out
    assert "warning[entry-removed] the entry was removed (entry 'sr')" in said
    assert "warning[entry-changed] changed: role (entry 'gy')" in said
    assert len({line.split(": ")[0] for line in said.splitlines()[:2]}) == 1


@pytest.mark.parametrize("is_first", [True, False])
def test_id_of_another_entry_is_put_back_at_the_changed_line(
    repo: Repo, run: Run, *, is_first: bool
) -> None:
    entries = (_gy(), NEXT)[:: 1 if is_first else -1]
    _base(repo, *entries)
    repo.commit(*(each.replace('id = "gy"', 'id = "sr"') for each in entries))
    out = run("check", "--changed-since", "base").out
    lines = repo.path.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line == 'name = "Ada Example"')
    line = max(i for i in range(at) if lines[i] == 'id = "sr"') + 1
    assert f"directory.toml:{line}:" in out.split("warning[")[0]
    assert 'help: write id = "gy"' in out


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("gy", {"the id 'gy' is already used": 'write "gy-2"', "same name as in 'gy'": ""}),
        ("gy-a", {"same name as in 'gy'": ""}),
    ],
)
def test_a_copy_above_the_entry_is_reported_at_the_copy(
    repo: Repo, run: Run, id_: str, expected: dict[str, str]
) -> None:
    repo.commit(_gy(city='"Linden"').replace('id = "gy"', f'id = "{id_}"'), _gy(), NEXT)
    end = repo.path.read_text(encoding="utf-8").rpartition(_gy())[0].count("\n")
    found = json.loads(run("check", "--changed-since", "base", "--format", "json").out)["findings"]
    copied = {f["message"]: f for f in found if f["code"].startswith("duplicate")}
    assert copied.keys() == expected.keys()
    for message, help_ in expected.items():
        assert (copied[message]["entry"], copied[message]["line"] < end) == (id_, True)
        assert help_ in copied[message]["help"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"country": '"Guyyana"'}, "unknown-country"),
        ({"country": '"Saint-Martin"'}, "ambiguous-country"),
        ({"phones": '[{ number = "220 1234", national = true, type = "x" }]'}, "unknown-value"),
    ],
)
def test_no_number_is_blamed_for_an_unreadable_value(
    repo: Repo, run: Run, changes: dict[str, str], code: str
) -> None:
    before = {"phones": '[{ number = "220 1234", national = true, type = "hotline" }]'}
    _base(repo, _gy(**before), NEXT)
    repo.commit(_gy(**before | changes), NEXT)
    assert _said(run) == [f"{code} gy"]


def test_number_in_a_note_belongs_in_phones(repo: Repo, run: Run) -> None:
    _base(repo, _gy(), NEXT)
    repo.commit(_gy(notes='"After 15:00 at +592 609 9999."'), NEXT)
    lines = repo.path.read_text(encoding="utf-8").split("\n")
    line = lines.index("verified = 2026-03-02") + 1
    help_ = "help: put a number in phones, an address in emails; if it is your own entry, write"
    assert f"{help_} verified = 2026-06-01 on line {line}; otherwise" in run(
        "check", "--changed-since", "base"
    ).out.replace("\n    ", " ")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phones": f'["592 225 1234", {MOBILE}]'}, "invalid-phone"),
        ({"emails": '["mailto:seat@example.org"]'}, "invalid-email"),
        ({"languages": '["Engels"]'}, "invalid-language"),
        ({"notes": '"mobiel (prive) +592 609 9999"'}, "maybe-private"),
    ],
)
def test_a_value_with_an_error_is_not_judged_as_a_change(
    repo: Repo, run: Run, changes: dict[str, str], code: str
) -> None:
    repo.commit(_gy(**changes), NEXT, entry("aw", **CY))
    assert _said(run) == [f"{code} gy"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"mobiel (prive) +592 609 1234"', '"mobiel (prive) +592 609 9999"'),  # an old error
        ('"Front desk"', '"Mail ctu@gmial.com or +592 609 9999"'),  # no error
    ],
)
def test_an_old_error_or_a_warning_hides_no_change(
    repo: Repo, run: Run, before: str, after: str
) -> None:
    _base(repo, _gy(notes=before), NEXT)
    repo.commit(_gy(notes=after), NEXT)
    assert "number-changed gy" in _said(run)


def test_a_missing_key_hides_no_change(repo: Repo, run: Run) -> None:
    phones = {"phones": ADA["phones"].split(",")[0] + "]"}
    repo.commit(entry("gy", **ADA | phones), NEXT, entry("aw", **CY))
    assert (alone := _said(run))
    broken = entry("gy", **ADA | phones).replace("organisation = ", "# organisation = ")
    repo.commit(broken, NEXT, entry("aw", **CY))
    assert {*_said(run)} >= {*alone, "missing-key gy"}


def test_new_entry_has_a_note(repo: Repo, run: Run) -> None:
    repo.commit(_gy(), NEXT, entry("bb", **NEW))
    said = run("check", "--changed-since", "base", "--format", "concise").out
    assert "new entry: ask who it is and how it was confirmed (entry 'bb')" in said


VIA = "write verified = 2026-06-01 on line {verified} and remove line {verified_via} (verified_via)"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"phones": '["+592 225 9999"]'}, "write verified = 2026-06-01 on line {verified}"),
        (
            {"emails": '["other@example.net"]', "verified_via": '"phone"'},
            VIA,
        ),
        ({"name": '"Eva Other"'}, "write verified = 2026-06-01 on line {verified}"),
    ],
)
def test_help_names_the_lines_to_a_web_editor(
    repo: Repo, run: Run, changes: dict[str, str], expected: str
) -> None:
    repo.commit(_gy(**changes), NEXT, entry("aw", **CY))
    lines = repo.path.read_text(encoding="utf-8").split("\n")
    numbers = {line.partition(" ")[0]: index for index, line in [*enumerate(lines, 1)][::-1]}
    out = run("check", "--changed-since", "base").out
    assert (
        f"help: if it is your own entry, {expected.format(**numbers)}; otherwise, ask the person "
        in out
    )
    assert "(secretariat: cmcct verify gy)\n" in out


def test_help_for_an_entry_without_a_date_names_its_first_line(repo: Repo, run: Run) -> None:
    repo.commit(_without("verified").replace("225 1234", "225 9999"), NEXT, entry("aw", **CY))
    out = run("check", "--changed-since", "base").out
    first = repo.path.read_text(encoding="utf-8").split("\n").index("[[focal_point]]") + 1
    assert f"write verified = 2026-06-01 below line {first}; otherwise, ask the person" in out


@pytest.mark.parametrize("ignored", ["gy:entry-removed", "entry-removed"])
def test_no_change_is_silenced_by_itself(repo: Repo, run: Run, ignored: str) -> None:
    ignore = f'[check]\nignore = ["{ignored}"]\n'
    repo.commit(ignore, NEXT, entry("aw", **CY))
    assert _said(run) == ["ignore-added ", "entry-removed gy"]
    _base(repo, ignore, entry("gy", **ADA), NEXT)
    repo.commit(ignore, NEXT)
    assert _said(run) == []


@pytest.mark.parametrize(
    ("line", "other", "expected"),
    [
        ('contact = "corrections@example.org"', 'contact = "x@example.org"', WARNED),
        ('contact = "corrections@example.org"\n', "", WARNED),
        ('name = "Example Network"', 'name = "Another Network"', WARNED),
        ("contact", "verify_every_days = 9999\ncontact", WARNED),
        ("contact", 'network_label = "TLP:AMBER+STRICT"\ncontact', WARNED),
        ("contact", f'uid = "{UID}"\ncontact', ["uid-changed "]),
        # The defaults, another order, another notation.
        ("contact", 'verify_every_days = 365\nnetwork_label = "TLP:AMBER"\ncontact', []),
        ('"Example Network"', "'Example Network'", []),
        # What cannot be read is an error.
        ("contact", "verify_every_days = 0\ncontact", ["wrong-type "]),
    ],
)
def test_what_concerns_all_lists_is_reported(
    repo: Repo, run: Run, line: str, other: str, expected: list[str]
) -> None:
    text = repo.path.read_text(encoding="utf-8")
    repo.commit_bytes(text.replace(line, other, 1).encode())
    assert _said(run) == expected
    assert run("check", "--changed-since", "base").code == (expected not in ([], WARNED))


@pytest.mark.parametrize("change", ["", UID.replace("6f", "7f"), f" {UID}", "x"])
def test_the_uid_of_the_directory_stays(repo: Repo, run: Run, change: str) -> None:
    text = repo.path.read_text(encoding="utf-8")
    before = text.replace("contact", f'uid = "{UID}"\ncontact', 1)
    repo.commit_bytes(before.encode())
    repo.git("tag", "--force", "base")
    assert _said(run) == []
    line = f'uid = "{UID}"\n'
    repo.commit_bytes(before.replace(line, change and f'uid = "{change}"\n', 1).encode())
    assert _said(run) == [["uid-changed ", "wrong-type "][" " in change or change == "x"]]
    assert run("check", "--changed-since", "base").code == 1


def test_a_file_that_was_renamed_is_compared(repo: Repo, run: Run) -> None:
    repo.move("lists/network.toml")
    repo.commit(_gy(sharing='"public"'), NEXT, entry("aw", **CY))
    assert _said(run, "lists/network.toml") == ["sharing-widened gy"]


def test_concurrent_changes_are_not_of_the_branch(repo: Repo, run: Run) -> None:
    repo.git("switch", "--quiet", "--create", "mine")
    mine = _gy(sharing='"public"')
    repo.commit(mine, NEXT, entry("aw", **CY))
    repo.git("switch", "--quiet", "main")
    repo.commit(entry("gy", **ADA), entry("sr", **BEA | {"name": '"Eva Other"'}), entry("x", **CY))
    repo.git("tag", "--force", "base")
    repo.git("switch", "--quiet", "mine")
    assert _said(run) == ["sharing-widened gy"]
    # GitHub checks out the merge.
    repo.git("switch", "--quiet", "main")
    theirs = (entry("sr", **BEA | {"name": '"Eva Other"'}), entry("x", **CY))
    repo.merge("mine", entries=(mine, *theirs))
    assert _said(run) == ["sharing-widened gy"]


@pytest.mark.parametrize("broken", ["x = [", "focal_point = 7\n", ""])
def test_unreadable_version_prevents_comparison(repo: Repo, run: Run, broken: str) -> None:
    repo.commit_bytes(broken.encode())
    repo.git("tag", "--force", "base")
    repo.commit(_gy(sharing='"public"'), NEXT)
    assert _said(run) == ["directory-changed "] * 2 * ("focal" in broken)


def test_the_private_file_is_compared_with_nothing(repo: Repo, run: Run) -> None:
    repo.commit(NEXT)
    overlay = repo.root / "directory.private.toml"
    overlay.write_text('[[focal_point]]\nid = "sr"\nname = "Bea Muster"\n', encoding="utf-8")
    overlay.chmod(0o600)
    repo.path.with_name(".gitignore").write_text(f"{overlay.name}\n", encoding="utf-8")
    assert _said(run, overlay.name) == []


def test_no_message_has_a_contact(repo: Repo, run: Run) -> None:
    other = {"name": '"Eva Other"', "phones": f"[{MOBILE}]", "sharing": '"public"'}
    repo.commit(entry("gy", **ADA | other | {"verified": "2026-01-02"}), entry("aw-new", **CY))
    codes = ["entry-removed sr", "id-changed aw-new", "number-changed gy", "person-changed gy"]
    assert sorted(_said(run)) == [*codes, "sharing-widened gy", "verified-moved-back gy"]
    for form in ("concise", "json", "github"):
        out = run("check", "--changed-since", "base", "--format", form).out
        assert not any(secret in out for secret in ("1234", "@", "Ada", "Eva"))


def test_each_version_is_read_once(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(NEXT)
    read: list[str] = []
    loads = tomllib.loads

    def counted(text: str) -> dict[str, object]:
        read.append(text)
        return loads(text)

    monkeypatch.setattr(tomllib, "loads", counted)
    assert _said(run) == ["entry-removed gy", "entry-removed aw"]
    assert len(read) == 2


@pytest.mark.parametrize("sign", ["-", " ", "(", ".", "a"])
def test_long_run_of_signs_takes_no_quadratic_time(repo: Repo, run: Run, sign: str) -> None:
    _base(repo, _gy(phones=f"[{PRIVATE}]"), NEXT)
    repo.commit(_gy(phones=f"[{PRIVATE}]", notes=f'"{sign * 40_000}"'), NEXT)
    start = time.process_time()
    _said(run)
    assert time.process_time() - start < 20  # it was minutes
