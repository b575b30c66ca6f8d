"""What a log may not repeat, however it is written, and what stays readable in it."""

import time
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmcct import emails, phones
from cmcct.redaction import EXAMPLES, PRIVATE, Contacts, contacts

FILE = """\
[directory]
name = "Example Network"
contact = "corrections@example.org"

[[focal_point]]
id = "gy-ctu"
name = "Ada Example"
emails = ["ada.example@example.org", "ada at example", { address = "desk@example.org" }]
phones = [
    "+592 609 1250",
    "(868) 291-1251",
    "+592 609 1252 / 609 1253",
    { number = "0800 0911", type = "mobile", national = true, hours = "Mo-Fr 08:00-16:30" },
    { number = "911", type = "hotline", national = true, apps = ["whatsapp"] },
    { nummer = "ask the desk, 9 to 5", typ = "mobile" },
]
fax = "+592 609 1254"
address = "8 Example Lane, Kingston"
private_notes = \"\"\"
    Call her at home.
    Never write.
    \"\"\"
verified = 2026-03-02
"""
KNOWN = contacts(FILE, tomllib.loads(FILE))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # E-mail addresses: every one, whoever's.
        ("ada.example@example.org", "***.*******@*******.***"),
        ("no key 'ada@example.org'", "no key '***@*******.***'"),
        ("mailto:ADA@EXAMPLE.ORG.", "******:***@*******.***."),
        ("ada@@example.org", "***@@*******.***"),
        ("ada\uff20example.org", "***\uff20*******.***"),
        ("ada@", "***@"),
        ("ada\\u0040example.org", "***\\************.***"),
        ("áda.exámple@exámple.org", "***.*******@*******.***"),
        # Numbers of the file, in any spelling.
        ("+592 609 1250", "+*** *** ****"),
        ("+5926091250", "+**********"),
        ("609 1250", "*** ****"),
        ("609-1250", "***-****"),
        ("(592) 609.1250", "(***) ***.****"),
        ("00592/609/1250", "*****/***/****"),
        ("+592\u00a0609\u00a01250", "+***\u00a0***\u00a0****"),
        ("+592\u202f609\u20111250", "+***\u202f***\u2011****"),
        ("+592\u200b609\u200b1250", "+***\u200b***\u200b****"),
        ("\u0666\u0660\u0669 \u0661\u0662\u0665\u0660", "*** ****"),
        ("\uff16\uff10\uff19\uff11\uff12\uff15\uff10", "*******"),
        ("609 1250 ext. 12", "*** **** ext. 12"),
        ("+1 868 291 1251", "+* *** *** ****"),
        ("609 1252 and 609 1253", "*** **** and *** ****"),
        ("+592 609 1252/53, 609 1250 12", "+*** *** ****/**, *** **** **"),
        ("609 1254", "*** ****"),
        # Short ones, as they are.
        ("0800-0911 or 911", "****-**** or ***"),
        ("gy-911", "gy-***"),
        # What stands where a contact belongs, and looks like none.
        ('neither "ada at example" nor another', 'neither "*** ** *******" nor another'),
        ("ask the desk, 9 to 5", "*** *** ****, * ** *"),
        ("8 Example Lane, Kingston", "* ******* ****, ********"),
        ("Call her at home. Never write.", "**** *** ** ****. ***** *****."),
        # Everything else.
        ("ada at examples", "ada at examples"),
        ("mobile, whatsapp, Mo-Fr 08:00-16:30", "mobile, whatsapp, Mo-Fr 08:00-16:30"),
        ("last confirmed 821 days ago", "last confirmed 821 days ago"),
        ("'since' is 2026-03-02", "'since' is 2026-03-02"),
        ("georgetown-2019", "georgetown-2019"),
        ("Ada Example, Kingston", "Ada Example, Kingston"),
        ("two @ signs", "two @ signs"),
        ("+592 609 1299", "+592 609 1299"),
        ("609 12", "609 12"),
        ("", ""),
    ],
)
def test_contacts_are_masked_in_words_and_nothing_else_is(text: str, masked: str) -> None:
    assert KNOWN.masked(text) == masked


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ('phone = "+592 609 1299"  # or 609 1298', 'phone = "+*** *** ****"  # or *** ****'),
        ("tel 12345", "tel *****"),
        ("ext 1234", "ext 1234"),
        ("[5926091299, 5926091298]", "[**********, **********]"),
        ('"bea at example.org"', '"*** ** *******.***"'),
        ('"bea(at)example.org"', '"***(**)*******.***"'),
        ('"bea [arroba] example.org"', '"*** [******] *******.***"'),
        ("closed at noon", "closed at noon"),
        ("since = 2022-09-01 # 2019-03", "since = 2022-09-01 # 2019-03"),
        ("2022-09-011", "****-**-***"),
        (
            'uid = "43ea73a8-87c6-4c14-bd6c-5bfc836ae37e"',
            'uid = "43ea73a8-87c6-4c14-bd6c-5bfc836ae37e"',
        ),
    ],
)
def test_what_may_be_a_contact_is_masked_in_a_line(line: str, masked: str) -> None:
    assert KNOWN.masked_line(line) == masked


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_stays_readable_unless_the_file_has_it(example: str) -> None:
    words = f'write it as "{example}"'
    assert Contacts().masked_line(words) == words
    for raw in ({"emails": [example]}, {"phones": [example]}):
        known = contacts("", {"focal_point": [raw]})
        assert example not in known.masked_line(words)


def test_the_examples_are_those_that_help_gives() -> None:
    fault = emails.fault("nobody")
    assert fault is not None
    helps = [fault.help, phones.fault("?", "").help]
    assert all(any(example in help_ for help_ in helps) for example in EXAMPLES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('emails = ["ada at example', "ada at example"),
        ("  phones = [{ number = '+592 6O9 1250', hours = \"Mo 08:00-16:30\" }", "+592 6O9 1250"),
        ('address = "8 Example Lane', "8 Example Lane"),
        ('private_notes = "Call her at home." # why', "Call her at home."),
    ],
)
def test_contacts_of_a_file_that_is_not_toml_are_found_line_by_line(text: str, words: str) -> None:
    known = contacts(f"[[focal_point]]\n{text}\n")
    assert not known.masked(words).strip("*,. +'")
    assert known.masked("Mo 08:00-16:30, why, number") == "Mo 08:00-16:30, why, number"


def test_contacts_in_escapes_and_in_keys_are_known_too() -> None:
    text = 'country = "+592\\t609\\t1255"\n"609 1256" = 1\nphones = [5926091257]\n'
    known = contacts(text, tomllib.loads(text))
    assert known.masked("609 1255, 609 1256, 609 1257") == "*** ****, *** ****, *** ****"


def test_a_date_where_a_number_belongs_is_masked_like_one() -> None:
    known = contacts("", {"phones": ["2026-03"]})
    assert known.masked("2026-03") == "****-**"
    assert known.masked("2026-04") == "2026-04"


def test_the_contacts_of_two_files_are_masked_together() -> None:
    both = contacts("609 1250", {}) | contacts("609 1251", {}) | Contacts()
    assert both.masked("609 1250, 609 1251") == "*** ****, *** ****"
    assert both.masked("609 1252") == "609 1252"


def test_of_two_odd_texts_the_longer_is_masked() -> None:
    known = contacts("", {"emails": ["ada at example", "ada at example dot org"]})
    assert known.masked("ada at example dot org") == "*** ** ******* *** ***"
    assert known.masked("ada at example ada at example") == "*** ** ******* *** ** *******"


LOCAL = st.text("abcdefghijklmnopqrstuvwxyzáéñü0123456789._+-", min_size=1, max_size=20)
EMAIL = st.builds("{}@{}.{}".format, LOCAL, LOCAL, st.sampled_from(["org", "gov.gy", "int"]))
NATIONAL = st.text("0123456789", min_size=7, max_size=10)
CODE = st.sampled_from(["", "+592 ", "+1-868-", "00592", "(868) ", "+599\u00a0"])
GAP = st.sampled_from(["", " ", "-", ".", "\u00a0", " - ", ") ", "/", "\u2011", "\u202f"])
AROUND = st.sampled_from(["", " ", "'", '"', ": ", " (", "; ", "\u00a0", "é ", "see "])


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """Write a number with any country code and gaps."""
    digits = draw(NATIONAL)
    return spelt(draw, digits)


def spelt(draw: st.DrawFn, digits: str) -> str:
    first, gap = digits[:3], draw(GAP)
    return draw(CODE) + first + gap + digits[3:5] + draw(GAP) + digits[5:]


@given(EMAIL, AROUND, AROUND, st.booleans())
def test_no_address_survives(email: str, before: str, after: str, is_line: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
    text = f"{before}{email}{after}"
    known = Contacts()
    masked = known.masked_line(text) if is_line else known.masked(text)
    assert email not in masked
    assert "@" in masked
    assert len(masked) == len(text)


@given(st.data(), AROUND, AROUND)
def test_no_number_survives_in_another_spelling(
    data: st.DataObject, before: str, after: str
) -> None:
    digits = data.draw(NATIONAL)
    written, other = (data.draw(st.composite(spelt)(digits)) for _ in range(2))
    for raw in ({"phones": [written]}, {"xyzzy": written}, {"phones": [{"number": written}]}):
        text = f"{before}{other}{after}"
        masked = contacts("", raw).masked(text)
        assert not any(char.isdigit() for char in masked)
        assert len(masked) == len(text)


@given(st.text(), st.lists(st.one_of(EMAIL, spellings(), st.text())))
def test_masking_keeps_the_length_and_is_done_once(text: str, given_: list[str]) -> None:
    known = contacts(text, {"emails": given_})
    for mask in (known.masked, known.masked_line):
        masked = mask(text)
        assert len(masked) == len(text)
        assert mask(masked) == masked


@given(st.lists(st.one_of(EMAIL, spellings()), min_size=1), st.text())
def test_no_contact_of_a_file_is_in_a_masked_line(given_: list[str], between: str) -> None:
    line = between.join(given_)
    masked = contacts("", {"emails": given_}).masked_line(line)
    assert all(contact not in masked for contact in given_)


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "a@", "a at ", "a at.", "1----", "2026-03-", "ab12cd34-"],
)
def test_a_line_of_twenty_times_the_length_takes_about_twenty_times_as_long(piece: str) -> None:
    short, long = (_seconds(piece * (size // len(piece))) for size in (20_000, 400_000))
    # The square of it would be four hundred times.
    assert long < 100 * short


def _seconds(line: str) -> float:
    start = time.process_time()
    known = contacts(line, {"emails": [line]}) | contacts(f"emails = {line}")
    assert len(known.masked_line(line)) == len(line)
    return time.process_time() - start


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('name = "Ada Example"', 'name = "Ada Example"'),
        ("[[focal_point]]", "[[focal_point]]"),
        ("verified = 2026-03-02", "verified = 2026-03-02"),
        ('unit = "Unit" # ask for Zebulon', 'unit = "****" # *** *** *******'),
        ('    "+1\ufffd876\ufffd234\ufffd5678",', '    "+*\ufffd***\ufffd***\ufffd****",'),
        ('adress = "12 Hidden Street"', 'adress = "** ****** ******"'),
        ('address: "12 Hidden Street"', '*******: "** ****** ******"'),
        ("address = “12 Hidden Street”", "address = “** ****** ******”"),
        ("second line of a note", "****** **** ** * ****"),
        ('correo = "ada (arroba) example"', 'correo = "*** (******) *******"'),
        ('emails = ["ada"@example.org]', 'emails = ["***"@*******.***]'),
    ],
)
def test_a_log_shows_of_a_line_only_what_is_known_to_hold_no_contact(line: str, shown: str) -> None:
    assert contacts("").masked_excerpt(line) == shown


@pytest.mark.parametrize(
    ("help_", "key", "shown"),
    [
        ('write "ada@example.org"', "emails", 'write "***@*******.***"'),
        ("write emails = ['ada\"@x.org']", "country", "write emails = ['***\"@*.***']"),
        ('write address = "12 Hidden Street"', "country", 'write address = "** ****** ******"'),
        ('write country = "Guyana"', "country", 'write country = "Guyana"'),
        ('write it as "+592 ### ####"', "phones", 'write it as "+592 ### ####"'),
        ('write it as "+1 868 ### ####"', "phones", 'write it as "+1 868 ### ####"'),
        ('write "+592 609 12##"', "phones", 'write "+*** *** **##"'),
        ("did you mean Guyana?", "country", "did you mean Guyana?"),
    ],
)
def test_a_log_shows_of_help_what_is_not_the_entrys_own(help_: str, key: str, shown: str) -> None:
    assert contacts("").masked_advice(help_, is_private=key in PRIVATE) == shown
