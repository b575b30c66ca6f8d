"""The private parts of Typer, and its copy of click, that cmcct uses.

No other module imports from them.
"""

from typer._click.exceptions import (
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer._click.formatting import HelpFormatter
from typer._click.globals import get_current_context
from typer._click.shell_completion import CompletionItem
from typer._completion_shared import Shells
from typer._completion_shared import _get_shell_name as get_shell_name
from typer._completion_shared import install as install_completion
from typer.completion import show_callback as show_completion

__all__ = [
    "CompletionItem",
    "HelpFormatter",
    "MissingParameter",
    "NoArgsIsHelpError",
    "NoSuchOption",
    "Shells",
    "UsageError",
    "get_current_context",
    "get_shell_name",
    "install_completion",
    "show_completion",
]
