"""PDF to print and to keep, typeset by typst: the 24/7 lines, then a row for each entry.

The document is tagged for screen readers (PDF/UA-1) and needs nothing else to be shown (PDF/A-2a).
Its texts are data of the templates, never part of their source: none becomes markup. `page.typ` has
what stands on each page, `list.typ` the list, and `annex.typ` the participants of a meeting.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any

from cmcct.calling.lines import find_night_lines
from cmcct.errors.exceptions import CmcctError
from cmcct.fieldtypes.email_address import mail_link
from cmcct.formats.shared import annex_rows, list_header, phrases
from cmcct.formats.shared.columns import HEADINGS, readable_texts
from cmcct.formats.shared.contact_fields import name_parts
from cmcct.formats.shared.list_header import group_by_country
from cmcct.history.people import Annex
from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import Email, FocalPoint, Handle, Phone
from cmcct.model.fields import ENTRY_KEYS
from cmcct.privacy.audiences import AudienceView
from cmcct.text.control_chars import to_one_line

_HEADINGS = HEADINGS | {"phones": ENTRY_KEYS["phones"].label}

_STANDARDS = ("ua-1", "a-2a")
_TYPST_PAPERS = {"a4": "a4", "letter": "us-letter"}
_LAST_LATIN = "\u024f"  # the fonts have the letters up to this one; others are tried one by one
_REPLACEMENT = "\ufffd"
_TRIAL = b"#set document(title: [-])\n#sys.inputs.data"
_ANY_DAY = date(2018, 4, 1)


def dump(view: AudienceView, translator: Translator, paper: str = "a4") -> bytes:
    """Return a view as a PDF on paper `a4` or `letter`: the same bytes for the same input.

    A character that the fonts lack is replaced by U+FFFD. Raises `CmcctError` without typst.
    """
    day = list_header.day_of(view) or list_header.UNDATED
    return typeset("list.typ", _list(view, translator), day, paper)


def dump_annex(participants: Annex, translator: Translator, paper: str = "a4") -> bytes:
    """Return the participants of a meeting by country, the host's first, as `dump` a view."""
    content = _participants(participants, translator)
    return typeset("annex.typ", content, participants.day, paper)


def _list(view: AudienceView, translator: Translator) -> dict[str, Any]:
    """Return what the template prints."""
    countries = [
        (name or list_header.NO_COUNTRY, points)
        for name, points in group_by_country(view.focal_points, translator)
    ]
    title = to_one_line(view.info.name) or view.marking
    edition = list_header.format_edition(view, translator)
    return _pages(title, edition, view, translator) | {
        "label": list_header.describe_label(view, translator),
        "corrections": to_one_line(list_header.format_corrections(view.info.contact, translator)),
        "withheld": [*list_header.describe_limits(view, translator)],
        "night": _night(countries, view, translator),
        "columns": _columns((["name"], ["phones", "email"], ["languages"], ["hours"]), translator),
        "countries": _countries(countries, view, translator),
        "places": {
            "heading": translator.gettext("Countries"),
            # Translators: the page of a printed list
            "page": translator.gettext("p. {page}"),
        },
        "removed": {
            "heading": translator.translate(list_header.REMOVED_HEADING),
            "lines": [
                *(
                    to_one_line(f"{point.label}, {phrases.format_office(point, translator)}")
                    for point in view.removed
                ),
                *map(translator.translate, list_header.describe_withdrawn(view.withdrawn)),
            ],
        },
        "index": {
            # Translators: above the names of a list on paper, each with its page
            "heading": translator.gettext("Index of names"),
            "names": [*_index(view.focal_points, translator)],
        },
    }


def _countries(
    countries: Iterable[tuple[str, list[FocalPoint]]], view: AudienceView, translator: Translator
) -> list[dict[str, Any]]:
    """Return the countries in the order of the language, those too that others cover alone.

    `covered` are the countries that cover it, each with the id of its first entry that does.
    """
    lands: dict[str, dict[str, Any]] = {
        name: {"entries": [_entry(point, view, translator) for point in points], "covered": {}}
        for name, points in countries
    }
    own = {*lands}
    for point in view.focal_points:
        for name in map(translator.translate, point.covers if point.status == "active" else ()):
            if name not in own:
                land = lands.setdefault(name, {"entries": [], "covered": {}})
                land["covered"].setdefault(translator.translate(point.country), point.id)

    def sort_key(name: str) -> tuple[bool, tuple[str, str]]:
        return name != list_header.NO_COUNTRY, translator.collation_key(name)

    return [{"name": name} | lands[name] for name in sorted(lands, key=sort_key)]


def _night(
    countries: Iterable[tuple[str, list[FocalPoint]]], view: AudienceView, translator: Translator
) -> dict[str, Any]:
    """Return the table of the 24/7 lines that can be dialled from abroad."""
    return {
        "heading": translator.gettext("day and night").capitalize(),
        # Translators: above a table of telephone lines on paper
        "about": translator.gettext(
            "Lines that are answered at all hours and can be dialled from abroad."
        ),
        "none": translator.gettext("This list has none."),
        "columns": _columns((["country"], ["phones"], ["name"], ["languages"]), translator),
        "rows": [
            {
                "country": name,
                "phone": _phone(line.phone, line.point, translator),
                "note": to_one_line(line.point.notes),
            }
            | _person(line.point, view, translator)
            for name, points in countries
            for line in find_night_lines(points, points[0].country)
            if line.phone.is_dialable
        ],
    }


def _pages(title: str, edition: str, view: AudienceView, translator: Translator) -> dict[str, Any]:
    """Return what stands on each page."""
    return {
        "lang": translator.lang,
        "title": title,
        "marking": view.marking,
        "colour": list_header.TLP_COLOURS[view.marking],
        "edition": edition,
        "page": translator.gettext("Page {page} of {pages}"),
    }


def _participants(participants: Annex, translator: Translator) -> dict[str, Any]:
    """Return what the template of the annex prints."""
    rows = annex_rows.list_rows(participants, translator)
    title = to_one_line(annex_rows.title(participants))
    about = [to_one_line(text) for text in annex_rows.describe(participants, translator)[1:]]
    return _pages(title, about[0], participants.view, translator) | {
        "about": about,
        "countries": [
            {
                "name": name or list_header.NO_COUNTRY,
                "people": [
                    [to_one_line(row.label), to_one_line(row.office_and_note(translator))]
                    for row in people
                ],
            }
            for name, people in groupby(rows, key=lambda row: row.country)
        ],
        "gone": [
            to_one_line(translator.translate(line))
            for line in annex_rows.describe_gone(participants)
        ],
    }


def _columns(names: Iterable[Sequence[str]], translator: Translator) -> list[str]:
    return [", ".join(translator.translate(_HEADINGS[name]) for name in each) for each in names]


def _person(point: FocalPoint, view: AudienceView, translator: Translator) -> dict[str, Any]:
    languages = readable_texts(point, "languages", view, translator)
    return {
        "id": point.id,
        "name": to_one_line(point.full_label),
        "office": to_one_line(phrases.format_seat(point)),
        "languages": to_one_line(", ".join(languages)),
    }


def _entry(point: FocalPoint, view: AudienceView, translator: Translator) -> dict[str, Any]:
    def text_of(column: str) -> str:
        return to_one_line(", ".join(readable_texts(point, column, view, translator)))

    def labelled(column: str, text: str) -> str:
        label = translator.translate(_HEADINGS[column])
        return translator.gettext("{label}: {text}", label=label, text=text) if text else ""

    def written(channel: Email | Handle, before: str, text: str, url: str) -> dict[str, Any]:
        after = phrases.add_remarks("", [phrases.describe_audience(channel.sharing, translator)])
        texts = {"before": before, "text": to_one_line(text), "after": after, "url": url}
        return texts | {"is-address": True, "links": {}}

    emails = [written(each, "", each.address, mail_link(each.address)) for each in point.emails]
    handles = []
    for each in point.handles:
        label = translator.translate(phrases.label_handle(each))
        named = translator.gettext("{label}: {text}", label=label, text="")
        texts = ("", label) if each.is_link else (named, each.id)
        handles.append(written(each, *texts, phrases.handle_link(each, point)))
    confirmed = phrases.describe_confirmation(point.verified, point.verified_via, translator)
    about = (
        "" if point.status == "active" else labelled("status", text_of("status")),
        text_of("sectors"),
        labelled("covers", text_of("covers")),
    )
    return _person(point, view, translator) | {
        "about": [*filter(None, about)],
        "lines": [
            *(_phone(phone, point, translator) for phone in point.phones_to_try),
            *emails,
            *handles,
        ],
        "withheld": list_header.describe_withheld_of(point, view, translator),
        "notes": [*filter(None, map(text_of, ("notes", "private_notes")))],
        "hours": [*filter(None, (text_of("hours"), text_of("timezone")))],
        "confirmed": labelled("verified", confirmed),
    }


def _phone(phone: Phone, point: FocalPoint, translator: Translator) -> dict[str, Any]:
    """Return a number, with what stands before and after it, and the link that dials it or "".

    `links` are those of words that stand after it.
    """
    kind = phrases.describe_kind(phone, translator)
    text = to_one_line(
        phrases.add_remarks(
            phrases.describe_phone(phone, point.country, translator, kind=kind),
            [phrases.describe_audience(phone.sharing, translator)],
        )
    )
    number = to_one_line(phone.formatted)
    before, _number, after = text.partition(number) if number else ("", "", text)
    link = {"text": number, "url": phrases.tel_link(phone), "is-address": False}
    links = phrases.chat_links(phone, point, translator)
    return {"before": before, "after": after, "links": links, **link}


def _index(points: Iterable[FocalPoint], translator: Translator) -> Iterator[dict[str, Any]]:
    """Yield the names, family name first, in the order of the language, with their countries."""
    names = [(", ".join(filter(None, reversed(name_parts(point)))), point) for point in points]
    for name, point in sorted(names, key=lambda pair: translator.collation_key(pair[0])):
        country = translator.translate(point.country)
        yield {"id": point.id, "name": to_one_line(name), "country": country}


def typeset(template: str, content: dict[str, Any], day: date, paper: str) -> bytes:
    """Return the PDF of a template with this content, dated `day`, on paper `a4` or `letter`.

    A character that the fonts lack is replaced by U+FFFD. Raises `CmcctError` without typst.
    """
    document = {"paper": _TYPST_PAPERS[paper], "date": [day.year, day.month, day.day]}
    data = json.dumps(document | content, ensure_ascii=False)
    folder = resources.files(__package__)
    source = b"".join(folder.joinpath(name).read_bytes() for name in ("page.typ", template))
    # The standards allow no text without a glyph.
    rare = {character for character in data if character > _LAST_LATIN}
    lacking = [ord(character) for character in rare if not _is_displayable(character)]
    return _typeset(source, data.translate(dict.fromkeys(lacking, _REPLACEMENT)), day)


def _typeset(source: bytes, data: str, day: date) -> bytes:
    """Return the PDF of a typst document that reads `data`."""
    try:
        from typst import Compiler
    except ImportError:
        message = _("PDF requires typst, which is not installed")
        hint = _("reinstall cmcct with its extra {words}; see docs/install.md", words='"pdf"')
        raise CmcctError(message, hint) from None
    compiler: Any = Compiler(source, ignore_system_fonts=True, sys_inputs={"data": data})
    pdf: bytes = compiler.compile(
        format="pdf", pdf_standards=[*_STANDARDS], timestamp=datetime.combine(day, time(), UTC)
    )
    return pdf


@cache
def _is_displayable(character: str) -> bool:
    # Between letters: alone, some characters without a glyph are left out.
    try:
        _typeset(_TRIAL, f"a{character}a", _ANY_DAY)
    except RuntimeError:
        return False
    return True
