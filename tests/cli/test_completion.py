"""Tab completion in bash, zsh and fish."""

import os
import re
import shlex
import string
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cmcct.cli import Commands, vendored_click
from cmcct.cli.options import completion
from cmcct.formats.recognition import SUFFIXES
from cmcct.reference.countries import all_countries, find_country, get_country
from cmcct.reference.words import find_places
from tests.conftest import SHIPPED, Result, Run, Write, environment
from tests.support import terminals
from tests.support.cases import each
from tests.support.cli_samples import ADA
from tests.support.programs import need
from tests.support.repositories import repository

# Returns the candidates for the last word of a command line.
Offers = Callable[..., list[str]]

# The context of a command in the shipped directory.
IN_SHIPPED: Any = SimpleNamespace(params={"directory": SHIPPED}, parent=None)
_places = partial(completion.complete_place, IN_SHIPPED)

# If a shell evaluated this id, it would create a file.
CODE = "$(touch made)"
ODD_IDS = f"""
[[focal_point]]
id = "{CODE}"

[[focal_point]]
id = "`touch made`"

[[focal_point]]
id = 7

[[meeting]]
id = "; touch made"
"""


@pytest.fixture
def offered(run: Run, monkeypatch: pytest.MonkeyPatch) -> Offers:
    """Return a function that completes like bash, in this process."""

    def call(*words: str) -> list[str]:
        monkeypatch.setenv("_CMCCT_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", " ".join(["cmcct", *words]))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        result = run()
        assert (result.code, result.err) == (0, "")
        return result.out.split()

    return call


@pytest.fixture
def described(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that prints values and descriptions for a shell, in this process."""

    def call(shell: str, words: str, directory: Path, lang: str = "en") -> str:
        monkeypatch.setenv("CMCCT_DIRECTORY", str(directory))
        monkeypatch.setenv("CMCCT_LANG", lang)
        monkeypatch.setenv("_CMCCT_COMPLETE", f"complete_{shell}")
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", f"cmcct {words}")
        return run().out

    return call


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ([""], " ".join(Commands.names)),
        (["s"], " ".join(name for name in Commands.names if name.startswith("s"))),
        (["export", ""], " ".join([*SUFFIXES, "emails", "all"])),
        (["search", "--co"], "--country --columns"),
        (["search", "-c", "tri"], "trinidad-and-tobago"),
        (["search", "--country", "Tri"], "Trinidad-And-Tobago"),
        (["search", "-c", "swi"], "switzerland"),
        (["search", "-c", "zzz"], ""),
        (["search", "--sector", "pro"], "prosecution"),
        (["search", "--body", "n"], "ngo"),
        (["search", "--role", "d"], "duty-desk"),
        (["search", "--region", "c"], "caricom"),
        (["search", "--half", ""], "law-enforcement protection"),
        (["search", "--status", ""], "active vacant left all"),
        (["search", "--audience", "n"], "network"),
        (["search", "--format", ""], "table tsv csv json ids"),
        (["search", "--language", "e"], ""),
        (["search", "--group", ""], "information-sharing venezuela"),
        (["search", "--validates", "i"], "information-sharing"),
        (["status", "--unvalidated", "v"], "venezuela"),
        (["export", "xlsx", "--annex", "g"], "georgetown-2019"),
        (["search", "--meeting", "geo"], "georgetown-2019"),
        (["search", "--columns", "id,na"], "id,name id,national_phone"),
        (["search", "--columns", "hon"], "honorific"),
        (["search", "--sort", "ver"], "verified verified_via"),
        (["show", "gy-l"], "gy-labour"),
        (["show", "gy-ctu", "gy-l"], "gy-labour"),
        (["show", "--format", ""], "card json toml vcard"),
        (["list", "r"], "roles"),
        (["export", "vcard", "--meeting", "p"], "port-of-spain-2018"),
        (["export", "vcard", "--vcard-version", ""], "3.0 4.0"),
        (["add", "--country", "tri"], "trinidad-and-tobago"),
        (["add", "--covers", "tri"], "trinidad-and-tobago"),
        (["add", "--sector", "pro"], "prosecution"),
        (["add", "--role", "d"], "duty-desk"),
        (["add", "--status", "l"], "left"),
        (["add", "--sharing", "n"], "network"),
        (["add", "--group", "v"], "venezuela"),
        (["add", "--validates", "v"], "venezuela"),
        (["add", "--meeting", "geo"], "georgetown-2019"),
        (["add", "--verified-via", "p"], "phone"),
        (["add", "--title", "x"], ""),
        (["set", "gy-l"], "gy-labour"),
        (["edit", "gy-l"], "gy-labour"),
        (["verify", "gy-ctu", "gy-l"], "gy-labour"),
        (["verify", "--via", "f"], "form"),
        (["replace", "gy-l"], "gy-labour"),
        (["retire", "gy-l"], "gy-labour"),
        (["remove", "gy-l"], "gy-labour"),
        (["attend", "geo"], "georgetown-2019"),
        (["attend", "georgetown-2019", "gy-l"], "gy-labour"),
        (["rename", "ge"], "georgetown-2019"),
        (["rename", "gy-l"], "gy-labour"),
        (["rename", "ven"], "venezuela"),
        (["merge", "gy-ctu", "gy-l"], "gy-labour"),
        (["merge", "--prefer", ""], "keep drop"),
        (["check", "--explain", "example"], "example-contact"),
        (["set", "gy-ctu", "--unset", "ho"], "honorific hours"),
        (["set", "ti"], ""),
        (["set", "gy-ctu", "ti"], "title= timezone="),
        (["set", "gy-ctu", "gy-l"], "gy-labour"),
        (["set", "gy-ctu", "title=ti"], ""),
        (["set", "gy-ctu", "title", "=", "ti"], ""),  # as bash splits it
        (["set", "gy-ctu", "--add", "e"], "emails="),
        (["set", "gy-ctu", "--remove", "ti"], "title timezone"),
        (["diff", "geo"], "georgetown-2019"),
        (["diff", "2018-01-01..geo"], "2018-01-01..georgetown-2019"),
        (["replace", "gy-ctu", "--keep", "add"], "address"),
        (["replace", "gy-ctu", "--drop", "cit"], "city"),
        (["log", "gy-l"], "gy-labour"),
        (["test", "gy-l"], "gy-labour"),
        (["group", "join", "v"], "venezuela"),
        (["group", "leave", "venezuela", "gy-l"], "gy-labour"),
        (["call", "tri"], "trinidad-and-tobago"),
        (["emails", "--meeting", "geo"], "georgetown-2019"),
        (["import", "--meeting", "geo"], "georgetown-2019"),
        (["init", "--lang", "e"], "en es"),
    ],
)
def test_a_word_is_completed(
    offered: Offers, monkeypatch: pytest.MonkeyPatch, words: list[str], answer: str
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(SHIPPED))
    assert offered(*words) == answer.split()


@pytest.mark.parametrize(
    ("lang", "words", "answer"),
    [
        ("en", "search --half", "--half\tHalf: law-enforcement or protection."),
        ("es", "search --half", "--half\tÁmbito: law-enforcement o protection."),
        ("es", "export csv --half", "--half\tÁmbito: law-enforcement o protection."),
        ("es", "--versio", "--version\tMuestra la versión."),
        ("nl", "list --hel", "--help\tToon deze hulp en stop."),
    ],
)
def test_option_is_explained_in_language_of_user(
    run: Run, monkeypatch: pytest.MonkeyPatch, lang: str, words: str, answer: str
) -> None:
    monkeypatch.setenv("CMCCT_LANG", lang)
    monkeypatch.setenv("_CMCCT_COMPLETE", "complete_fish")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", f"cmcct {words}")
    assert run() == Result(0, f"{answer}\n", "")


@pytest.mark.parametrize(
    ("words", "lang", "answer"),
    [
        ("search --sector pol", "es", "police\tPolicía, unidad contra la trata de personas\n"),
        ("add --sector pol", "fr", "police\tPolice, unité de lutte contre la traite\n"),
        ("search --country trini", "nl", "trinidad-and-tobago\tTrinidad en Tobago (TT)\n"),
        ("search --columns id,hon", "es", "id,honorific\tTratamiento\n"),
        ("search --meeting geo", "es", "georgetown-2019\tSecond Meeting\n"),
        ("search --group ven", "es", "venezuela\tVenezuela working group\n"),
        ("show gy", "es", "gy-ctu\tAda Example, Example Ministry\n"),
        ("search --status lef", "es", "left\n"),
        ("set gy-ctu --unset ho", "es", "honorific\tTratamiento\nhours\tHorario\n"),
        (
            "check --explain example",
            "nl",
            "example-contact\tNaam en adres in directory zijn die van het netwerk zelf,…\n",
        ),
        ("set geo", "es", "georgetown-2019\tSecond Meeting\n"),
        ("rename ven", "es", "venezuela\tVenezuela working group\n"),
        ("call trini", "fr", "trinidad-and-tobago\tTrinité-et-Tobago (TT)\n"),
    ],
)
def test_values_have_descriptions_in_the_language(
    described: Callable[..., str], write: Write, words: str, lang: str, answer: str
) -> None:
    assert described("fish", words, write(ADA), lang) == answer


def test_description_has_nothing_a_shell_could_run(
    described: Callable[..., str], write: Write
) -> None:
    names = (
        r"'x \$(touch made) `touch made` \\'",
        '"x \') )); touch made; (( [bold]é\u202e\\n"',
        '"{}"'.format("long word " * 20),
        "7",
    )
    tables = (f'[[meeting]]\nid = "odd-{n}"\nname = {name}\n' for n, name in enumerate(names))
    shown = described("zsh", "search --meeting odd", write("".join(tables)))
    assert shown.splitlines() == [
        """_arguments '*: :(("odd-0":"x (touch made) touch made\"""",
        '"odd-1":"x \u2019) )) touch made (( bold é"',
        '"odd-2":"long word long word long word long word long word long word…"',
        '"odd-3"))\'',
    ]


def test_directory_before_or_after_command_is_read(offered: Offers, write: Write) -> None:
    path = shlex.quote(str(write(ADA)))  # as typed
    assert offered("--directory", path, "show", "") == ["gy-ctu"]
    assert offered("show", "--directory", path, "") == ["gy-ctu"]
    assert offered("--directory", "/nowhere", "show", "") == []


@pytest.mark.parametrize("content", [None, "[[", "meeting = 1\nfocal_point = [1]"])
def test_unreadable_directory_offers_nothing(
    offered: Offers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    monkeypatch.chdir("/")
    if content is not None:
        (tmp_path / "directory.toml").write_text(content, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
    assert offered("show", "") == []
    assert offered("edition", "issue", "") == []
    assert offered("search", "--meeting", "") == []
    assert offered("search", "-c", "tri") == ["trinidad-and-tobago"]


def test_countries_and_regions_are_those_of_the_directory(offered: Offers, write: Write) -> None:
    path = write(ADA)
    members = '[directory]\ncountries = ["Ghana", "Guinea"]'
    path.write_text(path.read_text(encoding="utf-8").replace("[directory]", members), "utf-8")
    at = ("--directory", shlex.quote(str(path)), "search")
    assert offered(*at, "--country", "g") == ["ghana", "guinea", "guyana"]
    assert offered(*at, "--country", "t")[:2] == ["taiwan", "tajikistan"]
    assert offered(*at, "--region", "") == []
    assert offered("--directory", shlex.quote(str(SHIPPED)), "search", "--region", "")[:2] == [
        "caricom",
        "non-caricom",
    ]
    write(ADA)  # members are not listed
    assert offered(*at, "--region", "") == ["caricom", "acs", "english"]


@each(
    "words",
    [
        *[("frob", "--region", ""), ("export", "frob", ""), ("frob", ""), ("export", "guyana", "")],
        *[("export", "emails", "-o", "x.csv", ""), ("export", "-o", "x.foo", "--la")],
    ],
)
def test_line_that_would_be_refused_is_no_error(offered: Offers, words: list[str]) -> None:
    assert "frob" not in offered(*words)


@each("start", ["", "A"])
def test_every_country_that_is_offered_is_found(start: str) -> None:
    region = [name for name, _ in completion.complete_country(IN_SHIPPED, start)]
    assert all(re.fullmatch("[A-Za-z-]+", name) for name in region)
    assert region
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for first in (letter, letter.upper()):
            for name, _ in completion.complete_country(IN_SHIPPED, first):
                assert completion.hyphenate(find_country(name).name, first) == name
    folded = {completion.hyphenate(c.name, start): c for c in all_countries()}
    assert len(folded) == len(all_countries())
    for name, country in folded.items():
        assert find_country(name) is country


@each("start", ["", "A"])
def test_every_place_that_is_offered_for_a_call_is_found(start: str) -> None:
    letters = string.ascii_uppercase if start else string.ascii_lowercase
    offers = [offer for letter in letters for offer in _places(letter)]
    places = [(name, text) for name, text in offers if "(" not in text]
    assert len(places) > 300
    for name, text in places:
        assert re.fullmatch("[A-Za-z-]+", name)
        names = [get_country(place.code).name for place in find_places(name)]
        assert {*text.split(", ")} <= {*names}
    assert ("bequia", "Saint Vincent and the Grenadines") in completion.complete_place(
        IN_SHIPPED, "beq"
    )
    assert _places("guy")[0] == ("guyana", "Guyana (GY)")


def _surroundings(tmp_path: Path) -> dict[str, str]:
    scripts = str(Path(sys.executable).parent)
    return environment() | {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "ZDOTDIR": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "TERM": "dumb",
    }


@cache
def _script(shell: str) -> str:
    """Return the script of `cmcct --show-completion`."""
    words = [str(Path(sys.executable).with_name("cmcct")), "--show-completion", shell]
    done = subprocess.run(
        words, capture_output=True, check=True, encoding="utf-8", env=environment()
    )
    return done.stdout


def _written(shell: str, tmp_path: Path) -> Path:
    path = tmp_path / f"cmcct.{shell}"
    path.write_text(_script(shell), encoding="utf-8")
    return path


def _done(tmp_path: Path, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a shell until it ends."""
    env = _surroundings(tmp_path)
    return subprocess.run(words, capture_output=True, check=True, encoding="utf-8", env=env)


def _in_bash(tmp_path: Path, *words: str) -> list[str]:
    need("bash", "apt install bash")
    program = """
source "$1"; shift
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
complete -p cmcct >&2
compopt() { :; } # it works only while a person types
_cmcct_completion cmcct
printf '%s\\n' "${COMPREPLY[@]}"
"""
    script = _written("bash", tmp_path)
    done = _done(tmp_path, "bash", "--norc", "-c", program, "bash", script, "cmcct", *words)
    assert done.stderr == "complete -o default -F _cmcct_completion cmcct\n"
    return done.stdout.split()


def _in_fish(tmp_path: Path, *words: str) -> list[str]:
    need("fish", "apt install fish")
    program = 'source $argv[1]; complete -C "$argv[2]"'
    line = " ".join(["cmcct", *words])
    done = _done(tmp_path, "fish", "--no-config", "-c", program, _written("fish", tmp_path), line)
    assert done.stderr == ""
    return [line_.partition("\t")[0] for line_ in done.stdout.splitlines()]


def _in_zsh(tmp_path: Path, *words: str) -> list[str]:
    """Type at a prompt of zsh; return the completed line, or the list below it."""
    need("zsh", "apt install zsh")
    start = "PS1='>>>'; autoload -Uz compinit; compinit -u -D; zstyle ':completion:*' menu no\n"
    (tmp_path / ".zshrc").write_text(start + _script("zsh"), encoding="utf-8")
    with terminals.running(["zsh", "-i"], _surroundings(tmp_path), columns=200) as terminal:
        terminal.until(">>>")
        typed = " ".join(["cmcct", *words])
        # Ctrl-X = prints the cursor position after the completion.
        terminal.type(f"{typed}\t\x18=")
        shown = terminals.plain(terminal.until("column "))
    shown = shown.replace("\x07", "").replace("\r", "\n")
    line_, *below = [part for part in shown.split("\n") if part.strip()]
    lines = [part for part in below if not part.startswith((">>>", "EOF"))]
    added = line_.removeprefix(typed[: -len(words[-1])] if words[-1] else typed).split()
    # Descriptions stand after the values.
    return [word for part in lines for word in part.partition(" -- ")[0].split()] or added


SHELLS = {"bash": _in_bash, "zsh": _in_zsh, "fish": _in_fish}


@pytest.mark.sweep
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["sh"], "show"),
        (["s"], "save schema search set show status"),
        (["search", "--country", "trini"], "trinidad-and-tobago"),
        (["search", "--country", "Bar"], "Barbados"),
        (["search", "--sector", "pol"], "police"),
        (["search", "--meeting", "geo"], "georgetown-2019"),
        (["search", "--columns", "id,titl"], "id,title"),
        (["show", "gy-"], "gy-ctu gy-foreign-affairs gy-hotline gy-labour gy-shelter"),
        (["list", "lang"], "languages"),
        (["set", "gy-ctu", "ti"], "timezone= title="),
        (["set", "gy-ctu", "titl"], "title="),
        (["diff", "2018-01-01..geo"], "2018-01-01..georgetown-2019"),
    ],
)
def test_a_real_shell_completes_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str, words: list[str], answer: str
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(SHIPPED))
    assert sorted(SHELLS[shell](tmp_path, *words)) == answer.split()


@pytest.mark.sweep
@pytest.mark.parametrize("shell", SHELLS)
def test_an_id_that_a_shell_could_run_is_never_offered(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    monkeypatch.setenv("CMCCT_DIRECTORY", str(write(ADA + ODD_IDS)))
    monkeypatch.chdir(tmp_path)
    assert SHELLS[shell](tmp_path, "show", "gy") == ["gy-ctu"]
    for words in (["show", ""], ["search", "--meeting", ""]):
        offers = SHELLS[shell](tmp_path, *words)
        assert not any("touch" in word or word == "7" for word in offers)
    assert not (tmp_path / "made").exists()


@pytest.mark.sweep
@pytest.mark.parametrize("shell", SHELLS)
def test_shell_outside_directory_gets_no_wrong_offer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    monkeypatch.chdir("/")
    assert SHELLS[shell](tmp_path, "search", "--country", "guya") == ["guyana"]
    offers = SHELLS[shell](tmp_path, "show", "gy-")
    assert "Traceback" not in " ".join(offers)
    assert "gy-ctu" not in offers


def test_commands_are_described_in_the_users_language(described: Callable[..., str]) -> None:
    assert '(("show":"Muestra una ficha, con la hora' in described("zsh", "sh", SHIPPED, "es")
    assert '"Exporta ' in described("zsh", "export v", SHIPPED, "es")


def test_no_space_follows_a_key(described: Callable[..., str], write: Write) -> None:
    assert described("zsh", "set gy-ctu ti", write(ADA)) == (
        'local -a keys=("title=:Job title" "timezone=:Time zone"); _describe key keys -S \'\'\n'
    )
    mixed = described("zsh", "set gy-ctu ", write(ADA))
    assert mixed.startswith("""_arguments '*: :(("gy-ctu":"Ada Example, Example Ministry" "geo""")
    assert """))'; local -a keys=("id=:""" in mixed


def test_branches_and_editions_complete_as_versions(
    offered: Offers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repository(tmp_path / "clone")
    repo.commit(ADA)
    repo.git("branch", "guyana-corrections")
    repo.git("branch", CODE.replace(" ", "${IFS}"))
    repo.git("tag", "edition/2026-1")
    monkeypatch.setenv("CMCCT_DIRECTORY", str(repo.path))
    names = {repo.git("branch", "--show-current"), "guyana-corrections", "edition/2026-1"}
    assert {*offered("diff", "")} == {*names, "georgetown-2019"}
    for words in (["diff"], ["check", "--changed-since"], ["status", "--at"], ["import", "--base"]):
        assert offered(*words, "edi") == ["edition/2026-1"]
    assert offered("export", "csv", "--since", "guy") == ["guyana-corrections"]
    assert offered("diff", "edition/2026-1..guy") == ["edition/2026-1..guyana-corrections"]


def test_completion_is_installed_in_users_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    result = run("--lang", "fr", "--install-completion", "fish")
    path = tmp_path / ".config/fish/completions/cmcct.fish"
    assert "_CMCCT_COMPLETE=complete_fish" in path.read_text(encoding="utf-8")
    assert result == Result(
        0,
        "",
        f"la complétion pour fish est installée dans {path}\n"
        "ouvrez un nouveau terminal pour l\u2019utiliser\n",
    )


@pytest.mark.parametrize("option", ["--install-completion", "--show-completion"])
def test_shell_without_completion_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr(vendored_click, "get_shell_name", lambda: "dash")
    error = Result(
        2,
        "",
        "error: there is no completion for the shell dash\n"
        "help: write bash, zsh, fish or PowerShell\n",
    )
    assert [run(option), run(option, "--lang", "en"), run(option, "dash")] == [error] * 3


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -o default -F _cmcct_completion cmcct"),
        ("bash", "compopt -o nospace"),
        ("zsh", "compdef _cmcct_completion cmcct"),
        ("fish", "complete --command cmcct --no-files "),
    ],
)
def test_the_script_of_a_shell_that_is_named_is_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, shell: str, line: str
) -> None:
    result = run("--show-completion", shell)
    assert result == Result(0, result.out, "")
    assert line in result.out
    assert run(f"--show-completion={shell}") == result
    monkeypatch.setattr(vendored_click, "get_shell_name", lambda: shell)
    assert run("--show-completion") == result
