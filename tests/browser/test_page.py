"""The page in Chromium: use by a reader, and resistance to attacks."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks import generate
from cmcct.formats import html, vcard
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import DirectoryInfo, FocalPoint, Meeting, WorkingGroup
from cmcct.privacy.audiences import DRAFT, AudienceView
from cmcct.reference.countries import find_country, get_country
from cmcct.search import query
from cmcct.search.query import Query
from cmcct.storage import directory_file
from tests.browser.programs import observe
from tests.calling.test_questions import QUESTIONS, check_answer
from tests.conftest import SHIPPED
from tests.support import libreoffice, qr_codes
from tests.support.entries import FULL, extract, point, short_card
from tests.support.hostile import TEXTS

# The tests do not depend on the browser's version.
pytestmark = [pytest.mark.gate, pytest.mark.sweep(12, of_module=True)]

TODAY = date(2026, 6, 1)


@cache
def shipped(audience: str = "network") -> AudienceView:
    directory = directory_file.load(SHIPPED).directory
    return query.search(directory, Query(status=("all",)), audience, TODAY)


def write(folder: Path, given: AudienceView, lang: str = "en") -> Path:
    path = folder / "page.html"
    path.write_text(html.dump(given, Translator(lang)), encoding="utf-8", newline="")
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return write(tmp_path, shipped())


def visit(scenario: str, page: Path, **given: Any) -> Any:
    """Return the observations of a scenario; assert no requests, dialogs or errors."""
    result = observe(scenario, page, **given)
    assert (result["requests"], result["dialogs"], result["errors"]) == ([], [], [])
    return result["seen"]


def ids(points: Sequence[FocalPoint]) -> list[str]:
    return [one.id for one in points]


# What stands where nothing is found: who answers now, then who is closed.
ANSWERING = [
    "Answers now, elsewhere (not their country: ask them to find somebody there)",
    *("Hotline", "+1 809 234 5610", "WhatsApp", "Copy", "answered a test on 14 April 2026", "24/7"),
    "Línea de Ejemplo contra la Trata, duty desk",
    "Spanish, Haitian Creole, English · Dominican Republic · Sat 08:00, 4 h behind you",
    *("Hotline", "+592 609 1240", "WhatsApp", "Copy", "answered a test on 5 May 2026", "24/7"),
    "Example Trafficking Hotline, duty desk, Example Ministry of Human Services",
    "English, Spanish · Guyana · Sat 08:00, 4 h behind you",
    "Spanish is spoken from 08:00 to 20:00, English at any time.",
]
POLICE_ANSWERING = [
    *ANSWERING[:9],
    *("Hotline", "+599 9 435 1299", "WhatsApp", "Copy", "24/7"),
    "Voorbeeld Meldpunt Mensenhandel, duty desk",
    "Papiamento, Dutch, English, Spanish · Curaçao · Sat 08:00, 4 h behind you",
]
SECRETARIAT = [
    "ring the secretariat",
    *("Mobile", "+1 868 291 1260", "WhatsApp", "SMS", "Copy", "network only", "opens Mon 08:00"),
    (
        "Simone Example-Baptiste, secretariat, Example Network Secretariat, "
        "Example International Organisation"
    ),
    "English, Spanish, French · Trinidad and Tobago · Sat 08:00, 4 h behind you",
    (
        "Keeps the minutes of the meetings and of both working groups. "
        "Write to this address to join a group."
    ),
]


def on_command_line(**selection: Any) -> list[str]:
    """Return the ids that the same selection finds on the command line."""
    directory = directory_file.load(SHIPPED).directory
    asked = Query(status=("all",), **selection)
    return ids(query.search(directory, asked, "network", TODAY).focal_points)


def test_search_finds_same_as_command_line_and_counts(page: Path) -> None:
    queries = ["curacao", "T&T", "st lucia", "policía", "592 609", "meldkamer", "saba", "zzz", ""]
    number = "+592 609 1240"
    for typed in (f"who is {number}?", f"qui est {number} ?", f"wie is {number}"):
        (seen,) = visit("search", page, queries=[typed])
        assert seen["ids"] == ["gy-hotline"]
    found = visit("search", page, queries=queries)
    total = len(shipped().focal_points)
    for asked, seen in zip(queries, found, strict=True):
        expected = on_command_line(terms=tuple(asked.split()))
        assert seen["ids"] == expected
        assert seen["count"] == f"{len(expected)} of {total} entries shown"
        assert seen["none"] is (expected == [])
        assert seen["coverage"] is (asked == "")
    assert found[0]["hash"] == "#q=curacao"
    assert [len(seen["ids"]) > 0 for seen in found] == [True] * 7 + [False, True]


def test_page_names_closest_words_and_ambiguous_ones(page: Path) -> None:
    queries = ["st martin", "police élodie zzzzz", "child zzzzz barbados", "guyanna polise"]
    queries.insert(3, "guyana inmigration")
    result = visit("hints", page, queries=queries)
    assert result["seen"] == [
        [
            ["'st martin': which country?"],
            ["Saint Martin (French part)Sint Maarten"],
        ],
        [["1 found without 'zzzzz'"], POLICE_ANSWERING, SECRETARIAT],
        [["did you mean: child barbados"], ANSWERING, SECRETARIAT],
        [
            ["did you mean: guyana immigration"],
            ["4 found without 'inmigration'"],
            ANSWERING,
            SECRETARIAT,
        ],
        [["did you mean: guyana police"], ANSWERING, SECRETARIAT],
    ]
    assert result["ids"] == on_command_line(terms=("guyana", "police"))
    assert result["hash"] == "#q=guyana+police"


def test_page_leaves_out_words_of_the_whole_list(page: Path) -> None:
    result = visit("hints", page, queries=["trafficking of children", "haiti abiola"])
    assert result["seen"][0] == [
        ["'trafficking' was ignored: it selects nothing by itself"],
        ["'of' was ignored: it selects nothing by itself"],
    ]
    # What all words but one find is a button.
    haiti = on_command_line(terms=("haiti",))
    assert result["seen"][1] == [
        [f"{len(haiti)} found without 'abiola'"],
        ["1 found without 'haiti'"],
        ANSWERING,
        SECRETARIAT,
    ]
    assert result["ids"] == haiti


def _asked(row: dict[str, str]) -> dict[str, str]:
    """Return the fields of the page for a question."""
    words = dict(pairwise(shlex.split(row["options"].replace("CMCCT_HALF=", "--variable "))))
    half = words.get("--half", words.get("--variable", ""))
    caller, language = words.get("--from"), words.get("--language", "")
    return {
        "moment": row["now"],
        "q": row["typed"],
        "from": find_country(caller).code if caller else "",
        "by-language": {"creole": "ht"}.get(language, language),
        "by-sector": words.get("--sector", ""),
        "by-half": half.removeprefix("any"),
    }


@pytest.mark.parametrize(
    ("audience", "lang"),
    [*(("network", lang) for lang in ("en", "es", "fr")), ("secretariat", "en")],
)
def test_page_answers_the_questions_of_a_night(tmp_path: Path, audience: str, lang: str) -> None:
    rows = [
        row
        for row in QUESTIONS
        if ("--audience secretariat" in row["options"]) == (audience == "secretariat")
        if (re.findall("--lang (..)", row["options"]) or ["en"]) == [lang]
    ]
    # The page's timetables start on the day of its list.
    first = min(datetime.fromisoformat(row["now"]).date() for row in rows)
    given, say = write(tmp_path, replace(shipped(audience), today=first), lang), Translator(lang)
    for row, seen in zip(rows, visit("callsFor", given, asked=[*map(_asked, rows)]), strict=True):
        if row["first"].startswith("error:"):
            names = map(re.escape, row["first"].removeprefix("error:").split("|"))
            assert re.search(".*".join(names), " ".join(seen["choices"]))
            assert len(seen["choices"]) > 1
            assert not seen["isCalling"]
            continue
        assert (seen["choices"], seen["isCalling"]) == ([], True)
        is_answered = say.gettext("Answers now") in seen["headings"]
        check_answer(row, [*map(tuple, seen["lines"])], "", is_answered=is_answered)


def test_every_question_of_a_call_is_asked_of_a_page() -> None:
    langs = {*re.findall("--lang (..)", " ".join(row["options"] for row in QUESTIONS))}
    assert langs == {"es", "fr"}


def test_page_says_which_country_a_place_is_in(page: Path) -> None:
    # An entry of Haiti has the first in its text, none has the second.
    places = {
        "Port-au-Prince": ("Port-au-Prince", "Haiti"),
        "ouanaminthe": ("Ouanaminthe", "Haiti"),
        "haitiano": ("", "Haiti"),
        "haitian": ("", "Haiti"),
        "marigot": ("Marigot", "Saint Martin (French part)"),
        "bequia police": ("Bequia", "Saint Vincent and the Grenadines"),
        "carriacou": ("Carriacou", "Grenada"),
    }
    found = visit("callsFor", page, asked=[{"q": text} for text in places])
    for (place, country), seen in zip(places.values(), found, strict=True):
        assert seen["title"] == country
        said = f"{place}: {country}"
        assert seen["notes"][0] == said if place else said not in seen["notes"]


@pytest.mark.parametrize("lang", ["en", "es", "fr", "nl"])
def test_country_of_an_ambiguous_word_is_taken_by_a_button(tmp_path: Path, lang: str) -> None:
    given = write(tmp_path, shipped(), lang)
    for word, codes in {
        "georgetown": ("GY", "VC", "KY"),
        "st martin": ("MF", "SX"),
        "dominicano": ("DM", "DO"),
        "haiti bonaire": ("HT", "BQ-BO"),
        "oranjestad": ("AW", "BQ-SE"),
        "virgin islands": ("VG", "VI"),
    }.items():
        names = [get_country(code).localize(lang) for code in codes]
        taken = visit("choices", given, query=f"police {word}")
        assert [*taken] == names
        for name, (title, query_) in taken.items():
            assert title.endswith(name)
            assert query_ == f"{name} police"


def test_page_names_the_countries_of_an_ambiguous_people(page: Path) -> None:
    result = visit("hints", page, queries=["dominicano", "haitian xyzzyxyzzy"])
    assert result["seen"][0] == [
        ["'dominicano': which country?"],
        ["DominicaDominican Republic"],
    ]


def test_words_of_one_country_are_answered_by_its_lines(page: Path) -> None:
    lines = {
        "guyana": "+592 609 1240",
        "Guyana police": "+592 220 1234",
        "hotline guyanese": "+592 609 1240",
        "24/7 Georgetown Guyana": "+592 609 1240",
        "of the guyana whatsapp spanish": "+592 609 1240",
        "gendarmerie haiti": "+509 34 10 1234",
        "please call guyana now": "+592 609 1240",
        "girls belize": "+501 222 1234",
        "child alone barbados": "+1 246 250 1234",
        "barbados kind": "+1 246 250 1234",
    }
    entries = ["ada guyana", "6091250", "gy-labour", "ctu@example.org", "head of unit guyana"]
    asked = [{"q": text, "moment": "2026-06-01T20:00Z"} for text in (*lines, *entries, "police")]
    seen = visit("callsFor", page, asked=asked)
    first = [one["lines"][0][0] if one["isCalling"] else "" for one in seen]
    assert dict(zip([*lines, *entries, "police"], first, strict=True)) == {
        **lines,
        **dict.fromkeys([*entries, "police"], ""),
    }


def test_limit_of_a_number_is_said_once_and_not_from_inside(page: Path) -> None:
    choices = [{"q": "aruba"}, {"from": "AW"}, {"q": "barbados"}]
    found = visit("calls", page, moment="2026-12-05T03:30Z", choices=choices)
    *lines, barbados = found["seen"]
    abroad, inside = ([line for line in one["lines"] if "+297 800 1234" in line] for one in lines)
    assert barbados["unmet"] == (
        "Not certain that anybody answers in Barbados now: hours not known or the number "
        "may not work from abroad."
    )
    assert [line.count("may not work from abroad") for line in (*abroad, *inside)] == [1, 0]


def test_country_that_has_nobody_is_answered_by_lines_elsewhere(page: Path) -> None:
    places = {"bermuda": "Bermuda", "usa": "United States", "brazil": "Brazil", "spain": "Spain"}
    found = visit("callsFor", page, asked=[{"q": text} for text in places])
    for name, seen in zip(places.values(), found, strict=True):
        assert (seen["title"], seen["choices"]) == (name, [])
        assert seen["notes"][0].startswith("No contact in the list covers ")
        assert {id_ for _number, id_ in seen["lines"][:2]} == {"do-linea", "gy-hotline"}
    taken = visit("choices", page, query="guyana france")
    assert taken["France"] == ["France", "France"]


def test_filtered_page_says_that_nobody_is_in_it(tmp_path: Path) -> None:
    edition = DRAFT._replace(filters="español")
    page = write(tmp_path, replace(extract(point(country="Guyana")), edition=edition), "es")
    assert "Filtrado por: español" in page.read_text(encoding="utf-8")
    (seen,) = visit("callsFor", page, asked=[{"q": "haiti"}])
    assert seen["notes"][0] == "En esta selección (español) no hay nadie para Haití."


def test_country_of_an_entry_is_offered(page: Path) -> None:
    taken = visit("choices", page, query="perez guyana")
    assert taken == {"Guyana": ["Guyana", "Guyana"]}


def test_caller_is_in_the_address_and_remembered(page: Path) -> None:
    seen = visit("caller", page, code="HT", query="haiti")
    line = ["haiti", "HT", "Mobile +509 34 10 1234Call"]
    assert seen == {
        "focus": seen["focus"],
        "asked": ["#q=haiti&from=HT", *line],
        "reloaded": ["#q=haiti&from=HT", *line],
        "reset": ["#from=HT", "", "HT"],
        "remembered": "HT",
        "elsewhere": "HT",
    }
    # The keyboard of a phone is gone.
    assert seen["focus"] != "q"


@pytest.mark.parametrize(
    ("size", "large"),
    [((360, 640), False), ((390, 844), False), ((844, 390), False), ((390, 844), True)],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_first_number_is_on_the_first_screen(
    tmp_path: Path, lang: str, size: tuple[int, int], *, large: bool
) -> None:
    width, height = size
    context = {"viewport": {"width": width, "height": height}, "hasTouch": True}
    given = write(tmp_path, shipped(), lang)
    seen = visit("small", given, query="guyana", large=large, context=context)
    root = 32 if large else 16
    assert seen["width"] == width
    assert seen["search"] <= (320 if large else 160)
    assert seen["numberRows"] == 1
    assert (root if large else 1.6 * root) <= seen["font"] <= 1.6 * root
    # The field, where the reader types, stays in view, and the line to dial with its button.
    assert 0 <= seen["field"] < seen["heading"] < seen["number"] < seen["dial"][0]
    assert seen["dial"][0] < height * (2 if large else 1)
    assert seen["dial"][1] > seen["list"] * 0.75
    middle, other = seen["rows"]
    assert abs(middle - other) < (root if not large else 3 * root)
    is_static = large or width == 360 or height == 390
    assert seen["position"] == ("static" if is_static else "sticky")


def test_nothing_found_is_no_dead_end(page: Path) -> None:
    buttons = visit("nothing", page, query="port of spian")["buttons"]
    assert buttons == ["port of spain", "7 found without 'spian'"]
    assert visit("nothing", page, query="guyanna") == {
        "buttons": ["guyana"],
        "links": ["tel:+18092345610", "tel:+5926091240", "tel:+18682911260"],
        "isCalling": False,
        "countries": True,
    }


def test_filter_shows_same_as_command_line(page: Path) -> None:
    choices = {
        ("Sector", "Shelter operator"): {"sector": ("shelter",)},
        ("Law enforcement or protection", "Protection"): {"half": ("protection",)},
        ("Language", "Dutch"): {"language": ("nl",)},
        ("Working group", "Venezuela working group"): {"group": ("venezuela",)},
    }
    *found, everything = visit("filter", page, choices=[*choices])
    for (choice, selection), seen in zip(choices.items(), found, strict=True):
        assert seen["ids"] == on_command_line(**selection), choice
        assert 0 < len(seen["ids"]) < len(shipped().focal_points)
    assert everything["ids"] == ids(shipped().focal_points)
    assert everything["hash"] == ""


def test_filters_offer_used_values_in_language_order(tmp_path: Path) -> None:
    points = [
        point(country="Spain", languages=["pt-BR", "pt"], sectors=["police"]),
        point(country="Austria", languages=["nl"], sectors=["coordination"]),
        point(country="Zambia", covers=["Ethiopia"], working_groups=["islands", "gone"]),
    ]
    options = visit("options", write(tmp_path, extract(*points), "fr"))
    translator = Translator("fr")
    everything = translator.gettext("All")
    assert [*options.values()] == [
        [everything, "Coordination nationale", "Police, unité de lutte contre la traite"],
        [everything, translator.gettext("Law enforcement"), translator.gettext("Protection")],
        [everything, "néerlandais", "portugais", "portugais (Brésil)"],
        [everything, "Islands; example"],
    ]


NOTE = "Spanish is spoken from 08:00 to 20:00, English at any time."
HOTLINE = [
    "Example Trafficking Hotline, duty desk, Example Ministry of Human Services",
    *("English, Spanish", NOTE),
]
UNIT = "Example Counter-Trafficking Unit, Example Ministry of Home Affairs"
LABOUR = ["opens Mon 08:00", "Abiola Example, Example Ministry of Labour", "English"]
GUYANA = [
    [
        *("Hotline", "+592 609 1240", "Call", "WhatsApp", "Copy", "answered a test on 5 May 2026"),
        *("24/7", *HOTLINE),
    ],
    [
        *("Office", "+592 220 1234", "Copy", "opens Mon 08:00"),
        *(f"Dr Ada María Example Pérez, head of unit, {UNIT}", "English, Spanish"),
    ],
    ["Mobile", "+592 609 1250", "WhatsApp", "SMS", "Copy", *LABOUR],
    ["Office", "+592 220 1250", "Copy", *LABOUR],
    [
        *("Office", "+592 220 1240 ext. 7", "Copy", "opens Mon 08:00"),
        (
            "Rajendra Example-Persaud, technical contact, "
            "Consular Department, Example Ministry of Foreign Affairs"
        ),
        "English, Caribbean Hindustani, Spanish, Portuguese",
    ],
    ["Hotline", "289 1240", "24/7 there", *HOTLINE],
]
GUYANA_LINKS = [
    *("tel:+5926091240", "https://wa.me/5926091240", "#entry-gy-hotline"),
    *("tel:+5922201234", "#entry-gy-ctu"),
    *("tel:+5926091250", "https://wa.me/5926091250", "sms:+5926091250", "#entry-gy-labour"),
    *("tel:+5922201250", "#entry-gy-labour"),
    *("tel:+5922201240,7", "#entry-gy-foreign-affairs", "#entry-gy-hotline"),
    *("tel:+18682911260", "https://wa.me/18682911260", "sms:+18682911260"),
    "#entry-tt-secretariat",
    "mailto:hotline@gy.example.org,ctu@example.org,inspectorate@labour.gy.example.org",
]
ELSEWHERE = "Answers now, elsewhere (not their country: ask them to find somebody there)"


def test_page_lists_lines_in_order_of_command(page: Path) -> None:
    haiti = {"q": "HT", "by-language": "es", "by-sector": "child-protection"}
    choices = [
        {"q": "Guyana"},
        haiti,
        {"from": "HT"},
        dict.fromkeys(haiti, "") | {"q": "saba"},
    ]
    context = {"timezoneId": "America/Paramaribo"}
    moment = "2026-08-02T06:30Z"
    found = visit("calls", page, moment=moment, choices=choices, context=context)
    guyana, haiti_abroad, haiti_inside, saba = found["seen"]
    assert [line[:2] for line in guyana["lines"][6:]] == [["Mobile", "+1 868 291 1260"]]
    assert guyana | {"lines": guyana["lines"][:6]} == {
        "title": "Guyana",
        "unmet": "",
        "time": "Sun 02:30, 1 h behind you",
        "headings": ["Answers now", "Closed", "Only inside Guyana", "If nobody answers"],
        "lines": GUYANA,
        "links": GUYANA_LINKS,
    }
    assert haiti_abroad["unmet"].splitlines() == [
        "Not certain that anybody answers in Haiti now: hours not known.",
        "Haiti: no contact in this list speaks Spanish",
    ]
    assert haiti_abroad["headings"] == [
        *("May answer", ELSEWHERE, "May answer too", "Only inside Haiti", "If nobody answers")
    ]
    assert [" ".join(line[:2]) for line in haiti_abroad["lines"]] == [
        "Mobile +509 34 10 1234",
        "Office +509 22 45 3300",
        "Hotline +1 809 234 5610",
        "Hotline +592 609 1240",
        "Mobile +509 34 10 1250",
        "Hotline 80 01 2345",
        "Mobile +1 868 291 1260",
    ]
    assert haiti_abroad["lines"][2][-1] == "Spanish, Haitian Creole, English · Dominican Republic"
    assert "tel:80012345" not in haiti_abroad["links"]
    assert haiti_inside["links"][0] == "tel:+50934101234"
    assert "tel:80012345" in haiti_inside["links"]
    assert "opens 07:00, in 4 h 30 min" in haiti_inside["lines"][5]
    assert saba["title"] == "Saba"
    assert saba["headings"] == ["Answers now", "Closed", "If nobody answers"]
    covers = ["covers Saba from Sint Maarten"]
    assert [line[-1].split(" · ")[1:] for line in saba["lines"][:3]] == [covers, [], covers]
    assert (found["before"], found["target"]) == (False, True)
    assert found["focused"] == "open now, until 16:30"


def test_page_has_handles_if_nobody_answers(tmp_path: Path) -> None:
    handles = [{"app": "signal", "id": "ada.42"}, {"app": "telegram", "id": "ada"}]
    seats = [
        point(id="gy-ada", country="Guyana", phones=["+592 609 1234"], handles=handles),
        point(id="sr-bea", country="Suriname", name="Bea Muster", handles=handles[:1]),
        point(id="ht-house", country="Haiti", sectors=["shelter"], body="ngo", handles=handles),
    ]
    asked = [{"q": name} for name in ("guyana", "suriname", "haiti")]
    guyana, suriname, haiti = visit("callsFor", write(tmp_path, extract(*seats)), asked=asked)
    assert guyana["headings"][-1:] == suriname["headings"] == ["If nobody answers"]
    assert guyana["lines"] == [["+592 609 1234", "gy-ada"], ["ada.42", "gy-ada"], ["ada", "gy-ada"]]
    assert (suriname["lines"], haiti["lines"]) == ([["ada.42", "sr-bea"]], [])


def test_filtered_view_and_entry_have_addresses(page: Path) -> None:
    seen = visit("hash", page, link="Guyana", address="#entry-gy-ctu")
    expected = on_command_line(country=("Guyana",))
    assert seen["followed"]["ids"] == seen["again"]["ids"] == expected
    assert seen["followed"]["hash"] == seen["again"]["hash"] == "#q=Guyana"
    assert seen["one"]["ids"] == ids(shipped().focal_points)


def test_a_card_is_downloaded_as_it_is_exported(page: Path) -> None:
    seen = visit("download", page, id="gy-ctu")
    assert seen == {
        "name": "gy-ctu.vcf",
        "text": dict(vcard.iter_cards(shipped()))["gy-ctu"],
    }


def test_every_card_is_restored_from_its_pieces(tmp_path: Path) -> None:
    marks = ("e\u0301" * 60, "a\u200d" * 80, "\\" * 90, "Ada  Ada", "Example Unit " * 9, "#-x-1")
    odd = [
        point(**FULL | {"id": f"odd-{n}", "name": text, "unit": text, "notes": text, "title": text})
        for n, text in enumerate((*TEXTS, *marks))
    ]
    given = replace(shipped(), focal_points=(*shipped().focal_points, *odd))
    found = visit("vcards", write(tmp_path, given))
    # The page has the entries of a country together.
    assert sorted(found) == sorted(text for _, text in vcard.iter_cards(given))


def test_numbers_and_addresses_are_links(tmp_path: Path) -> None:
    given = extract(
        point(
            **FULL,
        ),
        audience="secretariat",
    )
    links = visit("links", write(tmp_path, given))
    assert [[" ".join(text.split()), *more] for text, *more in links][:5] == [
        ["Office +592 609 1234", "tel:+5926091234", ""],
        ["Mobile +592 609 1236 ext. 12", "tel:+5926091236,12", ""],
        ["E-mail ctu@example.org", "mailto:ctu@example.org", ""],
        ["E-mail ada@example.org", "mailto:ada@example.org", ""],
        ["https://example.org/a,b;c/é?d=1#e", "https://example.org/a,b;c/é?d=1#e", "noreferrer"],
    ]


def test_local_time_and_open_state_follow_device_clock(tmp_path: Path) -> None:
    entry = point(
        **{**FULL, "id": "gy-ctu", "hours": "Mo-Fr 08:00-16:30; PH off"},
    )
    other = point(id="new", verified=None)
    left = point(id="gone", status="left")
    moments = {
        # Guyana is four hours behind UTC, and thirteen behind Tokyo.
        "2026-06-01T11:00Z": ("Mon 07:00", "closed now, opens 08:00"),
        "2026-06-01T12:00Z": ("Mon 08:00", "open now, until 16:30"),
        "2026-06-05T21:00Z": ("Fri 17:00", "closed now, opens Mon 08:00"),
        # A public holiday, and one that is estimated.
        "2027-05-26T15:00Z": ("Wed 11:00", "closed, Independence Day, opens Thu 08:00"),
        "2026-05-28T15:00Z": ("Thu 11:00", "probably closed, Eid-Ul-Azha, opens Fri 08:00"),
        # The evening of the day before, on which the edition is made in UTC.
        "2026-03-02T01:00Z": ("Sun 21:00", "closed now, opens Mon 08:00"),
        # Before that, and after the last known holiday.
        "2026-02-28T15:00Z": ("Sat 11:00", "the list has no hours for this day"),
        "2028-06-01T15:00Z": ("Thu 11:00", "the list has no hours for this day"),
    }
    page = write(tmp_path, extract(entry, other, left, audience="secretariat"))
    context = {"timezoneId": "Asia/Tokyo"}
    seen = visit("clock", page, moments=[*moments], id="gy-ctu", context=context)
    assert [(one["clock"], one["open"][-1]) for one in seen] == [
        (f"{local}, 13 h behind you", state) for local, state in moments.values()
    ]
    # The hours of a number, and those of the office; the hotline is only for callers inside.
    assert {len(one["open"]) for one in seen} == {2}
    never, late = "never confirmed", "not confirmed for more than 365 days"
    assert [one["stale"] for one in seen] == [
        *[[never]] * 3,
        *([late, never], [never], [never], [never], [late, never]),
    ]


@pytest.mark.parametrize("dark", [False, True])
def test_a_camera_reads_the_qr_code_from_the_screen(tmp_path: Path, *, dark: bool) -> None:
    entry = point(**FULL | {"name": "Zoë Núñez 李明", "id": "gy-ctu"})
    picture = tmp_path / "code.png"
    page = write(tmp_path, extract(entry))
    seen = visit("qr", page, id="gy-ctu", picture=str(picture), dark=dark)
    label = "QR code with the name, one number and one e-mail of Dr Zoë Núñez 李明"
    assert seen == {"label": label, "drawn": 1}
    read = qr_codes.decode(picture)
    assert read.replace("\r\n", "\n").strip() == short_card(entry).replace("\r\n", "\n").strip()


def test_entry_too_long_for_qr_code_is_said(tmp_path: Path) -> None:
    page = write(tmp_path, extract(point(id="long", organisation="x" * 3000)))
    assert visit("sorry", page, id="long") == "This is too long for a QR code."


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_printed_page_has_label_edition_corrections(page: Path, paper: str) -> None:
    pdf = page.with_suffix(".pdf")
    shown = visit("print", page, pdf=str(pdf), format=paper)
    assert shown == ids(shipped().focal_points)
    pages = libreoffice.read_pages(pdf)
    assert len(pages) <= 5
    assert "Coverage at a glance" in "".join(pages[-2:])
    # The first page is full: its last line is one of the entries'.
    assert len(pages[0].split("\n")) > 50
    for number, text in enumerate(pages, 1):
        head, foot = text.strip().splitlines()[0], text.strip().splitlines()[-1]
        assert re.split(r"\s{2,}", head) == ["CMC Counter-Trafficking Network", "TLP:AMBER"]
        written = r"Draft of 28 May 2026\s+Corrections: corrections@example.org\s+{} ?/ ?{}"
        assert re.fullmatch(written.format(number, len(pages)), foot)
    whole = " ".join(" ".join(pages).split())
    assert [
        one.id for one in shipped().focal_points if not re.search(rf"\b{one.id}\b", whole)
    ] == []
    assert [
        e.address for one in shipped().focal_points for e in one.emails if e.address not in whole
    ] == []


def test_coverage_is_as_open_after_printing_as_before(page: Path) -> None:
    assert visit("folded", page, pdf=str(page.with_suffix(".pdf"))) == [False, True]


def test_long_id_is_printed_within_its_column(tmp_path: Path) -> None:
    entry = point(id=f"gy-{'investigation-' * 6}bureau", name="Ada")
    pdf = tmp_path / "page.pdf"
    visit("print", write(tmp_path, extract(entry)), pdf=str(pdf), format="A4")
    # Other columns stand between the lines of the id.
    text = "".join(libreoffice.read_pages(pdf))
    assert (text.count("investigation-"), text.count("bureau")) == (6, 1)


def test_a_filtered_view_is_printed_as_it_is_seen(page: Path) -> None:
    pdf = page.with_suffix(".pdf")
    shown = visit("print", page, pdf=str(pdf), format="A4", hash="#q=Guyana")
    text = " ".join(libreoffice.read_pages(pdf))
    assert shown == on_command_line(country=("Guyana",))
    assert [one for one in ids(shipped().focal_points) if re.search(rf"\s{one}\s", text)] == shown
    assert "Coverage" not in text
    total = len(shipped().focal_points)
    assert f"Filtered by: 'Guyana' · {len(shown)} of {total}" in " ".join(text.split())


TRUSTED_TYPES = "; require-trusted-types-for &#39;script&#39;"


# Some browsers lack trusted types: there, the rest of the policy must suffice.
@pytest.mark.parametrize(
    ("taken_out", "by"),
    [("", "require-trusted-types-for"), (TRUSTED_TYPES, "script-src-attr")],
)
def test_policy_stops_injected_code(page: Path, taken_out: str, by: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert taken_out in text
    page.write_text(text.replace(taken_out, ""), encoding="utf-8", newline="")
    awaited = {by, "form-action", "img-src", "style-src-attr", "connect-src", "frame-src"}
    result = observe("attack", page, awaited=sorted(awaited))
    seen = result["seen"]
    assert (seen["ran"], seen["asked"], result["requests"]) == (None, [], [])
    assert [error.split(" as ")[0] for error in result["errors"]] == ["Evaluating a string"]
    assert set(seen["stopped"]) >= awaited


ATTACKS = (
    "<script>window.ran = 1; alert(1)</script>",
    "</script><script>window.ran = 2; alert(2)</script>",
    "</style></title></select></textarea><svg onload=alert(3)>",
    "\"><img src=x onerror='window.ran = 3; alert(4)'>",
    "' onmouseover='alert(5)' x='",
    "javascript:alert(6)",
    "<!--<script>",
    "-->",
    "{{ 7 * 7 }} {% raw %} ${8}",
    "]]>&lt;b&gt;&#60;i>\\u003cb\\",
    "}*{background:url(https://example.org)}\\",
)


def test_hostile_entries_stay_text(tmp_path: Path) -> None:
    texts = [*ATTACKS, *TEXTS]
    everywhere = [
        point(
            id=f"entry-{number}",
            country="Guyana",
            **dict.fromkeys(("name", "honorific", "title", "organisation", "unit"), text),
            **dict.fromkeys(("address", "city", "website", "hours", "timezone"), text),
            **dict.fromkeys(("notes", "private_notes"), text),
            **{key: [text] for key in ("formerly", "languages", "working_groups", "meetings")},
            emails=[text],
            phones=[{"number": text, "ext": text, "hours": text}],
        )
        for number, text in enumerate(texts)
    ]
    worst = ATTACKS[1]
    given = extract(
        *everywhere, audience="secretariat", about=DirectoryInfo(name=worst, contact=worst)
    )
    meeting = Meeting(id=worst, name=worst, place=worst)
    group = WorkingGroup(id=worst, name=worst, purpose=worst)
    given = replace(given, meetings=(meeting,), working_groups=(group,))
    seen = visit("content", write(tmp_path, given))
    assert (seen["scripts"], seen["handlers"], seen["ran"]) == (3, [], None)
    assert {"img", "b", "i", "iframe"}.isdisjoint(seen["tags"])
    assert seen["protocols"] == ["file:"]
    assert seen["title"] == f"{worst} · TLP:RED"
    names = [name for name in seen["names"] if "\ufffd" not in name]
    assert set(names) >= {f"{text} {text}" for text in ATTACKS}
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", seen["text"]
    )


# States of the page, in the order in which a reader comes to them (`STATES` of the scenarios).
SCRIPTED = (
    *("list", "filters", "open", "code", "coverage", "calls", "closed", "ambiguous"),
    *("misspelt", "common", "nothing", "entry"),
)
ON_DESK = (*SCRIPTED, "table", "printed")
ON_PHONE = (*SCRIPTED, "printed")
DARK, FORCED = {"colorScheme": "dark"}, {"forcedColors": "active"}
# The size of the window, what the browser is asked for, the states.
VIEWS: dict[str, tuple[tuple[int, int], dict[str, str], tuple[str, ...]]] = {
    "small": ((360, 640), {}, ON_PHONE),
    "phone": ((390, 844), {}, ON_PHONE),
    "dark": ((390, 844), DARK, ON_PHONE),
    "forced": ((390, 844), FORCED, ON_PHONE),
    "large": ((390, 844), {}, ON_PHONE),
    "on-its-side": ((844, 390), {}, ON_PHONE),
    "desk": ((1280, 800), {}, ON_DESK),
    "dark-desk": ((1280, 800), DARK, ON_DESK),
    "forced-desk": ((1280, 800), FORCED, ON_DESK),
    "static": ((390, 844), {}, ("list", "open", "printed")),
    "dark-static": ((390, 844), DARK, ("list", "open", "printed")),
}


@pytest.mark.sweep(1)
@pytest.mark.timeout(600)
@pytest.mark.parametrize("view", VIEWS)
def test_accessibility_checker_finds_nothing(tmp_path: Path, view: str) -> None:
    (width, height), colours, states = VIEWS[view]
    entry = point(**FULL | {"status": "vacant"})
    names = {"gy-hotline", "tt-ctu", "tt-secretariat", "mf-gendarmerie"}  # it takes long
    some = [one for one in shipped("secretariat").focal_points if one.id in names]
    given = replace(
        shipped("secretariat"),
        focal_points=(*some, entry),
        withheld={entry.id: 2},
        withheld_entries=1,
    )
    page = write(tmp_path, given)
    if is_static := "static" in view:
        # Without the script, as where a browser cannot run it: the last one shows what is for this.
        text = page.read_text(encoding="utf-8")
        page.write_text(
            re.sub("<script>.use strict.*?</script>", "", text, flags=re.DOTALL), "utf-8"
        )
    context = {**colours, "viewport": {"width": width, "height": height}, "bypassCSP": True}
    seen = visit("axe", page, context=context, states=states, large=view == "large")
    violations = {name: state["violations"] for name, state in seen.items()}
    assert {name: found for name, found in violations.items() if found} == {}
    assert min(state["passes"] for state in seen.values()) > 20
    if is_static:
        assert seen["list"]["tries"] > 2
        return
    assert all(seen[name]["lines"] for name in ("calls", "closed"))
    assert all(seen[name]["hints"] for name in ("ambiguous", "misspelt"))
    assert not seen["nothing"]["hints"] + seen["entry"]["lines"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_wider_than_a_telephone(tmp_path: Path, lang: str) -> None:
    widths = visit("widths", write(tmp_path, shipped(), lang))
    lines = widths.pop("broken")
    assert [line for line in lines if not re.search(r"@$|@[\w-]+$|^[.][\w-]+$", line)] == []
    assert lines
    assert widths == {"195": 195, "320": 320, "390": 390, "1280": 1280, "isAbove": True}


@pytest.mark.parametrize("width", [360, 390])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_list_of_every_country_fits_a_telephone(tmp_path: Path, lang: str, width: int) -> None:
    names = [country.localize(lang) for country in shipped().info.countries]
    asked = [{"q": name, "moment": "2026-12-05T03:30Z"} for name in names]
    context = {"viewport": {"width": width, "height": 780}}
    given = write(tmp_path, shipped("secretariat"), lang)
    for name, seen in zip(
        names, visit("callsFor", given, asked=asked, context=context), strict=True
    ):
        assert (seen["width"], bool(seen["lines"])) == (width, True), name
        # The search, which is higher in some languages, covers nothing of it.
        assert seen["isSeen"], name
        assert seen["title"].endswith(name)


def test_keyboard_skips_search_and_reaches_fields(page: Path) -> None:
    seen = visit("keyboard", page)
    assert [name for name, _ in seen] == [
        "Skip to the entries",
        *("q", "from", "Filters"),
        *("sector", "half", "language", "group", "Corrections: corrections@example.org"),
        "always",
    ]
    assert {outline for _, outline in seen} == {"solid"}


def test_page_without_script_shows_all_entries_and_links_lead_there(page: Path) -> None:
    seen = visit("unscripted", page, context={"javaScriptEnabled": False})
    assert (seen["ids"], seen["form"]) == (ids(shipped().focal_points), False)
    assert seen["buttons"] == 0
    assert seen["missing"] == []
    assert "on a computer or on Android, save this file and open it in a browser" in seen["said"]
    assert "An iPhone or iPad shows it without the search" in seen["said"]
    assert seen["opened"]
    # The day and night lines, then the numbers of each country, in the order to try them.
    night, *lands = seen["tries"]
    assert [line.split(" +")[0] for line in night] == [
        *("Curaçao", "Dominican Republic", "Guyana", "Sint Maarten"),
        *("Aruba", "Barbados"),
    ]
    assert night[3] == "Sint Maarten +1 721 542 5699+17215425699 English, Dutch"
    assert night[4].endswith("may not work from abroad; Dutch, Papiamento, English, Spanish")
    assert next(lines for lines in lands if "609 1240" in lines[0]) == [
        (
            "first +592 609 1240+5926091240 day and night; WhatsApp, "
            "answered a test on 5 May 2026 Example Trafficking Hotline"
        ),
        "then +592 220 1234+5922201234 Mon–Fri 08:00–16:30 Dr Ada María Example Pérez",
        "then +592 609 1250+5926091250 Mon–Fri 08:00–16:00; WhatsApp Abiola Example",
        "then +592 220 1250+5922201250 Mon–Fri 08:00–16:00 Abiola Example",
        "then +592 220 1240 ext. 7+5922201240 Mon–Fri 08:00–16:30 Rajendra Example-Persaud",
        "Only inside Guyana: 289 1240, 289 1234",
    ]
    assert seen["hidden"]


def many() -> AudienceView:
    """Return a list of which not all cards are shown at once."""
    places = ["Aruba", "Belize", "Guyana"]
    return extract(
        *(
            point(
                id=f"office-{number}",
                name=f"Ada {number} & Example",
                country=places[number // 100],
                phones=[f"+592 609 12{number % 100:02}"],
            )
            for number in range(260)
        )
    )


def test_thousands_of_entries_are_there_at_once_and_searched_at_once(tmp_path: Path) -> None:
    path = tmp_path / "directory.toml"
    path.write_text("".join(generate.directory(3000)), encoding="utf-8", newline="")
    directory = directory_file.load(path).directory
    page = write(tmp_path, query.search(directory, Query(), "network", TODAY))
    found = ids(query.search(directory, Query(terms=("guyana",)), "network", TODAY).focal_points)
    seen = visit("atOnce", page, query="guyana")
    assert page.stat().st_size <= 5_000_000
    assert seen["elements"] < 2500
    # Others are made where the reader comes, in the frames after it.
    assert seen["cards"] < 50
    assert 3 <= len(seen["first"]) < 50
    assert 3 <= len(seen["found"]) < 20
    assert [f"entry-{one}" for one in found[: len(seen["found"])]] == seen["found"]
    assert seen["count"] == f"{len(found)} of 3,000 entries shown"


def test_long_list_shows_cards_where_reader_comes(tmp_path: Path) -> None:
    given = many()
    everything = ids(given.focal_points)
    found = ["office-25", *(f"office-{number}" for number in range(250, 260))]
    counts = [len(found), len(everything)]
    page = write(tmp_path, given)
    seen = visit("long", page, query="ada 25", id="office-259", counts=counts)
    assert seen["first"][0] < 100
    assert 3 <= seen["first"][1] < 100
    assert seen["found"] == found
    for frames in seen["targets"]:
        assert frames[-1][0] == len(everything)
        in_view = [0 <= top < 900 for _, top in frames]
        assert all(in_view[in_view.index(True) :])
        # The cards before it appear without moving it, but for the rounding to whole pixels.
        later = [(count, top) for count, top in frames if count > frames[0][0]]
        assert all(abs(top - before) < 2 for (_, before), (_, top) in pairwise(later))
    assert seen["scrolled"] == seen["searched"] == everything
    assert seen["rows"] == [100, 200]


def test_long_list_is_printed_as_a_whole(tmp_path: Path) -> None:
    page = write(tmp_path, many())
    everything = ids(many().focal_points)
    assert visit("print", page, pdf=str(tmp_path / "page.pdf"), format="A4") == everything


@pytest.mark.parametrize("is_allowed", [False, True])
def test_long_list_is_readable_where_its_script_fails(tmp_path: Path, *, is_allowed: bool) -> None:
    page = write(tmp_path, many())
    # Another text than the one that the policy allows, as if the browser could not read it.
    text = page.read_text(encoding="utf-8").replace('"use strict";\n(', '"use strict"; \n(', 1)
    page.write_text(text, encoding="utf-8", newline="")
    seen = visit("unscripted", page, context={"javaScriptEnabled": is_allowed})
    assert (seen["ids"], seen["missing"]) == (ids(many().focal_points), [])
    assert [len(lines) for lines in seen["tries"]] == [0, 7, 7, 7]


def test_long_list_keeps_the_readers_place(tmp_path: Path) -> None:
    count = len(many().focal_points)
    page = write(tmp_path, many())
    seen = visit("place", page, count=count, query="ada 259")
    assert seen == {"returned": [[True, count]] * 2, "reloaded": count, "rows": count}


def test_links_and_history_lead_to_cards_and_back(page: Path) -> None:
    seen = visit("history", page, query="aruba", id="cw-politie", past="cw-mensenhandel")
    # What is in the search field, and whether the card is in view.
    assert seen == {
        "opened": ["", True],
        "backToCard": ["", True],
        "followed": ["aruba", True],
        "back": ["aruba", False],
        "forward": ["aruba", True],
        "reloaded": ["aruba", True],
        "cw-mensenhandel": ["", True],
        "CW-POLITIE": ["", True],
        "table": [["curaçao", True], False],
    }


def test_page_left_open_is_right_when_device_wakes(tmp_path: Path) -> None:
    given = {"country": "Guyana", "verified": date(2026, 5, 28), "phones": ["+592 609 1234"]}
    day = point(id="gy-day", hours="Mo-Fr 08:00-16:30", **given)
    night = point(id="gy-night", hours="Mo-Fr 16:00-23:00", **given)
    # Guyana is four hours behind UTC; 1 June 2026 is a Monday.
    moments = ["2026-06-01T20:10Z", "2026-06-01T21:00Z", "2026-06-02T04:30Z", "2026-06-02T13:00Z"]
    moments.append("2027-05-31T13:00Z")
    page = write(tmp_path, extract(day, night))
    seen = visit("overnight", page, query="guyana open", moments=moments)
    assert seen == [
        [["gy-day", "gy-night"], ["open now, until 16:30", "open now, until 23:00"], []],
        [["gy-night"], ["open now, until 23:00"], []],
        [[], [], []],
        [["gy-day"], ["open now, until 16:30"], []],
        [["gy-day"], ["open now, until 16:30"], ["not confirmed for more than 365 days"]],
    ]


PHONE = {"viewport": {"width": 390, "height": 844}, "hasTouch": True}


def test_phone_shows_first_number_above_the_keyboard(page: Path) -> None:
    seen = visit("phone", page, query="guyana", context=PHONE)
    assert seen["before"] == {"search": True, "fields": False, "coverage": False}
    assert seen["number"] == "tel:+5926091240"
    assert 0 < seen["y"] < 400
    assert seen["height"] >= 48
    # The search stays at the top when the page is scrolled.
    assert seen["searchY"] < 20


def test_country_is_tapped_remembered_and_back_undoes_it(page: Path) -> None:
    seen = visit("countries", page, name="Guyana", other="Aruba", context=PHONE)
    found = on_command_line(country=("Guyana",))
    everything = ids(shipped().focal_points)
    assert seen["tapped"] == {"ids": found, "hash": "#q=Guyana", "focus": "calls"}
    assert seen["typed"] == {
        "ids": on_command_line(terms=("police",), country=("Guyana",)),
        "hash": "#q=Guyana+police",
        "focus": "q",
    }
    assert seen["back"] == {"ids": found, "hash": "#q=Guyana", "focus": "q"}
    assert seen["again"] == {"ids": everything, "hash": "", "focus": "q"}
    assert seen["first"] == ["Anguilla", "Guyana", "Guyana"]
    # The others stay in the order of their names.
    assert seen["order"][:4] == ["Aruba", "Anguilla", "Antigua and Barbuda", "Bahamas"]


def test_page_works_where_storage_is_not_allowed(page: Path) -> None:
    seen = visit("stored", page, name="Guyana")
    assert seen == {"thrown": 2, "ids": on_command_line(country=("Guyana",))}


def test_desk_has_a_sortable_table_with_one_line_a_person(page: Path) -> None:
    seen = visit("table", page, sorts=["Name", "Name", "Confirmed"], query="guyana", id="gy-ctu")
    points = shipped().focal_points
    assert (seen["before"], seen["cards"], seen["after"], seen["narrow"]) == ([], [], [], [])
    assert [row[1] for row in seen["all"]] == [one.country.name for one in points]
    # An entry's status and its confirmation stand beside the name.
    names = sorted((one.full_label for one in points), key=str.casefold)
    (up, by_name), (down, from_end), (by_day, days) = seen["sorted"]
    assert [[sort[0][1], *sort[1:]] for sort in (up, down, by_day)] == [
        *(["ascending"], ["descending"], ["ascending"]),
    ]
    assert (len(by_name), by_name) == (len(names), from_end[::-1])
    assert by_name[0].startswith(names[0])
    oldest = min(points, key=lambda one: one.verified or date.min)
    assert days[0].startswith(oldest.full_label)
    # A number that may not work is marked, one that works only inside a country is on the card.
    assert next(row for row in seen["all"] if row[1] == "Aruba")[3] == "+297 521 2345"
    only_inside = [row[3] for row in seen["all"] if "only inside" in row[3]]
    assert only_inside == []
    row = next(row for row in seen["found"] if "Ada" in row[0])
    office = "Example Counter-Trafficking Unit, Example Ministry of Home Affairs"
    assert [part.split(" not conf")[0] for part in row] == [
        *("Dr Ada María Example Pérez", "Guyana", office, "+592 220 1234", "ctu@example.org"),
        *("English, Spanish", "2 Mar 2026"),
    ]
    assert len(seen["found"]) == len(on_command_line(terms=("guyana",)))
    assert seen["card"]
    assert seen["back"] == "Dr Ada María Example Pérez"


def test_number_is_copied_as_it_is_dialled(page: Path) -> None:
    context = {"permissions": ["clipboard-read", "clipboard-write"]}
    seen = visit("copy", page, id="bs-prosecutions", context=context)
    number = "+12423456789,12"
    assert seen == {"text": number, "said": "Copied", "fallback": number, "refused": "Copy"}
    assert on_command_line(terms=(number,)) == ["bs-prosecutions"]
