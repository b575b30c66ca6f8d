"""`cmcct list`."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Annotated, TypeAlias

import typer

from cmcct import countries, store, vocabulary
from cmcct.cli import complete, options, output
from cmcct.controls import one_line
from cmcct.languages import language_name
from cmcct.model import Directory, FocalPoint

Values: TypeAlias = Callable[[FocalPoint], Iterable[str]]
Known: TypeAlias = Callable[[Directory], Iterable[tuple[str, str]]]

app = typer.Typer(rich_markup_mode=None, add_completion=False)


def _terms(facet: str) -> Known:
    return lambda _directory: [(term.slug, term.label()) for term in vocabulary.terms(facet)]


def _region(_directory: Directory) -> Iterable[tuple[str, str]]:
    return [(c.code, c.name) for c in countries.countries() if c.tier in {"core", "adjacent"}]


def _groups(directory: Directory) -> Iterable[tuple[str, str]]:
    return [(group.id, group.name) for group in directory.working_groups]


def _meetings(directory: Directory) -> Iterable[tuple[str, str]]:
    return [(meeting.id, meeting.name) for meeting in directory.meetings]


# Of each kind: the values to list whether in use or not, what an entry has of it, and what a
# value is called that is not among the former.
_KINDS: dict[str, tuple[Known, Values, Callable[[str], str]]] = {
    "countries": (
        _region,
        lambda point: [point.country.code] if point.country.code else [],
        lambda code: countries.country(code).name,
    ),
    "sectors": (_terms("sector"), lambda point: point.sectors, str),
    "bodies": (_terms("body"), lambda point: [point.body] if point.body else [], str),
    "roles": (_terms("role"), lambda point: [point.role], str),
    "groups": (_groups, lambda point: point.working_groups, str),
    "meetings": (_meetings, lambda point: point.meetings, str),
    "languages": (lambda _directory: [], lambda point: point.languages, language_name),
}


@app.command(name="list", epilog="Example: cmcct list sectors")
def list_values(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="|".join(_KINDS),
            callback=options.one_of("list", _KINDS),
            autocompletion=complete.starting(_KINDS),
            help="What to list.",
        ),
    ],
    directory: options.Directory = None,
) -> None:
    """List values to select by, with how many active entries use each."""
    loaded = store.load(store.locate(directory))
    rows = _rows(loaded.directory, *_KINDS[kind])
    if output.is_terminal():
        from cmcct import render

        output.emit(render.values(rows, (kind, "name", "active entries")))
    else:
        output.emit("".join("\t".join(row) + "\n" for row in rows))
    for text in loaded.warnings:
        output.remark(f"warning: {text}")


def _rows(
    directory: Directory, known: Known, values: Values, name: Callable[[str], str]
) -> list[tuple[str, str, str]]:
    active = [point for point in directory.focal_points if point.status == "active"]
    counts = Counter(value for point in active for value in set(values(point)))
    names = dict(known(directory))
    others = sorted(set(counts) - set(names))
    listed = [*names, *others]
    return [
        (one_line(value), one_line(names.get(value) or name(value)), str(counts[value]))
        for value in listed
    ]
