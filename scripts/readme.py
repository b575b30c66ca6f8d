"""Run the examples of README and docs, and write their output below them.

bash runs each line of a `console` block that begins with `$`. Nothing is typed; the output goes to
a pipe, or for docs/year.md and docs/secretariat.*.md to a terminal of 80 columns. All commands of a
page run in one folder with copies of the page's files: a repository, for pages that are read in a
clone. What follows the language of a block says more:

- `console 2026-06-18`: the day of these commands and of their commits, and of the blocks below;
  `cmcct edition issue` takes that of its commit. A file of each day has all that its commands
  print: the page has the beginning of what is long.
- `toml answers.toml`: write this block to a file. Of a reply to a letter of a round, the code
  is left out, `[cmc ok 2027-04-05 gy-ml …]`, and taken from the letter.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from cmcct.i18n.messages import LANGUAGES

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_BEGINNING = 2  # lines of a long output
_CODE = re.compile(r"(\[cmc \w+ \S+ (\S+)) …\]")
_COMMIT = re.compile(r"\b[0-9a-f]{7,40}\b")
_SCRIPTS = str(Path(sys.executable).parent)
_WHO = {"NAME": "Ada Example", "EMAIL": "ada@example.org"}
ENVIRONMENT = {
    **{
        name: value
        for name, value in os.environ.items()
        # A build server's log would get no contacts.
        if not name.startswith(("CMCCT_", "GIT_")) and name not in {"CI", "GITHUB_ACTIONS"}
    },
    **{f"GIT_{role}_{key}": _WHO[key] for role in ("AUTHOR", "COMMITTER") for key in _WHO},
    **{f"GIT_{role}_DATE": "2026-06-01T12:00:00Z" for role in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "CMCCT_LANG": "en",
    "CMCCT_PAGER": "cat",
    "CMCCT_TODAY": "2026-06-01",
    "NO_COLOR": "1",
    "TERM": "dumb",
    "TZ": "America/Jamaica",
    "PATH": os.pathsep.join([_SCRIPTS, os.environ["PATH"]]),
}


class Page(NamedTuple):
    """A page whose examples are run, and the files that its reader has."""

    path: Path
    files: Sequence[Path]
    is_terminal: bool = False  # the output goes to a terminal, not to a pipe
    is_clone: bool = True  # the folder is a repository, in which the files are committed
    lang: str = "en"

    def read(self) -> str:
        """Return the text of the page."""
        return self.path.read_text(encoding="utf-8")

    def refresh(self) -> dict[Path, str]:
        """Return the page with fresh output of the examples, and the files of its days."""
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "contacts"  # `cmcct init` names it
            folder.mkdir()
            for file in self.files:
                shutil.copy(file, folder)
            player = _Player(folder, self.is_terminal)
            player.environment["CMCCT_LANG"] = self.lang
            if self.is_clone:
                player.commit()
            text = _BLOCK.sub(player.play, self.read())
        days = self.path.with_suffix("")
        return {self.path: text, **{days / f"{day}.txt": out for day, out in player.days.items()}}


_DIRECTORY = ROOT / "directory.toml"
README = Page(ROOT / "README.md", [_DIRECTORY])
HOW_TOS = [
    *(Page(ROOT / "docs" / f"{name}.md", [_DIRECTORY]) for name in ("edit", "find", "hand-out")),
    Page(ROOT / "docs" / "another-network.md", [], is_clone=False),
]
SECRETARIAT = [
    Page(ROOT / "docs" / f"secretariat.{lang}.md", [_DIRECTORY], is_terminal=True, lang=lang)
    for lang in LANGUAGES
]
YEAR = Page(
    ROOT / "docs" / "year.md",
    [ROOT / "tests" / "importing" / "files" / "participants.xlsx"],
    is_terminal=True,
    is_clone=False,
)


class _Player:
    """Who works through a page, in a folder."""

    def __init__(self, folder: Path, is_terminal: bool) -> None:  # noqa: FBT001
        self.folder, self.is_terminal = folder, is_terminal
        self.environment = dict(ENVIRONMENT)
        self.commits: dict[str, str] = {}  # commit -> the name that the page has for it
        self.days: dict[str, str] = {}  # day -> its commands, with all that they print

    def commit(self) -> None:
        """Make the folder a repository with one commit, of noon on the day of the examples."""
        for words in ("init -q", "add .", "commit -q -m Example"):
            self._run_in_pipe("git", *words.split())

    def play(self, block: re.Match[str]) -> str:
        """Do what a block says, and return it with fresh output."""
        language, argument, text = block.groups()
        if language != "console":
            if argument:
                self._write(argument, text)
            return block[0]
        if argument:
            noon = f"{argument}T12:00:00Z"
            self.environment |= {"CMCCT_TODAY": argument}
            self.environment |= {"GIT_AUTHOR_DATE": noon, "GIT_COMMITTER_DATE": noon}
            self.days[argument] = ""
        played = ""
        for line in text.splitlines():
            if line.startswith("$ "):
                played += f"{line}\n{self._play_command(line[2:])}"
        head = block[0].partition("\n")[0]
        return f"{head}\n{played}```"

    def _play_command(self, command: str) -> str:
        """Return what a command prints, on a page with days the beginning of what is long."""
        printed = self._run(command)
        if not self.days:
            return printed
        self.days[[*self.days][-1]] += f"$ {command}\n{printed}"
        lines = [*filter(None, printed.splitlines())]
        if len(lines) <= _BEGINNING + 2:
            return "".join(f"{line}\n" for line in lines)
        return "".join(f"{line}\n" for line in (*lines[:_BEGINNING], "\N{HORIZONTAL ELLIPSIS}"))

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_CODE.sub(self._complete, text), encoding="utf-8")

    def _complete(self, code: re.Match[str]) -> str:
        """Return a code as the letter has it."""
        (letter,) = self.folder.glob(f"*/letters/{code[2]}.eml")
        body = message_from_bytes(letter.read_bytes(), policy=policy.default).get_body(("plain",))
        assert body
        found = re.search(re.escape(code[1]) + r" \w+\]", unquote(body.get_content()))
        assert found, code[0]
        return found[0]

    def _run(self, command: str) -> str:
        run = self._run_on_terminal if self.is_terminal else self._run_in_pipe
        if command.startswith("cmcct edition issue"):
            command = f"unset CMCCT_TODAY; {command}"
        printed = run("bash", "-c", command).replace("\r\n", "\n")
        return _COMMIT.sub(self._rename, printed)

    def _run_in_pipe(self, *words: str) -> str:
        return self._start(words, subprocess.PIPE).communicate()[0].decode()

    def _run_on_terminal(self, *words: str) -> str:
        import pty
        import termios

        controller, terminal = pty.openpty()
        termios.tcsetwinsize(terminal, (50, 80))
        process = self._start(words, terminal)
        os.close(terminal)
        printed = bytearray()
        with suppress(OSError):  # Linux raises this when the other side is closed
            while read := os.read(controller, 65536):
                printed.extend(read)
        os.close(controller)
        process.wait()
        return re.sub(r" +(?=\r\n)", "", printed.decode())

    def _rename(self, word: re.Match[str]) -> str:
        """Return a name that is the same in every run: a new directory has a random `uid`."""
        known = self._run_in_pipe("git", "rev-parse", "--verify", "-q", f"{word[0]}^{{object}}")
        if not _COMMIT.fullmatch(known.strip()):  # outside a repository, git says so
            return word[0]
        number = str(len(self.commits)).encode()
        name = self.commits.setdefault(known, hashlib.sha256(number).hexdigest())
        return name[: len(word[0])]

    def _start(self, words: Sequence[str], stdout: int) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            words,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.STDOUT,
        )


if __name__ == "__main__":
    for page in (README, *HOW_TOS, *SECRETARIAT, YEAR):
        for path, text in page.refresh().items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
