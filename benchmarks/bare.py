"""Lower bound of a command's cost: the file read or written by the library alone.

`python benchmarks/bare.py toml FILE` reads it; `vcard FILE OUT` and `xlsx FILE OUT` write the same
fields as an export; `openpyxl BOOK` reads the cells of a workbook, with what is formatted in them.
Nothing is checked, withheld or formatted.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


def vcard(entries: list[Entry], out: Path) -> None:
    """Write the cards with vobject."""
    import vobject
    from vobject.vcard import Address, Name

    with out.open("w", encoding="utf-8", newline="") as stream:
        for entry in entries:
            card = vobject.vCard()
            given = entry["name"].replace(entry["family_name"], "").strip()
            values: dict[str, Any] = {
                "prodid": "-//example//EN",
                "uid": entry["id"],
                "fn": entry["name"],
                "n": Name(family=entry["family_name"], given=given),
                "org": [entry["organisation"], entry.get("unit", "")],
                "title": entry.get("title", ""),
                "role": "Focal point",
                "adr": Address(country=entry["country"]),
                "categories": ["Example", *entry["sectors"], *entry.get("working_groups", ())],
                "note": "\n".join(_note(entry)),
                "tz": "-04:00",
                "rev": f"{entry['verified']}T00:00:00Z",
            }
            for name, value in values.items():
                if value:
                    card.add(name).value = value
            for number in _numbers(entry):
                line = card.add("tel")
                line.value, line.type_param = number, ["WORK", "VOICE"]
            for address in entry["emails"]:
                line = card.add("email")
                line.value, line.type_param = address, ["WORK", "INTERNET"]
            stream.write(card.serialize())


def xlsx(entries: list[Entry], out: Path) -> None:
    """Write one row of text per entry, with the columns of the CSV; e-mails are links."""
    from xlsxwriter import Workbook

    from cmcct.formats.shared.columns import NAMES

    with Workbook(str(out)) as workbook:
        sheet = workbook.add_worksheet()
        for row, entry in enumerate(entries):
            texts = {key: str(value) for key, value in entry.items()}
            texts |= {"email": entry["emails"][0], "office_phone": next(_numbers(entry))}
            for column, name in enumerate(NAMES):
                if name == "email":
                    sheet.write_url(row, column, f"mailto:{texts[name]}", None, texts[name])
                else:
                    sheet.write_string(row, column, texts.get(name, ""))


def _numbers(entry: Entry) -> Any:
    return (phone if isinstance(phone, str) else phone["number"] for phone in entry["phones"])


def _note(entry: Entry) -> list[str]:
    own = (entry.get("body", ""), *entry.get("languages", ()), *entry.get("meetings", ()))
    return [*own, entry["id"], "TLP:AMBER", f"Confirmed {entry['verified']}"]


def read_cells(book: str) -> None:
    """Read the texts of all cells with openpyxl, and which of them have comments."""
    from openpyxl import load_workbook

    for sheet in load_workbook(book, rich_text=True).worksheets:
        for row in sheet.iter_rows():
            _cells = [(str(cell.value), cell.comment) for cell in row]


def main(form: str, file: str, *target: str) -> None:
    """Read a file, and write it in the given format."""
    if form == "openpyxl":
        read_cells(file)
        return
    with Path(file).open("rb") as listed:
        read = tomllib.load(listed)
    if form != "toml":
        {"vcard": vcard, "xlsx": xlsx}[form](read["focal_point"], Path(*target))


if __name__ == "__main__":
    main(*sys.argv[1:])
