"""The recipe in docs/carddav.md works, with Radicale and vdirsyncer."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, SHIPPED, command, environment
from tests.interop.readings import reads
from tests.interop.server import PASSWORD, Server, running
from tests.support.programs import RADICALE, VDIRSYNCER
from tests.support.vcards import Card, by_vobject

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

RECIPE = (ROOT / "docs" / "carddav.md").read_text(encoding="utf-8")
PRODUCT = "`export vcard --split --prune`"
BOOK = "/secretariat/network/"
SOME = ("bb-eio", "cw-politie", "gy-ctu", "gy-labour", "sr-politie")
FOREIGN = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:dee\r\nFN:Dee Other\r\nN:Other;Dee;;;\r\nEND:VCARD\r\n"


def _block(name: str) -> str:
    """Return the text of a block of the recipe."""
    (text,) = re.findall(rf"^```\w+ {name}\n(.*?)^```$", RECIPE, re.MULTILINE | re.DOTALL)
    return str(text)


def _some_of_the_shipped() -> str:
    """Return a directory of a few entries: the server is slow."""
    head, *entries = SHIPPED.read_text(encoding="utf-8").split("[[focal_point]]")
    head = re.sub(r"(?m)^\[check\]\n.*\n\n", "", head)  # it names an entry
    some = [entry for entry in entries if entry.split('"')[1] in SOME]
    return "[[focal_point]]".join([head, *some])


class Secretary:
    """A user who follows the recipe, in the folder with `directory.toml`."""

    def __init__(self, home: Path, server: Server) -> None:
        self.home = home
        self.server = server
        config = home / ".config" / "vdirsyncer"
        config.mkdir(parents=True)
        (config / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
        text = _block("vdirsyncer")
        assert text.count("https://dav.example.org/") == 1
        text = text.replace("https://dav.example.org/", server.url)
        (config / "config").write_text(text, encoding="utf-8")
        self.directory = home / "directory.toml"
        self.directory.write_text(_some_of_the_shipped(), encoding="utf-8")
        self.environment = environment() | {
            "HOME": str(home),
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        }

    def run(self, name: str, *, code: int = 0) -> str:
        """Run the commands of a block, and return their output."""
        return self.say("bash", "-ec", _block(name), code=code)

    def edit(self, *args: str) -> None:
        """Edit the directory."""
        self.say(*command(*args))

    def say(self, *words: str, code: int = 0) -> str:
        """Run a command, answer `y`, and return its output."""
        done = subprocess.run(
            words,
            input=b"y\n",
            cwd=self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=100,
        )
        output = done.stdout.decode()
        assert done.returncode == code, output
        return output

    def cards(self) -> dict[str, Card]:
        """Return the cards on the server, by the entry's id, else by UID."""
        return {_id(card): card for card in by_vobject(self.server.get(BOOK))}

    def place(self, id_: str) -> str:
        """Return the path of an entry's card."""
        (href,) = [
            href
            for href in self.server.etags(BOOK)
            if f"Entry: {id_}\\n" in self.server.get(href).replace("\r\n ", "")
        ]
        return href


def _id(card: Card) -> str:
    found = re.search("^Entry: (.+)$", card["note"][0].text if "note" in card else "", re.MULTILINE)
    return found[1] if found else card["uid"][0].text


@pytest.fixture
def secretary(tmp_path: Path) -> Iterator[Secretary]:
    """Yield a user who has completed the recipe's setup."""
    RADICALE.need()
    VDIRSYNCER.need()
    config, rights, users = (tmp_path / name for name in ("config", "rights", "users"))
    config.write_text(_block("radicale"), encoding="utf-8")
    rights.write_text(_block("rights"), encoding="utf-8")
    users.write_text(f"secretariat:{PASSWORD}\nofficer:{PASSWORD}\n", encoding="utf-8")
    options = ("--auth-htpasswd-filename", str(users), "--rights-file", str(rights))
    with running(tmp_path, config, *options) as server:
        home = tmp_path / "home"
        home.mkdir()
        somebody = Secretary(home, server)
        somebody.run("once")
        yield somebody


def _written(output: str) -> Counter[str]:
    """Count vdirsyncer's reported writes to the server."""
    return Counter(
        line.split(" item")[0]
        for line in output.splitlines()
        if re.match("Copying|Deleting|Doing", line)
    )


@reads(PRODUCT, RADICALE, VDIRSYNCER, read="every card once, with all that is in it")
def test_an_upload_brings_every_card_as_it_is(secretary: Secretary) -> None:
    assert secretary.cards().keys() == set(SOME)
    shutil.copy(SHIPPED, secretary.directory)
    assert _written(secretary.run("again")).keys() == {"Copying (uploading)"}
    files = (secretary.home / "cmc" / "network").glob("*.vcf")
    here = {path.stem: by_vobject(path.read_bytes().decode())[0] for path in files}
    there = by_vobject(secretary.server.get(BOOK))
    assert {_id(card): card for card in there} == here
    assert len({card["uid"][0].text for card in there}) == len(there) == len(here) > 40


def test_others_read_the_list_and_write_nothing(secretary: Secretary) -> None:
    server = secretary.server
    before = server.etags(BOOK)
    href = next(iter(before))
    assert server.get(BOOK, user="officer") == server.get(BOOK)
    assert server.ask("stranger", "GET", BOOK)[0] == 401
    assert server.put(href, FOREIGN, user="officer") == 403
    assert server.put(f"{BOOK}dee.vcf", FOREIGN, user="officer") == 403
    assert server.ask("officer", "DELETE", href)[0] == 403
    assert server.ask("officer", "DELETE", BOOK)[0] == 403
    assert server.etags(BOOK) == before


def test_unchanged_faulty_or_empty_list_sends_nothing(secretary: Secretary) -> None:
    before = secretary.server.etags(BOOK)
    for _ in range(2):
        assert not _written(secretary.run("again"))
    text = secretary.directory.read_text(encoding="utf-8")
    secretary.directory.write_text(
        text.replace('"ctu@example.org"', '"ctu@@example.org"'), encoding="utf-8"
    )
    assert "the errors in " in secretary.run("again", code=2)
    for card in (secretary.home / "cmc" / "network").iterdir():
        card.unlink()
    assert "completely emptied" in secretary.say("vdirsyncer", "sync", "list", code=1)
    assert secretary.server.etags(BOOK) == before


@reads(f"{PRODUCT[:-1]} --groups apple`", RADICALE, VDIRSYNCER, read="groups, and who is in them")
def test_groups_of_apple_come_and_go(secretary: Secretary) -> None:
    before = secretary.cards()
    with_groups = _block("again").replace("--prune", "--prune --groups apple")
    secretary.say("bash", "-ec", with_groups)
    text = secretary.server.get(BOOK).replace("\r\n ", "")
    groups = re.findall(r"^X-ADDRESSBOOKSERVER-KIND:group", text, re.MULTILINE)
    members = re.findall(r"^X-ADDRESSBOOKSERVER-MEMBER:(.+?)\r", text, re.MULTILINE)
    assert len(groups) == len(secretary.cards()) - len(before) > 1
    assert {card["uid"][0].text for card in before.values()} >= set(members)
    assert "ctu@example.org" in text
    secretary.run("again")
    assert secretary.cards() == before


@reads(f"{PRODUCT}, again", RADICALE, VDIRSYNCER, read="changed once, removed; no duplicates")
def test_next_edition_changes_only_changed_cards(secretary: Secretary) -> None:
    before, cards = secretary.server.etags(BOOK), secretary.cards()
    changed, renamed, gone = (secretary.place(id_) for id_ in ("gy-ctu", "bb-eio", "sr-politie"))
    secretary.edit("set", "gy-ctu", "phones.0.number=+592 220 1235")
    secretary.edit("rename", "bb-eio", "bb-office")
    secretary.edit("retire", "sr-politie")
    output = secretary.run("again")
    assert "deleted, no longer in this list: bb-eio.vcf, sr-politie.vcf" in output
    assert _written(output) == {"Copying (updating)": 2, "Deleting": 1}
    after, now = secretary.server.etags(BOOK), secretary.cards()
    assert before.keys() - after.keys() == {gone}
    assert after.keys() <= before.keys()
    assert {href for href in after if after[href] != before[href]} == {changed, renamed}
    assert now["gy-ctu"]["tel"][0].text == "+5922201235"
    assert now["gy-ctu"]["uid"] == cards["gy-ctu"]["uid"]
    assert now["bb-office"]["uid"] == cards["bb-eio"]["uid"]
    assert now.keys() == cards.keys() - {"sr-politie", "bb-eio"} | {"bb-office"}
    assert not _written(secretary.run("again"))


def test_foreign_card_is_not_touched(secretary: Secretary) -> None:
    server = secretary.server
    places = {BOOK: "secretariat", "/secretariat/own/": "secretariat", "/officer/own/": "officer"}
    for href, owner in places.items():
        assert href == BOOK or server.ask(owner, "MKCOL", href, _NEW_BOOK)[0] == 201
        assert server.put(f"{href}dee.vcf", FOREIGN, user=owner) == 201
    before = {href: server.etags(href, owner) for href, owner in places.items()}
    gone = secretary.place("sr-politie")
    secretary.edit("retire", "sr-politie")
    assert _written(secretary.run("again")) == {"Deleting": 1}
    assert not _written(secretary.run("again"))
    for href, owner in places.items():
        assert server.get(f"{href}dee.vcf", user=owner) == FOREIGN
        after = dict(server.etags(href, owner))
        assert after == {path: etag for path, etag in before[href].items() if path != gone}
    assert not [path for path in (secretary.home / "cmc").rglob("*") if "dee" in path.name]


_NEW_BOOK = (
    '<mkcol xmlns="DAV:"><set><prop><resourcetype><collection/>'
    '<addressbook xmlns="urn:ietf:params:xml:ns:carddav"/>'
    "</resourcetype></prop></set></mkcol>"
)


def _meddle(secretary: Secretary, id_: str) -> None:
    """Change the title in a card on the server."""
    href = secretary.place(id_)
    card = re.sub("\r\nTITLE:[^\r]*", "\r\nTITLE:Other", secretary.server.get(href))
    assert secretary.server.put(href, card) == 204


def _titles(secretary: Secretary) -> dict[str, str]:
    cards = secretary.cards()
    return {id_: card["title"][0].text for id_, card in cards.items() if "title" in card}


def test_foreign_changes_are_handled_as_recipe_says(secretary: Secretary) -> None:
    titles = _titles(secretary)
    deleted = secretary.place("gy-labour")
    assert secretary.server.ask("secretariat", "DELETE", deleted)[0] == 200
    _meddle(secretary, "gy-ctu")
    _meddle(secretary, "sr-politie")
    secretary.edit("retire", "sr-politie")
    assert not _written(secretary.run("again"))
    others = {"gy-ctu": "Other", "sr-politie": "Other"}
    del titles["gy-labour"]
    assert _titles(secretary) == titles | others
    secretary.edit("set", "gy-ctu", "title=Head")
    secretary.edit("set", "gy-labour", "title=Head")
    secretary.run("again")
    changed = {"gy-ctu": "Head", "gy-labour": "Head", "sr-politie": "Other"}
    assert _titles(secretary) == titles | changed


def test_the_repair_makes_the_server_as_the_list_is(secretary: Secretary) -> None:
    cards = secretary.cards()
    assert secretary.server.put(f"{BOOK}dee.vcf", FOREIGN) == 201
    _meddle(secretary, "gy-ctu")
    assert secretary.server.ask("secretariat", "DELETE", secretary.place("gy-labour"))[0] == 200
    assert secretary.cards() != cards
    secretary.run("repair")
    now = secretary.cards()
    assert now.pop("dee")["fn"][0].text == "Dee Other"
    assert now == cards
