"""Commands for the machine's own shell."""

import sys
from pathlib import Path

import pytest

from cmcct.text import shell


def test_words_are_quoted_as_a_posix_shell_takes_them() -> None:
    assert shell.quote("a b's") == "'a b'\"'\"'s'"
    assert shell.mkdir_command(Path("a b/c")) == "mkdir -p 'a b/c'"
    assert shell.open_command("code --wait 'x y'", Path("a b")) == ["code", "--wait", "x y", "a b"]


def test_words_are_quoted_as_windows_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert shell.quote("Saint Lucia") == '"Saint Lucia"'
    assert shell.quote("x's") == "x's"
    assert shell.mkdir_command(Path("a b")) == 'mkdir "a b"'
    assert shell.read_words('cmcct show "Saint Lucia" x\'s') == [
        "cmcct",
        "show",
        "Saint Lucia",
        "x's",
    ]
    command = r'"C:\Program Files\Vim\gvim.exe" -f'
    assert shell.open_command(command, Path("a b")) == f'{command} "a b"'
