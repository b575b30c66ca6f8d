"""This project as a repository for installation."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from tests.conftest import ROOT
from tests.support.repositories import repository

# The files needed to install it, and to use its hooks.
_PARTS = ("cmcct", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """Serve the project from a repository over HTTP; yield its address and its only commit."""
    repo = repository(folder / "cmcct")
    for name in _PARTS:
        source, target = ROOT / name, repo.root / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    commit = repo.commit_files({})
    public = folder / "public"
    repo.git("clone", "--quiet", "--bare", ".", public / "example" / "cmcct.git")
    repo.git("-C", public / "example" / "cmcct.git", "update-server-info")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(public))) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/example/cmcct.git", commit
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing."""
