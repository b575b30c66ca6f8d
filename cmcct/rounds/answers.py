"""Answers of a round: what is a yes, what a person has to read, and who has not answered.

A yes is an answer with the code of the letter to the entry as it is, from an address of the entry,
without anything of the sender's own. A mail changes nothing but the day of the confirmation.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cmcct.edit.channels import Word
from cmcct.fieldtypes import phone_number
from cmcct.formats.shared.columns import PHONES
from cmcct.i18n.messages import LANGUAGES, Lowered, OptionalMessage, Translator, _, join
from cmcct.model import person_names
from cmcct.model.entities import Directory, FocalPoint
from cmcct.rounds import letters, mails, tokens
from cmcct.rounds.letters import Letter, Line, Round, find_own_lines, squeeze
from cmcct.search import lookup, query
from cmcct.text import shell
from cmcct.text.control_chars import dump_json_lines

# Results. A person decides about those in OPEN.
CONFIRMED, WITH_WORDS, KNOWN = "confirmed", "with-words", "already-confirmed"
TO_READ, AUTOMATIC, UNREADABLE = "to-read", "automatic", "unreadable"
OPEN = frozenset((WITH_WORDS, TO_READ, UNREADABLE))
SILENT = "silent"
STATES = (CONFIRMED, TO_READ, AUTOMATIC, SILENT)  # the first of an entry's counts
LABELS = {  # in the order of lists
    # Translators: results of an answer to a letter, and states of a round
    CONFIRMED: _("confirmed"),
    WITH_WORDS: _("confirmed, with words"),
    KNOWN: _("already confirmed"),
    TO_READ: _("to be read"),
    AUTOMATIC: _("automatic"),
    UNREADABLE: _("cannot be read"),
    SILENT: _("unanswered"),
}
_STATE_OF_RESULT = {CONFIRMED: CONFIRMED, KNOWN: CONFIRMED, AUTOMATIC: AUTOMATIC}

_MAX_LINES = 12  # of a mail that answers no letter to an entry as it is
_NOT_FITTING = _("the code does not match: it is mistyped, or the entry was changed later")
_PLAIN_NAME = re.compile(r"(?a)(?:.*[/\\])?[a-z-]{0,20}\d{0,4}\.(?:eml|mbox|txt|msg)(?::\d+)?")
_NUMBER = re.compile(r"[+\d][\d\s().-]+")


class Answer(NamedTuple):
    """A mail, and what it means. `words` and the answers in `changes` are the sender's."""

    mail: mails.Mail
    result: str
    reason: OptionalMessage = ""
    id: str = ""  # of the entry that it is about, or may be about
    day: date | None = None  # of the confirmation
    words: tuple[str, ...] = ()  # by line
    changes: tuple[Line, ...] = ()  # the lines of the letter that are not as they were
    commands: tuple[str, ...] = ()  # for a person who has read it
    token: tokens.Token | None = None  # if it fits the entry as it is


@dataclass(frozen=True)
class Judge:
    """What answers are compared with.

    The round begins today; its directory is without the private file, `joined` is with it. In a
    log, no answer has anything that a mail says.
    """

    round: Round
    joined: Directory
    is_log: bool

    def judge_all(self, read: Iterable[mails.Mail]) -> list[Answer]:
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

    def judge(self, mail: mails.Mail) -> Answer:
        """Return what a mail means."""
        try:
            answer = self._judge(mail)
        except Exception:  # noqa: BLE001 - a mail is anybody's, and must not end the command
            answer = Answer(mail, UNREADABLE, mails.BROKEN)
        # The name of a file may be the subject of its mail.
        file = mail.file if _PLAIN_NAME.fullmatch(mail.file) else "…"
        nameless = replace(mail, file=file, sender="")
        return answer._replace(mail=nameless, words=(), changes=()) if self.is_log else answer

    def _judge(self, mail: mails.Mail) -> Answer:
        if mail.problem:
            return Answer(mail, UNREADABLE, mail.problem)
        codes = tokens.find_tokens(mail.subject)
        sender_ids = [
            point.id
            for point in self.joined.focal_points
            if mail.sender in (email.address.lower() for email in point.emails)
        ]
        # The one entry that the codes name, else that has the sender's address.
        find = partial(lookup.find_by_id, self.round.directory)
        points = find([code.id for code in codes])[0] or find(sender_ids)[0]
        point = points[0] if len(points) == 1 else None
        lines = [line.strip() for line in mail.text.splitlines() if line.strip()]
        first_lines = (*lines[:_MAX_LINES], *(["…"] if len(lines) > _MAX_LINES else []))
        answer = Answer(mail, AUTOMATIC, id=point.id if point else "", words=first_lines)
        if mail.is_automatic:
            return answer
        is_fitting = len(codes) == 1 and point is not None and self._fits(codes[0], point)
        doubts = {
            _("it has a header twice"): mail.is_ambiguous,
            _("it does not have one sender"): not mail.sender,
            _("no code in the subject"): not codes,
            _("several codes in the subject"): len(codes) > 1,
            _NOT_FITTING: not is_fitting,
            _("not an address of the entry"): answer.id not in sender_ids,
            _("it is longer than {count} characters", count=mails.MAX_TEXT): mail.is_cut,
            _("only HTML: read it in your mail program"): "text/html" in mail.unread and not lines,
        }
        doubt: OptionalMessage = next((reason for reason in doubts if doubts[reason]), "")
        commands = (_edit_command(point.id),) if point else ()
        answer = answer._replace(result=TO_READ, reason=doubt, commands=commands)
        return self._judge_fitting(answer, codes[0], point) if point and is_fitting else answer

    def _fits(self, token: tokens.Token, point: FocalPoint) -> bool:
        shown = letters.shown_text(letters.view_of(self.round.directory, point))
        return token == tokens.make_token(self.round.key, token.kind, token.day, token.id, shown)

    def _judge_fitting(self, answer: Answer, token: tokens.Token, point: FocalPoint) -> Answer:
        """Return what an answer to the letter to an entry as it is means."""
        mail, day = answer.mail, date.fromisoformat(token.day)
        letter = Letter(replace(self.round, day=day), point)
        letter_lines = {squeeze(line) for line in letter.iter_known_lines(mail.text)}
        own, repeated = find_own_lines(mail.text, letter_lines)
        changes: list[Line] = []
        if token.kind == tokens.CHANGE:
            changes, own = _read_changes(own, repeated, letter)
        subject = " ".join(mails.PREFIXES.sub("", tokens.TOKEN.sub(" ", mail.subject)).split())
        prepared = {letters.SUBJECTS[token.kind].localize(lang).lower() for lang in LANGUAGES}
        files = (_("attached: {kind}", kind=name) for name in mail.unread if name != "text/html")
        words = (*([] if subject.lower() in {"", *prepared} else [subject]), *own, *files)
        day = max(day, min(mail.day or day, self.round.day))
        answer = answer._replace(day=day, token=token, words=words, changes=tuple(changes))
        is_confirmed = letters.is_confirmed(point, day)
        reason = answer.reason
        if token.kind == tokens.CHANGE:
            # A number that stands alone is in its command if there is no doubt about the sender.
            # Where that is all of the answer, the last command confirms the entry, too.
            may_show = not (answer.reason or self.is_log)
            commands = [_suggest_command(line, point, may_show=may_show) for line in answer.changes]
            if answer.words or not commands:
                commands.append(_edit_command(point.id))
            if all("=+" in command for command in commands):
                commands[-1] += " --verify"
            answer = answer._replace(commands=tuple(dict.fromkeys(commands)))
            reason = reason or join([Lowered(letters.SUBJECTS[tokens.CHANGE])])
        elif words and is_confirmed:
            reason = reason or _("the entry was confirmed already, and there are further words")
        if reason:
            return answer._replace(reason=reason)
        result = WITH_WORDS if words else KNOWN if is_confirmed else CONFIRMED
        return answer._replace(result=result, commands=())


def _read_changes(
    own: Iterable[str], repeated: Collection[str], letter: Letter
) -> tuple[list[Line], list[str]]:
    """Return which lines of a letter were overwritten, and the other lines of the sender's."""
    lines = letter.answer_lines
    labels = {line: squeeze(f"{line.label}:") for line in lines}
    lost = [line for line in lines if squeeze(line.format(letter.translator)) not in repeated]
    changes, words = list[Line](), list[str]()
    for text in own:
        squeezed = squeeze(text)
        line = next((line for line in (*lost, *lines) if squeezed.startswith(labels[line])), None)
        if line is None:
            words.append(text)
            continue
        after = text.split(":", line.label.count(":") + 1)[-1].strip()
        before = line.value if line in lost else ""
        changes.append(line._replace(value=before, answer=after))
        lost = [other for other in lost if other is not line]
    # Where no line is left, the sender has written something in place of all of them.
    changes += lost if lost != lines else []
    return [line for line in changes if squeeze(line.value) != squeeze(line.answer)], words


def _suggest_command(line: Line, point: FocalPoint, *, may_show: bool) -> str:
    if line.answer and line.column in PHONES:
        number = _read_number(line.answer, point.country.code) if may_show else ""
        # … stands in place of a number that nobody has to believe.
        text = f"{Word('phones', line.column).short}={number or '…'}"
        return shell.command_line("set", point.id, text)
    if line.answer and line.column == "name":
        is_same = person_names.is_same_person(line.value, line.answer)
        name = line.answer if may_show else "…"
        words = ("set", f"name={name}") if is_same else ("replace", "--name", name)
        return shell.command_line(words[0], point.id, *words[1:])
    return _edit_command(point.id)


def _edit_command(id_: str) -> str:
    return f"cmcct edit {shell.quote(id_)}"


def _read_number(text: str, country_code: str) -> str:
    """Return the one valid number that a text is, in international form, or ""."""
    read = phone_number.read_numbers(text, country_code) if _NUMBER.fullmatch(text) else []
    is_alone = len(read) == 1 and not read[0].ext
    return phone_number.format_if_assigned(read[0].number) if is_alone else ""


def format_json(answers: Iterable[Answer], translator: Translator) -> str:
    """Format a JSON array with an object for each answer."""
    return dump_json_lines(
        {
            "file": answer.mail.file,
            "result": answer.result,
            "entry": answer.id or None,
            "day": answer.day,
            "sender": answer.mail.sender or None,
            "changes": [
                {"label": line.label, "before": line.value, "after": line.answer}
                for line in answer.changes
            ],
            "words": [*map(translator.translate, answer.words)],
            "commands": answer.commands,
            "why": translator.translate(answer.reason),
        }
        for answer in answers
    )


def find_asked_ids(folders: list[Path], day: date) -> list[str]:
    """Return the ids in the letters of a round."""
    pairs = (mail.letter.partition(" ") for mail in mails.read_mails(folders))
    return [id_ for written, _space, id_ in pairs if written == str(day)]


def find_states(
    directory: Directory,
    day: date,
    asked_ids: Collection[str],
    answers: Iterable[Answer],
    translator: Translator | None = None,
) -> list[tuple[FocalPoint, str]]:
    """Return each entry that was asked, and which of STATES it has, in the order of lists.

    That is of the language of `translator`, by default English.
    """
    points, _unknown = lookup.find_by_id(directory, [*asked_ids])
    states = defaultdict[str, set[str]](set)
    for answer in answers:
        if (answer.day or answer.mail.day or day) >= day:
            states[answer.id].add(_STATE_OF_RESULT.get(answer.result, TO_READ))
    for point in points:
        if letters.is_confirmed(point, day):
            states[point.id].add(CONFIRMED)
    return [
        (point, next((state for state in STATES if state in states[point.id]), SILENT))
        for point in query.sort_entries(points, translator or Translator())
    ]
