"""PDF, as pypdf reads its text, tags, links and fonts."""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from cmcct.errors.exceptions import CmcctError
from cmcct.formats import pdf
from cmcct.history.people import Annex
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import DirectoryInfo, Meeting
from cmcct.privacy.audiences import AudienceView
from tests.support.cases import each
from tests.support.entries import FULL, extract, point
from tests.support.hostile import TEXTS, points
from tests.support.pdf_texts import read_pages, read_text

ENGLISH = Translator()
NIGHT = {"number": "+592 609 1240", "type": "hotline", "hours": "24/7", "tested": date(2026, 5, 5)}


def _seat(id_: str = "gy-hotline", **values: Any) -> Any:
    return point(**{"id": id_, "country": "Guyana", "name": "Ada Example", **values})


def _reader(view: AudienceView, translator: Translator = ENGLISH, paper: str = "a4") -> PdfReader:
    return PdfReader(io.BytesIO(pdf.dump(view, translator, paper)))


def _text(view: AudienceView, translator: Translator = ENGLISH) -> str:
    return " ".join("\n".join(read_pages(pdf.dump(view, translator))).split())


def _links(view: AudienceView) -> list[str]:
    pages: Any = _reader(view).pages
    found = (link.get_object() for page in pages for link in page["/Annots"])
    return [link["/A"]["/URI"] for link in found if "/A" in link]


def test_same_view_gives_same_bytes() -> None:
    view = extract(_seat(**{**FULL, "id": "gy-ctu"}))
    assert pdf.dump(view, ENGLISH) == pdf.dump(view, ENGLISH)
    assert pdf.dump(view, ENGLISH) != pdf.dump(view, Translator("es"))


def test_row_has_what_a_caller_needs() -> None:
    text = _text(extract(_seat(**{**FULL, "id": "gy-ctu"})))
    assert (
        "Guyana Dr Ada María Example Pérez Director; Operations, Example Counter- Trafficking Unit,"
        " Example Ministry of Home Affairs Police, anti-trafficking unit, Victim protection and"
        " assistance Also covers: Suriname, Bonaire +592 609 1234 +1 868 291 1234 (fax) 0800 0911"
        " (hotline) (only inside Guyana), 24 hours a day ctu@example.org Withheld"
        " from this list: 2 e-mails and numbers Call first. Then write, please."
        " Spanish, Portuguese (Brazil) Mon–Fri 08:00–16:30,"
        " closed on public holidays UTC\u22124 Confirmed: 2 March 2026, by phone"
    ) in text


def test_first_page_has_lines_of_the_night() -> None:
    view = extract(
        _seat("a", phones=["+592 609 1241", NIGHT]),
        _seat("b", phones=["+592 609 1242"], hours="24/7", country="Suriname"),
        _seat("c", phones=["+592 609 1243"], hours="Mo-Fr 08:00-16:00"),
        _seat("d", phones=[{"number": "0800 0911", "national": True, "hours": "24/7"}]),
        _seat("e", phones=[{"number": "+1 800 555 1234", "hours": "24/7"}]),
        _seat("f", phones=[{"number": "+592 609 1244", "type": "fax", "hours": "24/7"}]),
        _seat("g", phones=[{"number": "+592 609 1245", "hours": "24/7"}], status="left"),
        _seat("h", phones=["+592 609 1246"], hours="24/7", sectors=["shelter"], body="ngo"),
        _seat("i", phones=["+592 609 1247"], hours="24/7", role="observer"),
        _seat("j", phones=[{"number": "+592 609 1248", "hours": "24/7", "doubtful": True}]),
        _seat("k", phones=["+592 609 1249"], hours="24/7", notes="Say where you are."),
    )
    night = _text(view).partition("Day and night")[2].partition("Name Phones, E-mail")[0]
    assert re.findall(r"\+?\d[\d ]{6,}\d", night) == [
        "+592 609 1240",
        "+592 609 1249",
        "+592 609 1242",
    ]
    assert night.count("Say where you are.") == 1
    assert "Guyana +592 609 1240 (hotline), 24 hours a day, answered a test on 5 May 2026" in night


def test_country_that_others_cover_names_them_with_their_pages() -> None:
    seats = [_seat(f"a{n}", name=f"Person N{n:03}", country="Barbados") for n in range(60)]
    last = _seat("cover", country="Barbados", covers=["Dominica", "Saba", "Haiti"])
    other = _seat("other", country="Sint Maarten", covers=["Saba"])
    vacant = _seat("gone", country="Guyana", covers=["Montserrat"], status="vacant")
    view = extract(*seats, last, other, vacant, _seat("own", country="Haiti"))
    pages = read_pages(pdf.dump(view, ENGLISH))
    text = "\n".join(pages)
    (page,) = re.findall(r"Dominica → Barbados, p[.] (\d)", text)
    assert "Also covers: Dominica" in " ".join(pages[int(page) - 1].split())
    assert re.search(rf"Saba → Barbados, p[.] {page}; Sint Maarten, p[.] \d", text)
    assert not re.search("(Haiti|Montserrat) →", text)
    # The first page has each country with the page of its heading.
    for name in ("Barbados", "Dominica", "Guyana", "Haiti", "Saba", "Sint Maarten"):
        (number,) = re.findall(rf"(?m)\b{name} +(\d)$", pages[0])
        assert re.search(rf"(?m)^ *{name}( →.*)?$", pages[int(number) - 1])


def test_notes_stand_with_the_numbers() -> None:
    view = extract(_seat("a", phones=["+592 609 1241"], notes="Call after 10."))
    assert "+592 609 1241 Call after 10." in _text(view)


def test_list_without_such_lines_says_so() -> None:
    text = _text(extract(_seat(phones=["+592 609 1241"])))
    assert "Day and night This list has none. Name Phones" in text


def test_links_dial_only_what_can_be_dialled_from_abroad() -> None:
    view = extract(
        _seat(
            phones=[
                {"number": "+592 609 1240", "ext": "12", "apps": ["signal"]},
                {"number": "+592 609 1242", "type": "mobile", "apps": ["signal", "whatsapp"]},
                {"number": "0800 0911", "national": True},
                {"number": "+592 609 1241", "type": "fax"},
            ],
            emails=["ada.example@labour.gy.example.org", "a?cc=b%40c&d@example.org"],
            handles=[{"app": "signal", "id": "ada.42"}, {"app": "telegram", "id": "ada"}],
        )
    )
    assert _links(view) == [
        "tel:+5926091240,12",
        *("tel:+5926091242", "https://signal.me/#p/+5926091242", "https://wa.me/5926091242"),
        "mailto:ada.example@labour.gy.example.org",
        "mailto:a%3Fcc%3Db%2540c%26d@example.org",
        "https://t.me/ada",
    ]


def test_nobody_writes_to_a_shelter() -> None:
    channels: dict[str, Any] = {
        "phones": [{"number": "+592 609 1242", "type": "mobile", "apps": ["signal"]}],
        "handles": [{"app": "telegram", "id": "ada"}],  # which a shelter must not have
    }
    house = _seat(**channels, sectors=["shelter"], body="ngo")
    assert _links(extract(house)) == ["tel:+5926091242"]


def test_copied_address_is_the_address() -> None:
    address = "a.very.long.address.that.needs.two.lines@labour.trafficking.example.org"
    text = read_text(pdf.dump(extract(_seat(emails=[address])), ENGLISH))
    assert address in text


@pytest.mark.sweep(2)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_has_label_edition_and_number(lang: str) -> None:
    seats = [_seat(f"a{n}", name=f"Ada Example {n}", verified=date(2026, 3, 2)) for n in range(90)]
    translator = Translator(lang)
    pages = read_pages(pdf.dump(extract(*seats), translator))
    assert len(pages) > 1
    edition = {
        "en": "Draft of 2 March 2026",
        "es": "Borrador del 2 de marzo de 2026",
        "nl": "Concept van 2 maart 2026",
        "fr": "Brouillon du 2 mars 2026",
    }[lang]
    for number, page in enumerate(pages, 1):
        assert page.count("TLP:AMBER") == 2 + (number == 1)
        assert edition in page
        form = translator.gettext("Page {page} of {pages}", page=number, pages=len(pages))
        assert form in page
    root: Any = _reader(extract(*seats), translator).root_object
    assert root["/Lang"] == lang


def test_first_page_says_whom_the_list_may_be_passed_on_to() -> None:
    label = "TLP:AMBER: you may pass this on within your organisation and to its clients, but only"
    assert f"{label} to those who need it" in _text(extract(_seat()))


def test_line_does_not_end_inside_a_hyphenated_letter() -> None:
    seats = [
        _seat(f"a{n}", country=country, verified=date(2026, 3, n), verified_via="email")
        for n, country in enumerate(("Guyana", "Suriname", "Haiti", "Belize"), 1)
    ]
    pages = "\n".join(read_pages(pdf.dump(extract(*seats), ENGLISH)))
    assert pages.count("e-mail") == len(seats)


@pytest.mark.sweep
@pytest.mark.parametrize("count", [1, 2, 7, 130])
def test_index_fills_both_halves_of_each_page(count: int) -> None:
    seats = [_seat(f"a{n}", name=f"Person N{n:03}") for n in range(count)]
    pages = _reader(extract(*seats)).pages
    halves = [_index_halves(page) for page in pages]
    found = [names for sides in halves for side in sides for names in side]
    assert found == [f"N{n:03}" for n in range(count)]
    (left, right) = halves[-1]
    assert 0 <= len(left) - len(right) <= 1


def _index_halves(page: Any) -> tuple[list[str], list[str]]:
    """Return the names in the left and in the right half of a page of the index."""
    sides: tuple[list[str], list[str]] = ([], [])

    def note(text: str, page_matrix: Any, text_matrix: Any, *_: Any) -> None:
        if match := re.match(r"(N\d{3}), ", text.strip()):
            left = page_matrix[4] + page_matrix[0] * text_matrix[4]
            sides[left > page.mediabox.width / 2].append(match[1])

    page.extract_text(visitor_text=note)
    return sides


def test_index_names_pages() -> None:
    seats = [_seat(f"a{n}", name=f"Person N{n:03}") for n in range(50)]
    pages = read_pages(pdf.dump(extract(*seats), ENGLISH))
    index = "\n".join(pages).partition("Index of names")[2]
    found = re.findall(r"(N\d{3}), Person, Guyana[. ]*(\d+)", index)
    assert [name for name, _ in found] == [f"N{n:03}" for n in range(50)]
    assert len({number for _, number in found}) > 1
    for name, number in found:
        assert f"Person {name}" in pages[int(number) - 1]


def test_index_has_family_names_first_in_order_of_language() -> None:
    view = extract(
        _seat("a", name="María Núñez Pérez", family_name="Núñez Pérez"),
        _seat("b", name="Ángel Álvarez"),
        _seat("c", name="", unit="Example Hotline"),
        _seat("d", name="Bo Zamora"),
    )
    index = _text(view, Translator("es")).partition("Índice de nombres")[2]
    names = ["Álvarez, Ángel", "Example Hotline", "Núñez Pérez, María", "Zamora, Bo"]
    assert re.findall("|".join(names), index) == names


def _structure(element: Any) -> Iterator[str]:
    """Yield the tags of a structure tree, in reading order."""
    element = element.get_object()
    children = element if isinstance(element, list) else [element]
    for child in children:
        node = child.get_object()
        if isinstance(node, dict):
            yield from [str(node["/S"])] if "/S" in node else []
            yield from _structure(node["/K"]) if "/K" in node else []


def test_document_is_tagged() -> None:
    reader = _reader(extract(_seat(phones=[NIGHT]), about=DirectoryInfo(name="Example Network")))
    root: Any = reader.root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - pypdf's own type
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Example Network", "cmcct")
    tags = [*_structure(root["/StructTreeRoot"]["/K"])]
    assert [tag for tag in tags if tag in {"/H1", "/H2"}] == ["/H1", "/H2", "/H2", "/H2"]
    assert tags.count("/Table") == 2
    assert tags.count("/TH") == 9  # two rows of headings, and the country
    assert "/Link" in tags
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata
    page: Any = reader.pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    parts = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert parts
    assert all("/FontFile3" in part for part in parts)


def test_date_of_document_is_that_of_the_list() -> None:
    reader = _reader(extract(_seat(verified=date(2026, 3, 2))))
    assert reader.metadata is not None
    assert reader.metadata.creation_date == datetime(2026, 3, 2, tzinfo=UTC)


@each(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper_has_its_size(paper: str, size: tuple[int, int]) -> None:
    box = _reader(extract(_seat()), paper=paper).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_long_text_stays_on_the_pages() -> None:
    texts = ["Ada " + "Example " * 1250, "Bo " + "E" * 2000, "Cy Example"]
    seats = [
        _seat(f"a{n}", name=text, title=text, unit=text, phones=[NIGHT])
        for n, text in enumerate(texts)
    ]
    for page in _reader(extract(*seats)).pages:
        for left, bottom in _positions(page):
            assert 0 < left < page.mediabox.width
            assert 0 < bottom < page.mediabox.height


def _positions(page: Any) -> list[tuple[float, float]]:
    found = []

    def note(text: str, matrix: Any, within: Any, *_: Any) -> None:
        if text.strip():
            found.append((matrix[4] + matrix[0] * within[4], matrix[5] + matrix[3] * within[5]))

    page.extract_text(visitor_text=note)
    return found


MARKUP = '#panic("x") *b* _i_ $x^2$ = h <l> @ref [c] \\u{41} #let data = 1 // comment /* c */ `r`'


def test_texts_are_no_markup() -> None:
    names = ("title", "unit", "organisation")
    view = extract(
        _seat(name=MARKUP, **dict.fromkeys(names, MARKUP)), about=DirectoryInfo(name=MARKUP)
    )
    assert _text(view).count(MARKUP) >= len(names) + 1


@each("text", TEXTS)
def test_odd_text_is_kept_as_far_as_fonts_have_it(text: str) -> None:
    seat = _seat(name=f"Ada {text}", title=text)
    shown = _text(extract(seat))
    letters = re.sub(r"[^A-Za-z]+", "", text)[:40]
    assert letters in re.sub(r"[^A-Za-z]+", "", shown)


@each("text", ["", " ", *TEXTS])
def test_odd_text_of_a_meeting_is_printed(text: str) -> None:
    meeting = Meeting(id="m", date=date(2024, 1, 3), name=text, place=text)
    seat = _seat(name=text, title=text, organisation=text)
    annex = Annex(meeting, extract(seat), {seat.id: "certain"}, {})
    assert pdf.dump_annex(annex, ENGLISH).startswith(b"%PDF-1.7")


def test_character_without_glyph_is_replaced() -> None:
    about = DirectoryInfo(name="Example\ufeffNetwork")
    assert "Example\ufffdNetwork" in _text(extract(_seat(), about=about))
    text = _text(extract(_seat(name="Ada 李 Example", title="Ž ł Ω Ж")))
    assert "Ada \ufffd Example" in text
    assert "Ž ł Ω Ж" in text


@each("character", ["\u202e", "\u2066", "\x00", "\U0001f600", "\ufdd0"])
def test_character_that_turns_or_hides_text_is_replaced(character: str) -> None:
    text = _text(extract(_seat(name=f"Ada {character}elpmaxE", phones=["+592 609 1241"])))
    assert "Guyana Ada \ufffdelpmaxE +592 609 1241" in text


@pytest.mark.sweep
@given(st.lists(points(), max_size=2, unique_by=lambda entry: entry.id))
def test_any_entry_can_be_printed(entries: list[Any]) -> None:
    assert pdf.dump(extract(*entries, audience="secretariat"), ENGLISH).startswith(b"%PDF-1.7")


def test_without_typst_one_sentence_tells_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CmcctError) as refused:
        pdf.dump(extract(_seat()), ENGLISH)
    assert str(refused.value) == "PDF requires typst, which is not installed"
    assert refused.value.hint == 'reinstall cmcct with its extra "pdf"; see docs/install.md'
