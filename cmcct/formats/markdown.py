"""Markdown (CommonMark), for GitHub and GitLab, mails and pandoc.

Texts of entries are escaped: none becomes markup, a tag, a picture or a link, except that GitHub
links every e-mail address.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from cmcct.fieldtypes import web_address
from cmcct.formats.shared import list_header
from cmcct.formats.shared.columns import HEADINGS, readable_texts
from cmcct.formats.shared.phrases import (
    describe_audience,
    describe_phone,
    format_office,
    tel_link,
)
from cmcct.i18n.messages import Translator
from cmcct.model.entities import FocalPoint, Phone
from cmcct.model.fields import complete
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.text.control_chars import to_one_line

CANNOT_CARRY = {"family_name": "a name stands as the person writes it"}

_FIRST = ("role", "sectors", "body")
_IN_HEADING = ("country", "name", "title", "unit", "organisation")
_FURTHER = complete(
    (
        *("languages", "hours", "timezone", "address", "city", "covers", "working_groups"),
        *("meetings", "status", "since", "until", "verified", "verified_via", "sharing"),
        *("notes", "private_notes", "id", "formerly", "merged"),
    ),
    *(*_FIRST, *_IN_HEADING, "phones", "emails", "website"),
)
_BREAK = "  \n  "  # between the lines of a list item
# Characters that are markup anywhere, including tables, formulas, citations and attributes of some
# dialects, and those that start automatic links, emoji or mentions.
_MARKUP = re.compile(
    r"[\\`*\[\]<>|~$^{}]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w)|(?<!\S)#|(?<!\w)@"
    r"|(?<=\w):(?=//)|:(?=[a-z_+-][\w+-]*:)|(?<=\bwww)\.",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"\A(\d{0,9})([+\-=:.)])")  # at the start of a line
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*")
_WEBSITE = re.compile("https?://[!-;=?-~]+")


def dump(view: AudienceView, translator: Translator) -> str:
    """Return a view in the language of `translator`.

    By country, then the groups and meetings.
    """
    return "\n\n".join(_blocks(view, translator)) + "\n"


def _blocks(view: AudienceView, translator: Translator) -> Iterator[str]:
    yield f"# {escape_markdown(view.info.name or view.marking)}"
    yield " · ".join(_about(view, translator))
    if held := [*list_header.describe_withheld(view, translator)]:
        yield _BREAK.join(held)

    def country(point: FocalPoint) -> str:
        return translator.translate(point.country)

    in_order = sorted(view.focal_points, key=lambda point: translator.collation_key(country(point)))
    for name, points in groupby(in_order, key=country):
        yield f"## {escape_markdown(name)}"
        for point in points:
            yield from _entry(point, view, translator)
    if view.removed or view.withdrawn:
        yield f"## {escape_markdown(translator.translate(list_header.REMOVED_HEADING))}"
        gone = (
            (point.label, escape_markdown(format_office(point, translator)))
            for point in view.removed
        )
        nameless = (
            f"- {escape_markdown(translator.translate(line))}"
            for line in list_header.describe_withdrawn(view.withdrawn)
        )
        yield "\n".join([*(_item(name, [text], translator) for name, text in gone), *nameless])
    for heading, records in (
        ("working_groups", view.groups_joined),
        ("meetings", view.meetings_attended),
    ):
        if records:
            yield f"## {escape_markdown(translator.translate(HEADINGS[heading]))}"
            known = (
                (r.name or r.id, "\n".join(list_header.describe_record(r, translator)))
                for r in records
            )
            yield "\n".join(_item(name, _lines(text), translator) for name, text in known)
    yield f"**{view.marking}**"


def _about(view: AudienceView, translator: Translator) -> Iterator[str]:
    """Yield the label, the edition, and the address for corrections."""
    yield f"**{view.marking}**"
    yield list_header.format_edition(view, translator)
    if corrections := list_header.format_corrections(_address(view.info.contact), translator):
        yield corrections


def _entry(point: FocalPoint, view: AudienceView, translator: Translator) -> Iterator[str]:
    yield f"### {escape_markdown(point.full_label)}"
    offices = (text for text in (point.unit, point.organisation) if text != point.label)
    if seat := escape_markdown(", ".join(filter(None, (point.title, *offices)))):
        yield _escape_start(seat)
    yield "\n".join(_rows(point, view, translator))


def _rows(point: FocalPoint, view: AudienceView, translator: Translator) -> Iterator[str]:
    """Yield a list item per field of an entry."""
    yield from _columns(_FIRST, point, view, translator)
    for phone in point.phones_to_try:
        kind = translator.translate(vocabulary.get_term("phone", phone.type))
        number = _phone(phone, point, translator)
        yield _item(kind, [number + _only(phone.sharing, translator)], translator)
    for email in point.emails:
        address = _address(email.address) + _only(email.sharing, translator)
        yield _item(translator.translate(HEADINGS["email"]), [address], translator)
    if held := list_header.describe_withheld_of(point, view, translator):
        yield f"- {held}"
    if point.website:
        yield _item(
            translator.translate(HEADINGS["website"]), [_website(point.website)], translator
        )
    yield from _columns(_FURTHER, point, view, translator)


def _columns(
    names: Iterable[str], point: FocalPoint, view: AudienceView, translator: Translator
) -> Iterator[str]:
    for name in names:
        if name == "status" and point.status == "active":
            continue
        if texts := readable_texts(point, name, view, translator):
            label, text = translator.translate(HEADINGS[name]), translator.join_long(texts)
            yield _item(label, _lines(text), translator)


def _item(label: str, texts: Iterable[str], translator: Translator) -> str:
    """Return a list item: a label and lines of text."""
    bold = f"**{escape_markdown(label) or '-'}**"
    text = _BREAK.join(filter(None, texts))
    content = translator.gettext("{label}: {text}", label=bold, text=text) if text else bold
    return f"- {content}"


def _only(sharing: str | None, translator: Translator) -> str:
    audience = describe_audience(sharing, translator)
    return f" ({escape_markdown(audience)})" if audience else ""


def _phone(phone: Phone, point: FocalPoint, translator: Translator) -> str:
    """Return a number, as a link if it can be called from any country."""
    text = escape_markdown(describe_phone(phone, point.country, translator))
    link, shown = tel_link(phone), escape_markdown(phone.formatted)
    return text.replace(shown, f"[{shown}]({link})", 1) if link else text


def _address(address: str) -> str:
    """Return an e-mail address as a link, or as text if it is invalid in one."""
    return f"<{address}>" if _ADDRESS.fullmatch(address) else escape_markdown(address)


def _website(website: str) -> str:
    url = web_address.encode(website)
    return f"<{url}>" if _WEBSITE.fullmatch(url) else escape_markdown(website)


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, escaping the start of all but the first."""
    for number, line in enumerate(filter(None, map(escape_markdown, text.split("\n")))):
        yield _escape_start(line) if number else line


def escape_markdown(text: str) -> str:
    """Escape a text, on one line."""
    return _MARKUP.sub(r"\\\g<0>", to_one_line(text).strip())


def _escape_start(line: str) -> str:
    """Escape the start of a line, so that it begins nothing but a paragraph."""
    return _BEGINNING.sub(r"\1\\\2", line)
