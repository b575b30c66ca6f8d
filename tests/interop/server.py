"""A local CardDAV server for a test: Radicale, and a client."""

import base64
import http.client
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

_PATIENCE = 30  # seconds until the server answers
_TRIES = 5  # attempts, since another program may take the port first


class Server:
    """A client of the server, for any of its users."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}/"

    def ask(self, user: str, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Send a request; return the status and the body of the answer."""
        token = base64.b64encode(f"{user}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Depth": "1"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request(method, path, body.encode(), headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    def etags(self, path: str, user: str = "secretariat") -> Mapping[str, str]:
        """Return path -> ETag for every card in an address book."""
        status, text = self.ask(user, "PROPFIND", path, _ETAGS)
        assert status == http.client.MULTI_STATUS, text
        found = re.findall(r"<href>([^<]+\.vcf)</href>.*?<getetag>(.+?)</getetag>", text, re.DOTALL)
        return dict(found)

    def put(self, path: str, card: str, user: str = "secretariat") -> int:
        """Write a card as another program would; return the status."""
        return self.ask(user, "PUT", path, card)[0]

    def get(self, path: str, user: str = "secretariat") -> str:
        """Return the contents of a path."""
        status, text = self.ask(user, "GET", path)
        assert status == http.client.OK, text
        return text


PASSWORD = "example"  # noqa: S105 - of a server that lives for a test
_ETAGS = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'


@contextmanager
def running(folder: Path, config: Path, *options: str) -> Iterator[Server]:
    """Run Radicale with a configuration on a free local port."""
    for _ in range(_TRIES):
        port = _free_port()
        words = ["radicale", "--config", str(config), "--server-hosts", f"127.0.0.1:{port}"]
        storage = ["--storage-filesystem-folder", str(folder / "collections")]
        with (folder / "radicale.log").open("wb") as log:
            process = subprocess.Popen([*words, *storage, *options], stdout=log, stderr=log)
        try:
            if _answers(process, port):
                yield Server(port)
                return
        finally:
            process.terminate()
            process.wait(timeout=30)
    raise AssertionError((folder / "radicale.log").read_text(encoding="utf-8"))


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait for the server; return False if it ended because the port is taken."""
    patience = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < patience:
        with closing(socket.socket()) as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False
