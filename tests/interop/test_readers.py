"""Products of cmcct, read by common programs."""

import configparser
import csv
import html
import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.browser.programs import observe
from tests.conftest import SHIPPED, command, environment
from tests.interop.readings import reads
from tests.support import libreoffice, qr_codes
from tests.support.programs import (
    ABOOK,
    CALC,
    CHROMIUM,
    CMARK,
    EVOLUTION,
    ICAL_JS,
    KHARD,
    POPPLER,
    TEXT_VCARD,
    ZBAR,
)
from tests.support.vcards import Card, by_ical_js

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

HERE = Path(__file__).parent

CARDS_3 = "`export vcard`"
CARDS_4 = "`export vcard --vcard-version 4.0`"
FOLDER = "`export vcard --split`"
ALL = "name, numbers and e-mails of every entry, each once"

# (name, numbers, e-mail addresses)
Seat: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...]]


def _cmcct(*args: str | Path) -> str:
    done = subprocess.run(
        command(*args, "--directory", SHIPPED),
        capture_output=True,
        check=True,
        timeout=60,
        env=environment(),
    )
    return done.stdout.decode()


def _output(*words: str | Path, given: str = "", env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        words, input=given.encode(), capture_output=True, check=False, timeout=100, env=env
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode(errors="replace")  # Poppler prints titles of tags as UTF-16


def _seat(name: str, phones: Iterable[str], emails: Iterable[str]) -> Seat:
    return name, tuple(sorted(phones)), tuple(sorted(emails))


def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(_cmcct("export", "json"))["focal_points"]
    return entries


def _expected() -> list[Seat]:
    return sorted(
        _seat(
            entry["name"] or entry["unit"] or entry["organisation"],
            (phone["number"] for phone in entry["phones"] if not phone["national"]),
            (email["address"] for email in entry["emails"]),
        )
        for entry in _entries()
    )


def _number(phone: Mapping[str, Any]) -> str:
    return f"{phone['number']} ext. {phone['ext']}" if phone.get("ext") else phone["number"]


def _found(cards: Iterable[Mapping[str, Any]]) -> list[Seat]:
    return sorted(_seat(card["name"], card["phones"], card["emails"]) for card in cards)


def _by_ical_js(text: str) -> list[Card]:
    (cards,) = by_ical_js([text])
    return cards


def _seats(cards: Iterable[Card]) -> list[Seat]:
    return sorted(
        _seat(
            card["fn"][0].text,
            (phone.text for phone in card.get("tel", ())),
            (email.text for email in card.get("email", ())),
        )
        for card in cards
    )


@reads(CARDS_3, ICAL_JS, read=ALL)
def test_ical_js_reads_cards_of_3_0() -> None:
    assert _seats(_by_ical_js(_cmcct("export", "vcard"))) == _expected()


@reads(CARDS_4, ICAL_JS, read=ALL)
def test_ical_js_reads_cards_of_4_0() -> None:
    cards = _by_ical_js(_cmcct("export", "vcard", "--vcard-version", "4.0"))
    assert _seats(cards) == _expected()


def _check_groups(kind: str, member: str, *options: str) -> None:
    """Assert that every group is a card with its seats, and that the seats' cards do not change."""
    cards = _by_ical_js(_cmcct("export", "vcard", *options))
    groups = [card for card in cards if _values(card, kind) == ["group"]]
    seats = {card["uid"][0].text: card for card in cards if card not in groups}
    assert _seats(seats.values()) == _expected()
    memberships = sum(len(_values(group, member)) for group in groups)
    assert memberships == sum(
        len(entry["working_groups"]) + len(entry["meetings"]) for entry in _entries()
    )
    assert {uid for group in groups for uid in _values(group, member)} <= seats.keys()


def _values(card: Card, name: str) -> list[str]:
    return [found.text for found in card.get(name, ())]


@reads("`export vcard --groups kind`", ICAL_JS, read=f"{ALL}; the groups and who is in them")
def test_ical_js_reads_groups_of_4_0() -> None:
    _check_groups("kind", "member", "--groups", "kind")


@reads("`export vcard --groups apple`", ICAL_JS, read=f"{ALL}; the groups and who is in them")
def test_ical_js_reads_groups_of_apple() -> None:
    prefix = "x-addressbookserver"
    _check_groups(f"{prefix}-kind", f"{prefix}-member", "--groups", "apple")


def _texts(folder: Path) -> list[str]:
    return [path.read_bytes().decode() for path in sorted(folder.glob("*.vcf"))]


@reads(FOLDER, EVOLUTION, read=ALL)
def test_evolution_reads_the_card_of_each_file(tmp_path: Path) -> None:
    _cmcct("export", "vcard", "--split", "-o", tmp_path)
    _check_evolution(tmp_path)


@reads(f"{FOLDER[:-1]} --vcard-version 4.0`", EVOLUTION, read=ALL)
def test_evolution_reads_the_card_of_each_file_of_4_0(tmp_path: Path) -> None:
    _cmcct("export", "vcard", "--split", "--vcard-version", "4.0", "-o", tmp_path)
    _check_evolution(tmp_path)


def _check_evolution(folder: Path) -> None:
    texts = json.dumps(_texts(folder))
    cards = json.loads(_output("/usr/bin/python3", HERE / "ebook.py", given=texts))
    assert _found(cards) == _expected()
    assert len({card["uid"] for card in cards}) == len(cards)


def _by_perl(path: Path) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = json.loads(_output("perl", HERE / "addressbook.pl", path))
    return cards


@reads(CARDS_3, TEXT_VCARD, read=ALL)
def test_perl_reads_cards_of_3_0(tmp_path: Path) -> None:
    _cmcct("export", "vcard", "-o", tmp_path / "list.vcf")
    assert _found(_by_perl(tmp_path / "list.vcf")) == _expected()


@reads(CARDS_4, TEXT_VCARD, read=ALL)
def test_perl_reads_cards_of_4_0(tmp_path: Path) -> None:
    _cmcct("export", "vcard", "--vcard-version", "4.0", "-o", tmp_path / "list.vcf")
    assert _found(_by_perl(tmp_path / "list.vcf")) == _expected()


@reads(CARDS_3, ABOOK, read="name and e-mails of every entry, one unlabelled number of each kind")
def test_abook_reads_cards_of_3_0(tmp_path: Path) -> None:
    source, book = tmp_path / "list.vcf", tmp_path / "book"
    _cmcct("export", "vcard", "-o", source)
    convert = ("--informat", "vcard", "--infile", source, "--outformat", "abook", "--outfile", book)
    _output("abook", "--convert", *convert, env=environment() | {"HOME": str(tmp_path)})
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(book, encoding="utf-8")
    found = [_by_abook(parser[number]) for number in parser.sections() if number != "format"]
    assert sorted((name, emails) for name, _, emails in found) == [
        (name, emails) for name, _, emails in _expected()
    ]
    cards = source.read_bytes().decode().replace("\r\n ", "").split("BEGIN:VCARD")[1:]
    numbers = {
        re.findall("\nFN:(.*)\r", card)[0].replace("\\,", ","): re.findall("\nTEL.*:(.*)\r", card)
        for card in cards
    }
    assert all(bool(phones) == bool(numbers[name]) for name, phones, _ in found)
    assert all(set(phones) <= set(numbers[name]) for name, phones, _ in found)


def _by_abook(card: Mapping[str, str]) -> Seat:
    phones = [card[key] for key in ("phone", "workphone", "mobile", "fax") if key in card]
    return _seat(card["name"], phones, filter(None, card.get("email", "").split(",")))


@pytest.fixture
def khard(tmp_path: Path) -> Sequence[str]:
    """Return a khard command that reads a folder of cards."""
    config, folder = tmp_path / "khard.conf", tmp_path / "network"
    config.write_text(f"[addressbooks]\n[[network]]\npath = {folder}\n", encoding="utf-8")
    _cmcct("export", "vcard", "--split", "-o", folder)
    return "khard", "-c", str(config)


def _lines(khard: Sequence[str], *words: str) -> list[list[str]]:
    text = _output(*khard, *words)
    return [line.split("\t") for line in text.splitlines() if "\t" in line]


@reads(FOLDER, KHARD, read=f"{ALL}; found by names with accents")
def test_khard_lists_shows_and_finds_everybody(khard: Sequence[str]) -> None:
    expected = _expected()
    listed = _lines(khard, "list", "-p")
    assert sorted(name for _, name, _ in listed) == [name for name, _, _ in expected]
    assert len({uid for uid, _, _ in listed}) == len(expected)
    pairs = sorted((name, phone) for name, phones, _ in expected for phone in phones)
    assert sorted((name, phone) for phone, name, _ in _lines(khard, "phone", "-p")) == pairs
    pairs = sorted((name, email) for name, _, emails in expected for email in emails)
    assert sorted((name, email) for email, name, _ in _lines(khard, "email", "-p")) == pairs
    assert [name for _, name, _ in _lines(khard, "list", "-p", "ángeles", "peña")] == [
        "María de los Ángeles Ejemplo Peña"
    ]
    (uid,) = [uid for uid, name, _ in listed if name.startswith("Ada María")]
    shown = _output(*khard, "show", f"uid:{uid}")
    for text in ("Ada María Example Pérez", "Director", "+5922201234", "ctu@example.org"):
        assert text in shown


@reads("`export csv`", CALC, read="every cell as it was written, numbers as text, days as days")
def test_calc_opens_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    _cmcct("export", "csv", "-o", path)
    (shown,) = libreoffice.read_sheets(path).values()
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert shown == list(csv.reader(file))
    assert len(shown) == len(_entries()) + 1


@reads("`export xlsx`", CALC, read=f"{ALL}; sheets for meetings and groups")
def test_calc_opens_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    _cmcct("export", "xlsx", "-o", path)
    entries, meetings, groups = libreoffice.read_sheets(path).values()
    assert len(meetings) > 1
    assert len(groups) > 1
    head = next(row for row in entries if "Name" in row)
    rows = [dict(zip(head, row, strict=True)) for row in entries[entries.index(head) + 1 :]]
    assert [_from_sheet(row) for row in rows] == [
        (
            entry["name"] or "",
            sorted(_digits(_number(phone)) for phone in entry["phones"]),
            [email["address"] for email in entry["emails"]],
        )
        for entry in _entries()
    ]


def _from_sheet(row: Mapping[str, str]) -> tuple[str, list[str], list[str]]:
    keys = ("Call first", "Numbers and details", "Fax")
    lines = chain(*(row[key].splitlines() for key in keys))
    # Remove the text after a number: remarks and hours; those of the first are a line of their own.
    numbers = [_digits(re.split(r" \(|, ", text)[0]) for text in lines if text[0] != "…"]
    return row["Name"], sorted(numbers), row["E-mail"].splitlines()


def _digits(text: str) -> str:
    return re.sub(r"[^\d+x]", "", text)


@reads("`show --qr`", ZBAR, read="the short card in the code")
def test_zbar_reads_the_code_on_the_screen(tmp_path: Path) -> None:
    shown = _cmcct("show", "gy-ctu", "--qr").splitlines()
    code = [line for line in shown if re.fullmatch("[█▀▄ ]{40,}", line)]
    text = qr_codes.decode(qr_codes.draw(code, tmp_path))
    assert "\nFN:Ada María Example Pérez" in text.replace("\r", "")
    assert "+5922201234" in text
    assert "ctu@example.org" in text


@reads("`export html`", CHROMIUM, read="every entry; search finds what `cmcct search` finds")
def test_chromium_shows_the_page(tmp_path: Path) -> None:
    path = tmp_path / "list.html"
    _cmcct("export", "html", "-o", path)
    queries = ["curacao police", "fiscalía", "6091250"]
    ids = [entry["id"] for entry in _entries()]
    found = [_cmcct("search", *query.split(), "--format", "ids").split() for query in queries]
    expected = [ids, *([id_ for id_ in some if id_ in ids] for some in found)]
    result = observe("search", path, queries=["", *queries])
    assert [sorted(seen["ids"]) for seen in result["seen"]] == list(map(sorted, expected))
    assert (result["requests"], result["errors"]) == ([], [])


@reads("`export pdf`", POPPLER, read="name, numbers and e-mails of every entry; title, tags")
def test_poppler_reads_the_text_of_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    _cmcct("export", "pdf", "-o", path)
    text = _output("pdftotext", "-raw", path, "-").partition("Index of names")[0]
    # Lines end inside names, numbers and addresses; Poppler takes the hyphens there away.
    shown = re.sub(r"[\s-]", "", text)
    for entry in _entries():
        texts = [entry["name"] or "", *(email["address"] for email in entry["emails"])]
        texts += [phone["number"] for phone in entry["phones"]]
        for word in texts:
            assert re.sub(r"[\s-]", "", word) in shown
    about = _output("pdfinfo", path)
    assert re.search("^Title: +CMC Counter-Trafficking Network$", about, re.MULTILINE)
    assert re.search("^Tagged: +yes$", about, re.MULTILINE)
    tags = re.findall(
        r"^ +(H[12]|THead|TBody)\b", _output("pdfinfo", "-struct", path), re.MULTILINE
    )
    countries = {entry["country"] for entry in _entries()}
    countries |= {name for entry in _entries() for name in entry["covers"]}
    sections = ("Day and night", "Countries", "Index of names")
    assert (tags[0], tags.count("H1"), tags.count("THead")) == ("H1", 1, 2)
    assert tags.count("H2") == len(countries) + len(sections)


@reads("`export markdown`", CMARK, read="the name and e-mails of every entry")
def test_cmark_makes_a_page_of_markdown() -> None:
    page = _output("cmark-gfm", "-e", "table", given=_cmcct("export", "markdown"))
    text = html.unescape(re.sub("<[^>]+>", "", page))
    for name, _, emails in _expected():
        assert name in text
        assert all(email in text for email in emails)
