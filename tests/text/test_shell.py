"""Commands for the machine's own shell."""

import sys
from pathlib import Path

import pytest

from cmcct.text import shell


def test_words_are_quoted_as_a_posix_shell_takes_them() -> None:
    assert shell.quoted("a b's") == "'a b'\"'\"'s'"
    assert shell.making(Path("a b/c")) == "mkdir -p 'a b/c'"
    assert shell.opening("code --wait 'x y'", Path("a b")) == ["code", "--wait", "x y", "a b"]


def test_words_are_quoted_as_windows_takes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert shell.quoted("Saint Lucia") == '"Saint Lucia"'
    assert shell.quoted("x's") == "x's"
    assert shell.making(Path("a b")) == 'mkdir "a b"'
    command = r'"C:\Program Files\Vim\gvim.exe" -f'
    assert shell.opening(command, Path("a b")) == f'{command} "a b"'
