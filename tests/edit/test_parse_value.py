"""Parsing values typed for a key."""

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct.edit import parse_value
from cmcct.errors.exceptions import CmcctError
from cmcct.model import fields
from cmcct.model.fields import KEYS
from cmcct.toml.values import format_inline, format_pair
from tests.conftest import error_of
from tests.support.cases import each

PATHS = [
    *((key,) for key in KEYS["focal_point"]),
    *(("phones", 0, key) for key in KEYS["phone"]),
    *(("emails", 0, key) for key in KEYS["email"]),
]


@each(
    ("text", "path"),
    [
        ("title", ("title",)),
        ("phones.0", ("phones", 0)),
        ("phones.12.type", ("phones", 12, "type")),
        ("phones.0.apps.1", ("phones", 0, "apps", 1)),
        ("emails.0.address", ("emails", 0, "address")),
        ("cargo", ("title",)),
        ("groups", ("working_groups",)),
        ("teléfonos.0.tipo", ("phones", 0, "type")),
    ],
)
def test_a_path_is_read(text: str, path: tuple[str | int, ...]) -> None:
    assert parse_value.key_path(text) == path


@each(
    ("text", "message", "hint"),
    [
        ("phones.0.typ", "unknown key 'typ'", "did you mean type (Kind of line)?"),
        ("phones.type", "'phones' has no 'type'", "use the number of an item: phones.0"),
        ("phones.-1", "'phones' has no '-1'", "use the number of an item: phones.0"),
        ("title.x", "'title' has no 'x'", "use title alone"),
        ("title.0", "'title' has no 0", "use title alone"),
        ("sectors.0.x", "'sectors.0' has no 'x'", "use sectors.0 alone"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(CmcctError) as caught:
        parse_value.key_path(text)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@each("typed", ["unverified, a:b", '["unverified", "a:b"]', "'unverified' a:b"])
def test_what_check_ignores_is_written_in_the_file(typed: str) -> None:
    with pytest.raises(CmcctError) as caught:
        parse_value.key_path("check.ignore", "directory", typed)
    assert caught.value.hint == 'write ignore = ["unverified", "a:b"] below [check] in the file'


def test_tables_get_keys_and_types_of_file() -> None:
    typed = '{ "número" = "+592 609 1234", tipo = "celular", sharing = "network" }'
    phone = {"number": "+592 609 1234", "type": "mobile", "sharing": "network"}
    assert parse_value.parse_item(("phones",), typed) == phone
    assert parse_value.parse_value(("phones",), f"[{typed}, '1']") == [phone, "1"]
    assert parse_value.parse_value(("phones", 0, "type"), "cell") == "mobile"


@each(
    ("value", "replaced"),
    [
        ({"correo": "a@example.org"}, {"emails": ["a@example.org"]}),
        ({"email": ["a@example.org"]}, {"emails": ["a@example.org"]}),
        ({"emails": "a@example.org"}, {"emails": "a@example.org"}),
        # Neither of two values is lost: the check refuses the key that is not of the file.
        ({"groups": ["a"], "working_groups": ["b"]}, {"groups": ["a"], "working_groups": ["b"]}),
        ({"cargo": "a", "functie": "b"}, {"title": "a", "functie": "b"}),
        (
            {"phones": [{"type": "beeper"}, {"tipo": 7}]},
            {"phones": [{"type": "beeper"}, {"type": 7}]},
        ),
        ({"": 1, "xyzzy": {"tipo": "cell"}}, {"": 1, "xyzzy": {"tipo": "cell"}}),
        ("text", "text"),
    ],
)
def test_other_words_are_replaced(value: object, replaced: object) -> None:
    assert parse_value.replace_synonyms("focal_point", value) == replaced


@each("text", ["", ".", "0", "phones.", "phones.²", f"phones.{'9' * 5000}"])
def test_invalid_path_is_refused(text: str) -> None:
    with pytest.raises(CmcctError):
        parse_value.key_path(text)


@each(
    ("path", "text", "value"),
    [
        (("title",), " a = [1] ", " a = [1] "),
        (("country",), "GY", "Guyana"),
        (("verified",), "2026-03-02", date(2026, 3, 2)),
        (("verified",), "today", date(2026, 6, 1)),
        (("sectors",), "policía", ["police"]),
        (("sectors",), ' ["policía", "justice"] ', ["police", "justice"]),
        (("covers",), '["GY", 1]', ["Guyana", 1]),
        (("languages",), "Spanish", ["es"]),
        (("languages",), "English, Spanish and Dutch", ["en", "es", "nl"]),
        (("sectors",), "Police, anti-trafficking unit", ["police"]),
        (("covers",), "Trinidad and Tobago; Guyana", ["Trinidad and Tobago", "Guyana"]),
        (("working_groups",), "venezuela", ["venezuela"]),
        (("phones",), "+592 609 1201", ["+592 609 1201"]),
        (("phones",), '{ number = "1", national = true }', [{"number": "1", "national": True}]),
        (("phones",), '["1", { number = "2" }]', ["1", {"number": "2"}]),
        (("phones", 0), ' { number = "1" }', {"number": "1"}),
        (("phones", 0, "national"), "true", True),
        (("phones", 0, "national"), "false", False),
        (("phones", 0, "national"), "sí", True),
        (("phones", 0, "type"), "mobile", "mobile"),
        (("sharing",), "secretariat", "secretariat"),
        (("emails", 0, "address"), "a@example.org", "a@example.org"),
        (("status",), "left", "left"),
        (("verified_via",), "phone", "phone"),
    ],
)
def test_a_value_is_read_as_its_key_has_it(
    path: tuple[str | int, ...], text: str, value: Any
) -> None:
    assert parse_value.parse_value(path, text) == value


@each(
    ("path", "text", "message"),
    [
        (("country",), "Guyanna", "unknown country 'Guyanna'"),
        (("country",), "St. Martin", "ambiguous country 'St. Martin'"),
        (("sectors",), '["polize"]', "unknown sector 'polize'"),
        (("sectors",), "police,polize,shelter", "unknown sector 'polize'"),
        (("languages",), "English,Spanish,Klingon", "unknown language 'Klingon'"),
        (("languages",), "English, Spanish and Klingon", "unknown language 'Klingon'"),
        (("languages",), "Klingon, Narn", "unknown language 'Klingon, Narn'"),
        (("covers",), "Guyana,Narnia", "unknown country 'Narnia'"),
        (("verified",), "tomorrow", "'tomorrow' is not a date"),
        (("phones", 0, "national"), "1", "'1': neither true nor false"),
        (("phones",), "[1", "'[1' is not a TOML list or table"),
        (("phones",), '["1"]\ntitle = "x"', "is not a TOML list or table"),
        (("phones",), "{", "'{' is not a TOML list or table"),
        (("sectors",), "[" * 10000, "is not a TOML list or table"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    path: tuple[str | int, ...], text: str, message: str
) -> None:
    with pytest.raises(CmcctError) as caught:
        parse_value.parse_value(path, text)
    assert message in caught.value.message


def test_an_item_is_read_as_one_of_its_list() -> None:
    assert parse_value.parse_item(("sectors",), "policía") == "police"
    assert parse_value.parse_item(("phones",), "[1]") == "[1]"


LISTS = [("phones",), ("phones", 0), ("emails",), ("emails", 0), ("sectors",), ("languages",)]
PLAIN = st.text(max_size=9) | st.integers() | st.booleans() | st.dates()
TABLES = st.dictionaries(st.sampled_from(("number", "apps", "é")), PLAIN | st.lists(PLAIN))
TOML = (st.lists(PLAIN | TABLES, max_size=3) | TABLES).map(format_inline)
WORDS = ("police", "Guyana", "español", "today", "2026-03-02", "false", "at a meeting", "mobile")


@given(
    st.sampled_from(PATHS) | st.sampled_from(LISTS),
    st.text() | TOML | st.builds(str.__add__, TOML, st.text(max_size=2)) | st.sampled_from(WORDS),
)
def test_typed_value_is_writable_toml_or_refused(path: tuple[str | int, ...], text: str) -> None:
    for read in (parse_value.parse_value, parse_value.parse_item):
        try:
            value = read(path, text)
        except CmcctError as error:
            assert error.message  # noqa: PT017 - either is right
        else:
            assert tomllib.loads(format_pair("k", value)) == {"k": value}


STEPS = ("phones", "emails", "sectors", "title", "number", "sharing", "0", "12", "-1")


@given(st.text() | st.lists(st.sampled_from(STEPS), min_size=1, max_size=2).map(".".join))
def test_typed_path_is_path_in_entry_or_refused(text: str) -> None:
    for path in (text, f"phones.{text}", f"phones.0.{text}"):
        try:
            read = parse_value.key_path(path)
        except CmcctError as error:
            assert error.message  # noqa: PT017 - either is right
        else:
            assert parse_value.value_kind(read)
            assert parse_value.key_path(".".join(map(str, read))) == read
            parts = [int(part) if part.isdigit() else part for part in path.split(".")]
            assert all(
                part == typed or part == fields.find_key(str(typed), [str(part)])
                for part, typed in zip(read, parts, strict=True)
            )


@each(
    ("text", "day"),
    [
        ("today", date(2026, 6, 1)),
        ("yesterday", date(2026, 5, 31)),
        ("Ayer", date(2026, 5, 31)),
        ("aujourd\u2019hui", date(2026, 6, 1)),
        ("25/11/2025", date(2025, 11, 25)),
        ("11/25/2025", date(2025, 11, 25)),
        ("25.11.2025", date(2025, 11, 25)),
        ("25-11-2025", date(2025, 11, 25)),
        ("5/5/2025", date(2025, 5, 5)),
        ("1 juni 2026", date(2026, 6, 1)),
        ("12 de mayo de 2026", date(2026, 5, 12)),
        ("El 1.º de Junio del 2026", date(2026, 6, 1)),
        ("le 1er août 2026", date(2026, 8, 1)),
        ("1 June 2026", date(2026, 6, 1)),
        ("June 2nd, 2026", date(2026, 6, 2)),
        ("12-mei-2026", date(2026, 5, 12)),
        ("anteayer", date(2026, 5, 30)),
        ("hace una semana", date(2026, 5, 25)),
        ("vorige week", date(2026, 5, 25)),
        ("el mes pasado", date(2026, 5, 1)),
        ("il y a un an", date(2025, 6, 1)),
        ("2 maanden geleden", date(2026, 4, 1)),
    ],
)
def test_a_date_may_be_written_as_it_cannot_be_misread(text: str, day: date) -> None:
    assert parse_value.parse_value(("since",), text) == day


@pytest.mark.parametrize(
    ("key", "text", "day"),
    [
        ("since", "20 de mayo", "2026-05-20"),
        ("since", "20 junio", "2025-06-20"),
        ("since", "June 20", "2025-06-20"),
        ("verified", "31/5", "2026-05-31"),
        ("until", "20 juin", "2026-06-20"),
        ("until", "20 mei", "2027-05-20"),
        ("until", "mañana", "2026-06-02"),
    ],
)
def test_date_without_a_year_is_the_nearest_that_may_be(key: str, text: str, day: str) -> None:
    assert str(parse_value.parse_value((key,), text)) == day


@pytest.mark.parametrize(("text", "day"), [("20/5", "2026-05-20"), ("June 20", "2026-06-20")])
def test_meeting_may_be_past_or_future(text: str, day: str) -> None:
    assert str(parse_value.parse_value(("date",), text, "meeting")) == day


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("español inglés", ["es", "en"]),
        ("nl en", ["nl", "en"]),
        ("nl, en", ["nl", "en"]),
        ("Nederlands en Engels", ["nl", "en"]),
        ("haitian creole", ["ht"]),
    ],
)
def test_languages_need_no_sign_between_them(text: str, tags: list[str]) -> None:
    assert parse_value.parse_value(("languages",), text) == tags


def test_both_readings_of_a_date_are_named() -> None:
    message, hint = error_of(lambda: parse_value.parse_value(("since",), "05/06/2025"))
    assert message == "'05/06/2025' is ambiguous: 5 June 2025 or 6 May 2025"
    assert hint == "write 2025-06-05 or 2025-05-06"


@each("text", ["32/13/2025", "31/02/2025", "2025-02-29", "29 februari 2025"])
def test_day_that_does_not_exist_is_told_so(text: str) -> None:
    message, hint = error_of(lambda: parse_value.parse_value(("since",), text))
    assert message == f"{text!r}: this date does not exist"
    assert hint in {
        "write the month as 01 to 12, then the day",
        "write a day that exists: February 2025 has 28 days",
    }


@each("text", ["juni 2026", "Junio de 2026", "juin 2026", "2026-06"])
def test_a_month_may_be_written_in_words(text: str) -> None:
    assert parse_value.parse_value(("date",), text, "meeting") == "2026-06"


@each("text", ["25/11-2025", "1/2/25", "٢٥/11/2025", "juni 2026", "1 lente", "manana"])
def test_a_date_that_cannot_be_is_refused(text: str) -> None:
    assert (
        error_of(lambda: parse_value.parse_value(("since",), text))[0] == f"{text!r} is not a date"
    )
