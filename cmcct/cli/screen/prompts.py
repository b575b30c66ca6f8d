"""Questions on a terminal. What is close to an unknown word is offered, never taken unasked."""

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cmcct.cli.screen import output
from cmcct.cli.vendored_click import get_current_context
from cmcct.errors.exceptions import NOTHING_SAVED, CmcctError, DeclinedError, system_reason
from cmcct.i18n.messages import Message, _, did_you_mean, hint_to_write, join, join_or, quote_text
from cmcct.reference.countries import Name
from cmcct.storage import directory_file
from cmcct.text.folding import fold

if TYPE_CHECKING:
    from cmcct.search.query import Query, Result

T = TypeVar("T")

_CHOICE = _("Your choice ({numbers}; Enter for none)")
_LEAST_LETTERS = 3  # of a name that is typed in place of a number
# Whether the last question what is meant was answered with none.
_IS_DECLINED: ContextVar[bool] = ContextVar("declined", default=False)


def is_interactive() -> bool:
    """Return whether a user can answer: stdin and stderr are terminals."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def prompt(
    question: str,
    read: Callable[[str], T],
    words: Iterable[str] = (),
    default: str = "",
    *,
    may_leave: bool = False,
) -> T:
    """Ask until `read` accepts the answer without `CmcctError`; an empty answer is the default.

    The question is asked in the user's language. Raises `CmcctError` at the end of the input, and
    if an empty answer `may_leave` the question.
    """
    with suppress(ImportError):
        import readline

        choices = list(words)
        readline.set_completer_delims(",")
        readline.set_completer(lambda text, state: _match(choices, text, state))
        is_libedit = "libedit" in (readline.__doc__ or "")
        readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
    translator = output.translator()
    text = translator.translate(question)
    text = f"{text} [{default}]" if default else text
    line = translator.gettext("{label}:", label=text)
    room = shutil.get_terminal_size().columns - 1  # a space follows
    line = output.break_line(line, width=room, indent=0)
    while True:
        answer = _line(f"{line} ") or default
        if may_leave and not answer:
            raise _missing_error()
        if answer.startswith("cmcct "):
            output.note(_("a question is open: answer it, or press Ctrl-C to cancel"))
            continue
        try:
            return read(answer)
        except CmcctError as error:
            output.note(f"  {translator.mark_quotations(translator.translate(error.explanation))}")


def confirm(question: str, *, default: bool | None = False) -> bool:
    """Ask for yes or no, in the reader's language or in English; an empty answer is `default`.

    Without a default, an empty answer is refused.
    """
    translator = output.translator()
    yes, no = translator.gettext("yes"), translator.gettext("no")
    if default is None:
        question = _("{text} ({remark})", text=question, remark=f"{yes}/{no}")
    return prompt(question, read_yes_or_no, default={True: yes, False: no, None: ""}[default])


def require_yes(question: str) -> None:
    """Ask for yes or no like `confirm`; raises `CmcctError` if the answer is no."""
    if not confirm(question):
        raise DeclinedError


def can_ask() -> bool:
    """Return whether a user reads the result on a terminal and can answer."""
    return output.is_stdout_terminal() and is_interactive()


def several_message(text: str, candidates: Sequence[object]) -> Message:
    """Return the message that a text matches several entries, which are listed below it."""
    return _("{text} has {count} matches:", text=quote_text(text), count=len(candidates))


def choose(
    message: Message,
    choices: Mapping[str, T],
    *,
    default: bool = True,
    question: Message | None = None,
) -> T | None:
    """Ask which of some choices is meant, by their labels.

    A choice that is alone is taken by Enter if it is the default, and may have a `question` of its
    own; one of several is taken by its number. Returns None if it is none of them, or nobody can
    answer.
    """
    if not (choices and can_ask()):
        return None
    if len(choices) > 1:
        return choose_number(message, choices)
    ((label, value),) = choices.items()
    with suppress(CmcctError):  # no answer
        question = question or join([message, did_you_mean([quote_text(label)])], "; ")
        if confirm(question, default=default):
            return value
    _IS_DECLINED.set(True)
    return None


def number_error(last: int) -> CmcctError:
    """Return the error about an answer that is no number from 1 to `last`."""
    return CmcctError(_("answer with a number from 1 to {last}", last=last))


def choose_number(
    message: Message, choices: Mapping[str, T], question: Message = _CHOICE
) -> T | None:
    """Ask which of some choices is meant, by its number or a name that only its label has.

    Returns None for Enter, or without an answer.
    """
    values: dict[str, T | None] = {f"{n}": value for n, value in enumerate(choices.values(), 1)}

    def read(text: str) -> T | None:
        key, by_label = fold(text), {fold(label): value for label, value in choices.items()}
        is_name = len(key) >= _LEAST_LETTERS and not key.isdigit()
        named = [label for label in by_label if is_name and f" {key}" in f" {label}"]
        if key in named or len(named) == 1:
            return by_label[key if key in named else named[0]]
        if text and text not in values:
            raise number_error(len(choices))
        return values.get(text)

    with suppress(CmcctError):  # no answer
        lines = (f"  {number:>2}  {label}" for number, label in enumerate(choices, 1))
        output.note(message, *lines)
        numbers = _("1 to {last}", last=len(choices)) if "3" in values else join_or(values)
        chosen = prompt(question.with_values(numbers=numbers), read)
        _IS_DECLINED.set(chosen is None)
        return chosen
    return None


def can_choose() -> bool:
    """Return whether a command may be offered: not after a question answered with none."""
    return can_ask() and not _IS_DECLINED.get()


def choose_command(commands: Sequence[str], *, default: bool) -> str | None:
    """Ask whether to run a command, or which one; return None if none.

    The only one is run at Enter if it is the default.
    """
    message, question = _("did you mean one of these commands?"), _("Run {command}?")
    question = question.with_values(command=commands[0])
    return choose(message, {each: each for each in commands}, default=default, question=question)


def resolve(
    parse: Callable[[str], T], text: str, describe: Callable[[str], str] | None = None
) -> T:
    """Parse a text; where it is unknown or ambiguous, ask which of the closest is meant.

    `describe` returns the label of a value, if that is not its own text.

    Raises the `CmcctError` of `parse` if nobody can answer, or none of them is meant.
    """
    try:
        return parse(text)
    except CmcctError as error:
        chosen = choose_value(error.message, error.candidates, describe)
        if chosen is None:
            raise
    return parse(chosen)


def choose_value(
    message: Message, candidates: Iterable[str], describe: Callable[[str], str] | None = None
) -> str | None:
    """Ask which of some values is meant, each shown as `describe` or the language has it."""
    describe = describe or output.translator().translate
    # A suggested option is no value: `--body ngo` instead of a sector.
    choices = {describe(candidate): candidate for candidate in candidates if candidate[:2] != "--"}
    # A country outside the network is never taken by Enter alone.
    is_near = not any(isinstance(name, Name) and name.is_outside for name in choices.values())
    return choose(message, choices, default=is_near)


def ask_query(result: "Result", message: Message) -> "Query | None":
    """Ask what is meant by a search that finds nothing, as `message` says."""
    if not can_ask():
        return None
    from cmcct.search import no_match

    queries = {" ".join(q.terms): q for q in no_match.other_queries(result)}
    if len(queries) > 1:
        message = join([message, _("you can search for:")], "; ")
    return choose(message, queries)


def read_yes_or_no(text: str) -> bool:
    """Return whether an answer is yes; raises `CmcctError` if it is neither."""
    translator = output.translator()
    # Translators: the answers to a question
    yes, no = translator.gettext("yes"), translator.gettext("no")
    meant = {"yes": True, "no": False, yes: True, no: False}
    readings = {fold(word): is_yes for full, is_yes in meant.items() for word in (full, full[0])}
    if fold(text) not in readings:
        raise CmcctError(hint_to_write(yes, no))
    return readings[fold(text)]


def find_yes_or_no(text: str) -> bool | None:
    """Return whether an answer is yes, or None if it is neither yes nor no."""
    with suppress(CmcctError):
        return read_yes_or_no(text)
    return None


def ask_secret(question: Message) -> str:
    """Ask for a text that is not shown; raises `CmcctError` without a terminal."""
    if not is_interactive():
        message = _("a passphrase is needed, and there is no terminal to ask for it")
        raise CmcctError(message, _("nothing was saved; run it in a terminal"))
    from getpass import getpass

    translator = output.translator()
    text = translator.gettext("{label}:", label=translator.translate(question))
    try:
        return getpass(f"{text} ")
    except EOFError:
        raise CmcctError(join([_("no answer"), NOTHING_SAVED], "; ")) from None


def _line(prompt: str) -> str:
    """Read a line; the prompt goes to stderr if stdout is redirected."""
    is_stdout_terminal = sys.stdout.isatty()
    if not is_stdout_terminal:
        sys.stderr.write(prompt)
        sys.stderr.flush()
    try:
        return input(prompt if is_stdout_terminal else "").strip()
    except EOFError:
        sys.stderr.write("\n")
        raise _missing_error() from None
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        if _may_save():
            output.note(nothing_done())
        raise


def _missing_error() -> CmcctError:
    texts = [_("no answer"), nothing_done()]
    return CmcctError(join(texts if _may_save() else texts[:1], "; "))


def nothing_done() -> Message:
    """Return that the command has not done what its user declined."""
    context = get_current_context(silent=True)
    is_undo = context and context.find_root().invoked_subcommand == "undo"
    return _("nothing was undone") if is_undo else NOTHING_SAVED


def _may_save() -> bool:
    """Return whether the command is one that saves, unlike those that find entries.

    Nor is a question which command is meant.
    """
    context = get_current_context(silent=True)
    root: Any = context and context.find_root()
    return not root or root.invoked_subcommand not in {None, *root.command.offered}


def _match(words: list[str], text: str, state: int) -> str | None:
    start = text.lstrip()
    matching = [word for word in words if word.casefold().startswith(start.casefold())]
    return text[: len(text) - len(start)] + matching[state] if state < len(matching) else None


STDIN = Path("-")


def read_input(path: Path) -> bytes:
    """Return the content of a file, or of standard input: b"" if it is closed.

    Raises `CmcctError`.
    """
    if path != STDIN:
        return directory_file.read_file(path)
    name = _("standard input")
    try:
        return directory_file.read_limited(name, sys.stdin.buffer) if sys.stdin else b""
    except OSError as error:
        raise directory_file.UnreadableError(name, system_reason(error)) from None


def name_input(path: Path) -> Path:
    """Return the name of a file to show."""
    return Path(output.translator().gettext("standard input")) if path == STDIN else path
