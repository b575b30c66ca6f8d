"""The file of open questions, to be edited and given back with `--answers`."""

from collections.abc import Iterator

from cmcct.edit.operations import RawTable
from cmcct.i18n.messages import Translator, _, join_or
from cmcct.importing.planning.answers import (
    NEW,
    ONE,
    ROWS,
    SKIP,
    format_row,
    row_key,
)
from cmcct.importing.planning.row_plans import Plan, Result, RowPlan
from cmcct.model.fields import ENTRY_KEYS
from cmcct.text.control_chars import to_one_line
from cmcct.toml.writer import format_pair

_INTRODUCTION = (
    _("Answer between the quotation marks, then run cmcct import with --answers and this file."),
    _('An empty answer leaves the question open; "skip" leaves the row out.'),
    _("Where values are missing, fill them in between the braces, or write an answer instead."),
)


def format_questions(plan: Plan, translator: Translator) -> str:
    """Return the questions of a plan as TOML: a key for each row, with an empty answer."""
    is_one = len({id(row.sheet) for row in plan.rows}) == 1
    rows = [row for row in plan.rows if row.result is Result.QUESTION]
    lines = [f"# {translator.translate(line)}" for line in _INTRODUCTION]
    asked = []
    for row in rows:
        lines += ["", *(f"# {to_one_line(line)}" for line in _comments(row, translator))]
        key = row_key(row.sheet, row.row, is_one=is_one)
        lines.append(format_pair(key, _blank_answer(row)))
        asked.append(format_row(key, row.row))
    if asked:
        note = translator.gettext("The rows that are asked about; leave this as it is.")
        lines += ["", f"# {note}", format_pair(ROWS, asked)]
    return "\n".join([*lines, ""])


def _comments(row: RowPlan, translator: Translator) -> Iterator[str]:
    yield f"{row.place} {row.entry}".rstrip()
    yield translator.translate(row.why)
    for note in row.notes:
        yield translator.gettext("note: {text}", text=note.text)
    if row.missing and not row.entry:
        words: list[object] = ['"skip"', _("the missing values")]
    elif row.missing:
        given = [f"{key} = …" for key in row.missing]
        given[:0] = [f'entry = "{word}"' for word in row.answers if word != SKIP][:1]
        words = ['"skip"', f"{{ {', '.join(given)} }}"]
    else:
        words = [f'"{word}"' for word in row.answers]
        words += [] if ONE in row.answers else [_("an id")]
    # Translators: {words} are what may be typed
    yield translator.gettext("answer: {words}", words=join_or(words))


def _blank_answer(row: RowPlan) -> str | RawTable:
    """Return an answer to be filled in: the keys that a new entry lacks, or an empty text."""
    if row.entry or not row.missing:
        return ""
    return {"entry": NEW, **{key: [] if ENTRY_KEYS[key].is_list else "" for key in row.missing}}
