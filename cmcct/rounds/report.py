"""What a round has brought: its answers as JSON, and who has not answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

from cmcct.i18n.messages import Translator, _
from cmcct.model.entities import Directory, FocalPoint
from cmcct.rounds import answers as judging
from cmcct.rounds import letters, mails
from cmcct.rounds.answers import AUTOMATIC, CONFIRMED, KNOWN, TO_READ, Answer
from cmcct.search import lookup, query
from cmcct.text.control_chars import dump_json_lines

SILENT = "silent"
STATES = (CONFIRMED, TO_READ, AUTOMATIC, SILENT)  # the first of an entry's counts
LABELS = {  # in the order of lists
    # Translators: results of an answer to a letter, and states of a round
    CONFIRMED: _("confirmed"),
    judging.WITH_WORDS: _("confirmed, with words"),
    KNOWN: _("already confirmed"),
    TO_READ: _("to be read"),
    AUTOMATIC: _("automatic"),
    judging.UNREADABLE: _("cannot be read"),
    SILENT: _("silent"),
}
_STATE_OF_RESULT = {CONFIRMED: CONFIRMED, KNOWN: CONFIRMED, AUTOMATIC: AUTOMATIC}


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
