"""Shared fixtures and helpers: run commands in this process, in another, or on a terminal."""

import gc
import io
import os
import pickle
import pkgutil
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pytest
import typer.main
from hypothesis import HealthCheck, settings

from cmcct.__main__ import main
from cmcct.cli.framework import help_page, lazy_group
from cmcct.errors.exceptions import CmcctError
from cmcct.reference import countries

pytest.register_assert_rewrite("tests.support")  # their failures show what differs
from tests.support import machine, terminals  # noqa: E402

if TYPE_CHECKING:
    from tests.support.repositories import Repo

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "directory.toml"
TODAY = "2026-06-01"
AFTER_HOLIDAYS = "2036-01-01"  # no public holidays are known; for holidays-outdated.toml
# Read at import: later the tests change the environment. In CI, no test is skipped.
IN_CI = "CI" in os.environ
# Whether to try all cases, and more random ones: the weekly run of CI, hours.
THOROUGH = bool(os.environ.get("CMCCT_THOROUGH"))
# The sweeps draw their cases by this text. It is the same in every run, so that a run fails for its
# change alone; the weekly run tries all.
DRAW = os.environ.setdefault("CMCCT_DRAW", "2026-11-29")
_LONG_TEXT = 1000  # characters of TOML that take more than a look-up
_USUAL_CASES, _USUAL_PART = 3, 12  # of the cases of a sweep: at least so many, or one in so many
_Case = TypeVar("_Case")
_NUMBERS = count()  # of the folders of tests


def examples(usual: int, thorough: int) -> int:
    """Return how many random cases a test tries: as usual, or in the weekly run of CI."""
    return thorough if THOROUGH else usual


def draw(cases: Sequence[_Case], name: str, count: int = 0) -> list[_Case]:
    """Return some cases of a sweep, in their order: all in a thorough run, else as `DRAW` says.

    `name` tells the sweeps of a run apart; `count` is the number of cases, by default a twelfth,
    at least three.
    """
    count = count or max(_USUAL_CASES, len(cases) // _USUAL_PART)
    if THOROUGH or len(cases) <= count:
        return [*cases]
    places = random.Random(f"{DRAW} {name}").sample(range(len(cases)), count)  # noqa: S311
    return [cases[place] for place in sorted(places)]


# No deadlines: the machine may be busy. Each run tries other examples.
settings.register_profile(
    "patient",
    deadline=None,
    max_examples=examples(15, 500),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")

# The smallest directory without findings; tests add to it.
MINIMAL = """\
[directory]
name = "Example Network"
contact = "corrections@example.org"

[[meeting]]
id = "georgetown-2019"
name = "Second Meeting"
date = 2019-03-12

[[working_group]]
id = "venezuela"
name = "Venezuela working group"
"""

# The smallest entry, without `verified`: key -> TOML text.
VALUES = {
    "id": '"gy-ctu"',
    "country": '"Guyana"',
    "name": '"Ada Example"',
    "organisation": '"Example Ministry"',
    "sectors": '["police"]',
    "emails": '["ctu@example.org"]',
}


def entry(**changes: str | None) -> str:
    """Return the TOML of the smallest entry with changes (TOML texts); None removes a key."""
    values = {**VALUES, **changes}
    lines = [f"{key} = {value}" for key, value in values.items() if value is not None]
    return "\n".join(["\n[[focal_point]]", *lines, ""])


ENTRY = entry()
# A private overlay for that entry.
OVERLAY = """
[[focal_point]]
id = "gy-ctu"
name = "Ada Example"
phones = [{ number = "+592 609 1234", type = "mobile" }]
address = "6 Example Dam"
"""


def write_overlay(path: Path, text: str = OVERLAY) -> Path:
    """Write a private overlay beside a directory file."""
    overlay = path.with_name("directory.private.toml")
    overlay.write_text(text, encoding="utf-8")
    overlay.chmod(0o600)
    return overlay


def list_names(folder: Path) -> list[str]:
    """Return the names in a folder."""
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def limit_file_size(size: int) -> Iterator[None]:
    """Limit the size of files, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def error_of(do: Callable[[], object]) -> tuple[str, str]:
    """Return (message, hint) of the `CmcctError` that `do` must raise."""
    with pytest.raises(CmcctError) as refused:
        do()
    return refused.value.message, refused.value.hint


@dataclass(frozen=True)
class Result:
    """The result of a command: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Run a command with these arguments and return its result."""

    def __call__(self, *args: str | Path, stdin: str = "") -> Result: ...


@pytest.fixture(scope="session", autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Provide the environment of a new user: an empty home folder, the pinned day."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        given = machine.surroundings(os.environ, home, tmp_path_factory.getbasetemp())
        for name in os.environ.keys() - given:
            patch.delenv(name)
        for name, value in given.items():
            patch.setenv(name, value)
        patch.setenv("CMCCT_TODAY", TODAY)
        # Typer builds a command anew for each call: half of the time of a run in this process.
        build = cache(typer.main.get_command)
        patch.setattr(typer.main, "get_command", build)
        patch.setattr(lazy_group, "get_command", build)
        translate = help_page.translate_options

        def translate_once(command: Any, ctx: Any) -> None:
            translate(command, ctx)  # a completion translates the command itself
            build.cache_clear()

        patch.setattr(help_page, "translate_options", translate_once)
        patch.setattr(tomllib, "loads", _read_again(tomllib.loads))
        # A command keeps its objects from the collector for ever, for a process that ends with it.
        patch.setattr(gc, "freeze", lambda: None)
        # The working folder has no test files: tests use full paths.
        patch.chdir(home)
        _set_zone(patch, "UTC")
        yield


def _read_again(loads: Callable[..., Any]) -> Callable[..., Any]:
    """Return `tomllib.loads` with a memory: most commands read a file that others have read."""

    @lru_cache(200)
    def read(text: str) -> bytes:
        data = loads(text)
        try:
            return pickle.dumps(data)
        except RecursionError:
            return b""

    def load(text: str, **options: Any) -> Any:
        is_long = isinstance(text, str) and len(text) > _LONG_TEXT
        data = read(text) if is_long and not options else b""
        return pickle.loads(data) if data else loads(text, **options)  # noqa: S301

    return load


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Collect without the garbage collector, and keep it from what is collected: a third faster."""
    gc.disable()
    _import_half(session.config)
    collected = yield
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)  # a command makes many objects, and few circles
    gc.enable()
    return collected


def _import_half(config: pytest.Config) -> None:
    """Import the test modules from the last on, in each second worker of a run of all tests.

    Pytest compiles each module at its first import ever. So each worker compiles a half, and reads
    what the other has compiled.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if config.args == config.getini("testpaths") and worker[-1:] in {*"13579"}:
        for path in sorted((ROOT / "tests").rglob("test_*.py"), reverse=True):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def pytest_pycollect_makeitem(collector: pytest.Module | pytest.Class, obj: object) -> Any:
    """Make no tests of a sweep that the run leaves out."""
    left_out = collector.config.option.markexpr == "not sweep"
    marks = getattr(obj, "pytestmark", [])
    return [] if left_out and any(mark.name == "sweep" for mark in marks) else None


def pytest_runtest_setup() -> None:
    """Forget the network of the directory that another test read."""
    countries.set_network(tuple)


@pytest.hookimpl(trylast=True)  # after `-k` and `-m`
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Draw the cases of sweeps, and put the gates first.

    The gates are most of the long tests, which at the end would leave a core idle.
    """
    sweeps: dict[tuple[str, Any], list[pytest.Item]] = {}
    for item in items:
        if mark := item.get_closest_marker("sweep"):
            name = item.nodeid.partition("::" if "of_module" in mark.kwargs else "[")[0]
            sweeps.setdefault((name, mark.args), []).append(item)
    left_out = {
        item
        for (name, count), cases in sweeps.items()
        for item in {*cases} - {*draw(cases, name, *count)}
    }
    config.hook.pytest_deselected(items=[*left_out])
    items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: item.get_closest_marker("gate") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Skip a failed test if it used a program of an unpinned version."""
    from tests.support import programs

    report = yield
    excuse = programs.excuse(ends=report.when == "teardown")
    if report.failed and excuse:
        path, line, _ = item.location
        report.outcome, report.longrepr = "skipped", (path, line or 0, f"Skipped: {excuse}")
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Send the programs that a worker's tests used to the controller."""
    from tests.support import programs

    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["programs"] = programs.read_with
    gc.collect()
    gc.freeze()  # else pytest goes five times through all objects at the end


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Receive the programs that a worker's tests used."""
    from tests.support import programs

    programs.read_with.update(getattr(node, "workeroutput", {}).get("programs", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how to draw the same cases again, and the version of each program that tests used."""
    from tests.support import programs

    if "not sweep" not in terminalreporter.config.option.markexpr and not THOROUGH:
        terminalreporter.write_line(f"cases drawn with CMCCT_DRAW={DRAW}")
    if programs.read_with:
        versions = sorted(map(" ".join, programs.read_with.items()), key=str.casefold)
        terminalreporter.write_line(f"read with {', '.join(versions)}")


def _set_zone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TZ", name)
    time.tzset()


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return a function that sets the time zone of the process until the test ends."""
    yield partial(_set_zone, monkeypatch)
    _set_zone(monkeypatch, "UTC")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs `cmcct` in this process, with its output in a pipe."""

    def call(*args: str | Path, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["cmcct", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        gc.enable()  # the command switched it off, for a process that ends with it
        out, err = capsys.readouterr()
        code = ended.value.code
        return Result(code if isinstance(code, int) else 0, out, err)

    return call


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Provide a folder with the program `cmcct`, whose commands are forks: for shells and git."""
    from cmcct.cli import commands
    from tests.support import forks

    modules = [each.name for each in pkgutil.iter_modules(commands.__path__, "cmcct.cli.commands.")]
    with forks.program(tmp_path_factory.mktemp("bin"), *modules) as folder:
        yield folder


class Shell(Protocol):
    """Run a line of bash, in which "$@" is a command of cmcct with these arguments."""

    def __call__(self, line: str, *args: str | Path) -> Result: ...


@pytest.fixture
def shell(program: Path) -> Shell:
    """Return a function that runs a line of bash; the command in it is a fork."""
    from tests.support.programs import need

    def call(line: str, *args: str | Path) -> Result:
        words = map(str, (program / "cmcct", *args))
        return run_process([need("bash", "apt install bash"), "-c", line, "bash", *words])

    return call


@pytest.fixture
def process() -> Run:
    """Return a function that runs `cmcct` as a separate process."""

    def call(*args: str | Path, stdin: str = "") -> Result:
        return run_process(command(*args), stdin.encode())

    return call


def run_process(
    words: Sequence[str], data: bytes = b"", env: Mapping[str, str] | None = None
) -> Result:
    """Run a program with this input; return its result. A command of cmcct is a fork."""
    env = env or environment()
    done = subprocess.run(
        words,
        input=data,
        capture_output=True,
        check=False,
        timeout=60,
        env=env,
        preexec_fn=terminals.forked(words, env),
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def command(*args: str | Path) -> list[str]:
    """Return the command line that runs `cmcct` as a process."""
    return [sys.executable, "-m", "cmcct", *map(str, args)]


def environment() -> dict[str, str]:
    """Return a copy of `os.environ`: without COLUMNS, which readline exports to processes."""
    return dict(os.environ)


# Without `*.pth` files: Python 3.11 reads them in the locale's encoding, and with `LC_ALL=C` it
# does not start if a folder has an umlaut in its name.
BARE_PYTHON = (sys.executable, "-S")


def bare_environment() -> dict[str, str]:
    """Return the environment in which `BARE_PYTHON` finds its imports."""
    return environment() | {"PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty folder. Pytest's own fixture looks through the folders of all tests first."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    return tmp_path_factory.mktemp(f"{name}{next(_NUMBERS)}", numbered=False)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Repo":
    """Return an empty repository, and change to its folder; the first commit is of 2024-01-02."""
    from tests.support.repositories import repository

    made = repository(tmp_path / "repo")
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def shipped(tmp_path: Path) -> "Repo":
    """Return a repository with the shipped directory."""
    from tests.support.repositories import repository

    made = repository(tmp_path / "repo")
    made.commit_bytes(SHIPPED.read_bytes())
    return made


@pytest.fixture
def _strace() -> None:
    """Skip a test if strace is missing or may not trace processes, but never in CI."""
    probe = ["strace", "-qq", "-e", "trace=none", "true"]
    can = shutil.which("strace") and not subprocess.run(probe, check=False).returncode
    if not can and not IN_CI:
        pytest.skip("strace is not installed, or may not look into processes")
    assert can


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in use, two days after a round began."""
    monkeypatch.setenv("CMCCT_TODAY", "2026-06-03")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class OnTerminal(Protocol):
    """Run a command on a terminal of some width; both streams are returned as one text."""

    def __call__(
        self, *args: str | Path, columns: int = 80, lines: int = 50, colour: bool = False
    ) -> Result: ...


@pytest.fixture
def terminal() -> OnTerminal:
    """Return a function that runs `cmcct` on a pseudo-terminal; escapes only with `colour`."""

    def call(*args: str | Path, columns: int = 80, lines: int = 50, colour: bool = False) -> Result:
        with terminals.running(command(*args), environment(), columns, lines) as seat:
            text = seat.rest().replace("\r\n", "\n")
            code = seat.process.wait(timeout=60)
        return Result(code, text if colour else terminals.plain(text), "")

    return call


class Write(Protocol):
    """Write the smallest directory plus some text; return the path."""

    def __call__(self, more: str = "") -> Path: ...


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes `directory.toml`: the smallest valid one plus some text."""

    def call(more: str = "") -> Path:
        path = tmp_path / "directory.toml"
        path.write_text(f"{MINIMAL}\n{more}", encoding="utf-8", newline="")
        return path

    return call
