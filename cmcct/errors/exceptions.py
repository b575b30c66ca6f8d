"""Exceptions and exit codes."""

from collections.abc import Mapping, Sequence

from cmcct.i18n.messages import Message, Said, did_you_mean, join_or, say

DONE = 0
FOUND_FAULTS = 1  # error findings, differences, or an empty result
FAILED = 2  # usage, unreadable or invalid file, output not writable
BUG = 70  # a bug in cmcct: EX_SOFTWARE of sysexits.h
INTERRUPTED = 130

# Whole sentences for each kind: translations must agree with the noun.
_UNKNOWN: Mapping[str, Message] = {
    "country": say("unknown country {text}"),
    "region": say("unknown region {text}"),
    "language": say("unknown language {text}"),
    "sector": say("unknown sector {text}"),
    # Translators: what kind of institution it is: ministry, police, NGO
    "body": say("unknown body {text}"),
    # Translators: the function in the network
    "role": say("unknown role {text}"),
    "status": say("unknown status {text}"),
    "half": say("unknown half {text}"),
    "audience": say("unknown audience {text}"),
    # Translators: how widely an entry may be shared
    "sharing": say("unknown sharing {text}"),
    "phone": say("unknown phone {text}"),
    "phone type": say("unknown phone type {text}"),
    "working group": say("unknown working group {text}"),
    "meeting": say("unknown meeting {text}"),
    "id": say("unknown id {text}"),
    # Translators: a key of the file, such as name or city
    "key": say("unknown key {text}"),
    "value": say("unknown value {text}"),
    # Translators: the name of a rule, such as invalid-email
    "code": say("unknown code {text}"),
    # Translators: how somebody confirmed an entry: by phone, at a meeting
    "way": say("unknown way {text}"),
    # Translators: one of the two entries that are merged
    "side": say("unknown side {text}"),
    "list": say("unknown list {text}"),
    "column": say("unknown column {text}"),
    "format": say("unknown format {text}"),
}
# Translators: {option} is the name of an option, as it is typed: vcard-version
_UNKNOWN_TO_OPTION = say("unknown {option} {text}")
# Hints for vocabularies too large to list.
LISTED: Mapping[str, Message] = {
    # Translators: cmcct list countries is what to type
    "country": say("cmcct list countries names those there are"),
    "sector": say("cmcct list sectors names those there are"),
    "body": say("cmcct list bodies names those there are"),
    "role": say("cmcct list roles names those there are"),
    "language": say('write one such as "en", "es", "nl" or "fr"; cmcct list languages names them'),
    "working group": say("cmcct list groups lists them"),
    "meeting": say("cmcct list meetings lists them"),
    "id": say("cmcct search --status all --format ids lists them"),
    "key": say("cmcct schema names them"),
    "code": say("cmcct check names the code of each finding in brackets"),
    "column": say("the first line of cmcct search --format csv names them"),
}


class CmcctError(Exception):
    """A failure with a message for the user and an optional hint."""

    exit_code = FAILED

    def __init__(self, message: Message, help_: Said = "") -> None:
        """Store the message (a phrase) and the hint (a phrase or "")."""
        super().__init__(message)
        self.message = message
        self.help: Said = help_


class UnknownValueError(CmcctError):
    """An unknown word; `suggestions` are the closest known words, best first."""

    def __init__(self, kind: str, text: str, suggestions: Sequence[str] = ()) -> None:
        """Build the message for an unknown `kind` (`"country"`, `"sector"`)."""
        self.suggestions = tuple(suggestions)
        help_ = did_you_mean(self.suggestions) or LISTED.get(kind, "")
        super().__init__(unknown(kind, text), help_)


class AmbiguousCountryError(CmcctError):
    """A spelling shared by several countries; `candidates` are their canonical names."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        """Build the message and list the candidates."""
        self.candidates = tuple(candidates)
        message = say("ambiguous country {text}", text=repr(text))
        super().__init__(message, say("write {words}", words=join_or(self.candidates)))


def unknown(kind: str, text: str) -> Message:
    """Return the message for an unknown word; `kind` is a key above or an option's name."""
    return _UNKNOWN.get(kind, _UNKNOWN_TO_OPTION).filled(option=kind, text=repr(text))
