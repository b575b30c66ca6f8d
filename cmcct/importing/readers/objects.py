"""JSON and TOML: what our exports and searches write, and what `add --from` reads."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cmcct.edit import new_entries
from cmcct.importing.columns import LIST, OWN
from cmcct.importing.readers import records
from cmcct.importing.readers.records import Record
from cmcct.importing.rows import Cell, Column, Sheet
from cmcct.model.fields import ENTRY_KEYS


def read_sheet(file: str, path: Path, data: bytes) -> Sheet:
    """Return the objects of a file as rows; raises `CmcctError` for a file without them."""
    entries = new_entries.read_entries(path, data).entries
    kind = OWN if any("id" in entry for entry in entries) else LIST
    return records.make_sheet(file, kind, (Record([*_values(entry)]) for entry in entries))


def _values(entry: Mapping[str, Any]) -> Iterator[tuple[Column, Cell]]:
    for key, value in entry.items():
        is_known = key in ENTRY_KEYS
        column = Column(key, key if is_known else "", is_known=is_known)
        # What a text cannot carry, such as who may have a number, must not get lost.
        yield column, Cell(_text(value), raw=value if is_known else None)


def _text(value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    return "\n".join(
        str(next(iter(item.values()), "")) if isinstance(item, Mapping) else str(item)
        for item in items
    )
