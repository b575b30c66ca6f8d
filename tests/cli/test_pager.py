"""Output that is longer than the screen."""

import os
import shlex
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cmcct.cli.screen.pager import page
from tests.conftest import SHIPPED, command, environment
from tests.support import terminals
from tests.support.cases import each
from tests.support.programs import need
from tests.support.repositories import entry, repository

PROMPT = "Space to go on, q to leave"
SEARCH = ("search", "--directory", SHIPPED)


def _seen(*args: str | Path, settings: Mapping[str, str], lines: int = 24) -> tuple[int, str]:
    """Return the exit code and what a terminal of some lines shows."""
    env = {**environment(), **settings}
    with terminals.running(command(*args), env, columns=80, lines=lines) as seat:
        text = terminals.plain(seat.rest())
        return seat.process.wait(timeout=60), text


def _to(path: Path) -> str:
    """Return a pager that writes a text to a file."""
    return f"sh -c {shlex.quote(f'cat > {shlex.quote(str(path))}')}"


@pytest.mark.parametrize(
    ("settings", "is_paged"),
    [
        ({"PAGER": "{own}"}, True),
        ({"PAGER": "cat", "CMCCT_PAGER": "{own}"}, True),
        ({"PAGER": "{own}", "CMCCT_PAGER": ""}, False),
        ({"PAGER": "{own}", "CMCCT_PAGER": "cat"}, False),
        ({"PAGER": "{own}", "TERM": "dumb"}, False),
    ],
)
def test_long_table_goes_to_the_pager_of_the_user(
    tmp_path: Path, settings: Mapping[str, str], *, is_paged: bool
) -> None:
    path = tmp_path / "seen"
    own = {name: value.format(own=_to(path)) for name, value in settings.items()}
    code, text = _seen(*SEARCH, settings=own)
    shown = path.read_text(encoding="utf-8") if is_paged else text
    assert code == 0
    assert path.exists() is is_paged
    assert all(id_ in shown for id_ in ("gy-ctu", "aw-taskforce"))
    # The number of entries stands below the table.
    assert text.splitlines()[-1] == "51 entries"


def test_output_that_fits_the_screen_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    code, text = _seen(
        "show", "gy-hotline", "--directory", SHIPPED, lines=60, settings={"PAGER": _to(path)}
    )
    assert (code, path.exists()) == (0, False)
    assert "gy-hotline" in text


@pytest.mark.parametrize(
    "args",
    [
        ("show", "gy-ctu"),
        ("status", "--by", "half"),
        ("list", "roles"),
        ("call", "guyana", "--all"),
        ("diff", "{empty}", str(SHIPPED)),
    ],
)
def test_long_cards_and_tables_are_paged(tmp_path: Path, args: tuple[str, ...]) -> None:
    path, empty = tmp_path / "seen", tmp_path / "empty.toml"
    empty.write_text('[directory]\nname = "Example"\n', encoding="utf-8")
    args = tuple(word.format(empty=empty) for word in args)
    assert _seen(*args, "--directory", SHIPPED, lines=6, settings={"PAGER": _to(path)})[0] == 0
    assert path.stat().st_size > 100


@pytest.mark.parametrize(
    "args", [("help",), ("set", "--help"), ("help", "set"), ("check", "--all", "{many}")]
)
def test_help_and_findings_are_paged(tmp_path: Path, args: tuple[str, ...]) -> None:
    path, many = tmp_path / "seen", tmp_path / "many.toml"
    many.write_text("".join(entry(f"a{n}", country='"X"') for n in range(9)), encoding="utf-8")
    args = tuple(word.format(many=many) for word in args)
    _seen(*args, lines=6, settings={"PAGER": _to(path)})
    assert path.stat().st_size > 100


def test_history_is_paged(tmp_path: Path) -> None:
    path, repo = tmp_path / "seen", repository(tmp_path / "clone")
    repo.commit(*(entry(f"a{number}") for number in range(9)))
    words = ("log", "--directory", repo.path)
    settings = {"PAGER": _to(path)}
    assert _seen(*words, lines=6, settings=settings)[0] == 0
    assert path.read_text(encoding="utf-8").count("a") > 9
    code, text = _seen(*words, lines=6, settings={"PAGER": "head -n 1"})
    assert (code, len(text.splitlines())) == (0, 1)
    _, text = _seen(*words, lines=6, settings={"PAGER": ""})
    assert text.replace("\r", "") == path.read_text(encoding="utf-8")


def test_missing_version_is_said_after_what_is_newer(tmp_path: Path) -> None:
    path, repo = tmp_path / "seen", repository(tmp_path / "clone")
    for title in ("Director", "Chief", "Inspector"):
        repo.commit(entry("a", title))
    blob = repo.git("rev-parse", f"HEAD~2:{repo.name}")
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    words = ("log", "--directory", repo.path)
    code, text = _seen(*words, lines=3, settings={"PAGER": _to(path)})
    assert (code, f"version {blob[:7]} of {repo.name} is missing" in text) == (2, True)
    assert path.read_text(encoding="utf-8").count("Inspector") == 1


def test_pager_shows_a_text_while_it_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "seen"
    monkeypatch.setenv("LINES", "2")
    monkeypatch.setenv("PAGER", f"sh -c {shlex.quote(f'head -n 3 > {shlex.quote(str(path))}')}")
    deadline = time.monotonic() + terminals.PATIENCE
    made: list[int] = []

    def lines() -> Iterator[str]:
        while time.monotonic() < deadline:
            made.append(len(made))
            yield f"{made[-1]}\n"

    assert not [*page(lines(), PROMPT)]
    assert path.read_text(encoding="utf-8") == "0\n1\n2\n"
    assert time.monotonic() < deadline


def test_option_prints_long_output_at_once(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    code, text = _seen("--no-pager", *SEARCH, settings={"PAGER": _to(path)})
    assert (code, path.exists()) == (0, False)
    assert "aw-taskforce" in text


def test_pager_gets_no_key_that_was_typed_before_it_began(tmp_path: Path) -> None:
    path = tmp_path / "key"
    read = f"stty -icanon min 0 time 5; dd bs=1 count=1 2> {os.devnull} > {shlex.quote(str(path))}"
    pager = f"sh -c {shlex.quote(f'cat > {os.devnull}; exec < /dev/tty; {read}')}"
    env = {**environment(), "PAGER": pager}
    with terminals.running(command(*SEARCH), env, columns=80, lines=24) as seat:
        seat.type("q")
        seat.rest()
        assert seat.process.wait(timeout=terminals.PATIENCE) == 0
    assert path.read_bytes() == b""


@each("pager", ["/nowhere/pager -x", "'unclosed", os.devnull])
def test_missing_pager_loses_nothing(pager: str) -> None:
    code, text = _seen(*SEARCH, settings={"PAGER": pager})
    assert code == 0
    assert "gy-ctu" in text
    assert "Traceback" not in text


@each("pager", ["head -n 1", "true"])
def test_a_pager_that_ends_early_is_no_error(pager: str) -> None:
    code, text = _seen(*SEARCH, settings={"PAGER": pager})
    assert code == 0
    assert text.splitlines()[-1] == "51 entries"
    assert len(text.splitlines()) <= 2


@pytest.mark.parametrize(("given", "used"), [({}, "-"), ({"LESSHISTFILE": "mine"}, "mine")])
def test_less_keeps_no_history(tmp_path: Path, given: dict[str, str], used: str) -> None:
    path = tmp_path / "seen"
    script = f'printf %s "$LESSHISTFILE" > {shlex.quote(str(path))}'
    pager = f"sh -c {shlex.quote(script)}"
    assert _seen(*SEARCH, settings={"PAGER": pager, **given})[0] == 0
    assert path.read_text(encoding="utf-8") == used


def test_less_is_left_by_q_and_not_by_interrupt() -> None:
    need("less", "apt install less")
    env = {name: value for name, value in environment().items() if name != "PAGER"}
    with terminals.running(command(*SEARCH), env, columns=80, lines=24) as seat:
        seat.until(PROMPT)
        seat.type("\x03")
        deadline = time.monotonic() + terminals.PATIENCE
        # Less may drop a key while it handles the interrupt.
        while seat.process.poll() is None and time.monotonic() < deadline:
            seat.type("q")
            time.sleep(0.2)
        text = terminals.plain(seat.rest())
        assert seat.process.wait(timeout=60) == 0
    assert "Traceback" not in text
    # The terminal shows a key that is typed after the end of less.
    assert text.rstrip("q").endswith("51 entries\r\n")


def test_text_in_a_small_screen_is_not_paged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "/nowhere/pager")
    monkeypatch.setenv("LINES", "3")
    for text in ("a\nb\n", "a\nb\nc\nd\n"):
        assert [*page(text, PROMPT)] == [*text]


def test_pager_runs_with_settings_as_of_git_and_runs_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "seen"
    monkeypatch.setenv("LINES", "3")
    for given, expected in ((None, f"FRXPs{PROMPT}$ 1"), ("-S", "-S 1")):
        monkeypatch.setenv("PAGER", f"sh -c 'echo $LESS $LESSSECURE > {shlex.quote(str(path))}'")
        if given:
            monkeypatch.setenv("LESS", given)
        assert not [*page("a\nb\nc\nd\n", PROMPT)]
        assert path.read_text(encoding="utf-8") == f"{expected}\n"
