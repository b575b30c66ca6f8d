"""Letters of a round in mail programs: what a draft shows, and what its links write."""

import base64
import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.conftest import Run, environment
from tests.interop.readings import reads
from tests.support import replies, rounds, terminals
from tests.support.programs import CAMEL, MUTT
from tests.support.rounds import SINCE

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

HERE = Path(__file__).parent
LETTERS = "`round letters`"
LINKS = "`round letters`, its links"


@pytest.fixture
def letters(run: Run, place: Path) -> Path:
    """Return a folder with the second reminders to five people, in four languages."""
    seats = [rounds.seat(n, name='"Ánde Éxample, the 2nd"') for n in range(5)]
    desk = rounds.seat(5, sectors='["coordination"]', verified="2026-06-02")
    rounds.write(place, *seats, desk)
    done = run("round", "letters", *SINCE, "--second", "-o", "letters", "--due", "2026-06-15")
    assert done.code == 0
    return place / "letters"


def _camel(files: list[Path]) -> list[dict[str, Any]]:
    given = json.dumps([base64.b64encode(file.read_bytes()).decode() for file in files])
    script = str(HERE / "camel.py")
    done = subprocess.run(
        ("/usr/bin/python3", script),
        input=given,
        capture_output=True,
        check=True,
        timeout=60,
        text=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@reads(LETTERS, CAMEL, read="subject, addressees, text, HTML and card of each letter; no date")
def test_evolution_reads_letters(letters: Path) -> None:
    files = sorted(letters.iterdir())
    assert len(files) == 5
    for number, (file, read) in enumerate(zip(files, _camel(files), strict=True)):
        name = f"seat-{number:02}"
        assert read["to"] == [["Ánde Éxample, the 2nd", f"{name}@example.org"]]
        # The desk is in Guyana, as is the first seat.
        assert len(read["cc"]) == (number == 0)
        assert read["headers"] == {
            "X-Unsent": "1",
            "X-CMC-Round": f"2026-06-01 {name}",
            "Reply-To": "corrections@example.org",
        }
        seen = replies.read_letter(file.read_bytes())
        assert read["subject"] == seen.subject
        plain, html, card = (base64.b64decode(part["data"]).decode() for part in read["parts"])
        assert plain == seen.text.replace("\r\n", "\n")
        assert [re.sub(r"[ ;].*", "", part["type"]) for part in read["parts"]] == [
            "text/plain",
            "text/html",
            "text/directory",
        ]
        assert f"{name}@example.org" in html
        assert (read["parts"][2]["file"], read["parts"][2]["disposition"]) == (
            f"{name}.vcf",
            "attachment",
        )
        assert card.startswith("BEGIN:VCARD\r\n")
        assert "Ánde Éxample" in card


@reads(LINKS, MUTT, read="addressee, subject with the code and the prepared text of both answers")
def test_mutt_writes_the_answers_of_the_links(letters: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\ncp "$1" "{tmp_path}/written"\n', encoding="utf-8")
    editor.chmod(0o755)
    settings = tmp_path / "muttrc"
    settings.write_text(
        f'set editor="{editor} %s"\nset edit_headers autoedit fast_reply\n'
        f'set folder="{tmp_path}" record="" charset=utf-8 abort_unmodified=yes\n',
        encoding="utf-8",
    )
    for number in range(5):
        seen = replies.read_letter((letters / f"seat-{number:02}.reminder-2.eml").read_bytes())
        for subject, body in seen.answers.values():
            link = f"mailto:corrections@example.org?subject={quote(subject)}&body={quote(body)}"
            assert link in seen.links
            words = ["mutt", "-n", "-F", str(settings), link]
            with terminals.running(
                words, {**environment(), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
            ) as seat:
                seat.rest()
            written = (tmp_path / "written").read_text("utf-8")
            assert f"\nSubject: {subject}\n" in f"\n{written}"
            assert "\nTo: corrections@example.org\n" in f"\n{written}"
            assert written.partition("\n\n")[2].strip() == body.replace("\r\n", "\n").strip()
