"""Fixes of findings: what a hint says to write, as data."""

from datetime import date
from typing import Any

from cmcct.check import rules
from cmcct.diagnostics import Advice, Finding, Rename
from cmcct.edit.fixes import apply_fixes, note_reading
from cmcct.model import loader
from tests.support.cases import each

TODAY = date(2026, 3, 2)
ENTRY: dict[str, Any] = {
    "id": "gy-ctu",
    "country": "Guyana",
    "name": "Ada Example",
    "organisation": "Example Unit",
    "sectors": ["police"],
    "emails": ["ctu@example.org"],
    "verified": TODAY,
}
SAFE = (
    ("emails", ["<ada@example.org>"], ["ada@example.org"]),
    ("emails", ["a@example.org; b@example.org"], ["a@example.org", "b@example.org"]),
    ("emails", [{"address": "ada@example.org."}], [{"address": "ada@example.org"}]),
    ("phones", ["592-225-1234"], ["+592 225 1234"]),
    ("phones", ["2251234"], ["+592 225 1234"]),
    ("phones", ["+592 225 1234 ext 7"], [{"number": "+592 225 1234", "ext": "7"}]),
    (
        "phones",
        [{"number": "225 1234 x 7", "type": "office"}],
        [{"number": "+592 225 1234", "type": "office", "ext": "7"}],
    ),
    ("phones", ["225-1234 / 225-1235"], ["+592 225 1234", "+592 225 1235"]),
    ("languages", ["Dutch", "en"], ["nl", "en"]),
    ("sectors", ["Police"], ["police"]),
    ("website", "www.example.org", "https://www.example.org"),
    ("hours", "Mon-Fri 8am-4pm", "Mo-Fr 08:00-16:00"),
    ("hours", "Mo, We, Fr 08:00-12:00", "Mo,We,Fr 08:00-12:00"),
    ("languages", "nl, en", ["nl", "en"]),
    ("verified", "2026-03-02", TODAY),
    ("phones", ["+592 225 1234", "+5922251234"], ["+592 225 1234"]),
)
UNSAFE = (
    ("country", "Guyanna", "Guyana"),
    ("emails", ["Ada: ada@example.org"], ["ada@example.org"]),
    ("phones", ["Office 225 1234"], ["+592 225 1234"]),
    ("timezone", "America/Guyannna", "America/Guyana"),
    ("sharing", "Public", "public"),
    (
        "phones",
        [{"number": "+592 225 1234", "typ": "hotline"}],
        [{"number": "+592 225 1234", "type": "hotline"}],
    ),
    (
        "emails",
        [{"address": "ada@example.org", "sharing": "public"}],
        [{"address": "ada@example.org", "sharing": "network"}],
    ),
)
NONE = (
    ("country", "Virgin Islands"),
    ("emails", ["ada"]),
    ("emails", [{"address": "a@example.org, b@example.org", "sharing": "network"}]),
    ("phones", ["12"]),
    ("phones", ["Home 225 1234"]),  # it may be private
    ("languages", ["xqz"]),
)


def _find(raw: dict[str, Any]) -> list[Finding]:
    return rules.run_rules(loader.parse_directory(raw), TODAY)


def _fixes(raw: dict[str, Any]) -> list[Advice]:
    return [finding.fix for finding in _find(raw) if finding.fix]


def _file(**values: Any) -> dict[str, Any]:
    return {"focal_point": [ENTRY | {"id": "gy-police", "name": "Bo Example"}, ENTRY | values]}


@each(("key", "written", "fixed"), [*SAFE, *UNSAFE])
def test_a_fix_writes_what_the_hint_says(key: str, written: Any, fixed: Any) -> None:
    raw, expected = _file(**{key: written}), _file(**{key: fixed})
    assert apply_fixes(raw, _find(raw)) == expected
    assert raw == _file(**{key: written})


@each(("key", "written", "fixed"), [*SAFE, *UNSAFE])
def test_a_fixed_value_has_no_new_finding(key: str, written: Any, fixed: Any) -> None:
    known = {finding.code for finding in _find(_file(**{key: written}))}
    left = {finding.code for finding in _find(_file(**{key: fixed}))}
    # A number that could not be read had no type to miss.
    assert left - {"mobile-without-type"} <= known
    assert not _fixes(_file(**{key: fixed}))


def test_safe_fixes_have_one_reading() -> None:
    for cases, is_safe in ((SAFE, True), (UNSAFE, False)):
        for key, written, _ in cases:
            found = _fixes(_file(**{key: written}))
            assert [fix.is_safe for fix in found] == [is_safe], (key, written)


@each(("key", "written"), NONE)
def test_a_hint_without_a_value_fixes_nothing(key: str, written: Any) -> None:
    raw = _file(**{key: written})
    assert _find(raw)
    assert not _fixes(raw)
    assert apply_fixes(raw, _find(raw)) == raw


def test_one_value_is_fixed_once_at_a_time() -> None:
    raw = _file(languages=["Dutch"])
    found = _find(raw)
    assert apply_fixes(raw, found * 2) == _file(languages=["nl"])


def test_unknown_key_is_renamed_unless_the_other_is_there() -> None:
    raw = _file(cargo="Head")
    assert [fix.value for fix in _fixes(raw)] == [Rename("title")]
    fixed = apply_fixes(raw, _find(raw))["focal_point"][1]
    assert [*fixed][-1] == "title"
    assert _fixes(_file(cargo="Head", title="Deputy")) == []
    # Of two words for one key, the first is renamed.
    twice = _file(cargo="Head", functietitel="Deputy")
    first = apply_fixes(twice, _find(twice))["focal_point"][1]
    assert {key: first.get(key) for key in ("title", "functietitel")} == {
        "title": "Head",
        "functietitel": "Deputy",
    }


@each(
    ("written", "reading"),
    [
        ({"languages": ["Dutch"]}, "unknown language 'Dutch'; read as \"nl\""),
        ({"cargo": "Head"}, "unknown key 'cargo'; read as title"),
        (
            {"name": "Dr. Ada Example"},
            ('the name contains an honorific; read as honorific = "Dr." and name = "Ada Example"'),
        ),
    ],
)
def test_note_says_what_was_read(written: dict[str, str], reading: str) -> None:
    (finding,) = (one for one in _find(_file(**written)) if one.fix)
    noted = note_reading(finding)
    assert (noted.message, noted.severity, noted.hint) == (reading, "note", "")
