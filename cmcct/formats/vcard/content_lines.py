"""vCard serialisation (RFC 2426, RFC 6350): escaping, line folding by octets, whole cards."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import category

from cmcct.text.control_chars import replace_control_chars

VERSIONS = ("3.0", "4.0")
# Representation of working groups and meetings as cards -> the vCard version that it needs.
GROUPS = {"kind": "4.0", "apple": "3.0"}

_OCTETS = 75  # longest line before folding
_JOINERS = "\u200c\u200d"


class ContentLine(NamedTuple):
    """A property as serialised; `;TYPE=WORK,VOICE` are parameters."""

    name: str
    value: str
    parameters: str = ""


def format_card(lines: Iterable[ContentLine], version: str) -> str:
    """Return a card of these properties: CRLF, folded by octets."""
    return "".join(f"{_fold(line)}\r\n" for line in write_lines(lines, version))


def write_lines(lines: Iterable[ContentLine], version: str) -> list[str]:
    """Return the lines of a card of these properties, not folded."""
    written = [f"{name}{parameters}:{value}" for name, value, parameters in lines]
    return ["BEGIN:VCARD", f"VERSION:{version}", *written, "END:VCARD"]


def escape_text(value: str, version: str) -> str:
    """Escape a text; 4.0 has no escape for a semicolon."""
    if version == "4.0":
        return _escape(value)
    return _escape(value).replace(";", "\\;")


def escape_list(values: Iterable[str], version: str) -> str:
    """Escape a list of texts, without empty ones."""
    return ",".join(escape_text(value, version) for value in values if value)


def escape_parts(values: Iterable[str]) -> str:
    """Escape the components of N, ADR or ORG, the same in both versions."""
    return ";".join(value and _escape(value).replace(";", "\\;") for value in values)


def _escape(value: str) -> str:
    return (
        replace_control_chars(value).replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n")
    )


def _fold(line: str) -> str:
    """Fold a line at 75 octets, between grapheme clusters, never within an escape."""
    if len(line) <= _OCTETS and line.isascii():
        return line
    return "\r\n ".join(_fill_lines(_pieces(line)))


def _fill_lines(pieces: Iterable[str]) -> list[str]:
    """Fill each line with as many pieces as fit."""
    lines, room = [""], _OCTETS
    for piece in pieces:
        size = len(piece.encode())
        if size > room:
            lines.append("")
            room = _OCTETS - 1
        lines[-1] += piece
        room -= size
    return lines


def _pieces(line: str) -> Iterator[str]:
    """Yield the indivisible pieces of a line: an escape, or a character with its marks."""
    piece = ""
    for part in re.findall(r"\\.|.", line, re.DOTALL):
        is_mark = category(part[0]) in {"Mn", "Me", "Mc"} or part in _JOINERS
        # A cluster longer than a line is split.
        if piece and not (is_mark and len((piece + part).encode()) < _OCTETS):
            yield piece
            piece = ""
        piece += part
    yield piece
