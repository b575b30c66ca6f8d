"""A form on a terminal: questions in order, each of which can be taken back."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

from cmcct.check import rules
from cmcct.cli.screen import output, prompts
from cmcct.clock import today
from cmcct.errors.exceptions import CmcctError, UnknownValueError
from cmcct.fieldtypes import email_address
from cmcct.i18n.messages import Message, OptionalMessage, _, did_you_mean, join, quote_text
from cmcct.text.folding import fold

_NOTHING = "-"  # answers an optional question that has a default
_MAX_MATCHES = 12  # values named where a part of a word fits several


class Choices(NamedTuple):
    """Values to pick from, by number, by word, or by the beginning of a word."""

    values: Sequence[str]
    labels: Sequence[str]  # of each value, in the user's language
    find: Callable[[str], str]  # the value of a word; raises `CmcctError`
    names: Sequence[Sequence[str]] = ()  # other names of each value
    nearby: int = 0  # the number of values at the start that go before others

    def lines(self) -> list[str]:
        """Return the numbered labels, one a line."""
        return [f"{number:>4}  {label}" for number, label in enumerate(self.labels, 1)]

    def pick(self, text: str) -> str:
        """Return the value that is meant; raises `CmcctError`."""
        if text.isascii() and text.isdigit():
            if 1 <= int(text) <= len(self.values):
                return self.values[int(text) - 1]
            raise prompts.number_error(len(self.values))
        try:
            return self.find(text)
        except UnknownValueError as error:
            indexes = self._matches(f" {fold(text)}")
            meant = [value for value in error.suggestions if value in self.values]
            # `Guayana` begins the name of one country, and is close to that of another.
            if not indexes or (len(indexes) == 1 and len(meant) > 1):
                hint: OptionalMessage = _("type its name or code")
                if not self.names:
                    hint = prompts.number_error(len(self.values)).message
                if error.suggestions:
                    named = [*map(self.label, meant)] if self.names else self._number(meant)
                    hint = did_you_mean(named) or error.hint or hint
                error.hint, error.suggestions = hint, tuple(map(self.label, meant))
                raise
        if len(indexes) == 1:
            return self.values[indexes[0]]
        named = self._number(self.values[index] for index in indexes[:_MAX_MATCHES])
        message = _("{text} matches several: {values}", text=quote_text(text), values=join(named))
        raise CmcctError(message, _("type more of it, or a number"))

    def pick_several(self, text: str) -> list[str]:
        """Return the values that are meant, each once; raises `CmcctError`."""
        parts = re.split(r"\s*[,;]\s*|(?<=\d)\s+(?=\d)", text)
        return [*dict.fromkeys(map(self.pick, filter(None, parts)))]

    def label(self, value: str) -> str:
        """Return the label of a value."""
        return self.labels[self.values.index(value)]

    def ask(self, key: str, text: OptionalMessage, *, is_of_several: bool = False) -> "Question":
        """Return the question which of the values is meant, or which several."""
        question = Question(key, text, self.pick, words=self.values, lines=self.lines)
        if not is_of_several:
            return question._replace(describe=self.label)
        join_long = output.translator().join_long
        return question._replace(
            read=self.pick_several, describe=lambda picked: join_long(map(self.label, picked))
        )

    def _number(self, values: Iterable[str]) -> list[str]:
        """Return the labels of values with their numbers."""
        return [f"{self.values.index(value) + 1} ({self.label(value)})" for value in values]

    def _matches(self, start: str) -> list[int]:
        """Return the values with a word that begins so: in the label, else in another name."""
        for names in ([[label] for label in self.labels], self.names):
            indexes = [
                index
                for index, value_names in enumerate(names)
                if any(start in f" {fold(name)}" for name in value_names)
            ]
            if indexes:
                return [index for index in indexes if index < self.nearby] or indexes
        return []


class Question(NamedTuple):
    """A question: its key among the answers, its text, and how an answer is read.

    `read` raises `CmcctError` for an answer that is not accepted. An empty answer is not read; it
    is accepted if the question is optional. A question that is not needed is not asked.
    """

    key: str
    text: OptionalMessage
    read: Callable[[str], Any]
    is_optional: Callable[[], bool] = bool
    is_needed: Callable[[], bool] = lambda: True
    default: Callable[[], str] = str
    words: Sequence[str] = ()  # completed with Tab
    lines: Callable[[], Iterable[str]] = tuple  # shown above it
    describe: Callable[[Any], str] = str  # an answer as it was understood


def check_value(
    record: dict[str, Any], table: str, key: str, value: Any, taken: Collection[str] = ()
) -> Any:
    """Return the value of a key of a record; raises the first error that the rules find in it.

    `taken` are the ids of the other records.
    """
    from cmcct.importing.cells.validation import put_in_words

    raw = {table: [*({"id": id_} for id_ in taken), {**record, key: value}]}
    if error := rules.first_error(raw, (table, len(taken), key), today()):
        raise CmcctError(error.message, put_in_words(error.hint))
    return value


class _BackError(Exception):
    """The user wants to return to the question before."""


def fill(questions: Sequence[Question], answers: dict[str, Any]) -> None:
    """Ask the questions, and put each answer under its key.

    After `back`, an earlier question is asked again, with what was typed as the default.
    """
    if not questions:
        return
    advice = _("Enter accepts the value in brackets; type {word} for the previous question")
    output.note(advice.with_values(word=quote_text(_back())))
    typed: dict[str, str] = {}
    number, step = 0, 1
    while number < len(questions):
        try:
            if questions[number].is_needed():
                _ask(questions[number], answers, typed)
                step = 1
        except _BackError:
            step = -1
        number = max(0, number + step)


def confirm(
    key: str, text: Message, lines: Callable[[], Iterable[str]] = tuple, *, default: bool
) -> Question:
    """Return a question to answer with yes or no; Enter is the default."""
    gettext = output.translator().gettext
    word = gettext("yes") if default else gettext("no")
    return Question(key, text, prompts.read_yes_or_no, default=lambda: word, lines=lines)


def read_address(text: str) -> str:
    """Return an e-mail address; raises `CmcctError`."""
    if fault := email_address.check_email(text):
        problem = _("not an e-mail address")
        raise CmcctError(_("{label}: {text}", label=quote_text(text), text=problem), fault.hint)
    return text


def _ask(question: Question, answers: dict[str, Any], typed: dict[str, str]) -> None:
    for line in question.lines():
        output.note_lines(line)
    default = typed.get(question.key) or question.default()
    offered: Sequence[str] = ()  # what the last answer may have meant

    def read(text: str) -> Any:
        nonlocal offered
        if text.islower() and fold(text) in {"back", fold(_back())}:
            raise _BackError
        agreed = prompts.find_yes_or_no(text) if offered else None
        if agreed and len(offered) == 1:
            (text,) = offered
            output.note(f"  {text}")
        elif agreed is not None:  # of a country, `no` and `si` are codes
            is_numbered = any(question.lines())
            raise CmcctError(
                _("type more of it, or a number") if is_numbered else _("type its name or code")
            )
        elif default and question.is_optional() and text == _NOTHING:
            text = ""
        offered = ()
        try:
            value = _read(question, text, is_first=not typed)
        except UnknownValueError as error:
            offered = error.suggestions
            raise
        typed[question.key] = text
        return value

    answers.pop(question.key, None)
    value = prompts.prompt(_text(question, default), read, question.words, default)
    if value is None:
        return
    answers[question.key] = value
    shown = question.describe(value)
    if not isinstance(value, bool) and shown != typed[question.key]:
        output.note(f"  {shown}")


def _read(question: Question, text: str, *, is_first: bool) -> Any:
    """Return the value of an answer, or None for an empty one."""
    if text:
        return question.read(text)
    if question.is_optional():
        return None
    if is_first:
        raise CmcctError(_("an answer is required (Ctrl-C to cancel)"))
    raise CmcctError(
        _(
            "an answer is required; type {word} for the previous question, or press Ctrl-C to "
            "cancel",
            word=quote_text(_back()),
        )
    )


def _text(question: Question, default: str) -> str:
    text = output.translator().translate(question.text).removesuffix(".")  # of an option's help
    if not question.is_optional():
        return text
    if default:
        return _("{question} (optional, {sign} for none)", question=text, sign=_NOTHING)
    return _("{question} (optional)", question=text)


def _back() -> str:
    # Translators: typed to return to the question before
    return output.translator().gettext("back")
