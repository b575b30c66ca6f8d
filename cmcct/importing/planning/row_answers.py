"""Questions of an import and their answers: a TOML file that is written, edited and read."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.errors.suggest import closest
from cmcct.i18n.messages import Translator, _, did_you_mean, join_or, quote_text
from cmcct.importing.cells import row_values
from cmcct.importing.planning import row_plans
from cmcct.importing.planning.row_plans import Plan, Result, RowPlan
from cmcct.importing.readers.headings import read_list
from cmcct.importing.readers.rows import Row, Sheet
from cmcct.model.fields import ENTRY_KEYS
from cmcct.reference import vocabulary
from cmcct.storage import directory_file
from cmcct.text.control_chars import to_one_line
from cmcct.toml.values import format_pair

NEW, SKIP, YES, NO = "new", "skip", "yes", "no"
ONE, TWO = "one", "two"
WORDS = (NEW, SKIP, YES, NO, ONE, TWO)
ROWS = "rows"  # the key of the rows that were asked about, each with its digest
_HINT = _('write an id, "new", "skip", "yes" or "no", or { entry = "new", sectors = ["police"] }')


class Answer(NamedTuple):
    """What somebody answered for a row: one of `WORDS`, or an id, and values that were missing."""

    entry: str
    values: Mapping[str, Any] = {}


NO_ANSWER = Answer("")


def row_key(sheet: Sheet, row: Row, *, is_single: bool) -> str:
    """Return the key of a row in a file of answers; of several sheets, it names its own."""
    above = "" if is_single else "".join(f"{part}:" for part in (sheet.file, sheet.name) if part)
    return f"{above}row-{row.number}"


def format_row(key: str, row: Row) -> str:
    """Return the key of a row with a digest of its cells: an answer is about this row only."""
    texts = "\x1f".join(cell.text for cell in row.cells)
    return f"{key} {hashlib.sha256(texts.encode()).hexdigest()[:12]}"


def read_answers(path: Path, sheets: Sequence[Sheet]) -> dict[int, Answer]:
    """Return the answers of a file by the identity of their row (`id`).

    Raises `TomlSyntaxError` and `CmcctError`.
    """
    raw = directory_file.parse_bytes(path, directory_file.read_file(path))
    is_single = len(sheets) == 1
    rows = {row_key(sheet, row, is_single=is_single): row for sheet in sheets for row in sheet.rows}
    asked = raw.pop(ROWS, [])
    if not isinstance(asked, list):
        raise _refuse(path, ROWS)
    answers = {key: _read(path, key, raw[key], rows) for key in raw if raw[key] != ""}
    # A sheet that is sorted after the questions has other people in these rows.
    for key in answers.keys() & {str(text).rpartition(" ")[0] for text in asked}:
        if format_row(key, rows[key]) not in asked:
            message = _("{file}: the cells of {key} have changed since the question")
            message = message.with_values(file=path, key=quote_text(key))
            raise CmcctError(message, _("write the questions again with --questions"))
    return {id(rows[key]): answer for key, answer in answers.items()}


def read_id(place: str, word: str, ids: Collection[str]) -> str:
    """Return the id that the answer for a row is, "" for one of `WORDS`; raises `CmcctError`."""
    if not word or word in WORDS:
        return ""
    if word in ids:
        return word
    message = _("{place}: the answer is not the id of an entry: {id}")
    hint = did_you_mean(closest(word, [*ids])) or _HINT
    raise CmcctError(message.with_values(place=place, id=quote_text(word)), hint)


def _normalise(text: str) -> str:
    """Return the one of `WORDS` that a word of four languages means; an id as it is written."""
    return vocabulary.find_slug("answer", text) or text.strip()


def _read(path: Path, key: str, value: object, keys: Iterable[str]) -> Answer:
    if key not in keys:
        message = _("{file}: the import has no row {key}", file=path, key=quote_text(key))
        raise CmcctError(message, _("write the keys as --questions writes them"))
    if isinstance(value, str):
        return Answer(_normalise(value))
    if isinstance(value, dict) and isinstance(entry := value.get("entry", ""), str):
        values: RawTable = {name: item for name, item in value.items() if name != "entry"}
        # `entry` says which entry it is: an answer cannot change ids. Values are checked later.
        if values.keys() <= ENTRY_KEYS.keys() - {"id", "formerly", "merged"} and all(
            isinstance(item, list) is ENTRY_KEYS[name].is_list for name, item in values.items()
        ):
            entry = _normalise(entry)
            values = {name: item and _read_value(name, item) for name, item in values.items()}
            # What is not filled in yet is still missing; "yes" may leave nothing.
            if entry != YES:
                values = {name: item for name, item in values.items() if item not in ("", [])}
            return Answer(entry, values)
    raise _refuse(path, key)


def _read_value(key: str, value: Any) -> Any:
    """Return a value whose words are read as in a cell, in any of the four languages."""
    if isinstance(value, str):
        return row_values.read_text(key, value)
    kind = ENTRY_KEYS[key].item_kind
    if kind not in ("sector", "tag", "country"):
        return value
    return [item for text in value for items in read_list(kind, str(text)) for item in items]


def _refuse(path: Path, key: str) -> CmcctError:
    message = _("{file}: the answer for {key} cannot be read", file=path, key=quote_text(key))
    return CmcctError(message, _HINT)


_INTRODUCTION = (
    _("Answer between the quotation marks, then run cmcct import with --answers and this file."),
    _('An empty answer leaves the question open; "skip" leaves the row out.'),
    _('"yes" and "no" answer the question; "new" makes a new entry; an id means that entry.'),
    _("Where values are missing, fill them in between the braces, or write an answer instead."),
)


def format_questions(plan: Plan, translator: Translator) -> str:
    """Return the questions of a plan as TOML: a key for each row, with an empty answer."""
    is_single = len({id(row.sheet) for row in plan.rows}) == 1
    lines = [f"# {translator.translate(line)}" for line in _INTRODUCTION]
    asked = []
    for row in plan.rows:
        if row.result is not Result.QUESTION:
            continue
        lines += ["", *(f"# {to_one_line(line)}" for line in _comments(row, translator))]
        key = row_key(row.sheet, row.row, is_single=is_single)
        blanks = {name: [] if ENTRY_KEYS[name].is_list else "" for name in row.missing}
        is_new = bool(blanks) and not row.entry
        word = _name_answer(NEW, translator)
        lines.append(format_pair(key, {"entry": word, **blanks} if is_new else ""))
        asked.append(format_row(key, row.row))
    if asked:
        note = translator.gettext("The rows that are asked about; leave this as it is.")
        lines += ["", f"# {note}", format_pair(ROWS, asked)]
    return "\n".join([*lines, ""])


def _comments(row: RowPlan, translator: Translator) -> Iterator[str]:
    yield f"{row.place} {row.entry}".rstrip()
    yield translator.translate(row.why)
    yield from row_plans.describe_fields(row, translator)
    answers = {word: f'"{_name_answer(word, translator)}"' for word in (SKIP, *row.answers)}
    if row.missing and not row.entry:
        words: list[object] = [answers[SKIP], _("the missing values")]
    elif row.missing:
        pairs = [f"{key} = …" for key in row.missing]
        pairs[:0] = [f"entry = {answers[word]}" for word in row.answers if word != SKIP][:1]
        words = [answers[SKIP], f"{{ {', '.join(pairs)} }}"]
    else:
        words = [answers[word] for word in row.answers]
        words += [] if ONE in row.answers else [_("an id")]
    # Translators: {words} are what may be typed
    yield translator.gettext("answer: {words}", words=join_or(words))


def _name_answer(word: str, translator: Translator) -> str:
    """Return the word of a language for one of `WORDS`; an id as it is."""
    return vocabulary.get_term("answer", word).label(translator.lang) if word in WORDS else word
