"""`cmcct schema`."""

import typer

from cmcct.cli.screen import output
from cmcct.model import json_schema

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(name="schema", epilog="Example: cmcct schema")
def print_schema() -> None:
    """Print the JSON Schema of directory.toml, for editors.

    Taplo finds it in directory.schema.json beside a directory.toml whose first line is
    #:schema ./directory.schema.json
    """
    output.write(json_schema.text())
