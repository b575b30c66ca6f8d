"""What can go wrong, and the exit code it ends with."""

from collections.abc import Sequence

from cmcct.wording import did_you_mean, join_or

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
