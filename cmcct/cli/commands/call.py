"""`cmcct call`."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path
from shutil import get_terminal_size
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import typer

from cmcct.calling import lines as calling
from cmcct.calling.lines import Request
from cmcct.calling.words import WISHED_HALVES
from cmcct.cli import options
from cmcct.cli.framework.help_page import translate_placeholders
from cmcct.cli.options import completion, load_options
from cmcct.cli.screen import call_sheet, output, prompts
from cmcct.cli.screen.call_sheet import LEAST_HEIGHT, LEAST_WIDTH, Sheet
from cmcct.cli.vendored_click import get_current_context
from cmcct.clock import now
from cmcct.errors.exceptions import CmcctError, ExitCode, UnknownValueError, add_option
from cmcct.errors.suggest import closest, match_known
from cmcct.i18n.messages import OptionalMessage, SafeText, _, join
from cmcct.model.entities import STRICTEST, Directory
from cmcct.privacy import audiences
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.reference.countries import UNKNOWN_COUNTRY, Country, Name, canonical_name, match_start
from cmcct.reference.languages import find_language, language_name
from cmcct.search import lookup
from cmcct.system import is_log
from cmcct.text.folding import canonical, fold
from cmcct.text.shell import command_line, quote

if TYPE_CHECKING:
    from cmcct.search.terms import Reading

T = TypeVar("T")

_FROM, _HALF = "CMCCT_FROM", "CMCCT_HALF"
_OF_LINES = frozenset({"phone", "app", "state", "role"})  # facets of words that rank no line
_WISHES = ("sector", "language")  # that may stand beside the country
_HOUR = re.compile(r"\d{1,2}([:.]\d\d)?([ap]m|h)?", re.IGNORECASE)
# The heading of the sheet names the half of law enforcement by the police.
_HALF_WORDS = {**{half: half for half in vocabulary.HALVES}, "any": "", "police": "law-enforcement"}

CALLER = options.option(
    "COUNTRY",
    "Country from which you call [default: $CMCCT_FROM, or abroad]",
    "--from",
    autocompletion=completion.complete_place,
)


@options.command("call Guyana --from Aruba --language nl")
def call(
    country: list[str] = options.argument(
        "COUNTRY", "Country, place or code.", autocompletion=completion.complete_place
    ),
    directory: Path | None = options.DIRECTORY,
    caller: str | None = CALLER,
    language: str | None = options.option(
        "LANGUAGE", "Language that a person speaks: name or BCP 47 tag."
    ),
    sector: str | None = options.option(
        "SECTOR", "Sector; see cmcct list sectors.", "--sector", "-s"
    ),
    half: str | None = options.choice(
        "half", _HALF_WORDS, "Half of the network [default: $CMCCT_HALF, or any]"
    ),
    whole: bool = options.flag("--all", "Show all numbers, on a terminal too."),
    audience: str | None = options.choice(
        "audience", AUDIENCES, "Numbers that this audience may have [default: network]"
    ),
    output_format: str = options.TEXT_FORMAT,
    lang: str | None = options.LANG,
) -> None:
    """Show which numbers to call now for a country, best first.

    A language, sector or half is a preference: it ranks the numbers and hides none. A number that
    works only inside the country comes last, unless you call from there. The numbers are those that
    the network may have; --audience secretariat adds the others.
    """
    translator = options.translator_for(output_format, lang)
    find_half = partial(match_known, "half", known=[*_HALF_WORDS])
    asked = _HALF_WORDS[half or _parse(_HALF, find_half, os.environ.get(_HALF) or "any")]
    audience = audience or "network"
    loaded = load_options.load_lenient(
        directory, None, may_be_older=True, private=audience == STRICTEST, audience=audience
    )
    loaded = load_options.mark_left(loaded)
    view = audiences.view_for(loaded.directory, loaded.directory.focal_points, audience)
    name_language = partial(language_name, lang=output.translator().lang)
    if not caller:
        country, caller = _split_caller(country, view)
    target = _find_target(" ".join(country), view, loaded.directory)
    trade, spoken = (target.wishes.get(facet, "") for facet in _WISHES)
    if language:
        spoken = _parse("--language", _find_spoken, language, name_language)
    if sector:
        trade = _parse("--sector", partial(vocabulary.find_term, "sector"), sector).slug
    request = Request(target.country, find_caller(caller, view), spoken, trade, asked)
    is_screen = output_format == "text" and output.is_stdout_terminal()
    columns, rows = get_terminal_size()
    is_small = is_screen and (columns < LEAST_WIDTH or rows < LEAST_HEIGHT)
    most = 1 if is_small else calling.MAX_MAY
    calls = _put_first(calling.find_calls(view.focal_points, request, now(), most), target.person)
    seats = calling.find_seats(loaded.directory.focal_points, target.country, now().date())
    withheld = len(seats) - len(calls.seats)
    sheet = Sheet(
        calls,
        view,
        translator,
        place=target.place,
        command=command_line(*get_current_context().meta[options.WORDS], "--all"),
        is_whole=whole,
        wish=WISHED_HALVES[asked].with_values(variable=_HALF) if asked and not half else "",
        conflicting_ids=loaded.conflicting_ids,
        is_small=is_small,
    )
    if target.is_later:
        output.advise(_("call is about this moment; for other times, see the hours in cmcct show"))
    if output_format == "json":
        output.write_json(call_sheet.format_json(sheet))
    elif is_screen:
        from cmcct.cli.screen import terminal

        # The notes: up to 200 and 150 letters, with what is lost where a line breaks.
        rows -= ceil(200 / columns) * (withheld > 0) + ceil(150 / columns) * target.is_later
        output.write_page(terminal.render_pieces(call_sheet.fit_screen(sheet, columns, rows)))
    else:
        output.write_page(call_sheet.format_text(sheet))
    # Of the seats alone: numbers of other countries are not meant.
    output.report_withheld(replace(view, focal_points=(), withheld_entries=withheld))
    if withheld and is_screen:
        text = _("the secretariat sees all entries: ask it, or use {option} if you belong to it")
        output.advise(text.with_values(option=f"--audience {STRICTEST}"))
    output.warn(*loaded.warnings)
    if not any(line.is_dialable for line in calls.lines):
        raise typer.Exit(ExitCode.FINDINGS)


class _Target(NamedTuple):
    """What is called: a country, by the place that a text names, or a person in it."""

    country: Country
    place: str = ""
    wishes: Mapping[str, str] = MappingProxyType({})  # by facet
    person: str = ""  # id of the entry
    is_later: bool = False  # another moment is named


def _split_caller(country: list[str], view: audiences.AudienceView) -> tuple[list[str], str | None]:
    """Return the words before one for `from`, and those after it: `haiti vanuit suriname`.

    In `girl from venezuela in trinidad`, two countries are after it: nobody calls from there.
    """
    for place, word in enumerate(country[1:-1], 1):
        if vocabulary.means("option", word, "from"):
            from cmcct.search import terms

            after = country[place + 1 :]
            named = terms.read(after, view, lambda _key: False)
            if sum(bool(each.countries) for each in named) <= 1:
                return country[:place], " ".join(after)
    return country, None


def find_caller(typed: str | None, view: audiences.AudienceView) -> Country | None:
    """Return the country of `--from`, or of `CMCCT_FROM`, None for abroad; raises `CmcctError`."""
    option, named = ("--from", typed) if typed else (_FROM, os.environ.get(_FROM))
    find_country = partial(lookup.find_country, points=view.focal_points)
    return _parse(option, find_country, named)[0] if named else None


def _put_first(calls: calling.Calls, person: str) -> calling.Calls:
    """Return the calls with the lines of an entry first, each in its section."""
    parts = calls.sections.items()
    sections = {name: sorted(part, key=lambda one: one.point.id != person) for name, part in parts}
    return calls._replace(sections=sections)


def _read(text: str, view: audiences.AudienceView) -> _Target:
    """Return the country of a text, and the language and sector named beside it.

    Raises `CmcctError`, with texts that may be meant.
    """
    find_country = partial(lookup.find_country, points=view.focal_points)
    with suppress(CmcctError):
        return _Target(*find_country(text))
    from cmcct.search import terms

    typed = terms.read(text.split(), view, lambda _key: False)
    times = vocabulary.typed_words("time")
    later = [each for each in typed if _HOUR.fullmatch(each.text) or fold(each.text) in times]
    # `please`, `hotline`, `24/7`, `duty officer` and `saturday 22:00` make no difference.
    wishes = {
        reading: dict(m for m in reversed(reading.meanings) if m.facet in _WISHES)
        for reading in typed
        if not (reading in later or reading.is_common or _OF_LINES & {*dict(reading.meanings)})
    }
    readings = [*wishes]
    plain = [reading for reading in readings if not wishes[reading]]
    # Of `haitian police` too, one is the country; of `georgetown guyana` both.
    names = {" ".join(each.text for each in plain): plain}
    if not plain:
        names = {each.text: [each] for each in readings}
    elif len(codes := set.intersection(*({*each.countries} for each in plain))) == 1:
        names[canonical_name(*codes)] = plain
    for name, named in names.items():
        with suppress(CmcctError):
            country, place = find_country(name)
            beside = [wishes[reading] for reading in readings if reading not in named]
            known = {facet: value for each in beside for facet, value in each.items()}
            return _Target(country, place, known, is_later=bool(later))
    countries: list[str] = []
    with suppress(CmcctError):
        countries = [*dict.fromkeys(find_country(each.text)[0].name for each in plain)]
    if len(countries) > 1:  # `jamaica haiti`
        others = [each.text for each in typed if not (each in plain or each.is_common)]
        raise UnknownValueError("country", text, [" ".join((c, *others)) for c in countries])
    texts = _correct(text, plain, view) if len(typed) > 1 else []
    if not texts:
        find_country(text)  # which raises the error of an unknown one
    raise UnknownValueError("country", text, texts)


def _correct(text: str, plain: "Sequence[Reading]", view: audiences.AudienceView) -> list[str]:
    """Return what a text may mean: the words of `plain` that are unknown are replaced or left out.

    These are of a country or, beside one, a sector or a language of the list.
    """
    from cmcct.reference import words
    from cmcct.search import terms

    def find_close(part: str) -> Sequence[Name]:
        names: Sequence[object] = ()
        try:
            lookup.find_country(part, view.focal_points)
        except CmcctError as error:
            names = error.candidates
        return [name for name in names if isinstance(name, Name) and not name.is_outside]

    codes = {code for reading in plain for code in reading.countries}
    if any(name.code not in codes for name in find_close(text)):
        return []
    unknown = [reading for reading in plain if not reading.countries]
    slip = " ".join(reading.text for reading in unknown or plain)
    close: Sequence[str] = find_close(slip)
    if codes and unknown:
        spoken = {tag for point in view.focal_points for tag in terms.language_tags(point)}
        values = {"sector": words.table()["sector"], "language": sorted(spoken)}
        keys = [key for facet in values for key in words.keys_of(facet, values[facet])]
        close = closest(slip, keys, limit=1, slips=2) or [""]
    texts = (" ".join(text.replace(slip, each).split()) for each in close)
    return [each for each in texts if each != text]


def _find_target(text: str, view: audiences.AudienceView, directory: Directory) -> _Target:
    """Return the country of the call, or of the person who is called; raises `CmcctError`."""
    read = partial(_read, view=view)
    with suppress(CmcctError):
        return read(text)
    if match_start(text):  # before the people of whom it is a part, too
        return prompts.resolve(read, text)
    from cmcct.cli.edits import entry_names
    from cmcct.search import terms

    readings = terms.read(text.split(), view, lambda _key: False)
    if all(each.is_common or "sector" in dict(each.meanings) for each in readings):  # `police`
        which = _("{term}: which country?", term=text)
        if not prompts.can_ask():
            command = f"cmcct call {translate_placeholders('COUNTRY')} {text}"
            run = _("run {command}", command=SafeText(command))
            raise CmcctError(which, join(filter(None, (run, _name_answering(view))), "; "))
        output.note(which)
        return prompts.prompt(_("Country"), lambda word: read(f"{word} {text}"), may_leave=True)
    # `who is +592 609 1240?`: the number decides.
    parts = (each.text for each in readings)
    typed = max(filter(terms.NUMBER.fullmatch, parts), key=len, default=text).rstrip(" ?")
    points = [point for point in view.focal_points if typed in point.ids]
    person = points[0] if points and points[0].status == "active" else None
    if not person and prompts.can_ask():
        person = entry_names.ask(view.focal_points, typed)
    if person:
        return _Target(person.country, person=person.id)
    try:
        return prompts.resolve(read, text)
    except UnknownValueError as error:
        from cmcct.search.no_match import describe_number

        # An id, a person, a number or a word of the trade: what has it is in the list.
        people = points or [*entry_names.find_parts(view.focal_points, typed)]
        is_one = len(people) == 1
        if not people and (hint := describe_number(typed, directory.focal_points)):
            error.hint = hint
        elif is_one or (not error.suggestions and entry_names.search(directory, typed)):
            command = f"show {quote(people[0].id)}" if is_one else f"search {quote(typed)}"
            error.hint = _("run {command}", command=f"cmcct {command}")
        elif not error.suggestions:
            error.hint = _name_answering(view) or error.hint
        raise


def _name_answering(view: audiences.AudienceView) -> OptionalMessage:
    """Return a hint with the numbers that answer now, "" without one, or in a log."""
    calls = calling.find_calls(view.focal_points, Request(UNKNOWN_COUNTRY), now())
    numbers = [
        _("{text} ({remark})", text=line.phone.formatted, remark=line.point.country)
        for line in calls.sections.get("elsewhere", ())
    ]
    text = _("type the country's name or code; meanwhile, these answer now: {numbers}")
    return text.with_values(numbers=join(numbers)) if numbers and not is_log() else ""


def _find_spoken(text: str) -> str:
    """Return the tag of a language; `creole` is the first that a search reads: Haitian Creole."""
    from cmcct.reference.words import find_meanings

    try:
        return find_language(text)
    except UnknownValueError:
        meanings = find_meanings(canonical(fold(text)))
        if tag := next((value for facet, value in meanings if facet == "language"), ""):
            return tag
        raise


def _parse(
    name: str, parse: Callable[[str], T], text: str, describe: Callable[[str], str] | None = None
) -> T:
    """Parse the value of an option or variable; raises `CmcctError` with its name."""
    try:
        return prompts.resolve(parse, text, describe)
    except CmcctError as error:
        raise CmcctError(add_option(name, error), error.hint) from None
