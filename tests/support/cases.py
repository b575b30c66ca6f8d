"""Cases of a test that cost little each: one test tries them all."""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

_Test = Callable[..., None]


def each(names: str | Sequence[str], cases: Iterable[Any]) -> Callable[[_Test], _Test]:
    """Try a test with each case, as `pytest.mark.parametrize`, but as one test.

    For tests without fixtures, of which pytest's own work for a test is most. A failure is that of
    the first case that fails, which is named below it; the cases after it are tried too.
    """
    words = [word.strip() for word in names.split(",")] if isinstance(names, str) else [*names]
    rows = [[case] if len(words) == 1 else [*case] for case in cases]
    assert rows

    def decorate(test: _Test) -> _Test:
        @functools.wraps(test)
        def try_all(**fixtures: Any) -> None:
            failures = []
            for number, row in enumerate(rows):
                case = dict(zip(words, row, strict=True))
                try:
                    test(**fixtures, **case)
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001 - raised below
                    failure.add_note(f"case {number} of {test.__name__}: {case!r}")
                    failures.append(failure)
            if failures:
                if len(failures) > 1:
                    failures[0].add_note(f"{len(failures) - 1} further cases fail")
                raise failures[0]

        signature = inspect.signature(test)
        kept = [value for name, value in signature.parameters.items() if name not in words]
        try_all.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        return try_all

    return decorate
