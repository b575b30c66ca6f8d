"""`cmcct duplicates`."""

import typer

from cmcct import duplicates as finder
from cmcct.cli import loading, options, output
from cmcct.controls import one_line
from cmcct.wording import say, say_count

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct duplicates")
def duplicates(
    directory: options.Directory = None, at: loading.At = None, lang: options.Lang = None
) -> None:
    """Find the same person or seat entered twice, as far as one can tell.

    A line a pair: two ids, and the reasons. cmcct merge makes one entry of two.
    """
    words = options.for_reader(lang)
    loaded = loading.whatever_is_readable(directory, at)
    points = [point for point in loaded.directory.focal_points if point.status != "left"]
    pairs = finder.find(points)
    rows = [(first, second, ", ".join(map(words.of, why))) for first, second, why in pairs]
    if output.is_terminal() and rows:
        from cmcct import render

        output.emit(render.values(rows, ("id", "id", words.say("reasons"))))
    else:
        output.emit("".join("\t".join(map(one_line, row)) + "\n" for row in rows))
    for text in loaded.warnings:
        output.warn(text)
    found = say_count("{count} pair", "{count} pairs", len(rows))
    output.remark(found if rows else say("no duplicates"))
