"""What can go wrong, and the exit code it ends with."""

from collections.abc import Sequence

DONE = 0
FOUND_FAULTS = 1  # error findings, differences, or nothing found
FAILED = 2  # usage, unreadable or invalid file, output not writable
INTERRUPTED = 130


class CmcctError(Exception):
    """A failure with a sentence for the user and, where there is one, the next step."""

    exit_code = FAILED

    def __init__(self, message: str, help_: str = "") -> None:
        """Keep what is wrong (a phrase) and what to do about it (a phrase or nothing)."""
        super().__init__(message)
        self.message = message
        self.help = help_


class UnknownValueError(CmcctError):
    """A word that no vocabulary knows; `suggestions` are the closest known ones, best first."""

    def __init__(self, kind: str, text: str, suggestions: Sequence[str] = ()) -> None:
        """Say that `text` is no known `kind` (`"country"`, `"sector"`)."""
        self.suggestions = tuple(suggestions)
        super().__init__(f"unknown {kind} {text!r}", did_you_mean(self.suggestions))


class AmbiguousCountryError(CmcctError):
    """A spelling that names more than one country; `candidates` are their canonical names."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        """Say that `text` may be any of `candidates`."""
        self.candidates = tuple(candidates)
        super().__init__(f"ambiguous country {text!r}", f"write {join_or(self.candidates)}")


def did_you_mean(suggestions: Sequence[str]) -> str:
    """Turn suggestions into a question, or nothing."""
    return f"did you mean {join_or(suggestions)}?" if suggestions else ""


def join_or(words: Sequence[str]) -> str:
    """Join words as English does: `a, b or c`."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
