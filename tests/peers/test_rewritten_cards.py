"""Cards of ours that a program has read and written again change nothing when they come back."""

import json
import subprocess
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import pytest
import vobject

from cmcct.i18n.messages import LANGUAGES
from cmcct.privacy.levels import MARKINGS
from tests.conftest import Run
from tests.interop.readings import reads
from tests.support.programs import EZ_VCARD, ICAL_JS
from tests.support.repositories import Repo
from tests.support.vcards import NODE

JARS = "/usr/share/java/ez-vcard.jar:/usr/share/java/vinnie.jar"
SOURCE = Path(__file__).with_name("RewriteCards.java")
VERSIONS = ("3.0", "4.0")
EXPORTS = "`export vcard`, `--vcard-version 4.0`"
UNCHANGED = "written again by the program, it changes nothing when it is imported"


def by_ez_vcard(paths: Sequence[Path]) -> list[Path]:
    """Write files of cards in versions 2.1, 3.0 and 4.0 with ez-vcard, in one process."""
    pairs = [
        (version, path, path.with_name(f"ez-{version}-{path.name}"))
        for path, version in product(paths, ("2.1", *VERSIONS))
    ]
    words = [str(word) for words in pairs for word in words]
    subprocess.run(["java", "-cp", JARS, str(SOURCE), *words], check=True, timeout=100)
    return [written for _version, _path, written in pairs]


def by_ical_js(paths: Sequence[Path]) -> list[Path]:
    """Write files of cards with ical.js, in one process."""
    pairs = [(path, path.with_name(f"ical-{path.name}")) for path in paths]
    words = [str(word) for words in pairs for word in words]
    program = str(NODE / "rewrite_vcard.mjs")
    subprocess.run(["node", program, *words], check=True, timeout=100)
    return [written for _path, written in pairs]


def by_vobject(paths: Sequence[Path]) -> list[Path]:
    """Write files of cards with vobject."""
    for path in paths:
        cards = vobject.readComponents(path.read_text(encoding="utf-8"))
        text = "".join(card.serialize() for card in cards)
        path.with_name(f"vobject-{path.name}").write_text(text, encoding="utf-8", newline="")
    return [path.with_name(f"vobject-{path.name}") for path in paths]


def _export(
    run: Run, repo: Repo, lang: str, audience: str, versions: Sequence[str] = VERSIONS
) -> list[Path]:
    paths = []
    for version in versions:
        path = repo.root.parent / f"{version}-{lang}-{audience}.vcf"
        words = ("--vcard-version", version, "--lang", lang, "--audience", audience, "-o", path)
        assert run("export", "vcard", *words, "--directory", repo.path).code == 0
        paths.append(path)
    return paths


def _check_unchanged(
    run: Run, repo: Repo, paths: Sequence[Path], bases: Sequence[Sequence[str]] = ((),)
) -> None:
    for path in paths:
        for base in bases:
            words = ("--dry-run", "--format", "json", "--directory", repo.path)
            done = run("import", path, *words, *base)
            rows = json.loads(done.out)
            assert {row["result"] for row in rows} == {"same"}, (path.name, done.out)
            assert len(rows) == path.read_bytes().count(b"BEGIN:VCARD")
            said = [text for row in rows for text in (*row["notes"], *row["findings"])]
            assert (done.code, said) == (0, []), path.name


@pytest.mark.sweep
@reads(EXPORTS, EZ_VCARD, read=UNCHANGED)
def test_cards_by_ez_vcard_change_nothing(run: Run, shipped: Repo) -> None:
    _check_unchanged(run, shipped, by_ez_vcard(_export(run, shipped, "es", "secretariat", ["4.0"])))


@reads(EXPORTS, ICAL_JS, read=UNCHANGED)
def test_cards_by_ical_js_change_nothing(run: Run, shipped: Repo) -> None:
    _check_unchanged(run, shipped, by_ical_js(_export(run, shipped, "fr", "network", ["4.0"])))


def test_cards_by_vobject_change_nothing(run: Run, shipped: Repo) -> None:
    _check_unchanged(run, shipped, by_vobject(_export(run, shipped, "nl", "network", ["3.0"])))


@pytest.mark.sweep(3)
@pytest.mark.parametrize("rewrite", [by_ez_vcard, by_ical_js, by_vobject])
@pytest.mark.parametrize("audience", MARKINGS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_list_of_cards_changes_nothing(
    run: Run,
    shipped: Repo,
    lang: str,
    audience: str,
    rewrite: Callable[[Sequence[Path]], list[Path]],
) -> None:
    if rewrite is not by_vobject:
        (EZ_VCARD if rewrite is by_ez_vcard else ICAL_JS).need()
    paths = rewrite(_export(run, shipped, lang, audience))
    _check_unchanged(run, shipped, paths, ((), ("--base", "HEAD")))
