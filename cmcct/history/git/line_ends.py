"""The line ends of a file that git holds, which need not be those of the work tree."""

import os
from pathlib import Path

from cmcct.errors.exceptions import CmcctError
from cmcct.history.git import process


def held_content(path: Path, data: bytes) -> bytes:
    """Return what git holds of a file with this content; b"" for one outside a repository.

    Git turns CRLF into LF where an attribute or `core.autocrlf` says so, but not in a file that has
    CRLF in the index (gitattributes(5)). No filter of the repository is run.
    """
    path = Path(os.path.realpath(path))
    words = ("ls-files", "--eol", "-z", "--cached", "--others", "--exclude-standard", "--")
    try:
        # Of an unfinished merge, the index has several versions.
        listed = process.run(path.parent, *words, path.name).decode(errors="replace")
    except CmcctError:
        return b""
    fields = [line.partition("\t")[0] for line in listed.split("\0")[:-1]]
    if not fields:
        return b""
    has_crlf = any(field.startswith(("i/crlf", "i/mixed")) for field in fields)
    attributes = fields[0].partition("attr/")[2].strip()
    is_converted = attributes.startswith("text") or (not attributes and _is_autocrlf(path.parent))
    return data.replace(b"\r\n", b"\n") if is_converted and not has_crlf else data


def _is_autocrlf(folder: Path) -> bool:
    try:
        setting = process.run(folder, "config", "--get", "core.autocrlf").strip().lower()
    except CmcctError:
        return False  # not set
    return setting in {b"input", b"true", b"yes", b"on", b"1"}
