"""The environment of a measurement: the machine, the programs and their versions."""

import os
import platform
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("typer", "pydantic", "vobject", "xlsxwriter", "tree-sitter", "phonenumberslite")
_PROGRAMS = {"git": "--version", "khard": "--version", "abook": "-h"}


def described() -> Iterator[str]:
    """Yield the machine and the versions, one line each."""
    yield f"{_processor()}, {os.cpu_count()} cores, {_memory():.0f} GiB, {platform.system()}"
    yield f"Python {platform.python_version()}, " + ", ".join(map(_library, _LIBRARIES))
    yield ", ".join(_said(name, option) for name, option in _PROGRAMS.items())


def _processor() -> str:
    listed = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in listed if line.startswith("model name"))
    return next(named, platform.machine())


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _library(name: str) -> str:
    return f"{name} {version(name)}"


def _said(name: str, option: str) -> str:
    """Return the first line of a program's version output."""
    done = subprocess.run([name, option], capture_output=True, check=False, encoding="utf-8")
    return (done.stdout or done.stderr).strip().splitlines()[0]
