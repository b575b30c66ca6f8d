"""The file of open questions, to be edited and given back with `--answers`."""

from collections.abc import Iterator

from cmcct.i18n.messages import SafeText, Translator, _, join_or
from cmcct.importing.answers import NEW, row_key
from cmcct.importing.plan import Plan, Result, RowPlan
from cmcct.text.control_chars import to_one_line
from cmcct.toml.writer import format_pair

_INTRODUCTION = (
    _("Answer between the quotation marks, then run {command} with --answers and this file."),
    _('An empty answer leaves the question open; "skip" leaves the row out.'),
)


def format_questions(plan: Plan, translator: Translator, command: str = "cmcct import") -> str:
    """Return the questions of a plan as TOML: a key for each row, with an empty answer.

    `command` is the one that reads the answers.
    """
    is_one = len({id(row.sheet) for row in plan.rows}) == 1
    rows = [row for row in plan.rows if row.result is Result.QUESTION]
    introduction = (line.with_values(command=SafeText(command)) for line in _INTRODUCTION)
    lines = [f"# {translator.translate(line)}" for line in introduction]
    for row in rows:
        lines += ["", *(f"# {to_one_line(line)}" for line in _comments(row, translator))]
        key = row_key(row.sheet, row.row, is_one=is_one)
        lines.append(format_pair(key, ""))
    return "\n".join([*lines, ""])


def _comments(row: RowPlan, translator: Translator) -> Iterator[str]:
    yield f"{row.place} {row.entry}".rstrip()
    yield translator.translate(row.why)
    for note in row.notes:
        yield translator.gettext("note: {text}", text=note.text)
    is_mail = not row.row.number  # it is about its own entry
    options: list[object] = [f'"{word}"' for word in row.answers if not (is_mail and word == NEW)]
    if row.missing:
        given = "".join(f", {key} = …" for key in row.missing)
        options = [
            '"skip"',
            f'{{ entry = "new"{given} }}' if not row.entry else f"{{ {given[2:]} }}",
        ]
    elif not is_mail:
        options.append(_("an id"))
    # Translators: {words} are what may be typed
    yield translator.gettext("answer: {words}", words=join_or(options))
