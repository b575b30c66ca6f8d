"""A round as tests play it: the directory, its letters and the folder of answers."""

import tomllib
from datetime import date
from pathlib import Path

from cmcct.rounds.answers import Answer, Judge
from cmcct.rounds.letters import Round
from cmcct.rounds.mails import parse_mail
from cmcct.storage import directory_file
from tests.conftest import MINIMAL, Run, entry, write_overlay
from tests.support import replies
from tests.support.replies import Letter, Reply

KEY = '[secret]\nround = "KEY"\n'
DAY = "2026-06-01"
SINCE = ("--since", DAY)
COUNTRIES = ("Guyana", "Suriname", "Jamaica", "Haiti", "Panama")


def write(folder: Path, *entries: str, private: str = KEY) -> Path:
    """Write a directory of entries and its private file."""
    path = folder / "directory.toml"
    path.write_text(MINIMAL + "".join(entries), encoding="utf-8")
    write_overlay(path, private)
    return path


def seat(number: int, **changes: str | None) -> str:
    """Return an entry; each differs by its number."""
    values: dict[str, str | None] = {
        "id": f'"seat-{number:02}"',
        "country": f'"{COUNTRIES[number % 5]}"',
        "name": f'"Ada Example {chr(65 + number // 26)}{chr(65 + number % 26)}"',
        "emails": f'["seat-{number:02}@example.org"]',
        "phones": f'["+592 220 12{number:02}"]',
        "languages": f'["{("en", "es", "nl", "fr", "pap")[number % 5]}"]',
        "verified": "2025-01-01",
    }
    return entry(**{**values, **changes})


def letter(folder: Path, name: str = "gy-ctu") -> Letter:
    """Return what somebody sees of a letter."""
    return replies.read_letter((folder / "letters" / f"{name}.eml").read_bytes())


def answer(folder: Path, data: bytes | str, name: str = "a.eml") -> str:
    """Write an answer into a folder, and return the folder."""
    (folder / "in").mkdir(exist_ok=True)
    path = folder / "in" / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return "in"


def entry_of(path: Path, id_: str = "gy-ctu") -> dict[str, object]:
    """Return the raw values of an entry."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["focal_point"]
    found: dict[str, object] = next(table for table in tables if table["id"] == id_)
    return found


def make_judge(place: Path) -> Judge:
    """Return the judge of answers for the directory in a folder."""
    path = place / "directory.toml"
    public, joined = (directory_file.load(path, private=one).directory for one in (False, True))
    today = date(2026, 6, 3)
    return Judge(Round(public, place, "KEY", today), joined, is_log=False)


def judge(place: Path, mail: Reply | bytes) -> Answer:
    """Return what a mail means for the directory in a folder."""
    data = mail if isinstance(mail, bytes) else mail.to_bytes()
    return make_judge(place).judge(parse_mail("a.eml", data))


def start(run: Run, place: Path, **changes: str | None) -> Path:
    """Write a directory of one entry, and its letter."""
    path = write(place, entry(**changes))
    assert run("round", "letters", *SINCE, "-o", "letters").code == 0
    return path
