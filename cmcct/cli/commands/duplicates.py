"""`cmcct duplicates`."""

from pathlib import Path

from cmcct.cli import options
from cmcct.cli.options import filter_options, load_options
from cmcct.cli.screen import output
from cmcct.i18n.messages import _, ngettext
from cmcct.model.entities import STRICTEST
from cmcct.privacy import audiences
from cmcct.search import duplicates as finder


@options.command("duplicates")
def duplicates(
    directory: Path | None = options.DIRECTORY,
    audience: str | None = filter_options.AUDIENCE,
    at: str | None = load_options.AT,
    lang: str | None = options.LANG,
    output_format: str | None = options.TABLE_FORMAT,
) -> None:
    """Find entries that may be the same person or office.

    Each line has two ids and the reasons; cmcct merge combines two entries. If more than 50 entries
    share a value, each is paired only with the first one.
    """
    translator = options.reader_translator(lang)
    private = load_options.shows_private(audience)
    loaded = load_options.load_lenient(directory, at, private=private, audience=audience)
    present = [point for point in loaded.directory.focal_points if point.status != "left"]
    points = audiences.view_for(loaded.directory, present, audience or STRICTEST).focal_points
    result = finder.find_duplicates(points)
    pairs = [
        (first, second, [*map(translator.translate, why)]) for first, second, why in result.pairs
    ]
    if output_format == "json":
        keys = ("first", "second", "reasons")
        output.write_objects("pairs", [dict(zip(keys, pair, strict=True)) for pair in pairs])
    elif pairs:
        rows = [(first, second, ", ".join(why)) for first, second, why in pairs]
        output.write_rows(rows, ("id", "id", _("reasons")))
    output.warn(*loaded.warnings)
    if audience in {None, STRICTEST}:
        load_options.report_hidden_channels(loaded, points)
    counted = ngettext("{count} pair", "{count} pairs", len(pairs))
    output.note(counted if pairs else _("no duplicates"))
    if result.is_truncated:
        output.note(
            _(
                "more than {number} entries share a value: each is paired only with the first one",
                number=finder.MAX_GROUP,
            )
        )
