"""Rules about e-mail addresses, telephone numbers and the website."""

from typing import Any

from cmcct.diagnostics import KeyPath
from tests.support.cases import each
from tests.support.check_samples import check_overlay, entry, error, findings, warning

PLUS = 'write "+592 609 1234"'
NATIONAL = ", or add national = true if it works only inside the country"
FROM_ABROAD = "not a phone number that can be dialled from abroad"
LOOK = (
    "check the digits; dial the number, or ask the person; if it is correct, add "
    '"gy-ctu:{}" to ignore in [check]'
)
ABROAD = "phone-of-another-country"
NOT_ASSIGNED = "phone-not-assigned"


@each("channels", [{"emails": None}, {"emails": "[]"}, {"emails": "[]", "phones": "[]"}])
def test_active_seat_without_channel_is_unreachable(channels: dict[str, str | None]) -> None:
    message = "no e-mail address, phone number or username"
    hint = 'add emails = ["…"] or phones = ["+…"] of the office to the directory file'
    assert findings(entry(**channels)) == [error("unreachable", (), message, hint)]


@each(
    "changes",
    [
        {"emails": None, "name": None, "status": '"vacant"'},
        {"emails": None, "status": '"left"'},
        {"emails": None, "phones": '["+592 220 1234"]'},
        {"phones": '[{ number = "0800 0911", national = true }]'},
        {"phones": '[{ number = "+592 609 1234", ext = "12" }]'},
        {"website": '"http://example.org/a?b=c"'},
    ],
)
def test_reachable_or_unheld_seat_has_no_finding(changes: dict[str, str | None]) -> None:
    assert findings(entry(**changes)) == []


@each(
    ("emails", "path", "detail", "hint"),
    [
        ('["ctu@@example.org"]', (0,), "two @ signs", 'write "ctu@example.org"'),
        (
            '["ctu@example.org", { address = "ctu@example" }]',
            (1, "address"),
            "the domain has no dot",
            "write name@example.org",
        ),
        ('["ctu"]', (0,), "no @ sign", "write name@example.org"),
    ],
)
def test_an_email_address_is_name_at_domain(
    emails: str, path: KeyPath, detail: str, hint: str
) -> None:
    message = "not an e-mail address"
    finding = error("invalid-email", ("emails", *path), message, hint, detail)
    assert findings(entry(emails=emails)) == [finding]


@each(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("Hotmial.com", "hotmail.com"),
        ("gmail.con", "gmail.com"),
        ("outlok.com", "outlook.com"),
        ("yahooo.com", "yahoo.com"),
        *(
            (domain, "")
            for domain in ("gmail.com", "mail.com", "ymail.com", "hotmail.cl", "gov.gy")
        ),
    ],
)
def test_domain_a_letter_off_a_common_one_is_unusual(domain: str, meant: str) -> None:
    found = findings(entry(emails=f'["ctu@example.org", "ada@{domain}"]'))
    hint = f'write @{meant}; if it is correct, add "gy-ctu:unusual-email" to ignore in [check]'
    message = f"is the domain {meant} meant?"
    expected = [warning("unusual-email", ("emails", 1), message, hint)] if meant else []
    assert found == expected


@each("sign", "?&%=")
def test_sign_with_a_meaning_in_links_is_unusual(sign: str) -> None:
    found = findings(entry(emails=f'["a+b_c-d.e@example.org", "ctu{sign}x@example.org"]'))
    message = f"unusual signs in an e-mail address: {sign}"
    hint = (
        "compare it with what the person wrote; if it is correct, add "
        '"gy-ctu:unusual-email" to ignore in [check]'
    )
    assert found == [warning("unusual-email", ("emails", 1), message, hint)]
    (finding,) = findings(entry(emails=f'["ctu{sign}x@@example.org"]'))
    assert finding.code == "invalid-email"


def test_list_item_is_named_by_its_index_in_file() -> None:
    found = findings(entry(emails='[5, "ctu", "b@example.org"]'))
    assert [(finding.code, finding.path[2:]) for finding in found] == [
        ("invalid-email", ("emails", 1)),
        ("wrong-type", ("emails", 0)),
    ]


@each(
    ("number", "detail", "hint"),
    [
        ("609 1234", "no + and country code", PLUS + NATIONAL),
        ("12", "no + and country code", f"write the number as +592 ### ####{NATIONAL}"),
        ("+592 609", "too short for +592", "write the number as +592 ### ####"),
        ("+1 800 FLOWERS", "letters in it", 'write "+1 800 356 9377"'),
        ("", "no digits in it", "write the number as +592 ### ####"),
    ],
)
def test_a_number_can_be_dialled_from_abroad(number: str, detail: str, hint: str) -> None:
    plain = findings(entry(phones=f'["+592 220 1236", "{number}"]'))
    assert plain == [error("invalid-phone", ("phones", 1), FROM_ABROAD, hint, detail)]
    table = findings(entry(phones=f'[{{ number = "{number}" }}]'))
    assert table == [error("invalid-phone", ("phones", 0, "number"), FROM_ABROAD, hint, detail)]


def test_old_number_of_benin_has_its_correction() -> None:
    (finding,) = findings(entry(country='"Benin"', phones='["+229 20 21 12 34"]'))
    assert (finding.code, finding.hint) == ("phone-not-assigned", 'write "+229 01 20 21 12 34"')
    assert finding.fix
    assert finding.fix.is_safe


def test_number_of_unknown_country_gets_no_completion() -> None:
    found = findings(entry(country='"Xyzzy"', phones='["609 1234"]'))
    hint = f"write + and the country code before the number{NATIONAL}"
    detail = "no + and country code"
    assert found[0] == error("invalid-phone", ("phones", 0), FROM_ABROAD, hint, detail)
    assert [finding.code for finding in found] == ["invalid-phone", "unknown-country"]


def test_a_national_number_has_digits() -> None:
    hint = "write the digits dialled inside the country"
    phones = '[{ number = "ask", national = true }]'
    message, detail = "not a phone number", "no digits in it"
    assert findings(entry(phones=phones)) == [
        error("invalid-phone", ("phones", 0, "number"), message, hint, detail)
    ]


@each(
    ("national", "code"), [('national = "yes"', "wrong-type"), ("natoinal = true", "unknown-key")]
)
def test_possible_national_number_is_not_also_invalid(national: str, code: str) -> None:
    (finding,) = findings(entry(phones=f'[{{ number = "0800 0911", {national} }}]'))
    assert finding.code == code


@each(
    ("ext", "hint"),
    [
        ("12a", 'write ext = "12"'),
        ("2; +cmd", 'write ext = "2"'),
        ("#7", 'write ext = "7"'),
        ("x", "write the digits of the extension, or remove the key"),
    ],
)
def test_an_extension_is_digits(ext: str, hint: str) -> None:
    phones = f'[{{ number = "+592 609 1234", ext = "{ext}" }}]'
    message = "'ext' may contain digits only"
    finding = error("invalid-phone", ("phones", 0, "ext"), message, hint)
    assert findings(entry(phones=phones)) == [finding]


# Numbers abroad, or not assigned


@each(
    ("country", "number"),
    [
        ("Guyana", "+592 609 1234"),
        ("GUY", "+592 220 1234"),
        ("Trinidad and Tobago", "+1 868 291 1234"),
        ("Jamaica", "+1 876 210 1234"),
        ("Jamaica", "+1 658 210 1234"),
        ("Dominican Republic", "+1 829 234 5678"),
        ("United States", "+1 202 456 1111"),
        ("Guadeloupe", "+590 690 00 12 34"),
        ("Saint Barthélemy", "+590 690 00 12 34"),
        ("MF", "+590 690 00 12 34"),
        ("Curaçao", "+599 9 518 1234"),
        ("BQ", "+599 715 1234"),
        ("Bonaire", "+599 318 1234"),
        ("BQ-SA", "+599 318 1234"),
        # Toll-free numbers belong to no country.
        ("Guyana", "+1 800 234 5678"),
        ("Guyana", "+800 1234 5678"),
    ],
)
def test_a_number_of_the_entrys_country_is_no_finding(country: str, number: str) -> None:
    phones = f'[{{ number = "{number}", type = "hotline" }}]'
    assert findings(entry(country=f'"{country}"', phones=phones)) == []


@each(
    ("country", "name", "number"),
    [
        ("GY", "Guyana", "+1 868 291 1234"),
        ("GY", "Guyana", "+44 20 7946 0018"),
        ("TT", "Trinidad and Tobago", "+1 876 210 1234"),
        ("US", "United States", "+1 876 210 1234"),
        ("JM", "Jamaica", "+1 202 456 1111"),
        ("MQ", "Martinique", "+590 690 00 12 34"),
        ("GP", "Guadeloupe", "+596 696 20 12 34"),
        ("AW", "Aruba", "+599 9 518 1234"),
        ("CW", "Curaçao", "+599 717 1234"),
        ("BQ-BO", "Bonaire", "+599 9 518 1234"),
        # It is not assigned either: the same wrong digit.
        ("GY", "Guyana", "+1 868 000 0000"),
    ],
)
def test_a_number_of_another_country_is_warned_of_once(
    country: str, name: str, number: str
) -> None:
    found = findings(entry(country=f'"{country}"', phones=f'[{{ number = "{number}" }}]'))
    message = f"not a number in {name}"
    assert found == [warning(ABROAD, ("phones", 0, "number"), message, LOOK.format(ABROAD))]


def test_number_of_covered_country_is_not_foreign() -> None:
    phones = '["+1 868 221 1234", "+44 20 7946 0018"]'
    found = findings(entry(covers='["Suriname", "Trinidad"]', phones=phones))
    message = "not a number in Guyana"
    assert found == [warning(ABROAD, ("phones", 1), message, LOOK.format(ABROAD))]


def test_national_number_may_look_foreign() -> None:
    assert findings(entry(phones='[{ number = "+1 868 291 1234", national = true }]')) == []


@each("number", ["+592 000 0000", "+592 999 9999"])
def test_a_number_outside_every_range_is_warned_of(number: str) -> None:
    found = findings(entry(phones=f'["{number}"]'))
    message = "numbers that begin like this are not in use"
    assert found == [warning(NOT_ASSIGNED, ("phones", 0), message, LOOK.format(NOT_ASSIGNED))]


def test_a_website_is_a_web_address() -> None:
    hint, detail = 'write "https://example.org"', "no https:// in front"
    finding = error("invalid-url", ("website",), "not a web address", hint, detail)
    assert findings(entry(website='"example.org"')) == [finding]


# The overlay's channels

PRIVATE: dict[str, Any] = {
    "emails": ["private@example.org"],
    "phones": [{"number": "+592 220 1234", "sharing": "public", "hours": "24/7"}],
    "address": "6 Example Dam\nGeorgetown",
    "private_notes": "Call first.",
}


def test_an_overlay_without_fault_has_no_finding() -> None:
    assert check_overlay({"id": "gy-ctu", **PRIVATE}) == []


def test_overlay_is_not_blamed_for_faults_of_entry() -> None:
    changes = {"hours": '"always"', "formerly": '["gy-ctu"]', "name": None, "emails": '["ctu"]'}
    assert (
        check_overlay({"id": "gy-ctu", "name": None}, **changes, phones='["12"]', verified=None)
        == []
    )


def test_covered_country_counts_for_overlay_too() -> None:
    part = {"id": "gy-ctu", "phones": ["+1 868 221 1234"]}
    assert check_overlay(part, covers='["Trinidad"]') == []


@each("number", ["ask Ada, desk 1", "911 or 112", "911/112", "abc 1", "-"])
def test_a_national_number_is_one_number(number: str) -> None:
    found = findings(entry(phones=f'[{{ number = "{number}", national = true }}]'))
    assert [finding.code for finding in found] == ["invalid-phone"]


@each("number", ["#767", "*123#", "*21*+592 609 1234#", "+592*609*1234"])
@each("national", ["true", "false"])
def test_a_service_code_is_no_number(number: str, national: str) -> None:
    phone = f'{{ number = "{number}", type = "hotline", national = {national} }}'
    (finding,) = findings(entry(phones=f"[{phone}]"))
    assert (finding.code, finding.detail) == ("invalid-phone", "a service code with * or # in it")


@each("number", ["0800,1", "911;2", "911p2", "911w2", "\u0669\u0661\u0661"])
def test_national_number_has_no_pauses_or_other_digits(number: str) -> None:
    found = findings(entry(phones=f'[{{ number = "{number}", national = true }}]'))
    assert [finding.code for finding in found] == ["invalid-phone"]


@each("number", ["0800 0911", "911", "+1 800 123", "(0) 289-1234"])
def test_a_national_number_is_written_as_it_is_dialled(number: str) -> None:
    assert findings(entry(phones=f'[{{ number = "{number}", national = true }}]')) == []


# A mobile without a type


def _typeless(number: str, country: str = "Guyana") -> list[str]:
    found = findings(entry(country=f'"{country}"', phones=f'["{number}"]'))
    return [finding.code for finding in found]


def test_a_number_that_is_surely_mobile_says_so() -> None:
    found = findings(entry(phones='["+592 220 1234", "+592 609-1234"]'))
    hint = 'write { number = "…", type = "mobile" }'
    message = "a mobile number without a type"
    assert found == [warning("mobile-without-type", ("phones", 1), message, hint)]


@each(
    ("country", "number"),
    [
        ("DO", "+1 809 234 5678"),
        ("US", "+1 202 456 1111"),
        ("PR", "+1 787 234 5678"),
        ("VI", "+1 340 642 1234"),
        ("JM", "+1 876 523 0123"),
        ("GY", "+1 800 234 5678"),
        # Reported as a number of another country only.
        ("GY", "+597 741 2345"),
    ],
)
def test_undecidable_number_needs_no_type(country: str, number: str) -> None:
    assert "mobile-without-type" not in _typeless(number, country)


@each(
    "more",
    [
        'type = "office"',
        'ext = "12"',
        "national = true",
        # The unreadable part may be the type.
        'typ = "mobile"',
        'type = "mobil"',
        "apps = 5",
    ],
)
def test_number_with_type_or_extension_is_left_alone(more: str) -> None:
    found = findings(entry(phones=f'[{{ number = "+592 609 1234", {more} }}]'))
    assert "mobile-without-type" not in [finding.code for finding in found]


def test_a_private_mobile_says_so_too() -> None:
    found = check_overlay({"id": "gy-ctu", "phones": ["+592 609 1234"]})
    assert [finding.code for finding in found] == ["mobile-without-type"]


# The same number twice

TWICE = "same-number-twice"


@each(
    ("phones", "path"),
    [
        ('["+592 220 1234", "+5922201234"]', (1,)),
        (
            '["+592 220 1235", "+592 220 1234", { number = "+592 220-1234", type = "hotline" }]',
            (2, "number"),
        ),
        (
            '[{ number = "0800", national = true }, { number = "08-00", national = true }]',
            (1, "number"),
        ),
        (
            '[{ number = "+592 220 1234", ext = "12" }, { number = "+592 2201234", ext = "12" }]',
            (1, "number"),
        ),
    ],
)
def test_a_number_stands_in_an_entry_once(phones: str, path: KeyPath) -> None:
    (finding,) = findings(entry(phones=phones))
    first = finding.first
    assert finding == warning(
        TWICE, ("phones", *path), "this value appears twice", "keep one of the two", first
    )
    assert first[:3] == ("focal_point", 0, "phones")


@each(
    ("key", "items", "index"),
    [
        ("sectors", '["police", "justice", "police"]', 2),
        ("languages", '["en", "es", "en"]', 2),
        ("covers", '["Guyana"]', 0),  # its own country
        ("covers", '["Suriname", "SR"]', 1),
        ("emails", '["ctu@example.org", "CTU@example.org"]', 1),
    ],
)
def test_item_stands_in_a_list_once(key: str, items: str, index: int) -> None:
    (finding,) = findings(entry(**{key: items}))
    assert (finding.code, finding.path[2:]) == (TWICE, (key, index))
    assert finding.fix


@each(
    "phones",
    [
        '["+592 220 1234", { number = "+592 220 1234", ext = "12" }]',
        '[{ number = "+592 220 1234", ext = "11" }, { number = "+592 220 1234", ext = "12" }]',
        # One line for telephone and fax.
        '["+592 220 1234", { number = "+592 220 1234", type = "fax" }]',
        '["+592 220 1234", { number = "592 220 1234", national = true }]',
    ],
)
def test_different_line_may_have_same_digits(phones: str) -> None:
    assert findings(entry(phones=phones)) == []


def test_unreadable_numbers_are_not_called_the_same() -> None:
    found = findings(entry(phones='["n/a", "n/a"]'))
    assert [finding.code for finding in found] == ["invalid-phone", "invalid-phone"]


def test_number_twice_in_a_private_part_is_found() -> None:
    twice = check_overlay({"id": "gy-ctu", "phones": ["+592 220 1235", "+5922201235"]})
    assert [finding.message for finding in twice] == ["this value appears twice"]


# Reached from abroad

NATIONAL_ONLY = '[{ number = "0800 0911", national = true }]'


def test_seat_unreachable_from_abroad_has_finding() -> None:
    code = "unreachable-from-abroad"
    hint = (
        "add an e-mail address, or a number with + and country code; "
        f'if it is correct, add "gy-ctu:{code}" to ignore in [check]'
    )
    finding = warning(code, ("phones",), "nobody abroad can reach it", hint)
    assert findings(entry(emails=None, phones=NATIONAL_ONLY)) == [finding]


@each(
    "changes",
    [
        {},
        {"emails": "5"},
        {"emails": None, "phones": f'["+592 220 1234", {NATIONAL_ONLY[1:]}'},
        {"emails": None, "phones": f"[5, {NATIONAL_ONLY[1:]}"},
        {"emails": None, "status": '"left"'},
        {"emails": None, "name": None, "status": '"vacant"'},
        {"emails": None, "status": '"gone"'},
    ],
)
def test_reachable_or_exempt_seat_has_no_such_finding(changes: dict[str, str | None]) -> None:
    found = findings(entry(**{"phones": NATIONAL_ONLY, **changes}))
    assert "unreachable-from-abroad" not in [finding.code for finding in found]
