"""Run the command line: `python -m cmcct`, or the `cmcct` script."""

import gc
import os
import sys


def main() -> None:
    """Run the command named by the arguments and exit with its code; handle all errors."""
    _leave_out_current_folder()
    # A command ends before much garbage builds up; collecting it takes a tenth of the run time.
    gc.disable()
    # A plugin of another package would see the contacts.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    try:
        # Imported here so that Ctrl-C during start-up prints no traceback.
        from cmcct.cli import app
        from cmcct.cli.framework import lazy_group
        from cmcct.cli.screen import output

        output.open_closed_streams()
        try:
            app(prog_name="cmcct")
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic in a Rust library is not an Exception
            sys.exit(lazy_group.report_bug(error))
    except KeyboardInterrupt:
        from cmcct.errors.exceptions import ExitCode

        sys.exit(ExitCode.INTERRUPTED)
    finally:
        # Python collects once more at exit: another tenth of the run time, for nothing.
        gc.freeze()


def _leave_out_current_folder() -> None:
    """Remove the current folder from the import path: a clone can contain a `typer.py`.

    Python puts it first for `python -m cmcct` and for an empty entry in PYTHONPATH. It stays if
    cmcct itself is installed there, since its dependencies may be too.
    """
    try:
        here = os.getcwd()  # noqa: PTH109 - pathlib must not be imported before this check
    except OSError:
        return
    if here != os.path.dirname(os.path.dirname(os.path.abspath(__file__))):  # noqa: PTH100, PTH120
        sys.path[:] = [folder for folder in sys.path if folder not in {"", here}]


if __name__ == "__main__":
    main()
