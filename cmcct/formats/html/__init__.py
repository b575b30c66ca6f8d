"""HTML: one self-contained page, searchable on a phone and printable with a report.

All cards are in the markup, so that the page can be read, printed and read aloud without its
script; the script adds search, filters, local time and QR codes. The page loads no resources, and
its content security policy forbids it.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import count, groupby
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined, Template

from cmcct.calling.words import HALF_LABELS
from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats import vcard
from cmcct.formats.html.cards import CardBuilder, render_card
from cmcct.formats.html.page_data import PageData
from cmcct.formats.shared import list_header
from cmcct.formats.shared.cards import LABELS
from cmcct.formats.shared.phrases import format_meeting_day, format_office
from cmcct.i18n.messages import Translator
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import countries, vocabulary
from cmcct.reference.languages import language_name
from cmcct.search import coverage
from cmcct.search.terms import country_codes, language_tags
from cmcct.text.control_chars import replace_control_chars


class Choice(NamedTuple):
    """A value to filter by, and its label."""

    value: str
    name: str


class PageFilter(NamedTuple):
    """A filter of the page: its key in the script, its label, and the values in use."""

    key: str
    name: str
    choices: list[Choice]


def filters(view: AudienceView, translator: Translator) -> Iterator[PageFilter]:
    """Yield the filters, each with the values in use."""
    points, lang = view.focal_points, translator.lang
    # Collect distinct values first: thousands of entries share a few.
    found = {code for point in points for code in country_codes(point)}
    named = {code: translator.translate(countries.get_country(code)) for code in found}
    yield PageFilter("country", translator.gettext("Country"), _choices(named, translator))
    slugs = {slug for point in points for slug in point.sectors}
    named = {slug: vocabulary.get_term("sector", slug).label(lang) for slug in slugs}
    yield PageFilter("sector", translator.gettext("Sector"), _choices(named, translator))
    used = {half for point in points for half in vocabulary.halves_of(point.sectors)}
    named = {half: translator.translate(HALF_LABELS[half]) for half in used}
    yield PageFilter(
        "half", translator.gettext("Law enforcement or protection"), _choices(named, translator)
    )
    named = {tag: language_name(tag, lang) for tag in {t for p in points for t in language_tags(p)}}
    yield PageFilter("language", translator.gettext("Language"), _choices(named, translator))
    names = {group.id: group.name for group in view.working_groups}
    named = {id_: names.get(id_) or id_ for point in points for id_ in point.working_groups}
    yield PageFilter("group", translator.gettext("Working group"), _choices(named, translator))


class CountryLink(NamedTuple):
    """A country to tap, and where its link leads without the script."""

    code: str
    name: str
    href: str


def country_anchor(code: str) -> str:
    """Return the anchor of a country's entries; a code may be missing."""
    return f"in-{code or 'none'}"


def country_links(view: AudienceView, translator: Translator) -> list[CountryLink]:
    """Return the countries that the entries serve, in the order of their names.

    A country without entries of its own leads to the first entry that covers it.
    """
    leads: dict[str, str] = {}
    for point in view.focal_points:
        for code in country_codes(point):
            leads.setdefault(code, f"#entry-{point.id}")
    leads.update({p.country.code: f"#{country_anchor(p.country.code)}" for p in view.focal_points})
    named = {code: translator.translate(countries.get_country(code)) for code in leads if code}
    return [CountryLink(code, name, leads[code]) for code, name in _choices(named, translator)]


def _choices(named: Mapping[str, str], translator: Translator) -> list[Choice]:
    found = [Choice(value, name) for value, name in named.items()]
    return sorted(found, key=lambda choice: (translator.collation_key(choice.name), choice.value))


CANNOT_CARRY = {"sharing": "the page carries the label of the audience that it was made for"}

# Concatenated in this order: each script may use the ones before it.
SCRIPTS = (
    *("fold.js", "search.js", "hours.js", "line_order.js", "qr.js", "vcard.js"),
    *(
        "entries.js",
        "call_now.js",
        "page.js",
        "countries.js",
        "times.js",
        "card.js",
        "table.js",
        "start.js",
    ),
)
_RESCUE = "rescue.js"  # stands alone: it runs where the others cannot
_FEW = 200  # entries whose cards flow in columns, which takes too long for more
# Cards of a longer list that a browser shows before it runs the script: more than a screen. The
# others are text for the script.
_AT_ONCE = 12
# Columns of the table for a wide screen, and the labels that head them.
_TABLE_COLUMNS = {
    "name": "name",
    "country": "country",
    "office": "organisation",
    "phone": "phone",
    "email": "email",
    "languages": "languages",
    "verified": "verified",
}
_SORTED = frozenset({"name", "country", "office", "verified"})
_POLICY = (
    "default-src 'none'; style-src '{}'; script-src '{}' '{}'; base-uri 'none'; form-action 'none';"
    " require-trusted-types-for 'script'; trusted-types cards rescue"
)


def dump(view: AudienceView, translator: Translator) -> str:
    """Return a view as an HTML page in the language of `translator`."""
    view = _by_country(view)
    data = PageData(view, translator)
    page = _template().render(
        lang=translator.lang,
        _=translator.gettext,
        name_of=translator.translate,
        **_head(view, translator),
        **_index(view, translator),
        sections=_sections(view, translator, data),
        **_records(view, translator),
        **_coverage(view, translator),
        data=data.as_json,
    )
    return replace_control_chars(page)


def _head(view: AudienceView, translator: Translator) -> dict[str, Any]:
    """Return the style sheet and scripts, and what the list is, for whom and by whom."""
    edition = list_header.format_edition(view, translator)
    corrections = list_header.format_corrections(view.info.contact, translator)
    style, script, rescue = _style(view, edition, corrections), _script(), _part(_RESCUE)
    return {
        "policy": _POLICY.format(*map(_digest, (style, script, rescue))),
        "style": style,
        "script": script,
        "rescue": rescue,
        "about": view.info,
        "marking": view.marking,
        "audience": vocabulary.get_term("audience", view.audience).label(translator.lang),
        "edition": edition,
        "corrections": corrections,
        "corrections_link": mail_link(view.info.contact),
        "withheld": [*list_header.describe_withheld(view, translator)],
    }


def _index(view: AudienceView, translator: Translator) -> dict[str, Any]:
    """Return what leads to entries: filters, countries, columns of the table."""
    links = country_links(view, translator)
    return {
        "filters": [*filters(view, translator)],
        "countries": links,
        "leads": {link.code: link.href for link in links},
        "table_columns": [
            (key, translator.translate(LABELS[column]), key in _SORTED)
            for key, column in _TABLE_COLUMNS.items()
        ],
        "is_short": len(view.focal_points) <= _FEW,
    }


def _records(view: AudienceView, translator: Translator) -> dict[str, Any]:
    """Return what follows the entries: removed ones, working groups, meetings."""
    withdrawn = list_header.describe_withdrawn(view.withdrawn)
    return {
        "gone_heading": list_header.REMOVED_HEADING,
        "gone": [(point.label, format_office(point, translator)) for point in view.removed],
        "withdrawn": [*map(translator.translate, withdrawn)],
        "groups": view.groups_joined,
        "meetings": [
            (meeting, format_meeting_day(meeting, translator)) for meeting in view.meetings_attended
        ],
    }


def _coverage(view: AudienceView, translator: Translator) -> dict[str, Any]:
    """Return the table of countries by half, [] for the public: its gaps would mislead."""
    rows = []
    if view.audience != "public":  # whose list lacks most entries
        rows = coverage.count_coverage(view.focal_points, vocabulary.HALVES, translator)
    return {
        "coverage": rows,
        "has_technical": any(row.technical_only for row in rows),
        "halves": [*map(translator.translate, HALF_LABELS.values())],
        "is_whole": view.audience == STRICTEST,
    }


class Section(NamedTuple):
    """The entries of a country."""

    anchor: str
    country: str
    cards: str  # HTML


def _by_country(view: AudienceView) -> AudienceView:
    """Return a view in which the entries of a country stand together."""
    places: dict[str, int] = {}
    for point in view.focal_points:
        places.setdefault(point.country.code, len(places))
    ordered = sorted(view.focal_points, key=lambda point: places[point.country.code])
    return replace(view, focal_points=tuple(ordered))


def _sections(view: AudienceView, translator: Translator, data: PageData) -> Iterator[Section]:
    """Yield the entries by country, and add each to the script's data when its card is made."""
    builder = CardBuilder(view, translator, data.table)
    more, change = translator.gettext("More"), translator.gettext("Report a change")
    vcards = vcard.iter_lines(view, translator)
    places, is_short = count(), len(view.focal_points) <= _FEW

    def make(point: FocalPoint) -> str:
        card = builder.card(point)
        data.add(point, data.vcards.pack(next(vcards), card))
        html = render_card(card, more, change)
        if is_short or next(places) < _AT_ONCE:
            return html
        # A browser reads characters of a byte twice as fast.
        latin = html.encode("latin-1", "xmlcharrefreplace").decode("latin-1")
        return f"<noscript>{latin}</noscript>"

    for country, points in groupby(view.focal_points, lambda point: point.country):
        name = translator.translate(country) or list_header.NO_COUNTRY
        yield Section(country_anchor(country.code), name, "\n".join(map(make, points)))


def _style(view: AudienceView, edition: str, corrections: str) -> str:
    """Return the style sheet, with the texts in the margins of each printed page."""
    texts = {
        "name": view.info.name,
        "marking": view.marking,
        "edition": edition,
        "contact": corrections,
    }
    set_ = "".join(f"--page-{key}:{_css_string(text)};" for key, text in texts.items())
    colour = list_header.TLP_COLOURS[view.marking]
    return f":root{{--label:{colour};{set_}}}\n" + _part("style.css")


def _css_string(text: str) -> str:
    """Quote a text for CSS, so that it can end neither the string nor the style sheet."""
    plain = replace_control_chars(text)
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in plain) + '"'


@cache
def _script() -> str:
    """Return the scripts as one, in a function scope of its own."""
    parts = "\n".join(map(_part, SCRIPTS))
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _digest(text: str) -> str:
    """Return the digest of an inline block, as in the content security policy."""
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_part("page.html.jinja"))


@cache
def _part(name: str) -> str:
    return (Path(__file__).with_name("page") / name).read_text(encoding="utf-8")
