"""The registry of rules, and properties of all rules."""

import copy
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmcct.check import rules
from cmcct.check.rules.registry import RULES, Rule
from cmcct.diagnostics import ERROR, NOTE, WARNING, Finding, KeyPath
from cmcct.errors.exceptions import UnknownValueError
from cmcct.i18n.messages import _
from cmcct.model import loader
from cmcct.model.entities import Directory
from tests.conftest import SHIPPED
from tests.support.cases import each
from tests.support.check_samples import TODAY, check
from tests.support.findings import a_finding

SHIPPED_RAW = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


@each("code", sorted(RULES))
def test_rule_has_code_sentence_and_paragraphs(code: str) -> None:
    rule = rules.get_rule(code)
    assert rule.code == code == rule.check.__name__.replace("_", "-")
    sentence, *rest = rule.text.split("\n\n")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert all(paragraph.endswith(".") for paragraph in rest)


def test_a_rule_without_words_explains_nothing() -> None:
    def silent(_read: loader.ParseResult, _day: date) -> Iterator[Finding]:
        return iter(())

    assert Rule("silent", ERROR, silent).text == ""


@each(("code", "suggested"), [("stael", ("stale",)), ("invalid_email", ("invalid-email",))])
def test_an_unknown_code_is_answered_with_the_closest(
    code: str, suggested: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownValueError) as refused:
        rules.get_rule(code)
    assert refused.value.message == f"unknown value {code!r}"
    assert refused.value.suggestions[:1] == suggested


def test_code_without_close_one_says_where_all_are() -> None:
    with pytest.raises(UnknownValueError) as refused:
        rules.get_rule("xyzzy")
    assert refused.value.suggestions == ()
    hint = "cmcct check prints codes in brackets; docs/rules.md of cmcct lists all"
    assert refused.value.hint == hint


def test_the_shipped_directory_has_no_finding() -> None:
    assert check(SHIPPED.read_text(encoding="utf-8")) == []


def test_overlay_of_empty_directory_has_unknown_id() -> None:
    overlay = loader.parse_overlay({"focal_point": [{"id": "gy-ctu"}]})
    message = "no entry has the id 'gy-ctu'"
    hint = "run cmcct remove gy-ctu if its entry was removed"
    path = ("focal_point", 0, "id")
    assert rules.run_overlay_rules(overlay, Directory(), TODAY) == [
        a_finding("unknown-value", path, message, hint, "gy-ctu")
    ]


def test_overlay_without_list_of_entries_is_reported() -> None:
    overlay = loader.parse_overlay({"focal_point": 3, "directory": {}})
    found = rules.run_overlay_rules(overlay, Directory(), TODAY)
    assert [(finding.code, finding.path) for finding in found] == [
        ("unknown-key", ("directory",)),
        ("wrong-type", ("focal_point",)),
    ]


# Damage

SOME = settings(max_examples=200)
SCALARS = (
    st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=True)
    | st.text(max_size=20)
    | st.sampled_from(("gy-ctu", "n/a", "@", "+", "+592 609 1234", "a@example.org", "\x07", "left"))
    | st.dates()
    | st.just(datetime(2026, 3, 2, 8, tzinfo=UTC))
    | st.just(time(8))
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(("id", "number", "x")), inner)
    ),
    max_leaves=6,
)


def _places(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the key path of every value below `value`."""
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        yield (*path, key)
        yield from _places(item, (*path, key))


def _is_there(raw: Any, path: KeyPath) -> bool:
    try:
        for step in path:
            raw = raw[step]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _damaged(data: st.DataObject, whole: dict[str, Any]) -> dict[str, Any]:
    """Replace some values of a file by junk."""
    raw = copy.deepcopy(whole)
    paths = data.draw(
        st.lists(st.sampled_from([*_places(whole)]), min_size=1, max_size=8), label="places"
    )
    for path in paths:
        if _is_there(raw, path):
            parent: Any = raw
            for step in path[:-1]:
                parent = parent[step]
            if isinstance(parent, dict | list):
                parent[cast("Any", path[-1])] = data.draw(JUNK, label=str(path))
    return raw


def _are_sound(found: list[Finding], raw: dict[str, Any]) -> None:
    for finding in found:
        assert finding.code in RULES
        assert finding.severity in {RULES[finding.code].severity, NOTE}
        assert finding.message
        assert _is_there(raw, finding.path)
        assert _is_there(raw, finding.first)


@pytest.mark.sweep
@SOME
@given(st.data())
def test_findings_of_damaged_data_have_a_place(data: st.DataObject) -> None:
    raw = _damaged(data, SHIPPED_RAW)
    found = rules.run_rules(loader.parse_directory(raw), TODAY)
    assert all(finding.path for finding in found)
    _are_sound(found, raw)


OVERLAY = {
    "focal_point": [
        {
            "id": point["id"],
            "emails": ["a@example.org", {"address": "b@example.org", "sharing": "network"}],
            "phones": ["+592 609 1234", {"number": "0800 0911", "national": True, "ext": "1"}],
            "address": "6 Example Dam",
            "private_notes": "Call first.",
        }
        for point in SHIPPED_RAW["focal_point"][:3]
    ]
}


@pytest.mark.sweep
@SOME
@given(st.data())
def test_the_same_goes_for_the_values_of_an_overlay(data: st.DataObject) -> None:
    raw = _damaged(data, OVERLAY)
    directory = loader.parse_directory(SHIPPED_RAW).directory
    _are_sound(rules.run_overlay_rules(loader.parse_overlay(raw), directory, TODAY), raw)


def test_warning_without_entry_id_cannot_be_ignored() -> None:
    def foreign(_read: loader.ParseResult, _day: date) -> Iterator[Finding]:
        yield from (Finding((), _("foreign"), _("dial it, or ask"), id_) for id_ in ("", "gy-ctu"))

    found = Rule("foreign", WARNING, foreign, suggests_ignore=True).find(
        loader.parse_directory({}), TODAY
    )
    assert [(finding.code, finding.severity, finding.hint) for finding in found] == [
        ("foreign", WARNING, "dial it, or ask"),
        (
            "foreign",
            WARNING,
            'dial it, or ask; if it is correct, add "gy-ctu:foreign" to ignore in [check]',
        ),
    ]
