"""`cmcct duplicates`."""

import typer

from cmcct import duplicates as finder
from cmcct import store
from cmcct.cli import options, output
from cmcct.controls import one_line

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct duplicates")
def duplicates(directory: options.Directory = None) -> None:
    """Find the same person or seat entered twice, as far as one can tell.

    A line a pair: two ids, and the reasons. cmcct merge makes one entry of two.
    """
    loaded = store.load(store.locate(directory))
    points = [point for point in loaded.directory.focal_points if point.status != "left"]
    rows = [(first, second, ", ".join(reasons)) for first, second, reasons in finder.find(points)]
    if output.is_terminal() and rows:
        from cmcct import render

        output.emit(render.values(rows, ("id", "id", "reasons")))
    else:
        output.emit("".join("\t".join(map(one_line, row)) + "\n" for row in rows))
    for text in loaded.warnings:
        output.remark(f"warning: {text}")
    output.remark(output.count_of(len(rows), "pair", "pairs") or "no duplicates")
