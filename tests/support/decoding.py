"""Decode products: unfold lines, remove escapes, decode base64, unpack archives."""

import base64
import io
import re
import zipfile
from collections.abc import Iterator


def decoded(text: str) -> Iterator[str]:
    """Yield a product unfolded, without escapes, and with base64 decoded."""
    unfolded = text.replace("\r\n ", "").replace("<wbr>", "")
    yield re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], unfolded)
    for word in re.findall("(?:[A-Za-z0-9+/]{4}){3,}", unfolded):
        yield base64.b64decode(word).decode(errors="replace").replace("\r\n ", "")


def unzipped(content: bytes) -> str:
    """Return the members of an archive, such as a workbook, as one text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())
