"""How commands and options are declared, and the options shared by several commands."""

import inspect
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from itertools import pairwise
from typing import Any

import typer

from cmcct.cli.options import completion
from cmcct.cli.screen import output
from cmcct.errors.exceptions import CmcctError, UnknownValueError
from cmcct.i18n.messages import ENGLISH, LANGUAGES, Message, SafeText, Translator, _
from cmcct.reference import vocabulary
from cmcct.text import shell

SELECT = "Select"  # the section of the filters in the help
WORDS = "cmcct.words"  # those of the command line, in the metadata of its contexts
_LEAVE_OUT = _("leave out one of them")


def command(example: str) -> Callable[[Callable[..., None]], typer.Typer]:
    """Make a function the command of its module; the help ends with an example."""

    def declare(function: Callable[..., None]) -> typer.Typer:
        app = typer.Typer(rich_markup_mode=None, add_completion=False)
        app.command(epilog=f"Example: cmcct {example}")(function)
        return app

    return declare


def one_of(kind: str, words: Iterable[str]) -> Callable[[str | None], str | None]:
    """Return a callback that accepts only the given words, and lists them in its error."""
    return lambda value: value if value is None else vocabulary.find_choice(kind, value, [*words])


def choice(kind: str, words: Iterable[str], help_text: str, default: Any = None) -> Any:
    """Return the declaration of a parameter that is an option `--kind` with given words."""
    metavar, callback = "|".join(words), one_of(kind, words)
    return option(metavar, help_text, f"--{kind}", default=default, callback=callback)


def option(metavar: str, help_text: str, *names: str, default: Any = None, **more: Any) -> Any:
    """Return the declaration of a parameter that is an option, by default of the same name."""
    return typer.Option(default, *names, **_describe(metavar, help_text, more))


def flag(name: str, help_text: str, **more: Any) -> Any:
    """Return the declaration of a parameter that is an option without a value."""
    return typer.Option(False, name, help=help_text, **more)


def argument(metavar: str, help_text: str, default: Any = ..., **more: Any) -> Any:
    """Return the declaration of a parameter that is an argument, required without a default."""
    return typer.Argument(default, **_describe(metavar, help_text, more))


def _describe(metavar: str, help_text: str, more: dict[str, Any]) -> dict[str, Any]:
    """Return what typer is told; what a shell offers follows from the placeholder."""
    # `readable=False` on every path, so that `storage` reports unreadable files, not typer.
    texts = {"metavar": metavar or None, "help": help_text, "readable": False}
    return {**texts, "autocompletion": completion.find_completer(metavar), **more}


def hint_to_run(*words: str) -> Message:
    """Return the hint to run cmcct with some words."""
    return _("run {command}", command=SafeText(shell.command_line(*words)))


def conflict_error(option: str, other: str, hint: Message = _LEAVE_OUT) -> CmcctError:
    """Return the error for two options that cannot be combined."""
    return CmcctError(_("{option} cannot be used with {other}", option=option, other=other), hint)


def requirement_error(option: str, other: str) -> CmcctError:
    """Return the error for an option that needs another one."""
    message = _("{option} requires {other}", option=option, other=other)
    return CmcctError(message, _("add {other}, or omit {option}", option=option, other=other))


def replace_parameters(
    command: Callable[..., Any],
    names: Container[str],
    options: Mapping[str, tuple[Any, Any]],
    run: Callable[..., None],
) -> Callable[..., None]:
    """Return a command that has options in place of some parameters, as typer sees it.

    `options` are the types and declarations of the options by name. `run` gets the command, the
    values of its other parameters, and by name those of the options.
    """
    own = inspect.signature(command, eval_str=True).parameters
    place = next(index for index, name in enumerate(own) if name in names)
    remaining = [parameter for name, parameter in own.items() if name not in names]

    @wraps(command)
    def wrapper(**values: Any) -> None:
        run(command, {each.name: values.pop(each.name) for each in remaining}, **values)

    return sign(
        wrapper, [*remaining[:place], *map(make_parameter, options.items()), *remaining[place:]]
    )


def make_parameter(option: tuple[str, tuple[Any, Any]]) -> inspect.Parameter:
    """Return the parameter of an option: its name, with type and declaration."""
    name, (type_, default) = option
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=type_)


def sign(
    command: Callable[..., None], parameters: Iterable[inspect.Parameter]
) -> Callable[..., None]:
    """Return a function, of which typer sees these parameters."""
    listed = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    command.__signature__ = inspect.Signature(listed)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in listed}
    return command


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
    for lang in reversed(values_among("--lang", words)):
        with suppress(UnknownValueError):
            return vocabulary.find_choice("lang", lang, LANGUAGES)
    return None


TEXT_FORMAT = choice("format", ("text", "json"), "Output format.", "text")
TABLE_FORMAT = choice(
    "format", ("table", "json"), "Output format [default: table; tab-separated in a pipe]"
)


def values_among(name: str, words: Sequence[str]) -> list[str]:
    """Return the values that an option has among the arguments, in their order."""
    return [
        following if word == name else word.removeprefix(f"{name}=")
        for word, following in pairwise([*words, ""])
        if word == name or word.startswith(f"{name}=")
    ]


DIRECTORY_HELP = (
    "Directory file [default: $CMCCT_DIRECTORY, or the nearest directory.toml in this or "
    "a parent folder]"
)
# It stands behind the command, or else before it.
DIRECTORY = option(
    "PATH", DIRECTORY_HELP, "--directory", callback=lambda ctx, value: value or ctx.obj
)
LANG = choice(
    "lang",
    LANGUAGES,
    "Language of the output [default: $CMCCT_LANG, or your system's; exports: English]",
)
VERIFY = flag("--verify", "Mark the entry as confirmed today, too.")
UNSAFE_FIXES = flag("--unsafe-fixes", "Also correct values whose meaning is uncertain.")
