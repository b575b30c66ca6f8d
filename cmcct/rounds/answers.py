"""Judge the answers of a round: what is a yes, and what a person has to read.

A yes is an answer with the code of the letter to the entry as it is, from an address of the entry,
without anything of the sender's own. A mail changes nothing but the day of the confirmation.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from cmcct.edit.channels import find_word
from cmcct.fieldtypes import phone_number
from cmcct.formats.shared.columns import PHONES
from cmcct.i18n.messages import LANGUAGES, Lowered, OptionalMessage, _, join
from cmcct.model import person_names
from cmcct.model.entities import Directory, FocalPoint
from cmcct.rounds import letters, mails, tokens
from cmcct.rounds.entry_lines import Line
from cmcct.rounds.letters import Letter, Round
from cmcct.rounds.mails import Mail
from cmcct.rounds.own_lines import find_own_lines, squeeze
from cmcct.rounds.tokens import Token
from cmcct.search import lookup
from cmcct.text import shell

# Results, in the order of lists. A person decides about those in OPEN.
CONFIRMED, WITH_WORDS, KNOWN = "confirmed", "with-words", "already-confirmed"
TO_READ, AUTOMATIC, UNREADABLE = "to-read", "automatic", "unreadable"
RESULTS = (CONFIRMED, WITH_WORDS, KNOWN, TO_READ, AUTOMATIC, UNREADABLE)
OPEN = frozenset((WITH_WORDS, TO_READ, UNREADABLE))

_MAX_LINES = 12  # of a mail that answers no letter to an entry as it is
_PLACE = "NUMBER"  # in a command, in place of a number that nobody has to believe
_NUMBER = re.compile(r"[+\d][\d\s().-]+")


class Change(NamedTuple):
    """A line of a letter, and the value that an answer has in its place, "" if none."""

    line: Line
    after: str


class Answer(NamedTuple):
    """A mail, and what it means. `words` and the values in `changes` are the sender's."""

    mail: Mail
    result: str  # one of RESULTS
    reason: OptionalMessage = ""
    id: str = ""  # of the entry that it is about, or may be about
    day: date | None = None  # of the confirmation
    words: tuple[str, ...] = ()  # by line
    changes: tuple[Change, ...] = ()
    commands: tuple[str, ...] = ()  # for a person who has read it
    token: Token | None = None  # if it fits the entry as it is


@dataclass(frozen=True)
class Judge:
    """What answers are compared with.

    The round's directory is without the private file, `joined` is with it. In a log, no command
    has a number.
    """

    round: Round
    joined: Directory
    today: date
    is_log: bool

    def judge_all(self, read: Iterable[Mail]) -> list[Answer]:
        """Return the answers in the order of the mails; letters are left out."""
        answers = [self.judge(mail) for mail in read if not mail.letter]
        corrected = {
            answer.id for answer in answers if answer.token and answer.token.kind == tokens.CHANGE
        }
        reason = _("another mail says that something has changed")
        return [
            answer._replace(result=TO_READ, reason=reason, commands=(_edit_command(answer.id),))
            if answer.result == CONFIRMED and answer.id in corrected
            else answer
            for answer in answers
        ]

    def judge(self, mail: Mail) -> Answer:
        """Return what a mail means."""
        if mail.problem:
            return Answer(mail, UNREADABLE, mail.problem)
        try:
            return self._judge(mail)
        except Exception:  # noqa: BLE001 - a mail is anybody's, and must not end the command
            return Answer(mail, UNREADABLE, mails.BROKEN)

    def _judge(self, mail: Mail) -> Answer:
        codes = tokens.find_tokens(mail.subject)
        sender_ids = [
            point.id for point in self.joined.focal_points if mail.sender in _addresses(point)
        ]
        # The one entry that the codes name, else that has the sender's address.
        points, _unknown = lookup.find_by_id(self.round.directory, [code.id for code in codes])
        if not points:
            points, _unknown = lookup.find_by_id(self.round.directory, sender_ids)
        point = points[0] if len(points) == 1 else None
        lines = [line.strip() for line in mail.text.splitlines() if line.strip()]
        first_lines = (*lines[:_MAX_LINES], *(["…"] if len(lines) > _MAX_LINES else []))
        answer = Answer(mail, AUTOMATIC, id=point.id if point else "", words=first_lines)
        if mail.is_automatic:
            return answer
        is_fitting = len(codes) == 1 and point is not None and self._fits(codes[0], point)
        doubts = (
            (mail.is_ambiguous, _("it has a header twice")),
            (not mail.sender, _("it does not have one sender")),
            (not codes, _("no code in the subject")),
            (len(codes) > 1, _("several codes in the subject")),
            (
                not is_fitting,
                _("the code does not fit: it is mistyped, or the entry was changed since then"),
            ),
            (answer.id not in sender_ids, _("not an address of the entry")),
            (mail.is_cut, _("it is longer than {count} characters", count=mails.MAX_TEXT)),
            (mail.has_html and not mail.text.strip(), _("only HTML: read it in your mail program")),
        )
        doubt: OptionalMessage = next((reason for is_there, reason in doubts if is_there), "")
        answer = answer._replace(result=TO_READ, reason=doubt)
        if not point:
            return answer
        answer = answer._replace(commands=(_edit_command(point.id),))
        return self._judge_fitting(answer, codes[0], point) if is_fitting else answer

    def _fits(self, token: Token, point: FocalPoint) -> bool:
        text = letters.shown_text(letters.view_of(self.round.directory, point))
        return token.fits(self.round.key, text)

    def _judge_fitting(self, answer: Answer, token: Token, point: FocalPoint) -> Answer:
        """Return what an answer to the letter to an entry as it is means."""
        letter = Letter(replace(self.round, day=token.day), point)
        letter_lines = {squeeze(line) for line in letter.iter_known_lines()}
        own, repeated = find_own_lines(answer.mail.text, letter_lines)
        changes: tuple[Change, ...] = ()
        if token.kind == tokens.CHANGE:
            changes, own = _read_changes(own, repeated, letter)
        words = _find_words(answer.mail, token.kind, own)
        day = max(token.day, min(answer.mail.day or token.day, self.today))
        answer = answer._replace(day=day, token=token, words=words, changes=changes)
        if token.kind == tokens.CHANGE:
            commands = self._suggest_commands(answer, point)
            reason = answer.reason or join([Lowered(letters.SUBJECTS[tokens.CHANGE])])
            return answer._replace(reason=reason, commands=commands)
        if answer.reason:
            return answer
        is_confirmed = point.verified is not None and point.verified >= day
        if words and is_confirmed:
            reason = _("the entry was confirmed already, and there are further words")
            return answer._replace(reason=reason)
        result = WITH_WORDS if words else KNOWN if is_confirmed else CONFIRMED
        return answer._replace(result=result, commands=())

    def _suggest_commands(self, answer: Answer, point: FocalPoint) -> tuple[str, ...]:
        """Return what a person may run for overwritten lines, once each.

        A number that stands alone is in its command if there is no doubt about the sender. Where
        that is all of the answer, the last command confirms the entry, too.
        """
        may_show = not (answer.reason or self.is_log)
        commands = [_suggest_command(each, point, may_show=may_show) for each in answer.changes]
        if answer.words or not commands:
            commands.append(_edit_command(point.id))
        if all("=+" in command for command in commands):
            commands[-1] += " --verify"
        return tuple(dict.fromkeys(commands))


def _read_changes(
    own: Iterable[str], repeated: Collection[str], letter: Letter
) -> tuple[tuple[Change, ...], list[str]]:
    """Return which lines of a letter were overwritten, and the other lines of the sender's."""
    lines = letter.answer_lines
    values: dict[str, list[str]] = {line.label: [] for line in lines}  # by label
    words: list[str] = []
    for text in own:
        forms = ((label, _label_form(label).match(text)) for label in values)
        label, match = next((pair for pair in forms if pair[1]), ("", None))
        if match:
            values[label].append(text[match.end() :].strip())
        else:
            words.append(text)
    lost = [line for line in lines if squeeze(line.format(letter.translator)) not in repeated]
    # Where no line is left, the sender has written something in place of all of them.
    if len(lost) == len(lines) and not any(values.values()):
        return (), words
    changes = [
        Change(line, values[line.label].pop(0) if values[line.label] else "") for line in lost
    ]
    added = {line.label: line._replace(value="") for line in lines}
    changes += (Change(added[label], value) for label in values for value in values[label])
    return tuple(each for each in changes if squeeze(each.line.value) != squeeze(each.after)), words


def _suggest_command(change: Change, point: FocalPoint, *, may_show: bool) -> str:
    line, after = change
    id_ = shell.quote(point.id)
    if after and line.column in PHONES and (word := find_word(line.column)):
        number = _read_number(after, point.country.code) if may_show else ""
        return f"cmcct set {id_} {shell.quote(f'{word.short}={number or _PLACE}')}"
    if after and line.column == "name":
        is_same = person_names.is_same_person(line.value, after)
        return f"cmcct set {id_} name=NAME" if is_same else f"cmcct replace {id_} --name NAME"
    return _edit_command(point.id)


def _edit_command(id_: str) -> str:
    return f"cmcct edit {shell.quote(id_)}"


def _read_number(text: str, country_code: str) -> str:
    """Return the one valid number that a text is, in international form, or ""."""
    if not _NUMBER.fullmatch(text):
        return ""
    read = phone_number.read_numbers(text, country_code)
    number = read[0].number if len(read) == 1 and not read[0].ext else ""
    is_valid = phone_number.is_plain(number) and phone_number.is_assigned(number)
    return phone_number.format_international(number) if is_valid else ""


def _label_form(label: str) -> re.Pattern[str]:
    """Return the form of a label at the beginning of a line, quoted or not."""
    return re.compile(r"[>\s]*" + r"\s+".join(map(re.escape, label.split())) + r"\s*:")


def _find_words(mail: Mail, kind: str, own: Iterable[str]) -> tuple[str, ...]:
    """Return what a mail says in its sender's own words: in its subject, its text, and files."""
    bare = " ".join(mails.strip_prefixes(tokens.remove_tokens(mail.subject)).split())
    prepared = {letters.SUBJECTS[kind].localize(lang).lower() for lang in LANGUAGES}
    subject = [] if bare.lower() in {"", *prepared} else [bare]
    files = [_("attached: {kind}", kind=name) for name in mail.attachments]
    return (*subject, *own, *files)


def _addresses(point: FocalPoint) -> set[str]:
    return {email.address.lower() for email in point.emails}
