"""`cmcct check`."""

from pathlib import Path
from typing import Annotated

import typer

from cmcct import store
from cmcct.cli import options, output
from cmcct.clock import today
from cmcct.controls import one_line
from cmcct.diagnostics import Finding, dotted
from cmcct.errors import FAILED, FOUND_FAULTS, CmcctError

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
    found: list[tuple[Path, Finding]] = []
    failed = False
    for path in files or [store.locate(directory)]:
        try:
            found += _findings(path, is_in_use=not files)
        except CmcctError as error:
            # The other files are checked all the same.
            output.remark(f"error: {error.message}")
            failed = True
    found = list(dict.fromkeys(found))
    output.emit("".join(f"{_line(path, finding)}\n" for path, finding in found))
    if found or not failed:
        output.remark(output.count_of(len(found), "error", "errors") or "no errors")
    if failed or found:
        raise typer.Exit(FAILED if failed else FOUND_FAULTS)


def _findings(path: Path, *, is_in_use: bool) -> list[tuple[Path, Finding]]:
    """Check a file; the overlay belongs to the directory in use, and to one of the usual name."""
    if path.name == store.OVERLAY_NAME:
        found = _findings(path.with_name(store.DIRECTORY_NAME), is_in_use=False)
        return [(file, finding) for file, finding in found if file == path]
    with_overlay = is_in_use or path.name == store.DIRECTORY_NAME
    try:
        return store.inspect(path, today(), with_overlay=with_overlay)[1]
    except store.NotTomlError as error:
        return [(error.path, error.finding)]


def _line(path: Path, finding: Finding) -> str:
    place = f"{path}: {dotted(finding.path)}" if finding.path else str(path)
    entry = f' (focal point "{finding.entry}")' if finding.entry else ""
    help_ = f"; {finding.help}" if finding.help else ""
    return one_line(f"{place}: error[{finding.code}] {finding.message}{entry}{help_}")
