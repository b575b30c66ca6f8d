"""`cmcct schema`."""

from cmcct.cli import options
from cmcct.cli.screen import output
from cmcct.model import json_schema


@options.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of directory.toml, for editors.

    Taplo finds it in directory.schema.json beside a directory.toml whose first line is
    #:schema ./directory.schema.json
    """
    output.write(json_schema.text())
