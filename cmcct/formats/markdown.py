"""Markdown (CommonMark), to be read on GitHub or GitLab, in a mail as it is, or through pandoc.

What an entry says stays text: nothing of it is markup, a tag, a picture or a link, but that GitHub
lets people write to any e-mail address that it sees.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from cmcct import urls, vocabulary
from cmcct.controls import one_line
from cmcct.formats import heads
from cmcct.formats.columns import HEADINGS, readable
from cmcct.formats.said import described, office, only
from cmcct.model import FocalPoint, Phone
from cmcct.sharing import Extract
from cmcct.wording import Wording

CANNOT_CARRY = {"family_name": "a name stands as the person writes it"}

_FIRST = ("role", "sectors", "body")
_FURTHER = (
    *("languages", "hours", "timezone", "address", "city", "covers", "working_groups", "meetings"),
    *("status", "since", "until", "verified", "verified_via", "sharing"),
    *("notes", "private_notes", "id", "formerly", "merged"),
)
_BREAK = "  \n  "  # between the lines of an item of a list
# What may be markup anywhere, in tables, formulas, citations and attributes of some dialects too,
# and what some make a link, a picture or a mention of.
_MARKUP = re.compile(
    r"[\\`*\[\]<>|~$^{}]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w)|(?<!\S)#|(?<!\w)@"
    r"|(?<=\w):(?=//)|:(?=[a-z_+-][\w+-]*:)|(?<=\bwww)\.",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"\A(\d{0,9})([+\-=:.)])")  # of a line
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*")
_WEBSITE = re.compile("https?://[!-;=?-~]+")
_NUMBER = re.compile(r"\+\d+")


def dump(extract: Extract, words: Wording) -> str:
    """Write an extract in the language of `words`: by country, then the groups and meetings."""
    return "\n\n".join(_blocks(extract, words)) + "\n"


def _blocks(extract: Extract, words: Wording) -> Iterator[str]:
    yield f"# {plain(extract.about.name or extract.marking)}"
    yield " · ".join(_about(extract, words))
    if held := [*heads.withheld(extract, words)]:
        yield _BREAK.join(held)

    def country(point: FocalPoint) -> str:
        return words.of(point.country)

    in_order = sorted(extract.focal_points, key=lambda point: words.key(country(point)))
    for name, points in groupby(in_order, key=country):
        yield f"## {plain(name)}"
        for point in points:
            yield from _entry(point, extract, words)
    if extract.gone or extract.withdrawn:
        yield f"## {plain(words.of(heads.GONE))}"
        gone = ((point.label, plain(office(point, words))) for point in extract.gone)
        nameless = (f"- {plain(words.of(line))}" for line in heads.withdrawn(extract.withdrawn))
        yield "\n".join([*(_item(name, [said], words) for name, said in gone), *nameless])
    for heading, records in (
        ("working_groups", extract.groups_joined),
        ("meetings", extract.meetings_attended),
    ):
        if records:
            yield f"## {plain(words.of(HEADINGS[heading]))}"
            known = ((r.name or r.id, "\n".join(heads.known(r, words))) for r in records)
            yield "\n".join(_item(name, _lines(text), words) for name, text in known)
    yield f"**{extract.marking}**"


def _about(extract: Extract, words: Wording) -> Iterator[str]:
    """Yield the label, of which day the list is, and where to send corrections."""
    yield f"**{extract.marking}**"
    yield heads.edition(extract, words)
    if corrections := heads.corrections(_address(extract.about.contact), words):
        yield corrections


def _entry(point: FocalPoint, extract: Extract, words: Wording) -> Iterator[str]:
    yield f"### {plain(f'{point.honorific} {point.label}')}"
    offices = (text for text in (point.unit, point.organisation) if text != point.label)
    if seat := plain(", ".join(filter(None, (point.title, *offices)))):
        yield _begun(seat)
    yield "\n".join(_rows(point, extract, words))


def _rows(point: FocalPoint, extract: Extract, words: Wording) -> Iterator[str]:
    """Yield what is known of an entry, an item of a list each."""
    yield from _columns(_FIRST, point, extract, words)
    for phone in point.phones:
        kind = words.of(vocabulary.term("phone", phone.type))
        number = _phone(phone, point, words)
        yield _item(kind, [number + _only(phone.sharing, words)], words)
    for email in point.emails:
        address = _address(email.address) + _only(email.sharing, words)
        yield _item(words.of(HEADINGS["email"]), [address], words)
    if held := heads.withheld_of(point, extract, words):
        yield f"- {held}"
    if point.website:
        yield _item(words.of(HEADINGS["website"]), [_website(point.website)], words)
    yield from _columns(_FURTHER, point, extract, words)


def _columns(
    names: Iterable[str], point: FocalPoint, extract: Extract, words: Wording
) -> Iterator[str]:
    for name in names:
        if name == "status" and point.status == "active":
            continue
        if texts := readable(point, name, extract, words):
            yield _item(words.of(HEADINGS[name]), _lines("; ".join(texts)), words)


def _item(label: str, texts: Iterable[str], words: Wording) -> str:
    """Write an item of a list: a label, and the lines of what is said under it."""
    bold = f"**{plain(label) or '-'}**"
    text = _BREAK.join(filter(None, texts))
    said = words.say("{label}: {text}", label=bold, text=text) if text else bold
    return f"- {said}"


def _only(sharing: str | None, words: Wording) -> str:
    said = only(sharing, words)
    return f" ({plain(said)})" if said else ""


def _phone(phone: Phone, point: FocalPoint, words: Wording) -> str:
    """Write a number, as a link where it can be called from everywhere."""
    text = plain(described(phone, point.country, words))
    if phone.national or not _NUMBER.fullmatch(phone.dialled):
        return text
    shown = plain(phone.grouped)
    return text.replace(shown, f"[{shown}](tel:{phone.dialled})", 1)


def _address(address: str) -> str:
    """Write an e-mail address as a link, as text where it cannot be one."""
    return f"<{address}>" if _ADDRESS.fullmatch(address) else plain(address)


def _website(website: str) -> str:
    url = urls.encoded(website)
    return f"<{url}>" if _WEBSITE.fullmatch(url) else plain(website)


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, the second and those after it as lines may begin."""
    for number, line in enumerate(filter(None, map(plain, text.split("\n")))):
        yield _begun(line) if number else line


def plain(text: str) -> str:
    """Write a text on one line so that it is read as it is."""
    return _MARKUP.sub(r"\\\g<0>", one_line(text).strip())


def _begun(line: str) -> str:
    """Write a line so that it begins nothing but a paragraph."""
    return _BEGINNING.sub(r"\1\\\2", line)
