"""The options that select focal points, shared by the commands that take a selection."""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any, TypeAlias

import typer

from cmcct.cli import completion
from cmcct.cli.options import choice_option, set_signature
from cmcct.privacy.audiences import AUDIENCES
from cmcct.reference.countries import REGIONS
from cmcct.reference.vocabulary import HALVES
from cmcct.search.query import QUERY_FIELDS, Query

AudienceOption: TypeAlias = Annotated[
    str | None,
    choice_option(
        "audience",
        AUDIENCES,
        "Leave out what this audience may not have; what is passed on, network.",
    ),
]


def _repeatable_option(
    *names: str, help_text: str, autocompletion: Callable[..., list[str]]
) -> Any:
    """Return a repeatable option."""
    metavar = names[0].removeprefix("--").upper()
    option = typer.Option(*names, help=help_text, metavar=metavar, autocompletion=autocompletion)
    return Annotated[list[str] | None, option]


_SELECTION: dict[str, Any] = {
    "terms": Annotated[
        list[str] | None,
        typer.Argument(metavar="TERM", help="Words, parts of e-mails, digits; all must match."),
    ],
    "country": _repeatable_option(
        "--country",
        "-c",
        help_text="Name, alias or code.",
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
        help_text="What the office does.",
        autocompletion=completion.complete_facet("sector"),
    ),
    "body": _repeatable_option(
        "--body", help_text="Kind of institution.", autocompletion=completion.complete_facet("body")
    ),
    "role": _repeatable_option(
        "--role",
        help_text="Function in the network.",
        autocompletion=completion.complete_facet("role"),
    ),
    "half": _repeatable_option(
        "--half",
        help_text=" or ".join(HALVES) + ".",
        autocompletion=completion.complete_words(HALVES),
    ),
    "language": _repeatable_option(
        "--language", help_text="BCP 47 tag or name.", autocompletion=completion.complete_words(())
    ),
    "group": _repeatable_option(
        "--group", help_text="Working group, by id.", autocompletion=completion.complete_groups
    ),
    "meeting": _repeatable_option(
        "--meeting", help_text="Meeting, by id.", autocompletion=completion.complete_meetings
    ),
    "status": _repeatable_option(
        "--status",
        help_text="active (if not given), vacant, left, all.",
        autocompletion=completion.complete_words(("active", "vacant", "left", "all")),
    ),
    "stale": Annotated[
        bool, typer.Option("--stale", help="Active seats not confirmed for too long, or never.")
    ],
}


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the selection options to a command, in place of its parameter `selection`."""
    return _add_options(command, QUERY_FIELDS)


def filter_options_without_terms(command: Callable[..., None]) -> Callable[..., None]:
    """Add the selection options except search terms, for a command with other arguments."""
    return _add_options(command, [name for name in QUERY_FIELDS if name != "terms"])


def _add_options(command: Callable[..., None], names: Sequence[str]) -> Callable[..., None]:
    own = inspect.signature(command, eval_str=True).parameters.values()
    parameters = [_parameter(name) for name in names]
    parameters += [parameter for parameter in own if parameter.name != "selection"]

    @wraps(command)
    def wrapper(**given: Any) -> None:
        asked = {name: given.pop(name) for name in names}
        stale = asked.pop("stale")
        selection = Query(
            **{name: tuple(values or ()) for name, values in asked.items()}, stale=stale
        )
        command(selection=selection, **given)

    set_signature(wrapper, parameters)
    return wrapper


def _parameter(name: str) -> inspect.Parameter:
    default = False if name == "stale" else None
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Parameter(name, kind, default=default, annotation=_SELECTION[name])
