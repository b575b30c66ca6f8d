"""New entries: read from a file, their missing keys and a proposed id."""

import json
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, cast

from cmcct.check import runner
from cmcct.diagnostics import Diagnostic, KeyPath, Span
from cmcct.edit import parse_value
from cmcct.edit.json_positions import JsonSource, Node
from cmcct.edit.operations import RawTable
from cmcct.errors.exceptions import CmcctError
from cmcct.i18n.messages import Message, OptionalMessage, SafeText, _
from cmcct.model import synonyms
from cmcct.model.fields import ENTRY_KEYS, REQUIRED
from cmcct.reference.countries import find_country
from cmcct.storage import directory_file
from cmcct.text.folding import fold
from cmcct.text.slugs import MAX_LENGTH, is_device
from cmcct.toml.positions import PositionMap

# Translators: ID stands for the id of an entry
_EXAMPLE_HINT = _("run cmcct show ID --format toml to see an example")
# Translators: ID stands for the id of an entry
_JSON_EXAMPLE_HINT = _("run cmcct show ID --format json to see an example")
_WRAPPERS = ("focal_point", "focal_points")  # keys whose value has the entries
_OUTPUT_KEYS = {"country_code"}  # keys that only the JSON output of a search has
_EMPTY_VALUES: tuple[Any, ...] = ("", None, [])
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{5,}")  # of a telephone
_STOP_WORDS = frozenset(
    (
        *("of", "and", "for", "the", "de", "del", "la", "las", "los", "el", "y", "van", "voor"),
        *("en", "het", "des", "du", "et", "aux", "pour", "example"),
    )
)


class EntriesFile(NamedTuple):
    """Entries read from a file, with the record of each in the file and its key path (`paths`)."""

    file: str
    source: PositionMap | JsonSource
    paths: Sequence[KeyPath]
    records: Sequence[RawTable]
    entries: list[RawTable]
    is_private: bool = False  # whether no line of the file is quoted off a terminal

    @contextmanager
    def locate_errors(self, index: int, *path: str | int) -> Iterator[None]:
        """Prefix errors raised in the context with file, line, column and record number."""
        try:
            yield
        except CmcctError as error:
            span = self.source.span(self._path(index, path))
            error.message = _place_message(self.file, span, error.message, index)
            raise

    def relocate(
        self, found: Sequence[Diagnostic], entered: Sequence[int], before: PositionMap
    ) -> list[Diagnostic]:
        """Move findings about the proposed directory to their position in this file.

        `entered` has the index of each record's entry in that directory, `before` the positions
        in the current one.
        """
        relocated = [self._relocate_one(diagnostic, [*entered], before) for diagnostic in found]
        return sorted(relocated, key=lambda one: (not one.finding.record_number, one.span))

    def _relocate_one(
        self, found: Diagnostic, entered: list[int], before: PositionMap
    ) -> Diagnostic:
        finding = found.finding
        path, first = finding.path, finding.first
        if first[1:2] and first[1] in entered and path[1] not in entered:
            path, first = first, path  # report the new value as the repetition
        if path[:1] != ("focal_point",) or path[1] not in entered:
            return found
        index = self._record_index(path, entered)
        at = self.source.key_span if finding.code == "unknown-key" else self.source.span
        span, line, message = at(self._path(index, path[2:])), None, finding.message
        if first and first[1] in entered:
            line = self.source.span(self._path(entered.index(first[1]), first[2:])).line
        elif first:
            there = cast("int", first[1])
            now = there - sum(other < there for other in entered)
            message = _(
                "{message}, on line {line} of {file}",
                message=message,
                line=before.span((first[0], now, *first[2:])).line,
                file=SafeText(found.file),
            )
        if error := _date_error(self.records[index], path[2:]):
            message, finding = error.message, replace(finding, hint=error.hint)
        id_ = finding.entry if path == finding.path else str(self.entries[index].get("id", ""))
        finding = replace(finding, message=message, record_number=index + 1, entry=id_)
        return Diagnostic(self.file, span, finding, self.source.line(span.line), line)

    def _record_index(self, path: KeyPath, entered: list[int]) -> int:
        """Return the record that supplied a value; several may share one overlay entry."""
        same = [index for index, other in enumerate(entered) if other == path[1]]
        has_key = (i for i in same if path[2:] and _source_key(self.records[i], path[2]))
        return next(has_key, same[0])

    def _path(self, index: int, path: KeyPath) -> KeyPath:
        """Map a key path of an entry to the file, whose lists may also contain empty items."""
        found, value = [*self.paths[index]], cast("Any", self.records[index])
        for part in path:
            if isinstance(value, list):
                kept = [index for index, item in enumerate(value) if item not in _EMPTY_VALUES]
                found.append(kept[cast("int", part)])
            elif isinstance(value, dict) and (key := _source_key(value, part)):
                found.append(key)
            else:
                break
            value = value[found[-1]]
        return tuple(found)


def read_entries(path: Path, data: bytes, given: Mapping[str, Any] | None = None) -> EntriesFile:
    """Read entries from TOML or JSON: one table, a list of them, or `[[focal_point]]`.

    Values in `given` override those of each record. Raises `TomlSyntaxError` and `CmcctError`.
    """
    given = given or {}
    found, positions = _parse(path, data)
    above: KeyPath = ()
    if isinstance(found, dict) and (key := next(filter(found.__contains__, _WRAPPERS), "")):
        above, found = (key,), found[key]
    is_list = isinstance(found, list)
    records = found if is_list else [found]
    paths = [(*above, index) if is_list else above for index in range(len(records))]
    if isinstance(positions, JsonSource):
        _refuse_non_objects(runner.display_path(path), positions, paths, records)
    if not records or not all(record and isinstance(record, dict) for record in records):
        raise CmcctError(_("{file} contains no entries", file=path), _EXAMPLE_HINT)
    used = [{key: r[key] for key in r if not synonyms.find_key(key, given)} for r in records]
    entries = [
        {**_read_entry(parse_value.replace_synonyms("focal_point", record)), **given}
        for record in used
    ]
    return EntriesFile(runner.display_path(path), positions, paths, used, entries)


def _refuse_non_objects(
    file: str, source: JsonSource, paths: Sequence[KeyPath], records: Sequence[object]
) -> None:
    for index, record in enumerate(records):
        if not isinstance(record, dict):
            message = _("not an object")
            span = source.span(paths[index])
            raise CmcctError(_place_message(file, span, message, index), _JSON_EXAMPLE_HINT)


def _parse(path: Path, data: bytes) -> tuple[Any, PositionMap | JsonSource]:
    text = data.decode("utf-8-sig", "replace")
    if not _is_json(text):
        return directory_file.parse_bytes(path, data), PositionMap(data)
    try:
        return _parse_json(path, data)
    except json.JSONDecodeError as error:
        file = f"{runner.display_path(path)}:{error.lineno}:{error.colno}"
        raise CmcctError(_("{file}: this is not valid JSON", file=file), _EXAMPLE_HINT) from None
    except (ValueError, RecursionError):
        raise CmcctError(_("{file} is neither TOML nor JSON", file=path), _EXAMPLE_HINT) from None


def _is_json(text: str) -> bool:
    """Return whether a text is meant as JSON.

    TOML text starts neither with `{` nor with a list of tables or an empty list. Text that is valid
    JSON, such as `[1]`, is at most an empty table in TOML.
    """
    if text.lstrip().startswith("{") or re.match(r"\s*\[\s*[\]{]", text):
        return True
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _parse_json(path: Path, data: bytes) -> tuple[Any, JsonSource]:
    """Parse JSON; raises `CmcctError` for what Python's parser accepts and the file must not have.

    This is a repeated key, whose first value would be lost, and `NaN` or `Infinity`.
    """
    faults: list[object] = []

    def join(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            faults.append(pairs)
        return table

    text = data.decode("utf-8-sig")
    found = json.loads(text, object_pairs_hook=join, parse_constant=faults.append)
    source = JsonSource(data)
    for node in source.nodes() if faults else ():
        _refuse_node(runner.display_path(path), node)
    return found, source


def _refuse_node(file: str, node: Node) -> None:
    if node.is_repeated:
        message = _("this key appears twice in one object")
        hint = _("keep one of the two; combine two lists into one")
        raise CmcctError(_place_message(file, node.key_span, message, _record(node.path)), hint)
    if node.is_constant:
        message = _("this value is not valid JSON")
        hint = _("write text in quotes, or remove the key")
        raise CmcctError(_place_message(file, node.span, message, _record(node.path)), hint)


def _record(path: KeyPath) -> int | None:
    """Return the index of the record to which a key path belongs; None above all records."""
    below = path[1:] if path[0] in _WRAPPERS else path
    if not below:
        return None
    return below[0] if isinstance(below[0], int) else 0


def _place_message(file: str, span: Span, message: OptionalMessage, index: int | None) -> Message:
    """Prefix a message with file, line, column and, if there is an index, record number."""
    line, column = span.line, span.column
    if index is None:
        return _(
            "{file}:{line}:{column}: {message}",
            file=file,
            line=line,
            column=column,
            message=message,
        )
    return _(
        "{file}:{line}:{column}: record {record}: {message}",
        file=file,
        line=line,
        column=column,
        record=index + 1,
        message=message,
    )


def _source_key(table: RawTable, key: str | int) -> str:
    """Return the key of a table that became `key` of the entry, or ""."""
    words = (word for word in table if synonyms.find_key(word, (str(key),)))
    return str(key) if key in table else next(words, "")


def _read_entry(entry: RawTable) -> RawTable:
    return {
        key: _convert_value(key, value)
        for key, value in entry.items()
        if key not in _OUTPUT_KEYS and value not in _EMPTY_VALUES
    }


def _convert_value(key: str, value: Any) -> Any:
    """Convert a JSON value to its TOML form: parse dates, drop empty keys of channels."""
    if isinstance(value, dict):
        return _read_entry(value)
    if isinstance(value, list):
        return [_convert_value("", item) for item in value if item not in _EMPTY_VALUES]
    if _is_day(key, value):
        with suppress(CmcctError):  # the check reports an invalid date
            return parse_value.parse_value((key,), value)
    return value


def _is_day(key: str | int, value: Any) -> bool:
    """Return whether a value is a date given as text, as in JSON."""
    return str(key) in ENTRY_KEYS and ENTRY_KEYS[str(key)].kind == "day" and isinstance(value, str)


def _date_error(record: RawTable, path: KeyPath) -> CmcctError | None:
    """Return the error of an unparsable date text; the check's message assumes a TOML date."""
    key = str(path[0]) if path else ""
    text: Any = record.get(_source_key(record, key))
    if _is_day(key, text):
        try:
            parse_value.parse_value((key,), text)
        except CmcctError as error:
            return error
    return None


def missing_keys(entry: RawTable) -> list[str]:
    """Return the required keys that an entry lacks, in the order in which to ask for them."""
    lacking = [key for key in REQUIRED["focal_point"] if key != "id" and key not in entry]
    status = entry.get("status", "active")
    if "name" not in entry and entry.get("role") != "duty-desk" and status != "vacant":
        lacking.append("name")
    if status == "active" and "emails" not in entry and "phones" not in entry:
        lacking.append("emails")
    return lacking


def propose_id(entry: RawTable, taken: Container[str]) -> str:
    """Return an unused id: the country code, then the institution's initials or name.

    It is not the code alone, nor made of a phone number.
    """
    code = _code(str(entry.get("country", "")))
    institution = str(entry.get("unit") or entry.get("organisation", ""))
    words = fold(_NUMBER.sub(" ", institution)).split()
    telling = [word for word in words if word not in _STOP_WORDS] or words
    name = "".join(word[0] for word in telling) if len(telling) > 1 else "".join(telling)
    slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    stem = f"{code}-{slug or 'seat'}".strip("-")
    proposed = _number_id(stem[: MAX_LENGTH - 4].rstrip("-"))
    return next(id_ for id_ in proposed if id_ not in taken and not is_device(id_))


def _code(country: str) -> str:
    try:
        return find_country(country).code.lower()
    except CmcctError:
        return ""


def _number_id(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1
