"""Findings about the values of rows: those of `cmcct check`, each at its cell.

What a hint says to write is written, as `cmcct check --fix` does, and reported as read.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cmcct.check import rules
from cmcct.check.rules import people
from cmcct.check.rules.registry import Rule, is_blank
from cmcct.diagnostics import ERROR, WARNING, Advice, Finding, Items, KeyPath, make_advice
from cmcct.edit.fixes import FixFindings, hours_before, note_reading
from cmcct.edit.operations import RawTable, as_written
from cmcct.fieldtypes import corrections, phone_number
from cmcct.formats.shared.columns import HEADINGS
from cmcct.i18n.messages import DATE_FORM, Message, OptionalMessage, _, quote_text
from cmcct.importing.cells.row_values import CellFinding, Record
from cmcct.model import recovery
from cmcct.model.fields import ENTRY_KEYS, RECORDS
from cmcct.model.loader import ParseResult

# A row lacks most keys. Only what it has and leaves blank is an error of a value.
_VALUE_RULES = [
    rule for rule in rules.ERROR_RULES if rule.code not in {"missing-key", "unreachable"}
]


def validate(
    records: Sequence[Record], raw: RawTable, today: date, *, with_unsafe: bool = False
) -> list[Record]:
    """Return each record with its values corrected, and the findings about them.

    These are the corrections, as notes, and the errors. What a record lacks is no error here.
    `with_unsafe` applies unsafe fixes too.
    """
    # Most rows of a list that came back bring their id only.
    filled = [index for index, record in enumerate(records) if record.entry.keys() - {"id"}]
    tables = [{**records[index].entry, "id": f"row-{index}"} for index in filled]
    days = _days_rule([records[index] for index in filled], raw)
    has_blanks = any(is_blank(value) for table in tables for value in table.values())
    checked = [*(rules.ERROR_RULES if has_blanks else _VALUE_RULES), days]
    # Beside the other tables of a directory.
    data = {name: raw[name] for name in RECORDS if name in raw} | {"focal_point": tables}
    report = FixFindings(today, with_unsafe=with_unsafe, rules=checked)(data, {})
    tables = data["focal_point"]
    fixed, findings = [*records], [[*record.findings] for record in records]
    for finding in (fix for fixes in report.rounds for fix in reversed(fixes)):
        if _is_about_value(finding) and (correction := finding.fix):
            place, path = int(finding.path[1]), finding.path[2:]
            index = filled[place]
            cell = fixed[index].cell_of(path)
            findings[index].append(CellFinding(cell, note_reading(finding)._replace(entry="")))
            fixed[index] = _correct(fixed[index], tables[place], path, correction)
    lost = {found.path[1] for found in report.remaining if found.code == "unknown-country"}
    for finding in filter(_is_about_value, report.remaining):
        index, path = filled[int(finding.path[1])], finding.path[2:]
        is_open = finding.code == "invalid-phone" and finding.path[1] in lost
        numbers = fixed[index].entry["phones"] if is_open else []
        # A number without + is one of a country.
        if not is_open or as_written("phones", numbers[int(path[1])]).lstrip().startswith("+"):
            findings[index].append(place_finding(fixed[index], path, finding._replace(entry="")))
    pairs = zip(fixed, findings, strict=True)
    valid = [record._replace(findings=tuple(each)) for record, each in pairs]
    return [_leave_out(each) if each.sheet.form == "vcard" else each for each in valid]


def _days_rule(records: Sequence[Record], raw: RawTable) -> Rule:
    """Return the rule about days without times, as an error.

    Hours that the directory has for the entry, as a list that came back unchanged does, are none.
    """
    rule = rules.get_rule("hours-all-day")

    def check(parsed: ParseResult, today: date) -> Iterator[Finding]:
        for finding in rule.find(parsed, today):
            entry = records[int(finding.path[1])].entry
            text: Any = entry
            for key in finding.path[2:]:
                text = text[key]
            if text not in hours_before(raw, {"id": entry.get("id")}):
                yield finding

    return rule._replace(severity=ERROR, check=check)


def _correct(record: Record, table: RawTable, path: KeyPath, fix: Advice) -> Record:
    """Return a record with the values of a corrected table; new items have the cell of the old."""
    entry = {key: table[key] for key in ENTRY_KEYS if key in table and key != "id"}
    entry |= {"id": record.entry["id"]} if "id" in record.entry else {}
    cells = dict(record.cells)
    if isinstance(fix.value, Items):
        key, at = path[0], int(path[1])
        places = [cells.pop(path) for path in [*cells] if len(path) > 1 and path[0] == key]
        places[at : at + 1] = [places[at]] * len(fix.value.items)
        cells |= {(key, index): place for index, place in enumerate(places)}
    return record._replace(entry=entry, cells=cells)


def _leave_out(record: Record) -> Record:
    """Return a card without its wrong values, which its findings quote: the others come in."""
    entry: RawTable = {**record.entry}
    wrong: dict[str, set[int]] = {}
    named = []
    for cell, finding in record.findings:
        key, *steps = finding.path[2:] or ("",)
        is_open = key == "phones" and record.lacks_country
        if finding.severity == ERROR and key and not is_open:
            value = record.entry[str(key)]
            if isinstance(value, list):
                value = value[int(steps[0])]
                wrong.setdefault(str(key), set()).add(int(steps[0]))
            else:
                entry.pop(str(key), None)
            named.append(CellFinding(cell, _name_value(record, str(key), value, finding)))
        else:
            named.append(CellFinding(cell, finding))
    for key, indices in wrong.items():
        entry[key] = [item for index, item in enumerate(entry[key]) if index not in indices]
        if not entry[key]:
            del entry[key]
    return record._replace(entry=entry, findings=tuple(named))


def _name_value(record: Record, key: str, value: Any, finding: Finding) -> Finding:
    """Return an error as the warning that the value of a property of somebody is left out."""
    pairs = record.sheet.cells_of(record.row, key)
    message = _(
        "{property} {value} is left out: {message}",
        property=next((column.header for column, cell in pairs if cell.text), ""),
        value=quote_text(as_written(key, value)),
        message=finding.message,
    )
    if name := record.entry.get("name", ""):
        message = _("{label}: {text}", label=name, text=message)
    return finding._replace(message=message, severity=WARNING)


def _is_about_value(finding: Finding) -> bool:
    """Return whether an error is about a value of one entry, not about two or a missing key."""
    table, *below = finding.path
    return table == "focal_point" and len(below) > 1 and not finding.first  # index and key


def place_finding(record: Record, path: KeyPath, finding: Finding) -> CellFinding:
    """Return a finding about a value of a record at its cell, with the hint for a cell."""
    cell, is_text = record.cell_of(path), record.sheet.form == "json"
    hint = put_in_words(finding.hint, is_text=is_text, has_columns=bool(cell))
    return CellFinding(cell, finding._replace(hint=hint))


# By the template of the hint about the file.
_OF_TEXT = {recovery.AS_DATE.template: _("write {words}")}
_PART = _('write the part of "{name}" that is the family name, for example {part}')
_IN_WORDS = _OF_TEXT | {
    people.LIKE_PART.template: _PART,
    people.ANY_PART.template: _PART,
    phone_number.OR_NATIONAL.template: _(
        "{advice}; a number that works only inside the country is added with cmcct edit"
    ),
    corrections.QUOTE.template: _("put a semicolon between the numbers: {values}"),
    recovery.COVERS.template: _('write "{first}", and {names} in a column "{heading}"'),
    phone_number.WITH_EXT.template: _('write "{number} ext. {ext}"'),
}
_OR_IN = _('{advice}, or put it into a column "{heading}" if it works only inside the country')
_OF_COLUMNS = {phone_number.OR_NATIONAL.template: _OR_IN}


def put_in_words(
    hint: OptionalMessage, *, is_text: bool = False, has_columns: bool = False
) -> OptionalMessage:
    """Return a hint as it is for somebody who does not see the file; `has_columns` in a table.

    In JSON and TOML (`is_text`), it is as about the file, but dates may have quotes.
    """
    if not isinstance(hint, Message):
        return hint
    templates = _OF_TEXT if is_text else _IN_WORDS | (_OF_COLUMNS if has_columns else {})
    if not (template := templates.get(hint.template)):
        return hint
    in_cell = {"heading": HEADINGS["national_phone"], "words": DATE_FORM, **hint.values}
    words = template.with_values(**in_cell)
    if isinstance(hint, Advice):
        return make_advice(words, hint.value, is_safe=hint.is_safe)
    return words
