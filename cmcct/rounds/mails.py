"""Read mails: files of one message, mailboxes (mbox), and text saved from a mail program.

A mail is anybody's. Of each, a few headers and its plain text are read, in time that grows with its
size alone; HTML and attachments are never looked into. What cannot be read is a mail with a
`problem`, and nothing in one mail keeps another from being read.
"""

import codecs
import mmap
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime
from errno import ENOENT
from hashlib import sha256
from itertools import chain, pairwise
from pathlib import Path
from quopri import decodestring
from stat import S_ISREG
from typing import NamedTuple

from cmcct.errors.exceptions import CmcctError, system_reason
from cmcct.i18n.messages import Message, OptionalMessage, _
from cmcct.storage.directory_file import UnreadableError
from cmcct.text.folding import fold

LETTER_HEADER = "X-CMC-Round"  # in letters: the day of the round and the id of the entry
MAX_TEXT = 20_000  # characters of a text

_MAX_MAIL = 25_000_000  # bytes
_MAX_MAILS = 5_000
_MAX_HEADER_LINES = 2_000  # with those of the parts
_MAX_HEADER = 2_000  # bytes of a header that are read
_MAX_DEPTH = 6  # multiparts in each other
_MAX_ENCODED = 16 * MAX_TEXT  # bytes of an encoded text that are read
_READ = frozenset(
    (
        *("subject", "from", "date", "auto-submitted", "content-type"),
        *("content-transfer-encoding", LETTER_HEADER.lower()),
    )
)
_HEADER = re.compile(rb"([!-9;-~]{1,60}):[ \t]?(.*)", re.DOTALL)
# The line above a mail in a mailbox: an address or a hyphen, and a time; of some programs nothing.
_SEPARATOR = re.compile(
    rb"From (?:\S{1,200} +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)?"
    rb"(?: [+-]\d{4}| [A-Z]{3,4})? \d{4})?\r?\n(?=[!-9;-~]{1,60}:)"
)
BROKEN = _("it cannot be read")
_OUTLOOK = bytes.fromhex("d0cf11e0a1b11ae1")  # the first bytes of a .msg
_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)")
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;]*)')
_CHARSETS = re.compile(
    r"(?:us-)?ascii|utf-?(?:8|16(?:[bl]e)?)|iso-?8859-\d\d?|(?:windows-|cp)125\d", re.IGNORECASE
)
_UNUSED = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')  # of a From: names in quotes, comments
# A name and an address in brackets, or an address alone.
_FROM = re.compile(
    r"[^<>@\"]*<\s*([^<>@\s,;:\"]+@[^<>@\s,;:\"]+)\s*>|([^<>@\s,;:\"]+@[^<>@\s,;:\"]+)"
)
_SIGNATURES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
)
# Prefixes of programs before a subject, and the subjects of automatic replies, in four languages.
_PREFIXES = re.compile(
    r"(?:\s*(?:re|rv|aw|wg|tr|antw|fwd?|fw|doorst|enc|rif|sv|r[ée]p|r[ée]f)\s*:"
    r"|\s*\[(?:ext|extern(?:al|o|e)?)\])+",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"(?:automatic reply|auto ?reply|autoreply|out of (?:the )?office|respuesta automatica"
    r"|fuera de (?:la )?oficina|ausente|ausencia|automatisch antwoord|afwezig|afwezigheid"
    r"|niet aanwezig|reponse automatique|absence|absent|message d ?absence|undeliver\w*"
    r"|delivery status notification|mail delivery|returned mail|failure notice|no se puede entregar"
    r"|no se pudo entregar|no entregado|onbestelbaar|niet bezorgd|non remis|echec de la remise"
    r"|message non distribue|read|not read|leido|gelezen|lu|delivered|entregado|bezorgd|remis"
    r"|recall)\b"
)


class Mail(NamedTuple):
    """A mail as far as it is read."""

    file: str  # where it was read, for display
    problem: OptionalMessage = ""  # why it cannot be read
    subject: str = ""
    sender: str = ""  # the one address in From, in lower case; "" if there are several or none
    day: date | None = None  # the sender's
    text: str = ""
    is_cut: bool = False  # whether the text goes on
    has_html: bool = False
    attachments: tuple[str, ...] = ()  # types of the parts that are not read
    is_automatic: bool = False
    is_ambiguous: bool = False  # whether a header is there twice
    letter: str = ""  # the header of a letter


class _UnreadableMailError(Exception):
    """A mail that is not read, and why."""

    def __init__(self, problem: Message) -> None:
        super().__init__()
        self.problem = problem


def read_mails(paths: list[Path]) -> Iterator[Mail]:
    """Yield the mails in files and folders, each once, files in the order of their names.

    Raises `CmcctError` for a path that cannot be read, and for very many mails.
    """
    known = set[bytes]()
    contents = (pair for path in paths for pair in _read_path(path))
    for number, (name, content) in enumerate(contents):
        if number == _MAX_MAILS:
            message = _("there are more than {count} mails", count=_MAX_MAILS)
            raise CmcctError(message, _("give a folder that has only the answers"))
        if isinstance(content, Message):
            yield Mail(name, content)
            continue
        digest = sha256(content.replace(b"\r\n", b"\n").strip()).digest()
        if digest not in known:
            yield parse_mail(name, content)
        known.add(digest)


def _read_path(path: Path) -> Iterator[tuple[str, bytes | Message]]:
    """Yield the name and the content of each mail in a file or a folder, or why it has none."""
    if not path.is_dir():
        if not path.exists():
            raise UnreadableError(path, system_reason(FileNotFoundError(ENOENT, "")))
        yield from _read_file(path)
        return
    for file in sorted(path.rglob("*")):
        if not (file.is_dir() or file.name.startswith(".")):
            yield from _read_file(file)


def _read_file(path: Path) -> Iterator[tuple[str, bytes | Message]]:
    name = str(path)
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            yield name, _("it is not a regular file")
        elif not status.st_size:
            yield name, b""
        else:
            with (
                path.open("rb") as file,
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
            ):
                yield from _split(name, data)
    except OSError as error:
        yield name, _("it cannot be read: {reason}", reason=system_reason(error))


def _split(name: str, data: mmap.mmap) -> Iterator[tuple[str, bytes | Message]]:
    """Yield the mails of a file: one, or those of a mailbox, each with its number."""
    if name.lower().endswith(".msg") or data[: len(_OUTLOOK)] == _OUTLOOK:
        yield name, _("it is a file of Outlook: save it as text or .eml")
        return
    is_mailbox = bool(_SEPARATOR.match(data))
    starts = _find_separators(data) if is_mailbox else [0]
    for number, (start, end) in enumerate(pairwise(chain(starts, [len(data)])), 1):
        is_large = end - start > _MAX_MAIL
        size = _MAX_MAIL // 1_000_000
        large = _("it is larger than {size} MB", size=size)
        yield f"{name}:{number}" if is_mailbox else name, large if is_large else data[start:end]


def _find_separators(data: mmap.mmap) -> Iterator[int]:
    """Yield where the mails of a mailbox begin: at a separator that no line stands above."""
    for separator in _SEPARATOR.finditer(data):
        start = separator.start()
        if not start or data[max(0, start - 3) : start].endswith((b"\n\n", b"\n\r\n")):
            yield start


def parse_mail(file: str, data: bytes) -> Mail:
    """Return a mail; whatever is wrong in it is its `problem`."""
    try:
        return _Reader().read_mail(file, data)
    except _UnreadableMailError as error:
        return Mail(file, error.problem)
    except Exception:  # noqa: BLE001 - a mail is anybody's, and must not end the command
        return Mail(file, BROKEN)


class _Reader:
    """What is read of one mail."""

    def __init__(self) -> None:
        self.lines = 0  # of headers
        self.texts: list[str] = []
        self.is_cut = self.has_html = False
        self.attachments: list[str] = []

    def read_mail(self, file: str, data: bytes) -> Mail:
        """Return a mail; raises `_UnreadableMailError`."""
        separator = _SEPARATOR.match(data)
        content = data[separator.end() :] if separator else data.removeprefix(codecs.BOM_UTF8)
        headers, body = self._split(content)
        first = {name: values[0] for name, values in headers.items()}
        if not first.keys() & {"from", "subject"}:
            raise _UnreadableMailError(_("it has neither a sender nor a subject"))
        kind, _parameters = _parse_type(first)
        self._read_part(first, body, depth=0)
        text = "\n".join(self.texts)
        subject = _decode_words(first.get("subject", ""))
        return Mail(
            file,
            subject=subject,
            sender=find_address(first.get("from", "")),
            day=_parse_day(first.get("date", "")),
            text=text[:MAX_TEXT],
            is_cut=self.is_cut or len(text) > MAX_TEXT,
            has_html=self.has_html,
            attachments=tuple(self.attachments),
            is_automatic=(
                first.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no"
                or kind == "multipart/report"
                or bool(_AUTOMATIC.match(fold(strip_prefixes(subject))))
            ),
            is_ambiguous=any(len(values) > 1 for values in headers.values()),
            letter=first.get(LETTER_HEADER.lower(), ""),
        )

    def _split(self, data: bytes) -> tuple[dict[str, list[str]], bytes]:
        """Return the headers that are read, unfolded, with lower-case names, and what is below."""
        headers: dict[str, list[str]] = {}
        values: list[str] | None = None  # of the last header, if it is read
        start = 0
        while start < len(data):
            end = data.find(b"\n", start) + 1 or len(data)
            line = data[start : min(end, start + _MAX_HEADER)].rstrip(b"\r\n")
            match = _HEADER.fullmatch(line)
            if not match and line[:1] not in (b" ", b"\t"):
                # An empty line ends the headers; any other is the first of a text without them.
                return headers, data[start if line else end :]
            self._count_line()
            if match:
                name = match[1].decode("ascii").lower()
                values = headers.setdefault(name, []) if name in _READ else None
                if values is not None:
                    values.append(_decode(match[2], ""))
            elif values and len(values[-1]) < _MAX_HEADER:
                values[-1] += _decode(line, "")
            start = end
        return headers, b""

    def _count_line(self) -> None:
        self.lines += 1
        if self.lines > _MAX_HEADER_LINES:
            text = _("it has more than {count} lines of headers", count=_MAX_HEADER_LINES)
            raise _UnreadableMailError(text)

    def _read_part(self, headers: Mapping[str, str], body: bytes, depth: int) -> None:
        """Add the text of a part, and the types of what is not read in it."""
        kind, parameters = _parse_type(headers)
        boundary = parameters.get("boundary")
        if kind == "text/plain":
            self._add_text(body, headers, parameters.get("charset", ""))
        elif kind == "text/html":
            self.has_html = True
        elif kind.startswith("multipart/") and kind != "multipart/digest" and boundary:
            self._read_parts(body, boundary.encode(), depth)
        elif kind not in _SIGNATURES:
            self.attachments.append(kind)

    def _read_parts(self, body: bytes, boundary: bytes, depth: int) -> None:
        if depth == _MAX_DEPTH:
            raise _UnreadableMailError(_("it has too many parts in each other"))
        parts = (b"\n" + body).split(b"\n--" + boundary, _MAX_HEADER_LINES + 1)
        if len(parts) == 1:
            raise _UnreadableMailError(_("it has no parts where it should have some"))
        for part in parts[1:]:
            if part.startswith(b"--"):
                return
            self._count_line()
            headers, inner = self._split(part.partition(b"\n")[2])
            first = {name: values[0] for name, values in headers.items()}
            self._read_part(first, inner, depth + 1)

    def _add_text(self, body: bytes, headers: Mapping[str, str], charset: str) -> None:
        """Add a text; what cannot be decoded is not empty, so it makes the mail unreadable."""
        data = body[:_MAX_ENCODED]
        if len(body) > _MAX_ENCODED:
            self.is_cut, data = True, data[: data.rfind(b"\n") + 1] or data
        encoding = headers.get("content-transfer-encoding", "").strip().lower()
        if encoding == "base64":
            data = data.translate(None, b" \t\r\n")
            try:
                data = b64decode(data[: len(data) // 4 * 4] if self.is_cut else data, validate=True)
            except ValueError:
                raise _UnreadableMailError(_("its text cannot be decoded")) from None
        elif encoding == "quoted-printable":
            data = decodestring(data)
        elif encoding not in ("", "7bit", "8bit", "binary"):
            raise _UnreadableMailError(_("its text cannot be decoded"))
        self.texts.append(_decode(data, charset))


def _parse_type(headers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the type in a Content-Type, and its parameters; plain text if there is none.

    The standard library takes a time that grows with the square of the parameters.
    """
    text = headers.get("content-type", "")[:_MAX_HEADER]
    kind = _TYPE.match(text)
    found = ((name.lower(), value.strip('"')) for name, value in _PARAMETER.findall(text))
    return kind[1].lower() if kind else "text/plain", dict(found)


def _decode(data: bytes, charset: str) -> str:
    """Return text in the charset that a mail states, else in UTF-8, else in Windows' own."""
    for name in (*_CHARSETS.findall(charset), "utf-8", "cp1252"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def _decode_words(header: str) -> str:
    """Return a header without encoded words (RFC 2047), on one line."""
    text = " ".join(header[:_MAX_HEADER].split())
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    decoded = (
        piece if isinstance(piece, str) else _decode(piece, name or "") for piece, name in pieces
    )
    return " ".join("".join(decoded).split())


def strip_prefixes(subject: str) -> str:
    """Return a subject without what programs put before it: `RE:`, `[EXTERNAL]`."""
    found = _PREFIXES.match(subject)
    return subject[found.end() :].strip() if found else subject


def find_address(header: str) -> str:
    """Return the one address in a From, in lower case: in brackets, or alone. "" for any other."""
    bare = _UNUSED.sub(" ", header[:_MAX_HEADER]).strip()
    match = _FROM.fullmatch(bare)
    return (match[1] or match[2]).lower() if match else ""


def _parse_day(header: str) -> date | None:
    try:
        return parsedate_to_datetime(header).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
