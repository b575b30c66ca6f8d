"""Command groups: suggestions for misspelt names; lazy import of commands; error reporting."""

import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from typer._click.exceptions import UsageError
from typer.core import TyperGroup
from typer.main import get_command

from cmcct.cli.error_handler import error_handler
from cmcct.cli.output import note_lines
from cmcct.errors.suggest import closest
from cmcct.i18n.messages import did_you_mean

_LEAD = re.compile(r"^Error: ", re.MULTILINE)


@contextmanager
def _typer_errors() -> Iterator[None]:
    """Report all errors in one form, including typer's about the arguments."""
    with error_handler():
        try:
            yield
        except UsageError as error:
            text = io.StringIO()
            error.show(text)
            note_lines(_LEAD.sub("error: ", text.getvalue(), count=1).removesuffix("\n"))
            sys.exit(error.exit_code)


class SuggestingGroup(TyperGroup):
    """A group that suggests a command for an unknown name; `other_names` are aliases."""

    other_names: ClassVar[Mapping[str, str]] = {}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or fail with the closest name."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            names = {**{name: name for name in known}, **self.other_names}
            hint = did_you_mean(closest(name, names))
            ctx.fail(f"no such command {name!r}{f'; {hint}' if hint else ''}")
        return super().resolve_command(ctx, args)


class LazyGroup(SuggestingGroup):
    """A group of the commands `names`: modules of `cli.commands`, each with an `app`."""

    names: ClassVar[Sequence[str]] = ()

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Parse the arguments; without this, `cmcct --help | head -1` would exit with 1."""
        with _typer_errors():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _typer_errors():
            return super().invoke(ctx)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names, in their order."""
        return list(self.names)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import one command only."""
        if cmd_name not in self.names:
            return None
        command = get_command(import_module(f"cmcct.cli.commands.{cmd_name}").app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the summaries into the help without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(name)) for name in self.names])

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete the names without importing the commands."""
        from typer._click.shell_completion import CompletionItem

        names = [name for name in self.names if name.startswith(incomplete)]
        return [CompletionItem(name) for name in names] or super().shell_complete(ctx, incomplete)


def _summary(name: str) -> str:
    """Return the first line of a command's docstring, from its source."""
    import ast

    source = Path(__file__).with_name("commands").joinpath(f"{name}.py").read_text("utf-8")
    functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    command = next(
        found
        for found in functions
        if any(ast.unparse(decorator).startswith("app.") for decorator in found.decorator_list)
    )
    return (ast.get_docstring(command) or "").partition("\n")[0]
