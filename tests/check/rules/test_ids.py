"""Rules about ids."""

from cmcct.diagnostics import KeyPath
from tests.support.cases import each
from tests.support.check_samples import check_overlay, entry, error, findings
from tests.support.findings import a_finding

FORM = 'write lower-case letters, digits and hyphens, as in "gy-ctu"'


@each(
    ("id_", "hint"),
    [
        ("GY CTU", 'write "gy-ctu"'),
        ("gy_ctu", 'write "gy-ctu"'),
        ("Curaçao--Politie-", 'write "curacao-politie"'),
        ("a" * 65, "write at most 64 characters"),
        ("", FORM),
        ("!", FORM),
        ("警察", FORM),
        # The hint repeats no e-mail address, since logs show it.
        ("ada@example.org", FORM),
    ],
)
def test_id_is_lower_case_letters_digits_and_hyphens(id_: str, hint: str) -> None:
    for key in ("formerly", "merged"):
        finding = error("invalid-id", (key, 0), f"{id_!r} is not a valid id", hint)
        assert findings(entry(**{key: f'["{id_}"]'})) == [finding]


def test_invalid_id_is_found_in_every_table() -> None:
    meeting = '[[meeting]]\nid = "X Y"\nname = "X"\ndate = "2018-04"\n'
    group = '[[working_group]]\nid = "-"\nname = "X"\n'
    assert findings(meeting + group + entry(id='""')) == [
        a_finding("invalid-id", ("meeting", 1, "id"), "'X Y' is not a valid id", 'write "x-y"'),
        a_finding("invalid-id", ("working_group", 1, "id"), "'-' is not a valid id", FORM),
        a_finding("invalid-id", ("focal_point", 0, "id"), "'' is not a valid id", FORM),
    ]


@each(
    ("first", "second", "path", "first_place"),
    [
        ({}, {}, ("id",), ("id",)),
        ({"formerly": '["gy-old"]'}, {"id": '"gy-old"'}, ("id",), ("formerly", 0)),
        ({}, {"id": '"gy-new"', "formerly": '["a", "gy-ctu"]'}, ("formerly", 1), ("id",)),
        ({"merged": '["gy-old"]'}, {"id": '"gy-old"'}, ("id",), ("merged", 0)),
        ({"merged": '["gy-old"]'}, {"id": '"x"', "merged": '["gy-old"]'}, *[("merged", 0)] * 2),
        ({}, {"id": '"gy-new"', "merged": '["gy-ctu"]'}, ("merged", 0), ("id",)),
    ],
)
def test_taken_id_is_found_at_later_entry(
    first: dict[str, str], second: dict[str, str], path: KeyPath, first_place: KeyPath
) -> None:
    taken = "gy-old" if first else "gy-ctu"
    id_ = second.get("id", '"gy-ctu"').strip('"')
    mine = {"name": '"Bram Voorbeeld"', "emails": '["unit@example.org"]'}
    assert findings(entry(**first) + entry(**mine, **second)) == [
        a_finding(
            "duplicate-id",
            ("focal_point", 1, *path),
            f"the id {taken!r} is already used",
            f'write "{taken}-2"' if path == ("id",) else "remove the id here",
            id_,
            first=("focal_point", 0, *first_place),
        )
    ]


@each(
    ("ids", "path", "taken", "first"),
    [
        ('["gy-old", "gy-ctu"]', ("formerly", 1), "gy-ctu", ("id",)),
        ('["gy-old", "gy-old"]', ("formerly", 1), "gy-old", ("formerly", 0)),
    ],
)
def test_id_repeated_in_one_entry_is_to_be_taken_out(
    ids: str, path: KeyPath, taken: str, first: KeyPath
) -> None:
    finding = error("duplicate-id", path, f"the id {taken!r} is already used", "remove the id here")
    assert findings(entry(formerly=ids)) == [finding._replace(first=("focal_point", 0, *first))]


@each(
    ("id_", "place"),
    [("georgetown-2019", ("meeting", 1, "id")), ("venezuela", ("working_group", 0, "id"))],
)
def test_meetings_and_groups_cannot_share_id(id_: str, place: KeyPath) -> None:
    second = f'[[meeting]]\nid = "{id_}"\nname = "X"\ndate = "2018-04"\n'
    message = f"the id '{id_}' is already used"
    first = ("meeting", 0 if place[0] == "meeting" else 1, "id")
    assert findings(second) == [
        a_finding("duplicate-id", place, message, f'write "{id_}-2"', first=first)
    ]


@each("kind", ["meeting", "working_group"])
def test_meeting_or_group_cannot_have_id_of_entry(kind: str) -> None:
    table = {"meeting": 'date = "2018-04"\n', "working_group": ""}[kind]
    table = f'[[{kind}]]\nid = "{{}}"\nname = "X"\n{table}'
    former = entry(formerly='["gy-old"]')
    assert findings(table.format("gy-old") + former) == []
    assert findings(table.format("gy-ctu") + former) == [
        a_finding(
            "duplicate-id",
            (kind, 1, "id"),
            "the id 'gy-ctu' is already used",
            'write "gy-ctu-2"',
            first=("focal_point", 0, "id"),
        )
    ]


def test_unknown_or_repeated_overlay_id_is_found() -> None:
    twice = error(
        "duplicate-id", (), "the id 'gy-ctu' is already used", "merge the two entries into one"
    )
    first = ("focal_point", 1, "id")
    assert check_overlay({"id": "gy-cut"}, {"id": "gy-ctu"}, {"id": "gy-ctu"}) == [
        a_finding(
            "unknown-value",
            ("focal_point", 0, "id"),
            "no entry has the id 'gy-cut'",
            "did you mean gy-ctu? Or run cmcct remove gy-cut if its entry was removed",
            "gy-cut",
        ),
        twice._replace(path=("focal_point", 2, "id"), first=first),
    ]


@each("id_", ["con", "nul", "aux", "prn", "com1", "lpt9"])
def test_a_name_that_windows_keeps_is_no_id(id_: str) -> None:
    hint = "choose another id; Windows reserves this name"
    finding = error("invalid-id", ("id",), f"{id_!r} is not a valid id", hint)
    assert [found._replace(entry="gy-ctu") for found in findings(entry(id=f'"{id_}"'))] == [finding]
