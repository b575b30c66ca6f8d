"""Data for the list of lines to call: what their order reads, and the names that it shows."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cmcct.formats.shared.line_phrases import LINES
from cmcct.i18n.messages import Message, Translator, _
from cmcct.model.entities import AROUND_THE_CLOCK, FocalPoint
from cmcct.reference import countries, vocabulary
from cmcct.reference.countries import Country
from cmcct.reference.languages import language_name
from cmcct.search import line_order
from cmcct.search.terms import country_codes, language_tags

# Phrases of the list, which its script fills.
PHRASES: Mapping[str, Message] = {
    "calling": _("Who can answer now: {country}"),
    "no_country": _("Choose a country to see who can answer now."),
    **LINES,
}


def lines(
    point: FocalPoint, find_table: Callable[[str, FocalPoint], int | None]
) -> list[dict[str, Any]]:
    """Return the numbers of an entry that may be called, without the keys of what does not hold.

    `place` is that in the file, if it is not 0, `channel` that in the card, if it is another.
    `find_table` returns the number of the timetable for an entry's opening hours.
    """
    card = point.phones_to_try
    found = []
    for place in line_order.usable_phones(point):
        phone, hours = point.phones[place], line_order.hours_of(point, place)
        is_always = hours == AROUND_THE_CLOCK
        given = {
            "channel": next(at for at, one in enumerate(card) if one is phone),
            "number": line_order.dialled_number(phone),
            "ext": phone.ext,
            "national": line_order.is_national(phone),
            "tollFree": phone.is_toll_free,
            "mobile": phone.type == "mobile",
            "doubtful": phone.is_doubtful,
            "tested": phone.tested is not None,
            "always": is_always,
            "table": None if is_always else find_table(hours, point),
        }
        if given["channel"] == place:
            del given["channel"]
        # Zero is a timetable, and the channel of a number at another place.
        kept = {key: value for key, value in given.items() if value or type(value) is int}
        found.append({"place": place, **kept} if place else kept)
    return found


def facts(points: Iterable[FocalPoint], translator: Translator) -> dict[str, Any]:
    """Return what the order reads beside entries, and the names that the list shows.

    `countries` are those of the region and of the entries, in the order of their names;
    `languages` has the names of languages by their tags in lower case; `halves` the halves of the
    network to which a sector belongs.
    """
    served = {code for point in points for code in country_codes(point)}
    known = {*countries.region_countries(), *map(countries.get_country, served)}
    spoken = {tag for point in points for tag in language_tags(point)}
    spoken.update(tag.casefold() for country in known for tag in country.languages)

    def by_name(country: Country) -> tuple[tuple[str, str], str]:
        return translator.collation_key(translator.translate(country)), country.code

    return {
        "countries": {
            country.code: {
                "name": translator.translate(country),
                "zone": country.zone,
                "plan": country.calling_code,
                "languages": [tag.casefold() for tag in country.languages],
                "groups": country.groups,
            }
            for country in sorted(known, key=by_name)
        },
        "languages": {tag: language_name(tag, translator.lang) for tag in sorted(spoken)},
        "halves": {slug: vocabulary.halves_of((slug,)) for slug in vocabulary.slugs("sector")},
    }
