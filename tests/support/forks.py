"""Run many commands without the start-up of each: a server that forks a process for each command.

The command's process has the arguments, folder, environment and open files of the client that asked
for it.
"""

import json
import os
import shlex
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.support.terminals import MOST_DESCRIPTORS, WRITING_PDF, run_cmcct

_CLIENT = f"""
import json, os, socket, sys
path, *words = sys.argv[1:]
if not {WRITING_PDF}.isdisjoint(words):
    os.execv({sys.executable!r}, [{sys.executable!r}, "-m", "cmcct", *words])
files = [int(name) for name in os.listdir("/dev/fd") if os.path.exists("/dev/fd/" + name)]
with socket.socket(socket.AF_UNIX) as server:
    server.connect(path)
    request = json.dumps([os.getcwd(), dict(os.environ), words, files]).encode()
    socket.send_fds(server, [request], files)
    sys.exit(int(server.recv(10) or b"70"))
"""


@contextmanager
def serve(*modules: str) -> Iterator[str]:
    """Import modules, and provide the shell command that runs `cmcct` in a forked process."""
    for module in modules:
        import_module(module)
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        path = Path(folder) / "server"
        server.bind(str(path))
        server.listen()
        process = os.fork()
        if not process:
            _answer(server)
        try:
            yield shlex.join([sys.executable, "-I", "-S", "-c", _CLIENT, str(path)])
        finally:
            os.kill(process, 9)
            os.waitpid(process, 0)


@contextmanager
def program(folder: Path, *modules: str) -> Iterator[Path]:
    """Write a program `cmcct` into a folder, which runs as `serve` says; yield the folder."""
    with serve(*modules) as command:
        path = folder / "cmcct"
        path.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        path.chmod(0o755)
        yield folder


def _answer(server: socket.socket) -> None:
    """Answer each client in a process of its own: commands of a pipe run at once."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        client, _ = server.accept()
        if not os.fork():
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            client.sendall(str(_run(client)).encode())
            os._exit(0)
        client.close()


def _run(client: socket.socket) -> int:
    """Run the command of a client in a process; return its exit code."""
    request, received, _, _ = socket.recv_fds(client, 2**18, MOST_DESCRIPTORS)
    folder, environment, words, files = json.loads(request)
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.chdir(folder)
    for file, number in zip(received, files, strict=True):
        os.dup2(file, number)
    run_cmcct(words, environment, files)
    return 0  # never: the command has ended the process
