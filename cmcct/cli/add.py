"""`cmcct add`."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from cmcct import changes, drafts, store, values, vocabulary
from cmcct.changes import Raw
from cmcct.cli import asking, editing, options
from cmcct.countries import countries
from cmcct.diagnostics import KeyPath
from cmcct.errors import CmcctError
from cmcct.keys import KEYS

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="Example: cmcct add --from draft.json --dry-run")
@editing.giving(*KEYS["focal_point"])
def add(
    given: Raw,
    directory: options.Directory = None,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", readable=False, help="Entries as TOML or JSON; - for stdin."
        ),
    ] = None,
    private: editing.Private = False,
    dry_run: editing.DryRun = False,
) -> None:
    """Add an entry: from options, from a file, or by answering questions on a terminal.

    It stands where the file's order puts it. --private writes what the options give to the private
    overlay, for an entry that is in the directory.
    """
    points = [{**point, **given} for point in _read(source)] if source else [given]
    if private:
        editing.carry_out(directory, partial(_add_private, points), dry_run=dry_run)
        return
    if not source:
        _ask(given, store.parse(store.locate(directory)))

    def change(raw: Raw, _private: Raw) -> None:
        for point in points:
            point.setdefault("id", drafts.propose_id(point, raw))
            changes.add(raw, point)

    editing.carry_out(directory, change, dry_run=dry_run)


def _add_private(points: list[Raw], raw: Raw, private: Raw) -> None:
    for point in points:
        changes.entry(raw, point.get("id", ""))
        changes.private_part(private, point["id"]).update(point)


def _read(source: Path) -> list[Raw]:
    if source == Path("-"):
        return drafts.read(source, sys.stdin.buffer.read() if sys.stdin else b"")
    return drafts.read(source, store.read(source))


def _ask(point: Raw, raw: Raw) -> None:
    """Ask for what an entry cannot be without, and for its id."""
    missing = drafts.missing(point)
    if missing and not asking.is_possible():
        options_ = ", ".join(f"--{editing.option_name(key)}" for key in missing)
        raise CmcctError(f"missing: {options_}", "give them, or --from FILE")
    for key in missing:
        _answer(point, key)
    if missing and "id" not in point:
        proposed = drafts.propose_id(point, raw)
        point["id"] = asking.ask("id", partial(values.read, ("id",)), default=proposed)


def _answer(point: Raw, key: str) -> None:
    """Ask for one key; where no e-mail address is given, for a number."""
    name, words = editing.option_name(key), _words(key)
    if key != "emails":
        read = _several if key == "sectors" else values.read
        point[key] = asking.ask(name, partial(_given, read, (key,)), words)
    elif email := asking.ask(f"{name}, or nothing", str):
        point["emails"] = [email]
    else:
        point["phones"] = asking.ask("phone", partial(_given, values.read, ("phones",)))


def _given(read: Callable[[KeyPath, str], Any], path: KeyPath, text: str) -> Any:
    if not text:
        raise CmcctError("an answer is needed", "Ctrl-C gives up")
    return read(path, text)


def _several(path: KeyPath, text: str) -> list[Any]:
    return [values.read_item(path, item.strip()) for item in text.split(",")]


def _words(key: str) -> list[str]:
    if key == "country":
        return [country.name for country in countries()]
    return [*vocabulary.slugs("sector")] if key == "sectors" else []
