"""Shell completion: values without spaces, so that they need no quotes."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias, cast

import typer

from cmcct.errors.exceptions import CmcctError
from cmcct.text.slugs import is_slug

Completer: TypeAlias = Callable[[str], list[str]]


def complete_words(words: Iterable[str]) -> Completer:
    """Offer fixed words."""
    return lambda incomplete: [word for word in words if word.startswith(incomplete)]


def complete_facet(name: str) -> Completer:
    """Offer the slugs of a facet of the vocabulary."""

    def complete(incomplete: str) -> list[str]:
        from cmcct.reference.vocabulary import slugs

        return [slug for slug in slugs(name) if slug.startswith(incomplete)]

    return complete


def complete_country(incomplete: str) -> list[str]:
    """Offer names with hyphens for spaces (`trinidad-and-tobago`), the region's before others.

    They are capitalised if the input is: shells compare case-sensitively.
    """
    from cmcct.reference import countries

    for known in (countries.region_countries(), countries.all_countries()):
        names = [hyphenate(c.name, incomplete) for c in known]
        if found := sorted(name for name in names if name.startswith(incomplete)):
            return found
    return []


def hyphenate(name: str, incomplete: str) -> str:
    """Return a name as one word, capitalised if the input begins with a capital."""
    from cmcct.text.folding import fold

    words = fold(name).split()
    is_capital = incomplete[:1].isupper()
    return "-".join(word.capitalize() if is_capital else word for word in words)


def complete_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the ids of the directory's entries."""
    return _ids("focal_point", ctx, incomplete)


def complete_groups(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the ids of the working groups."""
    return _ids("working_group", ctx, incomplete)


def complete_meetings(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the ids of the meetings."""
    return _ids("meeting", ctx, incomplete)


def complete_any_ids(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the ids of entries, meetings and working groups."""
    return [
        *complete_ids(ctx, incomplete),
        *complete_meetings(ctx, incomplete),
        *complete_groups(ctx, incomplete),
    ]


def complete_columns(incomplete: str) -> list[str]:
    """Complete the last of several column names joined by commas."""
    from cmcct.formats.shared.columns import NAMES

    done, comma, last = incomplete.rpartition(",")
    return [f"{done}{comma}{name}" for name in NAMES if name.startswith(last)]


def _ids(table: str, ctx: typer.Context, incomplete: str) -> list[str]:
    # Read the file without building the model: the shell waits for the answer.
    tables = _raw(ctx).get(table)
    entries = tables if isinstance(tables, list) else []
    found = [entry.get("id") for entry in entries if isinstance(entry, dict)]
    # A value in a file may be a command to the shell, so only slugs are offered.
    slugs = [id_ for id_ in found if isinstance(id_, str) and is_slug(id_)]
    return [id_ for id_ in slugs if id_.startswith(incomplete)]


def _raw(ctx: typer.Context) -> dict[str, Any]:
    from cmcct.storage import directory_file

    before: typer.Context | None = ctx
    while before and not before.params.get("directory"):
        before = cast("typer.Context | None", before.parent)
    given: Path | None = before.params["directory"] if before else None
    try:
        return directory_file.parse_file(directory_file.find_directory(given))
    except CmcctError:
        return {}
