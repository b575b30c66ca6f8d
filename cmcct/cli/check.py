"""`cmcct check`."""

from pathlib import Path
from typing import Annotated

import typer

from cmcct import store
from cmcct.cli import options, output
from cmcct.clock import today
from cmcct.controls import one_line
from cmcct.diagnostics import Finding, dotted
from cmcct.errors import FOUND_FAULTS

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct check directory.toml")
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", readable=False, help="Else the directory in use."),
    ] = None,
    directory: options.Directory = None,
) -> None:
    """Name every fault of the directory and of the private overlay beside it."""
    found = [pair for path in files or [store.locate(directory)] for pair in _findings(path)]
    output.emit("".join(f"{_line(path, finding)}\n" for path, finding in found))
    if found:
        output.remark(output.count_of(len(found), "error", "errors"))
        raise typer.Exit(FOUND_FAULTS)
    output.remark("no errors")


def _findings(path: Path) -> list[tuple[Path, Finding]]:
    try:
        return store.inspect(path, today())[1]
    except store.NotTomlError as error:
        return [(error.path, error.finding)]


def _line(path: Path, finding: Finding) -> str:
    place = f"{path}: {dotted(finding.path)}" if finding.path else str(path)
    entry = f' (focal point "{finding.entry}")' if finding.entry else ""
    help_ = f"; {finding.help}" if finding.help else ""
    return one_line(f"{place}: error[{finding.code}] {finding.message}{entry}{help_}")
