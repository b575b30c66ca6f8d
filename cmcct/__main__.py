"""Run the command line: `python -m cmcct`, or the `cmcct` script."""

import gc
import os
import sys


def main() -> None:
    """Run the command that the arguments name, and exit with its code; errors end here."""
    _leave_out_current_folder()
    # A command is over before there is garbage to speak of; looking for it costs a tenth of it.
    gc.disable()
    _keep_plugins_out()
    try:
        # Imported here, so that an impatient Ctrl-C during start-up is no traceback either.
        from cmcct.cli import app, error_handler, output

        output.open_closed_streams()
        try:
            app(prog_name="cmcct")
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of a library in Rust is no Exception
            sys.exit(error_handler.report_bug(error))
    except KeyboardInterrupt:
        from cmcct.errors import INTERRUPTED

        sys.exit(INTERRUPTED)
    finally:
        # Python looks for garbage once more before it ends: a tenth again, and for nothing.
        gc.freeze()


def _leave_out_current_folder() -> None:
    """Import nothing from the current folder: a clone can have a `typer.py` in it.

    Python puts it first for `python -m cmcct`, and for an empty entry of PYTHONPATH. Where cmcct
    itself lies there, so may what it needs.
    """
    try:
        here = os.getcwd()  # noqa: PTH109 - pathlib is not to be imported before
    except OSError:
        return
    if here != os.path.dirname(os.path.dirname(os.path.abspath(__file__))):  # noqa: PTH100, PTH120
        sys.path[:] = [folder for folder in sys.path if folder not in {"", here}]


def _keep_plugins_out() -> None:
    """Leave out what other packages hang into pydantic: it would see the contacts pass."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    # Even so, pydantic imports what could look for them, and with it the standard library's modules
    # for mail, archives and sockets: a fourteenth of a search. Nothing depends on this.
    from types import ModuleType

    loader = ModuleType("pydantic.plugin._loader")
    vars(loader)["get_plugins"] = tuple
    sys.modules[loader.__name__] = loader


if __name__ == "__main__":
    main()
