"""Errors as text and exit code: a known error with its message, any other as a bug of cmcct."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import typer

from cmcct.cli.screen import output
from cmcct.errors.exceptions import CmcctError, ExitCode, system_reason
from cmcct.i18n.messages import _
from cmcct.system import is_log

# Modules that write to stdout. Rich writes an empty text even while its output is captured; typer
# writes the help.
_PRINTING = {"cmcct.cli.screen.output", "cmcct.cli.screen.terminal", typer.echo.__module__}


@contextmanager
def error_handler(lang: str | None = None, *, is_json: bool = False) -> Iterator[None]:
    """Print an error and exit with its code; exit silently if the reader closed the pipe.

    `lang` is the user's language if it is not the environment's. With `is_json`, an error before
    the result is written in place of it, too.
    """

    def fail(error: CmcctError) -> NoReturn:
        output.explain(error)
        if is_json:
            output.write_error(error)
        sys.exit(error.exit_code)

    output.forget_written()
    with output.in_preferred_language(lang):
        try:
            yield
        except CmcctError as error:
            fail(error)
        except OSError as error:
            reason = system_reason(error)
            message = _("the operating system stopped this command: {reason}", reason=reason)
            # Only a few modules write to stdout.
            if any(frame.f_globals["__name__"] in _PRINTING for frame, _line in _frames(error)):
                output.discard(sys.stdout)
                if isinstance(error, BrokenPipeError):
                    sys.exit(ExitCode.OK)  # The reader closed the pipe: `… | head`.
                message = _(
                    "cannot write {file}: {reason}", file=_("standard output"), reason=reason
                )
            elif error.filename is not None:
                name = os.fsdecode(error.filename)
                message = _("cannot use {file}: {reason}", file=name, reason=reason)
            fail(CmcctError(message))
        except MemoryError:
            fail(CmcctError(_("not enough memory for this directory")))
        except RecursionError:
            fail(CmcctError(_("the input is nested too deeply")))


def report_bug(error: BaseException) -> int:
    """Report an unexpected exception as a bug of cmcct; return the exit code.

    The text of the exception may quote the directory: it is shown on request, and never in a log.
    """
    with output.in_preferred_language():
        if os.environ.get("CMCCT_DEBUG") == "1" and not is_log():
            from traceback import format_exception

            output.note_lines("".join(format_exception(error)).rstrip("\n"))
        # The last module and line of cmcct.
        places = [(frame.f_globals["__name__"], line) for frame, line in _frames(error)]
        own = [f"{module}:{line}" for module, line in places if module.startswith("cmcct.")]
        kind, location = type(error).__name__, (own or ["cmcct"])[-1]
        message = _("this is a bug in cmcct: {kind} in {place}", kind=kind, place=location)
        hint = _(
            "report it with the failed command and the output of cmcct --version; "
            "CMCCT_DEBUG=1 shows the traceback, which may contain data of the directory"
        )
        output.explain(CmcctError(message, hint))
    return ExitCode.BUG


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    """Yield each frame and line of a traceback; no imports, since opening a file may fail."""
    traceback = error.__traceback__
    while traceback:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next
