"""Hostile texts and entries, for the tests of the output formats."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from cmcct.model.entities import APPS, VERIFIED_VIA, FocalPoint
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.reference.countries import all_countries

# Texts that have broken a format or a reader, or were made to.
TEXTS = (
    "Núñez-Ångström 李明",
    "👩🏽\u200d🚒 e\u0301\u0302 \U0001f3f3\ufe0f\u200d🌈",
    "a, b; c: d",
    "back\\slash \\n \\, \\; \\N \\\\",
    "first\nsecond\n\nlast",
    "x\r\nTEL:+15550100",
    "x\nEND:VCARD\nBEGIN:VCARD",
    "\u2028line\u2029para\x85next\x0bvt\x0cff\x1cfs\x00nul\x1b[31mred",
    "é" * 300,
    "👩\u200d👩\u200d👧\u200d👦" * 40,
    "e" + "\u0301" * 200,
    "[bold]rich[/bold] [link=https://example.org]x[/link]",
    '=HYPERLINK("https://example.org","x")',
    "+1;=1+1\t@x",
    "-1",
    "@SUM(A1)",
    "she said \"yes\", 'no'",
    "tab\tstop",
    "bom\ufeffinside",
    "\ufeff",
    " leading and trailing ",
    "=C3=A9=",
    "\u202eright to left\u2066",
    "{braces} %s %n $x",
    "<b>&amp;</b>",
)

# Surrogates cannot be encoded in UTF-8.
_TEXT = st.sampled_from(TEXTS) | st.text(max_size=120)
# ical.js removes backslashes from telephone numbers.
_DIALLED = _TEXT.filter(lambda text: "\\" not in text)
_ADDRESSES = st.sampled_from(("ctu@example.org", "o'Ex+1/ä@exämple.org", "A@EXAMPLE.org"))
_NUMBERS = st.sampled_from(("+592 609 1234", "+1 868 291 1234", "+599 715 1234", "+31 20 123 4567"))
_SHARING = st.sampled_from(AUDIENCES)


def _words(facet: str) -> st.SearchStrategy[str]:
    return st.sampled_from(vocabulary.slugs(facet))


def _lists(items: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(items, max_size=3)


def _tables(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return tables with the first key of `values` and any subset of the others."""
    first = next(iter(values))
    rest = {key: value for key, value in values.items() if key != first}
    return st.fixed_dictionaries({first: values[first]}, optional=rest)


_PHONES = _tables(
    number=_NUMBERS,
    type=_words("phone"),
    ext=_DIALLED,
    apps=_lists(st.sampled_from(APPS)),
    hours=_TEXT,
    sharing=_SHARING,
)
_NATIONAL = _tables(number=_DIALLED, national=st.just(value=True), ext=_DIALLED)
_COUNTRIES = st.sampled_from([country.name for country in all_countries()])
_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.from_regex(r"\A[a-z0-9]{1,9}(-[a-z0-9]{1,9})?\Z"),
    "formerly": _lists(_TEXT),
    "merged": _lists(_TEXT),
    "country": _COUNTRIES,
    **dict.fromkeys(
        ("name", "honorific", "family_name", "title", "organisation", "unit", "address"), _TEXT
    ),
    **dict.fromkeys(("city", "hours", "notes", "private_notes"), _TEXT),
    "website": _TEXT.map("https://example.org/{}".format),
    "body": _words("body"),
    "role": _words("role"),
    "sectors": _lists(_words("sector")),
    "languages": _lists(st.sampled_from(("en", "es", "pap", "zh-Hant-TW")) | _TEXT),
    "emails": _lists(_TEXT | _ADDRESSES | _tables(address=_ADDRESSES | _TEXT, sharing=_SHARING)),
    "phones": _lists(_DIALLED | _NUMBERS | _PHONES | _NATIONAL),
    "timezone": st.sampled_from(("America/Guyana", "America/Santiago", "Asia/Kathmandu")) | _TEXT,
    "covers": _lists(_COUNTRIES),
    "working_groups": _lists(st.sampled_from(("venezuela", "islands")) | _TEXT),
    "validates": _lists(st.sampled_from(("venezuela", "islands")) | _TEXT),
    "meetings": _lists(st.sampled_from(("georgetown-2019",)) | _TEXT),
    "status": _words("status"),
    **dict.fromkeys(("since", "until", "verified"), st.dates()),
    "verified_via": st.sampled_from(VERIFIED_VIA),
    "sharing": _SHARING,
}


def misspelt(values: Sequence[str], signs: Sequence[str]) -> st.SearchStrategy[str]:
    """Return values with one to three typos: a sign is missing, replaced or inserted."""
    typos = st.tuples(st.integers(0, 60), st.integers(0, 1), st.sampled_from(("", *signs)))
    slips = st.lists(typos, min_size=1, max_size=3)
    return st.builds(_with_slips, st.sampled_from(values), slips)


def _with_slips(text: str, slips: list[tuple[int, int, str]]) -> str:
    for position, length, sign in slips:
        start = position % (len(text) + 1)
        text = text[:start] + sign + text[start + length :]
    return text


def points(*, only: Sequence[str] = ()) -> st.SearchStrategy[FocalPoint]:
    """Return entries that the model accepts, with random values; fields in `only` are filled."""
    filled = {key: _FIELDS[key] for key in ("id", *only)}
    rest = {key: value for key, value in _FIELDS.items() if key not in filled}
    return st.fixed_dictionaries(filled, optional=rest).map(FocalPoint.model_validate)
