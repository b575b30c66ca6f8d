"""A mistake as a pattern: when it is recognised, what is wrong, and how the line is corrected."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cmcct.i18n.messages import Message
from cmcct.storage.syntax_errors.parser_state import ParserState, SyntaxFault

# The possible innermost brackets at a mistake.
OUTSIDE, LIST, TABLE = ("",), ("[",), ("{",)
WITHIN = (*LIST, *TABLE)
ANYWHERE = (*OUTSIDE, *WITHIN)


@dataclass(frozen=True)
class When:
    """A pattern that matches at a place of the parser's state, around the error.

    `place` names an offset of `ParserState`, `inside` has the possible innermost brackets, `reason`
    is how the parser's message begins.
    """

    place: str
    pattern: str
    inside: Sequence[str] = ANYWHERE
    reason: str | tuple[str, ...] = ""

    def match(self, state: ParserState) -> re.Match[str] | None:
        """Return the match, or None if the text has another mistake."""
        place = getattr(state, self.place)
        is_likely = state.inside in self.inside and state.reason.startswith(self.reason)
        if place is None or not is_likely:
            return None
        found = re.compile(self.pattern, re.MULTILINE).match(state.text, place)
        return found if found and found.start() <= state.at <= found.end() else None


@dataclass(frozen=True)
class Rule:
    """A mistake: when it is recognised, message and hint, and how the line is corrected.

    The group `wrong` of the match, or else all of it, is pointed at, and replaced by the fix: as in
    `re.sub`, a template or a function. If a group `old` is there, it is replaced instead. All
    groups are values of message and hint. A line that the fix makes valid replaces the hint.
    """

    when: When
    message: Message
    hint: Message
    fix: str | Callable[[re.Match[str]], str] | None = None

    def __call__(self, state: ParserState) -> SyntaxFault | None:
        """Return the fault, or None if the text has another one."""
        found = self.when.match(state)
        if not found:
            return None
        groups = found.groupdict()
        wrong = "wrong" if "wrong" in groups else 0
        old = "old" if "old" in groups else wrong
        message, hint = (_fill(text, groups) for text in (self.message, self.hint))
        if self.fix is None:
            return state.fault(*found.span(wrong), message, hint)
        new = found.expand(self.fix) if isinstance(self.fix, str) else self.fix(found)
        return state.fault(*found.span(wrong), message, hint, (*found.span(old), new))


def _fill(message: Message, groups: Mapping[str, str]) -> Message:
    """Return a message with the groups that it names as values."""
    named = {name: text for name, text in groups.items() if f"{{{name}}}" in message}
    return message.with_values(**named) if named else message
