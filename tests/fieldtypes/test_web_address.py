"""Web addresses: validation and its messages."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cmcct.diagnostics import Advice
from cmcct.fieldtypes import web_address
from tests.support.cases import each
from tests.support.hostile import misspelt


def test_an_address_of_any_length_is_answered_at_once() -> None:
    expected = ("too long", 'write "https://www.example.org"')
    assert web_address.check_url(" " * 90_000 + "x") == expected
    assert web_address.check_url("https://example.org/" + "x" * 3000) == expected


@each("url", ["https://policía.example.org", "https://polici\u0301a.example.org"])
def test_an_accent_may_be_a_mark_of_its_own(url: str) -> None:
    assert web_address.check_url(url) is None


UNKNOWN = 'write "https://www.example.org"'
SITE = 'write "https://example.org"'
MISSPELT = "http:// or https:// misspelt"
NEITHER = "neither http:// nor https://"
ACCEPTED = (
    "https://www.example.org",
    "http://example.org/a/b?c=d#e",
    "HTTPS://Example.ORG/",
    "https://example.org:8080/",
    "https://example.org?x",
    "https://exämple.org/ñ",
    "https://xn--exmple-cua.org",
    "https://a-b.example.org/@unit",
)
FAULTS = (
    ("", "no text in it", UNKNOWN),
    ("example.org", "no https:// in front", SITE),
    ("www.example.org/a", "no https:// in front", 'write "https://www.example.org/a"'),
    ("www.example,org", "no https:// in front", 'write "https://www.example.org"'),
    ("example.org:80", "no https:// in front", 'write "https://example.org:80"'),
    ("//example.org", "no https:// in front", SITE),
    ("http//example.org", MISSPELT, 'write "http://example.org"'),
    ("https:/example.org", MISSPELT, SITE),
    ("https:example.org", MISSPELT, SITE),
    ("https:///example.org", MISSPELT, SITE),
    ("https//:example.org", MISSPELT, SITE),
    ("https;//example.org", MISSPELT, SITE),
    ("htpps://example.org", MISSPELT, SITE),
    ("htp://example.org", MISSPELT, 'write "http://example.org"'),
    ("https.example.org", MISSPELT, UNKNOWN),
    ("https:\\\\example.org", "a backslash instead of a slash", SITE),
    ("https://https://example.org", "http:// or https:// twice", SITE),
    ("https://", "nothing after http:// or https://", UNKNOWN),
    ("ftp://example.org", NEITHER, UNKNOWN),
    ("javascript:alert(1)", NEITHER, UNKNOWN),
    ("javascript://example.org/%0aalert(1)", NEITHER, UNKNOWN),
    ("data:text/html,x", NEITHER, UNKNOWN),
    ("file:///etc/example", NEITHER, UNKNOWN),
    ("mailto:ada@example.org", "an e-mail address", UNKNOWN),
    ("ada@example.org", "an e-mail address", UNKNOWN),
    ("https://ada:secret@example.org", "a name or password in it", UNKNOWN),
    ("https://example", "the domain has no dot", UNKNOWN),
    ("http://localhost/", "the domain has no dot", UNKNOWN),
    ("none", "the domain has no dot", UNKNOWN),
    ("https://a_b.example.org", "a _ in the domain", UNKNOWN),
    ("https://-a.example.org", "not a web address", UNKNOWN),
    (" https://example.org", "a space in it", SITE),
    ("https://example.org\n", "a space in it", SITE),
    ("https://example .org", "a space in it", SITE),
    ("https://example.org/a b", "a space in it", UNKNOWN),
    ("https://exam\u200bple.org", "an invisible character", 'write "https://example.org"'),
    ("https\uff1a//example.org", "a full-width character", SITE),
    ("“https://example.org”", "quotation marks around it", SITE),
    ("<https://example.org>", "brackets around it", SITE),
    ("Website: example.org", "words in front of it", SITE),
    ("https://example.org.", 'a "." at the end', SITE),
    ("https://example.org,", 'a "," at the end', SITE),
    ("https://example,org", "a comma instead of a dot", SITE),
    ("https://example..org", "two dots in a row", SITE),
    ("https://example.org/a|b", "an invalid character", UNKNOWN),
    ("https://a.example.org, https://b.example.org", "several addresses in one", UNKNOWN),
    ("www.example.org / www.example.com", "several addresses in one", UNKNOWN),
)
PIECES = (
    "http",
    "https",
    ":",
    "/",
    "//",
    "www.",
    "example",
    ".org",
    " ",
    ",",
    "@",
    "a",
    "\\",
    "javascript",
)


@each("url", ACCEPTED)
def test_a_complete_web_address_has_no_fault(url: str) -> None:
    assert web_address.check_url(url) is None


@each(("url", "detail", "hint"), FAULTS)
def test_fault_is_named_and_mended_if_possible(url: str, detail: str, hint: str) -> None:
    assert web_address.check_url(url) == (detail, hint)


@given(st.text() | misspelt(ACCEPTED, PIECES))
def test_any_text_is_accepted_or_has_a_fault(text: str) -> None:
    fault = web_address.check_url(text)
    if fault is None:
        assert re.match("(?i)https?://", text)
    else:
        assert all(
            web_address.check_url(shown) is None for shown in re.findall('"(.*?)"', fault.hint)
        )


# The start of an address as people write it, and its one correction.
STARTS = {
    "www.example.org": "https://www.example.org",
    "WWW.Example.ORG:8080": "https://WWW.Example.ORG:8080",
    "https//www.example,org": "https://www.example.org",
    "http:/www.example,org:80": "http://www.example.org:80",
    "https:\\\\www.example..org": "https://www.example.org",
    "https://www.policía .example.org.": "https://www.policía.example.org",
    "https\uff1a\uff0f\uff0fwww.example.org": "https://www.example.org",
    "//xn--exmple-cua.org,": "https://xn--exmple-cua.org",
    "https://https://example. org": "https://example.org",
}
TAILS = st.text(st.sampled_from("aZ09ñ,;.:_~|%!'()/\\?=&@# […\uff0d"), min_size=1, max_size=30)


def _fix(url: str) -> Advice | None:
    fault = web_address.check_url(url)
    return fault.hint if fault and isinstance(fault.hint, Advice) else None


@given(st.sampled_from([*STARTS]), st.sampled_from("/?#"), TAILS)
def test_fix_keeps_path_query_and_fragment(start: str, sign: str, text: str) -> None:
    tail = sign + text.strip()
    if advice := _fix(start + tail):
        assert advice.value == STARTS[start] + tail


@each("tail", ["/news,12", "/news.", "/a..b,", "?day=1,2,", "#a,b", "/a;b", "/(a)", "/it's"])
@each("start", STARTS)
def test_start_is_mended_before_any_path(start: str, tail: str) -> None:
    advice = _fix(start + tail)
    assert advice
    assert (advice.value, advice.is_safe) == (STARTS[start] + tail, True)
    around = _fix(f" <{start}{tail}> ")
    assert around
    assert around.value == STARTS[start] + tail


@each(
    "url",
    [
        "https://www.example.org/a b",
        "www.example.org\\a",
        "www.example.org\uff0c12",
        "www.example.org,12",
        "www.a.example.org/x;www.b.example.org/y",
        "www.ada:1@example.org/a,1",
    ],
)
def test_unclear_end_has_no_fix(url: str) -> None:
    assert web_address.check_url(url)
    assert not _fix(url)


def test_url_keeps_its_syntax_and_encodes_the_rest() -> None:
    assert web_address.encode("https://x.example/a,b;c/é?d=1#e") == (
        "https://x.example/a%2Cb%3Bc/%C3%A9?d=1#e"
    )
    assert web_address.encode("https://x.example/100%/%C3%A9") == "https://x.example/100%25/%C3%A9"
