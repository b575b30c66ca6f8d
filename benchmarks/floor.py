"""Lower bound of a command line's start: Typer, two commands, a model with one field."""

import typer
from pydantic import BaseModel

app = typer.Typer()


class Entry(BaseModel):
    """One field."""

    name: str


@app.command()
def search(country: str = "") -> None:
    """Print one entry."""
    print(Entry(name=country).name)


@app.command()
def show() -> None:
    """Do nothing: a second command, so that Typer makes a group."""


if __name__ == "__main__":
    app()
