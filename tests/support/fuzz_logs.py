"""Mutate directory files, and run commands as on a build server: no log may contain a contact.

    python -m tests.support.fuzz_logs 60000 [SEED]

A contact is every e-mail address and international number of the files that a command reads.
"""

import io
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from cmcct.__main__ import main
from cmcct.check.reporters import FORMATS
from cmcct.i18n.messages import LANGUAGES
from tests.conftest import OVERLAY
from tests.support.fuzz import Random, mutate, seeds

SERVERS = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION")
_CONTACT = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+\.[\w.-]+|\+\d[\d ]{6,}\d")
_ID = re.compile(r'(?m)^id = "([^"\n\0-][^"\n\0]*)"')


class Leak(NamedTuple):
    """A contact in the log of a command."""

    number: int
    words: tuple[str, ...]
    contact: str
    log: str


def _commands(rng: Random, text: str) -> Iterator[tuple[str, ...]]:
    """Yield commands that are run by build servers, and dry runs of those that are not."""
    ids = _ID.findall(text) or ["gy-ctu"]
    id_, other = rng.choice(ids), rng.choice(ids)
    yield from (("check", "--all", "--format", form) for form in FORMATS)
    yield ("check", "--strict")
    yield from (("fmt", option) for option in ("--check", "--diff", "--dry-run"))
    dropped = ("--drop", "phones", "--drop", "emails")
    for words in (
        ("set", id_, "unit=Example Unit"),
        ("set", id_, "phones=+592 609 1999", "emails=desk@example.org"),
        ("set", id_, "name=Zoe Example", "--private", "--add", "phones=+592 609 1999"),
        ("replace", id_, "--name", "Zoe Example"),
        ("replace", id_, "--name", "Zoe Example", *dropped),
        ("merge", id_, other, "--prefer", rng.choice(("keep", "drop"))),
        *((verb, id_) for verb in ("verify", "retire", "remove")),
    ):
        yield (*words, "--dry-run", *rng.choice(((), ("--yes",))))
    yield ("attend", "georgetown-2019", id_, "--dry-run")
    yield ("rename", id_, "gy-new", "--dry-run")


def _log(words: Sequence[str]) -> str:
    """Run a command in this process; return what it prints."""
    sys.argv = ["cmcct", *words]
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            main()
        except SystemExit as ended:
            if ended.code not in {None, 0, 1, 2}:
                raise AssertionError(words, ended.code) from ended
    printed.flush()
    return printed.buffer.getvalue().decode()


def leaks(number: int, seed: str, folder: Path, ran: Counter[str]) -> Iterator[Leak]:
    """Mutate `number` files, run a command on each as on a build server, and yield the leaks."""
    files = seeds()
    path, overlay = folder / "directory.toml", folder / "directory.private.toml"
    os.environ |= {"CMCCT_DIRECTORY": str(path), "CMCCT_PRIVATE": str(overlay), "EDITOR": "true"}
    os.environ |= {"CMCCT_TODAY": "2026-06-01"}
    for index in range(number):
        rng = Random(f"{seed}-{index}")
        path.write_bytes(mutate(rng, rng.choice(files)) if rng.random() < 0.8 else files[-1])
        overlay.write_bytes(mutate(rng, OVERLAY.encode()))
        for name in SERVERS:
            os.environ.pop(name, None)
        os.environ |= {rng.choice(SERVERS): "true", "CMCCT_LANG": rng.choice(LANGUAGES)}
        text = (path.read_bytes() + overlay.read_bytes()).decode("utf-8", "replace")
        words = rng.choice([*_commands(rng, text)])
        ran[words[0]] += 1
        log = _log(words)
        for contact in sorted(set(_CONTACT.findall(text))):
            if contact in log and not any(contact in word for word in words):
                yield Leak(index, words, contact, log)


def _main(number: int, seed: str) -> int:
    ran: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        found = [*leaks(number, seed, Path(folder), ran)]
    for leak in found:
        sys.stdout.write(f"{leak.number}: {leak.words}: {leak.contact}\n{leak.log}\n")
    sys.stdout.write(f"{number} files, {len(found)} contacts in logs, {dict(ran)}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1]), sys.argv[2] if sys.argv[2:] else "1"))
