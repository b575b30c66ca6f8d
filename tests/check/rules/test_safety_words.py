"""Words beside a number that say that it is private: what commands write of it, and what not."""

import re
import time
import tomllib
from pathlib import Path

import pytest

from cmcct.fieldtypes.phone_number import is_marked_private
from cmcct.model import loader
from tests.conftest import ENTRY, Run, Write

ADA = f"{ENTRY}verified = 2026-03-02\n"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


WORDS = [
    "private",
    "privado",
    "privada",
    "privé",
    "privée",
    "privés",
    "particular",
    "personal",
    "personnel",
    "personnelle",
    "persoonlijk",
    "home",
    "thuis",
    "casa",
    "maison",
    "domicilio",
    "domicile",
    "secret",
    "secreto",
    "secrète",
    "geheim",
    "confidential",
    "confidencial",
    "confidentiel",
    "vertrouwelijk",
    "privénummer",
    "residence",
    "niet delen",
    "niet doorgeven",
    "no compartir",
    "ne pas diffuser",
    "do not share",
    "don't share",
    "eigen mobiel",
    "nr. van mijn man",
    "niet voor de lijst",
    "niet in de lijst",
    "mag niet gedeeld worden",
    "mag niet worden doorgegeven",
    "niet aan anderen geven",
    "alleen intern gebruik",
    "internal use only",
    "not for the list",
    "must not be shared",
    "my husband's",
    "own mobile",
    "celular propio",
    "de mi esposo",
    "no dar a terceros",
    "no se debe compartir",
    "no va en la lista",
    "solo uso interno",
    "mon propre portable",
    "de mon mari",
    "ne doit pas être diffusé",
    "pas sur la liste",
    "usage interne",
]


@pytest.mark.parametrize("word", WORDS)
def test_word_for_private_is_known_in_four_languages(word: str) -> None:
    texts = (word, f"0741-2346 ({word.upper()})", f"609 1234 {word}", f"cel {word}")
    assert [text for text in texts if not is_marked_private(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Ministry of Home Affairs",
        "Home Office",
        "Casa de la Mujer",
        "Maison de la Femme",
        "Huis van bewaring",
        "Children's Home",
        "private sector desk",
        "sector privado",
        "secteur privé",
        "oficina de personal",
        "service du personnel",
        "in particular at night",
        "609 1234 (mobile, secretariat only)",
        "for the secretariat",
        "secretariat, only in the morning",
        "niet doorverbinden",
        "Secret Service",
        "geheime dienst",
        "+592 609 1234 (mobile, WhatsApp)",
        "office",
    ],
)
def test_other_name_says_nothing_of_a_number(text: str) -> None:
    assert not is_marked_private(text)


@pytest.mark.parametrize(
    "phones",
    [
        '["0741-2346 (prive)"]',
        '"609 1234 (privé)"',
        '[{ number = "609 1234", type = "home" }]',
        '["609 1234"]  # geheim',
        '["+592 609 1234", "609 1235"]  # "x" thuis',
        '["+592 225 1234"]\nmobiel_prive = "+592 609 1234"',
        '["+592 225 1234"]\ntelefono_privado = ["609 1234"]',
        '["+592 225 1234"]\ntelefoon = "+592 609 1234 (privé)"',
        '["+592 225 1234"]\ntelefoon = "+592 609 1234"  # privé',
        '["+592 225 1234"]\nnotes = "Gate 2. Mobile +592 609 1234 (niet delen)."',
        '["+592 225 1234"]\n# privé: +592 609 1234',
        '["+592 225 1234"]\nsharing = "network"  # do not share: 609 1234',
        '["609 1234"]  # alleen voor het secretariaat',
        '["609 1234 (solo para la secretaría)"]',
        '["609 1234"]  # réservé au secrétariat',
        '["+592 225 1234"]\nnotes = "Mobile 609 1234: secretariat only."',
        '["+592 225 1234"]\nnotes = "609 1234 a.u.b. niet verspreiden"',
        '["+592 225 1234"]\nnotes = "609 1234. Niet delen."',
        '["+592 225 1234"]\nnotes = "609 1234. Por favor, no compartir."',
        '["+592 225 1234"]\nnotes = "Tél. 609 1234 ! Merci de ne pas diffuser."',
        '["+592 225 1234"]\nnotes = "Mobile 609 1234\\nDo not share"',
        '["+592 225 1234"]\nnotes = "Privemail: x@example.org, niet delen"',
        '["+592 225 1234"]\nprivate_notes = "Mobile 609 1234 (niet delen)"',
        '["+592 225 1234"]\naddress = "Thuisadres: Dorpsweg 12"',
        '["+592 225 1234"]\naddress = "Privé: Dorpsweg 12, niet doorgeven"',
        '["+592 225 1234"]\naddress = "private - 12 Example Road"',
        '["+592 225 1234"]\naddress = "12 Example Road, do not share"',
        '["+592 225 1234"]\naddress = "Dorpsweg 12; alleen secretariaat"',
        '["+592 225 1234"]\naddress = "Dorpsweg (woonadres)"',
        '["+592 225 1234"]\nnotes = "Privé: Dorpsweg 12, Paramaribo. Niet delen."',
        '["+592 225 1234"]\nnotes = "Privé: Waterkant 12, Paramaribo. Niet delen."',
        '["+592 225 1234"]\nnotes = "Privé: woont aan de Tweede Straat. Niet delen."',
        '["+592 225 1234"]\nthuisadres = "Dorpsweg 12"',
        '["+592 225 1234"]\ne_mail = "ada@example.org"  # privé',
        '["+592 225 1234"]\n# niet delen: ada@example.org',
    ],
)
def test_no_fix_publishes_a_private_number(run: Run, write: Write, phones: str) -> None:
    path = write(f"{ADA}phones = {phones}\n")
    for words in (["check"], ["check", "--fix", "--unsafe-fixes"], ["fmt"]):
        assert "write" not in run(*words).out
    after = path.read_text(encoding="utf-8")
    assert [word for word in re.findall("[a-z]+é?", phones) if word not in after] == []
    assert {*re.findall(r"\[([\w-]+)\]:", run("check").out)} == {"maybe-private"}
    assert run("export", "csv").code == 2


@pytest.mark.parametrize(
    "numbers",
    [
        # One comment says it of all.
        'phones = ["+592 609 1234", "+592 609 1235", "+592 609 1236"]  # privé',
        '[[focal_point.phones]]\ntype = "mobile"\nnumber = "+592 609 1234"  # privé',
        '[[focal_point.phones]]  # privé 1\nnumber = "+592 609 1234"',
        'mobile = [\n    "+592 609 1234",  # privé\n]',
    ],
)
def test_comment_stands_on_any_line_of_a_number(run: Run, write: Write, numbers: str) -> None:
    write(f"{ADA}{numbers}\n")
    assert run("check").out.count("maybe-private") == 1


@pytest.mark.parametrize(
    "numbers",
    [
        '["+592 225 1234"]\nprivate = ja',
        '["+592 225 1234"]\nprivate = true',
        '["+592 225 1234"]\n"privé" = "ja"',
        '[{ number = "+592 609 1234", privado = sí }]',
        '[{ number = "+592 609 1234", type = "mobile", sharing = "privé" }]',
    ],
)
def test_key_that_says_private_is_told_of_once_with_what_to_write(
    run: Run, write: Write, numbers: str
) -> None:
    write(f"{ADA}phones = {numbers}\n")
    said = run("check").out
    assert re.findall(r"\[([\w-]+)\]:", said) == ["maybe-private"]
    assert 'help: write sharing = "secretariat" if those who can read this file may' in said
    assert "call the secretariat at once" in said
    assert "private_notes" not in said


def test_entry_that_says_private_is_read_as_held_back() -> None:
    raw = tomllib.loads(f"{ADA}private = true\n")
    (point,) = loader.parse_directory(raw).directory.focal_points
    assert point.sharing == "secretariat"


def test_username_with_a_key_that_says_private_is_held_back(run: Run, write: Write) -> None:
    write(f'{ADA}handles = [{{ app = "signal", id = "ada.42", private = true }}]\n')
    assert "did you mean sharing?" in run("check").out


@pytest.mark.parametrize(
    "more",
    [
        'notes = "Home visits by the team. Ring +592 609 1234."',
        'notes = "Ministry of Home Affairs, +592 609 1234"',
        'notes = "personal since 2026-03-02"',
        "# privé since 2026-03-02",
        'geheim = "room 12"',
        'notes = "Mail private@example.org."',
        'address = "Ministry of Home Affairs, 12 Example Street"',
        'address = "Ministry of Private Sector Development, 12 Example Street"',
        'address = "Clínica Privada Example, Calle Privada 4"',
        'address = "Residencia Los Pinos, Private Bag 12"',
        'notes = "Privé-klinieken: Kerkstraat 4. Huis in Calle 5, Casa Privada."',
        'notes = "Bel 115 niet; privé-instellingen via +597 211 240."',
        'notes = "Clínica privada: +592 225 1234"',
        'notes = "Écoles privées: +592 225 1234"',
        'notes = "For private hospitals: +592 225 1234"',
        'sharing = "secretariat"\naddress = "Dorpsweg 12, alleen secretariaat"',
        'handles = [{ app = "signal", id = "+592 609 1234", sharing = "secretariat" }]',
        'sharing = "secretariat"\nnotes = "+592 225 1234: secretariat only"',
        'private_notes = "+592 225 1234: secretariat only"',
    ],
)
def test_word_without_a_number_is_no_private_number(run: Run, write: Write, more: str) -> None:
    write(f'{ADA}phones = ["+592 225 1234"]\n{more}\n')
    assert "maybe-private" not in run("check").out


def test_comment_about_a_private_number_is_shown_masked_in_a_log(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    write(f'{ADA}# privé: +592 609 1234\nphones = ["+592 225 1234"]\n')
    said = run("check").out
    assert "maybe-private" in said
    assert "609" not in said


@pytest.mark.parametrize(
    "words",
    [
        ("set", "gy-ctu", "phones=0741-2346 (prive)"),
        ("set", "gy-ctu", "mobile=609 1277 (privé)"),
        ("set", "gy-ctu", "--add", "phones=609 1277 thuis"),
        ("add", "--country", "Guyana", "--organisation", "Zed", "--name", "Bo Example",
         "--phone", "609 1234 (home)", "--sector", "police"),
    ],
)  # fmt: skip
def test_no_command_saves_a_private_number(run: Run, write: Write, words: tuple[str, ...]) -> None:
    path = write(f'{ADA}phones = ["+592 609 1234"]\n')
    before = path.read_bytes()
    result = run(*words)
    assert result.code == 2 or "error[maybe-private]" in result.err
    assert "this may be private; do not save it here" in result.err
    assert path.read_bytes() == before


def test_import_leaves_a_private_number_out(run: Run, write: Write) -> None:
    path = write(ADA)
    sheet = path.with_name("sheet.csv")
    sheet.write_text(
        "country,name,organisation,phones,emails,sectors\n"
        "Suriname,Rosa Example,Labour,741 2346 (geheim); 471 234,rosa@example.org,police\n",
        encoding="utf-8",
    )
    result = run("import", sheet, "--yes")
    assert result.code == 0
    assert "this may be private; do not save it here" in result.out + result.err
    text = path.read_text(encoding="utf-8")
    assert "+597 471 234" in text
    assert "741" not in text.replace("471", "")


def test_long_line_of_digits_takes_no_quadratic_time(run: Run, write: Write) -> None:
    write(f'{ADA}notes = "{"1" * 200_000}"\n')
    start = time.process_time()
    assert run("check").code == 0
    assert time.process_time() - start < 5
