"""Succession in a seat: channels of the person and of the seat."""

from datetime import date
from typing import Any

import pytest

from cmcct.edit import replace_person
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.model.entities import FocalPoint
from cmcct.model.field_spec import Owner
from cmcct.model.fields import ENTRY_KEYS
from tests.support.cases import each

DAY = date(2026, 6, 1)
MOBILE = {"number": "+592 609 1203", "type": "mobile"}
SECRET = {"number": "+592 609 1204", "sharing": "secretariat"}
# Unambiguous values of each key: (the seat's, the person's).
BOTH = {
    "emails": ("ctu@example.org", "ada@example.org"),
    "phones": ("+592 220 1234", "+592 609 1234"),
}


def _point(**values: Any) -> RawTable:
    return {"id": "gy-ctu", "country": "Guyana", **values}


def _replaced(entry: RawTable, given: RawTable) -> list[str]:
    """Replace the person; return the channels that were removed."""
    gone, _staying = replace_person.replace_person(entry, given, DAY)
    return [piece.channel for piece in gone if piece.channel]


def test_every_field_has_an_owner() -> None:
    assert [*ENTRY_KEYS] == [*FocalPoint.model_fields]
    assert {spec.owner for spec in ENTRY_KEYS.values()} == {*Owner}
    each = {key for key, spec in ENTRY_KEYS.items() if spec.owner is Owner.EACH}
    assert each == {*BOTH, "status"}


@each("key", [key for key, spec in ENTRY_KEYS.items() if spec.owner is not Owner.EACH])
def test_a_field_goes_or_stays_as_its_owner_does(key: str) -> None:
    before = {"id": "gy-ctu", key: "x"}
    entry = dict(before)
    removed, staying = replace_person.replace_person(entry, {"name": "Óscar Example"}, DAY)
    stays = ENTRY_KEYS[key].owner is Owner.SEAT
    assert (entry.get(key) == before[key]) is stays
    assert (key in {piece.key for piece in staying}) is stays
    assert (key in {piece.key for piece in removed}) is not stays


@each("key", BOTH)
def test_each_channel_goes_or_stays(key: str) -> None:
    entry = _point(name="Ada Example", **{key: [*BOTH[key]]})
    replace_person.replace_person(entry, {"name": "Óscar Example"}, DAY)
    assert entry[key] == [BOTH[key][0]]


@each(
    ("phone", "country", "goes"),
    [
        ("+592 609 1234", "Guyana", True),
        ({"number": "+592 609 1234"}, "Guyana", True),
        ({"number": "609 1234", "national": True}, "Guyana", True),
        ({"number": "609 1234", "national": True}, "Nowhere", False),
        ({"number": "+592 609 1234", "ext": "12"}, "Guyana", False),
        ({"number": "+592 609 1234", "type": "office"}, "Guyana", False),
        ({"number": "+592 609 1234", "type": "hotline"}, "Guyana", False),
        ({"number": "+592 609 1234", "type": "fax"}, "Guyana", False),
        ({"number": "+592 220 1234", "type": "mobile"}, "Guyana", True),
        ({"number": "+592 220 1234", "type": "móvil"}, "Guyana", True),
        ({"number": "+592 609 1234", "type": "xyzzy"}, "Guyana", True),
        ({"number": "+592 220 1234", "sharing": "secretariat"}, "Guyana", True),
        ({"number": "+592 220 1234", "sharing": "secretariaat"}, "Guyana", True),
        ({"number": "+592 220 1234", "sharing": "public"}, "Guyana", False),
        ("+592 220 1234", "Guyana", False),
        ("+1 809 234 5678", "Dominican Republic", None),
        ("+1 787 234 5678", "Puerto Rico", None),
        ({"number": "+1 809 234 5678", "type": "office"}, "Dominican Republic", False),
        ({"number": "911", "national": True}, "Dominican Republic", False),
        (5, "Guyana", False),
    ],
)
def test_a_number_is_the_persons_if_it_is_a_mobile(
    phone: Any,
    country: str,
    goes: bool | None,  # noqa: FBT001
) -> None:
    entry = _point(phones=[phone]) | {"country": country}
    (piece,) = [piece for piece in replace_person.iter_pieces(entry) if piece.path[0] == "phones"]
    assert replace_person.belongs_to_person(entry, piece) is goes


def test_undecidable_number_stops_replacement() -> None:
    entry = _point(phones=["+1 809 234 5678"])
    with pytest.raises(CmcctError, match=r"phones\.0 may be a mobile or a landline"):
        replace_person.replace_person(entry, {"name": "Óscar Example"}, DAY)
    assert entry == _point(phones=["+1 809 234 5678"])


@each("channels", ["a@example.org", 3, {"address": "x"}, []])
def test_channels_that_are_no_list_stay(channels: Any) -> None:
    entry = _point(emails=channels, name="Ada Example", status=["left"])
    removed, _staying = replace_person.replace_person(entry, {"name": "Óscar Example"}, DAY)
    assert [piece.key for piece in removed] == ["name"]
    assert entry.get("emails", []) == channels


PEOPLE = {
    "Ada Example": [
        ("ada@", 1),
        ("a.example@", 1),
        ("aexample@", 1),
        ("canada@", 0),
        ("ada-x@", 1),
        ("ctu@", 0),
    ],
    "José de la Cruz": [("jose.x@", 1), ("delacruz@", 1), ("punto.de.contacto@", 0), ("desk@", 0)],
    "Wei Li": [("li@", 1), ("w-li@", 1), ("police@", 0), ("liaison@", 0)],
    "Zoë Example-Núñez": [("znunez@", 1), ("zoe_n@", 1), ("unit@", 0)],
    "": [("ctu@", 0), ("@", 0)],
}


@each(
    ("name", "local", "goes"),
    [(name, local, goes) for name, locals_ in PEOPLE.items() for local, goes in locals_],
)
def test_addresses_with_name_go_with_the_person(name: str, local: str, goes: int) -> None:
    address = f"{local}example.org"
    entry = _point(name=name, emails=[address])
    gone = _replaced(entry, {"name": "Óscar Example"})
    assert (gone, entry.get("emails")) == (([address], None) if goes else ([], [address]))


def test_seat_is_given_to_successor() -> None:
    entry = _point(
        name="Ada Example",
        honorific="Dr",
        family_name="Example",
        title="Director",
        emails=["ctu@example.org", {"address": "ada@example.org"}],
        phones=["+592 220 1201", MOBILE, SECRET, {"number": "+592 609 1205", "type": "hotline"}],
        status="left",
        until=DAY,
        since=date(2020, 1, 1),
        verified=DAY,
        verified_via="phone",
        private_notes="x",
        notes="y",
    )
    given = {"name": "Óscar Prueba", "emails": ["op@example.org"], "title": "Head"}
    gone = _replaced(entry, given)
    assert gone == ["ada@example.org", "+592 609 1203", "+592 609 1204"]
    assert entry == _point(
        name="Óscar Prueba",
        title="Head",
        emails=["ctu@example.org", "op@example.org"],
        phones=["+592 220 1201", {"number": "+592 609 1205", "type": "hotline"}],
        since=DAY,
    )
    replace_person.replace_person(entry, {"name": "Ada Example", "since": date(2026, 1, 1)}, DAY)
    assert entry["since"] == date(2026, 1, 1)
