"""No product hands a number to dial that would reach a stranger.

Random entries with numbers of all kinds are written in every format that people or their address
books read, for every audience, in every language. `python -m tests.test_dialling 2000` tries that
many directories.
"""

import csv as reader
import io
import os
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from json import loads
from typing import Any

import pytest
from pypdf import PdfReader

from cmcct.cli.screen import terminal
from cmcct.editions import letter
from cmcct.formats import changes, csv, html, json, markdown, pdf, recognition, tsv, vcard, xlsx
from cmcct.formats.csv import address_books
from cmcct.formats.shared import cards, columns
from cmcct.history import comparison
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import Directory, FocalPoint, Phone
from cmcct.privacy.audiences import AudienceView
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference.toll_free import is_toll_free
from tests.support.decoding import unzipped
from tests.support.entries import extract, point
from tests.support.vcards import by_vobject

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

COUNTRIES = ("Haiti", "Guyana", "Saint Martin (French part)", "BQ-SA", "Germany")
KINDS = ("office", "mobile", "hotline", "fax")
# A national number may look like an international one, and a number may have letters.
NATIONAL = ("0700 {}", "700-{}", "+592 700 {}", "+1 700 {}", "(0)700 {}", "700 CALL {}", "*700{}#")
INTERNATIONAL = ("+592 609 {}", "+509 34 10 {}", "+1 800 212 {}", "+800 1234 {}", "+592 289 {}")
UNSAFE = ("609 {}", "+592 HELP {}", "*21*+592609{}#", "+999 {}", "tel:+592609{}")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EXTENSIONS = ("", "", "", "12", "7", "x12", "1,2")


def make_view(chance: random.Random) -> AudienceView:
    """Return an audience's view of random entries; no two numbers have the same last digits."""
    digits = iter(chance.sample(range(1000, 10_000), 30))
    entries = [_entry(f"x-{number}", chance, digits) for number in range(chance.randint(1, 4))]
    return extract(*entries, audience=chance.choice(AUDIENCES))


def _entry(id_: str, chance: random.Random, digits: Iterator[int]) -> FocalPoint:
    phones = [_phone(chance, next(digits)) for _ in range(chance.randint(0, 6))]
    return point(
        id=id_,
        country=chance.choice(COUNTRIES),
        sharing=chance.choice(AUDIENCES),
        phones=phones,
        emails=[f"{id_}@example.org"],
    )


def _phone(chance: random.Random, digits: int) -> dict[str, Any]:
    national = chance.random() < 0.4
    forms = NATIONAL if national else chance.choice((INTERNATIONAL, INTERNATIONAL, UNSAFE))
    return {
        "number": chance.choice(forms).format(digits),
        "national": national,
        "type": chance.choice(KINDS),
        "ext": chance.choice(EXTENSIONS),
        "apps": chance.choice(([], ["whatsapp"])),
        "hours": chance.choice(("", "24/7", "Mo-Fr 08:00-12:00")),
        "sharing": chance.choice((None, *AUDIENCES)),
    }


def _dialled(phone: Phone) -> str:
    """Return E.164 of a number that may be dialled, else ""; an independent implementation."""
    is_safe = phone.number.startswith(("+592 609", "+592 289", "+509", "+1 800", "+800"))
    if phone.national or not is_safe or not re.fullmatch("[0-9]*", phone.ext):
        return ""
    return phone.number.replace(" ", "")


def check_everything(view: AudienceView, translator: Translator) -> None:
    """Assert that each product for people or address books shows each number as what it is."""
    for name in recognition.SUFFIXES:
        CHECKS[name](view, translator)
    for program in address_books.HEADERS:
        _check_address_book(view, address_books.dump(view, translator, program))
    _check_marks(view, translator)
    _check_edition(view, translator)


def _links(view: AudienceView) -> list[str]:
    """Return the links to exactly the numbers that may be called, with their extensions."""
    called = [p for entry in view.focal_points for p in entry.phones if p.type != "fax"]
    numbers = [(_dialled(phone), phone.ext) for phone in called]
    return sorted(f"tel:{one},{ext}" if ext else f"tel:{one}" for one, ext in numbers if one)


def _check_page(view: AudienceView, translator: Translator) -> None:
    links = re.findall(r'href="(tel:[^"]*)"', html.dump(view, translator))
    # A line that is always answered is linked in the list without a script, too.
    assert ({*links}, len(links) >= len(_links(view))) == ({*_links(view)}, True)


def _check_paper(view: AudienceView, translator: Translator) -> None:
    pages = PdfReader(io.BytesIO(pdf.dump(view, translator))).pages
    links = [link.get_object() for page in pages for link in page.get("/Annots", ())]
    uris = [link["/A"]["/URI"] for link in links if "/A" in link]
    # The night's lines stand there twice.
    assert {uri for uri in uris if uri.startswith("tel:")} == {*_links(view)}


def _check_markdown(view: AudienceView, translator: Translator) -> None:
    text = markdown.dump(view, translator)
    assert sorted(re.findall(r"\]\((tel:[^)]*)\)", text)) == _links(view)


def _check_workbook(view: AudienceView, translator: Translator) -> None:
    """Assert that a row links one number at most."""
    links = re.findall('"(tel:[^"]*)"', unzipped(xlsx.dump(view, translator)))
    assert ({*links} <= {*_links(view)}, bool(links)) == (True, bool(_links(view)))


def _check_json(view: AudienceView, _translator: Translator) -> None:
    """Assert that programs get each number without spaces at most, and whether it is national."""
    entries = loads(json.dump(view))["focal_points"]
    found = [(phone["number"], phone["national"]) for one in entries for phone in one["phones"]]
    phones = [phone for one in view.focal_points for phone in one.phones]
    assert [(re.sub(r"[ -]", "", number), national) for number, national in found] == [
        (re.sub(r"[ -]", "", phone.number), phone.national) for phone in phones
    ]


def _check_cards(view: AudienceView, translator: Translator) -> None:
    for version in ("3.0", "4.0"):
        read = by_vobject(vcard.dump(view, translator, version=version))
        for entry, card in zip(view.focal_points, read, strict=True):
            numbers = card.get("tel", [])
            assert sorted(n.text for n in numbers) == sorted(
                filter(None, map(_dialled, entry.phones))
            )
            preferred = [n for n in numbers if "PREF" in n.types or n.pref]
            voices = [n for n in numbers if "FAX" not in n.types]
            assert preferred == numbers[: bool(voices)]
            paid = [n for n in voices if not is_toll_free(n.text)]
            assert not paid or preferred[0] in paid
            _check_note(card["note"][0].text, entry)
    for entry in view.focal_points:
        (short,) = by_vobject(next(vcard.list_short(entry, "")))
        callable_ = {_dialled(phone) for phone in entry.phones if phone.type != "fax"} - {""}
        assert {n.text for n in short.get("tel", [])} <= callable_
        assert bool(short.get("tel")) == bool(callable_)


def _check_note(note: str, entry: FocalPoint) -> None:
    """Assert that what an address book cannot dial stands in its note, above label and day."""
    told = [phone for phone in entry.phones if phone.ext or not _dialled(phone)]
    top, _label, _below = note.partition("TLP:")
    for phone in told:
        assert phone.number.split()[-1] in top, (phone, note)


def _check_address_book(view: AudienceView, text: str) -> None:
    for entry, contact in zip(view.focal_points, _table(text), strict=True):
        cells = {
            text
            for heading, text in contact.items()
            if text and re.search("Phone|Number", heading) and not heading.endswith("Label")
        }
        assert cells <= {_dialled(phone) for phone in entry.phones} - {""}
        _check_note(contact["Notes"].replace("'", ""), entry)


def _check_columns(view: AudienceView, translator: Translator) -> None:
    """Assert that a national number is in a column of its own, and in no other."""
    rows = _table(csv.dump(view))
    for entry, row in zip(view.focal_points, rows, strict=True):
        for phone in entry.phones:
            found = {name for name, text in row.items() if phone.number in text.replace("'", "")}
            other = f"{phone.type}_phone" if phone.type in {"office", "mobile"} else phone.type
            wanted = "national_phone" if phone.national else other
            assert found == {wanted} or not phone.national, (found, phone)
            texts = columns.readable_texts(entry, wanted, view, translator)
            assert sum(phone.number.split()[-1] in text for text in texts) == 1


def _table(text: str) -> list[dict[str, str]]:
    return list(reader.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def _check_marks(view: AudienceView, translator: Translator) -> None:
    """Assert that each line with a limited number says so, and that national ones come last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terminal, "_PHONE_WIDTH", 200)  # a number and its remarks on one line
        points = view.focal_points
        screen = terminal.render_entries(points, frozenset(), translator, lambda _point: ())
    lines = [line for line in re.split(r"(?<=\)), |[\t\n]", tsv.dump(view, translator)) if line]
    # Lines for a pipe stand alone: a number is marked if its entry is limited.
    limited = [_limit_phones(entry) for entry in view.focal_points]
    _check_lines(lines, view, translator, of=limited, has_faxes=False)
    _check_lines(screen.splitlines(), view, translator, has_faxes=False)
    text = markdown.dump(view, translator).replace("\\", "")
    _check_lines(re.split(r"<br>|\n| \| ", text), view, translator)
    for entry in view.focal_points:
        rows = [row.text for row in cards.card_rows(entry, view, NOW, translator)]
        _check_lines(rows, view, translator, of=[entry])


def _limit_phones(entry: FocalPoint) -> FocalPoint:
    """Return an entry whose numbers are limited where it is itself."""
    if entry.sharing != "secretariat":
        return entry
    limit = {"sharing": entry.sharing}
    phones = tuple(phone.model_copy(update=limit) for phone in entry.phones)
    return entry.model_copy(update={"phones": phones})


def _check_lines(
    lines: Sequence[str],
    view: AudienceView,
    translator: Translator,
    *,
    of: Sequence[FocalPoint] = (),
    has_faxes: bool = True,
) -> None:
    for entry in of or view.focal_points:
        places = []
        for phone in entry.phones:
            found = [number for number, line in enumerate(lines) if _has(line, phone)]
            assert len(found) == (has_faxes or phone.type != "fax"), (phone, lines)
            for number in found:
                _check_mark(lines[number], phone, translator)
                places.append((number, phone.national))
        assert [national for _, national in sorted(places)] == sorted(n for _, n in places)


def _has(line: str, phone: Phone) -> bool:
    forms = "|".join(map(re.escape, (phone.number, phone.formatted)))
    return bool(re.search(rf"(?:{forms})(?!\d)", line))


def _check_mark(line: str, phone: Phone, translator: Translator) -> None:
    _check_reach(line, phone, translator)
    only = translator.gettext("secretariat only")
    assert (only in line) == (phone.sharing == "secretariat"), line


def _check_reach(line: str, phone: Phone, translator: Translator) -> None:
    """Assert that a line says from where its number can be dialled."""
    named = translator.gettext("Only inside {country}", country="").strip().lower()
    inside = translator.gettext("only inside the country"), named
    assert any(text in line for text in inside) == phone.national, line
    abroad = translator.gettext("may not work from abroad")
    assert (abroad in line) == (not phone.national and is_toll_free(phone.number)), line


def _check_edition(view: AudienceView, translator: Translator) -> None:
    """Assert that what goes with an edition dials nothing: the note of changes, and the letter."""
    points = view.focal_points
    without = [entry.model_copy(update={"phones": ()}) for entry in points]
    for before in ((), tuple(without)):
        old, new = Directory(focal_points=before), Directory(focal_points=points)
        diff = comparison.compare_for(old, new, view.audience)
        note = changes.format_markdown(diff, translator).replace("\\", "")
        parts = re.split("; |\n", note)
        for entry in points:
            for phone in entry.phones:
                (part,) = (part for part in parts if _has(part, phone))
                _check_reach(part, phone, translator)
        template = letter.read_built_in("edition", translator.lang)
        text = letter.format_letter(template, view, diff, "2025-1", translator)
        assert not [p for entry in points for p in entry.phones if p.number[-4:] in text]
        texts = (note, text)
        assert not any(re.search(r"\]\(|<\w+:|href=", one) for one in texts)


CHECKS: Mapping[str, Callable[[AudienceView, Translator], None]] = {
    "vcard": _check_cards,
    "csv": _check_columns,
    "xlsx": _check_workbook,
    "html": _check_page,
    "pdf": _check_paper,
    "markdown": _check_markdown,
    "json": _check_json,
}


def _run(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same directories each time
    check_everything(make_view(chance), Translator(LANGUAGES[seed % len(LANGUAGES)]))


@pytest.mark.parametrize("seed", range(40))
def test_no_product_dials_what_reaches_a_stranger(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    _run(seed)


if __name__ == "__main__":
    os.environ["COLUMNS"] = "400"
    for each in range(int(sys.argv[1])):
        _run(each)
