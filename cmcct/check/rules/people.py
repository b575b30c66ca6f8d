"""Rules about persons: languages, duplicates, working groups, who validates."""

from collections.abc import Hashable, Iterator
from datetime import date

from cmcct.check.rules.registry import is_all_read, iter_entries, iter_items, rule
from cmcct.diagnostics import WARNING, Finding, KeyPath
from cmcct.errors.exceptions import LIST_HINTS, unknown_value_message
from cmcct.fieldtypes import phone_number
from cmcct.i18n.messages import Message, SafeText, _, quote_text
from cmcct.model.entities import FocalPoint
from cmcct.model.loader import ParsedTable, ParseResult
from cmcct.privacy.levels import channel_key
from cmcct.reference import languages
from cmcct.reference.countries import related_codes
from cmcct.search import duplicates
from cmcct.text.folding import fold


@rule()
def invalid_language(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Languages are BCP 47 tags that start with an ISO 639 code: `en`, `pap`, `pt-BR`.

    `cmcct search --language` finds them by name in any of the four languages.
    `cmcct list languages` lists those in use.
    """
    for table, point, index, tag in iter_items(parsed, "languages"):
        if not languages.is_tag(tag):
            hint = languages.suggest_tag(tag.replace("_", "-")) or LIST_HINTS["language"]
            message = unknown_value_message("language", tag)
            yield Finding(table.path_of("languages", index), message, hint, point.id)


@rule(WARNING, suggests_ignore=True)
def duplicate_person(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A person has one entry in the directory.

    Two entries with the same e-mail address, mobile number or username, or the same name in the
    same country are often one person entered twice. People who have left do not count, nor do desks
    without a name, which share the mailbox of their office.
    """
    seen: dict[Hashable, tuple[ParsedTable, KeyPath]] = {}
    for table, point in iter_entries(parsed):
        if point.status == "left" or table.is_unreadable("id"):
            continue
        traits = list(_iter_traits(point))
        known = [(trait, steps, seen[key]) for key, trait, steps in traits if key in seen]
        for trait, steps, (other, place) in known[:1]:
            id_, first = quote_text(SafeText(other.value.id)), other.path_of(*place)
            message = _("{reason} as in {id}", reason=trait, id=id_)
            hint = _("if it is one person, keep one of the two entries")
            yield Finding(table.path_of(*steps), message, hint, point.id, first=first)
        for key, _ignored, steps in traits:
            seen.setdefault(key, (table, steps))


def _iter_traits(point: FocalPoint) -> Iterator[tuple[Hashable, Message, KeyPath]]:
    """Yield the traits that identify a person: (key to compare, its words, place in the entry)."""
    if not point.name.strip():
        return  # a desk is not a person, and shares the mailbox of its office
    if point.country.code:
        yield ("name", fold(point.name), point.country.code), duplicates.SAME_NAME, ("name",)
    for index, email in enumerate(point.emails):
        if "@" in email.address:  # not a placeholder such as `n/a`
            place = ("emails", index, "address")
            yield ("email", email.address.casefold()), duplicates.SAME_EMAIL, place
    for index, phone in enumerate(point.phones):
        if phone.type == "mobile" and not phone.national and phone_number.can_exist(phone.number):
            place = ("phones", index, "number")
            yield ("mobile", phone_number.format_e164(phone.number)), duplicates.SAME_NUMBER, place
    for index, handle in enumerate(point.handles):
        yield channel_key(handle), duplicates.SAME_HANDLE, ("handles", index)


@rule(WARNING)
def group_country(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """A member of a working group belongs to a country of the group, or covers one.

    A group without countries is open to all.
    """
    yield from _find_unlisted(parsed, "working_groups")


@rule(WARNING)
def validator_country(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """An entry validates for its government in a working group in which its country takes part.

    A group without countries is open to all. The countries that an entry covers do not count: a
    regional office does not validate for their governments.
    """
    yield from _find_unlisted(parsed, "validates")


@rule(WARNING)
def validator_twice(parsed: ParseResult, _today: date) -> Iterator[Finding]:
    """Only one entry validates for its government in a working group.

    With two, nobody knows whose validation counts. Entries of people who have left do not count.
    """
    seen: dict[tuple[str, str], tuple[KeyPath, str]] = {}
    for table, point, index, id_ in iter_items(parsed, "validates"):
        if point.status == "left" or not point.country.code:
            continue
        path, key = table.path_of("validates", index), (id_, point.country.code)
        first, other = seen.setdefault(key, (path, point.id))
        if first[:2] != path[:2]:
            message = _(
                "{id} already validates for {country} in the working group {group}",
                id=quote_text(SafeText(other)),
                country=point.country,
                group=quote_text(id_),
            )
            hint = _("keep one of the two, or ask the government which")
            yield Finding(path, message, hint, point.id, first=first)


def _find_unlisted(parsed: ParseResult, key: str) -> Iterator[Finding]:
    """Yield the groups under a key of entries that list none of the countries that count there."""
    closed = {
        table.value.id: set().union(*(related_codes(each.code) for each in table.value.countries))
        for table in parsed.tables["working_group"]
        if table.value.countries and is_all_read(table, "countries")
    }
    for table, point in iter_entries(parsed):
        served, is_known = {point.country.code}, bool(point.country.code)
        if key == "working_groups":
            served |= {country.code for country in point.covers}
            is_known &= is_all_read(table, "covers")
        for index, id_ in enumerate(getattr(point, key) if is_known else ()):
            if served.isdisjoint(closed.get(id_, served)):
                country = point.country
                message = _("the working group {group} does not list {country}")
                hint = _('add "{country}" to its countries, or remove "{group}" here')
                yield Finding(
                    table.path_of(key, index),
                    message.with_values(group=quote_text(id_), country=country),
                    hint.with_values(country=country, group=id_),
                    point.id,
                )
