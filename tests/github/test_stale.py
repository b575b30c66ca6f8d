"""The issue that lists stale seats: the real `gh`, with a local server instead of GitHub."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from tests.conftest import ENTRY, MINIMAL, entry
from tests.github.steps import Job, Runner
from tests.support.programs import need

pytestmark = [pytest.mark.gate, pytest.mark.sweep(6, of_module=True)]

ACTION = ".github/actions/stale"
MARK = "<!-- cmcct: stale seats -->"
OLD = ENTRY + "verified = 2020-03-02\n"
NEVER = ENTRY.replace("gy-ctu", "gy-desk").replace("ctu@", "desk@").replace("Ada", "Bo")
OTHERS: list[dict[str, Any]] = [
    {"number": 9, "body": None},
    {"number": 8, "body": f"I saw {MARK}"},
    {"number": 6, "body": MARK, "pull_request": {"url": "https://example.org"}},
]
ISSUE: dict[str, Any] = {"number": 7, "body": f"{MARK}\nThese seats"}


class GitHub(BaseHTTPRequestHandler):
    """List issues by page, and record all other requests."""

    pages: ClassVar[list[list[dict[str, Any]]]]
    asked: ClassVar[list[tuple[str, str, dict[str, str]]]]
    is_private: ClassVar[bool]

    def do_GET(self) -> None:
        """List open issues."""
        if self.path == "http://api.github.localhost/repos/example/contacts":
            self.send_response(200)
            self._answer({"private": self.is_private})
            return
        path, _, query = self.path.partition("?")
        assert path == "http://api.github.localhost/repos/example/contacts/issues"
        number = int(query.removeprefix("state=open&per_page=100").removeprefix("&page=") or 1)
        self.send_response(200)
        if number < len(self.pages):
            self.send_header(
                "Link", f'<{path}?state=open&per_page=100&page={number + 1}>; rel="next"'
            )
        self._answer(self.pages[number - 1])

    def do_POST(self) -> None:
        """Record the request."""
        text = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Authorization"] == "token secret"
        path = self.path.removeprefix("http://api.github.localhost/repos/example/contacts/")
        self.asked.append((self.command, path, json.loads(text)))
        self.send_response(200)
        self._answer({})

    do_PATCH = do_POST  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def _answer(self, content: object) -> None:
        data = json.dumps(content).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def github() -> Iterator[dict[str, str]]:
    """Yield the environment in which `gh` finds the server."""
    need("gh", "apt install gh")
    GitHub.pages, GitHub.asked, GitHub.is_private = [[]], [], True
    with ThreadingHTTPServer(("127.0.0.1", 0), GitHub) as server:
        Thread(target=server.serve_forever).start()
        # The only host name for which `gh` uses no TLS.
        yield {
            "GH_HOST": "github.localhost",
            "HTTP_PROXY": f"http://127.0.0.1:{server.server_port}",
        }
        server.shutdown()


@pytest.fixture
def runner(tmp_path: Path, program: Path) -> Runner:
    for name in ("runner", "work"):
        (tmp_path / name).mkdir()
    return Runner(tmp_path / "runner", tmp_path / "work", program)


def _keep(runner: Runner, github: dict[str, str], text: str, **inputs: str) -> Job:
    (runner.workspace / "directory.toml").write_text(text, encoding="utf-8")
    return runner.run(ACTION, github, "Install cmcct", **inputs)


def test_one_issue_lists_seats_by_id_and_no_contact(runner: Runner, github: dict[str, str]) -> None:
    GitHub.pages = [OTHERS]
    job = _keep(runner, github, MINIMAL + OLD + NEVER)
    assert job.code == 0, job.log
    ((method, path, given),) = GitHub.asked
    assert (method, path, sorted(given)) == ("POST", "issues", ["body", "title"])
    assert given["title"].count(" · ") == 3
    lines = given["body"].splitlines()
    assert lines[0] == MARK
    assert [line.count("`cmcct verify ID`") for line in lines[1:5]] == [1, 1, 1, 1]
    assert lines[5:] == ["", "- `gy-ctu`", "- `gy-desk`"]
    assert not any(word in given["body"] + job.log for word in ("@", "Ada", "Bo "))


@pytest.mark.parametrize("pages", [[[ISSUE]], [[*OTHERS, ISSUE]], [OTHERS, [ISSUE]]])
def test_an_issue_that_is_open_is_written_anew(
    runner: Runner, github: dict[str, str], pages: list[list[dict[str, Any]]]
) -> None:
    GitHub.pages = pages
    job = _keep(runner, github, MINIMAL + OLD)
    assert job.code == 0, job.log
    ((method, path, given),) = GitHub.asked
    assert (method, path, sorted(given)) == ("PATCH", "issues/7", ["body"])
    assert given["body"].endswith("\n\n- `gy-ctu`\n")


@pytest.mark.parametrize("numbers", [[], [7]])
def test_issues_are_closed_without_stale_seats(
    runner: Runner, github: dict[str, str], numbers: list[int]
) -> None:
    GitHub.pages = [[*OTHERS, *[ISSUE for _ in numbers]]]
    job = _keep(runner, github, MINIMAL + ENTRY + "verified = 2026-03-02\n")
    assert job.code == 0, job.log
    assert GitHub.asked == [("PATCH", f"issues/{n}", {"state": "closed"}) for n in numbers]


def test_unreadable_directory_closes_no_issue(runner: Runner, github: dict[str, str]) -> None:
    GitHub.pages = [[ISSUE]]
    job = _keep(runner, github, MINIMAL + "[[[")
    assert job.code == 1
    assert "is not valid TOML" in job.log
    assert GitHub.asked == []


def _old(id_: str, sharing: str) -> str:
    return entry(id=f'"{id_}"', verified="2020-03-02", sharing=f'"{sharing}"')


SHARED = MINIMAL + "".join(
    _old(f"seat-{sharing}", sharing) for sharing in ("public", "network", "secretariat", "secrt")
)


@pytest.mark.parametrize(
    "case",
    [
        ("", True, ["public", "network"], 2),
        ("", False, ["public"], 3),
        ("public", True, ["public"], 3),
        ("network", False, ["public", "network"], 2),
        ("secretariat", False, ["public", "network", "secretariat", "secrt"], 0),
    ],
)
def test_seats_withheld_from_readers_are_only_counted(
    runner: Runner, github: dict[str, str], case: tuple[str, bool, list[str], int]
) -> None:
    audience, is_private, named, others = case
    GitHub.is_private = is_private
    job = _keep(runner, github, SHARED, audience=audience)
    assert job.code == 0, job.log
    ((_, _, given),) = GitHub.asked
    lines = given["body"].split("\n\n")[1].splitlines()
    counted = [f"- + {others}: `cmcct search --stale`"] if others else []
    assert lines == [*(f"- `seat-{sharing}`" for sharing in sorted(named)), *counted]
    assert "seat-secr" not in job.log


def test_issue_stays_open_for_counted_seats(runner: Runner, github: dict[str, str]) -> None:
    GitHub.pages = [[ISSUE]]
    assert _keep(runner, github, MINIMAL + _old("seat-secretariat", "secretariat")).code == 0
    ((method, path, given),) = GitHub.asked
    assert (method, path) == ("PATCH", "issues/7")
    assert given["body"].endswith("\n\n- + 1: `cmcct search --stale`\n")
    assert "seat" not in given["body"].partition("\n\n")[2]


def test_unknown_audience_ends_job_and_asks_nothing(runner: Runner, github: dict[str, str]) -> None:
    job = _keep(runner, github, SHARED, audience="everybody")
    assert job.code != 0
    assert GitHub.asked == []
    assert "everybody" in job.log
