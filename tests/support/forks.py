"""Run many commands without the start-up of each: a server that forks a process for each command.

The command's process has the arguments, the folder and the output of the client that asked for it.
"""

import json
import os
import shlex
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from cmcct.__main__ import main

_CLIENT = """
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect(sys.argv[1])
    words = json.dumps([os.getcwd(), *sys.argv[2:]]).encode()
    socket.send_fds(server, [words], [1, 2])
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


def _answer(server: socket.socket) -> None:
    while True:
        client, _ = server.accept()
        with client:
            words, streams, _, _ = socket.recv_fds(client, 2**16, 2)
            child = os.fork()
            if not child:
                _run(json.loads(words), streams)
            status = os.waitpid(child, 0)[1]
            for stream in streams:
                os.close(stream)
            client.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _run(words: list[str], streams: list[int]) -> None:
    folder, *arguments = words
    sys.settrace(None)  # `os._exit` would lose what the coverage measures here
    os.chdir(folder)
    for stream, number in zip(streams, (1, 2), strict=True):
        os.dup2(stream, number)
    # pytest has put files of its own in the place of both.
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    sys.argv = ["cmcct", *arguments]
    code: object = 70
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        sys.stderr.flush()
        os._exit(int(str(code)))
