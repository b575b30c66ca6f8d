"""Options shared by several commands."""

import inspect
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from cmcct.cli.options import completion
from cmcct.cli.screen import output
from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import unknown_choice_error
from cmcct.i18n.messages import ENGLISH, LANGUAGES, Message, Translator, _

_LEAVE_OUT = _("use only one of them")


def one_of(kind: str, words: Iterable[str]) -> Callable[[str | None], str | None]:
    """Return a callback that accepts only the given words, and lists them in its error."""

    def check(value: str | None) -> str | None:
        if value is None or value in words:
            return value
        raise unknown_choice_error(kind, value, [*words])

    return check


def declare_choice(kind: str, words: Iterable[str], help_text: str, *default: Any) -> Any:
    """Return an option `--kind` that accepts one of the given words, for an annotation."""
    return typer.Option(
        *default,
        f"--{kind}",
        metavar="|".join(words),
        help=help_text,
        callback=one_of(kind, words),
        autocompletion=completion.complete_words(words),
    )


def choice(kind: str, words: Iterable[str], help_text: str, default: Any = None) -> Any:
    """Return the declaration of a parameter that is an option `--kind` with given words."""
    return declare_choice(kind, words, help_text, default)


def declare_option(
    metavar: str,
    help_text: str,
    *default_and_names: Any,
    complete: Callable[..., Any] | None = None,
    **more: Any,
) -> Any:
    """Return the declaration of an option with a value, for an annotation."""
    # `readable=False` on every path, so that `storage` reports unreadable files, not typer.
    return typer.Option(
        *default_and_names,
        metavar=metavar or None,
        help=help_text,
        autocompletion=complete,
        readable=False,
        **more,
    )


def option(metavar: str, help_text: str, *names: str, default: Any = None, **more: Any) -> Any:
    """Return the declaration of a parameter that is an option, by default of the same name."""
    return declare_option(metavar, help_text, default, *names, **more)


def flag(name: str, help_text: str) -> Any:
    """Return the declaration of a parameter that is an option without a value."""
    return typer.Option(False, name, help=help_text)


def declare_argument(
    metavar: str,
    help_text: str,
    complete: Callable[..., Any] | None = None,
    *default: Any,
    **more: Any,
) -> Any:
    """Return the declaration of an argument, for an annotation."""
    return typer.Argument(
        *default,
        metavar=metavar,
        help=help_text,
        autocompletion=complete,
        readable=False,
        **more,
    )


def argument(
    metavar: str,
    help_text: str,
    complete: Callable[..., Any] | None = None,
    default: Any = ...,
    **more: Any,
) -> Any:
    """Return the declaration of a parameter that is an argument, required without a default."""
    return declare_argument(metavar, help_text, complete, default, **more)


def conflict_error(option: str, other: str, hint: Message = _LEAVE_OUT) -> CmcctError:
    """Return the error for two options that cannot be combined."""
    return CmcctError(_("{option} cannot be used with {other}", option=option, other=other), hint)


def replace_parameters(
    command: Callable[..., Any],
    names: Container[str],
    annotations: Mapping[str, Any],
    run: Callable[..., None],
) -> Callable[..., None]:
    """Return a command that has options in place of some parameters, as typer sees it.

    `annotations` are the options by name; the default of each is None. `run` gets the command, the
    values of its other parameters, and by name those of the options.
    """
    own = inspect.signature(command, eval_str=True).parameters
    place = next(index for index, name in enumerate(own) if name in names)
    kept = {name: parameter for name, parameter in own.items() if name not in names}
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in annotations.items()
    ]
    others = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in kept.values()]

    @wraps(command)
    def wrapper(**given: Any) -> None:
        run(command, {name: given.pop(name) for name in kept}, **given)

    listed = [*others[:place], *added, *others[place:]]
    wrapper.__signature__ = inspect.Signature(listed)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in listed}
    return wrapper


def translator_for(output_format: str, lang: str | None) -> Translator:
    """Return the language of a result; of a file to pass on, it is independent of the locale."""
    from cmcct.privacy import audiences

    reader = reader_translator(lang)
    return reader if audiences.is_for_user(output_format) else recipient_translator(lang)


def reader_translator(lang: str | None) -> Translator:
    """Return the user's language, and use it for messages too."""
    translator = Translator(lang) if lang else output.preferred_translator()
    output.set_language(translator)
    return translator


def recipient_translator(lang: str | None) -> Translator:
    """Return the language of a file for recipients: English unless `lang` is given."""
    return Translator(lang or ENGLISH)


def language_among(words: Sequence[str]) -> str | None:
    """Return the language that a `--lang` among the arguments names, or None."""
    named = [value for word, value in pairwise(words) if word == "--lang"]
    named += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return next((lang for lang in reversed(named) if lang in LANGUAGES), None)


def _print_version(value: bool) -> None:
    if value:
        from cmcct import __version__

        typer.echo(f"cmcct {__version__}")
        raise typer.Exit


def _given_before(ctx: typer.Context, value: Path | None) -> Path | None:
    """Return `--directory` given before the command if it is not given after it."""
    given: Path | None = value or ctx.obj
    return given


# `readable=False` on every path, so that `storage` reports unreadable files, not typer.
_DIRECTORY_HELP = (
    "Directory file [default: $CMCCT_DIRECTORY, or the nearest directory.toml in this or "
    "a parent folder]"
)

Lang: TypeAlias = Annotated[
    str | None,
    declare_choice(
        "lang", LANGUAGES, "Language [default: CMCCT_LANG or your system's; exports: English]"
    ),
]
LangBefore: TypeAlias = Annotated[
    str | None,
    declare_choice(
        "lang", LANGUAGES, "Language of messages and help [default: CMCCT_LANG or your system's]"
    ),
]
FileLang: TypeAlias = Annotated[
    str | None, declare_choice("lang", LANGUAGES, "Language [default: English]")
]
VersionFlag: TypeAlias = Annotated[
    bool,
    typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
]
NoPager: TypeAlias = Annotated[
    bool, typer.Option("--no-pager", help="Print long output at once, not page by page.")
]
DirectoryBefore: TypeAlias = Annotated[
    Path | None,
    declare_option("PATH", _DIRECTORY_HELP, "--directory"),
]
VerifyOption: TypeAlias = Annotated[
    bool, typer.Option("--verify", help="Mark the entry as confirmed today, too.")
]
DirectoryOption: TypeAlias = Annotated[
    Path | None,
    declare_option("PATH", _DIRECTORY_HELP, "--directory", callback=_given_before),
]
UnsafeFixes: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--unsafe-fixes", help="Correct values also where something else may have been meant."
    ),
]
