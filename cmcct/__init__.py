"""Contact directory of the Caribbean counter-trafficking network.

`load`, `check` and `export` are for other programs (docs/reference/python.md). They write, print
and ask nothing. What they need is imported when they are called: every command imports the package.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from cmcct.check.runner import CheckResult
    from cmcct.diagnostics import Finding
    from cmcct.model.entities import Directory

__all__ = ["DirectoryError", "check", "export", "load"]
__version__ = "0.2.0"


class _Package(ModuleType):
    """The package, in which `check` is the function: importing `cmcct.check.…` would replace it."""

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute, unless that is the subpackage with the name of the function."""
        if not (name == "check" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


class DirectoryError(Exception):
    """A directory that cannot be read, has errors, or has nothing to export.

    `findings` are the errors, or () if it could not be checked.
    """

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        """Store the message, in English, and the findings."""
        super().__init__(message)
        self.findings = tuple(findings)


def check(path: str | os.PathLike[str]) -> list[Finding]:
    """Return the findings of a directory file, in file order, as `cmcct check FILE` does.

    The private file is not read. Raises `DirectoryError` if the directory file cannot be read.
    """
    return [diagnostic.finding for diagnostic in _read(path).diagnostics]


def _read(path: str | os.PathLike[str]) -> CheckResult:
    from pathlib import Path

    from cmcct.check import runner
    from cmcct.clock import today
    from cmcct.errors.exceptions import CmcctError

    try:
        return runner.check_files(Path(path), None, today())
    except CmcctError as error:
        raise DirectoryError(str(error.explanation)) from error


def load(path: str | os.PathLike[str]) -> Directory:
    """Return the content of a directory file, without its private file.

    Raises `DirectoryError` if it cannot be read or has errors.
    """
    from dataclasses import replace
    from pathlib import Path

    from cmcct.diagnostics import ERROR

    read = _read(path)
    if errors := [one.finding for one in read.diagnostics if one.finding.severity == ERROR]:
        raise DirectoryError(f"{path}: {errors[0].message}", errors)
    return replace(read.directory, source=Path(path))


def export(
    directory: Directory, output_format: str, audience: str = "network", lang: str = "en"
) -> str | bytes:
    """Return a list of all entries for an audience: what `cmcct export FORMAT` writes.

    `directory` comes from `load`. What is only in the private file is in no list. CSV is in English
    only, JSON the same in every language. Raises `ValueError` for an unknown word, `TypeError` for
    a path, `DirectoryError` if there is no entry for the audience, or a program is missing.
    """
    import inspect
    from importlib import import_module

    from cmcct.cli.options import export_options
    from cmcct.clock import today
    from cmcct.errors.exceptions import CmcctError
    from cmcct.formats import recognition
    from cmcct.i18n.messages import ENGLISH, LANGUAGES, Translator, _
    from cmcct.privacy.levels import AUDIENCES
    from cmcct.search import query

    choices = ((output_format, recognition.SUFFIXES), (audience, AUDIENCES), (lang, LANGUAGES))
    for word, known in choices:
        if word not in known:
            raise ValueError(f"{word!r} is none of {', '.join(known)}")
    if output_format == "csv" and lang != ENGLISH:
        raise ValueError(_("the columns of plain CSV are the same in every language"))
    if not hasattr(directory, "focal_points"):
        raise TypeError(f"export takes the directory that load returns, not {directory!r}")
    translator = Translator(lang)
    view = query.search(directory, query.Query(), audience, today(), translator)
    if not view.focal_points:
        raise DirectoryError(f"no entry for the {audience} audience")
    dump: Callable[..., str | bytes] = import_module(f"cmcct.formats.{output_format}").dump
    try:
        shown = export_options.mark_list(directory.source, None, directory, view, output_format)[0]
        has_words = "translator" in inspect.signature(dump).parameters
        return dump(shown, *([translator] if has_words else []))
    except CmcctError as error:
        raise DirectoryError(str(error.explanation)) from error
