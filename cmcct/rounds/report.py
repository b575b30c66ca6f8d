"""Answers of a round as a list for people, and as JSON for programs."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cmcct.i18n.messages import Translator, _
from cmcct.rounds import answers as judging
from cmcct.rounds import progress
from cmcct.rounds.answers import Answer
from cmcct.text.control_chars import dump_json_lines, to_one_line

LABELS = {
    # Translators: results of an answer to a letter, and states of a round
    judging.CONFIRMED: _("confirmed"),
    judging.WITH_WORDS: _("confirmed, with words"),
    judging.KNOWN: _("already confirmed"),
    judging.TO_READ: _("to be read"),
    judging.AUTOMATIC: _("automatic"),
    judging.UNREADABLE: _("unreadable"),
    progress.SILENT: _("silent"),
}
_PLAIN_NAME = re.compile(r"[a-z-]{0,20}\d{0,4}\.(?:eml|mbox|txt|msg)(?::\d+)?", re.ASCII)
_NOTHING = "–"  # in place of a value that is missing


def format_answers(
    answers: Sequence[Answer], translator: Translator, wrap: Callable[[str], str], *, is_log: bool
) -> Iterator[str]:
    """Yield a list of answers by result, in which those with words are numbered.

    Lines are wrapped by `wrap`, but not commands; the sender's lines are in quotation marks. A log
    has neither these nor an address.
    """
    for result in judging.RESULTS:
        same = [answer for answer in answers if answer.result == result]
        if same:
            label = translator.translate(LABELS[result])
            yield translator.gettext("{label}: {text}", label=label, text=str(len(same))) + "\n"
        for number, answer in enumerate(same, 1):
            mark = f"{number}" if result == judging.WITH_WORDS else ""
            shown = _answer_object(answer, translator, is_log=is_log)
            names = filter(None, (mark, shown["entry"], shown["sender"], shown["file"]))
            changes = (
                translator.gettext(
                    "{label}: {before} → {after}",
                    label=change["label"],
                    before=change["before"] or _NOTHING,
                    after=change["after"] or _NOTHING,
                )
                for change in shown["changes"]
            )
            words = (f'"{line}"' for line in shown["words"])
            yield wrap(f"  {'  '.join(names)}")
            for line in filter(None, (shown["why"], *changes, *words)):
                yield wrap(f"      {line}")
            yield from (f"      {command}\n" for command in shown["commands"])


def format_json(answers: Sequence[Answer], translator: Translator, *, is_log: bool) -> str:
    """Format a JSON array with an object for each answer."""
    return dump_json_lines(_answer_object(answer, translator, is_log=is_log) for answer in answers)


def _answer_object(answer: Answer, translator: Translator, *, is_log: bool) -> dict[str, Any]:
    """Return an answer for JSON; in a log, without anything that a mail says."""
    changes = [
        {"label": line.label, "before": line.value, "after": to_one_line(after)}
        for line, after in answer.changes
    ]
    words = [to_one_line(translator.translate(line)) for line in answer.words]
    return {
        "file": _mask_name(answer.mail.file) if is_log else to_one_line(answer.mail.file),
        "result": answer.result,
        "entry": answer.id or None,
        "day": str(answer.day) if answer.day else None,
        "sender": None if is_log else answer.mail.sender or None,
        "changes": [] if is_log else changes,
        "words": [] if is_log else words,
        "commands": [*answer.commands],
        "why": translator.translate(answer.reason),
    }


def _mask_name(file: str) -> str:
    """Return the name of a file for a log, "…" if it may be the subject of a mail."""
    return file if _PLAIN_NAME.fullmatch(Path(file).name) else "…"
