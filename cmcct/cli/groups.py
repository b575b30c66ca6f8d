"""The group of all commands: it imports a command when it runs, and reports errors."""

from importlib import import_module
from typing import Any, ClassVar

from typer.core import TyperGroup
from typer.main import get_command

from cmcct.cli.output import reported
from cmcct.suggest import closest
from cmcct.wording import did_you_mean


class LazyGroup(TyperGroup):
    """A group whose commands are named in `table`: name -> (module with an `app`, one line)."""

    table: ClassVar[dict[str, tuple[str, str]]] = {}

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Read the arguments; typer would end `cmcct --help | head -1` with 1."""
        with reported():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is named."""
        with reported():
            return super().invoke(ctx)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, in the table's order."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a command, and only that one."""
        if cmd_name not in self.table:
            return None
        command = get_command(import_module(self.table[cmd_name][0]).app)
        command.name = cmd_name
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or say which name is close."""
        name = args[0]
        if name not in self.table and not name.startswith("-"):
            hint = did_you_mean(closest(name, list(self.table)))
            ctx.fail(f"no such command {name!r}{f'; {hint}' if hint else ''}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands' lines into the help without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete the names without importing the commands."""
        from typer._click.shell_completion import CompletionItem

        names = [name for name in self.table if name.startswith(incomplete)]
        return [CompletionItem(name) for name in names] or super().shell_complete(ctx, incomplete)
