"""A network elsewhere: fifteen States of West Africa, French first, from `cmcct init` on.

Nothing that it writes or prints names a place, a body or a number of the Caribbean.
"""

import itertools
import re
import tomllib
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typer

from cmcct.cli import Commands, app
from cmcct.cli.commands import export
from cmcct.fieldtypes.phone_number import example_numbers
from cmcct.i18n.messages import LANGUAGES
from cmcct.privacy.levels import AUDIENCES
from cmcct.reference import vocabulary
from cmcct.reference.countries import REGIONS, find_country
from tests.conftest import TODAY, Run
from tests.support import pdf_texts
from tests.support.region import REGION
from tests.support.replies import make_reply, read_letter

MEMBERS = (
    *("Bénin", "Burkina Faso", "Cap-Vert", "Côte d'Ivoire", "Gambie", "Ghana", "Guinée"),
    *("Guinée-Bissau", "Libéria", "Mali", "Niger", "Nigéria", "Sénégal", "Sierra Leone", "Togo"),
)
# Who came, with their sectors, as the host's sheet has them; Cape Verde and others did not come.
CAME = {
    "Bénin": "Police",
    "Burkina Faso": "Services sociaux",
    "Ghana": "Police",
    "Nigéria": "Immigration et contrôle aux frontières",
    "Sénégal": "Protection de l'enfance",
    "Togo": "Police",
}
# All but those that install, call an editor or git, or print the schema of every network, whose
# descriptions are those of the help.
PLAYED = 27
UNTRANSLATED, PRINTED = {"csv", "json", "emails"}, {"emails"}  # formats
SCHEMA = "directory.schema.json"
# Of the page: every word that a search knows, in all languages, and what it says of all countries.
VOCABULARY = re.compile(
    r'"words":\{.*?\}(?=,"names":)|"countries":\{.*?\}(?=,"languages":)', re.DOTALL
)
_names = {
    name
    for country in REGION
    for name in (*country.names.values(), *country.aliases)
    if len(name) > 3
}
CARIBBEAN = re.compile(
    r"(?i:cari[bc]|caraïb|(?-i:(?<!X-)\bCMC\b)|oecs|\bacs\b|georgetown|kingston|America/|\bgy-|\+59[0-9])"
    rf"|\b(?:{'|'.join(map(re.escape, sorted(_names)))})\b"
)


def test_words_of_the_caribbean_are_found() -> None:
    for text in ("Guyana", "Haïti", "the Caribbean", "región del Caribe", "caricom", "gy-ctu"):
        assert CARIBBEAN.search(text)
    assert len(_names) > 150
    assert not any(map(CARIBBEAN.search, (*MEMBERS, "la fiche antigua", "cmcct")))


class Player:
    """A secretariat that works through a year, and keeps what each command prints."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.printed: dict[str, str] = {}
        self.commands = set[tuple[str, ...]]()

    def __call__(self, *words: str | Path, code: int = 0) -> str:
        """Run a command, which must succeed; return what it prints."""
        result = self.run(*words)
        line = " ".join(map(str, words))
        assert result.code == code, (line, result.err)
        self.commands |= {tuple(map(str, words[:size])) for size in (1, 2)}
        self.printed[line] = result.out + result.err
        return result.out


@pytest.fixture
def play(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Player:
    """Make the directory in an empty folder, and go there."""
    monkeypatch.setenv("CMCCT_LANG", "fr")
    for role, key in itertools.product(("AUTHOR", "COMMITTER"), ("NAME", "EMAIL")):
        monkeypatch.setenv(f"GIT_{role}_{key}", f"{key.lower()}@example.org")
    monkeypatch.chdir(tmp_path)
    player = Player(run)
    about = ("--name", "Réseau Exemple", "--contact", "liste@example.org", "--commit")
    player("init", ".", *about, "--github", "--countries", ", ".join(MEMBERS))
    return player


def _sheet() -> str:
    """Return the list of participants."""
    lines = ["Pays;Nom;Institution;Secteur;Courriel;Téléphone"]
    for country, sector in CAME.items():
        code = find_country(country).code
        phone = example_numbers(code)[-1]
        mail = f"{code.lower()}@example.org"
        lines.append(f"{country};{code} Exemple;Office exemple;{sector};{mail};{phone}")
    return "\n".join(lines)


def _join(play: Player) -> None:
    """Hold a meeting, and add those who came, a hotline, a second office and a partner."""
    about = ("--date", "2026-05-12", "--place", "Abuja", "--host", "Nigéria")
    play("meeting", "add", "abuja-2026", "--name", "Deuxième réunion", *about)
    Path("participants.csv").write_text(_sheet(), encoding="utf-8")
    play("import", "participants.csv", "--meeting", "abuja-2026")
    hotline = ("--role", "duty-desk", "--hours", "24/7", "--sharing", "public", "--yes")
    phone = example_numbers("TG")[-1]
    office = ("--organisation", "Ligne exemple", "--sector", "victim-assistance")
    contact = ("--phone", phone, "--email", "ligne@example.org", "--language", "fr")
    play("add", "--country", "Togo", *office, *hotline, *contact)
    person = ("--name", "Dia Exemple", "--email", "dia@example.org", "--sector", "prosecution")
    hours = ("--hours", "Mo-Fr 08:00-16:00")
    for country in ("Ghana", "Mali", "France"):
        numbers = example_numbers(find_country(country).code)
        prosecutor = ("--organisation", "Parquet exemple", *person, *hours, "--phone", numbers[0])
        play("add", "--country", country, *prosecutor)
    play("fmt")
    play("save", "-m", "Après la réunion")


def _points() -> list[dict[str, Any]]:
    raw = tomllib.loads(Path("directory.toml").read_text(encoding="utf-8"))
    return [*raw["focal_point"]]


def _ids(country: str) -> list[str]:
    name = find_country(country).name
    return [point["id"] for point in _points() if point["country"] == name]


def _year(play: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the list for a year, and hand it out."""
    (benin,), (burkina,) = _ids("Bénin"), _ids("Burkina Faso")
    play("check")
    play("set", benin, "title=Directrice", 'languages=["fr", "en"]')
    play("verify", benin, burkina, "--via", "phone")
    play("test", _ids("Togo")[-1], "phones.0")
    play("replace", burkina, "--name", "Eve Exemple", "--email", "eve@example.org", "--yes")
    play("group", "add", "routes", "--name", "Groupe des routes", "--country", "Bénin")
    play("group", "join", "routes", benin)
    play("rename", "routes", "voies")
    play("retire", _ids("Sénégal")[0], "--on", "2026-05-20", "--yes")
    for line in ("Togo --from Ghana", "Guinée --from Bénin", "Mali"):
        play("call", *line.split())
    for line in ("police", "togo", "--status all", "fr"):
        play("search", *line.split())
    for word in ("rien", "lomé"):
        play("search", word, code=1)
    for line in ("", "--by half", "--by sector", "--night", "--absent abuja-2026"):
        play("status", *line.split())
    group = _group(app)
    listing = group.get_command(typer.Context(group), "list")
    for kind in listing.params[0].metavar.split("|"):
        play("list", kind)
    play("show", benin)
    play("merge")
    play("round", "letters", "--since", TODAY, "-o", "round/letters")
    for letter in sorted(Path("round/letters").glob("*.eml")):
        reply = make_reply(read_letter(letter.read_bytes()), "gmail")
        Path(f"{letter.stem}.eml").write_bytes(reply.to_bytes())
    play("round", "answers", *Path().glob("*.eml"), "--yes")
    play("save", "-m", "La campagne")
    play("remove", _ids("France")[0], "--yes")
    play("diff")
    play("diff", "HEAD~2")
    play("undo", "--yes")
    play("log")
    play("round", "status", "--since", TODAY)
    monkeypatch.delenv("CMCCT_TODAY")
    play("edition", "issue", "2026-1", "-o", "lists", "--audience", ",".join(AUDIENCES[:2]))


def _group(group: typer.Typer) -> Any:
    return typer.main.get_command(group)


def _export(play: Player, audiences: Sequence[str], languages: Sequence[str]) -> None:
    """Export every format for these audiences in these languages."""
    formats = _group(export.app).list_commands(None)
    assert len(formats) >= 9
    for form, audience, lang in itertools.product(formats, audiences, languages):
        folder = Path(f"{form}-{audience}-{lang}")
        folder.mkdir()
        target = ("-o", folder / ("lists" if form == "all" else f"list.{form}"))
        words = ("--audience", audience, *(() if form in UNTRANSLATED else ("--lang", lang)))
        play("export", form, *(() if form in PRINTED else target), *words)


def _texts(path: Path) -> str:
    """Return the text of a file: of an archive, that of its parts; of a PDF, that of its pages."""
    data = path.read_bytes()
    if data.startswith(b"%PDF"):
        return pdf_texts.read_text(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist())
    return VOCABULARY.sub("", data.decode())


def _read(folder: Path) -> dict[str, str]:
    """Return the texts of the files in a folder, without those of git."""
    files = [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts]
    return {str(path.relative_to(folder)): _texts(path) for path in files}


def _leaks(texts: dict[str, str]) -> dict[str, list[str]]:
    """Return the words of the Caribbean by what they are in; the schema is no product."""
    hits = {name: CARIBBEAN.findall(text) for name, text in texts.items() if name != SCHEMA}
    return {name: words for name, words in hits.items() if words}


@pytest.mark.parametrize(
    ("audiences", "languages"),
    [
        (("network",), ("fr",)),
        pytest.param(AUDIENCES, LANGUAGES, marks=pytest.mark.sweep),
    ],
)
def test_year_of_west_africa_has_no_word_of_the_caribbean(
    play: Player,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    audiences: Sequence[str],
    languages: Sequence[str],
) -> None:
    _join(play)
    _year(play, monkeypatch)
    monkeypatch.setenv("CMCCT_TODAY", TODAY)
    _export(play, audiences, languages)
    texts = _read(tmp_path)
    assert len(texts) > 50
    assert _leaks(texts) == {}
    assert _leaks(play.printed) == {}
    commands = {*itertools.chain(*Commands.sections.values(), Commands.unlisted)}
    assert len(commands & {words[0] for words in play.commands}) >= PLAYED


def test_templates_in_every_language_have_no_word_of_the_caribbean(
    run: Run, tmp_path: Path
) -> None:
    for lang, host in itertools.product(LANGUAGES, ("--github", "--no-github")):
        folder = tmp_path / f"{lang}{host}"
        assert run("init", folder, "--lang", lang, host, "--countries", "Ghana; Togo").code == 0
        texts = _read(folder)
        assert len(texts) >= 12
        assert _leaks(texts) == {}
        assert 'host = "Ghana"' in texts["directory.toml"]
        assert run("fmt", "--check", "--directory", folder / "directory.toml").code == 0


def test_figures_of_status_are_those_counted_by_hand(play: Player) -> None:
    _join(play)
    members = [find_country(name) for name in MEMBERS]
    for half in vocabulary.HALVES:
        seats = [
            point["country"]
            for point in _points()
            if half in vocabulary.halves_of(tuple(point["sectors"]))
        ]
        for gap, number in (("nobody", 0), ("one", 1)):
            names = {
                member.localize("fr") for member in members if seats.count(member.name) == number
            }
            shown = play("status", "--half", half, "--gap", gap)
            assert {line.split("\t")[1] for line in shown.splitlines()} == names
            figure = re.search(rf"(\d+)\tcmcct status --half {half} --gap {gap}", play("status"))
            assert figure
            assert int(figure[1]) == len(names) > 0
    absent = [line.split("\t")[1] for line in play("status", "--absent", "abuja-2026").splitlines()]
    came = {find_country(name).localize("fr") for name in CAME}
    assert absent == [m.localize("fr") for m in members if m.localize("fr") not in came]
    night = [line.split("\t")[1] for line in play("status", "--night").splitlines()]
    assert night == [m.localize("fr") for m in members if m.name != "Togo"]
    listed = dict(line.split("\t")[::2] for line in play("list", "countries").splitlines())
    assert listed == {
        code: str(len(_ids(code))) for code in (*(member.code for member in members), "FR")
    }


def test_partner_is_found_like_a_member_and_shown_after_them(play: Player) -> None:
    _join(play)
    (partner,) = _ids("France")
    assert play("search", "france", "--format", "ids") == f"{partner}\n"
    assert f"({partner})" in play("call", "france", "--from", "Ghana")
    play("export", "html", "-o", "page.html", "--lang", "fr")
    page = Path("page.html").read_text(encoding="utf-8").partition('class="coverage"')[2]
    rows = re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]*)', page)
    assert {*map(unescape, rows)} == {
        find_country(name).localize("fr") for name in (*MEMBERS, "France")
    }
    assert rows[-1] == "France"
    text = Path("directory.toml").read_text(encoding="utf-8")
    lines = re.findall("^# ---- (.*) ----$", text, re.MULTILINE)
    assert {*lines} == {find_country(name).name for name in (*MEMBERS, "France")}


def test_regions_stay_and_one_more_language_is_data(play: Player) -> None:
    _join(play)
    for region in REGIONS:
        play("search", "--region", region, code=1)
    refused = play.run("search", "--region", "cedeao")
    assert refused.code == 2
    assert not CARIBBEAN.search(refused.err)
    play("set", _ids("Mali")[0], 'languages=["bambara", "fr"]')
    assert "bm\tbambara\t1" in play("list", "languages")


def test_hours_know_the_holidays_of_the_members(
    play: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    _join(play)
    monkeypatch.setenv("CMCCT_TODAY", "2026-09-22")  # independence of Mali
    assert "jour férié national" in play("call", "Mali")
    monkeypatch.setenv("CMCCT_TODAY", str(date(2026, 9, 22) + timedelta(days=1)))
    assert "jour férié" not in play("call", "Mali")
