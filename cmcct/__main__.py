"""Run the command line: `python -m cmcct`, or the `cmcct` script."""

import sys

from cmcct.errors import FAILED, INTERRUPTED, CmcctError


def main() -> None:
    """Run the command that the arguments name, and exit with its code; errors end here."""
    try:
        # Imported here, so that an impatient Ctrl-C during start-up is no traceback either.
        from cmcct.cli import app

        app()
    except CmcctError as error:
        _say(f"error: {error.message}", f"help: {error.help}" if error.help else "")
        sys.exit(FAILED)
    except OSError as error:
        _say(f"error: {error.strerror or error}")
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _say(*lines: str) -> None:
    from cmcct.cli.output import remark

    for line in filter(None, lines):
        remark(line)


if __name__ == "__main__":
    main()
