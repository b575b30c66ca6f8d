"""What a round has brought: its answers, as a list or as JSON, and who has not answered."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import compress
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
    judging.UNREADABLE: _("unreadable"),
    SILENT: _("silent"),
}
_STATE_OF_RESULT = {CONFIRMED: CONFIRMED, KNOWN: CONFIRMED, AUTOMATIC: AUTOMATIC}
_NOTHING = "–"  # in place of a value that is missing


def format_answers(
    answers: Sequence[Answer], translator: Translator, wrap: Callable[[str], str]
) -> Iterator[str]:
    """Yield a list of answers by result, in which those with words are numbered.

    Lines are wrapped by `wrap`, but not commands; the sender's lines are in quotation marks.
    """
    for result, label in LABELS.items():
        same = [answer for answer in answers if answer.result == result]
        if same:
            yield translator.gettext("{label}: {text}", label=label, text=len(same)) + "\n"
        for number, answer in enumerate(same, 1):
            mark = f"{number}" if result == judging.WITH_WORDS else ""
            names = filter(None, (mark, answer.id, answer.mail.sender, answer.mail.file))
            changes = (
                translator.gettext(
                    "{label}: {before} → {after}",
                    label=line.label,
                    before=line.value or _NOTHING,
                    after=line.answer or _NOTHING,
                )
                for line in answer.changes
            )
            words = (f'"{translator.translate(line)}"' for line in answer.words)
            yield wrap(f"  {'  '.join(names)}")
            for text in filter(None, (translator.translate(answer.reason), *changes, *words)):
                yield wrap(f"      {text}")
            yield from (f"      {command}\n" for command in answer.commands)


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
    directory: Directory, day: date, asked_ids: Collection[str], answers: Iterable[Answer]
) -> list[tuple[FocalPoint, str]]:
    """Return each entry that was asked, and which of STATES it has, in the order of lists."""
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
        for point in query.sort_entries(points)
    ]


def count_states(
    states: Collection[tuple[FocalPoint, str]], translator: Translator
) -> Iterator[tuple[str, ...]]:
    """Yield how many entries of each country, and of all, were asked and have each state."""
    everywhere = _("all")
    for country in (*dict.fromkeys(point.country for point, _state in states), everywhere):
        own = [state for point, state in states if country in {point.country, everywhere}]
        counts = (len(own), *map(own.count, STATES))
        yield (translator.translate(country), *map(str, counts))


def drop_empty_columns(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Leave out the states that nobody has, so that a table fits a narrow terminal.

    The first two columns are the country and who was asked, the last row has the totals.
    """
    is_shown = [True, True, *(total != "0" for total in rows[-1][2:])]
    return [[*compress(row, is_shown)] for row in rows]
