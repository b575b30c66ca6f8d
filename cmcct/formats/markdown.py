"""Markdown (CommonMark), for GitHub and GitLab, phones and pandoc: a list of people a country.

Texts of entries are escaped: none becomes markup, a tag, a picture or a link, except that GitHub
links every e-mail address.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from urllib.parse import quote

from cmcct.fieldtypes import web_address
from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats.shared import annex_rows, list_header, phrases
from cmcct.formats.shared.columns import HEADINGS, readable_texts
from cmcct.formats.shared.list_header import group_by_country
from cmcct.history.people import Annex
from cmcct.i18n.messages import Translator
from cmcct.model.entities import CHANNELS, FocalPoint, Phone
from cmcct.model.fields import complete
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import to_one_line

# What stands below the numbers, the name and the addresses.
_FURTHER = complete(
    (
        *("languages", "hours", "sectors", "role", "body", "website", "timezone", "address"),
        *("city", "covers", "working_groups", "validates", "meetings", "status", "since"),
        *("until", "verified", "verified_via", "sharing", "notes", "private_notes", "id"),
        *("formerly", "merged"),
    ),
    *("country", "name", "title", "unit", "organisation", *CHANNELS),
)
_BREAK = "  \n  "  # between the lines of a list item
_LONGEST_ROW = 200  # characters; the screen of a phone shows a row whole
# Characters that are markup anywhere, including tables, formulas, citations and attributes of some
# dialects, and those that start automatic links, emoji or mentions.
_MARKUP = re.compile(
    r"[\\`*\[\]<>|~$^{}]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w)|(?<!\S)#|(?<!\w)@"
    r"|(?<=\w):(?=//)|:(?=[a-z_+-][\w+-]*:)|(?<=\bwww)\.",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"\A(\d{0,9})([+\-=:.)])")  # at the start of a line
_WEBSITE = re.compile("https?://[!-;=?-~]+")


def dump(view: AudienceView, translator: Translator) -> str:
    """Return a view in the language of `translator`: by country, then the groups and meetings."""
    return "\n\n".join(map(_fit, _blocks(view, translator))) + "\n"


def dump_annex(participants: Annex, translator: Translator) -> str:
    """Return the participants of a meeting by country, the host's first."""
    return "\n\n".join(map(_fit, _annex_blocks(participants, translator))) + "\n"


def _fit(block: str) -> str:
    """Return a block without long rows; a heading stays on one."""
    return "\n".join(map(_fit_row, block.split("\n")))


def _fit_row(row: str) -> str:
    if len(row) <= _LONGEST_ROW or row.startswith("#"):
        return row
    indent = "  " if row.startswith(("- ", "  ")) else ""
    # With the indent, and two spaces for a line break.
    parts = textwrap.wrap(row, _LONGEST_ROW - 4, break_long_words=False, break_on_hyphens=False)
    rows = [*parts[:1], *(indent + _begin(part) for part in parts[1:])]
    return "\n".join(rows) + ("  " if row.endswith("  ") else "")


def _annex_blocks(participants: Annex, translator: Translator) -> Iterator[str]:
    yield f"# {escape_markdown(annex_rows.title(participants))}"
    label, *about = annex_rows.describe(participants, translator)
    yield " · ".join([f"**{label}**", *map(escape_markdown, about)])
    for country, rows in groupby(
        annex_rows.list_rows(participants, translator), key=lambda row: row.country
    ):
        yield f"## {escape_markdown(country)}"
        texts = ((row.label, row.office_and_note(translator)) for row in rows)
        yield "\n".join(_item(label, _lines(text), translator) for label, text in texts)
    if lines := [translator.translate(line) for line in annex_rows.describe_gone(participants)]:
        yield _BREAK.join(map(escape_markdown, lines))


def _blocks(view: AudienceView, translator: Translator) -> Iterator[str]:
    yield f"# {escape_markdown(view.info.name or view.marking)}"
    corrections = list_header.format_corrections(_address(view.info.contact), translator)
    about = (f"**{view.marking}**", list_header.format_edition(view, translator), corrections)
    yield " · ".join(filter(None, about))
    if held := [*list_header.describe_limits(view, translator)]:
        yield _BREAK.join(map(escape_markdown, held))

    countries = [*group_by_country(view.focal_points, translator)]
    if len(countries) > 1:
        # The anchor that GitHub and GitLab give a heading.
        names = (re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name, _ in countries)
        yield " · ".join(
            f"[{escape_markdown(name)}](#{quote(anchor)})"
            for (name, _), anchor in zip(countries, names, strict=True)
        )
    for name, points in countries:
        yield f"## {escape_markdown(name)}"
        people = (filter(None, _person(point, view, translator)) for point in points)
        yield "\n".join(f"- {_BREAK.join(map(_begin, lines))}" for lines in people)
    if view.removed or view.withdrawn:
        yield f"## {escape_markdown(translator.translate(list_header.REMOVED_HEADING))}"
        offices = (
            (p.label, escape_markdown(phrases.format_office(p, translator))) for p in view.removed
        )
        items = [_item(label, [office], translator) for label, office in offices]
        withdrawn = map(translator.translate, list_header.describe_withdrawn(view.withdrawn))
        yield "\n".join([*items, *(f"- {escape_markdown(line)}" for line in withdrawn)])
    for heading, records in (
        ("working_groups", view.groups_joined),
        ("meetings", view.meetings_attended),
    ):
        if records:
            yield f"## {escape_markdown(translator.translate(HEADINGS[heading]))}"
            texts = (
                (r.name or r.id, "\n".join(list_header.describe_record(r, translator)))
                for r in records
            )
            yield "\n".join(_item(name, _lines(text), translator) for name, text in texts)
    yield f"**{view.marking}**"


def _person(point: FocalPoint, view: AudienceView, translator: Translator) -> Iterator[str]:
    """Yield the lines of an entry: its numbers, for who needs one now, then who it is."""
    for phone in point.phones_to_try:
        yield _phone(phone, point, translator)
    yield list_header.describe_withheld_of(point, view, translator)
    yield f"**{escape_markdown(point.full_label) or point.id}**"  # a name may be blank
    yield escape_markdown(phrases.format_seat(point))
    for email in point.emails:
        yield _address(email.address) + _only(email.sharing, translator)
    for handle in point.handles:
        text = escape_markdown(phrases.format_handle(handle, translator))
        if link := phrases.handle_link(handle, point):
            shown = phrases.label_handle(handle) if handle.is_link else ""
            text = f"[{escape_markdown(translator.translate(shown)) or text}]({link})"
        yield text + _only(handle.sharing, translator)
    yield from _further(point, view, translator)


def _begin(line: str) -> str:
    """Escape the start of a line, so that it begins nothing but a paragraph."""
    return _BEGINNING.sub(r"\1\\\2", line)


def _further(point: FocalPoint, view: AudienceView, translator: Translator) -> Iterator[str]:
    """Yield the lines of each further field."""
    for name in _FURTHER:
        if name == "status" and point.status == "active":
            continue
        texts = readable_texts(point, name, view, translator)
        url = web_address.encode(point.website) if name == "website" else ""
        if _WEBSITE.fullmatch(url):
            lines: Iterable[str] = [f"<{url}>"]
        else:
            lines = map(escape_markdown, translator.join_long(texts).split("\n"))
        label = escape_markdown(translator.translate(HEADINGS[name]))
        first, *others = [*filter(None, lines), ""]
        if first:
            yield translator.gettext("{label}: {text}", label=label, text=first)
        yield from others


def _item(label: str, texts: Iterable[str], translator: Translator) -> str:
    """Return a list item: a label and lines of text."""
    bold = f"**{escape_markdown(label) or '-'}**"
    text = _BREAK.join(filter(None, texts))
    content = translator.gettext("{label}: {text}", label=bold, text=text) if text else bold
    return f"- {content}"


def _only(sharing: str | None, translator: Translator) -> str:
    audience = phrases.describe_audience(sharing, translator)
    return f" ({escape_markdown(audience)})" if audience else ""


def _phone(phone: Phone, point: FocalPoint, translator: Translator) -> str:
    """Return a number, as a link if it can be called from any country."""
    kind = phrases.describe_kind(phone, translator)
    text = escape_markdown(phrases.describe_phone(phone, point.country, translator, kind=kind))
    text += _only(phone.sharing, translator)
    link, shown = phrases.tel_link(phone), escape_markdown(phone.formatted)
    return text.replace(shown, f"[{shown}]({link})", 1) if link else text


def _address(address: str) -> str:
    """Return an e-mail address as a link, or as text if it is invalid in one.

    Programs take the text in `<…>` for the link as it is, with any `?` in it.
    """
    text, link = escape_markdown(address), mail_link(address)
    if link == f"mailto:{address}":
        return f"<{address}>"
    return f"[{text}]({link})" if link else text


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, escaping the start of all but the first."""
    for number, line in enumerate(filter(None, map(escape_markdown, text.split("\n")))):
        yield _begin(line) if number else line


def escape_markdown(text: str) -> str:
    """Escape a text, on one line."""
    return _MARKUP.sub(r"\\\g<0>", to_one_line(text).strip())
