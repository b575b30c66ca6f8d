"""The private parts of Typer, and its copy of click, that cmcct uses.

No other module imports from them.
"""

from typer._click import decorators
from typer._click.exceptions import MissingParameter, NoArgsIsHelpError, NoSuchOption, UsageError
from typer._click.formatting import HelpFormatter
from typer._click.globals import get_current_context
from typer._click.shell_completion import CompletionItem, add_completion_class
from typer._completion_classes import ZshComplete, completion_init
from typer._completion_shared import Shells, _completion_scripts
from typer._completion_shared import _get_shell_name as get_shell_name
from typer._completion_shared import install as install_completion
from typer.completion import show_callback as show_completion

# In bash, no space after a key: its value follows.
_RETURN = "    return 0\n"
_completion_scripts["bash"] = _completion_scripts["bash"].replace(
    _RETURN, f'    [[ "${{COMPREPLY[0]}}" != *= ]] || compopt -o nospace\n{_RETURN}'
)


class _ZshComplete(ZshComplete):
    """Completion in zsh, without a space after a key."""

    def complete(self) -> str:
        """Return the code that adds the offers."""
        offers = self.get_completions(*self.get_completion_args())
        keys = [offer for offer in offers if offer.value.endswith("=")]
        if not keys:
            return super().complete()
        pairs = " ".join(f'"{key.value}:{key.help}"' for key in keys)
        words = " ".join(self.format_completion(offer) for offer in offers if offer not in keys)
        first = f"_arguments '*: :(({words}))'; " if words else ""
        return f"{first}local -a keys=({pairs}); _describe key keys -S ''"


completion_init()  # registers classes, of which that of zsh is replaced
add_completion_class(_ZshComplete, Shells.zsh.value)

__all__ = [
    "CompletionItem",
    "HelpFormatter",
    "MissingParameter",
    "NoArgsIsHelpError",
    "NoSuchOption",
    "Shells",
    "UsageError",
    "decorators",
    "get_current_context",
    "get_shell_name",
    "install_completion",
    "show_completion",
]
