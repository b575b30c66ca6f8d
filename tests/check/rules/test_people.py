"""Rules about persons: names, languages, duplicates, working groups."""

from cmcct.diagnostics import KeyPath
from tests.conftest import VALUES
from tests.support.cases import each
from tests.support.check_samples import (
    entry,
    error,
    findings,
    of_other,
    other,
    warning,
)

TAGS = (
    'write "en", "es", "nl", "fr" or another language code; '
    "run cmcct list languages to see the list"
)


@each(
    ("tag", "hint"),
    [("english", 'write "en"'), ("pt_BR", 'write "pt-BR"'), ("xyzzy!", TAGS), ("", TAGS)],
)
def test_languages_are_tags(tag: str, hint: str) -> None:
    found = findings(entry(languages=f'["en", "{tag}"]'))
    message = f"unknown language {tag!r}"
    assert found == [error("invalid-language", ("languages", 1), message, hint)]


def test_a_tag_may_say_the_region_too() -> None:
    assert findings(entry(languages='["en", "pap", "pt-BR"]')) == []


@each(
    ("mine", "theirs", "meant"),
    [
        ('["enn"]', '["es", "en"]', "en (English)"),
        ('["es", "enx"]', '["es", "en"]', "en (English)"),
        ('["enn"]', '["enn", "en"]', ""),  # two people speak it
        ('["enn", "en"]', '["es"]', ""),
        ('["kwb"]', '["en"]', ""),
        ('["jam"]', '["jaa"]', ""),  # not rare
    ],
)
def test_rare_language_may_be_a_slip_for_one_in_use(mine: str, theirs: str, meant: str) -> None:
    expected = []
    if meant:
        index = mine.count(",")
        hint = 'write "en"; if it is correct, add "gy-ctu:unusual-language" to ignore in [check]'
        text = f"did you mean {meant}?"
        expected = [warning("unusual-language", ("languages", index), text, hint)]
    found = findings(entry(languages=mine) + other(languages=theirs))
    assert [each for each in found if each.entry == "gy-ctu"] == expected


# Duplicate persons

KEEP = (
    "if it is one person, keep one of the two entries; if it is correct, add "
    '"sr-unit:duplicate-person" to ignore in [check]'
)
MOBILE = '[{ number = "+592 609 1234", type = "mobile" }]'


@each(
    ("mine", "changes", "what", "path", "first"),
    [
        ({}, {"name": '"ada Éxample"', "country": '"GY"'}, "name", ("name",), ("name",)),
        ({}, {"emails": '["Ctu@Example.org"]'}, "e-mail address", ("emails", 0), ("emails", 0)),
        (
            {"emails": '["a@example.org", "b@example.org"]'},
            {"emails": '["c@example.org", { address = "b@example.org" }]'},
            "e-mail address",
            ("emails", 1, "address"),
            ("emails", 1),
        ),
        (
            {"phones": MOBILE},
            {"covers": '["Guyana"]', "phones": '[{ number = "+592-6091234", type = "mobile" }]'},
            "number",
            ("phones", 0, "number"),
            ("phones", 0, "number"),
        ),
        # Of several signs, only the first is reported.
        (
            {"phones": MOBILE},
            {
                "name": '"Ada Example"',
                "country": '"GY"',
                "emails": VALUES["emails"],
                "phones": MOBILE,
            },
            "name",
            ("name",),
            ("name",),
        ),
    ],
)
def test_a_person_stands_in_the_directory_once(
    mine: dict[str, str], changes: dict[str, str], what: str, path: KeyPath, first: KeyPath
) -> None:
    message = f"same {what} as in 'gy-ctu'"
    finding = warning("duplicate-person", path, message, KEEP, first=("focal_point", 0, *first))
    assert findings(entry(**mine) + other(**changes)) == [of_other(finding)]


def test_later_entries_are_compared_with_first_match() -> None:
    third = other(id='"sr-desk"', name='"Cato Exemple"')
    found = findings(entry() + other(emails=VALUES["emails"]) + third.replace("unit@", "ctu@"))
    assert [(f.entry, f.message, f.first) for f in found] == [
        (id_, "same e-mail address as in 'gy-ctu'", ("focal_point", 0, "emails", 0))
        for id_ in ("sr-unit", "sr-desk")
    ]


@each(
    ("mine", "changes"),
    [
        # The same name in another country may be another person's.
        ({}, {"name": '"Ada Example"'}),
        # An office's number, or one that works in two countries, is shared.
        ({"phones": '["+592 220 1234"]'}, {"covers": '["GY"]', "phones": '["+592 220 1234"]'}),
        (
            {"phones": '[{ number = "+592 609 1234", type = "mobile", national = true }]'},
            {"phones": '[{ number = "+592 609 1234", type = "mobile", national = true }]'},
        ),
        # A person who has left does not count.
        ({"status": '"left"'}, {"name": '"Ada Example"', "country": '"GY"'}),
        ({}, {"emails": VALUES["emails"], "status": '"left"'}),
        # Seats without names are not the same person.
        (
            {"name": None, "role": '"duty-desk"'},
            {"name": None, "role": '"duty-desk"', "country": '"GY"'},
        ),
    ],
)
def test_two_seats_may_have_these_values_alike(
    mine: dict[str, str | None], changes: dict[str, str | None]
) -> None:
    assert findings(entry(**mine) + other(**changes)) == []


@each(
    ("changes", "code"),
    [
        ({"emails": '["n/a"]'}, "invalid-email"),
        ({"phones": '[{ number = "none", type = "mobile" }]'}, "invalid-phone"),
        ({"country": '"Xyzzy"', "name": '"Ada Example"'}, "unknown-country"),
    ],
)
def test_unreadable_values_do_not_match_persons(changes: dict[str, str], code: str) -> None:
    found = findings(entry(**changes) + other(**changes))
    assert [finding.code for finding in found] == [code, code]


# Working groups


def _group(countries: str) -> str:
    return f'[[working_group]]\nid = "g"\nname = "G"\ncountries = {countries}\n'


@each(
    ("countries", "country", "name"),
    [
        ('["Suriname", "TT"]', "GY", "Guyana"),
        # Not another of the three islands.
        ('["BQ-BO"]', "BQ-SA", "Saba"),
    ],
)
def test_group_member_is_of_country_the_group_lists(
    countries: str, country: str, name: str
) -> None:
    member = entry(country=f'"{country}"', working_groups='["venezuela", "g"]')
    message = f"the working group 'g' does not list {name}"
    hint = f'add "{name}" to its countries, or remove "g" here'
    finding = warning("group-country", ("working_groups", 1), message, hint)
    assert findings(_group(countries) + member) == [finding]


@each(
    ("countries", "changes"),
    [
        ('["Guyana"]', {}),
        ('["Suriname"]', {"covers": '["Suriname"]'}),
        ('["BQ"]', {"country": '"BQ-SA"'}),
        ('["BQ-SA"]', {"country": '"BQ"'}),
        ('["BQ-SA"]', {"country": '"BQ-SA"'}),
    ],
)
def test_seat_of_country_the_group_lists_may_be_member(
    countries: str, changes: dict[str, str]
) -> None:
    assert findings(_group(countries) + entry(working_groups='["g"]', **changes)) == []


@each(
    ("countries", "code"),
    [('["Suriname", "Xyzzy"]', "unknown-country"), ("5", "wrong-type"), ("[]", "empty-value")],
)
def test_group_with_unreadable_country_may_list_any(countries: str, code: str) -> None:
    found = findings(_group(countries) + entry(working_groups='["g"]'))
    assert [(finding.code, finding.path[:1]) for finding in found] == [(code, ("working_group",))]


# Who validates


@each(
    ("countries", "changes", "name"),
    [
        ('["Suriname"]', {}, "Guyana"),
        ('["Suriname"]', {"covers": '["Suriname"]'}, "Guyana"),
        ('["BQ-BO"]', {"country": '"BQ-SA"'}, "Saba"),
    ],
)
def test_validator_is_of_country_the_group_lists(
    countries: str, changes: dict[str, str], name: str
) -> None:
    found = findings(_group(countries) + entry(validates='["venezuela", "g"]', **changes))
    message = f"the working group 'g' does not list {name}"
    hint = f'add "{name}" to its countries, or remove "g" here'
    assert found == [warning("validator-country", ("validates", 1), message, hint)]


@each(
    ("countries", "changes"),
    [('["Guyana"]', {}), ('["BQ"]', {"country": '"BQ-SA"'}), ('["BQ-SA"]', {"country": '"BQ"'})],
)
def test_validator_of_listed_country_is_no_finding(countries: str, changes: dict[str, str]) -> None:
    assert findings(_group(countries) + entry(validates='["g"]', **changes)) == []


def test_validator_of_unreadable_country_is_not_judged() -> None:
    found = findings(_group('["Suriname"]') + entry(validates='["g"]', country='"Xyzzy"'))
    assert [finding.code for finding in found] == ["unknown-country"]
    two = entry(validates='["g"]', country='"Xyzzy"') + other(validates='["g"]', country='"Xyzzy"')
    assert {finding.code for finding in findings(_group('["Suriname"]') + two)} == {
        "unknown-country"
    }


def test_validator_names_a_group_of_the_file() -> None:
    found = findings(entry(validates='["venezula"]'))
    message = "unknown working group 'venezula'"
    hint = "did you mean venezuela?"
    assert found == [error("unknown-value", ("validates", 0), message, hint)]


def test_one_entry_validates_for_a_country_in_a_group() -> None:
    group = '[[working_group]]\nid = "g"\nname = "G"\n'
    validating = {"validates": '["g", "venezuela"]'}
    second = other(country='"GY"', emails='["b@example.org"]', validates='["venezuela"]')
    message = "'gy-ctu' already validates for Guyana in the working group 'venezuela'"
    hint = "keep one of the two, or ask the government which"
    first = ("focal_point", 0, "validates", 1)
    finding = of_other(warning("validator-twice", ("validates", 0), message, hint, first))
    assert findings(group + entry(**validating) + second) == [finding]


@each(
    "changes",
    [
        {},  # another country
        {"country": '"GY"', "status": '"left"'},
        {"country": '"GY"', "validates": '["g"]'},
    ],
)
def test_others_may_validate_too(changes: dict[str, str]) -> None:
    group = '[[working_group]]\nid = "g"\nname = "G"\n'
    second = other(**{"validates": '["venezuela"]', **changes})
    twice = entry(validates='["venezuela", "venezuela"]')  # of one seat
    assert [each.code for each in findings(group + twice + second)] == ["same-number-twice"]
