"""`cmcct call`."""

import os
from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

import typer

from cmcct.cli import completion, corrections, load_options, options, output
from cmcct.cli.filter_options import AudienceOption
from cmcct.clock import now
from cmcct.errors.exceptions import CmcctError, ExitCode
from cmcct.formats import call_sheet
from cmcct.formats.call_sheet import Sheet
from cmcct.formats.shared.line_phrases import LINES
from cmcct.i18n.messages import _
from cmcct.model.entities import STRICTEST, Directory
from cmcct.privacy import audiences
from cmcct.privacy.audiences import AudienceView
from cmcct.reference import vocabulary
from cmcct.reference.countries import Country
from cmcct.search import line_order, lookup
from cmcct.search.line_order import COVERING, OWN, Request

ParsedT = TypeVar("ParsedT")

FORMATS = ("text", "json")
_FROM_VARIABLE = "CMCCT_FROM"

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct call Guyana --from Aruba --language nl")
def call(
    country: Annotated[
        list[str],
        typer.Argument(
            metavar="COUNTRY",
            help="Country, place, nationality or code.",
            autocompletion=completion.complete_country,
        ),
    ],
    directory: options.DirectoryOption = None,
    caller: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="COUNTRY",
            help="Country from which you call [default: $CMCCT_FROM, or abroad]",
            autocompletion=completion.complete_country,
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="LANGUAGE",
            help="Language name or BCP 47 tag.",
            autocompletion=completion.complete_words(()),
        ),
    ] = None,
    sector: Annotated[
        str | None,
        typer.Option(
            "--sector",
            "-s",
            metavar="SECTOR",
            help="Sector; see cmcct list sectors.",
            autocompletion=completion.complete_facet("sector"),
        ),
    ] = None,
    half: Annotated[
        str | None,
        options.choice_option("half", vocabulary.HALVES, "Half of the network."),
    ] = None,
    audience: AudienceOption = None,
    output_format: Annotated[
        str, options.choice_option("format", FORMATS, "Output format.")
    ] = "text",
    lang: options.Lang = None,
) -> None:
    """Name the numbers to call now for a country, the first to try first.

    A language, a sector or a half is a wish: it ranks the numbers and hides none. A number that
    works only inside the country comes last, unless you call from there.
    """
    translator, moment = options.translator_for(output_format, lang), now()
    private = load_options.shows_private(audience)
    loaded = load_options.load_lenient(
        directory, None, may_be_older=True, private=private, audience=audience
    )
    loaded = load_options.mark_left(loaded)
    audience = audience or audiences.default_audience(output_format)
    view = audiences.view_for(loaded.directory, loaded.directory.focal_points, audience)
    find_country = partial(_find_country, view)
    asked = corrections.resolve(find_country, " ".join(country))
    named = caller or os.environ.get(_FROM_VARIABLE)
    option = "--from" if caller else _FROM_VARIABLE
    from_ = _parse(option, find_country, named) if named else None
    request = _make_request(asked, from_, language, sector, half)
    ranked = line_order.rank_lines(view.focal_points, request, moment)
    shown = line_order.choose_lines(ranked)
    mailed = _view_mailed(loaded.directory, view, request.country)
    sheet = Sheet(request, ranked, shown, view, mailed, moment, translator, loaded.conflicting_ids)
    if output_format == "json":
        output.write_json(call_sheet.format_json(sheet))
    else:
        output.write_page(_format_text(sheet))
    output.warn(*loaded.warnings)
    if audience == STRICTEST and not private:
        load_options.report_hidden_channels(loaded, [line.point for line in ranked])
    if not any(line.is_candidate for line in ranked):
        output.note(LINES["none_dialable"].with_values(country=request.country))
        raise typer.Exit(ExitCode.FINDINGS)


def _find_country(view: AudienceView, text: str) -> Country:
    """Return the country that a text means; of a place, say where it is."""
    country, place = lookup.find_country(text, view.focal_points)
    if place:
        output.note(_("{label}: {text}", label=place, text=country))
    return country


def _make_request(
    country: Country,
    caller: Country | None,
    language: str | None,
    sector: str | None,
    half: str | None,
) -> Request:
    from cmcct.reference.languages import find_language, language_name

    def describe(tag: str) -> str:
        return language_name(tag, output.translator().lang)

    return Request(
        country,
        caller,
        _parse("--language", find_language, language, describe) if language else "",
        _parse("--sector", _find_sector, sector) if sector else "",
        half or "",
    )


def _find_sector(text: str) -> str:
    return vocabulary.find_term("sector", text).slug


def _parse(
    name: str,
    parse: Callable[[str], ParsedT],
    text: str,
    describe: Callable[[str], str] | None = None,
) -> ParsedT:
    """Parse the value of an option or variable; raises `CmcctError` with its name."""
    try:
        return corrections.resolve(parse, text, describe)
    except CmcctError as error:
        message = _("{option}: {message}", option=name, message=error.message)
        raise CmcctError(message, error.hint) from None


def _view_mailed(directory: Directory, view: AudienceView, country: Country) -> AudienceView:
    """Return the entries of a country to write to, or else those that cover it.

    Whoever gets the mail sees all the addresses, so none is for the secretariat only.
    """
    known = [point for point in view.focal_points if point.status != "left"]
    near = {point.id: line_order.find_nearness(point, country) for point in known}
    places = [place for place in (OWN, COVERING) if place in near.values()][:1]
    ids = [id_ for id_, place in near.items() if place in places]
    found, _unknown = lookup.find_by_id(directory, ids)
    shared = "network" if view.audience == STRICTEST else view.audience
    return audiences.view_for(directory, found, shared)


def _format_text(sheet: Sheet) -> str:
    if not output.is_stdout_terminal():
        return call_sheet.format_text(sheet)
    from cmcct.cli import terminal

    return terminal.render_pieces(call_sheet.fit_screen(sheet, *terminal.size()))
