"""`cmcct --install-completion`: Typer installs it, and the result is in the user's language."""

import typer

from cmcct.cli import vendored_click
from cmcct.cli.screen import output
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import _, join_and

_SHELLS = ("bash", "zsh", "fish", "PowerShell")


def install(given: str | bool) -> None:
    """Install completion and end the command; raises `CmcctError`."""
    shell, path = vendored_click.install_completion(find_shell(given))
    output.note(_("completion for {shell} is installed in {file}", shell=shell, file=path))
    output.note(_("open a new terminal to use it"))
    raise typer.Exit


def find_shell(given: str | bool) -> str:
    """Return the shell that was given (in tests), or else the one in use; raises `CmcctError`."""
    shell = given if isinstance(given, str) else vendored_click.get_shell_name()
    if shell in set(vendored_click.Shells):
        return vendored_click.Shells(shell).value
    message = _("there is no completion for the shell {shell}", shell=shell or "?")
    raise CmcctError(message, _("use one of these shells: {shells}", shells=join_and(_SHELLS)))
