"""The options that select focal points, shared by the commands that take a selection."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeAlias

import typer

from cmcct.cli.options import choice_option, completion, replace_parameters
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference.countries import REGIONS
from cmcct.reference.vocabulary import HALVES
from cmcct.search.query import Query

AudienceOption: TypeAlias = Annotated[
    str | None,
    choice_option(
        "audience",
        AUDIENCES,
        "Leave out what this audience may not see [default: show all on screen; exports: network]",
    ),
]


def _repeatable_option(
    *names: str, help_text: str, autocompletion: Callable[..., Any], metavar: str = ""
) -> Any:
    """Return a repeatable option."""
    metavar = metavar or names[0].removeprefix("--").upper()
    option = typer.Option(*names, help=help_text, metavar=metavar, autocompletion=autocompletion)
    return Annotated[list[str] | None, option]


def _status_option(default: str) -> Any:
    return _repeatable_option(
        "--status",
        help_text=f"active, vacant, left or all [default: {default}]",
        autocompletion=completion.complete_words(("active", "vacant", "left", "all")),
    )


_SELECTION: dict[str, Any] = {
    "terms": Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TERM",
            help=(
                "Country, sector, language, kind of line, 24/7, open, id or other words; parts of "
                "e-mail addresses; digits of numbers. All must match."
            ),
        ),
    ],
    "country": _repeatable_option(
        "--country",
        "-c",
        help_text="Country, place or code.",
        autocompletion=completion.complete_country,
    ),
    "region": _repeatable_option(
        "--region",
        help_text=", ".join(REGIONS) + ".",
        autocompletion=completion.complete_words(REGIONS),
    ),
    "sector": _repeatable_option(
        "--sector",
        "-s",
        help_text="Sector; see cmcct list sectors.",
        autocompletion=completion.complete_facet("sector"),
    ),
    "body": _repeatable_option(
        "--body",
        help_text="Type of institution; see cmcct list bodies.",
        autocompletion=completion.complete_facet("body"),
    ),
    "role": _repeatable_option(
        "--role",
        help_text="Role in the network; see cmcct list roles.",
        autocompletion=completion.complete_facet("role"),
    ),
    "half": _repeatable_option(
        "--half",
        help_text=" or ".join(HALVES) + ".",
        autocompletion=completion.complete_words(HALVES),
    ),
    "language": _repeatable_option(
        "--language",
        help_text="Language name or BCP 47 tag.",
        autocompletion=completion.complete_words(()),
    ),
    "group": _repeatable_option(
        "--group",
        help_text="Id or name of a working group; see cmcct list groups.",
        autocompletion=completion.complete_groups,
    ),
    "validates": _repeatable_option(
        "--validates",
        help_text="Id or name of a working group; entries that validate for their government in "
        "it.",
        autocompletion=completion.complete_groups,
        metavar="GROUP",
    ),
    "meeting": _repeatable_option(
        "--meeting",
        help_text="Id or name of a meeting; see cmcct list meetings.",
        autocompletion=completion.complete_meetings,
    ),
    "status": _status_option("active"),
    "stale": Annotated[
        bool, typer.Option("--stale", help="Only active entries not confirmed recently, or never.")
    ],
    "unverified": Annotated[
        bool, typer.Option("--unverified", help="Only active entries never confirmed.")
    ],
    "unreachable": Annotated[
        bool, typer.Option("--unreachable", help="Only active entries without e-mail and phone.")
    ],
}


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the selection options to a command, in place of its parameter `selection`."""
    return replace_parameters(command, {"selection"}, _SELECTION, _run_with_selection)


def filter_options_without_terms(
    command: Callable[..., None], status: str = "active"
) -> Callable[..., None]:
    """Add the selection options except search terms, for a command with other arguments."""
    filters = {**_SELECTION, "status": _status_option(status)}
    del filters["terms"]
    return replace_parameters(command, {"selection"}, filters, _run_with_selection)


def _run_with_selection(
    command: Callable[..., None], given: Mapping[str, Any], **asked: Any
) -> None:
    empty = Query()
    filters = {name: type(getattr(empty, name))(values or ()) for name, values in asked.items()}
    command(selection=Query(**filters), **given)
