"""Where results and remarks go: stdout for the one, stderr for the other."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple, TextIO

from cmcct import vocabulary
from cmcct.controls import one_line, visible
from cmcct.errors import CmcctError
from cmcct.sharing import Extract
from cmcct.wording import ENGLISH, Message, Wording, preferred, say, say_count

# The language of what is said beside the results.
_LANG: ContextVar[str] = ContextVar("lang", default=ENGLISH)


def open_closed_streams() -> None:
    """Let what is written to a stream that the caller has closed go nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
            setattr(sys, name, nowhere)


@contextmanager
def in_preferred_language() -> Iterator[None]:
    """Say things in the language that the environment asks for, as long as this lasts."""
    language = _LANG.set(preferred(os.environ))
    try:
        yield
    finally:
        _LANG.reset(language)


def speak(words: Wording) -> None:
    """Say in this language what is said beside the results, until the command ends."""
    _LANG.set(words.lang)


def words() -> Wording:
    """Return the words for whoever runs the command."""
    return Wording(_LANG.get())


def complain(error: CmcctError) -> None:
    """Say what went wrong."""
    remark(say("error: {message}", message=error.message))


def advise(error: CmcctError) -> None:
    """Say what to do about an error, where that is known."""
    if error.help:
        remark(say("help: {advice}", advice=error.help))


def is_terminal() -> bool:
    """Whether somebody looks at stdout."""
    return sys.stdout.isatty()


def is_seen() -> bool:
    """Whether somebody looks at what is said beside the results."""
    return sys.stderr.isatty()


def emit(product: str | bytes) -> None:
    """Write a result as it is: text in UTF-8, with its own line ends."""
    sys.stdout.flush()
    content = product.encode("utf-8", "replace") if isinstance(product, str) else product
    if not content:
        return  # to write nothing fails too where there is no room
    sys.stdout.buffer.write(content)
    sys.stdout.flush()


def emit_rows(rows: Iterable[Sequence[str]], header: Sequence[str]) -> None:
    """Write rows of text: a table on a terminal, lines with tabs between the cells in a pipe."""
    plain = [[*map(one_line, row)] for row in rows]
    if is_terminal():
        from cmcct import render

        emit(render.values(plain, header))
    else:
        emit("".join("\t".join(row) + "\n" for row in plain))


def forget(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, or Python tries again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def remark(text: str) -> None:
    """Say something that is not the result, on one line, in the language of the user.

    An id or a value in it may have line breaks, and would pass for lines of cmcct's own.
    """
    _say(one_line(words().of(text)))


def remark_lines(text: str) -> None:
    """Say something that is not the result and has lines."""
    _say(visible(words().of(text)))


def _say(said: str) -> None:
    try:
        # The name of a file need not be text.
        sys.stderr.write(f"{said}\n".encode("utf-8", "replace").decode())
    except OSError:
        # Nobody listens; the result is as good without.
        forget(sys.stderr)


def explain(extract: Extract, channels: Message | None = None) -> None:
    """Say what is held back of a result.

    `channels` count what is held back where that is not every e-mail and number.
    """
    number = extract.withheld_channels
    channels = channels or say_count(
        "{count} e-mail or number", "{count} e-mails and numbers", number
    )
    if extract.withheld_entries or channels.values["count"]:
        remark(_withheld(extract, channels))


def tell_nothing_found(hints: Iterable[Message]) -> None:
    """Say that a selection found nothing, and what would have been found."""
    remark(say("nothing found"))
    for line in hints:
        remark(say("hint: {hint}", hint=line))


class Named(NamedTuple):
    """An audience, by its slug in English and by its label in other languages."""

    audience: str

    def said_in(self, lang: str) -> str:
        """Return what people call it in a sentence."""
        label = vocabulary.term("audience", self.audience).label(lang)
        return label[0].lower() + label[1:]


def warn(*texts: str) -> None:
    """Say what could not be read."""
    for text in texts:
        remark(say("warning: {text}", text=text))


def _withheld(extract: Extract, channels: Message) -> Message:
    entries = say_count("{count} entry", "{count} entries", extract.withheld_entries)
    what: Message = entries if extract.withheld_entries else channels
    if extract.withheld_entries and channels.values["count"]:
        what = say("{entries} and {channels}", entries=entries, channels=channels)
    audience = Named(extract.audience)
    return say("withheld from this {audience} list: {what}", audience=audience, what=what)
