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
    rows = [
        (first, second, ", ".join(map(translator.translate, why)))
        for first, second, why in result.pairs
    ]
    if rows:
        output.write_rows(rows, ("id", "id", _("reasons")))
    output.warn(*loaded.warnings)
    if audience in {None, STRICTEST}:
        load_options.report_hidden_channels(loaded, points)
    counted = ngettext("{count} pair", "{count} pairs", len(rows))
    output.note(counted if rows else _("no duplicates"))
    if result.is_truncated:
        output.note(
            _(
                "more than {number} entries share a value: each is paired only with the first one",
                number=finder.MAX_GROUP,
            )
        )
