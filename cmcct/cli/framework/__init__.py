"""Typer, completed: lazy commands, help pages and errors in the user's language."""
