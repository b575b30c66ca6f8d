"""Withdrawn data never leaves again: real histories, every command, format and audience.

Each seat of the directory was withdrawn, whole or in part, in a different way. The values in its
older versions are searched for in the output of commands, including standard error.
"""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cmcct.formats import email_lists
from cmcct.privacy.levels import AUDIENCES, may_see
from tests.conftest import MINIMAL, THOROUGH, Run, write_overlay
from tests.support import qr_codes
from tests.support.decoding import decoded, unzipped
from tests.support.machine import GIT
from tests.support.pdf_texts import read_text
from tests.support.repositories import Repo, entry, repository

pytestmark = [pytest.mark.gate, pytest.mark.sweep]

SECRET, NETWORK = "secretariat", "network"


def _mail(number: int) -> str:
    return f"canary{number:02}@example.org"


def _phone(number: int) -> str:
    return f"+592 609 12{number:02}"


def _word(kind: str, number: int) -> str:
    return f"Canary{kind}{number:02}"


def _hidden(text: str, key: str = "number", level: str = SECRET) -> str:
    return f'[{{ {key} = "{text}", sharing = "{level}" }}]'


def _handle(number: int, level: str = "") -> str:
    sharing = f', sharing = "{level}"' if level else ""
    return f'[{{ app = "telegram", id = "{_word("Handle", number)}"{sharing} }}]'


def _full(number: int) -> dict[str, str]:
    """Return the values of an entry with recognisable channels."""
    return {
        "name": f'"Person Full{number:02}"',
        "title": _word("Title", number),  # quoted by `entry`
        "emails": f'["{_mail(number)}"]',
        "phones": f'["{_phone(number)}"]',
        "handles": _handle(number),
        "address": f'"{_word("Address", number)}"',
        "notes": f'"{_word("Notes", number)}"',
    }


def _channels(number: int) -> tuple[str, ...]:
    words = (_word(kind, number) for kind in ("Handle", "Address", "Notes"))
    return (_mail(number), _phone(number), *words)


@dataclass(frozen=True)
class Seat:
    """An entry in two past versions and now, and the values that are restricted today."""

    one: str
    two: str
    now: str
    secrets: Mapping[str, str]  # text -> the widest audience that may have it today
    private: str = ""
    is_uncommitted: bool = False  # the current state is only in the working file


def _seat(
    id_: str,
    number: int,
    now: str,
    *open_: str,
    middle: Mapping[str, str] | None = None,
    **then: str,
) -> Seat:
    """Return a seat whose past channels only the secretariat may have today, except `open_`."""
    values = {**_full(number), **then}
    held = [text for text in _channels(number) if text not in open_]
    two = entry(id_, **{**values, **(middle or {})})
    return Seat(entry(id_, **values), two, now, dict.fromkeys(held, SECRET))


def _now(id_: str, number: int, **changes: str) -> str:
    """Return an entry of today without the past channels, except the given values."""
    name = f'"Person Full{number:02}"'
    return entry(id_, **{"name": name, "emails": f'["now{number:02}@example.org"]', **changes})


def _part(id_: str, number: int) -> str:
    """Return a part of the private file with all channels of an entry."""
    values = {key: text for key, text in _full(number).items() if key not in {"name", "title"}}
    values["private_notes"] = values.pop("notes")
    lines = "".join(f"{key} = {text}\n" for key, text in values.items())
    return f'[[focal_point]]\nid = "{id_}"\n{lines}'


def _seats() -> Iterator[Seat]:
    """Yield a seat for each way to withdraw something, and one without withdrawal."""
    private: dict[str, Any] = {"sharing": '"secretariat"'}
    public: dict[str, Any] = {"sharing": '"public"'}
    tight = {
        "emails": _hidden(_mail(4), "address"),
        "phones": _hidden(_phone(4)),
        "handles": _handle(4, SECRET),
    }
    yield _seat("kept", 1, entry("kept", **_full(1)), *_channels(1))
    yield _nameless(_seat("withheld", 2, entry("withheld", **_full(2), **private)), 2)
    removed = _seat("removed", 3, "", middle={"phones": f'["{_phone(53)}"]'})
    # Of a removed entry, only country, person, unit and organisation may be named.
    yield replace(removed, secrets={**removed.secrets, _word("Title", 3): SECRET})
    yield _seat("stricter", 4, _now("stricter", 4, **tight))
    yield replace(_seat("moved", 5, _now("moved", 5)), private=_part("moved", 5))
    yield _seat("replaced", 6, _now("replaced", 6, name='"Another Person"'))
    hidden = entry("after", **_full(7), **private, formerly='["before"]')
    yield _nameless(_seat("before", 7, hidden), 7)
    yield _seat("old", 8, _now("new", 8, formerly='["old"]'))
    yield _seat("drop", 9, _now("keep", 9, merged='["drop"]'))
    tight = {
        "emails": _hidden(_mail(10), "address"),
        "phones": _hidden(_phone(10)),
        "handles": _handle(10, SECRET),
    }
    loud: dict[str, Any] = {
        "emails": f'["{_mail(10).upper()}"]',
        "phones": f'["{_phone(10).replace(" ", "-")}"]',
        "handles": _handle(10).replace("Canary", "CANARY"),
    }
    yield _seat("spelt", 10, _now("spelt", 10, **tight), **loud)
    narrower = _seat("narrower", 11, entry("narrower", **_full(11)), **public)
    yield _nameless(narrower, 11, NETWORK)
    yield _seat("left", 12, _now("left", 12, status='"left"'))
    yield replace(_seat("late", 13, _now("late", 13)), is_uncommitted=True)
    misspelt = entry("late-withheld", **_full(14), shared='"secretariat"')
    late = _nameless(_seat("late-withheld", 14, misspelt), 14)
    yield replace(late, is_uncommitted=True)
    yield _seat("middle", 15, _now("middle", 15), middle={"emails": f'["{_mail(55)}"]'})
    back = entry("back", **_full(16), **private)
    yield _nameless(_seat("back", 16, back, middle=private), 16)
    values = {**_full(17), **public, "phones": _hidden(_phone(17), level=NETWORK)}
    yield Seat(
        *(entry("opened", **_full(17), **public),) * 2,
        entry("opened", **values),
        {_phone(17): NETWORK},
    )


def _nameless(seat: Seat, number: int, level: str = SECRET) -> Seat:
    """Return the seat with its person known only to `level` too."""
    named = (*seat.secrets, f"Full{number:02}", _word("Title", number))
    return replace(seat, secrets=dict.fromkeys(named, level))


SEATS = (*_seats(),)
# Values that only the middle version or a commit subject has.
OTHERS = {_phone(53): SECRET, _mail(55): SECRET, _word("Subject", 0): SECRET}
IDS = tuple(re.findall('^id = "(.*)"', "\n".join(seat.one for seat in SEATS), re.MULTILINE))
STATES = ("whole", "broken", "missing")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repo]:
    """Create the repository once; the fixture `state` sets its working file."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in GIT.items():
            patch.setenv(name, value)
        repo = repository(tmp_path_factory.mktemp("history") / "repo")
        for name in ("one", "two"):
            repo.commit(*(getattr(seat, name) for seat in SEATS))
            repo.git("tag", name)
        repo.commit(*(seat.two if seat.is_uncommitted else seat.now for seat in SEATS))
        repo.git("commit", "-q", "--amend", "-m", _word("Subject", 0))
        for name in ("one", "two"):
            (repo.root / f"{name}.toml").write_text(
                repo.git("show", f"{name}:{repo.name}"), "utf-8"
            )
        write_overlay(repo.path, "\n".join(seat.private for seat in SEATS))
        yield repo


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest, made: Repo, monkeypatch: pytest.MonkeyPatch) -> str:
    """Bring the working file into a state, and change to the repository."""
    monkeypatch.chdir(made.root)
    made.path.unlink(missing_ok=True)
    text = "\n".join((MINIMAL, *(seat.now for seat in SEATS)))
    if request.param != "missing":
        made.path.write_text(text + "x = [" * (request.param == "broken"), encoding="utf-8")
    return str(request.param)


def _secrets(state: str) -> dict[str, str]:
    """Return text -> audience for the restricted texts; uncommitted changes count as today's."""
    seats = (seat for seat in SEATS if state == "whole" or not seat.is_uncommitted)
    return {text: level for seat in seats for text, level in seat.secrets.items()} | OTHERS


EXPORTS = (
    *("vcard", "vcard --vcard-version 4.0", "vcard --groups kind", "vcard --split"),
    *("csv", "csv --dialect google", "csv --dialect outlook", "csv --dialect thunderbird"),
    *("xlsx", "pdf", "markdown", "html", "json"),
)
OLDER = ("--at one", "--at two", "--since one", "--since two", "--since one --at two")
RANGES = (
    *("one", "two", "one..two", "two..one", "one...two", "one..HEAD", "HEAD..one"),
    "one.toml two.toml",
)
TRANSLATED = (
    "markdown",
    "html",
    "xlsx",
    "pdf",
    "vcard",
    "diff",
    "csv --dialect",
    "emails",
    "show",
    "log",
)


def _commands() -> Iterator[str]:
    yield from (f"export {form} {older}" for form in EXPORTS for older in OLDER)
    yield from (
        f"emails --format {form} --at {at}" for form in email_lists.FORMATS for at in ("one", "two")
    )
    for form, at in product(("table", "tsv", "csv", "json", "ids"), ("one", "two")):
        yield f"search --status all --format {form} --at {at}"
    for form, at in product(("card", "json", "toml", "vcard"), ("one", "two")):
        yield f"show {' '.join(IDS)} --format {form} --at {at}"
    yield from (f"show {id_} --qr --at one" for id_ in IDS)
    for form, range_ in product(("text", "markdown", "json", "csv"), RANGES):
        yield f"diff {range_} --format {form}"
    yield "diff one --country Guyana --format markdown"
    yield "diff one --no-contacts --format json"
    for form in ("text", "json"):
        yield f"log --format {form}"
        yield f"log removed --fields --format {form}"
    yield from (f"log {id_} --format json" for id_ in IDS)
    yield from (f"log {id_} --people --format json" for id_ in IDS)


COMMANDS = tuple(_commands())
AUDIENCE = tuple(["--audience", audience] for audience in AUDIENCES[:2])
LANGS = ("en", "es")


def _is_passed_on(command: str) -> bool:
    """Return whether the result is for the network by default."""
    here = ("table", "tsv", "ids", "card", "toml", "text")
    return not re.search(f"--format ({'|'.join(here)})|--qr", command)


def _printed(run: Run, words: Sequence[str], folder: Path) -> str:
    """Return the decoded output of a command, printed and written."""
    target = folder / "product"
    is_file = not {"xlsx", "pdf", "--split"}.isdisjoint(words)
    output: tuple[str | Path, ...] = ("-o", target) if is_file else ()
    result = run(*words, *output)
    texts = [result.out, result.err]
    if target.is_dir():
        texts += [path.read_text(encoding="utf-8") for path in target.iterdir()]
        shutil.rmtree(target)
    elif target.exists():
        read = read_text if "pdf" in words else unzipped
        texts.append(read(target.read_bytes()))
        target.unlink()
    drawn = [line for line in result.out.splitlines() if re.fullmatch("[ █▀▄]{21,}", line)]
    if drawn:
        texts.append(qr_codes.decode(qr_codes.draw(drawn, folder)))
    text = "\n".join(texts)
    return "\n".join((text, *decoded(text)))


def _told(text: str, secrets: Iterable[str]) -> list[str]:
    """Return the texts that the output contains, in any notation of numbers and addresses."""
    plain = text.casefold()
    bare = re.sub(r"(?<=\d)[\s().-]+(?=\d)", "", plain)
    return [secret for secret in secrets if _spelling(secret) in (plain, bare)["+" in secret]]


def _spelling(text: str) -> str:
    """Return a text in a comparable notation; of a number, the national digits."""
    return text.replace(" ", "")[-7:] if text.startswith("+") else text.casefold()


def _combinations(command: str) -> Iterator[tuple[list[str], str, str]]:
    """Yield (words, audience, language) of a command for each audience.

    In both languages in a thorough run, otherwise for the public in Spanish.
    """
    others = [""] if _is_passed_on(command) else []
    for audience, lang in product((*AUDIENCES[:2], *others), LANGS):
        if not THOROUGH and (lang == "es") != (audience == AUDIENCES[0]):
            continue
        words = command.split()
        words += ["--audience", audience] if audience else []
        words += ["--lang", lang] if any(form in command for form in TRANSLATED) else []
        yield words, audience or NETWORK, lang


def test_sweep_has_many_combinations() -> None:
    assert sum(len([*_combinations(command)]) for command in COMMANDS) * len(STATES) > 1200


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_withdrawn_is_told(
    command: str, state: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if state == "missing" and ".toml" in command:
        pytest.skip("without a directory, the second file is today's")
    secrets = _secrets(state)
    for words, audience, lang in _combinations(command):
        monkeypatch.setenv("CMCCT_LANG", lang)
        held = [text for text, needs in secrets.items() if not may_see(audience, needs)]
        printed = _printed(run, words, tmp_path)
        assert _told(printed, held) == [], words
        assert "option: --" not in printed, words


@pytest.mark.parametrize("command", [command for command in COMMANDS if "--since" not in command])
@pytest.mark.parametrize("state", ["whole"], indirect=True)
def test_secretariat_and_sweep_see_withdrawn_values(
    command: str, state: str, run: Run, tmp_path: Path
) -> None:
    printed = _printed(run, [*command.split(), "--audience", SECRET], tmp_path)
    is_blind = re.search(
        "ids|no-contacts|fields|people|(show|log) (kept|opened)|log late |HEAD", command
    )
    assert bool(_told(printed, _secrets(state))) or is_blind


@pytest.mark.parametrize("state", ["whole"], indirect=True)
@pytest.mark.parametrize("form", [form for form in EXPORTS if form != "pdf"])  # has no notes
def test_network_sees_values_not_withdrawn(form: str, state: str, run: Run, tmp_path: Path) -> None:
    assert state == "whole"
    printed = _printed(run, [*f"export {form} --at one".split()], tmp_path)
    assert _told(printed, _channels(1)) == [*_channels(1)]
    assert _told(printed, [_phone(17)])
