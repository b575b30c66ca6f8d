"""Handles: in the file, by commands, in every product, for their audience alone, and back."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from cmcct.fieldtypes import handle
from cmcct.formats import csv, html, markdown, pdf, vcard, xlsx
from cmcct.formats.csv import address_books
from cmcct.formats.shared import columns
from cmcct.i18n.messages import LANGUAGES, Translator
from cmcct.model.entities import MESSENGERS, FocalPoint
from cmcct.privacy import levels
from tests.conftest import OnTerminal, Run, write_overlay
from tests.support.cases import each
from tests.support.decoding import unzipped
from tests.support.entries import extract
from tests.support.pdf_texts import read_text
from tests.support.person import typing

LINK = "https://signal.me/#eu/Ab3_example-example-example-example"
HANDLES: list[dict[str, str]] = [
    {"app": "signal", "id": "ada.42"},
    {"app": "telegram", "id": "ada"},
    {"app": "threema", "id": "*EXAMPLE", "sharing": "secretariat"},
    {"app": "signal", "id": LINK},
]
ADA: dict[str, Any] = {
    "id": "gy-ctu",
    "country": "Guyana",
    "name": "Ada Example",
    "organisation": "Example Ministry",
    "sectors": ["police"],
}
POINT = FocalPoint.model_validate(ADA | {"handles": HANDLES})
TEXT = """\
[directory]
name = "Example Network"
contact = "list@example.org"

[[focal_point]]
id = "gy-ctu"
country = "Guyana"
name = "Ada Example"
organisation = "Example Ministry"
sectors = ["police"]
emails = ["ctu@example.org"]
phones = [{ number = "+592 609 1234", type = "mobile", apps = ["signal"] }]
verified = 2026-03-02
"""
WITH = TEXT.replace('Network"', 'Network"\nformat = 2').replace(
    "verified",
    'handles = [{ app = "signal", id = "ada.42" }, { app = "telegram", id = "ada" }]\nverified',
)
ALONE = "\n".join(
    line for line in WITH.splitlines() if not line.startswith(("emails", "phones"))
).replace("sectors", 'role = "head-of-unit"\nsectors')


Save: TypeAlias = Callable[[str], Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return a function that writes a directory file."""

    def call(text: str) -> Path:
        path = tmp_path / "directory.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return call


def _entry(path: Path) -> dict[str, Any]:
    (entry,) = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    assert isinstance(entry, dict)
    return entry


# What a handle is


def test_apps_of_validation_are_those_of_the_model() -> None:
    assert tuple(handle.NAMES) == MESSENGERS


@each(
    ("text", "app", "read"),
    [
        ("signal: ada.42", "", ("signal", "ada.42")),
        ("Signal: @ada.42", "", ("signal", "ada.42")),
        (f"Signal-link: {LINK}", "", ("signal", LINK)),
        (LINK.removeprefix("https://"), "", ("signal", LINK)),
        ("https://t.me/ada_example", "", ("telegram", "ada_example")),
        ("https://t.me/ada_example?start=1", "", ("telegram", "ada_example")),
        ("https://t.me/ada?x=5926091", "", ("telegram", "https://t.me/ada?x=5926091")),
        ("http://telegram.me/ada_example/", "", ("telegram", "ada_example")),
        ("threema.id/abcd1234", "", ("threema", "ABCD1234")),
        ("www.threema.id/abcd1234", "", ("threema", "ABCD1234")),
        (LINK.replace("https", "sgnl"), "", ("signal", LINK)),
        ("abcd1234", "threema", ("threema", "ABCD1234")),
        ("telegram: ada", "signal", ("telegram", "ada")),
        ("ada", "signal", ("signal", "ada")),
        ("ada.42", "", None),
        ("https://t.me/+592609", "", None),
        ("https://telegram.me/+592609", "", None),
        ("+592 609 1234", "", None),
    ],
)
def test_texts_are_read_as_handles(text: str, app: str, read: tuple[str, str] | None) -> None:
    found = handle.read_handle(text, app)
    assert found == (read and dict(zip(("app", "id"), read, strict=True)))


@each(
    ("app", "id_", "link"),
    [
        ("signal", "ada.42", ""),
        ("signal", LINK, LINK),
        ("telegram", "ada", "https://t.me/ada"),
        ("threema", "ABCD1234", "https://threema.id/ABCD1234"),
        ("telegram", "a/../b", ""),
        ("threema", "x" * 300, ""),
    ],
)
def test_a_valid_name_has_the_link_of_its_app(app: str, id_: str, link: str) -> None:
    assert handle.make_link(app, id_) == link
    assert (handle.check_handle(app, id_) is None) == (bool(link) or id_ == "ada.42")


@each(
    ("written", "shown"),
    [
        ('"signal: ada.42"', 'help: write { app = "signal", id = "ada.42" }'),
        ('"ada.42"', 'help: write { app = "signal", id = "…" }'),
        ('{ app = "singal", id = "ada.42" }', "help: did you mean signal?"),
        ('{ app = "Signal", id = "ada.42" }', 'help: write "signal"'),
        ('{ app = "wire", id = "ada.42" }', "help: write signal, telegram or threema"),
        ('{ app = "signal" }', 'help: write { app = "signal", id = "…" }'),
        ('{ id = "ada.42" }', 'help: write { app = "signal", id = "…" }'),
    ],
)
def test_unreadable_handle_is_an_error_with_what_to_save(
    run: Run, save: Save, written: str, shown: str
) -> None:
    text = WITH.replace('{ app = "telegram", id = "ada" }', written)
    result = run("check", save(text))
    assert (result.code, result.out.count("error[")) == (1, 1)
    assert shown in result.out


def test_an_entry_with_a_handle_alone_is_valid_and_can_be_reached(run: Run, save: Save) -> None:
    path = save(ALONE)
    assert run("check", path).code == 0
    assert run("search", "unreachable", "--directory", path).out == ""
    assert "gy-ctu" in run("search", "ada.42", "--directory", path).out


# Edits


@each(
    ("words", "items"),
    [
        (["signal=ada.42"], [HANDLES[0]]),
        (["--add", "handles=telegram: ada"], [HANDLES[1]]),
        (["--add", "threema=abcd1234"], [{"app": "threema", "id": "ABCD1234"}]),
        ([f'handles=["signal: ada.42", "{LINK}"]'], [HANDLES[0], HANDLES[3]]),
    ],
)
def test_set_adds_a_handle_and_declares_the_format(
    run: Run, save: Save, words: list[str], items: list[dict[str, str]]
) -> None:
    path = save(TEXT)
    result = run("set", "gy-ctu", *words, "--yes", "--directory", path)
    assert (result.code, _entry(path)["handles"]) == (0, items)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["directory"]["format"] == 2
    assert _entry(path)["phones"] == [
        {"number": "+592 609 1234", "type": "mobile", "apps": ["signal"]}
    ]


@each(
    ("words", "ids"),
    [
        (["handles.1=grace"], ["ada.42", "grace"]),
        (["handles.1.id=grace"], ["ada.42", "grace"]),
        (["signal=grace.43"], ["grace.43", "ada"]),
        (["telegram=@grace"], ["ada.42", "grace"]),
        (["--unset", "telegram"], ["ada.42"]),
        (["--remove", "telegram=ada"], ["ada.42"]),
        (["--remove", "handles=signal: ada.42"], ["ada"]),
        (["--unset", "handles.0"], ["ada"]),
        (["telegram.sharing=secretariat"], ["ada.42", "ada"]),
    ],
)
def test_set_changes_the_handle_that_is_meant(
    run: Run, save: Save, words: list[str], ids: list[str]
) -> None:
    path = save(WITH)
    result = run("set", "gy-ctu", *words, "--yes", "--directory", path)
    assert result.code == 0, result.err
    assert [item["id"] for item in _entry(path)["handles"]] == ids


@each(
    ("words", "message"),
    [
        (["handles=ada.42"], "does not say which app it is for"),
        (["telegram.id=ada", "telegram=ada"], ""),
        (["handles.1=signal: ada.42"], "has it already"),
        (["signal=ada"], "not a username of Signal"),
        (["--public", "threema"], "the private file has nothing of gy-ctu"),
    ],
)
def test_set_refuses_what_is_no_handle(
    run: Run, save: Save, words: list[str], message: str
) -> None:
    path = save(WITH)
    result = run("set", "gy-ctu", *words, "--yes", "--directory", path)
    assert result.code == (2 if message else 0)
    assert message in result.err


@each("word", ["handles.0", "ada.42", "signal: ada.42"])
def test_handle_moves_to_the_private_file_and_back(run: Run, save: Save, word: str) -> None:
    path = save(WITH.replace(', apps = ["signal"]', ""))
    moved = run("set", "gy-ctu", "--private", word, "--yes", "--directory", path)
    assert moved.code == 0, moved.err
    assert [item["id"] for item in _entry(path)["handles"]] == ["ada"]
    (part,) = tomllib.loads(path.with_name("directory.private.toml").read_text())["focal_point"]
    assert part["handles"] == [HANDLES[0]]
    back = run("set", "gy-ctu", "--public", "signal", "--yes", "--directory", path)
    assert back.code == 0, back.err
    assert _entry(path)["handles"][-1] == HANDLES[0] | {"sharing": "secretariat"}


def test_replace_takes_the_handles_of_the_person(run: Run, save: Save) -> None:
    path = save(WITH)
    result = run("replace", "gy-ctu", "--name", "Bea Muster", "--yes", "--directory", path)
    assert result.code == 0, result.err
    assert "handles" not in _entry(path)


def test_add_takes_handles(run: Run, save: Save) -> None:
    path = save(TEXT.partition("[[")[0])
    words = ["--country", "Guyana", "--name", "Ada Example", "--organisation", "Example Ministry"]
    words += ["--sector", "police", "--handle", "signal: ada.42"]
    added = run("add", *words, "--directory", path)
    assert added.code == 0, added.err
    assert _entry(path)["handles"] == [HANDLES[0]]


def test_form_asks_for_a_handle_where_there_is_no_other_channel(save: Save) -> None:
    path = save(TEXT.partition("[[")[0])
    words = ["--country", "Guyana", "--name", "Ada Example", "--organisation", "Example Ministry"]
    answers = [
        ("Unit (optional): ", "\n"),
        ("Family name, for sorting (optional): ", "\n"),
        ("Job title (optional): ", "\n"),
        ("Role [Focal point]: ", "\n"),
        ("E-mail (optional): ", "\n"),
        ("Phone (optional): ", "\n"),
        ("App usernames, as there is no e-mail or phone, e.g. signal: ada.42: ", "\n"),
        ("App usernames, as there is no e-mail or phone, e.g. signal: ada.42: ", "ada.42\n"),
        ("App usernames, as there is no e-mail or phone, e.g. signal: ada.42: ", "back\n"),
        ("Phone (optional): ", "\n"),
        (
            "App usernames, as there is no e-mail or phone, e.g. signal: ada.42: ",
            "signal: ada, telegram: ada\n",
        ),
        (
            "App usernames, as there is no e-mail or phone, e.g. signal: ada.42: ",
            "Signal: @ada.42\n",
        ),
        ("  signal: ada.42", ""),
        ("Languages (optional): ", "\n"),
        ("Hours (optional): ", "\n"),
        ("Id of the entry, used in commands [gy-ministry]: ", "\n"),
        ("Save these changes? [no]: ", "yes\n"),
    ]
    result = typing(answers, "add", *words, "--sector", "police", "--directory", path)
    assert result.code == 0, result.out
    assert "does not say which app it is for" in result.out
    assert "signal: ada" in result.out
    assert _entry(path)["handles"] == [HANDLES[0]]


def test_wider_sharing_of_a_handle_is_asked_about(run: Run, save: Save) -> None:
    path = save(WITH.replace('"ada" }', '"ada", sharing = "secretariat" }'))
    refused = run("set", "gy-ctu", "handles.1.sharing=network", "--directory", path)
    assert refused.code == 2
    assert "more people will see telegram: ada" in refused.err
    noted = run("set", "gy-ctu", "notes=Telegram: ada", "--directory", path)
    assert noted.code == 2
    assert "telegram: ada" in noted.err


def test_handle_is_no_quotation_of_a_longer_one(run: Run, save: Save) -> None:
    path = save(WITH.replace('"ada" }', '"ada", sharing = "secretariat" }'))
    assert run("check", path).out == ""


def test_handle_of_other_letter_case_is_not_replaced(run: Run, save: Save) -> None:
    twin = 'handles = [{ app = "telegram", id = "Ada", sharing = "secretariat" }]'
    path = save(f"{WITH}{BEA.replace('handles', f'{twin}  # ')}")
    words = ("merge", "gy-ctu", "gy-bea", "--prefer", "keep", "--directory", path)
    merged = run(*words, "--dry-run")
    assert merged.code == 0
    assert "more people" not in merged.err


# Products


@each("audience", levels.AUDIENCES)
def test_every_audience_has_the_handles_that_it_may_have(audience: str) -> None:
    (shown,) = extract(POINT, audience=audience).focal_points or (None,)
    ids = [each.id for each in shown.handles] if shown else []
    assert ids == {"public": [], "network": ["ada.42", "ada", LINK]}.get(
        audience, [item["id"] for item in HANDLES]
    )


def test_cells_of_csv_and_workbook_are_read_back(run: Run, save: Save, tmp_path: Path) -> None:
    view = extract(POINT, audience="network")
    cell = f"signal: ada.42; telegram: ada; signal: {LINK}"
    assert columns.cell_texts(view.focal_points[0], ["handles"]) == [cell]
    assert cell in csv.dump(view)
    assert cell in unzipped(xlsx.dump(view, Translator("es")))
    path, lines = save(TEXT.partition("[[")[0]), csv.dump(view)
    sheet = tmp_path / "list.csv"
    sheet.write_text(lines, encoding="utf-8")
    imported = run("import", sheet, "--yes", "--directory", path)
    assert imported.code in {0, 1}, imported.err


@each("format_", ["csv", "xlsx", "vcard", "json"])
def test_list_that_comes_back_changes_its_handles_alone(
    run: Run, save: Save, tmp_path: Path, format_: str
) -> None:
    path = save(WITH)
    suffix = {"vcard": "vcf"}.get(format_, format_)
    made = tmp_path / f"list.{suffix}"
    out = run("export", format_, "-o", made, "--directory", path)
    assert out.code == 0, out.err
    before = path.read_bytes()
    assert run("import", made, "--yes", "--directory", path).code == 0
    assert path.read_bytes() == before


def test_handle_that_a_row_of_ours_changed_is_asked_about(
    run: Run, save: Save, tmp_path: Path
) -> None:
    path, made = save(WITH), tmp_path / "list.csv"
    assert run("export", "csv", "-o", made, "--directory", path).code == 0
    text = made.read_text(encoding="utf-8-sig")
    made.write_text(text.replace("telegram: ada", "telegram: grace"), encoding="utf-8-sig")
    asked = run("import", made, "--directory", path)
    assert "grace" in asked.out
    assert "grace" not in path.read_text(encoding="utf-8")


@each(
    ("heading", "cell", "key", "item"),
    [
        ("Signal", "ada.42", "handles", HANDLES[0]),
        ("Telegram", "@ada", "handles", HANDLES[1]),
        ("Threema ID", "abcd1234", "handles", {"app": "threema", "id": "ABCD1234"}),
        ("App usernames", "signal: ada.42", "handles", HANDLES[0]),
        ("Signal", "+592 609 1299", "phones", None),
    ],
)
def test_columns_of_others_have_handles(  # noqa: PLR0913, PLR0917 - fixtures and cases
    run: Run, save: Save, tmp_path: Path, heading: str, cell: str, key: str, item: Any
) -> None:
    path = save(TEXT.partition("[[")[0])
    sheet = tmp_path / "people.csv"
    rows = f"Country,Name,Organisation,Sector,E-mail,{heading}\n"
    rows += f"Guyana,Ada Example,Example Ministry,Police,ada@example.org,{cell}\n"
    sheet.write_text(rows, encoding="utf-8")
    result = run("import", sheet, "--yes", "--directory", path)
    assert key in _entry(path), result.err
    if item:
        assert _entry(path)[key] == [item]
    else:
        assert _entry(path)[key][0]["apps"] == ["signal"]


def test_cards_of_others_have_handles(run: Run, save: Save, tmp_path: Path) -> None:
    path, card = save(TEXT), tmp_path / "ada.vcf"
    lines = (
        *("BEGIN:VCARD", "VERSION:3.0", "FN:Ada Example", "N:Example;Ada;;;"),
        *("ORG:Example Ministry", "EMAIL:ctu@example.org", "IMPP:telegram:ada"),
        *("IMPP;X-SERVICE-TYPE=Signal:x-apple:ada.42", "IMPP;TYPE=HOME:signal:home.42"),
        *("IMPP:xmpp:ada@example.org", "END:VCARD", ""),
    )
    card.write_text("\r\n".join(lines), encoding="utf-8")
    result = run("import", card, "--yes", "--directory", path)
    assert _entry(path)["handles"] == [HANDLES[1], HANDLES[0]], result.err
    assert "home.42" not in path.read_text(encoding="utf-8")


def test_card_of_an_address_book_has_the_handles() -> None:
    view = extract(POINT, audience="secretariat")
    for version in ("3.0", "4.0"):
        card = vcard.dump(view, version=version).replace("\r\n ", "")
        assert "IMPP;X-SERVICE-TYPE=Signal:signal:ada.42\r\n" in card
        assert "IMPP;X-SERVICE-TYPE=Telegram:telegram:ada\r\n" in card
        assert "IMPP;X-SERVICE-TYPE=Threema:threema:*EXAMPLE\r\n" in card
        assert f"IMPP;X-SERVICE-TYPE=Signal:{LINK}\r\n" in card
        assert "App usernames: Signal: ada.42\\, Telegram: ada" in card
    for program in address_books.HEADERS:
        text = address_books.dump(view, Translator(), program)
        assert "Signal: ada.42, Telegram: ada" in text


def test_page_has_names_and_links() -> None:
    page = html.dump(extract(POINT, audience="network"), Translator())
    assert '<span class="call handle"><small>Signal</small> <bdi>ada.42</bdi></span>' in page
    assert '<a class="call handle" href="https://t.me/ada"><small>Telegram</small>' in page
    assert f'href="{LINK}"><small>Signal</small> <bdi>Signal link</bdi></a>' in page
    assert "*EXAMPLE" not in page


def test_nobody_writes_to_a_shelter() -> None:
    house = POINT.model_copy(update={"sectors": ("shelter",), "body": "ngo"})
    view = extract(house, audience="network")
    page = html.dump(view, Translator()).partition("<script")[0]
    for text in (page, markdown.dump(view, Translator())):
        assert not re.search(r"https?://(t|signal)\.me", text)
    assert "IMPP" not in vcard.dump(view)


def test_markdown_and_paper_have_names_and_links() -> None:
    view = extract(POINT, audience="secretariat")
    text = markdown.dump(view, Translator())
    assert "Signal: ada.42" in text
    assert "[Telegram: ada](https://t.me/ada)" in text
    assert f"[Signal link]({LINK})" in text
    assert r"Threema: \*EXAMPLE](https://threema.id/*EXAMPLE) (secretariat only)" in text
    paper = read_text(pdf.dump(view, Translator()))
    assert "Signal: ada.42" in paper
    assert "Telegram: ada" in paper
    assert "Signal link" in paper
    assert "secretariat only" in paper


@each("lang", LANGUAGES)
def test_signal_link_is_named_in_every_language(lang: str) -> None:
    names = {"en": "Signal link", "es": "Enlace de Signal", "fr": "Lien Signal"}
    text = markdown.dump(extract(POINT), Translator(lang))
    assert f"[{names.get(lang, 'Signal-link')}]({LINK})" in text


def test_apps_of_a_number_have_links_on_a_terminal(terminal: OnTerminal, save: Save) -> None:
    path = save(WITH)
    shown = terminal("show", "gy-ctu", "--directory", path, colour=True).out
    assert re.search(r"\x1b]8;[^;]*;https://signal\.me/#p/\+5926091234\x1b", shown)
    assert "mobile, Signal" in terminal("show", "gy-ctu", "--directory", path).out
    house = save(WITH.replace('["police"]', '["shelter"]\nbody = "ngo"'))
    shown = terminal("show", "gy-ctu", "--directory", house, colour=True).out
    assert not re.search(r"signal\.me|t\.me", shown)


def test_show_search_and_call_have_handles(run: Run, save: Save) -> None:
    path = save(WITH)
    shown = run("show", "gy-ctu", "--directory", path).out
    assert "Signal: ada.42\n" in shown
    assert "Telegram: ada   https://t.me/ada\n" in shown
    for term in ("ada.42", "@ADA.42", "signal"):
        assert "Signal: ada.42, Telegram: ada" in run("search", term, "--directory", path).out
    called = run("call", "guyana", "--directory", path).out.splitlines()
    place = called.index("If nobody answers")
    assert called[place + 1 :] == [
        "  mailto:ctu@example.org",
        "  Signal: ada.42",
        "  Telegram: ada",
    ]
    found = json.loads(run("call", "guyana", "--format", "json", "--directory", path).out)
    assert found["fallback"]["handles"] == [
        {"app": "signal", "id": "ada.42", "link": None, "entry": "gy-ctu"},
        {"app": "telegram", "id": "ada", "link": "https://t.me/ada", "entry": "gy-ctu"},
    ]


BEA = """
[[focal_point]]
id = "gy-bea"
country = "Guyana"
name = "Bea Muster"
organisation = "Example Ministry"
sectors = ["police"]
handles = [{ app = "signal", id = "bea.42" }]
verified = 2026-03-02
"""
LINE = """
[[focal_point]]
id = "sr-line"
country = "Suriname"
organisation = "Example Hotline"
role = "duty-desk"
sectors = ["police"]
phones = [{ number = "+597 8512 345", hours = "24/7" }]
handles = [{ app = "telegram", id = "example_line" }]
verified = 2026-03-02
"""
HEAD = WITH.partition("[[focal")[0]


@each(
    ("text", "code", "first", "rows"),
    [
        (HEAD + BEA, 1, None, ["Signal: bea.42   Bea Muster"]),
        (HEAD + BEA + LINE, 0, "sr-line", ["Signal: bea.42   Bea Muster"]),
        (HEAD + LINE, 0, "sr-line", ["Telegram: example_line"]),
        (WITH.replace("handles", "# ") + BEA, 0, "gy-ctu", ["Signal: bea.42   Bea Muster"]),
        (WITH + BEA, 0, "gy-ctu", ["Signal: ada.42", "Telegram: ada"]),
        (HEAD + BEA.replace('["police"]', '["shelter"]\nbody = "ngo"'), 1, None, []),
        (HEAD + BEA.replace("sectors", 'role = "observer"\nsectors'), 1, None, []),
        (HEAD + BEA.replace('42"', '42", sharing = "secretariat"'), 1, None, []),
        (
            WITH.replace("mobile", "hotline").replace("verified", 'status = "vacant"\nverified'),
            0,
            "gy-ctu",
            [],
        ),
    ],
)
def test_who_has_no_number_is_named_with_the_handle(  # noqa: PLR0913, PLR0917 - fixtures and cases
    run: Run, save: Save, text: str, code: int, first: str | None, rows: list[str]
) -> None:
    words = ("call", "guyana", "--directory", save(text))
    called, found = run(*words), json.loads(run(*words, "--format", "json").out)
    assert called.code == code
    assert next((line["entry"] for line in found["lines"]), None) == first
    below = called.out.partition("If nobody answers\n")[2].splitlines()
    assert [row.strip() for row in below if "mailto:" not in row] == rows
    assert len(found["fallback"]["handles"]) == len(rows)


def test_call_keeps_a_handle_of_the_secretariat(run: Run, save: Save) -> None:
    path = save(WITH.replace('"ada" }', '"ada", sharing = "secretariat" }'))
    assert "Telegram" not in run("call", "guyana", "--directory", path).out
    whole = run("call", "guyana", "--audience", "secretariat", "--directory", path).out
    assert "Telegram: ada (secretariat only)" in whole


def test_letters_have_handles_and_count_who_has_nothing_else(
    run: Run, save: Save, tmp_path: Path
) -> None:
    path = save(WITH)
    letters = tmp_path / "letters"
    result = run(
        "round", "letters", "--since", "2026-05-01", "-o", letters, "--yes", "--directory", path
    )
    assert result.code == 0, result.err
    text = (letters / "gy-ctu.eml").read_text(encoding="utf-8")
    assert "Signal: ada.42" in text
    path = save(ALONE)
    result = run(
        "round",
        "letters",
        "--since",
        "2026-05-01",
        "-o",
        tmp_path / "more",
        "--yes",
        "--directory",
        path,
    )
    assert "1 entry without an e-mail address: gy-ctu" in result.err


@each(
    ("lang", "one", "two"),
    [
        ("en", "1 e-mail, number or username", "2 e-mails, numbers and usernames"),
        (
            "es",
            "1 correo, teléfono o usuario de mensajería",
            "2 correos, teléfonos y usuarios de mensajería",
        ),
        (
            "fr",
            "1 adresse électronique, numéro ou identifiant de messagerie",
            "2 adresses électroniques, numéros et identifiants de messagerie",
        ),
        (
            "nl",
            "1 e-mailadres, nummer of gebruikersnaam",
            "2 e-mailadressen, nummers of gebruikersnamen",
        ),
    ],
)
def test_withheld_handle_is_counted_as_one(
    run: Run, save: Save, lang: str, one: str, two: str
) -> None:
    translator, secret = Translator(lang), {"sharing": "secretariat"}
    for handles, words in ((HANDLES, one), ([HANDLES[0] | secret, *HANDLES[1:3]], two)):
        held = FocalPoint.model_validate(ADA | {"handles": handles})
        view = extract(held, audience="network")
        texts = [markdown.dump(view, translator), html.dump(view, translator)]
        texts += [read_text(pdf.dump(view, translator)), unzipped(xlsx.dump(view, translator))]
        for text in texts:
            assert words in " ".join(text.split())
    path = save(WITH.replace('"ada" }', '"ada", sharing = "secretariat" }'))
    letters = path.with_name(lang)
    asked = ("round", "letters", "--since", "2026-05-01", "-o", letters, "--directory", path)
    assert one in run("--lang", lang, *asked).err
    if lang == "en":
        letter = (letters / "gy-ctu.eml").read_text(encoding="utf-8")
        assert f"not in this letter: {one} of yours." in letter.replace("=\n", "")


# Earlier versions, logs, the private file


def test_log_has_no_handle(run: Run, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    path = save(WITH.replace('"ada.42"', '"ada.42", sharing = "public"').replace('ada"', 'a!"'))
    result = run("check", path)
    assert result.code == 1
    assert "ada.42" not in result.out + result.err
    assert "a!" not in result.out + result.err


def test_private_handle_is_joined_for_the_secretariat_alone(run: Run, save: Save) -> None:
    path = save(TEXT)
    write_overlay(
        path,
        '[[focal_point]]\nid = "gy-ctu"\nname = "Ada Example"\n'
        'handles = [{ app = "signal", id = "private.42" }]\n',
    )
    for words in (["show", "gy-ctu"], ["search", "guyana"], ["call", "guyana"], ["export", "json"]):
        assert "private.42" not in run(*words, "--directory", path).out
        secret = run(*words, "--audience", "secretariat", "--directory", path)
        assert "private.42" in secret.out, words
