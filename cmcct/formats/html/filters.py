"""The filters of the page and the values by which each entry is found, as on the command line."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cmcct.calling.words import HALF_LABELS
from cmcct.i18n.messages import Translator
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import countries, vocabulary
from cmcct.reference.languages import language_name
from cmcct.search.terms import country_codes, language_tags


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
