"""Questions on a terminal about a word that is unknown: the closest are offered, never taken."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from cmcct.cli.screen import output, prompts
from cmcct.errors.exceptions import CmcctError, candidates_of
from cmcct.i18n.messages import Message, _, did_you_mean, join, quote_text
from cmcct.reference.countries import Name
from cmcct.search.query import OptionValueError, Query, Result

T = TypeVar("T")


def can_ask() -> bool:
    """Return whether a user reads the result on a terminal and can answer."""
    return output.is_stdout_terminal() and prompts.is_interactive()


def several_message(text: str, candidates: Sequence[object]) -> Message:
    """Return what is said of a text that several entries may be meant by."""
    return _("{text} matches {count} entries:", text=quote_text(text), count=len(candidates))


def choose(message: Message, choices: Mapping[str, T], *, default: bool = True) -> T | None:
    """Ask which of some choices is meant, by their labels.

    One choice is taken by Enter if it is the default, one of several only by its number. Returns
    None if it is none of them, or nobody can answer.
    """
    if not can_ask():
        return None
    with suppress(CmcctError):  # no answer
        if len(choices) == 1:
            label, value = next(iter(choices.items()))
            question = join([message, did_you_mean([quote_text(label)])], "; ")
            return value if prompts.confirm(question, default=default) else None
        if choices:
            return _choose_number(message, choices)
    return None


def _choose_number(message: Message, choices: Mapping[str, T]) -> T | None:
    output.note(message)
    for number, label in enumerate(choices, 1):
        output.note(f"  {number:>2}  {label}")
    values: dict[str, T | None] = {f"{n}": value for n, value in enumerate(choices.values(), 1)}

    def read(text: str) -> T | None:
        if text and text not in values:
            raise CmcctError(_("answer with a number from 1 to {last}", last=len(choices)))
        return values.get(text)

    return prompts.prompt(_("Which one? (1 to {last}; Enter for none)", last=len(choices)), read)


def resolve(
    parse: Callable[[str], T], text: str, describe: Callable[[str], str] | None = None
) -> T:
    """Parse a text; where it is unknown or ambiguous, ask which of the closest is meant.

    `describe` returns the label of a value, if that is not its own text.

    Raises the `CmcctError` of `parse` if nobody can answer, or none is meant.
    """
    try:
        return parse(text)
    except CmcctError as error:
        chosen = _choose_value(error.message, candidates_of(error), describe)
        if chosen is None:
            raise
    return parse(chosen)


def ask_option(selection: Query, error: OptionValueError) -> Query:
    """Ask which value of an option is meant; raises `error` if none is."""
    chosen = _choose_value(error.message, error.candidates)
    if chosen is None:
        raise error
    typed = getattr(selection, error.option)
    values: Any = tuple(chosen if value == error.value else value for value in typed)
    return selection._replace(**{error.option: values})


def _choose_value(
    message: Message, candidates: Iterable[str], describe: Callable[[str], str] | None = None
) -> str | None:
    describe = describe or output.translator().translate
    # A suggested option is no value: `--body ngo` instead of a sector.
    choices = {describe(candidate): candidate for candidate in candidates if candidate[:2] != "--"}
    # A country outside the network is never taken by Enter alone.
    is_near = not any(isinstance(name, Name) and name.is_outside for name in choices.values())
    return choose(message, choices, default=is_near)


def ask_query(result: Result, message: Message) -> Query | None:
    """Ask what is meant by a search that finds nothing, as `message` says."""
    if not can_ask():
        return None
    from cmcct.search import no_match

    return choose(
        message,
        {" ".join(selection.terms): selection for selection in no_match.other_queries(result)},
    )
