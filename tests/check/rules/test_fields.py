"""Rules about keys, types and vocabulary of the file."""

from typing import Any

from cmcct.diagnostics import WARNING, Finding, KeyPath
from tests.conftest import MINIMAL
from tests.support.cases import each
from tests.support.check_samples import check, check_overlay, entry, error, findings, other, warning
from tests.support.findings import a_finding

TABLE = "write { key = value }"
RETYPE = "type this text again; pasted text can contain invisible characters"
NAME = "write name@example.org"
EMPTY = "write a value, or remove the key"
WRITTEN = {
    "country": '"…"',
    "date": "YYYY-MM-DD",
    "name": '"…"',
    "organisation": '"…"',
    "sectors": '["…"]; run cmcct list sectors to see the list',
}


def _missing(key: str, *path: str) -> Finding:
    nameless = ', role = "duty-desk" or status = "vacant"' if key == "name" else ""
    hint = f"write {key} = {WRITTEN[key]}{nameless}"
    return error("missing-key", path, f"{key!r} is {'empty' if path else 'missing'}", hint)


def test_the_least_directory_has_no_finding() -> None:
    assert findings("") == []
    assert findings(entry()) == []


def test_an_empty_file_lacks_a_name() -> None:
    hint = 'write name = "…" below [directory]'
    assert check("") == [a_finding("missing-key", ("directory",), "'name' is missing", hint)]
    blank = check('[directory]\nname = ""')
    assert blank == [a_finding("missing-key", ("directory", "name"), "'name' is empty", hint)]


@each(
    ("text", "finding"),
    [
        ("directory = 3", a_finding("wrong-type", ("directory",), "not a table", TABLE)),
        (
            "[directory]\nname = 3",
            a_finding("wrong-type", ("directory", "name"), "not text", 'put it in quotes: "3"'),
        ),
        (
            '[directory]\nnmae = "Example Network"',
            a_finding(
                "unknown-key", ("directory", "nmae"), "unknown key 'nmae'", "did you mean name?"
            ),
        ),
    ],
)
def test_unreadable_directory_name_is_the_only_fault(text: str, finding: Finding) -> None:
    assert check(text) == [finding]


@each(
    ("more", "path", "key"),
    [
        ('[[meeting]]\nid = "x"\ndate = 2019-03-12', ("meeting", 1), "name"),
        ('[[meeting]]\nid = "x"\nname = "X"', ("meeting", 1), "date"),
        ('[[working_group]]\nid = "x"\nname = " "', ("working_group", 1, "name"), "name"),
    ],
)
def test_a_meeting_or_working_group_lacks_a_key(more: str, path: KeyPath, key: str) -> None:
    message = f"{key!r} is {'missing' if path[-1] == 1 else 'empty'}"
    hint = f"write {key} = {WRITTEN[key]}"
    assert findings(more) == [a_finding("missing-key", path, message, hint)]


@each("key", ["country", "organisation", "sectors", "name"])
def test_an_entry_lacks_a_key(key: str) -> None:
    assert findings(entry(**{key: None})) == [_missing(key)]


@each(("key", "blank"), [("organisation", '""'), ("name", '" "'), ("sectors", "[]")])
def test_blank_key_is_missing_and_not_also_empty(key: str, blank: str) -> None:
    assert findings(entry(**{key: blank})) == [_missing(key, key)]


@each("changes", [{"role": '"duty-desk"'}, {"status": '"vacant"'}])
def test_a_desk_and_a_vacant_seat_need_no_name(changes: dict[str, str]) -> None:
    assert findings(entry(name=None, **changes)) == []


def test_unreadable_term_makes_no_entry_stale() -> None:
    text = MINIMAL.replace("[[meeting]]", 'verify_every_days = "730"\n\n[[meeting]]', 1)
    path, hint = ("directory", "verify_every_days"), "write 730, without quotes"
    assert check(text + entry(verified="2025-01-01")) == [
        a_finding("wrong-type", path, "not a whole number", hint)
    ]


@each(
    ("changes", "path", "message", "hint"),
    [
        (
            {"meetings": '["georgetown-2019", "georgetown-2018"]'},
            ("meetings", 1),
            "unknown meeting 'georgetown-2018'",
            "did you mean georgetown-2019?",
        ),
        (
            {"meetings": '["kingston-2027"]'},
            ("meetings", 0),
            "unknown meeting 'kingston-2027'",
            "write georgetown-2019, or run cmcct meeting add kingston-2027 --name … --date …",
        ),
        (
            {"working_groups": '["xyzzy"]'},
            ("working_groups", 0),
            "unknown working group 'xyzzy'",
            "write venezuela, or run cmcct group add xyzzy --name …",
        ),
    ],
)
def test_unknown_meeting_or_group_of_entry_is_error(
    changes: dict[str, str], path: KeyPath, message: str, hint: str
) -> None:
    assert findings(entry(**changes)) == [error("unknown-value", path, message, hint)]


def test_id_that_two_groups_have_is_one_choice() -> None:
    group = '[[working_group]]\nid = "g0"\nname = "G"\n'
    text = f'[directory]\nname = "X"\n{group * 2}' + entry(working_groups='["xyzzy"]')
    hint = "write g0, or run cmcct group add xyzzy --name …"
    message = "unknown working group 'xyzzy'"
    assert error("unknown-value", ("working_groups", 0), message, hint) in check(text)


@each(("count", "choice"), [(0, ""), (9, "write g0, {} or g8, or "), (10, "")])
def test_ids_to_choose_from_are_listed_if_few(count: int, choice: str) -> None:
    groups = "".join(f'[[working_group]]\nid = "g{i}"\nname = "G"\n' for i in range(count))
    named = entry(working_groups='["xyzzy"]')
    text = f'[directory]\nname = "X"\n{groups}{named}'
    hint = choice.format(", ".join(f"g{i}" for i in range(1, 8)))
    assert check(text) == [
        error(
            "unknown-value",
            ("working_groups", 0),
            "unknown working group 'xyzzy'",
            f"{hint}run cmcct group add xyzzy --name …",
        )
    ]


def test_unreadable_meeting_is_not_also_unknown() -> None:
    broken = '[[meeting]]\nid = 5\nname = "X"\ndate = "2018-04"\n'
    assert findings(broken + entry(meetings='["x-2018"]')) == [
        a_finding("wrong-type", ("meeting", 1, "id"), "not text", 'put it in quotes: "5"')
    ]


@each("table", ['[meeting]\nid = "x"\nname = "X"\ndate = "2018-04"\n', ""])
def test_table_in_place_of_list_is_not_also_unknown(table: str) -> None:
    named = entry(meetings='["x"]', working_groups='["y"]')
    text = f'{"" if table else "meeting = 3"}\n[directory]\nname = "X"\n{table}{named}'
    hint = "write [[meeting]], with double brackets, above each one"
    no_group = "run cmcct group add y --name …"
    assert check(text) == [
        a_finding("wrong-type", ("meeting",), "not a list of tables", hint),
        error("unknown-value", ("working_groups", 0), "unknown working group 'y'", no_group),
    ]


# [check] ignore


def _ignoring(*words: str) -> str:
    return "[check]\nignore = [" + ", ".join(f'"{word}"' for word in words) + "]\n"


WARNED = entry(title='""', verified=None) + other(title='""')


@each(
    ("words", "left"),
    [
        ((), ["empty-value", "empty-value", "unverified"]),
        (("empty-value",), ["unverified"]),
        (("gy-ctu:empty-value",), ["empty-value", "unverified"]),
        (("unverified", "sr-unit:empty-value"), ["empty-value"]),
        (("empty-value", "gy-ctu:unverified"), []),
    ],
)
def test_warnings_are_ignored_everywhere_or_per_entry(
    words: tuple[str, ...], left: list[str]
) -> None:
    ignore = _ignoring(*words) if words else ""
    assert [finding.code for finding in findings(ignore + WARNED)] == left


CHOICE = (
    "write a code that cmcct check prints in brackets, alone or as ID:CODE; "
    "docs/rules.md of cmcct lists all"
)
UNIGNORABLE = "remove the code"


@each(
    ("word", "message", "hint"),
    [
        ("stael", "'stael' is not the code of a warning", "did you mean stale?"),
        ("gy-ctu:stael", "'stael' is not the code of a warning", "did you mean stale?"),
        ("xyzzy", "'xyzzy' is not the code of a warning", CHOICE),
        ("", "'' is not the code of a warning", CHOICE),
        ("stale:gy-ctu", "'gy-ctu' is not the code of a warning", CHOICE),
        (
            "invalid-email",
            "'invalid-email' is an error; errors cannot be ignored",
            UNIGNORABLE,
        ),
        (
            "gy-ctu:unknown-code",
            "'unknown-code' is an error; errors cannot be ignored",
            UNIGNORABLE,
        ),
        ("gy-cut:stale", "no entry has the id 'gy-cut'", "did you mean gy-ctu?"),
        (":stale", "no entry has the id ''", "remove the code"),
        ("xyzzy:stale", "no entry has the id 'xyzzy'", "remove the code"),
    ],
)
def test_unknown_or_error_code_to_ignore_is_error(word: str, message: str, hint: str) -> None:
    text = _ignoring("stale", word) + entry(emails='["ctu"]')
    assert findings(text) == [
        error("invalid-email", ("emails", 0), "not an e-mail address", NAME, "no @ sign"),
        a_finding("unknown-code", ("check", "ignore", 1), message, hint),
    ]


def test_overlay_warnings_are_ignored_like_others() -> None:
    part: dict[str, Any] = {"id": "gy-ctu", "phones": ["+1 868 291 1234"]}
    code = "phone-of-another-country"
    assert [finding.code for finding in check_overlay(part)] == [code]
    for word in (code, f"gy-ctu:{code}"):
        assert check_overlay(part, verified=f"2026-03-02\n{_ignoring(word)}") == []


# control-character

SPACE = "write a space instead"


@each(
    ("changes", "path", "name", "hint"),
    [
        ({"title": '"Head\\nof unit"'}, ("title",), "line breaks are", SPACE),
        ({"title": '"Head\\tof unit"'}, ("title",), "tabs are", SPACE),
        ({"title": '"Head\\u2028of unit"'}, ("title",), "line breaks are", SPACE),
        ({"notes": '"a\\u202Eb"'}, ("notes",), "the invisible character U+202E is", RETYPE),
        ({"notes": '"a\\r\\nb"'}, ("notes",), "line breaks are", SPACE),
        (
            {"phones": '[{ number = "+592 609 1234", ext = "\\t" }]'},
            ("phones", 0, "ext"),
            "tabs are",
            SPACE,
        ),
    ],
)
def test_a_control_character_may_not_stand_in_a_value(
    changes: dict[str, str], path: KeyPath, name: str, hint: str
) -> None:
    message = f"{name} not allowed here"
    assert findings(entry(**changes)) == [error("control-character", path, message, hint)]


def test_multiline_text_may_hold_line_ends_and_tabs() -> None:
    values = {"notes": '"a\\n\\tb"', "private_notes": '"a\\nb"', "address": '"a\\nb"'}
    assert findings(entry(**values)) == []


def test_control_character_is_found_in_every_place() -> None:
    text = MINIMAL.replace("Second Meeting", "Second\\u007FMeeting") + entry(
        xyzzy='{ a = ["\\u0001"] }'
    )
    hint = "move the text to notes, or remove the key"
    assert check(text) == [
        error("unknown-key", ("xyzzy",), "unknown key 'xyzzy'", hint),
        a_finding(
            "control-character",
            ("meeting", 0, "name"),
            "the invisible character U+007F is not allowed here",
            RETYPE,
        ),
        error(
            "control-character",
            ("xyzzy", "a", 0),
            "the invisible character U+0001 is not allowed here",
            RETYPE,
        ),
    ]


def test_control_character_in_single_table_is_found() -> None:
    text = '[directory]\nname = "X"\n[focal_point]\nid = "gy-ctu"\nstatus = "vacant"\n'
    text += 'country = "GY"\norganisation = "a\\u0007"\nsectors = ["police"]\n'
    hint = "write [[focal_point]], with double brackets, above each one"
    message = "the invisible character U+0007 is not allowed here"
    assert check(text) == [
        a_finding("wrong-type", ("focal_point",), "not a list of tables", hint),
        a_finding("control-character", ("focal_point", "organisation"), message, RETYPE, "gy-ctu"),
    ]


# empty-value


@each(
    ("changes", "path"),
    [
        ({"title": '""'}, ("title",)),
        ({"notes": '" \\n "'}, ("notes",)),
        ({"covers": "[]"}, ("covers",)),
        ({"timezone": '""'}, ("timezone",)),
        ({"family_name": '""'}, ("family_name",)),
        ({"phones": "[]"}, ("phones",)),
        ({"emails": "[]", "phones": '["+592 220 1234"]'}, ("emails",)),
        (
            {"phones": '["+592 220 1236", {number = "+592 220 1234", apps = []}]'},
            ("phones", 1, "apps"),
        ),
        ({"emails": "[]", "name": None, "status": '"vacant"'}, ("emails",)),
    ],
)
def test_a_key_with_nothing_under_it_is_warned_of(
    changes: dict[str, str | None], path: KeyPath
) -> None:
    message = f"{path[-1]!r} is empty"
    assert findings(entry(**changes)) == [warning("empty-value", path, message, EMPTY)]


def test_a_key_of_any_table_may_be_empty() -> None:
    found = findings('[check]\nignore = []\n[[working_group]]\nid = "x"\nname = "X"\npurpose = ""')
    assert found == [
        a_finding("empty-value", path, f"{path[-1]!r} is empty", EMPTY, severity=WARNING)
        for path in [("check", "ignore"), ("working_group", 1, "purpose")]
    ]


def test_every_fault_of_a_file_is_found_in_one_run() -> None:
    found = findings(entry(emails='["ctu"]', hours='"xyzzy"') + other(name=None))
    assert [(finding.code, finding.entry) for finding in found] == [
        ("invalid-email", "gy-ctu"),
        ("missing-key", "sr-unit"),
        ("invalid-hours", "gy-ctu"),
    ]


def test_entry_without_id_is_checked() -> None:
    found = findings(entry(id=None, emails='["x"]', website='"foo"', languages='["english"]'))
    assert sorted((finding.code, finding.entry) for finding in found) == [
        ("invalid-email", ""),
        ("invalid-language", ""),
        ("invalid-url", ""),
        ("missing-key", ""),
    ]


@each("key", ["hours", "website", "address"])
def test_a_blank_value_is_empty_and_nothing_else(key: str) -> None:
    found = findings(entry(sectors='["shelter"]', **{key: '" "'}))
    assert [finding.code for finding in found] == ["empty-value"]


@each("table", ["[directory]", "[[meeting]]", "[[working_group]]", "[check]"])
@each("key", ["emails", "phones"])
def test_an_empty_channel_of_no_seat_is_an_unknown_key(table: str, key: str) -> None:
    found = check(f"{table}\n{key} = []\n" + ("" if table == "[directory]" else MINIMAL))
    assert "unknown-key" in {finding.code for finding in found}
