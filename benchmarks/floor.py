"""Lower bound of a command line's start: Typer, two commands, a model with one field."""

import typer
from pydantic import BaseModel

app = typer.Typer()


class Entry(BaseModel):
    """One field."""

    name: str


@app.command()
def search(country: str = "") -> None:
    """Print what was asked for."""
    print(Entry(name=country).name)


@app.command()
def show() -> None:
    """Stand beside the other."""


if __name__ == "__main__":
    app()
