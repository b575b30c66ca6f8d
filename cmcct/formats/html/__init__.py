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
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from cmcct.calling.words import HALF_LABELS, PHRASES
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats import vcard
from cmcct.formats.html.cards import CardBuilder
from cmcct.formats.html.page_data import PageData, static_rows
from cmcct.formats.shared import list_header
from cmcct.formats.shared.cards import LABELS
from cmcct.formats.shared.phrases import describe_zone, format_meeting_day, format_office
from cmcct.i18n.messages import SafeText, Translator, _
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import countries, vocabulary
from cmcct.reference.countries import InSentence
from cmcct.reference.languages import language_name
from cmcct.search import coverage
from cmcct.search.terms import country_codes, language_tags
from cmcct.text.control_chars import replace_control_chars

# Concatenated in this order: each script may use the ones before it.
SCRIPTS = (
    *("fold.js", "search.js", "hours.js", "line_order.js", "qr.js", "vcard.js"),
    *("entries.js", "call_now.js", "page.js", "countries.js", "times.js", "card.js", "table.js"),
    "start.js",
)
_FEW = 200  # entries whose cards flow in columns, which takes too long for more
# Cards of a longer list that a browser shows before it runs the script: more than a screen. The
# others are text for the script.
_AT_ONCE = 12
_MOST_TRIES = 7  # lines of a country in a longer list
_MOST_BYTES = 10_000_000
# Columns of the table for a wide screen.
_TABLE_COLUMNS = ("name", "country", "office", "phone", "email", "languages", "verified")
_SORTED = frozenset({"name", "country", "office", "verified"})
_POLICY = (
    "default-src 'none'; style-src '{}'; script-src '{}' '{}'; base-uri 'none'; form-action 'none';"
    " require-trusted-types-for 'script'; trusted-types cards rescue"
)


class PageTooLargeError(CmcctError):
    """A page that phones may not open: it is not written."""


def dump(view: AudienceView, translator: Translator) -> str:
    """Return a view as an HTML page in the language of `translator`.

    Raises `PageTooLargeError` for one that phones may not open.
    """
    # The entries of a country stand together.
    places: dict[str, int] = {}
    for point in view.focal_points:
        places.setdefault(point.country.code, len(places))
    ordered = sorted(view.focal_points, key=lambda point: places[point.country.code])
    view = replace(view, focal_points=tuple(ordered))
    data = PageData(view, translator)
    page = compile_template("page").render(
        lang=translator.lang,
        _=translator.gettext,
        join_long=translator.join_long,
        name_of=translator.translate,
        **_describe_list(view, translator),
        **_list_ways(view, translator),
        sections=_make_sections(view, translator, data),
        lines=_list_lines(view, translator),
        **_list_records(view, translator),
        callers=data.facts["countries"],
        data=data.as_json,
    )
    page = replace_control_chars(page)
    if (size := len(page.encode())) > _MOST_BYTES:
        raise PageTooLargeError(
            _(
                "the page is not written: {size} MB, more than the 10 MB that phones open",
                size=-(-size // 1_000_000),
            ),
            _("run {command}", command=SafeText("cmcct export html --country COUNTRY")),
        )
    return page


@cache
def compile_template(name: str) -> Template:
    """Return a template, once for the pages in all languages."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_read(f"{name}.html.jinja"))


def _describe_list(view: AudienceView, translator: Translator) -> dict[str, Any]:
    """Return the style sheet and scripts, and what the list is, for whom and by whom."""
    edition = list_header.format_edition(view, translator)
    corrections = list_header.format_corrections(view.info.contact, translator)
    # The texts in the margins of each printed page.
    texts = {
        "name": view.info.name,
        "marking": view.marking,
        "edition": edition,
        "contact": corrections,
    }
    margins = "".join(f"--page-{key}:{_quote_css(text)};" for key, text in texts.items())
    colour = list_header.TLP_COLOURS[view.marking]
    style = f":root{{--label:{colour};{margins}}}\n" + _read("style.css")
    # The scripts as one, in a function scope of its own.
    # Without comments and indents: phones store the page.
    lines = (line.strip() for name in SCRIPTS for line in _read(name).splitlines())
    code = "\n".join(line for line in lines if line and not line.startswith("//"))
    script = f'"use strict";\n(() => {{\n{code}\n}})();\n'
    rescue = _read("rescue.js")  # stands alone: it runs where the others cannot
    digests = (sha256(text.encode()).digest() for text in (style, script, rescue))
    return {
        "policy": _POLICY.format(*(f"sha256-{b64encode(digest).decode()}" for digest in digests)),
        "style": style,
        "script": script,
        "rescue": rescue,
        "about": view.info,
        "marking": view.marking,
        "audience": vocabulary.get_term("audience", view.audience).label(translator.lang),
        "edition": edition,
        "corrections": corrections,
        "corrections_link": mail_link(view.info.contact),
        "withheld": [*list_header.describe_limits(view, translator)],
    }


def _list_ways(view: AudienceView, translator: Translator) -> dict[str, Any]:
    """Return what leads to entries: filters, countries that they serve, columns of the table.

    A country without entries of its own leads to the first entry that covers it.
    """
    leads: dict[str, str] = {}
    for point in view.focal_points:
        for code in country_codes(point):
            leads.setdefault(code, f"#entry-{point.id}")
    codes = {point.country.code for point in view.focal_points}
    leads |= {code: f"#{_country_anchor(code)}" for code in codes}
    names = {code: translator.translate(countries.get_country(code)) for code in leads if code}
    labels = LABELS | {"office": LABELS["organisation"]}
    return {
        "filters": _list_filters(view, translator),
        "countries": [(code, name, leads[code]) for code, name in _sort_names(names, translator)],
        "leads": leads,
        "table_columns": [
            (key, translator.translate(labels[key]), key in _SORTED) for key in _TABLE_COLUMNS
        ],
        "is_short": len(view.focal_points) <= _FEW,
    }


def _list_filters(view: AudienceView, translator: Translator) -> list[dict[str, Any]]:
    """Return the filters, as on the command line, each with the values in use and their names."""
    points, lang = view.focal_points, translator.lang
    # Collect distinct values first: thousands of entries share a few.
    sectors = {slug for point in points for slug in point.sectors}
    halves = {half for point in points for half in vocabulary.halves_of(point.sectors)}
    tags = {tag for point in points for tag in language_tags(point)}
    groups = {group.id: group.name for group in view.working_groups}
    ids = {id_ for point in points for id_ in point.working_groups}
    slugs = {slug: vocabulary.get_term("sector", slug).label(lang) for slug in sectors}
    labels = {half: translator.translate(HALF_LABELS[half]) for half in halves}
    filters = (
        ("sector", _("Sector"), slugs),
        ("half", _("Law enforcement or protection"), labels),
        ("language", _("Language"), {tag: language_name(tag, lang) for tag in tags}),
        ("group", _("Working group"), {id_: groups.get(id_) or id_ for id_ in ids}),
    )
    return [
        {"key": key, "name": translator.translate(name), "choices": _sort_names(names, translator)}
        for key, name, names in filters
    ]


def _sort_names(names: Mapping[str, str], translator: Translator) -> list[tuple[str, str]]:
    """Return values and their names, in the order of the names."""
    return sorted(names.items(), key=lambda pair: (translator.collation_key(pair[1]), pair[0]))


def _country_anchor(code: str) -> str:
    """Return the anchor of a country's entries; a code may be missing."""
    return f"in-{code or 'none'}"


def _list_records(view: AudienceView, translator: Translator) -> dict[str, Any]:
    """Return what follows the entries: removed ones, working groups, meetings, coverage."""
    rows = []
    if view.audience != "public":  # whose list lacks most entries: its gaps would mislead
        members = view.info.find_members(view.focal_points)
        rows = coverage.count_coverage(view.focal_points, vocabulary.HALVES, members, translator)
    return {
        "gone_heading": list_header.REMOVED_HEADING,
        "gone": [(point.label, format_office(point, translator)) for point in view.removed],
        "withdrawn": [*map(translator.translate, list_header.describe_withdrawn(view.withdrawn))],
        "groups": view.groups_joined,
        "meetings": [
            (meeting, format_meeting_day(meeting, translator)) for meeting in view.meetings_attended
        ],
        "coverage": rows,
        "has_technical": any(row.technical_only for row in rows),
        "halves": [*map(translator.translate, HALF_LABELS.values())],
        "is_whole": view.audience == STRICTEST,
    }


def _make_sections(
    view: AudienceView, translator: Translator, data: PageData
) -> Iterator[tuple[str, str, str]]:
    """Yield the anchor, the name and the cards, as HTML, of each country.

    Each entry is added to the script's data when its card is made.
    """
    macros: Any = compile_template("card").module
    builder = CardBuilder(view, translator, data.table, macros.row)
    more, change = translator.gettext("More"), translator.gettext("Report a change")
    vcards = vcard.iter_lines(view, translator)
    places, is_short = count(), len(view.focal_points) <= _FEW

    def make(point: FocalPoint) -> str:
        card = builder.card(point)
        data.add(point, data.pack_card(next(vcards), card))
        html = str(macros.card(**card, more=more, change=change))
        if is_short or next(places) < _AT_ONCE:
            return html
        # A browser reads characters of a byte twice as fast.
        latin = html.encode("latin-1", "xmlcharrefreplace").decode("latin-1")
        return f"<noscript>{latin}</noscript>"

    for country, points in groupby(view.focal_points, lambda point: point.country):
        name = translator.translate(country) or list_header.NO_COUNTRY
        yield _country_anchor(country.code), name, "\n".join(map(make, points))


def _list_lines(view: AudienceView, translator: Translator) -> dict[str, dict[str, Any]]:
    """Return the lines of each country, by the anchor of its entries, for who has no script."""
    most = None if len(view.focal_points) <= _FEW else _MOST_TRIES
    return {
        _country_anchor(country.code): {
            "country": translator.translate(country),
            # With the colon of the language, before the numbers.
            "only": translator.translate(
                _(
                    "{label}: {text}",
                    label=PHRASES["heading_inside"].with_values(country=InSentence(country)),
                    text="",
                )
            ),
            "zone": describe_zone(country.zone, translator),
            "rows": static_rows(points, translator)[:most],
        }
        for country, points in groupby(view.focal_points, lambda point: point.country)
    }


def _quote_css(text: str) -> str:
    """Quote a text for CSS, so that it can end neither the string nor the style sheet."""
    plain = replace_control_chars(text)
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in plain) + '"'


@cache
def _read(name: str) -> str:
    return (Path(__file__).with_name("page") / name).read_text(encoding="utf-8")
