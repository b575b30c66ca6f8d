"""Errors and exit codes."""

import sys
from pathlib import Path

import pytest

from cmcct.errors.exceptions import (
    AmbiguousCountryError,
    CmcctError,
    ExitCode,
    UnknownValueError,
    system_reason,
)
from cmcct.i18n.messages import _
from tests.support.cases import each


def test_the_exit_codes_are_those_that_are_documented() -> None:
    assert (ExitCode.OK, ExitCode.FINDINGS, ExitCode.ERROR, ExitCode.INTERRUPTED) == (0, 1, 2, 130)


@each(
    ("error", "message", "hint"),
    [
        (CmcctError(_("no such file")), "no such file", ""),
        (CmcctError(_("no such file"), _("make one")), "no such file", "make one"),
        (
            UnknownValueError("sector", "polcie"),
            "unknown sector 'polcie'",
            "run cmcct list sectors",
        ),
        (UnknownValueError("side", "left"), "unknown value 'left'", ""),
        (
            UnknownValueError("sector", "polcie", ["police"]),
            "unknown sector 'polcie'",
            "did you mean police?",
        ),
        (
            AmbiguousCountryError("Guiana", ["French Guiana", "Guyana"]),
            "ambiguous country 'Guiana'",
            "write French Guiana or Guyana",
        ),
    ],
)
def test_error_says_problem_and_next_step(error: CmcctError, message: str, hint: str) -> None:
    assert (str(error), error.message, error.hint, error.exit_code) == (
        message,
        message,
        hint,
        ExitCode.ERROR,
    )


def test_error_keeps_its_suggestions() -> None:
    assert UnknownValueError("sector", "x", ["police"]).suggestions == ("police",)
    assert AmbiguousCountryError("x", ["Guyana"]).candidates == ("Guyana",)


def test_path_that_windows_refuses_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ("a" * 100) / ("b" * 200)
    with pytest.raises(FileNotFoundError) as caught:
        path.read_bytes()
    assert system_reason(caught.value) == "no such file or folder"
    monkeypatch.setattr(sys, "platform", "win32")
    assert system_reason(caught.value) == (
        "the path is longer than the 259 characters that Windows takes; shorten it, or set "
        "LongPathsEnabled"
    )
