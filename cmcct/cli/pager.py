"""Long output on a terminal, page by page, as git shows it."""

import os
import signal
from shutil import get_terminal_size
from subprocess import PIPE, Popen

from cmcct.cli.vendored_click import get_current_context
from cmcct.text.shell import split_command

# As git: less ends by itself after one screen, shows colours, and leaves the text on the screen. It
# keeps no history on the disk, since what is looked for in a list may be a private number.
_DEFAULTS = {"LESS": "FRX", "LV": "-c", "LESSCHARSET": "utf-8", "LESSHISTFILE": "-"}


def page(content: bytes) -> bool:
    """Show a text in the user's pager, and return whether it was shown.

    The pager is `CMCCT_PAGER`, else `PAGER`, else less. `--no-pager`, an empty one, `cat`, one that
    cannot be started, and a text that fits the screen are reasons to print the text instead.
    """
    command = os.environ.get("CMCCT_PAGER", os.environ.get("PAGER", "less")).strip()
    context = get_current_context(silent=True)
    if context and context.find_root().params.get("no_pager"):
        return False
    is_short = content.count(b"\n") < get_terminal_size().lines
    if is_short or command in {"", "cat"} or os.environ.get("TERM", "dumb") == "dumb":
        return False
    try:
        environment = {**_DEFAULTS, **os.environ}
        process = Popen(split_command(command), stdin=PIPE, env=environment)  # noqa: S603 - the user's own
    except (OSError, ValueError):  # it is missing, or a quote is not closed
        return False
    # Ctrl-C is the pager's; the text that remains after its end is not written.
    interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.communicate(content)
    finally:
        signal.signal(signal.SIGINT, interrupt)
    return True
