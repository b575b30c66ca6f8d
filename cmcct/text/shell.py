"""Quoting for the system's shell, and commands to copy."""

import shlex
from pathlib import Path

from cmcct import system


def quote(text: str) -> str:
    """Return a text quoted as one word."""
    if system.is_windows():
        from subprocess import list2cmdline

        return list2cmdline([text])
    return shlex.quote(text)


def read_words(command: str) -> list[str]:
    """Return the words of a command line whose words are quoted as by `quote`."""
    lexer = shlex.shlex(command, posix=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    if system.is_windows():
        lexer.quotes, lexer.escape = '"', ""
    return [*lexer]


def command_line(*words: str) -> str:
    """Return the line of a shell that runs cmcct with some words."""
    return " ".join(map(quote, ["cmcct", *words]))


def mkdir_command(folder: Path) -> str:
    """Return the command that creates a folder and its parents."""
    option = "" if system.is_windows() else "-p "
    return f"mkdir {option}{quote(str(folder))}"


def untrack_command(path: Path) -> str:
    """Return the command that removes a file from git but keeps it on disk."""
    folder = "" if path.parent == Path() else f"-C {quote(str(path.parent))} "
    return f"git {folder}rm --cached {quote(path.name)}"


def at_option(at: str | None) -> str:
    """Return ` --at VERSION`, or "" for the current version."""
    return "" if at is None else f" --at {quote(at)}"


def split_command(command: str) -> str | list[str]:
    """Return the arguments that run a command line typed by the user.

    Raises `ValueError` if a quote is not closed.
    """
    # Each Windows program parses quotes itself.
    return command if system.is_windows() else shlex.split(command)


def open_command(command: str, path: Path) -> str | list[str]:
    """Return the arguments that open a file with a command line typed by the user.

    Raises `ValueError` if a quote is not closed.
    """
    words = split_command(command)
    return f"{words} {quote(str(path))}" if isinstance(words, str) else [*words, str(path)]
