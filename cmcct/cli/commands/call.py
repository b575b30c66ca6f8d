"""`cmcct call`."""

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import get_terminal_size
from typing import TypeVar

import typer

from cmcct.calling import lines as calling
from cmcct.calling.lines import Request
from cmcct.calling.words import WISHED_HALVES
from cmcct.cli import options
from cmcct.cli.options import completion, load_options
from cmcct.cli.screen import call_sheet, output, prompts
from cmcct.cli.screen.call_sheet import LEAST_HEIGHT, LEAST_WIDTH, Sheet
from cmcct.cli.vendored_click import get_current_context
from cmcct.clock import now
from cmcct.errors.exceptions import CmcctError, ExitCode, UnknownValueError
from cmcct.errors.suggest import match_known
from cmcct.i18n.messages import _
from cmcct.model.entities import STRICTEST
from cmcct.privacy import audiences
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country
from cmcct.reference.languages import find_language, language_name
from cmcct.search import lookup
from cmcct.text.folding import canonical, fold
from cmcct.text.shell import quote

T = TypeVar("T")

FORMATS = ("text", "json")
_FROM, _HALF = "CMCCT_FROM", "CMCCT_HALF"
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
    language: str | None = options.option("LANGUAGE", "Language name or BCP 47 tag."),
    sector: str | None = options.option(
        "SECTOR", "Sector; see cmcct list sectors.", "--sector", "-s"
    ),
    half: str | None = options.choice(
        "half", _HALF_WORDS, "Half of the network [default: $CMCCT_HALF, or any]"
    ),
    whole: bool = options.flag("--all", "All numbers, on a screen too."),
    audience: str | None = options.choice(
        "audience", AUDIENCES, "Numbers that this audience may have [default: network]"
    ),
    output_format: str = options.choice("format", FORMATS, "Output format.", "text"),
    lang: str | None = options.LANG,
) -> None:
    """Show which numbers to call now for a country, best first.

    A language, sector or half is a preference: it ranks the numbers and hides none. A number that
    works only inside the country comes last, unless you call from there. The numbers are those that
    the network may have; `--audience secretariat` adds the others.
    """
    translator = options.translator_for(output_format, lang)
    usual = os.environ.get(_HALF, "")
    find_half = partial(match_known, "half", known=[*_HALF_WORDS])
    asked = _HALF_WORDS[half or (_parse(_HALF, find_half, usual) if usual else "any")]
    audience = audience or "network"
    loaded = load_options.load_lenient(
        directory, None, may_be_older=True, private=audience == STRICTEST, audience=audience
    )
    loaded = load_options.mark_left(loaded)
    view = audiences.view_for(loaded.directory, loaded.directory.focal_points, audience)
    find_country = partial(lookup.find_country, points=view.focal_points)
    name_language = partial(language_name, lang=output.translator().lang)
    if not caller:
        country, caller = _split_caller(country)
    text, wishes = _split_wishes(" ".join(country), find_country, view)
    target, place, person = _find_target(text, find_country, view)
    if language:
        wishes["language"] = _parse("--language", _find_spoken, language, name_language)
    if sector:
        wishes["sector"] = _parse("--sector", partial(vocabulary.find_term, "sector"), sector).slug
    spoken, trade = wishes.get("language", ""), wishes.get("sector", "")
    request = Request(target, find_caller(caller, view), spoken, trade, asked)
    is_screen = output_format == "text" and output.is_stdout_terminal()
    size = get_terminal_size()
    is_small = is_screen and (size.columns < LEAST_WIDTH or size.lines < LEAST_HEIGHT)
    calls = calling.find_calls(
        view.focal_points, request, now(), 1 if is_small else calling.MAX_MAY
    )
    if person:
        calls = _put_first(calls, person)
    typed = {
        "--directory": directory,
        "--from": caller,
        "--language": language,
        "--sector": sector,
        "--half": half,
        "--audience": audience if audience != "network" else None,
        "--lang": lang or get_current_context().find_root().params.get("lang"),
    }
    words = (word for key, value in typed.items() if value for word in (key, str(value)))
    sheet = Sheet(
        calls,
        view,
        translator,
        place=place,
        command=" ".join(("cmcct call", *map(quote, (*country, *words)), "--all")),
        is_whole=whole,
        wish=WISHED_HALVES[asked].with_values(variable=_HALF) if asked and not half else "",
        conflicting_ids=loaded.conflicting_ids,
        is_small=is_small,
    )
    if output_format == "json":
        output.write_json(call_sheet.format_json(sheet))
    elif is_screen:
        from cmcct.cli.screen import terminal

        output.write_page(terminal.render_pieces(call_sheet.fit_screen(sheet, *size)))
    else:
        output.write_page(call_sheet.format_text(sheet))
    output.warn(*loaded.warnings)
    if not any(line.is_dialable for line in calls.lines):
        raise typer.Exit(ExitCode.FINDINGS)


def _split_caller(country: list[str]) -> tuple[list[str], str | None]:
    """Return the words before one for `from`, and those after it: `haiti vanuit suriname`."""
    for place, word in enumerate(country[1:-1], 1):
        if {fold(word), *vocabulary.typed_words("option").get(fold(word), ())} & {"from"}:
            return country[:place], " ".join(country[place + 1 :])
    return country, None


def find_caller(typed: str | None, view: audiences.AudienceView) -> Country | None:
    """Return the country of `--from`, or of `CMCCT_FROM`, None for abroad; raises `CmcctError`."""
    option, named = ("--from", typed) if typed else (_FROM, os.environ.get(_FROM))
    find_country = partial(lookup.find_country, points=view.focal_points)
    return _parse(option, find_country, named)[0] if named else None


def _put_first(calls: calling.Calls, person: str) -> calling.Calls:
    """Return the calls with the lines of an entry first, each in its section."""
    sections = {
        name: sorted(part, key=lambda line: line.point.id != person)
        for name, part in calls.sections.items()
    }
    return calls._replace(sections=sections)


def _split_wishes(
    text: str, find_country: Callable[[str], object], view: audiences.AudienceView
) -> tuple[str, dict[str, str]]:
    """Return the words for a country, and the language and sector named beside it, by facet."""
    with suppress(CmcctError):
        find_country(text)
        return text, {}
    from cmcct.search import terms

    readings = terms.read(text.split(), view, lambda _key: False)
    wishes = {
        reading: dict(m for m in reversed(reading.meanings) if m.facet in {"language", "sector"})
        for reading in readings
    }
    plain = [reading for reading in readings if not wishes[reading]]
    # Of `haitian police` too, one is the country.
    for named in [plain] if plain else [[reading] for reading in readings]:
        with suppress(CmcctError):
            find_country(country := " ".join(reading.text for reading in named))
            beside = [wishes[reading] for reading in readings if reading not in named]
            return country, {facet: value for each in beside for facet, value in each.items()}
    return text, {}


def _find_target(
    text: str, find_country: Callable[[str], tuple[Country, str]], view: audiences.AudienceView
) -> tuple[Country, str, str]:
    """Return the country of the call, its place, and the id of the person who is called.

    Raises `CmcctError`.
    """
    with suppress(CmcctError):
        return *find_country(text), ""
    from cmcct.cli.edits import entry_names

    if prompts.can_ask() and (person := entry_names.ask(view.focal_points, text)):
        return person.country, "", person.id
    try:
        return *prompts.resolve(find_country, text), ""
    except UnknownValueError as error:
        # An id, a person, a number or a word of the trade: what has it is in the list.
        points = [point for point in view.focal_points if text in point.ids]
        people = points or [*entry_names.find_parts(view.focal_points, text)]
        is_one = len(people) == 1
        if is_one or not error.suggestions:
            word = people[0].id if is_one else text
            command = f"cmcct {'show' if is_one else 'search'} {quote(word)}"
            error.hint = _("to find it in the list, run {command}", command=command)
        raise


def _find_spoken(text: str) -> str:
    """Return the tag of a language; `creole` is the first that a search reads: Haitian Creole."""
    from cmcct.reference.words import find_meanings

    try:
        return find_language(text)
    except UnknownValueError:
        meanings = find_meanings(canonical(fold(text)))
        tags = [value for facet, value in meanings if facet == "language"]
        if not tags:
            raise
        return tags[0]


def _parse(
    name: str, parse: Callable[[str], T], text: str, describe: Callable[[str], str] | None = None
) -> T:
    """Parse the value of an option or variable; raises `CmcctError` with its name."""
    try:
        return prompts.resolve(parse, text, describe)
    except CmcctError as error:
        raise CmcctError(_("{label}: {text}", label=name, text=error.message), error.hint) from None
