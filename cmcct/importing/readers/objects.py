"""JSON and TOML: what our exports and searches write, and what `add --from` reads."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cmcct.edit import new_entries
from cmcct.importing.columns import LIST, OWN
from cmcct.importing.readers import records
from cmcct.importing.readers.records import Record
from cmcct.importing.rows import Column, Sheet
from cmcct.model.fields import ENTRY_KEYS


def read_sheet(file: str, path: Path, data: bytes) -> Sheet:
    """Return the objects of a file as rows; raises `CmcctError` for a file without them."""
    entries = new_entries.read_entries(path, data).entries
    kind = OWN if any("id" in entry for entry in entries) else LIST
    return records.make_sheet(file, kind, (Record([*_values(entry)]) for entry in entries))


def _values(entry: Mapping[str, Any]) -> Iterator[tuple[Column, str]]:
    for key, value in entry.items():
        if key not in ENTRY_KEYS:
            yield Column(key, is_known=False), str(value)
        elif ENTRY_KEYS[key].item_kind == "phone" and isinstance(value, list):
            yield from map(_phone, value)
        else:
            yield Column(key, key), _join(value)


def _phone(phone: Any) -> tuple[Column, str]:
    if not isinstance(phone, Mapping):
        return Column("phones", "phones"), str(phone)
    number, ext = phone.get("number", ""), phone.get("ext", "")
    apps = "".join(f" ({app})" for app in phone.get("apps", ()))
    label = "national" if phone.get("national") else ""
    column = Column("phones", "phones", type=str(phone.get("type", "")), label=label)
    hours = f", {phone['hours']}" if phone.get("hours") else ""
    return column, f"{number}{' ext. ' if ext else ''}{ext}{apps}{hours}"


def _join(value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    return "\n".join(
        str(item.get("address", "")) if isinstance(item, Mapping) else str(item) for item in items
    )
