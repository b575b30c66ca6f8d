"""Files given to a command, of which `-` is standard input."""

import sys
from pathlib import Path

from cmcct.cli.screen import output
from cmcct.errors.exceptions import system_reason
from cmcct.i18n.messages import _
from cmcct.storage import directory_file

STDIN = Path("-")


def read(path: Path) -> bytes:
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


def name_of(path: Path) -> Path:
    """Return the name of a file to show."""
    return Path(output.translator().gettext("standard input")) if path == STDIN else path
