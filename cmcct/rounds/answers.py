"""Judge the answers of a round: confirmed, changed, a question, or a mail of a program."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from cmcct.i18n.messages import LANGUAGES, LongDate, Message, Translator, _
from cmcct.model.entities import Directory, FocalPoint
from cmcct.rounds import answer_lines, changes, letters, notices, replies, tokens
from cmcct.rounds.changes import LineChange
from cmcct.rounds.letters import Round
from cmcct.rounds.mails import Mail
from cmcct.rounds.tokens import Token
from cmcct.search import lookup
from cmcct.text.folding import fold

# Results of answers, in the order of lists; those in OPEN wait for a person.
CONFIRMED, KNOWN, CHANGED, QUESTION = "confirmed", "known", "changed", "question"
REFUSED, UNREADABLE = "refused", "unreadable"
BOUNCED, AWAY, AUTOMATIC = notices.BOUNCED, notices.AWAY, notices.AUTOMATIC
OPEN = frozenset((QUESTION, REFUSED, UNREADABLE))

_MAX_DAYS = 400  # how far from its day another round is looked for


class Answer(NamedTuple):
    """A mail, and what it means; only `changes` and `words` may hold contacts."""

    file: str
    result: str
    id: str  # of the entry, "" if it is not known
    text: Message  # what it says
    day: date | None = None  # of a confirmation
    kind: str = ""  # of its token
    changes: tuple[LineChange, ...] = ()
    words: tuple[str, ...] = ()  # the sender's own
    sent: datetime | None = None
    is_current: bool = False  # whether the letter showed the entry as it is
    is_certain: bool = False  # whether its changes are all that it says

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide what it means."""
        return self.result in OPEN


@dataclass(frozen=True)
class Judge:
    """What answers are compared with.

    `older_versions` returns the versions of the directory in its history, newest first.
    """

    directory: Directory  # without the private file
    key: str
    today: date
    older_versions: Callable[[], Iterable[Directory]] = field(default=tuple)

    def judge_all(self, mails: Iterable[Mail]) -> list[Answer]:
        """Return the answers in the order of the mails, each once; letters are left out."""
        found: dict[tuple[object, ...], Answer] = {}
        for mail in mails:
            if letters.HEADER.lower() not in mail.headers:
                answer = self.judge(mail)
                content = (
                    answer._replace(file=""),
                    mail.sender,
                    mail.sent,
                    mail.subject,
                    mail.text,
                )
                found.setdefault(content if not mail.problem else (mail.file,), answer)
        return [*found.values()]

    def judge(self, mail: Mail) -> Answer:
        """Return what a mail means."""
        if mail.problem:
            return Answer(mail.file, UNREADABLE, "", mail.problem)
        if notice := notices.find_notice(mail, self.today):
            returned = (mail.report or {}).get(f"returned-{letters.HEADER.lower()}", "")
            id_ = self._find_current_id(returned.rpartition(" ")[2])
            id_ = id_ or self._find_by_address(notice.address or mail.sender)
            return Answer(mail.file, notice.kind, id_, notice.text, mail.day)
        found = tokens.find_tokens(mail.subject)
        if not found:
            return self._judge_without_token(mail)
        token = found[0]
        points, _unknown = lookup.find_by_id(self.directory, [token.id])
        if len(points) != 1:
            text = _("the code in the subject names no entry")
            return Answer(mail.file, REFUSED, "", text, kind=token.kind)
        answer = self._judge_token(mail, token, points[0])
        if len(found) > 1 and answer.result not in (KNOWN, REFUSED):
            text = _("several codes in the subject")
            return answer._replace(result=QUESTION, text=text, is_certain=False)
        return answer

    def _judge_without_token(self, mail: Mail) -> Answer:
        id_ = self._find_by_address(mail.sender)
        text = _("no code in the subject, and the sender is in no entry")
        if id_:
            text = _("no code in the subject")
        words = tuple(filter(None, replies.split_reply(mail.text).own))
        return Answer(mail.file, QUESTION, id_, text, mail.day, words=words)

    def _judge_token(self, mail: Mail, token: Token, point: FocalPoint) -> Answer:
        """Return what an answer with a token means for its entry."""
        day = max(token.day, min(mail.day or token.day, self.today))
        text = _("the entry was changed since the letter")
        answer = Answer(mail.file, QUESTION, point.id, text, day, token.kind, sent=mail.sent)
        letter = self._find_letter(token, point)
        answer = self._read_words(mail, token, letter or (self.directory, point), answer)
        confirmed = point.verified
        is_current = bool(letter and letter[1] is point)
        if not (letter or _is_written(answer, point)):
            text = self._explain_mismatch(token, point)
            return answer._replace(result=REFUSED, text=text, changes=(), words=())
        if confirmed and confirmed >= day and (token.kind == tokens.OK or not is_current):
            text = _("the entry was confirmed on {day}", day=LongDate(confirmed))
            return answer._replace(result=KNOWN, text=text)
        if not is_current:
            is_known = token.kind == tokens.CHANGE and not (answer.changes or answer.words)
            text = _("the entry already has these values")
            return answer._replace(result=KNOWN, text=text) if is_known else answer
        if confirmed and token.day < confirmed:
            text = _("old: the entry was confirmed on {day}", day=LongDate(confirmed))
            return answer._replace(result=REFUSED, text=text)
        return self._ask_sender(mail, point, _judge_current(mail, answer._replace(is_current=True)))

    def _ask_sender(self, mail: Mail, point: FocalPoint, answer: Answer) -> Answer:
        """Return an answer as a question, if the address of another entry sent it."""
        ids = self._addresses.get(mail.sender, [point.id])
        if point.id in ids:
            return answer
        text = _("it comes from the address of {id}", id=ids[0])
        return answer._replace(result=QUESTION, text=text, is_certain=False)

    def _read_words(
        self, mail: Mail, token: Token, version: tuple[Directory, FocalPoint], answer: Answer
    ) -> Answer:
        """Add the changes in an answer to a letter of a version, and its sender's own words."""
        directory, point = version
        asked = Round(directory, self.key, token.day)
        prepared = [*_prepared_texts()]
        known = [*prepared, *letters.known_texts(asked, point)]
        written = letters.quoted_texts(asked, point), letters.link_addresses(asked, point)
        translator = Translator(letters.language_of(point))
        shown = [*answer_lines.answer_lines(letters.view_of(directory, point), translator)]
        words = dict.fromkeys([replies.subject_words(tokens.remove_tokens(mail.subject), prepared)])
        found: list[tuple[LineChange, ...]] = []
        for text in (mail.text, *mail.others):
            reply = replies.split_reply(text)
            if answer.kind == tokens.CHANGE:
                read = changes.read_changes(filter(None, reply.own), shown)
                found.append(read.changes)
                reply = reply._replace(own=read.others)
            reply = reply._replace(quoted=tuple(filter(_is_no_due_day, reply.quoted)))
            words |= dict.fromkeys(replies.own_words(reply, known, *written))
        # Where the forms of a text differ, the mail says two things.
        if len({*found}) > 1:
            words |= dict.fromkeys(text for one in found for change in one for text in change.after)
        answer = answer._replace(changes=found[0] if found else ())
        return answer._replace(words=tuple(filter(None, words)))

    def _find_letter(self, token: Token, point: FocalPoint) -> tuple[Directory, FocalPoint] | None:
        """Return the version of an entry that the letter of a token shows, the newest first."""
        older = (
            (directory, then)
            for directory in self._older
            for then in lookup.find_by_id(directory, [token.id])[0]
        )
        for directory, then in chain([(self.directory, point)], older):
            if token.fits(self.key, letters.shown_text(letters.view_of(directory, then))):
                return directory, then
        return None

    @cached_property
    def _older(self) -> list[Directory]:
        return [*self.older_versions()]

    def _explain_mismatch(self, token: Token, point: FocalPoint) -> Message:
        """Return why a token fits no version of its entry."""
        for other in self.directory.focal_points:
            shown = letters.shown_text(letters.view_of(self.directory, other))
            if any(token._replace(id=id_).fits(self.key, shown) for id_ in other.ids):
                return _("the code is that of the letter to {id}", id=other.id)
        shown = letters.shown_text(letters.view_of(self.directory, point))
        for day in _days_around(token.day):
            if token._replace(day=day).fits(self.key, shown):
                return _("the code is that of the round of {day}", day=LongDate(day))
        return _("the code is mistyped, or made with another key")

    def _find_current_id(self, id_: str) -> str:
        """Return the present id of the only entry with a present or former id, or ""."""
        points, _unknown = lookup.find_by_id(self.directory, [id_])
        return points[0].id if len(points) == 1 else ""

    def _find_by_address(self, address: str) -> str:
        """Return the id of the only entry with an address, or ""."""
        ids = self._addresses.get(address, ())
        return ids[0] if len(ids) == 1 else ""

    @cached_property
    def _addresses(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for point in self.directory.focal_points:
            for email in point.emails:
                found.setdefault(email.address.casefold(), []).append(point.id)
        return found


def _is_written(answer: Answer, point: FocalPoint) -> bool:
    """Return whether an answer may have made the entry what it is: it says nothing else."""
    is_of_day = point.verified == answer.day and point.verified_via == "email"
    return answer.kind == tokens.CHANGE and is_of_day and not (answer.changes or answer.words)


def _judge_current(mail: Mail, answer: Answer) -> Answer:
    """Return what an answer to the present letter means."""
    if mail.has_attachment or (mail.has_picture and not mail.text):
        return answer._replace(text=_("it has an attachment"))
    if answer.kind == tokens.CHANGE and not answer.changes:
        return answer._replace(text=_("something has changed, but no line is different"))
    if answer.words:
        text = _("it says more than that everything is right")
        if answer.kind == tokens.CHANGE:
            text = _("it says more than what has changed")
        return answer._replace(text=text)
    if answer.kind == tokens.CHANGE:
        return answer._replace(text=_("something has changed"), is_certain=True)
    return answer._replace(result=CONFIRMED, text=_("everything is right"))


def _prepared_texts() -> Iterator[str]:
    """Yield the lines that letters prepare for answers, in all languages."""
    for text in (
        letters.ALL_RIGHT,
        letters.AS_IT_IS,
        letters.OVERWRITE,
        *letters.SUBJECTS.values(),
    ):
        yield from map(text.localize, LANGUAGES)


def _is_no_due_day(line: str) -> bool:
    """Return whether a quoted line is not the one that names the last day for an answer."""
    starts = (letters.ANSWER_BY.localize(lang).partition("{")[0] for lang in LANGUAGES)
    return not fold(line).startswith(tuple(map(fold, starts)))


def _days_around(day: date) -> Iterator[date]:
    number = day.toordinal()
    first, last = max(1, number - _MAX_DAYS), min(date.max.toordinal(), number + _MAX_DAYS)
    yield from map(date.fromordinal, range(first, last + 1))
