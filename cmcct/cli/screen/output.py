"""Write results to stdout and messages to stderr."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from cmcct.errors.exceptions import CmcctError, DeclinedError
from cmcct.i18n import messages
from cmcct.i18n.messages import ENGLISH, Message, Translator, _, join, preferred_language
from cmcct.system import is_log
from cmcct.text.control_chars import dump_error, dump_json, replace_control_chars, to_one_line

if TYPE_CHECKING:  # the model, and pydantic below it, take half of a start
    from cmcct.privacy.audiences import AudienceView
    from cmcct.search.query import Result

T = TypeVar("T")

LEFT_OUT = _("numbers, addresses and notes are left out: a build server keeps what is printed")
# The language of messages, and the one that the user prefers.
_LANG: ContextVar[str] = ContextVar("lang", default=ENGLISH)
_PREFERRED: ContextVar[str] = ContextVar("preferred", default=ENGLISH)
_NO_BREAK = "\ue000"  # in place of a space between words that stay on one line
_HAS_WRITTEN: ContextVar[bool] = ContextVar("written", default=False)  # a part of the result


def open_closed_streams() -> None:
    """Replace closed standard streams by the null device."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


@contextmanager
def in_preferred_language(lang: str | None = None) -> Iterator[None]:
    """Use `lang`, or else the environment's language, for messages within this context."""
    preferred = _PREFERRED.set(lang or preferred_language(os.environ))
    language = _LANG.set(_PREFERRED.get())
    _HAS_WRITTEN.set(False)
    try:
        yield
    finally:
        _LANG.reset(language)
        _PREFERRED.reset(preferred)


def set_language(translator: Translator) -> None:
    """Set the language of messages until the command ends."""
    _LANG.set(translator.lang)


def prefer_language(lang: str) -> None:
    """Set the language that the user prefers until the command ends."""
    _PREFERRED.set(lang)
    _LANG.set(lang)


def translator() -> Translator:
    """Return the language of messages."""
    return Translator(_LANG.get())


def preferred_translator() -> Translator:
    """Return the language that the user prefers."""
    return Translator(_PREFERRED.get())


def error(problem: CmcctError) -> None:
    """Print an error message."""
    note(_("{label}: {text}", label=_("error"), text=problem.message))


def advise(*hints: Message) -> None:
    """Print what to do about the message or the result before it."""
    for hint in hints:
        note(_("{label}: {text}", label=_("help"), text=hint))


def explain(problem: CmcctError, *, is_question: bool = False) -> None:
    """Print an error message and its hint; above a question that leads on, it is no error."""
    if is_question or isinstance(problem, DeclinedError):
        note(problem.message)
    else:
        error(problem)
    for line in problem.lines:
        from cmcct.privacy.redaction import is_plain

        note(f"  {line}" if is_plain(line) or not is_log() else "  …")  # an id may be a number
    if problem.hint:
        advise(problem.hint)


def is_stdout_terminal() -> bool:
    """Return whether stdout is a terminal."""
    return sys.stdout.isatty()


def may_show_private() -> bool:
    """Return whether a message may quote the private file: nothing of it goes to a file."""
    return sys.stdout.isatty() and sys.stderr.isatty()


def is_stderr_terminal() -> bool:
    """Return whether stderr is a terminal."""
    return sys.stderr.isatty()


def write(product: str | bytes) -> None:
    """Write a result unchanged: text in UTF-8, with its own line ends."""
    sys.stdout.flush()
    content = product.encode("utf-8", "replace") if isinstance(product, str) else product
    if not content:
        return  # on a full disk, even writing nothing fails
    _HAS_WRITTEN.set(True)
    sys.stdout.buffer.write(content)
    sys.stdout.flush()


def write_error(problem: CmcctError) -> None:
    """Write an error as JSON, unless a result or a part of it is written."""
    if not _HAS_WRITTEN.get():
        write(dump_error(to_one_line(translator().translate(problem.explanation))))


def write_json(text: str) -> None:
    """Write JSON; in a log, without what may lead to a person."""
    if is_log():
        import json

        from cmcct.privacy import redaction

        text = dump_json(redaction.mask_json(json.loads(text)))
        note(LEFT_OUT)
    write(text)


def write_objects(name: str, objects: Iterable[Mapping[str, object]]) -> None:
    """Write objects under a name, as JSON with a version; in a log as `write_json` does."""
    write_json(dump_json({"version": 1, name: [*objects]}))


def align(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Return each pair as a line, with the second texts below each other."""
    listed = [*pairs]
    width = max((len(first) for first, _second in listed), default=0)
    return [f"{first:<{width}}  {second}".rstrip() for first, second in listed]


def fit(text: str) -> str:
    """Return a text whose lines end between words on a terminal; what follows is indented."""
    if not is_stdout_terminal():
        return text
    return "".join(f"{break_line(line)}\n" for line in text.splitlines())


def break_line(
    line: str, unbroken: Iterable[str] = (), width: int | None = None, indent: int = 4
) -> str:
    """Break a line between words, by default where the terminal is narrower.

    A number and what is `unbroken`, such as a command, stay on one line; `indent` is of the others.
    What follows a command and a semicolon is on another one, so that each is copied as a whole.
    """
    import re
    import shutil
    import textwrap

    for text in unbroken:
        line = line.replace(text, text.replace(" ", _NO_BREAK))
    line = re.sub(r"(?<=[\d)]) (?=[\d(])", _NO_BREAK, line)
    margin = " " * (len(line) - len(line.lstrip(" ")) + indent)
    wrapper = textwrap.TextWrapper(
        width or shutil.get_terminal_size().columns,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    if len(line) > wrapper.width:
        line = re.sub(rf"(cmcct{_NO_BREAK}[^ ]*;) ", rf"\1\n{margin}", line)
    parts = (part for piece in line.split("\n") for part in wrapper.wrap(piece))
    return "\n".join(parts).replace(_NO_BREAK, " ")


def write_page(product: str) -> None:
    """Write a result for people; on a terminal, page by page if it is longer than the screen."""
    write_parts([product])


def write_parts(parts: Iterable[str]) -> None:
    """Write a result like `write_page`, but on a terminal while it is made."""
    if is_stdout_terminal():
        from cmcct.cli.screen import pager

        sys.stdout.flush()
        # Translators: below a long list; keys of the keyboard. Without any of: ? : . % $ \
        prompt = translator().gettext("Space to go on, q to leave")
        # Translators: below the last page of a long list. Without any of: ? : . % $ \
        end = translator().gettext("end; q to leave")
        parts = pager.page(parts, f"?e{end}:{prompt}.")
    else:
        parts = ["".join(parts)]
    for part in parts:
        write(part)


def write_rows(rows: Iterable[Sequence[str]], header: Iterable[str]) -> None:
    """Write rows of text: on a terminal a table, in a pipe tab-separated lines without header.

    The header is written in the language of messages.
    """
    plain = [[*map(to_one_line, row)] for row in rows]
    if is_stdout_terminal():
        from cmcct.cli.screen import terminal

        write_page(terminal.render_rows(plain, [*map(translator().translate, header)]))
    else:
        write("".join("\t".join(row) + "\n" for row in plain))


def track(items: Iterable[T], label: str, total: int) -> Iterable[T]:
    """Yield items; on a terminal, a bar on stderr shows how many are done, and goes then."""
    if not is_stderr_terminal():
        return items
    from cmcct.cli.screen import terminal

    return terminal.track(items, label, total)


def discard(stream: TextIO) -> None:
    """Redirect a stream to the null device: Python flushes its buffer at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def note(*texts: str) -> None:
    """Print messages, a line each, in the user's language; a terminal breaks them between words.

    Line breaks in an id or value are escaped: they would look like lines of cmcct's own.
    """
    for text in texts:
        line = to_one_line(translator().translate(text))
        commands = [t for t in messages.list_texts(text) if t.startswith(("cmcct ", "git "))]
        note_page(break_line(line, commands) if is_stderr_terminal() else line)


def note_lines(text: str) -> None:
    """Print a message of several lines."""
    note_page(replace_control_chars(translator().translate(text)))


def note_page(text: str) -> None:
    """Print a page of cmcct's own, which may be coloured."""
    try:
        # File names are not always valid Unicode.
        sys.stderr.write(f"{text}\n".encode("utf-8", "replace").decode())
    except OSError:
        # stderr is closed; the result does not depend on it.
        discard(sys.stderr)


def report_withheld(view: "AudienceView", channels: Message | None = None) -> None:
    """Report the data withheld from a result.

    `channels` is the count to report if it is not of all channels.
    """
    from cmcct.formats.shared import phrases

    if withheld := phrases.list_withheld(view, channels):
        from cmcct.reference import vocabulary

        audience, what = vocabulary.InlineTerm("audience", view.audience), join(withheld)
        note(_("left out for the {audience} audience: {what}", audience=audience, what=what))


def report_search(result: "Result", at: str | None) -> None:
    """Print hints on a result; where nothing was found, say so, and what would be.

    `at` is the requested version.
    """
    from cmcct.search import query

    if result.view.focal_points:
        advise(*query.match_hints(result))
        return
    from cmcct.search import no_match

    note(_("nothing found"))
    advise(*no_match.no_match_hints(result, at))


def warn(*texts: str) -> None:
    """Print warnings."""
    for text in texts:
        note(_("{label}: {text}", label=_("warning"), text=text))
