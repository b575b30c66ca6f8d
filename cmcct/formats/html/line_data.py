"""Lines to call: data for the script's list, and the lists for readers without the script."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cmcct.calling import words
from cmcct.calling.lines import (
    OBSERVER,
    dialled_number,
    find_plan,
    hours_of,
    is_national,
    usable_phones,
)
from cmcct.calling.order import LATE_ROLES, SHARED_GROUPS, USUAL_SECTORS, order_lines, rank_role
from cmcct.fieldtypes.email_address import mail_link
from cmcct.fieldtypes.opening_hours_rules import is_round_the_clock
from cmcct.formats.shared import phrases
from cmcct.formats.shared.cards import card_title
from cmcct.i18n.messages import Message, Translator, _
from cmcct.model.entities import STRICTEST, FocalPoint
from cmcct.reference import countries, vocabulary
from cmcct.reference.countries import Country, InSentence
from cmcct.reference.languages import language_name
from cmcct.search.terms import country_codes, language_tags

# Phrases of the list, which its script fills.
PHRASES: Mapping[str, Message] = {
    # Translators: of the numbers that a list shows
    "numbers": _("{count} of its {total} numbers"),
    **{key: text for key, text in words.PHRASES.items() if not key.endswith("_short")},
}


def lines(
    point: FocalPoint, find_table: Callable[[str, FocalPoint], int | None]
) -> list[dict[str, Any]]:
    """Return the numbers of an entry that may be called, without the keys of what does not hold.

    `place` is that in the file, if it is not 0, `channel` that in the card, if it is another.
    `find_table` returns the number of the timetable for an entry's opening hours.
    """
    rows = []
    for place in usable_phones(point):
        phone, hours = point.phones[place], hours_of(point, place)
        is_always = is_round_the_clock(hours)
        channel = next(at for at, each in enumerate(point.phones_to_try) if each is phone)
        line = {
            "place": place or None,
            "channel": None if channel == place else channel,
            "number": dialled_number(phone),
            "ext": phone.ext,
            "national": is_national(phone),
            "tollFree": phone.is_toll_free,
            "mobile": phone.type == "mobile",
            "doubtful": phone.is_doubtful,
            "tested": phone.tested is not None,
            "always": is_always,
            "table": None if is_always else find_table(hours, point),
        }
        # Zero is a timetable, and the channel of a number at another place.
        rows.append({key: value for key, value in line.items() if value or type(value) is int})
    return rows


def static_rows(points: Iterable[FocalPoint], translator: Translator) -> list[dict[str, Any]]:
    """Return the lines of the entries of a country, the first to try first at any time.

    `digits` is the number without spaces, for the search of the browser.
    """
    points = [*points]
    return [
        {
            "number": phrases.add_extension(line.phone.formatted, line.phone, translator),
            "href": phrases.tel_link(line.phone),
            "digits": line.phone.e164 if line.is_dialable else "",
            "is_free": line.phone.is_toll_free,
            "is_night": line.is_always and line.is_dialable and not line.phone.is_doubtful,
            "hours": phrases.format_hours(hours_of(line.point, line.place), translator),
            "name": card_title(line.point),
            "id": line.point.id,
            "notes": ", ".join(
                (
                    *phrases.describe_use(line.phone, line.point.country, translator),
                    *phrases.describe_tests(line.phone, translator),
                )
            ),
            "languages": ", ".join(
                language_name(tag, translator.lang) for tag in line.point.languages
            ),
        }
        for line in order_lines(points, points[0].country)
    ]


def seat_facts(point: FocalPoint) -> dict[str, Any]:
    """Return what the order reads of a seat, without the keys of what does not hold.

    `mail` is the channel of its card with the address to write to: the first that is not for the
    secretariat only, else the first, which is a `secretMail`.
    """
    names = filter(None, (point.title, point.unit, point.organisation))
    shelter = "secret" if point.sharing == STRICTEST else "open"
    mails = (
        {"secretMail": STRICTEST in {point.sharing, email.sharing}, "mail": len(point.phones) + n}
        for n, email in enumerate(point.emails)
        if mail_link(email.address)
    )
    return {
        "shelter": shelter if point.is_shelter else "",
        "handles": bool(point.handles),
        "vacant": (", ".join(names) or point.id) if point.status == "vacant" else "",
        **min(mails, key=lambda mail: mail["secretMail"], default={}),
    }


def facts(
    points: Iterable[FocalPoint], members: Iterable[Country], translator: Translator
) -> dict[str, Any]:
    """Return what the order reads beside entries, and the names that the list shows.

    `countries` are in the order of their names: the members, those of the entries, and all in a
    region with one of them, since a caller may ask for a neighbour that has nobody. `plan` is
    equal where national numbers of one country work in another; `groups` says for each of
    SHARED_GROUPS whether the country is in it. `languages` has the names of languages by their
    tags in lower case; `halves` the halves of the network to which a sector belongs, `usual` the
    sectors that come first.
    """
    served = {code for point in points for code in country_codes(point)}
    listed = {*members, *map(countries.get_country, served)}
    groups = {group for country in listed for group in country.groups}
    listed |= {each for each in countries.all_countries() if groups.intersection(each.groups)}
    spoken = {tag for point in points for tag in language_tags(point)}
    spoken.update(tag.casefold() for country in listed for tag in country.languages)

    def by_name(country: Country) -> tuple[tuple[str, str], str]:
        return translator.collation_key(translator.translate(country)), country.code

    return {
        "countries": {
            country.code: {
                "name": translator.translate(country),
                "inSentence": translator.translate(InSentence(country)),
                "zone": country.zone,
                "plan": find_plan(country),
                "languages": [tag.casefold() for tag in country.languages],
                "groups": [int(group in country.groups) for group in SHARED_GROUPS],
            }
            for country in sorted(listed, key=by_name)
        },
        "languages": {tag: language_name(tag, translator.lang) for tag in sorted(spoken)},
        "roles": {
            slug: {
                "rank": rank_role(slug),
                "isLate": slug in LATE_ROLES,
                "isObserver": slug == OBSERVER,
                # It is said of all but the usual one.
                "label": slug != "focal-point"
                and translator.translate(vocabulary.InlineTerm("role", slug)),
            }
            for slug in vocabulary.slugs("role")
        },
        "halves": {slug: vocabulary.halves_of((slug,)) for slug in vocabulary.slugs("sector")},
        "usual": sorted(USUAL_SECTORS),
    }
