"""Random corrections of a sheet and random edits of the directory, against a merge written apart.

CMCCT_THOROUGH tries 1,000.
"""

import io
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from openpyxl import load_workbook

from cmcct.formats import xlsx
from cmcct.formats.shared.columns import HEADINGS
from cmcct.formats.xlsx.sheets import GROUPS
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.importing.planning import planner
from cmcct.importing.planning.handed_out import HandedOut, ListOf
from cmcct.importing.planning.planned_directory import Directories
from cmcct.importing.readers.read import read_sheets
from cmcct.model import loader
from cmcct.privacy import audiences
from cmcct.reference import vocabulary
from tests.conftest import examples
from tests.support.returned_lists import HEADER
from tests.support.sheets import TODAY

TEXTS = ("title", "city", "unit", "address")
WITHHELD = {"address": "private@example.org", "sharing": "secretariat"}
RAW: dict[str, Any] = {
    "directory": {"name": "Example Network", "contact": "corrections@example.org"},
    "focal_point": [
        {
            "id": f"gy-{name.casefold()}",
            "country": "Guyana",
            "name": f"{name} Example",
            "organisation": f"{name} Ministry",
            "sectors": ["police", "health"],
            "emails": [f"{name.casefold()}@example.org", "desk@example.org", WITHHELD],
            "title": "Director",
            "city": "Georgetown",
        }
        for name in ("Ada", "Bo", "Cato")
    ],
}
IDS = [entry["id"] for entry in RAW["focal_point"]]

ids = st.sampled_from(IDS)
texts = st.sampled_from(["", "Director", "Linden", "Georgetown", "B"])
sectors = st.lists(st.sampled_from(["police", "health", "social-services"]), unique=True)
emails = st.lists(
    st.sampled_from(["desk@example.org", "ada@example.org", "x@example.org"]), unique=True
)
# A key, and what it is set to; "" and [] empty it.
new_values = st.one_of(
    st.tuples(st.sampled_from(TEXTS), texts),
    st.tuples(st.just("sectors"), sectors),
    st.tuples(st.just("emails"), emails),
)
edits = st.lists(st.tuples(ids, new_values), max_size=6)


class Expected(NamedTuple):
    """The value of a key after the import, and whether it is asked about."""

    value: Any
    is_open: bool = False


def merge_text(base: str, sheet: str, now: str) -> Expected:
    if sheet in (base, now):
        return Expected(now)
    if sheet == "" or now != base:
        return Expected(now, is_open=True)
    return Expected(sheet)


def merge_list(base: list[str], sheet: list[str], now: list[Any], *, is_channel: bool) -> Expected:
    if {*base} == {*sheet}:
        return Expected(now)
    gone = [item for item in now if item in base and item not in sheet]
    new = [item for item in sheet if item not in base]
    left = [item for item in new if item not in now]
    merged = []
    for item in now:
        if item not in gone:
            merged.append(item)
        elif is_channel and left:
            merged.append(left.pop(0))
    merged += left
    if merged == now:
        return Expected(now)
    is_shorter = is_channel and len(gone) > len(new)
    is_open = not merged or is_shorter or not all(item in now for item in base)
    return Expected(now if is_open else merged, is_open=is_open)


def _merge(key: str, base: Any, sheet: Any, now: Any) -> Expected:
    if key in TEXTS:
        return merge_text(base or "", sheet, now or "")
    shown = [item for item in base or [] if item != WITHHELD]
    return merge_list(shown, sheet, now or [], is_channel=key == "emails")


def _hand_out(raw: dict[str, Any], lang: str, corrections: dict[tuple[str, str], Any]) -> bytes:
    """Return the workbook of the network, with corrections made by openpyxl."""
    directory = loader.parse_directory(raw).directory
    view = audiences.view_for(directory, directory.focal_points, "network")
    translator = Translator(lang)
    book = load_workbook(io.BytesIO(xlsx.dump(view, translator)))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[HEADER]]

    def column(heading: Any) -> int:
        return headings.index(translator.translate(heading))

    rows = {row[column(HEADINGS["id"])].value: row for row in sheet.iter_rows(HEADER + 1)}
    for (id_, key), value in corrections.items():
        for heading, text in _cells(key, value, lang):
            rows[id_][column(heading)].value = text or None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(key: str, value: Any, lang: str) -> Iterator[tuple[Any, str]]:
    """Yield the headings and the texts of a value; sectors have a column for each group."""
    if key == "sectors":
        terms = [vocabulary.get_term("sector", slug) for slug in value]
        for half, heading in GROUPS.items():
            yield heading, "\n".join(term.label(lang) for term in terms if term.half == half)
    elif key == "emails":
        yield HEADINGS["email"], "\n".join(value)
    else:
        yield HEADINGS[key], value


@pytest.mark.sweep
@settings(max_examples=examples(13, 1_000), deadline=None)
@given(in_sheet=edits, meanwhile=edits, lang=st.sampled_from(LANGUAGES), is_base=st.booleans())
def test_returned_sheet_is_merged_with_the_directory(
    *, in_sheet: list[Any], meanwhile: list[Any], lang: str, is_base: bool
) -> None:
    corrections = {(id_, key): value for id_, (key, value) in in_sheet}
    now = deepcopy(RAW)
    entries = {entry["id"]: entry for entry in now["focal_point"]}
    for id_, (key, value) in meanwhile:
        entries[id_][key] = [*value, WITHHELD] if key == "emails" else value or None
        if not entries[id_][key]:
            del entries[id_][key]
    (sheet,) = read_sheets(Path("list.xlsx"), _hand_out(RAW, lang, corrections))
    then = RAW if is_base else now
    lists = [ListOf(sheet, loader.parse_directory(raw).directory, raw) for raw in (then, now)]
    handed_out = HandedOut(sheet, *lists, is_base=is_base)

    before = Directories(now, {})
    found = planner.make_plan([sheet], before, TODAY, handed_out=[handed_out.find_baseline])

    opened = {(row.entry, key) for row in found.rows for key, one in row.fields.items() if one.open}
    merged = deepcopy(now)
    found.apply(merged, {})
    if not is_base:
        # Without a base, nothing is written.
        assert merged == now
        return
    expected = {
        (id_, key): _merge(key, entry.get(key), corrections[id_, key], entries[id_].get(key))
        for id_, entry in zip(IDS, RAW["focal_point"], strict=True)
        for key in (*TEXTS, "sectors", "emails")
        if (id_, key) in corrections
    }
    assert opened == {place for place, one in expected.items() if one.is_open}
    for (id_, key), one in expected.items():
        entries[id_].pop(key, None)
        entries[id_] |= {key: one.value} if one.value else {}
    assert {entry["id"]: entry for entry in merged["focal_point"]} == entries
