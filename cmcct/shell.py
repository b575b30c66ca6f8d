"""What is typed in the machine's own shell: words in quotes, and commands to copy."""

import shlex
import sys
from pathlib import Path


def quoted(text: str) -> str:
    """Write a text as one word, however it is spelt."""
    if sys.platform == "win32":
        from subprocess import list2cmdline

        return list2cmdline([text])
    return shlex.quote(text)


def making(folder: Path) -> str:
    """Return the command that makes a folder and those above it."""
    option = "" if sys.platform == "win32" else "-p "
    return f"mkdir {option}{quoted(str(folder))}"


def untracking(path: Path) -> str:
    """Return the command that takes a file out of git, and leaves it in its folder."""
    folder = "" if path.parent == Path() else f"-C {quoted(str(path.parent))} "
    return f"git {folder}rm --cached {quoted(path.name)}"


def asking_for(at: str | None) -> str:
    """Return what is added to a command for the version that was asked for; of today, nothing."""
    return "" if at is None else f" --at {quoted(at)}"


def opening(command: str, path: Path) -> str | list[str]:
    """Return how a program is started with a file, of a command as it is typed.

    Raises `ValueError` where a quote is missing.
    """
    if sys.platform == "win32":
        return f"{command} {quoted(str(path))}"  # backslashes and quotes are the program's own
    return [*shlex.split(command), str(path)]
