"""Summaries of an edit, per entry."""

from collections.abc import Sequence
from datetime import date
from itertools import starmap
from typing import Any

from cmcct.edit import entry_changes
from cmcct.edit.operations import RawTable
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint
from tests.support.cases import each


def _raw(*entries: RawTable) -> RawTable:
    return {"focal_point": [*entries]}


def _lines(raw: RawTable, new: RawTable, *, has_values: bool = True) -> list[str]:
    return [found.line(has_values=has_values) for found in entry_changes.compare_entries(raw, new)]


@each(
    ("before", "after", "message"),
    [
        ({"title": "A"}, {"title": "B"}, "job title: 'A' → 'B'"),
        ({"title": "A"}, {}, "job title: 'A' → (empty)"),
        ({}, {"title": "B"}, "job title: (empty) → 'B'"),
        (
            {"phones": ["+1", {"number": "+2", "type": "fax", "apps": ["a"]}]},
            {"phones": ["+1"]},
            "fax: removed +2 (a)",
        ),
        ({"emails": [{"address": "a@b", "x": 1}]}, {"emails": []}, "e-mail: removed a@b"),
        ({}, {"handles": [{"app": "signal", "id": "a.1"}]}, "app usernames: (empty) → Signal a.1"),
        ({"phones": [{"type": "fax"}]}, {"phones": []}, 'fax: removed { type = "fax" }'),
        ({"sectors": ["a"]}, {"sectors": ["a", "b"]}, "sectors: added b"),
        ({}, {"sharing": "network", "title": "B"}, "job title: (empty) → 'B'"),
        ({}, {"sharing": "network"}, "sharing: network → network"),
        ({"sectors": ["a", "b"]}, {"sectors": ["b"]}, "sectors: removed a"),
        ({"sectors": ["a", "b"]}, {"sectors": ["c", "b"]}, "sectors: a → c"),
        ({"sectors": ["a", "b"]}, {"sectors": ["b", "a"]}, "sectors: a, b → b, a"),
        ({"sectors": ["a"]}, {"sectors": "a"}, "sectors: a → a"),
        (
            {"sectors": ["a"]},
            {"sectors": ["a", "justice"]},
            "sectors: added 'justice, Attorney General, courts'",
        ),
        (
            {"phones": ["+1", {"number": "+2", "type": "fax"}]},
            {"phones": ["+1", {"type": "mobile", "number": "+2"}]},
            "kind of line (+2): fax → mobile",
        ),
        (
            {"phones": ["+2"]},
            {"phones": [{"number": "+2", "type": "mobile"}]},
            "kind of line (+2): (empty) → mobile",
        ),
        ({"x": ["a"]}, {"x": [{"b": 1}]}, "x: a → { b = 1 }"),
        (
            {"phones": [{"number": "+2", "apps": ["a"]}]},
            {"phones": [{"number": "+3", "apps": ["a", "b"]}]},
            "office phone: +2 → +3; apps (+3): added b",
        ),
        (
            {"phones": [{"number": "+2", "type": "fax"}]},
            {"phones": [{"number": "+3", "type": "fax"}]},
            "fax: +2 → +3",
        ),
        ({"verified": date(2026, 1, 2)}, {}, "confirmation date: 2 January 2026 → (empty)"),
        ({"phones": {"x": 1}}, {"phones": {"x": 2}}, "phones: 1 → 2"),
        ({"phones": [{"number": 1, "type": [1]}]}, {"phones": []}, "phones: removed 1"),
        (
            {"phones": [{"number": "+1", "failed": {"on": "x", "why": [1]}}]},
            {"phones": ["+2"]},
            'office phone: +1 → +2; failed test call (+1): { on = "x", why = [1] } → (empty)',
        ),
        ({"hours": 1}, {"hours": True}, "hours: 1 → true"),
        (
            {"phones": ["+1-671-300-1234"], "country": "belize"},
            {"phones": ["+1 671 300 1234"], "country": "Belize"},
            "office phone: '+1-671-300-1234' → '+1 671 300 1234'; country: 'belize' → 'Belize'",
        ),
        ({"name": 1, "unit": 2}, {"name": 2, "unit": 3}, "name: 1 → 2; unit: 2 → 3"),
    ],
)
def test_each_key_has_its_value_before_and_after(before: Any, after: Any, message: str) -> None:
    raw, new = (_raw({"id": "x"}, {"id": "gy-ctu", **side}) for side in (before, after))
    assert _lines(raw, new) == [f"gy-ctu: {message}"]


def test_without_values_fields_are_named() -> None:
    sides = ({"id": "x", "name": 1, "verified_via": "form"}, {"id": "x", "name": 2, "+592": 3})
    lines = _lines(*map(_raw, sides), has_values=False)
    assert lines == ["x: name; confirmation method; …"]  # a key may be a number


def test_fields_are_named_in_the_language_of_the_reader() -> None:
    number = {"number": "+592 609 1234", "type": "mobile", "apps": ["whatsapp"], "national": True}
    before = {"honorific": "Dr", "status": "left", "languages": ["nl"], "phones": [number]}
    after = {"phones": [], "verified_via": "email", "since": date(2026, 3, 1), "hours": "24/7"}
    before["merged"], after["merged"] = ["b"], ["b", "c"]
    before["covers"], before["country"] = ["Haiti"], "Bélice"
    after["covers"], after["country"] = ["Nowhere"], "Haiti"
    failure = {"on": date(2026, 3, 1), "why": "busy"}
    raw, new = _raw(before | {"id": "a"}), _raw(after | {"id": "a"})
    (change,) = entry_changes.compare_entries(raw, new)
    assert Translator("es").translate(change.line(has_values=True)) == (
        "a: tratamiento: «Dr» → (vacío); estado: ya no ejerce → activo; "
        "idiomas: neerlandés → (vacío); "
        "número nacional: se elimina +592 609 1234 (WhatsApp, solo dentro del país); "
        "ID fusionados: se agrega c; también cubre: Haití → Nowhere; país: Belice → Haití; "
        "medio de confirmación: (vacío) → por correo electrónico; "
        "inicio en el puesto: (vacío) → 1 de marzo de 2026; horario: (vacío) → las 24 horas"
    )
    raw, new = (
        _raw({"id": "a", "phones": [{"number": "1"} | side]}) for side in ({}, {"failed": failure})
    )
    (change,) = entry_changes.compare_entries(raw, new)
    assert Translator("fr").translate(change.line(has_values=True)) == (
        "a\xa0: échec d\u2019un appel d\u2019essai (1)\xa0: (vide) → occupé le 1er mars 2026"
    )


def test_change_that_a_language_shows_as_none_is_shown_as_written() -> None:
    (change,) = entry_changes.compare_entries(
        *(_raw({"id": "a", "languages": [tag]}) for tag in ("espagnol", "es"))
    )
    assert Translator("fr").translate(change.line(has_values=True)) == (
        "a\xa0: langues\xa0: «\xa0espagnol\xa0» → «\xa0es\xa0»"
    )


def test_the_order_of_keys_is_no_change() -> None:
    sides = ({"number": "+1", "type": "fax"}, {"type": "fax", "number": "+1"})
    assert _lines(*(_raw({"id": "a", "phones": [phone]}) for phone in sides)) == []


def test_equal_values_are_not_told() -> None:
    assert _lines(_raw({"id": "a"}), _raw({"id": "a"})) == []


def test_an_entry_that_goes_is_told() -> None:
    assert _lines(_raw({"id": "a", "x": 1}), {}) == ["a: removed"]
    (found,) = entry_changes.compare_entries(_raw({"id": "a", "x": 1}), {})
    message = "a: all data deleted from the private file"
    assert found.line(has_values=True, is_private=True) == message


def test_channel_that_moves_is_neither_removed_nor_added() -> None:
    mobile, part = {"number": "+592 609 1234", "type": "mobile"}, {"id": "a", "name": "A"}
    kept = {"id": "a", "phones": ["+1"]}
    both = kept | {"phones": ["+1", mobile, mobile["number"]]}
    more = {"title": "B", "emails": ["b@example.org"]}
    cases: dict[str, Sequence[tuple[RawTable, RawTable]]] = {
        "a: moved to the private file: e-mail b@example.org, mobile phone +592 609 1234, "
        "office phone +592 609 1234; "
        "job title: 'B' → (empty)\na: private notes: (empty) → 'X'": (
            (both | more, kept),
            ({}, part | {"emails": ["b@example.org"], "phones": [mobile], "private_notes": "X"}),
        ),
        "a: moved from the private file: mobile phone +592 609 1234\n": (
            (kept, kept | {"phones": ["+1", mobile]}),
            (part | {"phones": [mobile]}, {}),
        ),
    }
    for lines, sides in cases.items():
        changes = [[entry_changes.EntryChange(*side)] for side in sides]
        (change,), (private,) = starmap(entry_changes.mark_moves, (changes, changes[::-1]))
        told = change.line(has_values=True), private.line(has_values=True, is_private=True)
        assert "\n".join(told) == lines


def test_a_new_entry_has_only_one_side() -> None:
    (found,) = entry_changes.compare_entries({}, _raw({"id": "a", "x": 1}))
    assert (found.before, found.after) == ({}, {"id": "a", "x": 1})
    assert found.line(has_values=False) == "a: ID; …"  # a key may be a number


def test_another_id_is_a_change_of_the_entry() -> None:
    new = _raw({"id": "b", "formerly": ["a"], "x": 1}, {"id": "c"})
    assert _lines(_raw({"id": "a", "x": 1}, {"id": "c"}), new) == [
        "a: ID: a → b; former ids: (empty) → a"
    ]


def test_entries_with_one_id_are_told_apart() -> None:
    raw, new = _raw({"id": "a"}, {"id": "a", "x": 1}), _raw({"id": "a"}, {"id": "a", "x": 2})
    assert _lines(raw, new) == ["a: x: 1 → 2"]


def test_meetings_and_groups_are_told_too() -> None:
    raw, new = ({"meeting": [{"id": id_, "name": "M"}]} for id_ in ("m", "n"))
    assert _lines(raw, new) == ["m: ID: m → n"]


@each("key", sorted(FocalPoint.model_fields))
def test_every_key_may_come_and_go(key: str) -> None:
    for before, after in (({}, {key: "x"}), ({key: "x"}, {})):
        (line,) = _lines(_raw({"id": "gy-a", **before}), _raw({"id": "gy-a", **after}))
        assert line
