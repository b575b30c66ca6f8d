"""The least that a command line of this kind costs: Typer, two commands, a one-field model."""

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
