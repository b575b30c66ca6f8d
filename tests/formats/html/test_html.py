"""The page's markup; `tests/browser` opens it."""

import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from cmcct.formats import html
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import DirectoryInfo, FocalPoint, Meeting
from cmcct.reference import vocabulary
from cmcct.reference.countries import get_country
from tests.support.cases import each
from tests.support.entries import FULL, MEETINGS, WORKING_GROUPS, extract, listing, point

ENGLISH = Translator()


def _page(*points: FocalPoint, lang: str = "en", **changes: Any) -> str:
    given = replace(extract(*points, audience="secretariat"), **changes)
    return html.dump(given, Translator(lang))


def _text(page: str) -> str:
    """Return the text of the body, with single spaces, without the lists for no script."""
    whole = page.partition("<body>")[2].replace("<wbr>", "")
    static = re.sub(r'(?s)<noscript class="static">.*?</noscript>', " ", whole)
    body = re.sub(r"(?s)<(script|style).*?</\1>", " ", static)
    return " ".join(unescape(re.sub("<[^>]*>", " ", body)).split())


def _data(page: str) -> Any:
    (text,) = re.findall('(?s)<script type="application/json" id="data">(.*?)</script>', page)
    return json.loads(text)


def test_a_card_says_all_that_an_entry_says() -> None:
    text = _text(_page(point(**FULL)))
    expected = (
        "Guyana Guyana Dr Ada María Example Pérez Director; Operations"
        " Example Counter-Trafficking Unit Example Ministry of Home Affairs"
        " Office +592 609 1234"
        " Mobile +592 609 1236 ext. 12 WhatsApp, Signal Mon–Fri 08:00–12:00 secretariat only"
        " Fax +1 868 291 1234"
        " Hotline 0800 0911 only inside Guyana 24 hours a day"
        " E-mail ctu@example.org E-mail ada@example.org secretariat only"
        " Hours Mon–Fri 08:00–16:30, closed on public holidays Local time UTC\u22124"
        " Languages Spanish, Portuguese (Brazil) Confirmed 2 March 2026, by phone"
        " More Role Head of unit"
        " Sectors Police, anti-trafficking unit; Victim protection and assistance"
        " Type of institution Specialised unit"
        " Address 1 Example Street, Kingston City Georgetown"
        " Website https://example.org/a,b;c/é?d=1#e Also covers Suriname, Bonaire"
        " Working groups Venezuela example group; Islands; example Validates Islands; example"
        " Meetings Second Example Meeting"
        " Notes Call first. Then write, please. Private notes Example of a private note."
        " Since 15 January 2024 Until 14 January 2027"
        " Former ids gy-police, gy-unit Merged ids gy-labour"
        " Report a change gy-ctu"
    )
    assert expected in text


def test_unheld_seat_says_so_and_bare_seat_is_listed() -> None:
    text = _text(_page(point(status="vacant", unit="Example Unit"), point(id="bare")))
    assert "Vacant Example Unit Confirmed never More Role" in text
    assert "bare Confirmed never More Role Focal point Report a change bare" in text


def test_overlay_address_is_marked_odd_link_dropped() -> None:
    one = point(address="6 Example Dam", website="ftp://example.org", phones=["call us"])
    page = _page(one, private_addresses=frozenset({one.id}))
    assert "Address 6 Example Dam secretariat only" in _text(page)
    hrefs = re.findall('href="([^"]*)"', page.partition('<div id="cards"')[2])
    assert [href for href in hrefs if "corrections" not in href] == []


def test_nobody_writes_to_a_shelter() -> None:
    phone = {"number": "+592 609 1231", "type": "mobile", "apps": ["whatsapp"]}
    page = _page(point(country="Guyana", sectors=["shelter"], body="ngo", phones=[phone]))
    channels = page.partition("class=channels")[2].partition("</ul>")[0]
    assert re.findall('href="(.*?)"', channels) == ["tel:+5926091231"]


def test_number_that_can_be_dialled_has_links_beside_it() -> None:
    phones = (
        {"number": "+592 609 1231", "type": "mobile", "apps": ["whatsapp", "signal"]},
        {"number": "+592 220 1232", "apps": ["whatsapp"]},
        {"number": "+592 220 1233", "ext": "12", "apps": ["whatsapp"]},
        {"number": "609 1234", "type": "mobile", "national": True, "apps": ["whatsapp"]},
        {"number": "+592 220 1235", "type": "fax"},
    )
    page = _page(point(country="Guyana", phones=phones))
    channels = page.partition("class=channels")[2].partition("</ul>")[0].split("<li>")[1:]
    links = [re.findall('href="(.*?)"', channel) for channel in channels]
    assert links == [
        [
            *("tel:+5926091231", "https://wa.me/5926091231"),
            *("https://signal.me/#p/+5926091231", "sms:+5926091231"),
        ],
        ["tel:+5922201232", "https://wa.me/5922201232"],
        ["tel:+5922201233,12"],
        *([], []),
    ]
    names = re.findall('aria-label="(.*?)"', "".join(channels))
    assert names[:3] == [f"{name} +592 609 1231" for name in ("WhatsApp", "Signal", "SMS")]
    notes = [re.findall('"notes(?: limit)?">(.*?)<', channel) for channel in channels]
    assert notes == [
        [],
        [],
        ["WhatsApp"],
        [],
        ["only inside Guyana", "WhatsApp"],
    ]


@each("lang", LANGUAGES)
def test_change_is_reported_with_id_and_edition(lang: str) -> None:
    page = _page(point(verified=date(2026, 3, 2)), lang=lang)
    translator = Translator(lang)
    edition = translator.gettext("Draft of {date}", date=translator.format_date(date(2026, 3, 2)))
    subject = translator.gettext("Change to {id}, {edition}", id="gy-example", edition=edition)
    to = f"mailto:corrections@example.org?subject={quote(subject)}"
    assert f'<a href="{to}"' in page
    assert page.count('<a href="mailto:corrections@example.org">') == 2
    without = _page(point(), info=DirectoryInfo(name="Example", contact="room 12"))
    assert 'href="mailto:' not in without
    assert "Corrections: room 12" in without


def test_ids_in_notes_are_links_to_entries_of_the_list() -> None:
    noted = point(id="gy-one", notes="See gy-two, gy-three <b>\nand gy-one; then gy-two.")
    page = _page(noted, point(id="gy-two"))
    link = '<a href="#entry-gy-two">gy-two</a>'
    assert f"See {link}, gy-three &lt;b&gt;\nand gy-one; then {link}." in page


def test_entries_of_a_country_stand_together_under_its_name() -> None:
    points = (
        point(id="a", country="Guyana", covers=["Saba"]),
        point(id="b", country="Belize"),
        point(id="c", country="Guyana"),
        point(id="d"),
    )
    page = _page(*points)
    found = re.findall('<section class="land" id="(.*?)"|<article class=card id="(.*?)"', page)
    assert ["".join(one) for one in found] == [
        *("in-GY", "entry-a", "entry-c", "in-BZ", "entry-b", "in-none", "entry-d"),
    ]
    links = re.findall('<li><a href="(.*?)" data-country="(.*?)"', page)
    assert links == [
        *(("#in-BZ", "BZ"), ("#entry-a", "BQ"), ("#in-GY", "GY"), ("#entry-a", "BQ-SA")),
    ]
    assert [entry["ids"] for entry in _data(page)["entries"]] == [["a"], ["c"], ["b"], ["d"]]


def test_later_cards_of_a_long_list_are_text_in_characters_of_a_byte() -> None:
    def cards(count: int) -> tuple[list[str], list[str]]:
        page = _page(*(point(id=f"gy-{n}", name=f"Zoë Łi{n}") for n in range(count)))
        elements = re.findall("(?sm)^<article.*?</article>", page)
        return elements, re.findall("(?s)<noscript>(<article.*?)</noscript>", page)

    elements, texts = cards(200)
    assert (len(elements), texts) == (200, [])
    elements, texts = cards(201)
    assert len(elements) + len(texts) == 201
    assert 0 < len(elements) < 50
    assert "Zoë Łi0" in elements[0]
    assert re.search("<h4>(.*?)</h4>", texts[-1])[1] == "Zoë &#321;i200"  # type: ignore[index]


def test_texts_that_vcards_share_are_stored_once() -> None:
    data = _data(_page(*(point(id=f"gy-{n}", name=f"Ada Number{n}") for n in range(50))))
    packed = [entry["vcard"] for entry in data["entries"]]
    # Only the identifiers differ.
    assert len(data["pieces"]) == len(packed[0]) + 49
    assert not [piece for piece in data["pieces"] if "Ada" in piece or "Number" in piece]


@each(
    ("verified", "expected"),
    [
        ([date(2026, 3, 2), None, date(2025, 1, 1)], "Draft of 2 March 2026"),
        ([date(2017, 3, 13)], "Draft of 13 March 2017"),
        ([date.min], "Draft of 1 January 1"),
        ([None], "Draft"),
    ],
)
def test_edition_is_newest_confirmation(verified: list[date | None], expected: str) -> None:
    points = [
        point(verified=day, hours="24/7", country="Guyana", meetings=["georgetown-2019"])
        for day in verified
    ]
    page = _page(*points)
    assert _text(page).count(f"{expected} ·") == 2
    assert len(_data(page)["tables"]) == 1


def test_the_page_is_the_same_whenever_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    first = _page(point(**FULL))
    monkeypatch.setenv("CMCCT_TODAY", "2031-01-01")
    assert _page(point(**FULL)) == first
    assert not re.search("\r|2031", first)


def test_withheld_values_are_counted_per_entry_and_sum() -> None:
    phone = {"number": "+592 609 1234", "sharing": "secretariat"}
    held = point(id="held", emails=[{"address": "a@example.org", "sharing": "secretariat"}])
    more = point(id="more", phones=[phone, phone])
    given = replace(extract(held, more, audience="network"), withheld_entries=1)
    head, *cards = html.dump(given, ENGLISH).split("<article")
    assert "Withheld from this list: 1 entry, 3 e-mails and numbers" in head
    assert "Withheld from this list: 1 e-mail or number" in cards[0]
    assert "Withheld from this list: 2 e-mails and numbers" in cards[1]


def test_groups_and_meetings_are_listed() -> None:
    text = _text(html.dump(listing(), ENGLISH))
    assert (
        "Working groups Venezuela example group Share what works. Open to all countries."
        " Islands; example Countries: Curaçao, Bonaire"
        " Meetings Second Example Meeting 12 March 2019 · Georgetown · Guyana"
        " First Example Meeting April 2018 TLP:RED"
    ) in text
    without = _page(point())
    assert 'id="groups"' not in without
    assert 'id="meetings"' not in without


@each("lang", LANGUAGES)
def test_page_speaks_language_and_keeps_entry_texts(lang: str) -> None:
    page = _page(point(**FULL), lang=lang)
    text = _text(page)
    assert f'<html lang="{lang}">' in page
    assert _data(page)["lang"] == lang
    assert vocabulary.get_term("role", "head-of-unit").label(lang) in text
    assert Translator(lang).format_date(date(2026, 3, 2)) in text
    assert get_country("BQ-BO").localize(lang) in text
    assert "Director; Operations" in text


@each(
    ("audience", "colour"),
    [("public", "#ffffff"), ("network", "#ffc000"), ("secretariat", "#ff2b2b")],
)
def test_label_has_colour_of_traffic_light_protocol(audience: str, colour: str) -> None:
    given = extract(point(sharing="public"), audience=audience)
    page = html.dump(given, ENGLISH)
    assert f":root{{--label:{colour};" in page
    assert _text(page).startswith(f"Skip to the entries {given.marking} Example Network")
    assert page.count(given.marking) == 4  # title, top, bottom, vCards


def test_policy_allows_only_own_style_and_script() -> None:
    page = _page(point(**FULL))
    (policy,) = re.findall('Content-Security-Policy" content="(.*?)"', page)
    (style,) = re.findall("(?s)<style>(.*?)</style>", page)
    scripts = re.findall("(?s)<script>(.*?)</script>", page)
    style_hash, script_hash, rescue_hash = (
        b64encode(sha256(text.encode()).digest()).decode() for text in (style, *scripts)
    )
    assert unescape(policy) == (
        f"default-src 'none'; style-src 'sha256-{style_hash}';"
        f" script-src 'sha256-{script_hash}' 'sha256-{rescue_hash}';"
        " base-uri 'none'; form-action 'none'; require-trusted-types-for 'script';"
        " trusted-types cards rescue"
    )


@each("text", ['"}*{x:y', "\\", "</style><script>", "a\nb", "Réseau\u202e", "1a"])
def test_name_cannot_leave_its_string_in_style_sheet(text: str) -> None:
    page = _page(point(), info=DirectoryInfo(name=text))
    (head,) = re.findall("<style>(.*)\n", page)
    (written,) = re.findall('--page-name:"([^"]*)";', head)
    read = re.sub(r"\\([0-9a-f]+) ", lambda match: chr(int(match[1], 16)), written)
    assert read == text.replace("\u202e", "\ufffd")
    assert re.fullmatch(r"(?:\w|\\[0-9a-f]+ )*", written)


def test_a_data_block_cannot_be_left() -> None:
    page = _page(point(name="</script><!--<script>", notes="\u2028 &amp;"))
    assert _data(page)["entries"][0]["t"] == "  script script  and amp"


def test_hours_of_a_number_for_callers_inside_have_no_state() -> None:
    always, national = {"hours": "24/7"}, {"number": "289 1240", "national": True}
    known = {"country": "Guyana", "verified": date(2026, 3, 2)}
    assert "class=open" not in _page(point(phones=[national | always], **known))
    assert "class=open" not in _page(point(phones=[national], **always, **known))
    both = _page(point(phones=[national, "+592 609 1234"], **always, **known))
    assert both.count("class=open") == 1


def test_equal_hours_are_computed_once() -> None:
    office = {
        "country": "Guyana",
        "hours": "Mo-Fr 08:00-16:30; PH off",
        "verified": date(2026, 3, 2),
    }
    suriname = {**office, "country": "Suriname"}
    unreadable = {**office, "hours": "after lunch"}
    nowhere = {**office, "timezone": "America/Nowhere"}
    page = _page(*(point(**values) for values in (office, office, suriname, unreadable, nowhere)))
    data = _data(page)
    assert re.findall("data-table=(.)", page) == ["0", "0", "1"]
    assert [table["country"] for table in data["tables"]] == ["GY", "SR"]
    assert data["tables"][0]["week"] == [[[480, 990]]] * 5 + [[]] * 2
    assert data["tables"][0]["others"]["2026-05-26"] == []
    assert [table["named"] for table in data["tables"]] == [True, True]
    guyana = data["holidays"]["GY"]
    assert guyana["names"]["2026-05-26"] == "Independence Day"
    assert guyana["estimated"][:2] == ["2026-05-28", "2026-08-26"]
    assert guyana["years"] == [2026, 2027, 2028]
    # Others are in the zone of their country.
    assert [entry.get("zone") for entry in data["entries"]] == [None, None, None, "", None]
    assert data["start"] == "2026-03-01"


def test_nothing_that_an_entry_says_is_markup() -> None:
    text = '</script><img src=x onerror="run()">\u202e\''
    texts = dict.fromkeys(("name", "title", "notes", "website", "city"), text)
    page = _page(point(**texts, emails=[text], working_groups=[text]))
    assert (page.count("<img"), page.count("</script>"), page.count("\u202e")) == (0, 3, 0)
    assert page.count('onerror="') == 0
    assert "&lt;img src=x onerror=&#34;run()&#34;&gt;\ufffd&#39;" in page


def test_open_hours_start_before_planned_meeting() -> None:
    planned = Meeting(id="planned", date=date(2027, 3, 1))
    seat: dict[str, Any] = {"hours": "Mo-Fr 08:00-16:30", "country": "Guyana"}
    page = html.dump(listing((planned,), **seat, verified=date(2026, 3, 2)), ENGLISH)
    assert _data(page)["start"] == "2026-03-01"
    assert "Draft of 2 March 2026" in page
    never = html.dump(listing((*MEETINGS, Meeting(id="x")), **seat), ENGLISH)
    assert _data(never)["start"] == "2019-03-11"
    assert "Draft" in never
    alone = html.dump(listing((Meeting(id="x"),), **seat), ENGLISH)
    assert (_data(alone)["start"], _data(alone)["tables"]) == ("", [])


def test_coverage_is_drawn_in_shapes_and_numbers() -> None:
    points = (
        point(country="Guyana", sectors=["police", "shelter"], covers=["Aruba"]),
        point(country="Belize", sectors=["police"]),
        point(country="Cuba", status="left"),
    )
    rows = re.findall(r'(?s)<tr><th scope="row">(.*?)(?=<tr>|</tbody>)', _page(*points))
    drawn = {unescape(re.sub("<[^>]*>", "", row.partition("<td>")[0])): row for row in rows}
    assert [drawn["Guyana"].count(f"full half-{half}") for half in (0, 1)] == [1, 1]
    assert [drawn["Aruba"].count(f"empty half-{half}") for half in (0, 1)] == [1, 1]
    assert [drawn["Belize"].count(word) for word in ("full half-0", "half-1", "gap")] == [1, 0, 1]
    assert drawn["Cuba"].count('<span class="gap">0</span>') == 2
    assert 'href="#in-GY" data-country="GY"' in drawn["Guyana"]
    assert "href" not in drawn["Cuba"]


def test_coverage_counts_technical_contacts_apart() -> None:
    technical = point(country="Guyana", sectors=["police"], role="technical")
    page = _page(technical, point(country="Belize", sectors=["police"], id="bz"))
    assert '<th scope="col">Technical only' in page
    rows = re.findall(r'(?s)<tr><th scope="row">(.*?)(?=<tr>|</tbody>)', page)
    last = {
        name: row.rsplit("<td>")[-1] for row in rows for name in ("Guyana", "Belize") if name in row
    }
    assert {name: cell.strip() for name, cell in last.items()} == {"Guyana": "1", "Belize": ""}
    assert "Technical only" not in _page(point(country="Belize"))


def test_coverage_of_a_part_says_none_in_this_list() -> None:
    seat = point(country="Guyana", sectors=["police"], sharing="public")
    whole, network, public = (
        html.dump(extract(seat, audience=audience), ENGLISH)
        for audience in ("secretariat", "network", "public")
    )
    assert 'class="gap">0</span> without a contact' in whole
    assert 'class="gap">0</span> none in this list' in network
    assert "</span> no contact" not in network
    assert 'class="coverage"' in network
    assert 'class="coverage"' not in public


def test_filters_without_a_value_in_use_are_not_there() -> None:
    page = _page(point(sectors=["police"]), working_groups=WORKING_GROUPS)
    assert re.findall('<select id="by-(.*?)"', page) == ["sector", "half"]


def test_page_names_only_meetings_and_groups_of_entries() -> None:
    joined, met = WORKING_GROUPS[0].id, MEETINGS[0].id
    one = point(working_groups=[joined], meetings=[met])
    assert {meaning[1] for _key, meaning in _data(_page(one))["names"]} == {joined, met}
    assert _data(_page(point()))["names"] == []


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as `#fff`, as WCAG 2.2 defines it."""
    digits = colour[1:] if len(colour) > 4 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_in_an_empty_field_has_contrast_in_light_and_dark() -> None:
    page = _page(point())
    assert re.search(r"::placeholder \{ color: var\(--faint\); opacity: 1; \}", page)
    schemes = [re.findall(rf"--{name}: (#[0-9a-f]+);", page)[:2] for name in ("faint", "paper")]
    for pair in zip(*schemes, strict=True):  # light, then dark
        darker, lighter = sorted(map(_luminance, pair))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_label_of_the_list_alone_says_whom_an_entry_may_be_given_to() -> None:
    text = _text(_page(point(sharing="public"), point(id="gy-two", sharing="secretariat")))
    assert "Draft · For: Secretariat" in text
    assert not re.search("Sharing|Public|only", text)


def test_remarks_on_a_line_are_set_apart_as_in_french() -> None:
    phones = [{"number": "+5926091234", "apps": ["whatsapp"]}]
    page = _page(point(phones=phones, languages=["en"], hours="24/7"), lang="fr")
    for remarks in ("WhatsApp\u202f; anglais", "jour et nuit\u202f; WhatsApp"):
        assert f'<span class="notes">{remarks}</span>' in page
