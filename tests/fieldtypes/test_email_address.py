"""E-mail addresses: validation and its messages."""

import re
import subprocess
import sys
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from cmcct.fieldtypes import email_address
from tests.support.cases import each
from tests.support.hostile import misspelt


def test_a_text_of_any_length_is_answered_at_once() -> None:
    for text in ("a" * 9000 + "@example.org", " " * 90_000 + "x", "a@" * 30_000):
        assert email_address.check_email(text) == ("too long", "write name@example.org")


@given(
    st.lists(st.from_regex(r"[^\s@]+@[^\s@]+", fullmatch=True), min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(["subject", "body", "cc"]), st.text(min_size=1), max_size=3),
)
def test_link_has_these_recipients_and_headers_only(
    addresses: list[str], headers: dict[str, str]
) -> None:
    link = email_address.mail_link(*addresses, "no address", **headers)
    assert link.isascii()
    assert " " not in link
    scheme, _, path, query, fragment = urlsplit(link)
    assert (scheme, fragment) == ("mailto", "")
    assert [*map(unquote, path.split(","))] == addresses
    assert dict(parse_qsl(query.replace("+", "%2B"), strict_parsing=bool(query))) == headers


def test_text_without_address_is_no_link() -> None:
    for text in ("", "room 12", "@example.org", "a@", "a b@example.org", "a@b@c"):
        assert email_address.mail_link(text, subject="x") == ""


UNKNOWN = "write name@example.org"
ADA = 'write "ada@example.org"'
ACCEPTED = (
    "ada@example.org",
    "ADA@EXAMPLE.ORG",
    "x@health.example",
    "ada.example+list_1@a-b.health.example",
    "o'example@example.org",
    "josé@example.org",
    "ada@exämple.org",
    "ада@example.org",
    "a@xn--exmple-cua.org",
)
FAULTS = (
    ("", "no text in it", UNKNOWN),
    ("  ", "no text in it", UNKNOWN),
    ("ada", "no @ sign", UNKNOWN),
    ("example.org", "no @ sign", UNKNOWN),
    ("www.example.org", "a website, which belongs in website", UNKNOWN),
    ("http://example.org/ada", "a website, which belongs in website", UNKNOWN),
    ("https://ada@example.org", "http:// in front", ADA),
    ("ada(at)example.org", "no @ sign", ADA),
    ("ada [at] example [dot] org", "no @ sign", ADA),
    ("ada at example dot org", "no @ sign", ADA),
    ("ada arroba example punto org", "no @ sign", ADA),
    ("ask at the desk", "no @ sign", UNKNOWN),
    ("ada@@example.org", "two @ signs", ADA),
    ("ada@b@example.org", "two @ signs", UNKNOWN),
    (" ada@example.org", "a space in it", ADA),
    ("ada@example.org\n", "a space in it", ADA),
    ("ada @example.org", "a space in it", ADA),
    ("ada@ example .org", "a space in it", ADA),
    ("ada maria@example.org", "a space in it", UNKNOWN),
    ("ada@example.org, x", "a space in it", UNKNOWN),
    ("ada@example.org ,x", "a space in it", UNKNOWN),
    ("ada@example.org ,", "a space in it", ADA),
    ("Ada at ada@example.org", "a space in it", UNKNOWN),
    ("ada\u200b@example.org", "an invisible character", ADA),
    ("\u202aada@example.org\u202c", "an invisible character", ADA),
    ("ada\x07@example.org", "an invisible character", ADA),
    ("ada\uff20example.org", "a full-width character", ADA),
    ("ada@example。org", "a full-width character", ADA),
    ("ａda@example.org", "a full-width character", ADA),  # noqa: RUF001
    ("o\u2019example@example.org", "a curly apostrophe", 'write "o\'example@example.org"'),
    ("“ada@example.org”", "quotation marks around it", ADA),
    ("'ada@example.org'", "quotation marks around it", ADA),
    ("<ada@example.org>", "brackets around it", ADA),
    ("Ada <ada@example.org>", "a name around the address", ADA),
    ("Ada Example (ada@example.org)", "a name around the address", ADA),
    ("mailto:ada@example.org", "mailto: in front", ADA),
    ("mailto:ada@example,org ", "mailto: in front", ADA),
    ("http://ada@example.org", "http:// in front", ADA),
    ("E-mail: ada@example.org", "words in front of it", ADA),
    ("ada@example,org", "a comma instead of a dot", ADA),
    ("ada,b@example.org", "a comma instead of a dot", 'write "ada.b@example.org"'),
    ("ada@example.org.", 'a "." at the end', ADA),
    ("ada@example.org,", 'a "," at the end', ADA),
    ("ada@example.org;", 'a ";" at the end', ADA),
    ("ada@example.org/", 'a "/" at the end', ADA),
    (".ada@example.org", "a dot at the start", ADA),
    ("ada@example..org", "two dots in a row", ADA),
    ("ada.@example.org", "a dot beside the @", ADA),
    ("ada@.example.org", "a dot beside the @", ADA),
    ("@example.org", "nothing before or after the @", UNKNOWN),
    ("ada@", "nothing before or after the @", UNKNOWN),
    ("ada@example", "the domain has no dot", UNKNOWN),
    ("ada@localhost", "the domain has no dot", UNKNOWN),
    ("ada@office.local", "this domain cannot receive mail", UNKNOWN),
    ("ada@office.test", "this domain cannot receive mail", UNKNOWN),
    ("ada@office.INVALID", "this domain cannot receive mail", UNKNOWN),
    ("ada@192.0.2.1", "the domain ends in a digit", UNKNOWN),
    ("ada@ex_ample.org", "a _ in the domain", UNKNOWN),
    ("ada@ex!ample.org", "an invalid character", UNKNOWN),
    ("ada\\b@example.org", "an invalid character", UNKNOWN),
    ("☎ada@example.org", "an invalid character", UNKNOWN),
    ("ada@-example.org", "a hyphen at the start or end of the domain", UNKNOWN),
    ("ada@ab--c.org", "not an e-mail address", UNKNOWN),
    (f"{'a' * 300}@example.org", "too long", UNKNOWN),
    (
        "a@example.org; b@example.org",
        "several addresses in one",
        'write "a@example.org", "b@example.org"',
    ),
    (
        "a@example.org/b@example.org",
        "several addresses in one",
        'write "a@example.org", "b@example.org"',
    ),
    (
        "Ada <a@example.org>, Bo <b@example.org>",
        "several addresses in one",
        'write "a@example.org", "b@example.org"',
    ),
    (
        "a@example.org b@example.org or c@example.org",
        "several addresses in one",
        'write "a@example.org", "b@example.org", "c@example.org"',
    ),
    ("a@example.org; b@example", "a space in it", UNKNOWN),
)
PIECES = (
    "ada",
    "é",
    "@",
    ".",
    ",",
    ";",
    " ",
    "example",
    "org",
    "<",
    ">",
    "mailto:",
    "test",
    "-",
    "(at)",
)


@each("address", ACCEPTED)
def test_an_address_that_mail_reaches_has_no_fault(address: str) -> None:
    assert email_address.check_email(address) is None


@each(("address", "detail", "hint"), FAULTS)
def test_fault_is_named_and_mended_if_possible(address: str, detail: str, hint: str) -> None:
    assert email_address.check_email(address) == (detail, hint)


@given(st.text() | misspelt((*ACCEPTED, "a@example.org; b@example.org"), PIECES))
def test_any_text_is_accepted_or_has_a_fault(text: str) -> None:
    fault = email_address.check_email(text)
    if fault is not None:
        assert all(fault)
        assert all(
            email_address.check_email(shown) is None for shown in re.findall('"(.*?)"', fault.hint)
        )


PLAIN = st.from_regex(email_address.PLAIN, fullmatch=True)
PARTS = st.lists(
    st.sampled_from(("a", "B", "0", "-", ".", "_", "+", "xn--", "test", "local")), min_size=1
)


@pytest.mark.sweep
@given(PLAIN | st.tuples(PARTS, PARTS).map(lambda two: "@".join("".join(part) for part in two)))
def test_library_accepts_every_plain_address(address: str) -> None:
    if email_address.PLAIN.fullmatch(address):
        validate_email(address, check_deliverability=False)


@given(st.lists(st.sampled_from(("a", "B", "0", "-", ".", "@", '"', "<", ">", " ", "(", ","))))
def test_library_rejects_every_text_without_exactly_one_at_sign(parts: list[str]) -> None:
    text = "".join(parts)
    if text.count("@") != 1:
        with pytest.raises(EmailNotValidError):
            validate_email(text, check_deliverability=False)


def test_two_at_signs_are_found_without_the_library() -> None:
    # It takes 30 ms to load.
    code = (
        "import sys; from cmcct.fieldtypes.email_address import check_email;"
        "print(check_email('ada@@example.org').hint); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    hint, loaded = done.stdout.splitlines()
    assert hint == ADA
    assert "email_validator" not in loaded.split()


def test_ordinary_addresses_are_accepted() -> None:
    assert {
        email_address.check_email(f"ada.example{n}@unit.health.example") for n in range(6000)
    } == {None}
