"""Read mails with Evolution's library; runs in Debian's Python, which has the bindings."""

import base64
import json
import sys
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Camel", "1.2")
gi.require_version("EDataServer", "1.2")
from gi.repository import (  # type: ignore[import-not-found] # noqa: E402 - needs versions
    Camel,
    EDataServer,
    Gio,
    GLib,
)

_NAMES = ("X-Unsent", "X-CMC-Round", "Date", "Message-ID", "Reply-To")


def mail(data: bytes) -> dict[str, Any]:
    """Return what the library reads in a mail: its headers, addressees and parts."""
    message = Camel.MimeMessage.new()
    message.construct_from_input_stream_sync(_stream(data), None)
    headers = {name: message.get_header(name) for name in _NAMES}
    return {
        "subject": message.get_subject(),
        "to": _addresses(message, "To"),
        "cc": _addresses(message, "Cc"),
        "headers": {name: text.strip() for name, text in headers.items() if text},
        "parts": [*_parts(message)],
    }


def _stream(data: bytes) -> Any:
    return Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(data))


def _addresses(message: Any, kind: str) -> list[tuple[str, str]]:
    found = message.get_recipients(kind)
    read = (found.get(index) for index in range(found.length()))
    return [(name, address) for _is_there, name, address in read]


def _parts(part: Any) -> Any:
    content = part.get_content()
    if isinstance(content, Camel.Multipart):
        for index in range(content.get_number()):
            yield from _parts(content.get_part(index))
        return
    stream = Gio.MemoryOutputStream.new_resizable()
    content.decode_to_output_stream_sync(stream, None)
    stream.close(None)
    data = stream.steal_as_bytes().get_data()
    yield {
        "type": part.get_content_type().format(),
        "file": part.get_filename(),
        "disposition": part.get_disposition(),
        "data": base64.b64encode(data).decode(),
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["--version"]:
        numbers = (
            EDataServer.EDS_MAJOR_VERSION,
            EDataServer.EDS_MINOR_VERSION,
            EDataServer.EDS_MICRO_VERSION,
        )
        sys.stdout.write(".".join(map(str, numbers)))
    else:
        json.dump([mail(base64.b64decode(text)) for text in json.load(sys.stdin)], sys.stdout)
