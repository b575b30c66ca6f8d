"""Long output on a terminal, page by page, as git shows it."""

import os
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from shutil import get_terminal_size
from subprocess import PIPE, Popen

from cmcct import system
from cmcct.cli.vendored_click import get_current_context
from cmcct.text.shell import split_command

# As git: less ends by itself after one screen, shows colours, and leaves the text on the screen. It
# keeps no history on the disk, since what is looked for in a list may be a private number.
_DEFAULTS = {"LV": "-c", "LESSCHARSET": "utf-8", "LESSHISTFILE": "-"}
# No key of less opens a file, or runs a program: the reader may be anybody at this screen.
_FIXED = {"LESSSECURE": "1"}


def page(text: Iterable[str], prompt: str) -> Iterator[str]:
    """Show a text in the user's pager while it is made; return the parts that were not shown.

    `prompt` is what less shows below a page.

    The pager is `CMCCT_PAGER`, else `PAGER`, else less. `--no-pager`, an empty one, `cat`, one that
    cannot be started, and a text that fits the screen are reasons to print the text instead.
    """
    command = os.environ.get("CMCCT_PAGER", os.environ.get("PAGER", "less")).strip()
    context = get_current_context(silent=True)
    is_off = context and context.find_root().params.get("no_pager")
    parts = iter(text)
    if is_off or command in {"", "cat"} or os.environ.get("TERM", "dumb") == "dumb":
        return parts
    height, first = get_terminal_size().lines, list[str]()
    while sum(part.count("\n") for part in first) < height:
        if (part := next(parts, None)) is None:
            return iter(first)
        first.append(part)
    parts = chain(first, parts)
    system.discard_typed()  # which less would take for its keys
    try:
        environment = {**_DEFAULTS, "LESS": f"FRXPs{prompt}$", **os.environ, **_FIXED}
        process = Popen(split_command(command), stdin=PIPE, env=environment)  # noqa: S603 - the user's own
    except (OSError, ValueError):  # it is missing, or a quote is not closed
        return parts
    # Ctrl-C is the pager's; the text that remains after its end is neither made nor written.
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with suppress(BrokenPipeError), process.stdin as pipe:  # type: ignore[union-attr] # a pipe
            for part in parts:
                pipe.write(part.encode("utf-8", "replace"))
                pipe.flush()
    finally:
        process.wait()
        signal.signal(signal.SIGINT, interrupt)
    return iter(())
