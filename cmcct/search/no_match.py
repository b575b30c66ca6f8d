"""Hints where nothing was found: closest words, and the filter that excludes most."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from cmcct import clock
from cmcct.calling.words import PHRASES
from cmcct.errors.suggest import closest
from cmcct.fieldtypes import dates
from cmcct.i18n.messages import (
    Message,
    OptionalMessage,
    _,
    did_you_mean,
    join_or,
    ngettext,
    quote_text,
)
from cmcct.model.entities import FocalPoint
from cmcct.privacy import audiences
from cmcct.reference import countries, vocabulary, words
from cmcct.reference.toll_free import is_toll_free
from cmcct.search import build_flags, query, terms
from cmcct.search.query import Filter, Query, Result
from cmcct.search.terms import Reading
from cmcct.text.folding import fold
from cmcct.text.shell import at_option, quote

# Translators: words of a search, as they are typed
_CONDITIONS = _(
    "what a search knows: without phone, without mobile, without e-mail, without WhatsApp, never "
    "confirmed, not confirmed for a year"
)
_WISHES = frozenset({"sector", "language"})  # options of cmcct call
_MAX_QUERIES = 3
_MAX_TERMS = 3
_MAX_TRIED = 50  # combinations of closest words
_MAX_WORDS = 3  # closest words of a term
_MIN_LETTERS = 3  # of a word to suggest
_SLIPS = (1, 2)  # edit distance of a suggestion: of short words, of others
_SHORT = 4  # letters


def no_match_hints(
    result: Result, at: str | None = None, *, is_search: bool = True
) -> list[Message]:
    """Return hints on what would match in the audience's view, for an empty result.

    `at` is the requested version, for the commands that the hints name. Other commands than a
    search get the closest words alone.
    """
    selection, filters, points = result.selection, result.filters, _seen(result)
    if not result.directory.focal_points:
        return [_("no entries yet: run cmcct add to add one")]
    place = len(filters) - len(result.readings)
    options, terms_ = filters[:place], filters[place:]
    asked = options if selection.status else options[1:]
    others = [f for r, f in zip(result.readings, terms_, strict=True) if not _is_condition(r)]
    meant = closest_queries(result)
    is_unread = _has_unread_condition(result)
    standing = _format_status(result)
    # Without a term that was given alone, all entries are found.
    left_out = others if (asked or len(terms_) > 1) and not is_unread else ()
    if is_search:
        asked_for = [*meant, *find_statuses(result)]
        commands = [query.format_command(each) + at_option(at) for each in asked_for]
        commands += standing
        if not (at or asked or find_gone(result, of_country=False)):
            commands += _format_call(result.readings)
        closest_ = [_("did you mean: {command}", command=command) for command in commands]
    else:
        words_ = [quote_text(" ".join(each.terms)) for each in meant]
        closest_ = [hint] if (hint := did_you_mean(words_)) else []
    return [
        *query.common_hints(() if standing else result.dropped),
        *query.ambiguous_hints(result.readings),
        *query.gone_hints(find_gone(result)),
        *(_uncovered_hints(result, points) if is_search else ()),
        *(
            _(
                "{id} is an id: run {command}",
                id=point.id,
                command=f"cmcct show {quote(point.id)}{at_option(at)}",
            )
            for point in points
            if point.id in selection.terms
        ),
        *(hint for term in result.readings if (hint := describe_number(term.text, points))),
        *(
            _("a number is found by three of its digits or more")
            for term in result.readings
            if terms.NUMBER.fullmatch(term.text) and not terms.searched_digits(term.text)
        ),
        *closest_,
        *([_CONDITIONS] if is_unread and not standing else []),
        *_condition_hints(result, points, terms_),
        *_without_hints(points, filters, left_out, _MAX_TERMS),
        *_without_hints(points, filters, asked, 1),
    ]


def _uncovered_hints(result: Result, points: Sequence[FocalPoint]) -> Iterator[Message]:
    """Yield which of the countries that are named no entry covers, be its seat vacant."""
    covered = frozenset[str]().union(*map(terms.country_codes, points))
    for reading in result.readings:
        if reading.countries and covered.isdisjoint(reading.countries):
            places = map(countries.InSentence, map(countries.get_country, reading.countries))
            yield PHRASES["sentence_nobody"].with_values(country=join_or(places))


def find_statuses(result: Result) -> Iterator[Query]:
    """Yield what finds entries by the status that a word means, such as `vacant`."""
    for term in () if result.selection.status else result.readings:
        if slug := vocabulary.find_slug("status", term.text):
            others = (other.text for other in result.readings if other is not term)
            asked = result.selection._replace(terms=tuple(others), status=(slug,))
            view = query.search(result.directory, asked, result.view.audience, clock.today())
            if view.focal_points:
                yield asked


def describe_number(text: str, points: Iterable[FocalPoint]) -> OptionalMessage:
    """Return a hint with the countries of an international number; "" if one of `points` has it.

    `points` are what the audience may see; the hint does not say whether others have it.
    """
    from cmcct.fieldtypes import phone_number

    text = text.rstrip(" ?")
    number = re.sub(r"^\s*(00|011)", "+", text)
    has_number = terms.build_term_predicate(Reading(text), {})
    if not phone_number.can_exist(number) or is_toll_free(number) or any(map(has_number, points)):
        return ""
    served = [
        each
        for each in countries.all_countries()
        if each.calling_code and phone_number.belongs_to(number, each)
    ]
    if not served:
        return ""
    return _(
        "{number} is not in this list; it is a number of {country}: run {command}",
        number=quote_text(text),
        country=join_or(map(countries.InSentence, served)),
        command=f"cmcct call {served[0].code.lower()}",
    )


def _has_unread_condition(result: Result) -> bool:
    """Return whether a term without a meaning is of a condition: `without`, `months`, a day."""
    conditions = vocabulary.typed_words("condition")
    other = [term for term in result.readings if not _is_condition(term)]
    return any(fold(term.text) in conditions for term in other) or bool(_format_status(result))


def _format_status(result: Result) -> list[str]:
    """Return the command that lists who has not confirmed since a day: `unconfirmed since May`."""
    selection, words_ = result.selection, " ".join(result.selection.terms).split()
    states = {value for each in result.readings for _facet, value in each.meanings}
    if not (selection.unverified or selection.stale or states & {"unverified", "stale"}):
        return []
    ends = (" ".join(words_[start:]) for start in range(len(words_)))
    days = (dates.parse_start(end, clock.today()) for end in ends)
    return [f"cmcct round status --since {day}" for day in days if day][:1]


def _names_country(reading: Reading) -> bool:
    return bool(reading.countries)


def _is_condition(reading: Reading) -> bool:
    """Return whether a term says something of an entry that may be true of none: `no phone`."""
    return any(facet == "state" for facet, _value in reading.meanings)


def _condition_hints(
    result: Result, points: Sequence[FocalPoint], terms_: Sequence[Filter]
) -> Iterator[Message]:
    """Yield how many entries the other terms find, for each condition that none of them meets."""
    for reading, filter_ in zip(result.readings, terms_, strict=True):
        if _is_condition(reading) and (found := _count_without(points, result.filters, [filter_])):
            yield ngettext(
                "{filter}: 0 of {count} entry",
                "{filter}: 0 of {count} entries",
                found[0][1],
                filter=filter_.name,
            )


def _format_call(readings: Sequence[Reading]) -> list[str]:
    """Return the command that calls a country, alone or beside a sector, a language or `open`.

    It hides nobody.
    """
    named = [each for each in readings if each.countries]
    named = named or [each for each in readings if words.find_people(each.text)]
    meanings = [meaning for each in readings if each not in named for meaning in each.meanings]
    wishes = {facet: f" --{facet} {value}" for facet, value in meanings[::-1] if facet in _WISHES}
    plain = [r for r in readings if not (r.is_common or terms.ANSWERING & {*r.meanings})]
    if len(named) != 1 or not (wishes or len(plain) == 1):
        return []
    article, _space, name = named[0].text.partition(" ")  # `de haití`
    place = name if name and words.is_common(fold(article)) else named[0].text
    return [f"cmcct call {quote(place)}{''.join(wishes.values())}"]


def _seen(result: Result) -> Sequence[FocalPoint]:
    directory, audience = result.directory, result.view.audience
    return audiences.view_for(directory, directory.focal_points, audience).focal_points


def find_gone(result: Result, *, of_country: bool = True) -> list[FocalPoint]:
    """Return the seats that nobody holds: that match otherwise, or are `of_country` asked for.

    There are none if a status is asked for.
    """
    codes = result.countries if of_country else ()
    return [
        point
        for point in ([] if result.selection.status else _seen(result))
        if point.status != "active"
        and (point.country.code in codes or query.apply_filters([point], result.filters[1:]))
    ]


def alternative_hints(result: Result, alike: Collection[Reading]) -> list[Message]:
    """Return what is found without each of the words that are read as alternatives."""
    terms_ = result.filters[-len(result.readings) :]
    joined = [f for r, f in zip(result.readings, terms_, strict=True) if r not in alike]
    return _without_hints(_seen(result), result.filters, joined, _MAX_TERMS)


def _without_hints(
    points: Sequence[FocalPoint], filters: Sequence[Filter], asked: Sequence[Filter], limit: int
) -> list[Message]:
    """Return hints that name the filters whose removal gives matches, most matches first."""
    return [
        _("{count} found without {filter}", filter=filter_.name, count=count)
        for filter_, count in _count_without(points, filters, asked)[:limit]
    ]


def _count_without(
    points: Sequence[FocalPoint], filters: Sequence[Filter], asked: Sequence[Filter]
) -> list[tuple[Filter, int]]:
    """Return the filters without which entries match, and how many, most first."""
    counts = [
        (
            filter_,
            len(query.apply_filters(points, [other for other in filters if other is not filter_])),
        )
        for filter_ in asked
    ]
    return sorted(((f, count) for f, count in counts if count), key=lambda pair: -pair[1])


def other_queries(result: Result) -> list[Query]:
    """Return what may be meant by terms that find nothing.

    It is the closest words; where there are none, all words but one, unless all of them mean a
    seat that nobody holds. None that stands alone drops a country or a condition.
    """
    selection, readings = result.selection, result.readings
    if _has_unread_condition(result):  # without it, the search would find the opposite
        return []
    said = [test for test in (_names_country, _is_condition) if any(map(test, readings))]

    def keeps_sense(asked: Query) -> bool:
        kept = query.read_terms(asked, result.directory)
        return all(any(map(test, kept)) for test in said)

    closest_ = [*filter(keeps_sense, closest_queries(result))]
    if closest_ or len(readings) == 1 or find_gone(result, of_country=False):
        return closest_
    terms_ = result.filters[-len(readings) :]
    conditions = [f for r, f in zip(readings, terms_, strict=True) if _is_condition(r)]
    if _count_without(_seen(result), result.filters, conditions):  # none is an answer, too
        return []
    fewer = [
        [term for term, filter_ in zip(readings, terms_, strict=True) if filter_ is not missing]
        for missing, _number in _count_without(_seen(result), result.filters, terms_)
        if not _is_condition(readings[terms_.index(missing)])
    ]
    queries = [
        selection._replace(terms=tuple(" ".join(term.text for term in remaining).split()))
        for remaining in fewer[:_MAX_TERMS]
    ]
    return (
        sorted(queries, key=keeps_sense, reverse=True)
        if queries[1:]
        else [*filter(keeps_sense, queries)]
    )


# Closest words


def closest_queries(result: Result) -> list[Query]:
    """Return the selections with the closest words that find something in the audience's view.

    Where there are none, hyphens separate words, or several that find nothing are left out. There
    are none where the words mean a seat that nobody holds.
    """
    if find_gone(result, of_country=False) or _has_unread_condition(result):
        return []
    selection, readings = result.selection, result.readings
    options = result.filters[: len(result.filters) - len(readings)]
    points = query.apply_filters(_seen(result), options)
    if any(describe_number(term.text, points) for term in readings):
        return []  # no word is like a number
    closest_ = [*islice(closest_terms(points, result), _MAX_QUERIES)]
    apart = tuple(" ".join(selection.terms).replace("-", " ").split())
    if not closest_ and len(apart) > len(" ".join(selection.terms).split()):
        asked = selection._replace(terms=apart)
        parts = result._replace(selection=asked, readings=query.read_terms(asked, result.directory))
        closest_ = [*islice(closest_terms(points, parts), _MAX_QUERIES)]
    telling = [term for term in readings if _find_matches([term], points, result)]
    if not closest_ and len(telling) < len(readings) - 1 and _find_matches(telling, points, result):
        closest_ = [tuple(" ".join(term.text for term in telling).split())] if telling else []
    return [selection._replace(terms=terms_) for terms_ in closest_]


def closest_terms(points: Sequence[FocalPoint], result: Result) -> Iterator[tuple[str, ...]]:
    """Yield terms that find some of `points`, best first: unknown words are replaced.

    Where the closest words find nothing together, all terms are one name, or each is alone.
    """
    readings = result.readings
    other = [term for term in readings if not term.meanings]
    missing = [term for term in other if not _find_matches([term], points, result)]
    candidates = _known_words(points) if other else {}
    closest_ = {term: _closest_words(term.text, candidates) for term in other}

    def choose(replaced: Sequence[Reading]) -> Iterable[tuple[str, ...]]:
        choices = [
            [
                *([] if term in missing else [term.text]),
                *(closest_[term] if term in replaced else []),
            ]
            for term in readings
        ]
        return product(*choices)

    # `dominica republic`: each is a word of its own.
    whole = _closest_words(" ".join(term.text for term in readings), candidates)
    alone = [(text,) for text in (*whole, *(text for term in missing for text in closest_[term]))]
    seen: list[list[FocalPoint]] = [[]]
    # Each word that finds something may be misspelt too: `polis` is in `metropolis`.
    for tried in (choose(missing), choose(other), alone):
        for texts in islice(tried, _MAX_TRIED):
            asked = result.selection._replace(terms=tuple(" ".join(texts).split()))
            matches = _find_matches(query.read_terms(asked, result.directory), points, result)
            # Words that find the same are one suggestion: police, politie.
            if matches not in seen:
                seen.append(matches)
                yield asked.terms
        if len(seen) > 1:
            return


def _find_matches(
    readings: Iterable[Reading], points: Iterable[FocalPoint], result: Result
) -> list[FocalPoint]:
    flags = build_flags(clock.today(), result.directory.info.verify_every_days)
    tests = [terms.build_term_predicate(term, flags) for term in readings]
    return [point for point in points if all(test(point) for test in tests)]


def _closest_words(text: str, candidates: Mapping[str, str]) -> list[str]:
    words_by_key = {word: shown for word, shown in candidates.items() if word != fold(text)}
    return closest(text, words_by_key, limit=_MAX_WORDS, slips=_SLIPS[len(text) > _SHORT])


def _known_words(points: Iterable[FocalPoint]) -> dict[str, str]:
    """Return the words of some entries and of the vocabularies, and the entries' ids."""
    texts = [terms.own_text(point) for point in points]
    keys = words.all_keys()
    single = (
        word for text in (*keys, *texts) for word in text.split() if len(word) >= _MIN_LETTERS
    )
    ids = (id_ for point in points for id_ in terms.entry_ids(point))
    return {word: word for word in (*keys, *single)} | {id_: id_ for id_ in ids}
