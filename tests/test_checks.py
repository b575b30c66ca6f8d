"""Every rule: what it finds, where, and what it says."""

import tomllib
from datetime import date
from typing import Any

import pytest

from cmcct import checks, reading
from cmcct.diagnostics import Finding, KeyPath
from cmcct.model import Directory
from tests.conftest import MINIMAL, SHIPPED

TODAY = date(2026, 6, 1)

# The least that is an entry: key -> TOML text.
ENTRY = {
    "id": '"gy-ctu"',
    "country": '"Guyana"',
    "name": '"Ada Example"',
    "organisation": '"Example Ministry"',
    "sectors": '["police"]',
    "emails": '["ctu@example.org"]',
}


def _entry(**changes: str | None) -> str:
    """Write an entry; what is None is left out."""
    values = {**ENTRY, **changes}
    lines = [f"{key} = {value}" for key, value in values.items() if value is not None]
    return "\n".join(["\n[[focal_point]]", *lines, ""])


def _check(text: str) -> list[Finding]:
    return checks.check(reading.read(tomllib.loads(text)), TODAY)


def _findings(more: str) -> list[Finding]:
    return _check(f"{MINIMAL}\n{more}")


def _of_entry(code: str, place: KeyPath, message: str, help_: str = "") -> Finding:
    return Finding(code, ("focal_point", 0, *place), message, help_, "gy-ctu")


def test_the_least_directory_has_no_finding() -> None:
    assert _findings("") == []
    assert _findings(_entry()) == []


def test_the_shipped_directory_has_no_finding() -> None:
    assert _check(SHIPPED.read_text(encoding="utf-8")) == []


def test_an_empty_file_lacks_a_name() -> None:
    finding = Finding("missing-key", ("directory",), "'name' is missing", 'write name = "…"')
    assert _check("") == [finding]
    assert _check('[directory]\nname = ""') == [finding]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "directory = 3",
            Finding("wrong-type", ("directory",), "not a table", "write it as { key = value }"),
        ),
        (
            "[directory]\nname = 3",
            Finding("wrong-type", ("directory", "name"), "not text", 'put it in quotes: "…"'),
        ),
        (
            '[directory]\nnmae = "Example Network"',
            Finding(
                "unknown-key",
                ("directory", "nmae"),
                "unknown key 'nmae'",
                "did you mean name?",
            ),
        ),
    ],
)
def test_a_directory_whose_name_cannot_be_read_has_that_fault_only(
    text: str, finding: Finding
) -> None:
    assert _check(text) == [finding]


WRITTEN = {
    "country": '"…"',
    "date": "2019-03-12",
    "name": '"…"',
    "organisation": '"…"',
    "sectors": '["…"]; cmcct list sectors names them',
}


def _missing(key: str) -> Finding:
    return _of_entry("missing-key", (), f"{key!r} is missing", f"write {key} = {WRITTEN[key]}")


@pytest.mark.parametrize(
    ("more", "path", "key"),
    [
        ('[[meeting]]\nid = "x"\ndate = 2019-03-12', ("meeting", 1), "name"),
        ('[[meeting]]\nid = "x"\nname = "X"', ("meeting", 1), "date"),
        ('[[working_group]]\nid = "x"\nname = " "', ("working_group", 1), "name"),
    ],
)
def test_a_meeting_or_working_group_lacks_a_key(more: str, path: KeyPath, key: str) -> None:
    message, help_ = f"{key!r} is missing", f"write {key} = {WRITTEN[key]}"
    assert _findings(more) == [Finding("missing-key", path, message, help_)]


@pytest.mark.parametrize("key", ["country", "organisation", "sectors", "name"])
def test_an_entry_lacks_a_key(key: str) -> None:
    assert _findings(_entry(**{key: None})) == [_missing(key)]


@pytest.mark.parametrize(("key", "blank"), [("organisation", '""'), ("name", '" "')])
def test_a_blank_text_is_not_given(key: str, blank: str) -> None:
    assert _findings(_entry(**{key: blank})) == [_missing(key)]
    assert _findings(_entry(sectors="[]")) == [_missing("sectors")]


UNREADABLE = _of_entry("wrong-type", ("name",), "not text", 'put it in quotes: "…"')
LIST = 'put it in square brackets: ["…"]'


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"name": "5"}, UNREADABLE),
        ({"name": "5", "family_name": '"Example"'}, UNREADABLE),
        ({"name": None, "family_name": '"Example"'}, _missing("name")),
        (
            {"organisation": None, "organization": '"Example"'},
            _of_entry(
                "unknown-key",
                ("organization",),
                "unknown key 'organization'",
                "did you mean organisation?",
            ),
        ),
        (
            {"country": '"Jamacia"'},
            _of_entry(
                "unknown-country",
                ("country",),
                "unknown country 'Jamacia'",
                "did you mean Jamaica?",
            ),
        ),
        ({"country": '""'}, _of_entry("unknown-country", ("country",), "unknown country ''")),
        (
            {"country": '"Guiana"'},
            _of_entry(
                "ambiguous-country",
                ("country",),
                "ambiguous country 'Guiana'",
                "write French Guiana or Guyana",
            ),
        ),
        (
            {"sectors": '["polcie"]'},
            _of_entry(
                "unknown-sector",
                ("sectors", 0),
                "unknown sector 'polcie'",
                "did you mean police?",
            ),
        ),
        ({"sectors": '"police"'}, _of_entry("wrong-type", ("sectors",), "not a list", LIST)),
        ({"emails": "0"}, _of_entry("wrong-type", ("emails",), "not a list", LIST)),
        (
            {"emails": "[5]"},
            _of_entry(
                "wrong-type", ("emails", 0), "neither text nor a table", 'put it in quotes: "…"'
            ),
        ),
        (
            {"emails": None, "email": '["ctu@example.org"]'},
            _of_entry("unknown-key", ("email",), "unknown key 'email'", "did you mean emails?"),
        ),
        (
            {"status": '"vacnt"', "name": None, "emails": None},
            _of_entry(
                "unknown-value", ("status",), "unknown status 'vacnt'", "did you mean vacant?"
            ),
        ),
        (
            {"role": '"duty-dsk"', "name": None},
            _of_entry(
                "unknown-value", ("role",), "unknown role 'duty-dsk'", "did you mean duty-desk?"
            ),
        ),
        (
            {"sharing": '"publik"', "phones": '[{number = "+592 609 1234", sharing = "network"}]'},
            _of_entry(
                "unknown-value", ("sharing",), "unknown audience 'publik'", "did you mean public?"
            ),
        ),
        (
            {"since": "2030-01-01", "until": "2029-01-01", "verified": "2026-01-01"},
            _of_entry("future-date", ("since",), "since is in the future"),
        ),
        (
            {"country": '"Guy\\u0007ana"'},
            _of_entry(
                "control-character",
                ("country",),
                "the character U+0007 may not stand here",
                "take it out",
            ),
        ),
        (
            {"phones": '[{ number = "+592\\u2028609 1234" }]'},
            _of_entry(
                "control-character",
                ("phones", 0, "number"),
                "the character U+2028 may not stand here",
                "take it out",
            ),
        ),
    ],
)
def test_one_fault_is_one_finding(changes: dict[str, str | None], finding: Finding) -> None:
    assert _findings(_entry(**changes)) == [finding]


ID_HELP = "write lower-case letters, digits and hyphens, as in gy-ctu"
PLUS_HELP = 'write "+592 609 1234", or national = true if it only works inside the country'
NO_FORM = "no telephone number has this form"
NO_PLUS = "a telephone number without + and country code"
HOURS_HELP = 'write them as "Mo-Fr 08:00-16:30" or "24/7"'


@pytest.mark.parametrize(
    ("changes", "code", "place", "message", "help_"),
    [
        ({"formerly": '["GY CTU"]'}, "invalid-id", ("formerly", 0), "not an id: 'GY CTU'", ID_HELP),
        (
            {"formerly": '["gy-old", "gy-ctu"]'},
            "duplicate-id",
            ("formerly", 1),
            "id 'gy-ctu' is taken",
            "choose another",
        ),
        (
            {"meetings": '["georgetown-2019", "georgetown-2018"]'},
            "unknown-value",
            ("meetings", 1),
            "no meeting has the id 'georgetown-2018'",
            "did you mean georgetown-2019?",
        ),
        (
            {"working_groups": '["xyzzy"]'},
            "unknown-value",
            ("working_groups", 0),
            "no working group has the id 'xyzzy'",
            "",
        ),
        (
            {"languages": '["en", "english"]'},
            "invalid-language",
            ("languages", 1),
            "not a tag: 'english'",
            'write "en"',
        ),
        (
            {"emails": '["ctu@@example.org"]'},
            "invalid-email",
            ("emails", 0),
            "not an e-mail address",
            "write name@domain",
        ),
        (
            {"emails": '["ctu@example.org", { address = "ctu@example" }]'},
            "invalid-email",
            ("emails", 1, "address"),
            "not an e-mail address",
            "write name@domain",
        ),
        ({"phones": '["609 1234"]'}, "invalid-phone", ("phones", 0), NO_PLUS, PLUS_HELP),
        (
            {"phones": '[{ number = "609 1234" }]', "country": '"GUY"'},
            "invalid-phone",
            ("phones", 0, "number"),
            NO_PLUS,
            PLUS_HELP,
        ),
        (
            {"phones": '["12"]'},
            "invalid-phone",
            ("phones", 0),
            NO_PLUS,
            'write it as "+592 609 1234"',
        ),
        (
            {"phones": '["+592 609"]'},
            "invalid-phone",
            ("phones", 0),
            NO_FORM,
            'write it as "+592 609 1234"',
        ),
        (
            {"phones": '[{ number = "ask", national = true }]'},
            "invalid-phone",
            ("phones", 0, "number"),
            NO_FORM,
            'write it as "+592 609 1234"',
        ),
        (
            {"website": '"example.org"'},
            "invalid-url",
            ("website",),
            "not a web address",
            'write it as "https://example.org"',
        ),
        (
            {"hours": '"Mon-Fri 8am-5pm"'},
            "invalid-hours",
            ("hours",),
            "not opening hours",
            HOURS_HELP,
        ),
        (
            {"phones": '["+592 609 1234", { number = "+592 609 1236", hours = "always" }]'},
            "invalid-hours",
            ("phones", 1, "hours"),
            "not opening hours",
            HOURS_HELP,
        ),
        (
            {"timezone": '"America/Example"'},
            "invalid-timezone",
            ("timezone",),
            "not a time zone",
            'write it as "America/Port_of_Spain"',
        ),
        (
            {"emails": None},
            "unreachable",
            (),
            "neither an e-mail address nor a telephone number",
            'add emails = ["…"] or phones = ["+…"]',
        ),
        (
            {"emails": "[]", "phones": "[]"},
            "unreachable",
            (),
            "neither an e-mail address nor a telephone number",
            'add emails = ["…"] or phones = ["+…"]',
        ),
        (
            {"since": "2026-03-02", "until": "2026-03-01", "verified": "2026-03-01"},
            "dates-out-of-order",
            ("until",),
            "until is before since",
            "",
        ),
        (
            {"since": "2026-03-02", "verified": "2026-03-01"},
            "dates-out-of-order",
            ("verified",),
            "verified is before since",
            "",
        ),
        ({"since": "2026-06-02"}, "future-date", ("since",), "since is in the future", ""),
        ({"verified": "2026-06-02"}, "future-date", ("verified",), "verified is in the future", ""),
        (
            {"family_name": '"Exampel"'},
            "family-name-not-in-name",
            ("family_name",),
            "not a part of the name",
            "write the words of the name that it is",
        ),
        (
            {"family_name": '"Example"', "name": None, "status": '"vacant"'},
            "family-name-not-in-name",
            ("family_name",),
            "not a part of the name",
            "write the words of the name that it is",
        ),
        (
            {"emails": '[{ address = "ctu@example.org", sharing = "public" }]'},
            "sharing-too-wide",
            ("emails", 0, "sharing"),
            "shared with public, its entry with network only",
            "",
        ),
        (
            {
                "sharing": '"secretariat"',
                "phones": '["+592 609 1234", { number = "+592 609 1236", sharing = "network" }]',
            },
            "sharing-too-wide",
            ("phones", 1, "sharing"),
            "shared with network, its entry with secretariat only",
            "",
        ),
        (
            {"title": '"Head\\nof unit"'},
            "control-character",
            ("title",),
            "the character U+000A may not stand here",
            "take it out",
        ),
        (
            {"notes": '"Call\\u202Efirst"'},
            "control-character",
            ("notes",),
            "the character U+202E may not stand here",
            "take it out",
        ),
        (
            {"sectors": '["shelter"]', "address": '"6 Example Dam"'},
            "shelter-address",
            ("address",),
            "a shelter never has an address",
            "take it out of the file",
        ),
    ],
)
def test_a_rule_finds_its_fault(
    changes: dict[str, str | None], code: str, place: KeyPath, message: str, help_: str
) -> None:
    assert _findings(_entry(**changes)) == [_of_entry(code, place, message, help_)]


@pytest.mark.parametrize(
    "changes",
    [
        {"role": '"duty-desk"', "name": None},
        {"status": '"vacant"', "name": None, "emails": None},
        {"status": '"left"', "emails": None},
        {"emails": None, "phones": '["+592 609 1234"]'},
        {"phones": '[{ number = "0800 0911", national = true }]'},
        {"website": '"http://example.org/a?b=c"'},
        {"hours": '"Mo-Fr 08:00-16:30; PH off"', "timezone": '"America/Guyana"'},
        {"since": "2026-06-01", "verified": "2026-06-01", "until": "2030-01-01"},
        {"since": "2020-01-01"},
        {"family_name": '"Example"'},
        {"notes": '"a\\n\\tb"', "private_notes": '"a\\nb"', "address": '"a\\nb"'},
        {"sectors": '["shelter"]'},
        {"sharing": '"public"', "emails": '[{ address = "a@example.org", sharing = "network" }]'},
        {"formerly": '["gy-old"]', "languages": '["en", "pap", "pt-BR"]'},
        {"meetings": '["georgetown-2019"]', "working_groups": '["venezuela"]'},
    ],
)
def test_what_the_rules_allow_is_no_finding(changes: dict[str, str | None]) -> None:
    assert _findings(_entry(**changes)) == []


def test_an_id_that_is_none_is_found_in_every_table() -> None:
    found = _findings('[[meeting]]\nid = "X Y"\nname = "X"\ndate = "2018-04"\n' + _entry(id='""'))
    assert found == [
        Finding("invalid-id", ("meeting", 1, "id"), "not an id: 'X Y'", ID_HELP),
        Finding("invalid-id", ("focal_point", 0, "id"), "not an id: ''", ID_HELP),
    ]


@pytest.mark.parametrize(
    ("first", "second", "place", "entry"),
    [
        ({}, {}, ("id",), "gy-ctu"),
        ({"formerly": '["gy-old"]'}, {"id": '"gy-old"'}, ("id",), "gy-old"),
        ({}, {"id": '"gy-new"', "formerly": '["a", "gy-ctu"]'}, ("formerly", 1), "gy-new"),
    ],
)
def test_an_id_that_another_seat_has_or_had_is_found_at_the_later_one(
    first: dict[str, str], second: dict[str, str], place: KeyPath, entry: str
) -> None:
    taken = "gy-old" if entry == "gy-old" else "gy-ctu"
    assert _findings(_entry(**first) + _entry(**second)) == [
        Finding(
            "duplicate-id",
            ("focal_point", 1, *place),
            f"id {taken!r} is taken",
            "choose another",
            entry,
        )
    ]


def test_two_meetings_have_not_the_same_id_but_a_meeting_and_a_group_may() -> None:
    twice = '[[meeting]]\nid = "{}"\nname = "X"\ndate = "2018-04"\n'
    assert _findings(twice.format("venezuela")) == []
    assert _findings(twice.format("georgetown-2019")) == [
        Finding(
            "duplicate-id", ("meeting", 1, "id"), "id 'georgetown-2019' is taken", "choose another"
        )
    ]


def test_a_meeting_that_cannot_be_read_is_not_missed_where_it_is_named() -> None:
    broken = '[[meeting]]\nid = 5\nname = "X"\ndate = "2018-04"\n'
    assert _findings(broken + _entry(meetings='["x-2018"]')) == [
        Finding("wrong-type", ("meeting", 1, "id"), "not text", 'put it in quotes: "…"')
    ]


def test_a_single_table_in_place_of_a_list_of_them_is_not_missed_either() -> None:
    entry = _entry(meetings='["x"]', working_groups='["y"]')
    text = f'[directory]\nname = "X"\n[meeting]\nid = "x"\nname = "X"\ndate = "2018-04"\n{entry}'
    help_ = "write [[meeting]], with two brackets, above each one"
    assert _check(text) == [
        Finding("wrong-type", ("meeting",), "not a list of tables", help_),
        _of_entry("unknown-value", ("working_groups", 0), "no working group has the id 'y'"),
    ]


def test_a_place_in_a_list_is_that_of_the_file() -> None:
    found = _findings(_entry(emails='[5, "ctu", "b@example.org"]'))
    assert [(finding.code, finding.path[2:]) for finding in found] == [
        ("wrong-type", ("emails", 0)),
        ("invalid-email", ("emails", 1)),
    ]


def test_a_control_character_is_found_wherever_it_stands() -> None:
    text = MINIMAL.replace("Second Meeting", "Second\\u007FMeeting") + _entry(
        xyzzy='{ a = ["\\u0001"] }'
    )
    assert _check(text) == [
        Finding("unknown-key", ("focal_point", 0, "xyzzy"), "unknown key 'xyzzy'", "", "gy-ctu"),
        Finding(
            "control-character",
            ("meeting", 0, "name"),
            "the character U+007F may not stand here",
            "take it out",
        ),
        Finding(
            "control-character",
            ("focal_point", 0, "xyzzy", "a", 0),
            "the character U+0001 may not stand here",
            "take it out",
            "gy-ctu",
        ),
    ]


def test_every_fault_of_a_file_is_found_in_one_run() -> None:
    found = _findings(
        _entry(emails='["ctu"]', hours='"always"') + _entry(id='"sr-police"', name=None)
    )
    assert [(finding.code, finding.entry) for finding in found] == [
        ("missing-key", "sr-police"),
        ("invalid-email", "gy-ctu"),
        ("invalid-hours", "gy-ctu"),
    ]


def test_every_rule_is_in_the_list_once_and_says_what_it_asks() -> None:
    names = [rule.__name__ for rule in checks.RULES]
    assert len(set(names)) == len(names) == 17
    assert all(rule.__doc__ for rule in checks.RULES)


def _overlay(*tables: dict[str, Any], **changes: str | None) -> list[Finding]:
    """Check an overlay of the directory that holds one entry."""
    read = reading.read(tomllib.loads(MINIMAL + _entry(**changes)))
    raw = {"focal_point": list(tables)}
    parts, unreadable = reading.read_overlay(raw)
    assert unreadable == ()
    return checks.check_overlay(raw, parts, read.directory, TODAY)


def test_an_overlay_without_fault_has_no_finding() -> None:
    part = {
        "id": "gy-ctu",
        "emails": ["private@example.org"],
        "phones": [{"number": "+592 609 1234", "sharing": "public", "hours": "24/7"}],
        "address": "6 Example Dam\nGeorgetown",
        "private_notes": "Call first.",
    }
    assert _overlay(part) == []


def test_an_overlay_is_not_blamed_for_the_faults_of_the_entry() -> None:
    changes = {"hours": '"always"', "formerly": '["gy-ctu"]', "name": None, "emails": '["ctu"]'}
    assert _overlay({"id": "gy-ctu"}, **changes) == []


@pytest.mark.parametrize(
    ("part", "changes", "code", "place", "message", "help_"),
    [
        (
            {"emails": ["private"]},
            {},
            "invalid-email",
            ("emails", 0),
            "not an e-mail address",
            "write name@domain",
        ),
        ({"phones": ["609 1234"]}, {}, "invalid-phone", ("phones", 0), NO_PLUS, PLUS_HELP),
        (
            {"phones": [{"number": "+592 609 1234", "hours": "always"}]},
            {},
            "invalid-hours",
            ("phones", 0, "hours"),
            "not opening hours",
            HOURS_HELP,
        ),
        (
            {"private_notes": "\x07"},
            {},
            "control-character",
            ("private_notes",),
            "the character U+0007 may not stand here",
            "take it out",
        ),
        (
            {"address": "6 Example Dam"},
            {"sectors": '["shelter"]'},
            "shelter-address",
            ("address",),
            "a shelter never has an address",
            "take it out of the file",
        ),
    ],
)
def test_the_channels_of_an_overlay_follow_the_same_rules(  # noqa: PLR0913, PLR0917 - a table
    part: dict[str, Any],
    changes: dict[str, str | None],
    code: str,
    place: KeyPath,
    message: str,
    help_: str,
) -> None:
    found = _overlay({"id": "gy-ctu", **part}, **changes)
    assert found == [_of_entry(code, place, message, help_)]


def test_an_id_that_no_entry_has_or_that_stands_twice_is_found_in_an_overlay() -> None:
    assert _overlay({"id": "gy-cut"}, {"id": "gy-ctu"}, {"id": "gy-ctu"}) == [
        Finding(
            "unknown-value",
            ("focal_point", 0, "id"),
            "no focal point has the id 'gy-cut'",
            "did you mean gy-ctu?",
            "gy-cut",
        ),
        Finding(
            "duplicate-id",
            ("focal_point", 2, "id"),
            "id 'gy-ctu' is taken",
            "choose another",
            "gy-ctu",
        ),
    ]


def test_an_overlay_of_an_empty_directory_knows_nobody() -> None:
    raw = {"focal_point": [{"id": "gy-ctu"}]}
    parts, _ = reading.read_overlay(raw)
    (finding,) = checks.check_overlay(raw, parts, Directory(), TODAY)
    assert (finding.code, finding.help) == ("unknown-value", "")


@pytest.mark.parametrize("ext", ["12a", "2; +cmd", "#1"])
def test_an_extension_is_digits(ext: str) -> None:
    phones = f'[{{ number = "+592 609 1234", ext = "{ext}" }}]'
    finding = _of_entry("invalid-phone", ("phones", 0, "ext"), "not digits", 'write ext = "12"')
    assert _findings(_entry(phones=phones)) == [finding]


def test_a_number_written_in_letters_is_none() -> None:
    (finding,) = _findings(_entry(phones='["+1 800 FLOWERS"]'))
    assert finding.code == "invalid-phone"
