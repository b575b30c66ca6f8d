"""The options that select focal points, shared by the commands that take a selection."""

from collections.abc import Callable, Mapping
from typing import Any

from cmcct.cli import options
from cmcct.cli.options import replace_parameters
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference.countries import REGIONS
from cmcct.reference.vocabulary import HALVES
from cmcct.search.query import Query

AUDIENCE = options.choice(
    "audience",
    AUDIENCES,
    "Leave out what this audience may not see [default: show all on screen; exports: network]",
)


def _repeatable(name: str, help_text: str, *short: str, metavar: str = "") -> tuple[Any, Any]:
    """Return the type and the declaration of a repeatable option."""
    placeholder, panel = metavar or name.upper(), options.SELECT
    return list[str] | None, options.option(
        placeholder, help_text, f"--{name}", *short, rich_help_panel=panel
    )


def _status_option(default: str) -> tuple[Any, Any]:
    return _repeatable("status", f"active, vacant, left or all [default: {default}]")


def _flag(name: str, help_text: str) -> tuple[Any, Any]:
    return bool, options.flag(name, help_text, rich_help_panel=options.SELECT)


TERMS = options.argument(
    "TERM",
    "Country, sector, language, kind of line, 24/7, open, stale, unverified, untested, id or other "
    "words; parts of e-mail addresses; digits of numbers. All must match.",
    default=None,
)
_SELECTION: dict[str, tuple[Any, Any]] = {
    "terms": (list[str] | None, TERMS),
    "country": _repeatable("country", "Country, place or code.", "-c"),
    "region": _repeatable("region", ", ".join(REGIONS) + "."),
    "sector": _repeatable("sector", "Sector; see cmcct list sectors.", "-s"),
    "body": _repeatable("body", "Type of institution; see cmcct list bodies."),
    "role": _repeatable("role", "Role; see cmcct list roles."),
    "half": _repeatable("half", f"Half: {' or '.join(HALVES)}."),
    "language": _repeatable("language", "Language that a person speaks: name or BCP 47 tag."),
    "group": _repeatable("group", "Id or name of a working group; see cmcct list groups."),
    "validates": _repeatable(
        "validates",
        "Id or name of a working group; entries that validate for their government in it.",
        metavar="GROUP",
    ),
    "meeting": _repeatable("meeting", "Id or name of a meeting; see cmcct list meetings."),
    "absent": _repeatable(
        "absent", "Meeting, or all; entries of members who did not attend it.", metavar="MEETING"
    ),
    "status": _status_option("active"),
    "stale": _flag("--stale", "Only active entries not confirmed recently, or never."),
    "unverified": _flag("--unverified", "Only active entries never confirmed."),
    "unreachable": _flag("--unreachable", "Only active entries without e-mail, phone or username."),
    "untested": _flag("--untested", "Only active entries with a 24/7 line to be tested."),
}


def add_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Add the selection options to a command, in place of its parameter `selection`."""
    return replace_parameters(command, {"selection"}, _SELECTION, _run_with_selection)


def add_filters_without_terms(
    command: Callable[..., None], status: str = "active"
) -> Callable[..., None]:
    """Add the selection options except search terms, for a command with other arguments."""
    filters = {**_SELECTION, "status": _status_option(status)}
    del filters["terms"]
    return replace_parameters(command, {"selection"}, filters, _run_with_selection)


def _run_with_selection(
    command: Callable[..., None], parameters: Mapping[str, Any], **asked: Any
) -> None:
    empty = Query()
    filters = {name: type(getattr(empty, name))(values or ()) for name, values in asked.items()}
    command(selection=Query(**filters), **parameters)
